package fascicolo

import "fmt"

// copie: what was taken out of messages for the eye is, byte for byte, what stands in them.
func (x *verifica) copie() {
	var parts map[string]string // SHA-256 → message
	for _, f := range x.m.File {
		if f.Ruolo != RuoloEstratto && f.Ruolo != RuoloCopia {
			continue
		}
		b, ok := x.f.Trova(f.Nome)
		if !ok {
			continue
		}
		if parts == nil {
			parts = x.parti()
		}
		if from := parts[somma(b)]; from != "" {
			x.v.bene(CEstratto, f.Nome, fmt.Sprintf("è ciò che sta in %s", from))
			continue
		}
		x.v.male(CEstratto, f.Nome, "non sta in nessun messaggio del fascicolo")
	}
}

// parti are the parts of all messages.
func (x *verifica) parti() map[string]string {
	out := map[string]string{}
	for _, m := range x.p.list {
		if m.err != nil {
			continue
		}
		for _, a := range m.m.PartiFirmate() {
			out[a.SHA256] = m.Nome
		}
		if in := m.m.Inner; in != nil {
			out[somma(in.Raw)] = m.Nome
			for _, a := range in.Attachments {
				out[a.SHA256] = m.Nome
			}
		}
	}
	return out
}
