package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// rigaR100 is a row of order.md §2.2 as a person reads it; an empty cell is any value, the first row that fits holds.
type rigaR100 struct {
	env, da, reg, allegato, r102 string
	ground, esito, auto          string
	esegue                       bool // whether it is executed, or would be on a person's approval
}

// tabellaR100 was written from the page, not from the code. da: who writes (sua: the registered domicile; altra: a
// box nobody knows, which is also the new address; ente: the employer's; collega: another member's domicile;
// colleghi: another member's Order box; ordine: his own Order box, where it is not his domicile). reg: what the
// register holds of the member.
var tabellaR100 = []rigaR100{
	// Ordinary mail and anomalies prove nothing of the sender, whoever he says he is. Papers are looked at by a person.
	{env: "ORD ANOMALIA", allegato: "firmato firma-valida", ground: "R-107", esito: "IN_REVISIONE", auto: "REVIEW", esegue: true},
	{env: "ORD ANOMALIA", allegato: "firma-scaduta firma-altrui", ground: "R-107", esito: "IN_REVISIONE", auto: "REVIEW"}, // as unsigned
	{env: "ORD ANOMALIA", allegato: "documento", ground: "R-108", esito: "IN_REVISIONE", auto: "REVIEW", esegue: true},
	{env: "ORD ANOMALIA", da: "altra inad", ground: "R-109", esito: "RICEVUTA_NON_VALIDA", auto: "AUTO"}, // the address names itself: nobody to challenge
	{env: "ORD ANOMALIA", reg: "nessuno", ground: "R-109", esito: "CONFERMA_RICHIESTA", auto: "AUTO"},
	{env: "ORD ANOMALIA", ground: "R-109", esito: "RICEVUTA_NON_VALIDA", auto: "AUTO"},
	// The registered box needs nothing else.
	{da: "sua", ground: "R-101", esito: "IN_ESECUZIONE", auto: "AUTO", esegue: true},
	// A box that is another member's contradicts the code, whatever is attached.
	{da: "collega colleghi", ground: "R-113", esito: "IN_REVISIONE", auto: "REVIEW"},
	// No domicile, or an Order box that nobody used and no list has (U43): R-102 with the cautions of R-116; the employer's
	// box is never a special election.
	{da: "ente", reg: "nessuno non-inipec", allegato: "nessuno", ground: "R-110", esito: "INTEGRAZIONE_RICHIESTA", auto: "AUTO"},
	{da: "altra ordine inad", reg: "nessuno non-inipec", allegato: "nessuno", r102: "REQUIRE_ID", ground: "R-102", esito: "INTEGRAZIONE_RICHIESTA", auto: "AUTO"},
	{da: "altra ordine inad", reg: "nessuno non-inipec", r102: "REQUIRE_ID", ground: "R-102", esito: "IN_REVISIONE", auto: "REVIEW", esegue: true},
	{da: "altra inad", reg: "nessuno non-inipec", allegato: "firma-scaduta firma-altrui", ground: "R-102", esito: "IN_REVISIONE", auto: "REVIEW", esegue: true}, // who attaches a false signature is looked at
	{da: "altra inad", reg: "nessuno non-inipec", r102: "AUTO", ground: "R-102", esito: "IN_ESECUZIONE", auto: "AUTO", esegue: true},
	{da: "altra ordine inad", reg: "nessuno non-inipec", ground: "R-102", esito: "IN_REVISIONE", auto: "REVIEW", esegue: true},
	// Another box: a signature of his own, a document, his address in INAD, else a question to the registered box.
	{allegato: "firma-valida", ground: "R-103", esito: "IN_ESECUZIONE", auto: "AUTO", esegue: true},
	{allegato: "firmato", ground: "R-103", esito: "IN_REVISIONE", auto: "REVIEW", esegue: true},
	{allegato: "firma-scaduta firma-altrui", ground: "R-112", esito: "IN_REVISIONE", auto: "REVIEW"},
	{allegato: "documento", ground: "R-104", esito: "IN_REVISIONE", auto: "REVIEW", esegue: true},
	{da: "inad", ground: "R-106", esito: "IN_REVISIONE", auto: "REVIEW", esegue: true},
	{da: "ente", reg: "mai-attivata", ground: "R-110", esito: "INTEGRAZIONE_RICHIESTA", auto: "AUTO"}, // U43
	{da: "ente", ground: "R-110", esito: "CONFERMA_RICHIESTA", auto: "AUTO"},
	{reg: "morto", ground: "R-105b", esito: "INTEGRAZIONE_RICHIESTA", auto: "AUTO"},
	{reg: "mai-attivata", ground: "R-105", esito: "INTEGRAZIONE_RICHIESTA", auto: "AUTO"},
	{ground: "R-105", esito: "CONFERMA_RICHIESTA", auto: "AUTO"},
}

