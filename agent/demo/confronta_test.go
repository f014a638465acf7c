package demo

import (
	"strings"
	"testing"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// conAllegati is a letter with a text in two forms and two attachments of one name.
func conAllegati(tipo string) []byte {
	part := func(body string) string {
		return "--a\r\nContent-Type: application/pdf; name=\"delibera n. 7.pdf\"\r\nContent-Disposition: attachment; filename=\"delibera n. 7.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body
	}
	return []byte("From: " + ordine + "\r\nTo: " + giulia + "\r\nSubject: =?utf-8?q?Attivit=C3=A0?=\r\nDate: Mon, 23 Nov 2026 08:00:00 +0100\r\nX-TipoRicevuta: " + tipo +
		"\r\nMessage-ID: <l1@pec.ordine-prova.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" +
		"--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nperch=C3=A9\r\n" +
		"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>perché</p>\r\n--b--\r\n" +
		part("QUJD\r\n") + part("REVG\r\nR0hJ\r\n") + "--a--\r\n")
}

// TestConfronta: what the provider returns of a letter is what was sent, whole and by its hashes; an altered one is not.
func TestConfronta(t *testing.T) {
	for _, c := range []struct{ tipo, guasto, want string }{
		{pec.Completa, "", ""}, {pec.Breve, "", ""},
		{pec.Completa, string(ConsegnaAltera), mailparse.ContentDiffers}, {pec.Breve, string(ConsegnaAltera), mailparse.ContentDiffers},
		{pec.Completa, string(ConsegnaMonca), mailparse.ContentMissing}, {pec.Breve, string(ConsegnaMonca), mailparse.ContentMissing},
	} {
		g := avviaTest(t, Options{})
		if c.guasto != "" {
			if err := g.Guasto(Guasto{Punto: Punto(c.guasto), Destinatario: giulia}); err != nil {
				t.Fatal(err)
			}
		}
		sent := conAllegati(c.tipo)
		if err := spedisci(t, g, sent, giulia); err != nil {
			t.Fatal(err)
		}
		raw := grezzo(t, g, consegnaTutto(t, g)[1].UID)
		mustVerifica(t, g, raw)
		m, err := mailparse.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := mailparse.Confronta(sent, m); !got.Done || strings.Join(got.Codes(), " ") != c.want {
			t.Errorf("%s %s: %+v, want %q", c.tipo, c.guasto, got, c.want)
		}
	}
}

// TestConfrontaBreve: of a letter with another attachment of the same name the hash is another.
func TestConfrontaBreve(t *testing.T) {
	g := avviaTest(t, Options{})
	sent := conAllegati(pec.Breve)
	if err := spedisci(t, g, []byte(strings.Replace(string(sent), "R0hJ", "R0hK", 1)), giulia); err != nil {
		t.Fatal(err)
	}
	m, err := mailparse.Parse(grezzo(t, g, consegnaTutto(t, g)[1].UID))
	if err != nil {
		t.Fatal(err)
	}
	got := mailparse.Confronta(sent, m)
	if len(got.Differences) != 1 || got.Differences[0] != (mailparse.Difference{Part: "3", Name: "delibera n. 7.pdf", What: mailparse.DiffHash}) {
		t.Errorf("%+v", got)
	}
}
