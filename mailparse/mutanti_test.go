package mailparse

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

// Every byte of what is signed and of what signs it is changed, each in three ways (reliability.md G7). The whole of it is some 200000
// messages and takes minutes:
//
//	PECAGENT_MUTANTI=tutti go test ./mailparse -run TestEveryByte -timeout 30m
//
// Without it one change in 61 is tried, at other places for each kind.
const passoBreve = 61

func passo() int {
	if os.Getenv("PECAGENT_MUTANTI") == "tutti" {
		return 1
	}
	return passoBreve
}

// cambi are the bits of a byte that are turned.
var cambi = [...]byte{0x01, 0x20, 0x80}

// originali are the messages that are changed: every kind, and every way of signing.
func originali() []caso {
	all := []caso{{nome: "anomalia", base: "anomalia"}}
	for _, tipo := range []pec.Tipo{pec.Accettazione, pec.NonAccettazione, pec.PresaInCarico, pec.AvvenutaConsegna, pec.PostaCertificata, pec.ErroreConsegna, pec.PreavvisoErroreConsegna, pec.RilevazioneVirus} {
		all = append(all, caso{nome: string(tipo), base: tipo})
	}
	for _, c := range saniFirme() {
		switch c.nome {
		case "Aruba 2018: SHA-1, rsaEncryption", "SHA-512", "BouncyCastle: indefinite lengths", "the era of DigitPA: a leaf signed with SHA-1", "attributes of 2018 and of REM":
			all = append(all, c)
		}
	}
	return append(all, caso{nome: "unsigned attributes", fai: func(o *opera) {
		o.firma.liberi = tlv(0xa1, derAttr("\x2a\x03\x04", derOctets([]byte("non firmato"))))
	}})
}

// fermi is a message cut where the changes are made.
type fermi struct {
	nome           string
	raw            []byte
	da, a          int // the signed entity
	p7sDa, p7sA    int // the base64 of the signature
	der            []byte
	sound          Proof
	key            string
	trust          smime.Trust
	certified, all int
}

func ferma(t *testing.T, c caso) *fermi {
	t.Helper()
	f := &fermi{nome: c.nome, raw: c.bytes()}
	pin(laCA())(&f.trust) // as in service: the authority of the message counts only when it is whole
	delim := []byte("\r\n--" + confineUno + "\r\n")
	f.da = bytes.Index(f.raw, delim) + len(delim)
	f.a = f.da + bytes.Index(f.raw[f.da:], delim)
	f.p7sDa = f.a + bytes.Index(f.raw[f.a:], []byte("\r\n\r\n")) + 4
	f.p7sA = f.p7sDa + bytes.Index(f.raw[f.p7sDa:], []byte("\r\n--"+confineUno+"--"))
	m := mustParse(t, f.raw)
	f.sound, f.key, f.der = m.Verify(f.trust, c.arriva()), m.EffectKey, m.Signed.P7S
	if f.sound.Level != Certified || string(m.Signed.Octets) != string(f.raw[f.da:f.a]) {
		t.Fatalf("%s: %+v", c, f.sound)
	}
	return f
}

// uguale asks that what is still certified is certified of the same signer at the same time in the same way.
func (f *fermi) uguale(t *testing.T, raw []byte, where string) {
	t.Helper()
	m := mustParse(t, raw)
	p := m.Verify(f.trust, istante)
	f.all++
	if p.Level != Certified {
		if len(p.Reasons) == 0 {
			t.Errorf("%s, %s: %s %v", f.nome, where, p.Level, p.Reasons)
		}
		return
	}
	f.certified++
	if !reflect.DeepEqual(p, f.sound) || m.EffectKey != f.key {
		t.Errorf("%s, %s: certified with another verdict: %+v, it was %+v", f.nome, where, p, f.sound)
	}
}

// TestEveryByteOfTheSignedEntity: a changed byte of it is always a broken signature, and the message has another effect key.
func TestEveryByteOfTheSignedEntity(t *testing.T) {
	n := 0
	for k, c := range originali() {
		f := ferma(t, c)
		for i := range (f.a - f.da) * len(cambi) {
			if (i+k)%passo() != 0 {
				continue
			}
			at, mask := f.da+i/len(cambi), cambi[i%len(cambi)]
			raw := bytes.Clone(f.raw)
			raw[at] ^= mask
			m := mustParse(t, raw)
			p := m.Verify(f.trust, istante)
			n++
			if p.Level != Broken || !p.Has("sig_invalid") || m.EffectKey == f.key || !m.CertifiedTime(p).IsZero() {
				t.Fatalf("%s: byte %d ^ %#x: %s %v", c, at, mask, p.Level, p.Reasons)
			}
		}
	}
	t.Logf("%d mutants", n)
}

// TestEveryByteOfTheSignature changes the bytes of the DER: what is still certified, for no signature covers it, is certified in the same
// words.
func TestEveryByteOfTheSignature(t *testing.T) {
	var words []string
	for k, c := range originali() {
		f := ferma(t, c)
		for i := range len(f.der) * len(cambi) {
			if (i+k)%passo() != 0 {
				continue
			}
			der := bytes.Clone(f.der)
			der[i/len(cambi)] ^= cambi[i%len(cambi)]
			raw := slices.Concat(f.raw[:f.p7sDa], []byte(wrapBase64(der)), f.raw[f.p7sA:])
			f.uguale(t, raw, fmt.Sprintf("byte %d of the signature ^ %#x", i/len(cambi), cambi[i%len(cambi)]))
		}
		words = append(words, fmt.Sprintf("%s %d of %d", f.nome, f.certified, f.all))
	}
	t.Logf("still certified, in the same words: %s", strings.Join(words, ", "))
}

