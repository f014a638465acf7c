package config

import (
	"strings"
	"testing"
)

// TestAvvisi: what would send notices to nobody, from nobody or by the certified box is refused, with its key.
func TestAvvisi(t *testing.T) {
	const order = "[ordine]\npec=\"pec@ordine.example\"\n"
	for name, c := range map[string]struct{ text, refuses string }{
		"off":                    {order, ""},
		"complete":               {order + "[avvisi]\nhost=\"smtp.posta.example\"\nuser=\"robot@posta.example\"\na=[\"anna@posta.example\"]\n", ""},
		"the Order's sender":     {"[ordine]\npec=\"pec@ordine.example\"\nmail=\"info@ordine.example\"\n[avvisi]\nhost=\"h.example\"\nuser=\"robot\"\na=[\"a@posta.example\"]\n", ""},
		"no sender":              {order + "[avvisi]\nhost=\"h.example\"\nuser=\"robot\"\na=[\"a@posta.example\"]\n", "avvisi.user"},
		"nobody to tell":         {order + "[avvisi]\nhost=\"h.example\"\nuser=\"r@posta.example\"\n", "avvisi.a"},
		"no address":             {order + "[avvisi]\na=[\"Anna <anna@posta.example>\"]\n", "avvisi.a"},
		"the box that is read":   {order + "[avvisi]\na=[\"PEC@ordine.example\"]\n", "avvisi.a"},
		"by the certified login": {order + "[smtp]\nhost=\"smtps.pec.example\"\nuser=\"u1\"\n[avvisi]\nhost=\"SMTPS.pec.example\"\nuser=\"u1\"\na=[\"a@posta.example\"]\n", "avvisi.host"},
		"from the certified box": {order + "[avvisi]\nhost=\"h.example\"\nuser=\"pec@ordine.example\"\na=[\"a@posta.example\"]\n", "avvisi.host"},
		"courtesy nowhere":       {order + "[cortesia]\nattiva=true\n", "cortesia.host"},
		"courtesy by the box":    {order + "[cortesia]\nhost=\"h.example\"\nuser=\"pec@ordine.example\"\n", "cortesia.host"},
		"courtesy from nobody":   {order + "[cortesia]\nhost=\"h.example\"\nuser=\"u\"\n", "cortesia.user"},
		"review folder":          {order + "[revisione]\ncartella=\"PEC da decidere\"\n", ""},
		"review in the INBOX":    {order + "[revisione]\ncartella=\"inbox\"\n", "revisione.cartella"},
		"review by nobody":       {order + "[revisione]\ncartella=\"PEC da decidere\"\n[[persone]]\nutente=\"anna\"\nruoli=[\"segreteria\"]\n", "revisione.persona"},
		"health on loopback":     {order + "[salute]\nlisten=\"localhost:9464\"\n", ""},
		"health on 127":          {order + "[salute]\nlisten=\"127.0.0.1:9464\"\n", ""},
		"health on ::1":          {order + "[salute]\nlisten=\"[::1]:9464\"\n", ""},
		"health for all":         {order + "[salute]\nlisten=\":9464\"\n", "salute.listen"},
		"health on the LAN":      {order + "[salute]\nlisten=\"192.168.1.5:9464\"\n", "salute.listen"},
		"health by name":         {order + "[salute]\nlisten=\"server.example:9464\"\n", "salute.listen"},
		"health without a port":  {order + "[salute]\nlisten=\"localhost\"\n", "salute.listen"},
	} {
		_, err := Parse(c.text, "/")
		switch {
		case c.refuses == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.refuses != "" && (err == nil || !strings.Contains(err.Error(), "key "+c.refuses+":")):
			t.Errorf("%s: %v, want %s", name, err, c.refuses)
		}
	}
}
