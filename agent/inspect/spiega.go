package inspect

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"pecagent/agent/office"
	"pecagent/mailparse/pec"
)

// How much of a long list or text the page shows; the whole stands in the JSON.
const (
	righeTesto = 24
	maxElenco  = 20
)

// Spiega tells an object to a person who knows the law and not the wire: what it is, who attests it, when, for whom,
// what was checked and what not, what it says, and what would be decided. It is a function of the object alone.
// Codes stand in parentheses after the words. Everything from the message is shown with its hidden characters visible.
func Spiega(w io.Writer, o Object) error {
	f := &foglio{w: w}
	f.riga(office.VisibleLine(o.File))
	if o.SHA256 != "" {
		f.riga("SHA-256 " + o.SHA256)
	}
	f.riga("")
	f.scrivi("IN BREVE: ", margine, inBreve(o))
	if o.Proof == nil { // not read at all: there is nothing more to tell
		f.riga("")
		return f.err
	}
	f.titolo(1, "Che cos'è")
	cheCosa(f, o)
	f.titolo(2, "Chi lo attesta")
	chi(f, o)
	f.titolo(3, "Quando")
	quando(f, o)
	f.titolo(4, "Per chi")
	perChi(f, o)
	f.titolo(5, "Che cosa è stato controllato")
	esiti(f, o)
	f.titolo(6, "Che cosa dice il messaggio")
	parole(f, o)
	f.titolo(7, "Che cosa deciderebbe pecagent")
	deciderebbe(f, o)
	f.titolo(8, "Per controllare a mano")
	aMano(f, o)
	f.riga("")
	return f.err
}

