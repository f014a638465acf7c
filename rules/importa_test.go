package rules

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func registro(n int) []Iscritto {
	var ms []Iscritto
	for i := range n {
		ms = append(ms, Iscritto{CF: fmt.Sprintf("CF%03d", i), Cognome: "C", Nome: "N", Stato: Iscr,
			Domicilio: &Domicilio{Indirizzo: fmt.Sprintf("m%d@x.example", i)}})
	}
	return ms
}

func (o *ordine) importaRighe(ms []Iscritto) Decision {
	o.t.Helper()
	return o.decide(Imported{Now: o.now, Attore: persona, File: "albo.csv", SHA256: strings.Repeat("a", 64), Righe: ms})
}

func TestImporta(t *testing.T) {
	o := nuovoOrdine(t)
	if dec := o.importaRighe(registro(100)); dec.Errore != "" || len(dec.Events) != 101 {
		t.Fatalf("first import: %s, %d events", dec.Errore, len(dec.Events))
	}
	m, _ := o.vista().Iscritto("CF007")
	if m.Domicilio.Provenienza != Importato || m.Domicilio.Prova != strings.Repeat("a", 64) || m.Domicilio.Dal.IsZero() {
		t.Errorf("the domicile does not name its file: %+v", m.Domicilio)
	}
	o.now = o.now.Add(time.Hour)
	if dec := o.importaRighe(registro(100)); len(dec.Events) != 1 || dec.Events[0].Import.Invariati != 100 {
		t.Errorf("the same file again: %s", encode(t, dec))
	}
	rows := registro(99)
	rows[3].Domicilio = &Domicilio{Indirizzo: "Nuovo@X.example"}
	rows[4].Stato = Trasferito
	dec := o.importaRighe(rows)
	if dec.Errore != "" || len(dec.Events) != 3 || dec.Events[0].Import.Cambiati != 2 {
		t.Fatalf("two changes: %s", encode(t, dec))
	}
	if m, _ := o.vista().Iscritto("CF003"); m.Domicilio.Indirizzo != "nuovo@x.example" {
		t.Errorf("domicile %s", m.Domicilio.Indirizzo)
	}
	if _, ok := o.vista().Iscritto("CF099"); !ok {
		t.Error("a member who is not in the file was removed")
	}
	for _, i := range []Indice{LettereVive, CompitiVivi, RichiesteVive} {
		if ids := o.vista().Cerca(i, ""); len(ids) > 0 {
			t.Errorf("an import made %s %v (R-148)", i, ids)
		}
	}
	o.rigioca()
}

