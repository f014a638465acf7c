package office

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"pecagent/mailparse/cf"
	"pecagent/rules"
)

// maxRighe is how many rows of one kind the text lists; the JSON has all.
const maxRighe = 200

// evidenceAbsence states whether a message from a member or an address is held between two days, with all that may have hidden
// one. It reads the whole log, not the index.
func evidenceAbsence(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("evidence absence")
	member, address := fs.String("member", "", ""), fs.String("address", "", "")
	from, to, out, why := fs.String("from", "", ""), fs.String("to", "", ""), fs.String("out", "", ""), fs.String("motivo", "", "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	switch {
	case (*member == "") == (*address == ""):
		return usage("serve --member oppure --address")
	case *from == "" || *to == "":
		return usage("servono --from e --to")
	case *address != "" && !strings.Contains(*address, "@"):
		return usage("--address: %s non è un indirizzo", VisibleLine(*address))
	}
	dal, al, err := Intervallo(*from, *to)
	if err != nil {
		return err
	}
	var addresses []string
	code := ""
	if *member != "" {
		if code, err = e.trovaUno(*member); err != nil {
			return err
		}
	} else {
		addresses = []string{*address}
	}
	e.accesso(ctx, rules.Accesso{Comando: "evidence absence", CF: []string{code}, Motivo: *why})
	x := rules.NuovoEsame(code, addresses, dal, al)
	if err := e.Store.Events(1, func(ev rules.Event) bool { x.Evento(ev); return ctx.Err() == nil }); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	a := x.Fine(e.Now())
	doc := estratto{a, e, e.Store.Head().Root}
	text := doc.testo()
	if *asJSON {
		b, err := json.Marshal(doc.json())
		if err != nil {
			return fmt.Errorf("writing JSON: %w", err)
		}
		text = string(b) + "\n"
	}
	if *out == "" {
		e.printf("%s", text)
		return nil
	}
	if err := e.Save(*out, []byte(text)); err != nil {
		return err
	}
	e.printf("Estratto scritto in %s: %s\n", VisibleLine(*out), doc.inBreve())
	return nil
}

// trovaUno is the codice fiscale of one member, or a valid one that the register does not hold: of a slip of the finger it would be
// said that nothing came.
func (e *Env) trovaUno(who string) (code string, err error) {
	var found []rules.Iscritto
	err = e.Store.View(func(a rules.Archivio) error {
		found = trova(a, who)
		return nil
	})
	switch {
	case err != nil:
		return "", err
	case len(found) == 1:
		return found[0].CF, nil
	case len(found) > 1:
		return "", usage("%s: sono %d iscritti; serve il codice fiscale", VisibleLine(who), len(found))
	case cf.Valido(cf.Normalizza(who)):
		return cf.Normalizza(who), nil
	}
	return "", usage("%s: nessun iscritto, e non è un codice fiscale valido", VisibleLine(who))
}

// estratto is an examination as it is written down.
type estratto struct {
	rules.Assenza
	e    *Env
	root string
}

func (x estratto) chi() string {
	if x.CF == "" {
		return "dall'indirizzo " + strings.Join(x.Indirizzi, ", ")
	}
	return "dall'iscritto con codice fiscale " + x.CF
}

func (x estratto) inBreve() string {
	switch x.Esito() {
	case rules.AssenzaPresenti:
		if len(x.Trovati) == 1 {
			return "risulta conservato 1 messaggio."
		}
		return fmt.Sprintf("risultano conservati %d messaggi.", len(x.Trovati))
	case rules.AssenzaDubbia:
		return "nessun messaggio risulta conservato, ma non si può escludere che ne sia pervenuto uno."
	}
	return "nessun messaggio risulta pervenuto."
}

