package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"pecagent/agent/office"
	"pecagent/agent/utenze"
	"pecagent/rules"
)

// rotteEntra are the ways in and out.
func rotteEntra() []rotta {
	return []rotta{
		{Schema: "GET /entra", Aperta: true, Fa: (*pagina).entra},
		{Schema: "POST /entra", Aperta: true, Fa: (*pagina).entrata},
		{Schema: "GET /primo-accesso", Aperta: true, Fa: (*pagina).primoAccesso},
		{Schema: "POST /primo-accesso", Aperta: true, Fa: (*pagina).scegliePassword},
		{Schema: "POST /secondo-fattore", Aperta: true, Fa: (*pagina).registraFattore},
		{Schema: "POST /esci", Ruoli: tutti, Fa: (*pagina).esci},
	}
}

// datiEntra are what the pages of the login show. No password goes back into a page.
type datiEntra struct {
	Utente, Nome, Dopo, Errore string
	SenzaTOTP, Primo           bool
	Token, Segreto, Indirizzo  string
}

const rifiutato = "Nome, password o codice non corretti."

func (p *pagina) entra() error {
	if p.Chi.Utente != "" {
		return p.vai(locale(p.r.FormValue("dopo")))
	}
	return p.pagina("entra", "Accesso", datiEntra{Dopo: locale(p.r.FormValue("dopo")), SenzaTOTP: p.c.utenze().SenzaTOTP()})
}

// entrata looks at name, password and code. Whoever is refused learns nothing of which was wrong, nor whether there is such a user.
func (p *pagina) entrata() error {
	user, to := utenteScritto(p.r), locale(p.r.PostFormValue("dopo"))
	d := datiEntra{Utente: user, Dopo: to, SenzaTOTP: p.c.utenze().SenzaTOTP()}
	last, why := p.tenta(user)
	if d.Errore = why; why != "" {
		p.mostra(http.StatusTooManyRequests, "entra", "Accesso", d)
		return nil
	}
	ok, err := p.c.utenze().Entra(user, p.r.PostFormValue("password"), p.r.PostFormValue("codice"))
	if err != nil {
		return err
	}
	active, err := p.attivo(user)
	if err != nil {
		return err
	}
	if !ok || !active {
		p.fallito(user, active, last, "accesso alla console")
		d.Errore = rifiutato
		p.mostra(http.StatusUnauthorized, "entra", "Accesso", d)
		return nil
	}
	p.c.freno.Riuscito(user, indirizzoDi(p.r))
	p.dentro(user)
	return p.vai(to)
}

// dentro begins a session; the old one of the same browser ends.
func (p *pagina) dentro(user string) {
	ip := indirizzoDi(p.r)
	p.chiudiMia()
	manda(p.w, p.r, p.c.sessioni.apri(user, ip, p.r.UserAgent(), p.c.utenze().Versione(user)))
	p.annota(rules.Attore{Tipo: "persona", ID: user}, "accesso riuscito alla console da "+ip)
}

// chiudiMia ends the session of this browser.
func (p *pagina) chiudiMia() {
	if x, ok := p.c.sessioni.trova(gettoneDi(p.r)); ok {
		p.c.sessioni.chiudi(func(y *sessione) bool { return y.ID == x.ID })
	}
}

func (p *pagina) esci() error {
	p.chiudiMia()
	manda(p.w, p.r, "")
	p.annota(p.attore(), "uscita dalla console")
	return p.vai("/entra")
}

// tenta begins a try; why says that the account waits after too many failures. After the last one the next has to wait.
func (p *pagina) tenta(user string) (last bool, why string) {
	wait, last := p.c.freno.Tenta(user, indirizzoDi(p.r), p.c.ora())
	if wait > 0 {
		n := int(wait.Minutes()) + 1
		p.w.Header().Set("Retry-After", strconv.Itoa(60*n))
		why = fmt.Sprintf("Troppi tentativi non riusciti: riprovare fra %d minuti.", n)
	}
	return last, why
}

// fallito records a failure. The name is recorded only where it is a user's: into the field of an unknown one people type
// passwords.
func (p *pagina) fallito(user string, known, last bool, what string) {
	ip := indirizzoDi(p.r)
	whose := "un nome che non è di un utente"
	if known {
		whose = user
	}
	text := what + " rifiutato: " + whose + ", da " + ip
	if last {
		text += "; dopo ripetuti errori deve attendere"
	}
	if p.c.annotabili.prendi(p.c.ora()) {
		p.annota(rules.Agente, text)
	} else {
		p.c.log.Warn("accesso alla console rifiutato, non più nel registro per quest'ora", "da", ip)
	}
}

// annota records a fact of the console; a store that takes none is said in the program's log and keeps nobody out.
func (p *pagina) annota(who rules.Attore, what string) {
	e := p.c.o.Env(who)
	if err := e.ConsoleUsata(context.WithoutCancel(p.r.Context()), what); err != nil {
		p.c.log.Error("un fatto della console non è nel registro", "perche", err)
	}
}

// attivo reports whether a name is of a user who may enter.
func (p *pagina) attivo(user string) (bool, error) {
	list, err := p.Env.Utenti()
	for _, u := range list {
		if u.Utente == user {
			return u.Attivo, err
		}
	}
	return false, err
}

