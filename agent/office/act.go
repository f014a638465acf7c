package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"pecagent/mailparse"
	"pecagent/rules"
)

type manyFlag []string

func (m *manyFlag) String() string     { return strings.Join(*m, ",") }
func (m *manyFlag) Set(v string) error { *m = append(*m, v); return nil }

// atto is an act as the command line says it.
type atto struct {
	rules.Atto
	nuovo            rules.Iscritto
	dati             rules.DatiLettera
	ticks, documents manyFlag
}

// flags binds the flags of "pecagent act".
func (a *atto) flags(fs *flag.FlagSet) {
	for _, f := range []struct {
		name string
		into *string
	}{{"cf", &a.CF}, {"case", &a.Caso}, {"date", &a.Giorno}, {"time", &a.Ora}, {"address", &a.Indirizzo}, {"expiry", &a.Scadenza}, {"number", &a.Numero},
		{"body", &a.Organo}, {"reason", &a.Motivo}, {"message", &a.Messaggio}, {"channel", &a.Canale}, {"outcome", &a.Esito}, {"note", &a.Nota}, {"albo", &a.Albo}, {"payer", &a.Pagante}, {"provider", &a.Gestore},
		{"title", &a.dati.Evento}, {"place", &a.dati.Luogo},
		{"surname", &a.nuovo.Cognome}, {"name", &a.nuovo.Nome}, {"enrolment", &a.nuovo.Numero}, {"email", &a.nuovo.EmailOrdinaria}} {
		fs.StringVar(f.into, f.name, "", "")
	}
	fs.BoolVar(&a.Immediato, "immediate", false, "")
	fs.Var(&a.ticks, "tick", "")
	for name, into := range map[string]*[]string{"when": &a.dati.Quando, "agenda": &a.dati.OrdineDelGiorno, "info": &a.dati.AltreIndicazioni} {
		fs.Var((*manyFlag)(into), name, "")
	}
	fs.Var(&a.documents, "document", "")
}

// di completes the act of a kind: whom it concerns is looked up, but for one who enrols, who is nobody yet.
func (a *atto) di(e *Env, voce rules.VoceAtto) (err error) {
	n := &a.nuovo
	if a.dati.Evento != "" {
		a.Dati = &a.dati
	}
	a.Tipo = voce.Tipo
	for _, t := range a.ticks { // several at once, parted by commas
		a.Spunte = append(a.Spunte, strings.FieldsFunc(t, func(r rune) bool { return r == ',' || r == ' ' })...)
	}
	a.Indirizzo, a.Caso, a.Canale = strings.ToLower(a.Indirizzo), strings.ToUpper(a.Caso), strings.ToUpper(a.Canale)
	a.Pagante, a.Gestore = strings.ToUpper(a.Pagante), strings.ToUpper(a.Gestore)
	if a.Messaggio != "" {
		v, ok, err := e.trovaMessaggio(a.Messaggio)
		if err != nil || !ok {
			return cmpErr(err, fmt.Errorf("nessun messaggio (o più d'uno) comincia per %q", VisibleLine(a.Messaggio)))
		}
		a.Messaggio = v.SHA256
	}
	switch {
	case slices.Contains(voce.Vuole, "iscritto"):
		a.CF = strings.ToUpper(a.CF)
		n.CF, a.Iscritto = a.CF, n
		n.Albi = strings.FieldsFunc(a.Albo, func(r rune) bool { return r == ',' })
	case n.Cognome != "" || n.Nome != "" || n.Numero != "" || n.EmailOrdinaria != "":
		return usage("--surname, --name, --enrolment e --email sono di chi si iscrive, non di %s", voce.Comando)
	case a.CF != "":
		a.CF, err = e.cfDi(a.CF)
	}
	return err
}

// actCmd records what a person did or learnt outside the mailbox. Without arguments it lists the acts there are.
func actCmd(ctx context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("act", flag.ContinueOnError)
	var a atto
	a.flags(fs)
	rest, err := Parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return e.elencaAtti()
	}
	voce, ok := voceAtto(rest[0])
	if !ok || len(rest) > 1 {
		return usage("%q non è un atto: pecagent act li elenca", VisibleLine(strings.Join(rest, " ")))
	}
	if err := a.di(e, voce); err != nil {
		return err
	}
	if why := rules.UsoAtto(a.Atto); why != "" {
		return usage("%s %s", voce.Comando, why)
	}
	if a.Documenti, a.Firme, err = e.conserva(ctx, a.documents); err != nil {
		return err
	}
	d, err := e.commit(ctx, rules.Acted{Now: e.Now(), Attore: e.Attore, Atto: a.Atto})
	if err != nil {
		return err
	}
	for _, ev := range d.Events {
		e.printf("%s\n", VisibleLine(Racconta(ev)))
	}
	return nil
}

// cfDi gives the codice fiscale of the one member whom a code or a surname names.
func (e *Env) cfDi(who string) (cf string, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		found := trova(a, who)
		if len(found) != 1 {
			return fmt.Errorf("%d iscritti corrispondono a %q: serve il codice fiscale di uno", len(found), VisibleLine(who))
		}
		cf = found[0].CF
		return nil
	})
	return cf, err
}

func voceAtto(name string) (rules.VoceAtto, bool) {
	vs := rules.VociAtto()
	i := slices.IndexFunc(vs, func(v rules.VoceAtto) bool { return v.Comando == name })
	if i < 0 {
		return rules.VoceAtto{}, false
	}
	return vs[i], true
}

func (e *Env) elencaAtti() error {
	for _, v := range rules.VociAtto() {
		e.printf("%-28s %s\n", v.Comando, v.Dice)
		words := []string{}
		for _, c := range rules.CampiAtto() {
			switch {
			case slices.Contains(v.Vuole, c.Nome):
				words = append(words, "--"+c.Opzione)
			case slices.Contains(v.Puo, c.Nome):
				words = append(words, "[--"+c.Opzione+"]")
			}
		}
		if v.Documento {
			words = append(words, "--document FILE")
		} else {
			words = append(words, "[--document FILE]")
		}
		e.printf("%-28s   %s\n", "", strings.Join(append(words, "[--note TESTO]"), " "))
		if v.Ratifica {
			e.printf("%-28s   subito; una seconda persona conferma entro tre giorni lavorativi\n", "")
		}
		if v.Due {
			e.printf("%-28s   due persone, una con il ruolo %s\n", "", strings.Join(v.Ruoli, " o "))
		}
	}
	return nil
}

// conserva stores the documents of an act before the act is recorded, and verifies the signatures on those that are p7m, as of
// now and under the authorities of trust.ca_firme.
func (e *Env) conserva(ctx context.Context, names []string) (docs []rules.Documento, signed []rules.Firma, err error) {
	for _, name := range names {
		b, err := e.file(name)
		if err != nil {
			return nil, nil, err
		}
		if len(b) == 0 {
			return nil, nil, fmt.Errorf("il documento %q è vuoto", VisibleLine(name))
		}
		if _, err := e.Store.PutRaw(ctx, [][]byte{b}); err != nil {
			return nil, nil, fmt.Errorf("conservando %s: %w", VisibleLine(name), err)
		}
		sum := sha256.Sum256(b)
		docs = append(docs, rules.Documento{SHA256: hex.EncodeToString(sum[:]), Nome: filepath.Base(name)})
		signed = append(signed, rules.FirmeDa(mailparse.FirmeFile(filepath.Base(name), b, e.Firme, e.Now()))...)
	}
	return docs, signed, nil
}
