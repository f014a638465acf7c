package mailparse

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"pecagent/mailparse/pec"
)

// Caps of the readable text.
const (
	MaxTextBytes   = 64 << 10 // of Inner.Text
	MaxDecodedText = 1 << 20  // decoded from one part (reliability.md §3.3)
	maxIDs         = 100      // of In-Reply-To and References
	// MaxDecodedTexts is decoded from all parts of one message.
	MaxDecodedTexts = 4 << 20
)

// inner finds the message that a person wrote and reads it.
func (p *parser) inner(root *entity, parts []*entity) {
	var e *entity
	switch {
	case p.m.Busta == pec.Ordinaria:
		p.m.Inner = p.readInner(root)
		return
	case p.rem:
		e, _ = originale(parts)
	case p.m.Busta == pec.Anomalia:
		e = wrapped(parts)
	default:
		e = postacert(parts)
	}
	if e == nil {
		return
	}
	if raw, ok := e.opened(p.over); ok {
		p.m.Inner = p.readInner(splitTree(raw, p.over))
	}
}

// readInner reads a message of which tree is the root.
func (p *parser) readInner(tree *entity) *Inner {
	h := tree.header
	in := &Inner{Header: h, Raw: tree.raw, Subject: DecodeWords(h.Get("Subject")), Date: ParseDate(h.Get("Date"))}
	from, o1 := h.addrs("From")
	to, o2 := h.addrs("To")
	cc, o3 := h.addrs("Cc")
	if o1 || o2 || o3 {
		p.over.add("addresses")
	}
	if len(from) > 0 {
		in.From = from[0]
	}
	in.To, in.Cc = to, cc
	if id := bareID(h.Get("Message-ID")); textual(id) {
		in.MessageID = id
	}
	in.InReplyTo, in.References = messageIDs(h.Get("In-Reply-To")), messageIDs(h.Get("References"))
	c := collector{over: p.over}
	c.root(tree)
	in.Attachments = c.attachments
	in.Text, in.TextFrom = c.text()
	in.Doppi = h.doubled()
	in.Nascosto, in.Discorde = c.hidden, c.discordant()
	in.Nascosto = in.Nascosto || struck(in.Subject)
	in.Ambiguo = c.otherwise || len(in.Doppi) > 0 || tree.otherwise() || h.otherVoice(in.From)
	if len(in.Text) > MaxTextBytes {
		in.Text, in.Troncato = cutText(in.Text, MaxTextBytes), true
	}
	// A signed message with a provider's marks that is not itself a busta (ordinaria) counts too: a person looks at it.
	in.NestedPEC = isPEC(tree) || carriesPEC(tree, p.over, 0)
	in.Auto = automatic(tree, in.Subject)
	in.Segnatura, in.SegnaturaErr = protocollo(tree)
	return in
}

// cutText shortens s to at most n bytes without cutting a rune.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// textual reports whether an id is text: one with controls or bytes that are no UTF-8 is none, since it could not be shown, kept or
// answered to as it stands (RFC 5322 §3.6.4, RFC 6532 §3.3).
func textual(id string) bool {
	return utf8.ValidString(id) && strings.IndexFunc(id, unicode.IsControl) < 0
}

// messageIDs are the ids of a field, without <>, at most maxIDs.
func messageIDs(s string) []string {
	var out []string
	for len(out) < maxIDs {
		_, rest, ok := strings.Cut(s, "<")
		if !ok {
			break
		}
		id, after, ok := strings.Cut(rest, ">")
		if !ok {
			break
		}
		if id = strings.Join(strings.Fields(id), ""); id != "" && textual(id) {
			out = append(out, id)
		}
		s = after
	}
	if len(out) == 0 {
		if id := strings.TrimSpace(s); strings.Contains(id, "@") && !strings.ContainsAny(id, " \t<>") && textual(id) {
			out = append(out, id)
		}
	}
	return out
}

// zones are the names of zones that a date may have (RFC 5322 §4.3), and those of central Europe, which occur.
var zones = map[string]string{"UT": "+0000", "UTC": "+0000", "GMT": "+0000", "Z": "+0000", "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500",
	"MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700", "CET": "+0100", "MET": "+0100", "CEST": "+0200", "MEST": "+0200"}

// ParseDate reads a Date field (RFC 5322 §3.3, with the obsolete forms that occur); the zero time when it cannot. A zone that is
// not known is UTC; the zone of this machine is not asked.
func ParseDate(s string) time.Time {
	s = strings.Join(strings.Fields(stripComments(s)), " ")
	if i := strings.IndexByte(s, ','); i >= 0 && i < 12 {
		s = strings.TrimSpace(s[i+1:])
	}
	if i := strings.LastIndexByte(s, ' '); i >= 0 && zones[s[i+1:]] != "" {
		s = s[:i+1] + zones[s[i+1:]]
	}
	for _, l := range []string{
		"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04 -0700", "2 Jan 06 15:04:05 -0700", "2 Jan 2006 15:04:05 MST",
		"2 Jan 2006 15:04:05", time.RFC3339,
	} {
		if t, err := time.ParseInLocation(l, s, time.UTC); err == nil {
			return t
		}
	}
	return time.Time{}
}

// isPEC reports whether a message is a signed PEC or REM message: a multipart/signed with an S/MIME signature and
// what only a provider adds.
func isPEC(e *entity) bool {
	if e.ctype.value != "multipart/signed" || !pkcs7Protocol(e) || len(e.children) == 0 {
		return false
	}
	if e.header.Count(pec.HeaderTrasporto) > 0 || e.header.Count(pec.HeaderRicevuta) > 0 {
		return true
	}
	parts := e.children[0].children
	for _, c := range parts {
		if isDatiCert(c) {
			return true
		}
	}
	return len(evidences(parts)) > 0
}

// maxNested is how deep attached messages are opened to look for a PEC.
const maxNested = 4

// carriesPEC reports whether a message has a signed PEC message among its attachments, at any depth of attached
// messages (pec.md §6: nested PEC).
func carriesPEC(e *entity, over *limits, depth int) bool {
	for _, c := range e.children {
		if carriesPEC(c, over, depth) {
			return true
		}
	}
	if len(e.children) > 0 || !attachedMessage(e) {
		return false
	}
	if depth == maxNested {
		over.add("nested_messages")
		return false
	}
	raw, ok := e.opened(over)
	if !ok {
		return false
	}
	sub := splitTree(raw, over)
	return isPEC(sub) || carriesPEC(sub, over, depth+1)
}

func attachedMessage(e *entity) bool {
	if strings.HasPrefix(e.ctype.value, "message/rfc822") || e.ctype.value == "message/global" {
		return true
	}
	for _, n := range e.names() {
		if strings.HasSuffix(strings.ToLower(n), ".eml") {
			return true
		}
	}
	return false
}
