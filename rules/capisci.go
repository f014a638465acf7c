package rules

import (
	"cmp"
	"slices"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/places"
)

// Capito is what a text asks, before anyone's identity is looked at: cli.md key "request".
type Capito struct {
	Type       string   `json:"type,omitempty"`
	CF         []string `json:"cf,omitempty"` // valid codes of the new text, distinct, in order
	NewPEC     string   `json:"new_pec,omitempty"`
	Candidates []string `json:"candidates,omitempty"` // addresses of the new text that are not the Order's
	Exact      bool     `json:"exact,omitempty"`      // the Order's form word by word
	Quote      string   `json:"quote,omitempty"`
	Flags      []string `json:"flags,omitempty"`

	CFErrati   []string   `json:"-"` // codes of the new text whose form or check character is wrong
	CFAltrove  []string   `json:"-"` // valid codes of subject and signature
	InFirma    []string   `json:"-"` // addresses that stand only in the signature
	Nome       string     `json:"-"` // declared after "sottoscritto", as written
	Numero     string     `json:"-"` // declared enrolment number
	Decorrenza decorrenza `json:"-"` // zero: none
	Vaga       bool       `json:"-"` // an effect from no day that can be reckoned ("da gennaio")
	DueVolte   bool       `json:"-"` // the new address was written twice (order.md §6.2 L1)
	Rif        []string   `json:"-"` // our references, from new text, subject and quoted text
	Risposta   string     `json:"-"` // SI, NO, OPERATORE
	Scelta     int        `json:"-"` // option chosen
	Conferma   bool       `json:"-"` // says anywhere that an earlier request is confirmed
	Esplicito  bool       `json:"-"` // an explicit verb of request
	Parziale   bool       `json:"-"` // only half of a form
	Doppio     bool       `json:"-"` // two contradictory requests (U21)
	Negato     string     `json:"-"` // why the request is none: negated, conditional, a question
	Ritratta   bool       `json:"-"` // words that take the request back, put it off or end something else, or an address that is called e-mail
	Rinuncia   bool       `json:"-"` // the writer renounces a box of his own
	Altra      bool       `json:"-"` // something is asked that is neither the request nor a courtesy
	Altri      []string   `json:"-"` // types of other matters the text shows besides Type
	Cessato    bool       `json:"-"` // the sentence of an address speaks of a box that has ended
	Vecchio    bool       `json:"-"` // an address of the text, whichever, is said to be the old one
	Elenco     bool       `json:"-"` // two addresses stand side by side as of one kind: "a@b.example e c@b.example"
	Guasto     bool       `json:"-"` // something meant as an address is none
	Studio     bool       `json:"-"` // the writer says that the box is a studio's
	PerAltri   bool       `json:"-"` // somebody writes for the member
	Estraneo   bool       `json:"-"` // a positive sign of another matter (R0)
	ParlaDiPEC bool       `json:"-"` // text, subject or an attachment's name speaks of PEC, domicilio, casella, modulo
	Conteso    bool       `json:"-"` // the sender's own box and another can be meant (U10)
	Vuoto      bool       `json:"-"` // nothing was written
	testo      string     // new text and signature, for names
}

// Capisci says what a text asks. It looks at the text alone: who wrote it, and whether he may ask it, is for
// Valuta. What it does not understand is R99.
func Capisci(p *Policy, t mailparse.Testo, in *mailparse.Inner) Capito {
	l := lettura{p: p, t: t, in: in, ws: conIndirizzi(inParole(t.Piegato), t.Indirizzi, mailparse.InNuovo)}
	text := l.senzaCortesie()
	l.riga, l.segni = tavola.On(unaRiga(text)), tavola.On(unaRiga(senzaIndirizzi(text, t.Indirizzi)))
	c := Capito{Type: "R99", testo: t.Nuovo + "\n" + t.Firma}
	l.dati(&c)
	l.intento(&c)
	l.segnali(&c)
	slices.Sort(c.Flags)
	c.Flags = slices.Compact(c.Flags)
	return c
}

// lettura is one text being read.
type lettura struct {
	p    *Policy
	t    mailparse.Testo
	in   *mailparse.Inner
	riga *places.Sheet // the new text, folded, on one line
	// segni is riga without its addresses: "gb@pec.example" asks for no gigabyte.
	segni *places.Sheet
	ws    []parola
}

