package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"pecagent/agent"
	"pecagent/agent/archivio"
	"pecagent/agent/config"
	"pecagent/agent/office"
	"pecagent/rules"
	"pecagent/store"
)

// registra records that everything is about to be read: in the running agent, else in the store itself. An export is not refused
// because it cannot be recorded (a damaged log is a reason to want one); that is said.
func registra(ctx context.Context, cfg *config.Config, seen rules.Accesso) {
	err := agent.Dial(cfg).Accesso(ctx, seen)
	if errors.Is(err, agent.ErrNoAgent) {
		err = registraQui(ctx, cfg, seen)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "pecagent: questa consultazione (%s) non è stata registrata: %v\n", seen.Comando, err)
	}
}

func registraQui(ctx context.Context, cfg *config.Config, seen rules.Accesso) error {
	policy, err := cfg.Rules()
	if err != nil {
		return err
	}
	st, err := store.Open(store.Options{Dir: cfg.Data, MinFree: readReserve, Log: quiet()})
	if err != nil {
		return err
	}
	in := rules.Consultato{Now: time.Now(), Attore: agent.Person(), Accesso: seen}
	d, err := st.Commit(ctx, func(s rules.Snapshot) rules.Decision { return rules.Decide(policy, s, in) })
	if err == nil && d.Errore != "" {
		err = errors.New(d.Errore)
	}
	return errors.Join(err, st.Close(), giveBack(cfg.Data))
}

// runExport writes everything in open forms, for who leaves.
func runExport(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("export", flag.ContinueOnError)
	path, why, all := fs.String("config", "", ""), fs.String("motivo", "", ""), fs.Bool("all", false, "")
	rest, err := office.Parse(fs, args)
	if err != nil || len(rest) != 1 || !*all {
		return wrongArgs(errors.Join(err, errors.New("pecagent export --all CARTELLA")), nil)
	}
	cfg, err := load(*path)
	if err != nil {
		return err
	}
	if !exists(cfg.Data) {
		return fmt.Errorf("in %s non c'è ancora un archivio da esportare", cfg.Data)
	}
	registra(ctx, cfg, rules.Accesso{Comando: "export --all", Tutti: true, Motivo: *why})
	x, err := archivio.Esporta(ctx, cfg.Data, rest[0])
	if err != nil {
		return err
	}
	fmt.Printf("Esportati in %s: %d messaggi, %d iscritti, %d lettere, %d richieste, %d eventi.\n", rest[0], x.Messaggi, x.Iscritti, x.Lettere, x.Richieste, x.Eventi)
	for _, sha := range x.Mancano {
		fmt.Fprintf(os.Stderr, "manca o è danneggiato: %s\n", sha)
	}
	if len(x.Mancano) > 0 {
		return archivio.ErrEsportoMancano
	}
	return nil
}
