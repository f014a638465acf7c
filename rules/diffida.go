package rules

import (
	"slices"
	"time"
)

// StatoDiffida is a step of the way from diffida to suspension and back (order.md §6.5).
type StatoDiffida string

const (
	DRilevata        StatoDiffida = "RILEVATA"
	DPreavviso       StatoDiffida = "PREAVVISO_BONARIO"
	DPredisposta     StatoDiffida = "DIFFIDA_PREDISPOSTA"
	DNotificata      StatoDiffida = "NOTIFICATA"
	DInVerifica      StatoDiffida = "IN_VERIFICA" // a communication came in time and its proof is pending
	DScaduta         StatoDiffida = "SCADUTA"
	DDelibera        StatoDiffida = "DELIBERA" // suspension resolved, not yet notified
	DSospeso         StatoDiffida = "SOSPESO"
	DRegolarizzata   StatoDiffida = "REGOLARIZZATA"
	DRevocata        StatoDiffida = "REVOCATA_SOSPENSIONE"
	DiffidaAnnullata StatoDiffida = "ANNULLATA"
)

// Aperta reports whether the case goes on.
func (s StatoDiffida) Aperta() bool {
	switch s {
	case DRegolarizzata, DRevocata, DiffidaAnnullata:
		return false
	}
	return s != ""
}

// notificabile reports whether the diffida itself is being served: signed, or served already and its term running.
func (s StatoDiffida) notificabile() bool {
	return s == DPredisposta || s == DNotificata || s == DInVerifica
}

// Diffida is one case of a member without a working domicile, from the finding to the end (DL 185/2008 art. 16 c. 7-bis).
// Every step is a person's act or a certified receipt; days are yyyy-mm-dd.
type Diffida struct {
	ID     string       `json:"id"` // DIF-2026-000123
	CF     string       `json:"cf"`
	Motivo string       `json:"motivo"` // ASSENTE, SATURA, MAI_ATTIVATA, NON_VALIDO
	Stato  StatoDiffida `json:"stato"`

	Atto       string `json:"atto,omitempty"` // the act that opened it
	RilevataIl string `json:"rilevata_il,omitempty"`
	Indirizzo  string `json:"indirizzo,omitempty"` // the box with the defect

	PreavvisoIl     string `json:"preavviso_il,omitempty"`
	PreavvisoCanale string `json:"preavviso_canale,omitempty"`
	PreavvisoFino   string `json:"preavviso_fino,omitempty"` // last day given by it

	Delibera      *Delibera  `json:"delibera,omitempty"` // the Council's resolution on the diffida
	Bozza         *Documento `json:"bozza,omitempty"`
	PredispostaIl string     `json:"predisposta_il,omitempty"`
	Protocollo    string     `json:"protocollo,omitempty"` // number of the Order's own register
	ProtocolloDel string     `json:"protocollo_del,omitempty"`
	Firmata       *Documento `json:"firmata,omitempty"` // the signed file, once two persons have let it go
	Firmatario    string     `json:"firmatario,omitempty"`

	Notifiche    []Notifica `json:"notifiche,omitempty"`
	NotificataIl string     `json:"notificata_il,omitempty"` // of the latest proof: the term counts from there
	Importata    bool       `json:"importata,omitempty"`     // the register said it was served; a person attached the proof
	Scade        string     `json:"scade,omitempty"`         // last day to comply

	Telefonate   []Telefonata `json:"telefonate,omitempty"`
	Osservazioni []string     `json:"osservazioni,omitempty"` // requests R11 of the member
	ScadutaIl    string       `json:"scaduta_il,omitempty"`   // day of the checks of §6.5 5c
	Controllato  []string     `json:"controllato,omitempty"`  // what was ticked then

	Sospensione *Delibera  `json:"sospensione,omitempty"` // the Council's resolution on the suspension
	SospLettera string     `json:"sosp_lettera,omitempty"`
	SospNotif   []Notifica `json:"sosp_notifiche,omitempty"`
	SospesoDal  string     `json:"sospeso_dal,omitempty"` // L. 241/1990 art. 21-bis

	Comunicata time.Time `json:"comunicata,omitzero"`    // instant of the communication that ends it
	Richiesta  string    `json:"richiesta,omitempty"`    // the request that brought it
	Tardiva    bool      `json:"tardiva,omitempty"`      // after Scade
	PresaDAtto *Delibera `json:"presa_d_atto,omitempty"` // of the end, or the revocation in autotutela
	Fine       string    `json:"fine,omitempty"`         // why the case ended
	FineGiorno string    `json:"fine_giorno,omitempty"`
	Solleciti  []string  `json:"solleciti,omitempty"` // calls already made, so that none is made twice
}

// Delibera is a resolution, as its document shows it.
type Delibera struct {
	Numero    string `json:"numero"`
	Giorno    string `json:"giorno"`
	Organo    string `json:"organo"`
	Immediata bool   `json:"immediata,omitempty"` // effective at once, for the reasons in Motivi
	Motivi    string `json:"motivi,omitempty"`
	Atto      string `json:"atto"`
}

