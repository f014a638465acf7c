package rules

import (
	"strings"
	"testing"
	"time"
)

const contiCF = "CNTLCU88R19A944D"

var carta = []Documento{{SHA256: "d", Nome: "d.pdf"}}

// dueUtenti gives an Order of which two persons can confirm each other.
func dueUtenti(t *testing.T, k Casella) *ordine {
	t.Helper()
	o := ordineConCasella(t, k)
	o.p.Persone = []Persona{{Utente: persona.ID, Ruoli: []string{Segreteria}}, {Utente: "bruno", Ruoli: []string{Segreteria}}}
	return o
}

func (o *ordine) conti() Iscritto { m, _ := o.vista().Iscritto(contiCF); return m }

// vuole checks the words of a refusal, or with "" that there is none.
func (o *ordine) vuole(what string, d Decision, says string) {
	o.t.Helper()
	if (d.Errore == "") != (says == "") || !strings.Contains(d.Errore, says) || says != "" && len(d.Events) > 0 {
		o.t.Errorf("%s: %q with %d events, want %q", what, d.Errore, len(d.Events), says)
	}
}

// compitoDi gives the one open task of a kind.
func (o *ordine) compitoDi(tipo string) string {
	o.t.Helper()
	found := ""
	for _, id := range o.vista().Cerca(CompitiVivi, "") {
		if c, _ := o.vista().Compito(id); c.Tipo == tipo {
			found = id
		}
	}
	return found
}

func rigaFile(m Iscritto, stato StatoIscritto, dal string) Iscritto {
	return Iscritto{CF: m.CF, Cognome: m.Cognome, Nome: m.Nome, Stato: stato, DataStato: dal, EmailOrdinaria: m.EmailOrdinaria, Casella: m.Casella, Domicilio: m.Domicilio}
}

// TestImportaNonDisfaStato: a list that is not newer than the act of a state does not undo it; a newer one, or one about a state that
// a list gave, is master.
func TestImportaNonDisfaStato(t *testing.T) {
	for _, c := range []struct {
		name string
		act  TipoAtto
		to   StatoIscritto
		dal  string
		says string
	}{
		{"death, no date", "DECESSO", Iscr, "", "risulta DECEDUTO per l'atto ATT-2026-000001 del"},
		{"death, later date", "DECESSO", Iscr, "2026-11-22", "il file lo dà ISCRITTO"},
		{"death, struck off", "DECESSO", Cancellato, "2026-11-22", ""},
		{"transfer, no date", "TRASFERIMENTO", Iscr, "", "risulta TRASFERITO"},
		{"transfer, older date", "TRASFERIMENTO", Iscr, "2020-01-01", "risulta TRASFERITO"},
		{"transfer, came back later", "TRASFERIMENTO", Iscr, "2026-11-22", ""},
		{"transfer, same", "TRASFERIMENTO", Trasferito, "", ""},
		{"suspension", "SOSPENSIONE_DISCIPLINARE", Iscr, "", "risulta SOSPESO_DISC"},
		{"suspension, then struck off", "SOSPENSIONE_DISCIPLINARE", Radiato, "", ""},
		{"no act", "", Trasferito, "", ""},
	} {
		o := ordineConCasella(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Attivata})
		before := o.conti()
		if c.act != "" {
			o.vuole(c.name, o.fatto(Atto{Tipo: c.act, CF: contiCF, Giorno: "2026-11-20", Documenti: carta}), "")
		}
		state := o.conti().Stato
		o.vuole(c.name, o.importaRighe([]Iscritto{rigaFile(before, c.to, c.dal)}), c.says)
		want := c.to
		if c.says != "" || state == Deceduto {
			want = state
		}
		if got := o.conti().Stato; got != want {
			t.Errorf("%s: %s, want %s", c.name, got, want)
		}
	}
}

// TestImportaNonDisfaCasella: REVOCATA is the end of a box, and what an act said of one outlives a list.
func TestImportaNonDisfaCasella(t *testing.T) {
	const box = "luca.conti@iscritti.example"
	for _, c := range []struct {
		name string
		has  Casella
		row  *Casella
		says string
		want StatoCasella
	}{
		{"revoked, none", Casella{Stato: Revocata}, nil, "", Revocata},
		{"of a list, none", Casella{Stato: Attivata}, nil, "", ""},
		{"of an act, none", Casella{Stato: Generata, ProvaCreata: "ATT-1"}, nil, "", Generata},
		{"of an act, another", Casella{Stato: Generata, ProvaCreata: "ATT-1"}, &Casella{Indirizzo: "x@iscritti.example", Stato: Attivata}, "ne porta un'altra", Generata},
		{"activated, back", Casella{Stato: Attivata, AttivataIl: "2026-11-20"}, &Casella{Indirizzo: box, Stato: Generata}, "è attivata dal", Attivata},
		{"activated, revoked", Casella{Stato: Attivata, AttivataIl: "2026-11-20"}, &Casella{Indirizzo: box, Stato: Revocata}, "", Revocata},
	} {
		c.has.Indirizzo = box
		o := ordineConCasella(t, c.has)
		row := rigaFile(o.conti(), Iscr, "")
		row.Casella = c.row
		o.vuole(c.name, o.importaRighe([]Iscritto{row}), c.says)
		if got := casellaDi(o.conti()).Stato; got != c.want {
			t.Errorf("%s: box %q, want %q", c.name, got, c.want)
		}
	}
}

