package console

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"pecagent/agent/office"
	"pecagent/agent/utenze"
	"pecagent/rules"
)

// porta is a console at whose door people must say who they are: real sessions, its own clock.
type porta struct {
	*banco
	ora  time.Time
	cred *utenze.Registro
	con  *Console
	dopo int // requests after which the agent was told to look
}

func nuovaPorta(t testing.TB, senza bool) *porta {
	t.Helper()
	p := &porta{banco: nuovoBanco(t, rules.Proponi), ora: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
	var err error
	p.cred, err = utenze.Apri(utenze.Options{File: utenze.File(t.TempDir()), SenzaTOTP: senza, Now: func() time.Time { return p.ora }})
	must(t, err)
	p.con, err = New(Options{Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Utenze: p.cred, Ora: func() time.Time { return p.ora }, Dopo: func() { p.dopo++ }, Env: func(a rules.Attore) *office.Env {
		e := p.env
		e.Attore, e.Utenze = a, p.cred
		return &e
	}})
	must(t, err)
	return p
}

// browser is one person's: it keeps the cookie and follows no redirect.
type browser struct {
	p        *porta
	biscotti map[string]string
	ip       string
}

func (p *porta) browser() *browser {
	return &browser{p: p, biscotti: map[string]string{}, ip: "127.0.0.1"}
}

func (b *browser) manda(method, target string, form url.Values) (*http.Response, string) {
	b.p.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.RemoteAddr = b.ip + ":40000"
	for k, v := range b.biscotti {
		r.AddCookie(&http.Cookie{Name: k, Value: v})
	}
	w := httptest.NewRecorder()
	b.p.con.ServeHTTP(w, r)
	res := w.Result()
	for _, c := range res.Cookies() {
		b.biscotti[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(b.biscotti, c.Name)
		}
	}
	body, err := io.ReadAll(res.Body)
	must(b.p.t, err)
	return res, string(body)
}

// vuole sends a request whose status must be this, and gives the page.
func (b *browser) vuole(status int, method, target string, form url.Values) string {
	b.p.t.Helper()
	res, body := b.manda(method, target, form)
	if res.StatusCode != status {
		b.p.t.Fatalf("%s %s: %s to %q, want %d\n%s", method, target, res.Status, res.Header.Get("Location"), status, body)
	}
	return body
}

const frase = "quattro parole insieme mai"

var segretoMostrato = regexp.MustCompile(`class="segreto">([A-Z2-7 ]+)<`)
var codiceMonouso = regexp.MustCompile(`[A-Z2-7]{4}(-[A-Z2-7]{4}){3}`)
var gettoneMostrato = regexp.MustCompile(`name="token" value="([0-9a-f]+)"`)

// registra goes through the first access and gives the secret of the second factor.
func (b *browser) registra(user, name, code string) (secret string) {
	b.p.t.Helper()
	page := b.vuole(200, "POST", "/primo-accesso", url.Values{"utente": {user}, "nome": {name}, "codice": {code}, "password": {frase}, "ripeti": {frase}})
	m, tok := segretoMostrato.FindStringSubmatch(page), gettoneMostrato.FindStringSubmatch(page)
	if m == nil || tok == nil {
		b.p.t.Fatalf("no second factor:\n%s", page)
	}
	secret = strings.ReplaceAll(m[1], " ", "")
	b.vuole(422, "POST", "/secondo-fattore", url.Values{"token": {tok[1]}, "nome": {name}, "codice": {"000000"}})
	b.vuole(303, "POST", "/secondo-fattore", url.Values{"token": {tok[1]}, "nome": {name}, "codice": {utenze.CodiceDi(secret, b.p.ora)}})
	b.p.ora = b.p.ora.Add(30 * time.Second) // the next code
	return secret
}

func (b *browser) entra(status int, user, password, code string) {
	b.p.t.Helper()
	b.vuole(status, "POST", "/entra", url.Values{"utente": {user}, "password": {password}, "codice": {code}})
}

func (p *porta) codice(secret string) string {
	p.ora = p.ora.Add(30 * time.Second)
	return utenze.CodiceDi(secret, p.ora)
}

// racconta gives what the log says of the console.
func (p *porta) racconta() string {
	p.t.Helper()
	var b strings.Builder
	must(p.t, p.env.Store.Events(0, func(ev rules.Event) bool {
		if ev.Utente != nil || ev.Operazione != nil && ev.Operazione.Tipo == "console" {
			b.WriteString(office.Racconta(ev) + "\n")
		}
		return true
	}))
	return b.String()
}

// TestPrimoAmministratore: with the code of the start he enters, makes others, who enter by theirs; the code holds once, and a quarter of
// an hour; what happened is in the log and no secret is.
func TestPrimoAmministratore(t *testing.T) {
	p := nuovaPorta(t, false)
	code, err := p.con.CodicePrimo()
	must(t, err)
	b := p.browser()
	b.vuole(303, "GET", "/", nil)
	contiene(t, "the first access", b.vuole(200, "GET", "/primo-accesso", nil), "Nome e cognome")
	b.vuole(401, "POST", "/primo-accesso", url.Values{"utente": {"sara"}, "nome": {"Sara Bianchi"}, "codice": {"AAAA-AAAA-AAAA-AAAA"}, "password": {frase}, "ripeti": {frase}})
	b.vuole(422, "POST", "/primo-accesso", url.Values{"utente": {"sara"}, "nome": {"Sara Bianchi"}, "codice": {code}, "password": {"corta"}, "ripeti": {"corta"}})
	late := p.ora
	p.ora = p.ora.Add(utenze.DurataPrimo)
	b.vuole(401, "POST", "/primo-accesso", url.Values{"utente": {"sara"}, "nome": {"Sara Bianchi"}, "codice": {code}, "password": {frase}, "ripeti": {frase}})
	p.ora = late
	page := b.vuole(200, "POST", "/primo-accesso", url.Values{"utente": {"sara bianchi"}, "nome": {"Sara Bianchi"}, "codice": {code}, "password": {frase}, "ripeti": {frase}})
	b.vuole(422, "POST", "/secondo-fattore", url.Values{"token": {gettoneMostrato.FindStringSubmatch(page)[1]}, "nome": {"Sara Bianchi"},
		"codice": {utenze.CodiceDi(strings.ReplaceAll(segretoMostrato.FindStringSubmatch(page)[1], " ", ""), p.ora)}}) // a name that cannot be leaves the code as it was
	secret := b.registra("sara", "Sara Bianchi", code)
	contiene(t, "the page of the users", b.vuole(200, "GET", "/utenti", nil), "sara", "Sara Bianchi")
	if again, err := p.con.CodicePrimo(); again != "" || err != nil {
		t.Errorf("another first administrator: %q %v", again, err)
	}
	b2 := p.browser()
	b2.vuole(401, "POST", "/primo-accesso", url.Values{"utente": {"eva"}, "codice": {code}, "password": {frase}, "ripeti": {frase}})
	page = b.vuole(200, "POST", "/utenti", url.Values{"utente": {"maria"}, "nome": {"Maria Neri"}, "ruoli": {rules.Segreteria}})
	invite := codiceMonouso.FindString(page)
	if invite == "" {
		t.Fatalf("no code:\n%s", page)
	}
	m := b2.registra("maria", "", invite)
	contiene(t, "the queue", b2.vuole(200, "GET", "/", nil), "Da decidere", "Maria Neri")
	b2.vuole(403, "GET", "/utenti", nil)
	said := p.racconta()
	contiene(t, "the log", said, "utente della console: sara: creato, ruoli amministratore, con il codice monouso", "utente della console: maria: creato, ruoli segreteria (da sara)",
		"accesso riuscito alla console da 127.0.0.1 (da maria)", "codice monouso della console rifiutato: un nome che non è di un utente")
	for _, secret := range []string{secret, m, code, invite, frase, "eva"} {
		if strings.Contains(said, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if p.dopo == 0 {
		t.Error("the agent was never told")
	}
}

// conUtenti makes an account for each of these roles, named like it, and gives the secrets.
func (p *porta) conUtenti(roles ...string) map[string]string {
	p.t.Helper()
	secrets := map[string]string{}
	for _, role := range roles {
		p.commit(rules.UtenteCambiato{Now: p.banco.ora, Attore: rules.Attore{Tipo: "persona", ID: "pecagent"}, Sistema: true,
			Utente: rules.Utente{Utente: role, Nome: "Una Persona", Ruoli: []string{role}, Attivo: true}})
		code, err := p.cred.Invita(role)
		must(p.t, err)
		token, secret := p.cred.Inizia(role, utenze.Impronta(code), frase)
		_, ok, err := p.cred.Conferma(token, utenze.CodiceDi(secret, p.ora), nil)
		if must(p.t, err); !ok {
			p.t.Fatal("not registered")
		}
		secrets[role] = secret
	}
	return secrets
}

// TestEntrata: who is refused learns nothing; after five failures the account waits, from that address; failures are in the log, without
// the names of nobody.
func TestEntrata(t *testing.T) {
	p := nuovaPorta(t, false)
	s := p.conUtenti(rules.Segreteria)[rules.Segreteria]
	b := p.browser()
	wrong := map[string]string{}
	for name, try := range map[string][3]string{"password": {rules.Segreteria, "sbagliata sbagliata", p.codice(s)}, "code": {rules.Segreteria, frase, "000000"}, "user": {"la-mia-password", frase, "000000"}} {
		wrong[name] = b.vuole(401, "POST", "/entra", url.Values{"utente": {try[0]}, "password": {try[1]}, "codice": {try[2]}})
		wrong[name] = strings.ReplaceAll(wrong[name], try[0], "")
	}
	if wrong["password"] != wrong["code"] || wrong["code"] != wrong["user"] {
		t.Error("the answer tells what was wrong")
	}
	b.vuole(303, "POST", "/entra", url.Values{"utente": {"  SEGRETERIA "}, "password": {frase}, "codice": {p.codice(s)}, "dopo": {"/accesso"}})
	b.vuole(200, "GET", "/accesso", nil)
	b.vuole(303, "POST", "/esci", nil)
	b.vuole(303, "GET", "/accesso", nil)
	for range 5 {
		b.entra(401, rules.Segreteria, "sbagliata sbagliata", "000000")
	}
	b.entra(429, rules.Segreteria, frase, p.codice(s))
	other := p.browser()
	other.ip = "127.0.0.2"
	other.entra(303, rules.Segreteria, frase, p.codice(s))
	p.ora = p.ora.Add(15 * time.Minute)
	b.entra(303, rules.Segreteria, frase, p.codice(s))
	said := p.racconta()
	contiene(t, "the log", said, "accesso alla console rifiutato: segreteria, da 127.0.0.1", "un nome che non è di un utente", "dopo ripetuti errori deve attendere", "uscita dalla console (da segreteria)")
	if strings.Contains(said, "la-mia-password") {
		t.Error("the log holds what a stranger typed")
	}
	for to, want := range map[string]string{"/accesso?x=1": "/accesso?x=1", "//male.example": "/", "https://male.example": "/", "/\\male.example": "/", "javascript:alert(1)": "/", "": "/"} {
		res, _ := p.browserDentro(rules.Segreteria).manda("GET", "/entra?dopo="+url.QueryEscape(to), nil)
		if got := res.Header.Get("Location"); got != want {
			t.Errorf("after %q to %q, want %q", to, got, want)
		}
	}
}

// browserDentro is one that has logged in, without the hash of a password.
func (p *porta) browserDentro(user string) *browser {
	b := p.browser()
	b.biscotti["pecagent"] = p.con.sessioni.apri(user, b.ip, "prova", p.cred.Versione(user))
	return b
}

// TestSessioni: eight hours, one of them idle; a role that is taken away is gone at once; so is who is put out or reset; each ends his own.
func TestSessioni(t *testing.T) {
	p := nuovaPorta(t, false)
	p.conUtenti(rules.Segreteria, rules.Amministratore)
	b := p.browserDentro(rules.Segreteria)
	b.vuole(200, "GET", "/", nil)
	p.ora = p.ora.Add(59 * time.Minute)
	b.vuole(200, "GET", "/", nil)
	p.ora = p.ora.Add(60 * time.Minute)
	b.vuole(303, "GET", "/", nil)
	b = p.browserDentro(rules.Segreteria)
	for range 9 {
		p.ora = p.ora.Add(50 * time.Minute)
		b.vuole(200, "GET", "/", nil)
	}
	p.ora = p.ora.Add(50 * time.Minute)
	b.vuole(303, "GET", "/", nil)

	b, two := p.browserDentro(rules.Segreteria), p.browserDentro(rules.Segreteria)
	page := b.vuole(200, "GET", "/accesso", nil)
	id := regexp.MustCompile(`name="sessione" value="([0-9a-f]+)"`).FindStringSubmatch(page)
	if id == nil || strings.Count(page, "questa") == 0 {
		t.Fatalf("the list of sessions:\n%s", page)
	}
	p.browserDentro(rules.Amministratore).vuole(303, "POST", "/accesso/termina", url.Values{"sessione": {id[1]}}) // another's: nothing happens
	two.vuole(200, "GET", "/", nil)
	b.vuole(303, "POST", "/accesso/termina", url.Values{"sessione": {id[1]}})
	two.vuole(303, "GET", "/", nil)
	b.vuole(200, "GET", "/", nil)

	a := p.browserDentro(rules.Amministratore)
	a.vuole(200, "POST", "/utenti/segreteria/ruoli", url.Values{"ruoli": {rules.Amministratore}})
	b.vuole(200, "GET", "/utenti", nil)
	a.vuole(200, "POST", "/utenti/segreteria/azzera", nil)
	b.vuole(303, "GET", "/", nil)
	b = p.browserDentro(rules.Segreteria)
	b.vuole(200, "GET", "/", nil)
	a.vuole(200, "POST", "/utenti/segreteria/disattiva", nil)
	b.vuole(303, "GET", "/", nil)
	a.vuole(422, "POST", "/utenti/amministratore/disattiva", nil)
	a.vuole(422, "POST", "/utenti", url.Values{"utente": {"--ruoli"}, "nome": {"x"}, "ruoli": {"presidente"}})
	for range 30 {
		p.browserDentro(rules.Amministratore)
	}
	if n := len(p.con.sessioni.elenco(rules.Amministratore)); n != sessioniUtente {
		t.Errorf("%d sessions of one person", n)
	}
}

// TestConferma: what needs a fresh proof asks for it, keeps what was posted, takes a new code alone, gives a new cookie, and ends the session
// of who guesses.
func TestConferma(t *testing.T) {
	p := nuovaPorta(t, false)
	s := p.conUtenti(rules.Amministratore)[rules.Amministratore]
	a := p.browserDentro(rules.Amministratore)
	p.ora = p.ora.Add(durataConferma)
	form := url.Values{"utente": {"ugo"}, "nome": {`Ugo "Rossi" <b>`}, "ruoli": {rules.Legale, rules.Revisore}}
	page := a.vuole(200, "POST", "/utenti", form)
	contiene(t, "the page that asks", page, `action="/utenti"`, `name="nome" value="Ugo &#34;Rossi&#34; &lt;b&gt;"`, `name="ruoli" value="legale"`, `name="ruoli" value="revisore"`)
	if strings.Contains(p.racconta(), "ugo") {
		t.Fatal("done without the proof")
	}
	form.Set(campoConferma, "000000")
	a.vuole(401, "POST", "/utenti", form)
	old := a.biscotti["pecagent"]
	form.Set(campoConferma, p.codice(s))
	form.Set("nome", "Ugo Rossi")
	contiene(t, "the page after", a.vuole(200, "POST", "/utenti", form), "codice monouso")
	if a.biscotti["pecagent"] == old {
		t.Error("the cookie is the same")
	}
	stale := p.browser()
	stale.biscotti["pecagent"] = old
	stale.vuole(303, "GET", "/", nil)
	a.vuole(200, "POST", "/utenti/ugo/azzera", nil) // within five minutes
	p.ora = p.ora.Add(durataConferma)
	for range 5 {
		a.vuole(401, "POST", "/conferma", url.Values{"dopo": {"/utenti"}, campoConferma: {"000000"}})
	}
	a.vuole(422, "POST", "/conferma", url.Values{"dopo": {"/utenti"}, campoConferma: {p.codice(s)}})
	a.vuole(303, "GET", "/", nil)
}

// TestCambiaPassword: the new one holds, the other sessions end, this one goes on.
func TestCambiaPassword(t *testing.T) {
	p := nuovaPorta(t, false)
	s := p.conUtenti(rules.Revisore)[rules.Revisore]
	b, other := p.browserDentro(rules.Revisore), p.browserDentro(rules.Revisore)
	const next = "altre cinque parole messe qui"
	b.vuole(422, "POST", "/accesso/password", url.Values{"nuova": {"corta"}, "ripeti": {"corta"}})
	b.vuole(422, "POST", "/accesso/password", url.Values{"nuova": {next}, "ripeti": {next + "!"}})
	b.vuole(303, "POST", "/accesso/password", url.Values{"nuova": {next}, "ripeti": {next}})
	b.vuole(200, "GET", "/accesso", nil)
	other.vuole(303, "GET", "/accesso", nil)
	p.browser().entra(401, rules.Revisore, frase, p.codice(s))
	p.browser().entra(303, rules.Revisore, next, p.codice(s))
}
