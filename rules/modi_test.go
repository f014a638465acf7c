package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestModiPerLivello crosses the three modes, a type that is switched on or not, a stop, and the level of the
// outcome, and demands of each what R-302 says: who may act without a click, and what not even a click can undo.
func TestModiPerLivello(t *testing.T) {
	for _, mode := range []string{Osserva, Proponi, Automatico, ""} {
		for _, on := range []bool{true, false} {
			for _, stopped := range []bool{true, false} {
				for _, level := range []string{"AUTO", "REVIEW", "NONE"} {
					provaModo(t, mode, on, stopped, level)
				}
			}
		}
	}
}

func provaModo(t *testing.T, mode string, on, stopped bool, level string) {
	t.Helper()
	name := fmt.Sprintf("mode %q, type on %v, stopped %v, level %s", mode, on, stopped, level)
	o := nuovoOrdine(t)
	m := Modo{Modo: mode, Fermo: stopped, Perche: "prova"}
	if m.Automatico = []string{"R3"}; on {
		m.Automatico = []string{"R3", "R4"}
	}
	o.apply(Event{Kind: KModo, Modo: &m})
	o.comanda("iscritto " + conti + " Conti Luca domicilio=" + domConti)
	outcome := map[string]string{"AUTO": "IN_ESECUZIONE", "REVIEW": "IN_ESECUZIONE", "NONE": "NON_PERTINENTE"}[level]
	in := o.busta(domConti, "R4 "+outcome+" "+level+" cf="+conti+" nuova=conti.luca@pecmail.example")
	o.arrivi[in.Dove.SHA256] = in
	o.decide(in)
	observes := mode == Osserva || mode == ""
	sent := o.spedisci()
	mem, _ := o.vista().Iscritto(conti)
	requests, tasks := o.vista().Cerca(PerIscritto, conti), o.vista().Cerca(CompitiVivi, "")
	switch {
	case observes || level == "NONE":
		if len(sent) > 0 || mem.Candidato != nil || len(requests) > 0 || len(tasks) > 0 {
			t.Errorf("%s: letters %d, candidate %v, requests %v, tasks %v", name, len(sent), mem.Candidato, requests, tasks)
		}
		return
	case level == "REVIEW":
		r, _ := o.vista().Richiesta(requests[0])
		if len(sent) > 0 || mem.Candidato != nil || r.Stato != RInRevisione || len(tasks) != 1 {
			t.Errorf("%s: letters %d, candidate %v, request %s, tasks %v", name, len(sent), mem.Candidato, r.Stato, tasks)
		}
	default:
		if free := mode == Automatico && on && !stopped; (len(sent) == 2) != free {
			t.Errorf("%s: %d letters left", name, len(sent))
		}
		if waits := mode == Proponi || !on; (len(tasks) == 1) != waits {
			t.Errorf("%s: tasks %v", name, tasks)
		}
	}
	if len(tasks) != 1 {
		return
	}
	o.comanda("approva " + tasks[0])
	if n := len(o.spedisci()); (n == 2) == stopped {
		t.Errorf("%s: %d letters left after the approval", name, n)
	}
	if m, _ := o.vista().Iscritto(conti); m.Candidato == nil || m.Domicilio.Indirizzo != domConti {
		t.Errorf("%s: approved, and %s", name, encode(t, m))
	}
}

// compitoUno is an Order with a letter under way and one open task of a kind about it.
func compitoUno(t *testing.T, kind string) *ordine {
	t.Helper()
	o := conLettera(t)
	o.apply(Event{Kind: KLettera, Lettera: &Lettera{ID: "LET-2026-000007", Rif: "PEC-2026-000001", Modello: "T-15", A: domConti, CF: conti, Richiesta: "RIC-2026-000001", Effetto: "x", Stato: LProposta}},
		Event{Kind: KCompito, Compito: &Compito{ID: "SEG-2026-000009", Tipo: kind, Perche: "Prova.", CF: conti, Richiesta: "RIC-2026-000001", Rif: "PEC-2026-000001", Lettere: []string{"LET-2026-000007"}, Stato: Aperto}})
	return o
}

