package rules

// StatoKit is a step of a digital-signature kit, followed by hand (order.md §6.8).
type StatoKit string

const (
	KitRichiesto   StatoKit = "RICHIESTO"
	KitRegistrato  StatoKit = "REGISTRATO"
	KitOrdinato    StatoKit = "ORDINATO"
	KitPagato      StatoKit = "PAGATO"
	KitInEmissione StatoKit = "IN_EMISSIONE"
	KitPronto      StatoKit = "PRONTO"
	KitRitirabile  StatoKit = "RITIRABILE"
	KitRitirato    StatoKit = "RITIRATO"
	KitAnnullato   StatoKit = "ANNULLATO"
)

// Aperto reports whether the kit is still on its way.
func (s StatoKit) Aperto() bool { return s != KitRitirato && s != KitAnnullato && s != "" }

// Kit is one kit of a member.
type Kit struct {
	ID    string   `json:"id"` // KIT-2026-000123
	CF    string   `json:"cf"`
	Stato StatoKit `json:"stato"`
}

func attiKit() []regolaAtto { return nil }

func (d *decisore) orologioKit() {}
