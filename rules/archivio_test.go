package rules

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// generatore makes the random events of the fold tests; one seed gives one history.
type generatore struct {
	r   *rand.Rand
	seq int64
	let int
	rif int
	seg int
}

func (g *generatore) uno(list ...string) string { return list[g.r.IntN(len(list))] }

func (g *generatore) indirizzo() string {
	return fmt.Sprintf("%s%d@%s.example", g.uno("a", "b", "ab"), g.r.IntN(4), g.uno("pec", "pecmail"))
}

func (g *generatore) istante() time.Time {
	return time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC).Add(time.Duration(g.seq) * 20 * time.Minute)
}

// evento is the next event: new entities, changes of old ones, kinds of a later version.
func (g *generatore) evento() Event {
	g.seq++
	e := Event{V: EventVersion, Seq: g.seq, At: g.istante()}
	switch g.r.IntN(9) {
	case 0:
		e.Kind, e.Iscritto = KIscritto, g.iscritto()
	case 1:
		e.Kind, e.Richiesta = KRichiesta, g.richiesta()
	case 2:
		g.let++
		e.Kind, e.Lettera = KLettera, &Lettera{ID: fmt.Sprintf("LET-2026-%06d", g.let), Rif: "PEC-2026-000001", A: g.indirizzo(), Richiesta: g.uno("", "RIC-2026-000001", "RIC-2026-000002"), Caso: g.uno("", "CAM-2026-000001"), Stato: StatoLettera(g.uno("PROPOSTA", "IN_PARTENZA"))}
	case 3, 4:
		if g.let == 0 {
			return g.evento()
		}
		e.Kind, e.Passo = KPasso, g.passo()
	case 5:
		g.seg++
		e.Kind, e.Compito = KCompito, &Compito{ID: fmt.Sprintf("SEG-2026-%06d", 1+g.r.IntN(g.seg)), Stato: g.uno(Aperto, "chiuso", "approvato")}
	case 6:
		g.rif++
		sha := fmt.Sprintf("%064x", 1+g.r.IntN(g.rif))
		if g.r.IntN(2) == 0 {
			e.Kind, e.Messaggio = KMessaggio, &Arrivo{SHA256: sha, Cartella: g.uno("INBOX", "Altro"), UIDValidity: 1, UID: uint32(g.rif), Noto: g.r.IntN(4) == 0}
		} else {
			e.Kind, e.Esito = KEsito, &Verdetto{SHA256: sha, Chiave: "k" + sha[60:], Livello: g.uno("certified", "unsigned", "broken")}
		}
	case 8:
		g.caso(&e)
	case 7:
		e.Kind = Kind(g.uno(string(KOperazione), string(KConfig), "di_una_versione_futura"))
	}
	return e
}

func (g *generatore) iscritto() *Iscritto {
	m := &Iscritto{CF: g.uno("CF1", "CF2", "CF3"), Cognome: g.uno("Rossi", "De Luca"), Nome: g.uno("Marco", "Anna"), Stato: Iscr}
	if g.r.IntN(2) == 0 {
		m.Domicilio = &Domicilio{Indirizzo: g.indirizzo()}
	}
	if g.r.IntN(2) == 0 {
		m.Casella = &Casella{Indirizzo: g.indirizzo(), Stato: StatoCasella(g.uno("GENERATA", "ATTIVATA", "REVOCATA"))}
	}
	m.Agenda = g.uno("", "2026-12-01", "2027-01-15")
	if g.r.IntN(2) == 0 {
		m.Candidato = &Candidato{Indirizzo: g.indirizzo(), Stato: StatoIndirizzo(g.uno("DICHIARATA", "ISCRITTA")), Richiesta: fmt.Sprintf("RIC-2026-%06d", 1+g.r.IntN(5))}
		if m.Domicilio != nil && g.r.IntN(4) > 0 {
			m.Candidato.Indirizzo = m.Domicilio.Indirizzo
		}
	}
	if g.r.IntN(2) == 0 {
		m.EmailOrdinaria = strings.ToUpper(g.indirizzo())
	}
	return m
}

