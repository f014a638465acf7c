package mailparse

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// hides reports whether an element is not shown: the hidden attribute, its own style, or a simple rule of a style sheet.
func hides(t html.Token, css map[string]bool) bool {
	for _, a := range t.Attr {
		switch {
		case a.Key == "hidden" && !strings.EqualFold(a.Val, "until-found"):
			return true
		case a.Key == "style" && hidingStyle(a.Val):
			return true
		case a.Key == "id" && (css["#"+a.Val] || css[t.Data+"#"+a.Val]):
			return true
		case a.Key == "class":
			for _, c := range strings.Fields(a.Val) {
				if css["."+c] || css[t.Data+"."+c] {
					return true
				}
			}
		}
	}
	return t.Data == "input" && strings.EqualFold(attr(t, "type"), "hidden")
}

// hidingStyle reports whether declarations of CSS take a text out of a reader's sight.
func hidingStyle(style string) bool {
	zero, clipped, colour, ground := false, false, "", ""
	for _, d := range strings.Split(strings.ToLower(stripCSSComments(style)), ";") {
		name, value, ok := strings.Cut(d, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		switch name = strings.TrimSpace(name); name {
		case "display":
			if value == "none" {
				return true
			}
		case "visibility":
			if value == "hidden" || value == "collapse" {
				return true
			}
		case "mso-hide":
			if value == "all" {
				return true
			}
		case "opacity", "font-size":
			if isZero(value) {
				return true
			}
		case "max-height", "height", "max-width", "width":
			zero = zero || isZero(value)
		case "overflow", "overflow-x", "overflow-y":
			clipped = clipped || value == "hidden" || value == "clip"
		case "text-indent", "left", "top", "margin-left":
			if strings.HasPrefix(value, "-999") {
				return true
			}
		case "color":
			colour = strings.ReplaceAll(value, " ", "")
		case "background", "background-color":
			ground = strings.ReplaceAll(value, " ", "")
		}
	}
	return zero && clipped || colour == "transparent" || colour != "" && colour == ground || ground == "" && isWhite(colour)
}

func isWhite(c string) bool {
	return c == "white" || c == "#fff" || c == "#ffffff" || c == "rgb(255,255,255)"
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

// maxRules bounds the style rules that are read.
const maxRules = 2000

// hidingRules are the simple selectors (.class, #id, tag.class, tag#id) of the style sheets in src whose rule hides. Rules inside
// @media hold for some screens only and are passed over.
func hidingRules(src string) map[string]bool {
	out := map[string]bool{}
	low := strings.ToLower(src)
	if len(low) != len(src) { // a case that changes lengths: offsets would lie
		low = src
	}
	for n := 0; n < 20; n++ {
		i := strings.Index(low, "<style")
		if i < 0 {
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
		sheetRules(src[i+j+1:max(i+j+1, i+j+end)], out)
		src, low = src[i+j+end:], low[i+j+end:]
	}
	return out
}

func sheetRules(sheet string, out map[string]bool) {
	sheet = strings.NewReplacer("<!--", "", "-->", "").Replace(stripCSSComments(sheet))
	for n := 0; n < maxRules; n++ {
		sel, rest, ok := strings.Cut(sheet, "{")
		if !ok {
			return
		}
		sel = strings.TrimSpace(sel)
		if strings.HasPrefix(sel, "@") {
			sheet = afterBlock(rest)
			continue
		}
		body, after, _ := strings.Cut(rest, "}")
		sheet = after
		if !hidingStyle(body) {
			continue
		}
		for _, s := range strings.Split(sel, ",") {
			if s = strings.TrimSpace(s); s != "" && !strings.ContainsAny(s, " >+~:[") && strings.ContainsAny(s, ".#") {
				out[s] = true
			}
		}
	}
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
