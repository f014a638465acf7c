package rules

import "strings"

// The verbs of what people tell beside a request: why they change, what they did, what a thing costs. They are known by their lemma; the
// forms come from the regular endings, the participles of the irregular ones are written out. They count in a story only (racconta), never
// by themselves: "uso la PEC dell'Ordine" is no story.

// lemmi are the verbs of the box and of what is done with it, of the writer's life and of money.
const lemmi = `aprire attivare creare acquistare comprare ottenere cambiare variare verificare controllare consultare compilare firmare allegare usare utilizzare imparare ricordare trovare cercare telefonare parlare 
	iscrivere specializzare salvare stampare scaricare caricare dovere potere riuscire sapere capire notare scoprire arrivare entrare accedere
	ricevere leggere vedere prendere fare avere dare mettere decidere gestire guardare passare migrare aderire
	traslocare trasferire abitare lavorare studiare laureare sposare compiere nascere unificare pagare spendere costare installare configurare andare tornare viaggiare guidare curare operare assistere insegnare ammalare guarire
	separare sciogliere vendere collaborare visitare dirigere risparmiare convenire includere offrire bastare`

// participiRacconto are the participles that do not end by rule.
const participiRacconto = `aperto aperta fatto fatta letto letta visto vista preso presa messo messa deciso decisa scoperto scoperta sottoscritto nato nata chiuso chiusa sciolto sciolta perso persa smarrito smarrita scaduto scaduta cessato cessata finito finita speso spesa
	iscritto iscritta offerto incluso inclusa compreso compresa rimasto rimasta assunto assunta diretto vissuto stato stata stati venuto venuta successo cresciuto aumentato aumentata aumentati trovatomi trovatami trovandomi`

// altriRacconti are the other words of a story: the small ones between, and what things do.
const altriRacconti = `ho ha hanno abbiamo avevo aveva avevano avevamo è era erano sono siamo ero eravamo fu sia avendo avendone avendola avendolo essendo essendomi essendoci stavo sto sta stava ci si ne la lo le li mi me ce ve se_ che dove poiché perché
	più già troppo poco pochi poche molto ma però cosicché tanto da in con anche proprio così sempre finora vado andando faccio facendo dico_ posso potevo devo dovevo so sapevo riesco riuscivo capisco compio compiuto capita capitato ogni qualche vari varie tutti
	costa costano costava costavano scade scadono scadeva scadendo funziona funzionano funzionava serve servono serviva conviene conveniva basta bastava include offre offriva apre apriva riempie prende prendeva richiede pesa arriva arrivano arrivava dialoga esiste vende vendeva alza alzato aumenta
	ieri oggi stamattina uno due tre quattro cinque sei sette otto nove dieci dodici quindici venti trenta quaranta cinquanta sessanta settanta cento mille primo seconda terzo seconda_ due
	anni volta volte età pensione malattia maternità euro soldi prezzo spese costi canone scadenza
	stanco stanca stufo stufa contento contenta pratico pratica anziano anziana abituato abituata comodo comoda scomodo scomoda caro cara lento lenta vecchia vecchio precedente vostra vostro gratuita gratuito gratis inclusa incluso pieno piena
	studio attività lavoro ospedale ambulatorio clinica asl casa città sede residenza telefono cellulare computer tablet portatile spid internet sito gestore fornitore provider contratto abbonamento servizio casella pec posta indirizzo domicilio certificata elettronica digitale
	via causa motivi ragioni motivo ragione seguito fine inizio metà corso altro_ mestiere carriera nuovo nuova mio mia miei mie personale`

// negativi are what a box is not said to do any more: harmless of the old one only.
var negativi = tavolaParole(`scade scadono scadeva scadendo scaduta scaduto cessato cessata chiuso chiusa finito finita perso persa smarrito smarrita venduto venduta sciolto sciolta pieno piena riempie lento lenta vendere non finisce costa costava costano scomoda scomodo`)

// dopoNon are the words that "non" may stand before in a story: "non la uso più", "non avendone bisogno".
var dopoNon = tavolaParole(`uso utilizzo apro guardo leggo consulto funziona funzionava funzionano serve serviva servono ricordo ricordavo trovo trovavo riesco riuscivo conviene conveniva basta bastava interessa occorre rinnovo fido capisco capivo va andava
	prende prendeva entro dialoga necessito utilizzata utilizzato usata usato utilizzavo usavo funzionante accessibile attiva attivo avendo avendone avendola ho avevo aveva è era essendo sono ha apre apriva si mi la lo ne ci me li le più utilizzando usando riuscendo`)

// raccontano are the forms of all of these.
var raccontano = tavolaRacconto()

func tavolaRacconto() map[string]bool {
	all := tavolaParole(participiRacconto + " " + altriRacconti)
	for _, lemma := range strings.Fields(lemmi) {
		for _, f := range coniuga(lemma) {
			all[f] = true
		}
	}
	for _, w := range []string{"fate", "date", "state"} { // orders, and no participles
		delete(all, w)
	}
	for w := range all {
		if strings.HasSuffix(w, "_") || pericolosa(w) && !tollerate[w] {
			delete(all, w)
		}
	}
	return all
}

// tollerate are words of pericolose that a story may have all the same.
var tollerate = tavolaParole(`titolare vostra hanno stesso`)

// coniuga gives the forms of a verb that the writer says of himself: infinitive, gerund, participle, the present and the imperfect in the
// first person. Forms that are none ("facere") do no harm.
func coniuga(lemma string) []string {
	stem, class := lemma[:len(lemma)-3], lemma[len(lemma)-3]
	list := []string{lemma, lemma[:len(lemma)-1] + "mi", lemma[:len(lemma)-1] + "la", lemma[:len(lemma)-1] + "lo", lemma[:len(lemma)-1] + "ne", stem + "o"}
	part, ger, imp := "at", "ando", "avo"
	switch class {
	case 'e':
		part, ger, imp = "ut", "endo", "evo"
	case 'i':
		part, ger, imp = "it", "endo", "ivo"
	}
	for _, e := range []string{"o", "a", "i", "e"} {
		list = append(list, stem+part+e)
	}
	return append(list, stem+ger, stem+ger+"mi", stem+imp)
}
