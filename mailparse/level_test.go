package mailparse

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

// tavola is the table of cli.md: each reason under the level that it allows at most.
const tavola = `
unsigned  not_signed
broken    sig_invalid sig_malformed sig_limit econtent_present signer_count attrs_invalid digest_refused key_weak
mismatch  chain_untrusted cert_expired eku_missing key_usage name_constraint revoked from_mismatch header_duplicate header_mismatch
mismatch  daticert_missing daticert_bad msgid_mismatch recipient_mismatch time_incoherent resource_limit digest_mismatch policy_missing
certified weak_digest weak_chain from_unusual signer_unexpected daticert_encoding_repaired`

func tavolaDeiLivelli(t *testing.T) map[string]Level {
	t.Helper()
	out := map[string]Level{}
	for _, line := range strings.Split(strings.TrimSpace(tavola), "\n") {
		f := strings.Fields(line)
		l := slices.Index([]string{"unsigned", "broken", "mismatch", "certified"}, f[0])
		for _, reason := range f[1:] {
			out[reason] = Level(l)
		}
	}
	return out
}

// TestTableOfReasons: every reason of cli.md has its level, there are no others, and levels are spelled as the table spells them.
func TestTableOfReasons(t *testing.T) {
	want := tavolaDeiLivelli(t)
	for reason, l := range want {
		if _, known := levels[reason]; !known || LevelOf(reason) != l {
			t.Errorf("%s: %s, want %s", reason, LevelOf(reason), l)
		}
	}
	for reason := range levels {
		if _, known := want[reason]; !known {
			t.Errorf("%s is not in the table of cli.md", reason)
		}
	}
	for i, name := range []string{"unsigned", "broken", "mismatch", "certified"} {
		if Level(i).String() != name {
			t.Errorf("level %d is spelled %s", i, Level(i))
		}
	}
	if !(Unsigned < Broken && Broken < Mismatch && Mismatch < Certified) {
		t.Error("order of the levels")
	}
}

// TestLowestReasonWins adds every pair of reasons in both orders, and once more: the lowest level wins, each reason stands once.
func TestLowestReasonWins(t *testing.T) {
	table := tavolaDeiLivelli(t)
	for a, la := range table {
		for b, lb := range table {
			v := verdict{m: &Message{}, p: Proof{Level: Certified}}
			v.add(a)
			v.add(b)
			v.add(a)
			p := v.done()
			want := []string{a, b}
			if a == b {
				want = want[:1]
			}
			if p.Level != min(la, lb) || !slices.Equal(p.Reasons, want) {
				t.Errorf("%s, %s: %s %v", a, b, p.Level, p.Reasons)
			}
			if p.Weak != (p.Has("weak_digest") || p.Has("weak_chain")) || p.Wrapper {
				t.Errorf("%s, %s: weak %v wrapper %v", a, b, p.Weak, p.Wrapper)
			}
		}
	}
}

// guasto is one fault of a message and the reasons it gives; it may take away the ground of other faults.
type guasto struct {
	name    string
	reasons string
	dati    func(*pec.DatiCert)
	lettera func(*lettera)
	raw     func([]byte) []byte
	alien   bool   // judged with the anchors of another
	mutes   string // reasons of other faults that cannot be seen beside it
}

func guasti() []guasto {
	two := string(dati(pec.AvvenutaConsegna).XML())
	return []guasto{
		{name: "nothing", reasons: ""},
		{name: "tampered", reasons: "sig_invalid", mutes: "chain_untrusted", lettera: func(l *lettera) {
			l.firmata = func(s string) string { return strings.Replace(s, "La sottoscritta", "Il sottoscritto", 1) }
		}},
		{name: "signature damaged", reasons: "sig_malformed", raw: replaceRaw("filename=\"smime.p7s\"\r\n\r\n", "filename=\"smime.p7s\"\r\n\r\n!!!!"),
			mutes: "sig_invalid from_mismatch time_incoherent chain_untrusted"},
		{name: "untrusted", reasons: "chain_untrusted", alien: true},
		{name: "another From", reasons: "from_mismatch", lettera: setHeader("From", "From: x@evil.example")},
		{name: "a doubled field", reasons: "header_duplicate", lettera: addHeader("Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: 7bit")},
		{name: "another kind outside", reasons: "header_mismatch", lettera: setHeader("X-Ricevuta", "X-Ricevuta: accettazione")},
		{name: "another reference", reasons: "msgid_mismatch", lettera: setHeader("X-Riferimento-Message-ID", "X-Riferimento-Message-ID: <o@x.example>")},
		{name: "a stranger's delivery", reasons: "recipient_mismatch", dati: func(d *pec.DatiCert) { d.Consegna = "x@y.example" }},
		{name: "another hour", reasons: "time_incoherent", dati: func(d *pec.DatiCert) { d.Data = d.Data.Add(-20 * time.Minute) }},
		{name: "latin-1", reasons: "daticert_encoding_repaired", dati: func(d *pec.DatiCert) { d.Gestore = "LATIN" }},
		{name: "daticert twice", reasons: "daticert_bad", lettera: func(l *lettera) { l.parts = append(l.parts, xmlPart("certdata.xml", []byte(two))) },
			mutes: "header_mismatch msgid_mismatch recipient_mismatch time_incoherent daticert_encoding_repaired daticert_missing"},
		{name: "no daticert", reasons: "daticert_missing", lettera: func(l *lettera) { l.parts = slices.Delete(l.parts, 1, 2) },
			mutes: "header_mismatch msgid_mismatch recipient_mismatch time_incoherent daticert_encoding_repaired daticert_bad"},
		{name: "too many fields", reasons: "resource_limit", raw: func(b []byte) []byte {
			at := bytes.Index(b, []byte("Content-Type: multipart/signed"))
			return slices.Concat(b[:at], b[at:bytes.Index(b, []byte("\r\n\r\n"))], bytes.Repeat([]byte("\r\nX: y"), MaxHeaderFields), b[bytes.Index(b, []byte("\r\n\r\n")):])
		}},
	}
}

