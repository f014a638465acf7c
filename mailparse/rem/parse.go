package rem

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/xmltree"
)

// Caps of an evidence: it names every recipient, with an identity each, and carries a signature with certificates and a
// time-stamp, whose elements are nested deeper than its own.
const (
	MaxBytes = 8 << 20
	maxDepth = 32
	maxNodes = 1 << 17
	maxAttrs = 32
)

// version is how the version of every evidence we can read begins (EN 319 522-3 §5.2.2.3).
const version = "EN319522v1."

// Evidence is what one evidence says (EN 319 522-3 §5.2.2). Ids are without <>, addresses lower case, values trimmed.
type Evidence struct {
	Raw        []byte // the document as given to Parse: self-standing proof, to be kept as it is
	Version    string
	ID         string // EvidenceIdentifier
	EventURI   string // ERDSEventId as written
	Event      Event  // empty when EventURI is none of the nineteen
	Reasons    []Reason
	Time       time.Time // EventTime, UTC
	Policies   []string  // of the issuer
	Issuer     string    // its LegalName
	Sender     string    // address
	Recipients []Recipient
	// RefersTo are the recipients the evidence is about, 1-based, ascending, each once and each within Recipients.
	RefersTo []int
	// BadReference says that a reference names no recipient, or one without an address, or that the two lists of
	// references differ: whose the evidence is cannot be told, and RefersTo is empty.
	BadReference bool
	Submission   time.Time // SubmissionTime, zero when absent
	MessageID    string    // MessageIdentifier: the identificativo of PEC
	UAMessageID  string    // AppLayerIdentifier: the msgid of PEC
	Parts        []Part
	Subject      string
	// Signed says that the evidence carries a signature of its own. Nobody has verified it.
	Signed bool
}

// Recipient is one recipient of the message. Address is empty when the evidence identifies him otherwise than by mailto.
type Recipient struct {
	Address   string
	Untrusted bool // reached by a path that is no registered mail, like tipo="esterno" (EN 319 532-4)
}

// Part is what the evidence says of one part of the content.
type Part struct {
	ContentType string
	Algorithm   string // URI; empty when absent
	Digest      []byte // nil when absent
}

// Parse reads an evidence. An error means that the document says nothing certain and must not be acted upon. Raw
// aliases b, nothing else does.
func Parse(b []byte) (*Evidence, error) {
	root, _, err := xmltree.Read(b, xmltree.Options{MaxBytes: MaxBytes, MaxDepth: maxDepth, MaxNodes: maxNodes, MaxAttrs: maxAttrs})
	if err != nil {
		return nil, fmt.Errorf("parsing evidence: %w", xmltree.Clipped{Err: err})
	}
	e := &Evidence{Raw: b}
	if err := e.fill(root); err != nil {
		return nil, fmt.Errorf("parsing evidence: %w", xmltree.Clipped{Err: err})
	}
	return e, nil
}

func (e *Evidence) fill(root *xmltree.Node) error {
	if root.Name.Local != "Evidence" || !ours(root.Name) {
		return fmt.Errorf("root element is %q, not an Evidence of ETSI", root.Name.Local)
	}
	if err := misplaced(root, nil); err != nil {
		return err
	}
	if e.Version = root.AttrValue("version"); !strings.HasPrefix(e.Version, version) {
		return fmt.Errorf("version %q is not %s…", e.Version, version)
	}
	r := reader{xmltree.Reader{Ours: ours}}
	e.ID = pec.BareID(r.NonEmpty(root, "EvidenceIdentifier"))
	e.EventURI = r.NonEmpty(root, "ERDSEventId")
	if e.Event = eventOf(e.EventURI); !strings.Contains(e.EventURI, ":") {
		r.Fail("event %q is no URI", e.EventURI)
	}
	e.reasons(&r, root)
	e.Time = r.instant(r.NonEmpty(root, "EventTime"))
	e.people(&r, root)
	if s := r.Single(root, "SubmissionTime"); s != nil {
		e.Submission = r.instant(r.Text(s))
	}
	e.MessageID = pec.BareID(r.Optional(root, "MessageIdentifier"))
	e.content(&r, r.Single(root, "UserContentInfo"))
	e.references(&r, root)
	e.Signed = r.Single(root, "Signature") != nil
	return r.Err
}

