package agent_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"pecagent/agent/demo"
	"pecagent/mailparse"
	"pecagent/rules"
	"pecagent/store"
	"pecagent/store/log"
)

// TestAnchorInLetters: a letter ends with the head of the log, unbroken in both forms; its delivery becomes an anchor that our
// own tree agrees with. The store of before the letter, put back in its place, is recognised by the receipt and sends nothing.
func TestAnchorInLetters(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	b := onDemo(t, g, fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`))
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	must(t, b.end())
	must(t, os.CopyFS(filepath.Join(b.dir, "vecchio"), os.DirFS(b.cfg.Data))) // the store of before, key and all
	b.run()
	b.socket()
	if _, err := g.Scrivi(demo.Scritto{From: "sara.moretti@pecmail.example", Subject: "verifica PEC",
		Body: "Buongiorno, potete confermarmi quale indirizzo PEC risulta in anagrafica a mio nome? Sara Moretti MRTSRA93P49F205U"}); err != nil {
		t.Fatal(err)
	}
	var x rules.Ancora
	b.until("an anchor", func() bool {
		for _, ev := range b.events() {
			if ev.Ancora != nil {
				x = *ev.Ancora
			}
		}
		return x.Lettera != ""
	})
	if !strings.Contains(b.cmd("letters", "preview", "T-04"), "\nRegistro: ") {
		t.Error("the preview does not show the line")
	}
	must(t, b.end())
	lettera := anchored(t, b, x)

	must(t, os.Rename(b.cfg.Data, filepath.Join(b.dir, "nuovo")))
	must(t, os.Rename(filepath.Join(b.dir, "vecchio"), b.cfg.Data))
	b.run()
	b.socket()
	b.until("the stop", func() bool { return strings.Contains(b.cmd("mode"), "INVIO FERMO") })
	b.until("the call", func() bool { // the acceptance has stopped it; the delivery says what it means
		return strings.Contains(b.cmd("review", "list"), "di una lettera che per questo archivio non è mai partita")
	})
	if n := strings.Count(b.cmd("evidence", "find", "--json"), `"state":"INVIATA"`); n != 0 {
		t.Errorf("%d letters were sent from the older store; %s left from the newer", n, lettera)
	}
}

// anchored holds the anchor against the log and the letter's bytes, and gives the letter's id.
func anchored(t *testing.T, b *bench, x rules.Ancora) string {
	t.Helper()
	st, err := store.Open(store.Options{Dir: b.cfg.Data, MinFree: -1})
	must(t, err)
	defer func() { must(t, st.Close()) }()
	root, ok, err := st.RootAt(x.Dimensione)
	must(t, err)
	if !ok || root.String() != x.Radice || x.Dimensione < 5 {
		t.Errorf("the anchor says %d %s, the log %v %s", x.Dimensione, x.Radice, ok, root)
	}
	var l rules.Lettera
	must(t, st.View(func(a rules.Archivio) error {
		l, _ = rules.Vista(a).Lettera(x.Lettera)
		for n, want := range map[int64]bool{1: true, x.Dimensione: true, x.Dimensione + 1: false} {
			if got, ok := rules.PrimaAncora(a, n); ok != want || ok && got != x {
				t.Errorf("the first anchor of %d: %v %+v", n, ok, got)
			}
		}
		return nil
	}))
	raw, err := st.Raw(l.SHA256)
	must(t, err)
	line := fmt.Sprintf("Registro: %d %s", x.Dimensione, x.Radice)
	qp := strings.TrimSuffix(line, "=") + "=3D\r\n"
	if n := len(regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(qp)).FindAll(raw, -1)); n != 2 {
		t.Errorf("the line stands %d times on a line of its own in the bytes:\n%s", n, raw)
	}
	m, err := mailparse.Parse(raw)
	must(t, err)
	if !strings.HasSuffix(m.Inner.Text, "\n\n"+line) || m.Inner.TextFrom != "plain" || m.Inner.Discorde {
		t.Errorf("%q (%s, discorde %v)", m.Inner.Text, m.Inner.TextFrom, m.Inner.Discorde)
	}
	return l.ID
}

// TestNoAnchorInLetters: switched off, letters are as the templates say and nothing is anchored.
func TestNoAnchorInLetters(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	b := onDemo(t, g, fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`)+"[registro]\nancora_nelle_lettere = false\n")
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	if _, err := g.Scrivi(demo.Scritto{From: "sara.moretti@pecmail.example", Subject: "verifica PEC",
		Body: "Buongiorno, potete confermarmi quale indirizzo PEC risulta in anagrafica a mio nome? Sara Moretti MRTSRA93P49F205U"}); err != nil {
		t.Fatal(err)
	}
	b.until("the delivery", func() bool { return strings.Contains(b.cmd("evidence", "find", "--json"), `"CONSEGNATA"`) })
	for _, ev := range b.events() {
		if ev.Ancora != nil {
			t.Errorf("%+v", ev.Ancora)
		}
	}
	if strings.Contains(b.cmd("letters", "preview", "T-04"), "Registro: ") {
		t.Error("the preview shows a line that no letter has")
	}
}

