package fascicolo

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
)

// titoli name the checks for a reader.
var titoli = map[string]string{
	CZip: "Zip", CManifest: "Manifest", CFile: "File", CCheckpoint: "Testa del registro", CRecord: "Record", CFirma: "Firma del gestore", CRicevuta: "Ricevuta",
	CContenuto: "Contenuto consegnato", CTraccia: "Noto al registro", CCompleto: "Completezza", CEstratto: "Copia", CFirme: "Verifica allegata", CAncora: "Àncora",
	CBiforcato: "Biforcazione", CSoggetto: "Pratica", CManca: "Ciò che manca", CRiga: "Registro degli iscritti e politica",
}

// piene is how many checks are printed one by one; of more, only those that failed.
const piene = 60

// Scritto is the verdict as a page of text.
func (v Verdetto) Scritto() string {
	var b strings.Builder
	fmt.Fprintf(&b, "FASCICOLO %s: %s\n", Visibile(v.ID), strings.ToUpper(v.Verdetto))
	if v.SHA256 != "" {
		fmt.Fprintf(&b, "SHA-256 del file: %s\n", v.SHA256)
	}
	if v.Verdetto == Verificato {
		elenco(&b, "CON RISERVA, non è controllato", v.Riserve)
	}
	v.scriviControlli(&b)
	v.scriviFatti(&b)
	elenco(&b, "Il fascicolo dice che manca", v.Manca)
	elenco(&b, "Non controllato", v.NonControllato)
	return b.String()
}

func (v Verdetto) scriviControlli(b *strings.Builder) {
	b.WriteString("\nControlli\n")
	good := 0
	for _, c := range v.Controlli {
		if c.OK && len(v.Controlli) > piene {
			good++
			continue
		}
		mark, what := "bene", titoli[c.ID]
		if !c.OK {
			mark = "MALE"
		}
		if c.File != "" {
			what += ", " + Visibile(c.File)
		}
		fmt.Fprintf(b, "  %s  %s: %s\n", mark, what, Visibile(c.Why))
	}
	if good > 0 {
		fmt.Fprintf(b, "  bene  altri %d controlli (--json li elenca)\n", good)
	}
}

// scriviFatti says what holds, who certifies it, and when.
func (v Verdetto) scriviFatti(b *strings.Builder) {
	var list []string
	for _, f := range v.Fatti[:min(len(v.Fatti), piene)] {
		list = append(list, fmt.Sprintf("%s  %s: da %s a %s, oggetto «%s» (%s)", f.Istante.Format("02/01/2006 15:04:05 -0700"), cmp.Or(dice[f.Tipo], string(f.Tipo)), f.Da,
			strings.Join(f.A, ", "), f.Oggetto, f.File))
	}
	if more := len(v.Fatti) - piene; more > 0 {
		list = append(list, fmt.Sprintf("e altri %d (--json li elenca)", more))
	}
	elenco(b, "Che cosa certificano i gestori", list)
	list = nil
	for _, p := range v.Prima {
		list = append(list, fmt.Sprintf("fino al n. %d: esistevano già il %s (%s)", p.Record, p.Istante.Format("02/01/2006 15:04:05 UTC"), p.File))
	}
	elenco(b, "Data certa dei record", list)
}

func elenco(b *strings.Builder, title string, list []string) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\n" + title + "\n")
	for _, s := range list {
		b.WriteString("  - " + Visibile(s) + "\n")
	}
}

// Visibile makes characters seen that a terminal or a reader would not show: controls, direction marks, zero width.
func Visibile(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || r == unicode.ReplacementChar {
			fmt.Fprintf(&b, "[U+%04X]", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
