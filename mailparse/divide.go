package mailparse

import (
	"regexp"
	"slices"
	"strings"

	"pecagent/mailparse/places"
)

// Forms of the lines that begin a quotation or a signature, on folded lines (order.md §7).
var (
	reSeparator = regexp.MustCompile(`^[-_*=~ ]{2,}(messaggio (originale|inoltrato|originario)|original message|forwarded message|e-?mail originale|inoltrato da )`)
	reForward   = regexp.MustCompile(`^(inizio (del )?messaggio inoltrato|begin forwarded message) ?:?$`)
	reLabel     = regexp.MustCompile(`^[*_ ]*(da|from|mittente|inviato|inviata|sent|data|date|a|to|cc|oggetto|subject|rispondi a|reply-to)( il)? ?[*_]* ?:`)
	reOneLine   = regexp.MustCompile(`^[*_ ]*(da|from) ?[*_]* ?:.{1,200}(inviato|sent|data|date)( il)? ?[*_]* ?:`)
	reDateHead  = regexp.MustCompile(`^(il|in data|on|le|lo|nel giorno)\b.*\d`)
	reWrote     = regexp.MustCompile(`\b(ha scritto|ha inviato|hanno scritto|scriveva|scrive|wrote)\b[^:]{0,80}: ?$`)
	reWroteFrom = regexp.MustCompile(`<[^>]*@[^>]*>,? ?(ha scritto|ha inviato|scriveva|scrive|wrote)\b.{0,80}: ?$`)
	reWroteAt   = regexp.MustCompile(`\b(ha scritto|wrote) (il|in data|on|il giorno)\b.*\d.*: ?$`)
	reBare      = regexp.MustCompile(`^(da|a|cc|data|oggetto)( |$)`)
	reRule      = regexp.MustCompile(`^[_=*-]{5,}$`)
	reDevice    = regexp.MustCompile(`^((?:messaggio )?inviat[oa]|sent|scarica|ottieni|ottenuto|get|scaricato) .{0,40}(iphone|ipad|android|samsung|huawei|xiaomi|galaxy|outlook|libero|yahoo|gmail|smartphone|cellulare|telefono|tablet|dispositivo|proton|windows|blackberry|ios|pec mobile)\b[^@]{0,60}$`)
)

// noticeForms begin a notice of confidentiality, on the folded beginning of a paragraph.
var noticeForms = []*regexp.Regexp{
	regexp.MustCompile(`^[*_ "(]*(avviso|nota|clausola|informativa|avvertenz[ae])( legale)?( d[ie]| sulla| sul| di)? ?(riservatezza|confidenzialit|privacy|trattamento)`),
	regexp.MustCompile(`^[*_ "(]*(disclaimer|confidentiality|privacy notice|riservatezza ?[:.-])`),
	regexp.MustCompile(`^[*_ "(]*(questo|questa|il presente|la presente|il contenuto|i contenuti|le informazioni|i dati|this|the information|the content|gli allegati)\b.{0,140}\b(riservat[aeio]|riservatezza|confidenzial\w*|confidential|privileged|uso esclusivo|esclusivamente (al|ai|alla|dal|per il|per i) destinatari\w*|dirett[aeio] esclusivamente)`),
	regexp.MustCompile(`^[*_ "(]*(le informazioni (contenute|trasmesse)|this (e-?mail|message))`),
	regexp.MustCompile(`^[*_ "(]*ai sensi .{0,200}(riservat|confidenzial|privacy|679/2016|2016/679|196/2003).{0,300}(destinatar|divulg|vietat|distrugg|cancell|per errore)`),
	regexp.MustCompile(`^[*_ "(]*(prima di stampare|rispetta l'ambiente|pensa all'ambiente|please consider the environment)`),
	regexp.MustCompile(`^[*_ "(]*(se|qualora|chiunque|if) .{0,80}(ricevut\w+|ricev\w+|received) .{0,60}(per errore|erroneamente|in error|by mistake)`),
}

// reNotNotice are words that only a request has: such a paragraph is no notice.
var reNotNotice = regexp.MustCompile(`sottoscritt|rinunc|\bchiedo\b|domicilio digitale|elenco|\bcomunico\b`)

