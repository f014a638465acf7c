package imapbox

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
)

const (
	maxUID = 4294967294  // 4294967295 means * to some servers, and go-imap loops for ever on a range that ends there
	window = 100000      // UIDs listed in one command
	most   = 20 * window // where the server has no ESEARCH to ask how many
)

// errList is a SEARCH answer that contradicts itself.
var errList = errors.New("the list of messages contradicts itself")

// each lists the UIDs from lo on, ascending, in windows.
func (b *Box) each(ctx context.Context, lo uint32, do func([]uint32) error) error {
	if lo == 0 || lo > maxUID {
		return nil
	}
	return b.eachIn(ctx, lo, maxUID, do)
}

// eachIn asks how many first: forty bytes of ESEARCH can name 300 million messages.
func (b *Box) eachIn(ctx context.Context, lo, hi uint32, do func([]uint32) error) error {
	if !b.caps.Has(imap.CapESearch) {
		uids, err := b.uids(ctx, lo, hi)
		if err != nil || len(uids) == 0 {
			return err
		}
		return do(uids)
	}
	n, err := b.count(ctx, lo, hi)
	if err != nil || n == 0 {
		return err
	}
	if n > window {
		mid := lo + (hi-lo)/2
		if mid == hi || b.messages != 0 && n > 2*b.messages+window {
			return fmt.Errorf("imap server %s: %w: %d messages between uid %d and %d, %d in all", b.o.addr(), errList, n, lo, hi, b.messages)
		}
		if err := b.eachIn(ctx, lo, mid, do); err != nil {
			return err
		}
		return b.eachIn(ctx, mid+1, hi, do)
	}
	uids, err := b.uids(ctx, lo, hi)
	if err != nil || len(uids) == 0 {
		return err
	}
	return do(uids)
}

func between(lo, hi uint32) *imap.SearchCriteria {
	return &imap.SearchCriteria{UID: []imap.UIDSet{{imap.UIDRange{Start: imap.UID(lo), Stop: imap.UID(hi)}}}}
}

// search runs one UID SEARCH that answers at most that many UIDs, of up to 11 bytes each.
func (b *Box) search(ctx context.Context, c *imap.SearchCriteria, o *imap.SearchOptions, answers int64) (*imap.SearchData, error) {
	var data *imap.SearchData
	err := b.run(ctx, "UID SEARCH", small+16*answers, func() (err error) {
		data, err = b.client.UIDSearch(c, o).Wait()
		return err
	})
	return data, err
}

// count asks only how many messages there are. A server that lists them instead is taken at its list.
func (b *Box) count(ctx context.Context, lo, hi uint32) (uint32, error) {
	data, err := b.search(ctx, between(lo, hi), &imap.SearchOptions{ReturnCount: true}, 0)
	if err != nil {
		return 0, err
	}
	if data.Count == 0 {
		uids, err := flatten(data.All, lo, hi)
		return uint32(len(uids)), err
	}
	return data.Count, nil
}

// uids lists what is between lo and hi. With ESEARCH the list comes with its own count, in one answer.
func (b *Box) uids(ctx context.Context, lo, hi uint32) ([]uint32, error) {
	var o *imap.SearchOptions
	answers := int64(most)
	if b.caps.Has(imap.CapESearch) {
		answers = window
		o = &imap.SearchOptions{ReturnAll: true, ReturnCount: true}
	}
	data, err := b.search(ctx, between(lo, hi), o, answers)
	if err != nil {
		return nil, err
	}
	uids, err := flatten(data.All, lo, hi)
	if err != nil {
		return nil, fmt.Errorf("imap server %s: %w", b.o.addr(), err)
	}
	if data.Count != 0 && int(data.Count) != len(uids) {
		return nil, fmt.Errorf("imap server %s: %w: %d counted, %d listed", b.o.addr(), errList, data.Count, len(uids))
	}
	return uids, nil
}

// flatten spells a set out, ascending and each once, what is outside lo and hi left away ("n:*" answers the last
// message even below n, RFC 3501 §6.4.8). It never trusts the width of a range: AllUIDs of the library would.
func flatten(all imap.NumSet, lo, hi uint32) ([]uint32, error) {
	set, ok := all.(imap.UIDSet)
	if !ok && all != nil {
		return nil, fmt.Errorf("%w: not a set of uids", errList)
	}
	var uids []uint32
	for _, r := range set {
		from, to := uint32(min(r.Start, r.Stop)), uint32(max(r.Start, r.Stop))
		from, to = max(from, lo), min(to, hi)
		if from > to {
			continue
		}
		if uint64(len(uids))+uint64(to-from)+1 > most {
			return nil, fmt.Errorf("%w: more than %d messages in one answer", errList, most)
		}
		for u := from; ; u++ {
			uids = append(uids, u)
			if u == to {
				break
			}
		}
	}
	slices.Sort(uids)
	return slices.Compact(uids), nil
}

// exists asks whether a message is still there.
func (b *Box) exists(ctx context.Context, uid uint32) (bool, error) {
	data, err := b.search(ctx, between(uid, uid), nil, 1)
	if err != nil {
		return false, err
	}
	uids, err := flatten(data.All, uid, uid)
	return len(uids) > 0, err
}

// SearchMessageID looks in every selectable folder for messages about the one we sent with that Message-ID
// (without <>): the header X-Riferimento-Message-ID is unsigned and only finds candidates, daticert decides
// (order.md R-202). The open folder is open again on return. Folders that cannot be opened are told as joined
// *FolderError beside what was found: "not found" is then not proven.
func (b *Box) SearchMessageID(ctx context.Context, msgid string) ([]Found, error) {
	if !printable(msgid) {
		return nil, fmt.Errorf("searching for message id %.80q: not a Message-ID", msgid)
	}
	list, err := b.names(ctx, false)
	if err != nil {
		return nil, err
	}
	var found []Found
	var refused []error
	criteria := &imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "X-Riferimento-Message-ID", Value: msgid}}}
	for _, f := range list {
		if !f.Selectable {
			continue
		}
		uids, err := b.searchIn(ctx, f.Name, criteria)
		var no *FolderError
		if errors.As(err, &no) {
			refused = append(refused, err)
		} else if err != nil {
			return nil, err
		}
		for _, u := range uids {
			found = append(found, Found{Folder: f.Name, UID: u})
		}
	}
	if err := b.refresh(ctx); err != nil {
		return nil, fmt.Errorf("going back to folder %q: %w", b.folder, err)
	}
	return found, errors.Join(refused...)
}

func (b *Box) searchIn(ctx context.Context, folder string, c *imap.SearchCriteria) ([]uint32, error) {
	if _, err := b.examine(ctx, folder); err != nil {
		return nil, err
	}
	data, err := b.search(ctx, c, nil, window)
	var no *imap.Error
	if errors.As(err, &no) {
		return nil, &FolderError{Server: b.o.addr(), Folder: folder, Text: "SEARCH refused: " + clip(no.Text)}
	}
	if err != nil {
		return nil, err
	}
	return flatten(data.All, 1, maxUID)
}

// printable is ^[!-~]+$: the only text that enters a SEARCH (reliability.md §3.2).
func printable(s string) bool {
	for i := range len(s) {
		if s[i] < '!' || s[i] > '~' {
			return false
		}
	}
	return s != "" && len(s) <= 500
}
