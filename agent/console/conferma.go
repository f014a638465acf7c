package console

import (
	"net/http"
	"slices"
	"strings"
)

// rotteConferma ask a person again who he is.
func rotteConferma() []rotta {
	return []rotta{{Schema: "POST /conferma", Ruoli: tutti, Fa: (*pagina).conferma}}
}

// campoConferma is the field of a form with which a person shows again who he is.
const campoConferma = "conferma_identita"

// fresca reports whether the person showed within the last five minutes who he is.
func (p *pagina) fresca() bool {
	return p.c.o.Chi != nil || p.c.ora().Sub(p.sessione.conferma) < durataConferma
}

// chiede answers a request that needs a fresh proof of who asks with the page that asks for it. What was posted goes along in the page and
// comes back with the proof; files do not. With true the proof has come and the request goes on.
func (p *pagina) chiede() (goOn bool, err error) {
	if p.r.Method == http.MethodPost && p.r.PostFormValue(campoConferma) != "" {
		return p.prova()
	}
	return false, p.mostraConferma(http.StatusOK, "")
}

// prova looks at the proof. After too many wrong ones the session ends.
func (p *pagina) prova() (ok bool, err error) {
	last, why := p.tenta(p.Chi.Utente)
	if why != "" {
		p.chiudiMia()
		manda(p.w, p.r, "")
		return false, richiesta("%s La sessione è chiusa.", why)
	}
	if ok, err = p.c.utenze().ProvaSecondo(p.Chi.Utente, p.r.PostFormValue(campoConferma)); err != nil {
		return false, err
	}
	if !ok {
		p.fallito(p.Chi.Utente, true, last, "conferma dell'identità nella console")
		return false, p.mostraConferma(http.StatusUnauthorized, "Non corretto. Un codice vale una volta sola: attendere il successivo.")
	}
	p.c.freno.Riuscito(p.Chi.Utente, indirizzoDi(p.r))
	fresh, ok := p.c.sessioni.ruota(gettoneDi(p.r), p.c.utenze().Versione(p.Chi.Utente))
	if !ok {
		return false, richiesta("La sessione è finita: accedere di nuovo.")
	}
	manda(p.w, p.r, fresh)
	return true, nil
}

type campoNascosto struct{ Nome, Valore string }

// mostraConferma shows the page that asks who he is, with what was posted.
func (p *pagina) mostraConferma(status int, why string) error {
	d := struct {
		Azione, Errore  string
		Campi           []campoNascosto
		SenzaTOTP, File bool
	}{Azione: p.r.URL.RequestURI(), Errore: why, SenzaTOTP: p.c.utenze().SenzaTOTP()}
	d.File = strings.HasPrefix(p.r.Header.Get("Content-Type"), "multipart/")
	if p.r.Method != http.MethodPost || d.File {
		d.Azione, d.Campi = "/conferma", []campoNascosto{{"dopo", p.r.URL.RequestURI()}}
	} else {
		for name, values := range p.r.PostForm {
			for _, v := range values {
				if name != campoConferma {
					d.Campi = append(d.Campi, campoNascosto{name, v})
				}
			}
		}
		slices.SortStableFunc(d.Campi, func(a, b campoNascosto) int { return strings.Compare(a.Nome, b.Nome) })
	}
	p.mostra(status, "conferma", "Conferma dell'identità", d)
	return nil
}

// conferma leads to the page that wanted the proof.
func (p *pagina) conferma() error {
	if goOn, err := p.chiede(); !goOn {
		return err
	}
	return p.vai(locale(p.r.PostFormValue("dopo")))
}
