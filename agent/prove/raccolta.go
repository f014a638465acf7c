package prove

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
	"pecagent/rules"
	"pecagent/store/fascicolo"
)

// grezzi gives the bytes of a stored message or document, held against their SHA-256.
type grezzi interface {
	Raw(sha string) ([]byte, error)
}

// raccolta are the files of a fascicolo under way.
type raccolta struct {
	src    grezzi
	trust  smime.Trust
	s      *scelta
	st     *storia
	files  []fascicolo.Contenuto
	preso  map[string]bool     // names in lower case, below the folder
	dove   map[string][]string // SHA-256 → names, the first one is told
	manca  []string            // what is not there yet
	guasti []string            // what the store should have and cannot read
	letti  map[string]*mailparse.Message
	dati   map[string]copiaDati // of a message's certification data, by the name of the message
}

// copiaDati is a copy of certification data in extracted/, and the transfer encoding in which a message has them.
type copiaDati struct{ nome, codifica string }

// add puts a file in; the name is made free where it is taken.
func (r *raccolta) add(nome string, ruolo fascicolo.Ruolo, di string, b []byte) string {
	ext := path.Ext(nome)
	base := strings.TrimSuffix(nome, ext)
	for n := 2; r.preso[strings.ToLower(nome)]; n++ {
		nome = base + "_" + strconv.Itoa(n) + ext
	}
	r.preso[strings.ToLower(nome)] = true
	r.files = append(r.files, fascicolo.Contenuto{Nome: nome, Ruolo: ruolo, Di: di, Byte: b})
	return nome
}

// grezzo puts stored bytes in under their name; what cannot be read is said.
func (r *raccolta) grezzo(sha, nome string, ruolo fascicolo.Ruolo, di, what string) {
	if sha == "" {
		return
	}
	b, err := r.src.Raw(sha)
	if err != nil {
		r.guasti = append(r.guasti, fmt.Sprintf("%s: l'archivio non ha più questi byte, o sono danneggiati (SHA-256 %s)", what, sha))
		return
	}
	nome = r.add(nome, ruolo, di, b)
	r.dove[sha] = append(r.dove[sha], nome)
	if ruolo.Eml() {
		if m, err := mailparse.Parse(b); err == nil {
			r.letti[nome] = m
		}
	}
}

// file is where a stored message or document stands, "" when it does not.
func (r *raccolta) file(sha string) string {
	if list := r.dove[sha]; len(list) > 0 {
		return list[0]
	}
	return ""
}

// fileDi is file, the one of an act where several acts have the same document.
func (r *raccolta) fileDi(sha, act string) string {
	for _, f := range r.dove[sha] {
		if act != "" && strings.Contains(f, act) {
			return f
		}
	}
	return r.file(sha)
}

// raccogli reads everything that proves.
func (r *raccolta) raccogli() {
	for _, l := range r.s.lettere {
		dir := ""
		if !r.s.solo() {
			dir = "comunicazioni/" + l.ID + "/"
		}
		r.lettera(l, dir)
		r.inSospeso(l)
	}
	for _, l := range r.s.ancore {
		r.lettera(l, "ancore/"+l.ID+"/")
	}
	for _, q := range r.s.richieste {
		dir := ""
		if !r.s.solo() {
			dir = "richieste/" + q.ID + "/"
		}
		for _, sha := range q.Messaggi {
			r.busta(sha, dir, q.ID, "messaggio ricevuto della richiesta "+q.ID)
		}
	}
	for _, a := range r.s.atti {
		for _, doc := range a.Documenti {
			r.documento(a, doc)
		}
	}
	for _, sha := range r.s.provenienze {
		r.origine(sha)
	}
	r.estratti()
}

// origine adds the message by which an address came into the register: a busta, or the receipt of a letter of proof.
func (r *raccolta) origine(sha string) {
	if r.file(sha) != "" {
		return
	}
	nome, ruolo := "busta.eml", fascicolo.RuoloBusta
	if r.eRicevuta(sha) {
		nome, ruolo = "ricevuta.eml", fascicolo.RuoloRicevuta
	}
	r.grezzo(sha, "provenienza_indirizzo/"+nome, ruolo, "", "messaggio da cui viene il domicilio digitale registrato")
}

