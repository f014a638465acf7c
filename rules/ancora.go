package rules

import (
	"fmt"
	"strings"
	"time"
)

// Ancora is a certified receipt that carries a head of the log: what stands in the first Dimensione events existed at Istante,
// by the word of a provider.
type Ancora struct {
	Dimensione int64     `json:"dimensione"` // events
	Radice     string    `json:"radice"`     // tree hash of them, standard base64
	Dove       string    `json:"dove"`       // testo: the text of the letter, returned by its delivery; oggetto: its subject, in the daticert
	Lettera    string    `json:"lettera"`
	Ricevuta   string    `json:"ricevuta"` // SHA-256 of the receipt
	Istante    time.Time `json:"istante"`  // of the daticert
}

// RegistroLetto is a head of the log as a receipt of our mailbox carries it, and what our own log says of the same size: Nostra
// is the root of its first Dimensione events, "" where it has fewer.
type RegistroLetto struct {
	Dimensione int64
	Radice     string
	Dove       string
	Nostra     string
}

// Values of Ancora.Dove.
const (
	AncoraTesto   = "testo"
	AncoraOggetto = "oggetto"
)

// ModelloAncora is the mail that is sent for its anchor alone, to the Order's own second mailbox.
const ModelloAncora = "ANCORA"

const (
	kAncora          = "h/" // size, 12 digits / SHA-256 of the receipt → Ancora
	problemaRegistro = "registro"
)

func applyAncora(a Archivio, x Ancora) error {
	put(a, ancoraKey(x.Dimensione)+"/"+x.Ricevuta, x)
	return modificaStato(a, func(s *Stato) {
		if s.Ancora == nil || x.Dimensione > s.Ancora.Dimensione {
			s.Ancora = &x
		}
	})
}

func ancoraKey(size int64) string { return fmt.Sprintf("%s%012d", kAncora, size) }

// PrimaAncora is the smallest anchor that covers the event of this sequence number: one of n events or more. It is found by
// its key, not by walking the others.
func PrimaAncora(a Archivio, n int64) (x Ancora, ok bool) {
	first := func(prefix string) bool {
		a.Scan(prefix, func(k string, _ []byte) bool {
			ok = leggi(a, k, &x)
			return false
		})
		return ok
	}
	key := ancoraKey(n)
	if first(key + "/") {
		return x, true
	}
	for i := len(key) - 1; i >= len(kAncora); i-- { // the next number in the order of the digits
		for c := key[i] + 1; c <= '9'; c++ {
			if first(key[:i] + string(c)) {
				return x, true
			}
		}
	}
	return x, false
}

// Ancore walks the anchors by size until f gives false.
func Ancore(a Archivio, f func(Ancora) bool) { walk(a, kAncora, f) }

// ancorata records that a receipt which holds anchors the log. A delivery counts where it returns the very letter that was sent;
// the subject of a mail of its own is in the signed daticert.
func (d *decisore) ancorata(in Received, l Lettera, rec Ricevuta) {
	r := in.Registro
	switch {
	case r == nil:
	case r.Dove == AncoraTesto && rec.Contenuto != ContenutoUguale, r.Dove == AncoraOggetto && l.Modello != ModelloAncora:
	case r.Nostra != r.Radice:
		d.biforcato(*r, rec, "della lettera "+l.ID)
	default:
		d.emit(Event{Kind: KAncora, Regola: "design §5", Perche: "Il gestore certifica l'impronta del registro degli eventi.",
			Ancora: &Ancora{Dimensione: r.Dimensione, Radice: r.Radice, Dove: r.Dove, Lettera: l.ID, Ricevuta: rec.SHA256, Istante: rec.Istante}})
	}
}

// ancoraEstranea looks at the head in a receipt of a letter of our own form that this store does not know: it shows whether
// another history of the same log went out before. One that agrees with our log proves nothing new.
//
// A store that was restored and has not been resumed since is behind what the mailbox shows: that is known, and said already.
func (d *decisore) ancoraEstranea(in Received, rec Ricevuta) {
	restored := d.s.Stato.Modo.Fermo && strings.HasPrefix(d.s.Stato.Modo.Perche, FermoRipristinato)
	if r := in.Registro; r != nil && r.Nostra != r.Radice && d.formaNostra(rec.MsgID) && !restored {
		d.biforcato(*r, rec, "di una lettera che per questo archivio non è mai partita")
	}
}

// FermoRipristinato begins the reason of the stop of a store that came from a backup.
const FermoRipristinato = "archivio ripristinato dalla copia del "

// biforcato stops all sending and calls a person: a certified receipt contradicts our log. Which of the two is right nobody can
// say from here.
func (d *decisore) biforcato(r RegistroLetto, rec Ricevuta, di string) {
	why := fmt.Sprintf("la ricevuta del %s %s riporta per i primi %d eventi del registro l'impronta %s, mentre questo registro ha %s: "+
		"l'archivio è stato alterato o sostituito, oppure riporta un'altra storia", oraRoma(rec.Istante), di, r.Dimensione, r.Radice, r.Nostra)
	short := "il registro degli eventi contraddice una ricevuta certificata"
	if r.Nostra == "" {
		why = fmt.Sprintf("la ricevuta del %s %s riporta un registro di %d eventi, mentre questo ne ha di meno: l'archivio è tornato indietro, "+
			"cioè al suo posto ne è stata rimessa una copia più vecchia", oraRoma(rec.Istante), di, r.Dimensione)
		short = "l'archivio è più vecchio di quanto dimostra una ricevuta certificata"
	}
	if !d.haCompito(func(c Compito) bool { return c.Problema == problemaRegistro }) {
		d.compito(Compito{Tipo: SegAllarme, Urgente: true, Problema: problemaRegistro, Messaggio: d.causa, Perche: strings.ToUpper(why[:1]) + why[1:] +
			". Ogni invio è fermo. Non cancellare nulla, mettere da parte questo archivio, ripristinare la copia di sicurezza più recente e solo dopo riprendere con resume."})
	}
	if m := d.s.Stato.Modo; !m.Fermo {
		m.Fermo, m.Perche = true, short+": ripristinare la copia di sicurezza più recente"
		d.emit(Event{Kind: KModo, Modo: &m, Regola: "R-301", Perche: m.Perche})
		d.s.Stato.Modo = m
	}
}
