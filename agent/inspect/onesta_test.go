package inspect_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"pecagent/agent/inspect"
	"pecagent/rules"
)

// busta is the object of a sound busta di trasporto, for pages that no fixture gives.
func busta(change func(*inspect.Object)) inspect.Object {
	o := inspect.Object{File: "x.eml", SHA256: strings.Repeat("0", 64), Format: "pec", Busta: "trasporto", Tipo: "posta-certificata",
		Proof:    &inspect.Proof{Level: "certified", Signer: "posta-certificata@gestore.example", Digest: "sha256", SigningTime: "2026-07-01T07:00:00Z"},
		DatiCert: &inspect.DatiCert{Tipo: "posta-certificata", Mittente: "a@pec.example", Data: "2026-07-01T08:00:00+01:00"},
		Inner:    &inspect.Inner{From: "a@pec.example", Text: "ciao", Date: "2026-07-01T03:00:00-04:00"}}
	change(&o)
	return o
}

// contiene holds the words of a page, whatever its lines, against what must and must not stand there.
func contiene(t *testing.T, name string, o inspect.Object, want, not []string) {
	t.Helper()
	page := strings.Join(strings.Fields(foglio(t, o)), " ")
	for _, w := range want {
		if !strings.Contains(page, w) {
			t.Errorf("%s: the page does not say %q:\n%s", name, w, foglio(t, o))
		}
	}
	for _, w := range not {
		if strings.Contains(page, w) {
			t.Errorf("%s: the page says %q", name, w)
		}
	}
}

// TestPaginaOnesta: the page says what was compared and by whom it is signed, and no more.
func TestPaginaOnesta(t *testing.T) {
	signed := func(cf string, readable bool) []inspect.Signature {
		return []inspect.Signature{{Attachment: "m.p7m", Form: "cades", Valid: true, Verified: true, CF: cf, Name: "Sara", Issuer: "CN=CA", Readable: readable}}
	}
	const own, other = "CNTLCU88R19A944D", "MRTSRA93P49F205U"
	for _, c := range []struct {
		name      string
		change    func(*inspect.Object)
		want, not []string
	}{
		{"headers", func(*inspect.Object) {}, []string{"✓ Intestazioni esterne: X-Ricevuta, X-Trasporto e X-Riferimento-Message-ID, dove ci sono,",
			"– Altre intestazioni (oggetto, destinatari, «Per conto di», Reply-To, Message-ID): non firmate e non confrontate: valgono solo i dati del punto 4.",
			"✓ «Da» dell'originale: è il mittente certificato.", "da quando il gestore ha firmato", "imbustati dal gestore"}, []string{"✗ «"}},
		{"another writer", func(o *inspect.Object) { o.Inner.From = "b@posta.example" }, []string{
			"✗ «Da» dell'originale: diverso dal mittente certificato: nel messaggio c'è scritto b@posta.example, il mittente attestato è a@pec.example.", "→ Conta il mittente"}, nil},
		{"a receipt without its copy", func(o *inspect.Object) {
			o.Busta, o.Tipo, o.Inner, o.DatiCert.Ricevuta = "ricevuta", "avvenuta-consegna", nil, "completa"
		}, []string{"(completa): la copia manca", "✗ Contenuto: la ricevuta si dice completa, ma la copia del messaggio (postacert.eml) non c'è"}, nil},
		{"a receipt that has none", func(o *inspect.Object) {
			o.Busta, o.Tipo, o.Inner, o.DatiCert.Ricevuta = "ricevuta", "avvenuta-consegna", nil, "sintetica"
		}, nil, []string{"manca", "Contenuto:"}},
		{"untrusted", func(o *inspect.Object) {
			o.Proof.Level, o.Proof.Reasons, o.Inner.From = "mismatch", []string{"chain_untrusted"}, "b@posta.example"
		}, []string{"da quando il firmatario ha firmato", "imbustati dal firmatario", "nel certificato del firmatario", "da sole non provano nulla", "nei dati a@pec.example",
			"NON PROVA NULLA. Messaggio di posta certificata: la firma è integra, ma il certificato non risale"}, []string{"il gestore ha firmato", "attestato è"}},
		{"broken", func(o *inspect.Object) { o.Proof.Level, o.Proof.Reasons = "broken", []string{"sig_invalid"} }, nil, []string{"Altre intestazioni", "«Da» dell'originale"}},
		{"time of Rome", func(*inspect.Object) {}, []string{"mercoledì 1º luglio 2026, ore 09:00:00 (+02:00) firma apposta mercoledì 1º luglio 2026, ore 09:00:00 (+02:00)",
			"data di chi scrive mercoledì 1º luglio 2026, ore 09:00:00 (+02:00)"}, []string{"UTC", "+01:00"}},
		{"another's signature by the decision", func(o *inspect.Object) {
			o.Firme, o.Decision = signed(other, false), &rules.Esito{Member: own, Ground: "R-112"}
		}, []string{"✗ Firma di una persona su «m.p7m»: valida, ma di un'altra persona: Sara, codice fiscale " + other + ", mentre la richiesta riguarda " + own, "→ Per questa richiesta la firma non conta"}, nil},
		{"another's signature by the text", func(o *inspect.Object) { o.Firme, o.Request = signed(other, false), &rules.Capito{CF: []string{own}} },
			[]string{"valida, ma di un'altra persona"}, nil},
		{"own signature", func(o *inspect.Object) { o.Firme, o.Request = signed(own, true), &rules.Capito{CF: []string{own}} },
			[]string{"✓ Firma di una persona su «m.p7m»: valida, di Sara", "– Contenuto del documento firmato: non confrontato con la richiesta"}, []string{"altra persona"}},
		{"own readable document", func(o *inspect.Object) {
			o.Firme, o.Decision = signed(own, true), &rules.Esito{Member: own, Ground: "R-103", Type: "R4"}
		}, []string{"– Contenuto del documento firmato: è un testo, in cui si cerca soltanto il nuovo indirizzo"}, []string{"non confrontato con la richiesta:"}},
		{"several daticert", func(o *inspect.Object) {
			o.Proof.Level, o.Proof.Reasons, o.Proof.Detail = "mismatch", []string{"daticert_bad"}, "x; daticert: more than one daticert.xml in the signed entity"
		}, []string{"✗ Dati di certificazione: i dati di certificazione non si possono usare: nella parte firmata ci sono più file daticert.xml. (daticert_bad)"}, nil},
		{"a fault of the document in words, and no word against the signature", func(o *inspect.Object) {
			o.Proof.Level, o.Proof.Reasons, o.Proof.Detail = "mismatch", []string{"daticert_bad"}, "daticert: reading daticert.xml: parsing daticert: comment follows the root"
			o.Decision = &rules.Esito{Outcome: "QUARANTENA", Auto: "REVIEW", Flags: []string{"FIRMA_GESTORE_NON_VALIDA"}}
		}, []string{"dopo la fine del documento c'è dell'altro (per il tecnico: «reading daticert.xml", "segnalazione la firma è integra, ma non basta a provare questo messaggio (FIRMA_GESTORE_NON_VALIDA)"}, []string{"la firma del gestore non regge"}},
		{"a signature that does not hold", func(o *inspect.Object) {
			o.Proof.Level, o.Proof.Reasons = "broken", []string{"sig_invalid"}
			o.Decision = &rules.Esito{Outcome: "QUARANTENA", Auto: "REVIEW", Flags: []string{"FIRMA_GESTORE_NON_VALIDA"}}
		}, []string{"la firma del gestore non regge (FIRMA_GESTORE_NON_VALIDA)"}, []string{"la firma è integra"}},
		{"unknown fault of daticert", func(o *inspect.Object) {
			o.Proof.Level, o.Proof.Reasons, o.Proof.Detail = "mismatch", []string{"daticert_bad"}, "daticert: reading daticert.xml: \u202eboh"
		}, []string{"il lettore dice: «reading daticert.xml: ⟨U+202E⟩boh». (daticert_bad)"}, nil},
		{"keys of the configuration", func(o *inspect.Object) { o.Proof.Reasons = []string{"weak_digest"} }, []string{"(weak_digest, trust.sha1_fino_a)", "(not_checked, trust.crl)"}, []string{"[trust]"}},
	} {
		contiene(t, c.name, busta(c.change), c.want, c.not)
	}
}

