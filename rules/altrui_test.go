package rules

import (
	"strings"
	"testing"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// TestBustaDiAltri: true bytes that were sent to another office execute nothing here; the Order among several recipients, in
// whatever case, is enough.
func TestBustaDiAltri(t *testing.T) {
	s := nuovaScena(t)
	own := s.p.Ordine.PEC
	for _, c := range []struct {
		to       []string
		executes bool
	}{
		{[]string{own}, true}, {[]string{"protocollo@pec.altro.example", strings.ToUpper(own)}, true},
		{[]string{"protocollo@pec.altro.example"}, false}, {[]string{"x" + own}, false}, {[]string{own + ".example"}, false},
	} {
		in := s.ricevuto(leggiCaso(t, "13").posta())
		dc := *in.Msg.DatiCert
		dc.Destinatari = nil
		for _, a := range c.to {
			dc.Destinatari = append(dc.Destinatari, pec.Destinatario{Address: a, Tipo: "certificato"})
		}
		m := *in.Msg
		m.DatiCert = &dc
		in.Msg = &m
		v := Valuta(s.p, Vista(s.a), in, false)
		if esegue(v) != c.executes || !c.executes && (v.Esito.Auto != "REVIEW" || !strings.Contains(v.Esito.Why, "non è indirizzata a "+own)) {
			t.Errorf("%v: %+v", c.to, v.Esito)
		}
		if !c.executes && !esegue(Valuta(s.p, Vista(s.a), in, true)) {
			t.Errorf("%v: a person cannot approve it", c.to)
		}
	}
}

// TestAnomaliaNonProvata: an anomalia whose signature does not hold is answered by nobody, as every busta that proves nothing (U07).
func TestAnomaliaNonProvata(t *testing.T) {
	for level, want := range map[mailparse.Level]string{mailparse.Broken: "QUARANTENA", mailparse.Mismatch: "QUARANTENA", mailparse.Certified: ""} {
		o := nuovoOrdine(t)
		in := o.busta("nessuno@posta.example", "testo")
		m := *in.Msg
		m.Busta, m.DatiCert, m.Tipo = pec.Anomalia, nil, ""
		in.Msg, in.Proof = &m, mailparse.Proof{Level: level}
		d := o.decide(in)
		if got := d.Esito.Outcome == "QUARANTENA"; got != (want != "") {
			t.Errorf("%s: %+v", level, d.Esito)
		}
	}
}
