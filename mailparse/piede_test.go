package mailparse

import (
	"strings"
	"testing"
)

// TestPiede: what stands below a request and is the foot of a studio's letter is set apart, with its address; what asks,
// denies or answers is not.
func TestPiede(t *testing.T) {
	const ask = "La sottoscritta Giulia Bianchi chiede di inserire la PEC personale g.b@pecmail.example"
	for name, foot := range map[string]string{
		"rule":           "________________\nStudio Galli - studio@legalpost.example\nLe informazioni sono riservate",
		"studio":         "Studio Associato Prova\nvia Roma 1\ntel. 06 123456\nPEC studio@legalpost.example\n\nAi sensi del Regolamento UE 2016/679 le informazioni contenute sono riservate",
		"studio's line":  "Studio Prova - studio@legalpost.example - Messaggio riservato ai soli destinatari",
		"notice":         "Messaggio riservato. Studio Prova, studio@legalpost.example",
		"law":            "D.Lgs. 196/2003: questo messaggio è riservato; se ricevuto per errore avvisare studio@legalpost.example",
		"capitals":       "CONFIDENZIALE - Studio Galli studio@legalpost.example - se non siete i destinatari cancellate il messaggio",
		"rule of dashes": "-----------\nPEC: studio@legalpost.example",
	} {
		x := (&Inner{Text: ask + "\n\n" + foot}).Testo()
		if x.Nuovo != ask || !strings.Contains(x.Firma, "studio@legalpost.example") {
			t.Errorf("%s: new %q, foot %q", name, x.Nuovo, x.Firma)
		}
	}
	for name, more := range map[string]string{
		"asks below a rule":        "________________\nChiedo anche la disdetta",
		"denies below a rule":      "________________\nNon date corso a quanto sopra",
		"withdraws in privacy":     "In via riservata, contenuto del messaggio precedente annullato",
		"names his own":            "Studio Galli, la mia PEC è studio@legalpost.example",
		"asks after the notice":    "Messaggio riservato ai destinatari.\n\nLa nuova PEC vale da domani.",
		"studio within a sentence": "presso lo\nstudio Galli, studio@legalpost.example",
		"form with blanks":         "CF\n____________\nchiede di inserire la PEC",
	} {
		x := (&Inner{Text: ask + "\n\n" + more}).Testo()
		if words := strings.Fields(more); !strings.Contains(x.Nuovo, words[len(words)-1]) {
			t.Errorf("%s: new %q, foot %q", name, x.Nuovo, x.Firma)
		}
	}
	if x := (&Inner{Text: "Messaggio riservato. Studio Prova, studio@legalpost.example\n\ngrazie"}).Testo(); x.Nuovo == "" {
		t.Error("a text that begins like a foot has nothing left")
	}
}
