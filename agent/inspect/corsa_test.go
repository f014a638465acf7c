package inspect_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/agent/inspect"
	"pecagent/mailparse/pec"
)

var (
	posta  = flag.String("posta", "", "TestFabbrica: the folder in which receipts are made")
	quante = flag.Int("quante", 20_000, "TestFabbrica: how many receipts")
)

// ricevute writes n distinct certified receipts of about 15 KB, each with its own signature, and the configuration that
// trusts them.
func ricevute(t testing.TB, dir string, n int) (config string) {
	t.Helper()
	pki, err := demo.NewPKI(demo.PKIOptions{})
	must(t, err)
	must(t, os.MkdirAll(filepath.Join(dir, "posta"), 0o755))
	config = filepath.Join(dir, "pecagent.toml")
	must(t, os.WriteFile(filepath.Join(dir, "ca.pem"), pki.CAPEM(), 0o600))
	must(t, os.WriteFile(config, []byte("[ordine]\npec = \""+ordine+"\"\n[trust]\nca = [\"ca.pem\"]\n"), 0o600))
	at := orario(t, "2026-11-23 09:14")
	next := make(chan int)
	done := make(chan error)
	for range runtime.GOMAXPROCS(0) {
		go func() {
			var err error
			for i := range next {
				raw, e := ricevuta15(pki, i, at.Add(time.Duration(i)*time.Second))
				err = errors.Join(err, e, os.WriteFile(filepath.Join(dir, "posta", fmt.Sprintf("%06d.eml", i)), raw, 0o600))
			}
			done <- err
		}()
	}
	for i := range n {
		next <- i
	}
	close(next)
	for range runtime.GOMAXPROCS(0) {
		must(t, <-done)
	}
	return config
}

// TestFabbrica makes a corpus to measure with; see the package doc.
func TestFabbrica(t *testing.T) {
	if *posta == "" {
		t.Skip("only with -posta DIR")
	}
	t.Logf("inspect --json --config %s %s", ricevute(t, *posta, *quante), filepath.Join(*posta, "posta"))
}

func corsa(t testing.TB, c inspect.Corsa, names ...string) (string, inspect.Somma) {
	t.Helper()
	var b bytes.Buffer
	c.Out = &b
	sum, err := c.Esegui(context.Background(), names)
	must(t, err)
	return b.String(), sum
}

// TestCorsaInOrdine: many workers give what one gives, in the same order, whatever the size of a file.
func TestCorsaInOrdine(t *testing.T) {
	dir := t.TempDir()
	o, err := inspect.Configure(ricevute(t, dir, 40), "")
	must(t, err)
	big := "From: a@b.example\r\nMessage-ID: <x@b.example>\r\n\r\n"
	for i := range 100 {
		body := strings.Repeat("parola ", i%7*20)
		if i == 50 {
			body = strings.Repeat(".", 3<<20) // mapped
		}
		must(t, os.WriteFile(filepath.Join(dir, "posta", fmt.Sprintf("%06d-b.eml", i)), []byte(big+body), 0o600))
	}
	must(t, os.WriteFile(filepath.Join(dir, "posta", "zz.eml"), []byte("niente"), 0o600))
	names := []string{filepath.Join(dir, "manca.eml"), filepath.Join(dir, "posta"), filepath.Join(dir, "posta", "000000.eml"), "-"}
	c := inspect.Corsa{Options: o, JSON: true, Operai: 1, Stdin: strings.NewReader(big)}
	want, sum1 := corsa(t, c, names...)
	c.Operai, c.Stdin = 7, strings.NewReader(big)
	got, sum := corsa(t, c, names...)
	if got != want || sum != sum1 {
		t.Errorf("seven workers give other results than one: %+v, %+v", sum, sum1)
	}
	if sum != (inspect.Somma{Messaggi: 144, Certificati: 41, SenzaFirma: 101, NonLetti: 2}) {
		t.Errorf("%+v", sum)
	}
	c.Options.Sequence, c.Stdin = true, strings.NewReader(big)
	if out, sum := corsa(t, c, names...); sum != sum1 || !strings.Contains(out, "copia di un messaggio") {
		t.Errorf("a sequence knows no copy: %+v", sum)
	}
	var last string
	for l := range strings.Lines(got) {
		var x inspect.Object
		must(t, json.Unmarshal([]byte(l), &x))
		if strings.HasPrefix(x.File, names[1]) && !strings.HasSuffix(last, "zz.eml") && x.File <= last {
			t.Errorf("%s after %s", x.File, last)
		}
		last = x.File
	}
}

