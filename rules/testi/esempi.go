package testi

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/rules"
)

// Titolo says in a few words what a letter is for; "" for one that there is not.
func (m *Modelli) Titolo(nome string) string { return tutte[nome].titolo }

// Varianti are the variants of a letter in the order of the table; "" is the text without a name.
func (m *Modelli) Varianti(nome string) []string { return slices.Clone(tutte[nome].varianti) }

// Firma says who sends a variant: AUTOMATICA, PERSONA (it waits for one) or PRESIDENTE (he signs it).
func (m *Modelli) Firma(nome, variante string) string {
	switch tutte[nome].chiusure.di(variante) {
	case daPersona:
		return "PERSONA"
	case daPresidente:
		return "PRESIDENTE"
	}
	return "AUTOMATICA"
}

// Esempio is a letter as it could be, for a preview and for a check: to the member given, or to an example of one. The
// policy is a copy with what the variant needs to be chosen (channel, who pays).
func (m *Modelli) Esempio(p *rules.Policy, nome, variante string, chi *rules.Iscritto) (*rules.Policy, rules.Lettera, error) {
	def, ok := tutte[nome]
	if !ok {
		return nil, rules.Lettera{}, fmt.Errorf("nessuna lettera %q; ci sono: %s", nome, strings.Join(m.Elenco(), " "))
	}
	if !slices.Contains(def.varianti, variante) {
		return nil, rules.Lettera{}, fmt.Errorf("la lettera %s non ha la variante %q; ci sono: %s", nome, variante, strings.Join(def.varianti, " "))
	}
	q := *p
	l := rules.Lettera{ID: "LET-2026-000001", Rif: "PEC-2026-000123", Modello: nome, Dettaglio: variante, Apertura: def.apre(variante),
		Creata: time.Date(2026, 12, 3, 9, 0, 0, 0, time.UTC), A: "giulia.bianchi@pecmail.example", Dati: datiEsempio(chi)}
	l.CF = l.Dati.CF
	scegli(&q, &l, variante)
	return &q, l, nil
}

// scegli sets what makes the code choose a variant.
func scegli(p *rules.Policy, l *rules.Lettera, variante string) {
	d := &l.Dati
	switch l.Modello {
	case "T-02":
		scegli02(l, variante)
	case "T-03":
		p.Convenzione.Canale, l.Dettaglio, d.Precedente = variante, "", ""
		if variante == "POSTECOM" {
			p.Convenzione.Gestore = "Postecom"
		}
		if p.Convenzione.Codice == "" {
			p.Convenzione.Codice = "OMCEO-XX-0000"
		}
	case "T-04":
		d.Codice, d.Casella = "", ""
	case "T-07":
		d.Pagante = "MEMBER"
		switch variante {
		case "ORDINE":
			l.Dettaglio, d.Pagante = "-30", "ORDER"
		case "ORDINE_SCADUTA":
			l.Dettaglio, d.Pagante = "+25", "ORDER"
		}
	case "T-08":
		d.Motivo = "RINUNCIA"
	case "T-11": // the suspension ends with the communication, after its resolution
		d.Oggetto, d.RicevutaIl, d.Dal = "comunicazione del domicilio digitale", d.RicevutaIl.AddDate(0, 0, 21), "2026-12-14"
	case "T-14":
		d.Ente = "Ordine dei Medici Chirurghi e degli Odontoiatri della Provincia di Esempio"
	case "T-15", "T-25":
		d.Motivo, d.Precedente, d.NotificataIl = "PEC_NON_UNIVOCA", d.Casella, "2026-12-01"
	case "T-16":
		l.Dettaglio, d.Motivo = "", variante
	case "T-17":
		d.Precedente = "PEC-2026-000100"
	case "T-22":
		if variante == "ELEZIONI" {
			d.Evento, d.OrdineDelGiorno = "rinnovo del Consiglio direttivo", []string{"componenti del Consiglio direttivo", "revisori dei conti"}
			d.Quando = []string{"Venerdì 18 dicembre 2026, dalle 9:00 alle 19:00", "Sabato 19 dicembre 2026, dalle 9:00 alle 13:00"}
		}
	case "T-18":
		if variante == "" {
			d.Opzioni = []string{"rinuncia alla PEC dell'Ordine", "mantenimento della PEC dell'Ordine"}
		}
	}
}

