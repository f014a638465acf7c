package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// TerminiScarto say after how long something may be proposed for disposal; 0 is never. They are the Order's own (piano di
// conservazione, DPR 445/2000 art. 68): no law names one for all Orders.
type TerminiScarto struct {
	RichiesteAnni    int
	DiffideAnni      int
	LettereAnni      int // letters of no request and no diffida
	AltraPostaGiorni int // messages that are none of the agent's business
}

// Scarto is a proposal. Nothing is ever deleted by it: disposal wants the leave of the Soprintendenza archivistica.
type Scarto struct {
	Tipo      string // richiesta, diffida, lettera, altra_posta
	ID        string
	CF        string
	Finito    string // yyyy-mm-dd on which it, or the member's enrolment, ended
	Dal       string // yyyy-mm-dd from which it may be proposed
	Documenti []string
	Perche    string
}

// Scartabili lists what has passed its term at the instant now, by day and id. What concerns a member who is enrolled is never
// proposed: it proves his state. Of one who is no more the term begins with the later of its own end and that of his enrolment.
func Scartabili(a Archivio, t TerminiScarto, now time.Time) []Scarto {
	x := scarti{s: Vista(a), a: a, oggi: DataRoma(now)}
	if t.RichiesteAnni > 0 {
		Richieste(a, func(r Richiesta) bool { x.richiesta(r, t.RichiesteAnni); return true })
	}
	if t.DiffideAnni > 0 {
		Diffide(a, func(c Diffida) bool { x.diffida(c, t.DiffideAnni); return true })
	}
	if t.LettereAnni > 0 {
		Lettere(a, func(l Lettera) bool { x.lettera(l, t.LettereAnni); return true })
	}
	if t.AltraPostaGiorni > 0 {
		Messaggi(a, func(v Verdetto) bool { x.altraPosta(v, t.AltraPostaGiorni); return true })
	}
	slices.SortFunc(x.list, func(a, b Scarto) int { return cmp.Or(strings.Compare(a.Dal, b.Dal), strings.Compare(a.ID, b.ID)) })
	return x.list
}

type scarti struct {
	s    Snapshot
	a    Archivio
	oggi string
	list []Scarto
}

// cessato gives the later of a day and the end of the member's enrolment; ok is false while he is enrolled.
func (x *scarti) cessato(cf, day string) (end, why string, ok bool) {
	m, known := x.s.Iscritto(cf)
	if cf == "" || !known {
		return day, "chiuso il " + giornoItaliano(day), true
	}
	switch m.Stato {
	case Trasferito, Cancellato, Radiato, Deceduto:
	default:
		return "", "", false
	}
	if m.DataStato == "" {
		return "", "", false // since when nobody knows
	}
	if m.DataStato > day {
		return m.DataStato, "iscrizione cessata il " + giornoItaliano(m.DataStato) + " (" + string(m.Stato) + ")", true
	}
	return day, "chiuso il " + giornoItaliano(day) + ", iscrizione cessata", true
}

func (x *scarti) proponi(s Scarto, day string, years int) {
	end, why, ok := x.cessato(s.CF, day)
	if !ok || end == "" {
		return
	}
	t, err := time.Parse(time.DateOnly, end)
	if err != nil {
		return // a day nobody can count from
	}
	s.Finito, s.Dal = end, t.AddDate(years, 0, 0).Format(time.DateOnly)
	s.Perche = fmt.Sprintf("%s; trascorsi %d anni", why, years)
	if s.Dal <= x.oggi {
		x.list = append(x.list, s)
	}
}

func (x *scarti) richiesta(r Richiesta, years int) {
	if r.Stato.Aperta() || r.Stato == RInRevisione || r.Chiusa.IsZero() {
		return
	}
	docs := slices.Clone(r.Messaggi)
	for _, id := range x.s.Cerca(PerLettereDi, r.ID) {
		l, ok := x.s.Lettera(id)
		if ok && !l.Stato.Finale() {
			return
		}
		docs = append(docs, carte(l)...)
	}
	x.proponi(Scarto{Tipo: "richiesta", ID: r.ID, CF: r.CF, Documenti: docs}, DataRoma(r.Chiusa), years)
}

func (x *scarti) diffida(c Diffida, years int) {
	if c.Stato.Aperta() || c.FineGiorno == "" {
		return
	}
	var docs []string
	for _, id := range x.s.Cerca(PerCaso, c.ID) {
		if l, ok := x.s.Lettera(id); ok {
			docs = append(docs, carte(l)...)
		}
	}
	x.proponi(Scarto{Tipo: "diffida", ID: c.ID, CF: c.CF, Documenti: docs}, c.FineGiorno, years)
}

func (x *scarti) lettera(l Lettera, years int) {
	if l.Richiesta != "" || strings.HasPrefix(l.Caso, "DIF-") || !l.Stato.Finale() {
		return
	}
	at := l.TInvio
	if at.IsZero() {
		at = l.Creata
	}
	x.proponi(Scarto{Tipo: "lettera", ID: l.ID, CF: l.CF, Documenti: carte(l)}, DataRoma(at), years)
}

// carte are the stored documents of a letter.
func carte(l Lettera) []string {
	if l.SHA256 == "" {
		return nil
	}
	return append([]string{l.SHA256}, l.Ricevute...)
}

func (x *scarti) altraPosta(v Verdetto, days int) {
	at := DataRoma(istanteDi(v))
	e := v.Decisione
	if e == nil || e.Outcome != string(RNonPertinente) && e.Outcome != string(RIgnorata) || at == "" || e.Member != "" || e.CF != "" || len(x.s.Cerca(PerMessaggio, v.SHA256)) > 0 {
		return
	}
	if dal := piuGiorni(at, days); dal <= x.oggi {
		x.list = append(x.list, Scarto{Tipo: "altra_posta", ID: v.SHA256, Finito: at, Dal: dal, Documenti: []string{v.SHA256},
			Perche: fmt.Sprintf("non riguarda gli indirizzi degli iscritti; ricevuto il %s, trascorsi %d giorni", giornoItaliano(at), days)})
	}
}
