package config

import (
	"fmt"
	"slices"
	"strings"

	"pecagent/mailparse/cf"
	"pecagent/rules"
)

// ruoli are the roles of order.md §9.
var ruoli = []string{rules.Segreteria, rules.Presidente, rules.Legale, rules.Amministratore, rules.Revisore}

func (c *Config) persone() []rules.Persona {
	var ps []rules.Persona
	for _, p := range c.Persone {
		ps = append(ps, rules.Persona{Utente: p.Utente, Nome: p.Nome, CF: strings.ToUpper(strings.TrimSpace(p.CF)), Ruoli: p.Ruoli})
	}
	return ps
}

// gestori are the known providers and what the file says of them or of others.
func (c *Config) gestori() map[string]rules.ProfiloGestore {
	m := rules.GestoriNoti()
	for name, g := range c.Gestori {
		m[strings.ToUpper(name)] = rules.ProfiloGestore{Avvisi: g.Avvisi, DisattivaDopo: g.DisattivaDopo, CancellaDopo: g.CancellaDopo,
			AvvisoA: g.AvvisoA, Canone: g.Canone, Assistenza: g.Assistenza, ScadenzaComune: string(g.ScadenzaComune)}
	}
	return m
}

// feeds are the feeds that are on.
func (c *Config) feeds() map[string]rules.Feed {
	m := map[string]rules.Feed{}
	for name, f := range c.Feeds {
		if c.feedOn(name) {
			m[name] = rules.Feed{Modo: f.Mode, Indirizzo: strings.ToLower(f.Address), Codici: f.Codici, Testata: f.Header, Charset: f.Charset, FineRiga: f.EOL,
				Data: f.Date, Ente: f.Ente, NomeFile: f.Filename, Giorno: f.Day, Firmatari: maiuscoli(f.Firmatari), Nomi: f.Nomi, Namespace: f.Namespace}
		}
	}
	return m
}

// checkPersone refuses users named twice, without a name or without a role there is.
func (c *Config) checkPersone(bad func(ok bool, key, format string, args ...any)) {
	seen := map[string]bool{}
	for i, p := range c.Persone {
		key := fmt.Sprintf("persone[%d]", i)
		bad(p.Utente != "" && !seen[p.Utente], key+".utente", "%q is empty or named twice", p.Utente)
		seen[p.Utente] = true
		bad(len(p.Ruoli) > 0, key+".ruoli", "is empty")
		code := strings.ToUpper(strings.TrimSpace(p.CF))
		bad(code == "" || len(code) == cf.Lunghezza, key+".cf", "%q is no codice fiscale of sixteen characters", p.CF)
		bad(len(code) != cf.Lunghezza || cf.Valido(code), key+".cf", "%q is no codice fiscale: the last character is a check on the others, one of them is wrong", p.CF)
		for _, r := range p.Ruoli {
			bad(slices.Contains(ruoli, r), key+".ruoli", "%q is not one of %s", r, strings.Join(ruoli, ", "))
		}
	}
}
