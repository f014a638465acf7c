package rules

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// StatoLettera is the state of a letter per recipient, one enumeration everywhere (order.md §6.4).
type StatoLettera string

const (
	LProposta     StatoLettera = "PROPOSTA"    // waits for a person
	LInPartenza   StatoLettera = "IN_PARTENZA" // the delay of R-303, can be withdrawn
	LRitirata     StatoLettera = "RITIRATA"
	LInCoda       StatoLettera = "IN_CODA"  // composed: bytes, SHA-256 and Message-ID are fixed
	LInInvio      StatoLettera = "IN_INVIO" // durable before MAIL; found at start it means INCERTA
	LInviata      StatoLettera = "INVIATA"
	LIncerta      StatoLettera = "INCERTA" // no answer after DATA
	LRifiutata    StatoLettera = "RIFIUTATA_SMTP"
	LNonAccettata StatoLettera = "NON_ACCETTATA"
	LAccettata    StatoLettera = "ACCETTATA"
	LPreavviso12H StatoLettera = "PREAVVISO_12H"
	LSenzaEsito   StatoLettera = "SENZA_ESITO"
	LMancata      StatoLettera = "MANCATA"
	LVirus        StatoLettera = "VIRUS"
	LConsegnata   StatoLettera = "CONSEGNATA"
	LChiusa       StatoLettera = "CHIUSA"
)

// Lettera is one letter to one recipient.
type Lettera struct {
	ID        string       `json:"id"`                  // LET-2026-000123
	Rif       string       `json:"rif"`                 // PEC-2026-000123
	Modello   string       `json:"modello"`             // T-02
	Apertura  bool         `json:"apertura,omitempty"`  // opens with the lines of T-01 (order.md §8)
	Dettaglio string       `json:"dettaglio,omitempty"` // reply_detail
	CF        string       `json:"cf,omitempty"`
	Richiesta string       `json:"richiesta,omitempty"`
	Messaggio string       `json:"messaggio,omitempty"` // SHA-256 of the message it answers
	Caso      string       `json:"caso,omitempty"`      // DIF-…, CAM-…, FLU-…, KIT-…: the case it belongs to
	A         string       `json:"a"`
	InReplyTo string       `json:"in_reply_to,omitempty"` // Message-ID without <>
	Effetto   string       `json:"effetto"`               // the effect that made it: input of its Message-ID
	Legale    bool         `json:"legale,omitempty"`      // a legal act: a doubt is never resolved by resending
	Breve     bool         `json:"breve,omitempty"`       // its receipt is asked breve: attachments by their digest
	Allegati  []Documento  `json:"allegati,omitempty"`    // stored files that go with it, by SHA-256
	Dati      DatiLettera  `json:"dati"`
	Aggiunta  string       `json:"aggiunta,omitempty"` // paragraphs that a person added, before the closing lines
	Stato     StatoLettera `json:"stato"`
	NonPrima  time.Time    `json:"non_prima,omitzero"` // IN_PARTENZA until then

	// Creata is when the letter was made: its Date, so that a repetition makes the same bytes. The fold takes it
	// from the event when the decision leaves it empty.
	Creata         time.Time `json:"creata,omitzero"`
	MsgID          string    `json:"msgid,omitempty"` // without <>
	SHA256         string    `json:"sha256,omitempty"`
	Identificativo string    `json:"identificativo,omitempty"`
	TInvio         time.Time `json:"t_invio,omitzero"`        // of the last transmission
	TAccettazione  time.Time `json:"t_accettazione,omitzero"` // daticert instant
	TConsegna      time.Time `json:"t_consegna,omitzero"`     // daticert instant
	Istante        time.Time `json:"istante,omitzero"`        // daticert instant of the receipt that gave Stato
	Codice         string    `json:"codice,omitempty"`
	Motivo         string    `json:"motivo,omitempty"`
	Tentativi      int       `json:"tentativi,omitempty"`
	// Punto: all but the final dot was handed to the server, which may have the letter from here on. An IN_INVIO
	// without it was never sent.
	Punto      bool     `json:"punto,omitempty"`
	Dubbia     bool     `json:"dubbia,omitempty"`     // sent a second time with the same bytes: possible duplicate
	Trattenuta string   `json:"trattenuta,omitempty"` // why a limit holds it
	Ricevute   []string `json:"ricevute,omitempty"`   // SHA-256 of the receipts
	Protocollo string   `json:"protocollo,omitempty"` // number given after it had left; printed ones are in Dati
	Copia      string   `json:"copia,omitempty"`      // dovuta, fatta: the copy in the Sent folder
	Oggetto    string   `json:"oggetto,omitempty"`    // its Subject, once it is composed; empty: of a version that did not keep it
}