func (g *generatore) richiesta() *Richiesta {
	n := 1 + g.r.IntN(5)
	return &Richiesta{ID: fmt.Sprintf("RIC-2026-%06d", n), Rif: fmt.Sprintf("PEC-2026-%06d", n), Tipo: "R4", DalNuovo: n == 5, CF: g.uno("CF1", "CF2"),
		Stato: StatoRichiesta(g.uno("IN_ESECUZIONE", "ESEGUITA", "IN_REVISIONE", "ARCHIVIATA")), Messaggi: []string{fmt.Sprintf("%064x", n)}}
}

func (g *generatore) passo() *Passo {
	p := &Passo{Lettera: fmt.Sprintf("LET-2026-%06d", 1+g.r.IntN(g.let)), Istante: g.istante(),
		Stato: StatoLettera(g.uno("IN_CODA", "IN_INVIO", "INVIATA", "ACCETTATA", "CONSEGNATA", "MANCATA", "RITIRATA"))}
	if p.Stato == LInCoda {
		p.MsgID = p.Lettera + "@ordine.example"
	}
	if rank[p.Stato] >= rank[LAccettata] && p.Stato != LRitirata {
		p.Ricevuta, p.Identificativo = fmt.Sprintf("%064x", g.seq), "id."+p.Lettera
	}
	return p
}

// TestIndici: after any history each index holds what a recount of all entities gives, neither less nor more.
func TestIndici(t *testing.T) {
	for seed := range uint64(15) {
		g, a := &generatore{r: rand.New(rand.NewPCG(seed, 1))}, NewMemoria()
		for n := range 250 {
			e := g.evento()
			if err := Apply(a, e); err != nil {
				t.Fatalf("seed %d, event %d %+v: %v", seed, n, e, err)
			}
			if n%50 == 49 {
				confrontaIndici(t, fmt.Sprintf("seed %d after %d", seed, n+1), a)
			}
		}
	}
}

// indiciCasi names what the indexes of the cases must hold.
func indiciCasi(a *Memoria, add func(i Indice, k, id string)) {
	alive := func(i Indice, id string, on bool) {
		if on {
			add(i, "", id)
		}
	}
	Atti(a, func(x Atto) bool {
		for _, key := range []string{x.CF, x.Caso} {
			if key != "" {
				add(PerAtto, key, x.ID)
			}
		}
		return true
	})
	Diffide(a, func(x Diffida) bool {
		add(PerDiffida, x.CF, x.ID)
		alive(DiffideVive, x.ID, x.Stato.Aperta())
		return true
	})
	Flussi(a, func(x Flusso) bool {
		add(PerFlusso, x.Nome, x.ID)
		alive(FlussiVivi, x.ID, x.Stato.Aperto())
		return true
	})
	Kits(a, func(x Kit) bool {
		add(PerKit, x.CF, x.ID)
		alive(KitVivi, x.ID, x.Stato.Aperto())
		return true
	})
	Campagne(a, func(x Campagna) bool { alive(CampagneVive, x.ID, !x.Chiusa); return true })
}

// caso makes an event about a case of the Order; a case never changes its member.
func (g *generatore) caso(e *Event) {
	n := 1 + g.r.IntN(3)
	id, cf := fmt.Sprintf("-2026-%06d", n), fmt.Sprintf("CF%d", n)
	switch g.r.IntN(5) {
	case 0:
		e.Kind, e.Atto = KAtto, &Atto{ID: "ATT" + id, CF: []string{"", cf}[n%2], Caso: "DIF" + id}
	case 1:
		e.Kind, e.Diffida = KDiffida, &Diffida{ID: "DIF" + id, CF: cf, Stato: StatoDiffida(g.uno("RILEVATA", "NOTIFICATA", "REGOLARIZZATA", "ANNULLATA"))}
	case 2:
		e.Kind, e.Flusso = KFlusso, &Flusso{ID: "FLU" + id, Nome: "inipec", Stato: StatoFlusso(g.uno("GENERATO", "INVIATO", "CHIUSO"))}
	case 3:
		e.Kind, e.Kit = KKit, &Kit{ID: "KIT" + id, CF: cf, Stato: StatoKit(g.uno("RICHIESTO", "PRONTO", "RITIRATO"))}
	case 4:
		e.Kind, e.Campagna = KCampagna, &Campagna{ID: "CAM" + id, Chiusa: g.r.IntN(2) == 0}
	}
}

