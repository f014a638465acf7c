package fascicolo

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"pecagent/store/log"
)

// Teste are the heads that a checkpoint, or a fascicolo with its anchors, vouches for.
type Teste struct {
	Nome   string
	Chiave string
	Radici map[int64]tlog.Hash
}

// TesteDi reads a fascicolo or the file of a checkpoint. chiave is the verifier key; only a fascicolo brings one, which is
// taken when chiave is empty.
func TesteDi(nome string, b []byte, o Opzioni) (Teste, error) {
	t := Teste{Nome: nome, Chiave: o.Chiave, Radici: map[int64]tlog.Hash{}}
	if len(b) > 2 && string(b[:2]) == "PK" {
		f, err := Leggi(b)
		if err != nil {
			return t, fmt.Errorf("%s: %w", nome, err)
		}
		x := esamina(f, o)
		if x.testa == nil {
			return t, fmt.Errorf("%s: il suo checkpoint non è firmato con la chiave del registro", nome)
		}
		t.Chiave = x.reg.Chiave
		t.Radici = maps.Clone(x.radici)
		t.Radici[x.testa.size] = x.testa.root
		return t, nil
	}
	if o.Chiave == "" {
		return t, fmt.Errorf("%s: %w", nome, ErrSenzaChiave)
	}
	v, err := note.NewVerifier(o.Chiave)
	if err != nil {
		return t, fmt.Errorf("chiave del registro: %w", err)
	}
	size, root, err := log.ParseCheckpoint(b, v)
	if err != nil {
		return t, fmt.Errorf("%s non si legge come checkpoint, o non è firmato con questa chiave", nome)
	}
	t.Radici[size] = root
	return t, nil
}

// ErrSenzaChiave says that a checkpoint was given without the key that it is to be signed with.
var ErrSenzaChiave = errors.New("per un checkpoint serve la chiave del registro (--chiave FILE)")

// Outcomes of a comparison.
const (
	Coerenti     = "coerenti"
	Biforcazione = "biforcazione"
	Indeciso     = "non si può dire"
)

// Paragone is the outcome of holding two sets of heads against each other.
type Paragone struct {
	Esito string `json:"esito"`
	Why   string `json:"why"`
}

// ErrAltroRegistro says that two heads are of different logs.
var ErrAltroRegistro = errors.New("sono di due registri diversi (le chiavi non sono la stessa): non si confrontano")

// Paragona holds two against each other, and both against the roots of a full copy of the log (log.RootsOfCopy), where there is one.
func Paragona(a, b Teste, copia map[int64]tlog.Hash) (Paragone, error) {
	if a.Chiave != b.Chiave {
		return Paragone{}, ErrAltroRegistro
	}
	for _, n := range a.dimensioni() {
		if other, ok := b.Radici[n]; ok && other != a.Radici[n] {
			return Paragone{Biforcazione, fmt.Sprintf("per %d record %s dice la radice %s, %s dice %s: esistono due storie del registro", n, a.Nome, a.Radici[n], b.Nome, other)}, nil
		}
	}
	small, large := a, b
	if a.ultima() > b.ultima() {
		small, large = b, a
	}
	if _, ok := large.Radici[small.ultima()]; ok {
		return Paragone{Coerenti, fmt.Sprintf("i %d record di %s sono l'inizio dei %d di %s", small.ultima(), small.Nome, large.ultima(), large.Nome)}, nil
	}
	if copia == nil {
		return Paragone{Indeciso, fmt.Sprintf("%s è di %d record, %s di %d, e nessuno dei due prova l'altro: serve una copia del registro (--log)", a.Nome, a.ultima(), b.Nome, b.ultima())}, nil
	}
	return conCopia(copia, a, b), nil
}

func conCopia(copia map[int64]tlog.Hash, list ...Teste) Paragone {
	for _, t := range list {
		for _, n := range t.dimensioni() {
			root, ok := copia[n]
			switch {
			case !ok:
				return Paragone{Indeciso, fmt.Sprintf("la copia del registro non arriva ai %d record di %s", n, t.Nome)}
			case root != t.Radici[n]:
				return Paragone{Biforcazione, fmt.Sprintf("per %d record %s dice la radice %s, la copia del registro %s", n, t.Nome, t.Radici[n], root)}
			}
		}
	}
	return Paragone{Coerenti, "tutte le radici sono quelle della copia del registro: una sola storia"}
}

func (t Teste) dimensioni() []int64 { return slices.Sorted(maps.Keys(t.Radici)) }

func (t Teste) ultima() int64 { return slices.Max(t.dimensioni()) }
