package smime

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// citizen is the profile of a person's certificate of signature.
func citizen(serial string) change {
	return func(c *x509.Certificate) {
		c.KeyUsage = x509.KeyUsageContentCommitment
		c.Subject = pkix.Name{CommonName: "Conti Luca", SerialNumber: serial}
	}
}

const conti = "TINIT-CNTLCU88R19A944D"

// p7mCraft builds odd but really signed p7m files.
type p7mCraft struct {
	doc      []byte
	content  []byte // whole [0]; nil: an OCTET STRING of doc
	docType  string
	digests  []byte // whole digestAlgorithms; nil: SHA-256
	signers  []*entity
	certs    [][]byte
	crls     [][]byte
	extra    func(leaf *x509.Certificate) [][]byte // signed attributes beside the usual ones
	unsigned []byte
	at       time.Time
}

func (c p7mCraft) build(t testing.TB) []byte {
	t.Helper()
	var infos []byte
	for _, e := range c.signers {
		infos = append(infos, c.signer(t, e)...)
	}
	return c.around(infos)
}

// around puts a SignedData around the signer infos.
func (c p7mCraft) around(infos []byte) []byte {
	content := c.content
	if content == nil {
		content = explicit(0, octet(c.doc))
	}
	digests := c.digests
	if digests == nil {
		digests = set(algID(oidSHA256))
	}
	parts := [][]byte{{2, 1, 1}, digests, seq(oid(c.docType), content), appendValue(nil, tagContext0, bytes.Join(c.certs, nil))}
	if c.crls != nil {
		parts = append(parts, appendValue(nil, tagContext1, bytes.Join(c.crls, nil)))
	}
	return seq(oid(oidSignedData), explicit(0, seq(append(parts, set(infos))...)))
}

func (c p7mCraft) signer(t testing.TB, e *entity) []byte {
	t.Helper()
	digest := sha256.Sum256(c.doc)
	list := [][]byte{attr(oidContentType, oid(oidData)), attr(oidMessageDigest, octet(digest[:]))}
	if !c.at.IsZero() {
		list = append(list, attr(oidSigningTime, utc(c.at.UTC().Format("060102150405Z"))))
	}
	if c.extra != nil {
		list = append(list, c.extra(e.cert)...)
	}
	attrs := bytes.Join(list, nil)
	sum := sha256.Sum256(appendValue(nil, tagSet, attrs))
	sig, err := e.key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	number, err := asn1.Marshal(e.cert.SerialNumber)
	if err != nil {
		t.Fatal(err)
	}
	return seq([]byte{2, 1, 1}, seq(e.cert.RawIssuer, number), algID(oidSHA256), appendValue(nil, tagContext0, attrs),
		seq(oid("\x2a\x86\x48\xce\x3d\x04\x03\x02")), octet(sig), c.unsigned)
}

// p7mPKI is an authority and one who signs.
type p7mPKI struct {
	ca, conti *entity
	trust     Trust
}

func newP7MPKI(t testing.TB) p7mPKI {
	ca := issue(t, nil, "CA firme", authority)
	return p7mPKI{ca, issue(t, ca, "x", citizen(conti)), Trust{CAs: certsOf([]*entity{ca})}}
}

func (p p7mPKI) craft(signers ...*entity) p7mCraft {
	if signers == nil {
		signers = []*entity{p.conti}
	}
	c := p7mCraft{doc: []byte("Richiesta di variazione\r\n"), docType: oidData, signers: signers, at: day.Add(-time.Hour)}
	for _, e := range signers {
		c.certs = append(c.certs, e.cert.Raw)
	}
	return c
}

// ess makes the attribute that names a certificate: v1 without, v2 with a digest algorithm when it is given.
func ess(v2 bool, alg []byte, digest []byte, issuerSerial ...[]byte) []byte {
	o := oidSigningCert
	if v2 {
		o = oidSigningCertV2
	}
	id := seq(append([][]byte{alg, octet(digest)}, issuerSerial...)...)
	return attr(o, seq(seq(id)))
}

