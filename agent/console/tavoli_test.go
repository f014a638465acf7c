package console

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/rules"
)

// rinuncia is a request that is understood.
func rinuncia() demo.Scritto {
	return demo.Scritto{From: "luca.conti@legalpost.example", Subject: "Cambio PEC", Body: "Buongiorno,\n" +
		"chiedo di registrare come mio domicilio digitale il nuovo indirizzo PEC luca.nuovo@pecmail.example.\nLuca Conti, CNTLCU88R19A944D\n"}
}

func TestIscritti(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(rinuncia())
	contiene(t, "the list", b.legge("/iscritti"), "15 iscritti", "D&#39;Angelo", "/iscritto/CNTLCU88R19A944D", "in regola", "senza domicilio")
	found := b.legge("/iscritti?q=de+luc&frammento=1")
	contiene(t, "a name of two words, half typed", found, "De Luca Anna Maria", "1–1 di 1")
	if strings.Contains(found, "<html") || strings.Contains(found, "Conti") {
		t.Errorf("a part of the page alone, with one member: %s", found)
	}
	contiene(t, "by number", b.legge("/iscritti?q=1203"), "Conti Luca")
	contiene(t, "by address", b.legge("/iscritti?q=luca.conti@legal"), "Conti Luca")
	contiene(t, "messages beside", b.legge("/iscritti?q=cambio+pec"), "Nessun iscritto", "Cambio PEC", "/messaggio/")
	contiene(t, "by conformity", b.legge("/iscritti?stato=ASSENTE"), "Esposito Ciro")
}

func TestIscrittoOggiEAllora(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(rinuncia())
	card := b.legge("/iscritto/CNTLCU88R19A944D")
	contiene(t, "the card", card, "Conti Luca", "luca.conti@legalpost.example", "<svg", "Cambio PEC", "in regola", "iscritto Conti Luca: domicilio", "Comunica")
	contiene(t, "the card of that day", b.legge("/iscritto/CNTLCU88R19A944D?al=2026-11-23"), "Com'era il 23/11/2026")
	if res := b.chiede("GET", "/iscritto/CNTLCU88R19A944D?al=2026-11-20", nil); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("before he was in the register: %s", res.Status)
	}
	if res := b.chiede("GET", "/iscritto/NESSUNO", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("nobody: %s", res.Status)
	}
	contiene(t, "who looked", b.comando("evidence", "accesses", "--member", "CNTLCU88R19A944D"), "members show", "m.neri")
}

func TestComunicazioni(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(rinuncia())
	list := b.legge("/comunicazioni")
	contiene(t, "the letters", list, "LET-2026-000001", "da approvare", "Conti Luca")
	contiene(t, "a letter", b.legge("/comunicazione/LET-2026-000001"), "La lettera", "Nessuna ricevuta", "Ritira la lettera", "messaggio dell'iscritto")
	contiene(t, "one state", b.legge("/comunicazioni?stato=CONSEGNATA"), "Nessuna lettera")
	if res := b.chiede("GET", "/comunicazioni?dal=ieri", nil); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a day that is none: %s", res.Status)
	}
}

// TestLetteraComePartita: the bytes that left, to keep; a letter that has not been written has none.
func TestLetteraComePartita(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	vissuto(b)
	contiene(t, "the bytes", b.legge("/comunicazione/LET-2026-000001/eml"), "Gentile iscritto.", "Message-ID: <")
	if res := b.chiede("GET", "/comunicazione/LET-2026-000005/eml", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("of one that waits: %s", res.Status)
	}
	contiene(t, "its page", b.legge("/comunicazione/LET-2026-000001"), "/comunicazione/LET-2026-000001/eml", "avvenuta consegna", "firma del gestore valida")
}

func TestScadenze(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(rinuncia())
	contiene(t, "the month", b.legge("/scadenze"), "novembre 2026", "calendario")
	contiene(t, "the next one", b.legge("/scadenze?mese=2026-12"), "dicembre 2026", "concludere il procedimento", "Conti Luca", "23/12/2026")
}

