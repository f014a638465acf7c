package smime

import (
	"bytes"
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"time"
)

// nameOf is a Name of one attribute each: tag of the string, then the string.
func nameOf(parts ...any) []byte {
	var out []byte
	for i := 0; i < len(parts); i += 2 {
		tag, text := byte(parts[i].(int)), parts[i+1].(string)
		out = append(out, set(seq(oid("\x55\x04\x03"), appendValue(nil, tag, []byte(text))))...)
	}
	return seq(out)
}

func TestNamesThatAreOne(t *testing.T) {
	for _, c := range []struct {
		a, b []byte
		want bool
	}{
		{nameOf(tagUTF8, "Ente di Prova"), nameOf(tagPrintable, "ente  DI prova "), true},
		{nameOf(tagUTF8, "Ente"), nameOf(tagIA5, "\tEnte"), true},
		{nameOf(tagUTF8, "Ente", tagUTF8, "x"), nameOf(tagUTF8, "Ente", tagPrintable, "X"), true},
		{nameOf(tagUTF8, "Ente", tagUTF8, "x"), nameOf(tagUTF8, "x", tagUTF8, "Ente"), false},
		{nameOf(tagUTF8, "Ente"), nameOf(tagUTF8, "Ente", tagUTF8, "x"), false},
		{nameOf(tagUTF8, "Città"), nameOf(tagUTF8, "CittÀ"), false}, // only ASCII is folded
		{nameOf(tagUTF8, "Ente"), nameOf(0x1e, "Ente"), false},
		{nameOf(0x1e, "Ente"), nameOf(0x1e, "ente"), false},
		{nameOf(tagUTF8, "EnteX"), nameOf(tagUTF8, "Ente X"), false},
		{nameOf(tagUTF8, "\xff"), nameOf(tagPrintable, "\xff"), false},
		{nameOf(tagUTF8, ""), nameOf(tagPrintable, " "), true},
		{seq(), seq(), true}, {seq(), nil, false}, {nil, nil, true}, {[]byte("x"), []byte("X"), false},
		{seq(seq()), seq(seq(), seq()), false},
	} {
		if got := sameName(c.a, c.b); got != c.want || sameName(c.b, c.a) != c.want {
			t.Errorf("%q and %q: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// An authority re-issued with its name in another spelling is found, its constraints hold, its list is read; the
// signature decides as ever, and a namesake with another key is nobody.
func TestAuthorityInAnotherSpelling(t *testing.T) {
	root := issue(t, nil, "Radice di Prova", authority)
	respelt := func(key *entity, change ...change) *entity {
		return issueKey(t, nil, key.key, "RADICE  di prova", append([]func(*x509.Certificate){authority}, change...)...)
	}
	leaf := issue(t, root, "Gestore", signer)
	p7s := signedBy(t, leaf, []byte("x"), day, leaf.cert)
	under := func(e ...*entity) Report {
		return Verify([]byte("x"), p7s, Trust{CAs: certsOf(e)}, Bounds{})
	}
	wantReasons(t, "same key", under(respelt(root)), "")
	wantReasons(t, "same key, constraint", under(respelt(root, only("altro.example"))), "name_constraint")
	wantReasons(t, "same key, for servers", under(respelt(root, usages(serverUse))), "eku_missing")
	wantReasons(t, "same key, past", under(respelt(root, func(c *x509.Certificate) { c.NotAfter = day.AddDate(0, -1, 0) })), "cert_expired")
	wantReasons(t, "another key", under(respelt(issue(t, nil, "x", authority))), "chain_untrusted")
	wantReasons(t, "no authority", under(issueKey(t, nil, root.key, "RADICE  di prova", signer)), "chain_untrusted")
	wantReasons(t, "a stranger and it", under(issue(t, nil, "Altra", authority), respelt(root)), "")

	openssl := opensslPath(t)
	if ok, out := opensslVerifies(t, openssl, p7s, []byte("x"), certsOf([]*entity{respelt(root, sameKeyID(root))}), day); !ok {
		t.Errorf("openssl: %s", out)
	}
	l := list{from: day, to: day.Add(time.Hour), by: respelt(root), revoked: []x509.RevocationListEntry{{SerialNumber: leaf.cert.SerialNumber, RevocationTime: day}}}.make(t)
	for name, ca := range map[string]*entity{"list respelt": root, "both respelt": respelt(root)} {
		r := Verify([]byte("x"), p7s, Trust{CAs: certsOf([]*entity{ca}), CRLs: []*x509.RevocationList{l}}, Bounds{})
		if r.Revocation != Revoked || !slices.Contains(r.Reasons, "revoked") {
			t.Errorf("%s: %s %v", name, r.Revocation, r.Reasons)
		}
	}
}

// sameKeyID keeps the key identifier, which openssl compares before the names.
func sameKeyID(e *entity) change {
	return func(c *x509.Certificate) { c.SubjectKeyId = e.cert.SubjectKeyId }
}

// Folding changes nothing of the certificate that a report shows.
func TestFoldingLeavesTheLeaf(t *testing.T) {
	root := issue(t, nil, "Radice", authority)
	leaf := issue(t, root, "GESTORE", signer)
	raw := bytes.Clone(leaf.cert.RawSubject)
	again := issueKey(t, nil, root.key, "RADICE", authority)
	r := Verify([]byte("x"), signedBy(t, leaf, []byte("x"), day, leaf.cert), Trust{CAs: certsOf([]*entity{again})}, Bounds{})
	wantReasons(t, "folded", r, "")
	if !bytes.Equal(r.Leaf.RawSubject, raw) || !strings.Contains(r.Leaf.Subject.String(), "GESTORE") || !strings.Contains(r.Issuer, "Radice") || !bytes.Equal(again.cert.RawSubject, issueKey(t, nil, root.key, "RADICE").cert.RawSubject) {
		t.Errorf("%v %s", r.Leaf.Subject, r.Issuer)
	}
}
