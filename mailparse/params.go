package mailparse

import (
	"strconv"
	"strings"
)

// MaxPieces is the most pieces of one message's RFC 2231 parameters in one header field (reliability.md §3.3).
const MaxPieces = 32

// media is a Content-Type or Content-Disposition, read tolerantly.
type media struct {
	value  string            // lower case: multipart/mixed, attachment
	params map[string]string // names lower case; name* and name*0… (RFC 2231) are under "name*", decoded
	over   string            // the cap that was passed, "" when none was: the rest is not read
	twice  bool              // a parameter, or a piece of one, stands there twice, each time another
}

// param is a parameter, the RFC 2231 form first, "" when there is none.
func (m media) param(name string) string {
	if v, ok := m.params[name+"*"]; ok {
		return v
	}
	return m.params[name]
}

// parseMedia reads "value; name=value; …". Of a repeated parameter the first counts. A value with other than printable ASCII says
// nothing (RFC 2045 §5.1, §5.2): a full Unicode fold would make the Kelvin sign of "p\u212acs7-signature" a k.
func parseMedia(s string) media {
	head, rest, _ := cutParam(s)
	m := media{value: lowerASCII(withoutBlanks(stripComments(head)))}
	if !printable(m.value) {
		m.value = ""
	}
	if rest == "" {
		return m
	}
	m.params = map[string]string{}
	ext := pieces{}
	for open := 0; rest != ""; {
		p, after, closed := cutParam(rest)
		if rest = after; !closed {
			if open++; open > maxOpenQuotes {
				m.over = "open_quotes"
				break
			}
		}
		name, value, ok := strings.Cut(p, "=")
		name = lowerASCII(strings.TrimSpace(name))
		if !ok || name == "" {
			continue
		}
		value = unquote(value)
		if base, star, ok := strings.Cut(name, "*"); ok {
			ext.add(base, star, value)
		} else if _, dup := m.params[name]; !dup {
			m.params[name] = value
		} else {
			m.twice = m.twice || m.params[name] != value
		}
	}
	if ext.n > MaxPieces {
		m.over = "rfc2231_pieces"
	}
	m.twice = m.twice || ext.twice
	ext.join(m.params)
	return m
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// maxOpenQuotes is how many parameters may begin a quoted string that never ends: each is looked for to the end of the field.
const maxOpenQuotes = 8

// cutParam gives s up to the next ; that stands in no quoted string, and what follows it. A quoted string that is never
// closed ends nothing.
func cutParam(s string) (p, rest string, closed bool) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ';' && !quoted:
			return s[:i], s[i+1:], true
		}
	}
	if quoted {
		if i := strings.IndexByte(s, ';'); i >= 0 {
			return s[:i], s[i+1:], false
		}
	}
	return s, "", !quoted
}

func withoutBlanks(s string) string {
	if isOneLine(s) && strings.IndexByte(s, ' ') < 0 {
		return s
	}
	return strings.Join(strings.Fields(s), "")
}

func unquote(s string) string {
	s = strings.TrimSpace(s)
	if !strings.HasPrefix(s, `"`) {
		return strings.TrimSpace(stripComments(s))
	}
	if i := strings.IndexAny(s[1:], `"\\`); i >= 0 && s[1+i] == '"' { // nothing is escaped
		return s[1 : 1+i]
	}
	var b strings.Builder
	for i := 1; i < len(s) && s[i] != '"'; i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// stripComments takes (comments) out of s (RFC 5322 §3.2.2); they nest. An open one runs to the end.
func stripComments(s string) string { return replaceComments(s, "") }

// replaceComments puts by for each outermost comment of s.
func replaceComments(s, by string) string {
	if strings.IndexByte(s, '(') < 0 {
		return s
	}
	var b strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s) && (quoted || depth > 0):
			if depth == 0 {
				b.WriteString(s[i : i+2])
			}
			i++
			continue
		case depth == 0 && c == '"':
			quoted = !quoted
		case !quoted && c == '(':
			if depth++; depth == 1 {
				b.WriteString(by)
			}
			continue
		case !quoted && depth > 0 && c == ')':
			depth--
			continue
		}
		if depth == 0 {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// pieces collects RFC 2231 continuations of one field.
type pieces struct {
	n     int
	twice bool
	text  map[string]map[int]piece
}

type piece struct {
	value   string
	encoded bool
}

// add keeps name*star: star is "", "0", "0*" ….
func (p *pieces) add(base, star, value string) {
	if p.n++; p.n > MaxPieces {
		return
	}
	enc := star == "" || strings.HasSuffix(star, "*")
	k := 0
	if num := strings.TrimSuffix(star, "*"); num != "" {
		n, err := strconv.Atoi(num)
		if err != nil || n < 0 || n >= MaxPieces {
			return
		}
		k = n
	}
	if p.text == nil {
		p.text = map[string]map[int]piece{}
	}
	if p.text[base] == nil {
		p.text[base] = map[int]piece{}
	}
	if old, dup := p.text[base][k]; dup {
		p.twice = p.twice || old != piece{value, enc}
		return
	}
	p.text[base][k] = piece{value, enc}
}

// join puts the pieces of each parameter together, up to the first missing one, and decodes them (RFC 2231 §4).
func (p *pieces) join(into map[string]string) {
	for base, ps := range p.text {
		var raw []byte
		set := ""
		for k := 0; ; k++ {
			x, ok := ps[k]
			if !ok {
				break
			}
			v := x.value
			if x.encoded && k == 0 {
				if a := strings.SplitN(v, "'", 3); len(a) == 3 {
					set, v = a[0], a[2]
				}
			}
			if x.encoded {
				raw = appendPercent(raw, v)
			} else {
				raw = append(raw, v...)
			}
		}
		s, _ := decodeCharset(set, raw)
		into[base+"*"] = s
	}
}

func appendPercent(out []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if h, l := hexValue(s[i+1]), hexValue(s[i+2]); h >= 0 && l >= 0 {
				out = append(out, byte(h<<4|l))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}
