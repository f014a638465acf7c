package office

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"pecagent/rules"
	"pecagent/rules/registri"
	"pecagent/store"
)

// Generatore writes the files of the register feeds (order.md §3): the one hand that does it, for the agent and for a person.
type Generatore struct {
	Store  *store.Store
	Policy *rules.Policy
	Now    func() time.Time
	Attore rules.Attore
}

// Tutti writes the file of every run that waits for one and gives what followed. A run whose file could not be written stays; the
// error is of the first such one, after the others were tried.
func (g Generatore) Tutti(ctx context.Context) (list []rules.Decision, err error) {
	var wait []rules.Flusso
	if err := g.Store.View(func(a rules.Archivio) error { wait = rules.DaGenerare(rules.Vista(a)); return nil }); err != nil {
		return nil, err
	}
	for _, f := range wait {
		d, ferr := g.uno(ctx, f)
		if ferr != nil {
			err = errors.Join(err, fmt.Errorf("writing the file of %s: %w", f.ID, ferr))
			continue
		}
		list = append(list, d)
	}
	return list, err
}

// uno writes one file, stores it with what the register will hold, and lets the rules decide. The stored bytes come first: a run
// never names what is not there.
func (g Generatore) uno(ctx context.Context, f rules.Flusso) (rules.Decision, error) {
	in, err := g.genera(ctx, f)
	if err != nil {
		return rules.Decision{}, err
	}
	d, err := g.Store.Commit(ctx, func(s rules.Snapshot) rules.Decision { return rules.Decide(g.Policy, s, in) })
	if err == nil && d.Errore != "" {
		err = errors.New(d.Errore)
	}
	return d, err
}

func (g Generatore) genera(ctx context.Context, f rules.Flusso) (rules.Generato, error) {
	in := rules.Generato{Now: g.Now(), Attore: g.Attore, Flusso: f.ID}
	c := registri.Chiesta{Feed: g.Policy.Feeds[f.Nome], Oggi: rules.DataRoma(g.Now()), Completo: f.Completo, InteroAlbo: f.InteroAlbo, Forza: f.Forza}
	var last rules.Flusso
	var known bool
	err := g.Store.View(func(a rules.Archivio) error {
		rules.Iscritti(a, func(m rules.Iscritto) bool { c.Iscritti = append(c.Iscritti, m); return true })
		last, known = rules.UltimoAccettato(rules.Vista(a), f.Nome)
		return nil
	})
	if err != nil {
		return in, err
	}
	if f.Richiesta == "" {
		if c.Prima, err = g.situazione(f.Nome, last, known, c.Iscritti); err != nil {
			return in, err
		}
	}
	p, err := scrivi(f, c)
	if err != nil {
		return in, err
	}
	in.Righe, in.Nuovi, in.Cambi, in.Via, in.Entrano, in.Escono, in.Esclusi, in.Rifiuto = p.Righe, p.Nuovi, p.Cambi, p.Via, p.Entrano, p.Escono, p.Esclusi, p.Rifiuto
	in.Soggetti = p.Soggetti
	if p.Rifiuto != "" {
		return in, nil
	}
	return in, g.conserva(ctx, &in, f, c, p)
}

// conserva stores the file and the two situations.
func (g Generatore) conserva(ctx context.Context, in *rules.Generato, f rules.Flusso, c registri.Chiesta, p registri.Prodotto) error {
	var blobs [][]byte
	var into []*string
	add := func(b []byte, to *string) { blobs, into = append(blobs, b), append(into, to) }
	if f.Richiesta != "" || f.Completo || !p.Vuoto() {
		in.File.Nome = p.Nome
		add(p.File, &in.File.SHA256)
	}
	if f.Richiesta == "" {
		add(p.Dopo.Scrivi(), &in.Situazione)
		add(c.Prima.Scrivi(), &in.Prima)
	}
	if len(blobs) == 0 {
		return nil
	}
	shas, err := g.Store.PutRaw(ctx, blobs)
	if err != nil {
		return fmt.Errorf("storing the file: %w", err)
	}
	for i, sha := range shas {
		*into[i] = sha
	}
	if in.File.SHA256 != "" && in.File.SHA256 != p.SHA256 {
		return fmt.Errorf("the file was stored as %s and is %s", in.File.SHA256, p.SHA256)
	}
	return nil
}

// situazione is what the register holds: of the last file it took, less what it refused; before the first one, what the register
// of members says of INI-PEC, and nothing elsewhere.
func (g Generatore) situazione(nome string, last rules.Flusso, known bool, iscritti []rules.Iscritto) (registri.Situazione, error) {
	if !known {
		if nome == rules.FlussoINIPEC {
			return registri.SituazioneIniziale(iscritti), nil
		}
		return registri.Situazione{}, nil
	}
	now, err := g.leggi(last.Situazione)
	if err != nil || len(last.Respinti) == 0 {
		return now, err
	}
	before, err := g.leggi(last.Prima)
	return now.Dopo(before, last.Respinti), err
}

func (g Generatore) leggi(sha string) (registri.Situazione, error) {
	b, err := g.Store.Raw(sha)
	if err != nil {
		return nil, fmt.Errorf("reading what a register holds: %w", err)
	}
	return registri.LeggiSituazione(b)
}

func scrivi(f rules.Flusso, c registri.Chiesta) (registri.Prodotto, error) {
	switch f.Nome {
	case rules.FlussoINIPEC:
		return registri.INIPEC(c), nil
	case rules.FlussoFNOMCEO:
		return registri.FNOMCEO(c), nil
	case rules.FlussoReGIndE:
		return registri.ReGIndE(c), nil
	case rules.FlussoRiservato:
		return registri.Riservato(c.Iscritti, f.Solo, c.Oggi), nil
	}
	return registri.Prodotto{}, fmt.Errorf("no file is known for the feed %q", f.Nome)
}

