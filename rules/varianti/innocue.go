package varianti

import (
	"html"
	"strings"
)

// Innocue gives the harmless variations of a request: they ask the same, and must be executed as it is.
func Innocue(m Messaggio, a Ambiente) []Variante {
	list := []regola{}
	for _, group := range [][]regola{grafie(), sinonimi(), saluti(), firme(), vesti(a), dati(), oggetti()} {
		list = append(list, group...)
	}
	return applica(m, list)
}

// grafie are other ways to write the same words.
func grafie() []regola {
	return []regola{
		{"minuscole", nuovo(strings.ToLower)},
		{"maiuscole", nuovo(strings.ToUpper)},
		{"righe-72", nuovo(func(s string) string { return aCapo(s, 72) })},
		{"righe-40", nuovo(func(s string) string { return aCapo(s, 40) })},
		{"una-riga", nuovo(unaRiga)},
		{"righe-doppie", nuovo(func(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") })},
		{"spazi-doppi", nuovo(func(s string) string { return strings.ReplaceAll(s, " ", "  ") })},
		{"spazi-unificatori", nuovo(func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") })},
		{"tabulazioni", nuovo(func(s string) string { return "\t" + strings.ReplaceAll(s, "\n", "\n\t") })},
		{"accenti-apostrofo", nuovo(accentiApostrofo)},
		{"apostrofi-curvi", nuovo(func(s string) string { return strings.ReplaceAll(s, "'", "’") })},
		{"apostrofi-inversi", nuovo(func(s string) string { return strings.ReplaceAll(s, "'", "`") })},
		{"apostrofi-spazio", nuovo(func(s string) string { return strings.ReplaceAll(s, "'", "' ") })},
		{"lineette", nuovo(func(s string) string { return strings.ReplaceAll(s, " - ", " – ") })},
		{"senza-punto-finale", nuovo(func(s string) string { return strings.TrimRight(s, ".\n ") })},
		{"data-base-unito", nuovo(func(s string) string { return scambia(s, [][2]string{{"data base", "database"}}, true) })},
		{"data-base-staccato", nuovo(func(s string) string { return scambia(s, [][2]string{{"database", "data base"}}, true) })},
		{"ll-sottoscritto", nuovo(func(s string) string {
			return scambia(s, [][2]string{{"il sottoscritto", "ll sottoscritto"}, {"la sottoscritta", "ll sottoscritto"}}, true)
		})},
		{"pec-puntata", nuovo(func(s string) string { return scambia(s, [][2]string{{"pec", "P.E.C."}}, true) })},
		{"p-e-c-mista", nuovo(func(s string) string { return scambia(s, [][2]string{{"pec", "Pec"}}, true) })},
	}
}

// sinonimi are other words that ask the same.
func sinonimi() []regola {
	list := []struct {
		nome  string
		pairs [][2]string
	}{
		{"richiede", [][2]string{{"chiede", "richiede"}, {"chiedo", "richiedo"}}},
		{"intende", [][2]string{{"chiede di rinunciare", "intende rinunciare"}, {"chiedo di rinunciare", "intendo rinunciare"}}},
		{"segnala", [][2]string{{"comunica", "segnala"}, {"comunico", "segnalo"}}},
		{"si-pregia", [][2]string{{"comunica", "con la presente comunica"}, {"comunico", "con la presente comunico"}}},
		{"rinunziare", [][2]string{{"rinunciare", "rinunziare"}, {"rinuncio", "rinunzio"}}},
		{"anagrafica", [][2]string{{"nel data base", "in anagrafica"}, {"nel database", "in anagrafica"}}},
		{"archivi", [][2]string{{"nel data base", "nei Vostri archivi"}, {"nel database", "nei Vostri archivi"}}},
		{"albo", [][2]string{{"nel data base", "nell'Albo"}, {"nel database", "nell'Albo"}}},
		{"per-esteso", [][2]string{{"pec", "posta elettronica certificata"}}},
		{"casella", [][2]string{{"la pec", "la casella PEC"}, {"alla pec", "alla casella PEC"}, {"mia pec", "mia casella PEC"}}},
		{"codesto", [][2]string{{"pec dell'ordine", "PEC di codesto Ordine"}}},
		{"fornita", [][2]string{{"pec dell'ordine", "PEC fornita dall'Ordine"}}},
		{"scrivente", [][2]string{{"la sottoscritta", "la scrivente"}, {"il sottoscritto", "lo scrivente"}}},
	}
	var out []regola
	for _, x := range list {
		out = append(out, regola{"sinonimo-" + x.nome, nuovo(func(s string) string { return scambia(s, x.pairs, true) })})
	}
	return out
}

// saluti are what polite people write before and after.
func saluti() []regola {
	before := []struct{ nome, s string }{
		{"spettabile", "Spett.le Ordine,"}, {"buongiorno", "Buongiorno,"}, {"gentile-segreteria", "Gentile Segreteria,"},
		{"egregio-presidente", "Egregio Presidente,"}, {"cortese-attenzione", "Alla cortese attenzione della Segreteria dell'Ordine"},
		{"luogo-e-data", "Pisa, 23 novembre 2026"}, {"carissimi", "Carissimi,"}, {"con-la-presente", "Con la presente si comunica quanto segue."},
		{"spero-bene", "Buongiorno, spero stiate bene."}, {"illustri", "Ill.mo Sig. Presidente, Spett.le Consiglio,"},
	}
	after := []struct{ nome, s string }{
		{"cordiali-saluti", "Cordiali saluti"}, {"distinti-saluti", "Distinti saluti."}, {"grazie", "Grazie mille!"},
		{"ringraziando", "Ringraziando anticipatamente per l'attenzione, porgo cordiali saluti."},
		{"in-attesa", "In attesa di un Vostro cortese riscontro, porgo distinti saluti."}, {"buon-lavoro", "Grazie e buon lavoro"},
		{"a-disposizione", "Resto a disposizione per ogni eventuale chiarimento."}, {"attendo-conferma", "Resto in attesa di un cenno di conferma."},
		{"scusate", "Scusate il disturbo e grazie."}, {"buona-giornata", "Vi auguro una buona giornata."}, {"ossequi", "Con i migliori ossequi"},
		{"privacy", "Autorizzo il trattamento dei miei dati personali ai sensi del Reg. UE 2016/679 (GDPR)."},
	}
	var list []regola
	for _, x := range before {
		list = append(list, regola{"prima-" + x.nome, prima(x.s)})
	}
	for _, x := range after {
		list = append(list, regola{"dopo-" + x.nome, dopo(x.s)})
	}
	return list
}

// firme are what programs and studios put below.
func firme() []regola {
	below := []struct{ nome, s string }{
		{"iphone", "Inviato da iPhone"}, {"android", "Inviato dal mio telefono Android"}, {"outlook", "Ottenuto da Outlook per iOS"},
		{"libero", "Inviato da Libero Mail"}, {"inglese", "Sent from my iPhone"}, {"samsung", "Inviato dal mio Galaxy"},
		{"app-gestore", "Messaggio inviato con l'app PEC Mobile"},
		{"studio", "-- \nStudio Medico Associato Prova\nVia Garibaldi 3, 56100 Pisa\nTel. 050 000000 - Fax 050 000001\nstudioprova@posta.example - www.studioprova.example"},
		{"studio-pec", "--\nStudio Prova\npec: studio.prova@legalpost.example"},
		{"ospedale", "-- \nU.O. Cardiologia\nOspedale di Prova\ncardiologia@posta.example"},
		{"riservatezza", "Avviso di riservatezza\nLe informazioni contenute in questo messaggio sono riservate e confidenziali. Se l'avete ricevuto per errore, vi preghiamo di non leggerlo, di cancellarlo e di darne avviso al mittente."},
		{"riservatezza-con-pec", "Questo messaggio è confidenziale e riservato al destinatario. Per segnalare errori scrivere a privacy.studio@legalpost.example."},
		{"bilingue", "Questo messaggio e i suoi allegati sono confidenziali. Chi non è il destinatario non deve usarlo.\nThis message and its attachments are confidential. If you are not the addressee, do not use it and delete it."},
		{"ambiente", "Prima di stampare questa mail pensa all'ambiente."},
		{"antivirus", "Privo di virus. www.avast.example"},
	}
	var list []regola
	for _, x := range below {
		list = append(list, regola{"firma-" + x.nome, inCoda(x.s)})
	}
	return list
}

// vesti are the ways in which mail programs carry a text.
func vesti(a Ambiente) []regola {
	quoted := "Le ricordiamo che gli iscritti possono comunicare la propria PEC scrivendo a " + a.PECOrdine + "."
	forms := "Il sottoscritto … CF….. chiede di ottenere la PEC dell’Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all’atto dell’iscrizione.\n" +
		"ll sottoscritto … CF….. chiede di rinunciare alla PEC dell’Ordine e di inserire nel data base la PEC personale"
	return []regola{
		{"html-div", inHTML(func(s string) string { return "<div>" + strings.ReplaceAll(s, "\n", "</div><div>") + "</div>" })},
		{"html-br", inHTML(func(s string) string {
			return "<html><body><p>" + strings.ReplaceAll(s, "\n", "<br>\r\n") + "</p></body></html>"
		})},
		{"html-word", inHTML(func(s string) string {
			return `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0cm}</style></head><body lang="IT"><p class="MsoNormal">` +
				strings.ReplaceAll(s, "\n", `<o:p></o:p></p><p class="MsoNormal">`) + `<o:p></o:p></p></body></html>`
		})},
		{"html-font", inHTML(func(s string) string {
			return `<span style="font-family:Verdana;font-size:10pt;color:#1f497d">` + strings.ReplaceAll(s, "\n", "<br/>") + "</span>"
		})},
		{"html-tabella", inHTML(func(s string) string {
			return "<table><tr><td>" + strings.ReplaceAll(s, "\n", "</td></tr><tr><td>") + "</td></tr></table>"
		})},
		{"html-citazione", inHTML(func(s string) string {
			return "<div>" + strings.ReplaceAll(s, "\n", "<br>") + `</div><br><blockquote type="cite">` + html.EscapeString(forms) + "</blockquote>"
		})},
		{"lettera-citata", inCoda("Il giorno ven 20 nov 2026 alle ore 09:12 Segreteria <" + a.PECOrdine + "> ha scritto:\n> " + quoted)},
		{"moduli-citati", inCoda("Il giorno ven 20 nov 2026 alle ore 09:12 Segreteria <" + a.PECOrdine + "> ha scritto:\n> " + strings.ReplaceAll(forms, "\n", "\n> "))},
		{"outlook-citato", inCoda("Da: Segreteria <" + a.PECOrdine + ">\nInviato: venerdì 20 novembre 2026 09:12\nA: Iscritti\nOggetto: caselle PEC\n\n" + forms)},
		{"originale-citato", inCoda("-----Messaggio originale-----\nDa: " + a.PECOrdine + "\nOggetto: caselle PEC\n\n" + quoted)},
	}
}

// dati are other ways to write the writer's data.
func dati() []regola {
	return []regola{
		{"cf-minuscolo", conCF(strings.ToLower)},
		{"cf-a-gruppi", conCF(aGruppi)},
		{"cf-fra-parentesi", conCF(func(s string) string { return "(" + s + ")" })},
		{"cf-due-punti", nuovo(func(s string) string {
			return scambia(s, [][2]string{{"cf", "codice fiscale:"}, {"c.f.", "codice fiscale:"}}, true)
		})},
		{"nome-rovesciato", conNome(func(p Persona) string { return p.Cognome + " " + p.Nome })},
		{"nome-con-titolo", conNome(func(p Persona) string { return "Dr. " + p.Nome + " " + p.Cognome })},
		{"nome-maiuscolo", conNome(func(p Persona) string { return p.Nome + " " + strings.ToUpper(p.Cognome) })},
		{"indirizzo-maiuscolo", sulNuovo(strings.ToUpper)},
		{"indirizzo-uncinato", sulNuovo(func(s string) string { return "<" + s + ">" })},
		{"indirizzo-spaziato", sulNuovo(func(s string) string { return strings.Replace(s, "@", " @ ", 1) })},
		{"indirizzo-mailto", sulNuovo(func(s string) string { return s + "<mailto:" + s + ">" })},
		{"indirizzo-a-capo", sulNuovo(func(s string) string { return "\n" + s + "\n" })},
		{"indirizzo-chiocciola", sulNuovo(func(s string) string {
			return strings.ReplaceAll(strings.Replace(s, "@", " chiocciola ", 1), ".", " punto ")
		})},
		{"telefono", dopo("Tel. 050 123456 - cell. 347 1234567")},
		{"residenza", dopo("Via Giuseppe Mazzini n. 15, 56126 Pisa (PI)")},
		{"specialista", dopo("Medico Chirurgo - Specialista in Medicina Interna")},
		{"firma-in-calce", func(m Messaggio) (Messaggio, bool) {
			return dopo("In fede\n" + m.Autore.Nome + " " + m.Autore.Cognome)(m)
		}},
	}
}

// oggetti are subjects that people write above such a request.
func oggetti() []regola {
	return []regola{
		{"oggetto-vuoto", oggetto("")}, {"oggetto-pec", oggetto("PEC")}, {"oggetto-richiesta", oggetto("Richiesta")}, {"oggetto-urgente", oggetto("URGENTE")},
		{"oggetto-risposta", oggetto("R: Circolare n. 14/2026")}, {"oggetto-re", oggetto("Re: caselle PEC degli iscritti")},
		{"oggetto-comunicazione", oggetto("Comunicazione all'Ordine")}, {"oggetto-domicilio", oggetto("Domicilio digitale")},
		{"oggetto-nome", func(m Messaggio) (Messaggio, bool) {
			return oggetto("PEC dott. " + m.Autore.Nome + " " + m.Autore.Cognome)(m)
		}},
	}
}

// conNome puts what f makes of the author's name in the place of "Nome Cognome".
func conNome(f func(Persona) string) trasforma {
	return func(m Messaggio) (Messaggio, bool) {
		full := m.Autore.Nome + " " + m.Autore.Cognome
		ok := strings.Contains(m.Testo, full)
		m.Testo = strings.ReplaceAll(m.Testo, full, f(m.Autore))
		return m, ok
	}
}

// sulNuovo changes the spelling of the new address.
func sulNuovo(f func(string) string) trasforma {
	return func(m Messaggio) (Messaggio, bool) {
		if m.HTML || m.Nuova == "" {
			return m, false
		}
		return conIndirizzo(f(m.Nuova))(m)
	}
}

// inHTML carries a plain text as HTML.
func inHTML(f func(escaped string) string) trasforma {
	return func(m Messaggio) (Messaggio, bool) {
		if m.HTML || strings.Contains(m.Testo, "\n>") {
			return m, false
		}
		m.Testo, m.HTML = f(html.EscapeString(m.Testo)), true
		return m, true
	}
}

func unaRiga(s string) string { return strings.Join(strings.Fields(s), " ") }

// aCapo breaks long lines, as programs do that know no format=flowed.
func aCapo(s string, width int) string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		cur := ""
		for _, w := range strings.Fields(line) {
			if cur != "" && len(cur)+1+len(w) > width {
				out, cur = append(out, cur), ""
			}
			cur = strings.TrimSpace(cur + " " + w)
		}
		out = append(out, cur)
	}
	return strings.Join(out, "\n")
}

var apostrofate = strings.NewReplacer("à", "a'", "è", "e'", "é", "e'", "ì", "i'", "ò", "o'", "ù", "u'", "À", "A'", "È", "E'", "É", "E'", "Ì", "I'", "Ò", "O'", "Ù", "U'")

func accentiApostrofo(s string) string { return apostrofate.Replace(s) }
