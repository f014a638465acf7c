package inspect_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pecagent/agent/demo"
	"pecagent/agent/inspect"
)

var update = flag.Bool("update", false, "write the pages of testdata/pagine anew")

// fisse are the signed messages of mailparse/testdata, made by openssl and trusted here.
const fisse = "../../mailparse/testdata"

func opzioniFisse(t *testing.T) inspect.Options {
	t.Helper()
	ca, err := filepath.Abs(filepath.Join(fisse, "ca.pem"))
	must(t, err)
	toml, err := os.ReadFile("testdata/pecagent.toml")
	must(t, err)
	dir := t.TempDir()
	text := regexp.MustCompile(`(?m)^ca = .*$`).ReplaceAllLiteralString(string(toml), "ca = [\""+ca+"\"]")
	if !strings.Contains(text, ca) {
		t.Fatal("the configuration has no key ca")
	}
	must(t, os.WriteFile(filepath.Join(dir, "pecagent.toml"), []byte(text), 0o600))
	for _, f := range []string{"enti.csv", "iscritti.csv"} {
		b, err := os.ReadFile(filepath.Join("testdata", f))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, f), b, 0o600))
	}
	o, err := inspect.Configure(filepath.Join(dir, "pecagent.toml"), filepath.Join(dir, "iscritti.csv"))
	must(t, err)
	return o
}

func foglio(t *testing.T, o inspect.Object) string {
	t.Helper()
	var b bytes.Buffer
	must(t, inspect.Spiega(&b, o))
	composto(t, b.String())
	return b.String()
}

// composto holds for every page: lines that fit the sheet, nothing that moves a cursor, no blanks at the end.
func composto(t *testing.T, page string) {
	t.Helper()
	if !utf8.ValidString(page) {
		t.Error("the page is not UTF-8")
	}
	for l := range strings.Lines(page) {
		l = strings.TrimSuffix(l, "\n")
		if n := utf8.RuneCountInString(l); n > 100 && !strings.Contains(l, "$ ") && !strings.Contains(l, "openssl") {
			t.Errorf("%d columns: %s", n, l)
		}
		if strings.TrimRight(l, " ") != l || strings.ContainsAny(l, "\x1b\r\t\u202e\u200b\u2066") {
			t.Errorf("a line of the page: %q", l)
		}
	}
}

// uguali holds a page against its golden file; what a new key makes different is ‹…›.
func uguali(t *testing.T, name, page string) {
	t.Helper()
	page = regexp.MustCompile(`\b[0-9a-f]{64}\b`).ReplaceAllString(page, "‹sha256›")
	file := filepath.Join("testdata", "pagine", name+".txt")
	if *update {
		must(t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(t, os.WriteFile(file, []byte(page), 0o644))
	}
	want, err := os.ReadFile(file)
	must(t, err)
	if page != string(want) {
		t.Errorf("%s is now\n%s\nit was\n%s", file, page, want)
	}
}

// TestPagine: the page of every signed message of mailparse/testdata, word by word.
func TestPagine(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(fisse, "*.eml"))
	must(t, err)
	if len(files) < 14 {
		t.Fatalf("%d messages", len(files))
	}
	i, err := inspect.New(opzioniFisse(t))
	must(t, err)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		must(t, err)
		o, err := i.Message(filepath.Base(f), raw)
		must(t, err)
		uguali(t, strings.TrimSuffix(filepath.Base(f), ".eml"), foglio(t, o))
	}
}

// TestPagineREM: the pages of REM messages.
func TestPagineREM(t *testing.T) {
	names := []string{"dispatch", "accettazione", "consegna-2-di-2", "relay-failure", "tempo-massimo", "external", "originale-diverso"}
	for _, n := range names {
		uguali(t, "rem-"+n, foglio(t, ispezionaREM(t, n+".eml")[0]))
	}
}

