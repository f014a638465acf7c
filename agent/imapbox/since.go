package imapbox

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Before gives the last UID of the open folder below which nothing came into it since an instant: every message above it may be
// newer. INTERNALDATE tells, in whole days of the server's own zone (RFC 3501 §6.4.4), so a day more is taken. 0 is a folder
// whose first message counts.
func (b *Box) Before(ctx context.Context, since time.Time) (uint32, error) {
	if err := b.refresh(ctx); err != nil {
		return 0, err
	}
	next := b.next
	if next <= 1 || b.messages == 0 {
		return 0, nil
	}
	day := since.UTC().AddDate(0, 0, -1)
	var o *imap.SearchOptions
	answers := int64(most)
	if b.caps.Has(imap.CapESearch) {
		o, answers = &imap.SearchOptions{ReturnMin: true}, 1
	}
	data, err := b.search(ctx, &imap.SearchCriteria{Since: time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)}, o, answers)
	if err != nil {
		return 0, fmt.Errorf("imap server %s: folder %q: searching by date: %w", b.o.addr(), b.folder, err)
	}
	first := data.Min
	if first == 0 { // no ESEARCH, a server that lists, or nothing
		uids, err := flatten(data.All, 1, maxUID)
		if err != nil {
			return 0, err
		}
		if len(uids) == 0 {
			return next - 1, nil
		}
		first = uids[0]
	}
	return min(first, next) - 1, nil
}

// Holds reports whether a message of the open folder begins with the bytes that were read of it, of which 64 KiB are asked. One that
// is not there, or is not given, tells nothing and counts as yes.
func (b *Box) Holds(ctx context.Context, uid uint32, raw []byte) (bool, error) {
	const most = 64 << 10
	got, err := b.gather(ctx, []uint32{uid}, &imap.FetchOptions{UID: true, BodySection: peek(&imap.SectionPartial{Size: most})}, most, small+most)
	if err != nil {
		return false, err
	}
	p := got[uid]
	return p.twice || p.body == nil || len(p.body) >= min(len(raw), most) && bytes.HasPrefix(raw, p.body), nil
}
