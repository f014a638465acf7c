package pec

import (
	"slices"
	"strings"
	"testing"
)

func TestTipoDaOggetto(t *testing.T) {
	for _, c := range []struct {
		subject string
		busta   Busta
		tipo    Tipo
		rest    string
		ok      bool
	}{
		{"ACCETTAZIONE: x", Ricevuta, Accettazione, "x", true},
		{"  ACCETTAZIONE:x ", Ricevuta, Accettazione, "x", true},
		{"ACCETTAZIONE: ", Ricevuta, Accettazione, "", true},
		{"CONSEGNA: x", Ricevuta, AvvenutaConsegna, "x", true},
		{"POSTA CERTIFICATA: POSTA CERTIFICATA: X", Trasporto, PostaCertificata, "POSTA CERTIFICATA: X", true},
		{"ANOMALIA MESSAGGIO: POSTA CERTIFICATA: R: Re", Anomalia, "", "POSTA CERTIFICATA: R: Re", true},
		{"ACCETTAZIONE: CONSEGNA: x", Ricevuta, Accettazione, "CONSEGNA: x", true},
		{"AVVISO DI NON ACCETTAZIONE: x", Ricevuta, NonAccettazione, "x", true},
		{"AVVISO DI NON ACCETTAZIONE PER VIRUS: x", Ricevuta, NonAccettazione, "x", true},
		{"AVVISO DI MANCATA CONSEGNA: x", Ricevuta, ErroreConsegna, "x", true},
		{"AVVISO DI MANCATA CONSEGNA PER VIRUS: x", Ricevuta, ErroreConsegna, "x", true},
		{"AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO: x", Ricevuta, PreavvisoErroreConsegna, "x", true},
		{"PRESA IN CARICO: x", Ricevuta, PresaInCarico, "x", true},
		{"PROBLEMA DI SICUREZZA: x", Ricevuta, RilevazioneVirus, "x", true},
		{"AVVENUTA CONSEGNA: x", Ordinaria, "", "AVVENUTA CONSEGNA: x", false},
		{"Accettazione: x", Ordinaria, "", "Accettazione: x", false},
		{"R: ACCETTAZIONE: x", Ordinaria, "", "R: ACCETTAZIONE: x", false},
		{"ACCETTAZIONE x", Ordinaria, "", "ACCETTAZIONE x", false},
		{"NON ACCETTAZIONE: x", Ordinaria, "", "NON ACCETTAZIONE: x", false},
		{" x ", Ordinaria, "", " x ", false},
		{"", Ordinaria, "", "", false},
	} {
		busta, tipo, rest, ok := TipoDaOggetto(c.subject)
		if busta != c.busta || tipo != c.tipo || rest != c.rest || ok != c.ok {
			t.Errorf("%q: %q %q %q %v", c.subject, busta, tipo, rest, ok)
		}
	}
}

func TestPrefixesAreLongestFirst(t *testing.T) {
	if !slices.IsSortedFunc(prefissi[:], func(a, b prefisso) int { return len(b.testo) - len(a.testo) }) {
		t.Error("a shorter prefix stands before a longer one")
	}
	for _, p := range prefissi {
		virus := strings.Contains(p.testo, "VIRUS")
		if got := Prefisso(p.busta, p.tipo, virus); got != p.testo {
			t.Errorf("%q comes back as %q", p.testo, got)
		}
		if p.busta != Anomalia && p.tipo.Busta() != p.busta {
			t.Errorf("%q: %q belongs to %q", p.testo, p.tipo, p.tipo.Busta())
		}
	}
	if got := Prefisso(Ricevuta, "consegna", false); got != "" {
		t.Errorf("unknown tipo has prefix %q", got)
	}
	if got := Prefisso(Ricevuta, Accettazione, true); got != "ACCETTAZIONE:" {
		t.Errorf("accettazione has no virus variant: %q", got)
	}
}

// Folklore and near misses are no tipo: one Go attempt at PEC matched substrings, and non-accettazione became
// an acceptance (design.md §7).
func TestTipiAreWhole(t *testing.T) {
	for _, s := range []Tipo{"", "errore", "mancata-consegna", "consegna", "anomalia", "Accettazione", "accettazione ", "non accettazione",
		"non-accettazione-x", "accettazion"} {
		if s.Noto() || s.DiRicevuta() || s.Busta() != Ordinaria {
			t.Errorf("%q is taken for a tipo", s)
		}
	}
	if PostaCertificata.DiRicevuta() || PostaCertificata.Busta() != Trasporto || !PostaCertificata.Noto() {
		t.Error("posta-certificata is no receipt, but a busta")
	}
	for _, s := range []Tipo{Accettazione, NonAccettazione, PresaInCarico, AvvenutaConsegna, ErroreConsegna, PreavvisoErroreConsegna, RilevazioneVirus} {
		if !s.Noto() || !s.DiRicevuta() || s.Busta() != Ricevuta {
			t.Errorf("%q is not taken for a receipt", s)
		}
	}
}
