// Package esiti reads Esiti.xml, what ReGIndE answers to a file of subjects (order.md §3.3). It is pure.
//
// Decided here: the schema could be seen only as a picture, so elements are known by their labels without blanks, whatever
// their namespace and case, and a code may stand in any element within its subject. What the codes are is known, and everything
// else is strict: one root, caps, no DOCTYPE, a code of the document's list for each subject, no subject twice. A file that says
// something else is an error and a person reads it; nothing is taken from half a file.
package esiti