// dati reads codes, addresses, names, references and answers.
func (l *lettura) dati(c *Capito) {
	t := l.t
	c.CF = codici(t.CF, true, mailparse.InNuovo)
	c.CFErrati = codici(t.CF, false, mailparse.InNuovo)
	c.CFAltrove = codici(t.CF, true, mailparse.InOggetto, mailparse.InFirma)
	c.Candidates = l.candidati()
	c.InFirma = l.indirizzi(mailparse.InFirma)
	c.NewPEC = unico(c.Candidates, l.mittente())
	if c.Conteso = l.conteso(c.NewPEC); c.Conteso {
		c.NewPEC = "" // it is asked
	}
	c.DueVolte = l.volte(c.NewPEC) >= 2
	c.Numero = numeroDichiarato(l.riga, tavola.On(unaRiga(strings.ToLower(t.Firma))))
	c.Decorrenza, _ = leggiDecorrenza(l.riga)
	c.Vaga = l.riga.Has(reVaga) && !soloAltroTempo(l.riga.String()) || l.fineDelVecchio()
	c.Guasto, c.Elenco = l.guasto(), l.elenco()
	c.Rif = riferimenti(t.Nuovo, t.Oggetto, t.Citato)
	c.Risposta = leggiRisposta(l.ws, l.riga)
	c.Scelta = scelta(l.ws)
	c.Vuoto = len(l.ws) == 0
	c.ParlaDiPEC = parlaDiPEC(t.Nuovo) || parlaDiPEC(t.Oggetto) || l.allegatoParla()
}

func (l *lettura) mittente() string {
	if l.in == nil {
		return ""
	}
	return l.in.From
}

// indirizzi are the distinct addresses of a piece, without the Order's own.
func (l *lettura) indirizzi(dove mailparse.Dove) []string {
	list := codici(l.t.Indirizzi, true, dove)
	return slices.DeleteFunc(list, func(a string) bool {
		return strings.EqualFold(a, l.p.Ordine.PEC) || strings.EqualFold(a, l.p.Ordine.Mail)
	})
}

// candidati are the addresses of the new text that can be the new one. Where one is called a PEC, another that
// is called e-mail and lies in a domain known not to be PEC is no candidate: it is how the writer signs.
func (l *lettura) candidati() []string {
	list := slices.DeleteFunc(l.indirizzi(mailparse.InNuovo), daTitolo)
	if len(list) < 2 {
		return list
	}
	named := l.preceduti("email", "mail", "elettronica")
	out := slices.DeleteFunc(slices.Clone(list), func(a string) bool {
		return slices.Contains(l.p.DominiNonPEC, dominio(a)) && named[a]
	})
	if len(out) == 0 {
		return list
	}
	return out
}

// daTitolo reports whether the domain of an address is the title that began the next line: "giulia@ / dott.ssa Bianchi".
func daTitolo(a string) bool { return prefisso(dominio(a), "dott.", "dr.", "avv.", "prof.", "ing.") }

// guasto reports whether something in the new text was meant as an address and is none: "giulia@", "giùlia@pec.example".
func (l *lettura) guasto() bool {
	good := map[int]bool{}
	for _, k := range l.t.Indirizzi {
		if k.Dove != mailparse.InNuovo {
			continue
		}
		if !k.Valido || daTitolo(k.Valore) {
			return true
		}
		for i, r := range []rune(k.Testuale) {
			if r == '@' {
				good[k.Start+i] = true
			}
		}
	}
	for i, r := range []rune(l.t.Nuovo) {
		if r == '@' && !good[i] {
			return true
		}
	}
	return l.in != nil && strings.Contains(strings.ReplaceAll(l.in.Text, " ", ""), "\n@")
}

// elenco reports whether two addresses follow each other with nothing but an "e" or an "o" between them.
func (l *lettura) elenco() bool {
	rs := []rune(l.t.Piegato)
	value := func(k int) string { return string(rs[l.ws[k].start:min(l.ws[k].end, len(rs))]) }
	for k := 0; k+1 < len(l.ws); k++ {
		if l.ws[k].s != "@" {
			continue
		}
		n := k + 1
		if slices.Contains([]string{"e", "ed", "o", "oppure", "ovvero", "ripeto", "anzi", "meglio"}, l.ws[n].s) {
			n++
		}
		if n < len(l.ws) && l.ws[n].s == "@" && value(k) != value(n) {
			return true
		}
	}
	return false
}

// preceduti are the addresses of which every occurrence has one of the words just before it, and none "pec".
func (l *lettura) preceduti(words ...string) map[string]bool {
	named := map[string]bool{}
	for _, k := range l.t.Indirizzi {
		if before, seen := named[k.Valore]; k.Dove == mailparse.InNuovo && (before || !seen) {
			named[k.Valore] = l.preceduto(k.Start, words)
		}
	}
	return named
}

