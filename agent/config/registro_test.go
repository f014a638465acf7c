package config

import (
	"strings"
	"testing"
)

// TestRegistro: letters carry the head by default, nobody gets it by itself, and what cannot be meant is refused.
func TestRegistro(t *testing.T) {
	c, err := Parse(minima, t.TempDir())
	must(t, err)
	p, err := c.Rules()
	must(t, err)
	if !c.Registro.AncoraNelleLettere || c.Registro.AncoraA != "" || p.AncoraA != "" || p.AncoraGiorni != 0 {
		t.Errorf("%+v %q %d", c.Registro, p.AncoraA, p.AncoraGiorni)
	}
	for text, want := range map[string]string{
		"[registro]\nancora_a = \"Registro@PEC2.ordine-prova.example\"\n":    "",
		"[registro]\nancora_a = \"registro\"\n":                              "registro.ancora_a",
		"[registro]\nancora_a = \"Ordine <r@pec.example>\"\n":                "registro.ancora_a",
		"[registro]\nancora_a = \"" + strings.ToUpper(c.Ordine.PEC) + "\"\n": "registro.ancora_a",
		"[registro]\nancora_giorni = -1\n":                                   "registro.ancora_giorni",
	} {
		c, err := Parse(minima+text, t.TempDir())
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), "key "+want+":") {
			t.Errorf("%q: %v", text, err)
		}
		if err != nil {
			continue
		}
		p, err := c.Rules()
		must(t, err)
		if p.AncoraA != "registro@pec2.ordine-prova.example" || p.AncoraGiorni != 7 {
			t.Errorf("%q %d", p.AncoraA, p.AncoraGiorni)
		}
	}
}

// TestConservazione: no term by default; one wants its ground.
func TestConservazione(t *testing.T) {
	const order = "[ordine]\npec=\"a@b.example\"\n"
	for text, want := range map[string]string{
		"":                                     "",
		"[conservazione]\nrichieste_anni=10\n": "conservazione.fondamento",
		"[conservazione]\nrichieste_anni=10\nfondamento=\"Massimario\"\n": "",
		"[conservazione]\nlettere_anni=-1\nfondamento=\"Massimario\"\n":   "conservazione",
		"[conservazione]\nlettere_anni=1\nfondamento=\"  \"\n":            "conservazione.fondamento",
		"[policy]\nconserva_altra_posta=-1\n":                             "policy.conserva_altra_posta",
		"[policy]\nconserva_altra_posta=365\n":                            "",
	} {
		c, err := Parse(order+text, "/")
		if err == nil && want != "" || err != nil && (want == "" || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if want == "" && err == nil && text == "" && c.Conservazione != (Conservazione{}) {
			t.Errorf("%+v", c.Conservazione)
		}
	}
}
