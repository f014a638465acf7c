package office

import (
	"context"
	"fmt"
	"strings"

	"pecagent/rules"
	"pecagent/rules/testi"
	"pecagent/store/fascicolo"
)

// riga is a letter in the list.
type riga struct {
	Modello  string   `json:"modello"`
	Titolo   string   `json:"titolo"`
	Varianti []string `json:"varianti,omitempty"`
	Firma    string   `json:"firma"` // AUTOMATICA, PERSONA, PRESIDENTE; of the first variant
	Proprio  bool     `json:"proprio,omitempty"`
}

// lettersList lists the letters with their variants.
func lettersList(_ context.Context, e *Env, args []string) error {
	fs, asJSON := flags("letters list")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	own, err := e.Config.Texts()
	if err != nil {
		return err
	}
	for _, nome := range e.Modelli.Elenco() {
		v := e.Modelli.Varianti(nome)
		_, proprio := own[nome+".txt"]
		r := riga{Modello: nome, Titolo: e.Modelli.Titolo(nome), Varianti: v, Firma: e.Modelli.Firma(nome, v[0]), Proprio: proprio}
		if *asJSON {
			if err := e.emit(r); err != nil {
				return err
			}
			continue
		}
		e.printf("%-5s %-11s %s%s\n", r.Modello, strings.ToLower(r.Firma), r.Titolo, map[bool]string{true: " (testo dell'Ordine)"}[proprio])
		if len(v) > 1 || v[0] != "" {
			e.printf("      varianti: %s\n", strings.Join(nomi(v), ", "))
		}
	}
	return nil
}

// nomi are variants as a person types them.
func nomi(varianti []string) []string {
	var out []string
	for _, v := range varianti {
		if v == "" {
			v = "(senza nome)"
		}
		out = append(out, v)
	}
	return out
}

// lettersPreview shows a letter as it would be written now, with the Order of the configuration and a member of the
// register or an example. Nothing is stored or sent.
func lettersPreview(_ context.Context, e *Env, args []string) error {
	fs, asJSON := flags("letters preview")
	variante, cf, caso := fs.String("variante", "", ""), fs.String("cf", "", ""), fs.String("case", "", "")
	pagina := fs.Bool("html", false, "")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 {
		return cmpErr(err, usage("una lettera, per esempio T-02"))
	}
	nome := rest[0]
	list := e.Modelli.Varianti(nome)
	switch {
	case len(list) == 0:
		return usage("nessuna lettera %q; ci sono: %s", nome, strings.Join(e.Modelli.Elenco(), " "))
	case *variante == "":
		*variante = list[0]
	}
	chi, err := e.destinatario(*cf)
	if err != nil {
		return err
	}
	p, l, err := e.Modelli.Esempio(e.Policy, nome, *variante, chi)
	if *caso != "" {
		p, l, err = e.diCaso(nome, *caso)
	}
	if err != nil {
		return usage("%v", err)
	}
	if esempio := *caso == ""; esempio && !*asJSON && !*pagina {
		e.printf("ESEMPIO: i fatti di questa lettera sono inventati, anche se il nome è di un iscritto.\n\n")
	}
	t, err := e.Modelli.Componi(p, l)
	if err != nil {
		if fatto, ok := testi.Manca(err); ok && ChiaveDi(fatto) != "" {
			return fmt.Errorf("la lettera %s non si può scrivere: manca la chiave %s", nome, ChiaveDi(fatto))
		}
		return err
	}
	t = t.Con(e.rigaRegistro())
	switch {
	case *asJSON:
		return e.emit(map[string]string{"modello": nome, "variante": *variante, "oggetto": t.Oggetto, "testo": t.Testo, "html": t.HTML})
	case *pagina:
		e.printf("%s", t.HTML)
	default:
		e.printf("Oggetto: %s\n\n%s", VisibleLine(t.Oggetto), Visible(t.Testo))
	}
	return nil
}

