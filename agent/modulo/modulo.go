package modulo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// Limits of one reading.
const (
	MaxPDF    = 16 << 20 // bytes of a PDF
	maxUscita = 256 << 10
	attesa    = 5 * time.Second
)

// Comando is the hidden command with which the program becomes the child.
const Comando = "leggi-modulo"

// Modulo is what was read of a PDF. With Error set the rest is what could be read before.
type Modulo struct {
	Fields []Campo `json:"fields,omitempty"`
	Text   string  `json:"text,omitempty"`
	Error  string  `json:"error,omitempty"` // why it could not be read, or not whole; Italian
}

// Campo is a field of a form.
type Campo struct {
	Name  string `json:"name"`
	Label string `json:"label,omitempty"` // what the form shows beside it, where it says so
	Value string `json:"value,omitempty"`
}

// Nome is what a person calls a field: what the form shows beside it, else its name.
func (c Campo) Nome() string {
	if c.Label != "" {
		return c.Label
	}
	return c.Name
}

// Lettore reads PDFs in child processes. The zero Lettore is ready for use, by several goroutines.
type Lettore struct {
	// Argv is the child's program and arguments; nil: this program with Comando. Tests have another.
	Argv []string
}

// Riconosce reports whether bytes are a PDF: its mark stands in the first 1024 (ISO 32000-1, annex H.3, note 13).
func Riconosce(b []byte) bool { return bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-")) }

// TroppoGrande is what is said of a PDF over MaxPDF.
func TroppoGrande() Modulo {
	return Modulo{Error: fmt.Sprintf("il PDF supera %d MiB", MaxPDF>>20)}
}

// Leggi reads a PDF. It returns within a few seconds, whatever the bytes are.
func (l Lettore) Leggi(ctx context.Context, pdf []byte) Modulo {
	switch {
	case len(pdf) > MaxPDF:
		return TroppoGrande()
	case !Riconosce(pdf):
		return Modulo{Error: "non è un PDF"}
	}
	ctx, stop := context.WithTimeout(ctx, attesa)
	defer stop()
	argv := l.Argv
	if argv == nil {
		argv = []string{"/proc/self/exe", Comando} // also where the file of the program was replaced by a newer one
	}
	c := exec.CommandContext(ctx, argv[0], argv[1:]...)
	out, errs := &coda{max: maxUscita, ferma: true}, &coda{max: 4 << 10}
	c.Stdin, c.Stdout, c.Stderr = bytes.NewReader(pdf), out, errs
	c.Env, c.Dir = []string{}, "/"
	c.WaitDelay = time.Second
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	runtime.LockOSThread() // the death signal follows the thread that started the child
	defer runtime.UnlockOSThread()
	err := c.Run()
	m := leggiRighe(out.b)
	if why := morte(ctx, c, err, out, errs); why != "" && m.Error == "" {
		m.Error = why
	}
	return m
}

// morte says why a child ended before it had said all; "" when it ended well.
func morte(ctx context.Context, c *exec.Cmd, err error, out, errs *coda) string {
	said := string(errs.b)
	switch {
	case err == nil:
		return ""
	case out.pieno:
		return "contiene più testo di quanto si legga"
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Sprintf("non si è lasciato leggere in %d secondi", attesa/time.Second)
	case ctx.Err() != nil:
		return "lettura interrotta"
	case c.ProcessState == nil:
		return "il lettore non è partito: " + err.Error()
	case strings.Contains(said, "out of memory"), strings.Contains(said, "cannot allocate memory"), strings.Contains(said, "OS thread"),
		strings.Contains(said, "pthread_create"):
		return "leggerlo richiede troppa memoria"
	case strings.Contains(said, "stack exceeds"), strings.Contains(said, "stack overflow"):
		return "è annidato troppo in profondità"
	}
	if s, ok := c.ProcessState.Sys().(syscall.WaitStatus); ok && s.Signaled() && s.Signal() == syscall.SIGKILL {
		return "leggerlo richiede troppo tempo"
	}
	return "è danneggiato: il lettore si è fermato"
}

// leggiRighe puts together what a child said, line by line; a line cut off by its death is left out.
func leggiRighe(b []byte) Modulo {
	var m Modulo
	for len(b) > 0 {
		line, rest, whole := bytes.Cut(b, []byte("\n"))
		if b = rest; !whole {
			break
		}
		var part Modulo
		if json.Unmarshal(line, &part) != nil {
			break
		}
		m.Fields = append(m.Fields, part.Fields...)
		m.Text += part.Text
		if m.Error == "" {
			m.Error = part.Error
		}
	}
	return m
}

// coda keeps the first bytes of what a child writes; where ferma is set more than that ends it.
type coda struct {
	b     []byte
	max   int
	ferma bool
	pieno bool
}

func (c *coda) Write(b []byte) (int, error) {
	room := min(len(b), c.max-len(c.b))
	c.b = append(c.b, b[:room]...)
	if room < len(b) {
		if c.pieno = true; c.ferma {
			return room, errors.New("too much output")
		}
	}
	return len(b), nil
}
