package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// completo is what the configuration of semplice lacks for every letter to be written.
const completo = `data = "data"
[ordine]
nome = "Ordine di Prova"
pec = "segreteria@pec.ordine-prova.example"
ufficio = "Segreteria"
responsabile = "dott.ssa Maria Neri"
telefono = "075 000000"
orario = "lun-ven 9-12"
[convenzione]
codice = "OMCEO-PG-0028"
gestore = "Aruba"
canale = "ARUBA_CONVENZIONI"
[lettere]
cartella = "testi"
[policy]
remedies = """ricorso al TAR entro sessanta giorni
ricorso straordinario entro centoventi giorni"""
`

// TestLettersPreview: a letter is shown with the Order of the configuration, to an example or to a member of the register,
// and nothing is made or sent.
func TestLettersPreview(t *testing.T) {
	u := nuovoUfficio(t, strings.Replace(completo, `"testi"`, `""`, 1))
	out := u.ok("letters", "preview", "T-02", "--variante", "CF")
	for _, w := range []string{"Oggetto: Manca il Suo codice fiscale (Rif. PEC-2026-000123)\n", "Gentile dott.ssa Bianchi,", "\nOrdine di Prova\nSegreteria\n", "chiami 075 000000 (lun-ven 9-12)."} {
		if !strings.Contains(out, w) {
			t.Errorf("the preview does not say %q:\n%s", w, out)
		}
	}
	if out := u.ok("letters", "preview", "T-10b", "--html"); !strings.HasPrefix(out, "<!DOCTYPE html>\n") || !strings.Contains(out, "- ricorso al TAR entro sessanta giorni<br>\n- ricorso straordinario") {
		t.Errorf("the page of T-10b:\n%s", out)
	}
	if _, err := os.Stat(u.path("data")); err == nil {
		t.Error("a preview made a store")
	}
	u.vuole(1, []string{"non c'è ancora un registro degli iscritti"}, "letters", "preview", "T-02", "--cf", "FOXGUO55A05E202E")
	u.ok("members", "import", "iscritti.csv")
	if out := u.ok("letters", "preview", "T-24", "--cf=FOXGUO55A05E202E"); !strings.Contains(out, "Gentile dott. Fo,") {
		t.Errorf("not to the member:\n%s", out)
	}
	u.vuole(1, []string{`2 iscritti per "Rossi": serve un codice fiscale`}, "letters", "preview", "T-02", "--cf", "Rossi")
	u.vuole(2, []string{`nessuna lettera "T-99"; ci sono: F-01 T-01 `}, "letters", "preview", "T-99")
	u.vuole(2, []string{`non ha la variante "XX"; ci sono: PEC CF `}, "letters", "preview", "T-02", "--variante", "XX")
	u.vuole(2, []string{`"foo" non è list, preview né source`}, "letters", "foo")
}

// TestLettersList names every letter; each variant that the list names can be shown.
func TestLettersList(t *testing.T) {
	u := nuovoUfficio(t, strings.Replace(completo, `"testi"`, `""`, 1))
	if out := u.ok("letters"); !strings.Contains(out, "T-10b presidente  Sospensione\n") || out != u.ok("letters", "list") {
		t.Errorf("the list:\n%s", out)
	}
	n := 0
	for _, line := range righe(u.ok("letters", "list", "--json")) {
		var r struct {
			Modello, Titolo, Firma string
			Varianti               []string
		}
		must(t, json.Unmarshal([]byte(line), &r))
		if n++; r.Titolo == "" || r.Firma == "" || len(r.Varianti) == 0 {
			t.Errorf("%+v", r)
		}
		last := r.Varianti[len(r.Varianti)-1]
		if out := u.ok("letters", "preview", r.Modello, "--variante="+last); !strings.Contains(out, "(Rif. PEC-2026-000123)") {
			t.Errorf("%s %s:\n%s", r.Modello, last, out)
		}
	}
	if n != 28 { // T-01 to T-26, T-10b, and F-01 of the feeds
		t.Errorf("%d letters", n)
	}
}

// TestLettersWithoutConfiguration: the letters can be read before anything is set up, those that lack nothing.
func TestLettersWithoutConfiguration(t *testing.T) {
	u := &ufficio{t, t.TempDir()}
	if _, err := os.Stat("/etc/pecagent/pecagent.toml"); err == nil {
		t.Skip("this machine has a configuration")
	}
	u.vuole(0, []string{"nessuna configurazione", "Ordine professionale"}, "letters", "preview", "T-23")
	u.vuole(1, []string{"la lettera T-10b non si può scrivere: manca la chiave policy.remedies"}, "letters", "preview", "T-10b")
}

