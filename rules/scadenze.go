package rules

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Scadenza is one day by which something is due, for "report deadlines": information, from which nothing starts.
type Scadenza struct {
	Giorno string // yyyy-mm-dd
	Ora    string // hh:mm in Italy, where the hour is known
	Che    string // Italian
	Di     string // ORDINE who has to act by then, ISCRITTO, GESTORE
	CF     string
	Chi    string // name of the member, or who asked
	ID     string // RIC-…, DIF-…, FLU-…, SEG-…, LET-…, or the CF
	Rif    string
	Regola string // rule and law
}

// Who has to act by a day.
const (
	DovutaOrdine   = "ORDINE"
	DovutaIscritto = "ISCRITTO"
	DovutaGestore  = "GESTORE"
)

// Scadenze lists what is due, by day. Days that a file alone knows are told as such: no term runs from them.
func Scadenze(p *Policy, a Archivio) (list []Scadenza) {
	s := Vista(a)
	for _, i := range []Indice{RichiesteVive, DiffideVive, FlussiVivi, CompitiVivi, LettereVive, ConCasella} {
		for _, ref := range s.Cerca(i, "") {
			list = append(list, ScadenzeDi(p, s, ref)...)
		}
	}
	OrdinaScadenze(list)
	return list
}

// OrdinaScadenze puts them in the order of their days and hours.
func OrdinaScadenze(list []Scadenza) {
	slices.SortStableFunc(list, func(a, b Scadenza) int {
		return cmp.Or(strings.Compare(a.Giorno, b.Giorno), strings.Compare(a.Ora, b.Ora), strings.Compare(a.ID, b.ID))
	})
}

// ScadenzeDi is what is due about one request, case, feed, task or letter, named by its id, or about the box of a member, by his CF.
func ScadenzeDi(p *Policy, s Snapshot, ref string) []Scadenza {
	x := scadenzario{p: p, s: s}
	kind, _, _ := strings.Cut(ref, "-")
	switch kind {
	case "RIC":
		if r, ok := s.Richiesta(ref); ok && r.Stato.Aperta() {
			x.richiesta(r)
		}
	case "DIF":
		if c, ok := s.Diffida(ref); ok {
			x.diffida(c)
		}
	case "FLU":
		if f, ok := s.Flusso(ref); ok && f.Stato.Aperto() && f.Scade != "" && f.Richiesta == "" {
			x.add(Scadenza{Giorno: f.Scade, Che: "consegnare il file del flusso " + f.Nome, Di: DovutaOrdine, ID: f.ID, Regola: "R-150, DL 185/2008 art. 16 c. 7-bis"})
		}
	case "SEG":
		if c, ok := s.Compito(ref); ok && c.Stato == Aperto && c.Scade != "" && c.Richiesta == "" && c.Caso == "" {
			x.add(Scadenza{Giorno: c.Scade, Che: "decidere: " + c.Perche, Di: DovutaOrdine, CF: c.CF, ID: c.ID, Rif: c.Rif, Regola: "§6.9"})
		}
	case "LET":
		if l, ok := s.Lettera(ref); ok {
			x.lettera(l)
		}
	default:
		if m, ok := s.Iscritto(ref); ok {
			x.iscritto(m)
		}
	}
	return x.list
}

// ToccaScadenze names what an event may have changed the terms of, as ScadenzeDi reads it; "" is nothing.
func ToccaScadenze(e Event) string {
	switch {
	case e.Richiesta != nil:
		return e.Richiesta.ID
	case e.Diffida != nil:
		return e.Diffida.ID
	case e.Flusso != nil:
		return e.Flusso.ID
	case e.Compito != nil:
		return e.Compito.ID
	case e.Lettera != nil:
		return e.Lettera.ID
	case e.Passo != nil:
		return e.Passo.Lettera
	case e.Iscritto != nil:
		return e.Iscritto.CF
	}
	return ""
}

type scadenzario struct {
	p    *Policy
	s    Snapshot
	list []Scadenza
}

func (x *scadenzario) add(s Scadenza) {
	if s.CF != "" && s.Chi == "" {
		if m, ok := x.s.Iscritto(s.CF); ok {
			s.Chi = strings.TrimSpace(m.Cognome + " " + m.Nome)
		}
	}
	x.list = append(x.list, s)
}

