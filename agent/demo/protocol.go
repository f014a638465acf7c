package demo

import (
	"encoding/json"
	"time"
)

// Op names a request of the control protocol.
type Op string

const (
	OpStato      Op = "stato"          // -> Avvio
	OpClock      Op = "clock"          // Quando -> nothing
	OpScrivi     Op = "scrivi"         // Scritto -> Spedito
	OpRispondi   Op = "rispondi"       // Risposta -> Spedito
	OpTravesti   Op = "travesti"       // Travestimento -> Spedito
	OpCasella    Op = "casella"        // Indirizzo -> []Arrivata
	OpPolitica   Op = "politica"       // Assegna -> nothing
	OpConsegna   Op = "consegna_posta" // Quanti -> []Consegnato
	OpAutomatica Op = "automatica"     // Acceso -> nothing
	OpRilascia   Op = "rilascia"       // Indirizzo -> Quanti: withheld receipts become due
	OpRuota      Op = "ruota"          // Acceso -> nothing
	OpGuasto     Op = "guasto"         // Guasto -> nothing
	OpRipara     Op = "ripara"         // nothing -> nothing: disarms every fault
	OpSposta     Op = "sposta"         // Spostamento -> nothing
	OpMessaggio  Op = "messaggio"      // UID -> Grezzo
	OpRegistro   Op = "registro"       // nothing -> Registro
	OpSabota     Op = "sabota"         // Quanti -> nothing
	OpFine       Op = "fine"           // nothing -> nothing, then the provider ends
)

// Request is one line of NDJSON to the provider. Ids are chosen by the client and come back in the Answer.
type Request struct {
	ID  int             `json:"id"`
	Op  Op              `json:"op"`
	Arg json.RawMessage `json:"arg,omitempty"`
}

