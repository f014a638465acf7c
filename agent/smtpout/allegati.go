package smtpout

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
)

// tipi are the media types of the files the agent sends, by the end of their names; anything else is application/octet-stream, as
// a provider's scanner and a reader should judge it by what it is.
var tipi = map[string]string{".pdf": "application/pdf", ".xml": "application/xml", ".csv": "text/csv", ".p7m": "application/pkcs7-mime"}

func (l Lettera) checkFiles() error {
	size, seen := 0, map[string]bool{}
	for _, a := range l.Allegati {
		switch {
		case a.Nome == "" || len(a.Nome) > 120 || !nameSafe(a.Nome):
			return fmt.Errorf("attachment name %.80q", a.Nome)
		case seen[strings.ToLower(a.Nome)]:
			return fmt.Errorf("two attachments %.80q", a.Nome)
		case len(a.Contenuto) == 0:
			return fmt.Errorf("attachment %.80q is empty", a.Nome)
		}
		seen[strings.ToLower(a.Nome)] = true
		if size += len(a.Contenuto); size > MaxAllegati {
			return fmt.Errorf("attachments of more than %d bytes", MaxAllegati)
		}
	}
	return nil
}

// nameSafe reports whether every reader shows a file name as it is and saves it as it is: ASCII letters, digits and a few signs.
func nameSafe(s string) bool {
	for i := range len(s) {
		if !alnum(s[i]) && !strings.ContainsRune("-_.", rune(s[i])) {
			return false
		}
	}
	return s[0] != '.' && s[0] != '-'
}

// NomeAllegato makes a safe name of any: what a reader could take for a path, a header or another extension becomes "_".
func NomeAllegato(s string) string {
	b := []byte(s)
	for i, c := range b {
		if !alnum(c) && c != '-' && c != '_' && c != '.' {
			b[i] = '_'
		}
	}
	s = strings.TrimLeft(string(b), ".-")
	if len(s) > 120 {
		s = s[len(s)-120:]
		s = strings.TrimLeft(s, ".-")
	}
	if s == "" {
		return "allegato"
	}
	return s
}

// write writes a file as a part, in base64 with lines of 76 characters (RFC 2045 §6.8).
func (a Allegato) write(b *bytes.Buffer) {
	kind := "application/octet-stream"
	if i := strings.LastIndexByte(a.Nome, '.'); i >= 0 && tipi[strings.ToLower(a.Nome[i:])] != "" {
		kind = tipi[strings.ToLower(a.Nome[i:])]
	}
	fmt.Fprintf(b, "Content-Type: %s; name=\"%s\"\r\nContent-Disposition: attachment; filename=\"%s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n", kind, a.Nome, a.Nome)
	enc := base64.StdEncoding.EncodeToString(a.Contenuto)
	for len(enc) > 0 {
		n := min(76, len(enc))
		b.WriteString(enc[:n] + "\r\n")
		enc = enc[n:]
	}
}
