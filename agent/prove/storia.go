package prove

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"pecagent/rules"
	"pecagent/store"
)

// vista is what the register said when a letter left or a request was decided.
type vista struct {
	di       string // LET-…, RIC-…, or DIF-… and the step of the case
	quando   time.Time
	record   int64 // of the event it is the state of
	cf       string
	iscritto *rules.Iscritto
	riga     int64          // record of the member's row
	evRiga   rules.Event    // that record
	caso     *rules.Diffida // his open case then
	config   rules.Event    // policy, rules and templates in force
}

// storia is what the log says of a choice.
type storia struct {
	eventi     []rules.Event // chosen, in order
	inForza    []rules.Event // of altri and cancellati, to be told; of an erased one nothing but its number
	altri      []int64       // records that are proven and not told: rows and configurations in force
	cancellati []int64       // erased records among them, and then the records that say so: nobody knows any more what about
	spariti    int           // how many erased records lie among them, also of logs that did not yet say which
	viste      map[string]*vista
	flussi     []rules.Event // runs of the register feeds, whole; none of their records is given
	escluse    int           // records left out since they name others too
}

// massimoCancellati bounds how many erased records go along.
const massimoCancellati = 200

// leggiStoria reads the log up to a size. Receipts that the present state does not name are found on the way; they are read again
// from the beginning, since their arrival stands before.
func leggiStoria(st *store.Store, size int64, s *scelta, d Domanda) (*storia, error) {
	var g *giro
	for range 5 {
		g = nuovoGiro(s, d)
		err := st.EventsWhere(1, g.ricercate().nominate, func(ev rules.Event) bool {
			if ev.Seq <= size {
				g.vede(ev)
			}
			return ev.Seq < size
		})
		if err != nil {
			return nil, fmt.Errorf("reading the log: %w", err)
		}
		if len(g.nuovi) == 0 && !s.daDove(g.out.viste) {
			anchored := false
			if err := st.View(func(a rules.Archivio) error { anchored = s.conAncora(a, g.ultimo()); return nil }); err != nil {
				return nil, fmt.Errorf("reading the anchors: %w", err)
			}
			if !anchored {
				return g.chiude(), nil
			}
		}
		for _, sha := range g.nuovi {
			s.messaggio(sha)
		}
	}
	return g.chiude(), nil
}

// daDove chooses the messages that prove the addresses of the time, and reports whether there are new ones. Of a convocation
// they are left out: its fascicolo proves that members were called, not how each came to his address.
func (s *scelta) daDove(viste map[string]*vista) (more bool) {
	for _, v := range viste {
		if s.campagna != nil || v.iscritto == nil || v.iscritto.Domicilio == nil || v.iscritto.Domicilio.Provenienza != rules.Comunicato {
			continue
		}
		if sha := v.iscritto.Domicilio.Prova; sha != "" && !s.messaggi[sha] {
			s.messaggio(sha)
			s.provenienze, more = append(s.provenienze, sha), true
		}
	}
	slices.Sort(s.provenienze)
	return more
}

// giro is one reading of the log.
type giro struct {
	s         *scelta
	intero    bool // every row of the member
	d         Domanda
	tipo      string
	lettere   map[string]rules.Lettera
	richieste map[string]rules.Richiesta
	casi      map[string]bool
	atti      map[string]bool
	cause     map[string]bool // documents of the acts
	codici    map[string]bool
	righe     map[string]rules.Event   // codice fiscale → his last row so far
	aperti    map[string]rules.Diffida // codice fiscale → his case
	config    rules.Event
	import_   map[string]rules.Event // SHA-256 of a register file → record
	cancella  []int64
	detti     map[int64]rules.Event // erased record → the record that says so
	nuovi     []string
	out       storia
}

