package demo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// riempi puts n ordinary messages into INBOX and returns them.
func riempi(t testing.TB, g *Gestore, n int) [][]byte {
	t.Helper()
	var out [][]byte
	for i := range n {
		raw := fmt.Appendf(nil, "Subject: n%d\r\nX-Riferimento-Message-ID: <id%d@x.example>\r\nriga senza nome\r\nDate: Mon, 23 Nov 2026 08:00:00 +0100\r\n\r\ncorpo %d \x00\xff\nLF nudo\r\n%s", i, i, i, strings.Repeat("y", 5000*i))
		out = append(out, raw)
		scrivi(t, g, Scritto{Env: EnvGrezza, Raw: raw})
	}
	consegnaTutto(t, g)
	return out
}

func esamina(t testing.TB, c *imapclient.Client) *imap.SelectData {
	t.Helper()
	d, err := c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestIMAPOttettiIdentici(t *testing.T) {
	g := avviaTest(t, Options{})
	raws := riempi(t, g, 4)
	c := imapTest(t, g, nil)
	if d := esamina(t, c); d.NumMessages != 4 || d.UIDNext != 5 || d.UIDValidity != 1 {
		t.Errorf("select %+v", d)
	}
	for i, raw := range raws {
		m := leggiUID(t, c, imap.UID(i+1))
		if got := m.FindBodySection(&imap.FetchItemBodySection{Peek: true}); !bytes.Equal(got, raw) {
			t.Errorf("UID %d: %d octets, want %d", i+1, len(got), len(raw))
		}
		if m.RFC822Size != int64(len(raw)) || len(m.Flags) != 0 || !m.InternalDate.Equal(g.now()) || m.UID != imap.UID(i+1) {
			t.Errorf("UID %d: %+v", i+1, m)
		}
	}
	if p := g.Registro().Proibiti; len(p) != 0 {
		t.Errorf("reading recorded as forbidden: %v", p)
	}
}

func TestIMAPSezioni(t *testing.T) {
	g := avviaTest(t, Options{})
	raw := riempi(t, g, 3)[2]
	c := imapTest(t, g, nil)
	esamina(t, c)
	end := bytes.Index(raw, []byte("\r\n\r\n")) + 4
	for _, x := range []struct {
		name string
		item imap.FetchItemBodySection
		want []byte
	}{
		{"partial", imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Offset: 10, Size: 7}}, raw[10:17]},
		{"partial past the end", imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Offset: int64(len(raw)) - 3, Size: 99}}, raw[len(raw)-3:]},
		{"partial beyond", imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Offset: 1 << 20, Size: 9}}, nil},
		{"header", imap.FetchItemBodySection{Peek: true, Specifier: imap.PartSpecifierHeader}, raw[:end]},
		{"text", imap.FetchItemBodySection{Peek: true, Specifier: imap.PartSpecifierText}, raw[end:]},
		{"fields", imap.FetchItemBodySection{Peek: true, Specifier: imap.PartSpecifierHeader, HeaderFields: []string{"subject"}}, []byte("Subject: n2\r\n\r\n")},
	} {
		msgs, err := c.Fetch(imap.UIDSetNum(3), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{&x.item}}).Collect()
		if err != nil || len(msgs) != 1 {
			t.Fatalf("%s: %v", x.name, err)
		}
		if got := msgs[0].BodySection[0].Bytes; !bytes.Equal(got, x.want) {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

func TestIMAPSearch(t *testing.T) {
	g := avviaTest(t, Options{})
	riempi(t, g, 4)
	c := imapTest(t, g, nil)
	esamina(t, c)
	uidRange := func(a, b imap.UID) imap.UIDSet { var s imap.UIDSet; s.AddRange(a, b); return s }
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	for _, x := range []struct {
		name string
		c    imap.SearchCriteria
		want []imap.UID
	}{
		{"all", imap.SearchCriteria{}, []imap.UID{1, 2, 3, 4}},
		{"header", imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "X-Riferimento-Message-ID", Value: "<id2@x.example>"}}}, []imap.UID{3}},
		{"header present", imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Subject"}}}, []imap.UID{1, 2, 3, 4}},
		{"header absent", imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "X-No"}}}, nil},
		{"from 3", imap.SearchCriteria{UID: []imap.UIDSet{uidRange(3, 0)}}, []imap.UID{3, 4}},
		{"past the end", imap.SearchCriteria{UID: []imap.UIDSet{uidRange(9, 0)}}, []imap.UID{4}}, // RFC 3501: n:* holds the last
		{"since", imap.SearchCriteria{Since: day(24)}, nil},
		{"since today", imap.SearchCriteria{Since: day(23), Before: day(24)}, []imap.UID{1, 2, 3, 4}},
		{"larger", imap.SearchCriteria{Larger: 6000}, []imap.UID{3, 4}},
		{"not", imap.SearchCriteria{Not: []imap.SearchCriteria{{UID: []imap.UIDSet{uidRange(2, 4)}}}}, []imap.UID{1}},
		{"or", imap.SearchCriteria{Or: [][2]imap.SearchCriteria{{{Body: []string{"CORPO 1"}}, {Text: []string{"subject: n3"}}}}}, []imap.UID{2, 4}},
		{"seen", imap.SearchCriteria{Flag: []imap.Flag{imap.FlagSeen}}, nil},
		{"unseen", imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen}}, []imap.UID{1, 2, 3, 4}},
	} {
		for _, o := range []*imap.SearchOptions{nil, {ReturnAll: true, ReturnCount: true, ReturnMin: true, ReturnMax: true}} {
			d, err := c.UIDSearch(&x.c, o).Wait()
			if err != nil {
				t.Fatalf("%s: %v", x.name, err)
			}
			if got := d.AllUIDs(); !slices.Equal(got, x.want) {
				t.Errorf("%s: %v, want %v", x.name, got, x.want)
			}
			if o != nil && int(d.Count) != len(x.want) {
				t.Errorf("%s: count %d", x.name, d.Count)
			}
		}
	}
}

