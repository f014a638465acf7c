package rules

import (
	"slices"
	"strings"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// Codes and reasons that the agent itself puts on a letter.
const (
	codiceEsterno    = "esterno"                                                    // accettazione: the recipient has no certified box
	preavvisoIncerto = "avviso di mancata consegna: non è chiaro se sia definitivo" // pec.md §4.5, 4
)

// Anomalies of a receipt that make it move nothing: it may be another letter's, altered or replayed (pec.md §8).
const (
	aForeign    = "foreign"
	aNotOurs    = "not_our_message"
	aIdent      = "ident_mismatch"
	aMsgID      = "msgid_mismatch"
	aReinviata  = "ident_second_sending" // information: the letter was sent twice with the same bytes
	aTipo       = "tipo_unknown"
	aNonAttesa  = "presa_in_carico" // information: between providers, never for us
	aNonSpedita = "not_sent"        // the letter never left: the receipt cannot be its own
	aOrdine     = "time_order"      // information: delivered before it was accepted, by more than clocks may differ
)

// ricevuta matches a receipt with our letter and moves it. Only a certified receipt moves anything; one whose
// msgid is not ours is somebody's at the webmail, recorded and left alone (U45, R-305).
func (d *decisore) ricevuta(in Received, v Verdetto) {
	dc := in.Msg.DatiCert
	if in.Proof.Level != mailparse.Certified || dc == nil {
		d.quarantena(in, v)
		return
	}
	l, how := letteraDi(d.s, dc)
	rec := Ricevuta{SHA256: d.causa, Chiave: v.Chiave, Lettera: l.ID, Tipo: string(dc.Tipo), Istante: dc.Data, MsgID: dc.MsgID,
		Identificativo: dc.Identificativo, Consegna: dc.Consegna, Codice: dc.Codice(), Errore: string(dc.Errore)}
	if rec.Consegna == "" && dc.Riguarda(l.A) { // a REM receipt about several: of this letter it is the letter's
		rec.Consegna = l.A
	}
	if l.ID == "" {
		rec.Anomalie = d.conFirmatario([]string{aForeign})
		if !d.senzaEffetti(in, &v) {
			d.emit(Event{Kind: KRicevuta, Ricevuta: &rec, Regola: "U45", Perche: "Non riguarda una lettera di pecagent."})
			d.ancoraEstranea(in, rec)
		}
		if d.consegnaAMano(in) {
			d.risposta(in, ManoConsegna)
		} else if !d.senzaEffetti(in, &v) && !attendeEsito(dc) { // an answer by hand is its own story
			d.altroMittente(rec.MsgID)
		}
		d.chiudi(v, nil)
		return
	}
	var blocks bool
	var words string
	if rec.Anomalie, blocks = d.controlla(l, dc, how); !blocks {
		var codes []string
		rec.Contenuto, codes, words = contenuto(in, l)
		rec.Anomalie, blocks = append(rec.Anomalie, codes...), len(codes) > 0
	}
	rec.Anomalie = d.conFirmatario(rec.Anomalie)
	v.Richiesta, v.Rif = l.Richiesta, l.Rif
	d.emit(Event{Kind: KRicevuta, Ricevuta: &rec, Regola: "pec.md §8"})
	if slices.Contains(rec.Anomalie, aNonSpedita) {
		d.ancoraEstranea(in, rec)
	}
	if blocks {
		v.Compito = d.compito(Compito{Tipo: SegRicevuta, Urgente: true, Messaggio: d.causa, CF: l.CF, Richiesta: l.Richiesta, Rif: l.Rif,
			Perche: "Ricevuta che non corrisponde alla lettera " + l.ID + " (" + strings.Join(rec.Anomalie, ", ") + "): non cambia nulla." + words}).ID
	} else {
		d.ancorata(in, l, rec)
		d.muovi(l, dc)
		d.sorvegliaRicevuta(l, dc)
		d.sorvegliaTempi(l, dc, rec.Anomalie)
	}
	d.chiudi(v, nil)
}

// attendeEsito reports whether a delivery has still to tell what a message that is not ours was: an answer by hand, perhaps.
func attendeEsito(dc *pec.DatiCert) bool {
	return dc.Tipo == pec.Accettazione && slices.ContainsFunc(dc.Destinatari, func(r pec.Destinatario) bool { return r.Tipo != "esterno" })
}

// sorvegliaTempi calls a person about a letter that was delivered before it was accepted. Both instants are certified,
// each by its provider; the one of delivery is the legal one and stays.
func (d *decisore) sorvegliaTempi(l Lettera, dc *pec.DatiCert, anomalie []string) {
	if !slices.Contains(anomalie, aOrdine) {
		return
	}
	a, c := tempi(l, dc)
	d.compito(Compito{Tipo: SegRicevuta, Messaggio: d.causa, CF: l.CF, Richiesta: l.Richiesta, Rif: l.Rif,
		Perche: "La lettera " + l.ID + " risulta consegnata (" + oraRoma(c) + ") prima che accettata (" + oraRoma(a) +
			"): gli orologi dei due gestori non concordano. Vale l'ora della ricevuta di avvenuta consegna."})
}

func oraRoma(t time.Time) string { return Roma(t).Format("02/01/2006 15:04:05") }

// letteraDi finds the letter a receipt speaks of: by msgid as written, then folded, then by identificativo
// where the receipt has no msgid or one that matches nothing (pec.md §5.2). how is "msgid" or "ident".
func letteraDi(f Fatti, dc *pec.DatiCert) (l Lettera, how string) {
	for _, id := range []string{dc.MsgID, strings.ToLower(dc.MsgID), strings.ToLower(sciogli(dc.MsgID))} {
		if id == "" {
			continue
		}
		if l, ok := scegli(f, f.Cerca(PerMsgID, id), dc); ok {
			return l, "msgid"
		}
	}
	if dc.Identificativo != "" {
		if l, ok := scegli(f, f.Cerca(PerIdent, dc.Identificativo), dc); ok {
			return l, "ident"
		}
	}
	return Lettera{}, ""
}

// scegli takes the letter to the recipient of the receipt where several share the key, else the first.
func scegli(f Fatti, ids []string, dc *pec.DatiCert) (Lettera, bool) {
	var first Lettera
	for _, id := range ids {
		l, ok := f.Lettera(id)
		if !ok {
			continue
		}
		if dc.Riguarda(l.A) {
			return l, true
		}
		if first.ID == "" {
			first = l
		}
	}
	return first, first.ID != ""
}

// sciogli undoes percent-encoding, as some clients encode the Message-ID they give back. What is no valid
// escape stays as it is.
func sciogli(s string) string {
	const hex = "0123456789abcdef"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := strings.IndexByte(hex, s[i+1]|0x20), strings.IndexByte(hex, s[i+2]|0x20)
			if hi >= 0 && lo >= 0 {
				b.WriteByte(byte(hi<<4 | lo))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// controlla makes the checks of pec.md §8 that need the letter: is it from our box, to the letter's
// recipient, with one identificativo throughout. blocks: the receipt must move nothing.
func (d *decisore) controlla(l Lettera, dc *pec.DatiCert, how string) (found []string, blocks bool) {
	add := func(a string, stop bool) {
		if !slices.Contains(found, a) {
			found = append(found, a)
		}
		blocks = blocks || stop
	}
	if own := d.casella(); own != "" && minuscolo(dc.Mittente) != own {
		add(aNotOurs, true)
	}
	if !perDestinatario(dc, l.A) {
		add(aNotOurs, true)
	}
	if how == "ident" && dc.MsgID != "" && l.MsgID != "" {
		add(aMsgID, true)
	}
	if l.Identificativo != "" && dc.Identificativo != "" && l.Identificativo != dc.Identificativo {
		if l.Dubbia {
			add(aReinviata, false)
		} else {
			add(aIdent, true)
		}
	}
	if daPartire(l.Stato) && l.Tentativi == 0 && l.TInvio.IsZero() || l.Stato == LRitirata {
		add(aNonSpedita, true)
	}
	if a, c := tempi(l, dc); !a.IsZero() && c.Before(a.Add(-tolleranzaOrologi)) {
		add(aOrdine, false)
	}
	switch dc.Tipo {
	case pec.Accettazione, pec.NonAccettazione, pec.AvvenutaConsegna, pec.ErroreConsegna, pec.PreavvisoErroreConsegna, pec.RilevazioneVirus:
	case pec.PresaInCarico:
		add(aNonAttesa, false)
	default:
		add(aTipo, true)
	}
	return found, blocks
}

// tolleranzaOrologi is how far the clocks of two providers may differ (pec.md §8 row 12).
const tolleranzaOrologi = time.Minute

// tempi are the instants of acceptance and delivery of a letter, one of them the receipt's own; the zero time where one is
// not known yet, whichever comes first.
func tempi(l Lettera, dc *pec.DatiCert) (accettata, consegnata time.Time) {
	switch {
	case dc.Tipo == pec.AvvenutaConsegna && !l.TAccettazione.IsZero():
		return l.TAccettazione, dc.Data
	case dc.Tipo == pec.Accettazione && !l.TConsegna.IsZero():
		return dc.Data, l.TConsegna
	}
	return time.Time{}, time.Time{}
}

// perDestinatario reports whether a daticert speaks of a message to the address. A delivery receipt names its
// one recipient in consegna, a REM one sometimes several; a list of destinatari proves only the acceptance (pec.md §4, §9.4).
func perDestinatario(dc *pec.DatiCert, addr string) bool {
	listed := slices.ContainsFunc(dc.Destinatari, func(r pec.Destinatario) bool { return minuscolo(r.Address) == addr })
	named := len(dc.Riguardati()) > 0
	switch dc.Tipo {
	case pec.AvvenutaConsegna:
		return dc.Riguarda(addr) && (listed || len(dc.Destinatari) == 0)
	case pec.Accettazione, pec.NonAccettazione:
		if named && !dc.Riguarda(addr) {
			return false
		}
		return listed || len(dc.Destinatari) == 0 && dc.Tipo == pec.NonAccettazione
	}
	if named {
		return dc.Riguarda(addr)
	}
	return listed
}

// muovi applies a receipt that holds to its letter and draws what follows.
func (d *decisore) muovi(l Lettera, dc *pec.DatiCert) {
	p, ok := d.passoDi(l, dc)
	if !ok {
		return
	}
	before := l
	l = d.passo(p, "RFC 6109", "")
	if l.Stato == LPreavviso12H && l.Motivo == preavvisoIncerto {
		l = d.scioglie(l)
	}
	d.avvisa(before, l, p, dc)
	if l.Stato == LConsegnata && before.Stato != LConsegnata {
		d.rivediDifetto(l.A)
	}
	if r, ok := d.s.Richiesta(l.Richiesta); ok {
		d.faTermine(r)
		d.avanza(r.ID)
	}
	d.avanzaDiffida(l.Caso)
}

// passoDi is the step a receipt makes. The instant is the daticert's, never the fetch time.
func (d *decisore) passoDi(l Lettera, dc *pec.DatiCert) (Passo, bool) {
	p := Passo{Lettera: l.ID, Istante: dc.Data, Ricevuta: d.causa, Codice: dc.Codice(), Motivo: motivo(dc)}
	if l.Identificativo == "" {
		p.Identificativo = dc.Identificativo
	}
	switch dc.Tipo {
	case pec.Accettazione:
		p.Stato = LAccettata
		if esterno(dc, l.A) {
			p.Codice, p.Motivo = codiceEsterno, "il destinatario non ha una casella certificata"
		}
	case pec.NonAccettazione:
		p.Stato = LNonAccettata
		if dc.Errore == pec.Virus {
			p.Stato = LVirus
		}
	case pec.AvvenutaConsegna:
		p.Stato = LConsegnata
	case pec.ErroreConsegna:
		p.Stato = LMancata
		if dc.Errore == pec.Virus || dc.Motivo() == pec.MotivoVirus {
			p.Stato = LVirus
		}
	case pec.RilevazioneVirus:
		p.Stato = LVirus
	case pec.PreavvisoErroreConsegna:
		p.Stato = LPreavviso12H
		switch final, certain := dc.Definitivo(l.TAccettazione); {
		case certain && final:
			p.Stato = LMancata
		case !certain:
			p.Motivo = preavvisoIncerto
		}
	default:
		return p, false
	}
	return p, true
}

// motivo is the reason of a failure in the word of package pec, "" for the receipts of success.
func motivo(dc *pec.DatiCert) string {
	switch dc.Tipo {
	case pec.Accettazione, pec.AvvenutaConsegna, pec.PresaInCarico:
		return ""
	}
	return string(dc.Motivo())
}

func esterno(dc *pec.DatiCert, addr string) bool {
	return slices.ContainsFunc(dc.Destinatari, func(r pec.Destinatario) bool {
		return minuscolo(r.Address) == addr && r.Tipo == "esterno"
	})
}

// scioglie settles a doubtful preavviso once the accettazione is known too, in whatever order they came: not
// before 22 hours from acceptance it is the final one (RFC 6109 §3.1.6, pec.md §4.5, 3).
func (d *decisore) scioglie(l Lettera) Lettera {
	if l.TAccettazione.IsZero() {
		return l
	}
	dc := pec.DatiCert{Tipo: pec.PreavvisoErroreConsegna, Data: l.Istante}
	final, certain := dc.Definitivo(l.TAccettazione)
	if !certain {
		return l
	}
	p := Passo{Lettera: l.ID, Stato: LPreavviso12H, Istante: l.Istante, Ricevuta: l.Ricevute[len(l.Ricevute)-1], Motivo: string(pec.MotivoTempo)}
	if final {
		p.Stato = LMancata
	} else {
		p.Ricevuta = "" // the same rank: only a step of the agent changes the reason
	}
	return d.passo(p, "RFC 6109 §3.1.6", "L'avviso si legge con l'ora dell'accettazione.")
}

// avvisa opens the tasks that a receipt calls for. before is the letter as it was.
func (d *decisore) avvisa(before, l Lettera, p Passo, dc *pec.DatiCert) {
	task := func(tipo string, urgent bool, why string) {
		d.compito(Compito{Tipo: tipo, Urgente: urgent, Perche: why, Messaggio: d.causa, CF: l.CF, Richiesta: l.Richiesta, Rif: l.Rif})
	}
	changed := before.Stato != l.Stato
	switch {
	case !changed:
	case l.Stato == LNonAccettata: // U28: it concerns our message or our box, never the member
		task(SegAllarme, true, "Il gestore non ha accettato la lettera "+l.ID+" a "+l.A+": "+testoErrore(dc)+".")
	case l.Stato == LVirus: // U29
		task(SegAllarme, true, "Il gestore segnala un virus nella lettera "+l.ID+": controllare il computer dell'ufficio.")
	case l.Stato == LConsegnata && before.Stato == LMancata:
		task(SegRicevuta, false, "La lettera "+l.ID+" data per non consegnata risulta consegnata: vale la ricevuta di avvenuta consegna.")
	case l.Stato == LMancata && !d.sfidaDi(l):
		d.difetto(l, testoErrore(dc))
	case l.Stato == LPreavviso12H && l.Motivo == preavvisoIncerto:
		task(SegRicevuta, false, "L'avviso sulla lettera "+l.ID+" non dice se la mancata consegna è definitiva.")
	}
}

// testoErrore is what the provider wrote, one line.
func testoErrore(dc *pec.DatiCert) string {
	if s := strings.Join(strings.Fields(dc.ErroreEsteso), " "); s != "" {
		return s
	}
	return string(dc.Errore)
}

// sfidaDi reports whether a letter is the challenge of an address on its way: its failure is tried again, it
// is no defect (U11).
func (d *decisore) sfidaDi(l Lettera) bool {
	return l.Modello == "T-23" && len(d.s.Cerca(PerDomicilio, l.A)) == 0
}
