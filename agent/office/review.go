package office

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"pecagent/mailparse"
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

// reviewList shows what waits for a person, then how many messages are "Altra posta" (R0), which wait for nobody.
func reviewList(_ context.Context, e *Env, args []string) error {
	fs, asJSON := flags("review list")
	other, all := fs.Bool("altra-posta", false, ""), fs.Bool("tutto", false, "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	if *other {
		return e.altraPosta(*asJSON)
	}
	list, err := e.compiti(*all)
	if err != nil {
		return err
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Urgente && !list[j].Urgente })
	for _, c := range list {
		if *asJSON {
			if err := e.emit(c); err != nil {
				return err
			}
			continue
		}
		e.printCompito(c)
	}
	if *asJSON {
		return nil
	}
	n := 0
	err = e.messaggi(func(v rules.Verdetto) error {
		if altra(v) {
			n++
		}
		return nil
	})
	e.printf("%d da decidere. Altra posta: %d messaggi (review list --altra-posta).\n", len(list), n)
	return err
}

func (e *Env) printCompito(c rules.Compito) {
	mark := " "
	if c.Urgente {
		mark = "!"
	}
	e.printf("%s %s  %s  %-10s  %s\n", mark, c.ID, giorno(c.Creato), c.Tipo, VisibleLine(c.Perche))
	var more []string
	for _, s := range []string{c.CF, c.Rif, c.Richiesta} {
		if s != "" {
			more = append(more, s)
		}
	}
	if c.Esito != nil {
		more = append(more, strings.TrimSpace(c.Esito.Type+" "+c.Esito.Ground+" "+c.Esito.Outcome))
		more = append(more, c.Esito.Flags...)
	}
	if c.Scade != "" {
		more = append(more, "entro il "+c.Scade)
	}
	if c.Stato != rules.Aperto {
		more = append(more, c.Stato+" da "+c.Da)
	}
	if len(more) > 0 {
		e.printf("      %s\n", VisibleLine(strings.Join(more, " · ")))
	}
}

// altra reports whether a message is other post: not the agent's business, never answered.
func altra(v rules.Verdetto) bool {
	return !v.Storico && !v.Copia && v.Decisione != nil && v.Decisione.Type == "R0"
}

func (e *Env) altraPosta(asJSON bool) error {
	n := 0
	err := e.messaggi(func(v rules.Verdetto) error {
		if !altra(v) {
			return nil
		}
		n++
		if asJSON {
			return e.emit(v)
		}
		e.printf("%s  %s  %s\n      %s\n", giorno(v.Istante), VisibleLine(v.Mittente), VisibleLine(v.Oggetto), VisibleLine(v.Decisione.Why))
		return nil
	})
	if err == nil && !asJSON {
		e.printf("%d messaggi di altra posta: non sono affare dell'agente e nessuno di essi ha avuto risposta.\n", n)
	}
	return err
}

func (e *Env) messaggi(f func(rules.Verdetto) error) error {
	return e.Store.View(func(a rules.Archivio) (err error) {
		rules.Messaggi(a, func(v rules.Verdetto) bool { err = f(v); return err == nil })
		return err
	})
}

// caso is a task with the letters that wait with it.
func (e *Env) caso(id string) (c rules.Compito, letters []rules.Lettera, v rules.Verdetto, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		s := rules.Vista(a)
		var ok bool
		if c, ok = s.Compito(strings.ToUpper(id)); !ok {
			return fmt.Errorf("nessuna segnalazione %q", VisibleLine(id))
		}
		for _, l := range c.Lettere {
			if l, ok := s.Lettera(l); ok {
				letters = append(letters, l)
			}
		}
		if c.Messaggio != "" {
			v, _ = rules.Messaggio(a, c.Messaggio)
		}
		return nil
	})
	return c, letters, v, err
}

