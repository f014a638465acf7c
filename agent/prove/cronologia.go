package prove

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/mailparse/pec"
	"pecagent/rules"
)

// passaggio is one line of the timeline.
type passaggio struct {
	quando time.Time
	giorno string // yyyy-mm-dd, of what has only a day
	cosa   string // Italian
	chi    string // who certifies or says so
	base   string // the law that gives it its effect
	file   string
	record int64
	minore bool // not in the relazione: it changes nothing for the reader
	certo  bool // a provider certifies the instant
	// registrato is when the agent recorded it, by its own clock.
	registrato time.Time
}

// Legal bases, as order.md §2 and §5.1 have them.
const (
	baseAccettazione = "DPR 68/2005 artt. 4 c. 6 e 6; CAD art. 6 c. 1 (spedizione)"
	baseConsegna     = "DPR 68/2005 artt. 4 c. 6 e 6; CAD artt. 6 c. 1, 45 c. 2 e 48 (consegna)"
	baseMancata      = "DPR 68/2005 art. 8 (mancata consegna)"
	baseRicevuto     = "CAD artt. 6 c. 1 e 65 c. 1"
	baseDiffida      = "DL 185/2008 art. 16 c. 7-bis"
	baseSospensione  = "DL 185/2008 art. 16 c. 7-bis; L. 241/1990 art. 21-bis"
	baseRifiuto      = "L. 241/1990 art. 10-bis"
)

const loDiceAgente = "registro degli eventi dell'Ordine (non certificato da terzi)"

// cronologia tells the chosen events in the order of their instants, and the records that are only proven.
func (r *raccolta) cronologia() []passaggio {
	var list []passaggio
	prima := map[string]string{} // what was told last of an entity
	for _, ev := range r.st.eventi {
		p, told := r.passaggio(ev, prima)
		p.record, p.registrato = ev.Seq, ev.At
		p.minore = p.minore || !told || r.s.diAncora(ev) && ev.Ancora == nil
		if !p.certo && p.giorno == "" && mezzanotte(p.quando) && !p.quando.Equal(ev.At) { // a day that somebody gave, no hour
			p.giorno, p.quando = rules.DataRoma(p.quando), time.Time{}
		}
		list = append(list, p)
	}
	list = append(list, r.soloProvati()...)
	slices.SortStableFunc(list, func(a, b passaggio) int {
		return cmp.Or(a.ordine().Compare(b.ordine()), cmp.Compare(a.record, b.record))
	})
	return list
}

// ordine is where a line stands: what has only a day, where it was recorded if that was on the same day, else at the beginning of the
// day in Italy.
func (p passaggio) ordine() time.Time {
	switch {
	case !p.quando.IsZero():
		return p.quando
	case p.giorno == "" || p.giorno == rules.DataRoma(p.registrato):
		return p.registrato
	}
	t, err := time.Parse(time.DateOnly, p.giorno)
	if err != nil {
		return p.registrato
	}
	_, east := rules.Roma(t).Zone()
	return t.Add(-time.Duration(east) * time.Second)
}

func mezzanotte(t time.Time) bool {
	h, m, s := rules.Roma(t).Clock()
	return !t.IsZero() && h+m+s == 0
}

// soloProvati are the records that are here for what was in force, or for what they say of an erasure.
func (r *raccolta) soloProvati() (list []passaggio) {
	seen := map[int64]bool{}
	for _, ev := range r.st.eventi {
		seen[ev.Seq] = true
	}
	for _, ev := range r.st.inForza {
		if seen[ev.Seq] {
			continue
		}
		seen[ev.Seq] = true
		p := passaggio{quando: ev.At, registrato: ev.At, chi: loDiceAgente, record: ev.Seq, minore: true}
		switch {
		case ev.Iscritto != nil:
			p.cosa = "riga dell'iscritto in vigore quando serviva"
		case ev.Config != nil:
			p.cosa = "politica, regole e modelli in vigore"
		case ev.Import != nil:
			p.cosa = "importazione del registro da cui viene una riga"
		case ev.Cancellazione != nil:
			p.cosa = ev.Cancellazione.Racconta()
		default:
			p.cosa, p.quando, p.registrato = "record cancellato: resta provato che c'era", time.Time{}, time.Time{}
		}
		list = append(list, p)
	}
	return list
}

