package console

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"pecagent/agent/office"
	"pecagent/rules"
)

// vista is what every page is given: the frame around it and, in Dati, its own content.
type vista struct {
	Titolo        string
	Pagina        string // name of the template
	Chi           rules.Persona
	Stato         office.Quadretto
	Ora           time.Time
	Dimostrazione bool
	Fatto, Errore string // what was just done, or why not (torna)
	Perduta       bool   // this look is not in the log
	Dati          any
}

// Vede reports whether the person has one of these roles, for links in templates.
func (v vista) Vede(ruoli ...string) bool {
	p := pagina{Chi: v.Chi}
	return p.ha(ruoli...)
}

// leggiModelli parses base.html with each page. A page is one file modelli/NAME.html that defines "contenuto"; files that begin
// with "_" are parts for all.
func leggiModelli() (map[string]*template.Template, error) {
	base, err := template.New("base.html").Funcs(funzioni()).ParseFS(modelli, "modelli/base.html", "modelli/_*.html")
	if err != nil {
		return nil, fmt.Errorf("parsing the frame of the pages: %w", err)
	}
	files, err := modelli.ReadDir("modelli")
	if err != nil {
		return nil, fmt.Errorf("reading the pages: %w", err)
	}
	all := map[string]*template.Template{}
	for _, f := range files {
		name, isPage := strings.CutSuffix(f.Name(), ".html")
		if !isPage || name == "base" || strings.HasPrefix(name, "_") {
			continue
		}
		t, err := base.Clone()
		if err == nil {
			t, err = t.ParseFS(modelli, path.Join("modelli", f.Name()))
		}
		if err != nil {
			return nil, fmt.Errorf("parsing the page %s: %w", name, err)
		}
		all[name] = t
	}
	return all, nil
}

// funzioni are the functions of the templates. Text that came from mail always passes vis or testo.
func funzioni() template.FuncMap {
	all := template.FuncMap{
		"vis":    office.VisibleLine,
		"testo":  office.Visible,
		"quando": office.Giorno,
		"giorno": office.GiornoDi,
		"breve":  func(s string) string { return s[:min(12, len(s))] },
		"unisci": strings.Join,

		"eta":         eta,
		"senzaCodici": office.SenzaCodici,
		"stato":       office.StatoInParole,
		"richiesta":   office.RichiestaInParole,
		"avvertenza":  office.Avvertenza,
		"fondamenti":  office.FondamentiInParole,
		"righeAtto":   office.RigheAtto,
		"inBlocco":    office.InBlocco,

		// an otpauth address is ours (utenze.Indirizzo); html/template would refuse its scheme
		"indirizzoTOTP": func(s string) template.URL { return template.URL(s) },
	}
	maps.Copy(all, funzioniTavoli())
	return all
}

// mostra answers with a page.
func (p *pagina) mostra(status int, name, titolo string, dati any) {
	v := vista{Titolo: titolo, Pagina: name, Chi: p.Chi, Ora: p.Env.Now(), Dimostrazione: p.c.o.Dimostrazione, Dati: dati}
	v.Fatto, v.Errore = p.avvenuto()
	v.Perduta = p.perduta
	if p.Chi.Utente != "" {
		var err error
		if v.Stato, err = p.Env.Quadretto(); err != nil {
			p.c.log.Error("lo stato in testa alla pagina non si legge", "perche", err)
			v.Stato.Illeggibile = true
		}
	}
	var b bytes.Buffer
	if err := p.c.pagine[name].ExecuteTemplate(&b, "base.html", v); err != nil {
		p.c.log.Error("una pagina non si compone", "pagina", name, "perche", err)
		http.Error(p.w, "La pagina non si compone: l'errore è nel registro del programma.", http.StatusInternalServerError)
		return
	}
	p.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	p.w.WriteHeader(status)
	_, _ = p.w.Write(b.Bytes()) // who has gone needs no answer
}

// pagina answers 200 with a page.
func (p *pagina) pagina(name, titolo string, dati any) error {
	p.mostra(http.StatusOK, name, titolo, dati)
	return nil
}

// torna leads to another page after something was done, with a line that says what (shown once, by its address).
func (p *pagina) torna(to, detto string, ok bool) error {
	key := "fatto"
	if !ok {
		key = "errore"
	}
	sep := "?"
	if strings.Contains(to, "?") {
		sep = "&"
	}
	detto = taglia(detto, 600)
	http.Redirect(p.w, p.r, to+sep+key+"="+queryEscape(detto)+"&sigillo="+p.sigillo(key, detto), http.StatusSeeOther)
	return nil
}

// campiDetti are what torna puts into an address.
var campiDetti = []string{"fatto", "errore", "sigillo"}

// avvenuto is the line that torna has put into the address. Nobody else may put words into our mouth, also not with a link that leads
// here by the login: a line without the seal for this person is not shown.
func (p *pagina) avvenuto() (fatto, errore string) {
	if from := p.r.Header.Get("Sec-Fetch-Site"); p.r.Method != http.MethodGet || from != "" && from != "same-origin" {
		return "", ""
	}
	q := p.r.URL.Query()
	said := func(key string) string {
		if s := q.Get(key); hmac.Equal([]byte(q.Get("sigillo")), []byte(p.sigillo(key, s))) {
			return s
		}
		return ""
	}
	return said("fatto"), said("errore")
}

// sigillo shows that this console, since its start, has said a line to this person.
func (p *pagina) sigillo(key, text string) string {
	m := hmac.New(sha256.New, p.c.chiave)
	fmt.Fprintf(m, "%s\n%s\n%s", p.Chi.Utente, key, text)
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// eta is how long ago something was, as people say it.
func eta(t, now time.Time) string {
	d := now.Sub(t)
	switch n := int(d.Hours() / 24); {
	case d < time.Minute:
		return "ora"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d ore", int(d.Hours()))
	case n == 1:
		return "1 giorno"
	default:
		return fmt.Sprintf("%d giorni", n)
	}
}

func queryEscape(s string) string { return url.QueryEscape(s) }

func taglia(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
