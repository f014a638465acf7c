package mailparse

import (
	"strings"
	"testing"
)

// attacchiLettori are originals that two mail programs show in two ways, beside those that every client writes: of the former a person
// is told (Ambiguo, Nascosto, or an address that is not taken), of the latter nobody is bothered.
func attacchiLettori() []caso {
	var all []caso
	parti := func(kind string, second string) (head, body string) {
		return "Content-Type: multipart/" + kind + "; boundary=A", "--A\r\nContent-Type: text/plain\r\n\r\n" + chiesto + "\r\n--A\r\n" + second + "\r\n--A--\r\n"
	}
	for _, kind := range []string{"application/xhtml+xml", "application/pdf", "application/rtf", "image/svg+xml", "image/png", "application/octet-stream"} {
		head, body := parti("alternative", "Content-Type: "+kind+"\r\n\r\nx")
		all = append(all, inOriginale("readers: an alternative in "+kind, "V14", head, body, true))
	}
	head, body := parti("alternative", "Content-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html\r\n\r\n<p>"+chiesto+"\r\n--B\r\nContent-Type: image/png\r\nContent-ID: <1>\r\n\r\nx\r\n--B--")
	all = append(all, inOriginale("readers: a page with its image", "V14", head, body, false))
	head, body = parti("mixed", "Content-Type: application/pdf; name=a.pdf\r\n\r\n%PDF")
	for cte, odd := range map[string]bool{"base64": true, "quoted-printable": true, "x-uuencode": true, "7bit": false, "8bit": false, "binary": false} {
		all = append(all, inOriginale("readers: a multipart in "+cte, "V14", head+"\r\nContent-Transfer-Encoding: "+cte, body, odd))
	}
	for c, odd := range map[string]bool{"--A\r\nContent-Type: text/plain\r\n\r\n" + ritirato + "\r\n--A--\r\n": true, "--A--": true, "\r--A\r\n\r\n" + ritirato: true, "controllato -- Antivirus --A\r\n": false, "\r\n\r\n": false} {
		all = append(all, inOriginale("readers: behind the end "+strings.ToValidUTF8(cutText(c, 12), ""), "V14", head, body+c, odd))
	}
	for label, odd := range map[string]bool{"csUnicode11UTF7": true, "iso646-it": true, "koi7": true, "x-unknown": true, "iso-8859-15": false, "windows-1252": false, "cp850": false, "utf8": false, `"utf-8"`: false, "us-ascii": false} {
		all = append(all, inOriginale("readers: the charset "+label, "V14", "Content-Type: text/plain; charset="+label, chiesto, odd))
	}
	for text, odd := range map[string]bool{chiesto + "\r\n > " + ritirato: true, chiesto + "\r\n >" + ritirato: true, "la pec a@pec.example \r\n.it": true, "due parole  \r\ninsieme": false, "> " + ritirato + "\r\n" + chiesto: false, "-- \r\nfirma": false, " e un capoverso": false} {
		all = append(all, inOriginale("readers: flowed "+cutText(text, 60), "V14", "Content-Type: text/plain; format=flowed; delsp=yes", text, odd))
	}
	return append(all, inOriginale("readers: flowed without DelSp", "V14", "Content-Type: text/plain; format=flowed", "due parole \r\ninsieme", false))
}

