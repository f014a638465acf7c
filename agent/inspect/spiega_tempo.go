package inspect

import (
	"fmt"
	"time"
)

var (
	giorni = [...]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}
	mesi   = [...]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}
)

// istante is an instant of the object in words, in the zone that the provider wrote: the offset stands beside it, so that
// nobody has to know where the provider was.
func istante(s string, zona *time.Location) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	t = t.In(zona)
	offset := t.Format("-07:00")
	if offset == "+00:00" {
		offset = "UTC"
	}
	day := fmt.Sprint(t.Day())
	if day == "1" {
		day = "1º"
	}
	return fmt.Sprintf("%s %s %s %d, ore %s (%s)", giorni[t.Weekday()], day, mesi[t.Month()-1], t.Year(), t.Format("15:04:05"), offset)
}

// giornoBreve is a day of the object, as 21/11/2026.
func giornoBreve(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	return t.Format("02/01/2006")
}
