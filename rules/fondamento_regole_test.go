package rules

import (
	"slices"
	"strings"
	"testing"
)

// rigaRegola is one side of one rule of order.md §2.2, §2.5 and §4: a message, and what it must and must not do. ok is the
// side on which the rule lets the request go on, by itself or by a person's approval; the other is the side it stops.
type rigaRegola struct {
	regola, nome string
	ok           bool
	premessa     func(*scena)
	env, da      string // PEC where none is given
	testo        string
	allegati     []string
	firme        []Firma
	vuole        string // "TYPE OUTCOME AUTO GROUND", the flags after it
	perche       string // a piece of Why
}

const (
	diConti   = "luca.conti@legalpost.example"
	daFuori   = "l.conti@pecmail.example"
	diFo      = "ugo.fo@legalpost.example"
	cambioA   = "comunica la nuova PEC conti.luca@pecmail.example al posto di quella registrata."
	testoLuca = "Il sottoscritto Luca Conti, CF CNTLCU88R19A944D, " + cambioA
	testoFo   = "Il sottoscritto Ugo Fo, CF FOXGUO55A05E202E, comunica il proprio indirizzo PEC ugo.fo@legalpost.example."
	foSuaPEC  = "comunica il proprio indirizzo PEC ugo.fo@legalpost.example."
)

func per(code string, f func(*Iscritto)) func(*scena) {
	return func(s *scena) {
		m := s.iscritto(code)
		f(&m)
		s.apply(Event{Kind: KIscritto, Iscritto: &m})
	}
}

func r102(v string) func(*scena) { return func(s *scena) { s.p.R102 = v } }

// nuovo adds a member whom the fixture does not have.
func nuovo(m Iscritto) func(*scena) {
	return func(s *scena) { m.Stato = Iscr; s.apply(Event{Kind: KIscritto, Iscritto: &m}) }
}

func lettereA(addr string, ls ...Lettera) func(*scena) {
	return func(s *scena) {
		for i, l := range ls {
			l.ID, l.Modello, l.A = "LET-2026-00060"+string(rune('1'+i)), "T-04", addr
			l.Istante = orario(s.t, "2026-10-1"+string(rune('1'+i))+" 10:00")
			s.apply(Event{Kind: KLettera, Lettera: &l})
		}
	}
}

