package agent

import (
	"fmt"
	"strings"

	"pecagent/agent/config"
	"pecagent/agent/office"
	"pecagent/rules"
	"pecagent/rules/testi"
)

// Letters are the templates in force: the built-in ones, and the Order's own in their place. An error names file and line.
func Letters(cfg *config.Config) (*testi.Modelli, error) {
	own, err := cfg.Texts()
	if err != nil {
		return nil, err
	}
	m, err := testi.Nuovi(own)
	if err != nil && cfg.Lettere.Cartella != "" {
		return nil, fmt.Errorf("loading the letters of %s: %w", cfg.Lettere.Cartella, err)
	}
	return m, err
}

// checkLetters writes every letter with example facts: what could not be sent when it is due is told now.
func checkLetters(cfg *config.Config, p *rules.Policy) []office.Voce {
	m, err := Letters(cfg)
	if err != nil {
		return errori(err)
	}
	own, err := cfg.Texts()
	if err != nil {
		return errori(err)
	}
	var list []office.Voce
	lacks := map[string][]string{} // letters by the key that they lack
	var keys []string
	for _, n := range m.Prova(p) {
		name, key := strings.TrimSpace(n.Modello+" "+n.Variante), office.ChiaveDi(n.Fatto)
		switch {
		case key == "":
			list = append(list, office.Voce{Cosa: "lettera " + name, Dice: n.Err.Error()})
			continue
		case lacks[key] == nil:
			keys = append(keys, key)
		}
		lacks[key] = append(lacks[key], name)
	}
	for _, key := range keys {
		list = append(list, office.Voce{Cosa: key, Dice: "manca: senza, queste lettere non si possono scrivere: " + strings.Join(lacks[key], ", ")})
	}
	if len(list) == 0 {
		list = append(list, office.Voce{Cosa: "lettere", OK: true, Dice: fmt.Sprintf("%d, tutte scrivibili; %d testi propri dell'Ordine", len(m.Elenco()), len(own))})
	}
	return list
}

// errori is one line for each error of the templates.
func errori(err error) []office.Voce {
	var list []office.Voce
	for e := range strings.SplitSeq(err.Error(), "\n") {
		list = append(list, office.Voce{Cosa: "lettere", Dice: e})
	}
	return list
}
