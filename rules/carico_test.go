package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"pecagent/mailparse"
	"pecagent/mailparse/cf"
	"pecagent/mailparse/pec"
)

// unita are pieces of which texts are made that were built to cost time; "" is made by riempi.
func unita() map[string]string {
	return map[string]string{
		"requests": "chiedo di rinunciare alla PEC dell'Ordine ", "request sentences": "Chiedo di rinunciare alla PEC dell'Ordine. ", "request lines": "Chiedo di rinunciare alla PEC dell'Ordine\n",
		"addresses": "a@b.example ", "address sentences": "La PEC è a@b.example. ", "many addresses": "", "many codes": "", "ats": "@", "commas": ",", "quotes": `"`, "apostrophes": "'",
		"codes": "CNTLCU88R19A944D ", "code labels": "CF CNTLCU88R19A944D, ", "almost codes": "CNTLCU88R19A944 ", "negations": "non ", "chiede": "chiede ", "pec": "pec ", "one word": "a",
		"references": "PEC-2026-000001 ", "many references": "", "declared": "il sottoscritto Luca Conti ", "sottoscritto": "sottoscritto ", "forms": "Il sottoscritto Luca Conti, CF CNTLCU88R19A944D, chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale luca@pec.example\n",
		"half forms": "il sottoscritto chiede di ottenere la pec dell'ordine dichiarando ", "dates": "dal 31/02/2027 ", "questions": "pec? ", "dots": "a. ", "semicolons": "chiede;", "numbers": "iscritto n. 1 ",
		"iscritti": "iscritta a b c d e f g ", "elenco": "elenco ", "listing": "elenchi iscritti ", "misspelt": "rinuncare personle ", "studio": "pec di casella di indirizzo ", "collega": "collega ", "cliente": "gentile cliente ",
		"placeholders": "cf ....... ", "underscores": "_", "brackets": "[nome", "own address": "luca@pec.example ", "own pec": "nuova pec luca@pec.example ", "blank": " \t", "lines": "\n", "quoted lines": "> chiedo\n",
		"notices": "questo riservat\n\n", "notice paragraphs": "questo messaggio è riservato al destinatario\n\n", "rules": "-----\n", "combining": "e\u0301\u0301", "zero width": "a\u200b", "full width": "ＣＮＴ ", "ligatures": "\ufdfa", "studio lines": "studio\n\n",
		"asks": "mi\n\n", "attributions": "il 1 ha scritto\n", "headers": "da: x\n", "devices": "inviato da \n", "open attribution": "<a@b ha scritto", "accents": "è ", "digits": "1 ", "digit runs": "123456789012 ",
		"code pieces": "R S S M R C 6 9 S 2 1 G 7 0 2 ", "labels": "cf ", "label signs": "cf n°: ", "at words": "x chiocciola y.z ", "alternations": "chiede non rinuncia pec ordine personale @ ", "identity": "carta d'identità ", "name": "Luca Conti ", "names": "Conti ", "domain": "a@b.c.d.e.f.g.h ", "dot domain": "a@", "marks": "\u0301", "hangul": "\u1100\u1161\u11a8", "rare": "\U0001d400",
	}
}

// riempi is a text of n bytes made of a piece.
func riempi(name, u string, n int) string {
	if u == "" {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			switch name {
			case "many addresses":
				fmt.Fprintf(&b, "u%d@b%d.example ", i, i)
			case "many references":
				fmt.Fprintf(&b, "PEC-2026-%06d ", i)
			case "many codes":
				fmt.Fprintf(&b, "CF CNTLCU%02dR19A%03dD ", i%100, i/100%1000)
			}
		}
		return b.String()[:n]
	}
	s := strings.Repeat(u, n/len(u)+1)[:n]
	return strings.ToValidUTF8(s, "")
}

