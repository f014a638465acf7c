package mailparse

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// TestLengthsOfAnAddress: local part, labels and name at their limits and one beyond (RFC 5321 §4.5.3.1, RFC 1035 §2.3.4).
func TestLengthsOfAnAddress(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	name := func(n int) string { // a domain of n bytes in labels of 60
		s := strings.Repeat(x(60)+".", n/61+1)
		return s[len(s)-n:]
	}
	for a, want := range map[string]bool{
		x(64) + "@b.example": true, x(65) + "@b.example": false, "a@" + x(63) + ".example": true, "a@" + x(64) + ".example": false,
		"a@" + name(252) + "it": true, "a@" + name(254) + "it": false, "a@b.it": true, "a@b.i": false, "a@b.12": false, "a@b.1t": true, "a@b": false, "a@b..it": false, "a@.it": false,
		"a@b.it.": false, "a.@b.it": false, ".a@b.it": false, "a..b@b.it": false, "a@b_c.it": false, "a@b-.it": false, "a@-b.it": false, "a@xn--bcher-kva.example": true, "@b.it": false, "a@": false,
		"a": false, "a@b@c.it": false, "": false,
	} {
		if got := validAddress(a); got != want {
			t.Errorf("%.40s… of %d bytes: %v", a, len(a), got)
		}
	}
}

