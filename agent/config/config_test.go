package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"pecagent/rules"
)

func TestEsempioHasEveryKeyAndDefault(t *testing.T) {
	got, err := Parse(Esempio(), "/x")
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.dir, want.Ordine.Nome, want.Ordine.PEC = "/x", got.Ordine.Nome, got.Ordine.PEC
	want.Feeds = map[string]Feed{"inipec": {Mode: "off", Codici: map[string]string{}, Firmatari: []string{}, Nomi: map[string]string{}}}
	want.Gestori = map[string]Gestore{"aruba": {Avvisi: []int{-30, -5}, DisattivaDopo: 1, CancellaDopo: 90, AvvisoA: "mail",
		Assistenza: rules.GestoriNoti()["ARUBA"].Assistenza}}
	want.Policy.OrganoCompetente = map[string]string{}
	a, b := reflect.ValueOf(*got), reflect.ValueOf(*want)
	for i := range a.NumField() {
		if g, w := strings.ReplaceAll(sprint(a.Field(i)), "[]", ""), strings.ReplaceAll(sprint(b.Field(i)), "[]", ""); g != w {
			t.Errorf("%s: the example says %s, the default is %s", a.Type().Field(i).Name, g, w)
		}
	}
	var raw map[string]any
	meta, err := toml.Decode(Esempio(), &raw)
	if err != nil {
		t.Fatal(err)
	}
	spelled := map[string]bool{}
	for _, k := range meta.Keys() {
		spelled[strings.NewReplacer("feeds.inipec.", "feeds.NAME.", "gestori.aruba.", "gestori.NAME.").Replace(k.String())] = true
	}
	for _, k := range Keys() {
		if k == "persone" && strings.Contains(Esempio(), "# [[persone]]") {
			continue // a table of tables cannot be spelled and be empty
		}
		if !spelled[k] {
			t.Errorf("the example does not spell %s", k)
		}
	}
}

func sprint(v reflect.Value) string {
	return strings.TrimSpace(strings.Join(strings.Fields(toString(v)), " "))
}

func toString(v reflect.Value) string {
	var b strings.Builder
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			b.WriteString(toString(v.Field(i)) + " ")
		}
	default:
		return strings.TrimSpace(strings.ReplaceAll(reflectString(v), "map", ""))
	}
	return b.String()
}

func reflectString(v reflect.Value) string {
	if v.Kind() == reflect.Slice && v.Len() == 0 {
		return "[]"
	}
	if v.CanInterface() {
		return strings.TrimSpace(strings.Trim(strings.ReplaceAll(toml2(v.Interface()), "\n", " "), " "))
	}
	return v.String()
}

func toml2(v any) string {
	b, err := toml.Marshal(map[string]any{"v": v})
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func TestBadInputNamesTheKey(t *testing.T) {
	base := "[ordine]\npec=\"a@b.example\"\n"
	for name, tc := range map[string]struct{ text, want string }{
		"unknown":    {"[imap]\nhots=\"x\"\n", "unknown key imap.hots: the nearest known one is imap.host"},
		"unknown2":   {"[polcy]\nr102=\"AUTO\"\n", "unknown key polcy.r102: the nearest known one is policy.r102"},
		"type":       {"[imap]\nport=\"x\"\n", `key "imap.port"`},
		"mode":       {"[avvio]\nmodo=\"auto\"\n", `key avvio.modo: "auto" is not one of osserva, proponi, automatico`},
		"t0":         {"[avvio]\nt0=\"ieri\"\n", "key avvio.t0"},
		"orario":     {"[invio]\norario=\"lun 8-19\"\n", "key invio.orario"},
		"pin":        {"[trust]\npins=[\"abc\"]\n", "key trust.pins"},
		"poll":       {"[imap]\npoll=\"10\"\n", "is not a duration"},
		"date":       {"[trust]\nsha1_fino_a=\"31/12/2025\"\n", "is not a date"},
		"negative":   {"[invio]\nmax_ora=-1\n", "key invio.max_ora"},
		"automatico": {"[avvio]\nautomatico=[\"R99\"]\n", "key avvio.automatico"},
		"syntax":     {"[imap\n", "line "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(base+tc.text, "/")
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("got %v, want %q", err, tc.want)
			}
		})
	}
	if _, err := Parse("", "/"); err == nil || !strings.Contains(err.Error(), "ordine.pec") {
		t.Fatalf("an empty configuration: %v", err)
	}
}

func TestFixture(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "enti.csv", "Codice_IPA,Denominazione_ente,Mail1,Tipo_Mail1,Mail2,Tipo_Mail2\nc,Comune,PROTOCOLLO@pec.comune.example,Pec,info@comune.example,Altro\n")
	write(t, dir, "pecagent.toml", `data = "data"
ipa_file = "enti.csv"
[ordine]
pec = "Segreteria@PEC.ordine.example"
[avvio]
modo = "automatico"
automatico = ["R4", "R1"]
t0 = "2026-11-01T00:00:00+01:00"
[invio]
attesa_esito = "26h"
orario = "sempre"
[feeds.inipec]
mode = "PORTAL_FILE"
`)
	c, err := Load(filepath.Join(dir, "pecagent.toml"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != filepath.Join(dir, "data") || c.Ordine.PEC != "segreteria@pec.ordine.example" {
		t.Fatalf("data %q, pec %q", c.Data, c.Ordine.PEC)
	}
	p, err := c.Rules()
	if err != nil {
		t.Fatal(err)
	}
	if len(p.IPA) != 1 || p.IPA[0] != "protocollo@pec.comune.example" {
		t.Fatalf("IPA %v: only certified addresses count", p.IPA)
	}
	if !p.FeedINIPEC || p.Invio.AttesaEsito != 26*3600 || p.R102 != "REVIEW" {
		t.Fatalf("policy %+v", p)
	}
	a, err := c.Start(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if a.T0.Unix() != 1793487600 || a.Modo.Modo != "automatico" || a.Modo.Automatico[0] != "R1" {
		t.Fatalf("avvio %+v", a)
	}
}

func TestNewInstallationObserves(t *testing.T) {
	c, err := Parse("[ordine]\npec=\"a@b.example\"\n", "/")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	a, err := c.Start(now)
	if err != nil {
		t.Fatal(err)
	}
	if a.Modo.Modo != "osserva" || len(a.Modo.Automatico) != 0 || !a.T0.Equal(now) {
		t.Fatalf("a new installation must observe from now: %+v", a)
	}
	p, err := c.Rules()
	if err != nil {
		t.Fatal(err)
	}
	if p.Invio.MaxOra != 10 || p.Invio.MaxGiorno != 40 || p.Invio.RitardoMinuti != 20 || p.Invio.Orario == "sempre" {
		t.Fatalf("limits %+v", p.Invio)
	}
}

func TestPassword(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "pw", "segreta con spazi \r\n")
	if p, err := Password(filepath.Join(dir, "pw"), ""); err != nil || p != "segreta con spazi " {
		t.Fatalf("%q %v", p, err)
	}
	t.Setenv("PECAGENT_TEST_PW", "x")
	if p, err := Password("", "PECAGENT_TEST_PW"); err != nil || p != "x" {
		t.Fatalf("%q %v", p, err)
	}
	if _, err := Password("", ""); err == nil {
		t.Fatal("no password must be an error")
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
