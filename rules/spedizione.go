package rules

import (
	"slices"
	"strings"
	"time"
)

// Limits that no configuration names.
const (
	maxIscrittoGiorno = 6
	unGiorno          = 24 * time.Hour
	attesaRicerca     = 2 * time.Hour // before an INCERTA letter is looked for (order.md §6.4)
	predefinito       = "lun-ven 08:00-19:00"
	approvata         = "approvata da una persona" // Lettera.Trattenuta: no limit per member holds it any more
)

// Pronte gives the letters that may go out now, in the order of their ids: IN_PARTENZA whose delay is over and
// IN_CODA whose retry time has come. Nothing is ready in mode osserva, when sending is stopped, or outside
// the sending hours. The limits of R-303 cut the list; what they hold is shown to a person by the next
// Ticked. A caller sends one, commits its steps and asks again, or takes the list as it is: it never holds
// more than the limits allow together.
func Pronte(p *Policy, s Snapshot, now time.Time) []Lettera {
	if s.Stato.Modo.Fermo || (s.Stato.Modo.Modo != Proponi && s.Stato.Modo.Modo != Automatico) || !orarioDiInvio(p, now) {
		return nil
	}
	room := posto(p, s, now)
	var out []Lettera
	ready := mature(s, now)
	slices.SortStableFunc(ready, func(a, b Lettera) int { return senno(a) - senno(b) })
	for _, l := range ready {
		if l.massiva() {
			out = append(out, l)
			continue
		}
		if room == 0 {
			continue
		}
		if trattiene(p, s, l, out, now) == "" {
			out = append(out, l)
			room--
		}
	}
	return out
}

// senno puts first the anchor of the log, which has to leave before the act it was made for, and last the letters that could
// not be written: no limit is spent on them while others wait.
func senno(l Lettera) int {
	switch {
	case l.Modello == ModelloAncora:
		return -1
	case l.scrivibile():
		return 0
	}
	return 1
}

// massiva reports whether a letter belongs to a communication to many that a person approved: the limits of R-303 are apart.
func (l Lettera) massiva() bool {
	return strings.HasPrefix(l.Caso, "CAM-") || l.Dettaglio == dettaglioFine && strings.HasPrefix(l.Caso, "ATT-")
}

// DaCercare gives the INCERTA letters that every folder has to be searched for now: two hours after the doubt
// no receipt has come (order.md §6.4, R-304).
func DaCercare(p *Policy, s Snapshot, now time.Time) []Lettera {
	var out []Lettera
	for _, l := range vive(s) {
		if l.Stato == LIncerta && l.TAccettazione.IsZero() && !now.Before(scadenzaDubbio(l)) {
			out = append(out, l)
		}
	}
	return out
}

// scadenzaDubbio is when an INCERTA letter may be looked for.
func scadenzaDubbio(l Lettera) time.Time {
	if l.NonPrima.IsZero() {
		return l.TInvio.Add(attesaRicerca)
	}
	return l.NonPrima
}

// vive reads the letters that are not final, in the order of their ids.
func vive(s Snapshot) []Lettera {
	var out []Lettera
	for _, id := range s.Cerca(LettereVive, "") {
		if l, ok := s.Lettera(id); ok {
			out = append(out, l)
		}
	}
	return out
}

// mature gives the letters whose own time to go has come.
func mature(s Snapshot, now time.Time) []Lettera {
	return slices.DeleteFunc(vive(s), func(l Lettera) bool {
		return l.Stato != LInPartenza && l.Stato != LInCoda || now.Before(l.NonPrima)
	})
}

// posto is how many letters may still go by max_ora and max_giorno; -1 is no limit.
func posto(p *Policy, s Snapshot, now time.Time) int {
	room := -1
	cut := func(limit int, within time.Duration) {
		if limit > 0 {
			if n := max(0, limit-inviate(s, now, within)); room < 0 || n < room {
				room = n
			}
		}
	}
	cut(p.Invio.MaxOra, time.Hour)
	cut(p.Invio.MaxGiorno, unGiorno)
	return room
}

func inviate(s Snapshot, now time.Time, within time.Duration) int {
	n := 0
	for _, t := range s.Stato.Invii {
		if now.Sub(t) < within {
			n++
		}
	}
	return n
}

