package rules

import (
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// fondamento is who asks and by what right: the row of order.md §2.2 a message stands on.
type fondamento struct {
	Ground string
	M      *Iscritto // the member concerned; nil when nobody is known or the channel proves nothing
	CF     string    // the code that may stand in the decision; "" when it is missing or contradicted
	Flags  []string
	Manca  bool   // a CF is to be asked (T-02)
	No     string // why nothing of the text may be executed (R-113 and the like): a person looks
	Neutra bool   // the answer is the neutral T-02: the data do not agree, reveal nothing
	Ignoto bool   // a valid code of nobody enrolled here (U01)
	Tardi  string // why a person has to confirm what is otherwise valid
	Basis  []string
}

// identifica finds the member and the ground of a certified message.
func (g *giudizio) identifica() fondamento {
	f := fondamento{Ground: "none"}
	reg := g.s.Cerca(PerDomicilio, g.mittente)
	g.soloPersone(len(reg) > 0)
	switch {
	case len(reg) > 1:
		return fondamento{Ground: "R-113", No: "la casella mittente risulta domicilio digitale di più iscritti", Basis: []string{"R-113", "R-050"}}
	case len(reg) == 1:
		m, _ := g.s.Iscritto(reg[0])
		f.M = &m
		f = g.daRegistrata(f)
	default:
		f = g.daAltra(f)
	}
	if g.omonimia {
		f.Flags = append(f.Flags, "OMONIMIA")
	}
	if f.No == "" && f.M != nil {
		f = g.controllaPersona(f)
	}
	return g.segnalaFirme(f)
}

// daRegistrata judges a message from the registered domicile of exactly one member (CAD art. 65 c. 1 lett. c-bis).
func (g *giudizio) daRegistrata(f fondamento) fondamento {
	f.Ground, f.Basis = "R-101", []string{"R-101"}
	c := g.c
	if len(c.CF) > 1 {
		return f.rifiuta(g.piuCF())
	}
	if altri := g.altrui(f.M.CF, c.CF); len(altri) == 1 {
		return f.rifiuta(g.cfAltrui(*f.M, altri[0]))
	}
	if g.altroAltrove(f.M.CF) {
		f.No, f.Ground = altroveAltrui, "R-113"
		return f
	}
	switch {
	case len(c.CF) == 1:
		f.CF = f.M.CF
		if len(c.CFErrati) > 0 {
			f.Tardi = "accanto al codice fiscale dell'iscritto il testo ne riporta uno non valido (U02)"
		}
	case len(c.CFErrati) > 0:
		f.Manca, f.Flags = true, append(f.Flags, "CF_NON_VALIDO")
	case g.r114(*f.M):
		f.CF, f.Basis = f.M.CF, append(f.Basis, "R-114")
	default:
		f.Manca, f.Flags = true, append(f.Flags, "CF_ASSENTE")
		if g.omonimo(*f.M) {
			f.Flags = append(f.Flags, "OMONIMIA")
		}
	}
	return f
}

// r114: the register's code is used when the name in the text is the member's and nobody else has that name. A
// completed request already carries its code.
func (g *giudizio) r114(m Iscritto) bool {
	if g.filo != nil && g.filo.CF == m.CF {
		return true
	}
	return g.nome(m) == nomeUguale && !g.omonimo(m)
}

// rifiuta turns a ground into R-113: identity fails, nothing is executed.
func (f fondamento) rifiuta(why string, flags ...string) fondamento {
	f.Ground, f.CF, f.No, f.Neutra, f.Basis = "R-113", "", why, true, []string{"R-113"}
	f.Flags = append(f.Flags, flags...)
	return f
}

// daAltra judges a certified message from a box that is no member's registered domicile.
func (g *giudizio) daAltra(f fondamento) fondamento {
	c := g.c
	switch {
	case len(c.CF) > 1:
		return f.rifiuta(g.piuCF())
	case len(c.CF) == 0:
		return g.senzaCF(f)
	}
	m, ok := g.s.Iscritto(c.CF[0])
	if !ok {
		f.Ignoto, f.Flags, f.Basis = true, append(f.Flags, "CF_SCONOSCIUTO"), []string{"R-113"}
		return f
	}
	if owner := g.altrui(m.CF, g.s.Cerca(PerCasella, g.mittente)); len(owner) > 0 {
		return f.rifiuta("la casella mittente è la casella dell'Ordine di un altro iscritto", "CF_DI_ALTRO_ISCRITTO")
	}
	if g.candidatoAltrui(m.CF) {
		return f.rifiuta("la casella mittente è stata indicata come propria da un altro iscritto", "PEC_NON_UNIVOCA")
	}
	f.M, f.CF = &m, m.CF
	if g.altroAltrove(m.CF) {
		f.No, f.Ground, f.Basis = altroveAltrui, "R-113", []string{"R-113"}
		return f
	}
	return g.suDomicilio(f)
}

// suDomicilio takes the row by what the register holds: a domicile, or none. An Order box that was never used and that
// nobody sent to INI-PEC is in no list and no domicile (U43); one that was sent is taken for registered.
func (g *giudizio) suDomicilio(f fondamento) fondamento {
	if f.M.Domicilio == nil || maiAttivata(*f.M) && !f.M.InINIPEC {
		return g.senzaDomicilio(f)
	}
	return g.nonRegistrata(f)
}

// senzaCF judges a text without a valid code from a box that is not registered: the box may still be an Order's
// box of one member, else nobody is known.
func (g *giudizio) senzaCF(f fondamento) fondamento {
	if own := g.s.Cerca(PerCasella, g.mittente); len(own) == 1 {
		m, _ := g.s.Iscritto(own[0])
		f.M = &m
		f = g.suDomicilio(f)
		if f.No == "" && g.r114(m) && len(g.c.CFErrati) == 0 {
			f.CF = m.CF
			return f
		}
	}
	f.Manca = true
	if len(g.c.CFErrati) > 0 {
		f.Flags = append(f.Flags, "CF_NON_VALIDO")
	} else {
		f.Flags = append(f.Flags, "CF_ASSENTE")
	}
	return f
}

// senzaDomicilio is R-102: any certified box is a special election of domicile for a member who has none
// (CAD art. 65 c. 1 lett. c-bis, second part), with the cautions of R-116.
func (g *giudizio) senzaDomicilio(f fondamento) fondamento {
	if g.datoreLavoro(g.mittente) {
		if g.sottoscritta() {
			return g.nonRegistrata(f) // what was asked for is here: the box says nothing, the documents do
		}
		f.Ground, f.Basis, f.Flags = "R-110", []string{"R-110", "R-052"}, append(f.Flags, "PEC_DATORE_LAVORO")
		return f
	}
	f.Ground, f.Basis = "R-102", []string{"R-102", "R-116"}
	if maiAttivata(*f.M) {
		f.Flags, f.Basis = append(f.Flags, "DOMICILIO_MAI_ATTIVATO"), append(f.Basis, "U43")
	}
	own := f.M.Casella != nil && f.M.Casella.Indirizzo == g.mittente
	switch n := g.nome(*f.M); {
	case own && f.M.Casella.Stato == Revocata:
		f.No = "il messaggio proviene da una casella dell'Ordine già revocata"
	case !own && n != nomeUguale && n != nomeParziale:
		f.No = "il nome indicato manca o non corrisponde al codice fiscale (R-116)"
	case g.p.R102 != "AUTO":
		f.Tardi = "l'iscritto non ha un domicilio digitale registrato: l'identità di chi scrive va confermata (R-116)"
	case g.dominioPA(g.mittente):
		f.Tardi, f.Flags = "il dominio della casella mittente è di una pubblica amministrazione (R-160)", append(f.Flags, "PA_PROBABILE")
	case len(g.altrui(f.M.CF, g.s.Cerca(PerEmail, g.mittente))) > 0:
		f.Tardi = "la casella mittente è agli atti come posta ordinaria di un altro iscritto"
	}
	return f
}

// nonRegistrata is the member with a domicile who writes from another certified box.
func (g *giudizio) nonRegistrata(f fondamento) fondamento {
	m := f.M
	signed, ids := firmati(g.inner.Attachments), identita(g.inner.Attachments)
	switch {
	case signed:
		return g.firmaDigitale(f)
	case ids:
		f.Ground, f.Basis, f.Flags = "R-104", []string{"R-104"}, append(f.Flags, "DOCUMENTO_IDENTITA")
		f.Tardi = "la firma autografa e il documento d'identità vanno confrontati da una persona"
		return f
	case g.inINAD(*m):
		f.Ground, f.Basis = "R-106", []string{"R-106"}
		f.Tardi = "la casella mittente risulta in INAD e non in INI-PEC: una persona controlla INAD (art. 6-quater CAD)"
		return f
	case g.datoreLavoro(g.mittente):
		f.Ground, f.Basis, f.Flags = "R-110", []string{"R-110", "R-105"}, append(f.Flags, "PEC_DATORE_LAVORO")
	case g.morta(m.Domicilio.Indirizzo):
		f.Ground, f.Basis = "R-105b", []string{"R-105b"}
	default:
		f.Ground, f.Basis = "R-105", []string{"R-105"}
	}
	f.Flags = append(f.Flags, "MITTENTE_NON_REGISTRATO")
	if maiAttivata(*m) {
		f.Flags = append(f.Flags, "DOMICILIO_MAI_ATTIVATO")
	}
	return f
}

// sottoscritta reports whether the message brings what T-05 asks for: a signed document or a copy of an identity
// document. A person looks at it; it is not asked for again.
func (g *giudizio) sottoscritta() bool {
	return firmati(g.inner.Attachments) || identita(g.inner.Attachments)
}

// morta reports whether a registered box is proven dead: the latest of our letters to it that had an end was a final
// errore-consegna of a box that is not there (R-105b). A full box is alive, and so is one that took a later letter.
func (g *giudizio) morta(addr string) bool { return boxMorta(g.s, addr) }

func boxMorta(s Snapshot, addr string) bool {
	last := Lettera{}
	for _, id := range s.Cerca(PerDestinatario, addr) {
		l, ok := s.Lettera(id)
		if ok && (l.Stato == LMancata || l.Stato == LConsegnata) && !l.Istante.Before(last.Istante) {
			last = l
		}
	}
	return assente(last)
}

// assente reports whether a letter came back because there is no such box (order.md §2.4 R-120).
func assente(l Lettera) bool {
	return l.Stato == LMancata && (l.Motivo == string(pec.MotivoInesistente) || strings.HasPrefix(l.Codice, "5.1.") || l.Codice == "5.2.1")
}

// maiAttivata reports whether the registered domicile is an Order box that nobody ever used (U43).
func maiAttivata(m Iscritto) bool {
	return m.Domicilio != nil && m.Casella != nil && m.Casella.Indirizzo == m.Domicilio.Indirizzo &&
		m.Casella.Stato == Generata && m.Casella.PrimoUso.IsZero()
}

// identita reports whether a copy of an identity document is attached, as far as names tell. Two
// scans are taken for the form and the document.
func identita(list []mailparse.Attachment) bool {
	n := 0
	for _, a := range list {
		if !documento(a) {
			continue
		}
		n++
		if trova(reIdentita, strings.ToLower(a.Name)) {
			return true
		}
	}
	return n >= 2
}

// certificato reports whether the message came through the certified channel: a busta di trasporto whose
// provider signature holds. An anomalia is the provider's word about wrapping, never about the sender.
func certificato(in Received) bool {
	return in.Msg.Busta == pec.Trasporto && in.Proof.Level == mailparse.Certified && in.Msg.DatiCert != nil
}
