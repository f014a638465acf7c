package inspect_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"net/smtp"
	"os"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/agent/inspect"
)

// lettera sends a letter of the Order through the provider and gives the receipts, with the hours that pass.
func (s *scena) lettera(to string, p demo.Politica, ore ...int) [][]byte {
	s.t.Helper()
	must(s.t, s.g.Politica(to, p))
	s.arrivata()
	st := s.g.Stato()
	pem, err := os.ReadFile(st.CATLS)
	must(s.t, err)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	conn, err := tls.Dial("tcp", st.SMTP, &tls.Config{RootCAs: pool, ServerName: "localhost"})
	must(s.t, err)
	c, err := smtp.NewClient(conn, "localhost")
	must(s.t, err)
	must(s.t, c.Auth(smtp.PlainAuth("", st.Utente, "demo", "localhost")))
	must(s.t, c.Mail(ordine))
	must(s.t, c.Rcpt(to))
	w, err := c.Data()
	must(s.t, err)
	_, err = w.Write([]byte("From: " + ordine + "\r\nTo: " + to + "\r\nSubject: Comunicazione\r\nMessage-ID: <lettera.1@pec.ordine-prova.example>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0100\r\n\r\nSalve.\r\n"))
	must(s.t, err)
	must(s.t, w.Close())
	must(s.t, c.Quit())
	start := s.g.Stato().Ora
	for _, h := range ore {
		must(s.t, s.g.Clock(start.Add(time.Duration(h)*time.Hour)))
	}
	return s.arrivata()
}

type ricevuta struct {
	tipo, errore, codice, consegna string
	final                          bool
}

// TestRicevute: each kind of receipt, what it says and whether it is the last word; it asks nothing.
func TestRicevute(t *testing.T) {
	for _, c := range []struct {
		politica demo.Politica
		ore      []int
		want     []ricevuta
	}{
		{demo.Normale, nil, []ricevuta{{tipo: "accettazione", errore: "nessuno"}, {tipo: "avvenuta-consegna", errore: "nessuno", consegna: bersaglio, final: true}}},
		{demo.Inesistente, nil, []ricevuta{{tipo: "accettazione", errore: "nessuno"}, {tipo: "errore-consegna", errore: "altro", codice: "5.1.1", consegna: bersaglio, final: true}}},
		{demo.NoDest, nil, []ricevuta{{tipo: "accettazione", errore: "nessuno"}, {tipo: "errore-consegna", errore: "no-dest", consegna: bersaglio, final: true}}},
		{demo.Piena, nil, []ricevuta{{tipo: "accettazione", errore: "nessuno"}, {tipo: "errore-consegna", errore: "altro", codice: "5.2.2", consegna: bersaglio, final: true}}},
		{demo.NonAccettata, nil, []ricevuta{{tipo: "non-accettazione", errore: "altro", final: true}}},
		{demo.NonAccettaVirus, nil, []ricevuta{{tipo: "non-accettazione", errore: "virus", final: true}}},
		{demo.Preavviso24, []int{13, 25}, []ricevuta{{tipo: "accettazione", errore: "nessuno"}, {tipo: "preavviso-errore-consegna", errore: "altro", consegna: bersaglio},
			{tipo: "preavviso-errore-consegna", errore: "altro", codice: "5.4.1", consegna: bersaglio, final: true}}},
	} {
		t.Run(string(c.politica), func(t *testing.T) {
			s := nuovaScena(t)
			var got []ricevuta
			for _, raw := range s.lettera(bersaglio, c.politica, c.ore...) {
				o := s.ispeziona(raw)
				controllaRicevuta(t, o)
				x := ricevuta{o.DatiCert.Tipo, o.DatiCert.Errore, o.DatiCert.Codice, o.DatiCert.Consegna, o.DatiCert.Final}
				if x.codice != "" && len(got) < len(c.want) && c.want[len(got)].codice == "" {
					x.codice = "" // a provider may give a code where none is wanted here
				}
				got = append(got, x)
			}
			uguale(t, "receipts", testi(got), testi(c.want))
		})
	}
}

const bersaglio = "sara.moretti@pecmail.example"

func testi(list []ricevuta) [][]any {
	var out [][]any
	for _, r := range list {
		out = append(out, []any{r.tipo, r.errore, r.codice, r.consegna, r.final})
	}
	return out
}

func controllaRicevuta(t *testing.T, o inspect.Object) {
	t.Helper()
	m := mappa(t, o)
	if o.Busta != "ricevuta" || o.Tipo != o.DatiCert.Tipo || o.Proof.Level != "certified" || o.DatiCert.MsgID != "lettera.1@pec.ordine-prova.example" ||
		o.DatiCert.Identificativo == "" || o.DatiCert.Mittente != ordine {
		t.Errorf("receipt %s", testo(t, o))
	}
	if _, ok := m["request"]; ok {
		t.Error("a receipt has a request")
	}
}

// TestRicevuteManomesse: a receipt whose daticert was changed is broken and says nothing; LF files hold.
func TestRicevuteManomesse(t *testing.T) {
	s := nuovaScena(t)
	for _, raw := range s.lettera(bersaglio, demo.Normale) {
		if o := s.ispeziona(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))); o.Proof.Level != "certified" {
			t.Errorf("with line feeds: %+v", o.Proof)
		}
		i := bytes.Index(raw, []byte("application/xml"))
		body := i + bytes.Index(raw[i:], []byte("\r\n\r\n")) + 10
		broken := bytes.Clone(raw)
		broken[body] ^= 1
		o := s.ispeziona(broken)
		if o.Proof.Level != "broken" || o.Decision != nil && o.Decision.Auto == "AUTO" {
			t.Errorf("%s", testo(t, o))
		}
		other := s.ispeziona(bytes.Replace(raw, []byte("X-Ricevuta: "), []byte("X-Trasporto: posta-certificata\r\nX-Altro: "), 1))
		if other.Proof.Level != "mismatch" || other.Busta != "ricevuta" || other.Request != nil {
			t.Errorf("a receipt dressed as a busta: %s", testo(t, other))
		}
	}
}

// TestIlleggibili: what cannot be read is said, and nothing is decided of it but that a person looks.
func TestIlleggibili(t *testing.T) {
	s := nuovaScena(t)
	for name, raw := range map[string]string{"empty": "", "zeros": "\x00\x00\x00\x00", "no header": "ciao", "binary": "\xff\xd8\xff\xe0\x00\x10JFIF", "blank lines": "\r\n\r\n\r\n"} {
		o := s.ispeziona([]byte(raw))
		if o.Busta != "" && o.Busta != "malformata" || o.Request != nil {
			t.Errorf("%s: %s", name, testo(t, o))
		}
		if o.Decision != nil && (o.Decision.Auto != "REVIEW" || len(o.Decision.Reply) > 0) {
			t.Errorf("%s: %s", name, testo(t, o))
		}
	}
}
