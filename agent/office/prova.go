package office

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/mailparse"
	"pecagent/rules"
)

// RigaProva is one row of "report --prova".
type RigaProva struct {
	Messaggio string         `json:"messaggio"`
	Quando    string         `json:"quando,omitempty"`
	Mittente  string         `json:"mittente,omitempty"`
	CF        string         `json:"cf,omitempty"`
	Tipo      string         `json:"tipo"`
	Agente    []string       `json:"agente,omitempty"` // letters that it would have written
	Auto      string         `json:"auto"`
	Perche    string         `json:"perche,omitempty"` // why the agent
	Ufficio   []UfficioProva `json:"ufficio,omitempty"`
	Confronto string         `json:"confronto"`
	Manca     string         `json:"manca,omitempty"` // what one would have to know
}

// UfficioProva is an answer of the office, as far as the mailbox shows it.
type UfficioProva struct {
	ID     string `json:"id"`
	Quando string `json:"quando"`
	Prova  string `json:"prova"`
	Testo  string `json:"testo,omitempty"`
	Nota   string `json:"nota,omitempty"`
	Da     string `json:"da,omitempty"`
}

// SommaProva counts the rows of one type.
type SommaProva struct {
	Somma    string         `json:"somma"` // R4; "" is all of them
	Messaggi int            `json:"messaggi"`
	Esiti    map[string]int `json:"esiti"`
}

// esitiProva are the outcomes in the order of the columns, each as people read it.
var esitiProva = [][2]string{
	{rules.ProvaUguale, "uguale"}, {rules.ProvaDiversa, "diversa"}, {rules.ProvaSoloAgente, "solo l'agente"},
	{rules.ProvaSoloUfficio, "solo l'ufficio"}, {rules.ProvaNessuno, "nessuno dei due"}, {rules.ProvaNonSiSa, "non si sa"},
}

// reportProva shows the trial period: what the agent would have answered beside what the office answered.
func reportProva(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("report --prova")
	asCSV, only := fs.Bool("csv", false, ""), fs.Bool("somme", false, "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	rows, sums, err := e.prova()
	if err != nil {
		return err
	}
	if *only {
		rows = nil
	}
	e.vistaProva(ctx, rows)
	switch {
	case *asJSON:
		return e.provaJSON(rows, sums)
	case *asCSV && *only:
		return e.sommeCSV(sums)
	case *asCSV:
		return e.provaCSV(rows)
	}
	e.provaTesto(rows, sums)
	return nil
}

// prova reads the rows of the trial and counts them.
func (e *Env) prova() (rows []RigaProva, sums []SommaProva, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		for _, r := range rules.Prova(a) {
			rows = append(rows, e.rigaDi(r))
		}
		return nil
	})
	return rows, somme(rows), err
}

// PeriodoDiProva is the trial for the console; the looking is recorded.
func (e *Env) PeriodoDiProva(ctx context.Context) (rows []RigaProva, sums []SommaProva, err error) {
	if rows, sums, err = e.prova(); err == nil {
		e.vistaProva(ctx, rows)
	}
	return rows, sums, err
}

// vistaProva records whose answers were shown.
func (e *Env) vistaProva(ctx context.Context, rows []RigaProva) {
	seen := rules.Accesso{Comando: "report --prova"}
	for _, r := range rows {
		seen.CF, seen.Cose = append(seen.CF, r.CF), append(seen.Cose, r.Messaggio)
	}
	if len(rows) > 0 {
		e.accesso(ctx, seen)
	}
}

// EsitiProva are the outcomes of the comparison: code and words.
func EsitiProva() [][2]string { return esitiProva }

// Dice tells an answer of the office in words.
func (u UfficioProva) Dice() string { return ufficioDetto(u) }

