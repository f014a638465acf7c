package demo

import (
	"crypto/x509"
	"testing"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/smime"
)

// TestConcorde lets the agent's own parser and verifier judge all that the provider makes: two readings of RFC 6109,
// written apart, have to agree.
func TestConcorde(t *testing.T) {
	g := avviaTest(t, Options{Ruota: true})
	trust := smime.Trust{CAs: []*x509.Certificate{mustPKI(t).CA.Cert}}
	for i, p := range []Politica{Normale, DoppieRicevute, NoDest, Inesistente, Piena, VirusConsegna, Preavviso12, Preavviso24, Preavviso24Solo,
		NonAccettata, NonAccettaVirus, EsternoRimbalza} {
		to := "m" + string(rune('a'+i)) + "@legalpost.example"
		must(t, g.Politica(to, p))
		must(t, spedisci(t, g, lettera("l"+string(rune('a'+i))+"@x.example", to), to))
	}
	for _, from := range []string{giulia, luca} {
		for _, f := range []Firma{{}, {BER: true}, {SHA1: true}} {
			scrivi(t, g, Scritto{From: from, Subject: "Così è", Body: "chiedo", Firma: f, Doppia: DoppiaRivestita})
		}
	}
	scrivi(t, g, Scritto{From: giulia, Subject: "storia", Body: "x", At: time.Date(2015, 7, 1, 10, 0, 0, 0, time.UTC)})
	scrivi(t, g, Scritto{Env: EnvAnomalia, From: "m@posta.example", Subject: "x", Body: "x"})
	must(t, g.Clock(g.now().Add(25*time.Hour)))
	if _, err := g.Rilascia(""); err != nil {
		t.Fatal(err)
	}
	l := consegnaTutto(t, g)
	if len(l) < 35 {
		t.Fatalf("%d messages", len(l))
	}
	for _, c := range l {
		m, err := mailparse.Parse(grezzo(t, g, c.UID))
		if err != nil {
			t.Fatalf("%s: %v", c.Genere, err)
		}
		proof := m.Verify(trust, c.Quando)
		if proof.Level != mailparse.Certified {
			t.Errorf("UID %d %s: %v %v", c.UID, c.Genere, proof.Level, proof.Reasons)
		}
		for _, r := range proof.Reasons {
			if r != "weak_digest" {
				t.Errorf("UID %d %s: %s", c.UID, c.Genere, r)
			}
		}
		if string(m.Tipo) != c.Genere && c.Genere != "anomalia" || m.DatiCertErr != nil || len(m.OverLimit) > 0 {
			t.Errorf("UID %d %s: tipo %q, %v, %v", c.UID, c.Genere, m.Tipo, m.DatiCertErr, m.OverLimit)
		}
	}
	scrivi(t, g, Scritto{From: giulia, Subject: "x", Body: "x", Manomessa: true})
	m, err := mailparse.Parse(grezzo(t, g, consegnaTutto(t, g)[0].UID))
	must(t, err)
	if p := m.Verify(trust, g.now()); p.Level != mailparse.Broken {
		t.Errorf("forged: %v %v", p.Level, p.Reasons)
	}
}

// TestTravestitoScoperto: the disguise of a genuine receipt lowers its proof (reliability.md §1.10).
func TestTravestitoScoperto(t *testing.T) {
	g := avviaTest(t, Options{})
	trust := smime.Trust{CAs: []*x509.Certificate{mustPKI(t).CA.Cert}}
	must(t, spedisci(t, g, lettera("uno@x.example", giulia), giulia))
	consegnaTutto(t, g)
	_, err := g.Travesti(Travestimento{UID: 2, Campi: []Campo{{"X-Riferimento-Message-ID", "<due@x.example>"}}})
	must(t, err)
	c := consegnaTutto(t, g)[0]
	m, err := mailparse.Parse(grezzo(t, g, c.UID))
	must(t, err)
	if p := m.Verify(trust, c.Quando); p.Level != mailparse.Mismatch || !p.Has("msgid_mismatch") {
		t.Errorf("%v %v", p.Level, p.Reasons)
	}
}
