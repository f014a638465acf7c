package demo

// Politica says what becomes of the letters sent to a recipient (RFC 6109 §3.1 to §3.5).
type Politica string

const (
	Normale          Politica = ""                  // accettazione, delivered, avvenuta-consegna
	ConsegnaPrima    Politica = "consegna_prima"    // avvenuta-consegna arrives before the accettazione
	DoppieRicevute   Politica = "doppia"            // each receipt arrives twice, the second under other outer headers
	Tardiva          Politica = "tardiva"           // delivery and consegna are withheld until rilascia
	TuttoTardivo     Politica = "tutto_tardivo"     // the accettazione is withheld too
	NoDest           Politica = "no-dest"           // errore-consegna errore="no-dest"
	Inesistente      Politica = "5.1.1"             // errore-consegna errore="altro", 5.1.1
	Piena            Politica = "piena"             // errore-consegna errore="altro", 5.2.2
	VirusConsegna    Politica = "virus-consegna"    // errore-consegna errore="virus"
	Preavviso12      Politica = "preavviso12"       // 12 h notice, then consegna when released
	Preavviso24      Politica = "preavviso24"       // 12 h and 24 h notices, never delivered
	Preavviso24Solo  Politica = "preavviso24_solo"  // 24 h notice only
	NonAccettata     Politica = "non-accettazione"  // avviso di non accettazione, formal
	NonAccettaVirus  Politica = "virus"             // avviso di non accettazione per virus
	Esterno          Politica = "esterno"           // an ordinary address: accettazione tipo esterno, no consegna
	EsternoRimbalza  Politica = "esterno_rimbalza"  // as esterno, then an ordinary DSN inside a busta di anomalia
	Silenzio         Politica = "silenzio"          // accettazione and nothing else
	SilenzioCompleto Politica = "silenzio_completo" // not even the accettazione
)

// Valida reports whether p is one of the policies above.
func (p Politica) Valida() bool {
	switch p {
	case Normale, ConsegnaPrima, DoppieRicevute, Tardiva, TuttoTardivo, NoDest, Inesistente, Piena, VirusConsegna,
		Preavviso12, Preavviso24, Preavviso24Solo, NonAccettata, NonAccettaVirus, Esterno, EsternoRimbalza,
		Silenzio, SilenzioCompleto:
		return true
	}
	return false
}
