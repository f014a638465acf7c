package rules

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse"
)

// firmata is message 15 with these signatures.
func firmata(t *testing.T, firme ...Firma) (*scena, posta) {
	t.Helper()
	s, m := nuovaScena(t), leggiCaso(t, "15").posta()
	m.firme = firme
	return s, m
}

// TestFirme: by what the signatures say (order.md §2.2), and each doubt that makes a good one wait for a
// person. A person's approval lifts a doubt, never R-112.
func TestFirme(t *testing.T) {
	at := orario(t, leggiCaso(t, "15").testa["ora"])
	own := Firma{Allegato: "variazione_pec.pdf.p7m", CF: conti, Valida: true, Forma: "cades", Istante: at.Add(-time.Hour), Revoca: "not_checked"}
	with := func(change func(*Firma)) Firma { f := own; change(&f); return f }
	signed := func(d time.Duration) Firma { return with(func(f *Firma) { f.Istante = at.Add(d) }) }
	text := func(addrs ...string) Firma { return with(func(f *Firma) { f.Leggibile, f.Indirizzi = true, addrs }) }
	other := with(func(f *Firma) { f.CF = "MRTSRA93P49F205U" })
	expired := with(func(f *Firma) { f.Valida, f.Perche = false, "il certificato era scaduto" })
	pades := Firma{Allegato: "a.pdf", Forma: "pades", NonVerificata: true, Perche: "il PDF è firmato"}
	const day = 24 * time.Hour
	const addr = "conti.luca@pecmail.example"
	for _, c := range []struct {
		name   string
		firme  []Firma
		ground string
		why    string // "": executed
		flag   bool   // FIRMA_NON_VALIDA
	}{
		{"his own", []Firma{own}, "R-103", "", false},
		{"his own, twice", []Firma{own, own}, "R-103", "", false},
		{"none verified", nil, "R-103", "va verificata da una persona", false},
		{"PAdES", []Firma{pades}, "R-103", "va verificata da una persona (il PDF è firmato)", false},
		{"his own and a PAdES", []Firma{own, pades}, "R-103", "un'altra firma va verificata da una persona", false},
		{"PAdES and his own", []Firma{pades, own}, "R-103", "un'altra firma va verificata da una persona", false},
		{"another's", []Firma{other}, "R-112", "di un'altra persona", true},
		{"expired", []Firma{expired}, "R-112", "(il certificato era scaduto)", true},
		{"expired and a PAdES", []Firma{expired, pades}, "R-112", "(il certificato era scaduto)", true},
		{"without code", []Firma{with(func(f *Firma) { f.CF, f.Perche = "", "manca il codice" })}, "R-112", "(manca il codice)", true},
		{"omocode of his", []Firma{with(func(f *Firma) { f.CF = "CNTLCU88R19A94QD" })}, "R-112", "di un'altra persona", true},
		{"in small letters", []Firma{with(func(f *Firma) { f.CF = strings.ToLower(conti) })}, "R-112", "di un'altra persona", true},
		{"his own and another's", []Firma{own, other}, "R-103", "anche da un'altra persona", true},
		{"another's and his own", []Firma{other, own}, "R-103", "anche da un'altra persona", true},
		{"his own and an expired one", []Firma{own, expired}, "R-103", "c'è una firma non valida", true},
		{"30 days before", []Firma{signed(-30 * day)}, "R-103", "", false},
		{"30 days and a second before", []Firma{signed(-30*day - time.Second)}, "R-103", "oltre 30 giorni prima della ricezione", false},
		{"a day after", []Firma{signed(day)}, "R-103", "", false},
		{"by a clock days ahead", []Firma{signed(5 * day)}, "R-103", "", false},
		{"neither text nor PDF", []Firma{with(func(f *Firma) { f.NonModulo = true })}, "R-103", "non è un testo né un PDF", false},
		{"text that names the address", []Firma{text(addr)}, "R-103", "", false},
		{"text that names old and new", []Firma{text(addr, "luca.conti@legalpost.example")}, "R-103", "", false},
		{"text that names another", []Firma{text("altro@pecmail.example")}, "R-103", "non riporta l'indirizzo " + addr, false},
		{"text that names it and another", []Firma{text("altro@pecmail.example", addr)}, "R-103", "non riporta l'indirizzo " + addr, false},
		{"text that names none", []Firma{text()}, "R-103", "non riporta l'indirizzo " + addr, false},
		{"text that names the old one", []Firma{text("luca.conti@legalpost.example")}, "R-103", "non riporta l'indirizzo " + addr, false},
		{"not a text", []Firma{with(func(f *Firma) { f.Indirizzi = []string{"altro@pecmail.example"} })}, "R-103", "", false},
	} {
		s, m := firmata(t, c.firme...)
		e := s.valuta(m).Esito
		outcome, auto := "IN_ESECUZIONE", "AUTO"
		if c.why != "" {
			outcome, auto = "IN_REVISIONE", "REVIEW"
		}
		if e.Ground != c.ground || e.Outcome != outcome || e.Auto != auto || !strings.Contains(e.Why, c.why) || slices.Contains(e.Flags, "FIRMA_NON_VALIDA") != c.flag {
			t.Errorf("%s: %+v", c.name, e)
		}
		if got := esegue(s.giudica(m, true)); got != (c.ground == "R-103") {
			t.Errorf("%s: approval executes %v", c.name, got)
		}
	}
	s, m := firmata(t, with(func(f *Firma) { f.Istante = time.Time{} }))
	m.senzaData = true
	if e := s.valuta(m).Esito; e.Auto != "REVIEW" || !strings.Contains(e.Why, "non riporta la data") {
		t.Errorf("no time: %+v", e)
	}
}

