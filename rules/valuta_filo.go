package rules

import (
	"slices"
	"strings"
)

// A message in the thread of a letter of ours is the answer to it. The thread is named by In-Reply-To and
// References inside the signed message, by our reference, or by the code of the letter; it says which request is
// meant and never who writes: that is proven by the box alone (order.md §6.2 L2, U42, U47).

// filoTrovato is the request a message belongs to, and the letter it answers where that is known.
type filoTrovato struct {
	r       Richiesta
	l       *Lettera
	certain bool // named by message id or code, not only by reference
}

// inThread reports whether the message names a letter or a case of ours.
func (g *giudizio) inThread() bool {
	_, ok := g.trovaFilo()
	return ok
}

func (g *giudizio) delFilo() (Richiesta, bool) {
	f, ok := g.trovaFilo()
	return f.r, ok
}

// trovaFilo looks for the letter by the ids, then for the request by code and reference.
func (g *giudizio) trovaFilo() (filoTrovato, bool) {
	ids := slices.Concat(g.inner.InReplyTo, g.inner.References)
	for _, id := range ids {
		for _, i := range []Indice{PerMsgID, PerIdent} {
			for _, lid := range g.s.Cerca(i, id) {
				l, ok := g.s.Lettera(lid)
				if !ok {
					continue
				}
				if r, ok := g.s.Richiesta(l.Richiesta); ok {
					return filoTrovato{r: r, l: &l, certain: true}, true
				}
			}
		}
	}
	if r, ok := g.perCodice(); ok {
		return filoTrovato{r: r, certain: true}, true
	}
	for _, rif := range g.c.Rif {
		for _, id := range g.s.Cerca(PerRif, rif) {
			if r, ok := g.s.Richiesta(id); ok {
				return filoTrovato{r: r}, true
			}
		}
	}
	return g.perDomanda()
}

// rifIgnoti reports whether the message cites references and none is one of ours: miscopied, or of another register.
func (g *giudizio) rifIgnoti() bool {
	return len(g.c.Rif) > 0 && !slices.ContainsFunc(g.c.Rif, func(rif string) bool { return len(g.s.Cerca(PerRif, rif)) > 0 })
}

// perDomanda finds the one request of the sender in which we asked him for a datum, where what he cites is unknown to
// us and his text asks nothing of its own: a miscopied reference does not hide an answer (U47).
func (g *giudizio) perDomanda() (filoTrovato, bool) {
	if !g.pec || g.c.Type != "R99" || !g.rifIgnoti() {
		return filoTrovato{}, false
	}
	var list []Richiesta
	for _, cf := range g.s.Cerca(PerDomicilio, g.mittente) {
		for _, id := range g.s.Cerca(PerIscritto, cf) {
			if r, ok := g.s.Richiesta(id); ok && r.Stato == RIntegrazione && r.Mittente == g.mittente && len(r.Manca) > 0 {
				list = append(list, r)
			}
		}
	}
	if len(list) != 1 {
		return filoTrovato{}, false
	}
	return filoTrovato{r: list[0]}, true
}

// perCodice finds the request whose code stands anywhere in the message, among those of the members the sender's
// box is tied to.
func (g *giudizio) perCodice() (Richiesta, bool) {
	all := strings.ToUpper(g.t.Nuovo + "\n" + g.t.Oggetto + "\n" + g.t.Citato + "\n" + g.t.Firma)
	for _, i := range []Indice{PerCandidato, PerDomicilio, PerCasella} {
		for _, cf := range g.s.Cerca(i, g.mittente) {
			for _, id := range g.s.Cerca(PerIscritto, cf) {
				r, ok := g.s.Richiesta(id)
				if ok && len(r.Codice) >= 4 && contieneCodice(all, strings.ToUpper(r.Codice)) {
					return r, true
				}
			}
		}
	}
	return Richiesta{}, false
}

// contieneCodice looks for a code as a word of its own.
func contieneCodice(text, code string) bool {
	return slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return !diParola(r) }), code)
}

