package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"pecagent/mailparse/places"
)

// The types that go to people (R6, R9, R10, R12, R13, R14) and what the person is told. Understanding reads the usual words of each;
// here stand the other words of the same things, which count only where nothing else was understood.

// tipoLargo are further words of a type.
type tipoLargo struct{ tipo, re string }

var tipiLarghi = []tipoLargo{
	{"R13", reLutto},
	{"R12", reDiritti},
	{"R6", reUscita},
	{"R9", reFirmaDigitale},
	{"R10", reSpazio},
	{"R8", reAccesso},
}

const (
	reLutto         = `(?:dott|dr|prof|colleg|iscritt|medico)[a-z.]* .{0,60}(?:è mort[oa]\b|\bè scompars[oa]\b|ci ha lasciat|\bvenut[oa] meno|è decedut|passat[oa] a miglior vita)|\blutto\b`
	reDiritti       = `art\. ?(?:15|16|17|18|20|21|22) .{0,24}(?:gdpr|regolamento|2016/679|reg\.)|diritto (?:all'oblio|di rettifica|di accesso|alla portabilità|di opposizione|alla cancellazione|di limitazione)|mi oppongo (?:al trattamento|alla diffusione|alla pubblicazione)|241.{0,60}(?:copia|visione|accesso)|(?:prendere|presa) (?:di )?visione (?:degli atti|del fascicolo|dei documenti)|estrarre copia|copia (?:dei dati|degli atti|del mio fascicolo)|accesso (?:al mio fascicolo|ai documenti amministrativi|documentale)`
	reUscita        = `(?:chied\w+|vorrei|desidero|intendo|domanda di|richiesta di) .{0,20}(?:cancellazione|esser\w* cancellat[oa]|trasferi(?:mento|rmi|re)) .{0,30}(?:albo|ordine)|dimissioni dall'albo|cancellat[oa] dall'albo|cancellarmi|mi (?:iscrivo|trasferisco) (?:all'|presso l')(?:altro )?ordine`
	reFirmaDigitale = `(?:kit|token|smart ?card|certificato|chiavetta|business key|dispositivo).{0,30}\bfirma\b|\bfirma digitale\b.{0,60}(?:kit|rinnov|scad|ritir|token|certificat|attiv|convenzione)|ritir\w+ .{0,20}\bkit\b|\bmi[oa] kit\b`
	reSpazio        = `(?:più|altro|maggiore|ulteriore) spazio|ampliamento|ampliare .{0,20}(?:casella|spazio)|archivio di sicurezza|casella (?:è )?(?:quasi )?piena|\b[1-9] ?gb\b|\b[1-9] giga\b|notific\w+ (?:via )?sms|conservazione dei messaggi`

	reAccesso = `dati non corrispondenti|non (?:riesco|funziona).{0,60}(?:credenzial|password|portale|attiva|convenzion)|(?:credenzial|password).{0,60}(?:\bmai\b|persa|perse|smarrit|dimenticat|\bnon\b)`

	reGDPR = `gdpr|2016/679|dati personali|miei dati|dati (?:miei|che mi riguardano)|diritto (?:all'oblio|di rettifica|alla portabilità|di opposizione|alla cancellazione|di limitazione)|mi oppongo`
)

var tavolaTipi = places.Compile(reLutto, reDiritti, reUscita, reFirmaDigitale, reSpazio, reAccesso, reGDPR)

// allarga names a text that was not understood by the further words of a type. Only the new text is read, never a quotation.
func (g *giudizio) allarga() {
	if g.c.Type != "R99" || g.c.Negato != "" || g.c.Parziale {
		return
	}
	a := g.leggiAltra()
	if !g.noto() && !a.iscritto && (a.materia != "" || a.altrui) && !a.oggetto.Has(reMortoIscritto) {
		return // other post has its own words
	}
	sheet := tavolaTipi.On(unaRiga(g.t.Piegato))
	for _, w := range tipiLarghi {
		if sheet.Has(w.re) {
			g.c.Type = w.tipo
			if w.tipo == "R8" && trova(reAttivazione, sheet.String()) {
				g.c.Flags = append(g.c.Flags, "ATTIVAZIONE_FALLITA")
			}
			g.c.Quote = frase(g.t.Nuovo, inParole(g.t.Piegato), 0, len(inParole(g.t.Piegato))-1)
			return
		}
	}
}

// terminiR12 gives the day by which an access must be answered, and why: 30 days for documents (L. 241/1990 art. 25 c. 4), one month
// for one's own data (GDPR art. 12 par. 3). Where a text speaks of both, the sooner one.
func (g *giudizio) terminiR12() (day, why string) {
	from := g.ricevutoIl()
	if from.IsZero() {
		return "", ""
	}
	gdpr := tavolaTipi.On(unaRiga(g.t.Piegato)).Has(reGDPR)
	month, days := g.p.TermineMese(from), g.p.TermineOrdine(from, 30)
	documents := trova(reR12, unaRiga(g.t.Piegato)) && strings.Contains(g.t.Piegato, "accesso agli atti") || strings.Contains(g.t.Piegato, "241")
	switch {
	case gdpr && !documents, gdpr && month < days:
		return month, "un mese dalla richiesta (art. 12 par. 3 Reg. UE 2016/679)"
	}
	return days, "30 giorni dalla richiesta (art. 25 c. 4 L. 241/1990)"
}

// ricevutoIl is the instant from which a term of the Order runs: the certified one, else that of the mail.
func (g *giudizio) ricevutoIl() time.Time {
	if !g.istante.IsZero() {
		return g.istante
	}
	return g.inner.Date
}

