package demo

import (
	"bytes"
	"testing"

	"github.com/emersion/go-imap/v2"
)

// FuzzOriginale: whatever a client submits, the provider reads it without dying, and postacert.eml keeps the body.
func FuzzOriginale(f *testing.F) {
	f.Add(lettera("a@b.example", giulia))
	f.Add([]byte("From: a@b\n c\nTo: =?x?q?=\n\ncorpo"))
	f.Add([]byte(" piega\r\nMessage-ID: x\r\nMessage-ID: y\r\n\r\n"))
	f.Add([]byte("senza fine"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		o := leggi(raw)
		post := o.postacert("id@x.example", "Received: x\r\n")
		got := leggi(post)
		if got.msgID != "id@x.example" {
			t.Errorf("Message-ID %q", got.msgID)
		}
		if corpoSHA256(post) != corpoSHA256(raw) {
			t.Errorf("body changed: %q to %q", raw, post)
		}
		if bytes.Count(post, []byte("\n")) != bytes.Count(post, []byte("\r\n")) {
			t.Error("bare line feed in a signed entity")
		}
		guasta(raw)
		testoDi(raw)
	})
}

// FuzzBreve: the header of the message and every unnamed part stay as they are.
func FuzzBreve(f *testing.F) {
	f.Add([]byte("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: a/b; name=x\r\n\r\nz\r\n--b--\r\n"))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b"))
	f.Add([]byte("Content-Type: text/plain\r\n\r\nx"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		out := breve(raw)
		if end := fineTestata(raw); !bytes.HasPrefix(out, raw[:end]) {
			t.Errorf("header changed: %q", out)
		}
		if !bytes.Contains(bytes.ToLower(raw), []byte("name")) && !bytes.Equal(out, raw) {
			t.Errorf("nothing has a name, but %q became %q", raw, out)
		}
	})
}

// FuzzSezione: header and text make up the whole message, and parts of it never fall outside.
func FuzzSezione(f *testing.F) {
	f.Add([]byte("A: b\r\n\r\nc"), int64(2), int64(3))
	f.Add([]byte("\n"), int64(0), int64(0))
	f.Fuzz(func(t *testing.T, raw []byte, from, size int64) {
		head := sezione(raw, &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader})
		text := sezione(raw, &imap.FetchItemBodySection{Specifier: imap.PartSpecifierText})
		if !bytes.Equal(append(append([]byte{}, head...), text...), raw) {
			t.Errorf("%q is not %q and %q", raw, head, text)
		}
		if from < 0 || size < 0 {
			return
		}
		part := sezione(raw, &imap.FetchItemBodySection{Partial: &imap.SectionPartial{Offset: from, Size: size}})
		if int64(len(part)) > size || !bytes.Contains(raw, part) {
			t.Errorf("part %q of %q", part, raw)
		}
	})
}

// FuzzBER: any octets in, an error or a rewriting out, and never a longer life than the input deserves.
func FuzzBER(f *testing.F) {
	f.Add([]byte{0x30, 0x80, 0, 0})
	f.Add([]byte{0x30, 3, 2, 1, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		if out, err := ber(b); err == nil && len(out) > 2*len(b)+32 {
			t.Errorf("%d octets became %d", len(b), len(out))
		}
	})
}
