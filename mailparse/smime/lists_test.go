package smime

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// list is a revocation list: from and to are its thisUpdate and nextUpdate.
type list struct {
	from, to time.Time
	revoked  []x509.RevocationListEntry
	by       *entity
	exts     []pkix.Extension
	spoiled  bool
}

// pointed is an issuingDistributionPoint (RFC 5280 §5.2.5) with these fields.
func pointed(critical bool, fields ...[]byte) []pkix.Extension {
	return []pkix.Extension{{Id: oidPoint, Critical: critical, Value: seq(fields...)}}
}

var yes = []byte{0xff}

// place is a distributionPoint of one URI.
func place(uri string) []byte {
	return explicit(0, explicit(0, appendValue(nil, 0x86, []byte(uri))))
}

func (l list) make(t *testing.T) *x509.RevocationList {
	t.Helper()
	tmpl := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: l.from, NextUpdate: l.to, RevokedCertificateEntries: l.revoked}
	tmpl.ExtraExtensions = l.exts
	der, err := x509.CreateRevocationList(rand.Reader, tmpl, l.by.cert, l.by.key)
	if err != nil {
		t.Fatal(err)
	}
	if l.spoiled {
		der[len(der)-1] ^= 1
	}
	made, err := x509.ParseRevocationList(der)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// registry is an authority with a leaf, and those who may pretend to speak for it.
type registry struct {
	ca, leaf, namesake, other, reissued, mute *entity
}

func newRegistry(t *testing.T) registry {
	t.Helper()
	ca := issue(t, nil, "Radice", authority)
	return registry{
		ca: ca, leaf: issue(t, ca, "Gestore", signer, crlAt(hereList)),
		namesake: issue(t, nil, "Radice", authority), other: issue(t, nil, "Altra", authority),
		reissued: issueKey(t, nil, ca.key, "Radice", authority, keyUsage(x509.KeyUsageCertSign|x509.KeyUsageCRLSign), narrowName),
		mute:     issueKey(t, nil, ca.key, "Radice", authority, keyUsage(x509.KeyUsageCertSign), sameKeyID(ca)),
	}
}

const hereList = "http://crl.gestore.example/CRL1"

func crlAt(uri string) change {
	return func(c *x509.Certificate) { c.CRLDistributionPoints = []string{uri} }
}

// narrowName gives the second certificate of a key another key identifier, as a re-issue by other software has.
func narrowName(c *x509.Certificate) { c.SubjectKeyId = []byte("altra") }

func (g registry) entry(at time.Time, reason int) x509.RevocationListEntry {
	return x509.RevocationListEntry{SerialNumber: g.leaf.cert.SerialNumber, RevocationTime: at, ReasonCode: reason}
}

func (g registry) verify(t *testing.T, at time.Time, lists ...*x509.RevocationList) Report {
	t.Helper()
	p7s := signedBy(t, g.leaf, []byte("x"), at, g.leaf.cert)
	return Verify([]byte("x"), p7s, Trust{CAs: []*x509.Certificate{g.ca.cert}, CRLs: lists}, Bounds{})
}

// unsigned is the registry whose authority may not sign lists, though it did.
func (g registry) unsigned() registry {
	g.ca = g.mute
	return g
}

// ofList is one case: a list, what it says about a signature at day, and why openssl says otherwise where it does.
type ofList struct {
	name  string
	l     list
	want  string
	apart string
}

// What openssl does not do, as it judges the state of a certificate and not a signature of the past.
const (
	noDate  = "openssl does not look at the date of the entry"
	noDelta = "openssl, not asked for deltas, takes the list for a whole one"
	noForm  = "openssl passes over what it cannot read"
	noLater = "openssl does not take a list made later; it tells of the past"
)

