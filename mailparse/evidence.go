package mailparse

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/rem"
	"pecagent/mailparse/smime"
)

// Names of the fields and parts of a REM message (pec.md §9.3, EN 319 532-3 §6).
const (
	headerREMSection   = "REM-Section-Type"
	headerREMEvent     = "REM-EventIdentifier"
	headerREMEvidence  = "REM-Evidence-ID"
	headerREMReason    = "REM-ReasonIdentifier"
	headerREMType      = "REM-MessageType"
	headerREMUserID    = "REM-UAMessageIdentifier"
	headerREMDigest    = "REM-DigestValue"
	headerREMAlgorithm = "REM-DigestAlgorithm"

	sectionEvidence = "rem_message/xml_evidence"
	sectionOriginal = "rem_message/original"
	fileOriginal    = "AttachedMimeMessage"
)

// Errors of a REM message, as DatiCertErr.
var (
	ErrEvidenceCount = errors.New("more than one evidence in the signed entity")
	ErrEvidenceSize  = errors.New("evidence is over its size limit")
	// ErrEvidenceOriginal says that several parts claim to be the original.
	ErrEvidenceOriginal = errors.New("more than one original in the signed entity")
	// ErrEvidenceDatiCert says that a daticert.xml and an evidence beside it tell different things.
	ErrEvidenceDatiCert = errors.New("daticert.xml and evidence contradict each other")
)

// OriginalDigest is the outcome of holding the attached original against the digest in the evidence.
type OriginalDigest string

const (
	OriginalOK         OriginalDigest = "ok"
	OriginalDiffers    OriginalDigest = "differs"
	OriginalAbsent     OriginalDigest = "absent"      // no original is attached, or no digest is named
	OriginalNotChecked OriginalDigest = "not_checked" // the digest is of an algorithm we do not take
)

// evidence reads the REM evidence of a signed message. Without a daticert the message is a REM message; beside one the
// daticert speaks, and the evidence may not contradict it (hybrids of the transition, pec.md §9.1).
func (p *parser) evidence(parts []*entity) {
	found := evidences(parts)
	if len(found) == 0 {
		return
	}
	if slices.ContainsFunc(parts, isDatiCert) {
		p.beside(found, parts)
		return
	}
	p.rem = true
	if p.m.DatiCertErr != nil { // the parts can be read in two ways
		return
	}
	if err := p.readREM(found, parts); err != nil {
		p.m.DatiCertErr = err
	}
}

// readREM sets what the one evidence of a REM message says.
func (p *parser) readREM(found, parts []*entity) error {
	if len(found) > 1 {
		return ErrEvidenceCount
	}
	e, err := p.readEvidence(found[0])
	if err != nil {
		return err
	}
	orig, several := originale(parts)
	if several {
		return ErrEvidenceOriginal
	}
	p.m.Evidence = e
	p.m.Original = originalDigest(e, orig)
	dc := e.Neutra(orig != nil)
	if orig != nil && !dc.Tipo.Noto() { // from outside, or an event nobody knows: its sender is certified by nobody
		return nil
	}
	p.m.DatiCert, p.m.Tipo = dc, dc.Tipo
	return nil
}

func (p *parser) readEvidence(e *entity) (*rem.Evidence, error) {
	xml, err := p.document(e, "the evidence", rem.MaxBytes, ErrEvidenceSize, "evidence_bytes")
	if err != nil {
		return nil, err
	}
	ev, err := rem.Parse(xml)
	if err != nil {
		return nil, fmt.Errorf("reading the evidence: %w", err)
	}
	return ev, nil
}

// beside holds the evidence of a PEC message against its daticert. One that cannot be read is passed over, as every other
// part a provider adds; one that tells another event, message, sender or recipient makes both void.
func (p *parser) beside(found, parts []*entity) {
	dc := p.m.DatiCert
	if dc == nil {
		return
	}
	for _, f := range found {
		e, err := p.readEvidence(f)
		if err != nil {
			continue
		}
		if !agree(dc, e.Neutra(postacert(parts) != nil)) {
			p.m.DatiCert, p.m.Tipo, p.m.Evidence, p.m.DatiCertErr = nil, "", nil, ErrEvidenceDatiCert
			return
		}
		if len(found) == 1 {
			p.m.Evidence = e
		}
	}
}

// agree reports whether two receipts tell one fact. An id that one of them lacks contradicts nothing.
func agree(a, b *pec.DatiCert) bool {
	same := func(x, y string) bool { return x == "" || y == "" || x == y }
	ra, rb := slices.Sorted(slices.Values(a.Riguardati())), slices.Sorted(slices.Values(b.Riguardati()))
	return a.Tipo == b.Tipo && a.Mittente == b.Mittente && same(a.MsgID, b.MsgID) && same(a.Identificativo, b.Identificativo) && slices.Equal(ra, rb)
}

