package demo

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"pecagent/mailparse/pec"
)

// Scrivi makes somebody write to the Order; the message joins the queue of its INBOX.
func (g *Gestore) Scrivi(s Scritto) (Spedito, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.scrivi(s)
}

func (g *Gestore) scrivi(s Scritto) (Spedito, error) {
	if s.Env == EnvGrezza {
		if len(s.Raw) == 0 {
			return Spedito{}, errors.New("writing to the Order: RAW without octets")
		}
		return g.imbuca(pronto{raw: s.Raw, quando: s.At, genere: "grezza"}, s)
	}
	at := g.adesso()
	if !s.At.IsZero() {
		at = s.At.In(roma()).Truncate(time.Second)
	}
	raw, err := g.compila(&s, at)
	if err != nil {
		return Spedito{}, fmt.Errorf("writing to the Order: %w", err)
	}
	p, id, err := g.imbusta(s, leggi(raw), at)
	if err != nil {
		return Spedito{}, fmt.Errorf("writing to the Order: %w", err)
	}
	sp, err := g.imbuca(p, s)
	sp.Identificativo = id
	return sp, err
}

// imbusta puts an original into what it travels in.
func (g *Gestore) imbusta(s Scritto, o originale, at time.Time) (p pronto, id string, err error) {
	switch s.Env {
	case EnvAnomalia:
		p, err = g.anomalia(o.raw, at, s.Firma, s.Manomessa)
	case EnvOrdinaria:
		raw := append([]byte("Return-Path: <"+s.Mittente+">\r\n"+received(domain(s.Mittente), domain(g.o.Casella), at)), o.raw...)
		p = pronto{raw: raw, quando: at, genere: "ordinaria", msgID: o.msgID, oggetto: o.oggetto}
	case EnvPEC, "":
		p, id, err = g.certifica(s, o, at)
	default:
		err = fmt.Errorf("unknown env %q", s.Env)
	}
	return p, id, err
}

// certifica is what the provider of a member does with a message to the Order.
func (g *Gestore) certifica(s Scritto, o originale, at time.Time) (pronto, string, error) {
	f, ok := g.fornitore(s.Mittente)
	if !ok {
		return pronto{}, "", fmt.Errorf("%s is no certified mailbox", s.Mittente)
	}
	if _, struck := g.guasti.scatta(FirmaAltrui, s.Mittente); struck {
		f = g.altroFornitore(f)
	}
	d := &pec.DatiCert{Tipo: pec.PostaCertificata, Errore: pec.Nessuno, Mittente: s.Mittente, Risposte: o.risposte,
		Oggetto: o.oggetto, Gestore: f.Nome, Data: at, Identificativo: g.nuovoID(f, at), MsgID: o.msgID, Ricevuta: o.tipoRicevuta}
	for _, r := range o.destinatari() {
		d.Destinatari = append(d.Destinatari, pec.Destinatario{Address: r, Tipo: g.tipoDestinatario(r)})
	}
	post := o.postacert(d.Identificativo, received(domain(s.Mittente), f.Dominio, at))
	p, err := g.bustaTrasporto(o, d, post, f, s.Firma, s.Manomessa)
	return p, d.Identificativo, err
}

// imbuca queues a message, twice when asked.
func (g *Gestore) imbuca(p pronto, s Scritto) (Spedito, error) {
	copies := []pronto{p}
	switch s.Doppia {
	case DoppiaNo:
	case DoppiaIdentica:
		copies = append(copies, p)
	case DoppiaRivestita:
		q := p
		q.raw = rivesti(p.raw, g.adesso())
		copies = append(copies, q)
	default:
		return Spedito{}, fmt.Errorf("unknown doppia %q", s.Doppia)
	}
	due := g.adesso()
	if s.At.After(due) {
		due = s.At
	}
	told := !s.At.IsZero()
	g.accoda(&attesa{due: due, per: s.From, crea: func(at time.Time) ([]pronto, error) {
		for i := range copies {
			if !told { // INTERNALDATE: when it arrived, or the instant that the story gives
				copies[i].quando = at
			}
			copies[i].quando = copies[i].quando.In(roma())
		}
		return copies, nil
	}})
	return Spedito{MsgID: p.msgID, SHA256: hexSHA256(p.raw), Copie: len(copies)}, g.seAutomatica()
}

