package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

const casellaFo = "ugo.fo@iscritti.pec-ordine.example"

// conDifetto is an Order with one member whose domicile does not exist any more and whose Order box is in use.
func conDifetto(t *testing.T) *ordine {
	o := conFo(t)
	o.p.DiffidaPer = []string{Assente, NonValido}
	o.cambia(func(m *Iscritto) {
		m.Domicilio = &Domicilio{Indirizzo: "vecchia@pecmail.example", Provenienza: Importato}
		m.Difetto = &Difetto{Motivo: NonValido, Indirizzo: "vecchia@pecmail.example"}
		m.Casella = &Casella{Indirizzo: casellaFo, Stato: Attivata, PrimoUso: inizioGiorno("2026-01-10")}
	})
	return o
}

// scadutaPEC carries the case of a member whose other box works to the checks after the term.
func scadutaPEC(t *testing.T) (*ordine, string) {
	o := conDifetto(t)
	id := o.diffida(fo, NonValido, DNotificata, "", "2026-10-28")
	c, _ := o.vista().Diffida(id)
	o.now = inizioGiorno(giorniDopo(c.Scade, 1)).Add(10 * time.Hour)
	test := Lettera{ID: "LET-2026-000900", Modello: "T-09", CF: fo, A: "vecchia@pecmail.example", Stato: LMancata, TInvio: o.now, Istante: o.now}
	o.apply(Event{Kind: KLettera, Lettera: &test})
	o.finoAScaduta(id)
	return o, id
}

// deliberata carries a case to the resolution of the Council with the T-10b on its way by PEC.
func deliberata(t *testing.T) (*ordine, string, Lettera) {
	o, id := scadutaPEC(t)
	o.fa(Atto{Tipo: AttoSospensione, Caso: id, Giorno: DataRoma(o.now), Numero: "3/2026", Organo: "Consiglio", Documenti: doc("delibera3")})
	c, _ := o.vista().Diffida(id)
	l := o.lettera(c.SospLettera)
	if l.A != casellaFo {
		t.Fatalf("T-10b goes to %q", l.A)
	}
	if dec := o.approvaTutto(); !strings.Contains(dec, "R-209") {
		t.Fatalf("T-10b without a protocol number: %s", dec)
	}
	o.fa(Atto{Tipo: AttoProtocollo, Caso: l.ID, Giorno: DataRoma(o.now), Numero: "101"})
	if dec := o.approvaTutto(); dec != "" {
		t.Fatal(dec)
	}
	if ls := o.spedisci(); len(ls) != 1 || ls[0].ID != l.ID {
		t.Fatalf("sent %v", ls)
	}
	return o, id, o.lettera(l.ID)
}

// approvaTutto approves the open tasks about letters, and gives the first refusal.
func (o *ordine) approvaTutto() string {
	for _, id := range o.vista().Cerca(CompitiVivi, "") {
		if k, ok := o.vista().Compito(id); ok && k.Tipo == SegLettera && k.Caso != "" {
			if d := o.decide(Reviewed{Now: o.now, Attore: persona, Compito: id, Approva: true}); d.Errore != "" {
				return d.Errore
			}
		}
	}
	return ""
}

// comunica is the member's communication from a new box, and the receipt that registers it.
func (o *ordine) comunica(at time.Time) {
	o.t.Helper()
	in := o.busta("ugo.fo@legalpost.example", "R3 IN_ESECUZIONE AUTO cf="+fo+" nuova=ugo.fo@legalpost.example")
	in.Msg.DatiCert.Data = at
	o.decide(in)
	for _, l := range o.spedisci() {
		if l.A == "ugo.fo@legalpost.example" && l.Modello == "T-01" {
			o.decide(o.ricevuta(o.lettera(l.ID), pec.AvvenutaConsegna, o.now, nil))
		}
	}
}

