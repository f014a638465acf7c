package console

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"pecagent/rules"
)

// schermate is the variable that names a folder for a picture of each page.
const schermate = "PECAGENT_SCHERMATE"

// chromium opens a headless Chromium, which ends with the test; where there is none the test is skipped, but not in CI.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("PECAGENT_CI") == "" {
		t.Skip("there is no chromium on this machine")
	}
	must(t, err)
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-dev-shm-usage", true))
	ctx, end := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(end)
	ctx, gone := chromedp.NewContext(ctx)
	t.Cleanup(gone)
	must(t, chromedp.Do(ctx)) // starts it
	ctx, late := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(late)
	return ctx
}

// calcola gives the value of an expression in the page.
func calcola[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	must(t, err)
	return v
}

// paginaProva is one page of the run: its route, an address that it answers, and who opens it.
type paginaProva struct{ schema, dove, chi string }

// pagineProva gives an address for each GET of the table that answers with a page. A route with a variable part has to be given one
// here: so every page of the table is in the run.
func pagineProva(t *testing.T, b *banco) (list []paginaProva) {
	t.Helper()
	sha := ""
	b.siede("m.neri")
	must(t, b.env.Store.View(func(a rules.Archivio) error {
		rules.Messaggi(a, func(v rules.Verdetto) bool { sha = v.SHA256; return false })
		return nil
	}))
	values := strings.NewReplacer("{cf}", "CNTLCU88R19A944D", "{elenco}", "osservati", "{sha}", sha, "{n}", "1", "/pratica/{id}", "/pratica/SEG-2026-000001", "/comunicazione/{id}", "/comunicazione/LET-2026-000001",
		"/comunicazioni/recapiti/{id}", "/comunicazioni/recapiti/CAM-2026-000001", "{$}", "")
	for _, r := range rotte() {
		path, is := strings.CutPrefix(r.Schema, "GET ")
		if !is {
			continue
		}
		p := paginaProva{schema: r.Schema, dove: values.Replace(path)}
		if strings.Contains(p.dove, "{") {
			t.Errorf("%s: no address of it is in the run", r.Schema)
			continue
		}
		for _, chi := range []string{"", "m.neri", "g.verdi", "a.legge", "s.tecnico", "r.conti"} {
			if b.siede(chi); r.Aperta != (chi == "") {
				continue
			}
			if res := b.chiede("GET", p.dove, nil); res.StatusCode == http.StatusOK && strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
				p.chi = chi
				list = append(list, p)
				break
			}
		}
	}
	for _, dove := range []string{"/iscritti?q=cambio+pec", "/iscritto/CNTLCU88R19A944D?al=2026-11-23", "/prove?q=cambio+pec", "/scadenze?mese=2026-12", "/non-esiste"} {
		list = append(list, paginaProva{dove, dove, "m.neri"})
	}
	return list
}

// TestAccessibile opens every page in light, in dark and narrow: axe finds nothing against WCAG 2.2 A and AA, and no page scrolls
// sideways at 400 px.
func TestAccessibile(t *testing.T) {
	ctx := chromium(t)
	b := nuovoBanco(t, rules.Proponi)
	vissuto(b)
	axe, err := os.ReadFile("testdata/axe.min.js")
	must(t, err)
	srv := httptest.NewServer(b.con)
	defer srv.Close()
	list := pagineProva(t, b)
	if len(list) < 12 {
		t.Fatalf("only %d pages", len(list))
	}
	for _, p := range list {
		b.siede(p.chi)
		must(t, chromedp.Do(ctx, chromedp.EmulateViewport(1280, 1000), chromedp.Navigate(srv.URL+p.dove)))
		calcola[bool](t, ctx, string(axe)+";true")
		for _, look := range []string{"light", "dark"} {
			guarda(t, ctx, p, look)
		}
		must(t, chromedp.Do(ctx, chromedp.EmulateViewport(400, 900), chromedp.Navigate(srv.URL+p.dove)))
		if wide := calcola[int](t, ctx, `document.documentElement.scrollWidth`); wide > 400 {
			what := calcola[string](t, ctx, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > 401).slice(0, 5).map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40)).join("\n")`)
			t.Errorf("%s is %d px wide at 400:\n%s", p.dove, wide, what)
		}
		ritrai(t, ctx, p, "400")
	}
}

// violazione is a rule of axe that a page breaks, and where.
type violazione struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// guarda asks axe about the page that is open, in one look.
func guarda(t *testing.T, ctx context.Context, p paginaProva, look string) {
	t.Helper()
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	must(t, err)
	found := calcola[[]violazione](t, ctx, `axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}, resultTypes: ["violations"]}).then(r => r.violations)`)
	for _, v := range found {
		for _, n := range v.Nodes[:min(3, len(v.Nodes))] {
			t.Errorf("%s, %s: %s (%s)\n%.300s\n%s", p.dove, look, v.Help, v.ID, n.HTML, n.Summary)
		}
	}
	ritrai(t, ctx, p, look)
}

// ritrai keeps a picture of the page where a folder is named for it.
func ritrai(t *testing.T, ctx context.Context, p paginaProva, look string) {
	t.Helper()
	dir := os.Getenv(schermate)
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	must(t, err)
	name := strings.NewReplacer("/", "_", "?", "_", "=", "_", "&", "_", "+", "_").Replace(p.dove)
	must(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s.%s.png", name, look)), png, 0o600))
}
