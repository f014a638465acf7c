package rules

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Esame reads a log from its first event on and finds whether a message from somebody is held, and all that may have hidden one:
// an "estratto negativo" (order.md §5.3). It is no certificate: an officer certifies. It never looks at the index.
//
// A message belongs to the interval when its certified instant or its arrival in the folder (INTERNALDATE) does; it is from the
// member when it comes from an address that he has or had in the register, when it was understood to be his, or when a request
// that it belongs to is. In doubt a gap counts: a UID that is missing is of the time between the two looks at the folder that
// stand around it, one that was missing at the first look of the time before it.
type Esame struct {
	CF        string
	Indirizzi []string // lower case; of a member those of the register are added
	Dal, Al   time.Time

	visti    map[string]*Trovato // messages of the interval by SHA-256
	ordine   []*Trovato
	diCF     map[string]bool // messages of requests of the member
	cartelle map[string]*cartellaLetta
	letture  []Lettura
	e        Assenza
}

// Trovato is a message of the interval.
type Trovato struct {
	SHA256    string
	Istante   time.Time // certified; zero where nothing is
	Arrivo    time.Time
	Mittente  string
	Oggetto   string
	Livello   string
	Perche    string // of one that could not be read, or that proves nothing
	certi     bool   // it was understood to be of the member
	ricevuta  bool
	leggibile bool
}

// CartellaLetta is what was read of a folder under one UIDVALIDITY.
type CartellaLetta struct {
	Nome          string
	UIDValidity   uint32
	Primo, Ultimo uint32 // UIDs that are held
	Messaggi      int
	Mancanti      int64 // UIDs between 1 and Ultimo that are not held, of any time
}

// LacunaUID is a range of UIDs that were never read, missing between two looks at their folder.
type LacunaUID struct {
	Cartella    string
	UIDValidity uint32
	Da, A       uint32
	Dal, Al     time.Time // they were missing at Al and not known at Dal
}

// Sparizione is what the agent saw vanish from a folder before it had read it.
type Sparizione struct {
	Cartella string
	Quanti   int
	Dal, Al  time.Time
	// Altrove: so many were found in other folders afterwards; -1 where that is not known.
	Altrove int
}

// Assenza is what came of an examination.
type Assenza struct {
	Casella    string
	CF         string
	Indirizzi  []string
	Dal, Al    time.Time
	Eventi     int64 // read, from the first on
	Esaminati  int   // messages of the interval
	Trovati    []Trovato
	Illeggibil []Trovato // messages of the interval whose sender is not known or not proven
	Cartelle   []CartellaLetta
	Offline    []Lettura // parts of the interval in which the mailbox is not recorded as read
	PrimoDi    time.Time // first look at the mailbox: before it nobody watched
	LacuneUID  []LacunaUID
	Sparizioni []Sparizione
	Chiuse     []string // folders that did not open, in the words of the log
	Pendenti   int      // messages stored and not yet examined
	Cancellati int      // erased events
	Rinumerate []string // folders whose numbering began anew within the interval
}

type cartellaLetta struct {
	CartellaLetta
	noti   uint32    // UIDs up to it were there, or missing, at the first look
	visto  time.Time // last look
	inizio time.Time // first look
}

// NuovoEsame begins an examination; addresses in any case.
func NuovoEsame(cf string, addresses []string, from, to time.Time) *Esame {
	x := &Esame{CF: strings.ToUpper(cf), Dal: from, Al: to, visti: map[string]*Trovato{}, diCF: map[string]bool{}, cartelle: map[string]*cartellaLetta{}}
	for _, a := range addresses {
		x.indirizzo(a)
	}
	return x
}

func (x *Esame) indirizzo(a string) {
	if a = minuscolo(a); a != "" && !slices.Contains(x.Indirizzi, a) {
		x.Indirizzi = append(x.Indirizzi, a)
	}
}

func (x *Esame) dentro(list ...time.Time) bool {
	return slices.ContainsFunc(list, func(t time.Time) bool { return !t.IsZero() && !t.Before(x.Dal) && !t.After(x.Al) })
}

// tocca reports whether an interval has an instant in common with the one examined; a zero beginning is open.
func (x *Esame) tocca(from, to time.Time) bool { return !from.After(x.Al) && !to.Before(x.Dal) }

