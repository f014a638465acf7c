package utenze

import (
	"encoding/base32"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestTOTP: the vectors of RFC 6238 Appendix B (SHA-1), their last six digits.
func TestTOTP(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		now := time.Unix(at, 0)
		if got := CodiceDi(secret, now); got != want {
			t.Errorf("%d: %s, want %s", at, got, want)
		}
		step := totp(secret, want, now, 0)
		if step != at/30 {
			t.Errorf("%d: step %d", at, step)
		}
		if totp(secret, want, now, step) != 0 {
			t.Errorf("%d: a code holds twice", at)
		}
		if totp(secret, want, now.Add(30*time.Second), 0) != step || totp(secret, want, now.Add(61*time.Second), 0) != 0 || at > 60 && totp(secret, want, now.Add(-61*time.Second), 0) != 0 {
			t.Errorf("%d: one step either way", at)
		}
	}
	for _, bad := range []string{"", "28708", "2870822", "abcdef"} {
		if totp(secret, bad, time.Unix(59, 0), 0) != 0 {
			t.Errorf("%q is a code", bad)
		}
	}
	if totp("", CodiceDi("", time.Unix(59, 0)), time.Unix(59, 0), 0) != 0 {
		t.Error("without a secret there is a code")
	}
}

func TestAdatta(t *testing.T) {
	for p, ok := range map[string]bool{
		"quattro parole insieme mai": true, "cavallo batteria graffetta": true, "àèìòù àèìòù éé12": true,
		"quattordici ca": false, "aaaaaaaaaaaaaaaaaaaa": false, "abababababababab": false, "passwordpassword": false, "Password123456!": false,
		"qwertyuiopasdfghjkl": false, "segreteriaordine2026": false, "CorrectHorseBatteryStaple": false, "segreteriasegreteria": false,
		"maria.esempi.1970": false, "marianna e la barca": true, strings.Repeat("abcdefgh ", 200): false,
	} {
		if err := Adatta(p, "m.esempi", "Maria Esempi"); (err == nil) != ok {
			t.Errorf("%q: %v", p, err)
		}
	}
}

// iscrive gives a user a password and a second factor, as the pages do.
func iscrive(t *testing.T, r *Registro, user, password string) (secret string) {
	t.Helper()
	code, err := r.Invita(user)
	must(t, err)
	if !r.CodiceVale(user, strings.ToLower(strings.ReplaceAll(code, "-", " "))) || r.CodiceVale("altro", code) || r.CodiceVale(user, "") {
		t.Fatal("the one-time code")
	}
	token, secret := r.Inizia(user, Impronta(code), password)
	if who, s := r.Segreto(token); who != user || s != secret {
		t.Fatal("the secret is not shown again")
	}
	if _, ok, err := r.Conferma(token, "000000", nil); ok || err != nil {
		t.Fatal("a wrong code is accepted")
	}
	who, ok, err := r.Conferma(token, CodiceDi(secret, r.adesso()), nil)
	if who != user || !ok || err != nil {
		t.Fatal(who, ok, err)
	}
	if _, _, err := r.Conferma(token, CodiceDi(secret, r.adesso()), nil); err == nil || r.CodiceVale(user, code) {
		t.Fatal("a one-time code holds twice")
	}
	return secret
}

// TestRegistro: one-time code, password, second factor; a restart keeps them; the file is the owner's and holds no secret in the clear but
// the second factor's.
func TestRegistro(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 10, 0, time.UTC)
	file := File(t.TempDir())
	o := Options{File: file, Now: func() time.Time { return now }}
	r, err := Apri(o)
	must(t, err)
	const password = "quattro parole insieme mai"
	secret := iscrive(t, r, "anna", password)
	enters := func(user, password, code string) bool {
		t.Helper()
		ok, err := r.Entra(user, password, code)
		must(t, err)
		return ok
	}
	if enters("anna", password, CodiceDi(secret, now)) {
		t.Error("the code of the registration holds again")
	}
	now = now.Add(30 * time.Second)
	for _, bad := range [][3]string{{"anna", password + ".", CodiceDi(secret, now)}, {"anna", password, "000000"}, {"anna", password, ""}, {"ugo", password, CodiceDi(secret, now)},
		{"", "", ""}, {"anna", "", CodiceDi(secret, now)}, {"anna", strings.Repeat("a", 1<<20), CodiceDi(secret, now)}} {
		if enters(bad[0], bad[1], bad[2]) {
			t.Errorf("%.60q enters", bad)
		}
	}
	r, err = Apri(o)
	must(t, err)
	if !enters("anna", password, CodiceDi(secret, now)) || enters("anna", password, CodiceDi(secret, now)) {
		t.Error("after a restart")
	}
	if ok, err := r.ProvaSecondo("anna", CodiceDi(secret, now)); ok || err != nil {
		t.Error("a used code shows who it is")
	}
	now = now.Add(30 * time.Second)
	if ok, err := r.ProvaSecondo("anna", CodiceDi(secret, now)); !ok || err != nil {
		t.Error("a new code does not show who it is")
	}
	now = now.Add(30 * time.Second)
	must(t, r.CambiaPassword("anna", "un'altra frase lunga"))
	if enters("anna", password, CodiceDi(secret, now)) || !enters("anna", "un'altra frase lunga", CodiceDi(secret, now)) {
		t.Error("after a change of the password")
	}
	st, err := os.Stat(file)
	must(t, err)
	b, err := os.ReadFile(file)
	must(t, err)
	if st.Mode().Perm() != 0o600 || strings.Contains(string(b), password) {
		t.Errorf("%v %s", st.Mode(), b)
	}
	must(t, r.Togli("anna"))
	if r.Ha("anna") || enters("anna", "un'altra frase lunga", CodiceDi(secret, now.Add(30*time.Second))) {
		t.Error("who was put out enters")
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".utenze-*")); err != nil || len(left) > 0 {
		t.Errorf("left: %v %v", left, err)
	}
}

