package inspect

import (
	"fmt"
	"os"
	"strings"
	"time"

	"pecagent/agent/config"
	"pecagent/mailparse/smime"
	"pecagent/rules"
	"pecagent/rules/registri"
)

// Configure makes the options from files; both names may be empty. Without a configuration: the built-in pins, no
// domain or IPA lists, T0 in the far past, every type automatic, r102 AUTO, limits off, hours always (cli.md).
func Configure(configFile, membersFile string) (Options, error) {
	o := Options{Policy: rules.DefaultPolicy(), Trust: smime.AgID(), Modo: everything()}
	o.Policy.R102 = "AUTO"
	o.Policy.Invio = rules.Invio{Orario: "sempre"}
	o.T0 = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	if configFile != "" {
		if err := o.configure(configFile); err != nil {
			return o, err
		}
	}
	if membersFile == "" {
		return o, nil
	}
	data, err := os.ReadFile(membersFile)
	if err != nil {
		return o, fmt.Errorf("reading the register: %w", err)
	}
	var bad []registri.Riga
	o.Iscritti, _, bad, err = registri.Leggi(data)
	if err != nil {
		return o, fmt.Errorf("register %s: %w", membersFile, err)
	}
	if len(bad) > 0 {
		var lines []string
		for _, b := range bad {
			lines = append(lines, fmt.Sprintf("riga %d: %s", b.Numero, b.Motivo))
		}
		return o, fmt.Errorf("register %s: %s", membersFile, strings.Join(lines, "; "))
	}
	return o, nil
}

func (o *Options) configure(file string) error {
	c, err := config.Load(file)
	if err != nil {
		return err
	}
	if o.Policy, err = c.Rules(); err != nil {
		return err
	}
	if o.Trust, err = c.Signatures(); err != nil {
		return err
	}
	if o.Firme, err = c.MemberSignatures(); err != nil {
		return err
	}
	start, err := c.Start(o.T0)
	if err != nil {
		return err
	}
	o.T0, o.Modo = start.T0, start.Modo
	return nil
}

// everything is the mode in which every type of request is automatic.
func everything() rules.Modo {
	m := rules.Modo{Modo: rules.Automatico}
	for n := range 17 {
		m.Automatico = append(m.Automatico, fmt.Sprintf("R%d", n))
	}
	return m
}
