package demo

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/smallstep/pkcs7"

	"pecagent/mailparse/pec"
)

const (
	ordine = "segreteria@pec.ordine-prova.example"
	giulia = "giulia.bianchi@iscritti.pec-ordine.example"
	luca   = "luca.conti@legalpost.example"
)

// testPKI is made once: RSA keys are slow.
var testPKI = sync.OnceValues(func() (*PKI, error) { return NewPKI(PKIOptions{}) })

func mustPKI(t testing.TB) *PKI {
	t.Helper()
	p, err := testPKI()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func avviaTest(t testing.TB, o Options) *Gestore {
	t.Helper()
	o.PKI, o.Dir = mustPKI(t), t.TempDir()
	g, err := Avvia(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return g
}

func (g *Gestore) tlsTest(t testing.TB) *tls.Config {
	t.Helper()
	pool := x509.NewCertPool()
	pem, err := os.ReadFile(g.Stato().CATLS)
	if err != nil || !pool.AppendCertsFromPEM(pem) {
		t.Fatalf("reading TLS CA: %v", err)
	}
	return &tls.Config{RootCAs: pool, ServerName: "localhost"}
}

func imapTest(t testing.TB, g *Gestore, o *imapclient.Options) *imapclient.Client {
	t.Helper()
	if o == nil {
		o = &imapclient.Options{}
	}
	o.TLSConfig = g.tlsTest(t)
	c, err := imapclient.DialTLS(g.Stato().IMAP, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.Login(g.Stato().Utente, "demo").Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}

func smtpTest(t testing.TB, g *Gestore) *smtp.Client {
	t.Helper()
	c, err := smtp.DialTLS(g.Stato().SMTP, g.tlsTest(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.Auth(sasl.NewPlainClient("", g.Stato().Utente, "demo")); err != nil {
		t.Fatal(err)
	}
	return c
}

// lettera is a letter of the Order; extra are header lines.
func lettera(id, to string, extra ...string) []byte {
	head := "From: " + ordine + "\r\nTo: " + to + "\r\nSubject: Conferma =?utf-8?q?dell'attivit=C3=A0?=\r\nDate: Mon, 23 Nov 2026 08:00:00 +0100\r\nMessage-ID: <" + id + ">\r\n"
	for _, x := range extra {
		head += x + "\r\n"
	}
	return []byte(head + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGentile iscritta,\r\nla richiesta è stata eseguita.\r\n.punto\r\n")
}

func spedisci(t testing.TB, g *Gestore, raw []byte, to ...string) error {
	t.Helper()
	c := smtpTest(t, g)
	return c.SendMail(ordine, to, bytes.NewReader(raw))
}

func consegnaTutto(t testing.TB, g *Gestore) []Consegnato {
	t.Helper()
	l, err := g.ConsegnaPosta(0)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func scrivi(t testing.TB, g *Gestore, s Scritto) Spedito {
	t.Helper()
	sp, err := g.Scrivi(s)
	if err != nil {
		t.Fatal(err)
	}
	return sp
}

func grezzo(t testing.TB, g *Gestore, uid uint32) []byte {
	t.Helper()
	raw, err := g.Messaggio("", uid)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// firmato is what a test reads of a signed message, with the standard library only.
type firmato struct {
	head     mail.Header
	octets   []byte // signed
	p7s      []byte
	dc       *pec.DatiCert
	testo    string
	messaggi [][]byte // message/rfc822 parts
}

func apri(t testing.TB, raw []byte) firmato {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/signed" {
		t.Fatalf("content type %q: %v", kind, err)
	}
	f := firmato{head: m.Header}
	delim := []byte("--" + params["boundary"])
	pieces := bytes.Split(raw, append([]byte("\r\n"), delim...))
	if len(pieces) != 4 {
		t.Fatalf("%d pieces of multipart/signed", len(pieces))
	}
	f.octets = bytes.TrimPrefix(pieces[1], []byte("\r\n"))
	sig := pieces[2][bytes.Index(pieces[2], []byte("\r\n\r\n")):]
	if f.p7s, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(sig)), "")); err != nil {
		t.Fatal(err)
	}
	f.parts(t)
	return f
}

func (f *firmato) parts(t testing.TB) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(f.octets))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		switch kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type")); kind {
		case "application/xml":
			xml, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(body)), ""))
			if err != nil {
				t.Fatal(err)
			}
			if f.dc, err = pec.Parse(xml); err != nil {
				t.Fatalf("daticert: %v\n%s", err, xml)
			}
		case "message/rfc822":
			f.messaggi = append(f.messaggi, body)
		case "text/plain":
			f.testo = testoParte(body, p.Header.Get("Content-Transfer-Encoding"), "iso-8859-1")
		default:
			t.Fatalf("unexpected part %q", kind)
		}
	}
}

// verifica lets both judges look at a signed message: openssl and smallstep.
func verifica(t testing.TB, g *Gestore, raw []byte) error {
	t.Helper()
	if err := openssl(t, raw, g.Stato().CAFirma); err != nil {
		return err
	}
	f := apri(t, raw)
	p7, err := pkcs7.Parse(f.p7s)
	if err != nil {
		return fmt.Errorf("smallstep parse: %w", err)
	}
	p7.Content = f.octets
	roots := x509.NewCertPool()
	roots.AddCert(mustPKI(t).CA.Cert)
	var when time.Time
	if err := p7.UnmarshalSignedAttribute(pkcs7.OIDAttributeSigningTime, &when); err != nil {
		return fmt.Errorf("signing time: %w", err)
	}
	if f.dc != nil && !when.Equal(f.dc.Data) {
		return fmt.Errorf("signing time %v, daticert %v", when, f.dc.Data)
	}
	signer := p7.GetOnlySigner()
	from, err := mail.ParseAddress(f.head.Get("From"))
	if err != nil {
		return err
	}
	if len(signer.EmailAddresses) != 1 || signer.EmailAddresses[0] != from.Address {
		return fmt.Errorf("From %q, certificate %v", from.Address, signer.EmailAddresses)
	}
	if _, err := signer.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: when, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}}); err != nil {
		return fmt.Errorf("chain at signing time: %w", err)
	}
	return p7.Verify()
}

func openssl(t testing.TB, raw []byte, ca string) error {
	t.Helper()
	bin, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("no openssl on this machine")
	}
	in := filepath.Join(t.TempDir(), "m.eml")
	if err := os.WriteFile(in, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(bin, "cms", "-verify", "-in", in, "-inform", "SMIME", "-CAfile", ca, "-out", os.DevNull).CombinedOutput()
	if err != nil {
		return fmt.Errorf("openssl: %w: %s", err, out)
	}
	return nil
}

func mustVerifica(t testing.TB, g *Gestore, raw []byte) firmato {
	t.Helper()
	if err := verifica(t, g, raw); err != nil {
		t.Fatalf("signature: %v", err)
	}
	return apri(t, raw)
}

// leggiUID fetches one message as the agent should: EXAMINE, UID FETCH BODY.PEEK[].
func leggiUID(t testing.TB, c *imapclient.Client, uid imap.UID) *imapclient.FetchMessageBuffer {
	t.Helper()
	msgs, err := c.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, InternalDate: true, RFC822Size: true, Flags: true,
		BodySection: []*imap.FetchItemBodySection{{Peek: true}}}).Collect()
	if err != nil || len(msgs) != 1 {
		t.Fatalf("fetching UID %d: %d messages, %v", uid, len(msgs), err)
	}
	return msgs[0]
}
