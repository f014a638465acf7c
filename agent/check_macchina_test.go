package agent

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/agent/config"
)

func conferma(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestScadenzeCA: each end of a pinned authority is told 90 days before, not earlier, and after it.
func TestScadenzeCA(t *testing.T) {
	cfg := config.Default()
	for _, c := range []struct {
		now  string
		want []string
	}{
		{"2026-11-28T00:00:00Z", nil},
		{"2028-01-03T23:59:59Z", nil},
		{"2028-01-04T00:00:00Z", []string{"AgID CA1 (certificato del 2018) scade il 03/04/2028, fra 90 giorni"}},
		{"2028-04-03T00:00:00Z", []string{"(certificato del 2018) è scaduta il 03/04/2028"}},
		{"2030-09-20T12:00:00Z", []string{"2018) è scaduta", "2025) scade il 22/09/2030, fra 1 giorni"}},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		conferma(t, err)
		got := scadenzeCA(cfg, now)
		if len(got) != len(c.want) {
			t.Fatalf("%s: %+v", c.now, got)
		}
		for i := range got {
			if !strings.Contains(got[i].Dice, c.want[i]) {
				t.Errorf("%s: %s", c.now, got[i].Dice)
			}
		}
	}
	cfg.Trust.Pins = []string{strings.Repeat("0", 64)}
	if got := scadenzeCA(cfg, time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)); len(got) != 1 || !strings.Contains(got[0].Dice, "la scadenza non si ricava") {
		t.Errorf("a pin of the configuration: %+v", got)
	}
}

// scrive makes a file below dir.
func scrive(t *testing.T, dir, name, text string) {
	t.Helper()
	conferma(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
	conferma(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
}

// TestDiscoCifrato: a device on dm-crypt is, through LVM too; one that is not, or half, is not; an unknown one is said to be.
func TestDiscoCifrato(t *testing.T) {
	sys := t.TempDir()
	scrive(t, sys, "dev/block/254:0/dm/uuid", "CRYPT-LUKS2-abc")
	scrive(t, sys, "dev/block/254:1/dm/uuid", "LVM-abc")
	scrive(t, sys, "dev/block/254:1/slaves/dm-0/dev", "254:0\n")
	scrive(t, sys, "dev/block/8:1/size", "1")
	scrive(t, sys, "dev/block/254:2/slaves/dm-0/dev", "254:0\n")
	scrive(t, sys, "dev/block/254:2/slaves/sda1/dev", "8:1\n")
	for dev, want := range map[string][2]bool{"254:0": {true, true}, "254:1": {true, true}, "8:1": {false, true}, "254:2": {false, true}, "0:31": {false, false}} {
		if yes, known := (macchina{sys: sys}).cifrato(dev); yes != want[0] || known != want[1] {
			t.Errorf("%s: %v %v", dev, yes, known)
		}
	}
}

// TestUnita: no unit, the shipped one and a weakened one; what does not start by itself is told.
func TestUnita(t *testing.T) {
	dir, units := t.TempDir(), t.TempDir()
	conferma(t, os.Chmod(dir, 0o755))
	m := macchina{sys: t.TempDir(), units: []string{units}}
	says := func() string { return fmt.Sprint(m.guarda(dir)) }
	if s := says(); !strings.Contains(s, "nessuna unità pecagent.service") || !strings.Contains(s, "chmod 700") || !strings.Contains(s, "da qui non si vede") {
		t.Errorf("an empty machine: %s", s)
	}
	conferma(t, os.Chmod(dir, 0o700))
	shipped, err := os.ReadFile("setup/unita/pecagent.service")
	conferma(t, err)
	scrive(t, units, "pecagent.service", string(shipped))
	if s := says(); strings.Contains(s, "meno chiuso") || strings.Contains(s, "chmod") || !strings.Contains(s, "enable --now pecagent}") || !strings.Contains(s, "pecagent-backup.timer}") {
		t.Errorf("the shipped unit, not enabled: %s", s)
	}
	scrive(t, units, "multi-user.target.wants/pecagent.service", "")
	scrive(t, units, "timers.target.wants/pecagent-backup.timer", "")
	if s := says(); strings.Contains(s, "systemctl enable") {
		t.Errorf("enabled: %s", s)
	}
	scrive(t, units, "pecagent.service", strings.Replace(string(shipped), "NoNewPrivileges=yes", "NoNewPrivileges=no", 1))
	if s := says(); !strings.Contains(s, "manca: NoNewPrivileges=yes}") {
		t.Errorf("a weakened unit: %s", s)
	}
	scrive(t, units, "pecagent.service", string(shipped))
	if s := says(); !strings.Contains(s, "IPAddressDeny=any") {
		t.Errorf("any address: %s", s)
	}
	scrive(t, units, "pecagent.service.d/rete.conf", "[Service]\nIPAddressDeny=any\nIPAddressAllow=localhost 192.0.2.7\nLimitCORE=infinity\n")
	if s := says(); strings.Contains(s, "IPAddress") || !strings.Contains(s, "manca: LimitCORE=0}") {
		t.Errorf("drop-ins: %s", s)
	}
}

// TestStessoDisco: backups beside the store are told, those of another disk or of none are not.
func TestStessoDisco(t *testing.T) {
	dir := t.TempDir()
	if got := stessoDisco(dir, dir); len(got) != 1 {
		t.Errorf("one disk: %+v", got)
	}
	for _, other := range []string{"", "/proc", filepath.Join(dir, "manca")} {
		if got := stessoDisco(dir, other); len(got) != 0 {
			t.Errorf("%q: %+v", other, got)
		}
	}
}

// TestSegretiFuoriFile: a password in the environment is told, by its key and not by its value.
func TestSegretiFuoriFile(t *testing.T) {
	cfg := config.Default()
	if got := segretiFuoriFile(cfg); len(got) != 0 {
		t.Errorf("files: %+v", got)
	}
	cfg.SMTP.PasswordEnv = "PECAGENT_X"
	if got := segretiFuoriFile(cfg); len(got) != 1 || !strings.HasPrefix(got[0].Dice, "smtp.password_env") {
		t.Errorf("%+v", got)
	}
	cfg.SMTP.PasswordEnv, cfg.Console.TLSKey = "", filepath.Join(t.TempDir(), "console.key")
	conferma(t, os.WriteFile(cfg.Console.TLSKey, nil, 0o644))
	if got := segretiFuoriFile(cfg); len(got) != 1 || !strings.HasSuffix(got[0].Dice, "chmod 600") {
		t.Errorf("a key that all may read: %+v", got)
	}
}
