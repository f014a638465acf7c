package imapbox

import (
	"context"
	"errors"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Quota is how full the account is; a limit of 0 is none.
type Quota struct {
	Used, Limit           int64 // bytes
	Messages, MaxMessages int64
}

// Quota asks for the quota of the main folder (RFC 9208). ok is false where the server has none or does not tell it. Of several
// roots the scarcest counts. A QUOTA that comes before its QUOTAROOT is dropped by go-imap and then not known.
func (b *Box) Quota(ctx context.Context) (q Quota, ok bool, err error) {
	if !b.caps.Has(imap.CapQuota) {
		return q, false, nil
	}
	var data []imapclient.QuotaData
	err = b.run(ctx, "GETQUOTAROOT", small, func() (err error) {
		data, err = b.client.GetQuotaRoot(b.o.Folder).Wait()
		return err
	})
	var no *imap.Error
	if errors.As(err, &no) {
		return q, false, nil // a server that has the command and does not tell
	}
	for _, root := range data {
		if r, is := root.Resources[imap.QuotaResourceStorage]; is && scarcer(r, q.Used/1024, q.Limit/1024) {
			q.Used, q.Limit, ok = r.Usage*1024, r.Limit*1024, true
		}
		if r, is := root.Resources[imap.QuotaResourceMessage]; is && scarcer(r, q.Messages, q.MaxMessages) {
			q.Messages, q.MaxMessages, ok = r.Usage, r.Limit, true
		}
	}
	return q, ok, err
}

// scarcer reports whether a resource is used more, as a part of its limit, than another one. What cannot be meant is none.
func scarcer(r imapclient.QuotaResourceData, used, limit int64) bool {
	if r.Limit <= 0 || r.Usage < 0 || r.Limit > 1<<50 || r.Usage > 1<<50 {
		return false
	}
	return limit == 0 || float64(r.Usage)*float64(limit) > float64(used)*float64(r.Limit)
}
