package varianti

import (
	"fmt"
	"strings"
	"unicode"
)

// Quasi gives the near misses of a request: none may be executed without a person.
func Quasi(m Messaggio, a Ambiente) []Variante {
	list := []regola{}
	for _, group := range [][]regola{verbi(), altreParole(), premesse(), ripensamenti(), codici(a), indirizzi(a), mittenti(a), altrui(a), moduli(), citazioni(a), oggettiContrari(), sottoLaFirma()} {
		list = append(list, group...)
	}
	return applica(m, list)
}

// forme are the verbs by which members ask: present, conditional, future, past, third or first person.
var forme = []struct{ ora, condizionale, futuro, passato, imperfetto string }{
	{"chiede", "chiederebbe", "chiederà", "ha chiesto", "chiedeva"},
	{"chiedo", "chiederei", "chiederò", "ho chiesto", "chiedevo"},
	{"richiede", "richiederebbe", "richiederà", "ha richiesto", "richiedeva"},
	{"richiedo", "richiederei", "richiederò", "ho richiesto", "richiedevo"},
	{"comunica", "comunicherebbe", "comunicherà", "ha comunicato", "comunicava"},
	{"comunico", "comunicherei", "comunicherò", "ho comunicato", "comunicavo"},
	{"rinuncia", "rinuncerebbe", "rinuncerà", "ha rinunciato", "rinunciava"},
	{"rinuncio", "rinuncerei", "rinuncerò", "ho rinunciato", "rinunciavo"},
	{"rinunzia", "rinunzierebbe", "rinunzierà", "ha rinunziato", "rinunziava"},
	{"dichiara", "dichiarerebbe", "dichiarerà", "ha dichiarato", "dichiarava"},
	{"dichiaro", "dichiarerei", "dichiarerò", "ho dichiarato", "dichiaravo"},
	{"desidera", "desidererebbe", "desidererà", "ha desiderato", "desiderava"},
	{"desidero", "desidererei", "desidererò", "ho desiderato", "desideravo"},
	{"informo", "informerei", "informerò", "ho informato", "informavo"},
	{"annullo", "annullerei", "annullerò", "ho annullato", "annullavo"},
	{"ritiro", "ritirerei", "ritirerò", "ho ritirato", "ritiravo"},
}

// coppie pairs every present form with what f makes of it.
func coppie(f func(i int) string) [][2]string {
	var list [][2]string
	for i := range forme {
		list = append(list, [2]string{forme[i].ora, f(i)})
	}
	return list
}

// volgi turns every verb of request.
func volgi(f func(i int) string) trasforma {
	pairs := coppie(f)
	return nuovo(func(s string) string { return scambia(s, pairs, true) })
}

// verbi deny the verb, or move it to another mood or time.
func verbi() []regola {
	list := []regola{
		{"verbo-condizionale", volgi(func(i int) string { return forme[i].condizionale })},
		{"verbo-futuro", volgi(func(i int) string { return forme[i].futuro })},
		{"verbo-passato", volgi(func(i int) string { return forme[i].passato })},
		{"verbo-imperfetto", volgi(func(i int) string { return forme[i].imperfetto })},
		{"infinito-negato", nuovo(func(s string) string {
			return scambia(s, [][2]string{{"di rinunciare", "di non rinunciare"}, {"di ottenere", "di non ottenere"}, {"di inserire", "di non inserire"},
				{"di aggiornare", "di non aggiornare"}, {"di sostituire", "di non sostituire"}, {"di registrare", "di non registrare"}}, true)
		})},
		{"infinito-senza", nuovo(func(s string) string {
			return scambia(s, [][2]string{{"di rinunciare", "senza rinunciare"}, {"di voler rinunciare", "senza voler rinunciare"}}, true)
		})},
	}
	for _, n := range []string{"non", "mai", "forse", "non più", "non ancora", "magari", "quasi quasi", "neppure", "in futuro", "un domani", "eventualmente",
		"qualora gratuito", "solo se obbligato", "per assurdo", "già nel 2019", "controvoglia non", "si rifiuta di scrivere che", "nega che", "teme che qualcuno"} {
		list = append(list, regola{"verbo-" + strings.ReplaceAll(n, " ", "-"), volgi(func(i int) string { return n + " " + forme[i].ora })})
	}
	list = append(list, regola{"verbo-non-primo", nuovo(func(s string) string {
		return scambia(s, coppie(func(i int) string { return "non " + forme[i].ora }), false)
	})})
	return list
}

