package registri

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pecagent/rules"
)

// leggiFrasi reads a file of cases: under "## what" the lines of a register, then after "->" the sentences that the
// clerk reads, one a line, "riga N: …" or the error of the file as a whole. Lines that begin with "//" are remarks.
func leggiFrasi(t *testing.T, file string) (cases []frasi) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split("\n"+string(b), "\n## ")[1:] {
		name, rest, _ := strings.Cut(part, "\n")
		lines, says, ok := strings.Cut(rest, "\n->\n")
		if !ok {
			t.Fatalf("%s: no «->»", name)
		}
		says = strings.TrimSpace(says)
		cases = append(cases, frasi{name, lines + "\n", says})
	}
	return cases
}

type frasi struct{ nome, righe, dice string }

// TestFrasi: every sentence a clerk can read of a register, word by word. A case without a header gets the usual one.
func TestFrasi(t *testing.T) {
	for _, c := range leggiFrasi(t, "testdata/frasi.txt") {
		t.Run(c.nome, func(t *testing.T) {
			data := strings.NewReplacer("<TAB>", "\t", "<CR>", "\r", "<RLO>", "\u202e", "<ZWSP>", "\u200b", "<x200>", strings.Repeat("x", 200),
				"<x100>", strings.Repeat("x", 100), "<NBSP>", "\u00a0").Replace(c.righe)
			if !strings.HasPrefix(data, "testata: ") {
				data = testa + data
			}
			list, cols, bad, err := Leggi([]byte(strings.TrimPrefix(data, "testata: ")))
			var got []string
			if err != nil {
				got = append(got, err.Error())
			}
			for _, b := range bad {
				got = append(got, fmt.Sprintf("riga %d: %s", b.Numero, b.Motivo))
			}
			if s := strings.Join(got, "\n"); s != c.dice {
				t.Errorf("says\n%s\nwant\n%s", s, c.dice)
			}
			if err != nil && len(list)+len(cols)+len(bad) > 0 {
				t.Error("an error and a result")
			}
		})
	}
}

// TestFrasiTutte: the reasons that the code can give are all among the cases.
func TestFrasiTutte(t *testing.T) {
	b, err := os.ReadFile("testdata/frasi.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range obbligatorie() {
		if !slices.Contains([]string{cCF, cStato, cStatoCas, cINIPEC, cCasella}, c) && !strings.Contains(string(b), ": "+c+": ") {
			t.Errorf("no case says what is wrong in %s", c)
		}
	}
}

// TestIndirizzo: the form of an address, at the caps of RFC 5321 §4.5.3.1 and one beyond.
func TestIndirizzo(t *testing.T) {
	n := func(c string, n int) string { return strings.Repeat(c, n) }
	domain := n("d", 63) + "." + n("e", 63) + "." + n("f", 58) + ".it" // 189 with the dots: 254 with 64 and "@"
	for s, want := range map[string]bool{
		"a@b.it": true, "a.b+c_d@sub.dom-ain.it": true, "o'neill@pec.it": true, "1@2.3": true,
		n("a", 64) + "@b.it": true, n("a", 65) + "@b.it": false, n("a", 64) + "@" + domain: true, n("a", 64) + "@e" + domain: false,
		n("a", 64) + "@" + strings.Replace(domain, ".it", "f.it", 1): false, "a@" + n("d", 63) + ".it": true, "a@" + n("d", 64) + ".it": false,
		"": false, "@": false, "a": false, "a@b": false, "@b.it": false, "a@": false, "a@.it": false, "a@b.": false, "a@b..it": false,
		".a@b.it": false, "a.@b.it": false, "a..b@b.it": false, "a@-b.it": false, "a@b-.it": false, "a@b@c.it": false, "a b@c.it": false,
		"A@b.it": false, "à@b.it": false, "a@bà.it": false, "\"a\"@b.it": false, "a@[1.2.3.4]": false, "a@b_c.it": false,
		"<a@b.it>": false, "a@b.it,c@d.it": false, "a@b.it;": false, "a\u200b@b.it": false, "mario.rossi@pec.it ": false,
	} {
		if rules.EIndirizzo(s) != want {
			t.Errorf("%q (%d): %v", s, len(s), !want)
		}
	}
}

