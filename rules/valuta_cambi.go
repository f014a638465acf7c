package rules

import (
	"slices"
	"strings"
	"time"

	"pecagent/mailparse"
)

// variazione decides the requests that change the address: R1 to R5. Each return is one row of order.md §6.9;
// the last line alone executes.
func (g *giudizio) variazione() Valutazione {
	g.cambia = true
	c, f := g.c, g.f
	g.tipoDaRegistro()
	switch {
	case c.Negato != "":
		return g.negata()
	case c.PerAltri:
		return g.delegato()
	case c.Doppio:
		return g.chiarimento("Il messaggio contiene due richieste tra loro contrastanti: si chiede quale vale.", "U21")
	case slices.Contains(c.Flags, "TESTO_IN_OGGETTO") && fondataDa(f.Ground) && len(c.Candidates) == 0 && g.filo == nil:
		return g.conRicevuta(g.esito(g.c.Type, RInRevisione, autoPersona, "La richiesta sta soltanto nell'oggetto del messaggio: decide una persona."))
	case f.Manca:
		return g.integra(g.manca())
	case !fondataDa(f.Ground):
		return g.nonProvata()
	case f.M.Stato == Trasferito || f.M.Stato == Cancellato || f.M.Stato == Radiato:
		return g.preavviso("L'iscritto risulta trasferito, cancellato o radiato: la casella non può essere mantenuta.", "NON_PIU_ISCRITTO", "U33", "NON_PIU_ISCRITTO")
	case g.c.Type == "R5":
		return g.preavviso("La rinuncia all'unico indirizzo senza indicarne un altro contrasta con l'obbligo di averne uno (art. 16 c. 7 D.L. 185/2008).", "RINUNCIA_SENZA_SOSTITUTO", "U40", "RINUNCIA_SENZA_SOSTITUTO")
	case f.Ground == "R-102" && g.p.R102 == "REQUIRE_ID" && !g.sottoscritta():
		v := g.esito(c.Type, RIntegrazione, autoSi, "L'iscritto non ha un domicilio digitale registrato: occorre la firma o la copia del documento d'identità (R-116).")
		v.Esito.NewPEC = g.c.NewPEC
		v.Lettere = []Bozza{g.bozza("T-05", g.mittente)}
		return v
	}
	g.dubita()
	if c.Type == "R2" {
		return g.chiedeCasella()
	}
	return g.cambiaIndirizzo()
}

// tipoDaRegistro lets the register say whether a communication is the first one (R3) or a change (R4).
func (g *giudizio) tipoDaRegistro() {
	if g.f.M == nil || g.c.Type != "R3" && g.c.Type != "R4" {
		return
	}
	g.c.Type = "R3"
	if g.f.M.Domicilio != nil {
		g.c.Type = "R4"
	}
}

