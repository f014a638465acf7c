// Package utenze keeps how the users of the console prove who they are: password, second factor, one-time codes. Who there is and
// with which roles is in the log (rules.Utente); what is here never is.
//
// What was decided here:
//
//   - One file, DATA/chiavi/utenze.json, 0600, replaced whole and atomically. It is in no backup: after a restore a person gets
//     a new code (pecagent users reset). Its owner is the process that has the store.
//   - Password: argon2id (RFC 9106, golang.org/x/crypto), 64 MiB, t=3, p=2, at least fifteen characters, no composition rules, no
//     expiry; a short list and the person's own names are refused (NIST SP 800-63B §3.1.1.2).
//   - Second factor: TOTP, RFC 6238 with SHA-1, six digits, thirty seconds, one step either way, each step once. For every role,
//     since each sees data of members or decides; only the demonstration goes without.
//   - A check takes one hash whether or not the user exists, and no more than two at a time (64 MiB each). Its answer is the same
//     for an unknown user, a wrong password and a wrong code.
//   - A one-time code (80 bits) lets a person set both; only its SHA-256 is kept. It is asked for under the same brake as
//     passwords (Freno).
package utenze
