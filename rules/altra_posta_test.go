package rules

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
)

// missiva is one message of testdata/corpus: the lines of a case ("arriva …" and what follows) with what is expected of it.
type missiva struct {
	famiglia, nome, dove string
	arriva               []string // CANALE MITTENTE GIORNO ORA after the word itself
	blocco               []string // headers and text
	attese               []string // in the words of testdata/casi
}

// leggiMissive reads all files of a folder of the corpus (testdata/corpus/LEGGIMI.md).
func leggiMissive(t *testing.T, dir string) []missiva {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "corpus", dir, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus %s: %v", dir, err)
	}
	var list []missiva
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var m *missiva
		for i, line := range strings.Split(string(b), "\n") {
			name, title := strings.CutPrefix(line, "=== ")
			want, expects := strings.CutPrefix(line, "attesa: ")
			if prefisso(line, "lettere: ", "scade: ", "perche: ") {
				want, expects = line, true
			}
			switch {
			case title:
				list = append(list, missiva{famiglia: strings.TrimSuffix(filepath.Base(f), ".txt"), nome: name, dove: fmt.Sprintf("%s:%d", filepath.Base(f), i+1)})
				m = &list[len(list)-1]
			case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
			case m == nil:
				t.Fatalf("%s:%d: a line before the first message: %q", f, i+1, line)
			case strings.HasPrefix(line, "arriva "):
				m.arriva = strings.Fields(line)
			case expects:
				m.attese = append(m.attese, want)
			default:
				m.blocco = append(m.blocco, line)
			}
		}
	}
	for _, m := range list {
		if len(m.arriva) != 5 || len(m.attese) == 0 || len(m.blocco) == 0 {
			t.Fatalf("%s %s: arriva, attesa or text is missing", m.dove, m.nome)
		}
	}
	return list
}

// contoAltra is what a family of other post came to.
type contoAltra struct{ testi, r0, ignorati, coda, lettere int }

// TestAltraPostaNonRiceveNulla: of the ordinary mail of an Order none is answered, and at most three messages of all reach a
// person. It holds whatever the channel is, and whether or not the senders stand in IPA.
func TestAltraPostaNonRiceveNulla(t *testing.T) {
	list := leggiMissive(t, "altra")
	if len(list) < minimoAltra {
		t.Fatalf("%d texts, want %d", len(list), minimoAltra)
	}
	for _, v := range []struct {
		nome, canale string
		ipa          bool
	}{{"come arriva", "", false}, {"mittenti in IPA", "", true}, {"posta ordinaria", "ORD", false}, {"anomalia", "ANOMALIA", false}, {"tutti da PEC", "PEC", false}} {
		t.Run(v.nome, func(t *testing.T) {
			conti := map[string]*contoAltra{}
			for _, m := range list {
				c := conti[m.famiglia]
				if c == nil {
					c = &contoAltra{}
					conti[m.famiglia] = c
				}
				if v.canale != "" {
					m.arriva = slices.Clone(m.arriva)
					m.arriva[1] = v.canale
				}
				conta(t, m, c, v.ipa, v.nome == "come arriva")
			}
			tot := tabellaAltra(t, conti)
			if tot.lettere > 0 {
				t.Errorf("%d letters to mail that is not ours", tot.lettere)
			}
			if tot.coda > 3 {
				t.Errorf("%d messages reach the queue, at most 3 may", tot.coda)
			}
		})
	}
}

