package mailparse

import (
	"strings"
	"testing"
)

// TestWhatTheEyeDoesNotSee: each of these hides words from the eye, or shows them as what does not hold, and a person looks.
func TestWhatTheEyeDoesNotSee(t *testing.T) {
	for _, in := range []string{
		"<font color=#ffffff>n</font>", "<font color=fffffe>n</font>", "<font color=White>n</font>", "<body text=white>n", "<table bgcolor=black><td bgcolor=white><font color=white>n</table>",
		"<p style='color:#fefefe'>n", "<p style='color:rgb(250 250 250)'>n", "<p style='color:rgb(99%,99%,99%)'>n", "<p style='color:rgba(0,0,0,0)'>n", "<p style='color:#0000'>n", "<p style='color:rgb(0 0 0 / 5%)'>n",
		"<p style='color:hsl(0,0%,100%)'>n", "<p style='color:#dddddd'>n", "<p style='color:snow;background:url(x)'>n", "<p style='background:#000;color:#010101'>n", "<p style='color:white;background:black;background:white'>n",
		"<p style='color:white!important;color:black'>n", "<p style='background:white!important;background:black;color:white'>n", "<p style='-webkit-text-fill-color:white'>n", "<p style='background:black'>n",
		"<p style='transform:scale(0)'>n", "<p style='transform:translateX(-9999px)'>n", "<p style='clip-path:inset(100%)'>n", "<p style='position:absolute;clip:rect(0 0 0 0)'>n", "<p style='clip:rect(0px,0px,0px,0px)'>n", "<p style='zoom:0'>n",
		"<p style='filter:opacity(0)'>n", "<p style='filter:alpha(opacity=0)'>n", "<p style='max-height:0;overflow:hidden'>n", "<p style='max-width:0;overflow:hidden'>n", "<p style='text-indent:-5000px'>n", "<p style='left:9999px'>n",
		"<p style='margin-left:-100vw'>n", "<p style='line-height:0'>n", "<p style='font:0/0 a'>n", "<p style='dis\\70lay:none'>n", "<p style='unicode-bidi:bidi-override;direction:rtl'>n", "<p style='mask:url(x)'>n",
		"<style>p:first-child{display:none}</style><p>n", "<style>p:nth-child(2n+1){color:white}</style><p>n", "<style>:not(.y){display:none}</style><p>n", "<style>[title]{display:none}</style><p title=a>n", "<style>b+p{display:none}</style><b>v</b><p>n",
		"<style>b~.x{display:none}</style><b>v</b><p class=x>n", "<style>p{display:none}</style><p>n", "<style>*{font-size:0}</style>n", "<style>body{display:none}</style>n", "<style>.a .x{display:none}</style><p class=x>n",
		"<style>.X{display:none}</style><p class=x>n", "<style>p:is(.y, .x){display:none}</style><p class=x>n", "<style>@media screen{.x{display:none}}</style><p class=x>n", "<style>@media all{.y{color:red}}.x{display:none}</style><p class=x>n",
		"<style>@import 'a'; .x{display:none}</style><p class=x>n", "<style>.a{.x{display:none}}</style><p class=x>n", "<style>p:before{content:'non '}</style><p>n", "<style>p::after{content:'non '}</style><p>n",
		"<s>n</s>", "<strike>n</strike>", "<del>n</del>", "<p style='text-decoration:underline line-through'>n", "<details>n</details>", "<dialog>n</dialog>", "<bdo dir=rtl>n</bdo>", "<div hidden=until-found>n</div>",
		"<!--[if mso]>n<![endif]-->", "<!--[IF gte mso 9]><p>n</p><![endif]-->", "<!-- [if !mso 9]>n<![endif]-->", "<!--[if mso]>&lt;n&gt;<![endif]-->", "<!--[if mso]><!--[if mso]>n<![endif]-->", "<!--[if mso]>n", "<!--[if supportFields]>non chiedo<![endif]-->",
		"<!--[if mso]><input value=n><![endif]-->", "<input value=n>", "<input type=submit value=n>", "<input placeholder=n>", "<textarea placeholder=n></textarea>", "<select><optgroup label=n></select>", "<img alt='non vale più'>", "<img alt='annullo la richiesta'>", "<area alt='Anzi no'>",
		"<img alt='" + strings.Repeat("parola ", maxAlt+1) + "'>", "<iframe srcdoc=n></iframe>", "<iframe src=x></iframe>", "<embed src=x>", "<object data=x></object>", "<template>n</template>", "<div><template shadowrootmode=open></template></div>",
		strings.Repeat("<style>.y{color:red}</style>", maxSheets) + "<style>.x{display:none}</style><p class=x>n", "<style>" + strings.Repeat(".y{color:red}", maxRules) + ".x{display:none}</style><p class=x>n",
	} {
		if text, hid := htmlText("visto " + in); !hid || !strings.HasPrefix(text, "vi") {
			t.Errorf("%s: %q is not said to hide", cutText(in, 200), text)
		}
	}
}

