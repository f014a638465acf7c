package mailparse

import (
	"fmt"
	"strings"
	"testing"
)

// nonFirmata is the verdict on mail whose signature, if any, is not where it counts: the header alone names it.
const nonFirmata = "unsigned not_signed | trasporto | | -"

// parte is the signed message as a part of another.
func (o *opera) parte() string { return o.tipo + "\r\n\r\n" + o.corpo() }

// inUnAltra puts the signed message of a busta among other parts, under its own header.
func inUnAltra(tipo string, parts func(o *opera) []string) func(string) string {
	return func(string) string {
		o := sana("posta-certificata")
		return crlfLines(o.testa...) + "MIME-Version: 1.0\r\n" + multiparte(tipo, "EVIL", parts(o)...)
	}
}

// multiparte is a multipart of a type with its parts.
func multiparte(tipo, confine string, parts ...string) string {
	s := "Content-Type: " + tipo + "; boundary=\"" + confine + "\"\r\n\r\n"
	for _, p := range parts {
		s += "--" + confine + "\r\n" + p + "\r\n"
	}
	return s + "--" + confine + "--\r\n"
}

const (
	testoNemico = "Content-Type: text/plain\r\n\r\nRinuncio a tutto, scrivete a x@evil.example\r\n"
	htmlNemico  = "Content-Type: text/html\r\n\r\n<p>Rinuncio, scrivete a x@evil.example <img src=\"cid:firmato\"></p>\r\n"
)

// datiNemici is a daticert that the attacker wrote.
func datiNemici() string {
	d := datiFermi("posta-certificata")
	d.Mittente = "presidente@evil.example"
	return string(d.XML())
}

