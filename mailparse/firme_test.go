package mailparse

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/smime"
)

// p7mFile is a file that smime/testdata/p7m/gen.sh made with openssl.
func p7mFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("smime", "testdata", "p7m", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func p7mTrust(t testing.TB) smime.Trust {
	t.Helper()
	block, _ := pem.Decode(p7mFile(t, "ca.pem"))
	ca, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return smime.Trust{CAs: []*x509.Certificate{ca}}
}

// p7mDay is an instant at which the certificates of those files are valid.
func p7mDay(t testing.TB) time.Time {
	t.Helper()
	return smime.VerifyAttached(p7mFile(t, "good.p7m"), smime.Trust{}, time.Time{}).Signers[0].SigningTime.Add(time.Hour)
}

// allegato is a part of a message.
type allegato struct {
	nome, tipo string
	corpo      []byte
}

func conAllegati(t testing.TB, list ...allegato) *Message {
	t.Helper()
	var b strings.Builder
	b.WriteString("From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nciao\r\n")
	for _, a := range list {
		fmt.Fprintf(&b, "--m\r\nContent-Type: %s\r\nContent-Disposition: attachment; filename=\"%s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n",
			a.tipo, a.nome, base64.StdEncoding.EncodeToString(a.corpo))
	}
	b.WriteString("--m--\r\n")
	return mustParse(t, []byte(b.String()))
}

func TestFirmeOfFiles(t *testing.T) {
	const conti, popescu, modulo = "CNTLCU88R19A944D Luca Conti", "PPSLNE85D67Z129L Elena Popescu", "modulo.pdf"
	trust, at := p7mTrust(t), p7mDay(t)
	for _, c := range []struct{ file, want string }{
		{"good", "valid " + conti}, {"good-ber", "valid " + conti}, {"good-base64", "valid " + conti}, {"good-pem", "valid " + conti}, {"good-ec", "valid " + conti},
		{"good-pss", "valid " + conti}, {"good-sub", "valid " + conti}, {"good-two", "valid " + conti + ", valid " + popescu},
		{"good-nested", "valid " + popescu + ", valid " + conti}, {"text", "valid " + conti}, {"pades", "valid " + conti + ", not_verified "},
		{"bad-expired", "cert_expired " + conti}, {"bad-altra", "chain_untrusted " + conti}, {"bad-self", "chain_untrusted " + conti},
		{"bad-cns", "key_usage " + conti}, {"bad-tampered", "sig_invalid " + conti}, {"bad-sha1", "digest_refused "}, {"bad-sha1cert", "weak_chain " + conti},
		{"bad-two", "chain_untrusted " + conti + ", other_signer " + conti}, {"bad-noattr", "attrs_invalid "}, {"bad-detached", "sig_malformed "}, {"bad-nested4", "sig_limit "},
	} {
		m := conAllegati(t, allegato{"../../x/modulo.pdf.P7M", "application/octet-stream", p7mFile(t, c.file+".p7m")})
		var got []string
		for _, f := range m.Firme(trust, at) {
			what := f.Codice
			if f.Valida {
				what = "valid"
			}
			got = append(got, strings.TrimSpace(what+" "+f.CF+" "+f.Nome))
			if f.Allegato != "modulo.pdf.P7M" || (f.Perche == "") != f.Valida || f.Verificata == (f.Codice == "not_verified") {
				t.Errorf("%s: %+v", c.file, f)
			}
			if f.Valida && (f.Contenuto != modulo || len(f.SHA256) != 64 || f.Istante.IsZero() || f.Revoca != smime.NotChecked || len(f.Certificato) != 64 || f.Emittente == "") {
				t.Errorf("%s: %+v", c.file, f)
			}
			if text := c.file == "text"; f.Verificata && f.Leggibile != text || text && strings.Join(f.Indirizzi, " ") != "conti.luca@pecmail.example" {
				t.Errorf("%s: readable %v, %v", c.file, f.Leggibile, f.Indirizzi)
			}
		}
		want := strings.Split(c.want, ", ")
		for i := range want {
			want[i] = strings.TrimSpace(want[i])
		}
		if strings.Join(got, ", ") != strings.Join(want, ", ") {
			t.Errorf("%s: %q, want %q", c.file, got, want)
		}
	}
}

// The SHA-256 is that of the document, whatever is around it.
func TestFirmeTellTheDocument(t *testing.T) {
	trust, at := p7mTrust(t), p7mDay(t)
	want := digest(p7mFile(t, "modulo.pdf"))
	for _, file := range []string{"good", "good-512", "good-ber", "good-pem", "good-nested3"} {
		for _, f := range conAllegati(t, allegato{"a.p7m", "x/y", p7mFile(t, file+".p7m")}).Firme(trust, at) {
			if f.SHA256 != want {
				t.Errorf("%s: %s", file, f.SHA256)
			}
		}
	}
}

func TestFirmeWithoutAuthorities(t *testing.T) {
	at := p7mDay(t)
	for _, file := range []string{"good", "bad-self", "bad-noattr", "bad-tampered"} {
		list := conAllegati(t, allegato{"modulo.pdf.p7m", "application/pkcs7-mime", p7mFile(t, file+".p7m")}).Firme(smime.Trust{}, at)
		if len(list) != 1 || list[0].Verificata || list[0].Valida || list[0].CF != "" || list[0].Codice != "not_verified" || !strings.Contains(list[0].Perche, "trust.ca_firme") {
			t.Errorf("%s: %+v", file, list)
		}
	}
}

func TestSignedAttachments(t *testing.T) {
	pdf := func(s string) []byte { return []byte("%PDF-1.7\n" + s) }
	const ranged = "/ByteRange [0 1 2 3]"
	for _, c := range []struct {
		name, ctype string
		body        []byte
		want        string
	}{
		{"modulo.pdf.p7m", "application/octet-stream", nil, CAdES}, {"MODULO.P7M", "text/plain", nil, CAdES}, {"", "application/pkcs7-mime", nil, CAdES},
		{"x", "application/x-pkcs7-mime", nil, CAdES}, {"f.xml.p7m", "application/xml", nil, CAdES}, {"modulo.p7m.pdf", "application/pdf", pdf(""), ""},
		{"smime.p7s", "application/pkcs7-signature", nil, ""}, {"a.asice", "x/y", nil, ASiC}, {"a.ASICS", "x/y", nil, ASiC}, {"a.bin", "application/vnd.etsi.asic-e+zip", nil, ASiC},
		{"a.pdf", "application/pdf", pdf("/SubFilter/ETSI.CAdES.detached " + ranged), PAdES}, {"a.bin", "x/y", pdf(ranged + " /SubFilter /adbe.pkcs7.detached"), PAdES},
		{"a.pdf", "x/y", pdf("/SubFilter/adbe.pkcs7.sha1" + ranged), PAdES}, {"a.pdf", "x/y", pdf("/SubFilter/adbe.x509.rsa_sha1" + ranged), PAdES},
		{"a.pdf", "application/pdf", pdf("/SubFilter/ETSI.RFC3161" + ranged), ""}, {"a.pdf", "application/pdf", pdf(ranged), ""}, {"a.pdf", "application/pdf", pdf("/SubFilter/ETSI.CAdES.detached"), ""},
		{"a.txt", "text/plain", []byte("/SubFilter/ETSI.CAdES.detached " + ranged), ""}, {"a.xml", "x/y", []byte(`<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">`), XAdES},
		{"a", "text/xml", []byte(`<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>`), XAdES}, {"Segnatura.xml", "application/xml", []byte("<Segnatura/>"), ""},
		{"a.pdf", "x/y", append(bytes.Repeat([]byte("x"), 1<<20), "/adbe.pkcs7.detached"+ranged...), PAdES},
		{"a", "application/pdf", append(bytes.Repeat([]byte("x"), 1<<20), "/adbe.pkcs7.detached"+ranged...), PAdES},
		{"a", "x/y", append(bytes.Repeat([]byte("x"), 1<<20), "/adbe.pkcs7.detached"+ranged...), ""},
	} {
		m := conAllegati(t, allegato{c.name, c.ctype, c.body})
		if got := m.Inner.Attachments[0].Signed; got != c.want {
			t.Errorf("%s %s: %q, want %q", c.name, c.ctype, got, c.want)
		}
		list := m.Firme(p7mTrust(t), p7mDay(t))
		if (len(list) == 1) != (c.want != "") || len(list) == 1 && (list[0].Forma != c.want || list[0].Valida || list[0].Verificata != (c.want == CAdES) || list[0].Perche == "") {
			t.Errorf("%s %s: %+v", c.name, c.ctype, list)
		}
	}
}

// A mark is found wherever the pieces of a document end.
func TestMarksAcrossPieces(t *testing.T) {
	doc := []byte("%PDF-1.7 " + strings.Repeat("y", 90) + "/SubFilter/ETSI.CAdES.detached" + strings.Repeat("z", 90) + "/ByteRange[0 1 2 3]")
	for size := 9; size <= len(doc); size++ {
		s := newSniffer("", "")
		for rest := doc; len(rest) > 0; {
			n := min(size, len(rest))
			s.write(bytes.Clone(rest[:n]))
			rest = rest[n:]
		}
		if s.found() != PAdES {
			t.Errorf("pieces of %d: not found", size)
		}
	}
}

// Eight files are verified, 32 MiB of them; what is over is said.
func TestFirmeCaps(t *testing.T) {
	trust, at := p7mTrust(t), p7mDay(t)
	var list []allegato
	for range MaxFirme + 2 {
		list = append(list, allegato{"a.p7m", "x/y", p7mFile(t, "good.p7m")})
	}
	firme := conAllegati(t, list...).Firme(trust, at)
	for i, f := range firme {
		if f.Valida != (i < MaxFirme) || f.Verificata != f.Valida || !f.Valida && f.Codice != "resource_limit" {
			t.Errorf("%d: %+v", i, f)
		}
	}
	if len(firme) != MaxFirme+2 {
		t.Errorf("%d", len(firme))
	}
	big := make([]byte, 12<<20)
	firme = conAllegati(t, allegato{"a.p7m", "x/y", big}, allegato{"b.p7m", "x/y", big}, allegato{"c.p7m", "x/y", big}, list[0]).Firme(trust, at)
	if len(firme) != 4 || firme[0].Codice != "sig_malformed" || firme[2].Codice != "resource_limit" || !firme[3].Valida {
		t.Errorf("%+v", firme)
	}
}

// Only attachments of the message itself are looked at.
func TestFirmeOfAttachedMessages(t *testing.T) {
	within := conAllegati(t, allegato{"a.p7m", "application/pkcs7-mime", p7mFile(t, "good.p7m")})
	m := mustParse(t, []byte("From: a@b.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\nciao\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n"+
		string(within.Raw)+"\r\n--o--\r\n"))
	if list := m.Firme(p7mTrust(t), p7mDay(t)); len(list) != 0 || len(m.Inner.Attachments) != 1 {
		t.Errorf("%+v", list)
	}
	if len(within.Firme(p7mTrust(t), p7mDay(t))) != 1 {
		t.Error("the message attached has none; the test says nothing")
	}
}

func TestCodiceOfSerial(t *testing.T) {
	for serial, want := range map[string]string{
		"TINIT-CNTLCU88R19A944D": "CNTLCU88R19A944D", "IT:CNTLCU88R19A944D": "CNTLCU88R19A944D", "TINIT-RSSMRC69S21G70NL": "RSSMRC69S21G70NL",
		"CNTLCU88R19A944D": "", "TINIT-cntlcu88r19a944d": "", "tinit-CNTLCU88R19A944D": "", "TINIT-CNTLCU88R19A944E": "", "TINIT-CNTLCU88R19A944D ": "",
		"TINIT-": "", "": "", "TINDE-CNTLCU88R19A944D": "", "PNOIT-CNTLCU88R19A944D": "", "VATIT-01879020517": "", "TINIT-01879020517": "", "IT:01879020517": "",
		"TINIT-CNTLCU88R19A944DX": "", "TINIT-IT:CNTLCU88R19A944D": "", "TINIT-СNTLCU88R19A944D": "",
	} {
		if got := codice(serial); got != want {
			t.Errorf("%q: %q, want %q", serial, got, want)
		}
	}
}

func TestDocumentoIsText(t *testing.T) {
	for doc, want := range map[string]string{
		"Chiedo a@pec.example e B@PEC.example.": "a@pec.example b@pec.example", "%PDF-1.4 a@pec.example": "-", "{\\rtf1 a@pec.example}": "-", "a\x00@pec.example": "-",
		"PK\x03\x04": "-", "  \r\n": "-", "": "-", "nulla": "", "citt\xe0 a@pec.example": "a@pec.example", "\ufeffa@pec.example": "a@pec.example",
	} {
		f := documento("a.txt.p7m", []byte(doc))
		got := "-"
		if f.Leggibile {
			got = strings.Join(f.Indirizzi, " ")
		}
		if got != want || f.Contenuto != "a.txt" {
			t.Errorf("%q: %q, want %q (%s)", doc, got, want, f.Contenuto)
		}
	}
}

// Every code that smime may give has words.
func TestEveryCodeHasWords(t *testing.T) {
	for code := range parole {
		if motivo(code) != parole[code] || strings.HasSuffix(parole[code], ".") {
			t.Errorf("%s: %q", code, motivo(code))
		}
	}
	if got := motivo("x"); got != "la firma non è valida (x)" {
		t.Errorf("%q", got)
	}
}
