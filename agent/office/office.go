package office

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"pecagent/agent/config"
	"pecagent/agent/utenze"
	"pecagent/mailparse/smime"
	"pecagent/rules"
	"pecagent/rules/testi"
	"pecagent/store"
)

// Env is what a command works with.
type Env struct {
	Store   *store.Store
	Config  *config.Config
	Policy  *rules.Policy
	Modelli *testi.Modelli
	Trust   smime.Trust
	Firme   smime.Trust // of members' own signatures
	Now     func() time.Time
	Attore  rules.Attore      // the person; over the socket the mapped system user
	Proprio bool              // the person is the agent's own system user or root, by the kernel's word
	Utenze  *utenze.Registro  // credentials of the console
	Files   map[string][]byte // contents of the files that the arguments name, read by the caller
	Out     io.Writer
	Err     io.Writer
	// Modulo reads the PDFs that review show shows; nil: they are not read.
	Modulo LeggeModulo
	// Compiti is the list of open tasks that outlives the command; nil: it is read for this one alone.
	Compiti *Coda
	// Save writes a file that the arguments name, in the place of the caller.
	Save func(name string, b []byte) error
	// Avanza is told how far long work is, in events; nil: nobody wants to know.
	Avanza func(done, total int64)
	// Rigioco decides instead of the rules in a replay; nil but in tests.
	Rigioco func(*rules.Policy, rules.Snapshot, rules.Input) rules.Decision
	// Uscite, Specchio, Andamento and Visti are what a console keeps between its pages; nil: each is made anew, or not remembered.
	Uscite    *Uscite
	Specchio  *Specchio
	Andamento *Andamento
	Visti     *Visti
	// Perduta is told of a look at personal data that could not be recorded, besides Err; nil: Err alone.
	Perduta func(command string, err error)
	// Resumed is called after a resume, so that a running agent tries the mailbox again.
	Resumed func()
}

// Exit codes of cli.md.
const (
	ExitOK    = 0
	ExitWrong = 1
	ExitUsage = 2
)

// usageError is a call that cannot be meant.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// Usage is what is wrong with the call, for the person.
func (e usageError) Usage() string { return e.text }

