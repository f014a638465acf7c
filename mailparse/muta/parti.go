package muta

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
)

// campi are header lines that change what a message is taken for.
var campi = [...]string{
	"From: a@b.example", "From: \"posta-certificata@pec.gestore.example\" <x@evil.example>", "From: a@b.example, c@d.example", "From:", "Sender: x@y.example", "Reply-To: x@evil.example",
	"To: =?utf-8?q?a?= <a@b.example>, gruppo: c@d.example;", "Subject: =?utf-8?q?Rinuncia_=E8?= =?utf-8?b?YQ==?=", "Subject: Re: RSSMRC69S21G702W", "Date: Thu, 1 Jan 1970 00:00:00 +0000", "Date: 31 Feb 99",
	"X-Ricevuta: avvenuta-consegna", "X-Ricevuta: accettazione", "X-Ricevuta:", "X-Trasporto: posta-certificata", "X-Trasporto: errore", "X-TipoRicevuta: breve", "X-Riferimento-Message-ID: <altro@b.example>",
	"REM-Section-Type: rem_message/original", "X-REM-Msg-Type: DELIVERY", "Auto-Submitted: auto-replied", "List-Id: <x>", "Return-Path: <>", "Precedence: bulk", "Message-ID: <x@y>", "MIME-Version: 1.0",
	"Content-Type: text/plain; charset=utf-7", "Content-Type: text/html", "Content-Type: multipart/mixed; boundary=a", "Content-Type: multipart/signed; boundary=a; protocol=\"application/pkcs7-signature\"",
	"Content-Type: message/rfc822", "Content-Type: multipart/digest; boundary*0=a; boundary*1=b", "Content-Type: application/pkcs7-mime; smime-type=signed-data", "Content-Type: multipart/alternative",
	"Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable", "Content-Transfer-Encoding: x-uuencode", "Content-Disposition: attachment; filename=\"daticert.xml\"",
	"Content-Disposition: inline; filename*=utf-8''postacert%2Eeml", "Content-Disposition: attachment; filename=\"../../smime.p7s\"", "Content-Type: application/xml; name=\"daticert.xml\"",
	"From nobody Mon Nov 23 09:00:00 2026", "no colon here", " continued", "X-\xe8: x", ": x",
}

// campo puts a header line in, mostly at the top or after a delimiter.
func campo(b []byte, s scelta) []byte {
	line := []byte(campi[s.one(len(campi))] + "\r\n")
	if d := delimitatori(b); s[0]&1 == 1 && len(d) > 0 {
		at := d[int(s[1])%len(d)].end
		return splice(b, at, at, line)
	}
	l := righe(b)
	i := s.of(min(len(l), 24))
	return unisci(append(append(l[:i:i], line), l[i:]...))
}

// intestazioni are the offsets of lines that look like a header field, with the names as written.
func intestazioni(b []byte, names ...string) (at [][2]int) {
	for pos := 0; pos < len(b); {
		end := pos + bytes.IndexByte(b[pos:], '\n') + 1
		if end <= pos {
			end = len(b)
		}
		if name, _, ok := bytes.Cut(b[pos:end], []byte(":")); ok && len(name) > 0 && len(name) < 60 && !bytes.ContainsAny(name, " \t<>=\"") {
			if len(names) == 0 || contiene(names, string(name)) {
				at = append(at, [2]int{pos, end})
			}
		}
		pos = end
	}
	return at
}

func contiene(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}

// doppioCampo writes a header field twice, the second time where the third parameter says.
func doppioCampo(b []byte, s scelta) []byte {
	h := intestazioni(b)
	if len(h) == 0 {
		return b
	}
	x, to := h[s.of(len(h))], h[s.one(len(h))]
	return splice(b, to[0], to[0], bytes.Clone(b[x[0]:x[1]]))
}

// togliCampo takes a header field out.
func togliCampo(b []byte, s scelta) []byte {
	h := intestazioni(b)
	if len(h) == 0 {
		return b
	}
	x := h[s.of(len(h))]
	return splice(b, x[0], x[1], nil)
}