func (e *Evidence) reasons(r *reader, root *xmltree.Node) {
	for _, n := range r.Each(r.Single(root, "EventReasons"), "EventReason") {
		x := Reason{URI: r.NonEmpty(n, "Code")}
		var details []string
		for _, d := range r.Each(n, "Details") {
			details = append(details, strings.Fields(r.Text(d))...)
		}
		if len(details) > 0 && isCode(details[0]) {
			x.Code, details = details[0], details[1:]
		}
		x.Text = strings.Join(details, " ")
		for _, m := range x.meanings() {
			if o := outcomes[e.Event]; o != neither && m.outcome != o {
				r.Fail("reason %q is none of %s", x, e.Event)
			}
		}
		e.Reasons = append(e.Reasons, x)
	}
}

// people reads the issuer, the sender and the recipients.
func (e *Evidence) people(r *reader, root *xmltree.Node) {
	for _, n := range r.Each(r.Single(root, "EvidenceIssuerPolicyID"), "PolicyID") {
		e.Policies = append(e.Policies, r.Text(n))
	}
	e.Issuer = r.legalName(r.Required(root, "EvidenceIssuerDetails"))
	if e.Sender = r.address(r.Required(root, "SenderDetails")); e.Sender == "" {
		r.Fail("the sender has no address")
	}
	for _, n := range r.Some(root, "RecipientDetails") {
		e.Recipients = append(e.Recipients, Recipient{Address: r.address(n)})
	}
}

func (e *Evidence) content(r *reader, n *xmltree.Node) {
	e.UAMessageID = pec.BareID(r.Optional(n, "AppLayerIdentifier"))
	for _, p := range r.Each(r.Single(n, "PartsInfo"), "PartInfo") {
		x := Part{ContentType: strings.ToLower(r.Optional(p, "ContentType"))}
		if m := r.Single(p, "DigestMethod"); m != nil {
			x.Algorithm = m.AttrValue("Algorithm")
		}
		if v := r.Single(p, "DigestValue"); v != nil {
			b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(r.Text(v)), ""))
			if err != nil || len(b) == 0 {
				r.Fail("DigestValue is not base64")
			}
			x.Digest = b
		}
		e.Parts = append(e.Parts, x)
	}
}

// references reads whom the evidence is about and the extensions that say more of it.
func (e *Evidence) references(r *reader, root *xmltree.Node) {
	var general, relay *xmltree.Node
	for _, x := range r.Each(r.Single(root, "Extensions"), "Extension") {
		general = r.only(general, r.Single(x, "GeneralEvidenceInfo"))
		relay = r.only(relay, r.Single(x, "RelayEvidenceInfo"))
		r.critical(x)
	}
	e.Subject = r.Optional(general, "Subject")
	for _, i := range e.within(r, r.Each(general, "UntrustedPathToRecipient")) {
		e.Recipients[i-1].Untrusted = true
	}
	var one []*xmltree.Node
	if n := r.Single(root, "EvidenceRefersToRecipient"); n != nil {
		one = append(one, n)
	}
	about, relayed := e.within(r, one), e.within(r, r.Each(relay, "RelayEvidenceRefersTo"))
	if len(about) > 0 && len(relayed) > 0 && !slices.Equal(about, relayed) {
		e.BadReference = true
	}
	e.RefersTo = relayed
	if len(relayed) == 0 {
		e.RefersTo = about
	}
	for _, i := range e.RefersTo {
		e.BadReference = e.BadReference || e.Recipients[i-1].Address == ""
	}
	if e.BadReference {
		e.RefersTo = nil
	}
}

