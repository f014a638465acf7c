package archivio

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/rules"
	"pecagent/store"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var oggi = time.Date(2026, 11, 28, 1, 30, 0, 0, time.UTC)

// banco is a store with some messages, a key, and a folder for backups.
type banco struct {
	t              *testing.T
	data, dir, key string
	to             string
	n              int
}

func nuovoBanco(t *testing.T) *banco {
	t.Helper()
	d := t.TempDir()
	b := &banco{t: t, data: filepath.Join(d, "data"), dir: filepath.Join(d, "copie"), key: filepath.Join(d, "chiave.txt")}
	var err error
	b.to, err = NuovaChiave(b.key, oggi)
	must(t, err)
	return b
}

func (b *banco) apri() *store.Store {
	b.t.Helper()
	st, err := store.Open(store.Options{Dir: b.data, MinFree: -1, Now: func() time.Time { return oggi }})
	must(b.t, err)
	if st.Empty() {
		must(b.t, st.Init(b.t.Context(), rules.Avvio{T0: oggi, Casella: "segreteria@pec.ordine-prova.example", Modo: rules.Modo{Modo: rules.Proponi}}, rules.Agente))
	}
	return st
}

// riceve stores n more messages.
func (b *banco) riceve(st *store.Store, n int) {
	b.t.Helper()
	var raws [][]byte
	for range n {
		b.n++
		raws = append(raws, fmt.Appendf(nil, "From: x@posta.example\r\nSubject: %d\r\n\r\n%s\r\n", b.n, strings.Repeat("testo ", b.n)))
	}
	shas, err := st.PutRaw(b.t.Context(), raws)
	must(b.t, err)
	var list []rules.Arrivo
	for i, sha := range shas {
		list = append(list, rules.Arrivo{SHA256: sha, Cartella: "INBOX", UIDValidity: 1, UID: uint32(b.n - n + i + 1), Interna: oggi, Size: int64(len(raws[i]))})
	}
	must(b.t, st.Received(b.t.Context(), list))
}

func (b *banco) copia(o Options) (Copia, error) {
	o.Data, o.Dir, o.Destinatari = b.data, b.dir, b.to
	if o.Now == nil {
		o.Now = func() time.Time { return oggi }
	}
	return Backup(b.t.Context(), o)
}

func (b *banco) ripristina(file, dir string) (Manifesto, error) {
	return Restore(b.t.Context(), Ripristino{File: file, Chiave: b.key, Dir: dir, Attore: rules.Attore{Tipo: "persona", ID: "anna"}})
}

