package config

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPasswordCredenziale: a file that this user cannot read is taken from systemd's credentials, by its name; one that can be
// read goes before, so that a new password counts at once.
func TestPasswordCredenziale(t *testing.T) {
	dir, cred := t.TempDir(), t.TempDir()
	file := filepath.Join(dir, "imap.password")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("CREDENTIALS_DIRECTORY", cred)
	if p, err := Password(file, ""); err == nil {
		t.Errorf("nothing there: %q", p)
	}
	write(filepath.Join(cred, "imap.password"), "dalla credenziale\n")
	if p, err := Password(file, ""); p != "dalla credenziale" || err != nil {
		t.Errorf("%q %v", p, err)
	}
	write(file, "dal file\n")
	if p, err := Password(file, ""); p != "dal file" || err != nil {
		t.Errorf("%q %v", p, err)
	}
}
