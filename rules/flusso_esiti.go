package rules

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/esiti"
	"pecagent/mailparse/pec"
)

// rispostaFlusso takes the answer of ReGIndE to one of our files: certified, from the address of the feed, in the thread of our
// letter (order.md §3.3 step 3). It gives false for every other message, which is then judged as all are.
func (d *decisore) rispostaFlusso(in Received, v Verdetto) bool {
	feed := d.p.Feeds[FlussoReGIndE]
	m := in.Msg
	if !feed.acceso() || feed.Indirizzo == "" || in.Proof.Level != mailparse.Certified || m.Busta != pec.Trasporto || m.DatiCert == nil ||
		minuscolo(m.DatiCert.Mittente) != minuscolo(feed.Indirizzo) {
		return false
	}
	file, why := allegatoEsiti(m.Inner)
	f, ok := d.flussoDelFilo(m.Inner, file)
	if !ok {
		return false
	}
	e := Esito{Ground: "none", Outcome: string(RIgnorata), Auto: "NONE", Basis: []string{"R-152"}, Why: "È la risposta di ReGIndE al flusso " + f.ID + "."}
	if why != "" {
		e.Why += " Il file " + esiti.Nome + " non si legge: " + why + "."
	}
	d.spiega(e)
	d.chiave = "flusso " + f.ID
	if !d.senzaEffetti(in, &v) {
		v.Compito = d.esitoArrivato(f, file, why)
	}
	d.chiudi(v, &e)
	return true
}

// allegatoEsiti reads the one Esiti.xml of a message; nil with why in Italian where there is none, several or a bad one.
func allegatoEsiti(i *mailparse.Inner) (*esiti.Esiti, string) {
	var found []mailparse.Attachment
	for _, a := range i.Attachments {
		if strings.EqualFold(a.Name, esiti.Nome) {
			found = append(found, a)
		}
	}
	switch {
	case len(found) == 0:
		return nil, "non è allegato"
	case len(found) > 1:
		return nil, "è allegato più volte"
	case found[0].Size > esiti.MaxBytes:
		return nil, "è troppo grande"
	}
	e, err := esiti.Parse(found[0].Content())
	if err != nil {
		return nil, illeggibileEsiti(err)
	}
	return e, ""
}

// incompleto tells why an answer does not speak of each subject of the file and of nobody else; "" when it does. A run of an
// earlier version kept the number of its subjects alone.
func incompleto(f Flusso, e *esiti.Esiti) string {
	if n := len(e.Soggetti); n != f.Righe {
		return "parla di " + plurale(n, "soggetto", "soggetti") + " e il file ne aveva " + strconv.Itoa(f.Righe)
	}
	for _, cf := range f.Soggetti {
		if _, ok := e.Soggetti[cf]; !ok {
			return "non parla di " + cf + ", che era nel file, e parla di chi non c'era"
		}
	}
	return ""
}

// illeggibileEsiti says in Italian what is wrong with an Esiti.xml; the parser's own words are for programmers.
func illeggibileEsiti(err error) string {
	switch {
	case errors.Is(err, esiti.ErrRadice):
		return "non è un file Esiti"
	case errors.Is(err, esiti.ErrVuoto):
		return "non contiene l'esito del flusso né quello di un soggetto"
	}
	return "l'XML non è quello che le specifiche descrivono"
}

// flussoDelFilo finds the run whose letter a message answers: by its Message-ID in the thread or in the file, else by our
// reference in the subject with the suffix that the document gives.
func (d *decisore) flussoDelFilo(i *mailparse.Inner, file *esiti.Esiti) (Flusso, bool) {
	ids := slices.Concat(i.InReplyTo, i.References)
	if file != nil && file.Messaggio != "" {
		ids = append(ids, file.Messaggio)
	}
	for _, id := range ids {
		for _, l := range d.s.Cerca(PerMsgID, id) {
			if f, ok := d.flussoDiLettera(l); ok {
				return f, true
			}
		}
	}
	subject := strings.ToLower(strings.TrimSpace(i.Subject))
	if !strings.HasSuffix(subject, "esito") {
		return Flusso{}, false
	}
	for _, f := range d.flussiDi(FlussoReGIndE) {
		if l, ok := d.s.Lettera(f.Lettera); ok && l.Rif != "" && strings.Contains(subject, strings.ToLower(l.Rif)) {
			return f, true
		}
	}
	return Flusso{}, false
}

func (d *decisore) flussoDiLettera(id string) (Flusso, bool) {
	l, ok := d.s.Lettera(id)
	if !ok {
		return Flusso{}, false
	}
	f, ok := d.s.Flusso(l.Caso)
	return f, ok && f.Nome == FlussoReGIndE && f.Lettera == id
}

// esitoArrivato moves the run by what the register says, and gives the id of the task that it opens, "" for none.
func (d *decisore) esitoArrivato(f Flusso, e *esiti.Esiti, why string) string {
	call := func(why string) string {
		return d.compito(Compito{Tipo: SegAllarme, Urgente: true, Caso: f.ID, Messaggio: d.causa, Perche: why}).ID
	}
	switch {
	case e == nil:
		return call("La risposta di ReGIndE al flusso " + f.ID + " non si legge (" + why + "): leggerla e registrare l'esito con pecagent act feed-outcome --case " + f.ID + ".")
	case !f.Stato.partito():
		return call("È arrivato un esito di ReGIndE per il flusso " + f.ID + ", che è " + string(f.Stato) + ": controllare.")
	case e.Codice != "":
		f.Stato, f.Esito = FKO, e.Codice
		d.scriviFlusso(f)
		d.fine(f, e.Codice+": "+esiti.Parole[e.Codice])
		return call("ReGIndE ha respinto il flusso " + f.ID + ": " + e.Codice + ", " + esiti.Parole[e.Codice] + ". Corretta la causa, si rifà con pecagent report feed " + f.Nome + ".")
	}
	if why := incompleto(f, e); why != "" { // who is not named has an outcome that nobody knows: it is not taken for good
		return call("L'esito di ReGIndE del flusso " + f.ID + " " + why + ": leggerlo e registrarlo con pecagent act feed-outcome --case " + f.ID + ".")
	}
	respinti := map[string]string{}
	for _, code := range e.Respinti() {
		respinti[code] = e.Soggetti[code]
	}
	f.Esito = ""
	d.concludi(f, respinti)
	return ""
}
