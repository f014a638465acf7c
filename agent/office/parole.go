package office

import (
	"regexp"
	"slices"
	"strings"

	"pecagent/rules"
)

// Parole are the words of the office for one kind of task: what it is, and what its two buttons do. Si is empty where nothing can
// be approved.
type Parole struct {
	Nome string // of the kind, for lists and filters
	Si   string // what an approval does
	No   string // what a refusal does
}

// paroleCompito has the words of each kind, in the order of the filter.
var paroleCompito = []struct {
	tipo string
	Parole
}{
	{rules.SegRevisione, Parole{"Richiesta da leggere", "Approva ed esegui", "Chiudi senza eseguire"}},
	{rules.SegLettera, Parole{"Lettere da inviare", "Invia le lettere", "Non inviare"}},
	{rules.SegMano, Parole{"Risposta data a mano", "La risposta chiude la pratica", "La pratica resta da decidere"}},
	{rules.SegConferma, Parole{"Nuovo indirizzo da confermare", "Confermato dall'iscritto", "Non lo riconosce"}},
	{rules.SegTelefonata, Parole{"Telefonata da fare", "Telefonata fatta", "Non serve"}},
	{rules.SegPannello, Parole{"Da fare sul pannello del gestore", "Fatto", "Non si fa"}},
	{rules.SegAtto, Parole{"Atto che vuole una seconda persona", "Conferma come seconda persona", "Annulla l'atto"}},
	{rules.SegCampagna, Parole{"Comunicazione a molti", "Approva la comunicazione", "Annulla la comunicazione"}},
	{rules.SegDiffida, Parole{"Diffida: passo successivo", "Approva", "Chiudi"}},
	{rules.SegDelibera, Parole{"Da deliberare", "Approva", "Chiudi"}},
	{rules.SegRigetto, Parole{"Rigetto da decidere", "Approva", "Chiudi"}},
	{rules.SegEnti, Parole{"Ente da informare", "Approva", "Chiudi"}},
	{rules.SegInadempienti, Parole{"Iscritti senza domicilio", "Visto", "Chiudi"}},
	{rules.SegDifetto, Parole{"Domicilio che non riceve", "Approva", "Chiudi"}},
	{rules.SegFlusso, Parole{"Flusso a un registro", "Caricato", "Non caricato"}},
	{rules.SegBlocco, Parole{"Variazioni bloccate", "Togli il blocco", "Lascia il blocco"}},
	{rules.SegRettifica, Parole{"Domicilio da rimettere", "Rimetti il domicilio precedente", "Lascia com'è"}},
	{rules.SegQuarantena, Parole{"Firma del gestore non valida", "", "Chiudi"}},
	{rules.SegIlleggibile, Parole{"Messaggio illeggibile", "Visto", "Chiudi"}},
	{rules.SegRicevuta, Parole{"Ricevuta che non torna", "Visto", "Chiudi"}},
	{rules.SegAllarme, Parole{"Avviso del programma", "Visto", "Chiudi"}},
}

// ParoleDi gives the words for a kind of task; an unknown kind is called by its own name.
func ParoleDi(tipo string) Parole {
	for _, p := range paroleCompito {
		if p.tipo == tipo {
			return p.Parole
		}
	}
	return Parole{tipo, "Approva", "Chiudi"}
}

// TipiCompito are the kinds of tasks with their names, for a filter.
func TipiCompito() (list [][2]string) {
	for _, p := range paroleCompito {
		list = append(list, [2]string{p.tipo, p.Nome})
	}
	return list
}

// inBlocco are the kinds that may be closed several at a time: what only has to be seen or was done outside. No legal act, no
// letter, no change of a register.
var inBlocco = []string{rules.SegTelefonata, rules.SegIlleggibile, rules.SegRicevuta, rules.SegAllarme}

// InBlocco reports whether tasks of a kind may be closed several at a time.
func InBlocco(tipo string) bool { return slices.Contains(inBlocco, tipo) }

// richieste are the types of requests (order.md §6.3) in words.
var richieste = map[string]string{
	"R1": "Rinuncia alla PEC dell'Ordine", "R2": "Chiede la PEC dell'Ordine", "R3": "Comunica la PEC", "R4": "Cambio di PEC",
	"R5": "Rinuncia senza un altro indirizzo", "R6": "Cancellazione o trasferimento", "R7": "Elenco riservato per una P.A.",
	"R8": "Chiede assistenza", "R9": "Kit di firma digitale", "R10": "Servizi aggiuntivi", "R11": "Risposta alla diffida",
	"R12": "Accesso agli atti o ai dati", "R13": "Notizia di decesso", "R14": "Avviso del gestore", "R15": "Verifica dell'indirizzo agli atti",
	"R16": "Ritira la richiesta", "R99": "Messaggio da capire", "R0": "Altra posta",
}

