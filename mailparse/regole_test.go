package mailparse

import (
	"testing"
	"time"

	"pecagent/mailparse/smime"
)

// The lines V1 to V15 of reliability.md §2, each with the attacks that it answers (attacco_*_test.go). package smime has more on V3 to
// V10 and V15, on signatures without a message around them.

// regola judges the attacks under a line of the list, of which there must be so many.
func regola(t *testing.T, v string, atLeast int) {
	t.Helper()
	n := 0
	for _, c := range attacchi() {
		if c.regola == v {
			c.giudica(t)
			n++
		}
	}
	if n < atLeast {
		t.Errorf("%s: only %d attacks", v, n)
	}
}

func TestV1SignedAtTopLevelTwoParts(t *testing.T)        { regola(t, "V1", 45) }
func TestV2OctetsAsReceived(t *testing.T)                { regola(t, "V2", 15) }
func TestV3NoContentInside(t *testing.T)                 { regola(t, "V3", 8) }
func TestV4OneSigner(t *testing.T)                       { regola(t, "V4", 10) }
func TestV5SignedAttributes(t *testing.T)                { regola(t, "V5", 12) }
func TestV6Digests(t *testing.T)                         { regola(t, "V6", 9) }
func TestV7KeysAndAnchors(t *testing.T)                  { regola(t, "V7", 30) }
func TestV8Purposes(t *testing.T)                        { regola(t, "V8", 9) }
func TestV9Times(t *testing.T)                           { regola(t, "V9", 20) }
func TestV10Revocation(t *testing.T)                     { regola(t, "V10", 7) }
func TestV11FromIsTheSigner(t *testing.T)                { regola(t, "V11", 60) }
func TestV12FieldsThatStandOnce(t *testing.T)            { regola(t, "V12", 30) }
func TestV13OneDaticertUnderTheSignedMixed(t *testing.T) { regola(t, "V13", 120) }
func TestV14NothingOutsideTheSignature(t *testing.T)     { regola(t, "V14", 45) }
func TestV15CapsOfTheSignature(t *testing.T)             { regola(t, "V15", 18) }

// TestV7MachineIsNotAsked: the authorities of the machine and of Italian PEC say nothing about those of a configuration, and none is
// taken where none is given.
func TestV7MachineIsNotAsked(t *testing.T) {
	m := mustParse(t, caso{}.bytes())
	for name, trust := range map[string]smime.Trust{"none": {}, "AgID": smime.AgID()} {
		if p := m.Verify(trust, time.Time{}); p.Level != Mismatch || len(p.Reasons) != 1 || p.Reasons[0] != "chain_untrusted" {
			t.Errorf("%s: %+v", name, p)
		}
	}
}
