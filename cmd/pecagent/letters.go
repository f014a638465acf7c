package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"pecagent/agent"
	"pecagent/agent/config"
	"pecagent/agent/office"
)

// lettersCommand is the family of commands that show letters; without a verb it lists them.
const lettersCommand = "letters"

// runLetters shows letters. Only a preview for a member of the register looks into the store, and only when there is one;
// without a configuration the one of the example holds.
func runLetters(ctx context.Context, args []string) int {
	if len(args) == 1 || strings.HasPrefix(args[1], "--config") {
		args = slices.Insert(slices.Clone(args), 1, "list")
	}
	n, ok := office.Knows(args)
	if !ok {
		return exit(lettersCommand, usage("%q non è list, preview né source", strings.Join(args[1:], " ")))
	}
	name := strings.Join(args[:n], " ")
	path, rest, err := cutConfig(args)
	if err != nil {
		return exit(name, err)
	}
	if name == "letters source" { // the program's own text, whatever stands in the Order's folder: a shell has just emptied the file it goes to
		return officeLetters(ctx, config.Default(), name, rest)
	}
	cfg, err := lettersConfig(path)
	if err != nil {
		return exit(name, err)
	}
	if perIscritto(rest) && exists(cfg.Data) {
		return runOffice(ctx, args, n)
	}
	return officeLetters(ctx, cfg, name, rest)
}

// officeLetters runs a command that needs no store.
func officeLetters(ctx context.Context, cfg *config.Config, name string, args []string) int {
	policy, err := cfg.Rules()
	if err != nil {
		return exit(name, err)
	}
	modelli, err := agent.Letters(cfg)
	if err != nil {
		return exit(name, err)
	}
	return office.Run(ctx, &office.Env{Config: cfg, Policy: policy, Modelli: modelli, Out: os.Stdout, Err: os.Stderr}, args)
}

// lettersConfig is the configuration named or found, else the example's.
func lettersConfig(path string) (*config.Config, error) {
	if path == "" {
		if _, err := os.Stat(defaultConfig()); err != nil {
			fmt.Fprintln(os.Stderr, "pecagent: nessuna configurazione: le lettere sono quelle di un Ordine d'esempio")
			return config.Parse(config.Esempio(), ".")
		}
	}
	return load(path)
}

// perIscritto reports whether a preview is for a member of the register.
func perIscritto(args []string) bool {
	return slices.ContainsFunc(args, func(a string) bool {
		name, _, _ := strings.Cut(strings.TrimLeft(a, "-"), "=")
		return strings.HasPrefix(a, "-") && (name == "cf" || name == "case")
	})
}