// TestOwnLetters: the Order's own wording is used, and what is wrong with it is told with file and line before a letter is due.
func TestOwnLetters(t *testing.T) {
	u := nuovoUfficio(t, completo)
	u.vuole(2, []string{"key lettere.cartella: "}, "check", "--offline")
	must(t, os.Mkdir(u.path("testi"), 0o700))
	u.scrivi("testi/T-17.txt", "Oggetto: Doppione (Rif. {rif})\n\nvale la prima, {precedente}.\n")
	u.scrivi("testi/LEGGIMI.md", "nessuna lettera")
	if out := u.ok("letters", "preview", "T-17"); !strings.Contains(out, "\n\nvale la prima, PEC-2026-000100.\n") {
		t.Errorf("not the Order's own:\n%s", out)
	}
	if out := u.ok("letters"); !strings.Contains(out, "Richiesta doppia (testo dell'Ordine)\n") || strings.Count(out, "(testo dell'Ordine)") != 1 {
		t.Errorf("the list:\n%s", out)
	}
	u.scrivi("testi/T-10.txt", "") // what the shell does to the file before the command runs
	if out := u.ok("letters", "source", "T-10"); !strings.Contains(out, "SI DIFFIDA") {
		t.Errorf("the source:\n%s", out)
	}
	must(t, os.Remove(u.path("testi/T-10.txt")))
	for _, name := range []string{"comuni", "T-10b"} { // a copy of what is built in changes nothing
		before := u.ok("letters", "preview", "T-10b")
		u.scrivi("testi/"+name+".txt", u.ok("letters", "source", name))
		if after := u.ok("letters", "preview", "T-10b"); after != before {
			t.Errorf("a copy of %s changes the letter:\n%s", name, after)
		}
		must(t, os.Remove(u.path("testi/"+name+".txt")))
	}
	u.vuole(2, []string{"nessuna lettera"}, "letters", "source", "T-99")
	e := u.fa("check", "--offline")
	if !strings.Contains(e.out, "ok      lettere                  28, tutte scrivibili; 1 testi propri dell'Ordine\n") {
		t.Errorf("check:\n%s%s", e.out, e.err)
	}
	for _, c := range []struct{ file, text, want string }{
		{"T-17.txt", "Oggetto: Doppione (Rif. {rif})\n\nvale la prima,\n{precedente.\n", "testi: reading the template T-17.txt:4: «{» senza «}»"},
		{"T-17.txt", "Oggetto: Doppione (Rif. {rif})\n\nvale\n{la_prima}.\n", "T-17.txt:4: variabile {la_prima} sconosciuta"},
		{"T-10b.txt", "Oggetto: x (Rif. {rif})\n\nla S.V. {destinatario} {cf} {delibera} {protocollo_diffida} {notificata_il}\n", "T-10b.txt:1: manca la variabile {rimedi}"},
		{"T-26.txt", "== VECCHIA\nOggetto: x (Rif. {rif})\n\nora {indirizzo}\n", "T-26.txt:1: manca la variante NUOVA"},
		{"T-17.txt", "Oggetto: Doppione (Rif. {rif})\n\nvale gi\xe0 la prima, {precedente}.\n", "T-17.txt:3: ci sono caratteri che non sono UTF-8"},
		{"T-10.txt", strings.ReplaceAll(u.ok("letters", "source", "T-10"), "SI DIFFIDA", "Si invita"), "T-10.txt:4: manca «SI DIFFIDA», che la legge vuole"},
		{"T-2.txt", "x", "T-2.txt:1: nessun modello ha questo nome"},
	} {
		u.scrivi("testi/"+c.file, c.text)
		for _, args := range [][]string{{"check", "--offline"}, {"letters", "preview", "T-01"}, {"run", "--once"}} {
			u.vuole(2, []string{c.want}, args...)
		}
		must(t, os.Remove(u.path("testi/"+c.file)))
	}
}

// TestCheckRemedies: a suspension without remedies is told by check, not when it is due.
func TestCheckRemedies(t *testing.T) {
	before, _, _ := strings.Cut(completo, "[lettere]")
	u := nuovoUfficio(t, before)
	const want = "MANCA   policy.remedies          manca: senza, queste lettere non si possono scrivere: T-10b, T-25\n"
	if e := u.fa("check", "--offline"); e.code != 1 || !strings.Contains(e.out, want) {
		t.Errorf("check: code %d\n%s%s", e.code, e.out, e.err)
	}
}

// TestCheckUfficio: a diffida without the office is told by check with the letters that cannot be written, not when it is signed.
func TestCheckUfficio(t *testing.T) {
	before, _, _ := strings.Cut(completo, "[lettere]")
	u := nuovoUfficio(t, strings.Replace(before, "ufficio = \"Segreteria\"\n", "", 1))
	const want = "MANCA   ordine.ufficio           manca: senza, queste lettere non si possono scrivere: T-10 "
	if e := u.fa("check", "--offline"); e.code != 1 || !strings.Contains(e.out, want) {
		t.Errorf("check: code %d\n%s%s", e.code, e.out, e.err)
	}
}
