package rules

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"pecagent/mailparse/cf"
)

// Utente is a local user of the console and what he is in the Order. How he proves who he is stands elsewhere (agent/utenze),
// never in the log. A user is never deleted: his name stands in the log, and nobody else gets it.
type Utente struct {
	Utente string   `json:"utente"`
	Nome   string   `json:"nome"`
	CF     string   `json:"cf,omitempty"`
	Ruoli  []string `json:"ruoli"`
	Attivo bool     `json:"attivo"`
}

// UtenteCambiato tells that a user of the console is to be as Utente says: new or changed.
type UtenteCambiato struct {
	Now    time.Time
	Attore Attore
	Utente Utente
	// Azzera: his password and second factor no longer hold; it may be all that changes.
	Azzera bool `json:",omitempty"`
	// Sistema: the caller is the agent's own system user or root, by the kernel's word. Whoever holds the machine can give
	// himself any role by the configuration; here it is at least recorded.
	Sistema bool `json:",omitempty"`
	// Primo: the caller has the one-time code that the agent prints while there is no administrator.
	Primo bool `json:",omitempty"`
}

// ConsoleUsata is a fact of the console that who checks on it must find: a login, one refused, a session ended. Cosa is in
// Italian, for people; it never holds what an unknown person typed.
type ConsoleUsata struct {
	Now    time.Time
	Attore Attore
	Cosa   string
}

func (UtenteCambiato) input() {}
func (ConsoleUsata) input()   {}

// Ruoli are the roles of order.md §9.
func Ruoli() []string { return []string{Segreteria, Presidente, Legale, Amministratore, Revisore} }

// Persone are those who work with the agent: the persons of the configuration and the active users of the console. The same name is
// the same person, with the roles of both.
func Persone(p *Policy, s Stato) []Persona {
	all := slices.Clone(p.Persone)
	for _, name := range s.nomiUtenti() {
		u := s.Utenti[name]
		i := slices.IndexFunc(all, func(x Persona) bool { return x.Utente == name })
		switch {
		case !u.Attivo:
		case i < 0:
			all = append(all, Persona{Utente: u.Utente, Nome: u.Nome, CF: u.CF, Ruoli: u.Ruoli})
		default:
			all[i].Ruoli = insieme(slices.Concat(all[i].Ruoli, u.Ruoli))
			if all[i].CF == "" {
				all[i].CF = u.CF
			}
		}
	}
	return all
}

// ConRuoli reports whether a user is held to his roles. One of the console always is; one of the system is where the configuration
// names persons, else the system alone says who reaches the store, however many users the console has.
func ConRuoli(p *Policy, s Stato, user string) bool {
	_, console := s.Utenti[user]
	return console || len(p.Persone) > 0
}

