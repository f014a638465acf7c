package rules

import (
	"time"

	"pecagent/mailparse"
)

// Snapshot is what a decision may look at: the state at one instant, including what earlier decisions of the
// same commit changed.
type Snapshot struct {
	Fatti
	Stato Stato
}

// Fatti are the lookups of a snapshot. Equal states give equal answers; read errors are kept by the store,
// which then discards the decision.
type Fatti interface {
	Pratiche
	Risposte
	Iscritto(cf string) (Iscritto, bool)
	Richiesta(id string) (Richiesta, bool)
	Lettera(id string) (Lettera, bool)
	Compito(id string) (Compito, bool)
	// Cerca gives the keys found under an index, in ascending order.
	Cerca(i Indice, chiave string) []string
}

// Indice names an index of the snapshot.
type Indice string

const (
	PerDomicilio    Indice = "domicilio"  // lower-case address → CFs whose registered domicile it is
	PerCasella      Indice = "casella"    // lower-case address → CFs whose Order box it is (any state)
	PerEmail        Indice = "email"      // ordinary address → CFs
	PerCandidato    Indice = "candidato"  // address on its way → CFs
	PerNome         Indice = "nome"       // ChiaveNome(cognome, nome) → CFs
	PerMsgID        Indice = "msgid"      // our Message-ID, without <>, as given → letter ids
	PerIdent        Indice = "ident"      // identificativo → letter ids
	PerEstranea     Indice = "estranea"   // Message-ID → SHA-256 of certified receipts about no letter that left this store
	PerEffetto      Indice = "effetto"    // effect key → SHA-256 of the first message with it
	PerDocumento    Indice = "documento"  // SHA-256 of a document that somebody signed → lower-case senders it came from
	PerGestore      Indice = "gestore"    // lower-case domain → addresses of the providers who sign for it
	PerMessaggio    Indice = "messaggio"  // SHA-256 of a message → ids of requests it belongs to
	PerIscritto     Indice = "iscritto"   // CF → ids of all its requests
	TuttiIscritti   Indice = "iscritti"   // "" → CFs of the whole register
	SenzaDomicilio  Indice = "senza"      // "" → CFs of the members ISCRITTO without a domicile, or with a defect
	PerProtocollo   Indice = "protocollo" // number/year of the protocol register → ids of what has it
	PerRif          Indice = "rif"        // PEC-2026-000123 → request ids
	PerDestinatario Indice = "a"          // address → ids of all letters to it
	LettereVive     Indice = "vive"       // "" → ids of letters that are not in a final state
	RichiesteVive   Indice = "aperte"     // "" → ids of requests that are open
	CompitiVivi     Indice = "compiti"    // "" → ids of tasks that are open
	PerLettereDi    Indice = "lettere"    // request id → letter ids
	InAgenda        Indice = "agenda"     // "" → yyyy-mm-dd/CF of the members the calendar has to look at, the earliest first
	ConCasella      Indice = "caselle"    // "" → CFs of the members with an Order box that is not REVOCATA
)

// Stato is the state of the whole store.
type Stato struct {
	Avvio     Avvio          `json:"avvio"`
	Modo      Modo           `json:"modo"`
	Contatori map[string]int `json:"contatori"` // "RIC-2026" → last number given
	// Invii are the instants at which letters were sent in the last 24 h, for the limits of R-303.
	Invii    []time.Time `json:"invii,omitempty"`
	Iscritti int         `json:"iscritti"`
	// ElencoDiffide is the day before which nobody is named again for a diffida, ElencoDopo the last CF that was named.
	ElencoDiffide string `json:"elenco_diffide,omitempty"`
	ElencoDopo    string `json:"elenco_dopo,omitempty"`
	// Problemi are the lasting problems and how grave each is; Quota is how full the mailbox was when it was last recorded.
	Problemi map[string]int `json:"problemi,omitempty"`
	Quota    *SpazioCasella `json:"quota,omitempty"`
	// AltriInvii counts the messages that others sent from our box, by Message-ID.
	AltriInvii int `json:"altri_invii,omitempty"`
	// Ancora is the anchor of the most events.
	Ancora *Ancora `json:"ancora,omitempty"`
	// Utenti are the users of the console by name.
	Utenti map[string]Utente `json:"utenti,omitempty"`
}

// Input is what a decision is made from. Inputs are what the log keeps (Ingresso); a replay decides again from them. So the
// names of their fields must not change any more.
type Input interface{ input() }

