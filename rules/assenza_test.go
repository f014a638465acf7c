package rules

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// diario makes a log of a mailbox that is read from 1 November 2026 on, its hour in UTC.
type diario struct {
	list []Event
	at   time.Time
	uid  map[string]uint32
}

func giorno11(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC) }

func (r *diario) metti(e Event) {
	e.Seq, e.At = int64(len(r.list)+1), r.at
	r.list = append(r.list, e)
}

func (r *diario) op(o Operazione) { r.metti(Event{Kind: KOperazione, Operazione: &o}) }

func (r *diario) letta(from, to time.Time) {
	r.at = to
	r.op(Operazione{Tipo: "lettura", Lettura: &Lettura{from, to}})
}

// arriva stores a message at the next UID after skipping some, and decides it unless from is "?".
func (r *diario) arriva(folder string, skip uint32, at time.Time, from string) {
	r.at = at
	if r.uid == nil {
		r.uid = map[string]uint32{}
	}
	r.uid[folder] += 1 + skip
	sha := fmt.Sprintf("%s-%d", folder, r.uid[folder])
	r.metti(Event{Kind: KMessaggio, Messaggio: &Arrivo{SHA256: sha, Cartella: folder, UIDValidity: 7, UID: r.uid[folder], Interna: at}})
	if from != "?" {
		v := Verdetto{SHA256: sha, Busta: "trasporto", Livello: "certified", Istante: at, Arrivo: at, Mittente: from}
		if from == "" {
			v.Busta, v.Livello, v.Errore = "malformata", "unsigned", "nessun testo leggibile"
		}
		r.metti(Event{Kind: KEsito, Esito: &v})
	}
}

// buono is a log without a gap from the 1st to the 30th; the first look finds 10 UIDs of which none is left.
func buono() *diario {
	r := &diario{at: giorno11(1, 0), uid: map[string]uint32{"INBOX": 10}}
	r.metti(Event{Kind: KAvvio, Avvio: &Avvio{Casella: "ordine@pec.example"}})
	r.op(Operazione{Tipo: "cartella", Cartella: &Cartella{Nome: "INBOX", UIDValidity: 7, Ultimo: 10}})
	r.letta(giorno11(1, 0), giorno11(10, 0))
	r.arriva("INBOX", 0, giorno11(10, 1), "altri@pec.example")
	r.letta(giorno11(10, 0), giorno11(20, 0))
	return r
}

func (r *diario) chiuso() *diario { r.letta(giorno11(20, 0), giorno11(30, 0)); return r }

func (r *diario) esamina(cf, address string, from, to time.Time) Assenza {
	x := NuovoEsame(cf, strings.Fields(address), from, to)
	for _, e := range r.list {
		x.Evento(e)
	}
	return x.Fine(giorno11(30, 12))
}

