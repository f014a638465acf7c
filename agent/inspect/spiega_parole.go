package inspect

import (
	"pecagent/agent/office"
	"pecagent/mailparse/pec"
)

// genere is a kind of message in words: its short name, what it is, and what it proves when it is certified.
type genere struct{ breve, cosa, prova string }

// The statutes are those of pec.md §8 ("Legal frame"): labels, not advice.
const (
	provaSpedizione = "che il gestore del mittente ha accettato il messaggio, e quando: attesta la spedizione (D.P.R. 68/2005, art. 4, c. 6)."
	provaConsegna   = "che il messaggio è stato messo a disposizione nella casella del destinatario, e quando: attesta la consegna (D.P.R. 68/2005, art. 4, c. 6; " +
		"C.A.D., art. 45, c. 2; art. 48, c. 2 e 3: vale come notificazione per mezzo della posta e la data è opponibile ai terzi). Non prova che sia stato letto."
	provaBusta = "che il messaggio contenuto è partito dalla casella del mittente indicato al punto 4, nell'istante indicato al punto 3, e che da allora non è " +
		"cambiato. Attesta la casella, non la persona che ha scritto né la verità di ciò che ha scritto."
	provaRifiuto  = "che il gestore del mittente ha rifiutato il messaggio, che perciò non è partito."
	provaMancata  = "che il messaggio non è stato consegnato a questo destinatario, e quando il gestore lo ha accertato. Non prova che la casella non esista."
	provaDodici   = "che il gestore, dodici ore dopo l'invio, non aveva ancora conferma della consegna. Non è l'ultima parola: la consegna può ancora avvenire."
	provaVentiq   = "che entro ventiquattro ore il messaggio non risultava consegnato: la spedizione si considera non riuscita (D.P.R. 68/2005, art. 8)."
	provaCarico   = "che il gestore del destinatario ha ricevuto il messaggio dall'altro gestore. Non prova la consegna."
	provaVirus    = "che il gestore ha trovato un programma dannoso nel messaggio e non lo ha consegnato."
	provaAnomalia = "soltanto che il gestore ha ricevuto il messaggio e lo ha imbustato perché non lo ha riconosciuto come posta certificata. Mittente, data e contenuto del messaggio " +
		"contenuto non sono attestati da nessuno."
)

// generi are the kinds of daticert (pec.md §4.2), by tipo.
var generi = map[pec.Tipo]genere{
	pec.PostaCertificata: {"Messaggio di posta certificata", "Busta di trasporto: un messaggio di posta certificata nella busta firmata dal gestore del mittente", provaBusta},
	pec.Accettazione:     {"Ricevuta di accettazione", "Ricevuta di accettazione, del gestore del mittente", provaSpedizione},
	pec.NonAccettazione:  {"Avviso di non accettazione", "Avviso di non accettazione, del gestore del mittente", provaRifiuto},
	pec.PresaInCarico:    {"Ricevuta di presa in carico", "Ricevuta di presa in carico, che un gestore dà a un altro", provaCarico},
	pec.AvvenutaConsegna: {"Ricevuta di avvenuta consegna", "Ricevuta di avvenuta consegna, del gestore del destinatario", provaConsegna},
	pec.ErroreConsegna:   {"Avviso di mancata consegna", "Avviso di mancata consegna", provaMancata},
	pec.PreavvisoErroreConsegna: {"Avviso di mancata consegna per superamento del tempo massimo",
		"Avviso di mancata consegna per superamento del tempo massimo: primo avviso, dopo dodici ore", provaDodici},
	pec.RilevazioneVirus: {"Avviso di rilevazione di virus", "Avviso di rilevazione di virus, che un gestore dà a un altro", provaVirus},
}

// genereDi names what an object is.
func genereDi(o Object) genere {
	g := genereDaTipo(o)
	if o.Format != "rem" {
		return g
	}
	g.breve += " REM («PEC europea»)"
	g.cosa += "; è un messaggio REM («PEC europea», ETSI EN 319 532)"
	if p, ok := proveREM[pec.Tipo(o.Tipo)]; ok {
		g.prova = p
	}
	return g
}

