package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/mailparse/pec"
)

// scambio is one letter of the Order on its way: all its receipts bear the same identificativo (pec.md §5.1).
type scambio struct {
	g       *Gestore
	o       originale
	from    string // MAIL FROM
	rcpt    []string
	nostro  Fornitore
	id      string
	post    []byte // postacert.eml
	quando  time.Time
	lettera int // index in the ledger
}

// accetta takes a letter: ledger, sabotage, receipts. The caller holds g.mu.
func (g *Gestore) accetta(from string, rcpt []string, raw []byte) error {
	o := leggi(raw)
	n := g.annota(from, rcpt, o)
	copies := 1
	switch g.torto(n, rcpt) {
	case perduta:
		return nil
	case raddoppiata:
		copies = 2
	case alterata:
		o = leggi(guasta(raw))
	}
	for range copies {
		if err := g.inoltra(from, rcpt, o, n); err != nil {
			return err
		}
	}
	return g.seAutomatica()
}

// What a sabotage does to a letter.
type sabotaggio int

const (
	nessuno sabotaggio = iota
	perduta
	raddoppiata
	alterata
)

// torto tells what wrong is done to the letter with this place in the ledger. A letter that is sent again suffers the
// same again; one that would reach nobody is lost instead of altered, since nobody could see the difference.
func (g *Gestore) torto(n int, rcpt []string) sabotaggio {
	if g.sabota == 0 || n+1 != g.sabota {
		return nessuno
	}
	switch g.sabotaN % 3 {
	case 1:
		return perduta
	case 2:
		return raddoppiata
	}
	for _, r := range rcpt {
		switch g.politica(r) {
		case Normale, ConsegnaPrima, DoppieRicevute, Preavviso12:
			return alterata
		}
	}
	return perduta
}

// annota writes the letter into the ledger.
func (g *Gestore) annota(from string, rcpt []string, o originale) int {
	n, ok := g.lettere[o.msgID]
	if !ok || o.msgID == "" {
		n = len(g.registro.Lettere)
		g.lettere[o.msgID] = n
		g.registro.Lettere = append(g.registro.Lettere, Lettera{MsgID: o.msgID, From: from, Rcpt: rcpt, Oggetto: o.oggetto})
	}
	l := &g.registro.Lettere[n]
	l.Accolta++
	l.Trasmissioni = append(l.Trasmissioni, hexSHA256(o.raw))
	l.CorpoSHA256 = append(l.CorpoSHA256, corpoSHA256(o.raw))
	return n
}

// corpoSHA256 is the digest of what follows the header: providers change the header only.
func corpoSHA256(raw []byte) string {
	raw = crlf(raw)
	return hexSHA256(raw[fineTestata(raw):])
}

// inoltra decides what the providers do with a letter and queues what comes of it.
func (g *Gestore) inoltra(from string, rcpt []string, o originale, n int) error {
	f, err := g.nostro()
	if err != nil {
		return err
	}
	x := &scambio{g: g, o: o, from: from, rcpt: rcpt, nostro: f, quando: g.adesso(), lettera: n}
	x.id = g.nuovoID(f, x.quando)
	x.post = o.postacert(x.id, received(domain(from), f.Dominio, x.quando))
	l := &g.registro.Lettere[n]
	l.Identificativi = append(l.Identificativi, x.id)
	if why, virus := x.rifiuto(); why != "" {
		x.accoda("", x.quando, false, func(at time.Time) ([]pronto, error) { return x.nonAccettazione(at, why, virus) })
		return nil
	}
	x.percorri()
	return nil
}

// rifiuto is why the letter is not accepted: the formal checks of RFC 6109 §3.1.1, or a policy that says so.
func (x *scambio) rifiuto() (why string, virus bool) {
	for _, r := range x.rcpt {
		switch x.g.politica(r) {
		case NonAccettata:
			return "il servizio non e' disponibile", false
		case NonAccettaVirus:
			return "presenza di un virus nel messaggio", true
		}
	}
	listed := x.o.destinatari()
	switch {
	case len(x.o.from) != 1:
		return "campo From assente o non valido", false
	case !strings.EqualFold(x.o.from[0], x.from):
		return "mittente diverso dal campo From", false
	case len(x.o.to) == 0:
		return "campo To assente o non valido", false
	case x.o.bcc:
		return "presenza di destinatari nel campo Bcc", false
	}
	for _, r := range x.rcpt {
		if !slices.Contains(listed, r) {
			return fmt.Sprintf("il destinatario %s non compare nei campi To e Cc", r), false
		}
	}
	return "", false
}

// accoda queues a step of the exchange.
func (x *scambio) accoda(per string, due time.Time, withheld bool, crea func(time.Time) ([]pronto, error)) {
	x.g.accoda(&attesa{due: due, trattenuta: withheld, per: per, crea: crea})
}

