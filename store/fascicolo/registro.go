package fascicolo

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"pecagent/mailparse"
	"pecagent/store/log"
)

// ErrRegistro says that 80_registro.json is not one of this format.
var ErrRegistro = errors.New(NomeRegistro + " non è nella forma prevista")

// Registro is 80_registro.json: records of the log, all proven at one signed checkpoint, and the anchors of that log.
type Registro struct {
	Chiave     string   `json:"chiave"`     // verifier key as golang.org/x/mod/sumdb/note has it
	Checkpoint string   `json:"checkpoint"` // the whole signed note
	Dimensione int64    `json:"dimensione"` // its size
	Record     []Record `json:"record"`     // by seq
	Ancore     []Ancora `json:"ancore"`     // by file
}

// Record is one record of the log. Of an erased one the digest is left, and its proof.
type Record struct {
	Seq        int64    `json:"seq"`
	Salt       []byte   `json:"salt"`   // 16 bytes; empty when erased
	Evento     []byte   `json:"evento"` // the exact bytes of the event
	Digest     string   `json:"digest"` // hex SHA-256(salt ‖ evento)
	Cancellato bool     `json:"cancellato"`
	Prova      [][]byte `json:"prova"` // RFC 6962 §2.1.1, at Dimensione
}

// Ancora says that a message of the fascicolo names the root of an earlier, or this, size of the log.
type Ancora struct {
	Dimensione int64     `json:"dimensione"`
	Radice     []byte    `json:"radice"`
	File       string    `json:"file"`
	Dove       string    `json:"dove"`     // testo, oggetto
	Istante    time.Time `json:"istante"`  // of the daticert, UTC
	Coerenza   [][]byte  `json:"coerenza"` // RFC 6962 §2.1.2, to the size of the checkpoint
}

// JSON is 80_registro.json.
func (r Registro) JSON() ([]byte, error) {
	r.Record, r.Ancore = slices.Clone(r.Record), slices.Clone(r.Ancore)
	for i := range r.Record {
		p := &r.Record[i]
		p.Salt, p.Evento, p.Prova = pieno(p.Salt), pieno(p.Evento), pieno(p.Prova)
	}
	for i := range r.Ancore {
		a := &r.Ancore[i]
		a.Istante, a.Coerenza = a.Istante.UTC().Truncate(time.Second), pieno(a.Coerenza)
	}
	r.Record, r.Ancore = pieno(r.Record), pieno(r.Ancore)
	return indented(r)
}

// pieno is a list that JSON writes as a list, not as null.
func pieno[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// leggiRegistro reads 80_registro.json in the one spelling that it has.
func leggiRegistro(b []byte) (Registro, error) {
	var r Registro
	if err := rigido(b, &r); err != nil {
		return r, fmt.Errorf("%w: %w", ErrRegistro, err)
	}
	if again, err := r.JSON(); err != nil || !bytes.Equal(again, b) {
		return r, fmt.Errorf("%w: non è scritto come lo scrive il programma", ErrRegistro)
	}
	return r, nil
}

// Prova makes the Registro of a fascicolo: the records of the sequence numbers, each once and in order, proven at a head of
// the log (log.Head, taken once, while others may go on appending), and an anchor for each file that names a root of a size
// that the head has. An anchor of another history stands there without proof, and verification calls it a fork.
func Prova(l Albero, head log.Head, seqs []int64, files []Contenuto) (Registro, error) {
	r := Registro{Chiave: l.VerifierKey(), Checkpoint: head.Checkpoint, Dimensione: head.Size}
	seqs = slices.Clone(seqs)
	slices.Sort(seqs)
	list, err := l.ProveAll(head, slices.Compact(seqs))
	if err != nil {
		return r, err
	}
	for _, p := range list {
		rec := Record{Seq: p.Seq, Evento: p.Event, Salt: p.Salt[:], Digest: hex.EncodeToString(p.Digest[:]), Cancellato: p.Erased, Prova: hashes(p.Proof)}
		if p.Erased {
			rec.Salt, rec.Evento = nil, nil
		}
		r.Record = append(r.Record, rec)
	}
	for _, f := range files {
		a, ok, err := ancoraDi(l, head, f)
		if err != nil {
			return r, err
		}
		if ok {
			r.Ancore = append(r.Ancore, a)
		}
	}
	slices.SortFunc(r.Ancore, func(a, b Ancora) int { return bytes.Compare([]byte(a.File), []byte(b.File)) })
	return r, nil
}

func ancoraDi(l Albero, head log.Head, f Contenuto) (Ancora, bool, error) {
	if f.Ruolo != RuoloConsegna && f.Ruolo != RuoloAccettazione {
		return Ancora{}, false, nil
	}
	m, err := mailparse.Parse(f.Byte)
	if err != nil {
		return Ancora{}, false, nil // no mail: verification says so
	}
	a, ok := LeggiAncora(m)
	if !ok || a.Dimensione > head.Size {
		return a, false, nil
	}
	a.File = f.Nome
	proof, root, err := l.ProveTree(head, a.Dimensione)
	if err == nil && bytes.Equal(root[:], a.Radice) {
		a.Coerenza = hashes(proof)
	}
	return a, true, err
}

func hashes[P ~[]tlog.Hash](p P) [][]byte {
	out := make([][]byte, len(p))
	for i := range p {
		out[i] = bytes.Clone(p[i][:])
	}
	return out
}
