package smime

import (
	"bytes"
	"crypto/x509"
	"slices"
	"time"
)

// Bounds of a Cache. A hostile sender can add certificates of his own to a true signature and so make entries
// at will; what is larger than any real signature is not kept.
const (
	cacheEntries = 256
	cacheCerts   = 4
	cacheBytes   = 16 << 10
)

// Cache remembers the certificates of signatures that were good and believed: parsed, with the path that held and the
// instants at which it holds. The next signature with the same certificates, byte for byte and in the same order, is
// then judged without building the path; its own signature, instants and revocation are judged as ever, so that
// the verdict is the same as without. What did not hold is not remembered. It is for one goroutine, and for one
// Trust at a time: under other pins, CAs or lists it starts anew. The zero Cache is ready for use.
type Cache struct {
	pins    []string
	cas     []*x509.Certificate
	crls    []*x509.RevocationList
	entries map[string]*vouched
}

// vouched are the certificates of one signature and the path from its leaf to a root.
type vouched struct {
	certs    []*x509.Certificate
	leaf     *x509.Certificate // one of certs; nil until its path held
	emails   []string
	subject  string
	issuer   string
	path     chain // its instant is of no account; what the lists tell it is kept with it
	weak     bool  // weak_chain
	from, to time.Time
}

// find gives the certificates whose DER is set; new ones are parsed, and kept only once their path holds.
func (c *Cache) find(t Trust, set []byte, vs []value) (*vouched, error) {
	if c == nil || len(vs) > cacheCerts || len(set) > cacheBytes {
		certs, err := parseCerts(vs)
		return &vouched{certs: certs}, err
	}
	if !slices.Equal(c.pins, t.Pins) || !slices.Equal(c.cas, t.CAs) || !slices.Equal(c.crls, t.CRLs) {
		*c = Cache{pins: slices.Clone(t.Pins), cas: slices.Clone(t.CAs), crls: slices.Clone(t.CRLs)}
	}
	if v := c.entries[string(set)]; v != nil {
		return v, nil
	}
	// What is kept may not hold on to the message: a certificate aliases its DER.
	own, err := (&cursor{b: bytes.Clone(set)}).all()
	if err != nil {
		return nil, err
	}
	certs, err := parseCerts(own)
	return &vouched{certs: certs}, err
}

// holds reports whether the path of the leaf is known to hold at the instant.
func (v *vouched) holds(leaf *x509.Certificate, at time.Time) bool {
	return v.leaf != nil && v.leaf == leaf && !at.Before(v.from) && !at.After(v.to)
}

// keep remembers a path that holds.
func (c *Cache) keep(set []byte, v *vouched, r *Report, ch *chain, weak bool) {
	// Where names had to be folded, ch.leaf is a certificate of its own: too rare to be remembered.
	if c == nil || len(v.certs) > cacheCerts || len(set) > cacheBytes || ch.leaf != r.Leaf {
		return
	}
	v.leaf, v.emails, v.subject, v.issuer = r.Leaf, slices.Clip(r.Emails), r.Subject, r.Issuer
	v.path, v.weak = *ch, weak
	v.path.told = map[*x509.Certificate][]told{}
	v.from, v.to = ch.window()
	if len(c.entries) >= cacheEntries || c.entries == nil {
		c.entries = make(map[string]*vouched)
	}
	c.entries[string(set)] = v
}

// window is the time in which every certificate of the path that held is valid. Nothing else that a path is judged by
// depends on the instant, and with cacheCerts certificates crypto/x509 never leaves a path for want of patience.
func (ch *chain) window() (from, to time.Time) {
	from, to = ch.leaf.NotBefore, ch.leaf.NotAfter
	for _, c := range ch.held {
		if c.NotBefore.After(from) {
			from = c.NotBefore
		}
		if c.NotAfter.Before(to) {
			to = c.NotAfter
		}
	}
	return from, to
}
