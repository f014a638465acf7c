// Package cerca finds entries by the words they have, fast, among millions: blocks of an inverted index, each a file of its own
// that is written once and read through a memory map. It knows neither messages nor letters: an entry is a name of at most 32
// bytes, an instant and words. What it gives are candidates; whoever asks holds each against its words as they are now.
//
// A block is, little endian:
//
//	magic "PECCERC1"  u32 entries  u32 pairs  i64 from  i64 to  [32] root of the log at event to
//	entries × i64      instant: milliseconds, twice, plus one for a name that is text
//	entries × [32]     name: the bytes of a SHA-256 written in hex, or text filled up with zeros
//	pairs × u64        first 8 bytes of the SHA-256 of a word, ascending
//	pairs × u32        the entry that has it, ascending within a word
//	[32]               SHA-256 of all before
//
// Decided: whole blocks and no posting lists by word, so that finding a word costs one binary search a block and writing costs
// the commits nothing; blocks are made larger by making them anew from the entries of several (package store). One name may
// stand in several blocks with the same instant; it is given once.
package cerca
