package testi

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/rules"
)

var update = flag.Bool("update", false, "write the golden letters anew")

// TestGolden holds every letter and variant as text, and one of each letter as HTML; that the others say the same as their
// text is for TestHTMLUguale.
func TestGolden(t *testing.T) {
	m, pagina := persone(t)[0], map[string]bool{}
	for _, c := range casi {
		t.Run(c.nome, func(t *testing.T) {
			l := componi(t, c, m)
			golden(t, strings.ReplaceAll(c.nome, " ", "_")+".txt", "Oggetto: "+l.Oggetto+"\n\n"+l.Testo)
			if !pagina[c.modello] {
				pagina[c.modello] = true
				golden(t, c.modello+".html", l.HTML)
			}
		})
	}
}

// TestGoldenSoli: no golden file is left of a case that is no more.
func TestGoldenSoli(t *testing.T) {
	list, err := os.ReadDir("testdata/lettere")
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != len(casi)+len(tutte) { // one of each letter also as HTML
		t.Errorf("%d golden files for %d cases", len(list), len(casi))
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "lettere", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs from what is written:\n%s", name, got)
	}
}

// TestCasi: each variant of each letter is tried, so that nothing below speaks of some letters only.
func TestCasi(t *testing.T) {
	tried := map[string]bool{}
	for _, c := range casi {
		l := c.lettera(persone(t)[0])
		v, err := variante(l.Modello, policy(c), l)
		if err != nil {
			t.Fatalf("%s: %v", c.nome, err)
		}
		tried[c.modello+" "+v] = true
	}
	for nome, d := range tutte {
		for _, v := range d.varianti {
			if !tried[nome+" "+v] {
				t.Errorf("%s %q is not tried", nome, v)
			}
		}
	}
}

// brutti is what a line of a letter may never show.
var brutti = []string{"{", "}", "[", "]", "no value", "%!", "  ", ",,", "()", "..", ";;", " ,", " .", " ;", " :", " )", "( ",
	"\t", "<nil>", "1° gennaio 1 ", "gennaio 0001", ": .", "«»"}

// brutto is the first of them in a line, or an end that announces what does not come.
func brutto(line string) string {
	for _, b := range brutti {
		if strings.Contains(line, b) {
			return b
		}
	}
	if strings.HasSuffix(line, " -") || strings.HasSuffix(line, " ") || strings.HasPrefix(line, " ") {
		return "blank or dash at an end"
	}
	return ""
}

// TestPulizia writes every letter for every member and looks for holes, braces and double blanks.
func TestPulizia(t *testing.T) {
	for _, c := range casi {
		for _, m := range persone(t) {
			l := componi(t, c, m)
			for n, line := range append([]string{l.Oggetto}, strings.Split(strings.TrimSuffix(l.Testo, "\n"), "\n")...) {
				if bad := brutto(line); bad != "" {
					t.Errorf("%s for %s, line %d: %q in %q", c.nome, m.CF, n, bad, line)
				}
			}
			if strings.Contains(l.Testo, "\n\n\n") || strings.ContainsAny(l.Oggetto, "\r\n") || l.Testo == "" || l.HTML == "" {
				t.Errorf("%s for %s: empty paragraph or subject of several lines", c.nome, m.CF)
			}
		}
	}
}

// TestElenchi: what a line announces with a colon at its end follows.
func TestElenchi(t *testing.T) {
	item := regexp.MustCompile(`^([0-9a-z]+\) |- |\S+@\S+$|[0-9a-f]{64}$)`)
	for _, c := range casi {
		lines := strings.Split(componi(t, c, persone(t)[0]).Testo, "\n")
		for i, line := range lines[:len(lines)-1] {
			if strings.HasSuffix(line, ":") && !item.MatchString(lines[i+1]) {
				t.Errorf("%s: nothing follows %q", c.nome, line)
			}
		}
	}
}

// dellaSV are the letters that say la S.V. (order.md §8).
var dellaSV = []string{"T-10", "T-10b", "T-15", "T-22"}