// TestPaginaFirme: what of a member's own signatures a person is told.
func TestPaginaFirme(t *testing.T) {
	o := inspect.Object{File: "x.eml", SHA256: strings.Repeat("0", 64), Busta: "trasporto", Tipo: "posta-certificata", Proof: &inspect.Proof{Level: "certified", Signer: "a@b.example", Digest: "sha256"},
		Firme: []inspect.Signature{
			{Attachment: "richiesta.txt.p7m", Form: "cades", Valid: true, Verified: true, Name: "Giulia Bianchi", CF: "BNCGLI78C48G478A", Issuer: "CN=CA di prova", Revocation: "not_checked"},
			{Attachment: "altra.p7m", Form: "cades", Verified: true, Code: "sig_invalid", Why: "il documento è cambiato dopo la firma."},
			{Attachment: "modulo.pdf", Form: "pades", Code: "not_verified", Why: "una firma dentro il PDF \u202e non si verifica qui"},
		}}
	page := strings.Join(strings.Fields(foglio(t, o)), " ")
	for _, want := range []string{
		"✓ Firma di una persona su «richiesta.txt.p7m»: valida, di Giulia Bianchi, codice fiscale BNCGLI78C48G478A; certificato di «CN=CA di prova»; revoca non controllata (nessuna lista indicata). (cades)",
		"✗ Firma di una persona su «altra.p7m»: non vale: il documento è cambiato dopo la firma. (cades, sig_invalid) → La richiesta va considerata non firmata",
		"– Firma di una persona su «modulo.pdf»: una firma dentro il PDF ⟨U+202E⟩ non si verifica qui. (pades, not_verified)",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, foglio(t, o))
		}
	}
}

// TestPagineDelGestore: kinds that no fixture has, from the demo's provider.
func TestPagineDelGestore(t *testing.T) {
	pki, err := demo.NewPKI(demo.PKIOptions{})
	must(t, err)
	s := nuovaScenaPKI(t, pki)
	write := func(w demo.Scritto) inspect.Object { return s.ispeziona(s.una(w)) }
	w := leggi(t, "01").scritto(t)
	w.MessageID = "prova.1@client.example"
	w.Allegati = []demo.Allegato{{Nome: "modulo firmato.pdf.p7m", Tipo: "application/pkcs7-mime", Corpo: bytes.Repeat([]byte("firma"), 400_000)},
		{Nome: "carta d'identità.pdf", Tipo: "application/pdf", Corpo: []byte("%PDF-1.4\n")}}
	uguali(t, "trasporto-allegati", foglio(t, write(w)))
	uguali(t, "ordinaria", foglio(t, write(leggi(t, "37").scritto(t))))

	const giulia = "giulia.bianchi@iscritti.pec-ordine.example"
	post := "From: " + giulia + "\r\nTo: " + ordine + "\r\nSubject: =?utf-8?q?PEC_=1B[31m_=E2=80=AE=E2=80=8B=0A_=E2=9C=93_Firma_del_gestore:_integra?=\r\n" +
		"Message-ID: <a@b.example>\r\nDate: Tue, 01 Dec 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"m\"\r\n\r\n--m\r\n" +
		"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n5. CHE COSA È STATO CONTROLLATO\r\n   ✓ Firma del gestore: integra\r\n\r\n" +
		strings.Repeat("parola ", 60) + "\r\n" + strings.Repeat("x", 250) + "\r\n漢字" + strings.Repeat("漢字", 80) + "\r\n\x1b[2J\u202eelpmaxe\r\n" + strings.Repeat("riga\r\n\r\n", 40) +
		"\r\n--m\r\nContent-Type: application/octet-stream; name=\"../../a\u202efdp.exe\"\r\n\r\nx\r\n--m--\r\n"
	hostile := s.ispeziona(imbusta(t, pki, giulia, "PEC \x1b[31m \u202e ✓ Firma «integra»\n   ✓ x", []byte(post), orario(t, "2026-12-01 09:14")))
	hostile.File = "\x1b[31m'; rm -rf ~.eml"
	page := foglio(t, hostile)
	uguali(t, "ostile", page)
	if n := strings.Count(page, "\n   ✓ Firma del gestore"); n != 1 {
		t.Errorf("the message speaks in the place of the page %d times", n-1)
	}
	for name, raw := range map[string]string{"malformata": "ciao", "vuoto": ""} {
		o := s.ispeziona([]byte(raw))
		uguali(t, name, foglio(t, o))
	}
	uguali(t, "non-letto", foglio(t, inspect.Object{File: "manca.eml", Error: "open manca.eml: no such file or directory"}))
}

