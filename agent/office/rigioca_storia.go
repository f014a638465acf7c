package office

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/smime"
	"pecagent/rules"
	"pecagent/store"
)

// storia is a stored history on its way through a replay: the log read in order, its messages parsed ahead on all processors.
type storia struct {
	src        *store.Copia
	trust      smime.Trust
	r          *rules.Rigioco
	avanza     func(done, total int64)
	differenze []rules.Differenza

	prima, ultima time.Time
}

// mossa is one recorded decision with its input on the way.
type mossa struct {
	events []rules.Event
	in     *rules.Ingresso
	pronta chan struct{} // closed when msg, proof and perche are there; nil where nothing is read
	msg    *mailparse.Message
	proof  mailparse.Proof
	perche string // why the input cannot be made again, Italian
}

// avanti is how many decisions are read ahead of the one that is decided: with it the messages that are held in memory.
const avanti = 64

var errFine = errors.New("the replay has ended")

// rigioca decides the whole history again.
func (s *storia) rigioca(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	moves, jobs := make(chan *mossa, avanti), make(chan *mossa, avanti)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop()
	var read error
	wg.Go(func() {
		defer close(moves)
		defer close(jobs)
		read = s.leggi(ctx, moves, jobs)
	})
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() { s.analizza(jobs) })
	}
	for m := range moves {
		if err := s.muove(m); err != nil {
			return err
		}
	}
	if read != nil {
		return read
	}
	return ctx.Err()
}

// leggi gives the recorded decisions in order, and to the parsers those that have a message.
func (s *storia) leggi(ctx context.Context, moves, jobs chan<- *mossa) error {
	err := s.src.Decisions(func(events []rules.Event) error {
		m := &mossa{}
		if m.events, m.in = rules.SenzaIngresso(events); m.in != nil {
			if sha, _ := m.in.Messaggio(); sha != "" {
				m.pronta = make(chan struct{})
				select {
				case jobs <- m:
				case <-ctx.Done():
					return errFine
				}
			}
		}
		select {
		case moves <- m:
			return nil
		case <-ctx.Done():
			return errFine
		}
	})
	if errors.Is(err, errFine) {
		return nil
	}
	return err
}

// analizza parses messages and verifies them again, until there are no more.
func (s *storia) analizza(jobs <-chan *mossa) {
	trust := s.trust
	trust.Cache = &smime.Cache{}
	for m := range jobs {
		s.analizzaUno(m, trust)
		close(m.pronta)
	}
}

func (s *storia) analizzaUno(m *mossa, trust smime.Trust) {
	defer func() {
		if r := recover(); r != nil {
			m.perche = "il messaggio ferma il lettore di adesso"
		}
	}()
	sha, arrived := m.in.Messaggio()
	raw, err := s.src.Raw(sha)
	if err != nil {
		m.perche = "il messaggio conservato manca o è danneggiato"
		return
	}
	if m.msg, err = mailparse.Parse(raw); err != nil {
		m.perche = "il messaggio non si legge con il programma di adesso"
		return
	}
	if arrived.IsZero() {
		arrived = m.events[0].At
	}
	m.proof = m.msg.Verify(trust, arrived)
}

// muove decides one input again.
func (s *storia) muove(m *mossa) error {
	if m.pronta != nil {
		<-m.pronta
	}
	first := m.events[0]
	if s.prima.IsZero() {
		s.prima = first.At
	}
	s.ultima = first.At
	if last := m.events[len(m.events)-1]; s.avanza != nil {
		s.avanza(last.Seq, s.src.Head.Size)
	}
	if m.in == nil || m.perche != "" {
		return s.r.Fatti(m.events, m.perche)
	}
	in, err := m.in.Input(m.msg, m.proof)
	if err != nil {
		return s.r.Fatti(m.events, fmt.Sprintf("l'ingresso non si legge con il programma di adesso (%s)", m.in.Tipo))
	}
	diff, err := s.r.Decisione(m.events, in, m.in.Giro)
	s.differenze = append(s.differenze, diff...)
	return err
}
