package rules

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"pecagent/mailparse/segnatura"
)

// PassoPA is a step of a public administration's request of the reserved list (order.md §6.6).
type PassoPA string

const (
	PARicevuta    PassoPA = "RICEVUTA"
	PAPredisposta PassoPA = "PREDISPOSTA" // the list is written and waits for a person
	PAInviata     PassoPA = "INVIATA"
	PAEvasa       PassoPA = "EVASA" // delivered
	PAInoltro     PassoPA = "IN_INOLTRO"
	PAInoltrata   PassoPA = "CHIUSA_INOLTRATA" // the federation has it and the administration knows
)

// RichiestaPA is what a request R7 has besides the rest.
type RichiestaPA struct {
	Passo   PassoPA  `json:"passo"`
	Termine string   `json:"termine"` // yyyy-mm-dd, the last day to answer
	Ente    string   `json:"ente,omitempty"`
	Solo    []string `json:"solo,omitempty"`   // codici fiscali that it names: only they are answered about (order.md §3.4)
	Flusso  string   `json:"flusso,omitempty"` // FLU-…: the list
	// Registrata is the sender's own registration, where his message carried a segnatura; Informatica that it was the form of 2021,
	// Conferma that it asked for a ConfermaRicezione. Nobody vouches for it.
	Registrata  *RegistrazionePA `json:"registrata,omitempty"`
	Informatica bool             `json:"informatica,omitempty"`
	Conferma    bool             `json:"conferma,omitempty"`
}

// RegistrazionePA is an entry of another body's protocol, as its segnatura says it.
type RegistrazionePA struct {
	Amministrazione string `json:"amministrazione,omitempty"`
	AOO             string `json:"aoo,omitempty"`
	Registro        string `json:"registro,omitempty"`
	Numero          string `json:"numero,omitempty"`
	Data            string `json:"data,omitempty"`
	Ora             string `json:"ora,omitempty"`
}

func (r *RegistrazionePA) parole() string {
	if r == nil || r.Numero == "" {
		return ""
	}
	return strings.TrimSuffix(r.Numero+" del "+giornoItaliano(r.Data), " del ")
}

// giorniPA is the term to answer an administration (page of OMCeO Genova: 30 days, free of charge).
func (p *Policy) giorniPA() int {
	if p.PAGiorni > 0 {
		return p.PAGiorni
	}
	return 30
}

// richiestaPA is what a certified request of the list says of its sender.
func (g *giudizio) richiestaPA() *RichiestaPA {
	pa := &RichiestaPA{Passo: PARicevuta, Termine: g.p.TermineOrdine(g.istante, g.p.giorniPA())}
	for _, code := range g.c.CF { // of members only: an officer signs with his own
		if _, ok := g.s.Iscritto(code); ok {
			pa.Solo = append(pa.Solo, code)
		}
	}
	s := g.inner.Segnatura
	if s == nil {
		return pa
	}
	if len(s.Mittente.Nomi) > 0 {
		pa.Ente = s.Mittente.Nomi[0]
	}
	if r := s.Registrata; !r.Vuota() {
		pa.Registrata = &RegistrazionePA{Amministrazione: r.Amministrazione, AOO: r.AOO, Registro: r.Registro, Numero: r.Numero, Data: r.Data, Ora: r.Ora}
	}
	pa.Informatica = s.Radice == segnatura.RadiceInformatica
	pa.Conferma = slices.ContainsFunc(s.Destinatari, func(d segnatura.Destinatario) bool { return d.Conferma })
	return pa
}

// bozzaPA is a letter T-13 about a request.
func (d *decisore) bozzaPA(r Richiesta, variante, a string) Bozza {
	b := Bozza{Modello: "T-13", Dettaglio: variante, A: a, Dati: DatiLettera{RicevutaIl: r.Ricevuta, Mittente: r.Mittente, Oggetto: ObjectOf("R7")}}
	if r.PA != nil {
		b.Dati.Termine, b.Dati.Ente, b.Dati.ProtocolloEnte = r.PA.Termine, r.PA.Ente, r.PA.Registrata.parole()
	}
	return b
}

// proponePA makes a letter about a request that waits for a click.
func (d *decisore) proponePA(r Richiesta, b Bozza, why string) Lettera {
	d.chiave = "pa " + r.ID
	l := d.lettera(b, &r, proposta, "pa "+b.Dettaglio+" "+strconv.Itoa(len(d.s.Cerca(PerLettereDi, r.ID))))
	d.compito(Compito{Tipo: SegLettera, Richiesta: r.ID, Rif: r.Rif, Lettere: []string{l.ID}, Scade: b.Dati.Termine, Perche: why})
	return l
}

