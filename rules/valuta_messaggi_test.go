package rules

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// caso is one member's message with the outcome it must have: a file of testdata/messaggi.
type caso struct {
	nome   string
	testa  map[string]string
	testo  string
	attesi map[string]string
}

func leggiCaso(t *testing.T, name string) caso {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "messaggi", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := bytes.Cut(b, []byte("\n\n"))
	text, want, ok2 := bytes.Cut(rest, []byte("\n=== esito\n"))
	if !ok || !ok2 {
		t.Fatalf("%s: no blank line or no expected outcome", name)
	}
	return caso{name, coppie(string(head)), strings.TrimRight(string(text), "\n"), coppie(string(want))}
}

func coppie(s string) map[string]string {
	m := map[string]string{}
	for _, l := range strings.Split(s, "\n") {
		if k, v, ok := strings.Cut(l, ":"); ok && !strings.HasPrefix(l, "#") {
			m[k] = strings.TrimSpace(v)
		}
	}
	return m
}

// scena is the Order of the fixture: policy, register, what happened before.
type scena struct {
	t *testing.T
	p *Policy
	a *Memoria
	n int
}

func nuovaScena(t *testing.T) *scena {
	t.Helper()
	p := DefaultPolicy()
	p.Ordine = Ordine{Nome: "Ordine di Prova", PEC: "segreteria@pec.ordine-prova.example", Mail: "info@ordine-prova.example"}
	p.DominiOrdine = []string{"iscritti.pec-ordine.example"}
	p.DominiPEC = []string{"pecmail.example", "legalpost.example"}
	p.DominiNonPEC = []string{"posta.example", "ordine-prova.example"}
	p.DominiLavoro = []string{"pec.azienda-prova.example"}
	p.IPA = []string{"protocollo@pec.asl-prova.example", "protocollo@pec.comune-prova.example"}
	p.R102 = "AUTO"
	s := &scena{t: t, p: p, a: NewMemoria()}
	s.registro()
	return s
}

// registro puts the members of the fixture into the archive.
func (s *scena) registro() {
	s.t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "messaggi", "iscritti.csv"))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, l := range strings.Split(strings.TrimSpace(string(b)), "\n")[1:] {
		f := strings.Split(l, ";")
		if len(f) != 13 {
			s.t.Fatalf("%d fields: %s", len(f), l)
		}
		m := Iscritto{CF: f[0], Cognome: f[1], Nome: f[2], Numero: f[3], Stato: StatoIscritto(f[4]), DataStato: f[5],
			InINIPEC: f[7] == "si", DiffidaNotificata: f[11], EmailOrdinaria: f[12]}
		if f[6] != "" {
			m.Domicilio = &Domicilio{Indirizzo: f[6], Provenienza: Importato}
		}
		if f[8] != "" {
			m.Casella = &Casella{Indirizzo: f[8], Stato: StatoCasella(f[9]), Data: f[10]}
		}
		s.apply(Event{Kind: KIscritto, Iscritto: &m})
	}
}

func (s *scena) apply(e Event) {
	s.t.Helper()
	if err := Apply(s.a, e); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scena) iscritto(cf string) Iscritto {
	s.t.Helper()
	m, ok := Vista(s.a).Iscritto(cf)
	if !ok {
		s.t.Fatalf("no member %s", cf)
	}
	return m
}

// lettera is one message to be judged.
type posta struct {
	env, da, oggetto, testo, ora string
	allegati                     []string
	risponde                     string
	auto                         string
	annidata                     bool
	motivi                       []string
	sha1                         bool
	adesso                       string
	firme                        []Firma
	senzaData                    bool // the signatures bear no time
}

func (c caso) posta() posta {
	m := posta{env: c.testa["env"], da: c.testa["da"], oggetto: c.testa["oggetto"], testo: c.testo, ora: c.testa["ora"], auto: c.testa["auto"]}
	if a := c.testa["allegato"]; a != "" {
		m.allegati = []string{a}
	}
	return m
}

