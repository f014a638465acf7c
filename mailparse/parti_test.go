package mailparse

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"pecagent/mailparse/pec"
)

// TestPartiFirmate: the copies that a person is given are the bytes that stand in the signed message.
func TestPartiFirmate(t *testing.T) {
	g, d := unGestore(), dati(pec.AvvenutaConsegna)
	m := mustParse(t, g.busta(t, g.messaggio(pec.AvvenutaConsegna, d)))
	parts := m.PartiFirmate()
	if len(parts) != 3 || parts[1].Name != "daticert.xml" || parts[2].Name != "postacert.eml" {
		t.Fatalf("parts %+v", parts)
	}
	if !bytes.Equal(parts[1].Content(), d.XML()) {
		t.Errorf("daticert %s", parts[1].Content())
	}
	if !bytes.Equal(parts[2].Content(), m.Inner.Raw) {
		t.Errorf("postacert %q, inner %q", parts[2].Content(), m.Inner.Raw)
	}
	for _, p := range parts {
		if sum := sha256.Sum256(p.Content()); p.SHA256 != hex.EncodeToString(sum[:]) || p.Size != len(p.Content()) {
			t.Errorf("%s: %d bytes, %s", p.Name, p.Size, p.SHA256)
		}
	}
	if parts := mustParse(t, []byte(original)).PartiFirmate(); parts != nil {
		t.Errorf("of an unsigned message: %+v", parts)
	}
}
