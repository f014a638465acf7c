package servertest

import (
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"
)

// TestServersStartAndStop: both servers greet, and nothing listens any more after Stop.
func TestServersStartAndStop(t *testing.T) {
	d := Dovecot(t)
	p := Postfix(t, "", d)
	for name, s := range map[string]struct {
		port int
		tls  *tls.Config
		want string
	}{"dovecot": {d.Port, d.TLS(), "* OK"}, "postfix": {p.Port, p.TLS(), "220 "}} {
		conn, err := tls.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.port), s.tls)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b := make([]byte, 100)
		n, err := conn.Read(b)
		conn.Close()
		if err != nil || !strings.HasPrefix(string(b[:n]), s.want) {
			t.Fatalf("%s: %q %v", name, b[:n], err)
		}
	}
	d.Deliver("INBOX", []byte("Subject: x\n\ny\n"), time.Unix(1e9, 0))
	if f := d.Flags(); len(f) != 1 {
		t.Fatalf("flags %v", f)
	}
	d.Restart()
	d.Stop()
	p.Stop()
	for _, port := range []int{d.Port, p.Port} {
		open := true
		for i := 0; open && i < 40; i++ {
			c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second)
			if open = err == nil; open {
				c.Close()
				time.Sleep(50 * time.Millisecond)
			}
		}
		if open {
			t.Fatalf("port %d still answers", port)
		}
	}
}
