package mailparse

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/smime"
)

// sullaBusta is the verdict on a busta di trasporto whose parts are all there.
func sullaBusta(s string) string { return s + " | trasporto posta-certificata | dati inner" }

// intera is a busta on which nothing is wrong.
var intera = sullaBusta("certified")

// attacchiCMS are the CMS classes C1 to C4 of "Johnny, you are fired!" (USENIX Security 2019): what stands inside the signature.
func attacchiCMS() []caso {
	content := func(inside func(*opera) []byte) func(*opera) {
		return func(o *opera) { o.firma.dentro = inside(o) }
	}
	another := strings.Replace(original, "chiede.", "rinuncia a tutto.", 1)
	return []caso{
		{classe: "C1", regola: "V3", nome: "the content is inside too", fai: content(func(o *opera) []byte { return tlv(0xa0, derOctets([]byte(mixed(o.parti...)))) }), atteso: sullaBusta("broken econtent_present") + " | -"},
		{classe: "C1", regola: "V3", nome: "other content inside than outside", fai: content(func(*opera) []byte { return tlv(0xa0, derOctets([]byte(another))) }), atteso: sullaBusta("broken econtent_present") + " | -"},
		{classe: "C1", regola: "V3", nome: "the signed content inside, the attacker's outside", fai: func(o *opera) {
			signed := mixed(o.parti...)
			o.firma.dentro = tlv(0xa0, derOctets([]byte(signed)))
			o.firma.ottetti = []byte(signed)
			o.p7s = wrapBase64(o.firma.der())
			o.parti[2] = emlPart("postacert.eml", another)
		}, atteso: "broken econtent_present | trasporto posta-certificata | dati inner* | -"},
		{classe: "C1", regola: "V3", nome: "empty content inside", fai: content(func(*opera) []byte { return tlv(0xa0, derOctets(nil)) }), atteso: sullaBusta("broken econtent_present") + " | -"},
		{classe: "C1", regola: "V3", nome: "the tag of content and nothing in it", fai: content(func(*opera) []byte { return tlv(0xa0) }), atteso: sullaBusta("broken econtent_present") + " | -"},
		{classe: "C1", regola: "V3", nome: "content in pieces, of BER", fai: func(o *opera) {
			s := []byte(mixed(o.parti...))
			o.firma.dentro = tlv(0xa0, tlv(0x24, derOctets(s[:20]), derOctets(s[20:])))
		}, atteso: sullaBusta("broken econtent_present") + " | -"},
		{classe: "C1", regola: "V3", nome: "content that is a number", fai: content(func(*opera) []byte { return tlv(0xa0, []byte{2, 1, 0}) }), atteso: sullaBusta("broken econtent_present") + " | -"},
		{classe: "C1", regola: "V3", nome: "a signature of a signature", fai: func(o *opera) { o.firma.tipo = oidFirmati }, atteso: sullaBusta("broken sig_malformed") + " | -", apre: "it does not compare the type with the signed one"},

		{classe: "C2", regola: "V4", nome: "a good signer and a broken one", fai: func(o *opera) {
			o.firma.altri = [][]byte{signerOf(unAltro(), o, true)}
			o.firma.certs = append(o.firma.certs, unAltro().x.Raw)
		}, atteso: sullaBusta("broken signer_count") + " | -"},
		{classe: "C2", regola: "V4", nome: "a broken signer and a good one", fai: func(o *opera) {
			o.firma.altri, o.firma.prima = [][]byte{signerOf(unAltro(), o, true)}, true
			o.firma.certs = append(o.firma.certs, unAltro().x.Raw)
		}, atteso: sullaBusta("broken signer_count") + " | -"},
		{classe: "C2", regola: "V4", nome: "the victim and the attacker, both good", fai: func(o *opera) {
			o.firma.altri = [][]byte{signerOf(ilFalso(), o, false)}
			o.firma.certs = append(o.firma.certs, ilFalso().x.Raw, falsaCA().x.Raw)
		}, atteso: sullaBusta("broken signer_count") + " | -"},
		{classe: "C2", regola: "V4", nome: "two providers, both good", fai: func(o *opera) {
			o.firma.altri = [][]byte{signerOf(unAltro(), o, false)}
			o.firma.certs = append(o.firma.certs, unAltro().x.Raw)
		}, atteso: sullaBusta("broken signer_count") + " | -"},
		{classe: "C2", regola: "V4", nome: "the attacker over this, the victim over another message", fai: func(o *opera) {
			victims := firmaDi(ilVero(), laCA())
			victims.ottetti = []byte(another)
			o.firma = firmaDi(ilFalso(), falsaCA())
			o.firma.altri = [][]byte{victims.firmatario()}
			o.firma.certs = append(o.firma.certs, ilVero().x.Raw, laCA().x.Raw)
		}, atteso: sullaBusta("broken signer_count") + " | -"},
		{classe: "C2", regola: "V4", nome: "the same signer twice", fai: func(o *opera) { o.firma.altri = [][]byte{signerOf(ilVero(), o, false)} }, atteso: sullaBusta("broken signer_count") + " | -"},

		{classe: "C3", regola: "V4", nome: "no signer", fai: func(o *opera) { o.firma.nessuno = true }, atteso: sullaBusta("broken signer_count") + " | -"},
		{classe: "C3", regola: "V4", nome: "no signer and no digest: certificates only", fai: func(o *opera) { o.firma.nessuno, o.firma.digests = true, []byte{} }, atteso: sullaBusta("broken signer_count") + " | -"},
		{classe: "C3", regola: "V4", nome: "the set of signers is not there", fai: func(o *opera) {
			o.firma.muta = func([]byte) []byte {
				return derSeq(derOID(oidFirmati), tlv(0xa0, derSeq([]byte{2, 1, 1}, derSet(derAlg(oidSHA256)), derSeq(derOID(oidDati)), tlv(0xa0, ilVero().x.Raw))))
			}
		}, atteso: sullaBusta("broken sig_malformed") + " | -"},
		{classe: "C3", regola: "V4", nome: "a signer without the certificate", fai: func(o *opera) { o.firma.certs = [][]byte{laCA().x.Raw} }, atteso: sullaBusta("broken sig_malformed") + " | -"},
		{classe: "C3", regola: "V4", nome: "no certificate at all", fai: func(o *opera) { o.firma.certs = nil }, atteso: sullaBusta("broken sig_malformed") + " | -"},
		{classe: "C3", regola: "V4", nome: "the signer is said to be the authority", fai: func(o *opera) { o.firma.nomeDi = laCA() }, atteso: sullaBusta("broken sig_invalid from_mismatch") + " | -"},
	}
}