// TestEveryByteOfTheRest changes what is not signed: the outer header and the preamble, the signature part with its header, letters and
// line ends. What is still certified is certified in the same words, and openssl verifies it too, given the message as it is.
func TestEveryByteOfTheRest(t *testing.T) {
	g := secondoGiudice(t)
	f := ferma(t, caso{nome: "accettazione", base: pec.Accettazione})
	for i := range len(f.raw) * len(cambi) {
		at := i / len(cambi)
		if at >= f.da && at < f.a || i%passo() != 0 {
			continue
		}
		raw := bytes.Clone(f.raw)
		raw[at] ^= cambi[i%len(cambi)]
		if _, err := Parse(raw); err != nil {
			continue // it is no mail any more
		}
		before, where := f.certified, fmt.Sprintf("byte %d ^ %#x", at, cambi[i%len(cambi)])
		f.uguale(t, raw, where)
		if f.certified == before {
			continue
		}
		m := mustParse(t, raw)
		o, err := g.sente(0, caso{}, m, m.Verify(f.trust, istante))
		if err != nil {
			t.Fatal(err)
		}
		if !o.smime {
			t.Errorf("%s: we certify, openssl refuses: %s\n%q", where, o.parole, raw[max(0, at-40):min(at+20, len(raw))])
		}
	}
	t.Logf("still certified, by openssl too: %d of %d", f.certified, f.all)
}

// TestEveryCutOfTheSignature: no beginning of a signature is one, and nothing may follow it.
func TestEveryCutOfTheSignature(t *testing.T) {
	f := ferma(t, caso{nome: "accettazione", base: pec.Accettazione})
	for i := 0; i < len(f.der); i += max(1, passo()/4) {
		raw := slices.Concat(f.raw[:f.p7sDa], []byte(wrapBase64(f.der[:i])), f.raw[f.p7sA:])
		if p := mustParse(t, raw).Verify(f.trust, istante); p.Level != Broken {
			t.Fatalf("cut at %d: %s", i, p.Level)
		}
	}
	for _, more := range []string{"\x00", "\x00\x00", "\x05\x00", base64.StdEncoding.EncodeToString(f.der)} {
		raw := slices.Concat(f.raw[:f.p7sDa], []byte(wrapBase64(append(bytes.Clone(f.der), more...))), f.raw[f.p7sA:])
		if p := mustParse(t, raw).Verify(f.trust, istante); p.Level != Broken {
			t.Fatalf("followed by %q: %s", more, p.Level)
		}
	}
}

// pezzi are what is put into messages: what parsers stumble over.
var pezzi = []string{"\r\n", "\n", "\r", "--", "--" + confineUno, "--" + confineUno + "\r\n", "--" + confineUno + "--\r\n", "\"", "\\\"", " ", "\t", ";", "; ;", "=", "boundary=", "(x)", "(", ")", "<", ">", ",", ":",
	"\x00", "\x0b", "Content-Type: ", "From: ", "base64", "\\", "*0*=", "''", "%20", "=?utf-8?q?x?=", "multipart/signed", "\r\n ", "\r\n\t", "\x80", "\xff"}

// guasta changes a message at one or two places, mostly in its outer header and in the signature part.
func guasta(r *rand.Rand, raw []byte) []byte {
	raw = bytes.Clone(raw)
	delim := []byte("\r\n--" + confineUno + "\r\n")
	for range 1 + r.IntN(2) {
		at := r.IntN(len(raw))
		tipo, first, last := bytes.Index(raw, []byte("Content-Type: multipart/signed")), bytes.Index(raw, delim), bytes.LastIndex(raw, delim)
		switch r.IntN(3) {
		case 0:
			if tipo >= 0 && first > tipo {
				at = tipo + r.IntN(first+30-tipo)
			}
		case 1:
			if last >= 0 {
				at = last + r.IntN(len(raw)-last)
			}
		}
		piece := []byte(pezzi[r.IntN(len(pezzi))])
		switch r.IntN(4) {
		case 0:
			raw = slices.Insert(raw, at, piece...)
		case 1:
			raw = slices.Delete(raw, at, min(len(raw), at+1+r.IntN(6)))
		case 2:
			raw = slices.Replace(raw, at, min(len(raw), at+1+r.IntN(4)), piece...)
		default:
			raw = slices.Insert(raw, r.IntN(len(raw)), bytes.Clone(raw[at:min(len(raw), at+r.IntN(80))])...)
		}
	}
	return raw
}

// TestGuasti changes the certified messages of the generator by chance: what is still certified openssl verifies over the octets that we
// took for the signed ones. In its own reading of a damaged outer header openssl may differ; the octets it may not.
func TestGuasti(t *testing.T) {
	g := secondoGiudice(t)
	r := rand.New(rand.NewPCG(5652, 2026))
	base := slices.DeleteFunc(slices.Concat(attacchi(), sani()), func(c caso) bool {
		m, _ := Parse(c.fatto) // malformata is not certified
		return len(c.fatto) > 20000 || m.Verify(c.trust(), c.arriva()).Level != Certified
	})
	certified, alike := 0, 0
	for range 60000 / passo() {
		c := base[r.IntN(len(base))]
		raw := guasta(r, c.fatto)
		m, err := Parse(raw)
		if err != nil {
			continue
		}
		p := m.Verify(c.trust(), c.arriva())
		if p.Level != Certified {
			continue
		}
		o, err := g.sente(0, c, m, p)
		if err != nil {
			t.Fatal(err)
		}
		certified++
		if o.smime {
			alike++
		}
		if !o.der {
			t.Errorf("%s, damaged: we certify, openssl refuses: %s\n%s", c, o.parole, cutText(string(raw), 1500))
		}
	}
	t.Logf("%d are still certified, openssl verifies each; %d as they are, the others octets and signature apart", certified, alike)
}
