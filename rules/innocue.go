package rules

import (
	"slices"
	"strings"

	"pecagent/mailparse"
)

// A list of what takes a request back is never complete. So the other way round: what changes a domicile or a box is
// executed without a person only where every word beside it is known and harmless (U23, order.md §7 "Confidence").

// altreParole says which words of the new text, or of the subject, are not known to be harmless: the sentence, and the first such
// word in it. "" when all are.
func (g *giudizio) altreParole() string {
	ws := inParole(g.t.Piegato)
	if i := g.ignota(ws, g.t.Piegato, mailparse.InNuovo); i >= 0 {
		return conParola(brano(g.t.Nuovo, ws, i), ws[i].s)
	}
	under := inParole(strings.ToLower(g.t.Firma))
	if i := slices.IndexFunc(under, func(w parola) bool { return ritrattazioni[w.s] }); i >= 0 {
		return conParola(brano(g.t.Firma, under, i), under[i].s)
	}
	subject := strings.ToLower(g.t.Oggetto)
	if risposta(g.t.Oggetto) { // the subject of somebody else's letter
		if trova(reNega, subject) {
			return "l'oggetto «" + g.t.Oggetto + "»"
		}
		return ""
	}
	ws = inParole(subject)
	if i := g.ignota(ws, subject, mailparse.InOggetto); i >= 0 {
		return conParola(g.t.Oggetto, ws[i].s)
	}
	return ""
}

// conParola quotes a sentence and the word in it for which a person is asked.
func conParola(frase, parola string) string {
	return "«" + frase + "» (da leggere: «" + parola + "»)"
}

// brano is the sentence of word i as it stands in the text; it ends with the line, and after an address with a full stop.
func brano(nuovo string, ws []parola, i int) string {
	rs := []rune(nuovo)
	parted := func(k int) bool { // whether word k is the last of a sentence
		from, to := min(ws[k].end, len(rs)), len(rs)
		if k+1 < len(ws) {
			to = min(ws[k+1].start, len(rs))
		}
		return ws[k].fine || slices.Contains(rs[from:to], '\n') || ws[k].s == "@" && from < to && rs[from] == '.'
	}
	a, b := i, i
	for a > 0 && !parted(a-1) {
		a--
	}
	for b < len(ws)-1 && !parted(b) {
		b++
	}
	mine := ws[a : b+1]
	return frase(nuovo, mine, 0, len(mine)-1)
}

// ignota gives the place of the first word that is not known, or -1. A question or a text in quotation marks is not known either.
func (g *giudizio) ignota(ws []parola, folded string, dove mailparse.Dove) int {
	ok := make([]bool, len(ws))
	names := g.nomi()
	for i, w := range ws {
		ok[i] = g.nota(w.s) || slices.Contains(names, Piega(w.s)) || g.inCodice(w, dove)
	}
	for i := 1; i < len(ws)-1; i++ { // a further given name between two of his
		ok[i] = ok[i] || slices.Contains(names, Piega(ws[i-1].s)) && slices.Contains(names, Piega(ws[i+1].s)) && !ws[i-1].virgola && !ws[i].virgola
	}
	for i, w := range ws {
		ok[i] = ok[i] || titoli[w.s] && !g.soggetto(ws, i, names)
	}
	for _, p := range locuzioni {
		segnaLocuzione(ws, p, ok)
	}
	rs := []rune(folded)
	for i, w := range ws {
		if !ok[i] || interpunta(rs, w.start, w.end) {
			return i
		}
	}
	return -1
}

// soggetto reports whether the title at i, with an article before it, is a person of its own and not the member's: no name of his
// follows.
func (g *giudizio) soggetto(ws []parola, i int, names []string) bool {
	j := i
	for j > 0 && titoli[ws[j-1].s] {
		j--
	}
	if j == 0 || !slices.Contains([]string{"il", "lo", "la", "l", "i", "gli", "le", "un", "una", "mio", "mia", "suo", "sua", "che", "da", "dal", "dalla", "dall"}, ws[j-1].s) || ws[j-1].virgola {
		return false
	}
	for i < len(ws) && titoli[ws[i].s] {
		i++
	}
	return i == len(ws) || !slices.Contains(names, Piega(ws[i].s))
}

// nota reports whether a word says nothing against a request, as it stands or as a key word put right.
func (g *giudizio) nota(s string) bool {
	if s == "@" || strings.ContainsAny(s, "0123456789") || innocue[s] || g.c.Type == "R16" && innocueRitiro[s] {
		return true
	}
	k, near := chiaveVicina(s)
	return near && innocue[k]
}