// Answer is one line of NDJSON from the provider, in the order of the requests. Error is empty on success.
type Answer struct {
	ID     int             `json:"id"`
	Error  string          `json:"error,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
}

// Avvio is what a client of the provider needs to know.
type Avvio struct {
	IMAP     string    `json:"imap"`            // host:port, implicit TLS
	SMTP     string    `json:"smtp"`            // host:port, implicit TLS, AUTH PLAIN
	Piano    string    `json:"piano,omitempty"` // host:port, no TLS, no AUTH; empty when off
	Utente   string    `json:"utente"`
	Casella  string    `json:"casella"`
	CAFirma  string    `json:"ca_firma"` // PEM file of the CA that signs the providers' certificates ([trust] ca)
	CATLS    string    `json:"ca_tls"`   // PEM file of the CA of the TLS certificate ([imap] ca, [smtp] ca)
	PinFirma string    `json:"pin_firma"`
	Ora      time.Time `json:"ora"`
}

// Quando sets the virtual clock. It never goes back.
type Quando struct {
	Ora time.Time `json:"ora"`
}

// Indirizzo names a mailbox by its address.
type Indirizzo struct {
	Indirizzo string `json:"indirizzo"`
}

// Acceso switches something on or off.
type Acceso struct {
	Acceso bool `json:"acceso"`
}

// Quanti is a number: how many to release (0 or less = all), how many were released, which letter to sabotage.
type Quanti struct {
	N int `json:"n"`
}

// UID names a message of a folder of the Order; an empty Cartella is INBOX.
type UID struct {
	Cartella string `json:"cartella,omitempty"`
	UID      uint32 `json:"uid"`
}

// Spostamento is a person moving a message to another folder of the Order with a mail client.
type Spostamento struct {
	UID      uint32 `json:"uid"`
	Cartella string `json:"cartella"`
}

// Grezzo is a message byte for byte.
type Grezzo struct {
	Raw []byte `json:"raw"`
}

// Consegnato is a message that reached a folder of the Order.
type Consegnato struct {
	UID     uint32    `json:"uid"`
	SHA256  string    `json:"sha256"` // of the octets
	Genere  string    `json:"genere"` // posta-certificata, anomalia, ordinaria, grezza, or the tipo of a receipt
	MsgID   string    `json:"msgid,omitempty"`
	Oggetto string    `json:"oggetto,omitempty"`
	Quando  time.Time `json:"quando"` // INTERNALDATE
}

// Spedito is the outcome of scrivi, rispondi and travesti: the message waits in the queue of the Order.
type Spedito struct {
	MsgID          string `json:"msgid,omitempty"`          // Message-ID of the original, without <>
	Identificativo string `json:"identificativo,omitempty"` // of the busta di trasporto
	SHA256         string `json:"sha256"`                   // of the first copy that will be delivered
	Copie          int    `json:"copie"`
}

// Env says in what a message of a member travels (messages.md).
type Env string

const (
	EnvPEC       Env = "PEC"      // busta di trasporto of the sender's provider
	EnvAnomalia  Env = "ANOMALIA" // ordinary mail wrapped by the Order's provider
	EnvOrdinaria Env = "ORD"      // ordinary mail as it is
	EnvGrezza    Env = "RAW"      // Scritto.Raw as it is
)

// Campo is one header field to add to a message, in order.
type Campo struct {
	Nome   string `json:"nome"`
	Valore string `json:"valore"`
}

// Allegato is an attachment. Tipo defaults to application/octet-stream.
type Allegato struct {
	Nome  string `json:"nome"`
	Tipo  string `json:"tipo,omitempty"`
	Corpo []byte `json:"corpo"`
}

// Scritto is a message that somebody writes to the Order. The zero value of every field but From is usable.
type Scritto struct {
	Env          Env        `json:"env,omitempty"`      // default PEC
	From         string     `json:"from"`               // address, or "Name <address>"
	Mittente     string     `json:"mittente,omitempty"` // envelope sender, when it is not From
	To           []string   `json:"to,omitempty"`       // default the Order
	Cc           []string   `json:"cc,omitempty"`
	Subject      string     `json:"subject"`
	Body         string     `json:"body"`
	HTML         string     `json:"html,omitempty"`    // alone: text/html; with Body: multipart/alternative
	Charset      string     `json:"charset,omitempty"` // utf-8 (default), iso-8859-1, windows-1252
	CTE          string     `json:"cte,omitempty"`     // quoted-printable (default), base64, 8bit
	MessageID    string     `json:"message_id,omitempty"`
	SenzaID      bool       `json:"senza_id,omitempty"` // the client sends no Message-ID
	ReplyTo      string     `json:"reply_to,omitempty"`
	TipoRicevuta string     `json:"tipo_ricevuta,omitempty"` // completa, breve, sintetica
	Campi        []Campo    `json:"campi,omitempty"`         // Auto-Submitted, In-Reply-To, References …
	Allegati     []Allegato `json:"allegati,omitempty"`
	At           time.Time  `json:"at,omitzero"` // when it was accepted, and INTERNALDATE; default now. It is not delivered before
	Firma        Firma      `json:"firma,omitzero"`
	Manomessa    bool       `json:"manomessa,omitempty"` // one byte of the signed daticert (or text) is changed after signing
	Doppia       Doppia     `json:"doppia,omitempty"`
	Raw          []byte     `json:"raw,omitempty"` // EnvGrezza: the octets to deliver
}

// Doppia says how a message is delivered twice.
type Doppia string

const (
	DoppiaNo        Doppia = ""
	DoppiaIdentica  Doppia = "identica"  // the same octets
	DoppiaRivestita Doppia = "rivestita" // the same signed entity under other outer headers
)

// Risposta is an answer of a member to the Nth letter (from 1) of a mailbox; 0 or less counts from the last.
type Risposta struct {
	Casella string  `json:"casella"`
	N       int     `json:"n"`
	Scritto Scritto `json:"scritto"` // From and In-Reply-To are filled in; an empty Subject becomes "R: …"
}

// Travestimento delivers a genuine signed message of the past under other outer headers (reliability.md §1.10).
type Travestimento struct {
	UID      uint32   `json:"uid"`                // of INBOX
	Campi    []Campo  `json:"campi"`              // fields replaced (or added) in the outer header
	Togliere []string `json:"togliere,omitempty"` // fields removed
}

// Assegna gives a recipient (or "*@domain", or "*") a Politica.
type Assegna struct {
	Indirizzo string   `json:"indirizzo"`
	Politica  Politica `json:"politica"`
}

// Arrivata is a letter in a mailbox of a member: what the person reads, and what identifies it.
type Arrivata struct {
	N              int       `json:"n"` // from 1
	Da             string    `json:"da"`
	A              []string  `json:"a"`
	Oggetto        string    `json:"oggetto"` // decoded
	Testo          string    `json:"testo"`   // decoded
	MsgID          string    `json:"msgid"`   // of the Order's letter, without <>
	Identificativo string    `json:"identificativo,omitempty"`
	InReplyTo      string    `json:"in_reply_to,omitempty"`
	Campi          []Campo   `json:"campi"` // every header field of the letter, decoded
	Quando         time.Time `json:"quando"`
	SHA256         string    `json:"sha256"`       // of the letter as the person has it (postacert.eml)
	CorpoSHA256    string    `json:"corpo_sha256"` // of what follows the header
	Raw            []byte    `json:"raw"`
}
