package rules

// formule are further phrases that are harmless as they stand (tavolaLocuzioni): what the writer has done and why, the law's formulas,
// thanks and wishes, letterheads.
var formule = tavolaLocuzioni(`
<io> = ho avevo abbiamo avendo aver avere
<avv> = già finalmente appena recentemente ora adesso oggi ieri anche nel_frattempo pure quindi pertanto personalmente stamattina stamani
<fatto> = attivato attivata acquistato acquistata comprato comprata aperto aperta creato creata ottenuto ottenuta cambiato cambiata variato variata modificato modificata sostituito sostituita verificato controllato compilato firmato allegato unificato telefonato traslocato installato configurato sottoscritto stipulato
<cosa> = pec casella indirizzo domicilio posta account gestore fornitore provider contratto recapito città casa studio residenza telefono numero sede
<art> = la il lo l le i un una uno mia mio nuova nuovo propria proprio
<vecchia> = vecchia vecchio precedente attuale
<gestore> = aruba legalmail infocert namirial poste register libero virgilio pecmail legalpost sogei actalis intesi infocert tim lepida postecert trust trenord iliad vodafone fastweb
<tempo> = anni anno mesi mese settimane settimana giorni giorno
<num> = un uno una due tre quattro cinque sei sette otto nove dieci dodici quindici venti trenta quaranta # tanti tante molti molte parecchi parecchie alcuni qualche pochi
<io> <avv>? <fatto>
<io> letto|visto|consultato <art>|la|le|l|il|i|sul|sulla|nel|nella|vostro|vostra|vostre|vs informativa|albo|sito|circolare|avviso|istruzioni|regolamento|vostro|vostra|portale|vostre|normativa?
<io> ricevuto la|il|le|i|una|un vostra|vostro|vs|vostre comunicazione|lettera|circolare|avviso|nota|mail|email|pec|sollecito|raccomandata|diffida|informativa
<io> finalmente|ora|adesso|oggi|già la|una|un|il mia|mio? pec|casella|domicilio
<io> deciso|ritenuto|stabilito|scelto|dovuto|potuto|pensato di|opportuno? di? dismettere|rinunciare|cambiare|attivare|sostituire|passare|comunicare|comunicarvi|scrivere|scrivervi|procedere|modificare|variare|adottare|registrare|fare|aprire|chiudere|acquistare|disattivare|inserire
sono|essendo passato|passata|passati a|ad|da|al|alla|dal|dalla <gestore>? a|ad|al|alla? un|una? altro|nuovo|altra|nuova? <gestore>|gestore|fornitore|provider|pec|servizio?
passato|passata da|dal <gestore>|gestore a|al <gestore>|gestore
da <gestore> a|ad <gestore>
gestore|fornitore|provider <gestore>
mi sono trasferito|trasferita a|in|da|nel|nella ^
mi sono trasferito|trasferita|iscritto|iscritta|accorto|accorta|dotato|dotata
di essermi|essersi trasferito|trasferita|dotato|dotata
presso|con|a|da|di un? altro|nuovo gestore|fornitore|provider
altro|altra|altri|altre gestore|gestori|fornitore|provider|città|provincia|regione|telefono|studio
da|per ragioni|motivi|ragione|motivo di costo|costi|praticità|lavoro|comodità|salute|famiglia|sicurezza|organizzazione|semplicità|spesa|età|professionali|tecnici|tecniche|personali|economici|economiche|lavorativi
<io> messo|messa a disposizione
aveva|ha|avete messo|messa a disposizione
mi|ci aveva|ha|avete|avevate a|già suo? tempo? messo|messa|fornito|fornita|dato|data|assegnato|assegnata|rilasciato|rilasciata a? disposizione?
a suo tempo
mi avete|avevate dato|data|assegnato|assegnata|fornito|fornita voi?
che mi era|è stata|stato assegnata|assegnato|fornita|fornito|data|dato
da <num>? <tempo>
da|dopo <num> <tempo>
da qualche|un|poco|molto <tempo>
dopo anni|tanti anni|tanto tempo|mesi
già da tempo|anni|mesi
per la|una prima|seconda|terza volta
per l ennesima volta
dal primo gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre
la uso|utilizzo da|per|anche|già|tutti|ogni|regolarmente|abitualmente <num>? <tempo>?
che uso|utilizzo|possiedo|leggo|consulto|controllo già|abitualmente|regolarmente|quotidianamente|da|per|tutti|ogni|anche <num>? <tempo>?
è|sono già attiva|attivo|funzionante|attivata|attivato
l ho già attivata|attivato|provata|verificata
e funziona
mi sono arreso|arresa|deciso|decisa
che costa|costava troppo|tanto|molto|parecchio
il vecchio gestore
quella|quello vecchia|vecchio|precedente|attuale non|scade|scadrà verrà|sarà|è|viene più rinnovata|rinnovato|attiva|attivo|utilizzata|utilizzato|valida|valido
<vecchia> pec|indirizzo|casella|domicilio resta|rimane attivo|attiva ancora? <num>? <tempo>?
pec|indirizzo|casella|domicilio|dati attuale|attuali @
attuale @
nuovo|nuova @
la vecchia la|l ho? chiudo|dismetto|chiusa|disattivata a? fine? anno|mese
essere|stato|stata informato|informata
di essere informato|informata|stato|stata|consapevole|titolare|iscritto|iscritta|in
di essere a conoscenza
sono|essendo a conoscenza
sono consapevole
consapevole|consapevoli delle|della|dei|che sanzioni|responsabilità|conseguenze|pene penali|civili|amministrative
sanzioni|responsabilità|conseguenze penali|previste|civili
cui può|posso andare|incorrere incontro? in? caso? di? dichiarazioni? mendaci|false?
per le|in ipotesi|caso di falsità|dichiarazioni|dichiarazione|falsa in? atti? mendaci|mendace|non|false? veritiere|veritiera?
in caso di dichiarazioni mendaci|false|non veritiere?
e|di|le dichiarazioni mendaci
falsità in atti e? dichiarazioni? mendaci
uso di atti falsi
sotto la mia|propria responsabilità
corrispondono|corrisponde|corrispondenti al|a vero|verità
al trattamento
trattamento dei|dati|di dati|personali|miei?
i dati saranno|verranno trattati
saranno|verranno|siano trattati|utilizzati|conservati esclusivamente|unicamente? nell|per|ai|in|secondo
nell ambito del|di|della procedimento|procedura|pratica
dichiarazione|richiesta viene resa
viene|è resa
dichiarazione sostitutiva di|dell|del certificazione|atto notorietà|notorio?
sostitutiva di certificazione|atto
atto di notorietà
d p r
s m i
ss mm ii
u s
n c
c so
c da
p zza
p za
v le
l go
p le
p tta
loc tà
st r
m d
n d
r p
cell tel
t f
v s
ss vv
s v
la s v
codesto|spettabile ill mo? ordine
on le
on line
ad ore pasti
e mail
c t u
m m g
p l s
u o c
u o
s r l
s p a
a s l
preso atto che|di|della|del
presa visione di|della|del|dell
premesso che
tutto ciò premesso
ciò premesso
ritenuto che
atteso che
dato atto
tenuto conto che
in considerazione di|del|della
alla luce di|del|della
a|per voce|telefono
come già? detto|anticipato|comunicato|riferito|spiegato|concordato|preannunciato per|a|al|allo|alla|in|ieri|oggi|stamattina|questa telefono|voce|telefonicamente|segreteria|sportello|mattina? ieri|oggi? allo|in|alla? sportello|segreteria?
come anticipato|concordato|comunicato|preannunciato telefonicamente|verbalmente|ieri|oggi
a seguito della|del|di telefonata|colloquio|conversazione|colloqui intercorsa|intercorso|intercorsi|telefonico|telefonica|odierna|odierno? in? data? odierna|odierno?
ai|i colloqui intercorsi
telefonata intercorsa|odierna|avvenuta
quanto segue
per comunicare|comunicarvi|informarvi|formalizzare|chiedere|chiedervi|segnalare|segnalarvi|confermare quanto|la|il|le|che
in|da data odierna
aggiungo|preciso|segnalo|specifico che sono|abito|risiedo|lavoro|il|la
come da voi|lei|vostra|vostre richiesto|indicato|comunicato|richiesta|suggerito
in sua|loro sostituzione
vece|luogo|posto di quella|quello
di cui in|all|al|alla|in oggetto
cui all|in oggetto
ricevuta con|per|a|via raccomandata|pec|posta|mezzo
attualmente? sospesa|sospeso dall? albo? per mancata|omessa|mancanza|assenza|carenza|di comunicazione|indicazione|del|della|di|pec|domicilio
che ci|mi|mi date|avete|avevate dato|assegnato|fornito|voi? voi?
me ne scuso|dispiace|rammarico
non avevo|possedevo|disponevo ancora|mai? di? una|un|la|alcuna|alcun? pec|casella|posta|domicilio|indirizzo certificata?
avete in|agli|nell|nei anagrafica|archivio|albo|atti|archivi
con|nella|in cui|quale|dove chiedete|chiedevate|chiedeste di verificare|comunicare|aggiornare|controllare|indicare|trasmettere|dotarmi|dotarci i|il|la|l|un|una nostri|miei|propri|mio|nostro|proprio? recapiti|dati|pec|domicilio|indirizzo
me|mi|ce l|la|lo? ha|hanno attivata|attivato|aperta|fatta|creata|configurata|installata ieri|oggi|stamattina? mio|mia|un|una|il|la figlio|figlia|nipote|marito|moglie|fratello|sorella|amico|amica|commercialista|tecnico
la|questa? richiesta|domanda l ho inviata|mandata|fatta|scritta|presentata io
la richiesta è mia
i miei saluti più? cordiali|distinti|cari
p s
la|della|nella quota|tassa #? l|la|è ho|stata pagata a|in|il|già ^?
mancata|omessa comunicazione del|della|dell
revoca|cessazione|fine|termine della|alla|di mia? sospensione|provvedimento
delibera|provvedimento di|n|nr|del sospensione|#
di|della|alla sospensione n|nr|del|di|disposta|# #?
chiede|chiedo la revoca della sospensione
per porre fine a|alla mia? sospensione
nella|della|alla mia qualità
non avendo finora|ancora|mai comunicato|avuto|indicato|posseduto alcun|alcuna|un|una|la indirizzo|pec|domicilio|casella
finora|prima non avevo|possedevo|ero mai? avuto|dotato|dotata? la|una|un|di? pec|casella|posta|indirizzo certificata?
non|ne sono|ero molto|tanto|troppo? pratico|pratica|esperto|esperta|capace di|con|in? queste|questi|il|la? cose|computer|strumenti|tecnologie|informatica?
mi ha|hanno|ho aiutato|aiutata|fatto mia|mio|un|una|il|la|i|le|miei? figlia|figlio|nipote|moglie|marito|figli|collega|amico|amica|commercialista|ragazzo|impiegato|impiegata? ad|a|nella? aprirla|aprire|attivarla|crearla|farla|attivare|creare|procedura|configurarla?
l ho|abbiamo attivata|attivato|aperta|fatta|presa|creata oggi|ieri|stamattina|stamani|dal|in|con|alle|allo|presso? commercialista|tabaccheria|poste|sportello?
mi|ci scuso|scusiamo per|del|della|dell il|la|l|i|le? ritardo|disturbo|disguido|inconveniente|attesa|lungaggine|insistenza|incomodo
scusate|scusi|scusatemi|perdonate|perdoni ancora|tanto|molto|davvero|pure? il|la|l|per|del ritardo|disturbo|disguido|insistenza|punteggiatura|via|mio|italiano|la|il? vai|disturbo|ritardo|italiano?
con molte|tante|le mie|sentite scuse per? il|la? disturbo|ritardo?
spero|confido|mi auguro che? così|tutto|sia|basti|questo|possa|vada vada|basti|sia|bene|possa|essere? bene|sufficiente|corretto|tutto|a|utile? posto?
spero di non aver|avere disturbato
auguro|auguriamo|auguri|augurio|augurandovi|augurando di? buon|buona|buone|un|una|vi|serene|felice|cordiali|sinceri|sentiti
vi|le|ci|porgo|i miei|più|miei|più? sentiti|sinceri|cordiali|migliori? auguri per|di|a|tutti le|il|tutto|buone|buon|un prossime|imminenti|festività|natale|pasqua|anno|feste? festività|feste?
buon|buona|buone|felice|sereno|serena natale|pasqua|feste|festa|anno|festività|lavoro|prosecuzione|continuazione|estate|vacanze|weekend|fine|settimana dell|della|di|a|e? immacolata|tutti|tutto|voi|buon|anno|epifania|repubblica?
grazie|ringrazio mille|infinite|tante|ancora|di|per|molte|in|a cuore|tutto|tutti|anticipo|voi|il|la|le|i|lo|l? lavoro|vostro|vostra|pazienza|aiuto|disponibilità|servizio|assistenza|sostegno|supporto? lavoro|pazienza|aiuto|disponibilità|offerto?
di cuore
grazie 1000
un caro|carissimo|affettuoso saluto|abbraccio
a presto
buone cose
siete|siate sempre|stati|molto|gentilissimi? gentili|gentilissimi|bravissimi|disponibili|cortesi|efficienti
complimenti per il|la|l servizio|lavoro|disponibilità|iniziativa|sito
l occasione porgo|per
per|in caso di necessità|bisogno|dubbi|chiarimenti|problemi
in|per ogni caso|necessità resto|rimango
nel caso vi|ve|servisse|serva|occorra|occorresse|fosse servisse|serva|occorra|occorresse|utile|necessario|ne? bisogno|aveste?
se serve|occorre|necessario il mio|la|contattatemi|chiamatemi|potete cellulare|telefono|numero|mail? è?
certa|certo|certi|sicura|sicuro|fiducioso|fiduciosa di|in|del? un|una|vostro|vostra? vostro|vostra|sollecito|cortese|positivo|gentile? sollecito|cortese|positivo? riscontro|risposta|accoglimento
potete|potrete|può contattarmi|chiamarmi|telefonarmi al|allo|ai|sul numero|numeri|cellulare|telefono|cell|seguente # #?
se servono|occorrono altri|altre|ulteriori documenti|dati|informazioni|moduli fatemi|fammi|fatecelo|fatemelo? sapere?
dott|dottor|dottoressa agr|ing|arch|geol|biol|chim|vet|farm
attendo|attendiamo le|la|una|vostre|vostra|il|un|cortese|i? credenziali|istruzioni|conferma|riscontro|cortese|vostra|vostro|gentile|indicazioni|ricevuta conferma|riscontro?
si resta|rimane in attesa
resto|rimango|restiamo|rimaniamo|rimanendo|restando in attesa|disposizione
rimango|resto|sono|restando|rimanendo a vostra|disposizione|completa|sua
si prega di dare|voler|inviare
fatemi|fammi avere conferma|riscontro|sapere? se?_
conferma dell|di|della avvenuta|avvenuto|ricezione|registrazione
dell|di|l avvenuta|avvenuto|avvenute registrazione|aggiornamento|variazione|modifica|inserimento|ricezione|iscrizione|lettura|sostituzione|annotazione
riceve|ricevimento|orario|orari|aperto|apertura|ambulatorio|studio lun|lunedì|mar|martedì|mer|mercoledì|gio|giovedì|ven|venerdì|sab|sabato|solo|tutti|dal|dalle|per|su|al|i|il? appuntamento|giorni|lunedì|martedì|mattina|pomeriggio?
si riceve per|solo|su|il|dal|dalle appuntamento|su|per|lunedì|martedì|mercoledì|giovedì|venerdì? appuntamento?
per|su appuntamento
ore|dalle|alle|dal|al # alle|al|e? #?
lungarno|borgo|contrada|largo|vicolo|piazzale|salita|corso|viale|via|piazza|strada|traversa ^ n|nr|n? #?
residenza|domicilio|abitazione|studio|sede|ambulatorio via|viale|piazza|corso|lungarno|largo|vicolo|in|a ^
inviato|inviata|ottenuto da|con|tramite|via libero|gmail|tiscali|alice|outlook|virgilio|yahoo|aruba|mail|app|samsung|xiaomi|huawei|windows|posta|webmail mail|app|galaxy|phone|mobile|pec? per? android|iphone|ios|windows|mobile?
inviato|inviata|scritto dal|con|da mio|il cellulare|telefono|smartphone|iphone|ipad|galaxy|samsung|xiaomi|huawei|tablet|telefonino
inviato dal|da cellulare|telefono|smartphone|telefonino|tablet|mobile|app
mail|outlook|app|libero|gmail|tiscali|alice per android|ios|iphone|windows
per android|iphone|ios
prot int|interno|n|nr
prot int #
rif int|interno|#
modulo|mod|allegato|all|sez|sezione|scala|int|lettera|parte|foglio a|b|c|d|e|f
carta intestata
iscritta|iscritto col|con|al|dal|nel|presso|all n|nr|numero|il|#|albo|n
col|con il? n|nr|numero #
il|la dichiarante|richiedente|firmatario|firmataria|iscritto|iscritta
il|la richiedente
di|in data #
ottima|buona|bella|lodevole iniziativa|idea_|cosa
aderisco volentieri|alla|all|con
mi pregio|permetto|onoro di
alla c a del|della|dello|dell consigliere|presidente|segretario|direttore|segreteria|ufficio|responsabile|dott|sig|tesoriere segretario|presidente|albo|albi|anagrafe|iscrizioni?
al|del|gentile|egregio|illustre|signor|sig consigliere|segretario|tesoriere segretario|tesoriere?
consigliere segretario|tesoriere
egregi|gentili|illustri consiglieri|signori|membri
al|ai consiglio|consiglieri direttivo?
buona sera|giornata|domenica|festa|serata
variazione|variazioni|aggiornamento che mi riguarda|riguardano
altro|solo per uso|comodità_
sono|siamo sempre io
in allegato|calce
trovate|trovate in|troverete|invio|trasmetto|allego in|il|la allegato|documento|modulo
file|documento|modulo|richiesta|pdf firmato|firmata|compilato|è|in digitalmente|in|allegato? allegato?
allego per scrupolo|completezza|comodità|conoscenza
ve|ve|gliela|glielo la|lo comunico|segnalo|indico|trasmetto per|ai|quale|come l|fini|albo|mio?
sulla carta intestata
va|vanno aggiornata|aggiornato|aggiornati|modificata|cambiata
è da aggiornare
il motivo|la ragione è che|semplice|questo|presto
per comodità mia|vostra|di
telefonata|telefonato|colloquio|assistenza|conversazione|cortesia|risposta di? ieri|oggi|stamattina
previste|previsti|prevista da|dall|dal art|articolo|codice|legge
sopra indicata|indicato|indicati|riportata|riportato|riportati|citata|citato
una|uno tutta|tutto|solo|soltanto mia|mio
posto dell altra|altro
di|in|per questi anni|mesi
dovuto fare|aprire|attivare|acquistare|crearne|farne un|una? altra|altro? pec|casella|indirizzo?
c|v|p|l so|le|zza|go ^ n|nr|n? #?
l|che|codesto|vostro? ordine mette|offre|fornisce a? disposizione? gratuitamente|gratis?
servizio|pec|casella che l ordine offre|mette|fornisce a|gratis|gratuitamente|agli? disposizione|iscritti?
inclusa|compresa|incluso|compreso nella quota
presentata|presentato|comunicata|comunicato|inviata|inviato|trasmessa in precedenza
presentata|presentato|inviata|inviato poco fa
gentile|gentilissima|egregia|spettabile segretaria
da|tale tale|data data?
perché quello|quella di prima costava|costa|funzionava troppo|male|tanto?
due|tre variazioni|comunicazioni|cose
consente|permette al|a|agli|di professionista|ciascuno|iscritti|scegliere di? scegliere? il? proprio? gestore?
autorizzo|autorizza il|la|l|al|all trattamento|inserimento|pubblicazione|registrazione|aggiornamento|iscrizione|annotazione
`)
