package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func oggetti(t *testing.T, out string) []map[string]any {
	t.Helper()
	var list []map[string]any
	for _, l := range righe(out) {
		m := map[string]any{}
		if err := json.Unmarshal([]byte(l), &m); err != nil {
			t.Fatalf("not one object a line: %v\n%s", err, out)
		}
		list = append(list, m)
	}
	return list
}

const ordinaria = "From: a@posta.example\r\nTo: segreteria@pec.ordine-prova.example\r\nSubject: PEC\r\nDate: Mon, 23 Nov 2026 09:00:00 +0100\r\nMessage-ID: <1@posta.example>\r\n\r\nIl sottoscritto Marco Rossi, codice fiscale RSSMRC69S21G702W, chiede di ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all'atto dell'iscrizione.\r\n"

// TestInspect: one object an input, in the order of the arguments; what cannot be read is said, code 1.
func TestInspect(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	must(t, os.MkdirAll(u.path("posta/b"), 0o700))
	for _, f := range []string{"posta/B.eml", "posta/a.eml", "posta/b/c.eml", "posta/à.eml", "posta/Z.eml", "uno.eml"} {
		u.scrivi(f, ordinaria)
	}
	must(t, os.Symlink(u.path("uno.eml"), u.path("posta/link.eml")))
	e := u.con(ordinaria, "inspect", "--json", "uno.eml", "posta", "-")
	if e.code != 0 {
		t.Fatalf("code %d: %s", e.code, e.err)
	}
	var names []string
	for _, o := range oggetti(t, e.out) {
		names = append(names, o["file"].(string))
		d := o["decision"].(map[string]any)
		if o["busta"] != "ordinaria" || d["type"] != "R2" || d["outcome"] != "RICEVUTA_NON_VALIDA" {
			t.Errorf("%v", o)
		}
	}
	want := []string{"uno.eml", "posta/B.eml", "posta/Z.eml", "posta/a.eml", "posta/b/c.eml", "posta/à.eml", "-"}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("order %v, want %v", names, want)
	}
	if _, err := os.Stat(u.path("data")); err == nil {
		t.Error("inspect made a data folder")
	}
}

func TestInspectErrori(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	u.scrivi("uno.eml", ordinaria)
	u.scrivi("vuoto.eml", "")
	e := u.fa("inspect", "--json", "manca.eml", "uno.eml")
	list := oggetti(t, e.out)
	if e.code != 1 || len(list) != 2 || list[0]["file"] != "manca.eml" || list[0]["error"] == "" || len(list[0]) != 2 || list[1]["error"] != nil {
		t.Errorf("code %d %v", e.code, list)
	}
	if e.err != "pecagent: inspect: manca.eml: il file non esiste\n" {
		t.Errorf("standard error: %q", e.err)
	}
	u.interrotto()
	if os.Getuid() != 0 {
		must(t, os.Chmod(u.path("vuoto.eml"), 0))
		if e := u.fa("inspect", "--json", "vuoto.eml"); e.code != 1 {
			t.Errorf("an unreadable file: code %d", e.code)
		}
	}
	u.vuole(2, parole{"manca.csv"}, "inspect", "--members", "manca.csv", "uno.eml")
	u.vuole(2, parole{"manca.toml"}, "inspect", "--config", "manca.toml", "uno.eml")
	u.scrivi("errato.csv", u.leggi("iscritti.csv")+"BNCGLI78C48G478B;Errata;Anna;2001;ISCRITTO;2005-01-10;;no;;;;;\n")
	u.vuole(2, parole{"riga 17"}, "inspect", "--members", "errato.csv", "uno.eml")
	// whatever the verdict, an input that was read is code 0
	must(t, os.MkdirAll(u.path("vuota"), 0o700))
	u.vuole(0, nil, "inspect", "--json", "vuota")
	text := u.vuole(0, parole{"RICEVUTA_NON_VALIDA", "R2"}, "inspect", "uno.eml")
	if strings.Contains(text.out, "\x1b") {
		t.Error("colours in a pipe")
	}
	u.scrivi("ostile.eml", strings.Replace(ordinaria, "Subject: PEC", "Subject: =?utf-8?q?PEC_=1B[31m_=E2=80=AE_=E2=80=8B?=", 1))
	if s := u.ok("inspect", "ostile.eml"); strings.ContainsAny(s, "\x1b\u202e\u200b") {
		t.Errorf("control characters of the mail are shown as they are: %q", s)
	}
}

