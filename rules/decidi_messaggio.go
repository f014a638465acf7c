package rules

import (
	"slices"
	"strings"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

const tardivo = 72 * time.Hour

// ricevuto decides a stored message. The order of the questions is the order of the promises: one effect
// (U19), no effect of history, proof before content (U07), then what it asks.
func (d *decisore) ricevuto(in Received) {
	d.causa = in.Dove.SHA256
	m := in.Msg
	if m == nil {
		d.illeggibile(in.Dove, "il messaggio non è stato letto")
		return
	}
	if d.causa == "" {
		d.causa = m.SHA256
	}
	in = d.conGestore(in)
	v := verdetto(in)
	v.SHA256, v.Dominio = d.causa, dominioFirmato(m, d.casella())
	d.chiave = v.Chiave
	switch {
	case d.gia(v.Chiave, m.EffectKey):
		v.Copia = true
		d.chiudi(v, nil)
	case m.Busta == pec.Ricevuta:
		d.ricevuta(in, v)
	case (m.Busta == pec.Trasporto || m.Busta == pec.Anomalia) && in.Proof.Level != mailparse.Certified:
		d.quarantena(in, v)
	case m.Busta == pec.Malformata || m.Inner == nil:
		d.malformata(in, v)
	case d.nostra(in):
		if d.copiaInviata(in) {
			d.risposta(in, ManoInviata)
		}
		d.chiudi(v, &Esito{Outcome: string(RIgnorata), Auto: "NONE", Why: "È posta partita dalla casella dell'Ordine."})
	case d.rispostaFlusso(in, v): // recorded there
	default:
		d.posta(in, v)
	}
}

// chiave is the key under which a message has its effect once: its signed octets where the signature holds,
// else its raw bytes. So a copy in a broken dress can never take the place of the message it was made from.
func chiave(in Received) string {
	if in.Proof.Level == mailparse.Certified && in.Msg.EffectKey != "" {
		return in.Msg.EffectKey
	}
	if in.Dove.SHA256 != "" {
		return in.Dove.SHA256
	}
	return in.Msg.SHA256
}

// gia reports whether one of the effect keys was seen before (U19).
func (d *decisore) gia(keys ...string) bool {
	return slices.ContainsFunc(keys, func(k string) bool { return k != "" && len(d.s.Cerca(PerEffetto, k)) > 0 })
}

// verdetto is what was found about a message, before any decision.
func verdetto(in Received) Verdetto {
	m, p := in.Msg, in.Proof
	v := Verdetto{
		SHA256: in.Dove.SHA256, Chiave: chiave(in), Busta: string(m.Busta), Tipo: string(m.Tipo), Livello: p.Level.String(),
		Motivi: p.Reasons, Firmatario: p.Signer, Digest: p.Digest, Istante: m.CertifiedTime(p), Arrivo: in.Dove.Interna,
	}
	v.Destinatari = destinatari(m)
	v.Firme, v.Documenti = in.Firme[:min(len(in.Firme), maxFirme)], documentiFirmati(in.Firme)
	if dc := m.DatiCert; dc != nil {
		v.Identificativo, v.Mittente, v.Oggetto, v.MsgID = dc.Identificativo, dc.Mittente, dc.Oggetto, dc.MsgID
	}
	if m.Inner != nil && m.Busta != pec.Ricevuta {
		v.MsgID = m.Inner.MessageID
		if m.Busta != pec.Ordinaria {
			v.BustaID = idBusta(m)
		}
		if v.Mittente == "" {
			v.Mittente = m.Inner.From
		}
		if v.Oggetto == "" {
			v.Oggetto = m.Inner.Subject
		}
	}
	return v
}

// idBusta is the Message-ID of the envelope, without <>.
func idBusta(m *mailparse.Message) string {
	return strings.Trim(strings.TrimSpace(m.Header.Get("Message-ID")), "<>")
}

// storico reports whether a message is of the time before T0, so that it has no effect of any kind.
// Its instant is the certified one; where nothing is certified, the earlier of its Date and of INTERNALDATE.
func (d *decisore) storico(in Received) bool {
	t := in.Dove.Interna
	if in.Msg != nil {
		if c := in.Msg.CertifiedTime(in.Proof); !c.IsZero() {
			t = c
		} else if i := in.Msg.Inner; i != nil && !i.Date.IsZero() && (t.IsZero() || i.Date.Before(t)) {
			t = i.Date
		}
	}
	return !t.IsZero() && t.Before(d.s.Stato.Avvio.T0)
}

// senzaEffetti labels a verdict that must not act: history, or a store that only observes.
func (d *decisore) senzaEffetti(in Received, v *Verdetto) bool {
	switch {
	case d.storico(in):
		v.Storico = true
	case d.modo() == Osserva:
		v.Osserva = true
	default:
		return false
	}
	return true
}

// chiudi records the verdict as the first event of the decision.
func (d *decisore) chiudi(v Verdetto, e *Esito) {
	v.Decisione, d.esito = e, e
	d.emit(Event{Kind: KEsito, Esito: &v, Policy: d.p.Digest()})
	if n := len(d.events) - 1; n > 0 {
		last := d.events[n]
		copy(d.events[1:], d.events[:n])
		d.events[0] = last
	}
}

// spiega puts rule and reason of an outcome on the events that follow.
func (d *decisore) spiega(e Esito) {
	d.perche = e.Why
	if len(e.Basis) > 0 {
		d.regola = e.Basis[0]
	}
}

// quarantena keeps a busta whose provider signature does not hold away from everything (U07): no type, no
// ground, no letter, a person looks.
func (d *decisore) quarantena(in Received, v Verdetto) {
	e := Esito{Ground: "none", Outcome: string(RQuarantena), Auto: "REVIEW", Flags: []string{"FIRMA_GESTORE_NON_VALIDA"},
		Basis: []string{"R-020", "U07"}, Why: nonProvato(in.Proof)}
	d.spiega(e)
	if !d.senzaEffetti(in, &v) {
		v.Compito = d.compito(Compito{Tipo: SegQuarantena, Urgente: true, Perche: e.Why, Messaggio: d.causa, Esito: &e}).ID
	}
	d.chiudi(v, &e)
}

// nonProvato says why a busta proves nothing: a signature that does not hold is one thing, a good signature that is
// not of this message, this sender or a known provider another. A person must not accuse the wrong one.
func nonProvato(p mailparse.Proof) string {
	if p.Level != mailparse.Mismatch {
		return "La firma del gestore non è valida: il messaggio non prova nulla e non riceve risposta."
	}
	why := "i dati firmati non corrispondono al messaggio"
	for _, r := range p.Reasons {
		if s, ok := motivi[r]; ok {
			why = s
			break
		}
	}
	return "La firma regge ma non prova questo messaggio (" + why + "): il messaggio non prova nulla e non riceve risposta."
}

// motivi are the reasons of the level mismatch (cli.md) in words.
var motivi = map[string]string{
	"chain_untrusted": "il certificato non è di un gestore PEC riconosciuto", "cert_expired": "il certificato non era valido in quel momento",
	"eku_missing": "il certificato non è per la posta elettronica", "key_usage": "il certificato non è per la firma",
	"name_constraint": "l'autorità non può certificare quel dominio", "revoked": "il certificato è revocato",
	"from_mismatch": "il mittente della busta non è quello del certificato", "header_duplicate": "un'intestazione è doppia",
	"header_mismatch": "le intestazioni esterne non sono quelle dei dati firmati", "msgid_mismatch": "si riferisce a un altro messaggio",
	"recipient_mismatch": "il destinatario non è fra quelli firmati", "daticert_missing": "manca daticert.xml", "daticert_bad": "i dati di certificazione non sono leggibili, non sono uno solo o non dicono un solo mittente",
	"digest_mismatch": "l'originale allegato non è quello dell'evidenza REM", "policy_missing": "il certificato non è di un gestore REM",
	"time_incoherent": "l'ora della firma non è quella dei dati di certificazione", "resource_limit": "supera i limiti di lettura",
}

// malformata sends to a person what cannot be read as mail.
func (d *decisore) malformata(in Received, v Verdetto) {
	e := Esito{Ground: "none", Outcome: string(RInRevisione), Auto: "REVIEW", Why: "Il messaggio non si legge come posta elettronica: lo guarda una persona."}
	if in.Proof.Level == mailparse.Certified {
		e.Why = "La busta è certificata ma il messaggio che contiene non si legge: lo guarda una persona."
	}
	d.spiega(e)
	v.Errore = "nessun testo leggibile"
	if !d.senzaEffetti(in, &v) {
		v.Compito = d.compito(Compito{Tipo: SegIlleggibile, Perche: e.Why, Messaggio: d.causa, Esito: &e}).ID
	}
	d.chiudi(v, &e)
}

// illeggibile sends to a person a message that could not be parsed, or that stopped the program twice.
func (d *decisore) illeggibile(a Arrivo, why string) {
	d.causa, d.chiave = a.SHA256, a.SHA256
	v := Verdetto{SHA256: a.SHA256, Chiave: a.SHA256, Busta: string(pec.Malformata), Livello: mailparse.Unsigned.String(), Arrivo: a.Interna, Errore: why}
	if d.gia(a.SHA256) {
		v.Copia = true
		d.chiudi(v, nil)
		return
	}
	e := Esito{Ground: "none", Outcome: string(RInRevisione), Auto: "REVIEW", Why: "Il messaggio non è leggibile: " + why + "."}
	d.spiega(e)
	if !d.senzaEffetti(Received{Dove: a}, &v) {
		v.Compito = d.compito(Compito{Tipo: SegIlleggibile, Perche: e.Why, Messaggio: d.causa, Esito: &e}).ID
	}
	d.chiudi(v, &e)
}

// nostra reports whether the message is mail that the Order's own box sent (its Sent folder, a note to
// itself): it asks nothing. From is not proven, but to pass for the Order only gets a message left alone.
func (d *decisore) nostra(in Received) bool {
	if in.Proof.Level == mailparse.Certified && in.Msg.DatiCert != nil {
		return d.casella() != "" && in.Msg.DatiCert.Mittente == d.casella()
	}
	i := in.Msg.Inner
	return d.casella() != "" && i.From == d.casella() || i.MessageID != "" && len(d.s.Cerca(PerMsgID, i.MessageID)) > 0
}

// casella is the Order's own address, lower case.
func (d *decisore) casella() string {
	if d.p.Ordine.PEC != "" {
		return minuscolo(d.p.Ordine.PEC)
	}
	return minuscolo(d.s.Stato.Avvio.Casella)
}

// posta decides what a person's message asks and makes it so as far as mode and rules allow.
func (d *decisore) posta(in Received, v Verdetto) {
	val := d.prudenza(in, d.valuta(d.p, d.s, in, false))
	e := val.Esito
	d.capito = val.Capito
	d.spiega(e)
	if !d.senzaEffetti(in, &v) {
		d.applica(in, &v, val, e.Auto == "AUTO" && d.automatico(e.Type))
	}
	v.Decisione = &e
	d.giaRisposto(&v)
	d.chiudi(v, &e)
}

// automatico reports whether a type needs no click now.
func (d *decisore) automatico(tipo string) bool {
	return d.modo() == Automatico && slices.Contains(d.s.Stato.Modo.Automatico, tipo)
}

// prudenza lowers a valuation to REVIEW where time, digest or freeze ask for a person.
func (d *decisore) prudenza(in Received, v Valutazione) Valutazione {
	e := &v.Esito
	if e.Auto == "NONE" || e.Auto == "" && v.Richiesta == nil {
		e.Auto = "NONE"
		return v
	}
	at := in.Msg.CertifiedTime(in.Proof)
	if !at.IsZero() && d.now.Sub(at) > tardivo && !d.storico(in) { // U46
		d.rivedi(e, "ARRIVO_TARDIVO", "R-301", "È arrivato oltre 72 ore dopo l'ora certificata.")
	}
	if in.Msg.Busta == pec.Trasporto && debole(in.Proof) && d.p.Sha1FinoA != "" &&
		(DataRoma(at) > d.p.Sha1FinoA || DataRoma(in.Proof.SigningTime) > d.p.Sha1FinoA) {
		d.rivedi(e, "", "", "La busta è firmata con SHA-1 dopo il "+giornoItaliano(d.p.Sha1FinoA)+".")
	}
	if d.gestore != nil {
		d.rivedi(e, "", "", d.gestore.detto("questa busta")+" Decide una persona: l'approvazione registra anche il nuovo firmatario.")
	}
	if v.Richiesta != nil && variazione(v.Richiesta.Tipo) && v.Richiesta.CF != "" {
		if m, ok := d.s.Iscritto(v.Richiesta.CF); ok && m.Blocco || d.estranei(*v.Richiesta, in) >= troppiMittenti {
			d.rivedi(e, "BLOCCO_VARIAZIONI", "U48", "Le variazioni automatiche di questo iscritto sono bloccate.")
		}
	}
	return v
}

func debole(p mailparse.Proof) bool { return p.Weak || p.Digest == "sha1" || p.Has("weak_digest") }

// rivedi makes an outcome wait for a person.
func (d *decisore) rivedi(e *Esito, flag, regola, why string) {
	e.Auto = "REVIEW"
	if flag != "" && !slices.Contains(e.Flags, flag) {
		e.Flags = append(slices.Clone(e.Flags), flag)
		slices.Sort(e.Flags)
	}
	if regola != "" && !slices.Contains(e.Basis, regola) {
		e.Basis = append(slices.Clone(e.Basis), regola)
	}
	if e.Why != "" {
		e.Why += " "
	}
	e.Why += why
}

// variazione reports whether a request of this type can change a domicile.
func variazione(tipo string) bool {
	switch tipo {
	case "R1", "R2", "R3", "R4", "R5", "R11":
		return true
	}
	return false
}
