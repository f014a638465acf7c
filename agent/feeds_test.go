package agent_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pecagent/agent/demo"
	"pecagent/mailparse"
	"pecagent/rules"
)

// TestFeedByPEC: the running agent opens the day's run, writes the file, sends it by PEC as an attachment byte for byte, and the
// provider's delivery receipt closes the run and marks the members (order.md §3.1 FEDERATION_PEC).
func TestFeedByPEC(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	b := onDemo(t, g, "[avvio]\nmodo = \"automatico\"\nautomatico = [\"R1\"]\nt0 = \"2026-11-01T00:00:00+01:00\"\n[invio]\norario = \"sempre\"\nritardo_minuti = 0\n"+
		"[feeds.inipec]\nmode = \"FEDERATION_PEC\"\naddress = \"elenco@pecmail.example\"\n")
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	var f rules.Flusso
	b.until("the run is taken", func() bool {
		for _, ev := range b.events() {
			if ev.Flusso != nil && ev.Flusso.Accettato && ev.Flusso.Righe > 5 {
				f = *ev.Flusso
			}
		}
		return f.ID != ""
	})
	var l rules.Lettera
	sent := ""
	for _, ev := range b.events() {
		if ev.Lettera != nil && ev.Lettera.ID == f.Lettera {
			l = *ev.Lettera
		}
		if ev.Passo != nil && ev.Passo.Lettera == f.Lettera && ev.Passo.SHA256 != "" {
			sent = ev.Passo.SHA256
		}
	}
	files, err := filepath.Glob(filepath.Join(b.cfg.Data, "raw", "sha256", sent[:2], sent+".eml"))
	if must(t, err); len(files) != 1 {
		t.Fatalf("the letter is in %d files", len(files))
	}
	raw, err := os.ReadFile(files[0])
	must(t, err)
	m, err := mailparse.Parse(raw)
	must(t, err)
	if l.A != "elenco@pecmail.example" || m.Inner == nil || len(m.Inner.Attachments) != 1 {
		t.Fatalf("%+v, %d attachments", l, len(m.Inner.Attachments))
	}
	sum := sha256.Sum256(m.Inner.Attachments[0].Content())
	if a := m.Inner.Attachments[0]; hex.EncodeToString(sum[:]) != f.File.SHA256 || a.Name != f.File.Nome || !strings.HasPrefix(a.Name, "inipec-2026-11-23") {
		t.Errorf("%+v, want %+v", a, f.File)
	}
	for _, ev := range b.events() { // a completa receipt gives back what was sent
		if r := ev.Ricevuta; r != nil && r.Lettera == f.Lettera && r.Tipo == "avvenuta-consegna" && r.Contenuto != rules.ContenutoUguale {
			t.Errorf("the receipt says of the content: %+v", r)
		}
	}
	if said := b.cmd("report", "feed"); !strings.Contains(said, f.ID+" inipec") || !strings.Contains(said, "CHIUSO") {
		t.Errorf("%s", said)
	}
}
