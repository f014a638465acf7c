package rules

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

var update = flag.Bool("update", false, "write the golden output of the scenarios")

const nostraCasella = "segreteria@pec.ordine-prova.example"

// ordine is an Order in memory, driven as the agent drives it.
type ordine struct {
	t      *testing.T
	p      *Policy
	a      *Memoria
	now    time.Time
	events []Event
	n      int // messages made
	arrivi map[string]Received
	valuta valutatore
}

func nuovoOrdine(t *testing.T) *ordine {
	t.Helper()
	p := DefaultPolicy()
	p.Ordine.PEC = nostraCasella
	p.Invio = Invio{Orario: "sempre", AttesaAccettazione: 3600, AttesaEsito: 26 * 3600}
	o := &ordine{t: t, p: p, a: NewMemoria(), now: romano(t, "2026-11-23 08:00"), arrivi: map[string]Received{}, valuta: valutaFinta}
	o.apply(Event{Kind: KAvvio, Avvio: &Avvio{T0: romano(t, "2026-11-01 00:00"), Modo: Modo{Modo: Osserva}, Casella: nostraCasella}})
	return o
}

func romano(t *testing.T, s string) time.Time {
	t.Helper()
	u, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatalf("time %q: %v", s, err)
	}
	_, off := Roma(u).Zone()
	return u.Add(-time.Duration(off) * time.Second)
}

// apply records events as the store does: through their JSON.
func (o *ordine) apply(es ...Event) {
	o.t.Helper()
	for _, e := range es {
		e.Seq = int64(len(o.events) + 1)
		b, err := json.Marshal(e)
		if err != nil {
			o.t.Fatal(err)
		}
		var back Event
		if err := json.Unmarshal(b, &back); err != nil {
			o.t.Fatal(err)
		}
		if err := Apply(o.a, back); err != nil {
			o.t.Fatalf("applying %s: %v", b, err)
		}
		o.events = append(o.events, back)
	}
}

// decide decides twice and demands the same answer, then records it.
func (o *ordine) decide(in Input) Decision {
	o.t.Helper()
	first := decidi(o.p, Vista(o.a), in, o.valuta)
	again := decidi(o.p, Vista(o.a.Clone()), in, o.valuta)
	if a, b := encode(o.t, first), encode(o.t, again); a != b {
		o.t.Fatalf("two decisions from one snapshot differ:\n%s\n%s", a, b)
	}
	if first.Errore != "" && len(first.Events) > 0 {
		o.t.Fatalf("refused with events: %s", first.Errore)
	}
	o.apply(first.Events...)
	return first
}

