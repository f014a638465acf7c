package registri

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"pecagent/mailparse/cf"
	"pecagent/rules"
)

// nomiReGIndE are the element names of ComunicazioniSoggetti.xml. The sources name the root, ComunicazioneInteroAlbo and the
// data in words; the schema could be seen only as a picture, so every name is the label without blanks and a feed can say
// another one by the key on the left (order.md §3.3).
var nomiReGIndE = map[string]string{
	"radice": "ComunicazioniSoggetti", "ente": "EnteMittente", "codice_ente": "CodiceEnte", "intero_albo": "ComunicazioneInteroAlbo",
	"soggetto": "ComunicazioneSoggetto", "operazione": "OperazioneRichiesta", "ruolo": "Ruolo", "stato": "Stato", "dati": "DatiAnagrafici",
	"nome": "Nome", "cognome": "Cognome", "data_nascita": "DataNascita", "luogo_nascita": "LuogoNascita", "provincia_nascita": "ProvinciaNascita",
	"codice_fiscale": "CodiceFiscale", "pec": "IndirizzoPEC", "indirizzo": "DomicilioLegale", "tipo_indirizzo": "Tipo", "via": "Indirizzo",
	"cap": "CAP", "comune": "Comune", "provincia": "Provincia", "telefono": "Telefono", "fax": "Fax", "email": "Email",
}

// NomiReGIndE lists the keys of the element names that a feed can give.
func NomiReGIndE() []string {
	var keys []string
	for k := range nomiReGIndE {
		keys = append(keys, k)
	}
	return keys
}

// larghezze are the widths of tables 2 and 3 of the document, in characters.
var larghezze = map[string]int{"nome": 256, "cognome": 256, "luogo_nascita": 256, "provincia_nascita": 4, "codice_fiscale": 16, "pec": 256,
	"via": 1000, "cap": 5, "comune": 256, "provincia": 4, "telefono": 15, "fax": 15, "email": 256}

// ruolo is that of every member whose Order is no bar council.
const ruolo = "Altro Professionista"

// minimoIntero is how much of the last list taken, in parts of a hundred, a list that erases everything first must have.
const minimoIntero = 95

var operazioni = map[operazione]string{inserisci: "inserimento", aggiorna: "modifica", cancella: "cancellazione"}

// StatoReGIndE is the state of a member in the words of ReGIndE.
func StatoReGIndE(s rules.StatoIscritto) string {
	switch s {
	case rules.SospesoPEC, rules.SospesoDisc:
		return "sospeso"
	case rules.Radiato:
		return "radiato"
	case rules.Trasferito, rules.Cancellato, rules.Deceduto:
		return "cancellato"
	}
	return "attivo" // SOSPENSIONE_DELIBERATA has no effect before its notification (L. 241/1990 art. 21-bis)
}

// ReGIndE makes ComunicazioniSoggetti.xml with what changed since the last file taken, each subject with its operation
// . Who left the Order is cancellazione; who is suspended and has no domicile any more is told as sospeso, without PEC.
// A member without the address of his legal domicile, which is mandatory there, is left out and told.
func ReGIndE(c Chiesta) Prodotto {
	x := nuovoXML(c.Feed, c.Oggi)
	p := Prodotto{}
	owners := map[string]string{}
	var subjects strings.Builder
	for _, m := range ordinati(c.Iscritti) {
		old, was := c.Prima.trova(m.CF)
		now, body, needed := x.soggetto(&p, owners, m, was && !old.Assente)
		if needed && body == "" { // its data cannot be written: what the register has stays
			p.resta(old, was)
			continue
		}
		op, stuck := chiede(old, was, now, needed)
		if stuck {
			p.escludi("%s %s (%s): rifiutato con %s, i dati non sono cambiati", m.Cognome, m.Nome, m.CF, old.Codice)
		}
		p.conta(op, m.CF)
		if needed {
			if op == nessuna {
				now = old
			}
			p.Dopo = append(p.Dopo, now)
		}
		if needed && c.InteroAlbo {
			op = inserisci
		}
		switch {
		case op == nessuna:
			continue
		case op == cancella && c.InteroAlbo:
			continue // what is not in the list is erased
		case op == cancella:
			body = x.via(m)
		}
		x.comunica(&subjects, operazioni[op], StatoReGIndE(m.Stato), body)
		p.nomina(m.CF)
	}
	p.spariti(c, func(old Posizione) {
		if !c.InteroAlbo {
			x.comunica(&subjects, operazioni[cancella], "cancellato", x.via(rules.Iscritto{CF: old.CF, Cognome: old.Cognome, Nome: old.Nome}))
			p.nomina(old.CF)
		}
	})
	p.controllaReGIndE(c)
	p.Entrano, p.Escono = nil, nil
	return p.chiudi(nomeFile(c.Feed.NomeFile, "ComunicazioniSoggetti.xml"), x.documento(c, subjects.String()))
}

