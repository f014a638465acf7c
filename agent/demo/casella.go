package demo

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

const (
	inbox    = "INBOX"
	inviata  = "Inviata"
	archivio = "Archivio"
)

var errNoMessage = errors.New("no such message")

// posta is a message in a folder of the Order. raw is never changed.
type posta struct {
	uid    imap.UID
	raw    []byte
	quando time.Time // INTERNALDATE, virtual
}

// cartella is a folder. It is guarded by archivioPosta.mu.
type cartella struct {
	nome     string
	attr     []imap.MailboxAttr
	validity uint32
	next     imap.UID
	msgs     []posta
	tracker  *imapserver.MailboxTracker
}

// archivioPosta is the Order's mailbox as IMAP shows it.
type archivioPosta struct {
	mu       sync.Mutex
	cartelle map[string]*cartella
	nomi     []string
	now      func() time.Time
	proibiti []Proibito
	accessi  int
	rifiuti  int
}

func newArchivioPosta(now func() time.Time) *archivioPosta {
	a := &archivioPosta{cartelle: map[string]*cartella{}, now: now}
	a.crea(inbox)
	a.crea(inviata, imap.MailboxAttrSent)
	a.crea(archivio)
	return a
}

func (a *archivioPosta) crea(nome string, attr ...imap.MailboxAttr) *cartella {
	c := &cartella{nome: nome, attr: attr, validity: 1, next: 1, tracker: imapserver.NewMailboxTracker(0)}
	a.cartelle[nome] = c
	a.nomi = append(a.nomi, nome)
	return c
}

// aggiungi appends a message and tells the sessions that look at the folder.
func (a *archivioPosta) aggiungi(nome string, raw []byte, quando time.Time) uint32 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.appendi(a.cartelle[nome], raw, quando)
}

func (a *archivioPosta) appendi(c *cartella, raw []byte, quando time.Time) uint32 {
	m := posta{uid: c.next, raw: raw, quando: quando}
	c.next++
	c.msgs = append(c.msgs, m)
	c.tracker.QueueNumMessages(uint32(len(c.msgs)))
	return uint32(m.uid)
}

func (a *archivioPosta) messaggio(nome string, uid uint32) (posta, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, ok := a.cartelle[nome]
	if !ok {
		return posta{}, fmt.Errorf("reading UID %d of %s: no such folder", uid, nome)
	}
	for _, m := range c.msgs {
		if uint32(m.uid) == uid {
			return m, nil
		}
	}
	return posta{}, fmt.Errorf("reading UID %d of %s: %w", uid, nome, errNoMessage)
}

// togli removes a message, as a person or a full mailbox would.
func (a *archivioPosta) togli(nome string, uid uint32) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, err := a.estrai(a.cartelle[nome], uid)
	return err
}

func (a *archivioPosta) estrai(c *cartella, uid uint32) (posta, error) {
	for i, m := range c.msgs {
		if uint32(m.uid) != uid {
			continue
		}
		c.msgs = append(c.msgs[:i:i], c.msgs[i+1:]...)
		c.tracker.QueueExpunge(uint32(i + 1))
		return m, nil
	}
	return posta{}, fmt.Errorf("removing UID %d of %s: %w", uid, c.nome, errNoMessage)
}

// sposta moves a message of INBOX to another folder, which is made when there is none.
func (a *archivioPosta) sposta(uid uint32, dest string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if dest == "" || dest == inbox {
		return fmt.Errorf("moving UID %d: no destination", uid)
	}
	m, err := a.estrai(a.cartelle[inbox], uid)
	if err != nil {
		return err
	}
	c, ok := a.cartelle[dest]
	if !ok {
		c = a.crea(dest)
	}
	a.appendi(c, m.raw, m.quando)
	return nil
}

// rinumera is what a restored mailbox looks like: a new UIDVALIDITY, UIDs from 1. Sessions must be closed after it.
func (a *archivioPosta) rinumera() {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.cartelle[inbox]
	c.validity++
	c.next = 1
	for i := range c.msgs {
		c.msgs[i].uid = c.next
		c.next++
	}
	c.tracker = imapserver.NewMailboxTracker(uint32(len(c.msgs)))
}

// proibisci writes down a command that changes, or could change, the mailbox.
func (a *archivioPosta) proibisci(comando string) {
	when := a.now()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.proibiti = append(a.proibiti, Proibito{Comando: comando, Quando: when})
}

func (a *archivioPosta) accesso(ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if ok {
		a.accessi++
		return
	}
	a.rifiuti++
}
