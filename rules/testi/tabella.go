package testi

import (
	"slices"
	"strings"
)

// perVariante is something that each variant of a letter has, or all of them ("*").
type perVariante map[string]string

func (p perVariante) di(variante string) string {
	if v, ok := p[variante]; ok {
		return v
	}
	return p["*"]
}

// lettera is what the code knows of a letter: its variants and what may and must stand in it.
type lettera struct {
	titolo   string   // what it is for, in the list of letters
	varianti []string // "" is the plain text of a letter without variants
	anonime  []string // variants that never greet by name; "*" is all of them
	// apertura: the opening lines of T-01 may stand (order.md §8), but not in the variants that say themselves what arrived
	// or answer no request.
	apertura      bool
	senzaApertura []string
	sospende      []string // variants that suspend the procedure, so that its last day is not promised; "*" is all of them
	// conclude: the letter ends the procedure, so its opening lines announce no answer.
	conclude bool
	// carta: it may go on paper, to DatiLettera.Recapito; the others ask for an answer with a click.
	carta    bool
	saluti   perVariante // greetings of its own
	chiusure perVariante // closing parts other than CHIUSURA, the one of an automatic letter to a PEC box
	deve     []string    // facts that every variant has to use
	anche    map[string][]string
	// parole are words of the law that every variant has to say, outside of optional sentences and whatever the wording.
	parole []string
	// vuole are facts that have to be there whatever the text says: the law wants them in the letter.
	vuole []string
	solo  []string // if not nil, the only facts the letter may use, besides the common parts
	mai   []string // facts that may not stand in it
}

// riservati are the facts that a writer who is not proven may not read (order.md §2.9).
var riservati = []string{"nome", "destinatario", "cf", "recapito", "indirizzo", "precedente", "casella", "dal", "revoca_dal", "scadenza", "difetto_dal"}

// Closing parts.
const (
	daPersona    = "CHIUSURA_PERSONA"
	daPresidente = "CHIUSURA_PRESIDENTE"
	ordinaria    = "CHIUSURA_ORDINARIA"
)

// parole7bis are the law of a diffida and of a suspension.
var parole7bis = []string{"VISTO l'art. 16", "7-bis", "185/2008", "sospensione"}

var difetti = []string{"ASSENTE", "SATURA", "NON_VALIDO", "MAI_ATTIVATA"}

