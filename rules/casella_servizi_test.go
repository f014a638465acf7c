package rules

import (
	"slices"
	"strings"
	"testing"
)

// TestServiziAggiuntivi: what a person says is the whole list, and the letter about the end of the box names it.
func TestServiziAggiuntivi(t *testing.T) {
	o := ordineConCasella(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Attivata})
	say := func(refused string, ticks ...string) {
		t.Helper()
		d := o.fatto(Atto{Tipo: "SERVIZI", CF: contiCF, Spunte: ticks})
		if (d.Errore == "") != (refused == "") || !strings.Contains(d.Errore, refused) {
			t.Fatalf("%v: %q, want %q", ticks, d.Errore, refused)
		}
	}
	have := func(want ...string) {
		t.Helper()
		if m, _ := o.vista().Iscritto(contiCF); !slices.Equal(m.Casella.Servizi, want) {
			t.Fatalf("%v, want %v", m.Casella.Servizi, want)
		}
	}
	say("vuole anche --tick")
	say("", "CONSERVAZIONE_1GB", "SPAZIO_1GB")
	have("spazio aggiuntivo di 1 GB", "conservazione di 1 GB")
	for _, bad := range [][]string{{"SPAZIO_2GB"}, {"SPAZIO_1GB", "SPAZIO_1GB"}, {"NESSUNO", "SPAZIO_1GB"}, {"NESSUNO", "NESSUNO"}} {
		say("i servizi aggiuntivi sono SPAZIO_1GB, CONSERVAZIONE_1GB o NESSUNO", bad...)
	}
	have("spazio aggiuntivo di 1 GB", "conservazione di 1 GB")
	say("", "NESSUNO")
	have()
	say("", "SPAZIO_1GB")
	have("spazio aggiuntivo di 1 GB")
	d := o.fatto(Atto{Tipo: "TRASFERIMENTO", CF: contiCF, Giorno: "2026-11-20", Documenti: []Documento{{SHA256: strings.Repeat("a", 64), Nome: "nulla-osta.pdf"}}})
	told := slices.ContainsFunc(d.Events, func(e Event) bool {
		return e.Lettera != nil && e.Lettera.Modello == "T-08" && slices.Equal(e.Lettera.Dati.Servizi, []string{"spazio aggiuntivo di 1 GB"})
	})
	if !told {
		t.Errorf("no T-08 names the service: %q, %d events", d.Errore, len(d.Events))
	}
}
