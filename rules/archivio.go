package rules

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Archivio is the ordered key-value space that events are folded into. The store gives a Badger transaction
// or a map; the fold is the same, so that rebuilding, catching up and testing walk one path.
// A Get of a missing key gives nil. Errors of the medium are kept by the implementation.
type Archivio interface {
	Get(key string) []byte
	Set(key string, value []byte)
	Delete(key string)
	// Scan calls f for each key with the prefix in ascending byte order until f gives false.
	Scan(prefix string, f func(key string, value []byte) bool)
}

// Key space: one letter for each kind of entity, x/ for the indexes.
const (
	kStato     = "s"
	kIscritto  = "i/"
	kRichiesta = "r/"
	kLettera   = "l/"
	kCompito   = "c/"
	kMessaggio = "m/" // SHA-256 → Verdetto
	kAttesa    = "q/" // sequence → Arrivo stored and not yet decided
	kCursore   = "k/" // folder → Cursore
	kPosto     = "u/" // folder NUL uidvalidity NUL uid → SHA-256
	kIndice    = "x/"
)

// Cursore is how far a folder was read: every UID up to UID is stored, or was counted as vanished up to Ultimo.
type Cursore struct {
	UIDValidity uint32 `json:"uidvalidity"`
	UID         uint32 `json:"uid"`
	// Ultimo: UIDs missing up to here are accounted for (Cartella). Sospesi of them were not held against the other folders yet;
	// they vanished between Dal and Al. Spariti counts for ever what was found nowhere. Visto is the last recorded look.
	Ultimo  uint32    `json:"ultimo,omitempty"`
	Sospesi int       `json:"sospesi,omitempty"`
	Spariti int       `json:"spariti,omitempty"`
	Dal     time.Time `json:"dal,omitzero"`
	Al      time.Time `json:"al,omitzero"`
	Visto   time.Time `json:"visto,omitzero"`
}

// Apply folds one event into the archive. Replaying the log from its first event gives the state; an event of
// an unknown kind changes nothing. An error means that the log cannot be what this version wrote.
func Apply(a Archivio, e Event) error {
	switch e.Kind {
	case KAvvio:
		return modificaStato(a, func(s *Stato) { s.Avvio, s.Modo = *e.Avvio, e.Avvio.Modo })
	case KModo:
		return modificaStato(a, func(s *Stato) { s.Modo = *e.Modo })
	case KMessaggio:
		return applyMessaggio(a, e)
	case KEsito:
		return applyEsito(a, *e.Esito)
	case KRichiesta:
		return applyRichiesta(a, *e.Richiesta)
	case KIscritto:
		return applyIscritto(a, *e.Iscritto)
	case KLettera:
		l := *e.Lettera
		if l.Creata.IsZero() {
			l.Creata = e.At
		}
		return applyLettera(a, l)
	case KPasso:
		return applyPasso(a, *e.Passo)
	case KRicevuta:
		return applyRicevuta(a, e.Ricevuta)
	case KCompito:
		return applyCompito(a, *e.Compito)
	case KAtto:
		return applyAtto(a, *e.Atto)
	case KDiffida:
		return applyDiffida(a, *e.Diffida)
	case KFlusso:
		return applyFlusso(a, *e.Flusso)
	case KKit:
		return applyKit(a, *e.Kit)
	case KCampagna:
		return applyCampagna(a, *e.Campagna)
	case KCopia:
		return applyCopia(a, *e.Copia)
	case KMano:
		return applyMano(a, *e.Mano)
	case KCancellazione:
		return applyCancellazione(a, *e.Cancellazione)
	case KAncora:
		return applyAncora(a, *e.Ancora)
	case KAccesso:
		return applyAccesso(a, e)
	case KUtente:
		return applyUtente(a, *e.Utente)
	case KOperazione:
		return applyOperazione(a, e)
	}
	return nil
}

func applyMessaggio(a Archivio, e Event) error {
	m := *e.Messaggio
	if !m.Noto {
		put(a, kAttesa+seqKey(e.Seq), m)
	}
	a.Set(postoKey(m.Cartella, m.UIDValidity, m.UID), []byte(m.SHA256))
	var c Cursore
	if err := get(a, kCursore+m.Cartella, &c); err != nil {
		return err
	}
	c = c.con(m.UIDValidity)
	c.Visto = e.At
	c.UID = m.UID // UIDs come in ascending order; one that falls is a folder read again from its beginning
	put(a, kCursore+m.Cartella, c)
	return nil
}

