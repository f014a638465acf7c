package demo

import (
	"fmt"
	"strings"
	"time"

	"pecagent/mailparse/pec"
)

// datiCert is what every message about this letter says of it. One provider issues it at one instant.
func (x *scambio) datiCert(tipo pec.Tipo, f Fornitore, at time.Time) *pec.DatiCert {
	d := &pec.DatiCert{Tipo: tipo, Errore: pec.Nessuno, Mittente: x.from, Risposte: x.o.risposte, Oggetto: x.o.oggetto,
		Gestore: f.Nome, Data: at, Identificativo: x.id, MsgID: x.o.msgID}
	for _, r := range x.rcpt {
		d.Destinatari = append(d.Destinatari, pec.Destinatario{Address: r, Tipo: x.g.tipoDestinatario(r)})
	}
	return d
}

// ricevuta signs a receipt and writes it into the ledger (RFC 6109 §3.1, §3.3).
func (x *scambio) ricevuta(d *pec.DatiCert, f Fornitore, testo string, allegato []byte) (pronto, error) {
	virus := d.Errore == pec.Virus
	subject := oggetto(pec.Prefisso(pec.Ricevuta, d.Tipo, virus), x.o.oggetto)
	own := x.g.nuovoID(f, d.Data)
	t := x.g.busteCampi(f.mittente(), d.Data)
	t.campo(pec.HeaderRicevuta, string(d.Tipo))
	if virus {
		t.campo(pec.HeaderVerificaSicurezza, pec.SicurezzaErrore)
	}
	if event, ok := eventoREM(d.Tipo); ok && !(busta{f: f}).altroStile() {
		t.testo("X-REM-Subject", "REM "+event+": "+x.o.oggetto) // since 2026 on the wire of one provider (pec.md §2)
	}
	if x.o.msgID != "" {
		t.campo(pec.HeaderRiferimento, "<"+x.o.msgID+">")
	}
	t.campo("Date", dataRFC5322(d.Data)).campo("From", f.mittente()).campo("To", x.from)
	t.testo("Subject", subject).campo("Message-ID", "<"+own+">")
	raw, err := x.g.componi(busta{f: f, campi: t, testo: testo, dc: d, allegato: allegato, quando: d.Data, firma: x.g.firmaRicevuta()})
	if err != nil {
		return pronto{}, fmt.Errorf("making %s of %s: %w", d.Tipo, x.id, err)
	}
	return x.emessa(d, raw, subject), nil
}

// eventoREM is the REM name of a receipt (pec.md §9.2).
func eventoREM(t pec.Tipo) (string, bool) {
	switch t {
	case pec.Accettazione:
		return "SubmissionAcceptance", true
	case pec.AvvenutaConsegna:
		return "ContentConsignment", true
	}
	return "", false
}

// emessa writes a receipt into the ledger; its UID is known on delivery.
func (x *scambio) emessa(d *pec.DatiCert, raw []byte, subject string) pronto {
	l := &x.g.registro.Lettere[x.lettera]
	n := len(l.Ricevute)
	l.Ricevute = append(l.Ricevute, RicevutaEmessa{Tipo: string(d.Tipo), Errore: string(d.Errore), Consegna: d.Consegna,
		Identificativo: x.id, Quando: d.Data, SHA256: hexSHA256(raw)})
	return pronto{raw: raw, quando: d.Data, genere: string(d.Tipo), msgID: x.o.msgID, oggetto: subject,
		segna: func(uid uint32) { x.g.registro.Lettere[x.lettera].Ricevute[n].UID = uid }}
}

// firmaRicevuta rotates encodings and digests when asked: both kinds are on the wire (pec.md §7.2, §7.3).
func (g *Gestore) firmaRicevuta() Firma {
	if !g.ruota {
		return Firma{}
	}
	n := g.contatore
	return Firma{BER: n%2 == 0, SHA1: n%4 >= 2}
}

func (x *scambio) accettazione(at time.Time) (pronto, error) {
	d := x.datiCert(pec.Accettazione, x.nostro, at)
	return x.ricevuta(d, x.nostro, testoAccettazione(d), nil)
}

func (x *scambio) nonAccettazione(at time.Time, why string, virus bool) ([]pronto, error) {
	d := x.datiCert(pec.NonAccettazione, x.nostro, at)
	d.Errore, d.ErroreEsteso = pec.Altro, why
	if virus {
		d.Errore = pec.Virus
	}
	p, err := x.ricevuta(d, x.nostro, testoNonAccettazione(d), nil)
	return []pronto{p}, err
}