// signerOf is a signerInfo of somebody over the entity of a message.
func signerOf(s *soggetto, o *opera, spoiled bool) []byte {
	f := firmaDi(s, laCA())
	f.ottetti, f.rovina = []byte(mixed(o.parti...)), spoiled
	return f.firmatario()
}

// attacchiAttributi are signed attributes that are missing, doubled, or say what they should not (reliability.md §2 V5), and algorithms (V6).
func attacchiAttributi() []caso {
	attrs := func(change func(a [][]byte) [][]byte) func(*opera) {
		return func(o *opera) {
			o.firma.ottetti = []byte(mixed(o.parti...))
			o.firma.attr = change(o.firma.attributi())
		}
	}
	wrong := derAttr(oidImpronta, derOctets(sommaDi(oidSHA256, []byte("altro"))))
	return []caso{
		{classe: "C4", regola: "V5", nome: "no signed attributes", fai: func(o *opera) { o.firma.noAttr = true }, atteso: sullaBusta("broken attrs_invalid") + " | -"},
		{classe: "C4", regola: "V5", nome: "an empty set of them", fai: attrs(func([][]byte) [][]byte { return [][]byte{{}} }), atteso: sullaBusta("broken attrs_invalid") + " | -"},
		{classe: "C4", regola: "V5", nome: "no digest among them", fai: attrs(func(a [][]byte) [][]byte { return a[:2] }), atteso: sullaBusta("broken attrs_invalid") + " | -"},
		{classe: "C4", regola: "V5", nome: "no content type among them", fai: attrs(func(a [][]byte) [][]byte { return a[1:] }), atteso: sullaBusta("broken attrs_invalid") + " | -"},
		{classe: "C4", regola: "V5", nome: "another digest before the true one", fai: attrs(func(a [][]byte) [][]byte { return [][]byte{a[0], a[1], wrong, a[2]} }), atteso: sullaBusta("broken attrs_invalid") + " | -"},
		{classe: "C4", regola: "V5", nome: "another digest after the true one", fai: attrs(func(a [][]byte) [][]byte { return append(a, wrong) }), atteso: sullaBusta("broken attrs_invalid") + " | -"},
		{classe: "C4", regola: "V5", nome: "two digests in one attribute", fai: attrs(func(a [][]byte) [][]byte {
			return append(a[:2:2], derAttr(oidImpronta, derOctets(sommaDi(oidSHA256, []byte("altro"))), a[2][len(a[2])-34:]))
		}), atteso: sullaBusta("broken attrs_invalid") + " | -"},
		{classe: "C4", regola: "V5", nome: "the content is of another type", fai: attrs(func(a [][]byte) [][]byte {
			return append([][]byte{derAttr(oidTipoDato, derOID(oidFirmati))}, a[1:]...)
		}), atteso: sullaBusta("broken attrs_invalid") + " | -"},
		{classe: "C4", regola: "V5", nome: "two times of signature", fai: attrs(func(a [][]byte) [][]byte { return append(a, derAttr(oidIstante, derTime(istante.AddDate(-1, 0, 0)))) }), atteso: sullaBusta("broken attrs_invalid") + " | -"},
		{classe: "C4", regola: "V5", nome: "a time that is no time", fai: attrs(func(a [][]byte) [][]byte {
			return [][]byte{a[0], derAttr(oidIstante, tlv(0x17, []byte("oggi"))), a[2]}
		}), atteso: sullaBusta("broken attrs_invalid") + " | -"},
		{classe: "C4", regola: "V5", nome: "the attributes of a signature taken for its content", poi: attributesAsContent, fai: func(o *opera) {
			o.firma.ottetti = []byte(mixed(o.parti...))
		}, atteso: "broken attrs_invalid daticert_missing | trasporto | | -"},
		{classe: "C4", nome: "attributes in no order", fai: attrs(func(a [][]byte) [][]byte { return [][]byte{a[2], a[0], a[1]} }), atteso: intera},
		{classe: "C4", nome: "an attribute that nobody knows", fai: attrs(func(a [][]byte) [][]byte { return append(a, derAttr("\x2a\x03\x04", derOctets([]byte(nemico)))) }), atteso: intera},
		{classe: "C4", nome: "unsigned attributes with a time of their own", fai: func(o *opera) {
			o.firma.liberi = tlv(0xa1, derAttr(oidIstante, derTime(istante.AddDate(-5, 0, 0))))
		}, atteso: sullaBusta("broken attrs_invalid") + " | -"},
		{classe: "C4", regola: "V5", nome: "an unsigned digest of another message", fai: func(o *opera) {
			o.firma.liberi = tlv(0xa1, derAttr(oidImpronta, derOctets(sommaDi(oidSHA256, []byte(another())))))
		}, atteso: sullaBusta("broken attrs_invalid") + " | -"},
		{classe: "C4", regola: "V5", nome: "a countersignature of the attacker among the unsigned ones", fai: func(o *opera) {
			o.firma.liberi = tlv(0xa1, derAttr("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x06", signerOf(ilFalso(), o, false)))
		}, atteso: intera},
		{classe: "C4", regola: "V5", nome: "a countersignature among the signed ones", fai: attrs(func(a [][]byte) [][]byte {
			return append(a, derAttr("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x06", derSeq([]byte{2, 1, 1})))
		}), atteso: sullaBusta("broken attrs_invalid") + " | -"},

		{classe: "C4", regola: "V6", nome: "MD5", fai: func(o *opera) { o.firma.digest = oidMD5 }, atteso: sullaBusta("broken digest_refused") + " | -"},
		{classe: "C4", regola: "V6", nome: "SHA-224", fai: func(o *opera) { o.firma.digest = oidSHA224 }, atteso: sullaBusta("broken digest_refused") + " | -"},
		{classe: "C4", regola: "V6", nome: "SHA-1 is flagged", fai: func(o *opera) { o.firma.digest = oidSHA1 }, atteso: sullaBusta("certified weak_digest")},
		{classe: "C4", regola: "V6", nome: "a digest that is not declared", fai: func(o *opera) { o.firma.digests = derAlg(oidSHA1) }, atteso: sullaBusta("broken sig_malformed") + " | -"},
		{classe: "C4", regola: "V6", nome: "many digests declared, the true one among them", fai: func(o *opera) {
			o.firma.digests = slicesJoin(derAlg(oidMD5), derAlg(oidSHA1), derAlg(oidSHA256))
		}, atteso: intera},
		{classe: "C4", regola: "V6", nome: "micalg says MD5", fai: func(o *opera) { o.tipo = strings.Replace(o.tipo, "sha-256", "md5", 1) }, atteso: intera},
		{classe: "C4", regola: "V6", nome: "no micalg", fai: func(o *opera) { o.tipo = strings.Replace(o.tipo, "micalg=sha-256; ", "", 1) }, atteso: intera},
		{classe: "C4", regola: "V6", nome: "digest and algorithm of signature disagree", fai: func(o *opera) { o.firma.sigAlg = derAlg(oidSHA512RSA) }, atteso: sullaBusta("broken sig_invalid"), apre: "it takes the digest of the signer"},
		{classe: "C4", regola: "V6", nome: "the algorithm of a digest with parameters", fai: func(o *opera) { o.firma.sigAlg = derSeq(derOID(oidSHA256RSA), derOctets([]byte("x"))) }, atteso: sullaBusta("broken sig_malformed") + " | -", apre: "it passes over parameters"},
		{classe: "C4", regola: "V6", nome: "an algorithm of signature that nobody knows", fai: func(o *opera) { o.firma.sigAlg = derAlg("\x2a\x03\x04") }, atteso: sullaBusta("broken sig_invalid")},
		{classe: "C4", regola: "V6", nome: "MD5 as the algorithm of signature", fai: func(o *opera) { o.firma.sigAlg = derAlg(oidMD5RSA) }, atteso: sullaBusta("broken sig_invalid"), apre: "it takes the digest of the signer"},
		{classe: "C4", regola: "V2", nome: "a signature of another message", fai: func(o *opera) {
			o.firma.ottetti = []byte(another())
			o.p7s = wrapBase64(o.firma.der())
		}, atteso: sullaBusta("broken sig_invalid")},
		{classe: "C4", regola: "V2", nome: "the value of the signature spoiled", fai: func(o *opera) { o.firma.rovina = true }, atteso: sullaBusta("broken sig_invalid")},
	}
}

