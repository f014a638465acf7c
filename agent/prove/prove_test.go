package prove

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
	"pecagent/rules"
	"pecagent/store/fascicolo"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDomanda(t *testing.T) {
	for _, c := range []struct {
		d    Domanda
		want string // in the error; "" for a good one
		tipo string
	}{
		{Domanda{}, "una e una sola", ""},
		{Domanda{Comunicazione: "LET-2026-000001", Diffida: "X"}, "una e una sola", ""},
		{Domanda{Comunicazione: " let-2026-000001 "}, "", "comunicazione"},
		{Domanda{Richiesta: "RIC-2026-000001", Dal: "2026-01-01"}, "solo con --member", ""},
		{Domanda{Iscritto: "cntlcu88r19a944d", Dal: "01/11/2026", Al: "2026-11-30"}, "", "iscritto"},
		{Domanda{Iscritto: "X", Dal: "2026-12-01", Al: "2026-11-30"}, "viene dopo", ""},
		{Domanda{Iscritto: "X", Al: "ieri"}, "--to vuole una data", ""},
		{Domanda{Campagna: "CAM-2026-000001"}, "", "campagna"},
		{Domanda{Diffida: "DIF-2026-000001"}, "", "diffida"},
	} {
		d := c.d
		err := d.Controlla()
		if c.want == "" && (err != nil || d.tipo() != c.tipo) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: %v, %s", c.d, err, d.tipo())
		}
	}
	d := Domanda{Iscritto: "x", Dal: "01/11/2026", Al: "30/11/2026"}
	must(t, d.Controlla())
	for at, in := range map[string]bool{"2026-10-31T22:59:59Z": false, "2026-10-31T23:00:00Z": true, "2026-11-30T22:59:59Z": true, "2026-11-30T23:00:00Z": false} {
		when, err := time.Parse(time.RFC3339, at)
		must(t, err)
		if d.nelPeriodo(when) != in {
			t.Errorf("%s: in November in Italy: %v", at, !in)
		}
	}
}

// TestSemplice: what members call their files becomes a name that a fascicolo admits.
func TestSemplice(t *testing.T) {
	for _, s := range []string{"", "..", "../../etc/passwd", "-rf", "è una prova €.pdf", "a\x00b", strings.Repeat("x", 300) + ".pdf.p7m", ".nascosto", "CON", "a/b\\c", "…", "x." + strings.Repeat("y", 100)} {
		if got := semplice(s); fascicolo.NomeAmmesso(got) != nil || len(got) > 80 {
			t.Errorf("%q gives %q", s, got)
		}
	}
	if got := semplice("ATT-2026-000004_diffida.pdf.p7m"); got != "ATT-2026-000004_diffida.pdf.p7m" {
		t.Errorf("a good name became %q", got)
	}
	r := &raccolta{preso: map[string]bool{}}
	if a, b, c := r.add("x/A.pdf", "", "", nil), r.add("x/a.pdf", "", "", nil), r.add("x/A.pdf", "", "", nil); a != "x/A.pdf" || b != "x/a_2.pdf" || c != "x/A_3.pdf" {
		t.Errorf("%s %s %s", a, b, c)
	}
}

// TestCronologiaSenzaFormule: no cell of the timeline is a formula for a spreadsheet, and the file reads back as it was.
func TestCronologiaSenzaFormule(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	list := []passaggio{{quando: at, cosa: "=HYPERLINK(\"http://x\")", chi: "+39", base: "@SUM(A1)", file: "-x"}, {giorno: "2026-11-24", cosa: "due\nrighe; e \"virgolette\""}}
	b, err := scriviCronologia(list)
	must(t, err)
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma = ';'
	rows, err := r.ReadAll()
	must(t, err)
	for _, row := range rows {
		for _, c := range row {
			if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
				t.Errorf("a formula: %q", c)
			}
		}
	}
	if rows[1][0] != "2026-11-23T09:00:00Z" || rows[1][1] != "2026-11-23T10:00:00+01:00" || rows[2][0] != "" || rows[2][1] != "2026-11-24" || rows[2][2] != list[1].cosa {
		t.Errorf("%q", rows)
	}
}