// TestLingua holds the rules of language of order.md §8 for every letter.
func TestLingua(t *testing.T) {
	for _, c := range casi {
		l := componi(t, c, persone(t)[0])
		all := l.Oggetto + "\n" + l.Testo
		if regexp.MustCompile(`(?i)\bnotific[ah]`).MatchString(strings.ReplaceAll(all, "Notifica Mail", "")) {
			t.Errorf("%s: a comunicazione is called notifica", c.nome)
		}
		if strings.Contains(all, "iscritto/a") || strings.Contains(all, "http") || strings.Contains(all, "€") {
			t.Errorf("%s: iscritto/a, a link or a price", c.nome)
		}
		if !slices.Contains(dellaSV, c.modello) && strings.Contains(all, "S.V.") {
			t.Errorf("%s: la S.V. stands only in %v", c.nome, dellaSV)
		}
		for _, dated := range []string{"2016", "2018", "2009 ", "cartelle", "multe", "sanzioni", "disciplinar", "Equitalia"} {
			if strings.Contains(strings.ToLower(strings.ReplaceAll(all, "L. 2/2009", "")), strings.ToLower(dated)) {
				t.Errorf("%s: the dated claim %q (order.md §1 rows 11, 21, 22)", c.nome, dated)
			}
		}
		if !strings.Contains(l.Oggetto, "(Rif. PEC-2026-000123)") || !strings.Contains(l.Testo, "\nRif. PEC-2026-000123") {
			t.Errorf("%s: no reference in subject or footer", c.nome)
		}
		if n := len([]rune(l.Oggetto)); n > 78 {
			t.Errorf("%s: subject of %d characters", c.nome, n)
		}
	}
}

// TestDomanda: every letter that asks for an answer from a certified box says from where to answer.
func TestDomanda(t *testing.T) {
	const q = "Risponda da questa casella PEC (app o webmail del gestore), non dalla posta ordinaria."
	asks := regexp.MustCompile(`(?i)ci scriva qui|ci riscriva la|risponda (NO|SÌ|OK|con il|allegando|indicando)|ci dica|ci risponda (con|indicando)|risponda a questo messaggio se la`)
	for _, c := range casi {
		l := componi(t, c, persone(t)[0])
		if c.modello == "T-05" && c.dettaglio != "FIRMA" {
			continue // may go to an ordinary box, which may answer with signature and document
		}
		if asks.MatchString(l.Testo) && !strings.Contains(l.Testo, q) {
			t.Errorf("%s asks and does not say from where to answer", c.nome)
		}
	}
}

// TestBrevita: a body has at most fifteen lines on a narrow screen, its first sentence comes first.
func TestBrevita(t *testing.T) {
	m := interni(t)
	for _, c := range casi {
		l := c.lettera(persone(t)[0])
		p := policy(c)
		v, err := variante(l.Modello, p, l)
		if err != nil {
			t.Fatal(err)
		}
		f, err := fatti(l.Modello, p, l)
		if err != nil {
			t.Fatal(err)
		}
		body, err := scrittore{c.modello, f}.paragrafi(m.modelli[c.modello+".txt"].sezioni[v].corpo)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, line := range strings.Split(strings.Join(body, "\n"), "\n") {
			n += (len([]rune(line)) + 59) / 60
		}
		if n > 15 {
			t.Errorf("%s: body of %d lines", c.nome, n)
		}
	}
}

// citazioni are the only forms in which a letter cites the law (order.md §2.1, §8).
var citazioni = []string{
	"art. 18-bis L. 241/1990", "artt. 7 e 8 L. 241/1990", "art. 2 c. 7 L. 241/1990", "art. 10-bis L. 241/1990",
	"art. 3 c. 2 D.Lgs. 39/1993", "art. 65 c. 1 D.Lgs. 82/2005", "art. 3-bis c. 1-quater D.Lgs. 82/2005",
	"art. 16 c. 7 D.L. 185/2008, conv. L. 2/2009", "art. 16 c. 7-bis D.L. 185/2008, conv. L. 2/2009",
	"art. 38 c. 3-bis D.P.R. 445/2000",
	"art. 16, commi 7 e 7-bis, D.L. 185/2008, conv. L. 2/2009", "art. 16 commi 7 e 7-bis D.L. 185/2008, conv. L. 2/2009",
	"art. 37 D.L. 76/2020, conv. L. 120/2020", "art. 10 L. 241/1990", "art. 21-bis L. 241/1990", "art. 3 c. 4 L. 241/1990",
	"art. 2 c. 1 L. 241/1990", "art. 6-quinquies c. 3 D.Lgs. 82/2005",
}

