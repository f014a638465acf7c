package rules

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// pasquaGaussiana is Easter by the tables of the Gregorian reform (golden number, epact, dominical letter): another
// way than the one of termini.go.
func pasquaGaussiana(y int) time.Time {
	golden := y%19 + 1
	century := y/100 + 1
	solar, lunar := 3*century/4-12, (8*century+5)/25-5
	sunday := 5*y/4 - solar - 10
	epact := ((11*golden+20+lunar-solar)%30 + 30) % 30
	if epact == 25 && golden > 11 || epact == 24 {
		epact++
	}
	moon := 44 - epact
	if moon < 21 {
		moon += 30
	}
	day := moon + 7 - (sunday+moon)%7
	return time.Date(y, time.March, day, 0, 0, 0, 0, time.UTC)
}

// TestPasqua compares two algorithms over four hundred years and with dates of the almanac.
func TestPasqua(t *testing.T) {
	for y := 1900; y < 2300; y++ {
		m, d := pasqua(y)
		got := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		if want := pasquaGaussiana(y); !got.Equal(want) || got.Weekday() != time.Sunday {
			t.Fatalf("%d: %s, want %s", y, got.Format(Giorno), want.Format(Giorno))
		}
	}
	for _, s := range []string{"2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2035-03-25", "2038-04-25"} {
		want, err := time.Parse(Giorno, s)
		if err != nil {
			t.Fatal(err)
		}
		if m, d := pasqua(want.Year()); m != want.Month() || d != want.Day() {
			t.Errorf("%s: %s %d", s, m, d)
		}
	}
}