// dubita collects what makes an understood request wait for a person: confidence is AUTO only with exactly one
// intent and an explicit verb (order.md §7).
func (g *giudizio) dubita() {
	c := g.c
	if g.f.Tardi != "" {
		return
	}
	if c.Ritratta {
		g.f.Tardi = "il testo sembra anche ritirare la richiesta, rimandarla, chiedere altro o indicare una casella che non è una PEC"
		return
	}
	if g.filo != nil { // the request was made before; only the datum is new
		switch {
		case g.filo.DaLeggere:
			g.f.Tardi = "il messaggio che ha aperto la pratica contiene parole che deve leggere una persona"
		case c.Cessato:
			g.f.Tardi = "il testo parla di un indirizzo non più attivo"
		case c.Guasto, g.spezzato():
			g.f.Tardi = "un indirizzo è scritto in modo che non si può leggere"
		case slices.Contains(c.Flags, "SEGNAPOSTO"):
			g.f.Tardi = "nel testo sono rimaste parti del modulo non compilate"
		case c.Vaga:
			g.f.Tardi = "l'effetto è chiesto da un momento che non è un giorno preciso"
		case len(c.Altri) > 0 || c.Altra:
			g.f.Tardi = "il messaggio sembra contenere anche un'altra richiesta"
		}
		return
	}
	switch {
	case len(c.Rif) > 0 && (c.Risposta == rispostaSi || c.Conferma) && g.c.Type != "R16":
		g.f.Tardi = "il messaggio conferma una pratica e contiene anche una richiesta"
	case slices.Contains(c.Flags, "SEGNAPOSTO"): // U22
		g.f.Tardi = "nel testo sono rimaste parti del modulo non compilate"
	case slices.Contains(c.Flags, "TESTO_IN_OGGETTO"):
		g.f.Tardi = "la richiesta sta soltanto nell'oggetto del messaggio"
	case c.Parziale:
		g.f.Tardi = "la richiesta è espressa solo in parte"
	case !c.Esplicito:
		g.f.Tardi = "manca un verbo che esprima la richiesta (R-115)"
	case c.Cessato && g.c.Type != "R2": // the personal box is given up anyway
		g.f.Tardi = "il testo parla di un indirizzo non più attivo: quale sia quello nuovo lo legge una persona"
	case c.Guasto, g.spezzato():
		g.f.Tardi = "un indirizzo è scritto in modo che non si può leggere"
	case c.Vaga:
		g.f.Tardi = "l'effetto è chiesto da un momento che non è un giorno preciso"
	case g.c.Type == "R3" && c.Rinuncia:
		g.f.Tardi = "il messaggio comunica un indirizzo e insieme rinuncia a uno, ma non ne risulta registrato alcuno"
	case len(c.Altri) > 0 || c.Altra:
		g.f.Tardi = "il messaggio sembra contenere anche un'altra richiesta"
	case g.f.M.Stato == SospesoPEC && c.Type != "R3" || g.f.M.Stato == SospensioneDeliberata && c.Type != "R3":
		g.c.Flags, g.f.Tardi = append(g.c.Flags, "SOSPENSIONE"), "l'iscritto è sospeso"
	}
}

// soloNostro reports whether a text names a box of the Order beside no address but the sender's own: the new one may be missing.
func (g *giudizio) soloNostro() bool {
	if g.c.Type == "R2" || g.filo == nil && g.c.NewPEC != "" && g.c.NewPEC != g.mittente {
		return false
	}
	return slices.ContainsFunc(g.t.Indirizzi, func(k mailparse.Candidato) bool {
		return k.Dove == mailparse.InNuovo && (strings.EqualFold(k.Valore, g.p.Ordine.PEC) || strings.EqualFold(k.Valore, g.p.Ordine.Mail))
	})
}

// daLeggere reports whether a request that waits for a datum was made with words that a person has to read, or with a name under it that
// is not the member's: the code alone does not answer for them. (Who answers with an address says once more that he wants it registered.)
func (g *giudizio) daLeggere(r Richiesta) bool {
	return g.cambia && g.filo == nil && g.f.M != nil && !g.approvata && r.Stato == RIntegrazione && slices.Contains(r.Manca, "CF") && (g.c.Ritratta || g.altreParole() != "")
}

// negata is U23: a request negated, conditional or asked about is none.
func (g *giudizio) negata() Valutazione {
	if chiedeCome(unaRiga(g.t.Piegato)) {
		v := g.esito("R8", RInRevisione, autoPersona, "Il messaggio chiede informazioni e non contiene una richiesta da eseguire: "+g.c.Negato+".")
		v.Esito.Basis, v.Lettere = append(v.Esito.Basis, "U23"), []Bozza{g.bozza("T-19", g.mittente)}
		return v
	}
	v := g.esito("R99", RInRevisione, autoPersona, "Il messaggio non contiene una richiesta da eseguire: "+g.c.Negato+".")
	v.Esito.Basis = append(v.Esito.Basis, "U23")
	return g.ricevutaR99(v)
}

// delegato is R-111: only a written delegation with the documents lets somebody else ask (U36).
func (g *giudizio) delegato() Valutazione {
	g.f.Ground, g.f.Basis = "R-111", []string{"R-111"}
	if slices.ContainsFunc(g.inner.Attachments, documento) {
		return g.conRicevuta(g.esito(g.c.Type, RInRevisione, autoPersona, "Il messaggio è di chi agisce per l'iscritto: la delega e i documenti allegati li esamina una persona."))
	}
	v := g.esito(g.c.Type, RIntegrazione, autoSi, "Il messaggio è di chi agisce per l'iscritto: occorrono la delega scritta e i documenti d'identità.")
	b := g.bozza("T-05", g.mittente)
	b.Dettaglio = "DELEGA"
	v.Lettere = []Bozza{b}
	return v
}