// nomiUtenti are the names of the users of the console, sorted.
func (s Stato) nomiUtenti() []string {
	var names []string
	for name := range s.Utenti {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ElencoUtenti are the users of the console by name, those who may no longer enter too.
func (s Stato) ElencoUtenti() []Utente {
	var list []Utente
	for _, name := range s.nomiUtenti() {
		list = append(list, s.Utenti[name])
	}
	return list
}

// amministra reports whether an active user of the console, except one, is an administrator.
func (s Stato) amministra(except string) bool {
	for name, u := range s.Utenti {
		if name != except && u.Attivo && slices.Contains(u.Ruoli, Amministratore) {
			return true
		}
	}
	return false
}

// maxUtenti bounds the state that every decision reads.
const maxUtenti = 200

// nomeUtente is what a user of the console may be called; the names of the system's administrator are nobody's.
var nomeUtente = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,31}$`)

func (d *decisore) utenteCambiato(in UtenteCambiato) {
	u := in.Utente
	u.Nome, u.CF, u.Ruoli = strings.Join(strings.Fields(u.Nome), " "), strings.ToUpper(strings.TrimSpace(u.CF)), insieme(u.Ruoli)
	old, known := d.s.Stato.Utenti[u.Utente]
	if why := utenteErrato(u); why != "" {
		d.rifiuta("%s", why)
		return
	}
	if why := d.nonAmministra(in, old, known); why != "" {
		d.rifiuta("%s", why)
		return
	}
	what := cambiUtente(old, known, u, in.Azzera)
	switch {
	case what == "":
		d.rifiuta("per l'utente %s non cambia nulla", u.Utente)
	case !known && len(d.s.Stato.Utenti) >= maxUtenti:
		d.rifiuta("gli utenti sono già %d", maxUtenti)
	case !in.Sistema && d.s.Stato.amministra("") && !(Stato{Utenti: map[string]Utente{u.Utente: u}}).amministra("") && !d.s.Stato.amministra(u.Utente):
		d.rifiuta("%s è l'ultimo amministratore della console: prima se ne nomina un altro", u.Utente)
	default:
		d.attore = in.Attore
		d.attore.Ruolo = strings.Join(d.persona(in.Attore.ID).Ruoli, ",")
		d.emit(Event{Kind: KUtente, Utente: &u, Perche: "Utente della console " + u.Utente + ": " + what + daChi(in) + "."})
	}
}

func daChi(in UtenteCambiato) string {
	switch {
	case in.Primo:
		return ", con il codice monouso del primo amministratore"
	case in.Sistema:
		return ", dall'utente di sistema dell'agente"
	}
	return ""
}

// utenteErrato says what of a user cannot be, "" when all can.
func utenteErrato(u Utente) string {
	switch {
	case !nomeUtente.MatchString(u.Utente) || u.Utente == "root":
		return "il nome dell'utente ha da 2 a 32 caratteri fra a-z, 0-9, punto, trattino e _, comincia con una lettera e non è root"
	case u.Nome == "" || len(u.Nome) > 120 || strings.ContainsFunc(u.Nome, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) }):
		return "il nome e cognome dell'utente manca, è troppo lungo o contiene caratteri che non si vedono"
	case len(u.Ruoli) == 0 || slices.ContainsFunc(u.Ruoli, func(r string) bool { return !slices.Contains(Ruoli(), r) }):
		return "i ruoli sono " + strings.Join(Ruoli(), ", ") + ", almeno uno"
	case u.CF != "" && !cf.Valido(u.CF):
		return "il codice fiscale dell'utente non è valido"
	}
	return ""
}

// nonAmministra says why the caller may not change this user, "" when he may.
func (d *decisore) nonAmministra(in UtenteCambiato, old Utente, known bool) string {
	switch {
	case in.Attore.Tipo != "persona" || in.Attore.ID == "":
		return "gli utenti li cambia una persona, con il suo nome"
	case in.Primo && (len(d.s.Stato.Utenti) > 0 || in.Attore.ID != in.Utente.Utente):
		return "il primo amministratore c'è già: gli altri utenti li crea lui"
	case in.Primo || in.Sistema:
		return ""
	case !d.haRuolo(in.Attore.ID, []string{Amministratore}):
		return "gli utenti della console li cambia un amministratore: " + d.ruoliDi(in.Attore.ID)
	case in.Attore.ID == in.Utente.Utente && (!known || !slices.Equal(old.Ruoli, insieme(in.Utente.Ruoli)) || !in.Utente.Attivo):
		return "i propri ruoli li cambia un altro amministratore, o pecagent users sulla macchina"
	}
	return ""
}

// cambiUtente tells in Italian what changes, "" for nothing.
func cambiUtente(old Utente, known bool, u Utente, reset bool) string {
	if !known {
		return "creato, ruoli " + strings.Join(u.Ruoli, ", ")
	}
	var what []string
	if old.Nome != u.Nome || old.CF != u.CF {
		what = append(what, "dati anagrafici cambiati")
	}
	if !slices.Equal(old.Ruoli, u.Ruoli) {
		what = append(what, "ruoli da "+strings.Join(old.Ruoli, ", ")+" a "+strings.Join(u.Ruoli, ", "))
	}
	if old.Attivo != u.Attivo {
		what = append(what, map[bool]string{true: "riattivato", false: "disattivato"}[u.Attivo])
	}
	if reset {
		what = append(what, "credenziali azzerate")
	}
	return strings.Join(what, "; ")
}

func applyUtente(a Archivio, u Utente) error {
	return modificaStato(a, func(s *Stato) {
		if s.Utenti == nil {
			s.Utenti = map[string]Utente{}
		}
		s.Utenti[u.Utente] = u
	})
}

func (d *decisore) consoleUsata(in ConsoleUsata) {
	if in.Cosa == "" || in.Attore.Tipo == "persona" && in.Attore.ID == "" {
		d.rifiuta("un fatto della console senza testo o senza persona")
		return
	}
	d.attore = in.Attore
	d.emit(Event{Kind: KOperazione, Operazione: &Operazione{Tipo: "console", Cosa: in.Cosa}})
}
