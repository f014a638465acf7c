package rules

import (
	"encoding/json"
	"fmt"
	"time"
)

// Cartella is what a look at a folder found beside its messages.
type Cartella struct {
	Nome        string `json:"nome"`
	UIDValidity uint32 `json:"uidvalidity"`
	// Ultimo: what is missing up to this UID is accounted for: it is of the time before the first look, or was counted.
	Ultimo uint32 `json:"ultimo,omitempty"`
	// Spariti UIDs vanished before they were read, between two looks at the folder.
	Spariti int       `json:"spariti,omitempty"`
	Dal     time.Time `json:"dal,omitzero"`
	Al      time.Time `json:"al,omitzero"`
	// Confrontata: the other folders were read since; Trovati of the Spariti had been moved there.
	Confrontata bool `json:"confrontata,omitempty"`
	Trovati     int  `json:"trovati,omitempty"`
}

// Sfogliata is an input: what a look at a folder found beside its messages.
type Sfogliata struct {
	Now      time.Time
	Cartella Cartella
}

func (Sfogliata) input() {}

// sfogliata records what was seen of a folder. What vanished is held against the other folders before a person is called.
func (d *decisore) sfogliata(in Sfogliata) {
	c := in.Cartella
	what, missing := "cartella", 0
	if c.Spariti > 0 {
		what = "uid_spariti"
	}
	if c.Confrontata {
		missing = max(0, c.Spariti-c.Trovati)
	}
	d.regola = "R-304"
	d.emit(Event{Kind: KOperazione, Operazione: &Operazione{Tipo: what, Cosa: c.dice(), Cartella: &c}})
	if missing > 0 {
		d.lacuna(c, missing)
	}
}

// dice is the technical fact in one line.
func (c Cartella) dice() string {
	s := fmt.Sprintf("cartella %q, uidvalidity %d", c.Nome, c.UIDValidity)
	switch {
	case c.Confrontata:
		return fmt.Sprintf("%s: spariti %d, di cui trovati in altre cartelle %d", s, c.Spariti, c.Trovati)
	case c.Spariti > 0:
		return fmt.Sprintf("%s: spariti %d messaggi non ancora letti, fino a uid %d", s, c.Spariti, c.Ultimo)
	}
	return fmt.Sprintf("%s: conosciuta fino a uid %d", s, c.Ultimo)
}

// lacuna calls a person about messages that vanished unread, once a folder while the call is open: what vanishes meanwhile is
// added to it.
func (d *decisore) lacuna(c Cartella, missing int) {
	key := problemaSpariti + c.Nome
	for _, id := range d.s.Cerca(CompitiVivi, "") {
		if o, ok := d.s.Compito(id); ok && o.Problema == key {
			o.Quanti += missing
			o.Perche = testoLacuna(c.Nome, o.Quanti, o.Dal, c.Al)
			d.scriviCompito(o)
			return
		}
	}
	d.compito(Compito{Tipo: SegAllarme, Problema: key, Urgente: true, Quanti: missing, Dal: c.Dal, Perche: testoLacuna(c.Nome, missing, c.Dal, c.Al)})
}

func testoLacuna(folder string, n int, from, to time.Time) string {
	what, read, are := "1 messaggio è sparito", "letto", "non è"
	if n != 1 {
		what, read, are = fmt.Sprintf("%d messaggi sono spariti", n), "letti", "non sono"
	}
	when := "entro le " + oraBreve(to)
	if !from.IsZero() {
		when = "tra le " + oraBreve(from) + " e le " + oraBreve(to)
	}
	return what + " dalla cartella «" + folder + "» prima di essere " + read + " da pecagent, " + when + ", e " + are + " in nessun'altra cartella: un programma che scarica la posta e la cancella dal server (POP3), " +
		"o una persona. Può trattarsi di richieste o di ricevute: cercarle presso chi ha scaricato la posta, e fare in modo che il programma ne lasci una copia sul server. " +
		"Finché questo avviso è aperto nessuna lettera incerta viene rispedita."
}

func oraBreve(t time.Time) string { return Roma(t).Format("15:04 del 02/01/2006") }

// applyCartella folds a look at a folder into its cursor.
func applyCartella(a Archivio, at time.Time, f Cartella) error {
	var c Cursore
	if err := get(a, kCursore+f.Nome, &c); err != nil {
		return err
	}
	c = c.con(f.UIDValidity)
	c.Visto = at
	switch {
	case f.Confrontata:
		c.Sospesi = max(0, c.Sospesi-f.Spariti)
		c.Spariti += max(0, f.Spariti-f.Trovati)
		if c.Sospesi == 0 {
			c.Dal, c.Al = time.Time{}, time.Time{}
		}
	case f.Spariti > 0:
		c.Ultimo = max(c.Ultimo, f.Ultimo)
		c.Sospesi += f.Spariti
		if c.Dal.IsZero() {
			c.Dal = f.Dal
		}
		c.Al = f.Al
	default:
		c.Ultimo = f.Ultimo
	}
	put(a, kCursore+f.Nome, c)
	return nil
}

// con is the cursor under a UIDVALIDITY: another one voids the numbers, not what was counted.
func (c Cursore) con(validity uint32) Cursore {
	if c.UIDValidity == validity {
		return c
	}
	return Cursore{UIDValidity: validity, Spariti: c.Spariti, Sospesi: c.Sospesi, Dal: c.Dal, Al: c.Al}
}

// Cursori gives the cursors of all folders that were ever looked at, by name.
func Cursori(a Archivio) map[string]Cursore {
	list := map[string]Cursore{}
	a.Scan(kCursore, func(k string, b []byte) bool {
		var c Cursore
		if err := json.Unmarshal(b, &c); err != nil {
			panic(fmt.Errorf("decoding %s: %w", k, err))
		}
		list[k[len(kCursore):]] = c
		return true
	})
	return list
}