// TestTestoFirmatoPerTipo: a signed text is held against the request whatever the kind of change; a request that names no
// address has nothing to hold it against.
func TestTestoFirmatoPerTipo(t *testing.T) {
	const deluca, moretti = "DLCNMR82H70E625V", "MRTSRA93P49F205U"
	for _, c := range []struct {
		tipo, from, cf, text string
		waits                bool
	}{
		{"R1", "am.deluca@pecmail.example", deluca, "La sottoscritta Anna Maria De Luca, codice fiscale " + deluca + ", chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale am.deluca@pecmail.example", true},
		{"R4", "s.moretti@legalpost.example", moretti, "La sottoscritta Sara Moretti, CF " + moretti + ", comunica il proprio domicilio digitale: s.moretti@legalpost.example", true},
		{"R2", "s.moretti@legalpost.example", moretti, "La sottoscritta Sara Moretti CF " + moretti + " chiede di ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all'atto dell'iscrizione.", false},
	} {
		for _, names := range []bool{false, true} {
			f := Firma{CF: c.cf, Valida: true, Leggibile: true, Indirizzi: []string{"altra@pecmail.example"}}
			if names {
				f.Indirizzi = []string{c.from}
			}
			s := nuovaScena(t)
			e := s.valuta(posta{env: "PEC", da: c.from, oggetto: "PEC", ora: "2026-11-23 10:00", testo: c.text, allegati: []string{"m.txt.p7m"}, firme: []Firma{f}}).Esito
			waits := strings.Contains(e.Why, "il documento firmato non riporta")
			if e.Type != c.tipo || e.Ground != "R-103" || waits != (c.waits && !names) {
				t.Errorf("%s, named %v: %+v", c.tipo, names, e)
			}
		}
	}
}

// TestFirmaConRevocaObbligatoria: where lists are required, a signature that no list speaks about waits.
func TestFirmaConRevocaObbligatoria(t *testing.T) {
	for revoca, waits := range map[string]bool{"good": false, "not_checked": true, "": true} {
		s, m := firmata(t, Firma{CF: conti, Valida: true, Revoca: revoca})
		in := s.ricevuto(m)
		in.Proof.Revocation = "good"
		s.p.CRLObbligatoria = true
		e := Valuta(s.p, Vista(s.a), in, false).Esito
		if (e.Auto == "REVIEW") != waits || waits && !strings.Contains(e.Why, "certificato di firma") {
			t.Errorf("%q: %+v", revoca, e)
		}
	}
}

// TestDocumentoGiaVisto: a document that came from another sender before waits for a person; the index is folded from the
// verdicts, so that a rebuild and a replay find the same.
func TestDocumentoGiaVisto(t *testing.T) {
	own := func(doc string) []Firma { return []Firma{{CF: conti, Valida: true, Documento: doc}} }
	for _, c := range []struct {
		name, before, doc string
		env, from         string
		waits             bool
	}{
		{"never seen", "", "d1", "", "", false},
		{"another document", "d2", "d1", "PEC", "x@pecmail.example", false},
		{"from another box", "d1", "d1", "PEC", "x@pecmail.example", true},
		{"from the registered box", "d1", "d1", "PEC", "luca.conti@legalpost.example", true},
		{"from ordinary mail", "d1", "d1", "ORD", "x@posta.example", true},
		{"from the same box", "d1", "d1", "PEC", "Conti.Luca@pecmail.example", false},
		{"no digest", "", "", "PEC", "x@pecmail.example", false},
	} {
		s, m := firmata(t, own(c.doc)...)
		if c.env != "" {
			first := posta{env: c.env, da: c.from, oggetto: "x", ora: "2026-11-20 10:00", testo: "in allegato", allegati: []string{"a.p7m"}, firme: own(c.before)}
			in := s.ricevuto(first)
			in.Dove = Arrivo{SHA256: in.Msg.SHA256}
			for _, ev := range Decide(s.p, Vista(s.a), in).Events {
				s.apply(ev)
			}
		}
		e := s.valuta(m).Esito
		if (e.Auto == "REVIEW") != c.waits || c.waits && !strings.Contains(e.Why, "già arrivato da un altro mittente") {
			t.Errorf("%s: %+v", c.name, e)
		}
	}
}

