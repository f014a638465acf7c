package rules

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// What shows that the office answered by hand (Mano.Prova).
const (
	ManoConsegna = "consegna" // a certified receipt of delivery that carries the answer
	ManoInviata  = "inviata"  // the copy in the Sent folder of the Order's own mailbox
	ManoPersona  = "persona"  // a person's word
)

// Mano is an answer that the office gave by hand, from the webmail or another program. It never says what the
// answer did: that is a person's to record.
type Mano struct {
	ID        string    `json:"id"`                   // MAN-2026-000123
	MsgID     string    `json:"msgid,omitempty"`      // of the answer, without <>
	RispondeA []string  `json:"risponde_a,omitempty"` // Message-IDs that it names as answered
	A         []string  `json:"a,omitempty"`          // boxes it went to, lower case
	Istante   time.Time `json:"istante"`              // of the first delivery proven; else the Date of the copy, or the person's clock
	Prova     string    `json:"prova"`
	SHA256    string    `json:"sha256,omitempty"` // of the receipt or copy that shows it
	Oggetto   string    `json:"oggetto,omitempty"`
	Messaggi  []string  `json:"messaggi,omitempty"` // SHA-256 of the messages it answers, those known so far
	CF        string    `json:"cf,omitempty"`
	// Confronto is what a person found on holding it beside what the agent would have answered.
	Confronto string `json:"confronto,omitempty"`
	Nota      string `json:"nota,omitempty"`
	Da        string `json:"da,omitempty"`
}

// Risposte are the lookups about messages and the answers that were given to them by hand.
type Risposte interface {
	Verdetto(sha string) (Verdetto, bool)
	Mano(id string) (Mano, bool)
}

// Indexes of the answers by hand.
const (
	PerID       Indice = "id"       // Message-ID of a message to us, or of the envelope it came in → SHA-256
	PerRisposta Indice = "risposta" // Message-ID that an answer by hand names → MAN ids
	PerMano     Indice = "mano"     // Message-ID of an answer by hand → MAN ids
	ManiDi      Indice = "mani"     // SHA-256 of a message → MAN ids of the answers to it
)

const kMano = "n/"

func applyMano(a Archivio, m Mano) error {
	put(a, kMano+m.ID, m)
	if m.MsgID != "" {
		addIndice(a, PerMano, chiaveID(m.MsgID), m.ID)
	}
	for _, id := range m.RispondeA {
		addIndice(a, PerRisposta, chiaveID(id), m.ID)
	}
	for _, sha := range m.Messaggi {
		addIndice(a, ManiDi, sha, m.ID)
	}
	return contaID(a, m.ID)
}

// indiciID lets a message be found by the ids that an answer to it may name. Of a copy the first one stands.
func indiciID(a Archivio, v Verdetto) {
	switch pec.Busta(v.Busta) {
	case pec.Trasporto, pec.Anomalia, pec.Ordinaria:
	default:
		return
	}
	for _, id := range []string{v.MsgID, v.BustaID} {
		if id != "" && !v.Copia {
			addIndice(a, PerID, chiaveID(id), v.SHA256)
		}
	}
}

// chiaveID is a Message-ID as the key of an index: whoever writes to us makes his own, of any length and signs.
func chiaveID(id string) string {
	if len(id) > 250 || strings.ContainsRune(id, 0) {
		return hexSHA256(id)
	}
	return id
}

// Mani walks all answers by hand in the order of their ids until f gives false.
func Mani(a Archivio, f func(Mano) bool) { walk(a, kMano, f) }

func (v vista) Mano(id string) (m Mano, ok bool) { ok = leggi(v.a, kMano+id, &m); return m, ok }
func (v vista) Verdetto(sha string) (m Verdetto, ok bool) {
	ok = leggi(v.a, kMessaggio+sha, &m)
	return m, ok
}

func (s *strato) Mano(id string) (Mano, bool) { return cercaIn(s, s.mani, id, s.base.Mano) }
func (s *strato) Verdetto(sha string) (Verdetto, bool) {
	return cercaIn(s, nil, sha, s.base.Verdetto)
}

func (d *decisore) scriviMano(m Mano) {
	d.sopra.mani[m.ID] = m
	d.emit(Event{Kind: KMano, Mano: &m, Regola: "R-305", Perche: "Risposto a mano il " + oraRoma(m.Istante) + " da webmail."})
}

// copiaInviata reports whether a message is the copy of one that the Order's box sent by hand: it lies in the Sent folder,
// which nobody outside can write to, and is none of our letters.
func (d *decisore) copiaInviata(in Received) bool {
	i := in.Msg.Inner
	return in.Dove.Ruolo == ruoloInviata && in.Msg.Busta == pec.Ordinaria && i.From == d.casella() && (i.MessageID == "" || len(d.s.Cerca(PerMsgID, i.MessageID)) == 0)
}

const ruoloInviata = `\Sent` // RFC 6154

// consegnaAMano reports whether a receipt that speaks of none of our letters proves an answer by hand: it is certified by
// the provider we expect, of a message from our own box, and carries that message.
func (d *decisore) consegnaAMano(in Received) bool {
	dc, i := in.Msg.DatiCert, in.Msg.Inner
	return dc.Tipo == pec.AvvenutaConsegna && d.gestore == nil && in.Proof.Level == mailparse.Certified &&
		d.casella() != "" && minuscolo(dc.Mittente) == d.casella() && i != nil && i.From == d.casella()
}

