// Package mailparse turns the bytes of one mail message into facts: what it is (Parse), what is proven (Verify),
// what a person wrote in it (Testo). It is pure: bytes and an instant in, values out.
//
// What is decided here:
//
//   - The bytes are never rewritten. The splitter works on offsets of the raw message; the signed octets are those of
//     the first part as received, hashed with bare LF taken as CRLF and nothing else (RFC 6109 §2.1, RFC 8551 §3.1.1). go-message is used in tests
//     only: it refuses a whole message for one bad header line and is quadratic on nesting (libraries.md §1.2).
//   - Reading is tolerant, believing is not. A bad header line, a false charset label, a broken base64 body cost only
//     themselves; a cap that is passed (the Max constants) is named in OverLimit and such a message is never certified.
//   - Nothing that grows with the message is copied: the signed octets, the inner message and what is attached alias Raw, an attachment
//     is decoded when it is asked for, its size and digest are taken in passing. Attached messages under a transfer
//     encoding, which RFC 2046 §5.2.1 forbids them, are decoded up to MaxOpenedBytes; beyond, a person looks (opened_bytes).
//   - Work grows with the message, never with its square: what would be looked through again and again has a cap for the whole
//     message (MaxSplitBytes, MaxHeadersBytes, MaxDecodedTexts, open_quotes), which no honest mail comes near. The shapes that
//     cost most are kept as tests (worst_mail_test.go).
//   - Only the top-level multipart/signed of exactly two parts can be a PEC signature, and daticert.xml, REM evidence and
//     postacert.eml are looked for only among the direct children of the multipart/mixed it signs. Nothing is
//     searched inside message/rfc822, so a forged or forwarded daticert below cannot speak (pec.md §6).
//   - Outer headers are unsigned: they can only lower the level. Where a daticert is signed its tipo decides the
//     busta; without one the headers decide it, and the level is then at most mismatch (daticert_missing). A
//     signed message without daticert is certified only as anomalia, and an anomalia needs the signed entity. Where
//     nothing is signed a daticert at top level is given for the eye and the headers decide the busta.
//   - A header value that only folklore knows (X-Ricevuta: consegna …) makes no receipt. An unknown tipo of a signed daticert is
//     given as spelled; such a message is a ricevuta where X-Ricevuta stands, else what the headers say.
//   - avvenuta-consegna, errore-consegna and preavviso-errore-consegna without consegna, or with one that is no
//     destinatario, are recipient_mismatch: a receipt must say whose it is (pec.md §4.2).
//   - That the inner From equals the mittente, and the inner Message-ID the identificativo, is not part of the proof: the
//     provider certifies the envelope (RFC 6109 §2.1), and the sender is always daticert's mittente. Those
//     who hold the sent bytes ask Confronta (pec.md §8 rows 13, 14): what a provider or a server may write otherwise
//     (encodings, boundaries, charsets, line ends, names of people, further fields) is no difference, the disposition of a
//     part neither. A hash of a breve may be of the body as transmitted, with or without its last line end, or of the decoded
//     content: each proves it. A named part that a breve returns whole is compared whole.
//   - A REM message is told by evidence among the direct children of the signed multipart/mixed (marked by REM-Section-Type, or XML
//     with root Evidence); REM-* headers alone tell nothing. Exactly one, else daticert_bad. Its neutral form (package rem) is
//     DatiCert, so that everything above knows one kind of receipt; the evidence stays in Evidence, bytes and all. Outer
//     headers of REM lower the level as those of PEC do; the event must be told there, the others only if they stand there.
//   - With the original attached a SubmissionAcceptance is a busta di trasporto. ReceivedFromNonERDS, and an event nobody
//     knows, with an original attached are an anomalia: nobody certifies who wrote it, and no daticert is made of it.
//   - The original of a REM message is held against the digest in its evidence: differing, or a header that names another, is
//     digest_mismatch. Both are under one signature, so this catches the provider's error, not a forger.
//   - daticert.xml and evidence in one message are PEC: the daticert speaks. Evidence beside it that can be read and tells
//     another event, sender, message or recipient makes both daticert_bad; X-REM-Subject is ignored.
//   - The authorities of REM are those of the configuration, which may certify persons too: a REM certificate that names its policies
//     must name ERDSEvidence, REMbaseline or AgID CA1's, else policy_missing. The XAdES signature of evidence is not verified.
//   - A protocol file of a public body (Segnatura.xml and its answers) is read at the top level of the inner message and shown. It is a
//     claim of whoever wrote the mail; two of them are read by nobody.
//   - mail that cannot be parsed (malformata) has no field that every mail has: random "a: b" lines are not mail.
//   - In a text, one line feed is a hard break and blanks are single; wrapped lines of a paragraph are joined. A candidate
//     written with look-alike, full-width or invisible characters, or that touches what is not seen (a control, a broken byte), or a word with
//     a sign between that may be a slip for one of its own ("giulia,bianchi@…"), is never
//     Valido (reliability.md §3.1).
//   - A person's own signature on an attachment (order.md R-103) is recognised when the message is read: a p7m by name or type, a
//     container by name or type, a PDF or XML by the marks it must hold. Firme verifies a p7m, at the instant of receipt,
//     under the authorities given; the other kinds are never verified, also inside a p7m. At most 8 files and 32 MiB of them,
//     only of the message itself. The codice fiscale is taken from a serialNumber TINIT-… or IT:… in upper case and with its
//     check character, else there is none. Inside a p7m, only text is read, for the addresses in it. A detached p7s beside a
//     document is not recognised.
//   - What two readers could read in two ways is not certified: a line that begins like a delimiter of the signed parts and is none, a field
//     of a part or a parameter of its type given twice, more behind a closing quote, controls in a type, a multipart/signed without its
//     end, a signature part that is not base64, a From that is more than one mailbox (list, group, route) or that some reader
//     finds again behind a bare CR or in a line with a NUL. An original that could be read otherwise (Inner.Ambiguo) is certified, and
//     for a person: so is one with a header line that is no field or has a blank before its colon, a multipart that cannot be parted, or a
//     text of another type than plain and HTML, a text or message beside the text that does not say it is an attachment, base64 with more
//     behind its padding, another form than text among the alternatives, a multipart encoded as a whole or opened again behind its end, a
//     charset that nobody knows, a flowed line stuffed before ">" or joined within a word, a line end that not every reader takes for one, From, Subject or To given twice (Inner.Doppi),
//     another Sender, the mark of a draft or a word of warning. Which of two
//     forms of a text counts nobody knows: they must have the same words (Inner.Discorde), but for what programs add to one of them.
//   - A boundary in pieces, encoded, with quoted pairs, a comment or blanks at its end is not certified: no provider writes it.
//   - The mittente of a busta di trasporto is one bare address in ASCII, else daticert_bad.
//   - Parts are counted level by level: a flood of them under the signature costs the message its level, not the signature.
//   - In HTML, words that surely are not seen are left out; those that perhaps are not (selectors that are not followed, struck, displaced or
//     pale words, content: of a style sheet, a closed details, an element that HTML does not have, a property of CSS that is not known to be
//     harmless, a sheet or a font from elsewhere, a picture within an address) stay; either way a person looks (Inner.Nascosto),
//     and so where a comment for Outlook strikes or says something or words are kept from Outlook, where a box can be ticked, words of plain text
//     are struck out, a style sheet writes or covers, a field of a form, a frame or the text of an image says something.
//   - openssl cms -verify is the second judge of every message of the tests: nothing is certified that it does not verify, given the
//     message as it is, or, where a case says why, octets and signature apart.
//
// Kinds and deviations of pec.md, and the tests that show them (TestDoc reads this table; pec., rem., smime. name a package below):
//
//	§2     eight tipi, anomalia, virus variants      TestTipi TestEveryTipoCertified TestOpenSSLWrites TestOpenSSLMessages
//	§2     X- fields in any case, folklore values    TestTestate TestSpellingOfHeaders TestSignedTipoRules pec.TestTipiAreWhole
//	§2     X-REM-Subject and other extra fields      TestTestate TestExtraHeadersDoNotMatter
//	§2.1   subjects stacked, RFC 2047, our own       TestTipi pec.TestTipoDaOggetto
//	§2.1   From "Per conto di", no Sender            TestTestate TestV11FromIsTheSigner
//	§3     order of parts, extra parts, alternative  TestStruttura
//	§3     certdata.xml, names in any case and form  TestStruttura TestV13OneDaticertUnderTheSignedMixed
//	§3     preamble or none, LF files, relays        TestStruttura TestTransportMayDoThis TestV14NothingOutsideTheSignature
//	§3     wrong charset labels                      TestStruttura TestCharsetsThatLie
//	§3     a signed entity that is not top level     TestV1SignedAtTopLevelTwoParts
//	§3.1   postacert.eml, its ids and its headers    TestPostacertIsChosen TestOpenSSLBusta
//	§3.2   completa, sintetica, copies               TestBrevi TestConfronta
//	§3.2   breve with .hash parts, good and bad      TestBrevi TestConfronta TestConfrontaCodes TestLineHash
//	§4.1   DTD: defaults, order, places              pec.TestEveryKind pec.TestAbsentValues pec.TestWordsOfRefusal
//	§4.2   consegna, ricezione, several destinatari  TestDati pec.TestEveryKind TestAttacchi
//	§4.3   DOCTYPE, BOM, latin-1, zones              TestDati pec.TestDeviationsDoNotMatter pec.TestEncodings pec.TestEveryZona
//	§4.3   entities, bombs, two documents            TestV13OneDaticertUnderTheSignedMixed pec.TestHostileXML pec.TestThreeReadersSeeOneDaticert
//	§4.4   empty risposte, no oggetto, no errore     TestDati pec.TestTolerated
//	§4.4   no msgid, msgid with and without <>       TestDati TestVerdicts
//	§4.5   altro with 5.1.1, commas, before 2016     TestErrori pec.TestCodice pec.TestMotiviOfProviders pec.TestCodeBeforeErroreBeforeWords
//	§4.5   preavviso of 12 h and 24 h, four rules    TestPreavvisi pec.TestPreavvisoAgainstTheSpecification pec.TestDefinitivo
//	§4.5   unknown tipo and errore                   TestUnknownTipoIsNoRequest TestDati
//	§5     effect key, replay in another dress       TestEffectKeyIsOfTheSignedEntity TestV14NothingOutsideTheSignature
//	§5.1   three ids, In-Reply-To                    TestOpenSSLBusta TestIDs
//	§6     daticert missing, two, or bad             TestVerdicts TestV13OneDaticertUnderTheSignedMixed
//	§6     anomalia, also around a PEC               TestAnomalie TestAnomaliaNeedsAllOfIt TestAnomalia
//	§6     nested and forwarded PEC                  TestNestedPEC TestNestedAtItsCap
//	§6     DSN, auto-replies, read receipts          TestAnomalie TestAutomaticByEachSign
//	§6     unsigned mail that looks like PEC         TestUnsignedMailIsNeverMore TestAttacchi
//	§7.1   profile, name constraints, pins           TestV7KeysAndAnchors TestV8Purposes smime.TestPaths smime.TestAgIDPins
//	§7.2   SHA-1, SHA-256, 384, 512, PSS, by key     TestFirme TestOpenSSLWrites smime.TestVerdicts
//	§7.3   BER, DigitPA, times, CRL                  TestFirme TestV9Times TestV10Revocation smime.TestRevocationLists
//	§8     rows 1 to 12, 15                          TestV1SignedAtTopLevelTwoParts TestV15CapsOfTheSignature TestTableOfReasons TestFaultsInPairs
//	§8     rows 13, 14                               TestConfronta TestConfrontaTace
//	§9     REM                                       TestREMMessages TestREMNeutral TestREMRedressed TestREMTampered rem.TestEveryCode
//	§10    11: a byte flipped                        TestEveryByteOfTheSignedEntity TestEveryByteOfTheSignature TestEveryByteOfTheRest
//	§10    all attacks; caps; other readers          TestAttacchi TestLimiti TestDueGiudici TestPythonReadsAttacks
package mailparse
