package office_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/agent/config"
	"pecagent/agent/demo"
	"pecagent/agent/office"
	"pecagent/rules"
	"pecagent/store"
)

// conCaso is an office where Luca Conti's request waits for a person.
func conCaso(t *testing.T) *ufficio {
	t.Helper()
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	u.scrive(cambio("conti.luca@pecmail.example"))
	return u
}

// oggetti reads NDJSON: one object a line, nothing else.
func oggetti(t *testing.T, out string) (list []map[string]any) {
	t.Helper()
	for line := range strings.Lines(out) {
		var o map[string]any
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		list = append(list, o)
	}
	return list
}

// chiavi of objects, in the order of the alphabet; absent ones are allowed where cli.md allows them.
func soloChiavi(t *testing.T, what string, list []map[string]any, must, may string) {
	t.Helper()
	if len(list) == 0 {
		t.Errorf("%s: no object", what)
	}
	for _, o := range list {
		for k := range o {
			if !slices.Contains(strings.Fields(must+" "+may), k) {
				t.Errorf("%s: the key %s is not in the contract", what, k)
			}
		}
		for _, k := range strings.Fields(must) {
			if _, ok := o[k]; !ok {
				t.Errorf("%s: no key %s: %v", what, k, o)
			}
		}
	}
}

// TestChiavi: the keys of cli.md, which scripts of the Order rely on.
func TestChiavi(t *testing.T) {
	u := conCaso(t)
	const colonne = "numero_iscrizione data_stato domicilio_digitale casella_ordine stato_casella data_casella diffida_notificata email_ordinaria albo titolo"
	members := oggetti(t, u.riesce("members", "list", "--json"))
	soloChiavi(t, "members list", members, "codice_fiscale cognome nome stato in_inipec conformita",
		colonne+" motivo scadenza provenienza ultima_prova candidato revoca_dal altri")
	if len(members) != 15 {
		t.Errorf("%d members", len(members))
	}
	soloChiavi(t, "evidence find", oggetti(t, u.riesce("evidence", "find", "--kind", "lettera", "--json")), "id rif template to state receipts",
		"member msgid identificativo t_invio t_accettazione t_consegna codice sha256 possibile_duplicato trattenuta")
	soloChiavi(t, "mode", oggetti(t, u.riesce("mode", "--json")), "modo t0", "automatico fermo perche")
	soloChiavi(t, "check store", oggetti(t, u.riesce("check", "store", "--json")), "cosa ok dice", "")
	soloChiavi(t, "members history", oggetti(t, u.riesce("members", "history", "CNTLCU88R19A944D", "--json")), "v seq at kind attore",
		"causa regola perche digests more avvio config messaggio esito richiesta iscritto lettera passo ricevuta compito modo import operazione policy rules templates "+
			"policy_digest rules_digest templates_digest")
	soloChiavi(t, "review list", oggetti(t, u.riesce("review", "list", "--json")), "id tipo perche creato stato",
		"urgente messaggio cf richiesta rif lettere esito scade da nota chiuso")
	show := oggetti(t, u.riesce("review", "show", "SEG-2026-000001", "--json"))
	soloChiavi(t, "review show", show, "compito messaggio lettere", "")
	if len(show) != 1 || len(show[0]["lettere"].([]any)) != 2 {
		t.Errorf("%v", show)
	}
}

// TestImportJSON: with --json the difference is one object and the words for people stand on standard error.
func TestImportJSON(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	b, err := os.ReadFile("testdata/iscritti.csv")
	must(t, err)
	u.env.Files["a.csv"] = b
	code, out, says := u.esegue("members", "import", "a.csv", "--json")
	list := oggetti(t, out)
	soloChiavi(t, "members import", list, "file sha256 righe nuovi cambiati invariati mancanti rifiuti iscritti_nuovi differenze", "foglio tradotte assenti conflitti avvisi compiti lettere ritirate")
	if code != 0 || list[0]["nuovi"] != 15.0 || !strings.Contains(says, "Importati: 15 nuovi, 0 cambiati, 0 invariati.") {
		t.Errorf("exit %d: %s %s", code, out, says)
	}
	u.env.Files["b.csv"] = bytes.Replace(b, []byte(";1203;"), []byte(";1204;"), 1)
	code, out, says = u.esegue("members", "import", "b.csv", "--json")
	if list = oggetti(t, out); code != 0 || len(list[0]["cambiati"].([]any)) != 1 || !strings.Contains(says, "Niente è stato ancora cambiato") {
		t.Errorf("exit %d: %s %s", code, out, says)
	}
	contiene(t, "the register", u.riesce("members", "export"), ";1203;")
	u.esegue("members", "import", "--yes", "b.csv")
	contiene(t, "the register", u.riesce("members", "export"), ";1204;")
}

