package rules

import (
	"slices"
	"strings"
)

// Keys of the lasting problems of the mailbox (Compito.Problema, Stato.Problemi). One is told once at each level of gravity
// that it reaches, and again only after it was over.
const (
	problemaSpariti  = "spariti:"       // and the folder: messages that vanished unread
	problemaQuota    = "quota"
	problemaPassword = "password_imap:" // and the day on which it ends
	problemaMittente = "altro_mittente" // somebody else sends from our box
)

// problema records how grave a lasting problem is and calls a person when it got graver; the call for a lesser gravity, and
// at level 0 any call, is closed. The words of c are those of the present level.
func (d *decisore) problema(key string, level int, cosa string, c Compito) {
	was := d.s.Stato.Problemi[key]
	if level == was {
		return
	}
	d.emit(Event{Kind: KOperazione, Operazione: &Operazione{Tipo: "problema", Cosa: cosa, Problema: key, Livello: level}})
	d.chiudiDove(cosa, func(o Compito) bool { return o.Problema == key })
	if level > was {
		c.Tipo, c.Problema = SegAllarme, key
		d.compito(c)
	}
}

// lacunaAperta reports whether a person has been called about vanished messages and has not looked yet: what is not found
// in the mailbox then proves nothing.
func (d *decisore) lacunaAperta() bool {
	return d.haCompito(func(c Compito) bool { return strings.HasPrefix(c.Problema, problemaSpariti) })
}

func applyOperazione(a Archivio, e Event) error {
	o := e.Operazione
	if o == nil {
		return nil
	}
	if o.Cartella != nil {
		if err := applyCartella(a, e.At, *o.Cartella); err != nil {
			return err
		}
	}
	if o.Problema == "" && o.Quota == nil {
		return nil
	}
	return modificaStato(a, func(s *Stato) {
		if o.Quota != nil {
			s.Quota = o.Quota
		}
		switch {
		case o.Problema == "":
		case o.Livello == 0:
			delete(s.Problemi, o.Problema)
		default:
			if s.Problemi == nil {
				s.Problemi = map[string]int{}
			}
			s.Problemi[o.Problema] = o.Livello
		}
	})
}

// scadenzaPassword reminds of the day on which the password of the mailbox ends, at 21, 7 and 2 days and when it has passed
// . Another day in the configuration ends the reminders of the former one.
func (d *decisore) scadenzaPassword() {
	key := problemaPassword + d.p.PasswordScade
	for _, old := range problemi(d.s.Stato.Problemi, problemaPassword) {
		if old != key {
			d.problema(old, 0, "la password è stata cambiata", Compito{})
		}
	}
	today := DataRoma(d.now)
	if d.p.PasswordScade == "" || today == "" {
		return
	}
	level := 0
	for _, days := range []int{21, 7, 2} {
		if today >= piuGiorni(d.p.PasswordScade, -days) {
			level++
		}
	}
	when, urgent := "scade il "+giornoItaliano(d.p.PasswordScade), level > 1
	if today > d.p.PasswordScade {
		level, when = 4, "è scaduta il "+giornoItaliano(d.p.PasswordScade)
	}
	d.spiegaCon("R-309", "La password della casella "+when+".")
	d.problema(key, level, "password "+when, Compito{Urgente: urgent, Scade: d.p.PasswordScade, Perche: "La password della casella " + when +
		": dopo, la posta non viene più letta e nulla parte. Cambiarla presso il gestore, scrivere la nuova nei file indicati da password_file e il nuovo giorno in imap.password_scade."})
	d.spiegaCon("", "")
}

// problemi gives the known keys with a prefix, in order.
func problemi(m map[string]int, prefix string) (keys []string) {
	for k := range m {
		if strings.HasPrefix(k, prefix) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// altroMittente calls a person, once for good, when certified receipts show that somebody else sends from our box: a person at
// the webmail, or another program. Letters of our own form that the store does not know are another matter.
func (d *decisore) altroMittente(msgid string) {
	if d.formaNostra(msgid) {
		return
	}
	from := "?"
	if i := strings.LastIndexByte(msgid, '@'); i >= 0 {
		from = msgid[i+1:]
	}
	d.problema(problemaMittente, 1, "un altro invia dalla casella (Message-ID di "+from+")", Compito{
		Perche: "Nella casella ci sono ricevute di messaggi che pecagent non ha inviato (Message-ID di «" + from + "»): una persona dalla webmail, o un altro programma, scrive dalla stessa casella. " +
			"Va bene se è noto; altrimenti cambiare la password. Questo avviso non si ripete: le ricevute di altri si contano con check."})
}

// formaNostra reports whether a Message-ID has the form that this program gives to its letters.
func (d *decisore) formaNostra(msgid string) bool {
	id, domain, _ := strings.Cut(msgid, "@")
	_, own, _ := strings.Cut(d.casella(), "@")
	return len(id) == 32 && strings.Trim(id, "0123456789abcdef") == "" && strings.EqualFold(domain, own)
}
