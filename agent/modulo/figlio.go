package modulo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"
	"unicode"

	"github.com/ledongthuc/pdf"
	"golang.org/x/sys/unix"
)

// Caps of what is given.
const (
	maxTesto  = 64 << 10
	maxCampi  = 500
	maxValore = 4 << 10
	maxPagine = 100
)

// Figlio is the child: a PDF on in, lines of JSON on out. It ends the process after its time, whoever waits for it.
func Figlio(in io.Reader, out io.Writer) int {
	time.AfterFunc(2*attesa, func() { os.Exit(3) }) // before the fence: a timer needs descriptors
	if err := recinto(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	say := func(m Modulo) {
		if enc.Encode(m) != nil {
			os.Exit(1) // nobody listens
		}
	}
	b, err := io.ReadAll(io.LimitReader(in, MaxPDF+1))
	if err != nil || len(b) > MaxPDF {
		say(Modulo{Error: "non è arrivato per intero al lettore"})
		return 0
	}
	var r *pdf.Reader
	if err := protetto(func() (err error) { r, err = apri(b); return err }); err != nil {
		say(Modulo{Error: perche(err)})
		return 0
	}
	var m Modulo
	if err := protetto(func() error { m.Fields = campi(r, &m); return nil }); err != nil {
		m.Error = "i campi del modulo sono danneggiati"
	}
	say(m)
	m = Modulo{}
	if err := protetto(func() error { return testo(r, &m.Text) }); err != nil {
		m.Error = "il testo è danneggiato, o scritto in un modo che non si legge"
	}
	m.Text = pulito(m.Text, maxTesto)
	say(m)
	return 0
}

// protetto makes an error of a panic.
func protetto(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	return f()
}

// recinto shuts the child in: little memory, little time, no file that is not open yet, none written, no core. What is
// reserved without being used (Go reserves much) counts only in the address space, which is bounded from where it is.
func recinto() error {
	debug.SetMemoryLimit(192 << 20)
	debug.SetMaxStack(64 << 20)
	size, data, err := spazio()
	if err != nil {
		return err
	}
	for _, l := range []struct {
		what  int
		limit uint64
	}{
		{unix.RLIMIT_CORE, 0}, {unix.RLIMIT_FSIZE, 0}, {unix.RLIMIT_CPU, 3}, {unix.RLIMIT_DATA, data + 256<<20}, {unix.RLIMIT_AS, size + 512<<20}, {unix.RLIMIT_NOFILE, 0},
	} {
		if err := unix.Setrlimit(l.what, &unix.Rlimit{Cur: l.limit, Max: l.limit}); err != nil {
			return fmt.Errorf("limiting the reader (%d): %w", l.what, err)
		}
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("limiting the reader: %w", err)
	}
	return nil
}

// spazio is the address space and the data in use, in bytes.
func spazio() (size, data uint64, err error) {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0, fmt.Errorf("looking at the reader's memory: %w", err)
	}
	for l := range strings.Lines(string(b)) {
		for name, v := range map[string]*uint64{"VmSize:": &size, "VmData:": &data} {
			if rest, ok := strings.CutPrefix(l, name); ok {
				if _, err := fmt.Sscanf(rest, "%d kB", v); err != nil {
					return 0, 0, fmt.Errorf("looking at the reader's memory: %w", err)
				}
				*v <<= 10
			}
		}
	}
	if size == 0 || data == 0 {
		return 0, 0, errors.New("looking at the reader's memory: no figure")
	}
	return size, data, nil
}

// perche says why a PDF cannot be opened.
func perche(err error) string {
	switch s := err.Error(); {
	case strings.Contains(s, "password"):
		return "è protetto da una password"
	case strings.Contains(s, "encrypt"):
		return "è cifrato in un modo che non si legge"
	}
	return "è danneggiato, o di una forma che non si legge"
}

// pulito is a text as JSON can carry it: valid UTF-8, no controls but line feeds, at most max bytes.
func pulito(s string, max int) string {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || !unicode.IsControl(r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, "\ufffd"))
	if len(s) > max {
		s = strings.ToValidUTF8(s[:max], "") + "…"
	}
	return s
}
