package testi

import (
	"slices"
	"strings"
)

// lettera is what the code knows of a letter: its variants and what may and must stand in it.
type lettera struct {
	varianti []string // "" is the plain text of a letter without variants
	anonime  []string // variants that never greet by name; "*" is all of them
	// apertura: the opening lines of T-01 may stand (order.md §8).
	apertura bool
	// conclude: the letter ends the procedure, so its opening lines announce no answer.
	conclude bool
	saluto   string   // a greeting of its own
	deve     []string // facts that every variant has to use
	solo     []string // if not nil, the only facts the letter may use, besides the common parts
	mai      []string // facts that may not stand in it
}

// riservati are the facts that a writer who is not proven may not read (order.md §2.9).
var riservati = []string{"nome", "indirizzo", "precedente", "casella", "dal", "revoca_dal"}

// tutte are the letters that can be composed (order.md §8).
var tutte = map[string]lettera{
	"T-01": {varianti: []string{""}, deve: []string{"data_ricevuta", "ora_ricevuta", "oggetto", "termine"}},
	"T-02": {varianti: []string{"PEC", "CF", "NON_CERTIFICATA", "NON_ATTIVA", "NEUTRA", "SINGOLARMENTE", "DELEGA",
		"OPZIONI", "UNA", "ELENCO"}, anonime: []string{"NEUTRA", "SINGOLARMENTE", "DELEGA"}, apertura: true},
	"T-03": {varianti: []string{"ARUBA_CONVENZIONI", "PORTALE_ORDINE", "AREA_RISERVATA_NAZIONALE", "GENERICA"}, apertura: true},
	"T-04": {varianti: []string{"", "RITIRO"}, apertura: true, conclude: true},
	"T-05": {varianti: []string{"", "DELEGA", "FIRMA"}, anonime: []string{"*"}, mai: riservati},
	"T-06": {varianti: []string{""}, deve: []string{"codice"}},
	"T-08": {varianti: []string{"", "MAI_USATA"}, apertura: true, conclude: true, deve: []string{"casella", "revoca_dal"}},
	"T-11": {varianti: []string{""}, apertura: true, conclude: true},
	"T-12": {varianti: []string{""}},
	"T-13": {varianti: []string{""}, saluto: "Spett.le Amministrazione,", deve: []string{"termine"}, mai: riservati},
	"T-14": {varianti: []string{""}, anonime: []string{"*"}, mai: riservati},
	"T-15": {varianti: []string{""}, apertura: true, deve: []string{"motivo"}},
	"T-16": {varianti: []string{"GIA_AGLI_ATTI", "GIA_REVOCATA", "CASELLA_GIA_ATTIVA", "VERIFICA"}, apertura: true, conclude: true},
	"T-17": {varianti: []string{""}},
	"T-18": {varianti: []string{"", "ALLARME"}, apertura: true},
	"T-19": {varianti: []string{""}, anonime: []string{"*"}, mai: riservati},
	// T-23 goes to an address that may be a stranger's (order.md §6.2): Order, name, request to answer, code.
	"T-23": {varianti: []string{""}, anonime: []string{"*"}, deve: []string{"nome", "codice"},
		solo: []string{"ordine", "nome", "codice", "rif", "telefono", "orario"}},
	"T-26": {varianti: []string{"VECCHIA", "NUOVA"}, deve: []string{"indirizzo"}},
}

// comuni is the file of the parts that all letters share, comuneParti its parts.
const comuni = "comuni.txt"

var comuneParti = []string{"APERTURA", "APERTURA_CONCLUSA", "AVVIO", "RICEVUTA", "CHIUSURA"}

func (d lettera) anonima(variante string) bool {
	return slices.Contains(d.anonime, "*") || slices.Contains(d.anonime, variante)
}

