package rules

import "strings"

// lessico are the everyday words that say nothing against a request wherever they stand: things of an office, of a house, of a journey,
// of a computer, of the law's formulas, of courtesy; and how things are. A noun or an adjective alone asks, denies and puts off nothing:
// that takes a verb, a negation or a word of time, and of those none is here. Left out on purpose, whatever else they mean:
//   - words that are also a verb of the writer ("aspetto", "ritiro", "rifiuto", "rinnovo", "resto", "torno", "blocco", "conto");
//   - words for a mistake, a draft, a joke, a fraud, a doubt, a condition, an exception, a part ("errore", "bozza", "riserva", "caso");
//   - persons, other bodies and other addressees ("marito", "avvocato", "banca", "tribunale"), by whom somebody else comes in;
//   - "altro", "solo", "entrambi", "prossimo", "futuro", "provvisorio" and the like.
//
// TestLessico holds the list against pericolo.
var lessico = tavolaLessico()

// nomiF, nomiM and nomiE give their plurals by rule; aggettivi all their endings; the other words stand as they are.
const (
	nomiF = `agenda antenna borsa busta cabina campagna cantina cartella cartolina cassaforte chiavetta circolare corsia cura cucina direttiva disponibilità festa fibra finestra
		ghiera grafica informatica informativa insegna installazione isola lampada licenza linea linguetta lista macchina marca montagna mostra nota novità offerta pagella parola pausa pazienza penna pensione
		piattaforma porta premessa presenza professione provincia raccomandata ricevuta rubrica scrivania stampa stampante stanza tabella targa tastiera tastierina
		tecnologia telefonata testata tutela utenza valigia vicenda videata villa vista visita vita zona laurea carriera assistenza connessione convenienza competenza esperienza frequenza
		conoscenza preferenza residenza urgenza licenza provenienza consulenza reperibilità sede sala terapia medicina cartolibreria tabaccheria cartoleria pineta spiaggia
		iniziativa attività maternità paternità malattia gravidanza convalescenza operazione degenza influenza degenza schiena gamba mano anca spalla costola vertebra caviglia riabilitazione 		autocertificazione certificazione autenticazione abilitazione configurazione convenzione migrazione portabilità fusione incorporazione ristrutturazione tracciabilità trasparenza semplificazione
		digitalizzazione dematerializzazione ottimizzazione razionalizzazione riorganizzazione unificazione compilazione trascrizione dichiarazione
		consultazione intestazione denominazione qualifica specialità residenza cittadinanza nascita maggioranza convenzione interfaccia applicazione app utenza schermata
		tessera rete riga frase virgola coda pila busta etichetta copertina intestazione mattinata nottata giornata settimana festività 		cordialità stima considerazione riconoscenza gratitudine deferenza ammirazione premura sollecitudine solerzia celerità tempestività puntualità professionalità cura competenza efficienza comprensione apertura cortesia gentilezza pazienza
		economicità comodità praticità semplicità velocità affidabilità sicurezza capienza dimensione quantità qualità tranquillità serenità salute età `
	nomiM = `abbonamento adempimento aggiornamento aiuto allaccio ambito anagrafico appartamento appunto archivio armadio arrivo artigianato augurio avviamento bagno bollettino bollo borgo campo canale canone
		capitolo catalogo centralino centro chilometro citofono collegamento colloquio comma computo consenso contenuto contratto corridoio 
		costo decreto deposito dettaglio dispositivo disturbo documento dominio dono elenco esercizio fascicolo filtro foglio formato formulario 
		giardino giorno guadagno impegno impianto incontro indirizzario inizio intervento istituto lavoro libretto libro lucido mandorlo mazzo mercato metodo mezzo 
		modulo motivo municipio numero obbligo occhio orecchio orologio orario ordinativo pacco palazzo parco parcheggio passaggio pavimento pensionamento piano pomeriggio posto prefisso prezzo
		prodotto profilo protocollo punto quaderno quotidiano rapporto recapito registro regolamento riassunto ricovero ricordo riferimento riordino risparmio riscaldamento
		risveglio ritardo ruolo schermo sconto segno servizio sito soggiorno spazio sportello supporto tasto tavolo telefono 
		terrazzo titolo trasferimento trasloco treno vantaggio veicolo viaggio volo volontariato zaino anno 		saluto ringraziamento ossequio omaggio rispetto complimento augurio impegno apprezzamento riguardo 
		parto ginocchio polso gomito infarto ciclo `
	nomiE = `cellulare codice paese corriere gestionale scaffale auricolare femore esame giornale carattere parete ponte fiume monte mare
		valle stazione regione posizione direzione estensione abitazione collocazione formazione occasione razione lezione missione chiave luce
		classe rilevazione condizionatore fornitore gestore calcolatore lettore televisore 
		scanner ordinale collegiale professionale istituzionale`
	aggettivi = `accessibile accurato adeguato aggiuntivo alfabetico altissimo amministrativo ampio anagrafico annuale apprezzato bellissimo bello bravo buono capiente caro cartaceo centrale chiaro chiarissimo
		civile collaborativo collettivo comodo compatibile competente completo complesso congruo consapevole contento contrattuale cortesissimo costoso cospicuo culturale desueto devoto 
		disponibilissimo distinto doveroso economico efficiente elettronico elevato encomiabile esauriente esaustivo eccellente eccessivo espresso esteso europeo facile fedele felice ferreo fisico frequente
		fresco generale gentilissimo giornaliero giuridico gradito grafico grande gratuito gravoso grosso ideale idoneo importante impegnativo impeccabile inerente infinito informatico ingombrante innovativo integrale intenso
		interessante interno italiano laborioso lavorativo leggero legislativo lento lieto lineare locale lontano lungo magnetico malandato medio mensile minimo moderno modesto modestissimo monumentale 
		nazionale notevole numeroso obsoleto oneroso opportuno ottimo organizzativo pacifico paziente penale pesante piccolo pieno postale pratico prezioso
		precipuo previdente primario privato professionale profondo pronto proficuo puntuale pubblico quotidiano rapido razionale recente regolare ridotto rispettoso rilevante riservato ricco robusto rurale
		semplice sentito sereno severo significativo sincero solerte sociale sollecito spettabile specifico squisito stabile stanco straordinario stretto summenzionato succitato
		tecnico telefonico telematico tempestivo territoriale utile veloce vivissimo urbano affezionato amichevole affettuoso anziano giovane soddisfatto 
		analogico burocratico cardiaco chirurgico clinico cronico logistico energetico geografico idraulico meccanico metallico nautico ottico plastico polifunzionale prioritario ragguardevole`
	altreInnocue = `abbastanza alquanto attorno attraverso benvenuti bis bravi bravissimi buondì buonanotte caspita ciascuna ciascuno complessivamente comunque dapprima davanti dentro difatti ebbene ecc eccetera 
		giù hello hi lì lungo maggiormente oltretutto parecchi parecchia parecchie parecchio pressappoco pressoché purtroppo qua qui quivi quotidianamente
		sopra spesso stamani stamattina stamane troppa troppe troppi troppo ultimamente viepiù volentieri svariati svariate 
		lun mar mer gio ven sab dom gen feb apr mag giu lug ago sett ott nov dic ore h min sec km mq kg eur euro
		vicolo strada piazzale lungarno borgo contrada traversa calle campo rione residenza edificio palazzina pal ed sc int piano p.zza dintorni periferia centro paese
		dpr dprs gdpr smi ue ce ccnl pdf p7m cie spid qr otp app web online wifi internet smartphone tablet iphone ipad android samsung galaxy huawei xiaomi nokia motorola windows mac outlook thunderbird gmail gdrive tiscali alice tim vodafone wind fastweb iliad aruba
		legalmail infocert namirial register virgilio pecmail legalpost sogei actalis intesi postecert trust mypec pecimprese dominio server client browser software hardware firmware link file pc computer laptop notebook monitor mouse stampante router modem sms
		post scriptum cfr vedasi vd all allegati cc pp pagg pag doc docc fto firmato mittente 
		adempie dispone risiede abita lavora opera esercita assegnatami assegnatomi assegnatale assegnatagli fornitami fornitomi rilasciatami rilasciatomi eleggerla eleggerlo adempio abito aderisco aggiungo aggiorno autorizzo autorizza evidenzio illustro lavoro opero ottempero preciso rammento ricordo riporto risiedo rivolgo specifico sottolineo trascrivo vivo porgendo
		formalizzare formalizzando adempiere ottemperare evidenziare risiedere abitare lavorare operare disturbarvi disturbarla augurare augurarvi augurandovi augurando salutare salutando salutandovi ringraziandovi ringraziandola ringraziarvi ringraziarla
		assegnarmi attivarmi fornirmi rilasciarmi inserirmi confermarmi aggiornarmi registrarmi modificarla modificarlo cambiarla cambiarlo inserirne registrarne iscriverla iscriverlo segnarla segnarlo riportarla riportarlo annotarlo annotarla 
		disattivarla disattivarlo dismetterla dismetterlo chiuderla immediato immediata decorrenza compilato compilata trasmissione elezione attestazione adesione iscrizioni albi ulteriori auguri festività pregiatissimi pregiatissimo pregiatissima pregiato preg pregio
		chiarissimi chiarissimo chiarissima onorevole spettabili stimatissimi stimatissimo amabile esimio esimi illustrissimo illustrissimi reverendo abbraccio baci abbracci cordialmente affettuosamente bene ciaociao arrivederci arrivederla
		note avvenuta avvenuto avvenute tess matr uff segr amm dir dip amb pers prof ord pz siti pagine`
)

