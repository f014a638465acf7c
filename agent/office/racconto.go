package office

import (
	"fmt"
	"strings"

	"pecagent/rules"
)

// riguarda reports whether an event is about a member; letters collects the member's letters met so far, whose steps
// and receipts are his too.
func riguarda(ev rules.Event, cf string, letters map[string]bool) bool {
	switch {
	case ev.Iscritto != nil:
		return ev.Iscritto.CF == cf
	case ev.Richiesta != nil:
		return ev.Richiesta.CF == cf
	case ev.Lettera != nil:
		if ev.Lettera.CF == cf {
			letters[ev.Lettera.ID] = true
		}
		return ev.Lettera.CF == cf
	case ev.Passo != nil:
		return letters[ev.Passo.Lettera]
	case ev.Ricevuta != nil:
		return letters[ev.Ricevuta.Lettera]
	case ev.Compito != nil:
		return ev.Compito.CF == cf
	case ev.Atto != nil:
		return ev.Atto.CF == cf
	case ev.Diffida != nil:
		return ev.Diffida.CF == cf
	case ev.Kit != nil:
		return ev.Kit.CF == cf
	case ev.Mano != nil:
		return ev.Mano.CF == cf
	case ev.Esito != nil && ev.Esito.Decisione != nil:
		return ev.Esito.Decisione.Member == cf || ev.Esito.Decisione.CF == cf
	}
	return false
}

// Racconta tells an event in one Italian sentence.
func Racconta(ev rules.Event) string {
	s := racconta(ev)
	if ev.Attore.Tipo == "persona" {
		s += " (da " + ev.Attore.ID + ")"
	}
	return s
}

func racconta(ev rules.Event) string {
	switch {
	case ev.Avvio != nil:
		return fmt.Sprintf("avvio: casella %s, T0 %s, modo %s", ev.Avvio.Casella, giorno(ev.Avvio.T0), ev.Avvio.Modo.Modo)
	case ev.Config != nil:
		return "configurazione in vigore"
	case ev.Messaggio != nil:
		return fmt.Sprintf("messaggio archiviato da %s, UID %d", ev.Messaggio.Cartella, ev.Messaggio.UID)
	case ev.Esito != nil:
		return raccontaEsito(*ev.Esito)
	case ev.Richiesta != nil:
		r := ev.Richiesta
		return strings.TrimSpace(fmt.Sprintf("richiesta %s (%s) %s: %s %s", r.ID, r.Rif, r.Tipo, r.Stato, r.NuovaPEC))
	case ev.Iscritto != nil:
		return raccontaIscritto(*ev.Iscritto, ev.Perche)
	case ev.Lettera != nil:
		return fmt.Sprintf("lettera %s %s a %s: %s", ev.Lettera.ID, ev.Lettera.Modello, ev.Lettera.A, ev.Lettera.Stato)
	case ev.Passo != nil:
		return strings.TrimSpace(fmt.Sprintf("lettera %s: %s %s %s", ev.Passo.Lettera, ev.Passo.Stato, ev.Passo.Codice, ev.Passo.Motivo))
	case ev.Ricevuta != nil:
		return raccontaRicevuta(*ev.Ricevuta)
	case ev.Compito != nil:
		return fmt.Sprintf("segnalazione %s %s: %s", ev.Compito.ID, ev.Compito.Stato, ev.Compito.Perche)
	case ev.Modo != nil:
		if ev.Modo.Fermo {
			return "INVIO FERMO: " + ev.Modo.Perche
		}
		return "modo " + ev.Modo.Modo + ": " + ev.Modo.Perche
	case ev.Import != nil:
		i := ev.Import
		return fmt.Sprintf("registro importato da %s: %d nuovi, %d cambiati, %d invariati", i.File, i.Nuovi, i.Cambiati, i.Invariati)
	case ev.Atto != nil:
		return raccontaAtto(*ev.Atto)
	case ev.Diffida != nil:
		return fmt.Sprintf("pratica di diffida %s di %s: %s", ev.Diffida.ID, ev.Diffida.CF, ev.Diffida.Stato)
	case ev.Flusso != nil:
		return fmt.Sprintf("flusso %s %s: %s", ev.Flusso.ID, ev.Flusso.Nome, ev.Flusso.Stato)
	case ev.Kit != nil:
		return fmt.Sprintf("kit di firma %s di %s: %s", ev.Kit.ID, ev.Kit.CF, ev.Kit.Stato)
	case ev.Campagna != nil:
		return fmt.Sprintf("comunicazione a molti %s: %s", ev.Campagna.ID, ev.Campagna.Tipo)
	case ev.Mano != nil:
		return raccontaMano(*ev.Mano)
	case ev.Copia != nil:
		return fmt.Sprintf("copia della lettera %s nella cartella %s", ev.Copia.Lettera, ev.Copia.Cartella)
	case ev.Ancora != nil:
		a := ev.Ancora
		return fmt.Sprintf("il gestore certifica il %s l'impronta dei primi %d eventi del registro (%s di %s): %s", giorno(a.Istante), a.Dimensione, a.Dove, a.Lettera, a.Radice)
	case ev.Cancellazione != nil:
		return ev.Cancellazione.Racconta()
	case ev.Accesso != nil:
		return raccontaAccesso(ev)
	case ev.Utente != nil:
		return "utente della console: " + orNone(strings.TrimSuffix(strings.TrimPrefix(ev.Perche, "Utente della console "), "."))
	case ev.Operazione != nil:
		return ev.Operazione.Tipo + ": " + ev.Operazione.Cosa
	case ev.Ingresso != nil: // alone: every event of a decision may carry one beside its own
		return "ingresso della decisione, per rigiocarla"
	}
	return string(ev.Kind)
}

