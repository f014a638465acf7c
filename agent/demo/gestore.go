package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-smtp"

	"pecagent/mailparse/pec"
)

// Gestore is a running provider. Its methods are those of Client and are safe for concurrent use.
type Gestore struct {
	o      Options
	pki    *PKI
	dir    string
	ownDir bool
	posta  *archivioPosta
	guasti guasti
	done   chan struct{}
	once   sync.Once
	wg     sync.WaitGroup

	prese      []net.Listener
	imap       *imapserver.Server
	smtp       []*smtp.Server
	imapAddr   string
	smtpAddr   string
	pianoAddr  string
	imapConns  *connessioni
	closeError error

	mu        sync.Mutex // guards all below
	ora       time.Time
	contatore int // of identificativi, Message-IDs and boundaries
	coda      []*attesa
	codaSeq   int
	auto      bool
	ruota     bool
	politiche map[string]Politica
	caselle   map[string][]Arrivata
	registro  Registro
	lettere   map[string]int // Message-ID -> index in registro.Lettere
	sabota    int            // number in the ledger of the letter to be wronged; 0 = none
	sabotaN   int
}

// Avvia starts a provider and returns when its servers listen.
func Avvia(o Options) (*Gestore, error) {
	g := &Gestore{o: o.withDefaults(), done: make(chan struct{}), politiche: map[string]Politica{},
		caselle: map[string][]Arrivata{}, lettere: map[string]int{}, imapConns: newConnessioni()}
	g.ora, g.auto, g.ruota = g.o.Ora, g.o.Automatica, g.o.Ruota
	g.posta = newArchivioPosta(g.now)
	if err := g.preparaPKI(); err != nil {
		return nil, err
	}
	if err := g.ascolta(); err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return g, nil
}

// preparaPKI makes or takes the keys and writes the CA files that the agent's configuration names.
func (g *Gestore) preparaPKI() error {
	g.pki, g.dir = g.o.PKI, g.o.Dir
	var err error
	if g.pki == nil {
		if g.pki, err = NewPKI(PKIOptions{Fornitori: g.o.Fornitori}); err != nil {
			return err
		}
	}
	for _, f := range g.o.Fornitori {
		if _, err := g.pki.firmatario(f); err != nil {
			return err
		}
	}
	if g.dir == "" {
		if g.dir, err = os.MkdirTemp("", "pecagent-demo-"); err != nil {
			return fmt.Errorf("making folder of the demo provider: %w", err)
		}
		g.ownDir = true
	}
	if err := os.MkdirAll(g.dir, 0o755); err != nil {
		return fmt.Errorf("making folder of the demo provider: %w", err)
	}
	for name, pem := range map[string][]byte{fileCAFirma: g.pki.CAPEM(), fileCATLS: g.pki.CATLSPEM()} {
		if err := os.WriteFile(filepath.Join(g.dir, name), pem, 0o644); err != nil {
			return fmt.Errorf("writing CA of the demo provider: %w", err)
		}
	}
	return nil
}

const (
	fileCAFirma = "ca-firma.pem"
	fileCATLS   = "ca-tls.pem"
)

// ascolta opens the sockets and serves them.
func (g *Gestore) ascolta() error {
	if err := g.serveIMAP(); err != nil {
		return err
	}
	if err := g.serveSMTP(); err != nil {
		return err
	}
	return nil
}

// Close ends the servers and every connection. It may be called more than once.
func (g *Gestore) Close() error {
	g.once.Do(func() {
		close(g.done)
		var errs []error
		if g.imap != nil {
			errs = append(errs, g.imap.Close())
		}
		g.imapConns.chiudiTutte()
		for _, s := range g.smtp {
			errs = append(errs, s.Close())
		}
		for _, ln := range g.prese { // the servers know only the ones whose Serve has begun
			if err := ln.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
				errs = append(errs, err)
			}
		}
		g.wg.Wait()
		if g.ownDir {
			errs = append(errs, os.RemoveAll(g.dir))
		}
		g.closeError = errors.Join(errs...)
	})
	return g.closeError
}

// Stato says where the provider listens.
func (g *Gestore) Stato() Avvio {
	return Avvio{IMAP: g.imapAddr, SMTP: g.smtpAddr, Piano: g.pianoAddr, Utente: g.o.Utente, Casella: g.o.Casella,
		CAFirma: filepath.Join(g.dir, fileCAFirma), CATLS: filepath.Join(g.dir, fileCATLS), PinFirma: g.pki.Pin(), Ora: g.now()}
}

// now is the virtual instant, in legal time.
func (g *Gestore) now() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.adesso()
}

// adesso is now for callers that hold g.mu.
func (g *Gestore) adesso() time.Time { return g.ora.In(roma()).Truncate(time.Second) }

// Clock sets the virtual clock. It does not go back.
func (g *Gestore) Clock(t time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if t.Before(g.ora) {
		return fmt.Errorf("setting the clock back from %s to %s", g.ora.Format(time.RFC3339), t.Format(time.RFC3339))
	}
	g.ora = t
	return g.seAutomatica()
}