// nomina counts a row and its subject.
func (p *Prodotto) nomina(cf string) {
	p.Righe++
	p.Soggetti = append(p.Soggetti, cf)
}

// resta keeps a row as it was.
func (p *Prodotto) resta(old Posizione, was bool) {
	if was {
		p.Dopo = append(p.Dopo, old)
	}
}

func (p *Prodotto) controllaReGIndE(c Chiesta) {
	if strings.TrimSpace(c.Feed.Ente) == "" {
		p.rifiuta("manca il codice dell'ente (ente_code): per un Ordine è la sua partita IVA")
	}
	if c.InteroAlbo && len(p.Esclusi) > 0 {
		p.rifiuta("l'elenco intero lascerebbe fuori %d iscritti e li cancellerebbe: %s", len(p.Esclusi), p.Esclusi[0])
	}
	if n := c.Prima.Presenti(); c.InteroAlbo && p.Righe*100 < n*minimoIntero {
		p.rifiuta("l'elenco intero avrebbe %d soggetti e l'ultimo accettato ne ha %d: sotto il %d per cento cancellerebbe degli iscritti (R-153)", p.Righe, n, minimoIntero)
	}
	if !c.InteroAlbo || p.Righe > 0 {
		p.troppe(c)
	}
	if c.InteroAlbo && p.Righe == 0 {
		p.rifiuta("l'elenco intero è vuoto: cancellerebbe tutti gli iscritti (R-153)")
	}
}

// documentoXML writes the elements under the names of the feed.
type documentoXML struct {
	nomi map[string]string
	ns   string
	oggi string
}

func nuovoXML(f rules.Feed, oggi string) documentoXML {
	x := documentoXML{nomi: map[string]string{}, ns: f.Namespace, oggi: oggi}
	for k, v := range nomiReGIndE {
		x.nomi[k] = cmp.Or(f.Nomi[k], v)
	}
	return x
}

func (x documentoXML) documento(c Chiesta, subjects string) []byte {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + x.nomi["radice"])
	if x.ns != "" {
		b.WriteString(" xmlns=\"" + escape(x.ns) + "\"")
	}
	b.WriteString(">\n  <" + x.nomi["ente"] + ">")
	x.campo(&b, "codice_ente", c.Feed.Ente)
	b.WriteString("</" + x.nomi["ente"] + ">\n  ")
	x.campo(&b, "intero_albo", fmt.Sprint(c.InteroAlbo))
	b.WriteString("\n" + subjects + "</" + x.nomi["radice"] + ">\n")
	return []byte(b.String())
}

func (x documentoXML) campo(b *strings.Builder, key, value string) {
	if value = strings.TrimSpace(value); value != "" {
		b.WriteString("<" + x.nomi[key] + ">" + escape(value) + "</" + x.nomi[key] + ">")
	}
}

func (x documentoXML) comunica(b *strings.Builder, op, stato, body string) {
	b.WriteString("  <" + x.nomi["soggetto"] + ">")
	x.campo(b, "operazione", op)
	x.campo(b, "ruolo", ruolo)
	x.campo(b, "stato", stato)
	b.WriteString("<" + x.nomi["dati"] + ">" + body + "</" + x.nomi["dati"] + "></" + x.nomi["soggetto"] + ">\n")
}

// via are the data that name somebody whose profile goes.
func (x documentoXML) via(m rules.Iscritto) string {
	var b strings.Builder
	x.campo(&b, "nome", m.Nome)
	x.campo(&b, "cognome", m.Cognome)
	x.campo(&b, "codice_fiscale", m.CF)
	return b.String()
}

