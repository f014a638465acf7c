package prove

import (
	"fmt"
	"strings"
	"time"

	"pecagent/rules"
)

// Domanda says what a fascicolo is about: exactly one of the five.
type Domanda struct {
	Comunicazione string // LET-…
	Richiesta     string // RIC-… or PEC-…
	Iscritto      string // codice fiscale
	Diffida       string // codice fiscale or DIF-…
	Campagna      string // CAM-…

	Dal, Al  string // yyyy-mm-dd in Italy, both ends within; only of a member
	Deposito bool   // for the portal of a court
}

// ErroreDomanda is a question that cannot be meant; its text is for the person who asked.
type ErroreDomanda struct{ Testo string }

func (e ErroreDomanda) Error() string { return e.Testo }

func domanda(format string, args ...any) error { return ErroreDomanda{fmt.Sprintf(format, args...)} }

// Controlla normalises the question and says what is wrong with it.
func (d *Domanda) Controlla() error {
	n := 0
	for _, p := range []*string{&d.Comunicazione, &d.Richiesta, &d.Iscritto, &d.Diffida, &d.Campagna} {
		if *p = strings.ToUpper(strings.TrimSpace(*p)); *p != "" {
			n++
		}
	}
	switch {
	case n != 1:
		return domanda("serve una e una sola fra --communication LET-…, --request RIC-…, --member CF, --diffida CF, --campaign CAM-…")
	case (d.Dal != "" || d.Al != "") && d.Iscritto == "":
		return domanda("--from e --to valgono solo con --member")
	}
	for _, x := range []struct {
		name string
		day  *string
	}{{"--from", &d.Dal}, {"--to", &d.Al}} {
		day, ok := unGiorno(*x.day)
		if !ok {
			return domanda("%s vuole una data aaaa-mm-gg o gg/mm/aaaa", x.name)
		}
		*x.day = day
	}
	if d.Dal != "" && d.Al != "" && d.Dal > d.Al {
		return domanda("--from viene dopo --to")
	}
	return nil
}

// unGiorno reads a day in either form; "" is none and good.
func unGiorno(s string) (string, bool) {
	if s == "" {
		return "", true
	}
	for _, form := range []string{time.DateOnly, "02/01/2006"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format(time.DateOnly), true
		}
	}
	return "", false
}

// tipo is the kind of fascicolo, as manifest.json has it.
func (d Domanda) tipo() string {
	switch {
	case d.Comunicazione != "":
		return "comunicazione"
	case d.Richiesta != "":
		return "richiesta"
	case d.Iscritto != "":
		return "iscritto"
	case d.Diffida != "":
		return "diffida"
	}
	return "campagna"
}

// nelPeriodo reports whether an instant is in the days asked for.
func (d Domanda) nelPeriodo(t time.Time) bool { return d.nelGiorno(rules.DataRoma(t)) }

func (d Domanda) nelGiorno(day string) bool {
	return (d.Dal == "" || day >= d.Dal) && (d.Al == "" || day <= d.Al)
}
