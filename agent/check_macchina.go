package agent

import (
	"crypto/x509"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"pecagent/agent/config"
	"pecagent/agent/office"
)

// avvisoCA is how long before its end an authority is told of (order.md §9b, README "check").
const avvisoCA = 90 * 24 * time.Hour

// fineAgID are the ends of the pinned AgID CA1 certificates that a provider uses today (pec.md §7.3). That of 2021 and DigitPA of
// 2011 serve receipts of old; a fingerprint alone tells no date.
var fineAgID = []struct {
	nome string
	fine time.Time
}{
	{"AgID CA1 (certificato del 2018)", time.Date(2028, 4, 3, 0, 0, 0, 0, time.UTC)},
	{"AgID CA1 (certificato del 2025)", time.Date(2030, 9, 22, 0, 0, 0, 0, time.UTC)},
}

// Macchina says what the machine lacks of reliability.md §6.2 and what is about to end. None of it stops the agent: it is advice,
// said each time, and what cannot be seen from here is said as such.
func Macchina(cfg *config.Config, now time.Time) []office.Avviso {
	list := scadenzeCA(cfg, now)
	list = append(list, segretiFuoriFile(cfg)...)
	list = append(list, macchina{sys: "/sys", units: []string{"/etc/systemd/system", "/usr/lib/systemd/system"}}.guarda(cfg.Data)...)
	list = append(list, stessoDisco(cfg.Data, cfg.Backup.Cartella)...)
	if v := binario(); v != "" {
		list = append(list, office.Avviso{Cosa: "programma", Dice: v})
	}
	if !sincronizzato() {
		list = append(list, office.Avviso{Cosa: "orologio", Dice: "non risulta regolato da un server dell'ora (NTP): termini e orari di invio ne dipendono"})
	}
	return list
}

// scadenzeCA tells of authorities that have ended or end within avvisoCA.
func scadenzeCA(cfg *config.Config, now time.Time) (list []office.Avviso) {
	tell := func(name string, end time.Time, then string) {
		switch left := end.Sub(now); {
		case left <= 0:
			list = append(list, office.Avviso{Cosa: "autorità di firma", Dice: fmt.Sprintf("%s è scaduta il %s: %s", name, end.Format("02/01/2006"), then)})
		case left <= avvisoCA:
			list = append(list, office.Avviso{Cosa: "autorità di firma", Dice: fmt.Sprintf("%s scade il %s, fra %d giorni: %s", name, end.Format("02/01/2006"), int(left/(24*time.Hour)), then)})
		}
	}
	for _, a := range fineAgID {
		tell(a.nome, a.fine, "ciò che è firmato dopo con quella catena non sarà certificato; aggiornare pecagent o trust.pins")
	}
	of := func(key string, cas []*x509.Certificate) {
		for _, c := range cas {
			tell(key+" "+c.Subject.String(), c.NotAfter, "chiedere il certificato nuovo a chi lo emette")
		}
	}
	if t, err := cfg.Signatures(); err == nil { // inForce tells the error
		of("trust.ca", t.CAs)
	}
	if t, err := cfg.MemberSignatures(); err == nil {
		of("trust.ca_firme", t.CAs)
	}
	if n := len(cfg.Trust.Pins); n > 0 {
		list = append(list, office.Avviso{Cosa: "autorità di firma", Dice: fmt.Sprintf("di %d impronte in trust.pins la scadenza non si ricava: annotarla", n)})
	}
	return list
}

// segretiFuoriFile tells of passwords that come from the environment, which other processes and core files may show.
func segretiFuoriFile(cfg *config.Config) (list []office.Avviso) {
	for _, s := range []struct{ key, env string }{{"imap", cfg.IMAP.PasswordEnv}, {"smtp", cfg.SMTP.PasswordEnv}} {
		if s.env != "" {
			list = append(list, office.Avviso{Cosa: "segreti", Dice: s.key + ".password_env: una password nell'ambiente si legge da /proc; in esercizio password_file (anche un file di LoadCredential)"})
		}
	}
	for _, f := range []string{cfg.Console.TLSKey, cfg.Avvisi.PasswordFile, cfg.Cortesia.PasswordFile} {
		if info, err := os.Stat(f); err == nil && info.Mode().Perm()&0o077 != 0 {
			list = append(list, office.Avviso{Cosa: "segreti", Dice: f + " si può leggere da altri: chmod 600"})
		}
	}
	return list
}

// stessoDisco tells of backups that lie where the store lies: one disk that breaks takes both.
func stessoDisco(data, backups string) []office.Avviso {
	var a, b unix.Stat_t
	if backups == "" || unix.Stat(data, &a) != nil || unix.Stat(backups, &b) != nil || a.Dev != b.Dev { // what is missing others tell
		return nil
	}
	return []office.Avviso{{Cosa: "copia di sicurezza", Dice: backups + " è sullo stesso disco dell'archivio: un guasto porta via tutti e due; copiarle anche altrove"}}
}

// macchina is where one looks; tests have folders of their own.
type macchina struct {
	sys   string   // /sys
	units []string // folders of systemd units, the first one goes before
}

