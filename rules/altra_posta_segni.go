package rules

import (
	"regexp"

	"pecagent/mailparse/places"
)

// materia is a matter that is not the agent's: its name in the words of the reason, and the words that show it, on folded text of
// one line. Of a strong one (forte) the words are those of an act and of nothing else: they hold also against a text that looks
// like a request about a box, where nothing shows that a member writes. Of a weak one they only tell what mail is about.
type materia struct {
	nome  string
	forte bool
	re    string
}

// materie are read in this order; the first strong one found, else the first weak one, names the message.
var materie = []materia{
	{"un esposto o un reclamo", true, reEsposto},
	{"un procedimento disciplinare", true, reDisciplinare},
	{"un atto o un procedimento giudiziario", true, reGiudiziario},
	{"una domanda di iscrizione o una pratica dell'albo", true, reIscrizione},
	{"una fattura o un pagamento", true, reFattura},
	{"una verifica o una comunicazione di un altro ente", true, reVerifica},
	{"un atto di un altro Ordine o della Federazione", true, reAltroOrdine},
	{"un'indagine o una vigilanza sanitaria", true, reVigilanza},
	{"una violazione di dati, una segnalazione interna o un accesso civico", true, reTrasparenza},
	{"un messaggio pubblicitario o sospetto", true, rePubblicita},
	{"lavoro, previdenza e contributi", true, reLavoro},
	{"una gara, un contratto o una fornitura", true, reGara},
	{"formazione, convegni e notizie", false, reFormazione},
	{"l'organizzazione dell'Ordine", false, reOrganizzazione},
	{"un reclamo o una domanda di un cittadino", false, reCittadino},
	{"denaro e quote", false, reQuote},
	{"commercio e servizi", false, reCommercio},
}

