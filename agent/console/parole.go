package console

import (
	"regexp"
	"strings"

	"pecagent/agent/office"
	"pecagent/rules"
)

// parola is a state in the office's words; tono is how it stands: bene, attesa, male, or "" for neither.
type parola struct{ Dice, Tono string }

// conformita are the compliances of a member (order.md §6.1), in the order of the pages, and how each stands.
var conformita = []stato{
	di(rules.Conforme, "bene"), di(rules.InVerifica, "attesa"), di(rules.Assente, "male"), di(rules.Difettoso, "male"), di(rules.Diffidato, "male"),
	di(rules.DiffidaScaduta, "male"), di(rules.Sospeso, "male"), di(rules.NonSoggetto, ""),
}

// statiLettera are the states of a letter (order.md §6.4), in the order of the filter.
var statiLettera = []stato{
	di(rules.LProposta, "attesa"), di(rules.LInPartenza, "attesa"), di(rules.LInCoda, "attesa"), di(rules.LInInvio, "attesa"),
	di(rules.LInviata, "attesa"), di(rules.LAccettata, "attesa"), di(rules.LPreavviso12H, "attesa"), di(rules.LConsegnata, "bene"),
	di(rules.LMancata, "male"), di(rules.LNonAccettata, "male"), di(rules.LVirus, "male"), di(rules.LRifiutata, "male"),
	di(rules.LIncerta, "male"), di(rules.LSenzaEsito, "male"), di(rules.LRitirata, ""), di(rules.LChiusa, ""),
}

// statiRichiesta are the states and outcomes of a request (order.md §6.3).
var statiRichiesta = []stato{
	di(rules.RIntegrazione, "attesa"), di(rules.RConferma, "attesa"), di(rules.RInRevisione, "attesa"), di(rules.RInEsecuzione, "attesa"),
	di(rules.REseguita, "bene"), di(rules.RPreavviso, "attesa"), di(rules.RDuplicata, ""), di(rules.RAssorbita, ""),
	di(rules.RNonPertinente, ""), di(rules.RRitirata, ""), di(rules.RNonValida, "male"), di(rules.RIgnorata, ""),
	di(rules.RQuarantena, "male"), di(rules.RRigettata, "male"), di(rules.RArchiviata, ""), di(rules.RAnnullata, ""),
}

// stato is a state and its words.
type stato struct {
	Codice string
	parola
}

func di[S ~string](code S, tono string) stato {
	return stato{string(code), parola{office.StatoInParole(string(code)), tono}}
}

// parolaDi gives the words of a state; one that the table does not know is written as it is.
func parolaDi(list []stato, code string) parola {
	for _, s := range list {
		if s.Codice == code {
			return s.parola
		}
	}
	return parola{Dice: office.StatoInParole(code)}
}

func diConformita(code string) parola           { return parolaDi(conformita, code) }
func diLettera(s rules.StatoLettera) parola     { return parolaDi(statiLettera, string(s)) }
func diRichiesta(s rules.StatoRichiesta) parola { return parolaDi(statiRichiesta, string(s)) }

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