// interrotto: who stops a run reads a word and not the name of an error of Go.
func (u *ufficio) interrotto() {
	u.t.Helper()
	c := u.comando("inspect", "-")
	var errs strings.Builder
	c.Stderr = &errs
	in, err := c.StdinPipe()
	must(u.t, err)
	defer in.Close()
	must(u.t, c.Start())
	time.Sleep(500 * time.Millisecond)
	must(u.t, c.Process.Signal(os.Interrupt))
	if err := c.Wait(); err == nil || errs.String() != "pecagent: inspect: interrotto prima della fine\n" {
		u.t.Errorf("%v %q", err, errs.String())
	}
}

// TestInspectMembri: the register that is given names the member.
func TestInspectAdesso(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	u.scrivi("uno.eml", ordinaria)
	a := u.ok("inspect", "--json", "--config", "pecagent.toml", "--members", "iscritti.csv", "uno.eml")
	b := u.ok("inspect", "--json", "--config", "pecagent.toml", "--members", "iscritti.csv", "--at", "2026-11-24T00:00:00Z", filepath.Join(".", "uno.eml"))
	if a != b {
		t.Errorf("ordinary mail has no certified time, so --at changes nothing:\n%s%s", a, b)
	}
	twice := oggetti(t, u.ok("inspect", "--json", "--sequence", "uno.eml", "uno.eml"))
	alone := oggetti(t, u.ok("inspect", "--json", "uno.eml", "uno.eml"))
	if twice[1]["decision"].(map[string]any)["outcome"] != "IGNORATA" || alone[1]["decision"].(map[string]any)["outcome"] != "RICEVUTA_NON_VALIDA" {
		t.Errorf("%v\n%v", twice[1], alone[1])
	}
}

// documento is a small PDF of one page with a filled field.
func documento() []byte {
	const text = `BT /F 12 Tf 72 700 Td (Modulo di variazi\363ne) Tj ET`
	objects := []string{"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >> /Contents 4 0 R >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text),
		"<< /FT /Tx /T (pec) /TU (Nuova PEC) /V (giulia.bianchi@pecmail.example) >>"}
	out := "%PDF-1.7\n"
	table := "0000000000 65535 f \n"
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", len(out))
		out += fmt.Sprintf("%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	return fmt.Appendf(nil, "%sxref\n0 6\n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", out, table, len(out))
}

// TestInspectModuli: a PDF is read in a child of the program, on the page of one message and where --moduli asks.
func TestInspectModuli(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	u.scrivi("uno.eml", "From: a@posta.example\r\nTo: b@posta.example\r\nMessage-ID: <1@posta.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nIn allegato.\r\n"+
		"--m\r\nContent-Type: application/pdf; name=modulo.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"+base64.StdEncoding.EncodeToString(documento())+"\r\n--m--\r\n")
	must(t, os.MkdirAll(u.path("posta"), 0o700))
	must(t, os.Rename(u.path("uno.eml"), u.path("posta/uno.eml")))
	words := parole{"non entra nella decisione", "«Nuova PEC»: «giulia.bianchi@pecmail.example»", "| Modulo di variazióne"}
	u.vuole(0, words, "inspect", "posta/uno.eml")
	u.vuole(0, words, "inspect", "--moduli", "posta")
	for _, args := range [][]string{{"inspect", "posta"}, {"inspect", "--json", "posta/uno.eml"}} {
		if out := u.ok(args...); strings.Contains(out, "Nuova PEC") {
			t.Errorf("%v reads PDFs unasked", args)
		}
	}
	o := oggetti(t, u.ok("inspect", "--json", "--moduli", "posta/uno.eml"))[0]
	form := o["inner"].(map[string]any)["attachments"].([]any)[0].(map[string]any)["form"]
	want := map[string]any{"fields": []any{map[string]any{"name": "pec", "label": "Nuova PEC", "value": "giulia.bianchi@pecmail.example"}}, "text": "Modulo di variazióne"}
	if !reflect.DeepEqual(form, want) {
		t.Errorf("%v", form)
	}
}