// tutte are the letters that can be composed (order.md §8).
var tutte = map[string]lettera{
	"F-01": {titolo: "Fra uffici: file di un flusso, conferma di ricezione", varianti: []string{"", "CONFERMA"}, saluti: perVariante{"*": "Buongiorno,"},
		chiusure: perVariante{"CONFERMA": daPersona}, anche: map[string][]string{"": {"dal", "elenco", "elenco_sha256"}, "CONFERMA": {"elenco", "data_ricevuta"}}},
	"T-01": {titolo: "Ricevuta della richiesta", varianti: []string{""}, deve: []string{"data_ricevuta", "ora_ricevuta", "oggetto", "termine"}},
	"T-02": {titolo: "Richiesta di integrazione", varianti: []string{"PEC", "CF", "NON_CERTIFICATA", "NON_ATTIVA", "NEUTRA", "SINGOLARMENTE", "DELEGA",
		"OPZIONI", "UNA", "ELENCO"}, anonime: []string{"NEUTRA", "SINGOLARMENTE", "DELEGA"}, apertura: true, sospende: []string{"*"}},
	"T-03": {titolo: "Attivazione della casella dell'Ordine", carta: true, varianti: []string{"ARUBA_CONVENZIONI", "PORTALE_ORDINE", "AREA_RISERVATA_NAZIONALE",
		"POSTECOM", "GENERICA"}, apertura: true, anche: map[string][]string{"ARUBA_CONVENZIONI": {"convenzione"}}},
	"T-04": {titolo: "Avvenuta registrazione", varianti: []string{"", "RITIRO"}, apertura: true, conclude: true},
	"T-05": {titolo: "Forma non idonea", varianti: []string{"", "DELEGA", "FIRMA"}, anonime: []string{"*"}, mai: riservati},
	"T-06": {titolo: "Conferma chiesta alla casella registrata", varianti: []string{""}, deve: []string{"codice"}},
	"T-07": {titolo: "Scadenza della casella", varianti: []string{"-30", "-5", "+25", "ORDINE", "ORDINE_SCADUTA", "FINE_CONVENZIONE"},
		deve: []string{"casella", "scadenza"}},
	"T-08": {titolo: "Revoca della casella dell'Ordine", varianti: []string{"", "MAI_USATA"}, apertura: true, conclude: true, deve: []string{"casella", "revoca_dal"}},
	"T-09": {titolo: "Mancata consegna o difetto dell'indirizzo", carta: true, varianti: []string{"SATURA", "NON_VALIDO", "NON_RAGGIUNGIBILE", "MAI_ATTIVATA"},
		chiusure: perVariante{"*": ordinaria}},
	"T-10": {titolo: "Diffida", carta: true, varianti: difetti, chiusure: perVariante{"*": daPresidente}, deve: []string{"destinatario", "cf", "giorni_diffida", "pec"},
		vuole: []string{"ufficio", "responsabile"}, parole: append([]string{"SI DIFFIDA", "dal ricevimento"}, parole7bis...)},
	"T-10b": {titolo: "Sospensione", carta: true, varianti: []string{""}, chiusure: perVariante{"*": daPresidente},
		deve: []string{"destinatario", "cf", "delibera", "protocollo_diffida", "notificata_il", "rimedi"}, vuole: []string{"rimedi"}, parole: parole7bis},
	"T-11": {titolo: "Cessazione della sospensione", carta: true, varianti: []string{""}, apertura: true, conclude: true, chiusure: perVariante{"*": daPersona}, deve: []string{"dal"}},
	"T-12": {titolo: "Kit di firma digitale", varianti: []string{"", "PAGAMENTO", "PRONTO"}},
	"T-13": {titolo: "Elenco riservato per le pubbliche amministrazioni", varianti: []string{"", "EVASA", "INOLTRATA", "ALLA_FEDERAZIONE", "PROVA"},
		saluti:   perVariante{"*": "Spett.le Amministrazione,", "ALLA_FEDERAZIONE": "Spett.le Federazione,", "PROVA": "Buongiorno,"},
		chiusure: perVariante{"EVASA": daPersona, "ALLA_FEDERAZIONE": daPersona, "PROVA": daPersona},
		deve:     []string{"data_ricevuta"}, anche: map[string][]string{"": {"termine"}, "EVASA": {"elenco", "elenco_sha256"}, "INOLTRATA": {"inoltrata_a", "termine"},
			"ALLA_FEDERAZIONE": {"termine"}}, mai: riservati},
	"T-14": {titolo: "Non iscritto a quest'Ordine", varianti: []string{""}, anonime: []string{"*"}, mai: riservati},
	"T-15": {titolo: "Preavviso di rigetto", carta: true, varianti: []string{""}, apertura: true, sospende: []string{"*"}, chiusure: perVariante{"*": daPersona},
		deve: []string{"motivo"}, parole: []string{"10-bis", "10 (dieci) giorni", "osservazioni"}},
	"T-16": {titolo: "Già agli atti, già revocata, già attiva, verifica", varianti: []string{"GIA_AGLI_ATTI", "GIA_REVOCATA", "CASELLA_GIA_ATTIVA", "VERIFICA"},
		apertura: true, senzaApertura: []string{"VERIFICA"}, conclude: true},
	"T-17": {titolo: "Richiesta doppia", varianti: []string{""}},
	"T-18": {titolo: "Richieste contrastanti, allarme, ripristino", varianti: []string{"", "ALLARME", "RIPRISTINO"}, apertura: true,
		senzaApertura: []string{"ALLARME", "RIPRISTINO"}, sospende: []string{""},
		anche: map[string][]string{"RIPRISTINO": {"indirizzo"}}},
	"T-19": {titolo: "Assistenza", varianti: []string{""}, anonime: []string{"*"}, mai: riservati},
	"T-20": {titolo: "Condoglianze", varianti: []string{""}, anonime: []string{"*"}, chiusure: perVariante{"*": daPersona}, deve: []string{"nome"},
		solo: []string{"ordine", "nome", "rif", "pec", "mail", "telefono", "orario", "data_ricevuta", "ora_ricevuta"}},
	"T-21": {titolo: "Archiviazione", varianti: []string{""}, chiusure: perVariante{"*": daPersona}},
	"T-22": {titolo: "Convocazione", carta: true, varianti: []string{"ASSEMBLEA", "ELEZIONI"}, chiusure: perVariante{"*": daPresidente},
		deve: []string{"evento", "quando", "luogo"}, anche: map[string][]string{"ASSEMBLEA": {"ordine_del_giorno"}}},
	// T-23 goes to an address that may be a stranger's (order.md §6.2): Order, name, request to answer, code.
	"T-23": {titolo: "Prova di un indirizzo", varianti: []string{""}, anonime: []string{"*"}, deve: []string{"nome", "codice"},
		solo: []string{"ordine", "nome", "codice", "rif", "telefono", "orario", "sollecito"}},
	"T-24": {titolo: "Preavviso bonario", carta: true, varianti: difetti, chiusure: perVariante{"*": ordinaria}, deve: []string{"pec"}},
	"T-25": {titolo: "Provvedimento di rigetto", carta: true, varianti: []string{""}, chiusure: perVariante{"*": daPresidente},
		deve: []string{"motivo", "notificata_il", "osservazioni", "controdeduzioni", "rimedi"}, vuole: []string{"rimedi"}, parole: []string{"10-bis"}},
	"T-26": {titolo: "Avviso di variazione", varianti: []string{"VECCHIA", "NUOVA", "ANNULLATA", "CORTESIA"}, anonime: []string{"ANNULLATA", "CORTESIA"},
		chiusure: perVariante{"CORTESIA": ordinaria}, anche: map[string][]string{"VECCHIA": {"indirizzo"}, "NUOVA": {"indirizzo"}}},
}

