package imapbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
)

// AppendError is a message that the server does not take into a folder: over quota, no such folder, no right to write.
type AppendError struct{ Server, Folder, Text string }

func (e *AppendError) Error() string {
	return fmt.Sprintf("imap server %s takes no message into folder %q (%q)", e.Server, e.Folder, e.Text)
}

// Append adds a message to a folder, marked as read: the write that this program does to a mailbox (R-305; with revisione.cartella also AppendUnread, Make and Move), never into
// the INBOX or the folder that is open. On return without an error the server has said that it keeps it. A message that it
// refuses is an *AppendError; after any other error nobody knows, and HasMessageID has to be asked.
func (b *Box) Append(ctx context.Context, folder string, raw []byte, at time.Time) error {
	return b.put(ctx, folder, raw, at, imap.FlagSeen)
}

// AppendUnread is Append of a message that a person has still to read.
func (b *Box) AppendUnread(ctx context.Context, folder string, raw []byte, at time.Time) error {
	return b.put(ctx, folder, raw, at)
}

func (b *Box) put(ctx context.Context, folder string, raw []byte, at time.Time, flags ...imap.Flag) error {
	if folder == "" || strings.EqualFold(folder, "INBOX") || folder == b.folder {
		return fmt.Errorf("appending to folder %q: it is read, nothing is ever written to it", folder)
	}
	// The budget counts what the server says; the time that it gives grows with the message too.
	err := b.run(ctx, "APPEND", small+int64(len(raw)), func() error {
		cmd := b.client.Append(folder, int64(len(raw)), &imap.AppendOptions{Flags: flags, Time: at})
		_, werr := cmd.Write(raw)
		cerr := cmd.Close()
		if _, err := cmd.Wait(); err != nil {
			return err // the server's word goes before what the refusal did to the writing
		}
		return errors.Join(werr, cerr)
	})
	var no *imap.Error
	if errors.As(err, &no) {
		return &AppendError{Server: b.o.addr(), Folder: folder, Text: clip(no.Text)}
	}
	return err
}

// HasMessageID reports whether a folder holds a message with that Message-ID (without <>). The open folder is open again on
// return.
func (b *Box) HasMessageID(ctx context.Context, folder, msgid string) (bool, error) {
	if !printable(msgid) {
		return false, fmt.Errorf("searching for message id %.80q: not a Message-ID", msgid)
	}
	uids, err := b.searchIn(ctx, folder, &imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: msgid}}})
	if err != nil {
		return false, err
	}
	if err := b.refresh(ctx); err != nil {
		return false, fmt.Errorf("going back to folder %q: %w", b.folder, err)
	}
	return len(uids) > 0, nil
}
