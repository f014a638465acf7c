package rules

import (
	"maps"
	"slices"
	"time"
)

// Numbers of the feeds (order.md §2.8, §3.1, §3.3).
const (
	oraFlussi       = 6 // hour in Italy at which the day's run is opened
	giornoMensile   = 5 // working day of the month by which a monthly feed is done
	attesaEsitiReg  = 5 // working days after which an answer of ReGIndE is missed
	avvisoRitardo   = 1 // working days of delay that call a person
	ritardoCritico  = 3 // … and that make it urgent
	ripeteCritico   = 5 // … and after which an urgent call is made again
	giorniDiRicerca = 400
)

func (f Feed) acceso() bool { return f.Modo != "" && f.Modo != FlussoSpento }

// mensile reports whether a feed is monthly; INI-PEC is daily (DM 19/3/2013 art. 5).
func mensile(nome string) bool { return nome == FlussoReGIndE || nome == FlussoFNOMCEO }

// lavorativo reports whether a register is fed on a civil date: no holiday (FAQ 2 of INI-PEC) and no Saturday, on which nobody is
// in the office.
func (p *Policy) lavorativo(day string) bool {
	t, err := time.Parse(Giorno, day)
	return err == nil && t.Weekday() != time.Saturday && !p.festivo(t)
}

// piuGiorni is a civil date some days on; "" for what is no date.
func piuGiorni(day string, n int) string {
	t, err := time.Parse(Giorno, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, n).Format(Giorno)
}

// lavorativiFra counts the working days after from and before to.
func (p *Policy) lavorativiFra(from, to string) (n int) {
	for d, i := piuGiorni(from, 1), 0; d != "" && d < to && i < giorniDiRicerca; d, i = piuGiorni(d, 1), i+1 {
		if p.lavorativo(d) {
			n++
		}
	}
	return n
}

// lavorativoDopo is the n-th working day after a civil date.
func (p *Policy) lavorativoDopo(from string, n int) string {
	d := from
	for i := 0; n > 0 && d != "" && i < giorniDiRicerca; i++ {
		if d = piuGiorni(d, 1); p.lavorativo(d) {
			n--
		}
	}
	return d
}

// entroMese is the working day of the month of a civil date by which a monthly feed has to be done.
func (p *Policy) entroMese(day string, n int) string {
	return p.lavorativoDopo(piuGiorni(day[:len("2006-01")]+"-01", -1), n)
}

// orologioFlussi opens the runs that are due, moves those that are under way by what their letters became, and calls people about
// what is late. A feed that is off has no run and no alarm; what of it was under way goes to its end.
func (d *decisore) orologioFlussi() {
	for _, id := range d.s.Cerca(FlussiVivi, "") {
		if f, ok := d.s.Flusso(id); ok {
			d.spiegaCon("order.md §6.7", "")
			d.chiave = "flusso " + f.ID
			d.avanzaFlusso(f)
		}
	}
	for _, nome := range slices.Sorted(maps.Keys(d.p.Feeds)) {
		if nome == FlussoRiservato || !d.p.Feeds[nome].acceso() {
			continue
		}
		d.spiegaCon("order.md §6.7", "")
		d.apreFlusso(nome)
		d.spiegaCon("order.md §2.8", "")
		d.ritardoFlusso(nome)
	}
	d.spiegaCon("", "")
	d.chiave = ""
	d.orologioPA()
}

// aperto is the open run of a feed.
func (d *decisore) flussoAperto(nome string) (Flusso, bool) {
	for _, id := range d.s.Cerca(FlussiVivi, "") {
		if f, ok := d.s.Flusso(id); ok && f.Nome == nome {
			return f, true
		}
	}
	return Flusso{}, false
}

// apreFlusso opens the run that is due today.
func (d *decisore) apreFlusso(nome string) {
	today := DataRoma(d.now)
	if d.s.Stato.Iscritti == 0 { // a register of members that was never imported is no list of nobody
		return
	}
	if _, open := d.flussoAperto(nome); open || !d.p.lavorativo(today) || Roma(d.now).Hour() < oraFlussi {
		return
	}
	f := Flusso{Nome: nome, Stato: FDaGenerare, Giorno: today, Scade: today, Completo: d.p.Feeds[nome].Modo == FlussoFederPEC}
	if last, ok := d.ultimo(nome); ok && !d.dovuto(last, today) {
		return
	}
	if mensile(nome) {
		f.Scade = max(d.p.entroMese(today, d.giornoDi(nome)), d.p.lavorativoDopo(today, avvisoRitardo))
	}
	f.ID = d.numero("FLU")
	d.scriviFlusso(f)
}

func (d *decisore) giornoDi(nome string) int {
	if n := d.p.Feeds[nome].Giorno; n > 0 {
		return n
	}
	return giornoMensile
}

func (d *decisore) ultimo(nome string) (Flusso, bool) {
	ids := d.s.Cerca(PerFlusso, nome)
	if len(ids) == 0 {
		return Flusso{}, false
	}
	return d.s.Flusso(ids[len(ids)-1])
}

// dovuto reports whether another run follows the last one today: each day, or each month. What a register answered about single
// rows is mended on the next working day; a file that did not arrive or was rejected as a whole is not made again by
// itself where it has to be signed, since the cause is a person's to find.
func (d *decisore) dovuto(last Flusso, today string) bool {
	if last.Giorno >= today {
		return false
	}
	if !mensile(last.Nome) || last.Giorno[:len("2006-01")] < today[:len("2006-01")] {
		return true
	}
	return last.Accettato && daRipetere(last.Respinti)
}

