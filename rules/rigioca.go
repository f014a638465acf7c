package rules

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Rigioco decides a stored history again (pecagent replay). Its state is folded from what it decides itself, never from what was
// decided then: where both agree that is the same. Ids are those of the log wherever a decision then and now is about the same thing,
// so that one letter less changes no number of another member. It is not for concurrent use.
//
// What hangs on a thing that is not there in the replay (the steps and receipts of a letter that would not have left) is not
// decided but counted as a consequence. What only the replay writes is taken as sent and never heard of: nobody knows what its recipient would have done.
type Rigioco struct {
	// Decide decides; ConRicevuteIgnote of Decide but in tests.
	Decide func(*Policy, Snapshot, Input) Decision

	p       *Policy
	fissa   bool
	a       *Memoria
	perse   map[string]bool   // ids of the log that the replay does not have
	diverse map[string]bool   // letters that the replay has in another state than the log
	di      map[string]string // request, letter, task → CF: also of what carries none and came from a member's message
	nuove   int               // ids given by the replay alone
	conti   ContiRigioco
}

// ContiRigioco counts what a replay came to.
type ContiRigioco struct {
	Decisioni   int // groups of events that were decided again
	Giri        int // looks at the clock from which nothing had followed
	Fatti       int // facts that nobody decides: arrivals, configurations
	Differenze  int
	Conseguenze int
	// NonRigiocabili: the inputs of these decisions are not complete in the log; by reason, in Italian.
	NonRigiocabili map[string]int
}

// Differenza is what was decided then and what would be decided now, of one member and one input. CF is empty for what is about no
// member. Allora and Ora are the events that have no equal on the other side.
type Differenza struct {
	CF          string
	Seq         int64 // first event of the decision
	Quando      time.Time
	Ingresso    string
	Causa       string
	Conseguenza bool
	Allora, Ora []Event
}

// NewRigioco begins a replay. With a policy that one is in force throughout, without one the policies of the log.
func NewRigioco(p *Policy) *Rigioco {
	r := &Rigioco{a: NewMemoria(), p: p, fissa: p != nil, perse: map[string]bool{}, diverse: map[string]bool{}, di: map[string]string{}}
	r.Decide = func(p *Policy, s Snapshot, in Input) Decision { return ConRicevuteIgnote(p, s, in, Decide(p, s, in)) }
	r.conti.NonRigiocabili = map[string]int{}
	if p == nil {
		r.p = &Policy{}
	}
	return r
}

// Conti counts what was replayed so far.
func (r *Rigioco) Conti() ContiRigioco { return r.conti }

// Iscritto is a member as the replay has him now.
func (r *Rigioco) Iscritto(cf string) (Iscritto, bool) { return Vista(r.a).Iscritto(cf) }

// Fatti folds a decision that cannot be made again: facts, or, with a reason, what is not replayable. Its events count as they are.
func (r *Rigioco) Fatti(events []Event, perche string) error {
	if perche == "" && !slices.ContainsFunc(events, func(e Event) bool { return !e.fatto() }) {
		r.conti.Fatti++
	} else {
		if perche == "" {
			perche = "il registro non ne conserva l'ingresso (scritte da una versione precedente)"
		}
		r.conti.NonRigiocabili[perche]++
	}
	for _, e := range events {
		if e.Config != nil && e.Config.Policy != nil && !r.fissa {
			r.p = e.Config.Policy.Seal()
		}
		r.ricorda(e, "")
		if r.persa(e) {
			continue
		}
		if err := Apply(r.a, e); err != nil {
			return fmt.Errorf("folding event %d: %w", e.Seq, err)
		}
	}
	return nil
}

// fatto reports whether an event without an input is no decision.
func (e Event) fatto() bool {
	switch e.Kind {
	case KAvvio, KConfig, KMessaggio, KModo, KOperazione, KAccesso, KAncora:
		return true
	}
	return false
}

