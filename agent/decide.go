package agent

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"pecagent/agent/office"
	"pecagent/mailparse"
	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
	"pecagent/rules"
	"pecagent/store/failpoint"
	"pecagent/store/fascicolo"
)

// batchSize is how many messages one commit decides; parseLimit is how long one may take before the process
// gives up on itself.
const (
	batchSize  = 100
	parseLimit = 30 * time.Second
	deaths     = 2
)

// errStalled ends the process: a goroutine that does not come back cannot be ended otherwise.
var errStalled = errors.New("the parser does not come back")

// decideLoop decides whatever is stored and not decided, each time it is woken.
func (a *Agent) decideLoop(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-a.toDecide:
		}
		if err := errors.Join(a.decideAll(ctx), a.reread()); err != nil {
			if ctx.Err() != nil || isFatal(err) || errors.Is(err, errStalled) {
				return err
			}
			a.log.Error("decisione rimandata", "perche", err)
			time.AfterFunc(a.o.Tick, func() { wake(a.toDecide) })
		}
		wake(a.toSend)
	}
}

func (a *Agent) decideAll(ctx context.Context) error {
	a.busy.Add(1)
	defer a.busy.Add(-1)
	for ctx.Err() == nil {
		list, err := a.store.Pending(batchSize)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			a.polso.indecisi.finisce()
			return nil
		}
		if err := a.decideBatch(ctx, list); err != nil {
			return err
		}
		a.polso.indecisi.batte()
	}
	return ctx.Err()
}

// decideBatch decides a batch in one commit. A death can only have happened among the first messages that wait at
// a start: those are taken one by one, so that only the guilty one dies twice.
func (a *Agent) decideBatch(ctx context.Context, list []rules.Arrivo) error {
	if a.careful > 0 {
		a.careful--
		list = list[:1]
	}
	shas := make([]string, len(list))
	for i, m := range list {
		shas[i] = m.SHA256
	}
	tries, err := a.store.Attempts(shas)
	if err != nil {
		return fmt.Errorf("recording the attempts: %w", err)
	}
	err = a.decideRead(ctx, list, tries)
	if err == nil || errors.Is(err, errStalled) {
		return err
	}
	// An error that the process survives is no death.
	for _, sha := range shas {
		if forget := a.store.AttemptDone(sha); forget != nil {
			return errors.Join(err, fmt.Errorf("forgetting an attempt: %w", forget))
		}
	}
	return err
}

// decideRead parses the messages and commits their decisions.
func (a *Agent) decideRead(ctx context.Context, list []rules.Arrivo, tries []int) error {
	inputs, release, err := a.readBatch(list, tries)
	defer func() {
		if !errors.Is(err, errStalled) { // else somebody still reads
			release()
		}
	}()
	if err != nil {
		return err
	}
	decide := make([]func(rules.Snapshot) rules.Decision, len(inputs))
	for i, in := range inputs {
		decide[i] = func(s rules.Snapshot) rules.Decision { return a.decide(s, in) }
	}
	failpoint.Hit("agent.decide.before")
	done, err := a.store.CommitBatch(ctx, decide)
	if err != nil {
		return fmt.Errorf("deciding %d messages: %w", len(list), err)
	}
	failpoint.Hit("agent.decide.after")
	for i, d := range done {
		a.tell(inputs[i], d)
	}
	return nil
}

// readBatch parses on as many workers as there are processors. The attempt is durable before the first byte is looked at.
// Large messages are mapped; release lets go of them, when nobody looks at an input any more.
func (a *Agent) readBatch(list []rules.Arrivo, tries []int) (inputs []rules.Input, release func(), err error) {
	mapped := make([]func(), len(list))
	release = func() {
		for _, f := range mapped {
			if f != nil {
				f()
			}
		}
	}
	inputs = make([]rules.Input, len(list))
	for i, m := range list {
		if tries[i] > deaths {
			inputs[i] = rules.Unreadable{Now: a.clock.Now(), Dove: m, Perche: fmt.Sprintf("ha fermato il programma %d volte: in quarantena senza essere letto", deaths)}
		}
	}
	var wg sync.WaitGroup
	errs := make([]error, len(list))
	next := make(chan int)
	for w := range min(runtime.GOMAXPROCS(0), len(list)) {
		if w == len(a.caches) {
			a.caches = append(a.caches, &smime.Cache{})
		}
		trust := a.trust
		trust.Cache = a.caches[w]
		wg.Go(func() {
			for i := range next {
				if inputs[i], mapped[i], errs[i] = a.read(list[i], trust); errors.Is(errs[i], errStalled) {
					trust.Cache = nil // the goroutine that does not come back may still hold it
				}
			}
		})
	}
	for i := range list {
		if inputs[i] == nil {
			next <- i
		}
	}
	close(next)
	wg.Wait()
	return inputs, release, errors.Join(errs...)
}

