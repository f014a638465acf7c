package rules

// Valutazione is what a message asks, on which ground, and what follows, before the mode, the clock and the
// limits are looked at. Valuta makes it; Decide turns it into events.
type Valutazione struct {
	Esito Esito
	// Richiesta is the request this message opens (ID and Rif empty: Decide gives them) or changes (ID set).
	// Nil when it opens none (automatic mail, other post, quarantine).
	Richiesta *Richiesta
	// Altre are further open requests that this message changes (withdrawn, absorbed …).
	Altre []Richiesta
	// Iscritto is the member after the message (candidate address set, L2 given, first use …); nil: unchanged.
	Iscritto *Iscritto
	// Lettere are the letters to send, in order.
	Lettere []Bozza
	// Compiti are tasks for people besides the review that Esito.Auto REVIEW makes by itself. ID and Creato are empty.
	Compiti []Compito
	// Scade is the day by which a person has to act on it (yyyy-mm-dd); it stands on the task and ends nothing by itself.
	Scade string
	// Capito is what the text asks, as Capisci gave it; nil where there was no text to read.
	Capito *Capito
}

// Bozza is a letter to be made.
type Bozza struct {
	Modello   string
	Apertura  bool // opens with the lines of T-01
	Dettaglio string
	A         string
	InReplyTo string
	CF        string
	Legale    bool
	Breve     bool   // a breve receipt is asked
	Caso      string // DIF-…, CAM-…: the case it belongs to
	Allegati  []Documento
	Dati      DatiLettera
}
