package mailparse

import (
	"strings"
	"testing"
)

// TestWhatHides puts the same words under each declaration of CSS: those that take them out of sight leave nothing in the text and
// say so, those that are nearly the same change nothing (reliability.md §3.1, CSS-hidden).
func TestWhatHides(t *testing.T) {
	for style, hidden := range map[string]bool{
		"display:none": true, "display: NONE": true, "display:none!important": true, "color:red;display:none": true, "display:block": false, "display:none-such": false,
		"visibility:hidden": true, "visibility:collapse": true, "visibility:visible": false, "mso-hide:all": true, "mso-hide:none": false,
		"opacity:0": true, "opacity:0.0": true, "opacity:.0": true, "opacity:0.01": true, "opacity:1": false, "opacity:0.9": false,
		"font-size:0": true, "font-size:0pt": true, "font-size:1px": true, "font-size:0.5px": true, "font-size:1pt": true, "font-size:.05em": true, "font-size:x": false, "font-size:-1px": false, "font-size:1e-9px": true, "font-size:nan": false, "font-size:1em": false, "font-size:11px": false, "font-size:100%": false, "font-size:small": false,
		"max-height:0;overflow:hidden": true, "height:0px;overflow:hidden": true, "width:0;overflow-x:clip": true, "overflow-y:hidden;max-width:0": true,
		"max-height:0": false, "overflow:hidden": false, "height:300px;overflow:hidden": false,
		"text-indent:-9999px": true, "position:absolute;left:-9999px": true, "top:-9990px": true, "margin-left:-999em": true, "left:-9px": false,
		"color:transparent": true, "color:white": true, "color:#FFF": true, "color:rgb(255, 255, 255)": true, "color:white;background:#000": false, "color:#fefefe": true, "color:#dddddd;background:#000": false,
		"color:red;background-color:red": true, "color: rgb(1, 2, 3);background: rgb(1,2,3)": true, "color:red;background:blue": false, "color:black": false,
		"dis/* x */play:none": true, "display/**/:/**/none": true, "display:none/*": true, "": false, ";;;": false, "none": false, "display": false,
	} {
		text, hid := htmlText(`visto <span style="` + style + `">nascosto</span> dopo`)
		want := "visto nascosto dopo"
		if hidden {
			want = "visto dopo"
		}
		if text != want || hid != hidden {
			t.Errorf("%q: %q, hidden %v", style, text, hid)
		}
		sheet, hid := htmlText(`<style>.x{` + style + `}</style>visto <span class="a x">nascosto</span> dopo`)
		if sheet != want || hid != hidden {
			t.Errorf("%q in a sheet: %q, hidden %v", style, sheet, hid)
		}
	}
}

// TestSelectors: the simple selectors of a sheet are followed, others are not taken for them.
func TestSelectors(t *testing.T) {
	for sheet, hidden := range map[string]bool{
		".x{display:none}": true, "p.x{display:none}": true, "#i{display:none}": true, "p#i{display:none}": true, "a,.x , b{display:none}": true, ".y{display:none}": false,
		"span.x{display:none}": false, "p:hover{display:none}": false, ".x>b{display:none}": false,
		"@media print{.x{display:none}}": false, "@media screen{.y{color:red}.x{display:none}} .x{display:none}": true, "@charset 'x'; .x{color:red}": false,
		"@font-face{a:b} .x{display:none}": true, "/* .x{display:none} */": false, "<!-- .x{display:none} -->": true, ".x{display:none": true, ".x{color:red}.x{display:none}": true,
		"@media a{b{c}": false, "": false, "{": false, "}": false,
	} {
		text, hid := htmlText("<STYLE type='text/css'>" + sheet + "</STYLE><p class=x id=i>nascosto</p><p>visto</p>")
		want := "nascosto\n\nvisto"
		if hidden {
			want = "visto"
		}
		if text != want || hid != hidden {
			t.Errorf("%q: %q, hidden %v", sheet, text, hid)
		}
	}
	if text, hid := htmlText("<p class=x>nascosto</p>visto<style>.x{display:none}"); text != "visto" || !hid {
		t.Errorf("a sheet at the end that is never closed: %q %v", text, hid)
	}
	many := strings.Repeat("<style>.y{display:none}</style>", 19) + "<style>.x{display:none}</style>"
	if text, hid := htmlText(many + "<p class=x>nascosto</p>visto"); text != "visto" || !hid {
		t.Errorf("the twentieth sheet: %q %v", text, hid)
	}
}

