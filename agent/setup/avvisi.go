package setup

import (
	"errors"
	"strings"

	"pecagent/agent/avvisi"
	"pecagent/agent/config"
)

// avvisi asks whom to tell when something needs a person, by ordinary mail.
func (s *seduta) avvisi() error {
	a := &s.cfg.Avvisi
	s.c.dice("Avvisi alla segreteria per posta ordinaria: senza, nessuno sa che pecagent si è fermato.")
	to, err := s.c.chiede("Indirizzi ordinari che ricevono gli avvisi, separati da virgola (vuoto: più tardi)", strings.Join(a.A, ", "), func(list string) string {
		for _, x := range elenco(list) {
			if why := indirizzo(x); why != "" {
				return x + ": " + why
			}
			if strings.EqualFold(x, s.cfg.Ordine.PEC) {
				return "gli avvisi non vanno alla casella PEC"
			}
		}
		return ""
	})
	if err != nil || to == "" {
		a.A = nil
		return err
	}
	a.A = elenco(to)
	for attempt, again := 1, false; ; attempt++ {
		if !again {
			if err := s.chiedeAvvisi(); err != nil {
				return err
			}
		}
		s.c.dice("  prova di accesso a %s, senza inviare nulla …", a.Host)
		err := s.provaInvio(config.SMTP{Host: a.Host, Port: a.Port, User: a.User, CA: a.CA}, s.passwordAvvisi)
		if err == nil {
			s.c.dice("  accesso riuscito")
			return nil
		}
		s.c.dice("  non riuscita: %s", config.InParole(err.Error()))
		if attempt == tries {
			s.c.dice("  Gli avvisi restano da configurare: [avvisi] nella configurazione, o di nuovo pecagent setup.")
			*a, s.passwordAvvisi = config.Avvisi{Port: 465}, ""
			return nil
		}
		if again, err = s.autorita(err, &a.CA); err != nil {
			return err
		}
		if again {
			attempt--
		}
	}
}

// chiedeAvvisi asks for an ordinary account: never the certified one, whose receipts would pile up and whose limits are the letters'.
func (s *seduta) chiedeAvvisi() error {
	a := &s.cfg.Avvisi
	host, err := s.c.chiede("Server SMTP di una casella ordinaria (TLS)", unisce(a.Host, a.Port, 465), server)
	if err != nil {
		return err
	}
	a.Host, a.Port = divide(host, 465)
	a.User, err = s.c.chiede("Utente", cmpOr(a.User, a.A[0]), func(u string) string {
		if strings.EqualFold(a.Host, s.cfg.SMTP.Host) && u == s.cfg.SMTP.User || strings.EqualFold(u, s.cfg.Ordine.PEC) {
			return "è la casella PEC: per gli avvisi ne serve una ordinaria"
		}
		if config.Mittente(u, s.cfg.Ordine.Mail) == "" {
			return "serve un indirizzo: è il mittente degli avvisi"
		}
		return ""
	})
	if err != nil {
		return err
	}
	if s.passwordAvvisi, err = s.c.password("Password"); err == nil && s.passwordAvvisi == "" && s.again && a.PasswordFile != "" {
		s.passwordAvvisi, err = config.Password(a.PasswordFile, "")
	}
	return err
}

func elenco(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
}

// codici sends a code to each address that is not proven and asks for them; without an answer check goes on saying so.
func (s *seduta) codici() error {
	if len(s.cfg.Avvisi.A) == 0 {
		return nil
	}
	cfg, err := config.Load(s.Percorsi.Config)
	if err != nil {
		return err
	}
	no, err := avvisi.NonProvati(cfg)
	if err != nil || len(no) == 0 {
		return err
	}
	sent, err := avvisi.MandaCodici(s.ctx, cfg, s.Now())
	if err != nil {
		return err
	}
	ok := 0
	for _, r := range sent {
		if r.Errore != "" {
			s.c.dice("  %s: il codice non è partito: %s", r.A, r.Errore)
			continue
		}
		ok++
		s.c.dice("  %s: codice inviato", r.A)
	}
	for ok > 0 {
		code, err := s.c.chiede("Codice ricevuto (vuoto: più tardi, con pecagent notices confirm CODICE)", "", libera)
		if errors.Is(err, ErrInterrotto) || err == nil && code == "" {
			return s.appartiene()
		}
		if err != nil {
			return err
		}
		a, err := avvisi.Conferma(cfg, code, s.Now())
		if err != nil {
			s.c.dice("  %v", err)
			continue
		}
		s.c.dice("  %s è provato", a)
		ok--
	}
	return s.appartiene()
}
