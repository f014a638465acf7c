package smime

import (
	"errors"
	"fmt"
	"time"
)

// attributes are the signed attributes that count (RFC 5652 §11).
type attributes struct {
	signed        []byte // the octets that were signed: DER of the SET OF
	messageDigest []byte
	signingTime   time.Time // zero when absent
}

// read takes the attributes that count and refuses the doubtful: contentType data and messageDigest exactly
// once, signingTime at most once, one value each (RFC 5652 §11.1 to §11.3).
func (a *attributes) read(body []byte) error {
	// The signature covers the DER of the SET OF, not of its [0] tag (RFC 5652 §5.4).
	a.signed = appendValue(nil, tagSet, body)
	attrs, err := (&cursor{b: body}).all()
	if err != nil {
		return fmt.Errorf("signed attributes: %w", err)
	}
	found := map[string]value{}
	for _, v := range attrs {
		oid, val, err := readAttribute(v)
		if err != nil {
			return fail("attrs_invalid", "signed attribute: %w", err)
		}
		switch oid {
		case oidContentType, oidMessageDigest, oidSigningTime:
		case oidCountersigned: // RFC 5652 §11.4
			return fail("attrs_invalid", "a countersignature among the signed attributes")
		default:
			continue
		}
		if _, twice := found[oid]; twice || val.full == nil {
			return fail("attrs_invalid", "a signed attribute is there twice or has not one value")
		}
		found[oid] = val
	}
	return a.take(found)
}

// readAttribute reads one attribute; the value is empty when there is not exactly one.
func readAttribute(v value) (oid string, val value, err error) {
	if v.tag != tagSequence {
		return "", value{}, errors.New("it is no sequence")
	}
	c := &cursor{b: v.body}
	o, err := c.expect(tagOID)
	if err != nil {
		return "", value{}, err
	}
	set, err := c.expect(tagSet)
	if err != nil || !c.empty() {
		return "", value{}, orTrailing(err)
	}
	vals := &cursor{b: set.body}
	n, err := vals.count()
	if err != nil {
		return "", value{}, err
	}
	if n == 1 {
		val, err = vals.next()
	}
	return string(o.body), val, err
}

func (a *attributes) take(found map[string]value) error {
	ct, md := found[oidContentType], found[oidMessageDigest]
	if ct.tag != tagOID || string(ct.body) != oidData {
		return fail("attrs_invalid", "the signed content type is missing or not data")
	}
	if md.tag != tagOctets {
		return fail("attrs_invalid", "the signed message digest is missing")
	}
	a.messageDigest = md.body
	st, ok := found[oidSigningTime]
	if !ok {
		return nil
	}
	t, err := readTime(st)
	if err != nil {
		return fail("attrs_invalid", "signing time: %w", err)
	}
	a.signingTime = t
	return nil
}

// readTime reads UTCTime or GeneralizedTime in the one form that RFC 5652 §11.3 allows: seconds, no fraction, Z.
// Before 1950 nothing was signed, and the zero time stands for no time.
func readTime(v value) (time.Time, error) {
	s := string(v.body)
	switch {
	case v.tag == tagUTCTime && len(s) == 13:
		century := "20"
		if s[0] >= '5' { // RFC 5280 §4.1.2.5.1
			century = "19"
		}
		s = century + s
	case v.tag == tagGenTime && len(s) == 15:
	default:
		return time.Time{}, fmt.Errorf("%q is not in the form of RFC 5652", s)
	}
	t, err := time.ParseInLocation("20060102150405Z", s, time.UTC)
	if err != nil || t.Year() < 1950 {
		return time.Time{}, fmt.Errorf("%q is no time", s)
	}
	return t, nil
}
