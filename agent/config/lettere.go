package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Texts reads the Order's own letters by file name: every .txt file of lettere.cartella. nil without a folder. Whether the
// texts will do is for the letters to say.
func (c *Config) Texts() (map[string]string, error) {
	if c.Lettere.Cartella == "" {
		return nil, nil
	}
	list, err := os.ReadDir(c.Lettere.Cartella)
	if err != nil {
		return nil, fmt.Errorf("key lettere.cartella: %w", err)
	}
	own := map[string]string{}
	for _, f := range list {
		if f.IsDir() || !strings.EqualFold(filepath.Ext(f.Name()), ".txt") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(c.Lettere.Cartella, f.Name()))
		if err != nil {
			return nil, fmt.Errorf("key lettere.cartella: %w", err)
		}
		own[f.Name()] = string(b)
	}
	return own, nil
}
