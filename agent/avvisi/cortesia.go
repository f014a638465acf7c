package avvisi

import (
	"slices"
	"strings"

	"pecagent/rules"
)

// maxCortesie is how many courtesy mails are remembered, so that each is sent once.
const maxCortesie = 1000

// cortesie makes the courtesy mails that the events since the last look call for, and reports whether it moved on. Where the
// channel is off it forgets where it was: switched on, it begins from there, never with the past.
func (a *Avvisi) cortesie() (moved bool, err error) {
	if !a.o.Config.Cortesia.Attiva {
		moved = a.s.Evento != 0
		a.s.Evento = 0
		return moved, nil
	}
	var left []string // letters that went out
	first, next := a.s.Evento == 0, a.s.Evento
	err = a.o.Archivio.Events(next, func(e rules.Event) bool {
		next = e.Seq + 1
		if p := e.Passo; e.Kind == rules.KPasso && p != nil && p.Stato == rules.LInviata {
			left = append(left, p.Lettera)
		}
		return true
	})
	if err != nil || next == a.s.Evento {
		return false, err
	}
	if !first {
		err = a.o.Archivio.View(func(ar rules.Archivio) error {
			s := rules.Vista(ar)
			for _, id := range left {
				a.accanto(s, id)
			}
			return nil
		})
	}
	if err == nil {
		a.s.Evento = next
	}
	return true, err
}

// accanto makes the courtesy mail that goes beside a letter, if one does.
func (a *Avvisi) accanto(s rules.Snapshot, id string) {
	l, ok := s.Lettera(id)
	m, known := s.Iscritto(l.CF)
	if !ok || !known || m.Stato == rules.Deceduto || !scrivibile(m, l) {
		return
	}
	caso := l.Richiesta
	if caso == "" {
		caso = l.ID
	}
	switch {
	case l.Modello == "T-04" || l.Modello == "T-26":
		a.cortesia("R-240 "+caso, m, "è stata registrata una variazione del domicilio digitale (indirizzo PEC) che risulta a Suo nome")
	case slices.ContainsFunc(s.Cerca(rules.CompitiVivi, ""), func(id string) bool {
		c, ok := s.Compito(id)
		return ok && c.Cosa == rules.CosaAvviso && c.Richiesta == l.Richiesta && c.CF == l.CF
	}):
		a.cortesia("R-116 "+caso, m, "è stato chiesto di registrare un domicilio digitale (indirizzo PEC) a Suo nome")
	}
}

// scrivibile reports whether the ordinary address on file is one, and none that the letter or the register knows as certified.
func scrivibile(m rules.Iscritto, l rules.Lettera) bool {
	to := strings.ToLower(m.EmailOrdinaria)
	certified := []string{l.A}
	if m.Domicilio != nil {
		certified = append(certified, m.Domicilio.Indirizzo)
	}
	if m.Casella != nil {
		certified = append(certified, m.Casella.Indirizzo)
	}
	if m.Candidato != nil {
		certified = append(certified, m.Candidato.Indirizzo)
	}
	return rules.EIndirizzo(to) && !slices.Contains(certified, to)
}

// cortesia makes one courtesy mail. It names no member, address, number or state: whoever reads it learns nothing.
func (a *Avvisi) cortesia(key string, m rules.Iscritto, what string) {
	if slices.Contains(a.s.Cortesie, key) {
		return
	}
	o := a.o.Config.Ordine
	name := o.Nome
	if name == "" {
		name = "l'Ordine"
	}
	var t testo
	t.riga("Gentile iscritta, gentile iscritto,\n")
	t.riga("con questo avviso di cortesia %s La informa che %s.\n", name, what)
	t.riga("Se ne è a conoscenza, non occorre fare nulla. In caso contrario La preghiamo di avvertire subito l'Ordine:")
	for _, f := range [][2]string{{"telefono ", strings.TrimSpace(o.Telefono + ", " + o.Orario)}, {"PEC ", o.PEC}} {
		if v := strings.Trim(f[1], ", "); v != "" {
			t.riga("  %s%s", f[0], v)
		}
	}
	t.riga("\nPer Sua sicurezza questo messaggio non contiene dati né collegamenti; a questo indirizzo non si risponde.")
	t.riga("È posta ordinaria: non è una notificazione e da esso non decorre alcun termine.\n\n%s", name)
	a.s.metti(posta{Tipo: tipoCortesia, A: []string{strings.ToLower(m.EmailOrdinaria)}, Creata: a.o.Now(), Chiave: key,
		Oggetto: "Avviso di cortesia sul domicilio digitale", Testo: t.String()})
	a.s.Cortesie = append(a.s.Cortesie, key)
	a.s.Cortesie = a.s.Cortesie[max(0, len(a.s.Cortesie)-maxCortesie):]
}
