package mailparse

import (
	"strings"

	"golang.org/x/net/html"
)

// maxOpen is the deepest nesting of HTML elements that is followed; beyond it elements are taken as closed at once, and the
// text counts as one that hides something.
const maxOpen = 128

// htmlText reduces HTML to the text a reader sees: block elements end lines, quotations are marked with "> " and Outlook's
// header with the line of its plain form, targets of mailto: links that the link text does not say are added. What CSS
// hides is left out; hidden says that there was some, or words of which nobody knows whether they are seen.
func htmlText(src string) (text string, hidden bool) { return htmlIn(src, false) }

// htmlIn is htmlText, and with conditional what stands in a comment that Outlook reads.
func htmlIn(src string, conditional bool) (text string, hidden bool) {
	w := htmlWalk{css: readSheets(src), open: map[string]int{}, conditional: conditional, apart: -1}
	w.hid = w.css.add
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		switch z.Next() {
		case html.ErrorToken:
			_, rest, _ := strings.Cut(string(z.Raw()), " ")
			w.hid = w.hid || lettered(rest) // a tag that never ends: some readers drop the rest, others show it
			w.newline()
			return strings.Trim(w.out.String(), "\n"), w.hid
		case html.TextToken:
			w.text(string(z.Text()))
		case html.StartTagToken:
			w.start(w.tag(z), false)
		case html.SelfClosingTagToken:
			w.start(w.tag(z), true)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(string(name))
		case html.CommentToken:
			w.comment(string(z.Raw()))
		}
	}
}

// maxTold is how many attributes of one element are read.
const maxTold = 32

// tag is the tag that z has read, with the attributes that are looked at and no others. An element with more of these than
// any program writes counts as one that hides something.
func (w *htmlWalk) tag(z *html.Tokenizer) html.Token {
	name, more := z.TagName()
	t := html.Token{Data: string(name)}
	for more {
		var key, val []byte
		key, val, more = z.TagAttr()
		switch string(key) {
		case "hidden", "style", "id", "class", "href", "type", "color", "text", "bgcolor", "open", "dir", "face", "rel", "popover":
		default:
			if !shownAttr(t.Data, string(key)) {
				continue
			}
		}
		if len(t.Attr) == maxTold {
			w.hid = true
			return t
		}
		t.Attr = append(t.Attr, html.Attribute{Key: string(key), Val: string(val)})
	}
	return t
}

// htmlElement is one open element.
type htmlElement struct {
	name          string
	hidden, quote bool
	doubt         bool // its words stay, and a person looks
	in            pair
	href          string
	from          int // length of the output when a link began
}

type htmlWalk struct {
	out    strings.Builder
	line   strings.Builder
	stack  []htmlElement
	open   map[string]int // how many of the stack have a name
	css    sheets
	hid    bool
	silent int // open elements that are not shown
	doubts int // open elements of which nobody knows
	quotes int
	gap    bool // an empty line is due before the next one

	conditional bool // what is read is a comment for Outlook alone
	apart       int  // letters that may stand between marks of a condition, which Outlook leaves out; -1: no mark is open
}

// voids have no content.
var voids = map[string]bool{"br": true, "hr": true, "img": true, "input": true, "meta": true, "link": true, "area": true,
	"base": true, "col": true, "embed": true, "source": true, "track": true, "wbr": true}

// blocks end the line before and after them.
var blocks = map[string]bool{"p": true, "div": true, "li": true, "ul": true, "ol": true, "tr": true, "table": true, "h1": true,
	"h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "blockquote": true, "pre": true, "section": true, "article": true,
	"header": true, "footer": true, "dt": true, "dd": true, "address": true, "form": true, "fieldset": true, "center": true, "body": true,
	"aside": true, "details": true, "dialog": true, "dir": true, "dl": true, "figcaption": true, "figure": true, "hgroup": true, "hr": true,
	"listing": true, "main": true, "menu": true, "nav": true, "search": true, "summary": true}

// spaced are the blocks that stand apart by an empty line.
var spaced = map[string]bool{"p": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "pre": true}

// ofHead are the elements that may stand in a head; any other, and words, end it (HTML §13.2.6.4.4).
var ofHead = map[string]bool{"head": true, "title": true, "style": true, "script": true, "meta": true, "link": true, "base": true, "basefont": true, "bgsound": true,
	"noframes": true, "noscript": true, "template": true, "xml": true, "object": true}

// picture stands for an image in a line until the line ends.
const picture = '\ufffc'

