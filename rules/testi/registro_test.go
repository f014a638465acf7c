package testi

import (
	"strings"
	"testing"
)

// TestCon: the line is the last paragraph of text and page, on a line of its own, whatever the letter; without a line nothing changes.
func TestCon(t *testing.T) {
	const line = "Registro: 123456789012 t02ZSjRhwHV091KT7IM4Qpvu1qiiYiRP008PFD8b+/A="
	if len(line) >= 78 {
		t.Fatalf("%d characters", len(line))
	}
	plain := Testo{Oggetto: "o", Testo: "a\n\nb\n", HTML: pagina("o", []string{"a", "b"})}
	got := plain.Con(line)
	if got.Testo != "a\n\nb\n\n"+line+"\n" || got.Oggetto != "o" {
		t.Errorf("%q", got.Testo)
	}
	if strings.Count(got.HTML, "\n"+line+"\n") != 1 || !strings.HasSuffix(got.HTML, "<p>b</p>\n<p>\n"+line+"\n</p>\n</body>\n</html>\n") {
		t.Errorf("%q", got.HTML)
	}
	if plain.Con("") != plain {
		t.Error("no line changes the letter")
	}
	if got.HTML[:len(got.HTML)-len("<p>\n\n</p>\n</body>\n</html>\n")-len(line)]+"</body>\n</html>\n" != plain.HTML {
		t.Error("the rest of the page changed")
	}
}
