package office

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/rules"
)

// Pratica is one task with all that a person needs to decide it.
type Pratica struct {
	Compito   rules.Compito
	Parole    Parole
	Messaggio *MessaggioVisto
	Iscritto  *Scheda
	Richiesta *rules.Richiesta
	Storia    []Momento
	Altre     []rules.Compito // other open tasks of the same member
	Atto      *rules.Atto     // the act that a second person has to confirm
	Lettere   []LetteraVista  // of the task, whatever their state
	Approva   Anteprima
	Visto     string   // digest of what is shown; a decision that carries it is refused where it is no longer so
	Righe     []string // what the digest is of
}

// Titolo says in words what it is.
func (p Pratica) Titolo() string { return che(p.Compito) }

// Motivo says why it waits.
func (p Pratica) Motivo() string { return motivoDi(p.Compito) }

// AltreLettere are the letters of the task that the preview does not show.
func (p Pratica) AltreLettere() (list []LetteraVista) {
	for _, l := range p.Lettere {
		if !slices.ContainsFunc(p.Approva.Lettere, func(x LetteraVista) bool { return x.ID == l.ID }) {
			list = append(list, l)
		}
	}
	return list
}

// SiChiede is what the member may be asked for in its place: the code of review ask, and words.
func (p Pratica) SiChiede() (list [][2]string) {
	if p.Compito.Stato != rules.Aperto || p.Compito.Tipo != rules.SegRevisione || p.Richiesta == nil || !p.Richiesta.Stato.Aperta() || p.Richiesta.Mittente == "" {
		return nil
	}
	for _, x := range [][2]string{{"PEC", "l'indirizzo della sua PEC"}, {"CF", "il codice fiscale"}} {
		if rules.SiChiede(p.Richiesta.Tipo, x[0]) {
			list = append(list, x)
		}
	}
	return list
}

// SiPrende reports whether a person may answer himself in the agent's place.
func (p Pratica) SiPrende() bool {
	c := p.Compito
	return c.Stato == rules.Aperto && (c.Tipo == rules.SegRevisione || c.Tipo == rules.SegLettera) && c.Messaggio != ""
}

// Colleghi are the users who may see to a task: of the configuration, and of the console.
func (e *Env) Colleghi() (list []string, err error) {
	s, err := e.stato()
	if err != nil {
		return nil, err
	}
	for _, p := range rules.Persone(e.Policy, s) {
		if slices.Contains(p.Ruoli, rules.Segreteria) || slices.Contains(p.Ruoli, rules.Presidente) {
			list = append(list, p.Utente)
		}
	}
	return list, nil
}

// Protocollo reports whether an approval lets letters go, which may bear a number.
func (p Pratica) Protocollo() bool { return len(p.Approva.Lettere) > 0 }

// Momento is one thing that happened with a member.
type Momento struct {
	Quando time.Time
	Che    string
	Codice string // RIC-…, LET-…
}

// maxStoria is how much of a member's past stands beside a case.
const maxStoria = 12

// Pratica reads a task for a person; the looking is recorded.
func (e *Env) Pratica(ctx context.Context, id string) (p Pratica, err error) {
	c, letters, v, err := e.caso(id)
	if err != nil {
		return p, err
	}
	e.accesso(ctx, rules.Accesso{Comando: "review show", CF: append(slices.Clone(c.Elenco), c.CF), Cose: append([]string{c.ID, c.Messaggio}, c.Lettere...)})
	p.Compito, p.Parole = c, ParoleDi(c.Tipo)
	for _, l := range letters {
		p.Lettere = append(p.Lettere, e.vista(l))
	}
	if c.Messaggio != "" {
		m, err := e.messaggioVisto(ctx, c.Messaggio, v, c.Esito)
		if err != nil {
			return p, err
		}
		p.Messaggio = &m
	}
	if p.Altre, err = e.altre(c); err != nil {
		return p, err
	}
	in, err := e.riletto(c, v, true, "")
	if err != nil {
		return p, err
	}
	err = e.Store.View(func(a rules.Archivio) error {
		s := rules.Vista(a)
		p.intorno(s)
		p.partite(s, e)
		if k, ok := s.Campagna(c.Caso); ok && c.Tipo == rules.SegCampagna {
			if l, ok := rules.LetteraDiCampagna(s, k); ok {
				p.Lettere = append(p.Lettere, e.vista(l))
			}
		}
		if c.Stato == rules.Aperto {
			p.Approva, p.Righe = e.anteprima(s, in), e.mostrato(s, in)
			p.Visto = impronta(p.Righe)
		}
		return nil
	})
	return p, err
}

