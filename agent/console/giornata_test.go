package console

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"pecagent/agent/demo"
	"pecagent/rules"
	"pecagent/store/fascicolo"
)

// postazione is somebody's browser at a console with real logins.
type postazione struct {
	*porta
	ctx    context.Context
	url    string
	codici map[string]string
}

func nuovaPostazione(t *testing.T) *postazione {
	t.Helper()
	p := &postazione{ctx: chromium(t), porta: nuovaPorta(t, false)}
	vissuto(p.banco)
	p.scrive(demo.Scritto{From: "m.rossi@pecmail.example", Subject: "Cambio PEC", Body: "Buongiorno,\nchiedo di registrare come mio domicilio digitale il nuovo indirizzo PEC m.rossi@legalpost.example\nMarco Rossi, codice fiscale RSSMRC69S21G702W\n"})
	p.codici = p.conUtenti(rules.Segreteria, rules.Presidente, rules.Legale, rules.Amministratore)
	srv := httptest.NewServer(p.porta.con)
	t.Cleanup(srv.Close)
	p.url = srv.URL
	return p
}

// vai opens an address, premi presses what a selector names and waits for the page that follows.
func (p *postazione) vai(path string) {
	p.t.Helper()
	must(p.t, chromedp.Do(p.ctx, chromedp.Navigate(p.url+path)))
}

func (p *postazione) premi(sel string) {
	p.t.Helper()
	found, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](fmt.Sprintf(`(() => { const e = document.querySelector(%q); if (!e) return "no"; window.vecchia = true; e.click(); return "yes" })()`, sel)))
	must(p.t, err)
	if found != "yes" {
		p.t.Fatalf("%s: there is no %s:\n%.3000s", p.dove(), sel, p.testo())
	}
	p.segue()
}

// segue waits until the page that was left is gone and the next one is whole.
func (p *postazione) segue() {
	p.t.Helper()
	for limit := time.Now().Add(30 * time.Second); time.Now().Before(limit); time.Sleep(20 * time.Millisecond) {
		s, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`String(window.vecchia) + document.readyState`))
		if err == nil && s == "undefinedcomplete" {
			return
		}
	}
	p.t.Fatalf("no page followed %s", p.dove())
}

func (p *postazione) js(expr string) string {
	p.t.Helper()
	s, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](expr, chromedp.EvalAwaitPromise))
	must(p.t, err)
	return s
}

func (p *postazione) dove() string  { return p.js(`location.pathname`) }
func (p *postazione) testo() string { return p.js(`document.body.innerText`) }

// compila gives a field its value.
func (p *postazione) compila(sel, text string) {
	p.t.Helper()
	if p.js(fmt.Sprintf(`(() => { const e = document.querySelector(%q); if (!e) return "no"; e.value = %q; return "yes" })()`, sel, text)) != "yes" {
		p.t.Fatalf("%s: there is no %s", p.dove(), sel)
	}
}

// entra logs in with password and second factor.
func (p *postazione) entra(utente string) {
	p.t.Helper()
	p.vai("/entra")
	p.compila(`[name=utente]`, utente)
	p.compila(`[name=password]`, frase)
	p.compila(`[name=codice]`, p.codice(p.codici[utente]))
	p.premi(`form[action="/entra"] button`)
	if strings.Contains(p.dove(), "entra") {
		p.t.Fatalf("not in: %s", p.testo())
	}
}

// stato is a task as it stands.
func (p *postazione) stato(id string) (c rules.Compito) {
	p.t.Helper()
	must(p.t, p.env.Store.View(func(a rules.Archivio) error { c, _ = rules.Vista(a).Compito(id); return nil }))
	return c
}

// What waits in the queue of vissuto.
const (
	sulDomicilio = "SEG-2026-000002" // letters of an address that was proven
	daCapire     = "SEG-2026-000004"
	informazione = "SEG-2026-000005"
	cambio       = "SEG-2026-000006"
)

