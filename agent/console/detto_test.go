package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pecagent/rules"
)

// TestNotaCheSembraUnOpzione: what a person types is never an option of a command; above all not the one that prints the help, says that
// all went well and does nothing.
func TestNotaCheSembraUnOpzione(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(dubbia())
	b.commit(rules.Segnalata{Now: b.ora, Cosa: "uno", Tipo: "prova", Perche: "Avviso."})
	const at = "/pratica/SEG-2026-000001"
	for _, note := range []string{"-h", "--help"} {
		contiene(t, "a note", b.vai(at+"/nota", url.Values{"nota": {note}}), `role="status"`, note)
	}
	if c, _ := b.env.Compito("SEG-2026-000001"); len(c.Note) != 2 {
		t.Errorf("the notes: %+v", c.Note)
	}
	b.vai("/insieme", url.Values{"id": {"SEG-2026-000002"}, "nota": {"--help"}})
	if c, _ := b.env.Compito("SEG-2026-000002"); c.Stato != rules.Approvato || c.Nota != "--help" {
		t.Errorf("said to be closed: %+v", c)
	}
	b.vai(at+"/respingi", url.Values{"visto": {campo(t, b.legge(at), "visto")}, "nota": {"-h"}})
	if c, _ := b.env.Compito("SEG-2026-000001"); c.Stato != "respinto" || c.Nota != "-h" {
		t.Errorf("said to be rejected: %+v", c)
	}
	contiene(t, "the stop", b.vai("/ferma", url.Values{"perche": {"-h"}}), "INVIO FERMO")
	if res := b.chiede("POST", "/pratica/--help/nota", url.Values{"nota": {"x"}}); !strings.Contains(res.Header.Get("Location"), "errore=") {
		t.Errorf("an id: %s", res.Header.Get("Location"))
	}
}

// TestParoleNelLink: a line is shown to whom the console said it; what a link makes it say, also by way of the login, is not.
func TestParoleNelLink(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	res := b.chiede("POST", "/ferma", url.Values{"perche": {"prova"}})
	said := res.Header.Get("Location")
	contiene(t, "the page after it", b.legge(said), `role="status"`)
	for _, link := range []string{"/?fatto=Telefonare+al+06", "/?errore=Telefonare+al+06", "/?errore=Telefonare+al+06&sigillo=", strings.Replace(said, "fatto=", "fatto=Telefonare+al+06+", 1),
		strings.Replace(said, "fatto=", "errore=", 1) + "&fatto=Telefonare+al+06"} {
		if page := b.legge(link); strings.Contains(page, "Telefonare") || strings.Contains(page, `class="fatto"`) || strings.Contains(page, `class="avviso" role="alert"`) {
			t.Errorf("%s is shown", link)
		}
	}
	b.siede("g.verdi")
	if strings.Contains(b.legge(said), `class="fatto"`) {
		t.Error("shown to another person")
	}
	b.siede("m.neri")
	if res := b.chiedeCon("GET", said, http.Header{"Sec-Fetch-Site": {"cross-site"}}); strings.Contains(corpo(t, res), `class="fatto"`) {
		t.Error("shown where another site leads to it")
	}
}
