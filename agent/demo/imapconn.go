package demo

import (
	"bytes"
	"net"
	"sync"
)

// connessioni are the open IMAP connections.
type connessioni struct {
	mu  sync.Mutex
	all map[*faultConn]struct{}
}

func newConnessioni() *connessioni { return &connessioni{all: map[*faultConn]struct{}{}} }

func (c *connessioni) add(f *faultConn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all[f] = struct{}{}
}

func (c *connessioni) remove(f *faultConn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.all, f)
}

func (c *connessioni) chiudiTutte() {
	c.mu.Lock()
	open := make([]*faultConn, 0, len(c.all))
	for f := range c.all {
		open = append(open, f)
	}
	c.mu.Unlock()
	for _, f := range open {
		f.Close()
	}
}

// faultListener hands out connections that can be cut and muted.
type faultListener struct {
	net.Listener
	g *Gestore
}

func (l *faultListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	f := &faultConn{Conn: c, g: l.g, budget: -1, closed: make(chan struct{})}
	l.g.imapConns.add(f)
	return f, nil
}

// faultConn is a connection (above TLS) with the faults of guasto.go.
type faultConn struct {
	net.Conn
	g *Gestore

	mu     sync.Mutex
	muto   bool
	attesa bool // the next literal is to be cut
	taglio int  // octets of it that still go out
	budget int  // octets left before the cut; -1 = no cut
	once   sync.Once
	closed chan struct{}
}

func (f *faultConn) Read(b []byte) (int, error) {
	n, err := f.Conn.Read(b)
	if n > 0 {
		if _, ok := f.g.guasti.scatta(IMAPMuto); ok {
			f.mu.Lock()
			f.muto = true
			f.mu.Unlock()
		}
	}
	if f.isMuto() {
		<-f.closed // half-open: what the client says is not heard any more
		return 0, net.ErrClosed
	}
	return n, err
}

func (f *faultConn) isMuto() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.muto
}

// tagliaLetterale cuts the connection after n octets of the next literal.
func (f *faultConn) tagliaLetterale(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.attesa, f.taglio = true, n
}

func (f *faultConn) Write(b []byte) (int, error) {
	f.mu.Lock()
	if f.muto {
		f.mu.Unlock()
		return len(b), nil
	}
	keep, cut := f.consenti(b)
	f.mu.Unlock()
	if !cut {
		return f.Conn.Write(b)
	}
	n, err := f.Conn.Write(b[:keep])
	f.Close()
	if err == nil {
		err = net.ErrClosed
	}
	return n, err
}

// consenti tells how much of b may go out, and whether the connection ends there.
func (f *faultConn) consenti(b []byte) (keep int, cut bool) {
	from := 0
	if f.attesa {
		i := bytes.Index(b, []byte("}\r\n"))
		if i < 0 {
			return len(b), false
		}
		from, f.attesa, f.budget = i+3, false, f.taglio
	}
	if f.budget < 0 {
		return len(b), false
	}
	if left := len(b) - from; left < f.budget {
		f.budget -= left
		return len(b), false
	}
	return from + f.budget, true
}

func (f *faultConn) Close() error {
	err := f.Conn.Close()
	f.once.Do(func() {
		close(f.closed)
		f.g.imapConns.remove(f)
	})
	return err
}