// The words of the matters. A pattern that begins in the middle of a word would find "esposto" in "predisposto": all begin
// with \b or with a stem that has no such neighbour.
const (
	reEsposto = `(?:sull'|\bl'|\bun |dell'|dall'|all'|nell'|\bmio |\bsuo |presente |\bdi |formale |allegato )esposto\b|\besposto (?:nei confronti|contro|disciplinare|deontologico|per i fatti|a carico|presentato|all'ordine|anonimo|trasmesso|del [0-9]|di [a-z]+ [a-z]+ (?:contro|nei))|\besposti\b|espon\w+ quanto segue|querela|codice (?:di )?deontologi|violazion\w+ deontologic|responsabilità deontologic|(?:\bpresent|\bsegnal|\bsporg|\bformal|\bpropo)\w* (?:un |formale )?reclamo|\breclamo (?:nei confronti|contro|formale|per )|esercizio abusivo|\babusiv[oa]\b|sedicente (?:medico|dottor|odontoiatr|psicolog|professionist)|malasanità|\bsegnal\w+ (?:il comportamento|la condotta|il fatto|la cosa|che (?:il|la|lo|in|presso|nello))|provvedimenti disciplinari|pubblicità (?:sanitaria|ingannevole)`

	reDisciplinare = `procediment\w+ disciplinar|\bproc\. ?disc|memori[ae] difensiv|addebit\w+ (?:disciplinar|mossi|contestat)|contesta\w* .{0,20}addebit|sanzion\w+ disciplinar|commission\w+ disciplinar|221/1950|\bricusazione\b|\bcceps\b|commissione centrale|sommarie informazioni|fascicolo disciplinar|difensore di fiducia|mandato (?:difensivo|conferit)|rinvio dell'audizione|radiazione dall|misura interdittiva|\bcensura\b|avvertimento disciplinar`

	reGiudiziario = `\blegge n\. ?53 del|\bl\. ?(?:n\. ?)?53/(?:19)?94|21 gennaio 1994|decreto ingiuntivo|atto di citazione|atto di precetto|\bprecetto\b|pignorament|ufficiale giudiziario|\bunep\b|consulent\w+ tecnic\w+ d'ufficio|\bctu\b|operazioni peritali|\bperit[io] d'ufficio|cancelleria|\br\.?g\.? ?(?:n\.? ?)?[0-9]+/[0-9]|\br\.?g\.?n\.?r|ruolo generale|(?:presidente del|giudice del|dal|\bdel|presso il|dinanzi al|cancelleria del) tribunale|tribunale (?:di|ordinario|civile|amministrativo|per i minorenni)|procura (?:della repubblica|generale)|corte (?:d'appello|dei conti|di cassazione)|giudice (?:di pace|tutelare|del lavoro|per le indagini)|ricorso (?:al )?tar\b|notifica\w* (?:il |un )?ricorso|si notifica|notificazione (?:a mezzo|ai sensi|atto|eseguita)|relata di notific|liquidazione giudiziale|\bcuratore\b|ammissione al passivo|sentenza (?:n|di condanna|penale|del)|organismo di (?:mediazione|conciliazione)|incontro di mediazione|negoziazione assistita|\bc\.p\.[cp]\b|intimazione a testimone|\budienza\b|atto di appello|sinistro|\bart\. ?696`

	reIscrizione = `(?:domanda|istanza|richiesta) (?:per l'|di )(?:prima )?(?:iscrizione|reiscrizione|trasferimento di iscrizione)|\bprima iscrizione|chied\w+ (?:l'iscrizione|l'annotazione|di essere iscritt)|(?:vorrei|vorremmo|desidero|dovrei|posso|per) iscrivermi|procedura di iscrizione|iscrizione (?:nella|al|nel) (?:sezione speciale|registro|elenco)|annotazione nell'elenco|società tra professionisti|\bstp\b|good standing|certificato di (?:iscrizione|onorabilità|specchiatezza)|\btirocini|esam\w+ di stato|riconosciment\w+ (?:del |di un |dei )?titol|tesserin|mi sono (?:abilitat|laureat)|appena (?:abilitat|laureat)`

	reFattura = `\bfattur|nota di (?:credito|debito)|sistema di interscambio|\bsdi\b|codice univoco|notifica di (?:decorrenza|scarto|mancata consegna|esito)|ricevuta di scarto|flusso di rendicontazione|sollecit\w+ (?:di |il )?pagament|cession\w+ (?:di |del )?credit|\bpreventivo|estratto conto|verifica di cassa|\btesorer|mandati di pagamento|insolut[oi]\b|partite scadute|bolletta`

	reVerifica = `rilevazion\w+ statistic|controll[oi] (?:a campione|sulle (?:auto|dichiarazion)|della veridicità|ai sensi dell'art\. 71)|verific\w+ (?:delle |della |dell'|di |d'ufficio )?(?:veridicità|autocertificazion|autodichiarazion|dichiarazion\w+ sostitutiv|quanto dichiarato|dei requisiti|il possesso|possesso)|autocertificazion|dichiarazion\w+ sostitutiv|veridicità|art\. ?(?:71|43) .{0,12}(?:d\.?p\.?r\.?|445)|accertamento d'ufficio|conferma\w* .{0,30}iscrizione (?:all'albo|all'ordine|del dott|della dott)`

	reAltroOrdine = `nulla ?osta|trasferiment\w+ (?:dell'iscrizione|del dott|della dott|presso (?:codesto|questo)|d'iscrizione)|delibera\w* (?:n\.? ?[0-9]+|di (?:iscrizione|cancellazione|trasferimento|sospensione|radiazione)|del consiglio direttivo)|provvedimento di (?:cancellazione|iscrizione|sospensione|radiazione|revoca)|(?:fnomceo|federazione nazionale|cnop\b|consiglio nazionale|cao nazionale|fnopi|cnpi|conaf)|comunicazione n\. ?[0-9]+|\bcircolare\b|fascicolo personale|è stat[oa] (?:cancellat|iscritt|sospes|radiat|trasferit)[oa]|scrivente ordine`

	reVigilanza = `carabinieri|\bn\.?a\.?s\.?\b (?:di|carabinieri)|nucleo (?:antisofisticazione|carabinieri|ispettorato)|guardia di finanza|polizia (?:giudiziaria|di stato|postale|locale)|\bquestura|prefettur|farmacovigilanza|reazion\w+ avvers|\baifa\b|nota informativa importante|ritiro (?:del lotto|dal commercio|cautelativo)|lott[oi] n|stupefacenti|ricettari|ricett[ae] (?:medic|bianc|ross|dematerial|elettronic)|autorità giudiziaria|delega di indagin|medico competente|malatti\w+ infettiv|vaccin|allerta|profilassi|sorveglianza sanitaria|dispositiv\w+ medic|emergenza (?:caldo|sanitaria)|donazione (?:di )?sangue`

	reTrasparenza = `data breach|violazion\w+ (?:di |dei )dati|whistleblow|segnalazion\w+ (?:di )?illecit|\banac\b|accesso civico|33/2013|trasparenza|anticorruzione|\brpct\b|\boiv\b|responsabile (?:della|per la) protezione dei dati|\bdpo\b|\brpd\b|garante per la protezione|24/2023|revisore dei conti|conto annuale|\bpnrr\b|\bagid\b|\bspid\b|\bipa\b|piattaforma digitale nazionale|\bperlapa\b|registro dei trattamenti`

	rePubblicita = `clicc[ah]\w* (?:qui|sul|su|il|per)|\bclicca|cliccando|disiscriv|annulla l'iscrizione|\bunsubscribe|non desider\w+ (?:più )?ricevere|non ricevere più|promozion|\bsconto|scont[oi]\b|(?:nostr[ae]|ultim[ae]|miglior[ei]) offert[ae]|offert[ae] (?:commercial|special|esclusiv|riservat|valid)|\bgratis\b|codice promo|in omaggio|\bvinto|\bcrypto|bitcoin|prestit[io] |finanziament\w+ (?:agevolat|a tasso)|listino|catalogo|la nostra azienda|siamo (?:un'azienda|una società|un'agenzia|leader|lieti di)|leader (?:nel|di) settore|demo gratuit|prova gratuit|banc\w+ dati di|database di|liste? di (?:email|contatti|indirizzi|professionisti)|web marketing|posizionamento (?:sui|su|nei)|il (?:vostro|suo|tuo) (?:account|profilo|dominio|sito|abbonamento)|verific\w+ (?:il suo|il tuo|il vostro|la sua|la tua) (?:account|identità|casella)|entro 24 ore|iscriviti|posti limitati|\btua (?:casella|pec|mail|posta|firma)|la tua opinione|partecipa (?:al|alla|a)\b|scopri (?:come|di più|le|la|il)|registrati (?:qui|ora|sul)|sarà (?:sospes[oa]|bloccat[oa]|disattivat[oa])|portafoglio|investiment|lotteria|eredità|dear (?:customer|sir|friend|user|client)|congratulation|your (?:account|mailbox|password|order|invoice)`

	reLavoro = `\binps\b|\binail\b|\bdurc\b|agenzia delle entrate|\bcassetto (?:fiscale|previdenziale)|\buniemens|\bf24\b|cartell\w+ (?:di pagamento|esattorial)|agenzia.{0,3}entrate.{0,3}riscossione|avviso (?:di accertamento|bonario|di addebito)|\benpam\b|\benpap\b|\binarcassa\b|previdenz|\bpension|contribut\w+ (?:previdenzial|obbligator)|infortuni|sindacat|sciopero|\bccnl\b|\brsu\b|\baran\b|contrattazione|buon\w+ pasto|certificat\w+ (?:unica|di malattia)|visita fiscale|collocamento|curriculum|candidatura|autocandidatura|offerta di lavoro|cedolin|lavoro agile|permess\w+ sindacal`

	reGara = `\bcig\b|\bcup\b [a-z0-9]|\bmepa\b|consip|bando (?:di gara|pubblico|per)|manifestazione di interesse|affidamento (?:diretto|del servizio)|capitolato|offerta (?:economica|tecnica)|procedura negoziata|condomini|recesso dal|contratto n|\bpolizz|assicurat|rinnovo (?:del contratto|della polizza|dell'abbonamento|della licenza)|proroga (?:tecnica )?del contratto|contratto di (?:assistenza|manutenzione|noleggio|fornitura)|avviso di selezione|concorso pubblic|avviso pubblic|incaric\w+ (?:a tempo|liber|di sostituzion)|graduatori|ordine di acquisto|manutenzion|consegna della merce|documento di trasporto|protocollo d'intesa|convenzione (?:tra|con (?:il|la|lo|l'))`

	reFormazione = `newsletter|rassegna stampa|comunicato stampa|\becm\b|crediti formativi|\bcorso\b|\bcorsi\b|convegn|congress|webinar|seminari|workshop|\bevento\b|giornat[ae] (?:di studi|mondial|nazional|formativ)|\bfad\b|patrocini|\bmaster\b|locandina|relator[ie]|save the date|inaugurazion|\bmostra\b|concerto|abbonament|rivist[ae]|bibliotec|\blibro\b|questionario|sondaggi|ricerca scientific|tesi di laurea|borsa di studio|premio|bando|giornalist|redazione|intervist|auguri|buone feste|buon natale|felice anno|convocazione|\bstudenti\b|\btutor\b|\btpves\b|\bateneo\b|corso di laurea|scuola di specializzazione|facoltà di`

	reOrganizzazione = `assemblea|elezion|\bseggi[oa]\b|scrutator|candidat|\blista elettoral|president\w+ (?:dell'ordine|pro tempore)|consiglier[ei]|delegat[oi] (?:provincial|regional)|tavolo tecnico|conferenza dei servizi|\briunione\b|incontro (?:istituzional|con)|verbal[ei]|commissione (?:medica|consultiva|giovani|albo)|invito|si invita|terna|designazion|nomina (?:di|del|dei|della)|rappresentant|sala (?:conferenze|riunioni|convegni)|patente|commissariat|calendario|turni|protezione civile|chiusura (?:degli uffici|al pubblico)|\bnotai|\brogito|soprintendenza|archivistic|\bgestionale\b|il (?:nostro )?tecnico|assistenza tecnica|il supporto`

	reCittadino = `medico (?:di base|di famiglia|curante|di medicina generale|di guardia)|guardia medica|pediatra|(?:il|un|quel|del|dal) dentista|\bpazient|cartella clinica|cartelle cliniche|ambulatori|pronto soccorso|reparto|ospedal|\brsa\b|fascicolo sanitario|ricovero|parcella|(?:mi[oa]|nostr[oa]) (?:padre|madre|figli[oa]|marito|moglie|nonn[oa]) .{0,60}(?:visit|cur|ricover|medic|delega|certificat)|parere di congruità|certificato (?:medico|per la patente|scolastic|sportiv|di riammission)|operazione (?:al|alla)|intervento chirurgic|vorrei sapere se (?:il|la) (?:dott|medic|signor)|chi è il medico|trovare un medico|risponde nessuno|\besenzion|\bticket sanitar|(?:nella|della|una|la) ricetta|disposizioni anticipate|testamento biologico|studio del dott|cerco (?:il|lo|la|l'|un)|\brecension`

	reQuote = `\bquota\b|\bquote\b|bonific|\biban\b|pagopa|contabile|\bpagat[oa]\b|pagament|rimbors|marca da bollo|versament|canone|\beuro\b`

	reCommercio = `\bclient[ei]\b|clientela|enti in indirizzo|sopralluogo|\bbozza\b|tipograf|volantin|campionari|scanner|fotocopi|cantiere|immobil|locazion|affitt|corriere|spedizion|\bplico\b|giacenza|fornitor|scadenz\w+ (?:fiscal|contrattual)|traduzion|asseveraz|\btfr\b|liquidazion|risarciment|saldo al|revisione del bilancio|\bdvr\b|sicurezza sul lavoro|antincendio|servizi sociali|\bminore\b|relazione sul`

	// An act of another matter as a member himself sends it. The list is short on purpose: what a member writes is looked at by a
	// person, and only these are surely read elsewhere.
	reAttoProprio = `memori[ae] difensiv|procediment\w+ disciplinar|\bproc\. ?disc|addebit\w+ disciplinar|221/1950|sommarie informazioni|commission\w+ disciplinar|difensore di fiducia|(?:present|trasmett|invi|propo|alleg|deposit|integrazion|riferiment|merito)\w* .{0,40}(?:\bun |\bl'|all'|dell'|sull'|allegato )esposto\b|\besposto (?:nei confronti|contro|a carico)|querela|\blegge n\. ?53 del|\bl\. ?(?:n\. ?)?53/(?:19)?94|si notifica|decreto ingiuntivo|atto di citazione|atto di precetto|pignorament`

	// Who writes for an office, a company, a client. "Questo Ordine" is no sign of another Order: members call ours so.
	reScrivente = `\b(?:la scrivente|scrivente|questa|della scrivente) (?:spett\.?\w* )?(?:amministrazione|azienda|direzione|società|associazione|commissione|struttura|asl|asp|ausl|ats|agenzia|università|prefettura|procura|fondazione|federazione|cancelleria|organizzazione|cooperativa|banca|compagnia|clinica|casa di cura|ditta|impresa|autorità|regione|provincia|questura|scuola|unità operativa|u\.o|p\.a|stazione appaltante|struttura sanitaria)\b|\b(?:questo|lo scrivente|scrivente) (?:ufficio|ente|comune|istituto|ateneo|dipartimento|tribunale|ministero|collegio|comando|servizio|organismo|gestore|studio legale|nucleo|sportello|settore|difensore|procuratore|consorzio|condominio|provider|sindacato|ordine provinciale)\b|\bnostr[oa] (?:nuov[oa] )?(?:indirizzo )?(?:di )?(?:pec|posta)|\b(?:la società|la ditta|la cooperativa|l'associazione|la fondazione|la compagnia) .{0,60}(?:comunica|informa|chiede|invia|trasmette|dichiara)|\bs\.?r\.?l\.?\b|\bs\.?p\.?a\.?\b|\bs\.?n\.?c\.?\b|\ba r\.?l\b|\bstp\b|\brti\b|gentil[ei] client|spett\.?\w* client|il (?:responsabile|dirigente|direttore) (?:del|della|generale|amministrativ|sanitari|uo|di)|\bil (?:sindaco|prefetto|rettore|cancelliere|funzionario|comandante|direttore|dirigente|curatore|rup)\b`

	// The writer speaks of himself, and not as an office does.
	rePrimaPersona = `sottoscritt|\bchiedo\b|\bcomunico\b|\brinuncio\b|\btrasmetto\b|\bdichiaro\b|\bmi[aoe]\b|\bmiei\b|\bmi\b|\bio\b|\bvorrei\b|\bho\b|\bsono\b|\b(?:la|il|alla|del) propri[ao]\b|\bdesidero\b|\bintendo\b|\bvoglio\b|\bannullo\b|\britiro\b|\brevoco\b`
	// More than one writes, as offices and companies do.
	rePlurale = `\b[a-z]+iamo\b`

	// Somebody who writes for another before a judge or in a dispute. Lawyers are members of their own Order: alone it decides
	// nothing.
	reLegale = `\bavv\b|avvocat|studio legale|\bdifensore\b|\bprocuratore\b|nell'interesse (?:di|del|della|dei)\b|(?:mi[oa]|nostr[oa]|propri[oa]) (?:assistit|client)|in nome e per conto|giusta procura`

	// A box that the text calls the writer's or the Order's own.
	rePropria = `\b(?:mia|mio|propri[ao]|nuov[ao]|personale|vostra|dell'ordine|attiv\w+|rinnov\w+|registrata|scadenza della|scadut\w+ la|cambi\w+|variazione|inserire|aggiornare) [^.;:]{0,24}(?:pec\b|casell|domicilio digitale|posta elettronica certificata)|(?:pec|casella|domicilio digitale) (?:personale|dell'ordine|gratuit|registrat|in convenzione|agli atti|vostra|fornit|scadut|non funziona)|inserire .{0,20}data ?base`

	// The reserved list as the thing that is asked.
	reChiedeElenco = `\b(?:chied|richied|richiest|trasm|inviar|invio|forni|rilasci|ottener|acquisi|ricever|avere|disposizione|comunicar|estra|copia)\w*[^.;]{0,120}(?:\bl'|dell'|\bun |\bil |\bdi |\bdel |\bgli |\bdelle |\bla |\ble |\bvostro |richiesta )(?:elenco|elenchi|lista|liste)\b`
	reElencoUnito  = `(?:unito|allegato|seguente|accluso|presente|studenti|tutor|concorrenti|vincitori|candidati|fornitori|beni|documenti|partecipanti) elenco|elenco (?:allegato|unito|che segue|degli studenti|dei candidati|dei partecipanti|dei vincitori|dei documenti|dei corsi|delle strutture|dei tutor|dei componenti)|nell'elenco|dall'elenco|all'elenco`
	reUnaPersona   = `\bse (?:il|la|i) (?:dott|sig|prof|predett|suddett|sopra|nominat|professionist|medic)|\b(?:del|della|dal|dalla|al|alla) (?:dott|sig|prof)[a-z]*|\bnominativ[oi]\b|\bnato a\b|\bnata a\b`

	// Of whom it is said that he is dead.
	reMortoPaziente = `(?:decesso|morte|scomparsa) (?:del|della|di un|di una|dei|di) (?:nostr\w+ |mi[oa] |suo |sua |propri\w+ )?(?:\w+ )?(?:pazient|assistit|minor|bambin|neonat|degent|ricoverat|congiunt|padre|madre|nonn[oa]|marit|mogli|figli|fratell|sorell|zi[oa]\b|signor|sig\b)|(?:pazient|degent|ricoverat|assistit|neonat)\w*.{0,60}(?:decedut|decesso)|tasso di|(?:evento|esito) (?:mortale|fatale)|casi di decesso|certificat\w+ di (?:morte|decesso) (?:compil|rilasci|istat|non)|scheda (?:istat|di morte)|polizia mortuaria|in caso di decesso|cremazion|autopsi|necroscopic`
	reMortoIscritto = `iscritt\w+ .{0,80}(?:decedut|decesso|mancat[oa]|scomparsa)|(?:decedut|decesso|mancat[oa]|scomparsa).{0,80}(?:iscritt|colleg|\bmedico\b|odontoiatr|psicolog|professionist|dott|prof)`

	// The line before the name of somebody against whom, or for whom, it is written.
	reControChi = `nei confronti|\bcontro\b|a carico|nell'interesse|per conto|in nome|difensore|oggetto`

	// A diffida that the writer has received from the Order.
	reDiffidaNostra = `(?:vostra|vs\.?|ricevut\w+|pervenut\w+|della|alla|dalla|con la|riscontro a\w*) .{0,30}\bdiffida\b|\bdiffida (?:ricevut|pervenut|del vostr|dell'ordine|da voi|del [0-9]|n\.)`

	// Words of somebody who has trouble, and words of a question: these are help for a box only where the box is called his own.
	reDifficolta   = `non (?:ri?esco|sono riuscit|riusciam|funziona|mi (?:funziona|arriva|è arrivat|fa|riesce)|ho (?:mai |ancora |più )?(?:ricevut|avut|la password|le credenziali))|ho (?:dimenticat|perso|smarrit|problem|bisogno)|mai (?:ricevut|arrivat|avut)|dati non corrispondenti|mi dà errore|bloccat`
	reDomandaAiuto = `mi (?:potete|può|serv|aiut|date|dice|spieg)|come (?:faccio|posso|devo|si fa|attiv|funziona)|vorrei|\bchied|è possibile|potete|potreste|assistenza|\?`
)