// proveREM are what a REM message proves where PEC's own statute does not speak: what eIDAS gives to a qualified service.
var proveREM = map[pec.Tipo]string{
	pec.Accettazione: "che il servizio del mittente ha accettato il messaggio, e quando. Se il servizio è qualificato l'invio e la sua data si presumono " +
		"(Reg. UE 910/2014, art. 43, c. 2; C.A.D., art. 1, c. 1-ter).",
	pec.AvvenutaConsegna: "che il messaggio è stato messo a disposizione del destinatario, e quando. Se il servizio è qualificato la ricezione e la sua data si presumono " +
		"(Reg. UE 910/2014, art. 43, c. 2; C.A.D., art. 1, c. 1-ter). Non prova che sia stato letto.",
	pec.PreavvisoErroreConsegna: "che entro il tempo massimo il messaggio non risultava consegnato.",
}

func genereDaTipo(o Object) genere {
	if g, ok := generi[pec.Tipo(o.Tipo)]; ok {
		if o.DatiCert != nil && o.Tipo == string(pec.PreavvisoErroreConsegna) && o.DatiCert.Final {
			g.cosa, g.prova = "Avviso di mancata consegna per superamento del tempo massimo: avviso definitivo, dopo ventiquattro ore", provaVentiq
		}
		return g
	}
	if o.Tipo != "" {
		return genere{"Messaggio di gestore di un tipo sconosciuto", "Messaggio che si dice di un gestore, di un tipo che la regola tecnica non conosce", ""}
	}
	switch pec.Busta(o.Busta) {
	case pec.Trasporto:
		return genere{"Messaggio di posta certificata", "Si presenta come busta di trasporto di posta certificata, ma senza dati di certificazione leggibili", ""}
	case pec.Ricevuta:
		return genere{"Ricevuta di posta certificata", "Si presenta come ricevuta di posta certificata, ma senza dati di certificazione leggibili", ""}
	case pec.Anomalia:
		return genere{"Busta di anomalia", "Busta di anomalia: un messaggio non riconosciuto come posta certificata, imbustato dal gestore di chi riceve", provaAnomalia}
	case pec.Malformata:
		return genere{"File illeggibile come posta", "Il file non è un messaggio di posta elettronica: non ne ha nessuna delle intestazioni", ""}
	}
	return genere{"Posta ordinaria", "Messaggio di posta elettronica ordinaria: non è posta certificata", ""}
}

func tipoRicevuta(s string) string {
	switch s {
	case "completa":
		return conCodici("con la copia intera del messaggio", s)
	case "breve":
		return conCodici("con il messaggio e, al posto degli allegati, la loro impronta", s)
	case "sintetica":
		return conCodici("con i soli dati di certificazione", s)
	}
	return s
}

func errore(s string) string {
	switch pec.Errore(s) {
	case pec.NoDest:
		return "il destinatario non è valido"
	case pec.NoDominio:
		return "il dominio del destinatario non è valido"
	case pec.Virus:
		return "il messaggio contiene un programma dannoso"
	case pec.Nessuno:
		return "nessuno"
	}
	return "altro errore"
}

// voce gives the words of a code, and the code itself where nobody gave it words.
func voce(table map[string]string, code string) string {
	if s, ok := table[code]; ok {
		return s
	}
	return office.VisibleLine(code)
}

func richiesta(tipo string) string {
	if tipo == "" {
		return "nulla che pecagent riconosca"
	}
	return voce(richieste, tipo)
}

// richieste are the types of order.md §6.3.
var richieste = map[string]string{
	"R0": "nulla che riguardi i domicili digitali", "R1": "rinuncia alla PEC dell'Ordine, con una PEC personale", "R2": "PEC dell'Ordine, con rinuncia alla propria",
	"R3": "comunicazione del domicilio digitale", "R4": "cambio del domicilio digitale", "R5": "revoca senza un altro indirizzo", "R6": "cancellazione o trasferimento",
	"R7": "elenco riservato per una pubblica amministrazione", "R8": "assistenza", "R9": "kit di firma digitale", "R10": "servizi aggiuntivi",
	"R11": "risposta a una diffida", "R12": "accesso agli atti o dati personali", "R13": "decesso di un iscritto", "R14": "avviso del gestore",
	"R15": "verifica di un indirizzo", "R16": "ritiro di una richiesta", "R99": "altro, che una persona deve leggere", "AUTO_REPLY": "nulla: è posta automatica",
}