func applyEsito(a Archivio, v Verdetto) error {
	var done []string
	a.Scan(kAttesa, func(k string, b []byte) bool {
		var m Arrivo
		if json.Unmarshal(b, &m) == nil && m.SHA256 == v.SHA256 {
			done = append(done, k)
			return false
		}
		return true
	})
	for _, k := range done {
		a.Delete(k)
	}
	put(a, kMessaggio+v.SHA256, v)
	// A signed message whose proof does not hold takes no place: a genuine receipt may arrive re-dressed first and
	// as it is later, with the same signed entity, and must then have its effect.
	if holds := v.Livello == "certified" || v.Livello == "unsigned"; holds && len(indice(a, PerEffetto, v.Chiave)) == 0 {
		addIndice(a, PerEffetto, v.Chiave, v.SHA256)
	}
	for _, doc := range v.Documenti { // whoever sent it, proven or not: others have it then
		addIndice(a, PerDocumento, doc, minuscolo(v.Mittente))
	}
	indiciID(a, v)
	impara(a, v)
	return nil
}

func applyRichiesta(a Archivio, r Richiesta) error {
	var old Richiesta
	if err := get(a, kRichiesta+r.ID, &old); err != nil {
		return err
	}
	put(a, kRichiesta+r.ID, r)
	for i := range r.Messaggi {
		before := ""
		if i < len(old.Messaggi) {
			before = old.protocolloDi(i)
		}
		indiceProtocollo(a, before, r.protocolloDi(i), idMessaggio(r, i))
	}
	addIndice(a, PerIscritto, r.CF, r.ID)
	addIndice(a, PerRif, r.Rif, r.ID)
	for _, m := range r.Messaggi {
		addIndice(a, PerMessaggio, m, r.ID)
	}
	setIndice(a, RichiesteVive, "", r.ID, r.Stato.Aperta())
	if err := indiceSfida(a, r.ID); err != nil {
		return err
	}
	if old.ID != "" && old.CF != r.CF {
		delIndice(a, PerIscritto, old.CF, r.ID)
	}
	return contaID(a, r.ID, r.Rif)
}

func applyIscritto(a Archivio, m Iscritto) error {
	var old Iscritto
	if err := get(a, kIscritto+m.CF, &old); err != nil {
		return err
	}
	if old.CF != "" {
		indiciIscritto(old, func(i Indice, k string) { delIndice(a, i, k, m.CF) })
	}
	put(a, kIscritto+m.CF, m)
	addIndice(a, TuttiIscritti, "", m.CF)
	indiciIscritto(m, func(i Indice, k string) { addIndice(a, i, k, m.CF) })
	elenchiIscritto(a, old, m)
	for _, c := range []*Candidato{old.Candidato, m.Candidato} {
		if c != nil && c.Richiesta != "" {
			if err := indiceSfida(a, c.Richiesta); err != nil {
				return err
			}
		}
	}
	if old.CF == "" {
		return modificaStato(a, func(s *Stato) { s.Iscritti++ })
	}
	return nil
}

// indiciIscritto names every index entry of a member.
func indiciIscritto(m Iscritto, f func(Indice, string)) {
	if m.Domicilio != nil {
		f(PerDomicilio, m.Domicilio.Indirizzo)
	}
	if m.Casella != nil {
		f(PerCasella, m.Casella.Indirizzo)
	}
	if m.Candidato != nil {
		f(PerCandidato, m.Candidato.Indirizzo)
	}
	if m.EmailOrdinaria != "" {
		f(PerEmail, strings.ToLower(m.EmailOrdinaria))
	}
	f(PerNome, ChiaveNome(m.Cognome, m.Nome))
}

// indiceSfida keeps SfideAperte: it depends on a request and on its member, whichever changed last.
func indiceSfida(a Archivio, id string) error {
	var r Richiesta
	var m Iscritto
	if err := get(a, kRichiesta+id, &r); err != nil {
		return err
	}
	if r.ID != "" && r.Stato == REseguita {
		if err := get(a, kIscritto+r.CF, &m); err != nil {
			return err
		}
	}
	setIndice(a, SfideAperte, "", id, sfidaAperta(r, m))
	return nil
}

// elenchiIscritto keeps the lists of members that the calendar and the convention walk.
func elenchiIscritto(a Archivio, old, m Iscritto) {
	if old.Agenda != "" && old.Agenda != m.Agenda {
		delIndice(a, InAgenda, "", old.Agenda+"/"+m.CF)
	}
	if m.Agenda != "" {
		addIndice(a, InAgenda, "", m.Agenda+"/"+m.CF)
	}
	setIndice(a, ConCasella, "", m.CF, m.Casella != nil && m.Casella.Stato != Revocata)
	setIndice(a, SenzaDomicilio, "", m.CF, m.Stato == Iscr && (m.Domicilio == nil || m.Difetto != nil))
}

