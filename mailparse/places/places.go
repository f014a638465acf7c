package places

import (
	"fmt"
	"maps"
	"math/bits"
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// set is a set of places in a text, the place after its last rune included.
type set []uint64

func (p set) clear() set {
	clear(p)
	return p
}

// advance moves every place whose rune is in occ one further; it reports whether any place is left.
func (p set) advance(from, occ set) bool {
	var carry, any uint64
	for i, w := range from {
		w &= occ[i]
		p[i] = w<<1 | carry
		carry = w >> 63
		any |= p[i]
	}
	return any != 0
}

// last is the last place of the set, -1 when it is empty.
func (p set) last() int {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i] != 0 {
			return 64*i + bits.Len64(p[i]) - 1
		}
	}
	return -1
}

// add puts the places of o into p.
func (p set) add(o set) {
	for i, w := range o {
		p[i] |= w
	}
}

// spread adds to p every place that is at most n further.
func (p set) spread(n int) {
	for done := 1; done <= n; {
		step := min(done, n+1-done)
		p.addShifted(step)
		done += step
	}
}

// addShifted adds to p its own places n further.
func (p set) addShifted(n int) {
	words, rest := n/64, uint(n%64)
	for i := len(p) - 1; i >= words; i-- {
		w := p[i-words] << rest
		if rest > 0 && i > words {
			w |= p[i-words-1] >> (64 - rest)
		}
		p[i] |= w
	}
}

// run adds to p every place that is reached over runes in occ alone: the carry of an addition runs through them.
func (p set) run(occ set) {
	var carry uint64
	for i, w := range p {
		var sum uint64
		sum, carry = bits.Add64(w&occ[i], occ[i], carry)
		p[i] = w | (sum ^ occ[i])
	}
}

// node is a piece of a pattern.
type node struct {
	op       nodeOp
	class    int // index in a table's classes
	kids     []*node
	min, max int // of a repetition; max -1: no end
}

type nodeOp int

const (
	opEmpty nodeOp = iota
	opClass
	opAny
	opBoundary
	opConcat
	opAlternate
	opRepeat
)

// class is a set of runes: pairs of first and last.
type class []rune

func (c class) has(r rune) bool {
	for i := 0; i < len(c); i += 2 {
		if c[i] <= r && r <= c[i+1] {
			return true
		}
	}
	return false
}

// Table holds compiled patterns and the classes of runes that occur in them. It never changes.
type Table struct {
	patterns map[string]*node
	classes  []class
	ids      map[string]int
	ascii    [utf8.RuneSelf][]int // classes of each ASCII rune
	wide     []int                // classes that hold other runes
}

// Compile makes the table of the patterns. It panics on one that cannot be matched with places.
func Compile(list ...string) *Table {
	t := &Table{patterns: map[string]*node{}, ids: map[string]int{}}
	for _, s := range list {
		re, err := syntax.Parse(s, syntax.Perl|syntax.DotNL)
		if err != nil {
			panic(fmt.Sprintf("places: pattern %q: %v", s, err))
		}
		t.patterns[s] = t.compile(re)
	}
	for id, c := range t.classes {
		for r := rune(0); r < utf8.RuneSelf; r++ {
			if c.has(r) {
				t.ascii[r] = append(t.ascii[r], id)
			}
		}
		if c[len(c)-1] >= utf8.RuneSelf {
			t.wide = append(t.wide, id)
		}
	}
	return t
}

func (t *Table) compile(re *syntax.Regexp) *node {
	if re.Flags&syntax.FoldCase != 0 {
		panic(fmt.Sprintf("places: pattern %q folds case", re))
	}
	n := &node{}
	switch re.Op {
	case syntax.OpEmptyMatch:
	case syntax.OpLiteral:
		n.op = opConcat
		if len(re.Rune) == 1 {
			n.op, n.class = opClass, t.class(class{re.Rune[0], re.Rune[0]})
			return n
		}
		for _, r := range re.Rune {
			n.kids = append(n.kids, &node{op: opClass, class: t.class(class{r, r})})
		}
	case syntax.OpCharClass:
		n.op, n.class = opClass, t.class(class(re.Rune))
	case syntax.OpAnyChar:
		n.op = opAny
	case syntax.OpWordBoundary:
		n.op = opBoundary
	case syntax.OpCapture:
		return t.compile(re.Sub[0])
	case syntax.OpConcat, syntax.OpAlternate:
		n.op = opConcat
		if re.Op == syntax.OpAlternate {
			n.op = opAlternate
		}
		for _, sub := range re.Sub {
			n.kids = append(n.kids, t.compile(sub))
		}
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		n.op, n.kids = opRepeat, []*node{t.compile(re.Sub[0])}
		n.min, n.max = bounds(re)
		if op := n.kids[0].op; n.max < 0 && op != opClass {
			panic(fmt.Sprintf("places: pattern %q repeats more than a rune without end", re))
		}
	default:
		panic(fmt.Sprintf("places: pattern %q: %v is not understood", re, re.Op))
	}
	return n
}

func bounds(re *syntax.Regexp) (least, most int) {
	switch re.Op {
	case syntax.OpStar:
		return 0, -1
	case syntax.OpPlus:
		return 1, -1
	case syntax.OpQuest:
		return 0, 1
	}
	return re.Min, re.Max
}

