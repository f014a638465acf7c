package smime

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/asn1"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// firme are the names of the signatures of testdata, in order, so that seeds keep their numbers.
func firme() []string { return slices.Sorted(maps.Keys(verdicts)) }

// appiattita is what a value of BER says, read a second way from X.690: tags and contents in order, pieces of an OCTET STRING joined,
// lengths left out. ok is false where it cannot be read.
func appiattita(b []byte, out *bytes.Buffer, depth int) (rest []byte, ok bool) {
	if len(b) < 2 || depth > maxDepth || b[0]&0x1f == 0x1f {
		return nil, false
	}
	tag, n, b := b[0], int(b[1]), b[2:]
	indefinite := n == 0x80
	if n > 0x80 {
		k := n - 0x80
		if k > 4 || k > len(b) {
			return nil, false
		}
		n = 0
		for _, c := range b[:k] {
			n = n*256 + int(c)
		}
		b = b[k:]
	}
	if !indefinite {
		if n > len(b) {
			return nil, false
		}
		b, rest = b[:n], b[n:]
	}
	if tag&constructed == 0 {
		fmt.Fprintf(out, "%02x %x;", tag, b)
		return rest, true
	}
	var in bytes.Buffer
	for indefinite || len(b) > 0 {
		if indefinite && len(b) > 1 && b[0] == 0 && b[1] == 0 {
			rest = b[2:]
			break
		}
		if b, ok = appiattita(b, &in, depth+1); !ok {
			return nil, false
		}
	}
	if tag == octetsJoined {
		joined := strings.NewReplacer("04 ", "", ";", "").Replace(in.String())
		fmt.Fprintf(out, "04 %s;", joined)
		return rest, true
	}
	fmt.Fprintf(out, "%02x(%s)", tag, in.Bytes())
	return rest, true
}

// FuzzBER: whatever becomes DER is DER of a fixed form, within the caps; it says what a second reader finds in the BER, and the stdlib
// reads it as one value.
func FuzzBER(f *testing.F) {
	for _, name := range firme() {
		f.Add(readFile(f, name+".p7s"))
	}
	for _, s := range []string{"\x24\x80\x04\x01a\x24\x80\x04\x01b\x00\x00\x00\x00", "\x30\x84\x00\x00\x00\x02\x05\x00", "\x30\x80\x00\x00", "\xa0\x80\xa1\x80\x00\x00\x00\x00", "\x1f\x81\x01\x00", "\x24\x00", "\x31\x80\x02\x01\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		der, err := toDER(b)
		if !bytes.Equal(b, before) {
			t.Fatal("the input was changed")
		}
		if err != nil {
			return
		}
		if len(der) > len(b)+8 {
			t.Fatalf("%d bytes became %d", len(b), len(der))
		}
		again, err := toDER(der)
		if err != nil || !bytes.Equal(again, der) {
			t.Fatalf("%x is not DER: %x, %v", der, again, err)
		}
		var one, two bytes.Buffer
		rest, ok := appiattita(b, &one, 1)
		if restDER, okDER := appiattita(der, &two, 1); !ok || !okDER || len(rest)+len(restDER) > 0 || one.String() != two.String() {
			t.Fatalf("%x says %s, its DER %s", b, one.String(), two.String())
		}
		var v asn1.RawValue
		if rest, err := asn1.Unmarshal(der, &v); err != nil || len(rest) > 0 {
			t.Fatalf("the stdlib does not read %x: %v", der, err)
		}
	})
}

// FuzzVerify: no input panics or is changed; no signature is good over octets its digest does not name; nobody is believed where no
// authority is; a cache changes nothing; instants that are far apart are told.
func FuzzVerify(f *testing.F) {
	octets := readFile(f, "octets.txt")
	for _, name := range firme() {
		f.Add(octets, readFile(f, name+".p7s"), int64(0))
	}
	f.Add(bytes.ReplaceAll(octets, []byte("\r\n"), []byte("\n")), readFile(f, "good.p7s"), int64(1795421553))
	trust, cached := testTrust(f), testTrust(f)
	cached.Cache = &Cache{}
	good := readCert(f, "leaf")
	f.Fuzz(func(t *testing.T, content, p7s []byte, daticert int64) {
		b := Bounds{}
		if daticert != 0 {
			b.Daticert = time.Unix(daticert%(1<<36), 0)
		}
		signed, before := bytes.Clone(content), bytes.Clone(p7s)
		r := Verify(content, p7s, trust, b)
		if !bytes.Equal(content, signed) || !bytes.Equal(p7s, before) {
			t.Fatal("the input was changed")
		}
		if accepted(r) && (r.Leaf == nil || r.Digest == "" || r.Issuer == "") {
			t.Fatalf("good without a signer: %+v", r)
		}
		if accepted(r) && r.Leaf.Equal(good) && Digest(content).SHA256() != sha256.Sum256(octets) { // bare LF is CRLF
			t.Fatalf("the test key signed other octets: %q", content)
		}
		if d := r.SigningTime.Sub(b.Daticert).Abs(); accepted(r) && daticert != 0 && !r.SigningTime.IsZero() && d > maxSkew+time.Minute {
			t.Fatalf("signed %v from the daticert", d)
		}
		if n := Verify(content, p7s, Trust{}, b); accepted(n) {
			t.Fatal("believed although no authority is")
		}
		for range 2 {
			if c := Verify(content, p7s, cached, b); !sameReport(c, r) {
				t.Fatalf("with a cache %+v, without %+v", c, r)
			}
		}
	})
}

