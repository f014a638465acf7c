package console

import (
	"time"

	"pecagent/agent/office"
	"pecagent/rules"
)

// rotteScadenze is the calendar of what is due.
func rotteScadenze() []rotta {
	return []rotta{{Schema: "GET /scadenze", Ruoli: conNomi, Fa: (*pagina).scadenze}}
}

// casellaGiorno is a day of the calendar.
type casellaGiorno struct {
	Giorno string // yyyy-mm-dd
	N      int
	Quanti int
	Fuori  bool // of another month
	Oggi   bool
	Festa  bool
	Tardi  bool
}

// rigaScadenza is one line of the list.
type rigaScadenza struct {
	rules.Scadenza
	Tra  int // days from today; negative: late
	Dove string
}

// maxScadenze is how many lines the list shows.
const maxScadenze = 300

// scadenze shows a month as a calendar, and the list of what is due in it; of the present month also what is late.
func (p *pagina) scadenze() error {
	today := rules.DataRoma(p.Env.Now())
	q := p.r.URL.Query()
	month, err := time.Parse("2006-01", q.Get("mese"))
	if err != nil {
		month, err = time.Parse("2006-01", today[:7])
	}
	if err != nil {
		return err
	}
	first, last := month, month.AddDate(0, 1, -1)
	grid := first.AddDate(0, 0, -((int(first.Weekday()) + 6) % 7))
	end := grid.AddDate(0, 0, 41)
	all, err := p.c.specchio.Scadenze(p.Env, day(grid), day(end))
	if err != nil {
		return err
	}
	from, to := day(first), day(last)
	if g := q.Get("giorno"); g != "" {
		from, to = g, g
	} else if today[:7] == day(first)[:7] {
		from = "" // what is late belongs to today
	}
	list, err := p.c.specchio.Scadenze(p.Env, from, to)
	if err != nil {
		return err
	}
	if solo := q.Get("di"); solo != "" {
		list, all = soloDi(list, solo), soloDi(all, solo)
	}
	v := struct {
		Mese, Titolo, Prima, Dopo, Giorno, Di string
		Settimane                             [][]casellaGiorno
		Righe                                 []rigaScadenza
		Oltre                                 int
	}{Mese: day(first)[:7], Titolo: meseInParole(first), Giorno: q.Get("giorno"), Di: q.Get("di"), Settimane: settimane(grid, first, today, all)}
	v.Prima, v.Dopo = con(q, "/scadenze", "mese", day(first.AddDate(0, -1, 0))[:7]), con(q, "/scadenze", "mese", day(first.AddDate(0, 1, 0))[:7])
	v.Oltre = max(0, len(list)-maxScadenze)
	seen := rules.Accesso{Comando: "report deadlines"}
	for _, s := range list[:min(len(list), maxScadenze)] {
		v.Righe = append(v.Righe, rigaScadenza{s, tra(today, s.Giorno), doveScadenza(s)})
		seen.CF = append(seen.CF, s.CF)
	}
	p.Env.VistoElenco(p.r.Context(), seen)
	return p.pagina("scadenze", "Scadenze", v)
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

func soloDi(list []rules.Scadenza, di string) (some []rules.Scadenza) {
	for _, s := range list {
		if s.Di == di {
			some = append(some, s)
		}
	}
	return some
}

// settimane are the six weeks of the picture.
func settimane(grid, month time.Time, today string, list []rules.Scadenza) [][]casellaGiorno {
	count := map[string]int{}
	for _, s := range list {
		count[s.Giorno]++
	}
	var weeks [][]casellaGiorno
	for w := range 6 {
		var row []casellaGiorno
		for d := range 7 {
			t := grid.AddDate(0, 0, 7*w+d)
			g := day(t)
			row = append(row, casellaGiorno{g, t.Day(), count[g], t.Month() != month.Month(), g == today, d == 6, g < today && count[g] > 0})
		}
		if w < 5 || !row[0].Fuori {
			weeks = append(weeks, row)
		}
	}
	return weeks
}

// tra is how many days there are from one civil day to another.
func tra(from, to string) int {
	a, errA := time.Parse(time.DateOnly, from)
	b, errB := time.Parse(time.DateOnly, to)
	if errA != nil || errB != nil {
		return 0
	}
	return int(b.Sub(a).Hours()) / 24
}

// doveScadenza is the page where the matter is seen.
func doveScadenza(s rules.Scadenza) string {
	switch {
	case len(s.ID) > 4 && s.ID[:4] == "LET-":
		return "/comunicazione/" + s.ID
	case len(s.ID) > 4 && s.ID[:4] == "SEG-":
		return "/pratica/" + s.ID
	case s.CF != "":
		return "/iscritto/" + s.CF
	}
	return ""
}

var mesi = [...]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

func meseInParole(t time.Time) string { return mesi[t.Month()-1] + " " + t.Format("2006") }

// giorni reads the two ends of an interval of civil days, either of which may be missing.
func giorni(dal, al string) (from, to time.Time, err error) {
	from, to, err = office.Intervallo(dal, al)
	if err != nil {
		return from, to, richiesta("Le date vanno scritte come 2026-11-23, e la prima non viene dopo la seconda.")
	}
	return from, to, nil
}
