package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"pecagent/agent/office"
)

// rottePratica are the page of one task and what can be done with it.
func rottePratica() []rotta {
	return []rotta{
		{Schema: "GET /pratica/{id}", Ruoli: conNomi, Fa: (*pagina).pratica},
		{Schema: "POST /pratica/{id}/approva", Ruoli: ufficio, Fa: (*pagina).approva},
		{Schema: "POST /pratica/{id}/respingi", Ruoli: ufficio, Fa: (*pagina).respingi},
		{Schema: "POST /pratica/{id}/assegna", Ruoli: ufficio, Fa: (*pagina).assegna},
		{Schema: "POST /pratica/{id}/nota", Ruoli: ufficio, Fa: (*pagina).annotaPratica},
		{Schema: "POST /pratica/{id}/chiedi", Ruoli: ufficio, Fa: (*pagina).chiediAllIscritto},
		{Schema: "POST /pratica/{id}/rispondo", Ruoli: ufficio, Fa: (*pagina).rispondo},
		{Schema: "POST /pratica/{id}/ritira", Ruoli: ufficio, Fa: (*pagina).ritiraDaPratica},
	}
}

// vistaPratica is what the page of a task shows.
type vistaPratica struct {
	office.Pratica
	Decide   bool   // the role may decide
	Nota     string // typed before, where it has to be decided again
	Numero   string
	Aggiunte map[string]string // by template and address
	Cambiato *differenza       // the state moved since the page was shown
	Io       string
	Colleghi []string    // who may see to it
	Chiede   [][2]string // what may be asked of the member: code and words
	Prende   bool
}

// differenza is what is no longer so and what is new.
type differenza struct{ Via, Nuove []string }

func (p *pagina) pratica() error { return p.mostraPratica(http.StatusOK, vistaPratica{}) }

// mostraPratica draws the page; v brings along what was typed.
func (p *pagina) mostraPratica(status int, v vistaPratica) error {
	id := strings.ToUpper(p.r.PathValue("id"))
	if _, err := p.Env.Compito(id); err != nil {
		return errNonTrovata
	}
	var err error
	if v.Pratica, err = p.Env.Pratica(p.r.Context(), id); err != nil {
		return err
	}
	v.Decide, v.Io = p.ha(ufficio...), p.Chi.Utente
	if v.Colleghi, err = p.Env.Colleghi(); err != nil {
		return err
	}
	v.Chiede, v.Prende = v.Pratica.SiChiede(), v.Pratica.SiPrende()
	if v.Cambiato != nil {
		v.Cambiato.Nuove = mancano(v.Righe, v.Cambiato.Via)
		v.Cambiato.Via = mancano(v.Cambiato.Via, v.Righe)
	}
	p.mostra(status, "pratica", v.Titolo(), v)
	return nil
}

