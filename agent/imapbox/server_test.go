package imapbox

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// scripted is an IMAP server that answers with the bytes it is told. Without a hook it behaves.
type scripted struct {
	t        testing.TB
	ln       net.Listener
	cert     tls.Certificate
	client   *tls.Config
	validity uint32
	next     uint32
	mail     map[uint32]string
	caps     string
	code     bool // capabilities come with the greeting and with LOGIN: else the library asks by itself, on a goroutine
	// hook may take a command over: it writes what it likes and says whether it did. Returning false after
	// closing the connection is fine.
	hook func(c *sconn, verb, args string) bool

	mu       sync.Mutex
	commands []string
	logins   int
	stop     chan struct{}
	wg       sync.WaitGroup
}

// sconn is one connection of the scripted server.
type sconn struct {
	net.Conn
	s   *scripted
	r   *bufio.Reader
	tag string
}

func (c *sconn) say(format string, args ...any) { fmt.Fprintf(c.Conn, format, args...) }

// ok ends a command.
func (c *sconn) ok() { c.say("%s OK fatto\r\n", c.tag) }

func serve(t testing.TB, mail map[uint32]string) *scripted {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	s := &scripted{t: t, validity: 77, mail: mail, caps: "IMAP4rev1 IDLE ESEARCH", stop: make(chan struct{}),
		cert: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, client: &tls.Config{RootCAs: pool}}
	for u := range mail {
		s.next = max(s.next, u+1)
	}
	return s
}

// listen opens the server on loopback.
func (s *scripted) listen() {
	var err error
	if s.ln, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		s.t.Fatal(err)
	}
	s.wg.Go(func() {
		for {
			raw, err := s.ln.Accept()
			if err != nil {
				return
			}
			s.wg.Go(func() { s.session(raw) })
		}
	})
	s.t.Cleanup(func() {
		close(s.stop)
		s.ln.Close()
		s.wg.Wait()
	})
}

func (s *scripted) options() Options {
	s.listen()
	host, port, _ := net.SplitHostPort(s.ln.Addr().String())
	p, _ := strconv.Atoi(port)
	return Options{Host: host, Port: p, User: "pec@ordine.example", Password: func() (string, error) { return "segretissima", nil },
		TLS: s.client, CommandTimeout: 1500 * time.Millisecond, Poll: 100 * time.Millisecond}
}

func (s *scripted) session(raw net.Conn) {
	defer raw.Close()
	go func() {
		<-s.stop
		raw.Close()
	}()
	tc := tls.Server(raw, &tls.Config{Certificates: []tls.Certificate{s.cert}})
	c := &sconn{Conn: tc, s: s, r: bufio.NewReader(tc)}
	if s.hook != nil && s.hook(c, "GREETING", "") {
		return
	}
	if s.code {
		c.say("* OK [CAPABILITY %s] pronto\r\n", s.caps)
	} else {
		c.say("* OK pronto\r\n")
	}
	for {
		line, err := c.r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		s.mu.Lock()
		s.commands = append(s.commands, line)
		s.mu.Unlock()
		var rest string
		c.tag, rest, _ = strings.Cut(line, " ")
		verb, args, _ := strings.Cut(rest, " ")
		if verb == "UID" {
			sub, more, _ := strings.Cut(args, " ")
			verb, args = "UID "+sub, more
		}
		if s.hook != nil && s.hook(c, verb, args) {
			continue
		}
		s.answer(c, verb, args)
	}
}

func (s *scripted) answer(c *sconn, verb, args string) {
	switch verb {
	case "CAPABILITY":
		c.say("* CAPABILITY %s\r\n", s.caps)
	case "LOGIN":
		s.mu.Lock()
		s.logins++
		s.mu.Unlock()
		if s.code {
			c.say("%s OK [CAPABILITY %s] fatto\r\n", c.tag, s.caps)
			return
		}
	case "EXAMINE":
		c.say("* FLAGS (\\Seen)\r\n* %d EXISTS\r\n* OK [UIDVALIDITY %d] x\r\n", len(s.mail), s.validity)
		if s.next > 0 {
			c.say("* OK [UIDNEXT %d] x\r\n", s.next)
		}
	case "UID SEARCH":
		s.search(c, args)
	case "UID FETCH":
		for _, u := range s.asked(args) {
			s.fetch(c, u, args)
		}
	case "LIST":
		c.say("* LIST () \"/\" INBOX\r\n")
	case "IDLE":
		c.say("+ ascolto\r\n")
		line, _ := c.r.ReadString('\n')
		if strings.TrimSpace(line) != "DONE" {
			s.t.Errorf("IDLE ended with %q", line)
		}
	case "LOGOUT":
		c.say("* BYE ciao\r\n")
	}
	c.ok()
}

