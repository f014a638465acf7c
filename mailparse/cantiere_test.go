package mailparse

import (
	"bytes"
	"crypto"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"math/big"
	"slices"
	"sync"
	"time"
)

// A building site of CMS signatures that are the same bytes in every run: keys grown from names, certificates and signatures of fixed
// instants, structures that no library would write. Nothing here is taken from the code that is judged, or from the demo provider.

// istante is when everything made here was made.
var istante = time.Date(2026, 11, 23, 9, 12, 33, 0, time.FixedZone("", 3600))

// Object identifiers, as DER content.
const (
	oidDati      = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
	oidFirmati   = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
	oidTipoDato  = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03"
	oidImpronta  = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04"
	oidIstante   = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05"
	oidSHA1      = "\x2b\x0e\x03\x02\x1a"
	oidSHA256    = "\x60\x86\x48\x01\x65\x03\x04\x02\x01"
	oidSHA384    = "\x60\x86\x48\x01\x65\x03\x04\x02\x02"
	oidSHA512    = "\x60\x86\x48\x01\x65\x03\x04\x02\x03"
	oidSHA224    = "\x60\x86\x48\x01\x65\x03\x04\x02\x04"
	oidMD5       = "\x2a\x86\x48\x86\xf7\x0d\x02\x05"
	oidRSA       = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
	oidMD5RSA    = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04"
	oidSHA1RSA   = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"
	oidSHA256RSA = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"
	oidSHA512RSA = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"
)

// tlv is a DER value: tag, shortest length, content.
func tlv(tag byte, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	n := len(body)
	if n < 0x80 {
		return append([]byte{tag, byte(n)}, body...)
	}
	length := bytes.TrimLeft(binary.BigEndian.AppendUint32(nil, uint32(n)), "\x00")
	return append(append([]byte{tag, 0x80 | byte(len(length))}, length...), body...)
}

func derSeq(parts ...[]byte) []byte { return tlv(0x30, parts...) }
func derSet(parts ...[]byte) []byte { return tlv(0x31, parts...) }
func derOctets(b []byte) []byte     { return tlv(0x04, b) }
func derOID(oid string) []byte      { return tlv(0x06, []byte(oid)) }
func derAlg(oid string) []byte      { return derSeq(derOID(oid), []byte{5, 0}) }
func derAttr(oid string, values ...[]byte) []byte {
	return derSeq(derOID(oid), derSet(values...))
}
func derTime(t time.Time) []byte { return tlv(0x17, []byte(t.UTC().Format("060102150405Z"))) }

// sommaDi is the digest of b by the OID of its algorithm; SHA-224 and MD5 are there to be refused.
func sommaDi(oid string, b []byte) []byte {
	var sum []byte
	switch oid {
	case oidSHA1:
		s := sha1.Sum(b)
		sum = s[:]
	case oidSHA384:
		s := sha512.Sum384(b)
		sum = s[:]
	case oidSHA512:
		s := sha512.Sum512(b)
		sum = s[:]
	case oidSHA224:
		s := sha256.Sum224(b)
		sum = s[:]
	case oidMD5:
		s := md5.Sum(b)
		sum = s[:]
	default:
		s := sha256.Sum256(b)
		sum = s[:]
	}
	return sum
}

// chiave is an RSA key of any size and exponent.
type chiave struct {
	n, e, d *big.Int
	std     *rsa.PrivateKey // nil where crypto/rsa would not take it
}

var chiavi sync.Map

// chiaveDi grows the key of a name: the same name, the same key.
func chiaveDi(nome string, bits, esponente int) *chiave {
	id := [2]any{nome, bits*1000003 + esponente}
	once, _ := chiavi.LoadOrStore(id, sync.OnceValue(func() *chiave { return cresci(nome, bits, esponente) }))
	return once.(func() *chiave)()
}

// cresci makes a modulus of as many primes as it takes to be quick: those of 1024 bits are large enough for nobody to care.
func cresci(nome string, bits, esponente int) *chiave {
	n, phi, one := big.NewInt(1), big.NewInt(1), big.NewInt(1)
	var primi []*big.Int
	e := big.NewInt(int64(esponente))
	size := min(bits/2, 1024)
	for i := range bits / size {
		p := primo(nome, i, size, e)
		primi = append(primi, p)
		n.Mul(n, p)
		phi.Mul(phi, new(big.Int).Sub(p, one))
	}
	k := &chiave{n: n, e: e, d: new(big.Int).ModInverse(e, phi)}
	if len(primi) == 2 && bits >= 1024 && esponente > 1 {
		k.std = &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: n, E: esponente}, D: k.d, Primes: primi}
		k.std.Precompute()
	}
	return k
}