func TestProveFascicoloEChiHaGuardato(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(rinuncia())
	if got := b.legge("/prove"); strings.Contains(got, "/messaggio/") {
		t.Error("without a question nothing is shown")
	}
	contiene(t, "a search", b.legge("/prove?q=cambio+pec"), "1 trovati", "/messaggio/", "luca.conti@legalpost.example")
	contiene(t, "of a member", b.legge("/prove?cf=CNTLCU88R19A944D&tipo=lettera"), "LET-2026-000001")
	take := url.Values{"comunicazione": {"LET-2026-000001"}, "motivo": {"ricorso"}}
	res := b.chiede("POST", "/prove/fascicolo", take)
	body, err := io.ReadAll(res.Body)
	must(t, err)
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment; filename=EV-2026-000001") || !bytes.HasPrefix(body, []byte("PK")) {
		t.Fatalf("the fascicolo: %s %v %.100q", res.Status, res.Header, body)
	}
	if res := b.chiede("POST", "/prove/fascicolo", url.Values{"iscritto": {"CNTLCU88R19A944D"}, "motivo": {"ricorso"}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a secretary takes the fascicolo of a member: %s", res.Status)
	}
	if res := b.chiede("POST", "/prove/fascicolo", url.Values{"comunicazione": {"LET-2026-000001"}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %s", res.Status)
	}
	b.siede("a.legge")
	contiene(t, "who looked", b.legge("/prove/accessi?di=CNTLCU88R19A944D"), "evidence export", "ricorso", "m.neri")
	res = b.chiede("POST", "/prove/estratto", url.Values{"chi": {"CNTLCU88R19A944D"}, "dal": {"2026-11-01"}, "al": {"2026-11-30"}, "motivo": {"causa"}})
	body, err = io.ReadAll(res.Body)
	must(t, err)
	contiene(t, "the extract", string(body), "ESTRATTO DAL REGISTRO", "non è un certificato")
}

func TestQuadroRegistroSistema(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(rinuncia())
	contiene(t, "the picture", b.legge("/quadro"), "in regola", "<svg", "I numeri", "23/11/2026", "Adempimenti")
	b.siede("r.conti")
	contiene(t, "the log", b.legge("/registro"), "Il checkpoint firmato", "registro importato da iscritti.csv", "Ancore")
	b.siede("s.tecnico")
	sys := b.legge("/sistema")
	contiene(t, "the machine", sys, ordine, "Cambia modo", "r.conti")
	if quadro := b.legge("/quadro"); strings.Contains(sys+quadro, "Conti Luca") || strings.Contains(sys+quadro, "CNTLCU88R19A944D") {
		t.Error("the administrator sees a name")
	}
	res := b.chiede("POST", "/sistema/modo", url.Values{"modo": {"osserva"}})
	if res.StatusCode != http.StatusSeeOther || !strings.Contains(res.Header.Get("Location"), "fatto=modo") {
		t.Errorf("the mode: %s %s", res.Status, res.Header.Get("Location"))
	}
	contiene(t, "the head of each page", b.legge("/sistema"), "L'agente osserva")
}

// TestVociSecondoIlRuolo: the menu names what its role may open, and nothing else.
func TestVociSecondoIlRuolo(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	for user, sees := range map[string][2][]string{
		"m.neri":    {{"/iscritti", "/prove", "/quadro"}, {"/sistema", "/registro"}},
		"r.conti":   {{"/registro", "/prove/accessi", "/quadro"}, {"/iscritti", "/comunicazioni", "/scadenze", "/prove", "/sistema"}},
		"s.tecnico": {{"/sistema", "/quadro"}, {"/iscritti", "/comunicazioni", "/scadenze", "/prove", "/registro", "/prove/accessi"}},
		"a.legge":   {{"/iscritti", "/prove", "/registro", "/prove/accessi"}, {"/sistema"}},
	} {
		b.siede(user)
		page := b.legge("/quadro")
		for _, dove := range sees[0] {
			contiene(t, user, page, `href="`+dove+`"`)
			b.legge(dove)
		}
		for _, dove := range sees[1] {
			if strings.Contains(page, `href="`+dove+`"`) {
				t.Errorf("%s is led to %s", user, dove)
			}
			if res := b.chiede("GET", dove, nil); res.StatusCode != http.StatusForbidden {
				t.Errorf("%s opens %s: %s", user, dove, res.Status)
			}
		}
	}
}

// TestSegueDaSola: a server keeps up what the pages have in memory while nobody asks, and has let go of the store when it ends.
func TestSegueDaSola(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	srv, err := Apri("127.0.0.1:0", nil, b.con)
	must(t, err)
	ended := make(chan error, 1)
	go func() { ended <- srv.Servi(t.Context()) }()
	for begin := time.Now(); b.con.specchio.Nome("CNTLCU88R19A944D") != "Conti Luca"; time.Sleep(10 * time.Millisecond) {
		if time.Since(begin) > 20*time.Second {
			t.Fatal("the register is not in memory")
		}
	}
	srv.Chiudi()
	must(t, <-ended)
}

// TestOgniStatoHaParole: each state of a letter is in the filter, in words and not as its code.
func TestOgniStatoHaParole(t *testing.T) {
	for _, s := range rules.StatiLettera() {
		if !slices.ContainsFunc(statiLettera, func(x stato) bool { return x.Codice == string(s) }) {
			t.Errorf("%s is not among the states of the filter", s)
		}
	}
	for _, list := range [][]stato{conformita, statiLettera, statiRichiesta} {
		for _, s := range list {
			if s.Dice == "" || strings.Contains(s.Dice, "_") || s.Dice == s.Codice {
				t.Errorf("%s is called %q", s.Codice, s.Dice)
			}
		}
	}
}
