package mailparse

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"mime"
	"mime/quotedprintable"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// letta is what Python's email module read in a mail (testdata/leggi.py).
type letta struct {
	Subject     string       `json:"subject"`
	FromList    []string     `json:"from"`
	ToList      []string     `json:"to"`
	Plain       []*string    `json:"plain"`
	HTML        []*string    `json:"html"`
	Attachments []Attachment `json:"attachments"`
	Failed      string       `json:"failed"` // the module gave up
	Signed      *struct {
		Parts    int      `json:"parts"`
		DatiCert []string `json:"daticert"` // SHA-256 of each
		From     int      `json:"from"`     // fields
		Inner    *letta   `json:"inner"`
	} `json:"signed"` // of a multipart/signed
}

// python reads mails with the second reader; where it is not installed the test is skipped, with PECAGENT_CI set it fails.
func python(t *testing.T, mails [][]byte) []letta {
	t.Helper()
	bin, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("PECAGENT_CI") != "" {
			t.Fatal("python3 is not installed: content cannot be held against a second reader")
		}
		t.Skip("SKIPPED: python3 is not installed: content is not held against a second reader")
	}
	var in bytes.Buffer
	for _, m := range mails {
		in.WriteString(base64.StdEncoding.EncodeToString(m) + "\n")
	}
	cmd := exec.Command(bin, filepath.Join("testdata", "leggi.py"))
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("second reader: %v", err)
	}
	var list []letta
	s := bufio.NewScanner(bytes.NewReader(out))
	s.Buffer(nil, 64<<20)
	for s.Scan() {
		var l letta
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatalf("answer of the second reader: %v", err)
		}
		list = append(list, l)
	}
	if len(list) != len(mails) {
		t.Fatalf("%d answers to %d mails", len(list), len(mails))
	}
	return list
}

// mailer composes mails by chance, the same for the same seed.
type mailer struct {
	*rand.Rand
	n int // boundaries given
}

func (r *mailer) one(of ...string) string { return of[r.IntN(len(of))] }

// words is a short Italian text; some lines want quoting in every encoding.
func (r *mailer) words() string {
	var b strings.Builder
	for range 1 + r.IntN(6) {
		b.WriteString(r.one("Perché così", "Chiedo l'inserimento", "= 100 % =", "From here", ".", "riga con spazi   in mezzo", "è à ì ò ù", "a@b.example",
			"--non un confine", strings.Repeat("lunga ", 30), "=E8 non decodificare", "tab\tqui", "€ mille"))
		b.WriteString("\n")
	}
	return b.String()
}

// leaf is a part of a type with its body encoded, and maybe a name.
func (r *mailer) leaf(typ, body, name string) string {
	set, raw := "utf-8", body
	if strings.HasPrefix(typ, "text/") && r.IntN(2) == 0 {
		if latin, err := charmap.Windows1252.NewEncoder().String(body); err == nil {
			set, raw = "windows-1252", latin
		}
	}
	head := "Content-Type: " + typ
	if strings.HasPrefix(typ, "text/") {
		head += r.one("; charset=", ";\r\n charset=", " ; Charset=") + r.one(set, `"`+strings.ToUpper(set)+`"`)
	}
	head += "\r\n" + r.naming(name)
	raw = strings.ReplaceAll(raw, "\n", "\r\n")
	switch r.IntN(3) {
	case 0:
		return head + r.one("Content-Transfer-Encoding: base64", "content-transfer-encoding: BASE64") + "\r\n\r\n" + wrapBase64([]byte(raw))
	case 1:
		var q bytes.Buffer
		w := quotedprintable.NewWriter(&q)
		if _, err := w.Write([]byte(raw)); err != nil {
			panic(err)
		}
		if err := w.Close(); err != nil {
			panic(err)
		}
		return head + "Content-Transfer-Encoding: Quoted-Printable\r\n\r\n" + q.String()
	}
	return head + "Content-Transfer-Encoding: 8bit\r\n\r\n" + raw
}

