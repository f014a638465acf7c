package console

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pecagent/agent/config"
	"pecagent/agent/demo"
	"pecagent/agent/office"
	"pecagent/mailparse"
	"pecagent/rules"
	"pecagent/rules/testi"
	"pecagent/store"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// banco is a desk on a store in memory: its people, its clock, and a provider that signs what members write.
type banco struct {
	t     testing.TB
	g     *demo.Gestore
	posta [][]byte
	n     uint32
	ora   time.Time
	env   office.Env
	chi   rules.Persona // who sits at it
	con   *Console
}

// chiavi are made once: a key costs more than the rest of a test.
var chiavi = sync.OnceValues(func() (*demo.PKI, error) { return demo.NewPKI(demo.PKIOptions{}) })

const ordine = "segreteria@pec.ordine-prova.example"

const configurazione = `
[ordine]
nome = "Ordine di Prova"
pec = "segreteria@pec.ordine-prova.example"
[domini]
pec = ["pecmail.example", "legalpost.example", "iscritti.pec-ordine.example"]
ordine = ["iscritti.pec-ordine.example"]
[trust]
ca = ["ca-firma.pem"]
[invio]
orario = "sempre"
[[persone]]
utente = "m.neri"
ruoli = ["segreteria"]
[[persone]]
utente = "g.verdi"
ruoli = ["presidente"]
[[persone]]
utente = "a.legge"
ruoli = ["legale"]
[[persone]]
utente = "s.tecnico"
ruoli = ["amministratore"]
[[persone]]
utente = "r.conti"
ruoli = ["revisore"]
`

