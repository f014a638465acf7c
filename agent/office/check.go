package office

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pecagent/rules"
)

// Voce is one line of a check.
type Voce struct {
	Cosa string `json:"cosa"`
	OK   bool   `json:"ok"`
	Dice string `json:"dice"`
}

// Mostra prints a check line for a person or as NDJSON.
func (e *Env) Mostra(v Voce, asJSON bool) error {
	if asJSON {
		return e.emit(v)
	}
	mark := "ok     "
	if !v.OK {
		mark = "MANCA  "
	}
	e.printf("%s %-24s %s\n", mark, v.Cosa, VisibleLine(v.Dice))
	return nil
}

// Avviso is advice of a check: it makes nothing fail.
type Avviso struct {
	Cosa string `json:"cosa"`
	Dice string `json:"avviso"`
}

// MostraAvviso prints advice for a person or as NDJSON.
func (e *Env) MostraAvviso(a Avviso, asJSON bool) error {
	if asJSON {
		return e.emit(a)
	}
	e.printf("avviso  %-24s %s\n", a.Cosa, VisibleLine(a.Dice))
	return nil
}

// checkStore verifies the whole log, its tree and checkpoint, every raw file that an event names, and the index.
func checkStore(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("check store")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	problems, err := e.Store.Verify(ctx, nil)
	if err != nil {
		return fmt.Errorf("verifying the store: %w", err)
	}
	h := e.Store.Head()
	list := []Voce{{"archivio", len(problems) == 0, fmt.Sprintf("%d eventi, radice %s", h.Size, h.Root)}}
	for _, p := range problems {
		list = append(list, Voce{"archivio", false, p})
	}
	s, err := e.stato()
	if err != nil {
		return err
	}
	list = append(list, Voce{"modo", true, s.Modo.Modo}, Voce{"istante iniziale (T0)", true, giorno(s.Avvio.T0)}, iscritti(s.Iscritti))
	list = append(list, e.avvioDiverso(s)...)
	list = append(list, e.mappaInVigore()...)
	waiting, err := e.protocolloInAttesa()
	if err != nil {
		return err
	}
	list = append(list, waiting)
	more, err := e.casella(s)
	if err != nil {
		return err
	}
	list = append(list, more...)
	if s.Modo.Fermo {
		list = append(list, Voce{"invio", false, "fermo: " + s.Modo.Perche})
	}
	open, err := e.aperti()
	if err != nil {
		return err
	}
	list = append(list, open...)
	duties, neglected, err := e.adempimenti(false)
	if err != nil {
		return err
	}
	if last, behind, err := e.orologioIndietro(h.Size); err != nil {
		return err
	} else if behind {
		a := Avviso{"orologio", "è indietro: l'ultimo evento registrato è del " + giorno(last) + ", per l'orologio sono le " + giorno(e.Now()) + ". Regolarlo prima di inviare: termini e orari ne dipendono"}
		if err := e.MostraAvviso(a, *asJSON); err != nil {
			return err
		}
	}
	bad := neglected
	for _, v := range list {
		bad = bad || !v.OK
	}
	for _, v := range append(list, duties...) {
		if err := e.Mostra(v, *asJSON); err != nil {
			return err
		}
	}
	if bad {
		return errShown
	}
	return nil
}

// orologioIndietro reports whether the clock stands before the last event of a log of that size, by more than clocks differ.
func (e *Env) orologioIndietro(size int64) (last time.Time, behind bool, err error) {
	err = e.Store.Events(max(size, 1), func(ev rules.Event) bool { last = ev.At; return true })
	return last, last.Sub(e.Now()) > 10*time.Minute, err
}

// iscritti says whether there is a register: without one every request is a stranger's.
func iscritti(n int) Voce {
	if n == 0 {
		return Voce{"iscritti", false, "nessuno nel registro: senza, ogni richiesta sembra di chi non è iscritto; pecagent members import FILE"}
	}
	return Voce{"iscritti", true, fmt.Sprint(n)}
}

