package demo

import (
	"crypto/subtle"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

func (g *Gestore) serveIMAP() error {
	ln, err := net.Listen("tcp", g.o.IMAPAddr)
	if err != nil {
		return fmt.Errorf("listening for imap: %w", err)
	}
	g.prese = append(g.prese, ln)
	g.imapAddr = ln.Addr().String()
	g.imap = imapserver.New(&imapserver.Options{
		NewSession: func(c *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &sessione{g: g, conn: c}, nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapUIDPlus: {}, imap.CapESearch: {}, imap.CapSpecialUse: {}, imap.CapMove: {}},
		Logger:       log.New(io.Discard, "", 0), // faults cut connections on purpose
		InsecureAuth: true,                       // TLS ends in the listener
	})
	tlsLn := &faultListener{Listener: tls.NewListener(ln, g.pki.tlsConfig()), g: g}
	g.wg.Go(func() {
		// Serve returns nil when the listener is closed; any other end shows as refused connections.
		_ = g.imap.Serve(tlsLn)
	})
	return nil
}

// sessione is one IMAP session of the Order. It shows raw octets and changes nothing.
type sessione struct {
	g         *Gestore
	conn      *imapserver.Conn
	mu        sync.Mutex // an idle session is closed while it polls
	sel       *cartella
	tracker   *imapserver.SessionTracker
	soloLegge bool
}

var _ imapserver.SessionMove = (*sessione)(nil)

// vietato records a command that would change the mailbox and refuses it.
func (s *sessione) vietato(comando string) error {
	s.g.posta.proibisci(comando)
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeNoPerm, Text: "the mailbox cannot be changed"}
}

func nonEsiste() error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeNonExistent, Text: "no such mailbox"}
}

func (s *sessione) Close() error { return s.Unselect() }

func (s *sessione) Login(user, password string) error {
	_, refused := s.g.guasti.scatta(IMAPLogin)
	ok := subtle.ConstantTimeCompare([]byte(user+"\x00"+password), []byte(s.g.o.Utente+"\x00"+s.g.o.Password)) == 1
	s.g.posta.accesso(ok && !refused)
	if refused || !ok {
		return imapserver.ErrAuthFailed
	}
	return nil
}

func (s *sessione) Select(nome string, o *imap.SelectOptions) (*imap.SelectData, error) {
	if !o.ReadOnly {
		s.g.posta.proibisci("SELECT")
	}
	a := s.g.posta
	a.mu.Lock()
	defer a.mu.Unlock()
	c, ok := a.cartelle[nome]
	if !ok {
		return nil, nonEsiste()
	}
	s.mu.Lock()
	s.sel, s.tracker, s.soloLegge = c, c.tracker.NewSession(), o.ReadOnly
	s.mu.Unlock()
	return &imap.SelectData{
		Flags:       []imap.Flag{imap.FlagSeen, imap.FlagAnswered, imap.FlagFlagged, imap.FlagDeleted, imap.FlagDraft},
		NumMessages: uint32(len(c.msgs)), UIDNext: c.next, UIDValidity: c.validity,
	}, nil
}

func (s *sessione) Unselect() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tracker != nil {
		s.tracker.Close()
	}
	s.tracker, s.sel = nil, nil
	return nil
}

func (s *sessione) List(w *imapserver.ListWriter, ref string, patterns []string, o *imap.ListOptions) error {
	a := s.g.posta
	a.mu.Lock()
	var found []imap.ListData
	for _, nome := range a.nomi {
		for _, p := range patterns {
			if imapserver.MatchList(nome, '/', ref, p) {
				found = append(found, imap.ListData{Mailbox: nome, Delim: '/', Attrs: a.cartelle[nome].attr})
				break
			}
		}
	}
	a.mu.Unlock()
	for i := range found {
		if err := w.WriteList(&found[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *sessione) Status(nome string, o *imap.StatusOptions) (*imap.StatusData, error) {
	a := s.g.posta
	a.mu.Lock()
	defer a.mu.Unlock()
	c, ok := a.cartelle[nome]
	if !ok {
		return nil, nonEsiste()
	}
	n, zero, size := uint32(len(c.msgs)), uint32(0), int64(0)
	for _, m := range c.msgs {
		size += int64(len(m.raw))
	}
	return &imap.StatusData{Mailbox: nome, NumMessages: &n, NumRecent: &zero, NumUnseen: &n, NumDeleted: &zero,
		Size: &size, UIDNext: c.next, UIDValidity: c.validity}, nil
}

func (s *sessione) Poll(w *imapserver.UpdateWriter, allowExpunge bool) error {
	s.mu.Lock()
	t := s.tracker
	s.mu.Unlock()
	if t == nil {
		return nil
	}
	return t.Poll(w, allowExpunge)
}

// ritmoIdle is how often an idle session looks for news. The library's own SessionTracker.Idle misses what comes
// between the last poll and its registration, and would tell of it only with the message after.
const ritmoIdle = 5 * time.Millisecond

func (s *sessione) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	tick := time.NewTicker(ritmoIdle)
	defer tick.Stop()
	for {
		if err := s.Poll(w, true); err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-stop:
			return nil
		}
	}
}

func (s *sessione) Create(string, *imap.CreateOptions) error { return s.vietato("CREATE") }
func (s *sessione) Delete(string) error                      { return s.vietato("DELETE") }
func (s *sessione) Rename(string, string, *imap.RenameOptions) error {
	return s.vietato("RENAME")
}
func (s *sessione) Subscribe(string) error   { return s.vietato("SUBSCRIBE") }
func (s *sessione) Unsubscribe(string) error { return s.vietato("UNSUBSCRIBE") }

func (s *sessione) Append(_ string, r imap.LiteralReader, _ *imap.AppendOptions) (*imap.AppendData, error) {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return nil, err
	}
	return nil, s.vietato("APPEND")
}

// Expunge is called for EXPUNGE and for CLOSE; CLOSE of a folder opened with EXAMINE changes nothing (RFC 3501 §6.4.2).
func (s *sessione) Expunge(w *imapserver.ExpungeWriter, _ *imap.UIDSet) error {
	if isClose := *w == (imapserver.ExpungeWriter{}); isClose && s.soloLegge {
		return nil
	}
	return s.vietato("EXPUNGE")
}

func (s *sessione) Store(*imapserver.FetchWriter, imap.NumSet, *imap.StoreFlags, *imap.StoreOptions) error {
	return s.vietato("STORE")
}

func (s *sessione) Copy(imap.NumSet, string) (*imap.CopyData, error) { return nil, s.vietato("COPY") }

func (s *sessione) Move(*imapserver.MoveWriter, imap.NumSet, string) error { return s.vietato("MOVE") }
