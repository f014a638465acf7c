package rules

import (
	"slices"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// Why a message that was understood waits for a person all the same: it may show somebody else than it was certified for, or other words
// than were read (reliability.md §3.1).

// altroDestinatario says that a busta was sent to others and not to the Order: whoever received it there can put the true bytes into
// our mailbox, and what was asked of others was not asked of us.
func (g *giudizio) altroDestinatario() string {
	own := minuscolo(g.p.Ordine.PEC)
	if !g.pec || own == "" || len(g.in.Msg.DatiCert.Destinatari) == 0 { // a daticert that was read has one at least
		return ""
	}
	to := g.in.Msg.DatiCert.Destinatari
	if slices.ContainsFunc(to, func(r pec.Destinatario) bool { return minuscolo(r.Address) == own }) {
		return ""
	}
	return "La busta certificata non è indirizzata a " + own + ": decide una persona."
}

// altroAutore says that a person who opens the original sees another sender than the certified one, or none: a provider accepts no
// such message (RFC 6109 §3.1.1), so that one of the two is wrong.
func (g *giudizio) altroAutore() string {
	switch from := minuscolo(g.inner.From); {
	case !g.pec || from == g.mittente:
		return ""
	case from == "":
		return "Il messaggio originale non dice da chi viene: decide una persona."
	default:
		return "Il messaggio originale si dice di " + from + ", il mittente certificato è " + g.mittente + ": decide una persona."
	}
}

// ambiguo says why a person could read something else than what was understood: what executes must be one text for
// every reader.
func ambiguo(in *mailparse.Inner) string {
	switch {
	case in.Discorde:
		return "La versione in testo e quella in HTML del messaggio non dicono la stessa cosa: decide una persona."
	case in.Nascosto:
		return "Il messaggio contiene parole nascoste a chi legge: decide una persona."
	case len(in.Doppi) > 0:
		return "Il messaggio originale porta più volte " + strings.Join(in.Doppi, " e ") + ", e programmi diversi ne mostrano uno diverso: decide una persona."
	case in.Ambiguo:
		return "Il messaggio può essere letto in modi diversi da programmi diversi: decide una persona."
	case in.Troncato:
		return "Il messaggio è più lungo di quanto viene letto: decide una persona."
	}
	return ""
}

// alterati reports whether a certified request names a codice fiscale or an address with characters that only look like others, or none
// that a person sees. A name of the IDNA form is one: what is shown for it is another.
func (g *giudizio) alterati() bool {
	if !g.pec || !riconosciuto(g.c.Type) {
		return false
	}
	odd := func(c mailparse.Candidato) bool {
		return c.Dove != mailparse.InCitato && (c.Alterato || strings.Contains(c.Valore, "@xn--") || strings.Contains(c.Valore, ".xn--"))
	}
	return slices.ContainsFunc(g.t.CF, odd) || slices.ContainsFunc(g.t.Indirizzi, odd)
}
