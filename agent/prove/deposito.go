package prove

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"path"
	"strings"

	"pecagent/store/fascicolo"
)

// massimoParte is how many bytes a part of a deposit has at most: below 30 MB, however a portal counts them.
const massimoParte = 29_000_000

// daDepositare is one file of a deposit.
type daDepositare struct {
	nome string // short, lower case, ASCII
	da   string // its name in the fascicolo
	b    []byte
}

// deposito makes the zips for the portal of a court: the relazione, the texts to sign, the list, the messages and the documents, flat.
func (w *lavoro) deposito(page relazione) ([]Parte, error) {
	att, err := relazione{Titolo: "Attestazioni da completare", Sotto: "Fascicolo " + w.o.ID, Ordine: page.Ordine, Capitoli: []capitolo{w.capAttestazioni()}}.pdf(w.o.ID, w.o.Now)
	if err != nil {
		return nil, err
	}
	rel, err := page.pdf(w.o.ID, w.o.Now)
	if err != nil {
		return nil, err
	}
	list := append([]daDepositare{{"01_relazione.pdf", "relazione.pdf", rel}, {"02_attestazioni.pdf", "", att}}, w.pezziDeposito()...)
	index := elencoDeposito(w.o.ID, list)
	var parts []Parte
	for i, files := range w.dividi(list, len(index)) {
		b, err := zipPiatto(append([]daDepositare{{"00_elenco.txt", "", index}}, files...))
		if err != nil {
			return nil, fmt.Errorf("writing the deposit: %w", err)
		}
		parts = append(parts, Parte{Nome: fmt.Sprintf("%s-deposito-%d.zip", w.o.ID, i+1), Byte: b})
	}
	return parts, nil
}

// pezziDeposito gives messages and documents their short names: l01_… of the first letter, r01_… of the first request, d01_… of the
// first document, x01_… of the rest.
func (w *lavoro) pezziDeposito() (list []daDepositare) {
	number := map[string]string{}
	for i, l := range w.s.lettere {
		number[l.ID] = fmt.Sprintf("l%02d", i+1)
	}
	for i, r := range w.s.richieste {
		number[r.ID] = fmt.Sprintf("r%02d", i+1)
	}
	taken := map[string]int{}
	docs := 0
	for _, f := range w.r.files {
		name := ""
		switch {
		case f.Ruolo == fascicolo.RuoloDocumento:
			docs++
			_, title, _ := strings.Cut(path.Base(f.Nome), "_") // without the id of the act
			name = fmt.Sprintf("d%02d_%s", docs, corto(title, 24))
		case f.Ruolo.Eml():
			name = oppure(number[f.Di], "x01") + "_" + map[fascicolo.Ruolo]string{fascicolo.RuoloInviato: "inviato", fascicolo.RuoloAccettazione: "accettazione",
				fascicolo.RuoloConsegna: "consegna", fascicolo.RuoloAvviso: "avviso", fascicolo.RuoloRicevuta: "ricevuta", fascicolo.RuoloBusta: "ricevuto"}[f.Ruolo] + ".eml"
		default:
			continue
		}
		if taken[name]++; taken[name] > 1 {
			ext := path.Ext(name)
			name = fmt.Sprintf("%s_%d%s", strings.TrimSuffix(name, ext), taken[name], ext)
		}
		list = append(list, daDepositare{name, f.Nome, f.Byte})
	}
	return list
}

// corto shortens a name and keeps what its ending says.
func corto(s string, n int) string {
	s = strings.ToLower(s)
	if len(s) <= n {
		return s
	}
	ext := path.Ext(s)
	if second := path.Ext(strings.TrimSuffix(s, ext)); ext == ".p7m" && len(second) <= 5 {
		ext = second + ext
	}
	if len(ext) > 9 {
		ext = ""
	}
	return strings.TrimRight(s[:n-len(ext)], "._-") + ext
}

func elencoDeposito(id string, list []daDepositare) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "DEPOSITO dal fascicolo %s\nSono prova i file .eml, così come sono. Le impronte sono quelle del fascicolo.\n\n", id)
	for _, f := range list {
		fmt.Fprintf(&b, "%s  %s  (%d byte)%s\n", somma(f.b), f.nome, len(f.b), map[bool]string{true: "  nel fascicolo: " + f.da}[f.da != ""])
	}
	return []byte(b.String())
}

// dividi shares the files out, in their order, so that no part is larger than a portal takes. A file that is too large alone is said.
func (w *lavoro) dividi(list []daDepositare, index int) (parts [][]daDepositare) {
	const around = 200 // bytes of headers beside each file, names included
	size := 0
	for _, f := range list {
		n := len(f.b) + around
		if n+index+around > massimoParte {
			w.r.guasti = append(w.r.guasti, fmt.Sprintf("deposito: %s (%s) è di %d byte, più di quanti ne prende un portale: va depositato in altro modo", f.nome, f.da, len(f.b)))
		}
		if len(parts) == 0 || size+n > massimoParte {
			parts, size = append(parts, nil), index+around
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], f)
		size += n
	}
	return parts
}

// zipPiatto is a plain zip without folders, compression and dates: sizes stand before the files, as old readers want it.
func zipPiatto(files []daDepositare) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateRaw(&zip.FileHeader{Name: f.nome, Method: zip.Store, CRC32: crc32.ChecksumIEEE(f.b), CompressedSize64: uint64(len(f.b)), UncompressedSize64: uint64(len(f.b))})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.b); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}
