package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestProvaStato: a copy that is tried reads as one that was made in full, whatever is written, and changes nothing beneath.
func TestProvaStato(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 306))
	under := NewMemoria()
	for range 60 {
		under.Set(fmt.Sprint("k", r.IntN(99)), []byte{1})
	}
	kept := under.Clone()
	whole, tried := under.Clone(), nuovaProva(under)
	for range 400 {
		k := fmt.Sprint("k", r.IntN(99))
		for _, a := range []Archivio{whole, tried} {
			if len(k)%2 == 0 {
				a.Set(k, []byte(k))
			} else if len(whole.chiavi("k")) > 0 {
				a.Delete(k)
			}
		}
		prefix := fmt.Sprint("k", r.IntN(9))
		stop := r.IntN(4)
		if got, want := scorri(tried, prefix, stop), scorri(whole, prefix, stop); got != want {
			t.Fatalf("scan of %s up to %d: %s, want %s", prefix, stop, got, want)
		}
		if string(tried.Get(k)) != string(whole.Get(k)) {
			t.Fatalf("get %s", k)
		}
	}
	if !under.Uguale(kept) {
		t.Error("what lies beneath was changed")
	}
	tried.Scan("k", func(k string, _ []byte) bool { tried.Delete(k); return true })
	if got := scorri(tried, "k", 99); got != "" {
		t.Errorf("deleted while scanning: %s", got)
	}
}

func scorri(a Archivio, prefix string, stop int) string {
	var b strings.Builder
	n := 0
	a.Scan(prefix, func(k string, v []byte) bool { fmt.Fprintf(&b, "%s=%s ", k, v); n++; return n <= stop })
	return b.String()
}