// conCodici puts codes in parentheses after a sentence.
func conCodici(s string, codes ...string) string {
	var list []string
	for _, c := range codes {
		if c = office.VisibleLine(c); c != "" {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return s
	}
	return s + " (" + strings.Join(list, ", ") + ")"
}

// inBreve is the one sentence for who reads no further.
func inBreve(o Object) string {
	p := o.Proof
	if p == nil {
		return nonLetto(o.Error)
	}
	if o.Busta == string(pec.Malformata) {
		return "NON È POSTA. Il file non ha nessuna delle intestazioni di un messaggio di posta elettronica."
	}
	cosa := genereDi(o).breve
	switch p.Level {
	case "certified":
		if p.Wrapper {
			return "PROVA SOLO L'INVOLUCRO. Il gestore attesta di aver imbustato un messaggio che non ha riconosciuto come posta certificata: nulla prova chi l'abbia scritto."
		}
		s := "AUTENTICO. " + cosa + ": la firma del gestore è integra e l'autorità che lo certifica è riconosciuta."
		if p.Weak {
			s += " La firma usa però SHA-1, un algoritmo ormai debole."
		}
		return s
	case "mismatch":
		return "NON PROVA NULLA. " + cosa + ": la firma è integra, ma " + prima(o) + "."
	case "broken":
		return "NON PROVA NULLA. " + cosa + ": la firma non è valida, perché " + prima(o) + "."
	}
	if o.Busta == string(pec.Ordinaria) {
		return "POSTA ORDINARIA. Nessun gestore la attesta: mittente, data e contenuto possono essere di chiunque."
	}
	return "NON PROVA NULLA. Si presenta come " + minuscola(cosa) + ", ma nessun gestore l'ha firmata."
}

// prima is the first reason that keeps a message from being certified, in words.
func prima(o Object) string {
	for _, c := range controlli(o) {
		if c.esito == no {
			return strings.TrimSuffix(minuscola(c.testo), ".")
		}
	}
	return "uno dei controlli non è riuscito"
}

func minuscola(s string) string {
	if s == "" || strings.HasPrefix(s, "SHA") {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func nonLetto(why string) string {
	if why = perche(why); why == "" {
		return "NON LETTO."
	}
	return "NON LETTO: " + why + "."
}

// perche is an error in words, without a full stop.
func perche(why string) string {
	why = office.VisibleLine(why)
	for sys, words := range guasti {
		if strings.HasSuffix(why, sys) {
			return words
		}
	}
	return strings.TrimSuffix(why, ".")
}

// guasti are the errors of the system that people meet, by their last words.
var guasti = map[string]string{
	"no such file or directory": "il file non esiste",
	"permission denied":         "il permesso di leggere il file manca",
	"is a directory":            "è una cartella",
	"input/output error":        "il disco non dà il file: è guasto o è stato staccato",
}

func cheCosa(f *foglio, o Object) {
	g := genereDi(o)
	f.detto(conCodici(g.cosa, o.Busta, o.Tipo, formato(o.Format), evento(o.REM)))
	if g.prova == "" {
		return
	}
	if o.Proof.Level == "certified" {
		f.detto("Che cosa prova: " + g.prova)
		return
	}
	f.detto("Se fosse autentico proverebbe questo: " + g.prova)
	f.detto("Così com'è non lo prova: al punto 5 è scritto perché.")
}

func evento(r *REM) string {
	if r == nil {
		return ""
	}
	return r.Event
}

func formato(s string) string {
	if s == "rem" {
		return s
	}
	return ""
}

func chi(f *foglio, o Object) {
	p := o.Proof
	if o.DatiCert != nil {
		f.citato("gestore dichiarato", o.DatiCert.Gestore)
	}
	if p.Subject == "" && p.Signer == "" && p.Issuer == "" {
		f.detto("Nessuno: " + assente(o))
		return
	}
	f.campo("firmato da", p.Signer)
	f.citato("titolare", p.Subject)
	f.citato("certificato emesso da", p.Issuer)
	if p.NotBefore != "" {
		f.campo("certificato valido", "dal "+giornoBreve(p.NotBefore)+" al "+giornoBreve(p.NotAfter))
	}
	if p.Level == "broken" || slices.ContainsFunc(dubbi, func(r string) bool { return haRagione(o, r) }) {
		f.detto("Questi nomi stanno nella firma, ma i controlli del punto 5 non li confermano.")
	}
}

// dubbi are the reasons for which a sound signature says nothing of who made it.
var dubbi = []string{"chain_untrusted", "cert_expired", "name_constraint", "eku_missing", "key_usage", "revoked", "from_mismatch"}

// assente says why nobody attests.
func assente(o Object) string {
	if haRagione(o, "not_signed") {
		return "il messaggio non porta la firma di un gestore."
	}
	return "nella firma non c'è un certificato leggibile."
}

func quando(f *foglio, o Object) {
	p, d := o.Proof, o.DatiCert
	if d != nil && d.Data != "" {
		nome := "data certa"
		if p.Level != "certified" {
			nome = "data non attestata"
		}
		f.campo(nome, istante(d.Data))
	}
	if p.SigningTime != "" {
		f.campo("firma apposta", istante(p.SigningTime))
	}
	if o.Inner != nil && o.Inner.Date != "" {
		f.campo("data di chi scrive", istante(o.Inner.Date)+", dichiarata e non attestata")
	}
	if p.Level != "certified" || d == nil {
		f.detto("Nessun istante è certo.")
	}
}

func perChi(f *foglio, o Object) {
	d := o.DatiCert
	if d == nil {
		if o.Busta == string(pec.Anomalia) {
			f.detto("Una busta di anomalia non certifica né mittente né destinatari.")
		} else {
			f.detto("Nessun dato di certificazione: mittente e destinatari non sono attestati.")
		}
		return
	}
	if o.Proof.Level != "certified" {
		f.detto("Dati scritti nel messaggio, NON attestati:")
	}
	f.campo("mittente", d.Mittente)
	for i, r := range d.Destinatari {
		if i == maxElenco {
			f.detto(fmt.Sprintf("… e altri %d destinatari (per intero con --json)", len(d.Destinatari)-i))
			break
		}
		f.campo("destinatario", r.Address+", "+casella(r.Tipo))
	}
	f.campo("riguarda", d.Consegna)
	for i, r := range d.Consegne {
		if i == maxElenco {
			f.detto(fmt.Sprintf("… e altri %d (per intero con --json)", len(d.Consegne)-i))
			break
		}
		if r != d.Consegna {
			f.campo("riguarda", r)
		}
	}
	for i, r := range d.Ricezione {
		if i == maxElenco {
			break
		}
		f.campo("preso in carico per", r)
	}
	f.citato("oggetto", d.Oggetto)
	f.campo("identificativo", d.Identificativo)
	f.campo("messaggio di origine", d.MsgID)
	kind := tipoRicevuta(d.Ricevuta)
	if senzaCopia(o) {
		kind += ": la copia manca"
	}
	f.campo("ricevuta", kind)
	if d.Errore != "" && d.Errore != string(pec.Nessuno) || d.ErroreEsteso != "" {
		f.campo("errore", conCodici(errore(d.Errore), d.Errore, d.Codice))
		f.citato("parole del gestore", d.ErroreEsteso)
	}
}

func casella(tipo string) string {
	switch tipo {
	case "certificato":
		return "casella di posta certificata"
	case "esterno":
		return "casella di posta ordinaria (esterno)"
	}
	return tipo
}

func parole(f *foglio, o Object) {
	in := o.Inner
	if in == nil {
		f.detto("Non contiene il messaggio di una persona.")
		return
	}
	f.detto(parolaDi(o))
	f.campo("da", in.From)
	for i, to := range in.To {
		if i == maxElenco {
			f.detto(fmt.Sprintf("… e altri %d destinatari (per intero con --json)", len(in.To)-i))
			break
		}
		f.campo("a", to)
	}
	f.citato("oggetto", in.Subject)
	f.campo("identificativo", in.MessageID)
	if strings.TrimSpace(in.Text) == "" {
		f.detto("Nessun testo leggibile.")
	} else {
		f.barra(in.Text, righeTesto, "per intero lo dà pecagent inspect --json")
	}
	protocolloFoglio(f, in.Segnatura)
	for i, a := range in.Attachments {
		if i == maxElenco {
			f.detto(fmt.Sprintf("… e altri %d allegati (per intero con --json)", len(in.Attachments)-i))
			break
		}
		name := office.VisibleLine(a.Name)
		if name == "" {
			name = "senza nome"
		} else {
			name = "«" + name + "»"
		}
		f.campo("allegato", fmt.Sprintf("%s, %s, %s", name, a.Type, byteDi(a.Size)))
		f.campo("  SHA-256", a.SHA256)
		if a.Form != nil {
			modulistica(f, a.Form)
		}
	}
}

// parolaDi says whose words follow and what they are worth.
func parolaDi(o Object) string {
	switch {
	case o.Busta == string(pec.Trasporto) && o.Proof.Level == "certified":
		return "Parole del mittente, non attestate: il gestore attesta che sono partite così dalla casella indicata, non che siano vere."
	case o.Busta == string(pec.Ricevuta) && o.Proof.Level == "certified":
		return "Copia del messaggio a cui la ricevuta si riferisce. Parole del mittente, non attestate quanto al vero."
	}
	return "Parole del mittente, non attestate: nessuno garantisce chi le abbia scritte né che siano rimaste le stesse."
}

func byteDi(n int) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d byte", n)
	case n < 1<<20:
		return fmt.Sprintf("%d KiB (%s byte)", n>>10, migliaia(n))
	}
	return fmt.Sprintf("%d MiB (%s byte)", n>>20, migliaia(n))
}

// migliaia writes a number as Italian does.
func migliaia(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

func deciderebbe(f *foglio, o Object) {
	if r := o.Request; r != nil {
		f.campo("che cosa chiede", conCodici(richiesta(r.Type), r.Type))
		f.campo("codice fiscale", strings.Join(r.CF, ", "))
		f.campo("nuovo indirizzo", r.NewPEC)
		f.citato("frase su cui si regge", r.Quote)
	}
	d := o.Decision
	if d == nil {
		f.detto("Nulla: questo messaggio non chiede una decisione.")
		return
	}
	f.campo("decisione", conCodici(esito(d.Outcome), d.Outcome))
	f.campo("chi decide", conCodici(automatico(d.Auto), d.Auto))
	f.campo("perché", d.Why)
	if d.Ground != "none" {
		f.campo("legittimazione", conCodici(fondamento(d.Ground), d.Ground))
	}
	f.campo("regole", strings.Join(d.Basis, ", "))
	f.campo("lettere in risposta", strings.Join(lettere(d.Reply), "; "))
	f.campo("lettere in bozza", strings.Join(lettere(d.Draft), "; "))
	for _, s := range d.Flags {
		f.campo("segnalazione", conCodici(segnalazioneDi(s, o.Proof), s))
	}
	f.detto("La decisione è calcolata sui soli file indicati: l'archivio dell'Ordine non è stato aperto e nulla è cambiato.")
}