// within gives the 1-based references that name a recipient, ascending, each once; any other sets BadReference.
func (e *Evidence) within(r *reader, nodes []*xmltree.Node) []int {
	var refs []int
	for _, n := range nodes {
		i, err := strconv.Atoi(r.Text(n))
		switch {
		case errors.Is(err, strconv.ErrRange):
			e.BadReference = true
		case err != nil:
			r.Fail("%s is no number", n.Name.Local)
		case i < 1 || i > len(e.Recipients):
			e.BadReference = true
		default:
			refs = append(refs, i)
		}
	}
	slices.Sort(refs)
	return slices.Compact(refs)
}

// About are the addresses of the recipients the evidence is about: those it refers to, or the only one there is. None
// means all of them, or nobody knows whom.
func (e *Evidence) About() []string {
	var out []string
	for _, i := range e.RefersTo {
		out = append(out, e.Recipients[i-1].Address)
	}
	if len(out) == 0 && !e.BadReference && len(e.Recipients) == 1 && e.Recipients[0].Address != "" {
		out = append(out, e.Recipients[0].Address)
	}
	return out
}

// reader takes the values of an evidence out of its tree.
type reader struct{ xmltree.Reader }

// only keeps the one node of the two; both are an error.
func (r *reader) only(have, more *xmltree.Node) *xmltree.Node {
	if have != nil && more != nil {
		r.Fail("element %q is there 2 times", more.Name.Local)
	}
	if have != nil {
		return have
	}
	return more
}

// critical refuses a critical extension that is not understood (EN 319 522-3 §4.3.17).
func (r *reader) critical(x *xmltree.Node) {
	switch s := x.AttrValue("isCritical"); s {
	case "", "false", "0":
		return
	case "true", "1":
	default:
		r.Fail("isCritical %q is no boolean", s)
	}
	for _, c := range x.Children {
		if !counted(x, c) {
			r.Fail("critical extension %q is not understood", c.Name.Local)
		}
	}
}

// instant reads an xs:dateTime that has a zone: without one it is no instant.
func (r *reader) instant(s string) time.Time {
	const clock = "2006-01-02T15:04:05"
	t, err := time.Parse(time.RFC3339, s) // lenient: one digit of the hour, a comma
	if err != nil || len(s) <= len(clock) || t.Format(clock) != s[:len(clock)] || strings.Contains(s, ",") || t.Year() < 2000 {
		r.Fail("time %q is not yyyy-mm-ddThh:mm:ss with a zone", s)
		return time.Time{}
	}
	return t.UTC()
}

// address is the mail address of a user; empty when he has none. An identifier of another scheme is no address.
func (r *reader) address(n *xmltree.Node) string {
	id := r.Single(n, "Identifier")
	if id == nil {
		return ""
	}
	s := r.Text(id)
	if scheme := id.AttrValue("IdentifierSchemeName"); scheme != "" && !strings.EqualFold(scheme, "mailto") {
		return ""
	}
	return pec.FoldAddress(s)
}

// legalName is the LegalName among the attributes of an identity, else the first that is a text (EN 319 522-3
// §5.2.2.11). It is a description, like gestore-emittente, so one that cannot be read is only passed over.
func (r *reader) legalName(n *xmltree.Node) string {
	first := ""
	for _, a := range r.Each(r.Single(n, "Identity"), "Attribute") {
		named := a.AttrValue("FriendlyName") == "LegalName" || strings.HasSuffix(a.AttrValue("Name"), "/LegalName")
		for _, v := range r.Each(a, "AttributeValue") {
			s, err := v.Value()
			switch {
			case err != nil:
			case named && s != "":
				return s
			case first == "":
				first = s
			}
		}
	}
	return first
}

// Namespaces of the names of an evidence.
const (
	nsEvidence  = "http://uri.etsi.org/19522/v1#"
	nsExtension = "http://uri.etsi.org/19532/v1#"
	nsSignature = "http://www.w3.org/2000/09/xmldsig#"
	nsSAML      = "urn:oasis:names:tc:SAML:2.0:assertion"
)