func TestIMAPIdle(t *testing.T) {
	g := avviaTest(t, Options{})
	exists := make(chan uint32, 64)
	c := imapTest(t, g, &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil {
				exists <- *d.NumMessages
			}
		}}})
	esamina(t, c)
	total := uint32(0)
	for range 20 { // mail that comes while IDLE is starting must not wait for the next one
		idle, err := c.Idle()
		if err != nil {
			t.Fatal(err)
		}
		scrivi(t, g, Scritto{Env: EnvGrezza, Raw: []byte("Subject: x\r\n\r\nx\r\n")})
		consegnaTutto(t, g)
		total++
		select {
		case n := <-exists:
			if n != total {
				t.Errorf("EXISTS %d, want %d", n, total)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("no EXISTS during IDLE")
		}
		if err := errors.Join(idle.Close(), idle.Wait()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestIMAPListStatus(t *testing.T) {
	g := avviaTest(t, Options{})
	riempi(t, g, 2)
	if err := g.Sposta(1, "Evase"); err != nil {
		t.Fatal(err)
	}
	c := imapTest(t, g, nil)
	l, err := c.List("", "*", nil).Collect()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range l {
		names = append(names, d.Mailbox)
	}
	if !slices.Equal(names, []string{"INBOX", "Inviata", "Archivio", "Evase"}) {
		t.Errorf("folders %v", names)
	}
	for nome, n := range map[string]uint32{"INBOX": 1, "Evase": 1, "Archivio": 0} {
		s, err := c.Status(nome, &imap.StatusOptions{NumMessages: true, UIDNext: true, UIDValidity: true}).Wait()
		if err != nil || *s.NumMessages != n {
			t.Errorf("%s: %+v %v", nome, s, err)
		}
	}
	if _, err := c.Select("Manca", &imap.SelectOptions{ReadOnly: true}).Wait(); err == nil {
		t.Error("selected a folder that is not there")
	}
}

// TestIMAPProibiti: what changes a mailbox is refused and written down; what reads is not.
func TestIMAPProibiti(t *testing.T) {
	g := avviaTest(t, Options{})
	riempi(t, g, 2)
	c := imapTest(t, g, nil)
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	one := imap.UIDSetNum(1)
	_, fetchErr := c.Fetch(one, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{}}}).Collect()
	if fetchErr != nil {
		t.Fatal(fetchErr)
	}
	app := c.Append("INBOX", 3, nil)
	if _, err := app.Write([]byte("x\r\n")); err != nil {
		t.Fatal(err)
	}
	if err := app.Close(); err != nil {
		t.Fatal(err)
	}
	_, appErr := app.Wait()
	_, copyErr := c.Copy(one, "Archivio").Wait()
	_, moveErr := c.Move(one, "Archivio").Wait()
	for name, err := range map[string]error{
		"STORE":   c.Store(one, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagSeen}}, nil).Close(),
		"EXPUNGE": c.Expunge().Close(), "CREATE": c.Create("X", nil).Wait(), "DELETE": c.Delete("INBOX").Wait(),
		"APPEND": appErr, "COPY": copyErr, "MOVE": moveErr,
	} {
		if err == nil {
			t.Errorf("%s was allowed", name)
		}
	}
	esamina(t, c)
	if err := c.UnselectAndExpunge().Wait(); err != nil { // CLOSE after EXAMINE changes nothing
		t.Error(err)
	}
	var got []string
	for _, p := range g.Registro().Proibiti {
		got = append(got, p.Comando)
	}
	slices.Sort(got)
	if want := []string{"APPEND", "COPY", "CREATE", "DELETE", "EXPUNGE", "FETCH BODY[]", "MOVE", "SELECT", "STORE"}; !slices.Equal(got, want) {
		t.Errorf("recorded %v, want %v", got, want)
	}
	if n := len(g.Registro().Consegnati); n != 2 {
		t.Errorf("%d delivered", n)
	}
}

