package rules

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// CampoAtto is a field of an act: its JSON name, its option after "pecagent act" and what people call it. What is wrong with an
// act is told to them in these words.
type CampoAtto struct{ Nome, Opzione, Dice string }

// CampiAtto are the fields that a kind of act may want, in the order in which they are told.
func CampiAtto() []CampoAtto {
	return []CampoAtto{
		{"cf", "cf", "codice fiscale o cognome dell'iscritto"},
		{"caso", "case", "la pratica: DIF-…, KIT-…, FLU-…, CAM-…, RIC-…, LET-…"},
		{"giorno", "date", "il giorno in cui è avvenuto, aaaa-mm-gg"},
		{"ora", "time", "l'ora, oo:mm"},
		{"indirizzo", "address", "un indirizzo o una casella"},
		{"scadenza", "expiry", "la scadenza, aaaa-mm-gg"},
		{"numero", "number", "numero della delibera, della raccomandata, del protocollo"},
		{"organo", "body", "l'organo che ha deliberato"},
		{"motivo", "reason", "il motivo"},
		{"messaggio", "message", "l'impronta del messaggio, come la dà review list"},
		{"canale", "channel", "PEC, RACCOMANDATA, SPORTELLO, TELEFONO, MAIL, AREA_RISERVATA, PORTALE"},
		{"esito", "outcome", "l'esito"},
		{"pagante", "payer", "chi paga la casella: MEMBER (l'iscritto) o ORDER (l'Ordine)"},
		{"gestore", "provider", "il gestore della casella"},
		{"iscritto", "surname --name [--enrolment --email]", "il nuovo iscritto: codice fiscale, cognome, nome; numero di iscrizione, posta ordinaria"},
		{"immediato", "immediate", "con effetto immediato, motivato nella delibera"},
		{"albo", "albo", "l'albo: di chi si iscrive, o dei soli destinatari"},
		{"spunte", "tick", "che cosa è stato controllato, più volte"},
		{"dati", "title CHE --when QUANDO… --place DOVE --agenda PUNTO… [--info RIGA…]", "che cosa, quando e dove"},
	}
}

// opzione is a field as an error names it: its option and, in brackets, what it is.
func opzione(nome string) string {
	for _, c := range CampiAtto() {
		if c.Nome == nome {
			return "--" + c.Opzione + " (" + c.Dice + ")"
		}
	}
	return nome
}

// campiAtto are the fields of an act that its kind may want, by their JSON names.
func campiAtto(a Atto) map[string]string {
	m := map[string]string{"cf": a.CF, "caso": a.Caso, "giorno": a.Giorno, "ora": a.Ora, "indirizzo": a.Indirizzo, "scadenza": a.Scadenza, "numero": a.Numero,
		"organo": a.Organo, "motivo": a.Motivo, "messaggio": a.Messaggio, "canale": a.Canale, "esito": a.Esito, "spunte": strings.Join(a.Spunte, ","), "albo": a.Albo, "pagante": a.Pagante, "gestore": a.Gestore}
	if a.Immediato {
		m["immediato"] = "si"
	}
	if a.Dati != nil {
		m["dati"] = "si"
	}
	if a.Iscritto != nil {
		m["iscritto"] = a.Iscritto.CF
	}
	return m
}

// UsoAtto says what is wrong with the fields of an act before anything of its state is asked: "" when they are as its kind wants them.
func UsoAtto(a Atto) string {
	for _, r := range regoleAtti() {
		if r.tipo == a.Tipo {
			return mancano(a, r)
		}
	}
	return ""
}

// mancano says which fields an act lacks, which it has and does not know, and which days are none; "" when it is whole.
func mancano(a Atto, rule regolaAtto) string {
	fields := campiAtto(a)
	for _, f := range rule.vuole {
		if fields[f] == "" {
			return "vuole anche " + opzione(f)
		}
	}
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		if fields[f] != "" && !slices.Contains(rule.vuole, f) && !slices.Contains(rule.puo, f) {
			return "non prende " + opzione(f)
		}
	}
	for _, f := range []string{"giorno", "scadenza"} {
		if v := fields[f]; v != "" && !eGiorno(v) {
			return "ha " + f + " " + v + ", che non è una data: si scrive aaaa-mm-gg"
		}
	}
	if v := a.Ora; v != "" {
		if _, err := time.Parse("15:04", v); err != nil {
			return "ha l'ora " + v + ", che non è un'ora: si scrive oo:mm"
		}
	}
	return ""
}
