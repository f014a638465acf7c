package rules

import (
	"slices"
	"strings"

	"pecagent/mailparse"
)

// indirizzoNuovo picks the one new address of a text: what is named besides the sender's own boxes, or the
// sender when he names himself and writes from a box that is not registered. Nothing is ever guessed
// (order.md §0.2): with none or several, tra holds what can be asked.
func (g *giudizio) indirizzoNuovo(m Iscritto) (addr string, tra []string) {
	list := slices.DeleteFunc(slices.Clone(g.c.Candidates), func(a string) bool {
		return a == g.mittente || g.attuale(m, a) || m.Casella != nil && m.Casella.Indirizzo == a
	})
	switch {
	case len(list) == 1 && g.c.Elenco && slices.Contains(g.c.Candidates, g.mittente):
		return "", []string{g.mittente, list[0]}
	case len(list) == 1 && g.c.Conteso && !g.attuale(m, g.mittente):
		return "", []string{g.mittente, list[0]}
	case len(list) == 1:
		return list[0], nil
	case len(list) > 1:
		return "", list
	case slices.Contains(g.c.Candidates, g.mittente) && !g.attuale(m, g.mittente):
		return g.mittente, nil
	}
	return "", nil
}

// spezzato reports whether a part of an address may stand apart from it: right before it one of the writer's names stands alone, or a
// piece that ends in a sign of addresses ("giulia. bianchi@pec.example", "conti- / luca@pec.example").
func (g *giudizio) spezzato() bool {
	ws, names := conIndirizzi(inParole(g.t.Piegato), g.t.Indirizzi, mailparse.InNuovo), g.nomi()
	rs := []rune(g.t.Piegato)
	name := func(k int) bool { return k >= 0 && !copula(ws[k].s) && slices.Contains(names, Piega(ws[k].s)) }
	for k := 1; k < len(ws); k++ {
		if ws[k].s != "@" || ws[k-1].s == "@" {
			continue
		}
		between := string(rs[min(ws[k-1].end, len(rs)):min(ws[k].start, len(rs))])
		switch {
		case codaStaccata(rs, ws[k].end), g.pezzo(ws, k-1, between):
			return true
		case prefisso(between, "-", "_", ".-", "._"), prefisso(between, ".") && (name(k-1) || ws[k-1].end-ws[k-1].start <= 2),
			name(k-1) && !name(k-2) && !strings.ContainsAny(between, ",:;()<"):
			return true
		case strings.TrimSpace(between) == "" && nomeSpezzato(names, Piega(ws[k-1].s), Piega(string(rs[ws[k].start:min(ws[k].end, len(rs))]))):
			return true
		}
	}
	return false
}

// nomeSpezzato reports whether a word and the address after it are together the beginning of one of the writer's names: "giu
// lia@pec.example", where the word alone is a month.
func nomeSpezzato(names []string, word, addr string) bool {
	return word != "" && slices.ContainsFunc(names, func(n string) bool { return len(word) < len(n) && strings.HasPrefix(word+addr, n) })
}

// pezzo reports whether the word at k, parted by a blank, a line end or the dot of an abbreviation from the address after it, can be the
// beginning of that address: "gb1 978@pec.example", "dott. moretti@pec.example", "m rossi@pec.example". A number that a label introduces
// ("n. 1001") and a codice fiscale are none.
func (g *giudizio) pezzo(ws []parola, k int, between string) bool {
	s := ws[k].s
	dot := strings.HasPrefix(between, ".")
	switch {
	case strings.TrimSpace(strings.TrimPrefix(between, ".")) != "" || s == "@" || g.inCodice(ws[k], mailparse.InNuovo):
		return false
	case strings.ContainsAny(s, "0123456789"):
		return !ws[k].fine && !numerato(ws, k) && !(dot && strings.Contains(between, "\n"))
	case dot:
		return abbreviazione(s) || titoli[s]
	case titoli[s] || s == "studio" || mestiere(s) || diPersona(s):
		return true
	}
	return len([]rune(s)) == 1 && !slices.Contains([]string{"è", "é", "e", "a", "o"}, s)
}

