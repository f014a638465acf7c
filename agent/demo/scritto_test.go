package demo

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

func TestBustaTrasporto(t *testing.T) {
	g := avviaTest(t, Options{})
	sp := scrivi(t, g, Scritto{From: "Giulia Bianchi <" + giulia + ">", Subject: "Rinuncia così", Body: "chiedo perché", Charset: "iso-8859-1"})
	raw := grezzo(t, g, consegnaTutto(t, g)[0].UID)
	f := mustVerifica(t, g, raw)
	h := f.head
	for nome, want := range map[string]string{
		"X-Trasporto": "posta-certificata", "Message-ID": "<" + sp.Identificativo + ">", pec.HeaderRiferimento: "<" + sp.MsgID + ">",
		"From": `"Per conto di: ` + giulia + `" <posta-certificata@pec.gestore-uno.example>`, "Reply-To": giulia, "To": ordine, "X-TipoRicevuta": "completa",
		"Return-Path": "<" + giulia + ">",
	} {
		if got := h.Get(nome); got != want {
			t.Errorf("%s: %q, want %q", nome, got, want)
		}
	}
	if hexSHA256(raw) != sp.SHA256 || f.dc.Tipo != pec.PostaCertificata || f.dc.Mittente != giulia || f.dc.Oggetto != "Rinuncia così" || f.dc.Consegna != "" {
		t.Errorf("daticert %+v", f.dc)
	}
	in := leggi(f.messaggi[0])
	if in.msgID != sp.Identificativo || senzaParentesi(in.campo(pec.HeaderRiferimento)) != sp.MsgID || in.oggetto != "Rinuncia così" {
		t.Errorf("postacert ids %q", in.msgID)
	}
	if got := testoDi(f.messaggi[0]); got != "chiedo perché\n" {
		t.Errorf("text %q", got)
	}
}

func TestTestiScritti(t *testing.T) {
	for _, c := range []struct {
		s    Scritto
		has  string
		text string
	}{
		{Scritto{Body: "perché", CTE: "base64"}, "base64", "perché"},
		{Scritto{Body: "perché", CTE: "8bit"}, "perché", "perché\n"},
		{Scritto{Body: "l’Ordine", Charset: "windows-1252"}, "=92", "l’Ordine\n"},
		{Scritto{HTML: "<p>ciao</p>"}, "text/html", ""},
		{Scritto{Body: "ciao", HTML: "<p>ciao</p>"}, "multipart/alternative", "ciao\n"},
		{Scritto{Body: "ciao", Allegati: []Allegato{{Nome: "modulo.pdf", Tipo: "application/pdf", Corpo: []byte("%PDF")}}}, "modulo.pdf", "ciao\n"},
		{Scritto{Body: "x", Campi: []Campo{{"Auto-Submitted", "auto-replied"}}}, "Auto-Submitted: auto-replied", "x\n"},
		{Scritto{Body: "x", Campi: []Campo{{"X-A", "uno\r\nBcc: due"}}}, "X-A: uno Bcc: due", "x\n"},
	} {
		g := avviaTest(t, Options{})
		c.s.From, c.s.Subject = giulia, strings.Repeat("lungo oggetto à ", 12)
		scrivi(t, g, c.s)
		f := mustVerifica(t, g, grezzo(t, g, consegnaTutto(t, g)[0].UID))
		if !bytes.Contains(f.messaggi[0], []byte(c.has)) {
			t.Errorf("without %q:\n%s", c.has, f.messaggi[0])
		}
		if got := testoDi(f.messaggi[0]); got != c.text {
			t.Errorf("text %q, want %q", got, c.text)
		}
		if f.dc.Oggetto != strings.TrimSpace(c.s.Subject) && f.dc.Oggetto != c.s.Subject {
			t.Errorf("oggetto %q", f.dc.Oggetto)
		}
		for _, line := range strings.Split(string(f.messaggi[0][:fineTestata(f.messaggi[0])]), "\r\n") {
			if len(line) > 100 {
				t.Errorf("line of %d octets: %s", len(line), line)
			}
		}
	}
}

func TestScrittoRifiutato(t *testing.T) {
	g := avviaTest(t, Options{})
	for _, s := range []Scritto{
		{From: "a@posta.example", Body: "x"}, // ordinary mail has no certified envelope
		{From: "nessuno", Body: "x"},
		{From: giulia, Env: "ALTRO"},
		{Env: EnvGrezza},
		{From: giulia, Body: "x", CTE: "uuencode"},
		{From: giulia, Body: "x", Charset: "inesistente"},
		{From: giulia, Body: "x", Doppia: "tripla"},
	} {
		if _, err := g.Scrivi(s); err == nil {
			t.Errorf("accepted %+v", s)
		}
	}
	if n := g.Registro().InCoda; n != 0 {
		t.Errorf("%d queued", n)
	}
}

