package rules

import (
	"slices"
)

// verifica is R15, "is my PEC on file?": answered only to the registered domicile (order.md §1 row 3).
func (g *giudizio) verifica() Valutazione {
	f := g.f
	switch {
	case f.Ground != "R-101":
		v := g.esito("R15", RIntegrazione, autoSi, "L'indirizzo agli atti si comunica soltanto al domicilio digitale registrato: chi scrive da un'altra casella deve farsi riconoscere.")
		v.Lettere = []Bozza{g.bozza("T-05", g.mittente)}
		return v
	case f.Manca:
		return g.integra([]string{"CF"})
	}
	if g.diTerzi() {
		g.f.Tardi = "il messaggio nomina un'altra persona"
	}
	v := g.esito("R15", REseguita, autoSi, "La domanda viene dal domicilio digitale registrato dell'iscritto: si comunica l'indirizzo agli atti.")
	b := g.bozza("T-16", g.mittente)
	b.Dati.Motivo, b.Dati.Indirizzo = "VERIFICA", f.M.Domicilio.Indirizzo
	if c := f.M.Casella; c != nil && c.Stato != Revocata {
		b.Dati.Casella = c.Indirizzo
	}
	v.Lettere = []Bozza{b}
	if len(g.c.Altri) > 0 {
		g.f.Tardi = "il messaggio sembra contenere anche un'altra richiesta"
	}
	return v
}

// ritiro is R16: the member takes a request back. The open one is found by the reference he cites, or because it
// is the only one.
func (g *giudizio) ritiro() Valutazione {
	g.cambia = true
	f := g.f
	switch {
	case g.c.Negato != "":
		return g.negata()
	case g.c.Doppio:
		return g.chiarimento("Il messaggio ritira una richiesta e insieme ne contiene un'altra: si chiede quale vale.", "U21")
	case f.Ground != "R-101":
		v := g.esito("R16", RInRevisione, autoPersona, "Il ritiro non viene dalla PEC registrata: decide una persona.")
		v.Lettere = []Bozza{g.bozza("T-05", g.mittente)}
		return v
	case f.Manca:
		return g.integra([]string{"CF"})
	}
	r, why := g.daRitirare(*f.M)
	if why == piuAperte {
		return g.chiarimento("Il ritiro non dice di quale richiesta e ne risultano più aperte: si chiede quale.", "U20")
	}
	if why != "" {
		return g.conRicevuta(g.esito("R16", RInRevisione, autoPersona, "Il ritiro non è eseguito in automatico: "+why+"."))
	}
	m := *f.M
	if m.Candidato != nil && m.Candidato.Richiesta == r.ID {
		m.Candidato = nil
	}
	v := g.conRicevuta(g.esito("R16", REseguita, autoSi, "L'iscritto ritira dalla PEC registrata la richiesta rif. "+r.Rif+", non ancora eseguita: resta valido il domicilio digitale agli atti."))
	v.Esito.Basis = append(v.Esito.Basis, "U20")
	b := g.bozza("T-04", g.mittente)
	b.Dettaglio, b.Dati.Indirizzo = "RITIRO", m.Domicilio.Indirizzo
	v.Lettere = append(v.Lettere, b)
	r.Stato = RRitirata
	v.Altre, v.Iscritto = []Richiesta{r}, &m
	return v
}

// piuAperte is why a withdrawal without a reference is asked about (T-18).
const piuAperte = "risultano più richieste aperte"

// daRitirare is the request that a withdrawal means, or why none is certain. A reference that is none of ours leaves
// the one open request meant; one that is of another request does not.
func (g *giudizio) daRitirare(m Iscritto) (Richiesta, string) {
	citati := g.c.Rif
	if g.rifIgnoti() {
		citati = nil
	}
	var list []Richiesta
	for _, id := range g.s.Cerca(PerIscritto, m.CF) {
		r, ok := g.s.Richiesta(id)
		if ok && r.Stato.Aperta() && r.Tipo != "R16" && variaIndirizzo(r.Tipo) && (len(citati) == 0 || slices.Contains(citati, r.Rif)) {
			list = append(list, r)
		}
	}
	switch len(list) {
	case 1:
		return list[0], ""
	case 0:
		return Richiesta{}, "non risulta una richiesta aperta a cui si riferisca"
	}
	return Richiesta{}, piuAperte
}

// assistenza is R8: help in words that reveal nothing; a person follows.
func (g *giudizio) assistenza() Valutazione {
	g.f.Flags = soloDi(g.f.Flags, "PEC_DATORE_LAVORO", "BLOCCO_VARIAZIONI")
	v := g.esito("R8", RInRevisione, autoPersona, "L'iscritto chiede assistenza sulla casella PEC: risponde una persona.")
	v.Lettere = []Bozza{g.bozza("T-19", g.mittente)}
	return v
}