// partite are the letters that answer the message of a decided task: those that an approval has made stand on it too, as long as they
// can be withdrawn.
func (p *Pratica) partite(s rules.Snapshot, e *Env) {
	c := p.Compito
	if c.Messaggio == "" || c.Stato == rules.Aperto || c.Richiesta == "" {
		return
	}
	for _, id := range s.Cerca(rules.PerLettereDi, c.Richiesta) {
		if l, ok := s.Lettera(id); ok && l.Stato.Ritirabile() && !slices.Contains(c.Lettere, id) {
			p.Lettere = append(p.Lettere, e.vista(l))
		}
	}
}

// altre are the other open tasks of a task's member.
func (e *Env) altre(c rules.Compito) (list []rules.Compito, err error) {
	if c.CF == "" {
		return nil, nil
	}
	all, err := e.Coda()
	for _, x := range all {
		if x.CF == c.CF && x.ID != c.ID && len(list) < maxStoria {
			list = append(list, x.Compito)
		}
	}
	return list, err
}

// intorno reads what stands beside a task: the member, his past, the act to be confirmed.
func (p *Pratica) intorno(s rules.Snapshot) {
	c := p.Compito
	if r, ok := s.Richiesta(c.Richiesta); ok {
		p.Richiesta = &r
	}
	if a, ok := s.Atto(c.Atto); ok && c.Atto != "" {
		p.Atto = &a
	}
	m, ok := s.Iscritto(c.CF)
	if !ok || c.CF == "" {
		return
	}
	k := schedaCon(s, m)
	p.Iscritto, p.Storia = &k, passatoDi(s, m)
}

// passatoDi is the latest of a member's past, the newest first.
func passatoDi(s rules.Snapshot, m rules.Iscritto) (list []Momento) {
	for _, id := range s.Cerca(rules.PerIscritto, m.CF) {
		r, ok := s.Richiesta(id)
		if !ok {
			continue
		}
		list = append(list, Momento{r.Ricevuta, strings.TrimSpace(primoDi(RichiestaInParole(r.Tipo), r.Tipo) + ": " + StatoInParole(string(r.Stato))), r.ID})
		for _, lid := range s.Cerca(rules.PerLettereDi, id) {
			if l, ok := s.Lettera(lid); ok {
				list = append(list, Momento{l.Creata, fmt.Sprintf("lettera %s: %s", primoDi(l.Oggetto, l.Modello), StatoInParole(string(l.Stato))), l.ID})
			}
		}
	}
	for _, d := range m.Precedenti {
		list = append(list, Momento{d.Fino, "cessa il domicilio " + d.Indirizzo, ""})
	}
	if d := m.Domicilio; d != nil {
		list = append(list, Momento{d.Dal, "domicilio " + d.Indirizzo + map[rules.Provenienza]string{rules.Importato: ", dall'elenco importato", rules.Comunicato: ", comunicato dall'iscritto"}[d.Provenienza], ""})
	}
	slices.SortStableFunc(list, func(a, b Momento) int { return b.Quando.Compare(a.Quando) })
	return list[:min(len(list), maxStoria)]
}

func primoDi(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// Compito reads a task alone: no personal data are shown by it, and nothing is recorded.
func (e *Env) Compito(id string) (rules.Compito, error) {
	var c rules.Compito
	err := e.Store.View(func(a rules.Archivio) error {
		var ok bool
		if c, ok = rules.Vista(a).Compito(strings.ToUpper(id)); !ok {
			return fmt.Errorf("nessuna segnalazione %q", VisibleLine(id))
		}
		return nil
	})
	return c, err
}
