package agent_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/agent"
	"pecagent/agent/demo"
	"pecagent/agent/prove"
	"pecagent/rules"
	"pecagent/rules/testi"
	"pecagent/store"
	"pecagent/store/fascicolo"
)

// esporta asks the running agent for a fascicolo and gives the files that it hands over.
func (b *bench) esporta(code int, args ...string) (files map[string][]byte, out, errs string) {
	b.t.Helper()
	r, err := agent.Dial(b.cfg).Run(b.t.Context(), agent.Call{Args: append([]string{"evidence", "export"}, args...)})
	must(b.t, err)
	if r.Code != code {
		b.t.Fatalf("evidence export %v: %d %s%s", args, r.Code, r.Out, r.Err)
	}
	return r.Files, string(r.Out), string(r.Err)
}

// aperto reads the one zip of an export and verifies it under the provider of the demo.
func (b *bench) aperto(files map[string][]byte) (*fascicolo.Fascicolo, fascicolo.Manifest) {
	b.t.Helper()
	for _, zip := range files {
		f, err := fascicolo.Leggi(zip)
		must(b.t, err)
		trust, err := b.cfg.Signatures()
		must(b.t, err)
		if v := fascicolo.Verifica(f, fascicolo.Opzioni{Fiducia: &trust}); v.Verdetto != fascicolo.Verificato {
			b.t.Errorf("%s", v.Scritto())
		}
		secondo(b.t, zip, trust.CAs)
		var m fascicolo.Manifest
		manifest, _ := f.Trova(fascicolo.NomeManifest)
		must(b.t, json.Unmarshal(manifest, &m))
		return f, m
	}
	b.t.Fatal("no file was handed over")
	return nil, fascicolo.Manifest{}
}

func nomi(f *fascicolo.Fascicolo) (list []string) {
	for _, v := range f.Voci {
		list = append(list, v.Nome)
	}
	return list
}

// diffidaSpedita is the scenario of TestDiffidaByPEC up to the click: the letter has left, its receipts are not yet there.
func diffidaSpedita(t *testing.T) (*bench, *demo.Gestore) {
	now := start().Add(2 * time.Hour)
	g := provider(t, demo.Options{Casella: order})
	must(t, g.Clock(now))
	b := onDemo(t, g, "[avvio]\nmodo = \"proponi\"\nt0 = \"2026-08-01T00:00:00+02:00\"\n[invio]\norario = \"sempre\"\nritardo_minuti = 0\n")
	b.cfg.Ordine.Ufficio, b.cfg.Ordine.Telefono, b.cfg.Ordine.Orario, b.cfg.Ordine.PotereSostitutivo = "Segreteria", "075 000000", "9-12", "il Presidente"
	b.clock = agent.NewVirtual(now)
	firmata(t, b, now)
	b.run()
	b.socket()
	for _, ev := range b.events() {
		if ev.Compito != nil && ev.Compito.Tipo == rules.SegLettera && ev.Compito.Stato == rules.Aperto {
			b.cmd("review", "approve", ev.Compito.ID)
		}
	}
	b.within("the letter at the provider", 20*time.Second, func() bool { return len(g.Registro().Transazioni) == 1 })
	return b, g
}

