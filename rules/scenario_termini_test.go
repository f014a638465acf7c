package rules

import (
	"strconv"
)

// comandaTermini are the commands about days alone: "termine iscritto|ordine GIORNO [ORA] [giorni=30]" the last day of a
// term from a receipt of that day, "rinnovo GIORNO ANNI" the next expiry. ok is false for any other word.
func (o *ordine) comandaTermini(word string, args []string, opt map[string]string) (string, bool) {
	switch word {
	case "termine":
		hour, days := "10:00", 30
		if len(args) > 2 {
			hour = args[2]
		}
		if v := opt["giorni"]; v != "" {
			days = o.intero(v)
		}
		from := romano(o.t, args[1]+" "+hour)
		if args[0] == "ordine" {
			return "entro il " + giornoItaliano(o.p.TermineOrdine(from, days)), true
		}
		return "entro il " + giornoItaliano(o.p.TermineIscritto(from, days)), true
	case "rinnovo":
		return "scade il " + giornoItaliano(ProssimaScadenza(args[0], o.intero(args[1]))), true
	}
	return "", false
}

func (o *ordine) intero(s string) int {
	o.t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}
