package inspect

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/agent/office"
	"pecagent/mailparse"
	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
	"pecagent/rules"
)

// Options is what the decisions of an inspection depend on.
type Options struct {
	Policy   *rules.Policy
	Trust    smime.Trust
	Firme    smime.Trust // of members' own signatures
	Iscritti []rules.Iscritto
	T0       time.Time
	Modo     rules.Modo
	At       time.Time          // the clock; zero: each message's own time
	Sequence bool               // the messages form one history
	Modulo   office.LeggeModulo // reads attached PDFs for the eye; nil: they are not read
}

// Inspector decides messages one after the other. It is for one goroutine.
type Inspector struct {
	o   Options
	mem *rules.Memoria
	seq int64
}

// New starts an inspection.
func New(o Options) (*Inspector, error) {
	if o.Trust.Cache == nil {
		o.Trust.Cache = &smime.Cache{}
	}
	i := &Inspector{o: o, mem: rules.NewMemoria()}
	start := rules.Event{Kind: rules.KAvvio, Attore: rules.Agente, Avvio: &rules.Avvio{T0: o.T0, Modo: o.Modo, Casella: o.Policy.Ordine.PEC}}
	if err := i.apply(start, o.T0); err != nil {
		return nil, err
	}
	for _, m := range o.Iscritti {
		if err := i.apply(rules.Event{Kind: rules.KIscritto, Attore: rules.Agente, Iscritto: &m}, o.T0); err != nil {
			return nil, err
		}
	}
	return i, nil
}

func (i *Inspector) apply(ev rules.Event, at time.Time) error {
	i.seq++
	ev.V, ev.Seq, ev.At = rules.EventVersion, i.seq, at
	if err := rules.Apply(i.mem, ev); err != nil {
		return fmt.Errorf("applying an event: %w", err)
	}
	return nil
}

// Message explains the bytes of one message; file is the name it goes by.
func (i *Inspector) Message(file string, raw []byte) (Object, error) {
	m, perr := mailparse.Parse(raw)
	o := Object{File: file}
	if m == nil {
		o.Error = fmt.Sprint(perr)
		return o, nil
	}
	proof := m.Verify(i.o.Trust, time.Time{})
	o.fill(m, proof)
	firme := office.Firme(m, proof, i.o.Firme, time.Time{})
	o.firme(firme)
	if perr != nil {
		o.Error = perr.Error()
	}
	now := i.clock(m, proof)
	var in rules.Input = rules.Received{Now: now, Dove: rules.Arrivo{SHA256: m.SHA256, Size: int64(len(raw)), Interna: now}, Msg: m, Proof: proof, Firme: rules.FirmeDa(firme)}
	if perr != nil {
		in = rules.Unreadable{Now: now, Dove: rules.Arrivo{SHA256: m.SHA256, Size: int64(len(raw)), Interna: now}, Perche: illeggibile(perr)}
	}
	d := rules.Decide(i.o.Policy, rules.Vista(i.mem), in)
	o.decision(i.o.Policy, m, d)
	if slices.Contains(verdetto(d).Motivi, "signer_unexpected") { // only a history knows who was expected
		o.Proof.Reasons = verdetto(d).Motivi
	}
	o.moduli(m, i.o.Modulo)
	switch v := verdetto(d); {
	case v.Storico && o.Decision != nil:
		e := *o.Decision
		e.Why = strings.TrimSpace(e.Why + " È anteriore all'istante iniziale (T0): non ha effetti e non riceve risposta (R-301).")
		o.Decision = &e
	case v.Copia: // the log knows it as such and needs no outcome, a reader does
		o.Decision = &rules.Esito{Ground: "none", Outcome: string(rules.RIgnorata), Auto: "NONE", Basis: []string{"U19"}, Why: "È una copia di un messaggio già visto: ha effetto una volta sola."}
	}
	if !i.o.Sequence {
		return o, nil
	}
	for _, ev := range d.Events {
		if err := i.apply(ev, now); err != nil {
			return o, err
		}
	}
	return o, nil
}

// illeggibile says why a message cannot be read, to a person.
func illeggibile(err error) string {
	if errors.Is(err, mailparse.ErrNotMail) {
		return "non ha nessuna delle intestazioni di un messaggio di posta"
	}
	return err.Error()
}

// verdetto is what the decision says about the message as such.
func verdetto(d rules.Decision) rules.Verdetto {
	for _, ev := range d.Events {
		if ev.Esito != nil {
			return *ev.Esito
		}
	}
	return rules.Verdetto{}
}

// clock is the "now" of a message: --at, else its certified time, else its signing time, else its Date.
func (i *Inspector) clock(m *mailparse.Message, p mailparse.Proof) time.Time {
	if !i.o.At.IsZero() {
		return i.o.At
	}
	if t := m.CertifiedTime(p); !t.IsZero() {
		return t
	}
	if !p.SigningTime.IsZero() {
		return p.SigningTime
	}
	if m.Inner != nil && !m.Inner.Date.IsZero() {
		return m.Inner.Date
	}
	if t := mailparse.ParseDate(m.Header.Get("Date")); !t.IsZero() {
		return t
	}
	return i.o.T0 // no time at all: the message stands at the beginning
}

// asks reports whether a message of this kind can carry a request.
func asks(b pec.Busta) bool { return b == pec.Trasporto || b == pec.Anomalia || b == pec.Ordinaria }
