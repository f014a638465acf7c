package mailparse

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// sight is whether a reader sees the words of an element.
type sight int

const (
	seen        sight = iota
	doubtful          // perhaps not, or not as words that hold: they stay in the text, and a person looks
	unseenWords       // not: they are left out, and a person looks
)

// halfSeen are elements whose words are struck, turned round, or shown by some readers only.
var halfSeen = map[string]bool{"s": true, "strike": true, "del": true, "bdo": true, "rp": true, "datalist": true, "audio": true, "video": true, "canvas": true,
	"progress": true, "meter": true, "noembed": true, "noframes": true}

// look judges an element by its name, its attributes and the rules of the style sheets; around is what its words would stand in
// without it, within what they stand in.
func look(t html.Token, css sheets, around pair) (s sight, within pair) {
	s, within = css.look(t), around
	told := false
	style := ""
	for _, a := range t.Attr {
		switch a.Key {
		case "hidden":
			if s = unseenWords; strings.EqualFold(a.Val, "until-found") {
				s = doubtful
			}
		case "style":
			style = a.Val
		case "color", "text", "bgcolor":
			if c, ok := legacyColour(a.Val); ok {
				if told = true; a.Key == "bgcolor" {
					within.ground = c
				} else {
					within.text = c
				}
			}
		}
	}
	if style != "" {
		d := readStyle(style)
		within, told = d.on(within), told || d.coloured
		s = max(s, d.sight)
	}
	if told {
		s = max(s, within.sight())
	}
	return max(s, looksByName(t)), within
}

func looksByName(t html.Token) sight {
	switch {
	case t.Data == "input" && strings.EqualFold(attr(t, "type"), "hidden"), t.Data == "dialog" && !hasAttr(t, "open"):
		return unseenWords
	case halfSeen[t.Data], t.Data == "details" && !hasAttr(t, "open"):
		return doubtful
	}
	return seen
}

