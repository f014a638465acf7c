package salute

import (
	"strconv"
	"strings"
)

// Testo writes figures in the Prometheus text format 0.0.4: a HELP and a TYPE line before the first figure of each name, names
// in the order in which they first come.
func Testo(list []Misura) string {
	var b strings.Builder
	done := map[string]bool{}
	for _, first := range list {
		if done[first.Nome] {
			continue
		}
		done[first.Nome] = true
		kind := "gauge"
		if first.Contatore {
			kind = "counter"
		}
		b.WriteString("# HELP " + first.Nome + " " + strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(first.Aiuto) + "\n# TYPE " + first.Nome + " " + kind + "\n")
		for _, m := range list {
			if m.Nome == first.Nome {
				m.scrivi(&b)
			}
		}
	}
	return b.String()
}

func (m Misura) scrivi(b *strings.Builder) {
	b.WriteString(m.Nome)
	for i, l := range m.Etichette {
		b.WriteString(map[bool]string{true: "{", false: ","}[i == 0])
		b.WriteString(l[0] + `="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(l[1]) + `"`)
	}
	if len(m.Etichette) > 0 {
		b.WriteByte('}')
	}
	b.WriteString(" " + strconv.FormatFloat(m.Valore, 'g', -1, 64) + "\n")
}
