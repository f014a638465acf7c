package office

import (
	"testing"

	"pecagent/rules"
)

// TestConformitaGiorno: the last day of a member is written as people write days.
func TestConformitaGiorno(t *testing.T) {
	m := rules.Iscritto{CF: "CNTLCU88R19A944D", Cognome: "Conti", Nome: "Luca", Stato: rules.Iscr}
	a := rules.NewMemoria()
	for _, e := range []rules.Event{{Kind: rules.KIscritto, Iscritto: &m}, {Kind: rules.KDiffida, Diffida: &rules.Diffida{ID: "DIF-2026-000001", CF: m.CF, Motivo: rules.Assente,
		Stato: rules.DNotificata, NotificataIl: "2026-11-06", Scade: "2026-12-07"}}} {
		if err := rules.Apply(a, e); err != nil {
			t.Fatal(err)
		}
	}
	if got := conformita(rules.Vista(a).Fatti, m); got != "DIFFIDATO (ASSENTE entro il 07/12/2026)" && got != "DIFFIDATO (entro il 07/12/2026)" {
		t.Errorf("compliance: %q", got)
	}
	if got := giornoDi("domani"); got != "domani" {
		t.Errorf("no day: %q", got)
	}
}
