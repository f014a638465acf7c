package inspect_test

import (
	"strings"
	"testing"

	"pecagent/agent/demo"
)

// TestAvversi: messages made so that two readers would understand two things, or so that the writer seems another.
// None is executed as what it is not.
func TestAvversi(t *testing.T) {
	pki, err := demo.NewPKI(demo.PKIOptions{})
	must(t, err)
	s := nuovaScenaPKI(t, pki)
	const (
		giulia = "giulia.bianchi@iscritti.pec-ordine.example"
		sara   = "sara.moretti@pecmail.example"
		ask    = "La sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale "
		good   = ask + "giulia.bianchi@pecmail.example"
		bad    = ask + "altra@pecmail.example"
	)
	head := func(extra string) string {
		return "From: " + giulia + "\r\nTo: " + ordine + "\r\nSubject: Rinuncia\r\nMessage-ID: <a@b.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\n" + extra
	}
	multi := func(kind string, parts ...string) string {
		return head("Content-Type: multipart/" + kind + "; boundary=\"m\"\r\n\r\n--m\r\n" + strings.Join(parts, "\r\n--m\r\n") + "\r\n--m--\r\n")
	}
	plain := func(text string) string { return "Content-Type: text/plain\r\n\r\n" + text }
	page := func(text string) string {
		return "Content-Type: text/html\r\n\r\n<html><body>" + text + "</body></html>"
	}
	for name, c := range map[string]struct{ sender, post string }{
		"another box sends for the From":     {sara, head("Content-Type: text/plain\r\n\r\n" + good)},
		"an unknown box sends for the From":  {"ignoto@pecmail.example", head("Content-Type: text/plain\r\n\r\n" + good)},
		"alternatives disagree":              {giulia, multi("alternative", plain(good), page(bad))},
		"alternatives disagree, other order": {giulia, multi("alternative", page(bad), plain(good))},
		"hidden words":                       {giulia, head("Content-Type: text/html\r\n\r\n<p>" + good + "</p><p style=\"display:none\">non chiede nulla</p>")},
		"hidden address":                     {giulia, head("Content-Type: text/html\r\n\r\n<p>" + ask + "<span style=\"font-size:0\">altra@pecmail.example</span></p>")},
		"link to another address":            {giulia, head("Content-Type: text/html\r\n\r\n<p>" + ask + "<a href=\"mailto:altra@pecmail.example\">giulia.bianchi@pecmail.example</a></p>")},
		"look-alike letters":                 {giulia, head("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + ask + "giuli\u0430.bianchi@pecmail.example")},
		"invisible letters":                  {giulia, head("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + ask + "giulia\u200b.bianchi@pecmail.example")},
		"right to left":                      {giulia, head("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + ask + "\u202eelpmaxe.liamcep@ihcnaib.ailuig")},
		"two addresses":                      {giulia, head("Content-Type: text/plain\r\n\r\n" + good + " oppure altra@pecmail.example")},
		"a denial below":                     {giulia, head("Content-Type: text/plain\r\n\r\n" + good + "\r\n\r\nAnzi no, non date corso alla richiesta.")},
		"a denial below a rule":              {giulia, head("Content-Type: text/plain\r\n\r\n" + good + "\r\n\r\n__________\r\nNon date corso alla richiesta.")},
		"a denial in the second part":        {giulia, multi("mixed", plain(good), plain("Anzi no, non chiedo nulla: ci ho ripensato."))},
		"a question":                         {giulia, head("Content-Type: text/plain\r\n\r\nCome si fa? Devo scrivere: \"" + good + "\"?")},
		"the Order's address":                {giulia, head("Content-Type: text/plain\r\n\r\n" + ask + ordine)},
		"an address of another member":       {giulia, head("Content-Type: text/plain\r\n\r\n" + ask + sara)},
		"two From":                           {giulia, "From: " + sara + "\r\n" + head("Content-Type: text/plain\r\n\r\nLa sottoscritta Sara Moretti CF MRTSRA93P49F205U comunica la nuova PEC s@pecmail.example")},
		"two Content-Type":                   {giulia, head("Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\n" + good + "<div style=\"display:none\">non</div>")},
		"without a body":                     {giulia, head("\r\n")},
		"two encodings":                      {giulia, head("Content-Type: text/plain\r\nContent-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64\r\n\r\n" + good)},
		"a charset of another ASCII":         {giulia, head("Content-Type: text/plain; charset=utf-7\r\n\r\n" + good)},
		"an encoding that some undo":         {giulia, head("Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n" + good)},
		"a delimiter that is nearly one":     {giulia, multi("mixed", plain(good)+"\r\n--mx\r\n\r\nAnzi no")},
		"two boundaries":                     {giulia, strings.Replace(multi("mixed", plain(good)), "boundary=\"m\"", "boundary=\"m\"; boundary=\"n\"", 1)},
		"a header line that is no field":     {giulia, head("riga senza due punti\r\nNota: NON eseguite\r\nContent-Type: text/plain\r\n\r\n" + good)},
		"a blank before the colon":           {giulia, head("Content-Type : text/html\r\n\r\n" + good)},
		"a multipart without boundary":       {giulia, head("Content-Type: multipart/mixed\r\n\r\n" + good)},
		"an enriched text":                   {giulia, head("Content-Type: text/enriched\r\n\r\n" + good)},
		"white words":                        {giulia, head(page("<p><font color=#fefefe>" + good + "</font></p>"))},
		"scaled to nothing":                  {giulia, head(page("<p style=\"transform:scale(0)\">" + good + "</p>"))},
		"a selector that hides":              {giulia, head(page("<style>p:first-child{display:none}</style><p>" + good + "</p>"))},
		"words of a style sheet":             {giulia, head(page("<style>p:before{content:'Non eseguite: '}</style><p>" + good + "</p>"))},
		"struck words":                       {giulia, head(page("<p><s>" + good + "</s></p>"))},
		"closed details":                     {giulia, head(page("<details>" + good + "</details>"))},
		"a dialog":                           {giulia, head(page("<dialog>" + good + "</dialog>"))},
	} {
		t.Run(name, func(t *testing.T) {
			s.t = t
			o := s.ispeziona(imbusta(t, pki, c.sender, "Rinuncia", []byte(c.post), orario(t, "2026-11-23 09:14")))
			e := o.Decision
			if e == nil {
				t.Fatalf("%s", testo(t, o))
			}
			if o.Proof.Level != "certified" || e.Outcome == "IN_ESECUZIONE" || e.Outcome == "ESEGUITA" {
				t.Errorf("executed: %s", testo(t, o))
			}
		})
	}
	if o := s.ispeziona(imbusta(t, pki, giulia, "Rinuncia", []byte(head(page("<p>"+good+"</p>"))), orario(t, "2026-11-23 09:14"))); o.Decision.Outcome != "IN_ESECUZIONE" {
		t.Errorf("the plain page is not executed: %s", testo(t, o))
	}
	if o := s.ispeziona(imbusta(t, pki, giulia, "Rinuncia", []byte(head("Content-Type: text/plain\r\n\r\n"+good)), orario(t, "2026-11-23 09:14"))); o.Decision.Outcome != "IN_ESECUZIONE" {
		t.Errorf("the plain message is not executed: %s", testo(t, o))
	}
}