// TestCorsaOltreMisura: what is over the size of a message is refused before it is read, also where the size is not known.
func TestCorsaOltreMisura(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "enorme.eml")
	must(t, os.WriteFile(name, []byte("From: a@b.example\r\n\r\n"), 0o600))
	must(t, os.Truncate(name, 120<<20+1))
	o, err := inspect.Configure("", "")
	must(t, err)
	out, sum := corsa(t, inspect.Corsa{Options: o, JSON: true}, name, "/dev/zero")
	if sum.NonLetti != 2 || strings.Count(out, "supera la misura massima") != 2 {
		t.Errorf("%+v %s", sum, out)
	}
}

type rotto struct{}

func (rotto) Write([]byte) (int, error) { return 0, errors.New("rotto") }

// TestCorsaInterrotta: a reader that goes away and a person who stops end the run with an error.
func TestCorsaInterrotta(t *testing.T) {
	dir := t.TempDir()
	for i := range 600 {
		must(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.eml", i)), []byte("From: a@b.example\r\n\r\nciao"), 0o600))
	}
	o, err := inspect.Configure("", "")
	must(t, err)
	c := inspect.Corsa{Options: o, JSON: true, Out: rotto{}}
	if _, err := c.Esegui(context.Background(), []string{dir}); err == nil || !strings.Contains(err.Error(), "rotto") {
		t.Errorf("%v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	c.Out = &bytes.Buffer{}
	if _, err := c.Esegui(ctx, []string{dir}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestCorsaSulTerminale: the line of progress never stands where a result is written, and is gone at the end.
func TestCorsaSulTerminale(t *testing.T) {
	dir := t.TempDir()
	o, err := inspect.Configure(ricevute(t, dir, 3), "")
	must(t, err)
	var screen bytes.Buffer
	c := inspect.Corsa{Options: o, JSON: true, Out: &screen, Terminale: &screen, OutTerminale: true}
	_, err = c.Esegui(context.Background(), []string{filepath.Join(dir, "posta")})
	must(t, err)
	lines := strings.Split(strings.TrimSpace(screen.String()), "\n")
	if len(lines) != 4 || !strings.HasPrefix(lines[3], "3 messaggi in ") || !strings.HasSuffix(lines[3], ": certificati 3.") {
		t.Errorf("%q", lines)
	}
}

func BenchmarkCorsa(b *testing.B) {
	const n = 1000
	dir := b.TempDir()
	o, err := inspect.Configure(ricevute(b, dir, n), "")
	must(b, err)
	for _, w := range []int{1, runtime.GOMAXPROCS(0)} {
		b.Run(fmt.Sprintf("%d", w), func(b *testing.B) {
			for b.Loop() {
				if _, sum := corsa(b, inspect.Corsa{Options: o, JSON: true, Operai: w}, filepath.Join(dir, "posta")); sum.Certificati != n {
					b.Fatalf("%+v", sum)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "messaggi/s")
		})
	}
}

// ricevuta15 is an avvenuta-consegna completa of about 15 KB, octet by octet ours.
func ricevuta15(pki *demo.PKI, i int, at time.Time) ([]byte, error) {
	const gestore = "pec.gestore-uno.example"
	id := fmt.Sprintf("prova.%d@%s", i, gestore)
	d := &pec.DatiCert{Tipo: pec.AvvenutaConsegna, Errore: pec.Nessuno, Mittente: ordine, Oggetto: "Comunicazione", Gestore: "Gestore Uno di prova S.p.A.", Data: at,
		Identificativo: id, MsgID: "client." + id, Ricevuta: "completa", Destinatari: []pec.Destinatario{{Address: bersaglio, Tipo: "certificato"}}, Consegna: bersaglio}
	post := "From: " + ordine + "\r\nTo: " + bersaglio + "\r\nSubject: Comunicazione\r\nMessage-ID: <" + id + ">\r\nDate: " + at.Format(time.RFC1123Z) +
		"\r\nContent-Type: text/plain\r\n\r\n" + strings.Repeat("Gentile collega, Le comunichiamo quanto segue.\r\n", 195)
	entity := parteFirmata(d, []byte(post))
	p7s, err := pki.Leaf[gestore].Firma(entity, at, demo.Firma{}, pki.CA.Cert)
	if err != nil {
		return nil, err
	}
	return involucro("From: posta-certificata@"+gestore+"\r\nTo: "+ordine+"\r\nSubject: CONSEGNA: Comunicazione\r\nDate: "+at.Format(time.RFC1123Z)+
		"\r\nMessage-ID: <r."+id+">\r\nX-Riferimento-Message-ID: <client."+id+">\r\nX-Ricevuta: avvenuta-consegna\r\n", entity, p7s), nil
}
