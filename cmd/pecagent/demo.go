package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"pecagent/agent/demo"
	"pecagent/agent/office"
	"pecagent/agent/storia"
)

// gestoreCommand is the hidden subcommand that the demo starts as the PEC provider.
const gestoreCommand = "demo-gestore"

// runDemo is "pecagent demo".
func runDemo(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("demo", flag.ContinueOnError)
	o := storia.Options{Provider: gestoreCommand, Out: os.Stdout, Err: os.Stderr}
	fs.BoolVar(&o.JSON, "json", false, "")
	fs.BoolVar(&o.Stay, "stay", false, "")
	fs.StringVar(&o.Keep, "keep", "", "")
	fs.Int64Var(&o.Seed, "seed", 1, "")
	fs.StringVar(&o.Log, "log", "info", "") // of the agent's log that --keep leaves
	fs.IntVar(&o.Sabota, "sabota", 0, "")
	rest, err := office.Parse(fs, args)
	if err != nil || len(rest) > 0 {
		return wrongArgs(err, rest)
	}
	if o.Program, err = os.Executable(); err != nil {
		return err
	}
	out := &output{w: os.Stdout}
	o.Out = out
	err = storia.Run(ctx, o)
	if out.err != nil {
		return fmt.Errorf("scrivendo il racconto: %w", out.err)
	}
	if errors.Is(err, storia.ErrCheck) {
		return errShown
	}
	return err
}

// output remembers the first error of its writer: a story nobody could read was not told.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(b []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(b)
	o.err = err
	return n, err
}

// runGestore is the provider's process; requests come on standard input.
func runGestore(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet(gestoreCommand, flag.ContinueOnError)
	seed, dir, ora := fs.Int64("seed", 1, ""), fs.String("dir", "", ""), fs.String("ora", "", "")
	keys := fs.String("pki", "", "") // tests: a file of keys made before, since making them takes most of the time
	rest, err := office.Parse(fs, args)
	if err != nil || len(rest) > 0 {
		return wrongArgs(err, rest)
	}
	t, err := time.Parse(time.RFC3339, *ora)
	if err != nil {
		return usage("--ora: %v", err)
	}
	o := demo.Options{Dir: *dir, Seed: *seed, Ora: t, Ruota: true}
	if *keys != "" {
		b, err := os.ReadFile(*keys)
		if err != nil {
			return err
		}
		if o.PKI, err = demo.ParsePKI(b); err != nil {
			return err
		}
	}
	return demo.Serve(ctx, o, os.Stdin, os.Stdout)
}
