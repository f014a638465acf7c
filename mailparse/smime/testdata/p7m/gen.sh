#!/bin/sh
# Makes the p7m test material of package smime with the openssl command line alone, so that the verifier of members' own
# signatures is judged by what it did not make itself. Run it in this folder: sh gen.sh
# Everything is invented; the codes are those of the invented members of the Order of the tests. openssl always signs at the
# present: the tests take the instant from the signatures. Private keys are thrown away.
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
serialNumber = optional
givenName = optional
surname = optional
commonName = supplied
[req]
distinguished_name = dn
prompt = no
[dn]
CN = unused
[crl_ext]
authorityKeyIdentifier = keyid
[ca_ext]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[firma_ext]
keyUsage = critical,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
1.3.6.1.5.5.7.1.3 = ASN1:SEQUENCE:qc
[cns_ext]
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth,emailProtection
subjectKeyIdentifier = hash
[qc]
s = SEQUENCE:qc1
[qc1]
o = OID:0.4.0.1862.1.1
CNF
: > "$work/index.txt"
echo 1001 > "$work/serial"

# issue NAME ISSUER EXT START END SUBJECT [MD]: NAME.key must exist; ISSUER "self" signs itself.
issue() {
	name=$1 issuer=$2 ext=$3 from=$4 to=$5 subj=$6 md=${7:-sha256}
	openssl req -new -utf8 -key "$work/$name.key" -subj "$subj" -config "$work/ca.cnf" -out "$work/$name.csr"
	if [ "$issuer" = self ]; then
		set -- -selfsign -keyfile "$work/$name.key"
	else
		set -- -cert "$work/$issuer.pem" -keyfile "$work/$issuer.key"
	fi
	openssl ca -batch -notext -utf8 -config "$work/ca.cnf" "$@" -extensions "$ext" -md "$md" \
		-startdate "$(day "$from")" -enddate "$(day "$to")" -in "$work/$name.csr" -out "$work/$name.pem" 2> "$work/ca.log" ||
		{ cat "$work/ca.log" >&2; exit 1; }
}
rsa() { openssl genrsa -out "$work/$1.key" 2048 2> /dev/null; }

CONTI='/C=IT/serialNumber=TINIT-CNTLCU88R19A944D/GN=Luca/SN=Conti/CN=Conti Luca'
POPESCU='/C=IT/O=Studio di prova/serialNumber=IT:PPSLNE85D67Z129L/GN=Elena/SN=Popescu/CN=Popescu Elena'
rsa ca; issue ca self ca_ext '10 years ago' '10 years' '/C=IT/O=Certificatore di prova/CN=Prova CA firme'
rsa sub; issue sub ca ca_ext '5 years ago' '5 years' '/C=IT/O=Certificatore di prova/CN=Prova CA firme 2'
rsa altra; issue altra self ca_ext '10 years ago' '10 years' '/C=IT/O=Sconosciuto/CN=Altra CA'
rsa conti; issue conti ca firma_ext '1 year ago' '2 days' "$CONTI"
rsa conti-sub; issue conti-sub sub firma_ext '1 year ago' '2 days' "$CONTI"
openssl ecparam -name prime256v1 -genkey -noout -out "$work/conti-ec.key"; issue conti-ec ca firma_ext '1 year ago' '2 days' "$CONTI"
openssl ecparam -name secp384r1 -genkey -noout -out "$work/conti-ec384.key"; issue conti-ec384 ca firma_ext '1 year ago' '2 days' "$CONTI"
rsa conti-cns; issue conti-cns ca cns_ext '1 year ago' '2 days' "$CONTI"
rsa conti-scaduto; issue conti-scaduto ca firma_ext '3 years ago' '2 days ago' "$CONTI"
rsa conti-altra; issue conti-altra altra firma_ext '1 year ago' '2 days' "$CONTI"
rsa conti-self; issue conti-self self firma_ext '1 year ago' '2 days' "$CONTI"
rsa conti-sha1; issue conti-sha1 ca firma_ext '1 year ago' '2 days' "$CONTI" sha1
rsa popescu; issue popescu ca firma_ext '1 year ago' '2 days' "$POPESCU"

