package office

import (
	"time"

	"pecagent/rules"
)

// Comunicazione is one letter as "evidence find --json" gives it (cli.md).
type Comunicazione struct {
	ID             string   `json:"id"`
	Rif            string   `json:"rif"`
	Template       string   `json:"template"`
	Member         string   `json:"member,omitempty"`
	To             string   `json:"to"`
	MsgID          string   `json:"msgid,omitempty"`
	Identificativo string   `json:"identificativo,omitempty"`
	State          string   `json:"state"`
	TInvio         string   `json:"t_invio,omitempty"`
	TAccettazione  string   `json:"t_accettazione,omitempty"`
	TConsegna      string   `json:"t_consegna,omitempty"`
	Codice         string   `json:"codice,omitempty"`
	SHA256         string   `json:"sha256,omitempty"`
	Receipts       []string `json:"receipts"`
	Dubbia         bool     `json:"possibile_duplicato,omitempty"`
	Trattenuta     string   `json:"trattenuta,omitempty"`
}

func comunicazione(l rules.Lettera) Comunicazione {
	c := Comunicazione{ID: l.ID, Rif: l.Rif, Template: l.Modello, Member: l.CF, To: l.A, MsgID: l.MsgID, Identificativo: l.Identificativo,
		State: string(l.Stato), TInvio: instant(l.TInvio), TAccettazione: instant(l.TAccettazione), TConsegna: instant(l.TConsegna),
		Codice: l.Codice, SHA256: l.SHA256, Receipts: l.Ricevute, Dubbia: l.Dubbia, Trattenuta: l.Trattenuta}
	if c.Receipts == nil {
		c.Receipts = []string{}
	}
	return c
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func orNone(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
