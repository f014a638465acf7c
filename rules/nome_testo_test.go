package rules

import (
	"strings"
	"testing"
)

// chiamato is a member for the tests of names. The codes were computed by mailparse/cf/testdata/vettori.py.
func chiamato(cf, cognome, nome string) Iscritto {
	return Iscritto{CF: cf, Cognome: cognome, Nome: nome}
}

// TestNomeDichiarato: what stands after "sottoscritto", held against the register.
func TestNomeDichiarato(t *testing.T) {
	names := map[nomeTrovato]string{nomeAssente: "assente", nomeUguale: "uguale", nomeParziale: "parziale", nomeDiverso: "diverso"}
	for _, c := range []struct {
		m    Iscritto
		want nomeTrovato
		text string // parted by |
	}{
		{chiamato("DNGNCL90M14A182W", "D'Angelo", "Niccolò"), nomeUguale,
			"Niccolò D'Angelo|Niccolo' D'Angelo|NICCOLO D'ANGELO|D’Angelo Niccolo’|DAngelo Niccolo|D Angelo Niccolò|dangelo niccolo|Dott. D'Angelo Niccolò|D' Angelo Niccolò|Nicola D'Angelo|Niccolo\u0300 D'Angelo"},
		{chiamato("DNGNCL90M14A182W", "D'Angelo", "Niccolò"), nomeParziale, "D'Angelo|Niccolò|Niccolò Angelo|Niccolo Bruni"},
		{chiamato("DNGNCL90M14A182W", "D'Angelo", "Niccolò"), nomeDiverso, "Mario Bruni|Angela Dini|d x"},
		{chiamato("DLCNMR82H70E625V", "De Luca", "Anna Maria"), nomeUguale,
			"Anna Maria De Luca|De Luca Anna Maria|DE LUCA ANNAMARIA|DeLuca Anna Maria|Anna De Luca|Anna-Maria De Luca|Luca De Anna Maria|dott.ssa Anna M. De Luca|Prof.ssa Avv. Anna Maria De Luca|la dott.ssa De Luca, Anna Maria|Maria De Luca"},
		{chiamato("DLCNMR82H70E625V", "De Luca", "Anna Maria"), nomeParziale, "Anna Maria Bianchi|Anna Luca|Lucia De Luca|A. M. De Luca"},
		{chiamato("DLCNMR82H70E625V", "De Luca", "Anna Maria"), nomeDiverso, "Giulia Bianchi|De Rossi Paola"},
		{chiamato("RSSGLC78C08Z129R", "Rossi Bianchi", "Gian Luca"), nomeUguale,
			"Gian Luca Rossi Bianchi|Gianluca Rossi Bianchi|Rossi-Bianchi Gian-Luca|ROSSI BIANCHI GIANLUCA|Gianluca Rossi|Rossi Gian Luca"},
		{chiamato("RSSGLC78C08Z129R", "Rossi Bianchi", "Gian Luca"), nomeParziale, "Gianluca Bianchi|Bianchi Gian Luca|Luca Verdi"},
		{chiamato("MLLJGN85E31Z404T", "Müller", "Jürgen"), nomeUguale, "Jürgen Müller|Juergen Mueller|JURGEN MULLER|Müller Juergen|Jurgen Mueller|JÜRGEN MÜLLER|Ju\u0308rgen Mu\u0308ller"},
		{chiamato("MLLJGN85E31Z404T", "Mueller", "Juergen"), nomeUguale, "Jürgen Müller|Juergen Mueller|Jürgen MUELLER|Mueller Jürgen"},
		{chiamato("WSSGTH61H30Z700D", "Weiß", "Günther"), nomeUguale, "Günther Weiß|GUENTHER WEISS|Gunther Weiss|Weiss Günther"},
		{chiamato("WSSGTH61H30Z700D", "Weiss", "Guenther"), nomeUguale, "Günther Weiß|Weiß Gunther"},
		{chiamato("LKSGSZ69M71E202C", "Łukasiewicz", "Agnieszka"), nomeUguale, "Agnieszka Łukasiewicz|Agnieszka Lukasiewicz|LUKASIEWICZ AGNIESZKA"},
		{chiamato("SRNBRN90P30I138Z", "Sørensen", "Bjørn"), nomeUguale, "Bjørn Sørensen|Bjorn Sorensen"},
		{chiamato("CSSSFN85E31I138P", "Ceaușescu", "Ștefan"), nomeUguale, "Ștefan Ceaușescu|Stefan Ceausescu"},
		{chiamato("VNDJST55A05Z700P", "Van der Berg", "Joost"), nomeUguale, "Joost van der Berg|Berg van der Joost|Vanderberg Joost|VAN DER BERG JOOST"},
		{chiamato("LGDMNT99D70Z100J", "Lo Giudice", "Maria Antonietta"), nomeUguale, "Maria Antonietta Lo Giudice|Lo Giudice Maria Antonietta|Logiudice Maria|Antonietta Lo Giudice"},
		{chiamato("LRSNNA80A41H501A", "La Rosa", "Anna"), nomeUguale, "Anna La Rosa|La Rosa Anna|LaRosa Anna"},
		{chiamato("BNCGLI78C48G478A", "Bianchi", "Giulia"), nomeUguale,
			"dott.ssa Giulia Bianchi|Dr.ssa Bianchi Giulia|Prof. Geom. Avv. Bianchi Giulia|Giulia Maria Bianchi|Giulia Bianchi Rossi|Bianchi in Rossi Giulia|GIULIA BIANCHI, medico chirurgo|medico chirurgo Giulia Bianchi|Ing. Arch. Giulia Bianchi"},
		{chiamato("BNCGLI78C48G478A", "Bianchi", "Giulia"), nomeParziale, "Giulia Verdi|dott.ssa Bianchi|Giulia|Maria Bianchi|Giulia Rossi|Luigi Bianchi"},
		{chiamato("BNCGLI78C48G478A", "Bianchi", "Giulia"), nomeDiverso, "Mario Bruni|Bianca Giuliani|Giuliana Bianco"},
		{chiamato("BNCGLI78C48G478A", "Bianchi", "Giulia"), nomeAssente, "medico chirurgo|dott.ssa|iscritta all'albo|professionista| "},
		{chiamato("FOXGUO55A05E202E", "Fo", "Ugo"), nomeUguale, "Ugo Fo|FO UGO|Fo, Ugo"},
		{chiamato("FOXGUO55A05E202E", "Fo", "Ugo"), nomeDiverso, "in fondo Ugolini|Dario Foa"},
	} {
		for _, s := range strings.Split(c.text, "|") {
			g := &giudizio{c: Capito{Nome: s}}
			if got := g.nome(c.m); got != c.want {
				t.Errorf("%s %s as %q: %s, want %s", c.m.Cognome, c.m.Nome, s, names[got], names[c.want])
			}
		}
	}
}

