package salute

import (
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// riga is a line of the text format as its grammar has it.
var riga = regexp.MustCompile(`^(# HELP [a-z_]+ [^\n]*|# TYPE [a-z_]+ (gauge|counter)|[a-z_]+(\{[a-z_]+="([^"\\\n]|\\\\|\\"|\\n)*"(,[a-z_]+="([^"\\\n]|\\\\|\\"|\\n)*")*\})? (-?[0-9.e+-]+|\+Inf|NaN))$`)

func TestTesto(t *testing.T) {
	t.Parallel()
	got := Testo([]Misura{
		{Nome: "pecagent_letters", Aiuto: "Letters by state.", Etichette: [][2]string{{"state", "INVIATA"}}, Valore: 3},
		{Nome: "pecagent_bytes", Aiuto: "a \\ b\nc", Valore: 5e12, Contatore: true},
		{Nome: "pecagent_letters", Etichette: [][2]string{{"state", "un\"altra\\\n"}, {"x", ""}}, Valore: 0.5},
	})
	want := `# HELP pecagent_letters Letters by state.
# TYPE pecagent_letters gauge
pecagent_letters{state="INVIATA"} 3
pecagent_letters{state="un\"altra\\\n",x=""} 0.5
# HELP pecagent_bytes a \\ b\nc
# TYPE pecagent_bytes counter
pecagent_bytes 5e+12
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for l := range strings.SplitSeq(strings.TrimSuffix(got, "\n"), "\n") {
		if !riga.MatchString(l) {
			t.Errorf("not in the format: %s", l)
		}
	}
}

func apri(t *testing.T, chiedi func() (Stato, error)) *Server {
	t.Helper()
	s, err := Apri("localhost:0", chiedi)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Servi(t.Context()) }()
	t.Cleanup(func() {
		s.Chiudi()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s
}

func prendi(t *testing.T, method, url, host string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = host
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	asked := 0
	ok := apri(t, func() (Stato, error) { asked++; return Stato{Misure: []Misura{{Nome: "pecagent_x", Valore: 7}}}, nil })
	ill := apri(t, func() (Stato, error) { return Stato{Motivi: []string{"INVIO FERMO", "disco quasi pieno"}}, nil })
	broken := apri(t, func() (Stato, error) { return Stato{}, errors.New("archivio chiuso") })
	for _, c := range []struct {
		s            *Server
		method, path string
		host         string
		code         int
		says         string
	}{
		{ok, "GET", "/healthz", "", 200, "ok\n"},
		{ok, "GET", "/metrics", "", 200, "pecagent_healthy 1\n"},
		{ok, "GET", "/metrics", "127.0.0.1:9464", 200, "pecagent_x 7\n"},
		{ok, "GET", "/metrics", "[::1]:9464", 200, "pecagent_x 7\n"},
		{ok, "GET", "/metrics", "sito.example", 421, "solo da questa macchina"},
		{ok, "GET", "/metrics", "127.0.0.1.sito.example:80", 421, ""},
		{ok, "POST", "/metrics", "", 405, ""},
		{ok, "GET", "/debug/pprof/", "", 404, ""},
		{ill, "GET", "/healthz", "", 503, "INVIO FERMO\ndisco quasi pieno\n"},
		{ill, "GET", "/metrics", "", 200, "pecagent_healthy 0\n"},
		{broken, "GET", "/healthz", "", 503, "archivio chiuso"},
		{broken, "GET", "/metrics", "", 500, "archivio chiuso"},
	} {
		code, body := prendi(t, c.method, "http://"+c.s.Addr()+c.path, c.host)
		if code != c.code || !strings.Contains(body, c.says) {
			t.Errorf("%s %s (host %q): %d %q", c.method, c.path, c.host, code, body)
		}
	}
	if asked != 1 {
		t.Errorf("gathered %d times for requests of one moment", asked)
	}
}

func TestOnlyLoopback(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0"} {
		if s, err := Apri(addr, nil); err == nil {
			s.l.Close()
			t.Errorf("%s is served", addr)
		}
	}
}
