package main

import (
	"context"
	"flag"
	"os"
	"time"

	"pecagent/agent"
	"pecagent/agent/office"
)

// runCheck looks at configuration, servers and store.
func runCheck(ctx context.Context, args []string) error {
	if n, ok := office.Knows(append([]string{"check"}, args...)); ok && n == 2 {
		if code := runOffice(ctx, append([]string{"check"}, args...), n); code != exitOK {
			return errShown
		}
		return nil
	}
	fs := flag.NewFlagSet("check", flag.ContinueOnError)
	path := fs.String("config", "", "")
	offline, asJSON := fs.Bool("offline", false, ""), fs.Bool("json", false, "")
	if rest, err := office.Parse(fs, args); err != nil || len(rest) > 0 {
		return wrongArgs(err, rest)
	}
	cfg, err := load(*path)
	if err != nil {
		return err
	}
	env := &office.Env{Out: os.Stdout, Err: os.Stderr}
	bad := false
	for _, v := range agent.Check(ctx, cfg, *offline) {
		bad = bad || !v.OK
		if err := env.Mostra(v, *asJSON); err != nil {
			return err
		}
	}
	for _, a := range agent.Macchina(cfg, time.Now()) {
		if err := env.MostraAvviso(a, *asJSON); err != nil {
			return err
		}
	}
	if !exists(cfg.Data) {
		v := office.Voce{Cosa: "archivio", OK: true, Dice: "non c'è ancora: lo creano members import, mode o run; allora si fissano T0 e il modo di [avvio]"}
		if err := env.Mostra(v, *asJSON); err != nil || !bad {
			return err
		}
		return errShown
	}
	storeArgs := []string{"check", "store", "--config", cfg.Path()}
	if *asJSON {
		storeArgs = append(storeArgs, "--json")
	}
	if runOffice(ctx, storeArgs, 2) != exitOK || bad {
		return errShown
	}
	return nil
}
