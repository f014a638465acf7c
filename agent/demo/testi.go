package demo

import (
	"strings"
	"time"

	"pecagent/mailparse/pec"
)

// Texts of what providers write (pec.md §2.2). Nobody parses them: RFC 6109 §3 wants the XML read.

func quandoTesto(at time.Time) string {
	return "Il giorno " + at.Format("02/01/2006") + " alle ore " + at.Format("15:04:05") + " (" + at.Format("-0700") + ")"
}

func testoAccettazione(d *pec.DatiCert) string {
	return "Ricevuta di accettazione\r\n\r\n" + quandoTesto(d.Data) + " il messaggio\r\n\"" + d.Oggetto + "\" proveniente da \"" + d.Mittente +
		"\"\r\ned indirizzato a:\r\n" + elenco(d) + "\r\nè stato accettato dal sistema ed inoltrato.\r\n" + piede(d)
}

func testoTrasporto(d *pec.DatiCert) string {
	return "Messaggio di posta certificata\r\n\r\n" + quandoTesto(d.Data) + " il messaggio\r\n\"" + d.Oggetto + "\" e' stato inviato da \"" + d.Mittente +
		"\"\r\nindirizzato a:\r\n" + elenco(d) + "\r\nIl messaggio originale e' incluso in allegato.\r\n" + piede(d)
}

func testoConsegna(d *pec.DatiCert) string {
	return "Ricevuta di avvenuta consegna\r\n\r\n" + quandoTesto(d.Data) + " il messaggio\r\n\"" + d.Oggetto + "\" proveniente da \"" + d.Mittente +
		"\"\r\ned indirizzato a \"" + d.Consegna + "\"\r\nè stato consegnato nella casella di destinazione.\r\n" + piede(d)
}

func testoErrore(d *pec.DatiCert) string {
	return "Avviso di mancata consegna\r\n\r\n" + quandoTesto(d.Data) + " nel messaggio\r\n\"" + d.Oggetto + "\" proveniente da \"" + d.Mittente +
		"\"\r\ne destinato all'utente \"" + d.Consegna + "\"\r\nè stato rilevato un errore " + d.ErroreEsteso + ".\r\nIl messaggio è stato rifiutato dal sistema.\r\n" + piede(d)
}

func testoNonAccettazione(d *pec.DatiCert) string {
	return "Errore nell'accettazione del messaggio\r\n\r\n" + quandoTesto(d.Data) + " nel messaggio\r\n\"" + d.Oggetto + "\" proveniente da \"" + d.Mittente +
		"\"\r\ned indirizzato a:\r\n" + elenco(d) + "\r\nè stato rilevato un problema che ne impedisce l'accettazione a causa di " + d.ErroreEsteso +
		".\r\nIl messaggio non è stato accettato.\r\n" + piede(d)
}

func testoPreavviso(d *pec.DatiCert, finale bool) string {
	s := "Avviso di mancata consegna\r\n\r\n" + quandoTesto(d.Data) + " il messaggio\r\n\"" + d.Oggetto + "\" proveniente da \"" + d.Mittente +
		"\"\r\ne destinato all'utente \"" + d.Consegna + "\"\r\nnon è stato consegnato nelle prime "
	if finale {
		return s + "ventiquattro ore dal suo invio.\r\nSi ritiene che la spedizione debba considerarsi non andata a buon fine.\r\n" + piede(d)
	}
	return s + "dodici ore dal suo invio. Non escludendo che questo possa avvenire in seguito,\r\n" +
		"il sistema provvederà comunque ad inviare un ulteriore avviso di mancata consegna se nelle prossime\r\n" +
		"dodici ore non vi sarà la conferma della ricezione da parte del destinatario.\r\n" + piede(d)
}

func testoAnomalia(o originale, a, err string, at time.Time) string {
	return "Anomalia messaggio\r\n\r\n" + quandoTesto(at) + " è stato ricevuto\r\nil messaggio \"" + o.oggetto + "\" proveniente da \"" +
		strings.Join(o.from, ", ") + "\"\r\ned indirizzato a:\r\n" + a + "\r\nTali dati non sono stati certificati per il seguente errore:\r\n" + err +
		"\r\nIl messaggio originale è incluso in allegato.\r\n"
}

func elenco(d *pec.DatiCert) string {
	var lines []string
	for _, r := range d.Destinatari {
		kind := "posta certificata"
		if r.Tipo == pec.Esterno {
			kind = "posta ordinaria"
		}
		lines = append(lines, r.Address+` ("`+kind+`")`)
	}
	return strings.Join(lines, "\r\n")
}

func piede(d *pec.DatiCert) string {
	return "\r\nIdentificativo messaggio: " + d.Identificativo + "\r\n"
}
