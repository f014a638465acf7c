package office

import (
	"fmt"
	"slices"
	"strings"

	"pecagent/rules"
)

// maxElenco is how many members of a kind the page of differences names; --json names all.
const maxElenco = 40

// differenze is what a person sees before an import.
type differenze struct {
	i    importazione
	in   rules.Imported
	d    rules.Differenze
	then rules.Seguito
	all  []rules.Iscritto // the register, in the order of the codes
}

// campoCambiato is one value that an import would change.
type campoCambiato struct {
	CF    string `json:"codice_fiscale"`
	Campo string `json:"campo"`
	Prima string `json:"prima"`
	Dopo  string `json:"dopo"`
}

// campi lists the values that change, the further columns one by one.
func campiDi(c rules.Cambio) (list []campoCambiato) {
	before, after := colonne(c.Prima), colonne(c.Dopo)
	for _, name := range c.Campi {
		if name != "altre colonne" {
			list = append(list, campoCambiato{c.Dopo.CF, name, before[name], after[name]})
			continue
		}
		var names []string
		for _, k := range append(slices.Clone(c.Prima.Altri), c.Dopo.Altri...) {
			if !slices.Contains(names, k.Nome) && before[k.Nome] != after[k.Nome] {
				names = append(names, k.Nome)
				list = append(list, campoCambiato{c.Dopo.CF, k.Nome, before[k.Nome], after[k.Nome]})
			}
		}
	}
	return list
}

// showDiff shows what an import would change.
func (e *Env) showDiff(x differenze) error {
	if x.i.asJSON {
		return e.emit(x.oggetto())
	}
	d := x.d
	e.printf("%d righe: %d nuovi, %d cambiati, %d invariati.\n", len(x.in.Righe), len(d.Nuovi), len(d.Cambiati), d.Invariati)
	if x.i.letto.Foglio != "" {
		e.printf("Foglio «%s», intestazioni alla riga %d.\n", VisibleLine(x.i.letto.Foglio), x.i.letto.Testata)
	}
	if len(x.in.Colonne) > 0 {
		e.printf("Intestazioni tradotte: %s.\n", VisibleLine(strings.Join(x.in.Colonne, ", ")))
	}
	if len(x.in.Assenti) > 0 {
		e.printf("Il programma dell'albo non tiene, e restano come sono: %s.\n", strings.Join(x.in.Assenti, ", "))
	}
	e.printNuovi(x)
	e.printCambiati(x)
	e.printConflitti(x)
	if len(d.Note) > 0 {
		e.capo("Di queste righe una parte non si applica: %d", len(d.Note))
	}
	for _, note := range d.Note {
		e.printf("  %s\n", VisibleLine(note))
	}
	e.printMancanti(x)
	e.printSeguito(x)
	return nil
}

func (x differenze) oggetto() any {
	changed := []campoCambiato{}
	for _, c := range x.d.Cambiati {
		changed = append(changed, campiDi(c)...)
	}
	fresh := []Scheda{}
	for _, m := range x.d.Nuovi {
		fresh = append(fresh, scheda(m))
	}
	var tasks []string
	for _, c := range x.then.Compiti {
		tasks = append(tasks, strings.TrimSpace(c.CF+" "+c.Perche))
	}
	return struct {
		File       string            `json:"file"`
		SHA256     string            `json:"sha256"`
		Foglio     string            `json:"foglio,omitempty"`
		Tradotte   []string          `json:"tradotte,omitempty"`
		Assenti    []string          `json:"assenti,omitempty"`
		Righe      int               `json:"righe"`
		Nuovi      int               `json:"nuovi"`
		Cambiati   []rules.Cambio    `json:"cambiati"`
		Invariati  int               `json:"invariati"`
		Mancanti   []string          `json:"mancanti"`
		Rifiuti    []string          `json:"rifiuti"`
		Note       []string          `json:"note,omitempty"`
		Iscritti   []Scheda          `json:"iscritti_nuovi"`
		Differenze []campoCambiato   `json:"differenze"`
		Conflitti  []rules.Conflitto `json:"conflitti,omitempty"`
		Avvisi     []rules.Avviso    `json:"avvisi,omitempty"`
		Compiti    []string          `json:"compiti,omitempty"`
		Lettere    int               `json:"lettere,omitempty"`
		Ritirate   []string          `json:"ritirate,omitempty"`
	}{x.in.File, x.in.SHA256, x.i.letto.Foglio, x.in.Colonne, x.in.Assenti, len(x.in.Righe), len(x.d.Nuovi), x.d.Cambiati, x.d.Invariati, x.d.Mancanti, x.d.Rifiuti, x.d.Note,
		fresh, changed, x.d.Conflitti, x.then.Avvisi, tasks, len(x.then.Lettere), x.then.Ritirate}
}

