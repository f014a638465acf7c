package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// TipoCampagna is what a communication to many is about; its letter is T-22 in the variant that Variante names.
type TipoCampagna string

const (
	ConvocazioneAssemblea TipoCampagna = "CONVOCAZIONE_ASSEMBLEA"
	ConvocazioneElezioni  TipoCampagna = "CONVOCAZIONE_ELEZIONI"
)

func (t TipoCampagna) variante() string {
	switch t {
	case ConvocazioneAssemblea:
		return "ASSEMBLEA"
	case ConvocazioneElezioni:
		return "ELEZIONI"
	}
	return ""
}

// StatoCampagna is a step of a communication to many.
type StatoCampagna string

const (
	CPreparata StatoCampagna = "PREPARATA" // waits for a person's approval
	CApprovata StatoCampagna = "APPROVATA" // its letters are being made and sent
	CCompleta  StatoCampagna = "COMPLETA"  // every letter is made; outcomes are awaited
	CConclusa  StatoCampagna = "CONCLUSA"  // every letter has its outcome
	CAnnullata StatoCampagna = "ANNULLATA"
)

// Campagna is one communication to many members (order.md §1 row 17): one letter with one recipient each, so that each has
// his own proof and nobody learns another's address (R-200, §2.9). Its letters are made a few at a time by the clock, in the
// order of the codes, and are no part of the limits of R-303: a person has approved them all together.
type Campagna struct {
	ID          string        `json:"id"` // CAM-2026-000123
	Tipo        TipoCampagna  `json:"tipo"`
	Stato       StatoCampagna `json:"stato"`
	Albo        string        `json:"albo,omitempty"` // only the members of this albo
	Dati        DatiLettera   `json:"dati"`
	Destinatari int           `json:"destinatari"`          // members with a domicile when it was prepared
	Senza       int           `json:"senza,omitempty"`      // members without one: they need another channel
	Fino        string        `json:"fino,omitempty"`       // the last CF that was looked at
	Lettere     int           `json:"lettere,omitempty"`    // made so far
	Ora         string        `json:"ora,omitempty"`        // hour of the last ones: yyyy-mm-ddThh in UTC
	NellOra     int           `json:"nell_ora,omitempty"`   // made in that hour
	Approvata   string        `json:"approvata,omitempty"`  // who approved
	Chiusa      bool          `json:"chiusa,omitempty"`     // nothing is to be done any more
	Consegnate  int           `json:"consegnate,omitempty"` // counted at the end
	Protocollo  string        `json:"protocollo,omitempty"` // number given after its letters were made
	Fallite     int           `json:"fallite,omitempty"`    // counted at the end: not delivered, not accepted, without outcome
}

// lottoCampagna is how many letters of a campaign may wait to leave at one time.
const lottoCampagna = 50

func attiCampagna() []regolaAtto {
	who := []string{Segreteria, Presidente}
	return []regolaAtto{
		{tipo: "CAMPAGNA_PREPARATA", comando: "campaign-prepare", dice: "prepara una convocazione a tutti gli iscritti (motivo CONVOCAZIONE_ASSEMBLEA o CONVOCAZIONE_ELEZIONI); nulla parte",
			vuole: []string{"motivo", "dati"}, puo: []string{"albo", "numero", "giorno"}, ruoli: who, fa: (*decisore).preparaCampagna},
		{tipo: "CAMPAGNA_APPROVATA", comando: "campaign-approve", dice: "approva la convocazione: le lettere partono, una per iscritto", vuole: []string{"caso"},
			ruoli: who, fa: (*decisore).approvaCampagna},
		{tipo: "CAMPAGNA_ANNULLATA", comando: "campaign-cancel", dice: "annulla la convocazione e ritira le lettere non ancora partite", vuole: []string{"caso", "motivo"},
			ruoli: who, fa: (*decisore).annullaCampagna},
	}
}

// convocabile reports whether a convocation is for a member: he is enrolled, and of the albo where one is named. Whoever is
// suspended takes no part in assemblies and elections.
func (c Campagna) convocabile(m Iscritto) bool {
	return m.Stato == Iscr && (c.Albo == "" || slices.ContainsFunc(m.Albi, func(a string) bool { return strings.EqualFold(a, c.Albo) }))
}

