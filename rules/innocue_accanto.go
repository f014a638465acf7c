package rules

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"pecagent/mailparse"
)

// What stands beside the words of a request and is none of its new text: signs, another subject, quoted words, files. Each may say
// something else to the person who opens the message, so that a change waits for one (order.md §7 "Confidence").

// accanto says what beside the text of a change a person has to look at, "" when nothing.
func (g *giudizio) accanto() string {
	if r, ok := segnoStrano(g.t.Nuovo + g.t.Oggetto); ok {
		return "Il messaggio contiene il segno «" + string(r) + "»"
	}
	for _, why := range []string{g.visibile(), g.altroOggetto(), g.citaRitiro(), g.allegatoNonLetto()} {
		if why != "" {
			return why
		}
	}
	return ""
}

// innocui are the signs that forms, signatures and good wishes have. A box that is ticked or not, a cross, a barred circle are none: they
// say which of two things holds.
const innocui = "☎✆✉📧📨📩📞📱📲📠📮📍🏠🏥🌐🔗🖥💻🙏😊🙂😀😃😄😁😉☺👍👋🤝⚕❤♥★☆⭐✨🌳🌲🍀°©®™•●■▪◦▸►→➔¨´`^|=+<>~$€£+±×÷¦§¶¬¯¸"

// segnoStrano gives the first sign of a text that is not known to say nothing.
func segnoStrano(s string) (rune, bool) {
	for _, r := range s {
		switch {
		case r < 0x80, unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsPunct(r), unicode.IsSpace(r), unicode.IsMark(r):
		case r == '\ufffd', r == '\u2800', unicode.IsSymbol(r) && !strings.ContainsRune(innocui, r), unicode.Is(unicode.Co, r):
			return r, true
		}
	}
	return 0, false
}

// reCodice are the forms of a word of letters and digits that is a code and no word in disguise: a codice fiscale, an IBAN.
var reCodice = regexp.MustCompile(`^(?:[a-z]{6}[0-9lmnpqrstuv]{2}[a-z][0-9lmnpqrstuv]{2}[a-z][0-9lmnpqrstuv]{3}[a-z]|it\d{2}[a-z]\d{10}[0-9a-z]{12})$`)

// cifreLette puts the letters for the digits that are drawn like them.
var cifreLette = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b")

// cifre reports whether a word with digits says nothing against a request: a number, a code, a known word with a number at its end. "n0n",
// "4nnullo" and "annullo2" are words.
func (g *giudizio) cifre(s string) bool {
	bare := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, s)
	switch bare {
	case "", "º", "ª":
		return true
	case "nn", "non", "no", "ann":
		return false
	case "n":
		if s == "n0" {
			return false
		}
	}
	if reCodice.MatchString(s) {
		return true
	}
	read := cifreLette.Replace(strings.TrimRight(s, "0123456789"))
	switch read {
	case "no", "non", "stop", "niente", "nulla", "mai":
		return false
	}
	return !pericolosa(read) && !pericolosa(bare) && (len([]rune(bare)) <= 4 || g.nota(bare))
}

// altroOggetto says that the subject names another address than the one to register, or asks for something else than the text: of the
// original, and of the certified data where they have other words. The subject of somebody else's letter asks for nothing.
func (g *giudizio) altroOggetto() string {
	if g.filo != nil {
		return ""
	}
	for _, k := range g.t.Indirizzi {
		if k.Dove == mailparse.InOggetto && k.Valore != g.c.NewPEC && k.Valore != g.mittente && !strings.EqualFold(k.Valore, g.p.Ordine.PEC) && !strings.EqualFold(k.Valore, g.p.Ordine.Mail) {
			return "L'oggetto indica un altro indirizzo, «" + k.Valore + "»"
		}
	}
	if it := leggiIntento(inParole(strings.ToLower(g.t.Oggetto)), g.c.NewPEC != ""); !risposta(g.t.Oggetto) && contrasta(it.tipo, g.c.Type) {
		return "L'oggetto «" + g.t.Oggetto + "» chiede altro dal testo"
	}
	d := g.in.Msg.DatiCert
	if d == nil || lettere(d.Oggetto) == "" {
		return ""
	}
	if len(d.Oggetto) > maxOggetto {
		return "L'oggetto certificato è più lungo di quanto si legga"
	}
	certified := mailparse.DecodeWords(d.Oggetto)
	if a, b := lettere(certified), lettere(g.inner.Subject); a == b || strings.HasSuffix(a, b) && b != "" || strings.HasPrefix(b, a) {
		return ""
	}
	ws := inParole(strings.ToLower(certified))
	if i := g.ignota(ws, strings.ToLower(certified), mailparse.InOggetto); i >= 0 {
		return "L'oggetto certificato, «" + certified + "», non è quello del messaggio"
	}
	return ""
}

