package console

import (
	"fmt"
	"time"

	"pecagent/agent/office"
	"pecagent/rules"
)

// linea is a member's time line as a picture: bars for what lasted, dots for what happened, years below.
type linea struct {
	Larga, Alta int
	Corsie      []corsia
	Anni        []segno
	Vuota       bool
	Dal, Al     string
}

type corsia struct {
	Nome  string
	Y     int
	Barre []barra
	Punti []segno
}

type barra struct {
	X, L int
	Tono string
	Dice string
}

type segno struct {
	X    int
	Tono string
	Dice string
}

// Measures of the picture, in its own units.
const (
	lineaSinistra = 118
	lineaDestra   = 1090
	corsiaAlta    = 32
)

// lineaDi draws what is known of a member.
func lineaDi(v office.VistaIscritto, now time.Time) linea {
	begin := inizioLinea(v, now)
	x := func(t time.Time) int {
		if t.Before(begin) {
			t = begin
		}
		if t.After(now) {
			t = now
		}
		return lineaSinistra + int(float64(lineaDestra-lineaSinistra)*float64(t.Sub(begin))/float64(now.Sub(begin)))
	}
	l := linea{Larga: lineaDestra + 20, Dal: office.GiornoDi(rules.DataRoma(begin)), Al: office.GiornoDi(rules.DataRoma(now))}
	bar := func(from, to time.Time, tone, format string, args ...any) barra {
		a := x(from)
		return barra{a, max(4, x(to)-a), tone, fmt.Sprintf(format, args...)}
	}
	home := corsia{Nome: "Domicilio"}
	for _, c := range v.Precedenti {
		home.Barre = append(home.Barre, bar(c.Dal, c.Fino, "prima", "%s, fino al %s", office.VisibleLine(c.Indirizzo), office.Giorno(c.Fino)))
	}
	if d := v.Domicilio; d != nil {
		tone := "bene"
		if v.Difetto != nil {
			tone = "male"
		}
		home.Barre = append(home.Barre, bar(d.Dal, now, tone, "%s, dal %s", office.VisibleLine(d.Indirizzo), office.Giorno(d.Dal)))
	}
	asked := corsia{Nome: "Richieste"}
	for _, r := range v.Richieste {
		end := r.Chiusa
		if end.IsZero() {
			end = now
			if !r.Stato.Aperta() {
				end = r.Ricevuta
			}
		}
		asked.Barre = append(asked.Barre, bar(r.Ricevuta, end, diRichiesta(r.Stato).Tono, "%s, ricevuta il %s: %s", nomeRichiesta(r.Tipo), office.Giorno(r.Ricevuta), diRichiesta(r.Stato).Dice))
	}
	sent := corsia{Nome: "Lettere"}
	for _, s := range v.Lettere {
		sent.Punti = append(sent.Punti, segno{x(s.Creata), diLettera(s.Stato).Tono, fmt.Sprintf("%s del %s: %s", s.Modello, office.Giorno(s.Creata), diLettera(s.Stato).Dice)})
	}
	cases := corsia{Nome: "Diffide"}
	for _, c := range v.Diffide {
		if t, err := time.Parse(time.DateOnly, c.RilevataIl); err == nil {
			end := now
			if f, err := time.Parse(time.DateOnly, c.FineGiorno); err == nil {
				end = f
			}
			cases.Barre = append(cases.Barre, bar(t, end, "male", "%s per %s: %s", c.ID, c.Motivo, c.Stato))
		}
	}
	for _, c := range []corsia{home, asked, sent, cases} {
		if len(c.Barre)+len(c.Punti) > 0 {
			c.Y = len(l.Corsie)*corsiaAlta + 8
			l.Corsie = append(l.Corsie, c)
		}
	}
	l.Alta, l.Vuota = len(l.Corsie)*corsiaAlta+34, len(l.Corsie) == 0
	l.Anni = anni(begin, now, x)
	return l
}

// inizioLinea is a little before the first thing that is known, at least ten days ago.
func inizioLinea(v office.VistaIscritto, now time.Time) time.Time {
	begin := now.AddDate(0, 0, -10)
	first := func(t time.Time) {
		if !t.IsZero() && t.Before(begin) && t.After(now.AddDate(-30, 0, 0)) {
			begin = t
		}
	}
	for _, c := range v.Precedenti {
		first(c.Dal)
	}
	if v.Domicilio != nil {
		first(v.Domicilio.Dal)
	}
	for _, r := range v.Richieste {
		first(r.Ricevuta)
	}
	for _, s := range v.Lettere {
		first(s.Creata)
	}
	return begin.Add(-now.Sub(begin) / 30)
}

// anni are the marks of the scale: years, or months where it is short.
func anni(begin, now time.Time, x func(time.Time) int) (list []segno) {
	step, form := 1, "01/2006"
	switch months := int(now.Sub(begin).Hours() / 24 / 30); {
	case months < 2:
		return settimaneLinea(begin, now, x)
	case months > 60:
		step, form = 24, "2006"
	case months > 18:
		step, form = 12, "2006"
	case months > 6:
		step = 3
	}
	t := time.Date(begin.Year(), begin.Month(), 1, 0, 0, 0, 0, time.UTC)
	if step >= 12 {
		t = time.Date(begin.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	for ; t.Before(now); t = t.AddDate(0, step, 0) {
		if !t.Before(begin) {
			list = append(list, segno{X: x(t), Dice: t.Format(form)})
		}
	}
	return list
}

// settimaneLinea are the Mondays of a short scale.
func settimaneLinea(begin, now time.Time, x func(time.Time) int) (list []segno) {
	for t := begin.Truncate(24 * time.Hour); t.Before(now); t = t.AddDate(0, 0, 1) {
		if t.Weekday() == time.Monday && t.After(begin) {
			list = append(list, segno{X: x(t), Dice: t.Format("02/01")})
		}
	}
	return list
}

// nomeRichiesta is a type of request in words.
func nomeRichiesta(tipo string) string {
	if s := office.RichiestaInParole(tipo); s != "" {
		return s
	}
	return tipo
}
