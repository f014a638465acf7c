package config

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"pecagent/mailparse/smime"
	"pecagent/rules"
)

// Rules makes the policy that decisions depend on. It reads the IPA table, when one is named.
func (c *Config) Rules() (*rules.Policy, error) {
	ipa, err := c.IPA()
	if err != nil {
		return nil, err
	}
	o, v, p := c.Ordine, c.Convenzione, c.Policy
	policy := &rules.Policy{
		Ordine: rules.Ordine{Nome: o.Nome, CF: o.CF, PEC: o.PEC, Mail: o.Mail, IPA: o.IPA, AOO: o.AOO, Ufficio: o.Ufficio,
			Responsabile: o.Responsabile, Telefono: o.Telefono, Orario: o.Orario, PotereSostitutivo: o.PotereSostitutivo},
		Convenzione:  rules.Convenzione{Codice: v.Codice, Gestore: v.Gestore, Canale: v.Canale, Sito: v.Sito, Pagante: v.Pagante, Anni: v.Anni},
		DominiOrdine: c.Domini.Ordine, DominiPEC: c.Domini.PEC, DominiNonPEC: c.Domini.NonPEC, DominiLavoro: c.Domini.DatoreLavoro,
		IPA: ipa.Indirizzi, R102: p.R102, SfidaBlocca: p.SfidaBlocca, IntegrazioneGiorni: p.IntegrazioneGiorni, ConfermaGiorni: p.ConfermaGiorni,
		ConclusioneGiorni: p.ConclusioneGiorni, RevocaGraceGiorni: p.RevokeGraceDays, SabatoIscritto: p.SaturdayHolidayMember,
		SabatoOrdine: p.SaturdayHolidayOrder, FestiviLocali: p.LocalHolidays, Sha1FinoA: string(c.Trust.Sha1FinoA),
		CRLObbligatoria: c.Trust.CRLObbligatoria, FeedINIPEC: c.feedOn("inipec"),
		Invio: rules.Invio{MaxOra: c.Invio.MaxOra, MaxGiorno: c.Invio.MaxGiorno, Orario: c.Invio.Orario, RitardoMinuti: c.Invio.RitardoMinuti,
			AttesaAccettazione: int(time.Duration(c.Invio.AttesaAccettazione).Seconds()),
			AttesaEsito:        int(time.Duration(c.Invio.AttesaEsito).Seconds()), MaxOraMassivo: c.Invio.MaxOraMassivo},
		Persone: c.persone(), MaiAttivataGiorni: p.NeverActivatedDays, OrdinariaR3: p.AcceptOrdinaryForR3, DiffidaPer: p.DiffidaPer,
		DiffidaGiorni: p.DiffidaGiorni, DiffidaDelibera: p.DiffidaRichiedeDelibera, PreavvisoGiorni: p.PreavvisoBonarioGiorni,
		MaxBozzeDiffida: p.MaxBozzeDiffidaGiorno, FinestreDiffida: p.FinestreDiffida, OrganoCompetente: p.OrganoCompetente, Rimedi: p.Remedies,
		EntiSospensione: p.BodiesToNotify, RevocaDisciplinare: p.RevokeOnDisciplinary, PAGiorni: p.PAGiorni, ElencoTenutoDa: p.ReservedListKeeper,
		FederazionePEC: strings.ToLower(p.FederazionePEC), ConservaAltraPosta: p.ConservaAltraPosta, ContributoFormazione: p.TrainingContribution,
		Gestori: c.gestori(), Feeds: c.feeds(), PasswordScade: string(c.IMAP.PasswordScade),
		AncoraA: strings.ToLower(strings.TrimSpace(c.Registro.AncoraA)), AncoraGiorni: c.ancoraGiorni(),
	}
	return policy.Seal(), nil
}

// ancoraGiorni counts only where there is somebody to write to.
func (c *Config) ancoraGiorni() int {
	if c.Registro.AncoraA == "" {
		return 0
	}
	return c.Registro.AncoraGiorni
}

func (c *Config) feedOn(name string) bool {
	m := c.Feeds[name].Mode
	return m != "" && m != "off"
}

// Start is the avvio event of a new store: T0 is now unless the configuration names it.
func (c *Config) Start(now time.Time) (rules.Avvio, error) {
	t0 := now
	if c.Avvio.T0 != "" {
		t, err := time.Parse(time.RFC3339, c.Avvio.T0)
		if err != nil {
			return rules.Avvio{}, fmt.Errorf("key avvio.t0: %w", err)
		}
		t0 = t
	}
	return rules.Avvio{T0: t0, Casella: c.Ordine.PEC,
		Modo: rules.Modo{Modo: c.Avvio.Modo, Automatico: slices.Sorted(slices.Values(c.Avvio.Automatico))}}, nil
}

// Signatures is whom we believe: the built-in pins, further pins, further CA certificates.
func (c *Config) Signatures() (t smime.Trust, err error) {
	t = smime.AgID()
	t.Pins = append(t.Pins, c.Trust.Pins...)
	for _, f := range c.Trust.CA {
		certs, err := readPEM(f)
		if err != nil {
			return t, fmt.Errorf("key trust.ca: %w", err)
		}
		t.CAs = append(t.CAs, certs...)
	}
	t.CRLs, err = c.lists()
	return t, err
}

// MemberSignatures is whom we believe about members' own signatures: the authorities of trust.ca_firme alone, with the same
// revocation lists. Without any, signatures wait for a person (order.md R-103).
func (c *Config) MemberSignatures() (t smime.Trust, err error) {
	for _, f := range c.Trust.CAFirme {
		certs, err := readPEM(f)
		if err != nil {
			return t, fmt.Errorf("key trust.ca_firme: %w", err)
		}
		for _, ca := range certs {
			if !ca.BasicConstraintsValid || !ca.IsCA {
				return t, fmt.Errorf("key trust.ca_firme: %s: %s is no certification authority", f, ca.Subject)
			}
		}
		t.CAs = append(t.CAs, certs...)
	}
	t.CRLs, err = c.lists()
	return t, err
}

func (c *Config) lists() (all []*x509.RevocationList, err error) {
	for _, f := range c.Trust.CRL {
		list, err := readCRL(f)
		if err != nil {
			return all, fmt.Errorf("key trust.crl: %w", err)
		}
		all = append(all, list)
	}
	return all, nil
}

// readCRL reads a certificate revocation list, DER or PEM.
func readCRL(file string) (*x509.RevocationList, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if block, _ := pem.Decode(b); block != nil {
		b = block.Bytes
	}
	list, err := x509.ParseRevocationList(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return list, nil
}

// TLS is the client configuration for a server; ca names a PEM file of roots, empty means those of the system.
// TLS 1.2 is the floor (order.md §1 row 65).
func TLS(host, ca string) (*tls.Config, error) {
	t := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if ca == "" {
		return t, nil
	}
	certs, err := readPEM(ca)
	if err != nil {
		return nil, err
	}
	t.RootCAs = x509.NewCertPool()
	for _, c := range certs {
		t.RootCAs.AddCert(c)
	}
	return t, nil
}

func readPEM(file string) ([]*x509.Certificate, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var certs []*x509.Certificate
	for rest := b; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		certs = append(certs, c)
	}
	if len(certs) == 0 {
		return nil, fmt.Errorf("%s: no certificate in PEM form", file)
	}
	return certs, nil
}
