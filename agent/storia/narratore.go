package storia

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"pecagent/agent/demo"
	"pecagent/agent/office"
	"pecagent/rules"
)

// narratore tells events as text or as NDJSON. It prints neither ports, wall time, hashes nor identificativi, so
// that the same seed gives the same text.
type narratore struct {
	w      io.Writer
	json   bool
	nomi   map[string]string // member by codice fiscale
	dett   map[string]string // what was last said of a state, by its ref
	perche string            // the last decision's reason, not to be said twice
	prova  string            // proof of the receipt being told
}

// riga is one line of demo --json (cli.md).
type riga struct {
	T    string `json:"t"`
	Kind string `json:"kind"` // message, proof, decision, letter, receipt, state, check
	Ref  string `json:"ref,omitempty"`
	Text string `json:"text"`
}

func (n *narratore) dici(t time.Time, kind, ref, format string, args ...any) {
	text := office.VisibleLine(fmt.Sprintf(format, args...))
	if n.json {
		if b, err := json.Marshal(riga{t.Format(time.RFC3339), kind, ref, text}); err == nil {
			fmt.Fprintf(n.w, "%s\n", b)
		}
		return
	}
	for i, l := range wrap(text, 104) {
		label := ""
		if i == 0 {
			label = etichette[kind]
		}
		fmt.Fprintf(n.w, "  %-11s %s\n", label, l)
	}
}

var etichette = map[string]string{"message": "messaggio", "proof": "prova", "decision": "decisione", "letter": "lettera",
	"receipt": "ricevuta", "state": "stato", "check": "verifica"}

func (n *narratore) intro(a demo.Avvio) {
	if n.json {
		return
	}
	fmt.Fprintf(n.w, "pecagent demo: la vita di un Ordine su un gestore PEC di prova, tutto su questa macchina.\n"+
		"DIMOSTRAZIONE SENZA VALORE LEGALE: persone, caselle, gestori e firme sono inventati.\nCasella dell'Ordine: %s\n", a.Casella)
}

// resta says how to reach what stays up.
func (n *narratore) resta(a demo.Avvio, dir string, x accessi) {
	if n.json {
		b, err := json.Marshal(map[string]any{"kind": "stay", "console": x.URL, "console_utenti": x.Utenti, "console_password": x.Password, "imaps": a.IMAP, "submissions": a.SMTP, "utente": a.Utente, "ca": a.CATLS,
			"password_file": filepath.Join(dir, "password"), "config": filepath.Join(dir, "pecagent.toml")})
		if err == nil {
			fmt.Fprintf(n.w, "%s\n", b)
		}
		return
	}
	fmt.Fprintf(n.w, "console %s\nUtenti della console: %s; password di tutti: %s (senza secondo fattore, soltanto nella dimostrazione).\n"+
		"imaps %s, submissions %s, utente %s, ca %s, password in %s, configurazione %s\nCtrl-C per finire.\n",
		x.URL, strings.Join(x.Utenti, ", "), x.Password, a.IMAP, a.SMTP, a.Utente, a.CATLS, filepath.Join(dir, "password"), filepath.Join(dir, "pecagent.toml"))
}

func (n *narratore) titolo(t time.Time, s string) {
	if n.json {
		return
	}
	days := [...]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}
	t = t.In(roma())
	fmt.Fprintf(n.w, "\n── %s %s · %s\n", days[t.Weekday()], t.Format("02/01/2006, ore 15:04"), s)
}

// evento tells one event of the log.
func (n *narratore) evento(t time.Time, ev rules.Event) {
	switch {
	case ev.Esito != nil:
		n.esito(t, *ev.Esito)
	case ev.Richiesta != nil:
		r := ev.Richiesta
		n.stato(t, "state", r.ID, "pratica %s (%s), tipo %s: %s%s", r.Rif, n.nome(r.CF), r.Tipo, r.Stato, prefisso(" – nuovo indirizzo ", r.NuovaPEC))
	case ev.Iscritto != nil:
		n.iscritto(t, ev)
	case ev.Lettera != nil:
		l := ev.Lettera
		n.dici(t, "letter", l.ID, "%s %s%s a %s: %s", l.ID, l.Modello, apertura(*l), l.A, l.Stato)
	case ev.Passo != nil:
		n.passo(t, *ev.Passo)
	case ev.Ricevuta != nil:
		n.ricevuta(t, *ev.Ricevuta)
	case ev.Compito != nil:
		c := ev.Compito
		n.dici(t, "state", c.ID, "da decidere %s (%s, %s): %s", c.ID, c.Tipo, c.Stato, c.Perche)
	case ev.Modo != nil:
		n.dici(t, "state", "", "%s", office.Racconta(ev))
	case ev.Import != nil:
		n.dici(t, "state", "", "registro importato: %d iscritti", ev.Import.Nuovi)
	case ev.Operazione != nil && ev.Operazione.Cartella != nil: // when a folder was looked at is no part of the story
	case ev.Operazione != nil:
		n.dici(t, "state", "", "%s", office.Racconta(ev))
	}
}

