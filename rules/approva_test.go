package rules

import (
	"strings"
	"testing"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// TestApprovalThatDoesNothingIsRefused: nobody takes a case for settled that his click has not moved.
func TestApprovalThatDoesNothingIsRefused(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	who := Attore{Tipo: "persona", ID: "anna"}
	msg := &mailparse.Message{SHA256: "ab", Busta: pec.Trasporto, DatiCert: &pec.DatiCert{Tipo: pec.PostaCertificata, Data: at}, Inner: &mailparse.Inner{From: "a@b.example"}}
	for name, c := range map[string]struct {
		task  Compito
		msg   *mailparse.Message
		proof mailparse.Proof
		says  string
	}{
		"quarantine":     {Compito{Tipo: SegQuarantena, Messaggio: "ab"}, nil, mailparse.Proof{}, "non si approva"},
		"no more proven": {Compito{Tipo: SegRevisione, Messaggio: "ab"}, msg, mailparse.Proof{Level: mailparse.Mismatch, Reasons: []string{"chain_untrusted"}}, "non è più certificato (chain_untrusted)"},
		"nothing to do":  {Compito{Tipo: SegRevisione}, nil, mailparse.Proof{}, "non ha nulla da eseguire"},
	} {
		m := NewMemoria()
		c.task.ID, c.task.Stato = "SEG-2026-000001", Aperto
		for _, e := range []Event{
			{Kind: KAvvio, At: at, Avvio: &Avvio{T0: at, Modo: Modo{Modo: Proponi}, Casella: "o@pec.example"}},
			{Kind: KCompito, At: at, Compito: &c.task},
		} {
			if err := Apply(m, e); err != nil {
				t.Fatal(err)
			}
		}
		in := Reviewed{Now: at, Attore: who, Compito: c.task.ID, Approva: true, Msg: c.msg, Proof: c.proof}
		if d := Decide(DefaultPolicy(), Vista(m), in); !strings.Contains(d.Errore, c.says) || len(d.Events) > 0 {
			t.Errorf("%s: %q, %d events", name, d.Errore, len(d.Events))
		}
		in.Approva, in.Nota = false, "deciso a mano"
		if d := Decide(DefaultPolicy(), Vista(m), in); d.Errore != "" {
			t.Errorf("%s: it cannot be closed either: %s", name, d.Errore)
		}
	}
}

// TestWithdrawnQuestionStaysInSight: a request whose letter was taken back waits for a person, not for nobody.
func TestWithdrawnQuestionStaysInSight(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for state, want := range map[StatoRichiesta]int{RIntegrazione: 1, RInEsecuzione: 1, REseguita: 0, RArchiviata: 0} {
		m := NewMemoria()
		for _, e := range []Event{
			{Kind: KRichiesta, At: at, Richiesta: &Richiesta{ID: "RIC-2026-000001", Rif: "PEC-2026-000001", Tipo: "R1", CF: "BNCGLI78C48G478A", Stato: state}},
			{Kind: KLettera, At: at, Lettera: &Lettera{ID: "LET-2026-000001", Modello: "T-02", A: "a@b.example", Richiesta: "RIC-2026-000001", Stato: LInPartenza}},
		} {
			if err := Apply(m, e); err != nil {
				t.Fatal(err)
			}
		}
		d := Decide(DefaultPolicy(), Vista(m), Withdrawn{Now: at, Attore: Attore{Tipo: "persona", ID: "anna"}, Lettera: "LET-2026-000001"})
		tasks := 0
		for _, e := range d.Events {
			if e.Compito != nil {
				tasks++
			}
		}
		if d.Errore != "" || tasks != want {
			t.Errorf("%s: %q, %d tasks, want %d", state, d.Errore, tasks, want)
		}
	}
}
