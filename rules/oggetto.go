package rules

// ObjectOf is the object of the procedure in the words of the receipt T-01 (L. 241/1990 art. 8 c. 2 lett. b).
func ObjectOf(tipo string) string {
	if s, ok := oggetti[tipo]; ok {
		return s
	}
	return "comunicazione relativa all'indirizzo PEC (domicilio digitale)"
}

var oggetti = map[string]string{
	"R1":  "rinuncia alla casella PEC dell'Ordine e registrazione della PEC personale",
	"R2":  "richiesta della casella PEC dell'Ordine e rinuncia alla PEC personale",
	"R3":  "comunicazione dell'indirizzo PEC (domicilio digitale)",
	"R4":  "variazione dell'indirizzo PEC (domicilio digitale)",
	"R5":  "rinuncia all'indirizzo PEC senza indicazione di un altro indirizzo",
	"R7":  "richiesta dell'elenco riservato dei domicili digitali degli iscritti",
	"R8":  "richiesta di assistenza sulla casella PEC",
	"R11": "risposta alla diffida a comunicare il domicilio digitale",
	"R15": "verifica dell'indirizzo PEC (domicilio digitale) agli atti",
	"R16": "ritiro di una richiesta relativa all'indirizzo PEC (domicilio digitale)",
}
