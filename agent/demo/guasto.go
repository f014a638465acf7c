package demo

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// Punto is the place where a fault strikes.
type Punto string

const (
	SMTPPassword    Punto = "smtp_password"     // AUTH refused, 535
	SMTPMail        Punto = "smtp_mail"         // MAIL FROM refused with Codice
	SMTPRcpt        Punto = "smtp_rcpt"         // RCPT TO refused with Codice
	SMTPData        Punto = "smtp_data"         // refused with Codice after the dot: not accepted
	SMTPCadeAccolta Punto = "smtp_cade_accolta" // accepted, then the connection dies before the 250
	SMTPCadePersa   Punto = "smtp_cade_persa"   // not accepted, the connection dies before the answer
	SMTPLento       Punto = "smtp_lento"        // waits Millisecondi before the answer to DATA
	IMAPLogin       Punto = "imap_login"        // LOGIN refused
	IMAPTaglio      Punto = "imap_taglio"       // the connection dies after Byte octets of a literal
	IMAPMuto        Punto = "imap_muto"         // half-open: the server stops answering, the socket stays
	IMAPSpontanea   Punto = "imap_spontanea"    // an unsolicited FETCH with flags comes before the answer
	IMAPUIDDopo     Punto = "imap_uid_dopo"     // UID comes after the literal
	IMAPUIDValidity Punto = "imap_uidvalidity"  // at once: new UIDVALIDITY, UIDs from 1, connections closed
	IMAPSparisce    Punto = "imap_sparisce"     // at once: the message UID is gone
	IMAPRiconsegna  Punto = "imap_riconsegna"   // at once: the message UID is there again under a new UID
	IMAPCaduta      Punto = "imap_caduta"       // at once: every connection is closed
	ConsegnaAltera  Punto = "consegna_altera"   // the receipt of delivery returns, or hashes, a letter of which one character is another
	ConsegnaMonca   Punto = "consegna_monca"    // a completa or breve without the letter
	FirmaAltrui     Punto = "firma_altrui"      // a busta from, or a receipt of delivery to, the address is signed by another provider
)

// Guasto arms a fault. Salta lets so many occasions pass first; Volte is how often it strikes (0 = once, -1 = always).
type Guasto struct {
	Punto        Punto  `json:"punto"`
	Salta        int    `json:"salta,omitempty"`
	Volte        int    `json:"volte,omitempty"`
	Destinatario string `json:"destinatario,omitempty"` // SMTPMail … SMTPLento, ConsegnaAltera …: only for letters to this address
	Codice       int    `json:"codice,omitempty"`       // 4xx or 5xx, default 451
	Byte         int    `json:"byte,omitempty"`
	Millisecondi int    `json:"millisecondi,omitempty"`
	UID          uint32 `json:"uid,omitempty"`
}

// guasti holds the armed faults.
type guasti struct {
	mu     sync.Mutex
	armati []*Guasto
}

func (g *guasti) arma(x Guasto) error {
	if x.Volte == 0 {
		x.Volte = 1
	}
	if x.Codice == 0 {
		x.Codice = 451
	}
	if x.Codice < 400 || x.Codice > 599 {
		return fmt.Errorf("arming fault %s: code %d is no refusal", x.Punto, x.Codice)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.armati = append(g.armati, &x)
	return nil
}

func (g *guasti) ripara() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.armati = nil
}

// scatta tells whether a fault strikes at p now; to are the recipients known so far. A fault bound to a
// recipient neither strikes nor counts on other letters.
func (g *guasti) scatta(p Punto, to ...string) (Guasto, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, x := range g.armati {
		if x.Punto != p || x.Volte == 0 || !riguarda(x.Destinatario, to) {
			continue
		}
		if x.Salta > 0 {
			x.Salta--
			continue
		}
		if x.Volte > 0 {
			x.Volte--
		}
		return *x, true
	}
	return Guasto{}, false
}

func riguarda(dest string, to []string) bool {
	if dest == "" {
		return true
	}
	for _, t := range to {
		if strings.EqualFold(t, dest) {
			return true
		}
	}
	return false
}

func (x Guasto) attesa() time.Duration { return time.Duration(x.Millisecondi) * time.Millisecond }
