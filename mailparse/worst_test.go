package mailparse

import (
	"strings"
	"testing"
	"time"
)

// TestNothingHangs gives the slowest shapes that were thought of to each reader, at the size of its cap
// (reliability.md §7 G10, §3.4).
// Each took less than a second; the limit leaves room for the race detector on a busy one.
func TestNothingHangs(t *testing.T) {
	fill := func(unit string, size int) string { return strings.Repeat(unit, size/len(unit)) }
	texts := map[string]string{}
	for name, unit := range map[string]string{
		"ats": "@", "address chain": "a@b.c", "at words": "x chiocciola ", "dots": "a.", "letters": "a", "blanks": " ", "digits": "1 ",
		"code pieces": "R S S M R C 6 9 S 2 1 G 7 0 2 ", "labels": "cf ", "cut code": "RSSMRC69S21G702", "attributions": "il 1 ha scritto\n",
		"dated": "il giorno 1\n", "headers": "da: x\n", "header labels": "oggetto: x\na: y\n", "quotes": ">\n", "notices": "questo riservat ",
		"notice lines": "questo riservat\n", "law": "ai sensi riservat ", "devices": "inviato da \n", "rules": "-----\n", "angles": "<a@b.c \n", "combining": "e\u0301\u0301",
		"marks": "\u0301", "ligatures": "\ufdfa", "zero width": "a\u200b", "signatures": "--\n", "one line header": "da:x inviato", "ai sensi": "ai sensi \n",
	} {
		texts[name] = fill(unit, MaxTextBytes)
	}
	for name, s := range texts {
		within(t, "text "+name, 15*time.Second, func() { (&Inner{Text: s, Subject: s[:min(len(s), MaxFieldBytes)]}).Testo() })
	}
	for name, unit := range map[string]string{
		"divs": "<div>", "ends": "</p>", "paragraphs": "<p>", "cells": "<td>", "styles": "<style>.x{display:none}</style>", "rules": "<style>a{}", "open style": "<style",
		"links": "<a href=mailto:a@b.c>", "attributes": "<p a=b ", "entities": "&amp", "comments": "<!--", "hidden": "<b hidden>", "quotes": "<blockquote>", "cdata": "<![CDATA[",
		"list": "<ul><li>", "tables": "<table><tr><td>",
	} {
		s := fill(unit, MaxDecodedText)
		within(t, "html "+name, 15*time.Second, func() { htmlText(s) })
	}
	for name, unit := range map[string]string{
		"words": "=?utf-8?q?a?= ", "open words": "=?x?q?a", "questions": "=?", "comments": "(", "quotes": `"`, "commas": ",", "angles": "<", "colons": "a:", "params": "; a=b",
		"stars": "; a*0=b", "backslashes": `\`, "ats": "@", "ids": "<", "semicolons": ";",
	} {
		s := fill(unit, MaxFieldBytes)
		raw := "From: " + s + "\r\nSubject: " + s + "\r\nContent-Type: multipart/mixed; boundary=x" + s + "\r\n\r\n"
		within(t, "header "+name, 15*time.Second, func() { mustParse(t, []byte(raw)) })
	}
	for name, raw := range map[string]string{
		"near boundaries": "From: a@b.c\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + fill("--xx", 8<<20),
		"same boundary":   "From: a@b.c\r\n" + fill("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n", 1<<20),
		"empty lines":     "From: a@b.c\r\n\r\n" + fill("\r\n", 8<<20), "bad base64": "From: a@b.c\r\nContent-Transfer-Encoding: base64\r\n\r\n" + fill("=\n", 8<<20),
		"soft breaks": "From: a@b.c\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + fill("=\n", 8<<20), "bad lines": "From: a@b.c\r\n" + fill("x\n", 8<<20),
		"messages": "From: a@b.c\r\n" + fill("Content-Type: message/rfc822\r\n\r\n", 1<<20),
	} {
		within(t, "message "+name, 15*time.Second, func() { mustParse(t, []byte(raw)).Inner.Testo() })
	}
}

func within(t *testing.T, name string, limit time.Duration, f func()) {
	t.Helper()
	start := time.Now()
	f()
	d := time.Since(start)
	if d > limit {
		t.Errorf("%s: took %v", name, d)
	}
	if d > 250*time.Millisecond {
		t.Logf("%s: %v", name, d)
	}
}
