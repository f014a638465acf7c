package archivio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	prefisso = "pecagent-"
	suffisso = ".age"
	istante  = "20060102T150405Z"
)

// nome is the file of a backup made at t.
func nome(t time.Time) string { return prefisso + t.UTC().Format(istante) + suffisso }

// quando reads the instant out of a name; ok is false for other files.
func quando(name string) (t time.Time, ok bool) {
	s, a := strings.CutPrefix(name, prefisso)
	s, b := strings.CutSuffix(s, suffisso)
	t, err := time.Parse(istante, s)
	return t, a && b && err == nil
}

// Fatta is a backup in a folder.
type Fatta struct {
	File string
	Di   time.Time // when it was made, by its name
	Byte int64
}

// Elenca lists the backups of a folder, the newest first. A folder that is missing has none.
func Elenca(dir string) (list []Fatta, err error) {
	names, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing the backups: %w", err)
	}
	for _, e := range names {
		t, ok := quando(e.Name())
		info, err := e.Info()
		if !ok || err != nil || !info.Mode().IsRegular() {
			continue
		}
		list = append(list, Fatta{filepath.Join(dir, e.Name()), t, info.Size()})
	}
	slices.SortFunc(list, func(a, b Fatta) int { return b.Di.Compare(a.Di) })
	return list, nil
}

// prune removes all but the newest keep backups; 0 keeps all.
func prune(dir string, keep int) (gone []string, err error) {
	list, err := Elenca(dir)
	if err != nil || keep <= 0 || len(list) <= keep {
		return nil, err
	}
	for _, f := range list[keep:] {
		if err := os.Remove(f.File); err != nil {
			return gone, fmt.Errorf("removing an old backup: %w", err)
		}
		gone = append(gone, f.File)
		if err := os.Remove(f.File + ".sha256"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return gone, fmt.Errorf("removing an old backup: %w", err)
		}
	}
	return gone, syncDir(dir)
}