// What a footer of a form of its own is told by, after the request: a notice that begins with other words, a rule, the block of a
// studio (order.md §7, traps). Nothing below it may have a word of requests, denials or answers.
var (
	reNoticeMark = regexp.MustCompile(`\b(riservat[aeio]|riservatezza|confidenzial\w*|confidential\w*|privacy|679/2016|2016/679|196/2003)\b`)
	reNoticeOf   = regexp.MustCompile(`\b(messaggi[oi]|e-?mail|comunicazione|destinatari\w*|contenut[oi]|informativa|per errore|regolamento)\b`)
	reStudio     = regexp.MustCompile(`^[*_ ]*studio\b`)
	asking       = places.Compile(reAsks)
)

// reAsks are the words of requests, denials and answers.
const reAsks = `sottoscritt|rinunc|\b(chied|richied|comunic[ao]\b|comunich|trasmett|conferm|annull|ritir|ripens|operatore|preg[ho]|attend|sospend|revoc|mi[ao]\b|mi\b|nuov[aeio]\b|personale\b|proprio|propria|inseri|registra|aggiorna|sostitui|mantener|vorrei|vogli|desider|intend)|domicilio|elenco|\bnon (sono|ho|dat|fat|proced|esegu|consider|tene|cambi|vali)`

// noticeWords are words of which every notice has one, and attributionWords of every attribution: a cheap look before the forms.
var (
	noticeWords = []string{"riserv", "confiden", "privileg", "privacy", "trattamento", "disclaimer", "esclusiv", "informazioni ",
		"this e", "this m", "stampare", "ambiente", "environment", "error", "mistake"}
	attributionWords = []string{"scritto", "wrote", "scriv", "inviato"}
)

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// divide parts a text into what was written now, what was quoted and what is signature or notice.
func divide(ls lines) (nuovo, citato, firma lines) {
	fold := make([]string, len(ls))
	for i, l := range ls {
		fold[i] = lower(l)
	}
	kept, cit := partQuotes(ls, fold)
	d := &divider{ls: ls, fold: fold}
	d.asks = d.lastAsking(kept)
	n, f := d.signature(kept)
	return d.pick(n), d.pick(cit), d.pick(f)
}

type divider struct {
	ls   lines
	fold []string
	// looked counts the paragraphs that were held against the forms of notices: beyond maxNoticeLooks none is one any more,
	// and what it says stays in the text.
	looked int
	near   []int // for each kept line: the first from it on in its paragraph that has a word of notices, -1 when there is none
	length []int // of the kept lines before each
	asks   int   // position among the kept lines of the last one with a word of a request, -1 when there is none
}

const maxNoticeLooks = 200

// pick gives the lines of the indexes; a gap in the numbering is a break of paragraph.
func (d *divider) pick(idx []int) lines {
	var out lines
	for k, i := range idx {
		if k > 0 && idx[k-1] != i-1 {
			out = append(out, line{})
		}
		out = append(out, d.ls[i])
	}
	return out
}

// partQuotes gives the indexes of the lines written now and of the quoted ones.
func partQuotes(ls lines, fold []string) (kept, quoted []int) {
	label := labels(fold)
	for i := 0; i < len(ls); {
		if n := attribution(fold, i); n > 0 {
			if !quoteFollows(fold, i+n) {
				return kept, appendRange(quoted, i, len(ls))
			}
			quoted = appendRange(quoted, i, i+n)
			i += n
			continue
		}
		if beginsTail(fold, label, i) {
			kept, quoted = backOver(fold, kept, quoted)
			return kept, appendRange(quoted, i, len(ls))
		}
		if isQuoted(fold[i]) && !escapedFrom(fold, i) || brokenQuote(fold, i) {
			quoted = append(quoted, i)
		} else {
			kept = append(kept, i)
		}
		i++
	}
	return kept, quoted
}

func appendRange(idx []int, from, to int) []int {
	for ; from < to; from++ {
		idx = append(idx, from)
	}
	return idx
}

// backOver moves rules and empty lines right before a quoted tail to the quotation.
func backOver(fold []string, kept, quoted []int) ([]int, []int) {
	n := len(kept)
	for n > 0 && (fold[kept[n-1]] == "" || reRule.MatchString(fold[kept[n-1]])) {
		n--
	}
	return kept[:n], append(quoted, kept[n:]...)
}

