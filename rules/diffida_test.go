package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTermineDiffida(t *testing.T) {
	p := DefaultPolicy()
	for _, c := range []struct{ served, dal, scade string }{
		{"2026-10-28", "2026-10-28", "2026-11-27"}, // the vectors of order.md §2.7
		{"2026-11-12", "2026-11-12", "2026-12-14"},
		{"2026-11-25", "2026-11-25", "2026-12-28"},
		{"2026-12-19", "2026-12-19", "2027-01-18"}, // the day before the window: the term runs through it
		{"2026-12-20", "2027-01-07", "2027-02-08"},
		{"2027-01-01", "2027-01-07", "2027-02-08"},
		{"2027-01-06", "2027-01-07", "2027-02-08"},
		{"2027-07-31", "2027-07-31", "2027-08-30"},
		{"2027-08-01", "2027-09-01", "2027-10-01"},
		{"2027-08-31", "2027-09-01", "2027-10-01"},
		{"2027-09-01", "2027-09-01", "2027-10-01"},
		{"mai", "", ""},
	} {
		if dal, scade := p.TermineDiffida(c.served); dal != c.dal || scade != c.scade {
			t.Errorf("%s: from %s to %s, want %s to %s", c.served, dal, scade, c.dal, c.scade)
		}
	}
	p.FinestreDiffida = []string{"agosto", "08-01-08-31", "13-01/14-01", ""}
	if dal, _ := p.TermineDiffida("2027-08-03"); dal != "2027-08-03" {
		t.Errorf("a window that cannot be read holds a term: %s", dal)
	}
	p.FinestreDiffida = []string{"01-01/12-31"} // no day is left: the term is not put off for ever
	if dal, _ := p.TermineDiffida("2027-08-03"); dal > "2028-08-04" {
		t.Errorf("put off to %s", dal)
	}
	for w, ok := range map[string]bool{"08-01/08-31": true, "12-20/01-06": true, "02-29/03-01": true, "02-30/03-01": false, "8-1/8-31": false, "": false} {
		if FinestraValida(w) != ok {
			t.Errorf("window %q: %v", w, !ok)
		}
	}
}

func TestProposteGiacenza(t *testing.T) {
	var days []string
	for _, g := range ProposteGiacenza("2026-12-05") {
		days = append(days, g.Giorno)
	}
	if fmt.Sprint(days) != "[2026-12-05 2026-12-15 2027-01-04]" {
		t.Error(days)
	}
}

const fo = "FOXGUO55A05E202E"

// conFo is an Order with one member who has no domicile.
func conFo(t *testing.T) *ordine {
	o := nuovoOrdine(t)
	o.conUfficio()
	o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: fo, Cognome: "Fo", Nome: "Ugo", Stato: Iscr, Albi: []string{"medici"}}})
	o.apply(Event{Kind: KModo, Modo: &Modo{Modo: Automatico, Automatico: []string{"R3"}}})
	return o
}

func (o *ordine) cambia(f func(*Iscritto)) {
	o.t.Helper()
	m, ok := o.vista().Iscritto(fo)
	if !ok {
		o.t.Fatal("no member")
	}
	f(&m)
	o.apply(Event{Kind: KIscritto, Iscritto: &m})
}

func (o *ordine) agisce(who string, a Atto) Decision {
	o.t.Helper()
	return o.decide(Acted{Now: o.now, Attore: Attore{Tipo: "persona", ID: who}, Atto: a})
}