func another() string { return strings.ReplaceAll(original, "sottoscritta", "scrivente") }

func slicesJoin(b ...[]byte) []byte { return bytes.Join(b, nil) }

// attributesAsContent replays the signature of a message over its attributes as a signature, without attributes, over a content that is
// these attributes: the same octets are signed in both readings of RFC 5652 §5.4.
func attributesAsContent(s string) string {
	o := sana("posta-certificata")
	o.firma.ottetti = []byte(mixed(o.parti...))
	body := bytes.Join(o.firma.attributi(), nil)
	f := *o.firma
	f.ottetti, f.noAttr = derSet(body), true
	o.entita, o.p7s = string(derSet(body)), wrapBase64(f.der())
	return o.raw()
}

// conFirma signs as somebody with these certificates inside.
func conFirma(s *soggetto, certs ...*soggetto) func(*opera) {
	return func(o *opera) {
		o.firma = firmaDi(s, laCA())
		o.firma.certs = nil
		for _, c := range certs {
			o.firma.certs = append(o.firma.certs, c.x.Raw)
		}
	}
}

// rilasciato is a provider's certificate of the believed authority, changed; with the one key of all such where none is given.
func rilasciato(nome string, k *chiave, modi ...modo) *soggetto {
	if k == nil {
		k = chiaveDi("rilasciata", 2048, 65537)
	}
	return emetti(laCA(), nome, k, append([]modo{provider}, modi...)...)
}

func pin(s ...*soggetto) func(*smime.Trust) {
	return func(t *smime.Trust) {
		t.CAs = nil
		for _, x := range s {
			sum := sha256.Sum256(x.x.Raw)
			t.Pins = append(t.Pins, hex.EncodeToString(sum[:]))
		}
	}
}

