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