// risponde decides a certified message as the answer to a letter of ours. ok is false where it is a request of
// its own, or no answer at all.
func (g *giudizio) risponde() (Valutazione, bool) {
	f, ok := g.trovaFilo()
	if !ok {
		return Valutazione{}, false
	}
	g.c.Flags = slices.DeleteFunc(g.c.Flags, func(s string) bool { return s == "INTENTO_SOLO_IN_CITAZIONE" })
	f.r = g.primaDiQuesto(f.r)
	m, known := g.s.Iscritto(f.r.CF)
	ruolo := g.ruolo(f, m, known)
	if g.c.Type == "R16" || g.nuovaRichiesta(f.r, ruolo) {
		return Valutazione{}, false
	}
	if known && m.Stato == Deceduto {
		g.f.M = &m
		return g.nelFilo(f.r, autoPersona, "Il messaggio riguarda un iscritto registrato come deceduto: decide una persona."), true
	}
	if known && ruolo != estraneo {
		g.f.M = &m
	}
	g.f.Ground, g.f.CF = f.r.Ground, f.r.CF
	if f.r.Stato == RArchiviata && ruolo != estraneo && g.c.Risposta != rispostaNo && g.istante.Before(f.r.Chiusa.AddDate(1, 0, 0)) {
		return g.riapre(f.r), true
	}
	switch ruolo {
	case candidato:
		return g.daCandidato(f, m), true
	case registrato:
		return g.daDomicilio(f, m), true
	case richiedente:
		return g.daRichiedente(f), true
	case precedente:
		return g.daPrecedente(f, m), true
	}
	return g.daEstraneo(f), true
}

// riapre is a late answer to a request that was filed: within twelve months it is open again (order.md §6.3), and
// a person reads it, who may have been the one who filed it.
func (g *giudizio) riapre(r Richiesta) Valutazione {
	v := g.nelFilo(r, autoPersona, "Risposta tardiva a una pratica archiviata (rif. "+r.Rif+"): la pratica è riaperta e decide una persona.")
	v.Richiesta.Stato = RInRevisione
	return v
}

// ruolo is what the sender's box is to the request.
type ruolo int

const (
	estraneo    ruolo = iota
	candidato         // the new address that is to be proven
	registrato        // the member's registered domicile
	richiedente       // the box that made the request
	precedente        // the domicile before the change: we wrote to it about the change
)

func (g *giudizio) ruolo(f filoTrovato, m Iscritto, known bool) ruolo {
	toNew := f.l != nil && f.l.Modello == "T-23" && f.l.A == g.mittente
	isNew := known && (m.Candidato != nil && m.Candidato.Indirizzo == g.mittente && m.Candidato.Richiesta == f.r.ID || f.r.NuovaPEC == g.mittente && f.r.CF == m.CF)
	switch {
	case known && isNew && (toNew || f.r.Mittente != g.mittente || fondata(f.r) && f.r.Stato != RIntegrazione):
		return candidato // who wrote from the new box and was asked for something answers that question
	case known && g.attuale(m, g.mittente):
		return registrato
	case f.r.Mittente == g.mittente && f.l != nil && avvisa(f.l.Modello):
		return precedente
	case f.r.Mittente == g.mittente:
		return richiedente
	case f.l != nil && f.l.A == g.mittente && avvisa(f.l.Modello):
		return precedente
	}
	return estraneo
}

// avvisa reports whether a letter tells the old box that a change was done or asked.
func avvisa(modello string) bool { return modello == "T-04" || modello == "T-26" || modello == "T-08" }

// nuovaRichiesta reports whether a message in a thread is a complete request of its own.
func (g *giudizio) nuovaRichiesta(r Richiesta, chi ruolo) bool {
	if !variaIndirizzo(g.c.Type) && g.c.Type != "R5" && g.c.Type != "R15" && g.c.Type != "R7" {
		return false
	}
	if chi == candidato || g.c.Negato != "" {
		return false
	}
	completes := r.Stato == RIntegrazione && (chi == registrato || chi == richiedente) && gruppo(g.c.Type) == gruppo(r.Tipo)
	if r.Tipo == "R1" && (g.c.Type == "R3" || g.c.Type == "R4") && r.Stato == RIntegrazione && (chi == registrato || chi == richiedente) {
		completes = true // "la mia nuova PEC è …" in answer to our question
	}
	return g.c.Esplicito && !completes
}

// nelFilo is a message that belongs to a request and leaves it as it is.
func (g *giudizio) nelFilo(r Richiesta, auto, why string, flags ...string) Valutazione {
	g.c.Type = r.Tipo
	v := g.esito(r.Tipo, r.Stato, auto, why, flags...)
	if auto == autoPersona {
		v.Esito.Outcome = string(RInRevisione)
	}
	v.Esito.NewPEC = r.NuovaPEC
	if v.Esito.Ground == "" {
		v.Esito.Ground = "none"
	}
	r.Messaggi = conMessaggio(r.Messaggi, g.in.Msg.SHA256)
	v.Richiesta = &r
	return v
}