// Decisione decides one input again; events are what was decided then, never none, giro the last look at the clock before it
// from which nothing followed. Differences come in the order of the events, by member.
func (r *Rigioco) Decisione(events []Event, in Input, giro time.Time) ([]Differenza, error) {
	var out []Differenza
	for range 3 { // what a look brings may be followed by more at the next one
		if giro.IsZero() {
			break
		}
		r.conti.Giri++
		more, err := r.passo(nil, Ticked{giro}, events[0])
		if err != nil {
			return nil, err
		}
		if len(more) == 0 {
			break
		}
		out = append(out, more...)
	}
	r.conti.Decisioni++
	if r.dipende(in, events) {
		return append(out, r.conseguenza(events)...), r.tiene(events)
	}
	if x, ok := in.(Adopted); ok {
		if v, ok := Messaggio(r.a, x.Verdict.SHA256); ok {
			x.Verdict = v
		}
		in = x
	}
	more, err := r.passo(events, in, events[0])
	return append(out, more...), err
}

// passo decides in on the state of the replay, folds the outcome and gives the differences from then.
func (r *Rigioco) passo(then []Event, in Input, first Event) ([]Differenza, error) {
	s := Vista(r.a)
	base := s.Stato.Contatori
	now := r.Decide(r.p, s, in).Events
	c := confrontoEventi{base: base, then: then, now: now, nomi: map[string]string{}}
	c.accoppia()
	c.accoppiaCose()
	whose := r.diChi(in, then, now)
	gone := make([]bool, len(then))
	for i, e := range then {
		r.ricorda(e, whose)
		gone[i] = r.persa(e)
	}
	if err := r.piega(&c, whose, first); err != nil {
		return nil, err
	}
	for i, e := range then {
		if c.diThen[i] < 0 {
			if e.Lettera != nil {
				r.diverse[e.Lettera.ID] = true
			}
			if err := r.perde(&c, e); err != nil {
				return nil, err
			}
		}
	}
	if x, ok := in.(Sent); ok && len(now) == 0 && len(then) > 0 { // it does not leave: its receipts are none of its own
		r.perse[x.Passo.Lettera] = true
		gone[0] = r.diverse[x.Passo.Lettera]
	}
	return r.differenze(&c, gone, whose, in, first), nil
}

// piega folds what is decided now: as it stands in the log where it was decided then, too.
func (r *Rigioco) piega(c *confrontoEventi, whose string, first Event) error {
	for i, e := range c.now {
		if j := c.diNow[i]; j >= 0 {
			e = c.then[j]
		} else {
			e = c.rinomina(e, r)
			e.Seq, e.At = first.Seq, first.At
			if l := e.Lettera; l != nil && daPartire(l.Stato) {
				if _, ok := Vista(r.a).Lettera(l.ID); !ok && strings.Contains(l.ID, segnoRigioco) {
					l.Stato, l.Motivo, l.TInvio = LInviata, "scritta solo dal rigioco", first.At
				}
			}
			c.now[i] = e
		}
		r.ricorda(e, whose)
		if err := Apply(r.a, e); err != nil {
			return fmt.Errorf("folding what is decided now of event %d: %w", first.Seq, err)
		}
	}
	return nil
}

// perde counts the ids of an event that the replay does not have, so that nobody else gets their numbers.
func (r *Rigioco) perde(c *confrontoEventi, e Event) error {
	for _, id := range c.nuovi(mustJSON(e)) {
		if !slices.Contains(c.tenuti(), id) {
			r.perse[id] = true
		}
		if err := contaID(r.a, id); err != nil {
			return err
		}
	}
	return nil
}

// ricorda keeps whose a thing is; what comes of an input about a member is his where it does not say.
func (r *Rigioco) ricorda(e Event, whose string) {
	id := ""
	switch {
	case e.Richiesta != nil:
		id = e.Richiesta.ID
	case e.Lettera != nil:
		id = e.Lettera.ID
	case e.Compito != nil:
		id = e.Compito.ID
	default:
		return
	}
	cf := r.cf(e)
	if cf == "" {
		cf = whose
	}
	if cf != "" {
		r.di[id] = cf
	}
}

