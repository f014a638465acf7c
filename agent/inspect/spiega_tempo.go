package inspect

import (
	"fmt"
	"time"

	"pecagent/rules"
)

var (
	giorni = [...]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}
	mesi   = [...]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}
)

// istante is an instant of the object in words, in the time of Rome with its offset, so that all on a page can be compared
// at sight; the JSON keeps the offset that was written.
func istante(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	t = rules.Roma(t)
	day := fmt.Sprint(t.Day())
	if day == "1" {
		day = "1º"
	}
	return fmt.Sprintf("%s %s %s %d, ore %s (%s)", giorni[t.Weekday()], day, mesi[t.Month()-1], t.Year(), t.Format("15:04:05"), t.Format("-07:00"))
}

// giornoBreve is a day of the object, as 21/11/2026.
func giornoBreve(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	return t.Format("02/01/2006")
}
