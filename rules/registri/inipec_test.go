package registri

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"pecagent/rules"
)

const oggi = "2026-11-23"

// iscritti of the fixture with domicile, by codice fiscale.
func conDomicilio(list []rules.Iscritto) map[string]string {
	m := map[string]string{}
	for _, i := range list {
		if i.Domicilio != nil && slices.Contains([]rules.StatoIscritto{rules.Iscr, rules.SospesoPEC, rules.SospesoDisc, rules.SospensioneDeliberata}, i.Stato) {
			m[i.CF] = i.Domicilio.Indirizzo
		}
	}
	return m
}

// righeCSV reads a file with encoding/csv, which is not the hand that wrote it.
func righeCSV(t testing.TB, b []byte) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.FieldsPerRecord = ';', -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatalf("reading back: %v\n%s", err, b)
	}
	return rows
}

// indice is the other side: a register that takes files as the page says, and refuses what contradicts what it has.
type indice struct {
	t    testing.TB
	rows map[string]string // codice fiscale → address
}

func (x *indice) carica(file []byte) {
	x.t.Helper()
	for _, f := range righeCSV(x.t, file) {
		if len(f) != 8 {
			x.t.Fatalf("%d columns in %q", len(f), f)
		}
		_, is := x.rows[f[4]]
		switch f[5] {
		case "1":
			if !is {
				x.t.Fatalf("update of a position never sent: %q", f)
			}
			x.rows[f[4]] = f[0]
		case "2":
			if is {
				x.t.Fatalf("insertion of a position sent already: %q", f)
			}
			x.rows[f[4]] = f[0]
		case "3":
			if !is {
				x.t.Fatalf("deletion of a position never sent: %q", f)
			}
			delete(x.rows, f[4])
		default:
			x.t.Fatalf("state %q", f[5])
		}
	}
}

func TestINIPECPrimoFile(t *testing.T) {
	list := leggi(t, fixture(t))
	first := SituazioneIniziale(list)
	x := &indice{t, map[string]string{}}
	for _, p := range first {
		x.rows[p.CF] = "?"
	}
	p := INIPEC(Chiesta{Iscritti: list, Prima: first, Oggi: oggi, Completo: true, Forza: true})
	if p.Rifiuto != "" || p.Nome != "inipec-2026-11-23.csv" || len(p.SHA256) != 64 {
		t.Fatalf("%+v", p)
	}
	x.carica(p.File)
	want := conDomicilio(list)
	for _, m := range list { // a box nobody opened has no row, but one that INI-PEC has already stays
		if maiUsata(m) && !m.InINIPEC {
			delete(want, m.CF)
		}
	}
	if !maps.Equal(x.rows, want) {
		t.Errorf("the register holds\n%v\nwant\n%v", x.rows, want)
	}
	if again := INIPEC(Chiesta{Iscritti: list, Prima: p.Dopo, Oggi: oggi}); !again.Vuoto() || again.Righe != 0 || len(again.File) != 0 {
		t.Errorf("nothing changed, and yet %+v", again)
	}
	if again := INIPEC(Chiesta{Iscritti: list, Prima: first, Oggi: oggi, Completo: true, Forza: true}); !bytes.Equal(again.File, p.File) || again.SHA256 != p.SHA256 {
		t.Error("the same register gives another file")
	}
}

func socio(code, cognome, nome, addr string) rules.Iscritto {
	m := rules.Iscritto{CF: code, Cognome: cognome, Nome: nome, Numero: "1", Stato: rules.Iscr}
	if addr != "" {
		m.Domicilio = &rules.Domicilio{Indirizzo: addr}
	}
	return m
}

const (
	bianchi = "BNCGLI78C48G478A"
	conti   = "CNTLCU88R19A944D"
	nitti   = "NTTPLA72A55A662G"
)

