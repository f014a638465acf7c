package cerca

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"
)

// BenchmarkLarga: the widest questions over 1,300,000 entries in ten blocks, the newest 200 wanted: no word at all, and a word that a third
// of all have, alone and with another that half have.
func BenchmarkLarga(b *testing.B) {
	var blocks []*Blocco
	for k := range 10 {
		var voci []Voce
		for i := range 130_000 {
			n := k*130_000 + i
			v := Voce{Posizione: Posizione{t: int64(n) << 4, nome: sha256.Sum256(fmt.Append(nil, n))}}
			if n%3 == 0 {
				v.Parole = append(v.Parole, ParolaDi("terza"))
			}
			if n%2 == 0 {
				v.Parole = append(v.Parole, ParolaDi("pari"))
			}
			voci = append(voci, v)
		}
		block, err := Leggi(Scrivi(voci, Copre{}))
		must(b, err)
		blocks = append(blocks, block)
	}
	for name, d := range map[string]Domanda{"tutte": {}, "terza": {Parole: []Parola{ParolaDi("terza")}}, "terza-e-pari": {Parole: []Parola{ParolaDi("terza"), ParolaDi("pari")}},
		"un-giorno": {Dal: time.UnixMilli(5_000_000), Al: time.UnixMilli(5_000_800)}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r := NuovaRaccolta(200)
				for i := range blocks {
					blocks[len(blocks)-1-i].Cerca(d, r)
				}
				if list, _, _ := r.Prime(); len(list) == 0 {
					b.Fatal("nothing found")
				}
			}
		})
	}
}