// richiesta: the end of the procedure, and the term that was given to the member while it runs.
func (x *scadenzario) richiesta(r Richiesta) {
	s := Scadenza{CF: r.CF, ID: r.ID, Rif: r.Rif}
	if r.CF == "" {
		s.Chi = r.Mittente
	}
	switch {
	case r.PA != nil:
		if r.PA.Termine != "" {
			s.Giorno, s.Di, s.Che, s.Regola = r.PA.Termine, DovutaOrdine, "rispondere alla pubblica amministrazione sull'elenco riservato", "§6.6, DL 185/2008 art. 16 c. 7-bis"
			x.add(s)
		}
		return
	case r.Termine != "":
		w := s
		w.Giorno, w.Di, w.Regola = r.Termine, DovutaIscritto, "R-144, §6.3"
		w.Che = map[StatoRichiesta]string{RIntegrazione: "integrare la richiesta", RConferma: "confermare la richiesta", RPreavviso: "presentare osservazioni al preavviso di rigetto"}[r.Stato]
		if w.Che != "" {
			x.add(w)
		}
	}
	if !r.Ricevuta.IsZero() && x.p.ConclusioneGiorni > 0 {
		s.Giorno, s.Di, s.Che, s.Regola = x.p.TermineOrdine(r.Ricevuta, x.p.ConclusioneGiorni), DovutaOrdine, "concludere il procedimento "+r.Tipo+" (sospensioni a parte)", "R-140, L. 241/1990 art. 2"
		x.add(s)
	}
}

func (x *scadenzario) diffida(c Diffida) {
	s := Scadenza{CF: c.CF, ID: c.ID, Di: DovutaIscritto, Giorno: c.Scade, Regola: "R-140, DL 185/2008 art. 16 c. 7-bis"}
	if c.Scade != "" && (c.Stato == DNotificata || c.Stato == DInVerifica) {
		s.Che = "comunicare il domicilio digitale entro il termine della diffida"
		x.add(s)
	}
}

// lettera: until when a receipt is awaited.
func (x *scadenzario) lettera(l Lettera) {
	var until time.Time
	s := Scadenza{CF: l.CF, Chi: l.A, ID: l.ID, Rif: l.Rif, Di: DovutaGestore}
	switch {
	case l.massiva():
		return
	case l.Stato == LInviata && !l.TInvio.IsZero():
		until, s.Che, s.Regola = l.TInvio.Add(time.Duration(x.p.Invio.AttesaAccettazione)*time.Second), "ricevuta di accettazione della lettera "+l.Modello, "§6.4"
	case (l.Stato == LAccettata || l.Stato == LPreavviso12H) && !l.TAccettazione.IsZero():
		until, s.Che, s.Regola = l.TAccettazione.Add(time.Duration(x.p.Invio.AttesaEsito)*time.Second), "esito della consegna della lettera "+l.Modello, "§6.4, DM 2/11/2005"
	default:
		return
	}
	s.Giorno, s.Ora = DataRoma(until), Roma(until).Format("15:04")
	x.add(s)
}

// iscritto: his box and what waits for its day.
func (x *scadenzario) iscritto(m Iscritto) {
	k := m.Casella
	if k == nil || k.Stato == Revocata {
		return
	}
	if k.Scade != "" {
		s := Scadenza{Giorno: k.Scade, CF: m.CF, ID: m.CF, Di: DovutaIscritto, Che: "scade la casella " + k.Indirizzo, Regola: "R-061"}
		if x.p.PaganteDi(*k) == "ORDER" {
			s.Di = DovutaOrdine
		}
		if k.ProvaScade == "" {
			s.Che += " (data di un elenco: nessun avviso parte finché una persona non la conferma, R-148)"
		}
		x.add(s)
	}
	if !k.RevocaDal.IsZero() {
		x.add(Scadenza{Giorno: DataRoma(k.RevocaDal), CF: m.CF, ID: m.CF, Di: DovutaOrdine, Che: "la casella " + k.Indirizzo + " si può revocare sul pannello del gestore (" + k.RevocaMotivo + ")", Regola: "§6.2"})
	}
}
