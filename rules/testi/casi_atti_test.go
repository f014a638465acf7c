package testi

import (
	"time"

	"pecagent/rules"
)

// su is a letter on paper, at the member's postal address.
func su(f func(*rules.DatiLettera)) func(*rules.DatiLettera) {
	return func(d *rules.DatiLettera) {
		d.Recapito = "via Roma 1, 16100 Genova GE"
		f(d)
	}
}

func paga(chi string) func(*rules.DatiLettera) {
	return func(d *rules.DatiLettera) { d.Pagante = chi }
}

// pocoDellaCasella leaves of a box only what a letter about it needs.
func pocoDellaCasella(chi string) func(*rules.DatiLettera) {
	return func(d *rules.DatiLettera) {
		d.Pagante, d.SoloRiceve, d.Disattivata, d.Cancellata, d.Servizi = chi, "", "", "", nil
	}
}

func senzaSoloRiceve(d *rules.DatiLettera) {
	d.Pagante, d.SoloRiceve, d.Costo = "MEMBER", "", "13,20 euro più IVA l'anno"
}

// casiAtti are the letters about boxes, defects, diffide, suspensions, convocations, kits and lists.
var casiAtti = []caso{
	{nome: "F-01", modello: "F-01", dati: func(d *rules.DatiLettera) {
		d.Oggetto, d.Elenco, d.Dal = "flusso anagrafico FNOMCEO_ANAGRAFICA", "inipec-2026-11-23.csv", "2026-11-23"
	}},
	{nome: "F-01 CONFERMA", modello: "F-01", dettaglio: "CONFERMA", dati: func(d *rules.DatiLettera) { d.Elenco, d.Protocollo = "Conferma.xml", "0001234/2026 del 23/11/2026" }},
	{nome: "F-01 CONFERMA poco", modello: "F-01", dettaglio: "CONFERMA", conf: spoglia, dati: func(d *rules.DatiLettera) {
		d.Elenco, d.Protocollo, d.Ente, d.ProtocolloEnte = "Conferma.xml", "0001234/2026 del 23/11/2026", "", ""
	}},
	{nome: "T-03 POSTECOM", modello: "T-03", conf: func(p *rules.Policy) {
		p.Convenzione = rules.Convenzione{Codice: "OMCEO-AL-0056", Gestore: "Postecom", Canale: "POSTECOM", Sito: "www.posta-certificata.example"}
	}, dati: func(d *rules.DatiLettera) { d.Casella, d.Costo = "", "13,20 euro più IVA l'anno" }},
	{nome: "T-03 su carta", modello: "T-03", conf: aruba, dati: su(niente)},
	{nome: "T-07 -30", modello: "T-07", dettaglio: "-30", conf: aruba, dati: paga("MEMBER")},
	{nome: "T-07 -30 Postecom", modello: "T-07", dettaglio: "-30", dati: senzaSoloRiceve},
	{nome: "T-07 -30 poco", modello: "T-07", dettaglio: "-30", conf: spoglia, dati: pocoDellaCasella("MEMBER")},
	{nome: "T-07 -5", modello: "T-07", dettaglio: "-5", conf: aruba, dati: paga("MEMBER")},
	{nome: "T-07 +25", modello: "T-07", dettaglio: "+25", dati: senzaSoloRiceve},
	{nome: "T-07 ORDINE", modello: "T-07", dettaglio: "-30", conf: aruba, dati: paga("ORDER")},
	{nome: "T-07 ORDINE_SCADUTA", modello: "T-07", dettaglio: "+25", conf: aruba, dati: paga("ORDER")},
	{nome: "T-07 FINE_CONVENZIONE", modello: "T-07", dettaglio: "FINE_CONVENZIONE", conf: aruba, dati: niente},
	{nome: "T-08 trasferimento", modello: "T-08", dati: func(d *rules.DatiLettera) { d.Motivo, d.Indirizzo, d.Servizi = "TRASFERIMENTO", "", nil }},
	{nome: "T-09 SATURA", modello: "T-09", dati: func(d *rules.DatiLettera) { d.Difetto = "SATURA" }},
	{nome: "T-09 SATURA su carta", modello: "T-09", dettaglio: "SATURA", dati: su(niente)},
	{nome: "T-09 NON_VALIDO", modello: "T-09", dettaglio: "NON_VALIDO", dati: niente},
	{nome: "T-09 NON_VALIDO su carta", modello: "T-09", dettaglio: "NON_VALIDO", dati: su(func(d *rules.DatiLettera) { d.DifettoDal = "" })},
	{nome: "T-09 NON_RAGGIUNGIBILE", modello: "T-09", dettaglio: "NON_RAGGIUNGIBILE", dati: niente},
	{nome: "T-09 MAI_ATTIVATA", modello: "T-09", dettaglio: "MAI_ATTIVATA", conf: aruba, dati: niente},
	{nome: "T-09 MAI_ATTIVATA su carta", modello: "T-09", dettaglio: "MAI_ATTIVATA", dati: su(niente)},
	{nome: "T-10 ASSENTE", modello: "T-10", dettaglio: "ASSENTE", conf: aruba, dati: func(d *rules.DatiLettera) { d.Protocollo = "0001234/2026 del 23/11/2026" }},
	{nome: "T-10 ASSENTE su carta", modello: "T-10", dati: su(func(d *rules.DatiLettera) {
		d.Difetto, d.Delibera, d.Presidente, d.Albo = "ASSENTE", "", "", "albo degli odontoiatri"
	})},
	{nome: "T-10 SATURA", modello: "T-10", dettaglio: "SATURA", dati: niente},
	{nome: "T-10 NON_VALIDO", modello: "T-10", dettaglio: "NON_VALIDO", dati: niente},
	{nome: "T-10 MAI_ATTIVATA", modello: "T-10", dettaglio: "MAI_ATTIVATA", conf: aruba, dati: niente},
	{nome: "T-10b", modello: "T-10b", dati: func(d *rules.DatiLettera) { d.Protocollo = "0001300/2026 del 03/12/2026" }},
	{nome: "T-10b immediata", modello: "T-10b", dati: su(func(d *rules.DatiLettera) {
		d.Immediata, d.Decorrenza, d.Motivo = true, "2026-12-02", "il professionista non è raggiungibile da alcuna comunicazione."
		d.Rimedi, d.Enti = []string{"ricorso alla Commissione centrale entro trenta giorni"}, []string{"Procura della Repubblica", "Ministero della salute"}
	})},
	{nome: "T-11 con delibera", modello: "T-11", apertura: true, dati: func(d *rules.DatiLettera) {
		d.Dal, d.Fine, d.Enti = "", "2026-12-04", []string{"Procura della Repubblica"}
	}},
	{nome: "T-11 su carta", modello: "T-11", dati: su(func(d *rules.DatiLettera) { d.Indirizzo, d.Delibera = "", "" })},
	{nome: "T-12 PAGAMENTO", modello: "T-12", dettaglio: "PAGAMENTO", dati: niente},
	{nome: "T-12 PAGAMENTO carta", modello: "T-12", dettaglio: "PAGAMENTO", dati: func(d *rules.DatiLettera) { d.Pagamento = "CARTA" }},
	{nome: "T-12 PRONTO", modello: "T-12", dettaglio: "PRONTO", dati: niente},
	{nome: "T-13 EVASA", modello: "T-13", dettaglio: "EVASA", dati: niente},
	{nome: "T-13 EVASA poco", modello: "T-13", dettaglio: "EVASA", conf: spoglia, dati: func(d *rules.DatiLettera) { d.Ente, d.ProtocolloEnte = "", "" }},
	{nome: "T-13 INOLTRATA", modello: "T-13", dettaglio: "INOLTRATA", dati: niente},
	{nome: "T-13 ALLA_FEDERAZIONE", modello: "T-13", dettaglio: "ALLA_FEDERAZIONE", dati: niente},
	{nome: "T-13 PROVA", modello: "T-13", dettaglio: "PROVA", dati: niente},
	{nome: "T-14 altro Ordine", modello: "T-14", dati: func(d *rules.DatiLettera) { d.Ente = "Ordine dei Medici di Altrove" }},
	{nome: "T-15 su carta", modello: "T-15", dati: su(motivo("PEC_STUDIO"))},
	{nome: "T-18 RIPRISTINO", modello: "T-18", dettaglio: "RIPRISTINO", dati: func(d *rules.DatiLettera) { d.Precedente = "estranea@pecmail.example" }},
	{nome: "T-20", modello: "T-20", dati: niente},
	{nome: "T-20 poco", modello: "T-20", conf: spoglia, dati: func(d *rules.DatiLettera) { d.RicevutaIl = time.Time{} }},
	{nome: "T-21", modello: "T-21", dati: niente},
	{nome: "T-21 con rimedi", modello: "T-21", dati: func(d *rules.DatiLettera) {
		d.Motivo, d.Rimedi, d.RiapreEntro = "l'iscritto ha chiesto di non procedere", []string{"ricorso al TAR entro sessanta giorni."}, ""
	}},
	{nome: "T-22 ASSEMBLEA", modello: "T-22", dettaglio: "ASSEMBLEA", dati: niente},
	{nome: "T-22 ELEZIONI", modello: "T-22", dettaglio: "ELEZIONI", dati: func(d *rules.DatiLettera) {
		d.Evento, d.OrdineDelGiorno = "rinnovo del Consiglio direttivo", nil
		d.Quando = []string{"Venerdì 18 dicembre 2026, dalle 9:00 alle 19:00", "Sabato 19 dicembre 2026, dalle 9:00 alle 13:00"}
		d.AltreIndicazioni = []string{"Il voto è personale e segreto.", "Non sono ammesse deleghe."}
	}},
	{nome: "T-24 ASSENTE", modello: "T-24", dettaglio: "ASSENTE", conf: aruba, dati: niente},
	{nome: "T-24 ASSENTE su carta", modello: "T-24", dettaglio: "ASSENTE", conf: spoglia, dati: su(niente)},
	{nome: "T-24 SATURA", modello: "T-24", dettaglio: "SATURA", dati: su(niente)},
	{nome: "T-24 NON_VALIDO", modello: "T-24", dettaglio: "NON_VALIDO", dati: niente},
	{nome: "T-24 MAI_ATTIVATA", modello: "T-24", dettaglio: "MAI_ATTIVATA", conf: aruba, dati: su(niente)},
	{nome: "T-25", modello: "T-25", dati: motivo("PEC_NON_UNIVOCA")},
	{nome: "T-25 senza osservazioni", modello: "T-25", dati: func(d *rules.DatiLettera) {
		d.Motivo, d.Osservazioni, d.Controdeduzioni, d.Precedente = "RINUNCIA_SENZA_SOSTITUTO", "", "", d.Casella
		d.Indirizzo = ""
	}},
	{nome: "T-25 privato", modello: "T-25", dati: func(d *rules.DatiLettera) {
		*d = rules.DatiLettera{Motivo: "RICHIEDENTE_NON_PA", NotificataIl: d.NotificataIl, RicevutaIl: d.RicevutaIl, Presidente: d.Presidente}
	}},
	{nome: "T-26 ANNULLATA", modello: "T-26", dettaglio: "ANNULLATA", dati: niente},
	{nome: "T-26 CORTESIA", modello: "T-26", dettaglio: "CORTESIA", dati: niente},
}
