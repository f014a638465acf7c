package rules

import "time"

// EventVersion is the version of the event format. Evolution is additive: whoever reads a log to verify it skips keys and kinds
// he does not know (an unknown kind keeps its place in the tree); a store that would go on from it refuses them (Conosce).
const EventVersion = 1

// Kind is the kind of an event.
type Kind string

const (
	KAvvio     Kind = "avvio"          // first event of a store: T0, mode, mailbox
	KConfig    Kind = "configurazione" // policy, rules and templates in force from here on (digests, policy in full)
	KMessaggio Kind = "messaggio"      // a message was stored
	KEsito     Kind = "esito"          // a message was decided (verdict and decision)
	KRichiesta Kind = "richiesta"      // a request was opened or changed: the whole request after it
	KIscritto  Kind = "iscritto"       // a member was imported or changed: the whole member after it
	KLettera   Kind = "lettera"        // a letter was created: the whole letter
	KPasso     Kind = "passo"          // a letter made a step
	KRicevuta  Kind = "ricevuta"       // a receipt was matched (or found foreign)
	KCompito   Kind = "compito"        // something waits for a person, or was closed: the whole task after it
	KModo      Kind = "modo"           // mode, automatic types, stop and resume
	KImport    Kind = "importazione"   // a register file was imported (summary)
	KAtto      Kind = "atto"           // what a person did or learnt outside the mailbox
	KDiffida   Kind = "diffida"        // a case of diffida was opened or changed: the whole case after it
	KFlusso    Kind = "flusso"         // a run of a register feed, whole
	KKit       Kind = "kit"            // a signature kit, whole
	KCampagna  Kind = "campagna"       // a communication to many, whole
	KMano      Kind = "mano"           // an answer given by hand was recognised, or what a person found on comparing it: whole after it
	KCopia     Kind = "copia"          // the copy of a letter lies in the Sent folder
	KAncora    Kind = "ancora"         // a certified receipt carries a head of the log
	// KCancellazione: the erasure of a message was decided, or carried out.
	KCancellazione Kind = "cancellazione"
	KAccesso       Kind = "accesso" // a person looked at personal data
	KUtente        Kind = "utente"  // a user of the console was made or changed: the whole user after it
	// KIngresso: what the decision it ends was made from, where that tells of many members.
	KIngresso   Kind = "ingresso"
	KOperazione Kind = "operazione" // something the agent did or met that must be known later (login refused, gap …)
)

// Conosce reports whether this version knows the kind of an event. The fold passes over an unknown one (Apply); a store that
// holds one was written by a later version.
func Conosce(k Kind) bool {
	switch k {
	case KAvvio, KConfig, KMessaggio, KEsito, KRichiesta, KIscritto, KLettera,
		KPasso, KRicevuta, KCompito, KModo, KImport, KAtto, KDiffida,
		KFlusso, KKit, KCampagna, KMano, KCopia, KAncora, KAccesso, KUtente, KCancellazione,
		KIngresso, KOperazione:
		return true
	}
	return false
}

// Attore is who caused an event.
type Attore struct {
	Tipo  string `json:"tipo"` // agente, persona
	ID    string `json:"id,omitempty"`
	Ruolo string `json:"ruolo,omitempty"`
}

// Agente is the agent itself as actor.
var Agente = Attore{Tipo: "agente"}