// conta plays one message and counts what came of it; what differs from its expectation is told.
func conta(t *testing.T, m missiva, c *contoAltra, ipa, esatta bool) {
	t.Helper()
	p := nuovaPratica(t)
	if ipa && len(p.vista().Cerca(PerDomicilio, m.arriva[2])) == 0 {
		p.p.IPA = append(slices.Clone(p.p.IPA), m.arriva[2])
	}
	p.arriva(m.arriva, m.blocco)
	e := p.ultima.Esito
	c.testi++
	c.lettere += len(p.nuove)
	if len(p.segnate) > 0 {
		c.coda++
	}
	got := "coda"
	switch {
	case e.Type == "R0" && e.Outcome == string(RNonPertinente) && e.Auto == autoNulla:
		got = "R0"
		c.r0++
	case e.Type == "AUTO_REPLY" && e.Outcome == string(RIgnorata):
		got = "AUTO"
		c.ignorati++
	}
	if esatta && got != m.attese[0] || len(p.nuove) > 0 {
		t.Errorf("%s %s: %s %s, want %s; letters %s; tasks %s\n  %s", m.dove, m.nome, e.Type, e.Outcome, m.attese[0], p.elencoLettere(), p.elencoCompiti(), e.Why)
	} else if len(p.segnate) > 0 {
		t.Logf("%s %s: in coda: %s", m.dove, m.nome, e.Why)
	}
	if got == "R0" && (len(p.segnate) > 0 || len(p.nuove) > 0) {
		t.Errorf("%s: R0 with effects", m.dove)
	}
}

// tabellaAltra logs the counts per family and gives their sum.
func tabellaAltra(t *testing.T, conti map[string]*contoAltra) contoAltra {
	t.Helper()
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "famiglia\ttesti\tR0\tignorati\tin coda\tlettere\t\n")
	var tot contoAltra
	names := make([]string, 0, len(conti))
	for k := range conti {
		names = append(names, k)
	}
	slices.Sort(names)
	for _, k := range names {
		c := *conti[k]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t\n", k, c.testi, c.r0, c.ignorati, c.coda, c.lettere)
		tot = contoAltra{tot.testi + c.testi, tot.r0 + c.r0, tot.ignorati + c.ignorati, tot.coda + c.coda, tot.lettere + c.lettere}
	}
	fmt.Fprintf(w, "totale\t%d\t%d\t%d\t%d\t%d\t\n", tot.testi, tot.r0, tot.ignorati, tot.coda, tot.lettere)
	w.Flush()
	t.Log("\n" + b.String())
	return tot
}

// TestAltriTipi: what goes to people (R6 to R10, R12 to R14, R99) is recognised, and tells the person what he needs.
func TestAltriTipi(t *testing.T) {
	list := leggiMissive(t, "altri_tipi")
	if len(list) < 60 {
		t.Fatalf("%d texts", len(list))
	}
	tipi := map[string]int{}
	for _, m := range list {
		t.Run(m.famiglia+"/"+m.nome, func(t *testing.T) {
			p := nuovaPratica(t)
			p.arriva(m.arriva, m.blocco)
			e := p.ultima.Esito
			tipi[e.Type]++
			if got := e.Type + " " + e.Outcome + " " + e.Auto; got != m.attese[0] {
				t.Errorf("%s: %s, want %s\n  %s", m.dove, got, m.attese[0], e.Why)
			}
			for _, a := range m.attese[1:] {
				k, want, _ := strings.Cut(a, ": ")
				if got, ok := p.attendeMissiva(k, want); !ok {
					t.Errorf("%s: %s %q, want %q", m.dove, k, got, want)
				}
			}
		})
	}
	t.Log(tipi)
}

// attendeMissiva checks one further expectation of a message.
func (p *pratica) attendeMissiva(k, want string) (string, bool) {
	p.t.Helper()
	switch k {
	case "perche":
		return p.ultima.Esito.Why, strings.Contains(p.ultima.Esito.Why, want)
	case "scade":
		for _, c := range p.segnate {
			return c.Scade, c.Scade == want
		}
		return "no task", false
	}
	var got []string
	for _, l := range p.nuove {
		got = append(got, l.Modello)
		if p.ultima.Esito.Auto != "AUTO" && l.Stato != LProposta {
			return l.Modello + " " + string(l.Stato), false // nothing of these types leaves without a person
		}
	}
	if got == nil {
		got = []string{"nessuna"}
	}
	slices.Sort(got)
	s := strings.Join(got, ", ")
	return s, s == want
}

const minimoAltra = 300