// reNonIscrizione are mentions of the writer's own past enrolment, and of an address as the thing that is enrolled: they do not
// make a text an application. They are taken out before matters are looked for.
var reNonIscrizione = regexp.MustCompile(`(?:all'atto|al momento|in occasione|in sede|in fase|dalla|nella|dopo la|con la|successivamente alla|contestualmente alla) (?:della |la |di |alla )?(?:mia |propria )?(?:domanda di |richiesta di |prima )*iscrizione|iscrizione (?:della|del|di|dell') ?(?:mia |mio |nuov[ao] |propri[ao] )*(?:pec|casella|domicilio|indirizzo)`)

// reTramite are mentions of certified mail as the way by which something is sent or answered, or as one message: "a mezzo PEC",
// "rispondere alla casella sopra indicata", "con PEC del 10 gennaio". Who writes so speaks of something else.
var reTramite = regexp.MustCompile(`(?:\b(?:via|a mezzo|mezzo|tramite|mediante|attraverso|con|per|solo|esclusivamente) (?:di )?|\bun[ao]? )(?:pec|posta elettronica certificata|posta certificata)\b|` +
	`\b(?:pec|posta elettronica certificata) (?:del(?:l'[0-9]| [0-9]| giorno)|in data|datata|di (?:ieri|oggi)|ricevut\w+ (?:il|in)|contenente)|` +
	`\b(?:invi|trasmett|trasmess|rispond|rispost|riscontr|scriv|restitui|recapit|perven|spedi|spedit|inoltr|avvis|contatt|reclam|candidat|domand|relazion)[a-zàèìòù]*[^.;:@]{0,50}\b(?:alla|dalla|alle|nella|nelle|sulla|a|da|questa|all'indirizzo|rispettive)( [a-zàèìòù']+){0,3} ?(?:pec|casell[ae]|posta elettronica certificata|posta certificata)\b|` +
	`\bindirizzo (?:di )?(?:pec|posta elettronica certificata) (?:dedicat|indicat|sopra|sottoindicat|istituzional|dell'ufficio|dell'ente)[a-z]*|` +
	`\bmodul[oi] (?:di (?:adesione|preiscrizione|iscrizione|contatto|domanda|delega|consenso|partecipazione|candidatura|segnalazione|reclamo)|online|scaricabil[ei]|web)`)