// raggiungibile is the domicile of a member that a letter may go to.
func raggiungibile(m Iscritto) string {
	if m.Domicilio == nil || morta(m, m.Domicilio.Indirizzo) {
		return ""
	}
	return m.Domicilio.Indirizzo
}

func (d *decisore) preparaCampagna(a Atto) {
	c := Campagna{Tipo: TipoCampagna(a.Motivo), Stato: CPreparata, Albo: a.Albo, Dati: *a.Dati}
	c.Dati.Protocollo = protocollo(a.Numero, a.Giorno)
	switch {
	case c.Tipo.variante() == "":
		d.rifiuta("una comunicazione a molti è %s o %s, non %q", ConvocazioneAssemblea, ConvocazioneElezioni, a.Motivo)
		return
	case c.Dati.Evento == "" || len(c.Dati.Quando) == 0 || c.Dati.Luogo == "":
		d.rifiuta("la convocazione vuole che cosa, quando e dove")
		return
	case c.Tipo == ConvocazioneAssemblea && len(c.Dati.OrdineDelGiorno) == 0:
		d.rifiuta("la convocazione di un'assemblea vuole l'ordine del giorno")
		return
	}
	if why := c.nonConvocabile(DataRoma(d.now)); why != "" {
		d.rifiuta("la convocazione non si prepara: %s", why)
		return
	}
	for _, cf := range d.s.Cerca(TuttiIscritti, "") {
		if m, ok := d.s.Iscritto(cf); ok && c.convocabile(m) {
			if raggiungibile(m) != "" {
				c.Destinatari++
			} else {
				c.Senza++
			}
		}
	}
	if c.Destinatari == 0 {
		d.rifiuta("nessun iscritto con un domicilio digitale a cui scrivere")
		return
	}
	c.ID = d.numero("CAM")
	d.scriviCampagna(c)
	room, _ := d.s.Stato.Quota.spazioPer(c.Destinatari)
	d.compito(Compito{Tipo: SegCampagna, Caso: c.ID, Perche: strings.TrimSpace(fmt.Sprintf("Convocazione %s pronta: %s. Per PEC: %s. Senza domicilio digitale, da convocare con altro mezzo: %s. L'approvazione fa partire le lettere. %s",
		c.ID, c.Dati.Evento, quanti(c.Destinatari), quanti(c.Senza), room))})
}

func (d *decisore) approvaCampagna(a Atto) {
	c, ok := d.s.Campagna(a.Caso)
	room, fits := d.s.Stato.Quota.spazioPer(c.Destinatari)
	switch {
	case !ok || c.Stato != CPreparata:
		d.rifiuta("la convocazione %q non attende un'approvazione", a.Caso)
	case !fits: // a full box turns the receipts away, and with them the proof
		d.rifiuta("convocazione %s: %s", a.Caso, room)
	case d.modo() == Osserva:
		d.rifiuta("in modo osserva nessuna lettera parte: passare a proponi, poi approvare")
	case c.nonConvocabile(DataRoma(d.now)) != "":
		d.rifiuta("la convocazione %s non si approva: %s. Si annulla con campaign-cancel e se ne prepara un'altra", c.ID, c.nonConvocabile(DataRoma(d.now)))
	default:
		c.Stato, c.Approvata = CApprovata, a.Da
		d.scriviCampagna(c)
		d.chiudiCompitiDi(c.ID, "approvata")
	}
}

func (d *decisore) annullaCampagna(a Atto) {
	c, ok := d.s.Campagna(a.Caso)
	if !ok || c.Chiusa {
		d.rifiuta("la convocazione %q non è aperta", a.Caso)
		return
	}
	d.fermaCampagna(c, "annullata: "+a.Motivo)
}

// fermaCampagna ends a campaign: nothing more of it leaves.
func (d *decisore) fermaCampagna(c Campagna, why string) {
	c.Stato, c.Chiusa = CAnnullata, true
	d.scriviCampagna(c)
	d.ritiraDove("R-303", "convocazione "+why, func(l Lettera) bool { return l.Caso == c.ID })
	d.chiudiCompitiDi(c.ID, why)
}