func (x estratto) testo() string {
	var b strings.Builder
	p := func(format string, a ...any) { fmt.Fprintf(&b, format+"\n", a...) }
	p("ESTRATTO DAL REGISTRO DELLA CASELLA DI POSTA ELETTRONICA CERTIFICATA\n")
	p("Questo documento non è un certificato. È prodotto da un programma e riporta ciò che risulta")
	p("nell'archivio; l'attestazione spetta al funzionario che lo verifica e lo sottoscrive.\n")
	p("Ente:     %s", x.e.Config.Ordine.Nome)
	p("Casella:  %s", x.Casella)
	p("Ricerca:  messaggi pervenuti %s", x.chi())
	if x.CF != "" {
		p("          indirizzi noti: %s", orNone(strings.Join(x.Indirizzi, ", ")))
	}
	p("Periodo:  dal %s al %s (ora italiana, estremi compresi)", giorno(x.Dal), giorno(x.Al))
	p("Estratto: il %s da %s, dagli eventi da 1 a %d del registro", giorno(x.e.Now()), VisibleLine(x.e.Attore.ID), x.Eventi)
	p("          (radice %s)\n", x.root)
	p("ESITO: %s", x.inBreve())
	if x.Esito() == rules.AssenzaPresenti && x.Lacune() {
		p("Non si può escludere che nel periodo ne siano pervenuti altri, per le ragioni indicate sotto.")
	}
	if x.Esito() == rules.AssenzaDubbia {
		p("Le ragioni sono indicate ai punti da 2 a 5.")
	}
	x.trovati(p)
	x.cartelle(p)
	x.interruzioni(p)
	x.mancanti(p)
	x.illeggibili(p)
	x.nonEsaminati(p)
	p("\nLuogo e data ____________________    Il funzionario ____________________")
	return b.String()
}

type scrive func(format string, a ...any)

// primi cuts a list for the text and says what was left out.
func primi[T any](p scrive, list []T, row func(T)) {
	for _, x := range list[:min(len(list), maxRighe)] {
		row(x)
	}
	if n := len(list) - maxRighe; n > 0 {
		p("   … e altri %d: l'elenco completo è nel formato JSON (--json).", n)
	}
}

func (x estratto) trovati(p scrive) {
	p("\n1. Messaggi conservati che corrispondono alla ricerca: %d (su %d messaggi del periodo).", len(x.Trovati), x.Esaminati)
	primi(p, x.Trovati, func(t rules.Trovato) { p("   %s", rigaTrovato(t)) })
}

func rigaTrovato(t rules.Trovato) string {
	when, how := giorno(t.Istante), "ora certificata"
	if t.Istante.IsZero() {
		when, how = giorno(t.Arrivo), "arrivo nella cartella, ora non certificata"
	}
	s := fmt.Sprintf("%s (%s), da %s, «%s», SHA-256 %s", when, how, orNone(VisibleLine(t.Mittente)), VisibleLine(t.Oggetto), t.SHA256)
	if t.Perche != "" {
		s += "; " + VisibleLine(t.Perche)
	}
	return s
}

func (x estratto) cartelle(p scrive) {
	p("\n2. Cartelle lette (numeri UID assegnati dal server della casella).")
	primi(p, x.Cartelle, func(c rules.CartellaLetta) {
		p("   «%s», UIDVALIDITY %d: UID da %d a %d, messaggi letti %d; UID mancanti fra 1 e %d, di ogni tempo: %d.", VisibleLine(c.Nome), c.UIDValidity, c.Primo, c.Ultimo, c.Messaggi, c.Ultimo, c.Mancanti)
	})
	if len(x.Cartelle) == 0 {
		p("   Nessuna.")
	}
	primi(p, x.Rinumerate, func(s string) {
		p("   La cartella «%s» è stata rinumerata nel periodo: ciò che vi mancava allora non si conosce.", VisibleLine(s))
	})
	primi(p, x.Chiuse, func(s string) { p("   Non si è aperta: %s", VisibleLine(s)) })
}

