package rules

import (
	"fmt"
	"slices"
	"strings"
)

// atto records an act of a person: "atto KIT_PRONTO da=anna caso=KIT-2026-000001 giorno=2026-11-23 documento=ricevuta.pdf". A blank in a value
// is written "_", several ticks are parted by commas.
func (o *ordine) atto(args []string, opt map[string]string) string {
	o.t.Helper()
	who := persona
	if opt["da"] != "" {
		who = Attore{Tipo: "persona", ID: opt["da"]}
	}
	text := func(k string) string {
		if v := opt[k]; v == strings.ToUpper(v) {
			return v // a value of a closed list
		}
		return strings.ReplaceAll(opt[k], "_", " ")
	}
	a := Atto{Tipo: TipoAtto(args[0]), CF: opt["cf"], Caso: opt["caso"], Giorno: opt["giorno"], Ora: opt["ora"], Indirizzo: opt["indirizzo"], Scadenza: opt["scadenza"],
		Numero: opt["numero"], Organo: text("organo"), Motivo: text("motivo"), Canale: opt["canale"], Esito: text("esito"), Nota: text("nota"),
		Immediato: opt["immediato"] != ""}
	a.Albo = text("albo")
	if opt["evento"] != "" {
		a.Dati = &DatiLettera{Evento: text("evento"), Luogo: text("luogo"), Quando: strings.FieldsFunc(text("quando"), func(r rune) bool { return r == ';' }),
			OrdineDelGiorno: strings.FieldsFunc(text("odg"), func(r rune) bool { return r == ';' })}
	}
	if s := opt["spunte"]; s != "" {
		a.Spunte = strings.Split(s, ",")
	}
	for _, n := range strings.FieldsFunc(opt["documento"], func(r rune) bool { return r == ',' }) {
		a.Documenti = append(a.Documenti, Documento{SHA256: hexSHA256(n), Nome: n})
	}
	return o.racconta(o.decide(Acted{Now: o.now, Attore: who, Atto: a}))
}

// persone sets who works for the Order: "persone anna=segreteria bruno=presidente,amministratore".
func (o *ordine) persone(opt map[string]string) {
	o.p.Persone = nil
	for u, r := range opt {
		o.p.Persone = append(o.p.Persone, Persona{Utente: u, Ruoli: strings.Split(r, ",")})
	}
	slices.SortFunc(o.p.Persone, func(a, b Persona) int { return strings.Compare(a.Utente, b.Utente) })
}

// rigaAtto tells the events of acts and cases in the scenarios.
func rigaAtto(e Event) string {
	switch e.Kind {
	case KAtto:
		a := e.Atto
		s := "atto " + a.ID + " " + string(a.Tipo) + " " + a.Stato + " da " + a.Da
		if a.Conferma != "" {
			s += " conferma " + a.Conferma
		}
		return s
	case KKit:
		return "kit " + e.Kit.ID + " " + string(e.Kit.Stato)
	case KDiffida:
		return "diffida " + e.Diffida.ID + " " + string(e.Diffida.Stato)
	case KFlusso:
		return "flusso " + e.Flusso.ID + " " + e.Flusso.Nome + " " + string(e.Flusso.Stato)
	case KCampagna:
		c := e.Campagna
		s := fmt.Sprintf("campagna %s %s %s: %d destinatari, %d senza domicilio, %d lettere", c.ID, c.Tipo, c.Stato, c.Destinatari, c.Senza, c.Lettere)
		if c.Stato == CConclusa {
			s += fmt.Sprintf(", %d consegnate, %d fallite", c.Consegnate, c.Fallite)
		}
		return s
	}
	return string(e.Kind)
}
