package utenze

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"time"
)

// passoTOTP is the time step of RFC 6238 §5.2, in seconds.
const passoTOTP = 30

var base32TOTP = base32.StdEncoding.WithPadding(base32.NoPadding)

// NuovoSegreto makes the secret of a second factor: 160 bits (RFC 4226 §4 R6), in base32 as programs on telephones take it.
func NuovoSegreto() string {
	b := make([]byte, 20)
	rand.Read(b) // never fails (crypto/rand)
	return base32TOTP.EncodeToString(b)
}

// Indirizzo is the otpauth address of a secret, for programs that read it.
func Indirizzo(user, secret string) string {
	v := url.Values{"secret": {secret}, "issuer": {"pecagent"}}
	return "otpauth://totp/pecagent:" + url.PathEscape(user) + "?" + v.Encode()
}

// hotp is RFC 4226 §5.3 with six digits.
func hotp(secret []byte, counter uint64) string {
	mac := hmac.New(sha1.New, secret)
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], counter)
	mac.Write(b[:])
	sum := mac.Sum(nil)
	off := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[off:]) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000)
}

// totp gives the step of a code, 0 where it is none of now, the step before or the one after, or not later than used.
func totp(secret, code string, now time.Time, used int64) (step int64) {
	key, err := base32TOTP.DecodeString(secret)
	if err != nil || len(key) == 0 || len(code) != 6 {
		return 0
	}
	at := now.Unix() / passoTOTP
	for _, s := range []int64{at - 1, at, at + 1} { // all three, whatever the first says: the time tells nothing
		if subtle.ConstantTimeCompare([]byte(hotp(key, uint64(s))), []byte(code)) == 1 && s > used {
			step = s
		}
	}
	return step
}

// CodiceDi is the code of a secret at an instant, as a telephone shows it.
func CodiceDi(secret string, at time.Time) string {
	key, err := base32TOTP.DecodeString(secret)
	if err != nil {
		return ""
	}
	return hotp(key, uint64(at.Unix()/passoTOTP))
}
