package demo

import "time"

// Registro is the provider's ledger: what really happened, to be compared with what the agent believes.
type Registro struct {
	Lettere          []Lettera     `json:"lettere"`     // one a Message-ID, in order of first acceptance
	Transazioni      []Transazione `json:"transazioni"` // every SMTP transaction that reached MAIL, refused ones included
	Consegnati       []Consegnato  `json:"consegnati"`  // what reached INBOX, in order
	Accessi          int           `json:"accessi"`     // IMAP logins that succeeded
	AccessiRifiutati int           `json:"accessi_rifiutati"`
	AuthRifiutate    int           `json:"auth_rifiutate"` // SMTP
	Proibiti         []Proibito    `json:"proibiti"`       // IMAP commands that change (or could change) a mailbox
	InCoda           int           `json:"in_coda"`        // messages for the Order that are not released or not due
}

// Transazione is one SMTP transaction of the Order.
type Transazione struct {
	Quando   time.Time `json:"quando"`
	From     string    `json:"from"`
	Rcpt     []string  `json:"rcpt"`
	SHA256   string    `json:"sha256,omitempty"` // of the octets received
	Bytes    int       `json:"bytes"`
	MsgID    string    `json:"msgid,omitempty"`
	Accolta  bool      `json:"accolta"`  // the provider took responsibility for it
	Risposta bool      `json:"risposta"` // the client was told so
	Esito    string    `json:"esito"`    // 250, the code of the refusal, or "caduta"
}

// Lettera is a letter of the Order that the provider took, by Message-ID.
type Lettera struct {
	MsgID          string           `json:"msgid"`
	From           string           `json:"from"`
	Rcpt           []string         `json:"rcpt"`
	Oggetto        string           `json:"oggetto"`
	Accolta        int              `json:"accolta"`      // how many times: more than 1 is a double sending
	Trasmissioni   []string         `json:"trasmissioni"` // SHA-256 of each
	CorpoSHA256    []string         `json:"corpo_sha256"` // of what follows the header, of each
	Identificativi []string         `json:"identificativi"`
	Ricevute       []RicevutaEmessa `json:"ricevute"`
	Recapiti       []Recapito       `json:"recapiti"`
}

// RicevutaEmessa is a receipt that the providers made for a letter. UID is 0 until it has reached INBOX.
type RicevutaEmessa struct {
	Tipo           string    `json:"tipo"`
	Errore         string    `json:"errore"`
	Consegna       string    `json:"consegna,omitempty"`
	Identificativo string    `json:"identificativo"`
	Quando         time.Time `json:"quando"` // daticert data
	SHA256         string    `json:"sha256"`
	UID            uint32    `json:"uid,omitempty"`
}

// Recapito is a copy of a letter in a mailbox of a recipient.
type Recapito struct {
	Casella     string    `json:"casella"`
	Quando      time.Time `json:"quando"`
	CorpoSHA256 string    `json:"corpo_sha256"`
}

// Proibito is an IMAP command that the agent must never send (order.md §9b: the inbox is never changed).
type Proibito struct {
	Comando string    `json:"comando"`
	Quando  time.Time `json:"quando"`
}

// Registro gives a copy of the ledger.
func (g *Gestore) Registro() Registro {
	a := g.posta
	a.mu.Lock()
	proibiti, ok, no := append([]Proibito{}, a.proibiti...), a.accessi, a.rifiuti
	a.mu.Unlock()
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.registro
	r.Proibiti, r.Accessi, r.AccessiRifiutati, r.InCoda = proibiti, ok, no, len(g.coda)
	r.Transazioni = append([]Transazione{}, r.Transazioni...)
	r.Consegnati = append([]Consegnato{}, r.Consegnati...)
	r.Lettere = make([]Lettera, len(g.registro.Lettere))
	for i, l := range g.registro.Lettere {
		l.Trasmissioni = append([]string{}, l.Trasmissioni...)
		l.CorpoSHA256 = append([]string{}, l.CorpoSHA256...)
		l.Identificativi = append([]string{}, l.Identificativi...)
		l.Ricevute = append([]RicevutaEmessa{}, l.Ricevute...)
		l.Recapiti = append([]Recapito{}, l.Recapiti...)
		r.Lettere[i] = l
	}
	return r
}
