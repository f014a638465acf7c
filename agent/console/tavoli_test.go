package console

import (
	"net/http"
	"strings"
	"testing"

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

func TestScadenze(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.scrive(rinuncia())
	contiene(t, "the month", b.legge("/scadenze"), "novembre 2026", "calendario")
	contiene(t, "the next one", b.legge("/scadenze?mese=2026-12"), "dicembre 2026", "concludere il procedimento", "Conti Luca", "23/12/2026")
}
