package varianti

import (
	"slices"
	"strings"
	"testing"
)

var (
	giulia = Persona{"Giulia", "Bianchi", "BNCGLI78C48G478A", "giulia.bianchi@iscritti.pec-ordine.example"}
	sara   = Persona{"Sara", "Moretti", "MRTSRA93P49F205U", "sara.moretti@pecmail.example"}

	intorno = Ambiente{PECOrdine: "segreteria@pec.ordine-prova.example", Altro: sara, Estranea: "mario.neri@legalpost.example",
		Ordinaria: "prova@posta.example", Ente: "protocollo@pec.comune-prova.example"}
)

func base() Messaggio {
	return Messaggio{Canale: "PEC", Da: giulia.Casella, Oggetto: "Rinuncia PEC", Autore: giulia, Nuova: "giulia.bianchi@pecmail.example",
		Testo: "La sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, chiede di rinunciare alla PEC dell'Ordine\n" +
			"e di inserire nel data base la PEC personale giulia.bianchi@pecmail.example. La pec è attiva."}
}

func cerca(t *testing.T, list []Variante, name string) Variante {
	t.Helper()
	i := slices.IndexFunc(list, func(v Variante) bool { return v.Nome == name })
	if i < 0 {
		t.Fatalf("no variation %s", name)
	}
	return list[i]
}

func TestEachVariationHasItsNameAndChangesSomething(t *testing.T) {
	m := base()
	harmless, near := Innocue(m, intorno), Quasi(m, intorno)
	if len(harmless) < 70 || len(near) < 120 {
		t.Fatalf("%d harmless, %d near misses", len(harmless), len(near))
	}
	seen := map[string]bool{}
	for _, v := range slices.Concat(harmless, near) {
		if v.Messaggio == m {
			t.Errorf("%s changes nothing", v.Nome)
		}
		if seen[v.Nome] || strings.ContainsAny(v.Nome, " /:*") {
			t.Errorf("%q is no key of its own", v.Nome)
		}
		seen[v.Nome] = true
	}
	cerca(t, near, "ripensamento-anche-la-collega-chiede-lo")
	if !slices.Equal(near, Quasi(m, intorno)) || !slices.Equal(harmless, Innocue(m, intorno)) {
		t.Error("a second time gives others")
	}
}

func TestHarmlessKeepWhatTheRequestRestsOn(t *testing.T) {
	m := base()
	for _, v := range Innocue(m, intorno) {
		low := strings.ToLower(strings.NewReplacer(" ", "", "\u00a0", "", "\n", "", "chiocciola", "@", "punto", ".").Replace(v.Testo))
		for _, s := range []string{"bncgli78c48g478a", "giulia.bianchi@pecmail.example", "rinun"} {
			if !strings.Contains(low, s) {
				t.Errorf("%s loses %s: %s", v.Nome, s, v.Testo)
			}
		}
		if v.Da != m.Da || v.Canale != "PEC" {
			t.Errorf("%s comes from elsewhere", v.Nome)
		}
	}
}

func TestWhatAVariationWrites(t *testing.T) {
	m := base()
	harmless, near := Innocue(m, intorno), Quasi(m, intorno)
	for name, want := range map[string]string{
		"minuscole": "la sottoscritta giulia bianchi, cf bncgli78c48g478a, chiede", "accenti-apostrofo": "La pec e' attiva", "ll-sottoscritto": "Ll sottoscritto Giulia",
		"data-base-unito": "nel database la", "nome-rovesciato": "Bianchi Giulia, CF", "cf-a-gruppi": "BNC GLI 78C48 G478A", "una-riga": "dell'Ordine e di inserire",
		"indirizzo-chiocciola": "giulia punto bianchi chiocciola pecmail punto example", "html-div": "<div>La sottoscritta Giulia", "pec-puntata": "alla P.E.C. dell", "sinonimo-codesto": "alla PEC di codesto Ordine", "sinonimo-archivi": "inserire nei Vostri archivi la",
		"firma-iphone": "attiva.\n\nInviato da iPhone", "dopo-grazie": "attiva.\nGrazie mille!", "prima-spettabile": "Spett.le Ordine,\nLa sottoscritta",
	} {
		if v := cerca(t, harmless, name); !strings.Contains(v.Testo, want) {
			t.Errorf("%s: %q", name, v.Testo)
		}
	}
	for name, want := range map[string]string{
		"verbo-non": "non chiede di rinunciare", "verbo-condizionale": "chiederebbe di", "verbo-futuro": "chiederà di", "verbo-passato": "ha chiesto di",
		"infinito-negato": "di non rinunciare alla PEC dell'Ordine\ne di non inserire", "infinito-senza": "chiede senza rinunciare", "cf-controllo-errato": "BNCGLI78C48G478B",
		"cf-di-altro-iscritto": "MRTSRA93P49F205U", "indirizzo-oppure": "giulia.bianchi@pecmail.example oppure mario.neri@legalpost.example",
		"indirizzo-senza-dominio": "giulia.bianchi@. La", "indirizzo-tolto": "personale . La", "citata-con-maggiore": "\n> e di inserire", "per-conto-di": "Scrivo per conto di Giulia Bianchi.\nLa",
		"secondo-modulo-dopo": "chiede di ottenere la PEC", "barrata-in-html": "<s>La", "parola-mantenere": "chiede di mantenere la PEC dell'Ordine",
		"parola-dell-universita": "alla PEC dell'Università",
	} {
		if v := cerca(t, near, name); !strings.Contains(v.Testo, want) {
			t.Errorf("%s: %q", name, v.Testo)
		}
	}
	if v := cerca(t, near, "da-altro-iscritto"); v.Da != sara.Casella || v.Testo != m.Testo {
		t.Errorf("%+v", v)
	}
	if v := cerca(t, near, "da-falso-mittente"); v.Da != m.Da || v.Canale != "ORD" {
		t.Errorf("%+v", v)
	}
}

