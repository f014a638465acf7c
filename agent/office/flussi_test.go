package office_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/csv"
	"encoding/hex"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/agent/office"
	"pecagent/mailparse/smime"
	"pecagent/rules"
)

// generatore is the agent's hand.
func (u *ufficio) generatore() office.Generatore {
	return office.Generatore{Store: u.env.Store, Policy: u.env.Policy, Now: u.env.Now, Attore: rules.Agente}
}

// scocca lets the clock decide and the files be written, as the agent does.
func (u *ufficio) scocca() {
	u.t.Helper()
	u.commit(rules.Ticked{Now: u.ora})
	_, err := u.generatore().Tutti(u.t.Context())
	must(u.t, err)
}

// ultimoFlusso is the latest run of a feed.
func (u *ufficio) ultimoFlusso(nome string) (last rules.Flusso) {
	u.t.Helper()
	must(u.t, u.env.Store.View(func(a rules.Archivio) error {
		rules.Flussi(a, func(f rules.Flusso) bool {
			if f.Nome == nome {
				last = f
			}
			return true
		})
		return nil
	}))
	return last
}

func righe(t *testing.T, b string) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(b))
	r.Comma = ';'
	rows, err := r.ReadAll()
	must(t, err)
	return rows
}

func (u *ufficio) iscritto(cf string) (m rules.Iscritto) {
	u.t.Helper()
	must(u.t, u.env.Store.View(func(a rules.Archivio) error { m, _ = rules.Vista(a).Iscritto(cf); return nil }))
	return m
}

// TestFlussoINIPEC: the first file says all that the register of members knows; the next ones what changed since the last that
// was taken; what a file names is stored, and the whole store verifies.
func TestFlussoINIPEC(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	u.env.Policy.Feeds = map[string]rules.Feed{"inipec": {Modo: rules.FlussoPortale}}
	u.scocca()
	f := u.ultimoFlusso("inipec")
	u.riesce("report", "feed", f.ID, "--out", "primo.csv")
	rows := righe(t, u.saved["primo.csv"])
	sum := sha256.Sum256([]byte(u.saved["primo.csv"]))
	if f.Stato != rules.FGenerato || len(rows) != f.Righe || f.Righe < 10 || f.File.SHA256 != hex.EncodeToString(sum[:]) {
		t.Fatalf("%d rows, %+v", len(rows), f)
	}
	contiene(t, "list", u.riesce("report", "feed"), f.ID+" inipec", "GENERATO")
	u.scocca() // nothing twice
	if g := u.ultimoFlusso("inipec"); g.ID != f.ID {
		t.Errorf("%+v", g)
	}
	contiene(t, "act", u.riesce("act", "feed-uploaded", "--case", f.ID, "--outcome", "OK"), "ESITO_OK", "CHIUSO")
	for _, r := range rows {
		if m := u.iscritto(r[4]); m.InINIPEC != (r[5] != "3") {
			t.Errorf("%q: in_inipec %v", r, m.InINIPEC)
		}
	}
	const untold = "MANCA   RESERVED_LIST_PUBLISHED"
	if code, out, _ := u.esegue("report", "duties"); code != office.ExitWrong || !strings.Contains(out, untold) {
		t.Errorf("exit %d: %s", code, out)
	}
	contiene(t, "check says the same of what nobody told, and the store has no defect", u.riesce("check", "store"), untold)
	u.riesce("act", "pa-published", "--date", "2026-11-20", "--address", "https://elenco.ordine-prova.example")
	contiene(t, "duties", u.riesce("report", "duties"), "INIPEC_LAST_OK", "23/11/2026", "pubblicato il 20/11/2026 https://elenco")

	m := u.iscritto("CNTLCU88R19A944D")
	m.Domicilio = &rules.Domicilio{Indirizzo: "conti.luca@pecmail.example", Dal: u.ora}
	must(t, registra(u, rules.Event{Kind: rules.KIscritto, Iscritto: &m}))
	u.ora = u.ora.Add(24 * time.Hour)
	u.scocca()
	f = u.ultimoFlusso("inipec")
	u.riesce("report", "feed", f.ID, "--out", "secondo.csv")
	if got := u.saved["secondo.csv"]; got != "conti.luca@pecmail.example;Luca;Conti;1203;CNTLCU88R19A944D;1;;\r\n" {
		t.Errorf("%q", got)
	}
	u.riesce("act", "feed-abandon", "--case", f.ID, "--reason", "portale fermo")
	u.riesce("report", "feed", "inipec", "--out", "terzo.csv") // and nothing is lost: the change is in the next one
	if u.saved["terzo.csv"] != u.saved["secondo.csv"] {
		t.Errorf("%q", u.saved["terzo.csv"])
	}
	u.riesce("report", "feed", "inipec", "--full", "--out", "tutto.csv")
	if n := len(righe(t, u.saved["tutto.csv"])); n < 10 {
		t.Errorf("%d rows in the whole list", n)
	}
	contiene(t, "refused", u.fallisce(office.ExitWrong, "report", "feed", "reginde"), "non è acceso")
	contiene(t, "none", u.fallisce(office.ExitWrong, "report", "feed", "FLU-2026-999999"), "non esiste")
	problems, err := u.env.Store.Verify(t.Context(), nil)
	if err != nil || len(problems) > 0 {
		t.Error(err, problems)
	}
}