func reviewShow(_ context.Context, e *Env, args []string) error {
	fs, asJSON := flags("review show")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 {
		return cmpErr(err, usage("serve una segnalazione, per esempio SEG-2026-000001"))
	}
	c, letters, v, err := e.caso(rest[0])
	if err != nil {
		return err
	}
	if *asJSON {
		return e.emit(map[string]any{"compito": c, "messaggio": v, "lettere": letters})
	}
	e.printCompito(c)
	if c.Esito != nil {
		e.printf("\nProposta: %s\n", VisibleLine(c.Esito.Why))
		if c.Esito.Quote != "" {
			e.printf("Frase: «%s»\n", VisibleLine(c.Esito.Quote))
		}
		e.printf("Base: %s\n", strings.Join(c.Esito.Basis, ", "))
	}
	if c.Messaggio != "" {
		if err := e.printMessaggio(c.Messaggio, v); err != nil {
			return err
		}
	}
	for _, l := range letters {
		if err := e.printLettera(l); err != nil {
			return err
		}
	}
	return nil
}

// printMessaggio shows the stored message with its proof outside the text.
func (e *Env) printMessaggio(sha string, v rules.Verdetto) error {
	raw, err := e.Store.Raw(sha)
	if err != nil {
		return fmt.Errorf("reading the message: %w", err)
	}
	e.printf("\nMessaggio %s\n  busta %s, prova %s %s\n", sha, v.Busta, v.Livello, strings.Join(v.Motivi, " "))
	e.printf("  istante certificato: %s\n", orNone(giorno(v.Istante)))
	m, err := mailparse.Parse(raw)
	if err != nil {
		e.printf("  non leggibile: %s\n", VisibleLine(err.Error()))
		return nil
	}
	if m.Inner == nil {
		return nil
	}
	e.printf("  da: %s\n  oggetto: %s\n\n", VisibleLine(m.Inner.From), VisibleLine(m.Inner.Subject))
	for line := range strings.Lines(Visible(m.Inner.Text)) {
		e.printf("  | %s\n", strings.TrimRight(line, "\n"))
	}
	for _, a := range m.Inner.Attachments {
		e.printf("  allegato: %s (%s, %d byte) %s\n", VisibleLine(a.Name), VisibleLine(a.Type), a.Size, a.SHA256)
	}
	return nil
}

// printLettera shows a letter as it would go out.
func (e *Env) printLettera(l rules.Lettera) error {
	t, err := e.Modelli.Componi(e.Policy, l)
	if err != nil {
		return fmt.Errorf("composing %s: %w", l.ID, err)
	}
	e.printf("\nLettera %s (%s) a %s: %s\n  Oggetto: %s\n\n", l.ID, l.Modello, VisibleLine(l.A), l.Stato, t.Oggetto)
	for line := range strings.Lines(t.Testo) {
		e.printf("  > %s\n", strings.TrimRight(line, "\n"))
	}
	return nil
}

func reviewApprove(ctx context.Context, e *Env, args []string) error {
	return e.review(ctx, args, true)
}
func reviewReject(ctx context.Context, e *Env, args []string) error {
	return e.review(ctx, args, false)
}

// review decides a task as the person who calls. The message is read and verified again: what is approved is what
// is stored, by its hash.
func (e *Env) review(ctx context.Context, args []string, approve bool) error {
	fs, _ := flags("review")
	note := fs.String("note", "", "")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 {
		return cmpErr(err, usage("serve una segnalazione"))
	}
	if !approve && *note == "" {
		return usage("serve il motivo: --note TESTO")
	}
	c, _, _, err := e.caso(rest[0])
	if err != nil {
		return err
	}
	in := rules.Reviewed{Now: e.Now(), Attore: e.Attore, Compito: c.ID, Approva: approve, Nota: *note}
	if c.Messaggio != "" {
		raw, err := e.Store.Raw(c.Messaggio)
		if err != nil {
			return fmt.Errorf("reading the message: %w", err)
		}
		if m, err := mailparse.Parse(raw); err == nil {
			in.Msg, in.Proof = m, m.Verify(e.Trust, e.Now())
		}
		in.Dove = rules.Arrivo{SHA256: c.Messaggio}
	}
	d, err := e.commit(ctx, in)
	if err != nil {
		return err
	}
	for _, ev := range d.Events {
		e.printf("%s\n", VisibleLine(Racconta(ev)))
	}
	return nil
}
