package testi

import (
	"strings"
	"testing"
	"time"

	"pecagent/rules"
)

// TestVariante02: what T-02 asks, by what is missing, what can be chosen and what was decided; addresses to choose from
// stand before a question in words, a list of several before both.
func TestVariante02(t *testing.T) {
	due, una := []string{"a@x.example", "b@x.example"}, []string{"a@x.example"}
	for _, c := range []struct {
		dettaglio      string
		manca, opzioni []string
		want           string
	}{
		{"PEC", nil, nil, "PEC"}, {"CF", nil, nil, "CF"}, {"", []string{"PEC"}, nil, "PEC"}, {"", []string{"DELEGA"}, nil, "DELEGA"},
		{"PEC", nil, due, "OPZIONI"}, {"PEC", nil, una, "UNA"}, {"", nil, due, "OPZIONI"}, {"CF", []string{"CF"}, una, "UNA"},
		{"PEC", []string{"CF", "PEC"}, due, "ELENCO"}, {"", []string{"CF", "NOME"}, nil, "ELENCO"},
		{"NEUTRA", []string{"CF", "PEC"}, due, "NEUTRA"}, {"NON_CERTIFICATA", nil, due, "NON_CERTIFICATA"}, {"DELEGA", nil, una, "DELEGA"},
		{"SINGOLARMENTE", nil, nil, "SINGOLARMENTE"}, {"NON_ATTIVA", []string{"PEC"}, nil, "NON_ATTIVA"},
		{"", nil, nil, "!nothing is asked: Dettaglio, Manca and Opzioni are empty"}, {"pec", nil, nil, `!no variant "pec"`}, {"OPZIONI", nil, due, `!no variant "OPZIONI"`},
		{"", []string{"NOME"}, nil, `!no variant "NOME"`}, {"ELENCO", []string{"CF", "PEC"}, nil, `!no variant "ELENCO"`},
	} {
		got, err := variante02(rules.Lettera{Dettaglio: c.dettaglio, Dati: rules.DatiLettera{Manca: c.manca, Opzioni: c.opzioni}})
		if err != nil {
			got = "!" + err.Error()
		}
		if got != c.want && !(strings.HasPrefix(c.want, "!no") && strings.HasPrefix(got, c.want)) {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// TestVariante: a detail chooses the text it names, and an unknown one none: a letter never says something else.
func TestVariante(t *testing.T) {
	for _, c := range []struct{ nome, dettaglio, motivo, canale, codice, want string }{
		{"T-03", "", "", "ARUBA_CONVENZIONI", "OMCEO-1", "ARUBA_CONVENZIONI"}, {"T-03", "", "", "ARUBA_CONVENZIONI", "", "GENERICA"},
		{"T-03", "", "", "PORTALE_ORDINE", "", "PORTALE_ORDINE"}, {"T-03", "", "", "AREA_RISERVATA_NAZIONALE", "x", "AREA_RISERVATA_NAZIONALE"},
		{"T-03", "", "", "", "OMCEO-1", "GENERICA"}, {"T-03", "", "", "aruba_convenzioni", "OMCEO-1", "GENERICA"}, {"T-03", "", "", "GENERICA", "", "GENERICA"},
		{"T-04", "", "", "", "", ""}, {"T-04", "RITIRO", "", "", "", "RITIRO"}, {"T-04", "ritiro", "", "", "", "!"}, {"T-05", "FIRMA", "", "", "", "FIRMA"},
		{"T-05", "CF", "", "", "", "!"}, {"T-08", "MAI_USATA", "", "", "", "MAI_USATA"}, {"T-08", "RITIRO", "", "", "", "!"},
		{"T-16", "", "GIA_REVOCATA", "", "", "GIA_REVOCATA"}, {"T-16", "VERIFICA", "", "", "", "VERIFICA"}, {"T-16", "VERIFICA", "GIA_AGLI_ATTI", "", "", "GIA_AGLI_ATTI"},
		{"T-16", "", "", "", "", "!"}, {"T-18", "ALLARME", "", "", "", "ALLARME"}, {"T-26", "NUOVA", "", "", "", "NUOVA"}, {"T-26", "", "", "", "", "!"},
		{"T-01", "PEC", "", "", "", "!"}, {"T-23", "x", "", "", "", "!"},
	} {
		p := policy(caso{})
		p.Convenzione.Canale, p.Convenzione.Codice = c.canale, c.codice
		got, err := variante(c.nome, p, rules.Lettera{Dettaglio: c.dettaglio, Dati: rules.DatiLettera{Motivo: c.motivo}})
		if err != nil {
			got = "!"
		}
		if got != c.want {
			t.Errorf("%+v: %q %v", c, got, err)
		}
	}
}

func TestInParole(t *testing.T) {
	unico, studio := motivi["T-15"]["PEC_NON_UNIVOCA"], motivi["T-15"]["PEC_STUDIO"]
	for _, c := range []struct{ nome, motivo, want string }{
		{"T-15", "", ""}, {"T-15", "PEC_STUDIO", studio}, {"T-15", "PEC_NON_UNIVOCA,PEC_STUDIO", unico + "; " + studio},
		{"T-15", " PEC_STUDIO , PEC_NON_UNIVOCA ", studio + "; " + unico}, {"T-15", "manca il  documento\n", "manca il documento"},
		{"T-15", "PEC_STUDIO, e altro", "PEC_STUDIO, e altro"}, {"T-15", "PIOGGIA", `!no words for the reason "PIOGGIA"`},
		{"T-15", "PEC_STUDIO,PIOGGIA", `!no words for the reason "PIOGGIA"`}, {"T-15", "RINUNCIA", `!no words for the reason "RINUNCIA"`},
		{"T-08", "RINUNCIA", "Sua rinuncia"}, {"T-08", "ALTRO", ""}, {"T-08", "SCADENZA,ALTRO", "scadenza senza rinnovo"}, {"T-08", "PEC_STUDIO", "!no words for the reason \"PEC_STUDIO\""},
		{"T-16", "GIA_AGLI_ATTI", "GIA_AGLI_ATTI"}, // a variant, no word of the letter
	} {
		got, err := inParole(c.nome, c.motivo)
		if err != nil {
			got = "!" + err.Error()
		}
		if got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	for nome, words := range motivi {
		for code, w := range words {
			if strings.TrimSpace(w) != w || strings.HasSuffix(w, ".") || w == "" && code != "ALTRO" {
				t.Errorf("%s %s: %q", nome, code, w)
			}
		}
	}
}

// TestGiorni: the term a letter gives is its own, else that of the policy; 0 and less is no term.
func TestGiorni(t *testing.T) {
	p := &rules.Policy{IntegrazioneGiorni: 30, ConfermaGiorni: 15}
	none := &rules.Policy{IntegrazioneGiorni: -1}
	for _, c := range []struct {
		nome string
		p    *rules.Policy
		own  int
		want string
	}{
		{"T-02", p, 0, "30"}, {"T-02", p, 7, "7"}, {"T-18", p, 0, "30"}, {"T-06", p, 0, "15"}, {"T-06", p, 3, "3"}, {"T-04", p, 0, ""}, {"T-15", p, 10, "10"},
		{"T-02", none, 0, ""}, {"T-06", none, 0, ""}, {"T-02", p, -5, "30"},
	} {
		if got := giorni(c.nome, c.p, rules.DatiLettera{Giorni: c.own}); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// TestTermine: the last day is the one the letter carries, else counted from the certified instant; none without a term.
func TestTermine(t *testing.T) {
	p := policy(caso{})
	at := time.Date(2026, 11, 23, 8, 14, 0, 0, time.UTC)
	for _, c := range []struct {
		termine string
		days    int
		at      time.Time
		want    string
	}{
		{"2026-12-01", 30, at, "1° dicembre 2026"}, {"", 30, at, "23 dicembre 2026"}, {"", 0, at, ""}, {"", 32, at, "28 dicembre 2026"}, // the 25th to the 27th are holidays
		{"", 30, at.Add(15 * time.Hour), "24 dicembre 2026"}, // past midnight in Italy
	} {
		p.ConclusioneGiorni = c.days
		f, err := fatti("T-01", p, rules.Lettera{Dati: rules.DatiLettera{Termine: c.termine, RicevutaIl: c.at}})
		if err != nil || f["termine"] != c.want {
			t.Errorf("%+v: %q %v", c, f["termine"], err)
		}
	}
}

// TestCessazione: without a date the suspension ends on the day of the communication, as it is in Italy (order.md §6.1).
func TestCessazione(t *testing.T) {
	at := time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)
	for nome, want := range map[string]string{"T-11": "1° gennaio 2027", "T-04": ""} {
		f, err := fatti(nome, policy(caso{}), rules.Lettera{Dati: rules.DatiLettera{RicevutaIl: at}})
		if err != nil || f["dal"] != want {
			t.Errorf("%s: %q %v", nome, f["dal"], err)
		}
	}
}

func TestData(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "2026-01-01": "1° gennaio 2026", "2026-02-28": "28 febbraio 2026", "2024-02-29": "29 febbraio 2024", "2026-03-02": "2 marzo 2026",
		"2026-04-30": "30 aprile 2026", "2026-05-11": "11 maggio 2026", "2026-06-21": "21 giugno 2026", "2026-07-31": "31 luglio 2026", "2026-08-01": "1° agosto 2026",
		"2026-09-10": "10 settembre 2026", "2026-10-31": "31 ottobre 2026", "2026-11-23": "23 novembre 2026", "2026-12-31": "31 dicembre 2026",
		"2026-02-29": "!", "2026-13-01": "!", "31/12/2026": "!", "2026-12-31T00:00:00Z": "!", "domani": "!", " 2026-12-31": "!",
	} {
		got, err := data(s)
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q: %q %v", s, got, err)
		}
	}
}

func TestPulitoEPersona(t *testing.T) {
	for s, want := range map[string]string{
		"": "", " a \t b\r\nc ": "a b c", "a\u00a0b": "a b", "a\u200bb\u202ec\ufeff": "abc", "\x00a\x1bb": "a b", "a\ufffdb": "ab", "a\u2028b": "a b", "città €": "città €",
	} {
		if got := pulito(s); got != want {
			t.Errorf("pulito %q: %q, want %q", s, got, want)
		}
	}
	for s, want := range map[string]string{
		"ROSSI": "Rossi", "DE LUCA": "De Luca", "D'ANGELO": "D'Angelo", "D’ANGELO": "D’Angelo", "ROSSI-BIANCHI": "Rossi-Bianchi", "NICCOLÒ": "Niccolò",
		"McDonald": "McDonald", "de Luca": "de Luca", "rossi": "rossi", "": "", "O": "O", "ÈVA": "Èva",
	} {
		if got := persona(s); got != want {
			t.Errorf("persona %q: %q, want %q", s, got, want)
		}
	}
}

// TestMancanti: every thing that can be asked has words, and the words are one list, a line each, in the order asked.
func TestMancanti(t *testing.T) {
	got, err := elencoMancanti([]string{"NUMERO", "CF"})
	if err != nil || got != "- il Suo numero di iscrizione all'albo\n- il Suo codice fiscale (16 caratteri)" {
		t.Errorf("%q %v", got, err)
	}
	if got, err := elencoMancanti([]string{"CF", "cf"}); err == nil || got != "" {
		t.Errorf("%q %v", got, err)
	}
	if got, err := elencoMancanti(nil); got != "" || err != nil {
		t.Errorf("%q %v", got, err)
	}
}
