package mailparse

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// spoil changes the lines of a message: one is left out, doubled, changed places with the next, cut, or has a character changed.
func spoil(r *rand.Rand, raw []byte) []byte {
	lines := bytes.SplitAfter(raw, []byte("\r\n"))
	i := r.IntN(len(lines) - 1)
	if r.IntN(2) == 0 { // half of the changes in the outer header and structure, where a verdict is made
		i = r.IntN(min(40, len(lines)-1))
	}
	out := make([][]byte, 0, len(lines)+1)
	out = append(out, lines[:i]...)
	switch r.IntN(6) {
	case 0:
	case 1:
		out = append(out, lines[i], lines[i])
	case 2:
		out = append(out, lines[i+1], lines[i])
		i++
	case 3:
		out = append(out, bytes.TrimRight(lines[i], "\r\n"))
	case 4:
		b := bytes.Clone(lines[i])
		b[r.IntN(len(b))] = "-=_ ;:\"A0\t"[r.IntN(10)]
		out = append(out, b)
	default:
		out = append(out, lines[i], []byte([]string{"X-Antivirus: pulito\r\n", "\r\n", " \r\n", "------08FC388C25\r\n", "------08FC388C25--\r\n"}[r.IntN(5)]))
	}
	return bytes.Join(append(out, lines[i+1:]...), nil)
}

// TestOpenSSLOnSpoiledMessages holds our verdict on spoiled messages against openssl's: what we certify, openssl verifies
// (reliability.md §2, second oracle). The reverse is allowed: we ask for more than a signature.
func TestOpenSSLOnSpoiledMessages(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("PECAGENT_CI") != "" {
			t.Fatal("openssl is not installed: verdicts cannot be held against a second judge")
		}
		t.Skip("SKIPPED: openssl is not installed: verdicts are not held against a second judge")
	}
	trust := fixtureTrust(t)
	r := rand.New(rand.NewPCG(8551, 2026))
	ours, both, stricter := 0, 0, 0
	for _, name := range []string{"busta.eml", "accettazione.eml", "consegna-sha1.eml", "anomalia.eml"} {
		sound := crlf(readFixture(t, name))
		for range 60 {
			raw := spoil(r, sound)
			m, err := Parse(raw)
			level := Unsigned
			if err == nil {
				level = m.Verify(trust, time.Time{}).Level
			}
			ok, _ := opensslSays(t, raw)
			switch {
			case level == Certified && !ok:
				t.Errorf("%s: we certify what openssl refuses:\n%s", name, cutText(string(raw), 1500))
			case level == Certified:
				both++
			case ok:
				stricter++
			}
			if level == Certified {
				ours++
			}
		}
	}
	t.Logf("certified by us and verified by openssl: %d; verified by openssl and less for us: %d", both, stricter)
	if ours < 20 || stricter < 5 {
		t.Errorf("the changes are too rough or too soft: %d certified, %d that only openssl takes", ours, stricter)
	}
}

// TestTransportMayDoThis: what relays and clients do to a message on its way leaves it certified, and with the same effect key
// (RFC 5321 §4.4, RFC 2046 §5.1.1).
func TestTransportMayDoThis(t *testing.T) {
	trust := fixtureTrust(t)
	sound := crlf(readFixture(t, "busta.eml"))
	key := mustParse(t, sound).EffectKey
	for name, change := range map[string]func(string) string{
		"line feeds":       func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") },
		"received above":   func(s string) string { return "Received: from a by b;\r\n\tMon, 23 Nov 2026 09:12:33 +0100\r\n" + s },
		"mbox line":        func(s string) string { return "From x@y.example Mon Nov 23 09:12:33 2026\r\n" + s },
		"preamble gone":    func(s string) string { return strings.Replace(s, "This is an S/MIME signed message\r\n", "", 1) },
		"another preamble": func(s string) string { return strings.Replace(s, "This is an S/MIME", "Questo", 1) },
		"epilogue":         func(s string) string { return s + "\r\n-- \r\nControllato\r\n" },
		"no last line end": func(s string) string { return strings.TrimRight(s, "\r\n") },
		"blanks at delimiter": func(s string) string {
			return strings.Replace(s, "\r\n------08FC388C25\r\n", "\r\n------08FC388C25 \t\r\n", 1)
		},
		"type unfolded": func(s string) string {
			return strings.Replace(s, "micalg=sha256; \r\n\tboundary", "micalg=sha256; boundary", 1)
		},
		"type in capitals": func(s string) string {
			return strings.Replace(s, "Content-Type: multipart/signed", "CONTENT-TYPE: Multipart/Signed", 1)
		},
		"other protocol name": func(s string) string {
			return strings.Replace(s, `protocol="application/x-pkcs7-signature"`, `protocol="application/pkcs7-signature"`, 1)
		},
		"subject tagged":       func(s string) string { return strings.Replace(s, "Subject: POSTA", "Subject: [ESTERNA] POSTA", 1) },
		"a header without end": func(s string) string { return "riga senza due punti\r\n" + s },
	} {
		m := mustParse(t, []byte(change(string(sound))))
		p := m.Verify(trust, time.Time{})
		if p.Level != Certified || len(p.Reasons) != 0 || m.EffectKey != key {
			t.Errorf("%s: %s %v, same key %v", name, p.Level, p.Reasons, m.EffectKey == key)
		}
	}
	for name, change := range map[string]func(string) string{
		"trailing blank":  func(s string) string { return strings.Replace(s, "Distinti saluti\r\n", "Distinti saluti \r\n", 1) },
		"tab for blanks":  func(s string) string { return strings.Replace(s, "Distinti saluti", "Distinti\tsaluti", 1) },
		"empty line more": func(s string) string { return strings.Replace(s, "Distinti saluti\r\n", "Distinti saluti\r\n\r\n", 1) },
		"from escaped":    func(s string) string { return strings.Replace(s, "\r\nFrom: Giulia", "\r\n>From: Giulia", 1) },
		"bare CR":         func(s string) string { return strings.Replace(s, "Distinti saluti\r\n", "Distinti saluti\r\r\n", 1) },
		"inner refolded": func(s string) string {
			return strings.Replace(s, "multipart/mixed; \r\n\tboundary", "multipart/mixed; boundary", 1)
		},
		"inner header case": func(s string) string {
			return strings.Replace(s, "X-Riferimento-Message-ID: <client1", "x-riferimento-message-id: <client1", 2)
		},
	} {
		m := mustParse(t, []byte(change(string(sound))))
		p := m.Verify(trust, time.Time{})
		if p.Level != Broken || !p.Has("sig_invalid") || m.EffectKey == key {
			t.Errorf("%s within the signed part: %s %v", name, p.Level, p.Reasons)
		}
	}
}
