package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Lengths of a convocation's texts, in characters: its subject, and any other line.
const (
	maxEvento = 200
	maxRiga   = 1000
)

var (
	reGiornoConvocazione = regexp.MustCompile(`(?:\b((?:lune|marte|mercole|giove|vener)d|sabato|domenica)(?:ì|i'|i’|i)?,? (?:il )?|\b)` +
		`(?:(\d{1,2}|primo)(?:°|º)? (gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)(?: (\d{4}))?\b|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b|(\d{4})-(\d{2})-(\d{2})\b)`)
	reSegnapostoConvocazione = regexp.MustCompile(`[{}\[\]<>|]|\.\.|…|__|\b[Xx]{2,}\b|\b[Xx]{2}/`)
)

// inizioSettimana are the days of the week as reGiornoConvocazione finds them, from Sunday.
var inizioSettimana = []string{"domenica", "luned", "marted", "mercoled", "gioved", "venerd", "sabato"}

// nonConvocabile tells in Italian what is wrong with a convocation on a day, "" when nothing is. It is asked when the
// convocation is prepared and again when it is approved: a letter to all cannot be taken back.
func (c Campagna) nonConvocabile(today string) string {
	x := c.Dati
	if len([]rune(x.Evento)) > maxEvento {
		return fmt.Sprintf("l'oggetto ha più di %d caratteri", maxEvento)
	}
	for _, line := range slices.Concat([]string{x.Evento, x.Luogo}, x.Quando, x.OrdineDelGiorno, x.AltreIndicazioni) {
		if why := rigaStrana(line); why != "" {
			return why
		}
	}
	days := 0
	for _, line := range x.Quando {
		last, n, why := giorniDetti(line, today)
		switch {
		case why != "":
			return why
		case n > 0 && last < today:
			return fmt.Sprintf("«%s»: il %s è passato", line, giornoItaliano(last))
		case last > giorniDopo(today, 2*365):
			return fmt.Sprintf("«%s»: il %s è fra più di due anni", line, giornoItaliano(last))
		}
		days += n
	}
	if days == 0 {
		return "in «quando» manca il giorno, per esempio «sabato 12 dicembre 2026, ore 9:00»"
	}
	return ""
}

// passata reports whether every day that a convocation names is over. One of which no day can be read is never over.
func (c Campagna) passata(today string) bool {
	over := false
	for _, line := range c.Dati.Quando {
		last, n, _ := giorniDetti(line, today)
		if n > 0 && last >= today {
			return false
		}
		over = over || n > 0
	}
	return over
}

// rigaStrana tells in Italian why a line cannot go to every member as it is, "" when it can.
func rigaStrana(s string) string {
	switch {
	case len(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })) == 0 || len(strings.TrimSpace(s)) < 3:
		return fmt.Sprintf("«%s» non dice nulla", s)
	case strings.ContainsAny(s, "\n\r\t"):
		return fmt.Sprintf("«%s» sta su più righe: ogni riga si scrive con la sua opzione", strings.Join(strings.Fields(s), " "))
	case strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) && r != '\u00a0' || r == unicode.ReplacementChar }):
		return fmt.Sprintf("%+q contiene caratteri che non si vedono o non si leggono", s)
	case len([]rune(s)) > maxRiga:
		return fmt.Sprintf("«%s…» ha più di %d caratteri", string([]rune(s)[:40]), maxRiga)
	}
	if hole := reSegnapostoConvocazione.FindString(s); hole != "" {
		return fmt.Sprintf("«%s» sembra incompleto: contiene «%s»", s, hole)
	}
	return ""
}

// giorniDetti finds the days that a line of «quando» names, the last of them and how many they are; why says that one does not
// exist or is not that day of the week. Without a year it is the nearest one.
func giorniDetti(line, today string) (last string, n int, why string) {
	now := inizioGiorno(today)
	for _, m := range reGiornoConvocazione.FindAllStringSubmatch(strings.ToLower(strings.Join(strings.Fields(line), " ")), -1) {
		d, month, y := numeroDi(m[2], m[5], m[10]), slices.Index(mesi, m[3])+1, numeroDi(m[4], m[7], m[8])
		if m[2] == "primo" {
			d = 1
		}
		if month == 0 {
			month = numeroDi(m[6], m[9])
		}
		day := time.Date(y, time.Month(month), d, 0, 0, 0, 0, time.UTC)
		if y == 0 {
			day = time.Date(Roma(now).Year(), time.Month(month), d, 0, 0, 0, 0, time.UTC)
			if day.AddDate(0, 6, 0).Before(now) {
				day = time.Date(Roma(now).Year()+1, time.Month(month), d, 0, 0, 0, 0, time.UTC)
			}
		}
		s := day.Format(Giorno)
		w := slices.Index(inizioSettimana, m[1])
		switch {
		case day.Day() != d || int(day.Month()) != month:
			return "", n, fmt.Sprintf("«%s»: quel giorno non esiste", line)
		case w >= 0 && int(day.Weekday()) != w:
			return "", n, fmt.Sprintf("«%s»: il %s è %s", line, giornoItaliano(s), nomeGiorno(day.Weekday()))
		}
		last, n = max(last, s), n+1
	}
	return last, n, ""
}

// numeroDi is the first of some strings that is a number, 0 for none.
func numeroDi(words ...string) int {
	for _, w := range words {
		if n, err := strconv.Atoi(w); err == nil {
			return n
		}
	}
	return 0
}

func nomeGiorno(w time.Weekday) string {
	return []string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}[w]
}