// attacchiFiducia are the classes of trust: who vouches for the signer (reliability.md §2 V7, V8; pec.md §7.3).
func attacchiFiducia() []caso {
	uso := func(u x509.KeyUsage) modo { return func(c *x509.Certificate) { c.KeyUsage = u } }
	scopi := func(u ...x509.ExtKeyUsage) modo { return func(c *x509.Certificate) { c.ExtKeyUsage = u } }
	tra := func(da, a time.Time) modo { return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = da, a } }
	critica := func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
	}
	emessoDaFoglia := func() *soggetto {
		return emetti(ilVero(), "Posta Certificata di prova", chiaveDi("falso", 2048, 65537), provider)
	}
	// the same key and name as the believed authority, without its constraints: nobody checks who signed a root.
	finta := func() *soggetto { return emetti(nil, "CA di prova", chiaveDi("CA di prova", 2048, 65537), autorita) }
	fuori := func() *soggetto {
		return rilasciato("Fuori dai vincoli", nil, caselle(mittenteGestore, "posta-certificata@pec.altrove.example"))
	}
	sotto := func(modi ...modo) *soggetto {
		return emetti(laCA(), "CA intermedia", nil, append([]modo{autorita}, modi...)...)
	}
	sottoFoglia := func(modi ...modo) (*soggetto, *soggetto) {
		s := sotto(modi...)
		return emetti(s, "Posta Certificata di sotto", nil, provider), s
	}
	daSotto := func(modi ...modo) func(*opera) {
		return func(o *opera) { f, s := sottoFoglia(modi...); conFirma(f, f, s)(o) }
	}
	mismatch := func(reasons string) string { return sullaBusta("mismatch " + reasons) }
	return []caso{
		{classe: "C4", regola: "V7", nome: "an authority of the attacker with the same names", fai: conFirma(ilFalso(), ilFalso(), falsaCA()), atteso: mismatch("chain_untrusted")},
		{classe: "C4", regola: "V7", nome: "the attacker's leaf beside the believed authority", fai: conFirma(ilFalso(), ilFalso(), laCA()), atteso: mismatch("chain_untrusted")},
		{classe: "C4", regola: "V7", nome: "a leaf that signed itself", fai: func(o *opera) {
			s := emetti(nil, "Posta Certificata di prova", chiaveDi("falso", 2048, 65537), provider)
			conFirma(s, s, laCA())(o)
		}, atteso: mismatch("chain_untrusted")},
		{classe: "C4", regola: "V7", nome: "a provider's leaf that issues another", fai: func(o *opera) { s := emessoDaFoglia(); conFirma(s, s, ilVero(), laCA())(o) }, atteso: mismatch("chain_untrusted")},
		{classe: "C4", regola: "V7", nome: "the true leaf's issuer and number on the attacker's key", fai: func(o *opera) {
			s := emetti(falsaCA(), "Posta Certificata di prova", chiaveDi("falso", 2048, 65537), provider)
			conFirma(s, s, ilVero(), laCA())(o)
		}, atteso: mismatch("chain_untrusted")},
		{classe: "C4", regola: "V7", nome: "the same, and only the true leaf shown", fai: func(o *opera) {
			s := emetti(falsaCA(), "Posta Certificata di prova", chiaveDi("falso", 2048, 65537), provider)
			conFirma(s, ilVero(), laCA())(o)
		}, atteso: sullaBusta("broken sig_invalid")},
		{classe: "C4", regola: "V7", nome: "named by key, the attacker's key said to have the true identifier", fai: func(o *opera) {
			s := emetti(falsaCA(), "Posta Certificata di prova", chiaveDi("falso", 2048, 65537), provider, func(c *x509.Certificate) { c.SubjectKeyId = ilVero().x.SubjectKeyId })
			conFirma(s, s, ilVero(), laCA())(o)
			o.firma.chiaveID = ilVero().x.SubjectKeyId
		}, atteso: mismatch("chain_untrusted")},
		{classe: "C4", nome: "named by key, as CMS allows", fai: func(o *opera) { o.firma.chiaveID = ilVero().x.SubjectKeyId }, atteso: intera},
		{classe: "C4", regola: "V7", nome: "a forged certificate around the authority's key frees nobody of its constraints", fai: func(o *opera) { s := fuori(); conFirma(s, s, finta(), laCA())(o) }, atteso: mismatch("name_constraint")},
		{classe: "C4", regola: "V7", nome: "a forged certificate around a pinned key is not the pinned one", fai: conFirma(ilVero(), ilVero(), finta()), fede: pin(laCA()), atteso: mismatch("chain_untrusted"), apre: "it was given the authority itself"},
		{classe: "C4", regola: "V7", nome: "the pinned authority is there whole", fede: pin(laCA()), atteso: intera},
		{classe: "C4", regola: "V7", nome: "the pinned authority is not in the message", fai: conFirma(ilVero(), ilVero()), fede: pin(laCA()), atteso: mismatch("chain_untrusted"), apre: "it was given the authority itself"},
		{classe: "C4", regola: "V7", nome: "a pinned leaf is no authority", fede: pin(ilVero()), atteso: mismatch("chain_untrusted"), apre: "it was given the authority itself"},
		{classe: "C4", regola: "V7", nome: "a pin of the attacker's own, spelled by nobody", fai: conFirma(ilFalso(), ilFalso(), falsaCA()), fede: pin(laCA()), atteso: mismatch("chain_untrusted")},
		{classe: "C4", regola: "V7", nome: "the authority among the certificates is not needed", fai: conFirma(ilVero(), ilVero()), atteso: intera},
		{classe: "C4", regola: "V7", nome: "a provider under an authority below", fai: daSotto(), atteso: intera},
		{classe: "C4", regola: "V7", nome: "the authority below is missing", fai: func(o *opera) { f, _ := sottoFoglia(); conFirma(f, f, laCA())(o) }, atteso: mismatch("chain_untrusted")},
		{classe: "C4", regola: "V7", nome: "the authority below may not certify", fai: daSotto(uso(x509.KeyUsageCRLSign)), atteso: mismatch("chain_untrusted")},
		{classe: "C4", regola: "V7", nome: "an unknown critical extension", fai: func(o *opera) { s := rilasciato("Critica", nil, critica); conFirma(s, s, laCA())(o) }, atteso: mismatch("chain_untrusted")},

		{classe: "C4", regola: "V8", nome: "the authority signs messages itself", fai: conFirma(laCA(), laCA()), atteso: mismatch("eku_missing key_usage from_mismatch") + " | -"},
		{classe: "C4", regola: "V8", nome: "an authority below that is named like the provider", fai: func(o *opera) {
			s := sotto(provider, func(c *x509.Certificate) { c.IsCA = true })
			conFirma(s, s, laCA())(o)
		}, atteso: mismatch("key_usage")},
		{classe: "C4", regola: "V8", nome: "a certificate for servers", fai: func(o *opera) {
			s := rilasciato("Server", nil, scopi(x509.ExtKeyUsageServerAuth))
			conFirma(s, s, laCA())(o)
		}, atteso: mismatch("eku_missing")},
		{classe: "C4", regola: "V8", nome: "a certificate for anything", fai: func(o *opera) { s := rilasciato("Tutto", nil, scopi(x509.ExtKeyUsageAny)); conFirma(s, s, laCA())(o) }, atteso: mismatch("eku_missing")},
		{classe: "C4", regola: "V8", nome: "a certificate for nothing said", fai: func(o *opera) { s := rilasciato("Niente", nil, scopi()); conFirma(s, s, laCA())(o) }, atteso: mismatch("eku_missing")},
		{classe: "C4", regola: "V8", nome: "a key for agreement", fai: func(o *opera) {
			s := rilasciato("Accordo", nil, uso(x509.KeyUsageKeyAgreement|x509.KeyUsageKeyEncipherment))
			conFirma(s, s, laCA())(o)
		}, atteso: mismatch("key_usage")},
		{classe: "C4", regola: "V8", nome: "no key usage", fai: func(o *opera) { s := rilasciato("Senza uso", nil, uso(0)); conFirma(s, s, laCA())(o) }, atteso: mismatch("key_usage")},
		{classe: "C4", regola: "V8", nome: "an authority below for servers", fai: daSotto(scopi(x509.ExtKeyUsageServerAuth)), atteso: mismatch("eku_missing")},
		{classe: "C4", regola: "V8", nome: "an address outside the constraints", fai: func(o *opera) { s := fuori(); conFirma(s, s, laCA())(o) }, atteso: mismatch("name_constraint")},
		{classe: "C4", regola: "V8", nome: "an address under the permitted host", fai: func(o *opera) {
			s := rilasciato("Sotto l'host", nil, caselle(mittenteGestore, "x@mail.pec.gestore.example"))
			conFirma(s, s, laCA())(o)
		}, atteso: mismatch("name_constraint")},

		{classe: "certificate", regola: "V9", nome: "expired when it signed", fai: func(o *opera) {
			s := rilasciato("Scaduta", nil, tra(istante.AddDate(-3, 0, 0), istante.Add(-time.Second)))
			conFirma(s, s, laCA())(o)
		}, atteso: mismatch("cert_expired")},
		{classe: "certificate", regola: "V9", nome: "not yet valid when it signed", fai: func(o *opera) {
			s := rilasciato("Futura", nil, tra(istante.Add(time.Second), istante.AddDate(3, 0, 0)))
			conFirma(s, s, laCA())(o)
		}, atteso: mismatch("cert_expired")},
		{classe: "certificate", regola: "V9", nome: "expired since, valid when it signed", fai: func(o *opera) {
			s := rilasciato("Scaduta poi", nil, tra(istante.AddDate(-3, 0, 0), istante.Add(time.Minute)))
			conFirma(s, s, laCA())(o)
		}, arrivo: 40000 * time.Hour, atteso: intera},
		{classe: "certificate", regola: "V9", nome: "an authority that was over", fai: func(o *opera) {
			ca := emetti(nil, "CA vecchia", nil, autorita, tra(istante.AddDate(-9, 0, 0), istante.AddDate(-1, 0, 0)))
			s := emetti(ca, "Sotto la vecchia", nil, provider)
			conFirma(s, s, ca)(o)
		}, fede: func(t *smime.Trust) {
			t.CAs = append(t.CAs, emetti(nil, "CA vecchia", nil, autorita, tra(istante.AddDate(-9, 0, 0), istante.AddDate(-1, 0, 0))).x)
		}, atteso: mismatch("cert_expired")},
		{classe: "certificate", regola: "V7", nome: "signed with MD5", fai: func(o *opera) {
			o.firma.certs = [][]byte{ilVero().riemetti(laCA(), oidMD5RSA, oidMD5, nil), laCA().x.Raw}
		}, atteso: mismatch("chain_untrusted"), apre: "it takes MD5 below its security level"},
		{classe: "certificate", regola: "V7", nome: "signed with SHA-1 by the authority itself is labelled", fai: func(o *opera) {
			o.firma.certs = [][]byte{ilVero().riemetti(laCA(), oidSHA1RSA, oidSHA1, nil), laCA().x.Raw}
		}, atteso: sullaBusta("certified weak_chain")},
		{classe: "certificate", regola: "V7", nome: "signed with SHA-1 by another of the name", fai: func(o *opera) {
			o.firma.certs = [][]byte{ilVero().riemetti(falsaCA(), oidSHA1RSA, oidSHA1, nil), laCA().x.Raw}
		}, atteso: mismatch("chain_untrusted")},
		{classe: "certificate", regola: "V7", nome: "SHA-1 everywhere is labelled twice", fai: func(o *opera) {
			o.firma.certs = [][]byte{ilVero().riemetti(laCA(), oidSHA1RSA, oidSHA1, nil), laCA().x.Raw}
			o.firma.digest = oidSHA1
		}, atteso: sullaBusta("certified weak_digest weak_chain")},
		{classe: "certificate", regola: "V7", nome: "a byte of the certificate changed", fai: func(o *opera) {
			o.firma.certs[0] = bytes.Replace(o.firma.certs[0], []byte("Posta Certificata di prova"), []byte("Posta Certificata di Prova"), 1)
		}, atteso: mismatch("chain_untrusted")},

		{classe: "key", regola: "V7", nome: "RSA of 512 bits", fai: chiaveStrana(512, 65537), atteso: sullaBusta("broken key_weak")},
		{classe: "key", regola: "V7", nome: "RSA of 1024 bits", fai: chiaveStrana(1024, 65537), atteso: sullaBusta("broken key_weak")},
		{classe: "key", regola: "V7", nome: "RSA of 16384 bits", fai: chiaveStrana(16384, 65537), atteso: sullaBusta("broken sig_limit")},
		{classe: "key", regola: "V7", nome: "RSA of 4096 bits is well", fai: chiaveStrana(4096, 65537), atteso: intera},
		{classe: "key", regola: "V7", nome: "exponent 3 is well", fai: chiaveStrana(2048, 3), atteso: intera},
		{classe: "key", regola: "V7", nome: "exponent 1: anybody signs", fai: chiaveStrana(2048, 1), atteso: sullaBusta("broken sig_invalid"), apre: "it takes the exponent 1"},
		{classe: "key", regola: "V7", nome: "exponent 2", fai: chiaveStrana(2048, 2), atteso: sullaBusta("broken sig_invalid")},
		{classe: "key", regola: "V7", nome: "an even exponent of 31 bits", fai: chiaveStrana(2048, 1<<31-2), atteso: sullaBusta("broken sig_invalid")},
		{classe: "key", regola: "V7", nome: "an exponent of 2048 bits", fai: func(o *opera) { esponente(o, bytes.Repeat([]byte{0x7f}, 256)) }, atteso: sullaBusta("broken sig_malformed") + " | -"},
		{classe: "key", regola: "V7", nome: "a negative exponent", fai: func(o *opera) { esponente(o, []byte{0xff, 0x00, 0x01}) }, atteso: sullaBusta("broken sig_malformed") + " | -"},
		{classe: "key", regola: "V7", nome: "the exponent 0", fai: func(o *opera) { esponente(o, []byte{0}) }, atteso: sullaBusta("broken sig_malformed") + " | -"},
	}
}

