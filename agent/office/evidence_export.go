package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"strings"

	"pecagent/agent/prove"
	"pecagent/rules"
	"pecagent/store/fascicolo"
)

const nomeExport = "evidence export"

// esportato is what "evidence export --json" prints.
type esportato struct {
	ID       string   `json:"id"`
	File     []string `json:"file"`
	SHA256   []string `json:"sha256"`
	Manifest string   `json:"manifest,omitempty"` // SHA-256 of manifest.json
	Messaggi int      `json:"contenuti"`          // files within
	Record   int      `json:"record"`
	Verdetto string   `json:"verdict"`
	Manca    []string `json:"manca"`
	Guasti   []string `json:"guasti"`
}

// evidenceExport makes a fascicolo (order.md §5.3), verifies it, records who took it and why, and hands it to the caller.
func evidenceExport(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags(nomeExport)
	var d prove.Domanda
	fs.StringVar(&d.Comunicazione, "communication", "", "")
	fs.StringVar(&d.Richiesta, "request", "", "")
	fs.StringVar(&d.Iscritto, "member", "", "")
	fs.StringVar(&d.Diffida, "diffida", "", "")
	fs.StringVar(&d.Campagna, "campaign", "", "")
	fs.StringVar(&d.Dal, "from", "", "")
	fs.StringVar(&d.Al, "to", "", "")
	fs.BoolVar(&d.Deposito, "deposito", false, "")
	out, why := fs.String("out", "", ""), fs.String("motivo", "", "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento oltre alle opzioni"))
	}
	id, err := e.prossimoEV()
	if err != nil {
		return err
	}
	x, err := prove.Esporta(ctx, prove.Opzioni{Store: e.Store, Policy: e.Policy, Modelli: e.Modelli, Trust: e.Trust, Ordine: e.Policy.Ordine, ID: id, Now: e.Now(),
		Utente: e.Attore.ID, Motivo: strings.Join(strings.Fields(*why), " "), Programma: versione(), Orologio: "orologio della macchina su cui gira pecagent, UTC; nessuno lo certifica"}, d)
	var asked prove.ErroreDomanda
	switch {
	case errors.As(err, &asked):
		return usage("%s", VisibleLine(asked.Testo))
	case err != nil:
		return err
	}
	recorded := e.registraExport(ctx, x, *why)
	files, err := e.consegna(x, *out)
	if err != nil {
		return err
	}
	if err := e.diceExport(x, files, *asJSON); err != nil {
		return err
	}
	if !x.Sano() || !recorded {
		return errShown
	}
	return nil
}

// MustBeNew is the file that a command's arguments name and that must not exist yet, "" for none; ok says that whatever the command
// writes must be new.
func MustBeNew(name string, args []string) (file string, ok bool) {
	for i, a := range args {
		if v, has := strings.CutPrefix(strings.TrimLeft(a, "-"), "out="); has && strings.HasPrefix(a, "-") {
			file = v
		} else if (a == "--out" || a == "-out") && i+1 < len(args) {
			file = args[i+1]
		}
	}
	switch name {
	case nomeExport, "evidence absence", "evidence packet":
		return file, true
	}
	return "", false
}

// prossimoEV is the next id of a fascicolo: a counter per year, as that of letters.
func (e *Env) prossimoEV() (id string, err error) {
	err = e.Store.View(func(a rules.Archivio) error { id = nextEV(rules.Vista(a), e); return nil })
	return id, err
}

func nextEV(s rules.Snapshot, e *Env) string {
	year := "EV-" + rules.Roma(e.Now()).Format("2006")
	return fmt.Sprintf("%s-%06d", year, s.Stato.Contatori[year]+1)
}

