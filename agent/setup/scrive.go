package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"

	"pecagent/agent/archivio"
	"pecagent/agent/config"
)

// documento is a file to be written.
type documento struct {
	path string
	text []byte
	mode os.FileMode
	root bool // root's own: the service reads it by its group, if at all, and cannot change it
}

// scrive puts everything in its place: passwords and certificate first, the configuration last. What is written under another
// name and was not put in place is removed.
func (s *seduta) scrive() (err error) {
	dir := filepath.Dir(s.Percorsi.Config)
	for _, d := range []string{dir, s.cfg.Data, s.cfg.Backup.Cartella} {
		if err := s.cartella(d); err != nil {
			return err
		}
	}
	if s.chiave != "" {
		if s.cfg.Backup.Destinatario, err = archivio.NuovaChiave(s.chiave, s.Now()); err != nil {
			return err
		}
	}
	list, err := s.documenti(dir)
	if err == nil {
		err = s.mette(list)
	}
	if err != nil && s.chiave != "" { // its public half is written nowhere: the next run makes another
		err = errors.Join(err, os.Remove(s.chiave))
	}
	return err
}

// documenti renders every file.
func (s *seduta) documenti(dir string) (list []documento, err error) {
	c := s.cfg
	secret := func(name, present, text string) string {
		if text == "" {
			return present
		}
		p := cmpOr(present, filepath.Join(dir, name))
		list = append(list, documento{p, []byte(text + "\n"), 0o600, false})
		return p
	}
	c.IMAP.PasswordFile = secret("imap.password", c.IMAP.PasswordFile, s.password)
	c.SMTP.PasswordFile = secret("smtp.password", c.SMTP.PasswordFile, s.passwordSMTP)
	c.Avvisi.PasswordFile = secret("avvisi.password", c.Avvisi.PasswordFile, s.passwordAvvisi)
	// An authority's file that the person named may lie where the service cannot read it.
	for name, ca := range map[string]*string{"imap-ca.pem": &c.IMAP.CA, "smtp-ca.pem": &c.SMTP.CA, "avvisi-ca.pem": &c.Avvisi.CA} {
		if *ca == "" || filepath.Dir(*ca) == dir {
			continue
		}
		b, err := os.ReadFile(*ca)
		if err != nil {
			return nil, err
		}
		*ca = filepath.Join(dir, name)
		list = append(list, documento{*ca, b, 0o644, true})
	}
	if c.Console.TLSCert == "" {
		names, ips := nomi()
		cert, key, sum, err := Certificato(names, ips, s.Now())
		if err != nil {
			return nil, err
		}
		c.Console.TLSCert, c.Console.TLSKey = filepath.Join(dir, "console.crt"), filepath.Join(dir, "console.key")
		list = append(list, documento{c.Console.TLSCert, cert, 0o644, true}, documento{c.Console.TLSKey, key, 0o600, false})
		s.c.dice("Certificato della console per %v %v, valido %d anni; impronta SHA-256 %s", names, ips, certYears, sum)
	}
	if s.again {
		list = append(list, documento{s.Percorsi.Config + ".precedente", []byte(s.text), 0o640, true})
	}
	text, err := config.Scrivi(s.text, s.valori())
	if err != nil {
		return nil, err
	}
	if d, ok := altraCartella(s.Percorsi, c.Backup.Cartella); ok {
		if err := os.MkdirAll(filepath.Dir(d.path), 0o755); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return append(list, documento{s.Percorsi.Config, []byte(text), 0o640, true}), nil
}

// valori are the answers by key.
func (s *seduta) valori() []config.Valore {
	c := s.cfg
	return []config.Valore{
		{Chiave: "data", Di: c.Data},
		{Chiave: "ordine.pec", Di: c.Ordine.PEC}, {Chiave: "ordine.nome", Di: c.Ordine.Nome}, {Chiave: "ordine.ufficio", Di: c.Ordine.Ufficio},
		{Chiave: "ordine.responsabile", Di: c.Ordine.Responsabile}, {Chiave: "ordine.telefono", Di: c.Ordine.Telefono}, {Chiave: "ordine.orario", Di: c.Ordine.Orario},
		{Chiave: "imap.host", Di: c.IMAP.Host}, {Chiave: "imap.port", Di: c.IMAP.Port}, {Chiave: "imap.user", Di: c.IMAP.User},
		{Chiave: "imap.password_file", Di: c.IMAP.PasswordFile}, {Chiave: "imap.ca", Di: c.IMAP.CA},
		{Chiave: "smtp.host", Di: c.SMTP.Host}, {Chiave: "smtp.port", Di: c.SMTP.Port}, {Chiave: "smtp.user", Di: c.SMTP.User},
		{Chiave: "smtp.password_file", Di: c.SMTP.PasswordFile}, {Chiave: "smtp.ca", Di: c.SMTP.CA},
		{Chiave: "avvisi.host", Di: c.Avvisi.Host}, {Chiave: "avvisi.port", Di: c.Avvisi.Port}, {Chiave: "avvisi.user", Di: c.Avvisi.User},
		{Chiave: "avvisi.password_file", Di: c.Avvisi.PasswordFile}, {Chiave: "avvisi.ca", Di: c.Avvisi.CA}, {Chiave: "avvisi.a", Di: c.Avvisi.A},
		{Chiave: "backup.cartella", Di: c.Backup.Cartella}, {Chiave: "backup.destinatario", Di: c.Backup.Destinatario},
		{Chiave: "console.tls_cert", Di: c.Console.TLSCert}, {Chiave: "console.tls_key", Di: c.Console.TLSKey},
	}
}

// mette writes all files beside their places, durable, and then names them one after the other.
func (s *seduta) mette(list []documento) (err error) {
	const beside = ".nuovo"
	defer func() {
		for _, d := range list {
			if e := os.Remove(d.path + beside); e != nil && !errors.Is(e, fs.ErrNotExist) {
				err = errors.Join(err, e)
			}
		}
	}()
	for _, d := range list {
		f, err := os.OpenFile(d.path+beside, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, d.mode)
		if err != nil {
			return fmt.Errorf("writing %s: %w", d.path, err)
		}
		_, err = f.Write(d.text)
		if err = errors.Join(err, f.Chmod(d.mode), f.Sync(), f.Close(), s.proprietario(d.path+beside, d.root)); err != nil {
			return fmt.Errorf("writing %s: %w", d.path, err)
		}
	}
	for _, d := range list {
		if err := os.Rename(d.path+beside, d.path); err != nil {
			return fmt.Errorf("writing %s: %w", d.path, err)
		}
	}
	d, err := os.Open(filepath.Dir(s.Percorsi.Config))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// cartella makes a folder that only the service's user can read; one that exists is left as it is.
func (s *seduta) cartella(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("creating %s: %w", dir, err)
	}
	return s.proprietario(dir, false)
}

// altraCartella lets the packaged unit write backups into a folder other than the usual one.
func altraCartella(p Percorsi, dir string) (documento, bool) {
	u := Usuali()
	if p.Config != u.Config || dir == u.Copie {
		return documento{}, false
	}
	return documento{"/etc/systemd/system/pecagent-backup.service.d/cartella.conf", []byte("[Service]\nReadWritePaths=" + dir + "\n"), 0o644, true}, true
}

// proprietario gives a file to the service's user, or to root and the service's group, where root is installing.
func (s *seduta) proprietario(path string, root bool) error {
	if os.Geteuid() != 0 || s.Percorsi.Utente == "" {
		return nil
	}
	u, err := user.Lookup(s.Percorsi.Utente)
	if err != nil {
		return fmt.Errorf("l'utente di sistema %s non c'è: lo crea il pacchetto Debian: %w", s.Percorsi.Utente, err)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return err
	}
	if root {
		uid = 0
	}
	return os.Lchown(path, uid, gid)
}

// appartiene gives what later steps left in the data folder to the service's user.
func (s *seduta) appartiene() error {
	list, err := filepath.Glob(filepath.Join(s.cfg.Data, "*.json"))
	for _, p := range list {
		err = errors.Join(err, s.proprietario(p, false))
	}
	return err
}

// poi says what comes next.
func (s *seduta) poi() {
	s.c.dice("\nScritto: %s, in modo osserva. Le password stanno in file leggibili solo dal servizio.", s.Percorsi.Config)
	if s.chiave != "" {
		s.c.dice("CHIAVE DELLE COPIE: %s. Portarla via da questo computer: senza, nessuno può leggere le copie.", s.chiave)
	}
	s.c.dice("\nOra:")
	s.c.dice("  pecagent members import ISCRITTI.csv                    il registro degli iscritti")
	s.c.dice("  pecagent check                                          tutto è a posto?")
	s.c.dice("  systemctl enable --now pecagent pecagent-backup.timer   al lavoro, e una copia ogni notte")
}
