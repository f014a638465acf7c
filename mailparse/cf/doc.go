// Package cf reads the Italian codice fiscale: form, check character, what the letters say of birth and name.
//
// Decided here: identity is always compared on the raw sixteen characters (order.md §4.3). Base undoes omocodia only
// to decode dates and to warn of a homonym; two codes with the same Base are two people. A code is valid when
// its form, its month and day and its check character hold; the table of comuni is not looked at, since suppressed
// comuni stay valid for those born there (order.md §4.1). Letters are folded in ASCII only: a homoglyph never
// becomes a code. The numeric code of eleven digits (order.md §4.5) is valid by its check digit, and told apart by Numerico.
//
// A day that no calendar has (31 November, 29 February of an odd year) makes a code invalid, whatever its check
// character: nobody was given it. Signs that look alike are put right only in Suggerimenti, for a person to see.
//
// testdata/vettori.txt was computed by a program in another language from the text of the decree, not by this package.
package cf