// TestWhatClientsWrite: what programs put into every message hides nothing.
func TestWhatClientsWrite(t *testing.T) {
	for _, in := range []string{
		// Outlook for the desktop
		`<html xmlns:v="urn:schemas-microsoft-com:vml"><head><style><!-- /* Font Definitions */ @font-face {font-family:"Cambria Math"; panose-1:2 4 5 3 5 4 6 3 2 4;} @font-face {font-family:"\@SimSun";}
p.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0cm; margin-bottom:.0001pt; font-size:11.0pt; font-family:"Calibri",sans-serif; mso-fareast-language:EN-US;} a:link, span.MsoHyperlink {mso-style-priority:99; color:#0563C1; text-decoration:underline;}
a:visited, span.MsoHyperlinkFollowed {color:#954F72;} p.a {mso-style-name:Normale\(Web\); margin-left:36.0pt; text-indent:-18.0pt} span.StileMessaggioDiPostaElettronica17 {mso-style-type:personal-compose; font-family:"Calibri",sans-serif; color:windowtext;}
.MsoChpDefault {mso-style-type:export-only; font-size:10.0pt;} @page WordSection1 {size:612.0pt 792.0pt; margin:70.85pt 2.0cm 2.0cm 2.0cm;} div.WordSection1 {page:WordSection1;} @list l0 {mso-list-id:1; mso-level-text:"\F0B7";} ol {margin-bottom:0cm;}
--></style><!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]--></head><body lang=IT link="#0563C1" vlink="#954F72" style='word-wrap:break-word'><div class=WordSection1><p class=MsoNormal>v<o:p></o:p></p><p class=MsoNormal style='line-height:0'><o:p>&nbsp;</o:p></p></div></body></html>`,
		"<head><style>v\\:* {behavior:url(#default#VML);} o\\:* {behavior:url(#default#VML);} .shape {behavior:url(#default#VML);}</style></head><body><p style='background:white'><span style='color:black;background:white'>v</span></p></body>",
		`<head><!--[if !mso]><style>v\:* {behavior:url(#default#VML);}</style><![endif]--><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:LidThemeOther>IT</w:LidThemeOther></w:WordDocument></xml><![endif]--><!--[if gte mso 10]><style> /* Style Definitions */ table.MsoNormalTable {mso-style-name:"Tabella normale"; font-family:"Calibri",sans-serif;} </style><![endif]--></head><body><p>v<!--[if supportFields]><span style='mso-element:field-begin'></span><span style='mso-spacerun:yes'>&nbsp;</span>HYPERLINK &quot;mailto:a@b.example&quot; <span style='mso-element:field-separator'></span><![endif]--><!--[if gte vml 1]><v:shapetype id="_x0000_t75" coordsize="21600,21600" path="m@4@5l@4@11@9@11@9@5xe"><v:stroke joinstyle="miter"/></v:shapetype><v:shape id="Immagine_x0020_1" style='width:90pt'><v:imagedata src="cid:image001.png" o:title="logo"/></v:shape><![endif]--><![if !vml]><img src="cid:image001.png" alt="Immagine che contiene testo, Carattere, schermata, logo&#10;&#10;Il contenuto generato dall’IA potrebbe non essere corretto."><![endif]></p><!--[if mso]></td></tr></table><![endif]--><!-- un commento --></body>`,
		// Outlook on the web, Apple Mail, Thunderbird, Gmail
		`<head><style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style></head><body dir="ltr"><div class="elementToProof" style="font-family: Aptos, sans-serif; font-size: 12pt; color: rgb(0, 0, 0); background-color: rgb(255, 255, 255);">v</div></body>`,
		`<body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;"><div style="caret-color: rgb(0, 0, 0); color: rgb(0, 0, 0); text-indent: 0px; text-transform: none; white-space: normal; -webkit-text-stroke-width: 0px; text-decoration: none;">v</div></body>`,
		`<body text="#000000" bgcolor="#FFFFFF"><p>v</p><div class="moz-signature">v</div></body>`, `<div dir="ltr">v<br clear="all"><div><span style="color:rgb(136,136,136);font-size:x-small;background-color:transparent">v</span></div></div>`,
		// signatures and tables
		"<table bgcolor='#003366'><td><font color=white>v</font></table>", "<td style='background:#1F4E79'><span style='color:white'>v</span>", "<body bgcolor=black text=white>v", "<p style='color:white;background-color:navy'>v",
		"<style>a:hover{color:#fff} p{color:#333} .f:after{content:'';clear:both} td{border-collapse:collapse}</style><p class=f>v", "<style>@media print{p{display:none}}</style><p>v", "<details open>v</details>", "<p style='text-decoration:none;height:0'>v",
		"<td style='line-height:0;font-size:0'><img src=x></td>v", "<p style='background:#f5f5f5;color:#333'>v", "<p style='color:inherit;background:none'>v", "<style>.x{display:none}</style><p>v", "<p style='margin:0cm 0cm 0cm -36pt;left:0'>v", "<hr style='width:98%'>v",
	} {
		if text, hid := htmlText(in); hid || !strings.Contains(text, "v") {
			t.Errorf("%s: %q, said to hide: %v", cutText(in, 200), text, hid)
		}
	}
}