// TestRelazioneInerte: words of a member are words in the page, never markup, and the PDF takes any character.
func TestRelazioneInerte(t *testing.T) {
	evil := `<script>alert(1)</script> "x' & 😀 𝔘 漢字 ` + "\u202e" + strings.Repeat("lungo", 60)
	r := relazione{Titolo: evil, Sotto: evil, Ordine: evil, Dati: [][2]string{{"a", evil}}, Sintesi: []string{evil}, Manca: []string{evil},
		Capitoli: []capitolo{{Titolo: evil, Prima: []string{evil}, Tabella: &tabella{Larghezze: []int{50, 50}, Testa: []string{"a", "b"}, Righe: [][]string{{evil, evil + "\n" + evil}}, Forti: []bool{true}}},
			{Titolo: "x", Riquadri: []riquadro{{evil, []string{evil}}}}}}
	page, err := r.html()
	must(t, err)
	if bytes.Contains(page, []byte("<script")) || !bytes.Contains(page, []byte("&lt;script&gt;")) {
		t.Errorf("markup of a member stands in the page:\n%s", page)
	}
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	first, err := r.pdf("EV-2026-000001", at)
	must(t, err)
	for range 10 {
		again, err := r.pdf("EV-2026-000001", at)
		must(t, err)
		if !bytes.Equal(first, again) {
			t.Fatal("the same words give another PDF")
		}
	}
}

// TestDateNonSpezzate: a date is never broken, a path may be.
func TestDateNonSpezzate(t *testing.T) {
	if got := string(rompi("23/12/2026 in 70_x/a.pdf")); got != "23/12/2026 in 70_<wbr>x/<wbr>a.pdf" {
		t.Error(got)
	}
}

// depositato is a fascicolo under way with files of these sizes.
func depositato(t *testing.T, sizes ...int) ([]Parte, *lavoro) {
	t.Helper()
	w := &lavoro{o: Opzioni{ID: "EV-2026-000001"}, s: &scelta{lettere: []rules.Lettera{{ID: "LET-2026-000001"}}, messaggi: map[string]bool{}}, r: &raccolta{preso: map[string]bool{}}}
	for i, n := range sizes {
		w.r.add(fmt.Sprintf("70_delibera_e_note/ATT-2026-%06d_una_delibera_dal_nome_lungo.pdf.p7m", i+1), fascicolo.RuoloDocumento, "", bytes.Repeat([]byte{byte(i)}, n))
	}
	w.r.add("30_ricevuta_consegna.eml", fascicolo.RuoloConsegna, "LET-2026-000001", []byte("consegna"))
	w.r.add("30_ricevuta_consegna_2.eml", fascicolo.RuoloConsegna, "LET-2026-000001", []byte("consegna ancora"))
	w.r.add("80_registro.json", fascicolo.RuoloRegistro, "", []byte("{}"))
	parts, err := w.deposito(relazione{Titolo: "x"})
	must(t, err)
	return parts, w
}