// altreParole put another word in the place of one that the request rests on: another act, another box, another body.
func altreParole() []regola {
	list := []struct {
		nome  string
		pairs [][2]string
	}{
		{"mantenere", [][2]string{{"rinunciare alla", "mantenere la"}, {"rinuncio alla", "mantengo la"}, {"rinuncia alla", "mantiene la"}, {"rinunziare alla", "mantenere la"}}},
		{"rinnovare", [][2]string{{"rinunciare alla", "rinnovare la"}, {"rinuncio alla", "rinnovo la"}, {"rinuncia alla", "rinnova la"}}},
		{"sospendere", [][2]string{{"rinunciare alla", "sospendere per un mese la"}, {"rinuncio alla", "sospendo per un mese la"}, {"rinuncia alla", "sospende per un mese la"}}},
		{"riattivare", [][2]string{{"rinunciare alla", "riattivare la"}, {"rinuncio alla", "riattivo la"}, {"disdetta della", "riattivazione della"}}},
		{"accedere", [][2]string{{"rinunciare alla", "accedere alla"}, {"ottenere la", "accedere alla"}, {"rinuncio alla", "accedo alla"}}},
		{"togliere", [][2]string{{"inserire", "togliere"}, {"registrare", "togliere"}, {"aggiornare", "lasciare"}}},
		{"verificare", [][2]string{{"inserire", "verificare"}, {"registrare", "verificare"}, {"ottenere", "verificare"}, {"aggiornare", "verificare"}, {"sostituire", "verificare"}}},
		{"perdere", [][2]string{{"ottenere la", "perdere la"}, {"avere la", "perdere la"}, {"ottenere", "perdere"}}},
		{"contesta", [][2]string{{"comunica", "contesta"}, {"comunico", "contesto"}, {"chiede", "contesta"}, {"chiedo", "contesto"}, {"rinuncio", "contesto"}}},
		{"smentisce", [][2]string{{"comunica", "smentisce"}, {"comunico", "smentisco"}, {"chiede", "smentisce"}, {"chiedo", "smentisco"}, {"informo", "smentisco"}}},
		{"esita", [][2]string{{"chiede", "esita"}, {"chiedo", "esito"}, {"comunica", "esita a comunicare"}, {"comunico", "esito a comunicare"}, {"rinuncio", "esito a rinunciare"}}},
		{"vecchia", [][2]string{{"di nuovo", "di nuovo"}, {"nuova", "vecchia"}, {"nuovo", "vecchio"}, {"nuove", "vecchie"}}},
		{"della-collega", [][2]string{{"nuova pec", "PEC della collega"}, {"nuovo indirizzo pec", "indirizzo PEC della collega"}, {"pec personale", "PEC della collega"}, {"propria pec", "PEC della collega"}}},
		{"dello-studio", [][2]string{{"pec personale", "PEC dello studio associato"}, {"nuova pec", "PEC dello studio associato"}, {"nuovo indirizzo pec", "indirizzo PEC dello studio associato"}}},
		{"aziendale", [][2]string{{"personale", "aziendale"}, {"nuova pec", "PEC aziendale"}, {"nuovo indirizzo pec", "indirizzo PEC aziendale"}}},
		{"del-condominio", [][2]string{{"pec personale", "PEC del condominio"}, {"nuova pec", "PEC del condominio"}, {"nuovo indirizzo pec", "indirizzo PEC del condominio"}}},
		{"dell-universita", [][2]string{{"pec dell'ordine", "PEC dell'Università"}, {"casella dell'ordine", "casella dell'Università"}, {"quella dell'ordine", "quella dell'Università"}}},
		{"del-sindacato", [][2]string{{"pec dell'ordine", "PEC del sindacato"}, {"casella dell'ordine", "casella del sindacato"}, {"quella dell'ordine", "quella del sindacato"}}},
		{"email-ordinaria", [][2]string{{"pec personale", "e-mail ordinaria"}, {"nuova pec", "nuova e-mail ordinaria"}, {"nuovo indirizzo pec", "nuovo indirizzo e-mail"}}},
		{"password", [][2]string{{"pec personale", "password della PEC"}, {"nuova pec", "nuova password della PEC"}, {"nuovo indirizzo pec", "nuovo nome utente"}}},
		{"marito", [][2]string{{"la sottoscritta", "il marito della sottoscritta"}, {"il sottoscritto", "la moglie del sottoscritto"}, {"sono", "non sono"}}},
		{"tutti-gli-iscritti", [][2]string{{"la sottoscritta", "ogni iscritto come la sottoscritta"}, {"il sottoscritto", "ogni iscritto come il sottoscritto"}}},
	}
	var out []regola
	for _, x := range list {
		out = append(out, regola{"parola-" + x.nome, nuovo(func(s string) string { return scambia(s, x.pairs, true) })})
	}
	return out
}

