package registri

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pecagent/rules"
)

// Posizione is what a register holds of one member, as far as we know: what was last sent and taken.
type Posizione struct {
	CF        string `json:"cf"`
	Indirizzo string `json:"indirizzo,omitempty"`
	Cognome   string `json:"cognome,omitempty"`
	Nome      string `json:"nome,omitempty"`
	Numero    string `json:"numero,omitempty"`
	// Impronta is a digest of what was sent; empty: the register has a row, and what stands in it is not known.
	Impronta string `json:"impronta,omitempty"`
	// Assente: the register has no row; it refused the one with this Impronta.
	Assente bool `json:"assente,omitempty"`
	// Codice is why the register refused or changed what was sent (order.md §3.3).
	Codice string `json:"codice,omitempty"`
}

// Situazione is what a register holds, by codice fiscale. It is stored beside each file sent, so that the next one is made
// from what the register took and never from what was only written.
type Situazione []Posizione

// Presenti is how many rows the register has.
func (s Situazione) Presenti() (n int) {
	for _, p := range s {
		if !p.Assente {
			n++
		}
	}
	return n
}

func (s Situazione) trova(cf string) (Posizione, bool) {
	i, ok := slices.BinarySearchFunc(s, cf, func(p Posizione, cf string) int { return strings.Compare(p.CF, cf) })
	if !ok {
		return Posizione{}, false
	}
	return s[i], true
}

// Scrivi writes a situation in a form that LeggiSituazione takes back.
func (s Situazione) Scrivi() []byte {
	s = s.ordinata()
	b, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("registri: encoding a situation: %v", err)) // our own types always encode
	}
	return b
}

// LeggiSituazione reads what Scrivi wrote. Another order, a code twice or more behind it is an error: it is not ours.
func LeggiSituazione(b []byte) (Situazione, error) {
	var s Situazione
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return nil, fmt.Errorf("reading a situation: %w", err)
	}
	if d.More() {
		return nil, fmt.Errorf("reading a situation: more than one value")
	}
	for i := 1; i < len(s); i++ {
		if s[i-1].CF >= s[i].CF {
			return nil, fmt.Errorf("reading a situation: rows are not in order at %d", i+1)
		}
	}
	return s, nil
}

func (s Situazione) ordinata() Situazione {
	s = slices.Clone(s)
	slices.SortFunc(s, func(a, b Posizione) int { return cmp.Compare(a.CF, b.CF) })
	if s == nil {
		s = Situazione{}
	}
	return s
}

// SituazioneIniziale is what the register of members says that INI-PEC holds before anything was sent: a row for each member
// with in_inipec, of unknown content.
func SituazioneIniziale(iscritti []rules.Iscritto) Situazione {
	var s Situazione
	for _, m := range iscritti {
		if m.InINIPEC {
			p := Posizione{CF: m.CF, Cognome: m.Cognome, Nome: m.Nome, Numero: m.Numero}
			if m.Domicilio != nil {
				p.Indirizzo = m.Domicilio.Indirizzo
			}
			s = append(s, p)
		}
	}
	return s.ordinata()
}

// Dopo is the situation once the register has answered about single rows: s is what it would hold had it taken everything,
// prima what it held before, esiti the code for each codice fiscale (order.md R-152).
func (s Situazione) Dopo(prima Situazione, esiti map[string]string) Situazione {
	var out Situazione
	for _, p := range s {
		switch code := esiti[p.CF]; code {
		case "", "S000":
		case "E003", "W001": // it is there, and what stands in it is not ours: modifica
			p.Impronta, p.Assente, p.Codice = "", false, code
		case "E005": // it is not there: inserimento
			continue
		default:
			old, was := prima.trova(p.CF)
			p.Assente, p.Codice = !was || old.Assente, code
		}
		out = append(out, p)
	}
	for _, p := range prima { // a deletion that was refused; E004: it is gone already
		if _, kept := s.trova(p.CF); !kept && strings.HasPrefix(esiti[p.CF], "E") && esiti[p.CF] != "E004" {
			out = append(out, p)
		}
	}
	return out.ordinata()
}

// operazione is what has to be done in a register about one member.
type operazione int

const (
	nessuna operazione = iota
	aggiorna
	inserisci
	cancella
)

// chiede gives the operation that leads from what the register holds to what it should hold. fermo: it refused exactly this
// already, and a person has to correct the data first.
func chiede(prima Posizione, cera bool, ora Posizione, serve bool) (op operazione, fermo bool) {
	holds := cera && !prima.Assente
	switch {
	case !serve && holds:
		return cancella, false
	case !serve:
		return nessuna, false
	case cera && prima.Impronta != "" && prima.Impronta == ora.Impronta:
		return nessuna, prima.Codice != ""
	case holds:
		return aggiorna, false
	}
	return inserisci, false
}

