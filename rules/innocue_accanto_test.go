package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pecagent/mailparse/pec"
)

const maiuscolo = "La sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, " + chiedeGiulia

// TestParoleCifrate: a word with digits in it is a word all the same, and a sign says which of two things holds; numbers, codes and what
// stands in signatures say nothing.
func TestParoleCifrate(t *testing.T) {
	for after, free := range map[string]bool{
		"n0n": false, "N0N": false, "st0p": false, "n0": false, "Codice GS3VE3": true, "no1": false, "4nnullo": false, "annullo2": false, "1NON": false, "NONVALIDO2026": false, "1nv4lid0": false, "nondareseguito1": false,
		"QW5udWxsbyBsYSByaWNoaWVzdGE": false, "revoca1": false, "🚫": false, "❌": false, "☐": false, "☒": false, "✗": false, "\u2800": false,
		"Prot. 123": true, "Tel. 050 123456": true, "n. iscr. 1001": true, "Cell. 333-1234567": true, "23/11/2026": true, "Pisa, 1° dicembre": true, "☎ 050 123456": true, "Grazie 😊": true, "• Giulia Bianchi": true,
	} {
		if v := nuovaScena(t).valuta(daGiulia("PEC", maiuscolo+"\n\n"+after)); esegue(v) != free {
			t.Errorf("%q: %+v", after, v.Esito)
		}
	}
}

// TestAltroOggetto: the subject names one address and the text another, or asks for something else; or the subject that was certified is
// another one.
func TestAltroOggetto(t *testing.T) {
	for subject, free := range map[string]bool{
		"Rinuncia, nuova PEC altra.casella@legalpost.example": false, "R: Rinuncia altra.casella@legalpost.example": false, "Richiesta di ottenere la PEC dell'Ordine rinunciando alla personale": false,
		"Rinuncia PEC giulia.bianchi@pecmail.example": true, "Rinuncia PEC Ordine": true, "Comunicazione PEC personale": true, "R: Vostra lettera": true, "": true,
	} {
		if v := nuovaScena(t).valuta(daGiulia(subject, maiuscolo)); esegue(v) != free {
			t.Errorf("%q: %+v", subject, v.Esito)
		}
	}
	for certified, free := range map[string]bool{"Annullo la richiesta": false, strings.Repeat("a ", maxOggetto): false, "Rinuncia PEC Ordine": true, "RINUNCIA  PEC ORDINE": true, "": true, "=?utf-8?q?Rinuncia_PEC_Ordine?=": true, "POSTA CERTIFICATA: Rinuncia PEC Ordine": true} {
		s := nuovaScena(t)
		in := s.ricevuto(daGiulia("Rinuncia PEC Ordine", maiuscolo))
		d := pec.DatiCert{}
		if in.Msg.DatiCert != nil {
			d = *in.Msg.DatiCert
		}
		d.Oggetto = certified
		in.Msg.DatiCert = &d
		if v := Valuta(s.p, Vista(s.a), in, false); esegue(v) != free {
			t.Errorf("certified %q: %+v", certified, v.Esito)
		}
	}
}

// TestCitazioniCheRitirano: words of one's own that are marked as a quotation, in a blockquote or behind ">", are no quotation; what the
// Order wrote, below an attribution, is one.
func TestCitazioniCheRitirano(t *testing.T) {
	head := "Il giorno lun 16 nov 2026 alle ore 09:12 Segreteria <segreteria@pec.ordine-prova.example> ha scritto:\n"
	for below, free := range map[string]bool{
		"> Annullo la richiesta.": false, "> Buongiorno a tutti.": false, ">From domani non rinuncio più.": false, head + "> Annullo la richiesta.": false, head + "Non intendo più rinunciare.": false,
		"Da: Giulia\nInviato: oggi\nA: Ordine\nOggetto: annullo\n\nAnnullo la richiesta": false, head + ">From domani annullo tutto": false,
		head + "> Gentile dott.ssa, per rinunciare alla PEC dell'Ordine occorre una richiesta esplicita.": true, head + "> gli iscritti devono fare una richiesta": true,
		"-----Messaggio originale-----\nDa: Segreteria\nInviato: oggi\nA: Giulia\nOggetto: PEC\n\nper rinunciare occorre una richiesta": true,
	} {
		if v := nuovaScena(t).valuta(daGiulia("PEC", maiuscolo+"\n\n"+below)); esegue(v) != free {
			t.Errorf("%q: %+v", below, v.Esito)
		}
	}
}

// TestLettereNonRitirano: a member who answers above one of our letters is not asked about for what we wrote.
func TestLettereNonRitirano(t *testing.T) {
	list, err := filepath.Glob("testi/testdata/lettere/*")
	if err != nil || len(list) < 20 {
		t.Fatalf("%d letters: %v", len(list), err)
	}
	for _, f := range list {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if s := reRitira.FindString(unaRiga(strings.ToLower(string(raw)))); s != "" {
			t.Errorf("%s says %q", f, s)
		}
	}
}

// TestAllegatiNonLetti: a file that mail programs show as words, or whose name takes something back, is read by a person.
func TestAllegatiNonLetti(t *testing.T) {
	for name, free := range map[string]bool{
		"annullo la richiesta.pdf": false, "annullamento.jpg": false, "non_valido.pdf": false, "winmail.dat": false, "nota.html": false, "nota.txt": false, "lettera.eml": false, "nota.rtf": false, "invito.ics": false, "a.zip": false,
		"modulo.pdf|annullo la richiesta": false, "modulo.pdf|scansione": true,
		"modulo.pdf": true, "carta identita.pdf": true, "IMG_0001.jpg": true, "lettera.docx": true,
	} {
		m := daGiulia("PEC", maiuscolo)
		m.allegati = []string{name} // behind "|": what another program calls it
		if v := nuovaScena(t).valuta(m); esegue(v) != free {
			t.Errorf("%q: %+v", name, v.Esito)
		}
	}
}