var regoleR100 = []rigaRegola{
	{regola: "R-101", nome: "from the registered box", ok: true, da: diConti, testo: testoLuca, vuole: "R4 IN_ESECUZIONE AUTO R-101"},
	{regola: "R-101", nome: "upper case is the same box", ok: true, da: "Luca.Conti@LegalPost.example", testo: testoLuca, vuole: "R4 IN_ESECUZIONE AUTO R-101"},
	{regola: "R-101", nome: "a box that two members have as domicile", da: diConti, testo: testoLuca, vuole: "R4 IN_REVISIONE REVIEW R-113",
		premessa: per("MRTSRA93P49F205U", func(m *Iscritto) { m.Domicilio.Indirizzo = diConti })},
	{regola: "R-102", nome: "no domicile, any certified box", ok: true, da: diFo, testo: testoFo, vuole: "R3 IN_ESECUZIONE AUTO R-102"},
	{regola: "R-102", nome: "a domicile there is", da: daFuori, testo: testoLuca, vuole: "R4 CONFERMA_RICHIESTA AUTO R-105 MITTENTE_NON_REGISTRATO"},
	{regola: "R-102", nome: "an Order box that was revoked", da: "p.nitti@iscritti.pec-ordine.example", vuole: "R4 CONFERMA_RICHIESTA AUTO R-105 MITTENTE_NON_REGISTRATO",
		testo: "La sottoscritta Paola Nitti, CF NTTPLA72A55A662G, comunica la nuova PEC nitti@pecmail.example al posto di quella registrata."},
	{regola: "R-103", nome: "his own good signature", ok: true, da: daFuori, testo: testoLuca, allegati: []string{"modulo.pdf.p7m"}, firme: []Firma{{CF: conti, Valida: true}}, vuole: "R4 IN_ESECUZIONE AUTO R-103"},
	{regola: "R-103", nome: "not verified: a person", ok: true, da: daFuori, testo: testoLuca, allegati: []string{"modulo.pdf.p7m"}, vuole: "R4 IN_REVISIONE REVIEW R-103"},
	{regola: "R-103", nome: "of an omocode of his", da: daFuori, testo: testoLuca, allegati: []string{"modulo.pdf.p7m"}, firme: []Firma{{CF: "CNTLCU88R19A94QA", Valida: true}}, vuole: "R4 IN_REVISIONE REVIEW R-112 FIRMA_NON_VALIDA"},
	{regola: "R-104", nome: "scan and identity document", ok: true, da: daFuori, testo: testoLuca, allegati: []string{"modulo.pdf", "CI_fronte.pdf"}, vuole: "R4 IN_REVISIONE REVIEW R-104 DOCUMENTO_IDENTITA"},
	{regola: "R-104", nome: "a scan alone", da: daFuori, testo: testoLuca, allegati: []string{"modulo.pdf"}, vuole: "R4 CONFERMA_RICHIESTA AUTO R-105 MITTENTE_NON_REGISTRATO"},
	{regola: "R-104", nome: "the employer's box with papers, another address", ok: true, da: "protocollo@pec.asl-prova.example", testo: testoLuca, allegati: []string{"modulo.pdf", "carta_identita.pdf"}, vuole: "R4 IN_REVISIONE REVIEW R-104 DOCUMENTO_IDENTITA"},
	{regola: "R-105", nome: "asks the registered box", da: daFuori, testo: testoLuca, vuole: "R4 CONFERMA_RICHIESTA AUTO R-105 MITTENTE_NON_REGISTRATO"},
	{regola: "R-105b", nome: "the latest letter came back", da: daFuori, testo: testoLuca, vuole: "R4 INTEGRAZIONE_RICHIESTA AUTO R-105b MITTENTE_NON_REGISTRATO",
		premessa: lettereA(diConti, Lettera{Stato: LConsegnata}, Lettera{Stato: LMancata, Motivo: "inesistente"})},
	{regola: "R-105b", nome: "one on its way says nothing", da: daFuori, testo: testoLuca, vuole: "R4 INTEGRAZIONE_RICHIESTA AUTO R-105b MITTENTE_NON_REGISTRATO",
		premessa: lettereA(diConti, Lettera{Stato: LMancata, Codice: "5.1.1"}, Lettera{Stato: LInviata})},
	{regola: "R-105b", nome: "a later delivery revives it", da: daFuori, testo: testoLuca, vuole: "R4 CONFERMA_RICHIESTA AUTO R-105 MITTENTE_NON_REGISTRATO",
		premessa: lettereA(diConti, Lettera{Stato: LMancata, Codice: "5.1.1"}, Lettera{Stato: LConsegnata})},
	{regola: "R-105b", nome: "a full box is alive", da: daFuori, testo: testoLuca, vuole: "R4 CONFERMA_RICHIESTA AUTO R-105 MITTENTE_NON_REGISTRATO",
		premessa: lettereA(diConti, Lettera{Stato: LMancata, Motivo: "piena", Codice: "5.2.2"})},
	{regola: "R-106", nome: "the INAD column has the sender", ok: true, da: "conti@inad.example", testo: testoLuca, vuole: "R4 IN_REVISIONE REVIEW R-106", perche: "INAD",
		premessa: per(conti, func(m *Iscritto) { m.Altri = []Colonna{{Nome: "inad", Valore: "CONTI@inad.example"}} })},
	{regola: "R-106", nome: "another column has it", da: "conti@inad.example", testo: testoLuca, vuole: "R4 CONFERMA_RICHIESTA AUTO R-105 MITTENTE_NON_REGISTRATO",
		premessa: per(conti, func(m *Iscritto) {
			m.Altri = []Colonna{{Nome: "email2", Valore: "conti@inad.example"}, {Nome: "inad", Valore: ""}}
		})},
	{regola: "R-106", nome: "the INAD address of another", da: "conti@inad.example", testo: testoLuca, vuole: "R4 CONFERMA_RICHIESTA AUTO R-105 MITTENTE_NON_REGISTRATO",
		premessa: per("MRTSRA93P49F205U", func(m *Iscritto) { m.Altri = []Colonna{{Nome: "inad", Valore: "conti@inad.example"}} })},
	{regola: "R-107", nome: "signed, by ordinary mail", ok: true, env: "ORD", da: "luca@posta.example", testo: testoLuca, allegati: []string{"modulo.pdf.p7m"}, firme: []Firma{{CF: conti, Valida: true}}, vuole: "R4 IN_REVISIONE REVIEW R-107 ORDINARIA"},
	{regola: "R-107", nome: "signed by another", env: "ORD", da: "luca@posta.example", testo: testoLuca, allegati: []string{"modulo.pdf.p7m"}, firme: []Firma{{CF: "MRTSRA93P49F205U", Valida: true}}, vuole: "R4 IN_REVISIONE REVIEW R-107 FIRMA_NON_VALIDA ORDINARIA"},
	{regola: "R-108", nome: "papers in an anomalia", ok: true, env: "ANOMALIA", da: "luca@posta.example", testo: testoLuca, allegati: []string{"modulo.pdf", "patente.jpg"}, vuole: "R4 IN_REVISIONE REVIEW R-108 DOCUMENTO_IDENTITA ORDINARIA"},
	{regola: "R-108", nome: "papers of a member who is frozen", env: "ORD", da: "luca@posta.example", testo: testoLuca, allegati: []string{"modulo.pdf", "patente.jpg"}, vuole: "R4 IN_REVISIONE REVIEW R-108 DOCUMENTO_IDENTITA ORDINARIA",
		premessa: per(conti, func(m *Iscritto) { m.Blocco = true })},
	{regola: "R-108", nome: "papers with an unknown code", env: "ORD", da: "luca@posta.example", testo: strings.ReplaceAll(testoLuca, conti, "SRRCHR86B65D612L"), allegati: []string{"modulo.pdf", "patente.jpg"}, vuole: "R4 IN_REVISIONE REVIEW R-108 DOCUMENTO_IDENTITA ORDINARIA"},
	{regola: "R-108", nome: "papers and an employer's new address", env: "ORD", da: "luca@posta.example", testo: strings.ReplaceAll(testoLuca, "conti.luca@pecmail.example", "x@pec.azienda-prova.example"), allegati: []string{"modulo.pdf", "patente.jpg"}, vuole: "R4 IN_REVISIONE REVIEW R-108 DOCUMENTO_IDENTITA ORDINARIA"},
	{regola: "R-108", nome: "papers of somebody who died", env: "ORD", da: "luca@posta.example", testo: testoLuca, allegati: []string{"modulo.pdf", "patente.jpg"}, vuole: "R4 IN_REVISIONE REVIEW R-108 DOCUMENTO_IDENTITA ORDINARIA",
		premessa: per(conti, func(m *Iscritto) { m.Stato = Deceduto })},
	{regola: "R-109", nome: "nothing but words", env: "ORD", da: "luca@posta.example", testo: testoLuca, vuole: "R4 RICEVUTA_NON_VALIDA AUTO R-109 ORDINARIA"},
	{regola: "R-109", nome: "a first communication is challenged", env: "ORD", da: "ugofo55@posta.example", testo: testoFo, vuole: "R3 CONFERMA_RICHIESTA AUTO R-109 ORDINARIA"},
	{regola: "R-110", nome: "the employer's box", da: "protocollo@pec.asl-prova.example", testo: testoLuca, vuole: "R4 CONFERMA_RICHIESTA AUTO R-110 MITTENTE_NON_REGISTRATO PEC_DATORE_LAVORO"},
	{regola: "R-110", nome: "a domain below the employer's", da: "conti@reparto.pec.azienda-prova.example", testo: testoFo, vuole: "R3 INTEGRAZIONE_RICHIESTA AUTO R-110 PEC_DATORE_LAVORO"},
	{regola: "R-110", nome: "a domain that only ends alike", ok: true, da: "fo@altroimpiego.example", testo: strings.ReplaceAll(testoFo, diFo, "fo@altroimpiego.example"), vuole: "R3 IN_ESECUZIONE AUTO R-102",
		premessa: func(s *scena) { s.p.DominiLavoro = []string{"impiego.example"} }},
	{regola: "R-111", nome: "no delegation", da: daFuori, testo: "Per conto del dott. Luca Conti, CF CNTLCU88R19A944D, comunico la nuova PEC conti.luca@pecmail.example.", vuole: "R4 INTEGRAZIONE_RICHIESTA AUTO R-111 DELEGATO MITTENTE_NON_REGISTRATO"},
	{regola: "R-111", nome: "a calendar file is no delegation", da: daFuori, testo: "Per conto del dott. Luca Conti, CF CNTLCU88R19A944D, comunico la nuova PEC conti.luca@pecmail.example.", allegati: []string{"riunione.ics"}, vuole: "R4 INTEGRAZIONE_RICHIESTA AUTO R-111 DELEGATO MITTENTE_NON_REGISTRATO"},
	{regola: "R-111", nome: "papers: a person, by hand", da: daFuori, testo: "Per conto del dott. Luca Conti, CF CNTLCU88R19A944D, comunico la nuova PEC conti.luca@pecmail.example.", allegati: []string{"delega.pdf"}, vuole: "R4 IN_REVISIONE REVIEW R-111 DELEGATO MITTENTE_NON_REGISTRATO"},
	{regola: "R-112", nome: "expired", da: daFuori, testo: testoLuca, allegati: []string{"modulo.pdf.p7m"}, firme: []Firma{{CF: conti}}, vuole: "R4 IN_REVISIONE REVIEW R-112 FIRMA_NON_VALIDA"},
	{regola: "R-112", nome: "the registered box needs no signature", ok: true, da: diConti, testo: testoLuca, allegati: []string{"modulo.pdf.p7m"}, firme: []Firma{{CF: conti}}, vuole: "R4 IN_ESECUZIONE AUTO R-101 FIRMA_NON_VALIDA"},
	{regola: "R-113", nome: "the omocode's box, the plain code", da: "marco.rossi69@legalpost.example", testo: "Il sottoscritto Marco Rossi, CF RSSMRC69S21G702W, comunica la nuova PEC rossi.m@pecmail.example al posto di quella registrata.", vuole: "R4 IN_REVISIONE REVIEW R-113 CF_DI_ALTRO_ISCRITTO OMONIMIA"},
	{regola: "R-113", nome: "the omocode as it is", ok: true, da: "marco.rossi69@legalpost.example", testo: "Il sottoscritto Marco Rossi, CF RSSMRC69S21G70NL, comunica la nuova PEC rossi.marco@pecmail.example al posto di quella registrata.", vuole: "R4 IN_ESECUZIONE AUTO R-101"},
	{regola: "R-113", nome: "another member's code in the signature", da: daFuori, testo: testoLuca + "\n-- \nSara Moretti MRTSRA93P49F205U", vuole: "R4 IN_REVISIONE REVIEW R-113"},
	{regola: "R-113", nome: "a partita IVA beside the code", ok: true, da: diConti, testo: "Il sottoscritto Luca Conti, CF CNTLCU88R19A944D, C.F./P.IVA 01234567897, " + cambioA, vuole: "R4 IN_ESECUZIONE AUTO R-101"},
	{regola: "R-113", nome: "a partita IVA beside the code, from an unknown box", da: daFuori, testo: "Il sottoscritto Luca Conti, CF CNTLCU88R19A944D, C.F./P.IVA 01234567897, " + cambioA, vuole: "R4 CONFERMA_RICHIESTA AUTO R-105 MITTENTE_NON_REGISTRATO"},
	{regola: "R-113", nome: "the Order's own code beside the member's", ok: true, da: diConti, testo: "Il sottoscritto Luca Conti, CF CNTLCU88R19A944D, iscritto a codesto Ordine, codice fiscale 92032490374, " + cambioA, vuole: "R4 IN_ESECUZIONE AUTO R-101",
		premessa: func(s *scena) { s.p.Ordine.CF = "92032490374" }},
	{regola: "R-114", nome: "no code, his name, nobody else's", ok: true, da: diConti, testo: "Il sottoscritto Luca Conti " + cambioA, vuole: "R4 IN_ESECUZIONE AUTO R-101"},
	{regola: "R-114", nome: "the code stands only in the quoted text", ok: true, da: diConti, testo: "Il sottoscritto Luca Conti " + cambioA + "\n\n> CF CNTLCU88R19A944D", vuole: "R4 IN_REVISIONE REVIEW R-101", perche: "citazione"}, // words behind ">" in what answers nothing: a person reads them
	{regola: "R-114", nome: "no name either", da: diConti, testo: "Il sottoscritto " + cambioA, vuole: "R4 INTEGRAZIONE_RICHIESTA AUTO R-101 CF_ASSENTE"},
	{regola: "R-114", nome: "a name that agrees in part", da: diConti, testo: "Il sottoscritto Luca Bruni " + cambioA, vuole: "R4 INTEGRAZIONE_RICHIESTA AUTO R-101 CF_ASSENTE"},
	{regola: "R-114", nome: "an omocode of his is enrolled under another name", da: diConti, testo: "Il sottoscritto Luca Conti " + cambioA, vuole: "R4 INTEGRAZIONE_RICHIESTA AUTO R-101 CF_ASSENTE OMONIMIA",
		premessa: nuovo(Iscritto{CF: "CNTLCU88R19A94QA", Cognome: "Conte", Nome: "Lucio"})},
	{regola: "R-114", nome: "from a box that is not registered", da: daFuori, testo: "Il sottoscritto Luca Conti " + cambioA, vuole: "R4 INTEGRAZIONE_RICHIESTA AUTO none CF_ASSENTE"},
	{regola: "R-115", nome: "an address without a verb", da: diConti, testo: "Luca Conti, CF CNTLCU88R19A944D\nconti.luca@pecmail.example", vuole: "R99 IN_REVISIONE REVIEW R-101"},
	{regola: "R-116", nome: "no name", da: diFo, testo: "CF FOXGUO55A05E202E, " + foSuaPEC, vuole: "R3 IN_REVISIONE REVIEW R-102"},
	{regola: "R-116", nome: "the name of another", da: diFo, testo: "Il sottoscritto Mario Bruni, CF FOXGUO55A05E202E, " + foSuaPEC, vuole: "R3 IN_REVISIONE REVIEW R-102"},
	{regola: "R-116", nome: "the name in part: a person may approve", ok: true, da: diFo, testo: "Il sottoscritto Ugo Bruni, CF FOXGUO55A05E202E, " + foSuaPEC, vuole: "R3 IN_REVISIONE REVIEW R-102"},
	{regola: "R-116", nome: "his number", ok: true, da: diFo, testo: "Il sottoscritto Ugo Fo, CF FOXGUO55A05E202E, n. iscr. 01004, " + foSuaPEC, vuole: "R3 IN_ESECUZIONE AUTO R-102"},
	{regola: "R-116", nome: "another number", da: diFo, testo: "Il sottoscritto Ugo Fo, CF FOXGUO55A05E202E, n. iscr. 1003, " + foSuaPEC, vuole: "R3 IN_REVISIONE REVIEW R-113"},
	{regola: "R-116", nome: "the register has two numbers", ok: true, da: diFo, testo: "Il sottoscritto Ugo Fo, CF FOXGUO55A05E202E, n. iscr. 77, " + foSuaPEC, vuole: "R3 IN_ESECUZIONE AUTO R-102",
		premessa: per("FOXGUO55A05E202E", func(m *Iscritto) { m.Numero = "PG/1004 - OD 0077" })},
	{regola: "R-116", nome: "a slip in the number from the registered box", ok: true, da: diConti, testo: "Il sottoscritto Luca Conti, CF CNTLCU88R19A944D, n. iscr. 1204, " + cambioA, vuole: "R4 IN_REVISIONE REVIEW R-101", perche: "numero di iscrizione"},
	{regola: "R-116", nome: "REVIEW", ok: true, da: diFo, testo: testoFo, premessa: r102("REVIEW"), vuole: "R3 IN_REVISIONE REVIEW R-102"},
	{regola: "R-116", nome: "REQUIRE_ID without papers", da: diFo, testo: testoFo, premessa: r102("REQUIRE_ID"), vuole: "R3 INTEGRAZIONE_RICHIESTA AUTO R-102"},
	{regola: "R-116", nome: "REQUIRE_ID with papers", ok: true, da: diFo, testo: testoFo, premessa: r102("REQUIRE_ID"), allegati: []string{"modulo.pdf", "carta_identita.pdf"}, vuole: "R3 IN_REVISIONE REVIEW R-102"},
	{regola: "R-116", nome: "the ordinary box of another member", ok: true, da: "giulia78@posta.example", vuole: "R3 IN_REVISIONE REVIEW R-102", perche: "posta ordinaria di un altro iscritto",
		testo: testoFo},
	{regola: "R-116", nome: "a box refused to another is free", ok: true, da: diFo, testo: testoFo, vuole: "R3 IN_ESECUZIONE AUTO R-102",
		premessa: per(conti, func(m *Iscritto) { m.Candidato = &Candidato{Indirizzo: diFo, Stato: Rifiutata} })},
	{regola: "R-116", nome: "a box on its way to another", da: diFo, testo: testoFo, vuole: "R3 IN_REVISIONE REVIEW R-113 PEC_NON_UNIVOCA",
		premessa: per(conti, func(m *Iscritto) { m.Candidato = &Candidato{Indirizzo: diFo, Stato: Dichiarata} })},
	{regola: "R-160", nome: "only the domain is a public body's", ok: true, da: "fo@pec.asl-prova.example", testo: testoFo, vuole: "R3 IN_REVISIONE REVIEW R-102 PA_PROBABILE"},
	{regola: "R-160", nome: "the domain is one that a provider shares", ok: true, da: "fo@legalmail.it", testo: "Il sottoscritto Ugo Fo, CF FOXGUO55A05E202E, comunica il proprio indirizzo PEC fo@legalmail.it.", vuole: "R3 IN_ESECUZIONE AUTO R-102",
		premessa: func(s *scena) { s.p.IPA = append([]string{"comune@legalmail.it"}, s.p.IPA...) }},
	{regola: "R-045", nome: "married name", ok: true, da: "sara.moretti@pecmail.example", testo: "La sottoscritta Sara Bruni, CF MRTSRA93P49F205U, comunica la nuova PEC moretti@legalpost.example al posto di quella registrata.", vuole: "R4 IN_REVISIONE REVIEW R-101", perche: "solo in parte"},
	{regola: "R-045", nome: "another name", da: "sara.moretti@pecmail.example", testo: "La sottoscritta Anna Bruni, CF MRTSRA93P49F205U, comunica la nuova PEC moretti@legalpost.example al posto di quella registrata.", vuole: "R4 IN_REVISIONE REVIEW R-113"},
	{regola: "R-046", nome: "a temporary code", ok: true, da: "jf@pecmail.example", testo: "Il sottoscritto Jürgen Föhn, codice fiscale 00000000018, comunica la nuova PEC juergen.foehn@legalpost.example al posto di quella registrata.", vuole: "R4 IN_REVISIONE REVIEW R-101", perche: "provvisorio",
		premessa: nuovo(Iscritto{CF: "00000000018", Cognome: "Föhn", Nome: "Jürgen", Domicilio: &Domicilio{Indirizzo: "jf@pecmail.example"}})},
	{regola: "R-046", nome: "a wrong temporary code", da: "jf@pecmail.example", testo: "Il sottoscritto Jürgen Föhn, codice fiscale 00000000019, comunica la nuova PEC juergen.foehn@legalpost.example al posto di quella registrata.", vuole: "R4 INTEGRAZIONE_RICHIESTA AUTO R-101 CF_NON_VALIDO",
		premessa: nuovo(Iscritto{CF: "00000000018", Cognome: "Föhn", Nome: "Jürgen", Domicilio: &Domicilio{Indirizzo: "jf@pecmail.example"}})},
	{regola: "U01", nome: "nobody's code", da: daFuori, testo: strings.ReplaceAll(testoLuca, conti, "SRRCHR86B65D612L"), vuole: "R4 NON_PERTINENTE AUTO none CF_SCONOSCIUTO"},
	{regola: "U02", nome: "a slip of the eye", da: diConti, testo: strings.ReplaceAll(testoLuca, conti, "CNTLCU88RI9A944D"), vuole: "R4 INTEGRAZIONE_RICHIESTA AUTO R-101 CF_NON_VALIDO", perche: "somiglia a quello agli atti"},
	{regola: "U02", nome: "from an unknown box the likeness alone is told", da: daFuori, testo: strings.ReplaceAll(testoLuca, conti, "CNTLCU88RI9A944D"), vuole: "R4 INTEGRAZIONE_RICHIESTA AUTO none CF_NON_VALIDO", perche: "forse CNTLCU88R19A944D"},
	{regola: "U02", nome: "the good code and a wrong one", ok: true, da: diConti, testo: "Il sottoscritto Luca Conti, CF CNTLCU88R19A944D (CF CNTLCU88RI9A944D), " + cambioA, vuole: "R4 IN_REVISIONE REVIEW R-101"},
	{regola: "U02", nome: "31 November", da: diConti, testo: strings.ReplaceAll(testoLuca, conti, "RSSMRA80S31H501I"), vuole: "R4 INTEGRAZIONE_RICHIESTA AUTO R-101 CF_NON_VALIDO"},
	{regola: "U33", nome: "a member who left", da: "verdi@pecmail.example", testo: "Il sottoscritto Giuseppe Verdi, CF VRDGPP61B11H501R, comunica il proprio indirizzo PEC verdi@pecmail.example.", vuole: "R3 PREAVVISO_RIGETTO REVIEW R-102 NON_PIU_ISCRITTO"},
	{regola: "U31", nome: "a deceased member's box", da: "al.re@iscritti.pec-ordine.example", testo: "Il sottoscritto Al Re, CF REXLAX70T01F839V, comunica il proprio indirizzo PEC re@pecmail.example.", vuole: "R3 IN_REVISIONE REVIEW none MITTENTE_DECEDUTO"},
}