func usage(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// errShown ends a command with exit code 1 after it has printed what is wrong.
var errShown = errors.New("shown already")

// command is one verb; name is "members list" or "stop".
type command struct {
	name string
	args string
	does string
	run  func(ctx context.Context, e *Env, args []string) error
}

func commands() []command {
	return []command{
		{"members import", "FILE [--yes] [--partial] [--sheet FOGLIO] [--map \"INTESTAZIONE=colonna\"]… [--value \"stato:PAROLA=VALORE\"]… [--accept-map] [--json]", "importa il registro degli iscritti (CSV o .xlsx); mostra prima le differenze", membersImport},
		{"members export", "[FILE] [--changes-since DATA [--json]]", "scrive il registro in CSV, come import lo rilegge; o che cosa è da riportare nel programma dell'albo", membersExport},
		{"members list", "[--json]", "elenca gli iscritti", membersList},
		{"members show", "CF|COGNOME [--at DATA] [--motivo TESTO] [--json]", "la scheda di un iscritto, anche com'era a una data", membersShow},
		{"members history", "CF|COGNOME [--json]", "che cosa è successo a un iscritto, evento per evento", membersHistory},
		{"mode", "[osserva|proponi|automatico [--type R1,…]]", "mostra o cambia il modo", modeCmd},
		{"stop", "[--perche TESTO]", "ferma ogni invio, anche dopo un riavvio", stopCmd},
		{"resume", "", "riprende l'invio e l'accesso alla casella", resumeCmd},
		{"review list", "[--json] [--osservati] [--situazione-iniziale] [--altra-posta] [--tutto]", "che cosa aspetta una persona, e perché", reviewList},
		{"review show", "SEG-…|LET-…|MESSAGGIO [--json]", "il caso per intero: messaggio, prova, proposta, lettere", reviewShow},
		{"review approve", "ID [--note TESTO] [--number PROTOCOLLO] [--aggiungi \"MODELLO INDIRIZZO=TESTO\"]… [--visto IMPRONTA]", "approva la proposta; con --visto solo se è ancora quella che si è vista", reviewApprove},
		{"review reject", "ID --note TESTO [--visto IMPRONTA]", "respinge la proposta, con il motivo", reviewReject},
		{"review assign", "ID [UTENTE|-]", "dice chi se ne occupa: chi chiama, un altro, o con - nessuno", reviewAssign},
		{"review note", "ID --note TESTO", "aggiunge una nota a una segnalazione aperta", reviewNote},
		{"review take", "ID [--note TESTO]", "rispondo io: ritira le lettere e toglie la pratica all'agente", reviewTake},
		{"review ask", "ID --manca PEC|CF", "chiede all'iscritto, con una lettera, ciò che manca alla richiesta", reviewAsk},
		{"review adopt", "MESSAGGIO", "prende in carico un messaggio rimasto senza effetti (storico o osservato)", reviewAdopt},
		{"review answered", "MESSAGGIO --esito uguale|diversa|nessuna [--note TESTO]", "registra, per il periodo di prova, com'era la risposta dell'ufficio accanto a quella dell'agente", reviewAnswered},
		{"review withdraw", "LET-… [--note TESTO]", "ritira una lettera che non è ancora partita", reviewWithdraw},
		{"act", "[ATTO …]", "registra ciò che si è fatto o saputo fuori dalla casella; senza argomenti elenca gli atti", actCmd},
		{"report --prova", "[--somme] [--csv|--json]", "il periodo di prova: che cosa l'agente avrebbe risposto e che cosa ha risposto l'ufficio", reportProva},
		{"report deliveries", "CAM-… [--json]", "che cosa è arrivato di una convocazione, iscritto per iscritto (CSV)", reportDeliveries},
		{"letters list", "[--json]", "elenca le lettere e le loro varianti", lettersList},
		{"letters preview", "T-02 [--variante PEC] [--cf CF] [--case DIF-…] [--html] [--json]", "una lettera come sarebbe scritta ora, a un iscritto, di una pratica o a un esempio; non invia nulla", lettersPreview},
		{"letters source", "T-02|comuni", "il file del testo, da copiare nella cartella dell'Ordine e cambiare", lettersSource},
		{"report feed", "[NOME|FLU-…] [--full] [--whole-albo] [--deletions-checked] [--out FILE] [--json]", "i flussi ai registri; con un nome ne scrive uno adesso, con --out ne salva il file", reportFeed},
		{"report compliance", "[STATO] [--summary] [--json]", "gli iscritti per conformità e motivo (CSV); --summary li conta", reportCompliance},
		{"report deadlines", "[--days N] [--json]", "che cosa scade, quando, per chi e per quale regola (CSV)", reportDeadlines},
		{"report duties", "[--json]", "gli adempimenti la cui omissione espone l'Ordine (INI-PEC, elenco riservato, richieste delle P.A.)", reportDuties},
		{"report retention", "[--json]", "che cosa si potrebbe proporre per lo scarto, con il motivo (CSV); nulla viene cancellato", reportRetention},
		{"protocol list", "[--all] [--json]", "che cosa attende il numero del protocollo dell'Ordine; con --all anche che cosa lo ha", protocolList},
		{"protocol export", "CARTELLA", "consegna al programma di protocollo: un elenco (CSV) e un file per documento", protocolExport},
		{"protocol import", "FILE [--json]", "registra i numeri dati dal programma di protocollo (CSV o .xlsx: id o rif, numero, data)", protocolImport},
		{"users list", "[--json]", "gli utenti della console e i loro ruoli", usersList},
		{"users add", "UTENTE --nome \"NOME COGNOME\" --ruoli segreteria,presidente,legale,amministratore,revisore [--cf CF]", "crea un utente della console e ne stampa il codice monouso", usersAdd},
		{"users roles", "UTENTE RUOLO[,RUOLO…]", "cambia i ruoli di un utente della console", usersRoles},
		{"users disable", "UTENTE", "toglie l'accesso alla console; il nome resta nel registro", usersDisable},
		{"users enable", "UTENTE", "ridà l'accesso a un utente disattivato, con un nuovo codice monouso", usersEnable},
		{"users reset", "UTENTE", "azzera password e secondo fattore di un utente e ne stampa un nuovo codice monouso", usersReset},
		{nomeRigioca, "[--member CF] [--current-policy] [--json]", "decide di nuovo tutta la storia con le regole di adesso e mostra che cosa cambierebbe, iscritto per iscritto; non scrive nulla", replay},
		{"check store", "[--json]", "l'archivio: registro degli eventi, radice, messaggi conservati, indice", checkStore},
		{nomeExport, "--communication LET-…|--request RIC-…|--member CF [--from DATA --to DATA]|--diffida CF|--campaign CAM-… [--deposito] [--out FILE] [--motivo TESTO] [--json]", "il fascicolo delle prove, in uno zip che chiunque verifica con pecverify; --deposito: per il portale di un tribunale", evidenceExport},
		{"evidence find", "[--member CF] [--address INDIRIZZO] [--to INDIRIZZO] [--msgid ID] [--identificativo ID] [--protocol NUMERO] [--rif RIF] [--from DATA] [--to DATA] [--kind TIPO] [--outcome ESITO] [--text PAROLE] [--limit N] [--after SEGNO] [--motivo TESTO] [--json]", "trova messaggi e lettere, dal più recente", evidenceFind},
		{"evidence absence", "--member CF|--address INDIRIZZO --from DATA --to DATA [--out FILE] [--motivo TESTO] [--json]", "estratto negativo: se un messaggio risulta pervenuto nel periodo, e che cosa può averlo nascosto (non è un certificato)", evidenceAbsence},
		{"evidence packet", "--from DATA --to DATA --out FILE [--motivo TESTO] [--json]", "pacchetto neutro per la conservazione: documenti, ricevute, metadati, da protocollare", evidencePacket},
		{"evidence accesses", "[--member CF|COGNOME] [--id ID] [--user UTENTE] [--since DATA] [--csv|--json]", "chi ha visto i dati di un iscritto, una lettera, un messaggio: quando, con quale comando, perché", evidenceAccesses},
	}
}

// Knows reports whether the arguments name a command of this package, and how many words its name has.
func Knows(args []string) (words int, ok bool) {
	for _, c := range commands() {
		n := strings.Fields(c.name)
		if len(args) >= len(n) && slices.Equal(args[:len(n)], n) {
			return len(n), true
		}
	}
	return 0, false
}

// ReadsFile reports whether a command's arguments name a file whose content the caller has to bring along.
func ReadsFile(name string) bool {
	return name == "members import" || name == "protocol import" || name == "act"
}

// Creates reports whether a command with so many arguments may make the store: the register and the mode come before
// the first run; looking at the mode makes nothing.
func Creates(name string, args int) bool {
	return name == "members import" || name == "mode" && args > 0
}

// Family lists the commands that begin with a word, for who has typed only that.
func Family(word string) (rows [][3]string) {
	for _, c := range Help() {
		if strings.HasPrefix(c[0], word+" ") {
			rows = append(rows, c)
		}
	}
	return rows
}

// Help lists the commands: name, arguments, what it does.
func Help() [][3]string {
	var rows [][3]string
	for _, c := range commands() {
		rows = append(rows, [3]string{c.name, c.args, c.does})
	}
	return rows
}

// Run executes one command and gives the exit code.
func Run(ctx context.Context, e *Env, args []string) int {
	for _, c := range commands() {
		n := strings.Fields(c.name)
		if len(args) < len(n) || !slices.Equal(args[:len(n)], n) {
			continue
		}
		if slices.ContainsFunc(args[len(n):], func(a string) bool { return a == "--help" || a == "-h" }) {
			fmt.Fprintf(e.Out, "pecagent %s %s\n  %s\n", c.name, c.args, c.does)
			return ExitOK
		}
		if why := e.vietato(c.name, len(args)-len(n)); why != "" {
			fmt.Fprintf(e.Err, "pecagent: %s: %s\n", c.name, why)
			return ExitWrong
		}
		err := c.run(ctx, e, args[len(n):])
		var u usageError
		switch {
		case err == nil:
			return ExitOK
		case errors.Is(err, errShown):
			return ExitWrong
		case errors.As(err, &u), errors.Is(err, flag.ErrHelp):
			fmt.Fprintf(e.Err, "pecagent: %s: %v\nuso: pecagent %s %s\n", c.name, err, c.name, c.args)
			return ExitUsage
		default:
			fmt.Fprintf(e.Err, "pecagent: %s: %v\n", c.name, err)
			return ExitWrong
		}
	}
	fmt.Fprintf(e.Err, "pecagent: comando sconosciuto: %s\n", strings.Join(args, " "))
	return ExitUsage
}

// soloDa are the commands that decide or change something, each with the roles of order.md §9 that may. What is not named
// only looks, or stops all sending, which anybody may.
var soloDa = map[string][]string{
	"members import":  {rules.Segreteria, rules.Amministratore},
	"mode":            {rules.Presidente, rules.Amministratore},
	"resume":          {rules.Segreteria, rules.Presidente, rules.Amministratore},
	"review approve":  {rules.Segreteria, rules.Presidente},
	"review reject":   {rules.Segreteria, rules.Presidente},
	"review assign":   {rules.Segreteria, rules.Presidente},
	"review note":     {rules.Segreteria, rules.Presidente},
	"review take":     {rules.Segreteria, rules.Presidente},
	"review ask":      {rules.Segreteria, rules.Presidente},
	"review adopt":    {rules.Segreteria, rules.Presidente},
	"review answered": {rules.Segreteria, rules.Presidente},
	"review withdraw": {rules.Segreteria, rules.Presidente},
	"protocol import": {rules.Segreteria, rules.Presidente, rules.Amministratore},
	"act":             {rules.Segreteria, rules.Presidente, rules.Amministratore},

	"users add": amministra, "users roles": amministra, "users disable": amministra, "users enable": amministra, "users reset": amministra,
}

var amministra = []string{rules.Amministratore}

// vietato says why the person may not use a command, "" when he may. Where the configuration names no persons the system
// alone says who reaches the store, whatever users the console has; these are held to their roles. The users of the console are also
// in the hands of the agent's own system user, who could change the configuration as well.
func (e *Env) vietato(name string, args int) string {
	roles, guarded := soloDa[name]
	if args == 0 && (name == "mode" || name == "act") {
		return "" // without arguments they only show
	}
	users := strings.HasPrefix(name, "users ")
	if !guarded || e.Policy == nil || users && e.Proprio {
		return ""
	}
	s, err := e.stato()
	if err != nil {
		return "i ruoli non si possono leggere: " + err.Error()
	}
	if !rules.ConRuoli(e.Policy, s, e.Attore.ID) && !users {
		return ""
	}
	for _, p := range rules.Persone(e.Policy, s) {
		if p.Utente == e.Attore.ID && slices.ContainsFunc(p.Ruoli, func(r string) bool { return slices.Contains(roles, r) }) {
			return ""
		}
	}
	return fmt.Sprintf("%s non ha uno di questi ruoli (tabella [[persone]] o utenti della console): %s", e.Attore.ID, strings.Join(roles, ", "))
}

// Parse reads flags wherever they stand among the arguments and gives the others.
func Parse(fs *flag.FlagSet, args []string) ([]string, error) {
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			return nil, usageError{opzioneErrata(err.Error())}
		}
		args = fs.Args()
		if len(args) == 0 {
			return rest, nil
		}
		rest, args = append(rest, args[0]), args[1:]
	}
}