// preceduto reports whether what stands at a place has one of the words just before it, and not "pec" before that.
func (l *lettura) preceduto(at int, words []string) bool {
	i, _ := slices.BinarySearchFunc(l.ws, at, func(w parola, at int) int { return cmp.Compare(w.end, at+1) })
	if i >= len(l.ws) || l.ws[i].start > at {
		return false
	}
	infinito := []string{"registrare", "inserire", "usare", "utilizzare", "annotare", "comunicare"}
	for i > 1 && (slices.Contains([]string{"è", "personale", "privata", "nuova", "sarà", "diventa"}, l.ws[i-1].s) || slices.Contains(infinito, l.ws[i-1].s) ||
		l.ws[i-1].s == "da" && slices.Contains(infinito, l.ws[i].s)) { // "il mio indirizzo e-mail personale è …", "l'e-mail da registrare è …"
		i--
	}
	return i > 0 && slices.Contains(words, l.ws[i-1].s) && !(i > 1 && l.ws[i-2].s == "pec")
}

// partenza reports whether an address stands right behind "da": one that is left, or from which is written.
func (l *lettura) partenza() bool {
	for i := 1; i < len(l.ws); i++ {
		if l.ws[i].s == "@" && slices.Contains([]string{"da", "dal", "dalla"}, l.ws[i-1].s) {
			return true
		}
	}
	return false
}

// volte counts how often an address is written in the new text.
func (l *lettura) volte(addr string) int {
	n := 0
	for _, k := range l.t.Indirizzi {
		if addr != "" && k.Dove == mailparse.InNuovo && k.Valore == addr {
			n++
		}
	}
	return n
}

func (l *lettura) allegatoParla() bool {
	return l.in != nil && slices.ContainsFunc(l.in.Attachments, func(a mailparse.Attachment) bool { return parlaDiPEC(strings.ReplaceAll(a.Name, "_", " ")) })
}

// unico is the one candidate besides the sender, or the sender when he names only himself.
func unico(list []string, mittente string) string {
	others := slices.DeleteFunc(slices.Clone(list), func(a string) bool { return a == mittente })
	switch {
	case len(others) == 1:
		return others[0]
	case len(others) == 0 && len(list) == 1:
		return list[0]
	}
	return ""
}

// dominio is the domain of an address.
func dominio(a string) string { return a[strings.LastIndexByte(a, '@')+1:] }

// intento reads the request: from the words as written, with the key words put right where that finds more, and
// from the subject where the text has none.
func (l *lettura) intento(c *Capito) {
	addr := len(c.Candidates) > 0 || c.Guasto
	if head := l.intestazione(); head > 0 {
		if it := leggiIntento(l.ws[head:], addr); it.tipo != "" {
			l.ws = l.ws[head:]
		}
	}
	it := leggiIntento(l.ws, addr)
	if ws, ok := corretti(l.ws); ok {
		fuzzy := leggiIntento(ws, addr)
		if fuzzy.tipo != it.tipo || fuzzy.esplicit != it.esplicit || fuzzy.doppio != it.doppio {
			fuzzy.parziale = fuzzy.parziale || it.tipo != "" && it.esplicit && fuzzy.tipo != it.tipo // two readings: a person looks
			it = fuzzy
			c.Flags = append(c.Flags, "FUZZY")
		}
		l.ws = ws
	}
	c.Nome = nomeDichiarato(l.t.Nuovo, l.ws)
	if it.tipo == "" {
		l.daOggetto(c, addr)
		return
	}
	c.Type, c.Esplicito, c.Parziale, c.Doppio = it.tipo, it.esplicit, it.parziale, it.doppio
	c.Quote = l.citazione(it)
	c.Exact = l.esatta()
	c.Rinuncia = it.rinuncia
	c.Altra = altraDomanda(l.ws, it)
	c.Negato = negato(l.ws, it, l.t.Piegato)
	c.Ritratta = it.tipo != "R16" && (annullaTutto(l.ws, it) || rinnova(l.ws) || l.riga.Has(reRitratta) || l.preceduti("email", "mail")[c.NewPEC])
	switch {
	case c.Negato != "":
	case l.riga.Has(reDisconosce):
		c.Negato = "chi scrive dice di non averlo chiesto"
	case l.riga.Has(reChiedeCome), !it.esplicit && strings.Contains(l.riga.String(), "?"):
		c.Negato = "la frase è una domanda"
	case l.traVirgolette(it):
		c.Negato = "la richiesta è riportata tra virgolette"
	}
}

