package agent_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/agent"
	"pecagent/agent/demo"
	"pecagent/mailparse/smime"
	"pecagent/rules"
)

// TestMemberSignatures: the running agent verifies members' own signatures under trust.ca_firme, and an approval verifies
// them again: a click never executes what a bad signature asks. The files are those of openssl.
func TestMemberSignatures(t *testing.T) {
	dir, err := filepath.Abs(filepath.Join("..", "mailparse", "smime", "testdata", "p7m"))
	must(t, err)
	file := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		return b
	}
	now := smime.VerifyAttached(file("good.p7m"), smime.Trust{}, time.Time{}).Signers[0].SigningTime.Add(time.Hour)
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	must(t, g.Clock(now))
	b := onDemo(t, g, "[avvio]\nmodo = \"proponi\"\nt0 = \"2026-11-01T00:00:00+01:00\"\n[invio]\norario = \"sempre\"\nritardo_minuti = 20\n")
	b.cfg.Trust.CAFirme = []string{filepath.Join(dir, "ca.pem")}
	b.clock = agent.NewVirtual(now)
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	esiti := func() (list []rules.Verdetto) {
		for _, ev := range b.events() {
			if ev.Esito != nil && ev.Esito.Decisione != nil {
				list = append(list, *ev.Esito)
			}
		}
		return list
	}
	const text = "In allegato richiesta di variazione PEC firmata digitalmente. La vecchia casella non è più accessibile.\nLuca Conti CF CNTLCU88R19A944D, nuova PEC %s"
	write := func(from, name string) rules.Verdetto {
		t.Helper()
		n := len(esiti())
		_, err := g.Scrivi(demo.Scritto{From: from, Subject: "Variazione PEC (modulo firmato)", Body: fmt.Sprintf(text, from),
			Allegati: []demo.Allegato{{Nome: "variazione_pec.pdf.p7m", Tipo: "application/pkcs7-mime", Corpo: file(name + ".p7m")}}})
		must(t, err)
		b.until("the decision", func() bool { return len(esiti()) == n+1 })
		return esiti()[n]
	}
	v := write("conti.luca@legalpost.example", "bad-expired")
	if d := v.Decisione; d.Ground != "R-112" || d.Outcome != "IN_REVISIONE" || strings.Join(d.Flags, " ") != "FIRMA_NON_VALIDA" || strings.Join(d.Reply, " ") != "T-05" {
		t.Errorf("expired: %+v", d)
	}
	if len(v.Firme) != 1 || v.Firme[0].Valida || v.Firme[0].CF != "CNTLCU88R19A944D" || len(v.Documenti) != 1 {
		t.Errorf("expired: %+v", v)
	}
	if said := b.cmd("review", "show", v.Compito); !strings.Contains(said, "R-112") || strings.Contains(said, "T-26") {
		t.Errorf("what an approval would do:\n%s", said)
	}
	b.cmd("review", "approve", v.Compito)
	for _, ev := range b.events() {
		if ev.Iscritto != nil && ev.Iscritto.Candidato != nil || ev.Lettera != nil && ev.Lettera.Modello != "T-05" {
			t.Errorf("an approval executed what an expired signature asks: %+v", ev)
		}
	}
	v = write("conti.luca@pecmail.example", "good-512")
	if d := v.Decisione; d.Ground != "R-103" || d.Auto != "REVIEW" || len(v.Firme) != 1 || !v.Firme[0].Valida {
		t.Errorf("good, while the first request is open: %+v", d)
	}
}

// TestMemberSignatureExecutes: with nothing against it, the member's own signature needs no person.
func TestMemberSignatureExecutes(t *testing.T) {
	p7m := filepath.Join("..", "mailparse", "smime", "testdata", "p7m")
	body, err := os.ReadFile(filepath.Join(p7m, "good.p7m"))
	must(t, err)
	ca, err := filepath.Abs(filepath.Join(p7m, "ca.pem"))
	must(t, err)
	now := smime.VerifyAttached(body, smime.Trust{}, time.Time{}).Signers[0].SigningTime.Add(time.Hour)
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	must(t, g.Clock(now))
	b := onDemo(t, g, fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`))
	b.cfg.Trust.CAFirme = []string{ca}
	b.clock = agent.NewVirtual(now)
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	_, err = g.Scrivi(demo.Scritto{From: "conti.luca@pecmail.example", Subject: "Variazione PEC", Body: "Luca Conti CF CNTLCU88R19A944D, comunico la nuova PEC conti.luca@pecmail.example",
		Allegati: []demo.Allegato{{Nome: "modulo.pdf.p7m", Tipo: "application/octet-stream", Corpo: body}}})
	must(t, err)
	b.until("the change of the domicile", func() bool {
		return strings.Contains(b.cmd("members", "show", "CNTLCU88R19A944D", "--json"), `"domicilio_digitale":"conti.luca@pecmail.example"`)
	})
}
