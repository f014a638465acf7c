package rules

import (
	"strings"
	"testing"
)

// dove is the place of a word in a text, -1 where it is none.
func dove(ws []parola, s string) int {
	for i, w := range ws {
		if w.s == s {
			return i
		}
	}
	return -1
}

// TestImperativo: the same form orders at the beginning of a phrase and tells what was behind a noun or an auxiliary.
func TestImperativo(t *testing.T) {
	for _, c := range []struct {
		word, text string
		want       verbo
	}{
		{"aggiornate", "aggiornate l'albo", inserisce},
		{"aggiornate", "la pec è a@b.example, aggiornate per favore i vostri archivi", inserisce},
		{"aggiornate", "la chiudo a fine anno aggiornate l'albo grazie", inserisce},
		{"aggiornate", "le caselle aggiornate l'anno scorso", nessunVerbo},
		{"aggiornate", "sono state aggiornate le pec", nessunVerbo},
		{"aggiornate", "non aggiornate l'albo", nessunVerbo},
		{"registrate", "le pec registrate il 3 maggio", nessunVerbo},
		{"registrate", "registrate la mia pec", inserisce},
		{"registratela", "vi prego, registratela", inserisce},
		{"segnatevelo", "l'indirizzo è a@b.example, segnatevelo", inserisce},
		{"mettete", "lascio la pec dell'ordine, mettete a@b.example", inserisce},
		{"cambiatela", "cambiatela oggi", cambia},
		{"toglietela", "e toglietela", rinuncia},
		{"annullate", "annullate la richiesta", annulla},
		{"utilizzate", "le pec utilizzate dagli iscritti", nessunVerbo},
		{"utilizzate", "utilizzate la mia pec", usa},
	} {
		ws := inParole(c.text)
		if got := imperativo(ws, dove(ws, c.word)); got != c.want {
			t.Errorf("%q: %d, want %d", c.text, got, c.want)
		}
	}
}

