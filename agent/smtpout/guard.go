package smtpout

import (
	"errors"
	"io"
	"net"
	"os"
	"time"
)

var (
	// errBudget says that the server sent more than any dialogue needs.
	errBudget = errors.New("the server sent too many bytes")
	// errEarly says that a reply came while the server had to listen: it cannot answer the whole message.
	errEarly = errors.New("the server replied before the end of the message")
)

// guardConn keeps the deadlines in our hands: those the library sets are ineffective (it clears them during
// DATA), ours are absolute for each step, so that neither silence nor one byte a minute holds a letter.
type guardConn struct {
	net.Conn
	budget int64 // bytes the server may send in all
	reads  int   // calls of Read, all on the goroutine of Invia
}

// within gives the step that begins now its time.
func (g *guardConn) within(d time.Duration) {
	// A connection that is already closed reports itself at the next read or write.
	_ = g.Conn.SetDeadline(time.Now().Add(d))
}

// silent fails when the server has spoken while the message was written: its words would be taken for the
// answer to the final dot. The line is then of no more use.
func (g *guardConn) silent() error {
	if err := g.Conn.SetReadDeadline(time.Now().Add(time.Millisecond)); err != nil {
		return err
	}
	var b [1]byte
	switch n, err := g.Conn.Read(b[:]); {
	case n > 0:
		return errEarly
	case err != nil && !errors.Is(err, os.ErrDeadlineExceeded):
		return err
	}
	return nil
}

// Read reports an end of stream as the break it is in the middle of a dialogue.
func (g *guardConn) Read(p []byte) (int, error) {
	g.reads++
	n, err := g.Conn.Read(p)
	if g.budget -= int64(n); g.budget < 0 {
		return 0, errBudget
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// SetDeadline does nothing: see guardConn.
func (g *guardConn) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing: see guardConn.
func (g *guardConn) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing: see guardConn.
func (g *guardConn) SetWriteDeadline(time.Time) error { return nil }
