package rules

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

// leggiREM reads a REM message that openssl signed (mailparse/testdata/rem), as it would arrive.
func leggiREM(t *testing.T, o *ordine, name string) Received {
	t.Helper()
	dir := filepath.Join("..", "mailparse", "testdata", "rem")
	ca, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	p, _ := pem.Decode(ca)
	root, err := x509.ParseCertificate(p.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	m, err := mailparse.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return Received{Now: o.now, Dove: Arrivo{SHA256: m.SHA256, Cartella: "INBOX", UID: 7, Interna: o.now}, Msg: m,
		Proof: m.Verify(smime.Trust{CAs: []*x509.Certificate{root}}, time.Time{})}
}

// conLetteraREM is an Order whose letter to Marco is the one that the REM receipts of the fixtures are about; their message has Lucia as
// second recipient.
func conLetteraREM(t *testing.T) *ordine {
	o := nuovoOrdine(t)
	for _, c := range []string{
		"iscritto CNTLCU88R19A944D Rossi Marco domicilio=marco.rossi@legalpost.example", "modo automatico R3",
		"scrive marco.rossi@legalpost.example R3 INTEGRAZIONE_RICHIESTA AUTO cf=CNTLCU88R19A944D",
		"spedizione L1 IN_CODA msgid=lettera1@pec.ordine-prova.example sha=ab", "spedizione L1 IN_INVIO", "spedizione L1 INVIATA",
	} {
		o.comanda(c)
	}
	o.now = o.now.Add(30 * 24 * time.Hour)
	if l := o.lettera("LET-2026-000001"); l.Stato != LInviata || l.A != "marco.rossi@legalpost.example" {
		t.Fatalf("the letter is %s to %s", l.Stato, l.A)
	}
	return o
}

// TestREMMuove: a certified REM receipt moves a letter as a PEC receipt does, in any order; one about the other recipient of the
// message, one that is not certified and one of an event nobody knows do not, and a person is called.
func TestREMMuove(t *testing.T) {
	type want struct {
		stato  StatoLettera
		codice string
		motivo string
	}
	for name, c := range map[string]struct {
		files []string
		want  want
	}{
		"delivered":                   {[]string{"accettazione.eml", "presa-in-carico.eml", "consegna-1-di-2.eml"}, want{LConsegnata, "", ""}},
		"delivered after all":         {[]string{"accettazione.eml", "mancata-consegna.eml", "consegna-1-di-2.eml"}, want{LConsegnata, "", ""}},
		"full box":                    {[]string{"accettazione.eml", "mancata-consegna.eml"}, want{LMancata, "RD04", "piena"}},
		"unknown, both recipients":    {[]string{"accettazione.eml", "relay-failure.eml"}, want{LMancata, "RB10", "inesistente"}},
		"time-out, both, at once":     {[]string{"accettazione.eml", "relay-failure-tempo.eml"}, want{LMancata, "RB22", "tempo"}},
		"refused":                     {[]string{"non-accettazione.eml"}, want{LVirus, "RA03", "virus"}},
		"of the other recipient":      {[]string{"accettazione.eml", "consegna-2-di-2.eml", "tempo-massimo.eml"}, want{LAccettata, "", ""}},
		"about nobody":                {[]string{"accettazione.eml", "consegna-3-di-2.eml", "consegna-di-chi.eml"}, want{LAccettata, "", ""}},
		"by a person of the same CA":  {[]string{"accettazione.eml", "personale.eml"}, want{LAccettata, "", ""}},
		"events without counterpart":  {[]string{"accettazione.eml", "evento-nuovo.eml", "verso-esterno.eml"}, want{LAccettata, "", ""}},
		"hybrid that contradicts":     {[]string{"accettazione.eml", "ibrido-contrario.eml"}, want{LAccettata, "", ""}},
		"hybrid, the other recipient": {[]string{"accettazione.eml", "ibrido.eml"}, want{LAccettata, "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, order := range permutazioni(len(c.files)) {
				o := conLetteraREM(t)
				var tasks int
				for _, i := range order {
					dec := o.decide(leggiREM(t, o, c.files[i]))
					for _, e := range dec.Events {
						if e.Kind == KCompito {
							tasks++
						}
					}
				}
				l := o.lettera("LET-2026-000001")
				if got := (want{l.Stato, l.Codice, l.Motivo}); got != c.want {
					t.Errorf("order %v: %+v, want %+v", order, got, c.want)
				}
				called := c.want.stato != LConsegnata && len(c.files) > 1 || c.want.stato == LVirus
				if called && tasks == 0 {
					t.Errorf("order %v: no person is called", order)
				}
				o.rigioca()
			}
		})
	}
}

// TestREMEstranea: a REM receipt of a message that is not ours is recorded and moves nothing.
func TestREMEstranea(t *testing.T) {
	o := conLettera(t)
	l := o.lettera("LET-2026-000001")
	for _, file := range []string{"accettazione.eml", "consegna-1-di-2.eml", "relay-failure.eml"} {
		dec := o.decide(leggiREM(t, o, file))
		if after := o.lettera(l.ID); encode(t, after) != encode(t, l) {
			t.Errorf("%s moved a letter it is not about", file)
		}
		if i := slices.IndexFunc(dec.Events, func(e Event) bool { return e.Kind == KRicevuta }); i < 0 || dec.Events[i].Ricevuta.Anomalie[0] != aForeign {
			t.Errorf("%s: %s", file, encode(t, dec))
		}
	}
}

// TestREMRegistra: what is recorded of a receipt about several names the letter's own recipient.
func TestREMRegistra(t *testing.T) {
	o := conLetteraREM(t)
	dec := o.decide(leggiREM(t, o, "relay-failure.eml"))
	i := slices.IndexFunc(dec.Events, func(e Event) bool { return e.Kind == KRicevuta })
	if i < 0 || dec.Events[i].Ricevuta.Consegna != "marco.rossi@legalpost.example" || dec.Events[i].Ricevuta.Codice != "RB10" {
		t.Errorf("%s", encode(t, dec))
	}
}

// TestREMScrive: a REM dispatch is a request of the sender its evidence names; mail from outside has no certified sender.
func TestREMScrive(t *testing.T) {
	for _, c := range []struct {
		file, mittente string
		busta          pec.Busta
		ground         string
		quarantined    bool
	}{
		{"dispatch.eml", "giulia.bianchi@iscritti.pec-ordine.example", pec.Trasporto, "R-101", false},
		{"external.eml", "lucia@posta.example", pec.Anomalia, "R-109", false},
		{"originale-diverso.eml", "giulia.bianchi@iscritti.pec-ordine.example", pec.Trasporto, "none", true},
		{"due-evidenze.eml", "giulia.bianchi@iscritti.pec-ordine.example", pec.Trasporto, "none", true},
	} {
		o := nuovoOrdine(t)
		o.comanda("iscritto BNCGLI78C48G478A Bianchi Giulia domicilio=giulia.bianchi@iscritti.pec-ordine.example")
		o.now = o.now.Add(30 * 24 * time.Hour)
		in := leggiREM(t, o, c.file)
		d := Decide(o.p, o.vista(), in)
		v := *d.Events[0].Esito
		if v.Mittente != c.mittente || v.Busta != string(c.busta) || (d.Esito.Outcome == string(RQuarantena)) != c.quarantined {
			t.Errorf("%s: %s", c.file, encode(t, d))
		}
		if d.Esito.Ground != c.ground {
			t.Errorf("%s: ground %s", c.file, d.Esito.Ground)
		}
	}
}
