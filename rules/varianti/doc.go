// Package varianti makes from one request of a member the many other messages that could have been written in its place: the harmless
// ones, that say the same in another dress (case, line breaks, greetings, signatures, HTML), and the near misses, that look like
// it and ask nothing, something else, or are somebody else's. The rules must execute the first without a person and the second never.
//
// It is the measuring rod of the rules and so knows nothing of them: it imports no package of pecagent, and restates the check
// character of the codice fiscale. It is pure and deterministic: the same message gives the same variations in the same order.
//
// # What was decided
//
//   - A variation that does not fit a message (no such verb, no code in the text) is left out; none is given that changes nothing.
//   - A harmless variation is one that a secretary would not notice. Quoted text and what stands below "-- " are left as they are.
//   - A near miss is one that no secretary would carry out as it stands, whatever the rest of the message says. What a polite
//     Italian writes as a request although its verb is conditional ("vorrei rinunciare") is a near miss on purpose (U23).
//   - Words are replaced as wholes, in the case they are written in.
package varianti
