package imapbox

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

var (
	errSilent  = errors.New("no answer in time")
	errTooLong = errors.New("the command took too long in all")
	errBudget  = errors.New("the server sent more bytes than the command can need")
)

// idleBudget is what a server may say unasked between two commands.
const idleBudget = 1 << 20

// guardConn stands between go-imap and the network. It turns an end of stream into an error (the library takes
// it for the end of a literal and gives half a message without one), keeps the deadlines (those of the library
// are per response, never per command, and it waits for ever for a first byte) and counts bytes (the library
// reads strings and literals of any length).
type guardConn struct {
	net.Conn
	write time.Duration

	mu    sync.Mutex
	stall time.Duration // longest silence; 0 while no command runs
	left  int64         // bytes the server may still send
	cause error         // why the connection was given up, the first reason
}

// begin starts a command: from now on silence longer than stall and more than budget bytes break the line.
func (g *guardConn) begin(stall time.Duration, budget int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.stall, g.left = stall, budget
	g.arm()
}

// end ends a command: silence is fine again.
func (g *guardConn) end() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.stall, g.left = 0, idleBudget
	g.arm()
}

// arm sets the deadline of the read that runs or comes next. A closed connection reports itself at the read.
func (g *guardConn) arm() {
	var t time.Time
	if g.stall > 0 {
		t = time.Now().Add(g.stall)
	}
	_ = g.Conn.SetReadDeadline(t)
}

// kill gives the connection up; the first cause is kept.
func (g *guardConn) kill(cause error) {
	g.mu.Lock()
	if g.cause == nil {
		g.cause = cause
	}
	g.mu.Unlock()
	// The stream is of no more use, whatever its close says; TLS would wait to say goodbye.
	_ = g.Conn.SetDeadline(time.Unix(1, 0))
	_ = g.Conn.Close()
}

func (g *guardConn) why() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.cause
}

// Read never returns io.EOF.
func (g *guardConn) Read(p []byte) (int, error) {
	g.mu.Lock()
	if g.cause == nil {
		g.arm()
	}
	g.mu.Unlock()
	n, err := g.Conn.Read(p)
	g.mu.Lock()
	g.left -= int64(n)
	over := g.left < 0
	g.mu.Unlock()
	switch {
	case over:
		g.kill(errBudget)
		return 0, errBudget
	case err == nil:
		return n, nil
	case errors.Is(err, io.EOF):
		err = io.ErrUnexpectedEOF
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = errSilent
	}
	g.kill(err) // the library flattens its errors to text: the cause is kept here
	return n, err
}

// Write has a deadline of its own.
func (g *guardConn) Write(p []byte) (int, error) {
	if g.why() == nil {
		if err := g.Conn.SetWriteDeadline(time.Now().Add(g.write)); err != nil {
			return 0, err
		}
	}
	return g.Conn.Write(p)
}

// SetDeadline does nothing: deadlines are ours, see guardConn.
func (g *guardConn) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing: see guardConn.
func (g *guardConn) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing: see guardConn.
func (g *guardConn) SetWriteDeadline(time.Time) error { return nil }
