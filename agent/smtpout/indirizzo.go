package smtpout

import (
	"fmt"
	"strings"
)

// CheckAddress accepts an ASCII dot-atom addr-spec with a domain of at least two labels (RFC 5321 §4.1.2,
// lengths of §4.5.3.1). Quoted local parts, comments, literals and non-ASCII are refused: no PEC box has them,
// and what is refused here cannot reach a command or a header.
func CheckAddress(addr string) error {
	local, domain, ok := strings.Cut(addr, "@")
	if !ok || len(local) > 64 || len(addr) > 254 || !dotAtom(local) || !domainName(domain) {
		return fmt.Errorf("%.80q is not an address this program writes to", addr)
	}
	return nil
}

// dotAtom is RFC 5322 §3.2.3.
func dotAtom(s string) bool {
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" {
			return false
		}
		for i := range len(atom) {
			if !atext(atom[i]) {
				return false
			}
		}
	}
	return true
}

func atext(c byte) bool {
	return alnum(c) || strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

func alnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// domainName is a host name of two labels or more (RFC 1123 §2.1).
func domainName(s string) bool {
	if len(s) > 253 || !strings.Contains(s, ".") {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if !alnum(label[i]) && label[i] != '-' {
				return false
			}
		}
	}
	return true
}
