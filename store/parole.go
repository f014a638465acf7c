package store

import (
	"errors"

	"pecagent/store/log"
	"pecagent/store/raw"
)

// Parole says in Italian, for who has to act, what an error of the store means; "" for an error that is none of the store's.
func Parole(err error) string {
	for _, p := range erroriDetti {
		if errors.Is(err, p.err) {
			return p.dice
		}
	}
	return ""
}

const mettereDaParte = " Nessun comando lavora su questo archivio. Non cancellare nulla: metterlo da parte com'è e ripristinare la copia di sicurezza più recente (pecagent restore)."

// erroriDetti are the errors of the store in words; the first that holds is said.
var erroriDetti = []struct {
	err  error
	dice string
}{
	{ErrAhead, "L'indice conosce eventi che il registro non ha: il registro è stato troncato, o al suo posto ne è stata rimessa una copia più vecchia." + mettereDaParte},
	{log.ErrCut, "Il registro degli eventi è troncato: è più corto di quanto dice la sua attestazione firmata." + mettereDaParte},
	{log.ErrChanged, "Il registro degli eventi non è quello che era stato scritto: qualcuno o un guasto del disco ne ha cambiato i byte." + mettereDaParte},
	{log.ErrFork, "Il registro degli eventi racconta un'altra storia da quella attestata: il registro, la sua attestazione o l'indice vengono da un'altra copia." + mettereDaParte},
	{log.ErrCheckpoint, "L'attestazione firmata del registro (log.checkpoint) o la sua chiave (chiavi/log.key) manca, non si legge o è di un altro registro." + mettereDaParte},
	{ErrKey, "Una chiave dell'archivio (cartella chiavi) manca o è danneggiata: va rimessa dalla copia di sicurezza."},
	{ErrDiskFull, "Lo spazio sul disco non basta: nulla è andato perso, si riprende quando c'è posto."},
	{ErrLocked, "Un altro processo ha aperto l'archivio."},
	{raw.ErrMissing, "Un messaggio nominato dal registro non c'è più nella cartella raw: va rimesso dalla copia di sicurezza."},
	{raw.ErrDamaged, "Un messaggio conservato non ha più i byte di quando è stato scritto: va rimesso dalla copia di sicurezza."},
}