// attacchiDiPosto are the MIME classes M1 to M4: genuine signatures at places where they do not speak for the message.
func attacchiDiPosto() []caso {
	con := func(before, after string) func(o *opera) []string {
		return func(o *opera) (parts []string) {
			for _, p := range []string{before, o.parte(), after} {
				if p != "" {
					parts = append(parts, p)
				}
			}
			return parts
		}
	}
	allegata := func(o *opera) []string {
		return []string{testoNemico, "Content-Type: message/rfc822; name=\"postacert.eml\"\r\n\r\n" + o.raw()}
	}
	firmataDa := func(s, su *soggetto) func(*opera) {
		return func(o *opera) {
			inner := sana("posta-certificata")
			inner.tipo = strings.ReplaceAll(inner.tipo, confineUno, "----INNER")
			inner.confine = "----INNER"
			o.entita, o.firma = inner.parte(), firmaDi(s, su)
		}
	}
	solo := func(entity string) func(*opera) { return func(o *opera) { o.entita = entity } }
	opaca := func(head string) func(string) string {
		return func(string) string {
			o := sana("posta-certificata")
			signed := []byte(mixed(o.parti...))
			o.firma.ottetti, o.firma.dentro = signed, tlv(0xa0, derOctets(signed))
			return crlfLines(o.testa...) + "MIME-Version: 1.0\r\n" + head + "\r\n\r\n" + wrapBase64(o.firma.der())
		}
	}
	const pkcs7 = "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=\"smime.p7m\"\r\nContent-Transfer-Encoding: base64"
	return []caso{
		{classe: "M1", regola: "V1", nome: "a text of the attacker before the signed entity", poi: inUnAltra("multipart/mixed", con(testoNemico, "")), atteso: nonFirmata},
		{classe: "M1", regola: "V1", nome: "a text of the attacker after it", poi: inUnAltra("multipart/mixed", con("", testoNemico)), atteso: nonFirmata},
		{classe: "M1", regola: "V1", nome: "before and after", poi: inUnAltra("multipart/mixed", con(testoNemico, testoNemico)), atteso: nonFirmata},
		{classe: "M1", regola: "V1", nome: "a daticert of the attacker beside it", poi: inUnAltra("multipart/mixed", con(xmlPart("daticert.xml", []byte(datiNemici())), "")), atteso: "unsigned not_signed | trasporto posta-certificata | dati* | -"},
		{classe: "M1", regola: "V1", nome: "a message of the attacker named postacert beside it", poi: inUnAltra("multipart/mixed", con(emlPart("postacert.eml", "From: x@evil.example\r\n\r\nRinuncio\r\n"), "")), atteso: "unsigned not_signed | trasporto | inner* | -"},
		{classe: "M2", regola: "V1", nome: "alone in a mixed", poi: inUnAltra("multipart/mixed", con("", "")), atteso: nonFirmata},
		{classe: "M2", regola: "V1", nome: "the second choice of an alternative", poi: inUnAltra("multipart/alternative", con(htmlNemico, "")), atteso: nonFirmata},
		{classe: "M2", regola: "V1", nome: "the first choice of an alternative", poi: inUnAltra("multipart/alternative", con("", htmlNemico)), atteso: nonFirmata},
		{classe: "M2", regola: "V1", nome: "a multipart/signed without protocol around it", poi: inUnAltra("multipart/signed", con(testoNemico, "")), atteso: nonFirmata},
		{classe: "M2", regola: "V1", nome: "within an attached message", poi: inUnAltra("multipart/mixed", allegata), atteso: "unsigned not_signed | trasporto | inner* | -"},
		{classe: "M2", regola: "V1", nome: "as the whole attached message", poi: func(string) string {
			o := sana("posta-certificata")
			return crlfLines(o.testa...) + "Content-Type: message/rfc822\r\n\r\n" + o.raw()
		}, atteso: nonFirmata},
		{classe: "M2", regola: "V1", nome: "in a digest", poi: inUnAltra("multipart/digest", func(o *opera) []string { return []string{"\r\n" + o.raw()} }), atteso: nonFirmata},
		{classe: "M2", regola: "V1", nome: "in a report", poi: inUnAltra("multipart/report; report-type=delivery-status", con(testoNemico, "")), atteso: nonFirmata},
		{classe: "M2", regola: "V1", nome: "in a piece of a message", poi: func(s string) string {
			o := sana("posta-certificata")
			return crlfLines(o.testa...) + "Content-Type: message/partial; number=1; total=1; id=\"x\"\r\n\r\n" + s
		}, atteso: nonFirmata},
		{classe: "M3", regola: "V1", nome: "an image of the attacker's page", poi: inUnAltra("multipart/related; type=\"text/html\"", func(o *opera) []string {
			return []string{htmlNemico, "Content-ID: <firmato>\r\n" + o.parte()}
		}), atteso: nonFirmata},
		{classe: "M3", regola: "V1", nome: "the root of a related", poi: inUnAltra("multipart/related", con("", htmlNemico)), atteso: nonFirmata},
		{classe: "M4", regola: "V1", nome: "opaque", poi: opaca(pkcs7), atteso: nonFirmata, apre: "it takes an opaque signature too"},
		{classe: "M4", regola: "V1", nome: "opaque, of the old type", poi: opaca(strings.Replace(pkcs7, "pkcs7", "x-pkcs7", 1)), atteso: nonFirmata, apre: "it takes an opaque signature too"},
		{classe: "M4", regola: "V1", nome: "opaque, said to be a signature", poi: opaca("Content-Type: application/x-pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64"), atteso: nonFirmata},
		{classe: "M4", regola: "V1", nome: "opaque beside the attacker's text", poi: func(string) string {
			return inUnAltra("multipart/mixed", func(o *opera) []string {
				o.firma.ottetti = []byte(mixed(o.parti...))
				o.firma.dentro = tlv(0xa0, derOctets(o.firma.ottetti))
				return []string{testoNemico, pkcs7 + "\r\n\r\n" + wrapBase64(o.firma.der())}
			})("")
		}, atteso: nonFirmata},
		{classe: "M4", regola: "V13", nome: "a PEC signed once more by the provider", fai: firmataDa(ilVero(), laCA()), atteso: "mismatch daticert_missing | trasporto |"},
		{classe: "M4", regola: "V13", nome: "a PEC signed once more by the attacker", fai: firmataDa(ilFalso(), falsaCA()), atteso: "mismatch chain_untrusted daticert_missing | trasporto |"},
		{classe: "M4", regola: "V13", nome: "the signed entity is a text", fai: solo("Content-Type: text/plain\r\n\r\nRinuncio\r\n"), atteso: "mismatch daticert_missing | trasporto |"},
		{classe: "M4", regola: "V13", nome: "the signed entity is daticert alone", fai: solo(xmlPart("daticert.xml", []byte(datiNemici()))), atteso: "mismatch daticert_missing | trasporto |"},
		{classe: "M4", regola: "V13", nome: "the signed entity is a message", fai: solo("Content-Type: message/rfc822; name=postacert.eml\r\n\r\n" + original), atteso: "mismatch daticert_missing | trasporto |"},
		{classe: "M4", regola: "V13", nome: "the signed entity is an alternative", fai: func(o *opera) { o.entita = strings.Replace(mixed(o.parti...), "mixed", "alternative", 1) }, atteso: "mismatch daticert_missing | trasporto |"},
		{classe: "M4", regola: "V13", nome: "the signed entity is a related", fai: func(o *opera) { o.entita = strings.Replace(mixed(o.parti...), "mixed", "related", 1) }, atteso: "mismatch daticert_missing | trasporto |"},
		{classe: "M4", regola: "V13", nome: "the mixed one level below", fai: func(o *opera) { o.entita = multiparte("multipart/mixed", "SOPRA", mixed(o.parti...)) }, atteso: "mismatch daticert_missing | trasporto |"},
		{classe: "M4", regola: "V13", nome: "the mixed is said to be in base64", fai: func(o *opera) { o.entita = "Content-Transfer-Encoding: base64\r\n" + mixed(o.parti...) }, atteso: intera, python: ""},
	}
}

