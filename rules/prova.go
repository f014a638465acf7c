package rules

import (
	"slices"
	"time"
)

// What comes of holding what the agent would have answered beside what the office answered. Whether two answers
// are the same is a person's word: it is never guessed from their text.
const (
	ProvaUguale      = "uguale"
	ProvaDiversa     = "diversa"
	ProvaSoloAgente  = "solo_agente"  // a person says that the office gave no answer
	ProvaSoloUfficio = "solo_ufficio" // the agent would have written no letter
	ProvaNessuno     = "nessuno"      // neither: a person says so of the office
	ProvaNonSiSa     = "non_si_sa"

	provaNessuna = "nessuna" // Mano.Confronto: the office gave no answer
)

// Risposto is a person's word on how the office answered a message in the trial period, or that it did not.
type Risposto struct {
	Now       time.Time
	Attore    Attore
	Messaggio string // SHA-256
	Confronto string // uguale, diversa, nessuna
	Nota      string
}

func (Risposto) input() {}

// inProva reports whether a message belongs to the trial: decided in osserva, no copy, and asking for an answer.
func inProva(v Verdetto) bool { return v.Osserva && !v.Copia && v.Decisione != nil }

// scriveAgente reports whether the agent would have answered with a letter, by itself or after a click.
func scriveAgente(v Verdetto) bool {
	return v.Decisione != nil && len(v.Decisione.Reply)+len(v.Decisione.Draft) > 0
}

// registraRisposta records a person's comparison, with the answer that was recognised or without one.
func (d *decisore) registraRisposta(in Risposto) {
	v, ok := d.s.Verdetto(in.Messaggio)
	switch {
	case in.Attore.Tipo != "persona" || in.Attore.ID == "":
		d.rifiuta("il confronto non ha il nome di una persona")
		return
	case !ok || !inProva(v):
		d.rifiuta("il messaggio %.12s non è fra quelli decisi in modo osserva", in.Messaggio)
		return
	case !slices.Contains([]string{ProvaUguale, ProvaDiversa, provaNessuna}, in.Confronto):
		d.rifiuta("il confronto è uguale, diversa o nessuna, non %q", in.Confronto)
		return
	case in.Confronto == ProvaUguale && !scriveAgente(v):
		d.rifiuta("a quel messaggio l'agente non avrebbe risposto: la risposta dell'ufficio non può essere uguale")
		return
	}
	var m Mano
	for _, id := range d.s.Cerca(ManiDi, in.Messaggio) {
		last, _ := d.s.Mano(id)
		if in.Confronto == provaNessuna && last.Prova != ManoPersona {
			d.rifiuta("l'ufficio ha risposto il %s: lo mostra la casella", oraRoma(last.Istante))
			return
		}
		m = last
	}
	if m.ID == "" {
		m = Mano{ID: d.numero("MAN"), Prova: ManoPersona, Istante: in.Now, Messaggi: []string{in.Messaggio}, CF: cfDi(v)}
	}
	d.attore, d.causa = in.Attore, in.Messaggio
	m.Confronto, m.Nota, m.Da = in.Confronto, in.Nota, in.Attore.ID
	d.sopra.mani[m.ID] = m
	d.emit(Event{Kind: KMano, Mano: &m, Regola: "R-310", Perche: in.Nota})
}

// RigaProva is one message of the trial: what the agent would have answered beside what the office did.
type RigaProva struct {
	Verdetto Verdetto
	Mani     []Mano // the office's answers that were recognised or recorded
	Esito    string
	Perche   string // Italian; of non_si_sa what is missing
}

// Prova gives the messages of the trial that ask for an answer or got one, in the order of their instants.
func Prova(a Archivio) []RigaProva {
	s := Vista(a)
	var rows []RigaProva
	loose := senzaCitare(a)
	Messaggi(a, func(v Verdetto) bool {
		if !inProva(v) {
			return true
		}
		r := RigaProva{Verdetto: v}
		for _, id := range s.Cerca(ManiDi, v.SHA256) {
			if m, ok := s.Mano(id); ok {
				r.Mani = append(r.Mani, m)
			}
		}
		if scriveAgente(v) || v.Decisione.Auto != "NONE" || len(r.Mani) > 0 {
			r.Esito, r.Perche = confrontoProva(v, r.Mani)
			if m, ok := forseDopo(loose, v); ok && r.Esito == ProvaNonSiSa && len(r.Mani) == 0 {
				r.Perche += "; forse è «" + m.Oggetto + "» del " + oraRoma(m.Istante) + " a chi ha scritto, che non cita il messaggio"
			}
			rows = append(rows, r)
		}
		return true
	})
	slices.SortStableFunc(rows, func(x, y RigaProva) int { return quandoProva(x.Verdetto).Compare(quandoProva(y.Verdetto)) })
	return rows
}

// senzaCitare gives the letters by hand that name no message, by the boxes they went to, the oldest first.
func senzaCitare(a Archivio) map[string][]Mano {
	to := map[string][]Mano{}
	Mani(a, func(m Mano) bool {
		if len(m.RispondeA) == 0 && len(m.Messaggi) == 0 {
			for _, addr := range m.A {
				to[addr] = append(to[addr], m)
			}
		}
		return true
	})
	for _, ms := range to {
		slices.SortStableFunc(ms, func(x, y Mano) int { return x.Istante.Compare(y.Istante) })
	}
	return to
}

// forseDopo is the first letter by hand to who wrote a message that came after it.
func forseDopo(loose map[string][]Mano, v Verdetto) (Mano, bool) {
	for _, m := range loose[minuscolo(v.Mittente)] {
		if m.Istante.After(quandoProva(v)) {
			return m, true
		}
	}
	return Mano{}, false
}

func quandoProva(v Verdetto) time.Time {
	if v.Istante.IsZero() {
		return v.Arrivo
	}
	return v.Istante
}

// confrontoProva judges one row. The last word of a person counts; without one nothing is the same.
func confrontoProva(v Verdetto, ms []Mano) (esito, why string) {
	said, found := "", false
	for _, m := range ms {
		found = found || m.Prova != ManoPersona
		if m.Confronto != "" {
			said = m.Confronto
		}
	}
	switch agent := scriveAgente(v); {
	case said == provaNessuna && !found && agent:
		return ProvaSoloAgente, ""
	case said == provaNessuna && !found:
		return ProvaNessuno, ""
	case !agent && (found || said == ProvaDiversa):
		return ProvaSoloUfficio, ""
	case agent && (said == ProvaUguale || said == ProvaDiversa):
		return said, ""
	case found:
		return ProvaNonSiSa, "l'ufficio ha risposto a mano: una persona confronti le due risposte"
	}
	return ProvaNonSiSa, "nella casella non si riconosce una risposta dell'ufficio"
}