printf '%%PDF-1.4\n%% modulo di prova: variazione della PEC in conti.luca@pecmail.example\n' > modulo.pdf

printf 'Il sottoscritto chiede di registrare la PEC conti.luca@pecmail.example\n' > richiesta.txt
printf '%%PDF-1.7\n5 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange [0 840 960 240]/Contents<00>>>\nendobj\n' > firmato.pdf

# sign OUT LEAF CAS OPTIONS…: a p7m of modulo.pdf with the named CAs inside.
sign() {
	out=$1 who=$2 cas=$3
	shift 3
	: > "$work/extra.pem"
	for c in $cas; do cat "$work/$c.pem" >> "$work/extra.pem"; done
	if [ -n "$cas" ]; then set -- "$@" -certfile "$work/extra.pem"; fi
	openssl cms -sign -binary -nodetach -nosmimecap -in "${in:-modulo.pdf}" -outform "${form:-DER}" -out "$out.p7m" \
		-signer "$work/$who.pem" -inkey "$work/$who.key" "$@"
}
sign good conti '' -md sha256 -cades
sign good-plain conti ca -md sha256
sign good-512 conti ca -md sha512 -cades
sign good-sub conti-sub sub -md sha256 -cades
sign good-ec conti-ec '' -md sha256 -cades
sign good-ec384 conti-ec384 '' -md sha384 -cades
sign good-keyid conti '' -md sha256 -keyid
sign good-pss conti '' -md sha256 -cades -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:32
sign good-ber conti ca -md sha256 -cades -stream
form=PEM sign good-pem conti '' -md sha256 -cades
openssl base64 -in good.p7m -out good-base64.p7m
openssl base64 -A -in good.p7m -out good-base64-line.p7m
sign good-two conti ca -md sha256 -cades -signer "$work/popescu.pem" -inkey "$work/popescu.key"
in=good.p7m sign good-nested popescu ca -md sha256 -cades
in=good-nested.p7m sign good-nested3 conti ca -md sha256 -cades
in=good-nested3.p7m sign bad-nested4 conti ca -md sha256 -cades
in=richiesta.txt sign text conti ca -md sha256 -cades
in=firmato.pdf sign pades conti ca -md sha256 -cades
sign bad-noattr conti ca -md sha256 -noattr
sign bad-sha1 conti ca -md sha1
sign bad-cns conti-cns ca -md sha256
sign bad-expired conti-scaduto ca -md sha256
sign bad-altra conti-altra altra -md sha256
sign bad-self conti-self '' -md sha256
sign bad-sha1cert conti-sha1 ca -md sha256
sign bad-two conti 'ca altra' -md sha256 -signer "$work/conti-altra.pem" -inkey "$work/conti-altra.key"
sed 's/conti.luca/conti.lupo/' good.p7m > bad-tampered.p7m
openssl cms -sign -binary -nosmimecap -in modulo.pdf -outform DER -out bad-detached.p7m -md sha256 -signer "$work/conti.pem" -inkey "$work/conti.key"

# One list of the authority: conti is revoked from now on, with yesterday's date.
serial=$(openssl x509 -in "$work/conti.pem" -noout -serial | cut -d= -f2)
printf 'R\t%s\t%s,superseded\t%s\tunknown\t/CN=x\n' "$(day '2 years' | cut -c3-)" "$(day '1 day ago' | cut -c3-)" "$serial" > "$work/crl.txt"
sed "s#^database = .*#database = $work/crl.txt#" "$work/ca.cnf" > "$work/crl.cnf"
openssl ca -gencrl -config "$work/crl.cnf" -cert "$work/ca.pem" -keyfile "$work/ca.key" -crl_lastupdate "$(day '1 hour ago')" \
	-crl_nextupdate "$(day '6 days')" -out "$work/crl.pem" 2> "$work/ca.log" || { cat "$work/ca.log" >&2; exit 1; }
openssl crl -in "$work/crl.pem" -outform DER -out revoked.crl

cp "$work/ca.pem" ca.pem
rm -f "$here"/*.p7m "$here"/*.pem "$here"/*.crl "$here"/*.pdf "$here"/*.txt
cp ./* "$here"
