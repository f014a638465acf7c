package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"pecagent/agent/inspect"
	"pecagent/agent/modulo"
	"pecagent/agent/office"
)

// runInspect parses, verifies and explains messages.
func runInspect(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("inspect", flag.ContinueOnError)
	asJSON, sequence := fs.Bool("json", false, ""), fs.Bool("sequence", false, "")
	moduli := fs.Bool("moduli", false, "")
	path, members, at := fs.String("config", "", ""), fs.String("members", "", ""), fs.String("at", "", "")
	names, err := office.Parse(fs, args)
	if err := chiamata(names, err); err != nil {
		return err
	}
	o, err := inspect.Configure(*path, *members)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	o.Sequence = *sequence
	if *moduli || !*asJSON && unSoloFile(names) {
		o.Modulo = modulo.Lettore{}.Leggi
	}
	if *at != "" {
		if o.At, err = time.Parse(time.RFC3339, *at); err != nil {
			return usage("--at: %v", err)
		}
	}
	c := inspect.Corsa{Options: o, JSON: *asJSON, Stdin: os.Stdin, Out: os.Stdout, Err: os.Stderr, OutTerminale: terminale(os.Stdout)}
	if terminale(os.Stderr) {
		c.Terminale = os.Stderr
	}
	sum, err := c.Esegui(ctx, names)
	switch {
	case errors.Is(err, context.Canceled):
		return errors.New("interrotto prima della fine")
	case err != nil:
		return err
	}
	if sum.NonLetti > 0 {
		return errShown
	}
	return nil
}

// chiamata says what of a call cannot be meant.
func chiamata(names []string, err error) error {
	first := slices.Index(names, "-")
	switch {
	case err != nil:
		return usage("%v", err)
	case len(names) == 0:
		return usage("serve almeno un file, una cartella o -")
	case first >= 0 && slices.Contains(names[first+1:], "-"):
		return usage("- può stare una volta sola: lo standard input si legge una volta")
	}
	return nil
}

// unSoloFile reports whether a person looks at one message: then attached PDFs are read without being asked for.
func unSoloFile(names []string) bool {
	info, err := os.Stat(names[0])
	return len(names) == 1 && (names[0] == "-" || err == nil && !info.IsDir())
}

// terminale reports whether a file is a screen with a person before it.
func terminale(f *os.File) bool {
	_, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	return err == nil
}