// TestVerdettoTieneLeFirme: what was found of signatures is in the log.
func TestVerdettoTieneLeFirme(t *testing.T) {
	var list []Firma
	for i := range 40 {
		list = append(list, Firma{CF: conti, Documento: strings.Repeat("d", 1+i/2)})
	}
	s, m := firmata(t, list...)
	v := verdetto(s.ricevuto(m))
	if len(v.Firme) != maxFirme || len(v.Documenti) != maxDocumenti || v.Documenti[0] != "d" || v.Documenti[1] != "dd" {
		t.Errorf("%d %v", len(v.Firme), v.Documenti)
	}
	if v := verdetto(s.ricevuto(leggiCaso(t, "01").posta())); v.Firme != nil || v.Documenti != nil {
		t.Errorf("%+v", v)
	}
}

// TestFirmaAltrove: the registered box needs no signature, and a false one is flagged; ordinary mail goes to a person
// whatever the signature, whose approval executes where no signature speaks against him.
func TestFirmaAltrove(t *testing.T) {
	good, bad, other := Firma{CF: conti, Valida: true}, Firma{CF: conti}, Firma{CF: "MRTSRA93P49F205U", Valida: true}
	for _, c := range []struct {
		env, from string
		f         Firma
		ground    string
		auto      string
		flag      bool
	}{
		{"PEC", "luca.conti@legalpost.example", good, "R-101", "AUTO", false}, {"PEC", "luca.conti@legalpost.example", bad, "R-101", "AUTO", true},
		{"PEC", "luca.conti@legalpost.example", other, "R-101", "AUTO", true}, {"PEC", "luca.conti@legalpost.example", Firma{NonVerificata: true}, "R-101", "AUTO", false},
		{"ORD", "luca@posta.example", good, "R-107", "REVIEW", false}, {"ANOMALIA", "luca@posta.example", good, "R-107", "REVIEW", false},
		{"ORD", "luca@posta.example", bad, "R-107", "REVIEW", true}, {"ANOMALIA", "luca@posta.example", other, "R-107", "REVIEW", true},
		{"ORD", "luca@posta.example", Firma{NonVerificata: true}, "R-107", "REVIEW", false},
	} {
		s, m := firmata(t, c.f)
		m.env, m.da = c.env, c.from
		m.testo = "Il sottoscritto Luca Conti, CF " + conti + ", comunica la nuova PEC conti.luca@pecmail.example."
		v := s.valuta(m)
		if e := v.Esito; e.Ground != c.ground || e.Auto != c.auto || slices.Contains(e.Flags, "FIRMA_NON_VALIDA") != c.flag {
			t.Errorf("%s %+v: %+v", c.env, c.f, e)
		}
		if a := s.giudica(m, true); c.env != "PEC" && esegue(a) == c.flag {
			t.Errorf("%s %+v: approved: %+v", c.env, c.f, a.Esito)
		}
	}
}

func TestFirmati(t *testing.T) {
	for signed, want := range map[string]bool{"": false, "cades": true, "pades": true, "xades": true, "asic": true} {
		if got := firmati([]mailparse.Attachment{{Name: "a.pdf", Type: "application/pdf", Signed: signed}}); got != want {
			t.Errorf("%q: %v", signed, got)
		}
	}
}

func TestFirmeDa(t *testing.T) {
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	got := FirmeDa([]mailparse.Firma{
		{Allegato: "a.p7m", Forma: "cades", Verificata: true, Valida: true, CF: conti, Istante: at, SHA256: "d", Certificato: "c", Emittente: "CN=x", Revoca: "good", Leggibile: true, Indirizzi: []string{"a@b"}},
		{Allegato: "b.pdf", Forma: "pades", Perche: "perché"},
	})
	if len(got) != 2 || got[0].NonVerificata || !got[0].Valida || got[0].CF != conti || !got[0].Istante.Equal(at) || got[0].Documento != "d" || got[0].Certificato != "c" ||
		got[0].Emittente != "CN=x" || got[0].Revoca != "good" || !got[0].Leggibile || len(got[0].Indirizzi) != 1 || !got[1].NonVerificata || got[1].Perche != "perché" || got[1].Forma != "pades" {
		t.Errorf("%+v", got)
	}
	if FirmeDa(nil) != nil {
		t.Error("something of nothing")
	}
}
