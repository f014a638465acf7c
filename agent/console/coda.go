package console

import "pecagent/rules"

// rotteCoda are the pages of what waits for a person.
func rotteCoda() []rotta {
	return []rotta{
		{Schema: "GET /{$}", Ruoli: tutti, Fa: (*pagina).coda},
	}
}

// coda shows "Da decidere".
func (p *pagina) coda() error {
	list, err := p.Env.Coda()
	if err != nil {
		return err
	}
	return p.pagina("coda", "Da decidere", struct{ Compiti []rules.Compito }{list})
}