// TestRegoleR100 holds each side of each rule, and that what stops is stopped whoever approves.
func TestRegoleR100(t *testing.T) {
	sides := map[string]int{}
	for _, r := range regoleR100 {
		t.Run(r.regola+" "+r.nome, func(t *testing.T) {
			s := nuovaScena(t)
			if r.premessa != nil {
				r.premessa(s)
			}
			m := posta{env: r.env, da: r.da, oggetto: "PEC", testo: r.testo, allegati: r.allegati, firme: r.firme, ora: "2026-11-10 10:00"}
			if m.env == "" {
				m.env = "PEC"
			}
			v := s.valuta(m)
			e := v.Esito
			if got := strings.Join(append([]string{e.Type, e.Outcome, e.Auto, e.Ground}, e.Flags...), " "); got != r.vuole {
				t.Errorf("%s\n  want %s\n  %s", got, r.vuole, e.Why)
			}
			if !strings.Contains(e.Why, r.perche) {
				t.Errorf("why: %s", e.Why)
			}
			if esegue(s.giudica(m, true)) != r.ok {
				t.Errorf("approved it is executed: %v", !r.ok)
			}
		})
		if r.ok {
			sides[r.regola] |= 1
		} else {
			sides[r.regola] |= 2
		}
	}
	for _, id := range strings.Fields("R-101 R-102 R-103 R-104 R-105 R-105b R-106 R-107 R-108 R-109 R-110 R-111 R-112 R-113 R-114 R-115 R-116 R-045 R-046 R-160") {
		never := slices.Contains([]string{"R-105", "R-105b", "R-109", "R-111", "R-115"}, id) // these let nothing go on by themselves
		if want := 3; sides[id] != want && !(never && sides[id] == 2) && !(id == "R-160" && sides[id] == 1) {
			t.Errorf("%s: sides %b", id, sides[id])
		}
	}
}