// TestEsportaImporta: what export writes import takes back, and changes nothing.
func TestEsportaImporta(t *testing.T) {
	u := conCaso(t)
	if out := u.riesce("members", "export", "copia.csv"); out != "" {
		t.Errorf("export to a file writes %q", out)
	}
	u.env.Files["copia.csv"] = []byte(u.saved["copia.csv"])
	if out := u.riesce("members", "export"); out != u.saved["copia.csv"] || len(out) < 1000 {
		t.Errorf("export writes %d bytes, to a file %d", len(out), len(u.saved["copia.csv"]))
	}
	n := u.env.Store.Head().Size
	contiene(t, "import", u.riesce("members", "import", "copia.csv", "--yes"), "0 nuovi, 0 cambiati, 15 invariati")
	if u.env.Store.Head().Size != n {
		t.Error("an import that changes nothing wrote events")
	}
}

// TestNomeNelRegistro: every act of a person carries the name, and nothing is written without one.
func TestNomeNelRegistro(t *testing.T) {
	acts := [][]string{
		{"stop", "--perche", "prova"}, {"resume"}, {"mode", "proponi"}, {"members", "import", "b.csv", "--yes"},
		{"review", "approve", "SEG-2026-000001"}, {"review", "withdraw", "LET-2026-000001", "--note", "x"}, {"review", "reject", "SEG-2026-000001", "--note", "no"},
	}
	b, err := os.ReadFile("testdata/iscritti.csv")
	must(t, err)
	for _, args := range acts {
		u := conCaso(t)
		u.env.Files["b.csv"] = bytes.Replace(b, []byte(";1203;"), []byte(";1204;"), 1)
		if args[1%len(args)] == "withdraw" {
			u.riesce("review", "approve", "SEG-2026-000001")
		}
		n := u.env.Store.Head().Size
		u.env.Attore = rules.Attore{Tipo: "persona"}
		if code, _, says := u.esegue(args...); code != office.ExitWrong || says == "" || u.env.Store.Head().Size != n {
			t.Errorf("%q without a name: exit %d %s, %d events written", args, code, says, u.env.Store.Head().Size-n)
		}
		u.env.Attore.ID = "g.verdi"
		u.riesce(args...)
		var who []string
		must(t, u.env.Store.Events(n, func(e rules.Event) bool {
			if e.Seq > int64(n) {
				who = append(who, e.Attore.Tipo+" "+e.Attore.ID)
			}
			return true
		}))
		if len(who) == 0 || slices.ContainsFunc(who, func(s string) bool { return s != "persona g.verdi" }) {
			t.Errorf("%q: written by %q", args, who)
		}
	}
}

// TestRespintaConMotivo: a refusal has a reason that says something; blanks say nothing.
func TestRespintaConMotivo(t *testing.T) {
	u := conCaso(t)
	for _, note := range []string{"", " ", "\t\n", "\u00a0"} {
		contiene(t, "reject", u.fallisce(office.ExitUsage, "review", "reject", "SEG-2026-000001", "--note", note), "serve il motivo")
	}
	u.riesce("review", "reject", "SEG-2026-000001", "--note", "non è stato lui")
	list := u.eventi(rules.KCompito)
	if c := list[len(list)-1].Compito; c.Stato != "respinto" || c.Nota != "non è stato lui" || c.Da != "m.neri" || c.Chiuso.IsZero() {
		t.Errorf("%+v", c)
	}
	for _, p := range u.eventi(rules.KPasso) {
		if p.Passo.Stato != rules.LRitirata {
			t.Errorf("a letter of a refused case is %s", p.Passo.Stato)
		}
	}
}

