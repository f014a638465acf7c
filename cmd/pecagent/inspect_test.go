package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
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
