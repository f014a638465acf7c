package inspect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"pecagent/mailparse"
)

// daMappare is the size from which a file is mapped and not read: its pages then belong to the file and not to us.
const daMappare = 1 << 20

// voceElenco is one input: a file, standard input ("-"), or what could not even be listed (err).
type voceElenco struct {
	file  string
	size  int64 // -1: not known before it is read
	err   error
	stdin bool
}

// peso is how much of the run's room an input takes.
func (v voceElenco) peso() int64 {
	if v.size < 0 || v.size > inVolo {
		return inVolo
	}
	return v.size
}

// elenca names the inputs in order: the arguments as given, the regular files of a folder in byte order of their names.
func elenca(ctx context.Context, nomi []string) <-chan voceElenco {
	out := make(chan voceElenco, finestra)
	go func() {
		defer close(out)
		for _, n := range nomi {
			if visita(n, func(v voceElenco) bool {
				select {
				case out <- v:
					return true
				case <-ctx.Done():
					return false
				}
			}) {
				return
			}
		}
	}()
	return out
}

// visita gives the inputs that an argument names until f gives false, and reports that it did.
func visita(nome string, f func(voceElenco) bool) (stopped bool) {
	if nome == "-" {
		return !f(voceElenco{file: nome, size: -1, stdin: true})
	}
	info, err := os.Stat(nome)
	if err != nil {
		return !f(voceElenco{file: nome, err: err})
	}
	if !info.IsDir() {
		v := voceElenco{file: nome, size: -1}
		if info.Mode().IsRegular() {
			v.size = info.Size()
		}
		return !f(v)
	}
	// WalkDir reads a folder whole and sorts it, so that the order is that of bytes; its own errors come to the function.
	err = filepath.WalkDir(nome, func(p string, d fs.DirEntry, err error) error {
		v := voceElenco{file: p, err: err}
		if err == nil {
			if !d.Type().IsRegular() {
				return nil
			}
			var info fs.FileInfo
			if info, v.err = d.Info(); v.err == nil {
				v.size = info.Size()
			}
		}
		if stopped = !f(v); stopped {
			return fs.SkipAll
		}
		return nil
	})
	return stopped || err != nil // the function gives no error of its own
}

// leggi gives the bytes of an input and what lets go of them. A message over the limit is refused by its size, before it
// is read; a large file is mapped read-only.
func (v voceElenco) leggi(stdin io.Reader) (raw []byte, libera func(), err error) {
	if v.stdin {
		raw, libera, err = flusso(stdin)
		if err == nil && len(raw) == 0 {
			libera()
			return nil, nil, errVuoto
		}
		return raw, libera, err
	}
	f, err := os.OpenFile(v.file, os.O_RDONLY|unix.O_NONBLOCK, 0) // a FIFO without a writer would hold the opening
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	size := info.Size()
	switch {
	case info.Mode()&fs.ModeNamedPipe != 0:
		return flusso(&paziente{r: f, fino: time.Now().Add(attesaFIFO)})
	case !info.Mode().IsRegular():
		return flusso(f)
	case size > mailparse.MaxMessageBytes:
		return nil, nil, errMisura
	case size >= daMappare:
		raw, err := unix.Mmap(int(f.Fd()), 0, int(size), unix.PROT_READ, unix.MAP_PRIVATE)
		if err != nil { // a file system that maps nothing
			return flusso(f)
		}
		return raw, smappa(raw), nil
	}
	raw = make([]byte, size+bytes.MinRead) // a file that has grown in the meantime is read on as a stream
	n, err := io.ReadFull(f, raw)
	switch err {
	case io.EOF, io.ErrUnexpectedEOF:
		return raw[:n], func() {}, nil
	case nil:
		return flusso(io.MultiReader(bytes.NewReader(raw), f))
	}
	return nil, nil, err
}

// errMisura refuses a message by its size.
var errMisura = fmt.Errorf("supera la misura massima di un messaggio, %d MiB", mailparse.MaxMessageBytes>>20)

// errVuoto: Go opens /dev/null where standard input is closed, so that closed and empty look the same. Neither is a message.
var errVuoto = errors.New("lo standard input è vuoto o chiuso")

// errNessuno: a FIFO that gave nothing.
var errNessuno = fmt.Errorf("nessuno vi ha scritto nulla in %d secondi", attesaFIFO/time.Second)

// attesaFIFO is how long somebody is waited for who writes into a FIFO.
const attesaFIFO = 10 * time.Second

// paziente reads a FIFO that was opened without waiting: until its first byte an end means that nobody writes yet.
type paziente struct {
	r    io.Reader
	fino time.Time
	dato bool
}

func (p *paziente) Read(b []byte) (int, error) {
	for {
		n, err := p.r.Read(b)
		p.dato = p.dato || n > 0
		if p.dato || err != io.EOF {
			return n, err
		}
		if time.Now().After(p.fino) {
			return 0, errNessuno
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func smappa(b []byte) func() {
	return func() { unix.Munmap(b) } // fails only for what was not mapped
}

// flusso reads what has no size: a pipe, standard input. Memory for the largest message is reserved and only what is
// filled is taken, so that nothing is copied while it grows.
func flusso(r io.Reader) (raw []byte, libera func(), err error) {
	if r == nil {
		return nil, func() {}, nil
	}
	all, err := unix.Mmap(-1, 0, mailparse.MaxMessageBytes+1, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		return nil, nil, fmt.Errorf("reserving memory: %w", err)
	}
	n, err := io.ReadFull(r, all)
	switch err {
	case io.EOF, io.ErrUnexpectedEOF:
		return all[:n], smappa(all), nil
	case nil:
		err = errMisura
	}
	smappa(all)()
	return nil, nil, err
}
