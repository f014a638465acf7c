package storia

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"pecagent/agent/demo"
	"pecagent/rules"
)

// scena is one thing that happens to the Order.
type scena struct {
	quando time.Time
	titolo string
	fai    func(*regia) error
}

// ora is an instant of the story: day of November 2026 (31 and more run into December) and hour in Rome.
func ora(day int, hhmm string) time.Time {
	t, err := time.Parse("15:04", hhmm)
	if err != nil {
		panic("storia: hour " + hhmm) // a constant of this file
	}
	return time.Date(2026, time.November, day, t.Hour(), t.Minute(), 0, 0, roma())
}

const (
	bianchi   = "giulia.bianchi@iscritti.pec-ordine.example"
	bianchi2  = "giulia.bianchi@pecmail.example"
	dangelo   = "niccolo.dangelo@iscritti.pec-ordine.example"
	dangelo2  = "niccolo.dangelo@legalpost.example"
	rossi     = "m.rossi@pecmail.example"
	fo        = "ugo.fo@legalpost.example"
	conti     = "luca.conti@legalpost.example"
	conti2    = "conti.luca@pecmail.example"
	popescu   = "elena.popescu@iscritti.pec-ordine.example"
	popescu2  = "elena.popescu@pecmail.example"
	moretti   = "sara.moretti@pecmail.example"
	omonimo   = "marco.rossi69@legalpost.example"
	galli     = "studiogalli@pecmail.example"
	re        = "al.re@iscritti.pec-ordine.example"
	esposito  = "ciro.esposito@legalpost.example"
	nitti     = "paola.nitti@pecmail.example"
	deluca    = "am.deluca@pecmail.example"
	avvocato  = "avv.neri@legalpost.example"
	ordinaria = "marcorossi@posta.example"
)

// scene is the story.
func scene() []scena {
	return []scena{
		{ora(23, "08:00"), "messaggi di prima: la casella non è nuova", prima},
		{ora(23, "08:10"), "modulo B con l'indirizzo: l'iscritta rinuncia alla PEC dell'Ordine", modB},
		{ora(23, "08:40"), "la nuova casella risponde: la vecchia può morire", risponde(bianchi2, "ok grazie, ricevuto")},
		{ora(23, "09:00"), "modulo B come sta sulla pagina dell'Ordine: «ll sottoscritto», senza indirizzo", modBpagina},
		{ora(23, "09:30"), "l'iscritto completa la richiesta con la sola riga che mancava", completa},
		{ora(23, "10:00"), "modulo A: l'iscritto vuole la PEC dell'Ordine", modA},
		{ora(23, "10:10"), "lo stesso modulo A, ma dalla posta ordinaria: busta di anomalia", modAordinaria},
		{ora(23, "10:20"), "una busta manomessa", manomessa},
		{ora(23, "10:30"), "una ricevuta autentica rivestita con le intestazioni di un'altra", rivestita},
		{ora(23, "10:40"), "fuori ufficio", fuoriUfficio},
		{ora(23, "11:00"), "lo stesso messaggio due volte, con errori di battitura; la nuova casella non esiste", doppio},
		{ora(23, "11:30"), "una lettera di un avvocato: non è affare dell'agente", avvocata},
		{ora(23, "11:40"), "il codice fiscale è di un altro iscritto: decide una persona", altroCF},
		{ora(23, "12:00"), "la persona respinge, con il motivo", respinge},
		{ora(23, "12:10"), "dalla casella di un iscritto deceduto", scrive(re, "rinuncia PEC", "Il sottoscritto Al Re CF REXLAX70T01F839V chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale al.re@pecmail.example")},
		{ora(23, "12:20"), "quale PEC risulta a mio nome? la consegna tarda: avvisi di 12 e di 24 ore", verificaPEC},
		{ora(23, "12:40"), "casella già revocata; ogni ricevuta arriva due volte", giaRevocata},
		{ora(23, "13:00"), "il collegamento cade dopo il punto: la lettera è partita, la risposta si è persa", cadeAccolta},
		{ora(23, "13:30"), "il collegamento cade e la lettera non è partita: dopo due ore riparte, la stessa", cadePersa},
		{ora(23, "15:40"), "sono passate due ore", niente},
		{ora(23, "16:00"), "la nostra lettera non è accettata dal gestore", nonAccettata},
		{ora(23, "16:30"), "casella dell'Ordine mai attivata: si chiede la firma o il documento", maiAttivata},
		{ora(24, "00:40"), "dodici ore dopo: primo avviso di mancata consegna", niente},
		{ora(24, "12:40"), "ventiquattro ore dopo: avviso definitivo; secondo tentativo all'indirizzo che non esiste", niente},
		{ora(26, "10:00"), "tre giorni dopo: promemoria della nuova casella che riceve e non risponde", niente},
		{ora(26, "13:00"), "terzo tentativo: la casella non risulta attiva, si chiede un altro indirizzo", niente},
		{ora(26, "23:41"), "diffida in scadenza: prima comunicazione del domicilio", risponde102},
		{ora(27, "09:00"), "cambio da una PEC personale a un'altra, dal 1° dicembre", cambio},
		{ora(31, "09:00"), "1° dicembre: il cambio ha effetto", niente},
	}
}

