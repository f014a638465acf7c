package mailparse

import (
	"strings"
	"testing"
)

func testo(text string) Testo {
	in := &Inner{Text: text}
	return in.Testo()
}

func valori(cs []Candidato, d Dove) string {
	var out []string
	for _, c := range cs {
		if c.Dove == d {
			v := c.Valore
			if !c.Valido {
				v = "!" + v
			}
			out = append(out, v)
		}
	}
	return strings.Join(out, " ")
}

func TestTestoDivides(t *testing.T) {
	for _, c := range []struct{ name, in, nuovo, citato, firma string }{
		{"plain", "Spett.le Ordine,\nla sottoscritta chiede.\n\nDistinti saluti\nGiulia", "Spett.le Ordine, la sottoscritta chiede.\nDistinti saluti\nGiulia", "", ""},
		{"wrapped", "Il sottoscritto chiede di rinunciare alla PEC dell'Ordine e di\ninserire nel data base la PEC personale", "Il sottoscritto chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale", "", ""},
		{"page quoted (07)", "Chiedo.\n\nIl giorno lun 16 nov 2026 alle ore 09:12 Segreteria <s@pec.example> ha scritto:\n> chiede di ottenere\n> la PEC\n",
			"Chiedo.", "Il giorno lun 16 nov 2026 alle ore 09:12 Segreteria <s@pec.example> ha scritto:\n> chiede di ottenere\n> la PEC", ""},
		{"header block (46)", "giulia@pec.example\n\nDa: Segreteria <s@pec.example>\nInviato: martedì 24 novembre 2026 08:02\nOggetto: x\n...per dare corso",
			"giulia@pec.example", "Da: Segreteria <s@pec.example>\nInviato: martedì 24 novembre 2026 08:02\nOggetto: x\n...per dare corso", ""},
		{"rule before header block", "Sì\n________________________________\nDa: S\nInviato: oggi\nA: x\nOggetto: y\nCiao", "Sì", "________________________________\nDa: S\nInviato: oggi\nA: x\nOggetto: y\nCiao", ""},
		{"webmail without colons", "Sì\n\nDa \"S\" s@pec.example\nA \"G\" g@pec.example\nCc\nData Mon, 23 Nov 2026 09:12:33 +0100\nOggetto Prova\nCiao", "Sì", "Da \"S\" s@pec.example\nA \"G\" g@pec.example\nCc\nData Mon, 23 Nov 2026 09:12:33 +0100\nOggetto Prova\nCiao", ""},
		{"roundcube", "Sì\n\nIl 16-11-2026 09:12 Segreteria ha scritto:\n> Ciao\n", "Sì", "Il 16-11-2026 09:12 Segreteria ha scritto:\n> Ciao", ""},
		{"iphone", "Sì\n\nInviato da iPhone\n\n> Il giorno 16 nov 2026, alle ore 09:12, S <s@pec.example> ha scritto:\n> \n> Ciao", "Sì", "> Il giorno 16 nov 2026, alle ore 09:12, S <s@pec.example> ha scritto:\n>\n> Ciao", "Inviato da iPhone"},
		{"thunderbird, header of a date first", "Sì\n\n-------- Messaggio originale --------\nOggetto: x\nData: y\nMittente: z", "Sì", "-------- Messaggio originale --------\nOggetto: x\nData: y\nMittente: z", ""},
		{"labels of a form are no header", "Da compilare\nNome: Giulia\nData: oggi\nChiedo", "Da compilare\nNome: Giulia\nData: oggi\nChiedo", "", ""},
		{"one line header", "Sì\nDa: S Inviato: 16 nov A: G Oggetto: y\nCiao", "Sì", "Da: S Inviato: 16 nov A: G Oggetto: y\nCiao", ""},
		{"bold header", "Sì\n*Da:* S\n*Inviato:* oggi\nCiao", "Sì", "*Da:* S\n*Inviato:* oggi\nCiao", ""},
		{"originale", "Sì\n-----Messaggio originale-----\nCiao", "Sì", "-----Messaggio originale-----\nCiao", ""},
		{"inoltrato", "Sì\n-------- Messaggio Inoltrato --------\nCiao", "Sì", "-------- Messaggio Inoltrato --------\nCiao", ""},
		{"english outlook", "Yes\n\n-----Original Message-----\nFrom: x\nCiao", "Yes", "-----Original Message-----\nFrom: x\nCiao", ""},
		{"gmail forward", "Yes\n---------- Forwarded message ---------\nDa: x", "Yes", "---------- Forwarded message ---------\nDa: x", ""},
		{"apple forward", "Yes\n\nInizio messaggio inoltrato:\n\nDa: x", "Yes", "Inizio messaggio inoltrato:\nDa: x", ""},
		{"gmail english, wrapped", "Ok\n\nOn Mon, Nov 16, 2026 at 9:12 AM Segreteria <\ns@pec.example> wrote:\n\n> testo\n",
			"Ok", "On Mon, Nov 16, 2026 at 9:12 AM Segreteria < s@pec.example> wrote:\n> testo", ""},
		{"answer below", "Il 16/11/2026 09:12, S ha scritto:\n> quale indirizzo?\n\ngiulia@pec.example", "giulia@pec.example", "Il 16/11/2026 09:12, S ha scritto:\n> quale indirizzo?", ""},
		{"attribution without marks", "Ok\nIl 16/11/2026 09:12, S ha scritto:\nQuale?\n", "Ok", "Il 16/11/2026 09:12, S ha scritto:\nQuale?", ""},
		{"weekday attribution", "Ok\nlun 16 nov 2026 S <s@p.example> ha scritto:\nQuale?\n", "Ok", "lun 16 nov 2026 S <s@p.example> ha scritto:\nQuale?", ""},
		{"no attribution", "Il collega mi ha scritto: niente.\nAncora", "Il collega mi ha scritto: niente.\nAncora", "", ""},
		{"wrapped quote", "Ok\n> " + strings.Repeat("a ", 40) + "\nresto\n> fine", "Ok", "> " + strings.TrimSpace(strings.Repeat("a ", 40)) + " resto\n> fine", ""},
		{"signature", "Chiedo.\n-- \nStudio\nstudio@pec.example", "Chiedo.", "", "--\nStudio studio@pec.example"},
		{"phone", "Sì\n\nInviato da iPhone", "Sì", "", "Inviato da iPhone"},
		{"phone 2", "Sì\nInviato dal mio Galaxy", "Sì", "", "Inviato dal mio Galaxy"},
		{"not a phone", "Inviato da PEC x@y.example", "Inviato da PEC x@y.example", "", ""},
		{"notice", "Chiedo.\n\nAvviso di riservatezza\nLo studio x@y.example", "Chiedo.", "", "Avviso di riservatezza\nLo studio x@y.example"},
		{"notice 2", "Chiedo.\n\nQuesto messaggio è confidenziale e destinato\nsolo a chi.", "Chiedo.", "", "Questo messaggio è confidenziale e destinato solo a chi."},
		{"notice 3", "Chiedo.\n\nLe informazioni contenute in questa\ncomunicazione sono riservate", "Chiedo.", "", "Le informazioni contenute in questa comunicazione sono riservate"},
		{"notice above", "CONFIDENTIALITY NOTICE: x\n\nChiedo.", "Chiedo.", "", "CONFIDENTIALITY NOTICE: x"},
		{"no notice", "La presente per richiedere l'elenco riservato degli iscritti", "La presente per richiedere l'elenco riservato degli iscritti", "", ""},
		{"law is no notice", "Si chiede, ai sensi dell'art. 16, la trasmissione", "Si chiede, ai sensi dell'art. 16, la trasmissione", "", ""},
		{"formal heading", "A: Ordine\nOggetto: rinuncia\nIl sottoscritto", "A: Ordine\nOggetto: rinuncia\nIl sottoscritto", "", ""},
		{"forms of characters", "dell\u2019Ordine\u2026 \u201ccosì\u201d \uff30\uff25\uff23\u00a0\u00a0fine", "dell'Ordine... \"così\" PEC fine", "", ""},
	} {
		got := testo(c.in)
		if got.Nuovo != c.nuovo || got.Citato != c.citato || got.Firma != c.firma {
			t.Errorf("%s:\n nuovo  %q\n   want %q\n citato %q\n   want %q\n firma  %q\n   want %q", c.name, got.Nuovo, c.nuovo, got.Citato, c.citato, got.Firma, c.firma)
		}
		if len([]rune(got.Nuovo)) != len([]rune(got.Piegato)) {
			t.Errorf("%s: Piegato has another length", c.name)
		}
	}
}

