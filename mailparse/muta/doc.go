// Package muta makes odd mail out of sound mail, for fuzz targets and long runs: it knows what a line, a header field, a
// boundary and a part are, so that most of what it makes still reaches the code behind the parser.
//
// Decided here:
//
//   - A plan of bytes says what is done and where: the same message and plan give the same bytes everywhere, and a fuzzer
//     that changes a byte of the plan changes one step. There is no randomness inside; random mail is a random plan.
//   - Every message and every plan is good: a step that finds nothing to work on does nothing. The input is never written to.
//   - The result is bounded: steps stop at MaxBytes.
//   - Nothing of the program imports this package, tests alone do (the import matrix says so).
//
// The package is pure: bytes in, bytes out.
package muta
