package rules

import (
	"slices"
	"testing"

	"pecagent/mailparse"
)

// giudica prepares the judgment of a message up to its ground.
func (s *scena) fonda(m posta) fondamento {
	s.t.Helper()
	in := s.ricevuto(m)
	g := &giudizio{p: s.p, s: Vista(s.a), in: in, inner: in.Msg.Inner, pec: certificato(in), mittente: m.da, istante: in.Msg.CertifiedTime(in.Proof)}
	g.t = g.inner.Testo()
	g.c = Capisci(s.p, g.t, g.inner)
	return g.identifica()
}

// TestFondamento is the table of order.md §2.2 for certified mail.
func TestFondamento(t *testing.T) {
	const conti, fo = "Luca Conti CNTLCU88R19A944D", "Ugo Fo FOXGUO55A05E202E"
	for _, c := range []struct {
		name, da, testo string
		allegati        []string
		ground, cf      string
		flags           []string
		no, manca       bool
		tardi           bool
	}{
		{name: "R-101", da: "luca.conti@legalpost.example", testo: conti, ground: "R-101", cf: "CNTLCU88R19A944D"},
		{name: "R-101, code with blanks", da: "luca.conti@legalpost.example", testo: "Luca Conti cntlcu 88r19 a944d", ground: "R-101", cf: "CNTLCU88R19A944D"},
		{name: "R-101 by R-114", da: "luca.conti@legalpost.example", testo: "Cordiali saluti, Luca Conti", ground: "R-101", cf: "CNTLCU88R19A944D"},
		{name: "R-114 needs a name", da: "luca.conti@legalpost.example", testo: "Cordiali saluti", ground: "R-101", manca: true, flags: []string{"CF_ASSENTE"}},
		{name: "R-114 not with a homonym", da: "m.rossi@pecmail.example", testo: "Saluti, Marco Rossi", ground: "R-101", manca: true, flags: []string{"CF_ASSENTE", "OMONIMIA"}},
		{name: "R-114 does not repair a code", da: "luca.conti@legalpost.example", testo: "Luca Conti CNTLCU88R19A944X", ground: "R-101", manca: true, flags: []string{"CF_NON_VALIDO"}},
		{name: "R-113 another's code", da: "luca.conti@legalpost.example", testo: fo, ground: "R-113", no: true, flags: []string{"CF_DI_ALTRO_ISCRITTO"}},
		{name: "R-113 nobody's code", da: "luca.conti@legalpost.example", testo: "SRRCHR86B65D612L", ground: "R-113", no: true, flags: []string{"CF_SCONOSCIUTO"}},
		{name: "R-113 two codes", da: "luca.conti@legalpost.example", testo: conti + " " + fo, ground: "R-113", no: true, flags: []string{"PIU_CF"}},
		{name: "R-113 omocode of the same name", da: "marco.rossi69@legalpost.example", testo: "Marco Rossi RSSMRC69S21G702W", ground: "R-113", no: true, flags: []string{"CF_DI_ALTRO_ISCRITTO", "OMONIMIA"}},
		{name: "omocode as it is", da: "marco.rossi69@legalpost.example", testo: "Marco Rossi RSSMRC69S21G70NL", ground: "R-101", cf: "RSSMRC69S21G70NL"},
		{name: "R-113 another name", da: "luca.conti@legalpost.example", testo: "Il sottoscritto Mario Bruni, CNTLCU88R19A944D", ground: "R-113", cf: "CNTLCU88R19A944D", no: true},

		{name: "R-102", da: "ugo.fo@legalpost.example", testo: fo, ground: "R-102", cf: "FOXGUO55A05E202E"},
		{name: "R-102 without name", da: "ugo.fo@legalpost.example", testo: "FOXGUO55A05E202E", ground: "R-102", cf: "FOXGUO55A05E202E", no: true},
		{name: "R-102 without code", da: "ugo.fo@legalpost.example", testo: "Ugo Fo", ground: "none", manca: true, flags: []string{"CF_ASSENTE"}},
		{name: "R-102 from a public body", da: "protocollo@pec.asl-prova.example", testo: fo, ground: "R-110", cf: "FOXGUO55A05E202E", flags: []string{"PEC_DATORE_LAVORO"}},
		{name: "R-102 from another's Order box", da: "p.nitti@iscritti.pec-ordine.example", testo: fo, ground: "R-113", no: true, flags: []string{"CF_DI_ALTRO_ISCRITTO"}},
		{name: "R-102 from another's domicile", da: "sara.moretti@pecmail.example", testo: fo, ground: "R-113", no: true, flags: []string{"CF_DI_ALTRO_ISCRITTO"}},

		{name: "R-103 not verified", da: "x@pecmail.example", testo: conti, allegati: []string{"modulo.p7m"}, ground: "R-103", cf: "CNTLCU88R19A944D", tardi: true},
		{name: "R-104", da: "x@pecmail.example", testo: conti, allegati: []string{"modulo.pdf", "carta identità.pdf"}, ground: "R-104", cf: "CNTLCU88R19A944D", flags: []string{"DOCUMENTO_IDENTITA"}, tardi: true},
		{name: "R-105", da: "x@pecmail.example", testo: conti, ground: "R-105", cf: "CNTLCU88R19A944D", flags: []string{"MITTENTE_NON_REGISTRATO"}},
		{name: "R-105 with one PDF", da: "x@pecmail.example", testo: conti, allegati: []string{"modulo.pdf"}, ground: "R-105", cf: "CNTLCU88R19A944D", flags: []string{"MITTENTE_NON_REGISTRATO"}},
		{name: "R-105 never activated", da: "x@pecmail.example", testo: "Anna Maria De Luca DLCNMR82H70E625V", ground: "R-105", cf: "DLCNMR82H70E625V", flags: []string{"DOMICILIO_MAI_ATTIVATO", "MITTENTE_NON_REGISTRATO"}},
		{name: "R-110", da: "ufficio@pec.azienda-prova.example", testo: conti, ground: "R-110", cf: "CNTLCU88R19A944D", flags: []string{"MITTENTE_NON_REGISTRATO", "PEC_DATORE_LAVORO"}},
		{name: "unknown code", da: "x@pecmail.example", testo: "SRRCHR86B65D612L", ground: "none", flags: []string{"CF_SCONOSCIUTO"}},
		{name: "nobody", da: "x@pecmail.example", testo: "salve", ground: "none", manca: true, flags: []string{"CF_ASSENTE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := nuovaScena(t).fonda(posta{env: "PEC", da: c.da, testo: c.testo, allegati: c.allegati, ora: "2026-11-23 10:00"})
			if f.Ground != c.ground || f.CF != c.cf || (f.No != "") != c.no || f.Manca != c.manca || (f.Tardi != "") != c.tardi || !slices.Equal(insieme(f.Flags), insieme(c.flags)) {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestAttachments(t *testing.T) {
	files := func(names ...string) []mailparse.Attachment {
		var out []mailparse.Attachment
		for _, n := range names {
			out = append(out, mailparse.Attachment{Name: n})
		}
		return out
	}
	for _, c := range []struct {
		list        []mailparse.Attachment
		signed, ids bool
	}{
		{files("a.pdf"), false, false}, {files("a.pdf.p7m"), true, false}, {files("A.P7M"), true, false}, {files("smime.p7s"), false, false},
		{files("carta_identita.pdf"), false, true}, {files("CI.jpg"), false, true}, {files("modulo.pdf", "foto.jpg"), false, true}, {files("logo.gif"), false, false},
		{files("segnatura.xml"), false, false}, {nil, false, false}, {[]mailparse.Attachment{{Type: "application/pkcs7-mime"}}, true, false},
	} {
		if firmati(c.list) != c.signed || identita(c.list) != c.ids {
			t.Errorf("%+v: signed %v, identity %v", c.list, firmati(c.list), identita(c.list))
		}
	}
}

// TestIndirizzoNuovo: one address is taken, none and several are asked.
func TestIndirizzoNuovo(t *testing.T) {
	const box = "giulia.bianchi@iscritti.pec-ordine.example"
	for _, c := range []struct {
		name, da string
		list     []string
		want     string
		tra      int
	}{
		{"one", box, []string{"a@b.example"}, "a@b.example", 0},
		{"none", box, nil, "", 0},
		{"own box is named too", box, []string{box, "a@b.example"}, "a@b.example", 0},
		{"only the own box", box, []string{box}, "", 0},
		{"two", box, []string{"a@b.example", "c@b.example"}, "", 2},
		{"sender names himself", "a@b.example", []string{"a@b.example"}, "a@b.example", 0},
		{"sender does not name himself", "a@b.example", nil, "", 0},
		{"sender names himself and the old one", "a@b.example", []string{box, "a@b.example"}, "a@b.example", 0},
		{"sender names another", "a@b.example", []string{"a@b.example", "c@b.example"}, "c@b.example", 0},
	} {
		s := nuovaScena(t)
		g := &giudizio{p: s.p, s: Vista(s.a), mittente: c.da, c: Capito{Candidates: c.list}}
		got, tra := g.indirizzoNuovo(s.iscritto(giulia))
		if got != c.want || len(tra) != c.tra {
			t.Errorf("%s: %q %v", c.name, got, tra)
		}
	}
}

func TestEsamina(t *testing.T) {
	for addr, want := range map[string]string{
		"a@pecmail.example": "", "nuovo@altrogestore.example": "", "giulia.bianchi@iscritti.pec-ordine.example": "",
		"a@posta.example": "NON_PEC", "a@postacertificata.gov.it": "NON_PEC", "protocollo@pec.asl-prova.example": "PEC_DATORE_LAVORO",
		"altro@pec.asl-prova.example": "PEC_DATORE_LAVORO", "a@pec.azienda-prova.example": "PEC_DATORE_LAVORO",
		"sara.moretti@pecmail.example": "PEC_NON_UNIVOCA", "p.nitti@iscritti.pec-ordine.example": "PEC_NON_UNIVOCA", "studio.bianchi@pecmail.example": "PEC_STUDIO",
		"info@bianchi-srl.example": "PEC_STUDIO", "x@iscritti.pec-ordine.example": "dubbio",
	} {
		s := nuovaScena(t)
		g := &giudizio{p: s.p, s: Vista(s.a)}
		o, ok := g.esamina(addr, s.iscritto(giulia))
		switch {
		case want == "" && !ok, want != "" && ok:
			t.Errorf("%s: %v %+v", addr, ok, o)
		case want == "dubbio" && o.dubbio == "", want != "" && want != "dubbio" && !slices.Contains(o.flags, want):
			t.Errorf("%s: %+v, want %s", addr, o, want)
		}
	}
}

// TestEsaminaCandidate: an address on its way to another member is taken; one that was refused him is free.
func TestEsaminaCandidate(t *testing.T) {
	for st, free := range map[StatoIndirizzo]bool{Dichiarata: false, Verificata: false, Rifiutata: true, Cessata: true} {
		s := nuovaScena(t)
		m := s.iscritto("CNTLCU88R19A944D")
		m.Candidato = &Candidato{Indirizzo: "a@pecmail.example", Stato: st}
		s.apply(Event{Kind: KIscritto, Iscritto: &m})
		g := &giudizio{p: s.p, s: Vista(s.a)}
		if _, ok := g.esamina("a@pecmail.example", s.iscritto(giulia)); ok != free {
			t.Errorf("%s: %v", st, ok)
		}
	}
}

func TestObjectOf(t *testing.T) {
	for _, tipo := range []string{"R1", "R2", "R3", "R4", "R5", "R11", "R15", "R16", "R99", ""} {
		if ObjectOf(tipo) == "" {
			t.Errorf("%s has no object", tipo)
		}
	}
	if ObjectOf("R1") == ObjectOf("R2") {
		t.Error("R1 and R2 alike")
	}
}