// TestDeposito: parts below 30 MB, flat, short ASCII names in lower case, every file once and whole, the list in each.
func TestDeposito(t *testing.T) {
	parts, w := depositato(t, 20_000_000, 15_000_000, 10_000_000, 400)
	if len(parts) != 2 || len(w.r.guasti) != 0 {
		t.Fatalf("%d parts, %v", len(parts), w.r.guasti)
	}
	seen := map[string]string{}
	index := ""
	for _, p := range parts {
		if len(p.Byte) >= 30_000_000 {
			t.Errorf("%s has %d bytes", p.Nome, len(p.Byte))
		}
		z, err := zip.NewReader(bytes.NewReader(p.Byte), int64(len(p.Byte)))
		must(t, err)
		for _, f := range z.File {
			r, err := f.Open()
			must(t, err)
			b, err := io.ReadAll(r)
			must(t, err)
			if f.Name == "00_elenco.txt" {
				index = string(b)
			} else if seen[f.Name] != "" {
				t.Errorf("%s twice", f.Name)
			}
			if seen[f.Name] = somma(b); len(f.Name) > 32 || path.Base(f.Name) != f.Name || strings.ToLower(f.Name) != f.Name || fascicolo.NomeAmmesso(f.Name) != nil || f.Flags&8 != 0 {
				t.Errorf("name %q, flags %x", f.Name, f.Flags)
			}
		}
	}
	for _, name := range []string{"00_elenco.txt", "01_relazione.pdf", "02_attestazioni.pdf", "l01_consegna.eml", "l01_consegna_2.eml", "d01_una_delibera_dal.pdf.p7m"} {
		if seen[name] == "" {
			t.Errorf("%s is not among %v", name, slices.Sorted(func(yield func(string) bool) {
				for n := range seen {
					if !yield(n) {
						return
					}
				}
			}))
		}
		if name != "00_elenco.txt" && !strings.Contains(index, seen[name]+"  "+name) {
			t.Errorf("the list does not have %s", name)
		}
	}
}

// TestDepositoTroppoGrande: a file that no portal takes is there and is said.
func TestDepositoTroppoGrande(t *testing.T) {
	parts, w := depositato(t, 31_000_000)
	if len(parts) != 3 || len(w.r.guasti) != 1 || !strings.Contains(w.r.guasti[0], "in altro modo") {
		t.Errorf("%d parts, %v", len(parts), w.r.guasti)
	}
}

// TestNomiRicevute: each kind of receipt has its name and role; one that does not fit its letter is none of the three that prove.
func TestNomiRicevute(t *testing.T) {
	for tipo, want := range map[string]string{"accettazione": "20_ricevuta_accettazione.eml accettazione", "avvenuta-consegna": "30_ricevuta_consegna.eml consegna",
		"errore-consegna": "31_mancata_consegna.eml avviso", "non-accettazione": "21_non_accettazione.eml avviso", "preavviso-errore-consegna": "32_preavviso_mancata_consegna.eml avviso",
		"presa-in-carico": "39_ricevuta_altra.eml ricevuta"} {
		nome, ruolo := nomeRicevuta(rules.Ricevuta{Tipo: tipo}, false)
		if nome+" "+string(ruolo) != want {
			t.Errorf("%s: %s %s", tipo, nome, ruolo)
		}
		if _, ruolo := nomeRicevuta(rules.Ricevuta{Tipo: tipo, Anomalie: []string{"content_differs"}}, false); ruolo != fascicolo.RuoloRicevuta {
			t.Errorf("%s that does not fit its letter is %s", tipo, ruolo)
		}
	}
}

