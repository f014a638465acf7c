package smtpout

import (
	"bytes"
	"io"
	"mime"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"
)

func sample() Lettera {
	return Lettera{From: "ordine@pec.ordine.example", FromName: "Ordine dei Medici di Città", To: "mario.rossi@pec.example",
		Subject: "Comunicazione del domicilio digitale – riscontro alla Sua del 3 novembre 2026, prot. 123/2026, è registrata",
		Text:    "Gentile dottoressa,\n\nla Sua è stata registrata.\n.\nFrom qui\n=3D letterale\n", HTML: "<p>Gentile dottoressa, è così.</p>",
		MessageID: MessageID([]byte("chiave"), "effetto", "pec.ordine.example"), InReplyTo: "opec21011.20261103@pec.example",
		References: []string{"a@b", "opec21011.20261103@pec.example"}, Date: time.Date(2026, 11, 3, 10, 30, 0, 0, time.FixedZone("", 3600)),
		Headers: [][2]string{{"X-Pecagent-Rif", "PEC-2026-000123"}}}
}

func compose(t testing.TB, l Lettera) []byte {
	t.Helper()
	raw, err := Componi(l)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// read gives back what a reader sees: header, and the parts in order.
func read(t testing.TB, raw []byte) (mail.Header, []string) {
	t.Helper()
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	for {
		p, err := r.NextPart()
		if err == io.EOF {
			return r.Header, parts
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(p.Body)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, string(b))
	}
}

func checkWire(t testing.TB, raw []byte) {
	t.Helper()
	canon, err := checkSubmission("a@b.it", "c@d.it", raw)
	if err != nil || !bytes.Equal(canon, raw) {
		t.Fatalf("not canonical: %v", err)
	}
	for _, c := range raw {
		if c >= 0x80 {
			t.Fatalf("8-bit byte in %q", raw)
		}
	}
	for line := range strings.SplitSeq(string(raw), "\r\n") {
		if len(line) > 200 {
			t.Fatalf("line of %d bytes", len(line))
		}
	}
}

func TestComponiReadsBack(t *testing.T) {
	l := sample()
	raw := compose(t, l)
	checkWire(t, raw)
	if !bytes.Equal(raw, compose(t, l)) {
		t.Fatal("not deterministic")
	}
	h, parts := read(t, raw)
	if s, err := h.Subject(); err != nil || s != l.Subject {
		t.Errorf("subject %q %v", s, err)
	}
	from, err := h.AddressList("From")
	if err != nil || len(from) != 1 || from[0].Address != l.From || from[0].Name != l.FromName {
		t.Errorf("from %v %v", from, err)
	}
	to, err := h.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Address != l.To {
		t.Errorf("to %v %v", to, err)
	}
	if d, err := h.Date(); err != nil || !d.Equal(l.Date) {
		t.Errorf("date %v %v", d, err)
	}
	if id, err := h.MessageID(); err != nil || id != l.MessageID {
		t.Errorf("message-id %q %v", id, err)
	}
	if ids, err := h.MsgIDList("References"); err != nil || strings.Join(ids, " ") != strings.Join(l.References, " ") {
		t.Errorf("references %q %v", ids, err)
	}
	if ids, err := h.MsgIDList("In-Reply-To"); err != nil || len(ids) != 1 || ids[0] != l.InReplyTo {
		t.Errorf("in-reply-to %q %v", ids, err)
	}
	for name, want := range map[string]string{"X-TipoRicevuta": "completa", "Auto-Submitted": "auto-replied", "X-Pecagent-Rif": "PEC-2026-000123", "Cc": "", "Bcc": "", "Disposition-Notification-To": ""} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if len(parts) != 2 || strings.ReplaceAll(parts[0], "\r\n", "\n")+"\n" != l.Text || strings.TrimSpace(parts[1]) != l.HTML {
		t.Errorf("parts %q", parts)
	}
	if mt, _, err := mime.ParseMediaType(h.Get("Content-Type")); err != nil || mt != "multipart/alternative" {
		t.Errorf("type %s %v", mt, err)
	}
}

func TestComponiTextOnly(t *testing.T) {
	l := sample()
	l.HTML, l.InReplyTo, l.References, l.FromName = "", "", nil, ""
	raw := compose(t, l)
	checkWire(t, raw)
	h, parts := read(t, raw)
	if mt, _, _ := mime.ParseMediaType(h.Get("Content-Type")); mt != "text/plain" || len(parts) != 1 || h.Has("In-Reply-To") || h.Has("References") {
		t.Fatalf("%s %q", mt, parts)
	}
}

// TestComponiRefuses: what could break out of its field never reaches the wire.
func TestComponiRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Lettera){
		"crlf in subject":      func(l *Lettera) { l.Subject = "x\r\nBcc: y@z.it" },
		"lf in subject":        func(l *Lettera) { l.Subject = "x\nBcc: y@z.it" },
		"nel in subject":       func(l *Lettera) { l.Subject = "x\u0085y" },
		"nul in subject":       func(l *Lettera) { l.Subject = "x\x00" },
		"bad utf-8 in subject": func(l *Lettera) { l.Subject = "x\xff" },
		"endless subject":      func(l *Lettera) { l.Subject = strings.Repeat("x", 5000) },
		"cr in name":           func(l *Lettera) { l.FromName = "x\rBcc: y@z.it" },
		"two recipients":       func(l *Lettera) { l.To = "a@b.it, c@d.it" },
		"recipient with name":  func(l *Lettera) { l.To = "A <a@b.it>" },
		"recipient quoted":     func(l *Lettera) { l.To = `"a b"@b.it` },
		"recipient idn":        func(l *Lettera) { l.To = "a@però.it" },
		"recipient literal":    func(l *Lettera) { l.To = "a@[127.0.0.1]" },
		"recipient one label":  func(l *Lettera) { l.To = "a@localhost" },
		"recipient dots":       func(l *Lettera) { l.To = "a..b@c.it" },
		"recipient crlf":       func(l *Lettera) { l.To = "a@b.it\r\nBcc: y@z.it" },
		"long local part":      func(l *Lettera) { l.To = strings.Repeat("a", 65) + "@b.it" },
		"no sender":            func(l *Lettera) { l.From = "" },
		"no message id":        func(l *Lettera) { l.MessageID = "" },
		"message id brackets":  func(l *Lettera) { l.MessageID = "<a@b.it>" },
		"reply id injected":    func(l *Lettera) { l.InReplyTo = "a@b>\r\nBcc: y@z.it" },
		"reference blank":      func(l *Lettera) { l.References = []string{"a b@c"} },
		"reference long":       func(l *Lettera) { l.References = []string{strings.Repeat("a", 300)} },
		"no date":              func(l *Lettera) { l.Date = time.Time{} },
		"no text":              func(l *Lettera) { l.Text = " \n" },
		"bare cr in text":      func(l *Lettera) { l.Text = "a\rb" },
		"nul in text":          func(l *Lettera) { l.Text = "a\x00b" },
		"bad utf-8 in html":    func(l *Lettera) { l.HTML = "\xff" },
		"header bcc":           func(l *Lettera) { l.Headers = [][2]string{{"Bcc", "a@b.it"}} },
		"header of provider":   func(l *Lettera) { l.Headers = [][2]string{{"X-Ricevuta", "accettazione"}} },
		"header twice ours":    func(l *Lettera) { l.Headers = [][2]string{{"x-tiporicevuta", "sintetica"}} },
		"header name injected": func(l *Lettera) { l.Headers = [][2]string{{"X-A: b\r\nBcc", "a@b.it"}} },
		"header value":         func(l *Lettera) { l.Headers = [][2]string{{"X-A", "b\r\nBcc: y@z.it"}} },
	} {
		l := sample()
		spoil(&l)
		if raw, err := Componi(l); err == nil {
			t.Errorf("%s: composed %q", name, raw)
		}
	}
}