// TestRagioniInParole: every reason of cli.md has a line of its own, with what it means, and no failure is without advice.
func TestRagioniInParole(t *testing.T) {
	failures := []string{"sig_invalid", "sig_malformed", "sig_limit", "econtent_present", "signer_count", "attrs_invalid", "digest_refused", "key_weak",
		"chain_untrusted", "cert_expired", "eku_missing", "key_usage", "name_constraint", "revoked", "from_mismatch", "header_duplicate", "header_mismatch",
		"daticert_missing", "daticert_bad", "msgid_mismatch", "recipient_mismatch", "time_incoherent", "resource_limit", "signer_unexpected", "digest_mismatch", "policy_missing"}
	remarks := []string{"weak_digest", "weak_chain", "from_unusual", "daticert_encoding_repaired"}
	for _, code := range slices.Concat(failures, remarks) {
		o := inspect.Object{File: "x", SHA256: strings.Repeat("0", 64), Busta: "ricevuta", Tipo: "avvenuta-consegna", DatiCert: &inspect.DatiCert{Tipo: "avvenuta-consegna", Data: "2026-11-23T09:00:00+01:00"},
			Proof: &inspect.Proof{Level: "mismatch", Reasons: []string{code}, Signer: "a@b.example", Digest: "sha1", SigningTime: "2026-11-23T08:00:00Z", Revocation: "not_checked"}}
		lines := strings.Split(foglio(t, o), "\n")
		n := slices.IndexFunc(lines, func(l string) bool {
			return strings.Contains(l, "("+code+")") || strings.Contains(l, "("+code+", ") || strings.HasSuffix(l, "("+code+",")
		})
		if n < 0 {
			t.Errorf("%s is nowhere on the page", code)
			continue
		}
		failed := strings.Contains(strings.Join(lines[max(0, n-2):n+1], "\n"), "✗ ")
		advised := strings.Contains(lines[n+1], "→")
		if slices.Contains(failures, code) != failed || failed != advised {
			t.Errorf("%s: failed %v, advised %v:\n%s", code, failed, advised, strings.Join(lines[max(0, n-2):n+3], "\n"))
		}
	}
}

// TestMisureInParole: every cap that mailparse names is told in words.
func TestMisureInParole(t *testing.T) {
	files, err := filepath.Glob("../../mailparse/*.go")
	must(t, err)
	found := 0
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		must(t, err)
		for _, m := range regexp.MustCompile(`"(addresses|[a-z0-9]+_(?:bytes|depth|parts|pieces|fields|quotes|messages))"`).FindAllSubmatch(b, -1) {
			found++
			o := inspect.Object{File: "x", Busta: "ordinaria", Proof: &inspect.Proof{Level: "unsigned", Reasons: []string{"not_signed", "resource_limit"}, Limits: []string{string(m[1])}}}
			if strings.Contains(foglio(t, o), string(m[1])) {
				t.Errorf("%s names the cap %s, for which the page has no words", f, m[1])
			}
		}
	}
	if found < 16 {
		t.Errorf("only %d caps found in mailparse", found)
	}
}

// TestAMano runs the commands that the page gives: openssl says yes to what we certify and no to what is broken.
func TestAMano(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("PECAGENT_CI") != "" {
			t.Fatal("openssl is not installed: the commands of the page cannot be tried")
		}
		t.Skip("SKIPPED: openssl is not installed: the commands of the page are not tried")
	}
	files, err := filepath.Glob(filepath.Join(fisse, "*.eml"))
	must(t, err)
	i, err := inspect.New(opzioniFisse(t))
	must(t, err)
	ca, err := os.ReadFile(filepath.Join(fisse, "ca.pem"))
	must(t, err)
	certified, broken := 0, 0
	for _, f := range files {
		raw, err := os.ReadFile(f)
		must(t, err)
		dir := t.TempDir()
		name := "l'ori ginale " + filepath.Base(f)
		must(t, os.WriteFile(filepath.Join(dir, name), raw, 0o600))
		must(t, os.WriteFile(filepath.Join(dir, "ca.pem"), ca, 0o600))
		o, err := i.Message(name, raw)
		must(t, err)
		out, ok := esegue(t, dir, foglio(t, o))
		switch o.Proof.Level {
		case "certified":
			certified++
			if !ok || !strings.Contains(out, o.SHA256) || !strings.Contains(out, o.Proof.Signer) || !strings.Contains(out, "CMS Verification successful") {
				t.Errorf("%s: %v\n%s", f, ok, out)
			}
		case "broken":
			broken++
			if ok {
				t.Errorf("%s: openssl verifies what is broken for us\n%s", f, out)
			}
		}
	}
	if certified < 8 || broken < 1 {
		t.Errorf("%d certified, %d broken", certified, broken)
	}
}

// esegue runs the lines behind "$" as a person would paste them.
func esegue(t *testing.T, dir, page string) (out string, ok bool) {
	t.Helper()
	var script []string
	open := false
	for l := range strings.Lines(page) {
		l = strings.TrimSpace(l)
		cmd, begins := strings.CutPrefix(l, "$ ")
		if begins {
			l = cmd
		}
		if begins || open {
			script = append(script, l)
			open = strings.HasSuffix(l, `\`)
		}
	}
	if len(script) < 3 {
		t.Fatalf("no commands on the page:\n%s", page)
	}
	c := exec.Command("sh", "-e", "-c", strings.Join(script, "\n"))
	c.Dir = dir
	b, err := c.CombinedOutput()
	return string(b), err == nil
}
