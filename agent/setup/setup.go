package setup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pecagent/agent/config"
)

// Opzioni are where setup works and how it asks.
type Opzioni struct {
	Percorsi Percorsi
	In       io.Reader
	Out      io.Writer
	Segreta  func(prompt string) (string, error)                        // reads a password without echo; nil: from In
	MX       func(ctx context.Context, domain string) ([]string, error) // nil: the machine's resolver
	Now      func() time.Time
}

// Esegui runs the dialogue. Nil when a configuration stands at the end, new or as it was.
func Esegui(ctx context.Context, o Opzioni) error {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.MX == nil {
		o.MX = lookupMX
	}
	s := &seduta{Opzioni: o, c: &colloquio{in: bufio.NewReader(o.In), out: o.Out, segreta: o.Segreta}, ctx: ctx}
	old, err := config.Load(o.Percorsi.Config)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.cfg, s.text = config.Default(), config.Esempio()
		s.cfg.Data, s.cfg.Backup.Cartella = o.Percorsi.Dati, o.Percorsi.Copie
	case err != nil:
		return fmt.Errorf("la configurazione %s c'è già e non è valida: correggerla o spostarla: %w", o.Percorsi.Config, err)
	default:
		b, err := os.ReadFile(o.Percorsi.Config)
		if err != nil {
			return err
		}
		s.cfg, s.text, s.again = old, string(b), true
		if change, err := s.presente(); err != nil || !change {
			return err
		}
	}
	return s.tutto()
}

// seduta is one run of setup: what was answered so far. Nothing of it is on the disk before scrive.
type seduta struct {
	Opzioni
	c     *colloquio
	ctx   context.Context
	cfg   *config.Config
	text  string // of the configuration, before
	again bool

	password, passwordSMTP, passwordAvvisi string // "": none typed
	chiave                                 string // file for the secret key of the backups; "": none to be made
}

// tutto asks everything and writes.
func (s *seduta) tutto() error {
	if !s.again {
		s.c.dice("Installazione di pecagent. Poche domande; Invio accetta ciò che sta fra parentesi quadre. Nulla viene scritto prima della fine,\ne l'installazione legge la casella senza cambiarvi nulla. In esercizio l'agente vi aggiunge soltanto la copia di ciò che ha inviato,\nnella cartella della posta inviata (imap.cartella_inviate, \"-\": mai).\n")
	}
	for _, step := range []func() error{s.ordine, s.casella, s.spedizione, s.avvisi, s.copie} {
		if err := step(); err != nil {
			return err
		}
	}
	s.riassunto()
	yes, err := s.c.conferma("Scrivere la configurazione?", false)
	if err != nil {
		return err
	}
	if !yes {
		s.c.dice("Non è stato scritto nulla.")
		return nil
	}
	if err := s.scrive(); err != nil {
		return err
	}
	if err := s.codici(); err != nil {
		return err
	}
	s.poi()
	return nil
}

// presente tells what is there and asks whether to change it.
func (s *seduta) presente() (bool, error) {
	c := s.cfg
	s.c.dice("pecagent è già configurato in %s:", c.Path())
	s.c.dice("  Ordine     %s <%s>", c.Ordine.Nome, c.Ordine.PEC)
	s.c.dice("  casella    %s su %s", c.IMAP.User, unisce(c.IMAP.Host, c.IMAP.Port, 993))
	s.c.dice("  invio      %s su %s", c.SMTP.User, unisce(c.SMTP.Host, c.SMTP.Port, 465))
	s.c.dice("  dati       %s", c.Data)
	s.c.dice("  copie      %s", cmpOr(c.Backup.Cartella, "non configurate"))
	s.c.dice("  avvisi a   %s", cmpOr(strings.Join(c.Avvisi.A, ", "), "nessuno"))
	yes, err := s.c.conferma("Cambiare qualcosa?", false)
	if errors.Is(err, io.EOF) || errors.Is(err, ErrInterrotto) {
		err = nil
	}
	if err == nil && !yes {
		s.c.dice("Non è cambiato nulla. pecagent check controlla tutto.")
	}
	return yes, err
}

func cmpOr(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// ordine asks who the Order is.
func (s *seduta) ordine() (err error) {
	o := &s.cfg.Ordine
	for _, q := range []struct {
		what string
		to   *string
		ok   func(string) string
	}{
		{"Indirizzo PEC dell'Ordine", &o.PEC, indirizzo},
		{"Nome dell'Ordine, come nelle lettere", &o.Nome, obbligatoria},
		{"Ufficio competente (L. 241/1990 art. 8)", &o.Ufficio, libera},
		{"Responsabile del procedimento", &o.Responsabile, libera},
		{"Telefono dell'ufficio", &o.Telefono, libera},
		{"Orario in cui risponde", &o.Orario, libera},
	} {
		if *q.to, err = s.c.chiede(q.what, *q.to, q.ok); err != nil {
			return err
		}
	}
	o.PEC = strings.ToLower(o.PEC)
	return nil
}

// copie asks where the backups go, and for whom they are encrypted.
func (s *seduta) copie() (err error) {
	b := &s.cfg.Backup
	if b.Cartella, err = s.c.chiede("Cartella delle copie di sicurezza, meglio se su un altro disco", b.Cartella, perUnita); err != nil {
		return err
	}
	if b.Destinatario != "" {
		return nil
	}
	s.c.dice("Le copie sono cifrate. La chiave per leggerle va portata via da questo computer, per esempio su una chiavetta da tenere in cassaforte.")
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	s.chiave, err = s.c.chiede("File in cui scrivere la chiave segreta", filepath.Join(here, "chiave-copie-pecagent.txt"), func(p string) string {
		if why := assoluto(p); why != "" {
			return why
		}
		if _, err := os.Lstat(p); err == nil {
			return "il file c'è già: sceglierne un altro"
		}
		return ""
	})
	return err
}

// perUnita takes a path that can stand in a unit of systemd as it is.
func perUnita(p string) string {
	if strings.ContainsAny(p, inadatti) {
		return "il percorso non può contenere spazi né segni come % \" ' $"
	}
	return assoluto(p)
}

func assoluto(p string) string {
	if !filepath.IsAbs(p) {
		return "serve un percorso completo, come /var/backups/pecagent"
	}
	return ""
}

// riassunto shows what will be written.
func (s *seduta) riassunto() {
	c := s.cfg
	s.c.dice("\nRiassunto")
	s.c.dice("  %s <%s>", c.Ordine.Nome, c.Ordine.PEC)
	s.c.dice("  casella %s su %s, invio da %s su %s", c.IMAP.User, unisce(c.IMAP.Host, c.IMAP.Port, 993), c.SMTP.User, unisce(c.SMTP.Host, c.SMTP.Port, 465))
	if !s.again {
		s.c.dice("  modo osserva: legge, verifica, decide, mostra che cosa farebbe, non invia nulla")
	}
	s.c.dice("  configurazione %s, dati %s, copie %s", s.Percorsi.Config, c.Data, c.Backup.Cartella)
}

// lookupMX asks the resolver, three seconds at most: it only spares a question.
func lookupMX(ctx context.Context, domain string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	list, err := net.DefaultResolver.LookupMX(ctx, domain)
	var names []string
	for _, m := range list {
		names = append(names, m.Host)
	}
	return names, err
}