// Evento takes the next event.
func (x *Esame) Evento(e Event) {
	x.e.Eventi = e.Seq
	switch e.Kind {
	case KAvvio:
		x.e.Casella = e.Avvio.Casella
	case KMessaggio:
		x.messaggio(e)
	case KEsito:
		x.esito(*e.Esito)
	case KRichiesta:
		if r := e.Richiesta; x.CF != "" && r.CF == x.CF {
			for _, sha := range r.Messaggi {
				x.diCF[sha] = true
			}
		}
	case KIscritto:
		if e.Iscritto.CF == x.CF && x.CF != "" {
			x.iscritto(*e.Iscritto)
		}
	case KOperazione:
		x.operazione(e)
	case "cancellato":
		x.e.Cancellati++
	}
}

func (x *Esame) iscritto(m Iscritto) {
	if m.Domicilio != nil {
		x.indirizzo(m.Domicilio.Indirizzo)
	}
	if m.Casella != nil {
		x.indirizzo(m.Casella.Indirizzo)
	}
	if m.Candidato != nil {
		x.indirizzo(m.Candidato.Indirizzo)
	}
	for _, c := range m.Precedenti {
		x.indirizzo(c.Indirizzo)
	}
	for _, c := range m.CaselleChiuse {
		x.indirizzo(c.Indirizzo)
	}
	x.indirizzo(m.EmailOrdinaria)
}

func (x *Esame) cartella(name string, validity uint32) *cartellaLetta {
	key := name + "\x00" + seqKey(int64(validity))
	c := x.cartelle[key]
	if c == nil {
		c = &cartellaLetta{CartellaLetta: CartellaLetta{Nome: name, UIDValidity: validity}}
		x.cartelle[key] = c
	}
	return c
}

// messaggio counts a place. UIDs come in ascending order; one that falls is a folder read again from its beginning.
func (x *Esame) messaggio(e Event) {
	m := e.Messaggio
	c := x.cartella(m.Cartella, m.UIDValidity)
	if next := c.Ultimo + 1; m.UID > next {
		c.Mancanti += int64(m.UID - next)
		// what was missing at the first look is of the time before it
		if from := max(next, c.noti+1); m.UID > from && x.tocca(c.visto, e.At) {
			x.e.LacuneUID = append(x.e.LacuneUID, LacunaUID{m.Cartella, m.UIDValidity, from, m.UID - 1, c.visto, e.At})
		}
	}
	if c.Primo == 0 || m.UID < c.Primo {
		c.Primo = m.UID
	}
	if m.UID > c.Ultimo || c.Messaggi == 0 {
		c.Ultimo, c.Messaggi = m.UID, c.Messaggi+1
	}
	c.visto = e.At
	if m.Noto {
		return
	}
	if x.visti[m.SHA256] == nil {
		t := &Trovato{SHA256: m.SHA256, Arrivo: m.Interna}
		x.visti[m.SHA256] = t
		x.ordine = append(x.ordine, t)
	}
}

// esito keeps what was found of a message of the interval and forgets the others.
func (x *Esame) esito(v Verdetto) {
	t := x.visti[v.SHA256]
	if t == nil {
		t = &Trovato{SHA256: v.SHA256, Arrivo: v.Arrivo}
		x.visti[v.SHA256] = t
		x.ordine = append(x.ordine, t)
	}
	t.leggibile = true
	t.Istante, t.Mittente, t.Oggetto, t.Livello = v.Istante, minuscolo(v.Mittente), v.Oggetto, v.Livello
	t.ricevuta = v.Busta == "ricevuta"
	t.certi = x.CF != "" && v.Decisione != nil && (v.Decisione.Member == x.CF || v.Decisione.CF == x.CF)
	switch {
	case v.Mittente == "" || v.Busta == "malformata":
		t.Perche = cmp.Or(v.Errore, "il mittente non si legge")
	case v.Livello == "broken" || v.Livello == "mismatch":
		t.Perche = "la firma del gestore non prova il messaggio: il mittente non è certo"
	}
}

func (x *Esame) operazione(e Event) {
	o := e.Operazione
	switch {
	case o == nil:
	case o.Lettura != nil:
		x.letture = append(x.letture, *o.Lettura)
	case o.Cartella != nil:
		x.sguardo(e, *o.Cartella)
	case o.Tipo == "cartella_chiusa" && x.tocca(time.Time{}, x.Al) && !e.At.After(x.Al):
		x.e.Chiuse = append(x.e.Chiuse, Roma(e.At).Format("02/01/2006 15:04")+": "+o.Cosa)
	}
}

