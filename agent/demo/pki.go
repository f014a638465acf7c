package demo

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"
)

// PKI is the throw-away key material of a demo: a signing CA with one leaf a provider, and a TLS CA with one
// certificate for localhost.
type PKI struct {
	CA    Chiave            // of the providers' certificates, shaped as AgID CA1 (pec.md §7.1)
	Leaf  map[string]Chiave // by the mail domain of the provider
	CATLS Chiave
	TLS   Chiave
}

// PKIOptions shapes a PKI. The zero value is the one of the fixture.
type PKIOptions struct {
	Fornitori    []Fornitore
	DaCA, FinoCA time.Time // validity of the CA; default 2010-01-01 to 2037-01-01
	Da, Fino     time.Time // validity of the leaves; default 2010-01-01 to 2036-12-31
}

func (o PKIOptions) withDefaults() PKIOptions {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	if o.Fornitori == nil {
		o.Fornitori = FornitoriDemo()
	}
	for _, x := range []struct {
		t   *time.Time
		def time.Time
	}{{&o.DaCA, day(2010, 1, 1)}, {&o.FinoCA, day(2037, 1, 1)}, {&o.Da, day(2010, 1, 1)}, {&o.Fino, day(2036, 12, 31)}} {
		if x.t.IsZero() {
			*x.t = x.def
		}
	}
	return o
}

// NewPKI makes keys and certificates: with two providers five RSA-2048 keys, which is most of the time of a start.
func NewPKI(o PKIOptions) (*PKI, error) {
	o = o.withDefaults()
	p := &PKI{Leaf: map[string]Chiave{}}
	var err error
	if p.CA, err = newCA(o); err != nil {
		return nil, err
	}
	for i, f := range o.Fornitori {
		k, err := p.NewLeaf(f, int64(1001+i), o.Da, o.Fino)
		if err != nil {
			return nil, err
		}
		p.Leaf[f.Dominio] = k
	}
	if err := p.newTLS(); err != nil {
		return nil, err
	}
	return p, nil
}

func newCA(o PKIOptions) (Chiave, error) {
	var permitted []string
	for _, f := range o.Fornitori {
		permitted = append(permitted, f.Dominio)
	}
	return issue(&x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject: pkix.Name{Country: []string{"IT"}, Locality: []string{"Roma"}, Organization: []string{"Ente di prova"},
			CommonName: "Ente di prova CA1 DIMOSTRAZIONE SENZA VALORE LEGALE"},
		NotBefore: o.DaCA, NotAfter: o.FinoCA,
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage:                x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		PermittedEmailAddresses: permitted,
	}, Chiave{})
}

// NewLeaf issues the certificate of a provider under the CA of p (RFC 6109 §5.5: rfc822Name, critical
// digitalSignature, no BasicConstraints).
func (p *PKI) NewLeaf(f Fornitore, serial int64, from, to time.Time) (Chiave, error) {
	return issue(&x509.Certificate{
		SerialNumber: big.NewInt(serial),
		Subject: pkix.Name{Country: []string{"IT"}, Organization: []string{f.Nome},
			CommonName: "Posta Certificata " + f.Nome},
		NotBefore: from, NotAfter: to,
		KeyUsage:       x509.KeyUsageDigitalSignature,
		ExtKeyUsage:    []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection},
		EmailAddresses: []string{f.mittente()},
	}, p.CA)
}

func (p *PKI) newTLS() error {
	from, to := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	ca, err := issue(&x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "CA TLS di prova"},
		NotBefore: from, NotAfter: to, IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign,
	}, Chiave{})
	if err != nil {
		return err
	}
	leaf, err := issue(&x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: from, NotAfter: to,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}, ca)
	p.CATLS, p.TLS = ca, leaf
	return err
}

