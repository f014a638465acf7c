package rules

import (
	"slices"
	"strings"
	"time"
)

// esito begins a valuation: what was decided, without request and letters.
func (g *giudizio) esito(tipo string, out StatoRichiesta, auto, why string, flags ...string) Valutazione {
	e := Esito{Type: tipo, Ground: g.f.Ground, Outcome: string(out), Auto: auto, Why: why, Quote: g.c.Quote, CF: g.f.CF}
	if e.Ground == "" {
		e.Ground = "none"
	}
	if g.f.M != nil {
		e.Member = g.f.M.CF
	}
	e.Flags = slices.Concat(g.c.Flags, g.f.Flags, flags)
	e.Basis = slices.Clone(g.f.Basis)
	return Valutazione{Esito: e}
}

// richiesta is the request a message opens, or the one it completes.
func (g *giudizio) richiesta(v Valutazione) *Richiesta {
	r := Richiesta{}
	if g.filo != nil {
		r = *g.filo
	}
	r.Tipo, r.Ground, r.Stato = v.Esito.Type, v.Esito.Ground, StatoRichiesta(v.Esito.Outcome)
	if v.Esito.CF != "" || g.f.Ground == "R-113" {
		r.CF = v.Esito.CF
	}
	if r.Mittente == "" {
		r.Mittente = g.mittente
	}
	if v.Esito.NewPEC != "" {
		r.NuovaPEC = v.Esito.NewPEC
	}
	if r.Ricevuta.IsZero() {
		r.Ricevuta = g.istante
	}
	r.Messaggi = conMessaggio(r.Messaggi, g.in.Msg.SHA256)
	r.Manca, r.Opzioni = nil, nil
	for _, b := range v.Lettere {
		if b.Modello == "T-02" {
			r.Manca, r.Opzioni = b.Dati.Manca, b.Dati.Opzioni
		}
	}
	return &r
}

func conMessaggio(list []string, sha string) []string {
	if sha == "" || slices.Contains(list, sha) {
		return list
	}
	return append(slices.Clone(list), sha)
}

// mezzogiorno reads a civil date as an instant of that day in Italy.
func mezzogiorno(day string) (time.Time, error) {
	t, err := time.Parse(Giorno, day)
	return t.Add(11 * time.Hour), err
}

// bozza is a letter that answers this message. Names are given only where the box that reads is proven to be the
// member's; a doubtful writer learns nothing from the register (order.md §2.9).
func (g *giudizio) bozza(modello, a string) Bozza {
	b := Bozza{Modello: modello, A: a, InReplyTo: g.inner.MessageID}
	d := &b.Dati
	d.Oggetto, d.RicevutaIl, d.Mittente = ObjectOf(g.c.Type), g.istante, g.mittente
	if !g.istante.IsZero() {
		d.Termine = g.p.TermineOrdine(g.istante, g.p.ConclusioneGiorni)
	}
	if g.f.M != nil && g.provato(a) && !slices.Contains(senzaNome, modello) {
		d.Nome, d.Cognome, d.Titolo = g.f.M.Nome, g.f.M.Cognome, g.f.M.Titolo
		b.CF = g.f.M.CF
	}
	return b
}

// senzaNome are the letters that reveal nothing, whoever reads them.
var senzaNome = []string{"T-05", "T-14", "T-19"}

// provato reports whether the reader of an address is proven to be the member: his registered domicile, or the
// sender of a message whose ground is good.
func (g *giudizio) provato(a string) bool {
	if g.f.M.Domicilio != nil && g.f.M.Domicilio.Indirizzo == a {
		return true
	}
	return a == g.mittente && g.f.No == "" && g.f.Tardi == "" && (g.f.Ground == "R-102" || g.f.Ground == "R-103" || g.f.Ground == "R-104")
}

// t01 is the receipt of L. 241/1990 art. 18-bis.
const t01 = "T-01"

// conRicevuta adds the receipt; chiudi folds it into the first letter to the sender.
func (g *giudizio) conRicevuta(v Valutazione) Valutazione {
	b := g.bozza(t01, g.mittente)
	if v.Esito.Type != "" {
		b.Dati.Oggetto = ObjectOf(v.Esito.Type)
	}
	v.Lettere = append([]Bozza{b}, v.Lettere...)
	return v
}

// senzaApertura are the letters that say themselves what arrived: no receipt stands beside them (order.md §8).
var senzaApertura = []string{"T-05", "T-12", "T-13", "T-14", "T-17", "T-19"}

