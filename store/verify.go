package store

import (
	"context"
	"errors"
	"fmt"

	"pecagent/rules"
	"pecagent/store/log"
)

// Verify reads everything again: each frame of the log and its checkpoint from the disk, every raw message that an
// event names, every entry of the index, and it folds the whole log anew to compare. Problems are what a person
// must know, in Italian; err is why the verification could not be finished. It may run beside the agent.
func (s *Store) Verify(ctx context.Context, progress func(done, total int64)) (problems []string, err error) {
	if progress == nil {
		progress = func(_, _ int64) {}
	}
	if err := s.usable(); err != nil {
		return nil, err
	}
	if err := s.log.Check(ctx, func(_, _ int64) {}); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		problems = append(problems, conParole("Il registro degli eventi non è integro", err))
	}
	snap, err := s.begin()
	if err != nil {
		return problems, err
	}
	defer s.end(snap)
	v := verifier{s: s, ctx: ctx, progress: progress, seen: map[string]bool{}, model: newMemEngine()}
	if err := v.run(snap); err != nil {
		return append(problems, v.problems...), err
	}
	return append(problems, v.problems...), nil
}

type verifier struct {
	s        *Store
	ctx      context.Context
	progress func(done, total int64)
	seen     map[string]bool // raw messages looked at
	gone     map[string]bool // messages whose erasure was decided; true: and not carried out yet
	model    *memEngine      // the log folded anew
	chunk    []rules.Event
	problems []string
}

func (v *verifier) problem(f string, a ...any) { v.problems = append(v.problems, fmt.Sprintf(f, a...)) }

func (v *verifier) run(r reader) error {
	if err := v.erasures(r); err != nil {
		return err
	}
	h, want, err := readHead(r)
	if err != nil {
		v.problem("L'indice non è leggibile: %v", err)
		return nil
	}
	got, err := scanSum(r)
	if err != nil {
		v.problem("L'indice non è leggibile: %v", err)
	} else if got != want {
		v.problem("L'indice è danneggiato: si ricostruisce con pecagent rebuild.")
	}
	if err := v.replay(h.Seq); err != nil {
		return err
	}
	return view(v.model, func(m reader) error {
		folded, err := scanSum(m)
		if err == nil && folded != got {
			v.problem("L'indice non corrisponde al registro degli eventi: si ricostruisce con pecagent rebuild.")
		}
		return err
	})
}

// erasures reads which messages were erased, or should have been.
func (v *verifier) erasures(r reader) error {
	o := newOverlay(r)
	f := rules.Vista(archivio{o})
	v.gone = map[string]bool{}
	for _, sha := range f.Cerca(rules.Cancellati, "") {
		v.gone[sha] = false
	}
	for _, sha := range f.Cerca(rules.DaCancellare, "") {
		v.gone[sha] = true
		v.problem("La cancellazione del messaggio %s è stata decisa e non ancora eseguita: la esegue l'avvio dell'agente o il prossimo comando.", sha)
	}
	return o.err
}

// replay reads the log up to the event that the index has reached.
func (v *verifier) replay(upTo int64) error {
	var failed error
	err := v.s.log.Read(1, func(rec log.Record) bool {
		if rec.Seq > upTo {
			return false
		}
		failed = v.event(rec)
		v.progress(rec.Seq, upTo)
		return failed == nil
	})
	if err == nil && failed == nil {
		failed = v.fold()
	}
	if err = errors.Join(err, failed); err == nil || v.ctx.Err() != nil {
		return v.ctx.Err()
	}
	v.problem("%s", conParole("Il registro degli eventi non si può rileggere", err))
	return nil
}

func (v *verifier) event(rec log.Record) error {
	if err := v.ctx.Err(); err != nil {
		return err
	}
	e, err := decodeRecord(rec)
	if err != nil {
		return err
	}
	for _, sha := range rawNamed(e) {
		v.raw(sha, e)
	}
	if e.Kind == rules.KEsito {
		if pending, erased := v.gone[e.Esito.SHA256]; erased && !pending {
			v.problem("L'evento %d porta ancora il contenuto del messaggio %s, che risulta cancellato.", e.Seq, e.Esito.SHA256)
		}
	}
	if e.Kind == rules.KAncora {
		v.anchor(*e.Ancora)
	}
	if v.chunk = append(v.chunk, e); len(v.chunk) < catchUpChunk {
		return nil
	}
	return v.fold()
}

func (v *verifier) fold() error {
	chunk := v.chunk
	v.chunk = v.chunk[:0]
	if len(chunk) == 0 {
		return nil
	}
	return foldAndFlush(v.model, chunk, chunk[len(chunk)-1].Seq, "")
}

// anchor holds a head that a provider has certified against the tree as it is now.
func (v *verifier) anchor(x rules.Ancora) {
	root, ok, err := v.s.RootAt(x.Dimensione)
	switch {
	case err != nil:
		v.problem("L'impronta dei primi %d eventi non si può confrontare con la ricevuta %s: %v", x.Dimensione, x.Ricevuta, err)
	case !ok || root.String() != x.Radice:
		v.problem("La ricevuta %s certifica dei primi %d eventi l'impronta %s, il registro ha %s: il registro non è quello di allora.", x.Ricevuta, x.Dimensione, x.Radice, root)
	}
}

func conParole(what string, err error) string {
	if w := Parole(err); w != "" {
		return what + ". " + w + " (" + err.Error() + ")"
	}
	return what + ": " + err.Error()
}

// rawNamed lists the raw messages that an event says are stored.
func rawNamed(e rules.Event) (list []string) {
	switch e.Kind {
	case rules.KMessaggio:
		list = append(list, e.Messaggio.SHA256)
	case rules.KPasso:
		list = append(list, e.Passo.SHA256, e.Passo.Ricevuta)
	case rules.KLettera:
		list = append(list, e.Lettera.SHA256)
		list = append(list, stored(e.Lettera.Allegati...)...)
	case rules.KAtto:
		list = stored(e.Atto.Documenti...)
	case rules.KFlusso:
		f := e.Flusso
		list = append(stored(f.File, f.Firmato), f.Situazione, f.Prima)
	}
	return list
}

// stored are the digests of the documents that are files of their own.
func stored(docs ...rules.Documento) (list []string) {
	for _, d := range docs {
		if d.Testo == "" {
			list = append(list, d.SHA256)
		}
	}
	return list
}

func (v *verifier) raw(sha string, e rules.Event) {
	if sha == "" || v.seen[sha] {
		return
	}
	v.seen[sha] = true
	if pending, erased := v.gone[sha]; erased {
		if here, err := v.s.raw.Has(sha); err == nil && here && !pending {
			v.problem("Il messaggio %s, cancellato per decisione di due persone, è di nuovo conservato: la casella lo contiene ancora. Va tolto da lì, poi di nuovo cancellato.", sha)
		}
		return
	}
	_, release, err := v.s.MapRaw(sha)
	if err != nil {
		v.problem("%s", conParole(fmt.Sprintf("Il messaggio %s, nominato dall'evento %d, non si può leggere", sha, e.Seq), err))
		return
	}
	release()
}
