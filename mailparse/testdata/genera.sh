#!/bin/sh
# Makes the signed messages of this folder with the openssl command line, so that what is verified was not made by our own code:
# a test CA, one provider certificate with the profile of RFC 6109 §5.5, and one message of each kind. The keys are thrown away.
# All people, boxes and codes are invented. Run it in this folder; needs openssl 3.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
gestore=posta-certificata@pec.gestore.example
giorno=$(TZ=Europe/Rome date +%d/%m/%Y); ora=$(TZ=Europe/Rome date +%H:%M:%S); zona=$(TZ=Europe/Rome date +%z)

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$tmp/ca.key" -out ca.pem -days 3650 -sha256 \
	-subj "/C=IT/O=Autorita di prova/CN=CA di prova" -addext "keyUsage=critical,keyCertSign,cRLSign" \
	-addext "nameConstraints=permitted;email:pec.gestore.example" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -keyout "$tmp/leaf.key" -out "$tmp/leaf.csr" -subj "/C=IT/O=Gestore di prova/CN=Posta Certificata di prova" 2>/dev/null
cat > "$tmp/leaf.ext" <<X
keyUsage=critical,digitalSignature
extendedKeyUsage=emailProtection
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
subjectAltName=email:$gestore
X
openssl x509 -req -in "$tmp/leaf.csr" -CA ca.pem -CAkey "$tmp/ca.key" -set_serial 4711 -days 730 -sha256 -extfile "$tmp/leaf.ext" -out "$tmp/leaf.pem" 2>/dev/null

# daticert TIPO ERRORE EXTRA
daticert() {
	cat <<X
<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="$1" errore="$2">
    <intestazione>
        <mittente>giulia.bianchi@iscritti.pec-ordine.example</mittente>
        <destinatari tipo="certificato">segreteria@pec.ordine-prova.example</destinatari>
        <risposte></risposte>
        <oggetto>Rinuncia PEC Ordine</oggetto>
    </intestazione>
    <dati>
        <gestore-emittente>Gestore di prova S.p.A.</gestore-emittente>
        <data zona="$zona"><giorno>$giorno</giorno><ora>$ora</ora></data>
        <identificativo>op1.20261123@pec.gestore.example</identificativo>
        <msgid>&lt;client1@iscritti.pec-ordine.example&gt;</msgid>
        $3
    </dati>
</postacert>
X
}

originale() {
	cat <<X
Received: from client by pec.gestore.example; $(date -R)
From: Giulia Bianchi <giulia.bianchi@iscritti.pec-ordine.example>
To: segreteria@pec.ordine-prova.example
Subject: Rinuncia PEC Ordine
Date: $(date -R)
Message-ID: <op1.20261123@pec.gestore.example>
X-Riferimento-Message-ID: <client1@iscritti.pec-ordine.example>
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Spett.le Ordine,
la sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, chiede di rinunciare =
alla PEC dell=E2=80=99Ordine e di inserire nel data base la PEC personale =
giulia.bianchi@pecmail.example.

Distinti saluti
dott.ssa Giulia Bianchi
X
}

# entity DATICERT-FILE|- ORIGINAL-FILE|-: the multipart/mixed, with CRLF
entity() {
	{
		printf 'Content-Type: multipart/mixed; \n\tboundary="----=_Part_2030129_1"\n\n------=_Part_2030129_1\n'
		printf 'Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nIl giorno %s alle ore %s (%s) il messaggio =E8 qui.\n' "$giorno" "$ora" "$zona"
		if [ "$1" != - ]; then
			printf '\n------=_Part_2030129_1\nContent-Type: application/xml; name="daticert.xml"\nContent-Transfer-Encoding: base64\nContent-Disposition: inline; filename="daticert.xml"\n\n'
			base64 "$1"
		fi
		if [ "$2" != - ]; then
			printf '\n------=_Part_2030129_1\nContent-Type: message/rfc822; name="postacert.eml"\nContent-Transfer-Encoding: 7bit\nContent-Disposition: inline; filename="postacert.eml"\n\n'
			cat "$2"
		fi
		printf '\n------=_Part_2030129_1--\n'
	} | sed 's/$/\r/'
}

