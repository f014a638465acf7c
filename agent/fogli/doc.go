// Package fogli is the paper that comes with the program: the A4 sheet for the wall of the office, the privacy sheet for who is
// responsible of the data, the manual of who runs it. Each is one Italian text, filled in from the configuration.
//
// What was decided here:
//
//   - What the configuration does not say becomes a line to be filled in by hand, never an empty place.
//   - A text is plain: "# " is the title, "## " a heading, "- " a point, four blanks a command as it is typed; the rest are
//     paragraphs. It prints as text of 80 columns, or as one HTML file without script and without anything remote that prints on A4.
//   - The sheet fits one page of 58 lines, and a test counts them.
//   - Every command and every key of the configuration that a text names exists: tests read the texts (cmd/pecagent, config).
//   - The privacy sheet states facts about the program and names what the Order has to decide; it is no legal advice and
//     quotes no text of law whose wording the project could not verify.
package fogli