// diChi is the member that the events of an input are about, "" where it is the clock's or nobody's.
func (r *Rigioco) diChi(in Input, events ...[]Event) string {
	if _, ok := in.(Ticked); ok {
		return ""
	}
	for _, list := range events {
		for _, e := range list {
			if cf := r.cf(e); cf != "" && e.Iscritto == nil {
				return cf
			}
		}
	}
	return ""
}

// persa reports whether an event is about a thing that the replay does not have.
func (r *Rigioco) persa(e Event) bool {
	switch {
	case e.Passo != nil:
		return r.perse[e.Passo.Lettera]
	case e.Copia != nil:
		return r.perse[e.Copia.Lettera]
	case e.Ricevuta != nil:
		return e.Ricevuta.Lettera != "" && r.perse[e.Ricevuta.Lettera]
	case e.Lettera != nil:
		return r.perse[e.Lettera.ID]
	case e.Compito != nil:
		return r.perse[e.Compito.ID]
	case e.Richiesta != nil:
		return r.perse[e.Richiesta.ID]
	}
	return false
}

// dipende reports whether an input is about a letter that the replay does not have: its step, its receipt, its copy.
func (r *Rigioco) dipende(in Input, events []Event) bool {
	switch in.(type) {
	case Received, Sent, Cercata, Copiata, Withdrawn:
		return len(r.perse) > 0 && slices.ContainsFunc(events, r.persa)
	}
	return false
}

func (r *Rigioco) conseguenza(events []Event) []Differenza {
	d := Differenza{Seq: events[0].Seq, Quando: events[0].At, Causa: events[0].Causa, Conseguenza: true, Allora: events}
	for _, e := range events {
		if d.CF == "" {
			d.CF = r.cf(e)
		}
	}
	if g := events[0].Ingresso; g != nil {
		d.Ingresso = g.Tipo
	}
	r.conti.Conseguenze++
	return []Differenza{d}
}

// tiene folds of a consequence what is true all the same: that the message was decided, and what was learnt about things that are there.
func (r *Rigioco) tiene(events []Event) error {
	for _, e := range events {
		r.ricorda(e, "")
		if e.Esito == nil && e.Modo == nil {
			for _, id := range idDi(mustJSON(e)) {
				if r.assente(id) {
					r.perse[id] = true
				}
				if err := contaID(r.a, id); err != nil {
					return err
				}
			}
			continue
		}
		if err := Apply(r.a, e); err != nil {
			return fmt.Errorf("folding event %d: %w", e.Seq, err)
		}
	}
	return nil
}

// assente reports whether an id names a request, letter or task that the replay does not have.
func (r *Rigioco) assente(id string) bool {
	switch id[:min(4, len(id))] {
	case "RIC-":
		return r.a.Get(kRichiesta+id) == nil
	case "LET-":
		return r.a.Get(kLettera+id) == nil
	case "SEG-":
		return r.a.Get(kCompito+id) == nil
	}
	return false
}

// cf is the member an event is about, "" where it is about none.
func (r *Rigioco) cf(e Event) string {
	switch {
	case e.Iscritto != nil:
		return e.Iscritto.CF
	case e.Richiesta != nil:
		return cmp.Or(e.Richiesta.CF, r.di[e.Richiesta.ID])
	case e.Lettera != nil:
		return cmp.Or(e.Lettera.CF, r.di[e.Lettera.ID], r.di[e.Lettera.Richiesta])
	case e.Passo != nil:
		return r.di[e.Passo.Lettera]
	case e.Copia != nil:
		return r.di[e.Copia.Lettera]
	case e.Ricevuta != nil:
		return r.di[e.Ricevuta.Lettera]
	case e.Compito != nil:
		return cmp.Or(e.Compito.CF, r.di[e.Compito.ID], r.di[e.Compito.Richiesta])
	case e.Atto != nil:
		return e.Atto.CF
	case e.Diffida != nil:
		return e.Diffida.CF
	case e.Kit != nil:
		return e.Kit.CF
	case e.Mano != nil:
		return e.Mano.CF
	case e.Esito != nil && e.Esito.Decisione != nil:
		return cmp.Or(e.Esito.Decisione.Member, e.Esito.Decisione.CF)
	}
	return ""
}