// controlla checks a parsed letter against what the code needs of it.
func (d lettera) controlla(m *modello) error {
	if err := complete(m, d.varianti); err != nil {
		return err
	}
	for _, v := range d.varianti {
		s := m.sezioni[v]
		if len(s.oggetto) == 0 {
			return errRiga(m.file, s.riga, "manca «Oggetto:»%s", dellaVariante(v))
		}
		if len(s.corpo) == 0 {
			return errRiga(m.file, s.riga, "manca il testo%s", dellaVariante(v))
		}
		if prima(s.corpo[0]) == fatto {
			return errRiga(m.file, s.corpo[0][0].riga, "il testo deve cominciare con una parola, non con una variabile%s", dellaVariante(v))
		}
		if !usa(s.oggetto, "rif") {
			return errRiga(m.file, s.riga, "l'oggetto deve contenere {rif}%s", dellaVariante(v))
		}
		if err := d.variabili(m, s); err != nil {
			return err
		}
	}
	return nil
}

func (d lettera) variabili(m *modello, s *sezione) error {
	var err error
	s.visita(func(n nodo) {
		if err != nil || n.specie != fatto && n.specie != presente && n.specie != assente {
			return
		}
		if slices.Contains(d.mai, n.testo) || d.solo != nil && !slices.Contains(d.solo, n.testo) {
			err = errRiga(m.file, n.riga, "la variabile {%s} non può stare in questa lettera: chi la legge può essere un estraneo", n.testo)
		}
	})
	if err != nil {
		return err
	}
	for _, v := range d.deve {
		if !slices.ContainsFunc(slices.Concat(s.corpo, s.legge), func(p []nodo) bool { return usa(p, v) }) {
			return errRiga(m.file, s.riga, "manca la variabile {%s}%s", v, dellaVariante(s.nome))
		}
	}
	return nil
}

// usa reports whether a fact is written, outside of optional sentences or in them.
func usa(list []nodo, nome string) bool {
	return slices.ContainsFunc(list, func(n nodo) bool {
		return n.specie == fatto && n.testo == nome || usa(n.dentro, nome)
	})
}

// prima is the kind of the first node that writes something.
func prima(list []nodo) specie {
	for _, n := range list {
		switch n.specie {
		case testo, fatto:
			return n.specie
		case facoltativo:
			return prima(n.dentro)
		}
	}
	return testo
}

// daChiusura are the facts the closing block may use: it stands also in letters that a stranger may read.
var daChiusura = []string{"ordine", "pec", "mail", "aoo", "ufficio", "responsabile", "telefono", "orario", "rif", "protocollo"}

// controllaComuni checks the common parts.
func controllaComuni(m *modello) error {
	if err := complete(m, comuneParti); err != nil {
		return err
	}
	for _, nome := range comuneParti {
		if s := m.sezioni[nome]; len(s.corpo) == 0 || len(s.oggetto)+len(s.legge) > 0 {
			return errRiga(m.file, s.riga, "la parte %s è solo testo: senza «Oggetto:» e senza «---»", nome)
		}
	}
	return lettera{solo: daChiusura, deve: []string{"rif", "pec"}}.variabili(m, m.sezioni["CHIUSURA"])
}

// complete checks that a file has the named variants and no other.
func complete(m *modello, nomi []string) error {
	for _, v := range nomi {
		if m.sezioni[v] == nil {
			return errRiga(m.file, 1, "manca %s", laVariante(v))
		}
	}
	var in []*sezione
	for _, s := range m.sezioni {
		if !slices.Contains(nomi, s.nome) {
			in = append(in, s)
		}
	}
	if len(in) == 0 {
		return nil
	}
	first := slices.MinFunc(in, func(a, b *sezione) int { return a.riga - b.riga })
	return errRiga(m.file, first.riga, "%s non è prevista; previste: %s", laVariante(first.nome), strings.Join(nomi, " "))
}

func laVariante(v string) string {
	if v == "" {
		return "il testo senza variante"
	}
	return "la variante " + v
}

func dellaVariante(v string) string {
	if v == "" {
		return ""
	}
	return " nella variante " + v
}
