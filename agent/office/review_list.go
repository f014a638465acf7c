package office

import (
	"context"
	"sort"
	"strings"

	"pecagent/rules"
)

// compiti gives the open tasks, or all of them, in the order of their numbers.
func (e *Env) compiti(all bool) (list []rules.Compito, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		rules.Compiti(a, func(c rules.Compito) bool {
			if all || c.Stato == rules.Aperto {
				list = append(list, c)
			}
			return true
		})
		return nil
	})
	return list, err
}

// reviewList shows what waits for a person, the letters that are about to leave, what was seen while observing, and
// how many messages are "Altra posta" (R0), which wait for nobody.
func reviewList(_ context.Context, e *Env, args []string) error {
	fs, asJSON := flags("review list")
	other, seen, all := fs.Bool("altra-posta", false, ""), fs.Bool("osservati", false, ""), fs.Bool("tutto", false, "")
	first := fs.Bool("situazione-iniziale", false, "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	switch {
	case *other:
		return e.elenca(altra, *asJSON, "di altra posta: non sono affare dell'agente e nessuno di essi ha avuto risposta")
	case *first:
		return e.situazioneIniziale(*asJSON)
	case *seen:
		return e.elenca(osservato, *asJSON, "visti in modo osserva: è scritto che cosa si sarebbe fatto, nulla è stato fatto")
	}
	list, err := e.compiti(*all)
	if err != nil {
		return err
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Urgente && !list[j].Urgente })
	if *asJSON {
		for _, c := range list {
			if err := e.emit(c); err != nil {
				return err
			}
		}
		return nil
	}
	open := 0
	err = e.Store.View(func(a rules.Archivio) error {
		for _, c := range list {
			if c.Stato == rules.Aperto {
				open++
			}
			e.printCompito(a, c)
		}
		e.printInPartenza(a)
		return nil
	})
	if err != nil {
		return err
	}
	return e.riassunto(open)
}

// riassunto ends the list: in osserva what was seen is shown at once, since nothing else would show it.
func (e *Env) riassunto(open int) error {
	s, err := e.stato()
	if err != nil {
		return err
	}
	taken, err := e.presi()
	if err != nil {
		return err
	}
	others, seen := 0, 0
	err = e.messaggi(func(v rules.Verdetto) error {
		if altra(v) {
			others++
		}
		if osservato(v) && !taken[v.SHA256] {
			seen++
		}
		return nil
	})
	if err != nil {
		return err
	}
	if s.Modo.Modo == rules.Osserva && seen > 0 {
		if err := e.elenca(osservato, false, "visti in modo osserva: è scritto che cosa si sarebbe fatto, nulla è stato fatto"); err != nil {
			return err
		}
	} else if seen > 0 {
		e.printf("Visti in modo osserva: %d messaggi (review list --osservati).\n", seen)
	}
	if s.Modo.Fermo {
		e.printf("INVIO FERMO: %s\n", VisibleLine(s.Modo.Perche))
	}
	e.printf("%d da decidere. Altra posta: %d messaggi (review list --altra-posta).\n", open, others)
	return nil
}

// printCompito shows one task: why it waits, whose it is, which message and letters it is about.
func (e *Env) printCompito(a rules.Archivio, c rules.Compito) {
	mark := " "
	if c.Urgente {
		mark = "!"
	}
	e.printf("%s %s  %s  %-10s  %s\n", mark, c.ID, giorno(c.Creato), c.Tipo, VisibleLine(c.Perche))
	v := rules.Vista(a)
	var more []string
	if m, ok := v.Iscritto(c.CF); ok {
		more = append(more, m.Cognome+" "+m.Nome)
	}
	for _, s := range []string{c.CF, c.Rif, c.Richiesta} {
		if s != "" {
			more = append(more, s)
		}
	}
	if x := c.Esito; x != nil {
		more = append(more, strings.Join(strings.Fields(x.Type+" "+x.Ground+" "+x.Outcome), " "))
		more = append(more, x.Flags...)
	}
	if c.Scade != "" {
		more = append(more, "entro il "+giornoDi(c.Scade))
	}
	if c.Assegnato != "" {
		more = append(more, "se ne occupa "+c.Assegnato)
	}
	if c.Stato != rules.Aperto {
		more = append(more, strings.TrimSpace(c.Stato+" "+prefisso("da ", c.Da)))
	}
	if len(more) > 0 {
		e.printf("      %s\n", VisibleLine(strings.Join(more, " · ")))
	}
	if m, ok := rules.Messaggio(a, c.Messaggio); ok {
		e.printf("      da %s, «%s», %s, messaggio %.12s\n", orNone(VisibleLine(m.Mittente)), VisibleLine(m.Oggetto), quando(m), m.SHA256)
	}
	for _, n := range c.Note {
		e.printf("      nota di %s, %s: %s\n", VisibleLine(n.Da), giorno(n.Il), VisibleLine(n.Testo))
	}
	for _, id := range c.Lettere {
		if l, ok := v.Lettera(id); ok {
			e.printf("      lettera %s %s a %s: %s\n", l.ID, l.Modello, VisibleLine(l.A), l.Stato)
		}
	}
}

