package rules

import (
	"fmt"
	"slices"
	"strings"
)

// attende checks one expectation of a case and tells what is there instead.
func (p *pratica) attende(k []string, want string) (got string, ok bool) {
	p.t.Helper()
	switch k[0] {
	case "esito", "flag", "perche", "rifiutato":
		return p.attendeEsito(k[0], want)
	case "lettere":
		got = p.elencoLettere()
	case "compiti":
		got = p.elencoCompiti()
	case "urgente":
		for _, c := range p.segnate {
			if c.Urgente {
				got = "si"
			}
		}
		if got == "" {
			got = "no"
		}
	case "domicilio", "candidato", "blocco", "casella":
		got = p.delRegistro(k)
	case "richiesta":
		got = p.delleRichieste(k[1])
	case "inviata":
		got = string(p.modello(k[1]).Stato)
	case "chiede":
		got = strings.Join(append(p.modello(k[1]).Dati.Manca, p.modello(k[1]).Dati.Opzioni...), " ")
	case "motivo":
		got = p.modello(k[1]).Dati.Motivo
	case "mai":
		p.mai++
		return p.nonAccade(k[1:], want)
	default:
		p.t.Fatalf("unknown expectation %q", k)
	}
	return got, got == want
}

func (p *pratica) attendeEsito(k, want string) (string, bool) {
	e := Esito{}
	if p.ultima.Esito != nil {
		e = *p.ultima.Esito
	}
	switch k {
	case "rifiutato":
		return p.ultima.Errore, p.ultima.Errore != "" && strings.Contains(p.ultima.Errore, want)
	case "perche":
		return e.Why, strings.Contains(e.Why, want)
	case "flag":
		got := strings.Join(e.Flags, " ")
		if got == "" {
			got = "nessuno"
		}
		return got, got == want
	}
	got := "nessuno"
	if p.ultima.Esito != nil {
		got = strings.TrimSpace(strings.Join([]string{e.Type, e.Outcome, e.Auto, e.Ground}, " "))
	}
	return got, got == want
}

// elencoLettere is what the last step wrote: "T-01 a x, T-15 a y (proposta)".
func (p *pratica) elencoLettere() string {
	var out []string
	for _, l := range p.nuove {
		if p.lettera(l.ID).Stato == LRitirata {
			continue // made and taken back in the same decision
		}
		s := l.Modello
		if l.Dettaglio != "" {
			s += "(" + l.Dettaglio + ")"
		}
		s += " a " + l.A
		if l.Stato == LProposta {
			s += " da approvare"
		}
		out = append(out, s)
	}
	if out == nil {
		return "nessuna"
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func (p *pratica) elencoCompiti() string {
	var out []string
	for _, c := range p.segnate {
		out = append(out, c.Tipo)
	}
	if out == nil {
		return "nessuno"
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func (p *pratica) delRegistro(k []string) string {
	p.t.Helper()
	m, ok := p.vista().Iscritto(k[1])
	if !ok {
		p.t.Fatalf("no member %s", k[1])
	}
	switch {
	case k[0] == "blocco" && m.Blocco:
		return "si"
	case k[0] == "blocco":
		return "no"
	case k[0] == "domicilio" && m.Domicilio != nil:
		return m.Domicilio.Indirizzo
	case k[0] == "candidato" && m.Candidato != nil:
		return m.Candidato.Indirizzo + " " + string(m.Candidato.Stato)
	case k[0] == "casella" && m.Casella != nil:
		return string(m.Casella.Stato)
	}
	return "nessuno"
}

// delleRichieste gives type and state of the nth request of the case, "nessuna" past the last.
func (p *pratica) delleRichieste(n string) string {
	var all []Richiesta
	Richieste(p.a, func(r Richiesta) bool { all = append(all, r); return true })
	for i, r := range all {
		if fmt.Sprint(i+1) == n {
			return r.Tipo + " " + string(r.Stato)
		}
	}
	return "nessuna"
}

// nonAccade checks what must never happen, over all the letters of the case, whatever their state.
func (p *pratica) nonAccade(k []string, want string) (string, bool) {
	p.t.Helper()
	got := ""
	Lettere(p.a, func(l Lettera) bool {
		hit := false
		switch k[0] {
		case "lettera": // a template, to anybody
			hit = l.Modello == want
		case "scrive": // anything to an address
			hit = l.A == want
		case "parte": // a letter of the template that left
			hit = l.Modello == want && !l.TInvio.IsZero()
		case "dice": // a word, in any letter to anybody but a registered box; his own address a writer knows
			d := l.Dati
			d.Mittente = ""
			hit = !p.eDomicilio(l.A) && strings.Contains(strings.ToLower(encode(p.t, d)), strings.ToLower(want))
		default:
			p.t.Fatalf("unknown: mai %s", k[0])
		}
		if hit {
			got += fmt.Sprintf("%s %s to %s (%s) ", l.ID, l.Modello, l.A, l.Stato)
		}
		return true
	})
	return got, got == ""
}

// eDomicilio reports whether an address is a member's domicile, or was at the beginning.
func (p *pratica) eDomicilio(addr string) bool {
	for _, a := range p.prima {
		if a == addr {
			return true
		}
	}
	return len(p.vista().Cerca(PerDomicilio, addr)) > 0
}