// chiarimento asks which of two contradictory requests holds (T-18).
func (g *giudizio) chiarimento(why, caso string) Valutazione {
	v := g.conRicevuta(g.esito(g.c.Type, RIntegrazione, autoSi, why))
	v.Esito.Basis = append(v.Esito.Basis, caso)
	v.Lettere = append(v.Lettere, g.bozza("T-18", g.mittente))
	if !fondataDa(g.f.Ground) {
		v.Esito.Outcome, v.Esito.Auto = string(RInRevisione), autoPersona
	}
	return v
}

// manca lists what a request still needs.
func (g *giudizio) manca() []string {
	var list []string
	if g.f.Manca {
		list = append(list, "CF")
	}
	if (g.c.Type == "R1" || g.c.Type == "R3" || g.c.Type == "R4") && len(g.c.Candidates) == 0 && (g.filo == nil || g.filo.NuovaPEC == "") {
		list = append(list, "PEC")
	}
	return list
}

// integra asks for what is missing (T-02), with addresses to choose from where the text has several.
func (g *giudizio) integra(manca []string, opzioni ...string) Valutazione {
	why := "Per dare corso alla richiesta manca: codice fiscale."
	if slices.Contains(manca, "PEC") {
		why = "Per dare corso alla richiesta manca l'indirizzo della nuova PEC."
	}
	if len(opzioni) > 1 {
		why = "Il testo contiene più indirizzi: si chiede quale registrare."
	}
	v := g.conRicevuta(g.esito(g.c.Type, RIntegrazione, autoSi, why))
	b := g.bozza("T-02", g.mittente)
	b.Dettaglio, b.Dati.Manca, b.Dati.Opzioni, b.Dati.Giorni = manca[0], manca, opzioni, g.p.IntegrazioneGiorni
	v.Lettere = append(v.Lettere, b)
	v.Esito.Basis = append(v.Esito.Basis, map[string]string{"CF": "U02", "PEC": "U09"}[manca[0]])
	if slices.Contains(manca, "CF") && len(manca) == 1 {
		v.Esito.NewPEC = g.c.NewPEC
	}
	return v
}

// preavviso proposes a refusal: a person sends it (L. 241/1990 art. 10-bis).
func (g *giudizio) preavviso(why, motivo, caso string, flags ...string) Valutazione {
	v := g.conRicevuta(g.esito(g.c.Type, RPreavviso, autoPersona, why, flags...))
	b := g.bozza("T-15", g.mittente)
	b.Legale, b.Dati.Motivo = true, motivo
	v.Lettere = append(v.Lettere, b)
	v.Esito.Basis = append(v.Esito.Basis, caso)
	return v
}

// nonProvata is a certified request whose sender is not proven: R-105, R-105b, R-110, R-112.
func (g *giudizio) nonProvata() Valutazione {
	m, addr := *g.f.M, ""
	addr, _ = g.indirizzoNuovo(m)
	if m.Stato != Iscr && m.Stato != SospesoPEC && m.Stato != SospesoDisc {
		return g.conRicevuta(g.esito(g.c.Type, RInRevisione, autoPersona, "L'iscritto non risulta in regolare iscrizione e il mittente non è la PEC registrata: decide una persona."))
	}
	if p, first, _ := g.pendenti(m, g.c.Type, addr); p == duplicata {
		return g.doppione(first)
	} else if p == contrastante && fondata(first) {
		v := g.esito(g.c.Type, RInRevisione, autoPersona, "È già aperta una richiesta provata dello stesso iscritto e questa, in contrasto, viene da una casella non registrata: decide una persona.")
		v.Lettere = []Bozza{g.bozza("T-05", g.mittente)}
		return v
	}
	out, why := RConferma, "La richiesta non viene dalla PEC registrata: si chiede conferma alla casella registrata (R-105)."
	b := g.bozza("T-05", g.mittente)
	list := []Bozza{b}
	switch {
	case g.f.Ground == "R-105b":
		out, why = RIntegrazione, "La richiesta non viene dalla PEC registrata, che risulta non funzionante: occorrono firma e documento d'identità (R-105b)."
		list[0].Dettaglio = "FIRMA"
	case maiAttivata(m):
		out, why = RIntegrazione, "La richiesta non viene dalla PEC registrata, che è una casella dell'Ordine mai attivata: una conferma lì sarebbe inutile e occorrono firma e documento d'identità (U43)."
	case m.Domicilio == nil:
		out, why = RIntegrazione, "La richiesta viene da una casella che non può essere domicilio dell'iscritto: occorrono firma e documento d'identità (R-110)."
	default:
		t := g.bozza("T-06", m.Domicilio.Indirizzo)
		t.InReplyTo, t.Dati.Indirizzo, t.Dati.Giorni = "", addr, g.p.ConfermaGiorni
		list = append(list, t)
	}
	v := g.esito(g.c.Type, out, autoSi, why)
	v.Esito.NewPEC, v.Lettere = addr, list
	return v
}

