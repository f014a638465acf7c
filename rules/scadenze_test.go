package rules

import (
	"fmt"
	"testing"
)

// TestScadenze: what is due, when, who has to act and by which rule; what is over or starts nothing is not listed as a term.
func TestScadenze(t *testing.T) {
	o := nuovoOrdine(t)
	o.importaRighe([]Iscritto{{CF: "CF1", Cognome: "Conti", Nome: "Luca", Stato: Iscr}, {CF: "CF2", Cognome: "Fo", Nome: "Ugo", Stato: Iscr,
		Casella: &Casella{Indirizzo: "ugo@ordine.example", Stato: Attivata, Scade: "2027-02-01", Pagante: "ORDER"}}})
	m, _ := o.vista().Iscritto("CF1")
	m.Casella = &Casella{Indirizzo: "luca@ordine.example", Stato: Attivata, Scade: "2027-01-15", ProvaScade: "ATT-2026-000001", RevocaDal: romano(t, "2026-12-20 10:00"), RevocaMotivo: "RINUNCIA"}
	o.apply(Event{Kind: KIscritto, Iscritto: &m})
	for _, r := range []Richiesta{
		{ID: "RIC-2026-000001", Rif: "PEC-2026-000001", Tipo: "R4", CF: "CF1", Stato: RIntegrazione, Ricevuta: romano(t, "2026-11-20 09:00"), Termine: "2026-12-10"},
		{ID: "RIC-2026-000002", Rif: "PEC-2026-000002", Tipo: "R1", CF: "CF1", Stato: REseguita, Ricevuta: romano(t, "2026-11-01 09:00"), Termine: "2026-12-01"},
		{ID: "RIC-2026-000003", Rif: "PEC-2026-000003", Tipo: "R7", Mittente: "comune@pec.example", Stato: RInRevisione, Ricevuta: romano(t, "2026-11-20 09:00"), PA: &RichiestaPA{Termine: "2026-12-21"}},
		{ID: "RIC-2026-000004", Rif: "PEC-2026-000004", Tipo: "R8", CF: "CF2", Stato: RInRevisione, Ricevuta: romano(t, "2026-10-01 09:00"), Termine: "2026-11-30"},
	} {
		o.apply(Event{Kind: KRichiesta, Richiesta: &r})
	}
	for _, c := range []Diffida{{ID: "DIF-2026-000001", CF: "CF2", Stato: DNotificata, Scade: "2026-12-24"}, {ID: "DIF-2026-000002", CF: "CF1", Stato: DScaduta, Scade: "2026-11-01"}, {ID: "DIF-2026-000003", CF: "CF1", Stato: DPreavviso}} {
		o.apply(Event{Kind: KDiffida, Diffida: &c})
	}
	for _, l := range []Lettera{
		{ID: "LET-2026-000001", Modello: "T-01", A: "a@x.example", Stato: LInviata, TInvio: romano(t, "2026-11-23 07:30")},
		{ID: "LET-2026-000002", Modello: "T-04", A: "a@x.example", Stato: LAccettata, TInvio: romano(t, "2026-11-23 07:30"), TAccettazione: romano(t, "2026-11-23 07:31")},
		{ID: "LET-2026-000003", Modello: "T-04", A: "a@x.example", Stato: LConsegnata, TInvio: romano(t, "2026-11-23 07:30"), TAccettazione: romano(t, "2026-11-23 07:31")},
	} {
		o.apply(Event{Kind: KLettera, Lettera: &l})
	}
	o.apply(Event{Kind: KCompito, Compito: &Compito{ID: "SEG-2026-000001", Tipo: SegAllarme, Perche: "Un allarme.", Scade: "2026-11-26", Stato: Aperto, Creato: o.now}},
		Event{Kind: KCompito, Compito: &Compito{ID: "SEG-2026-000002", Tipo: SegAllarme, Perche: "Chiuso.", Scade: "2026-11-26", Stato: Approvato, Creato: o.now}})
	o.apply(Event{Kind: KFlusso, Flusso: &Flusso{ID: "FLU-2026-000001", Nome: FlussoINIPEC, Stato: FDaGenerare, Scade: "2026-11-24"}})
	want := []string{
		"2026-10-31  ORDINE RIC-2026-000004 Fo Ugo: concludere il procedimento R8 (sospensioni a parte) [R-140, L. 241/1990 art. 2]",
		"2026-11-23 08:30 GESTORE LET-2026-000001 a@x.example: ricevuta di accettazione della lettera T-01 [§6.4]",
		"2026-11-24  ORDINE FLU-2026-000001 : consegnare il file del flusso inipec [R-150, DL 185/2008 art. 16 c. 7-bis]",
		"2026-11-24 09:31 GESTORE LET-2026-000002 a@x.example: esito della consegna della lettera T-04 [§6.4, DM 2/11/2005]",
		"2026-11-26  ORDINE SEG-2026-000001 : decidere: Un allarme. [§6.9]",
		"2026-12-10  ISCRITTO RIC-2026-000001 Conti Luca: integrare la richiesta [R-144, §6.3]",
		"2026-12-20  ORDINE CF1 Conti Luca: la casella luca@ordine.example si può revocare sul pannello del gestore (RINUNCIA) [§6.2]",
		"2026-12-21  ORDINE RIC-2026-000001 Conti Luca: concludere il procedimento R4 (sospensioni a parte) [R-140, L. 241/1990 art. 2]",
		"2026-12-21  ORDINE RIC-2026-000003 comune@pec.example: rispondere alla pubblica amministrazione sull'elenco riservato [§6.6, DL 185/2008 art. 16 c. 7-bis]",
		"2026-12-24  ISCRITTO DIF-2026-000001 Fo Ugo: comunicare il domicilio digitale entro il termine della diffida [R-140, DL 185/2008 art. 16 c. 7-bis]",
		"2027-01-15  ISCRITTO CF1 Conti Luca: scade la casella luca@ordine.example [R-061]",
		"2027-02-01  ORDINE CF2 Fo Ugo: scade la casella ugo@ordine.example (data di un elenco: nessun avviso parte finché una persona non la conferma, R-148) [R-061]",
	}
	var got []string
	for _, s := range Scadenze(o.p, o.a) {
		got = append(got, fmt.Sprintf("%s %s %s %s %s: %s [%s]", s.Giorno, s.Ora, s.Di, s.ID, s.Chi, s.Che, s.Regola))
	}
	for i := range max(len(got), len(want)) {
		g, w := "", ""
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("%d:\ngot  %s\nwant %s", i, g, w)
		}
	}
	before := o.a.Clone()
	Scadenze(o.p, o.a)
	if !o.a.Uguale(before) {
		t.Error("looking changed something")
	}
}