func TestEnvDiversi(t *testing.T) {
	g := avviaTest(t, Options{})
	scrivi(t, g, Scritto{Env: EnvAnomalia, From: "marcorossi@posta.example", Subject: "PEC", Body: "x"})
	scrivi(t, g, Scritto{Env: EnvOrdinaria, From: "annamaria.deluca@posta.example", Subject: "PEC mai ricevuta", Body: "x"})
	scrivi(t, g, Scritto{Env: EnvGrezza, Raw: []byte("senza testata\n\x00\xff")})
	l := consegnaTutto(t, g)
	f := mustVerifica(t, g, grezzo(t, g, l[0].UID))
	if f.dc != nil || len(f.messaggi) != 1 || f.head.Get(pec.HeaderTrasporto) != "errore" || !strings.HasPrefix(f.head.Get("Subject"), "ANOMALIA MESSAGGIO: PEC") ||
		f.head.Get(pec.HeaderRiferimento) != "" || f.head.Get("From") != `"Per conto di: marcorossi@posta.example" <posta-certificata@pec.gestore-uno.example>` {
		t.Errorf("anomalia %v", f.head)
	}
	if in := leggi(f.messaggi[0]); "<"+in.msgID+">" != f.head.Get("Message-ID") {
		t.Errorf("Message-ID %q, inner %q", f.head.Get("Message-ID"), in.msgID)
	}
	if o := leggi(grezzo(t, g, l[1].UID)); o.oggetto != "PEC mai ricevuta" || bytes.Contains(o.raw, []byte("multipart/signed")) {
		t.Errorf("ordinary mail: %s", o.raw)
	}
	if raw := grezzo(t, g, l[2].UID); string(raw) != "senza testata\n\x00\xff" {
		t.Errorf("raw octets changed: %q", raw)
	}
}

func TestDoppie(t *testing.T) {
	for _, d := range []Doppia{DoppiaIdentica, DoppiaRivestita} {
		g := avviaTest(t, Options{})
		if sp := scrivi(t, g, Scritto{From: giulia, Body: "x", Doppia: d}); sp.Copie != 2 {
			t.Errorf("%d copies", sp.Copie)
		}
		l := consegnaTutto(t, g)
		if len(l) != 2 || (l[0].SHA256 == l[1].SHA256) != (d == DoppiaIdentica) {
			t.Fatalf("%s: %+v", d, l)
		}
		a, b := mustVerifica(t, g, grezzo(t, g, l[0].UID)), mustVerifica(t, g, grezzo(t, g, l[1].UID))
		if !bytes.Equal(a.octets, b.octets) {
			t.Errorf("%s: signed entities differ", d)
		}
	}
}

func TestTravesti(t *testing.T) {
	g := avviaTest(t, Options{})
	for _, id := range []string{"uno@x.example", "due@x.example"} {
		if err := spedisci(t, g, lettera(id, giulia), giulia); err != nil {
			t.Fatal(err)
		}
	}
	genuine := grezzo(t, g, consegnaTutto(t, g)[1].UID)
	if _, err := g.Travesti(Travestimento{UID: 2, Campi: []Campo{{"x-riferimento-message-id", "<due@x.example>"}, {"X-Nuovo", "sì"}}, Togliere: []string{"Return-Path"}}); err != nil {
		t.Fatal(err)
	}
	raw := grezzo(t, g, consegnaTutto(t, g)[0].UID)
	f := mustVerifica(t, g, raw) // the signature holds: only the outer header lies
	if f.dc.MsgID != "uno@x.example" || f.head.Get(pec.HeaderRiferimento) != "<due@x.example>" || f.head.Get("Return-Path") != "" || decodifica(f.head.Get("X-Nuovo")) != "sì" {
		t.Errorf("disguise %v", f.head)
	}
	if !bytes.Equal(f.octets, apri(t, genuine).octets) {
		t.Error("the signed entity changed")
	}
	if _, err := g.Travesti(Travestimento{UID: 999}); err == nil {
		t.Error("disguised a message that is not there")
	}
}

func TestRispondi(t *testing.T) {
	g := avviaTest(t, Options{})
	if _, err := g.Rispondi(Risposta{Casella: giulia}); err == nil {
		t.Error("answered a letter that is not there")
	}
	if err := spedisci(t, g, lettera("uno@x.example", giulia), giulia); err != nil {
		t.Fatal(err)
	}
	consegnaTutto(t, g)
	if _, err := g.Rispondi(Risposta{Casella: giulia, N: 1, Scritto: Scritto{Body: "confermo"}}); err != nil {
		t.Fatal(err)
	}
	f := mustVerifica(t, g, grezzo(t, g, consegnaTutto(t, g)[0].UID))
	in := leggi(f.messaggi[0])
	if in.inReplyTo != g.Casella(giulia)[0].Identificativo || in.oggetto != "R: Conferma dell'attività" || in.from[0] != giulia {
		t.Errorf("In-Reply-To %q, subject %q", in.inReplyTo, in.oggetto)
	}
}

// TestAt: a message of the past keeps its instant, one of the future waits for it.
func TestAt(t *testing.T) {
	g := avviaTest(t, Options{})
	now := g.now()
	past, future := now.AddDate(-1, 0, 0), now.Add(time.Hour)
	scrivi(t, g, Scritto{Env: EnvGrezza, Raw: []byte("Subject: x\r\n\r\n"), At: past})
	scrivi(t, g, Scritto{From: giulia, Body: "x", At: future})
	l := consegnaTutto(t, g)
	if len(l) != 1 || !l[0].Quando.Equal(past) {
		t.Fatalf("delivered %+v", l)
	}
	must(t, g.Clock(future))
	if l = consegnaTutto(t, g); len(l) != 1 || !l[0].Quando.Equal(future) {
		t.Fatalf("delivered %+v", l)
	}
}
