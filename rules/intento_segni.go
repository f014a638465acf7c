package rules

import (
	"regexp"
	"strings"
)

// segno is a sign that a text is about something else than a change of the box: a type and the words of it, on
// the folded text with its blanks made single.
type segno struct {
	tipo string
	re   string
}

// segni are read in this order; the first type found names a text that asks no change.
var segni = []segno{
	{"R13", `decedut[oa]|decesso|venut[oa] a mancare|certificato di morte|\bscomparsa del`},
	{"R7", `(?:elenc|list)\w* .{0,60}(?:iscritti|domicili digitali|professionisti).{0,160}(?:pec|posta elettronica certificata|domicili)`},
	{"R14", `gentile cliente.{0,200}casella|casella .{0,80}scadr[àa]|in scadenza la casella`},
	{"R6", `trasferimento (?:ad|presso|all')|nulla osta|cancellazione (?:dall'|dal)|cancellarmi dall`},
	{"R9", `\bkit\b.{0,40}firma|firma digitale.{0,40}\bkit\b|dispositivo di firma|smart ?card`},
	{"R10", `spazio aggiuntivo|servizi aggiuntivi|servizio di conservazione|ampliamento .{0,20}casella`},
	{"R12", `accesso agli atti|2016/679.{0,80}(?:chied|diritt)|cancellazione dei (?:miei )?dati|accesso ai (?:miei )?dati personali`},
	{"R15", `(?:confermar|sapere|verificar|conoscere|controllar|quale|qual è|\bse\b).{0,80}(?:pec|domicilio digitale).{0,60}(?:risult|anagrafica|agli atti|in archivio|a mio nome|registrat|presente)|(?:risulta|presenza).{0,40}(?:mia pec|la mia casella|il mio domicilio)`},
	{"R8", `mai ricevut\w* .{0,60}(?:credenzial|password|pec|casella)|credenzial|password|non riesco|dati non corrispondenti|assistenza|non funziona|come (?:faccio|si fa|posso|devo|attiv)|è possibile`},
}

// estranei is the positive sign of another matter (R0, order.md §6.3).
const estranei = `\besposto\b|\bquerela\b|\bdenuncia\b|procedimento disciplinare|memori[ae] difensiv|\bfattura\b|fattura n|decreto ingiuntivo|atto di citazione|atto di precetto|\bsentenza\b|tribunale di|domanda di iscrizione|prima iscrizione|autocertificazion|dichiarazion\w+ sostitutiv|newsletter|\bdurc\b|convocazione (?:assemblea|del consiglio)|preventivo|offerta commerciale`

// altriSegni gives the types of other matters that the text shows, in the order of the table.
func altriSegni(testo string) []string {
	var list []string
	for _, s := range segni {
		if trova(s.re, testo) {
			list = append(list, s.tipo)
		}
	}
	return list
}

func trova(re, s string) bool { return regexp.MustCompile(`(?s)` + re).MatchString(s) }

// unaRiga makes all blanks of a folded text single, so that signs match over line ends.
func unaRiga(s string) string { return strings.Join(strings.Fields(s), " ") }

// parlaDiPEC reports whether a text has one of the words that may concern us (R0 needs that it has none).
func parlaDiPEC(s string) bool {
	return trova(`\bpec\b|domicil|\bcasell|\bmodul[oi]|posta elettronica certificata|posta certificata`, strings.ToLower(s))
}

// attivazioneFallita finds the member who could not activate or never received his box (order.md §1 rows 16, 28).
func attivazioneFallita(s string) bool {
	return trova(`mai ricevut|non ho ricevut|non ho (?:ancora )?avuto|dati non corrispondenti|non riesco (?:ad|a) (?:attiv|acced|entr)|non (?:si|mi) (?:attiva|riesce)`, s)
}

// perAltri finds somebody who writes for the member.
func perAltri(s string) bool {
	return trova(`per conto (?:di|del|della|dell|dei)\b|in nome e per|su delega|\bdelegat[oa]\b|\bmi[oa] (?:padre|madre|marito|moglie|figli[oa]|fratello|sorella|suocer[oa]|collega|titolare|datore)\b|(?:mi[oa]|nostr[oa]) assistit[oa]|segretari[oa] (?:del|della) (?:dott|prof|studio)|tutore|amministratore di sostegno`, s)
}

// segnaposto finds placeholders of the form that were left in (U22).
func segnaposto(s string) bool {
	return trova(`(?:sottoscritt[oaie]|\bcf|c\.f\.|codice fiscale|\bpec|personale|nat[oa] a)[ :]{0,3}(?:\.{3,}|_{3,}|x{4,})|_{4,}|\.{6,}|\[(?:nome|cognome|cf|pec|indirizzo)[^\]]*\]|<(?:nome|cognome|cf|pec)>`, s)
}

// diStudio finds a writer who says that the box is a studio's or a company's (U13).
func diStudio(s string) bool {
	return trova(`(?:pec|casella|indirizzo|quell[ao]) .{0,30}(?:dello|del nostro|di uno) studio|studio associato|della (?:società|associazione|clinica|cooperativa)|collega .{0,40}utilizza|utilizza .{0,30}collega|condivis[ao]`, s)
}