func TestCandidatiCF(t *testing.T) {
	for in, want := range map[string]string{
		"CF BNCGLI78C48G478A, chiede": "BNCGLI78C48G478A", "cf bncgli78c48g478a": "BNCGLI78C48G478A",
		"rss mrc 69s21 g702w": "RSSMRC69S21G702W", "R.S.S.M.R.C.6.9.S.2.1.G.7.0.2.W": "RSSMRC69S21G702W",
		"CF….. chiede": "", "C.F.:": "", "niente": "", "CF BNCGLI78C48G478B": "!BNCGLI78C48G478B",
		"CF BNCGLI78C48G478": "!BNCGLI78C48G478", "CF BNCGLI78C48G478AA": "!BNCGLI78C48G478AA", "codice fiscale 92032490374": "92032490374",
		"cod. fisc. 92032490375": "!92032490375", "tel 92032490374": "", "BNCGLI78C48G478A-RSSMRC69S21G702W": "BNCGLI78C48G478A RSSMRC69S21G702W",
		"TINIT-BNCGLI78C48G478A": "BNCGLI78C48G478A", "bncgli78c48g478a@pec.example": "", "XBNCGLI78C48G478A": "!XBNCGLI78C48G478A",
		"CF BNCGL178C48G478A": "!BNCGL178C48G478A", "ＢNCGLI78C48G478A": "!BNCGLI78C48G478A", "BNC\u200bGLI78C48G478A": "!BNCGLI78C48G478A",
		"\u200bBNCGLI78C48G478A\u200b": "BNCGLI78C48G478A", "ВNCGLI78C48G478A": "!ВNCGLI78C48G478A",
		"C.F. BNCGLI78C48G478A P. IVA 92032490374": "BNCGLI78C48G478A", "CF\nBNCGLI78C48G478A": "BNCGLI78C48G478A",
		// labels as they are written (order.md §4.7)
		"C. F.: bncgli78c48g478a": "BNCGLI78C48G478A", "c.f BNCGLI78C48G478A": "BNCGLI78C48G478A", "Cod.Fisc. BNCGLI78C48G478A": "BNCGLI78C48G478A",
		"codice fiscale n. BNCGLI78C48G478A": "BNCGLI78C48G478A", "Codice Fiscale (CF): BNCGLI78C48G478A": "BNCGLI78C48G478A", "CF=BNCGLI78C48G478A": "BNCGLI78C48G478A",
		"CF:BNCGLI78C48G478A.": "BNCGLI78C48G478A", "(cf bncgli 78c48 g478a)": "BNCGLI78C48G478A", "Cod. fiscale BNC-GLI-78C48-G478A": "BNCGLI78C48G478A",
		"bncgli78c48g478a nata a Perugia": "BNCGLI78C48G478A", "C.F./P.IVA 92032490374": "92032490374", "P.IVA 92032490374": "", "partita iva 92032490374": "",
		// placeholders are no code
		"CF ______ chiede": "", "C.F. XXXXXXXXXXXXXXXX": "", "CF [codice fiscale]": "", "CF ................, chiede": "", "codice fiscale (da compilare)": "", "CF … … … ": "",
		// meant as a code, parted and wrong: asked again, not overlooked
		"CF RSS MRC 69S2I G7O2W, chiede": "!RSSMRC69S2IG7O2W", "C.F. RSS.MRC.69S21.G702": "!RSSMRC69S21G702", "codice fiscale RSSMRC 69S21 G702WW e altro": "!RSSMRC69S21G702WW",
		"CF RSS MRC 69S21 G702W": "RSSMRC69S21G702W", "C.F. e P.IVA 01234567897": "", "codice fiscale nato il 12 05 1980 a": "", "CF Rossi Marco via Roma 123": "",
		"RSS MRC 69S2I G7O2W": "", "CF di Rossi 1 2 3 4 5": "", "CF Rossi 12345678901234": "",
		"cf RSS MRC\nB69S21 G702W": "", "cf RSS\nMRC 69S21 G702W": "RSSMRC69S21G702W", "RSS\n\nMRC 69S21 G702W": "RSSMRC69S21G702W",
	} {
		if got := valori(testo(in).CF, InNuovo); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestCandidatiIndirizzo(t *testing.T) {
	for in, want := range map[string]string{
		"la PEC personale giulia.bianchi@pecmail.example.": "giulia.bianchi@pecmail.example", "<Mario.Rossi@PEC.Example>": "mario.rossi@pec.example",
		"mario @ pec.example": "mario@pec.example", "mario chiocciola pec.example": "mario@pec.example", "mario (at) pec.example": "mario@pec.example",
		"mario punto rossi chiocciola pec punto example": "mario.rossi@pec.example", "mario (at) pec punto example, grazie": "mario@pec.example",
		"mario@pec punto example": "", "mario chiocciola pec punto": "", "di punto in bianco chiocciola": "",
		"personle : elena@pec.example": "elena@pec.example", "(x@y.example)": "x@y.example", "'x@y.example'": "x@y.example", "a@b": "", "@ordine.it": "",
		"x@y.example, z@y.example; w@y.example": "x@y.example z@y.example w@y.example", "mailto:x@y.example": "x@y.example",
		"gіulia@pec.example": "!gіulia@pec.example", "giulia@pec.examplе": "!giulia@pec.examplе", "giu\u200blia@pec.example": "!giulia@pec.example",
		"giulia＠pec.example": "!giulia@pec.example", "a..b@pec.example": "!a..b@pec.example", "a@-x.example": "a@-x.example"[:0] + "!a@-x.example",
		"x@y.1": "!x@y.1", "nuova PEC:\ngiulia@pec.example": "giulia@pec.example", "giulia@\npec.example": "giulia@pec.example",
		"mario\u2013rossi@pec.example": "!mario-rossi@pec.example", "\u202egiulia@pec.example": "!giulia@pec.example", "\u2018x@y.example\u2019": "x@y.example",
		"x@pec.example.Distinti saluti": "x@pec.example", "x@Pec.Example.It": "x@pec.example.it", "x@pec.Example": "x@pec.example", "x@pec.example.chiedo": "x@pec.example.chiedo",
		"niccolò@pec.example": "!niccolò@pec.example", "x@y.example\u2026": "x@y.example", "_x@y.example": "_x@y.example",
	} {
		if got := valori(testo(in).Indirizzi, InNuovo); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSpans(t *testing.T) {
	in := &Inner{Subject: "Re: CF BNCGLI78C48G478A è x@y.example", Text: "È così: RSSMRC69S21G702W, a@b.example\n-- \nÀ c@d.example\n> é RSSMRC69S21G702W e@f.example"}
	tt := in.Testo()
	pieces := map[Dove]string{InNuovo: tt.Nuovo, InFirma: tt.Firma, InCitato: tt.Citato, InOggetto: tt.Oggetto}
	n := 0
	for _, c := range append(tt.CF, tt.Indirizzi...) {
		n++
		if got := string([]rune(pieces[c.Dove])[c.Start:c.End]); got != c.Testuale || !strings.EqualFold(got, c.Valore) {
			t.Errorf("%s: span says %q, %q", c.Valore, got, c.Testuale)
		}
	}
	if n != 7 {
		t.Errorf("%d candidates: %+v", n, tt)
	}
}
