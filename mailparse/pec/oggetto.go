package pec

import "strings"

// prefisso is one way providers begin the Subject of what they generate.
type prefisso struct {
	testo string
	busta Busta
	tipo  Tipo
}

// prefissi are the Subject prefixes of RFC 6109 §3, longest first: "AVVISO DI MANCATA CONSEGNA:" is a prefix of
// no other because of its colon, but no order of reading may depend on that.
var prefissi = [...]prefisso{
	{"AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO:", Ricevuta, PreavvisoErroreConsegna},
	{"AVVISO DI MANCATA CONSEGNA PER VIRUS:", Ricevuta, ErroreConsegna},
	{"AVVISO DI NON ACCETTAZIONE PER VIRUS:", Ricevuta, NonAccettazione},
	{"AVVISO DI MANCATA CONSEGNA:", Ricevuta, ErroreConsegna},
	{"AVVISO DI NON ACCETTAZIONE:", Ricevuta, NonAccettazione},
	{"PROBLEMA DI SICUREZZA:", Ricevuta, RilevazioneVirus},
	{"ANOMALIA MESSAGGIO:", Anomalia, ""},
	{"POSTA CERTIFICATA:", Trasporto, PostaCertificata},
	{"PRESA IN CARICO:", Ricevuta, PresaInCarico},
	{"ACCETTAZIONE:", Ricevuta, Accettazione},
	{"CONSEGNA:", Ricevuta, AvvenutaConsegna},
}

// TipoDaOggetto reads the Subject prefix of a provider's message. The subject must be decoded (RFC 2047) and
// on one line. Only the first prefix counts: rest is what follows it, trimmed, stacked prefixes included.
// A Subject is outside the signature: the answer is a hint for messages without daticert, never evidence.
// An anomalia has no Tipo. Without a prefix the answer is Ordinaria, no Tipo, the subject as given and false.
func TipoDaOggetto(subject string) (busta Busta, tipo Tipo, rest string, ok bool) {
	s := strings.TrimSpace(subject)
	for _, p := range prefissi {
		if after, found := strings.CutPrefix(s, p.testo); found {
			return p.busta, p.tipo, strings.TrimSpace(after), true
		}
	}
	return Ordinaria, "", subject, false
}

// Prefisso is the Subject prefix, with its colon, of a message of this kind; virus chooses the virus variant
// where there is one. Empty where RFC 6109 knows none.
func Prefisso(busta Busta, tipo Tipo, virus bool) string {
	found := ""
	for _, p := range prefissi {
		if p.busta != busta || p.tipo != tipo {
			continue
		}
		if found == "" || strings.Contains(p.testo, "PER VIRUS") == virus {
			found = p.testo
		}
	}
	return found
}
