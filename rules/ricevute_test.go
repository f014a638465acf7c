package rules

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// TestPermutazioni: every order of the receipts of one letter ends in the same letter, member and request.
func TestPermutazioni(t *testing.T) {
	at := func(o *ordine, m int) time.Time { return o.now.Add(time.Duration(m) * time.Minute) }
	type receipt struct {
		tipo pec.Tipo
		min  int
		f    func(*pec.DatiCert)
	}
	code := func(s string) func(*pec.DatiCert) {
		return func(d *pec.DatiCert) { d.Errore, d.ErroreEsteso = pec.Altro, s }
	}
	sets := map[string]struct {
		rs   []receipt
		want StatoLettera
	}{
		"delivered":        {[]receipt{{pec.Accettazione, 0, nil}, {pec.AvvenutaConsegna, 1, nil}}, LConsegnata},
		"late delivery":    {[]receipt{{pec.Accettazione, 0, nil}, {pec.PreavvisoErroreConsegna, 720, nil}, {pec.ErroreConsegna, 1440, code("5.1.1 - P - x")}, {pec.AvvenutaConsegna, 1500, nil}}, LConsegnata},
		"timeout":          {[]receipt{{pec.Accettazione, 0, nil}, {pec.PreavvisoErroreConsegna, 721, nil}, {pec.PreavvisoErroreConsegna, 1441, nil}}, LMancata},
		"one second":       {[]receipt{{pec.Accettazione, 0, nil}, {pec.ErroreConsegna, 5, code("5.1.1 - P - x")}, {pec.ErroreConsegna, 5, code("5.2.2 - P - y")}, {pec.RilevazioneVirus, 5, nil}}, LVirus},
		"refused":          {[]receipt{{pec.NonAccettazione, 0, nil}, {pec.Accettazione, 1, nil}}, LNonAccettata},
		"delivered, virus": {[]receipt{{pec.Accettazione, 0, nil}, {pec.AvvenutaConsegna, 3, nil}, {pec.ErroreConsegna, 4, code("5.5.1, P, virus")}}, LConsegnata},
	}
	for name, c := range sets {
		t.Run(name, func(t *testing.T) {
			var first string
			for _, order := range permutazioni(len(c.rs)) {
				o := nuovoOrdine(t)
				o.comanda("iscritto BNCGLI78C48G478A Bianchi Giulia domicilio=giulia@ordine.example casella=giulia@ordine.example stato_casella=ATTIVATA")
				o.comanda("modo automatico R1")
				o.comanda("scrive giulia@ordine.example R1 IN_ESECUZIONE AUTO cf=BNCGLI78C48G478A nuova=g.bianchi@pecmail.example")
				o.comanda("invia")
				l := o.lettera("LET-2026-000002")
				base := o.now
				ins := make([]Received, len(c.rs))
				for i, r := range c.rs {
					ins[i] = o.ricevuta(l, r.tipo, at(o, r.min), r.f)
				}
				o.now = base.Add(48 * time.Hour)
				for _, i := range order {
					ins[i].Now = o.now
					o.decide(ins[i])
				}
				got := o.riassunto(l.ID)
				if first == "" {
					first = got
				}
				if s := o.lettera(l.ID).Stato; got != first || s != c.want {
					t.Fatalf("order %v: %s\n%s\nfirst order:\n%s", order, s, got, first)
				}
				o.rigioca()
			}
		})
	}
}

// riassunto is what must not depend on the order of receipts.
func (o *ordine) riassunto(letter string) string {
	l := o.lettera(letter)
	slices.Sort(l.Ricevute)
	m, _ := o.vista().Iscritto("BNCGLI78C48G478A")
	r, _ := o.vista().Richiesta("RIC-2026-000001")
	return encode(o.t, l) + "\n" + encode(o.t, m) + "\n" + encode(o.t, r)
}

