package rules

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Days of the life of an Order box that no configuration names (order.md §1.2, §6.2).
const (
	giorniRevocabile = 90 // after the expiry: before that nobody records the box as REVOCATA
	troppeLettere    = 10 // so many letters of one look at the calendar wait for one click, whatever the mode
	troppiNomi       = 15 // members named in one task
)

// sollecitiAttivazione are the days after the creation of a box on which its member is reminded to activate it.
var sollecitiAttivazione = []int{15, 30, 60}

// iscrittoVivo reports whether a member in this state is still in the albo, suspended or not.
func iscrittoVivo(s StatoIscritto) bool {
	switch s {
	case Iscr, SospesoPEC, SospesoDisc, SospensioneDeliberata:
		return true
	}
	return false
}

// PaganteDi is who pays for a box: MEMBER, ORDER, or "" where nobody has said so.
func (p *Policy) PaganteDi(k Casella) string {
	if k.Pagante != "" {
		return k.Pagante
	}
	return strings.ToUpper(p.Convenzione.Pagante)
}

// GestoreDi is the provider of a box and how he treats an expiry. A provider nobody has described gives notice 30 and 5 days
// before, and nothing is known of what follows.
func (p *Policy) GestoreDi(k Casella) (name string, profile ProfiloGestore) {
	name = k.Gestore
	if name == "" {
		name = p.Convenzione.Gestore
	}
	if g, ok := p.Gestori[strings.ToUpper(name)]; ok {
		return name, g
	}
	for _, key := range slices.Backward(slices.Sorted(maps.Keys(p.Gestori))) { // the longest name that fits, the same one each time
		if key != "" && strings.HasPrefix(strings.ToUpper(name), key+" ") {
			return name, p.Gestori[key]
		}
	}
	return name, ProfiloGestore{Avvisi: []int{-30, -5}}
}

// specie is what the calendar does about a member on a day.
type specie int

const (
	sAttivazione specie = iota // remind to activate
	sMaiAttivata
	sAvviso                    // the box expires
	sPresunta                  // it has expired
	sRevocabile                // a person may record its end
	sSecondo                   // confirmatory message, second attempt
)

// promemoria is one thing the calendar has to do about a member. Days are never moved off holidays.
type promemoria struct {
	specie specie
	giorno string
	segno  string // its mark among Casella.Avvisi
	giorni int    // days from the date it counts from
}

// promemoria lists what the calendar has still to do about a member, in the order of the days. It starts only from days
// that an act proves, never from a file.
func (p *Policy) promemoria(m Iscritto) []promemoria {
	if !iscrittoVivo(m.Stato) {
		return nil
	}
	var list []promemoria
	if k := m.Casella; k != nil && k.DisdettaIl == "" && k.RevocaDal.IsZero() {
		box := append(p.perAttivare(*k), p.perScadere(*k)...)
		list = append(list, slices.DeleteFunc(box, func(x promemoria) bool { return x.giorno == "" || slices.Contains(k.Avvisi, x.segno) })...)
	}
	if f := m.Difetto; f != nil && f.Proposta == "" && f.Secondo.IsZero() {
		switch f.Motivo {
		case NonValido:
			list = append(list, promemoria{sSecondo, DataRoma(f.Ultimo.Add(primoRitento)), "", 1})
		case Satura:
			list = append(list, promemoria{sSecondo, giornoDopo(DataRoma(f.Dal), giorniSaturo), "", giorniSaturo})
		}
	}
	slices.SortStableFunc(list, func(a, b promemoria) int { return strings.Compare(a.giorno, b.giorno) })
	return list
}

func (p *Policy) perAttivare(k Casella) (list []promemoria) {
	if k.Stato != Generata || !k.PrimoUso.IsZero() || k.ProvaCreata == "" {
		return nil
	}
	for _, n := range sollecitiAttivazione {
		list = append(list, promemoria{sAttivazione, giornoDopo(k.Creata, n), "attivazione " + k.Creata + " +" + strconv.Itoa(n), n})
	}
	if n := p.MaiAttivataGiorni; n > 0 {
		list = append(list, promemoria{sMaiAttivata, giornoDopo(k.Creata, n), "mai attivata " + k.Creata, n})
	}
	return list
}

func (p *Policy) perScadere(k Casella) (list []promemoria) {
	if k.Stato != Attivata || k.ProvaScade == "" || k.Scade == "" {
		return nil
	}
	_, g := p.GestoreDi(k)
	for _, n := range g.Avvisi {
		list = append(list, promemoria{sAvviso, giornoDopo(k.Scade, n), fmt.Sprintf("scadenza %s %+d", k.Scade, n), n})
	}
	return append(list, promemoria{sPresunta, giornoDopo(k.Scade, 1), "scadenza presunta " + k.Scade, 1},
		promemoria{sRevocabile, giornoDopo(k.Scade, revocabileDopo(g)), "revocabile " + k.Scade, revocabileDopo(g)})
}