// printInPartenza lists the letters that can still be withdrawn.
func (e *Env) printInPartenza(a rules.Archivio) {
	v := rules.Vista(a)
	for _, id := range v.Cerca(rules.LettereVive, "") {
		l, ok := v.Lettera(id)
		if !ok || l.Stato != rules.LInPartenza && l.Stato != rules.LInCoda {
			continue
		}
		e.printf("  in partenza: %s %s a %s%s (review withdraw %s)\n", l.ID, l.Modello, VisibleLine(l.A), prefisso(", non prima del ", giorno(l.NonPrima)), l.ID)
	}
}

func prefisso(p, s string) string {
	if s == "" {
		return ""
	}
	return p + s
}

// quando is the certified instant of a message, or when the server took it.
func quando(v rules.Verdetto) string {
	if !v.Istante.IsZero() {
		return giorno(v.Istante)
	}
	return orNone(giorno(v.Arrivo))
}

// altra reports whether a message is other post: not the agent's business, never answered.
func altra(v rules.Verdetto) bool {
	return !v.Storico && !v.Copia && v.Decisione != nil && v.Decisione.Type == "R0"
}

// giorniIniziali is how far before T0 the initial situation looks.
const giorniIniziali = 60

// situazioneIniziale lists the requests of the last 60 days before T0: what the office may not have answered yet. A
// person adopts them one by one.
func (e *Env) situazioneIniziale(asJSON bool) error {
	s, err := e.stato()
	if err != nil {
		return err
	}
	from := s.Avvio.T0.AddDate(0, 0, -giorniIniziali)
	answered := map[string]bool{}
	err = e.Store.View(func(a rules.Archivio) error {
		rules.Mani(a, func(m rules.Mano) bool {
			for _, sha := range m.Messaggi {
				answered[sha] = true
			}
			return true
		})
		return nil
	})
	if err != nil {
		return err
	}
	return e.elenca(func(v rules.Verdetto) bool {
		return iniziale(v, from) && !answered[v.SHA256]
	}, asJSON, "della situazione iniziale: chiedono qualcosa, e nella casella non si riconosce una risposta a mano (review adopt li prende in carico)")
}

// osservato reports whether a message was decided while observing and would have had an effect or called a person.
func osservato(v rules.Verdetto) bool {
	return v.Osserva && !v.Copia && v.Decisione != nil && v.Decisione.Auto != "NONE"
}

// presi are the messages that a task or a request is about: adopted ones are no longer among those without effects.
func (e *Env) presi() (map[string]bool, error) {
	taken := map[string]bool{}
	err := e.Store.View(func(a rules.Archivio) error {
		rules.Compiti(a, func(c rules.Compito) bool { taken[c.Messaggio] = true; return true })
		rules.Richieste(a, func(r rules.Richiesta) bool {
			for _, m := range r.Messaggi {
				taken[m] = true
			}
			return true
		})
		return nil
	})
	return taken, err
}

// elenca lists the messages that a question picks and nobody has taken up, by time.
func (e *Env) elenca(picks func(rules.Verdetto) bool, asJSON bool, what string) error {
	taken, err := e.presi()
	if err != nil {
		return err
	}
	var list []rules.Verdetto
	err = e.messaggi(func(v rules.Verdetto) error {
		if picks(v) && !taken[v.SHA256] {
			list = append(list, v)
		}
		return nil
	})
	if err != nil {
		return err
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Arrivo.Before(list[j].Arrivo) })
	for _, v := range list {
		if asJSON {
			if err := e.emit(v); err != nil {
				return err
			}
			continue
		}
		d := v.Decisione
		e.printf("%s  %s  «%s»  messaggio %.12s\n      %s: %s\n", quando(v), orNone(VisibleLine(v.Mittente)), VisibleLine(v.Oggetto), v.SHA256,
			strings.Join(strings.Fields(d.Type+" "+d.Ground+" "+d.Outcome+" "+strings.Join(append(d.Reply, d.Flags...), " ")), " "), VisibleLine(d.Why))
	}
	if !asJSON {
		e.printf("%d messaggi %s (review show MESSAGGIO li mostra).\n", len(list), what)
	}
	return nil
}

func (e *Env) messaggi(f func(rules.Verdetto) error) error {
	return e.Store.View(func(a rules.Archivio) (err error) {
		rules.Messaggi(a, func(v rules.Verdetto) bool { err = f(v); return err == nil })
		return err
	})
}

// trovaMessaggio finds one stored message by its SHA-256 or the beginning of it.
func (e *Env) trovaMessaggio(sha string) (found rules.Verdetto, ok bool, err error) {
	sha = strings.ToLower(sha)
	n := 0
	err = e.messaggi(func(v rules.Verdetto) error {
		if len(sha) >= 6 && strings.HasPrefix(v.SHA256, sha) {
			found = v
			n++
		}
		return nil
	})
	return found, n == 1, err
}
