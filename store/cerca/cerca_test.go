package cerca

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

type prova struct {
	Posizione
	words []string
}

// casuali makes n entries, some names more than once, with few and many words in common.
func casuali(t testing.TB, rnd *rand.Rand, n int) (list []prova) {
	for range n {
		ref := fmt.Sprintf("LET-2026-%06d", rnd.IntN(2*n))
		if rnd.IntN(2) == 0 {
			ref = hex.EncodeToString(slices.Repeat([]byte{byte(rnd.IntN(n))}, 32))
		}
		// the instant belongs to the name
		h := ParolaDi(ref)
		p, err := PosizioneDi(ref, time.UnixMilli(int64(h%1000)))
		must(t, err)
		v := prova{Posizione: p}
		for range rnd.IntN(6) {
			v.words = append(v.words, fmt.Sprint(rnd.IntN(1+rnd.IntN(40))))
		}
		list = append(list, v)
	}
	return list
}

func blocco(t testing.TB, list []prova) *Blocco {
	t.Helper()
	var voci []Voce
	for _, v := range list {
		x := Voce{Posizione: v.Posizione}
		for _, w := range v.words {
			x.Parole = append(x.Parole, ParolaDi(w))
		}
		voci = append(voci, x)
	}
	k, err := Leggi(Scrivi(voci, Copre{Da: 3, A: 9, Root: [32]byte{7}}))
	must(t, err)
	if k.Da != 3 || k.A != 9 || k.Root != [32]byte{7} {
		t.Fatalf("%+v", k.Copre)
	}
	return k
}

// ingenua answers by looking at every entry; within a block the words of one name count together.
func ingenua(blocks [][]prova, words []string, from, to int64, after *Posizione) (list []Posizione) {
	for _, b := range blocks {
		has := map[Posizione]map[string]bool{}
		for _, v := range b {
			if has[v.Posizione] == nil {
				has[v.Posizione] = map[string]bool{}
			}
			for _, w := range v.words {
				has[v.Posizione][w] = true
			}
		}
		for p, m := range has {
			ok := p.t>>1 >= from && p.t>>1 <= to && (after == nil || p.Compare(*after) > 0)
			for _, w := range words {
				ok = ok && m[w]
			}
			if ok {
				list = append(list, p)
			}
		}
	}
	slices.SortFunc(list, Posizione.Compare)
	return slices.Compact(list)
}

func TestCercaComeGuardareTutto(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for round := range 300 {
		var blocks [][]prova
		var ks []*Blocco
		for range 1 + rnd.IntN(4) {
			b := casuali(t, rnd, 1+rnd.IntN(200))
			blocks, ks = append(blocks, b), append(ks, blocco(t, b))
		}
		var words []string
		d := Domanda{}
		for range rnd.IntN(4) {
			w := fmt.Sprint(rnd.IntN(12))
			words, d.Parole = append(words, w), append(d.Parole, ParolaDi(w))
		}
		from, to := int64(0), int64(1000)
		if rnd.IntN(2) == 0 {
			from, to = int64(rnd.IntN(500)), int64(500+rnd.IntN(500))
			d.Dal, d.Al = time.UnixMilli(from), time.UnixMilli(to)
		}
		want := ingenua(blocks, words, from, to, nil)
		limit := 1 + rnd.IntN(60)
		for page := 0; ; page++ {
			r := NuovaRaccolta(limit)
			for _, k := range ks {
				k.Cerca(d, r)
			}
			got, more, exact := r.Prime()
			rest := want[min(page*limit, len(want)):]
			if n := min(limit, len(rest)); !slices.Equal(got, rest[:n]) || more != len(rest)-n || !exact {
				t.Fatalf("round %d, page %d of %d, words %v: %d and %d more, want %d and %d", round, page, limit, words, len(got), more, n, len(rest)-n)
			}
			if more == 0 {
				break
			}
			back, err := Segno(got[len(got)-1].String())
			must(t, err)
			d.Dopo = &back
		}
	}
}

// TestMolti: more candidates than are kept give the first ones all the same, and how many more.
func TestMolti(t *testing.T) {
	r := NuovaRaccolta(10)
	const n = 3*raccolti + 5
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, i := range rnd.Perm(n) {
		p, err := PosizioneDi(fmt.Sprintf("LET-%d", i), time.UnixMilli(int64(i)))
		must(t, err)
		r.Metti(p)
	}
	got, more, exact := r.Prime()
	if len(got) != 10 || got[0].Ref() != fmt.Sprintf("LET-%d", n-1) || got[9].Ref() != fmt.Sprintf("LET-%d", n-10) || more != n-10 || exact {
		t.Errorf("%d %s … %d more, exact %v", len(got), got[0].Ref(), more, exact)
	}
}

// TestOgniByte: no byte of a block can change unseen.
func TestOgniByte(t *testing.T) {
	b := Scrivi([]Voce{{Posizione{t: 3}, []Parola{1, 2}}, {Posizione{t: 8}, []Parola{2}}}, Copre{0, 5, [32]byte{}})
	for i := range b {
		b[i] ^= 1
		if _, err := Leggi(b); !errors.Is(err, ErrBlocco) {
			t.Fatalf("byte %d: %v", i, err)
		}
		b[i] ^= 1
	}
	for n := range len(b) {
		if _, err := Leggi(b[:n]); !errors.Is(err, ErrBlocco) {
			t.Fatalf("%d bytes: %v", n, err)
		}
	}
	if _, err := Leggi(b); err != nil {
		t.Fatal(err)
	}
}

func TestNomi(t *testing.T) {
	for _, ref := range []string{"LET-2026-000001", "a", fmt.Sprintf("%064x", 1), "LET-2026-1000000"} {
		p, err := PosizioneDi(ref, time.UnixMilli(-5))
		must(t, err)
		if p.Ref() != ref {
			t.Errorf("%q became %q", ref, p.Ref())
		}
		if q, err := Segno(p.String()); err != nil || q != p {
			t.Errorf("%s: %v, %v", p, q, err)
		}
	}
	for _, ref := range []string{"", "x\x00", fmt.Sprintf("%063x", 1)} {
		if _, err := PosizioneDi(ref, time.Time{}); err == nil {
			t.Errorf("%q is taken for a name", ref)
		}
	}
	for _, s := range []string{"", "1", "x-LET", "2-LET-1", "3-", "1-" + fmt.Sprintf("%064x", 1), "12"} {
		if _, err := Segno(s); err == nil {
			t.Errorf("%q is taken for a mark", s)
		}
	}
}
