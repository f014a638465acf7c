package testi

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pecagent/rules"
)

// caso is a letter or variant that the tests write.
type caso struct {
	nome      string
	modello   string
	apertura  bool
	dettaglio string
	conf      func(*rules.Policy)
	dati      func(*rules.DatiLettera)
}

func niente(*rules.DatiLettera) {}

func aruba(p *rules.Policy) {
	p.Convenzione = rules.Convenzione{Codice: "OMCEO-PG-0028", Gestore: "Aruba PEC", Canale: "ARUBA_CONVENZIONI"}
}

func canale(c string) func(*rules.Policy) {
	return func(p *rules.Policy) { p.Convenzione.Canale = c }
}

// spoglia is the Order of the fixture: nothing of what may be left out is configured.
func spoglia(p *rules.Policy) {
	p.Ordine.Ufficio, p.Ordine.Responsabile, p.Ordine.Telefono, p.Ordine.Orario = "", "", "", ""
	p.Ordine.PotereSostitutivo, p.Ordine.AOO = "", ""
}

func motivo(m string) func(*rules.DatiLettera) {
	return func(d *rules.DatiLettera) { d.Motivo = m }
}

// casi are all letters with all their variants.
var casi = slices.Concat(casiRisposte, casiAtti)

// casiRisposte are the letters that answer messages.
var casiRisposte = []caso{
	{nome: "T-01", modello: "T-01", dati: func(d *rules.DatiLettera) { d.Indirizzo = "" }},
	{nome: "T-01 con sfida", modello: "T-01", dati: niente},
	{nome: "T-01 spoglia", modello: "T-01", conf: spoglia, dati: func(d *rules.DatiLettera) { d.Indirizzo, d.Protocollo = "", "0001234/2026 del 23/11/2026" }},
	{nome: "T-02 PEC", modello: "T-02", dettaglio: "PEC", apertura: true, dati: niente},
	{nome: "T-02 PEC con domicilio", modello: "T-02", dettaglio: "PEC", dati: func(d *rules.DatiLettera) { d.Precedente = d.Casella }},
	{nome: "T-02 CF", modello: "T-02", apertura: true, dati: func(d *rules.DatiLettera) { d.Manca = []string{"CF"} }},
	{nome: "T-02 NON_CERTIFICATA", modello: "T-02", dettaglio: "NON_CERTIFICATA", apertura: true, dati: func(d *rules.DatiLettera) { d.Indirizzo = "giulia78@posta.example" }},
	{nome: "T-02 NON_CERTIFICATA senza indirizzo", modello: "T-02", dettaglio: "NON_CERTIFICATA", dati: func(d *rules.DatiLettera) { d.Indirizzo = "" }},
	{nome: "T-02 NON_ATTIVA", modello: "T-02", dettaglio: "NON_ATTIVA", dati: niente},
	{nome: "T-02 NON_ATTIVA senza indirizzo", modello: "T-02", dettaglio: "NON_ATTIVA", dati: func(d *rules.DatiLettera) { d.Indirizzo = "" }},
	{nome: "T-02 NEUTRA", modello: "T-02", dettaglio: "NEUTRA", apertura: true, conf: spoglia, dati: niente},
	{nome: "T-02 SINGOLARMENTE", modello: "T-02", dettaglio: "SINGOLARMENTE", apertura: true, dati: niente},
	{nome: "T-02 DELEGA", modello: "T-02", dettaglio: "DELEGA", apertura: true, dati: niente},
	{nome: "T-02 OPZIONI", modello: "T-02", dettaglio: "PEC", apertura: true, dati: func(d *rules.DatiLettera) {
		d.Opzioni = []string{"giulia.bianchi@pecmail.example", "g.bianchi@legalpost.example"}
	}},
	{nome: "T-02 UNA", modello: "T-02", dettaglio: "PEC", apertura: true, dati: func(d *rules.DatiLettera) { d.Opzioni = []string{"giulia.bianchi@pecmail.example"} }},
	{nome: "T-02 ELENCO", modello: "T-02", dettaglio: "PEC", apertura: true, dati: func(d *rules.DatiLettera) { d.Manca = []string{"CF", "PEC"} }},
	{nome: "T-02 ELENCO con opzioni", modello: "T-02", apertura: true, dati: func(d *rules.DatiLettera) {
		d.Manca, d.Opzioni = []string{"CF", "PEC"}, []string{"uno@pecmail.example", "due@pecmail.example"}
	}},
	{nome: "T-03 ARUBA", modello: "T-03", apertura: true, conf: aruba, dati: niente},
	{nome: "T-03 ARUBA con domicilio", modello: "T-03", conf: aruba, dati: func(d *rules.DatiLettera) { d.Precedente = d.Indirizzo }},
	{nome: "T-03 PORTALE", modello: "T-03", apertura: true, conf: canale("PORTALE_ORDINE"), dati: niente},
	{nome: "T-03 NAZIONALE", modello: "T-03", apertura: true, conf: canale("AREA_RISERVATA_NAZIONALE"), dati: niente},
	{nome: "T-03 GENERICA", modello: "T-03", apertura: true, conf: spoglia, dati: func(d *rules.DatiLettera) { d.Precedente = d.Indirizzo }},
	{nome: "T-04", modello: "T-04", dati: func(d *rules.DatiLettera) { d.Codice = "" }},
	{nome: "T-04 in attesa", modello: "T-04", dati: func(d *rules.DatiLettera) { d.InINIPEC = true }},
	{nome: "T-04 con apertura", modello: "T-04", apertura: true, conf: spoglia, dati: func(d *rules.DatiLettera) { d.Codice, d.Casella = "", "" }},
	{nome: "T-04 RITIRO", modello: "T-04", dettaglio: "RITIRO", apertura: true, dati: niente},
	{nome: "T-04 RITIRO senza domicilio", modello: "T-04", dettaglio: "RITIRO", apertura: true, dati: func(d *rules.DatiLettera) { d.Indirizzo = "" }},
	{nome: "T-05", modello: "T-05", dati: func(d *rules.DatiLettera) { d.Codice, d.RicevutaIl = "", time.Time{} }},
	{nome: "T-05 con sfida", modello: "T-05", dati: niente},
	{nome: "T-05 DELEGA", modello: "T-05", dettaglio: "DELEGA", dati: niente},
	{nome: "T-05 FIRMA", modello: "T-05", dettaglio: "FIRMA", dati: niente},
	{nome: "T-06", modello: "T-06", dati: niente},
	{nome: "T-06 poco", modello: "T-06", conf: spoglia, dati: func(d *rules.DatiLettera) { d.Indirizzo, d.Mittente = "", "" }},
	{nome: "T-08", modello: "T-08", dati: motivo("RINUNCIA")},
	{nome: "T-08 poco", modello: "T-08", conf: spoglia, dati: func(d *rules.DatiLettera) { d.Indirizzo = "" }},
	{nome: "T-08 MAI_USATA", modello: "T-08", dettaglio: "MAI_USATA", dati: motivo("RINUNCIA")},
	{nome: "T-11", modello: "T-11", dati: func(d *rules.DatiLettera) { d.Dal = "" }},
	{nome: "T-12", modello: "T-12", conf: aruba, dati: niente},
	{nome: "T-12 poco", modello: "T-12", dati: func(d *rules.DatiLettera) { d.RicevutaIl = time.Time{} }},
	{nome: "T-13", modello: "T-13", dati: func(d *rules.DatiLettera) { d.Termine = "" }},
	{nome: "T-14", modello: "T-14", dati: niente},
	{nome: "T-15", modello: "T-15", apertura: true, dati: motivo("PEC_NON_UNIVOCA")},
	{nome: "T-15 studio", modello: "T-15", dati: motivo("PEC_NON_UNIVOCA, PEC_STUDIO")},
	{nome: "T-15 datore di lavoro", modello: "T-15", dati: motivo("PEC_DATORE_LAVORO")},
	{nome: "T-15 senza sostituto", modello: "T-15", dati: func(d *rules.DatiLettera) { d.Motivo, d.Indirizzo = "RINUNCIA_SENZA_SOSTITUTO", "" }},
	{nome: "T-15 non iscritto", modello: "T-15", dati: func(d *rules.DatiLettera) { d.Motivo, d.Indirizzo = "NON_PIU_ISCRITTO", "" }},
	{nome: "T-15 privato", modello: "T-15", dati: func(d *rules.DatiLettera) { *d = rules.DatiLettera{Motivo: "RICHIEDENTE_NON_PA"} }},
	{nome: "T-16 GIA_AGLI_ATTI", modello: "T-16", apertura: true, dati: motivo("GIA_AGLI_ATTI")},
	{nome: "T-16 GIA_REVOCATA", modello: "T-16", apertura: true, dati: motivo("GIA_REVOCATA")},
	{nome: "T-16 CASELLA_GIA_ATTIVA", modello: "T-16", apertura: true, dati: motivo("CASELLA_GIA_ATTIVA")},
	{nome: "T-16 VERIFICA", modello: "T-16", apertura: true, dati: motivo("VERIFICA")},
	{nome: "T-16 VERIFICA senza domicilio", modello: "T-16", dati: func(d *rules.DatiLettera) { d.Motivo, d.Indirizzo, d.Casella = "VERIFICA", "", "" }},
	{nome: "T-17", modello: "T-17", dati: func(d *rules.DatiLettera) { d.Precedente = "PEC-2026-000100" }},
	{nome: "T-18", modello: "T-18", apertura: true, dati: niente},
	{nome: "T-18 con opzioni", modello: "T-18", apertura: true, dati: func(d *rules.DatiLettera) {
		d.Opzioni = []string{"rinuncia alla PEC dell'Ordine", "mantenimento della PEC dell'Ordine"}
	}},
	{nome: "T-18 ALLARME", modello: "T-18", dettaglio: "ALLARME", dati: niente},
	{nome: "T-19", modello: "T-19", dati: niente},
	{nome: "T-19 Aruba", modello: "T-19", conf: aruba, dati: func(d *rules.DatiLettera) { d.RicevutaIl = time.Time{} }},
	{nome: "T-23", modello: "T-23", dati: niente},
	{nome: "T-26 VECCHIA", modello: "T-26", dettaglio: "VECCHIA", dati: niente},
	{nome: "T-26 VECCHIA chiesta", modello: "T-26", dettaglio: "VECCHIA", dati: func(d *rules.DatiLettera) { d.Dal = "" }},
	{nome: "T-26 NUOVA", modello: "T-26", dettaglio: "NUOVA", conf: spoglia, dati: func(d *rules.DatiLettera) { d.InINIPEC = true }},
}

