package rules

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pecagent/mailparse/esiti"
)

// TestEsitiCompleti: an answer concludes only where it names each subject of the file and nobody else; the right number with a
// stranger among them concludes nothing.
func TestEsitiCompleti(t *testing.T) {
	f := Flusso{Righe: 2, Soggetti: []string{"CNTLCU88R19A944D", "BNCGLI78C48G478A"}}
	for _, c := range []struct {
		named string
		run   Flusso
		want  string
	}{
		{"CNTLCU88R19A944D BNCGLI78C48G478A", f, ""},
		{"CNTLCU88R19A944D", f, "parla di 1 soggetto e il file ne aveva 2"},
		{"CNTLCU88R19A944D NTTPLA72A55A662G", f, "non parla di BNCGLI78C48G478A"},
		{"CNTLCU88R19A944D NTTPLA72A55A662G", Flusso{Righe: 2}, ""}, // a run of an earlier version
	} {
		e := &esiti.Esiti{Soggetti: map[string]string{}}
		for _, cf := range strings.Fields(c.named) {
			e.Soggetti[cf] = "S000"
		}
		if got := incompleto(c.run, e); !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s: %q, want %q", c.named, got, c.want)
		}
	}
}

// TestEsitiIlleggibili: what a person reads of a bad file is Italian.
func TestEsitiIlleggibili(t *testing.T) {
	for err, want := range map[error]string{esiti.ErrRadice: "non è un file Esiti", esiti.ErrVuoto: "non contiene l'esito", errors.New("unexpected EOF"): "l'XML non è quello"} {
		if got := illeggibileEsiti(fmt.Errorf("parsing Esiti.xml: %w", err)); !strings.HasPrefix(got, want) || strings.Contains(got, "parsing") {
			t.Errorf("%v: %q", err, got)
		}
	}
}
