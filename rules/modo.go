package rules

import (
	"fmt"
	"slices"
	"time"
)

// Minima of R-302 before a type may go without a click.
const (
	giorniDiProva = 14
	casiDiProva   = 10
)

// PuoAutomatico tells why request types may not be automatic yet: R-302 asks for 14 days since the store began
// (avviato is the instant of its avvio event) and 10 decided cases of each type. casi counts them by type.
func PuoAutomatico(avviato, now time.Time, tipi []string, casi map[string]int) error {
	if avviato.IsZero() {
		return fmt.Errorf("passare ad automatico: la prova non è ancora cominciata (R-302)")
	}
	if days := int(now.Sub(avviato) / (24 * time.Hour)); days < giorniDiProva {
		return fmt.Errorf("passare ad automatico: giorni di prova passati %d, ne servono %d (R-302)", days, giorniDiProva)
	}
	if len(tipi) == 0 {
		return fmt.Errorf("passare ad automatico: indicare i tipi di richiesta (R-302)")
	}
	for _, t := range slices.Sorted(slices.Values(tipi)) {
		if casi[t] < casiDiProva {
			return fmt.Errorf("passare ad automatico %s: %d casi decisi, ne servono %d (R-302)", t, casi[t], casiDiProva)
		}
	}
	return nil
}
