package console

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"pecagent/rules"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestRotteERuoli: every address with every role and with nobody, asked for as a browser does, is let through or refused as
// testdata/ruoli.txt says, which a person reads; -update writes it anew.
func TestRotteERuoli(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	var table strings.Builder
	for _, r := range rotte() {
		method, path, _ := strings.Cut(r.Schema, " ")
		target := concreto(path)
		table.WriteString(r.Schema)
		for _, who := range slices.Concat(rules.Ruoli(), []string{""}) {
			b.chi = rules.Persona{}
			if who != "" {
				b.chi = rules.Persona{Utente: who, Ruoli: []string{who}}
			}
			var form url.Values
			if method == "POST" {
				form = url.Values{"perche": {"prova"}}
			}
			var let bool
			r.Fa = func(*pagina) error { let = true; return nil }
			rec, req := httptest.NewRecorder(), httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
			b.con.serve(rec, req, r)
			switch {
			case let && who == "":
				table.WriteString(" aperta")
			case let:
				table.WriteString(" " + who)
			case who == "" && (rec.Code != http.StatusSeeOther || !strings.HasPrefix(rec.Header().Get("Location"), "/entra")):
				t.Errorf("%s: nobody gets %d to %q", r.Schema, rec.Code, rec.Header().Get("Location"))
			case who != "" && b.chiede(method, target, form).StatusCode != http.StatusForbidden:
				t.Errorf("%s: the console itself lets %s through", r.Schema, who)
			case who != "" && rec.Code != http.StatusForbidden:
				t.Errorf("%s: %s gets %d", r.Schema, who, rec.Code)
			}
		}
		if r.Riprova {
			table.WriteString(" (conferma)")
		}
		table.WriteString("\n")
	}
	const golden = "testdata/ruoli.txt"
	if *update {
		must(t, os.WriteFile(golden, []byte(table.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	if table.String() != string(want) {
		t.Errorf("the table of addresses and roles is not %s (go test ./agent/console -update, and read what changed):\n%s", golden, differenze(string(want), table.String()))
	}
}

// concreto is an address of a pattern.
func concreto(pattern string) string {
	var b strings.Builder
	for i, part := range strings.Split(strings.TrimSuffix(pattern, "{$}"), "/") {
		if i > 0 {
			b.WriteByte('/')
		}
		if strings.HasPrefix(part, "{") {
			part = "1"
		}
		b.WriteString(part)
	}
	return b.String()
}

func differenze(want, got string) string {
	var b strings.Builder
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for _, l := range w {
		if !slices.Contains(g, l) {
			b.WriteString("- " + l + "\n")
		}
	}
	for _, l := range g {
		if !slices.Contains(w, l) {
			b.WriteString("+ " + l + "\n")
		}
	}
	return b.String()
}

// TestRotteUnaVolta: an address stands once in the table, has roles or is open, and what changes something is no GET.
func TestRotteUnaVolta(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rotte() {
		method, _, _ := strings.Cut(r.Schema, " ")
		if seen[r.Schema] || r.Fa == nil || len(r.Ruoli) == 0 != r.Aperta || method != "GET" && method != "POST" {
			t.Errorf("%+v", r)
		}
		seen[r.Schema] = true
	}
}

// TestAltrove: an address that is not in the table is not there, for who is known; who is not is led to the login; a method that is not
// in the table is neither.
func TestAltrove(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	for target, want := range map[string]int{"/wp-login.php": 404, "/static/": 404, "/static/../console.go": 307, "/static/console.go": 404, "/modelli/base.html": 404, "/.git/config": 404} {
		if res := b.chiede("GET", target, nil); res.StatusCode != want {
			t.Errorf("%s: %s, want %d", target, res.Status, want)
		}
	}
	for _, method := range []string{"PUT", "DELETE", "PATCH"} {
		if res := b.chiede(method, "/ferma", url.Values{}); res.StatusCode != 404 && res.StatusCode != 405 {
			t.Errorf("%s: %s", method, res.Status)
		}
	}
	b.siede("")
	if res := b.chiede("GET", "/wp-login.php", nil); res.StatusCode != http.StatusSeeOther {
		t.Errorf("a stranger learns what there is: %s", res.Status)
	}
}

// TestAltroSito: what changes something is done only when the browser says that a page of the console asked for it: every address of
// the table, every way in which another site, or nobody, can ask.
func TestAltroSito(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	cases := map[string]struct {
		h  http.Header
		ok bool
	}{
		"no word":              {http.Header{}, false},
		"cross-site":           {http.Header{"Sec-Fetch-Site": {"cross-site"}}, false},
		"same-site":            {http.Header{"Sec-Fetch-Site": {"same-site"}}, false},
		"cross-site, our name": {http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"http://example.com"}}, false},
		"another origin":       {http.Header{"Origin": {"https://male.example"}}, false},
		"another port":         {http.Header{"Origin": {"http://example.com:81"}}, false},
		"null":                 {http.Header{"Origin": {"null"}}, false},
		"unreadable":           {http.Header{"Origin": {"::"}}, false},
		"same-origin":          {http.Header{"Sec-Fetch-Site": {"same-origin"}}, true},
		"our origin":           {http.Header{"Origin": {"http://example.com"}}, true},
	}
	for name, c := range cases {
		for _, r := range rotte() {
			method, path, _ := strings.Cut(r.Schema, " ")
			if method != "POST" {
				continue
			}
			req := httptest.NewRequest(method, concreto(path), strings.NewReader("perche=x"))
			req.Header = c.h.Clone()
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			passed := false
			b.con.protegge(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { passed = true })).ServeHTTP(w, req)
			if passed != c.ok || !c.ok && w.Code != http.StatusForbidden {
				t.Errorf("%s, %s: passed %v, %d", r.Schema, name, passed, w.Code)
			}
		}
	}
	if res := b.chiedeCon("POST", "/ferma", http.Header{"Sec-Fetch-Site": {"cross-site"}}); res.StatusCode != http.StatusForbidden {
		t.Errorf("the console itself: %s", res.Status)
	}
	if strings.Contains(b.legge("/"), "INVIO FERMO") {
		t.Error("another site stopped the sending")
	}
}

func (b *banco) chiedeCon(method, target string, h http.Header) *http.Response {
	r := httptest.NewRequest(method, target, strings.NewReader(""))
	r.Header = h
	w := httptest.NewRecorder()
	b.con.ServeHTTP(w, r)
	return w.Result()
}

// TestIntestazioni: every answer, whatever it is, carries the same headers.
func TestIntestazioni(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	want := http.Header{
		"Content-Security-Policy": {"default-src 'none'; connect-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-src 'self'; " +
			"frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types pecagent"},
		"X-Content-Type-Options": {"nosniff"}, "Referrer-Policy": {"no-referrer"}, "Cross-Origin-Opener-Policy": {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"}, "Cache-Control": {"no-store"},
		"Permissions-Policy": {"accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"},
	}
	for _, c := range []struct{ who, method, target string }{{"m.neri", "GET", "/"}, {"m.neri", "GET", "/non-c-e"}, {"r.conti", "GET", "/utenti"}, {"", "GET", "/"}, {"", "GET", "/entra"},
		{"m.neri", "POST", "/ferma"}, {"m.neri", "GET", "/static/console.css"}, {"", "GET", "/static/pico.min.css"}, {"", "GET", "/static/non-c-e.css"}, {"m.neri", "PUT", "/"}} {
		b.siede(c.who)
		res := b.chiede(c.method, c.target, nil)
		for k, v := range want {
			if k == "Cache-Control" && strings.HasPrefix(c.target, "/static/") && res.StatusCode == 200 {
				v = []string{"private, max-age=300"}
			}
			if !slices.Equal(res.Header[k], v) && !(k == "Cache-Control" && res.StatusCode == 404) {
				t.Errorf("%s %s: %s is %q", c.method, c.target, k, res.Header[k])
			}
		}
		if res.Header.Get("Strict-Transport-Security") != "" || res.Header.Get("Content-Type") == "" && res.StatusCode != http.StatusSeeOther {
			t.Errorf("%s %s: %v", c.method, c.target, res.Header)
		}
	}
	r := httptest.NewRequest("GET", "https://pec.example/entra", nil)
	w := httptest.NewRecorder()
	b.con.ServeHTTP(w, r)
	if w.Header().Get("Strict-Transport-Security") != "max-age=31536000" {
		t.Errorf("over TLS: %v", w.Header())
	}
}

// TestBiscotto: over TLS the cookie is __Host-, Secure, HttpOnly, Strict, of the whole host and of no domain.
func TestBiscotto(t *testing.T) {
	for target, want := range map[string]string{"https://pec.example/": "__Host-pecagent=x; Path=/; HttpOnly; Secure; SameSite=Strict", "http://localhost/": "pecagent=x; Path=/; HttpOnly; SameSite=Strict"} {
		w := httptest.NewRecorder()
		manda(w, httptest.NewRequest("GET", target, nil), "x")
		if got := w.Header().Get("Set-Cookie"); got != want {
			t.Errorf("%s: %q", target, got)
		}
	}
}
