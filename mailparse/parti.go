package mailparse

import (
	"crypto/sha256"
	"encoding/hex"
)

// PartiFirmate are the direct children of the multipart/mixed that a provider signed: the words for people, daticert.xml or
// evidence, postacert.eml, each as its bytes are without transfer encoding. None where nothing is signed.
func (m *Message) PartiFirmate() []Attachment {
	if m.Signed == nil {
		return nil
	}
	var over limits
	content := splitTree(m.Signed.Octets, &over)
	if content.ctype.value != "multipart/mixed" || len(over.passed) > 0 {
		return nil
	}
	out := make([]Attachment, 0, len(content.children))
	for _, e := range content.children {
		a := Attachment{Name: e.fileName(), Type: e.ctype.value, body: e.body, encoding: e.encoding()}
		h := sha256.New()
		decodeTo(a.encoding, a.body, func(b []byte) bool { a.Size += len(b); h.Write(b); return true })
		a.SHA256 = hex.EncodeToString(h.Sum(nil))
		out = append(out, a)
	}
	return out
}
