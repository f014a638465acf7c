package office

import (
	"encoding/json"
	"strings"
	"time"

	"pecagent/rules"
)

// Scheda is one member as "members list|show --json" gives it: the column names of the register plus conformita,
// motivo, scadenza, provenienza and ultima_prova (cli.md).
type Scheda struct {
	CF                string            `json:"codice_fiscale"`
	Cognome           string            `json:"cognome"`
	Nome              string            `json:"nome"`
	Numero            string            `json:"numero_iscrizione,omitempty"`
	Stato             string            `json:"stato"`
	DataStato         string            `json:"data_stato,omitempty"`
	Domicilio         string            `json:"domicilio_digitale,omitempty"`
	InINIPEC          string            `json:"in_inipec"`
	Casella           string            `json:"casella_ordine,omitempty"`
	StatoCasella      string            `json:"stato_casella,omitempty"`
	DataCasella       string            `json:"data_casella,omitempty"`
	DiffidaNotificata string            `json:"diffida_notificata,omitempty"`
	EmailOrdinaria    string            `json:"email_ordinaria,omitempty"`
	Albo              string            `json:"albo,omitempty"`
	Titolo            string            `json:"titolo,omitempty"`
	Conformita        string            `json:"conformita"`
	Motivo            string            `json:"motivo,omitempty"`
	Scadenza          string            `json:"scadenza,omitempty"`
	Provenienza       string            `json:"provenienza,omitempty"`
	UltimaProva       string            `json:"ultima_prova,omitempty"`
	Candidato         *rules.Candidato  `json:"candidato,omitempty"`
	RevocaDal         string            `json:"revoca_dal,omitempty"`
	ScadenzaCasella   string            `json:"scadenza_casella,omitempty"`
	Pagante           string            `json:"pagante,omitempty"`
	Tecnico           string            `json:"stato_tecnico,omitempty"`
	Disdetta          string            `json:"disdetta,omitempty"`
	DifettoDal        string            `json:"difetto_dal,omitempty"`
	Difetto           *rules.Difetto    `json:"difetto,omitempty"`
	Precedenti        []rules.Cessato   `json:"precedenti,omitempty"`
	Blocco            bool              `json:"variazioni_bloccate,omitempty"`
	Altri             map[string]string `json:"altri,omitempty"`
}

func scheda(m rules.Iscritto) Scheda {
	s := Scheda{CF: m.CF, Cognome: m.Cognome, Nome: m.Nome, Numero: m.Numero, Stato: string(m.Stato), DataStato: m.DataStato,
		InINIPEC: "no", DiffidaNotificata: m.DiffidaNotificata, EmailOrdinaria: m.EmailOrdinaria, Albo: strings.Join(m.Albi, ","),
		Titolo: m.Titolo, Candidato: m.Candidato, Difetto: m.Difetto, Precedenti: m.Precedenti, Blocco: m.Blocco}
	s.Conformita, s.Motivo = m.Conformita()
	if m.InINIPEC {
		s.InINIPEC = "si"
	}
	if d := m.Domicilio; d != nil {
		s.Domicilio, s.Provenienza = d.Indirizzo, string(d.Provenienza)
	}
	if c := m.Casella; c != nil {
		s.Casella, s.StatoCasella, s.DataCasella = c.Indirizzo, string(c.Stato), c.Data
		s.ScadenzaCasella, s.Pagante, s.Tecnico, s.Disdetta = c.Scade, c.Pagante, string(c.Tecnico), c.DisdettaIl
		if !c.RevocaDal.IsZero() {
			s.RevocaDal = c.RevocaDal.In(roma()).Format(time.DateOnly)
		}
	}
	if f := m.Difetto; f != nil {
		s.DifettoDal = rules.DataRoma(f.Dal)
	}
	if !m.UltimaProva.IsZero() {
		s.UltimaProva = m.UltimaProva.UTC().Format(time.RFC3339)
	}
	for _, c := range m.Altri {
		if s.Altri == nil {
			s.Altri = map[string]string{}
		}
		s.Altri[c.Nome] = c.Valore
	}
	return s
}

// schedaCon is scheda with what the member's open case says: DIFFIDATO and its last day, DIFFIDA_SCADUTA (order.md §6.1).
func schedaCon(f rules.Fatti, m rules.Iscritto) Scheda {
	s := scheda(m)
	s.Conformita, s.Motivo, s.Scadenza = rules.ConformitaCon(f, m)
	return s
}