// TestGuardieDiffida: each act on each step is refused in words where it may not be done, and changes nothing.
func TestGuardieDiffida(t *testing.T) {
	due := func(o *ordine, id string) string { c, _ := o.vista().Diffida(id); return c.Scade }
	signed := func(change func(*Atto)) func(*ordine, string) Atto {
		return func(o *ordine, id string) Atto {
			a := Atto{Tipo: AttoDiffidaFirmata, Caso: id, Giorno: DataRoma(o.now), Canale: "RACCOMANDATA", Documenti: doc("diffida.pdf.p7m"), Firme: firmaPresidente("diffida.pdf")}
			change(&a)
			return a
		}
	}
	checked := func(change func(*Atto)) func(*ordine, string) Atto {
		return func(o *ordine, id string) Atto {
			o.now = inizioGiorno(giorniDopo(due(o, id), giorniPosta)).Add(9 * time.Hour)
			for _, h := range []string{"08:10", "08:40"} {
				o.fa(Atto{Tipo: AttoTelefonataDiffida, Caso: id, Giorno: DataRoma(o.now), Ora: h, Esito: "non risponde"})
			}
			a := Atto{Tipo: AttoDiffidaScaduta, Caso: id, Giorno: DataRoma(o.now), Spunte: spunteScadenza, Documenti: doc("inipec", "inad")}
			change(&a)
			return a
		}
	}
	council := func(change func(*ordine, *Atto)) func(*ordine, string) Atto {
		return func(o *ordine, id string) Atto {
			a := Atto{Tipo: AttoSospensione, Caso: id, Giorno: DataRoma(o.now), Numero: "3", Organo: "Consiglio", Documenti: doc("delibera")}
			change(o, &a)
			return a
		}
	}
	open := func(change func(*ordine, *Atto)) func(*ordine, string) Atto {
		return func(o *ordine, _ string) Atto {
			a := Atto{Tipo: AttoDiffidaRilevata, CF: fo, Motivo: Assente, Giorno: DataRoma(o.now), Spunte: []string{SpuntaAtti}}
			change(o, &a)
			return a
		}
	}
	dead := func(s StatoIscritto) func(*ordine, *Atto) {
		return func(o *ordine, _ *Atto) { o.cambia(func(m *Iscritto) { m.Stato = s }) }
	}
	for _, c := range []struct {
		name string
		step StatoDiffida
		act  func(*ordine, string) Atto
		says string
	}{
		{"open: unknown member", "", open(func(_ *ordine, a *Atto) { a.CF = "X" }), "non è iscritto"},
		{"open: dead", "", open(dead(Deceduto)), "DECEDUTO"},
		{"open: transferred", "", open(dead(Trasferito)), "TRASFERITO"},
		{"open: suspended", "", open(dead(SospesoPEC)), "SOSPESO_PEC"},
		{"open: resolved", "", open(dead(SospensioneDeliberata)), "SOSPENSIONE_DELIBERATA"},
		{"open: disciplinary", "", open(dead(SospesoDisc)), "SOSPESO_DISC"},
		{"open: a reason that the Order does not use", "", open(func(_ *ordine, a *Atto) { a.Motivo = Satura }), "diffida_per è ASSENTE"},
		{"open: he has a domicile", "", open(func(o *ordine, _ *Atto) {
			o.cambia(func(m *Iscritto) { m.Domicilio = &Domicilio{Indirizzo: "a@x.example", Provenienza: Importato} })
		}), "CONFORME"},
		{"open: an address is being proven", "", open(func(o *ordine, _ *Atto) {
			o.cambia(func(m *Iscritto) { m.Candidato = &Candidato{Indirizzo: "a@x.example", Stato: Dichiarata} })
		}), "IN_VERIFICA"},
		{"open: a request is open", "", open(func(o *ordine, _ *Atto) {
			o.apply(Event{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2026-000001", Tipo: "R3", CF: fo, Stato: RInRevisione}})
		}), "RIC-2026-000001"},
		{"open: a defect that is not there", "", open(func(o *ordine, a *Atto) { o.p.DiffidaPer = []string{Satura}; a.Motivo = Satura }), "ASSENTE"},
		{"open: no tick", "", open(func(_ *ordine, a *Atto) { a.Spunte = []string{SpuntaAtti, "altro"} }), "spunta atti"},
		{"open twice", DRilevata, open(func(*ordine, *Atto) {}), "ha già la pratica"},
		{"open beside a served one", DNotificata, open(func(*ordine, *Atto) {}), "ha già la pratica"},

		{"draft: two documents", DPredisposta, func(_ *ordine, id string) Atto {
			return Atto{Tipo: AttoDiffidaPredisposta, Caso: id, Giorno: "2026-11-20", Documenti: doc("a", "b")}
		}, "un solo documento"},
		{"draft: the member has a domicile now", DPredisposta, func(o *ordine, id string) Atto {
			o.cambia(func(m *Iscritto) { m.Domicilio = &Domicilio{Indirizzo: "a@x.example", Provenienza: Importato} })
			return Atto{Tipo: AttoDiffidaPredisposta, Caso: id, Giorno: "2026-11-20", Documenti: doc("a")}
		}, "ha ora il domicilio a@x.example"},
		{"resolution: another body", DPredisposta, func(o *ordine, id string) Atto {
			o.p.OrganoCompetente = map[string]string{"medici": "Commissione medici"}
			return Atto{Tipo: AttoDeliberaDiffida, Caso: id, Giorno: "2026-11-20", Numero: "1", Organo: "Consiglio", Documenti: doc("a")}
		}, "delibera Commissione medici"},
		{"protocol twice", DPredisposta, func(_ *ordine, id string) Atto {
			return Atto{Tipo: AttoProtocollo, Caso: id, Giorno: "2026-11-20", Numero: "2"}
		}, "ha già il protocollo"},

		{"signed: unknown channel", DPredisposta, signed(func(a *Atto) { a.Canale = "MAIL" }), "PEC o RACCOMANDATA"},
		{"signed: no box", DPredisposta, signed(func(a *Atto) { a.Canale = "PEC" }), "non ha una casella PEC"},
		{"signed: two files", DPredisposta, signed(func(a *Atto) { a.Documenti = doc("a", "b") }), "uno solo"},
		{"signed: no signature", DPredisposta, signed(func(a *Atto) { a.Firme = nil }), "non è un file firmato"},
		{"signed: not verified", DPredisposta, signed(func(a *Atto) { a.Firme[0].NonVerificata = true }), "non è valida"},
		{"signed: not valid", DPredisposta, signed(func(a *Atto) { a.Firme[0].Valida = false }), "non è valida"},
		{"signed: by another", DPredisposta, signed(func(a *Atto) { a.Firme[0].CF = fo }), "non è il presidente"},
		{"signed: by another too", DPredisposta, signed(func(a *Atto) {
			a.Firme = append(a.Firme, Firma{CF: fo, Valida: true, Documento: hexSHA256("diffida.pdf")})
		}), "non è il presidente"},
		{"signed: another text", DPredisposta, signed(func(a *Atto) { a.Firme[0].Documento = hexSHA256("altro") }), "non è la diffida predisposta"},
		{"signed: a request is open", DPredisposta, func(o *ordine, id string) Atto {
			o.apply(Event{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2026-000001", Tipo: "R3", CF: fo, Stato: RInEsecuzione}})
			return signed(func(*Atto) {})(o, id)
		}, "RIC-2026-000001"},
		{"signed twice", DNotificata, signed(func(*Atto) {}), "NOTIFICATA"},
		{"posted before it is signed", DPredisposta, func(_ *ordine, id string) Atto {
			return Atto{Tipo: AttoRaccomandata, Caso: id, Giorno: "2026-11-20", Numero: "R", Documenti: doc("a")}
		}, "non è firmata"},
		{"served before it is signed", DPredisposta, func(_ *ordine, id string) Atto {
			return Atto{Tipo: AttoNotifica, Caso: id, Giorno: "2026-11-20", Documenti: doc("a")}
		}, "non è firmata"},
		{"served: nothing on its way", DNotificata, func(_ *ordine, id string) Atto {
			return Atto{Tipo: AttoNotifica, Caso: id, Giorno: "2026-11-20", Documenti: doc("a")}
		}, "non ha una raccomandata in viaggio"},
		{"served: in the future", DNotificata, func(_ *ordine, id string) Atto {
			return Atto{Tipo: AttoNotifica, Caso: id, Giorno: "2030-01-01", Documenti: doc("a")}
		}, "nel futuro"},

		{"expired: too soon", DNotificata, func(o *ordine, id string) Atto {
			a := checked(func(*Atto) {})(o, id)
			o.now = o.now.AddDate(0, 0, -1)
			a.Giorno = DataRoma(o.now)
			return a
		}, "la posta può essere in viaggio"},
		{"expired: checked yesterday", DNotificata, checked(func(a *Atto) { a.Giorno = giorniDopo(a.Giorno, -1) }), "sono di oggi"},
		{"expired: one extract", DNotificata, checked(func(a *Atto) { a.Documenti = doc("inipec") }), "INAD"},
		{"expired: one call", DNotificata, func(o *ordine, id string) Atto {
			o.now = inizioGiorno(giorniDopo(due(o, id), giorniPosta)).Add(9 * time.Hour)
			day := DataRoma(o.now)
			for range 2 {
				o.fa(Atto{Tipo: AttoTelefonataDiffida, Caso: id, Giorno: day, Ora: "08:10", Esito: "non risponde"})
			}
			o.fa(Atto{Tipo: AttoTelefonataDiffida, Caso: id, Giorno: "2026-10-27", Ora: "09:00", Esito: "prima della notifica"})
			return Atto{Tipo: AttoDiffidaScaduta, Caso: id, Giorno: day, Spunte: spunteScadenza, Documenti: doc("inipec", "inad")}
		}, "ne risultano 1"},
		{"expired: a tick short", DNotificata, checked(func(a *Atto) { a.Spunte = spunteScadenza[1:] }), "mancano le spunte sportello"},
		{"expired: an unknown tick", DNotificata, checked(func(a *Atto) { a.Spunte = append(slices.Clone(spunteScadenza), "tutto") }), "sconosciute: tutto"},
		{"expired: the domicile came by a file", DNotificata, func(o *ordine, id string) Atto {
			a := checked(func(*Atto) {})(o, id)
			o.cambia(func(m *Iscritto) { m.Domicilio = &Domicilio{Indirizzo: "a@x.example", Provenienza: Importato} })
			return a
		}, "ha ora il domicilio"},
		{"expired: he died", DNotificata, func(o *ordine, id string) Atto {
			a := checked(func(*Atto) {})(o, id)
			o.cambia(func(m *Iscritto) { m.Stato = Deceduto })
			return a
		}, "DECEDUTO"},
		{"expired twice", DScaduta, checked(func(*Atto) {}), "SCADUTA"},

		{"council: before the checks", DNotificata, council(func(*ordine, *Atto) {}), "NOTIFICATA"},
		{"council: no remedies", DScaduta, council(func(o *ordine, _ *Atto) { o.p.Rimedi = "" }), "policy.remedies"},
		{"council: dated before the checks", DScaduta, council(func(_ *ordine, a *Atto) { a.Giorno = giorniDopo(a.Giorno, -1) }), "non può essere del"},
		{"council: at once without reasons", DScaduta, council(func(_ *ordine, a *Atto) { a.Immediato = true }), "art. 21-bis"},
		{"council: reasons without effect", DScaduta, council(func(_ *ordine, a *Atto) { a.Motivo = "x" }), "solo per l'effetto immediato"},
		{"council: another body", DScaduta, council(func(o *ordine, _ *Atto) { o.p.OrganoCompetente = map[string]string{"medici": "Commissione"} }), "Commissione"},
		{"council: no document", DScaduta, council(func(_ *ordine, a *Atto) { a.Documenti = nil }), "vuole il documento"},
		{"council: he is no longer enrolled", DScaduta, council(func(o *ordine, a *Atto) { dead(Cancellato)(o, a) }), "CANCELLATO"},
		{"council twice", DDelibera, council(func(*ordine, *Atto) {}), "DELIBERA"},
		{"T-10b posted without protocol", DDelibera, func(o *ordine, id string) Atto {
			return Atto{Tipo: AttoRaccomandata, Caso: id, Giorno: DataRoma(o.now), Numero: "R", Documenti: doc("a")}
		}, "R-209"},
		{"revoked without a reason", DSospeso, func(o *ordine, id string) Atto {
			return Atto{Tipo: AttoSospensioneRevocata, Caso: id, Giorno: DataRoma(o.now), Numero: "4", Organo: "Consiglio", Documenti: doc("a")}
		}, "spetta a chi ha il ruolo presidente"},
		{"cancelled by the office after it was served", DNotificata, func(o *ordine, id string) Atto {
			return Atto{Tipo: AttoDiffidaAnnullata, Caso: id, Giorno: DataRoma(o.now), Motivo: "errore", Documenti: doc("a")}
		}, "spetta al Presidente"},
		{"the case of another", DNotificata, func(o *ordine, id string) Atto {
			return Atto{Tipo: AttoTelefonataDiffida, CF: "SPSCRI58C17F839T", Caso: id, Giorno: DataRoma(o.now), Ora: "10:00", Esito: "x"}
		}, "non è di SPSCRI58C17F839T"},
		{"an unknown case", DNotificata, func(o *ordine, _ string) Atto {
			return Atto{Tipo: AttoTelefonataDiffida, Caso: "DIF-2020-000009", Giorno: DataRoma(o.now), Ora: "10:00", Esito: "x"}
		}, "non esiste"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := conFo(t)
			id := ""
			if c.step != "" {
				id = o.diffida(fo, Assente, c.step, "", "2026-10-28")
			}
			a := c.act(o, id)
			before := o.a.Clone()
			d := o.agisce("anna", a)
			if !strings.Contains(d.Errore, c.says) {
				t.Errorf("refused with %q, want %q", d.Errore, c.says)
			}
			if !o.a.Uguale(before) {
				t.Error("a refusal changed something")
			}
			o.rigioca()
		})
	}
}

// TestDueProve: of two ways to serve one diffida the later proof counts, as each letter gives thirty days from its own arrival.
func TestDueProve(t *testing.T) {
	o := conFo(t)
	id := o.diffida(fo, Assente, DNotificata, "", "2026-11-02")
	day := func(d string) { o.now = inizioGiorno(d).Add(10 * time.Hour) }
	day("2026-11-09")
	o.fa(Atto{Tipo: AttoRaccomandata, Caso: id, Giorno: "2026-11-03", Numero: "RR2", Documenti: doc("spedizione2")})
	if c, _ := o.vista().Diffida(id); c.NotificataIl != "2026-11-02" || c.Scade != "2026-12-02" {
		t.Fatalf("a dispatch moves the term: %s %s", c.NotificataIl, c.Scade)
	}
	o.fa(Atto{Tipo: AttoNotifica, Caso: id, Giorno: "2026-11-06", Numero: "RR2", Documenti: doc("avviso2")})
	if c, _ := o.vista().Diffida(id); c.NotificataIl != "2026-11-06" || c.Scade != "2026-12-07" || c.Stato != DNotificata {
		t.Errorf("second proof: %s %s %s", c.Stato, c.NotificataIl, c.Scade)
	}
	o.fa(Atto{Tipo: AttoRaccomandata, Caso: id, Giorno: "2026-11-03", Numero: "RR3", Documenti: doc("spedizione3")})
	o.fa(Atto{Tipo: AttoNotifica, Caso: id, Giorno: "2026-11-09", Numero: "RR3", Esito: EsitoIrreperibile, Documenti: doc("busta")})
	if c, _ := o.vista().Diffida(id); c.NotificataIl != "2026-11-06" {
		t.Errorf("what was not delivered moves the term: %s", c.NotificataIl)
	}
}

// TestOrologioDaSoloNonSospende: whatever the clock does, nothing but a person's act makes a case SCADUTA or worse, and each call
// is made once.
func TestOrologioDaSoloNonSospende(t *testing.T) {
	o := conFo(t)
	id := o.diffida(fo, Assente, DNotificata, "", "2026-10-28")
	calls := 0
	for range 400 {
		for _, e := range o.decide(Ticked{Now: o.now}).Events {
			if e.Kind == KCompito && e.Compito.Caso == id {
				calls++
			}
			if e.Kind == KLettera {
				t.Fatalf("the clock wrote the letter %s", e.Lettera.Modello)
			}
		}
		o.now = o.now.AddDate(0, 0, 1)
	}
	o.now = o.now.AddDate(-3, 0, 0) // a clock that jumps back
	o.decide(Ticked{Now: o.now})
	m, _ := o.vista().Iscritto(fo)
	if c, _ := o.vista().Diffida(id); c.Stato != DNotificata || m.Stato != Iscr || calls != 1 {
		t.Errorf("after a year of silence: %s, %s, %d calls", c.Stato, m.Stato, calls)
	}
	o.rigioca()
}