// soggetto is the profile a member should have, and its digest; no body where one is needed and a datum is wanting. held: the
// register has one already.
func (x documentoXML) soggetto(p *Prodotto, owners map[string]string, m rules.Iscritto, held bool) (now Posizione, body string, needed bool) {
	pec := ""
	if m.Domicilio != nil && !cessata(m) && (held || !maiUsata(m)) {
		pec = m.Domicilio.Indirizzo
	}
	suspended := StatoReGIndE(m.Stato) == "sospeso"
	if !registrabile(m) || pec == "" && !(suspended && held) {
		return Posizione{}, "", false
	}
	if !cf.Valido(m.CF) {
		p.rifiuta("il codice fiscale %s di %s %s non è valido", m.CF, m.Cognome, m.Nome)
	}
	if pec != "" {
		p.unico(owners, m)
	}
	fields := campiReGIndE(m, pec, x.oggi)
	if why := larghi(fields); why != "" {
		p.escludi("%s %s (%s): %s", m.Cognome, m.Nome, m.CF, why)
		return Posizione{}, "", true
	}
	body = x.profilo(fields)
	return Posizione{CF: m.CF, Indirizzo: pec, Cognome: m.Cognome, Nome: m.Nome, Numero: m.Numero, Impronta: impronta(StatoReGIndE(m.Stato), body)}, body, true
}

// campiReGIndE are the data of a member by key. The day of birth is in the codice fiscale, the place is not: it needs a table.
func campiReGIndE(m rules.Iscritto, pec, oggi string) map[string]string {
	v := map[string]string{"nome": m.Nome, "cognome": m.Cognome, "codice_fiscale": m.CF, "pec": pec,
		"luogo_nascita": altro(m, "luogo_nascita", "comune_nascita"), "provincia_nascita": altro(m, "provincia_nascita"),
		"via": altro(m, "indirizzo", "via"), "cap": altro(m, "cap"), "comune": altro(m, "comune", "citta"), "provincia": altro(m, "provincia", "prov"),
		"telefono": altro(m, "telefono"), "fax": altro(m, "fax"), "email": m.EmailOrdinaria}
	v["data_nascita"] = nascita(m.CF, oggi)
	return v
}

// etaMinima is an age that nobody enrolled in an Order is under: it tells the century of a year of birth of two digits.
const etaMinima = 18

func nascita(code, oggi string) string {
	year, month, day, _, ok := cf.Nascita(code)
	now, err := time.Parse(rules.Giorno, oggi)
	if !ok || err != nil {
		return ""
	}
	if year += 2000; year > now.Year()-etaMinima {
		year -= 100
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

// larghi says which datum is missing, too long or unreadable, "" when none is.
func larghi(v map[string]string) string {
	for _, k := range []string{"nome", "cognome", "codice_fiscale", "via", "cap", "comune", "provincia"} {
		if v[k] == "" {
			return "manca " + parolaCampo(k)
		}
	}
	for _, k := range []string{"nome", "cognome", "luogo_nascita", "provincia_nascita", "codice_fiscale", "pec", "via", "cap", "comune", "provincia", "telefono", "fax", "email"} {
		if utf8.RuneCountInString(v[k]) > larghezze[k] {
			return fmt.Sprintf("%s ha più di %d caratteri", parolaCampo(k), larghezze[k])
		}
		if strings.ContainsFunc(v[k], func(r rune) bool { return unicode.Is(unicode.Cc, r) || r == unicode.ReplacementChar }) {
			return parolaCampo(k) + " contiene un carattere illeggibile"
		}
	}
	if len(v["cap"]) != 5 || strings.Trim(v["cap"], "0123456789") != "" {
		return "il CAP non è di cinque cifre"
	}
	return ""
}

func parolaCampo(k string) string {
	return map[string]string{"via": "l'indirizzo del domicilio legale", "cap": "il CAP", "comune": "il comune", "provincia": "la provincia", "nome": "il nome",
		"cognome": "il cognome", "codice_fiscale": "il codice fiscale", "pec": "l'indirizzo PEC", "luogo_nascita": "il luogo di nascita",
		"provincia_nascita": "la provincia di nascita", "telefono": "il telefono", "fax": "il fax", "email": "l'indirizzo e-mail"}[k]
}

func (x documentoXML) profilo(v map[string]string) string {
	var b strings.Builder
	for _, k := range []string{"nome", "cognome", "data_nascita", "luogo_nascita", "provincia_nascita", "codice_fiscale", "pec"} {
		x.campo(&b, k, v[k])
	}
	b.WriteString("<" + x.nomi["indirizzo"] + ">")
	x.campo(&b, "tipo_indirizzo", "D") // legal domicile
	for _, k := range []string{"via", "cap", "comune", "provincia", "telefono", "fax", "email"} {
		x.campo(&b, k, v[k])
	}
	b.WriteString("</" + x.nomi["indirizzo"] + ">")
	return b.String()
}

// escape writes text for XML 1.0; what XML cannot hold was refused before.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\"", "&quot;", "'", "&apos;").Replace(s)
}