// doppione answers the same request a second time (U18).
func (g *giudizio) doppione(first Richiesta) Valutazione {
	v := g.esito(g.c.Type, RDuplicata, autoSi, "La stessa richiesta è già aperta con riferimento "+first.Rif+": vale la prima.")
	v.Esito.NewPEC, v.Esito.Basis = first.NuovaPEC, append(v.Esito.Basis, "U18")
	b := g.bozza("T-17", g.mittente)
	b.Dati.Precedente = first.Rif
	v.Lettere = []Bozza{b}
	first.Messaggi = conMessaggio(first.Messaggi, g.in.Msg.SHA256)
	v.Richiesta = &first
	return v
}

// chiedeCasella is R2: the member wants the Order's box instead of his own.
func (g *giudizio) chiedeCasella() Valutazione {
	m := *g.f.M
	if slices.ContainsFunc(g.c.Candidates, func(a string) bool {
		return a != g.mittente && !g.attuale(m, a) && (m.Casella == nil || m.Casella.Indirizzo != a)
	}) {
		g.dubbio("il testo nomina un altro indirizzo")
	}
	if m.Casella != nil && m.Casella.Stato == Attivata {
		return g.giaAgliAtti("La casella dell'Ordine risulta già attiva.", "CASELLA_GIA_ATTIVA", "U17")
	}
	p, first, assorbite := g.pendenti(m, "R2", "")
	switch {
	case p == duplicata:
		return g.doppione(first)
	case p == contrastante:
		return g.contrasto(first)
	case m.Domicilio != nil && m.Casella != nil && m.Domicilio.Indirizzo == m.Casella.Indirizzo:
		g.dubbio("il domicilio registrato è già la casella dell'Ordine")
	case m.Domicilio == nil:
		g.dubbio("non risulta una PEC personale registrata a cui rinunciare")
	}
	v := g.conRicevuta(g.esito("R2", RInEsecuzione, autoSi, "La richiesta viene dalla PEC registrata dell'iscritto: si dispone la creazione della casella dell'Ordine; fino all'attivazione resta valida la PEC personale."))
	b := g.bozza("T-03", g.mittente)
	if m.Casella == nil || m.Casella.Stato == Revocata {
		v.Compiti = []Compito{{Tipo: SegPannello, Perche: "Creare la casella dell'Ordine per " + m.Cognome + " " + m.Nome + ".", CF: m.CF}}
	} else {
		b.Dati.Casella = m.Casella.Indirizzo
	}
	if m.Domicilio != nil {
		b.Dati.Precedente = m.Domicilio.Indirizzo
	}
	v.Lettere, v.Altre = append(v.Lettere, b), assorbite
	return v
}

func (g *giudizio) dubbio(why string) {
	if g.f.Tardi == "" {
		g.f.Tardi = why
	}
}

// giaAgliAtti answers a request that changes nothing (T-16).
func (g *giudizio) giaAgliAtti(why, motivo, caso string, flags ...string) Valutazione {
	v := g.conRicevuta(g.esito(g.c.Type, REseguita, autoSi, why, flags...))
	v.Esito.Basis = append(v.Esito.Basis, caso)
	b := g.bozza("T-16", g.mittente)
	b.Dati.Motivo = motivo
	if m := g.f.M; m != nil {
		if m.Domicilio != nil {
			b.Dati.Indirizzo = m.Domicilio.Indirizzo
		}
		if m.Casella != nil && motivo != "GIA_AGLI_ATTI" {
			b.Dati.Casella, b.Dati.Dal = m.Casella.Indirizzo, m.Casella.Data
		}
	}
	v.Lettere = append(v.Lettere, b)
	return v
}

