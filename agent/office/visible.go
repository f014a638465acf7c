package office

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Visible makes control, bidi and zero-width characters of text from mail visible as U+XXXX marks; line ends and tabs stay
// (cli.md).
func Visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r == '\r':
		case r == unicode.ReplacementChar, unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r), unicode.Is(unicode.Co, r):
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// VisibleLine is Visible for text that has to stay on one line.
func VisibleLine(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\n", " ", "\t", " ").Replace(Visible(s))), " ")
}

// giorno is an instant as an Italian date and hour, "" for none.
func giorno(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(roma()).Format("02/01/2006 15:04")
}

// roma is the zone people read; a machine without zone data reads UTC with its sign.
func roma() *time.Location {
	l, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return time.UTC
	}
	return l
}

// giornoDi writes a civil day yyyy-mm-dd as people do; what is none stands as it is.
func giornoDi(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.Format("02/01/2006")
}
