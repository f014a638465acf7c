package imapbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// small is the budget of a command whose answer is short, large folder lists included.
const small = 1 << 20

// Box is one IMAP connection with one folder open read-only. One goroutine uses it at a time. After an error
// other than a *FolderError or the end of the context in Wait: Close it and Open another.
type Box struct {
	o      Options
	conn   *guardConn
	client *imapclient.Client
	caps   imap.CapSet
	news   chan struct{} // something was said about the number of messages
	strays strays

	folder   string
	validity uint32
	next     uint32 // UIDNEXT as last told, 0 unknown
	messages uint32
	seenNext uint32 // UIDNEXT when the last Fetch began: what Wait compares
	fetched  bool   // a Fetch of this folder has come to its end
	known    bool   // the folder was read before: missing UIDs from 1 on have vanished
	gaps     gaps
	spools   []*spool // of the batch at hand
	dead     error
}

func (o Options) withDefaults() Options {
	if o.Port == 0 {
		o.Port = 993
	}
	if o.Folder == "" {
		o.Folder = "INBOX"
	}
	if o.Batch <= 0 {
		o.Batch = 200
	}
	if o.Poll <= 0 {
		o.Poll = time.Minute
	}
	if o.IdleMax <= 0 || o.IdleMax > 9*time.Minute {
		o.IdleMax = 9 * time.Minute
	}
	if o.CommandTimeout <= 0 {
		o.CommandTimeout = 30 * time.Second
	}
	if o.MaxMessage <= 0 {
		o.MaxMessage = 120 << 20
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Dial == nil {
		o.Dial = dialTCP
	}
	return o
}

func (o Options) addr() string { return net.JoinHostPort(o.Host, strconv.Itoa(o.Port)) }

func dialTCP(ctx context.Context, addr string) (net.Conn, error) {
	d := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 30 * time.Second, Interval: 10 * time.Second, Count: 3}}
	return d.DialContext(ctx, "tcp", addr)
}

// Open connects, speaks TLS, logs in exactly once and examines the folder. Errors: *LoginError (a person must
// look), *FolderError, ErrLoginUnanswered (retry sparingly), all others are of the network or of a server in
// trouble and may be retried with Backoff.
func Open(ctx context.Context, o Options) (*Box, error) {
	o = o.withDefaults()
	conn, err := dial(ctx, o)
	if err != nil {
		return nil, err
	}
	b := &Box{o: o, conn: &guardConn{Conn: conn, write: o.CommandTimeout, left: idleBudget}, news: make(chan struct{}, 1)}
	b.strays.init()
	b.client = imapclient.New(b.conn, &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: b.heard, // on the reading goroutine: must not block
		Fetch:   b.stray, // on a goroutine of its own
	}})
	if err := b.begin(ctx); err != nil {
		b.drop()
		return nil, err
	}
	return b, nil
}

// dial connects with implicit TLS (RFC 8314 §3.2), at least 1.2, no ALPN: some gateways refuse "imap".
func dial(ctx context.Context, o Options) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, o.CommandTimeout)
	defer cancel()
	raw, err := o.Dial(ctx, o.addr())
	if err != nil {
		return nil, fmt.Errorf("connecting to imap server %s: %w", o.addr(), err)
	}
	c := &tls.Config{}
	if o.TLS != nil {
		c = o.TLS.Clone()
	}
	c.MinVersion = max(c.MinVersion, tls.VersionTLS12)
	c.NextProtos = nil
	if c.ServerName == "" {
		c.ServerName = o.Host
	}
	t := tls.Client(raw, c)
	if err := t.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, fmt.Errorf("speaking TLS with imap server %s: %w", o.addr(), err)
	}
	return t, nil
}

// begin runs the dialogue from the greeting to the open folder.
func (b *Box) begin(ctx context.Context) error {
	if err := b.run(ctx, "greeting", small, b.greeting); err != nil {
		return err
	}
	if s := b.client.State(); s != imap.ConnStateNotAuthenticated {
		return fmt.Errorf("imap server %s greets as already logged in: not our session", b.o.addr())
	}
	if err := b.capability(ctx); err != nil {
		return err
	}
	if err := b.login(ctx); err != nil {
		return err
	}
	if err := b.capability(ctx); err != nil { // RFC 3501 §6.2.3: they may differ after LOGIN
		return err
	}
	return b.Use(ctx, b.o.Folder)
}

// greeting waits for the server's first words. After a refusal (BYE, RFC 3501 §7.1.5) go-imap closes the connection, then both of
// its channels are ready and it tells at random either the server's words or only that the connection is closed: asked
// again it soon gives the words.
func (b *Box) greeting() error {
	err := b.client.WaitGreeting()
	for range 64 {
		var no *imap.Error
		if err == nil || errors.As(err, &no) {
			break
		}
		err = b.client.WaitGreeting()
	}
	return err
}

func (b *Box) capability(ctx context.Context) error {
	return b.run(ctx, "CAPABILITY", small, func() error {
		caps, err := b.client.Capability().Wait()
		b.caps = maps.Clone(caps) // the library goes on using its own
		return err
	})
}

