package fascicolo

import (
	"fmt"
	"strings"
	"unicode"
)

// titoli name the checks for a reader.
var titoli = map[string]string{
	CZip: "Zip", CManifest: "Manifest", CFile: "File", CCheckpoint: "Testa del registro", CRecord: "Record", CFirma: "Firma del gestore", CRicevuta: "Ricevuta",
	CContenuto: "Contenuto consegnato", CTraccia: "Noto al registro", CCompleto: "Completezza", CEstratto: "Copia", CFirme: "Verifica allegata", CAncora: "Àncora",
	CBiforcato: "Biforcazione",
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
	b.WriteString("\nControlli\n")
	good := 0
	for _, c := range v.Controlli {
		if c.OK && len(v.Controlli) > piene {
			good++
			continue
		}
		mark := "bene"
		if !c.OK {
			mark = "MALE"
		}
		what := titoli[c.ID]
		if c.File != "" {
			what += ", " + Visibile(c.File)
		}
		fmt.Fprintf(&b, "  %s  %s: %s\n", mark, what, Visibile(c.Why))
	}
	if good > 0 {
		fmt.Fprintf(&b, "  bene  altri %d controlli (--json li elenca)\n", good)
	}
	if len(v.Prima) > 0 {
		b.WriteString("\nData certa dei record\n")
		for _, p := range v.Prima {
			fmt.Fprintf(&b, "  fino al n. %d: esistevano già il %s (%s)\n", p.Record, p.Istante.Format("02/01/2006 15:04:05 UTC"), p.File)
		}
	}
	elenco(&b, "Il fascicolo dice che manca", v.Manca)
	elenco(&b, "Non controllato", v.NonControllato)
	return b.String()
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
