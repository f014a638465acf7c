package console

import (
	"regexp"
	"strings"

	"pecagent/agent/office"
	"pecagent/rules"
)

// parola is a state in the office's words; tono is how it stands: bene, attesa, male, or "" for neither.
type parola struct{ Dice, Tono string }

// conformita are the compliances of a member (order.md §6.1), in the order of the pages.
var conformita = []struct{ Codice, Dice, Tono string }{
	{rules.Conforme, "in regola", "bene"},
	{rules.InVerifica, "in verifica", "attesa"},
	{rules.Assente, "senza domicilio", "male"},
	{rules.Difettoso, "domicilio che non riceve", "male"},
	{rules.Diffidato, "diffidato", "male"},
	{rules.DiffidaScaduta, "diffida scaduta", "male"},
	{rules.Sospeso, "sospeso", "male"},
	{rules.NonSoggetto, "non soggetto", ""},
}

func diConformita(code string) parola {
	for _, c := range conformita {
		if c.Codice == code {
			return parola{c.Dice, c.Tono}
		}
	}
	return parola{code, ""}
}

// statiLettera are the states of a letter (order.md §6.4), in the order of the filter.
var statiLettera = []struct {
	Codice     rules.StatoLettera
	Dice, Tono string
}{
	{rules.LProposta, "da approvare", "attesa"},
	{rules.LInPartenza, "in partenza", "attesa"},
	{rules.LInCoda, "in coda", "attesa"},
	{rules.LInInvio, "in invio", "attesa"},
	{rules.LInviata, "inviata, si attende l'accettazione", "attesa"},
	{rules.LAccettata, "accettata, si attende la consegna", "attesa"},
	{rules.LPreavviso12H, "non ancora consegnata dopo 12 ore", "attesa"},
	{rules.LConsegnata, "consegnata", "bene"},
	{rules.LMancata, "non consegnata", "male"},
	{rules.LNonAccettata, "non accettata dal gestore", "male"},
	{rules.LVirus, "respinta per virus", "male"},
	{rules.LRifiutata, "rifiutata dal server", "male"},
	{rules.LIncerta, "non si sa se è partita", "male"},
	{rules.LSenzaEsito, "senza esito", "male"},
	{rules.LRitirata, "ritirata", ""},
	{rules.LChiusa, "chiusa con altro mezzo", ""},
}

func diLettera(s rules.StatoLettera) parola {
	for _, x := range statiLettera {
		if x.Codice == s {
			return parola{x.Dice, x.Tono}
		}
	}
	return parola{string(s), ""}
}

// statiRichiesta are the states and outcomes of a request (order.md §6.3).
var statiRichiesta = map[rules.StatoRichiesta]parola{
	rules.RIntegrazione: {"si attende un dato dall'iscritto", "attesa"}, rules.RConferma: {"si attende la conferma dell'iscritto", "attesa"},
	rules.RInRevisione: {"da decidere", "attesa"}, rules.RInEsecuzione: {"in esecuzione", "attesa"}, rules.REseguita: {"eseguita", "bene"},
	rules.RPreavviso: {"preavviso di rigetto inviato", "attesa"}, rules.RDuplicata: {"duplicata", ""}, rules.RAssorbita: {"assorbita da un'altra", ""},
	rules.RNonPertinente: {"non pertinente", ""}, rules.RRitirata: {"ritirata", ""}, rules.RNonValida: {"ricevuta, non valida", "male"},
	rules.RIgnorata: {"senza seguito", ""}, rules.RQuarantena: {"in quarantena", "male"}, rules.RRigettata: {"rigettata", "male"},
	rules.RArchiviata: {"archiviata", ""}, rules.RAnnullata: {"annullata", ""},
}

func diRichiesta(s rules.StatoRichiesta) parola {
	if p, ok := statiRichiesta[s]; ok {
		return p
	}
	return parola{string(s), ""}
}