func TestChiave(t *testing.T) {
	for s, want := range map[string]string{
		"Codice Fiscale": "codice_fiscale", "  N° iscrizione: ": "n_iscrizione", "Città": "citta", "E-Mail": "e_mail", "ＰＥＣ": "pec",
		"": "", " - ": "", "C.F.": "c_f", "in INI-PEC?": "in_ini_pec", "data__stato": "data_stato", "n. 1": "n_1",
	} {
		if got := chiave(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	for s, want := range map[string]string{"PEC": cDomicilio, "Ini-PEC": cINIPEC, "mail": cEmail, "Albo": cAlbo, "TITOLO": cTitolo, "Cod. Fisc.": cCF,
		"pec ordine": cCasella, "N. iscrizione albo": cNumero, "Stato": cStato, "indirizzo": "", "pec 2": "", "telefono": ""} {
		if got := nota(s); got != want {
			t.Errorf("%q is taken for %q, want %q", s, got, want)
		}
	}
}

// TestSinonimi: every synonym is spelled as chiave folds it, names a column of the format, and hides none.
func TestSinonimi(t *testing.T) {
	for s, c := range sinonimi {
		if chiave(s) != s || !slices.Contains(obbligatorie(), c) || slices.Contains(obbligatorie(), s) || unite[s] {
			t.Errorf("%q → %q", s, c)
		}
	}
	for s := range unite {
		if chiave(s) != s || nota(s) != "" {
			t.Errorf("%q", s)
		}
	}
}

// TestDate: the two ways to write a date, and the years that can be meant.
func TestDate(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "2026-02-28": "2026-02-28", "28/02/2026": "2026-02-28", "1/3/2026": "2026-03-01", "01/3/2026": "2026-03-01", "29/02/2024": "2024-02-29",
		"1900-01-01": "1900-01-01", "2199-12-31": "2199-12-31",
		"1899-12-31": "?", "2200-01-01": "?", "29/02/2026": "?", "2026-2-1": "?", "2026/02/01": "?", "01-02-2026": "?", "01/02/26": "?", "02/13/2026": "?",
		"2026-02-28 00:00": "?", "45000": "?", "0000-00-00": "?", "00/00/0000": "?",
	} {
		got, motivo := data(map[string]string{"x": s}, "x")
		if motivo != "" {
			got = "?"
			if want := fmt.Sprintf("x: «%s» non è una data (aaaa-mm-gg o gg/mm/aaaa)", s); motivo != want {
				t.Errorf("%q: %q, want %q", s, motivo, want)
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// TestStati: each state of order.md §6.1 and of a mailbox is taken in any case of letters, and no other.
func TestStati(t *testing.T) {
	for _, s := range []string{"ISCRITTO", "SOSPESO_PEC", "SOSPESO_DISC", "TRASFERITO", "CANCELLATO", "RADIATO", "DECEDUTO", "SOSPENSIONE_DELIBERATA"} {
		if m := leggi(t, []byte(testa+strings.Replace(base, "ISCRITTO", strings.ToLower(s), 1)))[0]; string(m.Stato) != s {
			t.Errorf("%s is read as %s", s, m.Stato)
		}
	}
	for _, s := range []string{"GENERATA", "ATTIVATA", "REVOCATA"} {
		m := leggi(t, []byte(testa+strings.Replace(base, "si;;;;;", "si;box@ordine.example;"+strings.ToLower(s)+";;;", 1)))[0]
		if m.Casella == nil || string(m.Casella.Stato) != s {
			t.Errorf("%s: %+v", s, m.Casella)
		}
	}
	for in, want := range map[string]bool{"si": true, "SÌ": true, "S": true, "no": false, "N": false, "": false} {
		if m := leggi(t, []byte(testa+strings.Replace(base, ";si;", ";"+in+";", 1)))[0]; m.InINIPEC != want {
			t.Errorf("in_inipec %q: %v", in, m.InINIPEC)
		}
	}
}

// TestNullaDiPiu: a file gives nothing that only a proof can give, and what the file cannot hold is not written.
func TestNullaDiPiu(t *testing.T) {
	m := leggi(t, []byte(testa+strings.Replace(base, "si;;;;;", "si;giulia.bianchi@pec.example;ATTIVATA;2011-03-01;2026-01-01;", 1)))[0]
	if d := m.Domicilio; d.Provenienza != rules.Importato || d.Prova != "" || !d.Dal.IsZero() {
		t.Errorf("%+v", d)
	}
	if c := m.Casella; !c.PrimoUso.IsZero() || !c.RevocaDal.IsZero() || m.Candidato != nil || m.Blocco || !m.UltimaProva.IsZero() {
		t.Errorf("%+v", m)
	}
	plain := Scrivi([]rules.Iscritto{m})
	m.Blocco, m.Candidato = true, &rules.Candidato{Indirizzo: "segreto@pec.example", Stato: rules.Dichiarata}
	m.Domicilio.Provenienza, m.Domicilio.Prova = rules.Comunicato, strings.Repeat("a", 64)
	if got := Scrivi([]rules.Iscritto{m}); string(got) != string(plain) {
		t.Errorf("%s", got)
	}
}
