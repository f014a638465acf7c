package mailparse

import (
	"slices"
	"sync"
	"testing"
)

// attacchi are all hostile messages, made once: PEC-shaped, each of another structure, each with its exact verdict.
var attacchi = sync.OnceValue(func() []caso {
	return fatti(slices.Concat(attacchiCMS(), attacchiAttributi(), attacchiFiducia(), attacchiRevoca(), attacchiP7S(),
		attacchiDiPosto(), attacchiDiParti(), attacchiDiConfine(), attacchiDiRiga(), attacchiIdentita(), attacchiVeste(), attacchiAnnidati(),
		attacchiNomi(), attacchiXML(), attacchiValori(), attacchiOra(), attacchiBombe(), attacchiTesto(), attacchiMostra(), attacchiDoppi()))
})

// fatti makes the bytes of each case, for all tests that use them.
func fatti(cases []caso) []caso {
	for i := range cases {
		cases[i].fatto = cases[i].bytes()
	}
	return cases
}

// TestAttacchi gives each attack its verdict: level, every reason, busta, tipo, what is given of daticert and original, signer. Nothing of
// an attacker is ever taken for certified.
func TestAttacchi(t *testing.T) {
	names, classes, certified := map[string]bool{}, map[string]int{}, 0
	for _, c := range attacchi() {
		if names[c.String()] {
			t.Errorf("%s is there twice", c)
		}
		names[c.String()] = true
		classes[c.classe]++
		if _, p := c.giudica(t); p.Level == Certified {
			certified++
		}
	}
	t.Logf("%d attacks: %d harmless to a certified message, %d refused; by class %v", len(names), certified, len(names)-certified, classes)
	if len(names) < 600 || certified < 100 {
		t.Errorf("%d attacks, %d of them harmless", len(names), certified)
	}
}

// TestAttacchiAlways: the same bytes are made in every run: a verdict can be looked at again.
func TestAttacchiAlways(t *testing.T) {
	for i, c := range attacchi() {
		if i%20 == 0 {
			c.fatto = nil
			if string(c.bytes()) != string(attacchi()[i].fatto) {
				t.Errorf("%s is made anew with other bytes", c)
			}
		}
	}
}

// TestAttacchiAgainstNobody: a verifier that believes no authority certifies none of them, whatever certificates they carry.
func TestAttacchiAgainstNobody(t *testing.T) {
	for _, c := range attacchi() {
		m, _ := Parse(c.fatto) // malformata is a verdict too
		trust := c.trust()
		trust.CAs, trust.Pins = nil, nil
		if p := m.Verify(trust, c.arriva()); p.Level == Certified {
			t.Errorf("%s: certified, though nobody is believed", c)
		}
	}
}
