package fascicolo

import (
	"fmt"
	"path"
	"strings"

	"pecagent/mailparse"
)

// copie: what was taken out of messages for the eye is, byte for byte, what stands in a message of the same letter or request.
func (x *verifica) copie() {
	var parts map[parte]string
	for _, f := range x.m.File {
		if f.Ruolo != RuoloEstratto && f.Ruolo != RuoloCopia {
			continue
		}
		b, ok := x.f.Trova(f.Nome)
		if !ok {
			continue
		}
		if parts == nil {
			parts = x.parti()
		}
		if from := parts[parte{f.Di, genere(f), somma(b)}]; from != "" {
			x.v.bene(CEstratto, f.Nome, fmt.Sprintf("è ciò che sta in %s", from))
			continue
		}
		x.v.male(CEstratto, f.Nome, "non sta in nessun messaggio di questa lettera o richiesta")
	}
}

// parte is what a copy is known by.
type parte struct{ di, genere, sha256 string }

// Kinds of what is taken out of messages.
const (
	partiDati      = "dati" // daticert.xml, evidence
	partiOriginale = "originale"
	partiAllegato  = "allegato"
)

// genere is what a copy must be, by role and name: so that one does not stand in the place of another.
func genere(f File) string {
	switch {
	case f.Ruolo == RuoloCopia:
		return partiAllegato
	case strings.HasPrefix(path.Base(f.Nome), "postacert"):
		return partiOriginale
	}
	return partiDati
}

// parti are the parts of all messages, each with the name of its message.
func (x *verifica) parti() map[parte]string {
	out := map[parte]string{}
	for _, m := range x.p.list {
		if m.err != nil {
			continue
		}
		for _, a := range m.m.PartiFirmate() {
			if g := genereParte(a); g != "" {
				out[parte{m.Di, g, a.SHA256}] = m.Nome
			}
		}
		in := m.m.Inner
		if in == nil {
			continue
		}
		if m.Ruolo.Certificato() {
			out[parte{m.Di, partiOriginale, somma(in.Raw)}] = m.Nome
		}
		for _, a := range in.Attachments {
			out[parte{m.Di, partiAllegato, a.SHA256}] = m.Nome
		}
	}
	return out
}

// genereParte is the kind of a part that stands directly in what the provider signed.
func genereParte(a mailparse.Attachment) string {
	switch a.Type {
	case "application/xml", "text/xml":
		return partiDati
	case "message/rfc822":
		return partiOriginale
	}
	if name := strings.ToLower(a.Name); name == "daticert.xml" || name == "certdata.xml" { // as some providers type it
		return partiDati
	}
	return ""
}
