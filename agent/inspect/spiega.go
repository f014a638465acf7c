package inspect

import (
	"fmt"
	"io"
	"strings"

	"pecagent/agent/office"
)

// Spiega tells an object to a person. Everything from the message is shown with its hidden characters visible.
func Spiega(w io.Writer, o Object) {
	line := func(name, value string) {
		if value = office.VisibleLine(value); value != "" {
			fmt.Fprintf(w, "  %-16s %s\n", name, value)
		}
	}
	fmt.Fprintf(w, "%s\n", office.VisibleLine(o.File))
	line("non letto", o.Error)
	line("SHA-256", o.SHA256)
	line("busta", strings.TrimSpace(o.Busta+" "+o.Tipo))
	if p := o.Proof; p != nil {
		line("prova", livello(p.Level)+" "+strings.Join(p.Reasons, " "))
		line("firmata da", p.Signer)
		line("emittente", p.Issuer)
		line("firma", strings.TrimSpace(p.Digest+" "+p.SigningTime))
		line("revoca", map[string]string{"not_checked": "non controllata (nessuna CRL indicata)", "good": "certificato valido", "revoked": "certificato revocato"}[p.Revocation])
		if p.Wrapper {
			line("attenzione", "il gestore attesta di aver imbustato il messaggio, non chi lo ha scritto")
		}
	}
	if d := o.DatiCert; d != nil {
		line("mittente", d.Mittente)
		for _, r := range d.Destinatari {
			line("destinatario", r.Address+" ("+r.Tipo+")")
		}
		line("oggetto", d.Oggetto)
		line("gestore", d.Gestore)
		line("data certa", d.Data)
		line("identificativo", d.Identificativo)
		line("msgid", d.MsgID)
		line("consegna", d.Consegna)
		line("errore", strings.TrimSpace(strings.TrimPrefix(d.Errore, "nessuno")+" "+d.ErroreEsteso))
	}
	spiegaTesto(w, o)
	spiegaDecisione(line, o)
	fmt.Fprintln(w)
}

func livello(l string) string {
	switch l {
	case "certified":
		return "CERTIFICATA"
	case "mismatch":
		return "NON CERTIFICATA (la firma regge, il resto non corrisponde):"
	case "broken":
		return "FIRMA NON VALIDA:"
	}
	return "nessuna firma:"
}

func spiegaTesto(w io.Writer, o Object) {
	in := o.Inner
	if in == nil {
		return
	}
	fmt.Fprintf(w, "  %-16s %s, «%s»\n", "scritto da", office.VisibleLine(in.From), office.VisibleLine(in.Subject))
	n := 0
	for l := range strings.Lines(office.Visible(in.Text)) {
		if n++; n > 12 {
			fmt.Fprintf(w, "    | …\n")
			break
		}
		fmt.Fprintf(w, "    | %s\n", strings.TrimRight(l, "\n"))
	}
	for _, a := range in.Attachments {
		fmt.Fprintf(w, "  %-16s %s (%s, %d byte)\n", "allegato", office.VisibleLine(a.Name), office.VisibleLine(a.Type), a.Size)
	}
}

func spiegaDecisione(line func(name, value string), o Object) {
	if r := o.Request; r != nil {
		line("chiede", strings.TrimSpace(r.Type+" "+strings.Join(r.CF, " ")+" "+r.NewPEC))
		if r.Quote != "" {
			line("frase", "«"+r.Quote+"»")
		}
	}
	d := o.Decision
	if d == nil {
		return
	}
	line("decisione", strings.Join(strings.Fields(strings.Join([]string{d.Type, d.Ground, d.Outcome, d.Auto}, " ")), " "))
	line("perché", d.Why)
	line("base", strings.Join(d.Basis, ", "))
	line("risposta", strings.Join(d.Reply, ", "))
	line("bozze", strings.Join(d.Draft, ", "))
	line("segnalazioni", strings.Join(d.Flags, ", "))
}
