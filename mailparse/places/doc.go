// Package places finds the patterns of a table in a text, at a cost that does not depend on what the text is.
//
// A pattern is matched with sets of places instead of states: a set has one bit for each place between the runes
// of the text, and one step of the pattern moves all places at once, 64 in a word. Time is the length of the pattern
// times the length of the text over 64. Package regexp keeps a thread for every gap that is open: a text made of
// beginnings keeps hundreds alive, and the tables here have dozens of patterns (reliability.md §3.4: CPU of hostile texts).
//
// Decided here: patterns are written in the syntax of package regexp, . takes line feeds ((?s)), \b, \w and \d are
// ASCII; Has answers as regexp does, which a test holds against it. What sets of places cannot do (^, $, \B, case folding, an
// endless repetition of more than one rune) is refused when the table is made, by a panic: tables are package variables
// of constants. The text must be valid UTF-8.
package places
