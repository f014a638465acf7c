package rules

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// Caps of what of one message or letter can be found: who writes to us chooses how long these are.
const (
	maxDestinatari = 16 // recipients recorded of a message
	maxParole      = 32 // different words of a subject
	maxParola      = 24 // runes of a word: longer ones are known by their beginning
	maxRichieste   = 16 // requests of a message
	maxTermine     = 200
)

// senzaDestinatari stands in Verdetto.Destinatari of a message that names none; where the field is empty the message was recorded
// by a version that did not keep them.
const senzaDestinatari = "-"

// Voce is a stored message or a letter with the facts it is found by.
type Voce struct {
	Messaggio *Verdetto   // nil for a letter
	Lettera   *Lettera    // nil for a message
	Richieste []Richiesta // those that the message belongs to
	// Di are the letters that a receipt speaks of.
	Di []Lettera
}

// isLettera tells the id of a letter from the SHA-256 of a message: the two names of an entry.
func isLettera(ref string) bool { return strings.HasPrefix(ref, "LET-") }

// VoceDi reads an entry as it is now; ok is false for what is not decided yet or unknown.
func VoceDi(a Archivio, ref string) (v Voce, ok bool) {
	f := vista{a}
	if isLettera(ref) {
		l, ok := f.Lettera(ref)
		v.Lettera = &l
		return v, ok
	}
	m, ok := Messaggio(a, ref)
	if !ok {
		return v, false
	}
	v.Messaggio = &m
	var ids []string
	if m.Busta != string(pec.Ricevuta) { // a receipt is attached to what it speaks of
		ids = f.Cerca(PerMessaggio, ref)
	}
	for _, id := range ids[:min(len(ids), maxRichieste)] {
		if r, ok := f.Richiesta(id); ok {
			v.Richieste = append(v.Richieste, r)
		}
	}
	if m.Busta == string(pec.Ricevuta) && m.MsgID != "" {
		for _, id := range f.Cerca(PerMsgID, m.MsgID) {
			if l, ok := f.Lettera(id); ok {
				v.Di = append(v.Di, l)
			}
		}
	}
	return v, true
}

// Ref names the entry.
func (v Voce) Ref() string {
	if v.Lettera != nil {
		return v.Lettera.ID
	}
	return v.Messaggio.SHA256
}

// Quando orders entries: the certified instant of a message, where there is none its arrival; the making of a letter. It never
// changes.
func (v Voce) Quando() time.Time {
	if v.Lettera != nil {
		return v.Lettera.Creata
	}
	return istanteDi(*v.Messaggio)
}

// CF are the members the entry is about.
func (v Voce) CF() (list []string) {
	add := func(cf string) {
		if cf = strings.ToUpper(cf); cf != "" && !slices.Contains(list, cf) {
			list = append(list, cf)
		}
	}
	if m := v.Messaggio; m != nil && m.Decisione != nil {
		add(m.Decisione.Member)
		add(m.Decisione.CF)
	}
	if v.Lettera != nil {
		add(v.Lettera.CF)
	}
	for _, l := range v.Di {
		add(l.CF)
	}
	for _, r := range v.Richieste {
		add(r.CF)
	}
	return list
}

