package config

import "strings"

// Parole says in Italian, for who has to act, why a mail server cannot be used; "" where the words of the error are not known.
// The text is what Go's net, tls and x509 say and our clients of the two wires: one of them hands over words only.
func Parole(text string) string {
	for _, p := range guasti {
		if strings.Contains(text, p.dice) {
			return p.vuolDire
		}
	}
	return ""
}

// InParole is an error's text behind what it means.
func InParole(text string) string {
	if p := Parole(text); p != "" {
		return p + " (" + text + ")"
	}
	return text
}

// guasti are what a server or the way to it lacks; the first that is found is said.
var guasti = []struct{ dice, vuolDire string }{
	{"certificate has expired or is not yet valid", "il certificato del server è scaduto o non ancora valido: avvisare il gestore; guardare anche l'orologio di questa macchina"},
	{"certificate signed by unknown authority", "il certificato del server non è di un'autorità conosciuta: indicare il file PEM della sua autorità (chiave ca), se è quella giusta"},
	{"certificate is valid for", "il certificato è di un altro server: controllare il nome del server"},
	{"doesn't contain any IP SANs", "il certificato non vale per questo indirizzo: scrivere il nome del server, non il numero"},
	{"certificate is not valid for any names", "il certificato è di un altro server: controllare il nome del server"},
	{"failed to verify certificate", "il certificato del server non si verifica"},
	{"first record does not look like a TLS handshake", "a quella porta il server non parla TLS: di solito 993 per IMAP e 465 per SMTP"},
	{"protocol version not supported", "il server offre soltanto un TLS troppo vecchio: serve almeno 1.2"},
	{"is empty or holds a line end", "il file della password è vuoto o contiene più righe"},
	{"refused the login", "il server ha rifiutato l'accesso: utente o password non sono giusti, o la password è scaduta"},
	{" 535 ", "il server ha rifiutato l'accesso: utente o password non sono giusti, o la password è scaduta"},
	{"connection refused", "il server non risponde a quella porta: è spento, o la porta è un'altra"},
	{"no such host", "nessun server ha quel nome: controllare come è scritto, o il DNS di questa macchina"},
	{"network is unreachable", "la rete non raggiunge il server"},
	{"no route to host", "la rete non raggiunge il server"},
	{"i/o timeout", "il server non ha risposto in tempo"},
	{"deadline exceeded", "il server non ha risposto in tempo"},
	{"unexpected EOF", "il server ha chiuso il collegamento senza rispondere"},
	{"reading the password: open", "il file della password non c'è o non si può leggere"},
}
