package imapbox

import (
	"context"
	"fmt"
	"math"

	"github.com/emersion/go-imap/v2"
)

// Rapporto is what a person setting up wants to know of the open folder.
type Rapporto struct {
	Messages, UIDNext uint32
	Unseen            uint32 // messages nobody has opened
	Quota             bool   // the server tells a quota of storage
	Used, Limit       int64  // bytes
}

// Rapporto asks for what STATUS and GETQUOTAROOT (RFC 9208 §4.2) tell; a server without quota gives none.
func (b *Box) Rapporto(ctx context.Context) (r Rapporto, err error) {
	r.Messages, r.UIDNext = b.messages, b.next
	unseen, err := b.search(ctx, &imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen}}, &imap.SearchOptions{ReturnCount: true}, int64(b.messages))
	if err != nil {
		return r, fmt.Errorf("counting unread messages: %w", err)
	}
	if r.Unseen = unseen.Count; r.Unseen == 0 { // a server that lists them instead is taken at its list
		list, err := flatten(unseen.All, 1, math.MaxUint32)
		if err != nil {
			return r, fmt.Errorf("counting unread messages: %w", err)
		}
		r.Unseen = uint32(len(list))
	}
	if !b.caps.Has(imap.CapQuota) {
		return r, nil
	}
	err = b.run(ctx, "GETQUOTAROOT", small, func() error {
		list, err := b.client.GetQuotaRoot(b.folder).Wait()
		for _, q := range list {
			if s, ok := q.Resources[imap.QuotaResourceStorage]; ok && s.Limit > 0 {
				r.Quota, r.Used, r.Limit = true, s.Usage*1024, s.Limit*1024
			}
		}
		return err
	})
	if err != nil {
		return r, fmt.Errorf("asking for the quota: %w", err)
	}
	return r, nil
}