// Protocolli are the numbers of the protocol register that the document itself has.
func (v Voce) Protocolli() (list []string) {
	add := func(text string) {
		if text != "" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	if v.Lettera != nil {
		add(v.Lettera.protocollo())
		return list
	}
	for _, r := range v.Richieste {
		for i, sha := range r.Messaggi {
			if sha == v.Messaggio.SHA256 {
				add(r.protocolloDi(i))
			}
		}
	}
	return list
}

// Oggetto is the subject, "" where it is not recorded: of a letter that has not been composed, or was by a version before this.
func (v Voce) Oggetto() string {
	if v.Lettera != nil {
		return v.Lettera.Oggetto
	}
	return v.Messaggio.Oggetto
}

// Destinatari are the recipients as recorded.
func (v Voce) Destinatari() []string {
	if v.Lettera != nil {
		return []string{v.Lettera.A}
	}
	return slices.DeleteFunc(slices.Clone(v.Messaggio.Destinatari), func(s string) bool { return s == senzaDestinatari })
}

// Lacune are the facts of the entry that its events do not hold.
func (v Voce) lacune() (list []string) {
	switch {
	case v.Lettera != nil && v.Lettera.SHA256 != "" && v.Lettera.Oggetto == "":
		return []string{LacunaOggetto}
	case v.Messaggio != nil && len(v.Messaggio.Destinatari) == 0:
		return []string{LacunaDestinatari}
	}
	return nil
}

// Terms of the entries recorded without a fact.
const (
	LacunaDestinatari = "!destinatari"
	LacunaOggetto     = "!oggetto"
)

// Termini are the words an entry is found by, sorted, each once.
func (v Voce) Termini() []string {
	t := termini{}
	for _, cf := range v.CF() {
		t.add("cf:", cf)
	}
	for _, a := range v.Destinatari() {
		t.add("a:", minuscolo(a))
		t.add("di:", minuscolo(a))
	}
	for _, p := range v.Protocolli() {
		k := chiaveProtocollo(p)
		n, _, _ := strings.Cut(k, "/")
		t.add("prot:", k)
		t.add("prot:", n+"/")
	}
	for _, r := range v.Richieste {
		t.add("rif:", r.Rif)
		t.add("rif:", r.ID)
		t.add("tipo:", minuscolo(r.Tipo))
		t.add("esito:", string(r.Stato))
	}
	for _, w := range Parole(v.Oggetto()) {
		t.add("p:", w)
	}
	t = append(t, v.lacune()...)
	if v.Lettera != nil {
		v.terminiLettera(&t)
	} else {
		v.terminiMessaggio(&t)
	}
	slices.Sort(t)
	return slices.Compact(t)
}

type termini []string

func (t *termini) add(class, word string) {
	if word = strings.TrimSpace(word); word == "" {
		return
	}
	if len(word) > maxTermine {
		word = hexSHA256(word)
	}
	*t = append(*t, class+word)
}

func (v Voce) terminiLettera(t *termini) {
	l := v.Lettera
	t.add("tipo:", "lettera")
	t.add("tipo:", minuscolo(l.Modello))
	t.add("esito:", string(l.Stato))
	for _, id := range []string{l.Rif, l.ID, l.Caso, l.Richiesta} {
		t.add("rif:", id)
	}
	t.add("id:", minuscolo(l.MsgID))
	t.add("id:", minuscolo(l.Identificativo))
	t.add("gid:", minuscolo(l.Identificativo))
}

func (v Voce) terminiMessaggio(t *termini) {
	m := v.Messaggio
	t.add("di:", minuscolo(m.Mittente))
	for _, l := range v.Di { // a receipt is found beside its letter
		t.add("di:", minuscolo(l.A))
		t.add("rif:", l.Rif)
		t.add("rif:", l.ID)
		t.add("rif:", l.Caso)
	}
	for _, k := range tipiMessaggio(*m) {
		t.add("tipo:", k)
	}
	t.add("esito:", strings.ToUpper(m.Livello))
	t.add("rif:", m.Rif)
	if e := m.Decisione; e != nil {
		t.add("esito:", e.Outcome)
		for _, f := range e.Flags {
			t.add("esito:", f)
		}
	}
	for _, id := range []string{m.MsgID, m.BustaID, m.Identificativo} {
		t.add("id:", minuscolo(id))
	}
	t.add("gid:", minuscolo(m.Identificativo))
}

// nomiTipo are shorter names of kinds, as people say them.
var nomiTipo = map[string]string{
	"posta-certificata": "busta", "avvenuta-consegna": "consegna", "errore-consegna": "mancata-consegna",
	"preavviso-errore-consegna": "preavviso", "rilevazione-virus": "virus", "ordinaria": "altra-posta",
	"messaggio": "messaggio", "trasporto": "busta",
}

// tipiMessaggio are all the kinds a message is found under: what it is, the tipo its provider certifies, the type of request.
func tipiMessaggio(m Verdetto) []string {
	list := []string{"messaggio", m.Busta}
	if m.Busta == string(pec.Ricevuta) || m.Busta == string(pec.Trasporto) {
		list = append(list, m.Tipo)
	}
	for _, k := range list {
		if n := nomiTipo[k]; n != "" {
			list = append(list, n)
		}
	}
	if m.Decisione != nil {
		list = append(list, minuscolo(m.Decisione.Type))
		if m.Decisione.Type == "R99" && m.Busta != string(pec.Ricevuta) {
			list = append(list, "altra-posta")
		}
	}
	return list
}

// TipiNoti are the kinds that evidence find knows beside models of letters (T-02) and types of requests (R1), for its message.
func TipiNoti() []string {
	return []string{"accettazione", "altra-posta", "anomalia", "busta", "consegna", "lettera", "malformata", "mancata-consegna", "messaggio", "non-accettazione",
		"ordinaria", "preavviso", "presa-in-carico", "ricevuta", "virus"}
}

// EsitiNoti are the states and levels that Esito may be, in the order of the alphabet; the flags of a decision may stand there too.
func EsitiNoti() []string {
	list := []string{"BROKEN", "CERTIFIED", "MISMATCH", "UNSIGNED"}
	for _, s := range StatiLettera() {
		list = append(list, string(s))
	}
	for _, s := range []StatoRichiesta{RIntegrazione, RConferma, RInRevisione, RInEsecuzione, REseguita, RPreavviso, RDuplicata, RAssorbita, RNonPertinente, RRitirata, RNonValida,
		RIgnorata, RQuarantena, RRigettata, RArchiviata, RAnnullata} {
		list = append(list, string(s))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Parole are the words of a text as they are looked for: letters and digits, without case and diacritics, each once, at most
// maxParole of at most maxParola runes.
func Parole(text string) (list []string) {
	folded := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKD.String(text[:taglio(text, 2000)]))
	for _, w := range strings.Fields(folded) {
		if utf8.RuneCountInString(w) > maxParola {
			w = string([]rune(w)[:maxParola])
		}
		if !slices.Contains(list, w) {
			list = append(list, w)
		}
		if len(list) == maxParole {
			break
		}
	}
	return list
}

// taglio is where a text of more than n bytes may be cut.
func taglio(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// Ricerca is what evidence find looks for; empty fields do not count, those given hold together.
type Ricerca struct {
	CF             string
	Indirizzo      string // sender or recipient
	A              string // recipient
	MsgID          string // Message-ID of message, envelope or letter, or an identificativo
	Identificativo string // the provider's
	Protocollo     string // "1234/2026", or "1234" of any year
	Rif            string // PEC-…, RIC-…, LET-…, or the case: DIF-…, CAM-…
	Tipo           string
	Esito          string
	Testo          string // words of the subject, all of them
	Dal, Al        time.Time
}

// Termini are the words that an entry must have.
func (r Ricerca) Termini() []string {
	t := termini{}
	t.add("cf:", strings.ToUpper(r.CF))
	t.add("di:", minuscolo(r.Indirizzo))
	t.add("a:", minuscolo(r.A))
	t.add("id:", minuscolo(strings.Trim(r.MsgID, "<> ")))
	t.add("gid:", minuscolo(strings.Trim(r.Identificativo, "<> ")))
	if r.Protocollo != "" {
		t.add("prot:", chiaveProtocollo(r.Protocollo))
	}
	t.add("rif:", strings.ToUpper(r.Rif))
	kind := strings.ReplaceAll(minuscolo(strings.TrimSpace(r.Tipo)), " ", "-")
	t.add("tipo:", kind)
	t.add("esito:", strings.ToUpper(r.Esito))
	for _, w := range Parole(r.Testo) {
		t.add("p:", w)
	}
	return t
}

// Lacune names the facts it asks for that older entries may lack, as terms: destinatari, oggetto.
func (r Ricerca) Lacune() (list []string) {
	if r.A != "" || r.Indirizzo != "" {
		list = append(list, LacunaDestinatari)
	}
	if r.Testo != "" {
		list = append(list, LacunaOggetto)
	}
	return list
}

// Dentro reports whether an instant is in the interval, both ends included.
func (r Ricerca) Dentro(t time.Time) bool {
	return (r.Dal.IsZero() || !t.Before(r.Dal)) && (r.Al.IsZero() || !t.After(r.Al))
}

// Trova reports whether an entry is looked for: what Termini and the interval say, of the entry as it is now.
func (r Ricerca) Trova(v Voce) bool {
	if !r.Dentro(v.Quando()) {
		return false
	}
	has := v.Termini()
	for _, w := range r.Termini() {
		if _, ok := slices.BinarySearch(has, w); !ok {
			return false
		}
	}
	return true
}

// Toccate are the entries whose facts an event may change, for whoever keeps an index of them; "" is none.
func Toccate(e Event) []string {
	switch {
	case e.Esito != nil:
		return []string{e.Esito.SHA256}
	case e.Cancellazione != nil:
		return []string{e.Cancellazione.SHA256}
	case e.Ricevuta != nil:
		return []string{e.Ricevuta.SHA256}
	case e.Richiesta != nil:
		return e.Richiesta.Messaggi
	case e.Lettera != nil:
		return append([]string{e.Lettera.ID}, e.Lettera.Ricevute...)
	case e.Passo != nil:
		return []string{e.Passo.Lettera, e.Passo.Ricevuta}
	}
	return nil
}

// destinatari are the recipients of a message for its verdict.
func destinatari(m *mailparse.Message) (list []string) {
	add := func(a string) {
		if a = minuscolo(a); a != "" && len(a) <= maxTermine && !slices.Contains(list, a) && len(list) < maxDestinatari {
			list = append(list, a)
		}
	}
	if m.DatiCert != nil {
		add(m.DatiCert.Consegna)
		for _, d := range m.DatiCert.Destinatari {
			add(d.Address)
		}
	}
	if m.Inner != nil && m.Busta != pec.Ricevuta {
		for _, a := range slices.Concat(m.Inner.To, m.Inner.Cc) {
			add(a)
		}
	}
	if len(list) == 0 {
		return []string{senzaDestinatari}
	}
	return list
}
