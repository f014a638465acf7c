package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"pecagent/rules"
	"pecagent/rules/registri"
)

// fileMappa is where the map of an albo program's headings is kept, in the data folder. A person may change it.
const fileMappa = "intestazioni.json"

// maxRigheErrate is how many reasons for wrong lines are told.
const maxRigheErrate = 30

// importazione is one call of "members import".
type importazione struct {
	file                         string
	sheet                        string
	maps, values                 manyFlag
	yes, partial, accept, asJSON bool
	mappa                        registri.Mappa
	letto                        registri.Letto
	data                         []byte
}

// membersImport shows the difference first and applies it with --yes; the first import into an empty register
// needs none (cli.md). A bad line stops everything unless --partial is given.
func membersImport(ctx context.Context, e *Env, args []string) error {
	var i importazione
	fs, asJSON := flags("members import")
	fs.BoolVar(&i.yes, "yes", false, "")
	fs.BoolVar(&i.partial, "partial", false, "")
	fs.BoolVar(&i.accept, "accept-map", false, "")
	fs.StringVar(&i.sheet, "sheet", "", "")
	fs.Var(&i.maps, "map", "")
	fs.Var(&i.values, "value", "")
	rest, err := Parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usage("serve un file")
	}
	i.file, i.asJSON = rest[0], *asJSON
	if i.data, err = e.file(i.file); err != nil {
		return err
	}
	if err := e.leggi(&i); err != nil {
		return err
	}
	e.righeErrate(i)
	if n := len(i.letto.Errori); n > 0 && !i.partial {
		fmt.Fprintf(e.Err, "pecagent: niente è stato importato (%d righe da correggere; --partial importa le altre)\n", n)
		return errShown
	}
	if len(i.letto.Righe) == 0 && len(i.letto.Errori) == 0 {
		return fmt.Errorf("%s: niente è stato importato: il file ha le intestazioni e nessuna riga", i.file)
	}
	sum := sha256.Sum256(i.data)
	in := rules.Imported{Now: e.Now(), Attore: e.Attore, File: i.file, SHA256: hex.EncodeToString(sum[:]), Righe: i.letto.Righe, Scartati: len(i.letto.Errori),
		Colonne: i.letto.Tradotte, Assenti: i.letto.Assenti}
	if err := e.applyImport(ctx, i, in); err != nil {
		return err
	}
	if len(i.letto.Errori) > 0 {
		return errShown // done, but not all of it
	}
	return nil
}

// leggi reads the file under the map that is kept and what the call adds to it, and keeps the new one.
func (e *Env) leggi(i *importazione) (err error) {
	if i.mappa, err = e.mappa(); err != nil {
		return err
	}
	for _, s := range i.maps {
		if i.mappa, err = i.mappa.Con(s); err != nil {
			return usage("--map: %v", err)
		}
	}
	for _, s := range i.values {
		if i.mappa, err = i.mappa.ConValore(s); err != nil {
			return usage("--value: %v", err)
		}
	}
	i.letto, err = registri.LeggiCon(i.data, registri.Lettura{Mappa: i.mappa, Foglio: i.sheet})
	var ask *registri.DaMappare
	if errors.As(err, &ask) && i.accept {
		for _, p := range ask.Proposte {
			if i.mappa, err = i.mappa.Con(p.Argomento()); err != nil {
				return fmt.Errorf("%s: %w", i.file, err)
			}
		}
		i.letto, err = registri.LeggiCon(i.data, registri.Lettura{Mappa: i.mappa, Foglio: i.sheet})
	}
	if errors.As(err, &ask) {
		return e.chiedeMappa(*i, ask)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", i.file, err)
	}
	if len(i.maps)+len(i.values) == 0 && !i.accept {
		return nil
	}
	if err := e.tieniMappa(i.mappa); err != nil {
		return err
	}
	fmt.Fprintf(e.text(i.asJSON), "Corrispondenza delle intestazioni conservata in %s, nella cartella dei dati: la prossima volta non si chiede.\n", fileMappa)
	return nil
}