// TestImportaNonRidaDomicilio: an address that an act ended does not come back by a list, unless it says a later day.
func TestImportaNonRidaDomicilio(t *testing.T) {
	for day, says := range map[string]string{"2026-11-01 09:00": "cessato per un atto", "2026-11-22 09:00": ""} {
		o := ordineConCasella(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Attivata})
		m := o.conti()
		m = m.conDomicilio(nil, romano(t, "2026-11-20 09:00"), "REVOCA")
		o.apply(Event{Kind: KIscritto, Iscritto: &m})
		row := rigaFile(m, Iscr, "")
		row.Domicilio = &Domicilio{Indirizzo: "luca.conti@iscritti.example", Dal: romano(t, day)}
		o.vuole(day, o.importaRighe([]Iscritto{row}), says)
	}
}

// TestRettificaStato: two persons take a wrong death back; the box that waited for its end stays; a state of a list is the list's.
func TestRettificaStato(t *testing.T) {
	o := dueUtenti(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Attivata})
	fix := Atto{Tipo: "RETTIFICA_STATO", CF: contiCF, Motivo: "omonimo", Documenti: carta}
	o.vuole("nothing to correct", o.fatto(fix), "non c'è uno stato precedente")
	m := o.conti()
	m.Stato = Trasferito
	o.apply(Event{Kind: KIscritto, Iscritto: &m})
	o.vuole("a list said so", o.fatto(fix), "secondo l'elenco")
	m.Stato = Iscr
	o.apply(Event{Kind: KIscritto, Iscritto: &m})
	o.vuole("death", o.fatto(Atto{Tipo: "DECESSO", CF: contiCF, Giorno: "2026-11-20", Documenti: carta}), "")
	o.vuole("no document", o.fatto(Atto{Tipo: "RETTIFICA_STATO", CF: contiCF, Motivo: "omonimo"}), "documento")
	o.vuole("first", o.fatto(fix), "")
	if m := o.conti(); m.Stato != Deceduto {
		t.Errorf("one person alone made him %s", m.Stato)
	}
	task := o.compitoDi(SegAtto)
	o.vuole("himself", o.decide(Reviewed{Now: o.now, Attore: persona, Compito: task, Approva: true}), "un'altra persona")
	o.vuole("second", o.decide(Reviewed{Now: o.now, Attore: Attore{Tipo: "persona", ID: "bruno"}, Compito: task, Approva: true}), "")
	if m := o.conti(); m.Stato != Iscr || m.StatoPrima != nil || m.Casella.DisdettaIl != "" || !m.Casella.RevocaDal.IsZero() {
		t.Errorf("after the correction %s %+v", m.Stato, m.Casella)
	}
	if o.compitoDi(SegPannello) != "" || o.compitoDi(SegAllarme) == "" {
		t.Error("the end of the box still waits, or nobody is told")
	}
	o.vuole("again", o.fatto(fix), "non c'è uno stato precedente")
	o.rigioca()
}

// TestGiorniDegliAtti: no act of life before the member is of age or before his enrolment, no end before a beginning.
func TestGiorniDegliAtti(t *testing.T) {
	for _, c := range []struct {
		a    Atto
		says string
	}{
		{Atto{Tipo: "DECESSO", CF: contiCF, Giorno: "2006-10-18", Documenti: carta}, "18 anni"},
		{Atto{Tipo: "DECESSO", CF: contiCF, Giorno: "2006-10-19", Documenti: carta}, ""},
		{Atto{Tipo: "SOSPENSIONE_DISCIPLINARE", CF: contiCF, Giorno: "2026-11-20", Scadenza: "2026-11-19", Documenti: carta}, "prima dell'inizio"},
		{Atto{Tipo: "SOSPENSIONE_DISCIPLINARE", CF: contiCF, Giorno: "2026-11-20", Scadenza: "2026-12-19", Documenti: carta}, ""},
	} {
		o := ordineConCasella(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Attivata})
		o.vuole(c.a.Giorno, o.fatto(c.a), c.says)
	}
	for code, want := range map[string]string{contiCF: "2006-10-19", "12345678901": "", "CF1": ""} {
		if got := maggiorenneDal(code, romano(t, "2026-11-23 08:00")); got != want {
			t.Errorf("%s comes of age on %q, want %q", code, got, want)
		}
	}
}