// naming is a Content-Disposition with the name in one of the ways that are written.
func (r *mailer) naming(name string) string {
	if name == "" {
		return ""
	}
	d := "Content-Disposition: " + r.one("attachment", "inline") + "; "
	pct := ""
	for _, c := range []byte(name) {
		pct += fmt.Sprintf("%%%02X", c)
	}
	cut := 3 * (len(name) / 2)
	forms := []string{"filename*=utf-8''" + pct, "filename*0*=utf-8'it'" + pct[:cut] + ";\r\n\tfilename*1*=" + pct[cut:]}
	if isASCII([]byte(name)) {
		forms = append(forms, `filename="`+name+`"`, `filename*0="`+name[:2]+`"; filename*1="`+name[2:]+`"`)
	}
	return d + r.one(forms...) + "\r\n"
}

func (r *mailer) multipart(kind string, parts ...string) string {
	r.n++
	b := fmt.Sprintf("%s%d", r.one("----=_Part_", "=_b'()+_,-./:=?", "000", "Apple-Mail=_"), r.n)
	out := "Content-Type: multipart/" + kind + ";" + r.one(" ", "\r\n\t") + "boundary=\"" + b + "\"\r\n\r\n" + r.one("", "This is a multi-part message.\r\n")
	for _, p := range parts {
		out += "--" + b + "\r\n" + p + "\r\n"
	}
	return out + "--" + b + "--\r\n" + r.one("", "fine\r\n")
}

func (r *mailer) body(depth int) string {
	text := r.leaf("text/plain", r.words(), "")
	switch r.IntN(5) {
	case 0:
		return text
	case 1:
		return r.multipart("alternative", text, r.leaf("text/html", "<p>"+r.one("ciao", "sì")+"</p>\n", ""))
	case 2:
		if depth < 4 {
			return r.multipart("mixed", r.body(depth+1), r.attached())
		}
	}
	return r.multipart("mixed", text, r.attached(), r.attached())
}

func (r *mailer) attached() string {
	data := make([]byte, r.IntN(300))
	for i := range data {
		data[i] = byte(r.UintN(256))
	}
	if r.IntN(3) == 0 {
		return r.leaf("text/plain", r.words(), r.one("nota.txt", "perché.txt"))
	}
	typ := r.one("application/pdf", "image/png", "application/octet-stream", "application/pkcs7-mime")
	return "Content-Type: " + typ + "\r\n" + r.naming(r.one("modulo.pdf", "identità.pdf", "a b.p7m", "due;punti.txt")) +
		"Content-Transfer-Encoding: base64\r\n\r\n" + wrapBase64(data)
}

func (r *mailer) mail() []byte {
	subject := r.one("Rinuncia PEC", "Perché non va", "è", "Richiesta n. 5 dell'Ordine: comunicazione del domicilio digitale e rinuncia alla casella così assegnata", "POSTA CERTIFICATA: x")
	enc := mime.QEncoding
	if r.IntN(2) == 0 {
		enc = mime.BEncoding
	}
	s := "From: " + r.one(`"Rossi, Marco" <Marco.Rossi@pec.example>`, "marco@pec.example", enc.Encode("utf-8", "Niccolò D'Angelo")+" <nd@pec.example>") + "\r\n" +
		"To: " + r.one("a@b.example", "a@b.example, \"c, d\" <e@f.example>", "a@b.example,\r\n g@h.example (casa)") + "\r\n" +
		"Subject: " + strings.ReplaceAll(enc.Encode("utf-8", subject), "?= =?", "?=\r\n =?") + "\r\nMIME-Version: 1.0\r\n" + r.body(0)
	if r.IntN(4) == 0 {
		s = strings.ReplaceAll(s, "\r\n", "\n")
	}
	return []byte(s)
}