// valori are what a MIME field is given instead of what it says.
var valori = map[string][]string{
	"content-transfer-encoding": {"base64", "quoted-printable", "7bit", "8bit", "binary", "BASE64 (x)", "x-unknown", ""},
	"content-disposition":       {"inline", "attachment", "attachment; filename=daticert.xml", "attachment; filename=\"=?utf-8?q?postacert.eml?=\"", "form-data; name=x", ""},
	"content-type": {"text/plain", "text/html; charset=utf-8", "text/plain; charset=iso-8859-1", "text/plain; charset=utf-16", "text/plain; charset=gb18030", "text/plain; charset=us-ascii; format=flowed; delsp=yes",
		"multipart/mixed", "multipart/alternative", "multipart/related", "multipart/report", "multipart/digest", "message/rfc822", "message/rfc822; name=postacert.eml", "application/xml; name=daticert.xml",
		"application/pkcs7-signature", "application/x-pkcs7-signature; name=smime.p7s", "application/octet-stream", "text", "", "multipart/signed; protocol=\"application/pkcs7-signature\""},
	"from": {"", "a", "<>", "posta-certificata@pec.gestore.example", "\"x\" <a@b.example> (c)", "a@b.example, c@d.example", "@a,@b:c@d.example", "u\u0308@b.example"}, "x-ricevuta": {"consegna", "accettazione", "AVVENUTA-CONSEGNA", "errore-consegna", ""},
	"x-trasporto": {"errore", "posta-certificata", "posta certificata", ""},
}

// valore gives a known field another value and keeps its parameters half of the time.
func valore(b []byte, s scelta) []byte {
	h := intestazioni(b, "content-transfer-encoding", "content-disposition", "content-type", "from", "x-ricevuta", "x-trasporto")
	if len(h) == 0 {
		return b
	}
	x := h[s.of(len(h))]
	name, old, _ := strings.Cut(string(b[x[0]:x[1]]), ":")
	list := valori[strings.ToLower(name)]
	field := name + ": " + list[s.one(len(list))]
	if _, params, ok := strings.Cut(old, ";"); ok && s[2] >= 0x60 {
		return splice(b, x[0], x[1], []byte(field+";"+params))
	}
	return splice(b, x[0], x[1], []byte(field+"\r\n"))
}

// maxDelimitatori is the most delimiters that are looked at.
const maxDelimitatori = 2000

// delimitatore is a line that begins with -- and a word: begin and end of the line, and the boundary.
type delimitatore struct {
	at, end int
	nome    string
}

func delimitatori(b []byte) (out []delimitatore) {
	for pos := 0; pos < len(b); {
		end := pos + bytes.IndexByte(b[pos:], '\n') + 1
		if end <= pos {
			end = len(b)
		}
		line := strings.TrimRight(string(b[pos:min(end, pos+300)]), "\r\n \t")
		nome, ok := strings.CutPrefix(line, "--")
		if nome = strings.TrimSuffix(nome, "--"); ok && len(nome) > 1 && !strings.Contains(nome, " ") && len(out) < maxDelimitatori {
			out = append(out, delimitatore{pos, end, nome})
		}
		pos = end
	}
	return out
}

// parti writes a part twice, or leaves it out.
func parti(b []byte, s scelta) []byte {
	d := delimitatori(b)
	if len(d) < 2 {
		return b
	}
	i := s.of(len(d) - 1)
	part := bytes.Clone(b[d[i].at:d[i+1].at])
	switch s.one(4) {
	case 0:
		return splice(b, d[i].at, d[i+1].at, nil)
	case 1:
		to := d[int(s[0])%len(d)].at
		return splice(b, to, to, part)
	}
	return splice(b, d[i].at, d[i].at, bytes.Repeat(part, 1+int(s[2]>>6)))
}

// scambiaParti swaps a part with the one after it.
func scambiaParti(b []byte, s scelta) []byte {
	d := delimitatori(b)
	if len(d) < 3 {
		return b
	}
	i := s.of(len(d) - 2)
	one, two := b[d[i].at:d[i+1].at], b[d[i+1].at:d[i+2].at]
	return splice(b, d[i].at, d[i+2].at, bytes.Join([][]byte{two, one}, nil))
}

// confine changes a boundary: one delimiter, or the name everywhere.
func confine(b []byte, s scelta) []byte {
	d := delimitatori(b)
	if len(d) == 0 {
		return b
	}
	x, y := d[s.of(len(d))], d[s.one(len(d))]
	switch s[2] % 7 {
	case 0:
		return bytes.Replace(b, []byte(x.nome), []byte(y.nome), 100)
	case 1:
		return bytes.ReplaceAll(b, []byte(x.nome), []byte("aa"))
	case 2:
		return bytes.Replace(b, []byte(x.nome), []byte(strings.Repeat("b", 70+int(s[0]))), 100)
	case 3:
		return splice(b, x.at, x.end, []byte("--"+y.nome+"\r\n"))
	case 4:
		return splice(b, x.at, x.end, []byte("--"+x.nome+"-- \t\r\n"))
	case 5:
		return splice(b, x.at, x.at, []byte("x"))
	}
	return splice(b, x.at, x.end, []byte("--"+x.nome+"x\r\n"))
}

