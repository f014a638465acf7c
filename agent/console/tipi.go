package console

// tipiRichiesta are the types of requests (order.md §6.3) in words.
var tipiRichiesta = map[string]string{
	"R1": "Rinuncia alla PEC dell'Ordine", "R2": "Chiede la PEC dell'Ordine", "R3": "Comunica la PEC", "R4": "Cambio di PEC",
	"R5": "Rinuncia senza un altro indirizzo", "R6": "Cancellazione o trasferimento", "R7": "Elenco riservato per una P.A.",
	"R8": "Chiede assistenza", "R9": "Kit di firma digitale", "R10": "Servizi aggiuntivi", "R11": "Risposta alla diffida",
	"R12": "Accesso agli atti o ai dati", "R13": "Notizia di decesso", "R14": "Avviso del gestore", "R15": "Verifica dell'indirizzo agli atti",
	"R16": "Ritira la richiesta", "R99": "Messaggio da capire", "R0": "Altra posta",
}
