package inspect

import (
	"strings"

	"pecagent/agent/office"
	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// firmatario names who signed: a provider only where the authority is known and everything holds.
func (e *esame) firmatario() string {
	if e.o.Proof.Level == "certified" {
		return "gestore"
	}
	return "firmatario"
}

// intestazioni tells which outer headers were held against the signed data, and that the others were not: a relay or a
// hand may have written them anew, and what a mail program shows first is one of those.
func (e *esame) intestazioni() {
	const nome = "Intestazioni esterne"
	if !e.firmato {
		e.senza(nome)
		return
	}
	defer e.altreIntestazioni()
	if e.fallito(nome,
		guasto{"header_mismatch", "dicono un genere di messaggio diverso da quello firmato.", sospettare},
		guasto{"msgid_mismatch", "si riferiscono a un messaggio diverso da quello firmato.", sospettare},
	) {
		return
	}
	switch {
	case e.o.REM != nil:
		e.add(nome, si, "quelle del recapito certificato (REM-…) e, dove ci sono, X-Ricevuta, X-Trasporto e X-Riferimento-Message-ID non contraddicono l'evidenza firmata.")
	case e.o.DatiCert != nil:
		e.add(nome, si, "X-Ricevuta, X-Trasporto e X-Riferimento-Message-ID, dove ci sono, dicono lo stesso dei dati firmati.")
	case e.o.Busta == string(pec.Anomalia):
		e.add(nome, si, "non c'è X-Ricevuta, che un'anomalia non porta; altro da confrontare non c'è.")
	default:
		e.add(nome, mai, "non controllato: non c'è un dato firmato con cui confrontarle.")
	}
}

func (e *esame) altreIntestazioni() {
	if !e.integra { // nothing was compared: the line before says so
		return
	}
	s := "non firmate e non confrontate: da sole non provano nulla."
	if e.o.Proof.Level == "certified" && e.o.DatiCert != nil {
		s = "non firmate e non confrontate: valgono solo i dati del punto 4."
	}
	e.add("Altre intestazioni (oggetto, destinatari, «Per conto di», Reply-To, Message-ID)", mai, s)
}

// originale holds «From» of the original against the sender that is signed: a provider that accepts a message holds them
// equal, and a reader sees the one and relies on the other.
func (e *esame) originale() {
	const nome = "«Da» dell'originale"
	in, d := e.o.Inner, e.o.DatiCert
	if e.o.Busta != string(pec.Trasporto) || !e.integra || in == nil || d == nil || d.Mittente == "" {
		return
	}
	if in.From == "" {
		e.add(nome, no, "manca: il messaggio non dice da chi viene.").fare = daConfermare
		return
	}
	quale := "certificato"
	if e.o.Proof.Level != "certified" {
		quale = "dei dati di certificazione"
	}
	if strings.EqualFold(in.From, d.Mittente) {
		e.add(nome, si, "è il mittente "+quale+".")
		return
	}
	s := "diverso dal mittente " + quale + ": nel messaggio c'è scritto " + office.VisibleLine(in.From) + ", "
	if quale == "certificato" {
		s += "il mittente attestato è " + office.VisibleLine(d.Mittente) + "."
	} else {
		s += "nei dati " + office.VisibleLine(d.Mittente) + "."
	}
	e.add(nome, no, s).fare = daConfermare
}

const daConfermare = "Conta il mittente dei dati di certificazione. Chiedergli conferma prima di dare corso alla richiesta."

// lettura tells whether the original is one text for every program that shows it; what one shows and another does not is asked for.
func (e *esame) lettura() {
	const nome = "Lettura dell'originale"
	in := e.o.Inner
	if in == nil || e.o.Busta == string(pec.Ricevuta) {
		return
	}
	for _, code := range in.Doubts {
		s := voce(dubbiLettura, code)
		if code == "doubled" {
			s = "porta più di una volta ciò che deve esserci una volta sola, " + strings.Join(in.Doubled, ", ") + ": programmi diversi mostrano cose diverse."
		}
		e.add(nome, no, s, code).fare = "Prima di dare corso alla richiesta una persona apra il messaggio per intero e, nel dubbio, ne chieda conferma al mittente."
	}
	if len(in.Doubts) == 0 && e.firmato {
		e.add(nome, si, "ogni programma di posta vi mostra lo stesso testo, per quanto si può dire.")
	}
}

// dubbiLettura are the doubts of a reading in words.
var dubbiLettura = map[string]string{
	"discordant": "la versione in testo e quella in HTML non dicono la stessa cosa.", "hidden": "contiene parole che chi legge può non vedere.",
	"ambiguous": "programmi diversi possono mostrarvi parti o parole diverse.", "truncated": "è più lungo di quanto pecagent legge.",
}

// datiGuasti says what is wrong with the data of certification, as far as the verifier told.
func datiGuasti(detail string) string {
	const tutti = "i dati di certificazione (daticert.xml, o evidenza REM) sono più d'uno, illeggibili o si contraddicono"
	_, detail, _ = strings.Cut(detail, dettaglioDati)
	if detail == "" {
		return tutti + "."
	}
	if s, ok := guastiDati[detail]; ok {
		return "i dati di certificazione non si possono usare: " + s + "."
	}
	for _, g := range guastiXML {
		if strings.Contains(detail, g[0]) {
			return "i dati di certificazione non si possono usare: " + g[1] + " (per il tecnico: «" + office.VisibleLine(detail) + "»)."
		}
	}
	return "i dati di certificazione sono illeggibili; il lettore dice: «" + office.VisibleLine(detail) + "»."
}

// guastiXML are faults of the document, by words of the reader's error, in words; the first that fits.
var guastiXML = [][2]string{
	{"follows the root", "dopo la fine del documento c'è dell'altro"}, {"text stands outside", "fuori dal documento c'è del testo"}, {"has no element", "il documento è vuoto"},
	{"DOCTYPE", "la dichiarazione iniziale (DOCTYPE) non è fra quelle ammesse"}, {"contains NUL", "il documento contiene caratteri nulli"}, {"is not accepted", "la codifica dei caratteri non è fra quelle ammesse"},
	{"over the limit", "il documento supera la misura ammessa"}, {"nested deeper", "il documento ha più livelli di quanti ne ha un daticert"}, {"more than", "il documento ha più elementi di quanti ne ha un daticert"},
	{"is there twice", "un dato è ripetuto"}, {"holds more than text", "un dato contiene altro che testo"}, {"root element", "il documento non è un daticert"}, {"has no tipo", "manca il tipo del messaggio"},
	{"stands under", "un dato sta dove non deve"}, {"namespace", "il documento usa nomi di un altro formato"}, {"zona", "l'ora certificata non ha una zona oraria valida"}, {"reading XML", "il documento non è XML corretto"},
}

// guastiDati are the errors that mailparse names, in words.
var guastiDati = map[string]string{
	mailparse.ErrDatiCertCount.Error():    "nella parte firmata ci sono più file daticert.xml",
	mailparse.ErrDatiCertMittente.Error(): "il mittente certificato non è un indirizzo solo, scritto per intero in caratteri semplici",
	mailparse.ErrDatiCertParts.Error():    "le parti del messaggio si possono leggere in due modi",
	mailparse.ErrDatiCertSize.Error():     "daticert.xml supera la misura massima",
	mailparse.ErrEvidenceCount.Error():    "nella parte firmata ci sono più evidenze REM",
	mailparse.ErrEvidenceSize.Error():     "l'evidenza REM supera la misura massima",
	mailparse.ErrEvidenceOriginal.Error(): "più parti si dicono il messaggio originale",
	mailparse.ErrEvidenceDatiCert.Error(): "daticert.xml ed evidenza REM si contraddicono",
}
