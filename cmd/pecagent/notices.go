package main

import (
	"context"
	"flag"
	"fmt"
	"time"

	"pecagent/agent/avvisi"
	"pecagent/agent/config"
	"pecagent/agent/office"
)

// runNotices is "pecagent notices test|confirm CODE|show": it proves that the staff gets the notices. It needs no store and
// works beside a running agent.
func runNotices(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("notices", flag.ContinueOnError)
	path := fs.String("config", "", "")
	rest, err := office.Parse(fs, args)
	if err != nil || len(rest) == 0 {
		return wrongArgs(err, []string{"serve test, confirm CODICE o show"})
	}
	if *path == "" {
		*path = defaultConfig()
	}
	cfg, err := config.Load(*path)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	switch {
	case rest[0] == "test" && len(rest) == 1:
		return noticesTest(ctx, cfg)
	case rest[0] == "confirm" && len(rest) == 2:
		a, err := avvisi.Conferma(cfg, rest[1], time.Now())
		if err != nil {
			return err
		}
		fmt.Printf("%s è provato: riceverà gli avvisi e il riepilogo delle 8.00.\n", a)
		return noticesShow(cfg)
	case rest[0] == "show" && len(rest) == 1:
		return noticesShow(cfg)
	}
	return usage("%q non è test, confirm CODICE né show", rest)
}

func noticesTest(ctx context.Context, cfg *config.Config) error {
	list, err := avvisi.MandaCodici(ctx, cfg, time.Now())
	bad := err
	for _, r := range list {
		if r.Errore != "" {
			fmt.Printf("%s: il codice non è partito: %s\n", r.A, office.VisibleLine(r.Errore))
			bad = errShown
			continue
		}
		fmt.Printf("%s: codice inviato. Quando arriva: pecagent notices confirm CODICE\n", r.A)
	}
	if err != nil {
		return err
	}
	return bad
}

// noticesShow tells which addresses are proven; one that is not is exit code 1.
func noticesShow(cfg *config.Config) error {
	no, err := avvisi.NonProvati(cfg)
	if err != nil {
		return err
	}
	for _, a := range no {
		fmt.Printf("%s non è provato: nessun avviso gli viene mandato. pecagent notices test gli manda un codice.\n", a)
	}
	if len(no) > 0 || len(cfg.Avvisi.A) == 0 {
		fmt.Printf("%d indirizzi provati su %d.\n", len(cfg.Avvisi.A)-len(no), len(cfg.Avvisi.A))
		return errShown
	}
	fmt.Printf("%d indirizzi provati su %d.\n", len(cfg.Avvisi.A), len(cfg.Avvisi.A))
	return nil
}