// rigaRegistro is the last line of letters as one composed now would have it: the head of the log; "" where they have none.
func (e *Env) rigaRegistro() string {
	if e.Store == nil || e.Config == nil || !e.Config.Registro.AncoraNelleLettere || e.Store.Empty() {
		return ""
	}
	return fascicolo.RigaAncora(e.Store.HeadRoot())
}

// lettersSource prints a template file, for an Order that wants its own wording: from the command line the built-in one.
func lettersSource(_ context.Context, e *Env, args []string) error {
	fs, _ := flags("letters source")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 {
		return cmpErr(err, usage("una lettera, per esempio T-02, o comuni"))
	}
	text, ok := e.Modelli.Sorgente(strings.TrimSuffix(rest[0], ".txt"))
	if !ok {
		return usage("nessuna lettera %q; ci sono: comuni %s", rest[0], strings.Join(e.Modelli.Elenco(), " "))
	}
	e.printf("%s", text)
	return nil
}

// diCaso is a letter with the facts of a case of diffida: the text that a person posts, or puts on letterhead to be signed.
func (e *Env) diCaso(nome, caso string) (p *rules.Policy, l rules.Lettera, err error) {
	if e.Store == nil {
		return nil, l, fmt.Errorf("non c'è ancora un archivio")
	}
	if strings.HasPrefix(strings.ToUpper(caso), "CAM-") {
		l, err = e.diCampagna(nome, strings.ToUpper(caso))
		return e.Policy, l, err
	}
	ok := false
	err = e.Store.View(func(a rules.Archivio) error {
		l, ok = rules.LetteraDiCaso(e.Policy, rules.Vista(a), strings.ToUpper(caso), nome, e.Now())
		return nil
	})
	if err == nil && !ok {
		err = fmt.Errorf("nessuna lettera %s della pratica %q: di una pratica di diffida si scrivono T-24 e T-10", nome, VisibleLine(caso))
	}
	return e.Policy, l, err
}

// diCampagna is the letter of a convocation as its first member would get it.
func (e *Env) diCampagna(nome, caso string) (l rules.Lettera, err error) {
	ok := false
	err = e.Store.View(func(a rules.Archivio) error {
		s := rules.Vista(a)
		if c, is := s.Campagna(caso); is {
			l, ok = rules.LetteraDiCampagna(s, c)
		}
		return nil
	})
	if err == nil && (!ok || l.Modello != nome) {
		err = fmt.Errorf("la pratica %q non ha lettere %s: una convocazione si scrive con T-22", VisibleLine(caso), nome)
	}
	return l, err
}

// chiavi are the configuration keys behind facts that a letter cannot do without.
var chiavi = map[string]string{
	"rimedi": "policy.remedies", "enti": "policy.bodies_to_notify_on_suspension", "termine": "policy.conclusione_giorni",
	"ufficio": "ordine.ufficio", "responsabile": "ordine.responsabile", "mail": "ordine.mail", "aoo": "ordine.aoo",
	"potere_sostitutivo": "ordine.potere_sostitutivo", "telefono": "ordine.telefono", "orario": "ordine.orario",
	"convenzione": "convenzione.codice", "gestore": "convenzione.gestore", "sito": "convenzione.sito",
}

// ChiaveDi is the configuration key that gives a fact of letters; "" for a fact that comes with the case.
func ChiaveDi(fatto string) string { return chiavi[fatto] }

// destinatario is the member of the register that a preview is for; nil for the example.
func (e *Env) destinatario(cf string) (*rules.Iscritto, error) {
	if cf == "" {
		return nil, nil
	}
	if e.Store == nil {
		return nil, fmt.Errorf("non c'è ancora un registro degli iscritti: senza --cf si vede un esempio")
	}
	var found []rules.Iscritto
	if err := e.Store.View(func(a rules.Archivio) error { found = trova(a, cf); return nil }); err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%d iscritti per %q: serve un codice fiscale", len(found), VisibleLine(cf))
	}
	return &found[0], nil
}