// unread are elements whose content is no text of the message.
var unread = map[string]bool{"script": true, "style": true, "head": true, "title": true, "template": true, "noscript": true,
	"object": true, "textarea": true, "select": true, "svg": true, "math": true, "iframe": true}

// unseen are those of them whose content no reader sees; words in the others may be before a person's eyes and not in the text,
// so that they count as hidden.
var unseen = map[string]bool{"script": true, "style": true, "head": true, "title": true}

// settings reports whether an element has settings of Office: Outlook takes them out, others show their words.
func (w *htmlWalk) settings(name string) bool { return w.conditional && name == "xml" }

func (w *htmlWalk) start(t html.Token, closed bool) {
	name := t.Data
	w.imply(name)
	if w.open["head"] > 0 && !ofHead[name] {
		w.closeAll("head")
	}
	switch {
	case name == "br":
		w.lineBreak()
	case blocks[name]:
		w.newline()
		w.gap = w.gap || spaced[name]
	}
	if name == "td" || name == "th" {
		w.line.WriteByte(' ')
	}
	w.hid = w.hid || besides(t) || name == "link" && strings.Contains(strings.ToLower(attr(t, "rel")), "stylesheet") // a sheet that is elsewhere may hide anything
	if name == "img" && w.silent == 0 {
		w.line.WriteRune(picture)
	}
	s, in, covers := look(t, w.css, w.around())
	w.hid = w.hid || covers || w.conditional && s != seen && known[name] // Outlook alone strikes or hides what follows
	e := htmlElement{name: name, hidden: unread[name] || w.settings(name) || s == unseenWords, doubt: s == doubtful, in: in, quote: quotation(t)}
	if outlookHeader(t) && w.silent == 0 {
		w.newline()
		w.emit("-----Messaggio originale-----")
	}
	if voids[name] || closed && (name == "svg" || name == "math") { // only foreign elements close themselves (HTML §13.1.2.1): <div hidden/> stays open
		return
	}
	if len(w.stack) == maxOpen {
		w.hid = true
		return
	}
	if name == "a" {
		e.href = mailtoTarget(attr(t, "href"))
		e.from = w.out.Len() + w.line.Len()
	}
	w.push(e)
}

// imply closes what an element ends by beginning (HTML §13.1.2.4): a paragraph ends at the next block, a cell at the next cell.
func (w *htmlWalk) imply(name string) {
	if len(w.stack) == 0 {
		return
	}
	switch name {
	case "td", "th":
		w.endWithin("table", "td", "th")
	case "tr":
		w.endWithin("table", "td", "th", "tr")
	case "li":
		w.endWithin("ul", "li")
	default:
		if blocks[name] {
			w.endWithin("td", "p")
		}
	}
}

// endWithin closes the innermost open elements of the names, each once, but none outside the innermost limit.
func (w *htmlWalk) endWithin(limit string, names ...string) {
	for _, name := range names {
		if w.open[name] == 0 {
			continue
		}
		for i := len(w.stack) - 1; i >= 0 && w.stack[i].name != limit && w.stack[i].name != "table"; i-- {
			if w.stack[i].name == name {
				w.end(name)
				break
			}
		}
	}
}

func (w *htmlWalk) push(e htmlElement) {
	w.stack = append(w.stack, e)
	w.open[e.name]++
	if e.hidden {
		w.silent++
	}
	if e.doubt {
		w.doubts++
	}
	if e.quote {
		w.quotes++
	}
}

func (w *htmlWalk) closeAll(name string) {
	for _, e := range w.stack {
		if e.name == name {
			w.end(name)
			return
		}
	}
}

// end closes the innermost open element of that name and all within it.
func (w *htmlWalk) end(name string) {
	i := -1
	if w.open[name] > 0 {
		for i = len(w.stack) - 1; w.stack[i].name != name; i-- {
		}
	}
	if i < 0 {
		if name == "p" || name == "br" {
			w.lineBreak()
		}
		return
	}
	for j := len(w.stack) - 1; j >= i; j-- {
		e := w.stack[j]
		w.stack = w.stack[:j]
		w.open[e.name]--
		w.target(e)
		if blocks[e.name] {
			w.newline()
			w.gap = w.gap || spaced[e.name]
		}
		if e.hidden {
			w.silent--
			w.hid = w.hid || j > i && !unread[e.name] // a reader opens <b hidden> again after the paragraph (HTML §13.2.4.3)
		}
		if e.doubt {
			w.doubts--
			w.hid = w.hid || j > i // as above
		}
		if e.quote {
			w.quotes--
		}
	}
}

