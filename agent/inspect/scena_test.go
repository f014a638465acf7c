package inspect_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/agent/inspect"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// scena is a PEC provider that signs members' messages and the Order's configuration that trusts it.
type scena struct {
	t      *testing.T
	g      *demo.Gestore
	dir    string
	mu     sync.Mutex
	posta  [][]byte // what reached the Order since it was last asked
	config string
	albo   string
}

func nuovaScena(t *testing.T) *scena {
	t.Helper()
	return nuovaScenaPKI(t, nil)
}

// nuovaScenaPKI is a scene with keys made before; nil: new ones.
func nuovaScenaPKI(t *testing.T, pki *demo.PKI) *scena {
	t.Helper()
	s := &scena{t: t, dir: t.TempDir()}
	for _, f := range []string{"pecagent.toml", "enti.csv", "iscritti.csv"} {
		b, err := os.ReadFile(filepath.Join("testdata", f))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(s.dir, f), b, 0o600))
	}
	s.config, s.albo = filepath.Join(s.dir, "pecagent.toml"), filepath.Join(s.dir, "iscritti.csv")
	var err error
	s.g, err = demo.Avvia(demo.Options{Dir: s.dir, PKI: pki, Automatica: true, RecapitaTutti: true, Recapita: func(box string, raw []byte) error {
		if box == ordine {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.posta = append(s.posta, bytes.Clone(raw))
		}
		return nil
	}})
	must(t, err)
	t.Cleanup(func() { must(t, s.g.Close()) })
	return s
}

const ordine = "segreteria@pec.ordine-prova.example"

// scrive gives the messages with which a person's writing reaches the Order.
func (s *scena) scrive(w demo.Scritto) [][]byte {
	s.t.Helper()
	if w.At.After(s.g.Stato().Ora) {
		must(s.t, s.g.Clock(w.At))
	}
	s.arrivata()
	_, err := s.g.Scrivi(w)
	must(s.t, err)
	return s.arrivata()
}

// arrivata takes what reached the Order since it was last asked.
func (s *scena) arrivata() [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.posta
	s.posta = nil
	return out
}

func (s *scena) una(w demo.Scritto) []byte {
	s.t.Helper()
	all := s.scrive(w)
	if len(all) != 1 {
		s.t.Fatalf("%d messages arrived, want 1", len(all))
	}
	return all[0]
}

// opzioni is the Order of the fixture, as inspect --config --members reads it.
func (s *scena) opzioni() inspect.Options {
	s.t.Helper()
	o, err := inspect.Configure(s.config, s.albo)
	must(s.t, err)
	return o
}

// ispeziona decides one message alone.
func (s *scena) ispeziona(raw []byte) inspect.Object {
	s.t.Helper()
	return s.sequenza(s.opzioni(), raw)[0]
}

// sequenza decides messages one after the other, with the options as given.
func (s *scena) sequenza(o inspect.Options, list ...[]byte) []inspect.Object {
	s.t.Helper()
	i, err := inspect.New(o)
	must(s.t, err)
	var out []inspect.Object
	for _, raw := range list {
		x, err := i.Message("messaggio.eml", raw)
		must(s.t, err)
		forma(s.t, x)
		out = append(out, x)
	}
	return out
}

// caso is a member's message and what must come out: a file of testdata/messaggi.
type caso struct {
	nome   string
	testa  map[string]string
	testo  string
	attesi map[string]string
}

func leggi(t *testing.T, nome string) caso {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "messaggi", nome+".txt"))
	must(t, err)
	head, rest, ok := strings.Cut(string(b), "\n\n")
	text, want, ok2 := strings.Cut(rest, "\n=== esito\n")
	if !ok || !ok2 {
		t.Fatalf("%s: no blank line or no expected outcome", nome)
	}
	return caso{nome, coppie(head), strings.TrimRight(text, "\n"), coppie(want)}
}

func coppie(s string) map[string]string {
	m := map[string]string{}
	for l := range strings.Lines(s) {
		if k, v, ok := strings.Cut(l, ":"); ok && !strings.HasPrefix(l, "#") {
			m[k] = strings.TrimSpace(v)
		}
	}
	return m
}

func casi(t *testing.T) []caso {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "messaggi", "*.txt"))
	must(t, err)
	var out []caso
	for _, f := range files {
		out = append(out, leggi(t, strings.TrimSuffix(filepath.Base(f), ".txt")))
	}
	if len(out) != 25 {
		t.Fatalf("%d messages, want 25", len(out))
	}
	return out
}

func orario(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, time.FixedZone("CET", 3600))
	must(t, err)
	return v
}

// scritto is the message of a case as its writer sends it.
func (c caso) scritto(t *testing.T) demo.Scritto {
	t.Helper()
	w := demo.Scritto{Env: demo.Env(c.testa["env"]), From: c.testa["da"], Subject: c.testa["oggetto"], Body: c.testo, At: orario(t, c.testa["ora"])}
	if a := c.testa["auto"]; a != "" {
		w.Campi = append(w.Campi, demo.Campo{Nome: "Auto-Submitted", Valore: a})
	}
	switch a := c.testa["allegato"]; {
	case strings.HasSuffix(a, ".pdf"):
		w.Allegati = []demo.Allegato{{Nome: a, Tipo: "application/pdf", Corpo: []byte("%PDF-1.4\n% modulo di prova\n")}}
	case strings.HasSuffix(a, ".xml"):
		w.Allegati = []demo.Allegato{{Nome: a, Tipo: "application/xml", Corpo: []byte("<Segnatura/>\n")}}
	case a != "":
		w.Allegati = []demo.Allegato{{Nome: a, Tipo: "application/pkcs7-mime", Corpo: []byte("una firma che nessuno ha verificato")}}
	}
	return w
}

// controlla compares a decision with the outcome of a case; a letter that waits as draft counts as reply.
func controlla(t *testing.T, o inspect.Object, want map[string]string) {
	t.Helper()
	if o.Error != "" || o.Decision == nil {
		t.Fatalf("no decision: %+v", o)
	}
	e := o.Decision
	reply := slices.Concat(e.Reply, e.Draft)
	slices.Sort(reply)
	got := map[string]string{
		"member": e.Member, "type": e.Type, "ground": e.Ground, "outcome": e.Outcome, "cf": e.CF, "new_pec": e.NewPEC, "auto": e.Auto,
		"reply": strings.Join(reply, " "), "flags": strings.Join(e.Flags, " "),
	}
	failed := false
	for k, w := range want {
		if got[k] != w {
			t.Errorf("%s: %q, want %q", k, got[k], w)
			failed = true
		}
	}
	if failed {
		t.Log(testo(t, o))
	}
}

func testo(t *testing.T, o inspect.Object) string {
	t.Helper()
	b, err := json.Marshal(o)
	must(t, err)
	return string(b)
}

// mappa is an object as a reader of the JSON sees it.
func mappa(t *testing.T, o inspect.Object) map[string]any {
	t.Helper()
	m := map[string]any{}
	must(t, json.Unmarshal([]byte(testo(t, o)), &m))
	return m
}
