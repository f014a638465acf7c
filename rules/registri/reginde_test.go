package registri

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pecagent/rules"
)

// comunicazioni is the file as another reader sees it: encoding/xml, by the names of the document.
type comunicazioni struct {
	XMLName xml.Name `xml:"ComunicazioniSoggetti"`
	Ente    string   `xml:"EnteMittente>CodiceEnte"`
	Intero  bool     `xml:"ComunicazioneInteroAlbo"`
	Tutti   []struct {
		Op    string `xml:"OperazioneRichiesta"`
		Ruolo string `xml:"Ruolo"`
		Stato string `xml:"Stato"`
		Dati  struct {
			Nome, Cognome, DataNascita, CodiceFiscale, IndirizzoPEC string
			Domicilio                                               struct{ Tipo, Indirizzo, CAP, Comune, Provincia, Email string } `xml:"DomicilioLegale"`
		} `xml:"DatiAnagrafici"`
	} `xml:"ComunicazioneSoggetto"`
}

func leggiXML(t testing.TB, b []byte) comunicazioni {
	t.Helper()
	var c comunicazioni
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = true
	if err := d.Decode(&c); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	return c
}

func domiciliato(code, cognome, addr string) rules.Iscritto {
	m := socio(code, cognome, "Uno", addr)
	m.Altri = []rules.Colonna{{Nome: "Indirizzo", Valore: "via Roma 1"}, {Nome: "CAP", Valore: "16100"}, {Nome: "Comune", Valore: "Genova"}, {Nome: "Provincia", Valore: "GE"}}
	return m
}

var ente = rules.Feed{Ente: "01234567890"}

