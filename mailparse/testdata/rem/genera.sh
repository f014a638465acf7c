#!/bin/sh
# Makes the REM messages of this folder with the openssl command line, so that what is verified was not made by our own code: a test
# CA, two providers with the profile of ETSI EN 319 532-4 (policies ERDSEvidence and REMbaseline, CAdES signature), one person with a
# certificate of the same CA, and a message of each kind of the examples of REM-Policy-IT 1.2. The evidence has names with and without
# namespace as those examples have; its ds:Signature is a dummy of the right shape. The keys are thrown away.
# All people, boxes and codes are invented. Run it in this folder; needs openssl 3.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
s=rem-service@rem.gestore.example
r=rem-service@rem.altro.example
adesso=$(date -u +%Y-%m-%dT%H:%M:%SZ)
ordine=segreteria@pec.ordine-prova.example
giulia=giulia.bianchi@iscritti.pec-ordine.example
marco=marco.rossi@legalpost.example
lucia=lucia.verdi@casella.example
tns=http://uri.etsi.org/19522

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$tmp/ca.key" -out ca.pem -days 3650 -sha256 \
	-subj "/C=IT/O=Autorita di prova/CN=CA REM di prova" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null

# leaf FILE SUBJECT ADDRESS POLICIES SERIAL
leaf() {
	openssl req -newkey rsa:2048 -nodes -keyout "$tmp/$1.key" -out "$tmp/$1.csr" -subj "$2" 2>/dev/null
	cat > "$tmp/$1.ext" <<X
keyUsage=critical,digitalSignature
extendedKeyUsage=emailProtection
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
subjectAltName=email:$3
certificatePolicies=$4
X
	openssl x509 -req -in "$tmp/$1.csr" -CA ca.pem -CAkey "$tmp/ca.key" -set_serial "$5" -days 730 -sha256 -extfile "$tmp/$1.ext" -out "$tmp/$1.pem" 2>/dev/null
}
leaf s "/C=IT/O=Gestore di prova/CN=Gestore di prova S.p.A." $s 0.4.0.195223,0.4.0.195324 5001
leaf r "/C=IT/O=Altro gestore di prova/CN=Altro gestore S.p.A." $r 0.4.0.195223,0.4.0.195324 5002
leaf p "/C=IT/CN=Marco Rossi" $marco 1.3.76.99.1 5003

# persona ELEMENT ADDRESS: a user with the digest of his address as PersonIdentifier
persona() {
	id=$(printf %s "$2" | openssl dgst -sha256 -r | cut -d' ' -f1 | tr a-f A-F)
	cat <<X
    <tns:$1>
        <tns:Identity>
            <saml:Attribute FriendlyName="PersonIdentifier" Name="http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri">
                <saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="enp:PersonIdentifierType">IT/IT/$id</saml:AttributeValue>
            </saml:Attribute>
        </tns:Identity>
        <Identifier IdentifierSchemeName="mailto">$2</Identifier>
    </tns:$1>
X
}

