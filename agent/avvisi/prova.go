package avvisi

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pecagent/agent/config"
	"pecagent/agent/smtpout"
)

// vitaCodice is how long a code may be typed back; proveCodice how many wrong ones end it.
const (
	vitaCodice  = 24 * time.Hour
	proveCodice = 5
)

// prove is the file avvisi-prova.json: which addresses are proven, and which codes are on their way.
type prove struct {
	Provati  []provato `json:"provati"`
	InAttesa []attesa  `json:"in_attesa,omitempty"`
	Riuscito time.Time `json:"riuscito,omitzero"` // when the server last took a code
}

type provato struct {
	A      string    `json:"a"`
	Server string    `json:"server"` // user and server that the proof is about
	Il     time.Time `json:"il"`
}

type attesa struct {
	A      string    `json:"a"`
	Server string    `json:"server"`
	Sale   []byte    `json:"sale"`
	Impr   []byte    `json:"impronta"` // SHA-256 of salt and code
	Creata time.Time `json:"creata"`
	Errori int       `json:"errori,omitempty"`
}

// Invio is what became of one test mail.
type Invio struct {
	A       string
	Errore  string // "": the server took it
	Rifiuto bool   // the login was refused: no other was tried
}

func fileProva(cfg *config.Config) string { return filepath.Join(cfg.Data, "avvisi-prova.json") }

// servizio names what a proof is about: another user or server has to be proven again.
func servizio(a config.Avvisi) string {
	return fmt.Sprintf("%s@%s:%d", a.User, strings.ToLower(a.Host), a.Port)
}

// NonProvati gives the addresses of [avvisi] that nobody has proven for the present server.
func NonProvati(cfg *config.Config) ([]string, error) {
	var p prove
	if err := leggi(fileProva(cfg), &p); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(cfg.Avvisi.A), func(a string) bool { return p.provato(a, servizio(cfg.Avvisi)) }), nil
}

func (p *prove) provato(a, server string) bool {
	return slices.ContainsFunc(p.Provati, func(x provato) bool { return x.A == a && x.Server == server })
}

// MandaCodici sends a code of its own to each address of [avvisi] that is not proven, or to all when all are. It makes the
// data folder where there is none. A code is durable before it is sent: one that arrives can be typed back.
func MandaCodici(ctx context.Context, cfg *config.Config, now time.Time) (list []Invio, err error) {
	if cfg.Avvisi.Host == "" || len(cfg.Avvisi.A) == 0 {
		return nil, errors.New("la sezione [avvisi] della configurazione non ha server o indirizzi: host, user, password_file, a")
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, err
	}
	o, err := staff(cfg)
	if err != nil {
		return nil, err
	}
	to, err := NonProvati(cfg)
	if err != nil {
		return nil, err
	}
	if len(to) == 0 {
		to = cfg.Avvisi.A
	}
	for _, a := range to {
		r, err := mandaCodice(ctx, cfg, o, a, now)
		if err != nil {
			return list, err
		}
		list = append(list, r)
		if r.Rifiuto {
			break // a login is tried once: providers lock accounts
		}
	}
	return list, nil
}

// mandaCodice makes, keeps and sends one code.
func mandaCodice(ctx context.Context, cfg *config.Config, o corriere, a string, now time.Time) (Invio, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
	if err != nil {
		return Invio{}, err
	}
	code := fmt.Sprintf("%08d", n)
	w := attesa{A: a, Server: servizio(cfg.Avvisi), Sale: make([]byte, 16), Creata: now}
	_, _ = rand.Read(w.Sale) // never fails (crypto/rand)
	w.Impr = impronta(w.Sale, code)
	var p prove
	if err := leggi(fileProva(cfg), &p); err != nil {
		return Invio{}, err
	}
	p.InAttesa = append(slices.DeleteFunc(p.InAttesa, func(x attesa) bool { return x.A == a }), w)
	if err := salva(fileProva(cfg), p); err != nil {
		return Invio{}, err
	}
	var t testo
	t.riga("Codice di prova: %s\n", code)
	t.riga("Per confermare che gli avvisi di pecagent arrivano a questo indirizzo, scrivere il codice a pecagent setup che lo")
	t.riga("chiede, oppure sul server: pecagent notices confirm %s", code)
	t.riga("Il codice vale 24 ore. Chi non aspettava questo messaggio può cancellarlo.")
	opz := opzioniStaff(cfg)
	opz.firma(&t)
	id := smtpout.MessageID(w.Sale, a, o.dominio())
	r := o.manda(ctx, a, id, posta{Oggetto: "[pecagent] Codice di prova degli avvisi", Testo: t.String(), Creata: now})
	if r.Esito != smtpout.Inviata {
		return Invio{A: a, Errore: r.Testo, Rifiuto: r.Login}, nil
	}
	p.Riuscito = now
	return Invio{A: a}, salva(fileProva(cfg), p)
}

// Conferma proves the address whose code was typed back, and gives it. A wrong code counts against all that wait.
func Conferma(cfg *config.Config, code string, now time.Time) (string, error) {
	var p prove
	if err := leggi(fileProva(cfg), &p); err != nil {
		return "", err
	}
	p.InAttesa = slices.DeleteFunc(p.InAttesa, func(w attesa) bool { return now.Sub(w.Creata) > vitaCodice || w.Server != servizio(cfg.Avvisi) })
	if len(p.InAttesa) == 0 {
		return "", errors.New("nessun codice è in attesa, o è scaduto: mandarne uno con pecagent notices test")
	}
	code = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, code)
	for i, w := range p.InAttesa {
		if subtle.ConstantTimeCompare(w.Impr, impronta(w.Sale, code)) != 1 {
			continue
		}
		p.InAttesa = slices.Delete(p.InAttesa, i, i+1)
		p.Provati = append(slices.DeleteFunc(p.Provati, func(x provato) bool { return x.A == w.A }), provato{A: w.A, Server: w.Server, Il: now})
		return w.A, salva(fileProva(cfg), p)
	}
	for i := range p.InAttesa {
		p.InAttesa[i].Errori++
	}
	p.InAttesa = slices.DeleteFunc(p.InAttesa, func(w attesa) bool { return w.Errori >= proveCodice })
	if err := salva(fileProva(cfg), p); err != nil {
		return "", err
	}
	if len(p.InAttesa) == 0 {
		return "", errors.New("il codice non è giusto, per la quinta volta: mandarne un altro con pecagent notices test")
	}
	return "", errors.New("il codice non è giusto")
}

func impronta(salt []byte, code string) []byte {
	h := sha256.Sum256(append(slices.Clone(salt), code...))
	return h[:]
}

// Accesso logs in once at the server of the notices and sends nothing; AccessoCortesia at that of the courtesy mail.
func Accesso(ctx context.Context, cfg *config.Config) error { return accesso(ctx, staff, cfg) }

// AccessoCortesia is Accesso for the courtesy mail.
func AccessoCortesia(ctx context.Context, cfg *config.Config) error {
	return accesso(ctx, cortesia, cfg)
}

func accesso(ctx context.Context, section func(*config.Config) (corriere, error), cfg *config.Config) error {
	o, err := section(cfg)
	if err != nil {
		return err
	}
	if r := smtpout.Prova(ctx, o.smtp); r.Esito != smtpout.Inviata {
		return errors.New(r.Testo)
	}
	return nil
}
