package rules

import (
	"slices"
	"time"

	"pecagent/mailparse"
)

// Values of Esito.Auto.
const (
	autoSi      = "AUTO"
	autoPersona = "REVIEW"
	autoNulla   = "NONE"
)

// Valuta decides what a message of kind trasporto (certified), anomalia or ordinaria asks, on which ground, and
// what follows. It is not called for receipts, for uncertified buste di trasporto, for copies and history.
// approvata means that a person has approved the message: what waited only for him becomes executable, never a
// contradiction of identity, a negated request or an address that may not be registered.
func Valuta(p *Policy, s Snapshot, in Received, approvata bool) Valutazione {
	g := &giudizio{p: p, s: s, in: in, approvata: approvata, istante: in.Msg.CertifiedTime(in.Proof)}
	if in.Msg.Inner == nil {
		return g.chiudi(g.esito("R99", RInRevisione, autoPersona, "Il messaggio non contiene un testo leggibile: lo esamina una persona."))
	}
	g.inner = in.Msg.Inner
	g.t = g.inner.Testo()
	g.c = Capisci(p, g.t, g.inner)
	read := g.c
	read.Flags = slices.Clone(g.c.Flags) // the judgment takes flags away in place
	g.pec = certificato(in)
	g.mittente = minuscolo(g.inner.From)
	if g.pec {
		g.mittente = minuscolo(in.Msg.DatiCert.Mittente)
	}
	v := g.chiudi(g.decide())
	v.Capito = &read
	return v
}

// giudizio is the judgment of one message in the making.
type giudizio struct {
	p         *Policy
	s         Snapshot
	in        Received
	approvata bool
	inner     *mailparse.Inner
	t         mailparse.Testo
	c         Capito
	pec       bool      // certified busta di trasporto
	mittente  string    // daticert mittente where certified, else the unproven From
	istante   time.Time // certified instant
	f         fondamento
	filo      *Richiesta // the open request whose data this message completes
	omonimia  bool
	parole    []nomeParola // of the text, once a name was looked for in it
	letta     *altra       // matter and writer, once they were asked for
	cambia    bool         // the message asks a change of domicile or box, or takes one back
}

// decide walks the questions in the order in which a wrong answer would do harm.
func (g *giudizio) decide() Valutazione {
	g.f.Ground = "none"
	switch {
	case len(g.in.Msg.OverLimit) > 0:
		return g.nonLetto()
	case g.inner.Auto != "":
		return g.automatico()
	case g.inner.NestedPEC:
		return g.annidata()
	case !g.pec:
		return g.ordinaria()
	}
	if v, ok := g.diDefunto(); ok {
		return v
	}
	if v, ok := g.risponde(); ok {
		return v
	}
	g.raffina()
	if g.c.Type == "R7" {
		return g.elencoPA()
	}
	if why := g.altraPosta(); why != "" {
		return g.nonPertinente(why)
	}
	g.f = g.identifica()
	if g.dubbia() {
		return g.altraMateria()
	}
	return g.perTipo()
}

// automatico leaves automatic mail alone (RFC 3834 §2): it never counts as an answer of a person (U39).
func (g *giudizio) automatico() Valutazione {
	v := g.esito("AUTO_REPLY", RIgnorata, autoNulla, "È un messaggio generato automaticamente ("+g.inner.Auto+"): non contiene la volontà di una persona e non riceve risposta.")
	v.Esito.Basis, v.Esito.Flags = []string{"U39"}, nil
	if list := g.s.Cerca(PerDomicilio, g.mittente); g.pec && len(list) == 1 {
		v.Esito.Member = list[0]
	}
	return v
}

// nonLetto sends to a person what was not read to its end: nobody can say that it is other post (reliability.md §3.3).
func (g *giudizio) nonLetto() Valutazione {
	return g.esito("R99", RInRevisione, autoPersona, "Il messaggio supera i limiti di lettura e non è stato letto per intero: lo esamina una persona.")
}

// annidata never executes what is inside a forwarded PEC message: it is an attachment (pec.md §6).
func (g *giudizio) annidata() Valutazione {
	if g.pec {
		g.f = g.identifica()
		g.f.CF = ""
	}
	return g.esito("R99", RInRevisione, autoPersona, "Il messaggio contiene in allegato un altro messaggio PEC, che non viene eseguito: lo esamina una persona.")
}

