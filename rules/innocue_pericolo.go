package rules

import "strings"

// pericolose are words with which a sentence can deny, take back, put off, doubt, threaten, quote, ask, or bring in another person or
// another addressee. None is harmless by itself, and no clause with one is a story (racconta).
var pericolose = tavolaParole(`
né no mai senza nulla niente nessun nessuno nessuna neanche nemmeno neppure mica affatto meno anzi invece bensì eppure sennonché macché
se forse magari qualora purché sempreché finché affinché caso ipotesi condizione riserva salvo eccetto tranne fuorché eccezione anziché piuttosto altrimenti sennò
quando appena poi dopo prima domani dopodomani stasera entro presto tardi momento ancora intanto frattempo fino sin
solo soltanto solamente unicamente entrambi entrambe ambedue ambo insieme assieme oltre accanto
altri altre altrui altrove qualcuno qualcuna qualcun alcuno alcuni taluno tizio tale tali certo chi chiunque cui lui lei loro egli ella essi esse costui costei
tu te ti tuo tua noi nostro nostra nostri nostre
bozza bozze prova prove test esempio esempi modello modelli facsimile simile simulazione simulato finto finta finti finte ironia ironico ironica sarcasmo scherzo scherzi burla burle battuta battute gioco giochi pesce bufala bravata
testo testi frase frasi citazione citato citata virgolette messaggio messaggi richiesta richieste istanza istanze domanda domande presente presenti seguente seguenti sottoscritto sottoscritta quanto
errore errori errato errata errati errate sbaglio sbagli svista sviste refuso refusi abbaglio cantonata cavolata cavolate pasticcio pasticci confusione lapsus equivoco equivoci malinteso granchio fesseria fesserie sciocchezza sciocchezze
stupidaggine stupidata idiozia gaffe casino papocchio scambio leggerezza imprudenza colpa omonimo omonima omonimia
idea idee intenzione parere opinione avviso proposito piano piani programma programmi ripensamento ripensamenti dubbio dubbi incertezza perplessità remora remore
marito moglie figlio figlia figli figlie fratello sorella fratelli sorelle padre madre papà mamma babbo genitore genitori nonno nonna zio zia zii cugino cugina cugini nipote nipoti suocero suocera genero nuora cognato cognata compagno compagna
fidanzato fidanzata coniuge parente parenti familiare familiari famiglia amico amica amici amiche collega colleghi colleghe socio socia soci ex segretaria segretario assistente assistenti impiegato impiegata praticante praticanti collaboratore
collaboratrice collaboratori collaboratrici commercialista avvocato avvocata avvocati legale legali notaio consulente consulenti ragioniere ragioniera badante tutore curatore amministratore procuratore procura delega delegato delegata delegante
rappresentante rappresentanza incaricato incaricata mandatario mandante erede eredi vedova vedovo defunto defunta deceduto deceduta morto morta decesso sindacalista sindacato patronato tecnico vicino vicina vicini signora signore signori ragazzo ragazza
persona persone gente terzo terzi estraneo estranei ignoto ignoti sconosciuto sconosciuti malintenzionato malintenzionati malfattore delinquente ladro ladri hacker pirata truffatore truffatori capo datore titolare presidente direttore dottoressa dottore
banca inps inail enpam tribunale comune regione prefettura questura camera commercio ministero agenzia entrate assicurazione avvocatura azienda ditta società
falso falsa falsi false truffa truffe phishing furto frode raggiro inganno spam virus attacco
contrario contraria contrari opposizione rifiuto rifiuti veto diffida minaccia ricatto costrizione violenza pressione pressioni obbligato obbligata costretto costretta
nullo valore validità efficacia effetto effetti
impossibile impossibilitato provvisorio provvisoria temporaneo temporanea futuro futura prossimo prossima prossimi prossime successivo successiva successivi successive
attesa attesi sospeso sospesa sospesi sospensione
solito solita consueto consueta abituale usuale originario originaria iniziale attuale attuali
righe riga parole parola formula formule dicitura paragrafo stralcio brano pietra croce spugna remi faccenda cosa colpo male bisogno passi rotta fischi fiaschi testa vece nome conto parte mano com miglior aggiunta altra altro meglio peggio vero vera veri inutile vano vana superato superata superfluo superflua altrove idiota burlone intruso abusivo indeciso indecisa pronto pronta maturo matura dubbioso dubbiosa contraddittorio basta stop fermo ferma alt aspetta zero fuori solamente eccezion riserve salva fumo aria vento`)

