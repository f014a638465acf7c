package mailparse

import (
	"strings"
	"unicode"

	"pecagent/mailparse/cf"
)

// findCF finds the codici fiscali of a text: sixteen characters of the right form, blanks and dots within and small
// letters accepted; what stands after a label or has nearly the form is given as not Valido, so that it can be asked
// again (order.md §4.7). Eleven digits are a code only after a label. A code within one of the
// addresses of the text is none.
func findCF(l line, dove Dove, indirizzi []Candidato) []Candidato {
	var out []Candidato
	taken := indirizzi
	for i := 0; i < len(l.runes); i++ {
		if !startsWord(l, i) {
			continue
		}
		end, code := matchCF(l, i)
		if end == 0 {
			end, code = nearCF(l, i)
		}
		if end == 0 && maybeLabelled(l, i) && labelled(l, i) {
			end, code = partedCF(l, i)
		}
		if end == 0 {
			continue
		}
		for len(taken) > 0 && taken[0].End <= i {
			taken = taken[1:]
		}
		if len(taken) > 0 && taken[0].Start < end {
			continue
		}
		alt := altered(l, i, end)
		out = append(out, Candidato{
			Valore: code, Dove: dove, Start: i, End: end, Testuale: string(l.runes[i:end]),
			Alterato: alt, Valido: !alt && cf.Valido(code),
		})
		i = end - 1
	}
	return out
}

