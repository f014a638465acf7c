package office

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"pecagent/rules"
	"pecagent/store"
)

// Messaggio is one stored message as "evidence find --json" gives it; letters keep the keys of cli.md (Comunicazione).
type Messaggio struct {
	SHA256         string   `json:"sha256"`
	Busta          string   `json:"busta"`
	Tipo           string   `json:"tipo,omitempty"`
	Livello        string   `json:"livello"`
	Istante        string   `json:"istante,omitempty"` // certified
	Arrivo         string   `json:"arrivo,omitempty"`  // INTERNALDATE, for the eye
	Mittente       string   `json:"mittente,omitempty"`
	Destinatari    []string `json:"destinatari"`
	Oggetto        string   `json:"oggetto,omitempty"`
	MsgID          string   `json:"msgid,omitempty"`
	BustaID        string   `json:"busta_id,omitempty"`
	Identificativo string   `json:"identificativo,omitempty"`
	Rif            string   `json:"rif,omitempty"`
	Richieste      []string `json:"richieste,omitempty"`
	Lettere        []string `json:"lettere,omitempty"` // those a receipt speaks of
	Members        []string `json:"members,omitempty"`
	Type           string   `json:"type,omitempty"`
	Outcome        string   `json:"outcome,omitempty"`
	Flags          []string `json:"flags,omitempty"`
	Protocollo     []string `json:"protocollo,omitempty"`
	Storico        bool     `json:"storico,omitempty"`
	Copia          bool     `json:"copia,omitempty"`
}

func messaggio(v rules.Voce) Messaggio {
	m := v.Messaggio
	out := Messaggio{SHA256: m.SHA256, Busta: m.Busta, Tipo: m.Tipo, Livello: m.Livello, Istante: instant(m.Istante), Arrivo: instant(m.Arrivo), Mittente: m.Mittente,
		Destinatari: v.Destinatari(), Oggetto: m.Oggetto, MsgID: m.MsgID, BustaID: m.BustaID, Identificativo: m.Identificativo, Rif: m.Rif, Members: v.CF(),
		Protocollo: v.Protocolli(), Storico: m.Storico, Copia: m.Copia}
	if out.Destinatari == nil {
		out.Destinatari = []string{}
	}
	for _, r := range v.Richieste {
		out.Richieste = append(out.Richieste, r.ID)
	}
	for _, l := range v.Di {
		out.Lettere = append(out.Lettere, l.ID)
	}
	if e := m.Decisione; e != nil {
		out.Type, out.Outcome, out.Flags = e.Type, e.Outcome, e.Flags
	}
	return out
}

// ricercaDa reads what is looked for; --to is a recipient where it has an @, else the last day.
func ricercaDa(args []string) (r rules.Ricerca, limit int, after, why string, asJSON bool, err error) {
	fs, j := flags("evidence find")
	fs.StringVar(&r.CF, "member", "", "")
	fs.StringVar(&r.Indirizzo, "address", "", "")
	fs.StringVar(&r.MsgID, "msgid", "", "")
	fs.StringVar(&r.Identificativo, "identificativo", "", "")
	fs.StringVar(&r.Protocollo, "protocol", "", "")
	fs.StringVar(&r.Rif, "rif", "", "")
	fs.StringVar(&r.Tipo, "kind", "", "")
	fs.StringVar(&r.Esito, "outcome", "", "")
	fs.StringVar(&r.Testo, "text", "", "")
	from, to := fs.String("from", "", ""), ""
	fs.Func("to", "", func(v string) error {
		if strings.Contains(v, "@") {
			r.A = v
		} else {
			to = v
		}
		return nil
	})
	fs.IntVar(&limit, "limit", 200, "")
	fs.StringVar(&after, "after", "", "")
	fs.StringVar(&why, "motivo", "", "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return r, 0, "", "", false, cmpErr(err, usage("nessun argomento"))
	}
	switch {
	case limit < 1 || limit > 10000:
		return r, 0, "", "", false, usage("--limit va da 1 a 10000")
	case r.Testo != "" && len(rules.Parole(r.Testo)) == 0:
		return r, 0, "", "", false, usage("--text: nessuna parola")
	case r.Protocollo != "" && len(rules.Ricerca{Protocollo: r.Protocollo}.Termini()) == 0:
		return r, 0, "", "", false, usage("--protocol: nessun numero, per esempio 1234/2026")
	case r.Indirizzo != "" && !strings.Contains(r.Indirizzo, "@"):
		return r, 0, "", "", false, usage("--address: %s non è un indirizzo", VisibleLine(r.Indirizzo))
	case r.MsgID != "" && strings.Trim(r.MsgID, "<> ") == "":
		return r, 0, "", "", false, usage("--msgid: è vuoto")
	case !tipoNoto(r.Tipo):
		return r, 0, "", "", false, usage("--kind: %s non è un tipo; si cercano %s, un modello di lettera (T-02) o un tipo di richiesta (R1)", VisibleLine(r.Tipo), strings.Join(rules.TipiNoti(), ", "))
	}
	r.Esito = strings.TrimSpace(r.Esito)
	r.Dal, r.Al, err = Intervallo(*from, to)
	return r, limit, after, why, *j, err
}

