package office

import (
	"maps"
	"slices"
	"time"

	"pecagent/rules"
)

// VistaSistema is how the agent stands, without a name or a message of anybody.
type VistaSistema struct {
	Casella     string
	IMAP, SMTP  string
	T0          time.Time
	Modo        rules.Modo
	Cartelle    []CartellaVista
	Quota       *rules.SpazioCasella
	UltimaVista time.Time // last time a message was read from the mailbox
	InAttesa    int       // messages stored and not decided; 1000 at most
	InUscita    int       // letters that have not reached their end
	Eventi      int64
	Iscritti    int
	AltriInvii  int
	Versione    string
	Persone     []rules.Persona
	Problemi    []string
}

// CartellaVista is a folder of the mailbox.
type CartellaVista struct {
	Nome string
	rules.Cursore
}

// Sistema gathers it.
func (e *Env) Sistema() (v VistaSistema, err error) {
	s, err := e.stato()
	if err != nil {
		return v, err
	}
	v.Casella, v.T0, v.Modo, v.Quota, v.Iscritti, v.AltriInvii = s.Avvio.Casella, s.Avvio.T0, s.Modo, s.Quota, s.Iscritti, s.AltriInvii
	v.Problemi = slices.Sorted(maps.Keys(s.Problemi))
	v.IMAP, v.SMTP, v.Eventi, v.Versione = e.Config.IMAP.Host, e.Config.SMTP.Host, e.Store.Head().Size, versione()
	v.Persone = e.Policy.Persone
	err = e.Store.View(func(a rules.Archivio) error {
		for _, name := range slices.Sorted(maps.Keys(rules.Cursori(a))) {
			c := rules.CursoreDi(a, name)
			v.Cartelle = append(v.Cartelle, CartellaVista{name, c})
			if c.Visto.After(v.UltimaVista) {
				v.UltimaVista = c.Visto
			}
		}
		v.InUscita = len(rules.Vista(a).Cerca(rules.LettereVive, ""))
		v.InAttesa = len(rules.InAttesa(a, 1000))
		return nil
	})
	return v, err
}

// Flussi are the last runs of each register feed, the newest first, and the duties of the Order (order.md §2.8).
func (e *Env) Flussi(n int) (list []rules.Flusso, duties []rules.Adempimento, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		s := rules.Vista(a)
		duties = rules.Adempimenti(e.Policy, s, e.Now())
		for _, name := range []string{rules.FlussoINIPEC, rules.FlussoReGIndE, rules.FlussoFNOMCEO, rules.FlussoRiservato} {
			ids := s.Cerca(rules.PerFlusso, name)
			for _, id := range slices.Backward(ids[max(0, len(ids)-n):]) {
				if f, ok := s.Flusso(id); ok {
					list = append(list, f)
				}
			}
		}
		return nil
	})
	return list, duties, err
}

// Allarmi are the open tasks that warn of something, counted by how they are called, and how many are urgent; no name is in them.
func (e *Env) Allarmi() (tipi map[string]int, urgenti int, err error) {
	tipi = map[string]int{}
	list, err := e.Coda()
	for _, c := range list {
		tipi[c.Tipo]++
		if c.Urgente {
			urgenti++
		}
	}
	return tipi, urgenti, err
}