// TestFascicoloDiffida: the fascicolo of a diffida is made over the socket while the diffida runs: before the delivery it says what is
// missing, after it holds the certified receipts; each verifies, each is an event with who, why and the digest of the manifest.
func TestFascicoloDiffida(t *testing.T) {
	b, g := diffidaSpedita(t)
	files, out, _ := b.esporta(0, "--diffida", conti, "--motivo", "udienza del 3 marzo")
	f, m := b.aperto(files)
	missing := strings.Join(m.Manca, "\n")
	if m.ID != "EV-2026-000001" || m.Tipo != "diffida" || m.Soggetto.CF != conti || m.Motivo != "udienza del 3 marzo" || !strings.Contains(missing, "notifica della diffida") {
		t.Errorf("%+v\n%s", m, out)
	}
	for _, want := range []string{"10_outbound_original.eml", "60_registro_alla_data.json", "80_registro.json", "70_delibera_e_note/ATT-2026-000004_diffida.pdf.p7m", "61_politica_e_modelli/T-10.txt"} {
		if _, ok := f.Trova(want); !ok {
			t.Errorf("%s is not in %v", want, nomi(f))
		}
	}
	_, err := g.ConsegnaPosta(0)
	must(t, err)
	b.within("the notification", 20*time.Second, func() bool {
		return slices.ContainsFunc(b.events(), func(ev rules.Event) bool { return ev.Diffida != nil && ev.Diffida.Stato == rules.DNotificata })
	})
	files, _, _ = b.esporta(0, "--diffida", "DIF-2026-000001")
	f, m = b.aperto(files)
	if m.ID != "EV-2026-000002" || strings.Contains(strings.Join(m.Manca, "\n"), "notifica della diffida") {
		t.Errorf("%+v", m)
	}
	for _, want := range []string{"20_ricevuta_accettazione.eml", "30_ricevuta_consegna.eml", "extracted/daticert_30_ricevuta_consegna.xml", "extracted/allegati/diffida.pdf.p7m"} {
		if _, ok := f.Trova(want); !ok {
			t.Errorf("%s is not in %v", want, nomi(f))
		}
	}
	timeline, _ := f.Trova("00_timeline.csv")
	for _, want := range []string{"ricevuta di avvenuta consegna della lettera LET-2026-000001", "termine: tutto il 23/12/2026", "DL 185/2008 art. 16 c. 7-bis", "30_ricevuta_consegna.eml"} {
		if !strings.Contains(string(timeline), want) {
			t.Errorf("the timeline does not say %q:\n%s", want, timeline)
		}
	}
	b.registrate(files)
	b.relazioni(f)
	if dir := os.Getenv("PECAGENT_FASCICOLO"); dir != "" { // to look at
		for name, zip := range files {
			must(t, os.WriteFile(filepath.Join(dir, name), zip, 0o600))
		}
	}
	must(t, b.end())
	b.dueVolte()
	b.guasto()
	_, err = g.Scrivi(demo.Scritto{From: "altri@pecmail.example", Subject: "altro", Body: "altro"})
	must(t, err)
	came, err := g.ConsegnaPosta(0)
	must(t, err)
	other, err := g.Messaggio("INBOX", came[0].UID)
	must(t, err)
	provaComandi(t, f, g.Stato().CAFirma, other)
}

// registrate: the exports are events with the person, the member and the digest of the manifest.
func (b *bench) registrate(files map[string][]byte) {
	b.t.Helper()
	f, _ := b.aperto(files)
	sum, _ := f.Trova(fascicolo.NomeSomma)
	var list []*rules.Accesso
	for _, ev := range b.events() {
		if ev.Accesso != nil && ev.Accesso.Comando == "evidence export" {
			list = append(list, ev.Accesso)
		}
	}
	if len(list) != 2 || list[0].Motivo != "udienza del 3 marzo" || !slices.Equal(list[1].CF, []string{conti}) || !slices.Contains(list[1].Cose, string(sum[:64])) || !slices.Contains(list[1].Cose, "EV-2026-000002") {
		b.t.Errorf("recorded: %+v", list)
	}
}

// relazioni: both say what is missing on their first page, name the proof of each certified instant, and fetch nothing.
func (b *bench) relazioni(f *fascicolo.Fascicolo) {
	b.t.Helper()
	html, _ := f.Trova("relazione.html")
	page, _ := f.Trova("relazione.pdf")
	for _, want := range []string{"Che cosa manca", "delibera sulla diffida", "Attestazioni da completare", "art. 23 c. 1", "copia, non probatoria", "il termine per regolarizzare è tutto il 23/12/2026"} {
		if !strings.Contains(string(html), want) {
			b.t.Errorf("relazione.html does not say %q", want)
		}
	}
	for _, never := range []string{"<script", "http://", "https://", "src="} {
		if strings.Contains(string(html), never) {
			b.t.Errorf("relazione.html has %q", never)
		}
	}
	if !bytes.HasPrefix(page, []byte("%PDF-")) || bytes.Contains(page, []byte("/JavaScript")) {
		b.t.Error("relazione.pdf is no plain PDF")
	}
}