func TestImportaRifiuta(t *testing.T) {
	proven := func(m *Iscritto) {
		m.Domicilio = &Domicilio{Indirizzo: "provato@x.example", Provenienza: Comunicato, Prova: "sha"}
	}
	for _, c := range []struct {
		name     string
		rows     func([]Iscritto) []Iscritto
		ok       bool
		conflict string
	}{
		{"two per cent fewer", func(r []Iscritto) []Iscritto { return r[:98] }, true, ""},
		{"three per cent fewer", func(r []Iscritto) []Iscritto { return r[:97] }, false, ""},
		{"empty", func(r []Iscritto) []Iscritto { return nil }, false, ""},
		{"proven domicile kept", func(r []Iscritto) []Iscritto { proven(&r[5]); return r }, true, ""},
		{"proven domicile overwritten", func(r []Iscritto) []Iscritto { r[5].Domicilio.Indirizzo = "m5@x.example"; return r }, false, "CF005 domicilio_digitale: provato@x.example|m5@x.example"},
		{"proven domicile emptied", func(r []Iscritto) []Iscritto { r[5].Domicilio = nil; return r }, false, "CF005 domicilio_digitale: provato@x.example|"},
		{"revoked box alive again", func(r []Iscritto) []Iscritto {
			proven(&r[5])
			r[6].Casella = &Casella{Indirizzo: "box@x.example", Stato: Attivata}
			return r
		}, false, "CF006 stato_casella: REVOCATA|ATTIVATA"},
		{"a code twice", func(r []Iscritto) []Iscritto { proven(&r[5]); return append(r, r[1]) }, false, ""},
		{"a code missing", func(r []Iscritto) []Iscritto { proven(&r[5]); r[1].CF = " "; return r }, false, ""},
	} {
		o := nuovoOrdine(t)
		base := registro(100)
		o.importaRighe(base)
		m, _ := o.vista().Iscritto("CF005")
		proven(&m)
		o.apply(Event{Kind: KIscritto, Iscritto: &m})
		k, _ := o.vista().Iscritto("CF006")
		k.Casella = &Casella{Indirizzo: "box@x.example", Stato: Revocata}
		o.apply(Event{Kind: KIscritto, Iscritto: &k})
		rows := registro(100)
		if strings.HasPrefix(c.name, "two") || strings.HasPrefix(c.name, "three") {
			proven(&rows[5])
		}
		before := o.a.Clone()
		rows = c.rows(rows)
		dec := o.importaRighe(rows)
		if (dec.Errore == "") != c.ok {
			t.Errorf("%s: %q", c.name, dec.Errore)
		}
		if dec.Errore != "" && !o.a.Uguale(before) {
			t.Errorf("%s: refused, yet something was applied", c.name)
		}
		x := Confronta(o.vista(), base, Imported{Righe: rows})
		if len(rows) > 0 && !c.ok && len(x.Rifiuti) == 0 {
			t.Errorf("%s: the page of differences shows no refusal", c.name)
		}
		if want := c.conflict; len(x.Conflitti) > 0 != (want != "") || want != "" && fmt.Sprintf("%s %s: %s|%s", x.Conflitti[0].CF, x.Conflitti[0].Campo, x.Conflitti[0].Registro, x.Conflitti[0].File) != want {
			t.Errorf("%s: conflicts %+v, want %s", c.name, x.Conflitti, want)
		}
	}
}

// TestImportaConserva: what only pecagent knows outlives an import.
func TestImportaConserva(t *testing.T) {
	o := nuovoOrdine(t)
	o.importaRighe(registro(3))
	m, _ := o.vista().Iscritto("CF001")
	m.Candidato = &Candidato{Indirizzo: "c@x.example", Stato: Dichiarata, Richiesta: "RIC-2026-000001"}
	m.Blocco, m.UltimaProva = true, o.now
	m.Casella = &Casella{Indirizzo: "box@x.example", Stato: Generata, PrimoUso: o.now, RevocaDal: o.now}
	o.apply(Event{Kind: KIscritto, Iscritto: &m})
	rows := registro(3)
	rows[1].Casella = &Casella{Indirizzo: "Box@x.example", Stato: Attivata, Data: "2026-11-20"}
	rows[1].Cognome = "Cambiato"
	rows[1].Altri = []Colonna{{Nome: "telefono", Valore: "1"}}
	if dec := o.importaRighe(rows); dec.Errore != "" {
		t.Fatal(dec.Errore)
	}
	got, _ := o.vista().Iscritto("CF001")
	if got.Candidato == nil || !got.Blocco || got.UltimaProva.IsZero() || got.Casella.PrimoUso.IsZero() || got.Casella.RevocaDal.IsZero() {
		t.Errorf("an import lost what pecagent knew: %s", encode(t, got))
	}
	if got.Cognome != "Cambiato" || got.Casella.Stato != Attivata || len(got.Altri) != 1 {
		t.Errorf("an import did not bring what the file says: %s", encode(t, got))
	}
	x := Confronta(o.vista(), []Iscritto{{CF: "CF000"}, {CF: "ZZZ"}}, Imported{Righe: registro(3)[:1]})
	if fmt.Sprint(x.Mancanti) != "[ZZZ]" {
		t.Errorf("missing members %v", x.Mancanti)
	}
}
