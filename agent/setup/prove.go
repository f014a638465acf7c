package setup

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/agent/config"
	"pecagent/agent/imapbox"
	"pecagent/agent/smtpout"
)

// tries is how often a password may be typed; provaMax bounds one attempt on a server.
const (
	tries    = 3
	provaMax = 45 * time.Second
)

// casella asks for the mailbox and tries it, until it works.
func (s *seduta) casella() error {
	m := &s.cfg.IMAP
	if m.Host == "" {
		if err := s.proponi(); err != nil {
			return err
		}
	}
	for attempt, again := 1, false; ; attempt++ {
		if !again {
			if err := s.chiedeCasella(); err != nil {
				return err
			}
		}
		s.c.dice("  prova di accesso a %s …", m.Host)
		err := s.provaCasella()
		if err == nil {
			return nil
		}
		s.c.dice("  non riuscita: %s", config.InParole(err.Error()))
		if attempt == tries {
			return fmt.Errorf("la casella non si apre dopo %d prove: non è stato scritto nulla", tries)
		}
		if again, err = s.autorita(err, &m.CA); err != nil {
			return err
		}
		if again { // no password was refused
			attempt--
		}
	}
}

// proponi takes the servers of the provider that the address, its mail exchangers or the person names.
func (s *seduta) proponi() error {
	_, domain, _ := strings.Cut(s.cfg.Ordine.PEC, "@")
	i := riconosci(domain, nil)
	if i < 0 {
		if mx, err := s.MX(s.ctx, domain); err == nil { // no answer: the person is asked
			i = riconosci(domain, mx)
		}
	}
	list := gestori()
	s.c.dice("Gestore della casella:")
	proposal := fmt.Sprint(len(list) + 1)
	for n, g := range list {
		s.c.dice("  %d  %s", n+1, g.nome)
	}
	s.c.dice("  %d  altro: i server si scrivono a mano", len(list)+1)
	if i >= 0 {
		proposal = fmt.Sprint(i + 1)
	}
	n := 0
	_, err := s.c.chiede("Numero", proposal, func(a string) string {
		if _, err := fmt.Sscanf(a, "%d", &n); err != nil || n < 1 || n > len(list)+1 {
			return fmt.Sprintf("un numero da 1 a %d", len(list)+1)
		}
		return ""
	})
	if err != nil || n > len(list) {
		return err
	}
	g := list[n-1]
	s.cfg.IMAP.Host, s.cfg.SMTP.Host = g.imap, g.smtp
	if g.nota != "" {
		s.c.dice("  %s", g.nota)
	}
	return nil
}

func (s *seduta) chiedeCasella() error {
	m := &s.cfg.IMAP
	a, err := s.c.chiede("Server IMAP (TLS)", unisce(m.Host, m.Port, 993), server)
	if err != nil {
		return err
	}
	m.Host, m.Port = divide(a, 993)
	if m.User, err = s.c.chiede("Utente", cmpOr(m.User, s.cfg.Ordine.PEC), obbligatoria); err != nil {
		return err
	}
	what := "Password"
	if s.again && m.PasswordFile != "" {
		what = "Password (vuota: quella di prima)"
	}
	s.password, err = s.c.password(what)
	if err == nil && s.password == "" && s.again && m.PasswordFile != "" {
		s.password, err = config.Password(m.PasswordFile, "")
	}
	return err
}

// provaCasella logs in once and tells what is there.
func (s *seduta) provaCasella() error {
	m := s.cfg.IMAP
	t, err := config.TLS(m.Host, m.CA)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(s.ctx, provaMax)
	defer cancel()
	b, err := imapbox.Open(ctx, imapbox.Options{Host: m.Host, Port: m.Port, User: m.User, Folder: m.Cartella, TLS: t,
		Password: func() (string, error) { return s.password, nil }})
	if err != nil {
		return err
	}
	defer b.Close()
	r, err := b.Rapporto(ctx)
	if err != nil {
		return err
	}
	folders, err := b.Folders(ctx)
	if err != nil {
		return err
	}
	s.racconta(r, folders)
	return nil
}

