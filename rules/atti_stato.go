package rules

import (
	"fmt"
	"slices"
	"time"

	"pecagent/mailparse/cf"
)

// attoRettificaStato is the way back from a state that an act gave by mistake.
const attoRettificaStato TipoAtto = "RETTIFICA_STATO"

// maggiore is the age before which nobody is enrolled.
const maggiore = 18

// maggiorenneDal is the day on which the holder of a codice fiscale comes of age, "" where the code does not tell. The code has two
// digits of the year: the later century that makes him of age today.
func maggiorenneDal(code string, today time.Time) string {
	yy, month, day, _, ok := cf.Nascita(code)
	if !ok {
		return ""
	}
	at := time.Date(2000+yy+maggiore, time.Month(month), day, 0, 0, 0, 0, time.UTC).Format(Giorno)
	if at > DataRoma(today) {
		at = time.Date(1900+yy+maggiore, time.Month(month), day, 0, 0, 0, 0, time.UTC).Format(Giorno)
	}
	return at
}

// vietaGiorno: nothing happens to a member before he can be one, and no end of a thing is before its beginning.
func (d *decisore) vietaGiorno(a Atto) string {
	if at := maggiorenneDal(a.CF, d.now); a.Giorno < at {
		return fmt.Sprintf("il giorno %s viene prima dei %d anni dell'iscritto (%s, dal codice fiscale %s): controllare la data", giornoItaliano(a.Giorno), maggiore, giornoItaliano(at), a.CF)
	}
	if a.Scadenza != "" && a.Scadenza < a.Giorno {
		return fmt.Sprintf("la fine (%s) viene prima dell'inizio (%s)", giornoItaliano(a.Scadenza), giornoItaliano(a.Giorno))
	}
	if m, ok := d.s.Iscritto(a.CF); ok {
		if last, ok := attoDelloStato(d.s, m); ok && a.Giorno < last.Giorno {
			return fmt.Sprintf("%s è %s dal %s (%s): un atto del %s viene prima", a.CF, m.Stato, giornoItaliano(last.Giorno), last.ID, giornoItaliano(a.Giorno))
		}
	}
	return ""
}

// vietaIscrizione: a codice fiscale of somebody else and a number that is taken are slips of the pen.
func (d *decisore) vietaIscrizione(a Atto) string {
	if why := d.vietaGiorno(a); why != "" {
		return why
	}
	n := a.Iscritto
	if n == nil {
		return ""
	}
	if cf.Forma(n.CF) && n.Cognome != "" && n.Nome != "" && !cf.Compatibile(n.CF, n.Cognome, n.Nome) {
		return fmt.Sprintf("il codice fiscale %s non è di %s %s: servono cognome e nome di nascita, come nel codice fiscale (R-045); controllare le lettere %s %s",
			n.CF, n.Cognome, n.Nome, cf.CodiceCognome(n.Cognome), cf.CodiceNome(n.Nome))
	}
	if n.Numero == "" {
		return ""
	}
	for _, id := range d.s.Cerca(TuttiIscritti, "") {
		if m, ok := d.s.Iscritto(id); ok && m.CF != n.CF && m.Numero == n.Numero && iscrittoVivo(m.Stato) && stessoAlbo(m.Albi, n.Albi) {
			return fmt.Sprintf("il numero di iscrizione %s è già di %s %s (%s)", n.Numero, m.Cognome, m.Nome, m.CF)
		}
	}
	return ""
}

// stessoAlbo reports whether two members can have numbers of the same register: where one names none it may be the same.
func stessoAlbo(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// conStatoPrima is a member who remembers what he is now.
func (m Iscritto) conStatoPrima() Iscritto {
	if iscrittoVivo(m.Stato) || m.StatoPrima == nil {
		m.StatoPrima = &StatoPrima{m.Stato, m.DataStato}
	}
	return m
}

func (d *decisore) vietaRettificaStato(a Atto) string {
	m, ok := d.s.Iscritto(a.CF)
	_, acted := attoDelloStato(d.s, m)
	switch {
	case !ok:
		return a.CF + " non è nel registro"
	case !acted && m.Stato != Iscr:
		return fmt.Sprintf("%s è %s secondo l'elenco importato: si corregge il programma dell'albo e si reimporta (R-306)", m.CF, m.Stato)
	case m.Stato == Iscr || m.StatoPrima == nil:
		return fmt.Sprintf("%s è %s: non c'è uno stato precedente da rimettere", m.CF, m.Stato)
	}
	return ""
}

// rettificaStato puts the former state back. A box that waits for its end stays; one that is revoked is not brought back, and what
// was cancelled does not begin again by itself: a person is told.
func (d *decisore) rettificaStato(a Atto) {
	m, _ := d.s.Iscritto(a.CF)
	wrong, was := m.Stato, *m.StatoPrima
	m.Stato, m.DataStato, m.StatoPrima = was.Stato, was.DataStato, nil
	k := m.Casella
	kept := k != nil && k.DisdettaIl != "" && k.Stato != Revocata
	if kept {
		n := *k
		n.DisdettaIl, n.RevocaMotivo, n.RevocaDal = "", "", time.Time{}
		m.Casella = &n
	}
	d.spiegaCon("R-307", "Rettifica: l'iscritto non è "+string(wrong)+", torna "+string(was.Stato)+". "+a.Motivo)
	d.scriviIscritto(m)
	if kept {
		d.chiudiCosa(m.CF, cosaDisdetta, "rettifica dello stato: la casella resta")
		d.ritiraAvvisi(m.CF, "rettifica dello stato: la casella resta", "T-08")
	}
	d.compito(Compito{Tipo: SegAllarme, Urgente: true, CF: m.CF, Perche: "Stato di " + m.Cognome + " " + m.Nome + " rettificato (da " + string(wrong) + " a " + string(was.Stato) +
		"): richieste e diffide annullate allora non riprendono da sé, e una casella già revocata non torna. Controllare la scheda, il domicilio e i registri."})
}
