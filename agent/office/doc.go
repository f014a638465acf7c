// Package office is what people do with pecagent from the command line: the register of members, the mode,
// stop and resume, the queue of what waits for a person, the letters and their receipts, the check.
//
// Each command is a function over an open store, so that it runs the same whether the program opened the
// store itself or the running agent executes it for a caller on its unix socket (cli.md: the store has one
// owner). Commands print formal Italian for people and NDJSON with --json; whatever came from mail is shown
// with control, bidi and zero-width characters made visible. Every change goes through rules.Decide with the
// person's name on it; nothing here writes state by itself.
//
// review show also tells what an attached PDF form says, read in a child process (package modulo), for the person alone: no
// decision of rules knows it (order.md U25).
//
// Who looked: a command that shows personal data records it (accesso) before it shows the first of them, also in osserva. Not
// recorded are review list, protocol list and letters preview, the daily work of the office. A look that cannot be recorded is
// not refused, since evidence must stay within reach when the disk is full: it is said, and the exit code stays 0.
//
// evidence find gives letters with the keys of cli.md and messages with those of Messaggio: an object of a message has "busta", one
// of a letter "template". A receipt is also found by the member, the reference and the address of its letter. What it finds is as
// of now; a subject is found by its first 32 different words. --to is a recipient where it has an @, else the last day.
//
// evidence absence reads the log and no index. A pause in reading of up to five minutes is none; time without a record of reading,
// that of versions before it too, is a gap. It says that no message came only when nothing can have hidden one.
//
// evidence packet: every message of the period is in it, also what is none of the agent's business, and each letter that left; copies
// in the Sent folder are not, their letters are. Riservato is true for all; Classificazione and TempoDiConservazione are the Order's to
// fill in. A receipt that came after the period of its letter is a document of its own period, with allegato_di.
//
// Exit codes are those of cli.md: 0 done, 1 done but something is wrong or refused, 2 usage.
package office
