package pec

import (
	"strings"
	"testing"
	"time"
)

// outcome is Definitivo in one word, as testdata/motivi.txt spells it.
func outcome(d *DatiCert, accettazione time.Time) string {
	final, certo := d.Definitivo(accettazione)
	switch {
	case final && certo:
		return "mancata"
	case final:
		return "mancata, e nessuno lo sa"
	case !certo:
		return "persona"
	case d.Tipo == PreavvisoErroreConsegna:
		return "attesa"
	}
	return "nessuno"
}

// scenario is a line of motivi.txt.
type scenario struct {
	d                     DatiCert
	codice, motivo, esito string
}

func scenarios(t *testing.T) (all []scenario) {
	t.Helper()
	for n, line := range strings.Split(string(readFile(t, "motivi.txt")), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "|")
		if len(f) != 6 {
			t.Fatalf("line %d has %d fields", n+1, len(f))
		}
		for i := range f {
			f[i] = strings.ReplaceAll(strings.TrimSpace(f[i]), `\n`, "\n")
		}
		all = append(all, scenario{DatiCert{Tipo: Tipo(f[0]), Errore: Errore(f[1]), ErroreEsteso: f[2]}, f[3], f[4], f[5]})
	}
	if len(all) < 40 {
		t.Fatalf("%d scenarios", len(all))
	}
	return all
}

func (s *scenario) check(t *testing.T, what string, d DatiCert) {
	t.Helper()
	if got := d.Codice(); got != s.codice {
		t.Errorf("%s: %s %q: code %q, want %q", what, d.Tipo, d.ErroreEsteso, got, s.codice)
	}
	if got := d.Motivo(); string(got) != s.motivo {
		t.Errorf("%s: %s %s %q: reason %q, want %q", what, d.Tipo, d.Errore, d.ErroreEsteso, got, s.motivo)
	}
	if got := outcome(&d, time.Time{}); got != s.esito {
		t.Errorf("%s: %s %q: %s, want %s", what, d.Tipo, d.ErroreEsteso, got, s.esito)
	}
}

func TestMotiviOfProviders(t *testing.T) {
	for _, s := range scenarios(t) {
		s.check(t, "as written", s.d)
	}
}

// How a provider spaces, capitalises or punctuates its words changes nothing of what they mean.
func TestSpellingDoesNotMatter(t *testing.T) {
	for name, change := range map[string]func(string) string{
		"capitals":           strings.ToUpper,
		"small letters":      strings.ToLower,
		"double blanks":      func(s string) string { return strings.ReplaceAll(s, " ", "  ") },
		"broken lines":       func(s string) string { return strings.ReplaceAll(s, " ", "\r\n") },
		"hard blanks":        func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
		"blanks around":      func(s string) string { return "\n " + s + "\t" },
		"full stop":          func(s string) string { return strings.TrimSpace(s + " .") },
		"commas for hyphens": func(s string) string { return strings.ReplaceAll(s, " - ", ", ") },
		"no blanks at signs": func(s string) string { return strings.ReplaceAll(s, " - ", "-") },
		"another provider":   func(s string) string { return strings.ReplaceAll(s, "Gestore", "Altra Posta s.r.l.") },
		"accents apart":      func(s string) string { return strings.ReplaceAll(s, "è", "e\u0300") },
		"accents as quotes":  func(s string) string { return strings.ReplaceAll(s, "è", "e'") },
		"English after it":   func(s string) string { return strings.TrimSpace(s + "\n---\n- Delivery notification -") },
	} {
		for _, s := range scenarios(t) {
			d := s.d
			d.ErroreEsteso = change(d.ErroreEsteso)
			s.check(t, name, d)
		}
	}
}

// Nothing but an errore-consegna may count against the recipient's box, whatever is written.
func TestOnlyErroreConsegnaAccusesTheBox(t *testing.T) {
	for _, s := range scenarios(t) {
		for _, errore := range []Errore{Nessuno, NoDest, NoDominio, Virus, Altro, "ignoto"} {
			for _, tipo := range []Tipo{Accettazione, NonAccettazione, PresaInCarico, AvvenutaConsegna, PostaCertificata, PreavvisoErroreConsegna, RilevazioneVirus, "errore", ""} {
				d := DatiCert{Tipo: tipo, Errore: errore, ErroreEsteso: s.d.ErroreEsteso}
				if m := d.Motivo(); m == MotivoInesistente || m == MotivoPiena {
					t.Errorf("%s %s %q accuses the box: %s", tipo, errore, d.ErroreEsteso, m)
				}
			}
			d := DatiCert{Tipo: ErroreConsegna, Errore: errore, ErroreEsteso: s.d.ErroreEsteso}
			if d.Motivo() == MotivoNessuno {
				t.Errorf("errore-consegna %s %q has no reason", errore, d.ErroreEsteso)
			}
		}
	}
}