// Chiesta is what a file for a register is made from.
type Chiesta struct {
	Feed       rules.Feed
	Iscritti   []rules.Iscritto
	Prima      Situazione
	Oggi       string // yyyy-mm-dd
	Completo   bool   // every row, not only what changed
	InteroAlbo bool   // ReGIndE: erase all of the body and insert again
	Forza      bool   // a person has looked at the deletions
}

// Prodotto is a file for a register, or why none may be made.
type Prodotto struct {
	Nome   string
	File   []byte
	SHA256 string
	Dopo   Situazione // what the register holds if it takes everything
	Righe  int
	Nuovi  int
	Cambi  int
	Via    int
	// Soggetti are the codici fiscali that a ReGIndE file names, one for each row.
	Soggetti []string
	Entrano  []string // codici fiscali of who gets a row that was not there
	Escono   []string // and of whose row goes
	// Esclusi are members who have no row for a reason that a person can mend, with it.
	Esclusi []string
	// Rifiuto is why nothing may be sent, in Italian; then File is empty.
	Rifiuto string
}

// Vuoto reports whether nothing has changed.
func (p Prodotto) Vuoto() bool { return p.Rifiuto == "" && p.Nuovi+p.Cambi+p.Via == 0 }

// maxEsclusi and maxVia bound what one list for people holds and, in parts of a hundred, how much of a register one file may
// delete without a person's word (order.md §3.1).
const (
	maxEsclusi = 50
	maxVia     = 5
)

func (p *Prodotto) escludi(format string, args ...any) {
	if len(p.Esclusi) < maxEsclusi {
		p.Esclusi = append(p.Esclusi, fmt.Sprintf(format, args...))
	}
}

func (p *Prodotto) rifiuta(format string, args ...any) {
	if p.Rifiuto == "" {
		p.Rifiuto = fmt.Sprintf(format, args...)
	}
}

// chiudi sets the file and its digest, or drops it where the file was refused.
func (p *Prodotto) chiudi(name string, file []byte) Prodotto {
	p.Dopo = p.Dopo.ordinata()
	if p.Rifiuto != "" {
		return Prodotto{Rifiuto: p.Rifiuto, Esclusi: p.Esclusi, Nuovi: p.Nuovi, Cambi: p.Cambi, Via: p.Via}
	}
	sum := sha256.Sum256(file)
	p.Nome, p.File, p.SHA256 = name, file, hex.EncodeToString(sum[:])
	return *p
}

// troppe refuses a file that deletes more than the twentieth part of what the register holds (order.md §3.1).
func (p *Prodotto) troppe(c Chiesta) {
	if n := c.Prima.Presenti(); !c.Forza && p.Via*100 > n*maxVia {
		p.rifiuta("il file cancellerebbe %d posizioni su %d (oltre il %d per cento): serve che una persona le abbia controllate", p.Via, n, maxVia)
	}
}

// nessuno refuses a whole list without rows: whoever replaces his list by it would delete every member.
func (p *Prodotto) nessuno(c Chiesta) {
	if c.Completo && p.Righe == 0 {
		p.rifiuta("l'elenco intero non ha nessuna riga")
	}
}

// registrabile reports whether a member has a place in a register of addresses, by his state.
func registrabile(m rules.Iscritto) bool {
	switch m.Stato {
	case rules.Iscr, rules.SospesoPEC, rules.SospesoDisc, rules.SospensioneDeliberata:
		return true
	}
	return false
}

// maiUsata reports whether the domicile is an Order box that nobody ever opened. It is no working address: no row is made for
// it. A row that the register has already stays, since taking it away is a decision about the member (U43).
func maiUsata(m rules.Iscritto) bool {
	c := m.Casella
	return m.Domicilio != nil && c != nil && c.Stato == rules.Generata && c.PrimoUso.IsZero() && c.Indirizzo == m.Domicilio.Indirizzo
}

// cessata reports whether the domicile is an Order box that exists no more.
func cessata(m rules.Iscritto) bool {
	c := m.Casella
	return m.Domicilio != nil && c != nil && c.Stato == rules.Revocata && c.Indirizzo == m.Domicilio.Indirizzo
}

// impronta is a digest of what a row says.
func impronta(fields ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(fields, "\x00")))
	return hex.EncodeToString(sum[:12])
}

// altro is a further column of the register by the folded heading, "" where there is none.
func altro(m rules.Iscritto, names ...string) string {
	for _, c := range m.Altri {
		if slices.Contains(names, chiave(c.Nome)) {
			return strings.TrimSpace(c.Valore)
		}
	}
	return ""
}