// troppoTardi ends an approved campaign whose day came while letters of it had not left: sending was stopped, or is slow.
func (d *decisore) troppoTardi(c Campagna) {
	d.fermaCampagna(c, "non più inviata: il giorno è passato")
	d.compito(Compito{Tipo: SegAllarme, Caso: c.ID, Urgente: true, Perche: fmt.Sprintf("Convocazione %s: il giorno è passato e non tutte le lettere erano partite; quelle non partite sono ritirate. "+
		"Chi è stato convocato e chi no lo elenca il comando report deliveries %s: il Presidente valuti se riconvocare.", c.ID, c.ID)})
}

// orologioCampagne makes the next letters of the approved campaigns and ends those whose letters all have their outcome.
func (d *decisore) orologioCampagne() {
	for _, id := range d.s.Cerca(CampagneVive, "") {
		c, ok := d.s.Campagna(id)
		if !ok || d.s.Stato.Modo.Fermo {
			continue
		}
		d.spiegaCon("order.md §1 riga 17", "Convocazione approvata da "+c.Approvata+".")
		waiting, leaving := 0, 0
		if c.Stato == CApprovata || c.Stato == CCompleta {
			for _, l := range vive(d.s) {
				if l.Caso == id {
					waiting++
					if daPartire(l.Stato) {
						leaving++
					}
				}
			}
		}
		switch {
		case (c.Stato == CApprovata || leaving > 0) && c.passata(DataRoma(d.now)):
			d.troppoTardi(c)
		case c.Stato == CApprovata && leaving == 0:
			d.prossime(c)
		case c.Stato == CCompleta && leaving == 0 && (waiting == 0 || d.soloMute(id)):
			d.conclusa(c)
		}
	}
}

// soloMute reports whether nothing more is awaited of the living letters of a case: all are SENZA_ESITO, or were sent so long ago
// that not even their accettazione will come.
func (d *decisore) soloMute(caso string) bool {
	wait := time.Duration(d.p.Invio.AttesaEsito) * time.Second
	return !slices.ContainsFunc(vive(d.s), func(l Lettera) bool {
		mute := l.Stato == LSenzaEsito || l.Stato == LInviata && wait > 0 && d.now.Sub(l.TInvio) >= wait
		return l.Caso == caso && !mute
	})
}

// prossime makes the next letters of a campaign, as many as the hour allows.
func (d *decisore) prossime(c Campagna) {
	if hour := d.now.UTC().Format("2006-01-02T15"); c.Ora != hour {
		c.Ora, c.NellOra = hour, 0
	}
	room := lottoCampagna
	if m := d.p.Invio.MaxOraMassivo; m > 0 {
		room = min(room, m-c.NellOra)
	}
	if room <= 0 {
		return
	}
	all := d.s.Cerca(TuttiIscritti, "")
	i, found := slices.BinarySearch(all, c.Fino)
	if found {
		i++
	}
	d.chiave = "campagna " + c.ID
	for ; i < len(all) && room > 0; i++ {
		c.Fino = all[i]
		m, ok := d.s.Iscritto(all[i])
		if to := raggiungibile(m); ok && c.convocabile(m) && to != "" {
			d.convoca(c, m, to)
			c.Lettere++
			c.NellOra++
			room--
		}
	}
	if i == len(all) {
		c.Stato = CCompleta
	}
	d.scriviCampagna(c)
}

// quanti counts members in words.
func quanti(n int) string {
	if n == 1 {
		return "1 iscritto"
	}
	return fmt.Sprintf("%d iscritti", n)
}

// convoca makes the letter of one member. Receipts are breve: our bytes are kept, and a quota is not filled by copies.
func (d *decisore) convoca(c Campagna, m Iscritto, to string) {
	b := d.bozza(m, "T-22", to)
	who := b.Dati
	b.Dati = c.Dati
	b.Dati.Nome, b.Dati.Cognome, b.Dati.Titolo = who.Nome, who.Cognome, who.Titolo
	b.Dettaglio, b.Caso, b.Breve = c.Tipo.variante(), c.ID, true
	d.lettera(b, nil, inPartenza, c.ID+"/"+m.CF)
}