# evidenza ID EVENT REASON CODE TEXT ISSUER SENDER RECIPIENTS REFERS MESSAGE-ID UA-ID DIGEST GENERAL RELAY
evidenza() {
	cat <<X
<?xml version="1.0" encoding="UTF-8" standalone="no"?><tns:Evidence xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:elp="http://eidas.europa.eu/attributes/legalperson" xmlns:enp="http://eidas.europa.eu/attributes/naturalperson" xmlns:ext="http://uri.etsi.org/19532/v1#" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:tns="http://uri.etsi.org/19522/v1#" version="EN319522v1.1.1">
    <tns:EvidenceIdentifier>$1</tns:EvidenceIdentifier>
    <tns:ERDSEventId>$tns/Event/$2</tns:ERDSEventId>
    <tns:EventReasons>
        <tns:EventReason>
            <Code>$tns/EventReason/$3</Code>
            <Details>$4</Details>
            <Details>$5</Details>
        </tns:EventReason>
    </tns:EventReasons>
    <EventTime>$adesso</EventTime>
    <tns:EvidenceIssuerPolicyID>
        <PolicyID>http://uri.etsi.org/19532/v1#/REMbaseline</PolicyID>
        <PolicyID>https://eidas.agid.gov.it/REM/rem-policy-it#evidence-issuer-policy</PolicyID>
    </tns:EvidenceIssuerPolicyID>
    <tns:EvidenceIssuerDetails>
        <tns:Identity>
            <saml:Attribute FriendlyName="LegalName" Name="http://eidas.europa.eu/attributes/legalperson/LegalName" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri">
                <saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="elp:LegalNameType">$6</saml:AttributeValue>
            </saml:Attribute>
        </tns:Identity>
    </tns:EvidenceIssuerDetails>
X
	persona SenderDetails "$7"
	for dest in $8; do persona RecipientDetails "$dest"; done
	printf '    <tns:SubmissionTime>%s</tns:SubmissionTime>\n' "$adesso"
	[ -z "$9" ] || printf '    <EvidenceRefersToRecipient>%s</EvidenceRefersToRecipient>\n' "$9"
	shift 9
	cat <<X
    <tns:MessageIdentifier>$1</tns:MessageIdentifier>
    <tns:UserContentInfo>
        <AppLayerIdentifier>&lt;$2&gt;</AppLayerIdentifier>
        <ComposingParts>1</ComposingParts>
        <tns:PartsInfo>
            <tns:PartInfo>
                <Identifier>urn:oid:1.3.6.1.7</Identifier>
                <ContentType>message/rfc822</ContentType>
                <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
                <ds:DigestValue>$3</ds:DigestValue>
            </tns:PartInfo>
        </tns:PartsInfo>
    </tns:UserContentInfo>
    <tns:Extensions>
        <tns:Extension isCritical="false">
            <ext:GeneralEvidenceInfo>
                <ext:Subject>Rinuncia PEC Ordine – perché è scaduta</ext:Subject>
                $4
            </ext:GeneralEvidenceInfo>
        </tns:Extension>
X
	[ -z "$5" ] || printf '        <tns:Extension isCritical="false">\n            <ext:RelayEvidenceInfo>%s</ext:RelayEvidenceInfo>\n        </tns:Extension>\n' "$5"
	cat <<X
    </tns:Extensions>
<ds:Signature Id="id-prova"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference Id="r-id-prova" URI=""><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue Id="value-id-prova">AAAA</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>$(grep -v CERTIFICATE "$tmp/s.pem" | tr -d '\n')</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object><xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#id-prova"><xades:SignedProperties Id="xades-id-prova"><xades:SignedSignatureProperties><xades:SigningTime>$adesso</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"/><ds:DigestValue>AAAA</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties></xades:QualifyingProperties></ds:Object></ds:Signature></tns:Evidence>
X
}

# parte EVENT FILE: the part of an evidence
parte() {
	printf 'Content-Type: application/xml; charset=UTF-8; name="%s.xml"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="%s.xml"\nREM-Section-Type: rem_message/xml_evidence\n\n' "$1" "$1"
	base64 -w 64 "$2"
}

originale_parte() {
	printf 'Content-Type: message/rfc822; name=AttachedMimeMessage\nContent-Transfer-Encoding: binary\nContent-Disposition: attachment; filename=AttachedMimeMessage\nREM-Section-Type: rem_message/original\n\n'
	cat "$1"
}

# entity PART-FILE...: the multipart/mixed in $tmp/entity, with CRLF
entity() {
	{
		printf 'Content-Type: multipart/mixed;\n\tboundary="----=_Part_26335064_5"\n\n------=_Part_26335064_5\nREM-Section-Type: rem_message/introduction\n'
		printf 'Content-Type: multipart/alternative;\n\tboundary="----=_Part_26335063_4"\n\n------=_Part_26335063_4\nContent-Type: text/plain;\n\tcharset="UTF-8"\nContent-Transfer-Encoding: quoted-printable\n\nMessaggio REM di prova: =C3=A8 qui.\n'
		printf '\n------=_Part_26335063_4\nContent-Type: text/html;\n\tcharset="UTF-8"\nContent-Transfer-Encoding: quoted-printable\n\n<h1>Messaggio REM di prova</h1>\n\n------=_Part_26335063_4--\n'
		for part in "$@"; do
			printf '\n------=_Part_26335064_5\n'
			cat "$part"
		done
		printf '\n------=_Part_26335064_5--\n'
	} | sed 's/$/\r/' > "$tmp/entity"
}