// percorri queues accettazione and what each recipient's policy asks for.
func (x *scambio) percorri() {
	var first, withheld, silent, twice bool
	for _, r := range x.rcpt {
		switch x.g.politica(r) {
		case ConsegnaPrima:
			first = true
		case TuttoTardivo:
			withheld = true
		case SilenzioCompleto:
			silent = true
		case DoppieRicevute:
			twice = true
		}
	}
	accept := func(at time.Time) ([]pronto, error) { return x.doppia(twice, at, x.accettazione) }
	if !first && !silent {
		x.accoda(x.rcpt[0], x.quando, withheld, accept)
	}
	for _, r := range x.rcpt {
		x.verso(r)
	}
	if first && !silent {
		x.accoda(x.rcpt[0], x.quando, withheld, accept)
	}
}

// verso queues what happens to the copy for one recipient.
func (x *scambio) verso(r string) {
	deliver := func(at time.Time) ([]pronto, error) { return x.consegnato(r, at) }
	errore := func(e pec.Errore, testo string) func(time.Time) ([]pronto, error) {
		return func(at time.Time) ([]pronto, error) { return x.errore(r, at, e, testo) }
	}
	preavviso := func(h int) {
		x.accoda(r, x.quando.Add(time.Duration(h)*time.Hour), false,
			func(at time.Time) ([]pronto, error) { return x.preavviso(r, at, h == 24) })
	}
	switch x.g.politica(r) {
	case NoDest:
		x.accoda(r, x.quando, false, errore(pec.NoDest, "Casella del destinatario inesistente"))
	case Inesistente:
		x.accoda(r, x.quando, false, errore(pec.Altro, "5.1.1 - %s - indirizzo non valido"))
	case Piena:
		x.accoda(r, x.quando, false, errore(pec.Altro, "5.2.2 - %s - casella piena"))
	case VirusConsegna:
		x.accoda(r, x.quando, false, errore(pec.Virus, "5.5.1, %s, presenza di un virus nel messaggio"))
	case Preavviso12:
		preavviso(12)
		x.accoda(r, x.quando, true, deliver)
	case Preavviso24:
		preavviso(12)
		preavviso(24)
	case Preavviso24Solo:
		preavviso(24)
	case Tardiva, TuttoTardivo:
		x.accoda(r, x.quando, true, deliver)
	case Esterno:
		x.inCasella(r, x.quando)
	case EsternoRimbalza:
		x.accoda(r, x.quando, false, func(at time.Time) ([]pronto, error) { return x.rimbalzo(r, at) })
	case Silenzio, SilenzioCompleto:
	default:
		x.subito(r)
	}
}

// subito delivers at once; only the receipt waits in the queue.
func (x *scambio) subito(r string) {
	x.inCasella(r, x.quando)
	twice := x.g.politica(r) == DoppieRicevute
	x.accoda(r, x.quando, false, func(at time.Time) ([]pronto, error) {
		return x.doppia(twice, at, func(at time.Time) (pronto, error) { return x.consegna(r, at) })
	})
}

// consegnato delivers now and makes the receipt.
func (x *scambio) consegnato(r string, at time.Time) ([]pronto, error) {
	x.inCasella(r, at)
	p, err := x.consegna(r, at)
	return []pronto{p}, err
}

// doppia makes a receipt, and a second copy of it under other outer headers when asked.
func (x *scambio) doppia(twice bool, at time.Time, crea func(time.Time) (pronto, error)) ([]pronto, error) {
	p, err := crea(at)
	if err != nil || !twice {
		return []pronto{p}, err
	}
	q := p
	q.raw, q.segna = rivesti(p.raw, at), nil
	return []pronto{p, q}, nil
}

// rivesti is the same signed entity under a header that another hop has touched.
func rivesti(raw []byte, at time.Time) []byte {
	return append([]byte("X-Seconda-Copia: si\r\n"+received("rilancio.example", "rilancio.example", at)), raw...)
}

// guasta changes one letter of the body, in a line that is neither a delimiter nor a part header.
func guasta(raw []byte) []byte {
	out := append([]byte(nil), raw...)
	for at := fineTestata(out); at < len(out); {
		end := at + strings.IndexByte(string(out[at:])+"\n", '\n')
		line := string(out[at:min(end, len(out))])
		i := strings.IndexFunc(line, func(r rune) bool { return r >= 'a' && r < 'z' })
		if i >= 0 && !strings.HasPrefix(line, "--") && !strings.Contains(line, ": ") && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") {
			out[at+i]++
			return out
		}
		at = end + 1
	}
	return out
}