// TestCodici: the check characters are those of the register, and the changed codes are valid or not as said.
func TestCodici(t *testing.T) {
	for _, code := range []string{"BNCGLI78C48G478A", "MRTSRA93P49F205U", "FOXGUO55A05E202E", "REXLAX70T01F839V", "RSSMRC69S21G70NL", "DLCNMR82H70E625V"} {
		if c := controllo(code); c != code[15] {
			t.Errorf("%s: check character %c", code, c)
		}
		if bad := conControlloErrato(code); controllo(bad) == bad[15] || bad == code {
			t.Errorf("%s is valid", bad)
		}
		if other := altroGiorno(code); controllo(other) != other[15] || other == code {
			t.Errorf("%s is not another valid code", other)
		}
	}
}

func TestQuotedTextAndSignatureStay(t *testing.T) {
	for _, below := range []string{"-- \nStudio Prova", "> testo citato", "Il giorno lun 16 nov 2026 Segreteria ha scritto:", "Avviso di riservatezza: non leggere"} {
		m := base()
		m.Testo += "\n\n" + below
		for _, name := range []string{"maiuscole", "dopo-grazie", "righe-doppie"} {
			if v := cerca(t, Innocue(m, intorno), name); !strings.HasSuffix(v.Testo, "\n\n"+below) || strings.Contains(v.Testo, "\n\n\n") {
				t.Errorf("%s: %q", name, v.Testo)
			}
		}
	}
}

func TestScambia(t *testing.T) {
	pairs := [][2]string{{"chiedo", "non chiedo"}, {"pec", "P.E.C."}}
	for _, c := range []struct {
		in, want string
		all      bool
	}{
		{"Chiedo e chiedo", "Non chiedo e non chiedo", true}, {"Chiedo e chiedo", "Non chiedo e chiedo", false}, {"CHIEDO", "NON CHIEDO", true},
		{"richiedo a@pec.example", "richiedo a@pec.example", true}, {"la PEC, è", "la P.E.C., è", true}, {"", "", true},
	} {
		if got := scambia(c.in, pairs, c.all); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestSenzaIndirizzo(t *testing.T) {
	m := base()
	m.Nuova, m.Testo = "", "Il sottoscritto chiede di ottenere la PEC dell'Ordine."
	for _, v := range slices.Concat(Innocue(m, intorno), Quasi(m, intorno)) {
		if strings.HasPrefix(v.Nome, "indirizzo-") || strings.HasPrefix(v.Nome, "cf-") && v.Nome != "cf-secondo-in-coda" {
			t.Errorf("%s does not fit: %q", v.Nome, v.Testo)
		}
	}
	if v := cerca(t, Quasi(m, intorno), "secondo-modulo-dopo"); !strings.Contains(v.Testo, "rinunciare alla PEC dell'Ordine") {
		t.Errorf("%q", v.Testo)
	}
	m.HTML = true
	for _, v := range Quasi(m, intorno) {
		if v.Testo != m.Testo {
			t.Errorf("%s changes HTML as if it were text", v.Nome)
		}
	}
}
