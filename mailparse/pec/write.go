package pec

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// XML writes the daticert as providers do (pec.md §4.4): UTF-8, no DOCTYPE, msgid with its <>, identificativo
// without. Parse of the result gives back the same values, but for Repaired and what only REM has. Characters that XML 1.0 cannot
// carry become U+FFFD.
func (d *DatiCert) XML() []byte {
	var w xmlWriter
	errore := d.Errore
	if errore == "" {
		errore = Nessuno
	}
	w.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	w.raw(`<postacert tipo="`).esc(string(d.Tipo)).raw(`" errore="`).esc(string(errore)).raw("\">\n    <intestazione>\n")
	w.element("mittente", d.Mittente)
	for _, r := range d.Destinatari {
		tipo := r.Tipo
		if tipo == "" {
			tipo = Certificato
		}
		w.raw(`        <destinatari tipo="`).esc(tipo).raw(`">`).esc(r.Address).raw("</destinatari>\n")
	}
	w.element("risposte", d.Risposte)
	w.element("oggetto", d.Oggetto)
	w.raw("    </intestazione>\n    <dati>\n")
	w.element("gestore-emittente", d.Gestore)
	w.raw(`        <data zona="` + d.Data.Format("-0700") + "\">\n")
	w.raw("            <giorno>" + d.Data.Format("02/01/2006") + "</giorno>\n")
	w.raw("            <ora>" + d.Data.Format("15:04:05") + "</ora>\n        </data>\n")
	w.element("identificativo", d.Identificativo)
	d.tail(&w)
	w.raw("    </dati>\n</postacert>\n")
	return w.b.Bytes()
}

// tail writes the elements that only some kinds have (pec.md §4.2).
func (d *DatiCert) tail(w *xmlWriter) {
	if d.MsgID != "" {
		w.element("msgid", "<"+d.MsgID+">")
	}
	if d.Ricevuta != "" {
		w.raw(`        <ricevuta tipo="`).esc(d.Ricevuta).raw("\" />\n")
	}
	if d.Consegna != "" {
		w.element("consegna", d.Consegna)
	}
	for _, r := range d.Ricezione {
		w.element("ricezione", r)
	}
	if d.ErroreEsteso != "" {
		w.element("errore-esteso", d.ErroreEsteso)
	}
}

// xmlWriter writes into memory, where writing cannot fail.
type xmlWriter struct{ b bytes.Buffer }

func (w *xmlWriter) raw(s string) *xmlWriter {
	w.b.WriteString(s)
	return w
}

func (w *xmlWriter) esc(s string) *xmlWriter {
	// EscapeText reports only what the buffer reports, and a buffer never does.
	_ = xml.EscapeText(&w.b, []byte(strings.ToValidUTF8(s, "\uFFFD")))
	return w
}

func (w *xmlWriter) element(name, value string) {
	w.raw("        <" + name + ">").esc(value).raw("</" + name + ">\n")
}