# firma OUT LEAF FROM SUBJECT HEADER-FILE: signs $tmp/entity and puts the header above
firma() {
	openssl cms -sign -binary -cades -md sha256 -signer "$tmp/$2.pem" -inkey "$tmp/$2.key" -certfile ca.pem -in "$tmp/entity" -outform DER -out "$tmp/p7s"
	{
		{
			printf 'From: %s\nTo: <%s>\nSubject: %s\nDate: %s\nMessage-ID: <m-%s@rem.gestore.example>\n' "$3" "$ordine" "$4" "$(date -R)" "$1"
			cat "$5"
			printf 'MIME-Version: 1.0\nContent-Type: multipart/signed; protocol="application/pkcs7-signature";\n\tmicalg=sha-256;\n\tboundary="----=_Part_26335066_7"\n\nThis is a multi-part message in MIME format.\n\n------=_Part_26335066_7\n'
		} | sed 's/$/\r/'
		cat "$tmp/entity"
		{
			printf '\n------=_Part_26335066_7\nContent-Type: application/pkcs7-signature; name="smime.p7s"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="smime.p7s"\n\n'
			base64 -w 64 "$tmp/p7s"
			printf '\n------=_Part_26335066_7--\n'
		} | sed 's/$/\r/'
	} > "$1"
}

# intesta TYPE EVENT ID REASON UA-ID DIGEST: the header fields of REM in $tmp/head
intesta() {
	cat > "$tmp/head" <<X
REM-MetadataVersion: EN31953203V010201
REM-ApplicablePolicy: http://uri.etsi.org/19532/v1#/REMbaseline
REM-ApplicablePolicy: https://eidas.agid.gov.it/REM/rem-policy-it
REM-MessageType: $tns/v1#/ERDMessageType/$1
REM-DigestAlgorithm: http://www.w3.org/2001/04/xmlenc#sha256
REM-DigestValue: $6
REM-UAMessageIdentifier: <$5>
REM-EventIdentifier: $tns/Event/$2
REM-Evidence-ID: <$3>
REM-ReasonIdentifier: $tns/EventReason/$4
X
}

impronta() { sed 's/$/\r/' "$1" | openssl dgst -sha256 -binary | base64; }

# originale FROM TEXT FILE
originale() {
	cat > "$3" <<X
From: <$1>
To: <$ordine>
Subject: =?utf-8?q?Rinuncia_PEC_Ordine_=E2=80=93_perch=C3=A9_=C3=A8_scaduta?=
Date: $(date -R)
Message-ID: <id1@rem.gestore.example>
REM-UAMessageIdentifier: <client1@iscritti.pec-ordine.example>
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Spett.le Ordine,
$2

Distinti saluti
X
}
originale $giulia 'la sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, chiede di rinunciare alla =
PEC dell=E2=80=99Ordine e di inserire la PEC personale giulia.bianchi@pecmail.example.' "$tmp/originale"
originale $giulia 'la sottoscritta chiede tutt=E2=80=99altro.' "$tmp/altro"
originale lucia@posta.example 'vorrei sapere come si rinuncia alla PEC dell=E2=80=99Ordine.' "$tmp/esterno"
d=$(impronta "$tmp/originale"); dx=$(impronta "$tmp/esterno")
conto="\"On behalf of: $giulia\" <$s>"
client=client1@iscritti.pec-ordine.example
lettera=lettera1@pec.ordine-prova.example
originale_parte "$tmp/originale" > "$tmp/p-originale"
originale_parte "$tmp/altro" > "$tmp/p-altro"
originale_parte "$tmp/esterno" > "$tmp/p-esterno"