// registra writes an event as if a decision had made it.
func registra(u *ufficio, e rules.Event) error {
	_, err := u.env.Store.Commit(u.t.Context(), func(rules.Snapshot) rules.Decision { return rules.Decision{Events: []rules.Event{e}} })
	return err
}

// TestFlussoRifiutato: what no file may say is said to a person, once, and the day after nothing has gone by itself.
func TestFlussoRifiutato(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	u.env.Policy.Feeds = map[string]rules.Feed{"inipec": {Modo: rules.FlussoPortale}}
	u.scocca()
	u.riesce("act", "feed-uploaded", "--case", u.ultimoFlusso("inipec").ID, "--outcome", "OK")
	for _, cf := range []string{"CNTLCU88R19A944D", "NTTPLA72A55A662G"} {
		m := u.iscritto(cf)
		m.Stato = rules.Trasferito
		must(t, registra(u, rules.Event{Kind: rules.KIscritto, Iscritto: &m}))
	}
	u.ora = u.ora.Add(24 * time.Hour)
	u.scocca()
	u.scocca()
	f := u.ultimoFlusso("inipec")
	if f.Stato != rules.FDaGenerare || !strings.Contains(f.Rifiuto, "cancellerebbe 2 posizioni") || f.File.SHA256 != "" {
		t.Fatalf("%+v", f)
	}
	calls := 0
	for _, ev := range u.eventi(rules.KCompito) {
		if strings.Contains(ev.Compito.Perche, "cancellerebbe") {
			calls++
		}
	}
	if calls != 1 {
		t.Errorf("%d calls", calls)
	}
	u.riesce("report", "feed", "inipec", "--deletions-checked", "--out", "via.csv")
	if rows := righe(t, u.saved["via.csv"]); len(rows) != 2 || rows[0][5] != "3" {
		t.Errorf("%q", rows)
	}
}

// openssl makes a file signed by a person, with a certificate of an authority made for the test.
func firmato(t *testing.T, dir, cf string, content []byte) []byte {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("PECAGENT_CI") != "" {
			t.Fatal("openssl is needed to sign a file")
		}
		t.Skip("SKIPPED: openssl is not installed: no signed file")
	}
	run := func(args ...string) {
		cmd := exec.Command("openssl", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("openssl %q: %v\n%s", args, err, out)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "ca.pem")); err != nil {
		run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/C=IT/O=Prova/CN=CA firme", "-days", "3650",
			"-addext", "basicConstraints=critical,CA:true", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
	}
	must(t, os.WriteFile(filepath.Join(dir, "ext"), []byte("keyUsage=critical,nonRepudiation\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n1.3.6.1.5.5.7.1.3=ASN1:SEQUENCE:qc\n[qc]\ns=SEQUENCE:qc1\n[qc1]\no=OID:0.4.0.1862.1.1\n"), 0o600))
	run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "p.key", "-out", "p.csr", "-subj", "/C=IT/serialNumber=TINIT-"+cf+"/givenName=Giulia/surname=Bianchi/CN=Giulia Bianchi")
	run("x509", "-req", "-in", "p.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "3650", "-extfile", "ext", "-out", "p.pem")
	must(t, os.WriteFile(filepath.Join(dir, "in"), content, 0o600))
	run("cms", "-sign", "-binary", "-nodetach", "-cades", "-md", "sha256", "-in", "in", "-signer", "p.pem", "-inkey", "p.key", "-outform", "DER", "-out", "out.p7m")
	b, err := os.ReadFile(filepath.Join(dir, "out.p7m"))
	must(t, err)
	return b
}

