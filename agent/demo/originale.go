package demo

import (
	"bytes"
	"io"
	"mime"
	"net/mail"
	"strings"
	"time"

	"golang.org/x/text/encoding/htmlindex"

	"pecagent/mailparse/pec"
)

// campoGrezzo is a header field with its octets, folding and line end included.
type campoGrezzo struct {
	nome string
	raw  []byte
}

// valore is the unfolded value, not decoded.
func (c campoGrezzo) valore() string {
	v := string(c.raw[bytes.IndexByte(c.raw, ':')+1:])
	v = strings.ReplaceAll(strings.ReplaceAll(v, "\r", ""), "\n", "")
	return strings.TrimSpace(v)
}

// fineTestata is the offset of the body: after the first empty line, or the end.
func fineTestata(raw []byte) int {
	for at := 0; at < len(raw); {
		nl := bytes.IndexByte(raw[at:], '\n')
		if nl < 0 {
			return len(raw)
		}
		line := bytes.TrimRight(raw[at:at+nl], "\r")
		at += nl + 1
		if len(line) == 0 {
			return at
		}
	}
	return len(raw)
}

// dividi splits a message into its header fields and its body. Lines that are no field are dropped from the list.
func dividi(raw []byte) (campi []campoGrezzo, body []byte) {
	end := fineTestata(raw)
	for _, line := range bytes.SplitAfter(raw[:end], []byte("\n")) {
		switch text := bytes.TrimRight(line, "\r\n"); {
		case len(text) == 0:
		case (text[0] == ' ' || text[0] == '\t') && len(campi) > 0:
			last := &campi[len(campi)-1]
			last.raw = append(last.raw, line...)
		case bytes.IndexByte(text, ':') > 0:
			nome := strings.TrimSpace(string(text[:bytes.IndexByte(text, ':')]))
			campi = append(campi, campoGrezzo{nome: nome, raw: append([]byte(nil), line...)})
		}
	}
	if n := len(campi); n > 0 && !bytes.HasSuffix(campi[n-1].raw, []byte("\n")) {
		campi[n-1].raw = append(campi[n-1].raw, "\r\n"...) // a header that the end of the message cut
	}
	return campi, raw[end:]
}

// originale is what a provider reads of a submitted message (RFC 6109 §3.1.1).
type originale struct {
	raw          []byte
	campi        []campoGrezzo
	from         []string // addresses, lower case
	to, cc       []string
	bcc          bool
	oggetto      string // decoded
	risposte     string // Reply-To
	msgID        string // without <>
	tipoRicevuta string
	inReplyTo    string
	data         time.Time
}

func leggi(raw []byte) originale {
	o := originale{raw: raw}
	o.campi, _ = dividi(raw)
	o.from, o.to, o.cc = o.indirizzi("From"), o.indirizzi("To"), o.indirizzi("Cc")
	o.bcc = o.campo("Bcc") != ""
	o.oggetto = decodifica(o.campo("Subject"))
	o.risposte = strings.Join(o.indirizzi("Reply-To"), ", ")
	o.msgID = senzaParentesi(o.campo("Message-ID"))
	o.inReplyTo = senzaParentesi(o.campo("In-Reply-To"))
	switch t := strings.ToLower(o.campo(pec.HeaderTipoRicevuta)); t {
	case pec.Breve, pec.Sintetica:
		o.tipoRicevuta = t
	default: // RFC 6109 §3.3.2: completa where nothing else is asked
		o.tipoRicevuta = pec.Completa
	}
	o.data, _ = mail.ParseDate(o.campo("Date")) // the zero time stands for no date
	return o
}

func (o originale) campo(nome string) string {
	for _, c := range o.campi {
		if strings.EqualFold(c.nome, nome) {
			return c.valore()
		}
	}
	return ""
}

// grezzo gives the octets of every field of that name.
func (o originale) grezzo(nome string) []byte {
	var out []byte
	for _, c := range o.campi {
		if strings.EqualFold(c.nome, nome) {
			out = append(out, c.raw...)
		}
	}
	return out
}

// indirizzi are the addr-specs of every field of that name, in lower case.
func (o originale) indirizzi(nome string) []string {
	var out []string
	p := mail.AddressParser{WordDecoder: decoder()}
	for _, c := range o.campi {
		if !strings.EqualFold(c.nome, nome) {
			continue
		}
		list, err := p.ParseList(c.valore())
		if err != nil {
			continue // an address that cannot be read is no address: the formal checks will say so
		}
		for _, a := range list {
			out = append(out, strings.ToLower(a.Address))
		}
	}
	return out
}

func (o originale) destinatari() []string { return append(append([]string{}, o.to...), o.cc...) }

func senzaParentesi(id string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(id), "<"), ">")
}

func decoder() *mime.WordDecoder {
	return &mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
		e, err := htmlindex.Get(charset)
		if err != nil {
			return nil, err
		}
		return e.NewDecoder().Reader(r), nil
	}}
}

// decodifica reads RFC 2047 words; what cannot be decoded stays as it is.
func decodifica(s string) string {
	if d, err := decoder().DecodeHeader(s); err == nil {
		return d
	}
	return s
}

// postacert is the original with the provider's id in the place of the client's, which moves to
// X-Riferimento-Message-ID (RFC 6109 §2.2.1). All else stays byte for byte, but bare line feeds: the signed
// entity must be in CRLF form.
func (o originale) postacert(identificativo, received string) []byte {
	var out bytes.Buffer
	out.WriteString(received)
	ids := "Message-ID: <" + identificativo + ">\r\n"
	if o.msgID != "" {
		ids += pec.HeaderRiferimento + ": <" + o.msgID + ">\r\n"
	}
	done := false
	for _, c := range o.campi {
		if !strings.EqualFold(c.nome, "Message-ID") {
			out.Write(c.raw)
			continue
		}
		if !done {
			out.WriteString(ids)
			done = true
		}
	}
	if !done {
		out.WriteString(ids)
	}
	out.WriteString("\r\n")
	out.Write(o.raw[fineTestata(o.raw):])
	return crlf(out.Bytes())
}

// crlf turns bare LF into CRLF.
func crlf(b []byte) []byte {
	if bytes.Count(b, []byte("\n")) == bytes.Count(b, []byte("\r\n")) {
		return b
	}
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n"))
}