// between are the UIDs of the mail inside "a:b".
func (s *scripted) between(set string) []uint32 {
	var out []uint32
	for r := range strings.SplitSeq(set, ",") {
		a, b, ok := strings.Cut(r, ":")
		if !ok {
			b = a
		}
		lo, _ := strconv.ParseUint(a, 10, 32)
		hi, _ := strconv.ParseUint(b, 10, 32)
		for u := range s.mail {
			if uint64(u) >= lo && uint64(u) <= hi {
				out = append(out, u)
			}
		}
	}
	slices.Sort(out)
	return out
}

func (s *scripted) asked(args string) []uint32 {
	set, _, _ := strings.Cut(args, " ")
	return s.between(set)
}

func (s *scripted) search(c *sconn, args string) {
	_, set, _ := strings.Cut(args, "UID ")
	uids := s.between(set)
	var words []string
	for _, u := range uids {
		words = append(words, strconv.Itoa(int(u)))
	}
	if !strings.HasPrefix(args, "RETURN") {
		c.say("* SEARCH %s\r\n", strings.Join(words, " "))
		return
	}
	c.say("* ESEARCH (TAG \"%s\") UID COUNT %d", c.tag, len(uids))
	if strings.Contains(args, "ALL") && len(words) > 0 {
		c.say(" ALL %s", strings.Join(words, ","))
	}
	c.say("\r\n")
}

// fetch answers for one message: what was asked, UID first.
func (s *scripted) fetch(c *sconn, u uint32, args string) {
	c.say("* %d FETCH (UID %d", u, u)
	if strings.Contains(args, "RFC822.SIZE") {
		c.say(" RFC822.SIZE %d INTERNALDATE \"03-Nov-2026 10:30:00 +0100\"", len(s.mail[u]))
	}
	if strings.Contains(args, "BODY.PEEK[]") {
		section, body := s.section(u, args)
		c.say(" %s {%d}\r\n%s", section, len(body), body)
	}
	c.say(")\r\n")
}

// section is the name and the bytes of what BODY.PEEK[] or a slice of it asks.
func (s *scripted) section(u uint32, args string) (string, string) {
	body := s.mail[u]
	_, part, ok := strings.Cut(args, "BODY.PEEK[]<")
	if !ok {
		return "BODY[]", body
	}
	var at, n int
	fmt.Sscanf(part, "%d.%d", &at, &n)
	return fmt.Sprintf("BODY[]<%d>", at), body[min(at, len(body)):min(at+n, len(body))]
}

func (s *scripted) heard() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

// bare is what the library alone makes of the same server: bodies by UID and the error of the command.
func bare(t *testing.T, o Options, uids ...imap.UID) (map[uint32]string, error) {
	t.Helper()
	conn, err := tls.Dial("tcp", o.addr(), o.TLS)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := imapclient.New(conn, nil)
	if err := c.Login(o.User, "x").Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
		t.Fatal(err)
	}
	got := map[uint32]string{}
	msgs, err := c.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{UID: true, BodySection: peek(nil)}).Collect()
	for _, m := range msgs {
		got[uint32(m.UID)] = string(m.FindBodySection(peek(nil)[0]))
	}
	return got, err
}

func mails(n int) map[uint32]string {
	m := map[uint32]string{}
	for i := range n {
		m[uint32(i+1)] = fmt.Sprintf("Subject: n. %d\r\n\r\n%s\r\n", i+1, strings.Repeat("x", 400))
	}
	return m
}

// same fails unless the items are exactly the mail of the server.
func (s *scripted) same(items []Item) {
	s.t.Helper()
	if len(items) != len(s.mail) {
		s.t.Fatalf("%d messages of %d", len(items), len(s.mail))
	}
	for _, it := range items {
		if string(it.Raw) != s.mail[it.UID] || it.Internal.IsZero() {
			s.t.Fatalf("uid %d: %q, want %q (date %v)", it.UID, it.Raw, s.mail[it.UID], it.Internal)
		}
	}
}