// bySpec is the order of pec.md §4.5 for a preavviso, written again as the page says it: code, words, time, person.
func bySpec(codice string, ha12, ha24, noto bool, dopo time.Duration) string {
	if codice == "5.4.1" {
		return "mancata"
	}
	if ha24 && !ha12 {
		return "mancata"
	}
	if ha12 && !ha24 {
		return "attesa"
	}
	if noto && dopo >= 22*time.Hour {
		return "mancata"
	}
	if noto && dopo <= 13*time.Hour && dopo >= -time.Minute {
		return "attesa"
	}
	return "persona"
}

// Every code with every choice of words and every time: the two ways of deciding agree on all of them.
func TestPreavvisoAgainstTheSpecification(t *testing.T) {
	preso := time.Date(2026, 10, 24, 20, 0, 0, 0, time.FixedZone("", 2*3600)) // summer time ends in that night
	hours := []time.Duration{-48 * time.Hour, -time.Minute - time.Second, -time.Minute, 0, time.Hour, 12 * time.Hour, 13 * time.Hour,
		13*time.Hour + time.Second, 18 * time.Hour, 22*time.Hour - time.Second, 22 * time.Hour, 24 * time.Hour, 24 * 365 * time.Hour}
	count := map[string]int{}
	for _, codice := range []string{"", "5.4.1", "4.4.1", "5.4.7", "5.1.1", "5.4.10"} {
		for _, w12 := range []string{"", "dodici", "12 ore", "Dodici ore", "dodicimila", "112 ore"} {
			for _, w24 := range []string{"", "ventiquattro", "24 ore", "VENTIQUATTRO ORE", "ventiquattresima", "124 ore"} {
				for _, noto := range []bool{true, false} {
					for _, dopo := range hours {
						winter := time.FixedZone("", 3600)
						d := DatiCert{Tipo: PreavvisoErroreConsegna, Errore: Altro, ErroreEsteso: strings.Trim(codice+" - G - "+w12+"; "+w24, " -;"), Data: preso.Add(dopo).In(winter)}
						from := preso
						if !noto {
							from = time.Time{}
						}
						ha12 := w12 == "dodici" || w12 == "12 ore" || w12 == "Dodici ore"
						ha24 := w24 == "ventiquattro" || w24 == "24 ore" || w24 == "VENTIQUATTRO ORE"
						want := bySpec(codice, ha12, ha24, noto, dopo)
						if got := outcome(&d, from); got != want {
							t.Errorf("%q after %v (known %v): %s, want %s", d.ErroreEsteso, dopo, noto, got, want)
						}
						count[want]++
					}
				}
			}
		}
	}
	if count["mancata"] == 0 || count["attesa"] == 0 || count["persona"] == 0 {
		t.Errorf("not every outcome was tried: %v", count)
	}
}

// Without a date of its own a preavviso cannot be placed in time, whatever the accettazione says.
func TestPreavvisoWithoutDate(t *testing.T) {
	d := DatiCert{Tipo: PreavvisoErroreConsegna}
	if got := outcome(&d, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)); got != "persona" {
		t.Errorf("%s", got)
	}
}

// Of two reasons the code is believed before errore, and errore before the words (pec.md §4.5).
func TestCodeBeforeErroreBeforeWords(t *testing.T) {
	codes := map[string]Motivo{"5.1.1": MotivoInesistente, "5.1.2": MotivoInesistente, "5.1.3": MotivoInesistente, "5.1.6": MotivoInesistente, "5.1.10": MotivoInesistente,
		"5.2.2": MotivoPiena, "4.2.2": MotivoPiena, "5.2.1": MotivoAltro, "4.2.1": MotivoAltro,
		"5.4.1": MotivoTempo, "4.4.1": MotivoTempo, "5.4.7": MotivoTempo, "4.4.7": MotivoTempo}
	errori := map[Errore]Motivo{NoDest: MotivoInesistente, NoDominio: MotivoInesistente, Virus: MotivoVirus}
	words := map[string]Motivo{"casella piena": MotivoPiena, "virus": MotivoVirus, "tempo massimo": MotivoTempo, "utente sconosciuto": MotivoInesistente, "boh": MotivoAltro}
	for _, codice := range []string{"", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.2", "4.2.2", "5.2.1", "4.2.1", "5.4.1", "4.4.1", "5.4.7", "4.4.7",
		"4.1.1", "4.1.2", "2.1.5", "5.0.0", "5.1.0", "5.1.4", "5.1.5", "5.1.7", "5.1.8", "5.2.0", "5.2.3", "5.2.4", "5.3.4", "5.4.4", "5.5.1", "5.7.1"} {
		for _, errore := range []Errore{NoDest, NoDominio, Virus, Altro, Nessuno, "ignoto"} {
			for parole, perParole := range words {
				want, settled := codes[codice]
				if !settled {
					want, settled = errori[errore]
				}
				if !settled {
					want = perParole
				}
				d := DatiCert{Tipo: ErroreConsegna, Errore: errore, ErroreEsteso: strings.TrimPrefix(codice+" - G - "+parole, " - ")}
				if got := d.Motivo(); got != want {
					t.Errorf("%s %q: %q, want %q", errore, d.ErroreEsteso, got, want)
				}
			}
		}
	}
}