// revocabileDopo is how many days after the expiry a person may record that a box ended: never before ninety.
func revocabileDopo(g ProfiloGestore) int { return max(giorniRevocabile, g.CancellaDopo) }

// prossimo is the day on which the calendar looks at a member again, "" for never.
func (p *Policy) prossimo(m Iscritto) string {
	if list := p.promemoria(m); len(list) > 0 {
		return list[0].giorno
	}
	return ""
}

// giro is one look of the calendar at all members whose day has come. What is alike becomes one task.
type giro struct {
	oggi    string
	lettere []avvisoDa
	gruppi  []gruppoDi
}

// avvisoDa is a letter the calendar wants to send.
type avvisoDa struct {
	m     Iscritto
	bozza Bozza
	segno string
}

// gruppoDi is a task about several members.
type gruppoDi struct {
	c     Compito
	prima string // words before the names
	dopo  string // and after them
	nomi  []string
}

// orologioCaselle does what the calendar brings about Order boxes and defects. After a pause only the latest reminder of
// each kind is given: a flood of old ones would be read by nobody and harm somebody.
func (d *decisore) orologioCaselle() {
	g := &giro{oggi: DataRoma(d.now)}
	for _, id := range d.s.Cerca(InAgenda, "") {
		day, cf, _ := strings.Cut(id, "/")
		if day > g.oggi {
			break
		}
		if m, ok := d.s.Iscritto(cf); ok {
			d.guarda(m, g)
		}
	}
	d.spiegaCon("order.md §6.2", "Lo dice il calendario.")
	d.chiudiGiro(g)
	d.ratificheScadute(g.oggi)
}

// guarda does what is due about one member and marks it done.
func (d *decisore) guarda(m Iscritto, g *giro) {
	ultimi := map[specie]promemoria{}
	changed := false
	for _, x := range d.p.promemoria(m) {
		if x.giorno > g.oggi {
			break
		}
		ultimi[x.specie] = x
		if x.segno != "" {
			m, changed = m.avvisato(x), true
		}
	}
	d.spiegaCon("order.md §6.2", "Lo dice il calendario.")
	for s := sAttivazione; s <= sSecondo; s++ {
		if x, ok := ultimi[s]; ok {
			var more bool
			m, more = d.ricorda(m, x, ultimi, g)
			changed = changed || more
		}
	}
	if changed {
		d.scriviIscritto(m)
	}
}

// avvisato is the member with one more mark.
func (m Iscritto) avvisato(x promemoria) Iscritto {
	k := *m.Casella
	k.Avvisi = append(slices.Clone(k.Avvisi), x.segno)
	m.Casella = &k
	return m
}

// ricorda does one thing of the calendar. changed: the member is another.
func (d *decisore) ricorda(m Iscritto, x promemoria, tutti map[specie]promemoria, g *giro) (after Iscritto, changed bool) {
	switch x.specie {
	case sAttivazione:
		if _, ok := tutti[sMaiAttivata]; !ok {
			d.ricordaAttivazione(m, x, g)
		}
	case sMaiAttivata:
		return d.maiAttivata(m, g), true
	case sAvviso:
		if _, ok := tutti[sRevocabile]; !ok {
			d.ricordaScadenza(m, x, g)
		}
	case sPresunta:
		k := *m.Casella
		k.Tecnico = ScadenzaPresunta
		m.Casella = &k
		if _, ok := tutti[sRevocabile]; !ok {
			g.aggiungi(Compito{Tipo: SegPannello}, m, "Caselle scadute, di cui non risulta il rinnovo (R-122): guardare sul pannello del gestore. ",
				" Il rinnovo si registra con act renewal. È un controllo, non un difetto: le caselle possono ricevere ancora. L'approvazione dice che si è guardato.")
		}
		return m, true
	case sRevocabile:
		g.aggiungi(Compito{Tipo: SegPannello}, m, fmt.Sprintf("Caselle scadute da almeno %d giorni senza rinnovo: se sul pannello risultano cessate, si registra con act revocation, motivo SCADENZA. ", giorniRevocabile),
			" L'approvazione dice che si è guardato.")
	case sSecondo:
		return d.proponiSecondo(m, g)
	}
	return m, false
}

