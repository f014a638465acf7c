package rules

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// pratica plays a file of testdata/casi: one unhappy path of order.md §6.9 told in Italian, from the member's own
// words to the letters, the register and what must never happen. testdata/casi/LEGGIMI.md says how to read one.
type pratica struct {
	*ordine
	s       *scena
	prima   map[string]string // CF → domicile at the beginning
	ultima  Decision
	segnate []Compito // tasks opened by the last step
	nuove   []Lettera // letters made by the last step
	mai     int       // how many things must never happen
}

func nuovaPratica(t *testing.T) *pratica {
	t.Helper()
	s := nuovaScena(t)
	o := nuovoOrdine(t)
	s.p.Invio = o.p.Invio
	s.p.MaxBozzeDiffida = 0                // no list of members without a domicile among the tasks of a case
	o.p, o.valuta, o.n = s.p, Valuta, 1000 // receipts and messages are numbered apart
	p := &pratica{ordine: o, s: s, prima: map[string]string{}}
	Iscritti(s.a, func(m Iscritto) bool {
		o.apply(Event{Kind: KIscritto, Iscritto: &m})
		p.prima[m.CF] = indirizzo(m.Domicilio)
		return true
	})
	p.modo(Automatico)
	return p
}

func (p *pratica) modo(m string) {
	p.t.Helper()
	types := []string{"R1", "R2", "R3", "R4", "R5", "R7", "R8", "R11", "R15", "R16", "R99"}
	p.registra(p.decide(Commanded{Now: p.now, Attore: persona, Modo: Modo{Modo: m, Automatico: types}}))
}

// registra keeps what the last step made, for the expectations that follow it.
func (p *pratica) registra(d Decision) {
	p.t.Helper()
	p.ultima, p.nuove, p.segnate = d, nil, nil
	for _, e := range d.Events {
		if e.Kind == KLettera {
			p.nuove = append(p.nuove, *e.Lettera)
		}
		if e.Kind == KCompito && e.Compito.Stato == Aperto {
			p.segnate = append(p.segnate, *e.Compito)
		}
	}
	p.ferree()
}

// ferree are the rules that hold after every step of every case: a domicile changes only to an address that has
// certified the delivery of a letter of ours, and never to one that is another member's.
func (p *pratica) ferree() {
	p.t.Helper()
	owners := map[string]string{}
	Iscritti(p.a, func(m Iscritto) bool {
		a := indirizzo(m.Domicilio)
		if o := owners[a]; a != "" && o != "" {
			p.t.Fatalf("%s and %s have the one domicile %s (R-054)", o, m.CF, a)
		}
		owners[a] = m.CF
		if before, known := p.prima[m.CF]; !known || a == before {
			return true
		}
		if a == "" || m.Domicilio.Provenienza != Comunicato || !p.consegnata(a) {
			p.t.Fatalf("the domicile of %s became %q without a certified delivery there (L1)", m.CF, a)
		}
		return true
	})
}

func (p *pratica) consegnata(addr string) bool {
	return slices.ContainsFunc(p.vista().Cerca(PerDestinatario, addr), func(id string) bool {
		return p.lettera(id).Stato == LConsegnata
	})
}

// modello gives the youngest letter of a template.
func (p *pratica) modello(m string) Lettera {
	p.t.Helper()
	var last Lettera
	Lettere(p.a, func(l Lettera) bool {
		if l.Modello == m {
			last = l
		}
		return true
	})
	if last.ID == "" {
		p.t.Fatalf("no letter %s was made", m)
	}
	return last
}

func (p *pratica) richiestaUltima() Richiesta {
	var last Richiesta
	Richieste(p.a, func(r Richiesta) bool { last = r; return true })
	return last
}