// TestDocumentiNonGuardatiNonFermano: papers that nobody has looked at yet hold up no request from the registered box:
// one for the same address absorbs theirs, one for another goes to a person and asks the member nothing.
func TestDocumentiNonGuardatiNonFermano(t *testing.T) {
	s := nuovaScena(t)
	papers := posta{env: "PEC", da: daFuori, oggetto: "PEC", testo: testoLuca, allegati: []string{"modulo.pdf", "carta_identita.pdf"}, ora: "2026-11-10 10:00"}
	open, _ := s.accade(s.valuta(papers))
	if open.Stato != RInRevisione || open.Ground != "R-104" {
		t.Fatalf("%+v", open)
	}
	same := posta{env: "PEC", da: diConti, oggetto: "PEC", testo: testoLuca, ora: "2026-11-11 10:00"}
	v := s.valuta(same)
	if v.Esito.Outcome != string(RInEsecuzione) || len(v.Altre) != 1 || v.Altre[0].ID != open.ID || v.Altre[0].Stato != RAssorbita {
		t.Errorf("the same address: %+v %+v", v.Esito, v.Altre)
	}
	same.testo = strings.ReplaceAll(testoLuca, "conti.luca@", "altro.conti@")
	v = s.valuta(same)
	asked := slices.ContainsFunc(v.Lettere, func(b Bozza) bool { return b.Modello == "T-18" })
	if v.Esito.Outcome != string(RInRevisione) || asked {
		t.Errorf("another address: %+v", v.Esito)
	}
	open.Stato = RInEsecuzione // looked at and approved: now it is a request like any other
	s.apply(Event{Kind: KRichiesta, Richiesta: &open})
	if v = s.valuta(same); !slices.ContainsFunc(v.Lettere, func(b Bozza) bool { return b.Modello == "T-18" }) {
		t.Errorf("approved, and another address: %+v", v.Esito)
	}
}
