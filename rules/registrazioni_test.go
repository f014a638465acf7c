package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// conDocumenti is an Order with a request of two messages, a letter that was sent, one that waits, an act that wants its number
// before it leaves, and a convocation of two letters.
func conDocumenti(t *testing.T) *ordine {
	t.Helper()
	o := nuovoOrdine(t)
	o.apply(Event{Kind: KModo, Modo: &Modo{Modo: Proponi}})
	at := o.now
	for i, sha := range []string{"m1", "m2"} {
		o.apply(Event{Kind: KEsito, Esito: &Verdetto{SHA256: sha, Chiave: sha, Livello: "certified", Istante: at.Add(time.Duration(i) * time.Hour), Mittente: "luca@x.example", Oggetto: "Cambio"}})
	}
	o.apply(Event{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2026-000001", Rif: "PEC-2026-000001", Tipo: "R4", CF: "CF1", Stato: RInEsecuzione, Messaggi: []string{"m1", "m2"}, Ricevuta: at}})
	letter := func(n int, model string, state StatoLettera, sent time.Time, change func(*Lettera)) {
		l := Lettera{ID: fmt.Sprintf("LET-2026-%06d", n), Rif: "PEC-2026-000001", Richiesta: "RIC-2026-000001", Modello: model, A: "luca@x.example", CF: "CF1", Stato: state, TInvio: sent, Creata: at, Effetto: fmt.Sprint(n)}
		if change != nil {
			change(&l)
		}
		o.apply(Event{Kind: KLettera, Lettera: &l})
	}
	letter(1, "T-01", LConsegnata, at.Add(2*time.Hour), nil)
	letter(2, "T-04", LProposta, time.Time{}, nil)
	letter(3, "T-15", LProposta, time.Time{}, nil)
	letter(4, "T-01", LRifiutata, at, nil)
	letter(5, "T-23", LProposta, time.Time{}, func(l *Lettera) { l.A = "nuova@x.example" })
	o.apply(Event{Kind: KCampagna, Campagna: &Campagna{ID: "CAM-2026-000001", Tipo: ConvocazioneAssemblea, Stato: CCompleta, Destinatari: 2}})
	for n := 6; n < 8; n++ {
		letter(n, "T-14", LConsegnata, at.Add(3*time.Hour), func(l *Lettera) { l.Caso, l.Richiesta, l.Rif, l.Breve = "CAM-2026-000001", "", "", true })
	}
	o.now = at.Add(5 * time.Hour)
	return o
}

func (o *ordine) daProtocollare() (ids []string) {
	for _, x := range Registrazioni(o.a) {
		if x.Protocollo == "" {
			ids = append(ids, x.ID)
		}
	}
	return ids
}

func (o *ordine) numeri(rows ...RigaProtocollo) Decision {
	o.t.Helper()
	for i := range rows {
		if rows[i].Riga == 0 {
			rows[i].Riga = i + 2
		}
		if rows[i].Giorno == "" {
			rows[i].Giorno = "2026-11-23"
		}
	}
	return o.decide(Registrati{Now: o.now, Attore: persona, File: "numeri.csv", SHA256: strings.Repeat("c", 64), Righe: rows})
}

// TestRegistrazioni: what is handed over: each message of a request, what was sent, a convocation once, an act that waits for its
// number; not what has not left, nor what the server refused.
func TestRegistrazioni(t *testing.T) {
	o := conDocumenti(t)
	if got := o.daProtocollare(); !slices.Equal(got, []string{"RIC-2026-000001", "RIC-2026-000001/2", "LET-2026-000001", "CAM-2026-000001", "LET-2026-000003"}) {
		t.Errorf("to be registered: %v", got)
	}
	for _, x := range Registrazioni(o.a) {
		if x.Prima != (x.ID == "LET-2026-000003") || (x.Verso == Entrata) != strings.HasPrefix(x.ID, "RIC-") || x.Prima != (x.Lettera != "") {
			t.Errorf("%+v", x)
		}
	}
	// their numbers, all from one file
	d := o.numeri(RigaProtocollo{Di: "ric-2026-000001", Numero: "0001/2026"}, RigaProtocollo{Di: "RIC-2026-000001/2", Numero: "2"}, RigaProtocollo{Di: "LET-2026-000001", Numero: "3"},
		RigaProtocollo{Di: "CAM-2026-000001", Numero: "4", Verso: Uscita}, RigaProtocollo{Di: "LET-2026-000003", Numero: "5"})
	if d.Errore != "" || len(o.daProtocollare()) != 0 {
		t.Fatalf("%s, still %v", d.Errore, o.daProtocollare())
	}
	for _, x := range Registrazioni(o.a) {
		if !strings.HasSuffix(x.Protocollo, " del 23/11/2026") {
			t.Errorf("%s: %q", x.ID, x.Protocollo)
		}
	}
	s := o.vista()
	sent, _ := s.Lettera("LET-2026-000001")
	act, _ := s.Lettera("LET-2026-000003")
	open, _ := s.Lettera("LET-2026-000002")
	stranger, _ := s.Lettera("LET-2026-000005")
	if sent.Dati.Protocollo != "" || sent.Dati.ProtocolloRichiesta != "" || sent.Protocollo == "" {
		t.Errorf("the text of a letter that has left was changed: %+v", sent)
	}
	if act.Dati.Protocollo != "5 del 23/11/2026" || act.Stato != LProposta {
		t.Errorf("the act: %+v", act)
	}
	if open.Dati.ProtocolloRichiesta != "0001/2026 del 23/11/2026" || stranger.Dati.ProtocolloRichiesta != "" {
		t.Errorf("answers name the number of what they answer, not to a box that may be a stranger's: %q %q", open.Dati.ProtocolloRichiesta, stranger.Dati.ProtocolloRichiesta)
	}
	before := o.a.Clone()
	if d := o.numeri(RigaProtocollo{Di: "LET-2026-000001", Numero: "0003"}); d.Errore != "" || len(d.Events) != 0 || !o.a.Uguale(before) {
		t.Errorf("the same number again: %s %d events", d.Errore, len(d.Events))
	}
	o.rigioca()
}

// TestNumeriRifiutati: one wrong line and nothing of the file is taken, and the line is told.
func TestNumeriRifiutati(t *testing.T) {
	for _, c := range []struct {
		name string
		row  RigaProtocollo
		want string
	}{
		{"a letter that is not", RigaProtocollo{Di: "LET-2026-000099", Numero: "9"}, "riga 3: \"LET-2026-000099\" non è di nessuna lettera"},
		{"a message that is not", RigaProtocollo{Di: "RIC-2026-000001/3", Numero: "9"}, "riga 3: \"RIC-2026-000001/3\" non è di nessuna lettera"},
		{"a strange place", RigaProtocollo{Di: "RIC-2026-000001/1", Numero: "9"}, "non è di nessuna lettera"},
		{"nothing", RigaProtocollo{Di: "", Numero: "9"}, "riga 3: \"\" non è di nessuna lettera"},
		{"a number given before", RigaProtocollo{Di: "RIC-2026-000001/2", Numero: "00100/2026"}, "riga 3: il protocollo 00100/2026 è già di LET-2026-000002"},
		{"a number twice in the file", RigaProtocollo{Di: "RIC-2026-000001/2", Numero: "prot. 7"}, "riga 3: il protocollo prot. 7 è già alla riga 2"},
		{"a document twice in the file", RigaProtocollo{Di: "RIC-2026-000001", Numero: "8"}, "riga 3: RIC-2026-000001 è già alla riga 2"},
		{"another number for a letter", RigaProtocollo{Di: "LET-2026-000002", Numero: "101"}, "riga 3: la lettera LET-2026-000002 ha già il protocollo 100 del 23/11/2026"},
		{"a letter that waits", RigaProtocollo{Di: "LET-2026-000004", Numero: "9"}, "riga 3: la lettera LET-2026-000004 è RIFIUTATA_SMTP"},
		{"a letter of a convocation", RigaProtocollo{Di: "LET-2026-000006", Numero: "9"}, "è di una convocazione: il numero si dà a CAM-2026-000001"},
		{"the wrong direction", RigaProtocollo{Di: "LET-2026-000001", Numero: "9", Verso: Entrata}, "riga 3: LET-2026-000001 non è in entrata"},
		{"tomorrow", RigaProtocollo{Di: "LET-2026-000001", Numero: "9", Giorno: "2026-11-24"}, "data futura"},
		{"before it came", RigaProtocollo{Di: "RIC-2026-000001", Numero: "9", Giorno: "2026-11-22"}, "prima del documento"},
		{"no day", RigaProtocollo{Di: "LET-2026-000001", Numero: "9", Giorno: "ieri"}, "non è una data"},
		{"no number", RigaProtocollo{Di: "LET-2026-000001", Numero: "abc"}, "non è un numero di protocollo"},
		{"zero", RigaProtocollo{Di: "LET-2026-000001", Numero: "000"}, "non è un numero di protocollo"},
		{"a reference of several", RigaProtocollo{Di: "PEC-2026-000001", Numero: "9", Verso: Entrata}, "è di più documenti: scrivere uno di RIC-2026-000001, RIC-2026-000001/2"},
		{"a reference of nothing", RigaProtocollo{Di: "PEC-2026-000077", Numero: "9"}, "il riferimento PEC-2026-000077 non è di nessuna"},
	} {
		o := conDocumenti(t)
		if d := o.decide(Acted{Now: o.now, Attore: persona, Atto: Atto{Tipo: AttoProtocollo, Caso: "LET-2026-000002", Numero: "100", Giorno: "2026-11-23"}}); d.Errore != "" {
			t.Fatal(d.Errore)
		}
		before := o.a.Clone()
		first := RigaProtocollo{Di: "LET-2026-000001", Numero: "7"}
		if strings.HasPrefix(c.name, "a document twice") {
			first.Di = "RIC-2026-000001"
		} else if c.row.Di == first.Di {
			first.Di = "RIC-2026-000001/2"
		}
		if d := o.numeri(first, c.row); !strings.Contains(d.Errore, c.want) || !o.a.Uguale(before) {
			t.Errorf("%s: %q, want %q", c.name, d.Errore, c.want)
		}
	}
	o := conDocumenti(t)
	if d := o.decide(Registrati{Now: o.now, Attore: Agente}); !strings.Contains(d.Errore, "una persona, con il suo nome") {
		t.Error(d.Errore)
	}
}

// TestNumeroPerRiferimento: a reference is enough where it means one document without a number.
func TestNumeroPerRiferimento(t *testing.T) {
	o := conDocumenti(t)
	if d := o.numeri(RigaProtocollo{Di: "PEC-2026-000001", Verso: Uscita, Numero: "3"}); d.Errore != "" {
		t.Fatal(d.Errore)
	}
	if l, _ := o.vista().Lettera("LET-2026-000001"); l.Protocollo != "3 del 23/11/2026" {
		t.Errorf("%+v", l)
	}
	if d := o.numeri(RigaProtocollo{Di: "PEC-2026-000001", Verso: Uscita, Numero: "3"}); d.Errore != "" || len(d.Events) > 0 {
		t.Errorf("the same line again: %s", d.Errore)
	}
	if d := o.numeri(RigaProtocollo{Di: "PEC-2026-000001", Verso: Uscita, Numero: "4"}); !strings.Contains(d.Errore, "hanno già un altro numero: LET-2026-000001") {
		t.Error(d.Errore)
	}
}

// TestCorreggeNumero: a reason corrects a number, and the one that was wrong is free for what it belongs to. A click may give no
// number that another document has.
func TestCorreggeNumero(t *testing.T) {
	o := conDocumenti(t)
	act := func(caso, n, why string) string {
		kind := AttoProtocollo
		if strings.HasPrefix(caso, "RIC-") {
			kind = "PROTOCOLLO_RICHIESTA"
		}
		return o.decide(Acted{Now: o.now, Attore: persona, Atto: Atto{Tipo: kind, Caso: caso, Numero: n, Giorno: "2026-11-23", Motivo: why}}).Errore
	}
	for _, c := range [][4]string{
		{"RIC-2026-000001", "10", "", ""}, {"RIC-2026-000001", "11", "", "ha già il protocollo 10"}, {"LET-2026-000001", "10", "", "già di RIC-2026-000001"},
		{"RIC-2026-000001", "11", "errore di battitura", ""}, {"LET-2026-000001", "10", "", ""}, {"LET-2026-000001", "12", "", "ha già il protocollo 10"},
		{"LET-2026-000001", "12", "errore", ""}, {"RIC-2026-000001/2", "10", "", ""}, {"RIC-2026-000001/2", "13", "errore", ""},
		{"CAM-2026-000001", "10", "", ""}, {"CAM-2026-000001", "14", "errore", "ha già il protocollo"},
	} {
		if got := act(c[0], c[1], c[2]); (got == "") != (c[3] == "") || !strings.Contains(got, c[3]) {
			t.Errorf("%v: %q", c, got)
		}
	}
	o.apply(Event{Kind: KCompito, Compito: &Compito{ID: "SEG-2026-000001", Tipo: SegLettera, Lettere: []string{"LET-2026-000002"}, Stato: Aperto, Creato: o.now}})
	in := Reviewed{Now: o.now, Attore: persona, Compito: "SEG-2026-000001", Approva: true, Protocollo: "00012/2026 del 23/11/2026"}
	if d := o.decide(in); !strings.Contains(d.Errore, "è già di LET-2026-000001") || len(d.Events) > 0 {
		t.Errorf("approved with another's number: %q", d.Errore)
	}
	in.Protocollo = "15 del 23/11/2026"
	if d := o.decide(in); d.Errore != "" {
		t.Error(d.Errore)
	}
	o.rigioca()
}

func TestChiaveProtocollo(t *testing.T) {
	for text, want := range map[string]string{
		"0001234/2026 del 23/11/2026": "1234/2026", "1234/2026": "1234/2026", "prot. n. 1234 del 23/11/2026": "1234/2026", "1234 del 01/02/2025": "1234/2025", "A-12/UO del 23/11/2026": "A-12/UO/2026",
		"1234": "1234/", "": "", "000/2026": "", " 12 34 /2026": "1234/2026",
	} {
		if got := chiaveProtocollo(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
