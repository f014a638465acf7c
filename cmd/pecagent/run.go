package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"time"

	"pecagent/agent"
	"pecagent/agent/office"
	"pecagent/agent/riserbo"
	"pecagent/agent/utenze"
)

// logger writes the technical log on standard error, without personal data (agent/riserbo).
func logger(l slog.Level) *slog.Logger {
	return slog.New(riserbo.Handler{Handler: slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: l})})
}

// runAgent is "pecagent run". It prints "pronto" on standard error when waiting for mail has begun.
func runAgent(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("run", flag.ContinueOnError)
	path := fs.String("config", "", "")
	once := fs.Bool("once", false, "")
	clock := fs.String("demo-clock", "", "")
	level := fs.String("log", "info", "")
	rest, err := office.Parse(fs, args)
	if err != nil || len(rest) > 0 {
		return wrongArgs(err, rest)
	}
	cfg, err := load(*path)
	if err != nil {
		return err
	}
	var l slog.Level
	if err := l.UnmarshalText([]byte(*level)); err != nil {
		return usage("--log: %v", err)
	}
	o := agent.Options{Config: cfg, Once: *once, Log: logger(l), PrimoAccesso: primoAccesso}
	if *clock != "" {
		t, err := time.Parse(time.RFC3339, *clock)
		if err != nil {
			return usage("--demo-clock: %v", err)
		}
		o.Clock, o.Demo = agent.NewVirtual(t), true
	}
	said := false
	o.Ready = func() {
		if !said {
			said = true
			fmt.Fprintln(os.Stderr, "pronto")
		}
	}
	err = agent.Run(ctx, o)
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	if back := giveBack(cfg.Data); back != nil {
		return errors.Join(err, back)
	}
	return err
}

// primoAccesso shows who started the program how the first administrator enters the console.
func primoAccesso(url, code string) {
	fmt.Fprintf(os.Stderr, "La console non ha ancora utenti. Il primo amministratore: %s/primo-accesso, codice monouso %s (vale %d minuti).\n",
		url, code, int(utenze.DurataPrimo.Minutes()))
}
