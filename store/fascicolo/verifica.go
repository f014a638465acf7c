package fascicolo

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

// Verdicts.
const (
	Verificato    = "verificato"
	NonVerificato = "non verificato"
)

// Ids of the checks. One that is made of every file carries its name.
const (
	CZip        = "zip"        // the bytes of the zip are those that its files make
	CManifest   = "manifest"   // manifest.json has its form and is the one of manifest.sha256
	CFile       = "file"       // every file is the one of the manifest, none more, none missing
	CCheckpoint = "checkpoint" // signed by the key of the log
	CRecord     = "record"     // digests, and their place in the tree of the checkpoint
	CFirma      = "firma"      // a provider's signature and chain, at its instant
	CRicevuta   = "ricevuta"   // a receipt names the letter, its sender and recipient
	CContenuto  = "contenuto"  // a receipt of delivery returns what was sent
	CTraccia    = "traccia"    // a record names the SHA-256 of a message
	CCompleto   = "completo"   // every message that the records of a letter name is there
	CEstratto   = "estratto"   // a copy for the eye is what stands in its message
	CFirme      = "firme"      // 50_verifica_firme.json says what is found now
	CSoggetto   = "soggetto"   // the matter of the manifest is one of the records
	CManca      = "manca"      // what is not ended for the records is said to be missing
	CRiga       = "riga"       // what is copied of the register and the policy stands in the records
	CAncora     = "ancora"     // what a provider signed names a root of this log
	CBiforcato  = "biforcazione"
)

// Opzioni say whom to believe.
type Opzioni struct {
	Fiducia *smime.Trust // nil: the pins of AgID
	Chiave  string       // verifier key of the log, from elsewhere than the fascicolo; empty: not known
}

// Controllo is one check.
type Controllo struct {
	ID   string `json:"id"`
	File string `json:"file,omitempty"`
	OK   bool   `json:"ok"`
	Why  string `json:"why"` // Italian
}

// Prima says before which instant, that a provider certified, the first records of a log existed.
type Prima struct {
	Record  int64     `json:"record"` // up to this sequence number
	Istante time.Time `json:"istante"`
	File    string    `json:"file"`
}

// Fatto is what a provider certifies in a message of which no check failed: what a reader may hold the words of a fascicolo against.
type Fatto struct {
	Istante time.Time `json:"istante"` // of the daticert, with the offset of its zona
	Tipo    pec.Tipo  `json:"tipo"`
	Da      string    `json:"da"`
	A       []string  `json:"a"`
	Oggetto string    `json:"oggetto"`
	File    string    `json:"file"`
}

// Verdetto is what Verifica found; the JSON of pecverify.
type Verdetto struct {
	Verdetto       string      `json:"verdict"`
	ID             string      `json:"id"`
	SHA256         string      `json:"sha256,omitempty"` // of the zip
	Controlli      []Controllo `json:"checks"`
	NonControllato []string    `json:"not_checked"`
	Riserve        []string    `json:"riserve"`    // of NonControllato what a verdict must not be read without
	Manca          []string    `json:"manca"`      // what the fascicolo itself says is not there yet
	Cancellati     []int64     `json:"cancellati"` // records whose payload was erased
	Prima          []Prima     `json:"prima_del"`  // by instant, each with more records than the one before
	Fatti          []Fatto     `json:"fatti"`      // by instant
}

func (v *Verdetto) chiudi() Verdetto {
	v.Verdetto = Verificato
	if len(v.Controlli) == 0 || slices.ContainsFunc(v.Controlli, func(c Controllo) bool { return !c.OK }) {
		v.Verdetto = NonVerificato
	}
	v.Controlli, v.NonControllato, v.Manca = pieno(v.Controlli), pieno(v.NonControllato), pieno(v.Manca)
	v.Cancellati, v.Prima, v.Fatti, v.Riserve = pieno(v.Cancellati), pieno(v.Prima), pieno(v.Fatti), pieno(v.Riserve)
	return *v
}

func (v *Verdetto) bene(id, file, why string) {
	v.Controlli = append(v.Controlli, Controllo{id, file, true, why})
}

func (v *Verdetto) male(id, file, why string) {
	v.Controlli = append(v.Controlli, Controllo{id, file, false, why})
}

// esito is bene or male by err; why says what holds.
func (v *Verdetto) esito(id, file string, err error, why string) {
	if err != nil {
		v.male(id, file, err.Error())
		return
	}
	v.bene(id, file, why)
}

// riserva is what was not checked and weighs on the verdict itself.
func (v *Verdetto) riserva(words string) {
	v.Riserve = append(v.Riserve, words)
	v.tace("%s", words)
}

func (v *Verdetto) tace(format string, a ...any) {
	v.NonControllato = append(v.NonControllato, fmt.Sprintf(format, a...))
}

// VerificaZip judges the bytes of a zip.
func VerificaZip(b []byte, o Opzioni) Verdetto {
	f, err := Leggi(b)
	if err != nil {
		v := Verdetto{SHA256: somma(b)}
		v.male(CZip, "", err.Error())
		return v.chiudi()
	}
	v := Verifica(f, o)
	v.SHA256 = somma(b)
	return v
}

