// Package smtpout composes the Order's letters and hands them to the submission server.
//
// Componi is the only builder of outgoing mail. The same Lettera gives the same bytes, so that a retry is
// the same message; everything that could break out of a header is refused, never repaired.
//
// Invia submits one message to one recipient over one connection (implicit TLS, RFC 8314 §3.3) and says what
// became of it in one of four words. SMTP cannot be exactly-once (RFC 1047): what was decided here is
//
//   - before the final dot is begun nothing can have been taken: every failure is Rinviata, except a 5xx to
//     MAIL, RCPT, DATA, which is Rifiutata. A 5xx to the greeting or to EHLO speaks of the server, not of the
//     letter: Rinviata. A refused AUTH is Rinviata with Login set: the caller stops, providers lock boxes.
//   - from the dot on only a whole reply decides; silence, a cut or a reply that was already waiting before
//     the dot is Incerta, and Incerta is the zero value.
//
// Traps of go-smtp v0.25.1 guarded here, each with a test that shows the bare library failing:
//
//   - an open DATA is completed by any later command, Quit included, so that half a message goes out: after
//     DATA was begun and before its reply the connection is only ever closed;
//   - there is no write deadline during DATA: deadlines belong to our own connection wrapper, which makes
//     those of the library ineffective;
//   - a reader that fails in the middle sends half a message: the message is complete in memory first;
//   - bare CR passes the dot-writer: lines are made CRLF before (SMTP smuggling);
//   - after a refused MAIL some servers keep refusing on that connection: one connection per letter.
package smtpout
