package mailparse

import (
	"bytes"
	"strings"

	"pecagent/mailparse/pec"
)

// classify sets Busta and Format (pec.md §6, cli.md). parts are the direct children of the multipart/mixed.
func (p *parser) classify(parts []*entity) {
	m := p.m
	signed := m.Signed != nil
	if p.rem {
		m.Format, m.Busta = FormatREM, p.bustaOfREM(parts)
		return
	}
	switch {
	case signed && m.DatiCert != nil && m.Tipo.Noto():
		m.Busta = m.Tipo.Busta()
	case signed && m.DatiCert != nil:
		m.Busta = bustaOfUnknown(m.Header)
	case signed && m.DatiCertErr == nil && isAnomalia(m.Header, parts):
		m.Busta = pec.Anomalia
	default:
		m.Busta = bustaByHeader(m.Header)
	}
	if m.DatiCert != nil && signed || m.Busta != pec.Ordinaria {
		m.Format = FormatPEC
	}
}

// bustaByHeader reads the outer headers, whole values only: the folklore of pec.md §2 makes no receipt.
func bustaByHeader(h Header) pec.Busta {
	if folded(h.Get(pec.HeaderTrasporto)) == pec.TrasportoPostaCertificata {
		return pec.Trasporto
	}
	if pec.Tipo(folded(h.Get(pec.HeaderRicevuta))).DiRicevuta() {
		return pec.Ricevuta
	}
	return pec.Ordinaria
}

// bustaOfUnknown is the busta of a signed daticert whose tipo nobody knows: what the headers call a receipt, any, is one.
func bustaOfUnknown(h Header) pec.Busta {
	if h.Get(pec.HeaderRicevuta) != "" {
		return pec.Ricevuta
	}
	return bustaByHeader(h)
}

// isAnomalia obeys RFC 6109 §3.2.2: X-Trasporto errore, every time it stands there, and one wrapped message.
func isAnomalia(h Header, parts []*entity) bool {
	values := h.All(pec.HeaderTrasporto)
	for _, v := range values {
		if folded(v) != pec.TrasportoErrore {
			return false
		}
	}
	return len(values) > 0 && wrapped(parts) != nil
}

// wrapped is the one message/rfc822 among the parts, nil when there is none or more than one.
func wrapped(parts []*entity) *entity {
	var one *entity
	for _, e := range parts {
		if e.ctype.value != "message/rfc822" {
			continue
		}
		if one != nil {
			return nil
		}
		one = e
	}
	return one
}

// postacert is the part named postacert.eml, at any place; without that name the one message/rfc822. Two of that
// name are none.
func postacert(parts []*entity) *entity {
	var named *entity
	for _, e := range parts {
		if !e.named(pec.FilePostaCert) {
			continue
		}
		if named != nil {
			return nil
		}
		named = e
	}
	if named != nil {
		return named
	}
	return wrapped(parts)
}

// folded is a header value in lower case without blanks at its ends.
func folded(s string) string { return lowerASCII(strings.TrimSpace(s)) }

// rootIsEvidence reports whether the first element of an XML document has the local name Evidence.
func rootIsEvidence(b []byte) bool {
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 || i+1 >= len(b) {
			return false
		}
		b = b[i+1:]
		var end string
		switch {
		case b[0] == '?':
			end = "?>"
		case bytes.HasPrefix(b, []byte("!--")):
			end = "-->"
		case b[0] == '!':
			end = ">"
		default:
			return elementName(b) == "Evidence"
		}
		j := bytes.Index(b, []byte(end))
		if j < 0 {
			return false
		}
		b = b[j+len(end):]
	}
}

func elementName(b []byte) string {
	if i := bytes.IndexAny(b, " \t\r\n/>"); i >= 0 {
		b = b[:i]
	}
	if i := bytes.IndexByte(b, ':'); i >= 0 {
		b = b[i+1:]
	}
	return string(b)
}
