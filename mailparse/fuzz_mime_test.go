package mailparse

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pecagent/mailparse/muta"
)

// taglio is how a body falls into parts.
type taglio struct {
	parts        []string
	closed, near bool
}

// secondSplit cuts a body at its delimiter lines a second way, line by line (RFC 2046 §5.1.1).
func secondSplit(body, boundary string, limit int) (c taglio) {
	delim := "--" + strings.TrimRight(boundary, " \t")
	start := -1 // of the part being read
	take := func(end int) {
		if start >= 0 && len(c.parts) < limit {
			c.parts = append(c.parts, body[start:max(start, end)])
		}
	}
	for at, end := 0, 0; at < len(body); at = end {
		end = len(body)
		if i := strings.IndexByte(body[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		bare := strings.TrimRight(strings.TrimSuffix(body[at:end], "\n"), " \t\r")
		last := bare == delim+"--"
		if !last && bare != delim {
			c.near = c.near || strings.HasPrefix(bare, delim) || strings.Contains(body[at:end], "\r"+delim)
			continue
		}
		take(len(strings.TrimSuffix(strings.TrimSuffix(body[:at], "\n"), "\r")))
		if last || len(c.parts) == limit {
			c.closed = last
			return c
		}
		start = end
	}
	take(len(body))
	return c
}

// offsetIn gives the offset of a sub-slice in the slice it was cut from.
func offsetIn(whole, part []byte) int { return cap(whole) - cap(part) }

// FuzzSplit: a second reader cuts the same parts; they are pieces of the body, in order, and between two of them stands exactly one
// delimiter line with the line end before it: so preamble, parts, delimiters and epilogue joined are the body again.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"pre\r\n--a\r\n\r\nuno\r\n--a \t\r\ndue\r\n--a--\r\nepilogo", "--a\n--a\n--a--", "--a--", "--a", "\n--a\r\r\nx\n--aa\n--a- -\n--a--x\n --a\n", "--a\r\n--a--\r\n--a\r\nx", ""} {
		f.Add([]byte(s), "a", 500)
	}
	f.Add([]byte("--\r\nx\r\n----\r\n"), "", 2)
	f.Add([]byte("--a b\r\nx\r\n--a b--"), "a b ", 1)
	f.Fuzz(func(t *testing.T, body []byte, boundary string, limit int) {
		if strings.ContainsAny(boundary, "\r\n") || limit < 1 || limit > 1000 || len(boundary) > maxBoundary || strings.HasSuffix(strings.TrimRight(boundary, " \t"), "--") {
			return // a header value has no line end; "x--" closes "x"
		}
		body = append(make([]byte, 0, len(body)), body...)
		parts, closed, near := splitParts(body, boundary, limit)
		got := taglio{closed: closed, near: near}
		for _, p := range parts {
			got.parts = append(got.parts, string(p))
		}
		if want := secondSplit(string(body), boundary, limit); !reflect.DeepEqual(got, want) {
			t.Fatalf("%q %q: %+v, a second reader: %+v", body, boundary, got, want)
		}
		joined(t, body, boundary, parts)
	})
}

func joined(t *testing.T, body []byte, boundary string, parts [][]byte) {
	t.Helper()
	for i := 1; i < len(parts); i++ {
		end, at := offsetIn(body, parts[i-1])+len(parts[i-1]), offsetIn(body, parts[i])
		if end > at {
			t.Fatalf("%q: part %d begins before part %d ends", body, i, i-1)
		}
		line := strings.TrimPrefix(strings.TrimPrefix(string(body[end:at]), "\r"), "\n")
		if strings.Count(line, "\n") != 1 && at < len(body) || strings.TrimRight(line, " \t\r\n") != "--"+strings.TrimRight(boundary, " \t") {
			t.Fatalf("%q: between parts %d and %d stands %q", body, i-1, i, body[end:at])
		}
	}
}

// sound walks a tree: every entity is a piece of its parent's body, header and body make it up, and the caps hold.
func sound(e *entity, depth int, parts *int) error {
	if depth > MaxDepth {
		return fmt.Errorf("depth %d", depth)
	}
	if !bytes.HasSuffix(e.raw, e.body) {
		return fmt.Errorf("body is not the end of the entity %q", e.raw)
	}
	if len(e.children) > 0 && !strings.HasPrefix(e.ctype.value, "multipart/") {
		return fmt.Errorf("%s has parts", e.ctype.value)
	}
	from := offsetIn(e.raw, e.body)
	for i, c := range e.children {
		*parts++
		at := offsetIn(e.raw, c.raw)
		if at < from || at+len(c.raw) > len(e.raw) || !bytes.Equal(e.raw[at:at+len(c.raw)], c.raw) {
			return fmt.Errorf("part %d stands at %d to %d, the last ended at %d, the parent has %d", i, at, at+len(c.raw), from, len(e.raw))
		}
		from = at + len(c.raw)
		if err := sound(c, depth+1, parts); err != nil {
			return err
		}
	}
	return nil
}

// FuzzTree: mail of changed structure becomes a sound tree within the caps, the same each time, and the input stays.
func FuzzTree(f *testing.F) {
	for i, raw := range semi(f) {
		f.Add(raw, []byte{})
		f.Add(raw, bytes.Repeat([]byte{byte(i), 1, byte(7 * i), byte(13 * i)}, 1+i%5))
	}
	f.Fuzz(func(t *testing.T, raw, plan []byte) {
		m := muta.Applica(raw, plan)
		m = append(make([]byte, 0, len(m)), m...)
		before := bytes.Clone(m)
		var over, again limits
		e := splitTree(m, &over)
		parts := 0
		if err := sound(e, 0, &parts); err != nil {
			t.Fatal(err)
		}
		if parts > MaxParts || !bytes.Equal(m, before) || !bytes.Equal(e.raw, m) {
			t.Fatalf("%d parts, or the input changed", parts)
		}
		n := 0
		if err := sound(splitTree(before, &again), 0, &n); err != nil || n != parts || !slices.Equal(over.passed, again.passed) {
			t.Fatalf("the second time %d parts, not %d: %v", n, parts, err)
		}
		if e.closed && len(e.children) > 0 && len(over.passed) == 0 { // what comes after the closing delimiter is nobody's
			parts, more := 0, append(append(make([]byte, 0, len(m)+20), m...), "\r\nepilogo\r\n"...)
			if err := sound(splitTree(more, &again), 0, &parts); err != nil || parts != n {
				t.Fatalf("an epilogue makes %d parts of %d: %v", parts, n, err)
			}
		}
	})
}
