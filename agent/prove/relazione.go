package prove

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"pecagent/rules"
	"pecagent/store/fascicolo"
)

// relazione is what a judge reads; HTML and PDF say the same from it.
type relazione struct {
	Titolo   string
	Sotto    string
	Ordine   string
	Dati     [][2]string // what this is: names and values
	Sintesi  []string
	Manca    []string
	Capitoli []capitolo
}

// capitolo is a chapter: sentences, a table, sentences.
type capitolo struct {
	Titolo   string
	Prima    []string
	Tabella  *tabella
	Riquadri []riquadro
}

// tabella has cells of text; Larghezze are shares of the width, in percent.
type tabella struct {
	Larghezze []int
	Testa     []string
	Righe     [][]string
	Forti     []bool // rows that a provider certifies
}

// riquadro is a text to complete and sign.
type riquadro struct {
	Titolo string
	Testo  []string
}

// relaziona draws the relazione from what was gathered.
func (w *lavoro) relaziona() relazione {
	r := relazione{Ordine: w.o.Ordine.Nome, Manca: w.manca(), Sintesi: w.sintesi()}
	r.Titolo, r.Sotto = w.titolo()
	r.Dati = [][2]string{{"Fascicolo", w.o.ID}, {"Riguarda", w.chi()}, {"Esportato il", oraRoma(w.o.Now) + " (ora italiana), da " + w.o.Utente}}
	if w.o.Motivo != "" {
		r.Dati = append(r.Dati, [2]string{"Motivo", visibile(w.o.Motivo)})
	}
	if w.d.Dal+w.d.Al != "" {
		r.Dati = append(r.Dati, [2]string{"Periodo", "dal " + oppure(giorno(w.d.Dal), "principio") + " al " + oppure(giorno(w.d.Al), "giorno dell'esportazione")})
	}
	r.Dati = append(r.Dati, [2]string{"Programma", w.o.Programma})
	for _, c := range []capitolo{w.capCronologia(), w.capLettere(), w.capPezzi(), w.capRegistro(), w.capFirme(), w.capEventi(), w.capFile(), w.capAttestazioni(), w.capVerifica()} {
		if c.Tabella != nil && len(c.Tabella.Righe) > 0 || c.Tabella == nil && len(c.Prima)+len(c.Riquadri) > 0 {
			r.Capitoli = append(r.Capitoli, c)
		}
	}
	return r
}

func (w *lavoro) titolo() (string, string) {
	switch w.d.tipo() {
	case "comunicazione":
		l := w.s.lettere[0]
		return "Comunicazione " + l.ID, w.nomeLettera(l)
	case "richiesta":
		return "Richiesta " + w.s.rif, w.s.richieste[0].Rif + ", " + nomeRichiesta(w.s.richieste[0].Tipo)
	case "iscritto":
		return "Comunicazioni e atti di un iscritto", w.s.rif
	case "diffida":
		c := w.s.casi[0]
		return "Diffida " + c.ID, "domicilio digitale: " + parole(c.Motivo) + "; stato della pratica: " + parole(string(c.Stato))
	}
	return "Convocazione " + w.s.rif, visibile(w.s.campagna.Dati.Evento)
}

func (w *lavoro) nomeLettera(l rules.Lettera) string {
	if w.o.Modelli == nil {
		return l.Modello
	}
	return strings.TrimSpace(l.Modello + " " + w.o.Modelli.Titolo(l.Modello))
}

// chi is the person concerned.
func (w *lavoro) chi() string {
	if m := w.s.iscritto; m != nil {
		return visibile(strings.Join(strings.Fields(m.Titolo+" "+m.Nome+" "+m.Cognome), " ")) + ", codice fiscale " + m.CF
	}
	if w.s.campagna != nil {
		return fmt.Sprintf("%d destinatari", len(w.s.lettere))
	}
	if len(w.s.lettere) == 1 {
		return visibile(w.s.lettere[0].A)
	}
	return "nessun iscritto riconosciuto"
}

// massimoSintesi is how many letters are told one by one on the first page.
const massimoSintesi = 5

// sintesi tells in a few sentences what happened.
func (w *lavoro) sintesi() (list []string) {
	for _, c := range w.s.casi {
		list = append(list, w.sintesiCaso(c))
	}
	for _, q := range w.s.richieste {
		if q.Ricevuta.IsZero() || len(w.s.richieste) > massimoSintesi {
			continue
		}
		list = append(list, fmt.Sprintf("Il %s è stata ricevuta da %s la richiesta %s, ora %s.", oraRoma(q.Ricevuta), visibile(q.Mittente), q.Rif, parole(string(q.Stato))))
	}
	if len(w.s.lettere) > massimoSintesi {
		return append(list, w.somma())
	}
	for _, l := range w.s.lettere {
		list = append(list, w.sintesiLettera(l))
	}
	return list
}