// Received is a stored message, parsed and verified.
type Received struct {
	Now   time.Time // the agent's clock
	Dove  Arrivo
	Msg   *mailparse.Message `json:"-"`
	Proof mailparse.Proof    `json:"-"`
	// Firme are the writer's own signatures found on attachments, as far as they were verified. Empty:
	// none was verified, and a signed form waits for a person.
	Firme []Firma `json:",omitempty"`
	// Confronto is what came of holding a receipt of delivery against the letter it speaks of (LetteraDi); nil where the bytes
	// of the letter are not at hand, and then nothing is claimed of the content.
	Confronto *Confronto `json:",omitempty"`
	// Registro is the head of the log that a certified receipt of our mailbox carries; nil where there is none.
	Registro *RegistroLetto `json:",omitempty"`
}

// Confronto is a comparison of mailparse.Confronta and the SHA-256 of the letter it was made with.
type Confronto struct {
	Con string
	mailparse.Confronto
}

// Unreadable is a stored message that could not be parsed, or that killed the parser twice.
type Unreadable struct {
	Now    time.Time
	Dove   Arrivo
	Perche string
}

// Ticked is the clock: terms, delays, time-outs.
type Ticked struct{ Now time.Time }

// Reviewed is a person's decision on a task.
type Reviewed struct {
	Now     time.Time
	Attore  Attore
	Compito string
	Approva bool
	Nota    string
	// Protocollo is the number that the protocol program gave to the letters of the task, as letters print it:
	// "0001234/2026 del 23/11/2026".
	Protocollo string
	// Msg is the message the task is about, read again; nil when the task has none.
	Msg   *mailparse.Message `json:"-"`
	Proof mailparse.Proof    `json:"-"`
	Dove  Arrivo
	Firme []Firma `json:",omitempty"`
	// Aggiunte are the paragraphs that the person adds to letters that his approval lets go.
	Aggiunte []Aggiunta `json:",omitempty"`
}

// Imported is a register file a person has confirmed.
type Imported struct {
	Now      time.Time
	Attore   Attore
	File     string
	SHA256   string
	Righe    []Iscritto
	Scartati int
	// Colonne are headings as they were translated, for the record: "Cod. Fisc. → codice_fiscale". Assenti are columns of the
	// format that the albo program does not hold: the register's values stay.
	Colonne []string
	Assenti []string
}

// Sent is what happened to a letter on its way out.
type Sent struct {
	Now   time.Time
	Passo Passo
}

// Cercata is the answer to a doubt about an INCERTA letter: whether any folder of the mailbox holds a receipt
// that names its Message-ID (order.md §6.4).
type Cercata struct {
	Now     time.Time
	Lettera string
	Trovata bool
	Dove    string // folder, for people
}

// Withdrawn is a person's taking back of a letter that has not left yet.
type Withdrawn struct {
	Now     time.Time
	Attore  Attore
	Lettera string
	Nota    string
}

// Adopted is a person's taking up of a message that had no effect: history, or seen while observing. It
// becomes a task like any other; what follows needs his approval of that.
type Adopted struct {
	Now     time.Time
	Attore  Attore
	Verdict Verdetto
}

// Segnalata is something the agent met outside any message that a person has to see; said once while it is open.
type Segnalata struct {
	Now     time.Time
	Cosa    string // technical fact, for the log: kind and detail
	Tipo    string
	Perche  string // Italian, for the person
	Urgente bool
	Muta    bool // it is recorded and calls nobody
}

// Commanded is a person's change of mode, stop or resume.
type Commanded struct {
	Now    time.Time
	Attore Attore
	Modo   Modo
}

// Acted is what a person did or learnt outside the mailbox; its documents are stored already.
type Acted struct {
	Now    time.Time
	Attore Attore
	Atto   Atto
}

func (Acted) input()      {}
func (Received) input()   {}
func (Unreadable) input() {}
func (Ticked) input()     {}
func (Reviewed) input()   {}
func (Imported) input()   {}
func (Sent) input()       {}
func (Cercata) input()    {}
func (Segnalata) input()  {}
func (Withdrawn) input()  {}
func (Adopted) input()    {}
func (Commanded) input()  {}

// Decision is what follows from an input: events, in order. Esito is set for a message.
// Errore, in Italian, says why a person's or the agent's input was refused; then there are no events.
// Capito is what a message asks where its text was read on the way; it is no part of the record.
type Decision struct {
	Events []Event
	Esito  *Esito
	Errore string
	Capito *Capito `json:"-"`
	// Ingresso is what it was made from, for the log; nil where nothing follows.
	Ingresso *Ingresso `json:"-"`
	// Giro is the instant of a look at the clock from which nothing followed: the store notes it with its next event.
	Giro time.Time `json:"-"`
}