// TestPythonReadsTheSame composes mails and holds what is read against Python's email module: subject, people, text, names and
// bytes of attachments are equal (reliability.md G11).
func TestPythonReadsTheSame(t *testing.T) {
	r := &mailer{Rand: rand.New(rand.NewPCG(6109, 2026))}
	var mails [][]byte
	for range 400 {
		mails = append(mails, r.mail())
	}
	for i, l := range python(t, mails) {
		m := mustParse(t, mails[i])
		if err := sameAs(m.Inner, l); err != nil {
			t.Errorf("mail %d: %v\n%s", i, err, cutText(string(mails[i]), 1500))
		}
		if len(m.OverLimit) != 0 || m.Header.Bad != 0 || m.Inner.NestedPEC || m.Inner.Auto != "" {
			t.Errorf("mail %d: over %v, bad %d, nested %v, automatic %q", i, m.OverLimit, m.Header.Bad, m.Inner.NestedPEC, m.Inner.Auto)
		}
		if t.Failed() {
			return
		}
	}
}

// sameAs tells the first difference between what we read and what the second reader read.
func sameAs(in *Inner, l letta) error {
	if in.Subject != strings.Join(strings.Fields(l.Subject), " ") {
		return fmt.Errorf("subject %q and %q", in.Subject, l.Subject)
	}
	if len(l.FromList) != 1 || in.From != l.FromList[0] || !slices.Equal(in.To, l.ToList) {
		return fmt.Errorf("from %q and %v, to %v and %v", in.From, l.FromList, in.To, l.ToList)
	}
	want := ""
	for _, p := range l.Plain {
		if p == nil {
			return fmt.Errorf("the second reader cannot decode a text")
		}
		want += *p + "\n"
	}
	if a, b := strings.Fields(in.Text), strings.Fields(want); !slices.Equal(a, b) {
		return fmt.Errorf("text %q and %q", a, b)
	}
	if len(in.Attachments) != len(l.Attachments) {
		return fmt.Errorf("%d attachments and %d", len(in.Attachments), len(l.Attachments))
	}
	for i, a := range in.Attachments {
		if b := l.Attachments[i]; a.SHA256 != b.SHA256 || a.Size != b.Size || a.Type != b.Type || a.Name != cleanName(b.Name) {
			return fmt.Errorf("attachment %d: %s %s %d and %s %s %d", i, a.Name, a.Type, a.Size, b.Name, b.Type, b.Size)
		}
	}
	return nil
}

// TestPythonReadsClients: the corpus of clients has the same words for the second reader.
func TestPythonReadsClients(t *testing.T) {
	var mails [][]byte
	for _, s := range scene(t) {
		if s.part["testo"] != "" {
			mails = append(mails, []byte(strings.ReplaceAll(s.raw(""), "\n", "\r\n")))
		}
	}
	for i, l := range python(t, mails) {
		in := mustParse(t, mails[i]).Inner
		if len(l.Plain) != 1 || l.Plain[0] == nil || !slices.Equal(strings.Fields(*l.Plain[0]), strings.Fields(in.Text)) || l.Subject != in.Subject {
			t.Errorf("mail %d: %q and others", i, in.Text)
		}
	}
}

// TestPythonReadsOpenSSLMessages: what openssl signed has the same parts for the second reader, the signature and daticert among them.
func TestPythonReadsOpenSSLMessages(t *testing.T) {
	names := []string{"accettazione.eml", "consegna-completa.eml", "busta.eml", "anomalia.eml", "preavviso.eml"}
	var mails [][]byte
	for _, n := range names {
		mails = append(mails, readFixture(t, n))
	}
	for i, l := range python(t, mails) {
		m := mustParse(t, mails[i])
		var p7s string
		for _, a := range l.Attachments {
			if a.Name == "smime.p7s" {
				p7s = a.SHA256
			}
		}
		if m.Signed == nil || p7s != digest(m.Signed.P7S) {
			t.Errorf("%s: the signature is read as other bytes", names[i])
		}
		if l.Subject != DecodeWords(m.Header.Get("Subject")) {
			t.Errorf("%s: subject %q", names[i], l.Subject)
		}
	}
}