// TestAnchorByItself: the second mailbox gets the head in the subject, so that the acceptance alone anchors it, and the signed
// checkpoint whole in the text; once, and it is no letter of the protocol.
func TestAnchorByItself(t *testing.T) {
	const second = "registro@legalpost.example"
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	b := onDemo(t, g, fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`)+"[registro]\nancora_a = \""+second+"\"\n")
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	anchors := func() (list []rules.Ancora) {
		for _, ev := range b.events() {
			if ev.Ancora != nil {
				list = append(list, *ev.Ancora)
			}
		}
		return list
	}
	b.until("two anchors", func() bool { return len(anchors()) == 2 })
	for _, x := range anchors() {
		if x.Dove != rules.AncoraOggetto || x != anchors()[0] && (x.Dimensione != anchors()[0].Dimensione || x.Radice != anchors()[0].Radice) {
			t.Errorf("%+v", x)
		}
	}
	if n := strings.Count(b.cmd("evidence", "find", "--json"), `"template":"ANCORA"`); n != 1 {
		t.Errorf("%d mails", n)
	}
	b.cmd("review", "show", anchors()[0].Lettera)
	must(t, b.end())
	st, err := store.Open(store.Options{Dir: b.cfg.Data, MinFree: -1})
	must(t, err)
	defer func() { must(t, st.Close()) }()
	var l rules.Lettera
	must(t, st.View(func(a rules.Archivio) error {
		l, _ = rules.Vista(a).Lettera(ancoreIn(t, st)[0].Lettera)
		return nil
	}))
	raw, err := st.Raw(l.SHA256)
	must(t, err)
	m, err := mailparse.Parse(raw)
	must(t, err)
	x := ancoreIn(t, st)[0]
	if want := fmt.Sprintf("Impronta del registro: %d %s", x.Dimensione, x.Radice); m.Inner.Subject != want || l.A != second {
		t.Errorf("%s: %q, want %q", l.A, m.Inner.Subject, want)
	}
	i, j := strings.Index(m.Inner.Text, "pecagent/"), strings.Index(m.Inner.Text, "\n\nOrdine di Prova")
	if i < 0 || j < i {
		t.Fatalf("%q", m.Inner.Text)
	}
	v, err := note.NewVerifier(st.VerifierKey())
	must(t, err)
	size, root, err := log.ParseCheckpoint([]byte(m.Inner.Text[i:j]+"\n"), v)
	if err != nil || size != x.Dimensione || root.String() != x.Radice {
		t.Errorf("the checkpoint in the text: %d %s %v", size, root, err)
	}
}

func ancoreIn(t *testing.T, st *store.Store) (list []rules.Ancora) {
	t.Helper()
	must(t, st.View(func(a rules.Archivio) error {
		rules.Ancore(a, func(x rules.Ancora) bool { list = append(list, x); return true })
		return nil
	}))
	return list
}
