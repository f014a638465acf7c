package rules

import (
	"strings"
	"testing"
	"time"
)

// allarmi are the open calls about a lasting problem.
func (o *ordine) allarmi(prefix string) (open []Compito) {
	v := Vista(o.a)
	for _, id := range v.Cerca(CompitiVivi, "") {
		if c, ok := v.Compito(id); ok && strings.HasPrefix(c.Problema, prefix) {
			open = append(open, c)
		}
	}
	return open
}

func (o *ordine) chiude(id string) {
	o.t.Helper()
	if d := o.decide(Reviewed{Now: o.now, Attore: persona, Compito: id, Approva: true}); d.Errore != "" {
		o.t.Fatal(d.Errore)
	}
}

// TestQuota: once a threshold, going up; a use that swings around one is told once; when it has fallen it is over.
func TestQuota(t *testing.T) {
	o := nuovoOrdine(t)
	for i, c := range []struct {
		use  int64 // of 1000
		open string
		new  bool
	}{
		{500, "", false}, {699, "", false}, {700, "70%", true}, {760, "70%", false}, {690, "70%", false}, {705, "70%", false},
		{860, "86%", true}, {840, "86%", false}, {951, "95%", true}, {990, "95%", false}, {820, "", false}, {851, "", false},
		{100, "", false}, {96, "", false}, {710, "71%", true},
	} {
		before := Vista(o.a).Stato.Contatori["SEG-2026"]
		if d := o.decide(Misurata{Now: o.now, Spazio: SpazioCasella{Usati: c.use * 1000, Totale: 1000000}}); d.Errore != "" {
			t.Fatal(d.Errore)
		}
		open, added := o.allarmi(problemaQuota), Vista(o.a).Stato.Contatori["SEG-2026"]-before
		if len(open) > 1 || (len(open) == 1) != (c.open != "") || len(open) == 1 && !strings.Contains(open[0].Perche, c.open) || (added == 1) != c.new || added > 1 {
			t.Errorf("step %d, %d per mille: %d new, open %+v", i, c.use, added, open)
		}
	}
	// A person closes the call: it does not come back for the same threshold.
	o.chiude(o.allarmi(problemaQuota)[0].ID)
	o.decide(Misurata{Now: o.now, Spazio: SpazioCasella{Usati: 730, Totale: 1000}})
	if open := o.allarmi(problemaQuota); len(open) != 0 {
		t.Errorf("called again: %+v", open)
	}
	// What did not change is not recorded again; the scarcer of two limits counts.
	if d := o.decide(Misurata{Now: o.now, Spazio: SpazioCasella{Usati: 731, Totale: 1000}}); len(d.Events) != 0 {
		t.Errorf("recorded without a change: %+v", d.Events)
	}
	o.decide(Misurata{Now: o.now, Spazio: SpazioCasella{Usati: 731, Totale: 1000, Messaggi: 96, MaxMessaggi: 100}})
	if open := o.allarmi(problemaQuota); len(open) != 1 || !open[0].Urgente || !strings.Contains(open[0].Perche, "96 messaggi su 100") {
		t.Errorf("messages: %+v", open)
	}
}

// TestPasswordEnds: reminders at 21, 7 and 2 days, one more when it is over, none after the day was changed.
func TestPasswordEnds(t *testing.T) {
	o := nuovoOrdine(t)
	o.p.PasswordScade = "2026-12-20"
	told := map[string]string{}
	for o.now = romano(t, "2026-11-23 08:00"); o.now.Before(romano(t, "2026-12-26 00:00")); o.now = o.now.Add(12 * time.Hour) {
		before := Vista(o.a).Stato.Contatori["SEG-2026"]
		o.decide(Ticked{Now: o.now})
		if n := Vista(o.a).Stato.Contatori["SEG-2026"] - before; n > 0 {
			told[DataRoma(o.now)] += strings.Repeat("x", n)
		}
		if n := len(o.allarmi(problemaPassword)); n > 1 {
			t.Errorf("%s: %d calls are open", DataRoma(o.now), n)
		}
	}
	if len(told) != 4 || told["2026-11-29"] != "x" || told["2026-12-13"] != "x" || told["2026-12-18"] != "x" || told["2026-12-21"] != "x" {
		t.Errorf("told on %v", told)
	}
	o.p.PasswordScade = "2027-03-20"
	o.decide(Ticked{Now: o.now})
	if open, m := o.allarmi(problemaPassword), Vista(o.a).Stato.Problemi; len(open) != 0 || len(m) != 0 {
		t.Errorf("after the change: %+v %v", open, m)
	}
}