// TestINIPECRighe: what stands in the eight columns, for each kind of change.
func TestINIPECRighe(t *testing.T) {
	now := socio(bianchi, "Bianchi", "Giulia", "giulia@pec.example")
	now.Altri = []rules.Colonna{{Nome: "Data iscrizione", Valore: "10/01/2005"}}
	left := socio(conti, "Conti", "Luca", "luca@pec.example")
	left.Stato, left.DataStato = rules.Trasferito, "2026-11-02"
	gone := Situazione{{CF: nitti, Indirizzo: "paola@pec.example", Cognome: "Nitti", Nome: "Paola", Numero: "9", Impronta: "x"}}
	for _, c := range []struct {
		name  string
		feed  rules.Feed
		prima Situazione
		list  []rules.Iscritto
		want  string
	}{
		{"insertion", rules.Feed{}, nil, []rules.Iscritto{now}, "giulia@pec.example;Giulia;Bianchi;1;" + bianchi + ";2;10/01/2005;\r\n"},
		{"update", rules.Feed{Data: "aaaa-mm-gg", FineRiga: "LF"}, Situazione{{CF: bianchi, Indirizzo: "old@pec.example", Impronta: "x"}}, []rules.Iscritto{now},
			"giulia@pec.example;Giulia;Bianchi;1;" + bianchi + ";1;;\n"},
		{"deletion of who left", rules.Feed{Codici: map[string]string{"DELETE": "C"}}, Situazione{{CF: conti, Indirizzo: "luca@pec.example", Impronta: "x"}}, []rules.Iscritto{left},
			"luca@pec.example;Luca;Conti;1;" + conti + ";C;;02/11/2026\r\n"},
		{"deletion of who has no address", rules.Feed{}, Situazione{{CF: bianchi, Indirizzo: "old@pec.example", Numero: "7", Nome: "G.", Cognome: "B."}}, []rules.Iscritto{socio(bianchi, "Bianchi", "Giulia", "")},
			"old@pec.example;G.;B.;7;" + bianchi + ";3;;\r\n"},
		{"deletion of who is in the register no more", rules.Feed{}, gone, nil, "paola@pec.example;Paola;Nitti;9;" + nitti + ";3;;\r\n"},
		{"header", rules.Feed{Testata: true}, nil, nil, "Indirizzo PEC;Nome;Cognome;Numero Iscrizione;Codice Fiscale;Stato;Data Iscrizione;Data Cancellazione\r\n"},
	} {
		p := INIPEC(Chiesta{Feed: c.feed, Iscritti: c.list, Prima: c.prima, Oggi: oggi, Forza: true})
		if string(p.File) != c.want {
			t.Errorf("%s:\n%q, want\n%q (%s)", c.name, p.File, c.want, p.Rifiuto)
		}
	}
}

// TestINIPECRifiuti: the guards of order.md §3.1. Each refusal gives no file, and its absence gives one.
func TestINIPECRifiuti(t *testing.T) {
	a, b := socio(bianchi, "Bianchi", "Giulia", "giulia@pec.example"), socio(conti, "Conti", "Luca", "luca@pec.example")
	same := socio(conti, "Conti", "Luca", "GIULIA@pec.example")
	wrong := socio("CNTLCU88R19A944X", "Conti", "Luca", "luca@pec.example")
	semi := socio(conti, "Conti;", "Luca", "luca@pec.example")
	slav := socio(conti, "Đorđević", "Luca", "luca@pec.example")
	for _, c := range []struct {
		name string
		c    Chiesta
		want string
	}{
		{"good", Chiesta{Iscritti: []rules.Iscritto{a, b}}, ""},
		{"one address twice", Chiesta{Iscritti: []rules.Iscritto{a, same}}, "due posizioni"},
		{"codice fiscale", Chiesta{Iscritti: []rules.Iscritto{a, wrong}}, "non è valido"},
		{"separator", Chiesta{Iscritti: []rules.Iscritto{semi}}, "un carattere che il file non può portare"},
		{"charset", Chiesta{Iscritti: []rules.Iscritto{slav}, Feed: rules.Feed{Charset: "CP1252"}}, "CP1252"},
		{"UTF-8 has it", Chiesta{Iscritti: []rules.Iscritto{slav}}, ""},
		{"a unchanged row is no refusal", Chiesta{Iscritti: []rules.Iscritto{a}, Prima: INIPEC(Chiesta{Iscritti: []rules.Iscritto{a}}).Dopo}, ""},
		{"deletions", Chiesta{Iscritti: []rules.Iscritto{a}, Prima: INIPEC(Chiesta{Iscritti: []rules.Iscritto{a, b}}).Dopo}, "cancellerebbe 1 posizioni su 2"},
		{"whole list of nobody", Chiesta{Completo: true, Forza: true}, "nessuna riga"},
		{"deletions a person has seen", Chiesta{Iscritti: []rules.Iscritto{a}, Prima: INIPEC(Chiesta{Iscritti: []rules.Iscritto{a, b}}).Dopo, Forza: true}, ""},
	} {
		c.c.Oggi = oggi
		p := INIPEC(c.c)
		if c.want == "" && p.Rifiuto != "" || c.want != "" && (!strings.Contains(p.Rifiuto, c.want) || p.File != nil || p.SHA256 != "" || p.Dopo != nil) {
			t.Errorf("%s: %q %q", c.name, p.Rifiuto, p.File)
		}
	}
}

