package agent_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"pecagent/agent/archivio"
	"pecagent/agent/demo"
	"pecagent/rules"
)

const rossiChiede = "Il sottoscritto Marco Rossi CF RSSMRC69S21G702W chiede di ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all'atto dell'iscrizione."

// TestRestoredStoreSendsNothingTwice: a backup is taken while the agent works; letters go out after it; the store is lost and
// the backup restored. The store reads the mailbox and decides again, stays stopped until a person resumes, and then the
// letters of the lost time do not leave a second time, while new ones do (R-301, reliability.md §4.4 F12).
func TestRestoredStoreSendsNothingTwice(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	more := fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`)
	first := onDemo(t, g, more)
	first.run()
	first.socket()
	first.cmd("members", "import", first.members())
	scrive := func(s demo.Scritto) {
		t.Helper()
		if _, err := g.Scrivi(s); err != nil {
			t.Fatal(err)
		}
	}
	scrive(demo.Scritto{From: bianchi, Subject: "Rinuncia", Body: formB})
	first.until("a letter delivered", func() bool { return strings.Contains(first.cmd("evidence", "find", "--json"), "CONSEGNATA") })

	key := filepath.Join(t.TempDir(), "chiave.txt")
	to, err := archivio.NuovaChiave(key, start())
	must(t, err)
	c, err := archivio.Backup(t.Context(), archivio.Options{Data: first.cfg.Data, Dir: filepath.Join(t.TempDir(), "copie"), Destinatari: to, Now: start})
	must(t, err)

	scrive(demo.Scritto{From: "m.rossi@pecmail.example", Subject: "PEC", Body: rossiChiede})
	first.until("the letter to Rossi", func() bool {
		return strings.Contains(first.cmd("evidence", "find", "--to", "m.rossi@pecmail.example", "--json"), "CONSEGNATA")
	})
	must(t, first.end())
	sent := len(g.Registro().Transazioni)

	second := onDemo(t, g, more)
	m, err := archivio.Restore(t.Context(), archivio.Ripristino{File: c.File, Chiave: key, Dir: second.cfg.Data, Attore: rules.Attore{Tipo: "persona", ID: "anna"}, Now: start})
	must(t, err)
	if m.Casella != order || m.Eventi == 0 {
		t.Errorf("manifest %+v", m)
	}
	second.run()
	second.socket()
	if mode := second.cmd("mode"); !strings.Contains(mode, "INVIO FERMO: archivio ripristinato dalla copia del 23/11/2026") {
		t.Errorf("mode: %s", mode)
	}
	second.until("the letters are decided again", func() bool {
		return strings.Contains(second.cmd("evidence", "find", "--to", "m.rossi@pecmail.example", "--json"), `"T-03"`)
	})
	second.until("the mailbox is read and everything is decided", func() bool {
		s := must1(t)(second.status())
		return s.Pending == 0 && s.Waiting && !s.Busy
	})
	if n := len(g.Registro().Transazioni); n != sent {
		t.Fatalf("the restored store sent %d letters before anybody resumed", n-sent)
	}
	second.cmd("resume")
	second.until("the letter is recognised", func() bool {
		return strings.Contains(second.cmd("evidence", "find", "--to", "m.rossi@pecmail.example", "--json"), "RITIRATA")
	})
	if list := second.cmd("review", "list"); !strings.Contains(list, "già partita prima del ripristino") {
		t.Errorf("nobody is told:\n%s", list)
	}
	if n := len(g.Registro().Transazioni); n != sent {
		t.Errorf("%d letters were sent a second time", n-sent)
	}
	// New mail is answered as ever.
	scrive(demo.Scritto{From: "luca.conti@legalpost.example", Subject: "PEC", Body: "Il sottoscritto Luca Conti CF CNTLCU88R19A944D chiede di ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all'atto dell'iscrizione."})
	second.until("a new letter", func() bool { return len(g.Registro().Transazioni) > sent })
	must(t, second.end())
}