// chiudi completes a valuation: request, receipt, first use, prudence, lists in their order.
func (g *giudizio) chiudi(v Valutazione) Valutazione {
	g.primoUso(&v)
	if v.Richiesta == nil && apre(v.Esito) {
		v.Richiesta = g.richiesta(v)
	}
	g.prudente(&v)
	g.segueFondamento(&v)
	g.scadenzaVicina(&v)
	g.piegaRicevuta(&v)
	indicaCasella(v.Lettere)
	e := &v.Esito
	for _, b := range v.Lettere {
		if b.Apertura {
			e.Reply = append(e.Reply, t01)
		}
		if b.Modello == "T-15" || b.Modello == "T-11" {
			e.Draft = append(e.Draft, b.Modello)
			continue
		}
		e.Reply = append(e.Reply, b.Modello)
		if b.Dettaglio != "" && (b.Modello == "T-02" || b.Modello == "T-05") {
			if e.ReplyDetail == nil {
				e.ReplyDetail = map[string]string{}
			}
			e.ReplyDetail[b.Modello] = b.Dettaglio
		}
	}
	e.Reply, e.Draft, e.Flags = insieme(e.Reply), insieme(e.Draft), insieme(e.Flags)
	if v.Richiesta != nil {
		v.Richiesta.DaLeggere = v.Richiesta.DaLeggere || g.daLeggere(*v.Richiesta)
		v.Richiesta.Flags = insieme(slices.Concat(v.Richiesta.Flags, e.Flags))
	}
	return v
}

// indicaCasella lets the receipt say that a letter waits in another box: without its answer the request stands still.
func indicaCasella(list []Bozza) {
	for _, b := range list {
		for i := range list {
			if b.Modello == "T-23" && list[i].Modello == t01 {
				list[i].Dati.Indirizzo = b.A
			}
		}
	}
}

func insieme(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}

// apre reports whether an outcome is the state of a request that must be followed.
func apre(e Esito) bool {
	if e.Auto == autoNulla || e.Type == "R0" || e.Type == "AUTO_REPLY" {
		return false
	}
	switch StatoRichiesta(e.Outcome) {
	case RNonPertinente, RIgnorata, RNonValida, RDuplicata:
		return false
	}
	return true
}

// piegaRicevuta makes T-01 the opening of the first other letter to the sender. A letter that waits by its
// nature does not carry it: the receipt is due at once.
func (g *giudizio) piegaRicevuta(v *Valutazione) {
	i := slices.IndexFunc(v.Lettere, func(b Bozza) bool { return b.Modello == t01 })
	if i < 0 {
		return
	}
	for j, b := range v.Lettere {
		if j == i || b.A != v.Lettere[i].A {
			continue
		}
		if slices.Contains(senzaApertura, b.Modello) {
			v.Lettere = slices.Delete(v.Lettere, i, i+1)
			return
		}
		if b.Modello != "T-15" && b.Modello != "T-11" && b.Modello != "T-23" {
			v.Lettere[j].Apertura, v.Lettere[j].Dati.Oggetto = true, v.Lettere[i].Dati.Oggetto
			v.Lettere = slices.Delete(v.Lettere, i, i+1)
			return
		}
	}
}

// primoUso notes the first certified message from an Order box that is still GENERATA: that its state be
// put right is for a person.
func (g *giudizio) primoUso(v *Valutazione) {
	if !g.pec || g.inner == nil || g.inner.Auto != "" || v.Esito.Auto == autoNulla {
		return
	}
	own := g.s.Cerca(PerCasella, g.mittente)
	if len(own) != 1 || v.Iscritto != nil && v.Iscritto.CF != own[0] {
		return
	}
	m, ok := g.s.Iscritto(own[0])
	if v.Iscritto != nil {
		m = *v.Iscritto
	}
	if !ok || m.Casella == nil || m.Casella.Stato != Generata || m.Casella.Indirizzo != g.mittente {
		return
	}
	v.Esito.Flags = append(v.Esito.Flags, "STATO_PORTALE_DA_ALLINEARE")
	if !m.Casella.PrimoUso.IsZero() {
		return
	}
	c := *m.Casella
	c.PrimoUso = g.istante
	m.Casella = &c
	v.Iscritto = &m
}

