package office_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/agent/office"
	"pecagent/mailparse/smime"
	"pecagent/rules"
)

// comePersona runs commands as one of the Order's people.
func (u *ufficio) comePersona(id string) { u.env.Attore = rules.Attore{Tipo: "persona", ID: id} }

// segnalazione is the open task of a kind.
func (u *ufficio) segnalazione(tipo string) string {
	u.t.Helper()
	id := ""
	must(u.t, u.env.Store.View(func(a rules.Archivio) error {
		s := rules.Vista(a)
		for _, c := range s.Cerca(rules.CompitiVivi, "") {
			if k, ok := s.Compito(c); ok && k.Tipo == tipo {
				id = k.ID
			}
		}
		return nil
	}))
	if id == "" {
		u.t.Fatalf("no open task %s", tipo)
	}
	return id
}

// TestDiffida walks from the opening of a case to a suspension in force, by the commands people type: the President's signature
// is verified on the file that openssl made, its content must be the draft, and each letter can be written.
func TestDiffida(t *testing.T) {
	p7m := filepath.Join("..", "..", "mailparse", "smime", "testdata", "p7m")
	file := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(p7m, name))
		must(t, err)
		return b
	}
	signed := smime.VerifyAttached(file("good.p7m"), smime.Trust{}, time.Time{})
	u := nuovoUfficio(t, "proponi")
	if end := signed.Signers[0].Leaf.NotAfter; end.Before(u.ora.AddDate(0, 0, 4)) {
		t.Fatalf("the certificate ends %v", end)
	}
	u.env.Config.Trust.CAFirme = []string{filepath.Join(p7m, "ca.pem")}
	var err error
	u.env.Firme, err = u.env.Config.MemberSignatures()
	must(t, err)
	u.albo()
	u.env.Policy.Persone = []rules.Persona{{Utente: "anna", Ruoli: []string{rules.Segreteria}}, {Utente: "bruno", CF: "CNTLCU88R19A944D", Ruoli: []string{rules.Presidente}}}
	u.env.Policy.Rimedi, u.env.Policy.EntiSospensione = "ricorso al TAR entro 60 giorni", []string{"Procura della Repubblica"}
	u.env.Policy.FinestreDiffida, u.env.Policy.PreavvisoGiorni = nil, 1 // the certificate of the test is short-lived
	o := &u.env.Policy.Ordine
	o.Ufficio, o.Responsabile, o.Telefono, o.Orario, o.PotereSostitutivo = "Segreteria", "Mario Neri", "010 1234567", "9-13", "il Presidente"
	for name, b := range map[string][]byte{"carta.pdf": []byte("%PDF carta"), "diffida.pdf": signed.Content, "diffida.pdf.p7m": file("good.p7m"),
		"rotta.pdf.p7m": file("bad-tampered.p7m"), "altra.pdf": []byte("%PDF altra diffida"), "inad.pdf": []byte("%PDF inad"), "inipec.pdf": []byte("%PDF inipec")} {
		u.env.Files[name] = b
	}
	u.comePersona("anna")
	day := func() string { return rules.DataRoma(u.ora) }
	act := func(args ...string) string {
		return u.riesce(append([]string{"act"}, args...)...)
	}
	if said := u.fallisce(office.ExitWrong, "act", "diffida-open", "--cf", "SPSCRI58C17F839T", "--reason", "ASSENTE", "--date", day(), "--tick", "nulla"); !strings.Contains(said, "un'importazione da sola non prova nulla") {
		t.Errorf("without a look in the files: %s", said)
	}
	contiene(t, "the opening", act("diffida-open", "--cf", "SPSCRI58C17F839T", "--reason", "ASSENTE", "--date", day(), "--tick", "atti"), "DIF-2026-000001", "RILEVATA")
	dif := "DIF-2026-000001"
	contiene(t, "T-24", u.riesce("letters", "preview", "T-24", "--case", dif), "Esposito", "DIF-2026-000001", "non è ancora una diffida")
	act("diffida-notice", "--case", dif, "--channel", "posta", "--date", day(), "--document", "carta.pdf")
	u.ora = u.ora.AddDate(0, 0, 3)
	act("diffida-resolution", "--case", dif, "--number", "30/2026", "--body", "Consiglio dell'Ordine", "--date", day(), "--document", "carta.pdf")
	act("protocol", "--case", dif, "--number", "0000912/2026", "--date", day())
	contiene(t, "T-10", u.riesce("letters", "preview", "T-10", "--case", dif), "SI DIFFIDA", "30/2026", "0000912/2026", "30 (trenta)")
	act("diffida-draft", "--case", dif, "--date", day(), "--document", "altra.pdf")
	sign := func(name string) []string {
		return []string{"act", "diffida-signed", "--case", dif, "--channel", "raccomandata", "--date", day(), "--document", name}
	}
	contiene(t, "another document", u.fallisce(office.ExitWrong, sign("diffida.pdf.p7m")...), "non è la diffida predisposta")
	act("diffida-draft", "--case", dif, "--date", day(), "--document", "diffida.pdf")
	contiene(t, "a broken signature", u.fallisce(office.ExitWrong, sign("rotta.pdf.p7m")...), "non è valida")
	contiene(t, "no signature", u.fallisce(office.ExitWrong, sign("carta.pdf")...), "non è un file firmato digitalmente")
	u.riesce(sign("diffida.pdf.p7m")...)
	seg := u.segnalazione(rules.SegAtto)
	contiene(t, "the same person", u.fallisce(office.ExitWrong, "review", "approve", seg), "un'altra persona")
	u.comePersona("bruno")
	u.riesce("review", "approve", seg)
	u.comePersona("anna")
	act("raccomandata-sent", "--case", dif, "--number", "RR1", "--date", day(), "--document", "carta.pdf")
	act("notified", "--case", dif, "--date", day(), "--document", "carta.pdf")
	served := u.ora
	_, due := u.env.Policy.TermineDiffida(day())
	contiene(t, "the list", u.riesce("members", "list"), "DIFFIDATO (ASSENTE entro il "+due[8:]+"/"+due[5:7]+"/"+due[:4]+")")
	contiene(t, "the member", u.riesce("members", "show", "SPSCRI58C17F839T", "--json"), `"conformita":"DIFFIDATO"`, `"scadenza":"`+due+`"`)
	u.ora = served.AddDate(0, 0, 50)
	for _, h := range []string{"08:10", "08:50"} {
		act("diffida-call", "--case", dif, "--date", day(), "--time", h, "--outcome", "non risponde")
	}
	checks := []string{"act", "diffida-expired", "--case", dif, "--date", day(), "--document", "inipec.pdf", "--document", "inad.pdf"}
	contiene(t, "no ticks", u.fallisce(office.ExitUsage, checks...), "vuole anche --tick (che cosa è stato controllato, più volte)")
	for _, s := range []string{"sportello", "posta", "protocollo", "inipec", "inad", "indirizzo"} {
		checks = append(checks, "--tick", s)
	}
	u.riesce(checks...)
	contiene(t, "the list", u.riesce("members", "list"), "DIFFIDA_SCADUTA")
	act("suspension", "--case", dif, "--number", "3/2027", "--body", "Consiglio dell'Ordine", "--date", day(), "--document", "carta.pdf")
	u.comePersona("bruno")
	u.riesce("review", "approve", u.segnalazione(rules.SegAtto))
	let := ""
	for _, e := range u.eventi(rules.KLettera) {
		if e.Lettera.Modello == "T-10b" {
			let = e.Lettera.ID
		}
	}
	act("protocol", "--case", let, "--number", "0000101/2027", "--date", day())
	contiene(t, "T-10b", u.riesce("review", "show", let), "3/2027", "ricorso al TAR entro 60 giorni", "0000912/2026", "Procura della Repubblica", "0000101/2027")
	act("raccomandata-sent", "--case", dif, "--number", "RR2", "--date", day(), "--document", "carta.pdf")
	contiene(t, "before the notification", u.riesce("members", "show", "SPSCRI58C17F839T"), "SOSPENSIONE_DELIBERATA", "DIFFIDA_SCADUTA")
	u.ora = u.ora.AddDate(0, 0, 3)
	contiene(t, "the notification", act("notified", "--case", dif, "--date", day(), "--document", "carta.pdf"), "SOSPESO")
	contiene(t, "the member", u.riesce("members", "show", "SPSCRI58C17F839T"), "SOSPESO_PEC", "diffida DIF-2026-000001", "T-10b")
	u.dossier(dif)
}
