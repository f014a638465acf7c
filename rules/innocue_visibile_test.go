package rules

import (
	"strings"
	"testing"

	"pecagent/mailparse"
)

// TestVisibile: what a person sees beside the words of a request and would ask about, and what looks like it and is ordinary.
func TestVisibile(t *testing.T) {
	for text, free := range map[string]bool{
		strings.Replace(maiuscolo, "chiede di", "[ ] chiede di", 1): false, strings.Replace(maiuscolo, "chiede di", "[] chiede di", 1): false, strings.Replace(maiuscolo, "chiede di", "[_] chiede di", 1): false,
		strings.Replace(maiuscolo, "chiede di", `\[ \] chiede di`, 1): false, strings.Replace(maiuscolo, "chiede di", "( ) chiede di", 1): false, strings.Replace(maiuscolo, "chiede di", "n.o.n. chiede di", 1): false,
		strings.Replace(maiuscolo, "chiede di", "n-o-n chiede di", 1): false, strings.Replace(maiuscolo, "chiede di", "M.A.I. chiede di", 1): false,
		maiuscolo + "\nDa confermare.": false, maiuscolo + "\nRinuncia PEC cancellata.": false, maiuscolo + "\nDisdetta della richiesta.": false,
		strings.Replace(maiuscolo, "CF ", "iscrizione n. 9999, CF ", 1): false,
		strings.Replace(maiuscolo, "CF ", "iscrizione n. 1001, CF ", 1): true,
		maiuscolo + "\nP.S. Grazie":                                     true, maiuscolo + "\nResto in attesa di conferma.": true, maiuscolo + "\n(Pisa)": true,
		strings.Replace(maiuscolo, "giulia.bianchi@", "giulia,bianchi@", 1): false,
	} {
		if v := nuovaScena(t).valuta(daGiulia("PEC", text)); esegue(v) != free {
			t.Errorf("%q: %+v", text, v.Esito)
		}
	}
	for subject, free := range map[string]bool{
		"Rinuncia PEC Ordine cancellata": false, "Disdetta rinuncia PEC": false, "Rinuncia alla rinuncia": false, "Rinuncia alla richiesta": false, "Rinuncia PEC da confermare": false, "Rinuncia PEC dal 1/1/2030": false,
		"Rinuncia PEC da gennaio 2027": false, "Cambio residenza e rinuncia PEC": false, "Trasferimento": false, "Richiesta certificato": false, "[ ] Rinuncia PEC": false,
		"Disdetta e rinuncia PEC": true, "Rinuncia PEC, disdetta PEC Ordine": true, "Trasferimento PEC": true, "Rinuncia PEC e comunicazione nuova PEC": true, "R: rinuncia dal 1/1/2030": true, "Disdetta PEC dell'Ordine": true, "Richiesta di rinuncia PEC": true,
	} {
		if v := nuovaScena(t).valuta(daGiulia(subject, maiuscolo)); esegue(v) != free {
			t.Errorf("subject %q: %+v", subject, v.Esito)
		}
	}
}

// TestDiServizio: what a domain has for itself is nobody's domicile before a person has looked.
func TestDiServizio(t *testing.T) {
	for addr, free := range map[string]bool{"posta-certificata@pecmail.example": false, "postmaster@pecmail.example": false, "noreply@pecmail.example": false, "giulia.security@pecmail.example": true, "g.bianchi@pecmail.example": true} {
		if v := nuovaScena(t).valuta(daGiulia("PEC", strings.Replace(maiuscolo, "giulia.bianchi@pecmail.example", addr, 1))); esegue(v) != free {
			t.Errorf("%s: %+v", addr, v.Esito)
		}
	}
}

// TestNomeDelMittente: a name that takes the request back is before the eyes of whoever opens the message.
func TestNomeDelMittente(t *testing.T) {
	for from, free := range map[string]bool{`"ANNULLO la richiesta" <giulia.bianchi@iscritti.pec-ordine.example>`: false, `"Bozza" <giulia.bianchi@iscritti.pec-ordine.example>`: false, `=?utf-8?q?Non_rinuncio?= <giulia.bianchi@iscritti.pec-ordine.example>`: false,
		`"Giulia Bianchi" <giulia.bianchi@iscritti.pec-ordine.example>`: true, `"Studio Bianchi" <giulia.bianchi@iscritti.pec-ordine.example>`: true, `giulia.bianchi@iscritti.pec-ordine.example`: true,
	} {
		s := nuovaScena(t)
		in := s.ricevuto(daGiulia("Rinuncia PEC Ordine", maiuscolo))
		in.Msg.Inner.Header = mailparse.Header{Fields: []mailparse.Field{{Name: "From", Value: from}}}
		if v := Valuta(s.p, Vista(s.a), in, false); esegue(v) != free {
			t.Errorf("%s: %+v", from, v.Esito)
		}
	}
}
