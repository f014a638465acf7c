package office

import (
	"context"
	"errors"
	"os"
	"os/user"
	"slices"
	"strconv"
	"strings"

	"pecagent/agent/utenze"
	"pecagent/rules"
)

// Persone are those who work with the agent: of the configuration and of the console (rules.Persone).
func (e *Env) Persone() ([]rules.Persona, error) {
	s, err := e.stato()
	return rules.Persone(e.Policy, s), err
}

// Utenti are the users of the console by name, those who may no longer enter too.
func (e *Env) Utenti() ([]rules.Utente, error) {
	s, err := e.stato()
	return s.ElencoUtenti(), err
}

// ErrPrimo means that there is a user already, so that nobody becomes the first administrator by a code.
var ErrPrimo = errors.New("il primo amministratore c'è già: gli altri utenti li crea lui")

// PrimoAmministratore makes the first user of the console, in his own name.
func (e *Env) PrimoAmministratore(ctx context.Context, user, name string) error {
	list, err := e.Utenti()
	if err != nil {
		return err
	}
	if len(list) > 0 {
		return ErrPrimo
	}
	u := rules.Utente{Utente: user, Nome: name, Ruoli: []string{rules.Amministratore}, Attivo: true}
	if nomeDelSistema(user) {
		return errNomeSistema
	}
	_, err = e.commit(ctx, rules.UtenteCambiato{Now: e.Now(), Attore: rules.Attore{Tipo: "persona", ID: user}, Utente: u, Primo: true})
	return err
}

// ConsoleUsata records a fact of the console.
func (e *Env) ConsoleUsata(ctx context.Context, what string) error {
	_, err := e.commit(ctx, rules.ConsoleUsata{Now: e.Now(), Attore: e.Attore, Cosa: what})
	return err
}

var errNomeSistema = errors.New("questo è il nome dell'utente di sistema con cui lavora l'agente: per la console sceglierne un altro, altrimenti i suoi comandi perderebbero ciò che possono")

// nomeDelSistema reports whether a name is of the agent's own system user.
func nomeDelSistema(name string) bool {
	u, err := user.LookupId(strconv.Itoa(os.Getuid()))
	return err == nil && u.Username == name
}

type utenteMostrato struct {
	rules.Utente
	Credenziali bool `json:"credenziali"`
}

func usersList(_ context.Context, e *Env, args []string) error {
	fs, asJSON := flags("users list")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	list, err := e.Utenti()
	if err != nil {
		return err
	}
	for _, u := range list {
		v := utenteMostrato{u, e.Utenze != nil && e.Utenze.Ha(u.Utente)}
		if *asJSON {
			if err := e.emit(v); err != nil {
				return err
			}
			continue
		}
		state := map[bool]string{true: "attivo", false: "disattivato"}[u.Attivo]
		if u.Attivo && !v.Credenziali {
			state = "senza password: pecagent users reset " + u.Utente
		}
		e.printf("%-20s %-30s %-40s %s\n", u.Utente, u.Nome, strings.Join(u.Ruoli, ", "), state)
	}
	if len(list) == 0 && !*asJSON {
		e.printf("La console non ha utenti: il primo amministratore entra con il codice che pecagent run stampa, o si crea con pecagent users add.\n")
	}
	return nil
}

func usersAdd(ctx context.Context, e *Env, args []string) error {
	fs, _ := flags("users add")
	name, roles, code := fs.String("nome", "", ""), fs.String("ruoli", "", ""), fs.String("cf", "", "")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 {
		return cmpErr(err, usage("un utente"))
	}
	if nomeDelSistema(rest[0]) {
		return errNomeSistema
	}
	if _, err := e.utente(rest[0]); err == nil {
		return errors.New(rest[0] + " c'è già: users roles, users enable, users reset")
	}
	u := rules.Utente{Utente: rest[0], Nome: *name, CF: *code, Ruoli: elenco(*roles), Attivo: true}
	return e.cambiaUtente(ctx, u, true)
}

func usersRoles(ctx context.Context, e *Env, args []string) error {
	return e.sulUtente(args, 2, "un utente e i suoi ruoli, separati da virgole", func(u rules.Utente, more []string) error {
		u.Ruoli = elenco(more[0])
		return e.cambiaUtente(ctx, u, false)
	})
}

func usersDisable(ctx context.Context, e *Env, args []string) error {
	return e.sulUtente(args, 1, "un utente", func(u rules.Utente, _ []string) error {
		u.Attivo = false
		if err := e.cambiaUtente(ctx, u, false); err != nil {
			return err
		}
		return e.Utenze.Togli(u.Utente)
	})
}

func usersEnable(ctx context.Context, e *Env, args []string) error {
	return e.sulUtente(args, 1, "un utente", func(u rules.Utente, _ []string) error {
		u.Attivo = true
		return e.cambiaUtente(ctx, u, true)
	})
}

func usersReset(ctx context.Context, e *Env, args []string) error {
	return e.sulUtente(args, 1, "un utente", func(u rules.Utente, _ []string) error {
		if !u.Attivo {
			return errors.New(u.Utente + " è disattivato: users enable")
		}
		return e.cambiaUtente(ctx, u, true)
	})
}

// sulUtente finds the user whom the arguments name.
func (e *Env) sulUtente(args []string, n int, want string, f func(u rules.Utente, more []string) error) error {
	fs, _ := flags("users")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != n {
		return cmpErr(err, usage("%s", want))
	}
	u, err := e.utente(rest[0])
	if err != nil {
		return err
	}
	return f(u, rest[1:])
}

func (e *Env) utente(name string) (rules.Utente, error) {
	list, err := e.Utenti()
	if err != nil {
		return rules.Utente{}, err
	}
	i := slices.IndexFunc(list, func(u rules.Utente) bool { return u.Utente == name })
	if i < 0 {
		return rules.Utente{}, errors.New(VisibleLine(name) + " non è un utente della console: users list li elenca")
	}
	return list[i], nil
}

// cambiaUtente records a user as he is to be; with invita his credentials end and he gets a one-time code, which is shown once.
func (e *Env) cambiaUtente(ctx context.Context, u rules.Utente, invita bool) error {
	if e.Utenze == nil {
		return errors.New("qui non ci sono le credenziali della console")
	}
	if _, err := e.commit(ctx, rules.UtenteCambiato{Now: e.Now(), Attore: e.Attore, Utente: u, Azzera: invita, Sistema: e.Proprio}); err != nil {
		return err
	}
	if !invita {
		e.printf("%s: %s, %s.\n", u.Utente, strings.Join(u.Ruoli, ", "), map[bool]string{true: "attivo", false: "disattivato"}[u.Attivo])
		return nil
	}
	code, err := e.Utenze.Invita(u.Utente)
	if err != nil {
		return err
	}
	e.printf("%s: codice monouso %s\nVale %d ore: dalla pagina /primo-accesso della console %s sceglie la password e registra il secondo fattore.\nIl codice non si può rivedere; un altro lo dà pecagent users reset %s.\n",
		u.Utente, code, int(utenze.DurataInvito.Hours()), u.Utente, u.Utente)
	return nil
}

func elenco(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

// AttoLegale reports whether the approval of a task binds the Order: an act that a second person confirms, or a letter that is a legal act.
func (e *Env) AttoLegale(id string) (legal bool, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		s := rules.Vista(a)
		c, _ := s.Compito(strings.ToUpper(id))
		legal = c.Atto != "" || slices.ContainsFunc(c.Lettere, func(id string) bool { l, _ := s.Lettera(id); return l.Legale })
		return nil
	})
	return legal, err
}
