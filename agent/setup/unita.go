package setup

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

//go:embed unita
var unita embed.FS

// inadatti are the characters that mean something in a unit.
const inadatti = " \t\n\"'%$\\;"

// Percorsi are the places an installation uses.
type Percorsi struct {
	Programma, Config, Dati, Copie string
	Utente                         string // system user of the service
}

// Usuali are the places of the Debian package.
func Usuali() Percorsi {
	return Percorsi{Programma: "/usr/bin/pecagent", Config: "/etc/pecagent/pecagent.toml", Dati: "/var/lib/pecagent", Copie: "/var/backups/pecagent", Utente: "pecagent"}
}

// Unita are the hardened systemd units, by file name, for these places.
func Unita(p Percorsi) (map[string]string, error) {
	u := Usuali()
	replace := strings.NewReplacer(u.Programma+" ", p.Programma+" ", u.Config, p.Config, "="+u.Copie, "="+p.Copie, "User="+u.Utente+"\n", "User="+p.Utente+"\n", "Group="+u.Utente+"\n", "Group="+p.Utente+"\n")
	state := "StateDirectory=pecagent\nStateDirectoryMode=0700\n"
	out := map[string]string{}
	for _, name := range []string{"pecagent.service", "pecagent-backup.service", "pecagent-backup.timer"} {
		b, err := unita.ReadFile("unita/" + name)
		if err != nil {
			return nil, fmt.Errorf("reading the unit %s: %w", name, err)
		}
		text := string(b)
		if p.Dati != u.Dati {
			text = strings.Replace(text, state, "ReadWritePaths="+p.Dati+"\n", 1)
		}
		out[name] = replace.Replace(text)
	}
	for _, path := range []string{p.Programma, p.Config, p.Dati, p.Copie} {
		if !filepath.IsAbs(path) || strings.ContainsAny(path, inadatti) {
			return nil, fmt.Errorf("%q non può stare in un'unità di systemd: serve un percorso assoluto senza spazi né segni", path)
		}
	}
	return out, nil
}

// ScriviUnita writes the units into a folder.
func ScriviUnita(dir string, p Percorsi) error {
	list, err := Unita(p)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, text := range list {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