// modi are the modes as people say them.
func diModo(m string) string {
	switch m {
	case rules.Osserva:
		return "osserva: legge e non invia nulla"
	case rules.Proponi:
		return "propone: ogni lettera attende un clic"
	case rules.Automatico:
		return "risponde da sé per i tipi accesi"
	}
	return m
}

// tipiRicevuta are the receipts of a letter (RFC 6109) in words.
var tipiRicevuta = map[string]parola{
	"accettazione": {"accettazione", "bene"}, "avvenuta-consegna": {"avvenuta consegna", "bene"}, "non-accettazione": {"non accettazione", "male"},
	"errore-consegna": {"mancata consegna", "male"}, "preavviso-errore-consegna": {"preavviso di mancata consegna", "attesa"},
	"rilevazione-virus": {"rilevazione di virus", "male"}, "presa-in-carico": {"presa in carico", ""}, "posta-certificata": {"messaggio certificato", "bene"},
}

func diRicevuta(tipo string) parola {
	if p, ok := tipiRicevuta[tipo]; ok {
		return p
	}
	return parola{tipo, ""}
}

// livelli are the levels of proof of a message.
func diLivello(l string) parola {
	switch l {
	case "certified":
		return parola{"firma del gestore valida", "bene"}
	case "unsigned":
		return parola{"posta ordinaria", ""}
	}
	return parola{"firma non valida", "male"}
}

// diVoce says what an entry of a search is.
func diVoce(v rules.Voce) parola {
	if v.Lettera != nil {
		return diLettera(v.Lettera.Stato)
	}
	m := v.Messaggio
	switch {
	case m.Busta == "ricevuta":
		return diRicevuta(m.Tipo)
	case m.Decisione != nil && office.RichiestaInParole(m.Decisione.Type) != "":
		return parola{office.RichiestaInParole(m.Decisione.Type), ""}
	case m.Livello == "certified":
		return parola{"messaggio certificato", ""}
	}
	return diLivello(m.Livello)
}

// impronte are SHA-256 in a text.
var impronte = regexp.MustCompile(`\b[0-9a-f]{64}\b`)

// corto shortens the digests of a text, which nobody reads.
func corto(s string) string {
	return impronte.ReplaceAllStringFunc(s, func(sha string) string { return sha[:10] + "…" })
}

// tipiNelTesto are types of requests in a sentence of rules.
var tipiNelTesto = regexp.MustCompile(`\bprocedimento (R\d+)\b`)

// parlata says the type of a request in words.
func parlata(s string) string {
	return tipiNelTesto.ReplaceAllStringFunc(s, func(m string) string {
		return "procedimento «" + nomeRichiesta(strings.TrimPrefix(m, "procedimento ")) + "»"
	})
}

// comandi are the looks at personal data that the log records, in words.
var comandi = map[string]string{
	"members show": "ha aperto la scheda", "members list": "ha visto l'elenco degli iscritti", "members history": "ha visto la storia", "members export": "ha esportato il registro",
	"evidence find": "ha cercato fra i messaggi", "evidence export": "ha preso il fascicolo", "evidence absence": "ha composto un estratto", "evidence packet": "ha preso il pacchetto per la conservazione",
	"communication show": "ha aperto una comunicazione", "review show": "ha aperto una pratica", "report deadlines": "ha visto le scadenze", "report compliance": "ha visto la conformità",
	"report deliveries": "ha preso i recapiti", "report --prova": "ha preso il periodo di prova", "registro": "ha letto il registro",
}

func diComando(c string) string {
	if s, ok := comandi[c]; ok {
		return s
	}
	return "ha usato"
}

// adempimenti are the duties of the Order (order.md §2.8) in words.
var adempimenti = map[string]string{
	"INIPEC_LAST_OK": "INI-PEC", "REGINDE_LAST_OK": "ReGIndE", "FNOMCEO_LAST_OK": "Federazione nazionale",
	"RESERVED_LIST_PUBLISHED": "Elenco riservato", "PA_REQUESTS_OVERDUE": "Richieste delle pubbliche amministrazioni",
}

func diAdempimento(name string) string {
	if s, ok := adempimenti[name]; ok {
		return s
	}
	return name
}
