package demo

import (
	"crypto/x509"
	"fmt"
	"testing"
	"time"
)

func TestProfiloCertificati(t *testing.T) {
	p := mustPKI(t)
	for _, f := range FornitoriDemo() {
		c := p.Leaf[f.Dominio].Cert
		if c.BasicConstraintsValid || c.IsCA {
			t.Errorf("%s: BasicConstraints present (RFC 6109 §5.5)", f.Dominio)
		}
		if c.KeyUsage != x509.KeyUsageDigitalSignature || len(c.ExtKeyUsage) != 1 || c.ExtKeyUsage[0] != x509.ExtKeyUsageEmailProtection {
			t.Errorf("%s: usages %v %v", f.Dominio, c.KeyUsage, c.ExtKeyUsage)
		}
		critical := map[string]bool{}
		for _, e := range c.Extensions {
			critical[e.Id.String()] = e.Critical
		}
		if !critical["2.5.29.15"] || critical["2.5.29.17"] || critical["2.5.29.14"] || critical["2.5.29.35"] {
			t.Errorf("%s: critical extensions %v", f.Dominio, critical)
		}
		if len(c.EmailAddresses) != 1 || c.EmailAddresses[0] != "posta-certificata@"+f.Dominio {
			t.Errorf("%s: SAN %v", f.Dominio, c.EmailAddresses)
		}
		if c.NotBefore.Year() != 2010 || c.NotAfter.Year() != 2036 {
			t.Errorf("%s: %v to %v", f.Dominio, c.NotBefore, c.NotAfter)
		}
	}
}

func catena(p *PKI, leaf *x509.Certificate, at time.Time) error {
	roots := x509.NewCertPool()
	roots.AddCert(p.CA.Cert)
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}})
	return err
}

func TestCatena(t *testing.T) {
	p := mustPKI(t)
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	inside := p.Leaf["pec.gestore-uno.example"].Cert
	stranger, err := p.NewLeaf(Fornitore{Nome: "Altri", Dominio: "altri.example"}, 99, inside.NotBefore, inside.NotAfter)
	if err != nil {
		t.Fatal(err)
	}
	old, err := p.NewLeaf(FornitoriDemo()[0], 98, at.AddDate(-4, 0, 0), at.AddDate(-1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		leaf *x509.Certificate
		at   time.Time
		ok   bool
	}{
		{"today", inside, at, true},
		{"2011", inside, time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC), true},
		{"before the certificate", inside, time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC), false},
		{"outside the name constraints", stranger.Cert, at, false},
		{"expired", old.Cert, at, false},
		{"expired, at its own time", old.Cert, at.AddDate(-2, 0, 0), true},
	} {
		if err := catena(p, c.leaf, c.at); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestPKIMarshal(t *testing.T) {
	p := mustPKI(t)
	b, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	q, err := ParsePKI(b)
	if err != nil {
		t.Fatal(err)
	}
	if q.Pin() != p.Pin() || len(q.Leaf) != len(p.Leaf) {
		t.Fatal("keys changed on the way")
	}
	for d, k := range p.Leaf {
		if !q.Leaf[d].Cert.Equal(k.Cert) || !q.Leaf[d].Key.Equal(k.Key) {
			t.Errorf("%s changed on the way", d)
		}
	}
	for _, bad := range [][]byte{nil, b[:len(b)-1], append(append([]byte{}, b...), 0)} {
		if _, err := ParsePKI(bad); err == nil {
			t.Errorf("%d octets accepted", len(bad))
		}
	}
}

func TestAvviaSenzaCertificato(t *testing.T) {
	o := Options{PKI: mustPKI(t), Dir: t.TempDir(), Fornitori: []Fornitore{{Nome: "X", Dominio: "x.example", Gestiti: []string{"pec.ordine-prova.example"}}}}
	if g, err := Avvia(o); err == nil {
		t.Error("started without a certificate", fmt.Sprint(g.Close()))
	}
}
