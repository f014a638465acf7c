package prove

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pecagent/rules"
	"pecagent/store/fascicolo"
)

// scrivi commits events as they are.
func scrivi(t testing.TB, o Opzioni, list ...rules.Event) {
	t.Helper()
	for i := range list {
		list[i].Attore = rules.Agente
	}
	_, err := o.Store.Commit(t.Context(), func(rules.Snapshot) rules.Decision { return rules.Decision{Events: list} })
	must(t, err)
}

// TestConvocazione: the fascicolo of a convocation has every letter in its own folder or says that it has not left, and the record of the
// convocation; the fascicolo of one of its letters has neither the record nor the other members.
func TestConvocazione(t *testing.T) {
	o := lungo(t, 30)
	list := []rules.Event{{Kind: rules.KCampagna, Campagna: &rules.Campagna{ID: "CAM-2026-000001", Tipo: rules.ConvocazioneAssemblea, Stato: rules.CApprovata, Fino: "RSSMRA80A01H009A",
		Dati: rules.DatiLettera{Evento: "Assemblea annuale"}}}}
	for i := range 3 {
		cf := fmt.Sprintf("RSSMRA80A01H%03dA", i)
		list = append(list, rules.Event{Kind: rules.KLettera, Lettera: &rules.Lettera{ID: fmt.Sprintf("LET-2026-%06d", i+2), Modello: "T-22", CF: cf, A: fmt.Sprintf("a%d@pec.example", i), Caso: "CAM-2026-000001", Breve: true, Stato: rules.LInCoda}})
	}
	scrivi(t, o, list...)
	x, err := Esporta(t.Context(), o, Domanda{Campagna: "cam-2026-000001"})
	must(t, err)
	if !x.Sano() || len(x.Manca) != 3 || x.Rif != "CAM-2026-000001" || len(x.Codici) != 3 || !strings.Contains(testoDi(t, x, "relazione.html"), "Assemblea annuale") {
		t.Errorf("%v %q %v", x.Verdetto.Verdetto, x.Manca, x.Codici)
	}
	one, err := Esporta(t.Context(), o, Domanda{Comunicazione: "LET-2026-000003"})
	must(t, err)
	if s := testoDi(t, one, "80_registro.json") + testoDi(t, one, "00_timeline.csv"); !one.Sano() || strings.Contains(s, "a0@pec") || strings.Contains(s, "a2@pec") || one.Record != 2 {
		t.Errorf("%v, %d records", one.Verdetto.Verdetto, one.Record)
	}
}

// testoDi is a file of a fascicolo.
func testoDi(t testing.TB, x *Esito, nome string) string {
	t.Helper()
	f, err := fascicolo.Leggi(x.Zip)
	must(t, err)
	b, ok := f.Trova(nome)
	if !ok {
		t.Fatalf("%s is not there", nome)
	}
	return string(b)
}

// TestAncora: the earliest anchor that covers the records comes along when it is mail of the Order to itself; one in a letter to another
// member never does.
func TestAncora(t *testing.T) {
	o := lungo(t, 10)
	size := o.Store.LogHead().Size
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	anchor := func(let, model, cf string, n int64) []rules.Event {
		return []rules.Event{{Kind: rules.KLettera, Lettera: &rules.Lettera{ID: let, Modello: model, CF: cf, A: "x@pec.example", Stato: rules.LInviata}},
			{Kind: rules.KAncora, Ancora: &rules.Ancora{Dimensione: n, Radice: "x", Lettera: let, Ricevuta: strings.Repeat("b", 64), Istante: at}}}
	}
	scrivi(t, o, anchor("LET-2026-000011", rules.ModelloAncora, "", size-2)...) // too early
	scrivi(t, o, anchor("LET-2026-000012", "T-04", "RSSMRA80A01H001A", size)...)
	scrivi(t, o, anchor("LET-2026-000013", rules.ModelloAncora, "", size+1)...)
	scrivi(t, o, anchor("LET-2026-000014", rules.ModelloAncora, "", size+3)...)
	var s *scelta
	must(t, o.Store.View(func(a rules.Archivio) (err error) {
		s, err = scegli(a, o.Policy, Domanda{Comunicazione: "LET-2026-000001"})
		return err
	}))
	st, err := leggiStoria(o.Store, o.Store.LogHead().Size, s, Domanda{Comunicazione: "LET-2026-000001"})
	must(t, err)
	if len(s.ancore) != 1 || s.ancore[0].ID != "LET-2026-000013" {
		t.Errorf("%+v", s.ancore)
	}
	n := 0
	for _, ev := range st.eventi {
		if ev.Ancora != nil {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d anchors among the records", n)
	}
}

// raccoltaFinta gives stored bytes by a name in the place of their digest.
type raccoltaFinta map[string]string

func (f raccoltaFinta) Raw(sha string) ([]byte, error) {
	if s, ok := f[sha]; ok {
		return []byte(s), nil
	}
	return nil, fmt.Errorf("no %s", sha)
}

// TestFlussi: of a feed the member's own line is given, from the last file before the state that names him, and no other's.
func TestFlussi(t *testing.T) {
	run := func(seq int64, id, name, file string, state rules.StatoFlusso) rules.Event {
		return rules.Event{Seq: seq, Flusso: &rules.Flusso{ID: id, Nome: name, Stato: state, Giorno: "2026-11-20", File: rules.Documento{SHA256: file, Nome: file + ".csv"}}}
	}
	r := &raccolta{src: raccoltaFinta{"one": "AAA;a@pec\r\nMIO;vecchio@pec\r\n", "two": "MIO;mio@pec\r\nBBB;b@pec\r\n", "three": "BBB;b@pec\r\n", "late": "MIO;dopo@pec\r\n"},
		st: &storia{flussi: []rules.Event{run(1, "FLU-1", "inipec", "one", rules.FChiuso), run(2, "FLU-2", "inipec", "two", rules.FInviato), run(3, "FLU-2", "inipec", "two", rules.FOK),
			run(4, "FLU-3", "inipec", "three", rules.FInviato), run(5, "FLU-4", "fnomceo", "gone", rules.FInviato), run(9, "FLU-5", "inipec", "late", rules.FInviato)}}}
	got := r.flussi(&vista{record: 8, cf: "MIO"}, map[string]string{})
	if len(got) != 1 || got[0].Flusso != "FLU-2" || got[0].Stato != string(rules.FOK) || got[0].Riga != "MIO;mio@pec" || got[0].SHA256 != "two" {
		t.Errorf("%+v", got)
	}
}