func nuovoGiro(s *scelta, d Domanda) *giro {
	g := &giro{s: s, d: d, tipo: d.tipo(), lettere: map[string]rules.Lettera{}, richieste: map[string]rules.Richiesta{}, casi: map[string]bool{},
		atti: map[string]bool{}, cause: map[string]bool{}, codici: map[string]bool{}, righe: map[string]rules.Event{},
		aperti: map[string]rules.Diffida{}, import_: map[string]rules.Event{}, detti: map[int64]rules.Event{}, out: storia{viste: map[string]*vista{}}}
	g.intero = g.tipo == "iscritto" || g.tipo == "diffida"
	for _, l := range slices.Concat(s.lettere, s.ancore) {
		g.lettere[l.ID] = l
	}
	for _, r := range s.richieste {
		g.richieste[r.ID] = r
	}
	for _, c := range s.casi {
		g.casi[c.ID] = true
	}
	for _, a := range s.atti {
		g.atti[a.ID] = true
		for _, doc := range a.Documenti {
			g.cause[doc.SHA256] = true
		}
	}
	for _, cf := range s.codici() {
		g.codici[cf] = true
	}
	return g
}

// vede looks at one event: what it changes is remembered, and it is chosen or not.
func (g *giro) vede(ev rules.Event) {
	if g.sceglie(ev) {
		g.out.eventi = append(g.out.eventi, ev)
	}
	g.fotografa(ev)
	switch {
	case ev.Kind == rules.KConfig:
		g.config = ev
	case ev.Iscritto != nil && g.codici[ev.Iscritto.CF]:
		g.righe[ev.Iscritto.CF] = ev
	case ev.Diffida != nil && g.codici[ev.Diffida.CF]:
		g.aperti[ev.Diffida.CF] = *ev.Diffida
	case ev.Import != nil:
		g.import_[ev.Import.SHA256] = ev
	case ev.Flusso != nil:
		g.out.flussi = append(g.out.flussi, ev)
	case ev.Kind == "cancellato":
		g.cancella = append(g.cancella, ev.Seq)
	case ev.Cancellazione != nil:
		for _, seq := range ev.Cancellazione.Record {
			g.detti[seq] = ev
		}
	}
}

// sceglie says whether a record belongs to the fascicolo.
func (g *giro) sceglie(ev rules.Event) bool {
	switch {
	case ev.Avvio != nil:
		return true
	case ev.Messaggio != nil:
		return g.s.messaggi[ev.Messaggio.SHA256]
	case ev.Esito != nil:
		return g.s.messaggi[ev.Esito.SHA256]
	case ev.Richiesta != nil:
		_, ok := g.richieste[ev.Richiesta.ID]
		return ok
	case ev.Iscritto != nil:
		return g.codici[ev.Iscritto.CF] && (g.intero && g.d.nelPeriodo(ev.At) || g.s.messaggi[ev.Causa] || g.cause[ev.Causa])
	case ev.Atto != nil:
		return g.atti[ev.Atto.ID]
	case ev.Diffida != nil:
		return g.casi[ev.Diffida.ID]
	case ev.Kit != nil:
		return g.tipo == "iscritto" && ev.Kit.CF == g.s.cf && g.d.nelPeriodo(ev.At)
	case ev.Campagna != nil:
		return g.s.campagna != nil && ev.Campagna.ID == g.s.campagna.ID
	case ev.Compito != nil:
		return g.compito(*ev.Compito, ev.At)
	case ev.Mano != nil:
		return slices.ContainsFunc(ev.Mano.Messaggi, func(sha string) bool { return g.s.messaggi[sha] })
	}
	return g.spedizione(ev)
}

// spedizione chooses what happened to the letters; a receipt that the letter does not name is remembered.
func (g *giro) spedizione(ev rules.Event) bool {
	id, sha := "", ""
	switch {
	case ev.Lettera != nil:
		id = ev.Lettera.ID
	case ev.Passo != nil:
		id, sha = ev.Passo.Lettera, ev.Passo.Ricevuta
	case ev.Ricevuta != nil:
		id, sha = ev.Ricevuta.Lettera, ev.Ricevuta.SHA256
	case ev.Copia != nil:
		id = ev.Copia.Lettera
	case ev.Ancora != nil:
		id = ev.Ancora.Lettera
	}
	if _, ok := g.lettere[id]; !ok {
		return false
	}
	if sha != "" && !g.s.messaggi[sha] && !slices.Contains(g.nuovi, sha) {
		g.nuovi = append(g.nuovi, sha)
	}
	return true
}

