package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestIndirizziR050 is order.md §2.5 address by address: may it be registered for Giulia Bianchi, and what is said.
func TestIndirizziR050(t *testing.T) {
	s := nuovaScena(t)
	s.p.DominiLavoro = append(s.p.DominiLavoro, "asl.example")
	s.p.IPA = []string{"comune@legalmail.it", "protocollo@pec.asl-prova.example", "protocollo@pec.comune-prova.example", "segreteria@pec.omceo-vicino.example"}
	for _, c := range []struct{ addr, want string }{ // want: flags, motivo, dubbio or avviso; "" may be registered without a person
		{"giulia.bianchi@pecmail.example", ""}, {"g@legalmail.it", ""}, {"bianchi@pec.it", ""}, {"gb@nuovogestore.example", ""},
		// one person
		{"studiobianchi@pecmail.example", "PEC_STUDIO"}, {"bianchi.studio@pecmail.example", "PEC_STUDIO"}, {"bianchistudio@pecmail.example", "PEC_STUDIO"}, {"info@bianchi-snc.example", "PEC_STUDIO"},
		{"rossisrl@pecmail.example", "PEC_STUDIO"}, {"ambulatorio.roma@pecmail.example", "PEC_STUDIO"}, {"segreteria@pecmail.example", "PEC_STUDIO"}, {"x@associati.example", "PEC_STUDIO"},
		{"societa.alfa@pecmail.example", "PEC_STUDIO"}, {"onlus@pecmail.example", "PEC_STUDIO"}, {"ufficio@pecmail.example", "PEC_STUDIO"},
		{"giulia.spadoni@pecmail.example", ""}, {"g.coopani@pecmail.example", ""}, {"studi@pecmail.example", ""}, {"ansrl@pecmail.example", ""},
		// CEC-PAC
		{"giulia.bianchi@postacertificata.gov.it", "NON_PEC CEC-PAC"}, {"giulia.bianchi@x.postacertificata.gov.it", ""},
		// the employer's
		{"protocollo@pec.asl-prova.example", "PEC_DATORE_LAVORO"}, {"g.bianchi@asl.example", "PEC_DATORE_LAVORO"}, {"g.bianchi@reparto.asl.example", "PEC_DATORE_LAVORO"}, {"g.bianchi@nonasl.example", ""},
		{"g.bianchi@pec.comune-prova.example", "PEC_DATORE_LAVORO dubbio pubblica amministrazione"}, {"comune@legalmail.it", "PEC_DATORE_LAVORO"},
		// another Order's
		{"g.bianchi@pec.omceo-vicino.example", "avviso altro Ordine"}, {"bianchi@psypec.it", "avviso altro Ordine"}, {"b@pec.ordineavvocati.example", "avviso altro Ordine"}, {"b@ordine-agronomi.example", "avviso altro Ordine"},
		{"b@ordona.example", ""}, {"ordine.bianchi@pecmail.example", ""},
		{"x@iscritti.pec-ordine.example", "dubbio caselle dell'Ordine"}, {"giulia.bianchi@iscritti.pec-ordine.example", ""},
		// one address, one member, in whatever state and case
		{"sara.moretti@pecmail.example", "PEC_NON_UNIVOCA"}, {"p.nitti@iscritti.pec-ordine.example", "PEC_NON_UNIVOCA"}, {"studiogalli@pecmail.example", "PEC_NON_UNIVOCA PEC_STUDIO"}, {"ugofo55@posta.example", "NON_PEC"},
		// a name that sounds certified proves nothing, and one that is known not to be is asked again
		{"giulia@pec.sembra.example", ""}, {"giulia78@posta.example", "NON_PEC"},
	} {
		g := &giudizio{p: s.p, s: Vista(s.a)}
		o, ok := g.esamina(c.addr, s.iscritto(giulia))
		got := strings.Join(o.flags, " ") + " " + o.motivo
		if o.dubbio != "" {
			got += " dubbio " + o.dubbio
		}
		if o.avviso != "" {
			got += " avviso " + o.avviso
		}
		for _, w := range strings.Fields(c.want) {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q, want %q", c.addr, got, c.want)
			}
		}
		if c.want == "" && strings.TrimSpace(got) != "" || ok != (c.want == "" || strings.HasPrefix(c.want, "avviso")) {
			t.Errorf("%s: may be registered %v, %q", c.addr, ok, got)
		}
	}
}

