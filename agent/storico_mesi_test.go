package agent_test

import (
	"fmt"
	"strings"
	"testing"

	"pecagent/agent/servertest"
)

// TestStoricoMesi: mail older than avvio.storico_mesi (24) is left unread, in every folder, and is no gap; with 0 all is read.
func TestStoricoMesi(t *testing.T) {
	t.Parallel()
	dove := servertest.Dovecot(t)
	old := start().AddDate(-3, 0, 0)
	for i, folder := range []string{"INBOX", "INBOX", "Vecchie", "Vecchie"} {
		dove.Deliver(folder, ordinary(i, old), old)
	}
	dove.Deliver("INBOX", ordinary(10, start()), start())
	b := onDovecot(t, dove, "")
	b.run()
	b.socket()
	b.until("the recent one", func() bool { return len(b.seen().decided) == 1 })
	dove.Deliver("INBOX", ordinary(11, start()), start())
	dove.Deliver("Vecchie", ordinary(12, start()), start())
	b.until("what came since", func() bool { return len(b.seen().decided) == 3 })
	if s := b.seen(); len(s.arrived) != 3 {
		t.Errorf("read: %v", s.places)
	}
	if list := b.cmd("review", "list"); strings.Contains(list, "sparit") {
		t.Errorf("history is no gap:\n%s", list)
	}
	must(t, b.end())

	all := onDovecot(t, dove, "")
	all.cfg.Avvio.StoricoMesi = 0
	all.run()
	all.socket()
	all.until("all of it", func() bool { return len(all.seen().decided) == 7 })
	if s := fmt.Sprint(all.seen().twice()); s != "[]" {
		t.Errorf("decided twice: %s", s)
	}
}
