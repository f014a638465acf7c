package office

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pecagent/mailparse"
	"pecagent/rules"
)

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

// reviewAdopt makes a task of a message that had no effect: history or seen while observing.
func reviewAdopt(ctx context.Context, e *Env, args []string) error {
	fs, _ := flags("review adopt")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 {
		return cmpErr(err, usage("serve un messaggio: l'inizio del suo SHA-256, come lo dà review list"))
	}
	v, ok, err := e.trovaMessaggio(rest[0])
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("nessun messaggio (o più d'uno) comincia per %q", VisibleLine(rest[0]))
	}
	d, err := e.commit(ctx, rules.Adopted{Now: e.Now(), Attore: e.Attore, Verdict: v})
	if err != nil {
		return err
	}
	return e.stampa(d)
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

func reviewShow(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("review show")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 {
		return cmpErr(err, usage("serve una segnalazione, per esempio SEG-2026-000001, o un messaggio"))
	}
	if strings.HasPrefix(strings.ToUpper(rest[0]), "LET-") {
		return e.mostraLettera(ctx, rest[0], *asJSON)
	}
	if v, ok, err := e.trovaMessaggio(rest[0]); err != nil || ok {
		return cmpErr(err, e.mostraMessaggio(ctx, v, *asJSON))
	}
	c, letters, v, err := e.caso(rest[0])
	if err != nil {
		return err
	}
	e.accesso(ctx, rules.Accesso{Comando: "review show", CF: append(slices.Clone(c.Elenco), c.CF), Cose: append([]string{c.ID, c.Messaggio}, c.Lettere...)})
	if *asJSON {
		return e.emit(map[string]any{"compito": c, "messaggio": v, "lettere": letters})
	}
	err = e.Store.View(func(a rules.Archivio) error { e.printCompito(a, c); return nil })
	if err != nil {
		return err
	}
	if err := e.printAtto(c); err != nil {
		return err
	}
	e.printProposta(c.Esito)
	if c.Messaggio != "" && (c.Atto == "" || v.SHA256 != "") {
		if err := e.printMessaggio(ctx, c.Messaggio, v); err != nil {
			return err
		}
	}
	for _, l := range letters {
		if err := e.printLettera(l); err != nil {
			return err
		}
	}
	return e.printAnteprima(c, v)
}

// mostraMessaggio shows a message that no task is about: one seen while observing, or other post.
func (e *Env) mostraMessaggio(ctx context.Context, v rules.Verdetto, asJSON bool) error {
	seen := rules.Accesso{Comando: "review show", Cose: []string{v.SHA256}}
	if v.Decisione != nil {
		seen.CF = []string{v.Decisione.CF, v.Decisione.Member}
	}
	e.accesso(ctx, seen)
	if asJSON {
		return e.emit(map[string]any{"messaggio": v})
	}
	if v.Cancellato != "" {
		e.printf("Messaggio %s: il contenuto è stato cancellato con l'atto %s. Restano l'ora e l'impronta.\n", v.SHA256, v.Cancellato)
		return nil
	}
	e.printProposta(v.Decisione)
	return e.printMessaggio(ctx, v.SHA256, v)
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
func (e *Env) printMessaggio(ctx context.Context, sha string, v rules.Verdetto) error {
	raw, release, err := e.Store.MapRaw(sha)
	if err != nil {
		return fmt.Errorf("reading the message: %w", err)
	}
	defer release()
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
	forms := Moduli(ctx, m, e.Modulo)
	for i, a := range m.Inner.Attachments {
		e.printf("  allegato: %s (%s, %d byte) %s\n", VisibleLine(a.Name), VisibleLine(a.Type), a.Size, a.SHA256)
		if f, ok := forms[i]; ok {
			e.printModulo(f)
		}
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

// riletto is a person's decision with the message read and verified again, judged by when it arrived.
func (e *Env) riletto(c rules.Compito, v rules.Verdetto, approve bool, note string) (rules.Reviewed, error) {
	in := rules.Reviewed{Now: e.Now(), Attore: e.Attore, Compito: c.ID, Approva: approve, Nota: note}
	if c.Messaggio == "" {
		return in, nil
	}
	raw, err := e.Store.Raw(c.Messaggio)
	if err != nil {
		return in, fmt.Errorf("reading the message: %w", err)
	}
	at := v.Arrivo
	if at.IsZero() {
		at = e.Now()
	}
	if m, err := mailparse.Parse(raw); err == nil {
		in.Msg, in.Proof = m, m.Verify(e.Trust, at)
		in.Firme = rules.FirmeDa(Firme(m, in.Proof, e.Firme, at))
	}
	in.Dove = rules.Arrivo{SHA256: c.Messaggio, Interna: v.Arrivo}
	return in, nil
}

// printAnteprima shows what approving would do now.
func (e *Env) printAnteprima(c rules.Compito, v rules.Verdetto) error {
	if c.Stato != rules.Aperto || c.Tipo != rules.SegRevisione {
		return nil
	}
	in, err := e.riletto(c, v, true, "")
	if err != nil {
		return err
	}
	var p Anteprima
	if err := e.Store.View(func(a rules.Archivio) error { p = e.anteprima(rules.Vista(a), in); return nil }); err != nil {
		return err
	}
	if p.Rifiuto != "" {
		e.printf("\nApprovare ora sarebbe rifiutato: %s\n", VisibleLine(p.Rifiuto))
		return nil
	}
	e.printf("\nSe si approva ora:\n")
	for _, x := range p.Effetti {
		e.printf("  %s\n", VisibleLine(x))
	}
	for _, l := range p.Lettere {
		if err := e.printLettera(l.Lettera); err != nil {
			return err
		}
	}
	return nil
}

// mostraLettera shows one letter, whatever its state.
func (e *Env) mostraLettera(ctx context.Context, id string, asJSON bool) error {
	var l rules.Lettera
	ok := false
	err := e.Store.View(func(a rules.Archivio) error {
		l, ok = rules.Vista(a).Lettera(strings.ToUpper(id))
		return nil
	})
	if err == nil && !ok {
		err = fmt.Errorf("nessuna lettera %q", VisibleLine(id))
	}
	if err != nil {
		return err
	}
	e.accesso(ctx, rules.Accesso{Comando: "review show", CF: []string{l.CF}, Cose: []string{l.ID}})
	if asJSON {
		return e.emit(map[string]any{"lettera": l})
	}
	return e.printLettera(l)
}

// review decides a task as the person who calls. The message is read and verified again: what is approved is what
// is stored, by its hash.
func (e *Env) review(ctx context.Context, args []string, approve bool) error {
	fs, _ := flags("review")
	note := fs.String("note", "", "")
	number, visto := fs.String("number", "", ""), fs.String("visto", "", "")
	var added aggiunte
	fs.Var(&added, "aggiungi", "")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 {
		return cmpErr(err, usage("serve una segnalazione"))
	}
	if *note = strings.TrimSpace(*note); !approve && *note == "" {
		return usage("serve il motivo: --note TESTO")
	}
	c, _, v, err := e.caso(rest[0])
	if err != nil {
		return err
	}
	in, err := e.riletto(c, v, approve, *note)
	if err != nil {
		return err
	}
	in.Protocollo, in.Aggiunte = strings.TrimSpace(*number), added
	d, err := e.commitSe(ctx, in, *visto)
	if err != nil {
		return err
	}
	return e.stampa(d)
}
