package prove

import (
	"slices"
	"strings"
	"time"

	"pecagent/rules"
)

// scelta is what belongs to a fascicolo.
type scelta struct {
	cf, rif   string
	lettere   []rules.Lettera
	richieste []rules.Richiesta
	casi      []rules.Diffida
	atti      []rules.Atto
	campagna  *rules.Campagna
	iscritto  *rules.Iscritto // as he is now; nil where the fascicolo is about none
	pezzi     []rules.Pezzo   // of a case
	messaggi  map[string]bool // SHA-256 of the messages, receipts included
	// provenienze are the messages by which the addresses of the time came into the register.
	provenienze []string
	// ancore are letters of no concern to the matter but for the head of the log that their delivery certifies: mail of the Order to
	// itself.
	ancore []rules.Lettera
}

// scegli draws the choice from the present state.
func scegli(a rules.Archivio, p *rules.Policy, d Domanda) (*scelta, error) {
	s := &scelta{messaggi: map[string]bool{}}
	f := rules.Vista(a)
	var err error
	switch d.tipo() {
	case "comunicazione":
		err = s.comunicazione(f, d.Comunicazione)
	case "richiesta":
		err = s.richiesta(f, d.Richiesta)
	case "iscritto":
		err = s.diIscritto(a, f, d)
	case "diffida":
		err = s.diffida(f, p, d.Diffida)
	default:
		err = s.diCampagna(f, d.Campagna)
	}
	if err != nil {
		return nil, err
	}
	if m, ok := f.Iscritto(s.cf); ok {
		s.iscritto = &m
	}
	s.ordina()
	return s, nil
}

func (s *scelta) comunicazione(f rules.Fatti, id string) error {
	l, ok := f.Lettera(id)
	if !ok {
		return domanda("nessuna lettera %q; pecagent evidence find le elenca", id)
	}
	s.cf, s.rif = l.CF, id
	s.lettera(l)
	if r, ok := f.Richiesta(l.Richiesta); ok {
		s.domanda(r)
	}
	s.attiSu(f, id)
	return nil
}

func (s *scelta) richiesta(f rules.Fatti, id string) error {
	r, ok := f.Richiesta(id)
	if ids := f.Cerca(rules.PerRif, id); !ok && len(ids) > 0 {
		if len(ids) > 1 {
			return domanda("il riferimento %s è di %d richieste: indicarne una fra %s", id, len(ids), strings.Join(ids, ", "))
		}
		r, ok = f.Richiesta(ids[0])
	}
	if !ok {
		return domanda("nessuna richiesta %q; review list e members history le nominano (RIC-…)", id)
	}
	s.cf, s.rif = r.CF, r.ID
	s.domanda(r)
	for _, let := range f.Cerca(rules.PerLettereDi, r.ID) {
		if l, ok := f.Lettera(let); ok {
			s.lettera(l)
		}
	}
	s.attiSu(f, r.ID)
	s.atto(f, r.Atto)
	return nil
}

func (s *scelta) diIscritto(a rules.Archivio, f rules.Fatti, d Domanda) error {
	if _, ok := f.Iscritto(d.Iscritto); !ok {
		return domanda("nessun iscritto con codice fiscale %q", d.Iscritto)
	}
	s.cf, s.rif = d.Iscritto, d.Iscritto
	rules.Lettere(a, func(l rules.Lettera) bool {
		if l.CF == d.Iscritto && d.nelPeriodo(primo(l.TInvio, l.Creata)) {
			s.lettera(l)
		}
		return true
	})
	for _, id := range f.Cerca(rules.PerIscritto, d.Iscritto) {
		if r, ok := f.Richiesta(id); ok && d.nelPeriodo(r.Ricevuta) {
			s.domanda(r)
		}
	}
	for _, id := range f.Cerca(rules.PerDiffida, d.Iscritto) {
		if c, ok := f.Diffida(id); ok && (d.Al == "" || c.RilevataIl <= d.Al) && (d.Dal == "" || c.FineGiorno == "" || c.FineGiorno >= d.Dal) {
			s.casi = append(s.casi, c)
		}
	}
	for _, id := range f.Cerca(rules.PerAtto, d.Iscritto) {
		if t, ok := f.Atto(id); ok && d.nelGiorno(t.Giorno) {
			s.atto(f, id)
		}
	}
	return nil
}

func (s *scelta) diffida(f rules.Fatti, p *rules.Policy, who string) error {
	c, ok := f.Diffida(who)
	if !ok {
		if c, ok = rules.DiffidaDi(f, who); !ok {
			if ids := f.Cerca(rules.PerDiffida, who); len(ids) > 0 {
				c, ok = f.Diffida(ids[len(ids)-1])
			}
		}
	}
	if !ok {
		return domanda("nessuna pratica di diffida per %q: indicare il codice fiscale dell'iscritto o DIF-…", who)
	}
	s.cf, s.rif, s.casi = c.CF, c.ID, []rules.Diffida{c}
	s.pezzi = rules.FascicoloDiffida(p, f, c)
	letters := f.Cerca(rules.PerCaso, c.ID)
	for _, n := range slices.Concat(c.Notifiche, c.SospNotif) {
		letters = append(letters, n.Lettera)
	}
	if m, ok := f.Iscritto(c.CF); ok && m.Difetto != nil && strings.EqualFold(m.Difetto.Indirizzo, c.Indirizzo) {
		letters = append(letters, m.Difetto.Lettere...)
	}
	for _, id := range letters {
		if l, ok := f.Lettera(id); ok {
			s.lettera(l)
		}
	}
	for _, id := range append(slices.Clone(c.Osservazioni), c.Richiesta) {
		if r, ok := f.Richiesta(id); ok {
			s.domanda(r)
		}
	}
	s.attiSu(f, c.ID)
	for _, x := range s.pezzi {
		s.atto(f, x.Atto)
	}
	return nil
}

