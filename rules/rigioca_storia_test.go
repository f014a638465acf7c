package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pecagent/mailparse"
)

// gruppoProva is a decision as a log gives it back: its events went through JSON.
type gruppoProva struct {
	events []Event
	msg    *mailparse.Message
	proof  mailparse.Proof
}

// registro is a log in a test: the groups of a story, with the looks at the clock noted as the store does.
type registroProva struct {
	t      *testing.T
	gruppi []gruppoProva
	giro   time.Time
	seq    int64
	noti   int // events of the case that are in a group
}

func (r *registroProva) scrive(g gruppoProva) {
	r.t.Helper()
	for i := range g.events {
		r.seq++
		g.events[i].Seq = r.seq
		g.events[i] = ripassa(r.t, g.events[i])
	}
	r.gruppi = append(r.gruppi, g)
}

// decide decides in the case and writes what came of it.
func (r *registroProva) decide(p *pratica, in Input) Decision {
	r.t.Helper()
	r.recupera(p)
	d := p.decide(in)
	r.noti = len(p.events)
	if len(d.Events) == 0 {
		if !d.Giro.IsZero() {
			r.giro = d.Giro
		}
		return d
	}
	g := gruppoProva{events: d.ConIngresso(r.giro)}
	r.giro = time.Time{}
	switch in := in.(type) {
	case Received:
		g.msg, g.proof = in.Msg, in.Proof
	case Reviewed:
		g.msg, g.proof = in.Msg, in.Proof
	}
	r.scrive(g)
	return d
}

// recupera writes as facts what the case was given without a decision (members of the fixture, T0).
func (r *registroProva) recupera(p *pratica) {
	for _, e := range p.events[r.noti:] {
		r.scrive(gruppoProva{events: []Event{e}})
	}
	r.noti = len(p.events)
}

// rigioca decides the whole log again.
func (r *registroProva) rigioca(p *Policy, patch func(*Policy, Snapshot, Input) Decision) ([]Differenza, ContiRigioco) {
	r.t.Helper()
	x := NewRigioco(p)
	if patch != nil {
		x.Decide = patch
	}
	var out []Differenza
	for _, g := range r.gruppi {
		events, in := SenzaIngresso(g.events)
		if in == nil {
			if err := x.Fatti(events, ""); err != nil {
				r.t.Fatal(err)
			}
			continue
		}
		i, err := in.Input(g.msg, g.proof)
		if err != nil {
			r.t.Fatal(err)
		}
		d, err := x.Decisione(events, i, in.Giro)
		if err != nil {
			r.t.Fatal(err)
		}
		out = append(out, d...)
	}
	return out, x.Conti()
}