// cases are all for a signature at day.
func (g registry) cases() []ofList {
	const h, s = time.Hour, time.Second
	week := 7 * 24 * h
	with := func(changes ...func(*list)) list {
		l := list{from: day.Add(-h), to: day.Add(week), by: g.ca}
		for _, c := range changes {
			c(&l)
		}
		return l
	}
	entries := func(at time.Time, reason int) func(*list) {
		return func(l *list) { l.revoked = []x509.RevocationListEntry{g.entry(at, reason)} }
	}
	revoked := entries(day.Add(-h), 0)
	by := func(e *entity) func(*list) { return func(l *list) { l.by = e } }
	during := func(from, to time.Time) func(*list) { return func(l *list) { l.from, l.to = from, to } }
	exts := func(e []pkix.Extension) func(*list) { return func(l *list) { l.exts = e } }
	spoilt := func(l *list) { l.spoiled = true }
	another := x509.RevocationListEntry{SerialNumber: new(big.Int).Add(g.leaf.cert.SerialNumber, big.NewInt(1)), RevocationTime: day.Add(-h)}
	others := func(l *list) { l.revoked = []x509.RevocationListEntry{another, another, g.entry(day.Add(-h), 0)} }
	strange := func(critical bool) []pkix.Extension {
		return []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: critical, Value: []byte{5, 0}}}
	}
	oddEntry := func(l *list) {
		e := g.entry(day.Add(-h), 0)
		e.ExtraExtensions = strange(true)
		l.revoked = []x509.RevocationListEntry{e}
	}
	delta := []pkix.Extension{{Id: oidDelta, Critical: true, Value: []byte{2, 1, 1}}}
	softDelta := []pkix.Extension{{Id: oidDelta, Value: []byte{2, 1, 1}}}
	end := g.leaf.cert.NotAfter
	return []ofList{
		{"in force, empty", with(), Good, ""},
		{"from this second", with(during(day, day.Add(week))), Good, ""},
		{"to this second", with(during(day.Add(-h), day)), Good, "openssl takes the last second for past"},
		{"over a second ago", with(during(day.Add(-h), day.Add(-s))), NotChecked, ""},
		{"of a second later", with(during(day.Add(s), day.Add(week))), Good, noLater},
		{"of the leaf's last second", with(during(end, end.Add(week))), Good, noLater},
		{"of after the leaf's end", with(during(end.Add(s), end.Add(week))), NotChecked, ""},
		{"revoked a second before", with(entries(day.Add(-s), 0)), Revoked, ""},
		{"revoked in the same second", with(entries(day, 0)), Revoked, ""},
		{"revoked a second later", with(entries(day.Add(s), 0)), Good, noDate},
		{"revoked for its key", with(entries(day.Add(-h), 1)), Revoked, ""},
		{"on hold", with(entries(day.Add(-h), 6)), Revoked, ""},
		{"hold lifted (removeFromCRL)", with(entries(day.Add(-h), removeFromCRL)), Good, ""},
		{"another serial", with(func(l *list) { l.revoked = []x509.RevocationListEntry{another} }), Good, ""},
		{"among others", with(others), Revoked, ""},
		{"entry with an unknown critical extension", with(oddEntry), Revoked, "openssl refuses the path for the extension"},
		{"revoked, list over", with(revoked, during(day.Add(-2*week), day.Add(-week))), Revoked, ""},
		{"revoked, list of years later", with(revoked, during(day.AddDate(3, 0, 0), day.AddDate(3, 1, 0))), Revoked, ""},
		{"same name, another key", with(revoked, by(g.namesake)), NotChecked, ""},
		{"same name, another key, empty", with(by(g.namesake)), NotChecked, ""},
		{"another authority", with(revoked, by(g.other)), NotChecked, ""},
		{"re-issued authority", with(by(g.reissued)), Good, "openssl compares key identifiers"},
		{"re-issued authority, revoked", with(revoked, by(g.reissued)), Revoked, "openssl compares key identifiers"},
		{"signature spoilt", with(revoked, spoilt), NotChecked, ""},
		{"signature spoilt, empty", with(spoilt), NotChecked, ""},
		{"unknown critical extension", with(exts(strange(true))), NotChecked, ""},
		{"unknown critical extension, revoked", with(revoked, exts(strange(true))), Revoked, "openssl does not use such a list; what it names is named"},
		{"unknown extension", with(exts(strange(false))), Good, ""},
		{"delta", with(exts(delta)), NotChecked, noDelta},
		{"delta, not critical", with(exts(softDelta)), NotChecked, noDelta},
		{"delta, revoked", with(revoked, exts(delta)), Revoked, ""},
		{"delta, hold lifted", with(entries(day.Add(-h), removeFromCRL), exts(delta)), NotChecked, noDelta},
		{"of users", with(exts(pointed(true, appendValue(nil, 0x81, yes)))), Good, ""},
		{"of users, revoked", with(revoked, exts(pointed(true, appendValue(nil, 0x81, yes)))), Revoked, ""},
		{"of authorities", with(exts(pointed(true, appendValue(nil, 0x82, yes)))), NotChecked, ""},
		{"of authorities, not critical", with(exts(pointed(false, appendValue(nil, 0x82, yes)))), NotChecked, ""},
		{"of attributes", with(exts(pointed(true, appendValue(nil, 0x85, yes)))), NotChecked, ""},
		{"of some reasons", with(exts(pointed(true, appendValue(nil, 0x83, []byte{6, 0x40})))), NotChecked, ""},
		{"of some reasons, revoked", with(revoked, exts(pointed(true, appendValue(nil, 0x83, []byte{6, 0x40})))), Revoked, "openssl asks for the other reasons first"},
		{"indirect", with(revoked, exts(pointed(true, appendValue(nil, 0x84, yes)))), NotChecked, ""},
		{"of the leaf's place", with(exts(pointed(true, place(hereList)))), Good, ""},
		{"of another place", with(exts(pointed(true, place(hereList+"2")))), NotChecked, ""},
		{"of another place, revoked", with(revoked, exts(pointed(true, place(hereList+"2")))), Revoked, "openssl does not look; the serial is the authority's"},
		{"of no place that can be read", with(exts(pointed(true, explicit(0)))), NotChecked, noForm},
		{"of an unknown field", with(exts(pointed(true, appendValue(nil, 0x86, yes)))), NotChecked, noForm},
		{"of nothing that can be read", with(exts([]pkix.Extension{{Id: oidPoint, Critical: true, Value: []byte{5, 0}}})), NotChecked, noForm},
		{"of everything, said", with(exts(pointed(true))), Good, ""},
	}
}