// carico is a register with one member and a message of his that has the text and the subject.
func carico(t testing.TB, text, subject string) (*Policy, Snapshot, Received) {
	t.Helper()
	p := DefaultPolicy()
	p.Ordine.PEC = nostraCasella
	p.DominiNonPEC = []string{"b.example"}
	a := NewMemoria()
	for _, e := range []Event{
		{Kind: KAvvio, Avvio: &Avvio{Modo: Modo{Modo: Automatico, Automatico: []string{"R1", "R2", "R3", "R4", "R5"}}, Casella: nostraCasella}},
		{Kind: KIscritto, Iscritto: &Iscritto{CF: "CNTLCU88R19A944D", Cognome: "Conti", Nome: "Luca", Stato: Iscr, Domicilio: &Domicilio{Indirizzo: "luca@pec.example"}}},
	} {
		if err := Apply(a, e); err != nil {
			t.Fatal(err)
		}
	}
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	in := &mailparse.Inner{From: "luca@pec.example", Text: text, Subject: subject, MessageID: "a@b.example", Date: at}
	m := &mailparse.Message{Busta: pec.Trasporto, Tipo: pec.PostaCertificata, SHA256: "x", EffectKey: "x", Inner: in,
		DatiCert: &pec.DatiCert{Tipo: pec.PostaCertificata, Mittente: in.From, Data: at}}
	return p, Vista(a), Received{Now: at, Dove: Arrivo{SHA256: "x", Interna: at}, Msg: m, Proof: mailparse.Proof{Level: mailparse.Certified}}
}

// TestCarico: what was understood of texts and subjects made to cost time holds together. No clock is read here:
// BenchmarkCarico measures them at the size of the cap, and TestTestiOstili holds two sizes against each other.
func TestCarico(t *testing.T) {
	for name, u := range unita() {
		for _, c := range [][2]string{{riempi(name, u, 16<<10), "PEC"}, {"Buongiorno", riempi(name, u, 4<<10)}} {
			p, s, in := carico(t, c[0], c[1])
			d := Decide(p, s, in)
			if d.Esito == nil || d.Capito == nil || len(d.Events) == 0 {
				t.Fatalf("%s: %+v", name, d)
			}
			te := in.Msg.Inner.Testo()
			controllaTesto(t, te)
			controllaCapito(t, te, *d.Capito)
		}
	}
}

// BenchmarkCarico decides each of these texts; go test -bench Carico shows where the worst is. The time of the processor is given besides
// that of the clock, which on a shared machine counts what others do.
func BenchmarkCarico(b *testing.B) {
	for name, u := range unita() {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			p, s, in := carico(b, riempi(name, u, mailparse.MaxTextBytes), "PEC")
			b.SetBytes(int64(len(in.Msg.Inner.Text)))
			from := processore(b)
			for b.Loop() {
				if Decide(p, s, in).Esito == nil {
					b.Fatal("not decided")
				}
			}
			b.ReportMetric(float64(processore(b)-from)/1e6/float64(b.N), "cpu-ms/op")
		})
	}
}