func applyLettera(a Archivio, l Lettera) error {
	var old Lettera
	if l.protocollo() != "" {
		if err := get(a, kLettera+l.ID, &old); err != nil {
			return err
		}
	}
	put(a, kLettera+l.ID, l)
	indiceProtocollo(a, old.protocollo(), l.protocollo(), l.ID)
	addIndice(a, PerDestinatario, l.A, l.ID)
	if l.Richiesta != "" {
		addIndice(a, PerLettereDi, l.Richiesta, l.ID)
	}
	if l.Caso != "" {
		addIndice(a, PerCaso, l.Caso, l.ID)
	}
	indiciLettera(a, l)
	return contaID(a, l.ID, l.Rif)
}

func indiciLettera(a Archivio, l Lettera) {
	if l.MsgID != "" {
		addIndice(a, PerMsgID, l.MsgID, l.ID)
	}
	if l.Identificativo != "" {
		addIndice(a, PerIdent, l.Identificativo, l.ID)
	}
	setIndice(a, LettereVive, "", l.ID, !l.Stato.Finale())
	setIndice(a, DaCopiare, "", l.ID, l.Copia == CopiaDovuta && lasciata(l.Stato))
}

func applyPasso(a Archivio, p Passo) error {
	var l Lettera
	if err := get(a, kLettera+p.Lettera, &l); err != nil {
		return err
	}
	if l.ID == "" {
		return fmt.Errorf("passo of the unknown letter %s", p.Lettera)
	}
	l = l.dopo(p)
	put(a, kLettera+l.ID, l)
	indiciLettera(a, l)
	if p.Stato != LInInvio || p.Punto || l.massiva() {
		return nil
	}
	return modificaStato(a, func(s *Stato) {
		s.Invii = append(s.Invii, p.Istante)
		s.Invii = slices.DeleteFunc(s.Invii, func(t time.Time) bool { return p.Istante.Sub(t) > 24*time.Hour })
	})
}

// applyRicevuta remembers which Message-IDs went out although this store sent no letter under them: somebody's at the
// webmail, or ours of a time that the store has lost.
func applyRicevuta(a Archivio, r *Ricevuta) error {
	if r == nil || r.MsgID == "" || r.Lettera != "" && !slices.Contains(r.Anomalie, aNonSpedita) {
		return nil
	}
	first := len(indice(a, PerEstranea, r.MsgID)) == 0
	addIndice(a, PerEstranea, r.MsgID, r.SHA256)
	if !first || r.Lettera != "" {
		return nil
	}
	return modificaStato(a, func(s *Stato) { s.AltriInvii++ })
}

func applyCompito(a Archivio, c Compito) error {
	put(a, kCompito+c.ID, c)
	setIndice(a, CompitiVivi, "", c.ID, c.Stato == Aperto)
	if g := c.Gestore; g != nil && c.Stato == Approvato {
		addIndice(a, PerGestore, g.Dominio, g.Firmatario)
	}
	if c.Tipo == SegInadempienti {
		if err := modificaStato(a, func(s *Stato) { s.ElencoDiffide, s.ElencoDopo = prossimoElenco(c), ultimo(c.Elenco) }); err != nil {
			return err
		}
	}
	return contaID(a, c.ID)
}

func seqKey(seq int64) string { return fmt.Sprintf("%020d", seq) }

func postoKey(folder string, validity, uid uint32) string {
	return fmt.Sprintf("%s%s\x00%010d\x00%010d", kPosto, folder, validity, uid)
}

func put(a Archivio, key string, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("rules: encoding %s: %v", key, err)) // our own types always encode
	}
	a.Set(key, b)
}

func get(a Archivio, key string, v any) error {
	b := a.Get(key)
	if b == nil {
		return nil
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("decoding %s: %w", key, err)
	}
	return nil
}

func indiceKey(i Indice, chiave, id string) string {
	return kIndice + string(i) + "/" + chiave + "\x00" + id
}

func addIndice(a Archivio, i Indice, chiave, id string) { a.Set(indiceKey(i, chiave, id), []byte{1}) }
func delIndice(a Archivio, i Indice, chiave, id string) { a.Delete(indiceKey(i, chiave, id)) }

func setIndice(a Archivio, i Indice, chiave, id string, on bool) {
	if on {
		addIndice(a, i, chiave, id)
	} else {
		delIndice(a, i, chiave, id)
	}
}

