package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// clientTest runs Serve at the other end of two pipes, as the provider's process would.
func clientTest(t testing.TB, o Options) (*Client, <-chan error) {
	t.Helper()
	o.PKI, o.Dir = mustPKI(t), t.TempDir()
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		err := Serve(ctx, o, inR, outW)
		outW.Close()
		done <- err
	}()
	t.Cleanup(func() { cancel(); inW.Close(); inR.Close() })
	return NewClient(inW, outR), done
}

// must fails the test on an error: the requests of a story have to succeed.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// storia is a small story told through the control protocol; it gives all that can be observed.
func storia(t testing.TB, seed int64) (Registro, [][]byte) {
	t.Helper()
	c, done := clientTest(t, Options{Seed: seed})
	a, err := c.Stato()
	must(t, err)
	g := &Gestore{smtpAddr: a.SMTP, o: Options{Utente: a.Utente, Casella: a.Casella}, pki: mustPKI(t), dir: strings.TrimSuffix(a.CATLS, "/"+fileCATLS)}
	must(t, c.Ruota(true))
	must(t, c.Politica(luca, Preavviso24))
	_, err = c.Scrivi(Scritto{From: giulia, Subject: "Rinuncia", Body: "chiedo", Doppia: DoppiaRivestita})
	must(t, err)
	must(t, spedisci(t, g, lettera("uno@x.example", giulia), giulia))
	must(t, spedisci(t, g, lettera("due@x.example", luca), luca))
	must(t, c.Clock(a.Ora.Add(25*time.Hour)))
	_, err = c.ConsegnaPosta(2)
	must(t, err)
	_, err = c.Rispondi(Risposta{Casella: giulia, Scritto: Scritto{Body: "confermo"}})
	must(t, err)
	_, err = c.ConsegnaPosta(0)
	must(t, err)
	_, err = c.Travesti(Travestimento{UID: 3, Campi: []Campo{{"Subject", "ACCETTAZIONE: altro"}}})
	must(t, err)
	_, err = c.ConsegnaPosta(0)
	must(t, err)
	must(t, c.Sposta(1, "Evase"))
	box, err := c.Casella(giulia)
	if err != nil || len(box) != 1 {
		t.Fatalf("%d letters, %v", len(box), err)
	}
	r, err := c.Registro()
	must(t, err)
	var raws [][]byte
	for _, d := range r.Consegnati {
		folder := ""
		if d.UID == 1 {
			folder = "Evase"
		}
		raw, err := c.Messaggio(folder, d.UID)
		must(t, err)
		raws = append(raws, raw)
	}
	must(t, c.Fine())
	must(t, <-done)
	if _, err := c.Stato(); err == nil {
		t.Error("the provider answers after its end")
	}
	return r, raws
}

// TestDeterminismo: same seed and commands, same UIDs and octets (the keys are shared, and PKCS #1 v1.5 has no salt).
func TestDeterminismo(t *testing.T) {
	r1, raw1 := storia(t, 7)
	r2, raw2 := storia(t, 7)
	j1, err := json.Marshal(r1)
	must(t, err)
	j2, err := json.Marshal(r2)
	must(t, err)
	if !bytes.Equal(j1, j2) {
		t.Errorf("ledgers differ\n%s\n%s", j1, j2)
	}
	if len(raw1) != len(r1.Consegnati) || len(raw1) < 8 {
		t.Fatalf("%d messages", len(raw1))
	}
	for i := range raw1 {
		if !bytes.Equal(raw1[i], raw2[i]) {
			t.Errorf("message %d differs:\n%s\n%s", i, raw1[i], raw2[i])
		}
	}
	r3, _ := storia(t, 8)
	if r3.Lettere[0].Identificativi[0] == r1.Lettere[0].Identificativi[0] {
		t.Error("another seed gives the same identificativo")
	}
}

// TestNienteOraVera: no octet of a message tells when the test ran.
func TestNienteOraVera(t *testing.T) {
	_, raws := storia(t, 1)
	year := time.Now().Format("2006")
	if year == "2026" {
		t.Skip("the story is told in this very year")
	}
	for _, raw := range raws {
		if bytes.Contains(raw, []byte(year)) {
			t.Errorf("wall time in\n%s", raw)
		}
	}
}

func TestServeErrori(t *testing.T) {
	c, done := clientTest(t, Options{})
	a, err := c.Stato()
	must(t, err)
	if _, err := os.Stat(a.CAFirma); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"clock back":     c.Clock(a.Ora.Add(-time.Hour)),
		"policy":         c.Politica(giulia, "a piacere"),
		"fault":          c.Guasto(Guasto{Punto: "altrove"}),
		"sabotage":       c.Sabota(0),
		"move":           c.Sposta(9, "Evase"),
		"unknown op":     c.call("boh", nil, nil),
		"wrong argument": c.call(OpClock, 3, nil),
	} {
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := c.Messaggio("Manca", 1); err == nil {
		t.Error("read from a folder that is not there")
	}
	must(t, c.Automatica(true))
	must(t, c.Ripara())
	if n, err := c.Rilascia(""); n != 0 || err != nil {
		t.Errorf("released %d, %v", n, err)
	}
	must(t, c.Sabota(3))
	must(t, c.Fine())
	must(t, <-done)
}

func TestServeFine(t *testing.T) {
	o := Options{PKI: mustPKI(t), Dir: t.TempDir()}
	var out bytes.Buffer
	if err := Serve(context.Background(), o, strings.NewReader(""), &out); err != nil || out.Len() != 0 {
		t.Errorf("empty input: %v, %q", err, &out)
	}
	if err := Serve(context.Background(), o, strings.NewReader("non json\n"), &out); err == nil {
		t.Error("a line that is no request passed")
	}
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, o, r, io.Discard) }()
	cancel()
	select {
	case err := <-done:
		must(t, err)
	case <-time.After(5 * time.Second):
		t.Fatal("Serve outlives its context")
	}
	w.Close()
	c := NewClient(io.Discard, strings.NewReader(""))
	if _, err := c.Stato(); !errors.Is(err, ErrFinito) {
		t.Errorf("answer of nobody: %v", err)
	}
}
