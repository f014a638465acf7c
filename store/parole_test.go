package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pecagent/rules"
	"pecagent/store/log"
	"pecagent/store/raw"
)

// TestParole: every error of the store that a person can meet has its words; another error has none.
func TestParole(t *testing.T) {
	seen := map[string]bool{}
	for _, err := range []error{ErrAhead, log.ErrCut, log.ErrChanged, log.ErrFork, log.ErrCheckpoint, ErrKey, ErrDiskFull, ErrLocked, raw.ErrMissing, raw.ErrDamaged} {
		w := Parole(fmt.Errorf("opening the store: %w", err))
		if w == "" || seen[w] || !strings.HasSuffix(w, ".") && !strings.HasSuffix(w, ").") {
			t.Errorf("%v: %q", err, w)
		}
		seen[w] = true
	}
	if w := Parole(errors.New("other")); w != "" {
		t.Error(w)
	}
}

// TestVerifyAnchors: the verification holds every certified head against the tree of now.
func TestVerifyAnchors(t *testing.T) {
	s, err := Open(Options{Memory: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Init(t.Context(), rules.Avvio{Casella: "a@b.example"}, rules.Agente); err != nil {
		t.Fatal(err)
	}
	anchor := func(size int64, root string) {
		t.Helper()
		_, err := s.Commit(t.Context(), func(rules.Snapshot) rules.Decision {
			return rules.Decision{Events: []rules.Event{{Kind: rules.KAncora, Ancora: &rules.Ancora{Dimensione: size, Radice: root, Ricevuta: "f0"}}}}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	problems := func() []string {
		t.Helper()
		list, err := s.Verify(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	size, root := s.HeadRoot()
	anchor(size, root.String())
	size2, root2, note := s.HeadNote()
	anchor(size2, root2.String())
	if list := problems(); len(list) != 0 || size2 != size+1 || !strings.Contains(note, root2.String()) {
		t.Fatalf("%v %d %q", list, size2, note)
	}
	anchor(size, root2.String())
	anchor(1000, root.String())
	list := problems()
	if len(list) != 2 || !strings.Contains(list[0], "il registro non è quello di allora") || !strings.Contains(list[1], "1000 eventi") {
		t.Errorf("%q", list)
	}
	if _, ok, err := s.RootAt(-1); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
}
