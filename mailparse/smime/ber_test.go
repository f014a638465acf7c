package smime

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// toBER rewrites DER with indefinite lengths wherever BER allows them and OCTET STRINGs in pieces, down to depth.
func toBER(der []byte, depth int) []byte {
	var out []byte
	for c := (&cursor{b: der}); !c.empty(); {
		v, err := c.next()
		switch {
		case err != nil:
			panic(err)
		case depth > 0 && v.tag == tagOctets && len(v.body) > 1:
			half := len(v.body) / 2
			out = append(out, octetsJoined, 0x80)
			out = append(out, octet(v.body[:half])...)
			out = append(out, octetsJoined, 0x80)
			out = append(out, octet(v.body[half:])...)
			out = append(out, 0, 0, 0, 0)
		case depth > 0 && v.tag&constructed != 0:
			out = append(out, v.tag, 0x80)
			out = append(out, toBER(v.body, depth-1)...)
			out = append(out, 0, 0)
		default:
			out = append(out, v.full...)
		}
	}
	return out
}

func TestDERComesBackByteForByte(t *testing.T) {
	for name := range verdicts {
		if name == "good-ber" || name == "bad-stream-attached" {
			continue
		}
		der := readFile(t, name+".p7s")
		got, err := toDER(der)
		if err != nil || !bytes.Equal(got, der) {
			t.Errorf("%s: changed, %v", name, err)
		}
	}
}

// TestDERIsKnownWithoutACopy: isDER is true exactly of what transcode gives back as it came.
func TestDERIsKnownWithoutACopy(t *testing.T) {
	r := rand.New(rand.NewPCG(690, 10))
	forms := map[bool]int{}
	for name := range verdicts {
		whole := readFile(t, name+".p7s")
		for n := range 400 {
			b := bytes.Clone(whole)
			switch n % 4 {
			case 1:
				b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			case 2:
				b[r.IntN(min(len(b), 60))] = []byte{0x80, 0x81, 0, 0x24, 0x30, 0x1f}[r.IntN(6)]
			case 3:
				b = b[:r.IntN(len(b))]
			}
			out, rest, err := transcode(nil, b, 1)
			want := err == nil && len(rest) == 0 && bytes.Equal(out, b)
			got, err := toDER(b)
			alias := err == nil && len(b) > 0 && &got[0] == &b[0]
			if alias != want {
				t.Fatalf("%s %x: given back %v, DER %v", name, b, alias, want)
			}
			forms[want]++
		}
	}
	deep := []byte{5, 0}
	for n := 2; n <= maxDepth+1; n++ {
		deep = seq(deep)
		if isDER(deep, 1) != (n <= maxDepth) {
			t.Errorf("%d deep: DER %v", n, isDER(deep, 1))
		}
	}
	if forms[true] < 1000 || forms[false] < 1000 {
		t.Errorf("%v", forms)
	}
}

func TestBERBecomesTheSameDER(t *testing.T) {
	octets, trust := readFile(t, "octets.txt"), testTrust(t)
	der := readFile(t, "good.p7s")
	for depth := range 20 {
		ber := toBER(der, depth)
		got, err := toDER(ber)
		if err != nil || !bytes.Equal(got, der) {
			t.Fatalf("depth %d: %v", depth, err)
		}
		if r := Verify(octets, ber, trust, Bounds{}); len(r.Reasons) != 0 {
			t.Errorf("depth %d: %v", depth, r.Reasons)
		}
	}
	got, err := toDER(readFile(t, "good-ber.p7s"))
	if err != nil || !bytes.Equal(got, der) {
		t.Errorf("BER of the shell: %v", err)
	}
}

func TestLengthsAreMadeShortest(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"\x30\x84\x00\x00\x00\x02\x05\x00", "\x30\x02\x05\x00"},
		{"\x04\x82\x00\x01x", "\x04\x01x"},
		{"\x24\x80\x00\x00", "\x04\x00"},
		{"\x24\x06\x04\x01a\x04\x01b", "\x04\x02ab"},
		{"\x30\x80\x00\x00", "\x30\x00"},
		{"\x04\x81\x80" + strings.Repeat("a", 128), "\x04\x81\x80" + strings.Repeat("a", 128)},
		{"\x04\x82\x01\x00" + strings.Repeat("a", 256), "\x04\x82\x01\x00" + strings.Repeat("a", 256)},
	} {
		got, err := toDER([]byte(c.in))
		if err != nil || string(got) != c.want {
			t.Errorf("%x: %x, %v", c.in, got, err)
		}
	}
}

