package rules

import (
	"fmt"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// What came of holding the content of a receipt of delivery against the letter (Ricevuta.Contenuto).
const (
	ContenutoUguale         = "uguale"
	ContenutoDiverso        = "diverso"
	ContenutoNonConfrontato = "non_confrontato" // sintetica, or the bytes of the letter are not at hand: nothing is claimed
)

// LetteraDi is the letter that a receipt speaks of, as Decide will find it: whoever makes a Received compares with its bytes.
func LetteraDi(f Fatti, dc *pec.DatiCert) (Lettera, bool) {
	l, _ := letteraDi(f, dc)
	return l, l.ID != ""
}

// contenuto judges what a receipt of delivery returns of the letter (pec.md §8 rows 13, 14). A comparison counts only
// where it was made with this letter; without one the decision says that nothing was compared, not that all is well.
func contenuto(in Received, l Lettera) (esito string, codes []string, words string) {
	if in.Msg.DatiCert.Tipo != pec.AvvenutaConsegna {
		return "", nil, ""
	}
	c := in.Confronto
	if c == nil || !c.Done || l.SHA256 == "" || c.Con != l.SHA256 {
		return ContenutoNonConfrontato, nil, ""
	}
	if codes = c.Codes(); len(codes) == 0 {
		return ContenutoUguale, nil, ""
	}
	return ContenutoDiverso, codes, differenze(c.Confronto)
}

// differenze says in words in what a returned letter is not the one that was sent.
func differenze(c mailparse.Confronto) string {
	if c.Missing {
		return " La ricevuta dovrebbe riportare il messaggio inviato e non lo riporta."
	}
	const said = 3
	var list []string
	for i, d := range c.Differences {
		if i == said {
			list = append(list, fmt.Sprintf("altre differenze: %d", len(c.Differences)-said))
			break
		}
		list = append(list, differenza(d))
	}
	return " Il contenuto che il gestore dichiara consegnato non è quello inviato: " + strings.Join(list, "; ") + "."
}

func differenza(d mailparse.Difference) string {
	if d.What == mailparse.DiffField {
		s, ok := campiDetti[d.Name]
		if !ok {
			s = "il campo " + d.Name + " è un altro"
		}
		return s
	}
	part := "il testo"
	if d.Part != "" {
		part = "la parte " + d.Part
	}
	if d.Name != "" {
		part += " «" + d.Name + "»"
	}
	return part + " " + differisce[d.What]
}

// campiDetti are the fields of a message as people call them.
var campiDetti = map[string]string{
	"Subject": "l'oggetto è un altro", "From": "il mittente è un altro", "To": "il destinatario è un altro", "Cc": "i destinatari in copia sono altri",
	"Date": "la data è un'altra", "Message-ID": "l'identificativo è di un altro messaggio", pec.HeaderRiferimento: "il riferimento è a un altro messaggio",
}

var differisce = map[string]string{
	mailparse.DiffMissing: "manca", mailparse.DiffExtra: "è stata aggiunta", mailparse.DiffType: "è di un altro tipo",
	mailparse.DiffName: "ha un altro nome", mailparse.DiffContent: "ha un altro contenuto", mailparse.DiffHash: "ha un'altra impronta",
}
