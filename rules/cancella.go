package rules

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/mailparse/pec"
)

// Cancellazione is the erasure of the content of one message (GDPR art. 17), decided by two persons, and then its execution. What the
// state needs of the message stands in it, so that the fold is the same whether the event of its verdict was erased already or not.
type Cancellazione struct {
	SHA256 string `json:"sha256"`
	Atto   string `json:"atto,omitempty"` // ATT-…: who, when and why
	// Chiave, Busta, Livello, Istante and Arrivo are those of the verdict; Gestori are the signers known for Dominio at this moment.
	Chiave  string    `json:"chiave,omitempty"`
	Busta   string    `json:"busta,omitempty"`
	Livello string    `json:"livello,omitempty"`
	Istante time.Time `json:"istante,omitzero"`
	Arrivo  time.Time `json:"arrivo,omitzero"`
	Dominio string    `json:"dominio,omitempty"`
	Gestori []string  `json:"gestori,omitempty"`
	// Record are the sequence numbers of the events whose payload goes, said in the log before it does: whoever is shown an erased
	// record can be shown why. Such an event changes no state.
	Record []int64 `json:"record,omitempty"`
	// Eseguita: the bytes of the message and the payload of its verdict are gone.
	Eseguita bool `json:"eseguita,omitempty"`
}

// Indexes of the erasures.
const (
	DaCancellare Indice = "cancellare" // "" → SHA-256 of messages whose erasure was decided and not carried out yet
	Cancellati   Indice = "cancellati" // "" → SHA-256 of messages whose erasure was decided
)

const attoCancella TipoAtto = "CANCELLA_MESSAGGIO"

func attiCancella() []regolaAtto {
	return []regolaAtto{{tipo: attoCancella, comando: "erase",
		dice:  "cancella per sempre il contenuto di un messaggio che non riguarda l'Ordine (altra posta), per un motivo che si dichiara",
		vuole: []string{"messaggio", "motivo"}, ruoli: []string{Presidente, Amministratore}, due: true,
		vieta: (*decisore).vietaCancellazione, fa: (*decisore).cancella}}
}

// vietaCancellazione refuses what is evidence: only other post that nobody and nothing rests on is erased. Letters, receipts,
// requests, answers by hand and what a person decided about stay as long as the ground of the law lasts (GDPR art. 17 par. 3 lett. b, e).
func (d *decisore) vietaCancellazione(a Atto) string {
	v, ok := d.s.Verdetto(a.Messaggio)
	no := func(why string) string {
		return "il messaggio " + a.Messaggio + " non si cancella: " + why
	}
	switch {
	case !ok:
		return no("non è stato ancora deciso, o non c'è")
	case v.Cancellato != "":
		return no("è già cancellato (" + v.Cancellato + ")")
	case pec.Busta(v.Busta) == pec.Ricevuta:
		return no("è una ricevuta, cioè una prova")
	case v.Richiesta != "" || len(d.s.Cerca(PerMessaggio, v.SHA256)) > 0:
		return no("appartiene a una richiesta, che l'Ordine deve poter provare")
	case v.Compito != "" || d.haCompito(func(c Compito) bool { return c.Messaggio == v.SHA256 }):
		return no("una persona lo ha avuto o lo ha da decidere (" + v.Compito + ")")
	case len(d.s.Cerca(ManiDi, v.SHA256)) > 0 || v.Decisione == nil && !v.Copia:
		return no("l'ufficio gli ha risposto, oppure non si sa che cosa sia: è anteriore all'avvio o una risposta dell'ufficio")
	case len(v.Documenti) > 0:
		return no("contiene documenti firmati")
	case v.Decisione != nil && v.Decisione.Type != "R0" && v.Decisione.Type != "AUTO_REPLY":
		return no("è stato deciso come " + v.Decisione.Type + ", non come altra posta")
	}
	return ""
}

// cancella decides the erasure; the store carries it out when this is durable.
func (d *decisore) cancella(a Atto) {
	v, _ := d.s.Verdetto(a.Messaggio)
	domain := v.Dominio
	if domain == "" {
		domain = dominioDi(v.Mittente)
	}
	c := Cancellazione{SHA256: v.SHA256, Atto: a.ID, Chiave: v.Chiave, Busta: v.Busta, Livello: v.Livello, Istante: v.Istante, Arrivo: v.Arrivo}
	if signers := d.s.Cerca(PerGestore, domain); domain != "" && len(signers) > 0 {
		c.Dominio, c.Gestori = domain, signers
	}
	d.emit(Event{Kind: KCancellazione, Cancellazione: &c, Regola: "GDPR art. 17", Perche: "Cancellazione decisa con l'atto " + a.ID + ": " + a.Motivo})
}

// applyCancellazione leaves of a message what no person is known by: that it came, when, and that it was erased.
func applyCancellazione(a Archivio, c Cancellazione) error {
	if len(c.Record) > 0 {
		return nil
	}
	if c.Eseguita {
		delIndice(a, DaCancellare, "", c.SHA256)
		return nil
	}
	if old, ok := Messaggio(a, c.SHA256); ok {
		for _, id := range []string{old.MsgID, old.BustaID} {
			if id != "" {
				delIndice(a, PerID, chiaveID(id), c.SHA256)
			}
		}
	}
	var waiting []string // the verdict that took it off the queue is gone on a replay
	a.Scan(kAttesa, func(k string, b []byte) bool {
		var m Arrivo
		if json.Unmarshal(b, &m) == nil && m.SHA256 == c.SHA256 {
			waiting = append(waiting, k)
		}
		return true
	})
	for _, k := range waiting {
		a.Delete(k)
	}
	if c.Livello == "certified" || c.Livello == "unsigned" {
		soloQuesti(a, PerEffetto, c.Chiave, c.SHA256)
	}
	if c.Dominio != "" {
		soloQuesti(a, PerGestore, c.Dominio, c.Gestori...)
	}
	put(a, kMessaggio+c.SHA256, Verdetto{SHA256: c.SHA256, Chiave: c.Chiave, Busta: c.Busta, Livello: c.Livello, Istante: c.Istante, Arrivo: c.Arrivo, Cancellato: c.Atto})
	addIndice(a, DaCancellare, "", c.SHA256)
	addIndice(a, Cancellati, "", c.SHA256)
	return nil
}

// soloQuesti makes ids all that an index has under a key.
func soloQuesti(a Archivio, i Indice, chiave string, ids ...string) {
	for _, id := range indice(a, i, chiave) {
		if !slices.Contains(ids, id) {
			delIndice(a, i, chiave, id)
		}
	}
	for _, id := range ids {
		addIndice(a, i, chiave, id)
	}
}

// Racconta tells it in one Italian sentence.
func (c Cancellazione) Racconta() string {
	if c.Eseguita {
		return fmt.Sprintf("il contenuto del messaggio %s è stato cancellato", c.SHA256)
	}
	if len(c.Record) > 0 {
		return fmt.Sprintf("del messaggio %s si cancella, con l'atto %s, il contenuto dei record %s", c.SHA256, c.Atto, strings.Trim(fmt.Sprint(c.Record), "[]"))
	}
	return fmt.Sprintf("cancellazione del messaggio %s decisa con l'atto %s", c.SHA256, c.Atto)
}