// differenze are the events without an equal, by member. What of a message is about no member by itself is its member's.
func (r *Rigioco) differenze(c *confrontoEventi, gone []bool, whose string, in Input, first Event) []Differenza {
	var out []Differenza
	add := func(e Event, now, lost bool) {
		cf := r.cf(e)
		if cf == "" {
			cf = whose
		}
		i := slices.IndexFunc(out, func(d Differenza) bool { return d.CF == cf })
		if i < 0 {
			i = len(out)
			out = append(out, Differenza{CF: cf, Seq: first.Seq, Quando: adesso(in), Ingresso: nomeIngresso(in), Causa: e.Causa})
		}
		out[i].Conseguenza = out[i].Conseguenza || lost
		if now {
			out[i].Ora = append(out[i].Ora, e)
		} else {
			out[i].Allora = append(out[i].Allora, e)
		}
	}
	for i, e := range c.then {
		if c.diThen[i] < 0 {
			add(e, false, gone[i])
		}
	}
	for i, e := range c.now {
		if c.diNow[i] < 0 {
			add(e, true, false)
		}
	}
	for i := range out {
		out[i].Conseguenza = out[i].Conseguenza && len(out[i].Ora) == 0
		if out[i].Conseguenza {
			r.conti.Conseguenze++
		} else {
			r.conti.Differenze++
		}
	}
	return out
}

// segnoRigioco is in the ids that only the replay gives.
const segnoRigioco = "~"

// confrontoEventi holds what was decided then against what is decided now. Ids given in the decision itself are numbers of a counter
// and compare as such; what they name is told by the rest of the event.
type confrontoEventi struct {
	base           map[string]int // counters before the decision
	then, now      []Event
	diThen, diNow  []int             // place of the equal event on the other side, -1
	nomi           map[string]string // id given now → id of the same thing in the log
	bareThen, bare [][]byte          // the events without what the recording gave them
}

func (c *confrontoEventi) accoppia() {
	c.diThen, c.diNow = slices.Repeat([]int{-1}, len(c.then)), slices.Repeat([]int{-1}, len(c.now))
	c.bareThen, c.bare = make([][]byte, len(c.then)), make([][]byte, len(c.now))
	for i, e := range c.then {
		c.bareThen[i] = c.spoglio(e)
	}
	same := len(c.then) == len(c.now)
	for i, e := range c.now {
		c.bare[i] = c.spoglio(e)
		same = same && bytes.Equal(c.bare[i], c.bareThen[i])
	}
	if same { // nearly always
		for i := range c.then {
			c.diThen[i], c.diNow[i] = i, i
		}
		return
	}
	for i := range c.now {
		mine := c.mascherato(c.bare[i])
		for j := range c.then {
			if c.diThen[j] < 0 && c.mascherato(c.bareThen[j]) == mine {
				c.diThen[j], c.diNow[i] = i, j
				c.nomina(c.bare[i], c.bareThen[j])
				break
			}
		}
	}
}

// nomina remembers that the ids of two equal events name the same things.
func (c *confrontoEventi) nomina(now, then []byte) {
	n, t := idDi(now), idDi(then)
	for i := range min(len(n), len(t)) {
		if _, ok := c.nomi[n[i]]; !ok && c.nuovo(n[i]) && c.nuovo(t[i]) && !slices.Contains(c.tenuti(), t[i]) {
			c.nomi[n[i]] = t[i]
		}
	}
}