// TestCodiceScade: a code of an invitation holds a day, a registration that was begun a quarter of an hour.
func TestCodiceScade(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	r, err := Apri(Options{Now: func() time.Time { return now }})
	must(t, err)
	code, err := r.Invita("anna")
	must(t, err)
	token, secret := r.Inizia("anna", Impronta(code), "quattro parole insieme mai")
	now = now.Add(DurataPrimo + time.Second)
	if _, ok, err := r.Conferma(token, CodiceDi(secret, now), nil); ok || err == nil {
		t.Error("a registration holds too long")
	}
	now = now.Add(DurataInvito)
	if r.CodiceVale("anna", code) {
		t.Error("a code holds too long")
	}
	second, err := r.Invita("anna")
	must(t, err)
	token, secret = r.Inizia("anna", Impronta(code), "quattro parole insieme mai")
	if _, ok, err := r.Conferma(token, CodiceDi(secret, now), nil); ok || err == nil || !r.CodiceVale("anna", second) {
		t.Error("an older code is accepted")
	}
}

// TestScritturaFallita: what cannot be kept does not hold.
func TestScritturaFallita(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "chiavi"), nil, 0o600))
	r := &Registro{path: File(dir), di: map[string]credenziale{}, versioni: map[string]int{}, posti: make(posti, 1), adesso: time.Now}
	if _, err := r.Invita("anna"); err == nil || len(r.di) > 0 {
		t.Errorf("%v %v", err, r.di)
	}
	must(t, os.Remove(filepath.Join(dir, "chiavi")))
	must(t, os.Mkdir(filepath.Join(dir, "chiavi"), 0o700))
	must(t, os.WriteFile(File(dir), []byte("{"), 0o600))
	if _, err := Apri(Options{File: File(dir)}); err == nil {
		t.Error("a damaged file is opened")
	}
}

// TestTempo: a check of an unknown user takes about as long as one of a known user.
func TestTempo(t *testing.T) {
	r, err := Apri(Options{})
	must(t, err)
	iscrive(t, r, "anna", "quattro parole insieme mai")
	least := func(user string) time.Duration {
		best := time.Hour
		for range 3 {
			start := time.Now()
			if ok, err := r.Entra(user, "sbagliata sbagliata", "000000"); ok || err != nil {
				t.Fatal(ok, err)
			}
			best = min(best, time.Since(start))
		}
		return best
	}
	known, unknown := least("anna"), least("nessuno")
	if known > 3*unknown || unknown > 3*known {
		t.Errorf("known %v, unknown %v", known, unknown)
	}
}

func TestFreno(t *testing.T) {
	var f Freno
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	tries := func(user, ip string) (free, last bool) {
		w, l := f.Tenta(user, ip, now)
		return w == 0, l
	}
	for i := range 5 {
		if free, last := tries("anna", "10.0.0.1"); !free || last != (i == 4) {
			t.Fatalf("try %d: %v %v", i+1, free, last)
		}
		now = now.Add(time.Minute)
	}
	if w, _ := f.Tenta("anna", "10.0.0.1", now); w != 10*time.Minute {
		t.Errorf("waits %v", w)
	}
	for _, other := range [][2]string{{"anna", "10.0.0.2"}, {"bruno", "10.0.0.1"}} {
		if free, _ := tries(other[0], other[1]); !free {
			t.Errorf("%v waits too", other)
		}
	}
	f.Riuscito("anna", "10.0.0.1")
	if free, _ := tries("anna", "10.0.0.1"); !free {
		t.Error("waits after a success")
	}
	for range 100 { // who succeeds never waits
		if free, _ := tries("carla", "10.0.0.7"); !free {
			t.Fatal("successes are counted")
		}
		f.Riuscito("carla", "10.0.0.7")
	}
	for i := range 20 {
		tries(string(rune('a'+i)), "10.0.0.9")
	}
	if free, _ := tries("x", "10.0.0.9"); free {
		t.Error("one address tries twenty names")
	}
	for i := range 50 {
		tries("anna", string(rune('a'+i)))
	}
	if free, _ := tries("anna", "altrove"); free {
		t.Error("one name from fifty addresses")
	}
	now = now.Add(finestraFreno)
	if free, _ := tries("anna", "altrove"); !free {
		t.Error("waits for ever")
	}
	for i := range 3 * maxFreno {
		tries("x"+strings.Repeat("y", i%7)+string(rune(i)), "z"+string(rune(i)))
	}
	if len(f.errori) > maxFreno+3 {
		t.Errorf("%d keys", len(f.errori))
	}
}

// TestFrenoNonSiAzzera: who has an account of his own does not wash away, by entering with it, what he failed with others' from his address.
func TestFrenoNonSiAzzera(t *testing.T) {
	var f Freno
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	tried := 0
	for i := range 60 {
		if wait, _ := f.Tenta("u"+string(rune('a'+i)), "10.0.0.1", now); wait == 0 {
			tried++
		}
		if wait, _ := f.Tenta("sua", "10.0.0.1", now); wait == 0 {
			f.Riuscito("sua", "10.0.0.1")
		}
	}
	if tried != limitiFreno[1] {
		t.Errorf("%d names from one address", tried)
	}
}
