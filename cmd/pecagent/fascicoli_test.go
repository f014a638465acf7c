package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pecagent/store/fascicolo"
)

// fascicoliDellaDemo exports letters of a kept demo that began in odd ways; each is verified (export exits 1 else) and holds what began it.
func fascicoliDellaDemo(t *testing.T, u *ufficio) {
	t.Helper()
	for lettera, ruolo := range map[string]fascicolo.Ruolo{
		"LET-2026-000003": fascicolo.RuoloRicevuta, // begun by a delivery
		"LET-2026-000014": fascicolo.RuoloRicevuta, // by a failure
		"LET-2026-000011": fascicolo.RuoloBusta,    // by a message in a busta di anomalia
	} {
		out := u.ok("evidence", "export", "--config", "vita/pecagent.toml", "--communication", lettera, "--out", lettera+".zip", "--motivo", "prova")
		if !strings.Contains(out, "Verifica: verificato") {
			t.Errorf("%s: %s", lettera, out)
		}
		f, err := fascicolo.Leggi([]byte(u.leggi(lettera + ".zip")))
		must(t, err)
		var m fascicolo.Manifest
		b, _ := f.Trova(fascicolo.NomeManifest)
		must(t, json.Unmarshal(b, &m))
		if !slices.ContainsFunc(m.File, func(x fascicolo.File) bool { return x.Ruolo == ruolo }) {
			t.Errorf("%s has no %s", lettera, ruolo)
		}
	}
}
