package rules

import (
	"strings"
	"testing"
)

const (
	baseGiulia   = "la sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, "
	chiedeGiulia = "chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale giulia.bianchi@pecmail.example."
	modulo       = baseGiulia + chiedeGiulia
)

func daGiulia(subject, text string) posta {
	return posta{env: "PEC", da: "giulia.bianchi@iscritti.pec-ordine.example", oggetto: subject, testo: text, ora: "2026-11-23 10:00"}
}

// TestAltreParole: a form from the member's own box changes nothing where other words stand beside it that may deny it, put it
// off or tell that it is somebody else's.
func TestAltreParole(t *testing.T) {
	inexact := map[string]bool{}
	var list []string
	add := func(exact bool, texts ...string) {
		for _, s := range texts {
			list, inexact[s] = append(list, s), !exact
		}
	}
	add(false,
		baseGiulia+"smentisce di aver inviato il messaggio che "+chiedeGiulia,
		baseGiulia+"disconosce la richiesta con cui si "+chiedeGiulia,
		baseGiulia+"vieta all'Ordine di eseguire ogni messaggio che "+chiedeGiulia,
		baseGiulia+"ha ricevuto mail da uno che si spaccia per lei e che "+chiedeGiulia,
		baseGiulia+"intende opporsi a chi "+chiedeGiulia,
		baseGiulia+"comunica che il marito "+chiedeGiulia,
		baseGiulia+"segnala che la collega Rossi "+chiedeGiulia,
		baseGiulia+"comunica che Rossi Marco "+chiedeGiulia,
		baseGiulia+"comunica che il presidente "+chiedeGiulia,
		baseGiulia+"comunica che il medico "+chiedeGiulia,
		baseGiulia+"dichiara: l'avvocato "+chiedeGiulia,
		baseGiulia+"nata a Pisa il 08/03/1978 disconosce la mail che "+chiedeGiulia,
		baseGiulia+"via email ignoti il 3 "+chiedeGiulia,
		"Il presidente dichiara: "+modulo,
		baseGiulia+"teme che qualcuno "+chiedeGiulia,
		"La sottoscritta Giulia Bianchi smentisce chi "+chiedeGiulia+" BNCGLI78C48G478A",
		"Vi prego di non dare seguito alla falsa richiesta seguente: "+modulo,
		"Denuncio che ignoti hanno inviato la seguente richiesta: "+modulo,
		"Qualcuno vi scriverà a mio nome così: "+modulo+" È un falso.",
		"Mi hanno scritto questo testo, è una truffa? «"+modulo+"»",
		"Quale dei due moduli devo usare? Il primo dice: "+modulo,
		"Ho letto la vostra circolare: «"+modulo+"» e non capisco che fare.",
		"«"+modulo+"»",
		"\""+modulo+"\"",
	)
	add(true, "TEST:\n\n"+strings.ToUpper(modulo[:1])+modulo[1:])
	delete(inexact, list[len(list)-1]) // a heading may be read either way
	for _, after := range []string{
		"Ritiro quanto sopra.", "annullo tutto: non tenere conto di quanto sopra", "Anzi no, lasciate perdere.",
		"Attendete mia conferma prima di procedere.", "Per ora è solo una bozza.", "Scusate, messaggio inviato per errore.",
		"Mi oppongo a questa richiesta.", "Cestinate pure.", "Falso! È un tentativo di truffa ai miei danni.", "Scherzo!",
		"Aspettate a procedere.", "Vi richiamo io.", "La richiesta presente è dei colleghi.", "Come non detto.", "No.", "Grazie, ma no.", "Voglio la PEC dell'Ordine.", "P.S. Ritiro tutto.", "-- \nRitiro quanto sopra.", "In attesa di mia conferma.", "Resto con la PEC dell'Ordine.", "È questo il modulo da usare.", "Come d'accordo al telefono col vostro tecnico?", "Fate finta di nulla.",
	} {
		add(true, modulo+" "+after, modulo+"\n\n"+after, modulo+"\n\nCordiali saluti\n\n"+after)
	}
	for _, before := range []string{"TEST: ", "Prova di invio, cestinare. ", "Vi inoltro la bozza che NON ho ancora deciso di inviare: "} {
		add(false, before+modulo)
		delete(inexact, before+modulo)
	}
	for _, text := range list {
		v := nuovaScena(t).valuta(daGiulia("PEC", text))
		if e := v.Esito; esegue(v) || v.Iscritto != nil && v.Iscritto.Candidato != nil || e.Auto == autoSi && e.Outcome == string(RInEsecuzione) {
			t.Errorf("executes: %q\n\t%+v", text, e)
		} else if e.Why == "" || e.Auto == autoPersona && !strings.HasSuffix(e.Why, ".") {
			t.Errorf("%q: no reason: %q", text, e.Why)
		}
		if inexact[text] && v.Capito != nil && v.Capito.Exact {
			t.Errorf("exact: %q", text)
		}
	}
	for _, subject := range []string{"Disconosco la richiesta", "BOZZA - non eseguire", "annullamento richiesta", "R: tentativo di truffa", "prova"} {
		if v := nuovaScena(t).valuta(daGiulia(subject, modulo)); esegue(v) || v.Esito.Auto != autoPersona {
			t.Errorf("subject %q: %+v", subject, v.Esito)
		}
	}
	v := nuovaScena(t).valuta(daGiulia("PEC", modulo+" Mi oppongo a questa richiesta. Cestinate pure."))
	if e := v.Esito; e.Outcome != string(RInRevisione) || !strings.Contains(e.Why, "Il messaggio contiene anche «Mi oppongo a questa richiesta.» (da leggere: «oppongo»): decide una persona.") {
		t.Errorf("%+v", e)
	}
}