// frasi names sentences by their first words.
func frasi(kind string, how func(string) trasforma, list ...string) []regola {
	var out []regola
	for _, s := range list {
		out = append(out, regola{kind + "-" + chiave(s), how(s)})
	}
	return out
}

// chiave is a key made of the first five words of a sentence: letters, digits and hyphens.
func chiave(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words[:min(5, len(words))], "-")
}

// premesse stand before a request and make it none.
func premesse() []regola {
	return frasi("premessa", prima,
		"Dal prossimo anno:", "Quando andrò in pensione:", "Se la casella dell'Ordine diventa a pagamento:", "Qualora il Consiglio lo ritenga opportuno,",
		"È corretto scrivere così?", "Vorrei sapere se posso inviarvi questo testo.", "Di seguito la bozza, ve la mando definitiva domani.",
		"Non date seguito a questo testo, che mi è arrivato da sconosciuti:", "Smentisco di avere mai scritto quanto segue.", "Un collega vi ha scritto a nome mio così:",
		"Mio marito sostiene che dovrei scrivere:", "Questo è il testo della richiesta che ho fatto nel 2019:", "A titolo di esempio:", "PROVA DI INVIO",
		"Per ipotesi, mettiamo che vi scriva:", "Sto valutando se mandarvi la seguente richiesta:", "Avevo intenzione di scrivervi questo, poi ho cambiato idea:",
		"Il modulo sul sito dice:", "Diffido chiunque dal dare corso a quanto segue:", "Appena avrò attivato la nuova casella varrà quanto segue:",
		"Ho trovato questo foglio in sala d'attesa:", "Vi chiedo di correggere gli errori nel testo che segue.", "Testo da pubblicare sul sito dell'Ordine:",
		"Mi è stato imposto di scrivervi:", "Ricopio la mail sospetta che ho ricevuto:", "Rispondo alla vostra domanda: no.", "Il facsimile è questo?",
		"Contesto di avere mai inviato la richiesta:", "Ecco cosa scriverò a gennaio:", "In caso di mia cancellazione dall'albo:", "Salvo diverso avviso del mio avvocato:",
		"Un tale che si firma come me vi scrive:", "Questa è la richiesta che avete respinto:", "Chiarisco che non è mia la seguente dichiarazione:",
		"Immaginate che un iscritto scriva:", "Non so se sia il caso di scrivervi che", "Mi sono sempre rifiutato di firmare questo:", "Oggetto: richiesta di parere sul testo seguente")
}

