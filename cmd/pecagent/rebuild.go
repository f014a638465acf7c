package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"pecagent/agent/config"
	"pecagent/agent/office"
	"pecagent/store"
)

// runRebuild makes the index again from the log and the raw files.
func runRebuild(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("rebuild", flag.ContinueOnError)
	path := fs.String("config", "", "")
	if rest, err := office.Parse(fs, args); err != nil || len(rest) > 0 {
		return wrongArgs(err, rest)
	}
	cfg, err := load(*path)
	if err != nil {
		return err
	}
	if !exists(cfg.Data) {
		return fmt.Errorf("in %s non c'è ancora un archivio da rifare", cfg.Data)
	}
	head, err := store.Rebuild(ctx, store.Options{Dir: cfg.Data, Log: quiet()})
	if err := errors.Join(err, giveBack(cfg.Data)); err != nil {
		return err
	}
	fmt.Printf("Indice rifatto da %d eventi. Radice del registro: %s\n", head.Size, head.Root)
	return nil
}

// runConfig prints the example configuration.
func runConfig(context.Context, []string) error {
	fmt.Print(config.Esempio())
	return nil
}
