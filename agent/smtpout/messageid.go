package smtpout

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// MessageID is the Message-ID of the letter that an effect makes, without <>: 32 hex digits of
// HMAC-SHA256(key, effetto) at the Order's domain. It is the same on every retry, and nobody without the key can
// foresee it (pec.md §5.2).
func MessageID(key []byte, effetto, domain string) string {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(effetto))
	return hex.EncodeToString(m.Sum(nil)[:16]) + "@" + domain
}

// ValidID reports whether id can stand between < and > in In-Reply-To and References. Ids come from other
// people's mail: what fails here is left out by the caller.
func ValidID(id string) bool {
	if id == "" || len(id) > 250 {
		return false
	}
	for i := range len(id) {
		if c := id[i]; c <= ' ' || c > '~' || c == '<' || c == '>' {
			return false
		}
	}
	return true
}