func (s *scelta) diCampagna(f rules.Fatti, id string) error {
	c, ok := f.Campagna(id)
	if !ok {
		return domanda("nessuna convocazione %q (CAM-…)", id)
	}
	s.rif, s.campagna = id, &c
	for _, let := range f.Cerca(rules.PerCaso, id) {
		if l, ok := f.Lettera(let); ok {
			s.lettera(l)
		}
	}
	s.attiSu(f, id)
	return nil
}

func (s *scelta) lettera(l rules.Lettera) {
	if slices.ContainsFunc(s.lettere, func(x rules.Lettera) bool { return x.ID == l.ID }) {
		return
	}
	s.lettere = append(s.lettere, l)
	for _, sha := range append(slices.Clone(l.Ricevute), l.Messaggio) {
		s.messaggio(sha)
	}
}

func (s *scelta) domanda(r rules.Richiesta) {
	if slices.ContainsFunc(s.richieste, func(x rules.Richiesta) bool { return x.ID == r.ID }) {
		return
	}
	s.richieste = append(s.richieste, r)
	for _, sha := range r.Messaggi {
		s.messaggio(sha)
	}
}

func (s *scelta) messaggio(sha string) {
	if sha != "" {
		s.messaggi[sha] = true
	}
}

// conAncora chooses the earliest anchor that covers the record where none of the chosen letters does: only from mail that the Order sends
// to itself, since any other names a member. It reports whether there is a new one.
func (s *scelta) conAncora(a rules.Archivio, last int64) bool {
	more := false
	f := rules.Vista(a)
	rules.Ancore(a, func(x rules.Ancora) bool {
		if x.Dimensione < last {
			return true
		}
		l, ok := f.Lettera(x.Lettera)
		if slices.ContainsFunc(slices.Concat(s.lettere, s.ancore), func(y rules.Lettera) bool { return y.ID == x.Lettera }) {
			return false
		}
		if ok && l.Modello == rules.ModelloAncora {
			s.ancore, more = append(s.ancore, l), true
			for _, sha := range l.Ricevute {
				s.messaggio(sha)
			}
			return false
		}
		return true
	})
	return more
}

// diAncora reports whether an event is about a letter that is here for its anchor alone.
func (s *scelta) diAncora(ev rules.Event) bool {
	return slices.ContainsFunc(s.ancore, func(l rules.Lettera) bool {
		switch {
		case ev.Lettera != nil:
			return ev.Lettera.ID == l.ID
		case ev.Passo != nil:
			return ev.Passo.Lettera == l.ID
		case ev.Ricevuta != nil:
			return ev.Ricevuta.Lettera == l.ID
		case ev.Copia != nil:
			return ev.Copia.Lettera == l.ID
		case ev.Ancora != nil:
			return ev.Ancora.Lettera == l.ID
		case ev.Messaggio != nil:
			return slices.Contains(l.Ricevute, ev.Messaggio.SHA256)
		case ev.Esito != nil:
			return slices.Contains(l.Ricevute, ev.Esito.SHA256)
		}
		return false
	})
}

func (s *scelta) attiSu(f rules.Fatti, id string) {
	for _, a := range f.Cerca(rules.PerAtto, id) {
		s.atto(f, a)
	}
}

func (s *scelta) atto(f rules.Fatti, id string) {
	a, ok := f.Atto(id)
	if ok && !slices.ContainsFunc(s.atti, func(x rules.Atto) bool { return x.ID == id }) {
		s.atti = append(s.atti, a)
	}
}

// ordina brings everything in the order of its id, which is that of its birth.
func (s *scelta) ordina() {
	slices.SortFunc(s.lettere, func(a, b rules.Lettera) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(s.richieste, func(a, b rules.Richiesta) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(s.casi, func(a, b rules.Diffida) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(s.atti, func(a, b rules.Atto) int { return strings.Compare(a.ID, b.ID) })
}

// solo reports whether all stands at the top level: one letter at most, and one request at most.
func (s *scelta) solo() bool { return len(s.lettere) <= 1 && len(s.richieste) <= 1 }

// codici are the members whose data the fascicolo shows.
func (s *scelta) codici() []string {
	list := []string{s.cf}
	for _, l := range s.lettere {
		list = append(list, l.CF)
	}
	list = slices.DeleteFunc(list, func(c string) bool { return c == "" })
	slices.Sort(list)
	return slices.Compact(list)
}

func primo(list ...time.Time) time.Time {
	for _, t := range list {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}