// TestLinesThatGoOn: what a program wrapped is joined, what a person ended is not; each case by the end of one line and the
// beginning of the next.
func TestLinesThatGoOn(t *testing.T) {
	long := strings.Repeat("parola ", 9) + "e"
	for in, joined := range map[string]bool{
		"chiede di\nrinunciare": true, "Chiede.\nrinunciare": false, "Giulia Bianchi\nMarco Rossi": false, "via Roma,\nPrato": true, "il CF\n12": true, "come segue:\n12": false, "come segue:\nla PEC": true,
		"la PEC è (\nMia": true, "dell'\nOrdine": true, "mario@\nPec.example": true, "mario\n@pec.example": true, "domicilio-\nDigitale": true, "-\nRinuncio": false, "chiede\n\nrinunciare": false,
		long + "\nOrdine": true, long + ":\nOrdine": false, long + ".\nOrdine": false, long[:wrapWidth-1] + "\nOrdine": false, long[:wrapWidth] + "\nOrdine": true, "fine!\nora": false, "uno;\ndue": false, "perché?\nno": false,
	} {
		if got := testo(in).Nuovo; strings.Contains(got, "\n") == joined {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// TestAutomaticByEachSign: each header, form and subject of a program is told by its name, and the sign of another is not enough
// (RFC 3834 §5, RFC 6522, RFC 8098, order.md U39).
func TestAutomaticByEachSign(t *testing.T) {
	part := func(kind, types string) string {
		s := "Content-Type: multipart/" + kind + "; boundary=B\n\n"
		for _, x := range strings.Fields(types) {
			s += "--B\nContent-Type: " + x + "\n\nx\n"
		}
		return s + "--B--\n"
	}
	for raw, want := range map[string]string{
		"Auto-Submitted: auto-replied\n\nx": "Auto-Submitted: auto-replied", "Auto-Submitted: AUTO-GENERATED; owner-email=x\n\nx": "Auto-Submitted: auto-generated", "Auto-Submitted: (x) auto-notified\n\nx": "Auto-Submitted: auto-notified",
		"Auto-Submitted: no\nAuto-Submitted: auto-replied\n\nx": "Auto-Submitted: auto-replied", "Auto-Submitted: No (persona)\n\nx": "", "Auto-Submitted:\n\nx": "",
		"X-Autoreply: no\n\nx": "", "X-Autoreply: yes\n\nx": "X-Autoreply", "X-Failed-Recipients: a@b.example\n\nx": "X-Failed-Recipients", "List-Unsubscribe: <x>\n\nx": "List-Unsubscribe", "List-Id: <x>\n\nx": "List-Id",
		"Precedence: first-class\n\nx": "", "Precedence: LIST\n\nx": "Precedence: list", "Precedence: junk\n\nx": "Precedence: junk", "Return-Path: <a@b.example>\nReturn-Path: <>\n\nx": "Return-Path: <>", "Return-Path:\n\nx": "",
		part("report; report-type=delivery-status", "text/plain message/delivery-status"): "multipart/report", part("mixed", "text/plain message/delivery-status"): "message/delivery-status",
		part("mixed", "text/plain message/disposition-notification"): "message/disposition-notification", part("mixed", "text/plain message/rfc822"): "", part("mixed", "text/plain text/plain"): "",
		"Content-Type: message/delivery-status\n\nx": "message/delivery-status", "From: Mailer-Daemon@b.example\n\nx": "From: mailer-daemon", "From: \"mailer-daemon@b.example\" <a@b.example>\n\nx": "",
		"Subject: Undelivered Mail Returned to Sender\n\nx": "Subject: undelivered mail", "Subject: ASSENTE DALL\u2019UFFICIO\n\nx": "Subject: assente dall'ufficio", "Subject: R: fuori ufficio\n\nx": "",
		"Subject: chiedo conferma di lettura\n\nx": "", "Subject: rinuncia\n\nRisposta automatica: sono fuori ufficio": "",
	} {
		if got := inner(t, "To: a@b.example\n"+raw).Auto; got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}

// TestBelowRelatedAllIsAttached: in a related the first part is the text, everything below the others is an attachment, none is lost.
func TestBelowRelatedAllIsAttached(t *testing.T) {
	in := inner(t, da+"Content-Type: multipart/related; boundary=R\n\n--R\nContent-Type: text/html\n\n<p>chiedo</p>\n--R\nContent-Type: multipart/mixed; boundary=M\n\n"+
		"--M\nContent-Type: image/png; name=a.png\n\n1\n--M\nContent-Type: text/plain\n\nnon testo x@altra.example\n--M--\n--R\nContent-Type: image/gif; name=b.gif\n\n3\n--R--\n")
	var names []string
	for _, a := range in.Attachments {
		names = append(names, a.Type+" "+a.Name)
	}
	if got := strings.Join(names, ", "); in.Text != "chiedo" || got != "image/png a.png, text/plain , image/gif b.gif" || len(in.Testo().Indirizzi) != 0 {
		t.Errorf("text %q, attachments %s", in.Text, got)
	}
}

// TestDatiCertOverTwiceItsCap is refused before it is decoded.
func TestDatiCertOverTwiceItsCap(t *testing.T) {
	g := unGestore()
	l := g.messaggio(pec.Accettazione, dati(pec.Accettazione))
	l.parts[1] = "Content-Type: application/xml; name=daticert.xml\r\n\r\n" + string(crlf(dati(pec.Accettazione).XML())) + strings.Repeat("\r\n", MaxDatiCertBytes)
	m := mustParse(t, g.busta(t, l))
	p := m.Verify(g.trust(), time.Time{})
	if !errors.Is(m.DatiCertErr, ErrDatiCertSize) || strings.Join(p.Reasons, " ") != "daticert_bad resource_limit" || m.DatiCertErr.Error() != "daticert.xml is over its size limit" {
		t.Errorf("%v, %v", m.DatiCertErr, p.Reasons)
	}
}

// TestEachCapIsNamedOnce: a cap passed in many parts stands once among the names, and different caps all stand there.
func TestEachCapIsNamedOnce(t *testing.T) {
	many := "a/b"
	for range MaxPieces + 1 {
		many += "; x*0=y"
	}
	part := "Content-Type: " + many + "\r\nX: " + strings.Repeat("y", MaxFieldBytes+1) + "\r\n\r\nx\r\n"
	m := mustParse(t, []byte("From: a@b.example\r\nTo: "+strings.Repeat("x@y.example,", MaxAddresses+1)+"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"+part+"--b\r\n"+part+"--b--\r\n"))
	if got := strings.Join(m.OverLimit, " "); got != "field_bytes rfc2231_pieces addresses" {
		t.Errorf("%q", got)
	}
}

// TestCodesInOtherAlphabets: a word of sixteen letters and digits that is not ASCII is asked again, not passed over.
func TestCodesInOtherAlphabets(t *testing.T) {
	for in, want := range map[string]string{
		"ВNCGLI78C48G478A": "!ВNCGLI78C48G478A", "B\u039dCGLI78C48G478A": "!B\u039dCGLI78C48G478A", "BNСGLI78С48G478А": "!BNСGLI78С48G478А", "1234567890123456è": "",
		"AB1234567890123é": "!AB1234567890123É", "parola": "", "sedicilettereèèè": "",
	} {
		if got := valori(testo(in).CF, InNuovo); !strings.EqualFold(got, want) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestAttributionAtTheEnd: an attribution that nothing follows is quotation, not text.
func TestAttributionAtTheEnd(t *testing.T) {
	for _, tail := range []string{"", "\n", "\n\n", "\n>\n", "\n> \n\n"} {
		x := testo("Confermo.\n\nIl 16/11/2026 09:12, Segreteria <s@pec.example> ha scritto:" + tail)
		if x.Nuovo != "Confermo." || !strings.HasPrefix(x.Citato, "Il 16/11/2026") {
			t.Errorf("%q: new %q, quoted %q", tail, x.Nuovo, x.Citato)
		}
	}
}

// TestTypographyInAnAddress: quotes, primes and dashes that a program made typographic are read as the plain ones, and the address is
// never valid: a person looks at it.
func TestTypographyInAnAddress(t *testing.T) {
	for in, want := range map[string]string{
		"o\u2019brien@pec.example": "!o'brien@pec.example", "o\u00b4brien@pec.example": "!o'brien@pec.example", "o`brien@pec.example": "!o'brien@pec.example", "o'brien@pec.example": "o'brien@pec.example",
		"a\u2013b@pec.example": "!a-b@pec.example", "a@pec\u2010uno.example": "!a@pec-uno.example", "a-b@pec-uno.example": "a-b@pec-uno.example",
	} {
		if got := valori(testo("PEC: "+in+" da oggi").Indirizzi, InNuovo); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