// TestAttributesThatHide: by attribute, not by style.
func TestAttributesThatHide(t *testing.T) {
	for in, want := range map[string]string{
		"<div hidden>n</div>v": "v", `<div hidden="">n</div>v`: "v", `<div hidden="until-found">v</div>`: "v", `<input type=hidden value=n>v`: "v", "<div aria-hidden=true>v</div>": "v",
		"<template>n</template>v": "v", "<noscript>n</noscript>v": "v", "<textarea>n</textarea>v": "v", "<select><option>n</select>v": "v", "<object>n</object>v": "v", "<svg><text>n</text></svg>v": "v",
		"<iframe>n</iframe>v": "v", "<title>n</title>v": "v", "<script>n</script>v": "v", "<!doctype html>v": "v", "<?xml n?>v": "v", "<head><meta n>v<body>v": "v\nv", "<head><title>n</title><p>v": "v", "<head><style>n</style>v": "v", "<head><b>v</b></head>v": "vv",
		"<b hidden><i>n</i></b><i>v</i>": "v", "<div hidden><div>n</div>n</div>v": "v", "<p hidden>n<div>v</div>": "v", "<td hidden>n<td>v": "v",
	} {
		if got, _ := htmlText(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]bool{
		"<div hidden>n</div>": true, "<div hidden> \n</div>": false, "<script>n</script>": false, "<div hidden><script>n</script></div>": false, "<style>n</style>": false,
		`<img style="display:none" src=x>`: false, `<span style="display:none"></span>`: false, `<div style="display:none">&nbsp;</div>`: false,
	} {
		if _, hid := htmlText(in); hid != want {
			t.Errorf("%q: hidden %v", in, hid)
		}
	}
}

// TestLinesOfHTML: what ends a line in a reader's window ends it in the text, and nothing else does.
func TestLinesOfHTML(t *testing.T) {
	for in, want := range map[string]string{
		"a<br>b": "a\nb", "a<br/>b": "a\nb", "a<br><br>b": "a\n\nb", "a</br>b": "a\nb", "a<hr>b": "a\nb", "<p>a</p><p>b</p>": "a\n\nb", "<p>a<p>b": "a\n\nb", "a</p>b": "a\nb",
		"<div>a</div><div>b</div>": "a\nb", "<div>a</div>b": "a\nb", "<div><div>a</div></div><div>b</div>": "a\nb", "<div>a</div><div><br></div><div>b</div>": "a\n\nb",
		"<div>a</div><div>&nbsp;</div><div>b</div>": "a\n\nb", "<p>a</p><p>&nbsp;</p><p>b</p>": "a\n\nb", "<span>a</span><span>b</span>": "ab", "<b>a</b> <i>b</i>": "a b",
		"a\nb": "a b", "a\r\n\tb": "a b", "<pre>a\nb</pre>": "a b", "<li>a</li><li>b</li>": "a\nb", "<ul><li>a<ul><li>b</ul><li>c</ul>": "a\nb\nc", "<dl><dt>a<dd>b</dl>": "a\nb",
		"<h1>a</h1>b": "a\n\nb", "<table><tr><th>a</th><td>b</td></tr></table>c": "a b\nc", "<td>a</td><td>b</td>": "a b", "<center>a</center>b": "a\nb",
		"<a href='https://x.example'>a</a>b": "ab", "<font>a</font>b": "ab", "a<wbr>b": "ab", "a<img>b": "ab", "&lt;p&gt;": "<p>", "&amp;amp;": "&amp;", "a&#10;b": "a b", "&#x1F4E7;": "📧",
		"<blockquote>a<blockquote>b</blockquote></blockquote>c": "> a\n> b\nc", "<blockquote><p>a</p><p>b</p></blockquote>": "> a\n> b", "<unknown>a</unknown>b": "ab", "</div></div>a": "a",
		"<div class='gmail_quote'>a</div>b": "> a\nb", "<div class='yahoo_quoted'>a</div>b": "> a\nb", "<div class='gmail_quotes'>a</div>b": "a\nb", "<div type=cite>a</div>b": "> a\nb",
		`<a href="mailto:a@b.example">scrivi</a>`: "scrivi <a@b.example>", `<a href="mailto:A%40b.example?subject=x">scrivi</a>`: "scrivi <a@b.example>", `<a href="http://a@b.example">x</a>`: "x",
		`<a href="mailto:a@b.example"><img></a>v`: "<a@b.example> v", `<a href=" MAILTO:a@b.example ">a@b.example</a>`: "a@b.example", `<a href="mailto:">x</a>`: "x", `<a href="mailto">x</a>`: "x",
		`<div>prima</div><a href="mailto:a@b.example">x<div>A@B.example</div></a>`: "prima\nx\nA@B.example\n<a@b.example>",
	} {
		if got, _ := htmlText(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestMailtoAgainstWhatIsSaid: a link that says one address and writes to another is found with both, so that nobody is taken in.
func TestMailtoAgainstWhatIsSaid(t *testing.T) {
	in := inner(t, da+"Content-Type: text/html\n\n<p>la mia PEC &egrave; <a href=\"mailto:falsa@evil.example\">giulia@pecmail.example</a></p>\n")
	if got := valori(in.Testo().Indirizzi, InNuovo); got != "giulia@pecmail.example falsa@evil.example" {
		t.Errorf("addresses %q", got)
	}
}

// TestTwoFormsOfAText holds the plain form against the HTML one: layout and case do not matter, an address, a code or a word more or less
// does.
func TestTwoFormsOfAText(t *testing.T) {
	const plain = "Chiedo di inserire a@pec.example, CF BNCGLI78C48G478A"
	for html, want := range map[string]bool{
		"<p>Chiedo di inserire a@pec.example, CF BNCGLI78C48G478A</p>":                                              false,
		"<div>Chiedo di inserire<br><a href='mailto:a@pec.example'>A@pec.example</a>,<br>CF bncgli78c48g478a</div>": false,
		"<p>Altro testo con a@pec.example e BNCGLI78C48G478A</p>":                                                   true,
		"<p>a@pec.example BNCGLI78C48G478A BNCGLI78C48G478A a@pec.example</p>":                                      true,
		"<p>Non chiedo di inserire a@pec.example, CF BNCGLI78C48G478A</p>":                                          true,
		"<p>Chiedo di inserire b@pec.example, CF BNCGLI78C48G478A</p>":                                              true,
		"<p>Chiedo di inserire a@pec.example, CF RSSMRC69S21G702W</p>":                                              true,
		"<p>Chiedo di inserire a@pec.example</p>":                                                                   true,
		"<p>Chiedo di inserire a@pec.example o b@pec.example, CF BNCGLI78C48G478A</p>":                              true,
		"<p>Chiedo di inserire <a href='mailto:b@pec.example'>a@pec.example</a>, CF BNCGLI78C48G478A</p>":           true,
		"<p>Chiedo di inserire \u0430@pec.example, CF BNCGLI78C48G478A</p>":                                         true,
		"<p>Chiedo di inserire a@pec.example, CF BNCGLI78C48G478A?</p>":                                             true,
		"<p>Chiedo di inserire a@pec.example, CF BNCGLI78C48G478A 2030</p>":                                         true,
		"<p>1. Chiedo di inserire a@pec.example, CF BNCGLI78C48G478A</p>":                                           false,
		"<p> </p>": false,
	} {
		raw := da + "Content-Type: multipart/alternative; boundary=B\n\n--B\nContent-Type: text/plain; charset=utf-8\n\n" + plain +
			"\n--B\nContent-Type: text/html; charset=utf-8\n\n" + html + "\n--B--\n"
		if in := inner(t, raw); in.Discorde != want || in.Text != plain || in.Nascosto {
			t.Errorf("%s: discordant %v, hidden %v, text %q", html, in.Discorde, in.Nascosto, in.Text)
		}
	}
}
