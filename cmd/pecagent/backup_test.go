package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestBackupERipristino is what a person does with a store: key, backup, loss, restore, and the refusals on the way.
func TestBackupERipristino(t *testing.T) {
	u := nuovoUfficio(t, semplice)
	u.vuole(2, parole{"backup.cartella"}, "backup")
	u.vuole(2, parole{"backup.destinatario"}, "backup", "--to", "copie")
	u.vuole(0, parole{"destinatario = \"age1", "due luoghi"}, "backup", "--new-key", "chiave.txt")
	u.vuole(1, parole{"exists"}, "backup", "--new-key", "chiave.txt")
	if i, err := os.Stat(u.path("chiave.txt")); err != nil || i.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", i, err)
	}
	_, to, _ := strings.Cut(u.leggi("chiave.txt"), "(backup.destinatario): ")
	to, _, _ = strings.Cut(to, "\n")
	u.scrivi("pecagent.toml", semplice+"[backup]\ncartella = \"copie\"\ntieni = 2\ndestinatario = \""+to+"\"\n")
	u.vuole(1, parole{"non c'è ancora un archivio"}, "backup")
	u.ok("members", "import", "iscritti.csv")
	if e := u.fa("check", "--offline"); e.code != 1 || !strings.Contains(e.out, "MANCA   copia di sicurezza       nessuna in ") {
		t.Errorf("check: %d %s", e.code, e.out)
	}
	u.vuole(0, parole{"scritta e riletta", "eventi"}, "backup")
	if e := u.fa("check", "--offline"); !strings.Contains(e.out, "ok      copia di sicurezza       1 in ") {
		t.Errorf("check: %s", e.out)
	}
	copie, err := filepath.Glob(u.path("copie/*.age"))
	must(t, err)
	if len(copie) != 1 {
		t.Fatal(copie)
	}
	list := u.ok("members", "list", "--json")

	u.vuole(0, parole{"15 iscritti"}, "export", "--all", "tutto")
	u.vuole(1, parole{"non è vuota"}, "export", "--all", "tutto")
	u.vuole(2, parole{"export --all CARTELLA"}, "export", "tutto")
	u.vuole(0, parole{"15 iscritti"}, "export", "--all", "tutto2", "--motivo", "cambio di programma")
	u.vuole(0, parole{"export --all  di tutti  motivo: cambio di programma"}, "evidence", "accesses", "--member", "BNCGLI78C48G478A")

	u.vuole(2, parole{"--identity"}, "restore", copie[0])
	u.vuole(1, parole{"non è vuota"}, "restore", copie[0], "--identity", "chiave.txt", "--into", "data")
	u.ok("backup", "--new-key", "altra.txt")
	u.vuole(1, parole{"non è quella di questa copia"}, "restore", copie[0], "--identity", "altra.txt", "--into", "nuova")
	if _, err := os.Stat(u.path("nuova")); err == nil {
		t.Error("a refused restore leaves a folder")
	}
	must(t, os.Rename(u.path("data"), u.path("persa")))
	u.vuole(0, parole{"Ripristinato e verificato", "L'invio è fermo"}, "restore", copie[0], "--identity", "chiave.txt", "--into", "data")
	if u.ok("members", "list", "--json") != list {
		t.Error("the restored register differs")
	}
	u.vuole(0, parole{"INVIO FERMO: archivio ripristinato dalla copia del"}, "mode")
	u.vuole(1, parole{"la casella non è stata ancora riletta"}, "resume")
	if e := u.fa("check", "store"); e.code != 1 || !strings.Contains(e.out, "MANCA   invio                    fermo: archivio ripristinato") {
		t.Errorf("check store: %d %s", e.code, e.out)
	}

	old := filepath.Join(u.path("copie"), "pecagent-"+time.Now().Add(-72*time.Hour).UTC().Format("20060102T150405Z")+".age")
	must(t, os.Rename(copie[0], old))
	if e := u.fa("check", "--offline"); e.code != 1 || !strings.Contains(e.out, "MANCA   copia di sicurezza       1 in ") || !strings.Contains(e.out, "più vecchia di due giorni") {
		t.Errorf("check: %d %s", e.code, e.out)
	}
}
