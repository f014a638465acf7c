package inspect

import (
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
	"pecagent/rules"
)

// Object is one line of inspect --json. A key without a value is left out (cli.md).
type Object struct {
	File     string        `json:"file"`
	SHA256   string        `json:"sha256,omitempty"`
	Format   string        `json:"format,omitempty"`
	Busta    string        `json:"busta,omitempty"`
	Tipo     string        `json:"tipo,omitempty"`
	Proof    *Proof        `json:"proof,omitempty"`
	DatiCert *DatiCert     `json:"daticert,omitempty"`
	REM      *REM          `json:"rem,omitempty"`
	Inner    *Inner        `json:"inner,omitzero"`
	Firme    []Signature   `json:"signatures,omitempty"`
	Request  *rules.Capito `json:"request,omitempty"`
	Decision *rules.Esito  `json:"decision,omitempty"`
	Error    string        `json:"error,omitempty"`
}

// Proof is the key "proof".
type Proof struct {
	Level       string   `json:"level"`
	Reasons     []string `json:"reasons,omitempty"`
	Signer      string   `json:"signer,omitempty"`
	Issuer      string   `json:"issuer,omitempty"`
	Subject     string   `json:"subject,omitempty"` // RFC 2253 name of the signer
	NotBefore   string   `json:"not_before,omitempty"`
	NotAfter    string   `json:"not_after,omitempty"`
	Digest      string   `json:"digest,omitempty"`
	SigningTime string   `json:"signing_time,omitempty"`
	Weak        bool     `json:"weak,omitempty"`
	Wrapper     bool     `json:"wrapper,omitempty"`
	Revocation  string   `json:"revocation,omitempty"`
	Limits      []string `json:"limits,omitempty"` // the caps that resource_limit speaks of
	Detail      string   `json:"detail,omitempty"` // the verifier on its first failure, in English, for a technician
}

// DatiCert is the key "daticert".
type DatiCert struct {
	Tipo           string         `json:"tipo"`
	Errore         string         `json:"errore,omitempty"`
	Mittente       string         `json:"mittente,omitempty"`
	Destinatari    []Destinatario `json:"destinatari,omitempty"`
	Oggetto        string         `json:"oggetto,omitempty"`
	Gestore        string         `json:"gestore,omitempty"`
	Data           string         `json:"data,omitempty"`
	Identificativo string         `json:"identificativo,omitempty"`
	MsgID          string         `json:"msgid,omitempty"`
	Ricevuta       string         `json:"ricevuta,omitempty"`
	Consegna       string         `json:"consegna,omitempty"`
	Consegne       []string       `json:"consegne,omitempty"`
	Ricezione      []string       `json:"ricezione,omitempty"`
	ErroreEsteso   string         `json:"errore_esteso,omitempty"`
	Codice         string         `json:"codice,omitempty"`
	Final          bool           `json:"final,omitempty"`
}

// Destinatario is one recipient of a daticert.
type Destinatario struct {
	Address string `json:"address"`
	Tipo    string `json:"tipo"`
}

// Inner is the key "inner".
type Inner struct {
	From        string     `json:"from,omitempty"`
	To          []string   `json:"to,omitempty"`
	Subject     string     `json:"subject,omitempty"`
	Date        string     `json:"date,omitempty"`
	MessageID   string     `json:"message_id,omitempty"`
	Text        string     `json:"text,omitempty"`
	Attachments []Allegato `json:"attachments,omitempty"`
	Segnatura   *Segnatura `json:"segnatura,omitempty"`
	// Doubts are why a person could read another text than Text: discordant, hidden, doubled, ambiguous, truncated.
	Doubts  []string `json:"doubts,omitempty"`
	Doubled []string `json:"doubled,omitempty"` // From, Subject, To where the original has more than one
}