func (r *raccolta) passaggio(ev rules.Event, prima map[string]string) (passaggio, bool) {
	p := passaggio{quando: ev.At, chi: loDiceAgente}
	if ev.Attore.Tipo == "persona" {
		p.chi = "registro degli eventi dell'Ordine; atto di " + persona(ev.Attore)
	}
	switch {
	case ev.Avvio != nil:
		p.cosa, p.minore = "inizio del registro degli eventi dell'Ordine", true
	case ev.Messaggio != nil:
		p.cosa, p.minore = fmt.Sprintf("messaggio archiviato dalla cartella %s (UID %d)", visibile(ev.Messaggio.Cartella), ev.Messaggio.UID), true
		p.file = r.file(ev.Messaggio.SHA256)
	case ev.Esito != nil:
		return r.esito(ev, p)
	case ev.Richiesta != nil:
		q := ev.Richiesta
		p.cosa = fmt.Sprintf("richiesta %s (%s, %s): %s", q.ID, q.Rif, nomeRichiesta(q.Tipo), parole(string(q.Stato)))
		if ev.Perche != "" {
			p.cosa += ". " + visibile(ev.Perche)
		}
		return p, cambiato(prima, q.ID, string(q.Stato))
	case ev.Iscritto != nil:
		dom := "nessuno"
		if d := ev.Iscritto.Domicilio; d != nil {
			dom = d.Indirizzo
		}
		p.cosa = fmt.Sprintf("registro: %s %s, stato %s, domicilio digitale %s", ev.Iscritto.Cognome, ev.Iscritto.Nome, ev.Iscritto.Stato, dom)
		return p, cambiato(prima, ev.Iscritto.CF, string(ev.Iscritto.Stato)+" "+dom)
	case ev.Diffida != nil:
		return diPratica(*ev.Diffida, p, prima)
	case ev.Atto != nil:
		return r.diAtto(*ev.Atto, p, prima)
	case ev.Compito != nil:
		c := ev.Compito
		p.cosa, p.minore = fmt.Sprintf("segnalazione %s (%s): %s. %s", c.ID, c.Tipo, c.Stato, visibile(c.Perche)), true
		switch {
		case c.Atto != "" && c.Stato == rules.Approvato:
			p.cosa = "la seconda persona ha confermato l'atto " + c.Atto // its act tells it
		case c.Stato == rules.Approvato || c.Stato == "respinto":
			p.cosa, p.minore = strings.TrimSpace(fmt.Sprintf("una persona ha %s: %s %s", map[string]string{rules.Approvato: "approvato", "respinto": "respinto"}[c.Stato], visibile(c.Perche), visibile(c.Nota))), false
		}
	case ev.Campagna != nil:
		p.cosa = fmt.Sprintf("convocazione %s: %s", ev.Campagna.ID, parole(string(ev.Campagna.Stato)))
		return p, cambiato(prima, ev.Campagna.ID, string(ev.Campagna.Stato))
	case ev.Mano != nil:
		p.cosa, p.quando = "l'ufficio ha risposto a mano, dalla webmail", primo(ev.Mano.Istante, ev.At)
	case ev.Kit != nil:
		p.cosa = fmt.Sprintf("kit di firma %s: %s", ev.Kit.ID, parole(string(ev.Kit.Stato)))
	case ev.Lettera != nil:
		l := ev.Lettera
		p.cosa = fmt.Sprintf("lettera %s (modello %s) predisposta per %s: %s", l.ID, l.Modello, oppure(visibile(l.A), "la spedizione su carta"), parole(string(l.Stato)))
		p.minore = l.Stato != rules.LProposta
		return p, cambiato(prima, l.ID, string(l.Stato))
	default:
		return r.spedizione(ev, p)
	}
	return p, true
}