// prudente makes what is otherwise decided wait for a person: late arrival, weak or unexpected signers,
// a doubt of the ground. An approval lifts it.
func (g *giudizio) prudente(v *Valutazione) {
	e := &v.Esito
	if e.Auto == autoNulla || g.inner == nil || !g.pec {
		return
	}
	late := !g.in.Now.IsZero() && g.in.Now.Sub(g.istante) > tardivo
	if late {
		e.Flags = append(e.Flags, "ARRIVO_TARDIVO")
	}
	if g.approvata {
		return
	}
	if g.f.Tardi != "" && (esegue(*v)) {
		g.sospendi(v, "Prima di eseguire decide una persona: "+g.f.Tardi+".")
	}
	// Decide adds the sentences about late arrival and SHA-1 to Why; here only the state follows.
	if late || g.debolezza() {
		g.sospendi(v, "")
	}
	for _, why := range []string{g.altroAutore(), ambiguo(g.inner)} {
		if why != "" && esegue(*v) {
			g.sospendi(v, why)
		}
	}
	if g.alterati() {
		e.Flags = append(e.Flags, "CARATTERI_ALTERATI")
		g.sospendi(v, "Un codice fiscale o un indirizzo è scritto con caratteri invisibili o che ne imitano altri: decide una persona.")
	}
	if g.cambia && esegue(*v) && g.soloNostro() {
		g.sospendi(v, "Il messaggio indica un indirizzo dell'Ordine: decide una persona.")
	}
	if g.cambia && esegue(*v) {
		if other := g.altreParole(); other != "" {
			g.sospendi(v, "Il messaggio contiene anche "+other+": decide una persona.")
		}
		if beside := g.accanto(); beside != "" {
			g.sospendi(v, beside+": decide una persona.")
		}
	}
	if g.p.CRLObbligatoria && g.in.Proof.Revocation == "not_checked" {
		g.sospendi(v, "Non è stato possibile controllare se il certificato del gestore sia revocato: decide una persona (trust.crl_obbligatoria).")
	}
	if why := g.altroDestinatario(); why != "" && esegue(*v) {
		g.sospendi(v, why)
	}
	if g.in.Proof.Has(aFirmatario) {
		g.sospendi(v, "") // Decide says who signed and who was expected
	}
}

// debolezza reports whether a busta was signed with SHA-1 after the day the policy still accepts it.
func (g *giudizio) debolezza() bool {
	p := g.in.Proof
	return g.p.Sha1FinoA != "" && debole(p) && (DataRoma(g.istante) > g.p.Sha1FinoA || DataRoma(p.SigningTime) > g.p.Sha1FinoA)
}

// esegue reports whether the valuation changes or discloses something.
func esegue(v Valutazione) bool {
	s := StatoRichiesta(v.Esito.Outcome)
	return s == RInEsecuzione || s == REseguita || s == RRitirata
}

// sospendi takes the effects from a valuation and leaves the receipt; what only asks keeps its question, for a
// person to send. A freeze and a first use are facts and stay.
func (g *giudizio) sospendi(v *Valutazione, why string) {
	v.Esito.Auto = autoPersona
	if why != "" {
		v.Esito.Why = strings.TrimSpace(v.Esito.Why + " " + why)
	}
	if !esegue(*v) {
		return
	}
	v.Esito.Outcome, v.Altre = string(RInRevisione), nil
	v.Compiti = nil
	g.soloFatti(v)
	if v.Richiesta != nil && (v.Richiesta.Stato == RInEsecuzione || v.Richiesta.Stato == REseguita) {
		r := *v.Richiesta
		r.Stato = RInRevisione
		v.Richiesta = &r
	}
	v.Lettere = slices.DeleteFunc(slices.Clone(v.Lettere), func(b Bozza) bool { return b.Modello != t01 })
}

// soloFatti leaves of a changed member what is true whatever is decided: the first use and a freeze.
func (g *giudizio) soloFatti(v *Valutazione) {
	if v.Iscritto == nil {
		return
	}
	m, ok := g.s.Iscritto(v.Iscritto.CF)
	changed := ok && v.Iscritto.Blocco && !m.Blocco
	m.Blocco = m.Blocco || v.Iscritto.Blocco
	if c := v.Iscritto.Casella; c != nil && m.Casella != nil && m.Casella.PrimoUso.IsZero() && !c.PrimoUso.IsZero() {
		used := *m.Casella
		used.PrimoUso = c.PrimoUso
		m.Casella, changed = &used, true
	}
	v.Iscritto = nil
	if changed {
		v.Iscritto = &m
	}
}

// scadenzaVicina warns when a request cannot be executed as it came and a term of the member ends within 7 days: that of his
// open case, or the one that an imported date would give.
func (g *giudizio) scadenzaVicina(v *Valutazione) {
	m := g.f.M
	if m == nil || esegue(*v) || v.Esito.Auto == autoNulla || m.Domicilio != nil && m.Difetto == nil {
		return
	}
	now := g.istante
	if now.IsZero() {
		now = g.in.Now
	}
	due := ""
	if c, ok := DiffidaDi(g.s, m.CF); ok {
		due = c.Scade
	} else if from, err := mezzogiorno(m.DiffidaNotificata); err == nil {
		due = g.p.TermineIscritto(from, 30)
	}
	if due == "" || now.IsZero() {
		return
	}
	if today := DataRoma(now); today <= due && DataRoma(now.AddDate(0, 0, 7)) >= due {
		v.Esito.Flags = append(v.Esito.Flags, "SCADENZA_VICINA")
	}
}
