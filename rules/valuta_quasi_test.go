package rules

import (
	"slices"
	"strings"
	"testing"
)

// quasi is a clean request with one thing wrong: nothing of it may be executed.
type quasi struct {
	nome    string
	base    string         // the message it is made from
	cambia  func(m *posta) // what is wrong
	prima   func(s *scena) // what happened before
	outcome string         // "" is any that does not execute
	flag    string         // that must be raised
	reply   string         // that must be given; "-" for no letter
	why     string         // part of the reason
}

func sost(pairs ...string) func(*posta) {
	return func(m *posta) {
		before := m.testo
		m.testo = strings.NewReplacer(pairs...).Replace(m.testo)
		if m.testo == before {
			panic("the mutation changed nothing: " + pairs[0])
		}
	}
}

func aggiunge(s string) func(*posta) { return func(m *posta) { m.testo += s } }

func quasiGiuste() []quasi {
	return []quasi{
		{nome: "negated, non intende", base: "01", cambia: sost("chiede di rinunciare", "non intende rinunciare"), outcome: "IN_REVISIONE", flag: "NEGAZIONE"},
		{nome: "negated, non chiede", base: "01", cambia: sost("chiede di", "non chiede di"), outcome: "IN_REVISIONE", flag: "NEGAZIONE"},
		{nome: "negated, senza", base: "01", cambia: sost("chiede di rinunciare alla PEC dell'Ordine e di", "chiede, senza rinunciare alla PEC dell'Ordine, di"), flag: "NEGAZIONE"},
		{nome: "negated R2", base: "03", cambia: sost("chiede di ottenere", "non desidera ottenere"), flag: "NEGAZIONE"},
		{nome: "negated R4", base: "13", cambia: sost("Chiedo di aggiornare", "Non chiedo di aggiornare"), flag: "NEGAZIONE"},
		{nome: "negated R3", base: "19", cambia: sost("comunica il proprio", "non comunica il proprio"), flag: "NEGAZIONE"},
		{nome: "conditional", base: "01", cambia: sost("chiede di", "chiede, qualora sia gratuito, di"), flag: "NEGAZIONE"},
		{nome: "conditional se", base: "01", cambia: sost("chiede di", "se non ci sono costi chiede di"), flag: "NEGAZIONE"},
		{nome: "conditional mood", base: "01", cambia: sost("chiede di", "vorrebbe"), flag: "NEGAZIONE"},
		{nome: "question mark", base: "03", cambia: sost("iscrizione.", "iscrizione?"), flag: "NEGAZIONE"},
		{nome: "asks how", base: "01", cambia: sost("chiede di rinunciare", "chiede come si fa a rinunciare"), outcome: "IN_REVISIONE", reply: "T-19"},
		{nome: "asks whether", base: "01", cambia: sost("chiede di rinunciare", "chiede se è possibile rinunciare"), flag: "NEGAZIONE", reply: "T-19"},
		{nome: "put off", base: "01", cambia: sost("chiede di", "dopo il pensionamento chiede di"), flag: "NEGAZIONE"},
		{nome: "past", base: "01", cambia: sost("chiede di", "ha chiesto di"), outcome: "IN_REVISIONE"},
		{nome: "future tense", base: "01", cambia: sost("chiede di rinunciare", "rinuncerà"), outcome: "IN_REVISIONE"},
		{nome: "no verb", base: "01", cambia: sost("chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la", ":"), outcome: "IN_REVISIONE"},

		{nome: "a box that ended", base: "13", cambia: sost("comunico che dal 1° dicembre il mio nuovo indirizzo PEC sarà conti.luca@pecmail.example", "comunico che la mia PEC conti.luca@pecmail.example non è più attiva"), outcome: "IN_REVISIONE", why: "non più attivo"},
		{nome: "the old one alone, from and to", base: "13", cambia: sost("comunico che dal 1° dicembre il mio nuovo indirizzo PEC sarà conti.luca@pecmail.example. Chiedo di aggiornare il domicilio digitale.",
			"variazione PEC:\n* da: luca.conti@legalpost.example\n* a: \nChiedo l'aggiornamento."), outcome: "INTEGRAZIONE_RICHIESTA"},
		{nome: "an e-mail to be entered", base: "13", cambia: sost("il mio nuovo indirizzo PEC sarà", "il nuovo indirizzo e-mail da registrare è"), outcome: "IN_REVISIONE"},
		{nome: "the old one", base: "13", cambia: sost("il mio nuovo indirizzo PEC sarà", "il mio vecchio indirizzo PEC era"), outcome: "IN_REVISIONE"},
		{nome: "somebody else's PEC", base: "13", cambia: sost("il mio nuovo indirizzo PEC sarà", "l'indirizzo PEC dell'avvocato è", " Chiedo di aggiornare il domicilio digitale.", ""), outcome: "IN_REVISIONE"},
		{nome: "a house", base: "13", cambia: sost("il mio nuovo indirizzo PEC sarà conti.luca@pecmail.example. Chiedo di aggiornare il domicilio digitale.", "il mio nuovo indirizzo di residenza è via Roma 1 (scrivere a conti.luca@pecmail.example)."), outcome: "IN_REVISIONE"},
		{nome: "ordinary mail address", base: "13", cambia: sost("il mio nuovo indirizzo PEC sarà conti.luca@pecmail.example. Chiedo di aggiornare il domicilio digitale.", "il mio nuovo indirizzo email è conti.luca@altro.example"), outcome: "IN_REVISIONE"},
		{nome: "an address for another reason", base: "01", cambia: sost("e di inserire nel data base la PEC personale giulia.bianchi@pecmail.example", ". Per contatti: g.bianchi2@pecmail.example"), outcome: "IN_REVISIONE"},
		{nome: "renunciation taken back", base: "01", cambia: sost("chiede di rinunciare", "chiede di annullare la rinuncia"), outcome: "INTEGRAZIONE_RICHIESTA", reply: "T-18"},
		{nome: "earlier request named", base: "01", cambia: sost("chiede di rinunciare", "con riferimento alla richiesta di rinunciare"), outcome: "IN_REVISIONE"},
		{nome: "to be ignored", base: "01", cambia: sost("chiede di rinunciare", "chiede di ignorare la richiesta di rinunciare"), flag: "NEGAZIONE"},
		{nome: "asks not to insert", base: "01", cambia: sost("e di inserire", "e di non inserire"), flag: "NEGAZIONE"},
		{nome: "box of nobody in particular", base: "01", cambia: sost("alla PEC dell'Ordine", "alla PEC"), outcome: "IN_REVISIONE"},

		{nome: "one letter of the CF", base: "01", cambia: sost("BNCGLI78C48G478A", "BNCGLI78C48G478B"), outcome: "INTEGRAZIONE_RICHIESTA", flag: "CF_NON_VALIDO", reply: "T-02"},
		{nome: "valid CF of nobody", base: "01", cambia: sost("BNCGLI78C48G478A", "SRRCHR86B65D612L"), outcome: "IN_REVISIONE", flag: "CF_SCONOSCIUTO"},
		{nome: "CF of another", base: "01", cambia: sost("BNCGLI78C48G478A", "GLLFNC80L63L219B"), outcome: "IN_REVISIONE", flag: "CF_DI_ALTRO_ISCRITTO"},
		{nome: "no CF, no name", base: "01", cambia: func(m *posta) {
			m.testo = "Si chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale nuova@pecmail.example"
		}, outcome: "INTEGRAZIONE_RICHIESTA", flag: "CF_ASSENTE", reply: "T-02"},
		{nome: "no CF, homonym", base: "03", cambia: sost(" CF RSSMRC69S21G702W", ""), outcome: "INTEGRAZIONE_RICHIESTA", flag: "OMONIMIA", reply: "T-02"},
		{nome: "two CFs", base: "01", cambia: aggiunge("\ne per la collega GLLFNC80L63L219B"), outcome: "IN_REVISIONE", flag: "PIU_CF"},
		{nome: "other name", base: "01", cambia: sost("sottoscritta Giulia Bianchi", "sottoscritta Carla Verdi"), outcome: "IN_REVISIONE", why: "nome"},
		{nome: "other enrolment number", base: "13", cambia: sost("n. iscr. 1203", "n. iscr. 1204"), outcome: "IN_REVISIONE", why: "numero di iscrizione"},
		{nome: "CF of another in the signature", base: "01", cambia: aggiunge("\n\n-- \ndott.ssa Galli CF GLLFNC80L63L219B"), outcome: "IN_REVISIONE"},

		{nome: "extra address", base: "01", cambia: aggiunge("\noppure g.bianchi@legalpost.example"), outcome: "INTEGRAZIONE_RICHIESTA", reply: "T-02"},
		{nome: "no address", base: "13", cambia: sost("sarà conti.luca@pecmail.example", "cambierà"), outcome: "INTEGRAZIONE_RICHIESTA", reply: "T-02"},
		{nome: "address of another member", base: "01", cambia: sost("giulia.bianchi@pecmail.example", "sara.moretti@pecmail.example"), outcome: "PREAVVISO_RIGETTO", flag: "PEC_NON_UNIVOCA", reply: "T-15"},
		{nome: "Order box of another member", base: "13", cambia: sost("conti.luca@pecmail.example", "al.re@iscritti.pec-ordine.example"), outcome: "PREAVVISO_RIGETTO", flag: "PEC_NON_UNIVOCA"},
		{nome: "unknown Order box", base: "13", cambia: sost("conti.luca@pecmail.example", "luca.conti@iscritti.pec-ordine.example"), outcome: "IN_REVISIONE"},
		{nome: "not a PEC", base: "13", cambia: sost("conti.luca@pecmail.example", "conti.luca@posta.example"), outcome: "INTEGRAZIONE_RICHIESTA", flag: "NON_PEC", reply: "T-02"},
		{nome: "public body's box", base: "13", cambia: sost("conti.luca@pecmail.example", "protocollo@pec.asl-prova.example"), outcome: "PREAVVISO_RIGETTO", flag: "PEC_DATORE_LAVORO"},
		{nome: "public body's domain", base: "13", cambia: sost("conti.luca@pecmail.example", "luca.conti@pec.asl-prova.example"), outcome: "IN_REVISIONE", flag: "PEC_DATORE_LAVORO"},
		{nome: "employer's domain", base: "13", cambia: sost("conti.luca@pecmail.example", "luca.conti@pec.azienda-prova.example"), outcome: "PREAVVISO_RIGETTO", flag: "PEC_DATORE_LAVORO"},
		{nome: "studio", base: "13", cambia: sost("conti.luca@pecmail.example", "studio.conti@pecmail.example"), outcome: "PREAVVISO_RIGETTO", flag: "PEC_STUDIO"},
		{nome: "CEC-PAC", base: "13", cambia: sost("conti.luca@pecmail.example", "luca.conti@postacertificata.gov.it"), outcome: "PREAVVISO_RIGETTO", flag: "NON_PEC"},

		{nome: "only quoted", base: "01", cambia: func(m *posta) {
			m.testo = "In riferimento a quanto sotto.\n\n> " + strings.ReplaceAll(m.testo, "\n", "\n> ")
		}, outcome: "IN_REVISIONE", flag: "INTENTO_SOLO_IN_CITAZIONE"},
		{nome: "only in the subject", base: "01", cambia: func(m *posta) {
			m.oggetto, m.testo = "Rinuncia alla PEC dell'Ordine", "Giulia Bianchi CF BNCGLI78C48G478A\ngiulia.bianchi@pecmail.example"
		}, outcome: "IN_REVISIONE", flag: "TESTO_IN_OGGETTO"},
		{nome: "only in an attachment", base: "01", cambia: func(m *posta) {
			m.testo, m.allegati = "Invio in allegato quanto in oggetto.", []string{"rinuncia_pec.pdf"}
		}, outcome: "IN_REVISIONE", flag: "MODULO_IN_ALLEGATO"},
		{nome: "both forms", base: "01", cambia: aggiunge("\nIl sottoscritto chiede di ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all'atto dell'iscrizione."), outcome: "INTEGRAZIONE_RICHIESTA", flag: "DOPPIO_INTENTO", reply: "T-18"},
		{nome: "with a withdrawal", base: "01", cambia: aggiunge("\nAnnullo la richiesta precedente."), flag: "DOPPIO_INTENTO", reply: "T-18"},
		{nome: "with another matter", base: "01", cambia: aggiunge("\nChiedo inoltre il nulla osta per un altro Ordine."), outcome: "IN_REVISIONE"},
		{nome: "placeholders", base: "02", cambia: func(m *posta) {
			m.testo = "ll sottoscritto … CF….. chiede di rinunciare alla PEC dell’Ordine e di inserire nel data base la PEC personale"
		}, outcome: "INTEGRAZIONE_RICHIESTA", flag: "SEGNAPOSTO", reply: "T-02"},
		{nome: "placeholder left beside data", base: "01", cambia: aggiunge("\nnato a ______"), outcome: "IN_REVISIONE", flag: "SEGNAPOSTO"},
		{nome: "for somebody else", base: "01", cambia: sost("la sottoscritta Giulia Bianchi", "per conto della dott.ssa Giulia Bianchi, si"), flag: "DELEGATO", reply: "T-05"},

		{nome: "ordinary mail R1", base: "01", cambia: func(m *posta) { m.env, m.da = "ORD", "giulia78@posta.example" }, outcome: "RICEVUTA_NON_VALIDA", flag: "ORDINARIA", reply: "T-05"},
		{nome: "forged From in ordinary mail", base: "01", cambia: func(m *posta) { m.env = "ORD" }, outcome: "RICEVUTA_NON_VALIDA", flag: "ORDINARIA", reply: "T-05"},
		{nome: "anomaly", base: "13", cambia: func(m *posta) { m.env = "ANOMALIA" }, outcome: "RICEVUTA_NON_VALIDA", flag: "ORDINARIA", reply: "T-05"},
		{nome: "anomaly R3", base: "21", cambia: func(m *posta) { m.env = "ANOMALIA" }, outcome: "RICEVUTA_NON_VALIDA", flag: "ORDINARIA", reply: "T-05"},
		{nome: "ordinary with p7m", base: "01", cambia: func(m *posta) { m.env, m.allegati = "ORD", []string{"modulo.pdf.p7m"} }, outcome: "IN_REVISIONE", flag: "ORDINARIA"},
		{nome: "ordinary with ID", base: "01", cambia: func(m *posta) { m.env, m.allegati = "ORD", []string{"modulo.pdf", "carta_identita.pdf"} }, outcome: "IN_REVISIONE", flag: "DOCUMENTO_IDENTITA"},

		{nome: "not the registered box", base: "01", cambia: func(m *posta) { m.da = "giulia.bianchi@pecmail.example" }, outcome: "CONFERMA_RICHIESTA", flag: "MITTENTE_NON_REGISTRATO", reply: "T-06"},
		{nome: "not the registered box, R2", base: "03", cambia: func(m *posta) { m.da = "altra@pecmail.example" }, outcome: "CONFERMA_RICHIESTA", flag: "MITTENTE_NON_REGISTRATO", reply: "T-06"},
		{nome: "employer's box", base: "03", cambia: func(m *posta) { m.da = "ufficio@pec.azienda-prova.example" }, flag: "PEC_DATORE_LAVORO", reply: "T-05"},
		{nome: "employer's box of a member without domicile", base: "19", cambia: func(m *posta) { m.da = "ufficio@pec.azienda-prova.example" }, flag: "PEC_DATORE_LAVORO", reply: "T-05"},
		{nome: "another member's box", base: "19", cambia: func(m *posta) { m.da = "sara.moretti@pecmail.example" }, outcome: "IN_REVISIONE", flag: "CF_DI_ALTRO_ISCRITTO"},
		{nome: "no domicile, other name", base: "19", cambia: sost("Ugo Fo", "Mario Neri"), outcome: "IN_REVISIONE", why: "nome"},
		{nome: "no domicile, no name", base: "19", cambia: sost("Ugo Fo ", ""), outcome: "IN_REVISIONE", why: "nome", flag: "SCADENZA_VICINA"},
		{nome: "no domicile, another address", base: "19", cambia: sost("ugo.fo@legalpost.example", "fo.ugo@pecmail.example"), outcome: "IN_REVISIONE"},
		{nome: "no domicile, no CF", base: "19", cambia: sost(" (CF FOXGUO55A05E202E)", ""), outcome: "INTEGRAZIONE_RICHIESTA", flag: "CF_ASSENTE"},
		{nome: "no domicile, policy REVIEW", base: "19", prima: func(s *scena) { s.p.R102 = "REVIEW" }, outcome: "IN_REVISIONE", reply: "T-01", flag: "SCADENZA_VICINA"},
		{nome: "no domicile, policy REQUIRE_ID", base: "19", prima: func(s *scena) { s.p.R102 = "REQUIRE_ID" }, outcome: "INTEGRAZIONE_RICHIESTA", reply: "T-05"},
		{nome: "ID copy", base: "17", cambia: func(m *posta) { m.allegati = []string{"modulo.pdf", "carta_identita.pdf"} }, outcome: "IN_REVISIONE", flag: "DOCUMENTO_IDENTITA"},
		{nome: "signature of another", base: "15", cambia: func(m *posta) { m.firme = []Firma{{CF: "GLLFNC80L63L219B", Valida: true}} }, outcome: "IN_REVISIONE", flag: "FIRMA_NON_VALIDA"},
		{nome: "expired signature", base: "15", cambia: func(m *posta) { m.firme = []Firma{{CF: "CNTLCU88R19A944D"}} }, outcome: "IN_REVISIONE", flag: "FIRMA_NON_VALIDA"},

		{nome: "transferred", base: "01", prima: stato("BNCGLI78C48G478A", Trasferito), outcome: "PREAVVISO_RIGETTO", flag: "NON_PIU_ISCRITTO", reply: "T-15"},
		{nome: "struck off", base: "03", prima: stato("RSSMRC69S21G702W", Radiato), outcome: "PREAVVISO_RIGETTO", flag: "NON_PIU_ISCRITTO"},
		{nome: "deceased, own box", base: "01", prima: stato("BNCGLI78C48G478A", Deceduto), outcome: "IN_REVISIONE", flag: "MITTENTE_DECEDUTO", reply: "-"},
		{nome: "deceased, other box", base: "19", prima: stato("FOXGUO55A05E202E", Deceduto), outcome: "IN_REVISIONE", reply: "-"},
		{nome: "suspended asks R2", base: "03", prima: stato("RSSMRC69S21G702W", SospesoPEC), outcome: "IN_REVISIONE", flag: "SOSPENSIONE"},
		{nome: "frozen", base: "01", prima: func(s *scena) {
			m := s.iscritto("BNCGLI78C48G478A")
			m.Blocco = true
			s.apply(Event{Kind: KIscritto, Iscritto: &m})
		}, outcome: "IN_REVISIONE", flag: "BLOCCO_VARIAZIONI"},
		{nome: "numeric CF", base: "01", prima: func(s *scena) {
			m := s.iscritto("BNCGLI78C48G478A")
			m.CF = "92032490374"
			s.apply(Event{Kind: KIscritto, Iscritto: &m})
		}, outcome: "IN_REVISIONE"},
		{nome: "one box of two members", base: "13", prima: func(s *scena) {
			m := s.iscritto("MRTSRA93P49F205U")
			m.Domicilio.Indirizzo = "luca.conti@legalpost.example"
			s.apply(Event{Kind: KIscritto, Iscritto: &m})
		}, outcome: "IN_REVISIONE"},
		{nome: "no Order box to renounce", base: "01", prima: func(s *scena) {
			m := s.iscritto("BNCGLI78C48G478A")
			m.Casella = nil
			s.apply(Event{Kind: KIscritto, Iscritto: &m})
		}, outcome: "IN_REVISIONE"},

		{nome: "SHA-1 after its day", base: "01", cambia: func(m *posta) { m.sha1 = true }, outcome: "IN_REVISIONE"},
		{nome: "unexpected signer", base: "01", cambia: func(m *posta) { m.motivi = []string{"signer_unexpected"} }, outcome: "IN_REVISIONE"},
		{nome: "late", base: "01", cambia: func(m *posta) { m.adesso = "2026-11-27 09:15" }, outcome: "IN_REVISIONE", flag: "ARRIVO_TARDIVO"},
		{nome: "nested", base: "01", cambia: func(m *posta) { m.annidata = true }, outcome: "IN_REVISIONE"},
		{nome: "automatic", base: "01", cambia: func(m *posta) { m.auto = "Auto-Submitted: auto-generated" }, outcome: "IGNORATA", reply: "-"},
		{nome: "withdrawal of nothing", base: "25", cambia: sost("(rif. PEC-2026-000123)", ""), outcome: "IN_REVISIONE"},
		{nome: "R15 from another box", base: "39", cambia: func(m *posta) { m.da = "altra@pecmail.example" }, outcome: "INTEGRAZIONE_RICHIESTA", reply: "T-05"},
		{nome: "R15 by ordinary mail", base: "39", cambia: func(m *posta) { m.env, m.da = "ORD", "sara@posta.example" }, outcome: "RICEVUTA_NON_VALIDA", reply: "T-05"},
		{nome: "list for a private person", base: "35", cambia: func(m *posta) { m.da = "avvocato@pecmail.example" }, outcome: "PREAVVISO_RIGETTO", flag: "RICHIEDENTE_NON_PA", reply: "T-15"},
		{nome: "list, domain in IPA", base: "35", cambia: func(m *posta) { m.da = "anagrafe@pec.comune-prova.example" }, outcome: "IN_REVISIONE", flag: "PA_PROBABILE", reply: "-"},
		{nome: "without another", base: "01", cambia: func(m *posta) {
			m.testo = "La sottoscritta Giulia Bianchi CF BNCGLI78C48G478A chiede di rinunciare alla PEC dell'Ordine e di non avere nessun'altra PEC."
		}, flag: "RINUNCIA_SENZA_SOSTITUTO", outcome: "PREAVVISO_RIGETTO", reply: "T-15"},
	}
}

