package config

import (
	"net"
	"net/mail"
	"strings"
)

// Mittente is the address that ordinary mail of a section comes from: its user where that is an address, else the Order's
// ordinary one; "" where neither is.
func Mittente(user, mailOrdine string) string {
	for _, s := range []string{user, mailOrdine} {
		if indirizzo(s) {
			return s
		}
	}
	return ""
}

func indirizzo(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

// checkAvvisi refuses notices without a sender or through the certified box, courtesy mail without a server, and a health
// endpoint that other machines reach.
func (c *Config) checkAvvisi(bad func(ok bool, key, format string, args ...any)) {
	a, k := c.Avvisi, c.Cortesia
	if a.Host != "" {
		bad(Mittente(a.User, c.Ordine.Mail) != "", "avvisi.user", "%q is no address and ordine.mail is none: notices have no sender", a.User)
		bad(len(a.A) > 0, "avvisi.a", "is empty: nobody gets the notices")
	}
	bad(!k.Attiva || k.Host != "", "cortesia.host", "is empty, and cortesia.attiva is true")
	if k.Host != "" {
		bad(Mittente(k.User, c.Ordine.Mail) != "", "cortesia.user", "%q is no address and ordine.mail is none: courtesy mail has no sender", k.User)
	}
	for key, user := range map[string]string{"avvisi": a.User, "cortesia": k.User} {
		host := map[string]string{"avvisi": a.Host, "cortesia": k.Host}[key]
		pec := host != "" && (strings.EqualFold(host, c.SMTP.Host) && user == c.SMTP.User || strings.EqualFold(Mittente(user, c.Ordine.Mail), strings.TrimSpace(c.Ordine.PEC)))
		bad(!pec, key+".host", "is the certified box of the Order: ordinary mail needs an ordinary one")
	}
	for _, to := range a.A {
		bad(indirizzo(to), "avvisi.a", "%q is not an address", to)
		bad(!strings.EqualFold(to, strings.TrimSpace(c.Ordine.PEC)), "avvisi.a", "%q is the box that is read: notices need another", to)
	}
	bad(c.Salute.Listen == "" || loopback(c.Salute.Listen), "salute.listen", `%q is not a port on loopback such as "localhost:9464"`, c.Salute.Listen)
}

// loopback reports whether an address to listen on is this machine's own.
func loopback(addr string) bool {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || port == "" {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
