package office

import (
	"context"
	"encoding/csv"
	"strings"
	"time"

	"pecagent/rules"
)

// recapito is one row of "report deliveries": keys as in cli.md where it has them.
type recapito struct {
	CF          string `json:"cf"`
	Nome        string `json:"nome"`
	A           string `json:"to,omitempty"`
	MsgID       string `json:"msgid,omitempty"`
	TAccettata  string `json:"t_accettazione,omitempty"`
	TConsegnata string `json:"t_consegna,omitempty"`
	Stato       string `json:"state"`
	Motivo      string `json:"motivo,omitempty"`
	SHA256      string `json:"sha256,omitempty"`
	AltroMezzo  string `json:"altro_mezzo,omitempty"`
}

// reportDeliveries lists what came of a communication to many, for the minutes of the meeting (order.md §5.3). Cells that a
// spreadsheet would take for a formula are escaped by the register's rule: a quote before them.
func reportDeliveries(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("report deliveries")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 {
		return cmpErr(err, usage("serve una convocazione, per esempio CAM-2026-000001"))
	}
	var rows []recapito
	err = e.Store.View(func(a rules.Archivio) error {
		s := rules.Vista(a)
		c, ok := s.Campagna(strings.ToUpper(rest[0]))
		if !ok {
			return usage("nessuna convocazione %q", VisibleLine(rest[0]))
		}
		for _, r := range rules.RecapitiDi(s, c) {
			rows = append(rows, rigaRecapito(r))
		}
		return nil
	})
	if err != nil {
		return err
	}
	seen := rules.Accesso{Comando: "report deliveries", Cose: []string{strings.ToUpper(rest[0])}}
	for _, r := range rows {
		seen.CF = append(seen.CF, r.CF)
	}
	e.accesso(ctx, seen)
	if *asJSON {
		for _, r := range rows {
			if err := e.emit(r); err != nil {
				return err
			}
		}
		return nil
	}
	w := csv.NewWriter(e.Out)
	w.Comma, w.UseCRLF = ';', false
	if err := w.Write([]string{"cf", "nome", "indirizzo", "message_id", "accettazione", "consegna", "esito", "motivo", "sha256_ricevuta", "altro_mezzo"}); err != nil {
		return err
	}
	for _, r := range rows {
		cells := []string{r.CF, r.Nome, r.A, r.MsgID, r.TAccettata, r.TConsegnata, r.Stato, r.Motivo, r.SHA256, r.AltroMezzo}
		for i := range cells {
			cells[i] = cella(cells[i])
		}
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// cella keeps a spreadsheet from reading a cell that came from mail as a formula.
func cella(s string) string {
	s = VisibleLine(s)
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func rigaRecapito(r rules.Recapito) recapito {
	when := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return rules.Roma(t).Format(time.RFC3339)
	}
	row := recapito{CF: r.CF, Nome: r.Nome, A: r.Indirizzo, MsgID: r.MsgID, TAccettata: when(r.Accettata), TConsegnata: when(r.Consegnata), Stato: r.Esito, Motivo: r.Motivo, SHA256: r.Ricevuta}
	if r.Esito == string(rules.LChiusa) {
		row.AltroMezzo = r.Motivo
	}
	return row
}
