package mailparse

import (
	"math/big"
	"strings"
	"time"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/rem"
	"pecagent/mailparse/segnatura"
	"pecagent/mailparse/smime"
)

// Format says which certified-mail system a message speaks.
type Format string

const (
	FormatPEC  Format = "pec"
	FormatREM  Format = "rem"
	FormatNone Format = "none"
)

// Message is what Parse found in the bytes of one message. Nothing in it is believed until Verify has
// judged the signature: outer headers are outside the signature and can only lower the proof
// (pec.md §6, RFC 6109 §2.1).
type Message struct {
	Raw    []byte // the bytes as fetched, never rewritten; other fields may alias them
	SHA256 string // lower-case hex of Raw: the key of storage
	Format Format
	Busta  pec.Busta
	// Tipo is the daticert tipo as spelled in the signed entity; empty when there is no single daticert. Of a REM message it
	// is the tipo of the neutral receipt.
	Tipo   pec.Tipo
	Header Header // outer header, read tolerantly
	// Signed is the top-level multipart/signed entity, nil when the message is not one.
	Signed *Signed
	// DatiCert is the one daticert.xml that is a direct child of the signed entity; for a message without
	// signature the one at top level, for the eye only.
	// Of a REM message it is the evidence in the words of a daticert, but for one that came from outside (anomalia).
	DatiCert *pec.DatiCert
	// DatiCertErr tells why DatiCert is nil although parts of that name, or evidence, exist (several, malformed, contradicting, of a
	// mittente that is not one address).
	DatiCertErr error
	// Evidence is the one REM evidence that is a direct child of the signed entity. Beside a daticert it is only kept.
	Evidence *rem.Evidence
	// Original is whether the original attached to a REM message has the digest that its evidence names.
	Original OriginalDigest
	// Inner is the message a person wrote: postacert.eml of a busta di trasporto (or of a completa receipt),
	// the wrapped message of an anomalia, the message itself when ordinaria. Nil when there is none.
	Inner *Inner
	// EffectKey is the lower-case hex SHA-256 of the signed octets (CRLF form) of a signed message and of Raw
	// otherwise: the key under which a message has its effect once (design.md §3).
	EffectKey string
	// OverLimit names the caps of reliability.md §3.3 that this message passes; a message over a cap is never certified.
	OverLimit []string
}

// Signed is the signed entity of a multipart/signed message.
type Signed struct {
	// Octets are the signed octets as received, a slice of Raw: the first part with its own headers. What was signed is
	// their CRLF form, in which a bare LF is CRLF (RFC 8551 §3.1.1); smime takes its digests of that form.
	Octets []byte
	P7S    []byte // the decoded second part
	Err    error  // why the structure cannot be a PEC signature (part count, protocol, size, base64 …)
	Reason string // the code of cli.md for Err: sig_malformed or sig_limit

	digested smime.Digested // of Octets; zero where Err keeps them from being judged
}

// Inner is the message that a person (or a program) wrote.
type Inner struct {
	Header     Header
	From       string   // addr-spec, lower case
	To         []string // addr-specs of To, lower case
	Cc         []string
	Subject    string // decoded, one line
	Date       time.Time
	MessageID  string   // without <>
	InReplyTo  []string // ids without <>, of In-Reply-To
	References []string // ids without <>
	// Text is the readable text (plain part preferred, else HTML reduced to text), quotes included, at most 64 KiB.
	Text        string
	TextFrom    string // "plain" or "html"
	Attachments []Attachment
	// Auto is why the message is taken for automatic mail (RFC 3834): the header or form that says so; empty for a person's mail.
	Auto string
	// NestedPEC is true when the message carries another signed PEC message as attachment: never executed (pec.md §6).
	NestedPEC bool
	// Nascosto is true when the HTML carries words that no reader sees (CSS), or that some do and others do not (comments for Outlook,
	// fields, texts of images); they are not in Text.
	Nascosto bool
	// Discorde is true when the plain and the HTML alternative name different codes or addresses, or have other words.
	Discorde bool
	// Ambiguo is true when other readers could find other parts or another text in it: a delimiter that is nearly one, a field or
	// parameter given twice, a charset in which ASCII is not ASCII, an encoding that nobody knows or that is damaged, a text or message
	// beside the text that says not that it is an attachment.
	Ambiguo bool
	// Doppi are From, Subject or To where they stand more than once, or a From of several people: each reader shows another one.
	Doppi []string
	// Troncato is true when Text was longer than 64 KiB.
	Troncato bool
	// Segnatura is what the one protocol file at the top level of the message claims: nobody vouches for it, and no decision rests
	// on it. SegnaturaErr tells why a file of that name is not read.
	Segnatura    *segnatura.Segnatura
	SegnaturaErr error
	Raw          []byte
}

