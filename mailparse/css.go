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

// known are the elements of HTML, old and new, whose words every reader shows as text where they are met here. Words in any other are
// shown by browsers and taken out by some programs; those of Office (o:p, st1:date) everybody shows.
var known = nameSet("html head body title meta link base style script a abbr acronym address applet area article aside audio b basefont bdi bdo bgsound big blink " +
	"blockquote br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure " +
	"font footer form frame frameset h1 h2 h3 h4 h5 h6 header hgroup hr i iframe img input ins kbd label legend li listing main map mark marquee math menu meter " +
	"nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre progress q rp rt ruby s samp search section select small " +
	"source span strike strong sub summary sup svg table tbody td template textarea tfoot th thead time tr track tt u ul var video wbr xmp image")

func nameSet(s string) map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(s) {
		m[n] = true
	}
	return m
}

// look judges an element by its name, its attributes and the rules of the style sheets; around is what its words would stand in
// without it, within what they stand in; covers, whether it says something without words of the message: its
// style writes some, or it has a ground of its own and may lie over words that stand elsewhere.
func look(t html.Token, css sheets, around pair) (s sight, within pair, covers bool) {
	s, within = css.look(t), around
	told := false
	style := ""
	for _, a := range t.Attr {
		switch a.Key {
		case "hidden":
			if s = unseenWords; strings.EqualFold(a.Val, "until-found") {
				s = doubtful
			}
		case "popover":
			s = unseenWords
		case "style":
			style = a.Val
		case "dir":
			if strings.EqualFold(a.Val, "rtl") {
				s = max(s, doubtful)
			}
		case "face":
			s = max(s, declaration("font-family", strings.ToLower(a.Val)))
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
		covers = d.writes || d.over && d.ground != nil
		s = max(s, d.sight)
	}
	if told {
		s = max(s, within.sight())
	}
	return max(s, looksByName(t)), within, covers
}

func looksByName(t html.Token) sight {
	switch {
	case t.Data == "input" && strings.EqualFold(attr(t, "type"), "hidden"), t.Data == "dialog" && !hasAttr(t, "open"):
		return unseenWords
	case halfSeen[t.Data], t.Data == "details" && !hasAttr(t, "open"), !known[t.Data] && !strings.Contains(t.Data, ":"):
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
	little       bool // so low or narrow that only some of the words have room
	writes       bool // words are put beside those of the message: marks of lists, quotation marks
	over         bool // it is put over what stands elsewhere
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
	} else if d.little && d.cut {
		d.sight = max(d.sight, doubtful)
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
	if strings.Contains(v, "var(") || strings.Contains(v, "expression(") || strings.Contains(v, "env(") {
		d.sight = max(d.sight, doubtful)
	}
	d.writes = d.writes || (strings.HasPrefix(name, "list-style") || name == "quotes") && quotedWords(v)
	d.over = d.over || name == "position" && (v == "absolute" || v == "fixed" || v == "sticky") || strings.HasPrefix(name, "margin") && farAway(v)
	switch name {
	case "color", "text-fill-color":
		d.colour(&d.text, 0, v, firm)
	case "background", "background-color", "background-image":
		d.colour(&d.ground, 1, v, firm)
	case "max-height", "height", "max-width", "width", "max-block-size", "max-inline-size":
		d.zero, d.little = d.zero || isZero(v), d.little || little(v)
	case "overflow", "overflow-x", "overflow-y":
		d.cut = d.cut || strings.Contains(v, "hidden") || strings.Contains(v, "clip")
	case "content":
		d.content = v != "" && v != "none" && v != "normal" && v != `""` && v != "''"
	default:
		d.sight = max(d.sight, declaration(name, v))
	}
}

// harmless are the properties that change how words look and not whether, where or in which order they are read; those with a value to
// look at are in declaration. A property that is in neither makes a person look (CSS grows every year, and so do the ways to hide).
var harmless = nameSet("font-weight font-style font-variant font-variant-ligatures font-variant-caps font-variant-numeric font-variant-east-asian font-variant-alternates " +
	"font-variant-position font-variant-emoji font-stretch font-kerning font-feature-settings font-optical-sizing font-variation-settings font-size-adjust font-synthesis " +
	"font-palette font-language-override font-smoothing osx-font-smoothing " +
	"text-align text-align-last text-transform text-decoration-color text-decoration-style text-decoration-thickness text-decoration-skip text-decoration-skip-ink " +
	"text-underline-offset text-underline-position text-size-adjust text-stroke-width text-stroke text-stroke-color text-justify text-justify-trim text-rendering text-wrap " +
	"text-wrap-mode text-autospace text-emphasis-color text-kashida text-kashida-space text-effect text-underline text-shadow " +
	"white-space white-space-collapse word-break word-wrap overflow-wrap line-break hyphens hyphenate-limit-chars nbsp-mode orphans widows tab-size tab-stops tab-interval " +
	"border border-top border-bottom border-left border-right border-width border-style border-color border-radius border-collapse border-spacing border-image border-image-source " +
	"border-top-width border-bottom-width border-left-width border-right-width border-top-style border-bottom-style border-left-style border-right-style " +
	"border-top-color border-bottom-color border-left-color border-right-color border-block border-inline border-alt outline outline-color outline-style outline-width outline-offset " +
	"border-top-left-radius border-top-right-radius border-bottom-left-radius border-bottom-right-radius border-image-outset border-image-repeat border-image-slice border-image-width box-shadow box-sizing " +
	"background-position background-position-x background-position-y background-repeat background-size background-attachment background-origin background-clip " +
	"min-width min-height vertical-align table-layout caption-side empty-cells clear list-style-position list-style-image " +
	"page page-break-before page-break-after page-break-inside break-before break-after break-inside size panose-1 layout-grid layout-grid-mode layout-grid-align layout-grid-line layout-flow punctuation-wrap " +
	"cursor caret-color pointer-events user-select user-modify user-drag tap-highlight-color touch-callout appearance resize accent-color color-scheme forced-color-adjust color-adjust print-color-adjust " +
	"interpolation-mode object-fit object-position aspect-ratio align-items align-self align-content justify-content justify-items justify-self flex flex-grow flex-shrink flex-basis flex-wrap gap row-gap column-gap " +
	"inline-size block-size min-inline-size max-inline-size locale scrollbar-width text-combine ime-mode counter-reset counter-increment unicode-range font-display font-synthesis-weight font-synthesis-style " +
	"font-synthesis-small-caps widow-control tab-stop transition transition-duration transition-property transition-timing-function transition-delay line-height-alt text-animation text-line-break")

// declaration judges a declaration that needs no other.
func declaration(name, v string) sight {
	s := valueOf(name, v)
	if s == seen && !harmless[name] && !looked[name] && !strings.HasPrefix(name, "mso-") && !strings.HasPrefix(name, "--") {
		return doubtful
	}
	return s
}

// looked are the properties whose values are judged.
var looked = nameSet("display visibility content-visibility opacity font-size zoom font font-family line-height text-indent left right top bottom margin margin-left margin-right " +
	"margin-top margin-bottom margin-block margin-inline margin-block-start margin-block-end margin-inline-start margin-inline-end padding padding-left padding-right padding-top padding-bottom " +
	"padding-inline padding-block padding-inline-start padding-inline-end padding-block-start padding-block-end transform scale translate rotate clip-path clip mask mask-image filter mix-blend-mode " +
	"text-decoration text-decoration-line unicode-bidi direction list-style list-style-type position float letter-spacing word-spacing writing-mode text-orientation z-index order flex-direction flex-flow " +
	"max-inline-size src punctuation-trim quotes hyphenate-character text-emphasis text-emphasis-style text-line-through mso-text-raise text-raise")

func valueOf(name, v string) sight {
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
		gone, odd = isZero(v), tiny(name, v)
	case "font-family":
		odd = signFont(v)
	case "letter-spacing", "word-spacing":
		odd = strings.HasPrefix(v, "-") && !smallShift(v)
	case "direction":
		odd = v == "rtl"
	case "writing-mode":
		odd = strings.HasPrefix(v, "vertical") || strings.HasPrefix(v, "sideways") || strings.HasPrefix(v, "tb")
	case "text-orientation":
		odd = v != "mixed" && v != "initial"
	case "position":
		odd = v == "absolute" || v == "fixed" || v == "sticky"
	case "float":
		odd = v != "none" && v != "inherit" && v != "initial"
	case "z-index", "order":
		odd = strings.HasPrefix(v, "-")
	case "flex-direction", "flex-flow":
		odd = strings.Contains(v, "reverse")
	case "src":
		odd = strings.Contains(v, "url(")
	case "font":
		for _, f := range strings.Fields(v) {
			size, _, _ := strings.Cut(f, "/")
			gone, odd = gone || isZero(size), odd || tiny("font-size", size)
		}
		odd = odd || signFont(v)
	case "line-height":
		odd = isZero(v)
	case "text-indent", "left", "right", "top", "bottom", "margin", "margin-left", "margin-right", "margin-top", "margin-bottom", "margin-block", "margin-inline", "margin-block-start",
		"margin-block-end", "margin-inline-start", "margin-inline-end", "padding", "padding-left", "padding-right", "padding-top", "padding-bottom",
		"padding-inline", "padding-block", "padding-inline-start", "padding-inline-end", "padding-block-start", "padding-block-end":
		gone, odd = strings.HasPrefix(v, "-999") && name != "margin", farAway(v) || name == "text-indent" && strings.HasSuffix(v, "00%")
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
	case "quotes", "hyphenate-character", "text-emphasis", "text-emphasis-style": // words of the sheet that are no words of the message
		odd = quotedWords(v)
	case "text-line-through": // how Word strikes twice
		odd = v != "none" && v != "no"
	case "text-raise", "mso-text-raise":
		odd = farAway(v)
	}
	switch {
	case gone:
		return unseenWords
	case odd:
		return doubtful
	}
	return seen
}

// quotedWords reports whether a value puts letters there that are no words of the message; quotation marks are none.
func quotedWords(v string) bool {
	return strings.ContainsAny(v, `"'`) && lettered(v)
}

// little reports whether a length is less than two lines, or two words, take.
func little(v string) bool {
	n := strings.TrimRight(v, "abcdefghijklmnopqrstuvwxyz%")
	f, err := strconv.ParseFloat(strings.TrimSpace(n), 64)
	if err != nil || f < 0 {
		return false
	}
	switch v[len(n):] {
	case "px", "pt":
		return f < 40
	case "em", "rem", "ex", "ch", "lh", "pc":
		return f < 3
	case "cm":
		return f < 1
	case "mm":
		return f < 10
	case "in":
		return f < 0.4
	}
	return false
}

// signFont reports whether a font shows signs in place of letters.
func signFont(v string) bool {
	for _, f := range []string{"wingdings", "webdings", "symbol", "dingbats", "marlett"} {
		if strings.Contains(v, f) && !strings.Contains(v, "segoe ui symbol") && !strings.Contains(v, "symbola") {
			return true
		}
	}
	return false
}

// tiny reports whether a size or opacity is so little that words are hard to find.
func tiny(name, v string) bool {
	n := strings.TrimRight(v, "abcdefghijklmnopqrstuvwxyz%")
	f, err := strconv.ParseFloat(strings.TrimSpace(n), 64)
	if err != nil || f < 0 {
		return false
	}
	switch v[len(n):] {
	case "%":
		return f < 40
	case "px", "pt":
		return f < 4
	case "em", "rem", "ex", "ch":
		return f < 0.4
	case "in", "cm", "mm", "pc", "vw", "vh", "q", "vmin", "vmax":
		return f < 1 && v[len(n):] != "in" && v[len(n):] != "cm"
	}
	return name != "font-size" && f < 0.4
}

// smallShift reports whether a distance between letters or words leaves them beside each other.
func smallShift(v string) bool {
	n := strings.TrimRight(v, "abcdefghijklmnopqrstuvwxyz%")
	f, err := strconv.ParseFloat(strings.TrimSpace(n), 64)
	switch v[len(n):] {
	case "px", "pt":
		return err == nil && f >= -1
	case "em", "rem":
		return err == nil && f >= -0.1
	}
	return false
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
