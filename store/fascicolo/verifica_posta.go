package fascicolo

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

// posta judges every message: who signed it, what letter it is about, whether the log knows it.
func (x *verifica) posta() {
	for _, f := range x.m.File {
		if b, ok := x.f.Trova(f.Nome); ok {
			x.p.add(f, b, *x.o.Fiducia)
		}
	}
	revoca, liste := false, false
	for _, m := range x.p.list {
		if m.Ruolo.Certificato() {
			x.firma(m)
			revoca = revoca || m.proof.Revocation == smime.NotChecked
			liste = liste || m.proof.Revocation == smime.Good
		} else {
			x.inviato(m)
		}
		x.traccia(m)
	}
	x.ricevute()
	x.completo()
	x.firme()
	switch {
	case revoca && liste:
		x.v.tace("la revoca di una parte dei certificati dei gestori: per le altre autorità servono le loro liste (CRL)")
	case revoca:
		x.v.tace("la revoca dei certificati dei gestori: servono le loro liste (CRL)")
	case liste:
		x.v.bene(CFirma, "", "nelle liste di revoca date nessun certificato dei gestori risultava revocato alla firma")
	}
}

// firma judges the provider's signature.
func (x *verifica) firma(m *messaggio) {
	if m.err != nil {
		x.v.male(CFirma, m.Nome, "non è un messaggio di posta")
		return
	}
	p := m.proof
	if p.Level != mailparse.Certified {
		if seq, livello := x.giaAllArrivo(m); seq > 0 {
			x.v.bene(CFirma, m.Nome, fmt.Sprintf("nessun gestore lo certifica, e così il registro lo vide all'arrivo (record %d: %s)", seq, livello))
			x.v.tace("%s: chi lo ha scritto e quando; è posta non certificata", m.Nome)
			return
		}
		x.v.male(CFirma, m.Nome, strings.TrimSpace(fmt.Sprintf("%s (%s: %s) %s", diceLivello[p.Level.String()], p.Level, strings.Join(p.Reasons, ", "), p.Detail)))
		return
	}
	if why := ruoloDiverso(m); why != "" {
		x.v.male(CFirma, m.Nome, why)
		return
	}
	if p.Wrapper {
		x.v.tace("%s: chi ha scritto il messaggio; il gestore certifica di averlo imbustato come anomalia, non di chi sia", m.Nome)
	}
	at := ""
	if t := m.m.CertifiedTime(p); !t.IsZero() {
		at = "; data certificata: " + t.Format("02/01/2006 15:04:05 -0700")
	}
	weak := ""
	if p.Weak {
		weak = "; usa SHA-1, debole"
	}
	x.v.bene(CFirma, m.Nome, fmt.Sprintf("firmato da %s (certificato di %s), firma e catena buone al %s%s%s", p.Signer, p.Issuer, p.SigningTime.Format("02/01/2006 15:04:05 UTC"), at, weak))
}

// diceLivello are the levels below certified in words (cli.md).
var diceLivello = map[string]string{"mismatch": "è firmato, e ciò che è firmato non è coerente", "broken": "la firma o il certificato non è valido, o il contenuto è stato cambiato",
	"unsigned": "non è firmato da un gestore"}

// giaAllArrivo finds the record that knew a message as not certified.
func (x *verifica) giaAllArrivo(m *messaggio) (int64, string) {
	if m.Ruolo != RuoloBusta {
		return 0, ""
	}
	for _, e := range x.eventi {
		if e.Esito != nil && e.Esito.SHA256 == m.SHA256 && m.SHA256 == m.m.SHA256 && e.Esito.Livello != mailparse.Certified.String() {
			return e.Seq, e.Esito.Livello
		}
	}
	return 0, ""
}

// ruoloDiverso says why a certified message is not what the manifest calls it.
func ruoloDiverso(m *messaggio) string {
	tipo := m.m.Tipo
	ok := true
	switch m.Ruolo {
	case RuoloAccettazione:
		ok = tipo == pec.Accettazione
	case RuoloConsegna:
		ok = tipo == pec.AvvenutaConsegna
	case RuoloAvviso:
		ok = m.m.Busta == pec.Ricevuta && tipo != pec.Accettazione && tipo != pec.AvvenutaConsegna
	case RuoloRicevuta:
		ok = m.m.Busta == pec.Ricevuta
	case RuoloBusta:
		ok = m.m.Busta != pec.Ricevuta
	}
	if ok {
		return ""
	}
	return fmt.Sprintf("il manifest lo chiama %s, il gestore %s", m.Ruolo, tipo)
}

