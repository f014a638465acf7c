// Package registri reads the register of members from CSV or .xlsx and writes it as CSV (cli.md "Register of members"). It is pure:
// bytes in, members out, and back. It also writes what the Order sends to other registers: INI-PEC, the federation, ReGIndE
// and the reserved list of the public administrations (order.md §3).
//
// Decided here:
//
//   - UTF-8 with or without BOM; bytes that are not UTF-8 are read as Windows-1252. Old workbooks (.xls), those under a password
//     and UTF-16 are refused with the advice to save them otherwise. NUL bytes are no text.
//   - Workbooks (.xlsx) are read by our own reader (cartella.go): both libraries looked at, excelize and xlsxreader, end a sheet
//     silently where its XML is cut, which would be a list that shrank. What cannot be read to its end is refused. A formula gives
//     the value that was saved with it; an error, or a formula nobody computed, is a line error. Dates are those of the cell's
//     format, and in the columns of dates any whole number. The sheet is the one visible sheet that looks like a register; the
//     headings may stand below a title. 64 MB packed, 128 MB unpacked, 4 million cells.
//   - A map (mappa.go), given by a person once, says what headings and words of an albo program stand for, and which columns it
//     does not hold: an import leaves those as the register has them. Likenesses are proposed and never applied by themselves;
//     words of a state have no proposal: ISCRITTO and SOSPESO_PEC are not to be guessed.
//   - A codice fiscale may be written with blanks.
//   - The separator is the one of the header line: ";" where it has one, else ",". Quoting as in RFC 4180.
//   - All thirteen columns of the format have to be there: a column that is missing is not the same as one that is
//     empty, and guessing would erase addresses. albo and titolo may follow; every other column is kept in Altri, in
//     the order of the file, empty values left out.
//   - Headings are compared without case, accents and punctuation; a few usual ones of albo programs are mapped
//     (colonne.go). A column "Cognome e Nome" is refused: where the surname ends is not to be guessed.
//   - A line is taken whole or not at all, and the reason is Italian. What contradicts itself over several lines (one
//     CF with other differences than the albo, one certified address of two people) condemns all the lines concerned:
//     nobody can tell which is right. Ordinary e-mail may be shared; it proves nothing.
//   - Two rows of one CF with different albo are one member, and are written as two rows again.
//   - An imported domicile has Provenienza importato, no Dal and no Prova: the file proves nothing of the date,
//     and its digest is set by who imports it. A mailbox without state, or a state without mailbox, is a line error.
//   - What the register does not hold (proofs, candidate address, first use, block) is not written and not read.
//   - A value that a spreadsheet would run as a formula (= + - @, also full width) is written with an apostrophe
//     before it, a heading too; reading takes one apostrophe off such a value. The pair loses nothing: '=x gets a second apostrophe.
//   - Dates are written yyyy-mm-dd; addresses of certified mail are lower case. So a file written by Scrivi is read and
//     written again byte by byte the same.
//
// And of the files for other registers:
//
//   - A file is made from the register of members and from what the other register holds (Situazione): what it took of the
//     last files, never what was only written. So nothing needs to be queued when a domicile changes, and a file that was lost is
//     made again by the next one.
//   - What INI-PEC's page does not give (literals of Stato, charset, line end, form of dates, header line) and the element
//     names and namespace of ReGIndE are the feed's configuration; the defaults are guesses and are not verified. So is the whole
//     layout for the federation and for the reserved list.
//   - INI-PEC takes no quotes that we know of: a value with a separator, a quote or a control character, or that the charset
//     does not have, refuses the file. A row left out would be a deletion where the whole list is sent.
//   - A whole list without a row is refused: whoever replaces his by it would delete every member.
//   - The five per cent of deletions is of what the register holds; of a small Order one deletion is more, and waits for a person.
//   - A domicile that is an Order box nobody ever opened gets no new row; a row that is there stays, because to take it away
//     decides about the member (U43, CNDCEC PO 63/2025). One that is a box REVOCATA has none and is deleted.
//   - ReGIndE: cancellazione for who left, modifica with sospeso and no PEC for who is suspended without a domicile,
//     cancellazione for who is enrolled and has none. A member whose mandatory data are missing is left as the register has him.
//     The century of a birth is told by the age of who can be enrolled. intero albo = true only by a person's request.
package registri
