package fascicolo

import (
	"fmt"
	"strings"
	"testing"
)

// TestScritto: the page says the verdict first, what the providers certify, what is missing and what was not checked.
func TestScritto(t *testing.T) {
	p := nuova(t)
	p.m.Manca = []string{"la notifica\x1b[2J\u202e"}
	v := p.verdetto()
	text := v.Scritto()
	at := v.Fatti[0].Istante.Format("02/01/2006")
	for _, words := range []string{
		"FASCICOLO EV-2026-000001: VERIFICATO\nSHA-256 del file: " + v.SHA256 + "\n\nControlli\n  bene  Zip: ",
		"\nChe cosa certificano i gestori\n  - " + at,
		"messaggio consegnato nella casella: da " + ordine + " a " + giulia + ", oggetto «Conferma» (" + nCon + ")\n",
		"messaggio trasmesso al destinatario: da " + giulia + " a " + ordine + ", oggetto «Rinuncia»",
		"\nData certa dei record\n  - fino al n. 5: ",
		"\nIl fascicolo dice che manca\n  - la notifica[U+001B][2J[U+202E]\n",
		"\nNon controllato\n  - ",
	} {
		if !strings.Contains(text, words) {
			t.Errorf("no %q in\n%s", words, text)
		}
	}
	p.trova(nCon).Byte[0] ^= 1
	if text := p.verdetto().Scritto(); !strings.HasPrefix(text, "FASCICOLO EV-2026-000001: NON VERIFICATO\n") || !strings.Contains(text, "  MALE  Noto al registro, "+nCon) || strings.Contains(text, "consegnato nella casella") {
		t.Errorf("a changed delivery:\n%s", text)
	}
}

// TestScrittoLungo: of a long verdict only what failed is told one by one.
func TestScrittoLungo(t *testing.T) {
	var v Verdetto
	for i := range 2 * piene {
		v.bene(CFile, fmt.Sprint(i), "buono")
		v.Fatti = append(v.Fatti, Fatto{Tipo: "inaudito\n"})
	}
	v.male(CFile, "x.eml", "rotto")
	text := v.Scritto()
	if strings.Count(text, "buono") != 0 || !strings.Contains(text, "  MALE  File, x.eml: rotto\n  bene  altri 120 controlli") || !strings.Contains(text, "e altri 60 (") || !strings.Contains(text, "inaudito[U+000A]: ") {
		t.Error(text)
	}
}