// inviato: a letter is one message with an id and a recipient.
func (x *verifica) inviato(m *messaggio) {
	if m.err != nil || m.m.Inner == nil || m.m.Inner.MessageID == "" {
		x.v.male(CRicevuta, m.Nome, "la lettera inviata non si legge o non ha Message-ID")
	}
	if !x.p.consegne[m.Di] {
		x.v.tace("%s: che sia stata inviata così; nessuna ricevuta di consegna la riporta, ne fa fede solo il registro", m.Nome)
	}
}

// traccia: the log names the message by its SHA-256.
func (x *verifica) traccia(m *messaggio) {
	sha := m.SHA256
	if m.m != nil {
		sha = m.m.SHA256 // of the bytes, not of what the manifest says
	}
	if seq := x.nominati[sha]; seq > 0 {
		x.v.bene(CTraccia, m.Nome, fmt.Sprintf("il record %d ne porta l'impronta", seq))
		return
	}
	x.v.male(CTraccia, m.Nome, "nessun record del fascicolo ne porta l'impronta")
}

// ricevute holds each receipt of ours against the letter it belongs to.
func (x *verifica) ricevute() {
	ids := map[string]string{} // letter → identificativo
	for _, m := range x.p.list {
		if m.Ruolo == RuoloInviato {
			if first := x.p.lettera(m.Di); first != m {
				x.v.male(CRicevuta, m.Nome, "è la seconda lettera con lo stesso riferimento, dopo "+first.Nome)
			}
		}
	}
	for _, m := range x.p.list {
		if m.Ruolo != RuoloAccettazione && m.Ruolo != RuoloConsegna && m.Ruolo != RuoloAvviso || m.err != nil {
			continue
		}
		x.v.esito(CRicevuta, m.Nome, x.unaRicevuta(m, ids), "riguarda la lettera inviata, il suo mittente e il suo destinatario")
		if m.Ruolo == RuoloConsegna {
			x.contenuto(m)
		}
	}
}

func (x *verifica) unaRicevuta(m *messaggio, ids map[string]string) error {
	dc, l := m.m.DatiCert, x.p.lettera(m.Di)
	switch {
	case dc == nil:
		return errors.New("non ha dati di certificazione")
	case l == nil || l.err != nil || l.m.Inner == nil:
		return errors.New("non c'è la lettera inviata a cui si riferisce")
	}
	in := l.m.Inner
	switch {
	case dc.MsgID == "" || dc.MsgID != in.MessageID:
		return fmt.Errorf("è la ricevuta del messaggio %q, la lettera è %q", dc.MsgID, in.MessageID)
	case !strings.EqualFold(dc.Mittente, in.From):
		return fmt.Errorf("il mittente certificato è %s, quello della lettera %s", dc.Mittente, in.From)
	}
	about := dc.Riguardati()
	if m.Ruolo == RuoloConsegna && len(about) == 0 {
		return errors.New("non dice a chi è stato consegnato")
	}
	for _, d := range dc.Destinatari {
		if m.Ruolo == RuoloAccettazione {
			about = append(about, d.Address)
		}
	}
	to := append(slices.Clone(in.To), in.Cc...)
	for _, a := range about {
		if !slices.ContainsFunc(to, func(t string) bool { return strings.EqualFold(t, a) }) {
			return fmt.Errorf("riguarda %s, la lettera è per %s", a, strings.Join(to, ", "))
		}
	}
	if id := ids[m.Di]; id != "" && id != dc.Identificativo {
		return fmt.Errorf("ha l'identificativo %s, un'altra ricevuta della lettera %s", dc.Identificativo, id)
	}
	ids[m.Di] = dc.Identificativo
	return nil
}

func (x *verifica) contenuto(m *messaggio) {
	esito, why := x.p.confronto(m)
	switch {
	case esito == Uguale:
		x.v.bene(CContenuto, m.Nome, "riporta la lettera inviata: stesso contenuto, parte per parte")
	case esito == Diverso, x.p.lettera(m.Di) == nil:
		x.v.male(CContenuto, m.Nome, why)
	default:
		x.v.tace("%s: se il contenuto consegnato sia quello inviato; %s", m.Nome, why)
	}
}