// confrontaIndici counts the indexes again from the entities. Those of requests by message and of letters by
// Message-ID only grow, as what was once true of a message stays true.
func confrontaIndici(t *testing.T, when string, a *Memoria) {
	t.Helper()
	want := map[string]bool{}
	add := func(i Indice, k, id string) { want[string(i)+" "+k+" "+id] = true }
	people := 0
	Iscritti(a, func(m Iscritto) bool {
		people++
		for i, addr := range map[Indice]string{PerDomicilio: indirizzo(m.Domicilio), PerCasella: casellaDi(m).Indirizzo, PerEmail: strings.ToLower(m.EmailOrdinaria)} {
			if addr != "" {
				add(i, addr, m.CF)
			}
		}
		if m.Candidato != nil {
			add(PerCandidato, m.Candidato.Indirizzo, m.CF)
		}
		add(TuttiIscritti, "", m.CF)
		add(PerNome, ChiaveNome(m.Cognome, m.Nome), m.CF)
		if m.Agenda != "" {
			add(InAgenda, "", m.Agenda+"/"+m.CF)
		}
		if m.Casella != nil && m.Casella.Stato != Revocata {
			add(ConCasella, "", m.CF)
		}
		if m.Stato == Iscr && (m.Domicilio == nil || m.Difetto != nil) {
			add(SenzaDomicilio, "", m.CF)
		}
		return true
	})
	Richieste(a, func(r Richiesta) bool {
		add(PerIscritto, r.CF, r.ID)
		add(PerRif, r.Rif, r.ID)
		if r.Stato.Aperta() {
			add(RichiesteVive, "", r.ID)
		}
		if m, ok := Vista(a).Iscritto(r.CF); ok && r.Stato == REseguita && m.Candidato != nil && m.Candidato.Richiesta == r.ID && m.Candidato.Stato == Iscritta &&
			m.Candidato.L2.IsZero() && indirizzo(m.Domicilio) == m.Candidato.Indirizzo && !r.Confermata && !r.DalNuovo && !slices.Contains(r.Solleciti, "silenzio") &&
			casellaDi(m).Indirizzo != m.Candidato.Indirizzo {
			add(SfideAperte, "", r.ID)
		}
		for _, m := range r.Messaggi {
			add(PerMessaggio, m, r.ID)
		}
		return true
	})
	Lettere(a, func(l Lettera) bool {
		add(PerDestinatario, l.A, l.ID)
		if l.Richiesta != "" {
			add(PerLettereDi, l.Richiesta, l.ID)
		}
		if l.MsgID != "" {
			add(PerMsgID, l.MsgID, l.ID)
		}
		if l.Identificativo != "" {
			add(PerIdent, l.Identificativo, l.ID)
		}
		if !l.Stato.Finale() {
			add(LettereVive, "", l.ID)
		}
		return true
	})
	Compiti(a, func(c Compito) bool {
		if c.Stato == Aperto {
			add(CompitiVivi, "", c.ID)
		}
		return true
	})
	Lettere(a, func(l Lettera) bool {
		if l.Caso != "" {
			add(PerCaso, l.Caso, l.ID)
		}
		return true
	})
	indiciCasi(a, add)
	got := map[string]bool{}
	a.Scan(kIndice, func(k string, _ []byte) bool {
		i, rest, _ := strings.Cut(strings.TrimPrefix(k, kIndice), "/")
		key, id, _ := strings.Cut(rest, "\x00")
		if Indice(i) != PerEffetto && Indice(i) != PerEstranea { // of messages, not of entities
			got[i+" "+key+" "+id] = true
		}
		return true
	})
	for k := range want {
		if !got[k] {
			t.Fatalf("%s: missing %s", when, k)
		}
	}
	for k := range got {
		if !want[k] {
			t.Fatalf("%s: left over %s", when, k)
		}
	}
	if n := Vista(a).Stato.Iscritti; n != people {
		t.Fatalf("%s: %d members counted, %d there", when, n, people)
	}
}

