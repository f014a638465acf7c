package office

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"pecagent/rules"
)

// Anteprima is what approving a task would do now: the decision made on the present state and thrown away.
type Anteprima struct {
	Rifiuto string // why it would be refused; then there is nothing else
	Effetti []string
	Lettere []LetteraVista
}

// LetteraVista is a letter as it would go out.
type LetteraVista struct {
	rules.Lettera
	Oggetto, Testo string
	Errore         string // why it cannot be composed
}

// vista composes a letter for the eye.
func (e *Env) vista(l rules.Lettera) LetteraVista {
	v := LetteraVista{Lettera: l}
	t, err := e.Modelli.Componi(e.Policy, l)
	if err != nil {
		v.Errore = err.Error()
	}
	v.Oggetto, v.Testo = t.Oggetto, t.Testo
	return v
}

// anteprima tries an approval on a snapshot.
func (e *Env) anteprima(s rules.Snapshot, in rules.Reviewed) (a Anteprima) {
	d := rules.Decide(e.Policy, s, in)
	if d.Errore != "" {
		a.Rifiuto = d.Errore
		return a
	}
	created := map[string]bool{}
	for _, ev := range d.Events {
		switch {
		case ev.Lettera != nil:
			if !created[ev.Lettera.ID] {
				created[ev.Lettera.ID] = true
				a.Lettere = append(a.Lettere, e.vista(*ev.Lettera))
			}
		case ev.Passo != nil:
			if l, ok := s.Lettera(ev.Passo.Lettera); ok && ev.Passo.Stato == rules.LInPartenza && !created[l.ID] {
				created[l.ID] = true
				a.Lettere = append(a.Lettere, e.vista(l))
			}
		}
	}
	a.Effetti = effetti(s, d.Events, in.Compito, created)
	return a
}

// mostrato are the lines that a person decides a task by: the task, the member's card, what an approval does and says. Numbers that
// the decision itself would give are left out, since others may take them meanwhile.
func (e *Env) mostrato(s rules.Snapshot, in rules.Reviewed) []string {
	c, _ := s.Compito(in.Compito)
	lines := []string{fmt.Sprintf("segnalazione %s: %s", c.ID, c.Stato), "motivo: " + c.Perche}
	if m, ok := s.Iscritto(c.CF); ok {
		k := schedaCon(s, m)
		lines = append(lines, "iscritto: "+strings.Join(strings.Fields(k.Cognome+" "+k.Nome+" "+k.Stato+" "+k.DataStato), " "), "domicilio: "+orNone(k.Domicilio),
			"casella dell'Ordine: "+orNone(strings.TrimSpace(k.Casella+" "+k.StatoCasella)), "conformità: "+strings.TrimSpace(k.Conformita+" "+k.Motivo))
	}
	a := e.anteprima(s, in)
	if a.Rifiuto != "" {
		lines = append(lines, "approvare sarebbe rifiutato: "+a.Rifiuto)
	}
	for _, x := range a.Effetti {
		lines = append(lines, "effetto: "+x)
	}
	for _, l := range a.Lettere {
		lines = append(lines, fmt.Sprintf("lettera %s a %s: %s", l.Modello, l.A, l.Oggetto))
		for row := range strings.Lines(strings.ReplaceAll(l.Testo, codiceO(l.Dati.Codice), "(codice)")) {
			if row = strings.TrimSpace(row); row != "" {
				lines = append(lines, "  "+row)
			}
		}
	}
	return senzaNumeriNuovi(lines, s.Stato.Contatori)
}

// codiceO is a code, or what no text holds where there is none.
func codiceO(s string) string {
	if s == "" {
		return "\x00"
	}
	return s
}

var numeroNelTesto = regexp.MustCompile(`\b([A-Z]{3}-\d{4})-(\d{6,})\b`)

// senzaNumeriNuovi hides the numbers that are not given yet.
func senzaNumeriNuovi(lines []string, given map[string]int) []string {
	for i := range lines {
		lines[i] = numeroNelTesto.ReplaceAllStringFunc(lines[i], func(id string) string {
			p := numeroNelTesto.FindStringSubmatch(id)
			if n, err := strconv.Atoi(p[2]); err == nil && n > given[p[1]] {
				return p[1] + "-(nuovo)"
			}
			return id
		})
	}
	return lines
}

// impronta is the digest that stands for the lines in a form.
func impronta(lines []string) string {
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:16])
}

// Cambiato is the refusal of a decision on what is no longer so.
const Cambiato = "nel frattempo qualcosa è cambiato: non è stato fatto nulla; rileggere la pratica com'è ora e decidere di nuovo"
