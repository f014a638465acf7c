package mailparse

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pecagent/mailparse/pec"
)

const inviata = "From: =?utf-8?q?Ordine_di_Prova?= <segreteria@pec.ordine.example>\r\nTo: <giulia@pec.example>\r\nSubject: =?utf-8?q?Avvio_=E2=80=93_del?=\r\n =?utf-8?q?_procedimento?=\r\n" +
	"Date: Mon, 23 Nov 2026 09:12:33 +0100\r\nMessage-ID: <client1@pec.ordine.example>\r\nX-TipoRicevuta: completa\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/mixed; boundary=\"=_a\"\r\n\r\n" +
	"--=_a\r\nContent-Type: multipart/alternative; boundary=\"=_b\"\r\n\r\n" +
	"--=_b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nPerch=C3=A9 s=C3=AC, gentile dottoressa.\r\nCordiali saluti\r\n\r\n" +
	"--=_b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>Perché sì</p>\r\n\r\n--=_b--\r\n\r\n" +
	"--=_a\r\nContent-Type: application/pdf; name=\"delibera n. 7.pdf\"\r\nContent-Disposition: attachment; filename=\"delibera n. 7.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
	"JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9GbGF0ZURl\r\nY29kZT4+Cg==\r\n" +
	"--=_a\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=dati.bin\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQF\r\n" +
	"--=_a\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=dati.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n/////w==\r\n" +
	"--=_a\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\nSubject: allegato\r\nMessage-ID: <in@b.example>\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nperò\r\n\r\n" +
	"--=_a\r\nContent-Type: text/plain; charset=utf-8; name=nota.txt\r\n\r\nnota\r\n--=_a--\r\n"

const pdf = "JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9GbGF0ZURl\r\nY29kZT4+Cg=="

// datiDi is the daticert of a delivery of inviata.
func datiDi(tipo string) *pec.DatiCert {
	d := dati(pec.AvvenutaConsegna)
	d.Mittente, d.Consegna, d.MsgID, d.Ricevuta = "segreteria@pec.ordine.example", "giulia@pec.example", "client1@pec.ordine.example", tipo
	d.Destinatari = []pec.Destinatario{{Address: "giulia@pec.example", Tipo: "certificato"}}
	return d
}

// resa is what a provider makes of what was sent (RFC 6109 §3.1.5).
func resa(sent string) string {
	return "Received: from client by gestore; Mon, 23 Nov 2026 09:12:34 +0100\r\n" + strings.Replace(sent, "Message-ID: <client1@pec.ordine.example>",
		"Message-ID: <op1.20261121@pec.gestore.example>\r\nX-Riferimento-Message-ID: <client1@pec.ordine.example>", 1)
}

// consegna is a signed receipt that returns a message; none where returned is "".
func consegnaDi(t testing.TB, dc *pec.DatiCert, returned string) *Message {
	t.Helper()
	l := unGestore().messaggio(pec.AvvenutaConsegna, dc)
	l.header = slices.DeleteFunc(l.header, func(s string) bool { return strings.HasPrefix(s, "X-Riferimento") })
	l.parts = l.parts[:2]
	if returned != "" {
		l.parts = append(l.parts, emlPart("postacert.eml", returned))
	}
	return mustParse(t, unGestore().busta(t, l))
}

func scambi(pairs ...string) func(string) string {
	return func(s string) string {
		for i := 0; i < len(pairs); i += 2 {
			if !strings.Contains(s, pairs[i]) {
				panic("nothing to replace: " + pairs[i])
			}
			s = strings.Replace(s, pairs[i], pairs[i+1], 1)
		}
		return s
	}
}

func impronta(sum []byte) string { return hex.EncodeToString(sum) }

func sha1Di(s string) string {
	h := sha1.Sum([]byte(s))
	return impronta(h[:])
}

// hashPart is a part of a breve.
func hashPart(name, sum string) string {
	return "Content-Type: text/plain; name=\"" + name + "\"\r\nContent-Disposition: attachment; filename=\"" + name + "\"\r\n\r\n" + sum + "\r\n"
}

