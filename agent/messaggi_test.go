package agent_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/agent"
	"pecagent/agent/demo"
	"pecagent/mailparse/smime"
	"pecagent/rules"
)

// messaggio is one of the members' messages of messages.md with its outcome: a file of inspect/testdata/messaggi.
type messaggio struct {
	testa, vuole map[string]string
	testo        string
}

func leggiMessaggio(t *testing.T, name string) messaggio {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("inspect", "testdata", "messaggi", name+".txt"))
	must(t, err)
	pairs := func(s string) map[string]string {
		m := map[string]string{}
		for _, l := range strings.Split(s, "\n") {
			if k, v, ok := strings.Cut(l, ":"); ok && !strings.HasPrefix(l, "#") {
				m[k] = strings.TrimSpace(v)
			}
		}
		return m
	}
	head, rest, ok := strings.Cut(string(b), "\n\n")
	text, want, ok2 := strings.Cut(rest, "\n=== esito\n")
	if !ok || !ok2 {
		t.Fatalf("%s: no blank line or no outcome", name)
	}
	return messaggio{pairs(head), pairs(want), strings.TrimRight(text, "\n")}
}

func (m messaggio) scritto(t *testing.T) demo.Scritto {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", m.testa["ora"], start().Location())
	must(t, err)
	w := demo.Scritto{Env: demo.Env(m.testa["env"]), From: m.testa["da"], Subject: m.testa["oggetto"], Body: m.testo, At: at}
	if a := m.testa["auto"]; a != "" {
		w.Campi = append(w.Campi, demo.Campo{Nome: "Auto-Submitted", Valore: a})
	}
	switch a := m.testa["allegato"]; {
	case strings.HasSuffix(a, ".p7m"):
		w.Allegati = []demo.Allegato{{Nome: a, Tipo: "application/pkcs7-mime", Corpo: firmatoDaConti(t)}}
	case strings.HasSuffix(a, ".xml"):
		w.Allegati = []demo.Allegato{{Nome: a, Tipo: "application/xml", Corpo: []byte("<Segnatura/>\n")}}
	case a != "":
		w.Allegati = []demo.Allegato{{Nome: a, Tipo: "application/pdf", Corpo: []byte("%PDF-1.4\n% modulo di prova\n")}}
	}
	return w
}

// firmatoDaConti is a form that the member of message 15 signed, by openssl.
func firmatoDaConti(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "mailparse", "smime", "testdata", "p7m", "good.p7m"))
	must(t, err)
	return b
}

// decisi are the decisions of the log about messages, in order.
func (b *bench) decisi() (list []rules.Esito) {
	for _, ev := range b.events() {
		if ev.Esito != nil && ev.Esito.Decisione != nil && ev.Esito.Busta != "ricevuta" {
			list = append(list, *ev.Esito.Decisione)
		}
	}
	return list
}

// arriva delivers a message and waits for its decision.
func (b *bench) arriva(g *demo.Gestore, w demo.Scritto) rules.Esito {
	b.t.Helper()
	n := len(b.decisi())
	if w.At.After(b.clock.Now()) {
		must(b.t, g.Clock(w.At))
		b.clock.Set(w.At)
	}
	_, err := g.Scrivi(w)
	must(b.t, err)
	_, err = g.ConsegnaPosta(0)
	must(b.t, err)
	b.within("the decision", 30*time.Second, func() bool { return len(b.decisi()) == n+1 })
	return b.decisi()[n]
}

// TestMessaggi carries every message of messages.md, exactly as written, through the running agent on the demo provider: it arrives over
// IMAP in the busta of its kind, and type, ground, outcome, cf, new_pec, replies, auto and flags are those of the page; the letters that
// need no person leave over SMTP, those that do have not left, and no other letter is made.
func TestMessaggi(t *testing.T) {
	files, err := filepath.Glob("inspect/testdata/messaggi/*.txt")
	must(t, err)
	if len(files) != 25 {
		t.Fatalf("%d messages", len(files))
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".txt")
		t.Run(name, func(t *testing.T) { provaMessaggio(t, name) })
	}
}