// TestReGIndEFirmato: only the file that was written, signed by a delegate, may go; with a real signature of openssl.
func TestReGIndEFirmato(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.ora = time.Now() // openssl signs at the present
	for u.ora.Weekday() == time.Saturday || u.ora.Weekday() == time.Sunday {
		u.ora = u.ora.Add(24 * time.Hour)
	}
	const delegate = "BNCGLI78C48G478A"
	m := rules.Iscritto{CF: "CNTLCU88R19A944D", Cognome: "Conti", Nome: "Luca", Stato: rules.Iscr, Domicilio: &rules.Domicilio{Indirizzo: "luca@legalpost.example"},
		Altri: []rules.Colonna{{Nome: "indirizzo", Valore: "via Roma 1"}, {Nome: "cap", Valore: "16100"}, {Nome: "comune", Valore: "Genova"}, {Nome: "provincia", Valore: "GE"}}}
	must(t, registra(u, rules.Event{Kind: rules.KIscritto, Iscritto: &m}))
	u.env.Policy.Feeds = map[string]rules.Feed{"reginde": {Modo: rules.FlussoPEC, Indirizzo: "flussi@registro.example", Ente: "01234567890", Firmatari: []string{delegate}}}
	u.riesce("report", "feed", "reginde", "--out", "c.xml")
	f := u.ultimoFlusso("reginde")
	if f.Stato != rules.FDaFirmare || !strings.Contains(u.saved["c.xml"], "<CodiceFiscale>CNTLCU88R19A944D</CodiceFiscale>") {
		t.Fatalf("%+v\n%s", f, u.saved["c.xml"])
	}
	dir := t.TempDir()
	files := map[string][]byte{"altro.p7m": firmato(t, dir, delegate, []byte("<altro/>")), "estraneo.p7m": firmato(t, dir, "CNTLCU88R19A944D", []byte(u.saved["c.xml"])),
		"buono.p7m": firmato(t, dir, delegate, []byte(u.saved["c.xml"])), "c.xml": []byte(u.saved["c.xml"])}
	files["rotto.p7m"] = bytes.Replace(files["buono.p7m"], []byte("Conti"), []byte("Conte"), 1)
	u.env.Files = files
	signed := func(name string) []string { return []string{"act", "feed-signed", "--case", f.ID, "--document", name} }
	contiene(t, "no authority", u.fallisce(office.ExitWrong, signed("buono.p7m")...), "non è stata verificata")
	block, _ := pem.Decode(leggiFile(t, filepath.Join(dir, "ca.pem")))
	ca, err := x509.ParseCertificate(block.Bytes)
	must(t, err)
	u.env.Firme = smime.Trust{CAs: []*x509.Certificate{ca}}
	u.ora = u.ora.Add(time.Minute)
	for name, want := range map[string]string{"altro.p7m": "non è il file generato", "estraneo.p7m": "non è fra i delegati", "rotto.p7m": "non è valida", "c.xml": "non contiene una firma"} {
		contiene(t, name, u.fallisce(office.ExitWrong, signed(name)...), want)
	}
	if f := u.ultimoFlusso("reginde"); f.Stato != rules.FDaFirmare || f.Lettera != "" {
		t.Fatalf("%+v", f)
	}
	contiene(t, "good", u.riesce(signed("buono.p7m")...), "FIRMATO", "lettera LET-")
	f = u.ultimoFlusso("reginde")
	for _, ev := range u.eventi(rules.KLettera) {
		if l := ev.Lettera; l.ID == f.Lettera {
			if l.A != "flussi@registro.example" || len(l.Allegati) != 1 || l.Allegati[0] != f.Firmato || l.Stato != rules.LProposta {
				t.Errorf("%+v", l)
			}
			b, err := u.env.Store.Raw(l.Allegati[0].SHA256)
			if err != nil || !bytes.Equal(b, files["buono.p7m"]) {
				t.Error("the letter does not carry the signed file", err)
			}
		}
	}
}

func leggiFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	must(t, err)
	return b
}
