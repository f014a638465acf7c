package office_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pecagent/agent/config"
	"pecagent/agent/office"
	"pecagent/rules"
	"pecagent/store"
)

// TestEveryLookIsRecorded: each command that shows a member leaves one event with his code, under the person's name.
func TestEveryLookIsRecorded(t *testing.T) {
	u := nuovoUfficio(t, rules.Osserva)
	u.albo()
	u.scrive(cambio("conti.luca@pecmail.example"))
	msg := u.eventi(rules.KMessaggio)[0].Messaggio.SHA256
	const conti = "CNTLCU88R19A944D"
	for _, c := range []struct {
		cmd  string
		all  bool
		want []string
	}{
		{"members show conti", false, []string{conti}},
		{"members show conti --at 2026-11-23 --json", false, []string{conti}},
		{"members history conti", false, []string{conti}},
		{"members list", true, nil},
		{"members export", true, nil},
		{"evidence find --member " + strings.ToLower(conti), false, []string{conti}},
		{"review show " + msg, false, []string{conti}},
		{"report compliance CONFORME --json", false, nil},
		{"report deadlines", false, nil},
		{"report --prova", false, []string{conti}},
	} {
		before := len(u.eventi(rules.KAccesso))
		seq := u.ultimo().Seq
		u.riesce(parole(c.cmd)...)
		list := u.eventi(rules.KAccesso)
		if len(list) != before+1 || u.ultimo().Seq != seq+1 {
			t.Errorf("%s: %d events of looking, %d events", c.cmd, len(list)-before, u.ultimo().Seq-seq)
			continue
		}
		e := list[len(list)-1]
		if e.Attore.ID != "m.neri" || e.Attore.Tipo != "persona" || !strings.HasPrefix(c.cmd, e.Accesso.Comando) || e.Accesso.Tutti != c.all {
			t.Errorf("%s: %+v %+v", c.cmd, e.Attore, e.Accesso)
		}
		for _, cf := range c.want {
			if !slices.Contains(e.Accesso.CF, cf) {
				t.Errorf("%s: does not name %s: %+v", c.cmd, cf, e.Accesso)
			}
		}
	}
	// What shows nobody leaves nothing.
	seq := u.ultimo().Seq
	for _, cmd := range []string{"report compliance --summary", "report --prova --somme", "evidence accesses", "mode", "letters list"} {
		u.riesce(parole(cmd)...)
	}
	u.fallisce(office.ExitWrong, "members", "show", "nessuno")
	if u.ultimo().Seq != seq {
		t.Errorf("%d events of commands that show nobody", u.ultimo().Seq-seq)
	}
}

// TestLookWithoutDisk: a full disk takes the record, not the look, and the person reads that it was not recorded.
func TestLookWithoutDisk(t *testing.T) {
	u := nuovoUfficio(t, rules.Osserva)
	free := int64(1 << 40)
	dir := t.TempDir()
	st, err := store.Open(store.Options{Dir: dir, MinFree: 1 << 20, FreeBytes: func(string) (int64, error) { return free, nil }, Now: u.env.Now})
	must(t, err)
	defer func() { must(t, st.Close()) }()
	must(t, st.Init(t.Context(), rules.Avvio{T0: u.ora, Casella: ordine, Modo: rules.Modo{Modo: rules.Osserva}}, rules.Agente))
	u.env.Store = st
	u.albo()
	seq := u.ultimo().Seq
	free = 1
	code, out, errs := u.esegue("members", "show", "conti")
	if code != office.ExitOK || !strings.Contains(out, "CNTLCU88R19A944D") {
		t.Errorf("%d %s", code, out)
	}
	contiene(t, "standard error", errs, "questa consultazione (members show) non è stata registrata", store.ErrDiskFull.Error())
	if u.ultimo().Seq != seq {
		t.Error("something was recorded")
	}
	free = 1 << 40
	u.riesce("members", "show", "conti")
	if u.ultimo().Seq != seq+1 {
		t.Error("the next look is not recorded")
	}
}

// TestLookNamesTheRole: the roles of [[persone]] are those of the moment of the look.
func TestLookNamesTheRole(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	p := *u.env.Policy
	p.Persone = []rules.Persona{{Utente: "m.neri", Ruoli: []string{rules.Segreteria, rules.Amministratore}}}
	u.env.Policy = &p
	u.riesce("members", "show", "conti")
	if r := u.ultimo().Attore.Ruolo; r != rules.Segreteria+","+rules.Amministratore {
		t.Error(r)
	}
	contiene(t, "accesses", u.riesce("evidence", "accesses", "--member", "conti"), "m.neri ("+rules.Segreteria+","+rules.Amministratore+")")
}

// BenchmarkLook is one members show with its record, on a disk.
func BenchmarkLook(b *testing.B) {
	for _, record := range []bool{false, true} {
		b.Run(fmt.Sprintf("record=%v", record), func(b *testing.B) {
			st, err := store.Open(store.Options{Dir: b.TempDir(), MinFree: -1})
			must(b, err)
			defer func() { must(b, st.Close()) }()
			cfg := config.Default()
			policy, err := cfg.Rules()
			must(b, err)
			must(b, st.Init(b.Context(), rules.Avvio{Casella: ordine, Modo: rules.Modo{Modo: rules.Osserva}}, rules.Agente))
			in := rules.Consultato{Attore: rules.Attore{Tipo: "persona", ID: "m.neri"}, Accesso: rules.Accesso{Comando: "members show", CF: []string{"CNTLCU88R19A944D"}}}
			for b.Loop() {
				if record {
					_, err = st.Commit(b.Context(), func(s rules.Snapshot) rules.Decision { return rules.Decide(policy, s, in) })
				} else {
					err = st.View(func(a rules.Archivio) error { rules.Accessi(rules.Vista(a), "CNTLCU88R19A944D"); return nil })
				}
				must(b, err)
			}
		})
	}
}
