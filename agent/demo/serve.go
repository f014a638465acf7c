package demo

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
)

// Serve runs a provider until in ends, ctx is done or the client asks for the end. Each line of in is a Request,
// each line of out the Answer to it, in the same order. Nothing else is written to out.
func Serve(ctx context.Context, o Options, in io.Reader, out io.Writer) error {
	g, err := Avvia(o)
	if err != nil {
		return err
	}
	return errors.Join(g.serve(ctx, in, out), g.Close())
}

func (g *Gestore) serve(ctx context.Context, in io.Reader, out io.Writer) error {
	lines, errs := make(chan []byte), make(chan error, 1)
	go scan(ctx, in, lines, errs)
	for {
		select {
		case <-ctx.Done():
			return nil
		case line, ok := <-lines:
			if !ok {
				return <-errs
			}
			var req Request
			if err := json.Unmarshal(line, &req); err != nil {
				return fmt.Errorf("reading demo request: %w", err)
			}
			if err := writeLine(out, g.answer(req)); err != nil {
				return fmt.Errorf("writing demo answer: %w", err)
			}
			if req.Op == OpFine {
				return nil
			}
		}
	}
}

func scan(ctx context.Context, in io.Reader, lines chan<- []byte, errs chan<- error) {
	defer close(lines)
	sc := bufio.NewScanner(in)
	sc.Buffer(make([]byte, 0, 64<<10), maxLine)
	for sc.Scan() {
		select {
		case lines <- append([]byte(nil), sc.Bytes()...):
		case <-ctx.Done():
			errs <- nil
			return
		}
	}
	errs <- sc.Err()
}

func (g *Gestore) answer(req Request) Answer {
	a := Answer{ID: req.ID}
	res, err := g.do(req)
	if err != nil {
		a.Error = err.Error()
		return a
	}
	if res == nil {
		return a
	}
	if a.Result, err = json.Marshal(res); err != nil {
		a.Error = fmt.Sprintf("writing result: %v", err)
	}
	return a
}

// do is the table of requests.
func (g *Gestore) do(req Request) (any, error) {
	switch req.Op {
	case OpStato:
		return g.Stato(), nil
	case OpClock:
		return with(req, func(x Quando) (any, error) { return nil, g.Clock(x.Ora) })
	case OpScrivi:
		return with(req, func(x Scritto) (any, error) { return g.Scrivi(x) })
	case OpRispondi:
		return with(req, func(x Risposta) (any, error) { return g.Rispondi(x) })
	case OpTravesti:
		return with(req, func(x Travestimento) (any, error) { return g.Travesti(x) })
	case OpCasella:
		return with(req, func(x Indirizzo) (any, error) { return g.Casella(x.Indirizzo), nil })
	case OpPolitica:
		return with(req, func(x Assegna) (any, error) { return nil, g.Politica(x.Indirizzo, x.Politica) })
	case OpConsegna:
		return with(req, func(x Quanti) (any, error) { return g.ConsegnaPosta(x.N) })
	case OpAutomatica:
		return with(req, func(x Acceso) (any, error) { return nil, g.Automatica(x.Acceso) })
	case OpRilascia:
		return with(req, func(x Indirizzo) (any, error) { n, err := g.Rilascia(x.Indirizzo); return Quanti{n}, err })
	case OpRuota:
		return with(req, func(x Acceso) (any, error) { g.Ruota(x.Acceso); return nil, nil })
	case OpGuasto:
		return with(req, func(x Guasto) (any, error) { return nil, g.Guasto(x) })
	case OpRipara:
		g.Ripara()
		return nil, nil
	case OpSposta:
		return with(req, func(x Spostamento) (any, error) { return nil, g.Sposta(x.UID, x.Cartella) })
	case OpMessaggio:
		return with(req, func(x UID) (any, error) {
			raw, err := g.Messaggio(x.Cartella, x.UID)
			return Grezzo{raw}, err
		})
	case OpRegistro:
		return g.Registro(), nil
	case OpSabota:
		return with(req, func(x Quanti) (any, error) { return nil, g.Sabota(x.N) })
	case OpFine:
		return nil, nil
	}
	return nil, fmt.Errorf("unknown request %q", req.Op)
}

// with decodes the argument of a request and hands it on.
func with[T any](req Request, f func(T) (any, error)) (any, error) {
	var x T
	if len(req.Arg) > 0 {
		if err := json.Unmarshal(req.Arg, &x); err != nil {
			return nil, fmt.Errorf("reading argument of %s: %w", req.Op, err)
		}
	}
	return f(x)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
