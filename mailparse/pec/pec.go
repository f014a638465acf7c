package pec

import "time"

// Tipo is the tipo of a daticert, spelled as the DTD spells it (pec.md §4.1).
type Tipo string

const (
	Accettazione            Tipo = "accettazione"
	NonAccettazione         Tipo = "non-accettazione"
	PresaInCarico           Tipo = "presa-in-carico"
	AvvenutaConsegna        Tipo = "avvenuta-consegna"
	PostaCertificata        Tipo = "posta-certificata"
	ErroreConsegna          Tipo = "errore-consegna"
	PreavvisoErroreConsegna Tipo = "preavviso-errore-consegna"
	RilevazioneVirus        Tipo = "rilevazione-virus"
)

// Busta is the kind of a message as it arrives (pec.md §1), spelled as cli.md spells it.
type Busta string

const (
	Trasporto  Busta = "trasporto"
	Anomalia   Busta = "anomalia"
	Ricevuta   Busta = "ricevuta"
	Ordinaria  Busta = "ordinaria"
	Malformata Busta = "malformata"
)

// Errore is the errore attribute; the DTD default is nessuno.
type Errore string

const (
	Nessuno   Errore = "nessuno"
	NoDest    Errore = "no-dest"
	NoDominio Errore = "no-dominio"
	Virus     Errore = "virus"
	Altro     Errore = "altro"
)

// Destinatario is one recipient of the message a daticert speaks of. Tipo is certificato (the DTD default) or esterno.
type Destinatario struct {
	Address string
	Tipo    string
}

// DatiCert is the content of daticert.xml (pec.md §4). Addresses are lower case, ids without <>, all values trimmed.
type DatiCert struct {
	Tipo           Tipo
	Errore         Errore
	Mittente       string
	Destinatari    []Destinatario
	Risposte       string
	Oggetto        string
	Gestore        string
	Data           time.Time // legal instant, with the offset of zona; 1 s precision
	Identificativo string
	MsgID          string
	Ricevuta       string // completa, breve, sintetica or ""
	Consegna       string
	Ricezione      []string
	ErroreEsteso   string
	// Repaired is true when latin-1 bytes under a UTF-8 label were transcoded (daticert_encoding_repaired).
	Repaired bool
}