// comuni is the file of the parts that all letters share, comuneParti its parts.
const comuni = "comuni.txt"

var comuneParti = []string{"APERTURA", "APERTURA_CONCLUSA", "AVVIO", "RICEVUTA", "CHIUSURA", ordinaria, daPersona, daPresidente, "INTESTAZIONE"}

func (d lettera) anonima(variante string) bool { return fra(d.anonime, variante) }

// apre reports whether the opening lines may stand in a variant.
func (d lettera) apre(variante string) bool { return d.apertura && !fra(d.senzaApertura, variante) }

// fra reports whether a variant is among those named; "*" names all.
func fra(varianti []string, v string) bool {
	return slices.Contains(varianti, "*") || slices.Contains(varianti, v)
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
		anonima := d.solo == nil && d.anonima(s.nome) && slices.Contains(riservati, n.testo)
		if anonima || slices.Contains(d.mai, n.testo) || d.solo != nil && !slices.Contains(d.solo, n.testo) {
			err = errRiga(m.file, n.riga, "la variabile {%s} non può stare in questa lettera: chi la legge può essere un estraneo", n.testo)
		}
	})
	if err != nil {
		return err
	}
	for _, v := range slices.Concat(d.deve, d.anche[s.nome]) {
		if !slices.ContainsFunc(slices.Concat(s.corpo, s.legge), func(p []nodo) bool { return usa(p, v) }) {
			return errRiga(m.file, s.riga, "manca la variabile {%s}%s", v, dellaVariante(s.nome))
		}
	}
	said := senzaFacoltative(slices.Concat(s.corpo, s.legge))
	for _, w := range d.parole {
		if !strings.Contains(said, confronto(w)) {
			return errRiga(m.file, s.riga, "manca «%s», che la legge vuole in questa lettera (fuori da [ … ])%s", w, dellaVariante(s.nome))
		}
	}
	return nil
}

// senzaFacoltative are the words that stand in every letter made of some paragraphs.
func senzaFacoltative(list [][]nodo) string {
	var b strings.Builder
	for _, p := range list {
		for _, n := range p {
			if n.specie == testo {
				b.WriteString(n.testo)
			} else {
				b.WriteString(" ")
			}
		}
		b.WriteString("\n")
	}
	return confronto(b.String())
}

// confronto makes words equal that differ in case, blanks or the form of the apostrophe.
func confronto(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(s, "’", "'"))), " ")
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
var daChiusura = []string{"ordine", "pec", "mail", "aoo", "ufficio", "responsabile", "presidente", "telefono", "orario", "rif", "protocollo", "protocollo_richiesta"}

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
	for _, nome := range comuneParti {
		if !strings.HasPrefix(nome, "CHIUSURA") {
			continue
		}
		if err := (lettera{solo: daChiusura, deve: []string{"rif", "pec"}}).variabili(m, m.sezioni[nome]); err != nil {
			return err
		}
	}
	return nil
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
