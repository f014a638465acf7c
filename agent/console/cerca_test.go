package console

import (
	"context"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"pecagent/rules"
)

// TestCercaMentreSiScrive: the list follows what is typed, under the console's own Content-Security-Policy and trusted types; the page
// says nothing wrong meanwhile.
func TestCercaMentreSiScrive(t *testing.T) {
	ctx := chromium(t)
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(rinuncia())
	srv := httptest.NewServer(b.con)
	defer srv.Close()
	must(t, chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/iscritti"),
		chromedp.Func(func(_ context.Context, _ *chromedp.Target) error {
			calcola[bool](t, ctx, `window.violazioni = []; document.addEventListener("securitypolicyviolation", e => violazioni.push(e.violatedDirective)); true`)
			return nil
		}),
		chromedp.SendKeys(chromedp.CSS(`input[name=q]`), "cambio pec")))
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.querySelector("#risultati").textContent.includes("Messaggi e lettere")`)); err != nil {
		t.Fatal(err)
	}
	if v := calcola[[]string](t, ctx, `violazioni`); len(v) > 0 {
		t.Errorf("the policy was broken: %v", v)
	}
	contiene(t, "what was found", calcola[string](t, ctx, `document.querySelector("#risultati").textContent`), "Nessun iscritto", "Cambio PEC")
	contiene(t, "the address", calcola[string](t, ctx, `location.search`), "q=cambio+pec")
	calcola[bool](t, ctx, `document.querySelector("input[name=q]").value = ""; true`)
	must(t, chromedp.Do(ctx, chromedp.SendKeys(chromedp.CSS(`input[name=q]`), "conti")))
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.querySelector("#risultati").textContent.includes("1–1 di 1")`)); err != nil {
		t.Fatal(err)
	}
}
