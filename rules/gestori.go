package rules

import (
	"slices"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// Who signs for a domain is learned from the first certified message (pec.md §7.4, §8 row 11): there is no directory an
// Order could ask. A domain may change its provider; until a person has seen it, what another signs executes nothing.

const aFirmatario = "signer_unexpected" // information: the level of the proof stays as it is

// Gestore is a signer who was not the one known for a domain.
type Gestore struct {
	Dominio    string   `json:"dominio"`
	Firmatario string   `json:"firmatario"`
	Noti       []string `json:"noti"`
}

// dominioFirmato is the domain whose provider signs a message of this kind: the sender's for a busta, ours for an
// accettazione of our mail, the recipient's for its delivery. "" where the message teaches nothing: notices are rare and tell of
// what went wrong, and a receipt of somebody else's mail is none of ours.
func dominioFirmato(m *mailparse.Message, casella string) string {
	dc := m.DatiCert
	switch {
	case dc == nil:
	case m.Busta == pec.Trasporto:
		return dominioDi(dc.Mittente)
	case m.Busta != pec.Ricevuta || casella == "" || minuscolo(dc.Mittente) != casella:
	case dc.Tipo == pec.Accettazione:
		return dominioDi(casella)
	case dc.Tipo == pec.AvvenutaConsegna:
		return dominioDi(dc.Consegna)
	}
	return ""
}

// dominioDi is the domain of an address in lower case, "" of what is none. The key is the domain as it is written: a
// domain below another may be another provider's.
func dominioDi(addr string) string {
	i := strings.LastIndexByte(addr, '@')
	if i < 0 {
		return ""
	}
	return minuscolo(addr[i+1:])
}

// inatteso tells whether another signed a certified message than those known for its domain; nil where it is as it should
// be, or where nobody is known.
func (d *decisore) inatteso(in Received) *Gestore {
	dc := in.Msg.DatiCert
	signer := minuscolo(in.Proof.Signer)
	if in.Proof.Level != mailparse.Certified || dc == nil || signer == "" {
		return nil
	}
	if in.Msg.Busta == pec.Trasporto {
		return d.estraneo(signer, dominioDi(dc.Mittente), nil)
	}
	own := dominioDi(d.casella())
	if in.Msg.Busta != pec.Ricevuta || own == "" || minuscolo(dc.Mittente) != d.casella() {
		return nil
	}
	switch dc.Tipo {
	case pec.Accettazione, pec.NonAccettazione, pec.PreavvisoErroreConsegna:
		return d.estraneo(signer, own, nil)
	case pec.AvvenutaConsegna:
		return d.estraneo(signer, dominioDi(dc.Consegna), nil)
	case pec.ErroreConsegna:
		if dc.Errore == pec.Virus {
			return d.estraneo(signer, own, nil)
		}
		return d.estraneo(signer, dominioDi(dc.Consegna), d.s.Cerca(PerGestore, own)) // ours speaks where it cannot hand over
	}
	return nil
}

// estraneo holds a signer against those known for a domain, and those who may speak for it all the same.
func (d *decisore) estraneo(signer, dominio string, altri []string) *Gestore {
	known := d.s.Cerca(PerGestore, dominio)
	if dominio == "" || len(known) == 0 || slices.Contains(known, signer) || slices.Contains(altri, signer) {
		return nil
	}
	return &Gestore{Dominio: dominio, Firmatario: signer, Noti: known}
}

// conGestore gives a proof the reason of an unexpected signer. The level stays: the signature holds.
func (d *decisore) conGestore(in Received) Received {
	if d.gestore = d.inatteso(in); d.gestore != nil && !in.Proof.Has(aFirmatario) {
		in.Proof.Reasons = append(slices.Clone(in.Proof.Reasons), aFirmatario)
	}
	return in
}

// detto names both signers and the domain.
func (g Gestore) detto(cosa string) string {
	return "Per " + g.Dominio + " firmava finora " + strings.Join(g.Noti, ", ") + "; " + cosa + " è firmata da " + g.Firmatario + "."
}

// conFirmatario adds to the anomalies of a receipt that another signed it.
func (d *decisore) conFirmatario(list []string) []string {
	if d.gestore == nil {
		return list
	}
	return append(list, aFirmatario)
}

// sorvegliaRicevuta calls a person, once while the call is open, about a receipt of a letter of ours that another provider
// signed. The receipt counts.
func (d *decisore) sorvegliaRicevuta(l Lettera, dc *pec.DatiCert) {
	g := d.gestore
	if g == nil {
		return
	}
	for _, id := range d.s.Cerca(CompitiVivi, "") {
		if c, ok := d.s.Compito(id); ok && c.Tipo == SegRicevuta && c.Gestore != nil && c.Gestore.Dominio == g.Dominio && c.Gestore.Firmatario == g.Firmatario {
			return
		}
	}
	d.compito(Compito{Tipo: SegRicevuta, Messaggio: d.causa, CF: l.CF, Richiesta: l.Richiesta, Rif: l.Rif, Gestore: g,
		Perche: g.detto("la ricevuta di "+string(dc.Tipo)+" della lettera "+l.ID) + " La ricevuta vale. Se il dominio ha cambiato gestore, l'approvazione registra anche il nuovo."})
}

// impara folds who signs for the domain of a certified message. The first one is trusted, history and what was only
// observed included; another one never joins by a message, only by a person's approval (applyCompito). Copies teach nothing.
func impara(a Archivio, v Verdetto) {
	if v.Livello != mailparse.Certified.String() || v.Copia || v.Firmatario == "" {
		return
	}
	dominio := v.Dominio
	if dominio == "" && v.Busta == string(pec.Trasporto) { // verdicts of before the key was recorded
		dominio = dominioDi(v.Mittente)
	}
	if dominio != "" && len(indice(a, PerGestore, dominio)) == 0 {
		addIndice(a, PerGestore, dominio, minuscolo(v.Firmatario))
	}
}