// login tries once. RFC 5530 §3: some codes of a NO are not about the password.
func (b *Box) login(ctx context.Context) error {
	password, err := b.o.Password()
	if err != nil {
		return fmt.Errorf("reading the imap password of %s: %w", b.o.User, err)
	}
	if strings.ContainsAny(b.o.User+password, "\r\n\x00") || password == "" {
		return &LoginError{Server: b.o.addr(), User: b.o.User, Text: "user or password is empty or holds a line end: not sent"}
	}
	err = b.run(ctx, "LOGIN", small, func() error {
		if b.caps.Has(imap.CapLoginDisabled) {
			return b.client.Authenticate(sasl.NewPlainClient("", b.o.User, password))
		}
		return b.client.Login(b.o.User, password).Wait()
	})
	var no *imap.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &no):
		return errors.Join(ErrLoginUnanswered, err)
	}
	switch no.Code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug:
		return err
	}
	return &LoginError{Server: b.o.addr(), User: b.o.User, Text: clip(no.Text)}
}

// Use opens another folder on the same connection, read-only. Gaps and cursors are per folder: Gaps is emptied.
func (b *Box) Use(ctx context.Context, folder string) error {
	data, err := b.examine(ctx, folder)
	if err != nil {
		return err
	}
	b.folder, b.validity, b.fetched, b.known, b.gaps = folder, data.UIDValidity, false, false, gaps{}
	b.note(data)
	return nil
}

// examine opens a folder without looking at what is known of it. EXAMINE never changes a flag (RFC 3501 §6.3.2).
func (b *Box) examine(ctx context.Context, folder string) (*imap.SelectData, error) {
	var data *imap.SelectData
	err := b.run(ctx, "EXAMINE", small, func() (err error) {
		data, err = b.client.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
		return err
	})
	var no *imap.Error
	switch {
	case errors.As(err, &no):
		return nil, &FolderError{Server: b.o.addr(), Folder: folder, Text: clip(no.Text)}
	case err != nil:
		return nil, err
	case data.UIDValidity == 0:
		return nil, &FolderError{Server: b.o.addr(), Folder: folder, Text: "no UIDVALIDITY: its messages cannot be told apart"}
	}
	return data, nil
}

// refresh examines the open folder again: the server shows what arrived, and a renumbering is noticed.
func (b *Box) refresh(ctx context.Context) error {
	data, err := b.examine(ctx, b.folder)
	if err != nil {
		return err
	}
	if data.UIDValidity != b.validity {
		b.fail(fmt.Errorf("imap server %s: folder %q: %w: %d became %d", b.o.addr(), b.folder, ErrUIDValidity, b.validity, data.UIDValidity))
		return b.dead
	}
	if next := uint32(data.UIDNext); next != 0 && next < b.next {
		b.fail(fmt.Errorf("imap server %s: folder %q: %w: %d became %d", b.o.addr(), b.folder, ErrUIDNext, b.next, next))
		return b.dead
	}
	b.note(data)
	return nil
}

func (b *Box) note(data *imap.SelectData) {
	b.next, b.messages = uint32(data.UIDNext), data.NumMessages
}

// run runs one command and its answer under the watch of the context, of silence, of the total time and of
// the byte budget. Whatever breaks the watch breaks the connection: go-imap has no other way to end a command.
func (b *Box) run(ctx context.Context, doing string, budget int64, f func() error) error {
	if b.dead != nil {
		return b.dead
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	b.conn.begin(b.o.CommandTimeout, budget)
	leave := context.AfterFunc(ctx, func() { b.conn.kill(context.Cause(ctx)) })
	limit := 2*b.o.CommandTimeout + time.Duration(budget>>15)*time.Second // 32 KiB/s at least
	timer := time.AfterFunc(limit, func() { b.conn.kill(errTooLong) })
	err := f()
	leave()
	timer.Stop()
	b.conn.end()
	if err == nil {
		return nil
	}
	why := fmt.Errorf("imap server %s: %s: %w", b.o.addr(), doing, err)
	var no *imap.Error
	if errors.As(err, &no) && doing != "greeting" {
		return why // the server said NO or BAD: the connection is fine
	}
	if cause := b.conn.why(); cause != nil {
		why = fmt.Errorf("imap server %s: %s: %w (%s)", b.o.addr(), doing, cause, clip(err.Error()))
	}
	b.fail(why)
	return why
}

// fail marks the Box as dead and closes the connection; the first reason is kept.
func (b *Box) fail(why error) {
	if b.dead == nil {
		b.dead = why
	}
	b.conn.kill(why)
}

// Folder is the name of the open folder.
func (b *Box) Folder() string { return b.folder }

// UIDValidity is that of the open folder (RFC 3501 §2.3.1.1).
func (b *Box) UIDValidity() uint32 { return b.validity }

// UIDNext is the next UID as last told, 0 when the server does not tell.
func (b *Box) UIDNext() uint32 { return b.next }

// Messages is the number of messages in the open folder as last told.
func (b *Box) Messages() uint32 { return b.messages }

// Close says goodbye where that is possible and ends the connection.
func (b *Box) Close() error {
	if b.dead == nil {
		ctx, cancel := context.WithTimeout(context.Background(), min(3*time.Second, b.o.CommandTimeout))
		defer cancel()
		// What LOGOUT answers changes nothing: the session was read-only.
		_ = b.run(ctx, "LOGOUT", small, func() error { return b.client.Logout().Wait() })
	}
	b.drop()
	return nil
}

// drop ends the connection and waits a moment for the library's reading goroutine.
func (b *Box) drop() {
	b.fail(net.ErrClosed)
	done := make(chan struct{})
	go func() {
		_ = b.client.Close() // the reason is in b.dead
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(2 * time.Second):
		b.o.Log.Warn("imap library did not end its reading goroutine", "server", b.o.addr())
	}
}

// clip makes a server's words safe for a log: one line, printable, at most 300 bytes.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, s)
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "") + "…"
	}
	return s
}