// traVirgolette reports whether the request stands between quotation marks: somebody tells it, or asks about it.
func (l *lettura) traVirgolette(it intento) bool {
	list := it.fulcri(l.ws)
	if len(list) == 0 {
		return false
	}
	rs := []rune(l.t.Piegato)
	open := 0
	for _, r := range rs[:min(l.ws[slices.Min(list)].start, len(rs))] {
		if r == '"' {
			open++
		}
	}
	return open%2 == 1
}

// citazione is the sentence the intent rests on.
func (l *lettura) citazione(it intento) string {
	a, b := len(l.ws), -1
	for _, i := range it.fulcri(l.ws) {
		a, b = min(a, i), max(b, i)
	}
	return frase(l.t.Nuovo, l.ws, a, b)
}

// daOggetto takes the subject as secondary source (order.md §7). A request in quoted text is none (U24).
func (l *lettura) daOggetto(c *Capito, addr bool) {
	quoted := leggiIntento(inParole(strings.ToLower(l.t.Citato)), true)
	if quoted.tipo != "" && l.breve() {
		c.Flags = append(c.Flags, "INTENTO_SOLO_IN_CITAZIONE")
		return
	}
	it := leggiIntento(inParole(strings.ToLower(l.t.Oggetto)), addr || len(l.indirizzi(mailparse.InOggetto)) > 0)
	if it.tipo == "" || it.tipo == "R5" || risposta(l.t.Oggetto) || len(altriSegni(l.riga)) > 0 || l.povero() {
		return
	}
	c.Flags = append(c.Flags, "TESTO_IN_OGGETTO")
	c.Type, c.Esplicito, c.Parziale, c.Quote = it.tipo, false, true, l.t.Oggetto
}

// risposta reports whether a subject is that of an answer or of a forwarded message.
func risposta(subject string) bool {
	return prefisso(strings.ToLower(strings.TrimSpace(subject)), "re:", "r:", "i:", "fw:", "fwd:", "rif:")
}

// breve reports whether so little was written that it rests on what was quoted.
func (l *lettura) breve() bool { return len(l.ws) <= 25 }

// povero reports whether the text only points to an attachment (U25).
func (l *lettura) povero() bool {
	if !l.moduli() {
		return false
	}
	return len(l.ws) <= 8 || len(l.ws) <= 30 && l.riga.Has(reAllegato)
}

// moduli reports whether a document is attached that can hold a form.
func (l *lettura) moduli() bool {
	return l.in != nil && slices.ContainsFunc(l.in.Attachments, documento)
}

func documento(a mailparse.Attachment) bool {
	n, t := strings.ToLower(a.Name), strings.ToLower(a.Type)
	return strings.HasPrefix(t, "image/") || strings.Contains(t, "pdf") || strings.Contains(t, "msword") || strings.Contains(t, "officedocument") ||
		slices.ContainsFunc([]string{".pdf", ".p7m", ".doc", ".docx", ".odt", ".rtf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic"}, func(s string) bool { return strings.HasSuffix(n, s) })
}

// esatta reports whether a sentence is one of the Order's two forms word by word: nothing stands between the name, the codice fiscale
// and the verb, and no words of another sentence lead to it ("ignoti hanno scritto: …").
func (l *lettura) esatta() bool {
	if !l.riga.Has(reModuloA) && !l.riga.Has(reModuloB) {
		return false
	}
	for i, w := range l.ws {
		if i > 0 && prefisso(w.s, "sottoscritt") && l.apre(i-1) && l.soloDati(i+1) {
			return true
		}
	}
	return false
}

// apre reports whether a sentence begins at word i, or only a salutation stands before it.
func (l *lettura) apre(i int) bool {
	rs := []rune(l.t.Nuovo)
	if at := l.ws[i].start; at > 0 && strings.ContainsRune("«“„‟\"'", rs[at-1]) {
		return false
	}
	for i--; i >= 0 && !l.ws[i].fine; i-- {
		if s := l.ws[i].s; classeVerbo(s) != nessunVerbo || s == "che" || s == "seguente" || !innocue[s] && !titoli[s] && s != "segreteria" && s != "presidente" {
			return false
		}
	}
	return true
}