// printScheda shows a member to a person.
func (e *Env) printScheda(a rules.Archivio, m rules.Iscritto) {
	s := schedaCon(rules.Vista(a), m)
	e.printf("%s %s · %s\n", VisibleLine(s.Cognome), VisibleLine(s.Nome), s.CF)
	row := func(name, value string) {
		if value != "" {
			e.printf("  %-22s %s\n", name, VisibleLine(value))
		}
	}
	row("iscrizione", strings.TrimSpace(s.Numero+" "+s.Albo))
	row("titolo", s.Titolo)
	row("stato", strings.TrimSpace(s.Stato+" "+s.DataStato))
	row("domicilio digitale", s.Domicilio)
	row("provenienza", s.Provenienza)
	row("casella dell'Ordine", strings.TrimSpace(s.Casella+" "+s.StatoCasella+" "+s.DataCasella))
	e.printCasella(m)
	row("revoca dal", s.RevocaDal)
	if c := s.Candidato; c != nil {
		row("nuovo indirizzo", c.Indirizzo+" "+string(c.Stato)+" ("+c.Richiesta+")")
	}
	if s.Blocco {
		row("variazioni", "bloccate (BLOCCO_VARIAZIONI)")
	}
	for _, p := range s.Precedenti {
		row("domicilio precedente", p.Indirizzo+", fino al "+rules.DataRoma(p.Fino)+" ("+p.Motivo+")")
	}
	row("conformità", strings.TrimSpace(s.Conformita+" "+s.Motivo))
	if f := m.Difetto; f != nil {
		row("difetto", f.Motivo+" dal "+s.DifettoDal+", lettere "+strings.Join(f.Lettere, ", "))
	}
	row("scadenza", s.Scadenza)
	row("ultima prova", giorno(m.UltimaProva))
	row("diffida notificata", s.DiffidaNotificata)
	row("posta ordinaria", s.EmailOrdinaria)
	for _, c := range m.Altri { // kept and shown, not understood (cli.md)
		row(VisibleLine(c.Nome), c.Valore)
	}
	e.printPratiche(a, m.CF)
}

// printCasella shows what is known of the Order box besides its state.
func (e *Env) printCasella(m rules.Iscritto) {
	k := m.Casella
	if k == nil {
		return
	}
	row := func(name, value string) {
		if value != "" {
			e.printf("  %-22s %s\n", name, VisibleLine(value))
		}
	}
	scade := k.Scade
	if scade != "" && k.ProvaScade == "" {
		scade += " (da un elenco: nessun avviso parte finché una persona non la conferma)"
	}
	row("  creata", k.Creata)
	row("  attivata", k.AttivataIl)
	row("  scade", scade)
	row("  paga", k.Pagante)
	row("  stato tecnico", string(k.Tecnico))
	row("  servizi", strings.Join(k.Servizi, ", "))
	row("  disdetta", strings.TrimSpace(k.DisdettaIl+" "+k.RevocaMotivo))
}

// printPratiche lists the requests and letters of a member.
func (e *Env) printPratiche(a rules.Archivio, cf string) {
	v := rules.Vista(a)
	for _, id := range v.Cerca(rules.PerDiffida, cf) {
		c, ok := v.Diffida(id)
		if !ok {
			continue
		}
		e.printf("  diffida %s per %s: %s\n", c.ID, c.Motivo, c.Stato)
		for _, lid := range v.Cerca(rules.PerCaso, id) {
			if l, ok := v.Lettera(lid); ok {
				e.printf("    lettera %s %s a %s: %s\n", l.ID, l.Modello, orNone(VisibleLine(l.A)), l.Stato)
			}
		}
	}
	for _, id := range v.Cerca(rules.PerIscritto, cf) {
		r, ok := v.Richiesta(id)
		if !ok {
			continue
		}
		e.printf("  richiesta %s (%s) %s: %s, ricevuta il %s\n", r.ID, r.Rif, r.Tipo, r.Stato, giorno(r.Ricevuta))
		for _, lid := range v.Cerca(rules.PerLettereDi, id) {
			if l, ok := v.Lettera(lid); ok {
				e.printf("    lettera %s %s a %s: %s\n", l.ID, l.Modello, VisibleLine(l.A), l.Stato)
			}
		}
	}
}

// colonne gives the values of a member by the names of the register's columns.
func colonne(m rules.Iscritto) map[string]string {
	out := map[string]string{}
	b, err := json.Marshal(scheda(m))
	if err != nil {
		return out
	}
	var all map[string]any
	if json.Unmarshal(b, &all) != nil {
		return out
	}
	for name, v := range all {
		if s, ok := v.(string); ok {
			out[name] = s
		}
	}
	for _, c := range m.Altri {
		out[c.Nome] = c.Valore
	}
	return out
}
