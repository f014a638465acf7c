package pec

import (
	"strings"
	"time"
	"unicode"
)

// Motivo is why a message was not delivered, the same word for every provider and year (pec.md §4.5).
type Motivo string

const (
	MotivoNessuno     Motivo = ""            // the daticert reports no failure
	MotivoInesistente Motivo = "inesistente" // no such box or domain, or a blocked or expired one: providers do not tell them apart
	MotivoPiena       Motivo = "piena"       // the box is full
	MotivoVirus       Motivo = "virus"       // our message was found infected
	MotivoTempo       Motivo = "tempo"       // not delivered in time
	MotivoAltro       Motivo = "altro"       // anything else, a temporarily disabled box included
)

// Codice is the enhanced status code (RFC 3463) with which errore-esteso begins, such as "5.1.1", with hyphens
// or commas after it; empty when there is none, as before AgID's note 12 of 2016. Of a REM evidence it is the code of
// REM-Policy-IT, such as "RD04".
func (d *DatiCert) Codice() string {
	if d.Accertato != nil {
		return d.Accertato.Codice
	}
	s := strings.TrimSpace(d.ErroreEsteso)
	if end := strings.IndexFunc(s, func(r rune) bool { return r == '-' || r == ',' || unicode.IsSpace(r) }); end >= 0 {
		s = s[:end]
	}
	parts := strings.Split(s, ".")
	if len(parts) != 3 || (parts[0] != "2" && parts[0] != "4" && parts[0] != "5") {
		return ""
	}
	for _, p := range parts[1:] {
		if len(p) < 1 || len(p) > 3 || strings.Trim(p, "0123456789") != "" {
			return ""
		}
	}
	return s
}

// Hours of RFC 6109 §3.1.6, as bounds on the time since acceptance: the final notice comes "by the 24-hour
// timeout, but not before 22 hours"; the first one follows the twelfth hour.
const (
	nonPrima   = 22 * time.Hour
	primoPoi   = 13 * time.Hour
	tolleranza = time.Minute // clocks of two providers (pec.md §8, 12)
)

// Definitivo tells whether the daticert ends the delivery in failure. certo is false where nothing settles it:
// then final is false and a person must look. accettazione is the daticert instant of the accettazione of the
// same message, zero when unknown.
//
// A preavviso-errore-consegna of the twelfth hour and the final one of the twenty-fourth have one tipo, one
// subject and the same headers (RFC 6109 §3.1.6); they are told apart by code, then words, then time, in this
// order (pec.md §4.5). A text that has the words of both is settled by time, else it is doubtful.
// A REM time-out is always the final one: the twelfth hour has no notice there (pec.md §9.2).
// errore-consegna and non-accettazione are final; success kinds are certainly not a failure; a
// rilevazione-virus never comes to a user and an unknown tipo says nothing: both are for a person.
func (d *DatiCert) Definitivo(accettazione time.Time) (final, certo bool) {
	switch d.Tipo {
	case ErroreConsegna, NonAccettazione:
		return true, true
	case Accettazione, PresaInCarico, AvvenutaConsegna, PostaCertificata:
		return false, true
	case PreavvisoErroreConsegna:
		return d.preavviso(accettazione)
	}
	return false, false
}

func (d *DatiCert) preavviso(accettazione time.Time) (final, certo bool) {
	if d.Accertato != nil || d.Codice() == "5.4.1" {
		return true, true
	}
	testo := piega(d.ErroreEsteso)
	ventiquattro := contiene(testo, "ventiquattro", "24 ore")
	dodici := contiene(testo, "dodici", "12 ore")
	if dodici != ventiquattro {
		return ventiquattro, true
	}
	if accettazione.IsZero() || d.Data.IsZero() {
		return false, false
	}
	switch dopo := d.Data.Sub(accettazione); {
	case dopo >= nonPrima:
		return true, true
	case dopo <= primoPoi && dopo >= -tolleranza:
		return false, true
	}
	return false, false
}

// Motivo is the reason of a failure: from the code, then errore, then the words (pec.md §4.5). A reason that
// would count against the recipient (inesistente, piena) is given only by an errore-consegna: a preavviso only
// says that time has passed, a non-accettazione speaks of our own message.
func (d *DatiCert) Motivo() Motivo {
	switch d.Tipo {
	case PreavvisoErroreConsegna:
		return MotivoTempo
	case RilevazioneVirus:
		return MotivoVirus
	case NonAccettazione:
		if d.Errore == Virus {
			return MotivoVirus
		}
		return MotivoAltro
	case ErroreConsegna:
		return d.motivo()
	}
	return MotivoNessuno
}

func (d *DatiCert) motivo() Motivo {
	if d.Accertato != nil {
		return d.Accertato.Motivo
	}
	if m := daCodice(d.Codice()); m != MotivoNessuno {
		return m
	}
	switch d.Errore {
	case NoDest, NoDominio:
		return MotivoInesistente
	case Virus:
		return MotivoVirus
	}
	return daTesto(piega(d.ErroreEsteso))
}

// daCodice reads the codes that settle the reason (RFC 3463 §3). A 4.1.x is a passing fault, never a missing
// box; 5.5.1 and 5.7.x are used for viruses and for anything else, so errore and words must tell.
func daCodice(code string) Motivo {
	switch code {
	case "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10":
		return MotivoInesistente
	case "5.2.2", "4.2.2":
		return MotivoPiena
	case "5.2.1", "4.2.1": // disabled, perhaps for a time (AgID note 12): no word on whether the box exists
		return MotivoAltro
	case "5.4.1", "4.4.1", "5.4.7", "4.4.7":
		return MotivoTempo
	}
	return MotivoNessuno
}

// frasi are the words providers used where code and errore say nothing, most telling first.
var frasi = [...]struct {
	motivo Motivo
	parole []string
}{
	{MotivoVirus, []string{"virus"}},
	{MotivoPiena, []string{"casella piena", "casella è piena", "casella e piena", "casella del destinatario piena",
		"casella del destinatario è piena", "ecceduta la quota", "quota superata", "quota ecceduta", "quota esaurita"}},
	{MotivoTempo, []string{"ventiquattro ore", "24 ore", "tempo massimo"}},
	{MotivoInesistente, []string{"casella inesistente", "casella del destinatario inesistente", "casella non valida",
		"casella sconosciuta", "utente inesistente", "utente sconosciuto", "destinatario inesistente",
		"destinatario sconosciuto", "dominio inesistente", "indirizzo inesistente", "indirizzo non valido", "indirizzo sconosciuto"}},
}

func daTesto(testo string) Motivo {
	for _, f := range frasi {
		if contiene(testo, f.parole...) {
			return f.motivo
		}
	}
	return MotivoAltro
}

// piega folds a text for the search of words: lower case, every run of what is no letter or digit one blank,
// a blank at both ends.
func piega(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return " " + strings.Join(words, " ") + " "
}

// contiene reports whether a folded text has one of the phrases, as whole words.
func contiene(piegato string, frasi ...string) bool {
	for _, f := range frasi {
		if strings.Contains(piegato, " "+f+" ") {
			return true
		}
	}
	return false
}
