package inspect

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"pecagent/mailparse"
)

// Somma counts what a run came to.
type Somma struct {
	Messaggi    int
	Certificati int // proof level certified
	Discordi    int // mismatch
	Rotti       int // broken
	SenzaFirma  int
	NonLetti    int // with an error; of those whose proof is known the level counts too
}

func (s *Somma) conta(r risultato) {
	s.Messaggi++
	if !r.illeso {
		s.NonLetti++
		return
	}
	switch r.livello {
	case mailparse.Certified.String():
		s.Certificati++
	case mailparse.Mismatch.String():
		s.Discordi++
	case mailparse.Broken.String():
		s.Rotti++
	default:
		s.SenzaFirma++
	}
}

// avanzamento shows on a terminal how far a run is. Its methods may be called on nil, and belong to one goroutine.
type avanzamento struct {
	w      io.Writer
	totale atomic.Int64 // 0: not counted yet
	inizio time.Time
	ultimo time.Time
	visto  bool // a line of ours is on the screen
}

// ogni is how often the line changes.
const ogni = 200 * time.Millisecond

// avanzamento begins to show; the inputs are counted beside the work, without looking into them.
func (c *Corsa) avanzamento(ctx context.Context, nomi []string) *avanzamento {
	if c.Terminale == nil {
		return nil
	}
	a := &avanzamento{w: c.Terminale, inizio: time.Now(), ultimo: time.Now()}
	go func() {
		var n int64
		for _, nome := range nomi {
			if visita(nome, func(voceElenco) bool { n++; return ctx.Err() == nil }) {
				return
			}
		}
		a.totale.Store(n)
	}()
	return a
}

func (a *avanzamento) passo(s Somma) {
	if a == nil || time.Since(a.ultimo) < ogni {
		return
	}
	a.ultimo = time.Now()
	line := migliaia(s.Messaggi)
	if n := int(a.totale.Load()); n > 0 {
		line += " di " + migliaia(n)
		done := min(20, 20*s.Messaggi/n)
		line = "[" + strings.Repeat("#", done) + strings.Repeat(".", 20-done) + "] " + line
	}
	line += fmt.Sprintf(" messaggi, %s al secondo, %s certificati", migliaia(alSecondo(s.Messaggi, a.ultimo.Sub(a.inizio))), migliaia(s.Certificati))
	fmt.Fprintf(a.w, "\r\x1b[K%s", line) // a terminal that cannot be written to is no reason to stop
	a.visto = true
}

func alSecondo(n int, d time.Duration) int {
	if d <= 0 {
		return 0
	}
	return int(float64(n) / d.Seconds())
}

// togli clears the line.
func (a *avanzamento) togli() {
	if a != nil && a.visto {
		fmt.Fprint(a.w, "\r\x1b[K")
		a.visto = false
	}
}

// fine ends the showing.
func (a *avanzamento) fine() { a.togli() }

// somma says at the end what the run came to, where it was about more than one message.
func (a *avanzamento) somma(s Somma) {
	if a == nil || s.Messaggi < 2 {
		return
	}
	took := time.Since(a.inizio)
	line := fmt.Sprintf("%s messaggi in %s (%s al secondo): certificati %s", migliaia(s.Messaggi), durata(took), migliaia(alSecondo(s.Messaggi, took)), migliaia(s.Certificati))
	for _, x := range []struct {
		n    int
		what string
	}{{s.Discordi, "firmati ma non certificati"}, {s.Rotti, "con la firma non valida"}, {s.SenzaFirma, "senza firma di un gestore"}, {s.NonLetti, "non letti"}} {
		if x.n > 0 {
			line += ", " + x.what + " " + migliaia(x.n)
		}
	}
	fmt.Fprintln(a.w, line+".")
}

func durata(d time.Duration) string {
	s := fmt.Sprintf("%.1f s", d.Seconds())
	if d >= time.Minute {
		s = fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return strings.Replace(s, ".", ",", 1)
}
