package inspect

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"pecagent/agent/office"
)

// A run holds at most this much at a time: results that wait for their turn, and the bytes of the files that are being
// read or wait. A file larger than that goes alone.
const (
	finestra = 256
	inVolo   = 32 << 20
)

// Corsa is one run over files, folders and standard input. The zero value of its other fields works.
type Corsa struct {
	Options Options
	JSON    bool      // one object a line in place of pages
	Stdin   io.Reader // what "-" names
	Out     io.Writer
	Err     io.Writer // where an input that was not read is said as well; nil: nowhere
	// Terminale is where progress is shown and the sum at the end; nil: nowhere. OutTerminale tells that Out is the same
	// screen, so that the two do not write over each other.
	Terminale    io.Writer
	OutTerminale bool
	Operai       int // workers; 0: one for each processor. A sequence has one, since it is one history
}

// Esegui explains every input in the order of the arguments, a folder in byte order of its names; the results come in
// that order whatever the number of workers. An input that cannot be read is said in its place and passed over; the sum
// counts it. The error is one of writing, of ctx, or of a history that does not hold.
func (c *Corsa) Esegui(ctx context.Context, nomi []string) (Somma, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	n := c.Operai
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	if c.Options.Sequence {
		n = 1
	}
	jobs := make(chan *lavoro, finestra)
	defer close(jobs)
	for range n {
		o := c.Options
		o.Trust.Cache = nil // each worker has its own
		i, err := New(o)
		if err != nil {
			return Somma{}, err
		}
		go c.operaio(i, jobs)
	}
	g := &guida{c: c, ctx: ctx, jobs: jobs, out: bufio.NewWriterSize(c.Out, 64<<10), mostra: c.avanzamento(ctx, nomi)}
	err := g.guida(elenca(ctx, nomi))
	g.mostra.fine()
	if err == nil {
		g.mostra.somma(g.somma)
	}
	return g.somma, err
}

// lavoro is one input on its way; fatto is given its result once.
type lavoro struct {
	voce  voceElenco
	fatto chan risultato
}

// risultato is what an input came to: the bytes to print, and what the sum counts.
type risultato struct {
	testo   []byte
	livello string
	illeso  bool   // it was read
	perche  string // why not, a line for people
	rottura error
}

// guida hands inputs out and writes results, in order. It alone writes.
type guida struct {
	c      *Corsa
	ctx    context.Context
	jobs   chan<- *lavoro
	out    *bufio.Writer
	mostra *avanzamento
	coda   []*lavoro
	peso   int64
	somma  Somma
}

func (g *guida) guida(in <-chan voceElenco) error {
	for v := range in {
		l := &lavoro{voce: v, fatto: make(chan risultato, 1)}
		for len(g.coda) > 0 && (len(g.coda) == finestra || g.peso+v.peso() > inVolo) {
			if err := g.prossimo(); err != nil {
				return err
			}
		}
		g.coda = append(g.coda, l)
		g.peso += v.peso()
		g.jobs <- l // has room: at most finestra are on their way
		if err := g.pronti(); err != nil {
			return err
		}
	}
	for len(g.coda) > 0 {
		if err := g.prossimo(); err != nil {
			return err
		}
	}
	if err := g.ctx.Err(); err != nil {
		return fmt.Errorf("interrotto: %w", err)
	}
	return g.svuota()
}

// pronti writes what is done and next in order, without waiting.
func (g *guida) pronti() error {
	for len(g.coda) > 0 {
		select {
		case r := <-g.coda[0].fatto:
			if err := g.scrivi(r); err != nil {
				return err
			}
		default:
			return nil
		}
	}
	return nil
}

// prossimo waits for the next result in order and writes it. What is written so far leaves before the wait.
func (g *guida) prossimo() error {
	select {
	case r := <-g.coda[0].fatto:
		return g.scrivi(r)
	default:
	}
	if err := g.svuota(); err != nil {
		return err
	}
	select {
	case r := <-g.coda[0].fatto:
		return g.scrivi(r)
	case <-g.ctx.Done():
		return fmt.Errorf("interrotto: %w", g.ctx.Err())
	}
}

func (g *guida) scrivi(r risultato) error {
	g.peso -= g.coda[0].voce.peso()
	g.coda[0] = nil
	g.coda = g.coda[1:]
	g.somma.conta(r)
	if g.c.OutTerminale {
		g.mostra.togli()
	}
	if _, err := g.out.Write(r.testo); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	if g.c.OutTerminale {
		if err := g.svuota(); err != nil {
			return err
		}
	}
	if err := g.lamenta(r); err != nil {
		return err
	}
	g.mostra.passo(g.somma)
	return r.rottura
}

// lamenta says on the stream of errors that an input was not read.
func (g *guida) lamenta(r risultato) error {
	if r.perche == "" || g.c.Err == nil {
		return nil
	}
	g.mostra.togli()
	if _, err := fmt.Fprintln(g.c.Err, r.perche); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}

func (g *guida) svuota() error {
	if err := g.out.Flush(); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}

// operaio explains inputs one after the other. A fault while a mapped file is read is a panic here and not a death.
func (c *Corsa) operaio(i *Inspector, jobs <-chan *lavoro) {
	debug.SetPanicOnFault(true)
	for l := range jobs {
		l.fatto <- c.uno(i, l.voce)
	}
}

// uno explains one input.
func (c *Corsa) uno(i *Inspector, v voceElenco) risultato {
	var fatal error
	o, caught := sicuro(func() (o Object, err error) {
		if v.err != nil {
			return o, v.err
		}
		raw, libera, err := v.leggi(c.Stdin)
		if err != nil {
			return o, err
		}
		defer libera()
		o, fatal = i.Message(v.file, raw)
		return o, nil
	})
	if o.File = v.file; caught != nil {
		o = Object{File: v.file, Error: caught.Error()}
	}
	return c.risultato(o, fatal)
}

// sicuro makes an error of a panic: whatever happens in one input, a file cut short while it is read or a fault of a
// parser, ends nothing else.
func sicuro(f func() (Object, error)) (o Object, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New(caduta(p))
		}
	}()
	return f()
}

// caduta tells a file that changed under our eyes from a fault of ours.
func caduta(p any) string {
	if f, ok := p.(interface{ Addr() uintptr }); ok && f.Addr() != 0 {
		return "il file è cambiato o non è più leggibile mentre lo si leggeva"
	}
	return fmt.Sprintf("il lettore si è interrotto: %v", p)
}

// risultato prints an object; nothing of what it gives aliases the message.
func (c *Corsa) risultato(o Object, err error) risultato {
	var b bytes.Buffer
	if c.JSON {
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		err = errors.Join(err, enc.Encode(o))
	} else {
		err = errors.Join(err, Spiega(&b, o))
	}
	r := risultato{testo: b.Bytes(), illeso: o.Error == "", rottura: err}
	if o.Error != "" {
		r.perche = "pecagent: inspect: " + office.VisibleLine(o.File) + ": " + perche(o.Error)
	}
	if o.Proof != nil {
		r.livello = o.Proof.Level
	}
	return r
}
