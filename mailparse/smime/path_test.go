package smime

import (
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"strings"
	"testing"
	"time"
)

type change = func(*x509.Certificate)

func pathLen(n int) change {
	return func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = n, n == 0 }
}
func only(domains ...string) change {
	return func(c *x509.Certificate) { c.PermittedEmailAddresses = domains }
}
func never(domains ...string) change {
	return func(c *x509.Certificate) { c.ExcludedEmailAddresses = domains }
}
func critical(c *x509.Certificate) { c.PermittedDNSDomainsCritical = true }
func usages(u ...x509.ExtKeyUsage) change {
	return func(c *x509.Certificate) { c.ExtKeyUsage = u }
}
func mails(m ...string) change { return func(c *x509.Certificate) { c.EmailAddresses = m } }
func keyUsage(u x509.KeyUsage) change {
	return func(c *x509.Certificate) { c.KeyUsage = u }
}
func mystery(c *x509.Certificate) {
	c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
}
func noAuthority(c *x509.Certificate) { c.IsCA, c.MaxPathLen = false, 0 }

// path is a case: changes to the root, to each authority under it, and to the leaf of a good path.
type path struct {
	name  string
	root  []change
	subs  [][]change
	leaf  []change
	want  string
	apart string // why openssl says otherwise, where it does
}

const (
	mailUse   = x509.ExtKeyUsageEmailProtection
	serverUse = x509.ExtKeyUsageServerAuth
	anyUse    = x509.ExtKeyUsageAny
)