// steliPericolosi are beginnings of words of the same kinds, in all their forms.
var steliPericolosi = []string{
	"annull", "revoc", "ritir", "disdic", "disdetta", "smenti", "disconos", "rifiut", "nego", "nega", "oppon", "oppong", "oppos", "contest", "diffid", "cestin", "ignor", "elimin", "cancell", "sospend", "ferma", "fermi", "blocc", "attend",
	"attes", "aspett", "rinvi", "rimand", "riman", "ripens", "pentit", "mantien", "manten", "conserv", "tiene", "tieni", "tengo", "tenga", "tenet", "tener", "resti", "resta", "resto", "torn", "riprist", "restitu", "lasci", "evit", "dimentic",
	"scord", "corregg", "corrett", "sbagli", "dubit", "indecis", "perpless", "temo", "teme", "minacc", "ricatt", "costring", "rubat", "ruba", "viol", "compromess", "clon", "truff", "imbrogl", "ingann", "fals", "finzion", "fing",
	"invalid", "inefficac", "illegitt", "abusiv", "fraud", "eventual", "semmai", "rettific", "ritratt", "scherz", "impugn", "reclam", "denunc", "querel", "sostitui", "deleg", "incaric", "spacc", "sedicent", "presunt", "apocrif",
	"proced", "esegu", "conferm", "autorizz", "accett", "preferi", "sceg", "scelt", "volev", "vorr", "vogl", "vuol", "voless", "sarebb", "avrebb", "potrebb", "dovrebb", "avrei", "sarei", "potrei", "dovrei", "avess", "foss", "decider", "riflett", "valut",
	"rinunciat", "rinunziat", "comunicat", "informav", "comunicav", "richied", "richiest", "dichiarav", "rinunciav", "rinunziav", "desiderav", "segnalav", "dichiarat", "informato", "informata", "informati", "segnalat", "desiderat", "trasmess", "annunciat", "ridat", "ridà", "ridanno", "rifatt", "rimess", "ripres", "ripigl", "riadott", "rinnovat", "ubriac", "drogat", "sbronz", "confus", "sconvolt", "spavent", "litig", "esperiment", "tentativ", "collaud", "giocat", "giocav", "giocher", "spiritos", "scommess", "impuls", "agito", "istint", "esager", "frainte", "tenend", "interdett", "inabilit", "radiat", "prestat", "alternativ", "contrordin", "controrichiest", "voltafacc", "capricc", "folli", "figuracc", "sbadat", "sbandat", "dissua", "perdita", "contenzios", "vertenz", "espost", "rimangi", "pentiment", "rammaric", "avventat", "frettolos", "superficial", "miglior", "risol", "sistemat", "rimedi", "ovviat", "recuper", "ritrov", "riattiv", "riapert", "ripar", "riprend", "riprov", "moll", "desist", "reced", "recess", "bocci", "declin", "accanton", "archiviat", "archiviare", "congel", "stopp", "soprass", "sopras", "smont", "sconfess", "scart", "butt", "strapp", "getta", "stracc", "depenn", "barra", "cassa", "rottam",
	"riconsider", "rived", "rivist", "ravved", "medit", "tentenn", "esita", "tituba", "vacill", "indug", "temporegg", "procrastin", "posticip", "differi", "differisc", "prorog", "slitt", "continu", "prosegu", "perman", "rimas", "piac", "cred", "penso", "pensa", "pensi", "pensò", "suppon", "suppos", "immagin", "presum", "sospett",
	"convint", "convinc", "persua", "indott", "induc", "intim", "preten", "esig", "viet", "proib", "imped", "insist", "press", "spint", "sottratt", "sottrarr", "intrus", "intercett", "trafug", "malincuor", "controvogl", "protest", "lament", "vergogn", "ricors", "risarc", "indietro", "retromarc", "dietrofront", "sciocc", "vaner",
	"firmat", "spedi", "mandat", "inviat", "compil", "dettat", "copi", "incoll", "manomess", "manipol", "alter", "contraff", "plagi", "estor", "rapin", "spi", "chiest", "chied", "dice", "dico", "detto", "detta", "dett", "scriv", "scritt", "sostien", "afferm", "ripet", "inoltr", "riport", "recit", "suggeri", "propost", "propon", "impost", "impon", "ordinat", "ordina", "obblig", "forzat",
}

// pericolosa reports whether a word may turn a clause against the request.
func pericolosa(s string) bool {
	return pericolose[s] || ritrattazioni[s] || prefisso(s, steliPericolosi...) || condizionale(s) || imperativa(s)
}

// condizionale reports whether a word ends like a verb in the conditional, in the future or in the past subjunctive.
func condizionale(s string) bool {
	return finiscePer(s, "rei", "rebbe", "rebbero", "remmo", "reste", "resti", "erò", "irò", "arò", "rrò", "drò", "trò", "erà", "irà", "arà", "rrà", "drà", "trà", "eremo", "iremo", "anno", "assi", "essi", "asse", "esse", "issi", "isse", "assero", "essero", "issero") && s != "anno" && s != "hanno" && s != "interesse"
}

// imperativa reports whether a word ends like a verb said to several, or one with a pronoun: "tenetela", "mandatelo", "lasciate".
func imperativa(s string) bool {
	for _, p := range []string{"la", "lo", "le", "li", "ne", "ci", "mi", "vi", "mela", "melo"} {
		if finiscePer(s, "ate"+p, "ete"+p, "ite"+p) {
			return true
		}
	}
	return false
}

func finiscePer(s string, ends ...string) bool {
	for _, e := range ends {
		if len(s) > len(e) && strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}
