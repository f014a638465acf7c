package fascicolo

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"pecagent/store/log"
)

// registro judges 80_registro.json: the checkpoint, and every record against it.
func (x *verifica) registro() {
	b, ok := x.f.Trova(NomeRegistro)
	if !ok {
		x.v.male(CCheckpoint, NomeRegistro, "manca: senza record niente prova che i messaggi siano quelli ricevuti e inviati")
		return
	}
	var err error
	if x.reg, err = leggiRegistro(b); err != nil {
		x.v.male(CCheckpoint, NomeRegistro, err.Error())
		return
	}
	if x.testa, err = x.checkpoint(); err != nil {
		x.v.male(CCheckpoint, NomeRegistro, err.Error())
		return
	}
	x.v.bene(CCheckpoint, NomeRegistro, fmt.Sprintf("la testa del registro (%d record, radice %s) è firmata con la chiave %s", x.testa.size, x.testa.root, x.reg.Chiave))
	if x.o.Chiave == "" {
		x.v.riserva("che la chiave del registro sia quella dell'Ordine: non è stata data da fuori (--chiave FILE)")
	}
	x.record()
}

// checkpoint verifies the signed head under the key given, else under the one of the fascicolo.
func (x *verifica) checkpoint() (*testaFirmata, error) {
	key := x.reg.Chiave
	if x.o.Chiave != "" && x.o.Chiave != key {
		return nil, fmt.Errorf("il registro ha la chiave %s, quella data è %s", key, x.o.Chiave)
	}
	v, err := note.NewVerifier(key)
	if err != nil {
		return nil, fmt.Errorf("la chiave del registro non si legge: %w", err)
	}
	if !unaGrafia(key, v) {
		return nil, errors.New("la chiave del registro non è scritta come la scrive il programma")
	}
	size, root, err := log.ParseCheckpoint([]byte(x.reg.Checkpoint), v)
	if err != nil {
		return nil, errors.New("il checkpoint non si legge o non è firmato con la chiave del registro")
	}
	if _, firme, _ := strings.Cut(x.reg.Checkpoint, "\n\n"); strings.Count(firme, "\n") != 1 {
		return nil, errors.New("il checkpoint porta altre firme oltre a quella del registro")
	}
	if size != x.reg.Dimensione {
		return nil, fmt.Errorf("il checkpoint è di %d record, il fascicolo dice %d", size, x.reg.Dimensione)
	}
	return &testaFirmata{size, root}, nil
}

// unaGrafia reports whether a key is spelled as note spells it: the hash in lower case.
func unaGrafia(key string, v note.Verifier) bool {
	return strings.HasPrefix(key, fmt.Sprintf("%s+%08x+", v.Name(), v.KeyHash()))
}

func (x *verifica) record() {
	bad, last := 0, int64(0)
	for _, r := range x.reg.Record {
		e, err := x.unRecord(r, last)
		last = r.Seq
		if err != nil {
			bad++
			x.v.male(CRecord, NomeRegistro, fmt.Sprintf("record %d: %v", r.Seq, err))
			continue
		}
		if r.Cancellato {
			x.v.Cancellati = append(x.v.Cancellati, r.Seq)
			continue
		}
		x.eventi = append(x.eventi, e)
		for _, sha := range e.impronte {
			if x.nominati[sha] == 0 {
				x.nominati[sha] = e.Seq
			}
		}
	}
	if bad > 0 {
		return
	}
	x.v.bene(CRecord, NomeRegistro, fmt.Sprintf("%d record: ognuno sta al suo posto nell'albero del checkpoint", len(x.reg.Record)))
	x.cancellati()
}

// cancellati demands, of each record without payload, an event of the log that says so: which record, which message, by which act. Without
// it nobody but the maker of the fascicolo says that the payload is gone, and a receipt could be hidden so.
func (x *verifica) cancellati() {
	acts := map[string]bool{}
	evidence := map[string]bool{}
	for _, n := range x.nomiDiLettere() {
		evidence[n.sha256] = true
	}
	for _, f := range x.m.File {
		evidence[f.SHA256] = true
	}
	good := 0
	for _, seq := range x.v.Cancellati {
		c := x.cancellazione(seq)
		switch {
		case c == nil:
			x.v.male(CRecord, NomeRegistro, fmt.Sprintf("record %d: è detto cancellato, e nessun record ne dice la cancellazione", seq))
		case evidence[c.SHA256]:
			x.v.male(CRecord, NomeRegistro, fmt.Sprintf("record %d: è detto cancellato con un messaggio che è una prova (SHA-256 %s)", seq, c.SHA256))
		default:
			good++
			acts[c.Atto] = true
		}
	}
	if good > 0 {
		x.v.riserva(fmt.Sprintf("che cosa dicevano %d record cancellati per decisione registrata (%s): resta provato che c'erano; si cancella soltanto altra posta, mai lettere o ricevute",
			good, strings.Join(slices.Sorted(maps.Keys(acts)), ", ")))
	}
}