// TestAnotherSender: receipts of messages that are not ours call a person once for all, and are counted by message.
func TestAnotherSender(t *testing.T) {
	o := nuovoOrdine(t)
	say := func(tipo, msgid string) {
		r := Ricevuta{SHA256: tipo + msgid, Tipo: tipo, MsgID: msgid}
		d := nuovoDecisore(o.p, Vista(o.a), Received{Now: o.now}, o.valuta)
		d.emit(Event{Kind: KRicevuta, Ricevuta: &r})
		d.altroMittente(msgid)
		o.apply(d.events...)
	}
	say("accettazione", "0123456789abcdef0123456789abcdef@pec.ordine-prova.example") // of our form: R-301 looks at it
	if open := o.allarmi(problemaMittente); len(open) != 0 {
		t.Fatalf("our own form: %+v", open)
	}
	say("accettazione", "abc@webmail.example")
	open := o.allarmi(problemaMittente)
	if len(open) != 1 || !strings.Contains(open[0].Perche, "«webmail.example»") {
		t.Fatalf("open: %+v", open)
	}
	o.chiude(open[0].ID)
	say("avvenuta-consegna", "abc@webmail.example")
	say("accettazione", "def@protocollo.example")
	if s := Vista(o.a).Stato; len(o.allarmi(problemaMittente)) != 0 || s.AltriInvii != 3 {
		t.Errorf("told again, or %d counted", s.AltriInvii)
	}
}

// TestCampaignNeedsRoom: a convocation whose receipts do not fit is told so and not approved until there is room.
func TestCampaignNeedsRoom(t *testing.T) {
	full := &SpazioCasella{Usati: 960_000_000, Totale: 1_000_000_000}
	for _, c := range []struct {
		s    *SpazioCasella
		n    int
		fits bool
		says string
	}{
		{nil, 100000, true, ""},
		{&SpazioCasella{Messaggi: 5, MaxMessaggi: 10}, 1000, true, ""},
		{full, 700, true, "circa 28 MB nella casella, dove sono liberi 30 MB."},
		{full, 800, false, "circa 32 MB nella casella, dove sono liberi 30 MB: non entrano."},
		{&SpazioCasella{Usati: 2, Totale: 1}, 1, false, "liberi 0 MB"},
	} {
		if text, fits := c.s.spazioPer(c.n); fits != c.fits || !strings.Contains(text, c.says) {
			t.Errorf("%+v, %d letters: %q %v", c.s, c.n, text, fits)
		}
	}
}

// TestConvocationWaitsForRoom: it is prepared with a word about the room, refused at approval, and approved when there is room.
func TestConvocationWaitsForRoom(t *testing.T) {
	o := nuovoOrdine(t)
	for _, cf := range []string{"CF1", "CF2"} {
		o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: cf, Stato: Iscr, Domicilio: &Domicilio{Indirizzo: cf + "@pecmail.example"}}})
	}
	o.decide(Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: Proponi}})
	o.decide(Misurata{Now: o.now, Spazio: SpazioCasella{Usati: 9_850_000, Totale: 10_000_000}})
	dati := &DatiLettera{Evento: "Assemblea", Quando: []string{"sabato 12 dicembre 2026, ore 9"}, Luogo: "Sede", OrdineDelGiorno: []string{"varie"}}
	if d := o.decide(Acted{Now: o.now, Attore: persona, Atto: Atto{Tipo: "CAMPAGNA_PREPARATA", Motivo: string(ConvocazioneAssemblea), Dati: dati}}); d.Errore != "" {
		t.Fatal(d.Errore)
	}
	task := ""
	for _, id := range Vista(o.a).Cerca(CompitiVivi, "") {
		if c, _ := Vista(o.a).Compito(id); c.Tipo == SegCampagna && strings.Contains(c.Perche, "non entrano") {
			task = c.ID
		}
	}
	approve := Acted{Now: o.now, Attore: persona, Atto: Atto{Tipo: "CAMPAGNA_APPROVATA", Caso: "CAM-2026-000001"}}
	if d := o.decide(approve); task == "" || !strings.Contains(d.Errore, "non entrano") {
		t.Errorf("task %q; approved without room: %q", task, d.Errore)
	}
	if d := o.decide(Reviewed{Now: o.now, Attore: persona, Compito: task, Approva: true}); d.Errore == "" {
		t.Error("its task approves it without room")
	}
	o.decide(Misurata{Now: o.now, Spazio: SpazioCasella{Usati: 5_000_000, Totale: 10_000_000}})
	if d := o.decide(approve); d.Errore != "" {
		t.Errorf("with room: %q", d.Errore)
	}
}
