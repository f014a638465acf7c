package rules

import (
	"slices"
	"testing"
)

func chiavi(a *Memoria, prefix string) []string {
	var ks []string
	a.Scan(prefix, func(k string, _ []byte) bool { ks = append(ks, k); return true })
	return ks
}

func TestMemoria(t *testing.T) {
	a := NewMemoria()
	for _, k := range []string{"b/2", "a/9", "b/10", "b/1", "c"} {
		a.Set(k, []byte(k))
	}
	a.Set("b/1", []byte("new"))
	if got := chiavi(a, "b/"); !slices.Equal(got, []string{"b/1", "b/10", "b/2"}) {
		t.Errorf("scan gave %v", got)
	}
	b := a.Clone()
	b.Delete("b/10")
	b.Delete("nothing")
	if a.Get("b/10") == nil || b.Get("b/10") != nil {
		t.Error("a clone shares its keys")
	}
	if a.Uguale(b) {
		t.Error("different archives are called equal")
	}
	b.Set("b/10", []byte("b/10"))
	if !a.Uguale(b) || string(b.Get("b/1")) != "new" {
		t.Error("equal archives are called different")
	}
}

func TestMemoriaScanWhileChanging(t *testing.T) {
	a := NewMemoria()
	for _, k := range []string{"x1", "x2", "x3"} {
		a.Set(k, nil)
	}
	var seen []string
	a.Scan("x", func(k string, _ []byte) bool {
		seen = append(seen, k)
		a.Delete("x2")
		a.Set("x0", nil)
		return len(seen) < 2
	})
	if !slices.Equal(seen, []string{"x1", "x3"}) {
		t.Errorf("saw %v", seen)
	}
}

// TestMemoriaGrande compares many changes with a plain map.
func TestMemoriaGrande(t *testing.T) {
	a, plain := NewMemoria(), map[string]bool{}
	n := uint32(1)
	for range 20000 {
		n = n*1664525 + 1013904223
		k := string([]byte{byte('a' + n>>30), '/', byte(n >> 24), byte(n >> 16), byte(n>>8) & 0x0f})
		if n&7 == 0 {
			a.Delete(k)
			delete(plain, k)
		} else {
			a.Set(k, []byte(k))
			plain[k] = true
		}
	}
	for _, p := range []string{"", "a/", "c/", "d", "z"} {
		var want []string
		for k := range plain {
			if len(k) >= len(p) && k[:len(p)] == p {
				want = append(want, k)
			}
		}
		slices.Sort(want)
		if got := chiavi(a, p); !slices.Equal(got, want) {
			t.Fatalf("prefix %q: %d keys, want %d", p, len(got), len(want))
		}
	}
}