// accoppiaCose finds, among the events that differ, the things that are the same case in another shape: they keep their ids.
func (c *confrontoEventi) accoppiaCose() {
	for i, e := range c.now {
		id, what := cosaNata(e)
		if c.diNow[i] >= 0 || id == "" || !c.nuovo(id) || c.nomi[id] != "" {
			continue
		}
		for j, f := range c.then {
			was, same := cosaNata(f)
			if c.diThen[j] < 0 && same == what && c.nuovo(was) && !slices.Contains(c.tenuti(), was) {
				c.nomi[id] = was
				if e.Richiesta != nil {
					c.nomi[e.Richiesta.Rif] = f.Richiesta.Rif
				}
				break
			}
		}
	}
}

// cosaNata is the id of the thing an event makes or changes, and what it is.
func cosaNata(e Event) (id, what string) {
	switch {
	case e.Richiesta != nil:
		return e.Richiesta.ID, "richiesta " + e.Richiesta.CF
	case e.Compito != nil:
		return e.Compito.ID, "compito " + string(e.Compito.Tipo) + " " + e.Compito.CF + " " + e.Compito.Messaggio
	case e.Lettera != nil:
		return e.Lettera.ID, "lettera " + e.Lettera.Modello + " " + e.Lettera.A
	}
	return "", ""
}

func (c *confrontoEventi) tenuti() []string {
	var out []string
	for _, id := range c.nomi {
		out = append(out, id)
	}
	return out
}

// rinomina gives an event of now the ids of the log, or ids of its own.
func (c *confrontoEventi) rinomina(e Event, r *Rigioco) Event {
	b := formaID.ReplaceAllFunc(mustJSON(e), func(id []byte) []byte {
		s := string(id)
		if !c.nuovo(s) {
			return id
		}
		if c.nomi[s] == "" {
			r.nuove++
			c.nomi[s] = s + segnoRigioco + strconv.Itoa(r.nuove)
		}
		return []byte(c.nomi[s])
	})
	var out Event
	if err := json.Unmarshal(b, &out); err != nil {
		panic(fmt.Sprintf("rules: renaming in an event: %v", err)) // ids stand in strings alone
	}
	return out
}

// spoglio is an event without what the recording gave it.
func (c *confrontoEventi) spoglio(e Event) []byte {
	e.V, e.Seq, e.At, e.Policy, e.Regole, e.Modelli, e.Ingresso = 0, 0, time.Time{}, "", "", "", nil
	if e.Lettera != nil {
		l := *e.Lettera
		l.Effetto = "" // names the request by its number
		e.Lettera = &l
	}
	return mustJSON(e)
}

func (c *confrontoEventi) mascherato(b []byte) string {
	return string(formaID.ReplaceAllFunc(b, func(id []byte) []byte {
		if !c.nuovo(string(id)) {
			return id
		}
		k, _, _ := parteID(string(id))
		return []byte(k)
	}))
}

// formaID is an id of a counter: RIC-2026-000123.
var formaID = regexp.MustCompile(`\b[A-Z]{3}-\d{4}-\d{6}\b(?:~\d+)?`)

// idDi lists the ids in an event, in order.
func idDi(b []byte) []string {
	var out []string
	for _, id := range formaID.FindAll(b, -1) {
		out = append(out, string(id))
	}
	return out
}

// parteID takes an id apart: counter and number.
func parteID(id string) (counter string, n int, ok bool) {
	i := strings.LastIndexByte(id, '-')
	if i < 0 {
		return "", 0, false
	}
	n, err := strconv.Atoi(id[i+1:])
	return id[:i], n, err == nil
}

// nuovo reports whether an id was given in this decision.
func (c *confrontoEventi) nuovo(id string) bool {
	k, n, ok := parteID(id)
	return ok && n > c.base[k]
}

func (c *confrontoEventi) nuovi(b []byte) []string {
	return slices.DeleteFunc(idDi(b), func(id string) bool { return !c.nuovo(id) })
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("rules: encoding %T: %v", v, err)) // our own types always encode
	}
	return b
}
