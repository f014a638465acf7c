// Package modulo reads the text and the filled fields of a PDF form, for the eyes of a person: a request that stands only
// in an attachment is decided by a person (order.md U25), who has to see it without opening a file that a stranger sent.
//
// Decided here:
//
//   - Nothing of it enters a decision. No other package than those that print may import this one, and what they print says so.
//   - A PDF is read only in a child process: this program again, with a hidden command. The child has no environment, no open
//     file, may open none and write none, and has little memory and time (recinto). However it ends, by a panic, by its limits,
//     by the clock, the caller has a Modulo that says why, and nothing else happens.
//   - Fields come before the text on the pipe, so that a page that kills the reader does not take the fields along.
//   - github.com/ledongthuc/pdf reads the structure; it panics on a fifth of damaged files, for which the child is there. pdfcpu
//     repairs more and reads AES-256, but costs 11 MB, six modules and 20 ms at each start of any command; what it would
//     add is opened by the person with a program for PDF.
//   - The text is given in the order in which the page draws it. No OCR: a scan has no text.
package modulo
