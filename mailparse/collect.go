package mailparse

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// collector parts the tree of a message into readable text and attachments.
type collector struct {
	over        *limits
	segments    []segment
	attachments []Attachment
	hidden      bool
	otherwise   bool // other readers could show another text than the one gathered
}

// segment is one piece of readable text in one or both of its forms.
type segment struct{ plain, html string }

func (s segment) readable() string {
	if strings.TrimSpace(s.plain) != "" {
		return s.plain
	}
	return s.html
}

// root reads the tree: a single-part text message is text whatever its name.
func (c *collector) root(e *entity) {
	if len(e.children) == 0 && e.disp.value != "attachment" && isText(e) {
		c.segment(e)
		return
	}
	c.walk(e)
}

func isText(e *entity) bool {
	switch e.ctype.value {
	case "text/plain", "text/html", "text/enriched":
		return true
	}
	// a multipart that could not be split is shown as it stands
	return strings.HasPrefix(e.ctype.value, "multipart/") && len(e.children) == 0
}

func (c *collector) walk(e *entity) {
	switch {
	case len(e.children) == 0:
		c.leaf(e)
	case e.ctype.value == "multipart/alternative":
		c.alternative(e)
	case e.ctype.value == "multipart/related", e.ctype.value == "multipart/signed", e.ctype.value == "multipart/report":
		c.otherwise = c.otherwise || e.otherStart()
		c.walk(e.children[0])
		for _, x := range e.children[1:] {
			c.attachTree(x)
		}
	default:
		for _, x := range e.children {
			c.walk(x)
		}
	}
}

// alternative makes one segment of the forms of the same text (RFC 2046 §5.1.4).
func (c *collector) alternative(e *entity) {
	sub := collector{over: c.over}
	for _, x := range e.children {
		sub.walk(x)
		// A reader that takes the last form it knows may show it in place of the text: one that is called an attachment, a PDF, a page in XML.
		sub.otherwise = sub.otherwise || isText(x) && x.disp.value == "attachment" || len(x.children) == 0 && !isText(x)
	}
	var s segment
	var plain, html textJoin
	for _, x := range sub.segments {
		plain.add(x.plain)
		html.add(x.html)
	}
	s.plain, s.html = plain.text(), html.text()
	c.segments = append(c.segments, s)
	c.attachments = append(c.attachments, sub.attachments...)
	c.hidden, c.otherwise = c.hidden || sub.hidden, c.otherwise || sub.otherwise
}

// textJoin puts texts one after the other, an empty line between them, until there is more than a message's text may have.
type textJoin struct{ b strings.Builder }

func (j *textJoin) add(s string) {
	if s = strings.TrimRight(s, "\n"); strings.TrimSpace(s) == "" || j.b.Len() > MaxTextBytes {
		return
	}
	if j.b.Len() == 0 {
		s = strings.TrimLeft(s, "\n")
	} else {
		j.b.WriteString("\n\n")
	}
	j.b.WriteString(s)
}

func (j *textJoin) text() string { return j.b.String() }

func (c *collector) leaf(e *entity) {
	if isText(e) && e.disp.value != "attachment" && len(e.names()) == 0 {
		c.segment(e)
		return
	}
	c.attach(e)
}

// attachTree takes every leaf below e as an attachment.
func (c *collector) attachTree(e *entity) {
	if len(e.children) == 0 {
		c.attach(e)
	}
	for _, x := range e.children {
		c.attachTree(x)
	}
}

func (c *collector) attach(e *entity) {
	c.otherwise = c.otherwise || e.shownBeside()
	a := Attachment{Type: e.ctype.value, body: e.body, encoding: e.encoding()}
	if n := e.names(); len(n) > 0 {
		a.Name = cleanName(n[0])
		for _, other := range n[1:] {
			a.Altrimenti = append(a.Altrimenti, cleanName(other))
		}
	}
	if d := cleanName(DecodeWords(e.header.Get("Content-Description"))); d != "" {
		a.Altrimenti = append(a.Altrimenti, d)
	}
	h, sniff := sha256.New(), newSniffer(a.Name, a.Type)
	decodeTo(a.encoding, a.body, func(b []byte) bool { a.Size += len(b); h.Write(b); sniff.write(b); return true })
	a.SHA256 = hex.EncodeToString(h.Sum(nil))
	if a.Signed = signedByName(a.Name, a.Type); a.Signed == "" {
		a.Signed = sniff.found()
	}
	c.attachments = append(c.attachments, a)
}

func (c *collector) segment(e *entity) {
	b, more := decodeHead(e.encoding(), e.body, min(MaxDecodedText, MaxDecodedTexts-c.over.text))
	if more {
		c.over.add("text_bytes")
	}
	c.otherwise = c.otherwise || e.damagedText()
	c.over.text += len(b)
	s, _ := decodeCharset(e.ctype.param("charset"), b)
	odd := oddBreak(s)
	s = marked(s)
	c.hidden = c.hidden || struck(s)
	if e.ctype.value == "text/html" {
		t, hidden := htmlText(s)
		c.hidden = c.hidden || hidden
		c.segments = append(c.segments, segment{html: t})
		return
	}
	c.otherwise = c.otherwise || odd // in HTML they are blanks
	if strings.EqualFold(e.ctype.param("format"), "flowed") {
		delsp := strings.EqualFold(e.ctype.param("delsp"), "yes")
		c.otherwise = c.otherwise || flowsOtherwise(s, delsp)
		s = unflow(s, delsp)
	}
	c.segments = append(c.segments, segment{plain: s})
}