// TestOgniCompito: of every kind of task, approved or refused: it closes with the person's name and note, its
// waiting letter goes or is taken back, the register keeps its domicile, and nobody decides it twice.
func TestOgniCompito(t *testing.T) {
	kinds := []string{SegRevisione, SegLettera, SegQuarantena, SegIlleggibile, SegAllarme, SegTelefonata, SegConferma, SegPannello, SegDifetto, SegDelibera, SegRicevuta, SegBlocco, segOperatore, "di_una_versione_futura"}
	for _, kind := range kinds {
		for _, yes := range []bool{true, false} {
			o := compitoUno(t, kind)
			before, _ := o.vista().Iscritto(conti)
			in := Reviewed{Now: o.now, Attore: persona, Compito: "SEG-2026-000009", Approva: yes, Nota: "sentito al telefono"}
			d := o.decide(in)
			if d.Errore != "" {
				c, _ := o.vista().Compito(in.Compito)
				if c.Stato != Aperto {
					t.Errorf("%s: refused (%s) and closed", kind, d.Errore)
				}
				continue
			}
			c, _ := o.vista().Compito(in.Compito)
			if c.Stato != map[bool]string{true: "approvato", false: "respinto"}[yes] || c.Da != persona.ID || c.Nota != in.Nota || !c.Chiuso.Equal(o.now) {
				t.Errorf("%s %v: %s", kind, yes, encode(t, c))
			}
			want := map[bool]StatoLettera{true: LInPartenza, false: LRitirata}[yes]
			if kind == SegBlocco && yes {
				want = LProposta // to lift a freeze sends nothing
			}
			if l := o.lettera("LET-2026-000007"); l.Stato != want {
				t.Errorf("%s %v: the letter is %s", kind, yes, l.Stato)
			}
			for _, e := range d.Events {
				if e.Attore != persona {
					t.Errorf("%s: an event of %+v follows a person's word", kind, e.Attore)
				}
			}
			if after, _ := o.vista().Iscritto(conti); encode(t, after.Domicilio) != encode(t, before.Domicilio) {
				t.Errorf("%s %v: the domicile became %s", kind, yes, encode(t, after.Domicilio))
			}
			for _, again := range []bool{true, false} {
				in.Approva = again
				if d := o.decide(in); !strings.Contains(d.Errore, "è già chiusa") || !strings.Contains(d.Errore, persona.ID) {
					t.Errorf("%s decided twice: %q", kind, d.Errore)
				}
			}
			o.rigioca()
		}
	}
}

// TestParoleDeiRifiuti holds the words that people read when something is refused.
func TestParoleDeiRifiuti(t *testing.T) {
	o := conLettera(t)
	for _, c := range []struct {
		in   Input
		want string
	}{
		{Reviewed{Now: o.now, Attore: persona, Compito: "SEG-2026-000099"}, `la segnalazione "SEG-2026-000099" non esiste`},
		{Reviewed{Now: o.now, Attore: Agente, Compito: "SEG-2026-000099"}, "la decisione su SEG-2026-000099 non ha il nome di una persona"},
		{Imported{Now: o.now, Attore: Agente, File: "albo.csv"}, "un elenco di iscritti si importa per decisione di una persona"},
		{Imported{Now: o.now, Attore: persona, File: "albo.csv"}, "l'elenco albo.csv non ha iscritti"},
		{Sent{Now: o.now, Passo: Passo{Lettera: "LET-2026-000009", Stato: LInCoda}}, `la lettera "LET-2026-000009" non esiste`},
		{Sent{Now: o.now, Passo: Passo{Lettera: "LET-2026-000001", Stato: LInInvio}}, "la lettera LET-2026-000001 è INVIATA: non parte"},
		{Sent{Now: o.now, Passo: Passo{Lettera: "LET-2026-000001", Stato: LConsegnata}}, "la lettera LET-2026-000001 non passa da INVIATA a CONSEGNATA con un invio"},
		{Cercata{Now: o.now, Lettera: "LET-2026-000001"}, `la lettera "LET-2026-000001" non è incerta`},
		{Commanded{Now: o.now, Attore: Agente, Modo: Modo{Modo: Automatico}}, "il modo cambia solo per decisione di una persona"},
		{Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: "turbo"}}, `il modo "turbo" non esiste: osserva, proponi o automatico`},
		{nil, "ingresso di tipo sconosciuto <nil>"},
	} {
		before := o.a.Clone()
		if d := o.decide(c.in); !strings.HasPrefix(d.Errore, c.want) {
			t.Errorf("%T: %q, want %q", c.in, d.Errore, c.want)
		}
		if !o.a.Uguale(before) {
			t.Errorf("%T: refused, and the archive changed", c.in)
		}
	}
}

// TestLAgentePuoSoloFermare: the agent itself may stop all sending and nothing more.
func TestLAgentePuoSoloFermare(t *testing.T) {
	now := Modo{Modo: Automatico, Automatico: []string{"R3", "R4"}}
	for _, c := range []struct {
		to Modo
		ok bool
	}{
		{Modo{Modo: Automatico, Automatico: []string{"R3", "R4"}, Fermo: true, Perche: "disco pieno"}, true},
		{Modo{Modo: Automatico, Automatico: []string{"R3", "R4"}}, false},
		{Modo{Modo: Automatico, Automatico: []string{"R3"}, Fermo: true}, false},
		{Modo{Modo: Proponi, Fermo: true}, false},
		{Modo{Modo: Automatico, Automatico: []string{"R1", "R3", "R4"}, Fermo: true}, false},
	} {
		o := nuovoOrdine(t)
		o.apply(Event{Kind: KModo, Modo: &now})
		if d := o.decide(Commanded{Now: o.now, Attore: Agente, Modo: c.to}); (d.Errore == "") != c.ok {
			t.Errorf("%+v: %q", c.to, d.Errore)
		}
	}
}

// TestDurataAParole: times in the sentences for people.
func TestDurataAParole(t *testing.T) {
	for d, want := range map[time.Duration]string{time.Hour: "1 ora", 26 * time.Hour: "26 ore", 90 * time.Minute: "90 minuti", 5 * time.Minute: "5 minuti"} {
		if got := durata(d); got != want {
			t.Errorf("%s: %q", d, got)
		}
	}
	waits := []time.Duration{}
	for n := range 12 {
		waits = append(waits, pausa(n))
	}
	if !slices.IsSorted(waits) || waits[0] != 5*time.Minute || waits[11] != 4*time.Hour {
		t.Errorf("the pauses are %v", waits)
	}
}
