package rules

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// ordineConCasella is an Order that proposes, with one member whose box is known.
func ordineConCasella(t *testing.T, k Casella) *ordine {
	t.Helper()
	o := nuovoOrdine(t)
	o.p.DominiOrdine, o.p.Convenzione = []string{"iscritti.example"}, Convenzione{Gestore: "ARUBA", Pagante: "MEMBER", Anni: 3}
	o.decide(Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: Proponi}})
	o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: "CNTLCU88R19A944D", Cognome: "Conti", Nome: "Luca", Stato: Iscr, EmailOrdinaria: "l@posta.example",
		Casella: &k, Domicilio: &Domicilio{Indirizzo: k.Indirizzo}}})
	return o
}

// fatto records an act of the secretariat.
func (o *ordine) fatto(a Atto) Decision {
	o.t.Helper()
	return o.decide(Acted{Now: o.now, Attore: persona, Atto: a})
}

// TestElencoNonFaPartireNulla is R-148: dates of a file are shown and start no reminder, task, defect or letter, for years.
func TestElencoNonFaPartireNulla(t *testing.T) {
	o := nuovoOrdine(t)
	o.p.Convenzione = Convenzione{Gestore: "ARUBA", Pagante: "MEMBER"}
	o.decide(Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: Automatico, Automatico: []string{"R1"}}})
	rows := []Iscritto{
		{CF: "CNTLCU88R19A944D", Cognome: "Conti", Nome: "Luca", Stato: Iscr, Domicilio: &Domicilio{Indirizzo: "a@iscritti.example"},
			Casella: &Casella{Indirizzo: "a@iscritti.example", Stato: Attivata, Data: "2024-01-10", Scade: "2027-01-10", Pagante: "MEMBER"}},
		{CF: "BNCGLI78C48G478A", Cognome: "Bianchi", Nome: "Giulia", Stato: Iscr, Casella: &Casella{Indirizzo: "b@iscritti.example", Stato: Generata, Data: "2026-10-01"}},
		{CF: "MRTSRA93P49F205U", Cognome: "Moretti", Nome: "Sara", Stato: Trasferito, Casella: &Casella{Indirizzo: "c@iscritti.example", Stato: Attivata}},
	}
	if d := o.decide(Imported{Now: o.now, Attore: persona, File: "albo.csv", SHA256: "f", Righe: rows}); d.Errore != "" {
		t.Fatal(d.Errore)
	}
	for range 60 {
		o.now = o.now.AddDate(0, 1, 0)
		for _, e := range o.decide(Ticked{Now: o.now}).Events {
			if c := e.Compito; c == nil || c.Tipo != SegInadempienti { // that list is asked of a person and starts nothing
				t.Fatalf("%s: %s", DataRoma(o.now), o.riga(e))
			}
		}
	}
	// A person who confirms the date with the act starts the watch.
	o.now = romano(t, "2026-12-01 09:00")
	if d := o.fatto(Atto{Tipo: "SCADENZA", CF: "CNTLCU88R19A944D", Scadenza: "2027-01-10"}); d.Errore != "" {
		t.Fatal(d.Errore)
	}
	if m, _ := o.vista().Iscritto("CNTLCU88R19A944D"); m.Agenda != "2026-12-11" {
		t.Errorf("the calendar looks again on %q", m.Agenda)
	}
	// The next list does not take the proof away, nor a later date of a list bring it.
	rows[0].Casella.Scade = "2027-01-10"
	o.decide(Imported{Now: o.now, Attore: persona, File: "albo.csv", SHA256: "g", Righe: rows})
	if m, _ := o.vista().Iscritto("CNTLCU88R19A944D"); m.Casella.ProvaScade == "" || m.Agenda != "2026-12-11" {
		t.Errorf("after the list %+v", m.Casella)
	}
}