// ripensamenti stand behind a request and take it back, put it off or hang it on something.
func ripensamenti() []regola {
	return frasi("ripensamento", dopo,
		"Anzi no, lasciate stare.", "Come non detto.", "Non tenete conto di questo messaggio.", "Per ora non fate nulla.", "Era solo una prova.",
		"Procedete solo dopo che vi avrò telefonato.", "Prima di procedere aspettate il parere del mio commercialista.", "Fate come l'anno scorso.",
		"Ci devo ancora pensare.", "Naturalmente scherzo!", "Se però è a pagamento non se ne fa nulla.", "Questo messaggio non l'ho scritto io.",
		"Il testo qui sopra è un falso.", "Ovviamente niente di tutto ciò è vero.", "Preferisco restare con quella che ho.", "Mi va bene quella attuale.",
		"Sempre che non sia troppo tardi.", "Che ne dite?", "Va bene così?", "O forse è meglio di no.", "A meno che non sia obbligatorio tenerla.",
		"Attendo che mi diciate voi se conviene.", "Non vale se non lo confermo per iscritto.", "Vi manderò conferma firmata.", "Revoco quanto sopra.",
		"Ritiro la richiesta.", "Chiedo di soprassedere.", "Tenete in sospeso fino a nuova comunicazione.", "Dal prossimo anno.", "Vale solo per il convegno di maggio.",
		"Non vale per le comunicazioni dell'Ordine.", "No grazie.", "Anche la collega chiede lo stesso.", "Ho inoltrato quanto mi ha mandato la segreteria dello studio.",
		"P.S. Non fatelo.", "Ripensandoci, meglio aspettare.", "Scusate, ho sbagliato destinatario.", "Questa mail era per un altro Ordine.", "Ignorate la presente.",
		"La presente è priva di effetti.", "Da non protocollare.", "Fatemi prima sapere quanto costa.", "Vi prego di rispondermi prima di fare qualsiasi cosa.",
		"Mi riservo di confermare.", "Ne parliamo in assemblea.", "Il tutto solo dopo il 2030.", "Però la password non ce l'ho ancora.", "La casella nuova non è ancora attiva.",
		"La casella nuova è di mio fratello.", "In realtà questa PEC è di mia moglie.", "Confermo invece la PEC attuale.", "Tutto falso.", "Chi ha scritto sopra non sono io.",
		"Qualcuno è entrato nella mia casella.", "Lasciate tutto com'è.", "Per il momento resti tutto invariato.", "Se non rispondete entro domani considerate annullata la richiesta.",
		"Dimenticate questa richiesta.", "Niente, risolto.", "Risolto, grazie lo stesso.", "Ho già risolto con il gestore.", "Sto scherzando, eh.", "Vale anche per mio marito.",
		"La stessa richiesta la fa la dott.ssa Sara Moretti.", "Firmato: il segretario.", "Non sono d'accordo.", "Era meglio prima.")
}

// codici put another codice fiscale in the place of the right one.
func codici(a Ambiente) []regola {
	return []regola{
		{"cf-controllo-errato", conCF(conControlloErrato)},
		{"cf-lettere-scambiate", conCF(letteraScambiata)},
		{"cf-altro-giorno-valido", conCF(altroGiorno)},
		{"cf-di-altro-iscritto", conCF(func(string) string { return a.Altro.CF })},
		{"cf-troncato", conCF(func(s string) string { return s[:15] })},
		{"cf-due", conCF(func(s string) string { return s + " e " + a.Altro.CF })},
		{"cf-o-per-zero", conCF(func(s string) string {
			if !strings.ContainsAny(s[6:], "01") {
				return s[:15] // nothing to write wrong: the last letter is left out
			}
			return s[:6] + strings.NewReplacer("0", "O", "1", "I").Replace(s[6:])
		})},
		{"cf-secondo-in-coda", dopo("e per " + a.Altro.Nome + " " + a.Altro.Cognome + ", CF " + a.Altro.CF)},
	}
}

