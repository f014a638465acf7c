package office

import (
	"context"
	"fmt"
	"time"

	"pecagent/rules"
)

// reportCompliance lists the members by conformity and reason, as a CSV with all of them, or with --summary as counts.
func reportCompliance(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("report compliance")
	summary := fs.Bool("summary", false, "")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) > 1 {
		return cmpErr(err, usage("al più uno stato di conformità, per esempio ASSENTE"))
	}
	type group struct {
		Conformita string `json:"conformita"`
		Motivo     string `json:"motivo,omitempty"`
		Iscritti   int    `json:"iscritti"`
	}
	var groups []*group
	byKey := map[string]*group{}
	var rows [][]string
	var cards []Scheda
	err = e.Store.View(func(a rules.Archivio) error {
		v := rules.Vista(a)
		rules.Iscritti(a, func(m rules.Iscritto) bool {
			s := schedaCon(v, m)
			if len(rest) == 1 && rest[0] != s.Conformita {
				return true
			}
			key := s.Conformita + "\x00" + s.Motivo
			if byKey[key] == nil {
				byKey[key] = &group{Conformita: s.Conformita, Motivo: s.Motivo}
				groups = append(groups, byKey[key])
			}
			byKey[key].Iscritti++
			cards = append(cards, s)
			rows = append(rows, []string{s.CF, s.Cognome, s.Nome, s.Numero, s.Albo, s.Stato, s.Conformita, s.Motivo, s.Scadenza, s.Domicilio, s.Provenienza, s.UltimaProva, s.Casella, s.StatoCasella})
			return true
		})
		return nil
	})
	if err != nil {
		return err
	}
	sortBy(groups, func(g *group) string { return g.Conformita + " " + g.Motivo })
	sortBy(rows, func(r []string) string { return r[6] + "\x00" + r[7] + "\x00" + rules.Piega(r[1]+" "+r[2]) + r[0] })
	sortBy(cards, func(s Scheda) string {
		return s.Conformita + "\x00" + s.Motivo + "\x00" + rules.Piega(s.Cognome+" "+s.Nome) + s.CF
	})
	if !*summary {
		seen := rules.Accesso{Comando: "report compliance"}
		for _, c := range cards {
			seen.CF = append(seen.CF, c.CF)
		}
		e.accesso(ctx, seen)
	}
	switch {
	case *summary && *asJSON:
		return each(groups, func(g *group) error { return e.emit(g) })
	case *summary:
		var counts [][]string
		for _, g := range groups {
			counts = append(counts, []string{g.Conformita, g.Motivo, fmt.Sprint(g.Iscritti)})
		}
		return e.csv("conformita motivo iscritti", counts)
	case *asJSON:
		return each(cards, func(s Scheda) error { return e.emit(s) })
	}
	return e.csv("codice_fiscale cognome nome numero_iscrizione albo stato conformita motivo scadenza domicilio_digitale provenienza ultima_prova casella_ordine stato_casella", rows)
}

// scadenza is one row of "report deadlines".
type scadenza struct {
	Giorno string `json:"giorno"`
	Ora    string `json:"ora,omitempty"`
	Tra    int    `json:"tra_giorni"` // negative: days ago
	Che    string `json:"che"`
	Di     string `json:"di"`
	CF     string `json:"codice_fiscale,omitempty"`
	Chi    string `json:"chi,omitempty"`
	ID     string `json:"id"`
	Rif    string `json:"rif,omitempty"`
	Regola string `json:"regola"`
}

// reportDeadlines lists what is due, when, for whom and by which rule; with --days only what is due until then, what is late included.
func reportDeadlines(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("report deadlines")
	days := fs.Int("days", -1, "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	var list []scadenza
	today, err := time.Parse(time.DateOnly, rules.DataRoma(e.Now()))
	if err != nil {
		return err
	}
	err = e.Store.View(func(a rules.Archivio) error {
		for _, s := range rules.Scadenze(e.Policy, a) {
			day, err := time.Parse(time.DateOnly, s.Giorno)
			if err != nil {
				return fmt.Errorf("%s: %w", s.ID, err)
			}
			left := int(day.Sub(today).Hours()) / 24
			if *days >= 0 && left > *days {
				continue
			}
			list = append(list, scadenza{s.Giorno, s.Ora, left, s.Che, s.Di, s.CF, s.Chi, s.ID, s.Rif, s.Regola})
		}
		return nil
	})
	if err != nil {
		return err
	}
	seen := rules.Accesso{Comando: "report deadlines"}
	for _, s := range list {
		seen.CF = append(seen.CF, s.CF)
	}
	e.accesso(ctx, seen)
	if *asJSON {
		return each(list, func(s scadenza) error { return e.emit(s) })
	}
	var rows [][]string
	for _, s := range list {
		rows = append(rows, []string{s.Giorno, s.Ora, fmt.Sprint(s.Tra), s.Che, s.Di, s.CF, s.Chi, s.ID, s.Rif, s.Regola})
	}
	return e.csv("giorno ora tra_giorni che di codice_fiscale chi id rif regola", rows)
}
