package rules

import "slices"

// strato shows a snapshot with what one decision has changed so far. A changed entity hides the stored one;
// of the indexes only those that a decision asks for after its own changes are kept up.
type strato struct {
	base      Fatti
	legge     bool // a read of base is under way: a panic now is the store's
	iscritti  map[string]Iscritto
	richieste map[string]Richiesta
	lettere   map[string]Lettera
	compiti   map[string]Compito
	mani      map[string]Mano
	pratiche
	nascosta string // a request that has to be looked away from (a review decides its message again)
}

func nuovoStrato(f Fatti) *strato {
	return &strato{base: f, iscritti: map[string]Iscritto{}, richieste: map[string]Richiesta{},
		lettere: map[string]Lettera{}, compiti: map[string]Compito{}, mani: map[string]Mano{}, pratiche: nuovePratiche()}
}

func cercaIn[T any](s *strato, changed map[string]T, key string, base func(string) (T, bool)) (T, bool) {
	if v, ok := changed[key]; ok {
		return v, true
	}
	s.legge = true
	v, ok := base(key)
	s.legge = false
	return v, ok
}

func (s *strato) Iscritto(cf string) (Iscritto, bool) {
	return cercaIn(s, s.iscritti, cf, s.base.Iscritto)
}

func (s *strato) Richiesta(id string) (Richiesta, bool) {
	if id == s.nascosta && id != "" {
		return Richiesta{}, false
	}
	return cercaIn(s, s.richieste, id, s.base.Richiesta)
}

func (s *strato) Lettera(id string) (Lettera, bool) {
	return cercaIn(s, s.lettere, id, s.base.Lettera)
}

func (s *strato) Compito(id string) (Compito, bool) {
	return cercaIn(s, s.compiti, id, s.base.Compito)
}

func (s *strato) Cerca(i Indice, chiave string) []string {
	s.legge = true
	ids := s.base.Cerca(i, chiave)
	s.legge = false
	if out, ok := s.cercaPratiche(i, chiave, ids); ok {
		return out
	}
	switch i {
	case PerLettereDi:
		return unite(ids, s.lettere, func(l Lettera) bool { return l.Richiesta == chiave })
	case PerDestinatario:
		return unite(ids, s.lettere, func(l Lettera) bool { return l.A == chiave })
	case LettereVive:
		return unite(ids, s.lettere, func(l Lettera) bool { return !l.Stato.Finale() })
	case CompitiVivi:
		return unite(ids, s.compiti, func(c Compito) bool { return c.Stato == Aperto })
	case TuttiIscritti:
		return unite(ids, s.iscritti, func(Iscritto) bool { return true })
	case PerIscritto:
		return s.senzaNascosta(unite(ids, s.richieste, func(r Richiesta) bool { return r.CF == chiave }))
	case RichiesteVive:
		return s.senzaNascosta(unite(ids, s.richieste, func(r Richiesta) bool { return r.Stato.Aperta() }))
	case PerRif, PerMessaggio:
		return s.senzaNascosta(ids)
	}
	return ids
}

func (s *strato) senzaNascosta(ids []string) []string {
	if s.nascosta == "" {
		return ids
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == s.nascosta })
}

// unite is the index after the changes: ids of changed entities stand in it when they belong, and only then.
func unite[T any](ids []string, changed map[string]T, belongs func(T) bool) []string {
	if len(changed) == 0 {
		return ids
	}
	var out []string
	for _, id := range ids {
		if _, ok := changed[id]; !ok {
			out = append(out, id)
		}
	}
	for id, v := range changed {
		if belongs(v) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
