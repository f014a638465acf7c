package imapbox

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

const (
	batchBytes  = 16 << 20 // bodies of one batch, by RFC822.SIZE
	bigAbove    = 4 << 20  // larger messages are fetched alone, in slices
	slice       = 2 << 20
	sizesAtOnce = 1000 // RFC822.SIZE asked in one command
	tries       = 3    // of a message alone
)

// meta is what was known of a message before its body was asked.
type meta struct {
	size     int64
	internal time.Time
}

// Fetch hands over every message with a UID above after, ascending, in batches of at most Options.Batch messages
// and 16 MiB (a larger message comes alone). put is called on this goroutine; when it returns nil the caller has
// stored the batch and may move its cursor to the last UID of it; the bytes of the Items are valid until then. A batch is complete: each Item has the very
// bytes, or says TooLarge or Unreadable, and every UID between two Items was gone (Gaps).
//
// A body counts when its length is the announced literal size and RFC822.SIZE. Some servers miscount
// RFC822.SIZE: then the message is fetched again alone and two equal bodies are believed.
func (b *Box) Fetch(ctx context.Context, after uint32, put func([]Item) error) error {
	if err := b.refresh(ctx); err != nil {
		return err
	}
	next := b.next
	if next != 0 && after >= next {
		return fmt.Errorf("imap server %s: folder %q: %w: cursor %d, uidnext %d", b.o.addr(), b.folder, ErrUIDNext, after, next)
	}
	expect := after + 1
	found := 0
	err := b.each(ctx, after+1, func(uids []uint32) error {
		for _, u := range uids {
			if after > 0 || b.known {
				b.gaps.add(expect, u-1)
			}
			expect = u + 1
		}
		found += len(uids)
		return b.fetchAll(ctx, uids, put)
	})
	if err != nil {
		return err
	}
	if after == 0 && found == 0 && b.messages > 0 {
		return fmt.Errorf("imap server %s: folder %q says %d messages and lists none", b.o.addr(), b.folder, b.messages)
	}
	if (after > 0 || b.known) && next > expect {
		b.gaps.add(expect, next-1)
	}
	b.seenNext, b.fetched = next, true
	return b.tellGone(maxUID)
}

// Known says that the open folder was read before, even where nothing was ever stored of it: from now on the first UIDs too
// count as vanished when they are missing. Without it the history below the first reading is no gap.
func (b *Box) Known() { b.known = true }

// Gaps lists the UIDs above the cursor that vanished before they were fetched, found since the last call:
// expunged by another reader, or skipped by the server. After another Open or Use those not yet below the cursor are
// listed again. Options.Gone is the way that no crash hides.
func (b *Box) Gaps() []Gap { return b.gaps.take(maxUID) }

// GapsTotal is the number of vanished UIDs found in the open folder since Use.
func (b *Box) GapsTotal() uint64 { return b.gaps.total }

// tellGone hands the vanished UIDs up to last to Options.Gone.
func (b *Box) tellGone(last uint32) error {
	if b.o.Gone == nil {
		return nil
	}
	list := b.gaps.take(last)
	if len(list) == 0 {
		return nil
	}
	if err := b.o.Gone(b.validity, list); err != nil {
		b.gaps.list = append(list, b.gaps.list...)
		return fmt.Errorf("noting vanished messages: %w", err)
	}
	return nil
}

// gaps counts vanished UIDs, each once.
type gaps struct {
	list  []Gap // not yet told
	total uint64
	high  uint32 // highest UID counted by a range
}

// add notes the UIDs from lo to hi, both included; nothing when lo > hi.
func (g *gaps) add(lo, hi uint32) {
	lo = max(lo, g.high+1)
	if lo > hi {
		return
	}
	g.list, g.high = append(g.list, Gap{lo, hi}), hi
	g.total += Gap{lo, hi}.Len()
}