// Automatica switches the release of due mail at once on or off.
func (g *Gestore) Automatica(on bool) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.auto = on
	return g.seAutomatica()
}

// Ruota switches the rotation of encodings and digests of receipts on or off.
func (g *Gestore) Ruota(on bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ruota = on
}

// Politica sets what becomes of letters to an address, to "*@domain" or to "*".
func (g *Gestore) Politica(addr string, p Politica) error {
	if !p.Valida() {
		return fmt.Errorf("unknown policy %q", p)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.politiche[strings.ToLower(addr)] = p
	return nil
}

// politica finds the policy of an address: its own, then that of its domain, then that of all.
func (g *Gestore) politica(addr string) Politica {
	for _, key := range []string{strings.ToLower(addr), "*@" + domain(addr), "*"} {
		if p, ok := g.politiche[key]; ok {
			return p
		}
	}
	if _, ok := g.fornitore(addr); !ok {
		return Esterno
	}
	return Normale
}

// fornitore is the provider that manages the domain of an address.
func (g *Gestore) fornitore(addr string) (Fornitore, bool) {
	for _, f := range g.o.Fornitori {
		if f.gestisce(domain(addr)) {
			return f, true
		}
	}
	return Fornitore{}, false
}

// altroFornitore is another provider than f, f itself where there is no other.
func (g *Gestore) altroFornitore(f Fornitore) Fornitore {
	for _, o := range g.o.Fornitori {
		if o.Dominio != f.Dominio {
			return o
		}
	}
	return f
}

// nostro is the Order's provider.
func (g *Gestore) nostro() (Fornitore, error) {
	f, ok := g.fornitore(g.o.Casella)
	if !ok {
		return f, fmt.Errorf("no provider manages %s", g.o.Casella)
	}
	return f, nil
}

// tipoDestinatario is the tipo attribute of a recipient in daticert.
func (g *Gestore) tipoDestinatario(addr string) string {
	if _, ok := g.fornitore(addr); !ok {
		return pec.Esterno
	}
	if p := g.politica(addr); p == Esterno || p == EsternoRimbalza {
		return pec.Esterno
	}
	return pec.Certificato
}

// numera gives the next number of this run: what is unique comes from it and from the seed.
func (g *Gestore) numera() int {
	g.contatore++
	return g.contatore
}

// nuovoID makes an identifier as providers do: opaque, of the provider's domain (RFC 6109 §2.2.1).
func (g *Gestore) nuovoID(f Fornitore, at time.Time) string {
	return fmt.Sprintf("demo%d.%s.%05d.1@%s", g.o.Seed, at.Format("20060102150405"), g.numera(), f.Dominio)
}

// Guasto arms a fault; the ones that strike at once do.
func (g *Gestore) Guasto(x Guasto) error {
	switch x.Punto {
	case SMTPPassword, SMTPMail, SMTPRcpt, SMTPData, SMTPCadeAccolta, SMTPCadePersa, SMTPLento,
		IMAPLogin, IMAPTaglio, IMAPMuto, IMAPSpontanea, IMAPUIDDopo, ConsegnaAltera, ConsegnaMonca, FirmaAltrui:
		return g.guasti.arma(x)
	case IMAPUIDValidity:
		g.posta.rinumera()
		g.imapConns.chiudiTutte()
		return nil
	case IMAPSparisce:
		return g.posta.togli(inbox, x.UID)
	case IMAPRiconsegna:
		return g.riconsegna(x.UID)
	case IMAPCaduta:
		g.imapConns.chiudiTutte()
		return nil
	}
	return fmt.Errorf("unknown fault %q", x.Punto)
}

// Ripara disarms every fault.
func (g *Gestore) Ripara() { g.guasti.ripara() }

// Sposta moves a message of INBOX to another folder, as a person at a mail client does.
func (g *Gestore) Sposta(uid uint32, cartella string) error { return g.posta.sposta(uid, cartella) }

// Messaggio gives a message of a folder of the Order byte for byte.
func (g *Gestore) Messaggio(cartella string, uid uint32) ([]byte, error) {
	if cartella == "" {
		cartella = inbox
	}
	m, err := g.posta.messaggio(cartella, uid)
	return m.raw, err
}

// Casella lists the letters that arrived in a mailbox.
func (g *Gestore) Casella(addr string) []Arrivata {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]Arrivata{}, g.caselle[strings.ToLower(addr)]...)
}

// Sabota prepares a wrong in the nth letter from now: n%3 = 1 it is dropped, 2 doubled, 0 altered.
func (g *Gestore) Sabota(n int) error {
	if n < 1 {
		return fmt.Errorf("sabotaging letter %d: letters count from 1", n)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sabota, g.sabotaN = len(g.registro.Lettere)+n, n
	return nil
}

func hexSHA256(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