// TestCopiaERipristino: what comes back is what was there, while the store was open and being written to; sending stands still,
// the mark is set, a folder with something in it is refused.
func TestCopiaERipristino(t *testing.T) {
	b := nuovoBanco(t)
	st := b.apri()
	b.riceve(st, 5)
	want := st.Head()
	config := filepath.Join(t.TempDir(), "pecagent.toml")
	must(t, os.WriteFile(config, []byte("data = \"x\"\n"), 0o600))
	for _, name := range []string{provaAvvisi, intestazioni} {
		must(t, os.WriteFile(filepath.Join(b.data, name), []byte("{}"), 0o600))
	}
	c, err := b.copia(Options{Config: config})
	must(t, err)
	b.riceve(st, 1) // after the copy
	if m := c.Manifesto; m.Eventi != want.Size || m.Radice != want.Root || m.Messaggi != 5 || m.Casella != "segreteria@pec.ordine-prova.example" {
		t.Errorf("manifest %+v", m)
	}
	sum, err := os.ReadFile(c.File)
	must(t, err)
	if d := sha256.Sum256(sum); hex.EncodeToString(d[:]) != c.SHA256 {
		t.Error("the digest is not that of the file")
	}
	line, err := os.ReadFile(c.File + ".sha256")
	must(t, err)
	if string(line) != c.SHA256+"  pecagent-20261128T013000Z.age\n" {
		t.Errorf("%q", line)
	}
	if bytes.Contains(sum, []byte("testo")) || bytes.Contains(sum, []byte("PRIVATE+KEY")) {
		t.Error("the backup is not encrypted")
	}
	into := filepath.Join(t.TempDir(), "nuova")
	m, err := b.ripristina(c.File, into)
	must(t, err)
	if m.Eventi != want.Size {
		t.Errorf("%+v", m)
	}
	back, err := store.Open(store.Options{Dir: into, MinFree: -1})
	must(t, err)
	var state rules.Stato
	must(t, back.View(func(a rules.Archivio) error { state = rules.Vista(a).Stato; return nil }))
	if h := back.Head(); h.Size != want.Size+1 || !state.Modo.Fermo || !strings.Contains(state.Modo.Perche, "copia del 28/11/2026 02:30") {
		t.Errorf("head %+v, mode %+v", h, state.Modo)
	}
	if restored, err := back.Restored(); err != nil || !restored {
		t.Errorf("restored %v %v", restored, err)
	}
	if list, err := back.Pending(0); err != nil || len(list) != 5 {
		t.Errorf("%d messages wait: %v", len(list), err)
	}
	if !bytes.Equal(back.MessageIDKey(), st.MessageIDKey()) || back.VerifierKey() != st.VerifierKey() {
		t.Error("the keys did not come along")
	}
	must(t, back.MailboxRead())
	if restored, err := back.Restored(); err != nil || restored {
		t.Errorf("restored %v %v", restored, err)
	}
	must(t, back.Close())
	must(t, st.Close())
	if got, err := os.ReadFile(filepath.Join(into, "pecagent.toml.copia")); err != nil || string(got) != "data = \"x\"\n" {
		t.Errorf("%q %v", got, err)
	}
	for _, name := range []string{provaAvvisi, intestazioni} {
		if got, err := os.ReadFile(filepath.Join(into, name)); err != nil || string(got) != "{}" {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	if _, err := b.ripristina(c.File, into); !errors.Is(err, ErrNonVuota) {
		t.Errorf("a second restore: %v", err)
	}
	if _, err := os.Stat(filepath.Join(into, cantiere)); err == nil {
		t.Error("the workshop stays")
	}
}

// TestCopiaDanneggiata: a backup cut at any place, or with a byte changed anywhere, is refused and leaves nothing.
func TestCopiaDanneggiata(t *testing.T) {
	b := nuovoBanco(t)
	st := b.apri()
	b.riceve(st, 3)
	c, err := b.copia(Options{})
	must(t, err)
	must(t, st.Close())
	good, err := os.ReadFile(c.File)
	must(t, err)
	bad := filepath.Join(t.TempDir(), "pecagent-20261128T013000Z.age")
	into := filepath.Join(t.TempDir(), "nuova")
	refused := func(what string, data []byte) {
		t.Helper()
		must(t, os.WriteFile(bad, data, 0o600))
		if _, err := b.ripristina(bad, into); err == nil {
			t.Fatalf("%s: restored", what)
		}
		if _, err := os.Stat(into); err == nil {
			t.Fatalf("%s: the folder stays", what)
		}
	}
	for i := 0; i < len(good); i += 1 + len(good)/40 {
		refused(fmt.Sprintf("cut at %d", i), good[:i])
		// The header has a stanza for the key of the writing itself: nobody has that key, and its MAC covers it.
		flipped := slices.Clone(good)
		flipped[i] ^= 1
		refused(fmt.Sprintf("byte %d changed", i), flipped)
	}
	refused("a byte too many", append(slices.Clone(good), 'x'))
	must(t, os.Mkdir(into, 0o700)) // an empty folder, with what an interrupted restore left
	must(t, os.MkdirAll(filepath.Join(into, cantiere, "raw"), 0o700))
	_, err = b.ripristina(c.File, into)
	must(t, err)
}

// TestMessaggioDanneggiato: a damaged and a missing message stop no backup; it says so, names them, and older backups stay.
func TestMessaggioDanneggiato(t *testing.T) {
	b := nuovoBanco(t)
	st := b.apri()
	b.riceve(st, 4)
	must(t, st.Close())
	_, err := b.copia(Options{Tieni: 1, Now: func() time.Time { return oggi.Add(-24 * time.Hour) }})
	must(t, err)
	files, err := filepath.Glob(filepath.Join(b.data, "raw/sha256/*/*.eml"))
	must(t, err)
	must(t, os.Remove(files[0]))
	must(t, os.Chmod(files[1], 0o600))
	must(t, os.WriteFile(files[1], []byte("altro"), 0o600))
	c, err := b.copia(Options{Tieni: 1})
	if !errors.Is(err, ErrMancano) || len(c.Manifesto.Mancano) != 2 || c.Manifesto.Messaggi != 2 || len(c.Tolte) != 0 {
		t.Fatalf("%v %+v", err, c)
	}
	if list, err := Elenca(b.dir); err != nil || len(list) != 2 || !list[0].Di.Equal(oggi) {
		t.Errorf("%v %v", list, err)
	}
	if m, err := b.ripristina(c.File, filepath.Join(t.TempDir(), "nuova")); err != nil || len(m.Mancano) != 2 {
		t.Errorf("%v %+v", err, m)
	}
}

// TestTieni: only the oldest go, only when the new one is in its place; other files of the folder are left alone.
func TestTieni(t *testing.T) {
	b := nuovoBanco(t)
	st := b.apri()
	b.riceve(st, 1)
	must(t, st.Close())
	must(t, os.MkdirAll(b.dir, 0o700))
	for _, name := range []string{"altro.age", "pecagent-ieri.age", temp + "pecagent-20200101T000000Z.age"} {
		must(t, os.WriteFile(filepath.Join(b.dir, name), []byte("x"), 0o600))
	}
	for day := range 5 {
		_, err := b.copia(Options{Tieni: 3, Now: func() time.Time { return oggi.AddDate(0, 0, day) }})
		must(t, err)
	}
	got, err := os.ReadDir(b.dir)
	must(t, err)
	var names []string
	for _, e := range got {
		names = append(names, e.Name())
	}
	want := "altro.age pecagent-20261130T013000Z.age pecagent-20261130T013000Z.age.sha256 pecagent-20261201T013000Z.age pecagent-20261201T013000Z.age.sha256 pecagent-20261202T013000Z.age pecagent-20261202T013000Z.age.sha256 pecagent-ieri.age"
	if s := strings.Join(names, " "); s != want {
		t.Errorf("%s", s)
	}
	if _, err := b.copia(Options{Now: func() time.Time { return oggi.AddDate(0, 0, 4) }}); err == nil {
		t.Error("a backup was written over")
	}
}

// TestInterrotta: a backup that is ended half way leaves neither a file nor a piece of one, and takes none of the older ones.
func TestInterrotta(t *testing.T) {
	b := nuovoBanco(t)
	st := b.apri()
	b.riceve(st, 9)
	must(t, st.Close())
	_, err := b.copia(Options{Tieni: 1})
	must(t, err)
	ctx, stop := context.WithCancel(t.Context())
	o := Options{Data: b.data, Dir: b.dir, Destinatari: b.to, Tieni: 1, Now: func() time.Time { return oggi.Add(time.Hour) }, Progress: func(done, _ int) {
		if done == 4 {
			stop()
		}
	}}
	if _, err := Backup(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	left, err := os.ReadDir(b.dir)
	must(t, err)
	if len(left) != 2 || left[0].Name() != nome(oggi) {
		t.Errorf("left: %v", left)
	}
}

// TestAccantoAllAgente: backups taken while another goroutine commits without pause are all whole and each is a beginning of
// the final log.
func TestAccantoAllAgente(t *testing.T) {
	b := nuovoBanco(t)
	st := b.apri()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		for i := 0; ctx.Err() == nil; i++ {
			_, err := st.Commit(context.Background(), func(rules.Snapshot) rules.Decision {
				return rules.Decision{Events: []rules.Event{{Kind: rules.KOperazione, Operazione: &rules.Operazione{Tipo: "prova"}, Perche: fmt.Sprint(i)}, {Kind: rules.KOperazione, Operazione: &rules.Operazione{Tipo: "prova"}}}}
			})
			if err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	var list []Copia
	for i := range 6 {
		c, err := b.copia(Options{Now: func() time.Time { return oggi.Add(time.Duration(i) * time.Minute) }})
		must(t, err)
		list = append(list, c)
	}
	stop()
	must(t, <-done)
	for i, c := range list {
		into := filepath.Join(t.TempDir(), fmt.Sprint(i))
		m, err := b.ripristina(c.File, into)
		must(t, err)
		back, err := store.Open(store.Options{Dir: into, MinFree: -1})
		must(t, err)
		p, err := back.Prove(m.Eventi)
		must(t, err)
		q, err := st.Prove(m.Eventi)
		must(t, err)
		if !bytes.Equal(p.Event, q.Event) || m.Radice != c.Manifesto.Radice {
			t.Errorf("copy %d: event %d differs", i, m.Eventi)
		}
		must(t, back.Close())
	}
	must(t, st.Close())
}