// racconta says what the mailbox tells about itself and about who else reads it.
func (s *seduta) racconta(r imapbox.Rapporto, folders []imapbox.Folder) {
	s.c.dice("  accesso riuscito: %d messaggi in %s, %d non ancora aperti da nessuno", r.Messages, s.cfg.IMAP.Cartella, r.Unseen)
	var names []string
	for _, f := range folders {
		if f.Selectable {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	s.c.dice("  cartelle: %s", strings.Join(names, ", "))
	if r.Quota {
		s.c.dice("  spazio: %d MB usati su %d (%d %%)", r.Used/1_000_000, r.Limit/1_000_000, 100*r.Used/r.Limit)
		if r.Used*10 >= r.Limit*7 {
			s.c.dice("  ATTENZIONE: la casella è piena per oltre il 70 %%; piena del tutto non riceve più nulla")
		}
	} else {
		s.c.dice("  spazio: il server non lo dice")
	}
	read := r.Messages - min(r.Unseen, r.Messages)
	gone := int64(r.UIDNext) - 1 - int64(r.Messages)
	switch {
	case read == 0 && (r.UIDNext == 0 || gone <= 0):
		s.c.dice("  altri lettori: nessun segno")
	default:
		s.c.dice("  altri lettori: %d messaggi sono già stati aperti, %d non sono più in questa cartella (spostati, cancellati o scaricati in POP3).", read, max(gone, 0))
		s.c.dice("  Un programma che scarica e cancella (POP3) va fermato o impostato perché lasci i messaggi sul server.")
	}
}

// autorita offers to name the authority of a server whose certificate nobody known has signed.
// named: there is one now, and the same answers are tried again.
func (s *seduta) autorita(cause error, ca *string) (named bool, err error) {
	var unknown x509.UnknownAuthorityError
	if !errors.As(cause, &unknown) && !strings.Contains(cause.Error(), "unknown authority") {
		return false, nil
	}
	a, err := s.c.chiede("Il certificato del server non è di un'autorità conosciuta. File PEM della sua autorità (vuoto: nessuno)", *ca, func(p string) string {
		if p == "" {
			return ""
		}
		if _, err := config.TLS("x", p); err != nil {
			return "non si legge: " + err.Error()
		}
		return assoluto(p)
	})
	named = a != *ca
	*ca = a
	return named, err
}

// spedizione asks for the submission server and tries it; user and password are those of the mailbox unless it refuses them.
func (s *seduta) spedizione() error {
	m := &s.cfg.SMTP
	if !s.again {
		m.User, m.CA = s.cfg.IMAP.User, s.cfg.IMAP.CA
	}
	s.passwordSMTP = s.password
	for attempt, again := 1, false; ; attempt++ {
		if !again {
			if err := s.chiedeInvio(attempt > 1); err != nil {
				return err
			}
		}
		s.c.dice("  prova di accesso a %s, senza inviare nulla …", m.Host)
		err := s.provaInvio(*m, s.passwordSMTP)
		if err == nil {
			s.c.dice("  accesso riuscito")
			return nil
		}
		s.c.dice("  non riuscita: %s", config.InParole(err.Error()))
		if attempt == tries {
			return fmt.Errorf("il server di invio non accetta dopo %d prove: non è stato scritto nulla", tries)
		}
		if again, err = s.autorita(err, &m.CA); err != nil {
			return err
		}
		if again {
			attempt--
		}
	}
}

// chiedeInvio asks for the server, and for user and password where those of the mailbox did not do.
func (s *seduta) chiedeInvio(all bool) error {
	m := &s.cfg.SMTP
	a, err := s.c.chiede("Server SMTP (TLS)", unisce(m.Host, m.Port, 465), server)
	if err != nil {
		return err
	}
	m.Host, m.Port = divide(a, 465)
	if !all {
		return nil
	}
	if m.User, err = s.c.chiede("Utente per l'invio", m.User, obbligatoria); err != nil {
		return err
	}
	s.passwordSMTP, err = s.c.password("Password per l'invio")
	return err
}

// provaInvio logs in once and sends nothing.
func (s *seduta) provaInvio(m config.SMTP, password string) error {
	t, err := config.TLS(m.Host, m.CA)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(s.ctx, provaMax)
	defer cancel()
	r := smtpout.Prova(ctx, smtpout.Options{Host: m.Host, Port: m.Port, User: m.User, TLS: t, Timeout: provaMax, Password: func() (string, error) { return password, nil }})
	if r.Esito != smtpout.Inviata {
		return errors.New(r.Testo)
	}
	return nil
}