func (r rigaR100) vale(env, da, reg, allegato, r102 string) bool {
	fits := func(cell, v string) bool { return cell == "" || strings.Contains(" "+cell+" ", " "+v+" ") }
	return fits(r.env, env) && fits(r.da, da) && fits(r.reg, reg) && fits(r.allegato, allegato) && fits(r.r102, r102)
}

const (
	conti      = "CNTLCU88R19A944D"
	domConti   = "luca.conti@legalpost.example"
	ordineLuca = "luca.conti@iscritti.pec-ordine.example"
)

// scenaR100 prepares the register and the message of one combination.
func scenaR100(t *testing.T, env, da, reg, allegato, r102 string) (*scena, posta) {
	t.Helper()
	s := nuovaScena(t)
	s.p.R102 = r102
	m := s.iscritto(conti)
	m.Casella = &Casella{Indirizzo: ordineLuca, Stato: Attivata}
	switch reg {
	case "nessuno":
		m.Domicilio = nil
	case "mai-attivata":
		m.Domicilio = &Domicilio{Indirizzo: ordineLuca, Provenienza: Importato}
		m.Casella.Stato, m.InINIPEC = Generata, true
	case "non-inipec":
		m.Domicilio = &Domicilio{Indirizzo: ordineLuca, Provenienza: Importato}
		m.Casella.Stato, m.InINIPEC = Generata, false
	case "morto":
		s.apply(Event{Kind: KLettera, Lettera: &Lettera{ID: "LET-2026-000500", Modello: "T-06", A: domConti, Stato: LMancata, Codice: "5.1.1", Istante: orario(t, "2026-11-20 10:00")}})
	}
	m.Altri = []Colonna{{Nome: "telefono", Valore: "000"}, {Nome: "Domicilio INAD", Valore: "Conti@INAD.example "}}
	s.apply(Event{Kind: KIscritto, Iscritto: &m})
	box := map[string]string{"sua": indirizzo(m.Domicilio), "altra": "l.conti@pecmail.example", "ente": "l.conti@pec.azienda-prova.example",
		"collega": "sara.moretti@pecmail.example", "colleghi": "p.nitti@iscritti.pec-ordine.example", "ordine": ordineLuca, "inad": "conti@inad.example"}[da]
	nuova := "conti.luca@pecmail.example"
	if da == "altra" || da == "inad" {
		nuova = box
	}
	p := posta{env: env, da: box, oggetto: "PEC", ora: "2026-11-23 10:00",
		testo: "Il sottoscritto Luca Conti, CF " + conti + ", comunica la nuova PEC " + nuova + "."}
	switch allegato {
	case "documento":
		p.allegati = []string{"modulo.pdf", "carta_identita.pdf"}
	case "nessuno":
	default:
		p.allegati = []string{"modulo.pdf.p7m"}
		sign := map[string]Firma{"firma-valida": {CF: conti, Valida: true}, "firma-scaduta": {CF: conti}, "firma-altrui": {CF: "MRTSRA93P49F205U", Valida: true}}
		if f, ok := sign[allegato]; ok {
			p.firme = []Firma{f}
		}
	}
	return s, p
}

// TestTabellaR100 walks every combination of channel, sender, register, proof and policy, and of each demands the
// row of the table; and, whatever the row, what no combination may do.
func TestTabellaR100(t *testing.T) {
	n := 0
	for _, env := range []string{"PEC", "ORD", "ANOMALIA"} {
		for _, da := range []string{"sua", "altra", "ente", "collega", "colleghi", "ordine", "inad"} {
			for _, reg := range []string{"vivo", "nessuno", "mai-attivata", "non-inipec", "morto"} {
				if da == "sua" && reg == "nessuno" || da == "ordine" && (reg == "mai-attivata" || reg == "non-inipec") {
					continue // no such box; the same box as "sua"
				}
				for _, allegato := range []string{"nessuno", "firmato", "firma-valida", "firma-scaduta", "firma-altrui", "documento"} {
					for _, r102 := range []string{"AUTO", "REVIEW", "REQUIRE_ID"} {
						n++
						provaR100(t, env, da, reg, allegato, r102)
					}
				}
			}
		}
	}
	if n < 1700 {
		t.Errorf("%d combinations", n)
	}
}

