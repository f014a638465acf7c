package testi

import (
	"errors"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ingenuo is a second reading of a template file, by text substitution and nothing else: what the parser and the
// writer give is compared with it.
type ingenuo struct {
	oggetto      string
	corpo, legge []string
}

// leggiIngenuo cuts a file into variants and paragraphs.
func leggiIngenuo(text string) map[string]ingenuo {
	text = regexp.MustCompile(`(?m)^#.*\n?`).ReplaceAllString(text, "")
	if !strings.HasPrefix(strings.TrimSpace(text), "==") {
		text = "== \n" + text
	}
	out := map[string]ingenuo{}
	for _, part := range regexp.MustCompile(`(?m)^==`).Split(text, -1)[1:] {
		name, rest, _ := strings.Cut(part, "\n")
		var v ingenuo
		if m := regexp.MustCompile(`(?m)^Oggetto: (.*)$`).FindStringSubmatch(rest); m != nil {
			v.oggetto = m[1]
			rest = strings.Replace(rest, m[0], "", 1)
		}
		body, law, _ := strings.Cut(rest, "\n---\n")
		v.corpo, v.legge = capoversi(body), capoversi(law)
		out[strings.TrimSpace(name)] = v
	}
	return out
}

func capoversi(s string) (list []string) {
	for _, p := range regexp.MustCompile(`\n\s*\n`).Split(s, -1) {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		p = regexp.MustCompile(`\n(- |[0-9]+\) |[a-z]\) )`).ReplaceAllString(p, "\x00$1")
		p = strings.ReplaceAll(strings.ReplaceAll("\n"+p, "\n| ", "\x00"), "\n", " ")
		list = append(list, strings.ReplaceAll(p, "\x00", "\n"))
	}
	return list
}

var (
	frase    = regexp.MustCompile(`\[[^\[\]]*\]`)
	nominato = regexp.MustCompile(`\{([?!]?)([a-z0-9_]+)\}`)
)

// espandi writes a paragraph: innermost optional sentences first, what they leave is hidden from those around them.
// The second result is the fact whose hole stays, the first one.
func espandi(p string, facts map[string]string) (string, string) {
	var done []string
	for frase.MatchString(p) {
		p = frase.ReplaceAllStringFunc(p, func(s string) string {
			s = s[1 : len(s)-1]
			for _, m := range nominato.FindAllStringSubmatch(s, -1) {
				if (facts[m[2]] == "") != (m[1] == "!") {
					return ""
				}
			}
			done = append(done, metti(s, facts))
			return "\x01" + string(rune(0xf0000+len(done)-1))
		})
	}
	for _, m := range nominato.FindAllStringSubmatch(p, -1) {
		if facts[m[2]] == "" {
			return "", m[2]
		}
	}
	p = metti(p, facts)
	for strings.Contains(p, "\x01") {
		p = regexp.MustCompile("\x01(.)").ReplaceAllStringFunc(p, func(s string) string { return done[[]rune(s)[1]-0xf0000] })
	}
	var lines []string
	for l := range strings.SplitSeq(p, "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n"), ""
}

func metti(s string, facts map[string]string) string {
	return nominato.ReplaceAllStringFunc(s, func(n string) string {
		if strings.ContainsAny(n, "?!") {
			return ""
		}
		return facts[strings.Trim(n, "{}")]
	})
}

// TestIngenuo writes every variant of every file with facts that are there or not by chance, and wants what the second
// reading gives: the same words, or the same fact named as missing.
func TestIngenuo(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	full := map[string]string{}
	for _, v := range variabili {
		full[v] = "«" + v + "»"
	}
	full["opzioni"], full["manca"] = "1) uno\n2) due", "- primo\n- secondo"
	written, missing := 0, 0
	for _, file := range files() {
		b, err := incorporati.ReadFile("modelli/" + file)
		if err != nil {
			t.Fatal(err)
		}
		naive, m := leggiIngenuo(string(b)), interni(t).modelli[file]
		if len(naive) != len(m.sezioni) {
			t.Fatalf("%s: %d variants, %d by the second reading", file, len(m.sezioni), len(naive))
		}
		for name, s := range m.sezioni {
			for round := range 80 {
				facts := maps.Clone(full)
				for _, v := range variabili {
					if r.IntN(8) < round%8 {
						delete(facts, v)
					}
				}
				list, src := slices.Concat([][]nodo{s.oggetto}, s.corpo, s.legge), slices.Concat([]string{naive[name].oggetto}, naive[name].corpo, naive[name].legge)
				if len(list) != len(src) {
					t.Fatalf("%s %s: %d paragraphs, %d by the second reading", file, name, len(list), len(src))
				}
				for i, p := range list {
					got, err := scrittore{file, facts}.paragrafo(p)
					want, hole := espandi(src[i], facts)
					var e errManca
					switch {
					case hole == "" && (err != nil || got != want):
						t.Fatalf("%s %s: %q %v\nwant %q", file, name, got, err, want)
					case hole != "" && (!errors.As(err, &e) || e.fatto != hole || e.file != file || e.riga < s.riga):
						t.Fatalf("%s %s: %v, the fact %s is missing in %q", file, name, err, hole, src[i])
					case hole == "":
						written++
					default:
						missing++
					}
				}
			}
		}
	}
	if written < 5_000 || missing < 5_000 {
		t.Errorf("%d paragraphs written, %d with a hole: the comparison says little", written, missing)
	}
}
