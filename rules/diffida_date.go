package rules

import (
	"fmt"
	"slices"
)

// passoDato is a step on which an act rests, with its day; "" of the day when it is not known or not there.
type passoDato struct{ cosa, giorno string }

// nonPrima says that an act is dated before a step on which it rests, "" when it is not: days are yyyy-mm-dd. What the papers
// say in another order is a mistake of who records, or worse: nobody is suspended on it.
func nonPrima(a Atto, cosa string, steps ...passoDato) string {
	for _, s := range steps {
		if s.giorno != "" && a.Giorno < s.giorno {
			return fmt.Sprintf("%s è del %s: %s non può essere del %s, prima", s.cosa, giornoItaliano(s.giorno), cosa, giornoItaliano(a.Giorno))
		}
	}
	return ""
}

// giornoAtto is the day of the last executed act of a kind about a case or a letter, "" for none.
func (d *decisore) giornoAtto(caso string, tipo TipoAtto) string {
	for _, id := range slices.Backward(d.s.Cerca(PerAtto, caso)) {
		if a, ok := d.s.Atto(id); ok && a.Tipo == tipo && a.Stato == AttoEseguito && a.Caso == caso {
			return a.Giorno
		}
	}
	return ""
}

// passiFirma are the steps before the signature of a diffida.
func (d *decisore) passiFirma(c Diffida) []passoDato {
	steps := []passoDato{{"la diffida predisposta", d.giornoAtto(c.ID, AttoDiffidaPredisposta)}, {"il protocollo della diffida", c.ProtocolloDel}}
	if c.Delibera != nil {
		steps = append(steps, passoDato{"la delibera sulla diffida", c.Delibera.Giorno})
	}
	return steps
}

// passiInvio are the steps before what is being served leaves: of the suspension once it is resolved, else of the diffida.
func (d *decisore) passiInvio(c Diffida) []passoDato {
	if c.Sospensione != nil {
		return []passoDato{{"la delibera di sospensione", c.Sospensione.Giorno}, {"il protocollo della lettera di sospensione", d.giornoAtto(c.SospLettera, AttoProtocollo)}}
	}
	if c.Importata {
		return nil
	}
	return []passoDato{{"la firma della diffida", d.giornoAtto(c.ID, AttoDiffidaFirmata)}, {"il protocollo della diffida", c.ProtocolloDel}}
}

// inFinestraDiffida says that a diffida would leave on a day on which none does, with the first day on which it may.
func (p *Policy) inFinestraDiffida(day string) string {
	first := p.fuoriFinestra(day)
	if first == "" || first == day {
		return ""
	}
	return fmt.Sprintf("il %s nessuna diffida parte (finestre_diffida): il primo giorno utile è il %s", giornoItaliano(day), giornoItaliano(first))
}

// nonParteOra says why a letter of a case may not be let go now, "" when it may and for every other letter. Weeks may lie between
// the act of two persons that made it and this click: what was asked then is asked again (order.md §6.5, R-230).
func (d *decisore) nonParteOra(l Lettera) string {
	c, ok := d.s.Diffida(l.Caso)
	m, known := d.s.Iscritto(c.CF)
	if !ok || !known || l.Modello != "T-10" && l.Modello != "T-10b" {
		return ""
	}
	if l.Modello == "T-10" {
		if why := d.p.inFinestraDiffida(DataRoma(d.now)); why != "" {
			return why
		}
	}
	if minuscolo(d.casellaPerAtto(m, c)) != l.A {
		return fmt.Sprintf("la casella %s non è più quella a cui scrivere a %s con certezza (R-230): si ritira la lettera %s e si spedisce per raccomandata A/R", l.A, nomeDi(m), l.ID)
	}
	return d.ancora(m, c)
}

// inAttesaDi names the act of the same kind on a case that waits for its second person; an act that is being confirmed itself has
// its number and is not asked.
func (d *decisore) inAttesaDi(a Atto) string {
	if a.ID != "" {
		return ""
	}
	for _, id := range d.s.Cerca(PerAtto, a.Caso) {
		if o, ok := d.s.Atto(id); ok && o.Tipo == a.Tipo && o.Caso == a.Caso && o.Stato == AttoDaConfermare {
			return fmt.Sprintf("per la pratica %s l'atto %s (%s, di %s) attende già la conferma di una seconda persona: prima si conferma o si respinge quello", a.Caso, o.ID, comandoDi(o.Tipo), o.Da)
		}
	}
	return ""
}

// comandoDi is the name by which people know a kind of act.
func comandoDi(t TipoAtto) string {
	if r, ok := regolaDi(t); ok {
		return r.comando
	}
	return string(t)
}

// estrattiRipetuti says that two of the extracts of diffida-expired are one file, or stand in the case already as something else.
func (d *decisore) estrattiRipetuti(a Atto, c Diffida) string {
	seen := map[string]string{}
	for _, o := range attiDi(d.s, c) {
		for _, doc := range o.Documenti {
			seen[doc.SHA256] = "è già nella pratica con " + comandoDi(o.Tipo)
		}
	}
	for _, n := range c.Notifiche {
		if n.Prova != "" {
			seen[n.Prova] = "è già la prova della notifica"
		}
	}
	for _, doc := range a.Documenti {
		if why := seen[doc.SHA256]; why != "" {
			return fmt.Sprintf("il documento %s %s: si allegano due estratti diversi, INI-PEC e INAD, di oggi", doc.Nome, why)
		}
		seen[doc.SHA256] = "è allegato due volte"
	}
	return ""
}
