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
	return o.racconta(o.decide(Acted{Now: o.now, Attore: who, Atto: o.attoDi(args[0], opt)}))
}

// attoDi reads the fields of an act.
func (o *ordine) attoDi(tipo string, opt map[string]string) Atto {
	text := func(k string) string {
		if v := opt[k]; v == strings.ToUpper(v) {
			return v // a value of a closed list
		}
		return strings.ReplaceAll(opt[k], "_", " ")
	}
	a := Atto{Tipo: TipoAtto(tipo), CF: opt["cf"], Caso: opt["caso"], Giorno: opt["giorno"], Ora: opt["ora"], Indirizzo: opt["indirizzo"], Scadenza: opt["scadenza"],
		Numero: opt["numero"], Organo: text("organo"), Motivo: text("motivo"), Canale: opt["canale"], Esito: text("esito"), Nota: text("nota"),
		Pagante: opt["pagante"], Gestore: opt["gestore"], Immediato: opt["immediato"] != ""}
	for _, v := range VociAtto() { // by its English name too
		if v.Comando == tipo {
			a.Tipo = v.Tipo
		}
	}
	if s := opt["iscritto"]; s != "" {
		a.Iscritto = &Iscritto{CF: s, Cognome: text("cognome"), Nome: text("nome"), Numero: opt["iscrizione"], EmailOrdinaria: opt["email"]}
	}
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
	for _, f := range strings.FieldsFunc(opt["firma"], func(r rune) bool { return r == ',' }) {
		a.Firme = append(a.Firme, o.firmaAtto(f))
	}
	return a
}

// firmaAtto reads "CF:valida|scaduta|ignota:DOCUMENTO", the signature that the office's program found on the document.
func (o *ordine) firmaAtto(s string) Firma {
	o.t.Helper()
	w := strings.Split(s, ":")
	if len(w) != 3 {
		o.t.Fatalf("firma %q", s)
	}
	f := Firma{Allegato: w[2] + ".p7m", CF: w[0], Forma: "cades", Valida: w[1] == "valida", NonVerificata: w[1] == "ignota", Documento: hexSHA256(w[2])}
	if !f.Valida {
		f.Perche = "firma " + w[1]
	}
	return f
}

// persone sets who works for the Order: "persone anna=segreteria bruno=presidente,amministratore:CF".
func (o *ordine) persone(opt map[string]string) {
	o.p.Persone = nil
	for u, r := range opt {
		roles, cf, _ := strings.Cut(r, ":")
		o.p.Persone = append(o.p.Persone, Persona{Utente: u, Ruoli: strings.Split(roles, ","), CF: cf})
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
		return rigaDiffida(*e.Diffida)
	case KFlusso:
		return rigaFlusso(*e.Flusso)
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

func rigaDiffida(c Diffida) string {
	s := "diffida " + c.ID + " " + string(c.Stato)
	for _, f := range [][2]string{{"preavviso_fino", c.PreavvisoFino}, {"protocollo", c.Protocollo}, {"notificata", c.NotificataIl}, {"scade", c.Scade},
		{"sospeso_dal", c.SospesoDal}} {
		if f[1] != "" {
			s += " " + f[0] + "=" + f[1]
		}
	}
	if !c.Comunicata.IsZero() {
		s += " comunicata=" + Roma(c.Comunicata).Format("2006-01-02T15:04")
	}
	if c.Tardiva {
		s += " tardiva"
	}
	if c.Fine != "" {
		s += ": " + c.Fine
	}
	return s
}