// tavolaAltra holds the patterns of other post.
var tavolaAltra = places.Compile(
	reEsposto, reDisciplinare, reGiudiziario, reIscrizione, reFattura, reVerifica, reAltroOrdine, reVigilanza, reTrasparenza,
	rePubblicita, reLavoro, reGara, reFormazione, reOrganizzazione, reCittadino, reQuote, reCommercio, reScrivente, reLegale, rePropria,
	reChiedeElenco, reElencoUnito, reUnaPersona, reMortoPaziente, reMortoIscritto, reDifficolta, reDomandaAiuto, reControChi, reDiffidaNostra, reAttoProprio, rePrimaPersona, rePlurale,
)

// uffici are the words that an address of a public office, an Order or a mailing program is made of, alone or as the beginning of a
// longer one. They tell who says that he writes, and prove nothing: a message gets left alone by them, never more.
var uffici = []string{
	"comune", "provincia", "regione", "prefettura", "questura", "tribunale", "procura", "giustizia", "ministero", "inps", "inail",
	"agenziaentrate", "agenziariscossione", "riscossione", "cciaa", "carabinieri", "vigilfuoco", "asl", "ausl", "asst", "ats", "azienda",
	"ospedale", "unipr", "universita", "ateneo", "istruzione", "scuola", "garante", "anac", "agid", "mef", "sanita", "salute",
	"ordine", "federazione", "fnomceo", "enpam", "unep", "cancelleria", "protocollo", "noreply", "newsletter", "pagopa", "fatturapa",
}

// funzioni are the words that boxes of a function are called by.
var funzioni = []string{
	"segreteria", "info", "president", "presidenza", "direzione", "amministrazione", "uffici", "servizi", "comunicazion", "archivi",
	"albo", "anagrafic", "albi", "gare", "concorsi", "notific", "sdi", "durc", "iscrizioni", "supporto", "sede", "sezione", "registro",
	"casellario", "volontaria", "gip", "upd", "cceps", "esami", "specializzazioni", "sistema", "urp", "suap", "tributi", "biblioteca",
}
