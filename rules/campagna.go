package rules

// Campagna is one communication to many members, each with a letter and a proof of his own (order.md §1 row 17).
type Campagna struct {
	ID     string `json:"id"` // CAM-2026-000123
	Tipo   string `json:"tipo"`
	Chiusa bool   `json:"chiusa,omitempty"`
}

func attiCampagna() []regolaAtto { return nil }

func (d *decisore) orologioCampagne() {}