func provaR100(t *testing.T, env, da, reg, allegato, r102 string) {
	t.Helper()
	var row rigaR100
	for _, r := range tabellaR100 {
		if r.vale(env, da, reg, allegato, r102) {
			row = r
			break
		}
	}
	name := fmt.Sprintf("%s from %s, register %s, attached %s, r102 %s", env, da, reg, allegato, r102)
	s, m := scenaR100(t, env, da, reg, allegato, r102)
	v := s.valuta(m)
	e := v.Esito
	if got := e.Ground + " " + e.Outcome + " " + e.Auto; got != row.ground+" "+row.esito+" "+row.auto {
		t.Errorf("%s: %s, want %s %s %s\n  %s", name, got, row.ground, row.esito, row.auto, e.Why)
	}
	if v.Iscritto != nil && indirizzo(v.Iscritto.Domicilio) != indirizzo(s.iscritto(v.Iscritto.CF).Domicilio) {
		t.Errorf("%s: a message alone changed the domicile", name)
	}
	if v.Iscritto != nil && v.Iscritto.CF != conti {
		t.Errorf("%s: touches %s", name, v.Iscritto.CF)
	}
	for _, b := range v.Lettere {
		named := b.CF == conti || b.Dati.Cognome == "Conti"
		if b.A == m.da && named && row.ground != "R-101" && (row.ground != "R-102" && row.ground != "R-103" || row.auto != "AUTO") {
			t.Errorf("%s: %s tells an unproven writer whom we know", name, b.Modello)
		}
	}
	a := s.giudica(m, true)
	if esegue(a) != row.esegue {
		t.Errorf("%s: approved it is %s %s", name, a.Esito.Outcome, a.Esito.Why)
	}
	if k := a.Iscritto; esegue(a) && k != nil && k.Candidato != nil && (env != "PEC" && (k.Candidato.Stato != Dichiarata || a.Richiesta.DalNuovo || !k.Candidato.L2.IsZero()) || indirizzo(k.Domicilio) != indirizzo(s.iscritto(conti).Domicilio)) {
		t.Errorf("%s: approved: a claimed sender is taken for the new box, or the domicile changes: %+v", name, k)
	}
	if row.ground == "R-102" && esegue(a) && da != "ordine" && !slices.ContainsFunc(a.Compiti, func(c Compito) bool { return strings.Contains(c.Perche, "R-116") }) {
		t.Errorf("%s: no security notice: %+v", name, a.Compiti)
	}
}

// TestDocumentiChiudonoLaDomanda: who was asked for signature and document and sends them reaches a person; he is
// not asked for them again.
func TestDocumentiChiudonoLaDomanda(t *testing.T) {
	for _, c := range []struct{ da, reg, r102 string }{{"altra", "nessuno", "REQUIRE_ID"}, {"ente", "nessuno", "AUTO"}, {"altra", "morto", "AUTO"}, {"altra", "mai-attivata", "AUTO"}} {
		s, m := scenaR100(t, "PEC", c.da, c.reg, "nessuno", c.r102)
		_, letters := s.accade(s.valuta(m))
		answer := posta{env: "PEC", da: m.da, oggetto: "Re: PEC", ora: "2026-11-24 10:00", testo: "In allegato quanto richiesto. Luca Conti, CF " + conti,
			risponde: lettera(t, letters, "T-05").MsgID, allegati: []string{"modulo.pdf", "carta_identita.pdf"}}
		v := s.valuta(answer)
		if v.Esito.Auto != autoPersona || v.Esito.Outcome != string(RInRevisione) {
			t.Errorf("%+v: %+v", c, v.Esito)
		}
		if v.Richiesta == nil || v.Richiesta.Confermata || v.Richiesta.Stato == RInEsecuzione {
			t.Errorf("%+v: nobody looked at the documents: %+v", c, v.Richiesta)
		}
		for _, b := range v.Lettere {
			if b.Modello == "T-05" {
				t.Errorf("%+v: the documents are asked again", c)
			}
		}
	}
}
