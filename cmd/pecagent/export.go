package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"pecagent/agent"
	"pecagent/agent/archivio"
	"pecagent/agent/office"
)

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
	if err := errors.Join(agent.RegistraEsporto(ctx, cfg, readReserve, *why), giveBack(cfg.Data)); err != nil { // said, not refused
		fmt.Fprintf(os.Stderr, "pecagent: questa consultazione (export --all) non è stata registrata: %v\n", err)
	}
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
