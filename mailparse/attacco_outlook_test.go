package mailparse

import "testing"

// nascosto is a busta with an original of that header and body, and whether a person is told that words are not seen as words that hold.
func nascosto(nome, head, body string, want bool) caso {
	return caso{classe: "shown", regola: "V14", nome: nome, fai: dentro(head, body), atteso: "certified | trasporto posta-certificata | dati inner*", guarda: func(t *testing.T, m *Message, _ Proof) {
		t.Helper()
		if m.Inner.Nascosto != want {
			t.Errorf("hidden %v, want %v: %q", m.Inner.Nascosto, want, m.Inner.Text)
		}
	}}
}

// attacchiDiOutlook are pages that say one thing in Outlook and another in other programs, and what style sheets write, cover, cut or strike
// without a word of the message.
func attacchiDiOutlook() []caso {
	chiede := func(before, after string) string {
		return "<p>Il sottoscritto " + before + "chiede di rinunciare" + after + " alla PEC.</p>"
	}
	var all []caso
	for page, hidden := range map[string]bool{
		chiede("<!--[if mso]><s><![endif]-->", "<!--[if mso]></s><![endif]-->"):                                        true,
		chiede("<!--[if gte mso 9]><span style='display:none'><![endif]-->", "<!--[if gte mso 9]></span><![endif]-->"): true,
		chiede("<![if !mso]>", "<![endif]>"):                                                                           true,
		chiede("<!--[if !mso]><!-->", "<!--<![endif]-->"):                                                              true,
		chiede("<![if !vml]>", "<![endif]>"):                                                                           true,
		chiede("<![if !supportLists]>", "<![endif]>"):                                                                  true,
		chiede("<![if !supportLists]>a)&nbsp;<![endif]>", ""):                                                          false,
		chiede("<![if !vml]><img src=cid:1><![endif]>", ""):                                                            false,
		chiede("<!--[if gte mso 9]><xml><o:x>n</o:x></xml><![endif]-->", ""):                                           false,
		chiede("<!--[if gte vml 1]><v:shape style='position:absolute'></v:shape><![endif]-->", ""):                     false,
		chiede("<span style='text-line-through:double'>", "</span>"):                                                   true,
		chiede("<span style='text-line-through:none'>", "</span>"):                                                     false,
		chiede("<span style='text-indent:100%;white-space:nowrap;overflow:hidden;display:block'>", "</span>"):          true,
		chiede("<div style='height:12px;overflow:hidden'>", "</div>"):                                                  true,
		chiede("<div style='max-height:2em;overflow:hidden'>", "</div>"):                                               true,
		chiede("<div style='height:400px;overflow:hidden'>", "</div>"):                                                 false,
		chiede("<div popover>", "</div>"):                                                                              true,
		chiede("<input type=checkbox> ", ""):                                                                           true,
		chiede("", "<input type=radio>"):                                                                               true,
		chiede("<font face=Wingdings>&#168;</font> ", ""):                                                              true,
		chiede("<span style='font-family:Wingdings'>&#xF0A8;</span> ", ""):                                             true,
		chiede("<span style='font-family:Wingdings'>§</span> ", ""):                                                    false,
		chiede("", "") + "<div style='position:fixed;inset:0;background:#fff'></div>":                                  true,
		chiede("", "") + "<div style='margin-top:-500px;background:white;height:500px'></div>":                         true,
		"<style>q{quotes:'annullo ' ' tutto'}</style>" + chiede("<q>", "</q>"):                                         true,
		"<style>q{quotes:'annullo ' ' tutto'}</style>" + chiede("", "<q></q>"):                                         true, "<style>li{list-style:'annullo '}</style>" + chiede("", "<li>"): true, chiede("", "<q style=\"quotes:'annullo' ''\"></q>"): true,
		"<style>q{quotes:'«' '»'}</style>" + chiede("<q>", "</q>"):                                                               false,
		"<style>@counter-style a{system:cyclic;symbols:'annullo'}li{list-style:a}</style>" + chiede("", "") + "<ul><li>uno</ul>": true,
		"<style>p::\\62 efore{c\\6fntent:'non'}</style>" + chiede("", ""):                                                        true,
		"<style>p::before{c\\6fntent:'non'}</style>" + chiede("", ""):                                                            true,
		"<style>p::\\62 efore{content:'non'}</style>" + chiede("", ""):                                                           true,
		"<style>v\\:* {behavior:url(#default#VML);}</style>" + chiede("", ""):                                                    false,
	} {
		all = append(all, nascosto("outlook: "+cutText(page, 90), "Content-Type: text/html; charset=utf-8", page, hidden))
	}
	return all
}

// attacchiDiTratti are words struck out in plain text, and what programs show over a message.
func attacchiDiTratti() []caso {
	var all []caso
	const utf8 = "Content-Type: text/plain; charset=utf-8"
	for text, hidden := range map[string]bool{
		"chiede\u20e0 di rinunciare": true, "c\u0336h\u0336i\u0336ede di rinunciare": true, "chiede\u0338 di rinunciare": true, "~~chiede di rinunciare~~": true, "~~Il sottoscritto\r\nchiede di rinunciare~~": true, "Il sottoscritto ~chiede~ di rinunciare": true,
		"chiede ~ 2 volte ~ niente": false, "http://x.example/~rossi/~a": false, "~~~~~~~~": false, "~ Giulia Bianchi": false, "perche\u0301 chiede": false, "circa ~10 e ~20": false,
	} {
		all = append(all, nascosto("struck: "+text, utf8, text, hidden))
	}
	for head, odd := range map[string]bool{
		"Sender: \"Rossi\" <altro@pec.example>": true, "Sender: mittente@pec.example\r\nSender: altro@pec.example": true, "X-Message-Flag: annullo": true, "X-Unsent: 1": true, "X-Mozilla-Draft-Info: internal/draft": true,
		"X-Unsent: 0": false, "Organization: Studio": false,
	} {
		all = append(all, inOriginale("over the message: "+head, "V14", utf8+"\r\n"+head, chiesto, odd))
	}
	return append(all, inOriginale("readers: a boundary with a quoted pair", "V14", `Content-Type: multipart/mixed; boundary="A\B"`, "--AB\r\n\r\n"+chiesto+"\r\n--AB--\r\n--A\\B\r\n\r\n"+ritirato+"\r\n--A\\B--", true))
}
