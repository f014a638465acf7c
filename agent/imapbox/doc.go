// Package imapbox reads a mailbox over IMAP without changing what is in it: EXAMINE, BODY.PEEK[], and Append to the Sent folder (with the folder review,
// off by default, also Make, AppendUnread and Move among folders of its own), implicit TLS
// only, one command at a time. It sits on go-imap v2.0.0-beta.8, which is fast and loses mail silently in three
// ways; every trap below has its guard here and a test that shows the bare library falling into it.
//
//   - A response with the UID behind the literal, or a second response for a UID, is dropped without an error:
//     bodies are also collected from the unilateral handler, and a UID without a whole body is fetched again
//     alone (gather.go).
//   - A connection that breaks inside a literal ends the body early without an error, and races: the connection
//     wrapper never says io.EOF, a body must have the announced length and RFC822.SIZE, and after a broken
//     literal the command is not touched any more (guard.go, gather.go).
//   - There is no time limit of a command, no limit of strings and literals: silence, total time and bytes of each
//     command are limited here, at the price of the connection (guard.go, Box.run).
//   - Pipelined FETCHes can wait for each other for ever: one command at a time.
//   - A forty-byte ESEARCH answer can name 300 million messages, and a range up to 4294967295 never ends: COUNT is
//     asked first, ranges are walked with a cap, that number is never sent or spelled out (list.go).
//   - An unknown untagged response closes the connection: the error says so, the caller opens another Box.
//   - DebugWriter shows the password: it is never set.
//
// What was decided: large messages come in slices of 2 MiB and are kept in a file without a name, mapped, so that 100 MB
// cost no memory; batches are contiguous, so that a stored batch moves
// the cursor; UIDs that vanished above the cursor are reported, never skipped in silence (order.md R-304); a
// message that is listed but never given stops Fetch until Options.GiveUp hands it to a person; a LOGIN is
// tried once per Open; what a folder is for is what the server tells (SPECIAL-USE), else its name; a folder that was
// seen empty is known, so that the first UIDs missing in it count; a changed UIDVALIDITY or a falling UIDNEXT kills the Box, because cursors are void.
package imapbox