// diDefunto stops everything that comes from the box of a member recorded as deceased (U31, R-133).
func (g *giudizio) diDefunto() (Valutazione, bool) {
	for _, i := range []Indice{PerDomicilio, PerCasella} {
		for _, id := range g.s.Cerca(i, g.mittente) {
			m, ok := g.s.Iscritto(id)
			if !ok || m.Stato != Deceduto {
				continue
			}
			g.f.M = &m
			if slices.Contains(g.c.CF, m.CF) {
				g.f.CF = m.CF
			}
			v := g.esito(g.c.Type, RInRevisione, autoPersona, "Il messaggio proviene dalla casella di un iscritto registrato come deceduto: nessuna richiesta viene eseguita e nessuna lettera viene inviata.", "MITTENTE_DECEDUTO")
			v.Esito.Basis = []string{"R-133", "U31"}
			return v, true
		}
	}
	return Valutazione{}, false
}

// noto reports whether the sender's address is tied to a member.
func (g *giudizio) noto() bool {
	for _, i := range []Indice{PerDomicilio, PerCasella, PerCandidato, PerEmail} {
		if len(g.s.Cerca(i, g.mittente)) > 0 {
			return true
		}
	}
	return false
}

// nonPertinente is "Altra posta": no letter, no queue (R0).
func (g *giudizio) nonPertinente(why string) Valutazione {
	if g.pec && g.inner.Troncato {
		return g.nonLetto()
	}
	v := g.esito("R0", RNonPertinente, autoNulla, why)
	v.Esito.Basis, v.Esito.Flags = []string{"R0"}, nil
	return v
}

// perTipo decides a certified message by what it asks.
func (g *giudizio) perTipo() Valutazione {
	if v, ok := g.senzaIdentita(); ok {
		return v
	}
	switch g.c.Type {
	case "R1", "R2", "R3", "R4", "R5":
		return g.variazione()
	case "R15":
		return g.verifica()
	case "R16":
		return g.ritiro()
	case "R11":
		return g.conRicevuta(g.esito("R11", RInRevisione, autoPersona, "L'iscritto risponde alla diffida senza comunicare un indirizzo: le osservazioni le valuta una persona; il termine continua a decorrere."))
	case "R8":
		return g.assistenza()
	}
	return g.altro()
}

// riconosciuto reports whether the type is one that a receipt answers (order.md §6.3).
func riconosciuto(tipo string) bool {
	switch tipo {
	case "R1", "R2", "R3", "R4", "R5", "R11", "R15", "R16":
		return true
	}
	return false
}

// senzaIdentita handles what may not go on for want of an identity: unknown codes (U01, U32), contradictions.
func (g *giudizio) senzaIdentita() (Valutazione, bool) {
	f, tipo := g.f, g.c.Type
	switch {
	case !riconosciuto(tipo):
		return Valutazione{}, false
	case f.Ignoto:
		v := g.esito(tipo, RNonPertinente, autoSi, "Il codice fiscale indicato non risulta tra gli iscritti a questo Ordine.")
		v.Esito.Basis, v.Esito.CF = []string{"U01"}, g.c.CF[0]
		v.Lettere = []Bozza{g.bozza("T-14", g.mittente)}
		return v, true
	case f.M != nil && f.M.Stato == Deceduto:
		return g.esito(tipo, RInRevisione, autoPersona, "Il codice fiscale indicato è di un iscritto registrato come deceduto: decide una persona."), true
	case f.Ground == "R-112":
		return g.nonValida(), true
	case f.No != "":
		v := g.conRicevuta(g.esito(tipo, RInRevisione, autoPersona, "Nessuna richiesta viene eseguita: "+f.No+"."))
		if f.Neutra {
			detail := "NEUTRA"
			if slices.Contains(f.Flags, "PIU_CF") {
				detail = "SINGOLARMENTE"
			}
			b := g.bozza("T-02", g.mittente)
			b.Dettaglio = detail
			v.Lettere = append(v.Lettere, b)
		}
		return v, true
	}
	return Valutazione{}, false
}