// TestMattina: a secretary logs in, finds five cases, approves two, closes one with a reason, assigns one.
func TestMattina(t *testing.T) {
	p := nuovaPostazione(t)
	p.entra(rules.Segreteria)
	if n := p.js(`String(document.querySelectorAll("main tbody a.riga").length)`); n != "5" {
		t.Fatalf("%s cases in the queue:\n%s", n, p.testo())
	}
	for _, id := range []string{sulDomicilio, informazione} {
		p.vai("/")
		p.premi(`a.riga[href="/pratica/` + id + `"]`)
		p.premi(`[data-tasto=a]`)
		if c := p.stato(id); c.Stato != rules.Approvato || c.Da != rules.Segreteria {
			t.Errorf("approved: %+v\n%s", c, p.testo())
		}
	}
	p.vai("/pratica/" + daCapire)
	p.compila(`#nota`, "sentito al telefono: non chiede nulla")
	p.premi(`[data-tasto=r]`)
	if c := p.stato(daCapire); c.Stato == rules.Aperto || c.Nota != "sentito al telefono: non chiede nulla" {
		t.Errorf("rejected: %+v\n%s", c, p.testo())
	}
	p.vai("/pratica/" + cambio)
	p.compila(`form[action$="/assegna"] select`, rules.Presidente)
	p.premi(`form[action$="/assegna"].inlinea button`)
	if c := p.stato(cambio); c.Assegnato != rules.Presidente {
		t.Errorf("assigned: %+v\n%s", c, p.testo())
	}
	contiene(t, "the queue", func() string { p.vai("/"); return p.testo() }(), "presidente")
}

// TestOraDelLegale: legal staff find a letter, read its receipts, download the fascicolo, which verifies.
func TestOraDelLegale(t *testing.T) {
	p := nuovaPostazione(t)
	p.entra(rules.Legale)
	p.vai("/prove")
	p.compila(`main [name=cf]`, "MRTSRA93P49F205U")
	p.premi(`main form button`)
	p.premi(`a[href="/comunicazione/LET-2026-000001"]`)
	contiene(t, "the letter", p.testo(), "accettazione", "consegna")
	body := p.js(`fetch("/prove/fascicolo", {method: "POST", body: new URLSearchParams({comunicazione: "LET-2026-000001", motivo: "causa 12/2026"})}).then(r => r.arrayBuffer()).then(b => btoa(Array.from(new Uint8Array(b), c => String.fromCharCode(c)).join("")))`)
	zip, err := base64.StdEncoding.DecodeString(body)
	must(t, err)
	f, err := fascicolo.Leggi(zip)
	must(t, err)
	if v := fascicolo.Verifica(f, fascicolo.Opzioni{Fiducia: &p.env.Trust, Chiave: p.env.Store.VerifierKey()}); v.Verdetto != fascicolo.Verificato {
		t.Errorf("%s", v.Scritto())
	}
	p.vai("/prove/accessi")
	contiene(t, "who has looked", p.testo(), "legale", "causa 12/2026")
	p.vai("/")
	if s := p.js(`String(document.querySelectorAll('[data-tasto=a]').length)`); s != "0" {
		t.Error("legal staff may approve")
	}
}

// TestControlloDellAmministratore: the machine's page, a user made, no name of a member anywhere.
func TestControlloDellAmministratore(t *testing.T) {
	p := nuovaPostazione(t)
	p.entra(rules.Amministratore)
	for _, path := range []string{"/", "/sistema", "/utenti", "/quadro"} {
		p.vai(path)
		if s := p.testo(); strings.Contains(s, "Conti") || strings.Contains(s, "CNTLCU88R19A944D") {
			t.Errorf("%s shows a member to who looks after the machine:\n%s", path, s)
		}
	}
	p.vai("/iscritti")
	contiene(t, "a page that is not his", p.testo(), "ruolo")
}

// TestSoloTastiera: from the queue to a decision without a pointer.
func TestSoloTastiera(t *testing.T) {
	p := nuovaPostazione(t)
	p.entra(rules.Segreteria)
	const id = informazione
	p.js(`(() => { window.vecchia = true; return "" })()`)
	for range 10 {
		must(t, chromedp.Do(p.ctx, chromedp.KeyEvent("j")))
		if p.js(`document.activeElement.getAttribute("href") || ""`) == "/pratica/"+id {
			break
		}
	}
	must(t, chromedp.Do(p.ctx, chromedp.KeyEvent("\r")))
	p.segue()
	must(t, chromedp.Do(p.ctx, chromedp.KeyEvent("a")))
	if p.stato(id).Stato != rules.Aperto {
		t.Fatal("a key alone decided")
	}
	p.js(`(() => { window.vecchia = true; return "" })()`)
	must(t, chromedp.Do(p.ctx, chromedp.KeyEvent("\r")))
	p.segue()
	if c := p.stato(id); c.Stato != rules.Approvato {
		t.Errorf("%+v\n%s", c, p.testo())
	}
}

// TestSenzaScript: login, queue, case and decision where the browser runs no script.
func TestSenzaScript(t *testing.T) {
	p := nuovaPostazione(t)
	_, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	must(t, err)
	p.entra(rules.Segreteria)
	const id = informazione
	p.premi(`a.riga[href="/pratica/` + id + `"]`)
	p.premi(`[data-tasto=a]`)
	if c := p.stato(id); c.Stato != rules.Approvato {
		t.Errorf("%+v\n%s", c, p.testo())
	}
}