// TestPromemoriaUnaVolta: whenever the clock looks, with pauses of any length, each notice of an expiry goes at most once, never
// before its day, and never two at a time.
func TestPromemoriaUnaVolta(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		o := ordineConCasella(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Attivata})
		if r.IntN(2) == 0 {
			o.p.Convenzione.Gestore = "POSTECOM"
		}
		o.fatto(Atto{Tipo: "SCADENZA", CF: "CNTLCU88R19A944D", Scadenza: "2027-02-28"})
		seen := map[string]bool{}
		for o.now.Before(time.Date(2028, 3, 1, 0, 0, 0, 0, time.UTC)) {
			o.now = o.now.Add(time.Duration(1+r.IntN(24*150)) * time.Hour)
			letters := 0
			for _, e := range o.decide(Ticked{Now: o.now}).Events {
				if e.Kind != KLettera {
					continue
				}
				l := e.Lettera
				var n int
				if _, err := fmt.Sscanf(l.Dettaglio, "%d", &n); err != nil || l.Modello != "T-07" {
					t.Fatalf("seed %d: letter %s %s", seed, l.Modello, l.Dettaglio)
				}
				if day := giornoDopo("2027-02-28", n); DataRoma(o.now) < day || seen[l.Dettaglio] {
					t.Fatalf("seed %d: %s on %s, due %s, given %t", seed, l.Dettaglio, DataRoma(o.now), day, seen[l.Dettaglio])
				}
				if DataRoma(o.now) >= "2027-05-29" {
					t.Fatalf("seed %d: a notice %s on %s, when the box may be recorded as ended", seed, l.Dettaglio, DataRoma(o.now))
				}
				seen[l.Dettaglio] = true
				letters++
			}
			if letters > 1 {
				t.Fatalf("seed %d: %d notices at once", seed, letters)
			}
			if again := o.decide(Ticked{Now: o.now}); len(again.Events) > 0 {
				t.Fatalf("seed %d: the same look again: %s", seed, o.racconta(again))
			}
		}
		m, _ := o.vista().Iscritto("CNTLCU88R19A944D")
		if m.Casella.Tecnico != ScadenzaPresunta || m.Casella.Stato != Attivata || m.Agenda != "" {
			t.Fatalf("seed %d: %+v agenda %q", seed, m.Casella, m.Agenda)
		}
		if stato, _ := m.Conformita(); stato != Conforme {
			t.Fatalf("seed %d: the calendar alone made him %s (R-122)", seed, stato)
		}
	}
}

// TestMolteScadenze: a common expiry of many makes one task, whatever the mode.
func TestMolteScadenze(t *testing.T) {
	o := nuovoOrdine(t)
	o.p.Convenzione = Convenzione{Gestore: "ARUBA", Pagante: "MEMBER"}
	o.decide(Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: Automatico, Automatico: []string{"R1"}}})
	for i := range troppeLettere + 1 {
		cf := fmt.Sprintf("CF%02d", i)
		o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: cf, Cognome: "C" + cf, Nome: "N", Stato: Iscr, Casella: &Casella{Indirizzo: cf + "@i.example", Stato: Attivata}}})
		o.fatto(Atto{Tipo: "SCADENZA", CF: cf, Scadenza: "2026-12-20"})
	}
	letters, tasks := 0, 0
	for _, e := range o.decide(Ticked{Now: o.now}).Events {
		switch e.Kind {
		case KLettera:
			if letters++; e.Lettera.Stato != LProposta {
				t.Errorf("%s is %s", e.Lettera.ID, e.Lettera.Stato)
			}
		case KCompito:
			if tasks++; len(e.Compito.Lettere) != troppeLettere+1 {
				t.Errorf("the task holds %d letters", len(e.Compito.Lettere))
			}
		}
	}
	if letters != troppeLettere+1 || tasks != 1 {
		t.Errorf("%d letters, %d tasks", letters, tasks)
	}
}

