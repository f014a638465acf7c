package office_test

import (
	"bytes"
	"fmt"
	"net/smtp"
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

// ufficio is an office on a store in memory: its people, its clock, and a provider that signs what members write.
type ufficio struct {
	t     *testing.T
	g     *demo.Gestore
	posta [][]byte
	n     uint32
	ora   time.Time
	env   office.Env
	saved map[string]string
	again int // times sending was resumed
	mani  int // answers by hand
	// scritti are the Message-IDs of the envelopes that came last, by who wrote.
	scritti map[string]string
	out     bytes.Buffer
	err     bytes.Buffer
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
`

func inizio() time.Time { return time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC) }

func nuovoUfficio(t *testing.T, modo string) *ufficio {
	t.Helper()
	u := &ufficio{t: t, ora: inizio(), saved: map[string]string{}, scritti: map[string]string{}}
	dir := t.TempDir()
	pki, err := chiavi()
	must(t, err)
	u.g, err = demo.Avvia(demo.Options{Dir: dir, PKI: pki, Ora: u.ora, Automatica: true, PianoAddr: "127.0.0.1:0", RecapitaTutti: true, Recapita: func(box string, raw []byte) error {
		if box == ordine {
			u.posta = append(u.posta, bytes.Clone(raw))
		}
		return nil
	}})
	must(t, err)
	t.Cleanup(func() { must(t, u.g.Close()) })
	must(t, os.WriteFile(filepath.Join(dir, "pecagent.toml"), []byte(configurazione), 0o600))
	cfg, err := config.Load(filepath.Join(dir, "pecagent.toml"))
	must(t, err)
	cfg.Data = dir
	u.apri(store.Options{Memory: true}, cfg)
	must(t, u.env.Store.Init(t.Context(), rules.Avvio{T0: u.ora.Add(-24 * time.Hour), Casella: ordine, Modo: rules.Modo{Modo: modo}}, rules.Agente))
	return u
}

func (u *ufficio) apri(o store.Options, cfg *config.Config) {
	u.t.Helper()
	now := func() time.Time { return u.ora }
	o.Now, o.MinFree = now, -1
	st, err := store.Open(o)
	must(u.t, err)
	u.t.Cleanup(func() { must(u.t, st.Close()) })
	policy, err := cfg.Rules()
	must(u.t, err)
	modelli, err := testi.Nuovi(nil)
	must(u.t, err)
	trust, err := cfg.Signatures()
	must(u.t, err)
	u.env = office.Env{Store: st, Proprio: true, Config: cfg, Policy: policy, Modelli: modelli, Trust: trust, Now: now,
		Attore: rules.Attore{Tipo: "persona", ID: "m.neri"}, Files: map[string][]byte{}, Out: &u.out, Err: &u.err,
		Save:    func(name string, b []byte) error { u.saved[name] = string(b); return nil },
		Resumed: func() { u.again++ }}
}

// esegue runs a command and gives its exit code and what it wrote.
func (u *ufficio) esegue(args ...string) (code int, out, err string) {
	u.t.Helper()
	u.out.Reset()
	u.err.Reset()
	code = office.Run(u.t.Context(), &u.env, args)
	return code, u.out.String(), u.err.String()
}

// riesce runs a command that has to exit 0 and be silent on standard error.
func (u *ufficio) riesce(args ...string) string {
	u.t.Helper()
	code, out, err := u.esegue(args...)
	if code != office.ExitOK || err != "" {
		u.t.Fatalf("%q: exit %d: %s", args, code, err)
	}
	return out
}

// fallisce runs a command that has to exit with a code, and gives what it says on standard error.
func (u *ufficio) fallisce(want int, args ...string) string {
	u.t.Helper()
	code, out, err := u.esegue(args...)
	if code != want || err == "" || out != "" {
		u.t.Fatalf("%q: exit %d, want %d: %q %q", args, code, want, out, err)
	}
	return err
}

// albo is the register of the fixture as a file that the caller brought along.
func (u *ufficio) albo() {
	u.t.Helper()
	b, err := os.ReadFile("testdata/iscritti.csv")
	must(u.t, err)
	u.env.Files["iscritti.csv"] = b
	u.riesce("members", "import", "iscritti.csv")
}

// scrive brings a member's message through the provider into the store and has it decided, as the agent does.
func (u *ufficio) scrive(w demo.Scritto) {
	u.t.Helper()
	must(u.t, u.g.Clock(u.ora))
	u.posta = nil
	_, err := u.g.Scrivi(w)
	must(u.t, err)
	if len(u.posta) == 0 {
		u.t.Fatal("nothing reached the Order")
	}
	for _, raw := range u.posta {
		u.decide(raw, "")
		if m, err := mailparse.Parse(raw); err == nil && m.Inner != nil {
			u.scritti[m.Inner.From] = m.Header.Get("Message-ID") // what a webmail answers: the envelope it shows
		}
	}
}

// risponde is the office answering by hand, from the webmail, the last message of somebody: through the provider, whose
// receipts come to the agent, or with the copy in Sent alone.
func (u *ufficio) risponde(to, text string, copia bool) {
	u.t.Helper()
	u.mani++
	raw := fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: Re: richiesta\r\nDate: %s\r\nMessage-ID: <webmail-%d@pec.ordine-prova.example>\r\nIn-Reply-To: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n> testo citato\r\n",
		ordine, to, u.ora.Format(time.RFC1123Z), u.mani, u.scritti[to], text)
	if copia {
		u.decide(raw, `\Sent`)
		return
	}
	must(u.t, u.g.Clock(u.ora))
	u.posta = nil
	must(u.t, smtp.SendMail(u.g.Stato().Piano, nil, ordine, []string{to}, raw))
	if len(u.posta) < 2 {
		u.t.Fatalf("%d receipts of the answer", len(u.posta))
	}
	for _, r := range u.posta {
		u.decide(r, "")
	}
}

func (u *ufficio) decide(raw []byte, role string) {
	u.t.Helper()
	u.n++
	shas, err := u.env.Store.PutRaw(u.t.Context(), [][]byte{raw})
	must(u.t, err)
	at := rules.Arrivo{SHA256: shas[0], Cartella: "INBOX" + role, Ruolo: role, UIDValidity: 1, UID: u.n, Interna: u.ora, Size: int64(len(raw))}
	must(u.t, u.env.Store.Received(u.t.Context(), []rules.Arrivo{at}))
	m, err := mailparse.Parse(raw)
	if err != nil {
		u.commit(rules.Unreadable{Now: u.ora, Dove: at, Perche: err.Error()})
		return
	}
	u.commit(rules.Received{Now: u.ora, Dove: at, Msg: m, Proof: m.Verify(u.env.Trust, u.ora)})
}

// commit decides an input of the rules that must not be refused.
func (u *ufficio) commit(in rules.Input) {
	u.t.Helper()
	d, err := u.env.Store.Commit(u.t.Context(), func(s rules.Snapshot) rules.Decision { return rules.Decide(u.env.Policy, s, in) })
	must(u.t, err)
	if d.Errore != "" {
		u.t.Fatalf("%T: %s", in, d.Errore)
	}
}

// eventi are the events of a kind, in order.
func (u *ufficio) eventi(k rules.Kind) (list []rules.Event) {
	u.t.Helper()
	must(u.t, u.env.Store.Events(0, func(e rules.Event) bool {
		if e.Kind == k {
			list = append(list, e)
		}
		return true
	}))
	return list
}

// ultimo is the last event of the log.
func (u *ufficio) ultimo() (last rules.Event) {
	u.t.Helper()
	must(u.t, u.env.Store.Events(0, func(e rules.Event) bool { last = e; return true }))
	return last
}

// cambio is the request of Luca Conti that the scenes tell of.
func cambio(nuova string) demo.Scritto {
	return demo.Scritto{From: "luca.conti@legalpost.example", Subject: "Cambio PEC", Body: fmt.Sprintf(
		"Buongiorno,\nchiedo di registrare come mio domicilio digitale il nuovo indirizzo PEC %s\nLuca Conti, CNTLCU88R19A944D\n", nuova)}
}

func contiene(t *testing.T, what, s string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(s, p) {
			t.Errorf("%s does not say %q:\n%s", what, p, s)
		}
	}
}
