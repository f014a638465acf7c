package imapbox

import (
	"context"
	"errors"
	"time"
)

// Box is one read-only IMAP connection with one folder open. It is used by one goroutine at a time.
type Box struct{}

var errDraft = errors.New("imapbox: not connected")

// Open connects, speaks TLS, logs in once and examines the folder.
func Open(ctx context.Context, o Options) (*Box, error) { return nil, errDraft }

// UIDValidity is that of the folder.
func (b *Box) UIDValidity() uint32 { return 0 }

// UIDNext is the next UID as last told, 0 when the server does not tell.
func (b *Box) UIDNext() uint32 { return 0 }

// Messages is the number of messages as last told.
func (b *Box) Messages() uint32 { return 0 }

// Folders lists every folder of the account.
func (b *Box) Folders(ctx context.Context) ([]Folder, error) { return nil, errDraft }

// Fetch hands over every message with a UID above after, ascending, in complete batches.
func (b *Box) Fetch(ctx context.Context, after uint32, put func([]Item) error) error { return errDraft }

// Gaps lists the UIDs that vanished before they were fetched.
func (b *Box) Gaps() []uint32 { return nil }

// Wait returns nil when something new may be there.
func (b *Box) Wait(ctx context.Context) error { return errDraft }

// SearchMessageID looks in every selectable folder for receipts of the message with that Message-ID.
func (b *Box) SearchMessageID(ctx context.Context, msgid string) ([]Found, error) { return nil, errDraft }

// Close ends the connection.
func (b *Box) Close() error { return nil }

// Backoff is the wait before attempt n.
func Backoff(n int, rnd func() float64) time.Duration { return 0 }
