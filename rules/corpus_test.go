package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// conto is what was measured of one family of messages.
type conto struct {
	messaggi, puliti, inutili, errate, altre, elenco int
}

// TestCorpus plays every hand-written message through the real Decide. A change that nobody may make without a person fails, and
// so does every other miss that is not listed in da_migliorare.txt. With -v it prints the table.
func TestCorpus(t *testing.T) {
	all, known := leggiCorpus(t), leggiMigliorie(t)
	counts, total := map[string]*conto{}, &conto{}
	register := Vista(nuovaScena(t).a)
	for _, v := range all {
		v.cf = v.titolare(register)
		c := counts[v.famiglia]
		if c == nil {
			c = &conto{}
			counts[v.famiglia] = c
		}
		r := recitaVoce(t, all, v)
		wrong, misses := v.mancanze(r)
		for _, c := range []*conto{c, total} {
			c.aggiunge(v, wrong, misses)
		}
		listed := (wrong != "" || len(misses) > 0) && known.nota(v.numero, wrong != "")
		switch {
		case listed:
			c.elenco, total.elenco = c.elenco+1, total.elenco+1
		case wrong != "":
			t.Errorf("%s: ESECUZIONE ERRATA: %s\n\t%s", v.numero, wrong, r.esito.Why)
		case len(misses) > 0:
			t.Errorf("%s: %s (atteso %s)\n\t%s", v.numero, strings.Join(misses, "; "), strings.Join(v.esiti, " oppure "), r.esito.Why)
		}
	}
	known.superate(t, func(k string) bool { return !strings.Contains(k, "/") })
	tabella(t, counts, total)
	if len(all) < 200 || 2*total.puliti > len(all) {
		t.Errorf("%d messages, %d clean: at least half must not be executed", len(all), total.puliti)
	}
	if len(known.note) == 0 && total.inutili*50 >= total.puliti {
		t.Errorf("%d of %d clean messages wait for a person", total.inutili, total.puliti)
	}
}

func (c *conto) aggiunge(v voce, wrong string, misses []string) {
	c.messaggi++
	if v.marca == pulita {
		c.puliti++
	}
	switch {
	case wrong != "":
		c.errate++
	case len(misses) > 0 && v.marca == pulita:
		c.inutili++
	case len(misses) > 0:
		c.altre++
	}
}

func tabella(t *testing.T, counts map[string]*conto, total *conto) {
	t.Helper()
	var names []string
	for n := range counts {
		names = append(names, n)
	}
	slices.Sort(names)
	var b strings.Builder
	row := func(n string, c *conto) {
		fmt.Fprintf(&b, "%-26s %5d %6d %7d %10d %9.1f%% %7d %7d\n", n, c.messaggi, c.puliti, c.errate, c.inutili, perCento(c.inutili, c.puliti), c.altre, c.elenco)
	}
	fmt.Fprintf(&b, "\n%-26s %5s %6s %7s %10s %10s %7s %7s\n", "famiglia", "tutti", "puliti", "errate", "inutili", "", "diversi", "elenco")
	for _, n := range names {
		row(n, counts[n])
	}
	row("TOTALE", total)
	t.Log(b.String())
}

func perCento(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(n) / float64(of)
}

