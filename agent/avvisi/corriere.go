package avvisi

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"pecagent/agent/config"
	"pecagent/agent/smtpout"
	"pecagent/rules"
)

// corriere hands ordinary mail to an ordinary submission server, over TLS only.
type corriere struct {
	smtp smtpout.Options
	da   string // the sender's address
	nome string
}

// attesaComando and attesaPunto bound the waits on a server: a notice is tried again, nothing depends on this one try.
const (
	attesaComando = 30 * time.Second
	attesaPunto   = 2 * time.Minute
	graziaPunto   = 2 * time.Second // a run that is being ended does not wait for it: it is sent again
)

func staff(cfg *config.Config) (corriere, error) {
	a := cfg.Avvisi
	return nuovoCorriere("avvisi", a.Host, a.Port, a.User, a.PasswordFile, a.CA, config.Mittente(a.User, cfg.Ordine.Mail), "pecagent")
}

func cortesia(cfg *config.Config) (corriere, error) {
	c := cfg.Cortesia
	return nuovoCorriere("cortesia", c.Host, c.Port, c.User, c.PasswordFile, c.CA, config.Mittente(c.User, cfg.Ordine.Mail), cfg.Ordine.Nome)
}

func nuovoCorriere(section, host string, port int, user, passwordFile, ca, from, name string) (corriere, error) {
	t, err := config.TLS(host, ca)
	if err != nil {
		return corriere{}, fmt.Errorf("key %s.ca: %w", section, err)
	}
	return corriere{da: from, nome: name, smtp: smtpout.Options{Host: host, Port: port, User: user, TLS: t, Timeout: attesaComando, Dopo: attesaPunto, Grazia: graziaPunto,
		Password: func() (string, error) { return config.Password(passwordFile, "") }, Log: slog.New(slog.DiscardHandler)}}, nil
}

func (c corriere) dominio() string { return c.da[strings.LastIndexByte(c.da, '@')+1:] }

// manda sends one copy of a mail. The same mail to the same person has the same bytes and Message-ID on every try.
func (c corriere) manda(ctx context.Context, to, id string, p posta) smtpout.Risultato {
	raw, err := smtpout.Componi(smtpout.Lettera{From: c.da, FromName: c.nome, To: to, Subject: p.Oggetto, Text: p.Testo, MessageID: id,
		Date: rules.Roma(p.Creata), Ordinaria: true})
	if err != nil {
		return smtpout.Risultato{Esito: smtpout.Rifiutata, Testo: err.Error()}
	}
	return smtpout.Invia(ctx, c.smtp, c.da, to, raw, nil)
}