// one notes a message that vanished while it was fetched.
func (g *gaps) one(u uint32) {
	g.total++
	g.list, g.high = append(g.list, Gap{u, u}), max(g.high, u)
}

// take gives the gaps that begin at or below last, ascending, and forgets them.
func (g *gaps) take(last uint32) []Gap {
	slices.SortFunc(g.list, func(a, b Gap) int { return cmp.Compare(a.First, b.First) })
	n := 0
	for n < len(g.list) && g.list[n].First <= last {
		n++
	}
	list := slices.Clone(g.list[:n])
	g.list = g.list[n:]
	return list
}

// fetchAll fetches the listed UIDs in order.
func (b *Box) fetchAll(ctx context.Context, uids []uint32, put func([]Item) error) error {
	for len(uids) > 0 {
		now := uids[:min(len(uids), sizesAtOnce)]
		uids = uids[len(now):]
		metas, err := b.sizes(ctx, now)
		if err != nil {
			return err
		}
		for len(now) > 0 {
			n := b.cut(now, metas)
			if err := b.handOver(ctx, now[:n], metas, put); err != nil {
				return err
			}
			now = now[n:]
		}
	}
	return nil
}

// handOver fetches one batch and gives it to put.
func (b *Box) handOver(ctx context.Context, uids []uint32, metas map[uint32]meta, put func([]Item) error) error {
	defer b.release()
	items, err := b.batch(ctx, uids, metas)
	if err != nil {
		return err
	}
	if err := b.tellGone(uids[len(uids)-1]); err != nil || len(items) == 0 {
		return err
	}
	return put(items)
}

// cut is how many of the next UIDs make one batch.
func (b *Box) cut(uids []uint32, metas map[uint32]meta) int {
	var sum int64
	for i, u := range uids {
		m, ok := metas[u]
		if i > 0 && (i == b.o.Batch || !ok || m.size > bigAbove || sum+m.size > batchBytes) {
			return i
		}
		if !ok || m.size > bigAbove {
			return 1
		}
		sum += m.size
	}
	return len(uids)
}

// sizes asks RFC822.SIZE and INTERNALDATE. A UID without an answer is looked at alone later.
func (b *Box) sizes(ctx context.Context, uids []uint32) (map[uint32]meta, error) {
	got, err := b.gather(ctx, uids, &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true}, 0, small+int64(len(uids))<<10)
	if err != nil {
		return nil, err
	}
	out := make(map[uint32]meta, len(got))
	for u, p := range got {
		if p.size >= 0 {
			out[u] = meta{size: p.size, internal: p.internal}
		}
	}
	return out, nil
}

// peek is BODY.PEEK[]: it sets no \Seen flag (RFC 3501 §6.4.5).
func peek(part *imap.SectionPartial) []*imap.FetchItemBodySection {
	return []*imap.FetchItemBodySection{{Peek: true, Partial: part}}
}

// batch fetches messages that belong together; what does not come whole is fetched alone.
func (b *Box) batch(ctx context.Context, uids []uint32, metas map[uint32]meta) ([]Item, error) {
	var got map[uint32]part
	if m, ok := metas[uids[0]]; ok && m.size <= bigAbove && m.size <= b.o.MaxMessage {
		var sum int64
		for _, u := range uids {
			sum += metas[u].size
		}
		var err error
		got, err = b.gather(ctx, uids, &imap.FetchOptions{UID: true, BodySection: peek(nil)}, 2*bigAbove, small+2*sum+int64(len(uids))<<12)
		if err != nil {
			return nil, err
		}
	}
	items := make([]Item, 0, len(uids))
	for _, u := range uids {
		m, known := metas[u]
		if p := got[u]; known && p.body != nil && !p.twice && int64(len(p.body)) == m.size && m.size <= b.o.MaxMessage {
			items = append(items, b.item(u, m, p.body))
			continue
		}
		it, err := b.alone(ctx, u)
		if err != nil {
			return nil, err
		}
		if it != nil {
			items = append(items, *it)
		}
	}
	return items, nil
}

