package imapbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// headSize is how much of a message Heads asks for: the fields of a note of ours, or a line of reply, stand within.
const headSize = 64 << 10

// ErrNoMove means that the server cannot move a message in one step (RFC 6851): by copy and EXPUNGE others' mail could go.
var ErrNoMove = errors.New("the server has no MOVE")

// Head is the beginning of a message.
type Head struct {
	UID uint32
	Raw []byte // at most 64 KiB
}

// Make creates folders that are not there and subscribes to them, so that mail clients show them.
func (b *Box) Make(ctx context.Context, folders ...string) error {
	have, err := b.names(ctx, false)
	if err != nil {
		return err
	}
	for _, name := range folders {
		if slices.ContainsFunc(have, func(f Folder) bool { return f.Name == name }) {
			continue
		}
		err := b.run(ctx, "CREATE", small, func() error { return b.client.Create(name, nil).Wait() })
		if err == nil {
			err = b.run(ctx, "SUBSCRIBE", small, func() error { return b.client.Subscribe(name).Wait() })
		}
		var no *imap.Error
		if errors.As(err, &no) {
			return &FolderError{Server: b.o.addr(), Folder: name, Text: clip(no.Text)}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Heads opens a folder read-only and gives the beginnings of its messages with a UID above after, the newest limit of them,
// ascending.
func (b *Box) Heads(ctx context.Context, folder string, after uint32, limit int) ([]Head, error) {
	if err := b.Use(ctx, folder); err != nil {
		return nil, err
	}
	if b.messages == 0 || after == maxUID {
		return nil, nil
	}
	uids, err := b.uids(ctx, after+1, maxUID)
	if err != nil {
		return nil, err
	}
	uids = uids[max(0, len(uids)-limit):]
	list := make([]Head, 0, len(uids))
	for some := range slices.Chunk(uids, 20) {
		got, err := b.gather(ctx, some, &imap.FetchOptions{UID: true, BodySection: peek(&imap.SectionPartial{Offset: 0, Size: headSize})}, headSize, small+int64(len(some))*(headSize+4096))
		if err != nil {
			return nil, err
		}
		for _, u := range some {
			if p, ok := got[u]; ok && p.body != nil && !p.twice {
				list = append(list, Head{UID: u, Raw: p.body})
			}
		}
	}
	return list, nil
}

// Move moves one message of a folder to another: only for messages that this program put there, and never out of the main
// folder. The folder is open read-only again on return.
func (b *Box) Move(ctx context.Context, folder string, uid uint32, to string) error {
	if folder == b.o.Folder || strings.EqualFold(folder, "INBOX") {
		return fmt.Errorf("moving out of folder %q: nothing there is ours", folder)
	}
	if !b.caps.Has(imap.CapMove) {
		return ErrNoMove
	}
	err := b.run(ctx, "SELECT", small, func() error {
		_, err := b.client.Select(folder, nil).Wait()
		return err
	})
	if err == nil {
		err = b.run(ctx, "UID MOVE", small, func() error {
			_, err := b.client.Move(imap.UIDSetNum(imap.UID(uid)), to).Wait()
			return err
		})
	}
	var no *imap.Error
	if errors.As(err, &no) {
		err = &FolderError{Server: b.o.addr(), Folder: folder, Text: "MOVE: " + clip(no.Text)}
	}
	return errors.Join(err, b.Use(ctx, folder))
}