// issue makes a key and a certificate for it, signed by parent, or by itself when parent is empty.
func issue(t *x509.Certificate, parent Chiave) (Chiave, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return Chiave{}, fmt.Errorf("making key of %q: %w", t.Subject.CommonName, err)
	}
	ski := sha1.Sum(x509.MarshalPKCS1PublicKey(&key.PublicKey)) // RFC 5280 §4.2.1.2 (1)
	t.SubjectKeyId = ski[:]
	signer, signKey := t, key
	if parent.Cert != nil {
		signer, signKey = parent.Cert, parent.Key
	}
	der, err := x509.CreateCertificate(rand.Reader, t, signer, &key.PublicKey, signKey)
	if err != nil {
		return Chiave{}, fmt.Errorf("issuing certificate of %q: %w", t.Subject.CommonName, err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return Chiave{}, fmt.Errorf("reading certificate of %q: %w", t.Subject.CommonName, err)
	}
	return Chiave{Cert: cert, Key: key}, nil
}

// Pin is the SHA-256 of the signing CA certificate, lower-case hex (pec.md §7.3).
func (p *PKI) Pin() string {
	sum := sha256.Sum256(p.CA.Cert.Raw)
	return hex.EncodeToString(sum[:])
}

// CAPEM is the signing CA, CATLSPEM that of the TLS certificate.
func (p *PKI) CAPEM() []byte    { return certPEM(p.CA.Cert) }
func (p *PKI) CATLSPEM() []byte { return certPEM(p.CATLS.Cert) }

func certPEM(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

func (p *PKI) tlsConfig() *tls.Config {
	return &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{{Certificate: [][]byte{p.TLS.Cert.Raw, p.CATLS.Cert.Raw}, PrivateKey: p.TLS.Key}},
	}
}

// firmatario finds the key of a provider.
func (p *PKI) firmatario(f Fornitore) (Chiave, error) {
	k, ok := p.Leaf[f.Dominio]
	if !ok {
		return Chiave{}, fmt.Errorf("no certificate for provider %s", f.Dominio)
	}
	return k, nil
}

// portachiavi is the form in which a PKI is kept: PKCS#1 keys and DER certificates.
type portachiavi struct {
	Domini      []string
	Keys, Certs [][]byte
}

// Marshal writes the PKI, keys included, so that many tests or starts can share one.
func (p *PKI) Marshal() ([]byte, error) {
	a := portachiavi{Domini: sortedKeys(p.Leaf)}
	all := []Chiave{p.CA, p.CATLS, p.TLS}
	for _, d := range a.Domini {
		all = append(all, p.Leaf[d])
	}
	for _, k := range all {
		a.Keys = append(a.Keys, x509.MarshalPKCS1PrivateKey(k.Key))
		a.Certs = append(a.Certs, k.Cert.Raw)
	}
	return asn1.Marshal(a)
}

// ParsePKI reads what Marshal wrote.
func ParsePKI(b []byte) (*PKI, error) {
	var a portachiavi
	if rest, err := asn1.Unmarshal(b, &a); err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("reading demo keys: not one value (%w)", err)
	}
	if len(a.Keys) != 3+len(a.Domini) || len(a.Certs) != len(a.Keys) {
		return nil, fmt.Errorf("reading demo keys: %d keys for %d domains", len(a.Keys), len(a.Domini))
	}
	all := make([]Chiave, len(a.Keys))
	for i := range a.Keys {
		var err error
		if all[i].Key, err = x509.ParsePKCS1PrivateKey(a.Keys[i]); err != nil {
			return nil, fmt.Errorf("reading demo keys: %w", err)
		}
		if all[i].Cert, err = x509.ParseCertificate(a.Certs[i]); err != nil {
			return nil, fmt.Errorf("reading demo keys: %w", err)
		}
	}
	p := &PKI{CA: all[0], CATLS: all[1], TLS: all[2], Leaf: map[string]Chiave{}}
	for i, d := range a.Domini {
		p.Leaf[d] = all[3+i]
	}
	return p, nil
}