// The leaf's name is posta-certificata@pec.gestore.example unless the case says otherwise.
var paths = []path{
	{name: "root and leaf"},
	{name: "one authority between", subs: [][]change{nil}},
	{name: "five between", subs: [][]change{nil, nil, nil, nil, nil}},

	// Length (RFC 5280 §4.2.1.9).
	{name: "length 0, nobody between", root: []change{pathLen(0)}},
	{name: "length 0 of the root, one between", root: []change{pathLen(0)}, subs: [][]change{nil}, want: "chain_untrusted"},
	{name: "length 1, one between", root: []change{pathLen(1)}, subs: [][]change{{pathLen(0)}}},
	{name: "length 0 in the middle", subs: [][]change{{pathLen(0)}, nil}, want: "chain_untrusted"},
	{name: "a lower authority cannot lengthen", subs: [][]change{{pathLen(0)}, {pathLen(9)}}, want: "chain_untrusted"},
	{name: "V8: authority that is none", subs: [][]change{{noAuthority}}, want: "chain_untrusted"},
	{name: "V8: authority that may not sign certificates", subs: [][]change{{keyUsage(x509.KeyUsageCRLSign)}}, want: "chain_untrusted"},
	{name: "V8: authority without key usage", subs: [][]change{{keyUsage(0)}}},
	{name: "authority with an unknown critical extension", subs: [][]change{{mystery}}, want: "chain_untrusted"},
	{name: "leaf with an unknown critical extension", leaf: []change{mystery}, want: "chain_untrusted"},

	// Names (RFC 5280 §4.2.1.10); AgID CA1 marks them non-critical and they hold all the same (pec.md §7.1).
	{name: "permitted", root: []change{only("pec.gestore.example")}},
	{name: "permitted, in capitals", root: []change{only("PEC.Gestore.EXAMPLE")}},
	{name: "permitted, critical", root: []change{only("pec.gestore.example"), critical}},
	{name: "not permitted", root: []change{only("pec.altro.example")}, want: "name_constraint"},
	{name: "not permitted, critical", root: []change{only("pec.altro.example"), critical}, want: "name_constraint"},
	{name: "not permitted below", subs: [][]change{{only("pec.altro.example")}}, want: "name_constraint"},
	{name: "permitted above, not below", root: []change{only("pec.gestore.example", "pec.altro.example")}, subs: [][]change{{only("pec.altro.example")}}, want: "name_constraint"},
	{name: "permitted below, not above", root: []change{only("pec.altro.example")}, subs: [][]change{{only("pec.gestore.example")}}, want: "name_constraint"},
	{name: "a host is not its domain", root: []change{only("gestore.example")}, want: "name_constraint"},
	{name: "a host is not its domain, said from above", root: []change{only("gestore.example")}, subs: [][]change{nil, nil}, want: "name_constraint"},
	{name: "domain with a dot", root: []change{only(".gestore.example")}},
	{name: "domain with a dot is not the host", root: []change{only(".pec.gestore.example")}, want: "name_constraint"},
	{name: "a longer name that ends alike", root: []change{only("gestore.example")}, leaf: []change{mails("a@malgestore.example")}, want: "name_constraint"},
	{name: "one whole box", root: []change{only("posta-certificata@pec.gestore.example")}},
	{name: "another box of the host", root: []change{only("altra@pec.gestore.example")}, want: "name_constraint"},
	{name: "second address outside", root: []change{only("pec.gestore.example")}, leaf: []change{mails("a@pec.gestore.example", "a@pec.altro.example")}, want: "name_constraint"},
	{name: "excluded", root: []change{never("pec.gestore.example")}, want: "name_constraint"},
	{name: "excluded below", subs: [][]change{{never("pec.gestore.example")}}, want: "name_constraint"},
	{name: "another excluded", root: []change{never("pec.altro.example")}},
	{name: "excluded though permitted", root: []change{only(".gestore.example"), never("pec.gestore.example")}, want: "name_constraint"},
	{name: "no address at all", root: []change{only("pec.altro.example")}, leaf: []change{mails()}},

	// Purposes (RFC 5280 §4.2.1.12; reliability.md §2 V8).
	{name: "V8: authority for mail", subs: [][]change{{usages(mailUse)}}},
	{name: "V8: authority for anything", subs: [][]change{{usages(anyUse)}}, want: "eku_missing"},
	{name: "V8: authority for anything and mail", subs: [][]change{{usages(anyUse, mailUse)}}},
	{name: "V8: authority for servers", subs: [][]change{{usages(serverUse)}}, want: "eku_missing"},
	{name: "V8: root for servers", root: []change{usages(serverUse)}, want: "eku_missing"},
	{name: "V8: mail above, servers below", subs: [][]change{{usages(mailUse)}, {usages(serverUse)}}, want: "eku_missing"},
	{name: "V8: leaf for mail and servers", leaf: []change{usages(serverUse, mailUse)}},
	{name: "V8: leaf for anything", leaf: []change{usages(anyUse)}, want: "eku_missing"},
	{name: "V8: leaf for nothing said", leaf: []change{usages()}, want: "eku_missing", apart: "openssl takes nothing for all"},
	{name: "V8: leaf for servers", leaf: []change{usages(serverUse)}, want: "eku_missing"},
	{name: "V8: leaf for servers under servers", subs: [][]change{{usages(serverUse)}}, leaf: []change{usages(serverUse)}, want: "eku_missing"},
	{name: "V8: leaf for agreeing keys", leaf: []change{keyUsage(x509.KeyUsageKeyAgreement)}, want: "key_usage"},
	{name: "V8: leaf without key usage", leaf: []change{keyUsage(0)}, want: "key_usage", apart: "openssl takes none for all"},
	{name: "V8: leaf for commitment", leaf: []change{keyUsage(x509.KeyUsageContentCommitment)}},
	{name: "V8: leaf that is an authority", leaf: []change{authority, keyUsage(x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign)}, want: "key_usage", apart: "openssl lets an authority sign"},
	{name: "V8: two faults are both told", leaf: []change{usages(serverUse), keyUsage(x509.KeyUsageKeyAgreement)}, want: "eku_missing key_usage"},
	{name: "V8: a stranger's name and no purpose", root: []change{only("pec.altro.example")}, leaf: []change{usages()}, want: "name_constraint eku_missing"},
}

// make issues the path, root first, leaf last.
func (p *path) make(t *testing.T) []*entity {
	t.Helper()
	es := []*entity{issue(t, nil, "Radice", append([]change{authority}, p.root...)...)}
	for i, s := range p.subs {
		es = append(es, issue(t, es[i], "Intermedia "+string(rune('A'+i)), append([]change{authority}, s...)...))
	}
	return append(es, issue(t, es[len(es)-1], "Gestore", append([]change{signer}, p.leaf...)...))
}