// numerato reports whether the digits that end at k are a number with a label: "tel. 340 5550161", "iscritta al n. 1001", a day.
func numerato(ws []parola, k int) bool {
	j := k
	for j > 0 && strings.Trim(ws[j].s, "0123456789") == "" {
		j--
	}
	return j < k && (slices.Contains([]string{"n", "nr", "num", "numero", "tel", "telefono", "cell", "cellulare", "iscr", "iscrizione", "cap", "fax", "tessera", "matricola"}, ws[j].s) || slices.Contains(mesi, ws[j].s) || k-j >= 2)
}

// codaStaccata reports whether a dot and a label stand apart from the address that ends at end: "a@pec.legalpost .example".
func codaStaccata(rs []rune, end int) bool {
	i := end
	for i < len(rs) && (rs[i] == ' ' || rs[i] == '\n') {
		i++
	}
	return i > end && i+1 < len(rs) && rs[i] == '.' && diParola(rs[i+1])
}

// attuale reports whether an address is the domicile on file.
func (g *giudizio) attuale(m Iscritto, a string) bool {
	return m.Domicilio != nil && m.Domicilio.Indirizzo == a
}

// soloAttuale reports whether the only address the text asks to register is the one on file already (U15).
func (g *giudizio) soloAttuale(m Iscritto) bool {
	return m.Domicilio != nil && len(g.c.Candidates) > 0 &&
		!slices.ContainsFunc(g.c.Candidates, func(a string) bool { return !g.attuale(m, a) })
}

// diServizio reports whether an address is one of those that a domain has for itself (RFC 2142), or that providers sign and programs
// write with.
func diServizio(addr string) bool {
	local, _, _ := strings.Cut(addr, "@")
	switch local {
	case "postmaster", "abuse", "hostmaster", "webmaster", "noc", "security", "mailer-daemon", "root", "posta-certificata", "rem-service", "noreply", "no-reply", "nonrispondere", "non-rispondere", "donotreply":
		return true
	}
	return false
}

// ostacolo is why an address cannot be registered: a flag, and what follows from it.
type ostacolo struct {
	flags  []string
	motivo string // reason of T-15
	chiede bool   // another address is asked (T-02) instead of a refusal
	dubbio string // a person looks, and no approval registers it
	avviso string // of an address that may be registered: a person looks first, and his approval registers it
}

// esamina judges the address a member wants to register (order.md §2.5). ok: it may be registered, by a person where
// there is a warning.
func (g *giudizio) esamina(addr string, m Iscritto) (o ostacolo, ok bool) {
	d := dominio(addr)
	own := m.Casella != nil && m.Casella.Indirizzo == addr
	studio := g.c.Studio || nomeDiStudio(addr, m)
	switch {
	case slices.Contains(g.p.DominiNonPEC, d):
		return ostacolo{flags: []string{"NON_PEC"}, chiede: true}, false
	case d == cecPAC:
		return ostacolo{flags: []string{"NON_PEC"}, motivo: "le caselle postacertificata.gov.it (CEC-PAC) non valgono per i professionisti e il servizio è cessato"}, false
	case g.datoreLavoro(addr): // R-052, U14
		return ostacolo{flags: []string{"PEC_DATORE_LAVORO"}, motivo: "PEC_DATORE_LAVORO"}, false
	case g.diAltri(addr, m.CF): // R-054, U12
		o = ostacolo{flags: []string{"PEC_NON_UNIVOCA"}, motivo: "PEC_NON_UNIVOCA"}
		if studio {
			o.flags = append(o.flags, "PEC_STUDIO")
		}
		return o, false
	case slices.Contains(g.p.DominiOrdine, d) && !own:
		return ostacolo{dubbio: "l'indirizzo è in un dominio delle caselle dell'Ordine"}, false
	case own && m.Casella.Stato == Revocata:
		return ostacolo{flags: []string{"GIA_REVOCATA"}, dubbio: "l'indirizzo è una casella dell'Ordine già revocata"}, false
	case studio:
		return ostacolo{flags: []string{"PEC_STUDIO"}, motivo: "PEC_STUDIO"}, false
	case diServizio(addr): // no natural person's
		return ostacolo{avviso: "l'indirizzo è quello di un servizio del gestore o di un programma, e non di una persona (R-050)"}, true
	case g.altroOrdine(addr):
		return ostacolo{avviso: "l'indirizzo sembra la casella di un altro Ordine: si può registrare, ma cesserà se l'iscritto lascia quell'Ordine (R-053)"}, true
	case g.dominioPA(addr):
		return ostacolo{flags: []string{"PEC_DATORE_LAVORO"}, dubbio: "il dominio dell'indirizzo è di una pubblica amministrazione"}, false
	case len(g.altrui(m.CF, g.s.Cerca(PerEmail, addr))) > 0:
		return ostacolo{avviso: "l'indirizzo è agli atti come posta ordinaria di un altro iscritto (R-050)"}, true
	}
	return o, true
}