// TestIscrizioneControlla: the code is his, the number is free, and no death comes before the enrolment.
func TestIscrizioneControlla(t *testing.T) {
	o := ordineConCasella(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Attivata})
	m := o.conti()
	m.Numero = "77"
	o.apply(Event{Kind: KIscritto, Iscritto: &m})
	enrol := func(surname, number string) Decision {
		return o.fatto(Atto{Tipo: "ISCRIZIONE", Giorno: "2026-11-20", Iscritto: &Iscritto{CF: "BNCGLI78C48G478A", Cognome: surname, Nome: "Giulia", Numero: number}})
	}
	o.vuole("another's code", enrol("Verdi", "78"), "non è di Verdi Giulia")
	o.vuole("a number taken", enrol("Bianchi", "77"), "già di Conti Luca")
	o.vuole("right", enrol("Bianchi", "78"), "")
	death := Atto{Tipo: "DECESSO", CF: "BNCGLI78C48G478A", Giorno: "2026-11-19", Documenti: carta}
	o.vuole("dead before", o.fatto(death), "viene prima")
	death.Giorno = "2026-11-21"
	o.vuole("dead after", o.fatto(death), "")
}

// TestApprovaConAtto: an approval that would do nothing is refused with the act to use; one that says that a thing was done is not.
func TestApprovaConAtto(t *testing.T) {
	for _, c := range []struct {
		task  Compito
		paper Lettera
		says  string
	}{
		{Compito{Tipo: SegDelibera, Perche: "Revoca: pecagent act suspension-end."}, Lettera{}, "pecagent act suspension-end"},
		{Compito{Tipo: SegDelibera, Perche: "Presa d'atto."}, Lettera{}, ""},
		{Compito{Tipo: SegTelefonata, Perche: "Telefonare."}, Lettera{}, ""},
		{Compito{Tipo: SegLettera, Lettere: []string{"LET-2026-000001"}}, Lettera{Stato: LProposta, Modello: "T-03"}, "registered-letter-sent"},
		{Compito{Tipo: SegLettera, Lettere: []string{"LET-2026-000001"}}, Lettera{Stato: LProposta, Modello: "T-10", Caso: "DIF-2026-000001"}, "raccomandata-sent e notified"},
		{Compito{Tipo: SegLettera, Lettere: []string{"LET-2026-000001"}}, Lettera{Stato: LProposta, Modello: "T-11", A: "a@x.example"}, "act protocol"},
		{Compito{Tipo: SegLettera, Lettere: []string{"LET-2026-000001"}}, Lettera{Stato: LRitirata, Modello: "T-03", A: "a@x.example"}, "non attendono più"},
		{Compito{Tipo: SegLettera, Lettere: []string{"LET-2026-000001"}}, Lettera{Stato: LProposta, Modello: "T-03", A: "a@x.example"}, ""},
	} {
		o := ordineConCasella(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Attivata})
		if c.paper.Stato != "" {
			c.paper.ID, c.paper.CF = "LET-2026-000001", contiCF
			o.apply(Event{Kind: KLettera, Lettera: &c.paper})
		}
		c.task.ID, c.task.Stato = "SEG-2026-000001", Aperto
		o.apply(Event{Kind: KCompito, Compito: &c.task})
		o.vuole(c.task.Tipo+" "+c.says, o.decide(Reviewed{Now: o.now, Attore: persona, Compito: c.task.ID, Approva: true}), c.says)
		if got, _ := o.vista().Compito(c.task.ID); (got.Stato == Aperto) != (c.says != "") {
			t.Errorf("%s %q: the task is %s", c.task.Tipo, c.says, got.Stato)
		}
	}
}