func esito(s string) string { return voce(esitiDi, s) }

// esitiDi are the outcomes of cli.md.
var esitiDi = map[string]string{
	"INTEGRAZIONE_RICHIESTA": "chiedere ciò che manca", "CONFERMA_RICHIESTA": "chiedere conferma alla casella registrata", "IN_REVISIONE": "una persona decide",
	"IN_ESECUZIONE": "accolta, in esecuzione", "ESEGUITA": "accolta ed eseguita", "PREAVVISO_RIGETTO": "preavviso di rigetto", "DUPLICATA": "già ricevuta",
	"ASSORBITA": "compresa in un'altra richiesta", "NON_PERTINENTE": "non riguarda l'Ordine", "RITIRATA": "ritirata da chi l'ha fatta",
	"RICEVUTA_NON_VALIDA": "ricevuta, ma in una forma che non vale", "IGNORATA": "nessuna azione", "QUARANTENA": "in quarantena: non prova nulla e non riceve risposta",
}

func automatico(s string) string {
	return voce(map[string]string{"AUTO": "pecagent, secondo le regole", "REVIEW": "una persona", "NONE": "nessuno: non c'è nulla da decidere"}, s)
}

func fondamento(s string) string { return voce(fondamenti, s) }

// fondamenti are the grounds of order.md §2.2.
var fondamenti = map[string]string{
	"R-101":  "scrive dal domicilio digitale iscritto (C.A.D., art. 65, c. 1, lett. c-bis)",
	"R-102":  "scrive da una PEC e non ha un domicilio iscritto (lett. c-bis, seconda parte)",
	"R-103":  "ha firmato digitalmente (lett. a)",
	"R-104":  "ha firmato a mano e allegato un documento d'identità (lett. c)",
	"R-105":  "scrive da una PEC che non è il domicilio iscritto",
	"R-105b": "scrive da un'altra PEC, e il domicilio iscritto non riceve più",
	"R-106":  "scrive dall'indirizzo iscritto in INAD",
	"R-107":  "scrive da posta ordinaria, con firma digitale",
	"R-108":  "scrive da posta ordinaria, con firma a mano e documento",
	"R-109":  "scrive da posta ordinaria, senza firma",
	"R-110":  "scrive dalla casella del datore di lavoro",
	"R-111":  "scrive per delega",
	"R-112":  "la firma digitale allegata non vale",
	"R-113":  "l'identità non è certa",
	"IPA":    "scrive una pubblica amministrazione (indice IPA)",
}

func lettere(ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, conCodici(voce(modelli, id), id))
	}
	return out
}

// modelli are the letters of rules/testi in a few words.
var modelli = map[string]string{
	"T-01": "ricevuta della richiesta", "T-02": "richiesta di integrazione", "T-03": "istruzioni per attivare la casella dell'Ordine",
	"T-04": "avvenuta registrazione", "T-05": "forma non idonea: come completare", "T-06": "conferma chiesta alla casella registrata",
	"T-08": "revoca della casella dell'Ordine", "T-11": "cessazione della sospensione", "T-12": "promemoria per il kit di firma",
	"T-13": "ricevuta alla pubblica amministrazione", "T-14": "non iscritto a quest'Ordine", "T-15": "preavviso di rigetto",
	"T-16": "già agli atti", "T-17": "richiesta doppia", "T-18": "richieste contrastanti", "T-19": "assistenza",
	"T-23": "prova del nuovo indirizzo", "T-26": "avviso di variazione", "T-07": "scadenza della casella", "T-09": "mancata consegna o difetto",
	"T-10": "diffida", "T-10b": "sospensione", "T-20": "condoglianze", "T-21": "archiviazione", "T-22": "convocazione",
	"T-24": "preavviso bonario", "T-25": "provvedimento di rigetto",
}