// TestRevocationLists prints the matrix: each list, our answer, that of "openssl verify -crl_check" and of "openssl cms
// -verify -crl_check". Good where openssl does not say so is a false accept unless the reason stands there.
func TestRevocationLists(t *testing.T) {
	openssl, g := opensslPath(t), newRegistry(t)
	t.Logf("%-42s %-12s %-12s %-12s %s", "V10 list", "ours", "verify", "cms", "apart")
	const noSign = "authority without cRLSign"
	cases := append(g.cases(), ofList{name: "none", want: NotChecked}, ofList{noSign, g.cases()[0].l, NotChecked, ""},
		ofList{noSign + ", revoked", list{from: day, to: day.Add(time.Hour), by: g.ca, revoked: []x509.RevocationListEntry{g.entry(day, 0)}}, NotChecked, ""})
	for _, c := range cases {
		g := g
		if strings.HasPrefix(c.name, noSign) {
			g = g.unsigned()
		}
		var lists []*x509.RevocationList
		if c.l.by != nil {
			lists = append(lists, c.l.make(t))
		}
		r := g.verify(t, day, lists...)
		if r.Revocation != c.want || slices.Contains(r.Reasons, Revoked) != (c.want == Revoked) {
			t.Errorf("%s: %s %v, want %s", c.name, r.Revocation, r.Reasons, c.want)
		}
		theirs, cms := g.opensslSays(t, openssl, lists...)
		t.Logf("%-42s %-12s %-12s %-12s %s", c.name, r.Revocation, theirs, cms, c.apart)
		if (theirs == Good) != (cms == Good) { // cms stops at the first fault it meets
			t.Errorf("%s: openssl verify says %s, cms %s", c.name, theirs, cms)
		}
		if strings.HasPrefix(c.name, "delta") && theirs == NotChecked {
			continue // openssl 3.0.22 no longer takes a delta for a whole list; older ones did
		}
		if (theirs != c.want) != (c.apart != "") {
			t.Errorf("%s: we say %s, openssl %s; listed as apart: %q", c.name, c.want, theirs, c.apart)
		}
		if r.Revocation == Good && theirs == Revoked && c.apart != noDate {
			t.Errorf("%s: FALSE ACCEPT", c.name)
		}
	}
}

