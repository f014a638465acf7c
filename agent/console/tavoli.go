package console

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"time"

	"pecagent/agent/office"
	"pecagent/rules"
)

// rotteTavoli are the pages behind «Altro».
func rotteTavoli() []rotta {
	return slices.Concat(rotteProve(), rotteQuadro(), rotteRegistro(), rotteSistema())
}

// memoria is what the pages keep between requests.
type memoria struct {
	uscite    office.Uscite
	specchio  office.Specchio
	andamento office.Andamento
	visti     office.Visti
	doveri    doveri
	coda      office.Coda
	rimasti   office.Rimasti
}

// presta gives what is kept to the commands of one request.
func (m *memoria) presta(e *office.Env) {
	e.Compiti = &m.coda
	e.Uscite, e.Specchio, e.Andamento, e.Visti = &m.uscite, &m.specchio, &m.andamento, &m.visti
}

// funzioniTavoli are the functions of these pages.
func funzioniTavoli() map[string]any {
	return map[string]any{
		"diConformita": diConformita,
		"diLettera":    diLettera,
		"diRichiesta":  diRichiesta,
		"diRicevuta":   diRicevuta,
		"diLivello":    diLivello,
		"diVoce":       diVoce,
		"diModo":       diModo,
		"chiede":       nomeRichiesta,
		"racconta":     office.Racconta,
		"tra":          inGiorni,
		"istante":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"piu":          func(a, b int) int { return a + b },
		"mezzo":        func(x, l int) int { return x + l/2 },
		"contiene":     func(list []string, s string) bool { return slices.Contains(list, s) },
		"mittente":     mittenteDi,
		"dovuta":       dovuta,
		"migliaia":     migliaia,
		"byte":         inByte,
		"corto":        corto,
		"parlata":      parlata,
		"comando":      diComando,
		"adempimento":  diAdempimento,
	}
}

// mittenteDi is the other side of an entry: who wrote, or to whom we wrote.
func mittenteDi(v rules.Voce) string {
	switch {
	case v.Lettera != nil:
		return "a " + v.Lettera.A
	case v.Messaggio.Busta == "ricevuta" && len(v.Di) > 0:
		return "per " + v.Di[0].A
	}
	return "da " + v.Messaggio.Mittente
}

// inGiorni says how far off a day is.
func inGiorni(n int) string {
	switch {
	case n == 0:
		return "oggi"
	case n == 1:
		return "domani"
	case n == -1:
		return "ieri"
	case n < 0:
		return fmt.Sprintf("da %d giorni", -n)
	}
	return fmt.Sprintf("fra %d giorni", n)
}

// dovuta says who has to act.
func dovuta(di string) string {
	switch di {
	case rules.DovutaOrdine:
		return "all'Ordine"
	case rules.DovutaIscritto:
		return "all'iscritto"
	case rules.DovutaGestore:
		return "al gestore"
	}
	return di
}

// frammento answers with one part of a page, for the script that puts it in its place.
func (p *pagina) frammento(name, part string, dati any) error {
	var b bytes.Buffer
	if err := p.c.pagine[name].ExecuteTemplate(&b, part, vista{Pagina: name, Chi: p.Chi, Ora: p.Env.Now(), Dati: dati}); err != nil {
		return fmt.Errorf("composing a part of %s: %w", name, err)
	}
	p.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = p.w.Write(b.Bytes()) // who has gone needs no answer
	return nil
}

// scarica hands out a file, which no browser opens in the place of the page.
func (p *pagina) scarica(name, kind string, b []byte) {
	h := p.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Length", fmt.Sprint(len(b)))
	p.w.WriteHeader(http.StatusOK)
	_, _ = p.w.Write(b) // who has gone needs no answer
}

// diRicerca makes a search that cannot be meant a page that says so.
func diRicerca(err error) error {
	var u interface{ Usage() string }
	if errors.As(err, &u) {
		return richiesta("%s", u.Usage())
	}
	return err
}

// inByte writes a size for people.
func inByte(n int64) string {
	switch {
	case n >= 1_000_000_000:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1_000_000:
		return fmt.Sprintf("%.0f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%d kB", n/1000)
}
