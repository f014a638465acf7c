package rules

import "strings"

func tavolaParole(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// innocue are the words of the forms and of the requests of order.md §7, of data about the writer and of courtesy. No word
// belongs here that can deny, put off, take back or report what somebody else asks: those are known in phrases only.
var innocue = tavolaParole(`
a ad ai al all alla alle allo agli da dal dall dalla dalle dai dagli di d del dell della delle dei degli in nel nell nella nelle nei negli
con su sul sull sulla per tra il lo la l i gli le un uno una e ed o è che come quale quali quanto anche inoltre nonché pertanto quindi
io mi mia mio miei mie me vi voi vostra vostro vostre vostri vs suo sua loro si ne proprio propria propri proprie rispettive questo questa codesto codesta
sottoscritto sottoscritta sottoscritti sottoscritte sottoscrive scrivente ll sono
rich pls plz thx tks fyi grazzie bacioni qui pregherei libera chiede chiedo chiedere trasmette invia sostituisca richiede richiedo comunica comunico comunicare dichiara dichiaro dichiarando indica indico trasmetto
rinunciare rinuncia rinuncio rinunciando rinunzia rinunzio rinunziare disdetta disdire dismettere dismissione inserire inserisca inserimento inserendo registrare registrazione registrato
ottenere avere assegnare assegnazione attivare attivazione variare variazione modificare modifica cambiare cambio sostituire sostituzione aggiornare aggiornamento
annotare annotazione comunicazione comunicazioni comunicata comunicato comunicate richiesta istanza domanda oggetto
pec personale personali privata privato casella caselle indirizzo indirizzi domicilio digitale domicili posta elettronica certificata email mail
ordine omceo albo elenco anagrafica registro registri iscritti iscritto iscritta iscrizione iscr iscriz n nr num numero prot
data base database archivio archivi fornita fornito rilasciata assegnata dato dati atto inipec ini reginde
nuova nuovo nuovi seguente seguenti sarà diventa diventerà stessa stesso presso
cf c f cod codice fisc fiscale partita iva tel telefono cell cellulare fax mobile recapito recapiti ufficio studio nato nata residente domiciliato domiciliata provincia prov via viale piazza largo cap città
buongiorno buonasera buona buon giorno giornata sera serata mattina salve ciao gentile gentili gentilissimi gentilissimo gentilissima egregio egregia egregi egr gent gentmi spett spettabile spettle le li illustre ill mi stimato stimati caro cari cara
saluti saluto saluta cordiali cordialità cordialmente distinti distintamente migliori ossequi sinceri fede grazie ringrazio ringrazia ringraziando ringraziamenti anticipo anticipatamente porgo porge porgere attenzione cortese cortesia cortesemente gentilmente gentilezza disponibilità disposizione collaborazione riscontro cenno lavoro
oggi lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre lì addì anno
allegato allegati allega allego allegata documento identità copia modulo firmato firmata digitalmente firma
presente
art comma lett dl l dlgs cad legge sensi effetti
sì si ok confermo conferma
medici chirurghi odontoiatri farmacisti infermieri veterinari biologi psicologi commercialisti ingegneri architetti avvocati geometri periti agronomi geologi
luogo data timbro firme cambiata cambiato cambiati variata variato sostituisce sostituirà sostituita sostituito aggiornata aggiornato vecchia vecchio precedente venga vengano quella quello quelle
signori signore stima ossequio grato grata grati sarei saremmo poteste vogliate gradirei avendo disponendo possesso possiedo possedendo dispongo disponibile titolare intestata intestato
futura futuro future futuri fini fine istituzionali istituzionale informazione informazioni necessità chiarimento chiarimenti occorrenza evenienza utile utili relativa relativo relativi relative personalmente mediante tramite
ambulatorio clinica ospedale asl ausl azienda usl dipartimento reparto unità operativa medico-chirurgico sede interno scala frazione località loc comune stato civile cittadinanza italiana
www assai urgente urgenti consiglio direttivo carissimi carissime istituito sottoscrizione finalmente contestuale cittadino cittadina pazienza orario orari appuntamento riceve skype linkedin facebook instagram telegram whatsapp ok allora perché poiché siccome mentre infatti pertanto perciò dunque quindi inoltre altresì nonché ovvero contestualmente cortesemente ulteriore ulteriori esclusivamente correttamente regolarmente attualmente recentemente
attiva attivo attive attivi valida valido funzionante gratuita gratuito gratuitamente propri rispettivo univoca univocamente
gestore gestori provider fornitore contratto convenzione abbonamento scadenza scaduta scaduto aruba legalmail namirial infocert poste poste-com register virgilio
segnalo segnala segnalare segnalarvi informo informa informare informarvi informarla comunicarvi comunicarle eleggo elegge eleggere elezione notifico formalizzo formalizza fornisco fornisce fornire chiedervi chiederle chiediamo richiedere
inserirla inserirlo registrarla registrarlo annotarla annotarlo aggiornarla aggiornarlo sostituirla sostituirlo aggiornando modificando sostituendo comunicando registrando variando variazioni modifiche registrazioni aggiornamenti
prego prega preghiamo pregando pregandovi voler volere volerne vogliate voglia provvedere procedere provvediate accogliere considerare considerarla considerarsi valere diviene modificato modificata
indicata indicato indicati riportata riportato sottoindicata sottoindicato suindicata suindicato sopraindicata sopraindicato suddetta suddetto predetta predetto medesima medesimo citata citato allegati appresso
cognome nome nominativo generalità tessera matricola ordinale sezione sez posizione anagrafici anagrafico anagrafiche fiscali titolo sesso data ore odierna
ottemperanza adempimento adempiere adempimenti obbligo obblighi obbligatorio normativa normative vigente vigenti previsto prevista previsti prevede disposizioni norma norme decreto convertito convertita modificazioni successive legislativo ministeriale nazionale pubblico pubblici indice indici portale sito
segreteria istituzionale professionale professionali professionista professionisti ufficiale ufficiali riferimento definitiva definitivo definitivamente principale unica unico unicamente
volontà intenzione decisione facoltà diritto opportunità possibilità esigenza esigenze motivo motivi ragione ragioni comodità praticità semplicità conseguenza scopo scopi finalità invito promemoria circolare sollecito lettera precisazione precisazioni delucidazione istruzioni indicazioni indicazione procedura procedure passaggio gestione impiego servizio servizi sistema sistemi schedario elenchi banca pagina modulistica formulario tempo momento giorni anni presidenza direzione sportello uffici operatori pratica pratiche fascicolo scheda profilo corrispondenza notifiche atti documentazione
competente competenti apposito apposita relativi pertinenti necessario necessaria necessari opportuno opportuna dovuto dovuta formale espressa espresso aggiornato recente ultima ultimo principale elettronico digitali certificato certificati
scrivo scrive rispondo inoltro porto rendo noto preciso specifico manifesto esprimo formulo rivolgo sottopongo presento presenta deposito depositare inviare trasmettere trasmettendo indicando segnalando inviando presentare presentando scrivere precisare precisando specificando confermare confermando chiarire dichiarazione dichiarare
desidero desidera desideriamo vorrei intendo intende passare passo passando optare preferire adottare adotto dotarmi dotarsi dotato dotata munito munita sottoscritto attivata attivato aperta aperto acquistata acquistato creata creato
inserite registrate aggiornate sostituite modificate annotate annotando usate utilizzate utilizzando usando provvedete
ormai oramai adesso sempre subito presto finora tuttora altresì circa molte molti molta molto tante tanti tanta tanto assai davvero veramente bene felice lieta lieto cordialissimi cordialissimo ossequiosi deferenti devoti devotamente
mille osservanza pomeriggio settimana carta ricezione ricevimento telefonico telefonica telefonici cordiale rispettosi rispettosamente ringraziamo salutiamo porgiamo tutto registrata registrati
specializzato specializzata specializzazione perfezionato perfezionata perfezionamento master dottorato laurea libero ordinario universitario facoltà aiuto legale contabile ctu mmg pls veterinaria farmacia odontoiatrico odontoiatrica dentistico dentistica
pediatria cardiologia chirurgia ginecologia ostetricia ortopedia psichiatria neurologia radiologia oculistica dermatologia medicina generale interna igiene urologia anestesia rianimazione oncologia odontoiatria
agrigento alessandria ancona andria aosta arezzo ascoli piceno asti avellino bari barletta belluno benevento bergamo biella bologna bolzano brescia brindisi cagliari caltanissetta campobasso caserta catania catanzaro chieti como cosenza cremona crotone cuneo enna fermo ferrara firenze foggia forlì cesena frosinone genova gorizia grosseto imperia isernia latina lecce lecco livorno lodi lucca macerata mantova massa carrara matera messina milano modena monza napoli novara nuoro oristano padova palermo parma pavia perugia pesaro urbino pescara piacenza pisa pistoia pordenone potenza prato ragusa ravenna reggio calabria emilia rieti rimini roma rovigo salerno sassari savona siena siracusa sondrio taranto teramo terni torino trani trapani trento treviso trieste udine varese venezia verbania vercelli verona vibo valentia vicenza viterbo
`)

// sigle are the provinces of Italy as they stand behind a place, but NO (Novara), which denies.
var sigle = tavolaParole(`
ag al an ao ap aq ar at av ba bg bi bl bn bo br bs bt bz ca cb ce ch cl cn co cr cs ct cz en fc fe fg fi fm fr ge go gr im is kr lc le li lo lt lu mb mc me mi mn mo ms mt
na nu or pa pc pd pe pg pi pn po pr pt pu pv pz ra rc re rg ri rm rn ro sa si so sp sr ss su sv ta te tn to tp tr ts tv ud va vb vc ve vi vr vt vv
`)

// titoli are words of persons: harmless as a title or a profession, not as a subject of their own ("il medico chiede").
var titoli = tavolaParole(`
presidente segretario consigliere dott dottor dottore dottoressa ssa dr prof professor professore professoressa sig signor signora sigg ra ing ingegner avv avvocato arch architetto geom geometra rag
dirigente primario direttore direttrice responsabile consulente professionista docente ricercatore dentista ortodontista ortodonzista anestesista radiologista revisore ostetrica igienista fisioterapista tecnico
medico chirurgo odontoiatra specialista farmacista infermiere infermiera veterinario biologo psicologo psicologa commercialista perito agronomo geologo
`)

// innocueRitiro are further words of a withdrawal (R16).
var innocueRitiro = tavolaParole(`contrordine ma però idea meglio riflettuto pensato bene tengo tenermi tenerla preferisco resto restare resta rimango mantengo continuo usare scusate scusatemi inviato inviata mandata mandato fatto fatta quella attuale fa poco volerla lasciare sconto gratis ci ho ripensato ripensata stamattina stamani stamane odierna mattina annullo annulla annullare annullamento ritiro ritira ritirare revoco revoca revocare mantenere tenere conservare ieri precedente precedenti rif riferimento inviata presentata mia`)

// paroleStorpiate are words of courtesy and of the forms that are known with one letter wrong. None is one letter from a word that
// denies.
var paroleStorpiate = []string{"buongiorno", "buonasera", "cordiali", "cordialmente", "distinti", "distintamente", "gentile", "gentilissimi", "segreteria", "indirizzo", "elettronica", "certificata",
	"comunicazione", "variazione", "domicilio", "digitale", "anagrafica", "presidente", "spettabile", "aggiornare", "aggiornamento", "registrare", "registrazione", "sottoscritta", "comunicare", "ringrazio", "seguente"}

// innocueRisposta are further words of an answer to a question of ours.
var innocueRisposta = tavolaParole(`ecco eccolo eccola eccoli prima primo seconda secondo terza terzo quarta quarto giusto giusta corretto corretta esatto esatta ragione avete dimenticanza svista mancante mancanti scusate
	scuso dimenticato mancava mancavano chiesto richiesto richiesta opzione scelgo preferisco certo certamente confermata`)

// ritrattazioni are words that no signature and no notice of confidentiality has: below "-- " anything else may stand.
var ritrattazioni = tavolaParole(`annullo annulla annullate annullare ritiro ritirate ritirare revoco revocate disconosco disconosce smentisco smentisce cestinate cestinare attendete aspettate lasciate ignorate bozza scherzo truffa falso oppongo`)
