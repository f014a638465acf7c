package main

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"pecagent/mailparse/smime"
	"pecagent/store/fascicolo"
)

const (
	exitOK    = 0
	exitWrong = 1
	exitUsage = 2
)

const uso = `pecverify [--json] [--ca FILE] [--crl FILE] [--chiave FILE] FASCICOLO
    verifica un fascicolo, il file .zip o la cartella aperta, senza rete e senza archivio
pecverify --confronta [--ca FILE] [--chiave FILE] [--log FILE --checkpoint FILE] A B
    confronta due teste del registro (file di checkpoint o fascicoli): una storia sola o due?
pecverify --log FILE --checkpoint FILE --chiave FILE
    verifica una copia intera del registro (DIR/log) contro la sua testa firmata

  --chiave FILE   la chiave pubblica del registro, data dall'Ordine (chiavi/log.pub); senza, vale quella scritta nel fascicolo
  --ca FILE       altre autorità oltre a quelle AgID incorporate, in PEM
  --crl FILE      una lista di revoca (CRL) di un'autorità, in PEM o DER; più volte per più liste
  --json          per programmi

Uscita: 0 verificato, 1 non verificato, 2 uso.
`

// errUsage marks a call that cannot be meant.
var errUsage = errors.New("uso")

// scelte are the flags.
type scelte struct {
	json, confronta           bool
	ca, chiave, log, testaLog string
	crl                       []string
	args                      []string
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, errs io.Writer) int {
	s, err := leggiScelte(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(out, uso)
		return exitOK
	}
	ok := false
	if err == nil {
		ok, err = s.esegui(out)
	}
	switch {
	case errors.Is(err, errUsage):
		fmt.Fprintf(errs, "pecverify: %v\n\n%s", err, uso)
		return exitUsage
	case err != nil:
		fmt.Fprintf(errs, "pecverify: %v\n", err)
		return exitWrong
	case !ok:
		return exitWrong
	}
	return exitOK
}

func leggiScelte(args []string) (scelte, error) {
	var s scelte
	f := flag.NewFlagSet("pecverify", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.Usage = func() {}
	f.BoolVar(&s.json, "json", false, "")
	f.BoolVar(&s.confronta, "confronta", false, "")
	f.StringVar(&s.ca, "ca", "", "")
	f.Func("crl", "", func(v string) error { s.crl = append(s.crl, v); return nil })
	f.StringVar(&s.chiave, "chiave", "", "")
	f.StringVar(&s.log, "log", "", "")
	f.StringVar(&s.testaLog, "checkpoint", "", "")
	for rest := args; ; {
		if err := f.Parse(rest); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return s, err
			}
			return s, fmt.Errorf("%w: %s", errUsage, opzioneErrata(err.Error()))
		}
		if f.NArg() == 0 {
			break
		}
		s.args, rest = append(s.args, f.Arg(0)), f.Args()[1:] // flags may follow
	}
	return s, s.valide()
}

func (s scelte) valide() error {
	want := 1
	switch {
	case s.confronta:
		want = 2
	case s.log != "":
		want = 0
	}
	switch {
	case len(s.args) != want:
		return fmt.Errorf("%w: servono %d file, non %d", errUsage, want, len(s.args))
	case (s.log == "") != (s.testaLog == ""):
		return fmt.Errorf("%w: --log e --checkpoint vanno insieme", errUsage)
	case s.log != "" && s.chiave == "":
		return fmt.Errorf("%w: per il registro serve --chiave", errUsage)
	}
	return nil
}

// opzioneErrata says in Italian what package flag says of an option that is wrong.
func opzioneErrata(said string) string {
	if name, ok := strings.CutPrefix(said, "flag provided but not defined: -"); ok {
		return "opzione sconosciuta: --" + fascicolo.Visibile(name)
	}
	if name, ok := strings.CutPrefix(said, "flag needs an argument: -"); ok {
		return "dopo l'opzione --" + fascicolo.Visibile(name) + " manca il suo valore"
	}
	return "opzione scritta male"
}

// nonSiLegge says in Italian why a file that was named cannot be read.
func nonSiLegge(file string, err error) error {
	why := err.Error()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		why = "non c'è"
	case errors.Is(err, fs.ErrPermission):
		why = "manca il permesso di leggerlo"
	}
	return fmt.Errorf("%w: %s: %s", errUsage, fascicolo.Visibile(file), why)
}