// risposta records an answer by hand from what shows it, and draws what follows for the messages it answers.
func (d *decisore) risposta(in Received, prova string) {
	i := in.Msg.Inner
	m := Mano{Prova: prova, SHA256: d.causa, Oggetto: i.Subject, MsgID: i.MessageID, Istante: i.Date, RispondeA: rispondeA(i)}
	if prova == ManoConsegna {
		dc := in.Msg.DatiCert
		m.A, m.Istante, m.MsgID = dc.Riguardati(), dc.Data, dc.MsgID
		if m.MsgID == "" {
			m.MsgID = dc.Identificativo
		}
	} else {
		m.A = slices.Concat(i.To, i.Cc)
	}
	if i.Auto != "" {
		return // nobody wrote it
	}
	for k, a := range m.A {
		m.A[k] = minuscolo(a)
	}
	if m.Istante.IsZero() {
		m.Istante = in.Dove.Interna
	}
	before := Mano{}
	if ids := d.s.Cerca(PerMano, chiaveID(m.MsgID)); m.MsgID != "" && len(ids) > 0 {
		before, _ = d.s.Mano(ids[0])
	}
	if len(m.RispondeA) == 0 {
		d.forseRisposta(before, m)
		return
	}
	m = before.con(m)
	for _, id := range m.RispondeA {
		for _, sha := range d.s.Cerca(PerID, chiaveID(id)) {
			if v, ok := d.s.Verdetto(sha); ok && d.rivolta(m, v) && !slices.Contains(m.Messaggi, sha) {
				m.Messaggi = append(m.Messaggi, sha)
				m.CF = primoNonVuoto(m.CF, cfDi(v))
			}
		}
	}
	if m.ID == "" {
		m.ID = d.numero("MAN")
	}
	if reflect.DeepEqual(m, before) {
		return // it shows nothing that was not known
	}
	d.scriviMano(m)
	for _, sha := range m.Messaggi {
		if !slices.Contains(before.Messaggi, sha) {
			d.rispostoAMano(m, sha, "")
		}
	}
}

// con is an answer with what another thing shows of it: the first certified delivery goes before a copy.
func (m Mano) con(n Mano) Mano {
	if m.ID == "" {
		return n
	}
	m.A = slices.Clone(m.A)
	for _, a := range n.A {
		if !slices.Contains(m.A, a) {
			m.A = append(m.A, a)
		}
	}
	m.Messaggi = slices.Clone(m.Messaggi)
	better := n.Prova == ManoConsegna && (m.Prova != ManoConsegna || n.Istante.Before(m.Istante))
	if better {
		m.Prova, m.Istante, m.SHA256 = n.Prova, n.Istante, n.SHA256
	}
	return m
}

// rispondeA are the ids that a message answers: In-Reply-To, else the last of References. What stands before it in a thread
// may be another's message.
func rispondeA(i *mailparse.Inner) []string {
	ids := i.InReplyTo
	if len(ids) == 0 && len(i.References) > 0 {
		ids = i.References[len(i.References)-1:]
	}
	return slices.Clone(ids[:min(len(ids), 8)])
}

// rivolta reports whether an answer went to who wrote the message: the box that wrote, or one of the member's that the
// register has. An id alone says nothing: whoever writes chooses his own.
func (d *decisore) rivolta(m Mano, v Verdetto) bool {
	if slices.Contains(m.A, minuscolo(v.Mittente)) {
		return v.Mittente != ""
	}
	i, ok := d.s.Iscritto(cfDi(v))
	if !ok || v.Livello != mailparse.Certified.String() {
		return false
	}
	return i.Domicilio != nil && slices.Contains(m.A, i.Domicilio.Indirizzo) || i.Casella != nil && slices.Contains(m.A, i.Casella.Indirizzo)
}

// cfDi is the member a message is about, as far as it was decided.
func cfDi(v Verdetto) string {
	if v.Decisione == nil {
		return ""
	}
	return primoNonVuoto(v.Decisione.CF, v.Decisione.Member)
}

func primoNonVuoto(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// giaRisposto looks, when a message is decided, for answers by hand that came before it: the Sent folder is often read
// first. The end is the same as in the other order.
func (d *decisore) giaRisposto(v *Verdetto) {
	var seen []string
	for _, id := range []string{v.MsgID, v.BustaID} {
		if id == "" {
			continue
		}
		for _, man := range d.s.Cerca(PerRisposta, chiaveID(id)) {
			m, ok := d.s.Mano(man)
			if !ok || slices.Contains(seen, man) || slices.Contains(m.Messaggi, v.SHA256) || !d.rivolta(m, *v) {
				continue
			}
			seen = append(seen, man)
			m.Messaggi = append(slices.Clone(m.Messaggi), v.SHA256)
			m.CF = primoNonVuoto(m.CF, cfDi(*v))
			d.scriviMano(m)
			if c := d.rispostoAMano(m, v.SHA256, v.Richiesta); c != "" {
				v.Compito = c
			}
		}
	}
}
