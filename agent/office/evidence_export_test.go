package office_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pecagent/agent/office"
	"pecagent/rules"
	"pecagent/store/fascicolo"
)

// fascicolo exports and reads the zip that was saved, verified under the provider of the test.
func (u *ufficio) fascicolo(args ...string) (*fascicolo.Fascicolo, fascicolo.Manifest) {
	u.t.Helper()
	clear(u.saved)
	said := u.riesce(append([]string{"evidence", "export"}, args...)...)
	for name, zip := range u.saved {
		if !strings.Contains(said, name) {
			u.t.Errorf("%s is not told of:\n%s", name, said)
		}
		f, err := fascicolo.Leggi([]byte(zip))
		must(u.t, err)
		if v := fascicolo.Verifica(f, fascicolo.Opzioni{Fiducia: &u.env.Trust, Chiave: u.env.Store.VerifierKey()}); v.Verdetto != fascicolo.Verificato {
			u.t.Error(v.Scritto())
		}
		raccontati(u.t, f)
		if dir := os.Getenv("PECAGENT_FASCICOLO"); dir != "" { // to look at
			must(u.t, os.WriteFile(filepath.Join(dir, u.t.Name()+"-"+filepath.Base(name)), []byte(zip), 0o600))
		}
		var m fascicolo.Manifest
		b, _ := f.Trova(fascicolo.NomeManifest)
		must(u.t, json.Unmarshal(b, &m))
		return f, m
	}
	u.t.Fatal("nothing was saved")
	return nil, fascicolo.Manifest{}
}

// raccontati: the timeline has every record of the fascicolo, once, and when it was recorded.
func raccontati(t *testing.T, f *fascicolo.Fascicolo) {
	t.Helper()
	var reg fascicolo.Registro
	b, _ := f.Trova(fascicolo.NomeRegistro)
	must(t, json.Unmarshal(b, &reg))
	b, _ = f.Trova("00_timeline.csv")
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma = ';'
	rows, err := r.ReadAll()
	must(t, err)
	told := map[string]int{}
	for _, row := range rows[1:] {
		told[row[6]]++
		if row[2] == "" || row[7] == "" && !strings.Contains(row[2], "cancellato") {
			t.Errorf("a line says nothing: %q", row)
		}
	}
	for _, x := range reg.Record {
		if told[fmt.Sprint(x.Seq)] != 1 {
			t.Errorf("record %d is told %d times", x.Seq, told[fmt.Sprint(x.Seq)])
		}
	}
	if len(told) != len(reg.Record) {
		t.Errorf("%d records told of %d", len(told), len(reg.Record))
	}
}

func TestExportDomande(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	for want, args := range map[string][]string{
		"una e una sola":                 {},
		"una e una sola fra":             {"--member", "CNTLCU88R19A944D", "--diffida", "CNTLCU88R19A944D"},
		"nessuna lettera":                {"--communication", "LET-2026-000077"},
		"nessuna richiesta":              {"--request", "REQ-1"},
		"nessun iscritto":                {"--member", "CNTLCU88R19A944X"},
		"nessuna pratica di diffida":     {"--diffida", "CNTLCU88R19A944D"},
		"nessuna convocazione":           {"--campaign", "CAM-2026-000001"},
		"--from e --to valgono solo con": {"--request", "RIC-2026-000001", "--from", "2026-01-01"},
		"nessun argomento oltre":         {"--member", "CNTLCU88R19A944D", "altro"},
		"opzione sconosciuta":            {"--tutti"},
	} {
		if said := u.fallisce(office.ExitUsage, append([]string{"evidence", "export"}, args...)...); !strings.Contains(said, want) {
			t.Errorf("%v: %s", args, said)
		}
	}
	if len(u.saved) > 0 || len(u.eventi(rules.KAccesso)) > 0 {
		t.Errorf("%d files, %d events of what could not be meant", len(u.saved), len(u.eventi(rules.KAccesso)))
	}
	if file, fresh := office.MustBeNew("evidence export", []string{"--member", "X", "--out", "a.zip"}); file != "a.zip" || !fresh {
		t.Errorf("%q %v", file, fresh)
	}
	if file, fresh := office.MustBeNew("evidence export", []string{"--out=b.zip"}); file != "b.zip" || !fresh {
		t.Errorf("%q %v", file, fresh)
	}
	if _, fresh := office.MustBeNew("report feed", []string{"--out", "a.zip"}); fresh {
		t.Error("a feed file may be written again")
	}
}

