package segnatura

import (
	"fmt"
	"strings"
)

// Conferma writes the ConfermaRicezione that a sender asked for: nostra is our registration of his message, sua his own. The
// form is that of his file: the one of 2021 has a namespace, the one of 2013 none. It is not signed: XAdES is outside of what the
// program does, so that the form of 2021 is not complete by its schema (order.md §5.4 R-211).
func Conferma(del *Segnatura, nostra Registrazione) []byte {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	if del.Radice == RadiceInformatica {
		b.WriteString("<ConfermaRicezione xmlns=\"http://www.agid.gov.it/protocollo/pec/\" versione=\"3.0.0\" lang=\"it\">")
	} else {
		b.WriteString("<ConfermaRicezione versione=\"2013-03-28\" xml-lang=\"it\">")
	}
	identificatore(&b, nostra)
	b.WriteString("<MessaggioRicevuto>")
	if del.Registrata.Vuota() {
		campo(&b, "DescrizioneMessaggio", del.Oggetto)
	} else {
		identificatore(&b, del.Registrata)
	}
	b.WriteString("</MessaggioRicevuto></ConfermaRicezione>\n")
	return []byte(b.String())
}

func identificatore(b *strings.Builder, r Registrazione) {
	b.WriteString("<Identificatore>")
	for _, f := range [][2]string{{"CodiceAmministrazione", r.Amministrazione}, {"CodiceAOO", r.AOO}, {"CodiceRegistro", r.Registro}, {"NumeroRegistrazione", r.Numero},
		{"DataRegistrazione", r.Data}, {"OraRegistrazione", r.Ora}} {
		campo(b, f[0], f[1])
	}
	b.WriteString("</Identificatore>")
}

func campo(b *strings.Builder, name, value string) {
	if value != "" {
		fmt.Fprintf(b, "<%s>%s</%s>", name, strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(value), name)
	}
}