// opzioneErrata says in Italian what package flag says of an option that is wrong.
func opzioneErrata(said string) string {
	for _, w := range [][2]string{
		{"flag provided but not defined: -", "opzione sconosciuta: --%s"},
		{"flag needs an argument: -", "dopo l'opzione --%s manca il suo valore"},
		{"bad flag syntax: ", "%s non è un'opzione"},
	} {
		if name, ok := strings.CutPrefix(said, w[0]); ok {
			return fmt.Sprintf(w[1], VisibleLine(name))
		}
	}
	for _, kind := range []string{"invalid boolean value ", "invalid value "} {
		rest, ok := strings.CutPrefix(said, kind)
		if value, after, two := strings.Cut(rest, " for "); ok && two {
			_, after, _ = strings.Cut(after, "-")
			name, _, _ := strings.Cut(after, ":")
			return fmt.Sprintf("l'opzione --%s non può valere %s", VisibleLine(name), VisibleLine(value))
		}
	}
	return VisibleLine(said)
}

// flags is a FlagSet with the flag every command knows.
func flags(name string) (*flag.FlagSet, *bool) {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	return fs, fs.Bool("json", false, "")
}

// emit writes one NDJSON object.
func (e *Env) emit(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	_, err = e.Out.Write(append(b, '\n'))
	return err
}

