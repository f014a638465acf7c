package fascicolo

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// Where an anchor stands.
const (
	DoveTesto   = "testo"
	DoveOggetto = "oggetto"
)

const (
	inizioRiga    = "Registro: "
	inizioOggetto = "Impronta del registro: "
)

// RigaAncora is the line in the footer of letters.
func RigaAncora(size int64, root tlog.Hash) string { return inizioRiga + testa(size, root) }

// OggettoAncora is the subject of a mail that is sent for its anchor alone.
func OggettoAncora(size int64, root tlog.Hash) string { return inizioOggetto + testa(size, root) }

func testa(size int64, root tlog.Hash) string { return fmt.Sprintf("%d %s", size, root) }

// LeggiAncora finds the anchor in a receipt: in the subject that its daticert names, else the last line of the text that an
// avvenuta-consegna returns. Dimensione, Radice, Dove and Istante are set. Whether anybody signed it is for Verify to say.
func LeggiAncora(m *mailparse.Message) (Ancora, bool) {
	dc := m.DatiCert
	if dc == nil || dc.Tipo != pec.AvvenutaConsegna && dc.Tipo != pec.Accettazione {
		return Ancora{}, false
	}
	a := Ancora{Istante: dc.Data.UTC()}
	if leggiTesta(&a, strings.Join(strings.Fields(dc.Oggetto), " "), inizioOggetto) {
		a.Dove = DoveOggetto
		return a, true
	}
	if dc.Tipo != pec.AvvenutaConsegna || m.Inner == nil {
		return Ancora{}, false
	}
	lines := strings.Split(m.Inner.Text, "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		if leggiTesta(&a, strings.TrimSpace(lines[i]), inizioRiga) {
			a.Dove = DoveTesto
			return a, true
		}
	}
	return Ancora{}, false
}

// leggiTesta reads "size root" behind the words it begins with, in the one spelling it has.
func leggiTesta(a *Ancora, s, inizio string) bool {
	s, ok := strings.CutPrefix(s, inizio)
	if !ok {
		return false
	}
	n, root, _ := strings.Cut(s, " ")
	size, err := strconv.ParseInt(n, 10, 64)
	if err != nil || size < 1 || strconv.FormatInt(size, 10) != n {
		return false
	}
	b, err := base64.StdEncoding.Strict().DecodeString(root)
	if err != nil || len(b) != tlog.HashSize || strings.ContainsAny(root, "\r\n") {
		return false
	}
	a.Dimensione, a.Radice = size, b
	return true
}
