package registri

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"pecagent/rules"
)

const testa = colonneBase + "\n"

// base is a good line; the tests change it.
const base = "BNCGLI78C48G478A;Bianchi;Giulia;1001;ISCRITTO;2005-01-10;giulia.bianchi@pec.example;si;;;;;\n"

func fixture(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/iscritti.csv")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// leggi reads a register that has to be good.
func leggi(t testing.TB, data []byte) []rules.Iscritto {
	t.Helper()
	list, _, bad, err := Leggi(data)
	if err != nil || len(bad) > 0 {
		t.Fatalf("reading: %v %v", err, bad)
	}
	return list
}

func TestLeggi(t *testing.T) {
	list := leggi(t, fixture(t))
	if len(list) != 15 {
		t.Fatalf("%d members, want 15", len(list))
	}
	want := rules.Iscritto{CF: "NTTPLA72A55A662G", Cognome: "Nitti", Nome: "Paola", Numero: "1015", Stato: rules.Iscr, DataStato: "1999-02-03",
		Domicilio: &rules.Domicilio{Indirizzo: "paola.nitti@pecmail.example", Provenienza: rules.Importato}, InINIPEC: true,
		Casella: &rules.Casella{Indirizzo: "p.nitti@iscritti.pec-ordine.example", Stato: rules.Revocata, Data: "2026-05-10"}}
	if !reflect.DeepEqual(list[14], want) {
		t.Errorf("got %+v\nwant %+v", list[14], want)
	}
	if m := list[3]; m.Domicilio != nil || m.Casella != nil || m.DiffidaNotificata != "2026-10-28" || m.EmailOrdinaria != "ugofo55@posta.example" {
		t.Errorf("%+v", m)
	}
	if m := list[4]; m.Cognome != "D'Angelo" || m.Nome != "Niccolò" {
		t.Errorf("%+v", m)
	}
}

// TestAndataRitorno: what is written is read back the same, and written again byte by byte the same.
func TestAndataRitorno(t *testing.T) {
	extra := strings.Replace(testa, "\n", ";albo;titolo;indirizzo;Note libere;cap\n", 1)
	for name, data := range map[string][]byte{
		"fixture": fixture(t),
		"comma":   bytes.ReplaceAll(fixture(t), []byte(";"), []byte(",")),
		"two albi": []byte(extra +
			"BNCGLI78C48G478A;Bianchi;Giulia;1001;ISCRITTO;;;no;;;;;;MEDICI;Prof.ssa;\"Via \"\"Roma\"\"; 3\nint. 2\";;06100\n" +
			"RSSMRC69S21G702W;Rossi;Marco;1002;ISCRITTO;;;no;;;;;;MEDICI;;;solo nota;\n" +
			"BNCGLI78C48G478A;Bianchi;Giulia;1001;ISCRITTO;;;no;;;;;;ODONTOIATRI;Prof.ssa;\"Via \"\"Roma\"\"; 3\nint. 2\";;06100\n" +
			"CNTLCU88R19A944D;Conti;Luca;1203;ISCRITTO;;;no;;;;;;;;via;nota;=1+2\n"),
	} {
		list := leggi(t, data)
		out := Scrivi(list)
		again := leggi(t, out)
		if !reflect.DeepEqual(list, again) {
			t.Errorf("%s: read back\n%+v\nwant\n%+v", name, again, list)
		}
		if !bytes.Equal(Scrivi(again), out) {
			t.Errorf("%s: written twice, differs", name)
		}
	}
	want := "\ufeff" + strings.ReplaceAll(string(fixture(t)), "\n", "\r\n")
	if got := string(Scrivi(leggi(t, fixture(t)))); got != want {
		t.Errorf("the fixture is written as\n%s", got)
	}
}

func TestDueAlbi(t *testing.T) {
	head := strings.Replace(testa, "\n", ";albo\n", 1)
	row := strings.TrimSuffix(base, "\n")
	list := leggi(t, []byte(head+row+";MEDICI\n"+row+";ODONTOIATRI\n"))
	if len(list) != 1 || !reflect.DeepEqual(list[0].Albi, []string{"MEDICI", "ODONTOIATRI"}) {
		t.Fatalf("%+v", list)
	}
}

// TestAltri: columns that are not understood are kept in order; the order survives rows that lack some of them.
func TestAltri(t *testing.T) {
	head := strings.Replace(testa, "\n", ";zeta;alfa;mezzo\n", 1)
	r1 := strings.TrimSuffix(base, "\n") + ";;a;\n"
	r2 := "RSSMRC69S21G702W;Rossi;Marco;1002;ISCRITTO;;;no;;;;;;z;;m\n"
	r3 := "CNTLCU88R19A944D;Conti;Luca;1203;ISCRITTO;;;no;;;;;;z;a;m\n"
	list, cols, bad, err := Leggi([]byte(head + r1 + r2 + r3))
	if err != nil || len(bad) > 0 || !reflect.DeepEqual(cols[13:], []string{"zeta", "alfa", "mezzo"}) {
		t.Fatal(cols, bad, err)
	}
	if !reflect.DeepEqual(list[1].Altri, []rules.Colonna{{Nome: "zeta", Valore: "z"}, {Nome: "mezzo", Valore: "m"}}) {
		t.Errorf("%+v", list[1].Altri)
	}
	first, _, _ := strings.Cut(string(Scrivi(list)), "\r\n")
	if !strings.HasSuffix(first, ";zeta;alfa;mezzo") {
		t.Error(first)
	}
	// two files that spell one heading differently still give a file that can be read
	list[0].Altri, list[1].Altri = []rules.Colonna{{Nome: "Note", Valore: "1"}}, []rules.Colonna{{Nome: "note", Valore: "2"}, {Nome: "Cognome", Valore: "x"}}
	leggi(t, Scrivi(list))
}

func TestIntestazione(t *testing.T) {
	usual := "Cod. Fiscale;COGNOME;Nome;N. Iscrizione;Stato;Data stato;PEC;INI-PEC;Casella Ordine;Stato casella;Data Casella;Diffida notificata;E-mail\n"
	list, cols, bad, err := Leggi([]byte(usual + base))
	if err != nil || len(bad) > 0 || len(list) != 1 || strings.Join(cols, ";") != colonneBase {
		t.Errorf("%v %v %v", cols, bad, err)
	}
	for _, c := range []struct{ head, want string }{
		{strings.Replace(usual, "COGNOME;Nome", "Cognome e Nome;x", 1), "va divisa in due"},
		{strings.Replace(usual, ";PEC", "", 1), "mancano le colonne domicilio_digitale"},
		{strings.Replace(usual, "\n", ";domicilio_digitale\n", 1), "«PEC» e «domicilio_digitale» sono la stessa"},
		{strings.Replace(usual, "\n", ";note;Note\n", 1), "«note» e «Note» sono la stessa"},
		{strings.Replace(usual, "\n", ";\n", 1), "la colonna 14 non ha un nome"},
		{strings.Replace(usual, "\n", ";\"x\n", 1), "virgolette aperte"},
		{strings.Repeat("a;", 250) + "\n", "251 colonne"},
		{"PK\x03\x04....", "non è una cartella di lavoro intera"},
		{"\xd0\xcf\x11\xe0....", "convertire in CSV"},
		{"\xff\xfec\x00", "UTF-16"},
		{"abc\x00", "non è un testo"},
		{"\xef\xbb\xbfa\xe0;", "si dice UTF-8 e non lo è"},
	} {
		if _, _, _, err := Leggi([]byte(c.head + base)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: error %v, want %q", c.head, err, c.want)
		}
	}
}

func TestVuoto(t *testing.T) {
	for _, s := range []string{"", "\n\n", "\ufeff\r\n"} {
		if _, _, _, err := Leggi([]byte(s)); err == nil || !strings.Contains(err.Error(), "il file è vuoto") {
			t.Errorf("%q: %v", s, err)
		}
	}
	if list, cols, bad, err := Leggi([]byte(testa)); err != nil || len(list)+len(bad) != 0 || len(cols) != 13 {
		t.Error(list, cols, bad, err)
	}
}

func TestLimiti(t *testing.T) {
	if _, _, _, err := Leggi(make([]byte, MaxByte+1)); err == nil || !strings.Contains(err.Error(), "64 MB") {
		t.Error(err)
	}
	if _, _, _, err := Leggi([]byte(testa + strings.Repeat("x\n", MaxRighe+1))); err == nil || !strings.Contains(err.Error(), "200000") {
		t.Error(err)
	}
	// the same CF on all rows must not take a time that grows with its square
	if _, _, bad, err := Leggi([]byte(testa + strings.Repeat(base, 40_000))); err != nil || len(bad) != 40_000 {
		t.Error(len(bad), err)
	}
}

func TestCharset(t *testing.T) {
	want := leggi(t, fixture(t))
	cp, err := charmap.Windows1252.NewEncoder().Bytes(fixture(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"cp1252": cp,
		"bom":    append([]byte("\xef\xbb\xbf"), fixture(t)...),
		"crlf":   bytes.ReplaceAll(fixture(t), []byte("\n"), []byte("\r\n")),
		"cr":     bytes.ReplaceAll(fixture(t), []byte("\n"), []byte("\r")),
		"blanks": append(append([]byte("\n"), fixture(t)...), ";;;;;;;;;;;;\n;;\n\n"...),
	} {
		if got := leggi(t, data); !reflect.DeepEqual(got, want) {
			t.Errorf("%s differs", name)
		}
	}
}

func TestRigheErrate(t *testing.T) {
	const other = "RSSMRC69S21G702W;Rossi;Marco;1002;ISCRITTO;2005-01-10;m.rossi@pec.example;si;;;;;\n"
	sub := func(old, new string) string { return strings.Replace(base, old, new, 1) }
	for _, c := range []struct {
		lines string
		want  string // all errors as "number reason", one substring each, parted by |
	}{
		{sub("BNCGLI78C48G478A", "BNCGLI78C48G478B"), "2 codice fiscale BNCGLI78C48G478B non valido"},
		{sub("BNCGLI78C48G478A", ""), "2 manca il codice fiscale"},
		{sub("Bianchi", " "), "2 mancano il cognome o il nome"},
		{sub("ISCRITTO", "ATTIVO"), "2 stato «ATTIVO» sconosciuto"},
		{sub("ISCRITTO", ""), "2 manca lo stato"},
		{sub(";si;", ";forse;"), "2 in_inipec: «forse»"},
		{sub("2005-01-10", "31/02/2005"), "2 data_stato: «31/02/2005» non è una data"},
		{sub("2005-01-10", "01-10-2005"), "2 data_stato"},
		{sub("giulia.bianchi@", "giulia bianchi@"), "2 domicilio_digitale: «giulia bianchi@pec.example» non è un indirizzo"},
		{sub("pec.example", "pec"), "2 domicilio_digitale"},
		{sub("si;;;;;", "si;a@b.example;;;;"), "2 casella_ordine senza stato_casella"},
		{sub("si;;;;;", "si;;ATTIVATA;;;"), "2 stato_casella o data_casella senza casella_ordine"},
		{sub("si;;;;;", "si;a@b.example;APERTA;;;"), "2 stato_casella «APERTA» sconosciuto"},
		{sub("si;;;;;", "si;;;;2026-99-01;"), "2 diffida_notificata"},
		{sub("si;;;;;", "si;;;;;giulia"), "2 email_ordinaria: «giulia» non è un indirizzo"},
		{sub("Bianchi", "Bian\u202echi"), "2 cognome: carattere invisibile"},
		{sub("Bianchi", "\"Bian\nchi\""), "2 cognome: carattere invisibile"},
		{sub("Bianchi", strings.Repeat("x", 201)), "2 cognome: più di 200 caratteri"},
		{sub(";si", ""), "2 12 campi invece di 13"},
		{sub("Bianchi", `Bian"chi`) + other, "2 campo 2: virgolette in mezzo al testo"},
		{sub("Bianchi", `"Bian"chi`) + other, "2 campo 2: testo dopo le virgolette"},
		{other + sub("Bianchi", `"Bianchi`), "3 campo 2: virgolette aperte"},
		{base + other + base, "2 due volte con lo stesso albo: righe 2 e 4|4 due volte con lo stesso albo: righe 2 e 4"},
		{base + sub(";1001;", ";1002;"), "2 stesso codice fiscale|3 stesso codice fiscale"},
		{base + strings.Replace(other, "m.rossi", "Giulia.Bianchi", 1), "2 anche di un altro iscritto, alla riga 3|3 anche di un altro iscritto, alla riga 2"},
		{base + strings.Replace(other, "si;;;;;", "si;giulia.bianchi@pec.example;ATTIVATA;;;", 1), "2 alla riga 3|3 alla riga 2"},
	} {
		list, _, bad, err := Leggi([]byte(testa + c.lines))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, b := range bad {
			got = append(got, fmt.Sprint(b.Numero, " ", b.Motivo))
		}
		want := strings.Split(c.want, "|")
		ok := len(got) == len(want)
		for i := 0; ok && i < len(want); i++ {
			n, reason, _ := strings.Cut(want[i], " ")
			ok = strings.HasPrefix(got[i], n+" ") && strings.Contains(got[i], reason)
		}
		if !ok {
			t.Errorf("%q:\ngot  %q\nwant %q", c.lines, got, want)
		}
		for _, m := range list {
			if m.CF == "BNCGLI78C48G478A" {
				t.Errorf("%q: the bad line was taken", c.lines)
			}
		}
		if strings.Contains(c.lines, other) && len(list) != 1 {
			t.Errorf("%q: the good line was not taken", c.lines)
		}
	}
}

// TestAmmessi: what looks odd and is right.
func TestAmmessi(t *testing.T) {
	sub := func(old, new string) string { return strings.Replace(base, old, new, 1) }
	for _, line := range []string{
		sub("BNCGLI78C48G478A", "bncgli78c48g478a"), sub("ISCRITTO", "iscritto"), sub("2005-01-10", "10/01/2005"), sub("2005-01-10", "10/1/2005"),
		sub(";si;", ";Sì;"), sub("BNCGLI78C48G478A", " BNCGLI78C48G478A\u00a0"), sub("giulia.bianchi", "Giulia.BIANCHI"), sub("Bianchi", `"Bianchi"`),
	} {
		if got, want := leggi(t, []byte(testa+line)), leggi(t, []byte(testa+base)); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v", line, got)
		}
	}
	if m := leggi(t, []byte(testa+sub("BNCGLI78C48G478A", "92032490374")))[0]; m.CF != "92032490374" {
		t.Error(m)
	}
	// one box of two people's ordinary mail is no error
	leggi(t, []byte(testa+sub("si;;;;;", "si;;;;;studio@posta.example")+
		"RSSMRC69S21G702W;Rossi;Marco;1002;ISCRITTO;;;no;;;;;studio@posta.example\n"))
	// the domicile may be the member's own Order box
	leggi(t, []byte(testa+sub("si;;;;;", "si;giulia.bianchi@pec.example;ATTIVATA;01/03/2011;;")))
}

// TestFormule: nothing that a spreadsheet would run is written, and every value comes back.
func TestFormule(t *testing.T) {
	for _, v := range []string{`=HYPERLINK("http://x.example";"y")`, "+39 075 1", "-1", "@x", "'=x", "''+1", "'Ndrano", "＝1", "a=b", "'", "''", "=1\n=2"} {
		m := leggi(t, []byte(testa+base))[0]
		m.Altri = []rules.Colonna{{Nome: "note", Valore: v}}
		out := Scrivi([]rules.Iscritto{m})
		if got := leggi(t, out)[0]; !reflect.DeepEqual(got, m) {
			t.Errorf("%q comes back as %q", v, got.Altri)
		}
		recs, err := reader(out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range recs[1] {
			if f != "" && strings.ContainsRune(formule, []rune(f)[0]) {
				t.Errorf("%q is written as the formula %q", v, f)
			}
		}
	}
}

func reader(data []byte) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	r.Comma = ';'
	return r
}

// TestCSV compares the reader of records with encoding/csv.
func TestCSV(t *testing.T) {
	for _, s := range []string{"a;b\nc;d", "a;\"b\"\"c\";d\n", "\"a\nb\";c\n\nd;e\n", ";;\n", "\"\";x\r\ny;z\r\n", "a"} {
		r := reader([]byte(s))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var got [][]string
		spezza(s, ';', func(rec record) bool {
			got = append(got, rec.campi)
			return rec.errore == ""
		})
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// FuzzLeggi: no bytes make the reader panic; what it takes is written and read back the same; all is accounted for.
func FuzzLeggi(f *testing.F) {
	b, err := os.ReadFile("testdata/iscritti.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(testa + base + base))
	f.Add([]byte(strings.Replace(testa, "\n", ";albo;titolo;x;y\n", 1) + strings.Replace(base, "\n", ";A;B;'=1;\"a\n\"\"b\"\n", 1)))
	f.Add([]byte("Cod. Fiscale,PEC\n\"x,\xe0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, cols, bad, err := Leggi(data)
		if err != nil {
			if len(list)+len(cols)+len(bad) > 0 {
				t.Fatal("an error and a result")
			}
			return
		}
		for i, b := range bad {
			if b.Motivo == "" || b.Numero < 2 || i > 0 && b.Numero < bad[i-1].Numero {
				t.Fatalf("%+v", bad)
			}
		}
		again, _, bad, err := Leggi(Scrivi(list))
		if err != nil || len(bad) > 0 {
			t.Fatalf("what was written cannot be read: %v %v", err, bad)
		}
		if len(list)+len(again) > 0 && !reflect.DeepEqual(list, again) {
			t.Fatalf("%+v\nread back as\n%+v", list, again)
		}
	})
}
