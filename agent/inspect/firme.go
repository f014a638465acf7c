package inspect

import "pecagent/mailparse"

// Signature is one of the key "signatures": a person's own signature on an attachment, one entry for each signer. valid
// is false also where nothing was verified; verified tells the two apart.
type Signature struct {
	Attachment    string `json:"attachment,omitempty"`
	Form          string `json:"form"`
	CF            string `json:"cf,omitempty"`
	Name          string `json:"name,omitempty"`
	Valid         bool   `json:"valid"`
	Verified      bool   `json:"verified"`
	Code          string `json:"code,omitempty"`
	Why           string `json:"why,omitempty"`
	SigningTime   string `json:"signing_time,omitempty"`
	Issuer        string `json:"issuer,omitempty"`
	Revocation    string `json:"revocation,omitempty"`
	Content       string `json:"content,omitempty"` // name of the document inside
	ContentSHA256 string `json:"content_sha256,omitempty"`
	Readable      bool   `json:"content_readable,omitempty"` // the document inside is text
}

func (o *Object) firme(list []mailparse.Firma) {
	for _, f := range list {
		s := Signature{Attachment: f.Allegato, Form: f.Forma, CF: f.CF, Name: f.Nome, Valid: f.Valida, Verified: f.Verificata, Code: f.Codice, Why: f.Perche,
			SigningTime: utc(f.Istante), Issuer: f.Emittente, Content: f.Contenuto, ContentSHA256: f.SHA256, Readable: f.Leggibile}
		if f.Verificata {
			s.Revocation = f.Revoca
		}
		o.Firme = append(o.Firme, s)
	}
}