// text is the readable text and where its first words are from.
func (c *collector) text() (text, from string) {
	var all textJoin
	for _, s := range c.segments {
		r := s.readable()
		if strings.TrimSpace(r) == "" {
			continue
		}
		if from == "" {
			from = "plain"
			if strings.TrimSpace(s.plain) == "" {
				from = "html"
			}
		}
		all.add(r)
	}
	return all.text(), from
}

// discordant reports whether the two forms of a text name different codes or addresses, or have other words.
func (c *collector) discordant() bool {
	for _, s := range c.segments {
		if strings.TrimSpace(s.plain) == "" || strings.TrimSpace(s.html) == "" {
			continue
		}
		if !slices.Equal(namedIn(s.plain), namedIn(s.html)) || !sameWords(s.plain, s.html) {
			return true
		}
	}
	return false
}

// reBesideWords is what programs write in one form alone: targets of links, addresses (namedIn holds them against each other), names of
// images.
var reBesideWords = regexp.MustCompile(`(?i)\[(image|immagine|cid|logo)\b[^\]\n]{0,200}\]|<?\b(https?://|www\.|mailto:|tel:)[^\s<>]*>?|[^\s<>()\[\]]+@[^\s<>()\[\]]+`)

// sameWords reports whether two forms of one text have the same letters, digits and question marks in the same order: where lines and blanks stand, how a list or
// bold words are marked, is a matter of the form. Where the whole differs, as programs head a quotation in two ways, what was written now
// is compared.
func sameWords(plain, htm string) bool {
	plain, htm = cutText(plain, MaxTextBytes), cutText(htm, MaxTextBytes)
	if letters(plain) == letters(htm) {
		return true
	}
	return letters(writtenNow(plain)) == letters(writtenNow(htm))
}

func letters(s string) string {
	s = reListMark.ReplaceAllString(reBesideWords.ReplaceAllString(s, ""), "")
	return strings.Map(func(r rune) rune {
		if !isLetterOrDigit(r) && r != '?' {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}

// reListMark is the number of a list, or of a link at the foot, which one form writes and the other draws.
var reListMark = regexp.MustCompile(`(?m)^[>\s]*[0-9]{1,2}[.)]\s|\[[0-9]{1,2}\]`)

// struck reports whether a text has signs that strike out what they stand over (Unicode §7.9), or words in the marks by which programs
// and people strike them in plain text.
func struck(s string) bool {
	some := strings.IndexByte(s, 0xcc) >= 0 || strings.Contains(s, "\xe2\x83") // the first bytes of all of them in UTF-8
	return some && strings.ContainsFunc(s, overlays) || strings.Contains(s, "~") && reStruck.MatchString(s)
}

func overlays(r rune) bool {
	switch r {
	case 0x336, 0x337, 0x338, 0x335, 0x20d2, 0x20d3, 0x20e0, 0x20e5, 0x20e6, 0x20ea, 0x20eb:
		return true
	}
	return false
}

var reStruck = regexp.MustCompile(`(?:^|[^~\pL\pN/])~{1,2}\s?\pL[^~\n]*~{1,2}(?:$|[^~\pL\pN])|~~\s?\pL[^~]*~~`)

// writtenNow is the text without its quotations.
func writtenNow(s string) string {
	nuovo, _, firma := divide(normal(s))
	return nuovo.join().String() + "\n" + firma.join().String()
}

// namedIn are the codes and addresses of a text, sorted, each once.
func namedIn(text string) []string {
	g := normal(cutText(text, MaxTextBytes)).join()
	var out []string
	a := findAddresses(g, InNuovo)
	for _, c := range append(findCF(g, InNuovo, a), a...) {
		out = append(out, c.Valore)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// cleanName is a file name without path, controls, invisible and direction characters, at most 255 bytes (RFC 6266 §4.3).
func cleanName(s string) string {
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = strings.Map(func(r rune) rune {
		if invisible(r) || unicode.IsControl(r) || !unicode.IsPrint(r) && r != ' ' {
			return -1
		}
		return r
	}, readable(s))
	if s = strings.TrimSpace(s); strings.Trim(s, ". ") == "" {
		return ""
	}
	return cutText(s, 255)
}

// unflow joins the soft line breaks of format=flowed (RFC 3676 §4): a line that ends in a blank goes on in the next one of
// the same quote depth. The signature line "-- " is none.
func unflow(s string, delsp bool) string {
	var out strings.Builder
	out.Grow(len(s))
	open, depth := false, 0
	for n, line := range strings.Split(s, "\n") {
		q := 0
		for q < len(line) && line[q] == '>' {
			q++
		}
		text := strings.TrimPrefix(line[q:], " ") // space-stuffing
		soft := strings.HasSuffix(text, " ") && text != "-- "
		if soft && delsp {
			text = text[:len(text)-1]
		}
		if !open || q != depth || text == "-- " {
			if n > 0 {
				out.WriteByte('\n')
			}
			if q > 0 {
				out.WriteString(line[:q] + " ")
			}
		}
		out.WriteString(text)
		open, depth = soft, q
	}
	return out.String()
}
