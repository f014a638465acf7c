#!/bin/sh
# Makes the test material of package smime with the openssl command line alone, so that the verifier is judged
# by what it did not make itself. Run it in this folder: sh gen.sh
# Everything is invented. openssl always signs at the present, so leaves are valid around the day of the run;
# the tests take the instant from the signatures. Private keys of CAs are thrown away.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/out"
cd "$work/out"

day() { date -u -d "$1" +%Y%m%d%H%M%SZ; }

cat > "$work/ca.cnf" <<CNF
[ca]
default_ca = d
[d]
dir = $work
database = $work/index.txt
new_certs_dir = $work
serial = $work/serial
default_md = sha256
policy = p
unique_subject = no
email_in_dn = no
copy_extensions = none
crl_extensions = crl_ext
[p]
countryName = optional
organizationName = optional
commonName = supplied
[req]
distinguished_name = dn
prompt = no
[dn]
CN = unused

[crl_ext]
authorityKeyIdentifier = keyid
[root_ext]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[ca_ext]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
extendedKeyUsage = emailProtection
nameConstraints = permitted;email:pec.gestore.example,permitted;email:pec.altro.example,permitted;email:.sotto.example
[ca_free_ext]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[sub_ext]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[sub_server_ext]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
[leaf_ext]
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = email:Posta-Certificata@pec.gestore.example
[leaf_nr_ext]
keyUsage = critical,nonRepudiation
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
subjectAltName = email:posta-certificata@pec.gestore.example
[leaf_two_ext]
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
subjectAltName = email:posta-certificata@pec.altro.example,email:rem-service@a.sotto.example
[leaf_outside_ext]
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
subjectAltName = email:posta-certificata@pec.gestore.example,email:posta-certificata@pec.estraneo.example
[leaf_server_ext]
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
subjectAltName = email:posta-certificata@pec.gestore.example
[leaf_noeku_ext]
keyUsage = critical,digitalSignature
subjectKeyIdentifier = hash
subjectAltName = email:posta-certificata@pec.gestore.example
[leaf_enc_ext]
keyUsage = critical,keyEncipherment
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
subjectAltName = email:posta-certificata@pec.gestore.example
[leaf_ca_ext]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,digitalSignature
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
subjectAltName = email:posta-certificata@pec.gestore.example
[leaf_critical_ext]
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
subjectAltName = email:posta-certificata@pec.gestore.example
1.2.3.4.5.6 = critical,ASN1:UTF8String:ignoto
CNF
: > "$work/index.txt"
echo 1001 > "$work/serial"

# issue NAME ISSUER EXT START END SUBJECT [MD]: NAME.key must exist; ISSUER "self" signs itself.
issue() {
	name=$1 issuer=$2 ext=$3 from=$4 to=$5 subj=$6 md=${7:-sha256}
	openssl req -new -key "$work/$name.key" -subj "$subj" -config "$work/ca.cnf" -out "$work/$name.csr"
	if [ "$issuer" = self ]; then
		set -- -selfsign -keyfile "$work/$name.key"
	else
		set -- -cert "$work/$issuer.pem" -keyfile "$work/$issuer.key"
	fi
	openssl ca -batch -notext -config "$work/ca.cnf" "$@" -extensions "$ext" -md "$md" \
		-startdate "$(day "$from")" -enddate "$(day "$to")" -in "$work/$name.csr" -out "$work/$name.pem" 2> "$work/ca.log" ||
		{ cat "$work/ca.log" >&2; exit 1; }
}
rsa() { openssl genrsa -out "$work/$1.key" "$2" 2> /dev/null; }

CA='/C=IT/O=Autorita di prova/CN=Prova CA1'
LEAF='/C=IT/O=Gestore di prova S.p.A./CN=Posta Certificata'

# The authority in the shape of AgID CA1: one key, two certificates; and what an attacker makes of that key's name.
rsa root 2048; issue root self root_ext '2015-01-01' '2045-01-01' '/C=IT/O=Radice di prova/CN=Radice'
rsa ca 2048;   issue ca root ca_ext '2018-04-04' '2040-04-03' "$CA"
cp "$work/ca.key" "$work/ca-reissued.key"; issue ca-reissued root ca_ext '2025-02-20' '2044-09-22' "$CA"
cp "$work/ca.key" "$work/ca-old.key";      issue ca-old root ca_ext '2010-01-01' '2018-01-01' "$CA"
cp "$work/ca.key" "$work/ca-forged.key";   issue ca-forged self ca_free_ext '2000-01-01' '2049-01-01' "$CA"
rsa ca-forged-name 2048; issue ca-forged-name self ca_free_ext '2000-01-01' '2049-01-01' "$CA"
rsa stranger 2048; issue stranger self ca_free_ext '2018-01-01' '2040-01-01' '/C=IT/O=Estraneo/CN=Estraneo CA'
rsa sha1ca 2048; issue sha1ca self ca_ext '2011-01-01' '2040-01-01' '/C=IT/O=Autorita di prova/CN=Prova vecchia CA' sha1
rsa sub 2048;    issue sub ca sub_ext '2019-01-01' '2039-01-01' '/C=IT/O=Autorita di prova/CN=Prova sotto CA'
rsa subweak 1024; issue subweak ca sub_ext '2019-01-01' '2039-01-01' '/C=IT/O=Autorita di prova/CN=Prova sotto CA debole'
rsa subserver 2048; issue subserver ca sub_server_ext '2019-01-01' '2039-01-01' '/C=IT/O=Autorita di prova/CN=Prova sotto CA server'

