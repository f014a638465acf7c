package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pecagent/agent/demo"
	"pecagent/agent/office"
	"pecagent/rules"
	"pecagent/store"
)

// ufficioSuDisco is an office whose store lies in a folder, as a replay reads it.
func ufficioSuDisco(t *testing.T) (u *ufficio, dir string) {
	t.Helper()
	u = nuovoUfficio(t, rules.Proponi)
	dir = filepath.Join(u.env.Config.Data, "data")
	cfg := *u.env.Config
	cfg.Data = dir
	u.apri(store.Options{Dir: dir}, &cfg)
	must(t, u.env.Store.Init(t.Context(), rules.Avvio{T0: u.ora.AddDate(0, 0, -1), Casella: ordine, Modo: rules.Modo{Modo: rules.Proponi}}, rules.Agente))
	must(t, u.env.Store.Configure(t.Context(), u.env.Policy, u.env.Policy.Digest(), "", ""))
	return u, dir
}

// storiaDiDue is a register and two members who write, one of whom a person answers.
func storiaDiDue(t *testing.T) (u *ufficio, dir string) {
	t.Helper()
	u, dir = ufficioSuDisco(t)
	u.albo()
	u.scrive(demo.Scritto{From: "luca.conti@legalpost.example", Subject: "Cambio PEC", Body: "Il sottoscritto Luca Conti, codice fiscale CNTLCU88R19A944D, chiede di sostituire la PEC con conti.luca@pecmail.example\n"})
	u.scrive(demo.Scritto{From: "m.rossi@pecmail.example", Subject: "Casella", Body: "Il sottoscritto Marco Rossi, codice fiscale RSSMRC69S21G702W, chiede l'attivazione della PEC dell'Ordine.\n"})
	u.riesce("review", "approve", "SEG-2026-000001")
	u.ora = u.ora.AddDate(0, 0, 3)
	u.accade("scade")
	return u, dir
}

// TestReplay: the history decided again by the same rules shows nothing; a rule that decides otherwise about a member shows that
// member alone; twice the same bytes; beside the open store, and nothing is written.
func TestReplay(t *testing.T) {
	u, dir := storiaDiDue(t)
	before := impronta(t, dir)
	if out := u.riesce("replay"); !strings.Contains(out, "Nessuna differenza.") || strings.Contains(out, "non rigiocabile") {
		t.Fatalf("%s", out)
	}
	u.env.Rigioco = func(p *rules.Policy, s rules.Snapshot, in rules.Input) rules.Decision {
		if r, ok := in.(rules.Received); ok && r.Msg.DatiCert.Mittente == "luca.conti@legalpost.example" {
			s.Stato.Modo.Modo = rules.Osserva // the patched rule: to him nobody answers
		}
		return rules.Decide(p, s, in)
	}
	code, out, errs := u.esegue("replay")
	if code != office.ExitWrong || errs != "" || !strings.Contains(out, "CNTLCU88R19A944D Conti Luca\n") || strings.Contains(out, "RSSMRC69S21G702W") ||
		!strings.Contains(out, "allora: lettera LET-2026-000001") || !strings.Contains(out, "di 1 iscritto. Nulla è stato scritto.") {
		t.Fatalf("exit %d %s\n%s", code, errs, out)
	}
	if _, again, _ := u.esegue("replay"); again != out {
		t.Errorf("two replays differ:\n%s\n%s", out, again)
	}
	if out := u.riesce("replay", "--member", "RSSMRC69S21G702W"); !strings.Contains(out, "Nessuna differenza.") {
		t.Errorf("of another member: %s", out)
	}
	u.fallisce(office.ExitUsage, "replay", "oggi")
	contiene(t, "a slip", u.fallisce(office.ExitUsage, "replay", "--member", "RSSMRC69S21G702X"), "non è un codice fiscale valido")
	contiene(t, "nobody", u.fallisce(office.ExitWrong, "replay", "--member", "RSSMRA80A01H501U"), "nessun iscritto con codice fiscale RSSMRA80A01H501U")
	if after := impronta(t, dir); !bytes.Equal(before, after) {
		t.Error("the replay wrote into the log")
	}
}