func raccontaEsito(v rules.Verdetto) string {
	s := fmt.Sprintf("messaggio di %s «%s»: busta %s, prova %s", orNone(v.Mittente), v.Oggetto, v.Busta, v.Livello)
	switch {
	case v.Errore != "":
		return s + "; non leggibile: " + v.Errore
	case v.Copia:
		return s + "; copia di un messaggio già deciso, nessun effetto"
	case v.Storico:
		return s + "; anteriore a T0, nessun effetto"
	case v.Decisione == nil:
		return s
	}
	d := v.Decisione
	s += "; " + strings.Join(strings.Fields(strings.Join([]string{d.Type, d.Ground, d.Outcome, d.Auto}, " ")), " ")
	if v.Osserva {
		s += " (osserva: nessun effetto)"
	}
	return s + ": " + d.Why
}

func raccontaIscritto(m rules.Iscritto, why string) string {
	s := fmt.Sprintf("iscritto %s %s: domicilio %s", m.Cognome, m.Nome, domicilio(m))
	if m.Candidato != nil {
		s += fmt.Sprintf(", nuovo indirizzo %s %s", m.Candidato.Indirizzo, m.Candidato.Stato)
	}
	if why != "" {
		s += "; " + why
	}
	return s
}

func raccontaRicevuta(r rules.Ricevuta) string {
	whose := r.Lettera
	if whose == "" {
		whose = "un messaggio non dell'agente"
	}
	s := fmt.Sprintf("%s del %s per %s", r.Tipo, giorno(r.Istante), whose)
	if r.Codice != "" || r.Errore != "" {
		s += " (" + strings.TrimSpace(r.Codice+" "+r.Errore) + ")"
	}
	if r.Contenuto == rules.ContenutoUguale {
		s += "; il contenuto è quello inviato"
	}
	if len(r.Anomalie) > 0 {
		s += "; anomalie: " + strings.Join(r.Anomalie, ", ")
	}
	return s
}

// raccontaAtto tells an act with its day, its number and the documents that show it.
func raccontaAtto(a rules.Atto) string {
	s := fmt.Sprintf("atto %s %s (%s)", a.ID, a.Tipo, a.Stato)
	for _, part := range [][2]string{{"di", a.CF}, {"del", a.Giorno}, {"n.", a.Numero}, {"", a.Indirizzo}, {"messaggio", a.Messaggio}, {"per", a.Motivo}} {
		if part[1] != "" {
			s += " " + strings.TrimSpace(part[0]+" "+part[1])
		}
	}
	for _, d := range a.Documenti {
		s += ", documento " + d.Nome
	}
	return s
}

// raccontaMano tells an answer by hand, or what a person found on comparing it.
func raccontaMano(m rules.Mano) string {
	s := fmt.Sprintf("risposto a mano il %s da webmail (%s)", giorno(m.Istante), m.Prova)
	if m.Prova == rules.ManoPersona {
		s = "risposta dell'ufficio, registrata"
	}
	if m.Confronto != "" {
		s += ", accanto a quella dell'agente: " + m.Confronto
	}
	return s
}