// prove makes a fascicolo of the diffida out of the store that no agent has open.
func (b *bench) prove() *prove.Esito {
	b.t.Helper()
	st, err := store.Open(store.Options{Dir: b.cfg.Data})
	must(b.t, err)
	defer func() { must(b.t, st.Close()) }()
	p, err := b.cfg.Rules()
	must(b.t, err)
	trust, err := b.cfg.Signatures()
	must(b.t, err)
	mod, err := testi.Nuovi(nil)
	must(b.t, err)
	x, err := prove.Esporta(b.t.Context(), prove.Opzioni{Store: st, Policy: p, Modelli: mod, Trust: trust, Ordine: p.Ordine, ID: "EV-2026-000009", Now: start(), Utente: "anna", Programma: "prova"},
		prove.Domanda{Diffida: conti, Deposito: true})
	must(b.t, err)
	return x
}

// dueVolte: the same store, clock and person give the same bytes.
func (b *bench) dueVolte() {
	b.t.Helper()
	one, other := b.prove(), b.prove()
	if !one.Sano() || !bytes.Equal(one.Zip, other.Zip) || len(one.Parti) != 1 || !bytes.Equal(one.Parti[0].Byte, other.Parti[0].Byte) {
		b.t.Errorf("two exports of one state differ: %d, %d bytes, %d parts", len(one.Zip), len(other.Zip), len(one.Parti))
	}
}

// guasto: a receipt that was damaged on the disk is named, the rest is exported, and nobody calls it whole.
func (b *bench) guasto() {
	b.t.Helper()
	sha := ""
	st, err := store.Open(store.Options{Dir: b.cfg.Data})
	must(b.t, err)
	must(b.t, st.Events(1, func(ev rules.Event) bool {
		if ev.Ricevuta != nil && ev.Ricevuta.Tipo == "avvenuta-consegna" {
			sha = ev.Ricevuta.SHA256
		}
		return true
	}))
	must(b.t, st.Close())
	file := filepath.Join(b.cfg.Data, "raw", "sha256", sha[:2], sha+".eml")
	must(b.t, os.Chmod(file, 0o600))
	must(b.t, os.WriteFile(file, []byte("altro"), 0o600))
	x := b.prove()
	if x.Sano() || len(x.Guasti) != 1 || !strings.Contains(x.Guasti[0], sha) || !strings.Contains(strings.Join(x.Manca, "\n"), "danneggiati") {
		b.t.Errorf("a damaged receipt: sano %v, %q, %q", x.Sano(), x.Guasti, x.Manca)
	}
	f, err := fascicolo.Leggi(x.Zip)
	must(b.t, err)
	if _, ok := f.Trova("20_ricevuta_accettazione.eml"); !ok {
		b.t.Error("the other receipt is not there")
	}
	html, _ := f.Trova("relazione.html")
	if !strings.Contains(string(html), sha) {
		b.t.Error("the relazione does not say what is damaged")
	}
}

// TestFascicoloAncorato: records that no letter of the case anchors are anchored by the mail of the Order to its second mailbox, which comes
// along with its receipts: the verdict says before which certified instant each record existed.
func TestFascicoloAncorato(t *testing.T) {
	now := start().Add(2 * time.Hour)
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	must(t, g.Clock(now))
	b := onDemo(t, g, "[avvio]\nmodo = \"proponi\"\nt0 = \"2026-08-01T00:00:00+02:00\"\n[invio]\norario = \"sempre\"\nritardo_minuti = 0\n[registro]\nancora_a = \"registro@legalpost.example\"\n")
	b.clock = agent.NewVirtual(now)
	firmata(t, b, now)
	b.run()
	b.socket()
	b.within("the anchors", 20*time.Second, func() bool {
		n := 0
		for _, ev := range b.events() {
			if ev.Ancora != nil {
				n++
			}
		}
		return n == 2
	})
	files, _, _ := b.esporta(0, "--diffida", conti)
	f, _ := b.aperto(files)
	trust, err := b.cfg.Signatures()
	must(t, err)
	v := fascicolo.Verifica(f, fascicolo.Opzioni{Fiducia: &trust})
	var last int64
	for _, ev := range b.events() {
		if ev.Diffida != nil {
			last = ev.Seq
		}
	}
	if v.PrimaDi(last).IsZero() || !slices.ContainsFunc(nomi(f), func(n string) bool {
		return strings.HasPrefix(n, "ancore/LET-") && strings.HasSuffix(n, "/20_ricevuta_accettazione.eml")
	}) {
		t.Errorf("record %d is not anchored: %v\n%s", last, nomi(f), v.Scritto())
	}
}