// RichiestaInParole names a type of request, "" for none.
func RichiestaInParole(tipo string) string { return richieste[tipo] }

// fondamenti are the grounds and rules on which a proposal rests (order.md §2.2), in words with the law.
var fondamenti = map[string]string{
	"R-101":  "scrive dal domicilio digitale iscritto (art. 65 c. 1 lett. c-bis CAD)",
	"R-102":  "non ha un domicilio iscritto e scrive da una PEC (art. 65 c. 1 lett. c-bis CAD, elezione speciale)",
	"R-103":  "richiesta con firma digitale (art. 65 c. 1 lett. a CAD)",
	"R-104":  "richiesta sottoscritta con copia del documento (art. 65 c. 1 lett. c CAD)",
	"R-105":  "scrive da una casella che non è il suo domicilio: serve una conferma",
	"R-105b": "il domicilio iscritto non riceve più: servono firma e documento",
	"R-106":  "scrive dal domicilio INAD: una persona controlla (art. 6-quater CAD)",
	"R-107":  "posta ordinaria con firma digitale (art. 65 c. 1 lett. a CAD)",
	"R-108":  "posta ordinaria sottoscritta con documento (art. 65 c. 1 lett. c CAD)",
	"R-109":  "posta ordinaria senza firma: non è una richiesta valida",
	"R-110":  "casella del datore di lavoro: non è il domicilio dell'iscritto",
	"R-111":  "scrive un'altra persona: serve la delega",
	"R-112":  "la firma allegata non è valida",
	"R-113":  "l'identità di chi scrive non torna",
	"R-114":  "codice fiscale preso dal registro: scrive dal domicilio di un solo iscritto",
	"R-115":  "indirizzo scritto senza una richiesta esplicita",
	"R-116":  "l'iscritto si avvisa anche per altra via, perché chiunque può avere una PEC",
	"R-050":  "un indirizzo, un solo iscritto",
	"R-240":  "della variazione si avvisano entrambe le caselle",
	"R-302":  "il modo in cui l'agente lavora ora",
	"R-305":  "l'ufficio ha risposto a mano",
}

// FondamentiInParole gives the words for grounds and rules, without those of which only the code is known.
func FondamentiInParole(codes []string) (list []string) {
	for _, c := range codes {
		if s, ok := fondamenti[c]; ok {
			list = append(list, s)
		}
	}
	return list
}

// avvertenze are the flags of a decision (cli.md), in words.
var avvertenze = map[string]string{
	"PEC_DATORE_LAVORO": "casella del datore di lavoro", "MITTENTE_NON_REGISTRATO": "chi scrive non è nel registro", "REQUIRE_ID": "serve un documento",
	"CF_DI_ALTRO_ISCRITTO": "codice fiscale di un altro iscritto", "CF_ASSENTE": "manca il codice fiscale", "PEC_NON_UNIVOCA": "l'indirizzo è anche di altri",
	"NON_PEC": "l'indirizzo non è una PEC", "BLOCCO_VARIAZIONI": "variazioni bloccate", "PEC_STUDIO": "casella di studio",
	"INTENTO_SOLO_IN_CITAZIONE": "la richiesta è solo nel testo citato", "CF_SCONOSCIUTO": "codice fiscale sconosciuto", "TESTO_IN_OGGETTO": "il testo è solo nell'oggetto",
	"DOPPIO_INTENTO": "chiede due cose diverse", "DOCUMENTO_IDENTITA": "documento allegato da controllare", "CF_NON_VALIDO": "codice fiscale errato",
	"PIU_CF": "più codici fiscali", "NON_PIU_ISCRITTO": "non è più iscritto", "MODULO_IN_ALLEGATO": "la richiesta è in un allegato", "GIA_REVOCATA": "casella già revocata",
	"SCADENZA_VICINA": "scadenza vicina", "RINUNCIA_SENZA_SOSTITUTO": "rinuncia senza un altro indirizzo", "RICHIEDENTE_NON_PA": "chi chiede non è una P.A.",
	"PA_PROBABILE": "probabile P.A.", "FIRMA_NON_VALIDA": "firma allegata non valida", "DOMICILIO_MAI_ATTIVATO": "domicilio mai attivato",
	"CARATTERI_ALTERATI": "caratteri ingannevoli", "STATO_PORTALE_DA_ALLINEARE": "stato da allineare sul portale", "MITTENTE_DECEDUTO": "chi scrive risulta deceduto",
	"GIA_AGLI_ATTI": "già agli atti", "AUTO_REPLY": "risposta automatica", "ARRIVO_TARDIVO": "arrivato in ritardo", "DECORRENZA_FUTURA": "da una data futura",
	"DA_DELIBERARE": "da deliberare", "CASELLA_GIA_ATTIVA": "casella già attiva", "NEGAZIONE": "richiesta negata, rinviata o a condizione", "FUZZY": "parole scritte con errori", "ATTIVAZIONE_FALLITA": "attivazione non riuscita",
}

