package setup

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ErrInterrotto: the answers ended before the last question; nothing was written.
var ErrInterrotto = errors.New("interrotto, o risposte finite: non è stato scritto nulla")

// colloquio asks and reads answers, one a line.
type colloquio struct {
	in      *bufio.Reader
	out     io.Writer
	segreta func(prompt string) (string, error) // without echo; nil: a line like the others
}

func (c *colloquio) dice(format string, args ...any) { fmt.Fprintf(c.out, format+"\n", args...) }

// riga reads one line.
func (c *colloquio) riga() (string, error) {
	s, err := c.in.ReadString('\n')
	if err != nil && s == "" {
		return "", ErrInterrotto
	}
	return strings.TrimSpace(s), nil
}

// chiede asks until ok finds nothing wrong; an empty answer is the proposal.
func (c *colloquio) chiede(what, proposal string, ok func(string) string) (string, error) {
	for {
		if proposal != "" {
			fmt.Fprintf(c.out, "%s [%s]: ", what, proposal)
		} else {
			fmt.Fprintf(c.out, "%s: ", what)
		}
		s, err := c.riga()
		if err != nil {
			return "", err
		}
		if s == "" {
			s = proposal
		}
		if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			c.dice("  la risposta contiene caratteri di controllo: riscriverla")
			continue
		}
		if why := ok(s); why != "" {
			c.dice("  %s", why)
			continue
		}
		return s, nil
	}
}

// password asks for a secret.
func (c *colloquio) password(what string) (string, error) {
	if c.segreta != nil {
		return c.segreta(what + " (non si vede mentre la si scrive): ")
	}
	fmt.Fprintf(c.out, "%s: ", what)
	s, err := c.in.ReadString('\n')
	if err != nil && s == "" {
		return "", ErrInterrotto
	}
	return strings.TrimRight(s, "\r\n"), nil
}

// conferma asks a yes or no; an empty answer is no, or yes where it says so.
func (c *colloquio) conferma(what string, yes bool) (bool, error) {
	hint := "s/N"
	if yes {
		hint = "S/n"
	}
	for {
		fmt.Fprintf(c.out, "%s [%s]: ", what, hint)
		s, err := c.riga()
		switch strings.ToLower(s) {
		case "s", "si", "sì", "y":
			return true, nil
		case "n", "no":
			return false, nil
		case "":
			return yes, err
		}
		if err != nil {
			return false, err
		}
	}
}

// What makes an answer wrong.
func libera(string) string { return "" }

func obbligatoria(s string) string {
	if s == "" {
		return "serve una risposta"
	}
	return ""
}

func indirizzo(s string) string {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || !strings.Contains(domain, ".") || strings.ContainsAny(s, " <>,;\"") {
		return "non è un indirizzo, come segreteria@pec.ordine.it"
	}
	return ""
}

// server takes "host" or "host:porta".
func server(s string) string {
	if host, port := divide(s, 1); host == "" || port == 0 || strings.ContainsAny(host, " /@") {
		return "non è un server, come imaps.pec.aruba.it oppure imap.esempio.it:993"
	}
	return ""
}

// divide splits host and port; port 0 is one that cannot be read.
func divide(s string, port int) (string, int) {
	host, p, has := strings.Cut(s, ":")
	if has {
		n, err := strconv.Atoi(p)
		if err != nil || n < 1 || n > 65535 {
			return host, 0
		}
		port = n
	}
	return host, port
}

// unisce is the inverse of divide.
func unisce(host string, port, usual int) string {
	if host == "" || port == usual {
		return host
	}
	return host + ":" + strconv.Itoa(port)
}