func (b *Box) item(uid uint32, m meta, body []byte) Item {
	return Item{UID: uid, UIDValidity: b.validity, Internal: m.internal, Size: int64(len(body)), Raw: body}
}

// alone fetches one message with care. Nil without an error: it is gone, and noted as a gap.
func (b *Box) alone(ctx context.Context, uid uint32) (*Item, error) {
	var last []byte
	why := errors.New("the server lists it and does not give it")
	for range tries {
		metas, err := b.sizes(ctx, []uint32{uid})
		if err != nil {
			return nil, err
		}
		m, known := metas[uid]
		if known && m.size > b.o.MaxMessage {
			return &Item{UID: uid, UIDValidity: b.validity, Internal: m.internal, Size: m.size, TooLarge: true}, nil
		}
		body, err := b.sliced(ctx, uid, m.size)
		switch {
		case errors.Is(err, errTooLarge):
			return &Item{UID: uid, UIDValidity: b.validity, Internal: m.internal, Size: m.size, TooLarge: true}, nil
		case err != nil:
			return nil, err
		case body != nil && known && int64(len(body)) == m.size, body != nil && last != nil && bytes.Equal(body, last):
			if int64(len(body)) != m.size {
				b.o.Log.Warn("imap server miscounts a message: two equal bodies were believed", "uid", uid, "size", m.size, "bytes", len(body))
			}
			it := b.item(uid, m, body)
			return &it, nil
		case body != nil:
			last, why = body, fmt.Errorf("got %d bytes where RFC822.SIZE says %d", len(body), m.size)
			continue
		}
		if there, err := b.exists(ctx, uid); err != nil {
			return nil, err
		} else if !there {
			b.gaps.one(uid)
			return nil, nil
		}
	}
	err := &MessageError{UID: uid, Err: fmt.Errorf("imap server %s: folder %q: %w", b.o.addr(), b.folder, why)}
	if b.o.GiveUp != nil && b.o.GiveUp(b.validity, uid, err) {
		return &Item{UID: uid, UIDValidity: b.validity, Unreadable: err.Error()}, nil
	}
	return nil, err
}

// errTooLarge is a message that goes on over MaxMessage, whatever RFC822.SIZE says.
var errTooLarge = errors.New("message over the limit")

// sliced fetches one body in slices, so that no literal is longer than a slice: a 100 MB message stays inside the
// time and memory of each command. The end is a slice shorter than asked. Nil without an error: no body came.
func (b *Box) sliced(ctx context.Context, uid uint32, size int64) ([]byte, error) {
	var first []byte // all of it, when it is no longer than a slice
	var rest *spool
	for at := int64(0); ; {
		o := &imap.FetchOptions{UID: true, BodySection: peek(&imap.SectionPartial{Offset: at, Size: slice})}
		got, err := b.gather(ctx, []uint32{uid}, o, slice, small+slice)
		if err != nil {
			return nil, err
		}
		p := got[uid]
		if p.twice || p.body == nil && (at == 0 || at != size) {
			return nil, nil
		}
		if at += int64(len(p.body)); at > b.o.MaxMessage {
			return nil, errTooLarge
		}
		last := len(p.body) < slice // NIL at the very end counts as nothing more
		switch {
		case first == nil && last:
			return p.body, nil
		case first == nil:
			first = p.body
			continue
		case rest == nil && len(p.body) > 0:
			if rest, err = newSpool(b.o.Temp); err != nil {
				return nil, err
			}
			b.spools = append(b.spools, rest)
			if err := rest.add(first); err != nil {
				return nil, err
			}
		}
		if rest == nil {
			return first, nil
		}
		if err := rest.add(p.body); err != nil {
			return nil, err
		}
		if last {
			return rest.bytes()
		}
	}
}