// contrasto holds a request and the open one it contradicts, and asks which holds (U20).
func (g *giudizio) contrasto(first Richiesta) Valutazione {
	if !fondata(first) {
		g.dubbio("è aperta un'altra richiesta in contrasto, rif. " + first.Rif)
		v := g.conRicevuta(g.esito(g.c.Type, RInRevisione, autoPersona, "È aperta un'altra richiesta a nome dello stesso iscritto, non ancora provata e in contrasto (rif. "+first.Rif+"): decide una persona."))
		v.Esito.Basis = append(v.Esito.Basis, "U20")
		return v
	}
	v := g.chiarimento("È già aperta la richiesta rif. "+first.Rif+", in contrasto con questa: nessuna delle due viene eseguita finché l'iscritto non dice quale vale.", "U20")
	v.Esito.NewPEC, _ = g.indirizzoNuovo(*g.f.M)
	first.Stato = RIntegrazione
	v.Altre = []Richiesta{first}
	return v
}

// cambiaIndirizzo is R1, R3 and R4: another address becomes the domicile.
func (g *giudizio) cambiaIndirizzo() Valutazione {
	m := *g.f.M
	if v, ok := g.guardieR1(m); ok {
		return v
	}
	addr, tra := g.nuovoOFilo(m)
	switch {
	case len(tra) > 1:
		return g.integra([]string{"PEC"}, tra...)
	case addr == "" && g.soloAttuale(m) && (g.c.Vecchio || g.c.Guasto): // the old one is named, the new one is missing
		return g.integra([]string{"PEC"}, g.daProporre()...)
	case addr == "" && g.soloAttuale(m) && g.c.Type != "R1":
		v := g.giaAgliAtti("L'indirizzo indicato è già quello agli atti.", "GIA_AGLI_ATTI", "U15")
		v.Esito.NewPEC = m.Domicilio.Indirizzo
		return v
	case addr == "" && g.soloAttuale(m):
		return g.conRicevuta(g.esito(g.c.Type, RInRevisione, autoPersona, "L'indirizzo indicato è già il domicilio digitale agli atti: che cosa fare della casella dell'Ordine lo decide una persona."))
	case addr == "":
		return g.integra([]string{"PEC"}, g.daProporre()...)
	}
	p, first, assorbite := g.pendenti(m, g.c.Type, addr)
	switch p {
	case duplicata:
		return g.doppione(first)
	case contrastante:
		return g.contrasto(first)
	}
	o, ok := g.esamina(addr, m)
	switch {
	case !ok:
		return g.ostacolato(o, addr, m)
	case o.avviso != "":
		g.dubbio(o.avviso)
	}
	v := g.registra(addr, m)
	v.Altre = assorbite
	return v
}

// nuovoOFilo is the new address of the text, or the one already known in the request being completed.
func (g *giudizio) nuovoOFilo(m Iscritto) (string, []string) {
	addr, tra := g.indirizzoNuovo(m)
	if addr != "" || len(tra) > 0 || g.filo == nil {
		return addr, tra
	}
	switch n := len(g.filo.Opzioni); {
	case g.c.Scelta > 0 && g.c.Scelta <= n:
		return g.filo.Opzioni[g.c.Scelta-1], nil
	case n == 1 && g.c.Risposta == rispostaSi:
		return g.filo.Opzioni[0], nil
	case n == 0 && !slices.Contains(g.filo.Flags, "NON_PEC"):
		return g.filo.NuovaPEC, nil
	}
	return "", nil
}