func TestReGIndEDati(t *testing.T) {
	m := domiciliato(bianchi, "D'Angelo & <figli>", "giulia@pec.example")
	m.EmailOrdinaria = "giulia@posta.example"
	p := ReGIndE(Chiesta{Feed: ente, Iscritti: []rules.Iscritto{m}, Oggi: oggi})
	c := leggiXML(t, p.File)
	if p.Rifiuto != "" || p.Nome != "ComunicazioniSoggetti.xml" || c.Ente != "01234567890" || c.Intero || len(c.Tutti) != 1 {
		t.Fatalf("%+v\n%s", c, p.File)
	}
	s := c.Tutti[0]
	got := []string{s.Op, s.Ruolo, s.Stato, s.Dati.Cognome, s.Dati.Nome, s.Dati.DataNascita, s.Dati.CodiceFiscale, s.Dati.IndirizzoPEC,
		s.Dati.Domicilio.Tipo, s.Dati.Domicilio.Indirizzo, s.Dati.Domicilio.CAP, s.Dati.Domicilio.Comune, s.Dati.Domicilio.Provincia, s.Dati.Domicilio.Email}
	want := []string{"inserimento", "Altro Professionista", "attivo", m.Cognome, "Uno", "1978-03-08", bianchi, "giulia@pec.example",
		"D", "via Roma 1", "16100", "Genova", "GE", "giulia@posta.example"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	feed := ente
	feed.Nomi, feed.Namespace, feed.NomeFile = map[string]string{"radice": "reg:Soggetti", "pec": "Casella"}, "urn:x&y", "ComunicazioneSoggetti.xml"
	p = ReGIndE(Chiesta{Feed: feed, Iscritti: []rules.Iscritto{m}, Oggi: oggi})
	if s := string(p.File); !strings.Contains(s, `<reg:Soggetti xmlns="urn:x&amp;y">`) || !strings.Contains(s, "<Casella>giulia@pec.example</Casella>") || p.Nome != "ComunicazioneSoggetti.xml" {
		t.Errorf("%s", s)
	}
}

// TestReGIndEPython: a second reader, of another language, finds the same subjects.
func TestReGIndEPython(t *testing.T) {
	var list []rules.Iscritto
	for i := range 20 {
		list = append(list, domiciliato(codice(i), fmt.Sprintf("Ñandù %d <&>\"'", i), fmt.Sprintf("p%d@pec.example", i)))
	}
	p := ReGIndE(Chiesta{Feed: ente, Iscritti: list, Oggi: oggi})
	const program = `
import json, sys, xml.etree.ElementTree as e
r = e.fromstring(json.load(sys.stdin).encode())
json.dump([[s.findtext("OperazioneRichiesta"), s.findtext("DatiAnagrafici/CodiceFiscale"), s.findtext("DatiAnagrafici/Cognome"), s.findtext("DatiAnagrafici/IndirizzoPEC")] for s in r.findall("ComunicazioneSoggetto")], sys.stdout)`
	var got [][]string
	python(t, program, string(p.File), &got)
	for i, m := range list {
		if want := []string{"inserimento", m.CF, m.Cognome, m.Domicilio.Indirizzo}; i >= len(got) || !slices.Equal(got[i], want) {
			t.Fatalf("%q, want %q", got, want)
		}
	}
}

// TestReGIndEOperazioni: state and operation for each way a member can be.
func TestReGIndEOperazioni(t *testing.T) {
	m := domiciliato(bianchi, "Bianchi", "giulia@pec.example")
	held := ReGIndE(Chiesta{Feed: ente, Iscritti: []rules.Iscritto{m}, Oggi: oggi}).Dopo
	with := func(f func(*rules.Iscritto)) rules.Iscritto {
		n := m
		f(&n)
		return n
	}
	code := func(c string) Situazione { return held.Dopo(nil, map[string]string{bianchi: c}) }
	for _, c := range []struct {
		name  string
		prima Situazione
		m     rules.Iscritto
		want  string
	}{
		{"unchanged", held, m, ""},
		{"new address", held, with(func(n *rules.Iscritto) { n.Domicilio = &rules.Domicilio{Indirizzo: "g@pec.example"} }), "modifica attivo g@pec.example"},
		{"suspended, no address", held, with(func(n *rules.Iscritto) { n.Stato, n.Domicilio = rules.SospesoPEC, nil }), "modifica sospeso "},
		{"suspended, never sent", nil, with(func(n *rules.Iscritto) { n.Stato, n.Domicilio = rules.SospesoPEC, nil }), ""},
		{"disciplinary", held, with(func(n *rules.Iscritto) { n.Stato = rules.SospesoDisc }), "modifica sospeso giulia@pec.example"},
		{"resolved, not notified", held, with(func(n *rules.Iscritto) { n.Stato = rules.SospensioneDeliberata }), ""},
		{"no address any more", held, with(func(n *rules.Iscritto) { n.Domicilio = nil }), "cancellazione attivo "},
		{"transferred", held, with(func(n *rules.Iscritto) { n.Stato = rules.Trasferito }), "cancellazione cancellato "},
		{"struck off", held, with(func(n *rules.Iscritto) { n.Stato = rules.Radiato }), "cancellazione radiato "},
		{"deceased", held, with(func(n *rules.Iscritto) { n.Stato = rules.Deceduto }), "cancellazione cancellato "},
		{"address of residence lost", held, with(func(n *rules.Iscritto) { n.Altri = nil }), ""},
		{"E003", code("E003"), m, "modifica attivo giulia@pec.example"},
		{"W001", code("W001"), m, "modifica attivo giulia@pec.example"},
		{"E005", code("E005"), m, "inserimento attivo giulia@pec.example"},
		{"E001, the same again", code("E001"), m, ""},
		{"E001, corrected", code("E001"), with(func(n *rules.Iscritto) { n.Domicilio = &rules.Domicilio{Indirizzo: "g@pec.example"} }), "inserimento attivo g@pec.example"},
		{"E002, then gone", code("E002"), with(func(n *rules.Iscritto) { n.Stato = rules.Cancellato }), ""},
	} {
		p := ReGIndE(Chiesta{Feed: ente, Iscritti: []rules.Iscritto{c.m}, Prima: c.prima, Oggi: oggi, Forza: true})
		got := ""
		if p.Rifiuto != "" {
			got = p.Rifiuto
		} else if all := leggiXML(t, p.File).Tutti; len(all) == 1 {
			got = all[0].Op + " " + all[0].Stato + " " + all[0].Dati.IndirizzoPEC
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if len(p.Soggetti) != p.Righe || p.Righe > 0 && p.Soggetti[0] != bianchi {
			t.Errorf("%s: %d rows, subjects %v", c.name, p.Righe, p.Soggetti)
		}
	}
	// A deletion refused because there is nothing is done; one refused for another reason is tried again.
	gone := ReGIndE(Chiesta{Feed: ente, Prima: held, Oggi: oggi, Forza: true})
	for code, n := range map[string]int{"E004": 0, "E999": 1, "S000": 0, "": 0} {
		if s := gone.Dopo.Dopo(held, map[string]string{bianchi: code}); len(s) != n {
			t.Errorf("%s: %v", code, s)
		}
	}
}

func TestReGIndERifiuti(t *testing.T) {
	var list []rules.Iscritto
	for i := range 100 {
		list = append(list, domiciliato(codice(i), "Prova", fmt.Sprintf("p%d@pec.example", i)))
	}
	held := ReGIndE(Chiesta{Feed: ente, Iscritti: list, Oggi: oggi}).Dopo
	twice := slices.Clone(list[:2])
	twice[1].Domicilio = twice[0].Domicilio
	wide := domiciliato(bianchi, strings.Repeat("à", 257), "g@pec.example")
	noCAP := domiciliato(bianchi, "Bianchi", "g@pec.example")
	noCAP.Altri = slices.Clone(noCAP.Altri)
	noCAP.Altri[1].Valore = "1610"
	for _, c := range []struct {
		name          string
		c             Chiesta
		want, escluso string
	}{
		{"body", Chiesta{Iscritti: list}, "codice dell'ente", ""},
		{"two rows", Chiesta{Feed: ente, Iscritti: twice}, "due posizioni", ""},
		{"whole list", Chiesta{Feed: ente, Iscritti: list, Prima: held, InteroAlbo: true}, "", ""},
		{"whole list of 95", Chiesta{Feed: ente, Iscritti: list[5:], Prima: held, InteroAlbo: true}, "", ""},
		{"whole list of 94", Chiesta{Feed: ente, Iscritti: list[6:], Prima: held, InteroAlbo: true, Forza: true}, "R-153", ""},
		{"whole list of nobody", Chiesta{Feed: ente, InteroAlbo: true}, "R-153", ""},
		{"whole list without one", Chiesta{Feed: ente, Iscritti: append(slices.Clone(list), noCAP), Prima: held, InteroAlbo: true}, "lascerebbe fuori", "CAP"},
		{"deletions", Chiesta{Feed: ente, Iscritti: list[6:], Prima: held}, "oltre il 5 per cento", ""},
		{"width", Chiesta{Feed: ente, Iscritti: []rules.Iscritto{wide}}, "", "più di 256 caratteri"},
		{"CAP", Chiesta{Feed: ente, Iscritti: []rules.Iscritto{noCAP}}, "", "CAP"},
	} {
		c.c.Oggi = oggi
		p := ReGIndE(c.c)
		if c.want == "" && p.Rifiuto != "" || !strings.Contains(p.Rifiuto, c.want) || !strings.Contains(strings.Join(p.Esclusi, " "), c.escluso) || c.want != "" && p.File != nil {
			t.Errorf("%s: %q %q", c.name, p.Rifiuto, p.Esclusi)
		}
	}
	if c := leggiXML(t, ReGIndE(Chiesta{Feed: ente, Iscritti: list, Prima: held, InteroAlbo: true, Oggi: oggi}).File); !c.Intero || len(c.Tutti) != 100 {
		t.Errorf("%v %d", c.Intero, len(c.Tutti))
	}
}

// TestReGIndEVita: the register is a simulation that answers each subject as the document says; what it holds in the end is
// what the members are, whatever it had before and whichever answers came.
func TestReGIndEVita(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for life := range 30 {
		reg := map[string]string{} // codice fiscale → state and address
		for range r.IntN(4) {      // rows that others put there
			reg[codice(r.IntN(10))] = "altro"
		}
		list := map[string]rules.Iscritto{}
		var s Situazione
		step := func(change bool) {
			for range r.IntN(4) {
				code := codice(r.IntN(10))
				if m, ok := list[code]; change && (!ok || r.IntN(3) > 0) {
					if !ok {
						m = domiciliato(code, "Prova", "")
					}
					m.Domicilio = &rules.Domicilio{Indirizzo: strings.ToLower(code) + fmt.Sprint(r.IntN(3)) + "@pec.example"}
					m.Stato = []rules.StatoIscritto{rules.Iscr, rules.Iscr, rules.SospesoDisc, rules.Cancellato}[r.IntN(4)]
					list[code] = m
				} else if change {
					delete(list, code)
				}
			}
			p := ReGIndE(Chiesta{Feed: ente, Iscritti: slices.Collect(maps.Values(list)), Prima: s, Oggi: oggi, Forza: true})
			if p.Rifiuto != "" {
				t.Fatal(p.Rifiuto)
			}
			esiti := map[string]string{}
			for _, x := range leggiXML(t, p.File).Tutti {
				code, row := x.Dati.CodiceFiscale, x.Stato+" "+x.Dati.IndirizzoPEC
				_, is := reg[code]
				switch {
				case x.Op == "inserimento" && is:
					esiti[code] = "E003"
				case x.Op == "modifica" && !is:
					esiti[code] = "E005"
				case x.Op == "cancellazione" && !is:
					esiti[code] = "E004"
				case x.Op == "cancellazione":
					esiti[code] = "S000"
					delete(reg, code)
				default:
					esiti[code], reg[code] = "S000", row
				}
			}
			s = p.Dopo.Dopo(s, esiti)
		}
		for range 40 {
			step(true)
		}
		for range 3 { // E003 → modifica; nothing more
			step(false)
		}
		want := map[string]string{}
		for code, m := range list {
			if registrabile(m) {
				want[code] = StatoReGIndE(m.Stato) + " " + m.Domicilio.Indirizzo
			}
		}
		maps.DeleteFunc(reg, func(_, v string) bool { return v == "altro" })
		if !reflect.DeepEqual(reg, want) {
			t.Fatalf("life %d: the register holds\n%v\nwant\n%v", life, reg, want)
		}
	}
}

// TestReGIndENomi: every element name has one key, and every key is used.
func TestReGIndENomi(t *testing.T) {
	m := domiciliato(bianchi, "Bianchi", "g@pec.example")
	m.EmailOrdinaria = "g@posta.example"
	for _, n := range []string{"Luogo nascita", "Provincia nascita", "Telefono", "Fax"} {
		m.Altri = append(slices.Clone(m.Altri), rules.Colonna{Nome: n, Valore: "GE"})
	}
	feed := ente
	feed.Nomi = map[string]string{}
	for _, k := range NomiReGIndE() {
		feed.Nomi[k] = "x" + k
	}
	s := string(ReGIndE(Chiesta{Feed: feed, Iscritti: []rules.Iscritto{m}, Oggi: oggi}).File)
	for _, k := range NomiReGIndE() {
		if !strings.Contains(s, "<x"+k+">") {
			t.Errorf("no element for %s", k)
		}
	}
	if strings.Contains(s, "<N") || strings.Contains(s, "<C") {
		t.Errorf("a name that the feed does not give:\n%s", s)
	}
}