func TestIMAPLogin(t *testing.T) {
	g := avviaTest(t, Options{})
	if err := g.Guasto(Guasto{Punto: IMAPLogin}); err != nil {
		t.Fatal(err)
	}
	c, err := imapclient.DialTLS(g.Stato().IMAP, &imapclient.Options{TLSConfig: g.tlsTest(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for i, x := range []struct {
		password string
		ok       bool
	}{{"demo", false}, {"sbagliata", false}, {"demo", true}} {
		if err := c.Login(g.Stato().Utente, x.password).Wait(); (err == nil) != x.ok {
			t.Errorf("login %d: %v", i, err)
		}
	}
	if r := g.Registro(); r.Accessi != 1 || r.AccessiRifiutati != 2 {
		t.Errorf("%d logins, %d refused", r.Accessi, r.AccessiRifiutati)
	}
}

// TestIMAPTaglio speaks by hand: the client library has a data race when a literal is cut (libraries.md §1.1, trap 3).
func TestIMAPTaglio(t *testing.T) {
	for _, at := range []int{0, 1, 100, 4096, 9000} {
		g := avviaTest(t, Options{})
		raw := riempi(t, g, 3)[2]
		if err := g.Guasto(Guasto{Punto: IMAPTaglio, Byte: at}); err != nil {
			t.Fatal(err)
		}
		conn, err := tlsDial(g, t)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := fmt.Fprintf(conn, "a LOGIN %s demo\r\nb EXAMINE INBOX\r\nc UID FETCH 3 (UID BODY.PEEK[])\r\n", g.Stato().Utente); err != nil {
			t.Fatal(err)
		}
		if err := conn.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
		seen, err := io.ReadAll(conn)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatal(err)
		}
		mark := fmt.Appendf(nil, "BODY[] {%d}\r\n", len(raw))
		i := bytes.Index(seen, mark)
		if i < 0 {
			t.Fatalf("no literal in %q", seen)
		}
		if got := seen[i+len(mark):]; !bytes.Equal(got, raw[:at]) {
			t.Errorf("cut after %d octets, want %d", len(got), at)
		}
		c := imapTest(t, g, nil) // the fault has struck once
		esamina(t, c)
		if got := leggiUID(t, c, 3).BodySection[0].Bytes; !bytes.Equal(got, raw) {
			t.Error("second reading differs")
		}
	}
}

func TestIMAPMuto(t *testing.T) {
	g := avviaTest(t, Options{})
	c := imapTest(t, g, nil)
	esamina(t, c)
	if err := g.Guasto(Guasto{Punto: IMAPMuto}); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- c.Noop().Wait() }()
	select {
	case err := <-done:
		t.Fatalf("a half-open server answered: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	c.Close()
	<-done
	esamina(t, imapTest(t, g, nil))
}

func TestIMAPOrdineStrano(t *testing.T) {
	g := avviaTest(t, Options{})
	riempi(t, g, 1)
	conn, err := tlsDial(g, t)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	say := func(cmd, until string) string {
		t.Helper()
		if _, err := fmt.Fprintf(conn, "%s\r\n", cmd); err != nil {
			t.Fatal(err)
		}
		return leggiFino(t, conn, until)
	}
	say("a LOGIN "+g.Stato().Utente+" demo", "a OK")
	say("b EXAMINE INBOX", "b OK")
	for _, p := range []Punto{IMAPSpontanea, IMAPUIDDopo} {
		if err := g.Guasto(Guasto{Punto: p}); err != nil {
			t.Fatal(err)
		}
	}
	got := say("c UID FETCH 1 (UID BODY.PEEK[])", "c OK")
	if !strings.Contains(got, "* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 1 FETCH (BODY[] {") || !strings.Contains(got, " UID 1)\r\n") {
		t.Errorf("answer %q", got)
	}
}

func TestIMAPCambi(t *testing.T) {
	g := avviaTest(t, Options{})
	raws := riempi(t, g, 3)
	if err := g.Guasto(Guasto{Punto: IMAPSparisce, UID: 2}); err != nil {
		t.Fatal(err)
	}
	if err := g.Guasto(Guasto{Punto: IMAPRiconsegna, UID: 1}); err != nil {
		t.Fatal(err)
	}
	c := imapTest(t, g, nil)
	if d := esamina(t, c); d.NumMessages != 3 || d.UIDNext != 5 {
		t.Errorf("after a loss and a double %+v", d)
	}
	if msgs, err := c.Fetch(imap.UIDSetNum(2), &imap.FetchOptions{UID: true}).Collect(); err != nil || len(msgs) != 0 {
		t.Errorf("UID 2: %d messages, %v", len(msgs), err)
	}
	if got := leggiUID(t, c, 4).BodySection[0].Bytes; !bytes.Equal(got, raws[0]) {
		t.Error("the double differs")
	}
	if err := g.Guasto(Guasto{Punto: IMAPUIDValidity}); err != nil {
		t.Fatal(err)
	}
	if err := c.Noop().Wait(); err == nil {
		t.Error("the connection outlived the change")
	}
	c = imapTest(t, g, nil)
	if d := esamina(t, c); d.UIDValidity != 2 || d.UIDNext != 4 || d.NumMessages != 3 {
		t.Errorf("after the change %+v", d)
	}
	if err := g.Guasto(Guasto{Punto: IMAPSparisce, UID: 77}); err == nil {
		t.Error("lost a message that is not there")
	}
}

// TestIMAPSparisceInVista: sequence numbers stay right while a session looks on.
func TestIMAPSparisceInVista(t *testing.T) {
	g := avviaTest(t, Options{})
	raws := riempi(t, g, 3)
	c := imapTest(t, g, nil)
	esamina(t, c)
	if err := g.Guasto(Guasto{Punto: IMAPSparisce, UID: 1}); err != nil {
		t.Fatal(err)
	}
	if got := leggiUID(t, c, 3).BodySection[0].Bytes; !bytes.Equal(got, raws[2]) {
		t.Error("UID 3 after the loss of UID 1 differs")
	}
	if err := c.Noop().Wait(); err != nil {
		t.Fatal(err)
	}
	if n := c.Mailbox().NumMessages; n != 2 {
		t.Errorf("%d messages", n)
	}
}