// cancellazione is what a later event says of the erasure of a record.
func (x *verifica) cancellazione(seq int64) *cancellazione {
	for _, e := range x.eventi {
		if c := e.Cancellazione; c != nil && e.Kind == "cancellazione" && e.Seq > seq && c.Atto != "" && c.SHA256 != "" && slices.Contains(c.Record, seq) {
			return c
		}
	}
	return nil
}

// unRecord verifies one record and reads its event. last is the sequence number before.
func (x *verifica) unRecord(r Record, last int64) (e evento, err error) {
	if r.Seq <= last || r.Seq > x.testa.size {
		return e, errors.New("è fuori ordine, doppio o oltre il checkpoint")
	}
	digest, err := hex.DecodeString(r.Digest)
	if err != nil || len(digest) != 32 || hex.EncodeToString(digest) != r.Digest {
		return e, errors.New("la sua impronta non si legge")
	}
	if r.Cancellato {
		if len(r.Salt)+len(r.Evento) > 0 {
			return e, errors.New("è detto cancellato e porta un contenuto")
		}
	} else {
		if d := log.Digest(r.Salt, r.Evento); len(r.Salt) != 16 || string(d[:]) != string(digest) {
			return e, errors.New("il suo contenuto non ha la sua impronta")
		}
	}
	proof, err := prova(r.Prova)
	if err != nil {
		return e, err
	}
	if err := tlog.CheckRecord(proof, x.testa.size, x.testa.root, r.Seq-1, tlog.RecordHash(digest)); err != nil {
		return e, errors.New("non sta nell'albero del checkpoint")
	}
	if r.Cancellato {
		return e, nil
	}
	return leggiEvento(r)
}

// prova reads a proof of the tree.
func prova(list [][]byte) (out []tlog.Hash, err error) {
	for _, h := range list {
		if len(h) != tlog.HashSize {
			return nil, errors.New("la sua prova non si legge")
		}
		out = append(out, tlog.Hash(h))
	}
	return out, nil
}

// evento is what verification reads of an event (rules.Event, whose keys are only ever added to).
type evento struct {
	Seq   int64  `json:"seq"`
	Kind  string `json:"kind"`
	Esito *struct {
		SHA256  string `json:"sha256"`
		Livello string `json:"livello"`
	} `json:"esito"`
	Passo *struct {
		Lettera  string `json:"lettera"`
		SHA256   string `json:"sha256"`
		Ricevuta string `json:"ricevuta"`
	} `json:"passo"`
	Ricevuta *struct {
		SHA256  string `json:"sha256"`
		Lettera string `json:"lettera"`
	} `json:"ricevuta"`
	Cancellazione *cancellazione `json:"cancellazione"`
	impronte      []string       // every value under a key "sha256"
	tutto         any            // the whole event, numbers as they are written
}

// cancellazione is rules.Cancellazione, as far as it says which records lose their payload, for which message and by which act.
type cancellazione struct {
	SHA256 string  `json:"sha256"`
	Atto   string  `json:"atto"`
	Record []int64 `json:"record"`
}

func leggiEvento(r Record) (e evento, err error) {
	if err := json.Unmarshal(r.Evento, &e); err != nil {
		return e, fmt.Errorf("il suo evento non si legge: %w", err)
	}
	if e.Seq != r.Seq {
		return e, fmt.Errorf("il suo evento porta il numero %d", e.Seq)
	}
	e.tutto = valore(r.Evento)
	if e.Cancellazione == nil { // which names what is there no more
		e.impronte = impronte(nil, e.tutto)
	}
	return e, nil
}

// impronte gathers the values under keys "sha256". Words that members write never stand under such a key.
func impronte(list []string, v any) []string {
	switch v := v.(type) {
	case map[string]any:
		for k, w := range v {
			if s, ok := w.(string); ok && k == "sha256" {
				list = append(list, s)
			}
			list = impronte(list, w)
		}
	case []any:
		for _, w := range v {
			list = impronte(list, w)
		}
	}
	return list
}
