package demo

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
	"time"

	"golang.org/x/text/encoding/htmlindex"

	"pecagent/mailparse/pec"
)

// inCasella puts the letter into the mailbox of a recipient. When the recipient is the Order itself, the busta di
// trasporto joins the queue of its INBOX (RFC 6109 §3.4: one provider works as two).
func (x *scambio) inCasella(r string, at time.Time) {
	g := x.g
	key := strings.ToLower(r)
	a := arrivata(x.post, at)
	a.N, a.Identificativo = len(g.caselle[key])+1, x.id
	g.caselle[key] = append(g.caselle[key], a)
	l := &g.registro.Lettere[x.lettera]
	l.Recapiti = append(l.Recapiti, Recapito{Casella: key, Quando: at, CorpoSHA256: a.CorpoSHA256})
	switch {
	case key == g.o.Casella:
		g.accoda(&attesa{due: at, per: r, crea: func(at time.Time) ([]pronto, error) {
			p, err := x.trasporto(at)
			return []pronto{p}, err
		}})
	case g.o.Recapita != nil && g.o.RecapitaTutti:
		g.accoda(&attesa{due: at, per: r, crea: func(at time.Time) ([]pronto, error) {
			p, err := x.trasporto(at)
			if err != nil {
				return nil, err
			}
			return nil, g.o.Recapita(key, p.raw)
		}})
	}
}

// trasporto is the busta di trasporto of a letter of the Order.
func (x *scambio) trasporto(at time.Time) (pronto, error) {
	d := x.datiCert(pec.PostaCertificata, x.nostro, x.quando)
	d.Ricevuta = x.o.tipoRicevuta
	return x.g.bustaTrasporto(x.o, d, x.post, x.nostro, x.g.firmaRicevuta(), false)
}

// bustaTrasporto signs an envelope around an original (RFC 6109 §3.2.1).
func (g *Gestore) bustaTrasporto(o originale, d *pec.DatiCert, post []byte, f Fornitore, firma Firma, forged bool) (pronto, error) {
	subject := oggetto(pec.Prefisso(pec.Trasporto, pec.PostaCertificata, false), o.oggetto)
	t := g.busteCampi(d.Mittente, d.Data)
	t.campo(pec.HeaderTrasporto, pec.TrasportoPostaCertificata)
	t.campo("Date", dataRFC5322(d.Data)).campo("From", perConto(d.Mittente, f))
	reply := o.risposte
	if reply == "" {
		reply = strings.Join(o.from, ", ")
	}
	t.campo("Reply-To", reply).grezzo(o.grezzo("To")).grezzo(o.grezzo("Cc"))
	t.testo("Subject", subject).campo("Message-ID", "<"+d.Identificativo+">")
	if o.msgID != "" {
		t.campo(pec.HeaderRiferimento, "<"+o.msgID+">")
	}
	nome := pec.HeaderTipoRicevuta
	if strings.Contains(f.Dominio, "due") {
		nome = "X-Tiporicevuta" // names have no case: both are on the wire (pec.md §2)
	}
	t.campo(nome, d.Ricevuta)
	raw, err := g.componi(busta{f: f, campi: t, testo: testoTrasporto(d), dc: d, allegato: post, quando: d.Data, firma: firma, manomessa: forged})
	if err != nil {
		return pronto{}, fmt.Errorf("making busta di trasporto %s: %w", d.Identificativo, err)
	}
	return pronto{raw: raw, quando: d.Data, genere: string(pec.PostaCertificata), msgID: o.msgID, oggetto: subject}, nil
}

// anomalia wraps ordinary mail (RFC 6109 §3.2.2): no daticert, the message as it came.
func (g *Gestore) anomalia(raw []byte, at time.Time, firma Firma, forged bool) (pronto, error) {
	f, err := g.nostro()
	if err != nil {
		return pronto{}, err
	}
	o := leggi(raw)
	from := strings.Join(o.from, ", ")
	subject := oggetto(pec.Prefisso(pec.Anomalia, "", false), o.oggetto)
	t := g.busteCampi(from, at)
	t.campo(pec.HeaderTrasporto, pec.TrasportoErrore)
	t.campo("Date", dataRFC5322(at)).campo("From", perConto(from, f))
	reply := o.risposte
	if reply == "" {
		reply = from
	}
	t.campo("Reply-To", reply).grezzo(o.grezzo("To")).grezzo(o.grezzo("Cc")).testo("Subject", subject)
	if o.msgID != "" {
		t.campo("Message-ID", "<"+o.msgID+">")
	}
	testo := testoAnomalia(o, g.o.Casella, "il messaggio non e' firmato digitalmente", at)
	out, err := g.componi(busta{f: f, campi: t, testo: testo, allegato: crlf(raw), quando: at, firma: firma, manomessa: forged})
	if err != nil {
		return pronto{}, fmt.Errorf("making busta di anomalia: %w", err)
	}
	return pronto{raw: out, quando: at, genere: string(pec.Anomalia), msgID: o.msgID, oggetto: subject}, nil
}

// arrivata is a letter as its recipient reads it.
func arrivata(post []byte, at time.Time) Arrivata {
	o := leggi(post)
	a := Arrivata{Da: strings.Join(o.from, ", "), A: o.destinatari(), Oggetto: o.oggetto, Testo: testoDi(post),
		MsgID: senzaParentesi(o.campo(pec.HeaderRiferimento)), InReplyTo: o.inReplyTo, Quando: at,
		SHA256: hexSHA256(post), CorpoSHA256: corpoSHA256(post), Raw: post}
	for _, c := range o.campi {
		a.Campi = append(a.Campi, Campo{Nome: c.nome, Valore: decodifica(c.valore())})
	}
	return a
}

// testoDi is the first text/plain part of a message, decoded; empty when there is none.
func testoDi(raw []byte) string {
	end := fineTestata(raw)
	kind, params := tipoContenuto(raw[:end])
	if strings.HasPrefix(kind, "multipart/") {
		return testoMultiparte(raw[end:], params["boundary"])
	}
	if kind != "text/plain" {
		return ""
	}
	o := originale{}
	o.campi, _ = dividi(raw[:end])
	return testoParte(raw[end:], o.campo("Content-Transfer-Encoding"), params["charset"])
}

func testoMultiparte(body []byte, boundary string) string {
	r := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		p, err := r.NextRawPart()
		if err != nil {
			return "" // the end, or a body that no mail client could read either
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return ""
		}
		kind, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		switch {
		case err == nil && strings.HasPrefix(kind, "multipart/"):
			if s := testoMultiparte(content, params["boundary"]); s != "" {
				return s
			}
		case err != nil || kind == "text/plain":
			return testoParte(content, p.Header.Get("Content-Transfer-Encoding"), params["charset"])
		}
	}
}

func testoParte(b []byte, cte, charset string) string {
	var r io.Reader = bytes.NewReader(b)
	switch strings.ToLower(strings.TrimSpace(cte)) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	}
	if e, err := htmlindex.Get(charset); err == nil {
		r = e.NewDecoder().Reader(r)
	}
	out, _ := io.ReadAll(r) // what can be read is what a person would see
	return strings.ReplaceAll(string(out), "\r\n", "\n")
}
