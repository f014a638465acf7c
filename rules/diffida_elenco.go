package rules

import (
	"fmt"
	"slices"
	"strings"
)

// giorniPrimoElenco is how long a store works before it names anybody without a domicile: what was communicated before T0 may
// still be on paper only.
const giorniPrimoElenco = 30

// giorniSilenzioElenco is how long no list is made after a person has put one aside.
const giorniSilenzioElenco = 30

// prossimoElenco is the day before which no list is made, after a task of that kind has changed.
func prossimoElenco(c Compito) string {
	if c.Stato == "respinto" {
		return giorniDopo(DataRoma(c.Chiuso), giorniSilenzioElenco)
	}
	return giorniDopo(DataRoma(c.Creato), 1)
}

// elencaInadempienti names members without a working domicile who have no case yet, at most max_bozze_diffida_giorno a day: a
// list for people, from which nothing follows. One list is open at a time.
func (d *decisore) elencaInadempienti() {
	limit := d.p.MaxBozzeDiffida
	today := DataRoma(d.now)
	t0 := DataRoma(d.s.Stato.Avvio.T0)
	if limit <= 0 || today < d.s.Stato.ElencoDiffide || t0 == "" || today < giorniDopo(t0, giorniPrimoElenco) || d.apertoTipo(SegInadempienti) {
		return
	}
	var names, listed []string
	more := 0
	for _, cf := range daCapo(d.s.Cerca(SenzaDomicilio, ""), d.s.Stato.ElencoDopo) {
		m, ok := d.s.Iscritto(cf)
		if !ok || !d.candidatoDiffida(m) {
			continue
		}
		if len(names) == limit {
			more++
			continue
		}
		stato, motivo := m.Conformita()
		listed = append(listed, cf)
		names = append(names, strings.TrimSpace(fmt.Sprintf("%s (%s) %s %s", nomeDi(m), m.CF, stato, motivo)))
	}
	if len(names) == 0 {
		return
	}
	why := "Iscritti senza un domicilio digitale che funzioni: " + strings.Join(names, "; ") + "."
	if more > 0 {
		why += fmt.Sprintf(" Altri %d nei prossimi elenchi.", more)
	}
	d.spiegaCon("R-010", "Elenco per una persona: nulla ne segue.")
	d.compito(Compito{Tipo: SegInadempienti, Elenco: listed,
		Perche: why + " Il registro da solo non prova nulla (R-148): controllare protocollo e fascicolo, poi aprire la pratica con pecagent act diffida-open. Respingere l'elenco lo rimanda di un mese."})
}

// daCapo is a sorted list from the first entry after one on, and then from its beginning: each comes round.
func daCapo(list []string, after string) []string {
	i, found := slices.BinarySearch(list, after)
	if found {
		i++
	}
	return slices.Concat(list[i:], list[:i])
}

func ultimo(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

// candidatoDiffida reports whether a member may stand in the list: for a reason of diffida_per, with no case open and nothing of
// his being dealt with. One whom a file calls DIFFIDATO is not in it: his proof is to be attached.
func (d *decisore) candidatoDiffida(m Iscritto) bool {
	stato, motivo := m.Conformita()
	if stato != Assente && stato != Difettoso {
		return false
	}
	if stato == Assente {
		motivo = Assente
	}
	if !slices.Contains(d.p.DiffidaPer, motivo) {
		return false
	}
	if _, ok := DiffidaDi(d.s, m.CF); ok {
		return false
	}
	_, busy := d.comunicazioneAperta(m.CF, "")
	return !busy
}

// apertoTipo reports whether a task of a kind is open.
func (d *decisore) apertoTipo(tipo string) bool {
	return slices.ContainsFunc(d.s.Cerca(CompitiVivi, ""), func(id string) bool {
		c, ok := d.s.Compito(id)
		return ok && c.Tipo == tipo
	})
}
