package rules

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// scritto is a text of testdata/parole: who writes, under which subject, and what it must come to.
type scritto struct {
	riga           int
	da, tipo, addr string
	oggetto, testo string
}

var mittenti = map[string]string{
	"giulia": "giulia.bianchi@iscritti.pec-ordine.example", "rossi": "m.rossi@pecmail.example", "conti": "luca.conti@legalpost.example",
	"moretti": "sara.moretti@pecmail.example", "fo": "ugo.fo@legalpost.example", "angelo": "niccolo.dangelo@iscritti.pec-ordine.example",
	"popescu": "elena.popescu@iscritti.pec-ordine.example",
}

// leggiScritti reads a file of testdata/parole.
func leggiScritti(t *testing.T, name string) []scritto {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "parole", name))
	if err != nil {
		t.Fatal(err)
	}
	var list []scritto
	for i, l := range strings.Split(string(b), "\n") {
		if !strings.HasPrefix(l, "== ") {
			if len(list) > 0 {
				list[len(list)-1].testo += l + "\n"
			}
			continue
		}
		head, subject, ok := strings.Cut(l[3:], "|")
		f := strings.Fields(head)
		if !ok || len(f) != 3 || mittenti[f[0]] == "" {
			t.Fatalf("%s:%d: %q", name, i+1, l)
		}
		list = append(list, scritto{riga: i + 1, da: mittenti[f[0]], tipo: f[1], addr: strings.TrimPrefix(f[2], "-"), oggetto: strings.TrimSpace(subject)})
	}
	return list
}

// TestParoleSi: everyday requests need nobody.
func TestParoleSi(t *testing.T) {
	for _, c := range leggiScritti(t, "si.txt") {
		v := nuovaScena(t).valuta(posta{env: "PEC", da: c.da, oggetto: c.oggetto, testo: strings.TrimSpace(c.testo), ora: "2026-11-23 10:00"})
		if e := v.Esito; e.Type != c.tipo || e.NewPEC != c.addr || !esegue(v) || e.Auto != autoSi || e.Quote == "" {
			t.Errorf("si.txt:%d: %s\n\t%s %s %s %q %v %s", c.riga, strings.TrimSpace(c.testo), e.Type, e.Outcome, e.Auto, e.NewPEC, e.Flags, e.Why)
		}
	}
}

// frasiNo are the sentences of no.txt.
func frasiNo(t *testing.T) []string { return righe(t, "no.txt") }

// righe are the lines of a file of testdata/parole, without those of comment.
func righe(t *testing.T, name string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "parole", name))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, l := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		if !strings.HasPrefix(l, "#") {
			list = append(list, l)
		}
	}
	return list
}

// TestParoleNo: beside every clear request, before it, after it and below the greetings, each of the sentences that take it back, put it
// off or give it to somebody else stops it.
func TestParoleNo(t *testing.T) {
	bad, s := map[string]int{}, nuovaScena(t)
	for i, c := range leggiScritti(t, "si.txt") {
		if c.tipo == "R15" {
			continue
		}
		text := strings.TrimSpace(c.testo)
		for j, no := range frasiNo(t) {
			if only, rest, ok := strings.Cut(no, ": "); ok && strings.HasPrefix(only, "solo ") {
				if !slices.Contains(strings.Fields(only), c.tipo) {
					continue
				}
				no = rest
			}
			places := []string{no + " " + text, no + "\n" + text, text + ".\n" + no, text + "\n\nCordiali saluti\n\n" + no, text + ". " + strings.ToUpper(no)}
			with := places[(i+j)%len(places)] // every sentence comes to every place
			v := Valuta(s.p, Vista(s.a), s.ricevuto(posta{env: "PEC", da: c.da, oggetto: c.oggetto, testo: with, ora: "2026-11-23 10:00"}), false)
			if esegue(v) || v.Iscritto != nil && v.Iscritto.Candidato != nil {
				if bad[no]++; bad[no] == 1 {
					t.Errorf("executes: %q\n\t%+v", with, v.Esito)
				}
			}
		}
	}
	if len(bad) > 0 {
		t.Logf("%v", bad)
	}
}