func issuerSerial(t testing.TB, c *x509.Certificate, name []byte) []byte {
	t.Helper()
	number, err := asn1.Marshal(c.SerialNumber)
	if err != nil {
		t.Fatal(err)
	}
	return seq(seq(appendValue(nil, 0xa4, name)), number)
}

// TestP7MCertificateNamed: where signed attributes name the certificate, it is that one; openssl is asked with -cades, which
// wants the attribute.
func TestP7MCertificateNamed(t *testing.T) {
	p := newP7MPKI(t)
	other := issueKey(t, p.ca, p.conti.key, "x", citizen("TINIT-RSSMRC69S21G702W"))
	sum := func(c *x509.Certificate) []byte { s := sha256.Sum256(c.Raw); return s[:] }
	old := func(c *x509.Certificate) []byte { s := sha1.Sum(c.Raw); return s[:] }
	for _, c := range []struct {
		name  string
		extra func(*x509.Certificate) [][]byte
		want  string
	}{
		{"none", nil, ""},
		{"v2", func(c *x509.Certificate) [][]byte { return [][]byte{ess(true, nil, sum(c))} }, ""},
		{"v2, digest said", func(c *x509.Certificate) [][]byte { return [][]byte{ess(true, algID(oidSHA256), sum(c))} }, ""},
		{"v1", func(c *x509.Certificate) [][]byte { return [][]byte{ess(false, nil, old(c))} }, ""},
		{"both", func(c *x509.Certificate) [][]byte { return [][]byte{ess(false, nil, old(c)), ess(true, nil, sum(c))} }, ""},
		{"v2 with issuer", func(c *x509.Certificate) [][]byte {
			return [][]byte{ess(true, nil, sum(c), issuerSerial(t, c, c.RawIssuer))}
		}, ""},
		{"v2 with another issuer", func(c *x509.Certificate) [][]byte {
			return [][]byte{ess(true, nil, sum(c), issuerSerial(t, c, c.RawSubject))}
		}, "attrs_invalid"},
		{"v2 with another number", func(c *x509.Certificate) [][]byte {
			return [][]byte{ess(true, nil, sum(c), issuerSerial(t, other.cert, c.RawIssuer))}
		}, "attrs_invalid"},
		{"issuer that is no sequence", func(c *x509.Certificate) [][]byte { return [][]byte{ess(true, nil, sum(c), octet(nil))} }, "attrs_invalid"},
		{"issuer without names", func(c *x509.Certificate) [][]byte { return [][]byte{ess(true, nil, sum(c), seq(octet(nil)))} }, "attrs_invalid"},
		{"issuer without number", func(c *x509.Certificate) [][]byte {
			return [][]byte{ess(true, nil, sum(c), seq(seq(appendValue(nil, 0xa4, c.RawIssuer))))}
		}, "attrs_invalid"},
		{"issuer with an empty number", func(c *x509.Certificate) [][]byte {
			return [][]byte{ess(true, nil, sum(c), seq(seq(appendValue(nil, 0xa4, c.RawIssuer)), []byte{2, 0}))}
		}, "attrs_invalid"},
		{"issuer named otherwise", func(c *x509.Certificate) [][]byte {
			number, err := asn1.Marshal(c.SerialNumber)
			if err != nil {
				t.Fatal(err)
			}
			return [][]byte{ess(true, nil, sum(c), seq(seq(appendValue(nil, 0x82, []byte("ca.example"))), number))}
		}, "attrs_invalid"},
		{"identifier that is no sequence", func(c *x509.Certificate) [][]byte { return [][]byte{attr(oidSigningCertV2, seq(seq(octet(sum(c)))))} }, "attrs_invalid"},
		{"identifier without digest", func(*x509.Certificate) [][]byte { return [][]byte{attr(oidSigningCertV2, seq(seq(seq())))} }, "attrs_invalid"},
		{"v2 of another certificate of the key", func(*x509.Certificate) [][]byte { return [][]byte{ess(true, nil, sum(other.cert))} }, "attrs_invalid"},
		{"v1 of another", func(*x509.Certificate) [][]byte { return [][]byte{ess(false, nil, old(other.cert))} }, "attrs_invalid"},
		{"one right, one wrong", func(c *x509.Certificate) [][]byte {
			return [][]byte{ess(false, nil, old(other.cert)), ess(true, nil, sum(c))}
		}, "attrs_invalid"},
		{"twice", func(c *x509.Certificate) [][]byte { return [][]byte{ess(true, nil, sum(c)), ess(true, nil, sum(c))} }, "attrs_invalid"},
		{"two values", func(c *x509.Certificate) [][]byte {
			v := seq(seq(seq(octet(sum(c)))))
			return [][]byte{attr(oidSigningCertV2, v, v)}
		}, "attrs_invalid"},
		{"empty list", func(*x509.Certificate) [][]byte { return [][]byte{attr(oidSigningCertV2, seq(seq()))} }, "attrs_invalid"},
		{"no sequence", func(*x509.Certificate) [][]byte { return [][]byte{attr(oidSigningCertV2, octet(nil))} }, "attrs_invalid"},
		{"digest not accepted", func(c *x509.Certificate) [][]byte { return [][]byte{ess(true, algID("\x2a\x03"), sum(c))} }, "attrs_invalid"},
		{"something after", func(c *x509.Certificate) [][]byte {
			return [][]byte{ess(true, nil, sum(c), issuerSerial(t, c, c.RawIssuer), []byte{5, 0})}
		}, "attrs_invalid"},
	} {
		cr := p.craft()
		cr.extra = c.extra
		a := VerifyAttached(cr.build(t), p.trust, day)
		if got := verdictOf(a); got != c.want || (a.Signers[0].Detail == "") != (c.want == "") || a.Signers[0].Leaf == nil {
			t.Errorf("%s: %q, want %q: %+v", c.name, got, c.want, a.Signers[0])
		}
	}
	// The same signature under the other certificate of the key is the other person's only where nobody said whose it is.
	cr := p.craft()
	cr.extra = func(*x509.Certificate) [][]byte { return [][]byte{ess(true, nil, sum(p.conti.cert))} }
	cr.signers, cr.certs = []*entity{{other.cert, p.conti.key}}, [][]byte{other.cert.Raw}
	if a := VerifyAttached(cr.build(t), p.trust, day); a.Valid() || verdictOf(a) != "attrs_invalid" {
		t.Errorf("changed for another: %q", verdictOf(a))
	}
}