// consegna is the receipt of delivery of the recipient's provider, with as much of the letter as was asked for
// (RFC 6109 §3.3.2). A recipient in Cc only gets a sintetica.
func (x *scambio) consegna(r string, at time.Time) (pronto, error) {
	f := x.fornitoreDi(r)
	if _, struck := x.g.guasti.scatta(FirmaAltrui, r); struck {
		f = x.g.altroFornitore(f)
	}
	d := x.datiCert(pec.AvvenutaConsegna, f, at)
	d.Consegna, d.Ricevuta = r, x.o.tipoRicevuta
	if x.soloCopia(r) {
		d.Ricevuta = pec.Sintetica
	}
	post := x.post
	if _, struck := x.g.guasti.scatta(ConsegnaAltera, r); struck {
		post = guasta(post)
	}
	var attached []byte
	switch d.Ricevuta {
	case pec.Completa:
		attached = post
	case pec.Breve:
		attached = breve(post)
	}
	if _, struck := x.g.guasti.scatta(ConsegnaMonca, r); struck {
		attached = nil
	}
	return x.ricevuta(d, f, testoConsegna(d), attached)
}

func (x *scambio) soloCopia(r string) bool {
	for _, t := range x.o.to {
		if strings.EqualFold(t, r) {
			return false
		}
	}
	return len(x.o.cc) > 0
}

// errore is an avviso di mancata consegna. testo may hold %s for the provider's name (pec.md §4.5). The one for a
// virus comes from our provider.
func (x *scambio) errore(r string, at time.Time, e pec.Errore, testo string) ([]pronto, error) {
	f := x.fornitoreDi(r)
	if e == pec.Virus {
		f = x.nostro
	}
	d := x.datiCert(pec.ErroreConsegna, f, at)
	d.Errore, d.Consegna = e, r
	d.ErroreEsteso = strings.ReplaceAll(testo, "%s", f.Nome)
	p, err := x.ricevuta(d, f, testoErrore(d), nil)
	return []pronto{p}, err
}

// preavviso is the notice at 12 or at 24 hours, with the same headers (RFC 6109 §3.1.6). Where the 24 h notice is
// the only one it has no code, as before 2016: the text alone tells the two apart (pec.md §4.5).
func (x *scambio) preavviso(r string, at time.Time, final bool) ([]pronto, error) {
	d := x.datiCert(pec.PreavvisoErroreConsegna, x.nostro, at)
	d.Errore, d.Consegna = pec.Altro, r
	d.ErroreEsteso = "4.4.1 - " + x.nostro.Nome + " - il messaggio non è stato consegnato nelle prime dodici ore dal suo invio"
	if final {
		d.ErroreEsteso = "5.4.1 - " + x.nostro.Nome + " - il messaggio non è stato consegnato nelle prime ventiquattro ore dal suo invio"
	}
	if x.g.politica(r) == Preavviso24Solo {
		d.ErroreEsteso = "il messaggio non è stato consegnato nelle prime ventiquattro ore dal suo invio"
	}
	p, err := x.ricevuta(d, x.nostro, testoPreavviso(d, final), nil)
	return []pronto{p}, err
}

func (x *scambio) fornitoreDi(r string) Fornitore {
	if f, ok := x.g.fornitore(r); ok {
		return f
	}
	return x.nostro
}

// rimbalzo is the ordinary bounce of an ordinary address: a DSN inside a busta di anomalia (pec.md §5.2).
func (x *scambio) rimbalzo(r string, at time.Time) ([]pronto, error) {
	t := &testata{}
	t.campo("From", "MAILER-DAEMON@"+domain(r)).campo("To", x.from).campo("Date", dataRFC5322(at))
	t.campo("Subject", "Undelivered Mail Returned to Sender")
	t.campo("Message-ID", fmt.Sprintf("<dsn%d.%d@%s>", x.g.o.Seed, x.g.numera(), domain(r)))
	t.campo("Auto-Submitted", "auto-replied").campo("MIME-Version", "1.0")
	text := "Content-Type: text/plain; charset=us-ascii\r\n\r\nThe mail system\r\n\r\n<" + r + ">: user unknown\r\n"
	status := "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx." + domain(r) + "\r\n\r\nFinal-Recipient: rfc822; " + r +
		"\r\nAction: failed\r\nStatus: 5.1.1\r\n"
	orig := "Content-Type: text/rfc822-headers\r\n\r\n" + string(x.post[:fineTestata(x.post)])
	t.b.WriteString(multiparte("multipart/report; report-type=delivery-status", fmt.Sprintf("----=_Dsn_%06d", x.g.numera()), text, status, orig))
	p, err := x.g.anomalia(t.b.Bytes(), at, Firma{}, false)
	return []pronto{p}, err
}
