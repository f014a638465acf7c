package agent_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"

	"pecagent/agent/demo"
	"pecagent/agent/servertest"
	"pecagent/rules"
)

// chiede makes a member ask for what waits, in proponi, for a person.
func chiede(t *testing.T, g *demo.Gestore, from, who string) {
	t.Helper()
	_, err := g.Scrivi(demo.Scritto{From: from, Subject: "Cambio PEC", Body: "Buongiorno,\nchiedo di registrare come mio domicilio digitale il nuovo indirizzo PEC nuovo." + from + "\n" + who + "\n"})
	must(t, err)
}

// nelVassoio gives the notes of a folder by their task, in the order of the files.
func nelVassoio(t *testing.T, d *servertest.DovecotServer, folder string) (notes map[string]string) {
	t.Helper()
	notes = map[string]string{}
	files, err := filepath.Glob(filepath.Join(d.Maildir(folder), "*", "*"))
	must(t, err)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil || !strings.Contains(filepath.Dir(f), "/cur") && !strings.Contains(filepath.Dir(f), "/new") {
			continue // moved meanwhile
		}
		if m := regexp.MustCompile(`(?m)^X-Pecagent-Caso: (\S+)\r?$`).FindStringSubmatch(string(raw)); m != nil {
			notes[m[1]] = string(raw)
		}
	}
	return notes
}

// chiuso waits for the end of a task and gives the event.
func (b *bench) chiuso(id string) (c rules.Compito, who rules.Attore) {
	b.t.Helper()
	b.until("the end of "+id, func() bool {
		for _, ev := range b.events() {
			if ev.Compito != nil && ev.Compito.ID == id && ev.Compito.Stato != rules.Aperto {
				c, who = *ev.Compito, ev.Attore
			}
		}
		return c.ID != ""
	})
	return c, who
}

// TestReviewFromTheMailClient: a note for each task, unread and with a copy of the message; moved to Approvate or Respinte, or
// answered from the webmail, it is applied with the account as the person and filed; what is not ours moves nothing.
func TestReviewFromTheMailClient(t *testing.T) {
	b, dove, g := onBoth(t, "")
	b.cfg.Revisione.Cartella = vassoio
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	b.cmd("mode", "proponi")
	for from, who := range map[string]string{"m.rossi@pecmail.example": "Marco Rossi, RSSMRC69S21G702W", "luca.conti@legalpost.example": "Luca Conti, CNTLCU88R19A944D",
		"sara.moretti@pecmail.example": "Sara Moretti, MRTSRA93P49F205U", "studiogalli@pecmail.example": "Francesca Galli, GLLFNC80L63L219B"} {
		chiede(t, g, from, who)
	}
	var notes map[string]string
	b.until("a note for each task", func() bool { notes = nelVassoio(t, dove, vassoio); return len(notes) == 4 })
	ids := slices.Sorted(maps.Keys(notes))
	for id, note := range notes {
		if !strings.Contains(note, "copia-del-messaggio.eml") || !strings.Contains(note, "Approvate") || !strings.Contains(note, "Subject: ") {
			t.Errorf("the note of %s:\n%.2000s", id, note)
		}
	}
	for name, flags := range dove.Flags() {
		if strings.Contains(name, vassoio) && strings.Contains(flags, "S") {
			t.Errorf("the note %s is marked as read", name)
		}
	}
	me := dove.Client()

	// By a move; a forged note beside it does nothing.
	forged := strings.Replace(notes[ids[1]], "X-Pecagent-Caso: "+ids[1], "X-Pecagent-Caso: "+ids[2], 1)
	dove.Deliver(sotto("Approvate"), []byte(forged), start())
	move(t, me, vassoio, sotto("Approvate"), ids[0])
	move(t, me, vassoio, sotto("Respinte"), ids[1])
	yes, who := b.chiuso(ids[0])
	no, _ := b.chiuso(ids[1])
	if yes.Stato != rules.Approvato || who.ID != dove.User || no.Stato != "respinto" || !strings.Contains(no.Nota, "Respinte") {
		t.Errorf("by moving: %+v by %+v; %+v", yes, who, no)
	}

	// By a reply: one that is not understood comes back as a note, one with a reason decides.
	rispondi(dove, notes[ids[2]], "mah, sentiamo il presidente")
	// The webmail sends it too: by PEC, from the Order to itself, with the note and in it the member's words quoted.
	_, err := g.Scrivi(demo.Scritto{From: order, Subject: "Re: " + ids[2], Campi: []demo.Campo{{Nome: "In-Reply-To", Valore: "<" + idDi(notes[ids[2]]) + ">"}},
		Body: "mah, sentiamo il presidente\n\nIl giorno 23/11/2026 pecagent ha scritto:\n> Questa nota è di pecagent\n>  | Buongiorno,\n>  | chiedo di registrare come mio domicilio digitale il nuovo indirizzo PEC nuovo.m.rossi@pecmail.example\n>  | Marco Rossi, RSSMRC69S21G702W\n"})
	must(t, err)
	b.until("the reply that is not understood", func() bool { return strings.Contains(nelVassoio(t, dove, vassoio)[ids[2]], "NON APPLICATA") })
	rispondi(dove, nelVassoio(t, dove, vassoio)[ids[2]], "Respingi: ha gi\u00e0 telefonato")
	no, _ = b.chiuso(ids[2])
	if no.Stato != "respinto" || no.Nota != "ha gi\u00e0 telefonato" {
		t.Errorf("by a reply: %+v", no)
	}

	// Decided elsewhere, the note is filed; nothing of ours was read as mail, and no task is about it.
	b.cmd("review", "reject", ids[3], "--note", "deciso altrove")
	b.until("everything filed", func() bool {
		return len(nelVassoio(t, dove, vassoio)) == 0 && len(nelVassoio(t, dove, sotto("Decise"))) == 4
	})
	read := 0
	for _, ev := range b.events() {
		if v := ev.Esito; v != nil && v.Mittente == order && v.Busta == "trasporto" {
			read++
		}
		if c := ev.Compito; c != nil && c.Messaggio != "" && !slices.Contains(ids, c.ID) {
			t.Errorf("a case of the reply itself: %+v", c)
		}
		if l := ev.Lettera; l != nil && l.A == order {
			t.Errorf("a letter to ourselves: %+v", l)
		}
	}
	if read != 1 {
		t.Errorf("the reply was read %d times", read)
	}
	for folder, shas := range b.seen().places {
		if strings.HasPrefix(folder, vassoio) && len(shas) != 1 { // the forged one is mail like any other
			t.Errorf("%d messages of %s were read as mail", len(shas), folder)
		}
	}
}

