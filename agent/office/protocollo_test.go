package office_test

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"path/filepath"
	"strings"
	"testing"

	"pecagent/rules"
)

// TestConsegnaProtocollo: the folder that is handed over holds each document as it is stored, with its digest; the same list with
// the numbers typed in is taken back, and then nothing waits.
func TestConsegnaProtocollo(t *testing.T) {
	u := conCaso(t)
	received := string(u.posta[0])
	u.riesce("review", "approve", "SEG-2026-000001")
	letter := "From: x\r\n\r\nla lettera\r\n"
	shas, err := u.env.Store.PutRaw(t.Context(), [][]byte{[]byte(letter)})
	must(t, err)
	for _, s := range []rules.StatoLettera{rules.LInCoda, rules.LInInvio, rules.LInviata} {
		u.commit(rules.Sent{Now: u.ora, Passo: rules.Passo{Lettera: "LET-2026-000001", Stato: s, Istante: u.ora, MsgID: "uno@ordine.example", SHA256: shas[0]}})
	}
	contiene(t, "export", u.riesce("protocol", "export", "consegna"), "2 documenti consegnati in consegna/da_protocollare.csv")
	list := u.saved[filepath.Join("consegna", "da_protocollare.csv")]
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(list, "\ufeff")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	must(t, err)
	want := map[string]string{"RIC-2026-000001": received, "LET-2026-000001": letter}
	for _, row := range rows[1:] {
		file := u.saved[filepath.Join("consegna", row[8])]
		sum := sha256.Sum256([]byte(file))
		if file != want[row[0]] || row[9] != hex.EncodeToString(sum[:]) || row[10]+row[11] != "" {
			t.Errorf("%v: %d bytes", row, len(file))
		}
		delete(want, row[0])
	}
	if len(want) > 0 {
		t.Errorf("not handed over: %v", want)
	}
	for i := range rows[1:] {
		rows[i+1][10], rows[i+1][11] = []string{"0000801", "0000802"}[i], "23/11/2026"
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = ';'
	must(t, w.WriteAll(rows))
	u.env.Files["da_protocollare.csv"] = []byte(b.String())
	contiene(t, "import", u.riesce("protocol", "import", "da_protocollare.csv"), "Numeri registrati: 2; già registrati: 0.")
	contiene(t, "list", u.riesce("protocol", "list"), "0 documenti attendono il numero")
	contiene(t, "export", u.riesce("protocol", "export", "vuota"), "0 documenti consegnati")
}

// TestConsegnaPrima: an act that wants its number before it leaves is handed over as its text.
func TestConsegnaPrima(t *testing.T) {
	u := conCaso(t)
	l := rules.Lettera{ID: "LET-2026-000009", Rif: "PEC-2026-000001", Richiesta: "RIC-2026-000001", Modello: "T-15", A: "luca.conti@legalpost.example", CF: "CNTLCU88R19A944D",
		Stato: rules.LProposta, Effetto: "e", Creata: u.ora, Dati: rules.DatiLettera{Nome: "Luca", Cognome: "Conti", CF: "CNTLCU88R19A944D", RicevutaIl: u.ora, Motivo: "PEC_NON_UNIVOCA", Indirizzo: "conti.luca@pecmail.example", Oggetto: "variazione"}}
	_, err := u.env.Store.Commit(t.Context(), func(rules.Snapshot) rules.Decision {
		return rules.Decision{Events: []rules.Event{{Kind: rules.KLettera, Attore: rules.Agente, Lettera: &l}}}
	})
	must(t, err)
	contiene(t, "list", u.riesce("protocol", "list"), "LET-2026-000009", "prot. manca: senza, non parte")
	contiene(t, "check", u.out.String(), "2 documenti attendono")
	u.riesce("protocol", "export", ".")
	contiene(t, "the text", u.saved["LET-2026-000009.txt"], "Oggetto: ", "Conti")
}
