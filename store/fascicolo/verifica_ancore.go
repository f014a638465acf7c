package fascicolo

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"pecagent/mailparse"
)

// ancore holds what providers signed about the log against its checkpoint. Size, root and instant are read from the messages;
// 80_registro.json brings the proofs only.
func (x *verifica) ancore() {
	if x.testa == nil {
		return
	}
	given := map[string]Ancora{}
	for _, a := range x.reg.Ancore {
		if _, twice := given[a.File]; twice {
			x.v.male(CAncora, a.File, "è elencata due volte")
		}
		given[a.File] = a
	}
	roots := map[int64]Ancora{x.testa.size: {File: "il checkpoint", Radice: x.testa.root[:]}}
	for _, m := range x.p.list {
		a, ok := x.letta(m)
		listed, is := given[m.Nome]
		delete(given, m.Nome)
		switch {
		case !ok && is:
			x.v.male(CAncora, m.Nome, "il registro la dice àncora, ma nessun gestore certifica che porti una riga del registro")
		case ok:
			x.biforca(roots, a)
			x.ancora(a, listed, is)
		}
	}
	for file := range given {
		x.v.male(CAncora, file, "non è un messaggio del fascicolo")
	}
	x.prima()
}

// letta is the anchor that a certified receipt of one of our letters carries.
func (x *verifica) letta(m *messaggio) (Ancora, bool) {
	if m.err != nil || m.proof.Level != mailparse.Certified || m.Ruolo != RuoloConsegna && m.Ruolo != RuoloAccettazione {
		return Ancora{}, false
	}
	a, ok := LeggiAncora(m.m)
	a.File = m.Nome
	return a, ok
}

// biforca tells when two roots of one size are not the same.
func (x *verifica) biforca(roots map[int64]Ancora, a Ancora) {
	other, ok := roots[a.Dimensione]
	if ok && !bytes.Equal(other.Radice, a.Radice) {
		x.v.male(CBiforcato, a.File, fmt.Sprintf("BIFORCAZIONE: per %d record %s dice la radice %s, questo messaggio %s: esistono due storie del registro",
			a.Dimensione, other.File, base64.StdEncoding.EncodeToString(other.Radice), base64.StdEncoding.EncodeToString(a.Radice)))
	}
	roots[a.Dimensione] = a
}

func (x *verifica) ancora(a, listed Ancora, is bool) {
	if a.Dimensione > x.testa.size {
		x.v.tace("%s: porta la radice di %d record, più di quanti ne ha il checkpoint", a.File, a.Dimensione)
		if is {
			x.v.male(CAncora, a.File, "è elencata, ma è di un registro più lungo del checkpoint")
		}
		return
	}
	err := errors.New("porta una riga del registro, ma il fascicolo non ne dà la prova")
	if is {
		err = x.coerente(a, listed)
	}
	if err == nil {
		x.radici[a.Dimensione] = tlog.Hash(a.Radice)
		x.v.Prima = append(x.v.Prima, Prima{Record: a.Dimensione, Istante: a.Istante, File: a.File})
	}
	x.v.esito(CAncora, a.File, err, fmt.Sprintf("i record fino al n. %d esistevano già il %s: il gestore ne ha certificato la radice (%s)",
		a.Dimensione, a.Istante.Format("02/01/2006 15:04:05 UTC"), a.Dove))
}

// coerente holds an anchor, as read from its message, against the log of the checkpoint.
func (x *verifica) coerente(a, listed Ancora) error {
	if listed.Dimensione != a.Dimensione || !bytes.Equal(listed.Radice, a.Radice) || listed.Dove != a.Dove || !listed.Istante.Equal(a.Istante) {
		return errors.New("il registro ne dice altro da ciò che porta")
	}
	proof, err := prova(listed.Coerenza)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, x.testa.size, x.testa.root, a.Dimensione, tlog.Hash(a.Radice)); err != nil {
		return fmt.Errorf("BIFORCAZIONE o prova mancante: niente mostra che il registro di %d record del messaggio sia l'inizio di quello del checkpoint", a.Dimensione)
	}
	return nil
}

// prima sorts what the anchors say and tells what none of them reaches.
func (x *verifica) prima() {
	list := x.v.Prima
	slices.SortFunc(list, func(a, b Prima) int {
		return cmp.Or(a.Istante.Compare(b.Istante), cmp.Compare(b.Record, a.Record), strings.Compare(a.File, b.File))
	})
	reached := int64(0)
	x.v.Prima = slices.DeleteFunc(list, func(p Prima) bool {
		more := p.Record <= reached
		reached = max(reached, p.Record)
		return more
	})
	after := 0
	for _, e := range x.reg.Record {
		if e.Seq > reached {
			after++
		}
	}
	if after > 0 {
		x.v.tace("quando sono nati %d dei %d record del fascicolo: nessuna àncora li raggiunge, ne fa fede solo il registro", after, len(x.reg.Record))
	}
}

// PrimaDi is the earliest instant before which a record existed; zero when no anchor reaches it.
func (v Verdetto) PrimaDi(seq int64) time.Time {
	for _, p := range v.Prima {
		if p.Record >= seq {
			return p.Istante
		}
	}
	return time.Time{}
}