// completo: every message that a record of a letter of the fascicolo names is a file of it, and belongs to that letter. Which
// letters these are is told by the records, not by the manifest.
func (x *verifica) completo() {
	c := completezza{here: map[string]bool{}, of: map[string]bool{}, last: map[string]string{}, v: &x.v}
	own := map[string]*messaggio{} // letters and their receipts
	for _, m := range x.p.list {
		if m.m == nil {
			continue
		}
		c.here[m.m.SHA256] = true
		switch m.Ruolo {
		case RuoloInviato, RuoloAccettazione, RuoloConsegna, RuoloAvviso:
			own[m.m.SHA256], c.of[m.Di] = m, true
		}
	}
	names := x.nomiDiLettere()
	for _, n := range names {
		if m := own[n.sha256]; m != nil {
			c.of[n.lettera] = true
			if m.Di != n.lettera {
				c.male("il record %d dice %s di %s, il manifest di %s", n.seq, m.Nome, n.lettera, m.Di)
			}
		}
		if n.invio {
			c.last[n.lettera] = n.sha256 // a letter that was written again counts as it left
		}
	}
	for _, n := range names {
		if !n.invio || c.last[n.lettera] == n.sha256 {
			c.cerca(n)
		}
	}
	switch {
	case c.bad:
	case len(x.eventi) == 0:
		x.v.male(CCompleto, "", "non c'è alcun record: il fascicolo non prova nulla")
	default:
		x.v.bene(CCompleto, "", "ogni messaggio che i record delle lettere nominano è nel fascicolo")
	}
}

// nominato is a message that a record names as one of a letter.
type nominato struct {
	seq             int64
	lettera, sha256 string
	invio           bool // the letter itself
}

func (x *verifica) nomiDiLettere() (list []nominato) {
	add := func(n nominato) {
		if n.lettera != "" && n.sha256 != "" {
			list = append(list, n)
		}
	}
	for _, e := range x.eventi {
		if p := e.Passo; p != nil {
			add(nominato{e.Seq, p.Lettera, p.SHA256, true})
			add(nominato{e.Seq, p.Lettera, p.Ricevuta, false})
		}
		if r := e.Ricevuta; r != nil {
			add(nominato{e.Seq, r.Lettera, r.SHA256, false})
		}
	}
	return list
}

// completezza looks for what the records name.
type completezza struct {
	here, of map[string]bool // SHA-256 of messages; letters
	last     map[string]string
	v        *Verdetto
	bad      bool
}

func (c *completezza) male(format string, a ...any) {
	c.bad = true
	c.v.male(CCompleto, "", fmt.Sprintf(format, a...))
}

func (c *completezza) cerca(n nominato) {
	if c.of[n.lettera] && !c.here[n.sha256] {
		c.here[n.sha256] = true // said once
		c.male("il record %d nomina un messaggio di %s che nel fascicolo non c'è (SHA-256 %s)", n.seq, n.lettera, n.sha256)
	}
}

// firme compares 50_verifica_firme.json with what was found now. Lists of revocation may have been at hand then.
func (x *verifica) firme() {
	b, ok := x.f.Trova(NomeFirme)
	if !ok {
		return
	}
	var then Firme
	err := rigido(b, &then)
	for _, f := range then.File {
		switch f.Revoca {
		case "", smime.NotChecked, smime.Good:
		case smime.Revoked:
			x.v.tace("%s: %s dice revocato il certificato del gestore, con liste che qui non ci sono", f.Nome, NomeFirme)
		default:
			err = errors.New("non ha la forma prevista")
		}
	}
	if err == nil {
		var one, other []byte
		one, err = then.JSON()
		if err == nil && string(one) != string(b) {
			err = errors.New("non è scritto come lo scrive il programma")
		}
		one, _ = senzaRevoca(then).JSON()
		other, _ = senzaRevoca(x.p.firme()).JSON()
		if err == nil && string(one) != string(other) {
			err = errors.New("non dice ciò che si trova ora, con queste autorità")
		}
	}
	x.v.esito(CFirme, NomeFirme, err, "dice ciò che si trova anche ora")
}

func senzaRevoca(f Firme) Firme {
	f.File = slices.Clone(f.File)
	for i := range f.File {
		f.File[i].Revoca = ""
	}
	return f
}