// Each path is judged here and by openssl: what openssl refuses must not pass; what it accepts and we do not is
// listed with the reason.
func TestPaths(t *testing.T) {
	openssl := opensslPath(t)
	octets := []byte("Ricevuta\r\n")
	for _, p := range paths {
		es := p.make(t)
		root, leaf := es[0], es[len(es)-1]
		p7s := signedBy(t, leaf, octets, day, certsOf(es[1:])...)
		roots := []*x509.Certificate{root.cert}
		r := Verify(octets, p7s, Trust{CAs: roots}, Bounds{})
		if got := strings.Join(r.Reasons, " "); got != p.want {
			t.Errorf("%s: %q, want %q (%s)", p.name, got, p.want, r.Detail)
		}
		theirs, out := opensslVerifies(t, openssl, p7s, octets, roots, day)
		if differs := theirs != (p.want == ""); differs != (p.apart != "") || (differs && !theirs) {
			t.Errorf("%s: openssl says %v, listed as apart %q: %s", p.name, theirs, p.apart, out)
		}
	}
}

// Validity counts to the second, both ends included (RFC 5280 §4.1.2.5), for each certificate of the path. openssl
// takes the last second for past; it is not asked here.
func TestValidityToTheSecond(t *testing.T) {
	const s = time.Second
	from, to := day.AddDate(0, -5, 0), day.AddDate(0, 6, 0)
	narrow := func(c *x509.Certificate) { c.NotBefore, c.NotAfter = day, day.Add(time.Hour) }
	for name, c := range map[string]struct {
		p        path
		from, to time.Time
	}{
		"all alike": {path{}, from, to},
		"leaf":      {path{leaf: []change{narrow}}, day, day.Add(time.Hour)},
		"authority": {path{subs: [][]change{{narrow}}}, day, day.Add(time.Hour)},
		"root":      {path{root: []change{narrow}}, day, day.Add(time.Hour)},
	} {
		es := c.p.make(t)
		leaf := es[len(es)-1]
		for at, want := range map[time.Time]string{
			c.from.Add(-s): "cert_expired", c.from: "", c.from.Add(s): "", c.to.Add(-s): "", c.to: "", c.to.Add(s): "cert_expired",
		} {
			p7s := signedBy(t, leaf, []byte("x"), at, certsOf(es[1:])...)
			r := Verify([]byte("x"), p7s, Trust{CAs: []*x509.Certificate{es[0].cert}}, Bounds{})
			if got := strings.Join(r.Reasons, " "); got != want || !r.SigningTime.Equal(at) {
				t.Errorf("%s at %v: %q, want %q", name, at, got, want)
			}
		}
	}
}

// A path that was never whole at any one instant is expired, not foreign: its signatures are the authority's.
func TestNeverValidTogether(t *testing.T) {
	early := func(c *x509.Certificate) { c.NotBefore, c.NotAfter = day.AddDate(-3, 0, 0), day.AddDate(-2, 0, 0) }
	late := func(c *x509.Certificate) { c.NotBefore = day.AddDate(0, -1, 0) }
	es := (&path{root: []change{early}, leaf: []change{late}}).make(t)
	p7s := signedBy(t, es[1], []byte("x"), day, es[1].cert)
	if r := Verify([]byte("x"), p7s, Trust{CAs: []*x509.Certificate{es[0].cert}}, Bounds{}); strings.Join(r.Reasons, " ") != "cert_expired" {
		t.Errorf("%v", r.Reasons)
	}
	stranger := issue(t, nil, "Estranea", authority, early)
	if r := Verify([]byte("x"), p7s, Trust{CAs: []*x509.Certificate{stranger.cert}}, Bounds{}); strings.Join(r.Reasons, " ") != "chain_untrusted" {
		t.Errorf("under a stranger: %v", r.Reasons)
	}
}

// A certificate that is no authority carries nothing, though it is pinned or stands in the configuration.
func TestV7PinnedCertificateThatIsNoAuthority(t *testing.T) {
	ca := issue(t, nil, "Radice", authority)
	leaf := issue(t, ca, "Gestore", signer)
	plain := issueKey(t, nil, ca.key, "Radice", signer)
	p7s := signedBy(t, leaf, []byte("x"), day, leaf.cert, plain.cert)
	sum := sha256.Sum256(plain.cert.Raw)
	for name, trust := range map[string]Trust{
		"pinned":        {Pins: []string{hex.EncodeToString(sum[:])}},
		"configuration": {CAs: []*x509.Certificate{plain.cert}},
	} {
		wantReasons(t, name, Verify([]byte("x"), p7s, trust, Bounds{}), "chain_untrusted")
	}
	wantReasons(t, "the authority itself", Verify([]byte("x"), p7s, Trust{CAs: certsOf([]*entity{ca})}, Bounds{}), "")
}