// TestCorpusCopre: the messages stand for every type and every ground that the rules tell apart, and for every flag of a request that a
// text can raise.
func TestCorpusCopre(t *testing.T) {
	types, grounds, flags := map[string]int{}, map[string]int{}, map[string]int{}
	for _, v := range leggiCorpus(t) {
		for _, e := range v.esiti {
			w := strings.Fields(e)
			for _, s := range strings.Split(w[0], "|") {
				types[s]++
			}
			for _, s := range strings.Split(w[len(w)-1], "|") {
				grounds[s]++
			}
		}
		for _, f := range v.flag {
			flags[f]++
		}
	}
	for _, s := range strings.Fields("R0 R1 R2 R3 R4 R5 R6 R7 R8 R9 R10 R11 R12 R13 R14 R15 R16 R99 AUTO_REPLY") {
		if types[s] == 0 {
			t.Errorf("no message of type %s", s)
		}
	}
	for _, s := range strings.Fields("R-101 R-102 R-103 R-104 R-105 R-105b R-107 R-108 R-109 R-110 R-111 R-112 R-113 IPA none") {
		if grounds[s] == 0 {
			t.Errorf("no message on ground %s", s)
		}
	}
	for _, s := range strings.Fields("ATTIVAZIONE_FALLITA CF_ASSENTE CF_DI_ALTRO_ISCRITTO CF_NON_VALIDO CF_SCONOSCIUTO DA_DELIBERARE DECESSO DECORRENZA_FUTURA DELEGATO " +
		"DOCUMENTO_IDENTITA DOMICILIO_MAI_ATTIVATO DOPPIO_INTENTO FIRMA_GESTORE_NON_VALIDA FIRMA_NON_VALIDA FUZZY GIA_REVOCATA INTENTO_SOLO_IN_CITAZIONE " +
		"MITTENTE_DECEDUTO MITTENTE_NON_REGISTRATO MODULO_IN_ALLEGATO NEGAZIONE NON_PEC NON_PIU_ISCRITTO OMONIMIA ORDINARIA PEC_DATORE_LAVORO " +
		"PEC_NON_UNIVOCA PEC_STUDIO PIU_CF RICHIEDENTE_NON_PA RINUNCIA_SENZA_SOSTITUTO SEGNAPOSTO SOSPENSIONE STATO_PORTALE_DA_ALLINEARE TESTO_IN_OGGETTO") {
		if flags[s] == 0 {
			t.Errorf("no message with the flag %s", s)
		}
	}
}

// TestMancanze: the measure itself sees what it is there to see.
func TestMancanze(t *testing.T) {
	const g = "BNCGLI78C48G478A"
	clean := voce{marca: pulita, cf: g, nuova: "a@pecmail.example", esiti: []string{"R1 IN_ESECUZIONE AUTO R-101"}, flag: []string{"FUZZY"}, lettere: "T-01 T-23"}
	done := Esito{Type: "R1", Outcome: "IN_ESECUZIONE", Auto: "AUTO", Ground: "R-101", Member: g, NewPEC: "a@pecmail.example", Flags: []string{"FUZZY"}, Reply: []string{"T-01", "T-23"}}
	never := voce{marca: mai, esiti: []string{"R99|R8 IN_REVISIONE REVIEW R-101", "R1 * REVIEW R-101"}}
	held := Esito{Type: "R8", Outcome: "IN_REVISIONE", Auto: "REVIEW", Ground: "R-101", Member: g}
	for _, c := range []struct {
		name   string
		v      voce
		r      risultato
		cambia func(*Esito)
		wrong  bool
		misses int
	}{
		{"as it must be", clean, risultato{esito: done}, nil, false, 0},
		{"another address", clean, risultato{esito: done}, func(e *Esito) { e.NewPEC = "b@pecmail.example" }, true, 0},
		{"another member", clean, risultato{esito: done}, func(e *Esito) { e.Member = "MRTSRA93P49F205U" }, true, 0},
		{"another request", clean, risultato{esito: done}, func(e *Esito) { e.Type = "R2" }, true, 0},
		{"the same under another name", clean, risultato{esito: done}, func(e *Esito) { e.Type = "R4" }, false, 1},
		{"waits", clean, risultato{esito: done}, func(e *Esito) { e.Outcome, e.Auto = "IN_REVISIONE", "REVIEW" }, false, 1},
		{"no flag, other letters", clean, risultato{esito: done}, func(e *Esito) { e.Flags, e.Reply = nil, nil }, false, 2},
		{"held", never, risultato{esito: held}, nil, false, 0},
		{"second reading", never, risultato{esito: held}, func(e *Esito) { e.Type, e.Outcome = "R1", "IN_ESECUZIONE" }, false, 0},
		{"other ground", never, risultato{esito: held}, func(e *Esito) { e.Ground = "R-105" }, false, 1},
		{"executed", never, risultato{esito: held}, func(e *Esito) { e.Outcome, e.Auto = "ESEGUITA", "AUTO" }, true, 0},
		{"a letter that tells", never, risultato{esito: held, eff: []string{"T-16"}}, nil, true, 0},
		{"a candidate", never, risultato{esito: held, scrive: g + " a@pecmail.example"}, nil, true, 0},
	} {
		if c.cambia != nil {
			c.cambia(&c.r.esito)
		}
		if wrong, misses := c.v.mancanze(c.r); (wrong != "") != c.wrong || len(misses) != c.misses {
			t.Errorf("%s: %q, %q", c.name, wrong, misses)
		}
	}
}