// daProporre is the one address of the signature that may be the new one: "È questa? Risponda SÌ" (order.md §8).
// A number that is not in the list of T-02 is answered with the same list (U10).
func (g *giudizio) daProporre() []string {
	if g.filo != nil && len(g.filo.Opzioni) > 1 {
		return g.filo.Opzioni
	}
	list := slices.DeleteFunc(slices.Clone(g.c.InFirma), func(a string) bool {
		_, ok := g.esamina(a, *g.f.M)
		return a == g.mittente || g.attuale(*g.f.M, a) || !ok
	})
	if len(list) != 1 {
		return nil
	}
	return list
}

// guardieR1: a renunciation needs a live Order box (order.md §6.3).
func (g *giudizio) guardieR1(m Iscritto) (Valutazione, bool) {
	if g.c.Type != "R1" {
		return Valutazione{}, false
	}
	switch {
	case m.Casella == nil:
		return g.conRicevuta(g.esito("R1", RInRevisione, autoPersona, "Non risulta una casella dell'Ordine a cui rinunciare: decide una persona.")), true
	case m.Casella.Stato == Revocata:
		if addr, tra := g.indirizzoNuovo(m); addr != "" || len(tra) > 0 {
			return g.conRicevuta(g.esito("R1", RInRevisione, autoPersona, "La casella dell'Ordine è già revocata, ma il testo indica un indirizzo diverso da quello agli atti: decide una persona.", "GIA_REVOCATA")), true
		}
		v := g.giaAgliAtti("La casella dell'Ordine risulta già revocata e resta valido l'indirizzo agli atti.", "GIA_REVOCATA", "U16", "GIA_REVOCATA")
		v.Esito.NewPEC = g.c.NewPEC
		return v, true
	}
	return Valutazione{}, false
}

// ostacolato answers an address that may not be registered.
func (g *giudizio) ostacolato(o ostacolo, addr string, m Iscritto) Valutazione {
	var v Valutazione
	switch {
	case o.dubbio != "":
		v = g.conRicevuta(g.esito(g.c.Type, RInRevisione, autoPersona, "Prima di registrare l'indirizzo decide una persona: "+o.dubbio+".", o.flags...))
	case o.chiede:
		v = g.conRicevuta(g.esito(g.c.Type, RIntegrazione, autoSi, "L'indirizzo indicato non è una PEC: se ne chiede un altro.", o.flags...))
		b := g.bozza("T-02", g.mittente)
		b.Dettaglio, b.Dati.Manca, b.Dati.Indirizzo, b.Dati.Giorni = "NON_CERTIFICATA", []string{"PEC"}, addr, g.p.IntegrazioneGiorni
		v.Lettere, v.Esito.Basis = append(v.Lettere, b), append(v.Esito.Basis, "U11")
		if m.Candidato == nil || m.Candidato.Indirizzo == addr {
			m.Candidato = &Candidato{Indirizzo: addr, Stato: Rifiutata, Motivo: "NON_CERTIFICATA"}
			v.Iscritto = &m
		}
	default:
		v = g.preavviso("L'indirizzo indicato non può essere registrato come domicilio digitale dell'iscritto.", o.motivo, "R-050", o.flags...)
		v.Lettere[len(v.Lettere)-1].Dati.Indirizzo = addr
	}
	v.Esito.NewPEC = addr
	return v
}

// registra starts the change: the address is declared and, unless the request came from it, challenged (T-23).
// Nothing of the old domicile changes before the receipt (order.md §0.3, §6.2).
func (g *giudizio) registra(addr string, m Iscritto) Valutazione {
	fromNew := g.pec && addr == g.mittente
	if g.f.Ground == "R-102" && !fromNew {
		g.dubbio("l'iscritto senza domicilio scrive da una casella diversa da quella che comunica (R-116)")
	}
	v := g.conRicevuta(g.esito(g.c.Type, RInEsecuzione, autoSi, perche(g.f.Ground, fromNew)))
	v.Esito.NewPEC = addr
	k := &Candidato{Indirizzo: addr, Stato: Dichiarata}
	if g.filo != nil {
		k.Richiesta = g.filo.ID
	}
	if fromNew {
		k.Stato, k.L2 = Verificata, g.istante
	} else {
		v.Lettere = append(v.Lettere, g.sfida(addr, m))
	}
	if m.Domicilio != nil && (!g.pec || !g.attuale(m, g.mittente)) { // at once where the request did not come from it
		b := g.bozza("T-26", m.Domicilio.Indirizzo)
		b.Dettaglio, b.InReplyTo, b.Dati.Indirizzo = "VECCHIA", "", addr
		v.Lettere = append(v.Lettere, b)
	}
	m.Candidato = k
	v.Iscritto = &m
	g.sospeso(&v, m)
	from := g.decorrenza()
	if from != "" {
		v.Esito.Flags = append(v.Esito.Flags, "DECORRENZA_FUTURA")
	}
	r := g.richiesta(v)
	r.DueVolte, r.DalNuovo = r.DueVolte || g.c.DueVolte, fromNew
	if from != "" {
		r.Decorrenza = from
	}
	v.Richiesta = r
	return v
}

