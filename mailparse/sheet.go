package mailparse

import (
	"strings"

	"golang.org/x/net/html"
)

// maxRules bounds the style rules that are read of one sheet, maxSheets the sheets; beyond, the text counts as one that hides something.
const (
	maxRules  = 2000
	maxSheets = 20
)

// sheets are the selectors of the style sheets whose rules hide. A simple selector (.class, #id, tag.class, tag#id) is followed; of any
// other, and of a rule that holds for some screens only, the last name says which elements could be meant: any.
type sheets struct {
	hide  map[string]bool
	maybe map[string]bool // lower case: without a doctype the case of a class does not matter
	any   bool            // every element could be meant
	add   bool            // words are put into the text, or there is more than is read
}

func readSheets(src string) sheets {
	out := sheets{hide: map[string]bool{}, maybe: map[string]bool{}}
	low := strings.ToLower(src)
	if len(low) != len(src) { // a case that changes lengths: offsets would lie
		low = src
	}
	for n := 0; ; n++ {
		i := strings.Index(low, "<style")
		if i < 0 {
			break
		}
		if n == maxSheets {
			out.add = true
			break
		}
		j := strings.IndexByte(low[i:], '>')
		if j < 0 {
			break
		}
		end := strings.Index(low[i+j:], "</style")
		if end < 0 {
			end = len(low) - i - j
		}
		out.read(src[i+j+1 : max(i+j+1, i+j+end)])
		src, low = src[i+j+end:], low[i+j+end:]
	}
	return out
}

func (c *sheets) read(sheet string) {
	sheet = strings.NewReplacer("<!--", "", "-->", "").Replace(stripCSSComments(sheet))
	c.any = c.any || strings.Contains(strings.ToLower(sheet), "@import") // a sheet that is elsewhere may hide anything
	some := 0                                                            // open blocks of rules that hold for some screens
	for n := 0; ; n++ {
		sel, rest, ok := strings.Cut(sheet, "{")
		if !ok {
			return
		}
		if n == maxRules {
			c.add = true
			return
		}
		for sel = strings.TrimLeft(sel, " \t\r\n}"); strings.HasPrefix(sel, "@"); { // @import and @charset have no block
			_, after, ok := strings.Cut(sel, ";")
			if !ok {
				break
			}
			sel = strings.TrimSpace(after)
		}
		if closed := strings.Count(sheet[:len(sheet)-len(rest)-1], "}"); closed > 0 {
			some = max(0, some-closed)
		}
		if sel = strings.TrimSpace(sel); strings.HasPrefix(sel, "@") {
			if grouping(sel) {
				some++
				sheet = rest
				continue
			}
			after := afterBlock(rest)
			if strings.Contains(strings.ToLower(sel), "counter-style") && quotedWords(rest[:len(rest)-len(after)]) {
				c.add = true // marks of lists that are words
			}
			if strings.HasPrefix(strings.ToLower(sel), "@font-face") && strings.Contains(strings.ToLower(rest[:len(rest)-len(after)]), "url(") {
				c.any = true // a font of its own shows what it likes in place of letters
			}
			sheet = after
			continue
		}
		body, after, _ := strings.Cut(rest, "}")
		if sheet = after; strings.Contains(body, "{") { // rules within a rule
			c.add = true
		}
		c.rule(sel, body, some > 0)
	}
}

// grouping reports whether an at-rule holds rules that a reader's screen may follow. Paper is none.
func grouping(sel string) bool {
	f := strings.Fields(strings.ToLower(sel))
	switch name, _, _ := strings.Cut(f[0], "("); name {
	case "@media":
		return strings.Join(f[1:], " ") != "print"
	case "@supports", "@layer", "@container", "@scope", "@document", "@-moz-document", "@starting-style":
		return true
	}
	return false
}

func (c *sheets) rule(sel, body string, some bool) {
	d := readStyle(body)
	s := d.sight
	if d.coloured {
		s = max(s, d.on(paper).sight())
	}
	low := strings.ToLower(sel)
	if strings.Contains(low, ":") && strings.Contains(low, `\`) && !strings.Contains(low, `\:`) || strings.Contains(bareNames(body), `\`) { // an escape may spell ::before or content
		c.add = true
	}
	if d.writes || d.content && (strings.Contains(low, ":before") || strings.Contains(low, ":after") || strings.Contains(low, ":marker") || strings.Contains(body, "url(")) {
		c.add = true
	}
	if s == seen {
		return
	}
	for _, one := range strings.Split(withoutGroups(sel), ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		if s == unseenWords && !some && !strings.ContainsAny(one, " >+~:[*\t\r\n\\") && strings.ContainsAny(one, ".#") {
			c.hide[one] = true
		}
		c.perhaps(strings.ToLower(one))
	}
}

// bareNames is a block of declarations without the values: the names of properties.
func bareNames(body string) string {
	var b strings.Builder
	for _, d := range strings.Split(body, ";") {
		name, _, _ := strings.Cut(d, ":")
		b.WriteString(name + " ")
	}
	return b.String()
}

// withoutGroups puts [] for what stands in the brackets of a selector, so that it is parted at its own commas only.
func withoutGroups(sel string) string {
	if !strings.ContainsAny(sel, "([") {
		return sel
	}
	var b strings.Builder
	depth := 0
	for i := 0; i < len(sel); i++ {
		switch sel[i] {
		case '(', '[':
			if depth++; depth == 1 {
				b.WriteString("[]")
			}
		case ')', ']':
			depth = max(0, depth-1)
		default:
			if depth == 0 {
				b.WriteByte(sel[i])
			}
		}
	}
	return b.String()
}

// perhaps notes which elements a selector could mean, by the last name in it. What holds only under the pointer is passed over.
func (c *sheets) perhaps(sel string) {
	if i := strings.LastIndexAny(sel, " >+~\t\r\n"); i >= 0 {
		sel = sel[i+1:]
	}
	if sel = strings.ReplaceAll(sel, "[]", ""); strings.Contains(sel, ":hover") || strings.Contains(sel, ":active") || strings.Contains(sel, ":focus") {
		return
	}
	sel, _, _ = strings.Cut(sel, ":")
	if i := strings.LastIndexAny(sel, ".#"); i >= 0 {
		tag, _, _ := strings.Cut(sel, ".")
		tag, _, _ = strings.Cut(tag, "#")
		sel = strings.TrimPrefix(tag, "*") + sel[i:]
	}
	switch sel {
	case "", "*", "body", "html":
		c.any = true
	default:
		c.maybe[sel] = true
	}
}

// look judges an element by the sheets.
func (c *sheets) look(t html.Token) sight {
	s := seen
	if len(c.maybe) == 0 {
		return s
	}
	if c.maybe[t.Data] {
		s = doubtful
	}
	name := func(mark, v string) {
		if c.hide[mark+v] || c.hide[t.Data+mark+v] {
			s = unseenWords
		} else if v = mark + strings.ToLower(v); c.maybe[v] || c.maybe[t.Data+v] {
			s = max(s, doubtful)
		}
	}
	for _, a := range t.Attr {
		switch a.Key {
		case "id":
			name("#", a.Val)
		case "class":
			for _, v := range strings.Fields(a.Val) {
				name(".", v)
			}
		}
	}
	return s
}

// afterBlock is what follows the block that has just been opened.
func afterBlock(s string) string {
	depth := 1
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return s[i+1:]
			}
		}
	}
	return ""
}
