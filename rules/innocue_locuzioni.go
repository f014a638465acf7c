package rules

// locuzioni are phrases that are harmless although a word of them alone is not (tavolaLocuzioni).
var locuzioni = tavolaLocuzioni(`
# … §
nato a … il #
nata a … il #
nato a … in data #
nata a … in data #
nato il # a … residente
residente in … #
residente a … #
domiciliato in … #
domiciliata in … #
revoca sospensione
revoca della sospensione
revoca pec
revoca della pec
sospesa con delibera
sospeso con delibera
diffida ricevuta
a seguito della diffida
alla diffida
a diffida
in riferimento
con riferimento
in relazione
facendo seguito
rif
istruzioni pec
invio modulo
invio richiesta
invio comunicazione
invio in allegato
vedi allegato
come da modulo
a decorrere
con decorrenza
a partire
mai attivata
al posto di quella
sono stato io
sono stata io
scrivo da @
perché è scaduta
rinucia pec
risposta a diffida
risposta alla diffida
in risposta
la vecchia casella non è più accessibile
in luogo della
al posto della
in sostituzione
posta istituzionale
prima comunicazione
di aggiornare i vostri archivi
prendere nota
prendere atto
resto a disposizione per ogni chiarimento
per qualsiasi chiarimento
per ogni chiarimento
per eventuali chiarimenti
per eventuali comunicazioni
in attesa di riscontro
in attesa di un
in attesa di una
in attesa di vostro
in attesa di vostra
in attesa di vs
in attesa di gentile
in attesa di cortese
in attesa di conferma
in attesa di ricevuta
rimanendo in attesa
i più cordiali
i più distinti
invio cordiali
invio distinti
buon fine settimana
f to
c a
alla c a
preg mo
preg ma
preg mi
da utilizzare
che utilizzo
in quanto già in possesso
già in possesso
ai fini
a titolo personale
di aver attivato
di avere attivato
ho attivato
ho cambiato
ho variato
ho una pec
di aver cambiato
di avere cambiato
di aver variato
è cambiato
vi informo
vi informa
si informa
informo
per opportuna conoscenza
per conoscenza
per quanto di competenza
per gli adempimenti di competenza
per gli adempimenti conseguenti
la ringrazio
vi ringrazio
la saluto
vi saluto
dare conferma
darmi conferma
l avvenuta registrazione
l avvenuta variazione
l avvenuto aggiornamento
avvenuta registrazione
avvenuto aggiornamento
avvenuta variazione
se poteste confermare
se potete confermare
preg mo presidente
preg ma presidente
per qualsiasi informazione
può essere utilizzata
potrà essere utilizzata
p iva
autorizzo il trattamento dei dati personali
del regolamento ue
avvenuta ricezione
inviarmi conferma
vi prego di inviarmi conferma
vi prego di confermare
si prega di confermare
di accogliere la presente
di voler accogliere la presente
cari|care|gentili|egregi|stimati|buongiorno colleghi|colleghe|ragazze|ragazzi|signore
gentili colleghi
egregi colleghi
gentile segreteria
spettabile segreteria
spett le segreteria
gent ma segreteria
alla segreteria
della segreteria
la spett le segreteria
egregio presidente
gentile presidente
illustre presidente
ill mo presidente
ill mo sig presidente
sig presidente
signor presidente
signora presidente
al presidente
del presidente
al consiglio direttivo
resto a disposizione
resto in attesa
rimango a disposizione
rimango in attesa
rimane a disposizione
restando a disposizione
gent ma
gent mi
gent mo
ill mo
ill ma
inviato da iphone
inviato da ipad
inviato|ottenuto da|dal mio? telefono? outlook? per? android
inviato da outlook
inviato da mobile
inviato dal mio iphone
al più presto
quanto prima
vi prego di procedere
si prega di procedere
chiede di procedere
chiedo di procedere
vi prego di provvedere
si prega di provvedere
vi prego di aggiornare
dell avvenuta registrazione
dell avvenuta variazione
dell avvenuto aggiornamento
in qualità di
di essere titolare della
a far data
si prega di dare riscontro
vi prego di dare riscontro
vi prego di voler
si prega di voler
prego di
prega di
quanto in oggetto
quanto richiesto
a tutti gli effetti
a tutti gli effetti di legge
buon lavoro
e p c
<casella> = pec casella indirizzo domicilio recapito account caselle
<vecchia> = vecchia vecchio precedente attuale
<essere> = è sarà risulta sia
<viva> = attiva attivo attivi utilizzabile accessibile funzionante valida valido disponibile operativa operativo utilizzata utilizzato
<finita> = dismessa dismesso chiusa chiuso disattivata disattivato cessata cessato scaduta scaduto eliminata eliminato
<volere> = voler volere volermi volersi desidera desidero desiderando intende intendo intendendo voglio vorrei vogliate
<fare> = rinunciare rinunciarvi inserire ottenere variare comunicare comunicarvi cambiare modificare sostituire registrare aggiornare dismettere disdire attivare segnalare indicare trasmettere eleggere annotare provvedere procedere accogliere fornire informare richiedere
<finire> = disattivare disattivazione chiudere chiusura eliminare eliminazione cancellare cancellazione cessare cessazione dismettere dismissione annullare
<usare> = usare utilizzare utilizzando usate utilizzate avvalermi avvalersi avvalere adoperare
<art> = la il lo l le i una un
<dart> = della del dell delle dei alla al all alle
<cortese> = cortesemente gentilmente pertanto quindi altresì
<inserita> = registrata registrato inserita inserito aggiornata aggiornato sostituita sostituito modificata modificato variata variato annotata annotato considerata considerato disattivata disattivato utilizzata utilizzato
<strada> = via viale piazza corso largo vicolo strada piazzale lungarno borgo contrada località loc frazione fraz
<luogo> = ospedale clinica asl ausl usl asst ambulatorio farmacia università policlinico azienda reparto poliambulatorio distretto
a|in|di|# … §
<strada> ^ n|nr|n.? #?
<strada> … n? #
<luogo> ^
ospedali|sanitaria|territoriale|ospedaliera ^
nato|nata a|in ^
residente|domiciliato|domiciliata|domicilio in|a|nel ^
provincia|comune|città|tribunale di ^
cap # ^
# ^ §
<volere> <cortese>? <fare>
<volere> <cortese>? <usare>
di|a rinunciarvi
vorrei|desidero|voglio l attivazione|assegnazione
<usare> la|il|l|le|i|@|per|quella|quello|questa|questo|esclusivamente
da <usare> per|come|quale|in
<finire> <art>|<dart>? mia|mio|vostra|vs|attuale|vecchia|precedente|suddetta|predetta|citata? <casella>|posta
<finire> quella|quello dell|fornita|fornito|rilasciata|assegnata|vostra
ho|avendo|aver|avere appena|recentemente|già|ora? attivato|attivata|acquistato|acquistata|aperto|aperta|creato|creata|ottenuto|cambiato|variato|modificato|sostituito
ho|avendo|abbiamo una|un|la|mia|già mia|propria|nuova|altra? <casella>
ho già una|un
è stato|stata modificato|modificata|cambiato|cambiata|variato|variata|aggiornato|aggiornata|sostituito|sostituita|attivato|attivata
è|sono cambiato|cambiata|variato|variata|cambiati
sia|siano|venga|vengano|verrà|essere <inserita>|chiusa|dismessa e? <inserita>?
messa|messo a disposizione
<vecchia> <casella>? pec? @? verrà|viene|è|sarà|stata|stato? stata|stato? <finita>
<vecchia> <casella>? pec? @? non <essere> più|stata? più? <viva>|rinnovata|rinnovato|accessibile
<vecchia> <casella>? pec? @? che? non utilizzo|uso più
<vecchia> <casella>? pec? @? verrà|sarà dismessa|disattivata|chiusa
@ che? non <essere> più <viva>
@ che? <essere> stata|stato? <finita>
ordine che? non <essere> più|mai? stata? <viva>|attivata|attivato|utilizzata|rinnovata
ordine mai utilizzata|attivata|usata|rinnovata
non utilizzando|usando|utilizzo|uso più? la|quella|tale <casella>
ormai|oramai <finita>
che non utilizzo|uso più
al|in posto|luogo|sostituzione di|della|del|dell quella|quello? <vecchia>?
in favore di|della|del
d ora in poi|avanti
a far tempo|data dal|da|dalla
a|con decorrere|decorrenza da|dal|dalla|odierna
con effetto immediato
con decorrenza immediata
quanto prima possibile
prima possibile
mi chiamo
mi scuso per il|l ritardo|disturbo|disguido|inconveniente
scusandomi per il ritardo|disturbo
scusate per? il ritardo|disturbo
come richiesto|richiestomi|richiesta|indicato|indicatomi|previsto|segue|sopra
come da vostra|vostre|vs|sua? istruzioni|indicazioni|richiesta|comunicazione|circolare|nota|oggetto|modulo|modulistica|accordi|normativa|lettera
come indicato|riportato|previsto|richiesto nella|nel|sul|dal|dalla|da
in seguito|riscontro|risposta|ottemperanza|adempimento|conformità|relazione|merito|riferimento alla|al|all|agli|a
a seguito di|della|del|dell
di seguito
qui di seguito
in|per quanto
alla|della|vostra|vs|sua diffida
diffida ad adempiere
diffida ricevuta|pervenuta|notificata|notificatami|inviata|inviatami|del|prot|n
vostra|vs|sua lettera|nota|pec|comunicazione|circolare|richiesta|mail|email|informativa
prendere|prenderne|prendiate|presa nota|atto
prendere buona nota
si|vi prega|prego|pregano di
si|mi prega|pregia di
sono|siamo a|qui
vi|le|la scrivo per
con la presente
mi permetto di
è mia intenzione
ai sensi e per gli effetti
e per gli effetti di|del|della|dell
valida|valido a tutti gli effetti
che ad ogni effetto
in forza di
tutte le|future? comunicazioni
per le|ogni|qualsiasi|tutte|eventuali future|ulteriore|ulteriori|le? future? comunicazioni|comunicazione|informazioni|informazione|chiarimento|chiarimenti|necessità|evenienza
tutti|tutte i|le miei|mie dati
i più|miei|nostri cordiali|distinti|sentiti|rispettosi|sinceri|migliori
in attesa di|del|della vostro|vostra|un|una|cortese|gentile? riscontro|conferma|cenno|ricevuta|risposta|notizie
restando|resto|rimango|rimanendo|rimane|resta in attesa
restando|resto|rimango|rimanendo|rimane|sono|resta a|sempre? a? disposizione|vostra
si porgono|inviano|ringrazia|saluta|resta|rimane|chiede|allega
si|mi|ci scuso|scusa|scusano
grazie di|per tutto|tutto|la|l|il
grazie infinite|anticipate|mille|tante|anticipatamente|ancora
ringraziandovi|ringraziandola|ringraziandoti|ringrazio|ringrazia|ringraziamo
un saluto|caro
augurando|auguro|augurandovi|augurandole
buone|buon|buona feste|vacanze|natale|anno|serata|domenica|proseguimento|continuazione|weekend
a presto|risentirci
con i|la|i miei? più|migliori|sensi
della mia|nostra stima
sezione|sez|albo a|b|c|d
n|nr|num di|d|all iscrizione|ordine|albo
medico-chirurgo|dottore in ^
dottore in medicina|odontoiatria|psicologia|farmacia|agraria
al più presto possibile
firma autografa|digitale|leggibile|elettronica
firmato|sottoscritto digitalmente
firmato da ^
documento informatico firmato
spett ordine
ill mo ordine
spettabile consiglio
spett le consiglio direttivo
all attenzione di|della|del
alla attenzione di|della|del
al responsabile
come da|dalle? istruzioni pubblicate|ricevute|presenti sul|nel|sul sito
alle|le|dalle|vostre|vs istruzioni pubblicate|ricevute?
pubblicato|pubblicata|pubblicate sul|nel sito
ecco|eccovi il|i|la modulo|miei|mia compilato|dati|richiesta?
modulo compilato|allegato|firmato
di|in seguito ecco
ne ho|avendo attivata|attivato|acquistata|aperta|aperto una
ne ho una
quest ultima|ultimo
aderisco volentieri
disposta|disposto|adottata|irrogata con|da delibera
di cui alla delibera|diffida|nota|comunicazione
<casella> agli atti
agli atti di|dell|del
spero|spererei stiate bene
spero che stiate bene
autorizzo il trattamento dei miei? dati personali
trattamento dei miei? dati personali ai sensi del|dell|della d|art|reg|regolamento|gdpr|normativa
sensi del reg|regolamento ue|eu #
# gdpr
nato|nata in romania|albania|francia|germania|svizzera|argentina|brasile|ucraina|polonia|moldavia|marocco|spagna|belgio|russia|grecia|inghilterra
vi|le auguro una|un
non avendo più? necessità|bisogno|interesse|utilità|uso|esigenza della|di|dell <casella>
che? mi ha|avete|hanno|aveva|avevate assegnato|assegnata|dato|fornito|fornita|attribuito|attribuita|rilasciato|rilasciata|attivato|attivata
mi è stata|stato assegnata|assegnato|fornita|fornito|attribuita|attribuito|rilasciata|attivata
messaggio inviato da|dal|con
ottenuto da outlook
privo di virus
passare|passo alla|dalla
ex art
co #
trasmettere a|ad
trasmetterla|trasmetterlo|comunicarla|comunicarlo a|ad|all
con l app
quanto segue
senza virus
www
per ogni|qualsiasi|qualunque|altra? eventuale|eventuali? ulteriore? chiarimento|chiarimenti|informazione|necessità|comunicazione
al suo posto
che|da chiedo|chiede di
a me assegnata|assegnato|intestata|intestato|riferita
carissimi|carissime|carissimo
<apparecchio> = libero galaxy samsung huawei xiaomi iphone ipad android yahoo gmail outlook smartphone telefono cellulare tablet dispositivo app aruba thunderbird oppo redmi honor ios blackberry
inviato|inviata|ottenuto|sent da|dal|con|from|tramite mio|la|il|l|my? <apparecchio> mail|pec|mobile|android|ios|per|for|di|ios? android|ios|mobile|samsung?
messaggio inviato da|dal|con mio|la|il|l? <apparecchio> pec? mobile?
get|scarica outlook for|per ios|android
primo accesso
a tutti
tutti|tutte i|le|loro
tutti i giorni
ogni futura|altra|ulteriore|eventuale|utile|necessaria|sua|vostra? comunicazione|chiarimento|riscontro|informazione|necessità|evenienza|giorno|legge|corrispondenza|occorrenza|notizia
ogni effetto|fine di|fini|legge?
in attesa di|del|della|delle|dei|degli vostre|vs|ulteriori|eventuali|sue? istruzioni|indicazioni|comunicazioni|informazioni|credenziali
come d accordo|accordi al|per|via? telefono?
come concordato|convenuto|anticipato al|per|via? telefono|telefonicamente?
come da accordi telefonici|intercorsi?
stimati|cari|gentili|egregi|gentilissimi|carissimi colleghi
da tempo|anni|mesi
cui rinuncio|rinunzio|chiedo
rendo|si rende noto
porto|si porta a vostra|sua? conoscenza
molte grazie
la volontà di
faccio|fa presente di|che
sostituire|sostituzione|luogo|posto|variazione|modifica|cambio|aggiornamento|rinunciare|rinuncia|dismettere|disattivare dell|l|all|alla|della? attuale
da attuale
l utilizzo della|di
oltre che
del|al|dal segretario|consigliere dell|e
ad|per|di uso istituzionale|professionale|esclusivo|personale
sia quella|quello|questa|questo il|la mio|mia
possiedo|possiede|dispongo|dispone|ho|avendo|possedendo|disponendo|sono|essendo|abbiamo già
già in possesso
già mia|in|titolare|di|una|dotato|dotata|registrata|registrato|attiva|attivo|comunicata|comunicato|attivato|attivata|possiedo|iscritta|iscritto|utilizzata
per|di|a|con|da|in cui
ripeto|ripetiamo @|l|la
formula|formulo|formulare|esprime|esprimo espressa|formale|la|una rinuncia|richiesta
espressa|formale rinuncia|richiesta
con la massima stima
anch io
la comunico|trasmetto come|in|ai|per|all
per comodità riporto|trascrivo|riproduco|allego il|la testo|richiesta
in allegato il modulo
che non rinnoverò
non la|lo rinnoverò
ivi residente
dalla legge
ok allora
so la|il|l dottoressa|dott|dottor|dr|dottore
vi|le do|fornisco|lascio la|il mia|mio
sotto indicata|indicato|riportata|riportato
# a|b|c|d|e|f|bis|ter|int|interno|scala
con un? altro|nuovo|diverso gestore|provider|fornitore
ho effettuato oggi|ieri|già? il primo? accesso
per favore|piacere|cortesia
togliete|togliere la|il|l|dall
togliete|togliere quella dell|fornita
mancato rinnovo
docente|ricercatore|professore|specializzazione presso|dell|all? università
mettete|mettere la|il|l|@|quella|in|invece|al
scade|scadrà|scadeva|scaduta a|il|tra|fra|in|alla? fine? mese|anno|#|breve
<casella> cambia in|con
pec cambia|cambierà|diventa|diventerà in|con?
facendo|faccio seguito
che controllo|consulto|leggo|uso|utilizzo tutti|ogni|regolarmente|quotidianamente? i? giorni|giorno?
<chiesto> = procedere provvedere registrare registrarla registrarlo inserire inserirla inserirlo aggiornare aggiornarla aggiornarlo annotare annotarla iscrivere iscriverla mettere metterla modificare modificarla cambiare cambiarla sostituire sostituirla
<tempo> = mese anno settimana mesi anni settimane giorni giorno minuti ore ora
<detto> = detto anticipato spiegato concordato riferito preannunciato accennato comunicato
potete|possiate <chiesto>
potete scrivermi|contattarmi|trovarmi|raggiungermi a|all @|indirizzo
vogliate|voler|vogliano <chiesto>
di poter|potere <fare>|<chiesto>|avere
chiedo|chiede|chiediamo|desidero|prego di <chiesto>
e|ed|nonché di? iscrivere|riportare|mettere|segnare|trascrivere la|il|l|@|nel|nella|nell|al|in|quale|come
iscrivere|riportare al|in|nell|nel|nella|sull|@ suo|sua? posto|luogo|vece|albo|elenco|registro|anagrafica?
da riportare|iscrivere|annotare|inserire|registrare
venga|sia|siano iscritta|iscritto|riportata|riportato|attivata|rilasciata|concessa|fornita|messa|tolta|sostituita|chiusa|cancellata
mi|me|le sia|venga|siano attivata|assegnata|rilasciata|concessa|fornita|data
che cessi|venga|sia revocata|tolta? la mia? sospensione
toglietemi la sospensione
togliere|togliermi|toglietemi|cessare|rimuovere|revocare|sopprimere la|il|l|quella|dalla mia|mio|attuale? dell|pec|casella|indirizzo|anagrafica|scheda
usufruire|fruire|avvalermi della|di
da|a|dal|al quel|quello|quella|questo|questa|detta|tale giorno|data|momento
va|vanno|deve|devono|andrebbe essere? <inserita>
prende|prenda|prenderà|prendendo il posto di|della|del|dell quella|quello|vecchia|vecchio|precedente?
in sua vece
al|in suo|sua|loro posto|vece|luogo
cancellando|eliminando|togliendo|sostituendo il|la|quella|quello precedente|vecchio|vecchia|attuale
questa|quest|stessa mattina|settimana|sera|estate|primavera|autunno|inverno|anno
dal|da|lo|il|la|del|nel|nello|nella|l|dalla|dallo mese|anno|settimana|estate|primavera|autunno|inverno|weekend scorso|scorsa|passato|passata
qualche|poco|un|una|due|tre|alcuni|alcune|pochi # <tempo>|tempo fa
qualche|poco|un|una|due|tre|alcuni|alcune|pochi <tempo>|tempo fa
# <tempo> fa
invio|trasmetto|inoltro|mando|comunico il|la|l|i? mio|mia|miei|propria|proprio|nuovo|nuova? indirizzo|pec|casella|domicilio|dati
come richiesto|richiestomi|previsto|indicato con|dalla|nella|dal|nel|da|in vostra|ultima|recente|vs? circolare|lettera|nota|mail|email|raccomandata|diffida|comunicazione|avviso
la|il prima|seconda|terza|primo|secondo|terzo cioè @
cioè @
come|quanto già? <detto> stamattina|ieri|oggi|stamani? al|per|a|di|allo telefono|voce|persona|sportello ieri|stamattina|oggi? allo|in? sportello|segreteria? alla|con|dalla la? sig|signora|dott|dottoressa|collega ra|ssa? ^
come mi|ci avete|ha|hai|aveva|hanno <detto> ieri|oggi|stamattina? al|per|a|allo|in telefono|voce|sportello|segreteria
buongiorno|buonasera|salve|ciao|gentile|gentilissima|gentilissimo|cara|caro|egregia|egregio|buondì|bondì ^
buongiorno|buonasera|salve|ciao|gentile|gentilissima|gentilissimo|cara|caro|egregia|egregio|buondì|bondì signora|sig|collega ^
buongiorno|buonasera|salve|ciao|gentile|gentilissima|gentilissimo|cara|caro|egregia|egregio|buondì|bondì sig|dott ra|ssa ^
ti scrivo da|dalla|per
ricevo|riceve|riceviamo su|per|solo appuntamento
spero|confido|auspico che|di così|questo|adesso|ora? sia|basti|vada|vadano tutto|ora|l|di|a|la? regola|posto|bene|ok|sufficiente|ultima|in? regola|posto?
spero|confido sia l ultima
spero di essere ancora? in tempo
se serve|servisse|occorre|occorresse|necessario altro|qualcosa|qualcos chiamatemi|chiamami|ditemi|fatemi pure|sapere?
grz mille?
per x? favore
x favore
dalla quale|cui vi? sto? scrivendo|scrivo
ed è quella|questa dalla|da quale|cui
per la seconda|terza|prima volta
di cui alla delibera|diffida|circolare
con l|il aiuto di|del|della
in questi|tutti|tanti questi? anni
che l ordine dà|offre|mette|fornisce|riserva|assegna ai|agli|a propri? iscritti|disposizione?
su quanto|tutto richiesto|indicato
da usare|utilizzare da subito|oggi|ora|adesso
al|in posto|luogo|vece|sostituzione di quello|quella che avete|avevate|risulta in|agli|nell? archivio|archivi|atti|anagrafica|albo?
a|alla|al cui|quale rinuncio|rinunzio
tutto|tutti il|gli resto|altri dati? è|resta|rimane|sono|restano invariato|invariati|uguale
gli altri dati sono|restano|rimangono invariati|uguali
di notizie sulla|della sospensione
delibera #
attivata|attivato|acquistata|aperta|creata|fatta|presa|comprata oggi|ieri|stamattina|appena|ora? presso|in|allo|alla|con il|la|l|lo|un|una? tabaccaio|tabaccheria|sportello|posta|poste|edicola|aruba|spid|cartoleria|negozio|internet
rich rinuncia|pec|casella|domicilio|variazione|cambio
com|comunicazione dom pec|digitale
<usare> d|da ora in
potete|possiate quindi|pertanto|dunque|pure? <finire> la|il|l|quella mia|mio|vostra|vecchia? <casella>|dell|fornita
in tutti|tutte gli|i|le elenchi|registri|archivi|liste
che non si dia corso alla sospensione
vi|la contatto|scrivo per|perché|in|per
lo|nello|dallo scorso gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre
entro i|il termini|termine previsti|indicato|indicati?
alla|della|dalla|dopo la nostra telefonata|conversazione|chiacchierata di? ieri|oggi|stamattina?
resto|rimango|sono a disposizione se serve|occorre altro|qualcosa
fatemi|fammi sapere se serve|occorre|manca altro|qualcosa
la|lo controllo|leggo|consulto|guardo|uso|utilizzo ogni|tutti|regolarmente|quotidianamente|sempre|spesso|abitualmente|da i? giorno|giorni|tempo|anni|mesi?
spero di aver|avere fatto|compilato|indicato|scritto|fornito tutto|tutti|correttamente|bene|il|i correttamente|bene|necessario|giusto|dati?
ho scelto un|una altro|altra|nuovo|nuova|diverso|diversa gestore|fornitore|provider|casella|servizio
ho parlato|telefonato|sentito con|la|alla|in vostra|la|una|un? collega|segretaria|segreteria|impiegata|signora|addetta
la|della quota di? quest|questo|dell anno l ho già? versata|pagata
è|sarebbe|trovo più comodo|pratico|semplice per? me? avere una|un casella|pec|indirizzo sola|solo|unica|unico
preferisco avere|tenere|usare|controllare un|una solo|sola|unico|unica indirizzo|casella|pec
attendo|aspetto vostre|vostra|vs|cortesi? notizie|conferma|risposta|istruzioni
x la|il|l segreteria|ordine|ufficio
disdico|dismetto|tolgo la|quella|il mia|vostra? casella|pec|dell|posta
e? passo alla|a mia|una
diffida ok|ricevuta
sospesa|sospeso dal|da gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre scorso?
così mi|ci togliete la sospensione
con quella|questa|tale|detta decorrenza
tutto ok|bene|pronto con la
testata|provata|verificata ieri|oggi|stamattina
disattivazione e? nuova|pec|casella
mia|mio figlia|figlio|nipote|moglie|marito mi|ci ha fatto|attivato|aperto|creato la|una pec|casella nuova?
vi dico|segnalo|faccio sapere? che?
da mettere|registrare|inserire|annotare in|nell|nel|negli|al|come anagrafica|albo|registro|elenco|archivi|posto?
`)