# busta OUT DIGEST FORM FROM SUBJECT HEADER: signs $tmp/entity; FORM ber gives the outer SEQUENCE an indefinite length
busta() {
	openssl cms -sign -binary -md "$2" -signer "$tmp/leaf.pem" -inkey "$tmp/leaf.key" -certfile ca.pem -in "$tmp/entity" -outform DER -out "$tmp/p7s"
	if [ "$3" = ber ]; then
		{ printf '\060\200'; tail -c +5 "$tmp/p7s"; printf '\000\000'; } > "$tmp/ber"
		mv "$tmp/ber" "$tmp/p7s"
	fi
	{
		{
			printf 'Return-Path: <%s>\nDate: %s\nFrom: %s\nTo: segreteria@pec.ordine-prova.example\nSubject: %s\n' "$gestore" "$(date -R)" "$4" "$5"
			printf 'Message-ID: <r1@pec.gestore.example>\nX-Riferimento-Message-ID: <client1@iscritti.pec-ordine.example>\n%s\nMIME-Version: 1.0\n' "$6"
			printf 'Content-Type: multipart/signed; protocol="application/x-pkcs7-signature"; micalg=%s; \n\tboundary="----08FC388C25"\n\nThis is an S/MIME signed message\n\n------08FC388C25\n' "$2"
		} | sed 's/$/\r/'
		cat "$tmp/entity"
		{
			printf '\n------08FC388C25\nContent-Type: application/x-pkcs7-signature; name="smime.p7s"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="smime.p7s"\n\n'
			base64 "$tmp/p7s"
			printf '\n------08FC388C25--\n'
		} | sed 's/$/\r/'
	} > "$1"
}

conto='"Per conto di: giulia.bianchi@iscritti.pec-ordine.example" <'$gestore'>'
originale > "$tmp/originale"

# receipt OUT DIGEST FORM TIPO ERRORE EXTRA SUBJECT-PREFIX ORIGINAL
ricevuta() {
	daticert "$4" "$5" "$6" > "$tmp/daticert"
	entity "$tmp/daticert" "$8" > "$tmp/entity"
	busta "$1" "$2" "$3" "$gestore" "$7: Rinuncia PEC Ordine" "X-Ricevuta: $4"
}
consegna='<consegna>segreteria@pec.ordine-prova.example</consegna>'
ricevuta accettazione.eml sha256 "" accettazione nessuno "" ACCETTAZIONE -
ricevuta non-accettazione.eml sha256 "" non-accettazione virus "<errore-esteso>5.5.1, Gestore, virus</errore-esteso>" "AVVISO DI NON ACCETTAZIONE PER VIRUS" -
ricevuta consegna-completa.eml sha256 "" avvenuta-consegna nessuno "<ricevuta tipo=\"completa\" />$consegna" CONSEGNA "$tmp/originale"
ricevuta consegna-sintetica.eml sha256 "" avvenuta-consegna nessuno "<ricevuta tipo=\"sintetica\" />$consegna" CONSEGNA -
ricevuta consegna-sha1.eml sha1 "" avvenuta-consegna nessuno "<ricevuta tipo=\"completa\" />$consegna" CONSEGNA "$tmp/originale"
ricevuta consegna-ber.eml sha256 ber avvenuta-consegna nessuno "<ricevuta tipo=\"completa\" />$consegna" CONSEGNA "$tmp/originale"
ricevuta errore-consegna.eml sha256 "" errore-consegna altro "$consegna<errore-esteso>5.1.1 - Gestore di prova S.p.A. - indirizzo non valido</errore-esteso>" "AVVISO DI MANCATA CONSEGNA" -
ricevuta preavviso.eml sha512 "" preavviso-errore-consegna altro "$consegna<errore-esteso>5.4.1 - Gestore - non consegnato nelle prime ventiquattro ore dal suo invio</errore-esteso>" "AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO" -

daticert posta-certificata nessuno '<ricevuta tipo="completa" />' > "$tmp/daticert"
entity "$tmp/daticert" "$tmp/originale" > "$tmp/entity"
busta busta.eml sha256 "" "$conto" "POSTA CERTIFICATA: Rinuncia PEC Ordine" "X-Trasporto: posta-certificata"
sed 's/BNCGLI78C48G478A/RSSMRC69S21G702W/' busta.eml > busta-manomessa.eml
tr -d '\r' < busta.eml > busta-lf.eml
entity - "$tmp/originale" > "$tmp/entity"
busta busta-senza-daticert.eml sha256 "" "$conto" "POSTA CERTIFICATA: Rinuncia PEC Ordine" "X-Trasporto: posta-certificata"
busta anomalia.eml sha256 "" '"Per conto di: marco@posta.example" <'$gestore'>' "ANOMALIA MESSAGGIO: Rinuncia PEC Ordine" "X-Trasporto: errore"
tr -d '\r' < busta.eml > "$tmp/nested"
sed -i 's/08FC388C25/08FC388C99/g; s/_Part_2030129_1/_Part_2030129_9/g' "$tmp/nested"
entity - "$tmp/nested" > "$tmp/entity"
busta anomalia-di-pec.eml sha256 "" '"Per conto di: marco@posta.example" <'$gestore'>' "ANOMALIA MESSAGGIO: POSTA CERTIFICATA: Rinuncia" "X-Trasporto: errore"