func (e *Env) rigaDi(r rules.RigaProva) RigaProva {
	v, d := r.Verdetto, r.Verdetto.Decisione
	row := RigaProva{Messaggio: v.SHA256, Mittente: v.Mittente, CF: d.CF, Tipo: d.Type, Agente: slices.Concat(d.Reply, d.Draft), Auto: d.Auto, Perche: d.Why,
		Confronto: r.Esito, Manca: r.Perche}
	if v.Istante.IsZero() {
		v.Istante = v.Arrivo
	}
	row.Quando = rules.Roma(v.Istante).Format(time.RFC3339)
	for _, m := range r.Mani {
		row.Ufficio = append(row.Ufficio, UfficioProva{ID: m.ID, Quando: rules.Roma(m.Istante).Format(time.RFC3339), Prova: m.Prova,
			Testo: e.testoMano(m), Nota: m.Nota, Da: m.Da})
	}
	return row
}

// testoMano is the beginning of what the office wrote, without what it quotes; "" where its bytes do not give it.
func (e *Env) testoMano(m rules.Mano) string {
	const most = 400
	if m.SHA256 == "" {
		return ""
	}
	raw, err := e.Store.Raw(m.SHA256)
	if err != nil {
		return "(non leggibile: " + err.Error() + ")"
	}
	p, err := mailparse.Parse(raw)
	if err != nil || p.Inner == nil {
		return ""
	}
	var kept []string
	for line := range strings.Lines(p.Inner.Text) {
		if !strings.HasPrefix(strings.TrimSpace(line), ">") {
			kept = append(kept, line)
		}
	}
	text := []rune(strings.Join(strings.Fields(strings.Join(kept, " ")), " "))
	return string(text[:min(len(text), most)])
}

// somme counts by type, in the order of the types, and in all.
func somme(rows []RigaProva) []SommaProva {
	all := SommaProva{Esiti: map[string]int{}}
	by := map[string]*SommaProva{}
	for _, r := range rows {
		of := cmp.Or(r.Tipo, "senza tipo") // a quarantine has none; no name is that of the whole
		if by[of] == nil {
			by[of] = &SommaProva{Somma: of, Esiti: map[string]int{}}
		}
		for _, s := range []*SommaProva{by[of], &all} {
			s.Messaggi++
			s.Esiti[r.Confronto]++
		}
	}
	var list []SommaProva
	for _, s := range by {
		list = append(list, *s)
	}
	slices.SortFunc(list, func(a, b SommaProva) int { return strings.Compare(ordineTipo(a.Somma), ordineTipo(b.Somma)) })
	return append(list, all)
}

// ordineTipo sorts R2 before R10.
func ordineTipo(t string) string {
	return strings.Repeat("0", max(0, 4-len(t))) + t
}

func (e *Env) provaJSON(rows []RigaProva, sums []SommaProva) error {
	for _, r := range rows {
		if err := e.emit(r); err != nil {
			return err
		}
	}
	for _, s := range sums {
		if err := e.emit(s); err != nil {
			return err
		}
	}
	return nil
}

func (e *Env) provaCSV(rows []RigaProva) error {
	table := [][]string{{"messaggio", "quando", "mittente", "cf", "tipo", "agente", "auto", "perche", "ufficio_quando", "ufficio_prova", "ufficio_testo", "confronto", "nota", "da"}}
	for _, r := range rows {
		var when, shown, text, note, who []string
		for _, u := range r.Ufficio {
			when, shown, text = append(when, u.Quando), append(shown, u.Prova), append(text, u.Testo)
			note, who = append(note, u.Nota), append(who, u.Da)
		}
		join := func(l []string) string { return strings.Trim(strings.Join(l, " | "), " |") }
		table = append(table, []string{r.Messaggio, r.Quando, r.Mittente, r.CF, r.Tipo, strings.Join(r.Agente, " "), r.Auto, r.Perche, join(when), join(shown), join(text), r.Confronto, join(note), join(who)})
	}
	return e.tabella(table)
}