func tipoNoto(kind string) bool {
	k := strings.ToUpper(strings.TrimSpace(kind))
	return k == "" || strings.HasPrefix(k, "T-") || tipoRichiesta(k) || k == "AUTO_REPLY" ||
		slices.Contains(rules.TipiNoti(), strings.ReplaceAll(strings.ToLower(strings.TrimSpace(kind)), " ", "-"))
}

// tipoRichiesta: the kinds of order.md §6.3 are R0 to R16.
func tipoRichiesta(k string) bool {
	n, err := strconv.Atoi(strings.TrimPrefix(k, "R"))
	return err == nil && k == "R"+strconv.Itoa(n) && n >= 0 && n <= 16
}

// Intervallo is from the beginning of one civil day in Italy to the end of another; "" is open.
func Intervallo(from, to string) (dal, al time.Time, err error) {
	if from != "" {
		if dal, err = inizioGiorno(from); err != nil {
			return dal, al, usage("--from: %v", err)
		}
	}
	if to != "" {
		if al, err = inizioGiorno(to); err != nil {
			return dal, al, usage("--to: %v", err)
		}
		if !strings.Contains(to, "T") { // a day and no instant
			al = al.In(roma()).AddDate(0, 0, 1).Add(-time.Nanosecond)
		}
	}
	if !dal.IsZero() && !al.IsZero() && al.Before(dal) {
		return dal, al, usage("--from viene dopo --to")
	}
	return dal, al, nil
}

// evidenceFind finds messages and letters, the newest first, a page at a time.
func evidenceFind(ctx context.Context, e *Env, args []string) error {
	r, limit, after, why, asJSON, err := ricercaDa(args)
	if err != nil {
		return err
	}
	page, err := e.Cerca(ctx, r, limit, after, why)
	if err != nil {
		return err
	}
	for _, v := range page.Voci {
		switch {
		case asJSON && v.Lettera != nil:
			err = e.emit(comunicazione(*v.Lettera))
		case asJSON:
			err = e.emit(messaggio(v))
		default:
			e.printf("%s\n", rigaVoce(v))
		}
		if err != nil {
			return err
		}
	}
	e.dicePagina(page, asJSON, after != "")
	return nil
}

// Cerca finds what evidence find finds, the newest first from a mark on, and records who looked before anything is shown. r.CF may be a
// surname of one member.
func (e *Env) Cerca(ctx context.Context, r rules.Ricerca, limit int, after, why string) (page store.Pagina, err error) {
	if r.CF != "" {
		if r.CF, err = e.trovaUno(r.CF); err != nil {
			return page, err
		}
	}
	if err := e.cercabile(ctx, r); err != nil {
		return page, err
	}
	page, err = e.Store.Cerca(ctx, r, limit, after)
	if errors.Is(err, store.ErrSegno) {
		return page, usage("--after: non è il segno di una pagina")
	}
	if err != nil {
		return page, err
	}
	seen := rules.Accesso{Comando: "evidence find", CF: []string{strings.ToUpper(r.CF)}, Motivo: why}
	for _, v := range page.Voci {
		seen.CF, seen.Cose = append(seen.CF, v.CF()...), append(seen.Cose, v.Ref())
	}
	e.VistoElenco(ctx, seen)
	return page, nil
}