const (
	partePDF  = "Content-Type: application/pdf; name=\"delibera n. 7.pdf\"\r\nContent-Disposition: attachment; filename=\"delibera n. 7.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + pdf + "\r\n"
	parteBin1 = "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=dati.bin\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQF\r\n"
	parteBin2 = "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=dati.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n/////w==\r\n"
	parteNota = "Content-Type: text/plain; charset=utf-8; name=nota.txt\r\n\r\nnota\r\n"
)

// breveBuona makes the parts of a breve, each hash in another of the ways that are accepted.
var breveBuona = []string{partePDF, hashPart("delibera n. 7.pdf.hash", sha1Di(pdf)), parteBin1, hashPart("dati.bin.hash", strings.ToUpper(sha1Di("AAECAwQF\r\n"))),
	parteBin2, hashPart("dati.bin.hash", sha1Di("\xff\xff\xff\xff")), parteNota, hashPart("nota.txt.hash", sha256Di("nota"))}

func sha256Di(s string) string {
	h := sha256.Sum256([]byte(s))
	return impronta(h[:])
}

// TestConfronta: what a provider may change is passed over, what it may not is named.
func TestConfronta(t *testing.T) {
	c, b := pec.Completa, pec.Breve
	id := scambi()
	for _, x := range []struct {
		name, tipo string
		change     func(string) string
		want       string // part name what
	}{
		{"as it was", c, id, ""},
		{"line feeds", c, func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }, ""},
		{"8bit made quoted-printable", c, scambi("Content-Transfer-Encoding: 8bit\r\n\r\n<p>Perché sì</p>", "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>Perch=C3=A9 s=C3=AC</p>"), ""},
		{"8bit made quoted-printable within an attached message", c, scambi("Content-Transfer-Encoding: 8bit\r\n\r\nperò", "Content-Transfer-Encoding: quoted-printable\r\n\r\nper=C3=B2"), ""},
		{"quoted-printable made base64", c, scambi("quoted-printable\r\n\r\nPerch=C3=A9 s=C3=AC, gentile dottoressa.\r\nCordiali saluti\r\n", "base64\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte("Perché sì, gentile dottoressa.\nCordiali saluti\n"))+"\r\n"), ""},
		{"base64 folded elsewhere", c, scambi("Y29kZT4+Cg==", "Y29k\r\nZT4+\r\nCg=="), ""},
		{"another charset", c, scambi("charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nPerch=C3=A9 s=C3=AC", "charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nPerch=E9 s=EC"), ""},
		{"one line end more", c, scambi("Cordiali saluti\r\n", "Cordiali saluti\r\n\r\n"), ""},
		{"another boundary", c, func(s string) string { return strings.ReplaceAll(s, "=_a", "----=_Part_9") }, ""},
		{"subject folded and encoded otherwise", c, scambi("=?utf-8?q?Avvio_=E2=80=93_del?=\r\n =?utf-8?q?_procedimento?=", "=?UTF-8?B?"+base64.StdEncoding.EncodeToString([]byte("Avvio – del procedimento"))+"?="), ""},
		{"name in RFC 2231", c, scambi("filename=\"delibera n. 7.pdf\"", "filename*=utf-8''delibera%20n.%207.pdf"), ""},
		{"date in another zone", c, scambi("Mon, 23 Nov 2026 09:12:33 +0100", "Mon, 23 Nov 2026 08:12:33 +0000 (UTC)"), ""},
		{"display names", c, scambi("To: <giulia@pec.example>", "To: \"Giulia\" <Giulia@PEC.example>"), ""},
		{"further fields", c, scambi("MIME-Version: 1.0", "X-Spam: no\r\nReturn-Path: <segreteria@pec.ordine.example>\r\nMIME-Version: 1.0"), ""},

		{"one word", c, scambi("gentile dottoressa", "gentile dottore"), "1.1  content"},
		{"one word of the HTML", c, scambi("<p>Perché sì", "<p>Perché no"), "1.2  content"},
		{"one byte of the PDF", c, scambi("JVBERi0xLjQK", "JVBERi0xLjUK"), "2 delibera n. 7.pdf content"},
		{"one of two of a name", c, scambi("/////w==", "////fw=="), "4 dati.bin content"},
		{"a word of the attached message", c, scambi("però", "perchè"), "5  content"},
		{"the subject of the attached message", c, scambi("Subject: allegato", "Subject: altro"), "5  content"},
		{"a part gone", c, scambi("--=_a\r\n"+parteNota, ""), "6 nota.txt missing"},
		{"a part more", c, scambi("--=_a\r\n"+parteNota, "--=_a\r\n"+parteNota+"--=_a\r\nContent-Type: text/plain; name=virus.exe\r\n\r\nx\r\n"), "7 virus.exe extra"},
		{"another name", c, scambi("Content-Disposition: attachment; filename=dati.bin", "Content-Disposition: attachment; filename=altri.bin"), "3 dati.bin name"},
		{"another type", c, scambi("Content-Type: application/pdf", "Content-Type: application/msword"), "2 delibera n. 7.pdf type"},
		{"alternative made mixed", c, scambi("multipart/alternative", "multipart/mixed"), "1  type"},
		{"the subject", c, scambi("_procedimento", "_procedimenti"), " Subject field"},
		{"two subjects", c, scambi("MIME-Version: 1.0", "Subject: altro\r\nMIME-Version: 1.0"), " Subject field"},
		{"the recipient", c, scambi("To: <giulia@pec.example>", "To: <marta@pec.example>"), " To field"},
		{"a copy", c, scambi("MIME-Version: 1.0", "Cc: <marta@pec.example>\r\nMIME-Version: 1.0"), " Cc field"},
		{"the day", c, scambi("Date: Mon, 23 Nov 2026", "Date: Tue, 24 Nov 2026"), " Date field"},
		{"the sender", c, scambi("<segreteria@pec.ordine.example>", "<altro@pec.ordine.example>"), " From field"},
		{"the id of another message", c, scambi("<op1.20261121@pec.gestore.example>", "<op2.20261121@pec.gestore.example>"), " Message-ID field"},
		{"the reference to another message", c, scambi("X-Riferimento-Message-ID: <client1@", "X-Riferimento-Message-ID: <client2@"), " X-Riferimento-Message-ID field"},
		{"a hash in a completa", c, scambi(breveBuona...), "2 delibera n. 7.pdf type, 3 dati.bin type, 4 dati.bin type, 6 nota.txt name, 6 nota.txt content"},

		{"a breve", b, scambi(breveBuona...), ""},
		{"a breve with line feeds", b, func(s string) string { return strings.ReplaceAll(scambi(breveBuona...)(s), "\r\n", "\n") }, ""},
		{"a breve that returns all", b, id, ""},
		{"a breve with the attached message hashed", b, func(s string) string {
			i := strings.Index(s, "Content-Type: message/rfc822\r\n\r\n")
			j := strings.Index(s, "--=_a\r\nContent-Type: text/plain; charset=utf-8; name=nota.txt")
			return s[:i] + hashPart("messaggio.eml.hash", sha1Di(s[i+len("Content-Type: message/rfc822\r\n\r\n"):j-2])) + s[j:]
		}, ""},
		{"a hash of another part", b, scambi(parteBin1, hashPart("dati.bin.hash", sha1Di("/////w=="))), "3 dati.bin hash"},
		{"hashes of one name exchanged", b, scambi(parteBin1, hashPart("dati.bin.hash", sha1Di("/////w==")), parteBin2, hashPart("dati.bin.hash", sha1Di("AAECAwQF"))), "3 dati.bin hash, 4 dati.bin hash"},
		{"a hash of another name", b, scambi(parteBin1, hashPart("altri.bin.hash", sha1Di("AAECAwQF"))), "3 dati.bin type"},
		{"no hash", b, scambi(parteBin1, hashPart("dati.bin.hash", "illeggibile")), "3 dati.bin hash"},
		{"a short hash", b, scambi(parteBin1, hashPart("dati.bin.hash", sha1Di("AAECAwQF")[:38])), "3 dati.bin hash"},
		{"an empty hash", b, scambi(parteBin1, hashPart("dati.bin.hash", "")), "3 dati.bin hash"},
		{"a word of the text in a breve", b, func(s string) string {
			return scambi(breveBuona...)(scambi("gentile dottoressa", "gentile dottore")(s))
		}, "1.1  content"},
		{"no original", c, nil, "missing"},
		{"no original in a breve", b, nil, "missing"},
	} {
		t.Run(x.name, func(t *testing.T) {
			returned := ""
			if x.change != nil {
				returned = x.change(resa(inviata))
			}
			m := consegnaDi(t, datiDi(x.tipo), returned)
			before := bytes.Clone(m.Raw)
			got := Confronta([]byte(inviata), m)
			if say := racconta(got); say != x.want || !got.Done {
				t.Errorf("%q, want %q", say, x.want)
			}
			if !bytes.Equal(before, m.Raw) {
				t.Error("the message was changed")
			}
		})
	}
}

func racconta(c Confronto) string {
	var list []string
	if c.Missing {
		list = append(list, "missing")
	}
	for _, d := range c.Differences {
		list = append(list, fmt.Sprintf("%s %s %s", d.Part, d.Name, d.What))
	}
	return strings.Join(list, ", ")
}

// TestConfrontaTace: where there is nothing to hold against, nothing is claimed.
func TestConfrontaTace(t *testing.T) {
	sintetica := datiDi(pec.Sintetica)
	notice := datiDi("")
	notice.Tipo, notice.Errore, notice.ErroreEsteso = pec.ErroreConsegna, pec.Altro, "5.1.1 - x - y"
	rem := consegnaDi(t, datiDi(pec.Completa), resa(inviata))
	rem.Format = FormatREM
	bomb := strings.Replace(inviata, "X-TipoRicevuta: completa", strings.Repeat("X-A: b\r\n", MaxHeaderFields)+"X-TipoRicevuta: completa", 1)
	for why, x := range map[string]struct {
		sent string
		m    *Message
	}{
		"sintetica": {inviata, consegnaDi(t, sintetica, "")}, "not_a_delivery": {inviata, consegnaDi(t, notice, "")}, "rem": {inviata, rem},
		"resource_limit": {bomb, consegnaDi(t, datiDi(pec.Completa), resa(inviata))},
	} {
		if c := Confronta([]byte(x.sent), x.m); c.Done || c.Why != why || len(c.Codes()) > 0 {
			t.Errorf("%s: %+v", why, c)
		}
	}
	if c := Confronta([]byte(inviata), &Message{}); c.Done || c.Why != "not_a_delivery" {
		t.Errorf("%+v", c)
	}
}

// TestConfrontaCodes: each code has its word.
func TestConfrontaCodes(t *testing.T) {
	for want, c := range map[string]Confronto{
		"":                             {Done: true},
		"content_missing":              {Done: true, Missing: true},
		"content_differs":              {Done: true, Differences: []Difference{{What: DiffName}, {What: DiffContent}}},
		"content_differs hash_differs": {Done: true, Differences: []Difference{{What: DiffHash}, {What: DiffType}}},
	} {
		if got := strings.Join(c.Codes(), " "); got != want {
			t.Errorf("%+v: %q, want %q", c, got, want)
		}
	}
}

// TestConfrontaMolte: a message in which everything differs names a few things and ends.
func TestConfrontaMolte(t *testing.T) {
	parts := func(word string) string {
		return strings.Split(inviata, "--=_a\r\n")[0] + strings.Repeat("--=_a\r\nContent-Type: text/plain\r\n\r\n"+word+"\r\n", 400) + "--=_a--\r\n"
	}
	c := Confronta([]byte(parts("uno")), consegnaDi(t, datiDi(pec.Completa), resa(parts("due"))))
	if len(c.Differences) != maxDifferences || c.Differences[0].Part != "1" {
		t.Errorf("%d differences, first %+v", len(c.Differences), c.Differences[0])
	}
}

// TestLineHash: in whatever pieces the bytes come.
func TestLineHash(t *testing.T) {
	sum := func(s string, size int) [sha256.Size]byte {
		var h lineHash
		for b := []byte(s); len(b) > 0; {
			n := min(size, len(b))
			h.write(b[:n])
			b = b[n:]
		}
		return h.sum()
	}
	for _, x := range [][3]string{
		{"a\r\nb\r\n", "a\nb", "same"}, {"a\n\n\nb\n\n", "a\r\n\r\n\r\nb", "same"}, {"a\rb", "a\rb\n", "same"}, {"\n\r\n", "", "same"}, {"\na", "\r\na", "same"},
		{"a\rb", "a\nb", "differs"}, {"a\r", "a", "differs"}, {"a\n\nb", "a\nb", "differs"}, {"a\r\rb", "a\rb", "differs"}, {"a\r\r\nb", "a\r\nb", "differs"}, {"\na", "a", "differs"}, {"a b", "ab", "differs"},
	} {
		for size := 1; size < 4; size++ {
			for other := 1; other < 4; other++ {
				if (sum(x[0], size) == sum(x[1], other)) != (x[2] == "same") {
					t.Errorf("%q and %q in pieces of %d and %d: not %s", x[0], x[1], size, other, x[2])
				}
			}
		}
	}
}

// FuzzConfronta: no two messages break the comparison; a message is equal to itself, and where nothing differs a reader
// reads the same.
func FuzzConfronta(f *testing.F) {
	f.Add(inviata, resa(inviata), false)
	f.Add(inviata, scambi(breveBuona...)(resa(inviata)), true)
	f.Add(original, strings.ReplaceAll(original, "\r\n", "\n"), false)
	f.Add("Subject: a\n\nb", "Subject: =?utf-8?q?a?=\n\nb\r\n", false)
	f.Add("Content-Type: text/plain; charset=iso-8859-1\n\n\xe8", "Content-Type: text/plain; charset=utf-8\n\nè", false)
	f.Fuzz(func(t *testing.T, sent, returned string, breve bool) {
		dc := datiDi(pec.Completa)
		if breve {
			dc.Ricevuta = pec.Breve
		}
		read := func(raw string) (*Inner, limits) {
			var over limits
			p := parser{m: &Message{}, over: &over}
			return p.readInner(splitTree([]byte(raw), &over)), over
		}
		a, over := read(sent)
		b, _ := read(returned)
		receipt := func(in *Inner) *Message { return &Message{Format: FormatPEC, DatiCert: dc, Inner: in} }
		c := Confronta([]byte(sent), receipt(b))
		for _, d := range c.Differences {
			if d.What == "" || len(c.Differences) > maxDifferences || d.What == DiffHash && !breve {
				t.Fatalf("%+v", c)
			}
		}
		ids := func(d Difference) bool {
			return d.Part == "" && d.What == DiffField && slices.Contains([]string{"Message-ID", pec.HeaderRiferimento, "From"}, d.Name)
		}
		if self := Confronta([]byte(sent), receipt(a)); self.Done && len(slices.DeleteFunc(self.Differences, ids)) > 0 {
			t.Fatalf("a message differs from itself: %+v", self)
		}
		if !c.Done || breve || len(over.passed) > 0 || len(slices.DeleteFunc(c.Differences, ids)) > 0 || !slices.Equal(disposizioni(sent), disposizioni(returned)) {
			return
		}
		text := func(in *Inner) string { return strings.TrimRight(in.Text, "\n") }
		if oneLine(a.Subject) != oneLine(b.Subject) || text(a) != text(b) || len(a.Attachments) != len(b.Attachments) {
			t.Fatalf("said to be the same:\n%q\n%q", sent, returned)
		}
	})
}

// disposizioni says how the parts of a message are to be shown: that is no content, but moves text between a reader's places.
func disposizioni(raw string) []string {
	var over limits
	var list []string
	var walk func(*entity)
	walk = func(e *entity) {
		list = append(list, e.disp.value)
		for _, c := range e.children {
			walk(c)
		}
	}
	walk(splitTree([]byte(raw), &over))
	return list
}
