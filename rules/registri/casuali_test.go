package registri

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"pecagent/mailparse/cf"
	"pecagent/rules"
)

// caso draws registers; the same seed gives the same registers.
type caso struct {
	*rand.Rand
	presi map[string]bool
}

func nuovoCaso(seed uint64) *caso { return &caso{rand.New(rand.NewPCG(seed, 7)), map[string]bool{}} }

func scegli[T any](r *caso, list ...T) T { return list[r.IntN(len(list))] }

// codice draws a valid code nobody of the register has.
func (r *caso) codice() string {
	for {
		s := make([]byte, 0, 16)
		for _, c := range "AAAAAA00A00A000" {
			if c == 'A' {
				s = append(s, byte('A'+r.IntN(26)))
			} else {
				s = append(s, byte('0'+r.IntN(10)))
			}
		}
		s[8], s[9], s[10] = "ABCDEHLMPRST"[r.IntN(12)], byte('0'+r.IntN(2)), byte('1'+r.IntN(9))
		check, err := cf.Controllo(string(s))
		code := string(append(s, check))
		if err == nil && cf.Valido(code) && !r.presi[code] {
			r.presi[code] = true
			return code
		}
	}
}

// pezzi are what makes a CSV go wrong: separators, quotes, formulas, apostrophes, accents of Windows-1252.
var pezzi = []string{";", ",", `"`, `""`, "'", "=1+2", "+39 ", "-", "@x", "Niccolò", "D'Angelo", " ", "€", "“v”", "Via Roma", "7", ".", "%", "|", "\\"}

// testo is a trimmed text; righe allows line ends and tabs, as the columns that are only kept do.
func (r *caso) testo(min int, righe bool) string {
	for {
		var b strings.Builder
		for range min + r.IntN(5) {
			b.WriteString(scegli(r, pezzi...))
			if righe && r.IntN(4) == 0 {
				b.WriteString(scegli(r, "\n", "\r\n", "\t"))
			}
		}
		if s := strings.TrimSpace(b.String()); s != "" || min == 0 {
			return s
		}
	}
}

func (r *caso) data() string {
	if r.IntN(3) == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", 1900+r.IntN(300), 1+r.IntN(12), 1+r.IntN(28))
}

func (r *caso) membro(n int, altre []string) rules.Iscritto {
	m := rules.Iscritto{CF: r.codice(), Cognome: r.testo(1, false), Nome: r.testo(1, false), Numero: r.testo(0, false),
		Stato: scegli(r, stati...), DataStato: r.data(), InINIPEC: r.IntN(2) == 0, DiffidaNotificata: r.data(),
		Titolo: scegli(r, "", "", "Prof.", "dott.ssa")}
	if r.IntN(2) == 0 {
		m.Domicilio = &rules.Domicilio{Indirizzo: fmt.Sprintf("iscritto.%d@pec.example", n), Provenienza: rules.Importato}
	}
	if r.IntN(2) == 0 {
		m.Casella = &rules.Casella{Indirizzo: fmt.Sprintf("=casella.%d@ordine.example", n), Data: r.data(),
			Stato: scegli(r, rules.Generata, rules.Attivata, rules.Revocata)}
		if r.IntN(4) == 0 {
			m.Casella.Scade, m.Casella.Pagante = r.data(), scegli(r, "", "MEMBER", "ORDER")
		}
	}
	if r.IntN(3) == 0 {
		m.EmailOrdinaria = scegli(r, "Studio@Posta.example", "+uno@posta.example", "due@posta.example")
	}
	for _, albo := range []string{"MEDICI", "ODONTOIATRI", "=SPECIALE"} {
		if r.IntN(3) == 0 {
			m.Albi = append(m.Albi, albo)
		}
	}
	for _, c := range altre {
		if v := r.testo(0, true); v != "" {
			m.Altri = append(m.Altri, rules.Colonna{Nome: c, Valore: v})
		}
	}
	return m
}

func (r *caso) registro(n int) []rules.Iscritto {
	altre := []string{"Note", "=conto", "'cap", "via; civico", `il "detto"`, "+telefono"}[:r.IntN(7)]
	var list []rules.Iscritto
	for i := range n {
		list = append(list, r.membro(i, altre))
	}
	return list
}

// TestIdentita: any register that is written is read back as it was and written again byte by byte the same.
func TestIdentita(t *testing.T) {
	for seed := range uint64(300) {
		r := nuovoCaso(seed)
		want := r.registro(1 + r.IntN(12))
		out := Scrivi(want)
		got := leggi(t, out)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d:\n%s\nread back as\n%+v\nwant\n%+v", seed, out, got, want)
		}
		if again := Scrivi(got); !bytes.Equal(again, out) {
			t.Fatalf("seed %d: written again as\n%s\nwas\n%s", seed, again, out)
		}
	}
}

// tavola is a written register as rows of fields, the header first.
func tavola(t testing.TB, data []byte) [][]string {
	t.Helper()
	var rows [][]string // not by encoding/csv, which makes CR LF in a field LF
	spezza(strings.TrimPrefix(string(data), "\ufeff"), ';', func(rec record) bool {
		if rec.errore != "" {
			t.Fatalf("line %d: %s", rec.riga, rec.errore)
		}
		rows = append(rows, rec.campi)
		return true
	})
	return rows
}