// tavolaLessico puts the forms together.
func tavolaLessico() map[string]bool {
	m := map[string]bool{}
	add := func(words, ends string) {
		for _, w := range strings.Fields(words) {
			for _, f := range flessa(w, ends) {
				m[f] = true
			}
		}
	}
	add(nomiF, "ae")
	add(nomiM, "oi")
	add(nomiE, "ei")
	add(aggettivi, "oaie")
	add(altreInnocue, "")
	for w := range m { // an ending may make another word of one: "prefissi", "piani"
		if pericolosa(w) || maiNome[w] || classeCosa(w) != nessunaCosa || classeVerbo(w) != nessunVerbo && !finiscePer(w, "rla", "rlo", "rle", "rli", "rmi", "rne") {
			delete(m, w)
		}
	}
	return m
}

// flessa gives a word with each of the endings; one that does not end so is of another class and gets the endings of that class, or
// none.
func flessa(w, ends string) []string {
	list := []string{w}
	if ends == "" || len(w) < 4 || strings.HasSuffix(w, "à") || strings.HasSuffix(w, "ù") {
		return list
	}
	stem, last := w[:len(w)-1], w[len(w)-1]
	switch {
	case last == 'e':
		return append(list, stem+"i")
	case !strings.ContainsRune(ends, rune(last)):
		return list
	case strings.HasSuffix(stem, "i"):
		list = append(list, stem[:len(stem)-1]+"i", stem) // "spazio", "spazi"
	}
	for _, e := range ends {
		if hard := strings.HasSuffix(stem, "c") || strings.HasSuffix(stem, "g"); hard && (e == 'e' || e == 'i') {
			list = append(list, stem+"h"+string(e))
			if e == 'e' {
				continue
			}
		}
		list = append(list, stem+string(e))
	}
	return list
}
