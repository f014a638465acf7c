package console

import (
	"bytes"
	"errors"
	"html/template"
	"mime"
	"net/url"
	"strconv"
	"strings"

	"github.com/microcosm-cc/bluemonday"

	"pecagent/agent/office"
)

// rotteMessaggio show mail: each view is an access of the log before anything of it is shown.
func rotteMessaggio() []rotta {
	return []rotta{
		{Schema: "GET /messaggio/{sha}", Ruoli: conNomi, Fa: (*pagina).messaggio},
		{Schema: "GET /messaggio/{sha}/html", Ruoli: conNomi, Fa: (*pagina).messaggioHTML},
		{Schema: "GET /messaggio/{sha}/allegato/{n}", Ruoli: conNomi, Fa: (*pagina).allegato},
		{Schema: "GET /messaggio/{sha}/eml", Ruoli: conNomi, Fa: (*pagina).eml},
	}
}

// cspHTML is for the HTML of mail: no script, no form, no link that leads anywhere, nothing loaded (reliability.md §6.2).
const cspHTML = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"

// cspFile is for bytes that are only to be kept.
const cspFile = "sandbox; default-src 'none'"

// messaggio shows a message as text; its proof stands outside of it. HTML is framed on demand.
func (p *pagina) messaggio() error {
	m, err := p.Env.MessaggioIntero(p.r.Context(), p.r.PathValue("sha"))
	if err != nil {
		return nonTrovato(err)
	}
	return p.pagina("messaggio", "Messaggio", struct {
		office.MessaggioVisto
		InHTML bool
	}{m, p.r.URL.Query().Get("come") == "html"})
}

// nonTrovato is the console's word for a message that is not there.
func nonTrovato(err error) error {
	if errors.Is(err, office.ErrNonTrovato) {
		return errNonTrovata
	}
	return err
}

// pulisci lets through what lays out a text and nothing that loads, runs, leads away or covers: no address, no style, no id or class.
func pulisci(html string) string {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "div", "span", "br", "hr", "b", "strong", "i", "em", "u", "s", "del", "ins", "sub", "sup", "small", "big", "center", "font",
		"blockquote", "pre", "code", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "address")
	p.AllowAttrs("colspan", "rowspan").Matching(bluemonday.Integer).OnElements("td", "th")
	p.AddSpaceWhenStrippingTag(true)
	return p.Sanitize(html)
}

// messaggioHTML is the document of the frame, sanitised, with a policy of its own.
func (p *pagina) messaggioHTML() error {
	html, err := p.Env.HTMLDi(p.r.Context(), p.r.PathValue("sha"))
	if err != nil {
		return nonTrovato(err)
	}
	var b bytes.Buffer
	err = p.c.pagine["cornice"].ExecuteTemplate(&b, "cornice", template.HTML(office.Visible(pulisci(html)))) // what pulisci let through is all there is
	if err != nil {
		return err
	}
	h := p.w.Header()
	h.Set("Content-Security-Policy", cspHTML)
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, _ = p.w.Write(b.Bytes()) // who has gone needs no answer
	return nil
}

func (p *pagina) allegato() error {
	n, err := strconv.Atoi(p.r.PathValue("n"))
	if err != nil {
		return errNonTrovata
	}
	part, err := p.Env.AllegatoDi(p.r.Context(), p.r.PathValue("sha"), n)
	if err != nil {
		return nonTrovato(err)
	}
	return p.conserva(part)
}

func (p *pagina) eml() error {
	part, err := p.Env.EMLDi(p.r.Context(), p.r.PathValue("sha"))
	if err != nil {
		return nonTrovato(err)
	}
	return p.conserva(part)
}

// conserva sends bytes that a browser keeps and never opens.
func (p *pagina) conserva(part office.Parte) error {
	h := p.w.Header()
	h.Set("Content-Security-Policy", cspFile)
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", disposizione(part.Nome))
	h.Set("Content-Length", strconv.Itoa(len(part.Contenuto)))
	_, _ = p.w.Write(part.Contenuto) // who has gone needs no answer
	return nil
}

// disposizione names a file to keep: in ASCII for old programs (RFC 6266 §4.3), and as it is (RFC 8187).
func disposizione(name string) string {
	ascii := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
	if ascii == name {
		return mime.FormatMediaType("attachment", map[string]string{"filename": name})
	}
	return `attachment; filename="` + ascii + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}