// trattiene tells in Italian why the limits per member hold a letter, "" when they do not. chosen are letters
// that go out before it now. An Order that switched max_giorno off switched these off too.
func trattiene(p *Policy, s Snapshot, l Lettera, chosen []Lettera, now time.Time) string {
	if defunto(s, l) {
		return "l'iscritto è deceduto: nessuna lettera parte verso le sue caselle (R-133)"
	}
	if l.Modello == "T-10" && l.Stato == LInPartenza {
		if why := p.inFinestraDiffida(DataRoma(now)); why != "" { // approved before it
			return why
		}
	}
	if p.Invio.MaxGiorno <= 0 || l.Modello == ModelloAncora || l.massiva() || l.Stato == LInCoda || l.Trattenuta == approvata {
		return "" // composed: it passed already, a second try is the same letter
	}
	same, day := 0, 0
	for _, o := range append(recenti(s, l, now), chosen...) {
		if o.ID == l.ID || o.massiva() || !stessoDestinatario(o, l) {
			continue
		}
		day++
		if l.Modello != ModelloFlusso && o.Modello == l.Modello && o.Dettaglio == l.Dettaglio && o.A == l.A {
			same++
		}
	}
	switch {
	case same > 0:
		return "una lettera uguale è già partita per lo stesso destinatario nelle ultime 24 ore"
	case day >= maxIscrittoGiorno:
		return "sono già partite sei lettere per lo stesso iscritto nelle ultime 24 ore"
	}
	return ""
}

// defunto reports whether a letter would go to somebody who died; what is written to his heirs may go.
func defunto(s Snapshot, l Lettera) bool {
	cfs := slices.Concat(s.Cerca(PerDomicilio, l.A), s.Cerca(PerCasella, l.A), s.Cerca(PerEmail, l.A))
	return len(cfs) > 0 && !slices.ContainsFunc(cfs, func(cf string) bool { m, ok := s.Iscritto(cf); return ok && m.Stato != Deceduto })
}

func stessoDestinatario(a, b Lettera) bool { return a.A == b.A || a.CF != "" && a.CF == b.CF }

// recenti gives the letters of the last 24 hours to the recipient of l or to the same member.
func recenti(s Snapshot, l Lettera, now time.Time) []Lettera {
	ids := slices.Clone(s.Cerca(PerDestinatario, l.A))
	if l.CF != "" {
		for _, r := range s.Cerca(PerIscritto, l.CF) {
			ids = append(ids, s.Cerca(PerLettereDi, r)...)
		}
	}
	slices.Sort(ids)
	var out []Lettera
	for _, id := range slices.Compact(ids) {
		if o, ok := s.Lettera(id); ok && !o.TInvio.IsZero() && now.Sub(o.TInvio) < unGiorno {
			out = append(out, o)
		}
	}
	return out
}

// orarioDiInvio reports whether letters may go out at an instant by invio.orario: "sempre" or days and hours
// in Italy such as "lun-ven 08:00-19:00". Words it cannot read mean the hours of the default, never always.
func orarioDiInvio(p *Policy, now time.Time) bool {
	if p.Invio.Orario == "sempre" {
		return true
	}
	days, from, to, ok := leggiOrario(p.Invio.Orario)
	if !ok {
		days, from, to, _ = leggiOrario(predefinito)
	}
	r := Roma(now)
	hm := r.Format("15:04")
	return days[r.Weekday()] && hm >= from && hm < to
}

// OrarioValido reports whether invio.orario can be read.
func OrarioValido(s string) bool {
	_, _, _, ok := leggiOrario(s)
	return ok || s == "sempre"
}

func leggiOrario(s string) (days [7]bool, from, to string, ok bool) {
	w := strings.Fields(strings.ToLower(s))
	if len(w) != 2 {
		return days, "", "", false
	}
	first, last, isRange := strings.Cut(w[0], "-")
	if !isRange {
		last = first
	}
	a, b := giornoSettimana(first), giornoSettimana(last)
	from, to, isRange = strings.Cut(w[1], "-")
	if a < 0 || b < 0 || !isRange || !oraValida(from) || !oraValida(to) || from >= to {
		return days, "", "", false
	}
	for d := a; ; d = (d + 1) % 7 {
		days[d] = true
		if d == b {
			return days, from, to, true
		}
	}
}

func giornoSettimana(s string) int {
	return slices.Index([]string{"dom", "lun", "mar", "mer", "gio", "ven", "sab"}, s)
}

func oraValida(s string) bool {
	if s == "24:00" {
		return true
	}
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == 5
}
