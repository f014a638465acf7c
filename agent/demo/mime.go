package demo

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// testata writes header fields in order. Values are one line; CR and LF in them cannot get through.
type testata struct{ b bytes.Buffer }

func (t *testata) campo(nome, valore string) *testata {
	t.b.WriteString(piega(nome + ": " + unaRiga(valore)))
	return t
}

// testo writes a field whose value is free text (RFC 2047).
func (t *testata) testo(nome, valore string) *testata { return t.campo(nome, parola(unaRiga(valore))) }

func unaRiga(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\r' || r == '\n' }), " ")
}

func (t *testata) grezzo(octets []byte) *testata {
	t.b.Write(crlf(octets))
	return t
}

// parola encodes free text where it is not printable ASCII, or where it could be read as an encoded word.
func parola(s string) string {
	if strings.Contains(s, "=?") {
		return "=?utf-8?b?" + base64.StdEncoding.EncodeToString([]byte(s)) + "?="
	}
	return mime.QEncoding.Encode("utf-8", s)
}

// piega folds a field at blanks so that lines stay near 76 octets (RFC 5322 §2.2.3).
func piega(line string) string {
	var out strings.Builder
	width := 0
	for i, word := range strings.Split(line, " ") {
		switch {
		case i == 0:
		case width+1+len(word) > 76 && width > 0 && word != "" && i > 1:
			out.WriteString("\r\n ")
			width = 1
		default:
			out.WriteByte(' ')
			width++
		}
		out.WriteString(word)
		width += len(word)
	}
	return out.String() + "\r\n"
}

func dataRFC5322(t time.Time) string { return t.Format("Mon, 02 Jan 2006 15:04:05 -0700") }

// base64Righe is base64 in lines of 76 (RFC 2045 §6.8).
func base64Righe(b []byte) string {
	s := base64.StdEncoding.EncodeToString(b)
	var out strings.Builder
	for len(s) > 76 {
		out.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	out.WriteString(s + "\r\n")
	return out.String()
}

// parteTesto is a text part: its header and its body, in a charset and a transfer encoding.
func parteTesto(sottotipo, testo, charset, cte string) (string, error) {
	if charset == "" {
		charset = "utf-8"
	}
	if cte == "" {
		cte = "quoted-printable"
	}
	octets, err := codifica(testo, charset)
	if err != nil {
		return "", err
	}
	body, err := trasferisci(octets, cte)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Content-Type: text/%s; charset=%s\r\nContent-Transfer-Encoding: %s\r\n\r\n%s", sottotipo, charset, cte, body), nil
}

func codifica(testo, charset string) ([]byte, error) {
	testo = string(crlf([]byte(testo)))
	if strings.EqualFold(charset, "iso-8859-1") { // htmlindex reads it as windows-1252, as browsers do
		charset = "windows-1252"
	}
	e, err := htmlindex.Get(charset)
	if err != nil {
		return nil, fmt.Errorf("writing text in charset %s: %w", charset, err)
	}
	out, err := encoding.ReplaceUnsupported(e.NewEncoder()).Bytes([]byte(testo))
	if err != nil {
		return nil, fmt.Errorf("writing text in charset %s: %w", charset, err)
	}
	return out, nil
}

func trasferisci(octets []byte, cte string) (string, error) {
	switch strings.ToLower(cte) {
	case "base64":
		return base64Righe(octets), nil
	case "7bit", "8bit":
		return chiusa(string(octets)), nil
	case "quoted-printable":
		var b bytes.Buffer
		w := quotedprintable.NewWriter(&b)
		if _, err := w.Write(octets); err != nil {
			return "", fmt.Errorf("writing quoted-printable: %w", err)
		}
		if err := w.Close(); err != nil {
			return "", fmt.Errorf("writing quoted-printable: %w", err)
		}
		return chiusa(b.String()), nil
	}
	return "", fmt.Errorf("unknown transfer encoding %q", cte)
}

func chiusa(s string) string {
	if strings.HasSuffix(s, "\r\n") {
		return s
	}
	return s + "\r\n"
}

// multiparte joins parts under a boundary: the header of the entity first, then the body.
func multiparte(tipo, boundary string, parti ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Content-Type: %s;\r\n\tboundary=\"%s\"\r\n\r\n", tipo, boundary)
	for _, p := range parti {
		// The line end before a delimiter belongs to the delimiter (RFC 2046 §5.1.1): the part keeps its own.
		b.WriteString("--" + boundary + "\r\n" + p + "\r\n")
	}
	b.WriteString("--" + boundary + "--\r\n")
	return b.String()
}

// parteFile is a part with a name, in base64.
func parteFile(tipo, nome string, corpo []byte, disposizione string) string {
	name := mime.FormatMediaType(tipo, map[string]string{"name": nome})
	disp := mime.FormatMediaType(disposizione, map[string]string{"filename": nome})
	return "Content-Type: " + name + "\r\nContent-Disposition: " + disp + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64Righe(corpo)
}
