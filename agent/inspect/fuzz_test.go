package inspect_test

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pecagent/agent/inspect"
	"pecagent/mailparse"
	"pecagent/mailparse/muta"
	"pecagent/mailparse/smime"
)

// datiDiProva are the messages of mailparse's fixture and the authorities that signed them.
func datiDiProva(t testing.TB) (messages [][]byte, trust smime.Trust) {
	t.Helper()
	const dir = "../../mailparse/testdata"
	for _, glob := range []string{"*.eml", "rem/*.eml", "client/*.txt"} {
		files, err := filepath.Glob(filepath.Join(dir, glob))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", glob, len(files), err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			must(t, err)
			messages = append(messages, b)
		}
	}
	for _, name := range []string{"ca.pem", "rem/ca.pem"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		p, _ := pem.Decode(b)
		ca, err := x509.ParseCertificate(p.Bytes)
		must(t, err)
		trust.CAs = append(trust.CAs, ca)
	}
	return messages, trust
}

// esecuzioni are the outcomes that change something for a member.
var esecuzioni = []string{"IN_ESECUZIONE", "ESEGUITA", "RITIRATA"}

// FuzzMessage explains real messages that were changed in structure and bytes, to a script and to a person. The JSON is valid UTF-8 and
// reads back as it was; the page has no control and no direction mark of the mail's; the input stays; nothing is certified whose octets no provider
// signed, nothing at all under authorities that signed none of it, and what is not certified changes nothing.
func FuzzMessage(f *testing.F) {
	seeds, trust := datiDiProva(f)
	genuine := map[string]bool{}
	for i, raw := range seeds {
		f.Add(raw, []byte{})
		f.Add(raw, []byte{byte(i), byte(3 * i), byte(5 * i), byte(11 * i), byte(13 * i), 0, 2, byte(i)})
		if m, err := mailparse.Parse(raw); err == nil && m.Verify(trust, time.Time{}).Level == mailparse.Certified {
			genuine[m.EffectKey] = true
		}
	}
	if len(genuine) < 15 {
		f.Fatalf("only %d certified messages to begin with", len(genuine))
	}
	for _, s := range []string{"", "\n", "x", "From: a\n", "Subject: \xff\xfe\u202e\u2028\n\n\u202e\x1b[31m"} {
		f.Add([]byte(s), []byte{})
	}
	o, err := inspect.Configure("", filepath.Join("testdata", "iscritti.csv"))
	must(f, err)
	nobody, err := inspect.New(o)
	must(f, err)
	o.Trust = trust
	believer, err := inspect.New(o)
	must(f, err)
	f.Fuzz(func(t *testing.T, raw, plan []byte) {
		raw = muta.Applica(raw, plan)
		before := bytes.Clone(raw)
		start := time.Now()
		x, err := nobody.Message("nome \u202e.eml", raw)
		must(t, err)
		spiegato(t, x)
		if x.Proof == nil || x.Proof.Level == "certified" {
			t.Fatalf("under nobody's authority: %+v", x.Proof)
		}
		x, err = believer.Message("messaggio.eml", raw)
		must(t, err)
		spiegato(t, x)
		m, _ := mailparse.Parse(raw)
		if x.Proof.Level == "certified" && !genuine[m.EffectKey] {
			t.Fatalf("certified although nobody signed it: %+v", x.Proof)
		}
		if d := x.Decision; d != nil && slices.Contains(esecuzioni, d.Outcome) && x.Proof.Level != "certified" {
			t.Fatalf("%s without proof: %+v", d.Outcome, x)
		}
		if d := time.Since(start); d > 10*time.Second { // reliability.md §7 G12 asks for one, on a machine with nothing else to do
			t.Fatalf("%v for %d bytes", d, len(raw))
		}
		if x.SHA256 != m.SHA256 || !bytes.Equal(raw, before) {
			t.Fatal("the message was changed")
		}
	})
}

// spiegato holds an object to its contract with scripts and with people.
func spiegato(t *testing.T, x inspect.Object) {
	t.Helper()
	j, err := json.Marshal(x)
	must(t, err)
	if !utf8.Valid(j) || !json.Valid(j) || bytes.ContainsAny(j, "\n\x00\x1b") {
		t.Fatalf("%q", j)
	}
	var back inspect.Object
	must(t, json.Unmarshal(j, &back))
	if again, err := json.Marshal(back); err != nil || !bytes.Equal(again, j) {
		t.Fatalf("%s\nread back and written again as\n%s", j, again)
	}
	var page bytes.Buffer
	must(t, inspect.Spiega(&page, x))
	s := page.String()
	if !utf8.ValidString(s) || !strings.HasSuffix(s, "\n") {
		t.Fatalf("%q", s)
	}
	if i := strings.IndexFunc(s, func(r rune) bool {
		return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029')
	}); i >= 0 {
		t.Fatalf("a sign of the mail's own on the page: %q", s[max(0, i-40):min(len(s), i+40)])
	}
}