// registraExport records the export before it is handed out: who, what, why, and the digest of the manifest. Where that cannot be done
// it is said, and the evidence is handed out all the same, as with every looking.
func (e *Env) registraExport(ctx context.Context, x *prove.Esito, why string) bool {
	in := rules.Consultato{Now: e.Now(), Attore: e.Attore, Accesso: rules.Accesso{Comando: nomeExport, CF: x.Codici, Cose: []string{x.ID, x.Rif, x.Impronta}, Motivo: why}}
	d, err := e.Store.Commit(context.WithoutCancel(ctx), func(s rules.Snapshot) rules.Decision {
		if nextEV(s, e) != x.ID {
			return rules.Decision{Errore: "intanto è stato fatto un altro fascicolo con lo stesso numero"}
		}
		return rules.Decide(e.Policy, s, in)
	})
	if err == nil && d.Errore != "" {
		err = errors.New(d.Errore)
	}
	if err != nil {
		fmt.Fprintf(e.Err, "pecagent: questa esportazione (%s) non è stata registrata: %v\n", x.ID, err)
		e.perduta(nomeExport, err)
	}
	return err == nil
}

// consegna hands the files to the caller, under the name he gave or the id; the parts of a deposit beside it.
func (e *Env) consegna(x *prove.Esito, out string) ([]prove.Parte, error) {
	files := append([]prove.Parte{{Nome: x.Nome, Byte: x.Zip}}, x.Parti...)
	for i := range files {
		switch ext := filepath.Ext(out); {
		case out != "" && i == 0:
			files[i].Nome = out
		case out != "":
			files[i].Nome = fmt.Sprintf("%s-deposito-%d.zip", strings.TrimSuffix(out, ext), i)
		}
		if err := e.Save(files[i].Nome, files[i].Byte); err != nil {
			return nil, fmt.Errorf("il file %s non si scrive: %w", VisibleLine(files[i].Nome), err)
		}
	}
	return files, nil
}

func (e *Env) diceExport(x *prove.Esito, files []prove.Parte, asJSON bool) error {
	j := esportato{ID: x.ID, Manifest: x.Impronta, Messaggi: x.File, Record: x.Record, Verdetto: x.Verdetto.Verdetto, Manca: x.Manca, Guasti: x.Guasti}
	for _, f := range files {
		sum := sha256.Sum256(f.Byte)
		j.File, j.SHA256 = append(j.File, f.Nome), append(j.SHA256, hex.EncodeToString(sum[:]))
	}
	if asJSON {
		if j.Manca == nil {
			j.Manca = []string{}
		}
		if j.Guasti == nil {
			j.Guasti = []string{}
		}
		return e.emit(j)
	}
	e.printf("Fascicolo %s, %s: %d file, %d record del registro.\n", x.ID, x.Rif, x.File, x.Record)
	for i := range j.File {
		e.printf("  %s  %s\n", j.SHA256[i], VisibleLine(j.File[i]))
	}
	e.printf("Manca: %s\n", elencoOppure(x.Manca, "nulla di ciò che si aspetta"))
	e.printf("Verifica: %s, %d controlli. Chiunque la ripete, senza rete: pecverify %s\n", x.Verdetto.Verdetto, len(x.Verdetto.Controlli), VisibleLine(j.File[0]))
	if x.Sano() {
		return nil
	}
	for _, g := range x.Guasti {
		fmt.Fprintf(e.Err, "pecagent: %s: %s\n", nomeExport, VisibleLine(g))
	}
	for _, c := range x.Verdetto.Controlli {
		if !c.OK {
			fmt.Fprintf(e.Err, "pecagent: %s: la verifica dice di no: %s %s\n", nomeExport, c.File, VisibleLine(c.Why))
		}
	}
	if x.Verdetto.Verdetto != fascicolo.Verificato {
		fmt.Fprintf(e.Err, "pecagent: %s: il fascicolo è stato scritto, e non è verificato\n", nomeExport)
	}
	return nil
}

// elencoOppure is a list with a dash a line, or what stands for an empty one.
func elencoOppure(list []string, none string) string {
	if len(list) == 0 {
		return none
	}
	var b strings.Builder
	for _, s := range list {
		b.WriteString("\n  - " + VisibleLine(s))
	}
	return b.String()
}

// versione names the program that runs.
func versione() string {
	b, ok := debug.ReadBuildInfo()
	if !ok {
		return "pecagent"
	}
	s := "pecagent " + b.Main.Version
	for _, v := range b.Settings {
		if v.Key == "vcs.revision" && !strings.Contains(s, v.Value[:min(12, len(v.Value))]) {
			s += " " + v.Value[:min(12, len(v.Value))]
		}
	}
	return s + " " + b.GoVersion
}
