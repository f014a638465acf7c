package rules

import (
	"slices"
	"strconv"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/places"
)

// nomeDichiarato is what stands after "sottoscritto" up to the data that follow, as written; "" when nothing does.
func nomeDichiarato(nuovo string, ws []parola) string {
	rs := []rune(nuovo)
	for i, w := range ws {
		if !prefisso(w.s, "sottoscritt") || w.virgola || w.fine {
			continue
		}
		j := i + 1
		for j < len(ws) && j <= i+8 && !fineNome(ws[j].s) && ws[j].end <= len(rs) {
			j++
			if ws[j-1].virgola || ws[j-1].fine && !titolo(ws[j-1].s) {
				break
			}
		}
		if j > i+1 {
			return soloNome(string(rs[ws[i+1].start:ws[j-1].end]))
		}
	}
	return ""
}

// soloNome takes titles off a name.
func soloNome(s string) string {
	var out []string
	for _, f := range strings.Fields(s) {
		if t := strings.ToLower(f); !strings.Contains(t, ".") || !prefisso(t, "dott", "dr", "prof", "ing", "avv", "geom", "arch") {
			out = append(out, f)
		}
	}
	return strings.Join(out, " ")
}

func titolo(s string) bool {
	return prefisso(s, "dott", "prof") || s == "dr" || s == "ssa" || s == "ssa." || s == "geom" || s == "sig" || s == "ra"
}

func fineNome(s string) bool {
	switch s {
	case "cf", "c", "cod", "codice", "nato", "nata", "residente", "chiede", "chiedo", "chiedono", "chiedere", "comunica", "dichiara", "sospeso", "sospesa", "in", "con", "@",
		"è", "dispone", "possiede", "ha", "rinuncia", "intende", "desidera", "vi", "non", "si", "ne", "che", "già", "informa", "prega", "risulta", "utilizza", "usa", "manifesta", "trasmette", "premesso", "avendo", "essendo", "non più":
		return true
	}
	return prefisso(s, "iscritt") || strings.ContainsAny(s, "0123456789")
}

// numeroDichiarato is the enrolment number a text gives, or "". Several distinct ones are given together: such a number is nobody's.
func numeroDichiarato(pieces ...*places.Sheet) string {
	var list distinti
	for _, riga := range pieces {
		for _, re := range []string{reNumeroA, reNumeroB, reNumeroC} {
			if !riga.Has(re) {
				continue
			}
			for _, m := range schemi[re].FindAllStringSubmatch(riga.String(), maxNumeri) {
				list.add(strings.TrimLeft(m[1], "0"))
			}
		}
	}
	return strings.Join(list.in, "/")
}

// maxNumeri is how many enrolment numbers are looked at: two distinct ones are one too many.
const maxNumeri = 8

// decorrenza is a day named with "dal"; year 0 when none was written.
type decorrenza struct{ anno, mese, giorno int }

var mesi = []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

// leggiDecorrenza reads "dal 1° dicembre", "dal primo dicembre", "a decorrere dal 01/12/2026".
func leggiDecorrenza(riga *places.Sheet) (d decorrenza, ok bool) {
	m := pezzi(riga, reDecorrenza)
	if m == nil {
		return d, false
	}
	if d.giorno, _ = strconv.Atoi(m[1]); m[1] == "primo" {
		d.giorno = 1
	}
	if d.mese = slices.Index(mesi, m[2]) + 1; d.mese == 0 {
		d.mese, _ = strconv.Atoi(m[2])
	}
	d.anno, _ = strconv.Atoi(m[3])
	return d, d.giorno >= 1 && d.giorno <= 31 && d.mese >= 1 && d.mese <= 12
}

// fineDelVecchio reports whether the day the text names is the end of something and not the beginning of the new: "dal 1° dicembre il
// vecchio sarà chiuso".
func (l *lettura) fineDelVecchio() bool {
	if !l.riga.Has(reDecorrenza) {
		return false
	}
	s := l.riga.String()
	at := schemi[reDecorrenza].FindStringIndex(s)
	if at == nil {
		return false
	}
	rest := s[at[1]:]
	if end := strings.IndexByte(rest, '.'); end >= 0 {
		rest = rest[:end]
	}
	ws := inParole(rest[:min(len(rest), 200)])
	for i := range ws {
		if ws[i].s == "@" {
			return false
		}
		if finita(ws, i) || prefisso(ws[i].s, "vecchi", "precedent") {
			return true
		}
	}
	return false
}

// riferimenti are our case references that a text names, in order, distinct.
func riferimenti(texts ...string) []string {
	var list distinti
	for _, s := range texts {
		for _, r := range schemi[reRif].FindAllString(strings.ToUpper(s), -1) {
			list.add(r)
		}
	}
	return list.in
}

