package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"

	"pecagent/rules"
	"pecagent/rules/registri"
)

// Limits of one handing over: what is over them comes with the next one, once these have their numbers.
const (
	maxConsegna     = 500
	maxConsegnaByte = 48 << 20 // the files travel through the socket
)

// voceProtocollo is one document of "protocol list".
type voceProtocollo struct {
	ID           string `json:"id"`
	Rif          string `json:"rif,omitempty"`
	Verso        string `json:"verso"`
	Quando       string `json:"quando,omitempty"`
	Mittente     string `json:"mittente"`
	Destinatario string `json:"destinatario"`
	Oggetto      string `json:"oggetto,omitempty"`
	CF           string `json:"codice_fiscale,omitempty"`
	File         string `json:"file,omitempty"`
	SHA256       string `json:"sha256,omitempty"`
	Protocollo   string `json:"protocollo,omitempty"`
	// Prima: the letter does not leave without its number.
	Prima bool `json:"prima_di_partire,omitempty"`
}

// registrazioni reads what the protocol register has to hold; subjects of letters are composed, so that they read as they were sent.
func (e *Env) registrazioni(all bool) (list []rules.Registrazione, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		s := rules.Vista(a)
		for _, x := range rules.Registrazioni(a) {
			if x.Protocollo != "" && !all {
				continue
			}
			if l, ok := s.Lettera(x.ID); ok && x.Oggetto == "" {
				if t, err := e.Modelli.Componi(e.Policy, l); err == nil {
					x.Oggetto = t.Oggetto
				} else {
					x.Oggetto = l.Modello
				}
			}
			list = append(list, x)
		}
		return nil
	})
	return list, err
}

func voce(x rules.Registrazione) voceProtocollo {
	v := voceProtocollo{ID: x.ID, Rif: x.Rif, Verso: x.Verso, Mittente: x.Mittente, Destinatario: x.Destinatario, Oggetto: x.Oggetto, CF: x.CF, SHA256: x.SHA256,
		Protocollo: x.Protocollo, Prima: x.Prima}
	if !x.Quando.IsZero() {
		v.Quando = instant(rules.Roma(x.Quando))
	}
	return v
}

// protocolList shows what waits for a number of the protocol program, or with --all also what has one.
func protocolList(_ context.Context, e *Env, args []string) error {
	fs, asJSON := flags("protocol list")
	all := fs.Bool("all", false, "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	list, err := e.registrazioni(*all)
	if err != nil {
		return err
	}
	open := 0
	for _, x := range list {
		if x.Protocollo == "" {
			open++
		}
		if *asJSON {
			if err := e.emit(voce(x)); err != nil {
				return err
			}
			continue
		}
		say := x.Protocollo
		switch {
		case say == "" && x.Prima:
			say = "manca: senza, non parte"
		case say == "":
			say = "manca"
		}
		e.printf("%-17s %-7s %-16s  %s → %s  «%s»  prot. %s\n", x.ID, x.Verso, orNone(giorno(x.Quando)), VisibleLine(x.Mittente), orNone(VisibleLine(x.Destinatario)), VisibleLine(x.Oggetto), say)
	}
	if !*asJSON {
		e.printf("%d documenti attendono il numero del protocollo.\n", open)
	}
	return nil
}

// protocolExport hands over what waits for a number: a folder with da_protocollare.csv and a file of each document.
func protocolExport(_ context.Context, e *Env, args []string) error {
	fs, _ := flags("protocol export")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 {
		return cmpErr(err, usage("serve una cartella"))
	}
	list, err := e.registrazioni(false)
	if err != nil {
		return err
	}
	var rows [][]string
	size := 0
	for _, x := range list {
		name, b, err := e.documento(x)
		if err != nil {
			return fmt.Errorf("%s: %w", x.ID, err)
		}
		if size += len(b); len(rows) == maxConsegna || size > maxConsegnaByte && len(rows) > 0 {
			break
		}
		sum := ""
		if name != "" {
			if err := e.Save(filepath.Join(rest[0], name), b); err != nil {
				return err
			}
			h := sha256.Sum256(b)
			sum = hex.EncodeToString(h[:])
		}
		v := voce(x)
		rows = append(rows, []string{v.ID, v.Rif, v.Verso, v.Quando, v.Mittente, v.Destinatario, v.Oggetto, v.CF, name, sum, "", ""})
	}
	b, err := tabella("id rif verso quando mittente destinatario oggetto codice_fiscale file sha256 numero data", rows)
	if err != nil {
		return err
	}
	name := filepath.Join(rest[0], "da_protocollare.csv")
	if err := e.Save(name, b); err != nil {
		return err
	}
	e.printf("%d documenti consegnati in %s: scrivere numero e data, poi pecagent protocol import.\n", len(rows), VisibleLine(name))
	if n := len(list) - len(rows); n > 0 {
		e.printf("Ne restano %d: si consegnano quando questi hanno il numero.\n", n)
	}
	return nil
}

// documento is the file of a registration: the stored bytes, or the text of what has not left. A case of diffida has none: its
// document is made outside.
func (e *Env) documento(x rules.Registrazione) (name string, b []byte, err error) {
	base := strings.ReplaceAll(x.ID, "/", "_")
	switch {
	case x.SHA256 != "":
		b, err = e.Store.Raw(x.SHA256)
		return base + ".eml", b, err
	case x.Lettera == "":
		return "", nil, nil
	}
	var l rules.Lettera
	err = e.Store.View(func(a rules.Archivio) error { l, _ = rules.Vista(a).Lettera(x.Lettera); return nil })
	if err != nil {
		return "", nil, err
	}
	t, err := e.Modelli.Componi(e.Policy, l)
	if err != nil {
		return "", nil, fmt.Errorf("composing %s: %w", l.ID, err)
	}
	return base + ".txt", []byte("Oggetto: " + t.Oggetto + "\n\n" + t.Testo), nil
}

// protocolImport takes in the numbers that the protocol program gave: all lines of the file or none.
func protocolImport(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("protocol import")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 {
		return cmpErr(err, usage("serve un file"))
	}
	data, err := e.file(rest[0])
	if err != nil {
		return err
	}
	rows, bad, err := registri.LeggiProtocollo(data)
	if err != nil {
		return fmt.Errorf("%s: %w", rest[0], err)
	}
	for _, b := range bad {
		fmt.Fprintf(e.Err, "pecagent: %s: riga %d: %s\n", rest[0], b.Numero, VisibleLine(b.Motivo))
	}
	if len(bad) > 0 {
		fmt.Fprintf(e.Err, "pecagent: nessun numero è stato registrato\n")
		return errShown
	}
	sum := sha256.Sum256(data)
	d, err := e.commit(ctx, rules.Registrati{Now: e.Now(), Attore: e.Attore, File: filepath.Base(rest[0]), SHA256: hex.EncodeToString(sum[:]), Righe: rows})
	if err != nil {
		return err
	}
	n := 0
	for _, ev := range d.Events {
		if ev.Atto == nil {
			continue
		}
		n++
		if *asJSON {
			if err := e.emit(struct {
				Atto   string `json:"atto"`
				Di     string `json:"di"`
				Numero string `json:"numero"`
				Giorno string `json:"giorno"`
			}{ev.Atto.ID, ev.Atto.Caso, ev.Atto.Numero, ev.Atto.Giorno}); err != nil {
				return err
			}
		}
	}
	fmt.Fprintf(e.text(*asJSON), "Numeri registrati: %d; già registrati: %d.\n", n, len(rows)-n)
	return nil
}
