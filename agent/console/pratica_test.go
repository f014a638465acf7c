package console

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"pecagent/agent/demo"
	"pecagent/rules"
)

// limpida is a request that needs nothing but a click.
func limpida() demo.Scritto {
	return demo.Scritto{From: "sara.moretti@pecmail.example", Subject: "Variazione PEC", Body: "La sottoscritta Sara Moretti, codice fiscale MRTSRA93P49F205U, chiede di registrare come domicilio digitale " +
		"il nuovo indirizzo PEC sara.moretti@legalpost.example.\n\nSara Moretti\n"}
}

func campo(t *testing.T, page, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no field %q in\n%s", name, page)
	}
	return m[1]
}

// vai follows the answer of a form to its page.
func (b *banco) vai(target string, form url.Values) string {
	b.t.Helper()
	res := b.chiede("POST", target, form)
	if res.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("POST %s: %s", target, res.Status)
	}
	return b.legge(res.Header.Get("Location"))
}

func TestPraticaMostraTutto(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(dubbia())
	page := b.legge("/pratica/SEG-2026-000001")
	contiene(t, "the case", page, "<mark>", "Certificato", "lo certifica", "CNTLCU88R19A944D", "luca.nuovo@pecmail.example", "Che cosa propone l'agente", "Storia breve", "Chiudi senza eseguire")
	contiene(t, "who looked", b.comando("evidence", "accesses", "--id", "SEG-2026-000001"), "m.neri", "review show")
}

func TestApprovaMandaLaLettera(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(limpida())
	page := b.legge("/pratica/SEG-2026-000001")
	contiene(t, "the case", page, "Partono 2 lettere")
	next := b.vai("/pratica/SEG-2026-000001/approva", url.Values{"visto": {campo(t, page, "visto")}, "nota": {"controllato"}})
	contiene(t, "the list after it", next, `role="status"`, "registrato")
	c, err := b.env.Compito("SEG-2026-000001")
	must(t, err)
	if c.Stato != rules.Approvato || c.Da != "m.neri" || c.Nota != "controllato" {
		t.Errorf("%+v", c)
	}
}

func TestRespingiVuoleIlMotivo(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(dubbia())
	visto := campo(t, b.legge("/pratica/SEG-2026-000001"), "visto")
	contiene(t, "no reason", b.vai("/pratica/SEG-2026-000001/respingi", url.Values{"visto": {visto}}), `role="alert"`, "Scrivere il motivo")
	contiene(t, "a reason", b.vai("/pratica/SEG-2026-000001/respingi", url.Values{"visto": {visto}, "nota": {"chiesto per telefono"}}), `role="status"`)
	if c, _ := b.env.Compito("SEG-2026-000001"); c.Stato != "respinto" {
		t.Errorf("%+v", c)
	}
}

// TestNelFrattempo: what was shown is no longer so when the person decides: nothing is done, the page says what is different and asks
// again, and what was typed is still there.
func TestNelFrattempo(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(limpida())
	page := b.legge("/pratica/SEG-2026-000001")
	form := url.Values{"visto": {campo(t, page, "visto")}, "nota": {"la mia nota"}, "righe": {righe(t, page)}}
	b.comando("review", "withdraw", "LET-2026-000001")
	res := b.chiede("POST", "/pratica/SEG-2026-000001/approva", form)
	body := corpo(t, res)
	if res.StatusCode != http.StatusConflict {
		t.Fatalf("%s\n%s", res.Status, body)
	}
	contiene(t, "the page again", body, "Nel frattempo qualcosa è cambiato", "<del>", "la mia nota")
	if c, _ := b.env.Compito("SEG-2026-000001"); c.Stato != rules.Aperto {
		t.Errorf("decided all the same: %+v", c)
	}
	form.Set("visto", campo(t, body, "visto"))
	b.vai("/pratica/SEG-2026-000001/respingi", form)
	if c, _ := b.env.Compito("SEG-2026-000001"); c.Stato != "respinto" {
		t.Errorf("not decided on what is shown now: %+v", c)
	}
}

// TestAltriNumeriNonCambiano: messages of others that take numbers in the meantime change nothing of what was shown.
func TestAltriNumeriNonCambiano(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(dubbia())
	page := b.legge("/pratica/SEG-2026-000001")
	b.scrive(limpida())
	if again := b.legge("/pratica/SEG-2026-000001"); campo(t, page, "visto") != campo(t, again, "visto") {
		t.Errorf("%s\n\n%s", righe(t, page), righe(t, again))
	}
}

func righe(t *testing.T, page string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `tabindex="-1">`+"\n")
	text, _, closed := strings.Cut(rest, "</textarea>")
	if !ok || !closed {
		t.Fatal("the form does not carry what it shows")
	}
	return text
}

func TestIlegaleLeggeENonDecide(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(dubbia())
	b.siede("a.legge")
	page := b.legge("/pratica/SEG-2026-000001")
	if strings.Contains(page, "Chiudi senza eseguire") {
		t.Error("legale is offered a decision")
	}
	for _, path := range []string{"approva", "respingi", "ritira"} {
		if res := b.chiede("POST", "/pratica/SEG-2026-000001/"+path, url.Values{"visto": {"x"}, "nota": {"x"}}); res.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	for _, who := range []string{"s.tecnico", "r.conti"} {
		b.siede(who)
		if res := b.chiede("GET", "/pratica/SEG-2026-000001", nil); res.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s", who, res.Status)
		}
		if page := b.legge("/"); strings.Contains(page, "Conti") {
			t.Errorf("%s sees who waits", who)
		}
	}
}