func stato(cf string, st StatoIscritto) func(*scena) {
	return func(s *scena) {
		m := s.iscritto(cf)
		m.Stato = st
		s.apply(Event{Kind: KIscritto, Iscritto: &m})
	}
}

// TestQuasiGiuste: no near miss changes the register, opens a box or discloses an address.
func TestQuasiGiuste(t *testing.T) {
	for _, q := range quasiGiuste() {
		t.Run(q.nome, func(t *testing.T) {
			s := nuovaScena(t)
			if q.prima != nil {
				q.prima(s)
			}
			m := leggiCaso(t, q.base).posta()
			if q.cambia != nil {
				q.cambia(&m)
			}
			v := s.valuta(m)
			e := v.Esito
			if esegue(v) {
				t.Errorf("executed: %+v", e)
			}
			innocua(t, v)
			letters := insieme(slices.Concat(e.Reply, e.Draft))
			switch {
			case q.outcome != "" && e.Outcome != q.outcome:
				t.Errorf("outcome %s, want %s", e.Outcome, q.outcome)
			case q.flag != "" && !slices.Contains(e.Flags, q.flag):
				t.Errorf("flags %v, want %s", e.Flags, q.flag)
			case q.reply == "-" && len(letters) > 0, q.reply != "" && q.reply != "-" && !slices.Contains(letters, q.reply):
				t.Errorf("letters %v, want %s", letters, q.reply)
			case !strings.Contains(e.Why, q.why):
				t.Errorf("why %q, want %q", e.Why, q.why)
			}
			if t.Failed() {
				t.Logf("%+v", e)
			}
		})
	}
}

// innocua checks that a judgment touches nobody's address: no challenge, no candidate on its way, no task to make
// or end a box, no letter that gives an address of the register away.
func innocua(t *testing.T, v Valutazione) {
	t.Helper()
	if v.Iscritto != nil && v.Iscritto.Candidato != nil && v.Iscritto.Candidato.Stato != Rifiutata {
		t.Errorf("a candidate: %+v", v.Iscritto.Candidato)
	}
	if len(v.Altre) > 0 {
		t.Errorf("other requests changed: %+v", v.Altre)
	}
	for _, c := range v.Compiti {
		if c.Tipo == SegPannello {
			t.Errorf("a task on the panel: %+v", c)
		}
	}
	for _, b := range v.Lettere {
		switch b.Modello {
		case "T-23", "T-03", "T-04", "T-08", "T-16", "T-26":
			t.Errorf("letter %s to %s", b.Modello, b.A)
		}
	}
}