func (w *lavoro) sintesiCaso(c rules.Diffida) string {
	s := fmt.Sprintf("Pratica %s, aperta il %s (%s): %s.", c.ID, giorno(c.RilevataIl), parole(c.Motivo), parole(string(c.Stato)))
	if c.NotificataIl != "" {
		s += fmt.Sprintf(" La diffida è stata notificata il %s; il termine per regolarizzare è tutto il %s.", giorno(c.NotificataIl), giorno(c.Scade))
	} else {
		s += " La diffida non risulta ancora notificata: nessun termine decorre."
	}
	if c.Stato == rules.DNotificata {
		s += " Il termine e i controlli che lo seguono (telefonate, sportello, posta, protocollo, estratti INI-PEC e INAD di quel giorno) non sono ancora compiuti: il fascicolo crescerà."
	}
	if c.SospesoDal != "" {
		s += " La sospensione ha effetto dal " + giorno(c.SospesoDal) + "."
	}
	if !c.Comunicata.IsZero() {
		s += " L'iscritto ha comunicato il domicilio digitale il " + oraRoma(c.Comunicata) + "."
	}
	return s
}

func (w *lavoro) sintesiLettera(l rules.Lettera) string {
	s := fmt.Sprintf("La lettera %s (%s), diretta a %s, ", l.ID, w.nomeLettera(l), visibile(l.A))
	switch {
	case l.A == "":
		return fmt.Sprintf("La lettera %s (%s) è su carta: %s.", l.ID, w.nomeLettera(l), strings.TrimSpace(parole(string(l.Stato))+" "+visibile(l.Motivo)))
	case l.TAccettazione.IsZero() && l.TInvio.IsZero():
		return s + "non è partita: " + parole(string(l.Stato)) + "."
	case l.TAccettazione.IsZero():
		return s + "è stata trasmessa il " + oraRoma(l.TInvio) + " e non ha una ricevuta di accettazione: " + parole(string(l.Stato)) + "."
	}
	s += "è stata accettata dal gestore dell'Ordine il " + oraRoma(l.TAccettazione)
	if l.TConsegna.IsZero() {
		if l.Motivo != "" {
			return s + " e non è stata consegnata: " + perche(l.Motivo) + "."
		}
		return s + " e non risulta consegnata: " + parole(string(l.Stato)) + "."
	}
	s += " e consegnata nella casella del destinatario il " + oraRoma(l.TConsegna)
	for _, f := range w.firme.File {
		if f.Confronto == fascicolo.Uguale && !l.Breve && slices.Contains(l.Ricevute, f.SHA256) {
			return s + "; la ricevuta riporta la lettera intera, e il contenuto è quello inviato."
		}
	}
	return s + "."
}

// perche is the reason of a failed delivery, in the words of package pec, for people.
func perche(motivo string) string {
	return oppure(map[string]string{"inesistente": "l'indirizzo non esiste o non è attivo", "piena": "la casella è piena", "virus": "per un virus",
		"tempo": "non è riuscito nel tempo previsto", "altro": "per un altro motivo"}[motivo], visibile(motivo))
}

// somma counts many letters by state.
func (w *lavoro) somma() string {
	n := map[rules.StatoLettera]int{}
	for _, l := range w.s.lettere {
		n[l.Stato]++
	}
	var parts []string
	for _, s := range rules.StatiLettera() {
		if n[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[s], parole(string(s))))
		}
	}
	return fmt.Sprintf("%d lettere: %s.", len(w.s.lettere), strings.Join(parts, ", "))
}

func (w *lavoro) capCronologia() capitolo {
	c := capitolo{Titolo: "Cronologia", Prima: []string{"In ordine di tempo, ora italiana. In neretto gli istanti certificati da un gestore di posta certificata: sono opponibili a terzi e si " +
		"verificano nel file indicato. Gli altri sono registrati dall'Ordine, con l'orologio della sua macchina; di ciò che ha solo un giorno è detto quando è stato registrato. " +
		"La cronologia intera, con ogni record e l'istante in cui fu registrato, è in 00_timeline.csv."},
		Tabella: &tabella{Larghezze: []int{15, 45, 20, 20}, Testa: []string{"Data e ora", "Fatto", "Chi lo attesta", "Prova"}}}
	for _, p := range w.crono {
		if p.minore {
			continue
		}
		when := giorno(p.giorno)
		if !p.quando.IsZero() {
			when = oraRoma(p.quando)
		}
		what := p.cosa
		if p.base != "" {
			what += "\n" + p.base
		}
		proof := strings.ReplaceAll(p.file, " ", "\n")
		if proof == "" {
			proof = fmt.Sprintf("record %d", p.record)
		}
		who := p.chi
		if p.giorno != "" {
			who += ", il " + oraRoma(p.registrato)
		}
		c.Tabella.Righe = append(c.Tabella.Righe, []string{when, what, who, proof})
		c.Tabella.Forti = append(c.Tabella.Forti, p.certo)
	}
	return c
}