// nomi are the words of the member's name, folded.
func (g *giudizio) nomi() []string {
	if g.f.M == nil {
		return nil
	}
	var list []string
	for _, s := range strings.FieldsFunc(g.f.M.Cognome+" "+g.f.M.Nome, func(r rune) bool { return !diParola(r) }) {
		list = append(list, Piega(s))
	}
	return append(list, Piega(g.f.M.Cognome), Piega(g.f.M.Nome))
}

// inCodice reports whether a word is a piece of a codice fiscale written with blanks.
func (g *giudizio) inCodice(w parola, dove mailparse.Dove) bool {
	for _, k := range g.t.CF {
		if k.Dove == dove && k.Start <= w.start && w.end <= k.End {
			return true
		}
	}
	return false
}

// interpunta reports whether a quotation mark opens right before a word, or a question mark follows it.
func interpunta(rs []rune, start, end int) bool {
	return start > 0 && strings.ContainsRune("«“„‟\"<", rs[start-1]) && (start < 2 || rs[start-1] != '<') || end <= len(rs) && domanda(rs[end:])
}

// segnaLocuzione marks the words of every place where a phrase stands. "#" is a word with a digit; "§" a province; "…" one to
// four words of a place.
func segnaLocuzione(ws []parola, p []string, ok []bool) {
	for i := range ws {
		if n := lungaLocuzione(ws[i:], p); n > 0 {
			for j := i; j < i+n; j++ {
				ok[j] = true
			}
		}
	}
}

// lungaLocuzione gives how many words a phrase takes at the beginning of ws, 0 when it does not stand there.
func lungaLocuzione(ws []parola, p []string) int {
	n := 0
	for k, s := range p {
		if s == "…" {
			for more := 1; more <= 4 && n+more < len(ws) && luogo(ws[n+more-1]); more++ {
				if rest := lungaLocuzione(ws[n+more:], p[k+1:]); rest > 0 {
					return n + more + rest
				}
			}
			return 0
		}
		if n >= len(ws) || !comeIn(ws[n].s, s) || n < len(p)-1 && ws[n].fine {
			return 0
		}
		n++
	}
	return n
}

// comeIn reports whether a word is the one of a phrase, or of the kind it asks for.
func comeIn(w, phrase string) bool {
	switch phrase {
	case "#":
		return strings.ContainsAny(w, "0123456789")
	case "§":
		return sigle[w]
	}
	return w == phrase
}

// luogo reports whether a word may be one of a place name.
func luogo(w parola) bool {
	return !w.fine && classeVerbo(w.s) == nessunVerbo && !slices.Contains([]string{"che", "chi", "cui", "non", "aver", "ha", "ho", "hanno", "sono", "il", "con", "email", "mail", "pec", "posta", "messaggio", "richiesta"}, w.s)
}