// DatiLettera is all that a template may say. Empty fields are facts that do not apply; rules/testi/doc.go says which
// letter takes which. Days are yyyy-mm-dd. What a person wrote (Osservazioni, Quando, Rimedi …) is printed as it stands.
type DatiLettera struct {
	Nome, Cognome, Titolo string    `json:",omitempty"`
	CF                    string    `json:",omitempty"`
	Oggetto               string    `json:",omitempty"` // object of the procedure, in words
	RicevutaIl            time.Time `json:",omitzero"`  // certified instant of the member's message
	Mittente              string    `json:",omitempty"` // box that wrote
	Termine               string    `json:",omitempty"` // yyyy-mm-dd, end of the procedure or of the term given
	Giorni                int       `json:",omitempty"` // term given to the member, days
	Manca                 []string  `json:",omitempty"` // PEC, CF, … what is asked
	Opzioni               []string  `json:",omitempty"` // numbered addresses to choose from
	Indirizzo             string    `json:",omitempty"` // new or present domicile
	Precedente            string    `json:",omitempty"` // old domicile
	Dal                   string    `json:",omitempty"` // yyyy-mm-dd: effective date
	Motivo                string    `json:",omitempty"`
	Codice                string    `json:",omitempty"` // code of a challenge or confirmation
	Casella               string    `json:",omitempty"` // the Order's box concerned
	RevocaDal             string    `json:",omitempty"` // yyyy-mm-dd
	InINIPEC              bool      `json:",omitempty"` // the feed is on: the INI-PEC sentence may stand
	ProtocolloRichiesta   string    `json:",omitempty"` // of the message that is answered, where it is known
	Protocollo            string    `json:",omitempty"` // "0001234/2026 del 23/11/2026", once a person has typed it
	Recapito              string    `json:",omitempty"` // postal address, of a letter on paper: "via Roma 1, 16100 Genova GE"

	// The box of the provider's convention: T-07 and T-08 (order.md §1.2 rows 49-58, R-122).
	Scadenza    string   `json:",omitempty"` // day on which the box expires
	Gestore     string   `json:",omitempty"` // "Aruba"; empty: the convention's
	Pagante     string   `json:",omitempty"` // MEMBER or ORDER; empty: the convention's
	Costo       string   `json:",omitempty"` // in words: "4,00 euro più IVA ogni tre anni"
	SoloRiceve  string   `json:",omitempty"` // day from which the box receives and does not send
	Disattivata string   `json:",omitempty"` // day from which the box does not work at all
	Cancellata  string   `json:",omitempty"` // day from which the provider may erase what is in it
	Servizi     []string `json:",omitempty"` // add-on services that end with the box, in words

	// Why the address does not do: T-09, T-24, T-10.
	Difetto    string `json:",omitempty"` // ASSENTE, NON_VALIDO, SATURA, MAI_ATTIVATA
	DifettoDal string `json:",omitempty"` // day of the first failed delivery, of the full box, of the creation

	// Diffida, suspension and what ends it: T-10, T-10b, T-11 (order.md §6.5).
	Albo              string   `json:",omitempty"` // "albo degli odontoiatri"; empty: "albo"
	Organo            string   `json:",omitempty"` // "Consiglio dell'Ordine", "Commissione per gli iscritti all'albo degli odontoiatri"
	Delibera          string   `json:",omitempty"` // number of the resolution: "12/2026"
	DeliberaDel       string   `json:",omitempty"` // its day
	Presidente        string   `json:",omitempty"` // who signs: "dott. Mario Neri"
	ProtocolloDiffida string   `json:",omitempty"` // protocol of the diffida that was not complied with, as Protocollo
	NotificataIl      string   `json:",omitempty"` // day on which the diffida, or the T-15 before a T-25, reached the member
	Decorrenza        string   `json:",omitempty"` // day from which the suspension has effect, of an immediate one
	Immediata         bool     `json:",omitempty"` // the resolution declares it effective at once; Motivo has its reasons
	Fine              string   `json:",omitempty"` // day on which the suspension ended
	Rimedi            []string `json:",omitempty"` // where and within how long to appeal; empty: the policy's `remedies`
	Enti              []string `json:",omitempty"` // bodies to which the suspension and its end are communicated

	Sollecito bool `json:",omitempty"` // the letter reminds of one that was delivered

	// T-25: what the member observed after T-15 and what the Order answers to it.
	Osservazioni    string `json:",omitempty"` // empty: none were presented
	Controdeduzioni string `json:",omitempty"`

	// T-21: until when an answer reopens the request.
	RiapreEntro string `json:",omitempty"`

	// T-22, convocations.
	Evento           string   `json:",omitempty"` // "Assemblea annuale degli iscritti"
	Quando           []string `json:",omitempty"` // a line each: "prima convocazione: sabato 12 dicembre 2026, ore 9:00"
	Luogo            string   `json:",omitempty"`
	OrdineDelGiorno  []string `json:",omitempty"`
	AltreIndicazioni []string `json:",omitempty"` // proxies, documents, quorum: a line each

	// T-12, digital signature kit (order.md §6.8).
	Pagamento string `json:",omitempty"` // CARTA, BONIFICO, BOLLETTINO
	Ritiro    string `json:",omitempty"` // first day of pick-up

	// T-13, the reserved list for a public administration (order.md §6.6).
	Ente           string `json:",omitempty"` // the administration that asks
	ProtocolloEnte string `json:",omitempty"` // its own protocol number, from the segnatura
	Elenco         string `json:",omitempty"` // name of the file attached
	ElencoSHA256   string `json:",omitempty"` // lower-case hex
	InoltrataA     string `json:",omitempty"` // who keeps the list and got the request: the federation
	InoltrataIl    string `json:",omitempty"`
}