func (w *lavoro) capLettere() capitolo {
	c := capitolo{Titolo: "Lettere e ricevute", Tabella: &tabella{Larghezze: []int{18, 25, 14, 14, 14, 15}, Testa: []string{"Lettera", "Destinatario", "Accettata", "Consegnata", "Stato", "File"}}}
	for _, l := range w.s.lettere {
		c.Tabella.Righe = append(c.Tabella.Righe, []string{l.ID + "\n" + w.nomeLettera(l), oppure(visibile(l.A), "su carta"), oppure(oraRoma(l.TAccettazione), "–"), oppure(oraRoma(l.TConsegna), "–"),
			parole(string(l.Stato)), oppure(w.r.file(l.SHA256), "–")})
	}
	return c
}

func (w *lavoro) capPezzi() capitolo {
	c := capitolo{Titolo: "Che cosa richiede la procedura", Prima: []string{"L'elenco di ciò che la procedura richiede (DL 185/2008 art. 16 c. 7-bis), con ciò che c'è e ciò che manca oggi."},
		Tabella: &tabella{Larghezze: []int{42, 14, 20, 24}, Testa: []string{"Pezzo", "Giorno", "Chi", "Prova"}}}
	for _, p := range w.s.pezzi {
		proof := "MANCA: " + p.Manca
		if p.Manca == "" {
			proof = w.proveDi(p)
		}
		c.Tabella.Righe = append(c.Tabella.Righe, []string{visibile(p.Cosa), oppure(giorno(p.Giorno), "–"), oppure(p.Chi, "–"), proof})
	}
	return c
}

// proveDi names the files that show a piece, else the act, letter or request that the log has of it.
func (w *lavoro) proveDi(p rules.Pezzo) string {
	var list []string
	for _, d := range p.Documenti {
		if f := w.r.fileDi(d.SHA256, p.Atto); f != "" {
			list = append(list, f)
		}
	}
	for _, id := range []string{p.Atto, p.Lettera, p.Richiesta} {
		if id != "" {
			list = append(list, id)
		}
	}
	return oppure(strings.Join(list, "\n"), "come dichiarato dall'Ordine nel registro")
}

func (w *lavoro) capRegistro() capitolo {
	c := capitolo{Titolo: "Il registro degli iscritti a quella data", Prima: []string{"Che cosa risultava nel registro dell'Ordine quando ogni lettera è partita, ogni richiesta è stata decisa, e a ogni passo della pratica " +
		"(60_registro_alla_data.json ha la riga per intero)."},
		Tabella: &tabella{Larghezze: []int{17, 15, 22, 46}, Testa: []string{"Per", "Alla data", "Stato dell'iscritto", "Domicilio digitale e sua provenienza"}}}
	if w.s.campagna != nil {
		return capitolo{}
	}
	for _, x := range w.righe {
		state := "non iscritto"
		if x.Iscritto != nil {
			word, rest, more := strings.Cut(x.Conformita, " (")
			if state = parole(string(x.Iscritto.Stato)) + "\n" + parole(word); more {
				state += " (" + rest
			}
		}
		from := x.Provenienza
		for _, f := range x.Flussi {
			from += fmt.Sprintf("\nflusso %s %s del %s (%s): %s", f.Nome, f.Flusso, giorno(f.Giorno), parole(f.Stato), f.Riga)
		}
		of, step, _ := strings.Cut(x.Di, " ")
		if step != "" {
			of += "\n" + parole(step)
		}
		c.Tabella.Righe = append(c.Tabella.Righe, []string{of, oraRoma(x.Istante), state, from})
	}
	return c
}

