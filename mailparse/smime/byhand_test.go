package smime

import (
	"crypto/x509"
	"net"
	"net/url"
	"strings"
	"testing"
)

// oldFashioned signs a certificate with SHA-1, as DigitPA CA1 did until 2018.
func oldFashioned(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 }

func hosts(c *x509.Certificate) { c.DNSNames = []string{"pec.gestore.example"} }
func pages(c *x509.Certificate) {
	c.URIs = []*url.URL{{Scheme: "https", Host: "pec.gestore.example"}}
}
func onlyHosts(c *x509.Certificate) { c.PermittedDNSDomains = []string{"pec.gestore.example"} }
func neverNet(c *x509.Certificate) {
	c.ExcludedIPRanges = []*net.IPNet{{IP: net.IP{10, 0, 0, 0}, Mask: net.IPMask{255, 0, 0, 0}}}
}

// What crypto/x509 will not judge is judged by hand under one root; each rule has its case.
func TestWeakChains(t *testing.T) {
	expired := func(c *x509.Certificate) { c.NotAfter = day.AddDate(0, -1, 0) }
	for _, c := range []struct {
		name       string
		root, leaf []change
		want       string
	}{
		{"good", nil, nil, "weak_chain"},
		{"root that may only sign lists", []change{keyUsage(x509.KeyUsageCRLSign)}, nil, "chain_untrusted"},
		{"root without key usage", []change{keyUsage(0)}, nil, "weak_chain"},
		{"root of length 0", []change{pathLen(0)}, nil, "weak_chain"},
		{"root with an unknown critical extension", []change{mystery}, nil, "chain_untrusted"},
		{"leaf with an unknown critical extension", nil, []change{mystery}, "chain_untrusted"},
		{"permitted", []change{only("pec.gestore.example")}, nil, "weak_chain"},
		{"permitted, in capitals", []change{only("PEC.GESTORE.example")}, nil, "weak_chain"},
		{"permitted above the host", []change{only("gestore.example")}, nil, "name_constraint"},
		{"permitted under the domain", []change{only(".gestore.example")}, nil, "weak_chain"},
		{"excluded", []change{never("pec.gestore.example")}, nil, "name_constraint"},
		{"excluded box", []change{never("posta-certificata@pec.gestore.example")}, nil, "name_constraint"},
		{"excluded though permitted", []change{only(".gestore.example"), never(".gestore.example")}, nil, "name_constraint"},
		{"no host in the address", []change{only("pec.gestore.example")}, []change{mails("posta")}, "name_constraint"},
		{"hosts constrained, leaf with a host", []change{onlyHosts}, []change{hosts}, "name_constraint"},
		{"nets excluded, leaf with a page", []change{neverNet}, []change{pages}, "name_constraint"},
		{"hosts constrained, leaf with addresses alone", []change{onlyHosts, neverNet}, nil, "weak_chain"},
		{"hosts unconstrained, leaf with a host", nil, []change{hosts}, "weak_chain"},
		{"leaf expired", nil, []change{expired}, "cert_expired"},
		{"root expired", []change{expired}, nil, "cert_expired"},
		{"root for servers", []change{usages(serverUse)}, nil, "eku_missing"},
		{"root for anything", []change{usages(anyUse)}, nil, "eku_missing"},
		{"root for mail", []change{usages(serverUse, mailUse)}, nil, "weak_chain"},
		{"leaf for servers", nil, []change{usages(serverUse)}, "weak_chain eku_missing"},
		{"leaf for agreeing keys", nil, []change{keyUsage(x509.KeyUsageKeyAgreement)}, "weak_chain key_usage"},
	} {
		root := issue(t, nil, "Radice", append([]change{authority}, c.root...)...)
		leaf := issue(t, root, "Gestore", append([]change{signer, oldFashioned}, c.leaf...)...)
		p7s := signedBy(t, leaf, []byte("x"), day, leaf.cert, root.cert)
		wantReasons(t, c.name, Verify([]byte("x"), p7s, Trust{CAs: certsOf([]*entity{root})}, Bounds{}), c.want)
		// The good certificate of a namesake beside it neither helps nor harms.
		namesake := issue(t, nil, "Radice", authority)
		wantReasons(t, c.name+", and a namesake", Verify([]byte("x"), p7s, Trust{CAs: certsOf([]*entity{namesake, root})}, Bounds{}), c.want)
		wantReasons(t, c.name+", under the namesake alone", Verify([]byte("x"), p7s, Trust{CAs: certsOf([]*entity{namesake})}, Bounds{}),
			strings.TrimSpace("chain_untrusted"+strings.TrimPrefix(onlyLeafFaults(c.want), "weak_chain")))
	}
}

// onlyLeafFaults keeps of a verdict what the leaf alone is to blame for.
func onlyLeafFaults(want string) string {
	if strings.HasPrefix(want, "weak_chain ") {
		return want
	}
	return ""
}

// A SHA-1 signature anywhere but under the root is not believed: no path of that age is longer in PEC.
func TestWeakSignatureInTheMiddle(t *testing.T) {
	root := issue(t, nil, "Radice", authority)
	weakSub := issue(t, root, "Intermedia", authority, oldFashioned)
	sub := issue(t, root, "Intermedia", authority)
	for name, c := range map[string]struct{ sub, leaf *entity }{
		"weak authority":               {weakSub, issue(t, weakSub, "Gestore", signer)},
		"weak leaf under an authority": {sub, issue(t, sub, "Gestore", signer, oldFashioned)},
		"both":                         {weakSub, issue(t, weakSub, "Gestore", signer, oldFashioned)},
	} {
		p7s := signedBy(t, c.leaf, []byte("x"), day, c.leaf.cert, c.sub.cert)
		wantReasons(t, name, Verify([]byte("x"), p7s, Trust{CAs: certsOf([]*entity{root})}, Bounds{}), "chain_untrusted")
	}
}
