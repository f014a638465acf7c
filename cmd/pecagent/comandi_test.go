package main

import (
	"os"
	"strings"
	"testing"
)

type parole = []string

func TestUso(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	u.vuole(2, nil)
	u.vuole(0, parole{"pecagent inspect", "pecagent members"}, "help")
	u.vuole(2, parole{"comando sconosciuto", "membri"}, "membri")
	u.vuole(2, parole{"comando sconosciuto"}, "members", "delete")
	u.vuole(2, parole{"uso: opzione sconosciuta: --colore"}, "inspect", "--colore", "x.eml")
	for _, args := range [][]string{{"inspect"}, {"inspect", "-", "x.eml", "-"}, {"inspect", "--colore", "x.eml"}} {
		if e := u.vuole(2, parole{"pecagent: inspect: uso: "}, args...); strings.Contains(e.err, "nil") || strings.Contains(e.err, "flag") {
			t.Errorf("%v: %s", args, e.err)
		}
	}
	u.vuole(2, parole{"una volta sola"}, "inspect", "-", "x.eml", "-")
	u.vuole(2, parole{"serve almeno un file"}, "inspect")
	u.vuole(2, parole{"--at"}, "inspect", "--at", "ieri", "iscritti.csv")
	u.vuole(2, parole{"uso:"}, "members", "show")
	u.vuole(2, parole{"uso:"}, "members", "list", "--colore")
	u.vuole(2, nil, "run", "piano")
	u.vuole(2, parole{"--config"}, "members", "list", "--config")
	u.vuole(2, parole{"manca.toml"}, "members", "list", "--config", "manca.toml")
	u.vuole(2, nil, "mode", "veloce")
}

// TestConfigurazioneErrata: an unknown key, a wrong value: named, with the nearest key, code 2, nothing opened.
func TestConfigurazioneErrata(t *testing.T) {
	for config, words := range map[string]parole{
		"dati = \"x\"\n" + semplice:                                    {"dati", "data"},
		semplice + "[imap]\nhots = \"x\"\n":                            {"imap.hots", "imap.host"},
		semplice + "[invio]\nmax_giorni = 4\n":                         {"invio.max_giorni", "invio.max_giorno"},
		semplice + "[ordini]\nnome = \"x\"\n":                          {"ordini", "ordine"},
		strings.Replace(semplice, "pec = \"segr", "# pec = \"segr", 1): {"ordine.pec"},
		semplice + "[avvio]\nmodo = \"veloce\"\n":                      {"modo", "veloce"},
		semplice + "[policy]\nr102 = \"SI\"\n":                         {"r102"},
		semplice + "[invio]\norario = \"quando capita\"\n":             {"orario"},
		semplice + "[trust]\nca = [\"non-c-e.pem\"]\n":                 {"non-c-e.pem"},
		"data = \n": {"pecagent.toml"},
		strings.Replace(semplice, "segreteria@", "segreteria chiocciola ", 1): {"pec"},
	} {
		u := nuovoUfficio(t, config)
		for _, args := range [][]string{{"members", "list"}, {"run", "--once"}, {"check", "--offline"}, {"inspect", "--config", "pecagent.toml", "iscritti.csv"}} {
			e := u.vuole(2, words, args...)
			if strings.Contains(e.out, "{") {
				t.Errorf("%v went on: %s", args, e.out)
			}
		}
		if _, err := os.Stat(u.path("data/lock")); err == nil {
			t.Errorf("the store was opened in spite of %q", config)
		}
	}
}

