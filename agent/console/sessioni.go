package console

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// How long a session lasts: in all, without a request, and after its person last showed who he is (reliability.md §6.2). One rule for
// every device: a terminal of an office is shared, and pecagent knows none.
const (
	durataSessione  = 8 * time.Hour
	inattiva        = 60 * time.Minute
	durataConferma  = 5 * time.Minute
	sessioniUtente  = 10 // of one person; the oldest ends
	massimoSessioni = 1000
)

// sessione is a login. Its token is known to the browser alone.
type sessione struct {
	ID        string // for the person's own list
	Utente    string
	IP        string
	Programma string // User-Agent, cut
	Creata    time.Time
	Vista     time.Time
	conferma  time.Time // when he last showed who he is
	versione  int       // of his credentials
}

// sessioni are in memory alone, under the SHA-256 of their token: a restart asks everybody to log in again.
type sessioni struct {
	mu  sync.Mutex
	di  map[[32]byte]*sessione
	ora func() time.Time
}

func nuoveSessioni(now func() time.Time) *sessioni {
	return &sessioni{di: map[[32]byte]*sessione{}, ora: now}
}

func gettone() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}

// apri begins a session for who has just shown who he is.
func (s *sessioni) apri(user, ip, agent string, version int) (token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.ora()
	s.togli(func(x *sessione) bool { return scaduta(x, now) })
	for mine := s.diUtente(user); len(mine) >= sessioniUtente; mine = mine[1:] {
		s.togli(func(x *sessione) bool { return x == mine[0] })
	}
	if len(s.di) >= massimoSessioni {
		oldest := slices.MinFunc(s.tutte(), func(a, b *sessione) int { return a.Vista.Compare(b.Vista) })
		s.togli(func(x *sessione) bool { return x == oldest })
	}
	token = gettone()
	s.di[sha256.Sum256([]byte(token))] = &sessione{ID: gettone()[:16], Utente: user, IP: ip, Programma: taglia(agent, 120), Creata: now, Vista: now, conferma: now, versione: version}
	return token
}

// trova gives the session of a token and notes that it was used; ok is false where there is none any more.
func (s *sessioni) trova(token string) (x sessione, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := sha256.Sum256([]byte(token))
	p := s.di[key]
	if p == nil {
		return x, false
	}
	if now := s.ora(); scaduta(p, now) {
		delete(s.di, key)
		return x, false
	} else {
		p.Vista = now
	}
	return *p, true
}

// ruota gives a session a new token, its person having shown again who he is.
func (s *sessioni) ruota(token string, version int) (fresh string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := sha256.Sum256([]byte(token))
	p := s.di[key]
	if p == nil {
		return "", false
	}
	delete(s.di, key)
	p.conferma, p.versione = s.ora(), version
	fresh = gettone()
	s.di[sha256.Sum256([]byte(fresh))] = p
	return fresh, true
}

// chiudi ends the sessions of which the predicate is true.
func (s *sessioni) chiudi(which func(*sessione) bool) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.togli(which)
}

// elenco are the sessions of one person, the oldest first.
func (s *sessioni) elenco(user string) (list []sessione) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.ora()
	s.togli(func(x *sessione) bool { return scaduta(x, now) })
	for _, x := range s.diUtente(user) {
		list = append(list, *x)
	}
	return list
}

func scaduta(x *sessione, now time.Time) bool {
	return now.Sub(x.Creata) >= durataSessione || now.Sub(x.Vista) >= inattiva
}

func (s *sessioni) togli(which func(*sessione) bool) (n int) {
	for k, x := range s.di {
		if which(x) {
			delete(s.di, k)
			n++
		}
	}
	return n
}

func (s *sessioni) tutte() (list []*sessione) {
	for _, x := range s.di {
		list = append(list, x)
	}
	return list
}

func (s *sessioni) diUtente(user string) []*sessione {
	list := slices.DeleteFunc(s.tutte(), func(x *sessione) bool { return x.Utente != user })
	slices.SortFunc(list, func(a, b *sessione) int { return a.Creata.Compare(b.Creata) })
	return list
}

// biscotto is the name of the cookie: with TLS one that no other host or path can set (RFC 6265bis §4.1.3.2).
func biscotto(r *http.Request) string {
	if r.TLS != nil {
		return "__Host-pecagent"
	}
	return "pecagent"
}

// gettoneDi is the token that a request carries, "" for none.
func gettoneDi(r *http.Request) string {
	c, err := r.Cookie(biscotto(r))
	if err != nil {
		return ""
	}
	return c.Value
}

// manda sets the cookie; with "" it takes it away. It ends with the browser.
func manda(w http.ResponseWriter, r *http.Request, token string) {
	c := &http.Cookie{Name: biscotto(r), Value: token, Path: "/", Secure: r.TLS != nil, HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// indirizzoDi is where a request comes from: the connection's word, never a header's.
func indirizzoDi(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