func (s *scena) ricevuto(m posta) Received {
	s.t.Helper()
	s.n++
	at := orario(s.t, m.ora)
	in := &mailparse.Inner{From: m.da, Subject: m.oggetto, Text: m.testo, Auto: m.auto, NestedPEC: m.annidata,
		MessageID: fmt.Sprintf("m%d@prova.example", s.n), Date: at}
	if m.risponde != "" {
		in.InReplyTo = []string{m.risponde}
	}
	for _, a := range m.allegati {
		a, other, also := strings.Cut(a, "|")
		kind := "application/octet-stream"
		if strings.HasSuffix(a, ".pdf") {
			kind = "application/pdf"
		}
		in.Attachments = append(in.Attachments, mailparse.Attachment{Name: a, Type: kind, Size: 1000})
		if also {
			in.Attachments[len(in.Attachments)-1].Altrimenti = []string{other}
		}
	}
	msg := &mailparse.Message{SHA256: fmt.Sprintf("%064x", s.n), EffectKey: fmt.Sprintf("%064x", s.n), Inner: in, Format: mailparse.FormatPEC}
	r := Received{Now: at.Add(time.Minute), Msg: msg, Firme: slices.Clone(m.firme)}
	for i := range r.Firme {
		if f := &r.Firme[i]; f.Istante.IsZero() && !m.senzaData { // signed an hour before, unless the case says otherwise
			f.Istante = at.Add(-time.Hour)
		}
	}
	switch m.env {
	case "PEC":
		msg.Busta, msg.Tipo = pec.Trasporto, pec.PostaCertificata
		msg.DatiCert = &pec.DatiCert{Tipo: pec.PostaCertificata, Mittente: m.da, Data: at}
		r.Proof = mailparse.Proof{Level: mailparse.Certified, Digest: "sha256", Reasons: m.motivi}
		if m.sha1 {
			r.Proof.Digest, r.Proof.Weak = "sha1", true
		}
	case "ANOMALIA":
		msg.Busta = pec.Anomalia
		r.Proof = mailparse.Proof{Level: mailparse.Certified, Wrapper: true}
	case "ORD":
		msg.Busta = pec.Ordinaria
	default:
		s.t.Fatalf("env %q", m.env)
	}
	if m.adesso != "" {
		r.Now = orario(s.t, m.adesso)
	}
	return r
}

func orario(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, time.FixedZone("CET", 3600))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// valuta judges a message twice and wants the same answer, and the archive untouched.
func (s *scena) valuta(m posta) Valutazione {
	s.t.Helper()
	return s.giudica(m, false)
}

func (s *scena) giudica(m posta, approvata bool) Valutazione {
	s.t.Helper()
	in, before := s.ricevuto(m), s.a.Clone()
	v := Valuta(s.p, Vista(s.a), in, approvata)
	if w := Valuta(s.p, Vista(s.a), in, approvata); !reflect.DeepEqual(v, w) {
		s.t.Fatalf("two judgments differ:\n%+v\n%+v", v, w)
	}
	if !s.a.Uguale(before) {
		s.t.Fatal("Valuta changed the archive")
	}
	s.forma(v)
	return v
}

// forma checks what holds of every judgment.
func (s *scena) forma(v Valutazione) {
	s.t.Helper()
	e := v.Esito
	if e.Type == "" || e.Ground == "" || e.Outcome == "" || e.Auto == "" || e.Why == "" {
		s.t.Errorf("incomplete: %+v", e)
	}
	for _, l := range [][]string{e.Reply, e.Draft, e.Flags} {
		if !slices.IsSorted(l) || len(slices.Compact(slices.Clone(l))) != len(l) {
			s.t.Errorf("not a sorted set: %v", l)
		}
	}
	if e.Auto == autoNulla && (len(v.Lettere) > 0 || v.Richiesta != nil || v.Iscritto != nil) {
		s.t.Errorf("auto NONE with effects: %+v", v)
	}
	if e.Auto == autoPersona && esegue(v) {
		s.t.Errorf("waits for a person and is executed: %+v", e)
	}
	for _, b := range v.Lettere {
		if b.A == "" || b.Modello == "T-23" && (b.Dati.CF != "" || b.Dati.Indirizzo != "" || b.Dati.Oggetto != "") || b.Modello == "T-05" && (b.Dati.Nome != "" || b.CF != "" || b.Dati.Indirizzo != "") {
			s.t.Errorf("letter says too much or goes nowhere: %+v", b)
		}
	}
}

