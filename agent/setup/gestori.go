package setup

import "strings"

// gestore is a certified-mail provider: its servers for mail programs, implicit TLS on 993 and 465.
type gestore struct {
	nome       string
	imap, smtp string
	domini     []string // of its mailboxes
	mx         []string // ends of its mail exchangers, for the Order's own domains
	nota       string
}

// gestori are the common providers, as their own help pages or, where named so, the published settings of mail programs say
// (November 2026). They are proposals: setup tries what it is told.
func gestori() []gestore {
	return []gestore{
		// guide.pec.it, "Configurare casella PEC"
		{"Aruba PEC", "imaps.pec.aruba.it", "smtps.pec.aruba.it", []string{"pec.it", "arubapec.it", "pec.aruba.it"}, []string{"pec.aruba.it", "arubapec.it"},
			"con la verifica in due passaggi serve la password dedicata ai programmi di posta, generata dalla WebMail"},
		// help.infocert.it, "Guida alla configurazione Legalmail"
		{"InfoCert Legalmail", "mbox.cert.legalmail.it", "sendm.cert.legalmail.it", []string{"legalmail.it", "cert.legalmail.it"}, []string{"legalmail.it"},
			"l'utente è spesso la User ID (M…), non l'indirizzo; al più sei invii al minuto"},
		// published settings of mail programs
		{"Namirial", "imaps.sicurezzapostale.it", "smtps.sicurezzapostale.it", []string{"sicurezzapostale.it"}, []string{"sicurezzapostale.it"}, ""},
		// published settings of mail programs
		{"Poste Italiane (Postecert)", "mail.postecert.it", "mail.postecert.it", []string{"postecert.it", "pec.poste.it"}, []string{"postecert.it"}, ""},
		// register.it, "Configura la PEC su dispositivo"
		{"Register.it", "imap.pec-email.com", "smtp.pec-email.com", []string{"pec.net"}, []string{"pec-email.com"}, ""},
		// published settings of mail programs
		{"Libero / Italiaonline", "mail.postacert.it.net", "mail.postacert.it.net", []string{"postacert.it.net"}, []string{"postacert.it.net"}, ""},
		// published settings of mail programs
		{"Actalis", "imap.pec.actalis.it", "smtp.pec.actalis.it", []string{"actaliscertymail.it", "pec.actalis.it"}, []string{"pec.actalis.it"}, ""},
		// published settings of mail programs
		{"TIM / Trust Technologies", "mail.telecompost.it", "smtp.telecompost.it", []string{"telecompost.it"}, []string{"telecompost.it"}, ""},
		// published settings of mail programs
		{"Intesi Group (Trustmail)", "imap.ig-trustmail.com", "smtp.ig-trustmail.com", []string{"ig-trustmail.com"}, []string{"ig-trustmail.com"}, ""},
	}
}

// riconosci gives the place in gestori of the provider of an address, -1 when neither its domain nor its mail exchangers tell.
func riconosci(domain string, mx []string) int {
	for i, g := range gestori() {
		for _, d := range g.domini {
			if sotto(domain, d) {
				return i
			}
		}
	}
	for i, g := range gestori() {
		for _, m := range mx {
			for _, end := range g.mx {
				if sotto(strings.TrimSuffix(m, "."), end) {
					return i
				}
			}
		}
	}
	return -1
}

// sotto reports whether a name is a domain or lies in it.
func sotto(name, domain string) bool {
	name = strings.ToLower(name)
	return name == domain || strings.HasSuffix(name, "."+domain)
}