func (e *Env) sommeCSV(sums []SommaProva) error {
	head := []string{"tipo", "messaggi"}
	for _, x := range esitiProva {
		head = append(head, x[0])
	}
	table := [][]string{head}
	for _, s := range sums {
		row := []string{s.Somma, fmt.Sprint(s.Messaggi)}
		if s.Somma == "" {
			row[0] = "tutti"
		}
		for _, x := range esitiProva {
			row = append(row, fmt.Sprint(s.Esiti[x[0]]))
		}
		table = append(table, row)
	}
	return e.tabella(table)
}

// tabella writes CSV as spreadsheets of an Italian office read it.
func (e *Env) tabella(rows [][]string) error {
	w := csv.NewWriter(e.Out)
	w.Comma = ';'
	for _, r := range rows {
		for i := range r {
			r[i] = cella(r[i])
		}
		if err := w.Write(r); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func (e *Env) provaTesto(rows []RigaProva, sums []SommaProva) {
	name := map[string]string{}
	for _, x := range esitiProva {
		name[x[0]] = x[1]
	}
	for _, r := range rows {
		at, _ := time.Parse(time.RFC3339, r.Quando)
		e.printf("%s  %s  %s  messaggio %.12s: %s\n", giorno(at), r.Tipo, orNone(VisibleLine(r.Mittente)), r.Messaggio, strings.ToUpper(name[r.Confronto]))
		agent := "nessuna lettera"
		if len(r.Agente) > 0 {
			agent = strings.Join(r.Agente, ", ")
		}
		if r.Auto == "REVIEW" {
			agent += ", dopo la decisione di una persona"
		}
		e.printf("      agente:  %s. %s\n", agent, VisibleLine(r.Perche))
		for _, u := range r.Ufficio {
			e.printf("      ufficio: %s\n", VisibleLine(ufficioDetto(u)))
		}
		if r.Manca != "" {
			e.printf("      %s (review answered MESSAGGIO --esito …)\n", r.Manca)
		}
	}
	for _, s := range sums {
		var parts []string
		for _, x := range esitiProva {
			if n := s.Esiti[x[0]]; n > 0 {
				parts = append(parts, fmt.Sprintf("%s %d", x[1], n))
			}
		}
		title := s.Somma
		if title == "" {
			title = "tutti"
		}
		e.printf("%-5s %d messaggi: %s\n", title, s.Messaggi, cmp.Or(strings.Join(parts, ", "), "nulla da confrontare"))
	}
}

// ufficioDetto tells an answer of the office in words.
func ufficioDetto(u UfficioProva) string {
	at, _ := time.Parse(time.RFC3339, u.Quando)
	s := map[string]string{
		rules.ManoConsegna: "risposto a mano, consegnato il " + giorno(at), rules.ManoInviata: "risposto a mano il " + giorno(at) + " (posta inviata)",
		rules.ManoPersona: "registrato il " + giorno(at),
	}[u.Prova]
	if u.Da != "" {
		s += ", confrontato da " + u.Da
	}
	if u.Nota != "" {
		s += ": " + u.Nota
	}
	if u.Testo != "" {
		s += " «" + u.Testo + "»"
	}
	return s
}

// reviewAnswered records how the office answered a message of the trial beside the agent.
func reviewAnswered(ctx context.Context, e *Env, args []string) error {
	fs, _ := flags("review answered")
	esito, note := fs.String("esito", "", ""), fs.String("note", "", "")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 || *esito == "" {
		return cmpErr(err, usage("serve un messaggio, come lo dà report --prova, e --esito uguale, diversa o nessuna"))
	}
	v, ok, err := e.trovaMessaggio(rest[0])
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("nessun messaggio (o più d'uno) comincia per %q", VisibleLine(rest[0]))
	}
	if _, err := e.commit(ctx, rules.Risposto{Now: e.Now(), Attore: e.Attore, Messaggio: v.SHA256, Confronto: *esito, Nota: *note}); err != nil {
		return err
	}
	e.printf("Registrato: la risposta dell'ufficio è %s.\n", *esito)
	return nil
}