// eRicevuta reports whether a stored message is a receipt: what starts a letter, or shows an address, may be one.
func (r *raccolta) eRicevuta(sha string) bool {
	b, err := r.src.Raw(sha)
	if err != nil {
		return false
	}
	m, err := mailparse.Parse(b)
	return err == nil && m.Busta == pec.Ricevuta
}

func (r *raccolta) lettera(l rules.Lettera, dir string) {
	if l.SHA256 != "" {
		r.grezzo(l.SHA256, dir+"10_outbound_original.eml", fascicolo.RuoloInviato, l.ID, "lettera "+l.ID+" come consegnata al server")
	}
	var seen []string
	for _, ev := range r.st.eventi {
		q := ev.Ricevuta
		if q == nil || q.Lettera != l.ID || slices.Contains(seen, q.SHA256) {
			continue
		}
		seen = append(seen, q.SHA256)
		final, _ := r.definitivo(*q)
		nome, ruolo := nomeRicevuta(*q, final)
		r.grezzo(q.SHA256, dir+nome, ruolo, l.ID, fmt.Sprintf("ricevuta %s della lettera %s", q.Tipo, l.ID))
	}
	if !slices.ContainsFunc(r.s.richieste, func(q rules.Richiesta) bool { return slices.Contains(q.Messaggi, l.Messaggio) }) && l.Messaggio != "" {
		r.busta(l.Messaggio, dir, l.ID, "messaggio a cui risponde la lettera "+l.ID)
	}
}

// definitivo tells whether a preavviso ends the delivery in failure, and whether that is sure (pec.md §4.5: the notices of the twelfth and
// of the twenty-fourth hour have one tipo).
func (r *raccolta) definitivo(q rules.Ricevuta) (final, sure bool) {
	if pec.Tipo(q.Tipo) != pec.PreavvisoErroreConsegna {
		return false, false
	}
	b, err := r.src.Raw(q.SHA256)
	if err != nil {
		return false, false
	}
	m, err := mailparse.Parse(b)
	if err != nil || m.DatiCert == nil {
		return false, false
	}
	i := slices.IndexFunc(r.s.lettere, func(l rules.Lettera) bool { return l.ID == q.Lettera })
	if i < 0 {
		return m.DatiCert.Definitivo(time.Time{})
	}
	return m.DatiCert.Definitivo(r.s.lettere[i].TAccettazione)
}

// nomeRicevuta gives name and role of a receipt; final: it ends the delivery in failure. One that does not fit its letter is kept as a
// receipt of any kind.
func nomeRicevuta(q rules.Ricevuta, final bool) (string, fascicolo.Ruolo) {
	nome, ruolo := "39_ricevuta_altra.eml", fascicolo.RuoloRicevuta
	switch pec.Tipo(q.Tipo) {
	case pec.Accettazione:
		nome, ruolo = "20_ricevuta_accettazione.eml", fascicolo.RuoloAccettazione
	case pec.NonAccettazione:
		nome, ruolo = "21_non_accettazione.eml", fascicolo.RuoloAvviso
	case pec.AvvenutaConsegna:
		nome, ruolo = "30_ricevuta_consegna.eml", fascicolo.RuoloConsegna
	case pec.ErroreConsegna:
		nome, ruolo = "31_mancata_consegna.eml", fascicolo.RuoloAvviso
	case pec.PreavvisoErroreConsegna:
		nome, ruolo = "32_preavviso_mancata_consegna.eml", fascicolo.RuoloAvviso
		if final {
			nome = "33_mancata_consegna_24_ore.eml"
		}
	}
	if len(q.Anomalie) > 0 {
		ruolo = fascicolo.RuoloRicevuta
	}
	return nome, ruolo
}