// TestAltreParoleAltriTipi: the same for R2, R3, R4, R16; an approval executes what a person has read.
func TestAltreParoleAltriTipi(t *testing.T) {
	for name, want := range map[string]bool{"01": true, "03": true, "07": true, "13": true, "19": true, "21": true, "25": false} {
		for _, extra := range []string{"\nCestinate pure.", "\nAspettate a procedere."} {
			s := nuovaScena(t)
			if name == "25" {
				s.accade(s.valuta(leggiCaso(t, "01").posta()))
			}
			m := leggiCaso(t, name).posta()
			m.testo = strings.Replace(m.testo, "\n\nIl giorno", extra+"\n\nIl giorno", 1)
			if !strings.Contains(m.testo, extra) {
				m.testo += extra
			}
			if v := s.giudica(m, false); esegue(v) || v.Esito.Auto != autoPersona {
				t.Errorf("%s%s: %+v", name, extra, v.Esito)
			}
			if v := s.giudica(m, true); want && !esegue(v) {
				t.Errorf("%s%s approved: %+v", name, extra, v.Esito)
			}
		}
	}
}

// TestParoleInnocue: what polite people write around a request needs nobody.
func TestParoleInnocue(t *testing.T) {
	subject := strings.ToUpper(modulo[:1]) + modulo[1:]
	texts := []string{modulo, subject, "ll" + modulo[2:]}
	for _, before := range []string{
		"Spett.le Ordine,", "Spettabile Ordine,", "Buongiorno,", "Buonasera.", "Gentile Segreteria,", "Gentilissimi,", "Egregio Presidente,",
		"Alla cortese attenzione della Segreteria", "Egr. Sig. Presidente,", "Buongiorno,\ncon la presente", "Salve,", "Gent.ma Segreteria,",
		"Spett.le Ordine dei Medici Chirurghi e degli Odontoiatri della Provincia di Pisa,", "Pisa, 23 novembre 2026", "Pisa, lì 23/11/2026",
		"Con la presente,", "Cari colleghi,",
	} {
		texts = append(texts, before+"\n"+modulo)
	}
	for _, after := range []string{
		"Cordiali saluti", "Distinti saluti\nDott.ssa Giulia Bianchi", "Cordialmente, Giulia Bianchi", "Grazie.", "Grazie mille e buona giornata.", "Grazie e buon lavoro",
		"In attesa di riscontro, porgo cordiali saluti.", "In attesa di un cortese riscontro, distinti saluti.", "Ringraziando per l'attenzione, porgo distinti saluti.",
		"Ringrazio anticipatamente e saluto cordialmente.", "Resto a disposizione per ogni chiarimento.", "Si allega copia del documento d'identità.", "Tel. 050 123456", "Cell. 333-1234567",
		"Giulia Bianchi\nMedico Chirurgo\nn. iscr. 1001", "dott.ssa Giulia Bianchi\nVia Roma 12, 56100 Pisa", "Con i migliori saluti", "Cordialità", "In fede\nGiulia Bianchi", "Con osservanza",
		"Pisa, 23/11/2026", "Inviato da iPhone", "Prof.ssa Giulia Bianchi, specialista in pediatria", "Recapito telefonico: +39 050 123456", "Vi ringrazio della collaborazione.",
		"Resto in attesa di vostra conferma.", "Buona giornata!", "Buon fine settimana", "Allego copia della carta d'identità", "In attesa di un Vostro cortese riscontro, porgo i più cordiali saluti.",
		"Autorizzo il trattamento dei dati personali ai sensi del Regolamento UE 2016/679.", "Vi prego di inviarmi conferma.", "Giulia Bianchi - Odontoiatra - Piazza Dante 3 - Pisa - P.IVA 01234567890", "Un cordiale saluto", "Grazie per la disponibilità", "Distinti saluti.\nBianchi Giulia",
	} {
		texts = append(texts, modulo+"\n"+after, modulo+"\n\n"+after)
	}
	for _, between := range []string{
		"nata a Pisa il 08/03/1978, ", "nata a San Giuliano Terme (PI) il 8 marzo 1978, ", "nata a Pisa (PI) il 08.03.1978 e residente a Pisa in via Roma 12, ", "residente in Pisa, via Garibaldi n. 3, ", "iscritta all'albo al n. 1001, ",
		"iscritta a codesto Ordine, ", "con la presente ",
	} {
		texts = append(texts, baseGiulia+between+chiedeGiulia)
	}
	if len(texts) < 40 {
		t.Fatal("too few")
	}
	for _, text := range texts {
		v := nuovaScena(t).valuta(daGiulia("Rinuncia PEC", text))
		if e := v.Esito; e.Auto != autoSi || e.Outcome != string(RInEsecuzione) || e.Type != "R1" {
			t.Errorf("%q\n\t%s %s %s %s", text, e.Type, e.Outcome, e.Auto, e.Why)
		}
	}
	for _, s := range []string{"", "PEC", "Rinuncia PEC Ordine", "richiesta", "R: Istruzioni PEC", "comunicazione nuova PEC", "Domicilio digitale - dott.ssa Bianchi Giulia", "variazione indirizzo PEC"} {
		if v := nuovaScena(t).valuta(daGiulia(s, modulo)); v.Esito.Auto != autoSi || !esegue(v) {
			t.Errorf("subject %q: %+v", s, v.Esito)
		}
	}
}