// LetteraDiCampagna is the letter of a campaign as the first member that it is for would get it: what a person reads before
// he approves. ok is false where it is for nobody.
func LetteraDiCampagna(s Snapshot, c Campagna) (l Lettera, ok bool) {
	for _, cf := range s.Cerca(TuttiIscritti, "") {
		m, is := s.Iscritto(cf)
		if to := raggiungibile(m); is && c.convocabile(m) && to != "" {
			l = Lettera{ID: c.ID, Rif: c.ID, Modello: "T-22", Dettaglio: c.Tipo.variante(), CF: cf, A: to, Dati: c.Dati}
			l.Dati.Nome, l.Dati.Cognome, l.Dati.Titolo = m.Nome, m.Cognome, m.Titolo
			return l, true
		}
	}
	return l, false
}

// conclusa counts the outcomes once and calls a person about whoever was not reached.
func (d *decisore) conclusa(c Campagna) {
	c.Consegnate, c.Fallite = 0, 0
	for _, l := range d.lettereDi(c.ID) {
		switch l.Stato {
		case LConsegnata, LChiusa:
			c.Consegnate++
		case LRitirata:
		default:
			c.Fallite++
		}
	}
	c.Stato, c.Chiusa = CConclusa, true
	d.scriviCampagna(c)
	if c.Fallite > 0 || c.Senza > 0 {
		d.compito(Compito{Tipo: SegAllarme, Caso: c.ID, Perche: fmt.Sprintf("Convocazione %s: consegnate %d, non consegnate %d, senza domicilio digitale %s. Chi non è raggiunto va convocato con altro mezzo; li elenca il comando report deliveries %s.",
			c.ID, c.Consegnate, c.Fallite, quanti(c.Senza), c.ID)})
	}
}

// Recapito is what came of one communication to one member: a row of the delivery report (order.md §5.3).
type Recapito struct {
	CF, Nome, Indirizzo, MsgID string
	Accettata, Consegnata      time.Time
	Esito                      string // state of the letter; SENZA_DOMICILIO, DA_SCRIVERE while his turn is still to come, NON_SCRITTA where it never came
	Motivo                     string
	Ricevuta                   string // SHA-256 of the last receipt
}

// RecapitiDi lists what came of a campaign for each member it was for, in the order of the codes: those with a letter, and
// those who have no domicile and are still to be convened.
func RecapitiDi(s Snapshot, c Campagna) []Recapito {
	reached := map[string]Lettera{}
	for _, id := range s.Cerca(PerCaso, c.ID) {
		if l, ok := s.Lettera(id); ok {
			reached[l.CF] = l
		}
	}
	var out []Recapito
	for _, cf := range s.Cerca(TuttiIscritti, "") {
		m, ok := s.Iscritto(cf)
		l, written := reached[cf]
		switch {
		case written:
			r := Recapito{CF: cf, Nome: m.Cognome + " " + m.Nome, Indirizzo: l.A, MsgID: l.MsgID, Accettata: l.TAccettazione, Consegnata: l.TConsegna, Esito: string(l.Stato), Motivo: l.Motivo}
			if n := len(l.Ricevute); n > 0 {
				r.Ricevuta = l.Ricevute[n-1]
			}
			out = append(out, r)
		case ok && c.convocabile(m) && raggiungibile(m) != "" && !c.Chiusa && (cf > c.Fino || c.Stato == CPreparata):
			out = append(out, Recapito{CF: cf, Nome: m.Cognome + " " + m.Nome, Indirizzo: raggiungibile(m), Esito: "DA_SCRIVERE"})
		case ok && c.convocabile(m) && raggiungibile(m) != "" && c.Stato == CAnnullata && c.Approvata != "" && cf > c.Fino:
			out = append(out, Recapito{CF: cf, Nome: m.Cognome + " " + m.Nome, Indirizzo: raggiungibile(m), Esito: "NON_SCRITTA"})
		case ok && c.convocabile(m) && raggiungibile(m) == "":
			out = append(out, Recapito{CF: cf, Nome: m.Cognome + " " + m.Nome, Esito: "SENZA_DOMICILIO"})
		}
	}
	return out
}