// primo is the first prime from a number that the name gives, so that e is prime to p-1 where it can be.
func primo(nome string, i, bits int, e *big.Int) *big.Int {
	type id struct {
		nome       string
		i, bits, e int
	}
	once, _ := primi.LoadOrStore(id{nome, i, bits, int(e.Int64())}, sync.OnceValue(func() *big.Int { return cerca(nome, i, bits, e) }))
	return once.(func() *big.Int)()
}

var primi sync.Map

func cerca(nome string, i, bits int, e *big.Int) *big.Int {
	var b []byte
	for c := 0; len(b) < bits/8; c++ {
		s := sha256.Sum256([]byte(nome + string(rune('a'+i)) + string(rune('a'+c))))
		b = append(b, s[:]...)
	}
	b = b[:bits/8]
	b[0] |= 0xc0
	b[len(b)-1] |= 1
	p, two, one := new(big.Int).SetBytes(b), big.NewInt(2), big.NewInt(1)
	for ; ; p.Add(p, two) {
		if fits := e.Bit(0) == 0 || new(big.Int).GCD(nil, nil, e, new(big.Int).Sub(p, one)).Cmp(one) == 0; fits && p.ProbablyPrime(0) {
			return p
		}
	}
}

// pkcs1 signs a digest as RFC 8017 §8.2 has it, with any key.
func (k *chiave) pkcs1(oid string, digest []byte) []byte {
	info := derSeq(derAlg(oid), derOctets(digest))
	size := (k.n.BitLen() + 7) / 8
	em := append([]byte{0, 1}, bytes.Repeat([]byte{0xff}, size-3-len(info))...)
	em = append(append(em, 0), info...)
	if k.d == nil { // an even exponent has no inverse: nothing verifies, which is the point
		return em
	}
	if k.std != nil {
		if h := map[string]crypto.Hash{oidSHA1: crypto.SHA1, oidSHA256: crypto.SHA256, oidSHA384: crypto.SHA384, oidSHA512: crypto.SHA512}[oid]; h != 0 {
			sig, err := rsa.SignPKCS1v15(nil, k.std, h, digest)
			if err != nil {
				panic(err)
			}
			return sig
		}
	}
	return new(big.Int).Exp(new(big.Int).SetBytes(em), k.d, k.n).FillBytes(make([]byte, size))
}

// soggetto is a certificate with its key.
type soggetto struct {
	x *x509.Certificate
	k *chiave
}

// modo changes a certificate before it is issued.
type modo func(*x509.Certificate)

// emetti issues a certificate of a name; a nil parent signs itself. The key is that of the name unless given.
func emetti(su *soggetto, nome string, k *chiave, modi ...modo) *soggetto {
	if k == nil {
		k = chiaveDi(nome, 2048, 65537)
	}
	ski := sha1.Sum(k.n.Bytes())
	serie := sha1.Sum([]byte(nome))
	tmpl := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(append([]byte{1}, serie[:8]...)), Subject: pkix.Name{CommonName: nome, Country: []string{"IT"}}, SubjectKeyId: ski[:],
		NotBefore: istante.AddDate(-1, 0, 0), NotAfter: istante.AddDate(1, 0, 0), SignatureAlgorithm: x509.SHA256WithRSA,
	}
	for _, m := range modi {
		m(tmpl)
	}
	padre, firma := tmpl, k
	if su != nil {
		padre, firma = su.x, su.k
	}
	der, err := x509.CreateCertificate(nil, tmpl, padre, &rsa.PublicKey{N: k.n, E: int(k.e.Int64())}, firma.std)
	if err != nil {
		panic(nome + ": " + err.Error())
	}
	x, err := x509.ParseCertificate(der)
	if err != nil {
		panic(nome + ": " + err.Error())
	}
	return &soggetto{x, k}
}

// riemetti signs the certificate anew with another algorithm than crypto/x509 would still use, or after a change of its bytes.
func (s *soggetto) riemetti(su *soggetto, sigOID, digest string, cambia func([]byte) []byte) []byte {
	tbs := bytes.ReplaceAll(s.x.RawTBSCertificate, []byte(oidSHA256RSA), []byte(sigOID))
	if cambia != nil {
		tbs = cambia(tbs)
	}
	return derSeq(tbs, derAlg(sigOID), tlv(0x03, []byte{0}, su.k.pkcs1(digest, sommaDi(digest, tbs))))
}

// Profiles of certificates: an authority, and a provider (RFC 6109 §5.5).
func autorita(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign|x509.KeyUsageCRLSign
	c.NotBefore, c.NotAfter = istante.AddDate(-10, 0, 0), istante.AddDate(10, 0, 0)
}

func vincolata(c *x509.Certificate) { c.PermittedEmailAddresses = []string{"pec.gestore.example"} }

