package registri

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"pecagent/rules"
)

// mappa makes a map of what a person gave.
func mappa(t testing.TB, entries ...string) (m Mappa) {
	t.Helper()
	var err error
	for _, e := range entries {
		if w, is := strings.CutPrefix(e, "valore "); is {
			m, err = m.ConValore(w)
		} else {
			m, err = m.Con(e)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// albi are the headings of two albo programs as they print them, a line of each and what a person says of them once.
const (
	primoAlbo = "Cod.Fisc.;Cognome;Nome;Matricola;Posizione;Decorrenza;Indir. Posta Certificata;Mail;Sesso\n" +
		"BNC GLI 78C48 G478A;Bianchi;Giulia;1001;Attivo;10/01/2005;giulia@pec.example;g@posta.example;F\n" +
		"RSSMRC69S21G702W;Rossi;Marco;1002;Cancellato a domanda;01/02/2026;;;M\n"
)

// TestMappa: headings are proposed, given once, and the columns that a program does not hold are named.
func TestMappa(t *testing.T) {
	_, err := LeggiCon([]byte(primoAlbo), Lettura{})
	var ask *DaMappare
	if !errors.As(err, &ask) {
		t.Fatal(err)
	}
	var args []string
	for _, p := range ask.Proposte {
		args = append(args, p.Argomento())
	}
	want := "Matricola=numero_iscrizione|Posizione=stato|Decorrenza=data_stato|Indir. Posta Certificata=domicilio_digitale|-=in_inipec|-=casella_ordine|-=stato_casella|-=data_casella|-=diffida_notificata"
	if got := strings.Join(args, "|"); got != want {
		t.Errorf("proposed %s\nwant     %s", got, want)
	}
	m := mappa(t, args...)
	l, err := LeggiCon([]byte(primoAlbo), Lettura{Mappa: m})
	if err != nil || len(l.Errori) != 2 || !strings.Contains(l.Errori[0].Motivo, "stato «Attivo» sconosciuto") {
		t.Fatalf("%v %+v", err, l.Errori)
	}
	m = mappa(t, append(args, "valore stato:Attivo=ISCRITTO", "valore stato:cancellato a domanda=CANCELLATO")...)
	l, err = LeggiCon([]byte(primoAlbo), Lettura{Mappa: m})
	if err != nil || len(l.Errori) != 0 || len(l.Righe) != 2 {
		t.Fatalf("%v %+v", err, l)
	}
	w := rules.Iscritto{CF: "BNCGLI78C48G478A", Cognome: "Bianchi", Nome: "Giulia", Numero: "1001", Stato: rules.Iscr, DataStato: "2005-01-10", EmailOrdinaria: "g@posta.example",
		Domicilio: &rules.Domicilio{Indirizzo: "giulia@pec.example", Provenienza: rules.Importato}, Altri: []rules.Colonna{{Nome: "Sesso", Valore: "F"}}}
	if !reflect.DeepEqual(l.Righe[0], w) || l.Righe[1].Stato != rules.Cancellato {
		t.Errorf("%+v", l.Righe)
	}
	if !reflect.DeepEqual(l.Assenti, []string{cINIPEC, cCasella, cStatoCas, cDataCas, cDiffida}) {
		t.Errorf("absent %v", l.Assenti)
	}
	again, err := LeggiMappa(m.Scrivi())
	if err != nil || !reflect.DeepEqual(again.Righe(), m.Righe()) || string(again.Scrivi()) != string(m.Scrivi()) {
		t.Errorf("kept and read again: %v\n%v\n%v", err, again.Righe(), m.Righe())
	}
	leggi(t, Scrivi(l.Righe)) // what was mapped once is exported in the format's own words
}

// TestMappaConservata: a heading that looks like a column and is none is kept under a name that survives an export.
func TestMappaConservata(t *testing.T) {
	head := strings.Replace(testa, "\n", ";Mail\n", 1)
	row := strings.TrimSuffix(base, "\n") + ";segreta@posta.example\n"
	if _, err := LeggiCon([]byte(head+row), Lettura{}); err == nil || !strings.Contains(err.Error(), "sono la stessa") {
		t.Error(err)
	}
	l, err := LeggiCon([]byte(head+row), Lettura{Mappa: mappa(t, "Mail=-")})
	if err != nil || l.Righe[0].EmailOrdinaria != "" || !reflect.DeepEqual(l.Righe[0].Altri, []rules.Colonna{{Nome: "altra Mail", Valore: "segreta@posta.example"}}) {
		t.Fatalf("%v %+v", err, l.Righe)
	}
	if again := leggi(t, Scrivi(l.Righe)); !reflect.DeepEqual(again, l.Righe) {
		t.Errorf("exported and read again: %+v", again)
	}
	// a column the map calls absent and the file has is read: the file is the master
	if l, err := LeggiCon([]byte(testa+base), Lettura{Mappa: mappa(t, "-=in_inipec")}); err != nil || !l.Righe[0].InINIPEC || len(l.Assenti) > 0 {
		t.Errorf("%v %+v", err, l)
	}
	half := strings.Replace(testa, ";stato_casella", "", 1)
	if _, err := LeggiCon([]byte(half), Lettura{Mappa: mappa(t, "-=stato_casella")}); err == nil || !strings.Contains(err.Error(), "tutte e due o nessuna") {
		t.Error(err)
	}
}

func TestMappaRifiuta(t *testing.T) {
	for s, want := range map[string]string{
		"senza uguale": "non è nella forma", "=cognome": "manca l'intestazione", "X=colore": "non è una colonna del registro", "-=codice_fiscale": "deve esserci",
		"-=stato": "deve esserci", "-=": "manca l'intestazione", "...=nome": "manca l'intestazione",
	} {
		if _, err := (Mappa{}).Con(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", s, err, want)
		}
	}
	for s, want := range map[string]string{
		"stato": "non è nella forma", "stato:=X": "manca la parola", "codice_fiscale:a=b": "non si traducono", "data_stato:a=b": "non si traducono", "x=y:z": "non è nella forma",
	} {
		if _, err := (Mappa{}).ConValore(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", s, err, want)
		}
	}
	for s, want := range map[string]string{
		`{"v":2}`: "version 2", `{"x":1}`: "unknown field", `[`: "unexpected EOF", `{"v":1,"colonne":{"a":"b"}}`: "non è una colonna",
		`{"v":1,"assenti":["cognome"]}`: "deve esserci", `{"v":1,"valori":{"cognome":{"a":"b"}}}`: "non si traducono",
	} {
		if _, err := LeggiMappa([]byte(s)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", s, err, want)
		}
	}
	if m, err := LeggiMappa([]byte(" \n")); err != nil || !m.Vuota() {
		t.Error(m, err)
	}
	// two headings for one column are refused when the file is read
	if _, err := LeggiCon([]byte(strings.Replace(testa, "\n", ";Nome 2\n", 1)), Lettura{Mappa: mappa(t, "Nome 2=nome")}); err == nil || !strings.Contains(err.Error(), "sono la stessa") {
		t.Error(err)
	}
}

// TestProposte: what the headings of albo programs are guessed to be; where two are as good, or none is near, nothing is proposed.
func TestProposte(t *testing.T) {
	for _, c := range []struct{ col, headings, want string }{
		{cCF, "Cod. Fiscale Iscritto|Codice Ente", "Cod. Fiscale Iscritto"}, {cCF, "Codice Fiscle", "Codice Fiscle"}, {cCF, "Codice", ""}, {cCF, "Partita IVA", ""},
		{cNumero, "Nr. Iscrizione|Nr. Civico", "Nr. Iscrizione"}, {cNumero, "N° Iscr.", "N° Iscr."}, {cDataStato, "Data iscrizione|Data nascita", "Data iscrizione"},
		{cDomicilio, "Posta elettronica certificata|Posta elettronica", "Posta elettronica certificata"}, {cEmail, "Posta elettronica", "Posta elettronica"},
		{cDomicilio, "PEC 1|PEC 2", ""}, {cCognome, "Cognme", "Cognme"}, {cNome, "Cognome", ""}, {cStato, "Situazione", "Situazione"}, {cStatoCas, "Stato della PEC", "Stato della PEC"},
	} {
		got := proponi([]string{c.col}, strings.Split(c.headings, "|"))[0]
		if got.Intestazione != c.want {
			t.Errorf("%s of %s: %q, want %q", c.col, c.headings, got.Intestazione, c.want)
		}
	}
	// one heading is proposed once
	list := proponi([]string{cDomicilio, cCasella}, []string{"PEC"})
	if list[0].Intestazione != "PEC" || list[1].Intestazione != "" {
		t.Error(list)
	}
}