func indice(a Archivio, i Indice, chiave string) []string {
	var ids []string
	p := indiceKey(i, chiave, "")
	a.Scan(p, func(k string, _ []byte) bool {
		ids = append(ids, k[len(p):])
		return true
	})
	return ids
}

func modificaStato(a Archivio, f func(*Stato)) error {
	var s Stato
	if err := get(a, kStato, &s); err != nil {
		return err
	}
	f(&s)
	put(a, kStato, s)
	return nil
}

// contaID lifts the counters to the numbers used in ids such as RIC-2026-000123.
func contaID(a Archivio, ids ...string) error {
	return modificaStato(a, func(s *Stato) {
		for _, id := range ids {
			i := strings.LastIndexByte(id, '-')
			if i < 0 {
				continue
			}
			n, err := strconv.Atoi(id[i+1:])
			if err != nil {
				continue
			}
			if s.Contatori == nil {
				s.Contatori = map[string]int{}
			}
			s.Contatori[id[:i]] = max(s.Contatori[id[:i]], n)
		}
	})
}

// Vista reads an archive as the facts of a decision.
func Vista(a Archivio) Snapshot {
	var s Stato
	if err := get(a, kStato, &s); err != nil {
		panic(err) // a state we wrote always decodes; the store turns this into a refusal to go on
	}
	return Snapshot{Fatti: vista{a}, Stato: s}
}

type vista struct{ a Archivio }

func (v vista) Iscritto(cf string) (m Iscritto, ok bool) {
	ok = leggi(v.a, kIscritto+cf, &m)
	return m, ok
}

func (v vista) Richiesta(id string) (r Richiesta, ok bool) {
	ok = leggi(v.a, kRichiesta+id, &r)
	return r, ok
}

func (v vista) Lettera(id string) (l Lettera, ok bool) {
	ok = leggi(v.a, kLettera+id, &l)
	return l, ok
}

func (v vista) Compito(id string) (c Compito, ok bool) {
	ok = leggi(v.a, kCompito+id, &c)
	return c, ok
}

func (v vista) Cerca(i Indice, chiave string) []string { return indice(v.a, i, chiave) }

func leggi(a Archivio, key string, v any) bool {
	b := a.Get(key)
	if b == nil {
		return false
	}
	if err := json.Unmarshal(b, v); err != nil {
		panic(fmt.Errorf("decoding %s: %w", key, err))
	}
	return true
}

// Messaggio gives what was decided about a stored message.
func Messaggio(a Archivio, sha string) (v Verdetto, ok bool) {
	ok = leggi(a, kMessaggio+sha, &v)
	return v, ok
}

// InAttesa gives up to limit messages that are stored and not decided, in order of arrival.
func InAttesa(a Archivio, limit int) []Arrivo {
	var list []Arrivo
	a.Scan(kAttesa, func(k string, b []byte) bool {
		var m Arrivo
		if err := json.Unmarshal(b, &m); err != nil {
			panic(fmt.Errorf("decoding %s: %w", k, err))
		}
		m.Seq, _ = strconv.ParseInt(k[len(kAttesa):], 10, 64)
		list = append(list, m)
		return len(list) < limit
	})
	return list
}

// CursoreDi tells how far a folder was read.
func CursoreDi(a Archivio, folder string) Cursore {
	var c Cursore
	leggi(a, kCursore+folder, &c)
	return c
}

// Posto gives the SHA-256 of the message stored from that place, or "".
func Posto(a Archivio, folder string, validity, uid uint32) string {
	return string(a.Get(postoKey(folder, validity, uid)))
}

// Iscritti, Richieste, Lettere, Compiti and Messaggi walk all entities of a kind in the order of their keys
// until f gives false.
func Iscritti(a Archivio, f func(Iscritto) bool)   { walk(a, kIscritto, f) }
func Richieste(a Archivio, f func(Richiesta) bool) { walk(a, kRichiesta, f) }
func Lettere(a Archivio, f func(Lettera) bool)     { walk(a, kLettera, f) }
func Compiti(a Archivio, f func(Compito) bool)     { walk(a, kCompito, f) }
func Messaggi(a Archivio, f func(Verdetto) bool)   { walk(a, kMessaggio, f) }

func walk[T any](a Archivio, prefix string, f func(T) bool) {
	a.Scan(prefix, func(k string, b []byte) bool {
		var v T
		if err := json.Unmarshal(b, &v); err != nil {
			panic(fmt.Errorf("decoding %s: %w", k, err))
		}
		return f(v)
	})
}