// TestInnerVuoto: a key without a value is left out.
func TestInnerVuoto(t *testing.T) {
	o := busta(func(o *inspect.Object) { o.Inner = &inspect.Inner{} })
	if _, ok := mappa(t, o)["inner"]; ok {
		t.Error("inner stands without a value")
	}
	o.Inner.Text = "x"
	if _, ok := mappa(t, o)["inner"]; !ok {
		t.Error("inner is left out")
	}
}

// TestErroriSulFlusso: what was not read is told on the stream of errors too, in words, with nothing hidden.
func TestErroriSulFlusso(t *testing.T) {
	o, err := inspect.Configure("", "")
	must(t, err)
	var out, errs bytes.Buffer
	c := inspect.Corsa{Options: o, JSON: true, Out: &out, Err: &errs, Stdin: strings.NewReader("")}
	sum, err := c.Esegui(context.Background(), []string{"manca\u202e.eml", "-"})
	must(t, err)
	want := "pecagent: inspect: manca⟨U+202E⟩.eml: il file non esiste\npecagent: inspect: -: lo standard input è vuoto o chiuso\n"
	if sum.NonLetti != 2 || errs.String() != want || strings.Count(out.String(), "\n") != 2 {
		t.Errorf("%+v %q %s", sum, errs.String(), out.String())
	}
	contiene(t, "too large", inspect.Object{File: "x", Error: "supera la misura massima di un messaggio, 120 MiB"}, []string{"NON LETTO: supera la misura massima di un messaggio, 120 MiB."}, []string{"non è stato letto"})
}

// TestFIFO: a FIFO is read when somebody writes, late or soon.
func TestFIFO(t *testing.T) {
	name := filepath.Join(t.TempDir(), "tubo")
	must(t, unix.Mkfifo(name, 0o600))
	o, err := inspect.Configure("", "")
	must(t, err)
	wrote := make(chan error, 1)
	go func() {
		time.Sleep(100 * time.Millisecond)
		wrote <- os.WriteFile(name, []byte("From: a@b.example\r\n\r\nciao"), 0)
	}()
	out, sum := corsa(t, inspect.Corsa{Options: o, JSON: true}, name)
	must(t, <-wrote)
	if sum.NonLetti != 0 || !strings.Contains(out, `"text":"ciao`) {
		t.Errorf("%+v %s", sum, out)
	}
}

// TestFirmaDiAltri: the page of message 15 with another person's good signature agrees with the decision.
func TestFirmaDiAltri(t *testing.T) {
	f := nuoveFirme(t)
	w := quindici(t, nil)
	other := rilascia(t, f.ca, 1002, cittadino("TINIT-MRTSRA93P49F205U", "Sara", "Moretti"))
	w.Allegati[0].Corpo = p7m(t, []byte(modulo), w.At.Add(-time.Hour), other)
	contiene(t, "other", f.ispeziona(f.una(w)), []string{"✗ Firma di una persona su «variazione_pec.pdf.p7m»: valida, ma di un'altra persona: Sara Moretti", "(FIRMA_NON_VALIDA)"}, nil)
}