func segnalazione(s string) string { return voce(segnalazioni, s) }

// segnalazioneDi is segnalazione, but for a signature that holds and does not prove this message: nobody is told that it does not hold.
func segnalazioneDi(s string, p *Proof) string {
	if s == "FIRMA_GESTORE_NON_VALIDA" && p != nil && p.Level == "mismatch" {
		return "la firma è integra, ma non basta a provare questo messaggio"
	}
	return segnalazione(s)
}

// segnalazioni are the flags of order.md §6.9.
var segnalazioni = map[string]string{
	"ATTIVAZIONE_FALLITA": "la casella dell'Ordine non è stata attivata o ricevuta", "BLOCCO_VARIAZIONI": "le variazioni di questo iscritto sono bloccate",
	"ARRIVO_TARDIVO": "deciso più di 72 ore dopo l'istante certificato", "CARATTERI_ALTERATI": "un codice o un indirizzo è scritto con caratteri che ne imitano altri o non si vedono",
	"CF_ASSENTE":           "manca il codice fiscale",
	"CF_DI_ALTRO_ISCRITTO": "il codice fiscale è di un altro iscritto", "CF_NON_VALIDO": "il codice fiscale è scritto male",
	"CF_SCONOSCIUTO": "il codice fiscale non è di un iscritto", "DA_DELIBERARE": "serve una delibera o una presa d'atto", "DECESSO": "si riferisce un decesso",
	"DECORRENZA_FUTURA": "la variazione è chiesta da una data futura", "DELEGATO": "qualcuno scrive per l'iscritto",
	"DOCUMENTO_IDENTITA": "è allegato un documento d'identità", "DOMICILIO_MAI_ATTIVATO": "il domicilio iscritto è una casella mai attivata",
	"DOPPIO_INTENTO": "due richieste che si contraddicono", "FIRMA_GESTORE_NON_VALIDA": "la firma del gestore non regge",
	"FIRMA_NON_VALIDA": "la firma dell'iscritto non regge", "FUZZY": "una parola chiave è riconosciuta solo per somiglianza",
	"GIA_REVOCATA": "la casella dell'Ordine è già revocata", "INTENTO_SOLO_IN_CITAZIONE": "la richiesta sta solo nel testo citato",
	"MITTENTE_DECEDUTO": "la casella è di un iscritto deceduto", "MITTENTE_NON_REGISTRATO": "la casella non è il domicilio iscritto",
	"MODULO_IN_ALLEGATO": "la richiesta sta solo in un allegato", "NEGAZIONE": "la richiesta è negata, ipotetica o una domanda",
	"NON_PEC": "il nuovo indirizzo non è posta certificata", "NON_PIU_ISCRITTO": "l'iscritto è trasferito, cancellato o radiato",
	"OMONIMIA": "c'è un omonimo", "ORDINARIA": "la richiesta viene dalla posta ordinaria o da un'anomalia", "PA_PROBABILE": "solo il dominio è di una pubblica amministrazione",
	"PEC_DATORE_LAVORO": "la casella è del datore di lavoro", "PEC_NON_UNIVOCA": "l'indirizzo è già di un altro iscritto",
	"PEC_STUDIO": "l'indirizzo è di uno studio o di una società", "PIU_CF": "più codici fiscali nel testo",
	"RICHIEDENTE_NON_PA": "chiede l'elenco riservato chi non è in IPA", "RINUNCIA_SENZA_SOSTITUTO": "rinuncia all'unico indirizzo",
	"SCADENZA_VICINA": "un termine dell'iscritto scade entro sette giorni", "SEGNAPOSTO": "nel modulo sono rimasti spazi da compilare",
	"SOSPENSIONE": "l'iscritto è sospeso", "STATO_PORTALE_DA_ALLINEARE": "primo uso di una casella che risulta solo generata",
	"TESTO_IN_OGGETTO": "la richiesta sta solo nell'oggetto",
}