// inSospeso says what a letter still lacks.
func (r *raccolta) inSospeso(l rules.Lettera) {
	switch l.Stato {
	case rules.LConsegnata:
		if l.Breve {
			return
		}
	case rules.LChiusa, rules.LRitirata:
	case rules.LMancata, rules.LVirus, rules.LNonAccettata, rules.LRifiutata:
		r.manca = append(r.manca, fmt.Sprintf("lettera %s (%s): non è stata consegnata, stato %s; non vale come ricevuta dal destinatario", l.ID, l.Modello, l.Stato))
	case rules.LProposta, rules.LInPartenza, rules.LInCoda:
		r.manca = append(r.manca, fmt.Sprintf("lettera %s (%s): non è ancora partita, stato %s", l.ID, l.Modello, l.Stato))
	default:
		r.manca = append(r.manca, fmt.Sprintf("lettera %s (%s): manca la ricevuta di avvenuta consegna, stato %s", l.ID, l.Modello, l.Stato))
	}
}

func (r *raccolta) busta(sha, dir, di, what string) {
	if r.file(sha) != "" {
		return
	}
	nome, ruolo := "40_inbound_busta_trasporto.eml", fascicolo.RuoloBusta
	if r.eRicevuta(sha) {
		nome, ruolo = "41_inbound_ricevuta.eml", fascicolo.RuoloRicevuta
	}
	r.grezzo(sha, dir+nome, ruolo, di, what)
}

func (r *raccolta) documento(a rules.Atto, doc rules.Documento) {
	nome := "70_delibera_e_note/" + semplice(a.ID+"_"+doc.Nome)
	if doc.Testo != "" {
		r.add(nome, fascicolo.RuoloDocumento, "", []byte(doc.Testo))
		return
	}
	r.grezzo(doc.SHA256, nome, fascicolo.RuoloDocumento, "", fmt.Sprintf("documento %q dell'atto %s", visibile(doc.Nome), a.ID))
}

// dirEstratti has the copies, each below the folder of its message.
const dirEstratti = "extracted/"

// estratti copies what stands within the messages, for the eye: the certification data, the message of a busta, attachments.
func (r *raccolta) estratti() {
	before := len(r.files)
	defer func() {
		if len(r.files) > before {
			r.add(dirEstratti+nomeLeggimi, fascicolo.RuoloTesto, "", []byte(leggimiEstratti))
		}
	}()
	for _, f := range slices.Clone(r.files) {
		m := r.letti[f.Nome]
		if m == nil {
			continue
		}
		dir, base := path.Split(f.Nome)
		base = strings.TrimSuffix(base, ".eml")
		dir = dirEstratti + dir
		for _, p := range m.PartiFirmate() {
			if strings.EqualFold(p.Name, pec.FileDatiCert) || strings.EqualFold(p.Name, pec.FileCertData) {
				nome := r.add(dir+"daticert_"+base+".xml", fascicolo.RuoloEstratto, f.Di, p.Content())
				if strings.EqualFold(p.Name, pec.FileDatiCert) {
					r.dati[f.Nome] = copiaDati{nome, p.Encoding()}
				}
			}
		}
		if m.Inner == nil || f.Ruolo != fascicolo.RuoloBusta && f.Ruolo != fascicolo.RuoloInviato {
			continue
		}
		if f.Ruolo == fascicolo.RuoloBusta && len(m.Inner.Raw) > 0 && m.Signed != nil {
			r.add(dir+"postacert"+strings.TrimPrefix(base, "40_inbound_busta_trasporto")+".eml", fascicolo.RuoloEstratto, f.Di, m.Inner.Raw)
		}
		for _, x := range m.Inner.Attachments {
			r.add(dir+"allegati/"+semplice(x.Name), fascicolo.RuoloCopia, f.Di, x.Content())
		}
	}
}

// semplice makes a file name of what came with a message or an act: ASCII letters, digits and . _ -, at most 80.
func semplice(s string) string {
	s = strings.Map(func(c rune) rune {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' || c == '_' || c == '-' {
			return c
		}
		return '_'
	}, s)
	if len(s) > 80 {
		ext := path.Ext(s)
		s = s[:80-min(len(ext), 12)] + ext[max(0, len(ext)-12):]
	}
	if s = strings.Trim(s, ".-"); s == "" {
		return "senza_nome"
	}
	return s
}
