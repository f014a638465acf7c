package rules

import "time"

// Adempimento is one duty of the Order whose neglect is a ground for its dissolution (order.md §2.8; DL 185/2008 art. 16 c.
// 7-bis), as a page or a check shows it.
type Adempimento struct {
	Nome string `json:"nome"` // INIPEC_LAST_OK, REGINDE_LAST_OK, FNOMCEO_LAST_OK, RESERVED_LIST_PUBLISHED, PA_REQUESTS_OVERDUE
	OK   bool   `json:"ok"`
	Dice string `json:"dice"` // Italian
	Dal  string `json:"dal,omitempty"`
	// Spento: the feed is off; somebody else does it, or nobody.
	Spento bool `json:"spento,omitempty"`
	// Ignoto: nobody has told the agent.
	Ignoto bool `json:"ignoto,omitempty"`
}

// Adempimenti looks at the duties at an instant. A feed that is off is somebody else's and always in order.
func Adempimenti(p *Policy, s Snapshot, now time.Time) []Adempimento {
	today := DataRoma(now)
	var out []Adempimento
	for _, n := range [][2]string{{FlussoINIPEC, "INIPEC_LAST_OK"}, {FlussoReGIndE, "REGINDE_LAST_OK"}, {FlussoFNOMCEO, "FNOMCEO_LAST_OK"}} {
		out = append(out, adempimentoFlusso(p, s, n[0], n[1], today))
	}
	return append(out, adempimentiPA(p, s, today)...)
}

func adempimentoFlusso(p *Policy, s Snapshot, nome, voce, today string) Adempimento {
	a := Adempimento{Nome: voce, OK: true}
	if !p.Feeds[nome].acceso() {
		a.Spento, a.Dice = true, "flusso spento: lo cura un altro ente, o nessuno"
		return a
	}
	for _, f := range flussiDi(s, nome) {
		if f.buono() {
			a.Dal = f.Giorno
			break
		}
	}
	late := p.Ritardo(s, nome, today)
	a.OK = late == 0
	switch {
	case a.Dal == "":
		a.Dice = "nessun invio accettato finora"
	default:
		a.Dice = "ultimo buono il " + giornoItaliano(a.Dal)
	}
	if late > 0 {
		a.Dice += ", in ritardo di " + plurale(late, "giorno lavorativo", "giorni lavorativi")
	}
	return a
}