// cambiato reports whether what is told of an entity is new.
func cambiato(prima map[string]string, id, now string) bool {
	was, told := prima[id]
	prima[id] = now
	return !told || was != now
}

// canale is a channel as people call it.
func canale(s string) string {
	if s == "PEC" {
		return s
	}
	return parole(s)
}

func persona(a rules.Attore) string {
	if a.Ruolo != "" {
		return a.ID + " (" + a.Ruolo + ")"
	}
	return a.ID
}

// nomeRichiesta is a kind of request in words (order.md §6.3).
func nomeRichiesta(tipo string) string {
	names := map[string]string{"R1": "rinuncia alla casella dell'Ordine con una PEC personale", "R2": "casella dell'Ordine al posto della propria", "R3": "comunicazione del domicilio digitale",
		"R4": "variazione del domicilio digitale", "R5": "rinuncia senza un altro domicilio", "R7": "elenco riservato per una pubblica amministrazione", "R8": "assistenza", "R11": "risposta alla diffida",
		"R12": "accesso ai dati o ai documenti", "R13": "decesso", "R15": "verifica di ciò che risulta", "R16": "ritiro dell'istanza"}
	return oppure(names[tipo], "tipo "+tipo)
}

// parole is a state in lower case, words apart.
func parole(s string) string {
	switch s {
	case string(rules.LMancata):
		return "non consegnata"
	case string(rules.LVirus):
		return "non consegnata: virus"
	}
	return strings.ToLower(strings.ReplaceAll(s, "_", " "))
}

// esito tells a message that was received; receipts are told with their letter.
func (r *raccolta) esito(ev rules.Event, p passaggio) (passaggio, bool) {
	v := ev.Esito
	p.file = r.file(v.SHA256)
	if v.Busta == string(pec.Ricevuta) {
		p.cosa = "ricevuta letta e verificata"
		return p, false
	}
	p.cosa = fmt.Sprintf("messaggio di %s, oggetto «%s»", visibile(v.Mittente), visibile(v.Oggetto))
	if v.Livello == "certified" {
		p.quando, p.chi, p.base, p.certo = v.Istante, "gestore "+v.Firmatario, baseRicevuto, true
		p.cosa = "PEC ricevuta da " + strings.TrimPrefix(p.cosa, "messaggio di ")
	} else {
		p.cosa += " (non certificato: " + v.Livello + ")"
	}
	if d := v.Decisione; d != nil && d.Why != "" && v.Richiesta == "" { // else its request tells it

		p.cosa += ". Decisione: " + visibile(d.Why)
		if d.Ground != "" && d.Ground != "none" {
			p.cosa += " [" + d.Ground + "]"
		}
	}
	return p, true
}

// spedizione tells what happened to a letter.
func (r *raccolta) spedizione(ev rules.Event, p passaggio) (passaggio, bool) {
	switch {
	case ev.Passo != nil:
		x := ev.Passo
		if x.Ricevuta != "" { // told by its receipt
			p.cosa, p.file = fmt.Sprintf("lettera %s: %s, per la ricevuta", x.Lettera, parole(string(x.Stato))), r.file(x.Ricevuta)
			return p, false
		}
		p.quando = primo(x.Istante, ev.At)
		p.cosa = strings.TrimSpace(fmt.Sprintf("lettera %s: %s %s %s", x.Lettera, parole(string(x.Stato)), x.Codice, visibile(x.Motivo)))
		p.minore = true
		if x.Stato == rules.LInviata {
			p.cosa, p.minore, p.file = fmt.Sprintf("lettera %s consegnata al server del gestore dell'Ordine, che l'ha presa in carico", x.Lettera), false, r.inviata(x.Lettera)
		}
	case ev.Ricevuta != nil:
		return r.ricevuta(*ev.Ricevuta, p), true
	case ev.Ancora != nil:
		x := ev.Ancora
		p.quando, p.file, p.certo, p.chi = x.Istante, r.file(x.Ricevuta), true, "gestore, nella ricevuta"
		p.cosa = fmt.Sprintf("un gestore certifica l'impronta dei primi %d record del registro: a quell'istante esistevano già", x.Dimensione)
	case ev.Copia != nil:
		p.cosa, p.minore = fmt.Sprintf("copia della lettera %s nella cartella %s", ev.Copia.Lettera, visibile(ev.Copia.Cartella)), true
	default:
		p.cosa = "altro record (" + string(ev.Kind) + ")"
		return p, false
	}
	return p, true
}