func provider(c *x509.Certificate) {
	c.KeyUsage, c.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}
	c.EmailAddresses = []string{mittenteGestore}
}

func caselle(a ...string) modo { return func(c *x509.Certificate) { c.EmailAddresses = a } }

// vero is the believed authority with its provider, falso an attacker with an authority of his own that has the same names.
var (
	laCA    = sync.OnceValue(func() *soggetto { return emetti(nil, "CA di prova", nil, autorita, vincolata) })
	ilVero  = sync.OnceValue(func() *soggetto { return emetti(laCA(), "Posta Certificata di prova", nil, provider) })
	falsaCA = sync.OnceValue(func() *soggetto { return emetti(nil, "CA di prova", chiaveDi("falsa CA", 2048, 65537), autorita) })
	ilFalso = sync.OnceValue(func() *soggetto {
		return emetti(falsaCA(), "Posta Certificata di prova", chiaveDi("falso", 2048, 65537), provider)
	})
	unAltro = sync.OnceValue(func() *soggetto {
		return emetti(laCA(), "Altro gestore", nil, provider, caselle("posta-certificata@altro.pec.gestore.example"), func(c *x509.Certificate) {
			c.EmailAddresses = []string{"altra@pec.gestore.example"}
		})
	})
)

// firma is a CMS signature to be: what is not set is as a provider sets it.
type firma struct {
	di       *soggetto
	nomeDi   *soggetto // who the signer is said to be; di when nil
	chiaveID []byte    // names the signer by key
	ottetti  []byte
	digest   string
	sigAlg   []byte
	quando   time.Time // zero: no signing time
	attr     [][]byte  // instead of the usual ones
	noAttr   bool
	certs    [][]byte
	crl      [][]byte
	liberi   []byte // unsigned attributes
	dentro   []byte // whole [0] of eContent
	tipo     string
	digests  []byte // content of digestAlgorithms
	rovina   bool   // spoils the value of the signature
	altri    [][]byte
	prima    bool // altri stand before the signer
	nessuno  bool // no signerInfo
	muta     func(der []byte) []byte
}

// firmaDi is the usual signature over octets.
func firmaDi(s *soggetto, su *soggetto) *firma {
	return &firma{di: s, digest: oidSHA256, quando: istante, certs: [][]byte{s.x.Raw, su.x.Raw}, tipo: oidDati}
}

// attributi are contentType, signingTime and messageDigest, in the order of DER.
func (f *firma) attributi() [][]byte {
	if f.attr != nil {
		return f.attr
	}
	a := [][]byte{derAttr(oidTipoDato, derOID(oidDati))}
	if !f.quando.IsZero() {
		a = append(a, derAttr(oidIstante, derTime(f.quando)))
	}
	return append(a, derAttr(oidImpronta, derOctets(sommaDi(f.digest, f.ottetti))))
}

// firmatario is the signerInfo.
func (f *firma) firmatario() []byte {
	cosa, attr := f.ottetti, []byte(nil)
	if !f.noAttr {
		body := bytes.Join(f.attributi(), nil)
		cosa, attr = derSet(body), tlv(0xa0, body)
	}
	sig := f.di.k.pkcs1(f.digest, sommaDi(f.digest, cosa))
	if f.rovina {
		sig[len(sig)/2] ^= 1
	}
	alg := f.sigAlg
	if alg == nil {
		alg = derAlg(oidRSA)
	}
	nome := f.nomeDi
	if nome == nil {
		nome = f.di
	}
	versione, sid := []byte{2, 1, 1}, derSeq(nome.x.RawIssuer, tlv(0x02, nome.x.SerialNumber.Bytes()))
	if f.chiaveID != nil {
		versione, sid = []byte{2, 1, 3}, tlv(0x80, f.chiaveID)
	}
	return derSeq(versione, sid, derAlg(f.digest), attr, alg, derOctets(sig), f.liberi)
}

// der is the whole structure.
func (f *firma) der() []byte {
	digests := f.digests
	if digests == nil {
		digests = derAlg(f.digest)
	}
	parts := [][]byte{{2, 1, 1}, derSet(digests), derSeq(derOID(f.tipo), f.dentro), tlv(0xa0, f.certs...)}
	if f.crl != nil {
		parts = append(parts, tlv(0xa1, f.crl...))
	}
	signers := [][]byte{}
	if !f.nessuno {
		signers = append(signers, f.firmatario())
	}
	if f.prima {
		signers = append(slices.Clone(f.altri), signers...)
	} else {
		signers = append(signers, f.altri...)
	}
	parts = append(parts, derSet(signers...))
	out := derSeq(derOID(oidFirmati), tlv(0xa0, derSeq(parts...)))
	if f.muta != nil {
		out = f.muta(out)
	}
	return out
}
