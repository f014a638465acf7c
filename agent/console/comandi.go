package console

import "pecagent/rules"

// rotteComandi are what stands on every page: the stop of all sending, and its end.
func rotteComandi() []rotta {
	return []rotta{
		{Schema: "POST /ferma", Ruoli: tutti, Fa: (*pagina).ferma},
		{Schema: "POST /riprendi", Ruoli: []string{rules.Segreteria, rules.Presidente, rules.Amministratore}, Fa: (*pagina).riprendi},
	}
}

// ferma stops all sending; anybody may.
func (p *pagina) ferma() error {
	why := p.r.PostFormValue("perche")
	if why == "" {
		why = "fermato dalla console"
	}
	detto, ok := p.esegue("stop", opzione("perche", why))
	return p.torna("/", detto, ok)
}

// riprendi ends the stop; office.Run asks for the role.
func (p *pagina) riprendi() error {
	detto, ok := p.esegue("resume")
	return p.torna("/", detto, ok)
}
