package smtpout

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// scripted is a submission server that keeps a ledger and fails where it is told.
type scripted struct {
	t     testing.TB
	ln    net.Listener
	tls   *tls.Config // client side
	at    string      // step at which how happens
	how   string      // 4xx, 5xx, cut, silence, garbage, early, glued
	caps  []string
	cutCh chan struct{} // closed by the test: the server drops the connection

	mu       sync.Mutex
	commands []string
	messages []string // bytes between DATA and the dot, dot included
	accepted int
	auths    int
	done     chan struct{}
	release  chan struct{}
}

func (s *scripted) options() Options {
	host, port, _ := net.SplitHostPort(s.ln.Addr().String())
	p := 0
	for _, c := range port {
		p = p*10 + int(c-'0')
	}
	return Options{Host: host, Port: p, User: "pec@ordine.example", Password: func() (string, error) { return "segreta", nil },
		TLS: s.tls, Timeout: 400 * time.Millisecond, Dopo: 400 * time.Millisecond, Grazia: 100 * time.Millisecond}
}

func certificate(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := x509.ParseCertificate(der)
	pool := x509.NewCertPool()
	pool.AddCert(c)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func serve(t testing.TB, at, how string) *scripted {
	t.Helper()
	cert, pool := certificate(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &scripted{t: t, ln: ln, at: at, how: how, tls: &tls.Config{RootCAs: pool}, caps: []string{"PIPELINING", "SIZE 1000000000", "8BITMIME", "AUTH PLAIN LOGIN"},
		cutCh: make(chan struct{}), done: make(chan struct{}), release: make(chan struct{})}
	go func() {
		defer close(s.done)
		for {
			raw, err := ln.Accept()
			if err != nil {
				return
			}
			s.connection(raw, cert)
		}
	}()
	t.Cleanup(func() {
		close(s.release)
		ln.Close()
		<-s.done
	})
	return s
}

// fault does what the script says at a step; false ends the connection.
func (s *scripted) fault(w io.Writer, step string) (handled, alive bool) {
	if s.at != step {
		return false, true
	}
	switch s.how {
	case "4xx":
		io.WriteString(w, "451 4.3.0 riprovare\r\n")
	case "421":
		io.WriteString(w, "421 4.3.2 chiudo\r\n")
		return true, false
	case "5xx":
		io.WriteString(w, "550 5.7.1 rifiutato\r\n")
	case "garbage":
		io.WriteString(w, "ciao\r\n")
	case "cut":
		return true, false
	case "silence":
		<-s.release
		return true, false
	case "late":
		time.Sleep(150 * time.Millisecond)
		return false, true
	}
	return true, true
}

func (s *scripted) connection(raw net.Conn, cert tls.Certificate) {
	defer raw.Close()
	go func() {
		<-s.cutCh
		raw.Close()
	}()
	if h, ok := s.fault(raw, "tls"); h && !ok {
		return
	}
	c := tls.Server(raw, &tls.Config{Certificates: []tls.Certificate{cert}})
	r := bufio.NewReader(c)
	if h, ok := s.fault(c, "greeting"); !ok {
		return
	} else if !h {
		io.WriteString(c, "220 prova ESMTP\r\n")
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		s.mu.Lock()
		s.commands = append(s.commands, line)
		s.mu.Unlock()
		verb := strings.ToLower(strings.Fields(line + " x")[0])
		if h, ok := s.fault(c, verb); !ok {
			return
		} else if h {
			continue
		}
		switch verb {
		case "ehlo":
			io.WriteString(c, "250-prova\r\n250-"+strings.Join(s.caps[:len(s.caps)-1], "\r\n250-")+"\r\n250 "+s.caps[len(s.caps)-1]+"\r\n")
		case "auth":
			s.mu.Lock()
			s.auths++
			s.mu.Unlock()
			io.WriteString(c, "235 2.7.0 ok\r\n")
		case "mail", "rcpt", "rset", "noop":
			io.WriteString(c, "250 2.0.0 ok\r\n")
		case "data":
			if !s.data(c, r) {
				return
			}
		case "quit":
			io.WriteString(c, "221 2.0.0 ciao\r\n")
			return
		default:
			io.WriteString(c, "502 5.5.2 ?\r\n")
		}
	}
}

// data reads up to the one end of data a strict server knows: CRLF "." CRLF.
func (s *scripted) data(c io.Writer, r *bufio.Reader) bool {
	if s.at == "dot" && s.how == "glued" {
		io.WriteString(c, "354 avanti\r\n250 2.0.0 presto\r\n")
	} else {
		io.WriteString(c, "354 avanti\r\n")
	}
	if s.at == "dot" && s.how == "early" {
		io.WriteString(c, "250 2.0.0 presto\r\n")
	}
	var b strings.Builder
	for {
		p := make([]byte, 4096)
		n, err := r.Read(p)
		b.Write(p[:n])
		got := b.String()
		if err != nil {
			return false
		}
		if s.at == "body" && b.Len() > 100000 {
			_, ok := s.fault(c, "body")
			return ok
		}
		if i := strings.Index(got, "\r\n.\r\n"); i >= 0 {
			s.mu.Lock()
			s.messages = append(s.messages, got[:i+5])
			s.mu.Unlock()
			if rest := got[i+5:]; rest != "" {
				s.t.Errorf("bytes after the end of data: %q", rest)
			}
			break
		}
	}
	if s.at == "dot" && (s.how == "early" || s.how == "glued") {
		<-s.release
		return false
	}
	if h, ok := s.fault(c, "dot"); h {
		return ok
	}
	s.mu.Lock()
	s.accepted++
	s.mu.Unlock()
	io.WriteString(c, "250 2.0.0 Ok: queued as ABC\r\n")
	return true
}

func (s *scripted) count() (messages, accepted, auths int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.messages), s.accepted, s.auths
}

func letter(size int) []byte {
	return []byte("From: a@b.it\r\nTo: c@d.it\r\nSubject: x\r\n\r\n" + strings.Repeat("una riga di prova\r\n", size/19+1))
}

func bg(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}
