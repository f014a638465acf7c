package pec

import (
	"testing"
	"time"
)

func TestCodice(t *testing.T) {
	for in, want := range map[string]string{
		"5.1.1 - ARUBA PEC S.p.A. - indirizzo non valido": "5.1.1",
		"  5.1.1 - X - y": "5.1.1",
		"5.5.1, Aruba Pec S.p.A., presenza di un virus nel messaggio": "5.5.1",
		"5.4.1-X-y": "5.4.1", "5.2.2": "5.2.2", "4.4.7\n- X": "4.4.7", "5.1.10 - X - y": "5.1.10", "2.1.5, X, y": "2.1.5",
		"": "", "Casella del destinatario inesistente": "", "errore 5.1.1 - X - y": "", "5.1 - X": "", "5.1.1.1 - X": "",
		"3.1.1 - X": "", "15.1.1 - X": "", "5.1.1111 - X": "", "5..1 - X": "", "5.1.1a - X": "", "5.1.-1 - X": "", "5.1.+1": "",
		"5.1.1. X": "", "5.1.1: X": "", "12.05.2026 - X": "", "5.1.¹ - X": "",
	} {
		if got := (&DatiCert{ErroreEsteso: in}).Codice(); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestDefinitivo(t *testing.T) {
	preso := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	const (
		prima   = "il messaggio non è stato consegnato nelle prime dodici ore dal suo invio"
		seconda = "5.4.1 - Aruba Pec S.p.A. - il messaggio non è stato consegnato nelle prime ventiquattro ore dal suo invio"
	)
	const h, m = time.Hour, time.Minute
	for _, c := range []struct {
		name         string
		tipo         Tipo
		testo        string
		dopo         time.Duration // 0: the accettazione is not known
		final, certo bool
	}{
		{"errore", ErroreConsegna, "", 0, true, true},
		{"non accettata", NonAccettazione, "", 0, true, true},
		{"consegna", AvvenutaConsegna, seconda, 30 * h, false, true},
		{"accettazione", Accettazione, "", 0, false, true},
		{"presa in carico", PresaInCarico, "", 0, false, true},
		{"busta", PostaCertificata, "", 0, false, true},
		{"virus", RilevazioneVirus, "", 0, false, false},
		{"unknown tipo", "mancata-consegna", seconda, 30 * h, false, false},
		{"real text of the 24th hour", PreavvisoErroreConsegna, seconda, 0, true, true},
		{"code alone", PreavvisoErroreConsegna, "5.4.1", 0, true, true},
		{"code before words", PreavvisoErroreConsegna, "5.4.1 - X - " + prima, 0, true, true},
		{"code before time", PreavvisoErroreConsegna, "5.4.1 - X - y", 12 * h, true, true},
		{"another code", PreavvisoErroreConsegna, "5.4.10 - X - y", 0, false, false},
		{"code not at the start", PreavvisoErroreConsegna, "vedi 5.4.1", 0, false, false},
		{"words 24", PreavvisoErroreConsegna, "4.4.1 - X - non è stato consegnato nelle VENTIQUATTRO  ore", 0, true, true},
		{"figures 24", PreavvisoErroreConsegna, "non consegnato entro 24 ore.", 0, true, true},
		{"words before time", PreavvisoErroreConsegna, "entro 24 ore", 12 * h, true, true},
		{"words 12", PreavvisoErroreConsegna, prima, 0, false, true},
		{"words 12 before time", PreavvisoErroreConsegna, prima, 23 * h, false, true},
		{"figures 12", PreavvisoErroreConsegna, "non consegnato nelle prime 12\nore", 0, false, true},
		{"112 ore is not 12", PreavvisoErroreConsegna, "112 ore, 124 ore", 0, false, false},
		{"the shared words say nothing", PreavvisoErroreConsegna, "non è stato consegnato", 0, false, false},
		{"both words", PreavvisoErroreConsegna, prima + "; altro avviso dopo ventiquattro ore", 0, false, false},
		{"both words, time of the first", PreavvisoErroreConsegna, prima + "; altro avviso dopo 24 ore", 12 * h, false, true},
		{"both words, time of the second", PreavvisoErroreConsegna, prima + "; e poi 24 ore", 23 * h, true, true},
		{"time 22 h", PreavvisoErroreConsegna, "", 22 * h, true, true},
		{"time just before 22 h", PreavvisoErroreConsegna, "", 22*h - time.Second, false, false},
		{"time 13 h", PreavvisoErroreConsegna, "", 13 * h, false, true},
		{"time just after 13 h", PreavvisoErroreConsegna, "", 13*h + time.Second, false, false},
		{"time of skewed clocks", PreavvisoErroreConsegna, "", -m, false, true},
		{"time before the acceptance", PreavvisoErroreConsegna, "", -2 * m, false, false},
	} {
		d := DatiCert{Tipo: c.tipo, ErroreEsteso: c.testo, Data: preso.Add(c.dopo)}
		accettazione := preso
		if c.dopo == 0 {
			accettazione = time.Time{}
		}
		if final, certo := d.Definitivo(accettazione); final != c.final || certo != c.certo {
			t.Errorf("%s: %v, %v; want %v, %v", c.name, final, certo, c.final, c.certo)
		}
	}
}

func TestMotivo(t *testing.T) {
	for _, c := range []struct {
		tipo   Tipo
		errore Errore
		testo  string
		want   Motivo
	}{
		{ErroreConsegna, Altro, "5.1.1 - ARUBA PEC S.p.A. - indirizzo non valido", MotivoInesistente},
		{ErroreConsegna, NoDest, "5.1.1 - X - indirizzo non valido", MotivoInesistente},
		{ErroreConsegna, NoDest, "Casella del destinatario inesistente", MotivoInesistente},
		{ErroreConsegna, NoDest, "", MotivoInesistente},
		{ErroreConsegna, NoDominio, "", MotivoInesistente},
		{ErroreConsegna, NoDest, "5.2.2 - X - casella piena", MotivoPiena}, // the code comes first
		{ErroreConsegna, Altro, "5.2.2 - X - spazio", MotivoPiena},
		{ErroreConsegna, Altro, "ecceduta la quota per la casella del destinatario", MotivoPiena},
		{ErroreConsegna, Altro, "la casella e' piena", MotivoPiena},
		{ErroreConsegna, Altro, "5.2.1 - X - casella disabilitata", MotivoAltro},
		{ErroreConsegna, NoDest, "5.2.1 - X - casella disabilitata", MotivoAltro},
		{ErroreConsegna, Virus, "5.5.1, Aruba Pec S.p.A., presenza di un virus nel messaggio", MotivoVirus},
		{ErroreConsegna, Altro, "5.5.1, Aruba Pec S.p.A., presenza di un virus nel messaggio", MotivoVirus},
		{ErroreConsegna, Virus, "", MotivoVirus},
		{ErroreConsegna, Altro, "5.4.1 - X - y", MotivoTempo},
		{ErroreConsegna, Altro, "non consegnato nelle prime ventiquattro ore", MotivoTempo},
		{ErroreConsegna, Altro, "si sono verificati dei problemi consegnando il messaggio", MotivoAltro},
		{ErroreConsegna, Altro, "4.1.1 - X - riprovare", MotivoAltro},
		{ErroreConsegna, Nessuno, "", MotivoAltro},
		{ErroreConsegna, "boh", "", MotivoAltro},
		{ErroreConsegna, Altro, "antivirus non disponibile", MotivoAltro},
		{PreavvisoErroreConsegna, NoDest, "5.1.1 - X - indirizzo non valido", MotivoTempo},
		{PreavvisoErroreConsegna, Altro, "", MotivoTempo},
		{NonAccettazione, Altro, "- la casella e' inesistente", MotivoAltro},
		{NonAccettazione, NoDest, "5.1.1 - X - y", MotivoAltro},
		{NonAccettazione, Virus, "", MotivoVirus},
		{RilevazioneVirus, Virus, "", MotivoVirus},
		{AvvenutaConsegna, Nessuno, "", MotivoNessuno},
		{Accettazione, NoDest, "5.1.1 - X - y", MotivoNessuno},
		{"errore", NoDest, "5.1.1 - X - y", MotivoNessuno},
	} {
		d := DatiCert{Tipo: c.tipo, Errore: c.errore, ErroreEsteso: c.testo}
		if got := d.Motivo(); got != c.want {
			t.Errorf("%s %s %q: %q, want %q", c.tipo, c.errore, c.testo, got, c.want)
		}
	}
}

// A REM evidence has settled its outcome: its code and reason count, and its time-out is final whatever the words say (pec.md §9.2).
func TestAccertato(t *testing.T) {
	for _, c := range []struct {
		d      DatiCert
		codice string
		motivo Motivo
		final  bool
	}{
		{DatiCert{Tipo: PreavvisoErroreConsegna, ErroreEsteso: "RD03 - dodici ore", Accertato: &Accertamento{"RD03", MotivoTempo}}, "RD03", MotivoTempo, true},
		{DatiCert{Tipo: ErroreConsegna, Errore: Altro, ErroreEsteso: "5.1.1 - casella inesistente", Accertato: &Accertamento{"RD04", MotivoPiena}}, "RD04", MotivoPiena, true},
		{DatiCert{Tipo: ErroreConsegna, Errore: NoDest, Accertato: &Accertamento{"", MotivoAltro}}, "", MotivoAltro, true},
		{DatiCert{Tipo: NonAccettazione, Errore: Virus, Accertato: &Accertamento{"RA03", MotivoVirus}}, "RA03", MotivoVirus, true},
		{DatiCert{Tipo: AvvenutaConsegna, Accertato: &Accertamento{"RD04", MotivoPiena}}, "RD04", MotivoNessuno, false},
	} {
		final, certain := c.d.Definitivo(time.Time{})
		if c.d.Codice() != c.codice || c.d.Motivo() != c.motivo || final != c.final || !certain {
			t.Errorf("%+v: %s %s %v %v", c.d, c.d.Codice(), c.d.Motivo(), final, certain)
		}
	}
}

// Whom a receipt is about: the one of consegna, or all that a REM evidence refers to.
func TestRiguarda(t *testing.T) {
	one := DatiCert{Consegna: "a@b.it"}
	more := DatiCert{Consegne: []string{"a@b.it", "c@d.it"}}
	for _, c := range []struct {
		d    DatiCert
		addr string
		want bool
	}{
		{one, "a@b.it", true}, {one, "<A@B.it>", true}, {one, "c@d.it", false}, {one, "", false}, {DatiCert{}, "", false}, {DatiCert{}, "a@b.it", false},
		{more, "a@b.it", true}, {more, "C@d.it", true}, {more, "e@f.it", false}, {DatiCert{Consegne: []string{"", "x"}}, "", false},
	} {
		if c.d.Riguarda(c.addr) != c.want {
			t.Errorf("%v, %q: %v", c.d.Riguardati(), c.addr, !c.want)
		}
	}
}
