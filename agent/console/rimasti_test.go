package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pecagent/rules"
)

// TestOsservatiSiPrendonoInCarico: what was seen while observing stands in its list, and in the trial, until a person takes it up.
func TestOsservatiSiPrendonoInCarico(t *testing.T) {
	b := nuovoBanco(t, rules.Osserva)
	b.legge("/rimasti/osservati")
	b.scrive(limpida())
	page := b.legge("/rimasti/osservati")
	contiene(t, "the list", page, "Variazione PEC", "sara.moretti@pecmail.example", "Prendi in carico", "Cambio di PEC")
	_, rest, _ := strings.Cut(page, `action="/rimasti/osservati/`)
	sha, _, _ := strings.Cut(rest, "/")
	contiene(t, "the trial", b.legge("/periodo-di-prova"), "Cambio di PEC", "solo l&#39;agente")
	contiene(t, "compared", b.vai("/periodo-di-prova/"+sha, url.Values{"esito": {"uguale"}}), `role="status"`)
	contiene(t, "while observing", b.vai("/rimasti/osservati/"+sha+"/adotta", url.Values{}), `role="alert"`, "in modo osserva")
	b.siede("g.verdi")
	b.comando("mode", "proponi")
	b.siede("m.neri")
	contiene(t, "taken up", b.vai("/rimasti/osservati/"+sha+"/adotta", url.Values{}), `role="status"`, "Nessun messaggio.")
	contiene(t, "the list of tasks", b.legge("/"), "Moretti Sara", "Adottato")
	if res := b.chiede("GET", "/rimasti/altro", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("a list that is none: %s", res.Status)
	}
}