// TestIndirizzoEmailAltrui: the ordinary address of another member waits for a person.
func TestIndirizzoEmailAltrui(t *testing.T) {
	s := nuovaScena(t)
	per("FOXGUO55A05E202E", func(m *Iscritto) { m.EmailOrdinaria = "Famiglia@pecmail.example" })(s)
	g := &giudizio{p: s.p, s: Vista(s.a)}
	if o, ok := g.esamina("famiglia@pecmail.example", s.iscritto(giulia)); !ok || o.avviso == "" {
		t.Errorf("%+v %v", o, ok)
	}
	if o, ok := g.esamina("famiglia@pecmail.example", s.iscritto("FOXGUO55A05E202E")); !ok || o.avviso != "" {
		t.Errorf("his own: %+v %v", o, ok)
	}
}

// TestNomeProprioNonDiStudio: a member's own name is no key word.
func TestNomeProprioNonDiStudio(t *testing.T) {
	for addr, m := range map[string]Iscritto{"anna.spa@pecmail.example": {Cognome: "Spa", Nome: "Anna"}, "studio@pecmail.example": {Cognome: "Studio", Nome: "Al"}} {
		if nomeDiStudio(addr, m) || !nomeDiStudio(addr, Iscritto{Cognome: "Rossi", Nome: "Al"}) {
			t.Errorf("%s of %s", addr, m.Cognome)
		}
	}
}

// TestInDominio: a domain and what lies below it, never what only ends alike.
func TestInDominio(t *testing.T) {
	list := []string{"asl.example", ""}
	for d, want := range map[string]bool{"asl.example": true, "pec.asl.example": true, "nonasl.example": false, "example": false, "": false, "asl.example.it": false} {
		if inDominio(list, d) != want {
			t.Errorf("%s: %v", d, !want)
		}
	}
}

// TestTabelleDiDomini: the tables are lower case and say of no domain two things.
func TestTabelleDiDomini(t *testing.T) {
	for d := range condivisi {
		if d != strings.ToLower(d) || !strings.Contains(d, ".") || dominiConsigli[d] {
			t.Error(d)
		}
	}
	for d := range dominiConsigli {
		if d != strings.ToLower(d) || !strings.Contains(d, ".") {
			t.Error(d)
		}
	}
}

// TestAvvisoDiSicurezza: the call of R-116 says by what way, until when, and no datum of the change.
func TestAvvisoDiSicurezza(t *testing.T) {
	find := func(v Valutazione) []Compito {
		return slices.DeleteFunc(slices.Clone(v.Compiti), func(c Compito) bool { return !strings.Contains(c.Perche, "R-116") })
	}
	for name, c := range map[string]struct {
		prima func(*Iscritto)
		want  string
	}{
		"both": {func(m *Iscritto) { m.Altri = []Colonna{{Nome: "Telefono", Valore: " 075 "}} }, "e-mail ugofo55@posta.example, telefono 075."},
		"phone": {func(m *Iscritto) {
			m.EmailOrdinaria, m.Altri = "", []Colonna{{Nome: "telefono", Valore: "075"}, {Nome: "cellulare", Valore: "333"}}
		}, ": telefono 333."},
		"mail": {func(m *Iscritto) {}, ": e-mail ugofo55@posta.example."},
		"none": {func(m *Iscritto) { m.EmailOrdinaria = "" }, "cercare un recapito"},
	} {
		s := nuovaScena(t)
		per("FOXGUO55A05E202E", c.prima)(s)
		k := find(s.valuta(posta{env: "PEC", da: diFo, oggetto: "PEC", testo: testoFo, ora: "2026-11-23 10:00"}))
		if len(k) != 1 || !strings.Contains(k[0].Perche, c.want) || !strings.Contains(k[0].Perche, "fino al 2026-12-23") || strings.Contains(k[0].Perche, "legalpost") || k[0].Scade != "2026-11-24" || k[0].Tipo != SegTelefonata || k[0].Cosa != CosaAvviso {
			t.Errorf("%s: %+v", name, k)
		}
	}
	s := nuovaScena(t)
	for name, m := range map[string]posta{
		"R-101":             {env: "PEC", da: diConti, testo: testoLuca},
		"waits":             {env: "PEC", da: diFo, testo: "CF FOXGUO55A05E202E, " + foSuaPEC},
		"ordinary mail":     {env: "ORD", da: "ugofo55@posta.example", testo: testoFo},
		"only asks the PEC": {env: "PEC", da: diFo, testo: "Il sottoscritto Ugo Fo, CF FOXGUO55A05E202E, comunica la propria PEC."},
	} {
		m.ora = "2026-11-23 10:00"
		if k := find(s.valuta(m)); len(k) > 0 {
			t.Errorf("%s: %+v", name, k)
		}
	}
}

