package mailparse

import (
	"bytes"
	"strings"
)

// The values of Attachment.Signed: the kinds of a person's own signature that are recognised (CAD art. 65 c. 1 lett. a;
// reg. eIDAS art. 27; decision (EU) 2015/1506).
const (
	CAdES = "cades" // a p7m: Firme verifies it
	PAdES = "pades" // inside a PDF
	XAdES = "xades" // inside an XML document
	ASiC  = "asic"  // a container
)

// signedByName is the kind that name and type of an attachment tell.
func signedByName(name, ctype string) string {
	name = strings.ToLower(name)
	switch {
	case strings.HasSuffix(name, ".p7m"), ctype == "application/pkcs7-mime", ctype == "application/x-pkcs7-mime":
		return CAdES
	case strings.HasSuffix(name, ".asice"), strings.HasSuffix(name, ".asics"), strings.HasSuffix(name, ".sce"), strings.HasSuffix(name, ".scs"),
		strings.HasPrefix(ctype, "application/vnd.etsi.asic-"):
		return ASiC
	}
	return ""
}

// signature marks of a PDF (ISO 32000-1 §12.8.1, ETSI EN 319 142-1 §6.3) and of XML (XML-Signature). A PDF must hold its
// byte range and the name of the kind as they stand here, for the signature is put in after it was written.
var (
	pdfRange = []byte("/ByteRange")
	pdfKinds = [][]byte{[]byte("/ETSI.CAdES.detached"), []byte("/adbe.pkcs7."), []byte("/adbe.x509.rsa_sha1")}
	xmlKinds = [][]byte{[]byte("http://www.w3.org/2000/09/xmldsig#")}
)

// markLength is more than the length of any mark.
const markLength = 64

// sniffer looks for the marks of a signature in a document that passes piece by piece.
type sniffer struct {
	pdf, xml bool
	begun    bool
	last     []byte // the end of the former pieces, so that a mark across two is found
	ranged   bool
	kind     bool
}

func newSniffer(name, ctype string) *sniffer {
	name = strings.ToLower(name)
	return &sniffer{
		pdf: strings.HasSuffix(name, ".pdf") || ctype == "application/pdf",
		xml: strings.HasSuffix(name, ".xml") || ctype == "text/xml" || ctype == "application/xml",
	}
}

func (s *sniffer) write(b []byte) {
	if !s.begun { // the mark of a PDF stands in the first 1024 bytes (ISO 32000-1, implementation notes)
		s.begun, s.pdf = true, s.pdf || bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-"))
	}
	if !s.pdf && !s.xml || s.found() != "" {
		return
	}
	s.search(append(s.last, b[:min(len(b), markLength)]...))
	s.search(b)
	if len(b) >= markLength {
		s.last = append(s.last[:0], b[len(b)-markLength:]...)
	} else {
		s.last = append(s.last, b...)
		s.last = s.last[max(0, len(s.last)-markLength):]
	}
}

func (s *sniffer) search(b []byte) {
	kinds := pdfKinds
	if !s.pdf {
		kinds = xmlKinds
	}
	s.ranged = s.ranged || !s.pdf || bytes.Contains(b, pdfRange)
	for _, k := range kinds {
		s.kind = s.kind || bytes.Contains(b, k)
	}
}

// found is the kind of signature, empty while there is none.
func (s *sniffer) found() string {
	switch {
	case !s.ranged || !s.kind:
		return ""
	case s.pdf:
		return PAdES
	}
	return XAdES
}
