package mailparse

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// wholeBase64 is the decoder of before attachments were streamed, kept as the judge of the new one.
func wholeBase64(body []byte) (out []byte, bad bool) {
	out = make([]byte, base64.StdEncoding.DecodedLen(len(body)))
	if n, err := base64.StdEncoding.Decode(out, body); err == nil {
		return out[:n], false
	}
	var clean []byte
	for i, c := range body {
		if strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", c) >= 0 {
			clean = append(clean, c)
		} else if c == '=' {
			bad = bad || len(bytes.Trim(body[i:], "= \t\r\n")) > 0
			break
		} else if strings.IndexByte(" \t\r\n", c) < 0 {
			bad = true
		}
	}
	out = make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, err := base64.RawStdEncoding.Decode(out, clean)
	return out[:n], bad || err != nil
}

// wholeQuoted is the decoder of quoted-printable of before.
func wholeQuoted(body []byte) (out []byte, bad bool) {
	for _, line := range bytes.SplitAfter(body, []byte("\n")) {
		text := bytes.TrimSuffix(line, []byte("\n"))
		if len(text) < len(line) {
			text = bytes.TrimSuffix(text, []byte("\r"))
		}
		nl := line[len(text):]
		text = bytes.TrimRight(text, " \t")
		if soft := bytes.TrimSuffix(text, []byte("=")); len(soft) < len(text) {
			text, nl = soft, nil
		}
		for i := 0; i < len(text); i++ {
			if text[i] != '=' {
				out = append(out, text[i])
			} else if i+2 < len(text) && hexValue(text[i+1]) >= 0 && hexValue(text[i+2]) >= 0 {
				out = append(out, byte(hexValue(text[i+1])<<4|hexValue(text[i+2])))
				i += 2
			} else {
				bad = true
				out = append(out, '=')
			}
		}
		out = append(out, nl...)
	}
	return out, bad
}

// encodedBodies are sound and damaged bodies: lines of every length, bytes changed, cut out and put in.
func encodedBodies(r *rand.Rand, whole func([]byte) string) [][]byte {
	list := [][]byte{nil, []byte("="), []byte("\r\n"), []byte("=\r\n="), []byte("Q==="), []byte("QQ=\r\n= "), []byte("QQ==QQ=="), []byte("QQ"), []byte("Q"), []byte("QUJ\rDQUJD\n"), []byte("QUJD\rQUJD\r\n")}
	for range 3000 {
		b := make([]byte, r.IntN(300))
		for i := range b {
			b[i] = byte(r.UintN(256))
		}
		s := []byte(whole(b))
		for n := r.IntN(4); n > 0 && len(s) > 0; n-- {
			i := r.IntN(len(s))
			switch r.IntN(4) {
			case 0:
				s[i] = byte(r.UintN(256))
			case 1:
				s = append(s[:i], s[i+1:]...)
			case 2:
				junk := []string{"=", " ", "\r", "\n", "\t", "\x00", "A", "\r\n\r\n-- firma", "=\r\n", "=3", "\r\r\n"}
				s = append(s[:i:i], append([]byte(junk[r.IntN(len(junk))]), s[i:]...)...)
			case 3:
				s = s[:i]
			}
		}
		list = append(list, s)
	}
	return list
}

// TestStreamedDecodersAgainstTheWhole: in one go, in pieces and as the beginning, the decoders give what the old ones gave.
func TestStreamedDecodersAgainstTheWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(2045, 68))
	lines := func(b []byte) string {
		s, out := base64.StdEncoding.EncodeToString(b), ""
		width := 1 + r.IntN(80)
		for len(s) > width {
			out, s = out+s[:width]+[]string{"\r\n", "\n"}[r.IntN(2)], s[width:]
		}
		return out + s
	}
	quoted := func(b []byte) string {
		var out strings.Builder
		for _, c := range b {
			switch {
			case r.IntN(30) == 0:
				out.WriteString([]string{"=\r\n", " \r\n", "=\n", "\n", "\t"}[r.IntN(5)])
			case c > ' ' && c < 0x7f && c != '=':
				out.WriteByte(c)
			default:
				fmt.Fprintf(&out, "=%02X", c)
			}
		}
		return out.String()
	}
	for _, c := range []struct {
		cte    string
		before func([]byte) ([]byte, bool)
		bodies [][]byte
	}{{"base64", wholeBase64, encodedBodies(r, lines)}, {"quoted-printable", wholeQuoted, encodedBodies(r, quoted)}} {
		large := bytes.Join(c.bodies[:40], []byte("\r\n"))
		c.bodies = append(c.bodies, bytes.Repeat(large, 20), bytes.Repeat([]byte("QUJD"), 30000), bytes.Repeat([]byte("QUJDQ\r\n"), 30000), bytes.Repeat([]byte("QUJD\r"), 30000), bytes.Repeat([]byte("="), 70000))
		for _, body := range c.bodies {
			want, wantBad := c.before(body)
			got, bad := decodeTransfer(c.cte, body)
			if !bytes.Equal(got, want) || bad != wantBad {
				t.Fatalf("%s %q: %q %v, before %q %v", c.cte, clip(body), clip(got), bad, clip(want), wantBad)
			}
			var pieced []byte
			decodeTo(c.cte, body, func(b []byte) bool { pieced = append(pieced, b...); return true })
			if !bytes.Equal(pieced, want) {
				t.Fatalf("%s %q: in pieces %q, before %q", c.cte, clip(body), clip(pieced), clip(want))
			}
			limit := r.IntN(len(want) + 2)
			head, more := decodeHead(c.cte, body, limit)
			if !bytes.Equal(head, want[:min(limit, len(want))]) || more != (len(want) > limit) {
				t.Fatalf("%s %q: first %d of %d: %d, more %v", c.cte, clip(body), limit, len(want), len(head), more)
			}
		}
	}
}

func clip(b []byte) []byte { return b[:min(len(b), 400)] }

// TestAttachmentIsDecodedOnDemand: size, digest and content agree, sound and damaged, and JSON has the four keys it had.
func TestAttachmentIsDecodedOnDemand(t *testing.T) {
	for _, c := range []struct{ cte, body, want string }{
		{"base64", "Y2lhbw==", "ciao"}, {"base64", "Y2lh\r\nbw==\r\n", "ciao"}, {"base64", "Y2lh!bw==\r\nAntivirus", "ciao"}, {"BASE64", "Y2lhb", "cia"}, {"base64", "", ""},
		{"quoted-printable", "ci=61o=", "ciao"}, {"quoted-printable", "ci=6", "ci=6"}, {"8bit", "ci\xe0o", "ci\xe0o"}, {"", "ciao", "ciao"}, {"x-zip", "ciao", "ciao"},
	} {
		raw := []byte("From: a@b.example\r\nContent-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: " + c.cte + "\r\n\r\n" + c.body)
		a := mustParse(t, raw).Inner.Attachments[0]
		sum := sha256.Sum256([]byte(c.want))
		if string(a.Content()) != c.want || a.Size != len(c.want) || a.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s %q: %q, %d bytes, %s", c.cte, c.body, a.Content(), a.Size, a.SHA256)
		}
		js, err := json.Marshal(a)
		if want := fmt.Sprintf(`{"name":"x.pdf","type":"application/pdf","size":%d,"sha256":"%x"}`, len(c.want), sum); err != nil || string(js) != want {
			t.Errorf("%s: %s %v, want %s", c.cte, js, err, want)
		}
		if a.encoding == "8bit" && &a.Content()[0] != &raw[len(raw)-len(c.body)] {
			t.Error("an attachment without transfer encoding is copied")
		}
	}
}
