package muta

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// buste are the messages of the fixture.
func buste(t testing.TB) [][]byte {
	t.Helper()
	files, err := filepath.Glob("../testdata/*.eml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d messages, %v", len(files), err)
	}
	var out [][]byte
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b)
	}
	return out
}

func piano(r *rand.Rand, passi int) []byte {
	p := make([]byte, 4*passi)
	for i := range p {
		p[i] = byte(r.UintN(256))
	}
	return p
}

// TestOgniPasso: each kind of step changes most messages in most ways, never its input, and always alike.
func TestOgniPasso(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 22))
	for k := range Passi() {
		changed, all := 0, 0
		for _, raw := range buste(t) {
			before := bytes.Clone(raw)
			seen := map[string]bool{}
			for range 40 {
				p := piano(r, 1)
				p[0] = byte(k)
				got := Applica(raw, p)
				if !bytes.Equal(raw, before) {
					t.Fatalf("step %d wrote into its input", k)
				}
				if !bytes.Equal(got, Applica(raw, p)) {
					t.Fatalf("step %d is not the same twice", k)
				}
				all++
				if !bytes.Equal(got, raw) {
					changed++
				}
				seen[string(got)] = true
			}
			if len(seen) < 3 {
				t.Errorf("step %d: %d different messages of 40", k, len(seen))
			}
		}
		if changed*2 < all {
			t.Errorf("step %d changes %d of %d", k, changed, all)
		}
	}
}

// TestNienteDaFare: no message and no plan stops it, and what it makes stays bounded.
func TestNienteDaFare(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 22))
	small := [][]byte{nil, {}, {'\n'}, []byte("a"), []byte("\r\n\r\n"), []byte("--a"), []byte("--a\n--a\n--a"), []byte(":\n"), []byte("From:"), []byte("Content-Type\n"), bytes.Repeat([]byte("x"), 3*MaxBytes)}
	for _, raw := range small {
		for n := range 200 {
			if got := Applica(raw, piano(r, n%(MaxPassi+10))); len(got) > 70*MaxBytes {
				t.Fatalf("%d bytes", len(got))
			}
			for k := range Passi() {
				if len(raw) < 100 {
					p := piano(r, 1)
					p[0] = byte(k)
					Applica(raw, p)
				}
			}
		}
	}
	raw := buste(t)[0]
	for _, p := range [][]byte{nil, {1}, {1, 2, 3}} {
		if !bytes.Equal(Applica(raw, p), raw) {
			t.Errorf("a plan of %d bytes does something", len(p))
		}
	}
}

// FuzzApplica: whatever the message and the plan, there is an end, and the input stays.
func FuzzApplica(f *testing.F) {
	for _, raw := range buste(f) {
		f.Add(raw, []byte("abcdefghijklmnop"))
	}
	f.Fuzz(func(t *testing.T, raw, plan []byte) {
		before := bytes.Clone(raw)
		Applica(raw, plan)
		if !bytes.Equal(raw, before) {
			t.Fatal("the input was written to")
		}
	})
}