func startsWord(l line, i int) bool {
	return wordRune(l.runes[i]) && (i == 0 || !wordRune(l.runes[i-1]))
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// maxSeparators is how many blanks or dots may stand between two characters of a code.
const maxSeparators = 2

// matchCF reads a code of sixteen characters at i: its end, 0 when there is none. With separators it must hold a digit:
// words are letters.
func matchCF(l line, i int) (end int, code string) {
	var b [cf.Lunghezza]byte
	n, seps, parted, digit := 0, 0, false, false
	for ; i < len(l.runes) && n < cf.Lunghezza; i++ {
		r := l.runes[i]
		if n > 0 && (r == ' ' || r == '.' || r == '-' || r == '\n') && seps < maxSeparators {
			seps++
			parted = true
			continue
		}
		if r >= 0x80 || !wordRune(r) {
			return 0, ""
		}
		seps = 0
		digit = digit || unicode.IsDigit(r)
		b[n] = byte(unicode.ToUpper(r))
		n++
	}
	if n < cf.Lunghezza || i < len(l.runes) && wordRune(l.runes[i]) {
		return 0, ""
	}
	s := string(b[:])
	if !cf.Forma(s) || parted && !digit {
		return 0, ""
	}
	return i, s
}

// nearCF reads a word at i that is meant as a code but has not its form.
func nearCF(l line, i int) (end int, code string) {
	end = i
	letters, digits, lead, ascii := 0, 0, 0, true
	for ; end < len(l.runes) && wordRune(l.runes[end]); end++ {
		r := l.runes[end]
		ascii = ascii && r < 0x80
		if unicode.IsDigit(r) {
			digits++
			continue
		}
		letters++
		if digits == 0 {
			lead++
		}
	}
	n := end - i
	code = cf.Normalizza(string(l.runes[i:end]))
	switch {
	case n > 24 || n < cf.LunghezzaNumerico || digits < 3:
	case labelled(l, i) && (n == cf.LunghezzaNumerico && letters == 0 || n >= 12 && n <= 20 && digits >= 3):
		return end, code
	case lead >= 5 && lead <= 7 && digits >= 4 && n >= 15 && n <= 17:
		return end, code
	case !ascii && n == cf.Lunghezza && digits >= 4:
		return end, code
	}
	return 0, ""
}

// partedCF reads at i, after a label, words parted by blanks, dots or hyphens that together are meant as a code and have not
// its form ("CF RSS MRC 69S2I G7O2W"): the longest run of words of 15 to 17 signs that nearly has it. A word before a code
// of one piece is no part of it ("codice fiscale n. …").
func partedCF(l line, i int) (end int, code string) {
	n, seps := 0, 0
	for k := i; k < len(l.runes) && n <= cf.Lunghezza+1; k++ {
		r := l.runes[k]
		if r == ' ' || r == '.' || r == '-' {
			if seps++; seps > maxSeparators {
				break
			}
			continue
		}
		if !wordRune(r) {
			break
		}
		if seps > 0 {
			if good, _ := matchCF(l, k); good > 0 {
				return 0, ""
			}
			if near, _ := nearCF(l, k); near > 0 {
				return 0, ""
			}
		}
		n, seps = n+1, 0
		if n < cf.Lunghezza-1 || n > cf.Lunghezza+1 || k+1 < len(l.runes) && wordRune(l.runes[k+1]) {
			continue
		}
		if s := cf.Normalizza(string(l.runes[i : k+1])); cf.Quasi(s) {
			end, code = k+1, s
		}
	}
	return end, code
}

// maybeLabelled is a cheap look at the end of what stands before i: false where no label can stand there.
func maybeLabelled(l line, i int) bool {
	for i > 0 && strings.ContainsRune(" :.,'\"(n°=-", l.runes[i-1]) {
		i--
	}
	if i < 2 {
		return false
	}
	switch a, b := unicode.ToLower(l.runes[i-2]), unicode.ToLower(l.runes[i-1]); b {
	case 'f':
		return a == 'c' || a == '.' || a == ' '
	case 'c':
		return a == 's' // fisc
	case 'e':
		return a == 'l' // fiscale
	case 'a':
		return a == 'v' // p. iva
	}
	return false
}

// labelled reports whether a label of a code stands right before i (order.md §4.7): "c.f.", "cod. fisc.", "codice fiscale", with
// "/ p. iva" or without, then signs.
func labelled(l line, i int) bool {
	from := max(0, i-30)
	return endsInLabel(lower(line{runes: l.runes[from:i]}))
}

func endsInLabel(s string) bool {
	s = strings.TrimRight(s, " :.,'\"(n°=-")
	dotted := false
	if t, ok := strings.CutSuffix(s, "iva"); ok {
		t = strings.TrimSuffix(strings.TrimSuffix(t, " "), ".")
		if t, ok = strings.CutSuffix(t, "p"); !ok {
			return false
		}
		if t, ok = strings.CutSuffix(strings.TrimSuffix(t, " "), "/"); !ok {
			return false
		}
		s, dotted = strings.CutSuffix(strings.TrimSuffix(t, " "), ".")
	}
	if t, ok := strings.CutSuffix(s, "f"); ok {
		t, ok = strings.CutSuffix(strings.TrimSuffix(strings.TrimSuffix(t, " "), "."), "c")
		return ok && !endsInWord(t)
	}
	t, ok := strings.CutSuffix(s, "fiscale")
	if !ok || dotted { // a dot shortens "fisc." alone
		if t, ok = strings.CutSuffix(s, "fisc"); !ok {
			return false
		}
	}
	t = strings.TrimSuffix(t, " ")
	if u, ice := strings.CutSuffix(t, "ice"); ice {
		t = u
	} else {
		t = strings.TrimSuffix(t, ".")
	}
	t, ok = strings.CutSuffix(t, "cod")
	return ok && !endsInWord(t)
}

// endsInWord reports whether s ends in a letter, digit or underscore of ASCII.
func endsInWord(s string) bool {
	if s == "" {
		return false
	}
	c := s[len(s)-1]
	return c == '_' || isBase64(c) && c != '+' && c != '/'
}

// altered reports whether a span is written with characters that are not plain ASCII, look like it, or hide.
func altered(l line, from, to int) bool {
	for i := from; i < to; i++ {
		if l.runes[i] >= 0x80 || l.marks[i]&markFolded != 0 || i > from && l.marks[i]&markHidden != 0 {
			return true
		}
	}
	return false
}

// Characters that may stand right before and right behind an address; any other one may be a part of it to a reader who does not see,
// or drops, what stands between.
const (
	beforeAddress = "<([{)]}\"':;,=/*|_-.>!?#~+"
	behindAddress = ">)]}\"';:,.!?*|/_-<([=~"
)

// maxGlued is how far beside an address one looks, in signs: more than an address may have (RFC 5321 §4.5.3.1). A run of addresses without a
// blank would else be read once for each of them.
const maxGlued = 320

// glued reports whether something that is not shown, or that no sentence has there, joins the span of an address to what is beside it:
// a control or broken byte (U+FFFD), an image (U+FFFC), the empty braille sign, a letter that no address has.
func glued(l line, from, to int) bool {
	strange := func(i int, usual string) bool {
		r := l.runes[i]
		return r != ' ' && r != '\n' && !strings.ContainsRune(usual, r) && (r >= 0x80 && !ordinary(r) || r < 0x80 && !isLetterOrDigit(r))
	}
	if from > 0 && strange(from-1, beforeAddress) || to < len(l.runes) && strange(to, behindAddress) {
		return true
	}
	if grown(l, from, to) {
		return true
	}
	for i := to; i < min(len(l.runes), to+maxGlued) && l.runes[i] != ' ' && l.runes[i] != '\n'; i++ { // "pec.example.<control>it"
		if unseenMark(l.runes[i]) {
			return true
		}
	}
	for i := from - 1; i >= max(0, from-maxGlued) && l.runes[i] != ' ' && l.runes[i] != '\n'; i-- {
		if unseenMark(l.runes[i]) {
			return true
		}
	}
	return false
}

// labelsBefore are the words that stand before a colon and an address without a blank.
var labelsBefore = nameSet("pec mail email mailto posta indirizzo personale digitale certificata elettronica domicilio seguente nuovo nuova casella recapito a da to from cc")

// grown reports whether a sign of the sentence has a letter on one side and the address on the other, without a blank: the sign may be
// a slip for one of the address, which then begins before it or ends behind it ("giulia,bianchi@…", "…@pec.example,it"). A colon
// after a label, and what brackets open or close, are usual; a sign between two addresses parts them.
func grown(l line, from, to int) bool {
	if from > 1 && wordRune(l.runes[from-2]) && partsWords(l.runes[from-1]) && !hasAt(l, from-2, -1) {
		i := from - 1
		for i > 0 && wordRune(l.runes[i-1]) {
			i--
		}
		return l.runes[from-1] != ':' || !labelsBefore[lower(line{runes: l.runes[i : from-1]})]
	}
	return to+1 < len(l.runes) && wordRune(l.runes[to+1]) && l.runes[to] != ':' && (partsWords(l.runes[to]) || l.runes[to] == '_') && !hasAt(l, to+1, 1)
}

// partsWords reports whether a sign may stand for one that an address has.
func partsWords(r rune) bool {
	return r == ',' || r == ';' || r == ':' || r >= 0x80 && unicode.IsPunct(r)
}

// hasAt reports whether an @ stands in the run of signs without blanks that goes on from i.
func hasAt(l line, i, step int) bool {
	for n := 0; n < maxGlued && i >= 0 && i < len(l.runes) && l.runes[i] != ' ' && l.runes[i] != '\n'; i, n = i+step, n+1 {
		if l.runes[i] == '@' {
			return true
		}
	}
	return false
}

// unseenMark reports whether a character stands for something that a reader does not see as one.
func unseenMark(r rune) bool {
	return r == '\ufffd' || r == '\ufffc' || r == '\u2800' || unicode.Is(unicode.Co, r)
}

// ordinary reports whether a character beyond ASCII is one of letters or punctuation as sentences have them.
func ordinary(r rune) bool {
	return !unseenMark(r) && (unicode.IsLetter(r) || unicode.IsPunct(r) || unicode.IsSymbol(r))
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// atForms are the ways an @ is written in words, on folded text; they stand between blanks or have their own brackets.
var atForms = []string{"(at)", "[at]", "(@)", "[@]", "(chiocciola)", "[chiocciola]", "chiocciola"}

// findAddresses finds e-mail addresses: with blanks round the @, with " chiocciola " for it, without the dot that ends a
// sentence. What is written with other than ASCII is found whole, never cut to its ASCII rest, and is not Valido.
func findAddresses(l line, dove Dove) []Candidato {
	var out []Candidato
	last := 0 // end of the former candidate
	for i := 0; i < len(l.runes); i++ {
		n := atSign(l, i)
		if n == 0 {
			continue
		}
		from, to := i, i+n
		if from > last && l.runes[from-1] == ' ' {
			from--
		}
		if to < len(l.runes) && l.runes[to] == ' ' {
			to++
		}
		i += n - 1
		start, end := localStart(l, from, last), domainEnd(l, to)
		if n > 1 {
			start, end = spokenStart(l, start, last), spokenEnd(l, end)
		}
		domain := spoken(l.runes[to:end])
		if start == from || !strings.Contains(domain, ".") {
			continue
		}
		v := lowerASCII(spoken(l.runes[start:from]) + "@" + domain)
		alt := altered(l, start, end) || glued(l, start, end)
		out = append(out, Candidato{
			Valore: v, Dove: dove, Start: start, End: end, Testuale: string(l.runes[start:end]),
			Alterato: alt, Valido: !alt && validAddress(v),
		})
		last = end
		i = max(i, end-1)
	}
	return out
}

// dotWord is how a dot is written in words, where the @ is too: "luca punto conti chiocciola pec punto example".
const dotWord = " punto "

// spoken puts the dots for their words.
func spoken(r []rune) string {
	return strings.ReplaceAll(strings.ReplaceAll(string(r), dotWord, "."), " PUNTO ", ".")
}

// spokenStart goes on with a local part before a dot in words, not before floor.
func spokenStart(l line, start, floor int) int {
	n := len(dotWord)
	for start-n > floor && hasFold(l.runes[start-n:], dotWord) {
		before := localStart(l, start-n, floor)
		if before == start-n {
			break
		}
		start = before
	}
	return start
}

// spokenEnd goes on with a domain after a dot in words.
func spokenEnd(l line, end int) int {
	for hasFold(l.runes[end:], dotWord) {
		after := domainEnd(l, end+len(dotWord))
		if after == end+len(dotWord) {
			break
		}
		end = after
	}
	return end
}

// atSign is the length of an @, or of its form in words, at i; 0 when there is none.
func atSign(l line, i int) int {
	switch unicode.ToLower(l.runes[i]) {
	case '@':
		return 1
	case '(', '[', 'c':
	default:
		return 0
	}
	for _, f := range atForms {
		if !hasFold(l.runes[i:], f) {
			continue
		}
		n := len(f)
		bare := f[0] == 'c'
		if !bare || i > 0 && l.runes[i-1] == ' ' && i+n < len(l.runes) && l.runes[i+n] == ' ' {
			return n
		}
	}
	return 0
}

// hasFold reports whether r begins with the ASCII word w, in any case.
func hasFold(r []rune, w string) bool {
	if len(r) < len(w) {
		return false
	}
	for i := range len(w) {
		if unicode.ToLower(r[i]) != rune(w[i]) {
			return false
		}
	}
	return true
}

// localStart is where the local part that ends at end begins, not before floor (RFC 5322 §3.2.3 atext and dots).
func localStart(l line, end, floor int) int {
	i := end
	for i > floor && (wordRune(l.runes[i-1]) || strings.ContainsRune("!#$%&'*+-/=?^_{|}~.", l.runes[i-1]) || unicode.IsMark(l.runes[i-1])) {
		i--
	}
	for i < end && strings.ContainsRune("!#$%&'*-/=?^{|}~.", l.runes[i]) {
		i++
	}
	return i
}

// domainEnd is where the domain that begins at start ends, without the punctuation of the sentence. A dot before a
// capital ends the sentence where a whole domain in small letters stands before it ("…@pec.example.Distinti saluti").
func domainEnd(l line, start int) int {
	i, dots, capitals := start, 0, false
	for ; i < len(l.runes); i++ {
		r := l.runes[i]
		if !wordRune(r) && !strings.ContainsRune("-._", r) && !unicode.IsMark(r) {
			break
		}
		capitals = capitals || unicode.IsUpper(r)
		if r != '.' {
			continue
		}
		if dots > 0 && !capitals && i+1 < len(l.runes) && unicode.IsUpper(l.runes[i+1]) {
			break
		}
		dots++
	}
	for i > start && strings.ContainsRune("-._", l.runes[i-1]) {
		i--
	}
	return i
}

// validAddress reports whether s is a dot-atom at a domain of letters, digits and hyphens (RFC 5321 §4.1.2, §4.5.3.1).
func validAddress(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || len(local) > 64 || len(domain) > 255 || strings.Contains(domain, "@") {
		return false
	}
	for _, a := range strings.Split(local, ".") {
		if a == "" {
			return false
		}
	}
	labels := strings.Split(domain, ".")
	for _, d := range labels {
		if d == "" || len(d) > 63 || d[0] == '-' || d[len(d)-1] == '-' || strings.Trim(d, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	tld := labels[len(labels)-1]
	return len(labels) >= 2 && len(tld) >= 2 && strings.Trim(tld, "0123456789-") != ""
}