// soloDati reports whether at most a name of five words and a codice fiscale stand between word i and the verb of the form.
func (l *lettura) soloDati(i int) bool {
	names, code := 0, false
	for ; i < len(l.ws); i++ {
		switch w := l.ws[i]; {
		case w.s == "chiede":
			return true
		case l.diCodice(w):
			code = true
		case w.s == "n" || w.s == "iscr" || strings.Trim(w.s, "0123456789") == "", // the enrolment number
			w.s == "cf" || w.s == "c" || w.s == "f" || w.s == "cod" || w.s == "codice" || w.s == "fiscale" || titolo(w.s):
		default:
			names++
			if code || names > 5 || slices.Contains([]string{"non", "che", "chi", "cui", "con"}, w.s) {
				return false
			}
		}
	}
	return false
}

// diCodice reports whether a word is a codice fiscale of the new text or a piece of one.
func (l *lettura) diCodice(w parola) bool {
	return slices.ContainsFunc(l.t.CF, func(k mailparse.Candidato) bool {
		return k.Dove == mailparse.InNuovo && k.Start <= w.start && w.end <= k.End
	})
}

// segnali reads what surrounds the request: other matters, placeholders, delegates, studios.
func (l *lettura) segnali(c *Capito) {
	c.Altri = altriSegni(l.segni)
	c.Cessato = cessato(l.ws, l.nuovo(c))
	c.Vecchio = len(c.Candidates) > 0 && cessato(l.ws, func(int) bool { return true }) || l.riga.Has(reVecchio) ||
		len(c.Candidates) == 1 && l.partenza() // "da: x, a: …": the old one alone is named
	c.Studio, c.PerAltri = l.riga.Has(reDiStudio) && !l.riga.Has(reStudioFinito), l.riga.Has(rePerAltri) || l.riga.Has(reParente) && !soloRaccontato(l.ws)
	c.Estraneo = l.riga.Has(reEstranei) || c.Type == "R99" && trova(reEstranei, strings.ToLower(l.t.Oggetto))
	if l.riga.Has(reSegnaposto) {
		c.Flags = append(c.Flags, "SEGNAPOSTO")
	}
	c.Conferma = l.riga.Has(reConferma)
	if c.Doppio {
		c.Flags = append(c.Flags, "DOPPIO_INTENTO")
	}
	if c.Negato != "" {
		c.Flags = append(c.Flags, "NEGAZIONE")
	}
	if slices.Contains(c.Altri, "R13") { // a death stands before everything that is asked with it (U30)
		c.Type, c.Negato, c.Doppio = "R13", "", false
		c.Flags = []string{"DECESSO"}
		return
	}
	if c.Type == "R5" && slices.Contains(c.Altri, "R6") { // who leaves the register leaves his box
		c.Type, c.Negato, c.Doppio = "R6", "", false
	}
	if c.Type == "R99" {
		l.altroTipo(c)
	}
	if c.Esplicito && (c.Type == "R1" || c.Type == "R2" || c.Type == "R4") && lamentela(l.riga.String()) {
		c.Altri = slices.DeleteFunc(c.Altri, func(s string) bool { return s == "R8" })
	}
	if c.Type != "R99" && c.Type != "R15" && soloNominata(l.riga.String()) {
		c.Altri = slices.DeleteFunc(c.Altri, func(s string) bool { return s == "R15" })
	}
	if c.Type != "R99" {
		c.Altri = slices.DeleteFunc(c.Altri, func(s string) bool { return s == c.Type })
	}
	if c.PerAltri && c.Type != "R99" && c.Type != "R0" {
		c.Flags = append(c.Flags, "DELEGATO")
	}
}

// altroTipo names a text that asks no change of the box.
func (l *lettura) altroTipo(c *Capito) {
	subject := strings.ToLower(l.t.Oggetto)
	switch {
	case l.povero():
		c.Flags = append(c.Flags, "MODULO_IN_ALLEGATO")
	case len(c.Altri) > 0 && !(c.Altri[0] == "R8" && !c.ParlaDiPEC):
		c.Type = c.Altri[0]
	case (l.riga.Has(reDiffida) || trova(reDiffida, subject)) && c.ParlaDiPEC, l.riga.Has(reDiffidato) && len(c.CF) > 0:
		c.Type = "R11"
	}
	if c.Type == "R99" {
		return
	}
	c.Flags = slices.DeleteFunc(c.Flags, func(f string) bool { return f == "INTENTO_SOLO_IN_CITAZIONE" }) // the new text says what it wants
	if c.Quote == "" {
		c.Quote = frase(l.t.Nuovo, l.ws, 0, len(l.ws)-1)
	}
	if c.Type == "R8" && l.riga.Has(reAttivazione) {
		c.Flags = append(c.Flags, "ATTIVAZIONE_FALLITA")
	}
}