func (m macchina) guarda(data string) (list []office.Avviso) {
	say := func(what, format string, args ...any) {
		list = append(list, office.Avviso{Cosa: what, Dice: fmt.Sprintf(format, args...)})
	}
	if info, err := os.Stat(data); err == nil {
		if p := info.Mode().Perm(); p&0o077 != 0 {
			say("archivio", "%s si può leggere o attraversare da altri (%v): chmod 700", data, p)
		}
		var st unix.Stat_t
		if err := unix.Stat(data, &st); err != nil {
			say("disco cifrato", "non si può sapere: %v", err)
		} else if yes, known := m.cifrato(fmt.Sprintf("%d:%d", unix.Major(uint64(st.Dev)), unix.Minor(uint64(st.Dev)))); !known {
			say("disco cifrato", "da qui non si vede se il disco di %s è cifrato (LUKS): chi ruba la macchina legge l'archivio se non lo è", data)
		} else if !yes {
			say("disco cifrato", "il disco di %s non è cifrato (LUKS): chi ruba la macchina legge l'archivio", data)
		}
	}
	unit, err := m.unita("pecagent.service")
	switch {
	case err != nil:
		say("servizio", "nessuna unità pecagent.service: pecagent setup la scrive; senza, nulla limita il programma e nulla lo fa ripartire")
	default:
		if missing := mancano(unit); missing != nil {
			say("servizio", "pecagent.service è meno chiuso di quello fornito, manca: %s", strings.Join(missing, ", "))
		}
		if !strings.Contains(unit, "\nIPAddressDeny=any") {
			say("servizio", "può parlare con qualunque indirizzo: con systemctl edit pecagent, IPAddressDeny=any e in IPAddressAllow= quelli del gestore e localhost")
		}
		if !m.attiva("multi-user.target", "pecagent.service") {
			say("servizio", "non parte da solo alla riaccensione: systemctl enable --now pecagent")
		}
		if !m.attiva("timers.target", "pecagent-backup.timer") {
			say("copia di sicurezza", "non si fa da sola ogni giorno: systemctl enable --now pecagent-backup.timer")
		}
	}
	return list
}

// mancano are the directives of the shipped unit that another lacks or sets otherwise, the last word counting.
func mancano(unit string) (missing []string) {
	for _, want := range []string{"User=", "NoNewPrivileges=yes", "ProtectSystem=strict", "MemoryDenyWriteExecute=yes", "SystemCallFilter=", "LimitCORE=0", "MemoryMax=", "CapabilityBoundingSet="} {
		key, value, _ := strings.Cut(want, "=")
		i := strings.LastIndex(unit, "\n"+key+"=")
		if i < 0 || !strings.HasPrefix(unit[i+len(key)+2:], value) {
			missing = append(missing, want)
		}
	}
	return missing
}

// cifrato reports whether a block device lies on dm-crypt; known is false where the kernel shows no such device.
func (m macchina) cifrato(dev string) (yes, known bool) {
	dir := filepath.Join(m.sys, "dev", "block", dev)
	if _, err := os.Stat(dir); err != nil {
		return false, false
	}
	if b, err := os.ReadFile(filepath.Join(dir, "dm", "uuid")); err == nil && strings.HasPrefix(string(b), "CRYPT-") {
		return true, true
	}
	under, err := filepath.Glob(filepath.Join(dir, "slaves", "*"))
	if err != nil || len(under) == 0 {
		return false, true
	}
	for _, s := range under { // each of them has to be
		b, err := os.ReadFile(filepath.Join(s, "dev"))
		if err != nil {
			return false, false
		}
		if yes, known := m.cifrato(strings.TrimSpace(string(b))); !yes {
			return false, known
		}
	}
	return true, true
}

// unita is the text of a unit, from a new line on, and of its drop-ins behind it.
func (m macchina) unita(name string) (string, error) {
	text := ""
	for _, dir := range m.units {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
			text = "\n" + string(b)
			break
		}
	}
	if text == "" {
		return "", fs.ErrNotExist
	}
	for _, dir := range slices.Backward(m.units) {
		more, err := filepath.Glob(filepath.Join(dir, name+".d", "*.conf"))
		if err != nil {
			return "", err
		}
		for _, f := range more {
			if b, err := os.ReadFile(f); err == nil { // one that may not be read is not this user's to judge
				text += "\n" + string(b)
			}
		}
	}
	return text, nil
}

// attiva reports whether a target wants a unit.
func (m macchina) attiva(target, unit string) bool {
	for _, dir := range m.units {
		if _, err := os.Lstat(filepath.Join(dir, target+".wants", unit)); err == nil {
			return true
		}
	}
	return false
}

// binario says when the program is of no commit: then nobody can build the same one again.
func binario() string {
	b, ok := debug.ReadBuildInfo()
	if !ok {
		return "senza notizie di costruzione: non si sa da quale commit viene"
	}
	commit := false
	for _, s := range b.Settings {
		commit = commit || s.Key == "vcs.revision"
		if s.Key == "vcs.modified" && s.Value == "true" {
			return "costruito da un albero con modifiche non registrate: non si può rifare uguale (.ci/deb)"
		}
	}
	if !commit {
		return "costruito senza commit: non si può rifare uguale (.ci/deb)"
	}
	return ""
}

// sincronizzato asks the kernel whether somebody keeps its clock; what it does not say counts as yes.
func sincronizzato() bool {
	const staUnsync = 0x0040 // STA_UNSYNC of <sys/timex.h>
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	return err != nil || state != unix.TIME_ERROR && t.Status&staUnsync == 0
}
