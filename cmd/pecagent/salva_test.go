package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSalvaNuovo: a fascicolo is for its caller's eyes, makes its folder, and never takes the place of a file that is there; a feed file may.
func TestSalvaNuovo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "udienza", "ev.zip")
	save := salvaPer("evidence export")
	if err := save(file, []byte("uno")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	if err := save(file, []byte("due")); err == nil || !strings.Contains(err.Error(), "esiste già") {
		t.Errorf("written over: %v", err)
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "uno" {
		t.Errorf("%q %v", b, err)
	}
	if err := salvaPer("report feed")(file, []byte("tre")); err != nil {
		t.Error(err)
	}
}
