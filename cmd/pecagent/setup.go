package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"pecagent/agent/office"
	"pecagent/agent/setup"
)

// runSetup asks, tries and writes a first installation, or writes only the systemd units.
func runSetup(ctx context.Context, args []string) error {
	p := setup.Usuali()
	fs := flag.NewFlagSet("setup", flag.ContinueOnError)
	fs.StringVar(&p.Config, "config", p.Config, "")
	fs.StringVar(&p.Dati, "data", p.Dati, "")
	fs.StringVar(&p.Copie, "backups", p.Copie, "")
	fs.StringVar(&p.Utente, "user", p.Utente, "")
	fs.StringVar(&p.Programma, "program", p.Programma, "")
	units := fs.String("units", "", "")
	if rest, err := office.Parse(fs, args); err != nil || len(rest) > 0 {
		return wrongArgs(err, rest)
	}
	for _, path := range []*string{&p.Config, &p.Dati, &p.Copie} {
		abs, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		*path = abs
	}
	if *units != "" {
		if err := setup.ScriviUnita(*units, p); err != nil {
			return err
		}
		fmt.Printf("Unità di systemd scritte in %s.\n", *units)
		return nil
	}
	o := setup.Opzioni{Percorsi: p, In: interrotto{ctx, os.Stdin}, Out: os.Stdout}
	if _, err := unix.IoctlGetTermios(int(os.Stdin.Fd()), unix.TCGETS); err == nil {
		o.Segreta = func(prompt string) (string, error) { return readSecret(ctx, prompt) }
	}
	return setup.Esegui(ctx, o)
}

// interrotto ends a read when the program is told to end; the read it leaves behind ends with the program.
type interrotto struct {
	ctx context.Context
	in  io.Reader
}

func (r interrotto) Read(p []byte) (int, error) {
	type result struct {
		n   int
		err error
	}
	b, done := make([]byte, len(p)), make(chan result, 1)
	go func() {
		n, err := r.in.Read(b)
		done <- result{n, err}
	}()
	select {
	case got := <-done:
		return copy(p, b[:got.n]), got.err
	case <-r.ctx.Done():
		return 0, setup.ErrInterrotto
	}
}

// readSecret reads a line from the terminal without showing it.
func readSecret(ctx context.Context, prompt string) (s string, err error) {
	fd := int(os.Stdin.Fd())
	old, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return "", err
	}
	quiet := *old
	quiet.Lflag &^= unix.ECHO
	fmt.Print(prompt)
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, &quiet); err != nil {
		return "", err
	}
	defer func() {
		fmt.Println()
		err = errors.Join(err, unix.IoctlSetTermios(fd, unix.TCSETS, old))
	}()
	// Byte by byte: what is behind the line belongs to the next question.
	in := interrotto{ctx, os.Stdin}
	for b := make([]byte, 1); ; {
		n, err := in.Read(b)
		switch {
		case n == 1 && b[0] == '\n':
			return s, nil
		case n == 1:
			s += string(b)
		case err == io.EOF:
			return "", setup.ErrInterrotto
		case err != nil:
			return "", err
		}
	}
}
