package demo

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/asn1"
	"fmt"
)

// firmaPKCS1 signs octets with RSASSA-PKCS1-v1_5. SHA-1 is here because the wire still has it (pec.md §7.2).
func firmaPKCS1(key *rsa.PrivateKey, octets []byte, useSHA1 bool) ([]byte, error) {
	if useSHA1 {
		sum := sha1.Sum(octets)
		return rsa.SignPKCS1v15(nil, key, crypto.SHA1, sum[:])
	}
	sum := sha256.Sum256(octets)
	return rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
}

// ber rewrites a ContentInfo with indefinite lengths (30 80 … 00 00) on the ContentInfo, its [0], the SignedData
// and the encapContentInfo, as Aruba's signatures have had them since 2026 (pec.md §7.3). Nothing signed changes.
func ber(der []byte) ([]byte, error) {
	var info asn1.RawValue
	if rest, err := asn1.Unmarshal(der, &info); err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("rewriting signature as BER: not one DER value (%w)", err)
	}
	parts, err := children(info.Bytes)
	if err != nil {
		return nil, err
	}
	if len(parts) != 2 {
		return nil, fmt.Errorf("rewriting signature as BER: ContentInfo with %d parts", len(parts))
	}
	signed, err := children(parts[1].Bytes)
	if err != nil {
		return nil, err
	}
	if len(signed) != 1 {
		return nil, fmt.Errorf("rewriting signature as BER: %d values under [0]", len(signed))
	}
	fields, err := children(signed[0].Bytes)
	if err != nil {
		return nil, err
	}
	var body []byte
	for i, f := range fields {
		if i == 2 { // encapContentInfo, after version and digestAlgorithms
			body = append(body, open(0x30, f.Bytes)...)
			continue
		}
		body = append(body, f.FullBytes...)
	}
	inner := open(0xa0, open(0x30, body))
	return open(0x30, append(append([]byte(nil), parts[0].FullBytes...), inner...)), nil
}

func open(tag byte, content []byte) []byte {
	out := append([]byte{tag, 0x80}, content...)
	return append(out, 0, 0)
}

func children(b []byte) ([]asn1.RawValue, error) {
	var out []asn1.RawValue
	for len(b) > 0 {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(b, &v)
		if err != nil {
			return nil, fmt.Errorf("rewriting signature as BER: %w", err)
		}
		out, b = append(out, v), rest
	}
	return out, nil
}
