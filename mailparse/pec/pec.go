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

// DatiCert is the content of daticert.xml (pec.md §4), or of a REM evidence in its words (pec.md §9.2: one neutral
// receipt). Addresses are lower case, ids without <>, all values trimmed.
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
	// Consegne are the recipients a receipt is about where they are several, as in a REM RelayFailure (pec.md §9.4);
	// Consegna is then empty. A daticert.xml has none.
	Consegne []string
	// Accertato is the outcome as a REM evidence words it; nil for a daticert.xml.
	Accertato *Accertamento
	// Repaired is true when latin-1 bytes under a UTF-8 label were transcoded (daticert_encoding_repaired).
	Repaired bool
}

// Accertamento is the outcome of a failure in a system that has codes of its own (REM-Policy-IT, pec.md §9.5). Who reads
// that system's words settles it; where it stands, Codice, Motivo and Definitivo answer with it and not with the words
// and codes of PEC.
type Accertamento struct {
	Codice string // as the system spells it, such as "RD04"; may be empty
	Motivo Motivo
}

// Riguardati are the recipients a receipt is about: one, or several of a REM evidence; none where it is about the message.
func (d *DatiCert) Riguardati() []string {
	if len(d.Consegne) > 0 {
		return d.Consegne
	}
	if d.Consegna != "" {
		return []string{d.Consegna}
	}
	return nil
}

// Riguarda reports whether a receipt names the address among the recipients it is about.
func (d *DatiCert) Riguarda(addr string) bool {
	addr = FoldAddress(addr)
	for _, a := range d.Riguardati() {
		if FoldAddress(a) == addr {
			return addr != ""
		}
	}
	return false
}