// daCandidato is L2: any certified message of a person from the new box in the thread proves that the box is
// his and read, "ok grazie" and an empty text included; a denial freezes (order.md §6.2).
func (g *giudizio) daCandidato(f filoTrovato, m Iscritto) Valutazione {
	switch {
	case g.c.Risposta == rispostaNo:
		return g.congela(f.r, m, "Chi legge il nuovo indirizzo dice di non essere l'interessato o segnala un errore.")
	case g.c.Risposta == rispostaOperatore:
		return g.operatore(f.r)
	case g.c.Negato != "" || g.c.Doppio || m.Blocco || len(g.altrui(m.CF, g.c.CF)) > 0 || !f.r.Stato.Aperta() && f.r.Stato != REseguita:
		return g.nelFilo(f.r, autoPersona, "La risposta dal nuovo indirizzo non è una semplice conferma: decide una persona.")
	case g.c.Type != "R99" && gruppo(g.c.Type) != gruppo(f.r.Tipo) && !(f.r.Tipo == "R1" && gruppo(g.c.Type) == "R4"):
		return g.nelFilo(f.r, autoPersona, "La risposta dal nuovo indirizzo contiene anche una domanda o un'altra richiesta: decide una persona.")
	case f.r.Ground == "R-109":
		return g.confermaR3(f.r, m)
	case !f.certain:
		// The reference alone can be guessed: L2 wants the thread of our letter or its code (order.md §6.2).
		return g.nelFilo(f.r, autoPersona, "Scrive il nuovo indirizzo, ma non in risposta alla nostra lettera né con il suo codice: decide una persona.")
	case !fondata(f.r):
		return g.nelFilo(f.r, autoPersona, "Risponde il nuovo indirizzo, ma la richiesta non è ancora confermata dalla PEC registrata: decide una persona.")
	}
	v := g.nelFilo(f.r, autoSi, "Il nuovo indirizzo ha risposto con un messaggio certificato: è provato che è attivo e letto dall'interessato (L2).")
	v.Richiesta.Confermata = true
	v.Esito.Basis = []string{f.r.Ground, "U41"}
	v.Iscritto = conL2(m, g)
	return v
}

// conL2 notes the proof on the candidate address.
func conL2(m Iscritto, g *giudizio) *Iscritto {
	if m.Candidato == nil || m.Candidato.Indirizzo != g.mittente {
		return nil
	}
	k := *m.Candidato
	if k.L2.IsZero() {
		k.L2 = g.istante
	}
	if k.Stato == Dichiarata {
		k.Stato = Verificata
	}
	m.Candidato = &k
	return &m
}

// confermaR3: the certified answer from the address that was named by ordinary mail is the communication itself,
// from a certified box of a member without domicile.
func (g *giudizio) confermaR3(r Richiesta, m Iscritto) Valutazione {
	if m.Domicilio != nil {
		return g.nelFilo(r, autoPersona, "Nel frattempo risulta registrato un domicilio digitale: decide una persona.")
	}
	g.f = fondamento{Ground: "R-102", M: &m, CF: m.CF, Basis: []string{"R-102", "R-116"}}
	if g.p.R102 != "AUTO" {
		g.f.Tardi = "l'iscritto non ha un domicilio digitale registrato: l'identità di chi scrive va confermata (R-116)"
	}
	g.filo, g.c.Type = &r, "R3"
	return g.registra(g.mittente, m)
}

// daDomicilio is an answer from the registered box: it may confirm, refuse, complete.
func (g *giudizio) daDomicilio(f filoTrovato, m Iscritto) Valutazione {
	r := f.r
	ask := r.Stato == RConferma || r.Stato == RInEsecuzione
	switch {
	case g.c.Risposta == rispostaNo && (ask || r.Stato == REseguita):
		return g.congela(r, m, "Dalla PEC registrata arriva una smentita: la variazione non è stata chiesta dall'iscritto.")
	case g.c.Risposta == rispostaOperatore:
		return g.operatore(r)
	case g.c.Risposta == rispostaSi && g.c.Negato == "" && r.Stato == RConferma && !m.Blocco:
		return g.confermata(r, m)
	case g.c.Risposta == rispostaSi && g.c.Negato == "" && r.Stato == RInEsecuzione && f.l != nil && !m.Blocco:
		v := g.nelFilo(r, autoSi, "La PEC registrata conferma la richiesta.")
		v.Richiesta.Confermata = true
		return v
	case r.Stato == RIntegrazione || r.Stato == RPreavviso && len(g.c.Candidates) > 0:
		return g.completa(r)
	case r.Stato == RPreavviso:
		v := g.nelFilo(r, autoPersona, "Osservazioni al preavviso di rigetto (rif. "+r.Rif+", art. 10-bis L. 241/1990): decide una persona, e il provvedimento ne dà conto.")
		v.Richiesta.Osservazioni = append(slices.Clone(v.Richiesta.Osservazioni), DataRoma(g.istante))
		return v
	case !r.Stato.Aperta():
		g.f.Ground = "R-101"
		return g.altro()
	}
	return g.nelFilo(r, autoPersona, "Il messaggio risponde alla pratica rif. "+r.Rif+" ma non è stato compreso: decide una persona.")
}