// cercabile refuses an outcome or a template that neither the program nor the store knows: of a slip it would be said that nothing is there.
func (e *Env) cercabile(ctx context.Context, r rules.Ricerca) error {
	known := func(r rules.Ricerca) (bool, error) {
		p, err := e.Store.Cerca(ctx, r, 1, "")
		return len(p.Voci) > 0, err
	}
	if esito := strings.ToUpper(r.Esito); r.Esito != "" && !slices.Contains(rules.EsitiNoti(), esito) {
		if ok, err := known(rules.Ricerca{Esito: r.Esito}); err != nil || !ok {
			return cmpErr(err, usage("--outcome: %s non è un esito; si cercano %s, o un segno di una decisione che sia nel registro", VisibleLine(r.Esito), strings.Join(rules.EsitiNoti(), ", ")))
		}
	}
	if k := strings.ToUpper(strings.TrimSpace(r.Tipo)); strings.HasPrefix(k, "T-") && e.Modelli != nil && !slices.ContainsFunc(e.Modelli.Elenco(), func(m string) bool { return strings.EqualFold(m, k) }) {
		if ok, err := known(rules.Ricerca{Tipo: r.Tipo}); err != nil || !ok {
			return cmpErr(err, usage("--kind: %s non è un modello di lettera; ci sono %s", VisibleLine(r.Tipo), strings.Join(e.Modelli.Elenco(), ", ")))
		}
	}
	return nil
}

// dicePagina says how many there are and what was not looked at; with --json on standard error.
func (e *Env) dicePagina(p store.Pagina, asJSON, later bool) {
	w, about := e.text(asJSON), ""
	if p.Circa {
		about = "circa "
	}
	n := fmt.Sprintf("%d trovati", len(p.Voci))
	if len(p.Voci) == 1 {
		n = "1 trovato"
	}
	switch {
	case asJSON && p.Altre == 0:
	case p.Altre > 0:
		fmt.Fprintf(w, "%s, dal più recente; altri %s%d.\nSeguono con --after %s\n", n, about, p.Altre, p.Prossima)
	case later:
		fmt.Fprintf(w, "%s in questa pagina, l'ultima.\n", n)
	default:
		fmt.Fprintf(w, "%s.\n", n)
	}
	if n := p.Lacune[rules.LacunaDestinatari]; n > 0 {
		fmt.Fprintf(w, "Di %d messaggi del periodo, registrati da una versione precedente, i destinatari non sono nell'indice: di quelli è stato cercato solo il mittente.\n", n)
	}
	if n := p.Lacune[rules.LacunaOggetto]; n > 0 {
		fmt.Fprintf(w, "Di %d lettere del periodo, scritte da una versione precedente, l'oggetto non è nell'indice: si trovano le loro ricevute.\n", n)
	}
}

// rigaVoce is one line of at most 100 columns: when, what to show it by, what it is, with whom, its subject.
func rigaVoce(v rules.Voce) string {
	what, who, id := "", "", ""
	if l := v.Lettera; l != nil {
		what, who, id = l.Modello+" "+string(l.Stato), "→ "+l.A, l.ID
	} else {
		m := v.Messaggio
		who, id = "← "+m.Mittente, m.SHA256[:min(12, len(m.SHA256))]
		if what = m.Busta; m.Busta == "ricevuta" {
			what = m.Tipo
			if to := v.Destinatari(); len(v.Di) > 0 {
				who = "→ " + v.Di[0].A
			} else if len(to) > 0 {
				who = "→ " + to[0]
			}
		} else if e := m.Decisione; e != nil && e.Type != "" {
			what = m.Busta + " " + e.Type
		}
	}
	return strings.TrimRight(strings.Join([]string{colonna(orNone(giorno(v.Quando())), 16), colonna(id, 15), colonna(what, 20), colonna(VisibleLine(who), 26),
		taglia(VisibleLine(v.Oggetto()), 19)}, " "), " ")
}

// colonna is a text in exactly n columns.
func colonna(s string, n int) string {
	s = taglia(s, n)
	return s + strings.Repeat(" ", n-utf8.RuneCountInString(s))
}

func taglia(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