func (s scelte) esegui(out io.Writer) (ok bool, err error) {
	o, err := s.opzioni()
	if err != nil {
		return false, err
	}
	switch {
	case s.confronta:
		return s.paragona(o, out)
	case s.log != "":
		return s.registro(o, out)
	}
	v, err := verifica(s.args[0], o)
	if err != nil {
		return false, err
	}
	return v.Verdetto == fascicolo.Verificato, s.stampa(out, v, v.Scritto())
}

// stampa prints one JSON object, or the text.
func (s scelte) stampa(out io.Writer, v any, text string) error {
	if !s.json {
		_, err := io.WriteString(out, text)
		return err
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// opzioni reads whom to believe.
func (s scelte) opzioni() (o fascicolo.Opzioni, err error) {
	trust := smime.AgID()
	if s.ca != "" {
		if trust.CAs, err = autorita(s.ca); err != nil {
			return o, err
		}
	}
	for _, file := range s.crl {
		lists, err := revoche(file)
		if err != nil {
			return o, err
		}
		trust.CRLs = append(trust.CRLs, lists...)
	}
	o.Fiducia = &trust
	if s.chiave != "" {
		b, err := os.ReadFile(s.chiave)
		if err != nil {
			return o, nonSiLegge(s.chiave, err)
		}
		if o.Chiave = strings.TrimSpace(string(b)); o.Chiave == "" {
			return o, fmt.Errorf("%w: %s è vuoto", errUsage, s.chiave)
		}
		if _, err := note.NewVerifier(o.Chiave); err != nil { // never printed: it may be the private key, or anything
			return o, fmt.Errorf("%w: %s non contiene la chiave pubblica di un registro (serve chiavi/log.pub)", errUsage, s.chiave)
		}
	}
	return o, nil
}

func autorita(file string) (list []*x509.Certificate, err error) {
	rest, err := os.ReadFile(file)
	if err != nil {
		return nil, nonSiLegge(file, err)
	}
	for {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			break
		}
		if b.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(b.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: un certificato non si legge (%w)", errUsage, file, err)
		}
		list = append(list, c)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%w: %s non contiene certificati in PEM", errUsage, file)
	}
	return list, nil
}

// revoche reads lists of revocation, PEM or DER.
func revoche(file string) (list []*x509.RevocationList, err error) {
	rest, err := os.ReadFile(file)
	if err != nil {
		return nil, nonSiLegge(file, err)
	}
	der := [][]byte{rest}
	if b, _ := pem.Decode(rest); b != nil {
		der = nil
		for b, rest = pem.Decode(rest); b != nil; b, rest = pem.Decode(rest) {
			if b.Type == "X509 CRL" {
				der = append(der, b.Bytes)
			}
		}
	}
	for _, b := range der {
		l, err := x509.ParseRevocationList(b)
		if err != nil {
			return nil, fmt.Errorf("%w: %s non è una lista di revoca (%w)", errUsage, file, err)
		}
		list = append(list, l)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%w: %s non contiene liste di revoca", errUsage, file)
	}
	return list, nil
}

// verifica judges a zip or an unpacked folder.
func verifica(path string, o fascicolo.Opzioni) (v fascicolo.Verdetto, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return v, nonSiLegge(path, err)
	}
	if info.IsDir() {
		dir, err := filepath.Abs(path)
		if err != nil {
			return v, err
		}
		f, err := fascicolo.LeggiCartella(os.DirFS(dir), filepath.Base(dir))
		if errors.Is(err, fascicolo.ErrNonOrdinario) { // no fascicolo unpacks to it
			err = fmt.Errorf("%w: %w", errUsage, err)
		}
		if err != nil {
			return v, err
		}
		return fascicolo.Verifica(f, o), nil
	}
	b, err := leggiFile(path, info.Size())
	if err != nil {
		return v, err
	}
	return fascicolo.VerificaZip(b, o), nil
}

func leggiFile(path string, size int64) ([]byte, error) {
	if size > fascicolo.MaxTotal {
		return nil, fmt.Errorf("%s ha %d byte: più di quanti ne può avere un fascicolo", path, size)
	}
	return os.ReadFile(path)
}
