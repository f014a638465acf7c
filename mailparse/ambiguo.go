package mailparse

import (
	"bytes"
	"slices"
	"strings"
)

// What two readers of one mail could read in two ways. A signature proves the octets, not how they are read: where a person's
// client could find other parts, another sender or another signature than we do, the message is not certified.

// twoTrees reports whether readers could find other parts in a multipart than we did. Fields that stand twice are not
// looked at: those of a whole message are header_duplicate.
func (e *entity) twoTrees() bool {
	_, plain := e.ctype.params["boundary"]
	_, pieces := e.ctype.params["boundary*"]
	return e.ctype.twice || plain && pieces || e.near || oddMedia(e.header.Get("Content-Type"))
}

// oddBoundary reports whether a boundary is written in a way that RFC 2045 or 2231 allows, no provider uses and openssl cannot read: in
// pieces, encoded, with quoted pairs, with blanks at its end, with a comment in its field.
func (e *entity) oddBoundary() bool {
	v := e.header.Get("Content-Type")
	_, pieces := e.ctype.params["boundary*"]
	b := e.boundary()
	return pieces || strings.TrimRight(b, " \t") != b || strings.Contains(v, `\`) || strings.Contains(v, "(") && stripComments(v) != v
}

// twoReadings reports whether the parts that are signed could be other ones to another reader: of these daticert and postacert are
// taken.
func (e *entity) twoReadings() bool {
	if e.twoHeads() || len(e.children) > 0 && e.twoTrees() {
		return true
	}
	return slices.ContainsFunc(e.children, (*entity).twoHeads)
}

// otherwise reports whether a person's client could show other text or parts than we read, anywhere in a message.
func (e *entity) otherwise() bool {
	if e.twoHeads() || e.header.Bad > 0 || e.header.spaced || len(e.children) > 0 && (e.twoTrees() || e.oddBoundary() || e.encodedWhole() || e.reopened()) || e.shownOtherwise() {
		return true
	}
	if cs := e.ctype.param("charset"); len(e.children) == 0 && isText(e) && (!knownEncoding(e.encoding()) || otherASCII(cs) || !knownCharset(cs)) {
		return true
	}
	return slices.ContainsFunc(e.children, (*entity).otherwise)
}

// shownOtherwise reports whether an entity without parts is no plain or HTML text, and a reader shows it as one all the same: a multipart
// that could not be parted, and a text of another type (RFC 2046 §4.1.4) that is no file.
func (e *entity) shownOtherwise() bool {
	kind, sub, _ := strings.Cut(e.ctype.value, "/")
	switch {
	case len(e.children) > 0:
		return false
	case kind == "multipart":
		return true
	}
	return kind == "text" && sub != "plain" && sub != "html" && sub != "rfc822-headers" && e.disp.value != "attachment" && len(e.names()) == 0
}

// shownBeside reports whether a part that was taken for an attachment is text, or a message, that readers show below or between the
// text all the same: whatever its name, unless it says that it is an attachment (RFC 2183 §2.1, §2.2).
func (e *entity) shownBeside() bool {
	if e.disp.value == "attachment" {
		return false
	}
	return strings.HasPrefix(e.ctype.value, "text/") || e.ctype.value == "message/rfc822" || e.ctype.value == "message/global"
}

// otherStart reports whether a multipart/related names another part than its first as the one to show (RFC 2387 §3.2).
func (e *entity) otherStart() bool {
	start := bareID(e.ctype.param("start"))
	return start != "" && start != bareID(e.children[0].header.Get("Content-ID"))
}

// damagedText reports whether the base64 of a text has something that we leave out, text behind the padding before all, and that other
// readers decode.
func (e *entity) damagedText() bool {
	if encoding(e.encoding()) != "base64" || len(e.body) > 2*MaxDecodedText { // a longer one is over a cap
		return false
	}
	_, bad := e.decoded()
	return bad
}

// oddBreak reports whether a text has characters that end a line for us and not for every reader: a "> " behind them would be a
// quotation for us and the rest of the sentence for a person. CR before the end of a line is none.
func oddBreak(s string) bool {
	for _, mark := range []string{"\v", "\f", "\u0085", "\u2028", "\u2029"} {
		if strings.Contains(s, mark) {
			return true
		}
	}
	for {
		i := strings.IndexByte(s, '\r')
		if i < 0 || i+1 == len(s) {
			return false
		}
		if s = s[i+1:]; s[0] != '\r' && s[0] != '\n' {
			return true
		}
	}
}

// flowsOtherwise reports whether a text of format=flowed says something else to a reader that does not know the format: a line stuffed
// with a blank before its ">" is a quotation to that one and none here (RFC 3676 §4.4), and with DelSp two halves of a word or
// an address are two words (§4.1).
func flowsOtherwise(s string, delsp bool) bool {
	before := "" // the end of the line that goes on
	for _, line := range strings.Split(s, "\n") {
		if strings.HasPrefix(strings.TrimLeft(line, " "), ">") && strings.HasPrefix(line, " ") {
			return true
		}
		if before != "" && line != "" && line[0] != ' ' && line[0] != '>' && before[len(before)-1] != ' ' && line != "-- " {
			return true
		}
		if before = ""; delsp && strings.HasSuffix(line, " ") && line != "-- " {
			before = line[:len(line)-1]
		}
	}
	return false
}

// onceOnly are the fields of a message that readers show, and of which each shows another one where they stand twice (RFC 5322 §3.6).
var onceOnly = []string{"From", "Subject", "To"}

// otherVoice reports whether a header has what some programs show over the message and others do not: another sender who writes for this
// one (RFC 5322 §3.6.2, shown as "x per conto di y"), a word of warning, the mark of a draft.
func (h Header) otherVoice(from string) bool {
	if strings.TrimSpace(h.Get("X-Message-Flag")) != "" || strings.TrimSpace(h.Get("X-Unsent")) == "1" || h.Count("X-Mozilla-Draft-Info") > 0 {
		return true
	}
	n := h.claims("Sender")
	if n == 0 {
		return false
	}
	list, _ := ParseAddresses(h.Get("Sender"))
	return n > 1 || len(list) > 0 && !strings.EqualFold(list[0].Addr, from)
}

// doubled are the fields that stand more than once and must not. A From of more than one mailbox is one too.
func (h Header) doubled() []string {
	var out []string
	for _, name := range onceOnly {
		n := h.claims(name)
		if n == 1 && name == "From" {
			if list, _ := ParseAddresses(h.Get(name)); len(list) > 1 {
				n = len(list)
			}
		}
		if n > 1 {
			out = append(out, name)
		}
	}
	return out
}

// knownEncoding reports whether a Content-Transfer-Encoding is one of RFC 2045 §6: others, uuencode before all, some readers undo.
func knownEncoding(cte string) bool {
	switch encoding(cte) {
	case "", "7bit", "8bit", "binary", "base64", "quoted-printable":
		return true
	}
	return false
}

// encodedWhole reports whether a multipart says that it is encoded as a whole, which RFC 2045 §6.4 forbids: a reader that undoes it
// finds other parts than one that does not.
func (e *entity) encodedWhole() bool {
	switch encoding(e.encoding()) {
	case "", "7bit", "8bit", "binary":
		return false
	}
	return true
}

// reopened reports whether a delimiter stands behind the closing one: a reader that does not stop there finds further parts. Around the
// signed entity it changes nothing that is signed; within the original it may be what a person sees.
func (e *entity) reopened() bool {
	delim := []byte("--" + strings.TrimRight(e.boundary(), " \t"))
	closed := false
	for pos := 0; ; {
		i := bytes.Index(e.body[pos:], delim)
		if i < 0 {
			return false
		}
		at := pos + i
		if closed && (at == 0 || e.body[at-1] == '\n' || e.body[at-1] == '\r') {
			return true
		}
		pos = at + len(delim)
		if _, last, ok := delimiterLine(e.body, at, pos); ok && last {
			closed = true
		}
	}
}

// otherASCII reports whether letters of ASCII can mean other ones in a charset: shifted, wide and EBCDIC sets. The HTML standard, which
// we decode by, gives some of them up; other readers do not.
func otherASCII(label string) bool {
	label = strings.ToLower(strings.Trim(label, " \t\"'"))
	for _, p := range []string{"utf-7", "utf7", "unicode-1-1-utf-7", "utf-16", "utf16", "utf-32", "utf32", "ucs-", "iso-10646", "iso-2022-", "hz", "ebcdic", "cp037", "cp1026", "cp1140", "cp273", "cp424", "cp500", "cp875", "ibm037", "ibm273", "ibm424", "ibm500", "ibm1026", "ibm1140"} {
		if strings.HasPrefix(label, p) && !oneByte(label) {
			return true
		}
	}
	return false
}

// twoHeads reports whether an entity says twice what it is: a field that must stand once, or a parameter.
func (e *entity) twoHeads() bool {
	for _, name := range []string{"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"} {
		if e.header.claims(name) > 1 {
			return true
		}
	}
	return e.ctype.twice || e.disp.twice || oddMedia(e.header.Get("Content-Type")) || oddMedia(e.header.Get("Content-Disposition"))
}

// oddMedia reports whether a type or disposition has controls, blanks or comments within its value, a comment or quoted string
// without end, or more behind the quotes of a parameter: readers make different things of them.
func oddMedia(s string) bool {
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
		return true
	}
	if openComment(s) {
		return true
	}
	head, s, closed := cutParam(s)
	if strings.ContainsAny(strings.TrimSpace(head), " \t(") {
		return true
	}
	for closed && s != "" {
		var p string
		p, s, closed = cutParam(s)
		_, v, _ := strings.Cut(p, "=")
		if v = strings.TrimSpace(v); v == "" || v[0] != '"' {
			continue
		}
		if strings.TrimSpace(stripComments(afterQuoted(v))) != "" {
			return true
		}
	}
	return !closed
}

// openComment reports whether a comment begins in s that does not end.
func openComment(s string) bool {
	return !strings.HasSuffix(stripComments(s+"\x00"), "\x00")
}

// afterQuoted is what follows the quoted string that v begins with; all of v when it has no end.
func afterQuoted(v string) string {
	for i := 1; i < len(v); i++ {
		switch v[i] {
		case '\\':
			i++
		case '"':
			return v[i+1:]
		}
	}
	return v
}

// claims is how many fields of a name some reader finds: those that stand there, those in lines with a NUL, which we leave out,
// and those behind a bare CR, which some take for the end of a line.
func (h Header) claims(name string) int {
	n := h.Count(name)
	for _, l := range h.lost {
		if strings.EqualFold(l, name) {
			n++
		}
	}
	for _, f := range h.Fields {
		for v := f.Value; ; n++ {
			if v = afterCR(v, name); v == "" {
				break
			}
		}
	}
	return n
}

// afterCR is what follows the first "CR name :" in a value, "" when there is none. The colon is given too.
func afterCR(v, name string) string {
	for {
		i := strings.IndexByte(v, '\r')
		if i < 0 {
			return ""
		}
		v = v[i+1:]
		if len(v) > len(name) && strings.EqualFold(v[:len(name)], name) && strings.HasPrefix(strings.TrimLeft(v[len(name):], " \t"), ":") {
			return v[len(name):]
		}
	}
}

// soleMailbox reads a From of exactly one mailbox: no list, no group, no route, nothing that some reader could take for another
// sender (reliability.md §2 V11, V12).
func soleMailbox(v string) (addr string, ok bool) {
	item, _ := cutAddress(v)
	if len(item) != len(v) {
		return "", false
	}
	bare := stripComments(item)
	open := angleOf(bare)
	if open < 0 && lastUnquoted(bare, ':') >= 0 || open >= 0 && strings.HasPrefix(strings.TrimSpace(bare[open+1:]), "@") {
		return "", false
	}
	a, ok := mailbox(item)
	return a.Addr, ok
}
