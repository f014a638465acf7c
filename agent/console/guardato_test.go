package console

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/agent/office"
	"pecagent/rules"
)

// TestChiRiattaccaHaGuardato: a person whose connection is half closed reads the answer all the same, and is recorded.
func TestChiRiattaccaHaGuardato(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(dubbia())
	ctx, hangUp := context.WithCancel(t.Context())
	hangUp()
	w := httptest.NewRecorder()
	b.con.ServeHTTP(w, httptest.NewRequest("GET", "/pratica/SEG-2026-000001", nil).WithContext(ctx))
	contiene(t, "the page", w.Body.String(), "CNTLCU88R19A944D")
	contiene(t, "who looked", b.comando("evidence", "accesses", "--id", "SEG-2026-000001"), "m.neri")
}

// TestConsultazionePerduta: a look that cannot be recorded is shown, and said on the page and in the program's log.
func TestConsultazionePerduta(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(dubbia())
	var said bytes.Buffer
	con, err := New(Options{Log: slog.New(slog.NewTextHandler(&said, nil)), Chi: func(*http.Request) rules.Persona { return b.chi }, Env: func(rules.Attore) *office.Env {
		e := b.env // without a person: rules record nothing
		return &e
	}})
	must(t, err)
	const text = "Questa consultazione non è stata registrata"
	if page := b.legge("/pratica/SEG-2026-000001"); strings.Contains(page, text) {
		t.Fatal("said of a look that is recorded")
	}
	b.con = con
	contiene(t, "the page", b.legge("/pratica/SEG-2026-000001"), "CNTLCU88R19A944D", text)
	contiene(t, "the program's log", said.String(), "non è stata registrata", "m.neri", "review show")
}

// TestAttoVincolanteChiedeChiE: the approval of an act that a second person confirms asks again who he is after five minutes; that of an
// ordinary task does not.
func TestAttoVincolanteChiedeChiE(t *testing.T) {
	p := nuovaPorta(t, false)
	p.scrive(demo.Scritto{From: "vendite@legalpost.example", Subject: "Fattura", Body: "Gentile cliente,\nin allegato la fattura n. 12 del mese di ottobre per la fornitura di carta.\nCordiali saluti\nPippo\n"})
	p.scrive(limpida())
	var sha string
	must(t, p.env.Store.Events(1, func(ev rules.Event) bool {
		if ev.Esito != nil && sha == "" {
			sha = ev.Esito.SHA256
		}
		return true
	}))
	p.comando("act", "erase", "--message", sha, "--reason", "art. 17 GDPR")
	s := p.conUtenti(rules.Presidente)[rules.Presidente]
	b := p.browserDentro(rules.Presidente)
	p.ora = p.ora.Add(durataConferma)
	const act, plain = "/pratica/SEG-2026-000002", "/pratica/SEG-2026-000001"
	form := url.Values{"visto": {campo(t, b.vuole(200, "GET", act, nil), "visto")}}
	contiene(t, "the act", b.vuole(200, "POST", act+"/approva", form), "Conferma dell'identità")
	if c, err := p.env.Compito("SEG-2026-000002"); err != nil || c.Stato != rules.Aperto {
		t.Fatalf("approved without the proof: %+v, %v", c, err)
	}
	b.vuole(303, "POST", plain+"/approva", url.Values{"visto": {campo(t, b.vuole(200, "GET", plain, nil), "visto")}})
	form.Set(campoConferma, p.codice(s))
	b.vuole(303, "POST", act+"/approva", form)
	if c, err := p.env.Compito("SEG-2026-000002"); err != nil || c.Stato != rules.Approvato {
		t.Fatalf("not approved with it: %+v, %v", c, err)
	}
}

// TestDisattivatoFuori: a user whom the log says to be disabled is out, whatever his credentials and his session say; a new login ends the
// session that the same browser had.
func TestDisattivatoFuori(t *testing.T) {
	p := nuovaPorta(t, false)
	s := p.conUtenti(rules.Legale)[rules.Legale]
	b := p.browserDentro(rules.Legale)
	first := p.browser()
	first.biscotti["pecagent"] = b.biscotti["pecagent"]
	p.ora = p.ora.Add(30 * time.Second)
	b.entra(303, rules.Legale, frase, p.codice(s))
	first.vuole(303, "GET", "/quadro", nil)
	b.vuole(200, "GET", "/quadro", nil)
	p.commit(rules.UtenteCambiato{Now: p.banco.ora, Attore: rules.Attore{Tipo: "persona", ID: "pecagent"}, Sistema: true,
		Utente: rules.Utente{Utente: rules.Legale, Nome: "Una Persona", Ruoli: []string{rules.Legale}}})
	b.vuole(303, "GET", "/quadro", nil)
	p.browser().entra(401, rules.Legale, frase, p.codice(s))
}

// TestNonDecideNonPrende: who does not decide is offered nothing to take up.
func TestNonDecideNonPrende(t *testing.T) {
	b := nuovoBanco(t, rules.Osserva)
	b.scrive(limpida())
	contiene(t, "the secretary's list", b.legge("/rimasti/osservati"), "Prendi in carico")
	b.siede("a.legge")
	if page := b.legge("/rimasti/osservati"); strings.Contains(page, "Prendi in carico") || !strings.Contains(page, "Variazione PEC") {
		t.Error("legale is offered to take up, or does not see the list")
	}
}

// TestDisattivatoAncheSeConfigurato: who is also a person of the configuration is out of the console all the same when he is disabled there.
func TestDisattivatoAncheSeConfigurato(t *testing.T) {
	p := nuovaPorta(t, false)
	change := rules.UtenteCambiato{Now: p.banco.ora, Attore: rules.Attore{Tipo: "persona", ID: "pecagent"}, Sistema: true,
		Utente: rules.Utente{Utente: "a.legge", Nome: "Una Persona", Ruoli: []string{rules.Legale}, Attivo: true}}
	p.commit(change)
	b := p.browser()
	b.biscotti["pecagent"] = p.con.sessioni.apri("a.legge", "127.0.0.1", "", p.cred.Versione("a.legge"))
	b.vuole(200, "GET", "/quadro", nil)
	change.Utente.Attivo = false
	p.commit(change)
	b.vuole(303, "GET", "/quadro", nil)
}