// TermineMese is the last day of a term of one month that the Order has to keep: the same day of the next month, or its last where
// it has none, moved off a holiday as TermineOrdine does.
func (p *Policy) TermineMese(from time.Time) string {
	r := Roma(from)
	last := time.Date(r.Year(), r.Month()+2, 0, 0, 0, 0, 0, time.UTC).Day()
	due := time.Date(r.Year(), r.Month()+1, min(r.Day(), last), 11, 0, 0, 0, time.UTC)
	return p.TermineOrdine(due, 0)
}

// avvisoGestore is what a provider's notice of expiry says (order.md §1.2 rows 52 and 56).
type avvisoGestore struct {
	caselle []string
	scade   string // yyyy-mm-dd, "" where none or several are named
}

var (
	reAvviso   = regexp.MustCompile(`gentile cliente[^@]{0,200}\bcasella\b|\bcasella\b.{0,120}(?:scadrà|è scaduta|sta per scadere|in scadenza)|\bin scadenza la casella`)
	reScadenza = regexp.MustCompile(`scad(?:r[àa]|e|uta|enza).{0,24}?\b(\d{1,2})(?:°|[ /.-])[ /.-]?(\d{1,2}|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)[ /.-](\d{4})\b`)
)

// eAvviso takes for R14 a notice that a member forwards: it stands in what he quotes, and he asks no change himself.
func (g *giudizio) eAvviso() bool {
	if g.c.Type != "R99" && g.c.Type != "R8" || len(g.c.Rif) > 0 {
		return false
	}
	quoted := unaRiga(strings.ToLower(g.t.Citato))
	return reAvviso.MatchString(quoted) && reScadenza.MatchString(quoted) || g.c.Type == "R99" && reAvviso.MatchString(unaRiga(g.t.Piegato)) && reScadenza.MatchString(unaRiga(g.t.Piegato))
}

// leggiAvviso reads box and day of a notice.
func (g *giudizio) leggiAvviso() avvisoGestore {
	text := unaRiga(g.t.Piegato + " " + strings.ToLower(g.t.Citato))
	var a avvisoGestore
	for _, k := range g.t.Indirizzi {
		if k.Valido && g.conosciuta(k.Valore) && !slices.Contains(a.caselle, k.Valore) && k.Valore != g.altroMittente() {
			a.caselle = append(a.caselle, k.Valore)
		}
	}
	for _, m := range reScadenza.FindAllStringSubmatch(text, -1) {
		day := dataDi(m)
		if a.scade != "" && day != a.scade {
			a.scade = ""
			break
		}
		a.scade = day
	}
	return a
}

// altroMittente is the provider's own address, which is no box that expires.
func (g *giudizio) altroMittente() string {
	if g.noto() {
		return ""
	}
	return g.mittente
}

// dataDi makes a civil date of day, month and year as written.
func dataDi(m []string) string {
	d, _ := strconv.Atoi(m[1])
	month := slices.Index(mesi, m[2]) + 1
	if month == 0 {
		month, _ = strconv.Atoi(m[2])
	}
	y, _ := strconv.Atoi(m[3])
	t := time.Date(y, time.Month(month), d, 0, 0, 0, 0, time.UTC)
	if month < 1 || month > 12 || t.Day() != d {
		return ""
	}
	return t.Format(Giorno)
}

// conosciuta reports whether an address is the Order's own box or one of a member.
func (g *giudizio) conosciuta(addr string) bool {
	return addr == minuscolo(g.p.Ordine.PEC) || len(g.s.Cerca(PerDomicilio, addr)) > 0 || len(g.s.Cerca(PerCasella, addr)) > 0
}

// avviso is R14: what the notice says, for a person. A notice is a paper that anybody can forge and forward: it changes no state and
// no term, and the day it names is only the day of the task.
func (g *giudizio) avviso() Valutazione {
	a := g.leggiAvviso()
	var why string
	switch len(a.caselle) {
	case 0:
		why = "Sembra un avviso di scadenza di un gestore, ma non nomina una casella agli atti."
	case 1:
		why = "Avviso di scadenza di un gestore: casella " + a.caselle[0] + g.diChiECasella(a.caselle[0]) + "."
	default:
		why = "Avviso di scadenza di un gestore per più caselle: " + strings.Join(a.caselle, ", ") + "."
	}
	day := a.scade
	if len(a.caselle) > 1 {
		day = ""
	}
	if day != "" {
		why += " Scadenza indicata: " + giornoItaliano(day) + "."
		if today := DataRoma(g.ricevutoIl()); today != "" && day < today {
			why, day = why+" La data è già passata.", ""
		}
	}
	why += " Verificare e, se serve, rinnovare: il pagamento anticipato non sposta la scadenza (R-061). Nulla cambia finché non lo dice una persona."
	v := g.esito("R14", RInRevisione, autoPersona, why)
	v.Esito.CF, v.Esito.Basis = "", []string{"R-061", "R-122"}
	v.Scade = day
	return v
}

// diChiECasella says whose a box is.
func (g *giudizio) diChiECasella(addr string) string {
	if addr == minuscolo(g.p.Ordine.PEC) {
		return " (è la casella dell'Ordine)"
	}
	for _, i := range []Indice{PerCasella, PerDomicilio} {
		for _, id := range g.s.Cerca(i, addr) {
			if m, ok := g.s.Iscritto(id); ok {
				kind := "domicilio digitale"
				if i == PerCasella {
					kind = "casella in convenzione"
				}
				return fmt.Sprintf(" (%s di %s %s)", kind, m.Cognome, m.Nome)
			}
		}
	}
	return ""
}
