package office

import (
	"context"
	"strings"
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

// evidenceFind lists letters with their state and receipts.
func evidenceFind(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("evidence find")
	member, to := fs.String("member", "", ""), fs.String("to", "", "")
	msgid, rif := fs.String("msgid", "", ""), fs.String("rif", "", "")
	why := fs.String("motivo", "", "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	match := func(l rules.Lettera) bool {
		return (*member == "" || strings.EqualFold(l.CF, *member)) && (*to == "" || strings.EqualFold(l.A, *to)) &&
			(*rif == "" || strings.EqualFold(l.Rif, *rif)) &&
			(*msgid == "" || l.MsgID == strings.Trim(*msgid, "<>") || l.Identificativo == strings.Trim(*msgid, "<>"))
	}
	var list []rules.Lettera
	err := e.Store.View(func(a rules.Archivio) error {
		rules.Lettere(a, func(l rules.Lettera) bool {
			if match(l) {
				list = append(list, l)
			}
			return true
		})
		return nil
	})
	if err != nil {
		return err
	}
	seen := rules.Accesso{Comando: "evidence find", CF: []string{strings.ToUpper(*member)}, Motivo: *why}
	for _, l := range list {
		seen.CF, seen.Cose = append(seen.CF, l.CF), append(seen.Cose, l.ID)
	}
	e.accesso(ctx, seen)
	for _, l := range list {
		if *asJSON {
			if err := e.emit(comunicazione(l)); err != nil {
				return err
			}
			continue
		}
		e.printf("%s  %-4s  %s  %-38s  %-14s  accettazione %s  consegna %s\n", l.ID, l.Modello, l.Rif, VisibleLine(l.A), l.Stato,
			orNone(giorno(l.TAccettazione)), orNone(giorno(l.TConsegna)))
	}
	if !*asJSON {
		e.printf("%d lettere.\n", len(list))
	}
	return nil
}

func orNone(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