func TestP7MCertificates(t *testing.T) {
	p := newP7MPKI(t)
	sub := issue(t, p.ca, "Intermedia", authority)
	for _, c := range []struct {
		name   string
		signer *entity
		want   string
	}{
		{"under the root", p.conti, ""},
		{"for commitment and signature", issue(t, p.ca, "x", citizen(conti), keyUsage(x509.KeyUsageContentCommitment|x509.KeyUsageDigitalSignature)), ""},
		{"for signature alone", issue(t, p.ca, "x", citizen(conti), keyUsage(x509.KeyUsageDigitalSignature)), "key_usage"},
		{"without key usage", issue(t, p.ca, "x", citizen(conti), keyUsage(0)), "key_usage"},
		{"for clients", issue(t, p.ca, "x", citizen(conti), usages(x509.ExtKeyUsageClientAuth)), ""},
		{"authority", issue(t, p.ca, "x", citizen(conti), authority, keyUsage(x509.KeyUsageContentCommitment|x509.KeyUsageCertSign)), "key_usage"},
		{"critical extension", issue(t, p.ca, "x", citizen(conti), mystery), "chain_untrusted"},
		{"authority not inside", issue(t, sub, "x", citizen(conti)), "chain_untrusted"},
		{"of itself", issue(t, nil, "x", citizen(conti)), "chain_untrusted"},
		{"of a namesake of the authority", issue(t, issue(t, nil, "CA firme", authority), "x", citizen(conti)), "chain_untrusted"},
		{"of one who is no authority", issue(t, p.conti, "x", citizen(conti)), "chain_untrusted"},
		{"address outside", issue(t, issue(t, nil, "CA firme", authority), "x", citizen(conti), mails("a@b.example")), "chain_untrusted"},
		{"past", issue(t, p.ca, "x", citizen(conti), func(c *x509.Certificate) { c.NotAfter = day.Add(-time.Second) }), "cert_expired"},
		{"to come", issue(t, p.ca, "x", citizen(conti), func(c *x509.Certificate) { c.NotBefore = day.Add(time.Second) }), "cert_expired"},
		{"SHA-1", issue(t, p.ca, "x", citizen(conti), oldFashioned), "weak_chain"},
	} {
		if got := verdictOf(VerifyAttached(p.craft(c.signer).build(t), p.trust, day)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	leaf := issue(t, sub, "x", citizen(conti))
	cr := p.craft(leaf)
	cr.certs = append(cr.certs, sub.cert.Raw)
	if got := verdictOf(VerifyAttached(cr.build(t), p.trust, day)); got != "" {
		t.Errorf("authority inside: %q", got)
	}
	many := Trust{CAs: p.trust.CAs}
	for range 400 { // a list of trust
		many.CAs = append(many.CAs, p7mStranger(t, &many))
	}
	start := time.Now()
	if got := verdictOf(VerifyAttached(p.craft(issue(t, nil, "x", citizen(conti))).build(t), many, day)); got != "chain_untrusted" || time.Since(start) > time.Second {
		t.Errorf("under 400 authorities: %q in %v", got, time.Since(start))
	}
}

// p7mStranger is another authority, of one key and many names.
func p7mStranger(t *testing.T, tr *Trust) *x509.Certificate {
	t.Helper()
	c := *tr.CAs[0]
	c.RawSubject = nameOf(tagUTF8, "CA "+strings.Repeat("x", len(tr.CAs)))
	return &c
}

func TestP7MNames(t *testing.T) {
	p := newP7MPKI(t)
	serials := func(n ...string) change {
		return func(c *x509.Certificate) {
			c.Subject = pkix.Name{}
			for _, s := range n {
				c.Subject.ExtraNames = append(c.Subject.ExtraNames, pkix.AttributeTypeAndValue{Type: asn1.ObjectIdentifier{2, 5, 4, 5}, Value: s})
			}
		}
	}
	for want, n := range map[string][]string{"": nil, "TINIT-X": {"TINIT-X"}} {
		a := VerifyAttached(p.craft(issue(t, p.ca, "x", citizen(""), serials(n...))).build(t), p.trust, day)
		if !a.Valid() || a.Signers[0].Serial != want {
			t.Errorf("%v: %q %q", n, a.Signers[0].Serial, verdictOf(a))
		}
	}
	a := VerifyAttached(p.craft(issue(t, p.ca, "x", citizen(""), serials(conti, "TINIT-RSSMRC69S21G702W"))).build(t), p.trust, day)
	if !a.Valid() || a.Signers[0].Serial != "" {
		t.Errorf("two numbers: %q", a.Signers[0].Serial)
	}
}

func TestP7MStructures(t *testing.T) {
	p := newP7MPKI(t)
	crl := list{from: day, to: day.Add(time.Hour), by: p.ca}.make(t).Raw
	inPieces := func(pieces ...[]byte) []byte {
		return explicit(0, appendValue(nil, octetsJoined, bytes.Join(pieces, nil)))
	}
	for _, c := range []struct {
		name  string
		spoil func(*p7mCraft)
		want  string
	}{
		{"nothing", func(*p7mCraft) {}, ""},
		{"no time", func(c *p7mCraft) { c.at = time.Time{} }, ""},
		{"time of years ago", func(c *p7mCraft) { c.at = day.AddDate(-9, 0, 0) }, ""},
		{"time to come", func(c *p7mCraft) { c.at = day.AddDate(1, 0, 0) }, ""},
		{"empty document", func(c *p7mCraft) { c.doc = nil }, ""},
		{"document of another type", func(c *p7mCraft) { c.docType = oidSignedData }, "whole: sig_malformed"},
		{"no document", func(c *p7mCraft) { c.content = []byte{} }, "whole: sig_malformed"},
		{"empty tag of document", func(c *p7mCraft) { c.content = explicit(0) }, "whole: sig_malformed"},
		{"two documents", func(c *p7mCraft) { c.content = explicit(0, octet(c.doc), octet(c.doc)) }, "whole: sig_malformed"},
		{"document that is no OCTET STRING", func(c *p7mCraft) { c.content = explicit(0, seq(octet(c.doc))) }, "whole: sig_malformed"},
		{"document in pieces", func(c *p7mCraft) { c.content = inPieces(octet(c.doc[:5]), octet(nil), octet(c.doc[5:])) }, ""},
		{"pieces in another order", func(c *p7mCraft) { c.content = inPieces(octet(c.doc[5:]), octet(c.doc[:5])) }, "sig_invalid"},
		{"piece of another kind", func(c *p7mCraft) { c.content = inPieces(octet(c.doc), []byte{5, 0}) }, "whole: sig_malformed"},
		{"another document", func(c *p7mCraft) { c.content = explicit(0, octet([]byte("altro"))) }, "sig_invalid"},
		{"digest not declared", func(c *p7mCraft) { c.digests = set() }, "sig_malformed"},
		{"digests that are no set", func(c *p7mCraft) { c.digests = seq(algID(oidSHA256)) }, "whole: sig_malformed"},
		{"digests of another kind", func(c *p7mCraft) { c.digests = set(octet(nil)) }, "whole: sig_malformed"},
		{"the signer twice", func(c *p7mCraft) { c.signers = append(c.signers, c.signers...) }, "/"},
		{"nobody", func(c *p7mCraft) { c.signers = nil }, "whole: signer_count"},
		{"eight signers", func(c *p7mCraft) { c.signers = slices.Repeat(c.signers, maxSigners) }, "///////"},
		{"nine signers", func(c *p7mCraft) { c.signers = slices.Repeat(c.signers, maxSigners+1) }, "whole: sig_limit"},
		{"sixteen certificates", func(c *p7mCraft) { c.certs = slices.Repeat(c.certs, maxCerts) }, ""},
		{"seventeen certificates", func(c *p7mCraft) { c.certs = slices.Repeat(c.certs, maxCerts+1) }, "whole: sig_limit"},
		{"an unreadable certificate beside", func(c *p7mCraft) { c.certs = append(c.certs, seq(seq())) }, "sig_malformed"},
		{"no certificate", func(c *p7mCraft) { c.certs = nil }, "sig_malformed"},
		{"eight lists", func(c *p7mCraft) { c.crls = slices.Repeat([][]byte{crl}, maxP7MCRLs) }, ""},
		{"nine lists", func(c *p7mCraft) { c.crls = slices.Repeat([][]byte{crl}, maxP7MCRLs+1) }, "whole: sig_limit"},
		{"an unreadable list", func(c *p7mCraft) { c.crls = [][]byte{seq()} }, "whole: sig_malformed"},
		{"a time stamp, as it may be", func(c *p7mCraft) {
			c.unsigned = appendValue(nil, tagContext1, attr("\x2a\x03", seq(octet([]byte("x")))))
		}, ""},
		{"malformed unsigned attributes", func(c *p7mCraft) { c.unsigned = appendValue(nil, tagContext1, []byte{5, 0}) }, "whole: sig_malformed"},
	} {
		cr := p.craft()
		c.spoil(&cr)
		p7m := cr.build(t)
		a := VerifyAttached(p7m, p.trust, day)
		if got := verdictOf(a); got != c.want {
			t.Errorf("%s: %q, want %q (%s)", c.name, got, c.want, a.Detail)
		}
		if a.Valid() && !bytes.Equal(a.Content, cr.doc) {
			t.Errorf("%s: content %q", c.name, a.Content)
		}
		if c.want == "" || strings.HasPrefix(c.want, "/") {
			for _, depth := range []int{1, 3, 20} {
				if b := VerifyAttached(toBER(p7m, depth), p.trust, day); verdictOf(b) != c.want || !bytes.Equal(b.Content, a.Content) {
					t.Errorf("%s in BER of depth %d: %q (%s)", c.name, depth, verdictOf(b), b.Detail)
				}
			}
		}
	}
}

// TestP7MWrappings: the forms in which a p7m arrives.
func TestP7MWrappings(t *testing.T) {
	p := newP7MPKI(t)
	p7m := p.craft().build(t)
	text := base64.StdEncoding.EncodeToString(p7m)
	var lines strings.Builder
	for i := 0; i < len(text); i += 64 {
		lines.WriteString(text[i:min(i+64, len(text))] + "\r\n")
	}
	const begin, end = "-----BEGIN PKCS7-----\n", "-----END PKCS7-----\n"
	for name, c := range map[string]struct{ in, want string }{
		"DER":                   {string(p7m), ""},
		"base64":                {text, ""},
		"base64, lines":         {lines.String(), ""},
		"base64, blanks":        {" \t" + strings.ReplaceAll(lines.String(), "\r\n", " \n"), ""},
		"PEM":                   {begin + lines.String() + end, ""},
		"PEM, blank lines":      {"\r\n" + begin + lines.String() + end + "\r\n", ""},
		"PEM of CMS":            {"-----BEGIN CMS-----\n" + lines.String() + "-----END CMS-----", ""},
		"PEM without end":       {begin + lines.String(), "whole: sig_malformed"},
		"PEM, two":              {begin + lines.String() + end + begin + lines.String() + end, "whole: sig_malformed"},
		"base64, cut":           {text[:len(text)-5], "whole: sig_malformed"},
		"base64 of base64":      {base64.StdEncoding.EncodeToString([]byte(text)), "whole: sig_malformed"},
		"base64, another after": {text + "-", "whole: sig_malformed"},
		"DER, a byte after":     {string(p7m) + "\n", "whole: sig_malformed"},
		"nothing":               {"", "whole: sig_malformed"},
		"words":                 {"una firma che nessuno ha verificato", "whole: sig_malformed"},
	} {
		a := VerifyAttached([]byte(c.in), p.trust, day)
		if got := verdictOf(a); got != c.want {
			t.Errorf("%s: %q, want %q (%s)", name, got, c.want, a.Detail)
		}
		// The same inside another p7m.
		cr := p.craft()
		cr.doc = []byte(c.in)
		a = VerifyAttached(cr.build(t), p.trust, day)
		if layered := len(a.Signers) == 2; layered != (c.want == "") && name != "PEM, blank lines" && name != "base64, blanks" {
			t.Errorf("%s inside: %q (%s)", name, verdictOf(a), a.Detail)
		}
	}
}

// TestP7MLayers: three layers are opened, a fourth is not; a bad one inside spoils the whole.
func TestP7MLayers(t *testing.T) {
	p := newP7MPKI(t)
	stranger := issue(t, issue(t, nil, "Altra", authority), "x", citizen(conti))
	wrap := func(inner []byte, by *entity) []byte {
		cr := p.craft(by)
		cr.doc = inner
		return cr.build(t)
	}
	one := p.craft().build(t)
	three := wrap(wrap(one, p.conti), p.conti)
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"one": {one, ""}, "three": {three, "//"}, "four": {wrap(three, p.conti), "whole: sig_limit"},
		"stranger inside": {wrap(p.craft(stranger).build(t), p.conti), "/chain_untrusted"}, "stranger outside": {wrap(one, stranger), "chain_untrusted/"},
		"broken inside": {wrap(one[:len(one)-1], p.conti), "whole: sig_malformed"},
	} {
		a := VerifyAttached(c.in, p.trust, day)
		if got := verdictOf(a); got != c.want || a.Valid() != (strings.Trim(c.want, "/") == "") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if len(a.Reasons) > 0 && a.Content != nil {
			t.Errorf("%s: content of what cannot be judged", name)
		}
	}
}

// TestP7MSize: 16 MiB are read, a byte more is not; what stands beside the document has the cap of a detached signature.
func TestP7MSize(t *testing.T) {
	p := newP7MPKI(t)
	sized := func(want int, grow func(*p7mCraft, int)) []byte {
		for n := want - 2000; ; { // ECDSA signatures vary by a byte or two
			cr := p.craft()
			grow(&cr, n)
			p7m := cr.build(t)
			if len(p7m) == want {
				return p7m
			}
			n += want - len(p7m)
		}
	}
	document := func(c *p7mCraft, n int) { c.doc = make([]byte, n) }
	beside := func(c *p7mCraft, n int) { c.unsigned = padding(n) }
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"16 MiB": {sized(MaxP7M, document), ""}, "16 MiB and a byte": {sized(MaxP7M+1, document), "whole: sig_limit"},
		"almost 1 MiB beside": {sized(maxP7S, beside), ""}, "more than 1 MiB beside": {sized(maxP7S+2000, beside), "whole: sig_limit"},
		"24 MiB of base64 and more": {bytes.Repeat([]byte("A"), MaxP7M/2*3+1), "whole: sig_limit"},
	} {
		if got := verdictOf(VerifyAttached(c.in, p.trust, day)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestP7MMemory: what is allocated for a large p7m, in copies of its size.
func TestP7MMemory(t *testing.T) {
	p := newP7MPKI(t)
	cr := p.craft()
	cr.doc = make([]byte, 15<<20)
	der := cr.build(t)
	chunk := make([]byte, 0, len(der)+len(der)/64)
	for piece := range slices.Chunk(cr.doc, 1024) { // as openssl -stream writes it
		chunk = append(chunk, octet(piece)...)
	}
	cr.content = slices.Concat([]byte{0xa0, 0x80, octetsJoined, 0x80}, chunk, []byte{0, 0, 0, 0})
	ber := cr.build(t)
	text := []byte(base64.StdEncoding.EncodeToString(der))
	for _, c := range []struct {
		name   string
		in     []byte
		copies float64
	}{{"DER", der, 0.1}, {"BER in pieces", ber, 1.1}, {"base64", text, 1.1}} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a := VerifyAttached(c.in, p.trust, day)
		runtime.ReadMemStats(&after)
		if !a.Valid() || len(a.Content) != len(cr.doc) {
			t.Fatalf("%s: %q (%s)", c.name, verdictOf(a), a.Detail)
		}
		copies := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(cr.doc))
		t.Logf("%s: %.2f copies of 15 MiB", c.name, copies)
		if copies > c.copies {
			t.Errorf("%s: %.2f copies", c.name, copies)
		}
	}
}

// TestP7MBombs: what is built to cost is refused at once.
func TestP7MBombs(t *testing.T) {
	p := newP7MPKI(t)
	signer := p.craft().signer(t, p.conti)
	tiny := bytes.Repeat([]byte{0x24, 0x80, 4, 1, 'a', 0, 0}, 2<<20)
	head := slices.Concat([]byte{0x30, 0x80}, oid(oidSignedData), []byte{0xa0, 0x80, 0x30, 0x80, 2, 1, 1}, set(algID(oidSHA256)), []byte{0x30, 0x80}, oid(oidData), []byte{0xa0, 0x80})
	for _, c := range []struct {
		name string
		in   []byte
		want string
	}{
		{"30 80 eight million times", bytes.Repeat([]byte{0x30, 0x80}, 8<<20), "whole: sig_limit"},
		{"30 80 sixteen million times", bytes.Repeat([]byte{0x30, 0x80}, 16<<20), "whole: sig_limit"},
		{"30 80 as text", []byte(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0x30, 0x80}, 6<<20))), "whole: sig_limit"},
		{"24 80 as a document", append(slices.Clone(head), bytes.Repeat([]byte{0x24, 0x80}, 7<<20)...), "whole: sig_limit"},
		{"two million pieces without end", append(append(slices.Clone(head), 0x24, 0x80), tiny...), "whole: sig_malformed"},
		{"40,000 signers", p.craft().around(bytes.Repeat(signer, 40000)), "whole: sig_limit"},
		{"3,000 signers", p.craft().around(bytes.Repeat(signer, 3000)), "whole: sig_limit"},
		{"a million signers of nothing", p.craft().around(bytes.Repeat(seq(), 1000000)), "whole: sig_limit"},
		{"500,000 signers of nothing", p.craft().around(bytes.Repeat(seq(), 500000)), "whole: sig_malformed"},
		{"4 GiB said", []byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 6}, "whole: sig_malformed"},
		{"4 GiB of document said", append(slices.Clone(head), 4, 0x84, 0xff, 0xff, 0xff, 0xff, 0), "whole: sig_malformed"},
		{"blanks", bytes.Repeat([]byte(" "), 20<<20), "whole: sig_malformed"},
	} {
		start := time.Now()
		a := VerifyAttached(c.in, p.trust, day)
		if got := verdictOf(a); got != c.want {
			t.Errorf("%s: %q, want %q (%s)", c.name, got, c.want, a.Detail)
		}
		if d := time.Since(start); d > 30*time.Second { // a tenth of a second without race detector and neighbours
			t.Errorf("%s took %v", c.name, d)
		}
	}
}

