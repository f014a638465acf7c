package rules

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

// Diffida is one case of a member without a working domicile, from the finding to the end (DL 185/2008 art. 16 c. 7-bis).
type Diffida struct {
	ID     string       `json:"id"` // DIF-2026-000123
	CF     string       `json:"cf"`
	Motivo string       `json:"motivo"` // ASSENTE, SATURA, MAI_ATTIVATA, NON_VALIDO
	Stato  StatoDiffida `json:"stato"`
}

func attiDiffida() []regolaAtto { return nil }

func (d *decisore) orologioDiffide() {}

// domicilioVerificato is called whenever an address was registered as the member's domicile (DOMICILIO_VERIFICATO, §6.1).
func (d *decisore) domicilioVerificato(m Iscritto, r Richiesta) {}