// chiaveStrana signs with a key of that size and exponent, certified by the believed authority.
func chiaveStrana(bits, esponente int) func(*opera) {
	return func(o *opera) {
		k := chiaveDi("strana", bits, esponente)
		s := rilasciato("Chiave strana", k)
		conFirma(s, s, laCA())(o)
	}
}

// esponente writes another exponent into the certificate, which the authority signs.
func esponente(o *opera, e []byte) {
	key := func(e []byte) []byte { return derSeq(tlv(2, ilVero().k.n.FillBytes(make([]byte, 257))), tlv(2, e)) }
	spki := func(e []byte) []byte { return derSeq(derAlg(oidRSA), tlv(3, []byte{0}, key(e))) }
	o.firma.certs[0] = ilVero().riemetti(laCA(), oidSHA256RSA, oidSHA256, func(tbs []byte) []byte {
		old := spki(big.NewInt(65537).Bytes())
		if !bytes.Contains(tbs, old) {
			panic("the key is not in the certificate as written here")
		}
		outer := bytes.Replace(tbs, old, spki(e), 1)
		return derSeq(outer[4:])
	})
}

// dicono asks what the proof says of revocation.
func dicono(want string) func(*testing.T, *Message, Proof) {
	return func(t *testing.T, _ *Message, p Proof) {
		t.Helper()
		if p.Revocation != want {
			t.Errorf("revocation %s, want %s", p.Revocation, want)
		}
	}
}

