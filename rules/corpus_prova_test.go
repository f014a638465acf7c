package rules

import (
	"encoding/base64"
	"fmt"
	"mime"
	"slices"
	"strings"
	"testing"

	"pecagent/mailparse"
)

// effetti are the letters that carry a change out or tell an address of the register.
var effetti = []string{"T-03", "T-04", "T-08", "T-11", "T-16", "T-23", "T-26"}

// risultato is what came out of one message.
type risultato struct {
	esito  Esito
	eff    []string // letters of effetti that go without a click
	scrive string   // the candidate address that the message left behind, and whose
}

// eseguito reports whether something was carried out without a person.
func (r risultato) eseguito() bool {
	s := StatoRichiesta(r.esito.Outcome)
	return r.esito.Auto == autoSi && (s == RInEsecuzione || s == REseguita || s == RRitirata)
}

// arrivo is a message as it arrives: through a real mail, and with a broken provider's signature where the channel is ROTTA.
func (p *pratica) arrivo(m posta, html bool) Received {
	p.t.Helper()
	broken := m.env == "ROTTA"
	if broken {
		m.env = "PEC"
	}
	in := vera(p.t, p.s.ricevuto(m), html)
	if broken {
		in.Proof = mailparse.Proof{Level: mailparse.Broken, Reasons: []string{"sig_invalid"}}
	}
	return in
}

// vera makes the words of a message go through a real mail and its reader, as they will in service.
func vera(t testing.TB, in Received, html bool) Received {
	t.Helper()
	kind := "text/plain"
	if html {
		kind = "text/html"
	}
	i := in.Msg.Inner
	body := base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(i.Text, "\n", "\r\n")))
	for n := 76; n < len(body); n += 78 {
		body = body[:n] + "\r\n" + body[n:]
	}
	raw := fmt.Sprintf("From: <%s>\r\nTo: <%s>\r\nSubject: %s\r\nMIME-Version: 1.0\r\nContent-Type: %s; charset=UTF-8\r\n"+
		"Content-Transfer-Encoding: base64\r\n\r\n%s\r\n", i.From, nostraCasella, mime.BEncoding.Encode("UTF-8", i.Subject), kind, body)
	m, err := mailparse.Parse([]byte(raw))
	if err != nil || m.Inner == nil {
		t.Fatalf("the mail is not read: %v", err)
	}
	if m.Inner.Subject != i.Subject {
		t.Fatalf("subject %q became %q", i.Subject, m.Inner.Subject)
	}
	i.Text, i.TextFrom, i.Nascosto, i.Discorde, i.Ambiguo = m.Inner.Text, m.Inner.TextFrom, m.Inner.Nascosto, m.Inner.Discorde, m.Inner.Ambiguo
	return in
}

// recitaVoce plays a message with all that came before it, through the real Decide.
func recitaVoce(t *testing.T, all []voce, v voce) risultato {
	t.Helper()
	p := nuovaPratica(t)
	p.prepara(all, v)
	p.giunge(p.arrivo(p.scritta(v), v.html))
	r := risultato{esito: Esito{}}
	if p.ultima.Esito != nil {
		r.esito = *p.ultima.Esito
	}
	for _, l := range p.nuove {
		if s := p.lettera(l.ID).Stato; slices.Contains(effetti, l.Modello) && s != LProposta && s != LRitirata {
			r.eff = append(r.eff, l.Modello)
		}
	}
	for _, e := range p.ultima.Events {
		if e.Kind == KIscritto && e.Iscritto.Candidato != nil && e.Iscritto.Candidato.Stato != Rifiutata {
			r.scrive = e.Iscritto.CF + " " + e.Iscritto.Candidato.Indirizzo
		}
	}
	return r
}

// titolare is for whom a clean message must be executed: who is named, else the member whose registered box wrote.
func (v voce) titolare(s Snapshot) string {
	if own := s.Cerca(PerDomicilio, v.posta.da); v.cf == "" && len(own) == 1 {
		return own[0]
	}
	return v.cf
}

// mancanze says in what a result is not what the message wants: wrong is a change that nobody may make without a person.
func (v voce) mancanze(r risultato) (wrong string, misses []string) {
	e := r.esito
	switch {
	case v.marca == pulita && r.eseguito() && v.nuova != "" && v.nuova != cmpNessuna(e.NewPEC):
		return fmt.Sprintf("esegue con l'indirizzo %q, non %q", e.NewPEC, v.nuova), nil
	case v.marca == pulita && r.eseguito() && e.Member != v.cf:
		return "esegue per " + e.Member + ", non per " + v.cf, nil
	case v.marca == pulita && r.eseguito() && !v.ammesso(e) && !v.stessoEffetto(e):
		return "esegue altro: " + riga(e), nil
	case v.marca != pulita && r.eseguito():
		return "esegue: " + riga(e), nil
	case v.marca != pulita && r.scrive != "" && !strings.Contains(v.lettere, "T-23"):
		return "tocca l'indirizzo: " + r.scrive, nil
	}
	for _, m := range r.eff {
		if v.marca != pulita && !strings.Contains(v.lettere, m) {
			return "scrive " + m, nil
		}
	}
	if !v.ammesso(e) {
		misses = append(misses, riga(e))
	}
	if v.nuova != "" && v.nuova != cmpNessuna(e.NewPEC) {
		misses = append(misses, "nuova "+cmpNessuna(e.NewPEC))
	}
	for _, f := range v.flag {
		if f == "nessuno" && len(e.Flags) > 0 || f != "nessuno" && !slices.Contains(e.Flags, f) {
			misses = append(misses, fmt.Sprintf("flag %v", e.Flags))
			break
		}
	}
	if got := strings.Join(insieme(slices.Concat(e.Reply, e.Draft)), " "); v.lettere != "" && v.lettere != cmpNessuna(got) && !(v.lettere == "nessuna" && got == "") {
		misses = append(misses, "lettere "+got)
	}
	return "", misses
}

// stessoEffetto reports whether an outcome is a change of address as the one wanted, under another name: a renunciation (R1), a first
// communication (R3) and a change (R4) set the same address on its way.
func (v voce) stessoEffetto(e Esito) bool {
	cambi := []string{"R1", "R3", "R4"}
	return slices.Contains(cambi, e.Type) && slices.ContainsFunc(cambi, func(t string) bool {
		o := e
		o.Type = t
		return v.ammesso(o)
	})
}

func cmpNessuna(s string) string {
	if s == "" {
		return "nessuna"
	}
	return s
}

func riga(e Esito) string { return strings.Join([]string{e.Type, e.Outcome, e.Auto, e.Ground}, " ") }

// ammesso reports whether an outcome is one of those that the message admits.
func (v voce) ammesso(e Esito) bool {
	got := strings.Fields(riga(e))
	return slices.ContainsFunc(v.esiti, func(want string) bool {
		w := strings.Fields(want)
		for i := range w {
			if i >= len(got) || w[i] != "*" && !slices.Contains(strings.Split(w[i], "|"), got[i]) {
				return false
			}
		}
		return true
	})
}