// arriva reads a message: the first line "arriva CANALE MITTENTE GIORNO ORA", then its headers and its text.
func (p *pratica) arriva(w, block []string) {
	p.t.Helper()
	if len(w) != 5 {
		p.t.Fatalf("arriva CANALE MITTENTE GIORNO ORA: %q", w)
	}
	m := posta{env: w[1], da: w[2], ora: w[3] + " " + w[4]}
	r := p.richiestaUltima()
	var text []string
	for _, l := range block {
		if s, ok := strings.CutPrefix(l, "|"); ok {
			text = append(text, strings.TrimPrefix(s, " "))
			continue
		}
		k, v, _ := strings.Cut(l, ": ")
		switch k {
		case "oggetto":
			m.oggetto = v
		case "allegato":
			m.allegati = append(m.allegati, v)
		case "risponde":
			m.risponde = p.modello(v).MsgID
		case "auto":
			m.auto = v
		case "firma":
			m.firme = append(m.firme, p.firma(strings.Fields(v)))
		default:
			p.t.Fatalf("unknown header %q", l)
		}
	}
	m.testo = strings.NewReplacer("{rif}", r.Rif, "{codice}", r.Codice).Replace(strings.Join(text, "\n"))
	broken := m.env == "ROTTA"
	if broken {
		m.env = "PEC"
	}
	in := p.s.ricevuto(m)
	if broken {
		in.Proof = mailparse.Proof{Level: mailparse.Broken, Reasons: []string{"sig_invalid"}}
	}
	p.giunge(in)
}

// giunge lets a message be decided as it arrives.
func (p *pratica) giunge(in Received) {
	p.t.Helper()
	if in.Now.After(p.now) {
		p.now = in.Now
	}
	in.Now = p.now
	in.Dove = Arrivo{SHA256: in.Msg.SHA256, Cartella: "INBOX", UID: uint32(p.s.n), Interna: in.Now}
	p.arrivi[in.Dove.SHA256] = in
	p.registra(p.decide(in))
}

// firma reads "CF valida|scaduta|ignota", then "del GIORNO" and "documento NOME" where they matter.
func (p *pratica) firma(w []string) Firma {
	p.t.Helper()
	f := Firma{Allegato: "modulo.p7m", CF: w[0], Valida: w[1] == "valida", NonVerificata: w[1] == "ignota"}
	for i := 2; i+1 < len(w); i += 2 {
		switch w[i] {
		case "del":
			f.Istante = romano(p.t, w[i+1]+" 09:00")
		case "documento":
			f.Documento = w[i+1]
		default:
			p.t.Fatalf("firma: %q", w)
		}
	}
	return f
}

// avviene carries out a step that is no message.
func (p *pratica) avviene(w []string) {
	p.t.Helper()
	switch w[0] {
	case "modo":
		p.modo(w[1])
	case "ora":
		p.now = romano(p.t, w[1]+" "+w[2])
	case "orologio":
		p.registra(p.decide(Ticked{Now: p.now}))
	case "politica":
		p.politicaDi(w[1])
	case "iscritto":
		p.correggi(w[1], w[2:])
	case "invia":
		p.spedisci()
	case "riarriva":
		p.registra(p.decide(p.arrivi[fmt.Sprintf("%064x", p.s.n)]))
	case "atto":
		p.compie(w[1:])
	case "estranea":
		l := Lettera{ID: "estranea", A: "qualcuno@pecmail.example", MsgID: "webmail-1@pec.ordine-prova.example"}
		p.registra(p.decide(p.ricevuta(l, pec.AvvenutaConsegna, p.now, nil)))
	case "accettata", "consegnata", "esterno", "respinta", "rifiutata", "virus":
		p.ricevutaPer(w)
	case "approva", "respinge":
		p.esamina(w)
	default:
		p.t.Fatalf("unknown step %q", w)
	}
}

func (p *pratica) politicaDi(s string) {
	k, v, _ := strings.Cut(s, "=")
	switch k {
	case "r102":
		p.p.R102 = v
	case "sfida_blocca":
		p.p.SfidaBlocca = v
	case "accept_ordinary_for_R3":
		p.p.OrdinariaR3 = v
	default:
		p.t.Fatalf("unknown policy %s", k)
	}
}

// correggi changes what the register says of a member before the case begins.
func (p *pratica) correggi(cf string, opts []string) {
	p.t.Helper()
	m, ok := p.vista().Iscritto(cf)
	if name, isNew := strings.CutPrefix(opts[0], "nuovo="); isNew && !ok {
		m = Iscritto{CF: cf, Stato: Iscr}
		m.Cognome, m.Nome, _ = strings.Cut(name, ",")
		opts, ok = opts[1:], true
	}
	if !ok {
		p.t.Fatalf("no member %s", cf)
	}
	for _, o := range opts {
		switch k, v, _ := strings.Cut(o, "="); k {
		case "stato":
			m.Stato = StatoIscritto(v)
		case "domicilio":
			m.Domicilio = nil
			if v != "nessuno" {
				m.Domicilio = &Domicilio{Indirizzo: v, Provenienza: Importato}
			}
			p.prima[cf] = indirizzo(m.Domicilio)
		case "inad", "telefono":
			m.Altri = append(slices.Clone(m.Altri), Colonna{Nome: k, Valore: v})
		case "in_inipec":
			m.InINIPEC = v == "si"
		case "casella":
			m.Casella = &Casella{Indirizzo: v, Stato: Attivata}
		case "stato_casella":
			k := *m.Casella
			k.Stato = StatoCasella(v)
			m.Casella = &k
		default:
			p.t.Fatalf("unknown field %s", o)
		}
	}
	p.apply(Event{Kind: KIscritto, Iscritto: &m})
}