leaf() { # NAME ISSUER EXT [FROM TO [MD [BITS]]]
	rsa "$1" "${7:-2048}"
	issue "$1" "$2" "$3" "${4:-2 years ago}" "${5:-tomorrow}" "$LEAF" "${6:-sha256}"
}
leaf leaf ca leaf_ext
leaf leaf-nr ca leaf_nr_ext
leaf leaf-two ca leaf_two_ext
leaf leaf-outside ca leaf_outside_ext
leaf leaf-server ca leaf_server_ext
leaf leaf-noeku ca leaf_noeku_ext
leaf leaf-enc ca leaf_enc_ext
leaf leaf-ca ca leaf_ca_ext
leaf leaf-critical ca leaf_critical_ext
leaf leaf-expired ca leaf_ext '3 years ago' '2 days ago'
leaf leaf-future ca leaf_ext '2 days' '2 years'
leaf leaf-1024 ca leaf_ext '2 years ago' 'tomorrow' sha256 1024
leaf leaf-md5 ca leaf_ext '2 years ago' 'tomorrow' md5
leaf leaf-stranger stranger leaf_ext
leaf leaf-sub sub leaf_ext
leaf leaf-subweak subweak leaf_ext
leaf leaf-subserver subserver leaf_ext
leaf leaf-sha1 sha1ca leaf_ext '2 years ago' 'tomorrow' sha1
leaf leaf-sha1-outside sha1ca leaf_outside_ext '2 years ago' 'tomorrow' sha1
leaf leaf-sha1-expired sha1ca leaf_ext '3 years ago' '2 days ago' sha1
openssl ecparam -name prime256v1 -genkey -noout -out "$work/leaf-ec.key"
issue leaf-ec ca leaf_ext '2 years ago' tomorrow "$LEAF"
openssl ecparam -name secp384r1 -genkey -noout -out "$work/leaf-ec384.key"
issue leaf-ec384 ca leaf_ext '2 years ago' tomorrow "$LEAF"
openssl ecparam -name secp224r1 -genkey -noout -out "$work/leaf-ec224.key"
issue leaf-ec224 ca leaf_ext '2 years ago' tomorrow "$LEAF"

printf 'Content-Type: text/plain; charset=us-ascii\r\n\r\nUna ricevuta di prova.\r\n' > octets.txt

# sign OUT LEAF CAFILES OPTIONS…: a detached DER signature over octets.txt with the named CAs inside.
sign() {
	out=$1 who=$2 cas=$3
	shift 3
	: > "$work/extra.pem"
	for c in $cas; do cat "$work/$c.pem" >> "$work/extra.pem"; done
	if [ -n "$cas" ]; then set -- "$@" -certfile "$work/extra.pem"; fi
	openssl cms -sign -binary -in octets.txt -outform DER -out "$out.p7s" \
		-signer "$work/$who.pem" -inkey "$work/$who.key" -nosmimecap "$@"
}
sign good leaf ca -md sha256
sign good-sha384 leaf ca -md sha384
sign good-sha512 leaf ca -md sha512
sign good-sha1 leaf ca -md sha1
sign good-cades leaf ca -md sha256 -cades
sign good-keyid leaf ca -md sha256 -keyid
sign good-nr leaf-nr ca -md sha256
sign good-two leaf-two ca -md sha256
sign good-reissued leaf ca-reissued -md sha256
sign good-both leaf 'ca ca-reissued' -md sha256
sign good-sub leaf-sub 'sub ca' -md sha256
sign good-ec leaf-ec ca -md sha256
sign good-ec384 leaf-ec384 ca -md sha384
sign good-smimecap leaf ca -md sha256
sign good-pss leaf ca -md sha256 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:32
sign good-pss-512 leaf ca -md sha512 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:20
sign good-pss-sha1 leaf ca -md sha1 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:20
sign bad-pss-nosalt leaf ca -md sha256 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:0
sign bad-pss-mgf leaf ca -md sha256 -keyopt rsa_padding_mode:pss -keyopt rsa_mgf1_md:sha1
sign weak-chain leaf-sha1 sha1ca -md sha1
sign weak-chain-sha256 leaf-sha1 sha1ca -md sha256
sign weak-chain-outside leaf-sha1-outside sha1ca -md sha256
sign weak-chain-expired leaf-sha1-expired sha1ca -md sha256
sign bad-md5 leaf ca -md md5
sign bad-sha224 leaf ca -md sha224
sign bad-noattr leaf ca -md sha256 -noattr
sign bad-nocerts leaf '' -md sha256 -nocerts
sign bad-attached leaf ca -md sha256 -nodetach
sign bad-stream-attached leaf ca -md sha256 -nodetach -stream
sign bad-twosigners leaf ca -md sha256 -signer "$work/leaf-ec.pem" -inkey "$work/leaf-ec.key"
sign bad-1024 leaf-1024 ca -md sha256
sign bad-ec224 leaf-ec224 ca -md sha256
sign trust-nocachain leaf '' -md sha256
sign trust-stranger leaf-stranger stranger -md sha256
sign trust-forgedca leaf ca-forged -md sha256
sign trust-forgedca-outside leaf-outside ca-forged -md sha256
sign trust-subweak leaf-subweak 'subweak ca' -md sha256
sign trust-md5cert leaf-md5 ca -md sha256
sign trust-critical leaf-critical ca -md sha256
sign trust-outside leaf-outside ca -md sha256
sign trust-server leaf-server ca -md sha256
sign trust-noeku leaf-noeku ca -md sha256
sign trust-subserver leaf-subserver 'subserver ca' -md sha256
sign trust-enc leaf-enc ca -md sha256
sign trust-caleaf leaf-ca ca -md sha256
sign trust-expired leaf-expired ca -md sha256
sign trust-future leaf-future ca -md sha256
sign trust-oldca leaf ca-old -md sha256
sixteen='' ; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do
	rsa "pad$i" 2048; issue "pad$i" stranger sub_ext '2019-01-01' '2039-01-01' "/C=IT/O=Riempimento/CN=Riempimento $i"
	sixteen="$sixteen pad$i"
