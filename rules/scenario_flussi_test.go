package rules

import (
	"fmt"
	"strconv"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// comandaFlussi carries out the lines of a scenario about feeds and public administrations:
//
//	flussi inipec modo=PORTAL_FILE indirizzo=… giorno=5 firmatari=CF
//	genera righe=3 nuovi=1 cambi=0 via=0 entrano=CF sha=NOME rifiuto=…   the file of the run that waits
//	esiti MITTENTE S000:CF E003:CF | codice=F001 | rotto=si  risponde=L1 oggetto=…
//	pa giorni=30 custode=FEDERATION federazione=… ipa=…
//	chiede_elenco MITTENTE testo=… segnatura=si conferma=si
//	adempimenti
func (o *ordine) comandaFlussi(verb string, args []string, opt map[string]string) (string, bool) {
	switch verb {
	case "flussi":
		n, _ := strconv.Atoi(opt["giorno"])
		f := Feed{Modo: opt["modo"], Indirizzo: opt["indirizzo"], Giorno: n, Firmatari: strings.FieldsFunc(opt["firmatari"], func(r rune) bool { return r == ',' })}
		if o.p.Feeds == nil {
			o.p.Feeds = map[string]Feed{}
		}
		o.p.Feeds[args[0]] = f
		return "", true
	case "genera":
		return o.genera(opt), true
	case "esiti":
		return o.esitiDi(args, opt), true
	case "pa":
		return o.politicaPA(opt), true
	case "chiede_elenco": // a certified request of the list, judged by Valuta
		return o.chiedeElencoDi(args[0], opt), true
	case "ordine_ipa":
		o.p.Ordine.IPA, o.p.Ordine.AOO = "ord_ge", "AOO1"
		return "", true
	case "adempimenti":
		var out []string
		for _, a := range Adempimenti(o.p, o.vista(), o.now) {
			mark := "ok"
			if !a.OK {
				mark = "MANCA"
			}
			out = append(out, a.Nome+" "+mark+": "+a.Dice)
		}
		return strings.Join(out, "\n"), true
	}
	return "", false
}

// genera makes the file of the first run that waits for one, as the agent does.
func (o *ordine) genera(opt map[string]string) string {
	wait := DaGenerare(o.vista())
	if len(wait) == 0 {
		return "nessun flusso attende un file"
	}
	f := wait[0]
	n := func(k string) int { v, _ := strconv.Atoi(opt[k]); return v }
	list := func(k string) []string { return strings.FieldsFunc(opt[k], func(r rune) bool { return r == ',' }) }
	in := Generato{Now: o.now, Attore: Agente, Flusso: f.ID, Righe: n("righe"), Nuovi: n("nuovi"), Cambi: n("cambi"), Via: n("via"),
		Entrano: list("entrano"), Escono: list("escono"), Rifiuto: strings.ReplaceAll(opt["rifiuto"], "_", " ")}
	for _, s := range list("esclusi") {
		in.Esclusi = append(in.Esclusi, strings.ReplaceAll(s, "_", " "))
	}
	if in.Rifiuto == "" {
		name := opt["sha"]
		if name == "" {
			name = f.ID
		}
		in.File, in.Situazione, in.Prima = Documento{Nome: f.Nome + ".file", SHA256: hexSHA256(name)}, hexSHA256("dopo "+name), hexSHA256("prima "+name)
	}
	return o.racconta(o.decide(in))
}

// esitiDi makes a certified message with an Esiti.xml.
func (o *ordine) esitiDi(args []string, opt map[string]string) string {
	in := o.busta(args[0], "")
	var x strings.Builder
	x.WriteString("<Esiti>")
	if c := opt["codice"]; c != "" {
		x.WriteString("<EsitoComunicazione><Codice>" + c + "</Codice></EsitoComunicazione>")
	}
	for _, a := range args[1:] {
		code, cf, _ := strings.Cut(a, ":")
		x.WriteString("<EsitoSoggetto><CodiceFiscale>" + cf + "</CodiceFiscale><Codice>" + code + "</Codice></EsitoSoggetto>")
	}
	x.WriteString("</Esiti>")
	text := x.String()
	if opt["rotto"] != "" {
		text = text[:len(text)-3]
	}
	raw := "From: " + args[0] + "\r\nSubject: " + strings.ReplaceAll(opt["oggetto"], "_", " ") + "\r\nMessage-ID: <esito." + strconv.Itoa(o.n) + "@registro.example>\r\n"
	if l := opt["risponde"]; l != "" {
		raw += "In-Reply-To: <" + o.lettera(lid(l)).MsgID + ">\r\n"
	}
	raw += "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nEsito.\r\n" +
		"--b\r\nContent-Type: text/xml; name=Esiti.xml\r\nContent-Disposition: attachment; filename=Esiti.xml\r\n\r\n" + text + "\r\n--b--\r\n"
	m, err := mailparse.Parse([]byte(raw))
	if err != nil {
		o.t.Fatal(err)
	}
	in.Msg.Inner = m.Inner
	if opt["prova"] == "rotta" {
		in.Proof = mailparse.Proof{Level: mailparse.Broken, Reasons: []string{"sig_invalid"}}
	}
	in.Msg.Busta = pec.Trasporto
	o.arrivi[in.Dove.SHA256] = in
	// What is no answer is judged as all mail is; here that is told and no more.
	before := o.valuta
	o.valuta = func(*Policy, Snapshot, Received, bool) Valutazione {
		return Valutazione{Esito: Esito{Type: "R99", Outcome: "IN_REVISIONE", Auto: "NONE", Why: "Prova."}}
	}
	defer func() { o.valuta = before }()
	return o.racconta(o.decide(in))
}

func (o *ordine) politicaPA(opt map[string]string) string {
	o.p.PAGiorni, _ = strconv.Atoi(opt["giorni"])
	o.p.ElencoTenutoDa, o.p.FederazionePEC = opt["custode"], opt["federazione"]
	o.p.IPA = strings.Split(opt["ipa"], ",")
	return ""
}

func rigaFlusso(f Flusso) string {
	s := "flusso " + f.ID + " " + f.Nome + " " + string(f.Stato)
	add := func(format string, args ...any) { s += fmt.Sprintf(" "+format, args...) }
	if f.Scade != "" && f.Scade != f.Giorno && f.Stato == FDaGenerare {
		add("entro=%s", f.Scade)
	}
	if f.Completo && f.Stato == FDaGenerare {
		add("completo")
	}
	if f.Rifiuto != "" {
		add("rifiutato: %s", f.Rifiuto)
	}
	if f.Accettato {
		add("accettato")
	}
	if f.Avvisato > 0 {
		add("avvisato=%d", f.Avvisato)
	}
	if f.Confermata != "" {
		add("confermata=%s", f.Confermata)
	}
	if f.Nota != "" {
		add("nota: %s", f.Nota)
	}
	return s
}

// chiedeElencoDi makes a public administration's message, with a segnatura of 2013 where it has one.
func (o *ordine) chiedeElencoDi(from string, opt map[string]string) string {
	in := o.busta(from, "")
	text := "Si chiede l'elenco riservato degli iscritti con i relativi domicili digitali (indirizzi PEC), ai sensi dell'art. 16 comma 7 del D.L. 185/2008. " + strings.ReplaceAll(opt["testo"], "_", " ")
	raw := "From: " + from + "\r\nSubject: Richiesta elenco riservato\r\nMessage-ID: <pa." + strconv.Itoa(o.n) + "@ente.example>\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n"
	if opt["segnatura"] != "" {
		ask := "no"
		if opt["conferma"] != "" {
			ask = "si"
		}
		raw += "--b\r\nContent-Type: application/xml; name=Segnatura.xml\r\n\r\n<Segnatura><Intestazione><Identificatore><CodiceAmministrazione>c_d969</CodiceAmministrazione>" +
			"<CodiceAOO>PG</CodiceAOO><NumeroRegistrazione>0004567</NumeroRegistrazione><DataRegistrazione>2026-11-20</DataRegistrazione></Identificatore>" +
			"<Origine><Mittente><Amministrazione><Denominazione>Comune di Esempio</Denominazione></Amministrazione></Mittente></Origine>" +
			"<Destinazione confermaRicezione=\"" + ask + "\"><IndirizzoTelematico>x</IndirizzoTelematico></Destinazione></Intestazione></Segnatura>\r\n"
	}
	m, err := mailparse.Parse([]byte(raw + "--b--\r\n"))
	if err != nil {
		o.t.Fatal(err)
	}
	in.Msg.Inner = m.Inner
	in.Msg.Inner.From = from
	o.arrivi[in.Dove.SHA256] = in
	o.valuta = Valuta // from here on, also when a person approves
	return o.racconta(o.decide(in))
}
