package office_test

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/rules"
)

// apri reads a packet and holds each document against its name.
func apri(t *testing.T, b string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(b), int64(len(b)))
	must(t, err)
	files := map[string]string{}
	for _, f := range z.File {
		if f.Method != zip.Store || f.Mode() != 0o644 || f.Modified.Year() != 1980 {
			t.Errorf("%s: method %d, mode %v, %v", f.Name, f.Method, f.Mode(), f.Modified)
		}
		r, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		files[f.Name] = string(content)
		if name, ok := strings.CutPrefix(f.Name, "documenti/"); ok {
			if sum := sha256.Sum256(content); name != hex.EncodeToString(sum[:])+".eml" {
				t.Errorf("%s has other bytes", f.Name)
			}
		}
	}
	return files
}

// TestPacchetto: what came and went in a period is in it once, receipts beside their letter, those of later in the packet of later;
// the same log gives the same bytes; a file that is missing is said.
func TestPacchetto(t *testing.T) {
	u := conCaso(t) // a request of 23 November with two letters that wait
	u.riesce("review", "approve", "SEG-2026-000001")
	shas, err := u.env.Store.PutRaw(context.Background(), [][]byte{[]byte("Subject: lettera\r\n\r\nx\r\n")})
	must(t, err)
	step := func(p rules.Passo) {
		p.Lettera, p.Istante = "LET-2026-000001", u.ora
		u.commit(rules.Sent{Now: u.ora, Passo: p})
	}
	u.ora = u.ora.Add(time.Hour)
	step(rules.Passo{Stato: rules.LInCoda, MsgID: "l1@ordine-prova.example", SHA256: shas[0], Oggetto: "Ricevuta del Suo messaggio"})
	step(rules.Passo{Stato: rules.LInInvio, Tentativo: true})
	step(rules.Passo{Stato: rules.LInviata})
	u.scrive(demo.Scritto{From: "offerte@pecmail.example", Subject: "Toner", Body: "Offerta.\n"})
	var other string
	must(t, u.env.Store.View(func(a rules.Archivio) error {
		rules.Messaggi(a, func(v rules.Verdetto) bool {
			if v.Oggetto == "Toner" {
				other = v.SHA256
			}
			return true
		})
		return nil
	}))
	receipt := func(st rules.StatoLettera, sha string) {
		_, err := u.env.Store.Commit(context.Background(), func(rules.Snapshot) rules.Decision {
			return rules.Decision{Events: []rules.Event{{Kind: rules.KPasso, Passo: &rules.Passo{Lettera: "LET-2026-000001", Stato: st, Istante: u.ora, Ricevuta: sha}}}}
		})
		must(t, err)
	}
	receipt(rules.LAccettata, other) // any message does for a receipt here
	if code, _, _ := u.esegue("evidence", "packet", "--from", "2026-11-23", "--to", "2026-11-23", "--out", "p.zip"); code != 2 {
		t.Errorf("a period that is not over: exit %d", code)
	}
	u.ora = u.ora.AddDate(0, 0, 1)
	contiene(t, "the packet", u.riesce("evidence", "packet", "--from", "2026-11-23", "--to", "2026-11-23", "--out", "p.zip"), "3 documenti dal 23/11/2026")
	u.riesce("evidence", "packet", "--from", "2026-11-23", "--to", "2026-11-23", "--out", "q.zip")
	if u.saved["p.zip"] != u.saved["q.zip"] {
		t.Error("the same period gave other bytes")
	}
	files := apri(t, u.saved["p.zip"])
	var index struct {
		Documenti []struct {
			IdDoc            struct{ Identificativo string }
			NomeDelDocumento string
			Allegati         struct {
				Numero int
				Elenco []struct{ Nome string }
			}
			DatiDiRegistrazione struct{ Flusso string }
			ChiaveDescrittiva   struct{ Oggetto string }
		}
	}
	must(t, json.Unmarshal([]byte(files["pdv/INDEX.json"]), &index))
	flow := ""
	for _, d := range index.Documenti {
		flow += d.DatiDiRegistrazione.Flusso
		if files[d.NomeDelDocumento] == "" {
			t.Errorf("%s is not in the packet", d.NomeDelDocumento)
		}
		if d.IdDoc.Identificativo == "LET-2026-000001" && (d.Allegati.Numero != 1 || d.Allegati.Elenco[0].Nome != "documenti/"+other+".eml" || d.ChiaveDescrittiva.Oggetto != "Ricevuta del Suo messaggio") {
			t.Errorf("the letter: %+v", d)
		}
	}
	if flow != "EUE" && flow != "EEU" {
		t.Errorf("flow %s", flow)
	}
	contiene(t, "the list for the protocol", files["pdv/da_protocollare.csv"], "RIC-2026-000001", "LET-2026-000001")
	if n := strings.Count(files["pdv/INDEX.csv"], "\r\n"); n != 4 || len(files) != 7 {
		t.Errorf("%d lines, %d files", n, len(files))
	}
	contiene(t, "an empty day", u.riesce("evidence", "packet", "--from", "2026-11-20", "--to", "2026-11-20", "--out", "v.zip"), "0 documenti")
	if files := apri(t, u.saved["v.zip"]); len(files) != 4 || !strings.Contains(files["pdv/INDEX.json"], `"documenti": []`) {
		t.Errorf("%d files", len(files))
	}
	receipt(rules.LConsegnata, strings.Repeat("0", 64))
	if code, out, _ := u.esegue("evidence", "packet", "--from", "2026-11-23", "--to", "2026-11-23", "--out", "p.zip"); code != 1 || !strings.Contains(out, "Manca: la ricevuta 0000") {
		t.Errorf("a receipt that is not held: exit %d, %s", code, out)
	}
}