func encode(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// rigioca folds the log again and demands the same archive.
func (o *ordine) rigioca() {
	o.t.Helper()
	b := NewMemoria()
	for _, e := range o.events {
		if err := Apply(b, e); err != nil {
			o.t.Fatalf("replaying: %v", err)
		}
	}
	if !o.a.Uguale(b) {
		o.t.Fatal("the replay of the log gives another archive")
	}
}

func (o *ordine) vista() Snapshot { return Vista(o.a) }

func (o *ordine) lettera(id string) Lettera {
	o.t.Helper()
	l, ok := o.vista().Lettera(id)
	if !ok {
		o.t.Fatalf("no letter %s", id)
	}
	return l
}

// busta makes a certified message whose text is what valutaFinta reads.
func (o *ordine) busta(from, text string) Received {
	o.n++
	sha := fmt.Sprintf("%064x", o.n)
	m := &mailparse.Message{SHA256: sha, EffectKey: "e" + sha[1:], Busta: pec.Trasporto, Tipo: pec.PostaCertificata,
		DatiCert: &pec.DatiCert{Tipo: pec.PostaCertificata, Mittente: from, Data: o.now, Identificativo: "id." + sha[58:] + "@prov.example"},
		Inner:    &mailparse.Inner{From: from, Text: text, Date: o.now, MessageID: sha[54:] + "@client.example"}}
	in := Received{Now: o.now, Dove: Arrivo{SHA256: sha, Cartella: "INBOX", UID: uint32(o.n), Interna: o.now}, Msg: m, Proof: certificata()}
	o.arrivi[sha] = in
	return in
}

func certificata() mailparse.Proof {
	return mailparse.Proof{Level: mailparse.Certified, Digest: "sha256", Signer: "posta-certificata@prov.example"}
}

// ricevuta makes a certified receipt about a letter.
func (o *ordine) ricevuta(l Lettera, tipo pec.Tipo, at time.Time, change func(*pec.DatiCert)) Received {
	in := o.busta("posta-certificata@prov.example", "")
	dc := &pec.DatiCert{Tipo: tipo, Mittente: nostraCasella, Destinatari: []pec.Destinatario{{Address: l.A, Tipo: "certificato"}}, Data: at,
		Identificativo: "opec." + l.ID + "@prov.example", MsgID: l.MsgID}
	switch tipo {
	case pec.AvvenutaConsegna, pec.ErroreConsegna, pec.PreavvisoErroreConsegna:
		dc.Consegna = l.A
	}
	if change != nil {
		change(dc)
	}
	in.Msg.Busta, in.Msg.Tipo, in.Msg.DatiCert, in.Msg.Inner = pec.Ricevuta, tipo, dc, nil
	return in
}

// spedisci sends what is ready, as the outbound side does, and gives the letters.
func (o *ordine) spedisci() []Lettera {
	o.t.Helper()
	ls := Pronte(o.p, o.vista(), o.now)
	for _, l := range ls {
		id := hexSHA256(l.Effetto)[:32] + "@pec.ordine-prova.example"
		for _, p := range []Passo{
			{Lettera: l.ID, Stato: LInCoda, MsgID: id, SHA256: hexSHA256("bytes " + l.Effetto)},
			{Lettera: l.ID, Stato: LInInvio}, {Lettera: l.ID, Stato: LInviata},
		} {
			if dec := o.decide(Sent{Now: o.now, Passo: p}); dec.Errore != "" {
				o.t.Fatalf("sending %s: %s", l.ID, dec.Errore)
			}
		}
	}
	return ls
}

// valutaFinta reads a message made by a test: "TIPO OUTCOME AUTO key=value …". It stands for Valuta so that
// these tests hold what Decide owes, whatever is understood.
func valutaFinta(p *Policy, s Snapshot, in Received, approvata bool) Valutazione {
	w := strings.Fields(in.Msg.Inner.Text)
	opt := map[string]string{}
	for _, f := range w[3:] {
		k, v, _ := strings.Cut(f, "=")
		opt[k] = v
	}
	e := Esito{Type: w[0], Ground: "R-101", Outcome: w[1], Auto: w[2], CF: opt["cf"], NewPEC: opt["nuova"], Basis: []string{"R-101"}, Why: "Prova."}
	if approvata && opt["approvabile"] != "no" {
		e.Auto, e.Outcome = "AUTO", "IN_ESECUZIONE"
	}
	v := Valutazione{Esito: e}
	if e.Auto == "NONE" {
		return v
	}
	from := in.Msg.Inner.From
	m, known := s.Iscritto(opt["cf"])
	if id := opt["per"]; id != "" { // an answer in the thread of a request
		r, _ := s.Richiesta(id)
		r.Messaggi = append(r.Messaggi, in.Dove.SHA256)
		if opt["operatore"] != "" {
			r.Operatore = true
		}
		if opt["ritira"] != "" {
			r.Stato = RRitirata
		}
		if m, ok := s.Iscritto(r.CF); ok && opt["l2"] != "" && m.Candidato != nil {
			c := *m.Candidato
			c.L2 = in.Msg.CertifiedTime(in.Proof)
			m.Candidato, r.Confermata = &c, true
			v.Iscritto = &m
		}
		v.Richiesta = &r
		return v
	}
	r := Richiesta{Tipo: w[0], CF: opt["cf"], Mittente: from, Ground: "R-101", Stato: StatoRichiesta(e.Outcome), NuovaPEC: opt["nuova"],
		Decorrenza: opt["dal"], DalNuovo: from == opt["nuova"], DueVolte: opt["due"] != ""}
	v.Richiesta = &r
	if known && opt["nuova"] != "" && e.Outcome == "IN_ESECUZIONE" {
		c := Candidato{Indirizzo: opt["nuova"], Stato: Dichiarata}
		if r.DalNuovo {
			c.Stato, c.L2 = Verificata, in.Msg.CertifiedTime(in.Proof)
		}
		m.Candidato = &c
		v.Iscritto = &m
	}
	add := func(modello, to string) {
		v.Lettere = append(v.Lettere, Bozza{Modello: modello, A: to, CF: opt["cf"], Dati: DatiLettera{Nome: m.Nome, Cognome: m.Cognome}})
		v.Esito.Reply = append(v.Esito.Reply, modello)
	}
	switch e.Outcome {
	case "IN_ESECUZIONE":
		add("T-01", from)
		if opt["nuova"] != "" && !r.DalNuovo {
			add("T-23", opt["nuova"])
		}
	case "INTEGRAZIONE_RICHIESTA":
		add("T-02", from)
	}
	if w[0] == "R2" {
		v.Compiti = []Compito{{Tipo: SegPannello, Perche: "Creare la casella dell'Ordine."}}
	}
	return v
}

// TestScenari runs the files of testdata/scenari: commands in Italian, each followed by ---- and by what must
// come out.
func TestScenari(t *testing.T) {
	files, err := filepath.Glob("testdata/scenari/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			got := recita(t, string(want))
			if *update {
				if err := os.WriteFile(f, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != string(want) {
				t.Errorf("%s differs:\n%s", f, diff(string(want), got))
			}
		})
	}
}

// diff shows the first lines that differ.
func diff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\n  want %s\n  got  %s\n  next %s", i+1, a, b, strings.Join(g[min(i+1, len(g)):min(i+6, len(g))], "\n       "))
		}
	}
	return "same"
}

// recita plays a scenario and gives its text with the output as it is now.
func recita(t *testing.T, text string) string {
	t.Helper()
	o := nuovoOrdine(t)
	var out bytes.Buffer
	skip := false
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		switch {
		case line == "----":
			skip = true
		case skip && line != "":
		case strings.HasPrefix(line, "#"):
			fmt.Fprintln(&out, line)
		case line == "": // each command brings its own
			skip = false
		default:
			fmt.Fprintln(&out, line)
			if s := o.comanda(line); s != "" {
				fmt.Fprintf(&out, "----\n%s\n", s)
			}
			fmt.Fprintln(&out)
		}
	}
	o.rigioca()
	return strings.TrimRight(out.String(), "\n") + "\n"
}
