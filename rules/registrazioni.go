package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// The protocol register is the Order's own program: it gives the numbers, the agent hands over what is to be registered and
// takes the numbers in.

// Directions of a registration.
const (
	Entrata = "ENTRATA"
	Uscita  = "USCITA"
)

// Registrazione is one document for the protocol register. Receipts are attached to what they speak of and are none.
type Registrazione struct {
	// ID is what a number is given to: RIC-…, or RIC-…/2 for the second message of a request, LET-…, CAM-…, DIF-….
	ID           string
	Rif          string
	Verso        string
	Quando       time.Time // certified arrival; sending; zero of what has not left
	Mittente     string
	Destinatario string
	Oggetto      string
	CF           string
	Modello      string
	SHA256       string // of the stored message, "" of what has not left
	Lettera      string // LET-… whose text is to be registered before it leaves
	Protocollo   string // "0001234/2026 del 23/11/2026", "" while none is known
	Prima        bool   // the law wants the number before it leaves
}

// Registrazioni lists what the protocol register has to hold: messages of requests, letters that were sent, acts that wait for
// their number; by time, what has not left last.
func Registrazioni(a Archivio) []Registrazione {
	s := Vista(a)
	var list []Registrazione
	Richieste(a, func(r Richiesta) bool {
		for i, sha := range r.Messaggi {
			if v, ok := Messaggio(a, sha); ok {
				list = append(list, Registrazione{ID: idMessaggio(r, i), Rif: r.Rif, Verso: Entrata, Quando: istanteDi(v), Mittente: v.Mittente, Destinatario: s.Stato.Avvio.Casella,
					Oggetto: v.Oggetto, CF: r.CF, SHA256: sha, Protocollo: r.protocolloDi(i)})
			}
		}
		return true
	})
	many := map[string]bool{}
	Lettere(a, func(l Lettera) bool {
		x := Registrazione{ID: l.ID, Rif: l.Rif, Verso: Uscita, Quando: l.TInvio, Mittente: s.Stato.Avvio.Casella, Destinatario: l.A, CF: l.CF, Modello: l.Modello,
			SHA256: l.SHA256, Protocollo: l.protocollo()}
		switch {
		case l.Modello == ModelloAncora: // from the Order to itself, about the log
			return true
		case !l.partita():
			if x.Prima = slices.Contains(conProtocollo, l.Modello) && daPartire(l.Stato) && l.Dati.Protocollo == ""; !x.Prima {
				return true
			}
			x.SHA256, x.Lettera, x.Quando = "", l.ID, time.Time{}
		case l.massiva():
			c, ok := s.Campagna(l.Caso)
			if !ok || many[c.ID] {
				return true
			}
			many[c.ID] = true
			x.ID, x.CF, x.Destinatario, x.Protocollo = c.ID, "", fmt.Sprintf("%d destinatari", c.Destinatari), c.protocollo()
		}
		list = append(list, x)
		return true
	})
	Diffide(a, func(c Diffida) bool {
		if c.Stato == DPredisposta && c.Protocollo == "" {
			list = append(list, Registrazione{ID: c.ID, Verso: Uscita, Mittente: s.Stato.Avvio.Casella, CF: c.CF, Oggetto: "Diffida, da protocollare prima della firma", Prima: true})
		}
		return true
	})
	slices.SortStableFunc(list, func(a, b Registrazione) int {
		if a.Quando.IsZero() != b.Quando.IsZero() {
			return cmp.Compare(boolInt(a.Quando.IsZero()), boolInt(b.Quando.IsZero()))
		}
		return cmp.Or(a.Quando.Compare(b.Quando), strings.Compare(a.ID, b.ID))
	})
	return list
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func istanteDi(v Verdetto) time.Time {
	if v.Istante.IsZero() {
		return v.Arrivo
	}
	return v.Istante
}

// idMessaggio is the id of the i-th message of a request: the request's own for the one that opened it.
func idMessaggio(r Richiesta, i int) string {
	if i == 0 {
		return r.ID
	}
	return fmt.Sprintf("%s/%d", r.ID, i+1)
}

// protocolloDi is the number of the i-th message of a request.
func (r Richiesta) protocolloDi(i int) string {
	if i == 0 {
		return r.Protocollo
	}
	return r.Protocolli[r.Messaggi[i]]
}

// Partita reports whether a letter was sent, as far as is known.
func (l Lettera) Partita() bool { return l.partita() }

// partita reports whether a letter was sent, as far as is known.
func (l Lettera) partita() bool {
	return !l.TInvio.IsZero() && !daPartire(l.Stato) && !slices.Contains([]StatoLettera{LInInvio, LRitirata, LRifiutata, LNonAccettata}, l.Stato)
}

// protocollo is the number of a letter, printed in it or given after it had left.
func (l Lettera) protocollo() string { return cmp.Or(l.Dati.Protocollo, l.Protocollo) }

// nominaProtocollo reports whether a letter, not yet composed, says the number of the message it answers. T-23 goes to a box that
// may be a stranger's and says nothing more than it must.
func (l Lettera) nominaProtocollo() bool {
	return (l.Stato == LProposta || l.Stato == LInPartenza) && l.Modello != "T-23"
}

func (c Campagna) protocollo() string { return cmp.Or(c.Dati.Protocollo, c.Protocollo) }

// chiaveProtocollo is a number as one register of one year counts it: "0001234/2026 del 23/11/2026", "prot. 1234/2026" and "1234" of
// a day of 2026 are one. "" is no number.
func chiaveProtocollo(text string) string {
	n, day, _ := strings.Cut(text, " del ")
	n = strings.TrimPrefix(strings.TrimPrefix(strings.ToUpper(strings.Join(strings.Fields(n), "")), "PROT."), "N.")
	year := ""
	if i := strings.LastIndexByte(n, '/'); i >= 0 && len(n)-i == 5 && strings.Trim(n[i+1:], "0123456789") == "" {
		n, year = n[:i], n[i+1:]
	} else if i := strings.LastIndexByte(day, '/'); i >= 0 {
		year = strings.TrimSpace(day[i+1:])
	}
	if n = strings.TrimLeft(n, "0"); n == "" {
		return ""
	}
	return n + "/" + year
}

// indiceProtocollo puts a number into the index; the one before it was corrected is free again.
func indiceProtocollo(a Archivio, before, text, id string) {
	if k := chiaveProtocollo(before); k != "" && before != text {
		delIndice(a, PerProtocollo, k, id)
	}
	if k := chiaveProtocollo(text); k != "" {
		addIndice(a, PerProtocollo, k, id)
	}
}

// numeroDi says to which other document a number was given, "" where to none. The letters of a campaign share its number, the
// letter of a diffida the one of its case.
func (d *decisore) numeroDi(text, id string) string {
	for _, other := range d.s.Cerca(PerProtocollo, chiaveProtocollo(text)) {
		if other != id && !d.inPratica(other, id) && !d.inPratica(id, other) {
			return other
		}
	}
	return ""
}

func (d *decisore) inPratica(letter, caso string) bool {
	l, ok := d.s.Lettera(letter)
	m, same := d.s.Lettera(caso)
	return ok && l.Caso != "" && (l.Caso == caso || same && l.massiva() && l.Caso == m.Caso)
}

// vietaNumero says what is wrong with a number and its day.
func (d *decisore) vietaNumero(a Atto, from time.Time) string {
	switch {
	case strings.IndexFunc(a.Numero, unicode.IsDigit) < 0 || len(a.Numero) > 40 || strings.ContainsFunc(a.Numero, unicode.IsControl) || chiaveProtocollo(a.Numero) == "":
		return fmt.Sprintf("%q non è un numero di protocollo", a.Numero)
	case a.Giorno > DataRoma(d.now):
		return fmt.Sprintf("il protocollo %s ha una data futura: %s", a.Numero, giornoItaliano(a.Giorno))
	case !from.IsZero() && a.Giorno < DataRoma(from):
		return fmt.Sprintf("il protocollo %s è del %s, prima del documento (%s): %s", a.Numero, giornoItaliano(a.Giorno), a.Caso, giornoItaliano(DataRoma(from)))
	}
	if other := d.numeroDi(protocollo(a.Numero, a.Giorno), a.Caso); other != "" {
		return fmt.Sprintf("il protocollo %s è già di %s", a.Numero, other)
	}
	return ""
}

// messaggioDi gives the request and the place in it of an id RIC-… or RIC-…/n.
func (d *decisore) messaggioDi(id string) (r Richiesta, i int, ok bool) {
	base, n, further := strings.Cut(id, "/")
	if r, ok = d.s.Richiesta(base); !ok {
		return r, 0, false
	}
	if further {
		if _, err := fmt.Sscanf(n, "%d", &i); err != nil || idMessaggio(r, i-1) != id {
			return r, 0, false
		}
		i--
	}
	return r, i, i >= 0 && (i == 0 || i < len(r.Messaggi))
}

// vietaProtocolla: a message has one number; a reason corrects it.
func (d *decisore) vietaProtocolla(a Atto) string {
	r, i, ok := d.messaggioDi(a.Caso)
	if !ok {
		return fmt.Sprintf("la richiesta %q non esiste", a.Caso)
	}
	if p := r.protocolloDi(i); p != "" && a.Motivo == "" {
		return fmt.Sprintf("%s ha già il protocollo %s: si corregge dicendo il motivo (--reason)", a.Caso, p)
	}
	from := r.Ricevuta
	if i > 0 {
		from = time.Time{}
	}
	return d.vietaNumero(a, from)
}

// protocolla puts the number of the protocol program on a message of a request. Letters that answer and have not left
// name it.
func (d *decisore) protocolla(a Atto) {
	r, i, _ := d.messaggioDi(a.Caso)
	text := protocollo(a.Numero, a.Giorno)
	d.spiegaCon("R-209", "Numero di protocollo.")
	if i > 0 {
		all := map[string]string{r.Messaggi[i]: text}
		for sha, p := range r.Protocolli {
			if sha != r.Messaggi[i] {
				all[sha] = p
			}
		}
		r.Protocolli = all
		d.scriviRichiesta(r)
		return
	}
	r.Protocollo = text
	d.scriviRichiesta(r)
	for _, id := range d.s.Cerca(PerLettereDi, r.ID) {
		if l, ok := d.s.Lettera(id); ok && l.nominaProtocollo() && l.Dati.ProtocolloRichiesta != text {
			l.Dati.ProtocolloRichiesta = text
			d.scriviLettera(l)
		}
	}
}

// Registrati are numbers that the protocol program gave, from a file: all lines of it or none.
type Registrati struct {
	Now    time.Time
	Attore Attore
	File   string
	SHA256 string
	Righe  []RigaProtocollo
}

// RigaProtocollo is one line of the file: a number and its day for an id or a reference.
type RigaProtocollo struct {
	Riga   int
	Di     string // RIC-…, LET-…, CAM-…, DIF-…, or PEC-… where that names one document without a number
	Verso  string // ENTRATA or USCITA, or ""
	Numero string
	Giorno string // yyyy-mm-dd
}

func (Registrati) input() {}

// registrati takes the numbers of a file in, each as an act of the person who brought the file.
func (d *decisore) registrati(in Registrati) {
	if in.Attore.Tipo != "persona" || in.Attore.ID == "" {
		d.rifiuta("i numeri di protocollo li porta una persona, con il suo nome")
		return
	}
	var bad []string
	numbers, targets := map[string]int{}, map[string]int{}
	d.attore, d.regola, d.perche = in.Attore, "R-209", "Dal file "+in.File+"."
	for _, row := range in.Righe {
		a, why := d.attoProtocollo(row)
		key := chiaveProtocollo(protocollo(row.Numero, row.Giorno))
		switch {
		case why != "":
		case targets[a.Caso] != 0:
			why = fmt.Sprintf("%s è già alla riga %d", a.Caso, targets[a.Caso])
		case numbers[key] != 0 && key != "":
			why = fmt.Sprintf("il protocollo %s è già alla riga %d", row.Numero, numbers[key])
		case key != "" && chiaveProtocollo(d.protocolloNoto(a.Caso)) == key:
			continue // brought before
		default:
			why = d.compieRiga(a, in.SHA256)
		}
		if why != "" {
			bad = append(bad, fmt.Sprintf("riga %d: %s", row.Riga, why))
			continue
		}
		targets[a.Caso], numbers[key] = row.Riga, row.Riga
	}
	if len(bad) > 0 {
		more := ""
		if n := len(bad) - 20; n > 0 {
			more = fmt.Sprintf("; e altre %d righe", n)
		}
		d.rifiuta("nessun numero del file %s è registrato: %s%s", in.File, strings.Join(bad[:min(20, len(bad))], "; "), more)
	}
}

// compieRiga does one act of a file, or says why not.
func (d *decisore) compieRiga(a Atto, sha string) string {
	rule, _ := regolaDi(a.Tipo)
	if a.Da = d.attore.ID; a.CF == "" {
		a.CF = d.cfDelCaso(a.Caso)
	}
	if why := d.vietato(rule, a); why != "" {
		return why
	}
	a.ID, a.Stato = d.numero("ATT"), AttoEseguito
	d.causa, d.chiave = sha, "atto "+a.ID
	d.scriviAtto(a)
	rule.fa(d, a)
	why := d.errore
	d.errore = ""
	return why
}

// protocolloNoto is the number a document has.
func (d *decisore) protocolloNoto(id string) string {
	if r, i, ok := d.messaggioDi(id); ok {
		return r.protocolloDi(i)
	}
	if l, ok := d.s.Lettera(id); ok {
		return l.protocollo()
	}
	if c, ok := d.s.Diffida(id); ok {
		return protocollo(c.Protocollo, c.ProtocolloDel)
	}
	c, _ := d.s.Campagna(id)
	return c.protocollo()
}

// attoProtocollo is the act that a line stands for.
func (d *decisore) attoProtocollo(row RigaProtocollo) (a Atto, why string) {
	a = Atto{Tipo: AttoProtocollo, Caso: strings.ToUpper(strings.TrimSpace(row.Di)), Numero: row.Numero, Giorno: row.Giorno}
	if strings.HasPrefix(a.Caso, "PEC-") {
		if a.Caso, why = d.documentoDi(a.Caso, row); why != "" {
			return a, why
		}
	}
	_, _, isMessage := d.messaggioDi(a.Caso)
	_, isLetter := d.s.Lettera(a.Caso)
	_, isCase := d.s.Diffida(a.Caso)
	_, isMany := d.s.Campagna(a.Caso)
	switch {
	case isMessage:
		a.Tipo = "PROTOCOLLO_RICHIESTA"
	case !isLetter && !isCase && !isMany:
		return a, fmt.Sprintf("%q non è di nessuna lettera e di nessun messaggio", row.Di)
	}
	if row.Verso != "" && (row.Verso == Entrata) != isMessage {
		return a, fmt.Sprintf("%s non è in %s", a.Caso, strings.ToLower(row.Verso))
	}
	if !eGiorno(row.Giorno) {
		return a, fmt.Sprintf("%q non è una data", row.Giorno)
	}
	return a, ""
}

// documentoDi is the one document of a reference that a line can mean: one without a number, or the one that has just this one.
func (d *decisore) documentoDi(rif string, row RigaProtocollo) (id, why string) {
	var open, all []string
	add := func(id, verso, has string) {
		if row.Verso != "" && row.Verso != verso {
			return
		}
		all = append(all, id)
		if has == "" || chiaveProtocollo(has) == chiaveProtocollo(protocollo(row.Numero, row.Giorno)) {
			open = append(open, id)
		}
	}
	for _, rid := range d.s.Cerca(PerRif, rif) {
		r, _ := d.s.Richiesta(rid)
		for i := range r.Messaggi {
			add(idMessaggio(r, i), Entrata, r.protocolloDi(i))
		}
		for _, lid := range d.s.Cerca(PerLettereDi, rid) {
			if l, ok := d.s.Lettera(lid); ok && l.partita() {
				add(lid, Uscita, l.protocollo())
			}
		}
	}
	switch {
	case len(all) == 0:
		return "", fmt.Sprintf("il riferimento %s non è di nessuna lettera e di nessun messaggio", rif)
	case len(open) == 0:
		return "", fmt.Sprintf("i documenti di %s hanno già un altro numero: %s", rif, strings.Join(all, ", "))
	case len(open) > 1:
		return "", fmt.Sprintf("il riferimento %s è di più documenti: scrivere uno di %s", rif, strings.Join(open, ", "))
	}
	return open[0], ""
}
