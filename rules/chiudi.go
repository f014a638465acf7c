package rules

// chiudiDove ends the open tasks that match, with the reason that people read.
func (d *decisore) chiudiDove(why string, match func(Compito) bool) {
	for _, id := range d.s.Cerca(CompitiVivi, "") {
		if c, ok := d.s.Compito(id); ok && match(c) {
			c.Stato, c.Nota, c.Chiuso = "chiuso", why, d.now
			d.scriviCompito(c)
		}
	}
}

// haCompito reports whether an open task matches.
func (d *decisore) haCompito(match func(Compito) bool) bool {
	for _, id := range d.s.Cerca(CompitiVivi, "") {
		if c, ok := d.s.Compito(id); ok && match(c) {
			return true
		}
	}
	return false
}

// ritiraDove takes back the letters that match and have not left, and gives them.
func (d *decisore) ritiraDove(regola, why string, match func(Lettera) bool) []Lettera {
	var gone []Lettera
	for _, l := range vive(d.s) {
		if daPartire(l.Stato) && match(l) {
			gone = append(gone, d.ritira(l, regola, why))
		}
	}
	return gone
}

// ritira takes back a letter that has not left.
func (d *decisore) ritira(l Lettera, regola, why string) Lettera {
	return d.passo(Passo{Lettera: l.ID, Stato: LRitirata, Istante: d.now, Motivo: why}, regola, why)
}
