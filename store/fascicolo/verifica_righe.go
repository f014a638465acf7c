package fascicolo

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Names of what is copied out of the records for the eye.
const (
	NomeAllaData = "60_registro_alla_data.json"
	DirPolitica  = "61_politica_e_modelli/"
)

// rigaDetta is an entry of 60_registro_alla_data.json. Conformity, origin of the address and the lines of feeds are the maker's word.
type rigaDetta struct {
	Di          string          `json:"di"`
	Istante     time.Time       `json:"istante"`
	Record      int64           `json:"record"`
	Riga        int64           `json:"record_della_riga"`
	Iscritto    json.RawMessage `json:"iscritto"`
	Conformita  string          `json:"conformita"`
	Provenienza string          `json:"provenienza"`
	Diffida     json.RawMessage `json:"diffida,omitempty"`
	Flussi      json.RawMessage `json:"flussi,omitempty"`
	Politica    string          `json:"politica"`
	Regole      string          `json:"regole"`
	Modelli     string          `json:"modelli"`
}

// politicaDetta is a policy of 61_politica_e_modelli/.
type politicaDetta struct {
	Digest   string          `json:"digest"`
	Record   int64           `json:"record"`
	Regole   string          `json:"regole"`
	Modelli  string          `json:"modelli"`
	Omessi   int             `json:"indirizzi_ipa_omessi"`
	Politica json.RawMessage `json:"politica"`
}

var errAltro = errors.New("non è scritto come lo scrive il programma")

// righe: what the fascicolo says of the register and of the policy in force is what the records say.
func (x *verifica) righe() {
	if b, ok := x.f.Trova(NomeAllaData); ok {
		var all struct {
			Righe []rigaDetta `json:"righe"`
		}
		err := esatto(b, &all)
		for _, r := range all.Righe {
			if err == nil {
				err = x.riga(r)
			}
		}
		x.v.esito(CRiga, NomeAllaData, err, "le righe degli iscritti, delle pratiche e delle politiche sono quelle dei record")
		x.v.tace("%s: conformità, provenienza degli indirizzi e righe dei flussi, che sono parole di chi ha fatto il fascicolo", NomeAllaData)
	}
	for _, f := range x.m.File {
		b, ok := x.f.Trova(f.Nome)
		if ok && strings.HasPrefix(f.Nome, DirPolitica) && strings.HasSuffix(f.Nome, ".json") {
			x.v.esito(CRiga, f.Nome, x.politica(b), "è la politica che il suo record dice in vigore")
		}
	}
}

func (x *verifica) riga(r rigaDetta) error {
	e, err := x.evento(r.Record)
	if err != nil {
		return fmt.Errorf("%s: %w", r.Di, err)
	}
	switch {
	case !x.diQuello(r, e):
		return fmt.Errorf("%s: il record %d è d'altro", r.Di, r.Record)
	case !stessoIstante(r.Istante, e.tutto):
		return fmt.Errorf("%s: il record %d ha un altro istante", r.Di, r.Record)
	}
	if err := x.iscritto(r); err != nil {
		return fmt.Errorf("%s: %w", r.Di, err)
	}
	diffida := valore(r.Diffida)
	if id := testo(diffida, "id"); id != "" {
		was, ok := x.ultimaPrima(r.Record, "diffida/"+id)
		if ok && !uguali(diffida, campo(was.tutto, "diffida")) {
			return fmt.Errorf("%s: la pratica %s non è quella del record %d", r.Di, id, was.Seq)
		}
	}
	c, ok := x.ultimaPrima(r.Record, "config/")
	if ok && (testo(c.tutto, "policy") != r.Politica || testo(c.tutto, "regole") != r.Regole || testo(c.tutto, "modelli") != r.Modelli) {
		return fmt.Errorf("%s: la politica in vigore non è quella del record %d", r.Di, c.Seq)
	}
	return nil
}

// iscritto holds the member's row against the record that wrote it, the last one before.
func (x *verifica) iscritto(r rigaDetta) error {
	said := valore(r.Iscritto)
	if said == nil && r.Riga == 0 {
		return nil
	}
	row, err := x.evento(r.Riga)
	if err != nil {
		return err
	}
	cf := testo(row.tutto, "iscritto", "cf")
	last, _ := x.ultimaPrima(r.Record, "iscritto/"+cf)
	switch {
	case !uguali(said, campo(row.tutto, "iscritto")):
		return fmt.Errorf("la riga dell'iscritto non è quella del record %d", r.Riga)
	case last.Seq != r.Riga:
		return fmt.Errorf("la riga dell'iscritto è del record %d, l'ultima prima è del record %d", r.Riga, last.Seq)
	}
	return nil
}

