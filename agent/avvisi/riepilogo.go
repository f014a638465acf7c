package avvisi

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/agent/riserbo"
	"pecagent/rules"
)

// oraRiepilogo is the hour of Rome at which the digest leaves; maxElenco bounds each of its lists; giorniVicini is how far ahead
// it looks for terms, giorniScadenze for expiries.
const (
	oraRiepilogo   = 8
	maxElenco      = 20
	giorniVicini   = 7
	giorniScadenze = 60
)

// dovuto reports whether the digest of today has still to be made. A last digest of a day to come is the trace of a clock
// that ran ahead.
func (s *stato) dovuto(now time.Time) bool {
	today := rules.DataRoma(now)
	tomorrow := rules.DataRoma(now.AddDate(0, 0, 1))
	return rules.Roma(now).Hour() >= oraRiepilogo && (s.Riepilogo < today || s.Riepilogo > tomorrow)
}

// riepiloga makes the digest. One of an earlier day that nobody took yet has had its time.
func (s *stato) riepiloga(o *Opzioni, snap rules.Snapshot, lettere []rules.Lettera, aperti []Problema, a []string, now time.Time) {
	s.Coda = slices.DeleteFunc(s.Coda, func(p posta) bool { return p.Tipo == tipoRiepilogo })
	d := digest{o: o, s: snap, now: now, da: s.inizioRiepilogo(now), aperti: aperti, risolti: s.Risolti, lettere: lettere}
	p := d.scrivi()
	p.A, p.Creata = slices.Clone(a), now
	s.metti(p)
	s.Riepilogo, s.Risolti = rules.DataRoma(now), nil
}

// inizioRiepilogo is the first day that the digest tells of: yesterday, or the day of the last one when that is longer ago, a
// month at most.
func (s *stato) inizioRiepilogo(now time.Time) string {
	from := rules.DataRoma(now.AddDate(0, 0, -1))
	if s.Riepilogo != "" && s.Riepilogo < from {
		return max(s.Riepilogo, rules.DataRoma(now.AddDate(0, 0, -31)))
	}
	return from
}

// digest is what one day's digest is made of.
type digest struct {
	o       *Opzioni
	s       rules.Snapshot
	now     time.Time
	da      string
	aperti  []Problema
	risolti []detto
	lettere []rules.Lettera // all that left since da
	t       testo
}

func (d *digest) scrivi() posta {
	tasks := d.compiti()
	d.t.riga("Riepilogo di %s, ore %s.\n", esteso(d.now), rules.Roma(d.now).Format("15.04"))
	d.modo()
	d.problemi()
	d.daDecidere(tasks)
	d.vicini(tasks)
	d.uscite()
	d.scadenze()
	d.t.riga("\nQuesto riepilogo parte ogni giorno alle 8.00, festivi compresi, anche quando non c'è nulla da fare. Se un giorno")
	d.t.riga("non arriva, pecagent è fermo o non riesce a scrivere: occorre controllare.")
	d.o.firma(&d.t)
	subject := fmt.Sprintf("[pecagent] Riepilogo del %s: %d da decidere", giorno(rules.DataRoma(d.now)), len(tasks))
	if n := len(d.aperti); n > 0 {
		subject += ", " + quanti(n, "allarme", "allarmi")
	}
	return posta{Tipo: tipoRiepilogo, Oggetto: subject, Testo: d.t.String()}
}

func (d *digest) compiti() (list []rules.Compito) {
	for _, id := range d.s.Cerca(rules.CompitiVivi, "") {
		if c, ok := d.s.Compito(id); ok {
			list = append(list, c)
		}
	}
	return list
}

func (d *digest) titolo(format string, args ...any) {
	d.t.riga("\n" + strings.ToUpper(fmt.Sprintf(format, args...)))
}

func (d *digest) modo() {
	m := d.s.Stato.Modo
	switch m.Modo {
	case rules.Osserva:
		d.t.riga("Modo: osserva. La posta viene letta e capita; nessuna lettera parte.")
	case rules.Proponi:
		d.t.riga("Modo: proponi. Ogni lettera aspetta l'approvazione di una persona.")
	default:
		d.t.riga("Modo: automatico per %s; per gli altri tipi di richiesta decide una persona.", elenco(m.Automatico, "nessun tipo"))
	}
	if d.o.Letta != nil {
		d.t.riga("Ultima lettura della casella: %s.", ora(d.o.Letta()))
	}
	if m.Fermo {
		d.t.riga("INVIO FERMO: %s. Si riprende con: pecagent resume", riserbo.Motivo(m.Perche))
	}
}

func (d *digest) problemi() {
	d.titolo("allarmi: %d", len(d.aperti))
	for i, p := range d.aperti {
		if i == maxElenco {
			d.t.riga("- e altri %d (pecagent review list)", len(d.aperti)-i)
			break
		}
		d.t.riga("- %s, dal %s: %s", p.nome(), ora(p.Da), p.Motivo)
	}
	if len(d.risolti) > 0 {
		d.titolo("risolti dall'ultimo riepilogo: %d", len(d.risolti))
		for _, r := range d.risolti {
			d.t.riga("- %s, risolto il %s", r.nome(), ora(r.Risolto))
		}
	}
}

