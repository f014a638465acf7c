package office

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/mailparse/cf"
	"pecagent/rules"
	"pecagent/store"
)

// nomeRigioca is the command that decides the stored history again.
const nomeRigioca = "replay"

// RunsBeside reports whether a command reads the files of the store beside whoever has it open, and writes nothing.
func RunsBeside(name string) bool { return name == nomeRigioca }

// rigiocoMostra is how a replay is shown.
type rigiocoMostra struct {
	solo    string // codice fiscale, "" for all
	json    bool
	attuale bool
}

// replay decides the whole stored history again and shows what would differ, member by member. It reads the files alone, also
// beside a running agent, and writes nothing: not even that somebody looked.
func replay(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags(nomeRigioca)
	code, now := fs.String("member", "", ""), fs.Bool("current-policy", false, "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	who := cf.Normalizza(*code)
	if *code != "" && !cf.Valido(who) {
		return usage("--member: %s non è un codice fiscale valido", VisibleLine(*code))
	}
	src, err := store.OpenCopia(e.Config.Data)
	if errors.Is(err, store.ErrEmpty) {
		return fmt.Errorf("in %s non c'è ancora una storia da rigiocare", e.Config.Data)
	}
	if err != nil {
		return err
	}
	defer src.Close()
	var p *rules.Policy
	if *now {
		p = e.Policy
	}
	s := storia{src: src, trust: e.Trust, r: rules.NewRigioco(p), avanza: e.Avanza}
	if e.Rigioco != nil {
		s.r.Decide = e.Rigioco
	}
	if err := s.rigioca(ctx); err != nil {
		return fmt.Errorf("rigiocando la storia: %w", err)
	}
	if who != "" && !s.conosce(who) {
		return fmt.Errorf("--member: la storia non ha nessun iscritto con codice fiscale %s", VisibleLine(who))
	}
	return e.mostraRigioco(&s, rigiocoMostra{who, *asJSON, *now})
}

// conosce reports whether the history has a member, or a difference of his.
func (s *storia) conosce(code string) bool {
	_, is := s.r.Iscritto(code)
	return is || slices.ContainsFunc(s.differenze, func(d rules.Differenza) bool { return d.CF == code })
}

// mostraRigioco shows the differences by member and the counts. The error says by the exit code whether there are any.
func (e *Env) mostraRigioco(s *storia, m rigiocoMostra) error {
	list := s.differenze
	if m.solo != "" {
		list = slices.DeleteFunc(list, func(d rules.Differenza) bool { return d.CF != m.solo })
	}
	slices.SortStableFunc(list, func(a, b rules.Differenza) int { return cmp.Or(cmp.Compare(a.CF, b.CF), cmp.Compare(a.Seq, b.Seq)) })
	var err error
	if m.json {
		err = e.rigiocoJSON(s, m, list)
	} else {
		e.rigiocoTesto(s, m, list)
	}
	if err == nil && len(list) > 0 {
		err = errShown
	}
	return err
}

func (e *Env) rigiocoTesto(s *storia, m rigiocoMostra, list []rules.Differenza) {
	for i, d := range list {
		if i == 0 || list[i-1].CF != d.CF {
			e.printf("%s\n", s.chi(d.CF))
			if n := conseguenze(list[i:], d.CF); n > 0 {
				e.printf("  e %s di ciò che allora fu fatto e adesso non ci sarebbe\n", quanti(n, "passo successivo", "passi successivi"))
			}
		}
		if d.Conseguenza {
			continue
		}
		e.printf("  %s, %s (evento %d)\n", ora(d.Quando), d.Ingresso, d.Seq)
		e.lato("allora", d.Allora)
		e.lato("adesso", d.Ora)
	}
	if len(list) > 0 {
		e.printf("\n")
	}
	e.rigiocoSomma(s, m, list)
}

// lato prints one side of a difference.
func (e *Env) lato(when string, events []rules.Event) {
	if len(events) == 0 {
		e.printf("    %s: nulla\n", when)
	}
	for _, ev := range events {
		why := ""
		if ev.Regola != "" {
			why = " [" + ev.Regola + "]"
		}
		if ev.Perche != "" && !strings.Contains(Racconta(ev), ev.Perche) {
			why += " " + ev.Perche
		}
		e.printf("    %s: %s%s\n", when, VisibleLine(Racconta(ev)), VisibleLine(why))
	}
}

func (e *Env) rigiocoSomma(s *storia, m rigiocoMostra, list []rules.Differenza) {
	n := s.r.Conti()
	policy := "le politiche in vigore allora"
	if m.attuale {
		policy = "la politica di adesso"
	}
	if s.prima.IsZero() {
		e.printf("Nessun evento da rigiocare.\n")
		return
	}
	e.printf("Rigiocate dal %s al %s, con le regole di questo programma e %s: %s, %s dell'orologio senza seguito.\n",
		giorno(s.prima), giorno(s.ultima), policy, quanti(n.Decisioni, "decisione", "decisioni"), quanti(n.Giri, "giro", "giri"))
	for _, why := range ragioni(n) {
		e.printf("non rigiocabile: %s: %s; valgono come furono prese.\n", quanti(n.NonRigiocabili[why], "decisione", "decisioni"), why)
	}
	diff := len(list) - conseguenze(list, "*")
	if len(list) == 0 {
		e.printf("Nessuna differenza.\n")
		return
	}
	e.printf("%s, di %s. Nulla è stato scritto.\n", quanti(diff, "differenza", "differenze"), quanti(membri(list), "iscritto", "iscritti"))
}

// conseguenze counts those of a member, or of all ("*"), that only follow from others.
func conseguenze(list []rules.Differenza, cf string) (n int) {
	for _, d := range list {
		if d.Conseguenza && (cf == "*" || d.CF == cf) {
			n++
		}
	}
	return n
}

func membri(list []rules.Differenza) int {
	seen := map[string]bool{}
	for _, d := range list {
		if d.CF != "" {
			seen[d.CF] = true
		}
	}
	return len(seen)
}

func ragioni(n rules.ContiRigioco) []string {
	var out []string
	for why := range n.NonRigiocabili {
		out = append(out, why)
	}
	slices.Sort(out)
	return out
}

func quanti(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func ora(t time.Time) string { return rules.Roma(t).Format("02/01/2006 15:04") }

// chi names a member.
func (s *storia) chi(cf string) string {
	if cf == "" {
		return "Di nessun iscritto"
	}
	if m, ok := s.r.Iscritto(cf); ok {
		return VisibleLine(cf) + " " + nome(m)
	}
	return VisibleLine(cf)
}

// voceRigioco is one event of a difference in JSON.
type voceRigioco struct {
	Seq  int64  `json:"seq,omitempty"`
	Kind string `json:"kind"`
	Rule string `json:"rule,omitempty"`
	Why  string `json:"why,omitempty"`
	Says string `json:"says"`
}

type differenzaJSON struct {
	Kind        string        `json:"kind"` // difference
	CF          string        `json:"cf,omitempty"`
	Seq         int64         `json:"seq"`
	At          time.Time     `json:"at"`
	Input       string        `json:"input"`
	Cause       string        `json:"cause,omitempty"`
	Consequence bool          `json:"consequence,omitempty"`
	Then        []voceRigioco `json:"then"`
	Now         []voceRigioco `json:"now"`
}

type sommaRigioco struct {
	Kind          string         `json:"kind"` // summary
	Policy        string         `json:"policy"`
	From          time.Time      `json:"from,omitzero"`
	To            time.Time      `json:"to,omitzero"`
	Decisions     int            `json:"decisions"`
	Ticks         int            `json:"ticks"`
	Facts         int            `json:"facts"`
	Differences   int            `json:"differences"`
	Consequences  int            `json:"consequences"`
	Members       int            `json:"members"`
	NotReplayable map[string]int `json:"not_replayable,omitempty"`
}

func (e *Env) rigiocoJSON(s *storia, m rigiocoMostra, list []rules.Differenza) error {
	for _, d := range list {
		if err := e.emit(differenzaJSON{"difference", d.CF, d.Seq, d.Quando, d.Ingresso, d.Causa, d.Conseguenza, voci(d.Allora, true), voci(d.Ora, false)}); err != nil {
			return err
		}
	}
	n, policy := s.r.Conti(), "then"
	if m.attuale {
		policy = "current"
	}
	con := conseguenze(list, "*")
	return e.emit(sommaRigioco{"summary", policy, s.prima, s.ultima, n.Decisioni, n.Giri, n.Fatti, len(list) - con, con, membri(list), n.NonRigiocabili})
}

func voci(events []rules.Event, then bool) []voceRigioco {
	out := []voceRigioco{}
	for _, ev := range events {
		v := voceRigioco{Kind: string(ev.Kind), Rule: ev.Regola, Why: ev.Perche, Says: Racconta(ev)}
		if then {
			v.Seq = ev.Seq
		}
		out = append(out, v)
	}
	return out
}