// confermata goes on with a request that came from an unregistered box and that the registered box confirms: by
// its certified yes the member asks it himself (CAD art. 65 c. 1 lett. c-bis).
func (g *giudizio) confermata(r Richiesta, m Iscritto) Valutazione {
	g.f = fondamento{Ground: "R-101", M: &m, CF: m.CF, Basis: []string{"R-101", "U04"}}
	g.filo, g.c.Negato = &r, ""
	g.assume(r)
	g.c.Candidates, g.c.Flags = nil, nil
	if len(g.altrui(m.CF, g.c.CF)) > 0 || g.numeroAltrui(m) || m.Stato != Iscr && m.Stato != SospesoDisc {
		return g.nelFilo(r, autoPersona, "La conferma contiene dati in contrasto o l'iscritto non è in regolare iscrizione: decide una persona.")
	}
	v := g.variazione()
	if v.Richiesta == nil {
		v.Richiesta = g.richiesta(v)
	}
	v.Richiesta.Confermata = true
	return v
}

// assume takes the message as one of the request; what it asks besides stays noted.
func (g *giudizio) assume(r Richiesta) {
	if g.c.Type != "R99" && !variaIndirizzo(g.c.Type) {
		g.c.Altri = append(slices.Clone(g.c.Altri), g.c.Type)
	}
	g.c.Type = r.Tipo
}

// numeroAltrui reports whether the message gives an enrolment number that is not the member's.
func (g *giudizio) numeroAltrui(m Iscritto) bool {
	return g.c.Numero != "" && m.Numero != "" && strings.TrimLeft(m.Numero, "0") != g.c.Numero
}

// completa merges an answer to our question into its request and decides it again (U47).
func (g *giudizio) completa(r Richiesta) Valutazione {
	nothing := len(g.c.Candidates) == 0 && len(g.c.CF) == 0 && g.c.Scelta == 0 && g.c.Risposta != rispostaSi && len(g.c.CFErrati) == 0
	asked := len(r.Manca) > 0 // by T-02; an answer to T-18 or T-05 is a person's to read, unless it brings documents
	if (nothing || !asked) && len(g.inner.Attachments) == 0 || !variaIndirizzo(r.Tipo) || slices.Contains(r.Flags, "DOPPIO_INTENTO") {
		return g.nelFilo(r, autoPersona, "La risposta alla richiesta di integrazione non contiene il dato che manca: decide una persona.")
	}
	g.filo = &r
	if g.c.Type == "R99" || gruppo(g.c.Type) == "R4" || !variaIndirizzo(g.c.Type) {
		g.assume(r)
	}
	g.c.Flags = slices.DeleteFunc(g.c.Flags, func(s string) bool { return s == "INTENTO_SOLO_IN_CITAZIONE" || s == "TESTO_IN_OGGETTO" })
	g.f = g.identifica()
	if g.c.Negato == "" && chiedeCome(unaRiga(g.t.Piegato)) {
		g.c.Negato = "la risposta è una domanda"
	}
	if g.c.Negato == "" && indirizzoIncerto(inParole(g.t.Piegato)) {
		g.c.Negato = "l'indirizzo è dato sotto condizione"
	}
	if g.c.Negato == "" && negazioneEspressa(inParole(g.t.Piegato)) {
		g.c.Negato = "la frase è negata"
	}
	if v, ok := g.senzaIdentita(); ok {
		return v
	}
	return g.variazione()
}

