package mailparse

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxAddresses is the most addresses read from one field (reliability.md §3.3).
const MaxAddresses = 200

// Address is one mailbox of a header field.
type Address struct {
	Name string // decoded display name
	Addr string // addr-spec, ASCII letters in lower case
}

// ParseAddresses reads an address list tolerantly: what is no mailbox is passed over, groups are opened, comments
// and display names never become addresses. over is true when the list is longer than MaxAddresses; the rest is not read.
func ParseAddresses(s string) (list []Address, over bool) {
	for s != "" {
		var item string
		item, s = cutAddress(s)
		a, ok := mailbox(item)
		if !ok {
			continue
		}
		if len(list) == MaxAddresses {
			return list, true
		}
		list = append(list, a)
	}
	return list, false
}

// cutAddress gives s up to the next comma or semicolon that stands in no quoted string, comment or angle, and the rest.
func cutAddress(s string) (item, rest string) {
	depth, quoted, angle := 0, false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && (quoted || depth > 0):
			i++
		case quoted:
			quoted = c != '"'
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == '"':
			quoted = true
		case c == '<':
			angle = true
		case c == '>':
			angle = false
		case (c == ',' || c == ';') && !angle:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// mailbox reads one item of a list: name <addr>, addr, addr (comment), or the first of a group ("name: addr").
func mailbox(item string) (Address, bool) {
	item = replaceComments(item, " ") // a comment parts words as a blank does: a@b(x)c is not a@bc
	open := angleOf(item)
	if open < 0 {
		if i := lastUnquoted(item, ':'); i >= 0 {
			item = item[i+1:]
		}
		a, ok := addrSpec(item)
		return Address{Addr: a}, ok
	}
	inner := item[open+1:]
	end := lastUnquoted(inner, '>')
	if end < 0 || strings.TrimSpace(inner[end+1:]) != "" || strings.ContainsAny(unquoted(inner[:end]), "<>") {
		return Address{}, false
	}
	spec := inner[:end]
	if strings.HasPrefix(strings.TrimSpace(spec), "@") { // source route, RFC 5322 §4.4
		if i := strings.IndexByte(spec, ':'); i >= 0 {
			spec = spec[i+1:]
		}
	}
	a, ok := addrSpec(spec)
	return Address{Name: displayName(item[:open]), Addr: a}, ok
}

// angleOf is the index of the first < outside quotes, -1 when there is none.
func angleOf(s string) int { return indexUnquoted(s, '<') }

func indexUnquoted(s string, c byte) int {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == c && !quoted:
			return i
		}
	}
	return -1
}

func lastUnquoted(s string, c byte) int {
	last, from := -1, 0
	for {
		i := indexUnquoted(s[from:], c)
		if i < 0 {
			return last
		}
		last = from + i
		from = last + 1
	}
}

// unquoted is s without its quoted strings.
func unquoted(s string) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case !quoted:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func displayName(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && s[0] == '"' {
		s = unquote(s)
	}
	return DecodeWords(s)
}

// addrSpec reads local@domain. Anything with blanks, controls, bytes that are no UTF-8 (RFC 6532 §3.2), or with a second @ or other
// specials of RFC 5322 §3.2.3 outside a quoted local part is none; a domain literal may have its colons.
func addrSpec(s string) (string, bool) {
	s = strings.TrimSpace(s)
	i := lastUnquoted(s, '@')
	if i <= 0 || i == len(s)-1 || len(s) > 320 {
		return "", false
	}
	bare := unquoted(s)
	if strings.Count(bare, "@") > 1 || strings.ContainsAny(s[i+1:], `"@`) || s[i+1] != '[' && strings.ContainsAny(bare, `();:\`) {
		return "", false
	}
	for _, r := range s {
		if r == ' ' || unicode.IsControl(r) || r == utf8.RuneError || r == ',' || r == '<' || r == '>' {
			return "", false
		}
	}
	return lowerASCII(s), true
}

// oneAddress reports whether s is a bare mailbox of the letters that a mail system of today gives: no name, no comment, no list, nothing
// that only looks like ASCII.
func oneAddress(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || strings.Trim(lowerASCII(local), "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~.") != "" {
		return false
	}
	return validAddress("x@"+lowerASCII(domain)) && local != "" && len(local) <= 64
}

// lowerASCII folds A-Z only: no Unicode letter may become an ASCII one.
func lowerASCII(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if b[i] >= 'A' && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// addrs are the addr-specs of every field of a name.
func (h Header) addrs(name string) (out []string, over bool) {
	for _, v := range h.All(name) {
		list, o := ParseAddresses(v)
		over = over || o
		for _, a := range list {
			if len(out) == MaxAddresses {
				return out, true
			}
			out = append(out, a.Addr)
		}
	}
	return out, over
}
