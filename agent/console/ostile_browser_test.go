package console

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"pecagent/rules"
)

// TestPostaOstileNelBrowser: over the same payloads nothing runs, asks or is loaded from elsewhere in a real browser: as text, in its frame, and
// in the document of the frame opened by itself. A page without the console's policy shows first that the watch would see it.
func TestPostaOstileNelBrowser(t *testing.T) {
	ctx := chromium(t)
	b := nuovoBanco(t, rules.Proponi)
	srv := httptest.NewServer(b.con)
	defer srv.Close()
	var mu sync.Mutex
	var alien []string
	must(t, chromedp.Listen(ctx, func(ev any) {
		mu.Lock()
		defer mu.Unlock()
		switch ev := ev.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(ev.Request.URL, srv.URL) && !strings.HasSuffix(ev.Request.URL, "/favicon.ico") && !strings.HasPrefix(ev.Request.URL, "data:") {
				alien = append(alien, ev.Request.URL)
			}
		case *page.EventJavascriptDialogOpening:
			alien = append(alien, "dialog "+ev.Message)
		}
	}))

	look := func(url string) (ran bool, asked []string) {
		t.Helper()
		must(t, chromedp.Do(ctx, chromedp.Navigate(url)))
		time.Sleep(20 * time.Millisecond) // for what runs a moment later; a document without script has no timers
		ran = calcola[bool](t, ctx, `window.xss7f3a !== undefined`)
		mu.Lock()
		defer mu.Unlock()
		asked, alien = alien, nil
		return ran, asked
	}
	naked := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<script>window.xss7f3a=1</script><img src="http://xss7f3a.invalid/x">`))
	}))
	defer naked.Close()
	if ran, asked := look(naked.URL); !ran || len(asked) < 2 {
		t.Fatalf("the watch sees nothing: %v %q", ran, asked)
	}
	for i, bad := range ostili() {
		for _, alone := range []bool{false, true} {
			raw := grezzo(i, bad, alone)
			b.arriva(raw)
			sha := impronta(raw)
			targets := []string{"/messaggio/" + sha}
			if alone {
				targets = []string{"/messaggio/" + sha + "?come=html", "/messaggio/" + sha + "/html"}
			}
			for _, target := range targets {
				if ran, asked := look(srv.URL + target); ran || len(asked) > 0 {
					t.Errorf("%s, payload %d %q: ran %v, asked for %q", target, i, bad, ran, asked)
				}
			}
		}
	}
	if ran, asked := look(srv.URL + "/"); ran || len(asked) > 0 {
		t.Errorf("the queue: ran %v, asked for %q", ran, asked)
	}
}