// FuzzAttached: no input panics or is changed; nothing is valid under an authority that signed nothing; what is valid under
// the one that signed is the document it signed.
func FuzzAttached(f *testing.F) {
	for name := range p7mFiles {
		f.Add(p7mFile(f, name+".p7m"))
	}
	f.Add([]byte("\x30\x80\x06\x09" + oidSignedData + "\xa0\x80\x30\x80"))
	trust, at := p7mTrust(f), p7mDay(f)
	docs := [][]byte{p7mFile(f, "modulo.pdf"), p7mFile(f, "richiesta.txt"), p7mFile(f, "firmato.pdf")}
	stranger := Trust{CAs: []*x509.Certificate{readCert(f, "ca")}}
	f.Fuzz(func(t *testing.T, p7m []byte) {
		before := bytes.Clone(p7m)
		a := VerifyAttached(p7m, trust, at)
		if !bytes.Equal(before, p7m) {
			t.Fatal("the input was changed")
		}
		if VerifyAttached(p7m, stranger, at).Valid() {
			t.Fatal("valid under an authority that signed nothing")
		}
		if a.Valid() && !slices.ContainsFunc(docs, func(d []byte) bool { return bytes.Equal(a.Content, d) }) {
			t.Fatalf("valid with another document: %q", a.Content)
		}
		if len(a.Content) > len(p7m) {
			t.Fatalf("%d bytes of %d", len(a.Content), len(p7m))
		}
	})
}