// diQuello reports whether a record is of what a row says that it is the state of.
func (x *verifica) diQuello(r rigaDetta, e evento) bool {
	id, state, _ := strings.Cut(r.Di, " ")
	switch {
	case strings.HasPrefix(id, "LET-"):
		return testo(e.tutto, "passo", "lettera") == id
	case strings.HasPrefix(id, "DIF-"):
		return testo(e.tutto, "diffida", "id") == id && testo(e.tutto, "diffida", "stato") == state
	}
	return campo(e.tutto, "esito") != nil || testo(e.tutto, "richiesta", "id") == id
}

// stessoIstante: the instant of a row is that of the step or verdict, else the one at which it was recorded.
func stessoIstante(t time.Time, event any) bool {
	for _, s := range []string{testo(event, "passo", "istante"), testo(event, "esito", "istante"), testo(event, "at")} {
		at, err := time.Parse(time.RFC3339Nano, s)
		if err == nil && !at.IsZero() {
			return at.Equal(t)
		}
	}
	return t.IsZero()
}

// politica holds a policy against the record that put it in force; the addresses of public bodies are left out of the copy.
func (x *verifica) politica(b []byte) error {
	var p politicaDetta
	if err := esatto(b, &p); err != nil {
		return err
	}
	e, err := x.evento(p.Record)
	if err != nil {
		return err
	}
	was, _ := campo(e.tutto, "config", "policy").(map[string]any)
	ipa, _ := was["ipa"].([]any)
	held := map[string]any{}
	for k, v := range was {
		if k != "ipa" {
			held[k] = v
		}
	}
	if was == nil || p.Omessi != len(ipa) || testo(e.tutto, "policy") != p.Digest || testo(e.tutto, "regole") != p.Regole || testo(e.tutto, "modelli") != p.Modelli || !uguali(valore(p.Politica), held) {
		return fmt.Errorf("non è la politica del record %d", p.Record)
	}
	return nil
}

// esatto reads JSON in the one spelling that indented gives it, without a key twice.
func esatto(b []byte, v any) error {
	if err := rigido(b, v); err != nil {
		return errAltro
	}
	again, err := indented(v)
	if err != nil || string(again) != string(b) || unico(json.NewDecoder(strings.NewReader(string(b)))) != nil {
		return errAltro
	}
	return nil
}

// unico reads one value and demands that no object has a key twice.
func unico(d *json.Decoder) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') && t != json.Delim('[') {
		return nil
	}
	seen := map[json.Token]bool{}
	for d.More() {
		if t == json.Delim('{') {
			k, err := d.Token()
			if err != nil || seen[k] {
				return errAltro
			}
			seen[k] = true
		}
		if err := unico(d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// valore is JSON with its numbers as they are written; nil where it is none.
func valore(b []byte) (v any) {
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}

// campo is the value under keys, one within the other; nil where there is none.
func campo(v any, keys ...string) any {
	for _, k := range keys {
		m, _ := v.(map[string]any)
		v = m[k]
	}
	return v
}

func testo(v any, keys ...string) string {
	s, _ := campo(v, keys...).(string)
	return s
}

// uguali reports whether a copy says what a record says. Another version of the program may write what is empty, or leave it out.
func uguali(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok && b == nil {
			return vuoto(a)
		}
		for k := range b {
			if _, is := a[k]; !is && !vuoto(b[k]) {
				return false
			}
		}
		for k := range a {
			if w, is := b[k]; is && !uguali(a[k], w) || !is && !vuoto(a[k]) {
				return false
			}
		}
		return true
	case []any:
		b, _ := b.([]any)
		if len(a) != len(b) {
			return false
		}
		for i := range a {
			if !uguali(a[i], b[i]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b) || vuoto(a) && vuoto(b)
}

// vuoto is what a value is where nobody set it.
func vuoto(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for _, w := range v {
			if !vuoto(w) {
				return false
			}
		}
		return true
	case []any:
		return len(v) == 0
	case json.Number:
		return v == "0"
	case string:
		return v == "" || v == "0001-01-01T00:00:00Z"
	}
	return v == nil || v == false
}
