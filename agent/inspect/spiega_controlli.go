package inspect

import (
	"slices"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// riuscita is the outcome of one check.
type riuscita int

const (
	si  riuscita = iota // held
	no                  // failed
	mai                 // not made
)

func (r riuscita) segno() string { return [...]string{"✓", "✗", "–"}[r] }

// controllo is one check in words: what it found, and for a failure what to do. Codes are those of cli.md.
type controllo struct {
	nome   string
	esito  riuscita
	testo  string
	fare   string
	codici []string
	// insieme: not made for a reason that others share; such checks stand on one line.
	insieme bool
}

// esiti shows every check on a line of its own.
func esiti(f *foglio, o Object) {
	f.detto("✓ riuscito   ✗ non riuscito   – non controllato")
	list := controlli(o)
	for i := 0; i < len(list); i++ {
		c := list[i]
		for c.insieme && i+1 < len(list) && list[i+1].insieme { // nothing to say of each by itself
			i++
			c.nome += ", " + minuscola(list[i].nome)
		}
		s := conCodici(c.testo, c.codici...)
		f.scrivi(margine+c.esito.segno()+" ", margine+"  ", c.nome+": "+s)
		if c.fare != "" {
			f.scrivi(margine+"  → ", margine+"    ", c.fare)
		}
	}
}

func haRagione(o Object, code string) bool {
	return o.Proof != nil && slices.Contains(o.Proof.Reasons, code)
}

// esame derives the checks from an object.
type esame struct {
	o         Object
	firmato   bool // there is a signature to judge
	integra   bool // and it holds over these octets
	giudicato bool // and so the certificate was judged
	list      []controllo
}

// controlli are the checks in the order in which they are made.
func controlli(o Object) []controllo {
	e := &esame{o: o}
	e.firmato = !haRagione(o, "not_signed")
	e.integra = e.firmato && !slices.ContainsFunc(o.Proof.Reasons, func(r string) bool { return mailparse.LevelOf(r) == mailparse.Broken })
	e.giudicato = e.integra && (o.Proof.SigningTime != "" || o.DatiCert != nil)
	e.firma()
	e.certificato()
	e.revoca()
	e.mittente()
	e.datiCert()
	e.evidenza()
	e.intestazioni()
	e.destinatario()
	e.tempi()
	e.impronta()
	e.limiti()
	e.contenuto()
	e.originale()
	e.lettura()
	e.gestore()
	e.allegati()
	return e.list
}

// add notes a check. What agrees inside a message whose signature does not hold proves nothing and is not shown as held.
func (e *esame) add(nome string, r riuscita, testo string, codici ...string) *controllo {
	if r == si && e.firmato && !e.integra {
		e.senza(nome)
		return &e.list[len(e.list)-1]
	}
	e.list = append(e.list, controllo{nome: nome, esito: r, testo: testo, codici: codici})
	return &e.list[len(e.list)-1]
}

// guasto is what a reason of failure means and what to do about it.
type guasto struct{ code, testo, fare string }

// fallito adds a failed check for each of the reasons that the object has, and reports whether there was one.
func (e *esame) fallito(nome string, list ...guasto) bool {
	found := false
	for _, g := range list {
		if haRagione(e.o, g.code) {
			e.add(nome, no, g.testo, g.code).fare = g.fare
			found = true
		}
	}
	return found
}

// senza adds a check that could not be made because the signature is missing or does not hold.
func (e *esame) senza(nome string) {
	if !e.firmato {
		e.add(nome, mai, "nessun esame, perché non c'è firma.").insieme = true
		return
	}
	e.add(nome, mai, "nessun esame, perché la firma non è valida.").insieme = true
}

const (
	chiederne  = "Chiedere a chi l'ha mandato, o al gestore, il messaggio originale: questo file non vale come prova."
	sospettare = "Può essere un errore del gestore o un tentativo d'inganno: non eseguire nulla e chiedere al gestore."
)

func (e *esame) firma() {
	const nome = "Firma del gestore"
	if !e.firmato {
		if e.o.Busta == string(pec.Ordinaria) || e.o.Busta == string(pec.Malformata) {
			e.add(nome, mai, "non c'è nulla da controllare: il messaggio non porta la firma di un gestore.", "not_signed")
			return
		}
		e.add(nome, no, "il messaggio si presenta come posta certificata, ma non porta la firma di un gestore.", "not_signed").fare = chiederne
		return
	}
	if e.fallito(nome,
		guasto{"sig_invalid", "il contenuto o la firma sono cambiati dopo la firma: il messaggio non è quello che il gestore ha firmato.", chiederne},
		guasto{"sig_malformed", "la firma non ha la forma prescritta o è danneggiata.", chiederne},
		guasto{"sig_limit", "la firma è troppo grande o troppo intricata per essere letta senza pericolo.", sospettare},
		guasto{"econtent_present", "la firma porta dentro di sé un altro contenuto: due programmi potrebbero leggere due messaggi diversi.", sospettare},
		guasto{"signer_count", "i firmatari non sono uno solo, come prescritto.", sospettare},
		guasto{"attrs_invalid", "gli attributi firmati mancano o si contraddicono.", chiederne},
		guasto{"digest_refused", "l'algoritmo d'impronta non è fra quelli ammessi.", chiederne},
		guasto{"key_weak", "la chiave del firmatario è troppo debole o fuori misura.", sospettare},
	) {
		return
	}
	if !e.integra {
		e.add(nome, no, "la firma non è valida.").fare = chiederne
		return
	}
	e.add(nome, si, "integra; da quando il "+e.firmatario()+" ha firmato, nulla della parte firmata è cambiato.")
}

func (e *esame) certificato() {
	const catena, uso = "Autorità che certifica il gestore", "Uso del certificato"
	switch {
	case !e.integra:
		e.senza(catena)
		e.senza(uso)
		return
	case !e.giudicato:
		e.add(catena, mai, "non controllato: nessun istante è noto al quale giudicare il certificato.")
		e.add(uso, mai, "non controllato: nessun istante è noto al quale giudicare il certificato.")
		return
	}
	if !e.fallito(catena,
		guasto{"chain_untrusted", "il certificato non risale a un'autorità riconosciuta.",
			"Se è un gestore vero, verificarne l'autorità e aggiungerla alla configurazione; altrimenti considerarlo falso (trust.ca, trust.pins)."},
		guasto{"cert_expired", "nell'istante della firma il certificato era scaduto o non ancora valido.", sospettare},
		guasto{"name_constraint", "l'autorità non può certificare l'indirizzo di questo firmatario.", sospettare},
	) {
		if haRagione(e.o, "weak_chain") {
			e.add(catena, si, "riconosciuta e in vigore nell'istante della firma; il certificato è però firmato con SHA-1, come si usava prima del 2018.", "weak_chain")
		} else {
			e.add(catena, si, "riconosciuta, e il certificato era valido nell'istante della firma.")
		}
	}
	if !e.fallito(uso,
		guasto{"eku_missing", "il certificato non è rilasciato per firmare la posta elettronica.", sospettare},
		guasto{"key_usage", "la chiave del certificato non è rilasciata per firmare, o è quella di un'autorità.", sospettare},
		guasto{"policy_missing", "il certificato non è rilasciato a un gestore di recapito certificato (REM): potrebbe essere di una persona.", sospettare},
	) {
		e.add(uso, si, "il certificato è rilasciato per firmare la posta elettronica.")
	}
}

func (e *esame) revoca() {
	const nome = "Revoca del certificato"
	switch {
	case !e.integra:
		e.senza(nome)
	case haRagione(e.o, "revoked"):
		e.add(nome, no, "nell'istante della firma il certificato era già revocato; oppure la sua chiave è caduta in altre mani e nulla prova che la firma sia anteriore.", "revoked").fare = sospettare
	case e.o.Proof.Revocation == "good":
		e.add(nome, si, "secondo la lista dell'autorità, nell'istante della firma il certificato non era revocato.")
	case haRagione(e.o, "chain_untrusted"):
		e.add(nome, mai, "non controllata: di un'autorità non riconosciuta non valgono nemmeno le liste.", "not_checked")
	default:
		e.add(nome, mai, "non controllata: nessuna lista di revoca (CRL) valida di questa autorità è indicata in configurazione.", "not_checked", "trust.crl")
	}
}

func (e *esame) mittente() {
	const nome = "Mittente della busta"
	if !e.firmato {
		e.senza(nome)
		return
	}
	if e.fallito(nome,
		guasto{"header_duplicate", "intestazioni che devono comparire una volta sola compaiono più volte: due programmi potrebbero leggere due messaggi diversi.", sospettare},
		guasto{"from_mismatch", "l'indirizzo in «From» non è quello del certificato: la busta è stata rifatta o viene da altri.", sospettare},
	) {
		return
	}
	switch {
	case e.o.Proof.Signer == "":
		e.add(nome, mai, "non controllato: nella firma non c'è un certificato con un indirizzo.")
	case haRagione(e.o, "from_unusual"):
		e.add(nome, si, "è l'indirizzo del certificato, ma non quello consueto dei gestori (posta-certificata@…).", "from_unusual")
	default:
		e.add(nome, si, "è l'indirizzo scritto nel certificato del "+e.firmatario()+".")
	}
}

func (e *esame) datiCert() {
	const nome = "Dati di certificazione"
	if !e.firmato {
		e.senza(nome)
		return
	}
	if e.fallito(nome,
		guasto{"daticert_missing", "nella parte firmata mancano i dati di certificazione (daticert.xml).", chiederne},
		guasto{"daticert_bad", datiGuasti(e.o.Proof.Detail), chiederne},
		guasto{"digest_mismatch", "il messaggio originale allegato non è quello di cui parla l'evidenza REM.", chiederne},
	) {
		return
	}
	switch {
	case e.o.DatiCert == nil:
		e.add(nome, mai, "non controllato: una busta di anomalia non ne porta.")
	case haRagione(e.o, "daticert_encoding_repaired"):
		e.add(nome, si, "uno solo, nella parte firmata; scritto con un alfabeto dichiarato male, che si è potuto leggere lo stesso.", "daticert_encoding_repaired")
	case e.o.REM != nil:
		e.add(nome, si, "uno solo (l'evidenza REM), nella parte firmata, leggibile per intero.")
	default:
		e.add(nome, si, "uno solo (daticert.xml), nella parte firmata, leggibile per intero.")
	}
}

func (e *esame) destinatario() {
	const nome = "Destinatario della ricevuta"
	if e.o.Busta != string(pec.Ricevuta) || !e.firmato || e.o.DatiCert == nil {
		return
	}
	if e.fallito(nome, guasto{"recipient_mismatch", "la ricevuta non dice per quale destinatario è, o ne nomina uno che il messaggio non aveva.", sospettare}) {
		return
	}
	if e.o.DatiCert.Consegna != "" {
		e.add(nome, si, "è uno dei destinatari del messaggio.")
	}
}

func (e *esame) tempi() {
	const nome = "Tempi"
	if !e.firmato {
		e.senza(nome)
		return
	}
	if e.fallito(nome, guasto{"time_incoherent", "l'ora della firma e la data certa distano più di dieci minuti, o mancano.", sospettare}) {
		return
	}
	switch {
	case e.o.DatiCert == nil || e.o.Proof.SigningTime == "":
		e.add(nome, mai, "non controllato: c'è un'ora sola e non due da confrontare.")
	default:
		e.add(nome, si, "l'ora della firma e la data certa distano meno di dieci minuti.")
	}
}

func (e *esame) impronta() {
	const nome = "Algoritmo d'impronta"
	switch d := strings.ToUpper(strings.Replace(e.o.Proof.Digest, "sha", "sha-", 1)); {
	case !e.firmato:
		e.senza(nome)
	case haRagione(e.o, "weak_digest"):
		e.add(nome, si, "SHA-1: ammesso perché i gestori l'hanno usato fino a pochi anni fa, ma debole. Non basta da solo per atti dopo la data fissata in configurazione.", "weak_digest", "trust.sha1_fino_a")
	case d == "":
		e.add(nome, mai, "non controllato: la firma non si legge fin lì.")
	case !e.integra:
		e.senza(nome)
	default:
		e.add(nome, si, d+", oggi ritenuto sicuro.")
	}
}

func (e *esame) limiti() {
	const nome = "Misura e struttura"
	if !haRagione(e.o, "resource_limit") {
		e.list = append(e.list, controllo{nome: nome, testo: "entro i limiti entro i quali il messaggio è letto per intero."})
		return
	}
	var what []string
	for _, l := range e.o.Proof.Limits {
		what = append(what, voce(misure, l))
	}
	s := "il messaggio supera i limiti di lettura e non è stato letto per intero"
	if len(what) > 0 {
		s += ": " + strings.Join(what, "; ")
	}
	e.add(nome, no, s+".", "resource_limit").fare = "Una persona lo apra con un programma di posta aggiornato, con prudenza; il file resta conservato."
}

// misure are the caps of reliability.md §3.3.
var misure = map[string]string{
	"message_bytes": "messaggio oltre 120 MiB", "mime_depth": "parti annidate troppo in profondità", "mime_parts": "troppe parti",
	"rfc2231_pieces": "un nome di file in troppi pezzi", "p7s_bytes": "firma oltre 1 MiB", "daticert_bytes": "dati di certificazione oltre 8 MiB",
	"evidence_bytes": "evidenza REM oltre 8 MiB", "opened_bytes": "messaggi allegati codificati, troppo grandi per essere aperti",
	"text_bytes": "testo oltre 1 MiB", "addresses": "troppi indirizzi", "nested_messages": "messaggi dentro messaggi troppo in profondità",
	"open_quotes":  "troppe virgolette mai chiuse nelle intestazioni delle parti",
	"split_bytes":  "parti annidate che farebbero rileggere il messaggio troppe volte",
	"header_bytes": "intestazioni troppo lunghe", "header_fields": "troppe intestazioni", "field_bytes": "un'intestazione troppo lunga",
}

func (e *esame) contenuto() {
	const nome = "Contenuto"
	switch {
	case e.o.Busta == string(pec.Ricevuta) && e.o.Inner != nil:
		e.add(nome, mai, "non confrontato con il messaggio spedito, che sta nell'archivio: inspect non lo apre.")
	case e.firmato && senzaCopia(e.o):
		e.add(nome, no, "la ricevuta si dice "+e.o.DatiCert.Ricevuta+", ma la copia del messaggio (postacert.eml) non c'è: prova la consegna, non che cosa è stato consegnato.")
	case e.o.Busta == string(pec.Trasporto) && e.o.Inner == nil && e.firmato:
		e.add(nome, mai, "non controllato: il messaggio originale (postacert.eml) non c'è.")
	case e.o.Busta == string(pec.Trasporto) && e.integra:
		e.add(nome, si, "il messaggio originale sta nella parte firmata: testo e allegati sono quelli imbustati dal "+e.firmatario()+".")
	}
}

// senzaCopia reports whether a delivery receipt should hold the message and does not. Who had a copy for knowledge gets none (RFC 6109
// §3.3.2), and his receipt says sintetica.
func senzaCopia(o Object) bool {
	d := o.DatiCert
	return d != nil && o.Inner == nil && o.Tipo == string(pec.AvvenutaConsegna) && (d.Ricevuta == "completa" || d.Ricevuta == "breve")
}

func (e *esame) gestore() {
	const nome = "Gestore consueto del dominio"
	switch {
	case haRagione(e.o, "signer_unexpected"):
		e.add(nome, no, "per questo dominio di solito firma un altro gestore. Non toglie valore alla firma.", "signer_unexpected").fare = "Un dominio può cambiare gestore: chiederne conferma al mittente per altra via."
	case e.integra:
		e.add(nome, mai, "non controllato: inspect guarda un messaggio alla volta e non sa quale gestore firmi di solito.")
	}
}