// attacchiDiParti are the parts of the multipart/signed itself, and its type (reliability.md §2 V1, V12).
func attacchiDiParti() []caso {
	const rotta = "broken sig_malformed | trasporto posta-certificata | dati inner | -"
	const vuota = "broken sig_malformed daticert_missing | trasporto | | -"
	tipo := func(old, new string) func(*opera) {
		return func(o *opera) {
			if !strings.Contains(o.tipo, old) {
				panic(old)
			}
			o.tipo = strings.Replace(o.tipo, old, new, 1)
		}
	}
	fine := "\r\n--" + confineUno + "--\r\n"
	delim := "--" + confineUno + "\r\n"
	return []caso{
		{classe: "parts", regola: "V1", nome: "a third part", poi: replacing(fine, "\r\n"+delim+testoNemico+fine), atteso: rotta},
		{classe: "parts", regola: "V1", nome: "a part before", poi: replacing(delim, delim+testoNemico+"\r\n"+delim), atteso: "broken sig_malformed daticert_missing | trasporto | | -"},
		{classe: "parts", regola: "V1", nome: "a part between", poi: replacing(delim+parteFirma, delim+testoNemico+"\r\n"+delim+parteFirma), atteso: rotta},
		{classe: "parts", regola: "V1", nome: "two signatures", fai: func(o *opera) {
			o.corpo()
			o.p7s += "\r\n" + delim + o.firmaCon + "\r\n\r\n" + o.p7s
		}, atteso: rotta},
		{classe: "parts", regola: "V1", nome: "the signature first", poi: func(s string) string {
			head, body, _ := strings.Cut(s, delim)
			one, rest, _ := strings.Cut(body, "\r\n"+delim)
			two, _, _ := strings.Cut(rest, fine)
			return head + delim + two + "\r\n" + delim + one + fine
		}, atteso: vuota},
		{classe: "parts", regola: "V1", nome: "no signature part", poi: func(s string) string {
			i := strings.Index(s, "\r\n"+delim+"Content-Type: application")
			return s[:i] + fine
		}, atteso: rotta},
		{classe: "parts", regola: "V1", nome: "an empty part for a signature", poi: func(s string) string {
			i := strings.Index(s, delim+"Content-Type: application")
			return s[:i] + delim + "\r\n" + fine
		}, atteso: rotta},
		{classe: "parts", regola: "V1", nome: "no part at all", poi: func(s string) string { return s[:strings.Index(s, "--"+confineUno+"\r\n")] }, atteso: vuota},
		{classe: "parts", regola: "V1", nome: "no protocol", fai: tipo("protocol=\"application/x-pkcs7-signature\"; ", ""), atteso: rotta, apre: "it does not ask for a protocol"},
		{classe: "parts", regola: "V1", nome: "the protocol of PGP", fai: tipo("application/x-pkcs7-signature", "application/pgp-signature"), atteso: rotta, apre: "it does not ask for a protocol"},
		{classe: "parts", regola: "V1", nome: "PGP in protocol and part", poi: func(s string) string {
			return strings.ReplaceAll(s, "application/x-pkcs7-signature", "application/pgp-signature")
		}, atteso: nonFirmata},
		{classe: "parts", nome: "the other protocol name", fai: tipo("x-pkcs7", "pkcs7"), atteso: intera},
		{classe: "parts", regola: "V1", nome: "the type in capitals", fai: tipo("multipart/signed", "MULTIPART/Signed"), atteso: intera},
		{classe: "parts", regola: "V1", nome: "the type of a mixed", fai: tipo("multipart/signed", "multipart/mixed"), atteso: nonFirmata},
		{classe: "parts", regola: "V1", nome: "a comment in the type", fai: tipo("multipart/signed;", "multipart/signed (text/plain);"), atteso: rotta},
		{classe: "parts", regola: "V12", nome: "a blank in the type", fai: tipo("multipart/signed;", "multipart /signed;"), atteso: rotta},
		{classe: "parts", regola: "V12", nome: "the type folded within a word", fai: tipo("multipart/signed;", "multipart/sig\r\n ned;"), atteso: rotta},
		{classe: "parts", regola: "V12", nome: "a bare CR before the type", fai: tipo("Content-Type: multipart/signed;", "Content-Type: \rmultipart/signed;"), atteso: rotta},
		{classe: "parts", regola: "V12", nome: "a comment that never ends", fai: tipo("\""+confineUno+"\"", "\""+confineUno+"\" (EVIL"), atteso: rotta},
		{classe: "parts", nome: "the type on the next line", fai: tipo("Content-Type: multipart/signed;", "Content-Type:\r\n multipart/signed;"), atteso: intera, forma: "it reads no type on the line after its name"},
		{classe: "parts", regola: "V12", nome: "a second Content-Type after", fai: tipo("Content-Type: multipart/signed", "Content-Type: multipart/signed"), poi: replacing(tipoSigned, tipoSigned+"\r\nContent-Type: text/plain"), atteso: "mismatch header_duplicate | trasporto posta-certificata | dati inner"},
		{classe: "parts", regola: "V12", nome: "a Content-Type before", poi: replacing(tipoSigned, "Content-Type: text/plain\r\n"+tipoSigned), atteso: nonFirmata},
		{classe: "parts", regola: "V12", nome: "two encodings of the whole", poi: replacing(tipoSigned, "Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: 8bit\r\n"+tipoSigned), atteso: "mismatch header_duplicate | trasporto posta-certificata | dati inner"},
		{classe: "parts", nome: "base64 said of the whole", poi: replacing(tipoSigned, "Content-Transfer-Encoding: base64\r\n"+tipoSigned), atteso: intera},
		{classe: "parts", regola: "V12", nome: "the signature part is of two types", fai: func(o *opera) { o.firmaCon += "\r\nContent-Type: text/plain" }, atteso: rotta, apre: "it takes one of them"},
		{classe: "parts", regola: "V12", nome: "the signature part has two names", fai: func(o *opera) {
			o.firmaCon = strings.Replace(o.firmaCon, "name=\"smime.p7s\"", "name=\"smime.p7s\"; name=\"x.txt\"", 1)
		}, atteso: rotta, apre: "it takes no names"},
		{classe: "parts", regola: "V12", nome: "the protocol twice", fai: tipo("micalg", "protocol=\"application/pgp-signature\"; micalg"), atteso: rotta, apre: "it does not ask for a protocol"},
	}
}

