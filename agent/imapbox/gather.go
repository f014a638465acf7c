package imapbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// part is what one FETCH response said of one message.
type part struct {
	uid      uint32
	size     int64 // RFC822.SIZE, -1 when not said
	internal time.Time
	body     []byte // nil when no body was given; an empty message has a body of length 0
	twice    bool   // two different bodies came
}

// errLiteral is a literal that cannot be what was asked.
var errLiteral = errors.New("literal of a size that cannot be")

// strays collects the messages that go-imap hands to the unilateral handler. It matches a response with the
// command by the UID, as soon as a literal begins: when the UID stands behind the literal, or another response
// for the same UID came before, the body we asked for is dropped without an error. RFC 3501 §7.4.2 allows both.
type strays struct {
	mu      sync.Mutex
	quiet   *sync.Cond
	running int
	limit   int64  // largest literal kept; 0 while no FETCH runs
	offset  int64  // of the slice asked for, -1 for the whole body
	got     []part // complete ones
	wanted  func(u uint32) bool
}

func (s *strays) init() { s.quiet = sync.NewCond(&s.mu) }

// open makes the collector keep what fits the FETCH that begins now.
func (s *strays) open(limit, offset int64, wanted func(uint32) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit, s.offset, s.wanted, s.got = limit, offset, wanted, nil
}

// close returns what was collected once every handler has ended. A handler with a literal is running before the
// tagged response is read, since the library waits until the literal is consumed.
func (s *strays) close() []part {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.running > 0 {
		s.quiet.Wait()
	}
	got := s.got
	s.limit, s.got, s.wanted = 0, nil, nil
	return got
}

// stray is the handler of the library for unasked FETCH responses.
func (b *Box) stray(msg *imapclient.FetchMessageData) {
	s := &b.strays
	s.mu.Lock()
	s.running++
	limit, offset := s.limit, s.offset
	s.mu.Unlock()
	p, err := readMessage(msg, limit, offset, b.conn.kill)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && s.wanted != nil && p.uid != 0 && p.body != nil && s.wanted(p.uid) {
		s.got = append(s.got, p)
	}
	s.running--
	s.quiet.Broadcast()
}

// gather runs one UID FETCH and returns what came for each UID asked: from the command and from the strays.
// A NO is no error here: what is missing is asked again by the caller.
func (b *Box) gather(ctx context.Context, uids []uint32, o *imap.FetchOptions, limit, budget int64) (map[uint32]part, error) {
	var set imap.UIDSet
	asked := make(map[uint32]bool, len(uids))
	for _, u := range uids {
		set.AddNum(imap.UID(u))
		asked[u] = true
	}
	offset := int64(-1)
	if len(o.BodySection) > 0 && o.BodySection[0].Partial != nil {
		offset = o.BodySection[0].Partial.Offset
	}
	got := make(map[uint32]part, len(uids))
	b.strays.open(limit, offset, func(u uint32) bool { return asked[u] })
	err := b.run(ctx, "UID FETCH", budget, func() error {
		cmd := b.client.Fetch(set, o)
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			p, err := readMessage(msg, limit, offset, b.conn.kill)
			if err != nil {
				// The decoder is in the middle of a literal: touching cmd again would race with it.
				return &MessageError{UID: p.uid, Err: err}
			}
			if asked[p.uid] {
				got[p.uid] = merge(got[p.uid], p)
			}
		}
		return cmd.Close()
	})
	for _, p := range b.strays.close() {
		got[p.uid] = merge(got[p.uid], p)
	}
	var no *imap.Error
	if err != nil && !errors.As(err, &no) {
		return nil, err
	}
	return got, nil
}

// merge joins two responses for one UID.
func merge(a, b part) part {
	if a.uid == 0 {
		return b
	}
	if b.size >= 0 {
		a.size = b.size
	}
	if !b.internal.IsZero() {
		a.internal = b.internal
	}
	if b.body != nil {
		a.add(b.body)
	}
	a.twice = a.twice || b.twice
	return a
}

// add notes a body; a second one must be the same.
func (p *part) add(body []byte) {
	if p.body == nil {
		p.body = body
	} else if !bytes.Equal(p.body, body) {
		p.twice = true
	}
}

// readMessage consumes one response. On an error msg must not be touched again, and the connection is lost.
// With limit 0 bodies are drained and dropped.
func readMessage(msg *imapclient.FetchMessageData, limit, offset int64, kill func(error)) (part, error) {
	p := part{size: -1}
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			p.uid = uint32(item.UID)
		case imapclient.FetchItemDataRFC822Size:
			p.size = item.Size
		case imapclient.FetchItemDataInternalDate:
			p.internal = item.Time
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil || limit == 0 || !whole(item.Section, offset) {
				continue // NIL is no body; Next drains the literal
			}
			body, err := readLiteral(item.Literal, limit, kill)
			if err != nil {
				return p, err
			}
			p.add(body)
		}
	}
	return p, nil
}

// whole reports whether a section is the BODY[] that was asked, at the offset asked (-1: none).
func whole(s *imap.FetchItemBodySection, offset int64) bool {
	if s.Specifier != imap.PartSpecifierNone || len(s.Part) > 0 {
		return false
	}
	if s.Partial == nil {
		return offset < 0
	}
	return s.Partial.Offset == offset
}

// readLiteral reads exactly the announced bytes. A literal over the limit costs the connection; it is then
// driven to the error of the dead connection, since the library's decoder waits until it ends.
func readLiteral(lit imap.LiteralReader, limit int64, kill func(error)) ([]byte, error) {
	size := lit.Size()
	if size < 0 || size > limit {
		err := fmt.Errorf("%w: %d bytes, at most %d", errLiteral, size, limit)
		kill(err)
		_, _ = io.Copy(io.Discard, lit) // ends with the error of the closed connection
		return nil, err
	}
	body := make([]byte, size)
	if n, err := io.ReadFull(lit, body); err != nil {
		kill(err)
		return nil, fmt.Errorf("reading byte %d of %d: %w", n, size, err)
	}
	var one [1]byte
	if n, err := lit.Read(one[:]); n != 0 || !errors.Is(err, io.EOF) {
		err = fmt.Errorf("end of a literal of %d bytes: %d more, %v", size, n, err)
		kill(err)
		return nil, err
	}
	return body, nil
}