// TestAvvisiSuperati: a notice that has not left is taken back when its reason ends; another model stays.
func TestAvvisiSuperati(t *testing.T) {
	const box = "luca.conti@iscritti.example"
	for _, c := range []struct {
		name  string
		k     Casella
		a     Atto
		model string
		gone  bool
	}{
		{"activated", Casella{Stato: Generata}, Atto{Tipo: "ATTIVAZIONE", Giorno: "2026-11-20"}, "T-03", true},
		{"activated, other", Casella{Stato: Generata}, Atto{Tipo: "ATTIVAZIONE", Giorno: "2026-11-20"}, "T-07", false},
		{"revoked", Casella{Stato: Generata}, Atto{Tipo: "REVOCA", Giorno: "2026-11-20", Motivo: "ALTRO", Documenti: carta}, "T-03", true},
		{"renewed", Casella{Stato: Attivata, Scade: "2026-12-20"}, Atto{Tipo: "RINNOVO"}, "T-07", true},
		{"renewed, other", Casella{Stato: Attivata, Scade: "2026-12-20"}, Atto{Tipo: "RINNOVO"}, "T-03", false},
	} {
		c.k.Indirizzo, c.a.CF = box, contiCF
		o := ordineConCasella(t, c.k)
		o.apply(Event{Kind: KLettera, Lettera: &Lettera{ID: "LET-2026-000001", CF: contiCF, A: "l@posta.example", Modello: c.model, Stato: LProposta}},
			Event{Kind: KCompito, Compito: &Compito{ID: "SEG-2026-000001", Tipo: SegLettera, Stato: Aperto, Lettere: []string{"LET-2026-000001"}}})
		o.vuole(c.name, o.fatto(c.a), "")
		l, _ := o.vista().Lettera("LET-2026-000001")
		s, _ := o.vista().Compito("SEG-2026-000001")
		if (l.Stato == LRitirata) != c.gone || (s.Stato != Aperto) != c.gone {
			t.Errorf("%s: letter %s, task %s", c.name, l.Stato, s.Stato)
		}
	}
}

// TestScadenzeImpossibili: a period is renewed once, and nothing expires before it began.
func TestScadenzeImpossibili(t *testing.T) {
	const box = "luca.conti@iscritti.example"
	for _, years := range []int{1, 3} {
		o := ordineConCasella(t, Casella{Indirizzo: box, Stato: Attivata, Scade: "2026-11-01"})
		o.p.Convenzione.Anni = years
		o.vuole("once", o.fatto(Atto{Tipo: "RINNOVO", CF: contiCF}), "")
		o.vuole("twice", o.fatto(Atto{Tipo: "RINNOVO", CF: contiCF}), "già rinnovata")
		o.now = o.now.AddDate(years, 0, -60)
		o.vuole("the next period", o.fatto(Atto{Tipo: "RINNOVO", CF: contiCF}), "")
	}
	o := ordineConCasella(t, Casella{Indirizzo: box, Stato: Generata, Creata: "2026-11-10"})
	o.vuole("activation", o.fatto(Atto{Tipo: "ATTIVAZIONE", CF: contiCF, Giorno: "2026-11-20", Scadenza: "2026-11-19"}), "viene prima")
	o.vuole("expiry before the box", o.fatto(Atto{Tipo: "SCADENZA", CF: contiCF, Scadenza: "2026-11-09"}), "viene prima")
	o.vuole("expiry past", o.fatto(Atto{Tipo: "SCADENZA", CF: contiCF, Scadenza: "2026-11-20"}), "")
	o.vuole("expiry", o.fatto(Atto{Tipo: "ATTIVAZIONE", CF: contiCF, Giorno: "2026-11-20", Scadenza: "2027-11-19"}), "")
}

// TestRettificaDueVolte: a correction waits for its second person before another; it clears the refusal of what it puts back.
func TestRettificaDueVolte(t *testing.T) {
	o := dueUtenti(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Attivata})
	m := o.conti()
	for i, addr := range []string{"b@x.example", "c@x.example"} {
		m = m.conDomicilio(&Domicilio{Indirizzo: addr}, o.now.Add(time.Duration(i-48)*time.Hour), "VARIAZIONE")
	}
	m.Candidato = &Candidato{Indirizzo: "b@x.example", Stato: Rifiutata}
	o.apply(Event{Kind: KIscritto, Iscritto: &m})
	fix := Atto{Tipo: "RETTIFICA", CF: contiCF, Motivo: "errore", Indirizzo: "z@x.example", Documenti: carta}
	o.vuole("never his", o.fatto(fix), "luca.conti@iscritti.example, b@x.example")
	fix.Indirizzo = "b@x.example"
	o.vuole("first", o.fatto(fix), "")
	if m = o.conti(); m.Domicilio.Indirizzo != "b@x.example" || m.Candidato != nil {
		t.Errorf("after the correction %+v %+v", m.Domicilio, m.Candidato)
	}
	fix.Indirizzo = "luca.conti@iscritti.example"
	o.vuole("while it waits", o.fatto(fix), "ATT-2026-000001")
	o.vuole("confirmed", o.decide(Reviewed{Now: o.now, Attore: Attore{Tipo: "persona", ID: "bruno"}, Compito: o.compitoDi(SegAtto), Approva: true}), "")
	o.vuole("then another", o.fatto(fix), "")
}