// TestINIPECCinquePerCento: of a hundred rows five may go by themselves, six not.
func TestINIPECCinquePerCento(t *testing.T) {
	var list []rules.Iscritto
	for i := range 100 {
		list = append(list, socio(codice(i), "Prova", "Uno", fmt.Sprintf("p%d@pec.example", i)))
	}
	prima := INIPEC(Chiesta{Iscritti: list, Oggi: oggi}).Dopo
	if p := INIPEC(Chiesta{Iscritti: list[5:], Prima: prima, Oggi: oggi}); p.Rifiuto != "" || p.Via != 5 {
		t.Errorf("%+v", p)
	}
	if p := INIPEC(Chiesta{Iscritti: list[6:], Prima: prima, Oggi: oggi}); p.Rifiuto == "" || p.Via != 6 {
		t.Errorf("%+v", p)
	}
}

// codice makes the i-th valid codice fiscale.
func codice(i int) string {
	first := fmt.Sprintf("PRVNUO%02dA01A%03d", i%100, 100+i/100)
	odd := map[byte]int{'0': 1, '1': 0, '2': 5, '3': 7, '4': 9, '5': 13, '6': 15, '7': 17, '8': 19, '9': 21, 'A': 1, 'P': 3, 'R': 8, 'V': 10, 'N': 20, 'U': 16, 'O': 11}
	sum := 0
	for i := range len(first) {
		switch c := first[i]; {
		case i%2 == 0:
			sum += odd[c]
		case c >= 'A':
			sum += int(c - 'A')
		default:
			sum += int(c - '0')
		}
	}
	return first + string(rune('A'+sum%26))
}

// TestINIPECVita: whatever happens to the members, the files that were taken leave the register as it should be, and the
// other side never meets an operation that contradicts it.
func TestINIPECVita(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for life := range 30 {
		x := &indice{t, map[string]string{}}
		list := map[string]rules.Iscritto{}
		var s Situazione
		used := 0
		for day := range 60 {
			for range r.IntN(4) {
				code := codice(r.IntN(12))
				m, ok := list[code]
				switch k := r.IntN(7); {
				case !ok:
					m = socio(code, "Prova", "Uno", "")
				case k < 3:
					used++
					m.Domicilio = &rules.Domicilio{Indirizzo: fmt.Sprintf("p%d@pec.example", used)}
				case k == 3:
					m.Domicilio = nil
				case k == 4:
					m.Stato = []rules.StatoIscritto{rules.Iscr, rules.SospesoPEC, rules.Cancellato, rules.Deceduto}[r.IntN(4)]
				case k == 5:
					m.Cognome = fmt.Sprintf("Prova%d", day)
				default:
					delete(list, code)
					continue
				}
				list[code] = m
			}
			all := slices.Collect(maps.Values(list))
			p := INIPEC(Chiesta{Iscritti: all, Prima: s, Oggi: oggi, Forza: true, Completo: r.IntN(5) == 0})
			if p.Rifiuto != "" && len(conDomicilio(all)) == 0 {
				continue // a whole list of nobody
			}
			if p.Rifiuto != "" {
				t.Fatal(p.Rifiuto)
			}
			if r.IntN(4) == 0 {
				continue // written and never taken: the next file starts from what was
			}
			x.carica(p.File)
			back, err := LeggiSituazione(p.Dopo.Scrivi())
			if err != nil || !reflect.DeepEqual(back, p.Dopo) {
				t.Fatalf("%v\n%v\n%v", err, back, p.Dopo)
			}
			s = back
			if want := conDomicilio(all); !maps.Equal(x.rows, want) || s.Presenti() != len(want) {
				t.Fatalf("life %d day %d: the register holds\n%v\nwant\n%v", life, day, x.rows, want)
			}
		}
	}
}

// TestINIPECPython: python's csv reads the same fields, also of the charset of the feed.
func TestINIPECPython(t *testing.T) {
	list := leggi(t, fixture(t))
	p := INIPEC(Chiesta{Feed: rules.Feed{Charset: "CP1252", Testata: true}, Iscritti: list, Oggi: oggi, Completo: true})
	text, err := charmap.Windows1252.NewDecoder().Bytes(p.File)
	if err != nil || bytes.Equal(text, p.File) {
		t.Fatalf("%v: nothing but ASCII", err)
	}
	var got [][][]string
	python(t, leggePython, []string{string(text)}, &got)
	if want := righeCSV(t, text); !reflect.DeepEqual(got[0], want) || len(want) != p.Righe+1 {
		t.Errorf("python reads\n%q\nwant\n%q", got, want)
	}
}