// letteraPA is the latest letter of a variant about a request, by state; ok is false when there is none that was not taken back.
func (d *decisore) letteraPA(r Richiesta, variante string) (last Lettera, ok bool) {
	for _, id := range d.s.Cerca(PerLettereDi, r.ID) {
		if l, is := d.s.Lettera(id); is && l.Modello == "T-13" && l.Dettaglio == variante && l.Stato != LRitirata {
			last, ok = l, true
		}
	}
	return last, ok
}

// orologioPA moves the requests of public administrations by what their letters became, and calls people about the late ones.
func (d *decisore) orologioPA() {
	for _, id := range d.s.Cerca(RichiesteVive, "") {
		r, ok := d.s.Richiesta(id)
		if !ok || r.PA == nil {
			continue
		}
		d.spiegaCon("order.md §6.6", "")
		if r.Ground == "IPA" {
			r = d.avanzaPA(r)
		}
		if r, ok = d.s.Richiesta(id); ok && r.Stato.Aperta() {
			d.scadutaPA(r)
		}
	}
	d.spiegaCon("", "")
	d.chiave = ""
}

// avanzaPA takes the next step. Nothing happens before a person has let the receipt T-13 go: he has then read the request.
func (d *decisore) avanzaPA(r Richiesta) Richiesta {
	if l, ok := d.letteraPA(r, ""); !ok || l.Stato == LProposta {
		return r
	}
	if d.p.ElencoTenutoDa == "FEDERATION" {
		return d.inoltraPA(r)
	}
	if r.PA.Passo == PARicevuta && r.PA.Flusso == "" {
		d.apreElenco(r, r.PA.Solo)
	}
	r, _ = d.s.Richiesta(r.ID)
	l, ok := d.letteraPA(r, "EVASA")
	if !ok {
		return r
	}
	switch l.Stato {
	case LInviata, LAccettata, LPreavviso12H, LSenzaEsito, LIncerta:
		r = d.passoPA(r, PAInviata)
	case LConsegnata:
		r = d.evasaPA(r)
	case LMancata, LRifiutata, LNonAccettata, LVirus:
		r = d.sollecita(r, "elenco "+l.ID, Compito{Tipo: SegAllarme, Urgente: true, Scade: r.PA.Termine,
			Perche: "L'elenco riservato chiesto da " + r.Mittente + " (" + r.Rif + ") non è arrivato: la lettera " + l.ID + " è " + string(l.Stato) + ". Si predispone di nuovo con pecagent act pa-list --case " + r.ID + "."})
	}
	return r
}

func (d *decisore) passoPA(r Richiesta, to PassoPA) Richiesta {
	if r.PA.Passo == to {
		return r
	}
	pa := *r.PA
	pa.Passo = to
	r.PA = &pa
	d.scriviRichiesta(r)
	return r
}

// evasaPA closes a request that was answered.
func (d *decisore) evasaPA(r Richiesta) Richiesta {
	pa := *r.PA
	pa.Passo, r.Stato = PAEvasa, REseguita
	r.PA = &pa
	r = d.chiudiSe(r)
	d.scriviRichiesta(r)
	if f, ok := d.s.Flusso(pa.Flusso); ok && f.Stato.Aperto() {
		f.Stato, f.Accettato, f.Chiuso = FChiuso, true, d.now
		d.scriviFlusso(f)
	}
	return r
}

// inoltraPA forwards a request to the federation that keeps the list and, once it has it, tells the administration.
func (d *decisore) inoltraPA(r Richiesta) Richiesta {
	fed := minuscolo(d.p.FederazionePEC)
	there, ok := d.letteraPA(r, "ALLA_FEDERAZIONE")
	if !ok {
		if fed == "" {
			return d.sollecita(r, "federazione", Compito{Tipo: SegAllarme, Urgente: true, Scade: r.PA.Termine, Perche: "L'elenco riservato è tenuto dalla federazione, ma manca il suo indirizzo (policy.federazione_pec)."})
		}
		b := d.bozzaPA(r, "ALLA_FEDERAZIONE", fed)
		b.Allegati = []Documento{{SHA256: primo(r.Messaggi), Nome: "richiesta.eml"}}
		d.proponePA(r, b, "Inoltrare alla federazione la richiesta dell'elenco riservato di "+r.Mittente+" ("+r.Rif+"): l'approvazione la invia.")
		return d.passoPA(r, PAInoltro)
	}
	if there.Stato != LConsegnata {
		return r
	}
	told, ok := d.letteraPA(r, "INOLTRATA")
	if !ok {
		b := d.bozzaPA(r, "INOLTRATA", r.Mittente)
		b.Dati.InoltrataA, b.Dati.InoltrataIl = there.A, DataRoma(there.TConsegna)
		d.proponePA(r, b, "La federazione ha ricevuto la richiesta "+r.Rif+": avvisare "+r.Mittente+" dell'inoltro.")
		return r
	}
	if told.Stato == LConsegnata {
		pa := *r.PA
		pa.Passo, r.Stato = PAInoltrata, REseguita
		r.PA = &pa
		r = d.chiudiSe(r)
		d.scriviRichiesta(r)
	}
	return r
}

