package mailparse

// HTML is the first HTML of the message that is text to read, as its sender wrote it, at most MaxDecodedText octets; "" where there is
// none. It is hostile: whoever shows it sanitises it.
func (m *Inner) HTML() string {
	e := firstHTML(splitTree(m.Raw, &limits{}))
	if e == nil {
		return ""
	}
	b, _ := decodeHead(e.encoding(), e.body, MaxDecodedText)
	s, _ := decodeCharset(e.ctype.param("charset"), b)
	return s
}

// firstHTML walks the tree as the text is gathered: into each multipart, past attachments.
func firstHTML(e *entity) *entity {
	if len(e.children) == 0 {
		if e.ctype.value == "text/html" && e.disp.value != "attachment" {
			return e
		}
		return nil
	}
	for _, x := range e.children {
		if found := firstHTML(x); found != nil {
			return found
		}
	}
	return nil
}
