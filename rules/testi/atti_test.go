package testi

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pecagent/rules"
)

// scritta writes a letter of the member Bianchi with all facts but those that f changes.
func scritta(t *testing.T, modello, dettaglio string, f func(*rules.Policy, *rules.DatiLettera)) (Testo, error) {
	t.Helper()
	c := caso{modello: modello, dettaglio: dettaglio, dati: niente}
	p, l := policy(c), c.lettera(persone(t)[0])
	f(p, &l.Dati)
	return interni(t).Componi(p, l)
}

// TestLaLeggeLoVuole: what the law wants in a letter is wanted whatever the wording: remedies, an answer to observations,
// reasons of an immediate effect, office and responsible person of a procedure that begins.
func TestLaLeggeLoVuole(t *testing.T) {
	for _, c := range []struct {
		modello, dettaglio string
		f                  func(*rules.Policy, *rules.DatiLettera)
		want               string // of the error; "" for a letter
	}{
		{"T-10b", "", func(*rules.Policy, *rules.DatiLettera) {}, ""},
		{"T-10b", "", func(p *rules.Policy, _ *rules.DatiLettera) { p.Rimedi = " \n - . " }, "the fact {rimedi} is missing"},
		{"T-10b", "", func(p *rules.Policy, d *rules.DatiLettera) { p.Rimedi, d.Rimedi = "", []string{"ricorso"} }, ""},
		{"T-25", "", func(p *rules.Policy, d *rules.DatiLettera) { p.Rimedi, d.Motivo = "", "PEC_STUDIO" }, "the fact {rimedi} is missing"},
		{"T-10b", "", func(_ *rules.Policy, d *rules.DatiLettera) { d.Delibera = "" }, "the fact {delibera} of T-10b.txt"},
		{"T-10b", "", func(_ *rules.Policy, d *rules.DatiLettera) { d.DeliberaDel = "" }, "the fact {delibera} of T-10b.txt"},
		{"T-10b", "", func(_ *rules.Policy, d *rules.DatiLettera) { d.NotificataIl = "" }, "the fact {notificata_il} of T-10b.txt"},
		{"T-10b", "", func(_ *rules.Policy, d *rules.DatiLettera) { d.Immediata, d.Motivo = true, "urgenza" }, "without {motivo} or {decorrenza}"},
		{"T-10b", "", func(_ *rules.Policy, d *rules.DatiLettera) { d.Immediata, d.Decorrenza = true, "2026-12-02" }, "without {motivo} or {decorrenza}"},
		{"T-10b", "", func(_ *rules.Policy, d *rules.DatiLettera) {
			d.Immediata, d.Decorrenza, d.Motivo = true, "2026-12-02", "urgenza"
		}, ""},
		{"T-25", "", func(_ *rules.Policy, d *rules.DatiLettera) { d.Motivo, d.Controdeduzioni = "PEC_STUDIO", "" }, "observations are answered"},
		{"T-13", "EVASA", func(_ *rules.Policy, d *rules.DatiLettera) { d.ElencoSHA256 = "" }, "the fact {elenco_sha256} of T-13.txt"},
		{"T-10", "ASSENTE", func(p *rules.Policy, _ *rules.DatiLettera) { p.Ordine.Responsabile = "" }, "the fact {responsabile} is missing"},
		{"T-10", "ASSENTE", func(p *rules.Policy, _ *rules.DatiLettera) { p.Ordine.Ufficio = "" }, "the fact {ufficio} is missing"},
		{"T-10", "", func(*rules.Policy, *rules.DatiLettera) {}, `no variant ""`},
		{"T-10", "SATURA", func(_ *rules.Policy, d *rules.DatiLettera) { d.Indirizzo = "" }, "the fact {indirizzo} of T-10.txt"},
		{"T-22", "ASSEMBLEA", func(_ *rules.Policy, d *rules.DatiLettera) { d.OrdineDelGiorno = nil }, "the fact {ordine_del_giorno} of T-22.txt"},
		{"T-12", "PAGAMENTO", func(_ *rules.Policy, d *rules.DatiLettera) { d.Pagamento = "CAMBIALE" }, `no words for the payment "CAMBIALE"`},
	} {
		out, err := scritta(t, c.modello, c.dettaglio, c.f)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || out != (Testo{})) {
			t.Errorf("%s %s: %v, want %q", c.modello, c.dettaglio, err, c.want)
		}
	}
}