func niente(*regia) error { return nil }

// scrive is a scene in which a certified box writes.
func scrive(from, subject, body string) func(*regia) error {
	return func(r *regia) error { return r.scrivi(demo.Scritto{From: from, Subject: subject, Body: body}) }
}

func (r *regia) scrivi(s demo.Scritto) error {
	_, err := r.cl.Scrivi(s)
	return err
}

// risponde is a scene in which a box answers the last letter it got.
func risponde(box, body string) func(*regia) error {
	return func(r *regia) error {
		_, err := r.cl.Rispondi(demo.Risposta{Casella: box, Scritto: demo.Scritto{Body: body}})
		return err
	}
}

func prima(r *regia) error {
	old := time.Date(2026, time.October, 12, 9, 30, 0, 0, roma())
	return errors.Join(
		r.scrivi(demo.Scritto{From: rossi, Subject: "richiesta PEC Ordine", At: old,
			Body: "Il sottoscritto Marco Rossi CF RSSMRC69S21G702W chiede di ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all'atto dell'iscrizione."}),
		r.scrivi(demo.Scritto{Env: demo.EnvAnomalia, From: ordinaria, Subject: "una domanda", At: old.Add(time.Hour), Body: "Buongiorno, come attivo la PEC dell'Ordine?"}),
		r.scrivi(demo.Scritto{Env: demo.EnvOrdinaria, From: "news@posta.example", Subject: "Newsletter di ottobre", At: old.Add(2 * time.Hour), Body: "Le novità del mese."}))
}

func modB(r *regia) error {
	return errors.Join(r.cl.Politica(bianchi2, demo.ConsegnaPrima),
		r.scrivi(demo.Scritto{From: bianchi, Subject: "Rinuncia PEC Ordine", Firma: demo.Firma{BER: true}, Body: `Spett.le Ordine,
la sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale giulia.bianchi@pecmail.example.

Distinti saluti
dott.ssa Giulia Bianchi`}))
}

func modBpagina(r *regia) error {
	return r.scrivi(demo.Scritto{From: dangelo, Subject: "richiesta", Charset: "iso-8859-1",
		Body: "ll sottoscritto D'Angelo Niccolò CF DNGNCL90M14A182W chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale"})
}

func completa(r *regia) error {
	return risponde(dangelo, dangelo2+"\n\nDa: Segreteria <segreteria@pec.ordine-prova.example>\nInviato: lunedì 23 novembre 2026 09:02\nOggetto: Richiesta di integrazione\n...occorre comunicare l'indirizzo della PEC personale.")(r)
}

func modA(r *regia) error {
	return scrive(rossi, "Richiesta PEC dell'Ordine", "Il sottoscritto Marco Rossi CF RSSMRC69S21G702W chiede di ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all'atto dell'iscrizione.")(r)
}

func modAordinaria(r *regia) error {
	return errors.Join(r.cl.Politica(ordinaria, demo.Esterno),
		r.scrivi(demo.Scritto{Env: demo.EnvAnomalia, From: ordinaria, Subject: "PEC",
			Body: "Il sottoscritto Marco Rossi, codice fiscale RSSMRC69S21G702W, chiede di ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all'atto dell'iscrizione."}))
}

func manomessa(r *regia) error {
	return r.scrivi(demo.Scritto{From: moretti, Subject: "variazione PEC", Manomessa: true,
		Body: "La sottoscritta Sara Moretti CF MRTSRA93P49F205U comunica il nuovo indirizzo PEC altro@pecmail.example e chiede di aggiornare il domicilio digitale."})
}

// rivestita takes a genuine consegna and delivers it again as if it were that of the last letter.
func rivestita(r *regia) error {
	reg, err := r.cl.Registro()
	if err != nil {
		return err
	}
	last := reg.Lettere[len(reg.Lettere)-1]
	for _, l := range reg.Lettere[:len(reg.Lettere)-1] {
		for _, x := range l.Ricevute {
			if x.Tipo == "avvenuta-consegna" && x.UID != 0 {
				_, err := r.cl.Travesti(demo.Travestimento{UID: x.UID, Campi: []demo.Campo{
					{Nome: "Subject", Valore: "CONSEGNA: " + last.Oggetto}, {Nome: "X-Riferimento-Message-ID", Valore: "<" + last.MsgID + ">"}}})
				return err
			}
		}
	}
	return fmt.Errorf("nessuna ricevuta di consegna")
}

func fuoriUfficio(r *regia) error {
	return r.scrivi(demo.Scritto{From: conti, Subject: "Risposta automatica: Convocazione Assemblea",
		Campi: []demo.Campo{{Nome: "Auto-Submitted", Valore: "auto-replied"}}, Body: "Sarò assente dal 20 al 30 novembre. Per urgenze contattare lo studio."})
}

