package fascicolo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Formato is the version of the format that this package writes and reads.
const Formato = 1

// Names of the files that the format itself knows.
const (
	NomeManifest = "manifest.json"
	NomeSomma    = "manifest.sha256"
	NomeRegistro = "80_registro.json"
	NomeFirme    = "50_verifica_firme.json"
)

// Ruolo says what a file is.
type Ruolo string

const (
	RuoloInviato      Ruolo = "inviato"      // a letter as it was handed to the server
	RuoloAccettazione Ruolo = "accettazione" // receipts, as received
	RuoloConsegna     Ruolo = "consegna"
	RuoloAvviso       Ruolo = "avviso"
	RuoloRicevuta     Ruolo = "ricevuta" // any other kind
	RuoloBusta        Ruolo = "busta"    // a message received, with its envelope
	RuoloEstratto     Ruolo = "estratto" // daticert or postacert out of a message, for the eye
	RuoloCopia        Ruolo = "copia"    // an attachment out of a message, for the eye
	RuoloVerifica     Ruolo = "verifica" // what the program found when it made the fascicolo
	RuoloRegistro     Ruolo = "registro" // the records of the log; the register of members on that day
	RuoloScheda       Ruolo = "scheda"
	RuoloDocumento    Ruolo = "documento" // acts, scans
	RuoloTesto        Ruolo = "testo"     // timeline, LEGGIMI, relazione
)

// Ruoli are the roles there are.
var Ruoli = []Ruolo{RuoloInviato, RuoloAccettazione, RuoloConsegna, RuoloAvviso, RuoloRicevuta, RuoloBusta, RuoloEstratto, RuoloCopia,
	RuoloVerifica, RuoloRegistro, RuoloScheda, RuoloDocumento, RuoloTesto}

// Eml reports whether a file of the role is a mail message, byte for byte.
func (r Ruolo) Eml() bool { return r == RuoloInviato || r.Certificato() }

// Certificato reports whether a file of the role is a message that a provider signed.
func (r Ruolo) Certificato() bool {
	switch r {
	case RuoloAccettazione, RuoloConsegna, RuoloAvviso, RuoloRicevuta, RuoloBusta:
		return true
	}
	return false
}

// ErrManifest says that manifest.json is not one of this format.
var ErrManifest = errors.New("manifest.json non è nella forma prevista")

// Manifest is manifest.json. Its fields stand in this order.
type Manifest struct {
	Formato   int       `json:"formato"`
	ID        string    `json:"id"`   // EV-2026-000123: the folder
	Tipo      string    `json:"tipo"` // comunicazione, richiesta, iscritto, diffida, campagna, deposito
	Soggetto  Soggetto  `json:"soggetto"`
	Creato    time.Time `json:"creato"` // UTC, whole seconds
	Utente    string    `json:"utente"`
	Motivo    string    `json:"motivo"`
	Programma string    `json:"programma"` // version
	Orologio  string    `json:"orologio"`  // where the instant comes from
	Manca     []string  `json:"manca"`     // what is not yet there, in words
	File      []File    `json:"file"`      // every file but manifest.json and manifest.sha256, sorted by name
}

// Soggetto is whom or what a fascicolo is about.
type Soggetto struct {
	CF  string `json:"cf"`
	Rif string `json:"rif"`
}

// File is one file in the manifest.
type File struct {
	Nome   string `json:"nome"`
	Byte   int64  `json:"byte"`
	SHA256 string `json:"sha256"` // lower-case hex
	Ruolo  Ruolo  `json:"ruolo"`
	Di     string `json:"di"` // LET-… or REQ-…: the letter or request it belongs to; empty for the whole
}

// Contenuto is a file to be written.
type Contenuto struct {
	Nome  string // below the folder, with slashes
	Ruolo Ruolo
	Di    string
	Byte  []byte
}

func (c Contenuto) file() File {
	return File{Nome: c.Nome, Byte: int64(len(c.Byte)), SHA256: somma(c.Byte), Ruolo: c.Ruolo, Di: c.Di}
}

func somma(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// JSON is manifest.json: two blanks a level, LF, no escapes that JSON does not ask for.
func (m Manifest) JSON() ([]byte, error) {
	m.Creato = m.Creato.UTC().Truncate(time.Second)
	if m.Manca == nil {
		m.Manca = []string{}
	}
	if m.File == nil {
		m.File = []File{}
	}
	return indented(m)
}

// indented is how every JSON file of the format is written.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// leggiManifest reads manifest.json; what this package would spell otherwise is refused, and so is what it does not know.
func leggiManifest(b []byte) (Manifest, error) {
	var m Manifest
	if err := rigido(b, &m); err != nil {
		return m, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	if m.Formato != Formato {
		return m, fmt.Errorf("%w: è del formato %d, questo programma conosce il formato %d", ErrManifest, m.Formato, Formato)
	}
	if again, err := m.JSON(); err != nil || !bytes.Equal(again, b) {
		return m, fmt.Errorf("%w: non è scritto come lo scrive il programma", ErrManifest)
	}
	for i, f := range m.File {
		if i > 0 && m.File[i-1].Nome >= f.Nome {
			return m, fmt.Errorf("%w: i nomi dei file non sono in ordine o sono doppi", ErrManifest)
		}
		if !slices.Contains(Ruoli, f.Ruolo) {
			return m, fmt.Errorf("%w: il file %s ha un ruolo sconosciuto", ErrManifest, f.Nome)
		}
	}
	return m, nil
}

// rigido reads one JSON value without unknown fields and with nothing behind it.
func rigido(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if strings.TrimSpace(string(b[d.InputOffset():])) != "" {
		return errors.New("altro testo dopo la fine")
	}
	return nil
}

// riga is manifest.sha256: the line that sha256sum writes.
func riga(manifest []byte) []byte { return []byte(somma(manifest) + "  " + NomeManifest + "\n") }
