package demo

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"mime"
	"strings"
)

// breve is a message with every named part replaced by its hash (RFC 6109 §3.3.2.2): SHA-1 in hexadecimal of the
// body of the part as transmitted. The signature of a multipart/signed original stays, message/rfc822 parts are
// hashed whole, application/pkcs7-mime originals stay as they are.
func breve(raw []byte) []byte {
	end := fineTestata(raw)
	head, body := raw[:end], raw[end:]
	kind, params := tipoContenuto(head)
	if !strings.HasPrefix(kind, "multipart/") || params["boundary"] == "" {
		return raw
	}
	out := append([]byte(nil), head...)
	pieces := bytes.SplitAfter(body, []byte("\n"))
	delim := "--" + params["boundary"]
	var part []byte
	inside := false
	n := 0
	for _, line := range pieces {
		text := strings.TrimRight(string(line), "\r\n \t")
		if text != delim && text != delim+"--" {
			part = append(part, line...)
			continue
		}
		out = append(out, parteBreve(part, inside, kind == "multipart/signed" && n == 2)...)
		out = append(out, line...)
		part, inside = nil, text == delim
		n++
	}
	return append(out, part...)
}

// parteBreve is what stands between two delimiters, its last line end included.
func parteBreve(part []byte, isPart, firma bool) []byte {
	if !isPart || firma {
		return part
	}
	whole := bytes.TrimSuffix(bytes.TrimSuffix(part, []byte("\n")), []byte("\r"))
	end := fineTestata(whole)
	kind, params := tipoContenuto(whole[:end])
	if strings.HasPrefix(kind, "multipart/") {
		return append(breve(whole), part[len(whole):]...)
	}
	nome := nomeFile(whole[:end], params)
	if nome == "" {
		return part
	}
	sum := sha1.Sum(whole[end:])
	return []byte("Content-Type: " + mime.FormatMediaType("text/plain", map[string]string{"name": nome + ".hash"}) +
		"\r\nContent-Disposition: " + mime.FormatMediaType("attachment", map[string]string{"filename": nome + ".hash"}) +
		"\r\n\r\n" + hex.EncodeToString(sum[:]) + "\r\n")
}

func tipoContenuto(head []byte) (string, map[string]string) {
	o := originale{}
	o.campi, _ = dividi(head)
	kind, params, err := mime.ParseMediaType(o.campo("Content-Type"))
	if err != nil {
		return "text/plain", nil
	}
	return kind, params
}

func nomeFile(head []byte, params map[string]string) string {
	o := originale{}
	o.campi, _ = dividi(head)
	if _, disp, err := mime.ParseMediaType(o.campo("Content-Disposition")); err == nil && disp["filename"] != "" {
		return disp["filename"]
	}
	return params["name"]
}
