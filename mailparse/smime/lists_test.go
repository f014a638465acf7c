package smime

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
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
	critical bool
	spoiled  bool
}

func (l list) make(t *testing.T) *x509.RevocationList {
	t.Helper()
	tmpl := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: l.from, NextUpdate: l.to, RevokedCertificateEntries: l.revoked}
	if l.critical { // issuingDistributionPoint: onlyContainsUserCerts (RFC 5280 §5.2.5)
		tmpl.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 28}, Critical: true, Value: []byte{0x30, 3, 0x81, 1, 0xff}}}
	}
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
	ca, leaf, namesake, other, reissued *entity
}

func newRegistry(t *testing.T) registry {
	t.Helper()
	ca := issue(t, nil, "Radice", authority)
	return registry{
		ca: ca, leaf: issue(t, ca, "Gestore", signer),
		namesake: issue(t, nil, "Radice", authority), other: issue(t, nil, "Altra", authority),
		reissued: issueKey(t, nil, ca.key, "Radice", authority, keyUsage(x509.KeyUsageCertSign|x509.KeyUsageCRLSign), narrowName),
	}
}

// narrowName gives the second certificate of a key another key identifier, as a re-issue by other software has.
func narrowName(c *x509.Certificate) { c.SubjectKeyId = []byte("altra") }

func (g registry) entry(at time.Time, reason int) x509.RevocationListEntry {
	return x509.RevocationListEntry{SerialNumber: g.leaf.cert.SerialNumber, RevocationTime: at, ReasonCode: reason}
}

func (g registry) verify(t *testing.T, at time.Time, lists ...*x509.RevocationList) Report {
	t.Helper()
	p7s := signedBy(t, g.leaf, []byte("x"), at, g.leaf.cert, g.ca.cert)
	return Verify([]byte("x"), p7s, Trust{CAs: []*x509.Certificate{g.ca.cert}, CRLs: lists}, Bounds{})
}

// cases are all for a signature at day. openssl is asked about the lists in force at day; where it differs, apart
// says why.
func (g registry) cases() map[string]struct {
	l     list
	want  string
	apart string
} {
	const h, s = time.Hour, time.Second
	week := 7 * 24 * h
	inForce := list{from: day.Add(-h), to: day.Add(week), by: g.ca}
	with := func(change func(*list)) list {
		l := inForce
		change(&l)
		return l
	}
	entries := func(at time.Time, reason int) func(*list) {
		return func(l *list) { l.revoked = []x509.RevocationListEntry{g.entry(at, reason)} }
	}
	others := func(by *entity) func(*list) {
		return func(l *list) { entries(day.Add(-h), 0)(l); l.by = by }
	}
	another := x509.RevocationListEntry{SerialNumber: new(big.Int).Add(g.leaf.cert.SerialNumber, big.NewInt(1)), RevocationTime: day.Add(-h)}
	return map[string]struct {
		l     list
		want  string
		apart string
	}{
		"V10: in force, empty":            {inForce, Good, ""},
		"V10: from this second":           {with(func(l *list) { l.from = day }), Good, ""},
		"V10: to this second":             {with(func(l *list) { l.to = day }), Good, "openssl takes the last second for past"},
		"V10: over a second ago":          {with(func(l *list) { l.to = day.Add(-s) }), NotChecked, ""},
		"V10: of a second later":          {with(func(l *list) { l.from = day.Add(s) }), Good, "made later, it tells of the past"},
		"V10: of after the leaf's end":    {with(func(l *list) { l.from, l.to = g.leaf.cert.NotAfter.Add(s), g.leaf.cert.NotAfter.Add(week) }), NotChecked, ""},
		"V10: of the leaf's last second":  {with(func(l *list) { l.from, l.to = g.leaf.cert.NotAfter, g.leaf.cert.NotAfter.Add(week) }), Good, "made later, it tells of the past"},
		"V10: revoked a second before":    {with(entries(day.Add(-s), 0)), Revoked, ""},
		"V10: revoked in the same second": {with(entries(day, 0)), Revoked, ""},
		"V10: revoked a second later":     {with(entries(day.Add(s), 0)), Good, "openssl does not look at the date of the entry"},
		"V10: revoked for its key":        {with(entries(day.Add(-h), 1)), Revoked, ""},
		"V10: on hold":                    {with(entries(day.Add(-h), 6)), Revoked, ""},
		"V10: hold lifted":                {with(entries(day.Add(-h), removeFromCRL)), Good, ""},
		"V10: another serial":             {with(func(l *list) { l.revoked = []x509.RevocationListEntry{another} }), Good, ""},
		"V10: among others":               {with(func(l *list) { l.revoked = []x509.RevocationListEntry{another, another, g.entry(day.Add(-h), 0)} }), Revoked, ""},
		"V10: in an old list":             {list{from: day.Add(-2 * week), to: day.Add(-week), by: g.ca, revoked: []x509.RevocationListEntry{g.entry(day.Add(-2*week), 0)}}, Revoked, ""},
		"V10: in a list of years later":   {list{from: day.AddDate(3, 0, 0), to: day.AddDate(3, 1, 0), by: g.ca, revoked: []x509.RevocationListEntry{g.entry(day.Add(-h), 0)}}, Revoked, ""},
		"V10: by the name, another key":   {with(others(g.namesake)), NotChecked, ""},
		"V10: by another authority":       {with(others(g.other)), NotChecked, ""},
		"V10: signature spoiled":          {with(func(l *list) { entries(day.Add(-h), 0)(l); l.spoiled = true }), NotChecked, ""},
		"V10: signature of empty spoilt":  {with(func(l *list) { l.spoiled = true }), NotChecked, ""},
		"V10: of some certificates":       {with(func(l *list) { l.critical = true }), NotChecked, "openssl understands which ones"},
		"V10: re-issued authority":        {with(func(l *list) { l.by = g.reissued }), Good, "openssl compares key identifiers"},
	}
}

func TestRevocationLists(t *testing.T) {
	openssl, g := opensslPath(t), newRegistry(t)
	for name, c := range g.cases() {
		l := c.l.make(t)
		r := g.verify(t, day, l)
		if r.Revocation != c.want || slices.Contains(r.Reasons, Revoked) != (c.want == Revoked) {
			t.Errorf("%s: %s %v, want %s", name, r.Revocation, r.Reasons, c.want)
		}
		theirs := g.opensslSays(t, openssl, l)
		if (theirs != c.want) != (c.apart != "") {
			t.Errorf("%s: we say %s, openssl %s; listed as apart: %q", name, c.want, theirs, c.apart)
		}
	}
}

// opensslSays puts one list before openssl, at day.
func (g registry) opensslSays(t *testing.T, openssl string, l *x509.RevocationList) string {
	t.Helper()
	dir := t.TempDir()
	ca, crl, leaf := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "crl.pem"), filepath.Join(dir, "leaf.pem")
	pemFile(t, ca, []*x509.Certificate{g.ca.cert})
	pemFile(t, leaf, []*x509.Certificate{g.leaf.cert})
	pemFile(t, crl, nil, l)
	out, err := exec.Command(openssl, "verify", "-CAfile", ca, "-no-CApath", "-no-CAstore", "-partial_chain", "-purpose", "smimesign", "-crl_check",
		"-CRLfile", crl, "-attime", strconv.FormatInt(day.Unix(), 10), leaf).CombinedOutput()
	switch {
	case err == nil:
		return Good
	case strings.Contains(string(out), "certificate revoked"):
		return Revoked
	}
	return NotChecked
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