// TestNotificaEComunicazione: the notification of the suspension and the communication of the domicile end the same in whatever
// order they become known; the certified instants decide.
func TestNotificaEComunicazione(t *testing.T) {
	for _, served := range []struct {
		name   string
		before bool
	}{{"served first", true}, {"communicated first", false}} {
		ends := map[string]bool{}
		for _, known := range []string{"receipt first", "message first"} {
			o, id, l := deliberata(t)
			t0 := o.now
			comm, cons := t0.Add(2*time.Hour), t0.Add(3*time.Hour)
			if served.before {
				comm, cons = cons, comm
			}
			o.now = t0.Add(4 * time.Hour)
			receipt := func() { o.decide(o.ricevuta(l, pec.AvvenutaConsegna, cons, nil)) }
			if known == "receipt first" {
				receipt()
				o.comunica(comm)
			} else {
				o.comunica(comm)
				receipt()
			}
			o.decide(Ticked{Now: o.now})
			m, _ := o.vista().Iscritto(fo)
			c, _ := o.vista().Diffida(id)
			if m.Stato != Iscr || m.Domicilio.Indirizzo != "ugo.fo@legalpost.example" || !c.Comunicata.Equal(comm) || !m.Sospensione.Fine.Equal(comm) {
				t.Fatalf("%s, %s: %s %+v, comunicata %v", served.name, known, m.Stato, m.Sospensione, c.Comunicata)
			}
			if known == "message first" || served.before { // where we knew of the delivery first and it was later, it had begun for us
				ends[fmt.Sprintf("%s dal=%s", c.Stato, m.Sospensione.Dal)] = true
			}
			o.fa2(Atto{Tipo: AttoSospensioneRevocata, Caso: id, Giorno: DataRoma(o.now), Numero: "40", Organo: "Consiglio", Documenti: doc("d")})
			if c, _ = o.vista().Diffida(id); c.Stato != DRevocata {
				t.Errorf("%s, %s: %s", served.name, known, c.Stato)
			}
			o.rigioca()
		}
		want := "DELIBERA dal="
		if served.before {
			want = "SOSPESO dal=2026-12-04"
		}
		if len(ends) != 1 || !ends[want] {
			t.Errorf("%s: %v, want %s", served.name, ends, want)
		}
	}
}

// fa2 is fa by the President.
func (o *ordine) fa2(a Atto) {
	o.t.Helper()
	if d := o.agisce("bruno", a); d.Errore != "" {
		o.t.Fatalf("%s: %s", a.Tipo, d.Errore)
	}
}

// TestDifettoChiuso: any delivery to the box that did not work closes the defect and the case with it.
func TestDifettoChiuso(t *testing.T) {
	o := conDifetto(t)
	id := o.diffida(fo, NonValido, DNotificata, "", "2026-10-28")
	o.cambia(func(m *Iscritto) { m.Difetto, m.UltimaProva = nil, o.now })
	o.decide(Ticked{Now: o.now})
	if c, _ := o.vista().Diffida(id); c.Stato != DRegolarizzata || c.Tardiva {
		t.Errorf("%s %v", c.Stato, c.Fine)
	}
}