// TestUnaSolaVerita: an opening that names the last day says that it is suspended where the letter suspends it, and nowhere
// else; a letter that answers no request opens with no receipt.
func TestUnaSolaVerita(t *testing.T) {
	m, opened := interni(t), 0
	for _, nome := range m.Elenco() {
		for _, v := range m.Varianti(nome) {
			p, l, err := m.Esempio(policy(caso{}), nome, v, nil)
			if err != nil {
				t.Fatal(err)
			}
			l.Apertura = true // whoever asks for it
			out, err := m.Componi(p, l)
			if err != nil {
				t.Fatal(err)
			}
			opens := strings.Contains(out.Testo, "\n\nabbiamo ricevuto il Suo messaggio")
			if opens {
				opened++
			}
			suspends := strings.Contains(out.Testo, "il termine del procedimento è sospeso") || strings.Contains(out.Testo, "sospende il termine")
			if says := strings.Contains(out.Testo, "salvo la sospensione indicata sotto"); says != (opens && suspends) {
				t.Errorf("%s %s: the opening says %v of a suspension:\n%s", nome, v, says, out.Testo)
			}
			if nome == "T-18" && opens != (v == "") {
				t.Errorf("T-18 %s opens with a receipt: %v", v, opens)
			}
		}
	}
	if opened < 20 {
		t.Errorf("%d letters with a receipt: the test looks at nothing", opened)
	}
}

// TestEfficacia: a suspension has effect on receipt, unless the resolution says otherwise with its reasons; never both.
func TestEfficacia(t *testing.T) {
	const onReceipt, atOnce = "ha effetto dal giorno in cui la S.V. riceve la presente", "ha effetto immediato, dal 2 dicembre 2026, per questi motivi: urgenza."
	for _, immediata := range []bool{false, true} {
		out, err := scritta(t, "T-10b", "", func(_ *rules.Policy, d *rules.DatiLettera) {
			d.Immediata, d.Decorrenza, d.Motivo = immediata, "2026-12-02", "urgenza"
		})
		if err != nil || strings.Contains(out.Testo, onReceipt) == immediata || strings.Contains(out.Testo, atOnce) != immediata {
			t.Errorf("immediate %v: %v\n%s", immediata, err, out.Testo)
		}
	}
}

// TestChiPaga: who pays decides what an expiry says; unknown, nothing is said.
func TestChiPaga(t *testing.T) {
	for _, c := range []struct{ dettaglio, dati, conv, want string }{
		{"-30", "MEMBER", "", "-30"}, {"-5", "MEMBER", "", "-5"}, {"+25", "MEMBER", "", "+25"}, {"-30", "", "MEMBER", "-30"}, {"-30", "MEMBER", "ORDER", "-30"},
		{"-60", "MEMBER", "", "-30"}, {"-8", "MEMBER", "", "-30"}, {"-7", "MEMBER", "", "-5"}, {"-1", "MEMBER", "", "-5"}, {"+1", "MEMBER", "", "+25"}, {"60", "MEMBER", "", "+25"},
		{"-30", "ORDER", "", "ORDINE"}, {"-5", "", "ORDER", "ORDINE"}, {"+25", "ORDER", "MEMBER", "ORDINE_SCADUTA"},
		{"-30", "", "", "!"}, {"-30", "ISCRITTO", "", "!"}, {"0", "MEMBER", "", "!"}, {"", "MEMBER", "", "!"}, {"domani", "ORDER", "", "!"}, {"ORDINE", "ORDER", "", "!"},
		{"FINE_CONVENZIONE", "", "", "FINE_CONVENZIONE"},
	} {
		p := policy(caso{})
		p.Convenzione.Pagante = c.conv
		got, err := variante("T-07", p, rules.Lettera{Dettaglio: c.dettaglio, Dati: rules.DatiLettera{Pagante: c.dati}})
		if err != nil {
			got = "!"
		}
		if got != c.want {
			t.Errorf("%+v: %q %v", c, got, err)
		}
	}
}

