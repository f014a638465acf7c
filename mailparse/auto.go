package mailparse

import "strings"

// autoSubjects are the beginnings of the subjects that programs give (order.md §6.9 U39), folded.
var autoSubjects = []string{
	"risposta automatica", "automatic reply", "auto reply", "autoreply", "auto-reply", "autorisposta", "auto:",
	"out of office", "fuori ufficio", "fuori sede", "assente dall'ufficio", "assenza dall'ufficio", "messaggio automatico",
	"delivery status notification", "undelivered mail", "undeliverable", "mail delivery failed", "mail delivery system",
	"returned mail", "failure notice", "mancato recapito", "non recapitabile", "notifica di mancato recapito",
	"successful mail delivery report", "notifica di lettura", "conferma di lettura", "ricevuta di lettura", "read:", "letto:",
	"read receipt", "return receipt", "ricevuta di ritorno (visualizzata)", "non letto:", "not read:",
}

// automatic says why a message is taken for the work of a program (RFC 3834 §2, RFC 5230 §4.6), "" for a person's mail.
func automatic(e *entity, subject string) string {
	h := e.header
	for _, v := range h.All("Auto-Submitted") {
		v, _, _ = strings.Cut(stripComments(v), ";")
		if v = folded(v); v != "no" && v != "" {
			return "Auto-Submitted: " + cutText(oneLine(v), 60)
		}
	}
	for _, name := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Failed-Recipients", "List-Id", "List-Unsubscribe"} {
		for _, v := range h.All(name) {
			if folded(v) != "no" {
				return name
			}
		}
	}
	for _, v := range h.All("Precedence") {
		switch folded(v) {
		case "bulk", "junk", "list", "auto_reply":
			return "Precedence: " + folded(v)
		}
	}
	for _, v := range h.All("Return-Path") {
		if strings.Join(strings.Fields(v), "") == "<>" {
			return "Return-Path: <>"
		}
	}
	if f := automaticForm(e); f != "" {
		return f
	}
	return automaticSubject(h, subject)
}

// automaticForm recognises reports by their type (RFC 6522, RFC 8098, RFC 3464).
func automaticForm(e *entity) string {
	switch e.ctype.value {
	case "multipart/report", "message/disposition-notification", "message/delivery-status":
		return e.ctype.value
	}
	for _, c := range e.children {
		switch c.ctype.value {
		case "message/disposition-notification", "message/delivery-status", "multipart/report":
			return c.ctype.value
		}
	}
	return ""
}

func automaticSubject(h Header, subject string) string {
	from, _ := h.addrs("From")
	for _, f := range from {
		if strings.HasPrefix(f, "mailer-daemon@") {
			return "From: mailer-daemon"
		}
	}
	s := strings.ToLower(strings.ReplaceAll(subject, "\u2019", "'"))
	for _, p := range autoSubjects {
		if strings.HasPrefix(s, p) {
			return "Subject: " + p
		}
	}
	return ""
}
