package rules

import (
	"slices"
	"strings"
)

// Whose a box is, as far as its address and the tables tell (order.md §2.5, §3.5). A name proves nothing: these
// words only refuse or call a person.

// datoreLavoro reports whether a box is a public body's or an employer's: listed itself, or in an
// employer's domain or one below it.
func (g *giudizio) datoreLavoro(addr string) bool {
	return g.ente(addr) || inDominio(g.p.DominiLavoro, dominio(addr))
}

// ente reports whether an address is a public body's in IPA. The list is sorted.
func (g *giudizio) ente(addr string) bool {
	_, ok := slices.BinarySearch(g.p.IPA, addr)
	return ok
}

// inDominio reports whether a domain is one of the list, or below one.
func inDominio(list []string, d string) bool {
	return slices.ContainsFunc(list, func(s string) bool {
		return s != "" && (d == s || strings.HasSuffix(d, "."+s))
	})
}

// dominioPA reports whether only the domain of an address is a public body's. The domains that a provider
// shares among all its customers are nobody's: many municipalities have a box there beside thousands of professionals.
func (g *giudizio) dominioPA(addr string) bool {
	d := dominio(addr)
	if g.ente(addr) || slices.Contains(g.p.DominiPEC, d) || slices.Contains(g.p.DominiOrdine, d) || condivisi[d] {
		return false
	}
	if s := g.p.sealed(); s != nil {
		return s.dominiIPA[d]
	}
	return slices.ContainsFunc(g.p.IPA, func(a string) bool { return strings.HasSuffix(a, d) && strings.HasSuffix(a, "@"+d) })
}

// condivisi are domains in which PEC providers sell boxes to everybody [K]; others are named in domini.pec.
var condivisi = dominiDi("pec.it arubapec.it pec.aruba.it pecimprese.it gigapec.it pec.cgn.it legalmail.it cert.legalmail.it open.legalmail.it " +
	"mypec.eu postecert.it pec.libero.it pec.buffetti.it registerpec.it sicurezzapostale.it casellapec.com legalpec.it pec-legal.it " +
	"trustedmail.intesa.it pec.telecompost.it pec.basilicatanet.it pecveneto.it messaggipec.it actaliscertymail.it lamiapec.it pec.intred.it")

func dominiDi(list string) map[string]bool {
	m := map[string]bool{}
	for _, d := range strings.Fields(list) {
		m[d] = true
	}
	return m
}

// cecPAC is the domain of the CEC-PAC, a service for citizens that has ended: no domicile of a professional.
const cecPAC = "postacertificata.gov.it"

// dominiConsigli are domains of boxes that national councils and Orders give to their members [K].
var dominiConsigli = dominiDi("psypec.it archiworldpec.it ingpec.eu geopec.it conafpec.it consulentidellavoropec.it pec.commercialisti.it " +
	"postacertificata.notariato.it pecavvocati.it pec.cnpi.it pec.fnovi.it")

// altroOrdine reports whether an address seems a box of another Order: such a box dies when the member leaves it.
func (g *giudizio) altroOrdine(addr string) bool {
	d := dominio(addr)
	if slices.Contains(g.p.DominiOrdine, d) || slices.Contains(g.p.DominiPEC, d) {
		return false
	}
	if dominiConsigli[d] {
		return true
	}
	return slices.ContainsFunc(strings.FieldsFunc(d, func(r rune) bool { return r == '.' || r == '-' }), func(s string) bool {
		return strings.Contains(s, "omceo") || prefisso(s, "ordine", "ordini", "ordavv", "ording", "ordmed", "ordpsi", "ordarch", "ordfarm", "ordvet", "ordgeo", "ordbio", "collegiogeom")
	})
}

// nomeDiStudio finds the key words of studios, companies and offices in an address (U13). A word that is the member's
// own name is none.
func nomeDiStudio(addr string, m Iscritto) bool {
	own := strings.Fields(strings.ToLower(m.Cognome + " " + m.Nome))
	return slices.ContainsFunc(strings.FieldsFunc(addr, func(r rune) bool { return strings.ContainsRune(".-_@0123456789", r) }), func(s string) bool {
		return !slices.Contains(own, s) && (deStudio[s] || prefisso(s, "studio", "associat", "ambulator", "poliambul", "clinica", "farmacia", "cooperativa", "laboratorio", "associazione", "societa") ||
			len(s) > 5 && (strings.HasSuffix(s, "srl") || strings.HasSuffix(s, "srls") || strings.HasSuffix(s, "snc") || strings.HasSuffix(s, "studio")))
	})
}

// deStudio are whole words of an address that is not one person's.
var deStudio = dominiDi("srl srls snc sas spa stp sta coop onlus segreteria amministrazione direzione protocollo ufficio contabilita fondazione ditta azienda")
