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

// Casella is the Order's mailbox of a member.
type Casella struct {
	Indirizzo string       `json:"indirizzo"`
	Stato     StatoCasella `json:"stato"`
	Data      string       `json:"data,omitempty"` // yyyy-mm-dd of the last change of Stato
	// PrimoUso is the certified instant of the first message received from the box.
	PrimoUso time.Time `json:"primo_uso,omitzero"`
	// RevocaDal is revoke_scheduled_at: the box may be revoked from then on, by a person (order.md §6.2).
	RevocaDal    time.Time `json:"revoca_dal,omitzero"`
	RevocaMotivo string    `json:"revoca_motivo,omitempty"`
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
	Domicilio *Domicilio    `json:"domicilio,omitempty"`
	InINIPEC  bool          `json:"in_inipec,omitempty"`
	Casella   *Casella      `json:"casella,omitempty"`
	Candidato *Candidato    `json:"candidato,omitempty"`
	// DiffidaNotificata is an imported date: it starts no term.
	DiffidaNotificata string    `json:"diffida_notificata,omitempty"`
	EmailOrdinaria    string    `json:"email_ordinaria,omitempty"`
	Blocco            bool      `json:"blocco,omitempty"` // BLOCCO_VARIAZIONI
	UltimaProva       time.Time `json:"ultima_prova,omitzero"`
	// Altri holds the further columns of the register, kept and shown (cli.md).
	Altri []Colonna `json:"altri,omitempty"`
}

// Colonna is a column of the register that pecagent keeps without understanding it.
type Colonna struct {
	Nome   string `json:"nome"`
	Valore string `json:"valore"`
}