// compito chooses calls to a person about what was chosen; one that names several members is left out.
func (g *giro) compito(c rules.Compito, at time.Time) bool {
	_, ours := g.richieste[c.Richiesta]
	ours = ours || g.s.messaggi[c.Messaggio] || g.casi[c.Caso] || g.atti[c.Atto] || g.s.campagna != nil && c.Caso == g.s.campagna.ID
	ours = ours || slices.ContainsFunc(c.Lettere, func(id string) bool { _, ok := g.lettere[id]; return ok })
	ours = ours || g.tipo == "iscritto" && c.CF == g.s.cf && g.d.nelPeriodo(at)
	if ours && slices.ContainsFunc(c.Elenco, func(cf string) bool { return !g.codici[cf] }) {
		g.out.escluse++
		return false
	}
	return ours
}

// fotografa keeps what the register said at the first handing over of a letter, when a request was decided, and at each step of a case.
func (g *giro) fotografa(ev rules.Event) {
	switch {
	case ev.Passo != nil && ev.Passo.Stato == rules.LInInvio:
		if l, ok := g.lettere[ev.Passo.Lettera]; ok {
			g.vista(l.ID, l.CF, primo(ev.Passo.Istante, ev.At), ev.Seq)
		}
	case ev.Esito != nil && g.s.messaggi[ev.Esito.SHA256]:
		for _, r := range g.s.richieste {
			if slices.Contains(r.Messaggi, ev.Esito.SHA256) {
				g.vista(r.ID, r.CF, primo(ev.Esito.Istante, ev.At), ev.Seq)
			}
		}
	case ev.Diffida != nil && g.casi[ev.Diffida.ID]:
		g.vista(ev.Diffida.ID+" "+string(ev.Diffida.Stato), ev.Diffida.CF, ev.At, ev.Seq)
	case ev.Richiesta != nil && len(ev.Richiesta.Messaggi) == 0: // opened by an act
		if r, ok := g.richieste[ev.Richiesta.ID]; ok {
			g.vista(r.ID, r.CF, ev.At, ev.Seq)
		}
	}
}

// ultimo is the last chosen record that is no part of the anchors themselves.
func (g *giro) ultimo() (seq int64) {
	for _, ev := range g.out.eventi {
		if !g.s.diAncora(ev) {
			seq = ev.Seq
		}
	}
	return seq
}

func (g *giro) vista(di, cf string, at time.Time, seq int64) {
	if g.out.viste[di] != nil || cf == "" {
		return
	}
	v := &vista{di: di, quando: at, record: seq, cf: cf, config: g.config}
	if row, ok := g.righe[cf]; ok {
		v.iscritto, v.riga, v.evRiga = row.Iscritto, row.Seq, row
	}
	if c, ok := g.aperti[cf]; ok && c.Stato.Aperta() {
		v.caso = &c
	}
	g.out.viste[di] = v
}

// chiude adds the records in force, those of the files that rows came from, and the erased ones in between.
func (g *giro) chiude() *storia {
	out := &g.out
	for _, v := range out.viste {
		out.inForza = append(out.inForza, v.evRiga, v.config)
		if v.iscritto != nil && v.iscritto.Domicilio != nil {
			out.inForza = append(out.inForza, g.import_[v.iscritto.Domicilio.Prova])
		}
	}
	if g.tipo == "iscritto" { // he is known, whatever the period has
		out.inForza = append(out.inForza, g.righe[g.s.cf])
	}
	out.inForza = slices.DeleteFunc(out.inForza, func(ev rules.Event) bool { return ev.Seq == 0 })
	slices.SortFunc(out.inForza, func(a, b rules.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	for _, ev := range out.inForza {
		out.altri = append(out.altri, ev.Seq)
	}
	out.altri = slices.Compact(out.altri)
	first, last := int64(0), int64(0)
	for _, ev := range out.eventi {
		if ev.Avvio == nil {
			if first == 0 {
				first = ev.Seq
			}
			last = ev.Seq
		}
	}
	for _, n := range g.cancella {
		if n <= first || n >= last {
			continue
		}
		out.spariti++
		if said := g.detti[n]; said.Seq > 0 && len(out.cancellati) < 2*massimoCancellati {
			out.cancellati = append(out.cancellati, n, said.Seq)
			out.inForza = append(out.inForza, rules.Event{Seq: n}, said)
		}
	}
	return out
}

// record are the sequence numbers to prove.
func (s *storia) record() []int64 {
	list := slices.Concat(s.altri, s.cancellati)
	for _, ev := range s.eventi {
		list = append(list, ev.Seq)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