func TestMessageID(t *testing.T) {
	a, b := MessageID([]byte("k"), "e1", "ordine.example"), MessageID([]byte("k"), "e2", "ordine.example")
	if a == b || a != MessageID([]byte("k"), "e1", "ordine.example") || a == MessageID([]byte("j"), "e1", "ordine.example") {
		t.Fatal("ids", a, b)
	}
	// RFC 4231 style check value, made with: printf e1 | openssl dgst -sha256 -hmac k
	if want := "a13ed2a73c26f4034f4956356e85c1e9@ordine.example"; a != want {
		t.Fatalf("got %s, want %s", a, want)
	}
	if CheckAddress(a) != nil || !ValidID(a) {
		t.Fatal("own id refused")
	}
}

// FuzzComponi: whatever the words, one message with our header fields comes out and the reader gets the words back.
func FuzzComponi(f *testing.F) {
	for _, s := range []string{"Oggetto", "=?utf-8?q?x?=", " due  spazi ", "è così", strings.Repeat("parola ", 60), strings.Repeat("x", 300), `a"b\c`, "a\tb", "\u202eabc", "日本語"} {
		f.Add(s, s, s)
	}
	f.Fuzz(func(t *testing.T, subject, name, text string) {
		l := sample()
		l.Subject, l.FromName, l.Text = subject, name, text
		raw, err := Componi(l)
		if err != nil {
			return
		}
		checkWire(t, raw)
		h, parts := read(t, raw)
		if s, err := h.Subject(); err != nil || strings.TrimSpace(s) != strings.TrimSpace(subject) {
			t.Fatalf("subject %q became %q (%v)", subject, s, err)
		}
		from, err := h.AddressList("From")
		if err != nil || len(from) != 1 || from[0].Address != l.From {
			t.Fatalf("from of %q: %v %v", name, from, err)
		}
		lf := func(s string) string { return strings.TrimRight(strings.ReplaceAll(s, "\r\n", "\n"), "\n") }
		if len(parts) != 2 || lf(parts[0]) != lf(text) {
			t.Fatalf("text %q became %q", text, parts)
		}
	})
}