func scegli02(l *rules.Lettera, variante string) {
	d := &l.Dati
	due := []string{"giulia.bianchi@pecmail.example", "g.bianchi@legalpost.example"}
	d.Precedente = d.Casella
	switch variante {
	case "OPZIONI":
		l.Dettaglio, d.Opzioni = "PEC", due
	case "UNA":
		l.Dettaglio, d.Opzioni = "PEC", due[:1]
	case "ELENCO":
		l.Dettaglio, d.Manca = "PEC", []string{"CF", "PEC"}
	case "NON_CERTIFICATA":
		d.Indirizzo = "giulia78@posta.example"
	}
}

// datiEsempio are facts for every letter, of a member of the register where one is given.
func datiEsempio(chi *rules.Iscritto) rules.DatiLettera {
	d := rules.DatiLettera{
		Nome: "Giulia", Cognome: "Bianchi", CF: "BNCGLI78C48G478A", Oggetto: "rinuncia alla PEC dell'Ordine e registrazione della PEC personale",
		RicevutaIl: time.Date(2026, 11, 23, 8, 14, 5, 0, time.UTC), Mittente: "altra.casella@pecmail.example", Termine: "2026-12-23",
		Indirizzo: "giulia.bianchi@pecmail.example", Precedente: "g.bianchi@pecvecchia.example", Dal: "2026-12-01", Codice: "K7M2QX",
		Casella: "giulia.bianchi@iscritti.pec-ordine.example", RevocaDal: "2026-12-24",
		Scadenza: "2026-12-31", Servizi: []string{"spazio aggiuntivo", "conservazione"}, DifettoDal: "2026-11-10",
		SoloRiceve: "2027-01-01", Disattivata: "2027-03-31", Cancellata: "2027-04-01",
		Delibera: "12/2026", DeliberaDel: "2026-12-02", Presidente: "dott. Mario Neri", ProtocolloDiffida: "0001234/2026 del 26/10/2026",
		NotificataIl: "2026-10-28", Controdeduzioni: "ogni iscritto deve averne uno soltanto per sé, anche se lo studio è in comune",
		Osservazioni: "l'indirizzo è usato anche da un collega di studio", RiapreEntro: "2027-11-23",
		Evento: "Assemblea annuale degli iscritti", Luogo: "sede dell'Ordine", OrdineDelGiorno: []string{"relazione del Presidente", "bilancio preventivo"},
		Quando:    []string{"Prima convocazione: venerdì 18 dicembre 2026, ore 9:00", "Seconda convocazione: sabato 19 dicembre 2026, ore 10:00"},
		Pagamento: "BONIFICO", Ritiro: "2026-12-10", Ente: "Comune di Esempio", ProtocolloEnte: "0004567/2026 del 20/11/2026",
		Elenco: "elenco-riservato-2026-12-03.csv", ElencoSHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		InoltrataA: "la Federazione nazionale degli Ordini", InoltrataIl: "2026-11-24",
	}
	if chi == nil {
		return d
	}
	d.Nome, d.Cognome, d.Titolo, d.CF = chi.Nome, chi.Cognome, chi.Titolo, chi.CF
	if chi.Domicilio != nil {
		d.Indirizzo = chi.Domicilio.Indirizzo
	}
	if chi.Casella != nil {
		d.Casella = chi.Casella.Indirizzo
	}
	return d
}

// NonScritta is a letter that cannot be written; Fatto is the fact it lacks, "" when it is something else.
type NonScritta struct {
	Modello, Variante, Fatto string
	Err                      error
}

// Prova writes every variant of every letter with example facts under a policy: what could not be sent when it is due,
// for want of something in the configuration or in an Order's own wording, is told now. nil when all can be written.
func (m *Modelli) Prova(p *rules.Policy) []NonScritta {
	var list []NonScritta
	for _, nome := range m.Elenco() {
		for _, v := range tutte[nome].varianti {
			q, l, err := m.Esempio(p, nome, v, nil)
			if err == nil {
				_, err = m.componi(q, l)
			}
			if err == nil {
				continue
			}
			fatto, _ := Manca(err)
			list = append(list, NonScritta{Modello: nome, Variante: v, Fatto: fatto, Err: err})
		}
	}
	return list
}
