package prove

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"pecagent/rules"
	"pecagent/store/fascicolo"
)

// visibile is text from mail on one line, with what a reader would not see made visible.
func visibile(s string) string {
	return fascicolo.Visibile(strings.Join(strings.Fields(s), " "))
}

// inJSON is a value as the files of a fascicolo have it: two blanks, LF, no escapes that JSON does not ask for.
func inJSON(v any) ([]byte, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return []byte(b.String()), err
}

// oraRoma is an instant as people in Italy read it, to the second, "" for none.
func oraRoma(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return rules.Roma(t).Format("02/01/2006 15:04:05")
}

// giorno is a civil day as people write it.
func giorno(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.Format("02/01/2006")
}

// somma is the SHA-256 of bytes, lower-case hex.
func somma(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