// inviata is the file of a letter as it left.
func (r *raccolta) inviata(id string) string {
	i := slices.IndexFunc(r.s.lettere, func(l rules.Lettera) bool { return l.ID == id })
	if i < 0 {
		return ""
	}
	return r.file(r.s.lettere[i].SHA256)
}

func (r *raccolta) ricevuta(q rules.Ricevuta, p passaggio) passaggio {
	p.quando, p.file, p.certo = primo(q.Istante, p.quando), r.file(q.SHA256), !q.Istante.IsZero()
	p.chi = "gestore"
	if m := r.letti[p.file]; m != nil {
		if proof := m.Verify(r.trust, time.Time{}); proof.Signer != "" {
			p.chi = "gestore " + proof.Signer
		}
	}
	switch pec.Tipo(q.Tipo) {
	case pec.Accettazione:
		p.cosa, p.base = "ricevuta di accettazione della lettera "+q.Lettera+": spedita", baseAccettazione
	case pec.AvvenutaConsegna:
		p.cosa, p.base = fmt.Sprintf("ricevuta di avvenuta consegna della lettera %s nella casella %s", q.Lettera, visibile(q.Consegna)), baseConsegna
		if q.Contenuto == rules.ContenutoUguale {
			p.cosa += "; riporta per intero ciò che era stato inviato, e il contenuto è lo stesso"
		}
	case pec.ErroreConsegna:
		p.cosa, p.base = "avviso di mancata consegna della lettera "+q.Lettera+causa(q), baseMancata
	case pec.PreavvisoErroreConsegna:
		switch final, sure := r.definitivo(q); {
		case final:
			p.cosa, p.base = "avviso di mancata consegna della lettera "+q.Lettera+" entro ventiquattro ore, definitivo"+causa(q), baseMancata
		case sure:
			p.cosa = "preavviso di mancata consegna della lettera " + q.Lettera + " nelle prime dodici ore: il gestore ritenta" + causa(q)
		default:
			p.cosa = "avviso di mancata consegna della lettera " + q.Lettera + ", senza dire se sia quello delle dodici o delle ventiquattro ore" + causa(q)
		}
	default:
		p.cosa = fmt.Sprintf("%s della lettera %s%s", strings.ReplaceAll(visibile(q.Tipo), "-", " "), q.Lettera, causa(q))
	}
	if len(q.Anomalie) > 0 {
		p.cosa += "; ANOMALIA, non vale come prova della lettera: " + strings.Join(q.Anomalie, ", ")
	}
	return p
}

// causa is why a letter was not delivered, as the provider says it.
func causa(q rules.Ricevuta) string {
	s := ""
	if q.Codice != "" {
		s += ", codice " + visibile(q.Codice)
	}
	if q.Errore != "" && q.Errore != "nessuno" && q.Errore != "altro" {
		s += " (" + visibile(q.Errore) + ")"
	}
	return s
}