func TestLeggiSituazioneStrana(t *testing.T) {
	for _, s := range []string{"", "{}", `[{"cf":"B"},{"cf":"A"}]`, `[{"cf":"A"},{"cf":"A"}]`, `[] []`, `[{"cf":"A","altro":1}]`, `[{"cf":1}]`} {
		if got, err := LeggiSituazione([]byte(s)); err == nil {
			t.Errorf("%q: %v", s, got)
		}
	}
	if s, err := LeggiSituazione(Situazione(nil).Scrivi()); err != nil || len(s) != 0 {
		t.Error(s, err)
	}
}

func TestFNOMCEO(t *testing.T) {
	list := leggi(t, fixture(t))
	list[0].Albi = []string{"medici", "odontoiatri"}
	list[0].Domicilio.Dal = time.Date(2026, 11, 20, 23, 30, 0, 0, time.UTC)
	p := FNOMCEO(Chiesta{Feed: rules.Feed{Testata: true}, Iscritti: list, Oggi: oggi, Completo: true})
	rows := righeCSV(t, p.File)
	if p.Rifiuto != "" || p.Righe != 16 || len(rows) != 17 || p.Nuovi != 15 {
		t.Fatalf("%d rows, %+v", len(rows), p)
	}
	seen := 0
	for _, f := range rows[1:] {
		if f[0] == list[0].CF {
			seen++
			if f[8] != "21/11/2026" || f[3] != list[0].Albi[seen-1] || f[7] != list[0].Domicilio.Indirizzo {
				t.Errorf("%q", f)
			}
		}
	}
	if seen != 2 {
		t.Errorf("%d rows for two albi", seen)
	}
	if again := FNOMCEO(Chiesta{Iscritti: list, Prima: p.Dopo, Oggi: oggi}); !again.Vuoto() || again.Righe != 16 {
		t.Errorf("%+v", again)
	}
	list[3].Stato = rules.Radiato
	if again := FNOMCEO(Chiesta{Iscritti: list, Prima: p.Dopo, Oggi: oggi}); again.Cambi != 1 || again.Via != 0 {
		t.Errorf("%+v", again)
	}
}

func TestRiservato(t *testing.T) {
	list := leggi(t, fixture(t))
	list[0].Cognome, list[0].Altri = "=1+1", []rules.Colonna{{Nome: "Provincia", Valore: "GE"}}
	p := Riservato(list, nil, oggi)
	rows := righeCSV(t, bytes.TrimPrefix(p.File, []byte("\ufeff")))
	enrolled := 0
	for _, m := range list {
		if registrabile(m) {
			enrolled++
		}
	}
	if p.Rifiuto != "" || len(rows) != enrolled+1 || p.Righe != enrolled {
		t.Fatalf("%d rows of %d, %s", len(rows), enrolled, p.Rifiuto)
	}
	for _, f := range rows[1:] {
		i := slices.IndexFunc(list, func(m rules.Iscritto) bool { return m.CF == f[0] })
		if m := list[i]; m.Domicilio != nil && f[6] != m.Domicilio.Indirizzo || m.Domicilio == nil && f[6] != "" || f[7] != oggi || len(f) != 8 {
			t.Errorf("%q of %+v", f, m)
		}
		if f[0] == list[0].CF && (f[1] != "'=1+1" || f[5] != "GE") {
			t.Errorf("%q", f)
		}
	}
	// Data minimisation: who is named, and nobody else.
	p = Riservato(list, []string{conti, "XXXXXX00X00X000X"}, oggi)
	rows = righeCSV(t, bytes.TrimPrefix(p.File, []byte("\ufeff")))
	if len(rows) != 2 || rows[1][0] != conti || !slices.Equal(p.Esclusi, []string{"XXXXXX00X00X000X non risulta iscritto"}) {
		t.Errorf("%q %q", rows, p.Esclusi)
	}
	list[1].Domicilio = &rules.Domicilio{Indirizzo: "uno@pec.example"}
	list[2].Domicilio = &rules.Domicilio{Indirizzo: "uno@pec.example"}
	if p := Riservato(list, nil, oggi); p.Rifiuto == "" || p.File != nil {
		t.Errorf("one address of two: %+v", p)
	}
}
