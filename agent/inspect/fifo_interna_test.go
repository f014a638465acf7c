package inspect

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse"
)

// TestNessunoScrive: a FIFO into which nobody writes is given up.
func TestNessunoScrive(t *testing.T) {
	p := &paziente{r: strings.NewReader(""), fino: time.Now().Add(50 * time.Millisecond)}
	if n, err := p.Read(make([]byte, 1)); n != 0 || !errors.Is(err, errNessuno) {
		t.Errorf("%d %v", n, err)
	}
	if errNessuno.Error() != "nessuno vi ha scritto nulla in 10 secondi" {
		t.Error(errNessuno)
	}
}

// TestDettaglio: proof.detail says why there is daticert_bad, behind what the verifier said.
func TestDettaglio(t *testing.T) {
	m := &mailparse.Message{DatiCertErr: mailparse.ErrDatiCertCount}
	for want, p := range map[string]mailparse.Proof{
		"daticert: more than one daticert.xml in the signed entity":    {Reasons: []string{"daticert_bad"}},
		"x; daticert: more than one daticert.xml in the signed entity": {Reasons: []string{"daticert_bad"}, Detail: "x"},
		"y": {Reasons: []string{"sig_invalid"}, Detail: "y"},
	} {
		if got := dettaglio(m, p); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