// TestRichiesteComuni: requests as members write them every day are stopped by none of their words.
func TestRichiesteComuni(t *testing.T) {
	for _, text := range []string{
		"Spett.le Ordine,\nil sottoscritto Luca Conti, nato a Roma (RM) il 19/01/1988, CF CNTLCU88R19A944D, residente in Via Garibaldi 12, 00100 Roma (RM), comunica la nuova PEC conti.luca@pecmail.example.\nDistinti saluti\nDott. Luca Conti",
		"Buongiorno,\ncomunico la variazione del mio indirizzo PEC: il nuovo indirizzo è conti.luca@pecmail.example.\nCF CNTLCU88R19A944D\nGrazie mille e buona giornata\nLuca Conti",
		"OGGETTO: comunicazione nuovo domicilio digitale\nIl sottoscritto Luca Conti, C.F. CNTLCU88R19A944D, comunica ai sensi dell'art. 16 del D.L. 185/2008 il nuovo domicilio digitale: conti.luca@pecmail.example.\nLuogo e data: Roma, 23 novembre 2026\nFirma\nLuca Conti",
		"Egregio Presidente, il sottoscritto Luca Conti CF CNTLCU88R19A944D comunica che la propria PEC è cambiata; il nuovo indirizzo è conti.luca@pecmail.example. Ringraziando per la collaborazione porge distinti saluti. Luca Conti",
		"Il sottoscritto Luca Conti (C.F. CNTLCU88R19A944D) comunica di aver attivato una nuova casella PEC: conti.luca@pecmail.example, da utilizzare per tutte le comunicazioni. Cordiali saluti",
		"Gentili Signori, in qualità di iscritto a codesto Ordine comunico il mio nuovo indirizzo di posta certificata conti.luca@pecmail.example. CF CNTLCU88R19A944D. Vi sarei grato se poteste confermare l'avvenuta registrazione. Cordiali saluti. Luca Conti",
		"Io sottoscritto Luca Conti nato il 19.01.1988 a Calcinaia (PI) CF CNTLCU88R19A944D comunico nuova PEC conti.luca@pecmail.example\nCon ossequio\nLuca Conti",
		"Il sottoscritto Luca Conti, CF CNTLCU88R19A944D, chiede che il proprio domicilio digitale venga aggiornato con il seguente indirizzo: conti.luca@pecmail.example. Ringrazio e porgo cordiali saluti.",
		"Si comunica che la nuova PEC del sottoscritto Luca Conti (CNTLCU88R19A944D) è: conti.luca@pecmail.example\n\nLuca Conti\nStudio medico - Viale Europa, 7 - 56121 Pisa PI\nTel/Fax 050/12345 - Cell 347 1234567",
		"Il sottoscritto dott. Luca Conti, medico chirurgo, CF CNTLCU88R19A944D, con la presente comunica il nuovo indirizzo PEC conti.luca@pecmail.example per ogni futura comunicazione. Porgo distinti saluti.",
		"Con riferimento all'oggetto, il sottoscritto Luca Conti CF CNTLCU88R19A944D comunica la variazione della propria PEC in conti.luca@pecmail.example.\nDistintamente\nF.to Luca Conti",
		"Alla c.a. della Segreteria\nIl sottoscritto Luca Conti CF CNTLCU88R19A944D comunica che il nuovo indirizzo PEC è: conti.luca@pecmail.example\nIn fede,\nLuca Conti",
		"Gent.mi,\ncome da oggetto comunico la mia nuova PEC conti.luca@pecmail.example (Luca Conti, codice fiscale CNTLCU88R19A944D).\nUn saluto",
		"Preg.mo Presidente,\nil sottoscritto Luca Conti, CF CNTLCU88R19A944D, comunica il proprio nuovo domicilio digitale conti.luca@pecmail.example ai fini dell'aggiornamento dell'albo e dell'INI-PEC.\nCon stima,\nLuca Conti",
	} {
		m := leggiCaso(t, "13").posta()
		m.testo = text
		if e := nuovaScena(t).valuta(m).Esito; e.Type != "R4" || e.Auto != autoSi || e.Outcome != string(RInEsecuzione) {
			t.Errorf("%q\n\t%s %s %s %s", text, e.Type, e.Outcome, e.Auto, e.Why)
		}
	}
	for _, text := range []string{
		"La sottoscritta Giulia Bianchi, nata a Pisa (PI) il 08/03/1978, C.F. BNCGLI78C48G478A, iscritta all'Albo dei Medici Chirurghi, chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale giulia.bianchi@pecmail.example.\nLuogo e data, Pisa 23/11/2026\nFirma",
		"Io sottoscritta Giulia Bianchi CF BNCGLI78C48G478A chiedo di rinunciare alla PEC fornita dall'Ordine, in quanto già in possesso di una PEC personale: giulia.bianchi@pecmail.example. Cordiali saluti",
		"Spett.le Ordine, la sottoscritta dott.ssa Giulia Bianchi, BNCGLI78C48G478A, chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale giulia.bianchi@pecmail.example. Rimango a disposizione per qualsiasi informazione. Distinti saluti, Giulia Bianchi",
		"La sottoscritta Giulia Bianchi CF BNCGLI78C48G478A chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale giulia.bianchi@pecmail.example\n\nDott.ssa Giulia Bianchi\nSpecialista in Medicina Interna\nAmbulatorio: Via Mazzini 4 - 57121 Livorno (LI)",
	} {
		if e := nuovaScena(t).valuta(daGiulia("Rinuncia PEC", text)).Esito; e.Type != "R1" || e.Auto != autoSi || e.Outcome != string(RInEsecuzione) {
			t.Errorf("%q\n\t%s %s %s %s", text, e.Type, e.Outcome, e.Auto, e.Why)
		}
	}
}
