package imapbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"strings"
	"testing"
	"time"

	"pecagent/agent/servertest"
)

func optionsFor(d *servertest.DovecotServer) Options {
	return Options{Host: d.Host, Port: d.Port, User: d.User, Password: func() (string, error) { return d.Password, nil }, TLS: d.TLS(),
		Poll: 200 * time.Millisecond, CommandTimeout: 10 * time.Second}
}

func open(t testing.TB, o Options) *Box {
	t.Helper()
	b, err := Open(within(t, 30*time.Second), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func within(t testing.TB, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

func fetch(t testing.TB, b *Box, after uint32) []Item {
	t.Helper()
	var all []Item
	if err := b.Fetch(within(t, time.Minute), after, func(items []Item) error {
		if len(items) > b.o.Batch {
			t.Fatalf("batch of %d", len(items))
		}
		for _, it := range items {
			it.Raw = bytes.Clone(it.Raw)
			all = append(all, it)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for i, it := range all {
		if it.UID <= after || i > 0 && it.UID <= all[i-1].UID || it.UIDValidity != b.UIDValidity() {
			t.Fatalf("item %d: uid %d validity %d", i, it.UID, it.UIDValidity)
		}
	}
	return all
}

// message n is of a size and shape of its own; odd ones are stored with LF.
func message(n int) (stored, sent []byte) {
	text := fmt.Sprintf("From: a@b.it\r\nSubject: n. %d\r\nX-Odd:\t\xe8 8-bit\r\n\r\nRiga {500}\r\n* 7 FETCH (UID 7)\r\n.\r\n%s\r\n", n, strings.Repeat(fmt.Sprintf("riga %d\r\n", n), n%97))
	if n%5 == 0 {
		text = strings.TrimSuffix(text, "\r\n") // no line end at the end
	}
	sent = []byte(text)
	if n%2 == 1 {
		return bytes.ReplaceAll(sent, []byte("\r\n"), []byte("\n")), sent
	}
	return sent, sent
}

// TestDovecotThousand: byte-identical, INTERNALDATE kept, nothing changed on the server, resumed by UID.
func TestDovecotThousand(t *testing.T) {
	t.Parallel()
	const n = 1000
	d := servertest.Dovecot(t)
	when := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for i := range n {
		stored, _ := message(i)
		d.Deliver("INBOX", stored, when.Add(time.Duration(i)*time.Minute))
	}
	before := d.Flags()
	b := open(t, optionsFor(d))
	if b.Messages() != n || b.UIDNext() != n+1 {
		t.Fatalf("messages %d uidnext %d", b.Messages(), b.UIDNext())
	}
	all := fetch(t, b, 0)
	if len(all) != n {
		t.Fatalf("%d messages", len(all))
	}
	for i, it := range all {
		_, want := message(i)
		if !bytes.Equal(it.Raw, want) {
			t.Fatalf("message %d: %q, want %q", i, it.Raw, want)
		}
		if !it.Internal.Equal(when.Add(time.Duration(i) * time.Minute)) {
			t.Fatalf("message %d: date %v", i, it.Internal)
		}
	}
	after := map[string]string{}
	for k, v := range d.Flags() {
		after[k] = v
	}
	if !maps.Equal(before, after) {
		t.Fatal("the mailbox was changed")
	}

	// A batch that could not be stored is given again; one that was is not.
	stored := 0
	err := b.Fetch(within(t, time.Minute), 0, func(items []Item) error {
		if stored == 400 {
			return io.ErrShortWrite
		}
		stored += len(items)
		return nil
	})
	if !errors.Is(err, io.ErrShortWrite) || stored != 400 {
		t.Fatalf("stored %d, error %v", stored, err)
	}
	if rest := fetch(t, b, 400); len(rest) != n-400 || rest[0].UID != 401 {
		t.Fatalf("resumed with %d", len(rest))
	}
	if len(b.Gaps()) != 0 || len(fetch(t, b, n)) != 0 {
		t.Fatal("gaps or messages out of nowhere")
	}
	// A POP3 reader deletes 998..1000 before they were fetched.
	for _, k := range []int{998, 999, 1000} {
		d.Remove("INBOX", k)
	}
	for i := range 2 {
		if rest := fetch(t, b, 990); len(rest) != 7 {
			t.Fatalf("%d messages after the removal", len(rest))
		}
		g := b.Gaps()
		if b.GapsTotal() != 3 || i == 0 && (len(g) != 1 || g[0] != (Gap{998, 1000})) || i == 1 && len(g) != 0 {
			t.Fatalf("round %d: gaps %v, total %d", i, g, b.GapsTotal())
		}
	}
}

// TestDovecotNews: IDLE tells within two seconds; polling does where IDLE is not offered; the end of the context
// leaves the Box usable.
func TestDovecotNews(t *testing.T) {
	t.Parallel()
	d := servertest.Dovecot(t)
	for name, idle := range map[string]bool{"idle": true, "poll": false} {
		t.Run(name, func(t *testing.T) {
			o := optionsFor(d)
			if idle {
				o.Poll = time.Minute
			}
			b := open(t, o)
			if !idle {
				delete(b.caps, "IDLE")
			}
			have := fetch(t, b, 0)
			short, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			if err := b.Wait(short); !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("waiting for nothing: %v", err)
			}
			done := make(chan error, 1)
			go func() { done <- b.Wait(within(t, 20*time.Second)) }()
			time.Sleep(300 * time.Millisecond)
			start := time.Now()
			d.Deliver("INBOX", []byte("Subject: nuova\n\nx\n"), time.Now())
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("told after %v", took)
			}
			if now := fetch(t, b, uint32(len(have))); len(now) != 1 { // UIDs count from 1 here
				t.Errorf("%d new messages", len(now))
			}
		})
	}
}

// TestDovecotRestart: a server that goes away in IDLE is noticed at once, and another Box goes on.
func TestDovecotRestart(t *testing.T) {
	t.Parallel()
	d := servertest.Dovecot(t)
	d.Deliver("INBOX", []byte("Subject: prima\n\nx\n"), time.Now())
	o := optionsFor(d)
	o.Poll = time.Minute
	b := open(t, o)
	fetch(t, b, 0)
	done := make(chan error, 1)
	go func() { done <- b.Wait(within(t, 30*time.Second)) }()
	time.Sleep(300 * time.Millisecond)
	start := time.Now()
	d.Restart()
	if err := <-done; err == nil || time.Since(start) > 15*time.Second {
		t.Fatalf("restart: error %v after %v", err, time.Since(start))
	}
	d.Deliver("INBOX", []byte("Subject: dopo\n\nx\n"), time.Now())
	if got := fetch(t, open(t, o), 1); len(got) != 1 || got[0].UID != 2 {
		t.Fatalf("after the restart: %v", got)
	}
}

// TestDovecotRenumbered: a new UIDVALIDITY is never taken for the old one.
func TestDovecotRenumbered(t *testing.T) {
	t.Parallel()
	d := servertest.Dovecot(t)
	d.Deliver("INBOX", []byte("Subject: x\n\nx\n"), time.Now())
	b := open(t, optionsFor(d))
	v := b.UIDValidity()
	fetch(t, b, 0)
	if err := b.Fetch(t.Context(), 7, nil); !errors.Is(err, ErrUIDNext) {
		t.Fatalf("cursor above uidnext: %v", err)
	}
	b.Close()
	d.Stop()
	d.Renumber("INBOX")
	d.Start()
	if b = open(t, optionsFor(d)); b.UIDValidity() == v || b.UIDValidity() != 4000000000 {
		t.Fatalf("uidvalidity %d, was %d", b.UIDValidity(), v)
	}
	b.validity = v // as if it had happened while we were connected
	if err := b.Fetch(t.Context(), 0, nil); !errors.Is(err, ErrUIDValidity) {
		t.Fatalf("renumbered: %v", err)
	}
}

// TestDovecotLogin: one attempt, a typed error, and the reason in words.
func TestDovecotLogin(t *testing.T) {
	t.Parallel()
	d := servertest.Dovecot(t)
	o := optionsFor(d)
	o.Password = func() (string, error) { return "sbagliata", nil }
	_, err := Open(within(t, 30*time.Second), o)
	var le *LoginError
	if !errors.As(err, &le) || le.User != d.User || !strings.Contains(err.Error(), d.Host) || strings.Contains(err.Error(), "sbagliata") {
		t.Fatalf("wrong password: %v", err)
	}
	for range 50 { // the attempts are logged when the connection ends
		if strings.Contains(d.Log(), "auth failed") {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if log := d.Log(); strings.Count(log, "auth failed, 1 attempts") != 1 || strings.Count(log, "auth failed") != 1 {
		t.Fatalf("attempts:\n%s", log)
	}
	o = optionsFor(d)
	o.Folder = "Mai vista"
	var fe *FolderError
	if _, err := Open(within(t, 30*time.Second), o); !errors.As(err, &fe) || fe.Folder != "Mai vista" {
		t.Fatalf("wrong folder: %v", err)
	}
	o = optionsFor(d)
	o.TLS = nil
	if _, err := Open(within(t, 30*time.Second), o); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Fatalf("unknown certificate: %v", err)
	}
}

func TestDovecotFoldersAndSearch(t *testing.T) {
	t.Parallel()
	d := servertest.Dovecot(t)
	receipt := "X-Riferimento-Message-ID: <abc123@ordine.example>\r\nSubject: ACCETTAZIONE\r\n\r\nx\r\n"
	d.Deliver("INBOX", []byte("Subject: altra\n\nx\n"), time.Now())
	d.Deliver("INBOX", []byte(receipt), time.Now())
	d.Deliver("Ricevute &AOg-", []byte("Subject: y\n\n"), time.Now()) // modified UTF-7, RFC 3501 §5.1.3
	d.Deliver("Archivio/2026", []byte(receipt), time.Now())
	before := d.Flags()
	b := open(t, optionsFor(d))
	list, err := b.Folders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]uint32{}
	for _, f := range list {
		counts[f.Name] = f.Messages
	}
	if counts["INBOX"] != 2 || counts["Archivio/2026"] != 1 || counts["Ricevute è"] != 1 {
		t.Fatalf("folders %v", list)
	}
	found, err := b.SearchMessageID(t.Context(), "abc123@ordine.example")
	if err != nil {
		t.Fatal(err)
	}
	want := map[Found]bool{{"INBOX", 2}: true, {"Archivio/2026", 1}: true}
	if len(found) != 2 || !want[found[0]] || !want[found[1]] {
		t.Fatalf("found %v", found)
	}
	if got := fetch(t, b, 0); len(got) != 2 {
		t.Fatalf("the folder is no longer open: %v", got)
	}
	for _, bad := range []string{"", "a b@c", "a\r\nx LOGOUT", "è@c", strings.Repeat("a", 501)} {
		if _, err := b.SearchMessageID(t.Context(), bad); err == nil {
			t.Errorf("%q was searched", bad)
		}
	}
	for _, quoted := range []string{`a"b\c@d`, "a{3}b@c", "a(b)*%@c"} {
		if found, err := b.SearchMessageID(t.Context(), quoted); err != nil || len(found) != 0 {
			t.Errorf("%q: %v %v", quoted, found, err)
		}
	}
	if err := b.Use(t.Context(), "Archivio/2026"); err != nil || b.Messages() != 1 {
		t.Fatalf("other folder: %v", err)
	}
	if got := fetch(t, b, 0); len(got) != 1 || string(got[0].Raw) != receipt {
		t.Fatalf("other folder: %v", got)
	}
	if !maps.Equal(before, d.Flags()) {
		t.Fatal("the mailbox was changed")
	}
}

// TestDovecotLarge: sliced messages are identical; one over the limit is shown and does not stop the next.
func TestDovecotLarge(t *testing.T) {
	t.Parallel()
	d := servertest.Dovecot(t)
	sizes := []int{100, slice - 1, slice, slice + 1, bigAbove, bigAbove + 1, 3 * slice, 9 << 20, 20 << 20, 50}
	var sent [][]byte
	for i, n := range sizes {
		head := fmt.Sprintf("Subject: %d\r\n\r\n", i)
		body := strings.Repeat("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\r\n", n/64+1)
		raw := []byte(head + body)[:max(n, len(head)+2)]
		raw = append(bytes.TrimRight(raw, "\r\n"), '\r', '\n')
		for len(raw) < n {
			raw = append([]byte("X"), raw...)
		}
		sent = append(sent, raw)
		d.Deliver("INBOX", raw, time.Now())
	}
	o := optionsFor(d)
	o.MaxMessage = 10 << 20
	got := fetch(t, open(t, o), 0)
	if len(got) != len(sizes) {
		t.Fatalf("%d messages", len(got))
	}
	for i, it := range got {
		if it.TooLarge != (sizes[i] > 10<<20) {
			t.Errorf("message %d of %d bytes: too large %v", i, sizes[i], it.TooLarge)
		}
		if it.TooLarge && (it.Raw != nil || it.Size < 20<<20) || !it.TooLarge && !bytes.Equal(it.Raw, sent[i]) {
			t.Errorf("message %d of %d bytes: got %d", i, len(sent[i]), len(it.Raw))
		}
	}
}

// slow is a connection with a delay in front of each answer: a link of that round trip time.
func slow(rtt time.Duration) func(context.Context, string) (net.Conn, error) {
	return func(ctx context.Context, addr string) (net.Conn, error) {
		server, err := dialTCP(ctx, addr)
		if err != nil {
			return nil, err
		}
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			defer server.Close()
			_, _ = io.Copy(server, theirs)
		}()
		type chunk struct {
			at time.Time
			b  []byte
		}
		line := make(chan chunk, 4096)
		go func() {
			defer close(line)
			for {
				p := make([]byte, 64<<10)
				n, err := server.Read(p)
				line <- chunk{time.Now().Add(rtt), p[:n]}
				if err != nil {
					return
				}
			}
		}()
		go func() {
			defer theirs.Close()
			for c := range line {
				time.Sleep(time.Until(c.at))
				if _, err := theirs.Write(c.b); err != nil {
					return
				}
			}
		}()
		return ours, nil
	}
}

// BenchmarkFetch shows what batches are worth: libraries.md §5 measured a factor of 114 at 20 ms.
func BenchmarkFetch(b *testing.B) {
	const n = 400
	d := servertest.Dovecot(b)
	raw := []byte("Subject: x\r\n\r\n" + strings.Repeat("una riga di prova, una riga di prova\r\n", 400))
	for range n {
		d.Deliver("INBOX", raw, time.Now())
	}
	for _, rtt := range []time.Duration{0, 20 * time.Millisecond} {
		for _, batch := range []int{1, 50, 200} {
			b.Run(fmt.Sprintf("rtt=%v/batch=%d", rtt, batch), func(b *testing.B) {
				o := optionsFor(d)
				o.Batch = batch
				if rtt > 0 {
					o.Dial = slow(rtt)
				}
				box := open(b, o)
				b.ResetTimer()
				for range b.N {
					got := 0
					if err := box.Fetch(context.Background(), 0, func(items []Item) error { got += len(items); return nil }); err != nil || got != n {
						b.Fatal(got, err)
					}
				}
				b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "msg/s")
			})
		}
	}
}