// maxSkew is the most that signing time and daticert may lie apart (cli.md, time_incoherent).
const maxSkew = 10 * time.Minute

func sameReport(a, b Report) bool {
	if (a.Leaf == nil) != (b.Leaf == nil) || a.Leaf != nil && !a.Leaf.Equal(b.Leaf) {
		return false
	}
	a.Leaf, b.Leaf = nil, nil
	return reflect.DeepEqual(a, b)
}

// ritocca changes a signature as the plan says: four bytes a step, its kind, where, and with what; first of all it may be written in
// BER.
func ritocca(p7s, plan []byte) []byte {
	b := bytes.Clone(p7s)
	if der, err := toDER(b); err == nil && len(plan) > 0 && plan[0]&1 == 1 {
		b = toBER(der, int(plan[0]>>1)%12)
	}
	for plan = plan[min(1, len(plan)):]; len(plan) >= 4 && len(b) > 0; plan = plan[4:] {
		at := (int(plan[1])<<8 | int(plan[2])) % len(b)
		switch plan[0] % 6 {
		case 0:
			b[at] ^= plan[3] | 1
		case 1:
			b[at] = plan[3]
		case 2:
			b = slices.Insert(b, at, plan[3])
		case 3:
			b = slices.Delete(b, at, min(len(b), at+1+int(plan[3])%4))
		case 4:
			n := min(len(b)-at, int(plan[3]))
			b = slices.Insert(b, at, bytes.Clone(b[at:at+n])...)
		default:
			b = b[:at]
		}
	}
	return b
}

// FuzzRitocco changes signatures that are accepted: what is still accepted has the verdict it had, word by word.
func FuzzRitocco(f *testing.F) {
	octets, trust := readFile(f, "octets.txt"), testTrust(f)
	var names []string
	want := map[string]Report{}
	for _, name := range firme() {
		if r := Verify(octets, readFile(f, name+".p7s"), trust, Bounds{}); accepted(r) {
			names, want[name] = append(names, name), r
		}
	}
	if len(names) < 15 {
		f.Fatalf("only %d signatures are accepted", len(names))
	}
	files := map[string][]byte{}
	for i, name := range names {
		files[name] = readFile(f, name+".p7s")
		for k := range byte(6) {
			f.Add(byte(i), []byte{0, k, byte(i), 40 * k, 17})
			f.Add(byte(i), []byte{2*k + 1})
		}
	}
	f.Fuzz(func(t *testing.T, which byte, plan []byte) {
		name := names[int(which)%len(names)]
		p7s := ritocca(files[name], plan)
		if r := Verify(octets, p7s, trust, Bounds{}); accepted(r) && !sameReport(r, want[name]) {
			t.Fatalf("%s changed by %x: %+v, was %+v", name, plan, r, want[name])
		}
		if r := Verify(append([]byte("x"), octets...), p7s, trust, Bounds{}); accepted(r) {
			t.Fatalf("%s changed by %x is good for other octets", name, plan)
		}
	})
}

// BenchmarkVerify judges a receipt of 15 kB; BenchmarkFloor does what no verifier can spare: one SHA-256 of the
// octets and two RSA-2048 verifications (signature and certificate). Compare within one run.
func BenchmarkVerify(b *testing.B) {
	octets, p7s, trust := receipt(b)
	b.SetBytes(int64(len(octets)))
	for b.Loop() {
		if r := Verify(octets, p7s, trust, Bounds{}); len(r.Reasons) != 0 {
			b.Fatal(r.Reasons, r.Detail)
		}
	}
}

func BenchmarkFloor(b *testing.B) {
	octets, _, _ := receipt(b)
	key := leafKey(b)
	sum := sha256.Sum256(octets)
	sig, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(octets)))
	for b.Loop() {
		sum := sha256.Sum256(octets)
		for range 2 {
			if err := rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], sig); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// receipt is 15 kB of octets with a good signature.
func receipt(b *testing.B) (octets, p7s []byte, trust Trust) {
	b.Helper()
	octets = bytes.Repeat([]byte("Ricevuta di avvenuta consegna\r\n"), 15*1024/31)
	return octets, newCraft(b, octets).build(b), testTrust(b)
}
