package mailparse

import (
	"math/rand/v2"
	"net/mail"
	"slices"
	"strings"
	"testing"
)

// addrSpecs are the addresses that net/mail reads in a list, in our spelling; ok is false where it refuses the list.
func addrSpecs(s string) (out []string, ok bool) {
	list, err := mail.ParseAddressList(s)
	if err != nil {
		return nil, false
	}
	for _, a := range list {
		out = append(out, lowerASCII(a.Address))
	}
	return out, true
}

func ourSpecs(s string) []string {
	var out []string
	for _, a := range first(ParseAddresses(s)) {
		out = append(out, a.Addr)
	}
	return out
}

// TestGrammarOfAddresses writes lists by the grammar of RFC 5322 §3.4, blanks, comments, names and groups at will: what net/mail reads
// we read, and the same.
func TestGrammarOfAddresses(t *testing.T) {
	r := rand.New(rand.NewPCG(5322, 1))
	one := func(of ...string) string { return of[r.IntN(len(of))] }
	spec := func() string {
		return one("a", "Mario.Rossi", "x+y", "o'brien", "a_b-c", "1", "a&b", "{x}") + "@" + one("b.example", "PEC.Ordine.example", "x-y.z.example", "1.example")
	}
	box := func() string {
		switch r.IntN(4) {
		case 0:
			return spec()
		case 1:
			return one(`"Rossi, Mario"`, `Mario Rossi`, `"a \" b"`, `"x@evil.example"`, `"<y@evil.example>"`, `=?utf-8?q?Niccol=C3=B2?=`, `"; ,"`) + one(" ", "", "  ") + "<" + spec() + ">"
		case 2:
			return "<" + spec() + ">"
		}
		return spec() + one(" (casa)", " (a, b)", " (x (y) z)", ` (\))`)
	}
	read := 0
	for range 5000 {
		var boxes []string
		for range 1 + r.IntN(4) {
			boxes = append(boxes, box())
		}
		s := strings.Join(boxes, one(",", ", ", " , ", ",  "))
		if r.IntN(6) == 0 {
			s = one("gruppo", `"g, h"`) + ": " + s + ";"
		}
		want, ok := addrSpecs(s)
		if !ok {
			continue
		}
		read++
		if got := ourSpecs(s); !slices.Equal(got, want) {
			t.Fatalf("%q: %q, net/mail reads %q", s, got, want)
		}
	}
	if read < 4000 {
		t.Errorf("net/mail reads only %d of the lists", read)
	}
}

// TestNoAddressOutOfNothing spoils lists by one character: what we read then was written in the list with these letters in this
// order, and stands in no quoted name.
func TestNoAddressOutOfNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(5322, 2))
	const list = `"Per conto di: finto@evil.example" <Posta-Certificata@pec.gestore.example>, Gruppo: a@b.example, (c@evil.example) d@e.example;, "f g" <h@i.example> (j@evil.example)`
	for range 20000 {
		b := []byte(list)
		switch i := r.IntN(len(b)); r.IntN(3) {
		case 0:
			b = slices.Delete(b, i, i+1)
		case 1:
			b[i] = "<>()\",;:@\\ .a"[r.IntN(13)]
		default:
			b = slices.Insert(b, i, "<>()\",;:@\\ .a"[r.IntN(13)])
		}
		low := lowerASCII(string(b))
		for _, a := range ourSpecs(string(b)) {
			if !strings.Contains(low, a) || strings.ContainsAny(a, " ,;<>") && !strings.Contains(a, `"`) || strings.Count(unquoted(a), "@") != 1 {
				t.Fatalf("%q: read %q", b, a)
			}
		}
	}
}

