package demo

import (
	"strings"
	"time"
	_ "time/tzdata" // Europe/Rome on machines without zone files
)

// Options configures a provider. The zero value is a provider of the fixture on ephemeral ports of loopback.
type Options struct {
	Dir       string // where the CA files are written for the agent; "" = a temporary folder, removed at the end
	PKI       *PKI   // nil: made at the start
	Ora       time.Time
	Seed      int64
	Casella   string // the Order's PEC
	Utente    string // default Casella
	Password  string // default "demo"
	Fornitori []Fornitore
	IMAPAddr  string // default 127.0.0.1:0
	SMTPAddr  string // default 127.0.0.1:0
	PianoAddr string // plain SMTP for a relay on the same machine; "" = off
	// Recapita, when set, takes the mail of the Order instead of the embedded IMAP store: a real server, say. It is
	// called one message at a time and must not call the provider. What it refuses stays in the queue.
	Recapita func(mailbox string, raw []byte) error
	// RecapitaTutti extends Recapita to the recipients' mailboxes too.
	RecapitaTutti bool
	Automatica    bool
	Ruota         bool
	MaxBytes      int64 // of a submission; default 100 MiB
}

// Fornitore is a PEC provider: its name, its mail domain, and the domains it manages.
type Fornitore struct {
	Nome    string
	Dominio string
	Gestiti []string
}

// FornitoriDemo are the providers of the fixture (messages.md).
func FornitoriDemo() []Fornitore {
	return []Fornitore{
		{Nome: "Gestore Uno di prova S.p.A.", Dominio: "pec.gestore-uno.example",
			Gestiti: []string{"pec.ordine-prova.example", "iscritti.pec-ordine.example", "pecmail.example"}},
		{Nome: "Gestore Due di prova S.r.l.", Dominio: "pec.gestore-due.example",
			Gestiti: []string{"legalpost.example", "pec.comune-prova.example", "pec.asl-prova.example"}},
	}
}

// mittente is the service address of the provider, the one in its certificate (RFC 6109 §2.1).
func (f Fornitore) mittente() string { return "posta-certificata@" + f.Dominio }

func (f Fornitore) gestisce(domain string) bool {
	if strings.EqualFold(domain, f.Dominio) {
		return true
	}
	for _, d := range f.Gestiti {
		if strings.EqualFold(d, domain) {
			return true
		}
	}
	return false
}

func (o Options) withDefaults() Options {
	if o.Casella == "" {
		o.Casella = "segreteria@pec.ordine-prova.example"
	}
	o.Casella = strings.ToLower(o.Casella)
	if o.Utente == "" {
		o.Utente = o.Casella
	}
	if o.Password == "" {
		o.Password = "demo"
	}
	if o.Fornitori == nil {
		o.Fornitori = FornitoriDemo()
	}
	if o.Ora.IsZero() {
		o.Ora = time.Date(2026, time.November, 23, 8, 0, 0, 0, roma())
	}
	if o.IMAPAddr == "" {
		o.IMAPAddr = "127.0.0.1:0"
	}
	if o.SMTPAddr == "" {
		o.SMTPAddr = "127.0.0.1:0"
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 100 << 20
	}
	return o
}

// domain is what follows the @ of an address, in lower case.
func domain(addr string) string {
	return strings.ToLower(addr[strings.LastIndexByte(addr, '@')+1:])
}

// roma is the zone of every time that a provider writes: RFC 6109 §4.2 wants local legal time. The zone rules are
// linked in (time/tzdata), so that a machine without zone files tells the same story.
func roma() *time.Location {
	l, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return time.FixedZone("CET", 3600)
	}
	return l
}