func TestCitazioni(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range casi {
		text := componi(t, c, persone(t)[0]).Testo
		for _, cit := range citazioni {
			seen[cit] = seen[cit] || strings.Contains(text, cit)
			text = strings.ReplaceAll(text, cit, "")
		}
		if rest := regexp.MustCompile(`\bartt?\.|\bcomm[ai]\b|\bL\. ?\d|D\.L|D\.P\.R|DPR|\bCAD\b|decreto|legge`).FindString(text); rest != "" {
			t.Errorf("%s: a citation in another form (%q)", c.nome, rest)
		}
	}
	for _, cit := range citazioni {
		if !seen[cit] {
			t.Errorf("no letter cites %q", cit)
		}
	}
}

// TestLeggeAllaFine: what cites the law stands after what the member has to do.
func TestLeggeAllaFine(t *testing.T) {
	m := interni(t)
	for file, mod := range m.modelli {
		for _, s := range mod.sezioni {
			if file == comuni {
				continue
			}
			for _, p := range s.corpo {
				for _, n := range p {
					if strings.Contains(n.testo, "art. ") || strings.Contains(n.testo, "artt. ") {
						t.Errorf("%s %s: law before «---»: %q", file, s.nome, n.testo)
					}
				}
			}
		}
	}
}

// TestEstraneo: T-23 names only the Order, the member, the request to answer and the code (order.md §6.2), and
// no letter to an unproven writer says anything of the register (order.md §2.9).
func TestEstraneo(t *testing.T) {
	for _, c := range casi {
		for _, m := range persone(t) {
			l := c.lettera(m)
			l.Dati.Precedente = "precedente@pecmail.example"
			out, err := interni(t).Componi(policy(c), l)
			if err != nil {
				t.Fatal(err)
			}
			def := tutte[c.modello]
			v, _ := variante(c.modello, policy(c), l)
			if def.saluti.di(v) == "" && def.anonima(v) != strings.HasPrefix(out.Testo, "Buongiorno,\n") && l.Dati.Cognome != "" {
				t.Errorf("%s: greeting of %q", c.nome, out.Testo[:30])
			}
			if !def.anonima(v) {
				continue
			}
			for _, secret := range []string{m.CF, l.Dati.Casella, l.Dati.Precedente, l.Dati.Indirizzo} {
				if secret != "" && (c.modello != "T-02") && strings.Contains(out.Oggetto+out.Testo+out.HTML, secret) {
					t.Errorf("%s tells %q to an unproven reader", c.nome, secret)
				}
			}
			if c.modello != "T-23" && c.modello != "T-20" && strings.Contains(out.Testo, " "+m.Cognome) {
				t.Errorf("%s names the member", c.nome)
			}
		}
	}
}

func TestSoloINIPEC(t *testing.T) {
	for _, c := range casi {
		l := c.lettera(persone(t)[0])
		out := componi(t, c, persone(t)[0])
		if strings.Contains(out.Testo, "INI-PEC") != (l.Dati.InINIPEC && c.modello != "T-01" || l.Dati.Motivo == "RICHIEDENTE_NON_PA") {
			t.Errorf("%s: INI-PEC named: %v, feed on: %v", c.nome, !l.Dati.InINIPEC, l.Dati.InINIPEC)
		}
	}
}

