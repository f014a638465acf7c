package inspect_test

import (
	"testing"

	"pecagent/agent/demo"
	"pecagent/agent/inspect"
)

// arriva is the message of a case and, before it, the one it follows; the reference numbers in the text are those the
// Order gave.
func (s *scena) arriva(c caso, cambia func(*demo.Scritto)) [][]byte {
	s.t.Helper()
	var before [][]byte
	w := c.scritto(s.t)
	if dopo := c.testa["dopo"]; dopo != "" {
		before = [][]byte{s.una(leggi(s.t, dopo).scritto(s.t))}
	}
	if cambia != nil {
		cambia(&w)
	}
	return append(before, s.scrive(w)...)
}

func (s *scena) decide(c caso, list [][]byte) inspect.Object {
	s.t.Helper()
	o := s.opzioni()
	o.Sequence = c.testa["dopo"] != ""
	out := s.sequenza(o, list...)
	return out[len(out)-1]
}

// TestMessaggi: every message comes out as it must, signed by a provider and read from its bytes.
func TestMessaggi(t *testing.T) {
	s := nuovaScena(t)
	for _, c := range casi(t) {
		t.Run(c.nome, func(t *testing.T) {
			s.t = t
			controlla(t, s.decide(c, s.arriva(c, nil)), c.attesi)
		})
	}
}
