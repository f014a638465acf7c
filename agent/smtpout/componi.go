package smtpout

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"mime/quotedprintable"
	"strings"
	"time"
	"unicode/utf8"
)

// Lettera is one outgoing message to one recipient.
type Lettera struct {
	From, FromName string // addr-spec and display name
	To             string // the one recipient, an addr-spec
	Subject        string
	Text           string // needed; LF or CRLF line ends
	HTML           string // may be empty: then the message is plain text only
	MessageID      string // without <>
	InReplyTo      string // without <>; empty when it answers nothing
	References     []string
	Date           time.Time   // its offset is written as it is
	Headers        [][2]string // further X- fields, in order
	Breve          bool        // asks for a breve receipt instead of a completa (RFC 6109 §3.3.2.1)
	Allegati       []Allegato
	// Ordinaria is mail of an ordinary box: it asks for no receipt and answers nothing (RFC 3834 §5 auto-generated).
	Ordinaria bool
}

// Allegato is a file that goes with a letter, byte for byte.
type Allegato struct {
	Nome      string
	Contenuto []byte
}

// MaxAllegati bounds the attachments of a letter together, before their encoding: providers take 30 MB at least for all copies
// of a message together (RFC 6109 does not say; DPCM of 2005 art. 12), and base64 makes a third more.
const MaxAllegati = 15 << 20

// reserved are the fields that belong to the provider or to Componi itself (RFC 6109 §8.1).
var reserved = map[string]bool{
	"x-tiporicevuta": true, "x-ricevuta": true, "x-trasporto": true, "x-verificasicurezza": true,
	"x-riferimento-message-id": true, "x-mittente": true,
}

// Componi builds the bytes of a letter: CRLF, ASCII, no line over 998 bytes, the same bytes for the same letter.
// One From, one To, no Cc, no Bcc: the provider refuses a message whose envelope differs (pec.md §5.4).
// Whatever could break out of its field is an error.
func Componi(l Lettera) ([]byte, error) {
	if err := l.check(); err != nil {
		return nil, fmt.Errorf("composing letter %.80q: %w", l.MessageID, err)
	}
	var b bytes.Buffer
	l.writeHeader(&b)
	if len(l.Allegati) == 0 {
		l.writeText(&b)
		return b.Bytes(), nil
	}
	boundary := boundaryOf("mixed\x00" + l.MessageID)
	fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n--%s\r\n", boundary, boundary)
	l.writeText(&b)
	for _, a := range l.Allegati {
		fmt.Fprintf(&b, "--%s\r\n", boundary)
		a.write(&b)
	}
	fmt.Fprintf(&b, "--%s--\r\n", boundary)
	return b.Bytes(), nil
}