// Event is one leaf of the log. One flat struct with a kind: one codec. The store assigns V, Seq and At.
type Event struct {
	V       int       `json:"v"`
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"` // UTC, when it was recorded; never a legal instant
	Kind    Kind      `json:"kind"`
	Attore  Attore    `json:"attore"`
	Causa   string    `json:"causa,omitempty"` // SHA-256 of the message or file that caused it
	Regola  string    `json:"regola,omitempty"`
	Perche  string    `json:"perche,omitempty"` // Italian, for people
	Policy  string    `json:"policy,omitempty"` // digests in force at a decision
	Regole  string    `json:"regole,omitempty"`
	Modelli string    `json:"modelli,omitempty"`
	// Ingresso is what the decision was made from; on its first event, or on a last one. Older logs and facts that nobody decided have none.
	Ingresso *Ingresso `json:"ingresso,omitempty"`

	Avvio     *Avvio     `json:"avvio,omitempty"`
	Config    *Config    `json:"config,omitempty"`
	Messaggio *Arrivo    `json:"messaggio,omitempty"`
	Esito     *Verdetto  `json:"esito,omitempty"`
	Richiesta *Richiesta `json:"richiesta,omitempty"`
	Iscritto  *Iscritto  `json:"iscritto,omitempty"`
	Lettera   *Lettera   `json:"lettera,omitempty"`
	Passo     *Passo     `json:"passo,omitempty"`
	Ricevuta  *Ricevuta  `json:"ricevuta,omitempty"`
	Compito   *Compito   `json:"compito,omitempty"`
	Modo      *Modo      `json:"modo,omitempty"`
	Import    *Import    `json:"import,omitempty"`
	Atto      *Atto      `json:"atto,omitempty"`
	Diffida   *Diffida   `json:"diffida,omitempty"`
	Flusso    *Flusso    `json:"flusso,omitempty"`
	Kit       *Kit       `json:"kit,omitempty"`
	Campagna  *Campagna  `json:"campagna,omitempty"`
	Mano      *Mano      `json:"mano,omitempty"`
	Copia     *Copia     `json:"copia,omitempty"`
	Accesso   *Accesso   `json:"accesso,omitempty"`
	Ancora    *Ancora    `json:"ancora,omitempty"`
	Utente    *Utente    `json:"utente,omitempty"`

	Cancellazione *Cancellazione `json:"cancellazione,omitempty"`

	Operazione *Operazione `json:"operazione,omitempty"`
}

// Avvio starts a store.
type Avvio struct {
	T0      time.Time `json:"t0"`
	Modo    Modo      `json:"modo"`
	Casella string    `json:"casella"` // the Order's PEC address
}

// Config is what was in force; the policy is kept in full so that a replay can decide again.
type Config struct {
	Policy *Policy `json:"policy"`
	// Formato is the version of what the store derives from the log, in the program that wrote this and what follows.
	// An older program refuses such a store. 0: written before there was the field.
	Formato int `json:"formato,omitempty"`
}

// Modo is the state of R-302. Automatico lists the request types that need no click.
type Modo struct {
	Modo       string   `json:"modo"` // osserva, proponi, automatico
	Automatico []string `json:"automatico,omitempty"`
	Fermo      bool     `json:"fermo,omitempty"` // all sending is stopped
	Perche     string   `json:"perche,omitempty"`
}

const (
	Osserva    = "osserva"
	Proponi    = "proponi"
	Automatico = "automatico"
)

// Arrivo is a message in its place in the mailbox.
type Arrivo struct {
	SHA256      string    `json:"sha256"`
	Cartella    string    `json:"cartella"`
	Ruolo       string    `json:"ruolo,omitempty"` // what the folder is for, as RFC 6154 spells it: \Sent, \Trash …
	UIDValidity uint32    `json:"uidvalidity"`
	UID         uint32    `json:"uid"`
	Interna     time.Time `json:"internaldate"`
	Size        int64     `json:"size"`
	// Noto: these bytes were stored before (U19): the place is recorded, nothing is decided again.
	Noto bool `json:"noto,omitempty"`
	// Seq is the event of the arrival; set when read back, not part of the event.
	Seq int64 `json:"-"`
}

