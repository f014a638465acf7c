package config

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"
)

// served gives a listener of TLS with a certificate that ends at end and is of name, and a pool that trusts it.
func served(t *testing.T, name string, end time.Time) (addr string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: end.AddDate(-1, 0, 0), NotAfter: end, DNSNames: []string{name}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(made)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.(*tls.Conn).Handshake() // the client's word is what counts
			c.Close()
		}
	}()
	return l.Addr().String(), pool
}

// TestParole: what Go says of a real connection is known in Italian.
func TestParole(t *testing.T) {
	t.Parallel()
	dial := func(addr string, c *tls.Config) error {
		conn, err := tls.Dial("tcp", addr, c)
		if err == nil {
			conn.Close()
		}
		return err
	}
	year := time.Now().AddDate(1, 0, 0)
	old, oldPool := served(t, "localhost", time.Now().Add(-time.Hour))
	other, otherPool := served(t, "altro.example", year)
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		if c, err := plain.Accept(); err == nil {
			fmt.Fprint(c, "* OK IMAP4rev1\r\n")
			c.Close()
		}
	}()
	late, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	_, slow := new(net.Dialer).DialContext(late, "tcp", other)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := closed.Addr().String()
	closed.Close()
	_, noFile := Password(t.TempDir()+"/password", "")
	for what, c := range map[string]struct {
		err  error
		says string
	}{
		"expired":      {dial(old, &tls.Config{ServerName: "localhost", RootCAs: oldPool}), "è scaduto"},
		"unknown":      {dial(other, &tls.Config{ServerName: "altro.example"}), "autorità conosciuta"},
		"another name": {dial(other, &tls.Config{ServerName: "imap.example", RootCAs: otherPool}), "altro server"},
		"a number":     {dial(other, &tls.Config{ServerName: "127.0.0.1", RootCAs: otherPool}), "non il numero"},
		"no TLS":       {dial(plain.Addr().String(), &tls.Config{ServerName: "localhost"}), "non parla TLS"},
		"refused":      {dial(gone, &tls.Config{ServerName: "localhost"}), "non risponde a quella porta"},
		"no host":      {&net.DNSError{Err: "no such host", Name: "imaps.example.invalid", IsNotFound: true}, "nessun server ha quel nome"},
		"slow":         {slow, "in tempo"},
		"no password":  {noFile, "file della password"},
	} {
		if c.err == nil {
			t.Errorf("%s: no error", what)
		} else if got := InParole(c.err.Error()); !strings.Contains(got, c.says) || !strings.HasSuffix(got, "("+c.err.Error()+")") {
			t.Errorf("%s: %q, want %q", what, got, c.says)
		}
	}
	if got := InParole("altro"); got != "altro" {
		t.Errorf("words of nothing known: %q", got)
	}
}