// componi writes rows with another hand than Scrivi: every field quoted, the separator and line end as told.
func componi(rows [][]string, sep, eol string) []byte {
	var b strings.Builder
	for _, row := range rows {
		for i, f := range row {
			if i > 0 {
				b.WriteString(sep)
			}
			b.WriteString(`"` + strings.ReplaceAll(f, `"`, `""`) + `"`)
		}
		b.WriteString(eol)
	}
	return []byte(b.String())
}

// senzaAltri are members without the order of the further columns, which follows the file.
func senzaAltri(list []rules.Iscritto) []rules.Iscritto {
	list = slices.Clone(list)
	for i := range list {
		list[i].Altri = nil
	}
	return list
}

// TestNonImporta: what must not matter does not: quoting, separator, line ends, charset, blank rows, the order of columns.
func TestNonImporta(t *testing.T) {
	for seed := range uint64(60) {
		r := nuovoCaso(1000 + seed)
		want := r.registro(1 + r.IntN(8))
		rows := tavola(t, Scrivi(want))
		for name, data := range map[string][]byte{
			"quoted, comma, LF": componi(rows, ",", "\n"), "quoted, semicolon, CR": componi(rows, ";", "\r"),
			"blank rows": bytes.ReplaceAll(componi(rows, ";", "\n\x00"), []byte("\n\x00"), []byte("\n\n;;;\n")),
		} {
			if name == "quoted, comma, LF" && strings.Contains(strings.Join(rows[0], ""), ";") {
				continue // a header with the sign in it is taken for one with that separator, and refused
			}
			if got := leggi(t, data); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, %s:\n%s\n%+v", seed, name, data, got)
			}
		}
		cp, err := charmap.Windows1252.NewEncoder().Bytes(componi(rows, ";", "\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := leggi(t, cp); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d, Windows-1252: %+v", seed, got)
		}
		perm := r.Perm(len(rows[0]))
		for i, row := range rows {
			var moved []string
			for _, j := range perm {
				moved = append(moved, row[j])
			}
			rows[i] = moved
		}
		if got := leggi(t, componi(rows, ";", "\n")); !reflect.DeepEqual(senzaAltri(got), senzaAltri(want)) {
			t.Fatalf("seed %d: the order of columns matters: %+v", seed, got)
		}
	}
}

// TestOrdineRighe: the order of rows changes the order of members and nothing else; a bad row is bad wherever it is,
// with the same words, and takes no other with it.
func TestOrdineRighe(t *testing.T) {
	for seed := range uint64(60) {
		r := nuovoCaso(2000 + seed)
		rows := tavola(t, Scrivi(r.registro(6)))
		broken := 1 + r.IntN(len(rows)-1)
		rows[broken][slices.Index(rows[0], cStato)] = "IGNOTO"
		code := rows[broken][0]
		want, _, bad, err := Leggi(componi(rows, ";", "\n"))
		if err != nil || len(bad) == 0 {
			t.Fatal(bad, err)
		}
		r.Shuffle(len(rows)-1, func(i, j int) { rows[i+1], rows[j+1] = rows[j+1], rows[i+1] })
		got, _, again, err := Leggi(componi(rows, ";", "\n"))
		if err != nil || len(again) != len(bad) {
			t.Fatalf("seed %d: %v, was %v, %v", seed, again, bad, err)
		}
		if len(bad) == 1 && again[0].Motivo != bad[0].Motivo {
			t.Fatalf("seed %d: %v, was %v", seed, again, bad)
		}
		byCF := func(a, b rules.Iscritto) int { return strings.Compare(a.CF, b.CF) }
		albi := func(list []rules.Iscritto) {
			slices.SortFunc(list, byCF)
			for _, m := range list {
				slices.Sort(m.Albi)
			}
		}
		albi(want)
		albi(got)
		if len(bad) == 1 && !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d (%s):\n%+v\nwas\n%+v", seed, code, got, want)
		}
	}
}

// TestImporta: what must matter does: each column changed alone changes the member, and that member only.
func TestImporta(t *testing.T) {
	const other = "RSSMRC69S21G702W;Rossi;Marco;1002;ISCRITTO;1996-05-02;m.rossi@pecmail.example;si;;;;;\n"
	values := map[string]string{cCF: "MRTSRA93P49F205U", cCognome: "Verdi", cNome: "Ada", cNumero: "7", cStato: "RADIATO", cDataStato: "2001-01-01",
		cDomicilio: "altra@pec.example", cINIPEC: "no", cCasella: "nuova@ordine.example", cStatoCas: "REVOCATA", cDataCas: "2020-02-02",
		cDiffida: "2026-01-01", cEmail: "altra@posta.example"}
	row := strings.Split("BNCGLI78C48G478A;Bianchi;Giulia;1001;ISCRITTO;2005-01-10;giulia@pec.example;si;g@ordine.example;ATTIVATA;2011-03-01;;", ";")
	was := leggi(t, []byte(testa+strings.Join(row, ";")+"\n"+other))
	for i, c := range obbligatorie() {
		changed := slices.Clone(row)
		changed[i] = values[c]
		got := leggi(t, []byte(testa+strings.Join(changed, ";")+"\n"+other))
		if reflect.DeepEqual(got[0], was[0]) || !reflect.DeepEqual(got[1], was[1]) {
			t.Errorf("%s: %+v", c, got)
		}
		if d := diverso(was[0], got[0]); d != c {
			t.Errorf("%s: the difference is told as %s", c, d)
		}
	}
}