// TestRicontrollo: a temporary code is looked at again in three months; one such task is open at a time.
func TestRicontrollo(t *testing.T) {
	s := nuovaScena(t)
	nuovo(Iscritto{CF: "00000000018", Cognome: "Föhn", Nome: "Jürgen", Domicilio: &Domicilio{Indirizzo: "jf@pecmail.example"}})(s)
	m := posta{env: "PEC", da: "jf@pecmail.example", testo: "Jürgen Föhn, codice fiscale 00000000018: comunica la nuova PEC j.foehn@legalpost.example al posto di quella registrata.", ora: "2026-11-23 10:00"}
	count := func(v Valutazione) (n int) {
		for _, c := range v.Compiti {
			if c.Tipo == segRicontrollo {
				n++
				if c.Scade != "2027-02-23" || c.CF != "00000000018" {
					t.Errorf("%+v", c)
				}
			}
		}
		return n
	}
	if v := s.valuta(m); count(v) != 1 || v.Esito.Auto != autoPersona {
		t.Errorf("%+v", v)
	}
	s.apply(Event{Kind: KCompito, Compito: &Compito{ID: "SEG-2026-000001", Tipo: segRicontrollo, CF: "00000000018", Stato: Aperto}})
	if v := s.valuta(m); count(v) != 0 {
		t.Error("a second check is opened")
	}
	m.da, m.testo = diConti, testoLuca
	if v := s.valuta(m); count(v) != 0 {
		t.Error("a final code is checked again")
	}
}

// TestSeal: a sealed policy says the same as one that is not, and a copy that is changed says its own.
func TestSeal(t *testing.T) {
	p := nuovaScena(t).p
	open := p.Digest()
	g := &giudizio{p: p}
	for _, sealed := range []bool{false, true} {
		if sealed && p.Seal() != p {
			t.Fatal("another policy")
		}
		if p.Digest() != open || !g.dominioPA("x@pec.asl-prova.example") || g.dominioPA("x@altrove.example") || g.dominioPA("protocollo@pec.asl-prova.example") {
			t.Errorf("sealed %v: says otherwise", sealed)
		}
	}
	c := *p
	c.IPA, c.R102 = []string{"a@nuovo.example"}, "REQUIRE_ID"
	g.p = &c
	if c.Digest() == open || !g.dominioPA("x@nuovo.example") || g.dominioPA("x@pec.asl-prova.example") {
		t.Error("a changed copy keeps the seal of the first")
	}
	if c.Seal().Digest() == open || !g.dominioPA("x@nuovo.example") {
		t.Error("sealed again it says the old things")
	}
}

// BenchmarkPolicyIPA decides what a message asks of a policy with all tables of IPA.
func BenchmarkPolicyIPA(b *testing.B) {
	p := DefaultPolicy()
	for i := range 120_000 {
		p.IPA = append(p.IPA, fmt.Sprintf("ufficio%d@pec.ente%d.example", i, i%23_000))
	}
	slices.Sort(p.IPA)
	g := &giudizio{p: p.Seal()}
	for b.Loop() {
		if p.Digest() == "" || g.ente("x@pec.nessuno.example") || g.dominioPA("x@pec.nessuno.example") {
			b.Fatal()
		}
	}
}