func TestChiSeNeOccupa(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(dubbia())
	const at = "/pratica/SEG-2026-000001"
	contiene(t, "taken on", b.vai(at+"/assegna", url.Values{"a": {"m.neri"}}), "si occupa m.neri", `role="status"`)
	contiene(t, "the list of mine", b.legge("/?chi=mie"), "SEG-2026-000001", "m.neri")
	contiene(t, "the list of nobody's", b.legge("/?chi=libere"), "Nessuna segnalazione corrisponde")
	contiene(t, "not one who decides", b.vai(at+"/assegna", url.Values{"a": {"r.conti"}}), `role="alert"`, "non può occuparsi")
	contiene(t, "a note", b.vai(at+"/nota", url.Values{"nota": {"richiama <b>domani</b>"}}), "richiama &lt;b&gt;domani&lt;/b&gt;")
	b.siede("g.verdi")
	contiene(t, "a colleague", b.legge(at), "Se ne sta occupando", "m.neri")
	contiene(t, "freed", b.vai(at+"/assegna", url.Values{"a": {"-"}}), "non si occupa più nessuno")
}

// TestAggiungeUnCapoverso: the paragraph leaves with the letter and stands in the log by its writer's name.
func TestAggiungeUnCapoverso(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(limpida())
	page := b.legge("/pratica/SEG-2026-000001")
	contiene(t, "the form", page, `name="aggiunta T-23 sara.moretti@legalpost.example"`)
	b.vai("/pratica/SEG-2026-000001/approva", url.Values{"visto": {campo(t, page, "visto")}, "aggiunta T-23 sara.moretti@legalpost.example": {"Ci scusi\nper l'attesa."}})
	contiene(t, "the letter", b.comando("review", "show", "LET-2026-000002"), "Ci scusi per l'attesa.", "IN_PARTENZA")
	must(t, b.env.Store.Events(1, func(ev rules.Event) bool {
		if ev.Lettera != nil && ev.Lettera.Aggiunta != "" && ev.Attore.ID != "m.neri" {
			t.Errorf("event %d: by %q", ev.Seq, ev.Attore.ID)
		}
		return true
	}))
}

func TestRispondoIo(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(limpida())
	next := b.vai("/pratica/SEG-2026-000001/rispondo", url.Values{})
	contiene(t, "my list", next, "SEG-2026-000002", "Risposta data a mano", "La pratica è Sua")
	if strings.Contains(next, "SEG-2026-000001") {
		t.Error("the task that was taken still waits")
	}
	contiene(t, "its letters", b.comando("review", "show", "LET-2026-000001"), "RITIRATA")
}

func TestChiediAllIscritto(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(demo.Scritto{From: "sara.moretti@pecmail.example", Subject: "Variazione PEC", Body: "La sottoscritta Sara Moretti, codice fiscale MRTSRA93P49F205U, chiede di registrare come domicilio digitale " +
		"il nuovo indirizzo PEC sara.moretti@legalpost.example. Se possibile, prima sentite anche il vecchio gestore.\n"})
	page := b.legge("/pratica/SEG-2026-000001")
	contiene(t, "what may be asked", page, "Chiedi all'iscritto l&#39;indirizzo della sua PEC")
	next := b.vai("/pratica/SEG-2026-000001/chiedi", url.Values{"manca": {"PEC"}})
	contiene(t, "asked", next, "in partenza", "Ritira: non deve partire", "Manca l&#39;indirizzo della Sua PEC personale")
	id := campo(t, next, "lettera")
	b.vai("/pratica/SEG-2026-000001/ritira", url.Values{"lettera": {id}, "nota": {"chiamato al telefono"}})
	contiene(t, "withdrawn", b.comando("review", "show", id), "RITIRATA")
}

// TestInsieme: several notices are closed at once; a request among them and nothing is.
func TestInsieme(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(dubbia())
	for _, why := range []string{"uno", "due"} {
		b.commit(rules.Segnalata{Now: b.ora, Cosa: why, Tipo: "prova", Perche: "Avviso " + why + "."})
	}
	contiene(t, "with a request", b.vai("/insieme", url.Values{"id": {"SEG-2026-000002", "SEG-2026-000001"}, "nota": {"visti"}}), `role="alert"`, "si decide da sola")
	contiene(t, "without a note", b.vai("/insieme", url.Values{"id": {"SEG-2026-000002"}}), `role="alert"`)
	contiene(t, "closed", b.vai("/insieme", url.Values{"id": {"SEG-2026-000002", "SEG-2026-000003"}, "nota": {"visti"}}), "Chiuse insieme: 2")
	for id, want := range map[string]string{"SEG-2026-000001": rules.Aperto, "SEG-2026-000002": rules.Approvato, "SEG-2026-000003": rules.Approvato} {
		if c, _ := b.env.Compito(id); c.Stato != want {
			t.Errorf("%s is %s", id, c.Stato)
		}
	}
}
