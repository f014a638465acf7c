package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"pecagent/agent"
	"pecagent/agent/config"
	"pecagent/agent/modulo"
	"pecagent/agent/office"
	"pecagent/store"
)

const (
	exitOK    = 0
	exitWrong = 1
	exitUsage = 2
)

// errUsage marks a call or a configuration that cannot be meant: exit code 2.
var errUsage = errors.New("uso")

// errShown marks what has been printed already: exit code 1.
var errShown = errors.New("shown")

type command struct {
	name, args, does string
	run              func(ctx context.Context, args []string) error
}

func commands() []command {
	return []command{
		{"demo", "[--json] [--keep DIR] [--stay] [--seed N] [--sabota N]", "la vita di un Ordine su un gestore PEC di prova, in locale", runDemo},
		{"setup", "[--config FILE] [--data DIR] [--backups DIR] [--user UTENTE] | --units DIR", "prima installazione: poche domande, prove vere, configurazione in osserva; --units scrive le unità di systemd", runSetup},
		{"run", "[--once] [--log debug|info|warn|error] [--config FILE]", "l'agente sulla casella vera dell'Ordine", runAgent},
		{"inspect", "[--json] [--config FILE] [--members FILE] [--at TIME] [--sequence] [--moduli] FILE|DIR|- …", "legge, verifica e spiega messaggi; non cambia nulla", runInspect},
		{"check", "[--config FILE] [--offline] [--json]", "configurazione, casella, invio, archivio, registro: è tutto a posto?", runCheck},
		{"notices", "test|confirm CODICE|show [--config FILE]", "prova con un codice che gli avvisi arrivino alla segreteria", runNotices},
		{"rebuild", "[--config FILE]", "rifà l'indice dal registro degli eventi e dai messaggi", runRebuild},
		{"backup", "[--to DIR] [--config FILE] | --new-key FILE", "copia di sicurezza cifrata dell'archivio, anche mentre l'agente lavora", runBackup},
		{"restore", "FILE --identity CHIAVE --into CARTELLA", "ripristina una copia in una cartella vuota; l'invio resta fermo", runRestore},
		{"export", "--all CARTELLA [--motivo TESTO]", "tutto l'archivio in forme aperte: .eml, CSV, registro degli eventi", runExport},
		{"papers", "[sheet|privacy|manual] [--html] [--config FILE]", "i fogli da stampare: quello da appendere, la scheda privacy, il manuale", runPapers},
		{"rules", "[R-101 …] [--csv|--json]", "la tabella delle regole: frase, fonte nella legge, dove è osservata, scenari che la provano", runRules},
		{"config", "", "stampa un esempio completo e commentato di pecagent.toml", runConfig},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// A reader that goes away is an error of the next write, not a death that leaves things lying about.
	signal.Ignore(syscall.SIGPIPE)
	os.Exit(dispatch(ctx, os.Args[1:]))
}

func dispatch(ctx context.Context, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		help()
		if len(args) == 0 {
			return exitUsage
		}
		return exitOK
	}
	if args[0] == modulo.Comando {
		return modulo.Figlio(os.Stdin, os.Stdout)
	}
	if args[0] == gestoreCommand {
		return exit(gestoreCommand, runGestore(ctx, args[1:]))
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		if slices.ContainsFunc(args[1:], func(a string) bool { return a == "--help" || a == "-h" }) {
			fmt.Printf("pecagent %s %s\n  %s\n", c.name, c.args, c.does)
			return exitOK
		}
		return exit(c.name, c.run(ctx, args[1:]))
	}
	if args[0] == lettersCommand && !slices.Contains(args[1:], "--help") && !slices.Contains(args[1:], "-h") {
		return runLetters(ctx, args)
	}
	if n, ok := office.Knows(args); ok {
		return runOffice(ctx, args, n)
	}
	if rows := office.Family(args[0]); len(rows) > 0 && len(args) > 1 && (args[1] == "--help" || args[1] == "-h") {
		for _, c := range rows {
			fmt.Printf("  pecagent %-16s %s\n      %s\n", c[0], c[1], c[2])
		}
		return exitOK
	}
	fmt.Fprintf(os.Stderr, "pecagent: comando sconosciuto %q; pecagent help li elenca\n", strings.Join(args, " "))
	for _, c := range office.Family(args[0]) {
		fmt.Fprintf(os.Stderr, "  pecagent %-16s %s\n      %s\n", c[0], c[1], c[2])
	}
	return exitUsage
}

// exit prints an error once and gives the code.
func exit(name string, err error) int {
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errShown):
		return exitWrong
	case errors.Is(err, flag.ErrHelp), errors.Is(err, errUsage):
		fmt.Fprintf(os.Stderr, "pecagent: %s: %v\n", name, err)
		return exitUsage
	case errors.Is(err, store.ErrNewer):
		fmt.Fprintf(os.Stderr, "pecagent: %s: %v\n%s\n", name, err, piuNuovo)
		return exitWrong
	case errors.Is(err, agent.ErrOperator):
		fmt.Fprintf(os.Stderr, "pecagent: %v\n", err)
		return exitWrong
	}
	fmt.Fprintf(os.Stderr, "pecagent: %s: %v\n", name, err)
	if words := store.Parole(err); words != "" {
		fmt.Fprintf(os.Stderr, "%s\n", words)
	} else if words := config.Parole(err.Error()); words != "" {
		fmt.Fprintf(os.Stderr, "In breve: %s.\n", words)
	}
	return exitWrong
}

// piuNuovo says what to do about store.ErrNewer.
const piuNuovo = `L'archivio è stato scritto da una versione di pecagent più nuova di questa. Non si torna indietro: nulla è stato inviato né cambiato.
Reinstallare quella versione (apt install ./pecagent_VERSIONE_….deb); oppure, se non è possibile, riportare in un'altra cartella una copia
di sicurezza presa prima dell'aggiornamento (pecagent restore): ciò che è partito dopo si riconosce dalle ricevute nella casella.`

func usage(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errUsage, fmt.Sprintf(format, args...))
}

// wrongArgs says what of a call is not understood.
func wrongArgs(err error, rest []string) error {
	if err != nil {
		return usage("%v", err)
	}
	return usage("argomenti di troppo: %s", strings.Join(rest, " "))
}

func help() {
	fmt.Println("pecagent: la posta certificata di un Ordine, letta, verificata, decisa e provata.")
	fmt.Println()
	for _, c := range commands() {
		fmt.Printf("  pecagent %-16s %s\n      %s\n", c.name, c.args, c.does)
	}
	for _, c := range office.Help() {
		fmt.Printf("  pecagent %-16s %s\n      %s\n", c[0], c[1], c[2])
	}
	fmt.Println("\nOgni comando accetta --config FILE; senza, vale pecagent.toml nella cartella, poi /etc/pecagent/pecagent.toml.")
}
