package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestParseIPA: only addresses called pec count, from whatever pair, in any of the spellings of the tables.
func TestParseIPA(t *testing.T) {
	for text, want := range map[string]string{
		"Mail1,Tipo_Mail1\nA@pec.example,Pec\nb@x.example,Altro\n":                                          "a@pec.example",
		"\ufeffmail1;tipo_mail1;mail2;tipo_mail2\nz@p.example;pec; y@p.example ; PEC \n":                    "y@p.example z@p.example",
		"Mail5\tTipo_Mail5\tx\nq@p.example\tpec\t\nq@p.example\tpec\t\n":                                    "q@p.example",
		"nome,Mail1,Tipo_Mail1\n\"Comune, di \"\"Prova\"\"\",c@p.example,pec\n":                             "c@p.example",
		"Mail1,Tipo_Mail1,Mail2,Tipo_Mail2\na@p.example,pec\n,,b@p.example,pec\nsolo\n":                     "a@p.example b@p.example",
		"Mail6,Tipo_Mail6,Mail1,Tipo_Mail1\nno@p.example,pec,si@p.example,pec\n":                            "si@p.example",
		"Mail1,Tipo_Mail2\na@p.example,pec\n":                                                               "!no columns Mail1 and Tipo_Mail1",
		"":                                                                                                  "!reading the header line: EOF",
		"Mail1,Tipo_Mail1\n":                                                                                "",
		"Mail1,Tipo_Mail1\nnull,Pec\n,Pec\nNULL,pec\na@p.example,null\n":                                    "",
		"Mail1,Tipo_Mail1\nsenza-chiocciola,Pec\na@b,Pec\na@b.example c@d.example,Pec\na@b@c.example,Pec\n": "",
		"des_amm\tmail1\ttipo_mail1\n\"Comune di Prova\tp@c.example\tpec\r\nAltro\tq@c.example\tpec\r\n\n":  "p@c.example q@c.example",
	} {
		list, _, err := parseIPA([]byte(text))
		got := strings.Join(list, " ")
		if err != nil {
			got = "!" + err.Error()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// The tables as published, with their columns and habits: the three datasets of today and the two legacy files.
const (
	entiOggi = "\ufeffCodice_IPA,Denominazione_ente,Codice_fiscale_ente,Tipologia,Codice_Categoria,Codice_natura,Codice_ateco,Ente_in_liquidazione,Codice_MIUR,Codice_ISTAT,Acronimo,Nome_responsabile,Cognome_responsabile,Titolo_responsabile,Codice_comune_ISTAT,Codice_catastale_comune,CAP,Indirizzo,Mail1,Tipo_Mail1,Mail2,Tipo_Mail2,Mail3,Tipo_Mail3,Mail4,Tipo_Mail4,Mail5,Tipo_Mail5,Sito_istituzionale,Data_aggiornamento\r\n" +
		"c_x001,\"Comune di Prova, già \"\"Provola\"\"\",80000000001,Pubbliche Amministrazioni,L6,2430,84.11.1,,,,,Anna,Verdi,Sindaco,001001,X001,00100,\"Piazza Roma, 1\",PROTOCOLLO@PEC.COMUNE-PROVA.EXAMPLE,Pec,info@comune-prova.example,Altro,,,,,tributi@pec.comune-prova.example,pec,www.comune-prova.example,2026-11-01\r\n"
	uoOggi = "Codice_IPA,Denominazione_ente,Codice_uni_uo,Descrizione_uo,Mail1,Tipo_Mail1,Mail2,Tipo_Mail2,Mail3,Tipo_Mail3,Telefono,Fax,Url,Data_aggiornamento\n" +
		"c_x001,Comune di Prova,ABC123,Ufficio Anagrafe,,,,,anagrafe@pec.comune-prova.example,PEC,06,,,2026-11-01\n"
	aooOggi = "Codice_IPA;Cod_aoo;Denominazione_aoo;Mail1;Tipo_Mail1;Mail2;Tipo_Mail2;Mail3;Tipo_Mail3;Protocollo_informatico;URI_Protocollo_informatico\n" +
		"c_x001;AOO1;Protocollo;protocollo@pec.comune-prova.example;Pec;aoo@pec.comune-prova.example;Pec;;;si;\n"
	amministrazioni = "cod_amm\tdes_amm\tComune\tnome_resp\tcogn_resp\tCap\tProvincia\tRegione\tsito_istituzionale\tIndirizzo\ttitolo_resp\ttipologia_istat\ttipologia_amm\tacronimo\tcf_validato\tCf\tmail1\ttipo_mail1\tmail2\ttipo_mail2\tmail3\ttipo_mail3\tmail4\ttipo_mail4\tmail5\ttipo_mail5\turl_facebook\turl_twitter\turl_googleplus\turl_youtube\tliv_accessibili\n" +
		"asl_x\tAzienda \"Sanit\xe0ria di Prova\tProva\tnull\tnull\t00100\tRM\tLazio\tnull\tVia\tnull\tnull\tnull\tnull\tS\t800\tProtocollo@PEC.ASL-Prova.example\tpec\tnull\tnull\turp@asl-prova.example\taltro\tnull\tnull\tnull\tpec\tnull\tnull\tnull\tnull\tnull\n" +
		"asl_y\tAltra \"Azienda\" di Prova\tProva\tnull\tnull\t00100\tRM\tLazio\tnull\tVia\tnull\tnull\tnull\tnull\tS\t801\turp@asl-y.example\taltro\tdir@pec.asl-y.example\tPec\tnull\tnull\tnull\tnull\tnull\tnull\tnull\tnull\tnull\tnull\tnull\n"
	pecTxt = "cod_amm\tDescrizione\tTipo\tTipologia_Istat\tRegione\tProvincia\tComune\tMail\tTipo_Mail\n" +
		"asl_x\tServizio veterinario\tSERVAMM\tAziende Sanitarie\tLazio\tRM\tProva\tVET@pec.asl-prova.example\tpec\n" +
		"asl_x\tSportello\tSERVAMM\tAziende Sanitarie\tLazio\tRM\tProva\tsportello@asl-prova.example\taltro\n"
)

func TestIPAPublished(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		rows             int
	}{
		{"enti", entiOggi, "protocollo@pec.comune-prova.example tributi@pec.comune-prova.example", 1},
		{"uo", uoOggi, "anagrafe@pec.comune-prova.example", 1},
		{"aoo", aooOggi, "aoo@pec.comune-prova.example protocollo@pec.comune-prova.example", 1},
		{"amministrazioni.txt", amministrazioni, "dir@pec.asl-y.example protocollo@pec.asl-prova.example", 2},
		{"pec.txt", pecTxt, "vet@pec.asl-prova.example", 2},
	} {
		list, tab, err := parseIPA([]byte(c.text))
		if err != nil || strings.Join(list, " ") != c.want || tab.Righe != c.rows || tab.Indirizzi != len(list) || tab.Scartati != 0 {
			t.Errorf("%s: %v %+v %v", c.name, list, tab, err)
		}
	}
}

// TestIPAFolder: the three datasets in one folder are one table; other files there are none of ours.
func TestIPAFolder(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, "ipa"), 0o755))
	for name, text := range map[string]string{"enti.csv": entiOggi, "uo.CSV": uoOggi, "aoo.csv": aooOggi, "amministrazioni.txt": amministrazioni, "pec.txt": pecTxt, "enti.xlsx": "PK", "LEGGIMI": "a,b"} {
		write(t, filepath.Join(dir, "ipa"), name, text)
	}
	c, err := Parse("ipa_file=\"ipa\"\n"+minima, dir)
	must(t, err)
	ipa, err := c.IPA()
	must(t, err)
	if len(ipa.Indirizzi) != 7 || len(ipa.File) != 5 || ipa.File[0].Nome != "amministrazioni.txt" {
		t.Errorf("%d addresses of %d files: %+v", len(ipa.Indirizzi), len(ipa.File), ipa)
	}
	p, err := c.Rules()
	must(t, err)
	if strings.Join(p.IPA, " ") != strings.Join(ipa.Indirizzi, " ") {
		t.Errorf("the rules have %v", p.IPA)
	}
}