// TestAmbiguoOfHeads: lines of a header, and types, of which two readers make two texts.
func TestAmbiguoOfHeads(t *testing.T) {
	part := func(head string) string {
		return da + "Content-Type: multipart/mixed; boundary=b\n\n--b\n" + head + "\nuno\n--b--\n"
	}
	for raw, want := range map[string]bool{
		da + "\nuno\n": false, "From x@y.example Mon Nov 23 09:00:00 2026\n" + da + "\nuno\n": false, part("Content-Type: text/plain\n"): false,
		da + "riga senza due punti\nNota: NON eseguite\nContent-Type: text/plain\n\nuno\n": true, part("riga senza due punti\nContent-Type: text/plain\n"): true,
		da + "Content-Type : text/html\n\nuno\n": true, da + "X-Nota\t: x\n\nuno\n": true, part("Content-Type : text/html\n"): true,
		da + "Content-Type: multipart/mixed\n\nuno\n": true, da + "Content-Type: multipart/mixed; boundary=\"\"\n\nuno\n": true, da + "Content-Type: multipart/mixed; boundary=" + strings.Repeat("b", maxBoundary+1) + "\n\nuno\n": true,
		da + "Content-Type: text/enriched\n\nuno\n": true, part("Content-Type: text/enriched\n"): true, part("Content-Type: text/x-markdown\n"): true, part("Content-Type: text/csv; name=a.csv\n"): true,
		part("Content-Type: text/csv\nContent-Disposition: attachment\n"): false, part("Content-Type: application/pdf\n"): false,
	} {
		if in := inner(t, raw); in.Ambiguo != want {
			t.Errorf("%q: %v, want %v", cutText(raw[min(len(raw), 100):], 400), in.Ambiguo, want)
		}
	}
}