evidenza ev-dispatch@rem.gestore.example SubmissionAcceptance MessageAccepted RA01 "Message accepted" "Gestore di prova S.p.A." $giulia $ordine "" id1@rem.gestore.example $client "$d" "" "" > "$tmp/ev"
parte SubmissionAcceptance "$tmp/ev" > "$tmp/p-ev"
intesta dispatch SubmissionAcceptance ev-dispatch@rem.gestore.example MessageAccepted $client "$d"
entity "$tmp/p-originale" "$tmp/p-ev"
firma dispatch.eml s "$conto" "REM Dispatch: Rinuncia PEC Ordine" "$tmp/head"
tr -d '\r' < dispatch.eml > dispatch-lf.eml
entity "$tmp/p-ev" "$tmp/p-originale"
firma dispatch-al-contrario.eml s "$conto" "REM Dispatch: Rinuncia PEC Ordine" "$tmp/head"
entity "$tmp/p-altro" "$tmp/p-ev"
firma originale-diverso.eml s "$conto" "REM Dispatch: Rinuncia PEC Ordine" "$tmp/head"
entity "$tmp/p-originale" "$tmp/p-ev" "$tmp/p-ev"
firma due-evidenze.eml s "$conto" "REM Dispatch: Rinuncia PEC Ordine" "$tmp/head"
entity "$tmp/p-originale" "$tmp/p-altro" "$tmp/p-ev"
firma due-originali.eml s "$conto" "REM Dispatch: Rinuncia PEC Ordine" "$tmp/head"
{ printf 'From: <%s>\nContent-Type: multipart/mixed; boundary="----=_dentro"\n\n------=_dentro\n' "$giulia"; cat "$tmp/p-ev"; printf '\n------=_dentro--\n'; } > "$tmp/dentro"
originale_parte "$tmp/dentro" > "$tmp/p-dentro"
entity "$tmp/p-dentro"
firma evidenza-dentro.eml s "$conto" "REM Dispatch: Rinuncia PEC Ordine" "$tmp/head"
sed 's/<EventTime>[^<]*</<EventTime>2026-02-30T00:00:00Z</' "$tmp/ev" > "$tmp/ev-rotta"
parte SubmissionAcceptance "$tmp/ev-rotta" > "$tmp/p-ev-rotta"
entity "$tmp/p-originale" "$tmp/p-ev-rotta"
firma evidenza-illeggibile.eml s "$conto" "REM Dispatch: Rinuncia PEC Ordine" "$tmp/head"

evidenza ev-esterno@rem.gestore.example ReceivedFromNonERDS MessageReceivedFromNonERDS RF04 "Received from non ERDS" "Gestore di prova S.p.A." lucia@posta.example $ordine "" id1@rem.gestore.example $client "$dx" "" "" > "$tmp/ev"
parte ReceivedFromNonERDS "$tmp/ev" > "$tmp/p-ev-esterno"
intesta dispatch ReceivedFromNonERDS ev-esterno@rem.gestore.example MessageReceivedFromNonERDS $client "$dx"
entity "$tmp/p-esterno" "$tmp/p-ev-esterno"
firma external.eml s "\"On behalf of: lucia@posta.example\" <$s>" "EXTERNAL: Rinuncia PEC Ordine" "$tmp/head"
# the evidence of another message beside this original
intesta dispatch SubmissionAcceptance ev-dispatch@rem.gestore.example MessageAccepted $client "$d"
entity "$tmp/p-esterno" "$tmp/p-ev"
firma evidenza-scambiata.eml s "$conto" "REM Dispatch: Rinuncia PEC Ordine" "$tmp/head"