func ripassa(t *testing.T, e Event) Event {
	t.Helper()
	var out Event
	if err := json.Unmarshal([]byte(encode(t, e)), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// storiaDiMolti is the history of several members who write on the same days: requests, letters, receipts, reviews, clock.
func storiaDiMolti(t *testing.T) (*registroProva, *pratica) {
	t.Helper()
	p := nuovaPratica(t)
	r := &registroProva{t: t}
	r.scrive(gruppoProva{events: []Event{{Kind: KConfig, Config: &Config{Policy: p.p}}}})
	for _, base := range []string{"01", "03", "05", "11", "13", "17", "19", "21", "27", "43"} {
		in := p.s.ricevuto(leggiCaso(t, base).posta())
		in.Dove = Arrivo{SHA256: in.Msg.SHA256, Cartella: "INBOX", UID: uint32(p.n + 1), Interna: in.Now}
		if in.Now.After(p.now) {
			p.now = in.Now
		}
		in.Now = p.now
		r.decide(p, in)
		p.now = p.now.Add(30 * time.Minute)
		r.decide(p, Ticked{p.now})
	}
	for range 4 {
		for _, l := range Pronte(p.p, p.vista(), p.now) {
			r.decide(p, Sent{Now: p.now, Passo: Passo{Lettera: l.ID, Stato: LInCoda, MsgID: l.ID + "@ordine.example", SHA256: hexSHA256(l.ID)}})
			r.decide(p, Sent{Now: p.now, Passo: Passo{Lettera: l.ID, Stato: LInInvio}})
			r.decide(p, Sent{Now: p.now, Passo: Passo{Lettera: l.ID, Stato: LInviata}})
			r.decide(p, p.ricevuta(p.lettera(l.ID), "avvenuta-consegna", p.now.Add(time.Minute), nil))
		}
		for _, id := range p.vista().Cerca(CompitiVivi, "") {
			r.decide(p, Reviewed{Now: p.now, Attore: persona, Compito: id, Approva: true})
		}
		p.now = p.now.AddDate(0, 0, 8)
		r.decide(p, Ticked{p.now})
		r.decide(p, Ticked{p.now.Add(time.Minute)})
	}
	return r, p
}

// TestRigiocoUguale: a history decided again by the rules that made it shows nothing, with every decision replayed.
func TestRigiocoUguale(t *testing.T) {
	r, _ := storiaDiMolti(t)
	diff, n := r.rigioca(nil, nil)
	for _, d := range diff {
		t.Errorf("seq %d %s %s: then %s\nnow %s", d.Seq, d.Ingresso, d.CF, encode(t, d.Allora), encode(t, d.Ora))
	}
	if n.Decisioni < 60 || n.Giri < 2 {
		t.Errorf("a history of %d decisions and %d looks proves nothing", n.Decisioni, n.Giri)
	}
	if len(n.NonRigiocabili) != 1 { // the members of the fixture were put there by nobody's decision
		t.Errorf("%v", n.NonRigiocabili)
	}
}

// TestRigiocoUnIscritto: a rule that decides otherwise about one member shows that member and nobody else, although every number
// after it would be another; twice the same, byte for byte.
func TestRigiocoUnIscritto(t *testing.T) {
	r, p := storiaDiMolti(t)
	seen := map[string]bool{}
	for _, g := range r.gruppi {
		e := g.events[0].Esito
		if e == nil || e.Decisione == nil || g.msg == nil || e.Decisione.Member == "" || seen[e.Decisione.Member] {
			continue
		}
		cf := e.Decisione.Member
		seen[cf] = true
		patch := func(pol *Policy, s Snapshot, in Input) Decision {
			return decidi(pol, s, in, func(p *Policy, s Snapshot, in Received, approved bool) Valutazione {
				v := Valuta(p, s, in, approved)
				if v.Esito.Member == cf {
					v.Esito.Auto, v.Esito.Outcome, v.Esito.Why, v.Richiesta, v.Lettere = "NONE", string(RIgnorata), "La regola provata non risponde.", nil, nil
				}
				return v
			})
		}
		diff, n := r.rigioca(nil, patch)
		if len(diff) == 0 || n.Differenze == 0 {
			t.Errorf("%s: the patched rule shows nothing", cf)
		}
		for _, d := range diff {
			if d.CF != cf {
				t.Errorf("%s: shows %q, seq %d %s: then %s\nnow %s", cf, d.CF, d.Seq, d.Ingresso, encode(t, d.Allora), encode(t, d.Ora))
			}
		}
		again, _ := r.rigioca(nil, patch)
		if !bytes.Equal([]byte(encode(t, diff)), []byte(encode(t, again))) {
			t.Errorf("%s: two replays differ", cf)
		}
	}
	if len(seen) < 5 {
		t.Fatalf("only %d members", len(seen))
	}
	_ = p
}

// TestRigiocoPolitica: another policy is tried on the same history: what waited for a person by R-102 is executed.
func TestRigiocoPolitica(t *testing.T) {
	r, p := storiaDiMolti(t)
	other := *p.p
	other.RevocaGraceGiorni++
	same, _ := r.rigioca(p.p, nil)
	if len(same) != 0 {
		t.Fatalf("the same policy: %s", encode(t, same))
	}
	other = *p.p
	other.IntegrazioneGiorni = 3
	diff, _ := r.rigioca(&other, nil)
	if len(diff) == 0 {
		t.Fatal("a shorter term shows nothing")
	}
	cfs := map[string]bool{}
	for _, d := range diff {
		cfs[d.CF] = true
		if d.CF == "" {
			t.Errorf("about nobody: %s %s", encode(t, d.Allora), encode(t, d.Ora))
		}
	}
	t.Log(fmt.Sprint(len(diff), " differences of ", len(cfs), " members"))
}