func (x estratto) interruzioni(p scrive) {
	p("\n3. Intervalli del periodo in cui la casella non risulta letta: %d.", len(x.Offline))
	p("   I messaggi pervenuti in questi intervalli si leggono quando la lettura riprende; non si legge ciò che vi")
	p("   fosse pervenuto e fosse stato cancellato prima. Le pause fino a %d minuti non sono riportate.", int(rules.PausaLettura.Minutes()))
	primi(p, x.Offline, func(l rules.Lettura) { p("   dal %s al %s", secondo(l.Dal), secondo(l.Al)) })
	switch {
	case x.PrimoDi.IsZero():
		p("   La casella non è mai stata letta.")
	case x.Dal.Before(x.PrimoDi):
		p("   La casella è stata letta per la prima volta il %s: ciò che era stato cancellato prima non si conosce.", secondo(x.PrimoDi))
	}
}

func secondo(t time.Time) string { return t.In(roma()).Format("02/01/2006 15:04:05") }

func (x estratto) mancanti(p scrive) {
	p("\n4. UID mancanti e messaggi spariti prima della lettura, nel periodo: %d e %d.", len(x.LacuneUID), len(x.Sparizioni))
	primi(p, x.LacuneUID, func(l rules.LacunaUID) {
		p("   «%s», UIDVALIDITY %d: UID da %d a %d mai letti, fra il %s e il %s", VisibleLine(l.Cartella), l.UIDValidity, l.Da, l.A, secondo(l.Dal), secondo(l.Al))
	})
	primi(p, x.Sparizioni, func(s rules.Sparizione) {
		where := "non ancora cercati nelle altre cartelle"
		if s.Altrove >= 0 {
			where = fmt.Sprintf("%d trovati in altre cartelle", s.Altrove)
		}
		when := "entro il " + secondo(s.Al)
		if !s.Dal.IsZero() {
			when = "fra il " + secondo(s.Dal) + " e il " + secondo(s.Al)
		}
		p("   «%s»: %d spariti %s; %s", VisibleLine(s.Cartella), s.Quanti, when, where)
	})
}

func (x estratto) illeggibili(p scrive) {
	p("\n5. Messaggi del periodo il cui mittente non si conosce o non è provato: %d; ricevuti e non ancora esaminati: %d;", len(x.Illeggibil), x.Pendenti)
	p("   eventi cancellati dal registro con motivo: %d.", x.Cancellati)
	primi(p, x.Illeggibil, func(t rules.Trovato) { p("   %s", rigaTrovato(t)) })
}

func (x estratto) nonEsaminati(p scrive) {
	p("\n6. Che cosa non è stato esaminato.")
	p("   Lo sportello, il telefono, la posta ordinaria e raccomandata, la posta elettronica ordinaria, le altre")
	p("   caselle dell'ente e degli uffici, i sistemi del gestore della casella; la cartella delle bozze;")
	p("   i messaggi di altri mittenti che scrivano per conto di chi è cercato, e il testo dei messaggi.")
	if list := x.e.Config.IMAP.Escludi; len(list) > 0 {
		p("   Cartelle escluse dalla configurazione: %s.", VisibleLine(strings.Join(list, ", ")))
	}
	if x.CF != "" {
		p("   Sono considerati dell'iscritto i messaggi dagli indirizzi noti al registro e quelli attribuiti a lui.")
	}
}

// assenzaJSON is the extract for programs; instants are RFC 3339.
type assenzaJSON struct {
	Esito      string         `json:"esito"` // presenti, nessuno, non_si_puo_escludere
	Lacune     bool           `json:"lacune"`
	Casella    string         `json:"casella"`
	CF         string         `json:"cf,omitempty"`
	Indirizzi  []string       `json:"indirizzi"`
	Dal        string         `json:"dal"`
	Al         string         `json:"al"`
	Eventi     int64          `json:"eventi"`
	Radice     string         `json:"radice"`
	Esaminati  int            `json:"esaminati"`
	Trovati    []trovatoJSON  `json:"trovati"`
	NonProvati []trovatoJSON  `json:"mittente_non_provato"`
	Cartelle   []cartellaJSON `json:"cartelle"`
	PrimoDi    string         `json:"prima_lettura,omitempty"`
	NonLetta   []tratto       `json:"non_letta"`
	UID        []lacunaJSON   `json:"uid_mancanti"`
	Spariti    []sparitiJSON  `json:"spariti"`
	Chiuse     []string       `json:"cartelle_chiuse"`
	Rinumerate []string       `json:"cartelle_rinumerate"`
	Escluse    []string       `json:"cartelle_escluse"`
	Pendenti   int            `json:"non_ancora_esaminati"`
	Cancellati int            `json:"eventi_cancellati"`
}

