package registri

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"pecagent/rules"
)

// raccolta gathers the lines of a file and finds what contradicts itself between them.
type raccolta struct {
	mappa    Mappa
	colonne  []colonna
	assenti  []string
	tradotte []string
	foglio   string
	testata  int
	// serie, of a workbook, makes a date of a number that no format says is one.
	serie  func(string) string
	righe  int
	buone  []rigaBuona
	errori []Riga
}

type rigaBuona struct {
	numero int
	albo   string
	m      rules.Iscritto // without albi
	motivo string
}

// aggiungi takes one line; the error is that there are too many.
func (r *raccolta) aggiungi(rec record) error {
	v, motivo := valori(rec, r.colonne)
	r.traduci(v)
	if motivo == "" && v.vuota() {
		return nil // the empty rows that a spreadsheet leaves at the end
	}
	if r.righe++; r.righe > MaxRighe {
		return fmt.Errorf("reading the register: più di %d righe", MaxRighe)
	}
	var m rules.Iscritto
	if motivo == "" {
		m, motivo = iscritto(v)
	}
	if motivo != "" {
		r.errori = append(r.errori, Riga{rec.riga, motivo})
		return nil
	}
	r.buone = append(r.buone, rigaBuona{numero: rec.riga, albo: v.noti[cAlbo], m: m})
	return nil
}

// chiudi checks the lines against each other and gives members and errors.
func (r *raccolta) chiudi() ([]rules.Iscritto, []Riga) {
	byCF := map[string][]int{}
	for i, b := range r.buone {
		byCF[b.m.CF] = append(byCF[b.m.CF], i)
	}
	for _, idx := range byCF {
		r.stessoCF(idx)
	}
	r.indirizzi()
	var out []rules.Iscritto
	for i, b := range r.buone {
		if b.motivo != "" {
			r.errori = append(r.errori, Riga{b.numero, b.motivo})
			continue
		}
		idx := byCF[b.m.CF]
		if idx[0] != i {
			continue // merged into its first row
		}
		for _, j := range idx {
			if a := r.buone[j].albo; a != "" {
				b.m.Albi = append(b.m.Albi, a)
			}
		}
		out = append(out, b.m)
	}
	slices.SortFunc(r.errori, func(a, b Riga) int { return cmp.Compare(a.Numero, b.Numero) })
	return out, r.errori
}

// stessoCF: rows of one CF are one member in several albi, or all wrong.
func (r *raccolta) stessoCF(idx []int) {
	first := r.buone[idx[0]]
	albi := map[string]int{first.albo: first.numero}
	for _, i := range idx[1:] {
		b := r.buone[i]
		n, same := albi[b.albo]
		albi[b.albo] = b.numero
		var why string
		switch {
		case same:
			why = fmt.Sprintf("lo stesso codice fiscale è due volte con lo stesso albo: righe %d e %d", n, b.numero)
		case !reflect.DeepEqual(first.m, b.m):
			why = fmt.Sprintf("lo stesso codice fiscale è alle righe %d e %d con altri dati diversi oltre all'albo: %s",
				first.numero, b.numero, diverso(first.m, b.m))
		default:
			continue
		}
		for _, j := range idx {
			r.buone[j].motivo = why
		}
		return
	}
}

// diverso names the first column in which two rows differ.
func diverso(a, b rules.Iscritto) string {
	va, vb := campi(a), campi(b)
	for _, c := range append(obbligatorie(), cTitolo) {
		if va[c] != vb[c] {
			return c
		}
	}
	return "altre colonne"
}

// indirizzi: one certified address is one person's.
func (r *raccolta) indirizzi() {
	type uso struct{ primo, secondo int } // indices of two rows with different CF
	first := map[string]int{}
	conflict := map[string]uso{}
	each := func(f func(i int, addr string)) {
		for i, b := range r.buone {
			if b.m.Domicilio != nil {
				f(i, b.m.Domicilio.Indirizzo)
			}
			if b.m.Casella != nil {
				f(i, b.m.Casella.Indirizzo)
			}
		}
	}
	each(func(i int, addr string) {
		j, ok := first[addr]
		if !ok {
			first[addr] = i
		} else if _, known := conflict[addr]; !known && r.buone[i].m.CF != r.buone[j].m.CF {
			conflict[addr] = uso{j, i}
		}
	})
	each(func(i int, addr string) {
		u, ok := conflict[addr]
		if !ok || r.buone[i].motivo != "" {
			return
		}
		other := u.primo
		if r.buone[other].m.CF == r.buone[i].m.CF {
			other = u.secondo
		}
		r.buone[i].motivo = fmt.Sprintf("l'indirizzo %s è anche di un altro iscritto, alla riga %d", addr, r.buone[other].numero)
	})
}