// feste are the holidays of a year written as a list, as a calendar on the wall has them.
func feste(y int, local ...string) map[string]bool {
	days := map[string]bool{}
	for _, md := range append([]string{"01-01", "01-06", "04-25", "05-01", "06-02", "08-15", "11-01", "12-08", "12-25", "12-26"}, local...) {
		days[time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006")+"-"+md] = true
	}
	days[pasquaGaussiana(y).AddDate(0, 0, 1).Format(Giorno)] = true
	if y >= 2026 {
		days[time.Date(y, 10, 4, 0, 0, 0, 0, time.UTC).Format(Giorno)] = true
	}
	return days
}

// contaGiorni counts a term on that calendar, one day after the other, the first excluded.
func contaGiorni(day string, n int, saturday bool, local ...string) string {
	d, err := time.Parse(Giorno, day)
	if err != nil {
		return ""
	}
	for ; n > 0; n-- {
		d = d.AddDate(0, 0, 1)
	}
	for d.Weekday() == time.Sunday || saturday && d.Weekday() == time.Saturday || feste(d.Year(), local...)[d.Format(Giorno)] {
		d = d.AddDate(0, 0, 1)
	}
	return d.Format(Giorno)
}

// TestTerminiContati: every day of eight years and every length of a term that the page names, for the member and
// for the Order, agrees with counting on the calendar.
func TestTerminiContati(t *testing.T) {
	p := DefaultPolicy()
	p.FestiviLocali = []string{"06-29", "12-07"}
	for d := giorno(t, "2024-01-01"); d.Year() < 2032; d = d.AddDate(0, 0, 1) {
		day := d.Format(Giorno)
		for _, n := range []int{0, 1, 10, 30, 60} {
			if got, want := p.TermineIscritto(d, n), contaGiorni(day, n, true, "06-29", "12-07"); got != want {
				t.Fatalf("member, %d days from %s: %s, want %s", n, day, got, want)
			}
			if got, want := p.TermineOrdine(d, n), contaGiorni(day, n, false, "06-29", "12-07"); got != want {
				t.Fatalf("Order, %d days from %s: %s, want %s", n, day, got, want)
			}
		}
	}
}

// TestTerminiProprieta: a term never ends on a holiday nor before its days have passed; a later delivery never ends
// earlier; the hour of the delivery does not matter, midnight in Rome does.
func TestTerminiProprieta(t *testing.T) {
	p := DefaultPolicy()
	before := ""
	for d := giorno(t, "2025-01-01"); d.Year() < 2029; d = d.AddDate(0, 0, 1) {
		end := p.TermineIscritto(d, 30)
		if end < before {
			t.Fatalf("served %s ends %s, a day earlier ends %s", d.Format(Giorno), end, before)
		}
		before = end
		last, err := time.Parse(Giorno, end)
		if err != nil || p.festivo(last) || last.Weekday() == time.Saturday || end < d.AddDate(0, 0, 30).Format(Giorno) || end > d.AddDate(0, 0, 36).Format(Giorno) {
			t.Fatalf("served %s ends %s", d.Format(Giorno), end)
		}
		noon := Roma(d)
		midnight := inizioGiorno(noon.Format(Giorno))
		for _, at := range []time.Time{midnight, midnight.Add(time.Second), inizioGiorno(noon.AddDate(0, 0, 1).Format(Giorno)).Add(-time.Second)} {
			if got := p.TermineIscritto(at, 30); got != end {
				t.Fatalf("served %s ends %s, at noon %s", Roma(at), got, end)
			}
		}
		if got := p.TermineIscritto(midnight.Add(-time.Second), 30); got != p.TermineIscritto(d.AddDate(0, 0, -1), 30) {
			t.Fatalf("a second before midnight of %s ends %s", noon.Format(Giorno), got)
		}
	}
}

// TestScadutoProprieta: a term ends once, at midnight in Rome after its last day, in summer, in winter and on the two
// days of the year that have not 24 hours.
func TestScadutoProprieta(t *testing.T) {
	for _, day := range []string{"2026-03-28", "2026-03-29", "2026-07-15", "2026-10-24", "2026-10-25", "2026-12-31", "2028-02-29"} {
		d, err := time.Parse(Giorno, day)
		if err != nil {
			t.Fatal(err)
		}
		end := inizioGiorno(d.AddDate(0, 0, 1).Format(Giorno))
		if Scaduto(day, end.Add(-time.Nanosecond)) || !Scaduto(day, end) {
			t.Errorf("%s does not end at %s", day, end)
		}
		want := 24 * time.Hour
		switch day {
		case "2026-03-29":
			want = 23 * time.Hour
		case "2026-10-25":
			want = 25 * time.Hour
		}
		if h := end.Sub(inizioGiorno(day)); h != want {
			t.Errorf("%s has %s, want %s", day, h, want)
		}
	}
	for _, bad := range []string{"2026-02-30", "28/12/2026", "2026-12-28T00:00", "domani"} {
		if Scaduto(bad, giorno(t, "2099-01-01")) {
			t.Errorf("%q, no date, ended", bad)
		}
	}
}

// TestRinnovi: the next expiry is counted from the old one; a 29 February becomes a 28th and stays one.
func TestRinnovi(t *testing.T) {
	for from, want := range map[string]string{"2024-02-29": "2027-02-28", "2027-02-28": "2030-02-28", "2025-12-31": "2028-12-31", "2021-03-01": "2024-03-01"} {
		if got := ProssimaScadenza(from, 3); got != want {
			t.Errorf("%s: %s, want %s", from, got, want)
		}
	}
	if got := ProssimaScadenza("2024-02-29", 4); got != "2028-02-29" {
		t.Errorf("from leap year to leap year: %s", got)
	}
	if DataRoma(time.Time{}) != "" || DefaultPolicy().TermineOrdine(time.Time{}, 5) != "" {
		t.Error("no instant has a day")
	}
}

// TestRomaPython asks python3's zoneinfo for the day in Rome at 3000 instants: the rule written out in Roma is a
// copy of the law, and a copy can be wrong.
func TestRomaPython(t *testing.T) {
	if err := exec.Command("python3", "-c", "import zoneinfo; zoneinfo.ZoneInfo('Europe/Rome')").Run(); err != nil {
		if os.Getenv("PECAGENT_CI") != "" {
			t.Fatalf("python3 with zone data is needed: %v", err)
		}
		t.Skip("SKIPPED: no python3 with zone data")
	}
	const script = `
import sys, zoneinfo, datetime as d
z = zoneinfo.ZoneInfo('Europe/Rome')
for i in range(3000):
    t = d.datetime(2006, 1, 1, 0, 59, 59, tzinfo=d.timezone.utc) + d.timedelta(seconds=i * 211777)
    print(t.strftime('%Y-%m-%dT%H:%M:%SZ'), t.astimezone(z).strftime('%Y-%m-%dT%H:%M:%S%z'))
`
	out, err := exec.Command("python3", "-c", script).Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	for _, l := range lines {
		utc, want, _ := strings.Cut(l, " ")
		at, err := time.Parse(time.RFC3339, utc)
		if err != nil {
			t.Fatal(err)
		}
		if got := Roma(at).Format("2006-01-02T15:04:05-0700"); got != want {
			t.Fatalf("%s: %s, python3 says %s", utc, got, want)
		}
	}
	if len(lines) != 3000 {
		t.Errorf("%d instants", len(lines))
	}
}