func provaMessaggio(t *testing.T, name string) {
	m := leggiMessaggio(t, name)
	w := m.scritto(t)
	p7m := strings.HasSuffix(m.testa["allegato"], ".p7m")
	if p7m { // page and file agree; without the CA of the members' signatures the file says what then follows
		w.At = smime.VerifyAttached(firmatoDaConti(t), smime.Trust{}, time.Time{}).Signers[0].SigningTime.Add(time.Hour)
		m.vuole["outcome"], m.vuole["auto"], m.vuole["reply"] = "IN_ESECUZIONE", "AUTO", "T-01 T-26"
	}
	first := w
	before := m.testa["dopo"]
	if before != "" {
		first = leggiMessaggio(t, before).scritto(t)
	}
	g := provider(t, demo.Options{Casella: order})
	must(t, g.Clock(first.At))
	b := onDemo(t, g, fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`))
	b.clock = agent.NewVirtual(first.At)
	var err error
	b.cfg.IPAFile, err = filepath.Abs("inspect/testdata/enti.csv")
	must(t, err)
	b.cfg.Ordine.IPA, b.cfg.Ordine.CF, b.cfg.Ordine.Mail = "odp_test", "92032490374", "info@ordine-prova.example"
	b.cfg.Ordine.Telefono, b.cfg.Ordine.Orario, b.cfg.Ordine.Ufficio, b.cfg.Ordine.PotereSostitutivo = "075 000000", "9-12", "Segreteria", "il Presidente"
	b.cfg.Domini.NonPEC = append(b.cfg.Domini.NonPEC, "ordine-prova.example")
	if p7m {
		ca, err := filepath.Abs(filepath.Join("..", "mailparse", "smime", "testdata", "p7m", "ca.pem"))
		must(t, err)
		b.cfg.Trust.CAFirme = []string{ca}
	}
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	if before != "" {
		b.arriva(g, first)
		r := b.ultima()
		w.Body, w.Subject = strings.NewReplacer("PEC-2026-000123", r.Rif, "PEC-2026-000124", r.Rif).Replace(w.Body), strings.ReplaceAll(w.Subject, "PEC-2026-000124", r.Rif)
		if before == "02" {
			w.Campi = append(w.Campi, demo.Campo{Nome: "In-Reply-To", Valore: "<" + b.messageID("T-02") + ">"})
		}
	}
	made := len(b.fatte())
	e := b.arriva(g, w)
	reply := slices.Concat(e.Reply, e.Draft)
	slices.Sort(reply)
	got := map[string]string{"type": e.Type, "ground": e.Ground, "outcome": e.Outcome, "cf": e.CF, "new_pec": e.NewPEC, "auto": e.Auto,
		"reply": strings.Join(reply, " "), "flags": strings.Join(e.Flags, " ")}
	for k, v := range got {
		if v != m.vuole[k] {
			t.Errorf("%s: %q, want %q", k, v, m.vuole[k])
		}
	}
	b.partono(g, e, b.fatte()[made:], w.From)
}

// partono: each letter of a decision is one of its replies, and leaves by itself exactly where no person is asked.
func (b *bench) partono(g *demo.Gestore, e rules.Esito, letters []rules.Lettera, from string) {
	b.t.Helper()
	for _, l := range letters {
		if !slices.Contains(e.Reply, l.Modello) && !slices.Contains(e.Draft, l.Modello) {
			b.t.Errorf("a letter %s to %s that the decision does not name", l.Modello, l.A)
		}
		draft := l.Stato == rules.LProposta
		if waits := slices.Contains(e.Draft, l.Modello) || l.Modello == "T-15" || l.Modello == "T-11"; waits && !draft || draft && e.Auto == "AUTO" && !waits {
			b.t.Errorf("%s to %s is %s", l.Modello, l.A, l.Stato)
		}
		if draft {
			continue
		}
		b.within(l.Modello+" to "+l.A, 30*time.Second, func() bool {
			return slices.ContainsFunc(g.Registro().Transazioni, func(x demo.Transazione) bool { return x.Accolta && len(x.Rcpt) == 1 && x.Rcpt[0] == l.A })
		})
	}
	if e.Auto == "AUTO" && len(e.Reply) > 0 && len(letters) == 0 {
		b.t.Error("no letter was made")
	}
	b.looks(2)
	for _, x := range g.Registro().Transazioni {
		if !slices.ContainsFunc(b.fatte(), func(l rules.Lettera) bool { return len(x.Rcpt) == 1 && x.Rcpt[0] == l.A && l.Stato != rules.LProposta }) {
			b.t.Errorf("to %v went what nobody decided (the writer is %s)", x.Rcpt, from)
		}
	}
}

// fatte are the letters that were made, as they were made.
func (b *bench) fatte() (list []rules.Lettera) {
	for _, ev := range b.events() {
		if ev.Lettera != nil && !slices.ContainsFunc(list, func(l rules.Lettera) bool { return l.ID == ev.Lettera.ID }) {
			list = append(list, *ev.Lettera)
		}
	}
	return list
}

func (b *bench) ultima() (r rules.Richiesta) {
	for _, ev := range b.events() {
		if ev.Richiesta != nil {
			r = *ev.Richiesta
		}
	}
	return r
}

// messageID waits until a letter of a template is composed and gives its Message-ID.
func (b *bench) messageID(modello string) (id string) {
	b.t.Helper()
	b.within("the letter "+modello, 30*time.Second, func() bool {
		for _, l := range b.fatte() {
			for _, ev := range b.events() {
				if l.Modello == modello && ev.Passo != nil && ev.Passo.Lettera == l.ID && ev.Passo.MsgID != "" {
					id = ev.Passo.MsgID
				}
			}
		}
		return id != ""
	})
	return id
}
