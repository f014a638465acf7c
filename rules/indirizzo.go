package rules

import "strings"

// EIndirizzo reports whether s has the form of an addr-spec with a dot-atom local part and a domain of at least
// two labels (RFC 5321 §4.1.2, §4.5.3.1), in ASCII and lower case.
func EIndirizzo(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || len(local) > 64 || len(s) > 254 || !strings.Contains(domain, ".") {
		return false
	}
	for _, atom := range strings.Split(local, ".") {
		if atom == "" || strings.Trim(atom, "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~") != "" {
			return false
		}
	}
	for _, label := range strings.Split(domain, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" ||
			label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return true
}