// indirizzoIncerto reports whether a sentence with an address has a condition in it: "ho chiesto a@b.example ma forse è già preso".
func indirizzoIncerto(ws []parola) bool {
	for a := 0; a < len(ws); {
		b := a
		for b < len(ws)-1 && !ws[b].fine {
			b++
		}
		if mine := ws[a : b+1]; slices.ContainsFunc(mine, func(w parola) bool { return w.s == "@" }) && condizionata(mine) {
			return true
		}
		a = b + 1
	}
	return false
}

// daRichiedente is an answer from the unregistered box that made the request: it may complete it, with a
// signature or an identity document, or call for a person.
func (g *giudizio) daRichiedente(f filoTrovato) Valutazione {
	r := f.r
	switch {
	case g.c.Risposta == rispostaOperatore:
		return g.operatore(r)
	case g.c.Risposta == rispostaNo:
		return g.nelFilo(r, autoPersona, "Chi ha scritto la richiesta la smentisce: decide una persona.")
	case r.Stato == RInEsecuzione && g.c.Risposta == rispostaSi && r.NuovaPEC == g.mittente:
		v := g.nelFilo(r, autoSi, "Il nuovo indirizzo ha risposto con un messaggio certificato (L2).")
		return v
	case r.Stato == RIntegrazione:
		return g.completa(r)
	case r.Stato == RConferma && len(g.inner.Attachments) > 0:
		return g.completa(r)
	}
	return g.nelFilo(r, autoPersona, "Il messaggio risponde alla pratica rif. "+r.Rif+" ma non è stato compreso: decide una persona.")
}

// daPrecedente: the old box says after the change that it was not him (U49).
func (g *giudizio) daPrecedente(f filoTrovato, m Iscritto) Valutazione {
	if g.c.Risposta != rispostaNo {
		return g.nelFilo(f.r, autoPersona, "Scrive la casella precedente in risposta all'avviso di variazione: decide una persona.")
	}
	v := g.congela(f.r, m, "La casella precedente dice che la variazione non è stata chiesta dall'iscritto (U49).")
	b := g.bozza("T-18", g.mittente)
	b.Dettaglio = "ALLARME"
	v.Lettere = append(v.Lettere, b)
	return v
}

// daEstraneo: an answer from any other box proves nothing (U42).
func (g *giudizio) daEstraneo(f filoTrovato) Valutazione {
	g.f = fondamento{Ground: "R-105", Basis: []string{"R-105", "U42"}, Flags: []string{"MITTENTE_NON_REGISTRATO"}}
	g.c.Type = f.r.Tipo
	v := g.esito(f.r.Tipo, RNonValida, autoSi, "La risposta alla pratica rif. "+f.r.Rif+" viene da una casella che non è quella interpellata: non prova nulla.")
	v.Lettere = []Bozza{g.bozza("T-05", g.mittente)}
	return v
}

// congela stops every automatic change of the member; a person looks at once (U48, U49).
func (g *giudizio) congela(r Richiesta, m Iscritto, why string) Valutazione {
	v := g.nelFilo(r, autoPersona, why+" Le variazioni automatiche di questo iscritto sono bloccate.", "BLOCCO_VARIAZIONI")
	v.Esito.Basis = append(v.Esito.Basis, "U48", "U49")
	if r.Stato.Aperta() {
		v.Richiesta.Stato = RInRevisione
	}
	if m.CF != "" {
		m.Blocco = true
		v.Iscritto = &m
	}
	v.Compiti = []Compito{{Tipo: SegBlocco, Urgente: true, CF: m.CF, Perche: why + " Sentire subito l'iscritto; l'approvazione toglie il blocco."}}
	if c := m.Candidato; c != nil && c.Richiesta == r.ID && c.Stato == Iscritta {
		if last, ok := g.p.contestabile(m, g.in.Now); ok {
			v.Compiti = append(v.Compiti, compitoRettifica(m, last, why))
		}
	}
	return v
}

// segOperatore is the kind of task of a member who wants to speak with a person. To close it confirms nothing.
const segOperatore = "operatore"

// operatore: the member wants a person; no automatic letters in this case any more (order.md §8).
func (g *giudizio) operatore(r Richiesta) Valutazione {
	v := g.nelFilo(r, autoSi, "L'iscritto chiede di parlare con una persona: in questa pratica non partono più lettere automatiche.")
	v.Richiesta.Operatore = true
	v.Compiti = []Compito{{Tipo: segOperatore, CF: r.CF, Perche: "L'iscritto ha risposto OPERATORE: richiamarlo."}}
	return v
}