// Notifica is one way by which an act is being served: a letter of ours by PEC, or a raccomandata with its slips.
type Notifica struct {
	Canale   string    `json:"canale"`            // PEC, RACCOMANDATA
	Lettera  string    `json:"lettera,omitempty"` // LET-… of a PEC
	Numero   string    `json:"numero,omitempty"`  // of a raccomandata
	Spedita  string    `json:"spedita,omitempty"`
	Giacenza string    `json:"giacenza,omitempty"` // day of the avviso di giacenza
	Esito    string    `json:"esito,omitempty"`    // CONSEGNATA, GIACENZA, IRREPERIBILE
	Giorno   string    `json:"giorno,omitempty"`   // on which it reached the member
	Istante  time.Time `json:"istante,omitzero"`   // certified, of a PEC
	Prova    string    `json:"prova,omitempty"`    // SHA-256 of the RdAC or of the scan of the A/R
	Atto     string    `json:"atto,omitempty"`
}

// Telefonata is one attempt to reach the member by phone.
type Telefonata struct {
	Giorno string `json:"giorno"`
	Ora    string `json:"ora"`
	Esito  string `json:"esito"`
	Atto   string `json:"atto"`
}

// Sospensione is what the register keeps of a suspension for want of a domicile (order.md §6.1).
type Sospensione struct {
	Caso        string    `json:"caso,omitempty"` // DIF-…; empty: known from a file
	Delibera    string    `json:"delibera,omitempty"`
	DeliberaDel string    `json:"delibera_del,omitempty"`
	Organo      string    `json:"organo,omitempty"`
	Immediata   bool      `json:"immediata,omitempty"`
	Dal         string    `json:"dal,omitempty"` // empty: resolved, without effect yet
	Fine        time.Time `json:"fine,omitzero"` // instant of the communication that ended it
}

// DiffidaDi gives the open case of a member; the zero value when there is none.
func DiffidaDi(f Fatti, cf string) (c Diffida, ok bool) {
	ids := f.Cerca(PerDiffida, cf)
	for _, id := range slices.Backward(ids) {
		if c, ok := f.Diffida(id); ok && c.Stato.Aperta() {
			return c, true
		}
	}
	return Diffida{}, false
}

// ConformitaCon is Conformita with the member's open case: DIFFIDATO and its last day, DIFFIDA_SCADUTA, or the hold while a
// communication that came in time is being proven.
func ConformitaCon(f Fatti, m Iscritto) (stato, motivo, scadenza string) {
	stato, motivo = m.Conformita()
	c, ok := DiffidaDi(f, m.CF)
	switch {
	case !ok && stato == Diffidato: // only a file says so: no term runs
		return stato, "importata, senza prova: " + giornoItaliano(motivo), ""
	case !ok || stato == NonSoggetto || stato == Conforme:
		return stato, motivo, ""
	case c.Stato == DDelibera && m.Stato == SospensioneDeliberata: // without effect before it reaches him (§6.1)
		return DiffidaScaduta, string(m.Stato), c.Scade
	case stato == Sospeso:
		return stato, motivo, ""
	}
	switch c.Stato {
	case DNotificata:
		if stato == InVerifica {
			return stato, motivo, c.Scade
		}
		return Diffidato, c.Motivo, c.Scade
	case DInVerifica:
		return InVerifica, c.Motivo, c.Scade
	case DScaduta, DDelibera:
		return DiffidaScaduta, c.Motivo, c.Scade
	}
	return stato, motivo, ""
}

// TermineDiffida is the day from which the term of a diffida served on a day runs, and its last day: thirty days, the first
// not counted. No term begins in a window of the policy: served in it, the term begins on the first day after.
func (p *Policy) TermineDiffida(servita string) (dal, scade string) {
	dal = p.fuoriFinestra(servita)
	return dal, p.TermineIscritto(inizioGiorno(dal), p.DiffidaGiorni)
}

// fuoriFinestra is the first day from a day on that is in no window of finestre_diffida.
func (p *Policy) fuoriFinestra(day string) string {
	t, err := time.Parse(Giorno, day)
	for n := 0; err == nil && n < 366 && p.inFinestra(t); n++ {
		t = t.AddDate(0, 0, 1)
	}
	if err != nil {
		return ""
	}
	return t.Format(Giorno)
}

// inFinestra reports whether a day is in a window mm-dd/mm-dd, both ends within; one that ends before it begins goes over
// New Year.
func (p *Policy) inFinestra(t time.Time) bool {
	md := t.Format("01-02")
	return slices.ContainsFunc(p.FinestreDiffida, func(w string) bool {
		from, to, ok := finestra(w)
		if !ok {
			return false
		}
		if from <= to {
			return from <= md && md <= to
		}
		return md >= from || md <= to
	})
}

func finestra(w string) (from, to string, ok bool) {
	if len(w) != len("08-01/08-31") || w[5] != '/' {
		return "", "", false
	}
	for _, s := range []string{w[:5], w[6:]} {
		if _, err := time.Parse(Giorno, "2024-"+s); err != nil {
			return "", "", false
		}
	}
	return w[:5], w[6:], true
}

// FinestraValida reports whether a window of finestre_diffida can be read.
func FinestraValida(w string) bool { _, _, ok := finestra(w); return ok }

// giorniDopo adds days to a day; "" for what is no day.
func giorniDopo(day string, n int) string {
	t, err := time.Parse(Giorno, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, n).Format(Giorno)
}
