package avvisi

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"pecagent/rules"
)

const giulia = "giulia78@posta.example"

// conCortesia is an office with the courtesy channel on, in automatico, a member, and letters of two requests of hers:
// RIC-2026-000001 by R-102 with its call, RIC-2026-000002 with its T-04 and T-26.
func conCortesia(t *testing.T) *ufficio {
	t.Helper()
	u := nuovo(t, `a = ["`+capo+`"]`)
	u.accendi(true)
	u.modo(rules.Modo{Modo: rules.Automatico})
	u.entra(rules.Event{Kind: rules.KIscritto, Iscritto: &rules.Iscritto{CF: "BNCGLI78C48G478A", Cognome: "Bianchi", Nome: "Giulia", Stato: rules.Iscr, EmailOrdinaria: "Giulia78@posta.example",
		Domicilio: &rules.Domicilio{Indirizzo: "giulia.bianchi@pecmail.example"}}})
	u.entra(rules.Event{Kind: rules.KCompito, Compito: &rules.Compito{ID: "SEG-2026-000009", Tipo: rules.SegTelefonata, Cosa: rules.CosaAvviso, CF: "BNCGLI78C48G478A", Richiesta: "RIC-2026-000001", Stato: rules.Aperto,
		Perche: "Avvertire l'iscritto", Creato: u.now}})
	for _, l := range []rules.Lettera{
		{ID: "LET-2026-000001", Modello: "T-01", Richiesta: "RIC-2026-000001"}, {ID: "LET-2026-000002", Modello: "T-23", Richiesta: "RIC-2026-000001"},
		{ID: "LET-2026-000003", Modello: "T-04", Richiesta: "RIC-2026-000002"}, {ID: "LET-2026-000004", Modello: "T-26", Richiesta: "RIC-2026-000002"},
		{ID: "LET-2026-000005", Modello: "T-02", Richiesta: "RIC-2026-000003"}, {ID: "LET-2026-000006", Modello: "T-26"},
	} {
		l.CF, l.A, l.Rif, l.Stato = "BNCGLI78C48G478A", "giulia.bianchi@pecmail.example", "PEC-2026-0000"+l.ID[len(l.ID)-2:], rules.LInCoda
		u.entra(rules.Event{Kind: rules.KLettera, Lettera: &l})
	}
	u.giro()
	return u
}

func (u *ufficio) accendi(on bool) {
	u.t.Helper()
	a := u.cfg.Avvisi
	c := &u.cfg.Cortesia
	c.Host, c.Port, c.User, c.PasswordFile, c.CA, c.Attiva = a.Host, a.Port, "info@posta.example", a.PasswordFile, a.CA, on
	u.cfg.Ordine.Telefono, u.cfg.Ordine.Orario = "000 000000", "lun-ven 9-13"
	u.riavvia()
}

func (u *ufficio) modo(m rules.Modo) {
	u.t.Helper()
	u.entra(rules.Event{Kind: rules.KModo, Modo: &m})
}

// parte lets a letter leave.
func (u *ufficio) parte(id string) {
	u.t.Helper()
	u.entra(rules.Event{Kind: rules.KPasso, Passo: &rules.Passo{Lettera: id, Stato: rules.LInviata, Istante: u.now}})
}

// annotate are the operations in the log about courtesy mail.
func (u *ufficio) annotate() (list []string) {
	for _, e := range u.eventi {
		if o := e.Operazione; o != nil && o.Tipo == "cortesia" {
			list = append(list, o.Cosa)
		}
	}
	return list
}

// TestCortesia: one mail for each request, when a certified letter of it has left; it tells nothing.
func TestCortesia(t *testing.T) {
	t.Parallel()
	u := conCortesia(t)
	if list := u.giro(); len(list) != 0 {
		t.Fatalf("before any letter left: %+v", list)
	}
	u.parte("LET-2026-000001")
	list := u.giro()
	if len(list) != 1 || list[0].a != giulia || !strings.Contains(list[0].testo, "è stato chiesto di registrare un domicilio digitale") || !strings.Contains(list[0].testo, "000 000000, lun-ven 9-13") {
		t.Fatalf("R-116: %+v", list)
	}
	u.parte("LET-2026-000002")
	u.parte("LET-2026-000005")
	if list := u.giro(); len(list) != 0 {
		t.Errorf("a second for the same request, or for none of its business: %+v", list)
	}
	u.parte("LET-2026-000003")
	u.riavvia()
	u.parte("LET-2026-000004")
	list = append(u.giro(), list...)
	u.parte("LET-2026-000006")
	list = append(u.giro(), list...)
	if len(list) != 3 || !strings.Contains(list[0].testo, "è stata registrata una variazione") || !strings.Contains(list[1].testo, "è stata registrata una variazione") {
		t.Fatalf("R-240: %+v", list)
	}
	for _, l := range list {
		for _, word := range []string{"Giulia", "Bianchi", "BNC", "pecmail", "RIC-", "PEC-2026", "LET-", "SEG-", "http", "1001"} {
			if strings.Contains(l.testo+l.oggetto, word) {
				t.Errorf("the courtesy mail tells %q:\n%s", word, l.testo)
			}
		}
	}
	if got, want := u.annotate(), []string{"R-116 RIC-2026-000001 partita", "R-240 RIC-2026-000002 partita", "R-240 LET-2026-000006 partita"}; !slices.Equal(got, want) {
		t.Errorf("recorded %q", got)
	}
}

