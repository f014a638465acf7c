package office

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"pecagent/rules"
)

// rigaScarto is one row of "report retention".
type rigaScarto struct {
	Tipo       string   `json:"tipo"`
	ID         string   `json:"id"`
	CF         string   `json:"codice_fiscale,omitempty"`
	Finito     string   `json:"finito"`
	Dal        string   `json:"scartabile_dal"`
	Documenti  []string `json:"documenti"`
	Perche     string   `json:"perche"`
	Fondamento string   `json:"fondamento"`
}

// terminiJSON is the first object of "report retention --json": the terms of [conservazione], 0 for none.
type terminiJSON struct {
	Tipo             string `json:"tipo"` // termini
	RichiesteAnni    int    `json:"richieste_anni"`
	DiffideAnni      int    `json:"diffide_anni"`
	LettereAnni      int    `json:"lettere_anni"`
	AltraPostaGiorni int    `json:"altra_posta_giorni"`
	Fondamento       string `json:"fondamento"`
}

// reportRetention lists what has passed the terms of [conservazione], with reason and ground. It proposes: nothing is deleted, by this
// command or any other.
func reportRetention(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("report retention")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	c := e.Config.Conservazione
	t := rules.TerminiScarto{RichiesteAnni: c.RichiesteAnni, DiffideAnni: c.DiffideAnni, LettereAnni: c.LettereAnni, AltraPostaGiorni: e.Config.Policy.ConservaAltraPosta}
	var list []rules.Scarto
	if err := e.Store.View(func(a rules.Archivio) error { list = rules.Scartabili(a, t, e.Now()); return nil }); err != nil {
		return err
	}
	ground := cmp.Or(c.Fondamento, "piano di conservazione dell'ente, art. 68 DPR 445/2000 (da indicare in conservazione.fondamento)")
	seen := rules.Accesso{Comando: "report retention"}
	var rows [][]string
	var objects []rigaScarto
	for _, s := range list {
		seen.CF, seen.Cose = append(seen.CF, s.CF), append(seen.Cose, s.ID)
		rows = append(rows, []string{s.Tipo, s.ID, s.CF, s.Finito, s.Dal, fmt.Sprint(len(s.Documenti)), strings.Join(s.Documenti, " "), s.Perche, ground})
		objects = append(objects, rigaScarto{s.Tipo, s.ID, s.CF, s.Finito, s.Dal, append([]string{}, s.Documenti...), s.Perche, ground})
	}
	e.accesso(ctx, seen)
	if t == (rules.TerminiScarto{}) {
		fmt.Fprintln(e.Err, "Nessun termine è configurato in [conservazione]: non si propone nulla.")
	}
	fmt.Fprintf(e.Err, "Proposte: %d. Nulla viene cancellato: lo scarto richiede l'autorizzazione della Soprintendenza archivistica.\n", len(list))
	if *asJSON {
		if err := e.emit(terminiJSON{"termini", t.RichiesteAnni, t.DiffideAnni, t.LettereAnni, t.AltraPostaGiorni, ground}); err != nil {
			return err
		}
		return each(objects, func(r rigaScarto) error { return e.emit(r) })
	}
	return e.csv("tipo id codice_fiscale finito scartabile_dal documenti sha256 perche fondamento", rows)
}