func isDatiCert(e *entity) bool { return e.named(pec.FileDatiCert, pec.FileCertData) }

// section is the REM-Section-Type of a part, folded, without parameters.
func section(e *entity) string {
	s, _, _ := strings.Cut(e.header.Get(headerREMSection), ";")
	return folded(s)
}

// evidences are the REM evidence among the parts (pec.md §9.3): marked by REM-Section-Type, or XML with root Evidence. What is
// named daticert.xml is a daticert, whatever it holds.
func evidences(parts []*entity) (found []*entity) {
	for _, e := range parts {
		if isDatiCert(e) {
			continue
		}
		xml := e.ctype.value == "application/xml" || e.ctype.value == "text/xml"
		if section(e) == sectionEvidence || xml && hasEvidenceRoot(e) {
			found = append(found, e)
		}
	}
	return found
}

// maxProlog is how far into a document its root is looked for.
const maxProlog = 64 << 10

func hasEvidenceRoot(e *entity) bool {
	if len(e.body) > 2*rem.MaxBytes {
		return false
	}
	b, _ := decodeHead(e.encoding(), e.body, maxProlog)
	return rootIsEvidence(b)
}

// originale is the part that holds the original of a REM message: marked as such, else named AttachedMimeMessage, else the
// one message/rfc822 without a mark. several says that more than one part claims it, so that none is it.
func originale(parts []*entity) (orig *entity, several bool) {
	for _, claims := range []func(*entity) bool{
		func(e *entity) bool { return section(e) == sectionOriginal },
		func(e *entity) bool { return section(e) == "" && e.named(fileOriginal) },
		func(e *entity) bool { return section(e) == "" && e.ctype.value == "message/rfc822" },
	} {
		for _, e := range parts {
			switch {
			case !claims(e):
			case orig != nil:
				return nil, true
			default:
				orig = e
			}
		}
		if orig != nil {
			return orig, false
		}
	}
	return nil, false
}

// hashes are the digests an evidence may name, by the URI of XML signature.
var hashes = map[string]crypto.Hash{
	"http://www.w3.org/2001/04/xmlenc#sha256":       crypto.SHA256,
	"http://www.w3.org/2001/04/xmldsig-more#sha384": crypto.SHA384,
	"http://www.w3.org/2001/04/xmlenc#sha512":       crypto.SHA512,
}

// originalDigest holds the original against the digest its evidence names: of the CRLF form of the part, with its last line end
// and without the one that belongs to the boundary (EN 319 532-4 C.4.5.1 c V).
func originalDigest(e *rem.Evidence, orig *entity) OriginalDigest {
	named := namedDigests(e)
	if orig == nil || len(named) == 0 {
		return OriginalAbsent
	}
	if len(orig.body) > MaxOpenedBytes && orig.isEncoded() { // it would be decoded for this alone
		return OriginalNotChecked
	}
	body, bad := orig.decoded()
	sums := map[crypto.Hash][]byte{} // an evidence may name the original thousands of times
	for _, n := range named {
		hash, known := hashes[n.Algorithm]
		if !known {
			return OriginalNotChecked
		}
		if sums[hash] == nil {
			sums[hash] = smime.Sum(body, hash)
		}
		if bad || !bytes.Equal(sums[hash], n.Digest) {
			return OriginalDiffers
		}
	}
	return OriginalOK
}

// namedDigests are the parts with a digest that speak of the whole original: those of its type, else the only one.
func namedDigests(e *rem.Evidence) (named []rem.Part) {
	for _, x := range e.Parts {
		if x.Digest != nil && x.ContentType == "message/rfc822" {
			named = append(named, x)
		}
	}
	if len(named) == 0 && len(e.Parts) == 1 && e.Parts[0].Digest != nil {
		return e.Parts
	}
	return named
}

// bustaOfREM is the kind of a REM message. Where the evidence cannot be read, what is attached says it.
func (p *parser) bustaOfREM(parts []*entity) pec.Busta {
	orig, several := originale(parts)
	attached := orig != nil || several
	switch {
	case p.m.DatiCert != nil && p.m.Tipo == pec.PostaCertificata:
		return pec.Trasporto
	case p.m.DatiCert != nil:
		return pec.Ricevuta
	case p.m.Evidence != nil:
		return pec.Anomalia
	case attached:
		return pec.Trasporto
	}
	return pec.Ricevuta
}
