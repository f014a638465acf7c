package office

import (
	"fmt"
	"strings"

	"pecagent/rules"
)

// effetti tells in the words of the office what the events of a decision change in a state, each thing once, as it is at the end;
// nothing of the task itself, nor of the letters that are shown whole.
func effetti(s rules.Snapshot, events []rules.Event, own string, shown map[string]bool) (list []string) {
	place := map[string]int{}
	for _, ev := range events {
		key, says := effetto(s, ev, own)
		if key == "" || shown[key] {
			continue
		}
		i, known := place[key]
		if !known {
			i = len(list)
			place[key], list = i, append(list, "")
		}
		list[i] = says
	}
	out := list[:0]
	for _, x := range list {
		if x != "" {
			out = append(out, x)
		}
	}
	return out
}

// effetto tells one event and names the thing it is about; "" for the task that is being decided.
func effetto(s rules.Snapshot, ev rules.Event, own string) (key, says string) {
	switch {
	case ev.Compito != nil && ev.Compito.ID == own:
		return "", ""
	case ev.Compito != nil:
		return ev.Compito.ID, effettoCompito(*ev.Compito)
	case ev.Iscritto != nil:
		old, _ := s.Iscritto(ev.Iscritto.CF)
		return ev.Iscritto.CF, effettoIscritto(old, *ev.Iscritto)
	case ev.Richiesta != nil:
		r := ev.Richiesta
		return r.ID, fmt.Sprintf("La richiesta %s (%s) diventa: %s.", r.Rif, strings.ToLower(primoDi(RichiestaInParole(r.Tipo), r.Tipo)), StatoInParole(string(r.Stato)))
	case ev.Lettera != nil:
		return ev.Lettera.ID, effettoLettera(ev.Lettera.Modello, ev.Lettera.A, ev.Lettera.ID, ev.Lettera.Stato)
	case ev.Passo != nil:
		l, _ := s.Lettera(ev.Passo.Lettera)
		return ev.Passo.Lettera, effettoLettera(l.Modello, l.A, ev.Passo.Lettera, ev.Passo.Stato)
	}
	return racconta(ev), racconta(ev)
}

func effettoCompito(c rules.Compito) string {
	if c.Stato != rules.Aperto {
		return fmt.Sprintf("Si chiude la segnalazione %s (%s).", c.ID, strings.ToLower(ParoleDi(c.Tipo).Nome))
	}
	return fmt.Sprintf("Si apre una segnalazione, «%s»: %s", ParoleDi(c.Tipo).Nome, SenzaCodici(c.Perche))
}

func effettoLettera(modello, a, id string, state rules.StatoLettera) string {
	name := strings.TrimSpace(strings.Join(strings.Fields("lettera "+modello+" "+prefisso("a ", a)), " "))
	switch state {
	case rules.LInPartenza:
		return "Parte la " + name + ": si può ritirare finché è «In partenza»."
	case rules.LProposta:
		return "Si prepara la " + name + ", che aspetta un'approvazione."
	case rules.LRitirata:
		return "Si ritira la " + name + " (" + id + ")."
	}
	return "La " + name + " diventa: " + StatoInParole(string(state)) + "."
}

// effettoIscritto tells what changes of a member, "" where a person would see no difference.
func effettoIscritto(old, m rules.Iscritto) string {
	var parts []string
	say := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if a, b := domicilioDi(old), domicilioDi(m); a != b {
		say("il domicilio digitale diventa %s (ora: %s)", orNone(b), orNone(a))
	}
	if k := m.Candidato; k != nil && (old.Candidato == nil || *old.Candidato != *k) {
		say("il nuovo indirizzo %s è %s", k.Indirizzo, StatoInParole(string(k.Stato)))
	}
	if k := m.Casella; k != nil {
		was := rules.Casella{}
		if old.Casella != nil {
			was = *old.Casella
		}
		if was.Stato != k.Stato {
			say("la casella dell'Ordine %s diventa %s", k.Indirizzo, StatoInParole(string(k.Stato)))
		}
		if !was.RevocaDal.Equal(k.RevocaDal) && !k.RevocaDal.IsZero() {
			say("la casella dell'Ordine %s si può revocare dal %s", k.Indirizzo, giornoDi(rules.DataRoma(k.RevocaDal)))
		}
	}
	if old.Blocco != m.Blocco {
		say("%s", map[bool]string{true: "le variazioni si bloccano", false: "le variazioni si sbloccano"}[m.Blocco])
	}
	if old.Stato != m.Stato {
		say("lo stato diventa %s", StatoInParole(string(m.Stato)))
	}
	if parts == nil {
		return ""
	}
	return strings.TrimSpace(m.Cognome+" "+m.Nome) + ": " + strings.Join(parts, "; ") + "."
}

func domicilioDi(m rules.Iscritto) string {
	if m.Domicilio == nil {
		return ""
	}
	return m.Domicilio.Indirizzo
}