// TestCortesiaNot: off, while sending is stopped, without an ordinary address, to the dead, and about the past nothing goes.
func TestCortesiaNot(t *testing.T) {
	t.Parallel()
	change := func(f func(*rules.Iscritto)) func(*ufficio) {
		return func(u *ufficio) {
			m, _ := rules.Vista(u.m).Iscritto("BNCGLI78C48G478A")
			f(&m)
			u.entra(rules.Event{Kind: rules.KIscritto, Iscritto: &m})
		}
	}
	for name, prepare := range map[string]func(*ufficio){
		"off":                   func(u *ufficio) { u.accendi(false) },
		"no address":            change(func(m *rules.Iscritto) { m.EmailOrdinaria = "" }),
		"broken address":        change(func(m *rules.Iscritto) { m.EmailOrdinaria = "giulia@" }),
		"the certified address": change(func(m *rules.Iscritto) { m.EmailOrdinaria = "giulia.bianchi@pecmail.example" }),
		"dead":                  change(func(m *rules.Iscritto) { m.Stato = rules.Deceduto }),
		"the call was made": func(u *ufficio) {
			u.entra(rules.Event{Kind: rules.KCompito, Compito: &rules.Compito{ID: "SEG-2026-000009", Tipo: rules.SegTelefonata, Cosa: rules.CosaAvviso, Stato: rules.Approvato}})
		},
		"switched on afterwards": func(u *ufficio) {
			u.accendi(false)
			u.giro()
			u.parte("LET-2026-000001")
			u.giro()
			u.accendi(true)
			u.giro()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := conCortesia(t)
			prepare(u)
			if name != "switched on afterwards" {
				u.parte("LET-2026-000001")
			}
			for range 3 {
				if list := u.giro(); len(list) != 0 {
					t.Fatalf("sent %+v", list)
				}
				u.passa(2 * time.Minute)
			}
		})
	}
	for _, m := range []rules.Modo{{Modo: rules.Osserva}, {Modo: rules.Automatico, Fermo: true}} {
		u := conCortesia(t)
		u.parte("LET-2026-000001")
		u.modo(m)
		if list := u.giro(); len(list) != 0 {
			t.Errorf("%+v: sent %+v", m, list)
		}
		u.modo(rules.Modo{Modo: rules.Proponi})
		if list := u.giro(); len(list) != 1 {
			t.Errorf("after %+v: %+v", m, list)
		}
	}
}

// TestCortesiaFaults: a refused address calls a person, a refused login is one try and a call; what was not sent is recorded.
func TestCortesiaFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		how    func(*guasto)
		record string
		says   string
	}{
		"refused": {func(g *guasto) {
			g.guasta = func(to string, _ int) (string, error) { return "", se(to == giulia, 550) }
		}, "R-116 RIC-2026-000001 respinta", "Un avviso di cortesia è stato respinto"},
		"login": {func(g *guasto) { g.accede = &smtp.SMTPError{Code: 535, Message: "no"} }, "R-116 RIC-2026-000001 non partita", "rifiuta l'accesso"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := conCortesia(t)
			u.g.cambia(c.how)
			u.parte("LET-2026-000001")
			u.giro()
			u.g.cambia(func(g *guasto) { g.accede, g.guasta = nil, nil })
			for range 5 {
				u.passa(10 * time.Minute)
				if list := u.giro(); slices.ContainsFunc(list, func(l lettera) bool { return l.a == giulia }) {
					t.Errorf("tried again: %+v", list)
				}
			}
			if got := u.annotate(); !slices.Equal(got, []string{c.record}) {
				t.Errorf("recorded %q", got)
			}
			if !slices.ContainsFunc(deiCompiti(rules.Vista(u.m)), func(p Problema) bool { return strings.Contains(p.Motivo, c.says) }) {
				t.Error("nobody is called")
			}
		})
	}
}
