package avvisi

import (
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"pecagent/agent/servertest"
)

// TestCodes: an address is proven by its own code, typed back in time; another server has to be proven again.
func TestCodes(t *testing.T) {
	t.Parallel()
	u := nuovo(t, "")
	must(t, os.Remove(fileProva(u.cfg)))
	if list := u.giro(); len(list) != 0 {
		t.Fatalf("sent to addresses that nobody has proven: %+v", list)
	}
	sent, err := MandaCodici(t.Context(), u.cfg, u.now)
	must(t, err)
	codes := map[string]string{}
	for _, l := range u.g.svuota() {
		codes[l.a] = codice8.FindString(l.testo)
	}
	if len(sent) != 2 || sent[0].Errore != "" || len(codes) != 2 || codes[capo] == "" || codes[capo] == codes[segretaria] {
		t.Fatalf("%+v, codes %v", sent, codes)
	}
	b, err := os.ReadFile(fileProva(u.cfg))
	must(t, err)
	if strings.Contains(string(b), codes[capo]) {
		t.Error("the code stands in the file")
	}
	wrong := "00000000"
	if codes[capo] == wrong || codes[segretaria] == wrong {
		wrong = "11111111"
	}
	if _, err := Conferma(u.cfg, wrong, u.now); err == nil {
		t.Error("a wrong code proves")
	}
	a, err := Conferma(u.cfg, " "+codes[segretaria][:4]+"-"+codes[segretaria][4:], u.now.Add(time.Hour))
	if must(t, err); a != segretaria {
		t.Errorf("the code of %s proves %s", segretaria, a)
	}
	if no, err := NonProvati(u.cfg); err != nil || !slices.Equal(no, []string{capo}) {
		t.Errorf("not proven: %v, %v", no, err)
	}
	if got := u.giro(); len(got) != 1 || got[0].a != segretaria {
		t.Errorf("the digest went to %+v", got)
	}
	if _, err := Conferma(u.cfg, codes[segretaria], u.now); err == nil {
		t.Error("a code proves twice")
	}
	if _, err := Conferma(u.cfg, codes[capo], u.now.Add(25*time.Hour)); err == nil {
		t.Error("a code of yesterday proves")
	}
	for range proveCodice {
		_, err = Conferma(u.cfg, wrong, u.now)
	}
	if err == nil || !strings.Contains(err.Error(), "nessun codice") {
		// the code of capo ended with the day
		t.Errorf("after the end: %v", err)
	}
	u.cfg.Avvisi.User = "altro@posta.example"
	if no, err := NonProvati(u.cfg); err != nil || len(no) != 2 {
		t.Errorf("another user: %v, %v", no, err)
	}
}

// TestCodesEnd: five wrong codes end the right one; a refused login is one try.
func TestCodesEnd(t *testing.T) {
	t.Parallel()
	u := nuovo(t, `a = ["`+capo+`"]`)
	must(t, os.Remove(fileProva(u.cfg)))
	_, err := MandaCodici(t.Context(), u.cfg, u.now)
	must(t, err)
	code := codice8.FindString(u.g.svuota()[0].testo)
	wrong := "12345678"
	if code == wrong {
		wrong = "87654321"
	}
	for range proveCodice {
		if _, err := Conferma(u.cfg, wrong, u.now); err == nil {
			t.Fatal("a wrong code proves")
		}
	}
	if _, err := Conferma(u.cfg, code, u.now); err == nil {
		t.Error("the right code after five wrong ones proves")
	}
	u.cfg.Avvisi.A = []string{capo, segretaria}
	u.g.cambia(func(g *guasto) { g.accede, g.auth = &smtp.SMTPError{Code: 535, Message: "no"}, 0 })
	list, err := MandaCodici(t.Context(), u.cfg, u.now)
	if must(t, err); len(list) != 1 || !list[0].Rifiuto || u.g.accessi() != 1 {
		t.Errorf("%+v after %d logins", list, u.g.accessi())
	}
}

// TestPostfix: code, confirmation, notice and digest over a real submission server into a real mailbox; then a wrong password.
func TestPostfix(t *testing.T) {
	t.Parallel()
	d := servertest.Dovecot(t)
	p := servertest.Postfix(t, "", d)
	u := nuovo(t, `a = ["`+d.User+`"]`)
	u.cfg.Avvisi.Port, u.cfg.Avvisi.CA, u.cfg.Avvisi.User, u.cfg.Avvisi.A = p.Port, p.CAFile, p.User, []string{d.User}
	must(t, os.WriteFile(u.cfg.Avvisi.PasswordFile, []byte(p.Password+"\n"), 0o600))
	must(t, os.Remove(fileProva(u.cfg)))
	u.riavvia()
	list, err := MandaCodici(t.Context(), u.cfg, u.now)
	if must(t, err); len(list) != 1 || list[0].Errore != "" {
		t.Fatalf("%+v\n%s", list, p.Log())
	}
	code := codice8.FindString(arrivate(t, d, 1)[0].testo)
	if _, err := Conferma(u.cfg, code, u.now); err != nil {
		t.Fatalf("code %q: %v", code, err)
	}
	u.allarme("Guasto vero.")
	must(t, u.a.Giro(t.Context()))
	var got []string
	for _, l := range arrivate(t, d, 3) {
		got = append(got, l.oggetto)
	}
	slices.Sort(got)
	want := []string{"[pecagent] Codice di prova degli avvisi", "[pecagent] Da vedere: SEG-2026-000001 (allarme)", "[pecagent] Riepilogo del 23/11/2026: 1 da decidere, 1 allarme"}
	if !slices.Equal(got, want) {
		t.Errorf("arrived: %q", got)
	}
	must(t, Accesso(t.Context(), u.cfg))
	must(t, os.WriteFile(u.cfg.Avvisi.PasswordFile, []byte("sbagliata\n"), 0o600))
	if err := Accesso(t.Context(), u.cfg); err == nil || !strings.Contains(err.Error(), "535") {
		t.Errorf("a wrong password: %v", err)
	}
	u.cfg.Avvisi.CA = ""
	if err := Accesso(t.Context(), u.cfg); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a certificate of nobody: %v", err)
	}
}

// arrivate are the mails in the mailbox, once there are n.
func arrivate(t *testing.T, d *servertest.DovecotServer, n int) (list []lettera) {
	t.Helper()
	var files []string
	for range 100 {
		if files, _ = filepath.Glob(filepath.Join(d.Maildir("INBOX"), "new", "*")); len(files) >= n {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if len(files) != n {
		t.Fatalf("%d messages, want %d", len(files), n)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		must(t, err)
		if _, err := mail.ReadMessage(strings.NewReader(string(b))); err != nil {
			t.Fatal(err)
		}
		list = append(list, apri("", string(b)))
	}
	return list
}