// stato says a state that is not what was said of it last.
func (n *narratore) stato(t time.Time, kind, ref, format string, args ...any) {
	if n.dett == nil {
		n.dett = map[string]string{}
	}
	text := fmt.Sprintf(format, args...)
	if n.dett[ref] != text {
		n.dett[ref] = text
		n.dici(t, kind, ref, "%s", text)
	}
}

func (n *narratore) esito(t time.Time, v rules.Verdetto) {
	ref := v.Rif
	n.perche, n.prova = "", ""
	if v.Busta == "ricevuta" && v.Livello == "certified" && v.Decisione == nil && !v.Copia {
		n.prova = "certificata da " + v.Firmatario + prefisso(", ", strings.Join(v.Motivi, " "))
		return
	}
	n.dici(t, "message", ref, "%s – «%s»", orDash(v.Mittente), v.Oggetto)
	proof := fmt.Sprintf("busta %s", v.Busta)
	if v.Tipo != "" && v.Tipo != v.Busta {
		proof += " (" + v.Tipo + ")"
	}
	proof += ": " + map[string]string{"certified": "certificata", "mismatch": "non certificata, la firma regge ma il resto non corrisponde",
		"broken": "firma non valida", "unsigned": "non firmata"}[v.Livello]
	if v.Busta == "anomalia" && v.Livello == "certified" {
		proof += " come busta (chi ha scritto non è provato)"
	}
	n.dici(t, "proof", ref, "%s%s%s", proof, prefisso(", firmata da ", v.Firmatario), prefisso(" – ", strings.Join(v.Motivi, " ")))
	switch {
	case v.Errore != "":
		n.dici(t, "decision", ref, "non leggibile: %s", v.Errore)
	case v.Copia:
		n.dici(t, "decision", ref, "già visto: è lo stesso messaggio firmato, nessun secondo effetto")
	case v.Storico:
		n.dici(t, "decision", ref, "anteriore all'istante iniziale: si conserva e si verifica, nessun effetto")
	case v.Decisione != nil:
		d := v.Decisione
		n.perche = d.Why
		n.dici(t, "decision", ref, "%s%s: %s (%s)%s. %s", orDash(d.Type), prefisso(", fondamento ", d.Ground), d.Outcome, d.Auto,
			prefisso(" ", strings.Join(d.Flags, " ")), d.Why)
	}
}

func (n *narratore) iscritto(t time.Time, ev rules.Event) {
	m := ev.Iscritto
	if n.nomi == nil {
		n.nomi = map[string]string{}
	}
	_, known := n.nomi[m.CF]
	n.nomi[m.CF] = m.Cognome + " " + m.Nome
	if !known {
		return // the import: one line for all
	}
	dom := "nessun domicilio"
	if m.Domicilio != nil {
		dom = "domicilio " + m.Domicilio.Indirizzo
	}
	if c := m.Candidato; c != nil {
		dom += fmt.Sprintf(", indirizzo %s %s", c.Indirizzo, c.Stato)
	}
	if c := m.Casella; c != nil && !c.RevocaDal.IsZero() {
		dom += fmt.Sprintf(", casella dell'Ordine da revocare dal %s", c.RevocaDal.In(roma()).Format("02/01/2006"))
	}
	why := ev.Perche
	if why == n.perche {
		why = ""
	}
	n.stato(t, "state", m.CF, "%s: %s%s", n.nome(m.CF), dom, prefisso(" – ", why))
}

func (n *narratore) passo(t time.Time, p rules.Passo) {
	if p.Ricevuta != "" || p.Stato == rules.LInCoda && p.Motivo == "" && !p.Dubbia || p.Stato == rules.LInInvio {
		return // told with its receipt, or a step of the machine: the log has them
	}
	n.dici(t, "letter", p.Lettera, "%s: %s%s%s%s", p.Lettera, p.Stato, prefisso(" ", p.Codice), prefisso(" – ", p.Motivo), dubbia(p.Dubbia))
}

func (n *narratore) ricevuta(t time.Time, r rules.Ricevuta) {
	whose := r.Lettera
	if whose == "" {
		whose = "un messaggio che non è dell'agente"
	}
	n.dici(t, "receipt", r.Lettera, "%s di %s, ore %s del %s%s%s; %s", r.Tipo, whose, r.Istante.In(roma()).Format("15:04"),
		r.Istante.In(roma()).Format("02/01/2006"), prefisso(" – ", strings.TrimPrefix(r.Errore, "nessuno")), prefisso(" – anomalie: ", strings.Join(r.Anomalie, " ")), n.prova)
}

func (n *narratore) nome(cf string) string {
	if s, ok := n.nomi[cf]; ok {
		return s
	}
	return orDash(cf)
}

func apertura(l rules.Lettera) string {
	if l.Apertura {
		return " (apre con la ricevuta T-01)"
	}
	return ""
}

func dubbia(b bool) string {
	if b {
		return " (possibile doppione: stessi byte, stesso Message-ID)"
	}
	return ""
}

func prefisso(p, s string) string {
	if s == "" {
		return ""
	}
	return p + s
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// wrap breaks a text into lines of at most n runes at blanks.
func wrap(s string, n int) []string {
	var lines []string
	line := ""
	for _, w := range strings.Fields(s) {
		if line != "" && len([]rune(line))+1+len([]rune(w)) > n {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + w)
	}
	return append(lines, line)
}
