package rules

import (
	"testing"
	"time"
)

func giorno(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(Giorno, s)
	if err != nil {
		t.Fatal(err)
	}
	return d.Add(11 * time.Hour)
}

// TestTermini holds the vectors of order.md §2.7.
func TestTermini(t *testing.T) {
	p := DefaultPolicy()
	for _, c := range []struct{ servita, ordine, iscritto string }{
		{"2026-10-28", "2026-11-27", "2026-11-27"},
		{"2026-11-12", "2026-12-12", "2026-12-14"}, // Saturday
		{"2026-11-25", "2026-12-28", "2026-12-28"}, // Christmas, Santo Stefano, Sunday
		{"2026-11-08", "2026-12-09", "2026-12-09"},
		{"2027-02-27", "2027-03-30", "2027-03-30"}, // Easter Monday
		{"2026-09-04", "2026-10-05", "2026-10-05"},
		{"2027-09-04", "2027-10-05", "2027-10-05"}, // 4 October, a Monday
		{"2026-12-02", "2027-01-02", "2027-01-04"},
		{"2026-12-07", "2027-01-07", "2027-01-07"},
		{"2027-01-31", "2027-03-02", "2027-03-02"},
	} {
		if got := p.TermineOrdine(giorno(t, c.servita), 30); got != c.ordine {
			t.Errorf("Order, served %s: %s, want %s", c.servita, got, c.ordine)
		}
		if got := p.TermineIscritto(giorno(t, c.servita), 30); got != c.iscritto {
			t.Errorf("member, served %s: %s, want %s", c.servita, got, c.iscritto)
		}
	}
}

func TestTermineRoma(t *testing.T) {
	p := DefaultPolicy()
	// 23:30 UTC of 27 October is 00:30 of the 28th in Rome (winter time began on the 25th).
	if got := p.TermineOrdine(time.Date(2026, 10, 27, 23, 30, 0, 0, time.UTC), 30); got != "2026-11-27" {
		t.Errorf("night in winter: %s", got)
	}
	// 22:30 UTC of 30 June is 00:30 of 1 July.
	if got := p.TermineOrdine(time.Date(2026, 6, 30, 22, 30, 0, 0, time.UTC), 1); got != "2026-07-02" {
		t.Errorf("night in summer: %s", got)
	}
	if got := p.TermineOrdine(time.Time{}, 30); got != "" {
		t.Errorf("no receipt gave the term %s", got)
	}
}

func TestFestivi(t *testing.T) {
	p := DefaultPolicy()
	p.FestiviLocali = []string{"06-29"}
	for _, c := range []struct {
		day  string
		want bool
	}{
		{"2025-10-04", false}, {"2026-10-04", true}, {"2028-10-04", true}, {"2026-06-29", true},
		{"2026-04-06", true}, {"2027-03-29", true}, {"2025-04-21", true}, {"2038-04-26", true},
		{"2026-03-19", false}, {"2026-08-14", false}, {"2026-12-24", false},
	} {
		d, err := time.Parse(Giorno, c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.festivo(d); got != c.want {
			t.Errorf("%s: holiday %v, want %v", c.day, got, c.want)
		}
	}
	p.FestiviLocali = nil
	if d, _ := time.Parse(Giorno, "2026-06-29"); p.festivo(d) {
		t.Error("29 June is a holiday without a local table")
	}
}

// TestRoma compares the rule written out with the zone database where there is one.
func TestRoma(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Skip("no zone database here")
	}
	for u := time.Date(2005, 1, 1, 0, 30, 0, 0, time.UTC); u.Year() < 2037; u = u.Add(61 * time.Hour) {
		if got, want := Roma(u).Format(time.RFC3339), u.In(loc).Format(time.RFC3339); got != want {
			t.Fatalf("%s: %s, want %s", u, got, want)
		}
	}
	for _, u := range []time.Time{
		time.Date(2026, 3, 29, 0, 59, 59, 0, time.UTC), time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC),
		time.Date(2026, 10, 25, 0, 59, 59, 0, time.UTC), time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),
	} {
		if got, want := Roma(u).Format(time.RFC3339), u.In(loc).Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", u, got, want)
		}
	}
}

func TestScaduto(t *testing.T) {
	last := time.Date(2026, 12, 28, 22, 59, 59, 0, time.UTC) // 23:59:59 in Rome
	if Scaduto("2026-12-28", last) {
		t.Error("the last day of the term does not count")
	}
	if !Scaduto("2026-12-28", last.Add(time.Second)) {
		t.Error("the term does not end at midnight in Rome")
	}
	if Scaduto("", last) || Scaduto("mai", last) {
		t.Error("a term that is no date has ended")
	}
}

func TestProssimaScadenza(t *testing.T) {
	for _, c := range []struct{ da, a string }{{"2026-11-23", "2029-11-23"}, {"2024-02-29", "2027-02-28"}, {"boh", ""}} {
		if got := ProssimaScadenza(c.da, 3); got != c.a {
			t.Errorf("%s: %s, want %s", c.da, got, c.a)
		}
	}
}

// TestGiornoItaliano: a day as people write it.
func TestGiornoItaliano(t *testing.T) {
	for in, want := range map[string]string{"2025-12-31": "31/12/2025", "": "", "ieri": "ieri"} {
		if got := giornoItaliano(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
