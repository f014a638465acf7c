package rules

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pecagent/rules/varianti"
)

// prove is what a family of variations came to.
type prove struct {
	tutte, mancate, elenco int // elenco: of the missed, those listed as known
	esempi                 []string
}

// TestCorpusVarianti varies every clean hand-written message: what is harmless must still be executed, for the same member and with the
// same address; what is a near miss never. Each kind is tried on every fourth message, in turn, unless PECAGENT_CORPUS=tutto asks for
// all: only then is the list of known misses held against what was missed. Harmless variations of a message that is itself listed are
// not measured, its near misses are.
func TestCorpusVarianti(t *testing.T) {
	m := misura{t: t, note: leggiMigliorie(t), tutto: os.Getenv("PECAGENT_CORPUS") == "tutto", innocue: map[string]*prove{}, quasi: map[string]*prove{}}
	all := leggiCorpus(t)
	for i, v := range all {
		if v.marca != pulita {
			continue
		}
		m.messaggio(all, v, i)
	}
	if m.tutto {
		m.note.superate(t, func(k string) bool { return strings.Contains(k, "/") })
	}
	n, missed := riassumi(t, "innocue", m.innocue)
	near, _ := riassumi(t, "quasi", m.quasi)
	if 50*missed >= n {
		t.Errorf("%d of %d harmless variations are not executed", missed, n)
	}
	if n < 500 || near < 4000 {
		t.Errorf("only %d harmless variations and %d near misses", n, near)
	}
}

// misura is what was measured of all variations.
type misura struct {
	t              *testing.T
	note           *miglioria
	tutto          bool
	innocue, quasi map[string]*prove
}

// messaggio tries the variations of the ith message.
func (m *misura) messaggio(all []voce, v voce, i int) {
	m.t.Helper()
	p := nuovaPratica(m.t)
	p.prepara(all, v)
	v.cf = v.titolare(p.vista())
	base, around := p.perVarianti(v)
	if !m.note.note[v.numero] {
		for n, x := range varianti.Innocue(base, around) {
			if m.tutto || (i+n)%4 == 0 {
				m.innocua(v, x, p.provaVariante(v, x).Esito)
			}
		}
	}
	if !strings.Contains("R1 R2 R3 R4", strings.Fields(v.esiti[0])[0]) {
		return
	}
	for n, x := range varianti.Quasi(base, around) {
		if len(v.firme) > 0 && (x.Nome == "da-estranea" || x.Nome == "da-ente") {
			continue // his own signature stands whatever certified box carries it
		}
		for k, x := range varianti.Vesti(x, n+i) {
			if m.tutto || (i+n)%(4+4*k) == 0 {
				m.quasiGiusta(v, x, p.provaVariante(v, x).Esito)
			}
		}
	}
}

// innocua notes what came out of a harmless variation.
func (m *misura) innocua(v voce, x varianti.Variante, e Esito) {
	m.t.Helper()
	key := v.numero + "/" + x.Nome
	right := e.Member == v.cf && (v.nuova == "" || v.nuova == cmpNessuna(e.NewPEC))
	if e.Auto == autoSi && eseguitoEsito(e) && !right && !m.note.nota(key, true) {
		m.t.Errorf("%s: ESECUZIONE ERRATA: %s %s\n\t%q", key, riga(e), e.NewPEC, x.Testo)
	}
	ok := e.Auto == autoSi && (v.ammesso(e) || v.stessoEffetto(e)) && right
	segnaProva(m.innocue, v.numero, x.Nome, ok, !ok && m.note.nota(key, false), riga(e)+" "+perche60(e.Why))
}

// quasiGiusta notes what came out of a near miss.
func (m *misura) quasiGiusta(v voce, x varianti.Variante, e Esito) {
	m.t.Helper()
	key := v.numero + "/" + x.Nome
	harmless := e.Type == "R15" || v.dopo != "" && e.Type == "R16" // his own address told to his own box; an answer may take back what it answers about
	if v.dopo != "" && e.NewPEC == v.nuova && strings.HasPrefix(x.Nome, "indirizzo-tolto") {
		harmless = true // "la seconda" answers our list of options without the address (U10)
	}
	wrong := e.Auto == autoSi && eseguitoEsito(e) && !harmless
	listed := wrong && m.note.nota(key, true)
	segnaProva(m.quasi, v.numero, x.Nome, !wrong, listed, riga(e))
	if wrong && !listed {
		m.t.Errorf("%s: ESECUZIONE ERRATA: %s %s\n\t%s: %q", key, riga(e), e.NewPEC, x.Oggetto, x.Testo)
	}
}