// opensslSays puts lists before openssl, at day: with the certificate alone, and with a signature.
func (g registry) opensslSays(t *testing.T, openssl string, lists ...*x509.RevocationList) (verify, cms string) {
	t.Helper()
	dir := t.TempDir()
	ca, leaf, p7s, content := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "leaf.pem"), filepath.Join(dir, "in.p7s"), filepath.Join(dir, "octets")
	pemFile(t, ca, []*x509.Certificate{g.ca.cert}, lists...)
	pemFile(t, leaf, []*x509.Certificate{g.leaf.cert})
	for file, b := range map[string][]byte{content: []byte("x"), p7s: signedBy(t, g.leaf, []byte("x"), day, g.leaf.cert)} {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	common := []string{"-CAfile", ca, "-no-CApath", "-no-CAstore", "-partial_chain", "-purpose", "smimesign", "-crl_check",
		"-attime", strconv.FormatInt(day.Unix(), 10)}
	ask := func(args ...string) string {
		out, err := exec.Command(openssl, args...).CombinedOutput()
		switch {
		case err == nil:
			return Good
		case strings.Contains(string(out), "certificate revoked"):
			return Revoked
		}
		return NotChecked
	}
	verify = ask(slices.Concat([]string{"verify"}, common, []string{leaf})...)
	cms = ask(slices.Concat([]string{"cms", "-verify", "-binary", "-inform", "DER", "-in", p7s, "-content", content, "-out", os.DevNull}, common)...)
	return verify, cms
}

// Two lists in either order say the same, and no second list takes a revocation back.
func TestOrderOfListsDoesNotMatter(t *testing.T) {
	g := newRegistry(t)
	rank := map[string]int{NotChecked: 0, Good: 1, Revoked: 2}
	var lists []*x509.RevocationList
	var want []string
	for _, c := range g.cases() {
		lists, want = append(lists, c.l.make(t)), append(want, c.want)
	}
	for i, a := range lists {
		for j, b := range lists {
			both := want[i]
			if rank[want[j]] > rank[both] {
				both = want[j]
			}
			if r := g.verify(t, day, a, b); r.Revocation != both {
				t.Errorf("%s and %s together: %s", want[i], want[j], r.Revocation)
			}
		}
	}
}