// TestP7MMaze: signers and certificates that lead to each other and to nobody, as many as there may be, are left soon.
func TestP7MMaze(t *testing.T) {
	p := newP7MPKI(t)
	p521, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	fake := func(name string, parent *entity) *entity { return issueKey(t, parent, p521, name, authority) }
	root := fake("CA firme", nil) // the name of the believed one
	var signers []*entity
	var certs [][]byte
	for range maxSigners {
		signers = append(signers, issueKey(t, root, p521, "x", citizen(conti)))
		certs = append(certs, signers[len(signers)-1].cert.Raw)
	}
	for len(certs) < maxCerts {
		certs = append(certs, fake("CA firme", root).cert.Raw)
	}
	doc := []byte("x")
	for range maxLayers {
		cr := p.craft(signers...)
		cr.doc, cr.certs = doc, certs
		doc = cr.build(t)
	}
	start := time.Now()
	a := VerifyAttached(doc, p.trust, day)
	d := time.Since(start)
	if got := verdictOf(a); got != strings.Repeat("chain_untrusted/", maxLayers*maxSigners-1)+"chain_untrusted" {
		t.Errorf("%q (%s)", got, a.Detail)
	}
	t.Logf("%d signers in %v", len(a.Signers), d)
	if d > 30*time.Second {
		t.Errorf("%d signers took %v", len(a.Signers), d)
	}
}
