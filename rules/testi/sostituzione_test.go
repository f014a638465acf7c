package testi

import (
	"strings"
	"testing"
)

func modelloInterno(t *testing.T, file string) string {
	t.Helper()
	b, err := incorporati.ReadFile("modelli/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// lettere are all cases as one set of templates writes them, by name.
func lettere(t *testing.T, m *Modelli) map[string]Testo {
	t.Helper()
	out := map[string]Testo{}
	for _, c := range casi {
		l, err := m.Componi(policy(c), c.lettera(persone(t)[0]))
		if err != nil {
			t.Fatal(err)
		}
		out[c.nome] = l
	}
	return out
}

// TestSostituireUno: a file that an Order replaces changes its own letter and no other; comuni.txt changes all; the digest
// tells it.
func TestSostituireUno(t *testing.T) {
	was := lettere(t, interni(t))
	digests := map[string]string{interni(t).Digest(): "the built-in templates"}
	for _, file := range files() {
		const mark = "Frase dell'Ordine di prova."
		text := conFrase(modelloInterno(t, file), mark)
		m, err := Nuovi(map[string]string{file: text})
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if other := digests[m.Digest()]; other != "" {
			t.Errorf("%s: the digest of %s", file, other)
		}
		digests[m.Digest()] = file
		changed := 0
		for name, l := range lettere(t, m) {
			mine := file == comuni || strings.HasPrefix(name, strings.TrimSuffix(file, ".txt"))
			if l != was[name] && !mine {
				t.Errorf("%s changes %s", file, name)
			}
			if l != was[name] {
				changed++
				if !strings.Contains(l.Testo, mark) || !strings.Contains(l.HTML, "Frase dell&#39;Ordine di prova.") {
					t.Errorf("%s: %s", file, l.Testo)
				}
			}
		}
		if changed == 0 {
			t.Errorf("%s replaced changes nothing", file)
		}
	}
}

// conFrase puts a paragraph at the end of the body of each variant.
func conFrase(text, frase string) string {
	var out []string
	body := false // a body that has no such paragraph yet
	end := func() {
		if body {
			out = append(out, "", frase, "")
		}
		body = false
	}
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case line == "---":
			end()
		case strings.HasPrefix(line, "== "):
			end()
			body = true
		case strings.HasPrefix(line, "Oggetto: "):
			body = true
		}
		out = append(out, line)
	}
	end()
	return strings.Join(out, "\n")
}

// TestStessoModello: what the language of templates does not look at does not matter to a letter: remarks, line ends, a
// byte order mark, blanks at line ends, where a paragraph is broken, further blank lines.
func TestStessoModello(t *testing.T) {
	was := lettere(t, interni(t))
	for name, change := range map[string]func(string) string{
		"CR LF":     func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"BOM":       func(s string) string { return "\ufeff" + s },
		"blanks":    func(s string) string { return strings.ReplaceAll(s, "\n", " \t\u00a0\n") },
		"remarks":   func(s string) string { return strings.ReplaceAll(s, "\n\n", "\n# nota {x} [\n\n#\n") },
		"blank":     func(s string) string { return strings.ReplaceAll(s, "\n\n", "\n\n\n\n") },
		"no end":    func(s string) string { return strings.TrimRight(s, "\n") },
		"rewrapped": riaccapo,
	} {
		over := map[string]string{}
		for _, file := range files() {
			over[file] = change(modelloInterno(t, file))
		}
		m, err := Nuovi(over)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for c, l := range lettere(t, m) {
			if l != was[c] {
				t.Errorf("%s changes %s:\n%s\nwas\n%s", name, c, l.Testo, was[c].Testo)
			}
		}
	}
}

