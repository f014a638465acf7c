package rules

import (
	"fmt"
	"slices"
)

// attiStato are the acts that give a member his state, and the state; "" for the one that puts a former state back.
var attiStato = map[TipoAtto]StatoIscritto{"ISCRIZIONE": Iscr, "TRASFERIMENTO": Trasferito, "CANCELLAZIONE": Cancellato, "RADIAZIONE": Radiato,
	"DECESSO": Deceduto, "SOSPENSIONE_DISCIPLINARE": SospesoDisc, "FINE_SOSPENSIONE_DISCIPLINARE": Iscr, attoRettificaStato: ""}

// attoDelloStato gives the act that a member's present state rests on. ok is false where a list gave it.
func attoDelloStato(s Snapshot, m Iscritto) (last Atto, ok bool) {
	for _, id := range s.Cerca(PerAtto, m.CF) {
		a, known := s.Atto(id)
		if _, life := attiStato[a.Tipo]; known && life && a.CF == m.CF && a.Stato == AttoEseguito && a.ID > last.ID {
			last = a
		}
	}
	return last, last.ID != "" && attiStato[last.Tipo] == m.Stato
}

// disfaAtto gives what a row would undo of what an act has recorded, where the row is not newer than the act.
func disfaAtto(s Snapshot, old, row Iscritto) (list []Conflitto) {
	if a, ok := attoDelloStato(s, old); ok && disfaStato(a, old, row) {
		list = append(list, Conflitto{Campo: "stato", Registro: string(old.Stato), File: string(row.Stato), Dal: a.Giorno, Prova: a.ID,
			Perche: fmt.Sprintf("%s: risulta %s per l'atto %s del %s: il file lo dà %s; correggere il file, o l'atto con act status-correction",
				row.CF, old.Stato, a.ID, giornoItaliano(a.Giorno), row.Stato)})
	}
	if c, ok := disfaCasella(old, row); ok {
		c.Perche = row.CF + ": " + c.Perche
		list = append(list, c)
	}
	if row.Domicilio != nil && iscrittoVivo(old.Stato) && finito(old, *row.Domicilio) && !diPrima(old, row) {
		list = append(list, Conflitto{Campo: "domicilio_digitale", Registro: indirizzo(old.Domicilio), File: indirizzo(row.Domicilio),
			Perche: fmt.Sprintf("%s: il domicilio %s è cessato per un atto e il file lo porta ancora", row.CF, indirizzo(row.Domicilio))})
	}
	return list
}

func disfaStato(a Atto, old, row Iscritto) bool {
	stale := row.DataStato == "" || row.DataStato <= a.Giorno
	switch {
	case row.Stato == old.Stato:
		return false
	case old.Stato == Deceduto:
		return row.Stato != Cancellato // nobody comes back by a later date of a list
	case old.Stato == Iscr:
		return row.DataStato != "" && stale && (row.Stato == SospesoDisc || !iscrittoVivo(row.Stato))
	}
	return stale && iscrittoVivo(row.Stato)
}

// daAtto reports whether an act or the agent's own proof speaks of a box: no list alone may take it away.
func daAtto(k Casella) bool { return k.ProvaCreata != "" || k.AttivataIl != "" }

func disfaCasella(old, row Iscritto) (c Conflitto, bad bool) {
	k, r := old.Casella, row.Casella
	switch {
	case k == nil || r == nil || k.Stato == Revocata:
		return c, false
	case daAtto(*k) && minuscolo(r.Indirizzo) != k.Indirizzo:
		return Conflitto{Campo: "casella_ordine", Registro: k.Indirizzo, File: r.Indirizzo, Dal: k.Creata, Prova: k.ProvaCreata,
			Perche: fmt.Sprintf("la casella %s è registrata da un atto e il file ne porta un'altra (%s)", k.Indirizzo, r.Indirizzo)}, true
	case k.AttivataIl != "" && k.Stato == Attivata && r.Stato == Generata:
		return Conflitto{Campo: "stato_casella", Registro: string(k.Stato), File: string(r.Stato), Dal: k.AttivataIl,
			Perche: fmt.Sprintf("la casella %s è attivata dal %s e il file la dà %s", k.Indirizzo, giornoItaliano(k.AttivataIl), r.Stato)}, true
	}
	return c, false
}

// finito reports whether a domicile of a list is one that an act has ended, and no later one has brought back.
func finito(old Iscritto, d Domicilio) bool {
	addr := minuscolo(d.Indirizzo)
	return indirizzo(old.Domicilio) != addr && slices.ContainsFunc(old.Precedenti, func(c Cessato) bool {
		return c.Indirizzo == addr && slices.Contains([]string{"RETTIFICA", "REVOCA", "FINE_ISCRIZIONE"}, c.Motivo) && !d.Dal.After(c.Fino)
	})
}

// diPrima reports whether the file gives to a member who came back the domicile of his former enrolment. Nobody said that the
// address was wrong: it is left out and told, and the rest of the file stands.
func diPrima(old, row Iscritto) bool {
	if row.Domicilio == nil || !iscrittoVivo(old.Stato) || !finito(old, *row.Domicilio) {
		return false
	}
	last := ""
	for _, c := range old.Precedenti {
		if c.Indirizzo == indirizzo(row.Domicilio) {
			last = c.Motivo
		}
	}
	return last == "FINE_ISCRIZIONE"
}

// notaDiPrima tells a person what the import left out of a row.
func notaDiPrima(old, row Iscritto) string {
	now := "resta senza domicilio"
	if old.Domicilio != nil {
		now = "resta " + old.Domicilio.Indirizzo
	}
	return fmt.Sprintf("%s: il domicilio %s è dell'iscrizione precedente e non torna da un elenco: %s; se vale ancora si registra con act communication", row.CF, indirizzo(row.Domicilio), now)
}

// daDisdire opens or closes the task about the Order box of a member whom a list gives as gone, or as back. A list proves no day, so
// the task has none and nothing is written to him.
func (d *decisore) daDisdire(c Cambio) {
	k := casellaDi(c.Dopo)
	was, is := iscrittoVivo(c.Prima.Stato), iscrittoVivo(c.Dopo.Stato)
	switch {
	case was && !is && k.Indirizzo != "" && k.Stato != Revocata && k.DisdettaIl == "":
		d.compito(Compito{Tipo: SegPannello, Cosa: cosaDisdetta, CF: c.Dopo.CF,
			Perche: fmt.Sprintf("L'elenco importato dà %s %s: disdire la casella %s sul pannello del gestore, dopo avergli dato il tempo di salvare i messaggi. L'approvazione dice che è stata revocata.", nomeDi(c.Dopo), c.Dopo.Stato, k.Indirizzo)})
	case !was && is && k.DisdettaIl == "":
		d.chiudiCosa(c.Dopo.CF, cosaDisdetta, "l'elenco importato lo dà "+string(c.Dopo.Stato))
	}
}
