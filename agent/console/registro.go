package console

import (
	"fmt"

	"pecagent/agent/office"
	"pecagent/rules"
)

// leggonoRegistro see the log and who looked (order.md §9).
var leggonoRegistro = []string{rules.Legale, rules.Presidente, rules.Revisore}

// rotteRegistro is the log.
func rotteRegistro() []rotta {
	return []rotta{{Schema: "GET /registro", Ruoli: leggonoRegistro, Fa: (*pagina).registro}}
}

// registro shows where the log stands, its anchors, and its events, the newest first.
func (p *pagina) registro() error {
	q := p.r.URL.Query()
	v, err := p.Env.Registro(p.r.Context(), int64(numero(q.Get("da"))), perPagina)
	if err != nil {
		return err
	}
	dopo := ""
	if v.Prima > 0 {
		dopo = con(q, "/registro", "da", fmt.Sprint(v.Prima))
	}
	return p.pagina("registro", "Registro", struct {
		office.VistaRegistro
		Dopo string
	}{v, dopo})
}