// TestPagineDiverse: words in a page that some programs show and others hide, move or take out stay in the text, and a person is told; what
// the common clients write is not told.
func TestPagineDiverse(t *testing.T) {
	stile := func(s string) string { return `<p>uno <span style="` + s + `">due</span> tre` }
	for in, hidden := range map[string]bool{
		stile("font-size:0.2em"): true, stile("font-size:20%"): true, stile("font-size:3px"): true, stile("opacity:0.3"): true, stile("zoom:10%"): true, stile("letter-spacing:-1em"): true,
		stile("word-spacing:-9em"): true, stile("position:fixed;bottom:-100px"): true, stile("position:absolute"): true, stile("float:right"): true, stile("direction:rtl"): true,
		stile("writing-mode:vertical-rl"): true, stile("z-index:-1"): true, stile("flex-direction:row-reverse"): true, stile("font-family:Wingdings"): true, stile("font:12pt Webdings"): true,
		stile("padding-top:9999px"): true, stile("-webkit-text-security:disc"): true, stile("display:var(--x)"): true, stile("all:unset"): true, stile("animation:x 1s"): true,
		stile("column-width:1px"): true, stile("a-property-of-2030:x"): true, stile("backface-visibility:hidden"): true,
		`<p dir=rtl>uno`: true, `<font face=Wingdings>uno</font>`: true, `<slot>uno</slot>`: true, `<x-foo>uno</x-foo>`: true, `<xml>uno</xml>`: true,
		`<p>uno<p title="x>due tre`: true, `<p>uno<b due tre`: true,
		`<link rel=stylesheet href=x.css><p>uno`: true, `<style>@import "x.css";</style><p>uno`: true, `<style>@font-face{font-family:Arial;src:url(x)}</style><p>uno`: true,
		`<p>la pec <img src=cid:1>a@pec.example`: true, `<p>la pec a@pec.<img src=cid:1>example`: true, `<style>.a{float:left}</style><p>uno <b class=a>due</b>`: true,

		stile("color:rgb(0,0,0);font-family:Aptos,Calibri,sans-serif;font-size:12pt"): false, stile("font-size:11.0pt;mso-fareast-language:EN-US;mso-ligatures:none"): false,
		stile("-webkit-text-size-adjust:auto;-webkit-text-stroke-width:0px;white-space:normal;orphans:2;widows:2;caret-color:rgb(0,0,0)"): false,
		stile("overflow-wrap:break-word;-webkit-nbsp-mode:space;line-break:after-white-space"):                                            false, stile("letter-spacing:normal;word-spacing:0px;text-indent:0px;text-transform:none"): false,
		stile("letter-spacing:-.3pt;text-decoration:underline;background-color:#ffff00"): false, stile("font-family:'Segoe UI Symbol',sans-serif"): false, stile("--brand:red;margin:0 0 .0001pt 0"): false,
		`<div dir=ltr>uno`: false, `<div dir=auto>uno`: false, `<p class=MsoNormal>uno<o:p></o:p>`: false, `<st1:date>uno</st1:date>`: false, `<p>Studio Rossi <img src=logo.png> via Roma`: false,
		`<img src=x.png> Dott. Rossi`: false, `<p>uno</p><div style="float:left"><img src=x></div>`: false, `<p>uno<span style="font-family:Symbol">·</span>`: false,
		`<style>@font-face{font-family:Calibri;panose-1:2 15 5 2}p.MsoNormal{margin:0cm;font-size:11pt}a:link{mso-style-priority:99;color:#0563C1}@page WordSection1{size:612pt 792pt}div.WordSection1{page:WordSection1}</style><div class=WordSection1><p class=MsoNormal>uno</div>`: false,
		`<html><head><meta charset=utf-8><style type="text/css" style="display:none;">P {margin-top:0;margin-bottom:0;}</style></head><body dir="ltr"><div class="elementToProof" style="font-size: 12pt; color: rgb(0, 0, 0);">uno</div></body></html>`:                               false,
	} {
		text, hid := htmlText(in)
		if hid != hidden || !strings.Contains(text, "uno") && !strings.Contains(text, "pec") && !strings.Contains(text, "Rossi") {
			t.Errorf("%s\n\thidden %v: %q", in, hid, text)
		}
	}
	if text, _ := htmlText("<head><title>x</title>" + ritirato + "</head><body><p>uno"); !strings.Contains(text, ritirato) {
		t.Errorf("words in a head are shown: %q", text)
	}
}

// TestIndirizziAccostati: what touches an address without being seen may be a part of it, and so may what a slip of the finger puts
// there; what sentences have there is not.
func TestIndirizziAccostati(t *testing.T) {
	const a = "giulia.bianchi@pec.example"
	for in, valid := range map[string]bool{
		"altra\x08" + a: false, "altra\x00" + a: false, a + "\x01.it": false, a + ".\x01it": false, "altra\u2800" + a: false, a + "\u2800.it": false, "altra\ufffd" + a: false, a + "\ufffcit": false,
		a + "&it": false, a + "%it": false, "altra\ue000\ufffd" + a: false,
		a: true, "<" + a + ">": true, "«" + a + "»": true, "pec:" + a + ".": true, "(" + a + "),": true, "“" + a + "”": true, a + " \x01": true, "pec=" + a: true, "1)" + a + ";": true, "mailto:" + a: true,
		"giulia,bianchi@pec.example": false, "giulia;bianchi@pec.example": false, "giulia:bianchi@pec.example": false, "giulia·bianchi@pec.example": false, a + ",it": false, a + ";it": false, a + "_it": false, a + "·it": false,
		"PEC personale:" + a: true, "PEC personale," + a: false, a + ", it": true, "nuova mail:" + a + ",": true, "«" + a + "»,": true, "_" + a + "_": true,
		a + "/pec": true, "•" + a: true, a + "…": true, "*" + a + "*": true,
	} {
		c := findAddresses(normal(in).join(), InNuovo)
		if len(c) != 1 || c[0].Valido != valid {
			t.Errorf("%q: %+v", in, c)
		}
	}
}