// conteso reports whether the writer calls the box he writes from his new one, while addr, another, is not called anything:
// a box he writes from is then a candidate as good as the other (order.md §7).
func (l *lettura) conteso(addr string) bool {
	from := l.mittente()
	return addr != "" && from != "" && addr != from && l.presentato(from, rePresentaMittente) && !l.presentato(addr, rePresentaAltro)
}

// presentato reports whether the words right before an address in the new text match the pattern, wherever it stands.
func (l *lettura) presentato(addr, pattern string) bool {
	rs := []rune(l.t.Piegato)
	for _, k := range l.t.Indirizzi {
		if k.Dove == mailparse.InNuovo && k.Valore == addr && k.Start <= len(rs) && schemi[pattern].MatchString(string(rs[max(0, k.Start-40):k.Start])) {
			return true
		}
	}
	return false
}

// Answers to a question of ours.
const (
	rispostaSi        = "SI"
	rispostaNo        = "NO"
	rispostaOperatore = "OPERATORE"
)

// leggiRisposta reads a text as the answer to a question of ours. A denial anywhere wins over everything else;
// a yes must begin a short text ("si chiede …" is no yes).
func leggiRisposta(ws []parola, riga *places.Sheet) string {
	if nega(ws, riga) {
		return rispostaNo
	}
	if len(ws) > 0 && len(ws) <= 40 && riga.Has(reOperatore) {
		return rispostaOperatore
	}
	if len(ws) == 0 || len(ws) > 40 {
		return ""
	}
	for len(ws) > 1 && len(ws[0].s) > 0 && saluto(ws[0].s) {
		ws = ws[1:]
	}
	if slices.ContainsFunc(ws, func(w parola) bool { return w.s == "aspettate" || w.s == "attendete" }) {
		return "" // "sì, ma aspettate": not a plain yes
	}
	if s := ws[0].s; s == "si" || s == "sì" {
		if len(ws) > 1 && !ws[0].virgola && !ws[0].fine && prefisso(ws[1].s, "chied", "richied", "comunic", "trasmett", "alleg", "inform", "preg") {
			return ""
		}
		return rispostaSi
	}
	if prefisso(ws[0].s, "confermo", "ok", "okay", "corretto", "esatto", "certo") && !condizionato(ws, 0) || prefisso(riga.String(), "va bene", "d'accordo", "sono stato io", "sono stata io") {
		return rispostaSi
	}
	return ""
}

// saluto reports whether a word may stand before an answer: a salutation, a place and a day.
func saluto(s string) bool {
	return (innocue[s] || titoli[s] || saluti[s] || s == "presidente" || strings.Trim(s, "0123456789") == "") && classeVerbo(s) == nessunVerbo && classeCosa(s) == nessunaCosa &&
		!esplicito(s) && s != "si" && s != "sì" && s != "ok" && s != "confermo" && s != "conferma"
}

// nega finds "non sono io", "errore", "no" and the like.
func nega(ws []parola, riga *places.Sheet) bool {
	if len(ws) > 0 && ws[0].s == "no" {
		return true
	}
	return riga.Has(reNega)
}

// scelta is the number of an option chosen ("1", "la 2", "risposta: 2"), 0 when none or more than one is.
func scelta(ws []parola) int {
	if len(ws) > 40 {
		return 0
	}
	n := 0
	for i, w := range ws {
		v, err := strconv.Atoi(w.s)
		if o := ordinali[w.s]; o > 0 && i > 0 && slices.Contains([]string{"la", "il", "lo"}, ws[i-1].s) {
			v, err = o, nil
		}
		if err == nil && v > 0 && v < 10 && (len(ws) <= 12 || i < 4) {
			if n != 0 && n != v {
				return 0
			}
			n = v
		}
	}
	return n
}

// ordinali are the options named with a word: "la prima", "il secondo".
var ordinali = map[string]int{"prima": 1, "primo": 1, "seconda": 2, "secondo": 2, "terza": 3, "terzo": 3, "quarta": 4, "quarto": 4}

// codici gives the distinct codes of a kind in the pieces named, in order.
func codici(list []mailparse.Candidato, valid bool, dove ...mailparse.Dove) []string {
	var out distinti
	for _, c := range list {
		if c.Valido == valid && slices.Contains(dove, c.Dove) {
			out.add(c.Valore)
		}
	}
	return out.in
}

// distinti is a list without repetitions, in the order of adding.
type distinti struct {
	in   []string
	seen map[string]bool
}

func (d *distinti) add(s string) {
	if d.seen[s] {
		return
	}
	if d.seen == nil {
		d.seen = map[string]bool{}
	}
	d.seen[s] = true
	d.in = append(d.in, s)
}
