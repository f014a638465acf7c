package main

import (
	"context"
	"flag"
	"os"

	"pecagent/agent/office"
)

// runRules is "pecagent rules [R-101 …] [--csv|--json]": the table of the rules in this program, for legal staff.
func runRules(_ context.Context, args []string) error {
	fs := flag.NewFlagSet("rules", flag.ContinueOnError)
	csv, json := fs.Bool("csv", false, ""), fs.Bool("json", false, "")
	ids, err := office.Parse(fs, args)
	if err != nil {
		return wrongArgs(err, ids)
	}
	form := ""
	switch {
	case *csv && (*json || len(ids) > 0):
		return usage("--csv è la tabella intera, e non va con --json")
	case *csv:
		form = "csv"
	case *json:
		form = "json"
	}
	if err := office.Regole(os.Stdout, form, ids); err != nil {
		return usage("%v", err)
	}
	return nil
}