// TestPiegaAPezzi: folding a history at once, with a copy of the archive taken anywhere, or through JSON after each
// event, gives the same bytes.
func TestPiegaAPezzi(t *testing.T) {
	for seed := range uint64(8) {
		g := &generatore{r: rand.New(rand.NewPCG(seed, 2))}
		whole, pieces := NewMemoria(), NewMemoria()
		for range 200 {
			e := g.evento()
			b, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			var back Event
			if err := json.Unmarshal(b, &back); err != nil {
				t.Fatal(err)
			}
			if Apply(whole, e) != nil || Apply(pieces, back) != nil {
				t.Fatalf("seed %d: %s", seed, b)
			}
			if g.r.IntN(10) == 0 {
				pieces = pieces.Clone()
			}
		}
		if !whole.Uguale(pieces) {
			t.Fatalf("seed %d: two foldings differ", seed)
		}
	}
}

// TestAttese: a message waits from its arrival to its outcome, in the order of arrival, whatever came between; a
// message known before does not wait.
func TestAttese(t *testing.T) {
	a := NewMemoria()
	place := func(seq int64, sha string, uid uint32, known bool) {
		if err := Apply(a, Event{Kind: KMessaggio, Seq: seq, Messaggio: &Arrivo{SHA256: sha, Cartella: "INBOX", UIDValidity: 3, UID: uid, Noto: known}}); err != nil {
			t.Fatal(err)
		}
	}
	waits := func(limit int) string {
		var out []string
		for _, m := range InAttesa(a, limit) {
			out = append(out, fmt.Sprintf("%s/%d", m.SHA256, m.Seq))
		}
		return strings.Join(out, " ")
	}
	place(9, "c", 1, false)
	place(10, "a", 2, false)
	place(11, "c", 3, true)
	place(100, "b", 4, false)
	if got := waits(10); got != "c/9 a/10 b/100" {
		t.Errorf("waiting %s", got)
	}
	if got := waits(2); got != "c/9 a/10" {
		t.Errorf("the first two are %s", got)
	}
	if err := Apply(a, Event{Kind: KEsito, Esito: &Verdetto{SHA256: "a", Chiave: "ka", Livello: "certified"}}); err != nil {
		t.Fatal(err)
	}
	if got := waits(10); got != "c/9 b/100" {
		t.Errorf("after the outcome of a: %s", got)
	}
	if Posto(a, "INBOX", 3, 3) != "c" || Posto(a, "INBOX", 4, 3) != "" || Posto(a, "Altro", 3, 3) != "" {
		t.Error("places")
	}
	if c := CursoreDi(a, "INBOX"); c != (Cursore{UIDValidity: 3, UID: 4}) {
		t.Errorf("cursor %+v", c)
	}
	if v, ok := Messaggio(a, "a"); !ok || v.Chiave != "ka" {
		t.Errorf("verdict %+v", v)
	}
	if _, ok := Messaggio(a, "b"); ok {
		t.Error("a message without outcome has one")
	}
}

