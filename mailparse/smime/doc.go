// Package smime verifies the detached CMS signature of a certified message (RFC 5652, RFC 8551 §3.5.3, RFC 6109
// §2.1): whether a provider signed exactly these octets, and whether a believed authority vouched for it then (Verify).
// And the p7m of a person: a document with its signatures around it (CAdES; VerifyAttached).
//
// Why our own: every Go library tried overflows its stack on a hostile p7s, and none verifies RSASSA-PSS,
// signers named by key, or the SHA-1 certificates of before 2018. smallstep/pkcs7 and openssl are the judges in
// the tests; nothing that openssl refuses may pass here.
//
// Decided here:
//
//   - Caps come before any reading: 1 MiB, depth 32, 16 certificates of 32 KiB, 1 revocation list. BER is rewritten as
//     DER by a reader of our own, and only then taken apart.
//
//   - One signer, signed attributes, no content inside, digest declared: what PEC providers write, and
//     nothing else, so that no two readers can differ about what was signed.
//
//   - The algorithm is that of the signer, never micalg. SHA-1 passes with weak_digest; MD5 does not pass.
//     RSASSA-PSS without salt does not pass: crypto/rsa cannot ask for exactly none.
//
//   - The certificate is judged at the signing time, which the signer claims and daticert and arrival bound;
//     without a claim at the daticert time, else at arrival. No clock is read.
//
//   - Roots are the CAs of the configuration and the CA certificates of the message whose whole bytes are
//     pinned. A pin of a key would let a forged certificate with the same key shed its name constraints.
//     The authorities of the machine are never asked.
//
//   - The leaf names emailProtection itself, has digitalSignature or contentCommitment, and is no CA.
//     A leaf that is a CA is reported as key_usage.
//
//   - crypto/x509 builds the path and enforces name constraints, also the non-critical ones of AgID CA1; where it
//     is laxer than openssl (hosts under a permitted host, authorities for any purpose) the path is refused. A leaf
//     signed with SHA-1 directly by a root is judged by hand and marked weak_chain.
//
//   - Names are compared byte for byte, and where no path is found so, with case of ASCII, blanks and kind of string folded
//     (RFC 5280 §7.1), as openssl does. The signature decides between namesakes.
//
//   - The path vectors of PKITS (NIST; testdata/pkits.zip, from the Go toolchain) are a test: no false accept, and each
//     false reject stands with its reason in pkits_test.go. The lists of revocation of PKITS do not ship with Go; the
//     cases of lists are our own, with openssl as the judge.
//
//   - A date that alone breaks a path is cert_expired, also "not yet valid".
//
//   - A broken signature ends the judgement: what an unproven certificate says about trust is no news.
//
//   - A Cache remembers certificates whose path held, by all their bytes, with the window in which it does. It answers
//     only inside the window and never for what did not hold: a verdict with it is the verdict without.
//
//   - Revocation is judged with the lists given, for the instant of the signature; no list, no answer. Delta lists and lists
//     of a part say who is revoked, never who is not; indirect lists are not read. A path that holds only through an
//     authority revoked by then is revoked. A list of the message is the sender's word and is not asked.
//
//   - A certificate that crypto/x509 reads and other readers do not (values too many, extensions under another tag, which it
//     passes over) makes a signature malformed, as it does for openssl.
//
// Decided here about a p7m:
//
//   - 16 MiB; beside the document 1 MiB, depth 32, 16 certificates, 8 lists, 8 signers; 3 layers of p7m in p7m. The document
//     is aliased in DER, one copy where BER holds it in pieces or the p7m is base64; the rest is read as a detached signature is.
//
//   - DER, BER, base64 and PEM are read; anything before or after is refused. A document that is itself a p7m is another
//     layer. Every signature of every layer must be good (Valid), else the whole is not.
//
//   - SHA-1 and MD5 are refused, in signature and certificate: a member signs now, not in the past of PEC. Signed attributes
//     are required; where they name the certificate (RFC 2634, RFC 5035), it must be that one; whoever signed without them,
//     as openssl does and CAdES does not, is believed all the same.
//
//   - The certificate is judged at the instant of receipt. The time that the signer writes is told and judged by nobody here;
//     time stamps (CAdES-T and above) are not read.
//
//   - contentCommitment is required (a card for authentication has it not), extended key usages are not. Qualified or
//     not is for those who choose the CAs.
//
// Not done here: From against Emails (the caller's, it knows From); RFC 6211 and RFC 5035 attributes, which are
// signed but not compared; OCSP.
//
// The package is pure: bytes in, a verdict out.
package smime