// TestOrdinaryListsStayWhole: blanks, folding and comments between the mailboxes do not matter.
func TestOrdinaryListsStayWhole(t *testing.T) {
	want := []string{"a@b.example", "c@d.example", "e@f.example"}
	for _, s := range []string{
		"a@b.example,c@d.example,e@f.example", " a@b.example , c@d.example , e@f.example ", "a@b.example;c@d.example;e@f.example",
		"a@b.example,,c@d.example,,,e@f.example,", "(x)a@b.example(y),(z)c@d.example, e@f.example", "<a@b.example>,<c@d.example>,<e@f.example>",
		"x: a@b.example, c@d.example;, y: e@f.example;", "A@B.EXAMPLE, C@D.EXAMPLE, E@F.EXAMPLE", "<@r.example,@s.example:a@b.example>, c@d.example, e@f.example",
		"a@b.example, nessuno, c@d.example, <>, e@f.example, @, x@, @y", "\"a, b\" <a@b.example>, 'c' <c@d.example>, e@f.example",
	} {
		if got := ourSpecs(s); !slices.Equal(got, want) {
			t.Errorf("%q: %q", s, got)
		}
	}
}

// TestAddressesThatAreNone: what has blanks, controls, two @, no domain, or is longer than a path may be (RFC 5321 §4.5.3.1) is no address.
func TestAddressesThatAreNone(t *testing.T) {
	for _, s := range []string{
		"a", "@", "a@", "@b", "a b@c.example", "a@b c.example", "a@b@c.example", "<a@b.example", "a@b.example>", "<<a@b.example>>", "<a@b.example> x", "x <a@b.example> <c@d.example>",
		"a\x00@b.example", "a\x7f@b.example", "a@b.example\x01", "<a@b.example, c@d.example>", strings.Repeat("a", 320) + "@b.example", `"a@b.example`, "(a@b.example", `"a" "b"`,
		"a@b(x)c.example", "a(x)b@c.example", `a@b"c@`, `a@b.example"x"`, "a\xff@b.example", "a@b\xe8.example", "a\u0085@b.example",
	} {
		if got := ourSpecs(s); len(got) != 0 {
			t.Errorf("%q: read %q", s, got)
		}
	}
	long := strings.Repeat("a", 320-len("@b.example")) + "@b.example"
	if got := ourSpecs(long); !slices.Equal(got, []string{long}) {
		t.Errorf("an address of %d bytes is not read", len(long))
	}
}

// TestDisplayNames: names are decoded for the eye and never part of the address.
func TestDisplayNames(t *testing.T) {
	for in, want := range map[string]string{
		`"Rossi, Mario" <a@b.example>`: "Rossi, Mario", `Mario Rossi <a@b.example>`: "Mario Rossi", `<a@b.example>`: "", `a@b.example (Mario)`: "",
		`"Per conto di: x@y.example" <a@b.example>`: "Per conto di: x@y.example", `=?iso-8859-1?q?Niccol=F2?= <a@b.example>`: "Niccolò",
		`"=?utf-8?b?Tmljb2zDsg==?=" <a@b.example>`: "Nicolò", `"a\"b" <a@b.example>`: `a"b`, `=?utf-8?q?a=0D=0Ab?= <a@b.example>`: "a b", "x\x07y <a@b.example>": "xy",
	} {
		l, _ := ParseAddresses(in)
		if len(l) != 1 || l[0].Name != want || l[0].Addr != "a@b.example" {
			t.Errorf("%q: %+v, want %q", in, l, want)
		}
	}
}

// TestCapOfAddresses: the cap holds for all fields of a name together, and for each place that has addresses.
func TestCapOfAddresses(t *testing.T) {
	field := func(name string, n int) string { return name + ": " + strings.Repeat("x@y.example,", n) + "\r\n" }
	for name, c := range map[string]struct {
		head string
		over bool
	}{
		"two fields at the cap":   {field("To", 150) + field("To", 50), false},
		"two fields over it":      {field("To", 150) + field("To", 51), true},
		"each name has its own":   {field("To", MaxAddresses) + field("Cc", MaxAddresses), false},
		"copies over":             {field("Cc", MaxAddresses+1), true},
		"senders over":            {field("From", MaxAddresses+1), true},
		"blind copies do nothing": {field("Bcc", MaxAddresses+1), false},
		"what is none counts not": {"To: " + strings.Repeat("niente,", 1000) + "x@y.example\r\n", false},
	} {
		m := mustParse(t, []byte("Subject: x\r\n"+c.head+"\r\ntesto"))
		if (strings.Join(m.OverLimit, " ") == "addresses") != c.over {
			t.Errorf("%s: %v", name, m.OverLimit)
		}
	}
}
