package rules

import (
	"fmt"
	"strings"
)

// A suspension that only a file knew has no case: its end is recorded on the member, with the document of the Council.

// dellaPratica names a case, or where there is none its member, as the command takes it.
func dellaPratica(c Diffida) string {
	if c.ID == "" {
		return "--cf " + c.CF
	}
	return "--case " + c.ID
}

// vietaRevocaImportata: the member is suspended by a file, or his suspension has ended with a communication and nobody has taken note.
func (d *decisore) vietaRevocaImportata(a Atto) string {
	m, ok := d.s.Iscritto(a.CF)
	if a.CF == "" || !ok {
		return fmt.Sprintf("l'atto %s vuole anche --case (la pratica DIF-…), o --cf per una sospensione importata", a.Tipo)
	}
	if c, ok := DiffidaDi(d.s, a.CF); ok && c.Sospensione != nil {
		return fmt.Sprintf("la sospensione di %s è della pratica %s: si usa --case", nomeDi(m), c.ID)
	}
	suspended := m.Stato == SospesoPEC || m.Stato == SospensioneDeliberata
	ended := m.Sospensione != nil && !m.Sospensione.Fine.IsZero()
	switch {
	case suspended && a.Motivo == "":
		return d.senzaComunicazione(a.CF)
	case suspended:
		return nonPrima(a, "la revoca", passoDato{"la sospensione", m.DataStato})
	case !ended || m.Sospensione.Caso != "":
		return fmt.Sprintf("%s non ha una sospensione da revocare né una cessazione di cui prendere atto", nomeDi(m))
	case d.presoAtto(m):
		return fmt.Sprintf("della cessazione della sospensione di %s si è già preso atto", nomeDi(m))
	}
	return nonPrima(a, "la presa d'atto", passoDato{"la comunicazione del domicilio digitale", DataRoma(m.Sospensione.Fine)})
}

// presoAtto reports whether the end of the present suspension of a member without a case was recorded by an act. An act of
// a former one is of an earlier day.
func (d *decisore) presoAtto(m Iscritto) bool {
	for _, id := range d.s.Cerca(PerAtto, m.CF) {
		x, ok := d.s.Atto(id)
		if ok && x.Tipo == AttoSospensioneRevocata && x.Caso == "" && x.Stato == AttoEseguito && x.Giorno >= DataRoma(m.Sospensione.Fine) {
			return true
		}
	}
	return false
}

// revocataImportata takes note of the end, or ends the suspension in autotutela, and closes what asked for it.
func (d *decisore) revocataImportata(a Atto) {
	m, _ := d.s.Iscritto(a.CF)
	why := "presa d'atto della cessazione, delibera " + a.Numero
	if began := m.Stato == SospesoPEC; began || m.Stato == SospensioneDeliberata {
		why = "revoca in autotutela, delibera " + a.Numero + ": " + a.Motivo
		s := Sospensione{}
		if m.Sospensione != nil {
			s = *m.Sospensione
		}
		s.Fine = inizioGiorno(a.Giorno)
		m.Stato, m.DataStato, m.DiffidaNotificata, m.Sospensione = Iscr, a.Giorno, "", &s
		d.spiegaCon("order.md §6.1", "Revoca in autotutela della sospensione.")
		d.scriviIscritto(m)
		if began {
			d.avvisaEnti(Diffida{CF: m.CF}, m, "revoca in autotutela della sospensione, del "+giornoItaliano(a.Giorno), "attivo")
		}
	}
	d.chiudiDove(why, func(c Compito) bool {
		return c.CF == m.CF && c.Tipo == SegDelibera && c.Caso == "" && (strings.Contains(c.Perche, "suspension-end") || strings.Contains(c.Perche, "della sospensione"))
	})
}