// attacchiDiConfine are tricks with the boundary, its delimiters, preamble and epilogue (RFC 2046 §5.1).
func attacchiDiConfine() []caso {
	const rotta = "broken sig_malformed | trasporto posta-certificata | dati inner | -"
	const vuota = "broken sig_malformed daticert_missing | trasporto | | -"
	param := func(s string) func(*opera) {
		return func(o *opera) { o.tipo = strings.Replace(o.tipo, "boundary=\""+confineUno+"\"", s, 1) }
	}
	chiamato := func(b string) func(*opera) {
		return func(o *opera) { o.confine = b; param("boundary=\"" + b + "\"")(o) }
	}
	delim, fine := "\r\n--"+confineUno+"\r\n", "\r\n--"+confineUno+"--\r\n"
	finta := "--EVIL\r\n" + xmlPart("daticert.xml", []byte(datiNemici())) + "\r\n--EVIL--\r\n"
	return []caso{
		{classe: "boundary", regola: "V1", nome: "a prefix of the inner one", fai: chiamato("----=_Part"), atteso: rotta},
		{classe: "boundary", regola: "V1", nome: "the inner one is a prefix of it", fai: chiamato("----=_Part_1X"), atteso: intera},
		{classe: "boundary", regola: "V13", nome: "a line of the original that begins like the inner delimiter", fai: conOriginale(func(s string) string { return s + "------=_Part_1bis\r\n" }), atteso: "mismatch daticert_bad | trasporto | inner*"},
		{classe: "boundary", regola: "V13", nome: "the inner delimiter behind a bare CR in the original", fai: conOriginale(func(s string) string { return s + "x\r------=_Part_1\r" + testoNemico }), atteso: "mismatch daticert_bad | trasporto | inner*"},
		{classe: "boundary", regola: "V13", nome: "the inner delimiter guessed, with a daticert", fai: conOriginale(func(s string) string {
			return s + "\r\n------=_Part_1\r\n" + xmlPart("daticert.xml", []byte(datiNemici()))
		}), atteso: "mismatch daticert_bad | trasporto | inner"},
		{classe: "boundary", regola: "V1", nome: "the same as the inner one", fai: chiamato("----=_Part_1"), atteso: vuota},
		{classe: "boundary", regola: "V12", nome: "given twice, the true one first", fai: param("boundary=\"" + confineUno + "\"; boundary=\"EVIL\""), atteso: rotta, apre: "it takes one of them"},
		{classe: "boundary", regola: "V12", nome: "given twice, the true one last", fai: param("boundary=\"EVIL\"; boundary=\"" + confineUno + "\""), atteso: vuota},
		{classe: "boundary", regola: "V12", nome: "given plain and in pieces", fai: param("boundary=\"" + confineUno + "\"; boundary*0=\"EVIL\""), atteso: rotta, apre: "it knows no pieces"},
		{classe: "boundary", regola: "V12", nome: "in pieces", fai: param("boundary*0=\"----08\"; boundary*1=\"FC388C\""), atteso: rotta},
		{classe: "boundary", regola: "V12", nome: "encoded", fai: param("boundary*=us-ascii''%2D%2D%2D%2D08FC388C"), atteso: rotta},
		{classe: "boundary", regola: "V12", nome: "quoted pairs", fai: param(`boundary="\-\-\-\-08FC388C"`), atteso: rotta},
		{classe: "boundary", regola: "V12", nome: "more behind its quotes", fai: param("boundary=\"" + confineUno + "\"EVIL"), atteso: rotta},
		{classe: "boundary", regola: "V12", nome: "quotes that are never closed", fai: param("boundary=\"" + confineUno), atteso: rotta},
		{classe: "boundary", regola: "V12", nome: "a vertical tab before it", fai: param("\vboundary=\"" + confineUno + "\""), atteso: rotta, apre: "it takes it for a blank where no line end stands before"},
		{classe: "boundary", nome: "without quotes", fai: param("boundary=" + confineUno), atteso: intera},
		{classe: "boundary", regola: "V12", nome: "a comment after it", fai: param("boundary=" + confineUno + " (EVIL)"), atteso: rotta},
		{classe: "boundary", regola: "V12", nome: "blanks at its end", fai: param("boundary=\"" + confineUno + "  \""), atteso: rotta},
		{classe: "boundary", regola: "V1", nome: "empty", fai: param(`boundary=""`), atteso: vuota},
		{classe: "boundary", regola: "V1", nome: "none", fai: param("x=y"), atteso: vuota},
		{classe: "boundary", regola: "V1", nome: "in other capitals", fai: param("boundary=\"" + strings.ToLower(confineUno) + "\""), atteso: vuota},
		{classe: "boundary", regola: "V1", nome: "of 201 characters", fai: chiamato(strings.Repeat("x", 201)), atteso: vuota, apre: "it reads longer ones"},
		{classe: "boundary", nome: "of 200 characters", fai: chiamato(strings.Repeat("x", 200)), atteso: intera},
		{classe: "boundary", nome: "with a colon, a quote and blanks in it", fai: chiamato("a 'b:(c)? =d"), atteso: intera},
		{classe: "boundary", nome: "blanks after the delimiters", poi: func(s string) string {
			return strings.ReplaceAll(s, delim, strings.TrimSuffix(delim, "\r\n")+" \t\r\n")
		}, atteso: intera},
		{classe: "boundary", regola: "V1", nome: "words after a delimiter", poi: replacing(delim+"Content-Type: application", strings.TrimSuffix(delim, "\r\n")+" x\r\nContent-Type: application"), atteso: rotta, apre: "it looks at the beginning of the line alone"},
		{classe: "boundary", regola: "V1", nome: "a bare CR before a delimiter", poi: replacing(delim+"Content-Type: application", "\r"+delim[2:]+"Content-Type: application"), atteso: rotta},
		{classe: "boundary", regola: "V1", nome: "a bare CR after a delimiter", poi: replacing(delim+"Content-Type: application", strings.TrimSuffix(delim, "\n")+"Content-Type: application"), atteso: rotta},
		{classe: "boundary", regola: "V1", nome: "another delimiter behind a bare CR, in the preamble", fai: func(o *opera) { o.preambolo = "x\r--" + confineUno + "\r" + testoNemico }, atteso: rotta, apre: "a bare CR ends no line for it"},
		{classe: "boundary", regola: "V1", nome: "a delimiter with more to it, in the preamble", fai: func(o *opera) { o.preambolo = "--" + confineUno + "X\r\n" + testoNemico }, atteso: rotta},
		{classe: "boundary", regola: "V1", nome: "closed twice", poi: replacing(fine, fine+strings.TrimPrefix(fine, "\r\n")), atteso: intera},
		{classe: "boundary", regola: "V1", nome: "not closed", poi: replacing(fine, "\r\n"), atteso: rotta},
		{classe: "boundary", regola: "V1", nome: "closed before the signature", poi: replacing(delim+"Content-Type: application", fine+strings.TrimPrefix(delim, "\r\n")+"Content-Type: application"), atteso: rotta},
		{classe: "boundary", regola: "V1", nome: "closed by half", poi: replacing(fine, strings.Replace(fine, "--\r\n", "-\r\n", 1)), atteso: rotta},
		{classe: "boundary", regola: "V14", nome: "a daticert in the preamble", fai: func(o *opera) { o.preambolo = finta }, atteso: intera},
		{classe: "boundary", regola: "V14", nome: "a daticert in the epilogue", fai: func(o *opera) { o.dopo = finta }, atteso: intera},
		{classe: "boundary", regola: "V14", nome: "a whole other message in the epilogue", fai: func(o *opera) { o.dopo = strings.ReplaceAll(sana("avvenuta-consegna").raw(), confineUno, "----DUE") }, atteso: intera},
		{classe: "boundary", regola: "V14", nome: "more parts after the end", fai: func(o *opera) { o.dopo = "--" + confineUno + "\r\n" + testoNemico + "\r\n--" + confineUno + "--\r\n" }, atteso: intera},
		{classe: "boundary", nome: "no preamble", fai: func(o *opera) { o.preambolo = "" }, atteso: intera},
		{classe: "boundary", nome: "an antivirus below", fai: func(o *opera) { o.dopo = "\r\n-- \r\nControllato\r\n" }, atteso: intera},
	}
}