// aggiungi puts a member into the task about all those like him.
func (g *giro) aggiungi(c Compito, m Iscritto, prima, dopo string) {
	i := slices.IndexFunc(g.gruppi, func(x gruppoDi) bool { return x.prima == prima && x.c.Tipo == c.Tipo && x.c.Cosa == c.Cosa })
	if i < 0 {
		g.gruppi = append(g.gruppi, gruppoDi{c: c, prima: prima, dopo: dopo})
		i = len(g.gruppi) - 1
	}
	x := &g.gruppi[i]
	x.c.Elenco = append(x.c.Elenco, m.CF)
	name := m.Cognome + " " + m.Nome
	if k := m.Casella; k != nil {
		name += " (" + k.Indirizzo
		if k.Scade != "" && k.Stato == Attivata {
			name += map[bool]string{true: ", scaduta il ", false: ", scade il "}[k.Scade < g.oggi] + giornoItaliano(k.Scade)
		}
		name += ")"
	}
	x.nomi = append(x.nomi, name)
}

// avvisa adds a letter to the look of the calendar.
func (g *giro) avvisa(m Iscritto, b Bozza, segno string) {
	g.lettere = append(g.lettere, avvisoDa{m, b, segno})
}

// chiudiGiro makes the letters and the tasks. Many letters at once wait for one click: a wrong date of a common expiry would
// else go out to all.
func (d *decisore) chiudiGiro(g *giro) {
	var waiting []string
	for _, w := range g.lettere {
		d.chiave = "calendario " + w.m.CF
		var l Lettera
		if len(g.lettere) > troppeLettere {
			l = d.lettera(w.bozza, nil, proposta, "/"+w.segno)
		} else {
			l = d.letteraAtto(w.bozza, "", w.segno)
		}
		if l.Stato == LProposta {
			waiting = append(waiting, l.ID)
		}
	}
	if n := len(waiting); n > 0 {
		c := Compito{Tipo: SegLettera, Lettere: waiting, Perche: fmt.Sprintf("Lettere del calendario da approvare (%d): avvisi di scadenza, solleciti, mancate consegne.", n)}
		if n == 1 {
			c.CF = g.lettere[0].m.CF
		}
		d.compito(c)
	}
	for _, x := range g.gruppi {
		names := x.nomi
		more := ""
		if n := len(names) - troppiNomi; n > 0 {
			names, more = names[:troppiNomi], fmt.Sprintf(" e altri %d", n)
		}
		x.c.Perche = x.prima + strings.Join(names, "; ") + more + "." + x.dopo
		if len(x.c.Elenco) == 1 {
			x.c.CF = x.c.Elenco[0]
		}
		d.compito(x.c)
	}
}

// ricordaAttivazione reminds a member to activate his box, never by the box that nobody reads (order.md §1 row 12).
func (d *decisore) ricordaAttivazione(m Iscritto, x promemoria, g *giro) {
	to := d.altroRecapito(m)
	if to == "" {
		g.aggiungi(Compito{Tipo: SegTelefonata}, m, "Caselle dell'Ordine non ancora attivate, senza un altro recapito di posta: telefonare o scrivere su carta. ", "")
		return
	}
	b := d.bozza(m, "T-03", to)
	b.Dati.Casella = m.Casella.Indirizzo
	if m.Domicilio != nil && m.Domicilio.Indirizzo != m.Casella.Indirizzo {
		b.Dati.Precedente = m.Domicilio.Indirizzo
	}
	g.avvisa(m, b, x.segno)
}

// altroRecapito is where a member can be written to besides his Order box: his personal domicile, else the ordinary mail.
func (d *decisore) altroRecapito(m Iscritto) string {
	if m.Domicilio != nil && m.Difetto == nil && (m.Casella == nil || m.Domicilio.Indirizzo != m.Casella.Indirizzo) {
		return m.Domicilio.Indirizzo
	}
	return m.EmailOrdinaria
}

// ricordaScadenza gives notice of an expiry: T-07 to the member who pays, a task where the Order does.
func (d *decisore) ricordaScadenza(m Iscritto, x promemoria, g *giro) {
	k := *m.Casella
	switch d.p.PaganteDi(k) {
	case "MEMBER":
		if b, ok := d.avvisoScadenza(m, x.giorni); ok {
			g.avvisa(m, b, x.segno)
		}
	case "ORDER":
		if d.inCompito(m.CF, cosaRinnovo) {
			return
		}
		g.aggiungi(Compito{Tipo: SegPannello, Cosa: cosaRinnovo}, m, "Caselle a carico dell'Ordine in scadenza: verificare il rinnovo sul pannello del gestore. ",
			" L'approvazione registra il rinnovo di tutte, dalla vecchia scadenza (R-061).")
	default:
		g.aggiungi(Compito{Tipo: SegPannello}, m, "Caselle in scadenza di cui non si sa chi paga: registrarlo con act mailbox-expiry, poi avvisare. ", "")
	}
}

