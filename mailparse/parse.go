package mailparse

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

// Caps of a message (reliability.md §3.3).
const (
	MaxMessageBytes  = 120 << 20
	MaxP7SBytes      = 1 << 20
	MaxDatiCertBytes = 8 << 20
)

// Errors of Parse and of the parts it names.
var (
	// ErrNotMail says that bytes cannot be parsed as mail at all.
	ErrNotMail = errors.New("not a mail message: no header field that every mail has")
	// ErrDatiCertCount says that the signed entity holds two or more daticert.xml (pec.md §6 step 2).
	ErrDatiCertCount = errors.New("more than one daticert.xml in the signed entity")
	// ErrDatiCertParts says that the parts of the signed entity can be read in two ways.
	ErrDatiCertParts = errors.New("parts of the signed entity can be read in two ways")
	// ErrDatiCertMittente says that the mittente of a busta di trasporto is not one address in ASCII: nobody can say whose the message is.
	ErrDatiCertMittente = errors.New("mittente of daticert.xml is not one address")
	// ErrDatiCertSize says that a daticert.xml is over MaxDatiCertBytes.
	ErrDatiCertSize = errors.New("daticert.xml is over its size limit")
)

// Parse reads one message as fetched. The error is ErrNotMail and nothing else, and even then the
// message is given, with Raw, SHA256, EffectKey and Busta malformata. Fields of the message alias raw.
func Parse(raw []byte) (*Message, error) {
	m := &Message{Raw: raw, SHA256: digest(raw), Format: FormatNone}
	m.EffectKey = m.SHA256
	var over limits
	if len(raw) > MaxMessageBytes {
		over.add("message_bytes")
	}
	root := splitTree(raw, &over)
	m.Header = root.header
	if !isMail(m.Header) {
		m.Busta, m.OverLimit = pec.Malformata, over.passed
		return m, ErrNotMail
	}
	p := parser{m: m, over: &over}
	p.read(root)
	m.OverLimit = over.passed
	return m, nil
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// isMail reports whether a header has one field that every mail has: random lines with a colon are not mail.
func isMail(h Header) bool {
	for _, f := range h.Fields {
		switch strings.ToLower(f.Name) {
		case "from", "to", "cc", "subject", "date", "message-id", "received", "return-path", "sender", "reply-to",
			"mime-version", "content-type", "delivered-to", "x-trasporto", "x-ricevuta":
			return true
		}
	}
	return false
}

// parser fills one message.
type parser struct {
	m    *Message
	over *limits
	rem  bool // a REM message: it is told by its evidence alone
}

func (p *parser) read(root *entity) {
	content := root // what holds daticert and postacert
	if root.ctype.value == "multipart/signed" && pkcs7Protocol(root) {
		p.m.Signed = p.signed(root)
		content = nil
		if len(root.children) > 0 {
			content = root.children[0]
		}
		if s := p.m.Signed; s.Err == nil {
			s.digested = smime.Digest(s.Octets)
			sum := s.digested.SHA256()
			p.m.EffectKey = hex.EncodeToString(sum[:])
		}
	}
	var parts []*entity
	if content != nil && content.ctype.value == "multipart/mixed" {
		parts = content.children
	}
	if p.m.Signed != nil && content != nil && content.twoReadings() {
		p.m.DatiCertErr = ErrDatiCertParts
	} else {
		p.datiCert(parts)
	}
	if p.m.Signed != nil {
		p.evidence(parts)
	}
	p.classify(parts)
	p.inner(root, parts)
}

// pkcs7Protocol reports whether a multipart/signed claims an S/MIME signature, by its protocol or by the type of its
// last part. A PGP signature is none of ours: such a message is unsigned.
func pkcs7Protocol(root *entity) bool {
	if isPKCS7(root.ctype.param("protocol")) {
		return true
	}
	n := len(root.children)
	return n > 0 && isPKCS7(root.children[n-1].ctype.value)
}

func isPKCS7(s string) bool {
	s = lowerASCII(strings.TrimSpace(s))
	return s == "application/pkcs7-signature" || s == "application/x-pkcs7-signature"
}

// signed reads the two parts of a multipart/signed (RFC 8551 §3.5.3.1); what keeps it from being a PEC signature is its Err.
func (p *parser) signed(root *entity) *Signed {
	s := &Signed{Reason: "sig_malformed"}
	if len(root.children) > 0 {
		s.Octets = root.children[0].raw
	}
	switch {
	case len(root.children) != 2:
		s.Err = fmt.Errorf("multipart/signed with %d parts, not 2", len(root.children))
	case !isPKCS7(root.ctype.param("protocol")):
		s.Err = errors.New("multipart/signed without the protocol of an S/MIME signature")
	case !isPKCS7(root.children[1].ctype.value):
		s.Err = errors.New("second part of multipart/signed is not an S/MIME signature")
	case len(root.children[1].body) > 2*MaxP7SBytes:
		s.Reason, s.Err = "sig_limit", errors.New("signature part is over its size limit")
		p.over.add("p7s_bytes")
	case !root.closed:
		s.Err = errors.New("multipart/signed without its closing delimiter")
	case root.twoTrees() || root.oddBoundary() || root.children[1].twoHeads():
		s.Err = errors.New("parts of multipart/signed can be read in two ways")
	case encoding(root.children[1].header.Get("Content-Transfer-Encoding")) != "base64":
		s.Err = errors.New("signature part is not in base64")
	}
	if s.Err != nil {
		return s
	}
	var bad bool
	if s.P7S, bad = root.children[1].decoded(); bad {
		s.Err = errors.New("transfer encoding of the signature part is damaged")
		return s
	}
	if len(s.P7S) > MaxP7SBytes {
		s.Reason, s.Err = "sig_limit", errors.New("signature is over its size limit")
		p.over.add("p7s_bytes")
		return s
	}
	s.Reason = ""
	return s
}

// datiCert finds the one daticert.xml among the parts (pec.md §6 steps 1 and 2).
func (p *parser) datiCert(parts []*entity) {
	var found []*entity
	for _, e := range parts {
		if isDatiCert(e) {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 0:
		return
	case 1:
	default:
		p.m.DatiCertErr = ErrDatiCertCount
		return
	}
	xml, err := p.document(found[0], pec.FileDatiCert, MaxDatiCertBytes, ErrDatiCertSize, "daticert_bytes")
	if err != nil {
		p.m.DatiCertErr = err
		return
	}
	dc, err := pec.Parse(xml)
	if err != nil {
		p.m.DatiCertErr = fmt.Errorf("reading daticert.xml: %w", err)
		return
	}
	if dc.Tipo == pec.PostaCertificata && !oneAddress(dc.Mittente) {
		p.m.DatiCertErr = ErrDatiCertMittente
		return
	}
	p.m.DatiCert, p.m.Tipo = dc, dc.Tipo
}

// document decodes a part that is an XML document, within its cap.
func (p *parser) document(e *entity, name string, most int, tooLong error, limit string) ([]byte, error) {
	if len(e.body) > 2*most {
		p.over.add(limit)
		return nil, tooLong
	}
	xml, bad := e.decoded()
	if len(xml) > most {
		p.over.add(limit)
		return nil, tooLong
	}
	if bad {
		return nil, fmt.Errorf("transfer encoding of %s is damaged", name)
	}
	return xml, nil
}