// persone are the members of the tests.
func persone(t testing.TB) []rules.Iscritto {
	t.Helper()
	b, err := os.ReadFile("testdata/iscritti.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list []rules.Iscritto
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n")[1:] {
		f := strings.Split(line, ";")
		list = append(list, rules.Iscritto{CF: f[0], Cognome: f[1], Nome: f[2]})
	}
	if len(list) != 15 {
		t.Fatalf("%d members, want 15", len(list))
	}
	return list
}

func policy(c caso) *rules.Policy {
	p := rules.DefaultPolicy()
	p.Ordine = rules.Ordine{Nome: "Ordine di Prova", PEC: "segreteria@pec.ordine-prova.example", Mail: "info@ordine-prova.example",
		AOO: "AOO1", Ufficio: "Segreteria", Responsabile: "dott.ssa Maria Neri", Telefono: "075 000000",
		Orario: "lunedì-venerdì 9:00-12:00", PotereSostitutivo: "il Presidente dell'Ordine"}
	p.Rimedi = "ricorso al TAR entro sessanta giorni dal ricevimento;\nricorso straordinario al Presidente della Repubblica entro centoventi giorni dal ricevimento"
	if c.conf != nil {
		c.conf(p)
	}
	return p
}

// lettera makes the letter of a case for a member: every fact is there unless the case takes it away.
func (c caso) lettera(m rules.Iscritto) rules.Lettera {
	d := datiEsempio(&rules.Iscritto{CF: m.CF, Nome: m.Nome, Cognome: m.Cognome})
	d.Indirizzo, d.Precedente, d.Casella = "nuovo.indirizzo@pecmail.example", "", "casella@iscritti.pec-ordine.example"
	c.dati(&d)
	return rules.Lettera{ID: "LET-2026-000007", Rif: "PEC-2026-000123", Modello: c.modello, Apertura: c.apertura,
		Dettaglio: c.dettaglio, CF: m.CF, A: "qualcuno@pecmail.example", Creata: time.Date(2026, 12, 3, 9, 0, 0, 0, time.UTC), Dati: d}
}

// incorporata parses the built-in templates once for all tests.
var incorporata = sync.OnceValues(func() (*Modelli, error) { return Nuovi(nil) })

func interni(t testing.TB) *Modelli {
	t.Helper()
	m, err := incorporata()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func componi(t testing.TB, c caso, m rules.Iscritto) Testo {
	t.Helper()
	out, err := interni(t).Componi(policy(c), c.lettera(m))
	if err != nil {
		t.Fatal(err)
	}
	return out
}
