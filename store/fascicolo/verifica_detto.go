package fascicolo

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
)

// soggetto: the matter that the manifest names is one that the records know, with the member that it names.
func (x *verifica) soggetto() {
	if len(x.eventi) == 0 {
		return // completo says so
	}
	s := x.m.Soggetto
	kind, ok := map[string]string{"comunicazione": "lettera", "richiesta": "richiesta", "iscritto": "iscritto", "diffida": "diffida", "campagna": "campagna"}[x.m.Tipo]
	err := fmt.Errorf("nessun record è di %s (%s, codice fiscale %q)", s.Rif, x.m.Tipo, s.CF)
	if !ok {
		err = fmt.Errorf("il tipo %q non è fra quelli previsti", x.m.Tipo)
	}
	for _, i := range x.per[kind+"/"+s.Rif] {
		if testo(x.eventi[i].tutto, kind, "cf") == s.CF {
			err = nil
		}
	}
	x.v.esito(CSoggetto, NomeManifest, err, fmt.Sprintf("i record sono di %s, %s", x.m.Tipo, s.Rif))
}

// conclusi are the states of a letter that wants nothing more (order.md §6.4). Receipts come in any order: none of these is left again, so
// that one record of it is enough.
var conclusi = []string{"CONSEGNATA", "CHIUSA", "RITIRATA"}

// manca: what the records show as not ended, the manifest names as missing. The rest of that list is the maker's word.
func (x *verifica) manca() {
	last, done := map[string]string{}, map[string]bool{}
	var order []string
	for _, e := range x.eventi {
		for _, k := range [][2]string{{"lettera", "id"}, {"passo", "lettera"}} {
			if id := testo(e.tutto, k[0], k[1]); id != "" {
				if _, seen := last[id]; !seen {
					order = append(order, id)
				}
				state := testo(e.tutto, k[0], "stato")
				last[id] = state
				done[id] = done[id] || slices.Contains(conclusi, state)
			}
		}
	}
	bad := false
	for _, id := range order {
		if last[id] != "" && !done[id] && !x.diceManca(id) {
			bad = true
			x.v.male(CManca, NomeManifest, fmt.Sprintf("la lettera %s è, per i record, %s: il manifest non dice che manca qualcosa", id, last[id]))
		}
	}
	if !bad && len(order) > 0 {
		x.v.bene(CManca, NomeManifest, "ogni lettera non conclusa secondo i record è fra ciò che manca")
	}
}

// diceManca reports whether the manifest names a letter or a digest among what is missing.
func (x *verifica) diceManca(what string) bool {
	return slices.ContainsFunc(x.m.Manca, func(s string) bool { return strings.Contains(s, what) })
}

// documenti: each document is one whose digest a record has, and each document of an act is there or said to be missing.
func (x *verifica) documenti() {
	here := map[string]bool{}
	for _, f := range x.m.File {
		if f.Ruolo != RuoloDocumento {
			continue
		}
		here[f.SHA256] = true
		if seq := x.nominati[f.SHA256]; seq > 0 {
			x.v.bene(CTraccia, f.Nome, fmt.Sprintf("il record %d ne porta l'impronta", seq))
			x.v.tace("%s: che il documento sia autentico; si sa solo che il registro lo conosce", f.Nome)
			continue
		}
		x.v.male(CTraccia, f.Nome, "nessun record del fascicolo ne porta l'impronta")
	}
	for _, key := range slices.Sorted(maps.Keys(x.per)) {
		id, is := strings.CutPrefix(key, "atto/")
		if !is {
			continue
		}
		e := x.eventi[x.per[key][len(x.per[key])-1]]
		list, _ := campo(e.tutto, "atto", "documenti").([]any)
		for _, d := range list {
			if sha := testo(d, "sha256"); sha != "" && !here[sha] && !x.diceManca(sha) {
				x.v.male(CCompleto, "", fmt.Sprintf("il record %d nomina un documento dell'atto %s che nel fascicolo non c'è (SHA-256 %s)", e.Seq, id, sha))
			}
		}
	}
}

// perID files the records that hold by what they are about: "iscritto/CF", "diffida/DIF-…", "config/".
func (x *verifica) perID() {
	x.per = map[string][]int{}
	add := func(key string, i int) { x.per[key] = append(x.per[key], i) }
	for i, e := range x.eventi {
		for _, k := range [][2]string{{"iscritto", "cf"}, {"diffida", "id"}, {"lettera", "id"}, {"richiesta", "id"}, {"campagna", "id"}, {"atto", "id"}} {
			if id := testo(e.tutto, k[0], k[1]); id != "" {
				add(k[0]+"/"+id, i)
			}
		}
		if campo(e.tutto, "config") != nil {
			add("config/", i)
		}
	}
}

// ultimaPrima is the last record of a key before another.
func (x *verifica) ultimaPrima(seq int64, key string) (evento, bool) {
	list := x.per[key]
	n := sort.Search(len(list), func(i int) bool { return x.eventi[list[i]].Seq >= seq })
	if n == 0 {
		return evento{}, false
	}
	return x.eventi[list[n-1]], true
}

func (x *verifica) evento(seq int64) (evento, error) {
	i := sort.Search(len(x.eventi), func(i int) bool { return x.eventi[i].Seq >= seq })
	if i == len(x.eventi) || x.eventi[i].Seq != seq {
		return evento{}, fmt.Errorf("il record %d, che nomina, nel fascicolo non c'è", seq)
	}
	return x.eventi[i], nil
}