func tavolaParole(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

func tavolaLocuzioni(s string) [][]string {
	var list [][]string
	for _, line := range strings.Split(s, "\n") {
		if f := strings.Fields(line); len(f) > 0 {
			list = append(list, f)
		}
	}
	return list
}

// innocue are the words of the forms and of the requests of order.md §7, of data about the writer and of courtesy. No word
// belongs here that can deny, put off, take back or report what somebody else asks: those are known in phrases only.
var innocue = tavolaParole(`
a ad ai al all alla alle allo agli da dal dall dalla dalle dai dagli di d del dell della delle dei degli in nel nell nella nelle nei negli
con su sul sull sulla per tra il lo la l i gli le un uno una e ed o è che come cui quale quali quanto anche inoltre nonché pertanto quindi
io mi mia mio miei mie me vi voi vostra vostro vostre vostri vs suo sua loro si ne proprio propria propri proprie rispettive questo questa codesto codesta
sottoscritto sottoscritta sottoscritti sottoscritte sottoscrive scrivente ll sono
chiede chiedo chiedere richiede richiedo comunica comunico comunicare dichiara dichiaro dichiarando indica indico trasmetto
rinunciare rinuncia rinuncio rinunciando rinunzia rinunzio rinunziare disdetta disdire dismettere dismissione inserire inserisca inserimento inserendo registrare registrazione registrato
ottenere avere assegnare assegnazione attivare attivazione variare variazione modificare modifica cambiare cambio sostituire sostituzione aggiornare aggiornamento
annotare annotazione comunicazione comunicazioni comunicata comunicato comunicate richiesta istanza domanda oggetto
pec personale personali privata privato casella caselle indirizzo indirizzi domicilio digitale domicili posta elettronica certificata email mail
ordine omceo albo elenco anagrafica registro registri iscritti iscritto iscritta iscrizione iscr iscriz n nr num numero prot
data base database archivio archivi fornita fornito rilasciata assegnata dato dati atto inipec ini reginde
nuova nuovo nuovi seguente seguenti sarà diventa diventerà stessa stesso presso attuale
cf c f cod codice fisc fiscale partita iva tel telefono cell cellulare fax mobile recapito recapiti ufficio studio nato nata residente domiciliato domiciliata provincia prov via viale piazza corso largo cap città
buongiorno buonasera buona buon giorno giornata sera serata mattina salve ciao gentile gentili gentilissimi gentilissimo gentilissima egregio egregia egregi egr gent gentmi spett spettabile spettle le li illustre ill mi stimato stimati caro cari cara tutti
saluti saluto saluta cordiali cordialità cordialmente distinti distintamente migliori ossequi sinceri fede grazie ringrazio ringrazia ringraziando ringraziamenti anticipo anticipatamente porgo porge porgere attenzione cortese cortesia cortesemente gentilmente gentilezza disponibilità disposizione collaborazione riscontro cenno lavoro
oggi lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre lì addì anno
allegato allegati allega allego allegata documento identità copia modulo firmato firmata digitalmente firma
presente
art comma lett dl l dlgs cad legge sensi effetti
sì si ok confermo conferma
medici chirurghi odontoiatri farmacisti infermieri veterinari biologi psicologi commercialisti ingegneri architetti avvocati geometri periti agronomi geologi
luogo data timbro firme cambiata cambiato cambiati variata variato sostituisce sostituirà sostituita sostituito aggiornata aggiornato vecchia vecchio precedente tutte tutti ogni venga vengano quella quello quelle
signori signore stima ossequio grato grata grati sarei saremmo poteste vogliate gradirei avendo disponendo possesso possiedo possedendo dispongo disponibile titolare intestata intestato
futura futuro future futuri fini fine uso istituzionali istituzionale informazione informazioni necessità chiarimento chiarimenti occorrenza evenienza utile utili relativa relativo relativi relative personalmente mediante tramite
ambulatorio clinica ospedale asl ausl azienda usl dipartimento reparto unità operativa medico-chirurgico sede interno scala frazione località loc comune stato civile cittadinanza italiana
mille osservanza pomeriggio settimana carta ricezione ricevimento telefonico telefonica telefonici cordiale rispettosi rispettosamente ringraziamo salutiamo porgiamo tutto registrata registrati
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
dott dottor dottore dottoressa ssa dr prof professor professore professoressa sig signor signora sigg ra ing ingegner avv avvocato arch architetto geom geometra rag
medico chirurgo odontoiatra specialista farmacista infermiere infermiera veterinario biologo psicologo psicologa commercialista perito agronomo geologo
`)

// innocueRitiro are further words of a withdrawal (R16).
var innocueRitiro = tavolaParole(`ci ho ripensato ripensata annullo annulla annullare annullamento ritiro ritira ritirare revoco revoca revocare mantenere tenere conservare ieri precedente precedenti rif riferimento inviata presentata mia`)

// ritrattazioni are words that no signature and no notice of confidentiality has: below "-- " anything else may stand.
var ritrattazioni = tavolaParole(`annullo ritiro revoco disconosco smentisco cestinate attendete aspettate lasciate ignorate bozza scherzo truffa falso oppongo`)

// locuzioni are phrases that are harmless although a word of them alone is not.
var locuzioni = tavolaLocuzioni(`
a … §
in … §
di … §
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
via … #
viale … #
piazza … #
corso … #
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
voler rinunciare
voler inserire
voler ottenere
voler variare
voler comunicare
voler cambiare
voler modificare
voler sostituire
voler registrare
voler aggiornare
intende rinunciare
intende inserire
intende ottenere
intende variare
intende comunicare
intende cambiare
intende modificare
intende sostituire
intende registrare
intende aggiornare
intendo rinunciare
intendo inserire
intendo ottenere
intendo variare
intendo comunicare
intendo cambiare
intendo modificare
intendo sostituire
intendo registrare
intendo aggiornare
desidera rinunciare
desidera inserire
desidera ottenere
desidera variare
desidera comunicare
desidera cambiare
desidera modificare
desidera sostituire
desidera registrare
desidera aggiornare
desidero rinunciare
desidero inserire
desidero ottenere
desidero variare
desidero comunicare
desidero cambiare
desidero modificare
desidero sostituire
desidero registrare
desidero aggiornare
voglio rinunciare
voglio inserire
voglio ottenere
voglio variare
voglio comunicare
voglio cambiare
voglio modificare
voglio sostituire
voglio registrare
voglio aggiornare
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
cari colleghi
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
inviato da android
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
e p.c
`)