// capo writes the heading of a part of the page.
func (e *Env) capo(format string, args ...any) { e.printf("\n"+format+"\n", args...) }

func (e *Env) altri(n int) {
	if n > maxElenco {
		e.printf("  e altri %d (--json li elenca tutti)\n", n-maxElenco)
	}
}

func (e *Env) printNuovi(x differenze) {
	list := x.d.Nuovi
	if len(list) == 0 || len(x.all) == 0 { // the first import: all are
		return
	}
	e.capo("Nuovi: %d", len(list))
	for _, m := range list[:min(len(list), maxElenco)] {
		e.printf("  %s %s, %s, n. %s, domicilio %s\n", m.CF, nome(m), m.Stato, orNone(VisibleLine(m.Numero)), domicilio(m))
	}
	e.altri(len(list))
}

func (e *Env) printCambiati(x differenze) {
	list := x.d.Cambiati
	if len(list) == 0 {
		return
	}
	e.capo("Cambiano: %d", len(list))
	for _, c := range list[:min(len(list), maxElenco)] {
		e.printf("  %s %s\n", c.Dopo.CF, nome(c.Dopo))
		for _, f := range campiDi(c) {
			e.printf("      %s: %s → %s\n", VisibleLine(f.Campo), orNone(VisibleLine(f.Prima)), orNone(VisibleLine(f.Dopo)))
		}
	}
	e.altri(len(list))
}

func (e *Env) printConflitti(x differenze) {
	list := x.d.Conflitti
	if len(list) == 0 {
		return
	}
	e.capo("Il registro ha una prova più recente: %d (da riportare nel programma dell'albo: pecagent members export --changes-since DATA)", len(list))
	for _, c := range list[:min(len(list), maxElenco)] {
		e.printf("  %s %s\n", c.CF, x.nomeDi(c.CF))
		e.printf("      %s: il registro ha %s%s, il file %s\n", c.Campo, orNone(VisibleLine(c.Registro)), daQuando(c), orNone(VisibleLine(c.File)))
	}
	e.altri(len(list))
}

// daQuando says since when and by which proof the register knows better.
func daQuando(c rules.Conflitto) string {
	var says []string
	if c.Dal != "" {
		says = append(says, "dal "+c.Dal)
	}
	if p := c.Prova; p != "" {
		if len(p) == 64 {
			p = "messaggio " + p[:12]
		}
		says = append(says, "prova "+p)
	}
	if len(says) == 0 {
		return ""
	}
	return " (" + strings.Join(says, ", ") + ")"
}

func (e *Env) printMancanti(x differenze) {
	list := x.d.Mancanti
	if len(list) == 0 {
		return
	}
	e.capo("Non sono nel file: %d (restano come sono: un'importazione non toglie nessuno)", len(list))
	for _, cf := range list[:min(len(list), maxElenco)] {
		e.printf("  %s %s\n", cf, x.nomeDi(cf))
	}
	e.altri(len(list))
}

// printSeguito says what would come of it: by itself, and what is left to people.
func (e *Env) printSeguito(x differenze) {
	if len(x.d.Rifiuti) > 0 || len(x.d.Nuovi)+len(x.d.Cambiati) == 0 || len(x.all) == 0 {
		return
	}
	e.capo("Che cosa ne seguirebbe")
	e.printf("  Un elenco non scrive a nessuno e non fa partire termini (R-148).\n")
	for _, c := range x.then.Compiti {
		e.printf("  da decidere: %s\n", VisibleLine(strings.TrimSpace(c.CF+" "+c.Perche)))
	}
	for _, l := range x.then.Lettere {
		e.printf("  una lettera %s a %s, %s\n", l.Modello, orNone(VisibleLine(l.A)), l.Stato)
	}
	for _, id := range x.then.Ritirate {
		e.printf("  la lettera %s non partirebbe più\n", id)
	}
	for _, a := range x.then.Avvisi[:min(len(x.then.Avvisi), maxElenco)] {
		e.printf("  %s %s: %s\n", a.CF, x.soloNome(a.CF), VisibleLine(a.Dice))
	}
	e.altri(len(x.then.Avvisi))
}

func nome(m rules.Iscritto) string { return VisibleLine(m.Cognome + " " + m.Nome) }

// trova is a member of the register, or one that the file brings.
func (x differenze) trova(cf string) (m rules.Iscritto) {
	for _, list := range [][]rules.Iscritto{x.all, x.d.Nuovi} {
		if i := slices.IndexFunc(list, func(m rules.Iscritto) bool { return m.CF == cf }); i >= 0 {
			return list[i]
		}
	}
	return m
}

func (x differenze) soloNome(cf string) string { return nome(x.trova(cf)) }

// nomeDi is name and state.
func (x differenze) nomeDi(cf string) string {
	m := x.trova(cf)
	return fmt.Sprintf("%s (%s)", nome(m), m.Stato)
}