// TestSeguitoImport: a list that says of a member with a letter on its way that he is dead makes the next look of the clock take
// the letter back; what only people can do is said.
func TestSeguitoImport(t *testing.T) {
	o := nuovoOrdine(t)
	o.apply(Event{Kind: KModo, Modo: &Modo{Modo: Proponi}})
	rows := registro(100)
	rows[5].Casella = &Casella{Indirizzo: "m5@x.example", Stato: Attivata}
	o.importaRighe(rows)
	o.apply(Event{Kind: KLettera, Lettera: &Lettera{ID: "LET-2026-000001", Modello: "T-09", CF: "CF005", A: "m5@x.example", Stato: LInPartenza, Effetto: "e", Creata: o.now}})
	o.apply(Event{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2026-000001", Rif: "PEC-2026-000001", Tipo: "R8", CF: "CF005", Stato: RInRevisione, Ricevuta: o.now}})
	rows = registro(100)
	rows[5].Casella = &Casella{Indirizzo: "m5@x.example", Stato: Attivata}
	rows[5].Stato, rows[6].Domicilio, rows[7].Domicilio = Deceduto, nil, &Domicilio{Indirizzo: "altra@x.example"}
	rows = append(rows, Iscritto{CF: "CF900", Stato: Iscr})
	in := Imported{Now: o.now.Add(time.Hour), Attore: persona, File: "albo.csv", SHA256: "b", Righe: rows}
	before := o.a.Clone()
	f := SeguitoImport(o.p, o.a, in, Confronta(o.vista(), rows, in))
	if !o.a.Uguale(before) {
		t.Fatal("looking at what would follow changed the state")
	}
	var says []string
	for _, a := range f.Avvisi {
		says = append(says, a.CF+" "+a.Dice)
	}
	want := []string{
		"CF005 non è più iscritto (DECEDUTO) e restano aperte RIC-2026-000001: le chiude una persona",
		"CF006 perde il domicilio m6@x.example: nessuno gli scrive e nessun termine parte; potrà essere nominato fra chi ne è privo (R-010)",
		"CF007 il domicilio passa da m7@x.example a altra@x.example sulla parola dell'elenco: nessuna prova, e nessuna lettera ai due indirizzi",
		"CF900 è nuovo e senza domicilio digitale: nessun termine parte da un elenco (R-148)",
	}
	if !slices.Equal(says, want) {
		t.Errorf("says\n%s\nwant\n%s", strings.Join(says, "\n"), strings.Join(want, "\n"))
	}
	if len(f.Compiti) != 1 || f.Compiti[0].CF != "CF005" || !strings.Contains(f.Compiti[0].Perche, "disdire la casella m5@x.example") {
		t.Errorf("tasks that would follow: %+v", f.Compiti)
	}
	if !slices.Equal(f.Ritirate, []string{"LET-2026-000001"}) {
		t.Errorf("letters that would be taken back: %v", f.Ritirate)
	}
	// and the import then does exactly that
	o.now = in.Now
	o.decide(in)
	o.decide(Ticked{Now: o.now})
	if l, _ := o.vista().Lettera("LET-2026-000001"); l.Stato != LRitirata {
		t.Errorf("the letter is %s", l.Stato)
	}
	// a refused list has no consequence
	if f := SeguitoImport(o.p, o.a, in, Differenze{Rifiuti: []string{"x"}, Cambiati: []Cambio{{}}}); len(f.Compiti)+len(f.Ritirate) > 0 {
		t.Errorf("%+v", f)
	}
}

// TestTieni: a column that the albo program does not hold stays as the register has it; a column that it holds and leaves empty is
// emptied. Nothing proven is touched either way.
func TestTieni(t *testing.T) {
	all := []string{"numero_iscrizione", "data_stato", "domicilio_digitale", "in_inipec", "casella_ordine", "stato_casella", "data_casella", "diffida_notificata", "email_ordinaria"}
	full := registro(1)
	full[0].Numero, full[0].DataStato, full[0].InINIPEC, full[0].DiffidaNotificata, full[0].EmailOrdinaria = "7", "2020-01-02", true, "2026-01-01", "a@posta.example"
	full[0].Casella = &Casella{Indirizzo: "box@x.example", Stato: Attivata, Data: "2019-01-01"}
	bare := []Iscritto{{CF: "CF000", Cognome: "Nuovo", Nome: "N", Stato: Iscr}}
	for _, c := range []struct {
		absent  []string
		changed string
	}{
		{all, "[cognome]"},
		{nil, "[cognome numero_iscrizione data_stato domicilio_digitale in_inipec casella_ordine stato_casella data_casella diffida_notificata email_ordinaria]"},
		{[]string{"domicilio_digitale", "in_inipec"}, "[cognome numero_iscrizione data_stato casella_ordine stato_casella data_casella diffida_notificata email_ordinaria]"},
	} {
		o := nuovoOrdine(t)
		o.importaRighe(full)
		in := Imported{Now: o.now, Attore: persona, File: "b.csv", SHA256: "b", Righe: bare, Assenti: c.absent, Colonne: []string{"Cod → codice_fiscale"}}
		if x := Confronta(o.vista(), full, in); len(x.Cambiati) != 1 || fmt.Sprint(x.Cambiati[0].Campi) != c.changed {
			t.Errorf("without %v: %+v", c.absent, x)
		}
		d := o.decide(in)
		if e := d.Events[0].Import; !slices.Equal(e.Assenti, c.absent) || len(e.Colonne) != 1 {
			t.Errorf("the record does not say how the list was read: %+v", e)
		}
		o.rigioca()
	}
	// another state of a list without dates has no date: the old one was of the old state
	o := nuovoOrdine(t)
	o.importaRighe(full)
	bare[0].Stato = Cancellato
	o.decide(Imported{Now: o.now, Attore: persona, File: "b.csv", SHA256: "b", Righe: bare, Assenti: all})
	if m, _ := o.vista().Iscritto("CF000"); m.DataStato != "" || m.Stato != Cancellato || m.Casella == nil || m.Domicilio == nil {
		t.Errorf("%+v", m)
	}
}

// TestElencoDiVivi: who has left the albo may be left out of a list; who is exchanged for others is missing.
func TestElencoDiVivi(t *testing.T) {
	o := nuovoOrdine(t)
	rows := registro(100)
	for i := range 50 {
		rows[i].Stato = Cancellato
	}
	o.importaRighe(rows)
	if d := o.importaRighe(rows[50:]); d.Errore != "" {
		t.Errorf("a list of the living: %s", d.Errore)
	}
	if d := o.importaRighe(rows[51:]); d.Errore != "" {
		t.Errorf("two per cent fewer: %s", d.Errore)
	}
	if d := o.importaRighe(rows[52:]); !strings.Contains(d.Errore, "mancano 2 dei 50 iscritti del registro") {
		t.Errorf("four per cent fewer: %q", d.Errore)
	}
	swapped := slices.Clone(rows)
	for i := 90; i < 100; i++ {
		swapped[i].CF = fmt.Sprintf("NEW%02d", i)
	}
	if d := o.importaRighe(swapped); !strings.Contains(d.Errore, "mancano 10 dei 50") {
		t.Errorf("ten members exchanged for others: %q", d.Errore)
	}
}