// aperti counts the tasks that wait for a person; alarms about the program or the mailbox that nobody has looked at are no state in which
// all is well. One about a member's letter is the daily work of the queue.
func (e *Env) aperti() ([]Voce, error) {
	open, alarms := 0, []Voce{}
	err := e.Store.View(func(a rules.Archivio) error {
		v := rules.Vista(a)
		for _, id := range v.Cerca(rules.CompitiVivi, "") {
			open++
			if c, ok := v.Compito(id); ok && c.Tipo == rules.SegAllarme && c.CF == "" && c.Caso == "" && c.Richiesta == "" && len(c.Lettere) == 0 {
				alarms = append(alarms, Voce{"allarme " + c.ID, false, c.Perche})
			}
		}
		return nil
	})
	return append([]Voce{{"da decidere", true, fmt.Sprint(open)}}, alarms...), err
}

// protocolloInAttesa counts what waits for a number of the Order's protocol register.
func (e *Env) protocolloInAttesa() (v Voce, err error) {
	open, held := 0, 0
	err = e.Store.View(func(a rules.Archivio) error {
		for _, x := range rules.Registrazioni(a) {
			switch {
			case x.Protocollo != "":
			case x.Prima:
				held++
			default:
				open++
			}
		}
		return nil
	})
	return Voce{"protocollo", true, fmt.Sprintf("%d documenti attendono il numero, %d atti non partono senza (pecagent protocol list)", open, held)}, err
}

// mappaInVigore says what the headings of the albo program stand for, where a person has said so.
func (e *Env) mappaInVigore() []Voce {
	const what = "intestazioni dell'albo"
	m, err := e.mappa()
	switch {
	case err != nil:
		return []Voce{{what, false, err.Error()}}
	case m.Vuota():
		return nil
	}
	return []Voce{{what, true, strings.Join(m.Righe(), "; ")}}
}

// avvioDiverso says where [avvio] of the file differs from what the store began with: the file counts only for a new
// store, and a later edit of it changes nothing.
func (e *Env) avvioDiverso(s rules.Stato) (list []Voce) {
	file, err := e.Config.Start(s.Avvio.T0)
	if err != nil {
		return []Voce{{"avvio", false, err.Error()}}
	}
	if !file.T0.Equal(s.Avvio.T0) {
		list = append(list, Voce{"avvio.t0", false, "nel file è " + giorno(file.T0) + ", ma vale solo per un archivio nuovo: in vigore resta " + giorno(s.Avvio.T0)})
	}
	if file.Modo.Modo != s.Avvio.Modo.Modo {
		list = append(list, Voce{"avvio.modo", true, "nel file è " + file.Modo.Modo + ", ma vale solo per un archivio nuovo: si cambia con pecagent mode"})
	}
	return list
}

// casella says what was seen of the mailbox beside its messages: folders, what vanished from them, space, other senders.
func (e *Env) casella(s rules.Stato) (list []Voce, err error) {
	var folders map[string]rules.Cursore
	if err := e.Store.View(func(a rules.Archivio) error { folders = rules.Cursori(a); return nil }); err != nil || len(folders) == 0 {
		return nil, err
	}
	var names, gone []string
	for _, name := range slices.Sorted(maps.Keys(folders)) {
		names = append(names, name)
		if n := folders[name].Spariti; n > 0 {
			gone = append(gone, fmt.Sprintf("%d da %s", n, name))
		}
	}
	list = append(list, Voce{"cartelle lette", true, strings.Join(names, ", ")})
	if len(gone) > 0 { // for a person to know; what is to be done stands in the queue
		list = append(list, Voce{"messaggi spariti", true, strings.Join(gone, ", ") + ", prima di essere letti (da quando la casella è seguita)"})
	}
	if s.Quota != nil {
		list = append(list, Voce{"spazio nella casella", s.Quota.PerMille() < 950, s.Quota.Dice()})
	}
	if s.AltriInvii > 0 {
		list = append(list, Voce{"inviati da altri", true, fmt.Sprintf("%d messaggi partiti dalla casella non sono di pecagent", s.AltriInvii)})
	}
	return list, nil
}
