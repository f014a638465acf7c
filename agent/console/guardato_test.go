package console

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