func hasAttr(t html.Token, name string) bool {
	for _, a := range t.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// declared is what declarations of CSS say about being seen.
type declared struct {
	sight        sight
	text, ground *colour
	coloured     bool
	content      bool // words are put there that are no words of the message
	firm         [2]bool
	zero, cut    bool
}

// on is the pair that the declarations make of another.
func (d *declared) on(p pair) pair {
	if d.text != nil {
		p.text = *d.text
	}
	if d.ground != nil {
		p.ground = *d.ground
	}
	return p
}

// readStyle reads declarations of CSS.
func readStyle(style string) declared {
	var d declared
	for style = strings.ToLower(stripCSSComments(style)); style != ""; {
		var one string
		one, style, _ = strings.Cut(style, ";")
		name, value, ok := strings.Cut(one, ":")
		if !ok {
			continue
		}
		value, firm := strings.CutSuffix(strings.TrimSpace(value), "important")
		if firm {
			value = strings.TrimSuffix(strings.TrimSpace(value), "!")
		}
		d.read(strings.TrimSpace(name), strings.TrimSpace(value), firm)
	}
	if d.zero && d.cut {
		d.sight = unseenWords
	}
	return d
}

func (d *declared) read(name, v string, firm bool) {
	for _, p := range []string{"-webkit-", "-moz-", "-ms-", "-o-"} {
		name = strings.TrimPrefix(name, p)
	}
	if strings.Contains(name, `\`) || strings.Contains(v, `\`) && !strings.HasPrefix(name, "mso-") && !strings.ContainsAny(v, `"'`) {
		d.sight = max(d.sight, doubtful) // an escape may spell any word (CSS Syntax 3 §4.3.7)
	}
	switch name {
	case "color", "text-fill-color":
		d.colour(&d.text, 0, v, firm)
	case "background", "background-color", "background-image":
		d.colour(&d.ground, 1, v, firm)
	case "max-height", "height", "max-width", "width":
		d.zero = d.zero || isZero(v)
	case "overflow", "overflow-x", "overflow-y":
		d.cut = d.cut || strings.Contains(v, "hidden") || strings.Contains(v, "clip")
	case "content":
		d.content = v != "" && v != "none" && v != "normal" && v != `""` && v != "''"
	default:
		d.sight = max(d.sight, declaration(name, v))
	}
}

// declaration judges a declaration that needs no other.
func declaration(name, v string) sight {
	bare := strings.ReplaceAll(v, " ", "")
	gone, odd := false, false
	switch name {
	case "display":
		gone = v == "none"
	case "visibility", "content-visibility":
		gone = v == "hidden" || v == "collapse"
	case "mso-hide":
		gone = v == "all"
	case "opacity", "font-size", "zoom":
		gone = isZero(v)
	case "font":
		for _, f := range strings.Fields(v) {
			size, _, _ := strings.Cut(f, "/")
			gone = gone || isZero(size)
		}
	case "line-height":
		odd = isZero(v)
	case "text-indent", "left", "right", "top", "bottom", "margin", "margin-left", "margin-right", "margin-top", "margin-bottom":
		gone, odd = strings.HasPrefix(v, "-999") && name != "margin", farAway(v)
	case "transform", "scale", "translate", "rotate":
		gone = zeroArgument(bare, "scale", "scalex", "scaley", "scale3d") || name == "scale" && isZero(v)
		odd = v != "none" && v != "0" && v != "1"
	case "clip-path":
		gone = strings.HasPrefix(bare, "inset(100%") || strings.HasPrefix(bare, "inset(50%") || zeroArgument(bare, "circle", "ellipse")
		odd = v != "none"
	case "clip", "mask", "mask-image":
		gone = zeroArgument(bare, "rect") && !strings.Contains(bare, "auto") && name == "clip"
		odd = v != "none" && v != "auto"
	case "filter":
		gone = zeroArgument(bare, "opacity", "alpha")
		odd = v != "none"
	case "mix-blend-mode":
		odd = v != "normal"
	case "text-decoration", "text-decoration-line":
		odd = strings.Contains(v, "line-through")
	case "unicode-bidi":
		odd = strings.Contains(v, "override")
	case "list-style", "list-style-type":
		odd = strings.ContainsAny(v, `"'`)
	}
	switch {
	case gone:
		return unseenWords
	case odd:
		return doubtful
	}
	return seen
}

// zeroArgument reports whether one of the functions has 0 for its first argument.
func zeroArgument(v string, names ...string) bool {
	for _, n := range names {
		if _, args, ok := strings.Cut(v, n+"("); ok {
			if i := strings.IndexAny(args, ",)"); i >= 0 {
				args = args[:i]
			}
			if args = strings.TrimPrefix(args, "opacity="); isZero(args) || strings.HasPrefix(args, "0p") {
				return true
			}
		}
	}
	return false
}

// farAway reports whether one of the lengths moves words out of a window.
func farAway(v string) bool {
	for _, l := range strings.Fields(v) {
		n := strings.TrimRight(l, "abcdefghijklmnopqrstuvwxyz%")
		f, err := strconv.ParseFloat(n, 64)
		if err != nil {
			if strings.HasPrefix(l, "calc(") {
				return true
			}
			continue
		}
		limit := 200.0
		switch l[len(n):] {
		case "em", "rem", "ex", "ch", "cm", "in", "pc":
			limit = 15
		case "%", "vw", "vh":
			limit = 50
		}
		if f <= -limit || f >= 5*limit {
			return true
		}
	}
	return false
}

// colour notes a colour of the text or of the ground; the last one counts, unless an important one stands before it.
func (d *declared) colour(to **colour, which int, v string, firm bool) {
	if d.firm[which] && !firm {
		return
	}
	d.firm[which] = firm
	if which == 1 && strings.Contains(v, "gradient(") {
		d.sight = max(d.sight, doubtful)
		return
	}
	if which == 1 && strings.Contains(v, "url(") {
		*to = &colour{255, 255, 255} // nobody knows what the picture shows, or whether it is shown
		d.coloured = true
		return
	}
	for _, f := range words(v) {
		c, alpha, told, odd := parseColour(f)
		switch {
		case odd && which == 0:
			d.sight = max(d.sight, doubtful)
		case told && which == 0 && alpha < 0.1:
			d.sight = unseenWords
		case told && which == 0 && alpha < 0.4:
			d.sight = max(d.sight, doubtful)
		case told && alpha >= 0.5 || told && which == 0:
			*to, d.coloured = &c, true
		case which == 0:
			*to = &colour{} // a name that is seen on white
		}
	}
}

// words parts a value at its blanks, but not within brackets.
func words(v string) []string {
	if strings.IndexByte(v, '(') < 0 {
		return strings.Fields(v)
	}
	var out []string
	from, depth := 0, 0
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ' ', '\t', '\n', '\r':
			if depth <= 0 {
				if from < i {
					out = append(out, v[from:i])
				}
				from = i + 1
			}
		}
	}
	if from < len(v) {
		out = append(out, v[from:])
	}
	return out
}

// isZero reports whether a length or number is nothing, or so little that nobody reads it (less than a tenth, 1px, 1pt).
func isZero(v string) bool {
	n := strings.TrimRight(v, "abcdefghijklmnopqrstuvwxyz%")
	f, err := strconv.ParseFloat(strings.TrimSpace(n), 64)
	if err != nil {
		return false
	}
	if strings.HasSuffix(v, "px") || strings.HasSuffix(v, "pt") {
		return f >= 0 && f <= 1
	}
	return f >= 0 && f < 0.1
}

func stripCSSComments(s string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "/*")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		if _, s, ok = strings.Cut(after, "*/"); !ok {
			return b.String()
		}
	}
}
