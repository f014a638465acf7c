package prove

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/smime"
	"pecagent/rules"
	"pecagent/rules/testi"
	"pecagent/store"
	"pecagent/store/fascicolo"
)

// Opzioni say where a fascicolo comes from and who makes it.
type Opzioni struct {
	Store     *store.Store
	Policy    *rules.Policy  // in force now: what a case of diffida wants
	Modelli   *testi.Modelli // in force now
	Trust     smime.Trust    // authorities of the providers
	Ordine    rules.Ordine   // for the relazione
	ID        string         // EV-2026-000123: the folder
	Now       time.Time
	Utente    string
	Motivo    string
	Programma string // version
	Orologio  string // where Now comes from, in words
}

// Esito is a fascicolo that was made.
type Esito struct {
	ID       string
	Nome     string // of the zip
	Zip      []byte
	Impronta string  // SHA-256 of manifest.json
	Parti    []Parte // of a deposit
	File     int
	Record   int
	Manca    []string // what is not there yet, guasti included
	Guasti   []string // what the store should have and has not
	Verdetto fascicolo.Verdetto
	Codici   []string // members whose data it shows
	Rif      string
}

// Parte is one zip of a deposit.
type Parte struct {
	Nome string
	Byte []byte
}

// Sano reports whether nothing is damaged and the fascicolo verifies.
func (e *Esito) Sano() bool {
	return len(e.Guasti) == 0 && e.Verdetto.Verdetto == fascicolo.Verificato
}

// lavoro is a fascicolo under way.
type lavoro struct {
	o     Opzioni
	d     Domanda
	s     *scelta
	st    *storia
	r     *raccolta
	righe []rigaAllaData
	crono []passaggio
	firme fascicolo.Firme
	reg   fascicolo.Registro
	parti []Parte
}

// Esporta makes a fascicolo. ErroreDomanda tells what was asked wrongly. What the store cannot give any more is in Guasti and the
// fascicolo stands all the same.
func Esporta(ctx context.Context, o Opzioni, d Domanda) (*Esito, error) {
	if err := d.Controlla(); err != nil {
		return nil, err
	}
	w := &lavoro{o: o, d: d}
	for _, step := range []func() error{w.scegli, w.raccogli, w.prova, w.racconta} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := step(); err != nil {
			return nil, err
		}
	}
	return w.chiudi()
}

// scegli draws the choice; the head of the log is taken later, so that every event it rests on is under it.
func (w *lavoro) scegli() error {
	return w.o.Store.View(func(a rules.Archivio) (err error) {
		w.s, err = scegli(a, w.o.Policy, w.d)
		return err
	})
}

func (w *lavoro) raccogli() (err error) {
	size := w.o.Store.LogHead().Size
	if w.st, err = leggiStoria(w.o.Store, size, w.s, w.d); err != nil {
		return err
	}
	w.r = &raccolta{src: w.o.Store, trust: w.o.Trust, s: w.s, st: w.st, preso: map[string]bool{}, dove: map[string][]string{}, letti: map[string]*mailparse.Message{}, dati: map[string]copiaDati{}}
	w.r.raccogli()
	if w.righe, err = w.r.registroAllaData(); err != nil {
		return err
	}
	return w.r.politica(w.o.Modelli)
}

// prova makes what the program found, and the records with their proofs.
func (w *lavoro) prova() (err error) {
	slices.SortFunc(w.r.files, func(a, b fascicolo.Contenuto) int { return bytes.Compare([]byte(a.Nome), []byte(b.Nome)) })
	w.firme = fascicolo.VerificaFirme(w.r.files, w.o.Trust)
	b, err := w.firme.JSON()
	if err != nil {
		return err
	}
	if w.reg, err = fascicolo.Prova(w.o.Store, w.o.Store.LogHead(), w.st.record(), w.r.files); err != nil {
		return fmt.Errorf("proving the records: %w", err)
	}
	w.r.add(fascicolo.NomeFirme, fascicolo.RuoloVerifica, "", b)
	if b, err = w.reg.JSON(); err != nil {
		return err
	}
	w.r.add(fascicolo.NomeRegistro, fascicolo.RuoloRegistro, "", b)
	return nil
}

// racconta writes what people read.
func (w *lavoro) racconta() error {
	w.crono = w.r.cronologia()
	b, err := scriviCronologia(w.crono)
	if err != nil {
		return err
	}
	w.r.add("00_timeline.csv", fascicolo.RuoloTesto, "", b)
	page := w.relaziona()
	if w.d.Deposito { // first, since a file that no portal takes is said in all the rest
		if w.parti, err = w.deposito(page); err != nil {
			return err
		}
		page = w.relaziona()
	}
	if b, err = page.html(); err != nil {
		return fmt.Errorf("writing the relazione: %w", err)
	}
	w.r.add("relazione.html", fascicolo.RuoloTesto, "", b)
	if b, err = page.pdf(w.o.ID, w.o.Now); err != nil {
		return err
	}
	w.r.add("relazione.pdf", fascicolo.RuoloTesto, "", b)
	w.r.add(nomeLeggimi, fascicolo.RuoloTesto, "", w.leggimi())
	w.r.add(nomeSomme, fascicolo.RuoloTesto, "", w.somme())
	return nil
}

// chiudi writes the zip and verifies it as pecverify does.
func (w *lavoro) chiudi() (*Esito, error) {
	manca := w.manca()
	var b bytes.Buffer
	m := fascicolo.Manifest{ID: w.o.ID, Tipo: w.d.tipo(), Soggetto: fascicolo.Soggetto{CF: w.s.cf, Rif: w.s.rif}, Creato: w.o.Now, Utente: w.o.Utente,
		Motivo: w.o.Motivo, Programma: w.o.Programma, Orologio: w.o.Orologio, Manca: manca}
	if err := fascicolo.Scrivi(&b, m, w.r.files); err != nil {
		return nil, fmt.Errorf("writing the fascicolo: %w", err)
	}
	e := &Esito{ID: w.o.ID, Nome: w.o.ID + ".zip", Zip: b.Bytes(), File: len(w.r.files), Record: len(w.reg.Record), Manca: manca, Guasti: w.r.guasti,
		Codici: w.s.codici(), Rif: w.s.rif, Parti: w.parti}
	f, err := fascicolo.Leggi(e.Zip)
	if err != nil {
		return nil, fmt.Errorf("reading the fascicolo again: %w", err)
	}
	if sum, ok := f.Trova(fascicolo.NomeSomma); ok {
		e.Impronta = string(sum[:min(64, len(sum))])
	}
	e.Verdetto = fascicolo.Verifica(f, fascicolo.Opzioni{Fiducia: &w.o.Trust, Chiave: w.o.Store.VerifierKey()})
	return e, nil
}

// manca lists what is not there, what the case still wants first.
func (w *lavoro) manca() []string {
	return slices.Concat(rules.MancaFascicolo(w.s.pezzi), w.r.manca, w.r.guasti)
}
