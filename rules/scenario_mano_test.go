package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// comandaMano plays what the office does by hand beside the agent:
//
//	a_mano N via=consegna|inviata a=ADDR   the office's answer to message N, that may still come, as its receipt or its copy in Sent shows it;
//	       msgid=… da=… mittente=… cartella=… prova=rotta firma=… riferimento=coda|nessuno automatica=si
//	confronta N uguale|diversa|nessuna     a person compares the two answers
//	prova                                  the table of report --prova
func (o *ordine) comandaMano(verb string, args []string, opt map[string]string) (string, bool) {
	o.t.Helper()
	switch verb {
	case "a_mano":
		return o.racconta(o.decide(o.aMano(o.trova(args[0]), opt))), true
	case "confronta":
		return o.racconta(o.decide(Risposto{Now: o.now, Attore: persona, Messaggio: o.trova(args[0]), Confronto: args[1], Nota: opt["nota"]})), true
	case "prova":
		out := []string{"prova:"}
		for _, r := range Prova(o.a) {
			n, _ := strconv.ParseInt(r.Verdetto.SHA256, 16, 64)
			out = append(out, strings.TrimSpace(fmt.Sprintf("messaggio %d %s agente=%s: %s %s", n, r.Verdetto.Decisione.Type, strings.Join(r.Verdetto.Decisione.Reply, ","), r.Esito, r.Perche)))
		}
		return strings.Join(out, "\n"), true
	}
	return "", false
}

// aMano makes what shows the office's answer to a message.
func (o *ordine) aMano(sha string, opt map[string]string) Received {
	to := sha[54:] + "@client.example" // of a message that has not come yet, too
	in := o.busta(nostraCasella, "R0 NON_PERTINENTE NONE")
	i := in.Msg.Inner
	i.InReplyTo, i.To, i.Subject = []string{to}, []string{opt["a"]}, "Re: richiesta"
	i.MessageID = "webmail-" + in.Dove.SHA256[60:] + "@pec.ordine-prova.example"
	if s := opt["msgid"]; strings.HasPrefix(s, "L") {
		i.MessageID = o.lettera(lid(s)).MsgID
	} else if s != "" {
		i.MessageID = s
	}
	switch opt["riferimento"] {
	case "coda":
		i.InReplyTo, i.References = nil, []string{"altro@x", to}
	case "testa":
		i.InReplyTo, i.References = nil, []string{to, "altro@x"}
	case "nessuno":
		i.InReplyTo = nil
	case "busta":
		i.InReplyTo = []string{"busta-" + sha[58:] + "@prov.example"}
	}
	if opt["automatica"] != "" {
		i.Auto = "Auto-Submitted"
	}
	if opt["via"] == "inviata" {
		in.Dove.Cartella, in.Dove.Ruolo = "Inviata", `\Sent`
		if opt["cartella"] != "" {
			in.Dove.Cartella, in.Dove.Ruolo = opt["cartella"], ""
		}
		in.Msg.Busta, in.Msg.Tipo, in.Msg.DatiCert, in.Msg.EffectKey = pec.Ordinaria, "", nil, in.Dove.SHA256
		in.Proof = mailparse.Proof{Level: mailparse.Unsigned, Reasons: []string{"not_signed"}}
	} else {
		in.Msg.Busta, in.Msg.Tipo = pec.Ricevuta, pec.AvvenutaConsegna
		in.Msg.DatiCert = &pec.DatiCert{Tipo: pec.AvvenutaConsegna, Mittente: nostraCasella, Consegna: opt["a"], Data: o.now, MsgID: i.MessageID,
			Destinatari: []pec.Destinatario{{Address: opt["a"], Tipo: "certificato"}}, Identificativo: "opec." + in.Dove.SHA256[58:] + "@prov.example"}
		if opt["mittente"] != "" {
			in.Msg.DatiCert.Mittente = opt["mittente"]
		}
		if opt["via"] == "sintetica" {
			in.Msg.Inner = nil
		}
	}
	if opt["da"] != "" {
		i.From = opt["da"]
	}
	if opt["prova"] == "rotta" {
		in.Proof = mailparse.Proof{Level: mailparse.Mismatch, Reasons: []string{"from_mismatch"}}
	}
	if opt["firma"] != "" {
		in.Proof.Signer = opt["firma"]
	}
	o.arrivi[in.Dove.SHA256] = in
	return in
}

func rigaMano(m Mano) string {
	var of []string
	for _, sha := range slices.Sorted(slices.Values(m.Messaggi)) {
		n, _ := strconv.ParseInt(sha, 16, 64)
		of = append(of, fmt.Sprint(n))
	}
	s := fmt.Sprintf("a mano %s prova=%s del %s a messaggi [%s]", m.ID, m.Prova, Roma(m.Istante).Format("2006-01-02 15:04"), strings.Join(of, " "))
	if m.Confronto != "" {
		s += " confronto=" + m.Confronto
	}
	return s
}