// diAltri reports whether an address is in another row of the register, or on its way there.
func (g *giudizio) diAltri(addr, cf string) bool {
	for _, i := range []Indice{PerDomicilio, PerCasella, PerCandidato} {
		if slices.ContainsFunc(g.s.Cerca(i, addr), func(id string) bool { return id != cf && !g.rifiutato(i, id, addr) }) {
			return true
		}
	}
	return false
}

// rifiutato reports whether a candidate entry is one that was refused and binds nobody.
func (g *giudizio) rifiutato(i Indice, id, addr string) bool {
	if i != PerCandidato {
		return false
	}
	m, ok := g.s.Iscritto(id)
	return ok && (m.Candidato == nil || m.Candidato.Indirizzo != addr || m.Candidato.Stato == Rifiutata || m.Candidato.Stato == Cessata)
}

// pendente is what an open request of the same member means for a new one.
type pendente int

const (
	nessunPendente pendente = iota
	duplicata               // the same is asked twice (U18)
	contrastante            // another target or the opposite (U20)
)

// pendenti looks at the member's other open requests of change. Those that only wait for a datum, and those a
// valid request makes pointless, are absorbed by it.
func (g *giudizio) pendenti(m Iscritto, tipo, addr string) (p pendente, first Richiesta, assorbite []Richiesta) {
	for _, id := range g.s.Cerca(PerIscritto, m.CF) {
		r, ok := g.s.Richiesta(id)
		if !ok || !r.Stato.Aperta() || !variaIndirizzo(r.Tipo) || g.filo != nil && g.filo.ID == r.ID {
			continue
		}
		if g.approvata && slices.Contains(r.Messaggi, g.in.Msg.SHA256) {
			continue // the request of this very message
		}
		same := gruppo(r.Tipo) == gruppo(tipo) && r.NuovaPEC == addr
		switch {
		case r.Stato == RIntegrazione && gruppo(r.Tipo) == gruppo(tipo), r.Stato == RPreavviso, same && !fondata(r) && fondataDa(g.f.Ground):
			r.Stato = RAssorbita
			assorbite = append(assorbite, r)
		case same:
			return duplicata, r, nil
		default:
			p, first = contrastante, r
		}
	}
	return p, first, assorbite
}

func variaIndirizzo(tipo string) bool {
	return tipo == "R1" || tipo == "R2" || tipo == "R3" || tipo == "R4"
}

// gruppo puts together the types that ask for the same kind of change.
func gruppo(tipo string) string {
	if tipo == "R3" {
		return "R4"
	}
	return tipo
}

// fondata reports whether a request stands on a ground that proves who asked. Of papers that nobody has looked at yet
// nothing is proven: such a request holds up no other.
func fondata(r Richiesta) bool {
	return r.Confermata || fondataDa(r.Ground) && !(daGuardare(r.Ground) && r.Stato == RInRevisione)
}

// fondataDa reports whether a ground lets a request go on, be it by a person's approval.
func fondataDa(ground string) bool {
	return ground == "R-101" || ground == "R-102" || ground == "R-103" || ground == "R-307" || daGuardare(ground)
}

// daGuardare are the grounds that hold only once a person has compared papers or looked at INAD.
func daGuardare(ground string) bool {
	return ground == "R-104" || ground == "R-106" || ground == "R-107" || ground == "R-108"
}