func (w *lavoro) capFirme() capitolo {
	c := capitolo{Titolo: "Firme dei gestori", Prima: []string{"Esito della verifica di ogni messaggio, rifatta all'esportazione: firma, catena fino all'autorità, indirizzo del firmatario, dati di certificazione. " +
		"Il certificato è giudicato all'istante della firma. 50_verifica_firme.json ha seriale, validità e istanti; la revoca è controllata solo se l'Ordine aveva le liste."},
		Tabella: &tabella{Larghezze: []int{34, 14, 26, 26}, Testa: []string{"File", "Esito", "Firmatario", "Certificato di"}}}
	for _, f := range w.firme.File {
		esito := map[string]string{"certified": "certificato", "mismatch": "non coerente", "broken": "firma non valida", "unsigned": "non firmato"}[f.Livello]
		if f.Confronto == fascicolo.Uguale {
			esito += "; contenuto uguale all'inviato"
		} else if f.Confronto == fascicolo.Diverso {
			esito += "; CONTENUTO DIVERSO dall'inviato"
		}
		c.Tabella.Righe = append(c.Tabella.Righe, []string{f.Nome, esito, visibile(f.Firmatario), visibile(f.Emittente)})
	}
	return c
}

func (w *lavoro) capEventi() capitolo {
	c := capitolo{Titolo: "Il registro degli eventi", Prima: []string{
		fmt.Sprintf("Ogni fatto è un record di un registro che si può solo allungare (albero di Merkle, RFC 6962). Questo fascicolo ne porta %d, ognuno con la prova che sta fra i %d record della "+
			"testata firmata: 80_registro.json. Un record cambiato, spostato o inventato non starebbe più in quella testata; che nessuno sia stato lasciato fuori di qui lo dice soltanto il registro intero.", len(w.reg.Record), w.reg.Dimensione)}}
	for _, a := range w.reg.Ancore {
		c.Prima = append(c.Prima, fmt.Sprintf("Data certa: il %s un gestore ha certificato l'impronta dei primi %d record (%s), nel file %s. A quell'istante esistevano già.",
			oraRoma(a.Istante), a.Dimensione, base64.StdEncoding.EncodeToString(a.Radice), a.File))
	}
	if len(w.reg.Ancore) == 0 {
		c.Prima = append(c.Prima, "Nessuna ricevuta di questo fascicolo porta l'impronta del registro: dei record fa fede, per ora, solo la firma dell'Ordine.")
	}
	if n := w.st.spariti; n > 0 {
		c.Prima = append(c.Prima, fmt.Sprintf("%d record compresi nel periodo sono stati cancellati (protezione dei dati; si cancella soltanto altra posta, per decisione di due persone): resta provato che c'erano, "+
			"non che cosa dicevano. Di quelli che sono qui, il record della cancellazione dice quale messaggio era e con quale atto fu decisa.", n))
	}
	return c
}

func (w *lavoro) capFile() capitolo {
	c := capitolo{Titolo: "I file e le loro impronte", Prima: []string{"Solo i file .eml, così come sono, provano: portano la firma del gestore (Cass. n. 16189/2023 e n. 14790/2024). Questa relazione, la sua stampa e " +
		"ciò che sta nella cartella extracted/ sono copie per la lettura e non sono prova."},
		Tabella: &tabella{Larghezze: []int{48, 12, 40}, Testa: []string{"File", "Che cos'è", "SHA-256"}}}
	for _, f := range w.r.files {
		kind := string(f.Ruolo)
		switch f.Ruolo {
		case fascicolo.RuoloCopia, fascicolo.RuoloEstratto:
			kind = "copia, non probatoria"
		case fascicolo.RuoloTesto:
			continue
		}
		c.Tabella.Righe = append(c.Tabella.Righe, []string{f.Nome, kind, somma(f.Byte)})
	}
	slices.SortFunc(c.Tabella.Righe, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	return c
}

func (w *lavoro) capAttestazioni() capitolo {
	return capitolo{Titolo: "Attestazioni da completare", Prima: []string{"Da usare secondo il caso. Il programma non attesta nulla: le compila e le firma la persona che ne ha il potere."}, Riquadri: attestazioni(w.o.ID, w.o.Ordine.Nome)}
}

func (w *lavoro) capVerifica() capitolo {
	return capitolo{Titolo: "Come si verifica", Prima: []string{
		"Con il programma: pecverify " + w.o.ID + ".zip. Non usa la rete e non si fida di chi ha fatto il fascicolo.",
		"A mano: LEGGIMI.txt ha i comandi di sha256sum e openssl, uno per file, da copiare così come sono.",
		"Non è provato da questo fascicolo: che non vi siano altri fatti oltre a quelli riportati; la volontà o la conoscenza effettiva del destinatario; ciò che le persone hanno registrato di propria mano, oltre ai documenti che lo mostrano."}}
}

func oppure(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
