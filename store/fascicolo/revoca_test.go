package fascicolo

import (
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"strings"
	"testing"
	"time"
)

// lista is a list of revocation of the authority; serial 0 revokes nobody.
func (g gestore) lista(t *testing.T, serial *big.Int, when time.Time) *x509.RevocationList {
	t.Helper()
	l := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: time.Now().Add(-time.Hour), NextUpdate: time.Now().Add(24 * time.Hour)}
	if serial != nil {
		l.RevokedCertificateEntries = []x509.RevocationListEntry{{SerialNumber: serial, RevocationTime: when, ReasonCode: 1}}
	}
	der, err := x509.CreateRevocationList(rand.Reader, l, g.ca, g.caKey)
	must(t, err)
	l, err = x509.ParseRevocationList(der)
	must(t, err)
	return l
}

// TestRevoca: with the lists of the authority the certificates of the providers are held against them, as of their signatures; without
// them it is said that they were not.
func TestRevoca(t *testing.T) {
	p := nuova(t)
	g := p.g
	for _, c := range []struct {
		name string
		list []*x509.RevocationList
		want string
		says string
	}{
		{"no list", nil, Verificato, "servono le loro liste"},
		{"another authority's list", []*x509.RevocationList{altroGestore().lista(t, nil, time.Time{})}, Verificato, "servono le loro liste"},
		{"nobody", []*x509.RevocationList{g.lista(t, nil, time.Time{})}, Verificato, "nessun certificato dei gestori risultava revocato"},
		{"somebody else", []*x509.RevocationList{g.lista(t, big.NewInt(7), time.Now().AddDate(-1, 0, 0))}, Verificato, "nessun certificato dei gestori risultava revocato"},
		{"the provider, before it signed", []*x509.RevocationList{g.lista(t, g.leaf.SerialNumber, time.Now().AddDate(-1, 0, 0))}, NonVerificato, "revoked"},
	} {
		o := p.opzioni()
		o.Fiducia.CRLs, o.Fiducia.Cache = c.list, nil
		if v := VerificaZip(p.zip(), o); v.Verdetto != c.want || !strings.Contains(detto(v), c.says) {
			t.Errorf("%s: %s, wanted %q\n%s", c.name, v.Verdetto, c.says, detto(v))
		}
	}
}
