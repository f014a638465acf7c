package registri

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/encoding/charmap"

	"pecagent/mailparse/cf"
	"pecagent/rules"
)

// intestazioneINIPEC are the eight columns of the page "Come mandare i dati in 3 mosse", in its order and words.
var intestazioneINIPEC = []string{"Indirizzo PEC", "Nome", "Cognome", "Numero Iscrizione", "Codice Fiscale", "Stato", "Data Iscrizione", "Data Cancellazione"}

// INIPEC makes the file of an Order for INI-PEC (order.md §3.1; DM 19 March 2013 art. 4): one row for each member with a
// working domicile, and a deletion for each row that was sent and has no reason any more. Without Completo only what changed.
// The literals of Stato, the charset, the line end, the form of dates and the header line are those of the feed: the page does
// not give them.
func INIPEC(c Chiesta) Prodotto {
	t := nuovoTesto(c.Feed)
	p := Prodotto{}
	if c.Feed.Testata {
		t.riga(&p, "", intestazioneINIPEC...)
	}
	codes := codiciINIPEC(c.Feed)
	owners := map[string]string{}
	for _, m := range ordinati(c.Iscritti) {
		old, was := c.Prima.trova(m.CF)
		now, needed := posizioneINIPEC(&p, m, was && !old.Assente)
		if needed {
			p.unico(owners, m)
		}
		op, _ := chiede(old, was, now, needed)
		if op == nessuna && c.Completo && needed {
			op = aggiorna
			p.Cambi--
		}
		p.conta(op, m.CF)
		if needed {
			p.Dopo = append(p.Dopo, now)
		}
		if op == nessuna {
			continue
		}
		row := now
		if op == cancella {
			row = old
			row.Cognome, row.Nome, row.Numero = cmp.Or(old.Cognome, m.Cognome), cmp.Or(old.Nome, m.Nome), cmp.Or(old.Numero, m.Numero)
		}
		t.riga(&p, m.CF, row.Indirizzo, row.Nome, row.Cognome, row.Numero, m.CF, codes[op], t.data(&p, m, iscrizione(m), op == inserisci), t.data(&p, m, m.DataStato, op == cancella && !registrabile(m)))
		p.Righe++
	}
	p.spariti(c, func(old Posizione) {
		t.riga(&p, old.CF, old.Indirizzo, old.Nome, old.Cognome, old.Numero, old.CF, codes[cancella], "", "")
		p.Righe++
	})
	p.troppe(c)
	p.nessuno(c)
	return p.chiudi(nomeFile(c.Feed.NomeFile, "inipec-"+c.Oggi+".csv"), t.bytes(&p))
}

// posizioneINIPEC is the row a member should have.
func posizioneINIPEC(p *Prodotto, m rules.Iscritto, sent bool) (Posizione, bool) {
	if !registrabile(m) || m.Domicilio == nil || cessata(m) {
		return Posizione{}, false
	}
	if maiUsata(m) && !sent {
		p.escludi("%s %s (%s): la casella dell'Ordine non è mai stata attivata", m.Cognome, m.Nome, m.CF)
		return Posizione{}, false
	}
	if !cf.Valido(m.CF) {
		p.rifiuta("il codice fiscale %s di %s %s non è valido", m.CF, m.Cognome, m.Nome)
	}
	a := m.Domicilio.Indirizzo
	return Posizione{CF: m.CF, Indirizzo: a, Cognome: m.Cognome, Nome: m.Nome, Numero: m.Numero, Impronta: impronta(a, m.Nome, m.Cognome, m.Numero)}, true
}

// unico refuses the file where one address stands in two rows.
func (p *Prodotto) unico(owners map[string]string, m rules.Iscritto) {
	a := strings.ToLower(m.Domicilio.Indirizzo)
	if o := owners[a]; o != "" {
		p.rifiuta("l'indirizzo %s sta in due posizioni (%s e %s)", a, o, m.CF)
	}
	owners[a] = m.CF
}

func (p *Prodotto) conta(op operazione, code string) {
	switch op {
	case inserisci:
		p.Nuovi++
		p.Entrano = append(p.Entrano, code)
	case aggiorna:
		p.Cambi++
	case cancella:
		p.Via++
		p.Escono = append(p.Escono, code)
	}
}