// compila writes the message as the sender's client would, and fills in what was left out.
func (g *Gestore) compila(s *Scritto, at time.Time) ([]byte, error) {
	from, err := mail.ParseAddress(s.From)
	if err != nil {
		return nil, fmt.Errorf("reading From %q: %w", s.From, err)
	}
	if s.Mittente == "" {
		s.Mittente = from.Address
	}
	s.Mittente = strings.ToLower(s.Mittente)
	if len(s.To) == 0 {
		s.To = []string{g.o.Casella}
	}
	if s.MessageID == "" && !s.SenzaID {
		s.MessageID = fmt.Sprintf("m%d.%05d@%s", g.o.Seed, g.numera(), domain(from.Address))
	}
	t := &testata{}
	t.campo("From", indirizzo(from)).campo("To", strings.Join(s.To, ", "))
	if len(s.Cc) > 0 {
		t.campo("Cc", strings.Join(s.Cc, ", "))
	}
	t.testo("Subject", s.Subject).campo("Date", dataRFC5322(at))
	if s.MessageID != "" {
		t.campo("Message-ID", "<"+senzaParentesi(s.MessageID)+">")
	}
	if s.ReplyTo != "" {
		t.campo("Reply-To", s.ReplyTo)
	}
	if s.TipoRicevuta != "" {
		t.campo(pec.HeaderTipoRicevuta, s.TipoRicevuta)
	}
	for _, c := range s.Campi {
		t.testo(c.Nome, c.Valore)
	}
	body, err := g.corpo(*s)
	if err != nil {
		return nil, err
	}
	t.campo("MIME-Version", "1.0").b.WriteString(body)
	return t.b.Bytes(), nil
}

func indirizzo(a *mail.Address) string {
	if a.Name == "" {
		return a.Address
	}
	return a.String()
}

// corpo is the Content-Type header and the body: one text, two alternatives, attachments around them.
func (g *Gestore) corpo(s Scritto) (string, error) {
	var text string
	var err error
	switch {
	case s.HTML == "":
		text, err = parteTesto("plain", s.Body, s.Charset, s.CTE)
	case s.Body == "":
		text, err = parteTesto("html", s.HTML, s.Charset, s.CTE)
	default:
		text, err = g.alternative(s)
	}
	if err != nil || len(s.Allegati) == 0 {
		return text, err
	}
	parts := []string{text}
	for _, a := range s.Allegati {
		tipo := a.Tipo
		if tipo == "" {
			tipo = "application/octet-stream"
		}
		parts = append(parts, parteFile(tipo, a.Nome, a.Corpo, "attachment"))
	}
	return multiparte("multipart/mixed", fmt.Sprintf("=_mix_%06d", g.numera()), parts...), nil
}

func (g *Gestore) alternative(s Scritto) (string, error) {
	plain, err := parteTesto("plain", s.Body, s.Charset, s.CTE)
	if err != nil {
		return "", err
	}
	html, err := parteTesto("html", s.HTML, s.Charset, s.CTE)
	if err != nil {
		return "", err
	}
	return multiparte("multipart/alternative", fmt.Sprintf("=_alt_%06d", g.numera()), plain, html), nil
}

// Rispondi makes a member answer a letter that is in the mailbox: the client refers to the Message-ID of
// postacert.eml, which is the identificativo (pec.md §5.2).
func (g *Gestore) Rispondi(x Risposta) (Spedito, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	box := g.caselle[strings.ToLower(x.Casella)]
	n := x.N
	if n <= 0 {
		n += len(box)
	}
	if n < 1 || n > len(box) {
		return Spedito{}, fmt.Errorf("answering letter %d of %s: it has %d", x.N, x.Casella, len(box))
	}
	a, s := box[n-1], x.Scritto
	if s.From == "" {
		s.From = x.Casella
	}
	if s.Subject == "" {
		s.Subject = "R: " + a.Oggetto
	}
	ref := "<" + a.Identificativo + ">"
	s.Campi = append([]Campo{{"In-Reply-To", ref}, {"References", ref}}, s.Campi...)
	return g.scrivi(s)
}

// Travesti queues a message of INBOX with other outer headers: the signed entity stays genuine.
func (g *Gestore) Travesti(x Travestimento) (Spedito, error) {
	m, err := g.posta.messaggio(inbox, x.UID)
	if err != nil {
		return Spedito{}, fmt.Errorf("disguising a message: %w", err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	p := pronto{raw: travestito(m.raw, x), genere: "travestita"}
	return g.imbuca(p, Scritto{})
}

func travestito(raw []byte, x Travestimento) []byte {
	drop := map[string]bool{}
	for _, n := range x.Togliere {
		drop[strings.ToLower(n)] = true
	}
	put := map[string]string{}
	for _, c := range x.Campi {
		put[strings.ToLower(c.Nome)] = c.Nome + ": " + c.Valore
	}
	campi, body := dividi(raw)
	t := &testata{}
	for _, c := range campi {
		key := strings.ToLower(c.nome)
		if line, ok := put[key]; ok {
			t.riga(line)
			delete(put, key)
			drop[key] = true
			continue
		}
		if !drop[key] {
			t.grezzo(c.raw)
		}
	}
	for _, c := range x.Campi { // the ones that were not there, in the order given
		if line, ok := put[strings.ToLower(c.Nome)]; ok {
			t.riga(line)
			delete(put, strings.ToLower(c.Nome))
		}
	}
	t.b.WriteString("\r\n")
	t.b.Write(body)
	return t.b.Bytes()
}

// riga writes a field given as "Name: value".
func (t *testata) riga(line string) {
	nome, valore, _ := strings.Cut(line, ": ")
	t.testo(nome, valore)
}