// TestIndirizzoProposto: nome.cognome, with the enrolment number where that is taken; never a guess between domains.
func TestIndirizzoProposto(t *testing.T) {
	o := nuovoOrdine(t)
	m := Iscritto{CF: "X", Cognome: "De Lucà", Nome: "Anna Maria", Numero: "812", Stato: Iscr}
	ask := func(domains ...string) string {
		o.p.DominiOrdine = domains
		return nuovoDecisore(o.p, o.vista(), Ticked{}, nil).indirizzoProposto(m)
	}
	if got := ask("i.example"); got != "annamaria.deluca@i.example" {
		t.Errorf("proposed %q", got)
	}
	if ask() != "" || ask("a.example", "b.example") != "" {
		t.Error("a domain was guessed")
	}
	o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: "Y", Stato: Trasferito, Casella: &Casella{Indirizzo: "annamaria.deluca@i.example", Stato: Revocata}}})
	if got := ask("i.example"); got != "annamaria.deluca.812@i.example" {
		t.Errorf("after a collision %q", got)
	}
	o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: "Z", Stato: Iscr, Candidato: &Candidato{Indirizzo: "annamaria.deluca.812@i.example"}}})
	if got := ask("i.example"); got != "" {
		t.Errorf("after two collisions %q", got)
	}
}

// TestPrimoUso is R-033 with the ok of a person: the box in use is no defect, and becomes ATTIVATA when he says so.
func TestPrimoUso(t *testing.T) {
	o := ordineConCasella(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Generata})
	m, _ := o.vista().Iscritto("CNTLCU88R19A944D")
	m.Difetto = &Difetto{Motivo: MaiAttivata, Indirizzo: m.Domicilio.Indirizzo}
	o.apply(Event{Kind: KIscritto, Iscritto: &m})
	o.valuta = Valuta
	o.decide(o.busta("luca.conti@iscritti.example", "Buongiorno, sono Luca Conti CNTLCU88R19A944D. Quale indirizzo PEC risulta a mio nome?"))
	m, _ = o.vista().Iscritto("CNTLCU88R19A944D")
	if m.Casella.Stato != Generata || m.Casella.PrimoUso.IsZero() || m.Difetto != nil {
		t.Fatalf("after the first message %+v %+v", m.Casella, m.Difetto)
	}
	id := ""
	for _, s := range o.vista().Cerca(CompitiVivi, "") {
		if c, _ := o.vista().Compito(s); c.Cosa == cosaPrimoUso {
			id = s
		}
	}
	d := o.decide(Reviewed{Now: o.now, Attore: persona, Compito: id, Approva: true})
	if m, _ = o.vista().Iscritto("CNTLCU88R19A944D"); d.Errore != "" || m.Casella.Stato != Attivata || m.Casella.AttivataIl != DataRoma(o.now) {
		t.Errorf("after the ok %q %+v", d.Errore, m.Casella)
	}
}

// TestGiorniLavorativi counts the days of the office.
func TestGiorniLavorativi(t *testing.T) {
	p := DefaultPolicy()
	for from, want := range map[string]string{
		"2026-11-23": "2026-11-26", "2026-11-27": "2026-12-02", // over a week-end
		"2026-12-04": "2026-12-10", // over the 8th, a Tuesday
		"2026-12-23": "2026-12-29", // 25th, Saturday 26th, Sunday
	} {
		if got := p.giorniLavorativi(giorno(t, from), 3); got != want {
			t.Errorf("three working days from %s: %s, want %s", from, got, want)
		}
	}
}