// primoAccesso is where a one-time code becomes a password and a second factor.
func (p *pagina) primoAccesso() error {
	list, err := p.Env.Utenti()
	if err != nil {
		return err
	}
	return p.pagina("primo-accesso", "Primo accesso", datiEntra{Primo: len(list) == 0, SenzaTOTP: p.c.utenze().SenzaTOTP()})
}

// scegliePassword takes code and password; the second factor comes next.
func (p *pagina) scegliePassword() error {
	list, err := p.Env.Utenti()
	if err != nil {
		return err
	}
	user, code, password := utenteScritto(p.r), p.r.PostFormValue("codice"), p.r.PostFormValue("password")
	d := datiEntra{Utente: user, Nome: p.r.PostFormValue("nome"), Primo: len(list) == 0, SenzaTOTP: p.c.utenze().SenzaTOTP()}
	refuse := func(status int, why string) error {
		d.Errore = why
		p.mostra(status, "primo-accesso", "Primo accesso", d)
		return nil
	}
	last, why := p.tenta(user)
	if why != "" {
		return refuse(http.StatusTooManyRequests, why)
	}
	active, err := p.attivo(user)
	if err != nil {
		return err
	}
	good := active && p.c.utenze().CodiceVale(user, code)
	if d.Primo {
		good = p.c.primo.uguale(utenze.Impronta(code), p.c.ora())
	}
	if !good {
		p.fallito(user, active, last, "codice monouso della console")
		return refuse(http.StatusUnauthorized, "Nome o codice monouso non corretti, oppure il codice è scaduto.")
	}
	p.c.freno.Riuscito(user, indirizzoDi(p.r))
	if password != p.r.PostFormValue("ripeti") {
		return refuse(http.StatusUnprocessableEntity, "Le due password sono diverse.")
	}
	if err := utenze.Adatta(password, user, d.Nome, p.nomeDi(user)); err != nil {
		return refuse(http.StatusUnprocessableEntity, err.Error())
	}
	if d.Primo && strings.TrimSpace(d.Nome) == "" {
		return refuse(http.StatusUnprocessableEntity, "Manca il nome e cognome.")
	}
	token, secret := p.c.utenze().Inizia(user, utenze.Impronta(code), password)
	d.Token, d.Segreto, d.Indirizzo = token, raggruppa(secret), utenze.Indirizzo(user, secret)
	if d.SenzaTOTP {
		return p.registra(d, "")
	}
	return p.pagina("secondo-fattore", "Secondo fattore", d)
}

// registraFattore ends the first access: the code shows that the telephone has the secret.
func (p *pagina) registraFattore() error {
	token := p.r.PostFormValue("token")
	user, secret := p.c.utenze().Segreto(token)
	if user == "" {
		return richiesta("Il tempo per registrare il secondo fattore è finito: ricominciare dal primo accesso.")
	}
	d := datiEntra{Utente: user, Nome: p.r.PostFormValue("nome"), Token: token, Segreto: raggruppa(secret), Indirizzo: utenze.Indirizzo(user, secret)}
	return p.registra(d, strings.ReplaceAll(p.r.PostFormValue("codice"), " ", ""))
}

func (p *pagina) registra(d datiEntra, code string) error {
	list, err := p.Env.Utenti()
	if err != nil {
		return err
	}
	var make func(string) error
	if len(list) == 0 {
		make = func(kept string) error {
			if !p.c.primo.uguale(kept, p.c.ora()) {
				return utenze.ErrCodice
			}
			err := p.Env.PrimoAmministratore(p.r.Context(), d.Utente, d.Nome) // of two at once the rules refuse the second
			if err == nil {
				p.c.primo.consuma()
			}
			return err
		}
	}
	user, ok, err := p.c.utenze().Conferma(d.Token, code, make)
	switch {
	case errors.Is(err, utenze.ErrCodice), errors.Is(err, office.ErrPrimo):
		return richiesta("%v", err)
	case err != nil:
		return richiesta("L'utente non si può creare: %v", err)
	case !ok:
		d.Errore = "Il codice non corrisponde: controllare l'ora del telefono e riprovare con il codice successivo."
		p.mostra(http.StatusUnprocessableEntity, "secondo-fattore", "Secondo fattore", d)
		return nil
	}
	p.c.sessioni.chiudi(func(x *sessione) bool { return x.Utente == user })
	p.dentro(user)
	return p.vai("/")
}

func (p *pagina) nomeDi(user string) string {
	list, err := p.Env.Utenti()
	if err != nil {
		return "" // the caller has just read them
	}
	for _, u := range list {
		if u.Utente == user {
			return u.Nome
		}
	}
	return ""
}

// vai leads to another page of the console.
func (p *pagina) vai(to string) error {
	if to == "" {
		to = "/"
	}
	http.Redirect(p.w, p.r, to, http.StatusSeeOther)
	return nil
}

// locale is an address of this console, "" for any other: a login must not lead away.
func locale(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") || len(to) > 2000 {
		return ""
	}
	return to
}

func utenteScritto(r *http.Request) string {
	return taglia(strings.ToLower(strings.TrimSpace(r.PostFormValue("utente"))), 64)
}

// raggruppa writes a secret in groups of four, as it is typed by hand.
func raggruppa(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