// mancano are the lines of a that are not in b.
func mancano(a, b []string) []string {
	var out []string
	for _, s := range a {
		if !slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}

// approva asks again who it is where the approval binds the Order.
func (p *pagina) approva() error {
	legal, err := p.Env.AttoLegale(p.r.PathValue("id"))
	if err == nil && legal && !p.fresca() {
		if goOn, err := p.chiede(); !goOn {
			return err
		}
	}
	if err != nil {
		return err
	}
	return p.decide("approve")
}

func (p *pagina) respingi() error { return p.decide("reject") }

// decide carries out a person's decision on what he was shown. Where the state has moved nothing is done: the page is shown as it is
// now, with what is different, and asks again.
func (p *pagina) decide(verb string) error {
	id := p.r.PathValue("id")
	note, number := strings.TrimSpace(p.r.PostFormValue("nota")), strings.TrimSpace(p.r.PostFormValue("numero"))
	if p.r.PostFormValue("visto") == "" {
		return richiesta("Il modulo è incompleto: aprire di nuovo la pratica.")
	}
	args := []string{"review", verb, id, opzione("visto", p.r.PostFormValue("visto")), opzione("note", note)}
	added := aggiunte(p.r.PostForm)
	if verb == "approve" {
		if number != "" {
			args = append(args, opzione("number", number))
		}
		for where, text := range added {
			args = append(args, opzione("aggiungi", where+"="+text))
		}
	}
	if verb == "reject" && note == "" {
		return p.torna(indirizzoPratica(id), "Scrivere il motivo: resta agli atti.", false)
	}
	said, ok := p.esegue(args...)
	switch {
	case ok:
		return p.torna("/", p.detto(id, verb), true)
	case strings.Contains(said, office.Cambiato):
		before := strings.Split(strings.ReplaceAll(p.r.PostFormValue("righe"), "\r\n", "\n"), "\n")
		return p.mostraPratica(http.StatusConflict, vistaPratica{Nota: note, Numero: number, Aggiunte: added, Cambiato: &differenza{Via: before}})
	}
	return p.torna(indirizzoPratica(id), dettoDalComando(said), false)
}

// detto tells what was done, in the words of the task's button.
func (p *pagina) detto(id, verb string) string {
	words := office.Parole{Si: "Approvata", No: "Chiusa"}
	if c, err := p.Env.Compito(id); err == nil {
		words = office.ParoleDi(c.Tipo)
	}
	what := words.Si
	if verb == "reject" {
		what = words.No
	}
	return strings.ToUpper(id) + ": «" + what + "» registrato."
}

// dettoDalComando is what a command said, without its own name and usage.
func dettoDalComando(said string) string {
	said, _, _ = strings.Cut(said, "\nuso: ")
	for range 2 {
		if before, after, ok := strings.Cut(said, ": "); ok && strings.HasPrefix(before, "review ") {
			said = after
		}
	}
	return office.SenzaCodici(said)
}

// ritiraDaPratica takes back a letter that has not left.
func (p *pagina) ritiraDaPratica() error {
	said, ok := p.esegue("review", "withdraw", p.r.PostFormValue("lettera"), opzione("note", p.r.PostFormValue("nota")))
	return p.torna(indirizzoPratica(p.r.PathValue("id")), dettoDalComando(said), ok)
}

// aggiunte are the paragraphs of the form, by template and address of their letters.
func aggiunte(form url.Values) map[string]string {
	out := map[string]string{}
	for name, v := range form {
		if where, ok := strings.CutPrefix(name, "aggiunta "); ok && strings.TrimSpace(v[0]) != "" {
			out[where] = v[0]
		}
	}
	return out
}

// fa runs a command about the task of the page and shows it again.
func (p *pagina) fa(args ...string) error {
	said, ok := p.esegue(args...)
	return p.torna(indirizzoPratica(p.r.PathValue("id")), dettoDalComando(said), ok)
}

func (p *pagina) assegna() error {
	return p.fa("review", "assign", p.r.PathValue("id"), p.r.PostFormValue("a"))
}

func (p *pagina) annotaPratica() error {
	return p.fa("review", "note", p.r.PathValue("id"), opzione("note", p.r.PostFormValue("nota")))
}

// chiediAllIscritto has the member asked for what is missing; the letter can be withdrawn on the same page.
func (p *pagina) chiediAllIscritto() error {
	said, ok := p.esegue("review", "ask", p.r.PathValue("id"), opzione("manca", p.r.PostFormValue("manca")))
	if ok {
		said = "La domanda all'iscritto è in partenza: qui sotto si può ancora ritirare."
	}
	return p.torna(indirizzoPratica(p.r.PathValue("id")), dettoDalComando(said), ok)
}

// rispondo takes the case out of the agent's hands.
func (p *pagina) rispondo() error {
	said, ok := p.esegue("review", "take", p.r.PathValue("id"))
	if ok {
		said = "La pratica è Sua: l'agente non scrive più nulla. Quando ha risposto, lo registri nella segnalazione «Risposta data a mano»."
		return p.torna("/?chi=mie", said, true)
	}
	return p.torna(indirizzoPratica(p.r.PathValue("id")), dettoDalComando(said), false)
}