// processore is the time that the processor gave to this process.
func processore(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// controllaTesto: the pieces of a text can be written, and its candidates stand where they say.
func controllaTesto(t testing.TB, te mailparse.Testo) {
	t.Helper()
	pieces := map[mailparse.Dove][]rune{}
	for d, s := range map[mailparse.Dove]string{mailparse.InNuovo: te.Nuovo, mailparse.InCitato: te.Citato, mailparse.InFirma: te.Firma, mailparse.InOggetto: te.Oggetto} {
		if !utf8.ValidString(s) {
			t.Fatalf("%s is not UTF-8: %.200q", d, s)
		}
		pieces[d] = []rune(s)
	}
	if !utf8.ValidString(te.Piegato) || utf8.RuneCountInString(te.Piegato) != len(pieces[mailparse.InNuovo]) {
		t.Fatalf("Piegato has %d runes, Nuovo %d", utf8.RuneCountInString(te.Piegato), len(pieces[mailparse.InNuovo]))
	}
	for _, list := range [][]mailparse.Candidato{te.CF, te.Indirizzi} {
		end := map[mailparse.Dove]int{}
		for _, k := range list {
			piece := pieces[k.Dove]
			if k.Start < end[k.Dove] || k.Start >= k.End || k.End > len(piece) || string(piece[k.Start:k.End]) != k.Testuale || !utf8.ValidString(k.Valore) {
				t.Fatalf("candidate %+v after %d in %d runes", k, end[k.Dove], len(piece))
			}
			end[k.Dove] = k.End
		}
	}
}

// controllaCapito: what was understood stands in the text.
func controllaCapito(t testing.TB, te mailparse.Testo, c Capito) {
	t.Helper()
	for _, s := range append(slices.Concat(c.CF, c.Candidates, c.Flags, c.Rif, c.InFirma, c.CFErrati), c.Type, c.NewPEC, c.Quote, c.Nome, c.Numero) {
		if !utf8.ValidString(s) {
			t.Fatalf("%q is not UTF-8", s)
		}
	}
	if q := strings.TrimSuffix(c.Quote, "…"); q != "" && c.Quote != te.Oggetto && !strings.Contains(unaRiga(te.Nuovo), q) {
		t.Fatalf("the quote %q does not stand in %.300q", c.Quote, te.Nuovo)
	}
	if line := unaRiga(te.Piegato); c.Exact && !(strings.Contains(line, "chiede di ottenere la pec dell'ordine dichiarando di voler rinunciare alla propria pec personale") ||
		strings.Contains(line, "chiede di rinunciare alla pec dell'ordine e di inserire nel data base la pec personale")) {
		t.Fatalf("exact without the form: %.300q", line)
	}
	if c.NewPEC != "" && !slices.Contains(c.Candidates, c.NewPEC) {
		t.Fatalf("new PEC %q is not among %q", c.NewPEC, c.Candidates)
	}
	for _, code := range c.CF {
		if !cf.Valido(code) || !slices.ContainsFunc(te.CF, func(k mailparse.Candidato) bool { return k.Valore == code && k.Valido && k.Dove == mailparse.InNuovo }) {
			t.Fatalf("code %q is not in the text", code)
		}
	}
	if c.Type == "" || !slices.IsSorted(c.Flags) {
		t.Fatalf("%+v", c)
	}
	if all := strings.ToLower(te.Oggetto + te.Nuovo); c.Type == "R1" && !strings.Contains(all, "ordine") && !strings.Contains(all, "omceo") && !strings.Contains(all, "v") {
		t.Fatalf("R1 without the Order: %+v", c)
	}
	if c.Negato != "" && !slices.Contains(c.Flags, "NEGAZIONE") && c.Type != "R13" {
		t.Fatalf("%q and no flag: %+v", c.Negato, c)
	}
}

// FuzzCapisci: no text of a person breaks the reader, and what it gives stands in the text and is the same each time.
func FuzzCapisci(f *testing.F) {
	for _, n := range []string{"01", "02", "13", "33"} {
		c := leggiCasoF(f, n)
		f.Add(c.oggetto, c.testo, c.da)
	}
	for _, s := range []string{"", "chiedo di rinunciare alla PEC dell'Ordine e di inserire a@b.example", "Il sottoscritto … CF….. chiede", "@@@", "CF RSSMRC69S21G702W", "dal 1° dicembre", "no", "\u202e\x00\xff"} {
		f.Add(s, s, "chi@pecmail.example")
	}
	for name, u := range unita() {
		f.Add("PEC", riempi(name, u, 200), "luca@pec.example")
	}
	for _, s := range testiOstili(200) {
		f.Add(s, s, "a@b.example")
	}
	p := DefaultPolicy()
	p.Ordine.PEC = nostraCasella
	p.DominiNonPEC = []string{"b.example", "posta.example"}
	f.Fuzz(func(t *testing.T, subject, text, from string) {
		if len(text) > 8192 || len(subject) > 2048 {
			return
		}
		in := &mailparse.Inner{From: from, Subject: subject, Text: text, Attachments: []mailparse.Attachment{{Name: subject, Type: "application/pdf"}}}
		te := in.Testo()
		controllaTesto(t, te)
		c := Capisci(p, te, in)
		controllaCapito(t, te, c)
		if again := Capisci(p, in.Testo(), in); !reflect.DeepEqual(c, again) {
			t.Fatalf("read again it says something else:\n%+v\n%+v", c, again)
		}
	})
}
