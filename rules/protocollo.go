package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// conProtocollo are the letters that do not leave without the number of the Order's own protocol register.
var conProtocollo = []string{"T-10", "T-10b", "T-11", "T-15"}

// vietaProtocollo: a number is typed once. A letter that has not left prints it; one that was sent is registered after it.
func (d *decisore) vietaProtocollo(a Atto) string {
	if c, ok := d.s.Campagna(a.Caso); ok {
		switch {
		case c.protocollo() != "":
			return fmt.Sprintf("la convocazione %s ha già il protocollo %s", c.ID, c.protocollo())
		case c.Stato == CAnnullata:
			return fmt.Sprintf("la convocazione %s è annullata", c.ID)
		}
		return d.vietaNumero(a, time.Time{})
	}
	if why := d.vietaNumero(a, time.Time{}); why != "" {
		return why
	}
	if l, ok := d.s.Lettera(a.Caso); ok {
		switch {
		case l.massiva():
			return fmt.Sprintf("la lettera %s è di una convocazione: il numero si dà a %s", l.ID, l.Caso)
		case l.Dati.Protocollo != "":
			return fmt.Sprintf("la lettera %s ha già il protocollo %s, che vi è scritto", l.ID, l.Dati.Protocollo)
		case l.Protocollo != "" && a.Motivo == "":
			return fmt.Sprintf("la lettera %s ha già il protocollo %s: si corregge dicendo il motivo (--reason)", l.ID, l.Protocollo)
		case l.partita():
			return ""
		case !daPartire(l.Stato) || l.Stato == LInCoda:
			return fmt.Sprintf("la lettera %s è %s: il numero si registra prima che parta, o quando è partita", l.ID, l.Stato)
		}
		if c, ok := d.s.Diffida(l.Caso); ok && c.Sospensione != nil && c.SospLettera == l.ID {
			return nonPrima(a, "il protocollo", passoDato{"la delibera di sospensione", c.Sospensione.Giorno})
		}
		return ""
	}
	c, why := d.casoDiffida(a)
	switch {
	case why != "":
		return why
	case c.Protocollo != "":
		return fmt.Sprintf("la diffida %s ha già il protocollo %s", c.ID, c.Protocollo)
	case c.Stato != DPreavviso && c.Stato != DPredisposta && !c.Importata:
		return fmt.Sprintf("la pratica %s è %s: il protocollo della diffida si registra fra il preavviso e la firma", c.ID, c.Stato)
	case c.Importata:
		return ""
	}
	return nonPrima(a, "il protocollo", passoDato{"il preavviso bonario", c.PreavvisoIl}, passoDato{"la diffida predisposta", d.giornoAtto(c.ID, AttoDiffidaPredisposta)})
}

func (d *decisore) protocollata(a Atto) {
	text := protocollo(a.Numero, a.Giorno)
	if c, ok := d.s.Campagna(a.Caso); ok {
		if c.Stato == CPreparata {
			c.Dati.Protocollo = text
		} else {
			c.Protocollo = text // its letters are made, or being made, without it
		}
		d.scriviCampagna(c)
		return
	}
	if l, ok := d.s.Lettera(a.Caso); ok {
		if l.partita() {
			l.Protocollo = text
		} else {
			l.Dati.Protocollo = text
		}
		d.scriviLettera(l)
		return
	}
	c, _ := d.s.Diffida(a.Caso)
	c.Protocollo, c.ProtocolloDel = a.Numero, a.Giorno
	d.scriviDiffida(c)
}

// protocollo is a number and its day as letters say them.
func protocollo(numero, giorno string) string {
	if numero == "" || giorno == "" {
		return numero
	}
	return numero + " del " + giornoItaliano(giorno)
}

// protocollate gives the letters of a task that may go. Those that want a number and have none, and the acts of a diffida that
// may not leave now, wait in tasks of their own, so that the receipt beside them is not held; where nothing else waits the
// approval is refused.
func (d *decisore) protocollate(c Compito) []Lettera {
	var free, wait, paper, held []Lettera
	for _, l := range d.attese(c) {
		switch {
		case l.A == "":
			paper = append(paper, l)
		case slices.Contains(conProtocollo, l.Modello) && l.Dati.Protocollo == "":
			wait = append(wait, l)
		case d.nonParteOra(l) != "":
			held = append(held, l)
		default:
			free = append(free, l)
		}
	}
	switch {
	case len(held) > 0 && len(free)+len(wait)+len(paper) == 0:
		d.rifiuta("la lettera %s non parte: %s", held[0].ID, d.nonParteOra(held[0]))
		return nil
	case len(paper) > 0 && len(free)+len(wait) == 0:
		d.rifiuta("%s", suCarta(paper))
		return nil
	case len(paper) > 0:
		d.compito(Compito{Tipo: SegLettera, CF: c.CF, Richiesta: c.Richiesta, Rif: c.Rif, Caso: c.Caso, Lettere: idLettere(paper), Perche: suCarta(paper)})
	}
	for _, l := range held {
		d.compito(Compito{Tipo: SegLettera, CF: l.CF, Rif: l.Rif, Caso: l.Caso, Lettere: []string{l.ID}, Perche: "La lettera " + l.ID + " non parte: " + d.nonParteOra(l) + "."})
	}
	if len(wait) == 0 {
		return free
	}
	ids := idLettere(wait)
	why := "Senza il numero di protocollo dell'Ordine non partono: " + strings.Join(ids, ", ") + " (R-209). Si registra con pecagent act protocol --case " + ids[0] + ", o approvando con review approve --number."
	if len(free) == 0 {
		d.rifiuta("%s", why)
		return nil
	}
	d.compito(Compito{Tipo: SegLettera, CF: c.CF, Richiesta: c.Richiesta, Rif: c.Rif, Caso: c.Caso, Lettere: ids, Perche: why})
	return free
}

func idLettere(ls []Lettera) []string {
	var ids []string
	for _, l := range ls {
		ids = append(ids, l.ID)
	}
	return ids
}

// suCarta says how letters without an address go: no approval sends them.
func suCarta(ls []Lettera) string {
	act := "registered-letter-sent e registered-letter-returned"
	if strings.HasPrefix(ls[0].Caso, "DIF-") {
		act = "protocol, raccomandata-sent e notified"
	}
	return "Senza un indirizzo di posta non partono: " + strings.Join(idLettere(ls), ", ") + ". Vanno su carta: si chiude con pecagent act " + act + "."
}