// writeText writes the text, in its two forms where there are two.
func (l Lettera) writeText(b *bytes.Buffer) {
	if l.HTML == "" {
		writePart(b, "text/plain", l.Text)
		return
	}
	boundary := boundaryOf(l.MessageID)
	fmt.Fprintf(b, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n", boundary)
	for _, part := range [][2]string{{"text/plain", l.Text}, {"text/html", l.HTML}} {
		fmt.Fprintf(b, "--%s\r\n", boundary)
		writePart(b, part[0], part[1])
	}
	fmt.Fprintf(b, "--%s--\r\n", boundary)
}

// boundaryOf derives the boundary from the Message-ID: no randomness. "=_" cannot occur in quoted-printable.
func boundaryOf(id string) string {
	h := sha256.Sum256([]byte("boundary\x00" + id))
	return "=_" + hex.EncodeToString(h[:16])
}

func (l Lettera) check() error {
	if err := CheckAddress(l.From); err != nil {
		return fmt.Errorf("from: %w", err)
	}
	if err := CheckAddress(l.To); err != nil {
		return fmt.Errorf("to: %w", err)
	}
	if err := CheckAddress(l.MessageID); err != nil {
		return fmt.Errorf("message-id: %w", err)
	}
	if l.Date.IsZero() || l.Date.Year() < 1970 || l.Date.Year() > 9999 {
		return fmt.Errorf("date %v", l.Date)
	}
	for name, v := range map[string]string{"from name": l.FromName, "subject": l.Subject} {
		if err := checkLine(v); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return errors.Join(l.checkThread(), l.checkExtra(), l.checkFiles(), checkText("text", l.Text, true), checkText("html", l.HTML, false))
}

func (l Lettera) checkThread() error {
	ids := l.References
	if l.InReplyTo != "" {
		ids = append([]string{l.InReplyTo}, ids...)
	}
	for _, id := range ids {
		if !ValidID(id) {
			return fmt.Errorf("%.80q is no message id", id)
		}
	}
	return nil
}

// checkExtra lets only X- fields through that are nobody else's.
func (l Lettera) checkExtra() error {
	for _, h := range l.Headers {
		name := strings.ToLower(h[0])
		if !strings.HasPrefix(name, "x-") || len(name) < 3 || len(name) > 60 || reserved[name] {
			return fmt.Errorf("header name %.80q", h[0])
		}
		for i := range len(name) {
			if !alnum(name[i]) && name[i] != '-' {
				return fmt.Errorf("header name %.80q", h[0])
			}
		}
		if err := checkLine(h[1]); err != nil {
			return fmt.Errorf("header %s: %w", h[0], err)
		}
	}
	return nil
}

// checkLine refuses what a header value must not hold: controls (CR, LF and NUL among them) and broken UTF-8.
func checkLine(s string) error {
	if len(s) > 4096 {
		return errors.New("longer than 4096 bytes")
	}
	if !utf8.ValidString(s) {
		return errors.New("not UTF-8")
	}
	for _, r := range s {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 {
			return fmt.Errorf("control character %U", r)
		}
	}
	return nil
}

// checkText refuses NUL, a bare CR and broken UTF-8.
func checkText(name, s string, needed bool) error {
	switch {
	case needed && strings.TrimSpace(s) == "":
		return fmt.Errorf("%s is empty", name)
	case !utf8.ValidString(s):
		return fmt.Errorf("%s is not UTF-8", name)
	case strings.ContainsRune(s, 0):
		return fmt.Errorf("%s has a NUL", name)
	case strings.Count(s, "\r") != strings.Count(s, "\r\n"):
		return fmt.Errorf("%s has a bare CR", name)
	}
	return nil
}

// writeHeader writes all fields but Content-Type. RFC 3834 §5 asks Auto-Submitted, pec.md §3.2 the receipt with
// our whole text in it.
func (l Lettera) writeHeader(b *bytes.Buffer) {
	field(b, "From", mailbox(l.FromName, l.From))
	field(b, "To", "<"+l.To+">")
	field(b, "Subject", unstructured("Subject", l.Subject))
	field(b, "Date", l.Date.Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	field(b, "Message-ID", "<"+l.MessageID+">")
	if l.InReplyTo != "" {
		field(b, "In-Reply-To", "<"+l.InReplyTo+">")
	}
	if len(l.References) > 0 {
		field(b, "References", "<"+strings.Join(l.References, ">\r\n <")+">")
	}
	tipo := "completa"
	if l.Breve {
		tipo = "breve"
	}
	if l.Ordinaria {
		field(b, "Auto-Submitted", "auto-generated")
	} else {
		field(b, "X-TipoRicevuta", tipo)
		field(b, "Auto-Submitted", "auto-replied")
	}
	for _, h := range l.Headers {
		field(b, h[0], unstructured(h[0], h[1]))
	}
	field(b, "MIME-Version", "1.0")
}

func field(b *bytes.Buffer, name, value string) {
	b.WriteString(name + ": " + value + "\r\n")
}

// writePart writes one text part with its own header and a closing line end.
func writePart(b *bytes.Buffer, kind, text string) {
	fmt.Fprintf(b, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", kind)
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	w := quotedprintable.NewWriter(b)
	// Writing to a bytes.Buffer cannot fail.
	_, _ = w.Write([]byte(text))
	_ = w.Close()
}
