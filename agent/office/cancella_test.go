package office_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pecagent/agent/demo"
	"pecagent/agent/office"
	"pecagent/rules"
	"pecagent/store"
	"pecagent/store/fascicolo"
	"pecagent/store/raw"
)

// TestCancella: two persons erase a message that is none of the Order's business; its words are nowhere in the data folder, the
// log is whole, and an index made anew from it is the same. What is evidence is refused in words.
func TestCancella(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	dir := t.TempDir()
	u.apri(store.Options{Dir: dir}, u.env.Config)
	must(t, u.env.Store.Init(t.Context(), rules.Avvio{T0: u.ora.AddDate(0, 0, -1), Casella: ordine, Modo: rules.Modo{Modo: rules.Proponi}}, rules.Agente))
	u.albo()
	u.env.Policy.Persone = []rules.Persona{{Utente: "anna", Ruoli: []string{rules.Segreteria}}, {Utente: "bruno", Ruoli: []string{rules.Presidente}}, {Utente: "luigi", Ruoli: []string{rules.Legale}}}
	persona := func(who string) { u.env.Attore = rules.Attore{Tipo: "persona", ID: who} }
	persona("anna")
	u.scrive(demo.Scritto{From: "vendite@legalpost.example", Subject: "Fattura Zyxwv", Body: "Gentile cliente,\nin allegato la fattura n. 12 del mese di ottobre per la fornitura di carta.\nCordiali saluti\nPippo Zyxwv\n"})
	u.scrive(cambio("conti.luca@pecmail.example"))
	list := u.eventi(rules.KEsito)
	spam, request := list[0].Esito, list[1].Esito
	if spam.Decisione == nil || spam.Decisione.Type != "R0" || spam.Compito != "" {
		t.Fatalf("the invoice is %+v", spam.Decisione)
	}
	u.riesce("evidence", "find") // the search index has its words
	var memory office.Rimasti    // of a console that runs on
	if page, _, err := u.env.Rimasti(t.Context(), &memory, office.Altra, 0, 50); err != nil || len(page) != 1 || page[0].Oggetto != "Fattura Zyxwv" {
		t.Fatalf("other post: %+v, %v", page, err)
	}
	before := u.env.Store.Head()

	contiene(t, "a request", u.fallisce(office.ExitWrong, "act", "erase", "--message", request.SHA256, "--reason", "lo chiede"), "non si cancella", "appartiene a una richiesta")
	contiene(t, "no reason", u.fallisce(office.ExitUsage, "act", "erase", "--message", spam.SHA256), "--reason")
	contiene(t, "nothing", u.fallisce(office.ExitUsage, "act", "erase"), "--message")
	contiene(t, "no message", u.fallisce(office.ExitWrong, "act", "erase", "--message", strings.Repeat("ab", 32), "--reason", "x"), "nessun messaggio")
	u.riesce("act", "erase", "--message", spam.SHA256[:12], "--reason", "dati di un estraneo, art. 17 GDPR")
	task := u.eventi(rules.KCompito)
	id := task[len(task)-1].Compito.ID
	u.fallisce(office.ExitWrong, "review", "approve", id) // the same person
	persona("luigi")
	u.fallisce(office.ExitWrong, "review", "approve", id)
	if _, err := u.env.Store.Raw(spam.SHA256); err != nil {
		t.Fatalf("erased before the second person: %v", err)
	}
	persona("bruno")
	contiene(t, "approval", u.riesce("review", "approve", id), "cancellazione del messaggio "+spam.SHA256+" decisa")

	if _, err := u.env.Store.Raw(spam.SHA256); !errors.Is(err, raw.ErrMissing) {
		t.Errorf("the bytes: %v", err)
	}
	if page, n, err := u.env.Rimasti(t.Context(), &memory, office.Altra, 0, 50); err != nil || n != 0 {
		t.Errorf("other post, erased: %+v, %v", page, err)
	}
	contiene(t, "review show", u.riesce("review", "show", spam.SHA256), "è stato cancellato con l'atto ATT-2026-000001")
	contiene(t, "again", u.fallisce(office.ExitWrong, "act", "erase", "--message", spam.SHA256, "--reason", "x"), "è già cancellato")
	if out := u.riesce("evidence", "find", "--json"); strings.Contains(out, "Zyxwv") {
		t.Error(out)
	}
	root, ok, err := u.env.Store.RootAt(before.Size)
	must(t, err)
	if want := before.Checkpoint; !ok || !strings.Contains(want, root.String()) {
		t.Errorf("the tree of before has root %s, was %s", root, want)
	}
	problems, err := u.env.Store.Verify(t.Context(), nil)
	must(t, err)
	if len(problems) > 0 {
		t.Errorf("%q", problems)
	}
	f, _ := u.fascicolo("--member", "CNTLCU88R19A944D")
	v := fascicolo.Verifica(f, fascicolo.Opzioni{Fiducia: &u.env.Trust, Chiave: u.env.Store.VerifierKey()})
	if len(v.Cancellati) != 1 {
		t.Errorf("erased records in the fascicolo: %v", v.Cancellati)
	}
	contiene(t, "the verdict", strings.Join(v.Riserve, "\n"), "1 record cancellati per decisione registrata (ATT-2026-000001)")
	page, _ := f.Trova("relazione.html")
	contiene(t, "the relazione", string(page), "1 record compresi nel periodo sono stati cancellati")
	must(t, u.env.Store.Close())
	nowhere(t, dir, "Zyxwv", "vendite@legalpost")

	must(t, os.RemoveAll(filepath.Join(dir, "badger")))
	u.apri(store.Options{Dir: dir}, u.env.Config)
	problems, err = u.env.Store.Verify(t.Context(), nil)
	must(t, err)
	waiting, err := u.env.Store.Pending(0)
	must(t, err)
	if len(problems) > 0 || len(waiting) > 0 {
		t.Errorf("made anew: %q, %d wait", problems, len(waiting))
	}
	contiene(t, "after a rebuild", u.riesce("review", "show", spam.SHA256), "è stato cancellato con l'atto ATT-2026-000001")
	if n, err := u.env.Store.Cancella(t.Context()); n != 0 || err != nil {
		t.Errorf("%d erased again, %v", n, err)
	}
}

// nowhere demands that no file but the index, whose old values Badger keeps for a while, holds the words.
func nowhere(t *testing.T, dir string, words ...string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(p, "/badger/") || filepath.Base(p) == "ballast" {
			return err
		}
		b, err := os.ReadFile(p)
		for _, w := range words {
			if bytes.Contains(b, []byte(w)) {
				t.Errorf("%s holds %q", p, w)
			}
		}
		return err
	}))
}