// ours reports whether a name stands in a namespace of ETSI, or of the schema ETSI takes it from, or in none (pec.md §9.4).
func ours(n xml.Name) bool {
	switch n.Local {
	case "DigestMethod", "DigestValue", "Signature":
		return n.Space == "" || n.Space == nsSignature
	case "Attribute", "AttributeValue":
		return n.Space == "" || n.Space == nsSAML
	}
	return n.Space == "" || n.Space == nsEvidence || n.Space == nsExtension
}

// counts are the children of each element that are read.
var counts = map[string][]string{
	"Evidence": {"EvidenceIdentifier", "ERDSEventId", "EventReasons", "EventTime", "EvidenceIssuerPolicyID", "EvidenceIssuerDetails",
		"SenderDetails", "RecipientDetails", "SubmissionTime", "EvidenceRefersToRecipient", "MessageIdentifier", "UserContentInfo", "Extensions", "Signature"},
	"EventReasons":           {"EventReason"},
	"EventReason":            {"Code", "Details"},
	"EvidenceIssuerPolicyID": {"PolicyID"},
	"EvidenceIssuerDetails":  {"Identity"},
	"Identity":               {"Attribute"},
	"Attribute":              {"AttributeValue"},
	"SenderDetails":          {"Identifier"},
	"RecipientDetails":       {"Identifier"},
	"UserContentInfo":        {"AppLayerIdentifier", "PartsInfo"},
	"PartsInfo":              {"PartInfo"},
	"PartInfo":               {"ContentType", "DigestMethod", "DigestValue"},
	"Extensions":             {"Extension"},
	"Extension":              {"GeneralEvidenceInfo", "RelayEvidenceInfo"},
	"GeneralEvidenceInfo":    {"Subject", "UntrustedPathToRecipient"},
	"RelayEvidenceInfo":      {"RelayEvidenceRefersTo"},
}

// place is the one parent of the names that have one in the schema; the others (Identifier, PolicyID, Subject …) have several.
var place = map[string]string{
	"Evidence": "", "EvidenceIdentifier": "Evidence", "ERDSEventId": "Evidence", "EventReasons": "Evidence", "EventReason": "EventReasons",
	"EventTime": "Evidence", "EvidenceIssuerPolicyID": "Evidence", "EvidenceIssuerDetails": "Evidence", "SenderDetails": "Evidence",
	"RecipientDetails": "Evidence", "SubmissionTime": "Evidence", "EvidenceRefersToRecipient": "Evidence", "MessageIdentifier": "Evidence",
	"UserContentInfo": "Evidence", "AppLayerIdentifier": "UserContentInfo", "PartsInfo": "UserContentInfo", "PartInfo": "PartsInfo",
	"Extensions": "Evidence", "Extension": "Extensions", "GeneralEvidenceInfo": "Extension", "RelayEvidenceInfo": "Extension",
	"UntrustedPathToRecipient": "GeneralEvidenceInfo", "RelayEvidenceRefersTo": "RelayEvidenceInfo",
}

// counted reports whether a child is one that is read under this parent.
func counted(parent, c *xmltree.Node) bool {
	return ours(c.Name) && slices.Contains(counts[parent.Name.Local], c.Name.Local)
}

// misplaced refuses what readers of another kind would take for a fact: a name of the schema out of its place, and one in
// another namespace in its place. Depth is bounded by the tree.
func misplaced(n, parent *xmltree.Node) error {
	under := ""
	if parent != nil {
		under = parent.Name.Local
	}
	switch want, known := place[n.Name.Local]; {
	case known && ours(n.Name) && (want != under || parent != nil && !ours(parent.Name)):
		return fmt.Errorf("element %q stands under %q", n.Name.Local, under)
	case parent != nil && ours(parent.Name) && !ours(n.Name) && slices.Contains(counts[under], n.Name.Local):
		return fmt.Errorf("element %q stands in a foreign namespace", n.Name.Local)
	}
	for _, c := range n.Children {
		if err := misplaced(c, n); err != nil {
			return err
		}
	}
	return nil
}