// ricevutaPer brings the provider's receipt about the youngest letter of a template: "respinta T-23 no-dest".
func (p *pratica) ricevutaPer(w []string) {
	p.t.Helper()
	kind := map[string]pec.Tipo{"accettata": pec.Accettazione, "esterno": pec.Accettazione, "consegnata": pec.AvvenutaConsegna,
		"respinta": pec.ErroreConsegna, "rifiutata": pec.NonAccettazione, "virus": pec.ErroreConsegna}[w[0]]
	in := p.ricevuta(p.modello(w[1]), kind, p.now, func(dc *pec.DatiCert) {
		if w[0] == "esterno" {
			dc.Destinatari[0].Tipo = "esterno"
		}
		if w[0] == "virus" {
			dc.Errore = pec.Virus
		}
		if len(w) > 2 {
			dc.Errore, dc.ErroreEsteso = pec.Altro, strings.Join(w[2:], " ")
			if w[2] == "no-dest" {
				dc.Errore = pec.NoDest
			}
		}
	})
	p.registra(p.decide(in))
}

// compie records an act of a person: "atto RIGETTO caso={rif} motivo=indirizzo_di_un_altro".
func (p *pratica) compie(w []string) {
	p.t.Helper()
	r := p.richiestaUltima()
	opt := map[string]string{}
	for _, f := range w[1:] {
		k, v, _ := strings.Cut(f, "=")
		v = strings.NewReplacer("{rif}", r.Rif, "{richiesta}", r.ID).Replace(v)
		if strings.HasPrefix(v, "{T-") { // the youngest letter of a template
			v = p.modello(strings.Trim(v, "{}")).ID
		}
		opt[k] = v
	}
	p.registra(p.decide(Acted{Now: p.now, Attore: persona, Atto: p.attoDi(w[0], opt)}))
}

// esamina lets a person decide the one open task of a kind.
func (p *pratica) esamina(w []string) {
	p.t.Helper()
	var found []Compito
	for _, id := range p.vista().Cerca(CompitiVivi, "") {
		if c, ok := p.vista().Compito(id); ok && c.Tipo == w[1] {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		p.t.Fatalf("%d open tasks %s, want one", len(found), w[1])
	}
	c, in := found[0], p.arrivi[found[0].Messaggio]
	number := ""
	if i := slices.Index(w, "protocollo"); i >= 0 {
		number, w = strings.Join(w[i+1:], " "), w[:i]
	}
	p.registra(p.decide(Reviewed{Now: p.now, Attore: persona, Compito: c.ID, Approva: w[0] == "approva", Nota: strings.Join(w[2:], " "), Protocollo: number,
		Msg: in.Msg, Proof: in.Proof, Dove: in.Dove, Firme: in.Firme}))
}

// TestCasi plays every case; each must also say what must never happen.
func TestCasi(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "casi", "*.txt"))
	if err != nil || len(files) < 25 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			p := nuovaPratica(t)
			p.recita(f, string(b))
			p.rigioca()
			if p.mai == 0 {
				t.Errorf("%s does not say what must never happen", f)
			}
		})
	}
}

// recita walks the lines of a case.
func (p *pratica) recita(name, text string) {
	p.t.Helper()
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		w := strings.Fields(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case w[0] == "arriva":
			from := i + 1
			for i+1 < len(lines) && strings.TrimSpace(lines[i+1]) != "" {
				i++
			}
			p.arriva(w, lines[from:i+1])
		case strings.Contains(line, ":") && w[0] != "ora" && w[0] != "respinge" && w[0] != "approva":
			k, v, _ := strings.Cut(line, ":")
			if got, ok := p.attende(strings.Fields(k), strings.TrimSpace(v)); !ok {
				p.t.Errorf("%s:%d: %s\n  is %s", filepath.Base(name), i+1, line, got)
			}
		default:
			p.avviene(w)
		}
	}
}