func isQuoted(s string) bool { return strings.HasPrefix(s, ">") }

// escapedFrom reports whether a line is the writer's own that began with "From " and got its ">" from a mailbox file (mbox): alone, not
// among quoted lines.
func escapedFrom(fold []string, i int) bool {
	return strings.HasPrefix(fold[i], ">from ") && (i == 0 || !isQuoted(fold[i-1])) && (i+1 == len(fold) || !isQuoted(fold[i+1]))
}

// brokenQuote reports whether a line is the rest of a quoted line that a program wrapped: between two quoted lines, after a long one.
func brokenQuote(fold []string, i int) bool {
	return i > 0 && i+1 < len(fold) && fold[i] != "" && isQuoted(fold[i-1]) && isQuoted(fold[i+1]) && len(fold[i-1]) >= wrapWidth
}

// quoteFollows reports whether the next line with words is a quoted one.
func quoteFollows(fold []string, i int) bool {
	for ; i < len(fold); i++ {
		if fold[i] != "" {
			return isQuoted(fold[i])
		}
	}
	return false
}

// attribution is how many lines from i on are "Il giorno … ha scritto:" or "Nome <indirizzo> ha scritto:", 0 when they
// are not. Programs wrap it.
func attribution(fold []string, i int) int {
	if fold[i] == "" || isQuoted(fold[i]) {
		return 0
	}
	near := strings.Join(fold[i:min(i+4, len(fold))], "\n")
	if len(near) > 2000 {
		near = near[:2000]
	}
	if !containsAny(near, attributionWords) {
		return 0
	}
	if reWroteAt.MatchString(fold[i]) {
		return 1
	}
	dated := reDateHead.MatchString(fold[i])
	s := ""
	for n := 1; n <= 4 && i+n <= len(fold) && fold[i+n-1] != "" && len(s) < 500; n++ {
		s = strings.TrimSpace(s + " " + fold[i+n-1])
		if !strings.HasSuffix(s, ":") {
			continue
		}
		if dated && reWrote.MatchString(s) || (n == 1 || n == 2 && strings.Contains(fold[i], "<")) && reWroteFrom.MatchString(s) {
			return n
		}
	}
	return 0
}

// beginsTail reports whether from line i on everything is another message.
func beginsTail(fold, label []string, i int) bool {
	s := fold[i]
	if s == "" {
		return false
	}
	if bareBlock(fold, i) {
		return true
	}
	if len(s) > 2000 || !strings.Contains(s, ":") && !strings.ContainsAny(s[:1], "-_*=~") {
		return false // no label and no separator
	}
	return reSeparator.MatchString(s) || reForward.MatchString(s) || reOneLine.MatchString(s) || headerBlock(fold, label, i)
}

// bareBlock reports whether line i begins the labels without colons of some webmails: Da with an address, then A, Data and Oggetto
// on lines that follow each other.
func bareBlock(fold []string, i int) bool {
	if !strings.HasPrefix(fold[i], "da ") || !strings.Contains(fold[i], "@") {
		return false
	}
	var to, date, subject bool
	for k := i + 1; k < len(fold) && k < i+8; k++ {
		m := reBare.FindStringSubmatch(fold[k])
		if m == nil {
			break
		}
		switch m[1] {
		case "a":
			to = true
		case "data":
			date = true
		case "oggetto":
			subject = true
		}
	}
	return to && date && subject
}

// labels gives for each line the header label it begins with, "" when it begins with none.
func labels(fold []string) []string {
	out := make([]string, len(fold))
	for i, s := range fold {
		if !strings.Contains(s, ":") {
			continue
		}
		if m := reLabel.FindStringSubmatch(s); m != nil {
			out[i] = m[1]
		}
	}
	return out
}

// headerBlock reports whether line i begins a block of header labels as mail programs put above a quotation: sender and
// date among its first lines.
func headerBlock(fold, label []string, i int) bool {
	var sender, date bool
	labels, blanks := 0, 0
	for k := i; k < len(fold) && k < i+10 && blanks < 2; k++ {
		switch {
		case fold[k] == "":
			blanks++
		case label[k] == "" && k == i:
			return false
		case label[k] != "":
			labels++
			switch label[k] {
			case "da", "from", "mittente":
				sender = true
			case "inviato", "inviata", "sent", "data", "date":
				date = true
			}
		}
	}
	return sender && date && labels >= 2
}