func (e *Env) printf(format string, args ...any) { fmt.Fprintf(e.Out, format, args...) }

// commit decides an input in the store; a refusal of the rules is the error.
func (e *Env) commit(ctx context.Context, in rules.Input) (rules.Decision, error) {
	return e.decide(ctx, func(s rules.Snapshot) rules.Decision { return rules.Decide(e.Policy, s, in) })
}

// commitSe is commit for a person's decision on what he was shown: where visto, the digest of that, is no longer the state's, it is
// refused. "" decides on whatever there is. The comparison is made in the transaction of the decision.
func (e *Env) commitSe(ctx context.Context, in rules.Reviewed, visto string) (rules.Decision, error) {
	return e.decide(ctx, func(s rules.Snapshot) rules.Decision {
		if visto != "" && impronta(e.mostrato(s, comeMostrato(in))) != visto {
			return rules.Decision{Errore: Cambiato}
		}
		return rules.Decide(e.Policy, s, in)
	})
}

// comeMostrato is the approval that the page was drawn with.
func comeMostrato(in rules.Reviewed) rules.Reviewed {
	in.Approva, in.Nota, in.Protocollo, in.Aggiunte = true, "", "", nil
	return in
}

func (e *Env) decide(ctx context.Context, f func(rules.Snapshot) rules.Decision) (rules.Decision, error) {
	d, err := e.Store.Commit(ctx, f)
	if err != nil {
		return d, err
	}
	if d.Errore != "" {
		return d, errors.New(d.Errore)
	}
	if slices.ContainsFunc(d.Events, func(ev rules.Event) bool { return ev.Kind == rules.KCancellazione }) {
		if _, err := e.Store.Cancella(ctx); err != nil {
			return d, fmt.Errorf("la cancellazione è decisa ma non è ancora eseguita, la esegue il prossimo comando: %w", err)
		}
	}
	return d, nil
}