// TestPrimoEffetto: an effect key belongs to the first message whose proof holds; one in a broken dress never takes
// its place (U19).
func TestPrimoEffetto(t *testing.T) {
	for _, c := range []struct {
		levels []string
		want   string
	}{
		{[]string{"certified", "certified"}, "0"}, {[]string{"broken", "certified"}, "1"}, {[]string{"mismatch", "untrusted", "unsigned"}, "2"}, {[]string{"broken"}, ""}, {[]string{"unsigned", "certified"}, "0"},
	} {
		a := NewMemoria()
		for i, l := range c.levels {
			if err := Apply(a, Event{Kind: KEsito, Esito: &Verdetto{SHA256: fmt.Sprint(i), Chiave: "k", Livello: l}}); err != nil {
				t.Fatal(err)
			}
		}
		if got := strings.Join(Vista(a).Cerca(PerEffetto, "k"), " "); got != c.want {
			t.Errorf("%v: %q, want %q", c.levels, got, c.want)
		}
	}
}

// TestContatori: the counters of ids follow the greatest number of each kind and year and never fall.
func TestContatori(t *testing.T) {
	a := NewMemoria()
	for _, r := range []Richiesta{{ID: "RIC-2026-000007", Rif: "PEC-2026-000009"}, {ID: "RIC-2026-000003", Rif: "PEC-2026-000003"}, {ID: "RIC-2027-000001", Rif: "PEC-2027-000001"}, {ID: "senza numero", Rif: "X-y"}} {
		if err := Apply(a, Event{Kind: KRichiesta, Richiesta: &r}); err != nil {
			t.Fatal(err)
		}
	}
	if got := fmt.Sprint(Vista(a).Stato.Contatori); got != "map[PEC-2026:9 PEC-2027:1 RIC-2026:7 RIC-2027:1]" {
		t.Error(got)
	}
}

// TestArchivioGuasto: bytes that cannot be what this package wrote are an error of the fold and stop a reader.
func TestArchivioGuasto(t *testing.T) {
	for key, e := range map[string]Event{
		kStato: {Kind: KModo, Modo: &Modo{}}, kIscritto + "CF1": {Kind: KIscritto, Iscritto: &Iscritto{CF: "CF1"}}, kRichiesta + "R": {Kind: KRichiesta, Richiesta: &Richiesta{ID: "R"}},
		kLettera + "L": {Kind: KPasso, Passo: &Passo{Lettera: "L"}}, kCursore + "INBOX": {Kind: KMessaggio, Messaggio: &Arrivo{Cartella: "INBOX"}},
	} {
		a := NewMemoria()
		a.Set(key, []byte("{"))
		if err := Apply(a, e); err == nil || !strings.Contains(err.Error(), "decoding "+key) {
			t.Errorf("%s: %v", key, err)
		}
	}
	if err := Apply(NewMemoria(), Event{Kind: KPasso, Passo: &Passo{Lettera: "LET-2026-000001"}}); err == nil || !strings.Contains(err.Error(), "LET-2026-000001") {
		t.Errorf("a step of no letter: %v", err)
	}
	for name, read := range map[string]func(*Memoria){
		"state": func(a *Memoria) { Vista(a) }, "message": func(a *Memoria) { Messaggio(a, "x") }, "waiting": func(a *Memoria) { InAttesa(a, 1) },
		"walk": func(a *Memoria) { Iscritti(a, func(Iscritto) bool { return true }) },
	} {
		a := NewMemoria()
		for _, k := range []string{kStato, kMessaggio + "x", kAttesa + seqKey(1), kIscritto + "x"} {
			a.Set(k, []byte("["))
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: broken bytes were read", name)
				}
			}()
			read(a)
		}()
	}
}

// TestCamminiSiFermano: a walk ends where its reader says so, in the order of the keys.
func TestCamminiSiFermano(t *testing.T) {
	a := NewMemoria()
	for _, cf := range []string{"C", "A", "B"} {
		if err := Apply(a, Event{Kind: KIscritto, Iscritto: &Iscritto{CF: cf}}); err != nil {
			t.Fatal(err)
		}
	}
	var seen []string
	Iscritti(a, func(m Iscritto) bool { seen = append(seen, m.CF); return len(seen) < 2 })
	if !slices.Equal(seen, []string{"A", "B"}) {
		t.Errorf("saw %v", seen)
	}
}