// spariti deletes the rows of who is in the register of members no more.
func (p *Prodotto) spariti(c Chiesta, del func(Posizione)) {
	here := map[string]bool{}
	for _, m := range c.Iscritti {
		here[m.CF] = true
	}
	for _, old := range c.Prima.ordinata() {
		if !here[old.CF] && !old.Assente {
			p.conta(cancella, old.CF)
			del(old)
		}
	}
}

// codiciINIPEC are the literals of column Stato. The page lists three meanings in this order, and whether the literal is the
// digit or a letter could not be read: the feed says it.
func codiciINIPEC(f rules.Feed) map[operazione]string {
	return map[operazione]string{aggiorna: cmp.Or(f.Codici["UPDATE"], "1"), inserisci: cmp.Or(f.Codici["INSERT"], "2"), cancella: cmp.Or(f.Codici["DELETE"], "3")}
}

// iscrizione is the day of enrolment, where the albo program gives it.
func iscrizione(m rules.Iscritto) string {
	v := altro(m, "data_iscrizione", "data_iscrizione_albo", "iscritto_dal", "data_di_iscrizione")
	for _, layout := range []string{rules.Giorno, "02/01/2006", "2/1/2006"} {
		if t, err := time.Parse(layout, v); err == nil {
			return t.Format(rules.Giorno)
		}
	}
	return ""
}

func ordinati(list []rules.Iscritto) []rules.Iscritto {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b rules.Iscritto) int { return cmp.Compare(a.CF, b.CF) })
	return list
}

func nomeFile(own, deflt string) string { return cmp.Or(own, deflt) }

// testo writes the lines of a file for another program: no quoting, no defence against spreadsheets, so that what cannot
// stand between separators is refused.
type testo struct {
	b    strings.Builder
	feed rules.Feed
	eol  string
}

func nuovoTesto(f rules.Feed) *testo {
	t := &testo{feed: f, eol: "\r\n"}
	if f.FineRiga == "LF" {
		t.eol = "\n"
	}
	return t
}

// riga writes one line; a field that would break it makes the file refused.
func (t *testo) riga(p *Prodotto, who string, fields ...string) {
	for i, f := range fields {
		f = strings.TrimSpace(f)
		if strings.ContainsAny(f, ";\"") || strings.ContainsFunc(f, func(r rune) bool { return unicode.Is(unicode.Cc, r) || r == unicode.ReplacementChar }) {
			p.rifiuta("un dato di %s contiene un carattere che il file non può portare: %q", who, f)
		}
		if i > 0 {
			t.b.WriteByte(';')
		}
		t.b.WriteString(f)
	}
	t.b.WriteString(t.eol)
}

// data writes a day in the form of the feed, where it applies; what is no day is left out and told.
func (t *testo) data(p *Prodotto, m rules.Iscritto, day string, applies bool) string {
	if !applies || day == "" {
		return ""
	}
	d, err := time.Parse(rules.Giorno, day)
	if err != nil {
		p.escludi("%s %s (%s): la data %q non si legge e resta vuota", m.Cognome, m.Nome, m.CF, day)
		return ""
	}
	if t.feed.Data == "aaaa-mm-gg" {
		return d.Format(rules.Giorno)
	}
	return d.Format("02/01/2006")
}

// bytes are the lines in the charset of the feed. A name that the charset does not have is a refusal: a row left out would be
// a member deleted where the whole list is sent.
func (t *testo) bytes(p *Prodotto) []byte {
	s := t.b.String()
	if t.feed.Charset != "CP1252" {
		return []byte(s)
	}
	b, err := charmap.Windows1252.NewEncoder().Bytes([]byte(s))
	if err != nil {
		for _, line := range strings.Split(s, t.eol) {
			if _, err := charmap.Windows1252.NewEncoder().String(line); err != nil {
				p.rifiuta("la riga %q non si può scrivere in CP1252: usare charset UTF-8", line)
			}
		}
		p.rifiuta("il file non si può scrivere in CP1252: usare charset UTF-8")
	}
	return b
}