// Passo is a step of a letter. Only the fields that change are set.
type Passo struct {
	Lettera        string       `json:"lettera"`
	Stato          StatoLettera `json:"stato"`
	Istante        time.Time    `json:"istante,omitzero"` // daticert instant for a receipt, else the agent's clock
	MsgID          string       `json:"msgid,omitempty"`
	SHA256         string       `json:"sha256,omitempty"`
	Identificativo string       `json:"identificativo,omitempty"`
	Codice         string       `json:"codice,omitempty"`
	Motivo         string       `json:"motivo,omitempty"`
	Ricevuta       string       `json:"ricevuta,omitempty"` // SHA-256 of the receipt
	NonPrima       time.Time    `json:"non_prima,omitzero"`
	Tentativo      bool         `json:"tentativo,omitempty"`
	Punto          bool         `json:"punto,omitempty"`
	Dubbia         bool         `json:"dubbia,omitempty"`
	Trattenuta     string       `json:"trattenuta,omitempty"`
	Copia          bool         `json:"copia,omitempty"` // a copy belongs in the Sent folder once the letter has left
	Oggetto        string       `json:"oggetto,omitempty"`
}

// StatoRichiesta is the state of a request (order.md §6.3); after a message it is the outcome of cli.md.
type StatoRichiesta string

const (
	RIntegrazione  StatoRichiesta = "INTEGRAZIONE_RICHIESTA"
	RConferma      StatoRichiesta = "CONFERMA_RICHIESTA"
	RInRevisione   StatoRichiesta = "IN_REVISIONE"
	RInEsecuzione  StatoRichiesta = "IN_ESECUZIONE"
	REseguita      StatoRichiesta = "ESEGUITA"
	RPreavviso     StatoRichiesta = "PREAVVISO_RIGETTO"
	RDuplicata     StatoRichiesta = "DUPLICATA"
	RAssorbita     StatoRichiesta = "ASSORBITA"
	RNonPertinente StatoRichiesta = "NON_PERTINENTE"
	RRitirata      StatoRichiesta = "RITIRATA"
	RNonValida     StatoRichiesta = "RICEVUTA_NON_VALIDA"
	RIgnorata      StatoRichiesta = "IGNORATA"
	RQuarantena    StatoRichiesta = "QUARANTENA"
	RRigettata     StatoRichiesta = "RIGETTATA"
	RArchiviata    StatoRichiesta = "ARCHIVIATA"
	RAnnullata     StatoRichiesta = "ANNULLATA" // the member left or died; Motivo says which
)

// Aperta reports whether a request in this state can still change the register.
func (s StatoRichiesta) Aperta() bool {
	switch s {
	case RIntegrazione, RConferma, RInRevisione, RInEsecuzione, RPreavviso:
		return true
	}
	return false
}

