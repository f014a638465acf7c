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

// reviewList shows what waits for a person, the letters that are about to leave, what was seen while observing, and
// how many messages are "Altra posta" (R0), which wait for nobody.
func reviewList(_ context.Context, e *Env, args []string) error {
	fs, asJSON := flags("review list")
	other, seen, all := fs.Bool("altra-posta", false, ""), fs.Bool("osservati", false, ""), fs.Bool("tutto", false, "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	switch {
	case *other:
		return e.elenca(altra, *asJSON, "di altra posta: non sono affare dell'agente e nessuno di essi ha avuto risposta")
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
	others, seen := 0, 0
	err = e.messaggi(func(v rules.Verdetto) error {
		if altra(v) {
			others++
		}
		if osservato(v) {
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
		more = append(more, "entro il "+c.Scade)
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

// osservato reports whether a message was decided while observing and would have had an effect or called a person.
func osservato(v rules.Verdetto) bool {
	return v.Osserva && !v.Copia && v.Decisione != nil && v.Decisione.Auto != "NONE"
}

// elenca lists the messages that a question picks, by time.
func (e *Env) elenca(picks func(rules.Verdetto) bool, asJSON bool, what string) error {
	var list []rules.Verdetto
	err := e.messaggi(func(v rules.Verdetto) error {
		if picks(v) {
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

// reviewWithdraw takes back a letter that has not left yet.
func reviewWithdraw(ctx context.Context, e *Env, args []string) error {
	fs, _ := flags("review withdraw")
	note := fs.String("note", "", "")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 {
		return cmpErr(err, usage("serve una lettera, per esempio LET-2026-000001"))
	}
	_, err = e.commit(ctx, rules.Withdrawn{Now: e.Now(), Attore: e.Attore, Lettera: strings.ToUpper(rest[0]), Nota: *note})
	if err != nil {
		return err
	}
	e.printf("La lettera %s è ritirata: non parte.\n", VisibleLine(strings.ToUpper(rest[0])))
	return nil
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
		return cmpErr(err, usage("serve una segnalazione, per esempio SEG-2026-000001, o un messaggio"))
	}
	if v, ok, err := e.trovaMessaggio(rest[0]); err != nil || ok {
		return cmpErr(err, e.mostraMessaggio(v, *asJSON))
	}
	c, letters, v, err := e.caso(rest[0])
	if err != nil {
		return err
	}
	if *asJSON {
		return e.emit(map[string]any{"compito": c, "messaggio": v, "lettere": letters})
	}
	err = e.Store.View(func(a rules.Archivio) error { e.printCompito(a, c); return nil })
	if err != nil {
		return err
	}
	e.printProposta(c.Esito)
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

// mostraMessaggio shows a message that no task is about: one seen while observing, or other post.
func (e *Env) mostraMessaggio(v rules.Verdetto, asJSON bool) error {
	if asJSON {
		return e.emit(map[string]any{"messaggio": v})
	}
	e.printProposta(v.Decisione)
	return e.printMessaggio(v.SHA256, v)
}

// printProposta shows what was decided or would have been, and on what it rests.
func (e *Env) printProposta(d *rules.Esito) {
	if d == nil {
		return
	}
	e.printf("\nProposta: %s\n", VisibleLine(d.Why))
	if d.Quote != "" {
		e.printf("Frase: «%s»\n", VisibleLine(d.Quote))
	}
	if len(d.Basis) > 0 {
		e.printf("Base: %s\n", strings.Join(d.Basis, ", "))
	}
	if len(d.Reply) > 0 {
		e.printf("Lettere: %s\n", strings.Join(d.Reply, ", "))
	}
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