// maxLinkText is how much of the words of a link is searched for its target.
const maxLinkText = 4 << 10

// target adds the address of a mailto: link where the words of the link do not say it.
func (w *htmlWalk) target(e htmlElement) {
	if e.href == "" || w.silent > 0 {
		return
	}
	said := w.line.String()
	if n := w.out.Len(); e.from >= n && e.from-n <= len(said) {
		said = said[e.from-n:]
	}
	said = cutText(said, maxLinkText)
	if !strings.Contains(lowerASCII(said), e.href) {
		w.line.WriteString(" <" + e.href + "> ")
	}
}

func (w *htmlWalk) text(s string) {
	if n := len(w.stack); n > 0 && w.stack[n-1].name == "head" && strings.TrimSpace(s) != "" {
		w.closeAll("head")
	}
	if w.silent > 0 {
		if n := w.innermostHidden(); !w.hid && strings.TrimSpace(s) != "" && !unseen[n] && !w.settings(n) {
			w.hid = true
		}
		return
	}
	if !w.hid && (w.doubts > 0 || w.css.any) && strings.ContainsFunc(s, isLetterOrDigit) || w.doubts > 0 && strings.ContainsAny(s, boxesOfFonts) {
		w.hid = true
	}
	w.leftOut(s)
	for _, r := range s {
		switch r {
		case '\n', '\r', '\t':
			w.line.WriteByte(' ')
		default:
			w.line.WriteRune(r)
		}
	}
}

// around is what the words at this place stand in.
func (w *htmlWalk) around() pair {
	if n := len(w.stack); n > 0 {
		return w.stack[n-1].in
	}
	return paper
}

// innermostHidden names the last hidden element that was opened: script and the like hide nothing from a reader.
func (w *htmlWalk) innermostHidden() string {
	for i := len(w.stack) - 1; i >= 0; i-- {
		if w.stack[i].hidden {
			return w.stack[i].name
		}
	}
	return ""
}

func (w *htmlWalk) mark() string {
	if w.quotes > 0 {
		return "> "
	}
	return ""
}

// newline ends the line, if there is one. A line of nothing but &nbsp; is an empty one, as Outlook and webmails write it.
func (w *htmlWalk) newline() {
	raw := w.line.String()
	if strings.ContainsRune(raw, picture) {
		w.hid = w.hid || inAddress(raw)
		raw = strings.ReplaceAll(raw, string(picture), "")
	}
	s := strings.Join(strings.Fields(raw), " ")
	w.line.Reset()
	if s != "" {
		w.emit(s)
	} else if strings.Contains(raw, "\u00a0") {
		w.gap = true
	}
}

// lineBreak ends the line; on an empty one it makes a gap.
func (w *htmlWalk) lineBreak() {
	n := w.out.Len()
	w.newline()
	w.gap = w.gap || w.out.Len() == n
}

// emit writes a line, after an empty one where a gap is due. Lines of a quotation stand together.
func (w *htmlWalk) emit(s string) {
	if w.gap && w.out.Len() > 0 && w.quotes == 0 {
		w.out.WriteByte('\n')
	}
	w.gap = false
	w.out.WriteString(w.mark() + s + "\n")
}

func attr(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// mailtoTarget is the address of a mailto: link (RFC 6068), lower case, "" when it is none.
func mailtoTarget(href string) string {
	href = strings.TrimSpace(href)
	if len(href) < 7 || !strings.EqualFold(href[:7], "mailto:") {
		return ""
	}
	to, _, _ := strings.Cut(href[7:], "?")
	return lowerASCII(strings.TrimSpace(string(appendPercent(nil, to))))
}

// quotation reports whether an element holds what somebody else wrote.
func quotation(t html.Token) bool {
	if t.Data == "blockquote" {
		return true
	}
	for _, c := range strings.Fields(strings.ToLower(attr(t, "class"))) {
		switch c {
		case "gmail_quote", "gmail_extra", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "gmail_quote_container":
			return true
		}
	}
	return strings.EqualFold(attr(t, "type"), "cite")
}

// outlookHeader reports whether an element begins the message that Outlook answers or forwards.
func outlookHeader(t html.Token) bool {
	id := strings.ToLower(attr(t, "id"))
	if id == "divrplyfwdmsg" || id == "stopspelling" || id == "appendonsend" || strings.HasPrefix(id, "x_divrplyfwdmsg") {
		return id != "appendonsend"
	}
	return strings.Contains(strings.ToLower(attr(t, "class")), "outlookmessageheader")
}