// Richiesta is one request of a member.
type Richiesta struct {
	ID         string         `json:"id"`   // RIC-2026-000123
	Rif        string         `json:"rif"`  // PEC-2026-000123
	Tipo       string         `json:"tipo"` // R1 …
	CF         string         `json:"cf,omitempty"`
	Mittente   string         `json:"mittente"`
	Ground     string         `json:"ground,omitempty"`
	Stato      StatoRichiesta `json:"stato"`
	NuovaPEC   string         `json:"nuova_pec,omitempty"`
	DueVolte   bool           `json:"due_volte,omitempty"`  // the address was written twice (order.md §6.2 L1)
	DalNuovo   bool           `json:"dal_nuovo,omitempty"`  // the request came from the new box: L2 is given
	Decorrenza string         `json:"decorrenza,omitempty"` // yyyy-mm-dd, not before
	Messaggi   []string       `json:"messaggi"`             // SHA-256, the first opened it
	Ricevuta   time.Time      `json:"ricevuta"`             // certified instant of the first message
	Termine    string         `json:"termine,omitempty"`    // yyyy-mm-dd: end of the term given to the member, once it runs
	Manca      []string       `json:"manca,omitempty"`
	Opzioni    []string       `json:"opzioni,omitempty"`
	Codice     string         `json:"codice,omitempty"`
	Flags      []string       `json:"flags,omitempty"`
	Confermata bool           `json:"confermata,omitempty"` // L2, an answer from the registered box, or a person
	Operatore  bool           `json:"operatore,omitempty"`  // the member asked for a person: no automatic letters any more
	// DaLeggere: the text that opened it has words that a person has to read, so that no datum sent later executes it (U47).
	DaLeggere  bool      `json:"da_leggere,omitempty"`
	AMano      time.Time `json:"a_mano,omitzero"` // the office answered by hand, last at this instant
	Chiusa     time.Time `json:"chiusa,omitzero"`
	Motivo     string    `json:"motivo,omitempty"`     // of an ANNULLATA: DECESSO, TRASFERIMENTO …
	Atto       string    `json:"atto,omitempty"`       // ATT-…: the act that opened it
	Protocollo string    `json:"protocollo,omitempty"` // of the message that opened it, as the protocol program gave it
	// Protocolli are those of its other messages, by SHA-256.
	Protocolli map[string]string `json:"protocolli,omitempty"`
	// Osservazioni are the days (yyyy-mm-dd, in Italy) on which observations after a T-15 came (L. 241/1990 art. 10-bis).
	Osservazioni []string `json:"osservazioni,omitempty"`
	// Solleciti names the call tasks already made for it, so that none is made twice.
	Solleciti []string `json:"solleciti,omitempty"`
	// PA is the way of a request R7 of the reserved list (order.md §6.6).
	PA *RichiestaPA `json:"pa,omitempty"`
}

// Compito is something that waits for a person (segnalazione), with its reason.
type Compito struct {
	ID        string    `json:"id"`   // SEG-2026-000123
	Tipo      string    `json:"tipo"` // revisione, quarantena, pannello, telefonata, allarme, illeggibile, …
	Perche    string    `json:"perche"`
	Urgente   bool      `json:"urgente,omitempty"`
	Messaggio string    `json:"messaggio,omitempty"` // SHA-256
	CF        string    `json:"cf,omitempty"`
	Richiesta string    `json:"richiesta,omitempty"`
	Rif       string    `json:"rif,omitempty"`
	Lettere   []string  `json:"lettere,omitempty"`  // PROPOSTA letters that wait with it
	Esito     *Esito    `json:"esito,omitempty"`    // what the agent proposes
	Atto      string    `json:"atto,omitempty"`     // ATT-…: the act that a second person has to confirm
	Caso      string    `json:"caso,omitempty"`     // DIF-…, CAM-…, FLU-…, KIT-…
	Cosa      string    `json:"cosa,omitempty"`     // of a pannello: what its approval records
	Elenco    []string  `json:"elenco,omitempty"`   // CFs of the members it names
	Gestore   *Gestore  `json:"gestore,omitempty"`  // a signer nobody expected; an approval makes him known
	Mano      string    `json:"mano,omitempty"`     // MAN-…: the letter by hand that may be the answer
	Problema  string    `json:"problema,omitempty"` // the lasting problem that it is the one call about
	Quanti    int       `json:"quanti,omitempty"`   // of vanished messages: how many so far, since Dal
	Dal       time.Time `json:"dal,omitzero"`
	Creato    time.Time `json:"creato"`
	Scade     string    `json:"scade,omitempty"` // yyyy-mm-dd
	Stato     string    `json:"stato"`           // aperto, approvato, respinto, chiuso
	Da        string    `json:"da,omitempty"`
	Nota      string    `json:"nota,omitempty"`
	Chiuso    time.Time `json:"chiuso,omitzero"`
	Assegnato string    `json:"assegnato,omitempty"` // who sees to it; others may decide it all the same
	Note      []Appunto `json:"note,omitempty"`
}