// elenco is a revocation list of an authority; revoked when the leaf is on it since an hour before.
func elenco(by *soggetto, da, a time.Time, revoked bool) *x509.RevocationList {
	tmpl := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: da, NextUpdate: a}
	if revoked {
		tmpl.RevokedCertificateEntries = []x509.RevocationListEntry{{SerialNumber: ilVero().x.SerialNumber, RevocationTime: istante.Add(-time.Hour)}}
	}
	der, err := x509.CreateRevocationList(nil, tmpl, by.x, by.k.std)
	if err != nil {
		panic(err)
	}
	l, err := x509.ParseRevocationList(der)
	if err != nil {
		panic(err)
	}
	return l
}

func elenchi(l ...func() *x509.RevocationList) func(*smime.Trust) {
	return func(t *smime.Trust) {
		for _, f := range l {
			t.CRLs = append(t.CRLs, f())
		}
	}
}

// attacchiRevoca are lists of revocation, given to the verifier or carried by the message (reliability.md §2 V10, V15).
func attacchiRevoca() []caso {
	h := time.Hour
	di := func(s func() *soggetto, da, a time.Duration, revoked bool) func() *x509.RevocationList {
		return func() *x509.RevocationList { return elenco(s(), istante.Add(da), istante.Add(a), revoked) }
	}
	dentro := func(n int, by func() *soggetto) func(*opera) {
		return func(o *opera) {
			for range n {
				o.firma.crl = append(o.firma.crl, elenco(by(), istante.Add(-h), istante.Add(h), true).Raw)
			}
		}
	}
	return []caso{
		{classe: "revocation", regola: "V10", nome: "revoked an hour before", fede: elenchi(di(laCA, -h, h, true)), atteso: sullaBusta("mismatch revoked"), guarda: dicono("revoked")},
		{classe: "revocation", regola: "V10", nome: "revoked, in a list that is over", fede: elenchi(di(laCA, -50*h, -20*h, true)), atteso: sullaBusta("mismatch revoked"), guarda: dicono("revoked")},
		{classe: "revocation", regola: "V10", nome: "a list in force that does not name it", fede: elenchi(di(laCA, -h, h, false)), atteso: intera, guarda: dicono("good")},
		{classe: "revocation", regola: "V10", nome: "a list that is over proves nothing", fede: elenchi(di(laCA, -50*h, -20*h, false)), atteso: intera, guarda: dicono("not_checked")},
		{classe: "revocation", regola: "V10", nome: "a list of another of the same name", fede: elenchi(di(falsaCA, -h, h, true)), atteso: intera, guarda: dicono("not_checked")},
		{classe: "revocation", regola: "V10", nome: "a good list after the revoking one", fede: elenchi(di(laCA, -h, h, true), di(laCA, -h/2, h, false)), atteso: sullaBusta("mismatch revoked"), apre: "it takes the later list", guarda: dicono("revoked")},
		{classe: "revocation", regola: "V10", nome: "no list", atteso: intera, guarda: dicono("not_checked")},
		{classe: "revocation", regola: "V15", nome: "a list in the message is not believed", fai: dentro(1, falsaCA), atteso: intera, guarda: dicono("not_checked")},
		{classe: "revocation", regola: "V15", nome: "two lists in the message", fai: dentro(2, laCA), atteso: sullaBusta("broken sig_limit") + " | -"},
		{classe: "revocation", regola: "V15", nome: "a list that is none", fai: func(o *opera) { o.firma.crl = [][]byte{derSeq()} }, atteso: sullaBusta("broken sig_malformed") + " | -"},
	}
}