// accade records what a judgment leads to, as Decide would: ids, letters with their Message-ID.
func (s *scena) accade(v Valutazione) (Richiesta, []Lettera) {
	s.t.Helper()
	r := Richiesta{}
	if v.Richiesta != nil {
		r = *v.Richiesta
		if r.ID == "" {
			s.n++
			r.ID, r.Rif = fmt.Sprintf("RIC-2026-%06d", 122+s.n), fmt.Sprintf("PEC-2026-%06d", 122+s.n)
			r.Codice = fmt.Sprintf("K%05d", s.n)
		}
		s.apply(Event{Kind: KRichiesta, Richiesta: &r})
	}
	for _, o := range v.Altre {
		s.apply(Event{Kind: KRichiesta, Richiesta: &o})
	}
	if v.Iscritto != nil {
		m := *v.Iscritto
		if m.Candidato != nil && m.Candidato.Richiesta == "" {
			k := *m.Candidato
			k.Richiesta, m.Candidato = r.ID, &k
		}
		s.apply(Event{Kind: KIscritto, Iscritto: &m})
	}
	var list []Lettera
	for i, b := range v.Lettere {
		l := Lettera{ID: fmt.Sprintf("LET-2026-%06d", 10*s.n+i), Rif: r.Rif, Modello: b.Modello, A: b.A, Richiesta: r.ID,
			MsgID: fmt.Sprintf("l%d-%d@ordine.example", s.n, i), Stato: LConsegnata, CF: b.CF, Dati: b.Dati}
		s.apply(Event{Kind: KLettera, Lettera: &l})
		list = append(list, l)
	}
	return r, list
}

func lettera(t *testing.T, list []Lettera, modello string) Lettera {
	t.Helper()
	i := slices.IndexFunc(list, func(l Lettera) bool { return l.Modello == modello })
	if i < 0 {
		t.Fatalf("no letter %s in %+v", modello, list)
	}
	return list[i]
}

func controlla(t *testing.T, e Esito, want map[string]string) {
	t.Helper()
	got := map[string]string{
		"member": e.Member, "type": e.Type, "ground": e.Ground, "outcome": e.Outcome, "cf": e.CF, "new_pec": e.NewPEC, "auto": e.Auto,
		"reply": strings.Join(insieme(slices.Concat(e.Reply, e.Draft)), " "), "flags": strings.Join(e.Flags, " "),
	}
	for k, w := range want {
		if got[k] != w {
			t.Errorf("%s: %q, want %q", k, got[k], w)
		}
	}
	if t.Failed() {
		t.Logf("why: %s\nquote: %s", e.Why, e.Quote)
	}
}

// TestMessaggi: the messages of the specification come out as it says.
func TestMessaggi(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "messaggi", "*.txt"))
	if err != nil || len(files) < 25 {
		t.Fatalf("%d messages, %v", len(files), err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".txt")
		t.Run(name, func(t *testing.T) {
			c, s := leggiCaso(t, name), nuovaScena(t)
			m := c.posta()
			if before := c.testa["dopo"]; before != "" {
				v := s.valuta(leggiCaso(t, before).posta())
				r, letters := s.accade(v)
				m.testo = strings.NewReplacer("PEC-2026-000123", r.Rif, "PEC-2026-000124", r.Rif).Replace(m.testo)
				m.oggetto = strings.ReplaceAll(m.oggetto, "PEC-2026-000124", r.Rif)
				if before == "02" {
					m.risponde = lettera(t, letters, "T-02").MsgID
				}
			}
			v := s.valuta(m)
			controlla(t, v.Esito, c.attesi)
			if v.Esito.Outcome == string(RInEsecuzione) && (v.Richiesta == nil || v.Richiesta.Stato != RInEsecuzione) {
				t.Errorf("executed without a request: %+v", v.Richiesta)
			}
		})
	}
}