// daRipetere reports whether a row was refused in a way that another operation mends.
func daRipetere(respinti map[string]string) bool {
	for _, code := range respinti {
		if code == "E003" || code == "E005" || code == "W001" {
			return true
		}
	}
	return false
}

// avanzaFlusso moves a run by what its letter became. It looks at states and not at what has just arrived, so that the end is the
// same in whatever order receipts come.
func (d *decisore) avanzaFlusso(f Flusso) {
	if l, ok := d.s.Lettera(f.Lettera); ok {
		f = d.seguitoLettera(f, l)
	}
	if f.Stato != FConsegnato {
		return
	}
	switch {
	case f.Richiesta != "":
	case f.Nome != FlussoReGIndE:
		d.accetta(f) // nobody answers: the delivery is the proof
	case DataRoma(d.now) > d.p.lavorativoDopo(DataRoma(f.Consegna), attesaEsitiReg):
		f.Stato = FSenzaEsito
		d.scriviFlusso(f)
		d.compito(Compito{Tipo: SegAllarme, Urgente: true, Caso: f.ID, Perche: "ReGIndE non ha risposto al flusso " + f.ID + ", consegnato il " + giornoItaliano(DataRoma(f.Consegna)) +
			": chiedere notizia. L'esito si registra con pecagent act feed-outcome --case " + f.ID + "."})
	}
}

// seguitoLettera is the run once its letter is in a state.
func (d *decisore) seguitoLettera(f Flusso, l Lettera) Flusso {
	before := f.Stato
	switch l.Stato {
	case LConsegnata:
		if !f.Stato.partito() || f.Stato == FInviato {
			f.Stato, f.Consegna = FConsegnato, l.TConsegna
		}
	case LRitirata, LRifiutata, LNonAccettata, LMancata, LVirus, LChiusa:
		if f.Stato == FGenerato || f.Stato == FFirmato || f.Stato == FInviato {
			d.nonPartito(f, l)
			return Flusso{}
		}
	case LInviata, LAccettata, LPreavviso12H, LSenzaEsito, LIncerta:
		if !f.Stato.partito() {
			f.Stato = FInviato
		}
	}
	if f.Stato != before {
		d.scriviFlusso(f)
	}
	return f
}

// nonPartito closes a run whose file did not arrive. A daily feed makes another one tomorrow; the rest is a person's to start.
func (d *decisore) nonPartito(f Flusso, l Lettera) {
	d.fine(f, "la lettera "+l.ID+" è "+string(l.Stato))
	if f.Richiesta == "" && l.Stato != LRitirata {
		d.compito(Compito{Tipo: SegAllarme, Urgente: true, Caso: f.ID, Perche: "Il file del flusso " + f.Nome + " (" + f.ID + ") non è arrivato a " + l.A + ": la lettera " + l.ID + " è " + string(l.Stato) +
			". Corretta la causa, si rifà con pecagent report feed " + f.Nome + "."})
	}
}

// Ritardo is by how many working days a feed is late on a day: 0 while it is not. A daily one is late by the working days since
// its last run that was taken, or since its first one; a monthly one by those since the day its last run had to be done by, while it has
// not left, was rejected or has no answer.
func (p *Policy) Ritardo(s Fatti, nome, today string) int {
	runs := flussiDi(s, nome)
	if len(runs) == 0 {
		return 0
	}
	if mensile(nome) {
		last := runs[0]
		if last.Accettato || last.Stato == FNessuna || last.Stato == FInviato || last.Stato == FConsegnato || last.Scade == "" || last.Scade >= today {
			return 0
		}
		return p.lavorativiFra(last.Scade, piuGiorni(today, 1))
	}
	from := runs[len(runs)-1].Giorno
	from = piuGiorni(from, -1)
	for _, f := range runs {
		if f.buono() {
			from = f.Giorno
			break
		}
	}
	return p.lavorativiFra(from, today)
}

// buono reports whether a run did what the day asks: its file was taken, or that nothing changed was confirmed.
func (f Flusso) buono() bool { return f.Accettato || f.Stato == FNessuna && f.Confermata != "" }

// ritardoFlusso calls a person about a late feed: at one working day, urgently at three, then every five (order.md §2.8: repeated
// failure is a ground for dissolution).
func (d *decisore) ritardoFlusso(nome string) {
	f, ok := d.ultimo(nome)
	if !ok || f.buono() {
		return
	}
	n := d.p.Ritardo(d.s, nome, DataRoma(d.now))
	told := f.Avvisato
	for _, o := range d.flussiDi(nome) { // calls made with the runs since the last one that was taken
		if o.buono() {
			break
		}
		told = max(told, o.Avvisato)
	}
	switch {
	case n < avvisoRitardo, told >= avvisoRitardo && n < ritardoCritico, told >= ritardoCritico && n < told+ripeteCritico:
		return
	}
	f.Avvisato = n
	d.scriviFlusso(f)
	c := Compito{Tipo: SegAllarme, Caso: f.ID, Scade: f.Scade, Urgente: n >= ritardoCritico,
		Perche: "Il flusso " + nome + " è in ritardo di " + plurale(n, "giorno lavorativo", "giorni lavorativi") + " (" + f.ID + " è " + string(f.Stato) + ")."}
	if c.Urgente && nome == FlussoINIPEC {
		c.Perche += " La reiterata omissione è motivo di scioglimento dell'Ordine (art. 16 c. 7-bis D.L. 185/2008)."
	}
	d.compito(c)
}