// TestIPAErrors: what cannot be read names the key and the file.
func TestIPAErrors(t *testing.T) {
	dir := t.TempDir()
	c, err := Parse("ipa_file=\"enti.csv\"\n"+minima, dir)
	must(t, err)
	if _, err := c.Rules(); err == nil || !strings.HasPrefix(err.Error(), "key ipa_file: open ") {
		t.Error(err)
	}
	write(t, dir, "enti.csv", "a,b\n")
	if _, err := c.Rules(); err == nil || err.Error() != "key ipa_file: "+filepath.Join(dir, "enti.csv")+": no columns Mail1 and Tipo_Mail1" {
		t.Error(err)
	}
	must(t, os.Mkdir(filepath.Join(dir, "vuota"), 0o755))
	c.IPAFile = filepath.Join(dir, "vuota")
	if _, err := c.Rules(); err == nil || !strings.HasSuffix(err.Error(), "no .csv, .tsv or .txt file in this folder") {
		t.Error(err)
	}
	c.IPAFile = ""
	if ipa, err := c.IPA(); err != nil || ipa.Indirizzi != nil {
		t.Errorf("%+v %v", ipa, err)
	}
}

// TestIPAMany reads a table of the size of the real ones.
func TestIPAMany(t *testing.T) {
	var b strings.Builder
	b.WriteString("Codice_IPA,Mail1,Tipo_Mail1\n")
	for i := range 100_000 {
		fmt.Fprintf(&b, "x%d,UFF%d@PEC.ENTE%d.EXAMPLE,Pec\n", i, i, i%20_000)
	}
	list, tab, err := parseIPA([]byte(b.String()))
	if err != nil || len(list) != 100_000 || tab.Righe != 100_000 {
		t.Errorf("%d addresses, %d rows: %v", len(list), tab.Righe, err)
	}
}

// FuzzParseIPA: no table kills the reader, and what it gives are addresses in lower case, sorted, each once.
func FuzzParseIPA(f *testing.F) {
	for _, s := range []string{entiOggi, uoOggi, aooOggi, amministrazioni, pecTxt, "", "\ufeff", "Mail\tTipo_Mail\n\"", "Mail,Tipo_Mail\n\"\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		list, tab, err := parseIPA(b)
		if err != nil {
			return
		}
		for i, a := range list {
			if a != strings.ToLower(a) || strings.Count(a, "@") != 1 || i > 0 && list[i-1] >= a {
				t.Fatalf("%q at %d", a, i)
			}
		}
		if tab.Indirizzi != len(list) || tab.Scartati < 0 {
			t.Fatalf("%+v of %d", tab, len(list))
		}
	})
}