// conOriginale is a busta with another original, as the provider signed it.
func conOriginale(change func(string) string) func(*opera) {
	return func(o *opera) { o.parti[2] = emlPart("postacert.eml", change(original)) }
}

// dice asks that the text of the original has these words: a smuggled sequence ends no message and begins none.
func dice(words string) func(*testing.T, *Message, Proof) {
	return func(t *testing.T, m *Message, _ Proof) {
		t.Helper()
		if m.Inner == nil || !strings.Contains(m.Inner.Text, words) || m.Inner.From != vittima || m.DatiCert.Mittente != vittima {
			t.Errorf("inner text %q lacks %q", m.Inner.Text, words)
		}
	}
}

// attacchiDiRiga are bare CR and LF, NUL, and SMTP smuggling (reliability.md §3.2).
func attacchiDiRiga() []caso {
	const sola = "certified | trasporto posta-certificata | dati inner*"
	smuggle := func(seq string) caso {
		text := "La sottoscritta chiede." + seq + "MAIL FROM:<x@evil.example>\r\nRCPT TO:<segreteria@pec.ordine.example>\r\nDATA\r\nFrom: x@evil.example\r\nX-Trasporto: posta-certificata\r\n\r\nRinuncio\r\n"
		c := caso{classe: "smuggling", regola: "V2", nome: fmt.Sprintf("%q within the original", seq), fai: func(o *opera) {
			conOriginale(replacing("La sottoscritta chiede.\r\n", text))(o)
			o.entita = mixed(o.parti...)
			o.firma.ottetti = inCRLF([]byte(o.entita))
			o.p7s = wrapBase64(o.firma.der())
		}, atteso: sola, guarda: dice("MAIL FROM")}
		return c
	}
	var all []caso
	for _, seq := range []string{"\r\n.\r\n", "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n\x00.\r\n"} {
		all = append(all, smuggle(seq))
	}
	riga := "Content-Transfer-Encoding: quoted-printable\r\n"
	return append(all, []caso{
		{classe: "lines", nome: "line feeds alone", poi: func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }, atteso: intera},
		{classe: "lines", nome: "line feeds in the header alone", poi: func(s string) string {
			h, b, _ := strings.Cut(s, "\r\n\r\n")
			return strings.ReplaceAll(h, "\r\n", "\n") + "\n\n" + b
		}, atteso: intera},
		{classe: "lines", nome: "line feeds in the signed part alone", poi: func(s string) string { return strings.ReplaceAll(s, riga, strings.ReplaceAll(riga, "\r\n", "\n")) }, atteso: intera},
		{classe: "lines", regola: "V2", nome: "carriage returns alone", poi: func(s string) string { return strings.ReplaceAll(s, "\r\n", "\r") }, atteso: "unsigned not_signed | ordinaria | inner* | -"},
		{classe: "lines", regola: "V2", nome: "one line end of the signed part made a bare CR", poi: replacing(riga, strings.TrimSuffix(riga, "\n")), atteso: sullaBusta("broken sig_invalid")},
		{classe: "lines", regola: "V2", nome: "one line end of the signed part made CR CR LF", poi: replacing(riga, strings.TrimSuffix(riga, "\r\n")+"\r\r\n"), atteso: sullaBusta("broken sig_invalid"), apre: "it strips every CR at the end of a line"},
		{classe: "lines", regola: "V2", nome: "a blank at the end of a signed line", poi: replacing(riga, strings.TrimSuffix(riga, "\r\n")+" \r\n"), atteso: sullaBusta("broken sig_invalid")},
		{classe: "lines", regola: "V2", nome: "an empty line more in the signed part", poi: replacing("------=_Part_1\r\n", "\r\n------=_Part_1\r\n"), atteso: sullaBusta("broken sig_invalid")},
		{classe: "lines", regola: "V2", nome: "From escaped by an mbox", fai: conOriginale(func(s string) string { return s + "From here on\r\n" }), poi: replacing("\r\nFrom here", "\r\n>From here"), atteso: "broken sig_invalid | trasporto posta-certificata | dati inner*"},
		{classe: "lines", regola: "V2", nome: "signed with line feeds, sent with CRLF", fai: func(o *opera) {
			o.firma.ottetti = []byte(strings.ReplaceAll(mixed(o.parti...), "\r\n", "\n"))
			o.p7s = wrapBase64(o.firma.der())
		}, atteso: sullaBusta("broken sig_invalid")},
		{classe: "lines", regola: "V2", nome: "a bare CR that was signed", fai: conOriginale(replacing("chiede.", "chiede.\rRinuncio.")), atteso: sola, guarda: dice("chiede.\nRinuncio.")},
		{classe: "lines", regola: "V2", nome: "CR CR LF that was signed", fai: conOriginale(replacing("chiede.\r\n", "chiede.\r\r\n")), atteso: intera, forma: "it strips every CR at the end of a line"},
		{classe: "lines", regola: "V2", nome: "a NUL that was signed", fai: conOriginale(replacing("chiede.", "chiede\x00.")), atteso: sola},
		{classe: "lines", regola: "V2", nome: "a NUL put into the signed part", poi: replacing("La sottoscritta", "La\x00sottoscritta"), atteso: "broken sig_invalid | trasporto posta-certificata | dati inner*"},
		{classe: "lines", regola: "V2", nome: "a line of 100000 characters", fai: conOriginale(replacing("chiede.", "chiede."+strings.Repeat("x", 100000))), atteso: sola},
		{classe: "lines", regola: "V12", nome: "a From behind a bare CR", fai: func(o *opera) { o.testa = append([]string{"X-Uno: due\rFrom: x@evil.example"}, o.testa...) }, atteso: sullaBusta("mismatch header_duplicate from_mismatch")},
		{classe: "lines", regola: "V12", nome: "a Content-Type behind a bare CR", fai: func(o *opera) { o.testa = append(o.testa, "X-Uno: due\rContent-Type: text/plain") }, atteso: sullaBusta("mismatch header_duplicate")},
		{classe: "lines", regola: "V12", nome: "a From with a NUL", fai: func(o *opera) { o.testa = append(o.testa, "From: x@evil.example\x00") }, atteso: sullaBusta("mismatch header_duplicate from_mismatch")},
		{classe: "lines", regola: "V12", nome: "a NUL within the one From", fai: func(o *opera) { o.testata("From", "From: <"+mittenteGestore+"\x00@evil.example>") }, atteso: sullaBusta("mismatch from_mismatch")},
		{classe: "lines", regola: "V12", nome: "a header that ends at CR CR LF", fai: func(o *opera) { o.testa = append(o.testa, "\r") }, atteso: nonFirmata},
		{classe: "lines", regola: "V12", nome: "a blank line with a blank in it", fai: func(o *opera) { o.testa = append(o.testa, " ") }, atteso: intera},
		{classe: "lines", nome: "an mbox line above", poi: func(s string) string { return "From x@evil.example Mon Nov 23 09:12:33 2026\r\n" + s }, atteso: intera},
		{classe: "lines", nome: "a line without a name in the header", fai: func(o *opera) { o.testa = append(o.testa, "questa riga non ha nome") }, atteso: intera, python: "its header ends at such a line"},
	}...)
}