func doppio(r *regia) error {
	s := demo.Scritto{From: popescu, Subject: "rinucia pec", Doppia: demo.DoppiaRivestita,
		Body: "La sottoscrita Elena Popescu CF PPSLNE85D67Z129L chede di rinuncare alla PEC del'Ordine e di inserie nel databse la PEC personle : elena.popescu@pecmail.example"}
	return errors.Join(r.cl.Politica(popescu2, demo.Inesistente), r.scrivi(s))
}

func avvocata(r *regia) error {
	return scrive(avvocato, "Procedimento disciplinare n. 14/2026: memoria difensiva", "Spett.le Ordine, in nome e per conto del mio assistito deposito la memoria difensiva nel procedimento disciplinare in epigrafe e chiedo di essere sentito dal Consiglio. Avv. Piero Neri")(r)
}

func altroCF(r *regia) error {
	return scrive(moretti, "Rinuncia PEC", "La sottoscritta, CF GLLFNC80L63L219B, chiede di inserire nel data base la PEC personale s.moretti@pecmail.example e comunica che il nuovo indirizzo PEC sostituisce il precedente.")(r)
}

// respinge is a person's decision on the first open review.
func respinge(r *regia) error {
	reply, err := r.chiedi("review", "list", "--json")
	if err != nil {
		return err
	}
	for _, line := range reply {
		var c rules.Compito
		if err := json.Unmarshal(line, &c); err != nil {
			return err
		}
		if c.Tipo == rules.SegRevisione {
			return r.operatore("review", "reject", c.ID, "--note", "il codice fiscale indicato è di un'altra persona: l'iscritta è stata chiamata")
		}
	}
	return fmt.Errorf("nessuna revisione aperta")
}

func verificaPEC(r *regia) error {
	return errors.Join(r.cl.Politica(moretti, demo.Preavviso24),
		r.scrivi(demo.Scritto{From: moretti, Subject: "verifica PEC", Body: "Buongiorno, potete confermarmi quale indirizzo PEC risulta in anagrafica a mio nome? Sara Moretti MRTSRA93P49F205U"}))
}

func giaRevocata(r *regia) error {
	return errors.Join(r.cl.Politica(nitti, demo.DoppieRicevute),
		r.scrivi(demo.Scritto{From: nitti, Subject: "rinuncia PEC Ordine", HTML: "<p>La sottoscritta Paola Nitti CF NTTPLA72A55A662G chiede di rinunciare alla PEC dell&rsquo;Ordine e di inserire nel data base la PEC personale paola.nitti@pecmail.example</p>"}))
}

func cadeAccolta(r *regia) error {
	return errors.Join(r.cl.Guasto(demo.Guasto{Punto: demo.SMTPCadeAccolta, Destinatario: omonimo}),
		r.scrivi(demo.Scritto{From: omonimo, Subject: "verifica PEC", Body: "Buongiorno, potete confermarmi quale indirizzo PEC risulta in anagrafica a mio nome? Marco Rossi RSSMRC69S21G70NL"}))
}

func cadePersa(r *regia) error {
	return errors.Join(r.cl.Guasto(demo.Guasto{Punto: demo.SMTPCadePersa, Destinatario: galli}),
		r.scrivi(demo.Scritto{From: galli, Subject: "verifica PEC", Body: "Buongiorno, potete confermarmi quale indirizzo PEC risulta in anagrafica a mio nome? Francesca Galli GLLFNC80L63L219B"}))
}

func nonAccettata(r *regia) error {
	return errors.Join(r.cl.Politica(esposito, demo.NonAccettata),
		r.scrivi(demo.Scritto{From: esposito, Subject: "comunicazione PEC", Body: "Il sottoscritto Ciro Esposito CF SPSCRI58C17F839T comunica il proprio domicilio digitale: ciro.esposito@legalpost.example"}))
}

func maiAttivata(r *regia) error {
	return scrive(deluca, "rinuncia pec ordine", "La sottoscritta Anna Maria De Luca, codice fiscale DLCNMR82H70E625V, chiede di rinunciare alla PEC dell'Ordine (mai attivata) e di inserire nel data base la PEC personale am.deluca@pecmail.example")(r)
}

func risponde102(r *regia) error {
	return scrive(fo, "risposta a diffida prot. 0000912", "In riferimento alla diffida ricevuta, il sottoscritto Ugo Fo (CF FOXGUO55A05E202E) comunica il proprio domicilio digitale: ugo.fo@legalpost.example")(r)
}

func cambio(r *regia) error {
	return scrive(conti, "variazione domicilio digitale", "Egregi,\ncomunico che dal 1° dicembre il mio nuovo indirizzo PEC sarà conti.luca@pecmail.example. Chiedo di aggiornare il domicilio digitale.\nLuca Conti - CF CNTLCU88R19A944D - n. iscr. 1203")(r)
}
