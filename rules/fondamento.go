package rules

import (
	"slices"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/cf"
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
	if altri := g.altrui(f.M.CF, c.CFAltrove); len(altri) > 0 {
		if _, ok := g.s.Iscritto(altri[0]); ok {
			f.No = "nell'oggetto o nella firma compare il codice fiscale di un altro iscritto"
			f.Ground = "R-113"
			return f
		}
	}
	switch {
	case len(c.CF) == 1:
		f.CF = f.M.CF
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

// altrui are the codes that are not the member's. Codes are compared as they are: never without omocodia.
func (g *giudizio) altrui(cf string, codes []string) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(s string) bool { return s == cf })
}

func (g *giudizio) piuCF() (string, string) {
	return "il testo riporta più codici fiscali: ciascun iscritto deve chiedere dalla propria casella", "PIU_CF"
}

// cfAltrui explains a code that contradicts the sender's: another member's, or nobody's.
func (g *giudizio) cfAltrui(m Iscritto, code string) (string, string) {
	o, ok := g.s.Iscritto(code)
	if !ok {
		return "il codice fiscale indicato non coincide con quello del titolare della casella mittente", "CF_SCONOSCIUTO"
	}
	if ChiaveNome(o.Cognome, o.Nome) == ChiaveNome(m.Cognome, m.Nome) {
		g.omonimia = true
	}
	return "il codice fiscale indicato è di un altro iscritto e non del titolare della casella mittente", "CF_DI_ALTRO_ISCRITTO"
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
	if owner := g.altrui(m.CF, g.s.Cerca(PerCandidato, g.mittente)); len(owner) > 0 {
		return f.rifiuta("la casella mittente è stata indicata come propria da un altro iscritto", "PEC_NON_UNIVOCA")
	}
	f.M, f.CF = &m, m.CF
	if m.Domicilio == nil {
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
		if m.Domicilio == nil {
			f = g.senzaDomicilio(f)
		} else {
			f = g.nonRegistrata(f)
		}
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
	own := f.M.Casella != nil && f.M.Casella.Indirizzo == g.mittente
	switch {
	case own && f.M.Casella.Stato == Revocata:
		f.No = "il messaggio proviene da una casella dell'Ordine già revocata"
	case !own && g.nome(*f.M) != nomeUguale:
		f.No = "il nome indicato manca o non corrisponde al codice fiscale (R-116)"
	case g.p.R102 != "AUTO":
		f.Tardi = "l'iscritto non ha un domicilio digitale registrato: l'identità di chi scrive va confermata (R-116)"
	}
	return f
}

// nonRegistrata is the member with a domicile who writes from another certified box: R-103 to R-105b, R-110.
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

// controllaPersona looks at the member's own state, his name and his number.
func (g *giudizio) controllaPersona(f fondamento) fondamento {
	m := f.M
	switch {
	case m.Blocco:
		f.Flags, f.No = append(f.Flags, "BLOCCO_VARIAZIONI"), "le variazioni automatiche di questo iscritto sono sospese"
	case g.nome(*m) == nomeDiverso:
		f.Ground, f.No, f.Basis = "R-113", "il nome indicato non corrisponde a quello dell'iscritto", []string{"R-113", "R-045"}
	case g.c.Numero != "" && m.Numero != "" && strings.TrimLeft(m.Numero, "0") != g.c.Numero:
		f.Ground, f.No, f.Basis = "R-113", "il numero di iscrizione indicato non è quello dell'iscritto", []string{"R-113", "R-116"}
	case cf.Numerico(m.CF):
		f.Tardi = "il codice fiscale dell'iscritto è numerico (provvisorio) e va ricontrollato (R-046)"
	}
	return f
}

// nomeTrovato is what a text says about a member's name.
type nomeTrovato int

const (
	nomeAssente nomeTrovato = iota
	nomeUguale
	nomeDiverso
)

// nome compares the name of the text with the member's: the one declared after "sottoscritto", else any
// mention of surname and first given name.
func (g *giudizio) nome(m Iscritto) nomeTrovato {
	if n := g.c.Nome; n != "" {
		if citaNome(n, m) || cf.CompatibileIntero(m.CF, n) {
			return nomeUguale
		}
		return nomeDiverso
	}
	if g.parole == "" {
		g.parole = paroleDiNome(g.c.testo)
	}
	if nominato(g.parole, m) {
		return nomeUguale
	}
	return nomeAssente
}

// citaNome reports whether all words of surname and at least one given name stand in the text.
func citaNome(text string, m Iscritto) bool { return nominato(paroleDiNome(text), m) }

// paroleDiNome are the words of a text, folded as names are, between single blanks. Addresses are no names: whoever
// types a colleague's code can also choose a box that looks like his.
func paroleDiNome(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, f := range strings.Fields(text) {
		if strings.Contains(f, "@") {
			continue
		}
		for _, w := range strings.FieldsFunc(f, func(r rune) bool { return !diParola(r) && r != '\'' && r != '’' }) {
			b.WriteString(Piega(w))
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// nominato reports whether all words of surname and at least one given name stand among the words.
func nominato(words string, m Iscritto) bool {
	surname := ""
	for _, w := range strings.Fields(m.Cognome) {
		surname += " " + Piega(w)
	}
	given := false
	for _, w := range strings.Fields(m.Nome) {
		given = given || strings.Contains(words, " "+Piega(w)+" ")
	}
	return given && surname != "" && (strings.Contains(words, surname+" ") || strings.Contains(words, " "+Piega(m.Cognome)+" "))
}

func (g *giudizio) omonimo(m Iscritto) bool {
	return len(g.s.Cerca(PerNome, ChiaveNome(m.Cognome, m.Nome))) > 1
}

// datoreLavoro reports whether a box is a public body's or an employer's: listed itself, or in an
// employer's domain.
func (g *giudizio) datoreLavoro(addr string) bool {
	return slices.Contains(g.p.IPA, addr) || slices.Contains(g.p.DominiLavoro, dominio(addr))
}

// dominioPA reports whether only the domain of an address is a public body's.
func (g *giudizio) dominioPA(addr string) bool {
	d := "@" + dominio(addr)
	return !slices.Contains(g.p.IPA, addr) && !slices.Contains(g.p.DominiPEC, d[1:]) &&
		slices.ContainsFunc(g.p.IPA, func(a string) bool { return strings.HasSuffix(a, d) })
}

// morta reports whether a registered box is proven dead: the latest letter to it ended in a final
// errore-consegna (R-105b).
func (g *giudizio) morta(addr string) bool {
	last := Lettera{}
	for _, id := range g.s.Cerca(PerDestinatario, addr) {
		if l, ok := g.s.Lettera(id); ok && l.Istante.After(last.Istante) {
			last = l
		}
	}
	return last.Stato == LMancata && (strings.HasPrefix(last.Codice, "5.1.") || last.Codice == "no-dest" || last.Codice == "5.2.1")
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