// TestReplayJSON: one object a difference, the sums last.
func TestReplayJSON(t *testing.T) {
	u, _ := storiaDiDue(t)
	u.env.Policy = rigorosa(*u.env.Policy)
	code, out, _ := u.esegue("replay", "--json", "--current-policy")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var sum struct {
		Kind, Policy                                  string
		Decisions, Differences, Consequences, Members int
	}
	must(t, json.Unmarshal([]byte(lines[len(lines)-1]), &sum))
	if code != office.ExitWrong || sum.Kind != "summary" || sum.Policy != "current" || sum.Decisions != 4 || sum.Differences != 1 || sum.Differences+sum.Consequences != len(lines)-1 || sum.Members != 1 {
		t.Fatalf("exit %d %+v\n%s", code, sum, out)
	}
	for _, l := range lines[:len(lines)-1] {
		var d struct {
			Kind, CF  string
			Then, Now []struct{ Kind, Says string }
		}
		must(t, json.Unmarshal([]byte(l), &d))
		if d.Kind != "difference" || d.CF == "" || len(d.Then)+len(d.Now) == 0 {
			t.Errorf("%s", l)
		}
	}
}

// rigorosa is a policy under which the request of one of the two members is none of the Order's boxes' any more.
func rigorosa(p rules.Policy) *rules.Policy {
	p.DominiNonPEC = append([]string{"pecmail.example"}, p.DominiNonPEC...)
	return &p
}

// TestReplayVecchio: what an older program recorded, without inputs, is counted and said, never compared.
func TestReplayVecchio(t *testing.T) {
	u, _ := ufficioSuDisco(t)
	_, err := u.env.Store.Commit(t.Context(), func(s rules.Snapshot) rules.Decision {
		d := rules.Decide(u.env.Policy, s, rules.Imported{Now: u.ora, Attore: u.env.Attore, File: "a.csv", SHA256: strings.Repeat("0", 64),
			Righe: []rules.Iscritto{{CF: "CNTLCU88R19A944D", Cognome: "Conti", Nome: "Luca", Stato: rules.Iscr}}})
		d.Ingresso = nil // as it was written before inputs were
		return d
	})
	must(t, err)
	out := u.riesce("replay")
	if !strings.Contains(out, "non rigiocabile: 1 decisione: il registro non ne conserva l'ingresso (scritte da una versione precedente)") {
		t.Errorf("%s", out)
	}
}

// TestReplaySenzaMessaggio: the decisions about a message that is gone, its own and the review of it, are said, and the others are replayed.
func TestReplaySenzaMessaggio(t *testing.T) {
	u, dir := storiaDiDue(t)
	var sha string
	must(t, u.env.Store.Events(0, func(ev rules.Event) bool {
		if ev.Esito != nil && sha == "" {
			sha = ev.Esito.SHA256
		}
		return sha == ""
	}))
	must(t, os.Remove(filepath.Join(dir, "raw", "sha256", sha[:2], sha+".eml")))
	if out := u.riesce("replay"); !strings.Contains(out, "non rigiocabile: 2 decisioni: il messaggio conservato manca o è danneggiato") {
		t.Errorf("%s", out)
	}
}

// TestReplayInterrotto: a replay that is stopped says so and gives no figures.
func TestReplayInterrotto(t *testing.T) {
	u, _ := storiaDiDue(t)
	ctx, stop := context.WithCancel(t.Context())
	u.env.Avanza = func(done, total int64) { stop() }
	u.out.Reset()
	if code := office.Run(ctx, &u.env, []string{"replay"}); code != office.ExitWrong || u.out.Len() > 0 {
		t.Errorf("exit %d: %s", code, u.out.String())
	}
}

func impronta(t *testing.T, dir string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "log"))
	must(t, err)
	c, err := os.ReadFile(filepath.Join(dir, "log.checkpoint"))
	must(t, err)
	return append(b, c...)
}