done
sign good-sixteen leaf "ca $sixteen" -md sha256
sign bad-seventeen leaf "ca stranger $sixteen" -md sha256
# The older command writes PKCS#7 1.5.
openssl smime -sign -binary -in octets.txt -outform DER -out good-smime.p7s -md sha256 \
	-signer "$work/leaf.pem" -inkey "$work/leaf.key" -certfile "$work/ca.pem"
# BER as BouncyCastle writes it: the three outer values of indefinite length. Each DER header is 4 bytes here,
# the object identifier between them 11.
{
	printf '\060\200'; head -c 15 good.p7s | tail -c 11
	printf '\240\200\060\200'; tail -c +24 good.p7s
	printf '\000\000\000\000\000\000'
} > good-ber.p7s
# openssl itself must take it for the same signature.
openssl cms -verify -binary -inform DER -in good-ber.p7s -content octets.txt -CAfile "$work/ca.pem" \
	-partial_chain -purpose any -out /dev/null

# Revocation lists of the authority, by dates of their own: crl NAME AUTHORITY LAST NEXT [LEAF REVOKED REASON]
crl() {
	: > "$work/crl.txt"
	if [ $# -gt 4 ]; then
		serial=$(openssl x509 -in "$work/$5.pem" -noout -serial | cut -d= -f2)
		printf 'R\t%s\t%s,%s\t%s\tunknown\t/CN=x\n' "$(day '2 years' | cut -c3-)" "$(day "$6" | cut -c3-)" "$7" "$serial" > "$work/crl.txt"
	fi
	sed "s#^database = .*#database = $work/crl.txt#" "$work/ca.cnf" > "$work/crl.cnf"
	openssl ca -gencrl -config "$work/crl.cnf" -cert "$work/$2.pem" -keyfile "$work/$2.key" \
		-crl_lastupdate "$(day "$3")" -crl_nextupdate "$(day "$4")" -out "$work/crl.pem" 2> "$work/ca.log" ||
		{ cat "$work/ca.log" >&2; exit 1; }
	openssl crl -in "$work/crl.pem" -outform DER -out "$1.crl"
}
crl clean ca '1 day ago' '6 days'
crl clean-past ca '9 days ago' '2 days ago'
crl clean-later ca '12 hours' '6 days'
crl clean-too-late ca '3 days' '9 days'
crl revoked ca '1 day ago' '6 days' leaf '2 days ago' keyCompromise
crl revoked-past ca '9 days ago' '2 days ago' leaf '10 days ago' superseded
crl revoked-later ca '12 hours' '6 days' leaf '11 hours' superseded
crl revoked-other ca '1 day ago' '6 days' leaf-nr '2 days ago' superseded
crl revoked-forged ca-forged-name '1 day ago' '6 days' leaf '2 days ago' keyCompromise
crl clean-sha1ca sha1ca '1 day ago' '6 days'

for c in root ca ca-reissued ca-old ca-forged stranger sha1ca; do cp "$work/$c.pem" "$c.pem"; done
# The one key that is kept: tests sign odd structures with it, certificate of the same name.
cp "$work/leaf.pem" leaf.pem
cp "$work/leaf.key" leaf-key.pem

rm -f "$here"/*.p7s "$here"/*.pem "$here"/*.crl "$here/octets.txt"
cp ./* "$here"
