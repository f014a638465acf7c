package inspect_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
)

// firmatario is a certificate with its key.
type firmatario struct {
	cert *x509.Certificate
	key  *rsa.PrivateKey
}

// rilascia issues a certificate under ca, or under itself.
func rilascia(t *testing.T, ca *firmatario, n int64, change func(*x509.Certificate)) *firmatario {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(n), NotBefore: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)}
	change(tmpl)
	up := &firmatario{tmpl, key}
	if ca != nil {
		up = ca
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, up.cert, &key.PublicKey, up.key)
	must(t, err)
	cert, err := x509.ParseCertificate(der)
	must(t, err)
	return &firmatario{cert, key}
}

func autorita(name string) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		c.Subject, c.IsCA, c.BasicConstraintsValid = pkix.Name{Country: []string{"IT"}, CommonName: name}, true, true
		c.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	}
}

// cittadino is the profile of a qualified certificate of signature (ETSI EN 319 412-2), as far as it is judged.
func cittadino(serial, given, surname string) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		c.Subject = pkix.Name{Country: []string{"IT"}, CommonName: given + " " + surname, SerialNumber: serial, ExtraNames: []pkix.AttributeTypeAndValue{
			{Type: asn1.ObjectIdentifier{2, 5, 4, 42}, Value: given}, {Type: asn1.ObjectIdentifier{2, 5, 4, 4}, Value: surname}}}
		c.KeyUsage = x509.KeyUsageContentCommitment
	}
}

// p7m signs a document with all of them, at that instant: the library writes the wall clock, which is put right here.
func p7m(t *testing.T, doc []byte, at time.Time, signers ...*firmatario) []byte {
	t.Helper()
	sd, err := pkcs7.NewSignedData(doc)
	must(t, err)
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	for _, s := range signers {
		must(t, sd.AddSignerChain(s.cert, s.key, nil, pkcs7.SignerInfoConfig{}))
	}
	when, err := asn1.MarshalWithParams(at.UTC().Truncate(time.Second), "utc")
	must(t, err)
	infos := sd.GetSignedData().SignerInfos
	for i, s := range signers {
		for j := range infos[i].AuthenticatedAttributes {
			if a := &infos[i].AuthenticatedAttributes[j]; a.Type.Equal(pkcs7.OIDAttributeSigningTime) {
				a.Value = asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagSet, IsCompound: true, Bytes: when}
			}
		}
		signed, err := asn1.MarshalWithParams(infos[i].AuthenticatedAttributes, "set")
		must(t, err)
		h := crypto.SHA256.New()
		h.Write(signed)
		infos[i].EncryptedDigest, err = rsa.SignPKCS1v15(rand.Reader, s.key, crypto.SHA256, h.Sum(nil))
		must(t, err)
	}
	der, err := sd.Finish()
	must(t, err)
	return der
}

// firme is the test CA of members' own signatures, which the configuration of the scene names.
type firme struct {
	*scena
	ca    *firmatario
	conti *firmatario
}

func nuoveFirme(t *testing.T) *firme {
	t.Helper()
	f := &firme{scena: nuovaScena(t), ca: rilascia(t, nil, 1, autorita("CA firme di prova"))}
	f.conti = rilascia(t, f.ca, 1001, cittadino("TINIT-CNTLCU88R19A944D", "Luca", "Conti"))
	f.crede("ca-firme.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: f.ca.cert.Raw}))
	return f
}

// crede writes an authority and puts it into trust.ca_firme, alone.
func (f *firme) crede(name string, b []byte) {
	f.t.Helper()
	must(f.t, os.WriteFile(filepath.Join(f.dir, name), b, 0o600))
	f.configura("ca_firme = [\"" + name + "\"]\n")
}

// configura puts a line into [trust].
func (f *firme) configura(line string) {
	f.t.Helper()
	b, err := os.ReadFile(f.config)
	must(f.t, err)
	key, _, _ := strings.Cut(line, " ")
	var kept []string
	for l := range strings.Lines(string(b)) {
		if !strings.HasPrefix(l, key+" ") {
			kept = append(kept, l)
		}
		if l == "[trust]\n" {
			kept = append(kept, line)
		}
	}
	must(f.t, os.WriteFile(f.config, []byte(strings.Join(kept, "")), 0o600))
}

// revoca writes a list that revokes one certificate from that instant.
func (f *firme) revoca(c *firmatario, at time.Time) {
	f.t.Helper()
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: at, NextUpdate: at.AddDate(0, 1, 0),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: c.cert.SerialNumber, RevocationTime: at}}}, f.ca.cert, f.ca.key)
	must(f.t, err)
	must(f.t, os.WriteFile(filepath.Join(f.dir, "firme.crl"), der, 0o600))
	f.configura("crl = [\"firme.crl\"]\n")
}
