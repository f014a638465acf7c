package inspect_test

import (
	"strings"
	"testing"

	"pecagent/agent/demo"
)

// TestSegnatura: the protocol file of a public body is shown as what it claims, and changes nothing of the decision.
func TestSegnatura(t *testing.T) {
	s := nuovaScena(t)
	const file = `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE Segnatura SYSTEM "Segnatura.dtd"><Segnatura versione="2013-01-01" xml-lang="it"><Intestazione>
<Identificatore><CodiceAmministrazione>c_x999</CodiceAmministrazione><CodiceAOO>AOO01</CodiceAOO><CodiceRegistro>REG</CodiceRegistro><NumeroRegistrazione>0001234</NumeroRegistrazione><DataRegistrazione>2026-11-20</DataRegistrazione></Identificatore>
<Origine><IndirizzoTelematico>protocollo@pec.comune.example</IndirizzoTelematico><Mittente><Amministrazione><Denominazione>Comune di Prova</Denominazione></Amministrazione><AOO><Denominazione>Protocollo</Denominazione></AOO></Mittente></Origine>
<Destinazione confermaRicezione="si"><IndirizzoTelematico>segreteria@pec.ordine-prova.example</IndirizzoTelematico></Destinazione><Destinazione/>
<Oggetto>Rinuncia: citt` + "\xe0" + `</Oggetto></Intestazione><Descrizione><Documento nome="nota.pdf"><Impronta>AAAA</Impronta></Documento></Descrizione></Segnatura>`
	scrivi := func(name, xml string) demo.Scritto {
		w := leggi(t, "01").scritto(t)
		w.Allegati = []demo.Allegato{{Nome: name, Tipo: "application/xml", Corpo: []byte(xml)}}
		return w
	}
	plain := s.ispeziona(s.una(leggi(t, "01").scritto(t)))
	o := s.ispeziona(s.una(scrivi("Segnatura.xml", file)))
	uguale(t, "segnatura", mappa(t, o)["inner"].(jmap)["segnatura"], jmap{"radice": "Segnatura", "versione": "2013-01-01",
		"registrata": jmap{"amministrazione": "c_x999", "aoo": "AOO01", "registro": "REG", "numero": "0001234", "data": "2026-11-20"}, "oggetto": "Rinuncia: città",
		"mittente": []string{"Comune di Prova", "Protocollo"}, "indirizzi": []string{"protocollo@pec.comune.example"},
		"destinatari": []jmap{{"indirizzi": []string{ordine}, "conferma_ricezione": true}},
		"documento":   jmap{"nome": "nota.pdf", "impronta": "AAAA", "algoritmo": "SHA-256"}, "firma": "absent"})
	uguale(t, "decision", o.Decision, plain.Decision)
	if o = s.ispeziona(s.una(scrivi("segnatura.xml", "<Segnatura>&x;"))); o.Inner.Segnatura == nil || !strings.Contains(o.Inner.Segnatura.Errore, "parsing segnatura") {
		t.Errorf("%s", testo(t, o))
	}
	uguale(t, "decision", o.Decision, plain.Decision)
	if o = s.ispeziona(s.una(scrivi("altro.xml", file))); o.Inner.Segnatura != nil {
		t.Errorf("%s", testo(t, o))
	}
}
