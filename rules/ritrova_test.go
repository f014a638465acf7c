package rules

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParoleOggetto(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"Città dell'Aquila — PERCHÉ?": "citta dell aquila perche",
		"ﬁrma Ｄｉｇｉｔａｌｅ 12/2026 firma": "firma digitale 12 2026",
		"a\u0301 b\x00c":                "a b c",
		strings.Repeat("ab", 40):        strings.Repeat("ab", 12),
		"ISTANZA istanza Istanza  nº 3": "istanza no 3",
	} {
		if got := strings.Join(Parole(text), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	var many []string
	for i := range 500 {
		many = append(many, strings.Repeat("x", i%30)+string(rune('a'+i%26)))
	}
	if n := len(Parole(strings.Join(many, " "))); n != maxParole {
		t.Errorf("%d words", n)
	}
}

// TestTrova: each field finds the entry it names and not another, in whatever spelling.
func TestTrova(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	receipt := Voce{Messaggio: &Verdetto{SHA256: "aa", Busta: "ricevuta", Tipo: "avvenuta-consegna", Livello: "certified", Mittente: "ordine@pec.example", Destinatari: []string{"rossi@pec.example"},
		Oggetto: "Ricevuta", MsgID: "L1@x", Identificativo: "opec1.2@gestore", Istante: at}, Di: []Lettera{{ID: "LET-2026-000001", Rif: "PEC-2026-000001", CF: "RSSMRA80A01H501U", A: "rossi@pec.example", Caso: "DIF-2026-000001"}}}
	busta := Voce{Messaggio: &Verdetto{SHA256: "bb", Busta: "trasporto", Tipo: "posta-certificata", Livello: "certified", Mittente: "rossi@pec.example", Destinatari: []string{"-"}, Oggetto: "Nuova PEC",
		MsgID: "m1@x", BustaID: "b1@x", Istante: at.Add(time.Hour), Decisione: &Esito{Type: "R4", Outcome: "IN_ESECUZIONE", Flags: []string{"ARRIVO_TARDIVO"}}},
		Richieste: []Richiesta{{ID: "RIC-2026-000002", Rif: "PEC-2026-000002", Tipo: "R4", CF: "RSSMRA80A01H501U", Stato: REseguita, Messaggi: []string{"aa", "bb"},
			Protocollo: "7/2026", Protocolli: map[string]string{"bb": "0001234/2026 del 23/11/2026"}}}}
	letter := Voce{Lettera: &Lettera{ID: "LET-2026-000003", Rif: "PEC-2026-000002", Modello: "T-10b", CF: "VRDLGU80A01H501U", A: "verdi@pec.example", Stato: LMancata, MsgID: "L3@x", SHA256: "cc", Creata: at.Add(2 * time.Hour)}}
	all := []Voce{receipt, busta, letter}
	for _, c := range []struct {
		r    Ricerca
		want string // refs
	}{
		{Ricerca{}, "aa bb LET-2026-000003"},
		{Ricerca{CF: "rssmra80a01h501u"}, "aa bb"},
		{Ricerca{Indirizzo: " ROSSI@pec.example"}, "aa bb"},
		{Ricerca{A: "Rossi@pec.example"}, "aa"},
		{Ricerca{A: "-"}, ""},
		{Ricerca{A: "verdi@pec.example"}, "LET-2026-000003"},
		{Ricerca{MsgID: "<B1@x>"}, "bb"},
		{Ricerca{MsgID: "opec1.2@gestore"}, "aa"},
		{Ricerca{Identificativo: "OPEC1.2@gestore"}, "aa"},
		{Ricerca{Identificativo: "m1@x"}, ""},
		{Ricerca{Protocollo: "1234/2026"}, "bb"},
		{Ricerca{Protocollo: "prot. n. 001234"}, "bb"},
		{Ricerca{Protocollo: "1234/2025"}, ""},
		{Ricerca{Protocollo: "7/2026"}, ""}, // of another message of the request
		{Ricerca{Rif: "pec-2026-000002"}, "bb LET-2026-000003"},
		{Ricerca{Rif: "LET-2026-000001"}, "aa"},
		{Ricerca{Rif: "dif-2026-000001"}, "aa"},
		{Ricerca{Tipo: "consegna"}, "aa"},
		{Ricerca{Tipo: "busta"}, "bb"},
		{Ricerca{Tipo: "r4"}, "bb"},
		{Ricerca{Tipo: "lettera"}, "LET-2026-000003"},
		{Ricerca{Tipo: "T-10B"}, "LET-2026-000003"},
		{Ricerca{Tipo: "messaggio"}, "aa bb"},
		{Ricerca{Tipo: "T-10"}, ""},
		{Ricerca{Esito: "mancata"}, "LET-2026-000003"},
		{Ricerca{Esito: "ARRIVO_TARDIVO"}, "bb"},
		{Ricerca{Esito: "ESEGUITA", Testo: "pec nuova"}, "bb"},
		{Ricerca{Testo: "pec vecchia"}, ""},
		{Ricerca{Dal: at.Add(time.Hour), Al: at.Add(time.Hour)}, "bb"},
		{Ricerca{Al: at.Add(time.Hour - 1)}, "aa"},
	} {
		var got []string
		for _, v := range all {
			if c.r.Trova(v) {
				got = append(got, v.Ref())
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %v, want %s", c.r, got, c.want)
		}
	}
	if !slices.Contains(letter.Termini(), LacunaOggetto) || slices.Contains(busta.Termini(), LacunaDestinatari) {
		t.Error("what older entries lack")
	}
}
