package rules

import (
	"fmt"
	"time"
)

// Lettera.Copia: a copy of the letter belongs in the Sent folder of the Order's mailbox.
const (
	CopiaDovuta = "dovuta" // once it has left; before, nothing is owed
	CopiaFatta  = "fatta"
)

// Copia is a letter's copy in the Sent folder: appended, or found there already.
type Copia struct {
	Lettera  string `json:"lettera"`
	Cartella string `json:"cartella"`
	Trovata  bool   `json:"trovata,omitempty"` // it was there: of an earlier try, or kept by the provider
}

// Copiata tells that the copy of a letter lies in the Sent folder.
type Copiata struct {
	Now   time.Time
	Copia Copia
}

func (Copiata) input() {}

// DaCopiare is the index of the letters that have left and whose copy is not known to lie in the Sent folder: "" → letter ids.
const DaCopiare Indice = "copie"

// lasciata reports whether a letter in this state was handed to the provider for certain. INCERTA is not.
func lasciata(s StatoLettera) bool { return rank[s] >= rank[LInviata] && s != LRifiutata }

func applyCopia(a Archivio, c Copia) error {
	var l Lettera
	if err := get(a, kLettera+c.Lettera, &l); err != nil {
		return err
	}
	if l.ID == "" {
		return fmt.Errorf("copia of the unknown letter %s", c.Lettera)
	}
	l.Copia = CopiaFatta
	put(a, kLettera+l.ID, l)
	indiciLettera(a, l)
	return nil
}

// copiata records where the copy of a letter lies; its state does not change.
func (d *decisore) copiata(in Copiata) {
	l, ok := d.s.Lettera(in.Copia.Lettera)
	if !ok || l.Copia != CopiaDovuta || in.Copia.Cartella == "" {
		d.rifiuta("della lettera %q non si attende una copia", in.Copia.Lettera)
		return
	}
	c := in.Copia
	l.Copia = CopiaFatta
	d.sopra.lettere[l.ID] = l
	d.emit(Event{Kind: KCopia, Copia: &c, Regola: "R-305", Perche: "Copia fra la posta inviata."})
}

// SenzaCopia gives the letters that wait for their copy, in the order of their ids.
// A store that observes writes nothing to the mailbox.
func SenzaCopia(s Snapshot) []Lettera {
	var out []Lettera
	if m := s.Stato.Modo.Modo; m != Proponi && m != Automatico {
		return nil
	}
	for _, id := range s.Cerca(DaCopiare, "") {
		if l, ok := s.Lettera(id); ok {
			out = append(out, l)
		}
	}
	return out
}