// TestNonPiu: only the box of the Order, right after it, is given up with "non … più".
func TestNonPiu(t *testing.T) {
	for text, want := range map[string]bool{
		"non voglio più la pec dell'ordine":                true,
		"io non voglio più la pec di ordine":               true,
		"non userò più quella dell'ordine":                 true,
		"non intendo più usare la casella pec dell'ordine": true,
		"non voglio più rinunciare alla pec dell'ordine":   false,
		"non voglio più cambiare la pec dell'ordine":       false,
		"non voglio la pec dell'ordine":                    false,
		"non voglio più la mia pec":                        false,
		"non voglio più ricevere posta dall'ordine":        false,
		"non voglio più pagare, la pec dell'ordine costa":  false,
	} {
		ws := inParole(text)
		if got := nonPiu(ws, dove(ws, "non")) >= 0; got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestNonCondizione: what was, what the law says and what is only polite sets no condition.
func TestNonCondizione(t *testing.T) {
	for text, want := range map[string]bool{
		"consapevole delle responsabilità in caso di dichiarazioni mendaci, chiede": false,
		"sanzioni per le ipotesi di falsità in atti":                                false,
		"la vecchia casella è scaduta e non ci entro più":                           false,
		"la pec comunicata quando mi sono iscritto":                                 false,
		"essendo prossimo alla scadenza il contratto":                               false,
		"vi sarei grato se voleste registrare":                                      false,
		"anche se so che non servirebbe":                                            false,
		"registrate entro marzo":                                                    true,
		"in caso di trasferimento":                                                  true,
		"per l'ipotesi che accettiate":                                              true,
		"quando sarò iscritto":                                                      true,
		"quando sono pronto vi scrivo":                                              true,
		"il mese prossimo vi scrivo":                                                false,
		"se voleste registrare":                                                     true,
		"anche se non volete":                                                       true,
		"dopo il pensionamento":                                                     true,
		"dopo anni cambio":                                                          false,
		"fino a marzo":                                                              true,
	} {
		if got := condizionata(inParole(text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// TestSoloRaccontato: a relative who helped is no delegate; one who asks, or for whom somebody asks, is.
func TestSoloRaccontato(t *testing.T) {
	for text, told := range map[string]bool{
		"mi ha aiutato mia figlia ad aprirla":                         true,
		"mia figlia rosalia, che lavora in banca, mi ha accompagnato": true,
		"me l'ha regalata mio padre insieme al dominio":               true,
		"mia madre che si è rotta il femore":                          true,
		"con l'aiuto di mio figlio":                                   true,
		"mio padre mi ha detto di scrivervi":                          false,
		"comunico la pec di mia moglie":                               false,
		"scrivo per mio marito, che mi ha aiutato":                    false,
		"mia figlia mi ha aiutato. la pec è di mio fratello":          false,
		"mio marito chiede di registrare la pec":                      false,
		"per conto di mia madre, che si è ammalata":                   false,
	} {
		if got := soloRaccontato(inParole(text)); got != told {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestSoloAltroTempo: a month of something told is no day of effect.
func TestSoloAltroTempo(t *testing.T) {
	for text, want := range map[string]bool{
		"vado in pensione a marzo ma resto iscritto.":                 true,
		"come sapete a maggio avevo lasciato la casella dell'ordine.": true,
		"perché a gennaio mi scade e non la rinnovo.":                 true,
		"a marzo ho deciso che da gennaio la pec sarà a@b.example":    false,
		"chiedo di registrarla a gennaio":                             false,
		"ho deciso di cambiarla, registrate la pec a gennaio":         false,
		"vado in pensione a marzo. chiedo che valga da marzo":         false,
		"nessun mese": false,
	} {
		if got := soloAltroTempo(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestLamentela: a complaint is no cry for help.
func TestLamentela(t *testing.T) {
	for text, want := range map[string]bool{
		"casella sempre piena, password che scade. rinuncio": true,
		"non ho ricevuto la password":                        false,
		"la casella è piena, che devo fare?":                 false,
		"vi chiedo nuove credenziali":                        false,
	} {
		if got := lamentela(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestPezzoDiIndirizzo: what may be the first half of an address leaves it to a person.
func TestPezzoDiIndirizzo(t *testing.T) {
	for text, broken := range map[string]bool{
		"PEC personale gb1 978@legalpost.example":           true,
		"PEC personale gb1\n978@legalpost.example":          true,
		"PEC personale dott. conti@legalpost.example":       true,
		"PEC personale studio conti@legalpost.example":      true,
		"PEC personale l conti@legalpost.example":           true,
		"PEC x@pec.legalpost .example":                      true,
		"PEC personale lu\nca.conti@legalpost.example":      true,
		"PEC personale co nti@legalpost.example":            true,
		"PEC personale gb1978@legalpost.example":            false,
		"PEC personale: dott.conti@legalpost.example":       false,
		"il mio indirizzo PEC sarà l.conti@pecmail.example": false,
		"iscritto al n. 1203\nx@legalpost.example":          false,
		"CF CNTLCU88R19A944D\nx@legalpost.example":          false,
		"dal 1 dicembre 2026 x@legalpost.example":           false,
		"tel. 051 5550199, x@legalpost.example":             false,
	} {
		s := nuovaScena(t)
		v := s.valuta(posta{env: "PEC", da: "luca.conti@legalpost.example", ora: "2026-11-25 10:00", oggetto: "PEC", testo: "Chiedo di registrare come mia nuova " + text + ". Luca Conti"})
		if got := strings.Contains(v.Esito.Why, "non si può leggere"); got != broken {
			t.Errorf("%q: %v: %s", text, got, v.Esito.Why)
		}
	}
}

// TestAnnullaTutto: an order that ends something else than the box given up takes the request back; a "soltanto per" narrows it.
func TestAnnullaTutto(t *testing.T) {
	for text, want := range map[string]bool{
		"Chiedo di registrare la nuova PEC a@b.example. Cancellate pure.":                                       true,
		"Chiedo di registrare la nuova PEC a@b.example. Annullate tutto.":                                       true,
		"Chiedo di registrare la nuova PEC a@b.example. Toglietela.":                                            true,
		"Chiedo di registrare la nuova PEC a@b.example soltanto per le fatture.":                                true,
		"Nuovo indirizzo e-mail: a@b.example. Vi prego di aggiornare il domicilio digitale.":                    true,
		"Rinnovo la PEC dell'Ordine. Registrate la mia PEC personale a@b.example.":                              true,
		"Chiedo di registrare la nuova PEC a@b.example. Lasciate stare.":                                        true,
		"La mia nuova PEC è a@b.example, ma non aggiornate l'albo.":                                             true,
		"Voi mettete a@b.example e poi nessuno risponde, chiedo la nuova PEC. Annullate.":                       true,
		"Chiedo di registrare la nuova PEC a@b.example. Togliete la vecchia.":                                   false,
		"Rinuncio alla PEC dell'Ordine, cancellate la PEC dell'Ordine e inserite la PEC personale a@b.example.": false,
		"Chiedo di registrare la nuova PEC a@b.example, è solo mia.":                                            false,
		"Aggiornate l'albo con la nuova PEC a@b.example.":                                                       false,
	} {
		if k := capisciTesto(t, "", text); (k.Negato != "" || k.Ritratta) != want {
			t.Errorf("%q: %q (%s)", text, k.Negato, k.Type)
		}
	}
}
