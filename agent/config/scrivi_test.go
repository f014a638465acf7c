package config

import (
	"reflect"
	"strings"
	"testing"
)

// TestScrivi: the values come back as given, whatever characters they hold; every other line stays as it was.
func TestScrivi(t *testing.T) {
	odd := `Ordine "A" \ # di prova = [x]` + "\t’"
	out, err := Scrivi(Esempio(), []Valore{{"data", "/tmp/x"}, {"ordine.nome", odd}, {"ordine.pec", "a@pec.example"}, {"imap.host", "imap.example"}, {"imap.port", 1993},
		{"smtp.host", "smtp.example"}, {"avvisi.a", []string{"x@posta.example", "y@posta.example"}}, {"backup.cartella", "/copie"}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := Parse(out, "/")
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != "/tmp/x" || c.Ordine.Nome != odd || c.Ordine.PEC != "a@pec.example" || c.IMAP.Host != "imap.example" || c.IMAP.Port != 1993 || c.SMTP.Host != "smtp.example" ||
		!reflect.DeepEqual(c.Avvisi.A, []string{"x@posta.example", "y@posta.example"}) || c.Backup.Cartella != "/copie" {
		t.Errorf("%+v", c)
	}
	before, after := strings.Split(Esempio(), "\n"), strings.Split(out, "\n")
	changed := 0
	for i := range before {
		_, comment := parts(before[i])
		if _, now := parts(after[i]); now != comment {
			t.Errorf("the comment of line %d became %q", i+1, now)
		}
		if before[i] != after[i] {
			changed++
		}
	}
	if len(before) != len(after) || changed != 8 {
		t.Errorf("%d lines changed", changed)
	}
	again, err := Scrivi(out, []Valore{{"imap.port", 993}})
	if err != nil || strings.Count(again, "# TLS implicito; STARTTLS non è usato") != 1 {
		t.Errorf("%v", err)
	}
}

func TestScriviRifiuta(t *testing.T) {
	for _, v := range []Valore{{"imap.porta", 1}, {"nulla", "x"}, {"imap.port", 0}, {"ordine.pec", "niente"}} {
		if _, err := Scrivi(Esempio(), []Valore{v}); err == nil {
			t.Errorf("%v was written", v)
		}
	}
}