// read makes the input of one message; what cannot be read becomes Unreadable, never an error.
// The input aliases the stored bytes until release.
func (a *Agent) read(m rules.Arrivo, trust smime.Trust) (in rules.Input, release func(), err error) {
	raw, release, err := a.store.MapRaw(m.SHA256)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the stored message %s: %w", m.SHA256, err)
	}
	if absentForm.Match(raw) {
		return rules.Unreadable{Now: a.clock.Now(), Dove: m, Perche: string(bytes.TrimSpace(raw))}, release, nil
	}
	failpoint.Hit("agent.parse.before")
	type result struct {
		msg   *mailparse.Message
		proof mailparse.Proof
		firme []rules.Firma
		reso  *rules.Confronto
		testa *rules.RegistroLetto
		err   error
		disk  error
	}
	c := make(chan result, 1)
	go func() {
		var r result
		debug.SetPanicOnFault(true) // a disk that fails under a mapped message is an error of that message
		defer func() {
			switch p := recover().(type) {
			case nil:
			case interface{ Addr() uintptr }: // the disk does not give the bytes: no word about the message
				r.disk = fmt.Errorf("reading the stored message %s: %v", m.SHA256, p)
			default:
				r.err = fmt.Errorf("il lettore si è interrotto: %v", p)
			}
			c <- r
		}()
		poison(raw)
		if r.msg, r.err = mailparse.Parse(raw); r.err == nil {
			r.proof = r.msg.Verify(trust, m.Interna)
			r.firme = rules.FirmeDa(office.Firme(r.msg, r.proof, a.firme, m.Interna))
			r.reso = a.confronta(r.msg, r.proof)
			r.testa = a.registroIn(r.msg, r.proof)
		}
	}()
	select {
	case r := <-c:
		if r.disk != nil {
			release()
			return nil, nil, r.disk
		}
		if r.err != nil {
			why := r.err.Error()
			if errors.Is(r.err, mailparse.ErrNotMail) {
				why = "non ha nessuna delle intestazioni di un messaggio di posta"
			}
			return rules.Unreadable{Now: a.clock.Now(), Dove: m, Perche: why}, release, nil
		}
		return rules.Received{Now: a.clock.Now(), Dove: m, Msg: r.msg, Proof: r.proof, Firme: r.firme, Confronto: r.reso, Registro: r.testa}, release, nil
	case <-time.After(parseLimit):
		return nil, nil, fmt.Errorf("%w: message %s", errStalled, m.SHA256)
	}
}

// confronta holds a certified receipt of delivery against the letter it speaks of. A letter whose bytes cannot be read is
// said and not compared: the delivery is certified all the same.
func (a *Agent) confronta(m *mailparse.Message, proof mailparse.Proof) *rules.Confronto {
	if proof.Level != mailparse.Certified || m.DatiCert == nil || m.DatiCert.Tipo != pec.AvvenutaConsegna {
		return nil
	}
	var l rules.Lettera
	err := a.store.View(func(ar rules.Archivio) error { l, _ = rules.LetteraDi(rules.Vista(ar), m.DatiCert); return nil })
	var sent []byte
	if err == nil && l.SHA256 != "" {
		sent, err = a.store.Raw(l.SHA256)
	}
	if err != nil {
		a.log.Error("ricevuta non confrontata con la lettera", "lettera", l.ID, "perche", err)
		return nil
	}
	if sent == nil {
		return nil
	}
	return &rules.Confronto{Con: l.SHA256, Confronto: mailparse.Confronta(sent, m)}
}

// registroIn is the head of the log that a certified receipt of our mailbox carries, beside what our own log says of that size.
func (a *Agent) registroIn(m *mailparse.Message, proof mailparse.Proof) *rules.RegistroLetto {
	if proof.Level != mailparse.Certified || m.DatiCert == nil || !strings.EqualFold(m.DatiCert.Mittente, a.policy.Ordine.PEC) {
		return nil
	}
	x, ok := fascicolo.LeggiAncora(m)
	if !ok {
		return nil
	}
	r := &rules.RegistroLetto{Dimensione: x.Dimensione, Radice: base64.StdEncoding.EncodeToString(x.Radice), Dove: x.Dove}
	root, ok, err := a.store.RootAt(x.Dimensione)
	switch {
	case err != nil: // the receipt counts all the same; check will tell what the log has
		a.log.Error("impronta del registro non confrontata", "perche", err)
		return nil
	case ok:
		r.Nostra = root.String()
	}
	return r
}

// decide is rules.Decide, plus the stop of R-301.
func (a *Agent) decide(s rules.Snapshot, in rules.Input) rules.Decision {
	return rules.ConRicevuteIgnote(a.policy, s, in, rules.Decide(a.policy, s, in))
}

func domainOf(addr string) string { return addr[strings.LastIndexByte(addr, '@')+1:] }

// tell writes the one line of a message's story; digests instead of bodies, no codice fiscale.
func (a *Agent) tell(in rules.Input, d rules.Decision) {
	for _, ev := range d.Events {
		v := ev.Esito
		if v == nil {
			continue
		}
		args := []any{"sha256", v.SHA256[:min(12, len(v.SHA256))], "busta", v.Busta, "prova", v.Livello}
		if v.Storico {
			args = append(args, "storico", true) // before T0: nothing follows
		}
		if v.Decisione != nil {
			args = append(args, "tipo", v.Decisione.Type, "esito", v.Decisione.Outcome, "auto", v.Decisione.Auto)
		}
		if _, ok := in.(rules.Unreadable); ok {
			args = append(args, "illeggibile", true) // why may quote the message: it is in the archive
		}
		a.log.Info("messaggio deciso", args...)
	}
}