// A list speaks for the certificates of its own authority alone, and of a path that fails nothing is asked.
func TestListsOfOthers(t *testing.T) {
	root := issue(t, nil, "Radice", authority)
	sub := issue(t, root, "Intermedia", authority)
	leaf := issue(t, sub, "Gestore", signer)
	revoke := []x509.RevocationListEntry{{SerialNumber: leaf.cert.SerialNumber, RevocationTime: day.Add(-time.Hour)}}
	of := func(e *entity) *x509.RevocationList {
		return list{from: day.Add(-time.Hour), to: day.Add(time.Hour), by: e, revoked: revoke}.make(t)
	}
	p7s := signedBy(t, leaf, []byte("x"), day, leaf.cert, sub.cert)
	for name, c := range map[string]struct {
		trust Trust
		want  string
	}{
		"of the authority above":     {Trust{CAs: certsOf([]*entity{root}), CRLs: []*x509.RevocationList{of(root)}}, NotChecked},
		"of its own":                 {Trust{CAs: certsOf([]*entity{root}), CRLs: []*x509.RevocationList{of(sub)}}, Revoked},
		"of its own, nobody trusted": {Trust{CRLs: []*x509.RevocationList{of(sub)}}, NotChecked},
	} {
		if r := Verify([]byte("x"), p7s, c.trust, Bounds{}); r.Revocation != c.want {
			t.Errorf("%s: %s %v", name, r.Revocation, r.Reasons)
		}
	}
	// A list inside the message is the sender's word and is not asked (RFC 5652 §5.1 allows it).
	inside := build(t, leaf, []byte("x"), day, nil, []*x509.Certificate{leaf.cert, sub.cert}, of(sub).Raw)
	if r := Verify([]byte("x"), inside, Trust{CAs: certsOf([]*entity{root})}, Bounds{}); len(r.Reasons) > 0 || r.Revocation != NotChecked {
		t.Errorf("list inside: %v %s", r.Reasons, r.Revocation)
	}
	if !bytes.Contains(inside, of(sub).RawIssuer) {
		t.Error("no list is inside; the case says nothing")
	}
}

// An authority between root and leaf that was revoked by the instant carries nothing; another with its key still does.
func TestRevokedAuthority(t *testing.T) {
	root := issue(t, nil, "Radice", authority)
	sub := issue(t, root, "Intermedia", authority)
	again := issueKey(t, root, sub.key, "Intermedia", authority)
	leaf := issue(t, sub, "Gestore", signer)
	of := func(at time.Time, by *entity, who ...*entity) *x509.RevocationList {
		l := list{from: day.Add(-time.Hour), to: day.Add(time.Hour), by: by}
		for _, e := range who {
			l.revoked = append(l.revoked, x509.RevocationListEntry{SerialNumber: e.cert.SerialNumber, RevocationTime: at})
		}
		return l.make(t)
	}
	before, after := day.Add(-time.Minute), day.Add(time.Minute)
	for _, c := range []struct {
		name  string
		lists []*x509.RevocationList
		also  []*entity
		want  string
	}{
		{"revoked", []*x509.RevocationList{of(before, root, sub)}, nil, Revoked},
		{"revoked, the leaf's list is clean", []*x509.RevocationList{of(before, sub), of(before, root, sub)}, nil, Revoked},
		{"revoked later", []*x509.RevocationList{of(after, root, sub)}, nil, NotChecked},
		{"revoked by itself", []*x509.RevocationList{of(before, sub, sub)}, nil, Good},
		{"revoked, re-issued", []*x509.RevocationList{of(before, root, sub)}, []*entity{again}, NotChecked},
		{"revoked, re-issued, the leaf's list is clean", []*x509.RevocationList{of(before, root, sub), of(before, again)}, []*entity{again}, Good},
		{"revoked, re-issued and revoked", []*x509.RevocationList{of(before, root, sub, again)}, []*entity{again}, Revoked},
		{"a clean list", []*x509.RevocationList{of(before, root)}, nil, NotChecked},
	} {
		p7s := signedBy(t, leaf, []byte("x"), day, append([]*x509.Certificate{leaf.cert, sub.cert}, certsOf(c.also)...)...)
		r := Verify([]byte("x"), p7s, Trust{CAs: certsOf([]*entity{root}), CRLs: c.lists}, Bounds{})
		if r.Revocation != c.want || slices.Contains(r.Reasons, "revoked") != (c.want == Revoked) {
			t.Errorf("%s: %s %v, want %s", c.name, r.Revocation, r.Reasons, c.want)
		}
	}
}
