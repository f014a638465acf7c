package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"pecagent/store/fascicolo"
	"pecagent/store/log"
)

// registroVerdetto is the JSON of the verification of a whole log.
type registroVerdetto struct {
	Verdetto       string                `json:"verdict"`
	Controlli      []fascicolo.Controllo `json:"checks"`
	NonControllato []string              `json:"not_checked"`
	Dimensione     int64                 `json:"dimensione"`
	Radice         string                `json:"radice"`
}

// registro holds a full copy of a log against its signed head.
func (s scelte) registro(o fascicolo.Opzioni, out io.Writer) (bool, error) {
	_, head, err := s.copia(o, nil)
	if err != nil && guasto(err) == "" {
		return false, err
	}
	v := registroVerdetto{Verdetto: fascicolo.Verificato, Dimensione: head.Size, NonControllato: []string{"i messaggi che i record nominano: stanno nei fascicoli e nell'archivio"}}
	c := fascicolo.Controllo{ID: "registro", OK: err == nil, Why: fmt.Sprintf("%d record: ognuno intero e al suo posto, la radice è quella firmata", head.Size)}
	if err != nil {
		v.Verdetto, c.Why = fascicolo.NonVerificato, guasto(err)
	} else {
		v.Radice = head.Root.String()
	}
	v.Controlli = []fascicolo.Controllo{c}
	text := fmt.Sprintf("REGISTRO: %s\n  %s\n", v.Verdetto, fascicolo.Visibile(c.Why))
	if v.Radice != "" {
		text += fmt.Sprintf("  radice di %d record: %s\n", v.Dimensione, v.Radice)
	}
	return c.OK, s.stampa(out, v, text)
}

// guasti are what can be wrong with a log, as against reading it, in words.
var guasti = []struct {
	err  error
	dice string
}{
	{log.ErrCut, "il registro è stato tagliato: è più corto della sua testa firmata"},
	{log.ErrChanged, "il registro è stato cambiato: un record non è quello che fu scritto"},
	{log.ErrFork, "BIFORCAZIONE: il registro è intero, ma non è quello della testa firmata"},
	{log.ErrCheckpoint, "la testa del registro non è firmata con questa chiave, o non si legge"},
}

// guasto gives the words for an error of the log; "" when it is another.
func guasto(err error) string {
	for _, g := range guasti {
		if errors.Is(err, g.err) {
			return fmt.Sprintf("%s (%v)", g.dice, err)
		}
	}
	return ""
}

// copia verifies the copy of the log and gives its roots at the sizes.
func (s scelte) copia(o fascicolo.Opzioni, sizes []int64) (map[int64]tlog.Hash, log.Head, error) {
	checkpoint, err := os.ReadFile(s.testaLog)
	if err != nil {
		return nil, log.Head{}, nonSiLegge(s.testaLog, err)
	}
	f, err := os.Open(s.log)
	if err != nil {
		return nil, log.Head{}, nonSiLegge(s.log, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, log.Head{}, err
	}
	return log.RootsOfCopy(f, info.Size(), checkpoint, o.Chiave, sizes)
}

// paragona compares two heads.
func (s scelte) paragona(o fascicolo.Opzioni, out io.Writer) (bool, error) {
	var list []fascicolo.Teste
	var sizes []int64
	for _, path := range s.args {
		info, err := os.Stat(path)
		if err != nil {
			return false, nonSiLegge(path, err)
		}
		if info.IsDir() {
			return false, fmt.Errorf("%w: %s è una cartella: si confrontano file di checkpoint e fascicoli .zip", errUsage, path)
		}
		b, err := leggiFile(path, info.Size())
		if err != nil {
			return false, err
		}
		t, err := fascicolo.TesteDi(path, b, o)
		if errors.Is(err, fascicolo.ErrSenzaChiave) {
			err = fmt.Errorf("%w: %w", errUsage, err)
		}
		if err != nil {
			return false, err
		}
		for n := range t.Radici {
			sizes = append(sizes, n)
		}
		list = append(list, t)
	}
	var roots map[int64]tlog.Hash
	if s.log != "" {
		slices.Sort(sizes)
		var err error
		roots, _, err = s.copia(o, slices.Compact(sizes))
		if why := guasto(err); why != "" {
			return false, errors.New(why)
		}
		if err != nil {
			return false, err
		}
	}
	p, err := fascicolo.Paragona(list[0], list[1], roots)
	if err != nil {
		return false, err
	}
	return p.Esito == fascicolo.Coerenti, s.stampa(out, p, fmt.Sprintf("%s: %s\n", p.Esito, fascicolo.Visibile(p.Why)))
}