// riaccapo breaks the lines of paragraphs after each comma that a blank follows, outside of variables.
func riaccapo(s string) string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		if !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "Oggetto:") {
			line = strings.ReplaceAll(line, ", ", ",\n")
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// TestComuniErrato: the parts that all letters share are held to more: they stand in letters that strangers read.
func TestComuniErrato(t *testing.T) {
	good := modelloInterno(t, comuni)
	for _, c := range []struct{ old, new, want string }{
		{"== AVVIO\n", "== AVVIO\nOggetto: x {rif}\n\n", "la parte AVVIO è solo testo: senza «Oggetto:» e senza «---»"},
		{"== RICEVUTA\n", "== RICEVUTA\nx\n\n---\n", "la parte RICEVUTA è solo testo"},
		{"| {ordine}", "| {ordine} {nome}", "la variabile {nome} non può stare in questa lettera: chi la legge può essere un estraneo"},
		{"| {ordine}", "| {ordine} [{?casella}x]", "la variabile {casella} non può stare"},
		{"Domicilio digitale dell'Ordine: {pec}", "x", "manca la variabile {pec} nella variante CHIUSURA"},
		{"Rif. {rif}[ - Prot.", "Rif.[ - Prot.", "manca la variabile {rif} nella variante CHIUSURA"},
		{"== AVVIO\n", "== ALTRA\n", "manca la variante AVVIO"},
		{"== AVVIO\n", "== ZETA\nx\n\n== ALTRA\nx\n\n== AVVIO\n", "la variante ZETA non è prevista; previste: APERTURA APERTURA_CONCLUSA AVVIO RICEVUTA CHIUSURA"},
		{"== AVVIO\n", "== AVVIO\n[{pec} [x]]\n\n", "frase facoltativa senza variabili: non si saprebbe quando ometterla"},
		{"== AVVIO\n", "== AVVIO\n[{pec} [{!dal}x]\n\n", "«[» senza «]» nello stesso capoverso"},
		{"== AVVIO\n", "== AVVIO\nOggetto:\n\n", "oggetto vuoto"},
		{"== AVVIO\n", "== AVVIO\nOggetto: {x}\n\n", "variabile {x} sconosciuta; si possono usare: ordine, pec, mail"},
	} {
		if !strings.Contains(good, c.old) {
			t.Fatalf("comuni.txt has no %q", c.old)
		}
		_, err := Nuovi(map[string]string{comuni: strings.Replace(good, c.old, c.new, 1)})
		if err == nil || !strings.HasPrefix(err.Error(), "reading the template comuni.txt:") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q for %q: %v, want %q", c.new, c.old, err, c.want)
		}
	}
}