// giorniFraSolleciti is how often a person is called again about a late answer.
const giorniFraSolleciti = 5

// scadutaPA calls a person about an administration that has had no answer in time, again and again: repeated refusal is a ground
// for dissolution (DL 185/2008 art. 16 c. 7-bis).
func (d *decisore) scadutaPA(r Richiesta) {
	if r.Ground != "IPA" || !Scaduto(r.PA.Termine, d.now) {
		return
	}
	from, _ := time.Parse(Giorno, r.PA.Termine)
	today, _ := time.Parse(Giorno, DataRoma(d.now))
	n := int(today.Sub(from).Hours()/24)/giorniFraSolleciti + 1
	d.spiegaCon("order.md §2.8", "La risposta a una pubblica amministrazione è in ritardo.")
	d.sollecita(r, "pa scaduta "+strconv.Itoa(n), Compito{Tipo: SegAllarme, Urgente: true, Scade: r.PA.Termine,
		Perche: "La risposta a " + r.Mittente + " sull'elenco riservato (" + r.Rif + ") era dovuta entro il " + giornoItaliano(r.PA.Termine) +
			": rispondere subito. Il rifiuto reiterato è motivo di scioglimento dell'Ordine (art. 16 c. 7-bis D.L. 185/2008)."})
}

// apreElenco opens a run of the reserved list for a request.
func (d *decisore) apreElenco(r Richiesta, solo []string) {
	f := Flusso{ID: d.numero("FLU"), Nome: FlussoRiservato, Stato: FDaGenerare, Giorno: DataRoma(d.now), Scade: r.PA.Termine, Richiesta: r.ID, Solo: solo, Completo: true}
	d.scriviFlusso(f)
	pa := *r.PA
	pa.Flusso, pa.Solo, pa.Passo = f.ID, solo, PARicevuta
	r.PA = &pa
	d.scriviRichiesta(r)
}

// elencoPronto proposes the answer with the list that was written: PREDISPOSTA, until a person lets it go.
func (d *decisore) elencoPronto(f Flusso) {
	r, ok := d.s.Richiesta(f.Richiesta)
	if !ok || r.PA == nil || !r.Stato.Aperta() || r.PA.Flusso != f.ID {
		d.fine(f, "la richiesta non è più aperta")
		return
	}
	b := d.bozzaPA(r, "EVASA", r.Mittente)
	b.Dati.Elenco, b.Dati.ElencoSHA256, b.Allegati = f.File.Nome, f.File.SHA256, []Documento{f.File}
	whom := "tutti gli iscritti"
	if len(f.Solo) > 0 {
		whom = "solo " + strings.Join(f.Solo, ", ")
	}
	why := "L'elenco riservato per " + r.Mittente + " (" + r.Rif + ") è predisposto: " + f.conta() + ", " + whom + ". Se la richiesta nomina altre persone, si rifà con pecagent act pa-list --case " + r.ID + " --tick CF; l'approvazione lo invia."
	if len(f.Esclusi) > 0 {
		why += " " + strings.Join(f.Esclusi, "; ") + "."
	}
	l := d.proponePA(r, b, why)
	f.Stato, f.Lettera = FGenerato, l.ID
	d.scriviFlusso(f)
	d.passoPA(r, PAPredisposta)
}

func adempimentiPA(p *Policy, s Snapshot, today string) []Adempimento {
	list := Adempimento{Nome: "RESERVED_LIST_PUBLISHED", Ignoto: true, Dice: "la pubblicazione dell'elenco riservato non è registrata (pecagent act pa-published)"}
	for _, f := range flussiDi(s, FlussoRiservato) {
		if f.Richiesta == "" && f.Giorno > list.Dal {
			list.OK, list.Ignoto, list.Dal, list.Dice = true, false, f.Giorno, "pubblicato il "+giornoItaliano(f.Giorno)+" "+f.Esito
		}
	}
	if p.ElencoTenutoDa == "FEDERATION" {
		list = Adempimento{Nome: list.Nome, OK: true, Dice: "l'elenco è tenuto dalla federazione"}
	}
	var late []string
	for _, id := range s.Cerca(RichiesteVive, "") {
		if r, ok := s.Richiesta(id); ok && r.PA != nil && r.Ground == "IPA" && r.PA.Termine < today {
			late = append(late, r.Rif+" ("+r.Mittente+", entro il "+giornoItaliano(r.PA.Termine)+")")
		}
	}
	pa := Adempimento{Nome: "PA_REQUESTS_OVERDUE", OK: len(late) == 0, Dice: "nessuna richiesta in ritardo"}
	if len(late) > 0 {
		pa.Dice = strings.Join(late, "; ")
	}
	list.Dice = strings.TrimSpace(list.Dice)
	return []Adempimento{list, pa}
}
