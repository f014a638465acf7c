package rules

import "time"

// StatoIscritto is the state of a member (order.md §6.1), spelled as there.
type StatoIscritto string

const (
	Iscr                  StatoIscritto = "ISCRITTO"
	SospesoPEC            StatoIscritto = "SOSPESO_PEC"
	SospesoDisc           StatoIscritto = "SOSPESO_DISC"
	Trasferito            StatoIscritto = "TRASFERITO"
	Cancellato            StatoIscritto = "CANCELLATO"
	Radiato               StatoIscritto = "RADIATO"
	Deceduto              StatoIscritto = "DECEDUTO"
	SospensioneDeliberata StatoIscritto = "SOSPENSIONE_DELIBERATA"
)

// StatoCasella is the public state of an Order's mailbox (order.md §6.2).
type StatoCasella string

const (
	Generata StatoCasella = "GENERATA"
	Attivata StatoCasella = "ATTIVATA"
	Revocata StatoCasella = "REVOCATA"
)

// Provenienza says how an address came to be in the register (order.md §9b R-306).
type Provenienza string

const (
	Comunicato Provenienza = "comunicato" // proven by a certified message: Prova names it
	Importato  Provenienza = "importato"  // from the albo program's file: Prova is the file's SHA-256
)

// Domicilio is the registered domicilio digitale.
type Domicilio struct {
	Indirizzo   string      `json:"indirizzo"` // lower case
	Dal         time.Time   `json:"dal"`
	Provenienza Provenienza `json:"provenienza"`
	Prova       string      `json:"prova,omitempty"` // SHA-256 of the message or file that proves it
}

// Cessato is a domicile that ended.
type Cessato struct {
	Domicilio
	Fino   time.Time `json:"fino"`             // when another took its place, or none did
	Motivo string    `json:"motivo,omitempty"` // VARIAZIONE, RETTIFICA, REVOCA, FINE_ISCRIZIONE
}

// Casella is the Order's mailbox of a member.
type Casella struct {
	Indirizzo string       `json:"indirizzo"`
	Stato     StatoCasella `json:"stato"`
	Data      string       `json:"data,omitempty"` // yyyy-mm-dd of the last change of Stato
	// PrimoUso is the certified instant of the first message received from the box.
	PrimoUso time.Time `json:"primo_uso,omitzero"`
	// RevocaDal is revoke_scheduled_at: the box may be revoked from then on, by a person (order.md §6.2).
	RevocaDal    time.Time `json:"revoca_dal,omitzero"`
	RevocaMotivo string    `json:"revoca_motivo,omitempty"` // RINUNCIA, TRASFERIMENTO, CANCELLAZIONE_ALBO, DECESSO, SCADENZA …

	Creata     string       `json:"creata,omitempty"`      // yyyy-mm-dd
	AttivataIl string       `json:"attivata_il,omitempty"` // yyyy-mm-dd
	Scade      string       `json:"scade,omitempty"`       // yyyy-mm-dd, the last day of the provider's contract
	Pagante    string       `json:"pagante,omitempty"`     // MEMBER or ORDER; empty: the convention's
	Gestore    string       `json:"gestore,omitempty"`     // key of Policy.Gestori; empty: the convention's
	Tecnico    StatoTecnico `json:"tecnico,omitempty"`
	Servizi    []string     `json:"servizi,omitempty"`     // add-on services the member pays, in words (order.md §1.2 row 48)
	DisdettaIl string       `json:"disdetta_il,omitempty"` // yyyy-mm-dd of the act that ends the box: it waits for the provider
	// ProvaCreata and ProvaScade name the act that says Creata and Scade. Empty: a file said so, and from a file's date
	// no reminder, term or defect ever starts.
	ProvaCreata string `json:"prova_creata,omitempty"`
	ProvaScade  string `json:"prova_scade,omitempty"`
	// Avvisi are the reminders already given or overtaken, so that each is given once.
	Avvisi []string `json:"avvisi,omitempty"`
}

// StatoTecnico is what is known of a box besides its public state (order.md §6.2).
type StatoTecnico string

const (
	TecnicoOK        StatoTecnico = "OK"
	TecnicoSatura    StatoTecnico = "SATURA"
	ScadenzaPresunta StatoTecnico = "SCADENZA_PRESUNTA"
	TecnicoIgnota    StatoTecnico = "IGNOTA"
)

