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
