package rules

// StatoFlusso is a step of one run of a register feed (order.md §6.7).
type StatoFlusso string

const (
	FDaGenerare StatoFlusso = "DA_GENERARE"
	FGenerato   StatoFlusso = "GENERATO"
	FDaFirmare  StatoFlusso = "DA_FIRMARE"
	FFirmato    StatoFlusso = "FIRMATO"
	FInviato    StatoFlusso = "INVIATO"
	FConsegnato StatoFlusso = "CONSEGNATO"
	FOK         StatoFlusso = "ESITO_OK"
	FParziale   StatoFlusso = "ESITO_PARZIALE"
	FKO         StatoFlusso = "ESITO_KO"
	FSenzaEsito StatoFlusso = "SENZA_ESITO"
	FNessuna    StatoFlusso = "NESSUNA_VARIAZIONE"
	FChiuso     StatoFlusso = "CHIUSO"
)

// Aperto reports whether something is still to come.
func (s StatoFlusso) Aperto() bool { return s != FChiuso && s != FNessuna && s != "" }

// Flusso is one run of a feed to a register (INI-PEC, ReGIndE, the federation, the reserved list).
type Flusso struct {
	ID    string      `json:"id"`   // FLU-2026-000123
	Nome  string      `json:"nome"` // inipec, reginde, fnomceo
	Stato StatoFlusso `json:"stato"`
}

func attiFlusso() []regolaAtto { return nil }

func attiPA() []regolaAtto { return nil }

func (d *decisore) orologioFlussi() {}