// Difetto is the open defect of the registered domicile (order.md §2.4). Only failed deliveries of our letters make one,
// or an Order box that a person created and nobody opened; never a file. A delivery closes it.
type Difetto struct {
	Motivo    string    `json:"motivo"` // NON_VALIDO, SATURA, MAI_ATTIVATA
	Indirizzo string    `json:"indirizzo"`
	Dal       time.Time `json:"dal"`                // certified instant of the first failure; midnight of the day of creation
	Ultimo    time.Time `json:"ultimo,omitzero"`    // certified instant of the last failure
	Causa     string    `json:"causa,omitempty"`    // reason of the last failure in the word of package pec
	Lettere   []string  `json:"lettere,omitempty"`  // our letters that failed, oldest first
	Prove     []string  `json:"prove,omitempty"`    // SHA-256 of their receipts
	Proposta  string    `json:"proposta,omitempty"` // the letter proposed as confirmatory or second attempt
	// Secondo is the certified instant at which the second attempt failed too: the defect stands. R-120 needs none.
	Secondo time.Time `json:"secondo,omitzero"`
}

// StatoIndirizzo is the life of a personal address (order.md §6.2).
type StatoIndirizzo string

const (
	Dichiarata StatoIndirizzo = "DICHIARATA"
	Verificata StatoIndirizzo = "VERIFICATA" // L1 or L2 seen, not yet registered
	Iscritta   StatoIndirizzo = "ISCRITTA"
	Cessata    StatoIndirizzo = "CESSATA"
	Rifiutata  StatoIndirizzo = "RIFIUTATA"
)

// Candidato is an address on its way to become the domicile.
type Candidato struct {
	Indirizzo string         `json:"indirizzo"`
	Stato     StatoIndirizzo `json:"stato"`
	Richiesta string         `json:"richiesta"`
	L1        time.Time      `json:"l1,omitzero"` // RdAC of a letter of ours to it, certified instant
	L2        time.Time      `json:"l2,omitzero"` // certified message from it
	Motivo    string         `json:"motivo,omitempty"`
}

// StatoPrima is a former state and its date.
type StatoPrima struct {
	Stato     StatoIscritto `json:"stato"`
	DataStato string        `json:"data_stato,omitempty"`
}

// Iscritto is one member, keyed by codice fiscale. It is a value: Apply returns a changed copy.
type Iscritto struct {
	CF        string        `json:"cf"`
	Cognome   string        `json:"cognome"`
	Nome      string        `json:"nome"`
	Numero    string        `json:"numero,omitempty"`
	Albi      []string      `json:"albi,omitempty"`
	Titolo    string        `json:"titolo,omitempty"`
	Stato     StatoIscritto `json:"stato"`
	DataStato string        `json:"data_stato,omitempty"` // yyyy-mm-dd
	// StatoPrima is what he was before the act that ended or suspended his enrolment: a correction puts it back.
	StatoPrima *StatoPrima `json:"stato_prima,omitempty"`
	Domicilio  *Domicilio  `json:"domicilio,omitempty"`
	InINIPEC   bool        `json:"in_inipec,omitempty"`
	Casella    *Casella    `json:"casella,omitempty"`
	Candidato  *Candidato  `json:"candidato,omitempty"`
	// Sospensione is the last one for want of a domicile; past when Fine is set.
	Sospensione *Sospensione `json:"sospensione,omitempty"`
	// DiffidaNotificata is a date of the register, for the eye: an imported one starts no term, of one that runs the
	// open Diffida has the proof.
	DiffidaNotificata string   `json:"diffida_notificata,omitempty"`
	EmailOrdinaria    string   `json:"email_ordinaria,omitempty"`
	Difetto           *Difetto `json:"difetto,omitempty"`
	// Precedenti are the domiciles that were, oldest first: what a correction puts back.
	Precedenti []Cessato `json:"precedenti,omitempty"`
	// CaselleChiuse are the Order boxes that were: a new box is a new record (order.md §6.2).
	CaselleChiuse []Casella `json:"caselle_chiuse,omitempty"`
	// Agenda is the next day (yyyy-mm-dd) on which the calendar has something to do about the member, "" for none.
	Agenda      string    `json:"agenda,omitempty"`
	Blocco      bool      `json:"blocco,omitempty"` // BLOCCO_VARIAZIONI
	UltimaProva time.Time `json:"ultima_prova,omitzero"`
	// Altri holds the further columns of the register, kept and shown (cli.md).
	Altri []Colonna `json:"altri,omitempty"`
}

// Colonna is a column of the register that pecagent keeps without understanding it.
type Colonna struct {
	Nome   string `json:"nome"`
	Valore string `json:"valore"`
}