// Aperto is the state of a task that waits, Approvato that of one a person said yes to.
const (
	Aperto    = "aperto"
	Approvato = "approvato"
)

// rank orders the states a letter passes through: the state is the highest reached, whatever the order of
// arrival (order.md §6.4). States of one rank are decided by the daticert instant.
var rank = map[StatoLettera]int{
	LProposta: 0, LInPartenza: 1, LRitirata: 2, LInCoda: 3, LInInvio: 4, LIncerta: 5, LInviata: 6, LRifiutata: 6,
	LSenzaEsito: 7, LAccettata: 8, LPreavviso12H: 9, LNonAccettata: 10, LMancata: 11, LVirus: 11, LChiusa: 12, LConsegnata: 13,
}

// StatiLettera are all the states of a letter, in the order in which it may reach them.
func StatiLettera() []StatoLettera {
	return slices.SortedFunc(maps.Keys(rank), func(a, b StatoLettera) int {
		return cmp.Or(cmp.Compare(rank[a], rank[b]), cmp.Compare(a, b))
	})
}

// Finale reports whether nothing is expected of the letter any more. A late RdAC still changes MANCATA.
func (s StatoLettera) Finale() bool {
	switch s {
	case LRitirata, LRifiutata, LNonAccettata, LMancata, LVirus, LChiusa, LConsegnata:
		return true
	}
	return false
}

// Ritirabile reports whether a person may still withdraw a letter in this state.
func (s StatoLettera) Ritirabile() bool { return daPartire(s) }

// dopo is the letter after a step. Steps of the agent (no receipt) set the state as told; receipts only raise it.
func (l Lettera) dopo(p Passo) Lettera {
	if p.Ricevuta == "" || rank[p.Stato] > rank[l.Stato] || rank[p.Stato] == rank[l.Stato] && dopoDi(p, l) {
		l.Stato, l.Codice, l.Motivo = p.Stato, p.Codice, p.Motivo
		if p.Ricevuta != "" || p.Stato == LChiusa { // of a letter on paper the day its receipt was signed
			l.Istante = p.Istante
		}
	}
	if p.MsgID != "" {
		l.MsgID = p.MsgID
	}
	if p.SHA256 != "" {
		l.SHA256 = p.SHA256
	}
	if p.Oggetto != "" {
		l.Oggetto = p.Oggetto
	}
	if p.Identificativo != "" {
		l.Identificativo = p.Identificativo
	}
	l.NonPrima, l.Trattenuta = p.NonPrima, p.Trattenuta
	l.Dubbia = l.Dubbia || p.Dubbia
	if p.Copia && l.Copia == "" {
		l.Copia = CopiaDovuta
	}
	if p.Ricevuta == "" {
		l.Punto = p.Punto
	}
	if p.Tentativo {
		l.Tentativi++
	}
	switch {
	case p.Stato == LInInvio:
		l.TInvio = p.Istante
	case p.Stato == LAccettata && p.Ricevuta != "":
		l.TAccettazione = p.Istante
	case p.Stato == LConsegnata && p.Ricevuta != "":
		l.TConsegna = p.Istante
	}
	if p.Ricevuta != "" && !slices.Contains(l.Ricevute, p.Ricevuta) {
		l.Ricevute = append(slices.Clone(l.Ricevute), p.Ricevuta)
	}
	return l
}

// dopoDi orders receipts of one rank by their daticert instant; those of one second by their words, so that
// the letter ends the same whatever the order of arrival.
func dopoDi(p Passo, l Lettera) bool {
	if !p.Istante.Equal(l.Istante) {
		return p.Istante.After(l.Istante)
	}
	a, b := string(p.Stato)+"\n"+p.Codice+"\n"+p.Motivo, string(l.Stato)+"\n"+l.Codice+"\n"+l.Motivo
	return a > b
}
