package rules

import "pecagent/mailparse"

// Capito is what a text asks, before anyone's identity is looked at: cli.md key "request".
type Capito struct {
	Type       string   `json:"type,omitempty"`
	CF         []string `json:"cf,omitempty"` // valid codes of the new text, distinct, in order
	NewPEC     string   `json:"new_pec,omitempty"`
	Candidates []string `json:"candidates,omitempty"` // addresses of the new text that are not the Order's
	Exact      bool     `json:"exact,omitempty"`      // the Order's form word by word
	Quote      string   `json:"quote,omitempty"`
	Flags      []string `json:"flags,omitempty"`
}

// Capisci says what a text asks.
func Capisci(p *Policy, t mailparse.Testo, in *mailparse.Inner) Capito {
	return Capito{Type: "R99"}
}

// Valuta decides what a message asks, on which ground, and what follows.
func Valuta(p *Policy, s Snapshot, in Received, approvata bool) Valutazione {
	return Valutazione{Esito: Esito{Type: "R99", Ground: "none", Outcome: string(RInRevisione), Auto: "REVIEW"}}
}