// sguardo takes a recorded look at a folder.
func (x *Esame) sguardo(e Event, f Cartella) {
	c := x.cartella(f.Nome, f.UIDValidity)
	switch {
	case f.Confrontata:
		for i := range x.e.Sparizioni {
			if s := &x.e.Sparizioni[i]; s.Cartella == f.Nome && s.Altrove < 0 {
				s.Altrove = min(s.Quanti, f.Trovati)
				f.Trovati -= s.Altrove
			}
		}
		return
	case f.Spariti > 0:
		if x.tocca(f.Dal, f.Al) {
			x.e.Sparizioni = append(x.e.Sparizioni, Sparizione{f.Nome, f.Spariti, f.Dal, f.Al, -1})
		}
	default:
		if c.inizio.IsZero() {
			if other := x.altraNumerazione(c); other && x.dentro(e.At) {
				x.e.Rinumerate = append(x.e.Rinumerate, f.Nome)
			}
			c.inizio = e.At
		}
		if first := x.e.PrimoDi; first.IsZero() || e.At.Sub(first) < unGiorno {
			c.noti = max(c.noti, f.Ultimo)
		} else if c.visto.IsZero() { // a folder of later: what is missing in it is of the time since
			c.visto = first
			return
		}
	}
	if x.e.PrimoDi.IsZero() {
		x.e.PrimoDi = e.At
	}
	c.visto = e.At
}

func (x *Esame) altraNumerazione(c *cartellaLetta) bool {
	for _, o := range x.cartelle {
		if o != c && o.Nome == c.Nome {
			return true
		}
	}
	return false
}

// Fine closes the examination at the instant now.
func (x *Esame) Fine(now time.Time) Assenza {
	e := &x.e
	e.CF, e.Indirizzi, e.Dal, e.Al = x.CF, slices.Sorted(slices.Values(x.Indirizzi)), x.Dal, x.Al
	for _, t := range x.ordine {
		if !t.leggibile {
			e.Pendenti++
			continue
		}
		if !x.dentro(t.Istante, t.Arrivo) {
			continue
		}
		e.Esaminati++
		switch {
		case t.ricevuta && t.Perche == "": // the provider's word about what the Order sent
		case t.certi || x.diCF[t.SHA256] || slices.Contains(x.Indirizzi, t.Mittente):
			e.Trovati = append(e.Trovati, *t)
		case t.Perche != "":
			e.Illeggibil = append(e.Illeggibil, *t)
		}
	}
	for _, c := range x.cartelle {
		e.Cartelle = append(e.Cartelle, c.CartellaLetta)
		if e.PrimoDi.IsZero() || !c.visto.IsZero() && c.inizio.IsZero() && c.visto.Before(e.PrimoDi) {
			e.PrimoDi = c.visto
		}
	}
	slices.SortFunc(e.Cartelle, func(a, b CartellaLetta) int {
		return cmp.Or(strings.Compare(a.Nome, b.Nome), cmp.Compare(a.UIDValidity, b.UIDValidity))
	})
	byTime := func(a, b Trovato) int {
		return cmp.Or(a.quando().Compare(b.quando()), strings.Compare(a.SHA256, b.SHA256))
	}
	slices.SortFunc(e.Trovati, byTime)
	slices.SortFunc(e.Illeggibil, byTime)
	e.Offline = x.scoperti()
	return *e
}

func (t Trovato) quando() time.Time {
	if t.Istante.IsZero() {
		return t.Arrivo
	}
	return t.Istante
}

// scoperti are the parts of the interval that no Lettura covers.
func (x *Esame) scoperti() (gaps []Lettura) {
	slices.SortFunc(x.letture, func(a, b Lettura) int { return a.Dal.Compare(b.Dal) })
	at := x.Dal
	for _, l := range x.letture {
		if !l.Al.After(at) {
			continue
		}
		if l.Dal.After(x.Al) {
			break
		}
		if l.Dal.Sub(at) > 0 {
			gaps = append(gaps, Lettura{at, l.Dal})
		}
		at = l.Al
	}
	if at.Before(x.Al) {
		gaps = append(gaps, Lettura{at, x.Al})
	}
	return gaps
}

// Lacune reports whether something may have hidden a message: then its absence cannot be stated.
func (e Assenza) Lacune() bool {
	return len(e.Offline)+len(e.LacuneUID)+len(e.Sparizioni)+len(e.Chiuse)+len(e.Illeggibil)+len(e.Rinumerate)+e.Pendenti+e.Cancellati > 0 || e.Dal.Before(e.PrimoDi) || e.PrimoDi.IsZero()
}

// Outcomes of an examination.
const (
	AssenzaPresenti = "presenti"
	AssenzaNessuno  = "nessuno"
	AssenzaDubbia   = "non_si_puo_escludere"
)

// Esito says what came of it: messages are held, none is, or none is held and it cannot be excluded that one came.
func (e Assenza) Esito() string {
	switch {
	case len(e.Trovati) > 0:
		return AssenzaPresenti
	case e.Lacune():
		return AssenzaDubbia
	}
	return AssenzaNessuno
}
