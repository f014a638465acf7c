package demo

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// generi lists what was delivered, as "tipo errore consegna".
func generi(t testing.TB, g *Gestore, l []Consegnato) []string {
	t.Helper()
	out := []string{}
	for _, c := range l {
		f := mustVerifica(t, g, grezzo(t, g, c.UID))
		s := c.Genere
		if f.dc != nil && f.dc.Errore != pec.Nessuno {
			s += " " + string(f.dc.Errore)
		}
		if f.dc != nil && f.dc.Consegna != "" {
			s += " " + f.dc.Consegna
		}
		out = append(out, s)
	}
	return out
}

func TestPolitiche(t *testing.T) {
	const acc, con = "accettazione", "avvenuta-consegna "
	for _, c := range []struct {
		p                  Politica
		now, h12, h24, rel []string // what arrives at once, after 12 and 24 hours, and when released
		letters            int      // in the member's mailbox at the end
	}{
		{p: Normale, now: []string{acc, con + giulia}, letters: 1},
		{p: ConsegnaPrima, now: []string{con + giulia, acc}, letters: 1},
		{p: DoppieRicevute, now: []string{acc, acc, con + giulia, con + giulia}, letters: 1},
		{p: Tardiva, now: []string{acc}, rel: []string{con + giulia}, letters: 1},
		{p: TuttoTardivo, rel: []string{acc, con + giulia}, letters: 1},
		{p: NoDest, now: []string{acc, "errore-consegna no-dest " + giulia}},
		{p: Inesistente, now: []string{acc, "errore-consegna altro " + giulia}},
		{p: Piena, now: []string{acc, "errore-consegna altro " + giulia}},
		{p: VirusConsegna, now: []string{acc, "errore-consegna virus " + giulia}},
		{p: Preavviso12, now: []string{acc}, h12: []string{"preavviso-errore-consegna altro " + giulia}, rel: []string{con + giulia}, letters: 1},
		{p: Preavviso24, now: []string{acc}, h12: []string{"preavviso-errore-consegna altro " + giulia}, h24: []string{"preavviso-errore-consegna altro " + giulia}},
		{p: Preavviso24Solo, now: []string{acc}, h24: []string{"preavviso-errore-consegna altro " + giulia}},
		{p: NonAccettata, now: []string{"non-accettazione altro"}},
		{p: NonAccettaVirus, now: []string{"non-accettazione virus"}},
		{p: Esterno, now: []string{acc}, letters: 1},
		{p: EsternoRimbalza, now: []string{acc, "anomalia"}},
		{p: Silenzio, now: []string{acc}},
		{p: SilenzioCompleto},
	} {
		t.Run(string(c.p), func(t *testing.T) {
			g := avviaTest(t, Options{})
			if err := g.Politica(giulia, c.p); err != nil {
				t.Fatal(err)
			}
			if err := spedisci(t, g, lettera("l1@pec.ordine-prova.example", giulia), giulia); err != nil {
				t.Fatal(err)
			}
			start := g.now()
			step := func(name string, want []string) {
				t.Helper()
				if got := generi(t, g, consegnaTutto(t, g)); !slices.Equal(got, want) && len(got)+len(want) > 0 {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			step("now", c.now)
			for i, want := range [][]string{c.h12, c.h24} {
				if err := g.Clock(start.Add(time.Duration(12*(i+1))*time.Hour + time.Minute)); err != nil {
					t.Fatal(err)
				}
				step(fmt.Sprintf("%d h", 12*(i+1)), want)
			}
			if _, err := g.Rilascia(""); err != nil {
				t.Fatal(err)
			}
			step("released", c.rel)
			if n := len(g.Casella(giulia)); n != c.letters {
				t.Errorf("%d letters in the mailbox, want %d", n, c.letters)
			}
			if n := g.Registro().InCoda; n != 0 {
				t.Errorf("%d left in the queue", n)
			}
		})
	}
}

// TestSemantica checks pec.md §5.1 and §4.2 on a letter to three recipients.
func TestSemantica(t *testing.T) {
	g := avviaTest(t, Options{Ruota: true})
	const esterno = "giulia78@posta.example"
	to := []string{giulia, luca, esterno}
	raw := lettera("l1@pec.ordine-prova.example", strings.Join(to, ", "), "Reply-To: "+ordine)
	if err := spedisci(t, g, raw, to...); err != nil {
		t.Fatal(err)
	}
	l := consegnaTutto(t, g)
	if len(l) != 3 {
		t.Fatalf("%d receipts", len(l))
	}
	ids, own := map[string]bool{}, map[string]bool{}
	for i, c := range l {
		f := mustVerifica(t, g, grezzo(t, g, c.UID))
		ids[f.dc.Identificativo] = true
		own[f.head.Get("Message-ID")] = true
		if f.dc.MsgID != "l1@pec.ordine-prova.example" || f.head.Get(pec.HeaderRiferimento) != "<"+f.dc.MsgID+">" {
			t.Errorf("msgid %q, header %q", f.dc.MsgID, f.head.Get(pec.HeaderRiferimento))
		}
		if f.head.Get(pec.HeaderRicevuta) != string(f.dc.Tipo) || f.dc.Mittente != ordine || f.dc.Oggetto != "Conferma dell'attività" {
			t.Errorf("receipt %+v", f.dc)
		}
		if want := []pec.Destinatario{{Address: giulia, Tipo: "certificato"}, {Address: luca, Tipo: "certificato"}, {Address: esterno, Tipo: "esterno"}}; !slices.Equal(f.dc.Destinatari, want) {
			t.Errorf("destinatari %v", f.dc.Destinatari)
		}
		busta, tipo, rest, ok := pec.TipoDaOggetto(decodifica(f.head.Get("Subject")))
		if !ok || busta != pec.Ricevuta || tipo != f.dc.Tipo || rest != "Conferma dell'attività ["+marchio+"]" {
			t.Errorf("subject %q", f.head.Get("Subject"))
		}
		if !strings.Contains(f.testo, marchio) {
			t.Error("text without the marker")
		}
		wantFrom := []string{"gestore-uno", "gestore-uno", "gestore-due"}[i]
		if !strings.Contains(f.head.Get("From"), wantFrom) {
			t.Errorf("receipt %d from %q", i, f.head.Get("From"))
		}
	}
	if len(ids) != 1 || len(own) != 3 || own["<"+first(ids)+">"] {
		t.Errorf("identificativi %v, Message-IDs %v", ids, own)
	}
}

func first(m map[string]bool) string {
	for k := range m {
		return k
	}
	return ""
}

// TestCompleta: the receipt carries what we sent byte for byte, but for the ids and Received.
func TestCompleta(t *testing.T) {
	g := avviaTest(t, Options{})
	raw := lettera("l1@x.example", giulia)
	if err := spedisci(t, g, raw, giulia); err != nil {
		t.Fatal(err)
	}
	f := apri(t, grezzo(t, g, consegnaTutto(t, g)[1].UID))
	if len(f.messaggi) != 1 || f.dc.Ricevuta != pec.Completa {
		t.Fatalf("%d messages, ricevuta %q", len(f.messaggi), f.dc.Ricevuta)
	}
	post := f.messaggi[0]
	post = post[bytes.Index(post, []byte("From: ")):]
	want := bytes.Replace(raw, []byte("Message-ID: <l1@x.example>\r\n"),
		[]byte("Message-ID: <"+f.dc.Identificativo+">\r\nX-Riferimento-Message-ID: <l1@x.example>\r\n"), 1)
	if !bytes.Equal(post, want) {
		t.Errorf("postacert.eml\n%q\nwant\n%q", post, want)
	}
	a := g.Casella(giulia)[0]
	if a.Oggetto != "Conferma dell'attività" || a.Testo != "Gentile iscritta,\nla richiesta è stata eseguita.\n.punto\n" ||
		a.MsgID != "l1@x.example" || a.Identificativo != f.dc.Identificativo || a.CorpoSHA256 != corpoSHA256(raw) {
		t.Errorf("letter as read: %+v", a)
	}
}

func TestTipoRicevuta(t *testing.T) {
	body := "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\ntesto\r\n--b\r\n" +
		"Content-Type: application/pdf; name=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--b--\r\n"
	letter := func(tipo, cc string) []byte {
		return []byte("From: " + ordine + "\r\nTo: " + giulia + "\r\n" + cc + "X-TIPORICEVUTA: " + tipo + "\r\nMessage-ID: <a@b.example>\r\nSubject: x\r\n" + body)
	}
	sum := sha1.Sum([]byte("QUJD"))
	for _, c := range []struct {
		tipo, cc, to string
		want, has    string
	}{
		{"completa", "", giulia, pec.Completa, "QUJD"},
		{"Breve", "", giulia, pec.Breve, hex.EncodeToString(sum[:])},
		{"sintetica", "", giulia, pec.Sintetica, ""},
		{"boh", "", giulia, pec.Completa, "QUJD"},
		{"completa", "Cc: " + luca + "\r\n", luca, pec.Sintetica, ""},
	} {
		g := avviaTest(t, Options{})
		to := []string{giulia}
		if c.cc != "" {
			to = append(to, luca)
		}
		if err := spedisci(t, g, letter(c.tipo, c.cc), to...); err != nil {
			t.Fatal(err)
		}
		l := consegnaTutto(t, g)
		f := mustVerifica(t, g, grezzo(t, g, l[len(l)-1].UID))
		if f.dc.Consegna != c.to || f.dc.Ricevuta != c.want {
			t.Errorf("%s: consegna %q ricevuta %q", c.tipo, f.dc.Consegna, f.dc.Ricevuta)
		}
		if (len(f.messaggi) == 1) != (c.has != "") {
			t.Errorf("%s: %d messages", c.tipo, len(f.messaggi))
		} else if c.has != "" && !bytes.Contains(f.messaggi[0], []byte("\r\n\r\n"+c.has+"\r\n")) {
			t.Errorf("%s: %s", c.tipo, f.messaggi[0])
		}
		if c.want == pec.Breve && (bytes.Contains(f.messaggi[0], []byte("QUJD")) || !bytes.Contains(f.messaggi[0], []byte("a.pdf.hash"))) {
			t.Errorf("breve: %s", f.messaggi[0])
		}
	}
}

func TestBreveAnnidata(t *testing.T) {
	in := "Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: text/plain\r\n\r\nciao\r\n--m\r\n" +
		"Content-Type: text/csv\r\nContent-Disposition: attachment; filename=\"e.csv\"\r\n\r\na;b\r\n--m--\r\n\r\n--s\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nAAAA\r\n--s--\r\n"
	out := string(breve([]byte(in)))
	sum := sha1.Sum([]byte("a;b"))
	for _, want := range []string{hex.EncodeToString(sum[:]), "e.csv.hash", "name=smime.p7s\r\n\r\nAAAA", "ciao"} {
		if !strings.Contains(out, want) {
			t.Errorf("without %q:\n%s", want, out)
		}
	}
	if plain := "Content-Type: application/pkcs7-mime; name=x.p7m\r\n\r\nAAAA"; string(breve([]byte(plain))) != plain {
		t.Error("an opaque original was changed (RFC 6109 §3.3.2.2)")
	}
}

func TestNonAccettazione(t *testing.T) {
	for name, c := range map[string]struct {
		raw string
		to  []string
	}{
		"other From":     {"From: altro@pec.ordine-prova.example\r\nTo: " + giulia, []string{giulia}},
		"two From":       {"From: " + ordine + ", " + giulia + "\r\nTo: " + giulia, []string{giulia}},
		"no From":        {"To: " + giulia, []string{giulia}},
		"no To":          {"From: " + ordine + "\r\nCc: " + giulia, []string{giulia}},
		"Bcc":            {"From: " + ordine + "\r\nTo: " + giulia + "\r\nBcc: " + luca, []string{giulia}},
		"RCPT not in To": {"From: " + ordine + "\r\nTo: " + giulia, []string{giulia, luca}},
	} {
		g := avviaTest(t, Options{})
		if err := spedisci(t, g, []byte(c.raw+"\r\nMessage-ID: <a@b.example>\r\nSubject: x\r\n\r\nx\r\n"), c.to...); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		l := consegnaTutto(t, g)
		if len(l) != 1 {
			t.Fatalf("%s: %d messages", name, len(l))
		}
		f := mustVerifica(t, g, grezzo(t, g, l[0].UID))
		if f.dc.Tipo != pec.NonAccettazione || f.dc.Errore != pec.Altro || f.dc.ErroreEsteso == "" || len(g.Casella(giulia)) != 0 {
			t.Errorf("%s: %+v", name, f.dc)
		}
	}
}

func TestSenzaMessageID(t *testing.T) {
	g := avviaTest(t, Options{})
	raw := bytes.Replace(lettera("x@y.example", giulia), []byte("Message-ID: <x@y.example>\r\n"), nil, 1)
	if err := spedisci(t, g, raw, giulia); err != nil {
		t.Fatal(err)
	}
	for _, c := range consegnaTutto(t, g) {
		if f := mustVerifica(t, g, grezzo(t, g, c.UID)); f.dc.MsgID != "" || f.head.Get(pec.HeaderRiferimento) != "" {
			t.Errorf("msgid %q, header %q (RFC 6109 §2.2.1)", f.dc.MsgID, f.head.Get(pec.HeaderRiferimento))
		}
	}
}

// TestVersoSestesso: the Order writes to itself and gets the busta too (RFC 6109 §3.4).
func TestVersoSestesso(t *testing.T) {
	g := avviaTest(t, Options{Automatica: true})
	if err := spedisci(t, g, lettera("x@y.example", ordine), ordine); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, c := range g.Registro().Consegnati {
		kinds = append(kinds, c.Genere)
		mustVerifica(t, g, grezzo(t, g, c.UID))
	}
	slices.Sort(kinds)
	if !slices.Equal(kinds, []string{"accettazione", "avvenuta-consegna", "posta-certificata"}) {
		t.Errorf("delivered %v", kinds)
	}
}

func TestAnomaliaDSN(t *testing.T) {
	g := avviaTest(t, Options{})
	if err := g.Politica("*@posta.example", EsternoRimbalza); err != nil {
		t.Fatal(err)
	}
	if err := spedisci(t, g, lettera("x@y.example", "a@posta.example"), "a@posta.example"); err != nil {
		t.Fatal(err)
	}
	l := consegnaTutto(t, g)
	f := mustVerifica(t, g, grezzo(t, g, l[1].UID))
	if f.dc != nil || len(f.messaggi) != 1 || f.head.Get(pec.HeaderTrasporto) != pec.TrasportoErrore {
		t.Fatalf("anomalia %+v", f)
	}
	inner, err := mail.ReadMessage(bytes.NewReader(f.messaggi[0]))
	if err != nil || inner.Header.Get("Auto-Submitted") == "" {
		t.Errorf("inner %v %v", inner, err)
	}
}