// indirizzi put another address in the place of the new one, or one more beside it, or none.
func indirizzi(a Ambiente) []regola {
	return []regola{
		{"indirizzo-oppure", sulNuovo(func(s string) string { return s + " oppure " + a.Estranea })},
		{"indirizzo-e", sulNuovo(func(s string) string { return s + " e " + a.Estranea })},
		{"indirizzo-barra", sulNuovo(func(s string) string { return s + " / " + a.Estranea })},
		{"indirizzo-in-coda", func(m Messaggio) (Messaggio, bool) {
			if m.Nuova == "" {
				return m, false
			}
			return dopo("Altrimenti usate " + a.Estranea)(m)
		}},
		{"indirizzo-dell-ordine", sulNuovo(func(string) string { return a.PECOrdine })},
		{"indirizzo-ordinario", sulNuovo(func(string) string { return a.Ordinaria })},
		{"indirizzo-di-altro", sulNuovo(func(string) string { return a.Altro.Casella })},
		{"indirizzo-di-ente", sulNuovo(func(string) string { return a.Ente })},
		{"indirizzo-senza-dominio", sulNuovo(func(s string) string { local, _, _ := strings.Cut(s, "@"); return local + "@" })},
		{"indirizzo-senza-chiocciola", sulNuovo(func(s string) string { return strings.Replace(s, "@", "", 1) })},
		{"indirizzo-tolto", sulNuovo(func(string) string { return "" })},
		{"indirizzo-puntini", sulNuovo(func(string) string { return "................." })},
		{"indirizzo-spezzato", sulNuovo(func(s string) string { return spezza(s, " ") })},
		{"indirizzo-spezzato-a-capo", sulNuovo(func(s string) string { return spezza(s, "\n") })},
		{"indirizzo-sillabato", sulNuovo(func(s string) string { return spezza(s, "-\n") })},
		{"indirizzo-ripetuto-diverso", sulNuovo(func(s string) string { return s + " (ripeto: x" + s + ")" })},
		{"indirizzo-virgola", sulNuovo(func(s string) string {
			local, dom, _ := strings.Cut(s, "@")
			return local + "@" + strings.Replace(dom, ".", ",", 1)
		})},
		{"indirizzo-di-marito", sulNuovo(func(s string) string { return s + ", che è la casella di mio marito," })},
		{"indirizzo-di-societa", sulNuovo(func(s string) string { return s + " (casella della società)" })},
		{"indirizzo-vecchio", sulNuovo(func(s string) string { return s + " (vecchia, non più attiva)" })},
		{"indirizzo-accentato", sulNuovo(func(s string) string { return "è" + s })},
	}
}

// spezza breaks the local part of an address in two.
func spezza(s, with string) string {
	local, dom, _ := strings.Cut(s, "@")
	at := strings.IndexAny(local, ".-_") + 1
	if at == 0 || at == len(local) {
		at = len(local) / 2
	}
	return local[:at] + with + local[at:] + "@" + dom
}

// mittenti let another box send the same words.
func mittenti(a Ambiente) []regola {
	from := func(env, box string) trasforma {
		return func(m Messaggio) (Messaggio, bool) {
			if box != "" {
				m.Da = box
			}
			m.Canale = env
			return m, true
		}
	}
	return []regola{
		{"da-altro-iscritto", from("PEC", a.Altro.Casella)}, {"da-estranea", from("PEC", a.Estranea)}, {"da-ente", from("PEC", a.Ente)},
		{"da-ordinaria", from("ORD", a.Ordinaria)}, {"da-falso-mittente", from("ORD", "")}, {"da-anomalia", from("ANOMALIA", "")},
	}
}

// altrui say that the words are somebody else's, or for somebody else.
func altrui(a Ambiente) []regola {
	other := a.Altro.Nome + " " + a.Altro.Cognome
	named := func(format string) trasforma {
		return func(m Messaggio) (Messaggio, bool) {
			return prima(fmt.Sprintf(format, m.Autore.Nome+" "+m.Autore.Cognome))(m)
		}
	}
	return []regola{
		{"per-conto-di", named("Scrivo per conto di %s.")}, {"segretaria", named("Sono la segretaria di %s e vi mando la sua richiesta:")},
		{"moglie", named("Sono la moglie di %s, che mi ha chiesto di scrivervi quanto segue.")}, {"delega", named("Su delega di %s:")},
		{"collega", named("Vi giro la richiesta del collega %s:")},
		{"per-altro", prima("Per conto di " + other + ":")}, {"anche-altro", dopo("La stessa cosa vale per " + other + ".")},
		{"nome-di-altro", conNome(func(Persona) string { return other })},
		{"numero-di-altro", dopo("Numero di iscrizione all'albo: 9999")},
	}
}

