package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"pecagent/agent/config"
	"pecagent/agent/fogli"
	"pecagent/agent/office"
)

// runPapers is "pecagent papers [sheet|privacy|manual] [--html]": the papers that come with the program, for printing. Without a
// configuration they have lines to fill in.
func runPapers(_ context.Context, args []string) error {
	fs := flag.NewFlagSet("papers", flag.ContinueOnError)
	path := fs.String("config", "", "")
	html := fs.Bool("html", false, "")
	rest, err := office.Parse(fs, args)
	if err != nil || len(rest) > 1 {
		return wrongArgs(err, rest)
	}
	if len(rest) == 0 {
		for _, f := range fogli.Tutti() {
			fmt.Printf("%-8s %s\n", f.Nome, f.Titolo)
		}
		return nil
	}
	cfg, err := papersConfig(*path)
	if err != nil {
		return err
	}
	write := fogli.Testo
	if *html {
		write = fogli.HTML
	}
	s, err := write(rest[0], cfg)
	if err != nil {
		return usage("%v", err)
	}
	fmt.Print(s)
	return nil
}

// papersConfig is the configuration named or found, else the defaults, which name no Order.
func papersConfig(path string) (*config.Config, error) {
	if path == "" && !exists(defaultConfig()) {
		fmt.Fprintln(os.Stderr, "pecagent: nessuna configurazione: il foglio ha righe da riempire a mano")
		return config.Default(), nil
	}
	if path == "" {
		path = defaultConfig()
	}
	cfg, err := config.Load(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	return cfg, nil
}
