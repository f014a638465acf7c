package testi

import "testing"

func TestElidi(t *testing.T) {
	for in, want := range map[string]string{
		"entro il 11 novembre 2026":      "entro l'11 novembre 2026",
		"Dal 8 dicembre 2026 la casella": "Dall'8 dicembre 2026 la casella",
		"prima del 11 gennaio":           "prima dell'11 gennaio",
		"fino al 8 marzo e dal 11 marzo": "fino all'8 marzo e dall'11 marzo",
		"il 18 novembre, il 1° marzo":    "il 18 novembre, il 1° marzo",
		"il 11 per cento":                "il 11 per cento",
		"cavil 11 marzo":                 "cavil 11 marzo",
	} {
		if got := elidi(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
