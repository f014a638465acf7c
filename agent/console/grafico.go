package console

import (
	"fmt"
	"slices"
	"strconv"
)

// grafico is a picture of columns, each made of pieces that lie on another, with its legend and its table.
type grafico struct {
	ID, Titolo, Dice string
	Larga, Alta      int
	Scala            []tacca
	Colonne          []colonna
	Legenda          []voceLegenda
	Righe            []rigaGrafico // the table beside it
	Vuoto            bool
}

type tacca struct {
	Y    int
	Dice string
}

type colonna struct {
	X, L  int
	Nome  string // below it; "" where there is no room
	Pezzi []pezzo
}

type pezzo struct {
	Y, H   int
	Classe string
	Dice   string
}

type voceLegenda struct{ Classe, Nome string }

type rigaGrafico struct {
	Nome   string
	Valori []int
}

// Measures of the picture, in its own units.
const (
	graficoLargo    = 1100
	graficoAlto     = 240
	graficoSinistra = 46
	graficoSotto    = 26
	graficoSopra    = 10
)

// nuovoGrafico draws what each row counts under each name, names in the order of the legend.
func nuovoGrafico(id, titolo, dice string, legenda []voceLegenda, righe []rigaGrafico) grafico {
	g := grafico{ID: id, Titolo: titolo, Dice: dice, Larga: graficoLargo, Alta: graficoAlto, Legenda: legenda, Righe: righe}
	most := 0
	for _, r := range righe {
		sum := 0
		for _, v := range r.Valori {
			sum += v
		}
		most = max(most, sum)
	}
	if g.Vuoto = most == 0; g.Vuoto {
		return g
	}
	step := passoScala(most)
	top := (most + step - 1) / step * step
	high := graficoAlto - graficoSotto - graficoSopra
	y := func(v int) int { return graficoSopra + high - v*high/top }
	for v := 0; v <= top; v += step {
		g.Scala = append(g.Scala, tacca{y(v), migliaia(v)})
	}
	each := (graficoLargo - graficoSinistra) / len(righe)
	skip := max(1, (len(righe)*64+graficoLargo-1)/graficoLargo) // room for a name below
	for i, r := range righe {
		c := colonna{X: graficoSinistra + i*each + each/8, L: max(3, min(64, each*3/4))}
		if (len(righe)-1-i)%skip == 0 {
			c.Nome = r.Nome
		}
		sum := 0
		for k, v := range r.Valori {
			if v > 0 {
				c.Pezzi = append(c.Pezzi, pezzo{y(sum + v), max(1, y(sum)-y(sum+v)), legenda[k].Classe, fmt.Sprintf("%s: %s %s", r.Nome, migliaia(v), legenda[k].Nome)})
				sum += v
			}
		}
		g.Colonne = append(g.Colonne, c)
	}
	return g
}

// passoScala is a round step that makes three to six lines.
func passoScala(most int) int {
	for p := 1; ; p *= 10 {
		for _, k := range []int{1, 2, 5} {
			if k*p*5 >= most {
				return k * p
			}
		}
	}
}

// migliaia writes a number as Italians do.
func migliaia(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

// nomiDi are the names that any row counts, the most frequent first.
func nomiDi(rows []map[string]int) (names []string) {
	total := map[string]int{}
	for _, r := range rows {
		for k, v := range r {
			total[k] += v
		}
	}
	for k := range total {
		names = append(names, k)
	}
	slices.SortFunc(names, func(a, b string) int {
		if total[a] != total[b] {
			return total[b] - total[a]
		}
		if a < b {
			return -1
		}
		return 1
	})
	return names
}