type trovatoJSON struct {
	SHA256   string `json:"sha256"`
	Istante  string `json:"istante,omitempty"`
	Arrivo   string `json:"arrivo,omitempty"`
	Mittente string `json:"mittente,omitempty"`
	Oggetto  string `json:"oggetto,omitempty"`
	Livello  string `json:"livello"`
	Perche   string `json:"perche,omitempty"`
}

type cartellaJSON struct {
	Nome        string `json:"nome"`
	UIDValidity uint32 `json:"uidvalidity"`
	Primo       uint32 `json:"primo_uid"`
	Ultimo      uint32 `json:"ultimo_uid"`
	Messaggi    int    `json:"messaggi"`
	Mancanti    int64  `json:"mancanti"`
}

type tratto struct {
	Dal string `json:"dal,omitempty"`
	Al  string `json:"al"`
}

type lacunaJSON struct {
	Cartella    string `json:"cartella"`
	UIDValidity uint32 `json:"uidvalidity"`
	Da          uint32 `json:"da_uid"`
	A           uint32 `json:"a_uid"`
	tratto
}

type sparitiJSON struct {
	Cartella string `json:"cartella"`
	Quanti   int    `json:"quanti"`
	Altrove  *int   `json:"altrove,omitempty"` // absent: not looked for yet
	tratto
}

// aRoma is an instant with the offset of Italy, "" for none.
func aRoma(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(roma()).Format(time.RFC3339)
}

func (x estratto) json() assenzaJSON {
	list := func(from []rules.Trovato) []trovatoJSON {
		out := []trovatoJSON{}
		for _, t := range from {
			out = append(out, trovatoJSON{t.SHA256, aRoma(t.Istante), aRoma(t.Arrivo), t.Mittente, t.Oggetto, t.Livello, t.Perche})
		}
		return out
	}
	j := assenzaJSON{Esito: x.Esito(), Lacune: x.Lacune(), Casella: x.Casella, CF: x.CF, Indirizzi: append([]string{}, x.Indirizzi...), Dal: aRoma(x.Dal), Al: aRoma(x.Al),
		Eventi: x.Eventi, Radice: x.root, Esaminati: x.Esaminati, Trovati: list(x.Trovati), NonProvati: list(x.Illeggibil), PrimoDi: aRoma(x.PrimoDi),
		Cartelle: []cartellaJSON{}, NonLetta: []tratto{}, UID: []lacunaJSON{}, Spariti: []sparitiJSON{}, Chiuse: append([]string{}, x.Chiuse...),
		Rinumerate: append([]string{}, x.Rinumerate...), Escluse: append([]string{}, x.e.Config.IMAP.Escludi...), Pendenti: x.Pendenti, Cancellati: x.Cancellati}
	for _, c := range x.Cartelle {
		j.Cartelle = append(j.Cartelle, cartellaJSON(c))
	}
	for _, l := range x.Offline {
		j.NonLetta = append(j.NonLetta, tratto{aRoma(l.Dal), aRoma(l.Al)})
	}
	for _, l := range x.LacuneUID {
		j.UID = append(j.UID, lacunaJSON{l.Cartella, l.UIDValidity, l.Da, l.A, tratto{aRoma(l.Dal), aRoma(l.Al)}})
	}
	for _, s := range x.Sparizioni {
		row := sparitiJSON{Cartella: s.Cartella, Quanti: s.Quanti, tratto: tratto{aRoma(s.Dal), aRoma(s.Al)}}
		if s.Altrove >= 0 {
			row.Altrove = &s.Altrove
		}
		j.Spariti = append(j.Spariti, row)
	}
	return j
}