// signature parts the kept lines: from "-- " or from a notice after the text on all is signature (RFC 3676 §4.3); a notice
// above the text and a line like "Inviato da iPhone" are taken out alone.
func (d *divider) signature(kept []int) (text, firma []int) {
	d.survey(kept)
	for k := 0; k < len(kept); k++ {
		s := d.fold[kept[k]]
		switch {
		case s == "":
			text = append(text, kept[k])
		case s == "--":
			return text, append(firma, kept[k:]...)
		case strings.Contains("isogm", s[:1]) && reDevice.MatchString(s):
			firma = append(firma, kept[k])
		case d.notice(kept, k):
			if d.words(text) {
				return text, append(firma, kept[k:]...)
			}
			for k < len(kept) && d.fold[kept[k]] != "" {
				firma = append(firma, kept[k])
				k++
			}
			k--
		case d.footer(kept, k) && d.words(text):
			return text, append(firma, kept[k:]...)
		default:
			text = append(text, kept[k])
		}
	}
	return text, firma
}

// lastAsking is the position of the last kept line that has a word of a request.
func (d *divider) lastAsking(kept []int) int {
	var b strings.Builder
	ends := make([]int, len(kept)) // of the lines, in runes of b
	n := 0
	for k, i := range kept {
		b.WriteString(d.fold[i])
		b.WriteByte('\n')
		n += len(d.ls[i].runes)
		ends[k] = n
		n++
	}
	last := asking.On(b.String()).Last(reAsks)
	if last < 0 {
		return -1
	}
	k, _ := slices.BinarySearch(ends, last)
	return k
}

// survey notes where the kept lines have words of notices.
func (d *divider) survey(kept []int) {
	d.near, d.length = make([]int, len(kept)), make([]int, len(kept))
	for k := range kept {
		if k > 0 {
			d.length[k] = d.length[k-1] + len(d.fold[kept[k-1]]) + 1
		}
	}
	next := -1
	for k := len(kept) - 1; k >= 0; k-- {
		switch s := d.fold[kept[k]]; {
		case s == "":
			next = -1
		case containsAny(s, noticeWords) || strings.HasSuffix(s, "this") || strings.HasSuffix(s, "informazioni"): // words with a blank go on in the next line
			next = k
		}
		d.near[k] = next
	}
}

// footer reports whether what begins at the kth kept line, to the end, is the foot of a studio's letter: only at the
// beginning of a paragraph, and only where nothing below asks, denies or answers.
func (d *divider) footer(kept []int, k int) bool {
	s := d.fold[kept[k]]
	if k <= d.asks || s == "" || k > 0 && kept[k-1] == kept[k]-1 && d.fold[kept[k-1]] != "" && !reRule.MatchString(s) {
		return false
	}
	if reRule.MatchString(s) || reStudio.MatchString(s) {
		return true
	}
	s = d.paragraph(kept, k)
	return reNoticeMark.MatchString(s) && reNoticeOf.MatchString(s)
}

// maxParagraph is how much of a paragraph is looked at, in bytes; the line that passes it is taken whole.
const maxParagraph = 600

// paragraph is the folded beginning of the paragraph at the kth kept line.
func (d *divider) paragraph(kept []int, k int) string {
	var b strings.Builder
	for ; k < len(kept) && d.fold[kept[k]] != "" && b.Len() < maxParagraph; k++ {
		b.WriteString(d.fold[kept[k]])
		b.WriteByte(' ')
	}
	return b.String()
}

func (d *divider) words(idx []int) bool {
	for _, i := range idx {
		if d.fold[i] != "" {
			return true
		}
	}
	return false
}

// notice reports whether a notice of confidentiality begins at the kth kept line.
func (d *divider) notice(kept []int, k int) bool {
	near := d.near[k]
	if d.fold[kept[k]] == "" || d.looked == maxNoticeLooks || near < 0 || d.length[near]-d.length[k] >= maxParagraph {
		return false
	}
	s := d.paragraph(kept, k)
	if !containsAny(s, noticeWords) || reNotNotice.MatchString(s) {
		return false
	}
	d.looked++
	for _, re := range noticeForms {
		if re.MatchString(s) {
			return true
		}
	}
	return false
}
