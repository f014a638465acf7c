package mailparse

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// ricevuta15k is a receipt of some 15 kB with the original inside.
func ricevuta15k(b *testing.B) []byte {
	g := unGestore()
	l := g.messaggio(pec.AvvenutaConsegna, dati(pec.AvvenutaConsegna))
	l.parts[2] = emlPart("postacert.eml", original+strings.Repeat("Una riga di testo della lettera, lunga quanto basta.\r\n", 150))
	return g.busta(b, l)
}

func BenchmarkParseVerify(b *testing.B) {
	raw, trust := ricevuta15k(b), unGestore().trust()
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		m, err := Parse(raw)
		if err != nil || m.Verify(trust, time.Time{}).Level != Certified {
			b.Fatal("not certified")
		}
	}
}

func BenchmarkParse(b *testing.B) {
	raw := ricevuta15k(b)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(raw); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStdlib is the floor: net/mail and mime/multipart read the same parts and decide nothing.
func BenchmarkStdlib(b *testing.B) {
	raw := ricevuta15k(b)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		m, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			b.Fatal(err)
		}
		walkStdlib(b, m.Header.Get("Content-Type"), m.Body)
	}
}

func walkStdlib(b *testing.B, ct string, r io.Reader) {
	typ, params, err := mime.ParseMediaType(ct)
	if err != nil || !strings.HasPrefix(typ, "multipart/") {
		if _, err := io.Copy(io.Discard, r); err != nil {
			b.Fatal(err)
		}
		return
	}
	mr := multipart.NewReader(r, params["boundary"])
	for {
		p, err := mr.NextRawPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			b.Fatal(err)
		}
		walkStdlib(b, p.Header.Get("Content-Type"), p)
	}
}

func BenchmarkTesto(b *testing.B) {
	in := &Inner{Text: strings.Repeat("La sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, chiede di rinunciare alla PEC dell'Ordine: giulia@pec.example\n", 20)}
	b.SetBytes(int64(len(in.Text)))
	for b.Loop() {
		if len(in.Testo().CF) != 20 {
			b.Fatal("codes not found")
		}
	}
}

// BenchmarkLarge reads a busta with an attachment of 20 MB.
func BenchmarkLarge(b *testing.B) {
	g := unGestore()
	l := g.messaggio(pec.PostaCertificata, dati(pec.PostaCertificata))
	eml := strings.Replace(original, "Content-Type: text/plain; charset=utf-8\r\n\r\n", "Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n", 1)
	l.parts[2] = emlPart("postacert.eml", strings.Split(eml, "\r\n\r\n")[0]+"\r\n\r\n"+strings.Repeat(strings.Repeat("QUJD", 19)+"\r\n", 20<<20/78))
	raw := g.busta(b, l)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(raw); err != nil {
			b.Fatal(err)
		}
	}
}