// TestImport: bad lines, the first import, the difference, a list that shrank.
func TestImport(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	albo := righe(u.leggi("iscritti.csv"))
	bad := strings.Join(append(append([]string{}, albo...), "BNCGLI78C48G478B;Errata;Anna;2001;ISCRITTO;2005-01-10;;no;;;;;", "SRRCHR86B65D612L;Serra;Chiara;2002;BOCCIATO;2005-01-10;;no;;;;;"), "\n") + "\n"
	u.scrivi("errato.csv", bad)
	e := u.vuole(1, parole{"riga 17", "riga 18", "niente è stato importato", "--partial"}, "members", "import", "errato.csv")
	if n := len(righe(u.ok("members", "list", "--json"))); n != 1 || strings.Contains(e.out, "Importati") {
		t.Fatalf("%d members after a refused file", n)
	}
	u.vuole(1, parole{"15 nuovi"}, "members", "import", "errato.csv", "--partial") // done, but not all of it
	list := u.ok("members", "list", "--json")
	if len(righe(list)) != 15 || strings.Contains(list, "SRRCHR86B65D612L") {
		t.Fatalf("%s", list)
	}
	u.vuole(0, parole{"0 nuovi", "15 invariati"}, "members", "import", "iscritti.csv")

	u.scrivi("cambiato.csv", strings.Replace(u.leggi("iscritti.csv"), "Conti;Luca;1203;ISCRITTO", "Conti;Luca;1203;CANCELLATO", 1))
	u.vuole(0, parole{"1 cambiati", "CNTLCU88R19A944D", "--yes"}, "members", "import", "cambiato.csv")
	if u.ok("members", "list", "--json") != list {
		t.Error("a difference was applied without --yes")
	}
	u.vuole(0, parole{"1 cambiati"}, "members", "import", "cambiato.csv", "--yes")
	if s := u.ok("members", "show", "Conti", "--json"); !strings.Contains(s, `"stato":"CANCELLATO"`) {
		t.Errorf("%s", s)
	}

	u.scrivi("corto.csv", strings.Join(albo[:14], "\n")+"\n")
	after := u.ok("members", "list", "--json")
	u.vuole(1, parole{"niente è stato importato", "2"}, "members", "import", "corto.csv", "--yes")
	if u.ok("members", "list", "--json") != after {
		t.Error("a list that shrank was applied")
	}
	u.vuole(1, parole{"non-c-e.csv"}, "members", "import", "non-c-e.csv")
	u.scrivi("vuoto.csv", "")
	u.vuole(1, nil, "members", "import", "vuoto.csv")
}

// TestImportJSON: with --json standard output is objects and nothing else.
func TestImportJSON(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	for _, args := range [][]string{{"members", "import", "iscritti.csv", "--json"}, {"members", "import", "iscritti.csv", "--json", "--yes"}, {"mode", "--json"},
		{"members", "list", "--json"}, {"members", "show", "Rossi", "--json"}, {"members", "history", "BNCGLI78C48G478A", "--json"}, {"check", "store", "--json"}} {
		if list := oggetti(t, u.ok(args...)); len(list) == 0 {
			t.Errorf("%v says nothing", args)
		}
	}
	u.scrivi("cambiato.csv", strings.Replace(u.leggi("iscritti.csv"), "Conti;Luca;1203;ISCRITTO", "Conti;Luca;1203;CANCELLATO", 1))
	if o := oggetti(t, u.ok("members", "import", "cambiato.csv", "--json"))[0]; len(o["cambiati"].([]any)) != 1 {
		t.Errorf("%v", o)
	}
}

// TestExportImport: what export writes import takes back unchanged, byte for byte.
func TestExportImport(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	u.ok("members", "import", "iscritti.csv")
	first := u.ok("members", "export")
	u.ok("members", "export", "esportato.csv")
	if u.leggi("esportato.csv") != first {
		t.Error("export to a file and to standard output differ")
	}
	u.vuole(0, parole{"15 invariati"}, "members", "import", "esportato.csv", "--yes")
	v := nuovoUfficio(t, semplice)
	v.scrivi("esportato.csv", first)
	v.ok("members", "import", "esportato.csv")
	if again := v.ok("members", "export"); again != first {
		t.Errorf("export, import, export:\n%s\n%s", first, again)
	}
	v.scrivi("colonne.csv", strings.ReplaceAll(strings.Replace(first, "email_ordinaria", "email_ordinaria", 1), "\r\n", "\n"))
	v.vuole(0, parole{"15 invariati"}, "members", "import", "colonne.csv")
}

// TestColonneIgnote: columns that the program does not know are kept, not dropped.
func TestColonneIgnote(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	lines := righe(u.leggi("iscritti.csv"))
	lines[0] += ";tessera;nota"
	for i := range lines[1:] {
		lines[i+1] += ";T" + strings.Repeat("0", i+1) + ";\"a; b\""
	}
	u.scrivi("largo.csv", strings.Join(lines, "\n")+"\n")
	u.ok("members", "import", "largo.csv")
	out := u.ok("members", "export")
	if !strings.Contains(righe(out)[0], ";tessera") || !strings.Contains(out, "T000000000000000") || !strings.Contains(out, `"a; b"`) {
		t.Errorf("%s", out)
	}
	v := nuovoUfficio(t, semplice)
	v.scrivi("largo.csv", out)
	v.ok("members", "import", "largo.csv")
	if v.ok("members", "export") != out {
		t.Error("unknown columns do not come back the same")
	}
}