# ricevuta OUT LEAF EVENT REASON CODE TEXT REFERS GENERAL RELAY: about the letter of the Order to Marco and Lucia
ricevuta() {
	who=$s; nome="Gestore di prova S.p.A."
	[ "$2" != r ] || { who=$r; nome="Altro gestore S.p.A."; }
	evidenza "ev-$1@rem.gestore.example" "$3" "$4" "$5" "$6" "$nome" $ordine "$marco $lucia" "$7" id-lettera1@rem.gestore.example $lettera "$d" "$8" "$9" > "$tmp/ev"
	parte "$3" "$tmp/ev" > "$tmp/p-ricevuta"
	intesta receipt "$3" "ev-$1@rem.gestore.example" "$4" $lettera "$d"
	entity "$tmp/p-ricevuta"
	firma "$1" "$2" "<$who>" "REM $3: Rinuncia PEC Ordine" "$tmp/head"
}
due='<ext:RelayEvidenceRefersTo>1</ext:RelayEvidenceRefersTo><ext:RelayEvidenceRefersTo>2</ext:RelayEvidenceRefersTo>'
ricevuta accettazione.eml s SubmissionAcceptance MessageAccepted RA01 "Message accepted" "" "<ext:UntrustedPathToRecipient>2</ext:UntrustedPathToRecipient>" ""
ricevuta non-accettazione.eml s SubmissionRejection MalwareFound RA03 "Malware found" "" "" ""
ricevuta presa-in-carico.eml r RelayAcceptance S_ERDS_MessageSuccessfullyRelayed RB01 "Message relayed" "" "" "$due"
ricevuta consegna-2-di-2.eml r ContentConsignment MessageConsignedToRecipient RD01 "Message consigned to recipient" 2 "" ""
ricevuta consegna-1-di-2.eml r ContentConsignment MessageConsignedToRecipient RD01 "Message consigned to recipient" 1 "" ""
ricevuta consegna-3-di-2.eml r ContentConsignment MessageConsignedToRecipient RD01 "Message consigned to recipient" 3 "" ""
ricevuta consegna-di-chi.eml r ContentConsignment MessageConsignedToRecipient RD01 "Message consigned to recipient" "" "" ""
ricevuta mancata-consegna.eml r ContentConsignmentFailure MessageNotConsignedForQuota RD04 "Not consigned for excessing recipient quota" 1 "" ""
ricevuta tempo-massimo.eml s ContentConsignmentFailure S_ERDSP_ReceivedNoDeliveryInfoFromR_ERDSP RD03 "No delivery information within a given period" 2 "" ""
ricevuta relay-failure.eml s RelayFailure UnknownRecipient RB10 "Unknown recipient" "" "" "$due"
ricevuta relay-failure-tempo.eml s RelayFailure S_ERDSP_ReceivedNoRelayAcceptanceInfoFromR_ERDSP RB22 "No information on relay acceptance" "" "" "$due"
ricevuta verso-esterno.eml s RelayToNonERDS MessageRelayedToNonERDS RF01 "Relayed to non ERDS" "" "" '<ext:RelayEvidenceRefersTo>2</ext:RelayEvidenceRefersTo>'
ricevuta evento-nuovo.eml s SomethingNew Other RZ01 "Nobody knows" 1 "" ""
# a person's certificate of the same CA over a receipt of his own making
ricevuta da-persona.eml p ContentConsignment MessageConsignedToRecipient RD01 "Message consigned to recipient" 1 "" ""
sed "s/^From: .*/From: <$marco>\r/" da-persona.eml > personale.eml
rm da-persona.eml

# hybrids of the transition: daticert.xml and evidence in one message (pec.md §9.1)
daticert() {
	cat <<X
<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="avvenuta-consegna" errore="nessuno"><intestazione><mittente>$ordine</mittente><destinatari tipo="certificato">$marco</destinatari><destinatari tipo="certificato">$lucia</destinatari><risposte></risposte><oggetto>Rinuncia</oggetto></intestazione>
<dati><gestore-emittente>Altro gestore S.p.A.</gestore-emittente><data zona="+0000"><giorno>$(date -u +%d/%m/%Y)</giorno><ora>$(date -u +%H:%M:%S)</ora></data><identificativo>id-lettera1@rem.gestore.example</identificativo><msgid>&lt;$lettera&gt;</msgid><ricevuta tipo="sintetica"/><consegna>$1</consegna></dati></postacert>
X
}
ibrido() {
	daticert "$2" > "$tmp/daticert"
	{ printf 'Content-Type: application/xml; name="daticert.xml"\nContent-Transfer-Encoding: base64\nContent-Disposition: inline; filename="daticert.xml"\n\n'; base64 -w 64 "$tmp/daticert"; } > "$tmp/p-daticert"
	ricevuta scarto.eml r ContentConsignment MessageConsignedToRecipient RD01 "Message consigned to recipient" 2 "" ""
	rm scarto.eml
	entity "$tmp/p-daticert" "$tmp/p-ricevuta"
	printf 'X-Ricevuta: avvenuta-consegna\nX-Riferimento-Message-ID: <%s>\nX-REM-Subject: REM ContentConsignment: Rinuncia PEC Ordine\n' "$lettera" > "$tmp/head"
	firma "$1" r "<$r>" "CONSEGNA: Rinuncia PEC Ordine" "$tmp/head"
}
ibrido ibrido.eml $lucia
ibrido ibrido-contrario.eml $marco