func eseguitoEsito(e Esito) bool { return esegue(Valutazione{Esito: e}) }

// prepara plays what came before a message, so that it is the next to arrive.
func (p *pratica) prepara(all []voce, v voce) {
	p.t.Helper()
	for _, w := range v.premesse {
		p.correggi(w[0], w[1:])
	}
	if v.dopo == "" {
		return
	}
	i := slices.IndexFunc(all, func(o voce) bool { return o.numero == v.dopo })
	if i < 0 {
		p.t.Fatalf("message %s: no message %s before it", v.numero, v.dopo)
	}
	p.prepara(all, all[i])
	p.giunge(p.arrivo(p.scritta(all[i]), all[i].html))
	p.spedisci()
	for _, w := range v.poi {
		p.avviene(w)
	}
}

// scritta is the message as it was sent: with the reference of the last request, in answer to the letter it answers.
func (p *pratica) scritta(v voce) posta {
	p.t.Helper()
	m, r := v.posta, p.richiestaUltima()
	rif := strings.NewReplacer("{rif}", r.Rif, "{codice}", r.Codice)
	m.testo, m.oggetto = rif.Replace(m.testo), rif.Replace(m.oggetto)
	for _, w := range v.firme {
		m.firme = append(m.firme, p.firma(w))
	}
	if m.risponde != "" {
		m.risponde = p.modello(m.risponde).MsgID
	}
	return m
}

// perVarianti is a message as package varianti wants it, with others of the register.
func (p *pratica) perVarianti(v voce) (varianti.Messaggio, varianti.Ambiente) {
	p.t.Helper()
	persona := func(code string) varianti.Persona {
		m, ok := p.vista().Iscritto(code)
		if !ok {
			p.t.Fatalf("message %s: for whom is it executed?", v.numero)
		}
		return varianti.Persona{Nome: m.Nome, Cognome: m.Cognome, CF: m.CF, Casella: indirizzo(m.Domicilio)}
	}
	other := "MRTSRA93P49F205U"
	if v.cf == other {
		other = "CNTLCU88R19A944D"
	}
	m := p.scritta(v)
	w := varianti.Messaggio{Canale: m.env, Da: m.da, Oggetto: m.oggetto, Testo: m.testo, HTML: v.html, Autore: persona(v.cf)}
	if v.nuova != "nessuna" {
		w.Nuova = v.nuova
	}
	return w, varianti.Ambiente{PECOrdine: nostraCasella, Altro: persona(other), Estranea: "mario.neri@legalpost.example",
		Ordinaria: "prova78@posta.example", Ente: "protocollo@pec.comune-prova.example"}
}

// provaVariante judges a variation; nothing of it is kept.
func (p *pratica) provaVariante(v voce, x varianti.Variante) Valutazione {
	p.t.Helper()
	m := p.scritta(v)
	m.env, m.da, m.oggetto, m.testo = x.Canale, x.Da, x.Oggetto, x.Testo
	return Valuta(p.p, p.vista(), p.arrivo(m, x.HTML), false)
}

func segnaProva(m map[string]*prove, number, name string, ok, listed bool, why string) {
	c := m[name]
	if c == nil {
		c = &prove{}
		m[name] = c
	}
	c.tutte++
	if listed {
		c.elenco++
	}
	if !ok {
		c.mancate++
	}
	if !ok && !listed {
		c.esempi = append(c.esempi, number+": "+why)
	}
}

func perche60(s string) string {
	if i := strings.Index(s, "(da leggere:"); i >= 0 {
		return s[i:min(len(s), i+60)]
	}
	return s[max(0, len(s)-60):]
}

// riassumi prints what was missed and not listed, the worst first, and gives how many there were and how many such misses.
func riassumi(t *testing.T, what string, m map[string]*prove) (n, missed int) {
	t.Helper()
	var names []string
	listed := 0
	for k, c := range m {
		n, missed, listed = n+c.tutte, missed+c.mancate, listed+c.elenco
		if c.mancate > c.elenco {
			names = append(names, k)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return 1000*(m[b].mancate-m[a].mancate) + strings.Compare(a, b) })
	var b strings.Builder
	for _, k := range names {
		fmt.Fprintf(&b, "  %-24s %3d di %3d  %s\n", k, m[k].mancate-m[k].elenco, m[k].tutte, m[k].esempi[0])
	}
	t.Logf("%s: %d varianti di %d specie, mancate %d (%.2f%%), di cui in elenco %d\n%s", what, n, len(m), missed, perCento(missed, n), listed, b.String())
	return n, missed - listed
}