// nuovoBanco has the register of testdata/iscritti.csv imported and m.neri (segreteria) sitting at it.
func nuovoBanco(t testing.TB, modo string) *banco {
	t.Helper()
	b := &banco{t: t, ora: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
	dir := t.TempDir()
	pki, err := chiavi()
	must(t, err)
	b.g, err = demo.Avvia(demo.Options{Dir: dir, PKI: pki, Ora: b.ora, Automatica: true, PianoAddr: "127.0.0.1:0", RecapitaTutti: true, Recapita: func(box string, raw []byte) error {
		if box == ordine {
			b.posta = append(b.posta, bytes.Clone(raw))
		}
		return nil
	}})
	must(t, err)
	t.Cleanup(func() { must(t, b.g.Close()) })
	must(t, os.WriteFile(filepath.Join(dir, "pecagent.toml"), []byte(configurazione), 0o600))
	cfg, err := config.Load(filepath.Join(dir, "pecagent.toml"))
	must(t, err)
	cfg.Data = dir
	b.apri(cfg)
	must(t, b.env.Store.Init(t.Context(), rules.Avvio{T0: b.ora.Add(-24 * time.Hour), Casella: ordine, Modo: rules.Modo{Modo: modo}}, rules.Agente))
	b.siede("m.neri")
	albo, err := os.ReadFile("testdata/iscritti.csv")
	must(t, err)
	b.env.Files["iscritti.csv"] = albo
	b.comando("members", "import", "iscritti.csv")
	return b
}

func (b *banco) apri(cfg *config.Config) {
	b.t.Helper()
	now := func() time.Time { return b.ora }
	st, err := store.Open(store.Options{Memory: true, Now: now, MinFree: -1})
	must(b.t, err)
	b.t.Cleanup(func() { must(b.t, st.Close()) })
	policy, err := cfg.Rules()
	must(b.t, err)
	modelli, err := testi.Nuovi(nil)
	must(b.t, err)
	trust, err := cfg.Signatures()
	must(b.t, err)
	b.env = office.Env{Store: st, Config: cfg, Policy: policy, Modelli: modelli, Trust: trust, Now: now, Files: map[string][]byte{}}
	b.con, err = New(Options{Chi: func(*http.Request) rules.Persona { return b.chi }, Env: func(a rules.Attore) *office.Env {
		e := b.env
		e.Attore = a
		return &e
	}})
	must(b.t, err)
}

// siede lets somebody of the configuration sit at the desk; "" is nobody.
func (b *banco) siede(utente string) {
	b.chi = rules.Persona{}
	for _, p := range b.env.Policy.Persone {
		if p.Utente == utente {
			b.chi = p
		}
	}
}

// comando runs a command of the command line, which has to succeed, as who sits at the desk.
func (b *banco) comando(args ...string) string {
	b.t.Helper()
	var out, errs bytes.Buffer
	e := b.env
	e.Attore, e.Out, e.Err = rules.Attore{Tipo: "persona", ID: b.chi.Utente}, &out, &errs
	if code := office.Run(b.t.Context(), &e, args); code != office.ExitOK {
		b.t.Fatalf("%q: exit %d: %s", args, code, errs.String())
	}
	return out.String()
}

// scrive brings a member's message through the provider into the store and has it decided, as the agent does.
func (b *banco) scrive(w demo.Scritto) {
	b.t.Helper()
	must(b.t, b.g.Clock(b.ora))
	b.posta = nil
	_, err := b.g.Scrivi(w)
	must(b.t, err)
	for _, raw := range b.posta {
		b.arriva(raw)
	}
}

// arriva has one message of the mailbox stored and decided.
func (b *banco) arriva(raw []byte) {
	b.t.Helper()
	b.n++
	shas, err := b.env.Store.PutRaw(b.t.Context(), [][]byte{raw})
	must(b.t, err)
	at := rules.Arrivo{SHA256: shas[0], Cartella: "INBOX", UIDValidity: 1, UID: b.n, Interna: b.ora, Size: int64(len(raw))}
	must(b.t, b.env.Store.Received(b.t.Context(), []rules.Arrivo{at}))
	m, err := mailparse.Parse(raw)
	if err != nil {
		b.commit(rules.Unreadable{Now: b.ora, Dove: at, Perche: err.Error()})
		return
	}
	b.commit(rules.Received{Now: b.ora, Dove: at, Msg: m, Proof: m.Verify(b.env.Trust, b.ora)})
}

// commit decides an input of the rules that must not be refused.
func (b *banco) commit(in rules.Input) {
	b.t.Helper()
	d, err := b.env.Store.Commit(b.t.Context(), func(s rules.Snapshot) rules.Decision { return rules.Decide(b.env.Policy, s, in) })
	must(b.t, err)
	if d.Errore != "" {
		b.t.Fatalf("%T: %s", in, d.Errore)
	}
}

// chiede sends one request; form nil is a GET.
func (b *banco) chiede(method, target string, form url.Values) *http.Response {
	b.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	w := httptest.NewRecorder()
	b.con.ServeHTTP(w, r)
	return w.Result()
}

// legge gets a page that has to be there and gives its HTML.
func (b *banco) legge(target string) string {
	b.t.Helper()
	res := b.chiede("GET", target, nil)
	body := corpo(b.t, res)
	if res.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: %s\n%s", target, res.Status, body)
	}
	return body
}

func corpo(t testing.TB, res *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(res.Body)
	must(t, err)
	return string(body)
}

func contiene(t testing.TB, what, s string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(s, p) {
			t.Errorf("%s does not say %q:\n%s", what, p, s)
		}
	}
}

// dubbia is a request that waits for a person: the address it names is written twice, differently.
func dubbia() demo.Scritto {
	return demo.Scritto{From: "luca.conti@legalpost.example", Subject: "Cambio PEC", Body: "Buongiorno,\n" +
		"vorrei capire se chiedo di registrare come mio domicilio digitale il nuovo indirizzo PEC luca.nuovo@pecmail.example oppure no\nLuca Conti, CNTLCU88R19A944D\n"}
}

func TestCodaMostraCheCosaAspetta(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(dubbia())
	contiene(t, "the queue", b.legge("/"), "Da decidere", "SEG-2026-000001", "propone", "Ferma ogni invio")
}

func TestNessunoEntraSenzaNome(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.siede("")
	res := b.chiede("GET", "/", nil)
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/entra" {
		t.Fatalf("%s to %q", res.Status, res.Header.Get("Location"))
	}
}
