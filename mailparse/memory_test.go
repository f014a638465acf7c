package mailparse

import (
	"bytes"
	"runtime"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// bustaGrande is a busta around a message with one part of some size bytes, of a line repeated.
func bustaGrande(t testing.TB, head, line string, size int) []byte {
	g := unGestore()
	l := g.messaggio(pec.PostaCertificata, dati(pec.PostaCertificata))
	eml := "From: giulia.bianchi@iscritti.example\r\nContent-Type: multipart/mixed; boundary=grande\r\n\r\n--grande\r\nContent-Type: text/plain\r\n\r\nIn allegato.\r\n" +
		"--grande\r\n" + head + "\r\n\r\n" + strings.Repeat(line+"\r\n", size/(len(line)+2)) + "--grande--\r\n"
	l.parts[2] = emlPart(pec.FilePostaCert, eml)
	return g.busta(t, l)
}

// allocated is how many bytes f allocates, freed or not.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestLargeMessagesAreNotCopied: what Parse and Verify allocate does not grow with the message (design.md §6). An attached message
// that is encoded is the exception, and has a cap.
func TestLargeMessagesAreNotCopied(t *testing.T) {
	const size = 30 << 20
	base64Line, text := strings.Repeat("QUJD", 19), strings.Repeat("e poi ", 12)
	nested := "From: a@b.example\r\nContent-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	for name, c := range map[string]struct {
		head, line string
		most       uint64
	}{
		"base64":           {"Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: base64", base64Line, 400 << 10},
		"damaged base64":   {"Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: base64", "!" + base64Line, 400 << 10},
		"8bit":             {"Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: 8bit", "\xe8" + text, 400 << 10},
		"quoted-printable": {"Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: quoted-printable", "=E8" + text, 400 << 10},
		"attached message": {"Content-Type: message/rfc822\r\n\r\n" + nested, base64Line, 400 << 10},
		"eml file":         {"Content-Type: application/octet-stream; name=x.eml\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + nested, base64Line, 400 << 10},
		"encoded message":  {"Content-Type: message/rfc822; name=x.eml\r\nContent-Transfer-Encoding: base64", "RnJvbTogYUBiLmV4YW1wbGUNCg0K", size},
		"text":             {"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", base64Line, 16 << 20},
		"page":             {"Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit", "<p>" + text, 32 << 20},
	} {
		crlf := bustaGrande(t, c.head, c.line, size)
		for form, raw := range map[string][]byte{"CRLF": crlf, "LF": bytes.ReplaceAll(crlf, []byte("\r\n"), []byte("\n"))} {
			var m *Message
			var p Proof
			n := allocated(func() {
				m = mustParse(t, raw)
				p = m.Verify(unGestore().trust(), time.Time{})
			})
			if p.Level != Certified && name != "text" && name != "page" {
				t.Fatalf("%s, %s: %s %v", name, form, p.Level, p.Reasons)
			}
			t.Logf("%s, %s: %d KiB for %d KiB", name, form, n>>10, len(raw)>>10)
			if n > c.most {
				t.Errorf("%s, %s: %d KiB allocated for a message of %d KiB, at most %d wanted", name, form, n>>10, len(raw)>>10, c.most>>10)
			}
			if s := m.Signed.Octets; cap(s) == 0 || !aliases(raw, s) || !aliases(raw, m.Inner.Raw) {
				t.Errorf("%s, %s: the signed octets or the original are copies", name, form)
			}
		}
	}
}

// aliases reports whether part is a slice of whole.
func aliases(whole, part []byte) bool {
	return len(part) > 0 && &whole[:cap(whole)][cap(whole)-1] == &part[:cap(part)][cap(part)-1]
}

// TestOpenedBytes: encoded messages are decoded up to the cap, one byte above they are not, and the message says so.
func TestOpenedBytes(t *testing.T) {
	for n, want := range map[int]string{MaxOpenedBytes: "", MaxOpenedBytes + 1: "opened_bytes"} {
		half := "From: a@b.example\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat("A", n/2)
		rest := "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nRnJvbTogYUBiLmV4YW1wbGUNCg0K" + strings.Repeat("\n", n-n/2-28)
		raw := "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + half + "\r\n--b\r\n" + rest + "\r\n--b--\r\n"
		m := mustParse(t, []byte(raw))
		// AAAA… is a header line without end
		if got := strings.TrimPrefix(strings.Join(m.OverLimit, " "), "header_bytes"); strings.TrimSpace(got) != want {
			t.Errorf("%d encoded bytes: over %v, want %q", n, m.OverLimit, want)
		}
	}
}
