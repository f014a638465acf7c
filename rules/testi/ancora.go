package testi

import (
	"strings"

	"pecagent/rules"
)

// Ancora is the mail that is sent for its anchor alone (rules.ModelloAncora), to the Order's own second mailbox. It is no template:
// subject and checkpoint have to stand as they are. oggetto is the line of the head, checkpoint the signed note whole.
func Ancora(p *rules.Policy, l rules.Lettera, oggetto, checkpoint string) Testo {
	parts := []string{
		"Buongiorno,",
		"il presente messaggio è inviato dalla casella PEC dell'Ordine a un'altra sua casella e riporta l'impronta del registro degli eventi tenuto dal " +
			"programma pecagent. Le ricevute di accettazione e di avvenuta consegna, firmate dai gestori, certificano che il registro esisteva con questo " +
			"contenuto alla data e all'ora che indicano.",
		"Il messaggio va conservato e non richiede risposta.",
		"Attestazione firmata (checkpoint):",
		strings.TrimRight(checkpoint, "\n"),
		p.Ordine.Nome,
		"Rif. " + l.Rif,
	}
	return Testo{Oggetto: oggetto, Testo: strings.Join(parts, "\n\n") + "\n", HTML: pagina(oggetto, parts)}
}

// senzaImpronta stands where the head will be: it is known when the mail is composed.
const senzaImpronta = "(si aggiunge quando il messaggio parte)"