// Avvertenza gives the words for a flag; one without words stands as it is.
func Avvertenza(flag string) string {
	if s, ok := avvertenze[flag]; ok {
		return s
	}
	return strings.ToLower(strings.ReplaceAll(flag, "_", " "))
}

var (
	codiciFraParentesi = regexp.MustCompile(` ?\((?:(?:[RUTE]-?\d+[a-z]?|[A-Z]{2,}(?:_[A-Z]+)+)[,; e]*)+\)`)
	comandiNelTesto    = strings.NewReplacer("review reject", "«Chiudi»", "review approve", "«Approva»", "(--note)", "")
)

// SenzaCodici takes rule codes and names of commands out of a reason, for who reads it on screen.
func SenzaCodici(s string) string {
	return comandiNelTesto.Replace(codiciFraParentesi.ReplaceAllString(s, ""))
}

// stati are the words for states and outcomes whose code says less than it should, or says it to nobody.
var stati = map[string]string{
	rules.Conforme:               "in regola",
	rules.InVerifica:             "in verifica",
	rules.Assente:                "senza domicilio",
	rules.Difettoso:              "domicilio che non riceve",
	rules.Diffidato:              "diffidato",
	rules.DiffidaScaduta:         "diffida scaduta",
	rules.Sospeso:                "sospeso",
	rules.NonSoggetto:            "non soggetto",
	string(rules.LProposta):      "da approvare",
	string(rules.LInPartenza):    "in partenza",
	string(rules.LInCoda):        "in coda",
	string(rules.LInInvio):       "in invio",
	string(rules.LInviata):       "inviata, si attende l'accettazione",
	string(rules.LAccettata):     "accettata, si attende la consegna",
	string(rules.LPreavviso12H):  "non ancora consegnata dopo 12 ore",
	string(rules.LConsegnata):    "consegnata",
	string(rules.LMancata):       "non consegnata",
	string(rules.LNonAccettata):  "non accettata dal gestore",
	string(rules.LVirus):         "respinta per virus",
	string(rules.LRifiutata):     "rifiutata dal server",
	string(rules.LIncerta):       "non si sa se è partita",
	string(rules.LSenzaEsito):    "senza esito",
	string(rules.LRitirata):      "ritirata",
	string(rules.LChiusa):        "chiusa con altro mezzo",
	string(rules.RIntegrazione):  "si attende un dato dall'iscritto",
	string(rules.RConferma):      "si attende la conferma dell'iscritto",
	string(rules.RInRevisione):   "da decidere",
	string(rules.RInEsecuzione):  "in esecuzione",
	string(rules.REseguita):      "eseguita",
	string(rules.RPreavviso):     "preavviso di rigetto inviato",
	string(rules.RDuplicata):     "duplicata",
	string(rules.RAssorbita):     "assorbita da un'altra",
	string(rules.RNonPertinente): "non pertinente",
	string(rules.RNonValida):     "ricevuta, non valida",
	string(rules.RIgnorata):      "senza seguito",
	string(rules.RQuarantena):    "in quarantena",
	string(rules.RRigettata):     "rigettata",
	string(rules.RArchiviata):    "archiviata",
	string(rules.RAnnullata):     "annullata",
}

// StatoInParole writes a state of a member, a request or a letter as people do; one without words of its own by its code: ISCRITTO is
// "iscritto".
func StatoInParole(s string) string {
	if w, ok := stati[s]; ok {
		return w
	}
	return strings.ToLower(strings.ReplaceAll(s, "_", " "))
}