// Attachment is a part with a name or of a kind that is not the readable text. Size and SHA256 are those of its content
// without transfer encoding.
type Attachment struct {
	Name   string `json:"name,omitempty"` // cleaned of path and control characters
	Type   string `json:"type"`
	Size   int    `json:"size"` // decoded bytes
	SHA256 string `json:"sha256"`
	// Signed is the kind of a person's own signature that the attachment bears or seems to bear: cades, pades, xades, asic.
	// Recognised, not verified (Firme).
	Signed string `json:"signed,omitempty"`

	// Altrimenti are other words that a mail program may show for it: further names and Content-Description (RFC 2045 §8), cleaned as Name.
	Altrimenti []string `json:"-"`

	body     []byte // of the part, in its transfer encoding
	encoding string
}

// Encoding is its Content-Transfer-Encoding in lower case, for whoever tells people how to take it out by hand.
func (a Attachment) Encoding() string { return strings.ToLower(strings.TrimSpace(a.encoding)) }

// Content decodes the content, each time anew: a message does not hold its attachments twice. An attachment without transfer
// encoding aliases Raw of the message. What is damaged is left out.
func (a Attachment) Content() []byte {
	b, _ := decodeTransfer(a.encoding, a.body)
	return b
}

// Level is how much of a message is proven; the lowest reason wins.
type Level int

const (
	Unsigned Level = iota
	Broken
	Mismatch
	Certified
)

// String spells the level as cli.md does.
func (l Level) String() string {
	return [...]string{"unsigned", "broken", "mismatch", "certified"}[l]
}

// Proof is the verdict on the signature of a message. Reasons are the codes of cli.md in the order they were found.
type Proof struct {
	Level       Level
	Reasons     []string
	Signer      string    // the rfc822Name of the signer's certificate that matches From, else the first
	Issuer      string    // RFC 2253 name of the issuer
	Subject     string    // RFC 2253 name of the signer
	Serial      *big.Int  // of the signer's certificate; nil when none was found
	NotBefore   time.Time // validity of the signer's certificate; zero when none was found
	NotAfter    time.Time
	Detail      string    // plain words of the verifier on its first failure, for a technician
	Digest      string    // sha1, sha256, sha384, sha512
	SigningTime time.Time // the signer's claim, UTC; zero when absent
	Weak        bool      // SHA-1 somewhere: weak_digest or weak_chain
	Wrapper     bool      // a certified anomalia: the provider's word that it wrapped the message, not the sender's identity
	Revocation  string    // not_checked, good, revoked
}

// Has reports whether the proof carries the reason.
func (p Proof) Has(reason string) bool {
	for _, r := range p.Reasons {
		if r == reason {
			return true
		}
	}
	return false
}

// CertifiedTime is the legal instant of a message: the daticert time where the message is certified
// (design.md §4). The zero time means that none is certified.
func (m *Message) CertifiedTime(p Proof) time.Time {
	if p.Level == Certified && m.DatiCert != nil {
		return m.DatiCert.Data
	}
	return time.Time{}
}

// Testo is the text of a message made ready for understanding (order.md §7): what the writer wrote now, set
// apart from what was quoted and from signature and notices. All strings are NFKC with straight quotes and
// single blanks; the lines of a wrapped paragraph are joined, and what remains apart is parted by one line feed, never
// two; Piegato and Nuovo have the same length in runes, so that spans hold in both.
type Testo struct {
	Nuovo     string // what was written now
	Piegato   string // Nuovo in lower case
	Citato    string // quoted text that was cut off
	Firma     string // signature and confidentiality notices that were cut off
	Oggetto   string // the subject, same treatment
	CF        []Candidato
	Indirizzi []Candidato
}

// Dove says in which piece of a Testo a candidate stands.
type Dove string

const (
	InNuovo   Dove = "nuovo"
	InFirma   Dove = "firma"
	InCitato  Dove = "citato"
	InOggetto Dove = "oggetto"
)

// Candidato is a codice fiscale or an address found in a text.
type Candidato struct {
	Valore     string // CF: upper case, no blanks; address: lower case
	Dove       Dove
	Start, End int    // runes, in the piece named by Dove
	Valido     bool   // CF: form and check character hold; address: RFC 5321 shape
	Testuale   string // as written
	// Alterato is true when it is written with characters that only look like it, or with invisible ones: never Valido.
	Alterato bool
}