// TestNomeNelTesto: without a declared name surname and given name are looked for close to each other, and an address
// is no name.
func TestNomeNelTesto(t *testing.T) {
	deluca, dangelo, fo := chiamato("", "De Luca", "Anna Maria"), chiamato("", "D'Angelo", "Niccolò"), chiamato("", "Fo", "Ugo")
	for _, c := range []struct {
		m    Iscritto
		text string
		want bool
	}{
		{deluca, "Anna Maria De Luca", true}, {deluca, "DE LUCA ANNA", true}, {deluca, "Deluca Anna Maria", true}, {deluca, "Anna Luca", false},
		{deluca, "De Luca", false}, {deluca, "annamaria.deluca@x.example", false}, {deluca, "Cordiali saluti\ndott.ssa Anna Maria De Luca\nmedico", true},
		{deluca, "Nome: Anna Maria\nCognome: De Luca", true}, {deluca, "Cognome e nome: De Luca Anna Maria", true}, {deluca, "Cognome: De Luca\nNome: Anna Maria", true},
		{deluca, "La segretaria Anna scrive per conto del dottor Mario De Luca", false},
		{deluca, "Anna uno due tre De Luca", true}, {deluca, "Anna uno due tre quattro De Luca", false}, {deluca, "De Luca uno due tre Anna", true}, {deluca, "De Luca uno due tre quattro Anna", false},
		{deluca, "Anna mi ha detto di scrivere a voi e alla dottoressa De Luca", false},
		{dangelo, "Niccolo' D'Angelo", true}, {dangelo, "D’Angelo Niccolò", true}, {dangelo, "Dangelo Niccolo", true}, {dangelo, "D Angelo Niccolo", true}, {dangelo, "Angelo Niccolò", false},
		{fo, "Ugo Fo", true}, {fo, "in fondo, Ugo", false}, {fo, "ugo.fo@legalpost.example", false}, {fo, "Fo, Ugo", true}, {fo, "", false}, {fo, "FOXGUO55A05E202E", false},
		{Iscritto{}, "Ugo Fo", false}, {chiamato("", "", "Ugo"), "Ugo Fo", false}, {chiamato("", "Fo", ""), "Ugo Fo", false},
	} {
		g := &giudizio{c: Capito{testo: c.text}}
		if got := g.nome(c.m) == nomeUguale; got != c.want {
			t.Errorf("%s %s in %q: %v", c.m.Cognome, c.m.Nome, c.text, got)
		}
	}
}

// TestPieghe: the two foldings of a name, and that a plain letter is never read as an umlaut.
func TestPieghe(t *testing.T) {
	for s, want := range map[string]string{
		"Niccolò": "NICCOLO NICCOLO", "D’Angelo": "DANGELO DANGELO", "Müller": "MULLER MUELLER", "Mu\u0308ller": "MULLER MUELLER", "Weiß": "WEISS WEISS", "STRAẞE": "STRASSE STRASSE",
		"Łukasz": "LUKASZ LUKASZ", "Ørsted": "ORSTED ORSTED", "Æneas": "AENEAS AENEAS", "Ägypten": "AGYPTEN AEGYPTEN", "Öz Ü": "OZU OEZUE", "rossi-bianchi": "ROSSIBIANCHI ROSSIBIANCHI",
		"Иванов": "ИВАНОВ ИВАНОВ", "": " ", "123 -'": " ", "plain": "PLAIN PLAIN",
	} {
		if got := Piega(s) + " " + PiegaEstesa(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	if ChiaveNome("Müller", "Jürgen") != "MULLER|JURGEN" {
		t.Error(ChiaveNome("Müller", "Jürgen"))
	}
}