// mappa is the map that is kept; none is an empty one.
func (e *Env) mappa() (m registri.Mappa, err error) {
	name := filepath.Join(e.Config.Data, fileMappa)
	b, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return m, nil
	}
	if err == nil {
		m, err = registri.LeggiMappa(b)
	}
	if err != nil {
		return m, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// tieniMappa replaces the file at once: there is the old map or the new one.
func (e *Env) tieniMappa(m registri.Mappa) error {
	f, err := os.CreateTemp(e.Config.Data, fileMappa+".*")
	if err != nil {
		return fmt.Errorf("keeping the map of headings: %w", err)
	}
	_, err = f.Write(m.Scrivi())
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(e.Config.Data, fileMappa))
	}
	if err != nil {
		return fmt.Errorf("keeping the map of headings: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// chiedeMappa tells what is not known and what it may be; a person says whether it is.
func (e *Env) chiedeMappa(i importazione, ask *registri.DaMappare) error {
	if i.asJSON {
		if err := e.emit(struct {
			Mancano  []string            `json:"mancano"`
			Ignote   []string            `json:"ignote"`
			Proposte []registri.Proposta `json:"proposte"`
		}{ask.Mancano, ask.Ignote, ask.Proposte}); err != nil {
			return err
		}
	}
	fmt.Fprintf(e.Err, "pecagent: %s: niente è stato importato: mancano le colonne %s. Una proposta, da controllare:\n", VisibleLine(i.file), strings.Join(ask.Mancano, ", "))
	whole := true
	for _, p := range ask.Proposte {
		switch _, err := (registri.Mappa{}).Con(p.Argomento()); {
		case p.Intestazione != "":
			fmt.Fprintf(e.Err, "  %-20s forse «%s»: --map %q\n", p.Colonna, VisibleLine(p.Intestazione), VisibleLine(p.Argomento()))
		case err != nil:
			whole = false
			fmt.Fprintf(e.Err, "  %-20s nessuna intestazione somiglia, e deve esserci: --map \"INTESTAZIONE=%s\"\n", p.Colonna, p.Colonna)
		default:
			fmt.Fprintf(e.Err, "  %-20s nessuna intestazione somiglia; se il programma dell'albo non la tiene: --map %q\n", p.Colonna, p.Argomento())
		}
	}
	if len(ask.Ignote) > 0 {
		fmt.Fprintf(e.Err, "Intestazioni che non si conoscono: %s.\n", VisibleLine(strings.Join(ask.Ignote, ", ")))
	}
	if whole {
		fmt.Fprintf(e.Err, "Se la proposta è giusta: --accept-map. ")
	}
	fmt.Fprintf(e.Err, "Si dice una volta: resta in %s, nella cartella dei dati, e si può cambiare.\n", fileMappa)
	return errShown
}

// righeErrate tells the lines that cannot be taken, those with one reason together.
func (e *Env) righeErrate(i importazione) {
	var reasons []string
	lines := map[string][]string{}
	for _, b := range i.letto.Errori {
		if lines[b.Motivo] == nil {
			reasons = append(reasons, b.Motivo)
		}
		lines[b.Motivo] = append(lines[b.Motivo], fmt.Sprint(b.Numero))
	}
	words := false
	for n, why := range reasons {
		words = words || strings.Contains(why, "sconosciuto")
		if n < maxRigheErrate {
			fmt.Fprintf(e.Err, "pecagent: %s: %s: %s\n", i.file, elencoRighe(lines[why]), VisibleLine(why))
		}
	}
	if n := len(reasons) - maxRigheErrate; n > 0 {
		fmt.Fprintf(e.Err, "pecagent: %s: e altri %d motivi\n", i.file, n)
	}
	if words {
		fmt.Fprintf(e.Err, "pecagent: una parola dell'albo si traduce una volta per tutte, per esempio --value \"stato:Attivo=ISCRITTO\"\n")
	}
}

func elencoRighe(n []string) string {
	switch {
	case len(n) == 1:
		return "riga " + n[0]
	case len(n) > 8:
		return fmt.Sprintf("righe %s e altre %d", strings.Join(n[:8], ", "), len(n)-8)
	}
	return "righe " + strings.Join(n, ", ")
}

func (e *Env) applyImport(ctx context.Context, i importazione, in rules.Imported) error {
	var all []rules.Iscritto
	var diff rules.Differenze
	var then rules.Seguito
	err := e.Store.View(func(a rules.Archivio) error {
		rules.Iscritti(a, func(m rules.Iscritto) bool { all = append(all, m); return true })
		diff = rules.Confronta(rules.Vista(a), all, in)
		then = rules.SeguitoImport(e.Policy, a, in, diff)
		return nil
	})
	if err != nil {
		return err
	}
	page := differenze{i, in, diff, then, all}
	if err := e.showDiff(page); err != nil {
		return err
	}
	switch {
	case len(diff.Rifiuti) > 0:
		fmt.Fprintf(e.Err, "pecagent: niente è stato importato: %s\n", strings.Join(diff.Rifiuti, "; "))
		return errShown
	case len(diff.Nuovi)+len(diff.Cambiati) == 0:
		return nil
	case len(all) > 0 && !i.yes:
		fmt.Fprintf(e.text(i.asJSON), "Niente è stato ancora cambiato: ripetere con --yes per applicare.\n")
		return nil
	}
	if _, err := e.commit(ctx, in); err != nil {
		return err
	}
	fmt.Fprintf(e.text(i.asJSON), "Importati: %d nuovi, %d cambiati, %d invariati.\n", len(diff.Nuovi), len(diff.Cambiati), diff.Invariati)
	return nil
}

// text is where words for a person go: beside the objects, never among them (cli.md, NDJSON).
func (e *Env) text(asJSON bool) io.Writer {
	if asJSON {
		return e.Err
	}
	return e.Out
}