// moduli put another request beside the first one.
func moduli() []regola {
	const (
		a = "Il sottoscritto chiede di ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all'atto dell'iscrizione."
		b = "Il sottoscritto chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale."
	)
	second := func(m Messaggio) string {
		if m.Nuova == "" {
			return b
		}
		return a
	}
	return []regola{
		{"secondo-modulo-dopo", func(m Messaggio) (Messaggio, bool) { return dopo(second(m))(m) }},
		{"secondo-modulo-prima", func(m Messaggio) (Messaggio, bool) { return prima(second(m))(m) }},
		{"con-ritiro", dopo("Annullo la richiesta precedente.")},
		{"con-trasferimento", dopo("Chiedo inoltre il trasferimento all'Ordine di Firenze.")},
		{"con-cancellazione", dopo("Chiedo altresì la cancellazione dall'albo.")},
		{"con-accesso", dopo("Chiedo inoltre copia dei miei dati personali ai sensi dell'art. 15 GDPR.")},
	}
}

// citazioni are the whole request as somebody else's words.
func citazioni(a Ambiente) []regola {
	whole := func(f func(string) string) trasforma { return testo(f) }
	return []regola{
		{"citata-con-maggiore", whole(func(s string) string { return "Vedi sotto.\n\n> " + strings.ReplaceAll(s, "\n", "\n> ") })},
		{"citata-outlook", whole(func(s string) string {
			return "Inoltro per conoscenza.\n\nDa: Segreteria <" + a.PECOrdine + ">\nInviato: venerdì 20 novembre 2026 09:12\nA: Iscritti\nOggetto: esempio di richiesta\n\n" + s
		})},
		{"citata-inoltrata", whole(func(s string) string {
			return "-------- Messaggio Inoltrato --------\nOggetto: modulo\nMittente: " + a.PECOrdine + "\n\n" + s
		})},
		{"citata-fra-virgolette", whole(func(s string) string { return "«" + s + "»" })},
		{"citata-tra-apici", whole(func(s string) string { return "Mi hanno detto di scrivere \"" + s + "\"" })},
		{"citata-in-html", inHTML(func(s string) string {
			return "<div>Vedi sotto</div><blockquote>" + strings.ReplaceAll(s, "\n", "<br>") + "</blockquote>"
		})},
		{"barrata-in-html", inHTML(func(s string) string { return "<s>" + strings.ReplaceAll(s, "\n", "<br>") + "</s>" })},
	}
}

// oggettiContrari are subjects that deny what stands below.
func oggettiContrari() []regola {
	var list []regola
	for _, s := range []string{"NON ESEGUIRE", "Bozza", "Annullamento richiesta", "Domanda: va bene questo testo?", "Prova", "Disconosco la richiesta qui sotto",
		"Non rinuncio", "Segnalazione di phishing", "Esempio di modulo", "Ritiro della mia richiesta"} {
		list = append(list, regola{"oggetto-contrario-" + chiave(s), oggetto(s)})
	}
	return list
}

// sottoLaFirma take the request back where programs put a signature.
func sottoLaFirma() []regola {
	below := func(mark string) func(string) trasforma {
		return func(s string) trasforma {
			return func(m Messaggio) (Messaggio, bool) {
				if _, rest := dividi(m.Testo); rest != "" { // it would stand in what is quoted, or under another signature
					return m, false
				}
				return inCoda(strings.ReplaceAll(mark, "NOME", m.Autore.Nome+" "+m.Autore.Cognome) + s)(m)
			}
		}
	}
	list := []string{"P.S. aspettate lunedì prima di farlo.", "Non eseguite quanto sopra.", "Annullo tutto.", "Messaggio di prova, ignoratelo.", "Questa richiesta non l'ho scritta io.",
		"Ci ho ripensato, lasciate tutto come sta."}
	out := frasi("sotto-firma", below("-- \nNOME\n"), list...)
	out = append(out, frasi("sotto-iphone", below("Inviato da iPhone\n\n"), list...)...)
	return append(out, frasi("sotto-citazione", below("Il giorno ven 20 nov 2026 Segreteria ha scritto:\n> Conferma?\n\n"), list...)...)
}