// con makes a receipt with faults.
func con(t *testing.T, g gestore, faults ...guasto) ([]byte, smime.Trust) {
	t.Helper()
	d := dati(pec.AvvenutaConsegna)
	for _, f := range faults {
		if f.dati != nil {
			f.dati(d)
		}
	}
	l := g.messaggio(pec.AvvenutaConsegna, d)
	l.parts[1] = xmlPart("daticert.xml", bytes.Replace(d.XML(), []byte("LATIN"), []byte("Societ\xe0"), 1))
	trust := g.trust()
	for _, f := range faults {
		if f.lettera != nil {
			f.lettera(&l)
		}
		if f.alien {
			trust = smime.AgID()
		}
	}
	raw := g.busta(t, l)
	for _, f := range faults {
		if f.raw != nil {
			raw = f.raw(raw)
		}
	}
	return raw, trust
}

// TestFaultsInPairs gives messages each pair of faults: both are named, what one of them hides is not, the lowest level wins
// (cli.md; a message is never better for being wrong twice).
func TestFaultsInPairs(t *testing.T) {
	g, table, all := unGestore(), tavolaDeiLivelli(t), guasti()
	for i, a := range all {
		for _, b := range all[i+1:] {
			if a.reasons == "daticert_bad" && b.reasons == "daticert_missing" {
				continue
			}
			raw, trust := con(t, g, a, b)
			p := mustParse(t, raw).Verify(trust, time.Time{})
			want, level := []string{}, Certified
			for _, f := range [2][2]guasto{{a, b}, {b, a}} {
				if r := f[0].reasons; r != "" && !slices.Contains(strings.Fields(f[1].mutes), r) {
					want, level = append(want, r), min(level, table[r])
				}
			}
			got := slices.Clone(p.Reasons)
			slices.Sort(got)
			slices.Sort(want)
			if p.Level != level || !slices.Equal(got, want) {
				t.Errorf("%s, %s: %s %v; want %s %v", a.name, b.name, p.Level, got, level, want)
			}
		}
	}
}

// TestVerdictIsAFunction: the same bytes, anchors and arrival give the same verdict, in any order and after others were judged.
func TestVerdictIsAFunction(t *testing.T) {
	g := unGestore()
	raw, trust := con(t, g, guasti()[4], guasti()[7])
	m := mustParse(t, raw)
	first := m.Verify(trust, time.Time{})
	m.Verify(smime.AgID(), time.Now())
	again := m.Verify(trust, time.Time{})
	other := mustParse(t, bytes.Clone(raw)).Verify(trust, time.Time{})
	for _, p := range []Proof{again, other} {
		if p.Level != first.Level || !slices.Equal(p.Reasons, first.Reasons) || p.Signer != first.Signer || p.Issuer != first.Issuer || !p.SigningTime.Equal(first.SigningTime) {
			t.Errorf("%+v, then %+v", first, p)
		}
	}
}

// TestCertifiedTime: only a certified message with daticert has a legal instant; it is the one of daticert, to the second and with
// its zone (design.md §4).
func TestCertifiedTime(t *testing.T) {
	g := unGestore()
	rome := time.FixedZone("", 3600)
	at := time.Now().In(rome).Truncate(time.Second)
	for _, f := range guasti() {
		when := guasto{dati: func(d *pec.DatiCert) { d.Data = at }}
		if f.name == "another hour" {
			continue
		}
		raw, trust := con(t, g, when, f)
		m := mustParse(t, raw)
		p := m.Verify(trust, time.Time{})
		got := m.CertifiedTime(p)
		if p.Level == Certified {
			if _, off := got.Zone(); !got.Equal(at) || off != 3600 {
				t.Errorf("%s: certified at %v, want %v", f.name, got, at)
			}
		} else if !got.IsZero() {
			t.Errorf("%s: not certified, but has a legal instant %v", f.name, got)
		}
	}
}

// TestSkewAtItsEdge: ten minutes are coherent, a second more is not (cli.md, time_incoherent), before and after.
func TestSkewAtItsEdge(t *testing.T) {
	g := unGestore()
	raw, trust := con(t, g)
	m := mustParse(t, raw)
	at := m.Verify(trust, time.Time{}).SigningTime
	for off, want := range map[time.Duration]bool{
		-maxSkew: false, maxSkew: false, 0: false, -maxSkew - time.Second: true, maxSkew + time.Second: true, 24 * time.Hour: true,
	} {
		m.DatiCert.Data = at.Add(off)
		if p := m.Verify(trust, time.Time{}); p.Has("time_incoherent") != want {
			t.Errorf("%v apart: %v", off, p.Reasons)
		}
	}
}