func TestMalformedBER(t *testing.T) {
	for _, in := range []string{
		"", "\x30", "\x30\x80", "\x30\x80\x00", "\x30\x01", "\x30\x81", "\x30\x85\x00\x00\x00\x00\x00", "\x30\xff\x00",
		"\x30\x84\xff\xff\xff\xff", "\x30\x84\x7f\xff\xff\xff", "\x00\x00", "\x30\x02\x00\x00", "\x04\x80\x00\x00",
		"\x10\x00", "\x11\x00", "\x23\x00", "\x2c\x00", "\x1f\x01\x00", "\x3f\x81\x01\x00",
		"\x30\x00\x00", "\x30\x80\x00\x00\x00", "\x30\x00\x30\x00", "\x24\x03\x05\x00", "\x24\x02\x05\x00",
		"\x24\x80\x04\x01a", "\x24\x04\x30\x02\x04\x00",
	} {
		if got, err := toDER([]byte(in)); err == nil {
			t.Errorf("%x is read as %x", in, got)
		}
		if r := Verify(nil, []byte(in), Trust{}, Bounds{}); strings.Join(r.Reasons, " ") != "sig_malformed" {
			t.Errorf("%x: %v", in, r.Reasons)
		}
	}
}

func TestTrailingGarbageIsRefused(t *testing.T) {
	octets, trust := readFile(t, "octets.txt"), testTrust(t)
	for _, tail := range []string{"\x00", "\n", "\r\n", "\x00\x00", "\x30\x00"} {
		for _, name := range []string{"good", "good-ber"} {
			p7s := append(readFile(t, name+".p7s"), tail...)
			if r := Verify(octets, p7s, trust, Bounds{}); strings.Join(r.Reasons, " ") != "sig_malformed" {
				t.Errorf("%s with %x: %v", name, tail, r.Reasons)
			}
		}
	}
}

func TestDepth(t *testing.T) {
	nest := func(n int) []byte {
		b := []byte{5, 0}
		for range n - 1 {
			b = seq(b)
		}
		return b
	}
	if _, err := toDER(nest(maxDepth)); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	if _, err := toDER(nest(maxDepth + 1)); !errors.Is(err, errLimit) {
		t.Errorf("over the limit: %v", err)
	}
}

// The inputs that kill or stall every library tried (libraries.md §2).
func TestBombsAreRefusedAtOnce(t *testing.T) {
	definite := func(levels int) []byte { // each level says the length of all that follows
		var head []byte
		for i := range levels {
			n := (levels - i - 1) * 5
			head = append(head, 0x30, 0x83, byte(n>>16), byte(n>>8), byte(n))
		}
		return head
	}
	octetNest := bytes.Repeat([]byte{0x24, 0x80}, 1<<18)
	for _, c := range []struct {
		name string
		p7s  []byte
		want string
	}{
		{"30 80 four million times", bytes.Repeat([]byte{0x30, 0x80}, 4<<20), "sig_limit"},
		{"30 80 within the size", bytes.Repeat([]byte{0x30, 0x80}, 1<<18), "sig_limit"},
		{"24 80 within the size", octetNest, "sig_limit"},
		{"60,000 definite levels", definite(60000), "sig_limit"},
		{"a megabyte of small values", seq(bytes.Repeat([]byte{5, 0}, 500000)), "sig_malformed"},
		{"a byte over the size", make([]byte, maxP7S+1), "sig_limit"},
		{"4 GiB said", []byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0}, "sig_malformed"},
	} {
		start := time.Now()
		r := Verify(nil, c.p7s, Trust{}, Bounds{})
		if got := strings.Join(r.Reasons, " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if d := time.Since(start); d > 30*time.Second {
			t.Errorf("%s took %v", c.name, d)
		}
	}
}
