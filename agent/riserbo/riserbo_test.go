package riserbo

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

func TestMaschera(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"RCPT TO giulia.bianchi@pecmail.example: 550 <giulia.bianchi@pecmail.example> unknown", "RCPT TO ***@pecmail.example: 550 <***@pecmail.example> unknown"},
		{"CF BNCGLI78C48G478A", "CF BNC*************"},
		{"cf=bncgli78c48g478a,altro", "cf=bnc*************,altro"},
		{"omocodia BNCGLIT8C48G4TUA.", "omocodia BNC*************."},
		{"chiave_RSSMRC69S21G702W_x", "chiave_RSS*************_x"},
		{"partita IVA 92032490374", "partita IVA ***********"},
		{"SEG-2026-000123 LET-2026-000001 sha256=0123456789ab uid=4294967295", "SEG-2026-000123 LET-2026-000001 sha256=0123456789ab uid=4294967295"},
		{"a@b.example,c@d.example;<e@f.example>", "***@b.example,***@d.example;<***@f.example>"},
		{"perché@città.example è", "***@città.example è"},
		{"nessun indirizzo @ qui", "nessun indirizzo @ qui"},
	} {
		if got := Maschera(c.in); got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

func TestMotivo(t *testing.T) {
	got := Motivo("Decesso di Bianchi Giulia registrato, «sono la figlia\ndi Giulia» da x@y.example.\nSentire", "Bianchi", "Giulia", "")
	if want := "Decesso di *** *** registrato, «…» da ***@y.example. Sentire"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Motivo("Bianchini resta", "Bianchi"); got != "Bianchini resta" {
		t.Errorf("a name inside a word: %q", got)
	}
	if got := Motivo("citazione aperta «e mai chiusa BNC"); strings.Contains(got, "chiusa") {
		t.Errorf("an open quotation: %q", got)
	}
	if got := Motivo(strings.Repeat("è", 1000)); len(got) > maxMotivo+3 || !strings.HasSuffix(got, "è…") {
		t.Errorf("%d bytes, end %q", len(got), got[len(got)-6:])
	}
}

// TestHandler: no way into a record leads around the mask.
func TestHandler(t *testing.T) {
	var b bytes.Buffer
	l := slog.New(Handler{slog.NewTextHandler(&b, &slog.HandlerOptions{Level: slog.LevelDebug})})
	const cf, addr = "BNCGLI78C48G478A", "giulia@pecmail.example"
	l.With("a", cf, "g", slog.GroupValue(slog.String("dentro", addr))).WithGroup("gruppo").Info("messaggio "+cf, "errore", errors.New("550 "+addr),
		"lista", []string{cf, addr}, "valore", valuer(addr), slog.Group("g2", slog.Any("x", struct{ CF string }{cf})))
	l.Debug("di nuovo "+addr, "n", 7, "vero", true)
	out := b.String()
	if strings.Contains(out, "GLI78") || strings.Contains(out, "giulia") {
		t.Errorf("unmasked: %s", out)
	}
	for _, want := range []string{"BNC****", "***@pecmail.example", "gruppo.errore=", "g.dentro=", "gruppo.g2.x=", "n=7", "vero=true"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
}

type valuer string

func (v valuer) LogValue() slog.Value { return slog.StringValue(string(v)) }