// TestExportRiservato: the fascicolo of one member has no other member's code, name or address in any file or record, with the whole
// register imported beside him; ids count up, and each export is an event before the file is handed out.
func TestExportRiservato(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	u.scrive(cambio("conti.luca@pecmail.example"))
	f, m := u.fascicolo("--member", "cntlcu88r19a944d", "--motivo", "  richiesta  del difensore ", "--out", "x.zip")
	if m.ID != "EV-2026-000001" || m.Utente != "m.neri" || m.Motivo != "richiesta del difensore" || u.saved["x.zip"] == "" {
		t.Errorf("%+v", m)
	}
	var others []rules.Iscritto
	must(t, u.env.Store.View(func(a rules.Archivio) error {
		rules.Iscritti(a, func(x rules.Iscritto) bool {
			if x.CF != "CNTLCU88R19A944D" {
				others = append(others, x)
			}
			return true
		})
		return nil
	}))
	if len(others) < 10 {
		t.Fatalf("%d others", len(others))
	}
	var all strings.Builder
	for _, v := range f.Voci {
		all.Write(v.Byte)
	}
	var reg fascicolo.Registro
	b, _ := f.Trova(fascicolo.NomeRegistro)
	must(t, json.Unmarshal(b, &reg))
	for _, r := range reg.Record {
		all.Write(r.Evento)
	}
	for _, x := range others {
		for _, word := range []string{x.CF, x.EmailOrdinaria} {
			if word != "" && strings.Contains(all.String(), word) {
				t.Errorf("%s of another member is in the fascicolo", word)
			}
		}
		if x.Domicilio != nil && strings.Contains(all.String(), x.Domicilio.Indirizzo) {
			t.Errorf("the address of another member is in the fascicolo: %s", x.Domicilio.Indirizzo)
		}
	}
	if !strings.Contains(all.String(), "conti.luca@pecmail.example") {
		t.Error("the member's own request is not there")
	}
	u.env.Save = func(string, []byte) error { return errors.New("disk full") }
	u.fallisce(office.ExitWrong, "evidence", "export", "--member", "CNTLCU88R19A944D")
	list := u.eventi(rules.KAccesso)
	if last := list[len(list)-1].Accesso; !slices.Contains(last.Cose, "EV-2026-000002") || last.Comando != "evidence export" {
		t.Errorf("an export whose file could not be written is not recorded: %+v", last)
	}
}

// dossier holds the fascicolo of a case that went all the way, on paper, against what order.md §6.5 wants in it.
func (u *ufficio) dossier(dif string) {
	u.t.Helper()
	f, m := u.fascicolo("--diffida", dif)
	if len(m.Manca) != 0 {
		u.t.Errorf("manca: %q", m.Manca)
	}
	var docs []string
	for _, x := range m.File {
		if x.Ruolo == fascicolo.RuoloDocumento {
			_, name, _ := strings.Cut(strings.TrimPrefix(x.Nome, "70_delibera_e_note/"), "_")
			docs = append(docs, name)
		}
	}
	for _, want := range []string{"diffida.pdf", "diffida.pdf.p7m", "inipec.pdf", "inad.pdf", "carta.pdf"} {
		if !slices.Contains(docs, want) {
			u.t.Errorf("%s is not among the documents %v", want, docs)
		}
	}
	rows, _ := f.Trova("60_registro_alla_data.json")
	contiene(u.t, "the register as of", string(rows), dif+" NOTIFICATA", dif+" SOSPESO", `"conformita": "ASSENTE`)
	page, _ := f.Trova("relazione.html")
	contiene(u.t, "the relazione", string(page), "Diffida DIF-2026-000001", "delibera sulla diffida", "RACCOMANDATA RR1", "tentativo per telefono", "confermata da due persone", "La sospensione ha effetto dal",
		"L. 241/1990 art. 21-bis")
}