func (d *digest) daDecidere(tasks []rules.Compito) {
	d.titolo("da decidere: %d", len(tasks))
	type gruppo struct {
		ids   []string
		primo time.Time
	}
	groups := map[string]gruppo{}
	var kinds []string
	for _, c := range tasks {
		g, ok := groups[c.Tipo]
		if !ok {
			kinds = append(kinds, c.Tipo)
		}
		if g.primo.IsZero() || c.Creato.Before(g.primo) {
			g.primo = c.Creato
		}
		g.ids = append(g.ids, c.ID)
		groups[c.Tipo] = g
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		g := groups[k]
		d.t.riga("- %s: %d, dal %s (%s)", k, len(g.ids), ora(g.primo), breve(g.ids))
	}
}

// vicini are the terms that end within a week, or have ended.
func (d *digest) vicini(tasks []rules.Compito) {
	limit := rules.DataRoma(d.now.AddDate(0, 0, giorniVicini))
	type voce struct{ day, what string }
	var list []voce
	for _, c := range tasks {
		if c.Scade != "" && c.Scade <= limit {
			list = append(list, voce{c.Scade, c.ID + " (" + c.Tipo + ")"})
		}
	}
	for _, id := range d.s.Cerca(rules.RichiesteVive, "") {
		if r, ok := d.s.Richiesta(id); ok && r.Termine != "" && r.Termine <= limit {
			list = append(list, voce{r.Termine, "pratica " + r.Rif + ", termine dato all'iscritto"})
		}
	}
	for _, id := range d.s.Cerca(rules.DiffideVive, "") {
		if c, ok := d.s.Diffida(id); ok && c.Scade != "" && c.Scade <= limit {
			list = append(list, voce{c.Scade, "diffida " + c.ID})
		}
	}
	if len(list) == 0 {
		return
	}
	slices.SortFunc(list, func(a, b voce) int { return strings.Compare(a.day+a.what, b.day+b.what) })
	d.titolo("termini entro sette giorni: %d", len(list))
	today := rules.DataRoma(d.now)
	for i, v := range list {
		if i == maxElenco {
			d.t.riga("- e altri %d", len(list)-i)
			break
		}
		late := ""
		if v.day < today {
			late = ", PASSATO"
		}
		d.t.riga("- %s%s: %s", giorno(v.day), late, v.what)
	}
}

// uscite says what left and what became of it.
func (d *digest) uscite() {
	when := "ieri"
	if d.da != rules.DataRoma(d.now.AddDate(0, 0, -1)) {
		when = "dal " + giorno(d.da)
	}
	byKind, byState := map[string]int{}, map[string]int{}
	n := 0
	for _, l := range d.lettere {
		day := rules.DataRoma(l.TInvio)
		if day < d.da || day >= rules.DataRoma(d.now) {
			continue
		}
		n++
		byKind[l.Modello]++
		byState[strings.ToLower(strings.ReplaceAll(string(l.Stato), "_", " "))]++
	}
	d.titolo("lettere partite %s: %d", when, n)
	if n > 0 {
		d.t.riga("- per modello: %s", conti(byKind))
		d.t.riga("- il loro stato: %s", conti(byState))
	}
}

// scadenze are the next expiries that the store and the configuration know.
func (d *digest) scadenze() {
	limit, today := rules.DataRoma(d.now.AddDate(0, 0, giorniScadenze)), rules.DataRoma(d.now)
	var lines []string
	if day := d.o.PasswordScade; day != "" && day <= limit {
		lines = append(lines, "- "+giorno(day)+": password della casella (imap.password_scade)")
	}
	n, first := 0, ""
	for _, cf := range d.s.Cerca(rules.ConCasella, "") {
		m, ok := d.s.Iscritto(cf)
		if !ok || m.Casella == nil || m.Casella.Scade == "" || m.Casella.Scade < today || m.Casella.Scade > limit {
			continue
		}
		if n++; first == "" || m.Casella.Scade < first {
			first = m.Casella.Scade
		}
	}
	if n > 0 {
		what := "una casella data dall'Ordine a un iscritto"
		if n > 1 {
			what = fmt.Sprintf("la prima di %d caselle date dall'Ordine agli iscritti", n)
		}
		lines = append(lines, "- "+giorno(first)+": "+what)
	}
	if len(lines) > 0 {
		d.titolo("scadenze entro %d giorni", giorniScadenze)
		d.t.riga("%s", strings.Join(lines, "\n"))
	}
}

func elenco(list []string, none string) string {
	if len(list) == 0 {
		return none
	}
	return strings.Join(list, ", ")
}

// breve names the first of many ids.
func breve(ids []string) string {
	if len(ids) <= 5 {
		return strings.Join(ids, ", ")
	}
	return fmt.Sprintf("%s e altre %d", strings.Join(ids[:5], ", "), len(ids)-5)
}

// conti writes counts by name, in the order of the names.
func conti(m map[string]int) string {
	var names []string
	for k := range m {
		names = append(names, k)
	}
	slices.Sort(names)
	for i, k := range names {
		names[i] = fmt.Sprintf("%s %d", k, m[k])
	}
	return strings.Join(names, ", ")
}