// TestProfilo: what stops and when, what it costs and where come from the letter, the provider's profile or the convention;
// what nobody knows is not said.
func TestProfilo(t *testing.T) {
	for _, c := range []struct {
		nome string
		f    func(*rules.Policy, *rules.DatiLettera)
		says []string
		not  []string
	}{
		{"Aruba", func(p *rules.Policy, d *rules.DatiLettera) {
			aruba(p)
			d.Pagante, d.Costo = "MEMBER", "4,00 euro più IVA ogni tre anni."
		},
			[]string{"sul sito del gestore Aruba PEC, www.pec.it,", "Costa 4,00 euro più IVA ogni tre anni. ", "Se non la rinnova, dal 1° gennaio 2027 la casella riceve, ma non invia. Dal 31 marzo 2027 non riceve più."}, []string{"smette di funzionare"}},
		{"nothing known", func(_ *rules.Policy, d *rules.DatiLettera) { pocoDellaCasella("MEMBER")(d) },
			[]string{"sul sito del gestore, il solo", "Se non la rinnova, smette di funzionare."}, []string{"Costa", "riceve, ma", "non riceve più", "Cessano"}},
		{"profile", func(p *rules.Policy, d *rules.DatiLettera) {
			p.Gestori = map[string]rules.ProfiloGestore{"POSTECOM": {Canone: "13,20 euro l'anno"}}
			d.Gestore, d.Pagante = "Postecom S.p.A.", "MEMBER"
		}, []string{"Costa 13,20 euro l'anno.", "gestore Postecom S.p.A., il solo"}, []string{"www.pec.it"}},
		{"portal", func(p *rules.Policy, d *rules.DatiLettera) {
			p.Convenzione, d.Pagante = rules.Convenzione{Canale: "PORTALE_ORDINE", Gestore: "Aruba", Sito: "portale.ordine.example"}, "MEMBER"
		}, []string{"www.pec.it"}, []string{"portale.ordine.example"}},
	} {
		out, err := scritta(t, "T-07", "-30", c.f)
		if err != nil {
			t.Errorf("%s: %v", c.nome, err)
		}
		for _, s := range c.says {
			if !strings.Contains(out.Testo, s) {
				t.Errorf("%s does not say %q:\n%s", c.nome, s, out.Testo)
			}
		}
		for _, s := range c.not {
			if strings.Contains(out.Testo, s) {
				t.Errorf("%s says %q:\n%s", c.nome, s, out.Testo)
			}
		}
	}
}

// TestCarta: a letter that may go on paper carries date, name and postal address, asks for no click, and says the address
// that a mail does not; the others never do.
func TestCarta(t *testing.T) {
	for _, nome := range interni(t).Elenco() {
		for _, v := range interni(t).Varianti(nome) {
			p, l, err := interni(t).Esempio(policy(caso{}), nome, v, nil)
			if err != nil {
				t.Fatal(err)
			}
			l.Apertura, l.Dati.Recapito = false, "via Roma 1, 16100 Genova GE"
			out, err := interni(t).Componi(p, l)
			if err != nil {
				t.Errorf("%s %s: %v", nome, v, err)
				continue
			}
			const testa = "Ordine di Prova\n3 dicembre 2026\ndott.ssa Giulia Bianchi\nvia Roma 1, 16100 Genova GE\n\n"
			if strings.HasPrefix(out.Testo, testa) != tutte[nome].carta {
				t.Errorf("%s %s: heading of a letter on paper: %v\n%s", nome, v, !tutte[nome].carta, out.Testo)
			}
			for _, click := range []string{"questa casella PEC", "OPERATORE", "questo messaggio"} {
				if tutte[nome].carta && strings.Contains(out.Testo, click) {
					t.Errorf("%s %s on paper says %q:\n%s", nome, v, click, out.Testo)
				}
			}
		}
	}
	for _, paper := range []bool{false, true} {
		out, err := scritta(t, "T-09", "NON_VALIDO", func(_ *rules.Policy, d *rules.DatiLettera) {
			if paper {
				d.Recapito = "via Roma 1"
			}
		})
		if err != nil || strings.Contains(out.Testo, "nuovo.indirizzo@pecmail.example") != paper || !strings.Contains(out.Testo, "risulta inesistente, scaduta o bloccata") {
			t.Errorf("paper %v: %v\n%s", paper, err, out.Testo)
		}
	}
}

// TestTitoli: the title of the register is kept as it is written, but not in the capitals of an albo program.
func TestTitoli(t *testing.T) {
	for _, c := range []struct{ titolo, saluto, destinatario string }{
		{"", "Gentile dott.ssa Bianchi,", "dott.ssa Giulia Bianchi"}, {"geom.", "Gentile geom. Bianchi,", "geom. Giulia Bianchi"},
		{"DOTT.SSA", "Gentile dott.ssa Bianchi,", "dott.ssa Giulia Bianchi"}, {" Prof.ssa ", "Gentile Prof.ssa Bianchi,", "Prof.ssa Giulia Bianchi"},
	} {
		l := rules.Lettera{CF: "BNCGLI78C48G478A", Dati: rules.DatiLettera{Titolo: c.titolo, Nome: "GIULIA", Cognome: "BIANCHI"}}
		if s, d := saluto(lettera{}, "", l), destinatario(l); s != c.saluto || d != c.destinatario {
			t.Errorf("%q: %q, %q", c.titolo, s, d)
		}
	}
}