func (t *Table) class(c class) int {
	key := string(c)
	id, ok := t.ids[key]
	if !ok {
		id = len(t.classes)
		t.ids[key], t.classes = id, append(t.classes, c)
	}
	return id
}

// Sheet is a text laid out for the patterns of a table; not for concurrent use.
type Sheet struct {
	s        string
	t        *Table
	n        int // runes
	occ      []set
	boundary set
	free     []set
}

// Patterns are the patterns of the table, sorted.
func (t *Table) Patterns() []string { return slices.Sorted(maps.Keys(t.patterns)) }

// On gives the sheet of a text. It costs nothing until the first pattern is asked.
func (t *Table) On(s string) *Sheet { return &Sheet{s: s, t: t} }

// String is the text of the sheet.
func (f *Sheet) String() string { return f.s }

// lay fills in where the runes of each class stand.
func (f *Sheet) lay() {
	f.n = utf8.RuneCountInString(f.s)
	words := f.n/64 + 1
	slab := make(set, words*(len(f.t.classes)+1))
	f.occ = make([]set, len(f.t.classes))
	for i := range f.occ {
		f.occ[i], slab = slab[:words:words], slab[words:]
	}
	f.boundary = slab
	p, before := 0, false
	for _, r := range f.s {
		word, bit := p/64, uint64(1)<<(p%64)
		inWord := false
		if r < utf8.RuneSelf {
			for _, id := range f.t.ascii[r] {
				f.occ[id][word] |= bit
			}
			inWord = wordByte(byte(r))
		} else {
			for _, id := range f.t.wide {
				if f.t.classes[id].has(r) {
					f.occ[id][word] |= bit
				}
			}
		}
		if inWord != before {
			f.boundary[word] |= bit
		}
		before = inWord
		p++
	}
	if before {
		f.boundary[p/64] |= 1 << (p % 64)
	}
}

// wordByte is \w of package regexp, for \b.
func wordByte(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

func (f *Sheet) get() set {
	if n := len(f.free); n > 0 {
		p := f.free[n-1]
		f.free = f.free[:n-1]
		return p
	}
	return make(set, f.n/64+1)
}

func (f *Sheet) put(p set) { f.free = append(f.free, p) }

// Has reports whether a pattern of the table occurs in the text.
func (f *Sheet) Has(pattern string) bool {
	at := f.ends(pattern)
	f.put(at)
	return at.last() >= 0
}

// Last is the rune before which the last occurrence of a pattern ends, counted from 0; -1 when there is none.
func (f *Sheet) Last(pattern string) int {
	at := f.ends(pattern)
	f.put(at)
	return at.last()
}

// ends are the places where occurrences of a pattern end.
func (f *Sheet) ends(pattern string) set {
	if f.occ == nil {
		f.lay()
	}
	at := f.get()
	for i := range at {
		at[i] = ^uint64(0)
	}
	f.trim(at)
	n, ok := f.t.patterns[pattern]
	if !ok {
		panic(fmt.Sprintf("places: %q is not in the table", pattern))
	}
	if !f.match(n, at) {
		at.clear()
	}
	return at
}

// match moves the places from which a piece of a pattern begins to those where it ends, in place; it reports whether
// any is left.
func (f *Sheet) match(n *node, at set) bool {
	switch n.op {
	case opEmpty:
		return true
	case opClass:
		return at.advance(at, f.occ[n.class])
	case opAny:
		return f.any(at)
	case opBoundary:
		var any uint64
		for i := range at {
			at[i] &= f.boundary[i]
			any |= at[i]
		}
		return any != 0
	case opConcat:
		for _, k := range n.kids {
			if !f.match(k, at) {
				return false
			}
		}
		return true
	case opAlternate:
		return f.alternate(n, at)
	}
	return f.repeat(n, at)
}

// any moves every place over one rune, whatever it is.
func (f *Sheet) any(at set) bool {
	at[f.n/64] &^= 1 << (f.n % 64)
	var carry, any uint64
	for i, w := range at {
		at[i] = w<<1 | carry
		carry = w >> 63
		any |= at[i]
	}
	return any != 0
}

func (f *Sheet) alternate(n *node, at set) bool {
	sum, one := f.get().clear(), f.get()
	defer f.put(sum)
	defer f.put(one)
	any := false
	for _, k := range n.kids {
		copy(one, at)
		if f.match(k, one) {
			sum.add(one)
			any = true
		}
	}
	copy(at, sum)
	return any
}

// repeat does {min,max} of a piece.
func (f *Sheet) repeat(n *node, at set) bool {
	kid := n.kids[0]
	for range n.min {
		if !f.match(kid, at) {
			return false
		}
	}
	switch {
	case n.max < 0:
		at.run(f.occ[kid.class])
		return true
	case kid.op == opAny:
		at.spread(n.max - n.min)
		f.trim(at)
		return true
	}
	one := f.get()
	defer f.put(one)
	copy(one, at)
	for i := n.min; i < n.max && f.match(kid, one); i++ {
		at.add(one)
	}
	return true
}

// trim takes away places past the end. Where the last word is full the shift gives 0, and 0-1 is all of it.
func (f *Sheet) trim(at set) { at[len(at)-1] &= 1<<(f.n%64+1) - 1 }