// TestDodiciOVentiquattro: the notice of the twelfth hour and the one of the twenty-fourth have one tipo; file and timeline tell them apart.
func TestDodiciOVentiquattro(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		error  string
		after  time.Duration
		nome   string
		parole string
	}{
		{"5.4.1 - X - il messaggio non è stato consegnato nelle prime ventiquattro ore dal suo invio", time.Hour, "33_mancata_consegna_24_ore.eml", "definitivo"},
		{"4.4.1 - X - non consegnato nelle prime dodici ore", 24 * time.Hour, "32_preavviso_mancata_consegna.eml", "il gestore ritenta"},
		{"", 24 * time.Hour, "33_mancata_consegna_24_ore.eml", "entro ventiquattro ore"},
		{"", 12 * time.Hour, "32_preavviso_mancata_consegna.eml", "nelle prime dodici ore"},
		{"", 18 * time.Hour, "32_preavviso_mancata_consegna.eml", "senza dire se sia"},
	} {
		d := &pec.DatiCert{Tipo: pec.PreavvisoErroreConsegna, Errore: pec.Altro, ErroreEsteso: c.error, Mittente: "a@pec.example", Data: at.Add(c.after), Gestore: "X", Identificativo: "i@x", MsgID: "m@x",
			Consegna: "b@pec.example", Destinatari: []pec.Destinatario{{Address: "b@pec.example", Tipo: "certificato"}}}
		eml := "Content-Type: multipart/mixed; boundary=b\r\nX-Ricevuta: preavviso-errore-consegna\r\n\r\n--b\r\nContent-Type: application/xml; name=\"daticert.xml\"\r\n\r\n" + string(d.XML()) + "\r\n--b--\r\n"
		q := rules.Ricevuta{SHA256: "x", Lettera: "LET-1", Tipo: string(pec.PreavvisoErroreConsegna), Istante: d.Data}
		r := &raccolta{src: unGrezzo(eml), s: &scelta{lettere: []rules.Lettera{{ID: "LET-1", TAccettazione: at}}}, dove: map[string][]string{}}
		final, _ := r.definitivo(q)
		nome, _ := nomeRicevuta(q, final)
		if p := r.ricevuta(q, passaggio{}); nome != c.nome || !strings.Contains(p.cosa, c.parole) || strings.Contains(p.base, "art. 8") != final {
			t.Errorf("%q after %v: %s, %q", c.error, c.after, nome, p.cosa)
		}
	}
}

type unGrezzo string

func (g unGrezzo) Raw(string) ([]byte, error) { return []byte(g), nil }

// TestOrdine: what has only a day stands where it was recorded on that day, else at its beginning, summer or winter.
func TestOrdine(t *testing.T) {
	at := time.Date(2026, 7, 3, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		p    passaggio
		want time.Time
	}{
		{passaggio{quando: at, registrato: at.Add(time.Hour)}, at},
		{passaggio{giorno: "2026-07-03", registrato: at}, at},
		{passaggio{giorno: "2026-07-02", registrato: at}, time.Date(2026, 7, 1, 22, 0, 0, 0, time.UTC)},
		{passaggio{giorno: "2026-01-02", registrato: at}, time.Date(2026, 1, 1, 23, 0, 0, 0, time.UTC)},
		{passaggio{giorno: "ieri", registrato: at}, at},
	} {
		if got := c.p.ordine(); !got.Equal(c.want) {
			t.Errorf("%+v: %v", c.p, got)
		}
	}
	r := &raccolta{s: &scelta{}, st: &storia{eventi: []rules.Event{
		{Seq: 7, At: at, Kind: rules.KPasso, Passo: &rules.Passo{Lettera: "LET-1", Stato: rules.LInviata, Istante: time.Date(2026, 7, 1, 22, 0, 0, 0, time.UTC)}}}}}
	if p := r.cronologia()[0]; p.giorno != "2026-07-02" || !p.quando.IsZero() || !p.registrato.Equal(at) {
		t.Errorf("a day is told as an instant: %+v", p)
	}
}

// TestRicercate: an event is looked at when a word is a whole string of it, whatever escapes stand before, and else is not.
func TestRicercate(t *testing.T) {
	p := ricercate{"LET-2026-000001": true, "RSSMRA80A01H501U": true}
	for raw, want := range map[string]bool{
		`{"kind":"passo","passo":{"lettera":"LET-2026-000001"}}`:                  true,
		`{"perche":"dice \"no\" e \\","iscritto":{"cf":"RSSMRA80A01H501U"}}`:      true,
		`{"perche":"\\\"","cf":["RSSMRA80A01H501U"]}`:                             true,
		`{"perche":"la LET-2026-000001 e RSSMRA80A01H501U","lettera":"LET-2026"}`: false,
		`{"a":"LET-2026-0000011"}`:                                                false,
		`{"a":"LET-2026-000001`:                                                   true,
		`{"a":"\`:                                                                 false,
		``:                                                                        false,
	} {
		if p.nominate([]byte(raw)) != want {
			t.Errorf("%s: %v", raw, !want)
		}
	}
}
