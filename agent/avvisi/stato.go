package avvisi

import (
	"crypto/rand"
	"fmt"
	"slices"
	"time"
)

// stato is the file avvisi.json: what was told, and what has still to go out.
type stato struct {
	Seme      []byte               `json:"seme"`      // key of the Message-IDs
	Numero    int                  `json:"numero"`    // of the last mail made
	Detti     map[string]detto     `json:"detti"`     // problems that are open and told
	Risolti   []detto              `json:"risolti"`   // problems told that ended since the last digest
	Coda      []posta              `json:"coda"`      // mail made and not yet taken by everybody
	Ultimi    []time.Time          `json:"ultimi"`    // notices of the last hour
	Riepilogo string               `json:"riepilogo"` // yyyy-mm-dd of the last digest
	Fermo     string               `json:"fermo,omitempty"`
	FermoDal  time.Time            `json:"fermo_dal,omitzero"`
	Recenti   map[string]time.Time `json:"recenti,omitempty"` // conditions told within a day: they may come and go
	Fine      string               `json:"fine,omitempty"`    // day and reason of the last notice of an end
	Evento    int64                `json:"evento,omitempty"`  // first event that courtesy mail has not looked at; 0: none was ever
	Cortesie  []string             `json:"cortesie,omitempty"`
}

// detto is a problem and when it was told.
type detto struct {
	Problema
	Detto   time.Time `json:"detto"`
	Risolto time.Time `json:"risolto,omitzero"`
}

// The kinds of mail.
const (
	tipoAvviso    = "avviso"
	tipoRiepilogo = "riepilogo"
	tipoCortesia  = "cortesia"
)

// posta is one mail, to one or more people, each in a copy of his own.
type posta struct {
	ID        string    `json:"id"`
	Tipo      string    `json:"tipo"`
	A         []string  `json:"a"` // who has not yet got it
	Oggetto   string    `json:"oggetto"`
	Testo     string    `json:"testo"`
	Creata    time.Time `json:"creata"`
	Tentativi int       `json:"tentativi,omitempty"`
	NonPrima  time.Time `json:"non_prima,omitzero"`
	Chiave    string    `json:"chiave,omitempty"` // of courtesy mail: what it is about
}

// maxOra is how many notices may be made within an hour; maxRisolti how many ended problems a digest names.
const (
	maxOra     = 6
	maxRisolti = 50
)

func (s *stato) prepara() {
	if len(s.Seme) != 32 {
		s.Seme = make([]byte, 32)
		_, _ = rand.Read(s.Seme) // never fails (crypto/rand)
	}
	if s.Detti == nil {
		s.Detti = map[string]detto{}
	}
	if s.Recenti == nil {
		s.Recenti = map[string]time.Time{}
	}
}

// metti puts a mail into the outbox.
func (s *stato) metti(p posta) {
	s.Numero++
	p.ID = fmt.Sprintf("AVV-%06d", s.Numero)
	s.Coda = append(s.Coda, p)
}

// chiudi notes the problems that are no longer open, and reports whether there were any.
func (s *stato) chiudi(aperti []Problema, now time.Time) bool {
	open := map[string]bool{}
	for _, p := range aperti {
		open[p.Chiave] = true
	}
	changed := false
	for key, d := range s.Detti {
		if !open[key] {
			delete(s.Detti, key)
			d.Risolto = now
			s.Risolti, changed = append(s.Risolti, d), true
		}
	}
	slices.SortFunc(s.Risolti, func(a, b detto) int { return a.Risolto.Compare(b.Risolto) })
	s.Risolti = s.Risolti[max(0, len(s.Risolti)-maxRisolti):]
	return changed
}

// racconta makes the notices of the problems that nobody was told of, as many as the hour has room for, and reports whether it
// made any. The last one takes what does not fit.
func (s *stato) racconta(o *Opzioni, aperti []Problema, a []string, now time.Time) bool {
	s.Ultimi = slices.DeleteFunc(s.Ultimi, func(t time.Time) bool { return now.Sub(t) >= time.Hour || t.After(now) })
	var nuovi []Problema
	for _, p := range aperti {
		when, lately := s.Recenti[p.Chiave]
		switch _, told := s.Detti[p.Chiave]; {
		case told:
		case lately && now.Sub(when) < 24*time.Hour && !when.After(now):
			s.Detti[p.Chiave] = detto{Problema: p, Detto: when}
		default:
			nuovi = append(nuovi, p)
		}
	}
	room := maxOra - len(s.Ultimi)
	if len(nuovi) == 0 || room <= 0 || len(a) == 0 {
		return false
	}
	for len(nuovi) > 0 && room > 0 {
		n := 1
		if room == 1 {
			n = len(nuovi)
		}
		m := avviso(o, nuovi[:n])
		m.A, m.Creata = slices.Clone(a), now
		s.metti(m)
		for _, p := range nuovi[:n] {
			s.Detti[p.Chiave] = detto{Problema: p, Detto: now}
			if p.Condizione {
				s.Recenti[p.Chiave] = now
			}
		}
		s.Ultimi, nuovi, room = append(s.Ultimi, now), nuovi[n:], room-1
	}
	return true
}