// TestEsempi: with a complete policy every letter can be written for every member, without a hole; each chooses its variant.
func TestEsempi(t *testing.T) {
	m := interni(t)
	p := policy(caso{})
	if list := m.Prova(p); list != nil {
		t.Errorf("%+v", list)
	}
	for _, nome := range m.Elenco() {
		if m.Titolo(nome) == "" || len(m.Varianti(nome)) == 0 {
			t.Errorf("%s has no title or no variant", nome)
		}
		for _, v := range m.Varianti(nome) {
			for i, chi := range persone(t) {
				chi.Titolo = []string{"", "GEOM.", "dott.ssa"}[i%3]
				q, l, err := m.Esempio(p, nome, v, &chi)
				if err != nil {
					t.Fatal(err)
				}
				if got, err := variante(nome, q, l); err != nil || got != v {
					t.Errorf("%s %q: the example chooses %q, %v", nome, v, got, err)
				}
				out, err := m.Componi(q, l)
				if err != nil {
					t.Fatalf("%s %s: %v", nome, v, err)
				}
				for line := range strings.SplitSeq(strings.TrimSuffix(out.Oggetto+"\n"+out.Testo, "\n"), "\n") {
					if bad := brutto(line); bad != "" || strings.Contains(line, "None") {
						t.Errorf("%s %s for %s: %q in %q", nome, v, chi.CF, bad, line)
					}
				}
			}
		}
	}
	if p.Convenzione != policy(caso{}).Convenzione {
		t.Error("an example changed the policy it was made under")
	}
	for _, c := range [][2]string{{"T-99", ""}, {"T-02", ""}, {"T-02", "pec"}} {
		if _, _, err := m.Esempio(p, c[0], c[1], nil); err == nil {
			t.Errorf("an example of %q", c)
		}
	}
}

// TestProva: what a policy does not give is told by fact, for the letters that lack it and no other.
func TestProva(t *testing.T) {
	p := policy(caso{})
	p.Rimedi, p.Ordine.Responsabile = "", ""
	var got []string
	for _, n := range interni(t).Prova(p) {
		got = append(got, fmt.Sprintf("%s %s %s", n.Modello, n.Variante, n.Fatto))
	}
	want := []string{"T-10 ASSENTE responsabile", "T-10 SATURA responsabile", "T-10 NON_VALIDO responsabile", "T-10 MAI_ATTIVATA responsabile",
		"T-10b  rimedi", "T-25  rimedi"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestAUnEstraneo: a letter to an address or box that nobody has proven says no more than T-23 may: the Order and, where the
// writer named it, the member's name (order.md §6.2, §2.9).
func TestAUnEstraneo(t *testing.T) {
	for nome, varianti := range map[string][]string{"T-05": {"", "DELEGA", "FIRMA"}, "T-14": {""}, "T-19": {""}, "T-20": {""}, "T-23": {""},
		"T-26": {"ANNULLATA", "CORTESIA"}, "T-02": {"NEUTRA", "SINGOLARMENTE", "DELEGA"}, "T-13": tutte["T-13"].varianti} {
		for _, v := range varianti {
			out, err := scritta(t, nome, v, func(_ *rules.Policy, d *rules.DatiLettera) {
				d.Precedente, d.Recapito, d.Albo = "vecchio@pecmail.example", "via Roma 1", "albo degli odontoiatri"
				d.Ente, d.Elenco, d.ProtocolloEnte = "", "elenco.csv", ""
			})
			if err != nil {
				t.Fatal(err)
			}
			all := out.Oggetto + out.Testo + out.HTML
			for _, s := range []string{"BNCGLI78C48G478A", "nuovo.indirizzo@", "vecchio@", "casella@", "via Roma", "odontoiatri", "1° dicembre", "24 dicembre", "10 novembre"} {
				if strings.Contains(all, s) {
					t.Errorf("%s %s tells %q:\n%s", nome, v, s, out.Testo)
				}
			}
			if named := nome == "T-20" || nome == "T-23"; strings.Contains(all, "Bianchi") != named {
				t.Errorf("%s %s names the member: %v", nome, v, !named)
			}
		}
	}
}

// TestCanaleAruba: a convention whose provider is not named is Aruba's by its channel: its site and help desk stand in T-03.
func TestCanaleAruba(t *testing.T) {
	for _, gestore := range []string{"", "Aruba PEC S.p.A.", "altro nome"} {
		out, err := scritta(t, "T-03", "", func(p *rules.Policy, _ *rules.DatiLettera) {
			p.Convenzione = rules.Convenzione{Codice: "OMCEO-GE-0015", Gestore: gestore, Canale: "ARUBA_CONVENZIONI"}
		})
		if err != nil || !strings.Contains(out.Testo, "\n1) apra www.pec.it, voce Convenzioni, codice OMCEO-GE-0015;\n") {
			t.Errorf("%q: %v\n%s", gestore, err, out.Testo)
		}
		if desk := strings.Contains(out.Testo, "0575 0504"); desk != (gestore != "altro nome") {
			t.Errorf("%q: the help desk of Aruba: %v", gestore, desk)
		}
	}
}