func perche(ground string, fromNew bool) string {
	switch {
	case ground == "R-102":
		return "L'iscritto non ha un domicilio digitale registrato e scrive da una casella certificata: la comunicazione è valida (art. 65 c. 1 lett. c-bis CAD) e l'indirizzo viene registrato alla ricevuta di consegna della risposta."
	case ground == "R-106" && fromNew:
		return "La richiesta viene dall'indirizzo dell'iscritto in INAD, controllato da una persona (art. 65 c. 1 lett. c-bis CAD): l'indirizzo viene registrato alla ricevuta di consegna della risposta."
	case fromNew:
		return "La richiesta è sottoscritta e viene dal nuovo indirizzo: viene registrato alla ricevuta di consegna della risposta (art. 65 c. 1 CAD)."
	}
	if ground != "R-101" {
		return "La richiesta è valida (" + ground + ", art. 65 c. 1 CAD) ma non viene dal domicilio digitale registrato: il nuovo indirizzo viene verificato con una lettera e il domicilio agli atti ne è avvertito."
	}
	return "La richiesta viene dal domicilio digitale registrato dell'iscritto (art. 65 c. 1 lett. c-bis CAD): il nuovo indirizzo viene verificato con una lettera prima di essere registrato."
}

// sfida is T-23: to an unproven address, with the member's name and nothing else of him.
func (g *giudizio) sfida(addr string, m Iscritto) Bozza {
	return Bozza{Modello: "T-23", A: addr, CF: m.CF, Dati: DatiLettera{Nome: m.Nome, Cognome: m.Cognome}}
}

// sospeso adds what a communication of a suspended member starts (U34): the end of the suspension is the
// Council's to take note of; its effect is from the receipt.
func (g *giudizio) sospeso(v *Valutazione, m Iscritto) {
	if g.c.Type != "R3" || m.Stato != SospesoPEC && m.Stato != SospensioneDeliberata {
		return
	}
	v.Esito.Flags = append(v.Esito.Flags, "DA_DELIBERARE", "SOSPENSIONE")
	v.Esito.Basis = append(v.Esito.Basis, "U34")
	k := Compito{Tipo: SegDelibera, CF: m.CF, Perche: "Presa d'atto della cessazione della sospensione: domicilio digitale comunicato il " + giornoItaliano(DataRoma(g.istante)) + " (revoca da deliberare)."}
	if m.Stato == SospensioneDeliberata {
		k.Urgente, k.Perche = true, "Sospensione deliberata e non ancora efficace: il domicilio digitale è stato comunicato il "+giornoItaliano(DataRoma(g.istante))+". Revoca in autotutela."
	} else {
		b := g.bozza("T-11", g.mittente)
		b.Legale, b.Dati.Dal = true, DataRoma(g.istante)
		v.Lettere = append(v.Lettere, b)
	}
	v.Compiti = append(v.Compiti, k)
}

// decorrenza is the later day from which the change is asked, or "". A day without year is the nearest one.
func (g *giudizio) decorrenza() string {
	d := g.c.Decorrenza
	if d.giorno == 0 {
		return ""
	}
	now := Roma(g.istante)
	day := func(y int) time.Time { return time.Date(y, time.Month(d.mese), d.giorno, 0, 0, 0, 0, time.UTC) }
	t := day(d.anno)
	if d.anno == 0 {
		if t = day(now.Year()); t.AddDate(0, 6, 0).Before(now) {
			t = day(now.Year() + 1)
		}
	}
	if s := t.Format(Giorno); s > DataRoma(g.istante) {
		return s
	}
	return ""
}