// TestApprovaEsegue: approving what waits for a person decides the stored message again, as it is and with its proof, and
// executes it; what is registered stays until the new address is proven.
func TestApprovaEsegue(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	u.scrive(demo.Scritto{From: "luca.conti@legalpost.example", Subject: "Cambio PEC", Body: "Chiedo di registrare conti.luca@pecmail.example, secondo quanto mi ha suggerito il mio avvocato\nLuca Conti CNTLCU88R19A944D\n"})
	contiene(t, "list", u.riesce("review", "list"), "SEG-2026-000001", "revisione", "IN_REVISIONE")
	contiene(t, "before", u.riesce("evidence", "find", "--kind", "lettera"), "T-01", "1 trovato.")
	contiene(t, "approve", u.riesce("review", "approve", "SEG-2026-000001", "--note", "letto"), "IN_ESECUZIONE conti.luca@pecmail.example", "T-23 a conti.luca@pecmail.example")
	contiene(t, "show", u.riesce("members", "show", "conti"), "domicilio digitale     luca.conti@legalpost.example", "nuovo indirizzo        conti.luca@pecmail.example DICHIARATA")
}

// TestRiprendi: the running agent is told of a resume that was written, and of no other.
func TestRiprendi(t *testing.T) {
	u := conCaso(t)
	u.riesce("stop")
	u.fallisce(office.ExitUsage, "resume", "--forte")
	if u.again != 0 {
		t.Error("told of a resume that did not happen")
	}
	u.riesce("resume")
	if s := u.ultimo().Modo; u.again != 1 || s == nil || s.Fermo || s.Modo != rules.Proponi {
		t.Errorf("%d %+v", u.again, s)
	}
	u.env.Resumed = nil
	u.riesce("resume")
}

// TestAutomatico: a type is switched on by a person after 14 days and 10 cases of it; others stay as they are.
func TestAutomatico(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	for i := range 10 {
		if i == 9 {
			u.decide(u.posta[0], "") // a copy is no case
			u.ora = inizio().AddDate(0, 0, 14)
			contiene(t, "nine cases", u.fallisce(office.ExitWrong, "mode", "automatico", "--type", "R4"), "9 casi decisi, ne servono 10")
		}
		u.scrive(cambio("conti.luca@pecmail.example"))
		u.ora = u.ora.Add(time.Minute)
	}
	u.ora = inizio().AddDate(0, 0, 14).Add(-time.Second)
	contiene(t, "13 days", u.fallisce(office.ExitWrong, "mode", "automatico", "--type", "R4"), "ne servono 14")
	u.ora = u.ora.Add(time.Hour)
	for _, typ := range []string{"R0", "R99", "R17", "R01", "r4", "R", "R4x", "4"} {
		contiene(t, typ, u.fallisce(office.ExitUsage, "mode", "automatico", "--type", "R4,"+typ), `"`+typ+`" non è un tipo di richiesta`)
	}
	contiene(t, "another type", u.fallisce(office.ExitWrong, "mode", "automatico", "--type", "R4,R1"), "automatico R1: 0 casi")
	contiene(t, "mode", u.riesce("mode", "automatico", "--type", "R4,R4"), "modo: automatico\ntipi automatici: R4\n")
	if m := u.ultimo().Modo; !slices.Equal(m.Automatico, []string{"R4"}) || m.Perche != "cambiato da m.neri" {
		t.Errorf("%+v", m)
	}
	u.riesce("mode", "osserva")
	if m := u.ultimo().Modo; len(m.Automatico) != 0 {
		t.Errorf("%+v", m)
	}
}