// TestRigaDellErrore: an error names the line in which it is, also in the middle of a paragraph and behind remarks.
func TestRigaDellErrore(t *testing.T) {
	for text, want := range map[string]string{
		"# uno\n# due\nOggetto: x {rif}\n\nvale\nla {boh}\n":     "T-17.txt:6: variabile {boh} sconosciuta",
		"Oggetto: x {rif}\r\n\r\nvale\r\nla\r\nprima }\r\n":      "T-17.txt:5: «}» senza «{»",
		"Oggetto: x {boh}\n\nvale\n":                             "T-17.txt:1: variabile {boh} sconosciuta",
		"Oggetto: x {rif}\n\nvale [la\nprima\n\n{precedente}]\n": "T-17.txt:3: «[» senza «]»",
		"Oggetto: x {rif}\n\nvale\n---\nlegge\n{ciao}\n":         "T-17.txt:6: variabile {ciao} sconosciuta",
		"Oggetto: x {rif}\n\n[{?dal}{precedente}] vale\n":        "T-17.txt:3: il testo deve cominciare con una parola",
		"Oggetto: x {rif}\n\nvale {!dal}\n":                      "T-17.txt:3: condizione {!dal} fuori da una frase facoltativa",
		"Oggetto: x {rif}\n\nvale {Rif}\n":                       "T-17.txt:3: variabile {Rif} sconosciuta",
		"Oggetto: x {rif}\n\nvale { rif }\n":                     "T-17.txt:3: variabile { rif } sconosciuta",
		"Oggetto: x {rif}\nOggetto: y {rif}\n\nvale\n":           "T-17.txt:2: «Oggetto:» va scritto una volta, all'inizio della variante",
		"# nota\nOggetto: x {rif}\n\nvale\ncos\xec\n":            "T-17.txt:5: ci sono caratteri che non sono UTF-8",
		"# perch\xe9\nOggetto: x {rif}\n\nvale\n":                "T-17.txt:1: ci sono caratteri che non sono UTF-8",
		"== \nOggetto: x {rif}\n":                                "T-17.txt:1: «==» senza il nome della variante",
	} {
		if _, err := Nuovi(map[string]string{"T-17.txt": text}); err == nil || !strings.HasPrefix(err.Error(), "reading the template "+want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestRiservati: no variable that tells a stranger something is taken in a letter that a stranger may read, in whatever
// form it is written.
func TestRiservati(t *testing.T) {
	for nome, d := range tutte {
		for _, v := range variabili {
			forbidden := false
			for _, m := range d.mai {
				forbidden = forbidden || m == v
			}
			if d.solo != nil {
				forbidden = !strings.Contains(" "+strings.Join(d.solo, " ")+" ", " "+v+" ")
			}
			for _, form := range []string{"{" + v + "}", "[{" + v + "}]", "[{?" + v + "}x]", "[{!" + v + "}x]", "[{?rif}a [{" + v + "}]]"} {
				text := strings.Replace(modelloInterno(t, nome+".txt"), "\n\n", "\n\nora "+form+" ", 1)
				m, err := leggiModello(nome+".txt", text)
				if err == nil {
					err = controlla(m)
				}
				if is := err != nil && strings.Contains(err.Error(), "la variabile {"+v+"} non può stare in questa lettera"); is != forbidden {
					t.Errorf("%s %s: %v, forbidden %v", nome, form, err, forbidden)
				}
			}
		}
	}
}

// TestParoleDellaLegge: an Order's own diffida, suspension or notice of refusal is held to the words of the law, in each
// variant and outside of optional sentences; case, line breaks and the apostrophe are its own.
func TestParoleDellaLegge(t *testing.T) {
	for _, c := range []struct{ file, old, new, want string }{
		{"T-10.txt", "SI DIFFIDA la S.V.", "Si invita la S.V.", "T-10.txt:4: manca «SI DIFFIDA», che la legge vuole in questa lettera (fuori da [ … ]) nella variante ASSENTE"},
		{"T-10.txt", "| SI DIFFIDA la S.V., {destinatario}, codice fiscale {cf},", "| [{?dal}SI DIFFIDA] la S.V., {destinatario}, codice fiscale {cf},", "manca «SI DIFFIDA»"},
		{"T-10.txt", "VISTO l'art. 16", "VISTA la legge", "manca «VISTO l'art. 16»"},
		{"T-10.txt", "dal ricevimento", "da oggi", "manca «dal ricevimento»"},
		{"T-10.txt", "SI DIFFIDA la S.V.", "si\ndiffida la S.V.", ""},
		{"T-10.txt", "VISTO l'art. 16", "Visto l’art. 16", ""},
		{"T-10b.txt", "7-bis", "7", "T-10b.txt:4: manca «7-bis»"},
		{"T-10b.txt", "185/2008", "1/2008", "manca «185/2008»"},
		{"T-15.txt", "10 (dieci) giorni", "pochi giorni", "manca «10 (dieci) giorni»"},
		{"T-15.txt", "10-bis", "10", "manca «10-bis»"},
		{"T-25.txt", "10-bis", "10", "manca «10-bis»"},
	} {
		good := modelloInterno(t, c.file)
		if !strings.Contains(good, c.old) {
			t.Fatalf("%s has no %q", c.file, c.old)
		}
		_, err := Nuovi(map[string]string{c.file: strings.ReplaceAll(good, c.old, c.new)})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s with %q: %v, want %q", c.file, c.new, err, c.want)
		}
	}
}

// TestDigest: one letter of one template changed, at equal length, is another set of templates.
func TestDigest(t *testing.T) {
	m, err := Nuovi(map[string]string{"T-17.txt": strings.Replace(modelloInterno(t, "T-17.txt"), "vale la prima", "vale lA prima", 1)})
	if err != nil || m.Digest() == interni(t).Digest() {
		t.Errorf("the digest does not see the words: %v", err)
	}
}