// diPratica tells a step of a case of diffida.
func diPratica(c rules.Diffida, p passaggio, prima map[string]string) (passaggio, bool) {
	p.base = baseDiffida
	p.cosa = fmt.Sprintf("pratica %s: %s", c.ID, parole(string(c.Stato)))
	switch c.Stato {
	case rules.DNotificata:
		p.cosa += fmt.Sprintf("; diffida notificata il %s, termine: tutto il %s", giorno(c.NotificataIl), giorno(c.Scade))
	case rules.DSospeso, rules.DDelibera:
		p.base = baseSospensione
	case rules.DRilevata:
		p.cosa += "; motivo " + parole(c.Motivo)
	}
	if c.Fine != "" {
		p.cosa += "; " + visibile(c.Fine)
	}
	switch c.Stato {
	case rules.DRilevata, rules.DPreavviso, rules.DPredisposta, rules.DDelibera:
		p.minore = true // its act is told
	}
	return p, cambiato(prima, c.ID, string(c.Stato)+c.NotificataIl+c.SospesoDal)
}

// diAtto tells an act: on the day that its document shows, by whom it was recorded and confirmed.
func (r *raccolta) diAtto(a rules.Atto, p passaggio, prima map[string]string) (passaggio, bool) {
	p.cosa = nomeAtto(a.Tipo)
	for _, x := range [][2]string{{"n.", a.Numero}, {"organo:", a.Organo}, {"tramite", canale(a.Canale)}, {"esito:", parole(a.Esito)}, {"ore", a.Ora},
		{"motivo:", parole(a.Motivo)}, {"controllato:", strings.Join(a.Spunte, ", ")}} {
		if x[1] != "" {
			p.cosa += "; " + x[0] + " " + visibile(x[1])
		}
	}
	p.cosa += " (" + a.ID + ", " + parole(a.Stato) + ")"
	p.chi = "registrato da " + a.Da
	if a.Conferma != "" {
		p.chi += ", confermato da " + a.Conferma
	}
	var files []string
	for _, d := range a.Documenti {
		if f := r.fileDi(d.SHA256, a.ID); f != "" {
			files = append(files, f)
		}
	}
	p.file = strings.Join(files, " ")
	if a.Giorno != "" {
		p.quando, p.giorno = time.Time{}, a.Giorno
	}
	if strings.HasPrefix(a.Caso, "DIF-") || a.Tipo == rules.AttoDiffidaRilevata {
		p.base = baseDiffida
	}
	p.minore = a.Stato != rules.AttoEseguito
	return p, cambiato(prima, a.ID, a.Stato+a.Conferma)
}

// nomeAtto is what an act records, as the list of acts says it, up to its first stop.
func nomeAtto(t rules.TipoAtto) string {
	for _, v := range rules.VociAtto() {
		if v.Tipo == t {
			s := v.Dice
			for _, end := range []string{";", " (", ": il giorno", ": spunte", ", con "} {
				s, _, _ = strings.Cut(s, end)
			}
			return s
		}
	}
	return parole(string(t))
}

// scriviCronologia is 00_timeline.csv. A cell that a spreadsheet would take for a formula has an apostrophe before it.
func scriviCronologia(list []passaggio) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = ';'
	rows := [][]string{{"utc", "roma", "evento", "file", "certificata_da", "base_giuridica", "record", "registrato_utc"}}
	for _, p := range list {
		utc, roma := "", p.giorno
		if !p.quando.IsZero() {
			utc, roma = p.quando.UTC().Format(time.RFC3339), rules.Roma(p.quando).Format(time.RFC3339)
		}
		registrato := ""
		if !p.registrato.IsZero() {
			registrato = p.registrato.UTC().Format(time.RFC3339)
		}
		rows = append(rows, []string{utc, roma, p.cosa, p.file, p.chi, p.base, fmt.Sprint(p.record), registrato})
	}
	for _, row := range rows {
		for i := range row {
			if row[i] != "" && strings.ContainsRune("=+-@\t\r", rune(row[i][0])) {
				row[i] = "'" + row[i]
			}
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}
