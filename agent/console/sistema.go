package console

import (
	"strings"
	"time"

	"pecagent/agent/office"
	"pecagent/rules"
)

// rotteSistema is how the machine stands.
func rotteSistema() []rotta {
	return []rotta{
		{Schema: "GET /sistema", Ruoli: direzione, Fa: (*pagina).sistema},
		{Schema: "POST /sistema/modo", Ruoli: direzione, Fa: (*pagina).cambiaModo, Riprova: true},
	}
}

// Macchina is what the agent that runs knows besides its store; no personal data.
type Macchina struct {
	Motivi        []string  // why it does not do its work, in Italian; empty when it does
	UltimaLettura time.Time // of the mailbox to its end; zero: not since the start
	UltimoGiro    time.Time // of the sending
	Avviato       time.Time
	Libero        int64 // bytes free where the store is
}

// sistema shows mailbox, sending, store, versions and users, without a name of a member.
func (p *pagina) sistema() error {
	v, err := p.Env.Sistema()
	if err != nil {
		return err
	}
	d := struct {
		office.VistaSistema
		Macchina *Macchina
		Tipi     []string
	}{VistaSistema: v, Tipi: office.TipiAutomatici()}
	if p.c.o.Macchina != nil {
		m, err := p.c.o.Macchina()
		if err != nil {
			return err
		}
		d.Macchina = &m
	}
	return p.pagina("sistema", "Sistema", d)
}

// cambiaModo changes the mode; office.Run asks for the role and holds the rules of R-302.
func (p *pagina) cambiaModo() error {
	mode := p.r.PostFormValue("modo")
	args := []string{"mode", mode}
	if mode == rules.Automatico {
		args = append(args, opzione("type", strings.Join(p.r.PostForm["tipo"], ",")))
	}
	detto, ok := p.esegue(args...)
	return p.torna("/sistema", detto, ok)
}