// TestReviewChanged: what was shown in the note is no longer what would happen; nothing is done, and a new note says so.
func TestReviewChanged(t *testing.T) {
	b, dove, g := onBoth(t, "")
	b.cfg.Revisione.Cartella = vassoio
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	b.cmd("mode", "proponi")
	chiede(t, g, "luca.conti@legalpost.example", "Luca Conti, CNTLCU88R19A944D")
	b.until("the note", func() bool { return len(nelVassoio(t, dove, vassoio)) == 1 })
	id := slices.Collect(maps.Keys(nelVassoio(t, dove, vassoio)))[0]
	b.cmd("review", "withdraw", "LET-2026-000002") // by somebody at the console: the note showed two letters
	move(t, dove.Client(), vassoio, sotto("Approvate"), id)
	b.until("the note that says so", func() bool { return strings.Contains(nelVassoio(t, dove, vassoio)[id], "NON APPLICATA") })
	for _, ev := range b.events() {
		if ev.Compito != nil && ev.Compito.ID == id && ev.Compito.Stato != rules.Aperto {
			t.Errorf("it was decided all the same: %+v", ev.Compito)
		}
	}
}

// TestReviewOfDamaged: a message that can no longer be read has its note all the same, and keeps no other from having one.
func TestReviewOfDamaged(t *testing.T) {
	b, dove, g := onBoth(t, "")
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	b.cmd("mode", "proponi")
	for from, who := range map[string]string{"luca.conti@legalpost.example": "Luca Conti, CNTLCU88R19A944D", "sara.moretti@pecmail.example": "Sara Moretti, MRTSRA93P49F205U"} {
		chiede(t, g, from, who)
	}
	tasks := map[string]string{} // by message
	b.until("two cases", func() bool {
		for _, ev := range b.events() {
			if c := ev.Compito; c != nil && c.Messaggio != "" {
				tasks[c.Messaggio] = c.ID
			}
		}
		return len(tasks) == 2
	})
	must(t, b.end())
	shas := slices.Sorted(maps.Keys(tasks))
	files, err := filepath.Glob(filepath.Join(b.cfg.Data, "raw", "*", "*", shas[0]+"*"))
	if more, _ := filepath.Glob(filepath.Join(b.cfg.Data, "raw", "*", shas[0]+"*")); len(files) == 0 {
		files = more
	}
	if must(t, err); len(files) != 1 {
		t.Fatalf("%q", files)
	}
	must(t, os.Chmod(files[0], 0o600))
	must(t, os.WriteFile(files[0], []byte("altro"), 0o600))
	b.cfg.Revisione.Cartella = vassoio
	b.run()
	b.socket()
	b.until("two notes", func() bool { return len(nelVassoio(t, dove, vassoio)) == 2 })
	notes := nelVassoio(t, dove, vassoio)
	if bad, good := notes[tasks[shas[0]]], notes[tasks[shas[1]]]; strings.Contains(bad, "copia-del-messaggio.eml") || !strings.Contains(good, "copia-del-messaggio.eml") {
		t.Errorf("of the damaged one:\n%.1500s\nof the other:\n%.300s", bad, good)
	}
}

// move moves the note about a task, as a mail program does.
func move(t *testing.T, c *servertest.Client, from, to, id string) {
	t.Helper()
	c.Open(from)
	found, err := c.UIDSearch(&imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "X-Pecagent-Caso", Value: id}}}, nil).Wait()
	must(t, err)
	if len(found.AllUIDs()) != 1 {
		t.Fatalf("%s: %v in %s", id, found.AllUIDs(), from)
	}
	_, err = c.Move(imap.UIDSetNum(found.AllUIDs()...), to).Wait()
	must(t, err)
}

const vassoio = "PEC da decidere"

// sotto is a folder below the one of the review.
func sotto(name string) string { return vassoio + "/" + name }

func idDi(note string) string {
	return regexp.MustCompile(`(?mi)^Message-ID: <([^>]+)>`).FindStringSubmatch(note)[1]
}

// rispondi is the copy that a webmail leaves in the Sent folder of a reply to a note.
func rispondi(d *servertest.DovecotServer, note, line string) {
	d.Deliver("Sent", fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: Re: nota\r\nMessage-ID: <webmail-%x@posta.example>\r\nIn-Reply-To: <%s>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n\r\n> Questa nota\r\n",
		order, order, len(line), idDi(note), line), start())
}