// TestAttiRicusati: what an act may not do is refused with words, and leaves nothing behind.
func TestAttiRicusati(t *testing.T) {
	doc := []Documento{{SHA256: "d", Nome: "d.pdf"}}
	for _, c := range []struct {
		a    Atto
		says string
	}{
		{Atto{Tipo: "ATTIVAZIONE", CF: "CNTLCU88R19A944D", Giorno: "2026-11-20"}, "già ATTIVATA"},
		{Atto{Tipo: "ATTIVAZIONE", CF: "NESSUNO", Giorno: "2026-11-20"}, "non è nel registro"},
		{Atto{Tipo: "RINNOVO", CF: "CNTLCU88R19A944D"}, "non è registrata"},
		{Atto{Tipo: "SCADENZA", CF: "CNTLCU88R19A944D", Scadenza: "2027-01-01", Pagante: "FORSE"}, "MEMBER (l'iscritto) o ORDER (l'Ordine)"},
		{Atto{Tipo: "REVOCA", CF: "CNTLCU88R19A944D", Giorno: "2026-11-20", Motivo: "capriccio"}, "uno fra"},
		{Atto{Tipo: "REVOCA", CF: "CNTLCU88R19A944D", Giorno: "2026-11-20", Motivo: "ALTRO"}, "domicilio digitale iscritto"},
		{Atto{Tipo: "ISCRIZIONE", Giorno: "2026-11-20", Iscritto: &Iscritto{CF: "CNTLCU88R19A944X", Cognome: "Conti", Nome: "Luca"}}, "codice fiscale valido"},
		{Atto{Tipo: "ISCRIZIONE", Giorno: "2026-11-20", Iscritto: &Iscritto{CF: "CNTLCU88R19A944D", Cognome: "Conti", Nome: "Luca"}}, "già iscritto"},
		{Atto{Tipo: "RETTIFICA", CF: "CNTLCU88R19A944D", Motivo: "x", Documenti: doc}, "non ha un domicilio precedente"},
		{Atto{Tipo: "SBLOCCO", CF: "CNTLCU88R19A944D", Motivo: "x"}, "non sono bloccate"},
		{Atto{Tipo: "FINE_SOSPENSIONE_DISCIPLINARE", CF: "CNTLCU88R19A944D", Giorno: "2026-11-20"}, "non è sospeso"},
		{Atto{Tipo: "COMUNICAZIONE", CF: "CNTLCU88R19A944D", Giorno: "2026-11-20", Canale: "SPORTELLO", Indirizzo: "non un indirizzo", Documenti: doc}, "non è un indirizzo"},
		{Atto{Tipo: "LETTERA_RACCOMANDATA", Caso: "LET-2026-000009", Numero: "1", Giorno: "2026-11-20"}, "non esiste"},
		{Atto{Tipo: "PROTOCOLLO_RICHIESTA", Caso: "RIC-2026-000009", Numero: "1", Giorno: "2026-11-20"}, "non esiste"},
		{Atto{Tipo: "TELEFONATA", CF: "NESSUNO", Giorno: "2026-11-20", Esito: "RISPOSTO"}, "non è nel registro"},
	} {
		o := ordineConCasella(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Attivata})
		if d := o.fatto(c.a); !strings.Contains(d.Errore, c.says) || len(d.Events) > 0 {
			t.Errorf("%s: %q (%d events), want words %q", c.a.Tipo, d.Errore, len(d.Events), c.says)
		}
	}
}

// TestGestoreDi: a provider is known by its name or by the longest configured name it begins with, whatever the order of a map.
func TestGestoreDi(t *testing.T) {
	p := DefaultPolicy()
	p.Gestori = map[string]ProfiloGestore{"ARUBA": {DisattivaDopo: 1}, "ARUBA PEC": {DisattivaDopo: 2}, "AR": {DisattivaDopo: 3}}
	for name, want := range map[string]int{"aruba": 1, "Aruba S.p.A.": 1, "Aruba PEC S.p.A.": 2, "aruba pec": 2, "Arubapec": 0, "": 0} {
		for range 20 {
			if _, g := p.GestoreDi(Casella{Gestore: name}); g.DisattivaDopo != want {
				t.Fatalf("%q: %d, want %d", name, g.DisattivaDopo, want)
			}
		}
	}
}