func permutazioni(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var out [][]int
	for _, p := range permutazioni(n - 1) {
		for i := 0; i <= len(p); i++ {
			out = append(out, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return out
}

// TestRicevuteControlli: what a certified receipt must have to move its letter (pec.md §8).
func TestRicevuteControlli(t *testing.T) {
	for _, c := range []struct {
		name    string
		tipo    pec.Tipo
		change  func(*pec.DatiCert)
		moves   bool
		anomaly string
	}{
		{"as it should be", pec.AvvenutaConsegna, nil, true, ""},
		{"msgid in capitals", pec.AvvenutaConsegna, func(d *pec.DatiCert) { d.MsgID = strings.ToUpper(d.MsgID) }, true, ""},
		{"msgid percent-encoded", pec.AvvenutaConsegna, func(d *pec.DatiCert) { d.MsgID = strings.ReplaceAll(d.MsgID, "@", "%40") }, true, ""},
		{"another box's", pec.AvvenutaConsegna, func(d *pec.DatiCert) { d.Mittente = "x@y.example" }, false, aNotOurs},
		{"sender in capitals", pec.AvvenutaConsegna, func(d *pec.DatiCert) { d.Mittente = strings.ToUpper(d.Mittente) }, true, ""},
		{"another recipient", pec.AvvenutaConsegna, func(d *pec.DatiCert) { d.Consegna = "x@y.example" }, false, aNotOurs},
		{"no recipient", pec.AvvenutaConsegna, func(d *pec.DatiCert) { d.Consegna = "" }, false, aNotOurs},
		{"recipient not listed", pec.AvvenutaConsegna, func(d *pec.DatiCert) { d.Destinatari[0].Address = "x@y.example" }, false, aNotOurs},
		{"accettazione of another list", pec.Accettazione, func(d *pec.DatiCert) { d.Destinatari[0].Address = "x@y.example" }, false, aNotOurs},
		{"accettazione without list", pec.Accettazione, func(d *pec.DatiCert) { d.Destinatari = nil }, false, aNotOurs},
		{"unknown tipo", pec.Tipo("mancata-consegna"), func(d *pec.DatiCert) { d.Consegna = "luca.conti@legalpost.example" }, false, aTipo},
		{"presa in carico", pec.PresaInCarico, nil, false, aNonAttesa},
		{"msgid not ours", pec.AvvenutaConsegna, func(d *pec.DatiCert) { d.MsgID = "x@y.example" }, false, aForeign},
		{"no msgid, no known identificativo", pec.AvvenutaConsegna, func(d *pec.DatiCert) { d.MsgID = "" }, false, aForeign},
	} {
		o := conLettera(t)
		l := o.lettera("LET-2026-000001")
		dec := o.decide(o.ricevuta(l, c.tipo, o.now, c.change))
		after := o.lettera(l.ID)
		if moved := after.Stato != l.Stato; moved != c.moves {
			t.Errorf("%s: moved %v, want %v", c.name, moved, c.moves)
		}
		var got []string
		for _, e := range dec.Events {
			if e.Kind == KRicevuta {
				got = e.Ricevuta.Anomalie
			}
		}
		if c.anomaly == "" && len(got) > 0 || c.anomaly != "" && !slices.Contains(got, c.anomaly) {
			t.Errorf("%s: anomalies %v, want %q", c.name, got, c.anomaly)
		}
	}
}

// TestContenutoNonConfrontato: without the bytes of this very letter nothing is claimed, and the delivery counts.
func TestContenutoNonConfrontato(t *testing.T) {
	for name, c := range map[string]*Confronto{
		"none": nil, "made with another letter": {Con: hexSHA256("altra"), Confronto: mailparse.Confronto{Done: true, Missing: true}},
		"not done": {Con: "own", Confronto: mailparse.Confronto{Why: "sintetica"}},
	} {
		o := conLettera(t)
		l := o.lettera("LET-2026-000001")
		in := o.ricevuta(l, pec.AvvenutaConsegna, o.now, nil)
		if in.Confronto = c; c != nil && c.Con == "own" {
			c.Con = l.SHA256
		}
		d := o.decide(in)
		if r := d.Events[1].Ricevuta; r == nil || r.Contenuto != ContenutoNonConfrontato || len(r.Anomalie) > 0 {
			t.Errorf("%s: %+v", name, r)
		}
		if s := o.lettera(l.ID).Stato; s != LConsegnata {
			t.Errorf("%s: the letter is %s", name, s)
		}
		in = o.ricevuta(l, pec.ErroreConsegna, o.now, nil)
		if r := o.decide(in).Events[1].Ricevuta; r.Contenuto != "" {
			t.Errorf("%s: a notice has a content: %+v", name, r)
		}
	}
}

// TestOrdineDeiTempi: a delivery more than a minute before its acceptance counts and calls a person once, in whatever
// order the two arrive (pec.md §8 row 12).
func TestOrdineDeiTempi(t *testing.T) {
	for seconds, odd := range map[int]bool{-3600: true, -61: true, -60: false, -1: false, 0: false, 3600: false} {
		for _, first := range []pec.Tipo{pec.Accettazione, pec.AvvenutaConsegna} {
			o := conLettera(t)
			l := o.lettera("LET-2026-000001")
			at := o.now.Add(2 * time.Hour)
			second, times := pec.AvvenutaConsegna, []time.Time{at, at.Add(time.Duration(seconds) * time.Second)}
			if first == pec.AvvenutaConsegna {
				second = pec.Accettazione
				slices.Reverse(times)
			}
			o.decide(o.ricevuta(l, first, times[0], nil))
			d := o.decide(o.ricevuta(l, second, times[1], nil))
			r, tasks := d.Events[1].Ricevuta, 0
			for _, e := range d.Events {
				if e.Compito != nil && !e.Compito.Urgente && strings.Contains(e.Compito.Perche, "orologi") {
					tasks++
				}
			}
			if got := slices.Contains(r.Anomalie, aOrdine); got != odd || tasks != map[bool]int{true: 1}[odd] {
				t.Errorf("%d s, %s first: %v, %d tasks", seconds, first, r.Anomalie, tasks)
			}
			if l := o.lettera(l.ID); l.Stato != LConsegnata || !l.TConsegna.Equal(at.Add(time.Duration(seconds)*time.Second)) {
				t.Errorf("%d s, %s first: %s at %v", seconds, first, l.Stato, l.TConsegna)
			}
			o.rigioca()
		}
	}
}

// TestIdentificativo: learnt from the first receipt, then it finds the letter of a receipt without msgid; with
// another msgid it is somebody else's message and moves nothing.
func TestIdentificativo(t *testing.T) {
	o := conLettera(t)
	l := o.lettera("LET-2026-000001")
	o.decide(o.ricevuta(l, pec.Accettazione, o.now, nil))
	o.decide(o.ricevuta(l, pec.AvvenutaConsegna, o.now, func(d *pec.DatiCert) { d.MsgID = "other@y.example" }))
	if s := o.lettera(l.ID).Stato; s != LAccettata {
		t.Fatalf("a receipt of another msgid moved the letter to %s", s)
	}
	o.decide(o.ricevuta(l, pec.AvvenutaConsegna, o.now, func(d *pec.DatiCert) { d.MsgID = "" }))
	if s := o.lettera(l.ID).Stato; s != LConsegnata {
		t.Errorf("a receipt without msgid left the letter %s", s)
	}
}

// TestSecondaSpedizione: a letter sent twice with the same bytes has two identificativi, both its own.
func TestSecondaSpedizione(t *testing.T) {
	o := conLettera(t)
	l := o.lettera("LET-2026-000001")
	o.decide(o.ricevuta(l, pec.Accettazione, o.now, nil))
	o.apply(Event{Kind: KPasso, Passo: &Passo{Lettera: l.ID, Stato: LAccettata, Dubbia: true}})
	dec := o.decide(o.ricevuta(l, pec.AvvenutaConsegna, o.now, func(d *pec.DatiCert) { d.Identificativo = "second@prov.example" }))
	if s := o.lettera(l.ID).Stato; s != LConsegnata {
		t.Errorf("the delivery of the second sending left the letter %s: %s", s, encode(t, dec))
	}
}

// TestRicevutaNonCertificata: a receipt that is not certified moves nothing, whatever it says.
func TestRicevutaNonCertificata(t *testing.T) {
	for _, level := range []mailparse.Level{mailparse.Unsigned, mailparse.Broken, mailparse.Mismatch} {
		for _, tipo := range []pec.Tipo{pec.Accettazione, pec.AvvenutaConsegna, pec.ErroreConsegna, pec.NonAccettazione, pec.RilevazioneVirus} {
			o := conLettera(t)
			l := o.lettera("LET-2026-000001")
			in := o.ricevuta(l, tipo, o.now, nil)
			in.Proof.Level = level
			dec := o.decide(in)
			if after := o.lettera(l.ID); encode(t, after) != encode(t, l) {
				t.Errorf("%s %s moved the letter", level, tipo)
			}
			if dec.Esito == nil || dec.Esito.Outcome != string(RQuarantena) || !slices.Equal(dec.Esito.Flags, []string{"FIRMA_GESTORE_NON_VALIDA"}) {
				t.Errorf("%s %s: %s", level, tipo, encode(t, dec))
			}
		}
	}
}

// TestNonSpedita: a receipt of a letter that never left cannot be its own.
func TestNonSpedita(t *testing.T) {
	o := nuovoOrdine(t)
	for _, c := range []string{
		"iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example", "modo automatico R3",
		"scrive luca.conti@legalpost.example R3 INTEGRAZIONE_RICHIESTA AUTO cf=CNTLCU88R19A944D",
		"spedizione L1 IN_CODA msgid=a@pec.ordine-prova.example sha=ab",
	} {
		o.comanda(c)
	}
	o.decide(o.ricevuta(o.lettera("LET-2026-000001"), pec.AvvenutaConsegna, o.now, nil))
	if s := o.lettera("LET-2026-000001").Stato; s != LInCoda {
		t.Errorf("the letter is %s", s)
	}
}

func TestSciogli(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a%40b", "a@b"}, {"a%2Bb%2fc", "a+b/c"}, {"100%", "100%"}, {"%4", "%4"}, {"%zz", "%zz"}, {"%%41", "%A"}, {"", ""},
	} {
		if got := sciogli(c.in); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}