// Verdetto is what was found and decided about one stored message.
type Verdetto struct {
	SHA256         string    `json:"sha256"`
	Chiave         string    `json:"chiave"` // effect key
	Busta          string    `json:"busta"`
	Tipo           string    `json:"tipo,omitempty"`
	Livello        string    `json:"livello"` // proof level
	Motivi         []string  `json:"motivi,omitempty"`
	Firmatario     string    `json:"firmatario,omitempty"`
	Digest         string    `json:"digest,omitempty"`
	Istante        time.Time `json:"istante,omitzero"` // certified instant
	Arrivo         time.Time `json:"arrivo,omitzero"`  // INTERNALDATE: for the eye, never a legal instant
	Mittente       string    `json:"mittente,omitempty"`
	Dominio        string    `json:"dominio,omitempty"` // whose provider signs a message of this kind (PerGestore)
	Oggetto        string    `json:"oggetto,omitempty"`
	Destinatari    []string  `json:"destinatari,omitempty"` // the first 16, "-" of none; empty: of a version that did not keep them
	MsgID          string    `json:"msgid,omitempty"`       // Message-ID of the inner message
	BustaID        string    `json:"busta_id,omitempty"`    // Message-ID of the envelope: what a webmail answers; nobody vouches for it
	Identificativo string    `json:"identificativo,omitempty"`
	Copia          bool      `json:"copia,omitempty"`   // its effect key was seen before (U19)
	Storico        bool      `json:"storico,omitempty"` // before T0: no effects
	Osserva        bool      `json:"osserva,omitempty"` // decided in osserva: no effects
	Richiesta      string    `json:"richiesta,omitempty"`
	Rif            string    `json:"rif,omitempty"`
	Compito        string    `json:"compito,omitempty"`
	Cancellato     string    `json:"cancellato,omitempty"` // ATT-…: its content was erased, this is what is left of it
	Firme          []Firma   `json:"firme,omitempty"`      // the writer's own signatures, the first 16
	Documenti      []string  `json:"documenti,omitempty"`  // SHA-256 of what was signed
	Errore         string    `json:"errore,omitempty"`     // why it could not be read
	Decisione      *Esito    `json:"decisione,omitempty"`
}

// Ricevuta is a receipt as evidence about a letter.
type Ricevuta struct {
	SHA256         string    `json:"sha256"`
	Chiave         string    `json:"chiave"`
	Lettera        string    `json:"lettera,omitempty"` // empty: foreign, not one of our letters
	Tipo           string    `json:"tipo"`
	Istante        time.Time `json:"istante"`
	MsgID          string    `json:"msgid,omitempty"`
	Identificativo string    `json:"identificativo,omitempty"`
	Consegna       string    `json:"consegna,omitempty"`
	Codice         string    `json:"codice,omitempty"`
	Errore         string    `json:"errore,omitempty"`
	Anomalie       []string  `json:"anomalie,omitempty"`  // foreign, not_our_message, ident_mismatch, content_differs …
	Contenuto      string    `json:"contenuto,omitempty"` // of a delivery: uguale, diverso, non_confrontato
}

// Import is the summary of a register import.
type Import struct {
	File      string `json:"file"`
	SHA256    string `json:"sha256"`
	Righe     int    `json:"righe"`
	Nuovi     int    `json:"nuovi"`
	Cambiati  int    `json:"cambiati"`
	Invariati int    `json:"invariati"`
	Scartati  int    `json:"scartati,omitempty"`
	// Colonne are the headings that were translated and Assenti the columns the file did not have, with a person's leave.
	Colonne []string `json:"colonne,omitempty"`
	Assenti []string `json:"assenti,omitempty"`
}

// Operazione is a technical fact that people or later decisions need.
type Operazione struct {
	Tipo string `json:"tipo"`
	Cosa string `json:"cosa,omitempty"`
	// Problema is a lasting problem whose gravity is now Livello; 0: it is over.
	Problema string         `json:"problema,omitempty"`
	Livello  int            `json:"livello,omitempty"`
	Cartella *Cartella      `json:"cartella,omitempty"`
	Quota    *SpazioCasella `json:"quota,omitempty"`
	Lettura  *Lettura       `json:"lettura,omitempty"`
}

// Esito is the decision about a message: cli.md key "decision".
type Esito struct {
	Type        string            `json:"type,omitempty"`
	Ground      string            `json:"ground,omitempty"`
	Outcome     string            `json:"outcome"`
	Member      string            `json:"member,omitempty"`
	CF          string            `json:"cf,omitempty"`
	NewPEC      string            `json:"new_pec,omitempty"`
	Reply       []string          `json:"reply,omitempty"`
	ReplyDetail map[string]string `json:"reply_detail,omitempty"`
	Draft       []string          `json:"draft,omitempty"`
	Flags       []string          `json:"flags,omitempty"`
	Auto        string            `json:"auto"`
	Basis       []string          `json:"basis,omitempty"`
	Why         string            `json:"why"`
	Quote       string            `json:"quote,omitempty"` // the sentence it rests on
}
