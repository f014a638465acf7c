package cerca

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	magic      = "PECCERC1"
	headerSize = 8 + 4 + 4 + 8 + 8 + 32
	nomeSize   = 32
)

// ErrBlocco: the bytes are no block that this version wrote, or are damaged.
var ErrBlocco = errors.New("the block of the search index is not readable")

// Parola is a word as blocks hold it.
type Parola uint64

// ParolaDi is the hash of a word: of SHA-256, so that nobody who writes to us chooses words that fall together.
func ParolaDi(word string) Parola {
	h := sha256.Sum256([]byte(word))
	return Parola(binary.LittleEndian.Uint64(h[:8]))
}

// Posizione orders entries: the newest first, those of one instant by name.
type Posizione struct {
	t    int64
	nome [nomeSize]byte
}

// PosizioneDi is where an entry stands. An error is a name that does not fit.
func PosizioneDi(ref string, at time.Time) (p Posizione, err error) {
	p.t = at.UnixMilli() << 1
	if len(ref) == 2*nomeSize {
		if _, err := hex.Decode(p.nome[:], []byte(ref)); err == nil {
			return p, nil
		}
	}
	if len(ref) == 0 || len(ref) > nomeSize || strings.ContainsRune(ref, 0) {
		return p, fmt.Errorf("%q cannot be the name of an entry", ref)
	}
	copy(p.nome[:], ref)
	p.t |= 1
	return p, nil
}

// Ref is the name.
func (p Posizione) Ref() string {
	if p.t&1 == 0 {
		return hex.EncodeToString(p.nome[:])
	}
	return string(bytes.TrimRight(p.nome[:], "\x00"))
}

// Compare is negative when p stands before q.
func (p Posizione) Compare(q Posizione) int {
	return cmp.Or(cmp.Compare(q.t, p.t), bytes.Compare(p.nome[:], q.nome[:]))
}

// String is the position as a mark for a next page; Segno reads it back.
func (p Posizione) String() string { return fmt.Sprintf("%x-%s", uint64(p.t), p.Ref()) }

// Segno reads the mark of a page.
func Segno(s string) (p Posizione, err error) {
	n, ref, _ := strings.Cut(s, "-")
	t, err := strconv.ParseUint(n, 16, 64)
	if err != nil {
		return p, fmt.Errorf("%q is no mark of a page", s)
	}
	p.t = int64(t)
	q, err := PosizioneDi(ref, time.UnixMilli(p.t>>1))
	if err != nil || q.t != p.t {
		return p, fmt.Errorf("%q is no mark of a page", s)
	}
	return q, nil
}

// Voce is an entry to be written.
type Voce struct {
	Posizione
	Parole []Parola
}

// Copre says which events of the log a block was made from, and the root of the log at the last.
type Copre struct {
	Da, A int64 // after Da, up to A
	Root  [32]byte
}

// Scrivi makes a block. Voices of one position are one entry with the words of all.
func Scrivi(voci []Voce, c Copre) []byte {
	slices.SortFunc(voci, func(a, b Voce) int { return a.Compare(b.Posizione) })
	type pair struct {
		w Parola
		n uint32
	}
	var pairs []pair
	var distinct []Posizione
	for i, v := range voci {
		if i == 0 || v.Posizione != voci[i-1].Posizione {
			distinct = append(distinct, v.Posizione)
		}
		for _, w := range v.Parole {
			pairs = append(pairs, pair{w, uint32(len(distinct) - 1)})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(cmp.Compare(a.w, b.w), cmp.Compare(a.n, b.n)) })
	pairs = slices.Compact(pairs)
	le := binary.LittleEndian
	b := make([]byte, 0, size(len(distinct), len(pairs)))
	b = append(b, magic...)
	b = le.AppendUint32(b, uint32(len(distinct)))
	b = le.AppendUint32(b, uint32(len(pairs)))
	b = le.AppendUint64(b, uint64(c.Da))
	b = le.AppendUint64(b, uint64(c.A))
	b = append(b, c.Root[:]...)
	for _, p := range distinct {
		b = le.AppendUint64(b, uint64(p.t))
	}
	for _, p := range distinct {
		b = append(b, p.nome[:]...)
	}
	for _, p := range pairs {
		b = le.AppendUint64(b, uint64(p.w))
	}
	for _, p := range pairs {
		b = le.AppendUint32(b, p.n)
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

func size(entries, pairs int) int {
	return headerSize + entries*(8+nomeSize) + pairs*(8+4) + sha256.Size
}

// Blocco is a block that can be searched. The bytes it was read from must stay as they are.
type Blocco struct {
	Copre
	n, pairs                   int
	times, names, words, owner []byte
}

// Leggi reads a block and checks its digest: all of it is read once.
func Leggi(b []byte) (*Blocco, error) {
	if len(b) < headerSize+sha256.Size || string(b[:8]) != magic {
		return nil, fmt.Errorf("%w: it does not begin like one", ErrBlocco)
	}
	le := binary.LittleEndian
	k := &Blocco{n: int(le.Uint32(b[8:])), pairs: int(le.Uint32(b[12:]))}
	if len(b) != size(k.n, k.pairs) {
		return nil, fmt.Errorf("%w: its length is wrong", ErrBlocco)
	}
	end := len(b) - sha256.Size
	if sum := sha256.Sum256(b[:end]); !bytes.Equal(sum[:], b[end:]) {
		return nil, fmt.Errorf("%w: its digest is another", ErrBlocco)
	}
	k.Da, k.A = int64(le.Uint64(b[16:])), int64(le.Uint64(b[24:]))
	copy(k.Root[:], b[32:headerSize])
	rest := b[headerSize:]
	cut := func(n int) (part []byte) { part, rest = rest[:n:n], rest[n:]; return part }
	k.times, k.names, k.words, k.owner = cut(8*k.n), cut(nomeSize*k.n), cut(8*k.pairs), cut(4*k.pairs)
	return k, nil
}

// Voci is the number of entries.
func (k *Blocco) Voci() int { return k.n }

// Refs are the names of all entries.
func (k *Blocco) Refs() []string {
	list := make([]string, k.n)
	for i := range list {
		list[i] = k.at(uint32(i)).Ref()
	}
	return list
}

func (k *Blocco) time(i uint32) int64 { return int64(binary.LittleEndian.Uint64(k.times[8*i:])) }

func (k *Blocco) at(i uint32) (p Posizione) {
	p.t = k.time(i)
	copy(p.nome[:], k.names[nomeSize*i:])
	return p
}

// ha gives the entries that have a word, ascending.
func (k *Blocco) ha(w Parola) []byte {
	bound := func(w uint64, or uint64) int {
		lo, hi := 0, k.pairs
		for lo < hi {
			mid := int(uint(lo+hi) >> 1)
			if x := binary.LittleEndian.Uint64(k.words[8*mid:]); x < w || x == w && or == 1 {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		return lo
	}
	return k.owner[4*bound(uint64(w), 0) : 4*bound(uint64(w), 1)]
}
