package mailparse

import (
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// messaggi are texts of members, with what is to be found in the new text: codes and addresses, "!" before those not valid.
var messaggi = []struct{ id, testo, cf, indirizzi string }{
	{"01", "Spett.le Ordine,\nla sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale giulia.bianchi@pecmail.example.\n\nDistinti saluti\ndott.ssa Giulia Bianchi", "BNCGLI78C48G478A", "giulia.bianchi@pecmail.example"},
	{"02", "ll sottoscritto Giulia Bianchi CF BNCGLI78C48G478A chiede di rinunciare alla PEC dell’Ordine e di inserire nel data base la PEC personale", "BNCGLI78C48G478A", ""},
	{"02 placeholders", "ll sottoscritto … CF….. chiede di rinunciare alla PEC dell’Ordine", "", ""},
	{"07", "Il sottoscritto D'Angelo Niccolo', CF DNGNCL90M14A182W, chiede di inserire la PEC personale niccolo.dangelo@legalpost.example\n\nIl giorno lun 16 nov 2026 alle ore 09:12 Segreteria <segreteria@pec.ordine-prova.example> ha scritto:\n> Il sottoscritto … CF….. chiede di ottenere la PEC dell’Ordine\n> ll sottoscritto … CF….. chiede di rinunciare", "DNGNCL90M14A182W", "niccolo.dangelo@legalpost.example"},
	{"09", "La sottoscrita Elena Popescu CF PPSLNE85D67Z129L chede di inserie nel databse la PEC personle : elena.popescu@pecmail.example", "PPSLNE85D67Z129L", "elena.popescu@pecmail.example"},
	{"13", "Egregi,\nil mio nuovo indirizzo PEC sarà conti.luca@pecmail.example. Chiedo di aggiornare.\nLuca Conti - CF CNTLCU88R19A944D - n. iscr. 1203", "CNTLCU88R19A944D", "conti.luca@pecmail.example"},
	{"21", "La sottoscritta dott.ssa Alessandra Ferrari, C.F.: FRRLSN74E42D969I, comunica che la propria PEC è alessandra.ferrari@pecmail.example e chiede", "FRRLSN74E42D969I", "alessandra.ferrari@pecmail.example"},
	{"25", "annullo la richiesta di ieri (rif. PEC-2026-000123) e chiedo di mantenere la PEC. BNCGLI78C48G478A Giulia Bianchi", "BNCGLI78C48G478A", ""},
	{"27", "quella dello studio associato Moretti-Galli: studiogalli@pecmail.example, che già utilizza", "", "studiogalli@pecmail.example"},
	{"35", "Si chiede, ai sensi dell'art. 16, comma 7, del D.L. 185/2008, l'elenco.\nIl Responsabile del Settore, dott. P. Neri\nProt. n. 0004521/2026", "", ""},
	{"43", "I sottoscritti Francesca Galli (CF GLLFNC80L63L219B) e Sara Moretti (CF MRTSRA93P49F205U) chiedono", "GLLFNC80L63L219B MRTSRA93P49F205U", ""},
	{"46", "giulia.bianchi@pecmail.example\n\nDa: Segreteria <segreteria@pec.ordine-prova.example>\nInviato: martedì 24 novembre 2026 08:02\nOggetto: Richiesta di integrazione rif. PEC-2026-000124\n...per dare corso alla richiesta occorre comunicare l'indirizzo", "", "giulia.bianchi@pecmail.example"},
	{"footer", "La sottoscritta, CF MRTSRA93P49F205U, comunica sara@pecmail.example\n\nQuesto messaggio e gli allegati sono riservati e destinati esclusivamente ai destinatari.\nStudio Moretti-Galli, studiogalli@pecmail.example", "MRTSRA93P49F205U", "sara@pecmail.example"},
	{"phone", "giulia chiocciola pecmail.example\nInviato da iPhone", "", "giulia@pecmail.example"},
}

// TestMessaggi reads each text in every encoding a client may choose: the finding is the same.
func TestMessaggi(t *testing.T) {
	for _, m := range messaggi {
		for name, body := range encodings(t, m.testo) {
			in := inner(t, da+body)
			tt := in.Testo()
			if got := valori(tt.CF, InNuovo); got != m.cf {
				t.Errorf("%s %s: codes %q in %q", m.id, name, got, tt.Nuovo)
			}
			if got := valori(tt.Indirizzi, InNuovo); got != m.indirizzi {
				t.Errorf("%s %s: addresses %q in %q", m.id, name, got, tt.Nuovo)
			}
		}
	}
}

func encodings(t *testing.T, s string) map[string]string {
	t.Helper()
	var qp strings.Builder
	w := quotedprintable.NewWriter(&qp)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	latin, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	html := "<p>" + strings.ReplaceAll(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "è", "&egrave;", "’", "&rsquo;").Replace(s), "\n", "<br>\n") + "</p>"
	ct := func(typ, set, cte, body string) string {
		return fmt.Sprintf("Content-Type: %s; charset=%s\nContent-Transfer-Encoding: %s\n\n%s\n", typ, set, cte, body)
	}
	return map[string]string{
		"utf-8": ct("text/plain", "utf-8", "8bit", s), "quoted-printable": ct("text/plain", "utf-8", "quoted-printable", strings.ReplaceAll(qp.String(), "\r\n", "\n")),
		"base64": ct("text/plain", "utf-8", "base64", base64.StdEncoding.EncodeToString([]byte(s))), "windows-1252": ct("text/plain", "iso-8859-1", "8bit", latin),
		"label lies": ct("text/plain", "iso-8859-1", "8bit", s), "html": ct("text/html", "utf-8", "8bit", html),
		"flowed": ct("text/plain", "utf-8; format=flowed", "8bit", strings.ReplaceAll(s, " chiede", " \nchiede")),
	}
}