// TestNascosti: what came from mail is seen as it is, controls and direction marks as marks, on its own line.
func TestNascosti(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	u.scrive(demo.Scritto{From: "luca.conti@legalpost.example", Subject: "Cambio\u202e PEC\u200b", Body: "Chiedo di registrare conti.luca@pecmail.example\u202e\n" +
		"\x1b[2J\x1b[31mLuca Conti CNTLCU88R19A944D\u2066 \u200bfine\n", Allegati: []demo.Allegato{{Nome: "modulo\u202efdp.exe", Tipo: "application/pdf", Corpo: []byte("x")}}})
	out := u.riesce("review", "show", "SEG-2026-000001") + u.riesce("review", "list") + u.riesce("members", "history", "conti")
	for _, r := range []string{"\u202e", "\u200b", "\u2066", "\x1b", "\u00a0"} {
		if strings.Contains(out, r) {
			t.Errorf("%q reaches the terminal:\n%s", r, out)
		}
	}
	contiene(t, "show", out, "oggetto: Cambio⟨U+202E⟩ PEC⟨U+200B⟩\n", "@pecmail.example⟨U+202E⟩\n", "D⟨U+2066⟩ ⟨U+200B⟩fine\n", "allegato: modulo")
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "città €": "città €", "a\tb\nc": "a\tb\nc", "a\r\nb": "a\nb", "\x00\x07\x7f": "⟨U+0000⟩⟨U+0007⟩⟨U+007F⟩", "\u0085": "⟨U+0085⟩",
		"a\u00adb": "a⟨U+00AD⟩b", "\ufeff": "⟨U+FEFF⟩", "\u2028\u2029": "⟨U+2028⟩⟨U+2029⟩", "\ufffd": "⟨U+FFFD⟩", "\xff": "⟨U+FFFD⟩",
		"\ue000": "⟨U+E000⟩", "\U000e0041": "⟨U+E0041⟩", "👍🏽": "👍🏽", "e\u0301": "e\u0301",
	} {
		if got := office.Visible(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if twice := office.Visible(office.Visible(in)); twice != office.Visible(in) {
			t.Errorf("%q: not the same a second time: %q", in, twice)
		}
	}
	if got := office.VisibleLine(" a\n\tb \r\n c\u2028d "); got != "a b c⟨U+2028⟩d" {
		t.Errorf("%q", got)
	}
}

// TestComandi: every command is known by its words, has help, refuses an unknown flag with its use and exit 2.
func TestComandi(t *testing.T) {
	u := conCaso(t)
	n := u.env.Store.Head().Size
	for _, row := range office.Help() {
		words := strings.Fields(row[0])
		if got, ok := office.Knows(append(words, "x")); !ok || got != len(words) || row[2] == "" {
			t.Errorf("%q: %d %v", row, got, ok)
		}
		says := u.fallisce(office.ExitUsage, append(words, "--sconosciuto")...)
		contiene(t, row[0], says, "pecagent: "+row[0]+": ", "sconosciuto", "\nuso: pecagent "+row[0])
		if reads := row[0] == "members import" || row[0] == "protocol import" || row[0] == "act"; reads != office.ReadsFile(row[0]) {
			t.Errorf("%s reads a file: %v", row[0], office.ReadsFile(row[0]))
		}
	}
	for _, args := range [][]string{{}, {"members"}, {"review"}, {"Members", "list"}, {"run"}} {
		if _, ok := office.Knows(args); ok {
			t.Errorf("%q is known", args)
		}
		u.fallisce(office.ExitUsage, args...)
	}
	if u.env.Store.Head().Size != n {
		t.Error("a call that cannot be meant wrote events")
	}
}

// TestControlloArchivio: the check says what is wrong with the files of a store, and then exits 1.
func TestControlloArchivio(t *testing.T) {
	u := nuovoUfficio(t, rules.Osserva)
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "pecagent.toml"), []byte("[ordine]\npec = \""+ordine+"\"\n"), 0o600))
	cfg, err := config.Load(filepath.Join(dir, "pecagent.toml"))
	must(t, err)
	u.apri(store.Options{Dir: filepath.Join(dir, "data")}, cfg)
	must(t, u.env.Store.Init(t.Context(), rules.Avvio{T0: u.ora, Casella: ordine, Modo: rules.Modo{Modo: rules.Osserva}}, rules.Agente))
	u.albo()
	u.scrive(cambio("conti.luca@pecmail.example"))
	contiene(t, "check", u.riesce("check", "store"), "ok      archivio ", "ok      modo                     osserva", "ok      iscritti                 15")
	raw, err := filepath.Glob(filepath.Join(dir, "data", "raw", "sha256", "*", "*.eml"))
	must(t, err)
	if len(raw) != 1 {
		t.Fatalf("%d raw files", len(raw))
	}
	must(t, os.Chmod(raw[0], 0o600))
	must(t, os.WriteFile(raw[0], []byte("altro"), 0o600))
	code, out, _ := u.esegue("check", "store", "--json")
	list := oggetti(t, out)
	found := false
	for _, v := range list {
		found = found || v["ok"] == false && v["cosa"] == "archivio" && strings.Contains(v["dice"].(string), strings.TrimSuffix(filepath.Base(raw[0]), ".eml"))
	}
	if code != office.ExitWrong || !found || list[0]["ok"] != false {
		t.Errorf("a changed message is not told: exit %d\n%s", code, out)
	}
}
