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
	save := salvaPer("evidence export", t.TempDir())
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
	if err := salvaPer("report feed", t.TempDir())(file, []byte("tre")); err != nil {
		t.Error(err)
	}
}

// TestSalvaMaiNellArchivio: no command writes into the folder of the store, by whatever way it is named; what is evidence is always new.
func TestSalvaMaiNellArchivio(t *testing.T) {
	dir := t.TempDir()
	data, link := filepath.Join(dir, "data"), filepath.Join(dir, "collegamento")
	log := filepath.Join(data, "log")
	for _, err := range []error{os.MkdirAll(data, 0o700), os.WriteFile(log, []byte("registro"), 0o600), os.Symlink(data, link)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{log, filepath.Join(link, "log"), filepath.Join(link, "nuova", "x.zip"), filepath.Join(data, "..", "data", "y"), data} {
		for _, command := range []string{"members export", "evidence packet", "protocol export"} {
			if err := salvaPer(command, data)(name, []byte("x")); err == nil || !strings.Contains(err.Error(), "archivio") {
				t.Errorf("%s to %s: %v", command, name, err)
			}
		}
	}
	if b, err := os.ReadFile(log); err != nil || string(b) != "registro" {
		t.Errorf("%q %v", b, err)
	}
	there := filepath.Join(dir, "data2")
	for _, command := range []string{"evidence packet", "evidence absence", "evidence export"} {
		save := salvaPer(command, data)
		if err := save(there+command, []byte("x")); err != nil {
			t.Error(err)
		}
		if err := save(there+command, []byte("y")); err == nil || !strings.Contains(err.Error(), "esiste già") {
			t.Errorf("%s written over: %v", command, err)
		}
	}
}
