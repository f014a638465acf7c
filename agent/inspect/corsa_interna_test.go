package inspect

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// TestFileTroncato: a mapped file that is cut short while it is read is an error of that file.
func TestFileTroncato(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lungo.eml")
	if err := os.WriteFile(name, bytes.Repeat([]byte("riga\r\n"), 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		debug.SetPanicOnFault(true)
		_, err := sicuro(func() (o Object, err error) {
			raw, libera, err := voceElenco{file: name}.leggi(nil)
			if err != nil {
				return o, err
			}
			defer libera()
			if bytes.Count(raw, []byte("\n")) != 1<<20 {
				t.Error("the file is not what was written")
			}
			if err := os.Truncate(name, 100); err != nil {
				return o, err
			}
			o.SHA256 = strings.Repeat("x", bytes.Count(raw, []byte("\n")))
			return o, nil
		})
		done <- err
	}()
	if err := <-done; err == nil || !strings.Contains(err.Error(), "cambiato") {
		t.Errorf("%v", err)
	}
}

// TestPanico: a fault in one message is its error, and the worker goes on.
func TestPanico(t *testing.T) {
	name := filepath.Join(t.TempDir(), "uno.eml")
	if err := os.WriteFile(name, []byte("From: a@b.example\r\n\r\nciao"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := &Corsa{JSON: true}
	r := c.uno(&Inspector{}, voceElenco{file: name}) // an inspector without policy and archive
	if r.illeso || !strings.Contains(string(r.testo), `"error":"il lettore si è interrotto`) || !strings.Contains(string(r.testo), name) {
		t.Errorf("%+v %s", r, r.testo)
	}
}

// TestAvanzamento: the line on a terminal, and that it is taken away.
func TestAvanzamento(t *testing.T) {
	var b bytes.Buffer
	a := &avanzamento{w: &b, inizio: time.Now().Add(-2 * time.Second)}
	a.totale.Store(20_000)
	a.passo(Somma{Messaggi: 12_345, Certificati: 12_000})
	a.passo(Somma{Messaggi: 12_346}) // too soon
	a.fine()
	got := b.String()
	if !strings.HasPrefix(got, "\r\x1b[K[############........] 12.345 di 20.000 messaggi, 6.1") || !strings.HasSuffix(got, " al secondo, 12.000 certificati\r\x1b[K") || strings.Contains(got, "346") {
		t.Errorf("%q", got)
	}
	b.Reset()
	a.somma(Somma{Messaggi: 4, Certificati: 1, Rotti: 2, NonLetti: 1})
	if got := b.String(); !strings.HasPrefix(got, "4 messaggi in 2,0 s (") || !strings.HasSuffix(got, "): certificati 1, con la firma non valida 2, non letti 1.\n") {
		t.Errorf("%q", got)
	}
	var none *avanzamento
	none.passo(Somma{})
	none.fine()
	none.somma(Somma{Messaggi: 9})
}
