package rules

import "time"

// Giorno is the layout of a civil date in the store and in letters' data: yyyy-mm-dd.
const Giorno = "2006-01-02"

// Roma gives the instant as read on a clock in Italy. The rule of Directive 2000/84/EC (summer time from the
// last Sunday of March to the last Sunday of October, 01:00 UTC) is written out here instead of being read
// from a zone database: a replay in ten years has to find the same days, whatever that machine has installed.
func Roma(t time.Time) time.Time {
	u := t.UTC()
	start, end := ultimaDomenica(u.Year(), time.March), ultimaDomenica(u.Year(), time.October)
	if u.Before(start) || !u.Before(end) {
		return u.In(time.FixedZone("CET", 3600))
	}
	return u.In(time.FixedZone("CEST", 2*3600))
}

// DataRoma is the civil date in Italy at an instant, or "" for the zero time.
func DataRoma(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Roma(t).Format(Giorno)
}

// ultimaDomenica is 01:00 UTC of the last Sunday of a month.
func ultimaDomenica(year int, m time.Month) time.Time {
	d := time.Date(year, m+1, 0, 1, 0, 0, 0, time.UTC)
	return d.AddDate(0, 0, -int(d.Weekday()))
}

// TermineIscritto is the last day of a term given to a member: calendar days in Italy, the initial day
// excluded, moved to the next working day when it falls on a holiday, or on a Saturday where the policy is
// generous (R-140, R-141; c.c. art. 2963, c.p.c. art. 155). from is the certified instant of the delivery
// receipt; the zero time gives "": no receipt, no term.
func (p *Policy) TermineIscritto(from time.Time, giorni int) string {
	return p.termine(from, giorni, p.SabatoIscritto)
}

// TermineOrdine is the last day of a term the Order has to keep. It moves off a holiday, never off a
// Saturday unless the policy says so (R-141; L. 241/1990 art. 2).
func (p *Policy) TermineOrdine(from time.Time, giorni int) string {
	return p.termine(from, giorni, p.SabatoOrdine)
}

func (p *Policy) termine(from time.Time, giorni int, sabato bool) string {
	if from.IsZero() {
		return ""
	}
	r := Roma(from)
	d := time.Date(r.Year(), r.Month(), r.Day()+giorni, 0, 0, 0, 0, time.UTC)
	for n := 0; n < 30 && (p.festivo(d) || sabato && d.Weekday() == time.Saturday); n++ {
		d = d.AddDate(0, 0, 1)
	}
	return d.Format(Giorno)
}

// giorniLavorativi is the last day of a term in working days of the office: the initial day excluded, no Saturday, Sunday
// or holiday counted.
func (p *Policy) giorniLavorativi(from time.Time, n int) string {
	r := Roma(from)
	d := time.Date(r.Year(), r.Month(), r.Day(), 0, 0, 0, 0, time.UTC)
	for n > 0 {
		if d = d.AddDate(0, 0, 1); d.Weekday() != time.Saturday && !p.festivo(d) {
			n--
		}
	}
	return d.Format(Giorno)
}

// giornoDopo is a civil date so many days later; "" for what is no date.
func giornoDopo(day string, n int) string {
	t, err := time.Parse(Giorno, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, n).Format(Giorno)
}

// festivo reports whether a civil date is a public holiday: L. 260/1949 with its changes, L. 151/2025 (4
// October from 2026), and the patron saints' days of the policy. San Giuseppe, Ascensione, Corpus
// Domini and SS. Pietro e Paolo were abolished by L. 54/1977. There is no summer suspension.
func (p *Policy) festivo(d time.Time) bool {
	if d.Weekday() == time.Sunday {
		return true
	}
	md := d.Format("01-02")
	switch md {
	case "01-01", "01-06", "04-25", "05-01", "06-02", "08-15", "11-01", "12-08", "12-25", "12-26":
		return true
	case "10-04":
		if d.Year() >= 2026 {
			return true
		}
	}
	for _, l := range p.FestiviLocali {
		if l == md {
			return true
		}
	}
	m, g := pasqua(d.Year())
	return d.Equal(time.Date(d.Year(), m, g+1, 0, 0, 0, 0, time.UTC))
}

// pasqua is the day of Easter in the Gregorian calendar (the anonymous algorithm, Nature, 20 April 1876).
func pasqua(year int) (time.Month, int) {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (b - (b+8)/25 + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Month(n / 31), n%31 + 1
}

// Scaduto reports whether a term (yyyy-mm-dd, its last day counts) is over at an instant. An empty term never
// ends; neither does one that is no date.
func Scaduto(termine string, now time.Time) bool {
	if _, err := time.Parse(Giorno, termine); err != nil {
		return false
	}
	return DataRoma(now) > termine
}

// anniDopo adds years to a civil date: same day and month, 29 February becomes the 28th.
func anniDopo(d time.Time, anni int) time.Time {
	e := time.Date(d.Year()+anni, d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
	if e.Month() != d.Month() {
		e = time.Date(d.Year()+anni, d.Month()+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return e
}

// ProssimaScadenza is the expiry of a renewed box: the old expiry plus the period, never counted from the
// payment. A date that cannot be read gives "".
func ProssimaScadenza(scadenza string, anni int) string {
	d, err := time.Parse(Giorno, scadenza)
	if err != nil {
		return ""
	}
	return anniDopo(d, anni).Format(Giorno)
}

// giornoItaliano is a day yyyy-mm-dd as people write it; what is none stays as it is.
func giornoItaliano(s string) string {
	t, err := time.Parse(Giorno, s)
	if err != nil {
		return s
	}
	return t.Format("02/01/2006")
}