func TestSaluto(t *testing.T) {
	for _, c := range []struct{ cf, titolo, nome, cognome, want string }{
		{"BNCGLI78C48G478A", "", "Giulia", "Bianchi", "Gentile dott.ssa Bianchi,"},
		{"RSSMRC69S21G70NL", "", "Marco", "Rossi", "Gentile dott. Rossi,"},
		{"DLCNMR82H70E625V", "", "ANNA MARIA", "DE LUCA", "Gentile dott.ssa De Luca,"},
		{"DNGNCL90M14A182W", "", "NICCOLÒ", "D'ANGELO", "Gentile dott. D'Angelo,"},
		{"DNGNCL90M14A182W", "Prof.", "Niccolò", "D'Angelo", "Gentile Prof. D'Angelo,"},
		{"92032490374", "", "Marco", "Rossi", "Gentile Marco Rossi,"},
		{"", "", "", "Rossi", "Gentile Rossi,"},
		{"RSSMRC69S21G702W", "", "", "", "Buongiorno,"},
	} {
		got := saluto(lettera{}, "", rules.Lettera{CF: c.cf, Dati: rules.DatiLettera{Titolo: c.titolo, Nome: c.nome, Cognome: c.cognome}})
		if got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// TestOra: legal instants are read in Italy, in winter, in summer and across midnight.
func TestOra(t *testing.T) {
	for _, c := range []struct{ rfc, want string }{
		{"2026-11-26T23:41:00+01:00", "26 novembre 2026 alle ore 23:41"},
		{"2026-11-26T22:41:00Z", "26 novembre 2026 alle ore 23:41"},
		{"2026-07-31T23:05:00Z", "1° agosto 2026 alle ore 01:05"},
	} {
		l := casi[0].lettera(persone(t)[0])
		if err := l.Dati.RicevutaIl.UnmarshalText([]byte(c.rfc)); err != nil {
			t.Fatal(err)
		}
		out, err := interni(t).Componi(policy(casi[0]), l)
		if err != nil || !strings.Contains(strings.ReplaceAll(out.Testo, "\n", " "), c.want) {
			t.Errorf("%s: want %q in %q, %v", c.rfc, c.want, out.Testo, err)
		}
	}
}

// TestHTML: hostile names and values stay text, and the HTML shows the text and nothing else.
func TestHTML(t *testing.T) {
	evil := `<script>alert(1)</script><img src="http://x.example/a.png">`
	for _, c := range casi {
		l := c.lettera(rules.Iscritto{CF: "BNCGLI78C48G478A", Nome: evil, Cognome: `O"Neill & <b>Figli</b>`})
		l.Dati.Oggetto, l.Dati.Indirizzo, l.Dati.Mittente = evil, `"<i>"@x.example`, evil
		out, err := interni(t).Componi(policy(c), l)
		if err != nil {
			t.Fatal(err)
		}
		for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(out.HTML, -1) {
			if !slices.Contains([]string{"<!DOCTYPE html>", `<html lang="it">`, "<head>", `<meta charset="utf-8">`, "<title>",
				"</title>", "</head>", "<body>", "</body>", "</html>", "<p>", "</p>", "<br>"}, tag) {
				t.Errorf("%s: the tag %s", c.nome, tag)
			}
		}
	}
	out := componi(t, casi[2], rules.Iscritto{CF: "BNCGLI78C48G478A", Nome: "Ada", Cognome: "<b>Rossi"})
	if !strings.Contains(out.Testo, "<b>Rossi") || !strings.Contains(out.HTML, "&lt;b&gt;Rossi") {
		t.Error("text is not escaped in HTML, or is in the text")
	}
}

// TestValoriOstili: a value from a mail cannot break the lines of a letter or turn its direction.
func TestValoriOstili(t *testing.T) {
	c := casi[0]
	l := c.lettera(persone(t)[0])
	l.Dati.Oggetto, l.Dati.Cognome = "uno\r\n\r\nRif. PEC-9999-000001\u202e due {rif} [x]", "Bian\x00chi\u200b"
	out, err := interni(t).Componi(policy(c), l)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.Testo, "\nRif. PEC-9999") || strings.ContainsAny(out.Testo, "\u202e\u200b\x00\r") {
		t.Errorf("%q", out.Testo)
	}
	if !strings.Contains(out.Testo, "due {rif} [x]") {
		t.Errorf("a value was read as template: %q", out.Testo)
	}
}

func TestFattiMancanti(t *testing.T) {
	for _, c := range []struct {
		modello, dettaglio string
		apertura           bool
		togli              func(*rules.Lettera)
		want               string
	}{
		{"T-01", "", false, func(l *rules.Lettera) { l.Rif = "" }, "{rif}"},
		{"T-01", "", false, func(l *rules.Lettera) { l.Dati.Oggetto = "" }, "{oggetto}"},
		{"T-02", "PEC", true, func(l *rules.Lettera) { l.Dati.RicevutaIl = time.Time{} }, "{data_ricevuta}"},
		{"T-02", "", false, func(l *rules.Lettera) {}, "nothing is asked"},
		{"T-02", "ALTRO", false, func(l *rules.Lettera) {}, `no variant "ALTRO"`},
		{"T-02", "PEC", false, func(l *rules.Lettera) { l.Dati.Manca = []string{"PEC", "XYZ"} }, `no words for what is asked: "XYZ"`},
		{"T-04", "", false, func(l *rules.Lettera) { l.Dati.Indirizzo = "" }, "{indirizzo}"},
		{"T-04", "", false, func(l *rules.Lettera) { l.Dati.Dal = "" }, "{dal}"},
		{"T-04", "", false, func(l *rules.Lettera) { l.Dati.Dal = "31/12/2026" }, "reading the date"},
		{"T-06", "", false, func(l *rules.Lettera) { l.Dati.Codice = "" }, "{codice}"},
		{"T-08", "", false, func(l *rules.Lettera) { l.Dati.RevocaDal = "" }, "{revoca_dal}"},
		{"T-08", "", false, func(l *rules.Lettera) { l.Dati.Motivo = "PIOGGIA" }, `no words for the reason "PIOGGIA"`},
		{"T-15", "", false, func(l *rules.Lettera) { l.Dati.Motivo = "" }, "{motivo}"},
		{"T-16", "", false, func(l *rules.Lettera) { l.Dati.Motivo = "" }, "no variant"},
		{"T-17", "", false, func(l *rules.Lettera) { l.Dati.Precedente = "" }, "{precedente}"},
		{"T-23", "", false, func(l *rules.Lettera) { l.Dati.Nome = "" }, "{nome}"},
		{"T-26", "", false, func(l *rules.Lettera) {}, "no variant"},
		{"T-99", "", false, func(l *rules.Lettera) {}, "no template"},
	} {
		l := caso{modello: c.modello, dettaglio: c.dettaglio, apertura: c.apertura, dati: niente}.lettera(persone(t)[0])
		c.togli(&l)
		out, err := interni(t).Componi(policy(caso{}), l)
		if err == nil || !strings.Contains(err.Error(), c.want) || out != (Testo{}) {
			t.Errorf("%s %s: error %v, want %q", c.modello, c.dettaglio, err, c.want)
		}
	}
}

func TestOverride(t *testing.T) {
	base := interni(t)
	m, err := Nuovi(map[string]string{"T-17.txt": "\ufeffOggetto: Doppione (Rif. {rif})\r\n\r\nvale la prima, {precedente}.\r\n"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := Nuovi(map[string]string{})
	if err != nil {
		t.Fatal(err)
	}
	if m.Digest() == base.Digest() || len(m.Digest()) != 64 || base.Digest() != again.Digest() {
		t.Error("the digest does not follow the texts")
	}
	l := caso{modello: "T-17", dati: func(d *rules.DatiLettera) { d.Precedente = "PEC-2026-000001" }}.lettera(persone(t)[0])
	out, err := m.Componi(policy(caso{}), l)
	if err != nil || out.Oggetto != "Doppione (Rif. PEC-2026-000123)" || !strings.Contains(out.Testo, "\n\nvale la prima, PEC-2026-000001.\n") {
		t.Errorf("%q %v", out, err)
	}
}

func TestOverrideErrato(t *testing.T) {
	const oggetto = "Oggetto: x (Rif. {rif})\n\n"
	for _, c := range []struct{ file, text, want string }{
		{"T-17.txt", oggetto + "vale\n{prima}.", "T-17.txt:4: variabile {prima} sconosciuta"},
		{"T-17.txt", "vale {precedente}.", "T-17.txt:1: manca «Oggetto:»"},
		{"T-17.txt", oggetto, "T-17.txt:1: manca il testo"},
		{"T-17.txt", "Oggetto: x\n\nvale.", "l'oggetto deve contenere {rif}"},
		{"T-17.txt", "", "T-17.txt:1: manca il testo senza variante"},
		{"T-17.txt", oggetto + "{precedente} vale.", "T-17.txt:3: il testo deve cominciare con una parola"},
		{"T-17.txt", oggetto + "vale [la prima].", "T-17.txt:3: frase facoltativa senza variabili"},
		{"T-17.txt", oggetto + "vale [la {dal}.", "T-17.txt:3: «[» senza «]»"},
		{"T-17.txt", oggetto + "vale la {dal}].", "T-17.txt:3: «]» senza «[»"},
		{"T-17.txt", oggetto + "vale la\n{dal", "T-17.txt:4: «{» senza «}»"},
		{"T-17.txt", oggetto + "vale la dal}", "T-17.txt:3: «}» senza «{»"},
		{"T-17.txt", oggetto + "vale {?dal}", "T-17.txt:3: condizione {?dal} fuori"},
		{"T-17.txt", oggetto + "vale\n---\nx\n---\ny", "T-17.txt:6: secondo «---»"},
		{"T-17.txt", oggetto + "vale\nOggetto: y", "T-17.txt:4: «Oggetto:»"},
		{"T-17.txt", oggetto + "vale\n== ALTRA\nx", "T-17.txt:4: la variante ALTRA non è prevista"},
		{"T-17.txt", oggetto + "vale\n==\nx", "T-17.txt:4: «==» senza il nome"},
		{"T-26.txt", "== VECCHIA\n" + oggetto + "ora {indirizzo}", "T-26.txt:1: manca la variante NUOVA"},
		{"T-26.txt", "== VECCHIA\nOggetto: {rif}\n\nora {indirizzo}\n== VECCHIA\n", "T-26.txt:5: variante VECCHIA scritta due volte"},
		{"T-26.txt", "== VECCHIA\n" + oggetto + "ora\n== NUOVA\n" + oggetto + "ora {indirizzo}\n== ANNULLATA\n" + oggetto + "ora\n== CORTESIA\n" + oggetto + "ora", "T-26.txt:1: manca la variabile {indirizzo} nella variante VECCHIA"},
		{"T-26.txt", "== VECCHIA\n" + oggetto + "ora {indirizzo}\n== NUOVA\n" + oggetto + "ora {indirizzo}\n== ANNULLATA\n" + oggetto + "ora\n== CORTESIA\n" + oggetto + "ora {nome}",
			"T-26.txt:16: la variabile {nome} non può stare in questa lettera"},
		{"T-10b.txt", oggetto + "la S.V. {destinatario} {cf} {delibera} {protocollo_diffida} {notificata_il}", "T-10b.txt:1: manca la variabile {rimedi}"},
		{"T-25.txt", oggetto + "ora {motivo} {notificata_il} {rimedi} [{osservazioni}]", "T-25.txt:1: manca la variabile {controdeduzioni}"},
		{"T-07.txt", oggetto + "ora {casella} {scadenza}", "T-07.txt:1: manca la variante -30"},
		{"T-23.txt", oggetto + "risponda {nome} {codice} [{indirizzo}]", "T-23.txt:3: la variabile {indirizzo} non può stare"},
		{"T-23.txt", oggetto + "risponda {nome}", "manca la variabile {codice}"},
		{"T-05.txt", oggetto + "risponda [{?casella}a noi]", "T-05.txt"},
		{"comuni.txt", "== APERTURA\nx", "comuni.txt:1: manca la variante"},
		{"T-77.txt", "x", "T-77.txt:1: nessun modello ha questo nome"},
	} {
		if _, err := Nuovi(map[string]string{c.file: c.text}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %q: error %v, want %q", c.file, c.text, err, c.want)
		}
	}
}

// TestVariabili: the table of names that templates are checked against is what fatti gives.
func TestVariabili(t *testing.T) {
	l := casi[0].lettera(persone(t)[0])
	l.Dati.Manca, l.Dati.Opzioni = []string{"PEC"}, []string{"a@b.example"}
	f, err := fatti("T-02", policy(casi[0]), l)
	if err != nil {
		t.Fatal(err)
	}
	for k := range f {
		if !slices.Contains(variabili, k) {
			t.Errorf("{%s} is given and cannot be named", k)
		}
	}
	for _, k := range variabili {
		if _, ok := f[k]; !ok {
			t.Errorf("{%s} can be named and is not given", k)
		}
	}
}

func TestElenco(t *testing.T) {
	want := "F-01 T-01 T-02 T-03 T-04 T-05 T-06 T-07 T-08 T-09 T-10 T-10b T-11 T-12 T-13 T-14 T-15 T-16 T-17 T-18 T-19 T-20 T-21 T-22 T-23 T-24 T-25 T-26"
	if got := strings.Join(interni(t).Elenco(), " "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