// Verifica judges a fascicolo. It reads no clock, no store and no network, and its work grows with the fascicolo. A check
// that cannot be made because another failed is left out: the verdict is then "non verificato" anyway.
func Verifica(f *Fascicolo, o Opzioni) Verdetto {
	x := esamina(f, o)
	return x.v.chiudi()
}

func esamina(f *Fascicolo, o Opzioni) *verifica {
	if o.Fiducia == nil {
		agid := smime.AgID()
		o.Fiducia = &agid
	}
	if o.Fiducia.Cache == nil {
		t := *o.Fiducia
		t.Cache = &smime.Cache{}
		o.Fiducia = &t
	}
	x := &verifica{f: f, o: o, v: Verdetto{ID: f.ID}, nominati: map[string]int64{}, radici: map[int64]tlog.Hash{}}
	if f.Cartella {
		x.v.tace("il file zip: è stata data la cartella aperta")
	} else {
		x.v.bene(CZip, "", "il file zip è, byte per byte, quello che si ottiene dai suoi file")
	}
	if x.manifest() {
		x.registro()
		x.perID()
		x.soggetto()
		x.manca()
		x.documenti()
		x.righe()
		x.posta()
		x.copie()
		x.ancore()
		x.dichiarato()
		x.fatti()
	}
	return x
}

// verifica is one verification under way.
type verifica struct {
	f *Fascicolo
	o Opzioni
	v Verdetto

	m        Manifest
	reg      Registro
	testa    *testaFirmata    // nil: the checkpoint does not hold
	eventi   []evento         // of records that hold
	per      map[string][]int // places in eventi, by what they are about
	nominati map[string]int64 // SHA-256 that a record names → its sequence number
	p        posta
	radici   map[int64]tlog.Hash // of anchors that hold
}

// testaFirmata is the head that the checkpoint signs.
type testaFirmata struct {
	size int64
	root tlog.Hash
}

// manifest judges the manifest and every file against it. false: no manifest can be read, and nothing more can be judged.
func (x *verifica) manifest() bool {
	b, ok := x.f.Trova(NomeManifest)
	if !ok {
		x.v.male(CManifest, NomeManifest, "manca")
		return false
	}
	var err error
	if x.m, err = leggiManifest(b); err != nil {
		x.v.male(CManifest, NomeManifest, err.Error())
		return false
	}
	line, ok := x.f.Trova(NomeSomma)
	switch {
	case !ok:
		err = errors.New("manca " + NomeSomma)
	case string(line) != string(riga(b)):
		err = errors.New(NomeSomma + " non è l'impronta di questo manifest")
	case !x.f.Cartella && x.m.ID != x.f.ID:
		err = fmt.Errorf("è il manifest di %s, la cartella è %s", x.m.ID, x.f.ID)
	}
	x.v.ID, x.v.Manca = x.m.ID, x.m.Manca
	x.v.esito(CManifest, NomeManifest, err, "ha la forma prevista e l'impronta di "+NomeSomma)
	x.file()
	return true
}

// file holds the files against the manifest.
func (x *verifica) file() {
	bad := 0
	fail := func(nome, why string) { bad++; x.v.male(CFile, nome, why) }
	listed := map[string]bool{NomeManifest: true, NomeSomma: true}
	for _, f := range x.m.File {
		listed[f.Nome] = true
		b, ok := x.f.Trova(f.Nome)
		switch {
		case f.Nome == NomeManifest || f.Nome == NomeSomma:
			fail(f.Nome, "il manifest non può elencare sé stesso")
		case !ok:
			fail(f.Nome, "manca: il manifest lo elenca")
		case int64(len(b)) != f.Byte:
			fail(f.Nome, fmt.Sprintf("ha %d byte, il manifest dice %d", len(b), f.Byte))
		case somma(b) != f.SHA256:
			fail(f.Nome, "è stato cambiato: la sua impronta non è quella del manifest")
		}
	}
	for _, e := range x.f.Voci {
		if !listed[e.Nome] {
			fail(e.Nome, "il manifest non lo elenca")
		}
	}
	if bad == 0 {
		x.v.bene(CFile, "", fmt.Sprintf("%d file: ognuno ha l'impronta del manifest, nessuno manca, nessuno è di più", len(x.m.File)))
	}
}

// dichiarato says what nobody but the program vouches for.
func (x *verifica) dichiarato() {
	x.v.tace("chi ha fatto il fascicolo, quando e perché, e ciò che manca oltre alle lettere non concluse: lo dice il manifest, nessuno lo certifica")
	x.v.tace("che non ci siano altri fatti: i record sono quelli scelti per il fascicolo, provano ciò che c'è e non ciò che manca")
	var only []string
	for _, f := range x.m.File {
		switch {
		case f.Nome == NomeRegistro, f.Nome == NomeFirme, f.Nome == NomeAllaData, strings.HasPrefix(f.Nome, DirPolitica) && strings.HasSuffix(f.Nome, ".json"):
		case f.Ruolo == RuoloTesto, f.Ruolo == RuoloScheda, f.Ruolo == RuoloRegistro, f.Ruolo == RuoloVerifica:
			only = append(only, f.Nome)
		}
	}
	for _, nome := range only {
		x.v.tace("%s: ne fa fede solo l'impronta nel manifest", nome)
	}
}
