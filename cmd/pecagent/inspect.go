package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"pecagent/agent/inspect"
	"pecagent/agent/office"
)

// runInspect parses, verifies and explains messages.
func runInspect(_ context.Context, args []string) error {
	fs := flag.NewFlagSet("inspect", flag.ContinueOnError)
	asJSON, sequence := fs.Bool("json", false, ""), fs.Bool("sequence", false, "")
	path, members, at := fs.String("config", "", ""), fs.String("members", "", ""), fs.String("at", "", "")
	names, err := office.Parse(fs, args)
	if err != nil || len(names) == 0 {
		return usage("inspect: serve almeno un file, una cartella o -: %v", err)
	}
	o, err := inspect.Configure(*path, *members)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	o.Sequence = *sequence
	if *at != "" {
		if o.At, err = time.Parse(time.RFC3339, *at); err != nil {
			return usage("--at: %v", err)
		}
	}
	i, err := inspect.New(o)
	if err != nil {
		return err
	}
	return inspectAll(i, names, *asJSON)
}

// inspectAll explains every input in the order of the arguments; one that cannot be read is said and passed over.
func inspectAll(i *inspect.Inspector, names []string, asJSON bool) error {
	out := &output{w: os.Stdout}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	bad := false
	show := func(o inspect.Object) error {
		bad = bad || o.Error != ""
		if asJSON {
			return enc.Encode(o)
		}
		return inspect.Spiega(out, o)
	}
	for _, name := range names {
		err := eachFile(name, func(file string, raw []byte, err error) error {
			if err != nil {
				return show(inspect.Object{File: file, Error: err.Error()})
			}
			o, err := i.Message(file, raw)
			return errors.Join(err, show(o))
		})
		if err != nil {
			return err
		}
	}
	if bad {
		return errShown
	}
	return nil
}

// eachFile reads standard input for "-", a file, or the regular files of a folder in byte order of their names.
func eachFile(name string, f func(file string, raw []byte, err error) error) error {
	if name == "-" {
		raw, err := io.ReadAll(os.Stdin)
		return f(name, raw, err)
	}
	info, err := os.Stat(name)
	if err != nil || !info.IsDir() {
		raw, err := os.ReadFile(name)
		return f(name, raw, err)
	}
	return filepath.WalkDir(name, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return f(p, nil, err)
		}
		if !d.Type().IsRegular() {
			return nil
		}
		raw, err := os.ReadFile(p)
		return f(p, raw, err)
	})
}