// IsZero reports whether an inner message gave nothing: its key is then left out (cli.md).
func (in *Inner) IsZero() bool {
	return in == nil || in.From == "" && len(in.To) == 0 && in.Subject == "" && in.Date == "" && in.MessageID == "" && in.Text == "" &&
		len(in.Attachments) == 0 && in.Segnatura == nil
}

// dettaglioDati begins the part of proof.detail that says why there is daticert_bad.
const dettaglioDati = "daticert: "

// dettaglio is what the verifier says on its first failure and, for data of certification that cannot be used, why.
func dettaglio(m *mailparse.Message, p mailparse.Proof) string {
	if m.DatiCertErr == nil || !p.Has("daticert_bad") {
		return p.Detail
	}
	s := dettaglioDati + m.DatiCertErr.Error()
	if p.Detail != "" {
		s = p.Detail + "; " + s
	}
	return s
}

func (o *Object) fill(m *mailparse.Message, p mailparse.Proof) {
	o.SHA256, o.Format, o.Busta, o.Tipo = m.SHA256, string(m.Format), string(m.Busta), string(m.Tipo)
	o.Proof = &Proof{Level: p.Level.String(), Reasons: p.Reasons, Signer: p.Signer, Issuer: p.Issuer, Digest: p.Digest,
		SigningTime: utc(p.SigningTime), Weak: p.Weak, Wrapper: p.Wrapper, Revocation: p.Revocation,
		Subject: p.Subject, NotBefore: utc(p.NotBefore), NotAfter: utc(p.NotAfter), Limits: m.OverLimit, Detail: dettaglio(m, p)}
	if m.DatiCert != nil {
		o.DatiCert = daticert(m.DatiCert)
	}
	o.REM = evidenza(m)
	if in := m.Inner; in != nil {
		o.Inner = &Inner{From: in.From, To: in.To, Subject: in.Subject, Date: rfc3339(in.Date), MessageID: in.MessageID, Text: in.Text, Attachments: allegati(in.Attachments),
			Segnatura: protocollo(in), Doubts: dubbiDi(in), Doubled: in.Doppi}
	}
}

// dubbiDi are the codes of what keeps the text of an original from being one text for every reader.
func dubbiDi(in *mailparse.Inner) []string {
	var out []string
	for _, d := range []struct {
		code string
		is   bool
	}{{"discordant", in.Discorde}, {"hidden", in.Nascosto}, {"doubled", len(in.Doppi) > 0}, {"ambiguous", in.Ambiguo && len(in.Doppi) == 0}, {"truncated", in.Troncato}} {
		if d.is {
			out = append(out, d.code)
		}
	}
	return out
}

func daticert(d *pec.DatiCert) *DatiCert {
	o := &DatiCert{Tipo: string(d.Tipo), Errore: string(d.Errore), Mittente: d.Mittente, Oggetto: d.Oggetto, Gestore: d.Gestore,
		Data: rfc3339(d.Data), Identificativo: d.Identificativo, MsgID: d.MsgID, Ricevuta: d.Ricevuta, Consegna: d.Consegna,
		Consegne: d.Consegne, Ricezione: d.Ricezione, ErroreEsteso: d.ErroreEsteso, Codice: d.Codice()}
	for _, r := range d.Destinatari {
		o.Destinatari = append(o.Destinatari, Destinatario(r))
	}
	switch d.Tipo {
	case pec.PreavvisoErroreConsegna:
		o.Final, _ = d.Definitivo(time.Time{})
	case pec.NonAccettazione, pec.AvvenutaConsegna, pec.ErroreConsegna:
		o.Final = true
	}
	return o
}

// decision fills what the text asks and what would be decided.
func (o *Object) decision(p *rules.Policy, m *mailparse.Message, d rules.Decision) {
	o.Decision = d.Esito
	if m.Inner == nil || !asks(m.Busta) {
		return
	}
	if o.Request = d.Capito; o.Request == nil {
		c := rules.Capisci(p, m.Inner.Testo(), m.Inner)
		o.Request = &c
	}
}

func rfc3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func utc(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