func TestShow(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	u.ok("members", "import", "iscritti.csv")
	if n := len(righe(u.ok("members", "show", "Rossi", "--json"))); n != 2 {
		t.Errorf("%d Rossi, want 2", n)
	}
	u.vuole(0, parole{"BNCGLI78C48G478A"}, "members", "show", "bncgli78c48g478a")
	u.vuole(0, parole{"Niccol"}, "members", "show", "d'angelo")
	u.vuole(1, parole{"nessun iscritto"}, "members", "show", "Ignoti")
	u.vuole(1, parole{"nessun iscritto"}, "members", "show", "Bianchi", "--at", "2020-01-01")
	u.vuole(0, parole{"BNCGLI78C48G478A"}, "members", "show", "Bianchi", "--at", "2999-01-01")
	u.vuole(2, parole{"--at"}, "members", "show", "Bianchi", "--at", "ieri")
	u.vuole(1, nil, "members", "history", "AAAAAA00A00A000A")
	u.vuole(0, parole{"Bianchi"}, "members", "history", "BNCGLI78C48G478A")
}

// TestModo: automatic is refused before 14 days and 10 cases; stop and resume hold.
func TestModo(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	u.vuole(1, parole{"non c'è ancora un archivio"}, "mode") // looking makes none
	u.ok("members", "import", "iscritti.csv")
	u.vuole(0, parole{"modo: osserva"}, "mode")
	u.vuole(1, parole{"14", "R-302"}, "mode", "automatico", "--type", "R1")
	u.vuole(2, parole{"--type"}, "mode", "automatico")
	u.vuole(2, parole{"--type"}, "mode", "proponi", "--type", "R1")
	u.vuole(0, parole{"modo: osserva"}, "mode")
	u.vuole(0, parole{"modo: proponi"}, "mode", "proponi")
	u.vuole(0, parole{"modo: proponi"}, "mode")
	u.vuole(0, parole{"fermo"}, "stop", "--perche", "prova")
	u.vuole(0, parole{"INVIO FERMO", "prova"}, "mode")
	u.vuole(0, parole{"ripreso"}, "resume")
	if strings.Contains(u.ok("mode"), "FERMO") {
		t.Error("still stopped after resume")
	}
}

func TestRevisioneIgnota(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	for _, verb := range []string{"show", "approve"} {
		u.vuole(1, parole{"SEG-2026-999999"}, "review", verb, "SEG-2026-999999")
	}
	u.vuole(1, parole{"SEG-2026-999999"}, "review", "reject", "SEG-2026-999999", "--note", "perché")
	u.vuole(2, nil, "review", "approve")
	// Looking makes no store, and says that there is none.
	if e := u.vuole(1, parole{"non c'è ancora un archivio"}, "review", "list", "--json"); e.out != "" {
		t.Errorf("%s", e.out)
	}
	u.ok("members", "import", "iscritti.csv")
	if out := u.ok("review", "list", "--json"); out != "" {
		t.Errorf("%s", out)
	}
}

// TestRegistroManomesso: a log with one byte changed, or cut, is refused in words by every command that opens it.
func TestRegistroManomesso(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	u.ok("members", "import", "iscritti.csv")
	name := u.path("data/log")
	good, err := os.ReadFile(name)
	must(t, err)
	i := strings.Index(string(good), "BNCGLI78C48G478A")
	changed := append([]byte{}, good...)
	changed[i+3] ^= 1
	half := good[:len(good)/2]
	for what, b := range map[string][]byte{"changed": changed, "cut": half, "empty": {}} {
		must(t, os.WriteFile(name, b, 0o600))
		for _, args := range [][]string{{"members", "list"}, {"rebuild"}, {"check", "store"}, {"run", "--once"}, {"mode"}} {
			e := u.fa(args...)
			if e.code != 1 || !strings.Contains(e.err, "pecagent: ") || strings.Contains(e.err, "panic") || strings.Contains(e.out, "BNCGLI") {
				t.Errorf("log %s, %v: code %d\n%s%s", what, args, e.code, e.out, e.err)
			}
		}
	}
	must(t, os.WriteFile(name, good, 0o600))
	u.vuole(0, parole{"15 iscritti"}, "members", "list")
}

// TestAltraCasella: a data folder belongs to one mailbox.
func TestAltraCasella(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	u.ok("members", "import", "iscritti.csv")
	u.scrivi("pecagent.toml", strings.Replace(semplice, "segreteria@pec.ordine-prova.example", "altra@pec.ordine-prova.example", 1))
	for _, args := range [][]string{{"members", "list"}, {"mode"}, {"run", "--once"}} {
		u.vuole(1, parole{"segreteria@pec.ordine-prova.example", "altra@pec.ordine-prova.example"}, args...)
	}
}
