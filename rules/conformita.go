package rules

// Compliance of a member, derived from his state (order.md §6.1 R-010).
const (
	Conforme       = "CONFORME"
	InVerifica     = "IN_VERIFICA"
	Assente        = "ASSENTE"
	Difettoso      = "DIFETTOSO"
	Diffidato      = "DIFFIDATO"
	DiffidaScaduta = "DIFFIDA_SCADUTA"
	Sospeso        = "SOSPESO"
	NonSoggetto    = "NON_SOGGETTO"
)

// Reasons of a defect (order.md §2.4, policy key diffida_per).
const (
	NonValido = "NON_VALIDO"
	Satura    = "SATURA"
)

// MaiAttivata is the reason of a domicile that is an Order box nobody ever opened.
const MaiAttivata = "MAI_ATTIVATA"

// Conformita gives the compliance of a member and its reason, for display. It is information: nothing starts
// from it, and neither an import alone nor the age of the last proof makes a defect.
func (m Iscritto) Conformita() (stato, motivo string) {
	switch m.Stato {
	case Trasferito, Cancellato, Radiato, Deceduto:
		return NonSoggetto, string(m.Stato)
	case SospesoPEC, SospensioneDeliberata:
		return Sospeso, string(m.Stato)
	}
	waiting := m.Candidato != nil && (m.Candidato.Stato == Dichiarata || m.Candidato.Stato == Verificata)
	if m.Domicilio != nil {
		if m.Difetto != nil && m.Difetto.Indirizzo == m.Domicilio.Indirizzo {
			if waiting {
				return InVerifica, "in attesa della prova di " + m.Candidato.Indirizzo
			}
			return Difettoso, m.Difetto.Motivo
		}
		if c := m.Casella; c != nil && c.Stato == Generata && c.PrimoUso.IsZero() && c.Indirizzo == m.Domicilio.Indirizzo {
			return Difettoso, MaiAttivata
		}
		return Conforme, ""
	}
	switch {
	case waiting: // the term of a diffida holds while a communication is being proven (§6.5)
		return InVerifica, "in attesa della prova di " + m.Candidato.Indirizzo
	case m.DiffidaNotificata != "":
		return Diffidato, m.DiffidaNotificata
	}
	return Assente, ""
}