// soloDi keeps the flags named.
func soloDi(flags []string, keep ...string) []string {
	return slices.DeleteFunc(slices.Clone(flags), func(s string) bool { return !slices.Contains(keep, s) })
}

// altro is what was recognised and is a person's, and what was not understood.
func (g *giudizio) altro() Valutazione {
	why := map[string]string{
		"R6":  "Il messaggio riguarda trasferimento o cancellazione dall'albo: è della segreteria.",
		"R9":  "Il messaggio riguarda il kit di firma digitale: è della segreteria.",
		"R10": "Il messaggio riguarda servizi aggiuntivi della casella, che si acquistano dal gestore a carico dell'iscritto: è della segreteria.",
		"R12": "Il messaggio esercita un diritto di accesso o sui dati personali: è della segreteria.",
		"R13": "Il messaggio segnala un decesso: decide una persona, e nessuna lettera parte in automatico.",
	}[g.c.Type]
	g.f.Flags = soloDi(g.f.Flags, "BLOCCO_VARIAZIONI")
	if g.c.Type == "R14" {
		return g.avviso()
	}
	if g.c.Type != "R99" {
		return g.perSegreteria(why)
	}
	why = "Il messaggio non è stato compreso: decide una persona."
	switch {
	case slices.Contains(g.c.Flags, "MODULO_IN_ALLEGATO"):
		why = "La richiesta è soltanto in un allegato: lo legge una persona."
		g.c.Flags = soloDi(g.c.Flags, "MODULO_IN_ALLEGATO")
	case slices.Contains(g.c.Flags, "INTENTO_SOLO_IN_CITAZIONE"):
		why = "La richiesta compare soltanto nel testo citato: decide una persona."
	}
	v := g.esito("R99", RInRevisione, autoPersona, why)
	v.Esito.CF = ""
	return g.ricevutaR99(v)
}

// perSegreteria is a matter of the secretary's: the memo T-12 to a member who asks for the kit waits for his click, an access carries
// the day by which it must be answered.
func (g *giudizio) perSegreteria(why string) Valutazione {
	day, term := "", ""
	if g.c.Type == "R12" {
		if day, term = g.terminiR12(); day != "" {
			why += " Rispondere entro il " + giornoItaliano(day) + ": " + term + "."
		}
	}
	v := g.esito(g.c.Type, RInRevisione, autoPersona, why)
	v.Esito.CF, v.Scade = "", day
	if g.c.Type == "R9" && (g.noto() || g.leggiAltra().iscritto) {
		v.Lettere = []Bozza{g.bozza("T-12", g.mittente)}
	}
	return v
}

// altraMateria is a request of a stranger that is also an act of another matter: who writes and what is meant is for a person, and
// nobody is written to.
func (g *giudizio) altraMateria() Valutazione {
	g.f.Flags = soloDi(g.f.Flags, "BLOCCO_VARIAZIONI")
	v := g.esito(g.c.Type, RInRevisione, autoPersona, "Il testo sembra una richiesta sulla PEC ma riguarda anche un'altra materia ("+g.leggiAltra().materia+"): decide una persona, e nessuno riceve risposta.")
	v.Esito.CF = ""
	return v
}

// ricevutaR99 gives the receipt to a text that was not understood only where a registered box writes and subject
// or attachment speak of PEC, domicilio, modulo (order.md §6.3).
func (g *giudizio) ricevutaR99(v Valutazione) Valutazione {
	if g.f.Ground != "R-101" {
		return v
	}
	l := lettura{p: g.p, t: g.t, in: g.inner}
	if parlaDiPEC(g.t.Oggetto) || l.allegatoParla() {
		return g.conRicevuta(v)
	}
	return v
}

// elencoPA is R7: the reserved list is for public bodies, known by their certified address in IPA.
func (g *giudizio) elencoPA() Valutazione {
	g.f.Basis = []string{"R-160"}
	switch {
	case g.ente(g.mittente):
		g.f.Ground = "IPA"
		v := g.esito("R7", RInRevisione, autoPersona, "Una pubblica amministrazione chiede l'elenco riservato (art. 16 c. 7 D.L. 185/2008): la risposta è dovuta entro 30 giorni, senza oneri.")
		b := g.bozza("T-13", g.mittente)
		pa := g.richiestaPA()
		b.Dati.Termine = pa.Termine
		v.Lettere = []Bozza{b}
		v.Esito.CF = ""
		v.Richiesta = g.richiesta(v)
		v.Richiesta.PA = pa
		return v
	case g.dominioPA(g.mittente):
		return g.esito("R7", RInRevisione, autoPersona, "Chiede l'elenco riservato un indirizzo che non è in IPA, ma il suo dominio sì: decide una persona.", "PA_PROBABILE")
	}
	v := g.preavviso("L'elenco riservato è consultabile soltanto dalle pubbliche amministrazioni e il mittente non risulta in IPA.", "RICHIEDENTE_NON_PA", "U44", "RICHIEDENTE_NON_PA")
	v.Lettere = v.Lettere[1:] // a receipt goes only to requests about a member's box
	return v
}

