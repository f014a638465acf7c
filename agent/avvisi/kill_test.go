package avvisi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"pecagent/agent/config"
	"pecagent/rules"
)

// comeFiglio in the environment makes the test binary a process that tells of its alarms once and ends: the folder and the hour.
const comeFiglio, oraFiglio = "PECAGENT_TEST_AVVISI", "PECAGENT_TEST_ORA"

func TestMain(m *testing.M) {
	if dir := os.Getenv(comeFiglio); dir != "" {
		if err := figlio(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// guasti is how many alarms are open in the child's store.
const guasti = 4

// figlio is the outbox over a store in which the same alarms are open each time.
func figlio(dir string) error {
	cfg, err := config.Load(filepath.Join(dir, "pecagent.toml"))
	if err != nil {
		return err
	}
	now, err := time.Parse(time.RFC3339, os.Getenv(oraFiglio))
	if err != nil {
		return err
	}
	u := &ufficio{m: rules.NewMemoria()}
	put := func(e rules.Event) { err = errors.Join(err, rules.Apply(u.m, e)) }
	put(rules.Event{Kind: rules.KAvvio, Avvio: &rules.Avvio{Modo: rules.Modo{Modo: rules.Proponi}}})
	for i := range guasti {
		put(rules.Event{Kind: rules.KCompito, Compito: &rules.Compito{ID: fmt.Sprintf("SEG-2026-%06d", i+1), Tipo: rules.SegAllarme, Stato: rules.Aperto, Perche: "Guasto."}})
	}
	if err != nil {
		return err
	}
	a, err := New(Opzioni{Config: cfg, Archivio: u, Now: func() time.Time { return now }})
	if err != nil {
		return err
	}
	return a.Giro(context.Background())
}

// TestKill: a process that is killed each time the server has taken a mail and not yet answered loses nothing, and doubles each
// mail at most once for each death that fell on it.
func TestKill(t *testing.T) {
	t.Parallel()
	u := nuovo(t, `a = ["`+capo+`"]`)
	dir := filepath.Dir(u.cfg.Data)
	text := fmt.Sprintf("data = \"dati\"\n[ordine]\npec = \"pec@ordine-prova.example\"\n[avvisi]\nhost = \"127.0.0.1\"\nport = %d\nuser = \"robot@posta.example\"\npassword_file = \"password\"\nca = \"ca.pem\"\na = [%q]\n", u.g.port, capo)
	must(t, os.WriteFile(filepath.Join(dir, "pecagent.toml"), []byte(text), 0o600))
	var pid atomic.Int64
	kills := 0
	u.g.cambia(func(g *guasto) {
		g.guasta = func(string, int) (string, error) {
			if kills < 8 { // the outbox has five mails: some are hit twice
				kills++
				if p := int(pid.Load()); p < 2 || syscall.Kill(p, syscall.SIGKILL) != nil {
					t.Errorf("the child %d cannot be killed", p)
				}
			}
			return "", nil
		}
	})
	died, ended := 0, 0
	for i := range 24 {
		c := exec.CommandContext(t.Context(), os.Args[0])
		var said bytes.Buffer
		c.Stderr = &said
		c.Env = append(os.Environ(), comeFiglio+"="+dir, oraFiglio+"="+u.now.Add(time.Duration(i)*time.Minute*10).Format(time.RFC3339))
		must(t, c.Start())
		pid.Store(int64(c.Process.Pid))
		switch err := c.Wait(); {
		case err == nil:
			ended++
		case strings.Contains(err.Error(), "signal: killed"):
			died++
		default:
			t.Fatalf("%v: %s", err, said.String())
		}
	}
	copies, ids := map[string]int{}, map[string]string{}
	total := 0
	for _, l := range u.g.svuota() {
		total++
		copies[l.oggetto]++
		if id := ids[l.oggetto]; id != "" && id != l.id {
			t.Errorf("«%s» has two ids", l.oggetto)
		}
		ids[l.oggetto] = l.id
	}
	if died != 8 || ended == 0 || len(copies) != guasti+1 || total > guasti+1+died {
		t.Errorf("%d deaths, %d ends, %d copies of %d mails: %v", died, ended, total, len(copies), copies)
	}
}
