package demo

import (
	"bytes"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

func tlsDial(g *Gestore, t testing.TB) (net.Conn, error) {
	return tls.Dial("tcp", g.Stato().IMAP, g.tlsTest(t))
}

// leggiFino reads until a mark.
func leggiFino(t testing.TB, c net.Conn, mark string) string {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	var got []byte
	buf := make([]byte, 4096)
	for !strings.Contains(string(got), mark) {
		n, err := c.Read(buf)
		got = append(got, buf[:n]...)
		if err != nil {
			t.Fatalf("waiting for %q: %v after %q", mark, err, got)
		}
	}
	return string(got)
}

func TestSMTPRegistro(t *testing.T) {
	g := avviaTest(t, Options{})
	raw := lettera("uno@x.example", giulia)
	for range 2 {
		if err := spedisci(t, g, raw, giulia); err != nil {
			t.Fatal(err)
		}
	}
	r := g.Registro()
	if len(r.Lettere) != 1 || r.Lettere[0].Accolta != 2 || len(r.Lettere[0].Identificativi) != 2 || len(r.Lettere[0].Recapiti) != 2 {
		t.Errorf("letters %+v", r.Lettere)
	}
	if len(r.Transazioni) != 2 {
		t.Fatalf("%d transactions", len(r.Transazioni))
	}
	x := r.Transazioni[0]
	if x.SHA256 != hexSHA256(raw) || x.Bytes != len(raw) || x.MsgID != "uno@x.example" || !x.Accolta || !x.Risposta || x.Esito != "250" || !x.Quando.Equal(g.now()) {
		t.Errorf("transaction %+v", x)
	}
	if r.Lettere[0].CorpoSHA256[0] != r.Lettere[0].Recapiti[0].CorpoSHA256 {
		t.Error("what arrived is not what was sent")
	}
	consegnaTutto(t, g)
	for _, e := range g.Registro().Lettere[0].Ricevute {
		if e.UID == 0 || hexSHA256(grezzo(t, g, e.UID)) != e.SHA256 {
			t.Errorf("receipt %+v", e)
		}
	}
}

func TestSMTPAccesso(t *testing.T) {
	g := avviaTest(t, Options{})
	dial := func() *smtp.Client {
		c, err := smtp.DialTLS(g.Stato().SMTP, g.tlsTest(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	if err := dial().Mail(ordine, nil); err == nil {
		t.Error("MAIL without AUTH")
	}
	if err := dial().Auth(sasl.NewPlainClient("", ordine, "no")); err == nil {
		t.Error("wrong password accepted")
	}
	if err := g.Guasto(Guasto{Punto: SMTPPassword}); err != nil {
		t.Fatal(err)
	}
	if err := dial().Auth(sasl.NewPlainClient("", ordine, "demo")); codice(err) != 535 {
		t.Errorf("fault: %v", err)
	}
	c := smtpTest(t, g)
	if err := c.Mail(giulia, nil); codice(err) != 553 {
		t.Errorf("MAIL of another mailbox: %v", err)
	}
	if n := g.Registro().AuthRifiutate; n != 2 {
		t.Errorf("%d refusals", n)
	}
}

func codice(err error) int {
	var e *smtp.SMTPError
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}

func TestSMTPGuasti(t *testing.T) {
	for _, c := range []struct {
		g         Guasto
		code      int // of the first try; 0 = no answer
		accolta   bool
		transazio string
	}{
		{Guasto{Punto: SMTPMail}, 451, false, "451"},
		{Guasto{Punto: SMTPMail, Codice: 552}, 552, false, "552"},
		{Guasto{Punto: SMTPRcpt, Codice: 550, Destinatario: giulia}, 550, false, "550"},
		{Guasto{Punto: SMTPData, Codice: 452}, 452, false, "452"},
		{Guasto{Punto: SMTPCadePersa}, 0, false, "caduta"},
		{Guasto{Punto: SMTPCadeAccolta}, 0, true, "caduta"},
	} {
		g := avviaTest(t, Options{})
		if err := g.Guasto(c.g); err != nil {
			t.Fatal(err)
		}
		raw := lettera("uno@x.example", giulia)
		err := spedisci(t, g, raw, giulia)
		if err == nil || codice(err) != c.code {
			t.Errorf("%s: %v", c.g.Punto, err)
		}
		r := g.Registro()
		if len(r.Transazioni) != 1 || r.Transazioni[0].Esito != c.transazio || r.Transazioni[0].Accolta != c.accolta || r.Transazioni[0].Risposta != (c.code != 0) {
			t.Errorf("%s: %+v", c.g.Punto, r.Transazioni)
		}
		if got := len(consegnaTutto(t, g)); (got == 2) != c.accolta {
			t.Errorf("%s: %d receipts", c.g.Punto, got)
		}
		if err := spedisci(t, g, raw, giulia); err != nil {
			t.Errorf("%s strikes twice: %v", c.g.Punto, err)
		}
	}
}

func TestGuastoSaltaEVolte(t *testing.T) {
	var g guasti
	if err := g.arma(Guasto{Punto: SMTPData, Salta: 2, Volte: 2, Destinatario: giulia}); err != nil {
		t.Fatal(err)
	}
	if err := g.arma(Guasto{Punto: SMTPData, Codice: 200}); err == nil {
		t.Error("armed a refusal with 200")
	}
	var got []bool
	for _, to := range []string{giulia, luca, giulia, strings.ToUpper(giulia), giulia, giulia} {
		_, hit := g.scatta(SMTPData, to)
		got = append(got, hit)
	}
	want := []bool{false, false, false, true, true, false}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("struck %v, want %v", got, want)
		}
	}
	if err := g.arma(Guasto{Punto: SMTPMail, Volte: -1}); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if _, ok := g.scatta(SMTPMail); !ok {
			t.Fatal("a lasting fault stopped")
		}
	}
	g.ripara()
	if _, ok := g.scatta(SMTPMail); ok {
		t.Error("a repaired fault struck")
	}
}

func TestSMTPLento(t *testing.T) {
	g := avviaTest(t, Options{})
	if err := g.Guasto(Guasto{Punto: SMTPLento, Millisecondi: 200}); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if err := spedisci(t, g, lettera("uno@x.example", giulia), giulia); err != nil || time.Since(start) < 200*time.Millisecond {
		t.Errorf("answered after %v: %v", time.Since(start), err)
	}
}

func TestSMTPTroppoGrande(t *testing.T) {
	g := avviaTest(t, Options{MaxBytes: 1000})
	raw := append(lettera("uno@x.example", giulia), bytes.Repeat([]byte("riga\r\n"), 500)...)
	if err := spedisci(t, g, raw, giulia); codice(err) != 552 {
		t.Errorf("too big: %v", err)
	}
	if n := len(g.Registro().Lettere); n != 0 {
		t.Errorf("%d letters", n)
	}
}

// TestPiano is the way a relay on the same machine hands letters over, and another mailbox takes the receipts.
func TestPiano(t *testing.T) {
	type posta struct {
		box string
		raw []byte
	}
	var got []posta
	fail := true
	g := avviaTest(t, Options{PianoAddr: "127.0.0.1:0", RecapitaTutti: true, Recapita: func(box string, raw []byte) error {
		if fail {
			return errors.New("mailbox is locked")
		}
		got = append(got, posta{box, raw})
		return nil
	}})
	c, err := smtp.Dial(g.Stato().Piano)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SendMail(ordine, []string{giulia}, bytes.NewReader(lettera("uno@x.example", giulia))); err != nil {
		t.Fatal(err)
	}
	if _, err := g.ConsegnaPosta(0); err == nil {
		t.Fatal("a refused delivery passed for done")
	}
	fail = false
	consegnaTutto(t, g)
	boxes := map[string]int{}
	for _, p := range got {
		mustVerifica(t, g, p.raw)
		boxes[p.box]++
	}
	if boxes[ordine] != 2 || boxes[giulia] != 1 {
		t.Errorf("delivered %v", boxes)
	}
}

func TestSabota(t *testing.T) {
	for n, c := range map[int]struct {
		recapiti, ricevute int
		same               bool
	}{1: {0, 0, true}, 2: {2, 4, true}, 3: {1, 2, false}} {
		g := avviaTest(t, Options{})
		if err := g.Sabota(n); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			id := string(rune('a'+i)) + "@x.example"
			if err := spedisci(t, g, lettera(id, giulia), giulia); err != nil {
				t.Fatal(err)
			}
		}
		consegnaTutto(t, g)
		for i, l := range g.Registro().Lettere {
			want := c
			if i != n-1 {
				want.recapiti, want.ricevute, want.same = 1, 2, true
			}
			if l.Accolta != 1 || len(l.Recapiti) != want.recapiti || len(l.Ricevute) != want.ricevute {
				t.Errorf("sabota %d, letter %d: %+v", n, i, l)
			}
			for _, r := range l.Recapiti {
				if (r.CorpoSHA256 == l.CorpoSHA256[0]) != want.same {
					t.Errorf("sabota %d, letter %d: same body %v", n, i, !want.same)
				}
			}
		}
	}
}