// reportFeed shows the feeds, makes a run at a person's word, or writes out the file of one.
func reportFeed(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("report feed")
	full, whole, seen := fs.Bool("full", false, ""), fs.Bool("whole-albo", false, ""), fs.Bool("deletions-checked", false, "")
	out := fs.String("out", "", "")
	rest, err := Parse(fs, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) == 0:
		return e.elencaFlussi(*asJSON)
	case len(rest) > 1:
		return usage("un solo flusso")
	}
	id := strings.ToUpper(rest[0])
	if !strings.HasPrefix(id, "FLU-") {
		if id, err = e.chiedeFlusso(ctx, rest[0], *full, *whole, *seen); err != nil {
			return err
		}
	} else if *full || *whole || *seen {
		return usage("--full, --whole-albo e --deletions-checked vogliono il nome di un flusso")
	}
	return e.mostraFlusso(id, *out, *asJSON)
}

// chiedeFlusso asks for a run and writes its file at once.
func (e *Env) chiedeFlusso(ctx context.Context, nome string, full, whole, seen bool) (string, error) {
	a := rules.Atto{Tipo: rules.AttoFlusso, Caso: strings.ToUpper(nome)}
	switch {
	case whole:
		a.Esito = rules.EsitoInteroAlbo
	case full:
		a.Esito = rules.EsitoCompleto
	}
	if seen {
		a.Spunte = []string{rules.SpuntaCancellati}
	}
	d, err := e.commit(ctx, rules.Acted{Now: e.Now(), Attore: e.Attore, Atto: a})
	if err != nil {
		return "", err
	}
	id := ""
	for _, ev := range d.Events {
		if ev.Flusso != nil {
			id = ev.Flusso.ID
		}
	}
	_, err = Generatore{e.Store, e.Policy, e.Now, e.Attore}.Tutti(ctx)
	return id, err
}

func (e *Env) flusso(id string) (f rules.Flusso, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		var ok bool
		if f, ok = rules.Vista(a).Flusso(id); !ok {
			return fmt.Errorf("il flusso %q non esiste", VisibleLine(id))
		}
		return nil
	})
	return f, err
}

// mostraFlusso tells how a run stands and writes its file where one is asked for.
func (e *Env) mostraFlusso(id, out string, asJSON bool) error {
	f, err := e.flusso(id)
	if err != nil {
		return err
	}
	if err := e.rigaFlusso(f, asJSON); err != nil {
		return err
	}
	if out == "" {
		return nil
	}
	if f.File.SHA256 == "" {
		return fmt.Errorf("il flusso %s non ha un file", f.ID)
	}
	b, err := e.Store.Raw(f.File.SHA256)
	if err != nil {
		return fmt.Errorf("reading the file of %s: %w", f.ID, err)
	}
	return e.Save(out, b)
}

func (e *Env) rigaFlusso(f rules.Flusso, asJSON bool) error {
	if asJSON {
		return e.emit(f)
	}
	e.printf("%s %-10s %s %s", f.ID, f.Nome, f.Giorno, f.Stato)
	if f.File.SHA256 != "" {
		e.printf(": %s, %d righe (%d nuove, %d variate, %d cancellate), SHA-256 %s", f.File.Nome, f.Righe, f.Nuovi, f.Cambi, f.Via, f.File.SHA256)
	}
	for _, s := range []string{f.Rifiuto, f.Nota, f.Esito} {
		if s != "" {
			e.printf("; %s", VisibleLine(s))
		}
	}
	e.printf("\n")
	for _, s := range f.Esclusi {
		e.printf("  senza riga: %s\n", VisibleLine(s))
	}
	return nil
}

// ultimiFlussi is how many runs of a feed a list shows.
const ultimiFlussi = 10

func (e *Env) elencaFlussi(asJSON bool) error {
	var list []rules.Flusso
	err := e.Store.View(func(a rules.Archivio) error {
		rules.Flussi(a, func(f rules.Flusso) bool { list = append(list, f); return true })
		return nil
	})
	if err != nil {
		return err
	}
	shown := map[string]int{}
	for i := len(list) - 1; i >= 0; i-- {
		if shown[list[i].Nome]++; shown[list[i].Nome] <= ultimiFlussi {
			if err := e.rigaFlusso(list[i], asJSON); err != nil {
				return err
			}
		}
	}
	return nil
}

// reportDuties shows the duties whose neglect is a ground for the Order's dissolution (order.md §2.8); exit code 1 when one is
// neglected or nobody has told that it is done.
func reportDuties(_ context.Context, e *Env, args []string) error {
	fs, asJSON := flags("report duties")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	list, bad, err := e.adempimenti(true)
	if err != nil {
		return err
	}
	for _, v := range list {
		if err := e.Mostra(v, *asJSON); err != nil {
			return err
		}
	}
	if bad {
		return errShown
	}
	return nil
}

// adempimenti are the duties as lines of a check, and whether one is neglected; with all also the feeds that are off, and what
// nobody has told counts as neglected. It is never ok, but no defect of a store that has just begun.
func (e *Env) adempimenti(all bool) (list []Voce, neglected bool, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		for _, d := range rules.Adempimenti(e.Policy, rules.Vista(a), e.Now()) {
			if all || !d.Spento {
				list = append(list, Voce{d.Nome, d.OK, d.Dice})
				neglected = neglected || !d.OK && (all || !d.Ignoto)
			}
		}
		return nil
	})
	return list, neglected, err
}
