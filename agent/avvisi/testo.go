package avvisi

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/rules"
)

// testo is a mail being written.
type testo struct{ strings.Builder }

func (t *testo) riga(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

// avviso is the notice of one problem, or of the several that an hour has no room for.
func avviso(o *Opzioni, ps []Problema) posta {
	var t testo
	subject := "[pecagent] Da vedere: " + ps[0].nome()
	if len(ps) > 1 {
		subject = fmt.Sprintf("[pecagent] Da vedere: %s e altri %d", ps[0].nome(), len(ps)-1)
		t.riga("pecagent segnala %d problemi, in un solo avviso perché nell'ultima ora ne sono già partiti altri.", len(ps))
	} else {
		t.riga("pecagent segnala un problema che richiede l'intervento di una persona.")
	}
	for i, p := range ps {
		if i == maxElenco {
			t.riga("\nAltri %d sono elencati dal comando: pecagent review list", len(ps)-i)
			break
		}
		t.riga("")
		p.scrivi(&t)
	}
	t.riga("")
	if slices.ContainsFunc(ps, func(p Problema) bool { return !p.Condizione }) {
		t.riga("Il caso per intero si legge con: pecagent review show NUMERO")
	}
	t.riga("Questo avviso non viene ripetuto: finché il problema resta aperto, lo ricorda il riepilogo delle 8.00.")
	o.firma(&t)
	return posta{Tipo: tipoAvviso, Oggetto: subject, Testo: t.String()}
}

// nome is how a subject names a problem.
func (p Problema) nome() string {
	if p.Condizione {
		return p.Tipo
	}
	return p.Chiave + " (" + p.Tipo + ")"
}

func (p Problema) scrivi(t *testo) {
	if p.Condizione {
		t.riga("Problema:     %s", p.Tipo)
	} else {
		t.riga("Segnalazione: %s", p.Chiave)
		t.riga("Tipo:         %s", p.Tipo)
	}
	t.riga("Dal:          %s", ora(p.Da))
	for _, f := range [][2]string{{"Riferimento:  ", p.Rif}, {"Iscritto:     ", p.Iscritto}, {"Scadenza:     ", giorno(p.Scade)}} {
		if f[1] != "" {
			t.riga("%s%s", f[0], f[1])
		}
	}
	t.riga("Motivo:       %s", p.Motivo)
}

// firma ends every mail to the staff.
func (o *Opzioni) firma(t *testo) {
	name := o.Ordine
	if name == "" {
		name = "l'Ordine"
	}
	t.riga("\n-- \nMessaggio automatico di pecagent per %s, casella %s.", name, o.Casella)
	t.riga("È posta ordinaria, senza valore legale: non rispondere a questo indirizzo. Codici fiscali e indirizzi sono")
	t.riga("abbreviati, i dati per intero restano nell'archivio.")
}

// Days of the week and months as Italian writes them.
var (
	settimana = []string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}
	mesi      = []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}
)

// ora is an instant in Rome, for people.
func ora(t time.Time) string {
	if t.IsZero() {
		return "data non nota"
	}
	return rules.Roma(t).Format("02/01/2006 15:04")
}

// giorno is a day yyyy-mm-dd as people write it; anything else stays.
func giorno(s string) string {
	t, err := time.Parse(rules.Giorno, s)
	if err != nil {
		return s
	}
	return t.Format("02/01/2006")
}

// esteso is a day in words: martedì 24 novembre 2026.
func esteso(t time.Time) string {
	r := rules.Roma(t)
	n := fmt.Sprint(r.Day())
	if r.Day() == 1 {
		n = "1°"
	}
	return fmt.Sprintf("%s %s %s %d", settimana[r.Weekday()], n, mesi[r.Month()-1], r.Year())
}

// quanti is a number with its noun.
func quanti(n int, uno, molti string) string {
	if n == 1 {
		return "1 " + uno
	}
	return fmt.Sprintf("%d %s", n, molti)
}