// TestAssenza: what is held is found; without a gap none came; with each kind of gap it cannot be excluded, and only where the gap
// touches the interval.
func TestAssenza(t *testing.T) {
	const who = "Rossi@pec.example"
	for _, c := range []struct {
		name string
		r    func() *diario
		from time.Time
		want string
	}{
		{"no gap", func() *diario { return buono().chiuso() }, giorno11(2, 0), AssenzaNessuno},
		{"before the first look", func() *diario { return buono().chiuso() }, giorno11(1, 0).Add(-time.Second), AssenzaDubbia},
		{"not read to the end", buono, giorno11(2, 0), AssenzaDubbia},
		{"held", func() *diario {
			r := buono()
			r.arriva("INBOX", 0, giorno11(21, 0), "rossi@pec.example")
			return r.chiuso()
		}, giorno11(2, 0), AssenzaPresenti},
		{"held, by its arrival", func() *diario {
			r := buono()
			r.arriva("INBOX", 0, giorno11(21, 0), "rossi@pec.example")
			r.list[len(r.list)-1].Esito.Istante = giorno11(1, 0)
			return r.chiuso()
		}, giorno11(2, 0), AssenzaPresenti},
		{"held, before the interval", func() *diario {
			r := buono()
			r.arriva("INBOX", 0, giorno11(21, 0), "rossi@pec.example")
			return r.chiuso()
		}, giorno11(22, 0), AssenzaNessuno},
		{"receipt of our letter to him", func() *diario {
			r := buono()
			r.arriva("INBOX", 0, giorno11(21, 0), "rossi@pec.example")
			r.list[len(r.list)-1].Esito.Busta = "ricevuta"
			return r.chiuso()
		}, giorno11(2, 0), AssenzaNessuno},
		{"a UID is missing", func() *diario {
			r := buono()
			r.arriva("INBOX", 2, giorno11(21, 0), "altri@pec.example")
			return r.chiuso()
		}, giorno11(2, 0), AssenzaDubbia},
		{"a UID was missing before", func() *diario {
			r := buono()
			r.arriva("INBOX", 2, giorno11(21, 0), "altri@pec.example")
			return r.chiuso()
		}, giorno11(22, 0), AssenzaNessuno},
		{"vanished", func() *diario {
			r := buono()
			r.op(Operazione{Tipo: "uid_spariti", Cartella: &Cartella{Nome: "INBOX", UIDValidity: 7, Ultimo: 12, Spariti: 1, Dal: giorno11(19, 0), Al: giorno11(20, 0)}})
			return r.chiuso()
		}, giorno11(2, 0), AssenzaDubbia},
		{"vanished before", func() *diario {
			r := buono()
			r.op(Operazione{Tipo: "uid_spariti", Cartella: &Cartella{Nome: "INBOX", UIDValidity: 7, Ultimo: 12, Spariti: 1, Dal: giorno11(19, 0), Al: giorno11(20, 0)}})
			return r.chiuso()
		}, giorno11(21, 0), AssenzaNessuno},
		{"not read for ten minutes", func() *diario { r := buono(); r.letta(giorno11(20, 0).Add(10*time.Minute), giorno11(30, 0)); return r }, giorno11(2, 0), AssenzaDubbia},
		{"not read before", func() *diario { r := buono(); r.letta(giorno11(20, 0).Add(10*time.Minute), giorno11(30, 0)); return r }, giorno11(21, 0), AssenzaNessuno},
		{"not decided", func() *diario { r := buono(); r.arriva("INBOX", 0, giorno11(21, 0), "?"); return r.chiuso() }, giorno11(2, 0), AssenzaDubbia},
		{"unreadable", func() *diario { r := buono(); r.arriva("INBOX", 0, giorno11(21, 0), ""); return r.chiuso() }, giorno11(2, 0), AssenzaDubbia},
		{"unreadable before", func() *diario { r := buono(); r.arriva("INBOX", 0, giorno11(21, 0), ""); return r.chiuso() }, giorno11(22, 0), AssenzaNessuno},
		{"erased", func() *diario { r := buono(); r.metti(Event{Kind: "cancellato"}); return r.chiuso() }, giorno11(2, 0), AssenzaDubbia},
		{"a closed folder", func() *diario { r := buono(); r.op(Operazione{Tipo: "cartella_chiusa", Cosa: "no"}); return r.chiuso() }, giorno11(2, 0), AssenzaDubbia},
		{"renumbered", func() *diario {
			r := buono()
			r.op(Operazione{Tipo: "cartella", Cartella: &Cartella{Nome: "INBOX", UIDValidity: 8, Ultimo: 4}})
			return r.chiuso()
		}, giorno11(2, 0), AssenzaDubbia},
		{"a new folder, whole", func() *diario {
			r := buono()
			r.op(Operazione{Tipo: "cartella", Cartella: &Cartella{Nome: "Nuova", UIDValidity: 7, Ultimo: 1}})
			r.arriva("Nuova", 0, giorno11(20, 0), "altri@pec.example")
			return r.chiuso()
		}, giorno11(2, 0), AssenzaNessuno},
		{"a new folder with a gap", func() *diario {
			r := buono()
			r.op(Operazione{Tipo: "cartella", Cartella: &Cartella{Nome: "Nuova", UIDValidity: 7, Ultimo: 2}})
			r.arriva("Nuova", 1, giorno11(20, 0), "altri@pec.example")
			return r.chiuso()
		}, giorno11(2, 0), AssenzaDubbia},
		{"an empty log", func() *diario { return &diario{} }, giorno11(2, 0), AssenzaDubbia},
	} {
		if got := c.r().esamina("", who, c.from, giorno11(30, 0)).Esito(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestAssenzaIscritto: a member's messages are those from each address he ever had and those that were found to be his.
func TestAssenzaIscritto(t *testing.T) {
	r := buono()
	r.arriva("INBOX", 0, giorno11(21, 0), "nuova@pec.example")
	r.arriva("INBOX", 0, giorno11(22, 0), "vecchia@pec.example")
	r.arriva("INBOX", 0, giorno11(23, 0), "commercialista@pec.example")
	r.list[len(r.list)-1].Esito.Decisione = &Esito{CF: "RSSMRA80A01H501U"}
	r.arriva("INBOX", 0, giorno11(24, 0), "moglie@pec.example")
	r.metti(Event{Kind: KRichiesta, Richiesta: &Richiesta{CF: "RSSMRA80A01H501U", Messaggi: []string{"INBOX-15"}}})
	r.metti(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: "RSSMRA80A01H501U", Domicilio: &Domicilio{Indirizzo: "vecchia@pec.example"}}})
	r.metti(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: "RSSMRA80A01H501U", Domicilio: &Domicilio{Indirizzo: "nuova@pec.example"}}})
	r.metti(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: "VRDLGU80A01H501U", Domicilio: &Domicilio{Indirizzo: "altri@pec.example"}}})
	a := r.chiuso().esamina("rssmra80a01h501u", "", giorno11(2, 0), giorno11(30, 0))
	if len(a.Trovati) != 4 || a.Esaminati != 5 || strings.Join(a.Indirizzi, " ") != "nuova@pec.example vecchia@pec.example" || a.Lacune() {
		t.Errorf("%+v", a)
	}
}

// TestLetta: an interval is recorded as it was told; one without length is none.
func TestLetta(t *testing.T) {
	p := DefaultPolicy()
	d := Decide(p, Vista(NewMemoria()), Letta{Now: giorno11(2, 0), Lettura: Lettura{giorno11(1, 0), giorno11(2, 0)}})
	if len(d.Events) != 1 || *d.Events[0].Operazione.Lettura != (Lettura{giorno11(1, 0), giorno11(2, 0)}) {
		t.Errorf("%+v", d)
	}
	if d := Decide(p, Vista(NewMemoria()), Letta{Lettura: Lettura{giorno11(2, 0), giorno11(2, 0)}}); d.Errore == "" || len(d.Events) > 0 {
		t.Errorf("%+v", d)
	}
}
