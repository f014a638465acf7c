package rules

import (
	"strings"
	"testing"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// conLettere has three letters that were sent: one accepted, whose identificativo is known, one not yet, and one to a member whose
// address has a k.
func conLettere(t *testing.T) *ordine {
	t.Helper()
	o := conLettera(t)
	for _, c := range []string{
		"iscritto GLLFNC80L63L219B Galli Francesca domicilio=f.galli@legalpost.example", "iscritto RSSMRC69S21G702W Rossi Marco domicilio=marco@kilo.example",
		"scrive f.galli@legalpost.example R3 INTEGRAZIONE_RICHIESTA AUTO cf=GLLFNC80L63L219B", "scrive marco@kilo.example R3 INTEGRAZIONE_RICHIESTA AUTO cf=RSSMRC69S21G702W", "invia",
	} {
		o.comanda(c)
	}
	l := o.lettera("LET-2026-000001")
	o.decide(o.ricevuta(l, pec.Accettazione, o.now, nil))
	for id, want := range map[string]StatoLettera{"LET-2026-000001": LAccettata, "LET-2026-000002": LInviata, "LET-2026-000003": LInviata} {
		if got := o.lettera(id).Stato; got != want {
			t.Fatalf("%s is %s", id, got)
		}
	}
	return o
}

// ascii folds a value as those who compare addresses and ids must: letters of ASCII only.
func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// FuzzRicevuta throws receipts of any content at letters that were sent. A letter moves only by a certified receipt with our sender, its
// own msgid (or none, and its identificativo) and its own recipient; no receipt moves two; nothing else of the store changes.
func FuzzRicevuta(f *testing.F) {
	letters := []string{"LET-2026-000001", "LET-2026-000002", "LET-2026-000003"}
	tipi := []pec.Tipo{pec.Accettazione, pec.NonAccettazione, pec.PresaInCarico, pec.AvvenutaConsegna, pec.ErroreConsegna, pec.PreavvisoErroreConsegna, pec.RilevazioneVirus, "mancata-consegna"}
	for i := range byte(8) {
		f.Add(i, byte(3), uint16(0), "", "", "", "5.1.1 - x", int32(0))
		f.Add(i, byte(3), uint16(0x0b1+uint16(i)), "x@y.example", "luca.conti@legalpost.example", "id@y.example", "12 ore", int32(3600))
		f.Add(i, i%4, uint16(0x1234), "segreteria@pec.ordine-prova.example", "marco@\u212ailo.example", "", "", int32(90000))
	}
	f.Fuzz(func(t *testing.T, kind, level byte, mix uint16, mittente, to, id, esteso string, dopo int32) {
		if !utf8Corte(mittente, to, id, esteso) {
			return
		}
		o := conLettere(t)
		about := o.lettera(letters[int(mix)%3])
		other := o.lettera(letters[int(mix>>2)%3])
		in := o.ricevuta(about, tipi[int(kind)%len(tipi)], o.now.Add(time.Duration(dopo%200000)*time.Second), func(d *pec.DatiCert) {
			d.Errore, d.ErroreEsteso = pec.Altro, esteso
			for bit, change := range []func(){
				func() { d.Mittente = pec.FoldAddress(mittente) }, func() { d.MsgID = id }, func() { d.MsgID = other.MsgID }, func() { d.Consegna = pec.FoldAddress(to) },
				func() { d.Consegna = other.A }, func() { d.Destinatari[0].Address = pec.FoldAddress(to) }, func() { d.Destinatari[0].Address = other.A }, func() { d.Identificativo = id },
				func() { d.Identificativo = "opec." + other.ID + "@prov.example" }, func() { d.Consegna = "" }, func() { d.MsgID = "" }, func() { d.Destinatari = nil },
			} {
				if mix>>(4+bit)&1 == 1 {
					change()
				}
			}
		})
		in.Proof.Level = []mailparse.Level{mailparse.Unsigned, mailparse.Broken, mailparse.Mismatch, mailparse.Certified}[level%4]
		before := map[string]Lettera{}
		for _, l := range letters {
			before[l] = o.lettera(l)
		}
		dec := o.decide(in)
		if len(dec.Events) == 0 || dec.Errore != "" {
			t.Fatalf("nothing recorded: %s", encode(t, dec))
		}
		moved := 0
		for _, l := range letters {
			after, was := o.lettera(l), before[l]
			if encode(t, after) == encode(t, was) {
				continue
			}
			if after.Stato != was.Stato || after.Codice != was.Codice || after.Identificativo != was.Identificativo {
				moved++
				propria(t, was, in)
			}
			if after.A != was.A || after.MsgID != was.MsgID || after.CF != was.CF || after.SHA256 != was.SHA256 {
				t.Fatalf("a receipt changed whose letter %s is: %s", l, encode(t, after))
			}
		}
		if moved > 1 {
			t.Fatalf("%d letters moved by %s", moved, encode(t, in.Msg.DatiCert))
		}
	})
}

// propria demands that a receipt is the letter's own.
func propria(t *testing.T, l Lettera, in Received) {
	t.Helper()
	d := in.Msg.DatiCert
	if in.Proof.Level != mailparse.Certified || ascii(d.Mittente) != nostraCasella {
		t.Fatalf("%s moved by a receipt at level %s to %q", l.ID, in.Proof.Level, d.Mittente)
	}
	byID := strings.EqualFold(ascii(sciogli(d.MsgID)), ascii(l.MsgID)) || ascii(d.MsgID) == ascii(l.MsgID)
	if !byID && !(d.MsgID == "" && l.Identificativo != "" && d.Identificativo == l.Identificativo) {
		t.Fatalf("%s of msgid %q and identificativo %q moved by one of %q and %q", l.ID, l.MsgID, l.Identificativo, d.MsgID, d.Identificativo)
	}
	if byID && l.Identificativo != "" && d.Identificativo != "" && d.Identificativo != l.Identificativo {
		t.Fatalf("%s of identificativo %q moved by one of %q", l.ID, l.Identificativo, d.Identificativo)
	}
	switch {
	case d.Consegna != "" && ascii(d.Consegna) != l.A:
		t.Fatalf("%s to %s moved by a receipt of %q", l.ID, l.A, d.Consegna)
	case d.Consegna == "" && d.Tipo == pec.AvvenutaConsegna:
		t.Fatalf("%s delivered to nobody", l.ID)
	case len(d.Destinatari) > 0 && d.Consegna == "" && ascii(d.Destinatari[0].Address) != l.A:
		t.Fatalf("%s to %s moved by a receipt about %q", l.ID, l.A, d.Destinatari[0].Address)
	}
}

// utf8Corte reports whether values are such as mailparse gives them: valid UTF-8 of a size that a fuzzer need not exceed.
func utf8Corte(list ...string) bool {
	for _, s := range list {
		if len(s) > 200 || strings.ToValidUTF8(s, "") != s {
			return false
		}
	}
	return true
}

// TestMinuscolo: addresses are folded in ASCII only.
func TestMinuscolo(t *testing.T) {
	for in, want := range map[string]string{" Marco@KILO.example\r\n": "marco@kilo.example", "marco@\u212ailo.example": "marco@\u212ailo.example", "a@b.example\u00a0": "a@b.example\u00a0", "<A@b>": "a@b"} {
		if got := minuscolo(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