// attacchiP7S are signatures that are bombs or no signatures (reliability.md §1.5, §2 V15).
func attacchiP7S() []caso {
	come := func(b func() []byte) func(*opera) {
		return func(o *opera) { o.p7s = wrapBase64(b()) }
	}
	muta := func(f func([]byte) []byte) func(*opera) { return func(o *opera) { o.firma.muta = f } }
	malformata := sullaBusta("broken sig_malformed") + " | -"
	limite := sullaBusta("broken sig_limit") + " | -"
	profonda := func(n int, tag byte) func() []byte {
		return func() []byte {
			v := []byte{5, 0}
			for range n {
				v = tlv(tag, v)
			}
			return v
		}
	}
	return []caso{
		{classe: "p7s bomb", regola: "V15", nome: "30 80 ten thousand times", fai: come(func() []byte { return bytes.Repeat([]byte{0x30, 0x80}, 10000) }), atteso: limite},
		{classe: "p7s bomb", regola: "V15", nome: "30 80 to the size that is read", fai: come(func() []byte { return bytes.Repeat([]byte{0x30, 0x80}, MaxP7SBytes/2) }), atteso: limite},
		{classe: "p7s bomb", regola: "V15", nome: "30 80 beyond the size that is read", fai: come(func() []byte { return bytes.Repeat([]byte{0x30, 0x80}, MaxP7SBytes/2+1) }), atteso: "broken sig_limit resource_limit | trasporto posta-certificata | dati inner +p7s_bytes | -"},
		{classe: "p7s bomb", regola: "V15", nome: "24 80, pieces of pieces of octets", fai: come(func() []byte { return bytes.Repeat([]byte{0x24, 0x80}, 10000) }), atteso: limite},
		{classe: "p7s bomb", regola: "V15", nome: "a0 80, tags of context", fai: come(func() []byte { return bytes.Repeat([]byte{0xa0, 0x80}, 10000) }), atteso: limite},
		{classe: "p7s bomb", regola: "V15", nome: "DER 33 deep", fai: come(profonda(33, 0x30)), atteso: limite},
		{classe: "p7s bomb", regola: "V15", nome: "DER 10000 deep", fai: come(profonda(10000, 0x30)), atteso: limite},
		{classe: "p7s bomb", regola: "V15", nome: "an unsigned attribute 40 deep", fai: func(o *opera) {
			o.firma.liberi = tlv(0xa1, derAttr("\x2a\x03\x04", profonda(40, 0x30)()))
		}, atteso: limite},
		{classe: "p7s bomb", regola: "V15", nome: "a length of four gigabytes", fai: come(func() []byte { return []byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 6, 9} }), atteso: malformata},
		{classe: "p7s bomb", regola: "V15", nome: "a length of eight bytes", fai: come(func() []byte { return []byte{0x30, 0x88, 0, 0, 0, 0, 0, 0, 0, 2, 5, 0} }), atteso: malformata},
		{classe: "p7s bomb", regola: "V15", nome: "a length of 127 bytes", fai: come(func() []byte { return append([]byte{0x30, 0xff}, make([]byte, 200)...) }), atteso: malformata},
		{classe: "p7s bomb", regola: "V15", nome: "seventeen certificates", fai: func(o *opera) {
			for len(o.firma.certs) < 17 {
				o.firma.certs = append(o.firma.certs, laCA().x.Raw)
			}
		}, atteso: limite},
		{classe: "p7s bomb", regola: "V15", nome: "sixteen certificates are read", fai: func(o *opera) {
			for len(o.firma.certs) < 16 {
				o.firma.certs = append(o.firma.certs, laCA().x.Raw)
			}
		}, atteso: intera},
		{classe: "p7s bomb", regola: "V15", nome: "an OID of half a megabyte", fai: func(o *opera) {
			o.firma.liberi = tlv(0xa1, derSeq(tlv(6, bytes.Repeat([]byte{0x81}, 1<<19), []byte{1}), derSet(derOctets(nil))))
		}, atteso: intera},
		{classe: "p7s bomb", regola: "V15", nome: "a serial number of half a megabyte", fai: muta(func(b []byte) []byte {
			f := firmaDi(ilVero(), laCA())
			f.ottetti = []byte(mixed(sana("posta-certificata").parti...))
			big := derSeq(f.di.x.RawIssuer, tlv(2, append([]byte{1}, make([]byte, 1<<19)...)))
			s := derSeq([]byte{2, 1, 1}, big, derAlg(oidSHA256), tlv(0xa0, f.attributi()...), derAlg(oidRSA), derOctets(make([]byte, 256)))
			f.nessuno, f.altri = true, [][]byte{s}
			return f.der()
		}), atteso: malformata},
		{classe: "p7s bomb", regola: "V15", nome: "a version of half a megabyte", fai: muta(func(b []byte) []byte {
			return bytes.Replace(riapri(b), []byte{2, 1, 1, 0x31}, append(tlv(2, append([]byte{1}, make([]byte, 1<<19)...)), 0x31), 1)
		}), atteso: malformata},
		{classe: "p7s bomb", regola: "V15", nome: "ten thousand signed attributes", fai: func(o *opera) {
			o.firma.ottetti = []byte(mixed(o.parti...))
			a := o.firma.attributi()
			for range 10000 {
				a = append(a, derAttr("\x2a\x03\x04", derOctets([]byte("x"))))
			}
			o.firma.attr = a
		}, atteso: intera},
		{classe: "p7s bomb", regola: "V15", nome: "ten thousand signers", fai: func(o *opera) {
			for range 10000 {
				o.firma.altri = append(o.firma.altri, derSeq([]byte{2, 1, 1}))
			}
		}, atteso: sullaBusta("broken signer_count") + " | -"},
		{classe: "p7s", nome: "something after the signature", fai: muta(func(b []byte) []byte { return append(b, 5, 0) }), atteso: malformata, apre: "it passes over what follows"},
		{classe: "p7s", nome: "a signature of BER, indefinite", fai: muta(func(b []byte) []byte { return append(append([]byte{0x30, 0x80}, b[4:]...), 0, 0) }), atteso: intera},
		{classe: "p7s", nome: "as PEM within base64", fai: func(o *opera) {
			o.firma.muta = func(b []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: "CMS", Bytes: b}) }
		}, atteso: malformata},
		{classe: "p7s", nome: "enveloped, not signed", fai: muta(func(b []byte) []byte {
			return bytes.Replace(b, []byte(oidFirmati), []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"), 1)
		}), atteso: malformata},
		{classe: "p7s", nome: "empty", fai: func(o *opera) { o.p7s = "\r\n" }, atteso: malformata},
		{classe: "p7s", nome: "cut off in the middle", fai: muta(func(b []byte) []byte { return b[:len(b)/2] }), atteso: malformata},
		{classe: "p7s", regola: "V12", nome: "in quoted-printable", fai: func(o *opera) { o.firmaCon = strings.Replace(o.firmaCon, "base64", "quoted-printable", 1) }, atteso: malformata, apre: "it takes base64 whatever is said"},
		{classe: "p7s", regola: "V12", nome: "said to be 8bit, and base64", fai: func(o *opera) { o.firmaCon = strings.Replace(o.firmaCon, "base64", "8bit", 1) }, atteso: malformata, apre: "it takes base64 whatever is said"},
		{classe: "p7s", nome: "of another type", fai: func(o *opera) {
			o.firmaCon = strings.Replace(o.firmaCon, "x-pkcs7-signature", "octet-stream", 1)
		}, atteso: malformata},
		{classe: "p7s", nome: "words within the base64", fai: func(o *opera) {
			o.corpo()
			o.p7s = strings.Replace(o.p7s, "\r\n", "\r\n-- antivirus: pulito --\r\n", 1)
		}, atteso: malformata},
		{classe: "p7s", nome: "base64 in one line", fai: func(o *opera) { o.corpo(); o.p7s = strings.ReplaceAll(o.p7s, "\r\n", "") }, atteso: intera, forma: "a line of base64 longer than it reads"},
	}
}

// riapri writes a definite outer SEQUENCE and [0] anew with indefinite length, so that what is inside may grow.
func riapri(b []byte) []byte {
	body := b[4+2+9:] // SEQUENCE, OID of signedData
	return slicesJoin([]byte{0x30, 0x80}, b[4:15], []byte{0xa0, 0x80, 0x30, 0x80}, body[8:], []byte{0, 0, 0, 0, 0, 0})
}
