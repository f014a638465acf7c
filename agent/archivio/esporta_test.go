package archivio

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pecagent/rules"
	"pecagent/rules/registri"
	"pecagent/store/log"
)

// TestEsporta: what comes out can be read by others (sha256sum, any CSV reader, the register's own import) and is all there;
// a formula stays text; a folder with something in it is refused, a failed export leaves nothing.
func TestEsporta(t *testing.T) {
	b := nuovoBanco(t)
	st := b.apri()
	b.riceve(st, 3)
	_, err := st.Commit(t.Context(), func(rules.Snapshot) rules.Decision {
		return rules.Decision{Events: []rules.Event{
			{Kind: rules.KIscritto, Iscritto: &rules.Iscritto{CF: "CNTLCU88R19A944D", Cognome: "Conti", Nome: "Luca", Stato: rules.Iscr, Domicilio: &rules.Domicilio{Indirizzo: "luca.conti@legalpost.example"}}},
			{Kind: rules.KRichiesta, Richiesta: &rules.Richiesta{ID: "RIC-2026-000001", Rif: "PEC-2026-000001", Tipo: "R3", CF: "CNTLCU88R19A944D", Mittente: "=cmd()", Ricevuta: oggi}},
			{Kind: rules.KLettera, Lettera: &rules.Lettera{ID: "LET-2026-000001", Rif: "PEC-2026-000001", Modello: "T-02", A: "luca.conti@legalpost.example", Stato: rules.LConsegnata, TConsegna: oggi, Motivo: "due\nrighe; e un punto"}},
		}}
	})
	must(t, err)
	dir := filepath.Join(t.TempDir(), "tutto")
	x, err := Esporta(t.Context(), b.data, dir)
	must(t, err)
	if x.Messaggi != 3 || x.Iscritti != 1 || x.Lettere != 1 || x.Richieste != 1 || x.Eventi != st.Head().Size || len(x.Mancano) != 0 {
		t.Errorf("%+v", x)
	}
	sum := exec.Command("sha256sum", "-c", "SHA256SUMS")
	sum.Dir = dir
	if out, err := sum.CombinedOutput(); err != nil || strings.Count(string(out), ": OK") != 3 {
		t.Errorf("%v %s", err, out)
	}
	read := func(name string) [][]string {
		t.Helper()
		f, err := os.Open(filepath.Join(dir, name))
		must(t, err)
		defer f.Close()
		r := csv.NewReader(f)
		r.Comma = ';'
		rows, err := r.ReadAll()
		must(t, err)
		return rows
	}
	if rows := read("richieste.csv"); len(rows) != 2 || rows[1][4] != "'=cmd()" || rows[1][8] != "2026-11-28T02:30:00+01:00" {
		t.Errorf("%q", rows)
	}
	if rows := read("lettere.csv"); len(rows) != 2 || rows[1][12] != "due\nrighe; e un punto" || rows[1][5] != "CONSEGNATA" {
		t.Errorf("%q", rows)
	}
	members, err := os.ReadFile(filepath.Join(dir, "iscritti.csv"))
	must(t, err)
	if back, _, bad, err := registri.Leggi(members); err != nil || len(back) != 1 || len(bad) != 0 {
		t.Errorf("the register is not read back: %v %v %v", back, bad, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "registro.ndjson"))
	must(t, err)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	for i, l := range lines {
		var e rules.Event
		if err := json.Unmarshal([]byte(l), &e); err != nil || e.Seq != int64(i+1) {
			t.Errorf("line %d: %v", i+1, err)
		}
	}
	if int64(len(lines)) != x.Eventi {
		t.Errorf("%d lines", len(lines))
	}
	seVerifica(t, dir)
	if _, err := Esporta(t.Context(), b.data, dir); err == nil || !strings.Contains(err.Error(), "non è vuota") {
		t.Errorf("%v", err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	parent := t.TempDir()
	if _, err := Esporta(ended, b.data, filepath.Join(parent, "x")); err == nil {
		t.Error("an ended export succeeds")
	}
	if left, err := os.ReadDir(parent); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	must(t, st.Close())
}

// seVerifica: the log of the export holds against its head as pecverify --log reads it, and is the one of the lines; with a byte changed it
// does not hold.
func seVerifica(t *testing.T, dir string) {
	t.Helper()
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		return b
	}
	whole, head, key := read("registro.log"), read("registro.checkpoint"), strings.TrimSpace(string(read("registro.pub")))
	var lines [][]byte
	h, _, err := log.CheckCopy(bytes.NewReader(whole), int64(len(whole)), head, key, func(r log.Record) error { lines = append(lines, r.Event); return nil })
	must(t, err)
	want := bytes.Split(bytes.TrimSpace(read("registro.ndjson")), []byte("\n"))
	if h.Size != int64(len(want)) || len(lines) != len(want) {
		t.Fatalf("a head of %d, %d events, %d lines", h.Size, len(lines), len(want))
	}
	for i := range want {
		if !bytes.Equal(want[i], lines[i]) {
			t.Errorf("line %d is not event %d of the log", i, i+1)
		}
	}
	whole[len(whole)/2] ^= 1
	if _, _, err := log.RootsOfCopy(bytes.NewReader(whole), int64(len(whole)), head, key, nil); !errors.Is(err, log.ErrChanged) {
		t.Errorf("a changed log: %v", err)
	}
}