// TestCasellaPerAtto: a legal act goes to no box of which it is not known that it receives.
func TestCasellaPerAtto(t *testing.T) {
	used := inizioGiorno("2026-01-10")
	own := func(change func(*Casella)) func(*Iscritto) {
		return func(m *Iscritto) {
			k := Casella{Indirizzo: casellaFo, Stato: Attivata, PrimoUso: used}
			change(&k)
			m.Casella = &k
		}
	}
	dom := func(addr string) func(*Iscritto) {
		return func(m *Iscritto) { m.Domicilio = &Domicilio{Indirizzo: addr, Provenienza: Importato} }
	}
	failed := Lettera{Stato: LMancata, TInvio: used, Istante: used}
	for _, c := range []struct {
		name   string
		member []func(*Iscritto)
		c      Diffida
		letter *Lettera
		want   string
	}{
		{"nothing", nil, Diffida{}, nil, ""},
		{"a domicile", []func(*Iscritto){dom("a@x.example")}, Diffida{}, nil, "a@x.example"},
		{"the one of the case", []func(*Iscritto){dom("a@x.example")}, Diffida{Indirizzo: "A@x.example"}, nil, ""},
		{"with a defect", []func(*Iscritto){dom("a@x.example"), func(m *Iscritto) { m.Difetto = &Difetto{Indirizzo: "a@x.example"} }}, Diffida{}, nil, ""},
		{"that did not take our letter", []func(*Iscritto){dom("a@x.example")}, Diffida{}, &failed, ""},
		{"that took a later one", []func(*Iscritto){dom("a@x.example")}, Diffida{}, &Lettera{Stato: LConsegnata, TConsegna: used, Istante: used}, "a@x.example"},
		{"the Order's in use", []func(*Iscritto){own(func(*Casella) {})}, Diffida{}, nil, casellaFo},
		{"never used", []func(*Iscritto){own(func(k *Casella) { k.PrimoUso = time.Time{} })}, Diffida{}, nil, ""},
		{"still GENERATA", []func(*Iscritto){own(func(k *Casella) { k.Stato = Generata })}, Diffida{}, nil, ""},
		{"GENERATA and the domicile", []func(*Iscritto){dom(casellaFo), own(func(k *Casella) { k.Stato = Generata })}, Diffida{}, nil, ""},
		{"to be revoked", []func(*Iscritto){dom(casellaFo), own(func(k *Casella) { k.RevocaDal = used })}, Diffida{}, nil, ""},
		{"given notice", []func(*Iscritto){own(func(k *Casella) { k.DisdettaIl = "2026-01-01" })}, Diffida{}, nil, ""},
		{"REVOCATA", []func(*Iscritto){own(func(k *Casella) { k.Stato = Revocata })}, Diffida{}, nil, ""},
		{"the Order's, after a failure", []func(*Iscritto){own(func(*Casella) {})}, Diffida{}, &failed, ""},
		{"dead domicile, the Order's in use", []func(*Iscritto){dom("a@x.example"), own(func(*Casella) {})}, Diffida{Indirizzo: "a@x.example"}, nil, casellaFo},
	} {
		o := conFo(t)
		m := Iscritto{CF: fo, Stato: Iscr}
		for _, f := range c.member {
			f(&m)
		}
		if c.letter != nil {
			l := *c.letter
			l.ID, l.A = "LET-2026-000001", c.want
			if l.A == "" {
				l.A = max(indirizzo(m.Domicilio), casellaDi(m).Indirizzo)
			}
			o.apply(Event{Kind: KLettera, Lettera: &l})
		}
		d := nuovoDecisore(o.p, o.vista(), Ticked{Now: o.now}, nil)
		if got := d.casellaPerAtto(m, c.c); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestProvaVecchia: a letter that failed before the term ended is no test of the box after it.
func TestProvaVecchia(t *testing.T) {
	o := conDifetto(t)
	id := o.diffida(fo, NonValido, DNotificata, "", "2026-10-28")
	c, _ := o.vista().Diffida(id)
	day := giorniDopo(c.Scade, giorniPosta)
	o.now = inizioGiorno(day).Add(9 * time.Hour)
	for _, h := range []string{"08:10", "08:40"} {
		o.fa(Atto{Tipo: AttoTelefonataDiffida, Caso: id, Giorno: day, Ora: h, Esito: "non risponde"})
	}
	a := Atto{Tipo: AttoDiffidaScaduta, Caso: id, Giorno: day, Spunte: spunteScadenza, Documenti: doc("inipec", "inad")}
	at := func(sent, failed string) string {
		l := Lettera{ID: "LET-2026-000900", Modello: "T-09", CF: fo, A: "vecchia@pecmail.example", Stato: LMancata, TInvio: inizioGiorno(sent), Istante: inizioGiorno(failed)}
		o.apply(Event{Kind: KLettera, Lettera: &l})
		return o.agisce("anna", a).Errore
	}
	for _, days := range [][2]string{{c.Scade, c.Scade}, {c.Scade, giorniDopo(c.Scade, 1)}} {
		if why := at(days[0], days[1]); !strings.Contains(why, "va provata di nuovo") {
			t.Errorf("sent %s, failed %s: %q", days[0], days[1], why)
		}
	}
	if why := at(giorniDopo(c.Scade, 1), giorniDopo(c.Scade, 2)); why != "" {
		t.Errorf("a test after the term: %q", why)
	}
}

// TestDomicilioDaFile: a domicile that only a file brings ends no case; a person looks.
func TestDomicilioDaFile(t *testing.T) {
	o := conFo(t)
	id := o.diffida(fo, Assente, DNotificata, "", "2026-10-28")
	o.cambia(func(m *Iscritto) { m.Domicilio = &Domicilio{Indirizzo: "a@x.example", Provenienza: Importato} })
	calls := 0
	for range 3 {
		for _, e := range o.decide(Ticked{Now: o.now}).Events {
			if e.Kind == KCompito && e.Compito.Caso == id {
				calls++
			}
		}
	}
	if c, _ := o.vista().Diffida(id); c.Stato != DNotificata || calls != 1 {
		t.Errorf("a file: %s, %d calls", c.Stato, calls)
	}
	o.cambia(func(m *Iscritto) {
		m.Domicilio = &Domicilio{Indirizzo: "a@x.example", Provenienza: Comunicato, Dal: o.now}
	})
	o.decide(Ticked{Now: o.now})
	if c, _ := o.vista().Diffida(id); c.Stato != DRegolarizzata {
		t.Errorf("a communication: %s", c.Stato)
	}
}

// TestEffettoImmediato: a suspension in force at once stays so from its own day when its letter arrives later.
func TestEffettoImmediato(t *testing.T) {
	o := conFo(t)
	id := o.diffida(fo, Assente, DScaduta, "", "2026-10-28")
	day := DataRoma(o.now)
	o.fa(Atto{Tipo: AttoSospensione, Caso: id, Giorno: day, Numero: "3", Organo: "Consiglio", Immediato: true, Motivo: "urgenza", Documenti: doc("d")})
	c, _ := o.vista().Diffida(id)
	if m, _ := o.vista().Iscritto(fo); m.Stato != SospesoPEC || c.Stato != DSospeso || c.SospesoDal != day || !o.lettera(c.SospLettera).Dati.Immediata {
		t.Fatalf("%s %s from %q", m.Stato, c.Stato, c.SospesoDal)
	}
	o.fa(Atto{Tipo: AttoProtocollo, Caso: c.SospLettera, Giorno: day, Numero: "101"})
	o.fa(Atto{Tipo: AttoRaccomandata, Caso: id, Giorno: day, Numero: "RR2", Documenti: doc("s")})
	o.now = o.now.AddDate(0, 0, 5)
	o.fa(Atto{Tipo: AttoNotifica, Caso: id, Giorno: DataRoma(o.now), Documenti: doc("a")})
	if c, _ = o.vista().Diffida(id); c.SospesoDal != day || c.SospNotif[0].Giorno != DataRoma(o.now) {
		t.Errorf("after its letter: from %s, %+v", c.SospesoDal, c.SospNotif)
	}
}

// TestFascicolo: a case that went the whole way lacks nothing and names each act, its people and its documents; take a proof away
// and it is missed.
func TestFascicolo(t *testing.T) {
	o := conFo(t)
	id := o.diffida(fo, Assente, DSospeso, "", "2026-10-28")
	c, _ := o.vista().Diffida(id)
	list := FascicoloDiffida(o.p, o.vista(), c)
	if gaps := MancaFascicolo(list); len(gaps) > 0 {
		t.Errorf("missing: %v", gaps)
	}
	for _, want := range []string{"preavviso", "delibera sulla diffida", "firmata", "notifica della diffida, RACCOMANDATA RR1", "telefono", "controlli", "delibera di sospensione", "notifica della sospensione"} {
		i := slices.IndexFunc(list, func(p Pezzo) bool { return strings.Contains(p.Cosa, want) })
		if i < 0 || len(list[i].Documenti) == 0 && want != "telefono" || list[i].Giorno == "" {
			t.Errorf("%s: %v", want, list)
			continue
		}
		if strings.Contains(want, "di sospensione") && list[i].Chi != "anna, bruno" {
			t.Errorf("who resolved: %q", list[i].Chi)
		}
	}
	c.Notifiche[0].Prova, c.SospNotif[0].Prova, c.Protocollo = "", "", ""
	if gaps := strings.Join(MancaFascicolo(FascicoloDiffida(o.p, o.vista(), c)), "|"); strings.Count(gaps, "avviso di ricevimento") != 2 || !strings.Contains(gaps, "protocollo") {
		t.Errorf("gaps: %s", gaps)
	}
	o = conFo(t)
	o.cambia(func(m *Iscritto) { m.DiffidaNotificata = "2026-10-28" })
	o.fa(Atto{Tipo: AttoNotifica, CF: fo, Giorno: "2026-10-28", Documenti: doc("avviso")})
	c, _ = DiffidaDi(o.vista(), fo)
	if gaps := strings.Join(MancaFascicolo(FascicoloDiffida(o.p, o.vista(), c)), "|"); !strings.Contains(gaps, "registro importato") || strings.Contains(gaps, "avviso") {
		t.Errorf("imported: %s", gaps)
	}
}

// TestImportaSospensione: a file never undoes a suspension that was notified, nor puts one back that a communication has ended; one
// that is only resolved no file can know.
func TestImportaSospensione(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	in := Sospensione{Caso: "DIF-2026-000001", Dal: "2026-11-20"}
	ended := Sospensione{Fine: now}
	for _, c := range []struct {
		name    string
		old     StatoIscritto
		s       *Sospensione
		row     StatoIscritto
		refused bool
		then    StatoIscritto
	}{
		{"in force, the file says enrolled", SospesoPEC, &in, Iscr, true, SospesoPEC},
		{"in force, the file agrees", SospesoPEC, &in, SospesoPEC, false, SospesoPEC},
		{"in force, transferred", SospesoPEC, &in, Trasferito, false, Trasferito},
		{"known from a file only", SospesoPEC, nil, Iscr, false, Iscr},
		{"ended, the file still says suspended", Iscr, &ended, SospesoPEC, true, Iscr},
		{"ended, the file agrees", Iscr, &ended, Iscr, false, Iscr},
		{"resolved", SospensioneDeliberata, &Sospensione{Caso: "DIF-2026-000001"}, Iscr, false, SospensioneDeliberata},
		{"resolved, then dead", SospensioneDeliberata, &Sospensione{Caso: "DIF-2026-000001"}, Deceduto, false, Deceduto},
	} {
		o := conFo(t)
		o.cambia(func(m *Iscritto) { m.Stato, m.Sospensione = c.old, c.s })
		row, _ := o.vista().Iscritto(fo)
		row.Stato, row.Sospensione = c.row, nil
		d := o.decide(Imported{Now: now, Attore: persona, File: "albo.csv", SHA256: "f", Righe: []Iscritto{row}})
		m, _ := o.vista().Iscritto(fo)
		if (d.Errore != "") != c.refused || m.Stato != c.then {
			t.Errorf("%s: %q, %s", c.name, d.Errore, m.Stato)
		}
		if !c.refused && c.s != nil && m.Sospensione == nil {
			t.Errorf("%s: the file makes the suspension forgotten", c.name)
		}
	}
}

// TestVieCasuali: any sequence of acts, messages, receipts and days keeps what order.md §6.5 wants; in half of them the clock also
// jumps, as much as a year forward or back, which makes no term shorter and no act earlier.
func TestVieCasuali(t *testing.T) {
	reached := map[StatoDiffida]int{}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		o := conFo(t)
		o.p.PreavvisoGiorni = 3
		if start := []StatoDiffida{"", DNotificata, DScaduta, DDelibera}[seed%4]; start != "" {
			o.diffida(fo, Assente, start, "", "2026-10-28")
		}
		for n := range 200 {
			o.now = o.now.Add(time.Duration(r.IntN(60)) * time.Hour)
			if seed >= 30 && r.IntN(12) == 0 {
				o.now = o.now.AddDate(0, 0, r.IntN(800)-400)
			}
			before, past := map[string]Diffida{}, len(o.events)
			Diffide(o.a, func(c Diffida) bool { before[c.ID] = c; return true })
			acted := o.passoCasuale(r)
			open := 0
			m, _ := o.vista().Iscritto(fo)
			Diffide(o.a, func(c Diffida) bool {
				if reached[c.Stato]++; c.Stato.Aperta() {
					open++
				}
				o.regge(fmt.Sprintf("seed %d step %d", seed, n), c, before[c.ID], m, acted)
				return true
			})
			if open > 0 && nonSoggetto(m) { // a file said it: the next look ends the case
				o.decide(Ticked{Now: o.now})
				_, still := DiffidaDi(o.vista(), fo)
				open = map[bool]int{true: 2, false: 0}[still]
			}
			if open > 1 {
				t.Fatalf("seed %d step %d: %d open cases of a member %s", seed, n, open, m.Stato)
			}
			o.soloPersone(fmt.Sprintf("seed %d step %d", seed, n), past)
		}
		o.rigioca()
	}
	for _, s := range []StatoDiffida{DPredisposta, DNotificata, DInVerifica, DScaduta, DDelibera, DSospeso, DRegolarizzata, DRevocata, DiffidaAnnullata} {
		if reached[s] == 0 {
			t.Errorf("no walk reached %s: the test proves nothing about it", s)
		}
	}
}

// soloPersone holds the events of a step against what the law leaves to people: a legal act against a member starts to leave by a
// person's click alone, whatever the clock says.
func (o *ordine) soloPersone(when string, past int) {
	o.t.Helper()
	for _, e := range o.events[past:] {
		if e.Kind != KPasso || e.Passo.Stato != LInPartenza {
			continue
		}
		if l := o.lettera(e.Passo.Lettera); (l.Modello == "T-10" || l.Modello == "T-10b") && e.Attore.Tipo != "persona" {
			o.t.Fatalf("%s: %s %s was let go by %+v", when, l.ID, l.Modello, e.Attore)
		}
	}
}

// regge holds one case against the rules.
func (o *ordine) regge(when string, c, was Diffida, m Iscritto, acted TipoAtto) {
	o.t.Helper()
	bad := func(ok bool, format string, args ...any) {
		o.t.Helper()
		if !ok {
			o.t.Fatalf("%s: %s %s: %s", when, c.ID, c.Stato, fmt.Sprintf(format, args...))
		}
	}
	served := c.NotificataIl != ""
	_, scade := o.p.TermineDiffida(c.NotificataIl)
	bad(served == (c.Scade != "") && (!served || c.Scade == scade), "served %s, term %s", c.NotificataIl, c.Scade)
	bad(!served || slices.ContainsFunc(c.Notifiche, func(n Notifica) bool { return n.Giorno == c.NotificataIl && n.Prova != "" }), "a term without proof")
	bad(c.Firmata == nil || c.Protocollo != "", "signed without protocol")
	worse := map[StatoDiffida]TipoAtto{DScaduta: AttoDiffidaScaduta, DDelibera: AttoSospensione}
	if by, harms := worse[c.Stato]; harms && was.Stato != c.Stato {
		bad(acted == by, "came from %s by %q", was.Stato, acted)
	}
	if c.Stato == DSospeso && was.Stato != DSospeso {
		bad(acted == AttoNotifica || acted == AttoSospensione && c.Sospensione.Immediata, "came from %s by %q", was.Stato, acted)
	}
	if c.ScadutaIl != "" {
		bad(c.ScadutaIl >= giorniDopo(c.Scade, giorniPosta), "checked on %s, term %s", c.ScadutaIl, c.Scade)
	}
	if c.NotificataIl != "" && !c.Importata {
		bad(c.NotificataIl >= giornoEseguito(o, c.ID, AttoDiffidaFirmata), "term from %s, before the signature", c.NotificataIl)
	}
	if c.SospesoDal != "" {
		bad(c.SospesoDal >= c.Sospensione.Giorno && (m.Stato != SospesoPEC || m.DataStato >= c.Sospensione.Giorno), "suspended from %s, resolved on %s", c.SospesoDal, c.Sospensione.Giorno)
	}
	if c.Sospensione != nil {
		a, ok := o.vista().Atto(c.Sospensione.Atto)
		bad(ok && a.Conferma != "" && a.Conferma != a.Da, "one person alone resolved")
	}
	if c.Stato.Aperta() && c.SospesoDal != "" && c.Comunicata.IsZero() && m.Stato != Deceduto {
		bad(m.Stato == SospesoPEC, "the member is %s", m.Stato)
	}
	if m.Stato == SospesoPEC && m.Sospensione != nil && m.Sospensione.Caso == c.ID {
		bad(c.SospesoDal == m.Sospensione.Dal && c.Comunicata.IsZero(), "suspended from %s, in the case %s", m.Sospensione.Dal, c.SospesoDal)
	}
	for _, id := range o.vista().Cerca(PerCaso, c.ID) {
		l := o.lettera(id)
		bad(daPartire(l.Stato) && l.Stato != LInCoda && l.Stato != LInPartenza || l.Dati.Protocollo != "" || l.Stato == LRitirata, "%s left without protocol", l.Modello)
	}
}

// passoCasuale does one thing that may happen, allowed or not, and gives the kind of act that was carried out.
func (o *ordine) passoCasuale(r *rand.Rand) TipoAtto {
	today := DataRoma(o.now)
	id := ""
	if c, ok := DiffidaDi(o.vista(), fo); ok {
		id = c.ID
	}
	uno := func(list ...string) string { return list[r.IntN(len(list))] }
	who := uno("anna", "anna", "bruno")
	switch r.IntN(24) {
	case 0, 1, 2:
		o.decide(Ticked{Now: o.now})
		return ""
	case 3:
		if r.IntN(8) == 0 {
			o.comunica(o.now.Add(-time.Duration(r.IntN(50)) * time.Hour))
		}
		return ""
	case 4: // a communication that waits for its proof, or for a person
		c, _ := o.vista().Diffida(id)
		if c.Stato != DNotificata && r.IntN(6) > 0 {
			return ""
		}
		if r.IntN(2) == 0 {
			o.decide(o.busta("ugo.fo@legalpost.example", "R3 IN_ESECUZIONE AUTO cf="+fo+" nuova=ugo.fo@legalpost.example"))
			return ""
		}
		in := o.busta("altri@pecmail.example", "R3 IN_REVISIONE REVIEW cf="+fo)
		o.decide(in)
		return ""
	case 5, 6, 7, 8, 9:
		return o.decideCompito(r)
	case 10:
		if r.IntN(60) == 0 {
			o.cambia(func(m *Iscritto) { m.Stato = Deceduto })
		}
		return ""
	}
	prossimo := map[StatoDiffida][]TipoAtto{"": {AttoDiffidaRilevata}, DRilevata: {AttoPreavvisoBonario}, DPreavviso: {AttoDeliberaDiffida, AttoDiffidaPredisposta},
		DPredisposta: {AttoProtocollo, AttoDiffidaFirmata, AttoRaccomandata, AttoNotifica}, DNotificata: {AttoTelefonataDiffida, AttoDiffidaScaduta},
		DScaduta: {AttoSospensione}, DDelibera: {AttoProtocollo, AttoRaccomandata, AttoNotifica}, DSospeso: {AttoSospensioneRevocata}}
	if r.IntN(5) == 0 { // a wrong day
		today = giorniDopo(today, -r.IntN(60))
	}
	a := Atto{Caso: id, Giorno: today, Tipo: TipoAtto(uno(string(AttoDiffidaRilevata), string(AttoPreavvisoBonario), string(AttoDeliberaDiffida), string(AttoDiffidaPredisposta), string(AttoDiffidaFirmata),
		string(AttoRaccomandata), string(AttoGiacenza), string(AttoNotifica), string(AttoTelefonataDiffida), string(AttoDiffidaScaduta), string(AttoDiffidaScaduta), string(AttoSospensione),
		string(AttoSospensioneRevocata), string(AttoDiffidaAnnullata), string(AttoProtocollo)))}
	c, _ := o.vista().Diffida(id)
	if next := prossimo[c.Stato]; len(next) > 0 && r.IntN(3) > 0 {
		a.Tipo = next[r.IntN(len(next))]
	}
	switch a.Tipo {
	case AttoDiffidaRilevata:
		a.CF, a.Caso, a.Motivo, a.Spunte = fo, "", Assente, []string{SpuntaAtti}
	case AttoPreavvisoBonario:
		a.Canale, a.Documenti = "POSTA", doc("preavviso")
	case AttoDeliberaDiffida, AttoSospensione, AttoSospensioneRevocata:
		a.Numero, a.Organo, a.Documenti = "1", "Consiglio", doc("delibera")
		if a.Tipo == AttoSospensione && r.IntN(4) == 0 {
			a.Immediato, a.Motivo = true, "urgenza"
		}
	case AttoDiffidaPredisposta:
		a.Numero, a.Documenti = uno("", "912"), doc("diffida.pdf")
	case AttoDiffidaFirmata:
		a.Canale, a.Documenti, a.Firme = uno("PEC", "RACCOMANDATA"), doc("diffida.pdf.p7m"), firmaPresidente(uno("diffida.pdf", "altro.pdf"))
	case AttoRaccomandata, AttoGiacenza:
		a.Numero, a.Documenti = uno("RR1", "RR2"), doc("slip")
	case AttoNotifica:
		a.Esito, a.Documenti = uno("", "", EsitoConsegnata, EsitoGiacenza, EsitoIrreperibile), doc("avviso")
	case AttoTelefonataDiffida:
		a.Ora, a.Esito = uno("08:10", "09:20", "10:30"), "non risponde"
	case AttoDiffidaScaduta:
		a.Spunte, a.Documenti = spunteScadenza, doc("inipec", "inad")
	case AttoDiffidaAnnullata:
		if a.Motivo = "errore"; r.IntN(8) > 0 {
			return ""
		}
	case AttoProtocollo:
		a.Numero = "101"
		if c.SospLettera != "" {
			a.Caso = c.SospLettera
		}
	}
	if a.Tipo == AttoSospensioneRevocata && r.IntN(4) == 0 {
		a.Motivo = "errore"
	}
	if d := o.agisce(who, a); d.Errore != "" {
		return ""
	}
	return a.Tipo
}

// decideCompito lets somebody say yes, sometimes no, to an open task, and gives the act that this carried out.
func (o *ordine) decideCompito(r *rand.Rand) TipoAtto {
	ids := o.vista().Cerca(CompitiVivi, "")
	if len(ids) == 0 {
		return ""
	}
	k, _ := o.vista().Compito(ids[r.IntN(len(ids))])
	in := o.arrivi[k.Messaggio]
	who := []string{"anna", "bruno", "bruno"}[r.IntN(3)]
	yes := r.IntN(5) > 0
	d := o.decide(Reviewed{Now: o.now, Attore: Attore{Tipo: "persona", ID: who}, Compito: k.ID, Approva: yes, Nota: "prova", Msg: in.Msg, Proof: in.Proof, Dove: in.Dove})
	if d.Errore != "" || !yes || k.Tipo != SegAtto {
		return ""
	}
	a, _ := o.vista().Atto(k.Atto)
	return a.Tipo
}

// giornoEseguito is the first day of the executed acts of a kind on a case.
func giornoEseguito(o *ordine, caso string, tipo TipoAtto) (day string) {
	for _, id := range o.vista().Cerca(PerAtto, caso) {
		if a, ok := o.vista().Atto(id); ok && a.Tipo == tipo && a.Stato == AttoEseguito {
			return a.Giorno
		}
	}
	return ""
}
