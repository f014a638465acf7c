package avvisi

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/rules"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		must(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	must(t, err)
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

// TestTesti: what the staff reads, whole; the golden files are for people of the Order to read.
func TestTesti(t *testing.T) {
	t.Parallel()
	u := nuovo(t, `a = ["`+capo+`"]`)
	u.cfg.IMAP.PasswordScade = "2026-12-20"
	u.riavvia()
	u.a.s.Riepilogo = "2026-11-20" // a Friday: the digest of Monday tells of the whole end of the week
	u.modo(rules.Modo{Modo: rules.Automatico, Automatico: []string{"R1", "R4"}, Fermo: true, Perche: "superato il limite di invio (10 l'ora, 40 al giorno)"})
	day := func(d int) time.Time { return time.Date(2026, 11, d, 11, 15, 0, 0, time.FixedZone("CET", 3600)) }
	for _, m := range []rules.Iscritto{
		{CF: "BNCGLI78C48G478A", Cognome: "Bianchi", Nome: "Giulia", Stato: rules.Iscr, Casella: &rules.Casella{Indirizzo: "a@iscritti.example", Stato: rules.Attivata, Scade: "2026-12-31"}},
		{CF: "RSSMRC69S21G702W", Cognome: "Rossi", Nome: "Marco", Stato: rules.Iscr, Casella: &rules.Casella{Indirizzo: "b@iscritti.example", Stato: rules.Attivata, Scade: "2027-01-10"}},
		{CF: "CNTLCU88R19A944D", Cognome: "Conti", Nome: "Luca", Stato: rules.Iscr, Casella: &rules.Casella{Indirizzo: "c@iscritti.example", Stato: rules.Attivata, Scade: "2027-06-30"}},
	} {
		u.entra(rules.Event{Kind: rules.KIscritto, Iscritto: &m})
	}
	for _, c := range []rules.Compito{
		{ID: "SEG-2026-000003", Tipo: rules.SegAllarme, Urgente: true, Creato: day(20), Perche: "Invii fermati: superato il limite di invio (10 l'ora, 40 al giorno). 3 lettere attendono. Controllare e riprendere con resume."},
		{ID: "SEG-2026-000004", Tipo: rules.SegRettifica, Urgente: true, Creato: day(21), CF: "BNCGLI78C48G478A", Rif: "PEC-2026-000011", Scade: "2026-11-25",
			Perche: "Bianchi Giulia scrive: «non sono stata io, richiamatemi al 333» da giulia.bianchi@pecmail.example (CF BNCGLI78C48G478A, tel. 3331234567)."},
		{ID: "SEG-2026-000005", Tipo: rules.SegRevisione, Creato: day(22), CF: "RSSMRC69S21G702W", Perche: "Marco Rossi chiede qualcosa che non si capisce."},
		{ID: "SEG-2026-000006", Tipo: rules.SegRevisione, Creato: day(19), Perche: "Un'altra.", Scade: "2026-11-20"},
		{ID: "SEG-2026-000007", Tipo: rules.SegLettera, Creato: day(22), Scade: "2026-12-24", Perche: "Lettere da approvare."},
	} {
		c.Stato = rules.Aperto
		u.entra(rules.Event{Kind: rules.KCompito, Compito: &c})
	}
	u.entra(rules.Event{Kind: rules.KRichiesta, Richiesta: &rules.Richiesta{ID: "RIC-2026-000008", Rif: "PEC-2026-000011", CF: "RSSMRC69S21G702W", Stato: rules.RIntegrazione, Termine: "2026-11-28"}})
	for i, l := range []rules.Lettera{{Modello: "T-01", TInvio: day(20), Stato: rules.LConsegnata}, {Modello: "T-01", TInvio: day(22), Stato: rules.LAccettata}, {Modello: "T-04", TInvio: day(22), Stato: rules.LSenzaEsito},
		{Modello: "T-05", TInvio: day(19), Stato: rules.LConsegnata}, {Modello: "T-05", TInvio: day(23), Stato: rules.LConsegnata}} {
		l.ID = "LET-2026-00000" + string(rune('1'+i))
		u.entra(rules.Event{Kind: rules.KLettera, Lettera: &l})
	}
	u.a.s.Detti["SEG-2026-000002"] = detto{Problema: Problema{Chiave: "SEG-2026-000002", Tipo: "allarme"}}
	u.cond = []Problema{{Chiave: "casella", Tipo: "casella non letta", Condizione: true, Da: day(23).Add(-4 * time.Hour), Urgente: true, Motivo: "La casella PEC non viene letta da più di due ore: controllare il collegamento e il server del gestore."}}
	list := u.giro()
	for _, l := range list {
		text := l.oggetto + "\n\n" + l.testo
		for _, word := range []string{"Bianchi", "Giulia", "GLI78", "giulia.bianchi", "3331234567", "richiamatemi", "Rossi"} {
			if strings.Contains(text, word) {
				t.Errorf("it tells %q:\n%s", word, text)
			}
		}
		switch {
		case strings.Contains(l.oggetto, "Riepilogo"):
			golden(t, "riepilogo.txt", text)
		case strings.Contains(l.oggetto, "000004"):
			golden(t, "avviso.txt", text)
		case strings.Contains(l.oggetto, "casella"):
			golden(t, "condizione.txt", text)
		}
	}
	if len(list) != 4 {
		t.Errorf("%q", oggetti(list, capo))
	}
}
