package demo

import (
	"bytes"
	"testing"
	"time"
)

// TestFirme tries every encoding and digest on a busta, an anomalia and a forged busta, before openssl and smallstep.
func TestFirme(t *testing.T) {
	g := avviaTest(t, Options{})
	for _, c := range []struct {
		name  string
		firma Firma
	}{{"der sha256", Firma{}}, {"ber sha256", Firma{BER: true}}, {"der sha1", Firma{SHA1: true}}, {"ber sha1", Firma{BER: true, SHA1: true}}} {
		for _, from := range []string{giulia, luca} {
			t.Run(c.name+" "+from, func(t *testing.T) {
				scrivi(t, g, Scritto{From: from, Subject: "Rinuncia", Body: "chiedo", Firma: c.firma})
				raw := grezzo(t, g, consegnaTutto(t, g)[0].UID)
				f := mustVerifica(t, g, raw)
				if ber := f.p7s[0] == 0x30 && f.p7s[1] == 0x80; ber != c.firma.BER {
					t.Errorf("begins %x", f.p7s[:4])
				}
				if bytes.Contains(raw, []byte("sha1")) != c.firma.SHA1 {
					t.Error("micalg does not say the digest")
				}
			})
		}
	}
}

func TestManomessa(t *testing.T) {
	g := avviaTest(t, Options{})
	for _, env := range []Env{EnvPEC, EnvAnomalia} {
		scrivi(t, g, Scritto{Env: env, From: giulia, Subject: "x", Body: "testo", Manomessa: true})
		raw := grezzo(t, g, consegnaTutto(t, g)[0].UID)
		if err := verifica(t, g, raw); err == nil {
			t.Errorf("%s: a changed message verifies", env)
		}
		if f := apri(t, raw); env == EnvPEC && f.dc.Mittente == giulia {
			t.Error("daticert is unchanged")
		}
	}
}

func TestIstanteDiFirma(t *testing.T) {
	g := avviaTest(t, Options{})
	past := time.Date(2014, 7, 1, 12, 0, 0, 0, time.UTC)
	scrivi(t, g, Scritto{From: giulia, Subject: "storia", Body: "x", At: past})
	c := consegnaTutto(t, g)[0]
	f := mustVerifica(t, g, grezzo(t, g, c.UID)) // signing time == daticert data is checked there
	if !f.dc.Data.Equal(past) || f.dc.Data.Format("-0700") != "+0200" {
		t.Errorf("data %v", f.dc.Data)
	}
	if !c.Quando.Equal(past) {
		t.Errorf("INTERNALDATE %v", c.Quando)
	}
}

func TestBERRifiuta(t *testing.T) {
	for _, b := range [][]byte{nil, {0x30}, {0x30, 0}, {0x02, 1, 1}, {0x30, 3, 2, 1, 1}} {
		if out, err := ber(b); err == nil {
			t.Errorf("%x became %x", b, out)
		}
	}
}