// ordinaria decides ordinary mail and anomalies: nothing is proven of the sender, nothing is executed (R-107 to
// R-109, U05, U06).
func (g *giudizio) ordinaria() Valutazione {
	g.raffina()
	if why := g.altraPosta(); why != "" {
		return g.nonPertinente(why)
	}
	g.f = fondamento{Ground: "R-109", Basis: []string{"R-109"}}
	if r, ok := g.delFilo(); ok && g.c.Type == "R99" {
		g.c.Type = r.Tipo
		v := g.esito(r.Tipo, RNonValida, autoSi, "La risposta viene dalla posta ordinaria e non prova chi scrive.", "ORDINARIA")
		v.Lettere = []Bozza{g.bozza("T-05", g.mittente)}
		return v
	}
	switch c := g.c; {
	case g.dubbia():
		return g.altraMateria()
	case c.Type == "R8":
		return g.assistenza()
	case c.Type == "R7":
		return g.esito("R7", RInRevisione, autoPersona, "L'elenco riservato è chiesto con posta ordinaria: decide una persona.")
	case !riconosciuto(c.Type):
		return g.altro()
	case c.Negato != "":
		return g.negata()
	}
	return g.ordinariaDaRifare()
}

// ordinariaDaRifare answers a request that came by a channel without proof.
func (g *giudizio) ordinariaDaRifare() Valutazione {
	c := g.c
	if len(c.CF) == 1 {
		g.f.CF = c.CF[0]
	}
	if signed := firmati(g.inner.Attachments); signed || identita(g.inner.Attachments) {
		g.f.Ground, g.f.Basis = "R-107", []string{"R-107"}
		if !signed {
			g.f.Ground, g.f.Basis, g.f.Flags = "R-108", []string{"R-108"}, append(g.f.Flags, "DOCUMENTO_IDENTITA")
		}
		if g.firmaContraria() {
			g.f.Flags = append(g.f.Flags, "FIRMA_NON_VALIDA")
		}
		if v, ok := g.ordinariaApprovata(); ok {
			return v
		}
		return g.esito(c.Type, RInRevisione, autoPersona, "La richiesta viene dalla posta ordinaria con un documento sottoscritto: la esamina una persona.", "ORDINARIA")
	}
	v := g.esito(c.Type, RNonValida, autoSi, "La richiesta viene dalla posta ordinaria e non è sottoscritta: non è valida (art. 65 CAD).", "ORDINARIA")
	if c.Type == "R1" || c.Type == "R3" || c.Type == "R4" {
		v.Esito.NewPEC = c.NewPEC
	}
	v.Esito.Basis = append(v.Esito.Basis, "U05")
	v.Lettere = []Bozza{g.bozza("T-05", g.mittente)}
	g.sfidaR3(&v)
	return v
}

// sfidaR3 starts a challenge for a first communication that came by ordinary mail: the address named is written
// to, and only its certified answer counts.
func (g *giudizio) sfidaR3(v *Valutazione) {
	if g.p.OrdinariaR3 == "NO" || g.c.Type != "R3" && g.c.Type != "R4" || len(g.c.CF) != 1 || g.c.NewPEC == "" || g.c.PerAltri || g.c.Doppio {
		return
	}
	m, ok := g.s.Iscritto(g.c.CF[0])
	addr := g.c.NewPEC
	if !ok || m.Domicilio != nil || m.Blocco || m.Stato != Iscr && m.Stato != SospesoPEC || addr == g.mittente || g.nome(m) != nomeUguale {
		return
	}
	if _, ok := g.esamina(addr, m); !ok {
		return
	}
	if p, _, _ := g.pendenti(m, "R3", addr); p != nessunPendente || m.Candidato != nil && m.Candidato.Stato != Rifiutata {
		return
	}
	v.Esito.Type, v.Esito.Outcome = "R3", string(RConferma)
	v.Esito.Why = "La comunicazione viene dalla posta ordinaria: si scrive all'indirizzo indicato e vale soltanto la risposta certificata che ne arriva."
	v.Lettere = append(v.Lettere, g.sfida(addr, m))
	m.Candidato = &Candidato{Indirizzo: addr, Stato: Dichiarata}
	v.Iscritto = &m
}