// annida puts the message, or what follows a delimiter, into an attachment of a new message.
func annida(b []byte, s scelta) []byte {
	kind := []string{"message/rfc822", "message/rfc822; name=postacert.eml", "application/octet-stream; name=x.eml", "text/plain"}[s.one(4)]
	head := "From: a@b.example\r\nSubject: I: annidato\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"fuori\"\r\n\r\n--fuori\r\n\r\nvedi\r\n--fuori\r\nContent-Type: " + kind + "\r\n"
	body := b
	if s[0]&3 == 0 {
		head += "Content-Transfer-Encoding: base64\r\n"
		body = a64(b)
	}
	return bytes.Join([][]byte{[]byte(head + "\r\n"), body, []byte("\r\n--fuori--\r\n")}, nil)
}

// avvolgi puts multiparts round the body, as many as the parameter says.
func avvolgi(b []byte, s scelta) []byte {
	head, body := testata(b)
	n := 1 + int(s[0])%26
	var open, closed strings.Builder
	for i := range n {
		kind := []string{"mixed", "alternative", "related", "signed", "report"}[(i+int(s[2]))%5]
		fmt.Fprintf(&open, "Content-Type: multipart/%s; boundary=n%d\r\n\r\n--n%d\r\n", kind, i, i)
	}
	for i := n - 1; i >= 0; i-- {
		fmt.Fprintf(&closed, "\r\n--n%d--\r\n", i)
	}
	lines := intestazioni(head, "content-type", "content-transfer-encoding")
	var typed []byte
	rest := bytes.Clone(head)
	for i := len(lines) - 1; i >= 0; i-- {
		typed = append(typed, head[lines[i][0]:lines[i][1]]...)
		rest = splice(rest, lines[i][0], lines[i][1], nil)
	}
	return bytes.Join([][]byte{rest, []byte(open.String()), typed, []byte("\r\n"), body, []byte(closed.String())}, nil)
}

// testata parts a message at its first empty line; the line belongs to neither.
func testata(b []byte) (head, body []byte) {
	for _, sep := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(b, []byte(sep)); i >= 0 {
			return b[:i+len(sep)/2], b[i+len(sep):]
		}
	}
	return b, nil
}

// codifica writes the body of a part in another transfer encoding and says so.
func codifica(b []byte, s scelta) []byte {
	d := delimitatori(b)
	from, to := 0, len(b)
	if len(d) > 1 && s[2]&7 != 0 {
		i := s.of(len(d) - 1)
		from, to = d[i].end, d[i+1].at
	}
	head, body := testata(b[from:to])
	for _, h := range intestazioni(head, "content-transfer-encoding") {
		if s[2]&8 == 0 && h[1] <= len(head) {
			head = splice(head, h[0], h[1], nil)
			break
		}
	}
	name, coded := "base64", a64(body)
	if s[2]&1 == 1 {
		name, coded = "quoted-printable", qp(body)
	}
	part := bytes.Join([][]byte{[]byte("Content-Transfer-Encoding: " + name + "\r\n"), head, []byte("\r\n"), coded, []byte("\r\n")}, nil)
	return splice(b, from, to, part)
}

func a64(b []byte) []byte {
	s := base64.StdEncoding.EncodeToString(b)
	var out bytes.Buffer
	for len(s) > 76 {
		out.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	out.WriteString(s)
	return out.Bytes()
}

func qp(b []byte) []byte {
	var out bytes.Buffer
	for i, c := range b {
		switch {
		case c == '\r' || c == '\n' || c > ' ' && c < 0x7f && c != '=':
			out.WriteByte(c)
		default:
			fmt.Fprintf(&out, "=%02X", c)
		}
		if i%70 == 69 {
			out.WriteString("=\r\n")
		}
	}
	return out.Bytes()
}

// chiudi ends a multipart where it stands, or opens one that is never closed.
func chiudi(b []byte, s scelta) []byte {
	d := delimitatori(b)
	if len(d) == 0 {
		return b
	}
	x := d[s.of(len(d))]
	if s[2]&1 == 0 {
		return splice(b, x.end, x.end, []byte("\r\n--"+x.nome+"--\r\n"))
	}
	return splice(b, x.at, x.at, []byte("--"+x.nome+"\r\nContent-Type: multipart/mixed; boundary=\""+x.nome+"\"\r\n\r\n--"+x.nome+"\r\n"))
}
