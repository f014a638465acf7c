package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"pecagent/agent"
	"pecagent/agent/archivio"
	"pecagent/agent/office"
)

// runBackup writes an encrypted backup beside the running agent, or makes the key for it.
func runBackup(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("backup", flag.ContinueOnError)
	path, to, key := fs.String("config", "", ""), fs.String("to", "", ""), fs.String("new-key", "", "")
	if rest, err := office.Parse(fs, args); err != nil || len(rest) > 0 {
		return wrongArgs(err, rest)
	}
	if *key != "" {
		return newKey(*key)
	}
	cfg, err := load(*path)
	if err != nil {
		return err
	}
	if *to == "" {
		*to = cfg.Backup.Cartella
	}
	switch {
	case *to == "":
		return usage("key backup.cartella: non dice dove; oppure --to DIR")
	case cfg.Backup.Destinatario == "":
		return usage("key backup.destinatario: manca la chiave pubblica; pecagent backup --new-key FILE ne crea una")
	case !exists(cfg.Data):
		return fmt.Errorf("in %s non c'è ancora un archivio da copiare", cfg.Data)
	}
	c, err := archivio.Backup(ctx, archivio.Options{Data: cfg.Data, Config: cfg.Path(), Dir: *to, Destinatari: cfg.Backup.Destinatario, Tieni: cfg.Backup.Tieni})
	if err != nil && !errors.Is(err, archivio.ErrMancano) {
		return err
	}
	m := c.Manifesto
	fmt.Printf("Copia di sicurezza scritta e riletta: %s\n%d eventi, %d messaggi, %d MB; radice %s\n", c.File, m.Eventi, m.Messaggi, (c.Byte+999_999)/1_000_000, m.Radice)
	for _, f := range c.Tolte {
		fmt.Printf("Tolta la copia più vecchia: %s\n", f)
	}
	for _, sha := range m.Mancano {
		fmt.Fprintf(os.Stderr, "manca o è danneggiato: %s\n", sha)
	}
	return err
}

func newKey(file string) error {
	to, err := archivio.NuovaChiave(file, time.Now())
	if err != nil {
		return err
	}
	fmt.Printf("Chiave segreta scritta in %s: portarla via da questo computer e conservarla in due luoghi.\nSenza di essa nessuno può leggere le copie.\n\n[backup]\ndestinatario = %q\n", file, to)
	return nil
}

// runRestore brings a backup into an empty folder.
func runRestore(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("restore", flag.ContinueOnError)
	id, into := fs.String("identity", "", ""), fs.String("into", "", "")
	rest, err := office.Parse(fs, args)
	if err != nil || len(rest) != 1 || *id == "" || *into == "" {
		return wrongArgs(errors.Join(err, errors.New("pecagent restore FILE --identity CHIAVE --into CARTELLA")), nil)
	}
	m, err := archivio.Restore(ctx, archivio.Ripristino{File: rest[0], Chiave: *id, Dir: *into, Attore: agent.Person()})
	if err != nil {
		return err
	}
	fmt.Printf("Ripristinato e verificato in %s: casella %s, %d eventi, %d messaggi, copia del %s.\n", *into, m.Casella, m.Eventi, m.Messaggi, m.Quando())
	for _, sha := range m.Mancano {
		fmt.Fprintf(os.Stderr, "mancava già quando la copia fu fatta: %s\n", sha)
	}
	fmt.Println("L'invio è fermo. Ora: pecagent run rilegge la casella; poi, visto che cosa aspetta (pecagent review list), pecagent resume.")
	return nil
}