// maxOggetto is the longest certified subject that is read, in bytes; no mail program writes one of a tenth.
const maxOggetto = 8 << 10

// lettere are the letters of ASCII of a text, small: what two spellings of one subject have in common.
func lettere(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

// contrasta reports whether a subject that asks for one thing stands over a text that asks for another. A first address and a new
// one (R3, R4), and giving up the Order's box for one's own (R1), are told alike; to give up a box (R5) is a half of each; and who
// takes a request back (R16) names it.
func contrasta(oggetto, testo string) bool {
	if oggetto == "" || oggetto == testo || oggetto == "R5" || testo == "R16" {
		return false
	}
	same := []string{"R1", "R3", "R4"}
	return !slices.Contains(same, oggetto) || !slices.Contains(same, testo)
}

// reRitira are the words in which one takes something back in his own name. No letter of the Order has them (TestLettereNonRitirano).
var reRitira = regexp.MustCompile(`\b(annullo|ritiro (la|il|ogni|tutto|quanto|questa)|revoco|disdico|rettifico|sospendo|disconosco|rinnego|(ho|avrei|abbiamo) (ripensato|cambiato|sbagliato)|ci ripenso|ripensamento|come non detto|lasciate (stare|perdere)|non (intendo|desidero|voglio|vorrei|chiedo|rinuncio|confermo|autorizzo|acconsento)( piu| più)?|non (date|dia|procedete|proceda|eseguite|considerate|tenete)|annullate|ignorate|cestinate|sospendete|fermate|anzi no|contrordine|errata corrige)\b`)

// reDiChi are the marks by which a program says whose words it quotes, on folded text.
var reDiChi = regexp.MustCompile(`\b(ha scritto|ha inviato|hanno scritto|scriveva|scrive|wrote)\b|\b(da|from|mittente|inviato|inviata|sent|data|date) ?\*?:|messaggio (originale|inoltrato|originario)|original message|forwarded message`)

// citaRitiro says that words which are marked as a quotation take something back, or that nothing tells whose they are: a client that
// marks its own text so, or a line of ">" alone, would hide them from us and from nobody else.
func (g *giudizio) citaRitiro() string {
	quoted := unaRiga(strings.ToLower(g.t.Citato))
	if !strings.ContainsFunc(quoted, unicode.IsLetter) {
		return ""
	}
	if len(g.inner.InReplyTo)+len(g.inner.References) == 0 && !risposta(g.t.Oggetto) && !reDiChi.MatchString(quoted) {
		return "Il messaggio contiene parole segnate come citazione, e non dice di chi"
	}
	if s := reRitira.FindString(quoted); s != "" {
		return "Il testo citato sotto la richiesta contiene «" + s + "»"
	}
	return ""
}

// allegatoNonLetto names a file that says in its name that it takes something back, or that mail programs show as words of the message or
// open as one (a page, a text, a message, winmail.dat), and of any kind that is none of the documents that are sent with a request: those
// (order.md §2.2) are held against nothing.
func (g *giudizio) allegatoNonLetto() string {
	for _, a := range g.inner.Attachments {
		name := reGobba.ReplaceAllString(strings.Join(append([]string{a.Name}, a.Altrimenti...), "\n"), "$1 $2")
		name = strings.ToLower(strings.NewReplacer("_", " ", "-", " ").Replace(name))
		spoken := reRitira.MatchString(name) || reNomeRitira.MatchString(name)
		if !spoken && (documento(a) && !strings.HasSuffix(strings.ToLower(a.Name), ".rtf") && !strings.Contains(a.Type, "svg") || firmaDiProgramma(a) || strings.EqualFold(a.Name, "segnatura.xml")) {
			continue // a protocol file decides nothing, either way
		}
		if a.Name == "" {
			return "C'è un allegato che il programma non legge"
		}
		return "C'è un allegato che il programma non legge, «" + a.Name + "»"
	}
	return ""
}

// reNomeRitira are words in the name of a file that say what it takes back.
var reNomeRitira = regexp.MustCompile(`annull|ritir[oa]\b|disconosc|ignorare|\bnon\b|revoca (?:della |di )?(?:mia )?(?:rinunci|richiest|domand|istanz)|\bbozza|fac ?simile|errat[oa]\b|sbagliat`)

// reGobba finds where two words of a name are written as one: "AnnulloRichiesta".
var reGobba = regexp.MustCompile(`(\p{Ll})(\p{Lu})`)

// firmaDiProgramma reports whether a part is the signature that a mail program put to the whole message, or a public key.
func firmaDiProgramma(a mailparse.Attachment) bool {
	switch a.Type {
	case "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-keys":
		return true
	}
	return false
}
