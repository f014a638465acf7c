package office_test

import (
	"strings"
	"testing"

	"pecagent/rules"
)

// TestAttiDiIscritti goes through the acts of a secretary at the keyboard: a new member, his box, its expiry, its renewal, a
// freeze; the card shows what is known.
func TestAttiDiIscritti(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	u.fallisce(1, "act", "enrolment", "--cf", "RSSMRA85T10A562S", "--surname", "Rossi", "--date", "2026-11-20")
	u.fallisce(2, "act", "phone-call", "--cf", "Conti", "--date", "2026-11-20", "--outcome", "RISPOSTO", "--surname", "Rossi")
	out := u.riesce("act", "enrolment", "--cf", "rssmra85t10a562s", "--surname", "Rossi", "--name", "Mario", "--enrolment", "4711", "--albo", "MEDICI",
		"--email", "mario@posta.example", "--date", "2026-11-20")
	if !strings.Contains(out, "act mailbox-created") {
		t.Errorf("no box is asked for:\n%s", out)
	}
	u.riesce("act", "mailbox-created", "--cf", "RSSMRA85T10A562S", "--date", "2026-11-21", "--address", "Mario.Rossi@iscritti.pec-ordine.example", "--payer", "member", "--provider", "aruba")
	u.riesce("act", "activation", "--cf", "RSSMRA85T10A562S", "--date", "2026-11-21")
	u.riesce("act", "mailbox-expiry", "--cf", "RSSMRA85T10A562S", "--expiry", "2026-12-21")
	u.fallisce(1, "act", "renewal", "--cf", "RSSMRA85T10A562S", "--expiry", "2032-12-31")
	u.riesce("act", "renewal", "--cf", "RSSMRA85T10A562S")
	u.fallisce(1, "act", "renewal", "--cf", "RSSMRA85T10A562S")
	u.riesce("act", "freeze", "--cf", "RSSMRA85T10A562S", "--reason", "telefonata sospetta")
	show := u.riesce("members", "show", "RSSMRA85T10A562S")
	for _, want := range []string{"4711 MEDICI", "mario.rossi@iscritti.pec-ordine.example ATTIVATA 2026-11-21", "scade                2029-12-21", "paga                 MEMBER",
		"BLOCCO_VARIAZIONI", "IN_VERIFICA"} {
		if !strings.Contains(show, want) {
			t.Errorf("the card does not say %q:\n%s", want, show)
		}
	}
	if list := u.riesce("act"); !strings.Contains(list, "death") || !strings.Contains(list, "una seconda persona conferma entro tre giorni lavorativi") {
		t.Errorf("act lists\n%s", list)
	}
	u.env.Files["certificato.pdf"] = []byte("certificato")
	u.fallisce(1, "act", "death", "--cf", "RSSMRA85T10A562S", "--date", "2026-11-22")
	u.riesce("act", "death", "--cf", "RSSMRA85T10A562S", "--date", "2026-11-22", "--document", "certificato.pdf")
	if show = u.riesce("members", "show", "RSSMRA85T10A562S"); !strings.Contains(show, "DECEDUTO") || !strings.Contains(show, "ANNULLATA") {
		t.Errorf("after the death\n%s", show)
	}
	for _, e := range u.eventi(rules.KLettera) {
		if e.Lettera.Stato != rules.LProposta {
			t.Errorf("letter %s was made %s, without a click", e.Lettera.ID, e.Lettera.Stato)
		}
	}
}
