package pec

// Names of the header fields of certified mail (RFC 6109 §8.1). Names compare without case on the wire:
// X-TipoRicevuta and X-Tiporicevuta both occur.
const (
	HeaderTrasporto         = "X-Trasporto"
	HeaderRicevuta          = "X-Ricevuta"
	HeaderRiferimento       = "X-Riferimento-Message-ID"
	HeaderTipoRicevuta      = "X-TipoRicevuta"
	HeaderVerificaSicurezza = "X-VerificaSicurezza"
	HeaderMittente          = "X-Mittente"
)

// Values of those fields. X-Ricevuta takes the Tipo constants, but for posta-certificata.
const (
	// TrasportoPostaCertificata marks a busta di trasporto (RFC 6109 §3.2.1).
	TrasportoPostaCertificata = "posta-certificata"
	// TrasportoErrore marks a busta di anomalia (RFC 6109 §3.2.2).
	TrasportoErrore = "errore"
	// SicurezzaErrore is the one value of X-VerificaSicurezza: the virus variants.
	SicurezzaErrore = "errore"
	// Completa, Breve and Sintetica are the kinds of receipt of delivery (RFC 6109 §3.3.2).
	Completa  = "completa"
	Breve     = "breve"
	Sintetica = "sintetica"
	// Certificato and Esterno are the kinds of recipient of daticert.
	Certificato = "certificato"
	Esterno     = "esterno"
)

// Names of the parts of a certified message (RFC 6109 §4.3, as on the wire).
const (
	FileDatiCert  = "daticert.xml"
	FileCertData  = "certdata.xml" // as RFC 6109 §4.3.3 prints it; an alias
	FilePostaCert = "postacert.eml"
	FileFirma     = "smime.p7s"
)

// Noto reports whether t is one of the eight values of the DTD.
func (t Tipo) Noto() bool {
	return t == PostaCertificata || t.DiRicevuta()
}

// DiRicevuta reports whether t is one of the seven values that X-Ricevuta may have (RFC 6109 §8.1).
func (t Tipo) DiRicevuta() bool {
	switch t {
	case Accettazione, NonAccettazione, PresaInCarico, AvvenutaConsegna,
		ErroreConsegna, PreavvisoErroreConsegna, RilevazioneVirus:
		return true
	}
	return false
}

// Busta is the kind of message that carries a daticert of this tipo; Ordinaria for a tipo nobody knows.
func (t Tipo) Busta() Busta {
	switch {
	case t == PostaCertificata:
		return Trasporto
	case t.DiRicevuta():
		return Ricevuta
	}
	return Ordinaria
}
