package mailparse

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"pecagent/mailparse/smime"
)

// signedMixed is a message with the form of a certified one around parts; nobody signed it.
func signedMixed(parts ...string) string {
	return "From: a@b.example\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=s\r\n\r\n--s\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n" + strings.Join(parts, "\r\n--m\r\n") +
		"\r\n--m--\r\n--s\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\nMAA=\r\n--s--\r\n"
}

// worstREM are dispatches whose evidence has much of something; the original takes half of the size.
func worstREM(t testing.TB) (list []worst) {
	whole := string(mustParse(t, readREM(t, "dispatch.eml")).Evidence.Raw)
	add := func(name, at, unit string) {
		list = append(list, worst{"evidence " + name, func(n int) []byte {
			original := "From: a@b.example\r\n\r\n" + fill("parola ", n/2)
			sum := base64.StdEncoding.EncodeToString(smime.Sum([]byte(original), hashes[sha256URI]))
			one := strings.ReplaceAll(unit, "SUM", sum)
			return []byte(signedMixed("REM-Section-Type: rem_message/xml_evidence\r\nContent-Type: application/xml\r\n\r\n"+strings.Replace(whole, at, fill(one, n/2)+at, 1),
				"REM-Section-Type: rem_message/original\r\nContent-Type: message/rfc822\r\n\r\n"+original))
		}})
	}
	digest := "<ds:DigestMethod Algorithm=\"" + sha256URI + "\"/><ds:DigestValue>SUM</ds:DigestValue>"
	add("of many digests", "</tns:PartsInfo>", "<tns:PartInfo><ContentType>message/rfc822</ContentType>"+digest+"</tns:PartInfo>")
	add("of many recipients", "<tns:SubmissionTime>", "<tns:RecipientDetails><Identifier IdentifierSchemeName=\"mailto\">a@b.c</Identifier></tns:RecipientDetails>")
	add("of many reasons", "</tns:EventReasons>", "<tns:EventReason><Code>http://uri.etsi.org/19522/EventReason/MessageAccepted</Code><Details>RA01</Details></tns:EventReason>")
	add("of many words", "<Details>RA01", "<Details>a b c</Details>")
	add("of many policies", "</tns:EvidenceIssuerPolicyID>", "<PolicyID>a</PolicyID>")
	add("of many paths", "</ext:GeneralEvidenceInfo>", "<ext:UntrustedPathToRecipient>1</ext:UntrustedPathToRecipient>")
	add("of many extensions", "</tns:Extensions>", "<tns:Extension isCritical=\"false\"/>")
	add("of many nodes", "<tns:SubmissionTime>", "<a/>")
	add("of many names", "</tns:EvidenceIssuerDetails>", "<tns:Identity><saml:Attribute FriendlyName=\"LegalName\"/></tns:Identity>")
	list = append(list, worst{"evidence in every part", func(n int) []byte {
		return []byte(signedMixed(fill("Content-Type: text/xml\r\nContent-Transfer-Encoding: base64\r\n\r\n"+fill("PD8/", 2000)+"\r\n--m\r\n", n)))
	}}, worst{"evidence of a long comment", func(n int) []byte {
		return []byte(signedMixed("Content-Type: text/xml\r\n\r\n<!--" + fill("<", n)))
	}})
	return list
}

// worstAttachments are files that are looked into: protocol files, signed documents, PDF and XML that may hold a signature.
func worstAttachments() (list []worst) {
	add := func(name, head string, body func(n int) string) {
		list = append(list, worst{"file " + name, func(n int) []byte {
			return []byte("From: a@b.example\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n" + head + "\r\n\r\n" + body(n) + "\r\n--m--\r\n")
		}})
	}
	of := func(unit string) func(int) string { return func(n int) string { return fill(unit, n) } }
	protocol := "Content-Type: application/xml; name=Segnatura.xml"
	for name, unit := range map[string]string{"nodes": "<a/>", "names": "<Denominazione>a</Denominazione>", "parties": "<Destinazione><Destinatario><Denominazione>a</Denominazione></Destinatario></Destinazione>", "documents": "<Documento nome=\"a\"/>"} {
		add("segnatura of "+name, protocol, func(n int) string {
			return "<Segnatura><Intestazione><Origine><Mittente>" + fill(unit, n/2) + "</Mittente></Origine>" + fill(unit, n/2) + "</Intestazione></Segnatura>"
		})
	}
	add("pdf of ranges", "Content-Type: application/pdf; name=x.pdf", func(n int) string { return "%PDF-1.7" + fill("/ByteRange", n) })
	add("pdf of kinds", "Content-Type: application/pdf; name=x.pdf", func(n int) string { return "%PDF-1.7" + fill("/adbe.pkcs", n) })
	add("xml of marks", "Content-Type: text/xml; name=x.xml", of("http://www.w3.org/2000/09/xmldsi"))
	p7m := "Content-Type: application/pkcs7-mime; name=x.pdf.p7m\r\nContent-Transfer-Encoding: base64"
	add("p7m of frames", p7m, func(n int) string {
		return base64.StdEncoding.EncodeToString([]byte(fill("\x24\x80", 60) + fill("\x04\x01a", n*3/4) + fill("\x00\x00", 60)))
	})
	add("p7m of indefinite frames", p7m, func(n int) string { return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("\x30\x80"), n*3/8)) })
	add("p7m of base64 of base64", p7m, func(n int) string {
		return base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(fill("MIAGCSqGSIb3DQEHAqCA", n*9/16)))))
	})
	list = append(list, worst{"file p7m, many", func(n int) []byte {
		var b strings.Builder
		b.WriteString("From: a@b.example\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n")
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, "--m\r\nContent-Type: application/pkcs7-mime; name=%d.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n", i, base64.StdEncoding.EncodeToString([]byte(fill("\x24\x80", 60)+fill("\x04\x01a", 60<<10)+fill("\x00\x00", 60))))
		}
		return []byte(b.String())
	}})
	return list
}
