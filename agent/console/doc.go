// Package console is the desk: the web pages where secretaries decide what waits, legal staff find proofs and
// administrators see that all is well. Server-rendered Italian HTML, complete without script.
//
// What it shows comes from package office (read models, exported methods of *office.Env), what it does goes through
// office.Run with the arguments the command line has: the same roles, the same rules.Decide, the same transaction, the same
// words, the same record of who looked. The console decides nothing by itself and reads no store.
//
// One table (rotte.go) names every address with the roles that may use it; what is not in the table does not exist, and a test
// walks the table with every role. A page is a handler func(*pagina) error: an error becomes a page in Italian, never a trace.
//
// Who enters: users of the log (rules.Utente) with the credentials of package utenze. A session is 256 bits of chance known to the browser
// (cookie HttpOnly, SameSite=Strict, with TLS Secure and __Host-) and its SHA-256 in memory: eight hours, one of them idle, ended by a
// restart, a new password or a removed user; roles are read anew at each request. rotta.Riprova asks again who it is (five minutes). A request
// that changes something must say that it comes from this origin; one that says nothing is refused. Failures are braked (utenze.Freno) and
// recorded, without what strangers typed as their name. Addresses come from the connection, never from a header of a proxy.
//
// What every page asks is in memory and follows the log (office.Specchio, Coda, Uscite, Andamento; segui.go): no page walks all messages or
// the whole register. What a person types while he searches is recorded as a look once in ten minutes for the same data, a page that he opens
// each time (office.Visti). Every page of the table is opened in a headless Chromium, with axe (browser_test.go).
//
// Mail is hostile (reliability.md §6.2): text passes office.Visible, HTML is shown only on demand, sanitised, from its own
// address in a sandboxed frame; the trust badge stands outside of the message. Every answer carries the headers of
// intestazioni.go. pico.min.css (MIT) is vendored as it was published; console.js is ours and small, since require-trusted-types
// leaves no room for libraries that write HTML by themselves.
package console