// avvisoScadenza is T-07. After the expiry it goes to the box only where the provider keeps it receiving.
func (d *decisore) avvisoScadenza(m Iscritto, giorni int) (Bozza, bool) {
	k := *m.Casella
	to := k.Indirizzo
	if m.Domicilio != nil && !morta(m, m.Domicilio.Indirizzo) {
		to = m.Domicilio.Indirizzo
	}
	name, g := d.p.GestoreDi(k)
	if giorni > 0 && to == k.Indirizzo && giorni >= g.DisattivaDopo {
		to = m.EmailOrdinaria
	}
	b := d.bozza(m, "T-07", to)
	b.Dettaglio = fmt.Sprintf("%+d", giorni)
	b.Dati.Casella, b.Dati.Scadenza, b.Dati.Gestore, b.Dati.Pagante, b.Dati.Costo, b.Dati.Servizi = k.Indirizzo, k.Scade, name, d.p.PaganteDi(k), g.Canone, k.Servizi
	if g.DisattivaDopo > 0 {
		b.Dati.Disattivata = giornoDopo(k.Scade, g.DisattivaDopo)
	}
	if g.CancellaDopo > 0 {
		b.Dati.Cancellata = giornoDopo(k.Scade, g.CancellaDopo)
	}
	return b, to != ""
}

// maiAttivata is R-123: a box that nobody has opened for so long. It is a defect only where it is the domicile.
func (d *decisore) maiAttivata(m Iscritto, g *giro) Iscritto {
	k := *m.Casella
	if m.Domicilio != nil && m.Domicilio.Indirizzo != k.Indirizzo {
		return m
	}
	if m.Domicilio != nil && m.Difetto == nil {
		m.Difetto = &Difetto{Motivo: MaiAttivata, Indirizzo: k.Indirizzo, Dal: inizioGiorno(k.Creata)}
	}
	if m.EmailOrdinaria != "" {
		b := d.bozza(m, "T-09", m.EmailOrdinaria)
		b.Dati.Indirizzo, b.Dati.Difetto, b.Dati.DifettoDal, b.Dati.Casella = k.Indirizzo, MaiAttivata, k.Creata, k.Indirizzo
		g.avvisa(m, b, "mai attivata "+k.Creata)
	}
	g.aggiungi(Compito{Tipo: SegTelefonata}, m, fmt.Sprintf("Caselle dell'Ordine mai attivate dopo %d giorni (R-123): telefonare. ", d.p.MaiAttivataGiorni),
		" Da qui non decorre nessun termine.")
	return m
}

// inCompito reports whether an open task of a kind names a member.
func (d *decisore) inCompito(cf, cosa string) bool {
	return d.haCompito(func(c Compito) bool { return c.Cosa == cosa && (c.CF == cf || slices.Contains(c.Elenco, cf)) })
}

// ratificheScadute calls again, once, for the second person whose three days are over. Nothing is undone by the clock.
func (d *decisore) ratificheScadute(oggi string) {
	const words = "TERMINE PASSATO: "
	for _, id := range d.s.Cerca(CompitiVivi, "") {
		c, ok := d.s.Compito(id)
		if !ok || c.Tipo != SegAtto || c.Scade == "" || c.Scade >= oggi || strings.HasPrefix(c.Perche, words) {
			continue
		}
		c.Perche = words + "la conferma era attesa entro il " + giornoItaliano(c.Scade) + ". " + c.Perche
		d.spiegaCon("order.md §9", "La conferma della seconda persona non è arrivata in tempo.")
		d.scriviCompito(c)
	}
}

// PerAtto gives the address to which a legal act may go alone: the domicile, unless it is a box GENERATA, never used, about
// to be revoked, full or defective. why says in Italian what is wrong with it.
func (m Iscritto) PerAtto() (addr, why string) {
	k := m.Casella
	switch {
	case m.Domicilio == nil:
		return "", "non ha un domicilio digitale"
	case m.Difetto != nil && m.Difetto.Indirizzo == m.Domicilio.Indirizzo:
		return "", "il domicilio non riceve (" + m.Difetto.Motivo + ")"
	case k == nil || k.Indirizzo != m.Domicilio.Indirizzo:
		return m.Domicilio.Indirizzo, ""
	case k.Stato == Revocata || !k.RevocaDal.IsZero() || k.DisdettaIl != "":
		return "", "la casella è in revoca"
	case k.Stato == Generata && k.PrimoUso.IsZero():
		return "", "la casella non è mai stata attivata"
	case k.Tecnico == TecnicoSatura:
		return "", "la casella è piena"
	}
	return m.Domicilio.Indirizzo, ""
}

// conDomicilio is the member with another domicile, or none; the one he had joins those that were.
func (m Iscritto) conDomicilio(n *Domicilio, at time.Time, motivo string) Iscritto {
	if old := m.Domicilio; old != nil && (n == nil || n.Indirizzo != old.Indirizzo) {
		m.Precedenti = append(slices.Clone(m.Precedenti), Cessato{*old, at, motivo})
		m.Difetto = nil
	}
	m.Domicilio = n
	return m
}
