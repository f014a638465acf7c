package mailparse

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Words in HTML that some readers show and others do not. They are not taken into the text; a person looks.

// maxAlt is from how many words on the text of an image is more than the name of it; what programs write there by themselves is not counted.
const maxAlt = 15

var (
	reWrittenAlt = regexp.MustCompile(`descrizione generata automaticamente|(il )?contenuto generato dall'ia potrebbe non essere corretto|description automatically generated|ai-generated content may be incorrect`)
	reSpeaks     = regexp.MustCompile(reAsks + `|\b(non|no|anzi|nulla|niente|stop|idea|cambi\w*)\b`)
)

// shownAttr reports whether words of an attribute, or a page it names, may be shown by a reader.
func shownAttr(element, key string) bool {
	switch element {
	case "img", "area":
		return key == "alt"
	case "input", "button", "textarea", "option", "optgroup":
		return key == "value" || key == "placeholder" || key == "label" || key == "alt"
	case "iframe", "frame", "object", "embed", "applet":
		return key == "src" || key == "srcdoc" || key == "data" || key == "code"
	case "template":
		return key == "shadowrootmode"
	}
	return false
}

// besides reports whether an element has words, or a page, of its own that a reader may show.
func besides(t html.Token) bool {
	switch t.Data {
	case "img", "area":
		return speaks(attr(t, "alt"))
	case "input":
		switch strings.ToLower(attr(t, "type")) {
		case "checkbox", "radio":
			return true // what is ticked holds, what is not does not: only eyes tell which words are meant
		case "hidden", "password", "color", "file":
			return false
		}
	case "iframe", "frame", "object", "embed", "applet", "template":
		for _, a := range t.Attr {
			if shownAttr(t.Data, a.Key) && strings.TrimSpace(a.Val) != "" {
				return true
			}
		}
		return false
	}
	for _, a := range t.Attr {
		if shownAttr(t.Data, a.Key) && lettered(a.Val) {
			return true
		}
	}
	return false
}

// speaks reports whether words beside an image say something to the reader, and are not the name of a logo or what a program makes of
// the picture.
func speaks(s string) bool {
	s = reWrittenAlt.ReplaceAllString(strings.ReplaceAll(strings.ToLower(s), "\u2019", "'"), "")
	return len(strings.Fields(s)) > maxAlt || reSpeaks.MatchString(s)
}

// inAddress reports whether an image touches an address of the line: what it shows may be a part of it. What else a logo or an icon
// stands beside says the same without it.
func inAddress(line string) bool {
	for _, run := range strings.Fields(line) {
		if strings.ContainsRune(run, picture) && strings.Contains(run, "@") {
			return true
		}
	}
	return false
}

func lettered(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// comment looks at a comment that Outlook reads: <!--[if mso]> … <![endif]-->. raw is all of it. Its styles, settings and shapes are
// ordinary; words in it are before the eyes of those who have that program alone.
func (w *htmlWalk) comment(raw string) {
	s, ok := strings.CutPrefix(raw, "<!--")
	s = strings.TrimSpace(s)
	w.condition(raw, s)
	if !ok || w.hid || len(s) < 3 || !strings.EqualFold(s[:3], "[if") {
		return
	}
	condition, content, _ := strings.Cut(strings.TrimSuffix(s, "-->"), ">")
	if w.conditional { // one within another is nobody's
		w.hid = true
		return
	}
	text, hid := htmlIn(content, true)
	if strings.Contains(lowerASCII(condition), "supportfields") { // the code of a field, as of a link: nobody sees it
		w.hid = hid || speaks(text)
		return
	}
	w.hid = hid || lettered(text)
}

// boxesOfFonts are what stands for ☐ and ☒ in a font of signs, as a byte and in the private area where Word puts it.
const boxesOfFonts = "\u00a8\uf06f\uf070\uf071\uf078\uf0a1\uf0a8\uf0fb\uf0fd\uf0fe"

// maxBullet is how many letters of a list Outlook leaves out and writes by itself: "a)", "viii.".
const maxBullet = 6

// condition looks for the marks around what Outlook does not show and others do: <![if !mso]> … <![endif]> and
// <!--[if !mso]><!--> … <!--<![endif]-->. s is what raw has as a comment.
func (w *htmlWalk) condition(raw, s string) {
	low := lowerASCII(raw)
	switch {
	case strings.Contains(low, "<![endif]"):
		w.apart = -1
	case strings.HasPrefix(low, "<![if") && strings.Contains(low, "support"):
		w.apart = maxBullet
	case strings.HasPrefix(low, "<![if"), strings.HasPrefix(lowerASCII(s), "[if") && strings.HasSuffix(low, "<!-->"):
		w.apart = 0
	}
}

// leftOut counts letters between the marks of a condition.
func (w *htmlWalk) leftOut(s string) {
	if w.apart < 0 || w.hid {
		return
	}
	for _, r := range s {
		if unicode.IsLetter(r) {
			w.apart--
		}
	}
	if w.apart < 0 {
		w.hid = true
	}
}
