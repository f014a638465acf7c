package imapbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"
)

// Options says which box to read and how. Host, User, Password are needed; the rest has defaults.
type Options struct {
	Host     string
	Port     int // 993
	User     string
	Password func() (string, error)
	// TLS may carry roots or a server name. Implicit TLS only, at least 1.2 (order.md row 65).
	TLS            *tls.Config
	Folder         string        // INBOX
	Batch          int           // messages a batch; 200
	Poll           time.Duration // how often UIDNEXT is asked while IDLE is silent; 60 s
	IdleMax        time.Duration // an IDLE command lives no longer; 9 min at most
	CommandTimeout time.Duration // silence of the server within a command; 30 s
	MaxMessage     int64         // bytes of the largest message fetched; 120 MB
	Log            *slog.Logger
	// Temp is the folder where a message over 2 MiB is kept while it comes in, in a file without a name; "" = the system's.
	Temp string
	// Dial replaces the TCP connection (tests). TLS is spoken over what it returns.
	Dial func(ctx context.Context, addr string) (net.Conn, error)
	// Gone is told the UIDs that vanished before they were fetched, up to the end of a batch, before that batch is handed
	// over: when it has made them durable no crash can hide them. They may be told again. With it Gaps stays empty.
	Gone func(uidValidity uint32, gone []Gap) error
	// GiveUp is asked about a message that the server lists but does not give. False (and a nil func) makes
	// Fetch fail with *MessageError, so that nothing behind it is reached; true hands over an Item with
	// Unreadable set, for a person. The caller counts the attempts durably.
	GiveUp func(uidValidity, uid uint32, why error) bool
}

// Item is one message as the server gave it, byte for byte.
type Item struct {
	UID, UIDValidity uint32
	Internal         time.Time // INTERNALDATE
	Size             int64     // RFC822.SIZE, or the length of Raw
	Raw              []byte    // valid until the function that Fetch hands it to returns
	TooLarge         bool      // over MaxMessage: Raw is nil, a person must see it
	Unreadable       string    // why the server never gave it: Raw is nil, a person must see it
}

// Gap is a run of UIDs that are no more, both ends included.
type Gap struct{ First, Last uint32 }

// Len is how many UIDs it holds.
func (g Gap) Len() uint64 { return uint64(g.Last-g.First) + 1 }

// Folder is one mailbox of the account. The last three are what STATUS tells, 0 where it does not.
type Folder struct {
	Name       string // decoded; INBOX is always spelled so
	Delim      rune   // between the levels of a name; 0: there are none
	Selectable bool
	Attrs      []string // \Sent, \Trash …
	Role       Role     // what the folder is for; "" for one that a person made

	Messages, UIDNext, UIDValidity uint32
}

// Found is a message found by SearchMessageID.
type Found struct {
	Folder string
	UID    uint32
}

// LoginError is a refused LOGIN. It is never retried by itself: Italian providers lock boxes.
type LoginError struct{ Server, User, Text string }

func (e *LoginError) Error() string {
	return fmt.Sprintf("imap server %s refused the login of %s (%q): check user and password; the login is not tried again by itself", e.Server, e.User, e.Text)
}

// FolderError is a folder that cannot be opened.
type FolderError struct{ Server, Folder, Text string }

func (e *FolderError) Error() string {
	return fmt.Sprintf("imap server %s does not open folder %q (%q): check its name", e.Server, e.Folder, e.Text)
}

// MessageError is a message that the server lists but does not give whole.
type MessageError struct {
	UID uint32
	Err error
}

func (e *MessageError) Error() string {
	return fmt.Sprintf("fetching message uid %d: %v", e.UID, e.Err)
}

func (e *MessageError) Unwrap() error { return e.Err }

var (
	// ErrUIDValidity says that the folder was renumbered: the Box is dead, every cursor of the old UIDVALIDITY is
	// void and the folder must be read again from the start (RFC 3501 §2.3.1.1).
	ErrUIDValidity = errors.New("uidvalidity changed")
	// ErrUIDNext says that UIDNEXT fell, or stands at or below the cursor, under the same UIDVALIDITY: a server
	// that breaks RFC 3501 (a restored mailbox). New mail may hide below the cursor: read again from the start.
	ErrUIDNext = errors.New("uidnext went back under the same uidvalidity")
	// ErrLoginUnanswered says that the line broke after the password was sent. Some servers do so instead of
	// refusing: the caller tries again a few times at most, then treats it as a *LoginError.
	ErrLoginUnanswered = errors.New("the login got no answer")
)
